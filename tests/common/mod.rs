//! What several files of tests share: made-up policies, and what rungs makes of a text.

#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used)]

pub mod around;
pub mod lines;
pub mod plan;
pub mod slips;
pub mod strategies;
pub mod written;

use std::path::Path;

use proptest::test_runner::{Config, RngSeed};
use rungs::case::{Coverage, Diary, play};
use rungs::diagnostic::Diagnostic;
use rungs::emit::{coverage, diary, doc, draw, json, scenario};
use rungs::graph::StageGraph;
use rungs::model::{Date, Policy};
use rungs::project::{MemoryFiles, Project};
use rungs::source::Sources;
use rungs::syntax::{Parsed, format, parse};
use rungs::verify::{Report, Verdict, check};

/// The same cases on every run; `PROPTEST_CASES` and `PROPTEST_RNG_SEED` ask for more or for others.
pub fn cases(count: u32) -> Config {
    let usual = Config::default();
    let wanted = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    Config {
        cases: wanted("PROPTEST_CASES").map_or(count, |cases| cases as u32),
        rng_seed: RngSeed::Fixed(wanted("PROPTEST_RNG_SEED").unwrap_or(20_260_401)),
        failure_persistence: None,
        max_shrink_iters: 20_000,
        max_global_rejects: 100_000,
        ..usual
    }
}

pub fn day() -> Option<Date> {
    Date::parse("2026-04-01")
}

pub fn parsed(text: &str) -> (Sources, Parsed) {
    let mut sources = Sources::new();
    let file = sources.add("policy.rungs", text);
    let parsed = parse(&sources, file);
    (sources, parsed)
}

/// Resolves a text that imports no more than the shared vocabulary, and hands over what came of it.
pub fn with_text<T>(text: &str, then: impl FnOnce(Option<&Policy>, &[Diagnostic], &Sources) -> T) -> T {
    let files = MemoryFiles::new([("policy.rungs", text), ("vocabulary.rungs", around::VOCABULARY)]);
    let mut project = Project::new(&files, "");
    let file = project.load(Path::new("policy.rungs")).unwrap_or_else(|why| panic!("{why}"));
    let resolved = project.resolve(file);
    then(resolved.policy.as_ref(), &resolved.diagnostics, &project.sources)
}

/// The report on a text that has to be a policy without mistakes.
pub fn with_report<T>(text: &str, then: impl FnOnce(&Policy, &Report) -> T) -> T {
    with_text(text, |policy, diagnostics, sources| {
        let policy = policy.unwrap_or_else(|| panic!("this should be a policy:\n{text}\n{}", messages(diagnostics, sources)));
        then(policy, &check(policy, &StageGraph::new(policy), day()))
    })
}

pub fn verdict(text: &str, rule: &str) -> Verdict {
    with_report(text, |_, report| report.rule(rule).unwrap_or_else(|| panic!("no rule {rule}")).verdict)
}

/// Every rule with its verdict.
pub fn verdicts(text: &str) -> Vec<(String, Verdict)> {
    with_report(text, |_, report| report.rules.iter().map(|rule| (rule.rule.clone(), rule.verdict)).collect())
}

/// Diagnostics one a line, for the message of a failed test.
pub fn messages(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    diagnostics
        .iter()
        .map(|found| {
            let at = sources.start(found.span());
            format!("{}:{}: {}: {}\n", at.line, at.column, found.name, found.message)
        })
        .collect()
}

/// Everything rungs can make of a text, one after the other: what a test compares, or only lets run.
pub fn everything(text: &str) -> String {
    let (sources, tree) = parsed(text);
    let mut all = format(&sources, &tree).unwrap_or_default();
    with_text(text, |policy, diagnostics, sources| {
        all.push_str(&messages(diagnostics, sources));
        let Some(policy) = policy else { return };
        let graph = StageGraph::new(policy);
        let report = check(policy, &graph, day());
        all.push_str(&format!("{report:?}"));
        all.push_str(&draw::svg(policy, &graph));
        all.push_str(&draw::dot(policy, &graph));
        all.push_str(&draw::mermaid(policy, &graph));
        let publication = doc::publication(policy, &graph, &report, day());
        all.push_str(&doc::markdown(&publication, &draw::mermaid(policy, &graph)));
        all.push_str(&doc::html(&publication, &draw::svg(policy, &graph)));
        all.push_str(&json::compile(policy, &graph, &report, sources).to_json());
        let read = json::Outcome::Read { sources, policy: Some(policy), problems: diagnostics, report: Some(&report), parsed: &tree };
        all.push_str(&json::check(&[json::Checked { path: "policy.rungs", outcome: read }]).to_json());
        all.push_str(&every_case(policy, &graph, diagnostics, sources));
    });
    all
}

/// All that comes of a policy's scenarios.
fn every_case(policy: &Policy, graph: &StageGraph, diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let cases: Vec<_> =
        policy.scenarios.iter().map(|scenario| (scenario, play(policy, graph, scenario).expect("somebody disagrees"))).collect();
    let coverage = Coverage::of(policy, graph, cases.iter().map(|(_, case)| case.entries.as_slice()));
    let mut all = coverage::text(policy, &coverage, 80);
    for (scenario, case) in &cases {
        all.push_str(&diary::text(&Diary::of(case, scenario), policy, 80, false));
        all.push_str(&diary::text(&Diary::of(case, scenario), policy, 40, true));
        all.push_str(&scenario::text(policy, scenario));
        all.push_str(&messages(&case.problems, sources));
    }
    let played = cases.iter().map(|(scenario, case)| (*scenario, case)).collect();
    let outcome = json::TestOutcome::Read { sources, policy: Some(policy), problems: diagnostics, played, coverage: Some(&coverage) };
    all + &json::test(&[json::Tested { path: "policy.rungs", outcome }]).to_json()
}

/// The shared vocabulary that made-up policies import.
pub fn vocabulary() -> &'static str {
    around::VOCABULARY
}
