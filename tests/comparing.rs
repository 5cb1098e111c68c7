//! Comparing two policies: what must be so whatever the policies, on made-up ones; and the published ones side by side.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;
use rungs::case::{Played, play};
use rungs::compare::{Change, Comparison, Side, Strictness, Sure, Topic, compare};
use rungs::graph::StageGraph;
use rungs::model::{Policy, Scenario};
use rungs::project::{DiskFiles, MemoryFiles, Project};
use rungs::verify::{Report, Verdict, check};

#[path = "common/mod.rs"]
mod common;

use common::plan::{Clause, Deed, Medium, Moment, Plan, Strength, Whom};
use common::strategies::{RICH, ROUND, SMALL, plan};

/// Two texts, resolved in one project, with what every rule came to.
fn with_two<T>(texts: [&str; 2], then: impl FnOnce([&Side<'_>; 2]) -> T) -> T {
    let files = MemoryFiles::new([("first.rungs", texts[0]), ("second.rungs", texts[1]), ("vocabulary.rungs", common::vocabulary())]);
    let mut project = Project::new(&files, "");
    let policies = ["first.rungs", "second.rungs"].map(|name| {
        let file = project.load(Path::new(name)).unwrap();
        let resolved = project.resolve(file);
        resolved.policy.unwrap_or_else(|| panic!("this should be a policy: {:?}", resolved.diagnostics))
    });
    let graphs = [0, 1].map(|side| StageGraph::new(&policies[side]));
    let reports = [0, 1].map(|side| check(&policies[side], &graphs[side], None));
    let sides = [0, 1].map(|side| Side { policy: &policies[side], graph: &graphs[side], report: &reports[side] });
    then([&sides[0], &sides[1]])
}

fn compared(first: &str, second: &str) -> Comparison {
    with_two([first, second], |[first, second]| compare(first, second, &[]))
}

fn as_strict_as(first: &str, second: &str) -> Sure {
    compared(first, second).as_strict_as()
}

fn strictness(comparison: &Comparison) -> Vec<Strictness> {
    comparison.matters.iter().map(|matter| matter.strictness()).collect()
}

fn any_plan() -> impl Strategy<Value = Plan> {
    prop_oneof![plan(SMALL), plan(ROUND), plan(RICH)]
}

/// A plan and one like it: what is changed is drawn from numbers, so that it shrinks to nothing changed.
fn changed(plan: &Plan, picks: &[(usize, usize)]) -> Plan {
    let mut plan = plan.clone();
    for (which, how) in picks {
        let count = plan.clauses().count();
        if count == 0 {
            break;
        }
        let clause = plan.clauses_mut().nth(which % count).unwrap();
        match how % 6 {
            1 => clause.strength = if clause.strength.is_required() { Strength::Should } else { Strength::Must },
            2 => clause.moment = Moment::NoAnswer,
            3 => clause.condition = None,
            4 => clause.strength = Strength::May,
            5 => clause.moment = Moment::UnresolvedOrOutOfTime,
            _ => {}
        }
    }
    plan
}

fn told(whom: Whom, strength: Strength) -> Clause {
    Clause { moment: Moment::Always, condition: None, strength, deed: Deed::Tell(whom), at: Vec::new(), source: None }
}

proptest! {
    #![proptest_config(common::cases(60))]

    /// A policy equals itself, whatever it leaves open and wherever its media disagree.
    #[test]
    fn a_policy_equals_itself(plan in any_plan()) {
        let text = plan.text();
        let comparison = compared(&text, &text);
        prop_assert!(comparison.is_same(), "{:?}\n{text}", comparison.differences);
        prop_assert!(strictness(&comparison).iter().all(|found| *found == Strictness::Equal));
        prop_assert_eq!(comparison.as_strict_as(), Sure::Yes);
    }

    /// Layout, order and names are no difference.
    #[test]
    fn layout_order_and_names_are_no_difference(plan in any_plan()) {
        let text = plan.text();
        let (sources, parsed) = common::parsed(&text);
        let laid_out = rungs::syntax::format(&sources, &parsed).unwrap();
        prop_assert!(compared(&text, &laid_out).is_same());
        let mut reordered = plan.clone();
        reordered.throughout.reverse();
        reordered.stages.iter_mut().for_each(|stage| stage.clauses.reverse());
        reordered.routes.iter_mut().for_each(|route| route.clauses.reverse());
        let comparison = compared(&text, &reordered.text());
        prop_assert!(comparison.is_same(), "{:?}\n{text}", comparison.differences);
        let renamed = renamed(&text);
        let comparison = compared(&text, &renamed);
        prop_assert!(comparison.is_same(), "{:?}\n{text}\n{renamed}", comparison.differences);
        prop_assert!(strictness(&comparison).iter().all(|found| *found == Strictness::Equal));
    }

    /// Swapping the policies swaps every answer.
    #[test]
    fn swapping_swaps_every_answer(plan in any_plan(), picks in picks()) {
        let (one, other) = (plan.text(), changed(&plan, &picks).text());
        let [forth, back] = [compared(&one, &other), compared(&other, &one)];
        let swapped: Vec<Strictness> = strictness(&back).into_iter().map(Strictness::swapped).collect();
        prop_assert_eq!(strictness(&forth), swapped);
        for (forth, back) in forth.matters.iter().zip(&back.matters) {
            prop_assert_eq!((forth.at_least.first, forth.at_least.second), (back.at_least.second, back.at_least.first));
        }
        let seen = |comparison: &Comparison, swap: bool| -> BTreeMap<(Topic, Change, Option<String>, Option<String>), usize> {
            let mut seen = BTreeMap::new();
            for found in &comparison.differences {
                let words = |said: &Option<rungs::compare::Said>| said.as_ref().map(|said| said.words.clone());
                let [first, second] = [words(&found.first), words(&found.second)];
                let key = if swap { (found.topic, found.change.swapped(), second, first) } else { (found.topic, found.change, first, second) };
                *seen.entry(key).or_default() += 1;
            }
            seen
        };
        prop_assert_eq!(seen(&forth, false), seen(&back, true));
    }

    /// A further duty to tell somebody, or to keep to a time, never makes a policy looser.
    #[test]
    fn a_further_must_is_never_looser(plan in any_plan(), stage in 0usize..4, what in 0usize..5) {
        let mut more = plan.clone();
        let clause = match what {
            0 => told(Whom::Chair, Strength::Must),
            1 => told(Whom::Partnership, Strength::Must),
            2 => told(Whom::ChairAndOutsider, Strength::Must),
            3 => told(Whom::Member, Strength::Must),
            _ => Clause { deed: Deed::Limit(common::plan::Limit::TwoDays), ..told(Whom::Chair, Strength::Must) },
        };
        prop_assume!(!plan.stages.is_empty());
        let at = stage % plan.stages.len();
        // What follows on a stage's time having passed, and what of it is stated, changes with a new limit.
        prop_assume!(what < 4 || plan.clauses().all(|clause| !matches!(clause.moment, Moment::OutOfTime | Moment::UnresolvedOrOutOfTime | Moment::NoAnswerOrOutOfTime) && !matches!(clause.deed, Deed::Limit(_))));
        prop_assume!(what < 4 || plan.rich.is_none());
        more.stages[at].clauses.push(clause);
        let comparison = compared(&plan.text(), &more.text());
        for matter in &comparison.matters {
            prop_assert!(matter.at_least.second == Sure::Yes || matter.at_least.second == Sure::Unknown && what == 4,
                "{:?} {:#?}\n{}", matter.matter, matter.answers.iter().filter(|answers| answers.at_least.second != Sure::Yes).collect::<Vec<_>>(), more.text());
        }
    }

    /// At least as strict as something at least as strict is at least as strict.
    #[test]
    fn as_strict_as_is_transitive(plan in any_plan(), one in picks(), other in picks()) {
        let [first, second, third] = [plan.text(), changed(&plan, &one).text(), changed(&changed(&plan, &one), &other).text()];
        if as_strict_as(&first, &second) == Sure::Yes && as_strict_as(&second, &third) == Sure::Yes {
            prop_assert_eq!(as_strict_as(&first, &third), Sure::Yes);
        }
        if as_strict_as(&third, &second) == Sure::Yes && as_strict_as(&second, &first) == Sure::Yes {
            prop_assert_eq!(as_strict_as(&third, &first), Sure::Yes);
        }
    }

    /// Policies between which no difference is found play every case alike, and come to the same by every rule.
    #[test]
    fn a_change_of_any_case_is_a_difference(plan in any_plan(), picks in picks()) {
        let other = changed(&plan, &picks);
        let texts = [plan.text(), other.text()];
        with_two([&texts[0], &texts[1]], |sides| {
            let comparison = compare(sides[0], sides[1], &[]);
            if !comparison.is_same() {
                return Ok(());
            }
            let verdicts = sides.map(|side| verdicts(side.report));
            prop_assert_eq!(&verdicts[0], &verdicts[1]);
            let moves = sides.map(|side| moves(side.policy, side.graph));
            prop_assert_eq!(&moves[0], &moves[1]);
            Ok(())
        })?;
    }

    /// Whatever case is shown in both policies can be written down, read again and played in each.
    #[test]
    fn both_diaries_replay(plan in any_plan(), picks in picks()) {
        let texts = [plan.text(), changed(&plan, &picks).text()];
        let scenarios: Vec<[String; 2]> = with_two([&texts[0], &texts[1]], |sides| {
            let comparison = compare(sides[0], sides[1], &[]);
            let both = comparison.matters.iter().flat_map(|matter| &matter.shown).filter_map(|shown| shown.both.as_ref());
            both.map(|both| [0, 1].map(|side| rungs::emit::scenario::text(sides[side].policy, &both.scenarios[side]))).collect()
        });
        for scenario in scenarios {
            for side in [0, 1] {
                let text = format!("{}\n{}", texts[side], scenario[side]);
                common::with_text(&text, |policy, diagnostics, _| {
                    let policy = policy.unwrap_or_else(|| panic!("{diagnostics:?}\n{text}"));
                    let graph = StageGraph::new(policy);
                    let scenario: &Scenario = policy.scenarios.last().unwrap();
                    assert!(play(policy, &graph, scenario).is_some_and(|played| Played::passes(&played)), "{text}");
                });
            }
        }
    }

    /// Nothing a matter rests on is left out: it is as strict as the loosest of its questions.
    #[test]
    fn a_matter_is_what_its_questions_are(plan in any_plan(), picks in picks()) {
        let comparison = compared(&plan.text(), &changed(&plan, &picks).text());
        for matter in &comparison.matters {
            let least = |side: fn(&rungs::compare::AtLeast) -> Sure| matter.answers.iter().map(|answers| side(&answers.at_least)).min().unwrap_or(Sure::Yes);
            prop_assert_eq!(matter.at_least.first, least(|at_least| at_least.first));
            prop_assert_eq!(matter.at_least.second, least(|at_least| at_least.second));
        }
    }
}

fn picks() -> impl Strategy<Value = Vec<(usize, usize)>> {
    proptest::collection::vec((0usize..12, 0usize..6), 0..3)
}

fn verdicts(report: &Report) -> BTreeMap<String, Verdict> {
    report.rules.iter().map(|rule| (rule.rule.clone(), rule.verdict)).collect()
}

/// Every way on, whatever clause it comes from.
fn moves(policy: &Policy, graph: &StageGraph) -> BTreeSet<String> {
    let words = rungs::model::in_words(policy);
    let conditions = |step: &rungs::graph::Move| {
        let mut conditions: Vec<String> = step.conditions(policy).map(|condition| words.condition(condition)).collect();
        conditions.sort();
        conditions
    };
    graph
        .moves()
        .iter()
        .map(|step| format!("{:?} {:?} {:?} {:?} {:?} {:?}", step.from, step.to, step.trigger, step.force, step.kind, conditions(step)))
        .collect()
}

/// The same policy with other names for its own facts, officers, bodies and routes.
fn renamed(text: &str) -> String {
    let names = [
        ("fixed-a", "so-it-is"),
        ("fixed-b", "so-it-seems"),
        ("changing-a", "comes-and-goes"),
        ("outsider", "stranger"),
        ("fixed-officer", "first-officer"),
        ("executive", "top-table"),
        ("decider", "whoever-it-is"),
        ("office-file", "paper-file"),
        ("made-up", "renamed"),
    ];
    names.iter().fold(text.to_owned(), |text, (old, new)| replaced(&text, old, new))
}

/// Replaces whole names only.
fn replaced(text: &str, old: &str, new: &str) -> String {
    let part = |letter: char| letter.is_alphanumeric() || letter == '-';
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(old) {
        let (before, after) = (&rest[..at], &rest[at + old.len()..]);
        let alone = !before.ends_with(part) && !after.starts_with(part);
        out.push_str(before);
        out.push_str(if alone { new } else { old });
        rest = after;
    }
    out + rest
}

// ── the published policies ───────────────────────────────────────────────────────────────────────

fn published(name: &str) -> (Policy, StageGraph, Report) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies").join(format!("{name}.rungs"));
    let mut project = Project::new(&DiskFiles, path.parent().unwrap());
    let file = project.load(&path).unwrap();
    let policy = project.resolve(file).policy.unwrap();
    let graph = StageGraph::new(&policy);
    let report = check(&policy, &graph, common::day());
    (policy, graph, report)
}

const PUBLISHED: [&str; 6] = ["bromley", "havering", "croydon", "barnsley", "ready-steady-grow", "model"];

/// Every pair of published policies: which is stricter in what, as a table to be read.
#[test]
fn the_published_policies_side_by_side() {
    let all = PUBLISHED.map(published);
    let sides: Vec<Side<'_>> = all.iter().map(|(policy, graph, report)| Side { policy, graph, report }).collect();
    let mut text = String::new();
    for (at, first) in sides.iter().enumerate() {
        for (other, second) in sides.iter().enumerate().skip(at + 1) {
            text.push_str(&format!("{} beside {}\n", PUBLISHED[other], PUBLISHED[at]));
            for matter in compare(first, second, &[]).matters {
                text.push_str(&format!("  {:24} {}\n", matter.matter.name(), matter.strictness().word()));
            }
        }
    }
    insta::assert_snapshot!(text);
}

/// The ladders are laid side by side by what stages are for: both directors, both whoever has the last word.
#[test]
fn ladders_are_laid_side_by_side_by_what_they_are_for() {
    let all = PUBLISHED.map(published);
    let sides: Vec<Side<'_>> = all.iter().map(|(policy, graph, report)| Side { policy, graph, report }).collect();
    let mut text = String::new();
    for (first, second) in [(0, 1), (0, 2), (2, 1), (0, 3), (0, 4), (0, 5)] {
        text.push_str(&format!("{} and {}\n", PUBLISHED[first], PUBLISHED[second]));
        for rung in compare(&sides[first], &sides[second], &[]).rungs {
            let titles = |side: usize, stages: &[rungs::model::StageId]| {
                let of = |stage: &rungs::model::StageId| {
                    format!("{} {}", sides[side].policy.stage(*stage).label, sides[side].policy.stage(*stage).title)
                };
                if stages.is_empty() { "–".to_owned() } else { stages.iter().map(of).collect::<Vec<_>>().join(" + ") }
            };
            text.push_str(&format!("  {} | {}: {}\n", titles(first, &rung.first), titles(second, &rung.second), rung.because));
        }
    }
    insta::assert_snapshot!(text);
}

/// A pre-school under its borough: the document is complete, and every case that can be played in both replays.
#[test]
fn a_pre_school_under_its_borough() {
    let [borough, school] = ["bromley", "ready-steady-grow"].map(published);
    let sides = [&borough, &school].map(|(policy, graph, report)| Side { policy, graph, report });
    let comparison = compare(&sides[0], &sides[1], &[]);
    assert_eq!(comparison.as_strict_as(), Sure::No);
    let played = comparison.matters.iter().flat_map(|matter| &matter.shown).filter(|shown| shown.both.is_some()).count();
    assert!(played >= 2, "only {played} cases are played in both");
    assert!(sides[1].report.rule("weaker-than-parent").is_some_and(|rule| rule.verdict == Verdict::Broken));
    // The borough's duties never become the school's.
    let alone = check(&Policy { above: None, ..school.0.clone() }, &school.1, common::day());
    for rule in &alone.rules {
        if rule.rule != "weaker-than-parent" {
            assert_eq!(Some(rule.verdict), sides[1].report.rule(&rule.rule).map(|found| found.verdict), "{}", rule.rule);
        }
    }
}

/// What somebody says of stages and names is taken at their word.
#[test]
fn what_is_given_is_taken() {
    let all = ["bromley", "croydon"].map(published);
    let sides = [&all[0], &all[1]].map(|(policy, graph, report)| Side { policy, graph, report });
    let given = [("stage 4".to_owned(), "stage 4".to_owned()), ("business-manager".to_owned(), "business-team".to_owned())];
    let comparison = compare(&sides[0], &sides[1], &given);
    let label = |side: usize, stage: rungs::model::StageId| sides[side].policy.stage(stage).label.clone();
    let beside = comparison
        .rungs
        .iter()
        .any(|rung| rung.first.iter().any(|stage| label(0, *stage) == "4") && rung.second.iter().any(|stage| label(1, *stage) == "4"));
    assert!(beside, "{:?}", comparison.rungs);
}

/// Where one source of a document is followed against another, that is a difference too.
#[test]
fn another_source_of_what_is_disagreed_about_is_a_difference() {
    let mut plan = Plan::empty(2);
    let step = |source: Medium, strength: Strength| Clause {
        moment: Moment::Unresolved,
        condition: None,
        strength,
        deed: Deed::Move(common::plan::Goal::Next),
        at: Vec::new(),
        source: Some(source),
    };
    let stage = |hearing, clauses| common::plan::Stage { up: 1, hearing, clauses, extras: Vec::new() };
    let clauses = vec![step(Medium::Text, Strength::Should), step(Medium::Flowchart, Strength::Must)];
    plan.stages = vec![stage(common::plan::Hearing::Between, clauses), stage(common::plan::Hearing::Chair, Vec::new())];
    let mut other = plan.clone();
    other.stages[0].clauses[1].source = Some(Medium::Text);
    assert!(!compared(&plan.text(), &other.text()).is_same());
}
