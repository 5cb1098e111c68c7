//! The cases that show findings: each can be saved as a scenario, and the scenario, read back and played, comes to what
//! the finding says.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rungs::case::play;
use rungs::emit::scenario;
use rungs::graph::StageGraph;
use rungs::project::{DiskFiles, Project};
use rungs::verify::check;

fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What came of the cases of one policy: how many were told by a path, and those of them that nobody could play.
#[derive(Default)]
struct Told {
    scenarios: usize,
    not_played: Vec<String>,
    /// The cases themselves, with the days of what is told of them.
    cases: String,
}

/// Checks a text that stands beside `path`, and plays every case it is told; those of `kept` rules are kept word for word.
fn tell(path: &Path, text: &str, kept: &dyn Fn(&str) -> bool, told: &mut Told) {
    let load = |text: String| {
        let mut project = Project::new(&DiskFiles, env!("CARGO_MANIFEST_DIR"));
        let file = project.add(path, text);
        let resolved = project.resolve(file);
        let problems: Vec<String> = resolved.diagnostics.iter().map(|found| found.message.clone()).collect();
        (resolved.policy, problems)
    };
    let (policy, problems) = load(text.to_owned());
    let Some(policy) = policy else { panic!("{}: {problems:?}", path.display()) };
    let report = check(&policy, &StageGraph::new(&policy), None);
    for rule in &report.rules {
        for finding in &rule.findings {
            let Some(story) = &finding.story else { continue };
            // What is told of a panel or an authority follows no path.
            let on_a_path = story.lines.first().is_some_and(|line| line.text.starts_with("Two agencies disagree"));
            let Some(witness) = &story.scenario else {
                if on_a_path {
                    let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(path).display();
                    told.not_played.push(format!("{} of {name}", rule.rule));
                }
                continue;
            };
            told.scenarios += 1;
            let written = scenario::text(&policy, witness);
            if kept(&rule.rule) {
                let days = story.lines.iter().map(|line| if line.on.is_empty() { "-" } else { line.on.as_str() }).collect::<Vec<_>>();
                let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(path).display();
                let _ = writeln!(told.cases, "════ {name}: {}\n{written}", days.join(", "));
            }
            let (again, problems) = load(format!("{text}\n{written}"));
            let again = again.unwrap_or_else(|| panic!("{}: {problems:?}\n{written}", path.display()));
            assert_eq!(problems, Vec::<String>::new(), "{}:\n{written}", path.display());
            let graph = StageGraph::new(&again);
            let read = again.scenarios.last().expect("it has been read");
            let played = play(&again, &graph, read).expect("it says who disputes");
            assert!(played.passes(), "{}: {:?}\n{written}", path.display(), played.problems);
        }
    }
}

#[test]
fn every_case_that_is_told_can_be_played() {
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in std::fs::read_dir(in_repository("tests/rules")).expect("there are examples") {
        let folder = folder.expect("a readable folder").path();
        files.extend(std::fs::read_dir(folder).expect("a readable folder").map(|entry| entry.expect("a readable file").path()));
    }
    files.sort();
    let mut told = Told::default();
    for path in files {
        let mut text = std::fs::read_to_string(&path).expect("it can be read");
        if !text.contains("\nagency ") {
            // Somebody has to disagree.
            text.push_str("\nagency first-agency \"First agency\"\nagency second-agency \"Second agency\"\n");
        }
        let of = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        tell(&path, &text, &|rule| of.as_deref() == Some(rule), &mut told);
    }
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("examples", told.not_played.join("\n"));
        insta::assert_snapshot!("examples_cases", told.cases);
    });
    assert!(told.scenarios > 100, "only {} cases are told by what happens in them", told.scenarios);
}

#[test]
fn the_cases_of_the_published_policies_can_be_played() {
    let mut told = Told::default();
    for name in ["bromley", "havering", "croydon", "barnsley", "ready-steady-grow"] {
        let path = in_repository(&format!("policies/{name}.rungs"));
        tell(&path, &std::fs::read_to_string(&path).expect("it can be read"), &|_| true, &mut told);
    }
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("published", told.not_played.join("\n"));
        insta::assert_snapshot!("published_cases", told.cases);
    });
    assert!(told.scenarios > 25, "only {} cases are told by what happens in them", told.scenarios);
}
