//! Cases told in questions and answers: whatever is typed, no answer does harm; and a case that has been told can be kept as
//! a scenario that goes just the same.

mod common;

use std::path::{Path, PathBuf};

use common::strategies::{WIDE, plan};
use common::{cases, messages, with_text};
use jiff::civil::{DateTime, date};
use proptest::prelude::*;
use rungs::case::{Dialogue, Opening, Reply, given_named, play};
use rungs::emit;
use rungs::graph::StageGraph;
use rungs::model::{Policy, Scenario};
use rungs::project::{DiskFiles, Project};
use rungs::syntax::format;

const PUBLISHED: [&str; 6] = ["barnsley", "bromley", "croydon", "havering", "model", "ready-steady-grow"];

fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("policies")
}

fn today() -> DateTime {
    date(2026, 4, 1).at(10, 0, 0, 0)
}

fn policy(name: &str) -> Policy {
    let mut project = Project::new(&DiskFiles, policies());
    let file = project.load(&policies().join(format!("{name}.rungs"))).expect("it is there");
    project.resolve(file).policy.expect("it can be read")
}

/// A scenario of a policy, read back from text that is put at its end.
fn read_back(name: &str, text: &str) -> (Policy, Scenario) {
    let path = policies().join(format!("{name}.rungs"));
    let policy = std::fs::read_to_string(&path).expect("it is there");
    let mut project = Project::new(&DiskFiles, policies());
    let file = project.add(&path, format!("{}\n\n{text}", policy.trim_end()));
    let laid_out = format(&project.sources, project.parsed(file)).unwrap_or_else(|| panic!("it cannot be read:\n{text}"));
    assert!(laid_out.ends_with(text), "it is not laid out:\n{text}\nbut:\n{}", &laid_out[laid_out.len() - text.len()..]);
    let resolved = project.resolve(file);
    let said: Vec<String> =
        resolved.diagnostics.iter().map(|found| format!("{}: {}", found.message, project.sources.text(found.span()))).collect();
    let policy = resolved.policy.unwrap_or_else(|| panic!("{said:#?}\n{text}"));
    let scenario = policy.scenarios.last().expect("it is there").clone();
    (policy, scenario)
}

/// Answers a dialogue's questions by numbers: which of the choices, whether to say when, whether to take it back.
fn tell(policy: &Policy, graph: &StageGraph, answers: &[(u8, u8)]) -> Option<(Scenario, String)> {
    let mut dialogue = Dialogue::new(policy, graph, Opening::default(), today()).expect("it can be told");
    for (which, how) in answers {
        let question = dialogue.question();
        let answer = match (question.choices.len(), how % 16) {
            (_, 0) => "undo".to_owned(),
            (0, 1..=5) => format!("+{} days", which % 9),
            (0, 6) => "+1 working day".to_owned(),
            (0, _) => String::new(),
            (count, 1) if question.asks.starts_with("What is so") => {
                format!("{} {}", usize::from(*which) % count + 1, usize::from(*how) % count + 1)
            }
            (count, _) => (usize::from(*which) % count + 1).to_string(),
        };
        let before = (dialogue.diary(), dialogue.question());
        match dialogue.answer(&answer) {
            Reply::Over => break,
            Reply::Again(why) => {
                assert!(!why.is_empty());
                assert_eq!((dialogue.diary(), dialogue.question()), before, "`{answer}` has changed something: {why}");
            }
            _ => {}
        }
    }
    dialogue.answer("quit");
    let diary = dialogue.diary()?;
    let told = emit::diary::text(&rungs::case::Diary { title: String::new(), ..diary }, policy, 100, false);
    Some((dialogue.scenario("told by hand")?, told))
}

proptest! {
    #![proptest_config(cases(120))]

    /// The scenario of a case that has been told goes as the case went, and everything it expects comes.
    #[test]
    fn a_case_that_is_kept_goes_the_same_again(
        name in proptest::sample::select(&PUBLISHED[..]),
        answers in proptest::collection::vec((any::<u8>(), any::<u8>()), 1..40),
    ) {
        let by_hand = policy(name);
        let graph = StageGraph::new(&by_hand);
        let Some((scenario, told)) = tell(&by_hand, &graph, &answers) else { return Ok(()) };
        let text = emit::scenario::text(&by_hand, &scenario);
        let (policy, scenario) = read_back(name, &text);
        let graph = StageGraph::new(&policy);
        let played = play(&policy, &graph, &scenario).expect("somebody disagrees");
        let wrong: Vec<String> = played.problems.iter().map(|found| format!("{}: {}", found.message, found.labels[0].text)).collect();
        prop_assert!(wrong.is_empty(), "{wrong:#?}\n{text}\n{told}");
        let not_met: Vec<&str> = played.expected.iter().filter(|expected| !expected.met).map(|expected| expected.found.as_str()).collect();
        prop_assert!(not_met.is_empty(), "{not_met:#?}\n{text}\n{told}");
        let diary = rungs::case::Diary { title: String::new(), ..rungs::case::Diary::of(&played, &scenario) };
        let again = emit::diary::text(&diary, &policy, 100, false);
        prop_assert_eq!(again, told, "{}", text);
    }

    /// So does one of any policy.
    #[test]
    fn a_case_of_a_made_up_policy_goes_the_same_again(
        plan in plan(WIDE),
        answers in proptest::collection::vec((any::<u8>(), any::<u8>()), 1..40),
    ) {
        let text = plan.text();
        let kept = with_text(&text, |policy, diagnostics, sources| {
            let policy = policy.unwrap_or_else(|| panic!("{text}\n{}", messages(diagnostics, sources)));
            let graph = StageGraph::new(policy);
            tell(policy, &graph, &answers).map(|(scenario, told)| (emit::scenario::text(policy, &scenario), told))
        });
        let Some((scenario, told)) = kept else { return Ok(()) };
        with_text(&format!("{text}\n{scenario}"), |policy, diagnostics, sources| {
            let Some(policy) = policy else { panic!("{scenario}\n{}\n{text}", messages(diagnostics, sources)) };
            let graph = StageGraph::new(policy);
            let played = play(policy, &graph, &policy.scenarios[0]).expect("somebody disagrees");
            prop_assert!(played.problems.is_empty(), "{}\n{scenario}\n{told}\n{text}", messages(&played.problems, sources));
            let not_met: Vec<&str> = played.expected.iter().filter(|expected| !expected.met).map(|expected| expected.found.as_str()).collect();
            prop_assert!(not_met.is_empty(), "{not_met:#?}\n{scenario}\n{told}\n{text}");
            let diary = rungs::case::Diary { title: String::new(), ..rungs::case::Diary::of(&played, &policy.scenarios[0]) };
            prop_assert_eq!(emit::diary::text(&diary, policy, 100, false), told, "{}\n{}", scenario, text);
            Ok(())
        })?;
    }

    /// Nothing that can be typed does harm.
    #[test]
    fn any_answers_can_be_typed(
        name in proptest::sample::select(&PUBLISHED[..]),
        answers in proptest::collection::vec(prop_oneof!["\\PC{0,12}", "[0-9 ,]{0,6}", "(undo|diary|where|help|quit|)", "\\+?[0-9]{1,4}-?[0-9:-]{0,8}( (working )?(days|hours|weeks|months))?"], 1..40),
    ) {
        let policy = policy(name);
        let graph = StageGraph::new(&policy);
        let mut dialogue = Dialogue::new(&policy, &graph, Opening::default(), today()).expect("it can be told");
        for answer in &answers {
            match dialogue.answer(answer) {
                Reply::Again(why) => prop_assert!(!why.is_empty()),
                Reply::Over => break,
                _ => {}
            }
            let question = dialogue.question();
            prop_assert!(!question.asks.is_empty() && !question.how.is_empty());
            dialogue.news();
        }
    }
}

/// Whatever has been told can be taken back, answer by answer, to the first question.
#[test]
fn every_answer_can_be_taken_back() {
    let policy = policy("bromley");
    let graph = StageGraph::new(&policy);
    let mut dialogue = Dialogue::new(&policy, &graph, Opening::default(), today()).expect("it can be told");
    let mut before = Vec::new();
    for answer in ["5", "1 2", "3", "2026-04-01 10:00", "1", "2", "+1 day", "1", "3", "", "1", "2", "2026-04-10 12:00"] {
        before.push((dialogue.question(), dialogue.diary()));
        assert_eq!(dialogue.answer(answer), Reply::Next, "{answer}: {:?}", dialogue.question());
    }
    while let Some(then) = before.pop() {
        assert_eq!(dialogue.answer("undo"), Reply::Undone);
        assert_eq!((dialogue.question(), dialogue.diary()), then);
    }
    assert!(matches!(dialogue.answer("undo"), Reply::Again(_)));
}

#[test]
fn what_is_given_is_found_by_its_name_its_title_or_its_words() {
    let policy = policy("bromley");
    for said in ["looked-after", "Looked After", "\"a decision seems unsafe or wrong to them\""] {
        assert!(given_named(&policy, said).is_ok(), "{said}");
    }
    assert!(given_named(&policy, "looked-aftr").expect_err("it is no fact").contains("did you mean `looked-after`?"));
}
