//! A question only the solver can answer is answered with it, and without it ends as "gave up", never as "holds".
//! Run with `--no-default-features` too.

use std::fmt::Write as _;

use rungs::graph::StageGraph;
use rungs::model::Policy;
use rungs::project::{MemoryFiles, Project};
use rungs::verify::{Verdict, check};

/// Stages 1 to n go up only if a fact holds that stays as it is all through the case, stages n+1 to 2n the same
/// again: whoever comes that far has every fact, so nobody is ever stuck. With `trap`, the last one asks for the
/// opposite, and whoever comes that far is stuck.
fn tied_ladder(facts: usize, trap: bool) -> String {
    let mut text = String::from(
        "rungs 1\npolicy tied \"Tied\" {\nfollows basic\n}\nrole chair \"Chair\"\ntier worker \"Worker\"\n\
         rulebook basic \"Basic\" {\nrule ends-in-authority error \"Every path ends in an authority\" {\nevery path ends in an authority\n}\n}\n",
    );
    for fact in 1..=facts {
        let _ = writeln!(text, "fact f{fact} \"fact {fact}\"");
    }
    let last = 2 * facts + 1;
    for stage in 1..last {
        let fact = (stage - 1) % facts + 1;
        let asks = if trap && stage == last - 1 { "unless" } else { "if" };
        let _ = writeln!(text, "stage {stage} \"Stage {stage}\" between workers {{");
        let _ = writeln!(text, "when unresolved, {asks} f{fact}, must escalate to stage {}", stage + 1);
        if stage <= facts {
            let _ = writeln!(text, "when unresolved, unless f{fact}, must escalate to stage {last}");
        }
        let _ = writeln!(text, "}}");
    }
    let _ = writeln!(text, "stage {last} \"Chair\" heard by chair {{\nchair must decide\n}}");
    text
}

fn policy(text: &str) -> Policy {
    let files = MemoryFiles::new([("tied.rungs", text)]);
    let mut project = Project::new(&files, "");
    let file = project.load("tied.rungs".as_ref()).expect("it is in memory");
    let resolved = project.resolve(file);
    assert!(resolved.diagnostics.is_empty(), "{:?}", resolved.diagnostics);
    resolved.policy.expect("it holds a policy")
}

fn verdicts(text: &str) -> Vec<(String, Verdict)> {
    let policy = policy(text);
    check(&policy, &StageGraph::new(&policy), None).rules.into_iter().map(|rule| (rule.rule, rule.verdict)).collect()
}

fn verdict(text: &str, rule: &str) -> Verdict {
    verdicts(text).into_iter().find(|(name, _)| name == rule).expect("the rule is asked").1
}

/// Where the tests are run with another libz3 (`tooling/with-newest-z3`), it is that which answers.
#[test]
#[cfg(feature = "solver")]
fn the_solver_that_is_asked_is_the_one_wanted() {
    let Ok(wanted) = std::env::var("RUNGS_LIBZ3") else { return };
    let said = std::process::Command::new(env!("CARGO_BIN_EXE_rungs")).arg("--version").output().expect("rungs can be run");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains(&format!("libz3 {wanted})")), "{said}");
}

#[test]
fn few_shared_facts_need_no_solver() {
    assert_eq!(verdict(&tied_ladder(3, false), "ends-in-authority"), Verdict::Holds);
    assert_eq!(verdict(&tied_ladder(3, false), "stuck-stage"), Verdict::Holds);
    assert_eq!(verdict(&tied_ladder(3, true), "ends-in-authority"), Verdict::Broken);
}

#[test]
#[cfg(feature = "solver")]
fn many_shared_facts_are_decided_by_the_solver() {
    for facts in [4, 10, 40] {
        assert_eq!(verdict(&tied_ladder(facts, false), "ends-in-authority"), Verdict::Holds, "{facts} facts");
        assert_eq!(verdict(&tied_ladder(facts, false), "stuck-stage"), Verdict::Holds, "{facts} facts");
        assert_eq!(verdict(&tied_ladder(facts, true), "ends-in-authority"), Verdict::Broken, "{facts} facts");
        assert_eq!(verdict(&tied_ladder(facts, true), "stuck-stage"), Verdict::Broken, "{facts} facts");
    }
}

#[test]
#[cfg(not(feature = "solver"))]
fn without_a_solver_it_gives_up() {
    for rule in ["ends-in-authority", "stuck-stage"] {
        assert_eq!(verdict(&tied_ladder(10, false), rule), Verdict::GaveUp, "{rule}");
        assert_eq!(verdict(&tied_ladder(10, true), rule), Verdict::GaveUp, "{rule}");
    }
}

/// Stages 1 to n go up if one of two facts holds, stages n+1 to 2n the same again; else the chair decides. Whoever comes
/// to the last stage is stuck there, in many cases, each pair of facts one way, the other or both; and whoever has neither
/// of the last pair is stuck at stage n already.
#[cfg(feature = "solver")]
fn either_way(pairs: usize) -> String {
    let mut text = String::from(
        "rungs 1\npolicy either \"Either\" {\nfollows basic\n}\nagency school \"School\"\nagency care \"Care\"\nrole chair \"Chair\"\ntier worker \"Worker\"\n\
         rulebook basic \"Basic\" {\nrule ends-in-authority error \"Every path ends in an authority\" {\nevery path ends in an authority\n}\n}\n",
    );
    for pair in 1..=pairs {
        let _ = writeln!(text, "fact f{pair} \"fact {pair}\"\nfact g{pair} \"other fact {pair}\"");
    }
    let last = 2 * pairs + 1;
    for stage in 1..last {
        let pair = (stage - 1) % pairs + 1;
        let _ = writeln!(text, "stage {stage} \"Stage {stage}\" between workers {{");
        let _ = writeln!(text, "when unresolved, if f{pair} or g{pair}, must escalate to stage {}", stage + 1);
        if stage < pairs {
            let _ = writeln!(text, "when unresolved, unless f{pair} or g{pair}, must escalate to stage {}", last + 1);
        }
        let _ = writeln!(text, "}}");
    }
    let _ = writeln!(text, "stage {last} \"Stage {last}\" between workers {{\n}}");
    let _ = writeln!(text, "stage {} \"Chair\" heard by chair {{\nchair must decide\n}}", last + 1);
    text
}

/// Of the many cases the solver could find, the first is told: with as few of the first facts as there can be, and one for
/// each step at which it goes wrong, in whatever case that is.
#[test]
#[cfg(feature = "solver")]
fn the_first_case_of_each_kind_is_told() {
    for pairs in [2, 5, 12] {
        let policy = policy(&either_way(pairs));
        let report = check(&policy, &StageGraph::new(&policy), None);
        let found = report.rule("ends-in-authority").expect("the rule is asked");
        assert_eq!(found.verdict, Verdict::Broken);
        let given = |finding: &rungs::verify::Finding| -> Vec<String> {
            let scenario = finding.story.as_ref().and_then(|story| story.scenario.as_ref()).expect("it can be played");
            let mut given: Vec<String> =
                scenario.given.iter().map(|(condition, _)| rungs::model::in_words(&policy).condition(condition)).collect();
            given.sort_by_key(|name| (name.len(), name.clone()));
            given
        };
        let cases: Vec<Vec<String>> = found.findings.iter().map(given).collect();
        let first = |pairs: usize| (1..=pairs).map(|pair| format!("the child is other fact {pair}")).collect::<Vec<_>>();
        assert_eq!(cases, [first(pairs - 1), first(pairs)], "{pairs} pairs");
    }
}
