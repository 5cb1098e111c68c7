//! What holds of every text and of every policy: reading never fails, the same text gives the same bytes, and changes
//! that mean nothing change no verdict.

#![allow(clippy::unwrap_used)]

mod common;

use std::path::{Path, PathBuf};

use common::plan::*;
use common::slips::{slip, slipped, word_soup};
use common::strategies::{SMALL, WIDE, plan};
use common::*;
use proptest::prelude::*;
use proptest::sample::Index;
use rungs::source::Sources;
use rungs::syntax::{format, parse};
use rungs::verify::Verdict;

fn texts_in(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "rungs"))
        .collect();
    found.sort();
    found
}

/// The published policies and the examples, with nothing imported left to look for.
fn written() -> Vec<String> {
    ["policies", "examples"].iter().flat_map(|folder| texts_in(folder)).map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// Reads a text and looks at all that reading promises of it.
fn read(text: &str) {
    let mut sources = Sources::new();
    let file = sources.add("policy.rungs", text);
    let parsed = parse(&sources, file);
    for node in parsed.tree.nodes() {
        let span = node.span();
        assert!(span.start <= span.end && span.end as usize <= text.len(), "{:?} lies outside the text", node.kind());
        assert!(
            text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize),
            "{:?} cuts a character",
            node.kind()
        );
    }
    for found in &parsed.diagnostics {
        assert!(!found.message.is_empty() && !found.labels.is_empty());
        assert!(!found.message.ends_with('.'), "a message ends without a full stop: {}", found.message);
        for label in &found.labels {
            assert!(label.span.start <= label.span.end && label.span.end as usize <= text.len(), "{} points outside the text", found.name);
            let (start, end) = (sources.start(label.span), sources.end(label.span));
            assert!((start.line, start.column) <= (end.line, end.column) && start.line >= 1 && start.column >= 1);
        }
    }
    assert!(parsed.diagnostics.is_sorted_by_key(|found| found.span()), "messages come in the order of the text");
    if let Some(once) = format(&sources, &parsed) {
        let twice = sources.add("once.rungs", once.as_str());
        let again = parse(&sources, twice);
        assert_eq!(format(&sources, &again).as_deref(), Some(once.as_str()), "a formatted text stays as it is");
    }
}

// ── nothing makes it fail ───────────────────────────────────────────────────────────────────────

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_text_can_be_read(text in "\\PC{0,300}") {
        read(&text);
    }

    #[test]
    fn any_characters_can_be_read(text in proptest::collection::vec(any::<char>(), 0..200)) {
        read(&text.into_iter().collect::<String>());
    }

    #[test]
    fn any_bytes_made_text_can_be_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_words_of_the_language_can_be_read(words in word_soup(), first in any::<bool>()) {
        let text = if first { format!("rungs 1\n{words}") } else { words };
        read(&text);
        everything(&text);
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn slips_in_written_policies_are_only_messages(text in proptest::sample::select(written()), slips in proptest::collection::vec(slip(), 1..6)) {
        let text = slipped(&text, &slips);
        read(&text);
        everything(&text);
    }

    #[test]
    fn slips_in_made_up_policies_are_only_messages(plan in plan(WIDE), slips in proptest::collection::vec(slip(), 1..4)) {
        let text = slipped(&plan.text(), &slips);
        read(&text);
        everything(&text);
    }

    #[test]
    fn a_slip_never_goes_unseen_and_unread(plan in plan(SMALL), at in any::<Index>()) {
        // Taking a closing brace away is always a mistake.
        let text = plan.text();
        let braces: Vec<usize> = text.match_indices('}').map(|(at, _)| at).collect();
        let at = braces[at.index(braces.len())];
        let broken = [&text[..at], &text[at + 1..]].concat();
        with_text(&broken, |policy, diagnostics, _| {
            prop_assert!(policy.is_none() && !diagnostics.is_empty(), "nothing is said of\n{broken}");
            Ok(())
        })?;
    }
}

/// Lines of a scenario about a made-up policy; `STAGE` stands for one of its stages.
const LINES: &[&str] = &[
    "given fixed-a and changing-b",
    "given not fixed-b",
    "given \"it is urgent\"",
    "given health is on board",
    "reading \"day\" as school day because \"agreed\"",
    "at start, changing-a begins",
    "at start, they skip to STAGE",
    "at STAGE, resolved",
    "at STAGE, unresolved",
    "at STAGE, unresolved on 2026-04-02 09:00",
    "at STAGE, no answer",
    "at STAGE, out of time",
    "at STAGE, extended",
    "at STAGE, withdrawn",
    "at STAGE, changing-a begins on 2026-04-07",
    "at STAGE, changing-b ends",
    "at STAGE, chair refuses",
    "at STAGE, receiving manager agrees",
    "at STAGE, they do not notify chair",
    "at STAGE, workers do not escalate to next stage",
    "at STAGE, they do not record",
    "at STAGE, chair decides",
    "at STAGE, they escalate to STAGE",
    "at STAGE, they repeat once",
    "at STAGE, they skip to STAGE",
    "at STAGE, managers skip to end",
    "at STAGE, they withdraw",
    "at STAGE, chair convenes resolution-panel on 2026-05-01",
    "at STAGE, \"it is urgent\"",
    "expect at STAGE",
    "expect at start",
    "expect STAGE due 2026-04-08",
    "expect STAGE due unstated",
    "expect not chair notified at STAGE by email",
    "expect partnership notified before STAGE",
    "expect member notified",
    "expect heard by chair",
    "expect missed",
    "expect not missed they notify chair at STAGE",
    "expect overdue at STAGE",
    "expect panel resolution-panel of health, school and police",
    "expect no panel",
    "expect the case ends",
    "expect the case ends dropped",
];

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_scenario_of_a_made_up_policy_is_played_or_explained(
        plan in plan(WIDE),
        lines in proptest::collection::vec((proptest::sample::select(LINES), any::<[u8; 2]>()), 0..12),
    ) {
        let labels = plan.labels();
        let mut text = format!("{}\nscenario \"made up\" {{\n    dispute health against school\n    starts 2026-04-01 10:00\n", plan.text());
        for (line, stages) in lines {
            let mut line = line.to_owned();
            for stage in stages {
                let label = &labels[usize::from(stage) % labels.len()].0;
                line = line.replacen("STAGE", &format!("stage {label}"), 1);
            }
            text.push_str(&format!("    {line}\n"));
        }
        text.push_str("}\n");
        read(&text);
        prop_assert_eq!(everything(&text), everything(&text));
    }
}

// ── the same text, the same bytes ───────────────────────────────────────────────────────────────

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn every_made_up_policy_can_be_read_and_gives_the_same_bytes(plan in plan(WIDE)) {
        let text = plan.text();
        with_text(&text, |policy, diagnostics, sources| {
            prop_assert!(policy.is_some(), "{}\n{text}", messages(diagnostics, sources));
            Ok(())
        })?;
        let here = everything(&text);
        let elsewhere = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..2).map(|_| scope.spawn(|| everything(&text))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        prop_assert_eq!(&elsewhere[0], &here);
        prop_assert_eq!(&elsewhere[1], &here);
    }
}

// ── what means nothing changes nothing ──────────────────────────────────────────────────────────

/// The same text with other names. `partnership` is a name that means something to rungs.
fn renamed(text: &str) -> String {
    const NAMES: &[(&str, &str)] = &[
        ("board", "a-board"),
        ("chair", "mx-y"),
        ("member", "b2"),
        ("outsider", "aa"),
        ("fixed-a", "zz-fixed"),
        ("fixed-b", "aa-fixed"),
        ("fixed-c", "m"),
        ("fixed-d", "fixed-a-b"),
        ("changing-a", "zz-changing"),
        ("changing-b", "aa-changing"),
        ("health", "qq"),
        ("school", "pp"),
        ("police", "rr"),
        ("worker", "drudge"),
        ("manager", "overseer"),
        ("book", "bible"),
        ("childs-file", "dossier"),
        ("resolution-panel", "jury"),
        ("made-up", "contrived"),
    ];
    let mut out = String::new();
    let mut word = String::new();
    let mut quoted = false;
    for c in text.chars().chain(['\n']) {
        if c == '"' {
            quoted = !quoted;
        }
        if !quoted && (c.is_alphanumeric() || c == '-') {
            word.push(c);
            continue;
        }
        let singular = word.strip_suffix('s').unwrap_or(&word);
        // `members` and `has a chair` are of the language.
        let renamed = NAMES.iter().find_map(|(old, new)| {
            if out.ends_with("has a ") {
                None
            } else if word == *old {
                Some((*new).to_owned())
            } else if singular == *old && word != "members" {
                Some(format!("{new}s"))
            } else {
                None
            }
        });
        out.push_str(renamed.as_deref().unwrap_or(&word));
        word.clear();
        out.push(c);
    }
    out
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn other_names_change_no_verdict(plan in plan(WIDE)) {
        let text = plan.text();
        prop_assert_eq!(verdicts(&renamed(&text)), verdicts(&text), "of\n{}", text);
    }

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

    #[test]
    fn the_order_of_clauses_in_a_stage_changes_no_verdict(plan in plan(WIDE), stage in any::<Index>(), by in any::<Index>(), backwards in any::<bool>()) {
        let before = verdicts(&plan.text());
        let mut turned = plan.clone();
        let clauses = &mut turned.stages[stage.index(plan.stages.len())].clauses;
        if !clauses.is_empty() {
            let by = by.index(clauses.len());
            clauses.rotate_left(by);
        }
        if backwards {
            clauses.reverse();
        }
        prop_assert_eq!(verdicts(&turned.text()), before, "of\n{}\nand\n{}", plan.text(), turned.text());
    }

    #[test]
    fn a_stage_nobody_can_come_to_changes_no_verdict_on_paths(mut plan in plan(WIDE)) {
        let before = verdicts(&plan.text());
        let first = plan.labels()[0].0.clone();
        plan.extras.tail.push_str(&format!("\nstage 99 \"Nobody comes here\" between workers {{\n    when unresolved, should escalate to stage {first}\n}}\n"));
        let out_of_reach = with_report(&plan.text(), |policy, report| {
            let last = policy.stages.last().expect("a stage").span;
            report.rule("unreachable-stage").is_some_and(|rule| rule.findings.iter().any(|finding| finding.labels.iter().any(|label| label.span == last)))
        });
        prop_assume!(out_of_reach);
        for (rule, verdict) in verdicts(&plan.text()) {
            let paths = ["ends-in-authority", "told-too-late", "one-person-veto", "endless-loop", "stuck-stage"];
            if paths.contains(&rule.as_str()) {
                let was = before.iter().find(|(name, _)| *name == rule).map(|(_, verdict)| *verdict);
                prop_assert_eq!(Some(verdict), was, "{} of\n{}", rule, plan.text());
            }
        }
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
    #![proptest_config(cases(150))]

    #[test]
    fn a_must_for_a_should_never_lowers_a_verdict(plan in plan(SMALL), which in any::<Index>()) {
        let advice = advice_in(&plan);
        prop_assume!(!advice.is_empty());
        let stronger = with_strength(&plan, |at| (at == advice[which.index(advice.len())]).then_some(Strength::Must));
        for rule in PATHS {
            if let (Some(before), Some(after)) = (height(verdict(&plan.text(), rule)), height(verdict(&stronger.text(), rule))) {
                prop_assert!(after >= before, "{} falls from {} to {}, of\n{}\nand\n{}", rule, before, after, plan.text(), stronger.text());
            }
        }
    }
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
