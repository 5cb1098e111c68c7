//! docs/semantics.md is so: every policy on it can be read, its scenarios go as they say, and the checker gives the
//! verdicts written above it. Every section has one.

mod common;

use std::path::Path;

use common::day;
use rungs::case::play;
use rungs::graph::StageGraph;
use rungs::project::{MemoryFiles, Project};
use rungs::verify::{Verdict, check};

/// A policy of the page: the line it begins at, the verdicts it is to have, its text, and its section.
struct Sample {
    line: usize,
    verdicts: Vec<(String, String)>,
    text: String,
    section: String,
}

fn page() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/semantics.md")).expect("the page").replace("\r\n", "\n")
}

fn samples(page: &str) -> Vec<Sample> {
    let wrapper = page.split("```rungs\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the page begins with its names");
    assert!(wrapper.contains("// the policy goes here\n"));
    let (mut found, mut section, mut above) = (Vec::new(), String::new(), "");
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title.to_owned();
        }
        if line == "```rungs case" {
            let block: String =
                lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            let verdicts = above.trim_start_matches("<!-- ").trim_end_matches(" -->");
            found.push(Sample {
                line: number + 1,
                verdicts: verdicts
                    .split(", ")
                    .filter_map(|one| one.split_once(": "))
                    .map(|(rule, verdict)| (rule.into(), verdict.into()))
                    .collect(),
                text: wrapper.replace("// the policy goes here\n", &block),
                section: section.clone(),
            });
        }
        above = line;
    }
    found
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Advice => "advice",
        Verdict::Broken => "broken",
        Verdict::Undetermined => "undetermined",
        Verdict::GaveUp => "gave-up",
        Verdict::DoesNotApply => "does-not-apply",
    }
}

#[test]
fn the_page_is_so() {
    let page = page();
    let mut wrong = Vec::new();
    for sample in samples(&page) {
        let files = MemoryFiles::new([("sample.rungs", sample.text.as_str())]);
        let mut project = Project::new(&files, "");
        let file = project.load(Path::new("sample.rungs")).expect("it is there");
        let resolved = project.resolve(file);
        let place = format!("docs/semantics.md, line {}", sample.line);
        let Some(policy) = &resolved.policy else {
            let first = resolved.diagnostics.first().map(|found| (found.message.clone(), project.sources.text(found.span()).to_owned()));
            wrong.push(format!("{place}: {first:?}"));
            continue;
        };
        let graph = StageGraph::new(policy);
        let report = check(policy, &graph, day());
        assert!(!sample.verdicts.is_empty(), "{place}: no verdicts above it");
        for (rule, expected) in &sample.verdicts {
            let found = report.rule(rule).unwrap_or_else(|| panic!("{place}: no rule {rule}")).verdict;
            if word(found) != expected {
                wrong.push(format!("{place}: {rule} is {}, not {expected}", word(found)));
            }
        }
        for scenario in &policy.scenarios {
            let played = play(policy, &graph, scenario).expect("somebody disputes");
            for problem in &played.problems {
                let (words, label) = (project.sources.text(problem.span()), problem.labels.first().map(|label| label.text.clone()));
                wrong.push(format!("{place}, \"{}\", `{words}`: {} ({label:?})", scenario.title, problem.message));
            }
            for expected in played.expected.iter().filter(|expected| !expected.met) {
                let words = project.sources.text(expected.span);
                wrong.push(format!("{place}, \"{}\": `{words}`, but {}", scenario.title, expected.found));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_section_has_a_policy_that_shows_it() {
    let page = page();
    let shown: Vec<String> = samples(&page).into_iter().map(|sample| sample.section).collect();
    let missing: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("## ")).filter(|title| !shown.iter().any(|shown| shown == title)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
