//! Scenarios, played: everything that can happen, everything that can be expected, and the diaries they make. A snapshot
//! holds the policy, the scenarios and what came of them, and is meant to be read.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rungs::case::{Coverage, Diary, play};
use rungs::emit;
use rungs::graph::StageGraph;
use rungs::model::{Policy, Scenario};
use rungs::project::{DiskFiles, MemoryFiles, Project};
use rungs::source::Sources;

const POLICY: &str = include_str!("scenarios/policy.rungs");

/// What the scenarios of a text come to: which lines are so, and the diary.
fn told(text: &str, width: usize, plain: bool) -> String {
    let files = MemoryFiles::new([("town.rungs", text)]);
    let mut project = Project::new(&files, "");
    let file = project.load(Path::new("town.rungs")).expect("it is there");
    let resolved = project.resolve(file);
    let said: Vec<String> =
        resolved.diagnostics.iter().map(|found| format!("{}: {}", found.message, project.sources.text(found.span()))).collect();
    let policy = resolved.policy.unwrap_or_else(|| panic!("{said:#?}"));
    let graph = StageGraph::new(&policy);
    policy.scenarios.iter().map(|scenario| one(&policy, &graph, scenario, &project.sources, width, plain)).collect::<Vec<_>>().join("\n")
}

fn one(policy: &Policy, graph: &StageGraph, scenario: &Scenario, sources: &Sources, width: usize, plain: bool) -> String {
    let played = play(policy, graph, scenario).expect("somebody disagrees");
    let mut text = format!("════ {}\n", scenario.title);
    for line in &scenario.lines {
        let _ = writeln!(text, "{}", sources.text(line.span));
    }
    for problem in &played.problems {
        let _ = writeln!(text, "✗ {}: {}", problem.message, problem.labels[0].text);
    }
    for expected in played.expected.iter().filter(|expected| !expected.met) {
        let _ = writeln!(text, "✗ {}: {}", sources.text(expected.span), expected.found);
    }
    let _ = write!(text, "\n{}", emit::diary::text(&Diary::of(&played, scenario), policy, width, plain));
    text
}

/// Scenarios of the small policy, with what they come to. All of them go as expected.
fn snapshot(name: &str, scenarios: &str) {
    let told = told(&format!("{POLICY}\n{scenarios}"), 110, false);
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(name, told) });
    assert!(!told.contains('✗'), "{told}");
}

macro_rules! snapshots {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            snapshot(stringify!($name), include_str!(concat!("scenarios/", stringify!($name), ".rungs")));
        }
    )*};
}

snapshots! { outcomes facts_and_words agreement left_undone what_is_allowed ways_on routes dates told_and_heard panels }

/// The diary for a screen reader, and in a narrow window.
#[test]
fn plain_diaries_have_no_columns() {
    let scenarios = include_str!("scenarios/left_undone.rungs");
    let text = format!("{POLICY}\n{scenarios}");
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("plain", told(&text, 80, true)) });
    for width in [40, 60, 75] {
        let narrow = told(&text, width, false);
        let written = |line: &&str| line.starts_with("════") || scenarios.contains(line.trim());
        let long = narrow.lines().filter(|line| line.chars().count() > width && !written(line));
        assert_eq!(long.collect::<Vec<_>>(), Vec::<&str>::new(), "wider than {width}");
        assert!(!narrow.contains("    must  "), "columns in a window of {width}");
    }
}

// ── written scenarios ───────────────────────────────────────────────────────────────────────────

fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn wrong(policy: &Policy, sources: &Sources) -> Vec<String> {
    let graph = StageGraph::new(policy);
    let mut wrong = Vec::new();
    for scenario in &policy.scenarios {
        let played = play(policy, &graph, scenario).expect("somebody disagrees");
        let problems = played.problems.iter().map(|found| format!("{}: {}: {}", scenario.title, found.message, sources.text(found.span())));
        wrong.extend(problems);
        let not_met = played.expected.iter().filter(|expected| !expected.met);
        wrong.extend(not_met.map(|expected| format!("{}: {}: {}", scenario.title, sources.text(expected.span), expected.found)));
    }
    wrong
}

/// The scenarios on the page of the language go as they say, in the page's own wrapper.
#[test]
fn scenarios_on_the_page_of_the_language_go_as_expected() {
    let page = std::fs::read_to_string(in_repository("docs/language.md")).expect("the page").replace("\r\n", "\n");
    let blocks = |info: &str| -> Vec<String> {
        page.split(&format!("\n```{info}\n"))
            .skip(1)
            .filter_map(|rest| rest.split_once("\n```"))
            .map(|(block, _)| format!("{block}\n"))
            .collect()
    };
    let wrapper = blocks("rungs").pop().expect("the page ends with its wrapper");
    let mut played = 0;
    for block in blocks("rungs items").iter().filter(|block| block.contains("\nscenario ") || block.starts_with("scenario ")) {
        let text = wrapper.replace("// the items go here\n", block);
        let files = MemoryFiles::new([("page.rungs", text.as_str())]);
        let mut project = Project::new(&files, "");
        let file = project.load(Path::new("page.rungs")).expect("it is there");
        let policy = project.resolve(file).policy.unwrap_or_else(|| panic!("it can be read:\n{block}"));
        assert_eq!(wrong(&policy, &project.sources), Vec::<String>::new(), "{block}");
        played += policy.scenarios.len();
    }
    assert!(played >= 3, "only {played} scenarios");
}

/// Every scenario that is published goes as expected, and says the same when it is written out anew.
#[test]
fn published_scenarios_go_as_expected_and_can_be_written_again() {
    let mut played = 0;
    for folder in ["policies", "examples"] {
        let mut project = Project::new(&DiskFiles, in_repository(folder));
        let entries = std::fs::read_dir(in_repository(folder)).expect("the folder").flatten().map(|entry| entry.path());
        for path in entries.filter(|path| path.extension().is_some_and(|end| end == "rungs")) {
            let file = project.load(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            let Some(policy) = project.resolve(file).policy else { continue };
            assert_eq!(wrong(&policy, &project.sources), Vec::<String>::new(), "{}", path.display());
            played += policy.scenarios.len();
            written_again(&policy, &path);
        }
    }
    assert!(played > 40, "only {played} scenarios");
}

/// Putting a policy's scenarios into words and reading them again gives scenarios that go the same way.
fn written_again(policy: &Policy, path: &Path) {
    let Some(first) = policy.scenarios.first() else { return };
    let text = std::fs::read_to_string(path).expect("it is there");
    let written: String = policy.scenarios.iter().map(|scenario| emit::scenario::text(policy, scenario) + "\n").collect();
    let mut project = Project::new(&DiskFiles, path.parent().expect("a folder"));
    let before = text.find(&format!("scenario \"{}\"", first.title.replace('"', "\\\""))).expect("the first scenario");
    let file = project.add(path, format!("{}{written}", &text[..before]));
    let again = project.resolve(file).policy.unwrap_or_else(|| panic!("{}:\n{written}", path.display()));
    let (graph, graph_again) = (StageGraph::new(policy), StageGraph::new(&again));
    for (scenario, twin) in policy.scenarios.iter().zip(&again.scenarios) {
        let (one, other) = (play(policy, &graph, scenario).expect("a case"), play(&again, &graph_again, twin).expect("a case"));
        let diaries = (Diary::of(&one, scenario), Diary::of(&other, twin));
        assert_eq!(emit::diary::text(&diaries.0, policy, 110, false), emit::diary::text(&diaries.1, &again, 110, false));
        assert_eq!(emit::scenario::text(policy, scenario), emit::scenario::text(&again, twin));
    }
}

// ── what they come past ─────────────────────────────────────────────────────────────────────────

#[test]
fn coverage_names_what_no_scenario_comes_past() {
    let scenarios = include_str!("scenarios/outcomes.rungs");
    let text = format!("{POLICY}\n{scenarios}");
    let files = MemoryFiles::new([("town.rungs", text.as_str())]);
    let mut project = Project::new(&files, "");
    let file = project.load(Path::new("town.rungs")).expect("it is there");
    let policy = project.resolve(file).policy.expect("it can be read");
    let graph = StageGraph::new(&policy);
    let played: Vec<_> = policy.scenarios.iter().map(|scenario| play(&policy, &graph, scenario).expect("a case")).collect();
    let coverage = Coverage::of(&policy, &graph, played.iter().map(|played| played.entries.as_slice()));
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("coverage", emit::coverage::text(&policy, &coverage, 100));
    });
    let nothing = Coverage::of(&policy, &graph, []);
    assert_eq!((nothing.stages.visited, nothing.ways.visited, nothing.duties.visited, nothing.routes.visited), (0, 0, 0, 0));
    assert_eq!(nothing.stages.left.len(), policy.stages.len());
}
