//! `rungs test` and `rungs simulate`, run: what they print, in every format, and how they end.

#![cfg(feature = "cli")]

use std::path::{Path, PathBuf};

use rungs::emit::json;
use tempfile::TempDir;

const FINE: i32 = 0;
const FAILS: i32 = 1;
const CANNOT_WORK: i32 = 2;

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn run_with(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("rungs");
    command.current_dir(folder).args(arguments).write_stdin(input);
    for name in ["NO_COLOR", "COLUMNS", "NO_GRAPHICS", "TERM"] {
        command.env_remove(name);
    }
    let output = command.output().unwrap_or_else(|why| panic!("{arguments:?}: {why}"));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is printed is UTF-8");
    let ran = Ran { code: output.status.code().expect("it ends by itself"), out: text(output.stdout), err: text(output.stderr) };
    assert!(!ran.err.contains("panicked"), "{arguments:?}:\n{}", ran.err);
    ran
}

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    run_with(folder, arguments, "")
}

const TOWN: &str = include_str!("scenarios/policy.rungs");

/// A folder with the small policy and scenarios at its end.
fn town(scenarios: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    std::fs::write(folder.path().join("town.rungs"), format!("{TOWN}\n{scenarios}")).expect("the file can be written");
    folder
}

const PASSES: &str = include_str!("scenarios/outcomes.rungs");

const FAILING: &str = r#"scenario "it should have gone on" {
    dispute school against health
    starts 2026-03-02 10:00
    at stage 1, raising manager does not escalate to stage 2
    expect at stage 2
    expect the case ends dropped
    expect chair notified
}

scenario "it is over" {
    dispute school against health
    starts 2026-03-02 10:00
    at stage 1, resolved
    at stage 2, unresolved
}
"#;

// ── rungs test ──────────────────────────────────────────────────────────────────────────────────

#[test]
fn scenarios_that_pass_take_a_line_each() {
    let folder = town(PASSES);
    let ran = run(folder.path(), &["test", "town.rungs"]);
    assert_eq!((ran.code, ran.err.as_str()), (FINE, ""));
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("test_passes", ran.out) });
}

#[test]
fn a_scenario_that_fails_shows_what_is_so_and_the_case_up_to_there() {
    let folder = town(FAILING);
    let ran = run(folder.path(), &["test", "town.rungs"]);
    assert_eq!((ran.code, ran.err.as_str()), (FAILS, ""));
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("test_fails", ran.out) });
    let plain = run(folder.path(), &["test", "--plain", "town.rungs"]);
    assert_eq!(plain.code, FAILS);
    assert!(!plain.out.contains('│') && !plain.out.contains('✗'), "{}", plain.out);
}

/// A policy of one or two stages, played.
fn plays(policy: &str) -> Ran {
    let names = r#"rungs 1
agency school "Schools"
agency health "Health"
body partnership "The partnership"
role chair "Chair" of partnership email "chair@town.example"
role clerk "Clerk" of partnership phone "01632 960001"
fact at-risk "at risk" may change
tier manager "Manager"
"#;
    let folder = tempfile::tempdir().expect("a folder can be made");
    std::fs::write(folder.path().join("town.rungs"), format!("{names}{policy}")).expect("the file can be written");
    run(folder.path(), &["test", "--plain", "--diaries", "town.rungs"])
}

/// The words of what was printed, however the lines were broken.
fn says(ran: &Ran, words: &str) -> bool {
    ran.out.split_whitespace().collect::<Vec<_>>().join(" ").contains(words)
}

#[test]
fn nothing_is_known_of_a_panel_that_nobody_describes() {
    let ran = plays(
        r#"policy town "Town" {
}
stage 1 "The panel" heard by resolution-panel {
    resolution-panel must decide
}
panel resolution-panel "Resolution Panel" undefined
scenario "whoever sits on it" {
    dispute school against health
    starts 2026-03-02
    expect panel of school and health
    expect not panel of school and health
    expect no panel
    expect not panel resolution-panel of school
}
"#,
    );
    assert_eq!(ran.code, FAILS, "{}", ran.out);
    assert_eq!(ran.out.matches("Rule: not-so").count(), 4, "{}", ran.out);
    assert!(says(&ran, "nothing is known of who sits on \"Resolution Panel\""), "{}", ran.out);
}

#[test]
fn every_scenario_without_a_start_is_reported() {
    let scenario = "scenario \"no start\" {\n    dispute school against health\n}\n";
    let ran = plays(&format!("policy town \"Town\" {{\n}}\nstage 1 \"One\" heard by chair {{\n}}\n{}", scenario.repeat(3)));
    assert_eq!(ran.out.matches("Rule: no-start").count(), 3, "{}", ran.out);
}

const SCOPE: &str = r#"policy town "Town" {
    applies if "a child is concerned"
    applies unless "it is a complaint"
    should apply unless at-risk
}
stage 1 "Managers" between managers {
    when unresolved, must escalate to stage 2
}
stage 2 "The Chair" heard by chair {
    chair must decide
}
"#;

#[test]
fn a_policy_is_not_played_for_a_case_it_is_not_for() {
    let given = |given: &str| {
        plays(&format!(
            "{SCOPE}scenario \"for whom\" {{\n    dispute school against health\n    {given}\n    starts 2026-03-02\n    expect at stage 1\n}}\n"
        ))
    };
    let open = given("");
    assert_eq!(open.code, FINE, "{}", open.out);
    assert!(says(&open, "this is a case that the policy says it is for: a child is concerned"), "{}", open.out);
    assert!(!says(&open, "not so, because nothing says that it is so: \"a child"), "{}", open.out);
    for excluded in ["given \"it is a complaint\"", "given not \"a child is concerned\""] {
        let ran = given(excluded);
        assert_eq!(ran.code, FAILS, "{}", ran.out);
        assert!(says(&ran, "this policy is not for this case"), "{}", ran.out);
    }
    let advised = given("given at-risk");
    assert_eq!(advised.code, FINE, "{}", advised.out);
    assert!(
        says(&advised, "the policy says that it is not for a case in which the child is at risk; it is played all the same"),
        "{}",
        advised.out
    );
}

#[test]
fn a_limit_on_the_stage_or_the_case_has_both_dates() {
    let ran = plays(
        r#"policy town "Town" {
}
throughout {
    the stage or the case must end within 1 week
}
stage 1 "Managers" between managers {
    when unresolved, must escalate to stage 2
}
stage 2 "The Chair" heard by chair {
    chair must decide
}
scenario "which week" {
    dispute school against health
    starts 2026-03-02 10:00
    at stage 1, unresolved on 2026-03-05
    expect at stage 2
}
"#,
    );
    assert_eq!(ran.code, FINE, "{}", ran.out);
    assert!(says(&ran, "By Thu 12 Mar 2026 (if the stage is meant: 1 week from Thu 5 Mar 2026 is Thu 12 Mar)"), "{}", ran.out);
    assert!(says(&ran, "By Mon 9 Mar 2026 (if the case is meant: 1 week from Mon 2 Mar 2026 is Mon 9 Mar)"), "{}", ran.out);
    assert!(says(&ran, "may be meant for the stage or for the case"), "{}", ran.out);
}

#[test]
fn a_diary_tells_who_is_told_and_no_more() {
    let ran = plays(
        r#"policy town "Town" {
}
stage 1 "The Chair" heard by chair {
    chair must decide
    chair must notify school and health "the decision" within 2 days of decision
    must notify chair or clerk
    must notify partnership
    may notify partnership "more"
    should notify health by phone
    should "bear it in mind"
}
upkeep {
    partnership must review "this policy" every 1 year
}
scenario "decided" {
    dispute school against health
    reading "day" as calendar day because "agreed"
    starts 2026-03-02 10:00
    at stage 1, chair decides on 2026-03-04
    at stage 1, they do not notify health per 9
}
"#
        .replace("by phone", "by phone per 9")
        .as_str(),
    );
    assert_eq!(ran.code, FINE, "{}", ran.out);
    assert!(says(&ran, "By Fri 6 Mar 2026 (2 days, read as calendar days, from Wed 4 Mar 2026 is Fri 6 Mar)"), "{}", ran.out);
    assert!(says(&ran, "Tells chair or clerk, chair@town.example or 01632 960001: one of the two"), "{}", ran.out);
    assert_eq!(ran.out.matches("by a channel").count(), 1, "{}", ran.out);
    assert!(!says(&ran, "Tells Health by phone"), "{}", ran.out);
    assert!(says(&ran, "Somebody should bear it in mind."), "{}", ran.out);
    assert!(says(&ran, "Done: Chair decides."), "{}", ran.out);
    assert!(says(&ran, "\"day\" is read as a calendar day: agreed"), "{}", ran.out);
    assert!(!says(&ran, "review"), "{}", ran.out);
}

#[test]
fn every_published_scenario_passes() {
    let ran = run(&in_repository(""), &["test", "policies", "examples"]);
    assert_eq!((ran.code, ran.err.as_str()), (FINE, ""), "{}", ran.out);
    assert!(ran.out.contains("scenarios, and all pass. No scenarios in examples/afterwards.rungs"), "{}", ran.out);
}

#[test]
fn diaries_and_some_scenarios_only() {
    let folder = town(PASSES);
    let one = run(folder.path(), &["test", "town.rungs", "--scenario", "WITHDRAWN", "--diaries"]);
    assert_eq!(one.code, FINE, "{}", one.out);
    assert!(one.out.contains("1 scenario, and it passes.") && one.out.contains("In the end: the case ends"), "{}", one.out);
    let none = run(folder.path(), &["test", "town.rungs", "--scenario", "withdrawm"]);
    assert_eq!((none.code, none.out.as_str()), (CANNOT_WORK, ""));
    assert!(none.err.contains("did you mean \"withdrawn\"?") && none.err.contains("\n  settled at once\n"), "{}", none.err);
}

#[test]
fn what_cannot_be_read_fails_and_what_is_not_there_cannot_work() {
    let folder = town("");
    std::fs::write(folder.path().join("bad.rungs"), "rungs 1\npolicy p \"P\" {\n").expect("the file can be written");
    std::fs::write(folder.path().join("names.rungs"), "rungs 1\nagency school \"School\"\n").expect("the file can be written");
    let bad = run(folder.path(), &["test", "bad.rungs"]);
    assert_eq!(bad.code, FAILS);
    assert!(bad.out.contains("its scenarios were not played"), "{}", bad.out);
    assert_eq!(run(folder.path(), &["test", "gone.rungs"]).code, CANNOT_WORK);
    assert_eq!(run(folder.path(), &["test"]).code, CANNOT_WORK);
    let without = run(folder.path(), &["test", "town.rungs", "names.rungs"]);
    assert_eq!(without.code, FINE);
    assert!(without.out.starts_with("No scenario was played. No scenarios in town.rungs.\n"), "{}", without.out);
}

#[test]
fn the_output_can_be_a_file_but_never_a_policy() {
    let folder = town(PASSES);
    let ran = run(folder.path(), &["test", "town.rungs", "--format", "json", "-o", "out.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (FINE, ""), "{}", ran.err);
    let written = std::fs::read_to_string(folder.path().join("out.json")).expect("it is there");
    assert_eq!(json::read_test(&written).expect("a test document").totals.scenarios, 4);
    let onto = run(folder.path(), &["test", "town.rungs", "-o", "town.rungs"]);
    assert_eq!(onto.code, CANNOT_WORK, "{}", onto.err);
    assert!(std::fs::read_to_string(folder.path().join("town.rungs")).expect("it is there").starts_with("rungs 1"));
}

#[test]
fn json_says_what_text_says() {
    let folder = town(FAILING);
    let ran = run(folder.path(), &["test", "town.rungs", "--format", "json", "--coverage"]);
    assert_eq!(ran.code, FAILS);
    let document = json::read_test(&ran.out).expect("a test document");
    let file = &document.files[0];
    assert!(
        file.fails && file.coverage.as_ref().is_some_and(|coverage| coverage.stages.visited == 1 && coverage.stages.left == ["2", "3"])
    );
    let scenario = &file.scenarios[0];
    let met: Vec<bool> = scenario.expectations.iter().map(|expected| expected.met).collect();
    assert_eq!(met, [false, true, false]);
    assert_eq!(scenario.expectations[0].words, "expect at stage 2");
    assert_eq!(file.scenarios[1].problems[0].name, "after-the-end");
    assert_eq!((document.totals.scenarios, document.totals.failing_scenarios), (2, 2));
}

/// Read by another parser than wrote it: the same scenarios, whatever their titles hold.
#[test]
fn junit_is_xml_whatever_titles_hold() {
    let title = "</testcase> & <a b='c'> ]]> <!-- \u{1}\u{8}\u{1b}[31m\u{7f}\u{85}\u{202e}\u{fffe}";
    let folder = town(&FAILING.replace("it should have gone on", title).replace("it is over", &format!("{title} 2")));
    std::fs::write(folder.path().join("bad.rungs"), "rungs 1\npolicy p \"P & <Q>\" {\n").expect("the file can be written");
    let ran = run(folder.path(), &["test", "town.rungs", "bad.rungs", "--format", "junit"]);
    assert_eq!(ran.code, FAILS);
    let document = roxmltree::Document::parse(&ran.out).unwrap_or_else(|why| panic!("{why}:\n{}", ran.out));
    let root = document.root_element();
    assert_eq!(
        (root.tag_name().name(), root.attribute("tests"), root.attribute("failures"), root.attribute("errors")),
        ("testsuites", Some("3"), Some("2"), Some("1"))
    );
    let suites: Vec<_> = root.children().filter(roxmltree::Node::is_element).collect();
    assert_eq!(suites.iter().map(|suite| suite.attribute("name").expect("a name")).collect::<Vec<_>>(), ["town.rungs", "bad.rungs"]);
    let case = suites[0].first_element_child().expect("a case");
    let name = case.attribute("name").expect("a name");
    assert!(name.starts_with("</testcase> & <a b='c'> ]]> <!-- \\u{1}\\u{8}\\u{1b}[31m\\u{7f}"), "{name}");
    let failure = case.first_element_child().expect("a failure");
    assert_eq!(failure.tag_name().name(), "failure");
    assert!(failure.attribute("message").expect("a message").starts_with("line "), "{failure:?}");
    assert!(failure.text().expect("a text").contains("Assumed, because neither the policy nor the case says it:"));
    assert_eq!(
        suites[1]
            .first_element_child()
            .and_then(|case| case.first_element_child())
            .map(|error| error.tag_name().name().to_owned())
            .as_deref(),
        Some("error")
    );
    let passing = town(PASSES);
    let ran = run(passing.path(), &["test", "town.rungs", "--format", "junit"]);
    let document = roxmltree::Document::parse(&ran.out).expect("XML");
    assert_eq!(document.descendants().filter(|node| node.has_tag_name("testcase") && !node.has_children()).count(), 4);
}

/// `check` says that there are scenarios, and what plays them.
#[test]
fn check_says_what_plays_them() {
    let folder = town(PASSES);
    let ran = run(folder.path(), &["check", "--quiet", "town.rungs"]);
    assert!(ran.out.contains("4 scenarios") && ran.out.contains("`rungs test`"), "{}", ran.out);
}

// ── rungs simulate ──────────────────────────────────────────────────────────────────────────────

/// A case in answers: who, with whom, what is so, when, how days are read, and what happens.
const ANSWERS: &str = "1\n3\n\n2026-03-02 10:00\n1\n2\n+1 day\n1\n6\n1\n\n2\n2026-03-04 15:00\n1\nquit\n";

#[test]
fn a_case_in_questions_and_answers() {
    let folder = town("");
    let ran = run_with(folder.path(), &["simulate", "town.rungs"], ANSWERS);
    assert_eq!((ran.code, ran.err.as_str()), (FINE, ""), "{}", ran.out);
    // What is offered for the beginning is today.
    let today = ran.out.lines().find(|line| line.contains("or nothing for")).expect("a day is offered").to_owned();
    let out = ran.out.replace(&today, "Type a date and time such as 2026-04-01 10:00, or nothing for today.");
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("simulate", out) });
}

#[test]
fn the_end_of_the_answers_is_the_end_of_the_case() {
    let folder = town("");
    let lines: Vec<&str> = ANSWERS.lines().collect();
    for count in 0..lines.len() {
        let ran = run_with(folder.path(), &["simulate", "town.rungs"], &lines[..count].join("\n"));
        assert_eq!((ran.code, ran.err.as_str()), (FINE, ""), "{count} answers:\n{}", ran.out);
        assert_eq!(ran.out.contains("In the end: "), count > 4, "{count} answers:\n{}", ran.out);
    }
}

#[test]
fn a_case_that_is_kept_is_played_again() {
    let folder = town("");
    let answers = format!("{ANSWERS}As it was \u{1b}[31mtold \"here\" “then” \\\n");
    let ran = run_with(folder.path(), &["simulate", "town.rungs", "--save", "town.rungs"], &answers);
    assert_eq!((ran.code, ran.err.as_str()), (FINE, ""), "{}", ran.out);
    let kept = std::fs::read_to_string(folder.path().join("town.rungs")).expect("it is there");
    let scenario = &kept[TOWN.len()..];
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("kept", scenario) });
    let again = run(folder.path(), &["test", "town.rungs"]);
    assert_eq!(again.code, FINE, "{}\n{scenario}", again.out);
    assert_eq!(run(folder.path(), &["fmt", "--check", "town.rungs"]).code, FINE);

    // Into a file of its own; never into another one that is there.
    let ran = run_with(folder.path(), &["simulate", "town.rungs"], &format!("{ANSWERS}case.rungs\n\n"));
    assert_eq!(ran.code, FINE, "{}", ran.err);
    let own = std::fs::read_to_string(folder.path().join("case.rungs")).expect("it is there");
    assert!(own.starts_with("// To be put at the end of town.rungs.\nscenario \"Schools against Police, 2026-03-02\" {\n"), "{own}");
    let ran = run_with(folder.path(), &["simulate", "town.rungs", "--save", "case.rungs"], &format!("{ANSWERS}\n"));
    assert_eq!(ran.code, CANNOT_WORK);
    assert!(ran.err.contains("is there already") && ran.err.contains("dispute school against police"), "{}", ran.err);
}

#[test]
fn a_beginning_that_is_known_is_not_asked_for() {
    let folder = town("");
    let known = [
        "simulate",
        "town.rungs",
        "--raised-by",
        "school",
        "--against",
        "health,social-care",
        "--given",
        "looked-after",
        "--starts",
        "2026-03-02 10:00",
        "--reading",
        "school",
    ];
    let ran = run_with(folder.path(), &known, "quit\n");
    assert_eq!((ran.code, ran.err.as_str()), (FINE, ""), "{}", ran.out);
    assert!(
        !ran.out.contains("Which agency") && ran.out.contains("Raised by Schools, against Health and Children's Social Care."),
        "{}",
        ran.out
    );
    for (option, value, says) in [
        ("--raised-by", "scool", "did you mean `school`?"),
        ("--against", "school", "Schools cannot disagree with itself"),
        ("--given", "looked-afte", "did you mean `looked-after`?"),
        ("--starts", "yesterday", "There is no such day as \"yesterday\""),
        ("--reading", "most", "working"),
    ] {
        let mut arguments = vec!["simulate", "town.rungs", "--raised-by", "school"];
        if option == "--raised-by" {
            arguments.truncate(2);
        }
        arguments.extend([option, value]);
        let ran = run(folder.path(), &arguments);
        assert_eq!(ran.code, CANNOT_WORK, "{option} {value}: {}", ran.out);
        assert!(ran.err.contains(says), "{option} {value}: {}", ran.err);
    }
}

#[test]
fn a_scenario_is_played_without_questions() {
    let folder = town(&format!("{PASSES}\n{FAILING}"));
    let ran = run(folder.path(), &["simulate", "town.rungs", "--scenario", "withdrawn"]);
    assert_eq!((ran.code, ran.err.as_str()), (FINE, ""));
    assert!(ran.out.starts_with("withdrawn\nRaised by Schools, against Health.\n"), "{}", ran.out);
    let several = run(folder.path(), &["simulate", "town.rungs", "--scenario", "it"]);
    assert_eq!((several.code, several.out.as_str()), (CANNOT_WORK, ""));
    assert!(several.err.contains("say more of it") && several.err.contains("\n  it is over"), "{}", several.err);
    let none = run(folder.path(), &["simulate", "town.rungs", "--scenario", "setled at once"]);
    assert!(none.code == CANNOT_WORK && none.err.contains("did you mean \"settled at once\"?"), "{}", none.err);
    let over = run(folder.path(), &["simulate", "town.rungs", "--scenario", "it is over"]);
    assert_eq!(over.code, FAILS);
    assert!(
        over.err.contains("the case is over by then") && over.out.contains("In the end: the case ends: it is settled."),
        "{}",
        over.err
    );
    let read = run(folder.path(), &["simulate", "town.rungs", "--scenario", "nobody answers", "--reading", "calendar"]);
    assert!(read.out.contains("\"day\" is read as a calendar day: chosen for this run"), "{}", read.out);
}

#[test]
fn the_diary_can_be_a_document() {
    let folder = town(PASSES);
    let ran = run(folder.path(), &["simulate", "town.rungs", "--scenario", "withdrawn", "--format", "json"]);
    assert_eq!(ran.code, FINE);
    assert_eq!(json::read_diary(&ran.out).expect("a diary document").diary.ending, Some(json::Ending::Withdrawn));
    // Questions stay out of the document.
    let ran = run_with(folder.path(), &["simulate", "town.rungs", "--format", "json"], ANSWERS);
    assert_eq!(ran.code, FINE);
    assert_eq!(json::read_diary(&ran.out).expect("a diary document").diary.dispute.against, ["police"]);
    assert!(ran.err.contains("Which agency raises the disagreement?"), "{}", ran.err);
}

/// Lines of any kind and length come to nothing worse than the question asked again.
#[test]
fn lines_that_are_no_answers() {
    let folder = town("");
    let long = "9".repeat(100_000);
    let zeros = "\0\u{1b}[2J\u{202e}\u{7}";
    let begun = "1\n3\n\n2026-03-02 10:00\n1\n";
    for answers in [
        format!("{long}\n1\n"),
        format!("{zeros}\n-1\n0\n1e9\n99999999999999999999\n1.5\n١\n"),
        format!(
            "{begun}2\n9999-12-31\n1\n2\n+4000000000 days\n+1 working year\n+ days\n+-3 days\n2026-13-45 10:00\n25:61\n::\n2026-03-02 09:59\n"
        ),
        format!("{begun}{}", "undo\n".repeat(2_000)),
        format!("{begun}{}", "2\n\n1\n".repeat(2_000)),
        "quit\n".repeat(3),
        "\n".repeat(5_000),
    ] {
        let ran = run_with(folder.path(), &["simulate", "town.rungs"], &answers);
        assert_eq!((ran.code, ran.err.as_str()), (FINE, ""), "{}", answers.chars().take(80).collect::<String>());
        assert!(!ran.out.chars().any(|c| c.is_control() && c != '\n'), "something acts on a terminal");
    }
    // A policy by which nobody can disagree, or nothing can happen.
    for (text, says) in [
        ("rungs 1\npolicy p \"P\" {\n}\n", "no stages"),
        (
            "rungs 1\npolicy p \"P\" {\n}\nagency school \"A\"\nrole chair \"Chair\"\nstage 1 \"One\" heard by chair {\n}\n",
            "fewer than two agencies",
        ),
    ] {
        std::fs::write(folder.path().join("p.rungs"), text).expect("the file can be written");
        let ran = run(folder.path(), &["simulate", "p.rungs"]);
        assert!(ran.code == CANNOT_WORK && ran.err.contains(says), "{}", ran.err);
    }
}
