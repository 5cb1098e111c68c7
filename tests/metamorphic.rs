//! What a change of a policy does to its verdicts: other names, another order and a stage nobody comes to do nothing, a
//! `must` for a `should` does no harm to a guarantee, and what is named as left open, once filled in, settles it.

#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;

use common::plan::*;
use common::strategies::{RICH, SMALL, WIDE, plan};
use common::*;
use proptest::prelude::*;
use proptest::sample::Index;
use rungs::syntax::format;
use rungs::verify::{Hole, Verdict};

/// Every rule with its verdict, whatever their order.
fn by_rule(text: &str) -> BTreeMap<String, Verdict> {
    verdicts(text).into_iter().collect()
}

// ── what means nothing changes nothing ──────────────────────────────────────────────────────────

/// The same text with another name for everything it declares, in another order of the alphabet. `partnership` is a name
/// that means something to rungs, and what a policy imports is named elsewhere.
fn renamed(text: &str) -> String {
    const DECLARE: &[&str] = &["agency", "party", "body", "role", "fact", "file", "form", "tier", "panel", "route", "rulebook", "policy"];
    let mut names: Vec<&str> = Vec::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        if let (Some(first), Some(name)) = (words.next(), words.next())
            && DECLARE.contains(&first)
            && !line.starts_with(' ')
            && name != "partnership"
        {
            names.push(name);
        }
        names.extend(line.split_once(" called ").map(|(_, name)| name));
    }
    names.sort_unstable();
    names.dedup();
    let tiers = ["worker", "manager", "head"];
    let new_name = |word: &str| names.binary_search(&word).ok().map(|at| format!("x{}-{word}", names.len() + 9 - at));
    let (mut out, mut word, mut quoted) = (String::new(), String::new(), false);
    // `school term`, `school days` and `school week` are of the language.
    let text = text.replace("school term", "school_term").replace("school day", "school_day").replace("school week", "school_week");
    for c in text.chars().chain(['\n']) {
        quoted ^= c == '"';
        if !quoted && (c.is_alphanumeric() || c == '-' || c == '_') {
            word.push(c);
            continue;
        }
        // `every panel has a chair` is of the language; a tier's people are its name with an s.
        let new = if out.ends_with("has a ") || out.ends_with("rule ") { None } else { new_name(&word) };
        let people = || word.strip_suffix('s').filter(|tier| tiers.contains(tier)).and_then(new_name).map(|tier| format!("{tier}s"));
        out.push_str(&new.or_else(people).unwrap_or_else(|| word.clone()));
        word.clear();
        out.push(c);
    }
    out.replace("school_term", "school term").replace("school_day", "school day").replace("school_week", "school week")
}

/// The same policy with everything in another order that has none: clauses, terms, names, routes and rules.
fn turned(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    plan.throughout.reverse();
    plan.routes.reverse();
    plan.panel.reverse();
    for stage in &mut plan.stages {
        stage.clauses.reverse();
        stage.extras.reverse();
    }
    plan.routes.iter_mut().for_each(|route| route.clauses.reverse());
    if let Some(rich) = &mut plan.rich {
        rich.stages.iter_mut().for_each(|lines| lines.reverse());
        rich.throughout.reverse();
        rich.panels.iter_mut().for_each(|lines| lines.reverse());
        rich.names.reverse();
        rich.background.reverse();
        rich.rules.reverse();
        rich.route.iter_mut().for_each(|(_, lines)| lines.reverse());
    }
    plan
}

/// Rules that speak of what is written at every stage, or everywhere, whether or not a case can come there.
const OF_WHAT_IS_WRITTEN: &[&str] = &[
    // Of every stage.
    "unreachable-stage",
    "no-time-limit",
    "several",
    "silence-not-covered",
    "no-immediate-risk-route",
    "no-fixed-risk-route",
    // Of every step up and of every limit, the ones that `throughout` has for this stage too among them.
    "clock-start-unstated",
    "limits-do-not-add-up",
    "overlapping-conditions",
    "own-manager-in-the-way",
    "skip-loses-duty",
    "two-last-words",
    "uncovered-condition",
    "weak-duty",
];

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn other_names_change_no_verdict(plan in plan(WIDE)) {
        let text = plan.text();
        prop_assert_eq!(by_rule(&renamed(&text)), by_rule(&text), "of\n{}\nand\n{}", text, renamed(&text));
    }

    #[test]
    fn another_order_changes_no_verdict(plan in plan(WIDE)) {
        let (text, other) = (plan.text(), turned(&plan).text());
        let other = other.replace("agency health \"Health\"\nagency school \"Schools\"\n", "agency school \"Schools\"\nagency health \"Health\"\n");
        prop_assert_eq!(by_rule(&other), by_rule(&text), "of\n{}\nand\n{}", text, other);
    }

    #[test]
    fn a_stage_nobody_can_come_to_changes_no_verdict_but_of_what_is_written(mut plan in plan(WIDE)) {
        // Another stage at the end is the next after the last, and one that can be skipped to.
        prop_assume!(!["next stage", "any stage", "any later stage"].iter().any(|words| plan.text().contains(words)));
        let before = by_rule(&plan.text());
        let first = plan.labels()[0].0.clone();
        plan.extras.tail.push_str(&format!("\nstage 99 \"Nobody comes here\" between workers {{\n    when unresolved, must escalate to stage {first}\n}}\n"));
        let after = by_rule(&plan.text());
        let out_of_reach = with_report(&plan.text(), |policy, report| {
            let last = policy.stages.last().expect("a stage").span;
            report.rule("unreachable-stage").is_some_and(|rule| rule.findings.iter().any(|finding| finding.labels.iter().any(|label| label.span == last)))
        });
        prop_assume!(out_of_reach);
        for (rule, verdict) in after.iter().filter(|(rule, _)| !OF_WHAT_IS_WRITTEN.contains(&rule.as_str())) {
            prop_assert_eq!(Some(verdict), before.get(rule), "{} of\n{}", rule, plan.text());
        }
    }
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn a_layout_of_its_own_changes_no_verdict(plan in plan(WIDE)) {
        let text = plan.text();
        let (sources, parsed) = parsed(&text);
        let formatted = format(&sources, &parsed).expect("it can be read");
        prop_assert_eq!(verdicts(&formatted), verdicts(&text), "of\n{}", text);
        let spread = text.replace("\n    ", "\n\n\t // as it was\n  •   ").replace('\n', "\r\n");
        prop_assert_eq!(verdicts(&spread), verdicts(&text), "of\n{}", spread);
    }

    #[test]
    fn one_more_entry_of_background_changes_no_verdict(mut plan in plan(WIDE)) {
        let before = verdicts(&plan.text());
        plan.extras.background += 1;
        prop_assert_eq!(verdicts(&plan.text()), before, "of\n{}", plan.text());
    }
}

// ── advice ──────────────────────────────────────────────────────────────────────────────────────

fn height(verdict: Verdict) -> Option<u8> {
    match verdict {
        Verdict::Broken => Some(0),
        Verdict::Undetermined => Some(1),
        Verdict::Advice => Some(2),
        Verdict::Holds => Some(3),
        Verdict::GaveUp | Verdict::DoesNotApply => None,
    }
}

/// Where a `must` in the place of a `should` can make a worse verdict. Everywhere else it only takes runs away: those in which
/// the advice is not kept.
const STRENGTH_CAN_HURT: &[&str] = &[
    // What must be on a panel can be too much to ask; what is only advised gives way.
    "panel-cannot-form",
    "small-panel-cannot-form",
    // A duty that is left out with its stage is lost only if it is one.
    "skip-loses-duty",
    // Some case has to be able to come to every stage: a way that must be taken takes the others away.
    "unreachable-stage",
    // Two steps that must be taken at once, and two media of which one says `must`, contradict each other more than advice does.
    "overlapping-conditions",
    "sources-disagree",
];

/// The text with one `should` of it, outside quotation marks, as a `must`; nothing where it has none.
fn strengthened(text: &str, which: Index) -> Option<String> {
    let mut quoted = false;
    let mut places = Vec::new();
    for (at, c) in text.char_indices() {
        quoted ^= c == '"';
        if !quoted && text[at..].starts_with("should ") {
            places.push(at);
        }
    }
    let at = *places.get(if places.is_empty() { 0 } else { which.index(places.len()) })?;
    Some(format!("{}must {}", &text[..at], &text[at + "should ".len()..]))
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_must_for_a_should_never_lowers_a_guarantee(plan in prop_oneof![plan(SMALL), plan(RICH)], which in any::<Index>()) {
        let text = plan.text();
        let Some(stronger) = strengthened(&text, which) else { return Ok(()) };
        let after = by_rule(&stronger);
        for (rule, before) in by_rule(&text).iter().filter(|(rule, _)| !STRENGTH_CAN_HURT.contains(&rule.as_str())) {
            if let (Some(was), Some(is)) = (height(*before), height(after[rule])) {
                prop_assert!(is >= was, "{} falls from {:?} to {:?}, of\n{}\nand\n{}", rule, before, after[rule], text, stronger);
            }
        }
    }
}

const PATHS: [&str; 2] = ["ends-in-authority", "told-too-late"];

/// The clauses of a plan that only advise.
fn advice_in(plan: &Plan) -> Vec<usize> {
    plan.clauses()
        .enumerate()
        .filter(|(_, clause)| {
            clause.strength.is_advice()
                && matches!(clause.deed, Deed::Move(_) | Deed::OneOf(_) | Deed::Tell(_) | Deed::Copy(_) | Deed::Protect(_))
        })
        .map(|(at, _)| at)
        .collect()
}

fn with_strength(plan: &Plan, strength: impl Fn(usize) -> Option<Strength>) -> Plan {
    let mut plan = plan.clone();
    plan.clauses_mut().enumerate().for_each(|(at, clause)| clause.strength = strength(at).unwrap_or(clause.strength));
    plan
}

proptest! {
    #![proptest_config(cases(250))]

    #[test]
    fn the_advice_named_is_enough_and_none_of_it_can_be_spared(plan in plan(SMALL)) {
        let text = plan.text();
        for rule in PATHS {
            let named: Option<Vec<usize>> = with_report(&text, |policy, report| {
                let report = report.rule(rule).expect("the rule is in the rulebook");
                let ids = report.findings.iter().flat_map(|finding| &finding.advice).map(|clause| policy.clause(*clause).id.trim_start_matches("clause-").parse().expect("a clause of the plan"));
                (report.verdict == Verdict::Advice && report.findings.iter().all(|finding| finding.holes.is_empty())).then(|| ids.collect())
            });
            let Some(named) = named else { continue };
            prop_assert!(!named.is_empty(), "{} names no advice, of\n{}", rule, text);
            let made_must = with_strength(&plan, |at| named.contains(&at).then_some(Strength::Must));
            let now = verdict(&made_must.text(), rule);
            // Without a stated limit there are two policies to answer for; each may rest on other advice.
            if !has_silent_limit(&plan) {
                prop_assert_eq!(now, Verdict::Holds, "{}: {:?} made `must` is not enough, of\n{}", rule, &named, &text);
            }
            let everything_else_free = |left_out: usize| {
                let advice = advice_in(&plan);
                with_strength(&plan, |at| match () {
                    () if at == left_out => Some(Strength::May),
                    () if named.contains(&at) => Some(Strength::Must),
                    () if advice.contains(&at) => Some(Strength::May),
                    () => None,
                })
            };
            for left_out in &named {
                if plan.clauses().any(|clause| matches!(clause.deed, Deed::Protect(_))) {
                    break;
                }
                let without = everything_else_free(*left_out);
                let then = verdict(&without.text(), rule);
                prop_assert!(matches!(then, Verdict::Broken | Verdict::Undetermined), "{}: without clause-{} of {:?} it is {:?}, of\n{}", rule, left_out, &named, then, without.text());
            }
        }
    }
}

fn has_silent_limit(plan: &Plan) -> bool {
    let stated = |clauses: &[Clause]| clauses.iter().any(|clause| matches!(clause.deed, Deed::Limit(_)));
    !stated(&plan.throughout) && plan.stages.iter().any(|stage| !stated(&stage.clauses))
}

// ── what is left open ───────────────────────────────────────────────────────────────────────────

/// A thing left open with how the text is to be changed so that it is said, each way.
struct Filling {
    keeps: Change,
    breaks: Change,
}

enum Change {
    /// A further clause of a stage, by its label.
    InStage(String, String),
    Instead(&'static str, &'static str),
}

/// How a hole is filled in. What a limit on the stage or the case is for, and when a repetition ends, can only be said where
/// one clause leaves it open; who sits on a body, from when a limit counts, how far it can be extended, whose manager is meant
/// and which kind of day are said in too many ways to be written by a test. How long a stage may take is not written together with
/// anything else: a limit that is stated settles more.
fn filling(text: &str, labels: &[(String, u32)], hole: &Hole) -> Option<Filling> {
    const SCOPE: &str = "the stage or the case must end";
    const AGAIN: &str = "repeat with next tier until \"no tier is left\"";
    let one = |words: &str| text.matches(words).count() == 1 && (words == SCOPE || text.matches("until \"").count() == 1);
    let change = |said: &str| {
        let stage = hole.what.strip_prefix("how long stage ").and_then(|rest| rest.strip_suffix(" may take"));
        let label = stage.and_then(|stage| labels.iter().find(|(label, _)| label == stage));
        Some(match (label, said) {
            (Some((label, _)), "it has a limit, so that its time runs out") => Change::InStage(label.clone(), "ends within 2 days".into()),
            (Some((label, _)), "it has none, and its time never runs out") => Change::InStage(label.clone(), "ends with no limit".into()),
            (Some((label, _)), "a longer one, or none") => Change::InStage(label.clone(), "ends with no limit".into()),
            (Some((label, _)), said) if said.starts_with("a time with which") => {
                Change::InStage(label.clone(), format!("must end within 1 hour of start of stage {label}"))
            }
            (None, "it is for each stage") if one(SCOPE) => Change::Instead(SCOPE, "every stage must end"),
            (None, "it is for the whole case") if one(SCOPE) => Change::Instead(SCOPE, "the case must end"),
            (None, "it ends after a number of rounds") if one(AGAIN) => Change::Instead(AGAIN, "repeat at most 2 times"),
            (None, "it never ends") if one(AGAIN) => Change::Instead(AGAIN, "repeat until resolved"),
            _ => return None,
        })
    };
    Some(Filling { keeps: change(&hole.keeps)?, breaks: change(&hole.breaks)? })
}

/// The text with these changes made.
fn filled<'c>(text: &str, changes: impl Iterator<Item = &'c Change>) -> String {
    changes.fold(text.to_owned(), |text, change| match change {
        Change::Instead(words, others) => text.replace(words, others),
        Change::InStage(label, line) => {
            let head = text.find(&format!("\nstage {label} ")).expect("the stage is there");
            let body = head + text[head..].find("{\n").expect("it has a body") + 2;
            format!("{}    {line}\n{}", &text[..body], &text[body..])
        }
    })
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn what_is_named_as_left_open_settles_it_once_filled_in(plan in plan(WIDE)) {
        let (text, labels) = (plan.text(), plan.labels());
        let open: Vec<(String, Vec<Hole>)> = with_report(&text, |_, report| {
            let open = report.rules.iter().filter(|rule| rule.verdict == Verdict::Undetermined);
            open.filter_map(|rule| Some((rule.rule.clone(), rule.findings.iter().find(|finding| !finding.holes.is_empty())?.holes.clone()))).collect()
        });
        // What a case is stuck at is left to another rule, in each way of filling in: it is open there and not here.
        // Each limit of a case is weighed against its parts by itself; filled in, one can break what another leaves open.
        let left_out = ["uncovered-condition", "limits-do-not-add-up"];
        for (rule, holes) in open.into_iter().filter(|(rule, _)| !left_out.contains(&rule.as_str())) {
            // How long a round takes cannot be said without a limit, which says more than that.
            if holes.len() > 1 && holes.iter().any(|hole| hole.breaks == "a longer one, or none") {
                continue;
            }
            let Some(fillings) = holes.iter().map(|hole| filling(&text, &labels, hole)).collect::<Option<Vec<Filling>>>() else { continue };
            let kept = |out: Option<usize>| verdict(&filled(&text, all_but(&fillings, out).map(|filling| &filling.keeps)), &rule);
            let broken = |out: Option<usize>| verdict(&filled(&text, all_but(&fillings, out).map(|filling| &filling.breaks)), &rule);
            let (keeps, breaks) = (kept(None), broken(None));
            prop_assert!(!matches!(keeps, Verdict::Undetermined | Verdict::Broken), "{}, filled in to keep it, is {:?}: {:?} of\n{}", rule, keeps, holes, text);
            prop_assert_eq!(breaks, Verdict::Broken, "{}, filled in to break it: {:?} of\n{}", rule, holes, text);
            for (out, hole) in holes.iter().enumerate() {
                let settled = !matches!(kept(Some(out)), Verdict::Undetermined | Verdict::Broken) && broken(Some(out)) == Verdict::Broken;
                prop_assert!(!settled, "{}: {:?} need not be named, of\n{}", rule, hole, text);
            }
        }
    }
}

fn all_but(fillings: &[Filling], out: Option<usize>) -> impl Iterator<Item = &Filling> {
    fillings.iter().enumerate().filter(move |(at, _)| Some(*at) != out).map(|(_, filling)| filling)
}
