//! `rungs new`: whatever is answered, what is written keeps every rule, is laid out and plays as expected, or the answer is refused.

use std::path::Path;

use proptest::prelude::*;
use rungs::case::Basis;
use rungs::diagnostic::Severity;
use rungs::graph::StageGraph;
use rungs::model::Date;
use rungs::project::{MemoryFiles, Project};
use rungs::starter::{Answers, ENGLAND, Question};
use rungs::verify::{Verdict, check};

fn today() -> Date {
    Date::parse("2026-11-02").expect("a day")
}

/// Gives answers, one after the other; a refused one is left as it was.
fn answered(given: &[(Question, String)]) -> Answers {
    let mut answers = Answers::usual();
    for (question, said) in given {
        if let Ok(taken) = question.take(&answers, said, today()) {
            answers = taken;
        }
    }
    answers
}

/// Rules that speak of nothing in such a policy: it works under no other one, has one medium and no steps it does not have.
const NOTHING_OF_THE_KIND: [&str; 1] = ["weaker-than-parent"];

/// What is wrong with a policy that was made; nothing, it is to be hoped.
fn problems(text: &str) -> Vec<String> {
    let files = MemoryFiles::new([("/england.rungs", ENGLAND)]);
    let mut project = Project::new(&files, "/");
    let file = project.add(Path::new("/ours.rungs"), text.to_owned());
    let resolved = project.resolve(file);
    let mut problems: Vec<String> = resolved.diagnostics.iter().map(|found| format!("{:?}: {}", found.severity, found.message)).collect();
    assert!(resolved.diagnostics.iter().all(|found| found.severity != Severity::Error), "{problems:?}\n{text}");
    if rungs::syntax::format(&project.sources, project.parsed(file)).as_deref() != Some(text) {
        problems.push("it is not in its layout".to_owned());
    }
    let policy = resolved.policy.expect("it can be read");
    let graph = StageGraph::new(&policy);
    let has_panel = !policy.panels.is_empty();
    for rule in &check(&policy, &graph, Some(today())).rules {
        let may_not_apply = NOTHING_OF_THE_KIND.contains(&rule.rule.as_str())
            || (rule.rule.starts_with("panel-") && !has_panel)
            || (rule.rule == "two-parties-assumed" && text.contains("applies to social-care and school "))
            || (policy.stages.len() == 3
                && ["skip-loses-duty", "uncovered-condition", "overlapping-conditions"].contains(&rule.rule.as_str()));
        match rule.verdict {
            Verdict::Holds => {}
            Verdict::DoesNotApply if may_not_apply => {}
            verdict => problems.push(format!(
                "{} {verdict:?}: {}",
                rule.rule,
                rule.findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>().join("; ")
            )),
        }
    }
    let basis = Basis::new(&policy, &graph);
    assert!(policy.scenarios.len() >= 4);
    for scenario in &policy.scenarios {
        let played = basis.play(scenario).expect("it can be played");
        for unmet in played.expected.iter().filter(|expected| !expected.met) {
            problems.push(format!("{}: {:?}", scenario.title, unmet.not_met(&policy)));
        }
        problems.extend(played.problems.iter().map(|problem| format!("{}: {problem:?}", scenario.title)));
    }
    problems
}

#[test]
fn the_usual_answers_make_a_policy_that_keeps_every_rule() {
    let text = Answers::usual().written(ENGLAND, today());
    if let Ok(text) = &text {
        assert_eq!(problems(text), Vec::<String>::new(), "{text}");
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("usual", text.expect("it can be made")) });
}

/// Every way to answer the questions that have few answers.
#[test]
fn every_choice_makes_a_policy_that_keeps_every_rule() {
    let agencies = ["social-care and school", "social-care, health, police", "police, social-care, housing, icb, gp", "all of them"];
    let mut made = 0;
    for (stages, days) in
        [("3", "1, 1, 1"), ("3", "6, 2, 4"), ("4", "2,2,3,3"), ("4", "20 20 20 20"), ("5", "1,2,2,2,3"), ("5", "5,4,6,20,1")]
    {
        for agencies in agencies {
            for (panel, channel) in [("yes", "email"), ("no", "phone"), ("yes", "phone"), ("no", "email")] {
                let usual = Question::Agencies.usual(&Answers::usual());
                let given = [
                    (Question::Agencies, if agencies == "all of them" { usual } else { agencies.to_owned() }),
                    (Question::Stages, stages.to_owned()),
                    (Question::Days, days.to_owned()),
                    (Question::Decider, if panel == "no" { "Independent Scrutineer" } else { "Chair" }.to_owned()),
                    (Question::Panel, panel.to_owned()),
                    (Question::Channel, channel.to_owned()),
                    (Question::Review, if panel == "no" { "18 months" } else { "2 years" }.to_owned()),
                ];
                let mut answers = Answers::usual();
                for (question, said) in &given {
                    answers = question.take(&answers, said, today()).unwrap_or_else(|why| panic!("{question:?} {said}: {why}"));
                }
                let text = answers.written(ENGLAND, today()).unwrap_or_else(|why| panic!("{given:?}: {why}"));
                assert_eq!(problems(&text), Vec::<String>::new(), "{given:?}\n{text}");
                made += 1;
            }
        }
    }
    assert_eq!(made, 96);
}

/// What somebody may type, by chance or to harm.
fn typed() -> impl Strategy<Value = String> {
    let marks = prop::sample::select(vec![
        "\"",
        "\\",
        "“",
        "”",
        "„",
        "«",
        "{",
        "}",
        "//",
        "\n",
        "\r\n",
        "\t",
        "\0",
        "\u{1b}[31m",
        "\u{202e}",
        "\u{200b}",
        "Łódź",
        "東京",
        "🙂",
        "e\u{301}",
        "'",
        "%",
        "policy",
        "stage 1",
        "must",
        "per 1.1",
        "Scotland",
        "Wales",
        "chair",
        " ",
        "a",
        "-",
        "--",
        "…",
        "\\\"",
        "999999999999",
        "@",
        ".",
    ]);
    prop_oneof![
        3 => prop::collection::vec(marks, 0..8).prop_map(|parts| parts.concat()),
        1 => "[A-Za-z ,'-]{0,60}",
        1 => (0usize..5000).prop_map(|long| "x".repeat(long)),
        1 => any::<String>(),
        1 => "[0-9, ]{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Each answer is taken or refused in a sentence; what comes of those taken is as good as any other.
    #[test]
    fn hostile_answers_end_in_a_policy_or_a_refusal(given in prop::collection::vec((prop::sample::select(Question::ALL.to_vec()), typed()), 1..8)) {
        let mut answers = Answers::usual();
        for (question, said) in &given {
            match question.take(&answers, said, today()) {
                Ok(taken) => answers = taken,
                Err(why) => {
                    prop_assert!(why.len() > 10 && !why.ends_with('.') && !why.contains(['\n', '\u{1b}', '\u{202e}']), "{question:?} {said:?}: {why}");
                    prop_assert!(why.chars().count() < 600, "{} characters of {why}", why.len());
                }
            }
        }
        let text = answers.written(ENGLAND, today()).expect("what was taken can be written");
        prop_assert_eq!(problems(&text), Vec::<String>::new(), "{}", text);
    }
}

#[test]
fn what_cannot_be_an_answer_is_said_kindly() {
    let mut told = String::new();
    for (question, said) in [
        (Question::Area, ""),
        (Question::Area, "two\nlines"),
        (Question::Area, "hid\u{202e}den"),
        (Question::Area, "Scotland"),
        (Question::Area, "12"),
        (Question::Name, &"long ".repeat(100)),
        (Question::ShortName, "Marlshire SCP"),
        (Question::ShortName, "chair"),
        (Question::ShortName, "managers"),
        (Question::ShortName, "stage"),
        (Question::ShortName, "police"),
        (Question::Agencies, "school, health"),
        (Question::Agencies, "social-care"),
        (Question::Agencies, "social-care, polise"),
        (Question::Agencies, "social-care, 東京"),
        (Question::Agencies, "social-care, chair"),
        (Question::Agencies, "social-care, ccg"),
        (Question::Stages, "2"),
        (Question::Stages, "many"),
        (Question::Days, "1, 2"),
        (Question::Days, "1, 2, 2, 0"),
        (Question::Days, "1, 2, 2, 99999999999"),
        (Question::Decider, "\u{7}"),
        (Question::Panel, "perhaps"),
        (Question::Channel, "pigeon"),
        (Question::Contact, "office"),
        (Question::Contact, "\"} policy x@y.z"),
        (Question::Review, "never"),
        (Question::Review, "0 years"),
        (Question::Review, "100 years"),
    ] {
        let why = question.take(&Answers::usual(), said, today()).expect_err(said);
        told.push_str(&format!("{question:?} {:?}\n    {why}\n", said.chars().take(40).collect::<String>()));
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("refusals", told) });
}

#[test]
fn what_is_usual_follows_from_what_was_said() {
    let answers = answered(&[(Question::Area, "King's Lynn & West Norfolk".into()), (Question::Stages, "five".into())]);
    assert_eq!(Question::Name.usual(&answers), "King's Lynn & West Norfolk Safeguarding Children Partnership");
    assert_eq!(Question::ShortName.usual(&answers), "kings-lynn-west-norfolk-scp");
    assert_eq!(Question::Days.usual(&answers), "1, 2, 2, 2, 3");
    assert_eq!(Question::Contact.usual(&answers), "office@kings-lynn-west-norfolk-scp.example");
    assert_eq!(answers.file_name(), "kings-lynn-west-norfolk-escalation.rungs");
    assert_eq!(answers.beyond_the_rulebook(), None);
    for question in Question::ALL {
        let usual = question.usual(&answers);
        assert_eq!(
            question.take(&answers, &usual, today()).map(|taken| taken.file_name()),
            Ok(answers.file_name()),
            "{question:?} {usual}"
        );
        assert!(question.words(&answers).len() > 20);
    }
    let slow = Question::Days.take(&Answers::usual(), "6, 2, 2, 3", today()).expect("days");
    assert!(slow.beyond_the_rulebook().is_some_and(|said| said.contains("6 working days") && said.contains("13 working days")));
}

// ── at the command line ──────────────────────────────────────────────────────────────────────────

#[cfg(feature = "cli")]
mod command_line {
    use std::path::Path;
    use std::process::{Command, Output, Stdio};

    use super::ENGLAND;

    fn rungs(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
        let run = Command::new(env!("CARGO_BIN_EXE_rungs")).current_dir(folder).args(arguments).stdin(Stdio::null()).output();
        told(run.expect("it starts"))
    }

    fn told(run: Output) -> (i32, String, String) {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (run.status.code().expect("it ends"), text(run.stdout), text(run.stderr))
    }

    fn read(folder: &Path, name: &str) -> String {
        std::fs::read_to_string(folder.join(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
    }

    /// In an empty folder, the next commands just work.
    #[test]
    fn new_in_an_empty_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let (code, out, err) = rungs(folder.path(), &["new", "--yes", "--area", "Marlshire"]);
        assert_eq!((code, err.as_str()), (0, ""));
        assert!(
            out.contains("marlshire-escalation.rungs: a first policy") && out.contains("england.rungs: ") && out.contains("999"),
            "{out}"
        );
        assert_eq!(read(folder.path(), "england.rungs"), ENGLAND);
        let file = "marlshire-escalation.rungs";
        for next in
            [&["check", "--deny", "warnings", file][..], &["test", "."], &["fmt", "--check", "."], &["draw", file], &["compile", file]]
        {
            let (code, out, err) = rungs(folder.path(), next);
            assert_eq!(code, 0, "{next:?}\n{out}{err}");
        }
    }

    #[test]
    fn new_writes_over_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
        write("ours.rungs", "mine");
        write("england.rungs", &format!("{ENGLAND}\nbody our-own \"Our own\"\n"));
        let (code, _, err) = rungs(folder.path(), &["new", "--yes", "-o", "ours.rungs"]);
        assert_eq!((code, read(folder.path(), "ours.rungs").as_str()), (2, "mine"));
        assert!(err.contains("is there already"), "{err}");
        // Another england.rungs stays, as long as the policy can do with it.
        let (code, out, _) = rungs(folder.path(), &["new", "--yes", "-o", "other.rungs"]);
        assert_eq!(code, 0);
        assert!(out.contains("left as it is") && read(folder.path(), "england.rungs").contains("our-own"), "{out}");
        write("england.rungs", "rungs 1\n");
        let (code, _, err) = rungs(folder.path(), &["new", "--yes", "-o", "third.rungs"]);
        assert_eq!(code, 2);
        assert!(
            err.contains("england.rungs is not the one that came with this rungs") && !folder.path().join("third.rungs").exists(),
            "{err}"
        );
        let (code, _, err) = rungs(folder.path(), &["new", "--yes", "-o", "absent/ours.rungs"]);
        assert!(code == 2 && err.contains("cannot be written"), "{err}");
        let empty = tempfile::tempdir().expect("a folder");
        let (code, _, err) = rungs(empty.path(), &["new", "--yes", "-o", "england.rungs"]);
        assert!(code == 2 && err.contains("name another file") && !empty.path().join("england.rungs").exists(), "{err}");
    }

    #[test]
    fn new_without_a_terminal_says_what_is_missing() {
        let folder = tempfile::tempdir().expect("a folder");
        let (code, out, err) = rungs(folder.path(), &["new", "--area", "Marlshire"]);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains("--short-name") && !err.contains("--area") && err.contains("--yes"), "{err}");
        let (code, _, err) = rungs(folder.path(), &["new", "--yes", "--stages", "-4"]);
        assert_eq!((code, err.as_str()), (2, "rungs: --stages: a ladder made here has 3 to 5 stages; type a number\n"));
        assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 0);
    }

    #[test]
    fn new_can_be_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        let (code, out, err) = rungs(folder.path(), &["new", "--yes", "-o", "-"]);
        assert!(code == 0 && out.starts_with("rungs 1\n") && err.contains("england.rungs"), "{err}");
        assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 0);
    }

    /// Questions and answers at a terminal, which `script` plays.
    #[test]
    #[cfg(target_os = "linux")]
    #[allow(clippy::print_stderr)]
    fn new_asks_at_a_terminal() {
        use std::io::Write as _;
        let folder = tempfile::tempdir().expect("a folder");
        let line = format!("{} new --agencies social-care,school -o ours.rungs", env!("CARGO_BIN_EXE_rungs"));
        let script = Command::new("script")
            .args(["--quiet", "--return", "--command", &line, "/dev/null"])
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let Ok(mut script) = script else {
            eprintln!("skipped: there is no `script` to play a terminal");
            return;
        };
        let answers = "Marlshire\n\n\nten\n3\n1,2\n1,2,4\n\nno\n\n\n\n";
        script.stdin.take().expect("a pipe").write_all(answers.as_bytes()).expect("typed");
        let (code, out, _) = told(script.wait_with_output().expect("it ends"));
        assert_eq!(code, 0, "{out}");
        for said in ["A few questions", "type a number", "there are 3 stages and 2 numbers of days", "[office@marlshire-scp.example]"] {
            assert!(out.replace("\r\n", " ").contains(said), "{said}\n{out}");
        }
        let text = read(folder.path(), "ours.rungs");
        assert!(
            text.contains("stage 3 ") && !text.contains("resolution-panel") && text.contains("must end within 4 working days"),
            "{text}"
        );
    }
}
