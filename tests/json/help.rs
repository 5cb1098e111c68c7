//! Policies, reports and documents to try things on.

use std::path::{Path, PathBuf};

use rungs::case::{Coverage, Diary, play};
use rungs::diagnostic::{Label, Severity};
use rungs::emit::json::{self, CheckDocument, Checked, DiaryDocument, Document, Outcome, TestDocument, TestOutcome, Tested};
use rungs::graph::StageGraph;
use rungs::model::{ClauseId, Date, Policy};
use rungs::project::{Files, MemoryFiles, Project};
use rungs::verify::{Finding, Hole, Report, RuleReport, Story, StoryLine, Verdict};
use serde_json::Value;

/// A page of policy, to be read as a whole.
pub(crate) const SMALL: &str = "rungs 1

policy castlehythe \"When professionals disagree\" {
    publisher cscp
    dated 2026-01
    parts 1.1 to 1.3, table 1
}

body cscp \"Castlehythe Safeguarding Children Partnership\"
agency health \"Health\"
role chair \"Chair of the partnership\" of cscp email personal per 1.3
tier manager \"Manager\" {
    health e.g. \"Named Nurse\" or equivalent
}

stage 1 \"Managers\" between managers per 1.1 {
    ends within 2 days                              per table 1
    when unresolved, managers should escalate to stage 2   per 1.2
}

stage 2 \"The Chair\" heard by chair {
    chair must decide                               per 1.3
}

background {
    \"What the policy is for\" per 1.1
}
";

/// A made-up policy with a little of everything.
pub(crate) const ALDERSEA: &str = include_str!("../documents/aldersea.rungs");
pub(crate) const SHARED: &str = "rungs 1\nagency school \"Schools\"\nagency health \"Health\"\nbody partnership \"The safeguarding partnership\"\nfact looked-after \"looked after\" may change\n";

pub(crate) fn aldersea() -> MemoryFiles {
    MemoryFiles::new([("policies/aldersea.rungs", ALDERSEA), ("vocabulary/names.rungs", SHARED)])
}

/// One policy in a file of its own.
pub(crate) fn one(text: &str) -> MemoryFiles {
    MemoryFiles::new([("p.rungs", text)])
}

pub(crate) fn with_policy<T>(files: &dyn Files, root: &str, path: &str, then: impl FnOnce(&Policy, &Project<'_>) -> T) -> T {
    let mut project = Project::new(files, root);
    let file = project.load(Path::new(path)).unwrap_or_else(|why| panic!("{path}: {why}"));
    let resolved = project.resolve(file);
    let policy = resolved.policy.unwrap_or_else(|| panic!("{path} holds no policy: {:#?}", resolved.diagnostics));
    then(&policy, &project)
}

pub(crate) fn compiled_with(files: &dyn Files, root: &str, path: &str, report: impl FnOnce(&Policy) -> Report) -> Document {
    with_policy(files, root, path, |policy, project| json::compile(policy, &StageGraph::new(policy), &report(policy), &project.sources))
}

pub(crate) fn compiled(text: &str) -> Document {
    compiled_with(&one(text), "", "p.rungs", |_| Report::default())
}

pub(crate) fn clause(policy: &Policy, id: &str) -> ClauseId {
    let found = policy.clauses().find(|(_, clause)| clause.id == id);
    found.unwrap_or_else(|| panic!("no clause {id}: {:?}", policy.clauses.iter().map(|clause| &clause.id).collect::<Vec<_>>())).0
}

/// A report with every kind of verdict and all that can stand behind one.
pub(crate) fn report(policy: &Policy) -> Report {
    let told = clause(policy, "tell-the-office");
    let up = clause(policy, "stage-2/escalate-to-stage-3");
    let finding = Finding {
        message: "a case can reach stage 3 without the partnership being told".into(),
        labels: vec![
            Label { span: policy.clause(up).span, text: "it goes up here".into() },
            Label { span: policy.clause(told).span, text: "only `should`".into() },
        ],
        clauses: vec![up, told],
        story: Some(Story {
            lines: vec![
                StoryLine {
                    on: "Mon 5 Jan 2026".into(),
                    text: "A school and health disagree about a child.".into(),
                    place: "stage 1, 2.1".into(),
                },
                StoryLine { on: String::new(), text: "Nothing is settled.".into(), place: String::new() },
            ],
            never_done: "the partnership is never told".into(),
            scenario: None,
        }),
        advice: vec![told],
        holes: vec![Hole { what: "who sits on the Executive".into(), keeps: "every agency".into(), breaks: "no school".into() }],
        help: "write `must` for `should`".into(),
        ..Finding::default()
    };
    let rule = |rule: &str, severity, rulebook: Option<&str>, verdict, findings: &[Finding]| RuleReport {
        rule: rule.into(),
        title: format!("What `{rule}` asks"),
        severity,
        rulebook: rulebook.map(str::to_owned),
        verdict,
        findings: findings.to_vec(),
    };
    let plain = Finding { labels: Vec::new(), clauses: Vec::new(), story: None, advice: Vec::new(), holes: Vec::new(), ..finding.clone() };
    Report {
        rules: vec![
            rule("told-too-late", Severity::Error, Some("aldersea-rules"), Verdict::Broken, &[finding]),
            rule("panel-too-small", Severity::Error, Some("aldersea-rules"), Verdict::Undetermined, std::slice::from_ref(&plain)),
            rule("ends-in-authority", Severity::Error, Some("aldersea-rules"), Verdict::Advice, std::slice::from_ref(&plain)),
            rule("stuck-stage", Severity::Error, None, Verdict::GaveUp, std::slice::from_ref(&plain)),
            rule("ambiguous-day", Severity::Warning, None, Verdict::Broken, &[plain]),
            rule("no-review", Severity::Warning, None, Verdict::Holds, &[]),
            rule("personal-mailbox", Severity::Note, None, Verdict::DoesNotApply, &[]),
        ],
    }
}

pub(crate) fn checked() -> CheckDocument {
    let files = MemoryFiles::new([
        ("policies/aldersea.rungs", ALDERSEA),
        ("vocabulary/names.rungs", SHARED),
        (
            "policies/slip.rungs",
            "rungs 1\nimport \"../vocabulary/names.rungs\"\npolicy slip \"A policy with a slip\" {\n    publisher partnershop\n}\n",
        ),
    ]);
    let mut project = Project::new(&files, "");
    let mut resolve = |path: &str| {
        let file = project.load(Path::new(path)).expect("the file is there");
        (file, project.resolve(file))
    };
    let paths = ["policies/aldersea.rungs", "vocabulary/names.rungs", "policies/slip.rungs"];
    let all = paths.map(&mut resolve);
    let report = report(all[0].1.policy.as_ref().expect("it resolves"));
    let mut checked: Vec<Checked<'_>> = paths
        .iter()
        .zip(&all)
        .map(|(path, (file, resolved))| Checked {
            path,
            outcome: Outcome::Read {
                sources: &project.sources,
                policy: resolved.policy.as_ref(),
                problems: &resolved.diagnostics,
                report: resolved.policy.as_ref().map(|_| &report),
                parsed: project.parsed(*file),
            },
        })
        .collect();
    checked.push(Checked { path: "policies\\gone.rungs", outcome: Outcome::Unreadable("there is no such file".into()) });
    let mut document = json::check(&checked).as_of(Date::parse("2026-11-02"));
    document.generator.version = "0.0.0".into();
    document
}

pub(crate) fn small_document() -> Document {
    let mut document = compiled_with(&one(SMALL), "", "p.rungs", |policy| {
        let up = clause(policy, "stage-1/escalate-to-stage-2");
        let finding = Finding {
            message: "managers need not take it to the Chair".into(),
            labels: Vec::new(),
            clauses: vec![up],
            story: None,
            advice: vec![up],
            holes: Vec::new(),
            help: "write `must` for `should`".into(),
            ..Finding::default()
        };
        let title = "Every path ends in an authority".into();
        Report {
            rules: vec![RuleReport {
                rule: "ends-in-authority".into(),
                title,
                severity: Severity::Error,
                rulebook: None,
                verdict: Verdict::Advice,
                findings: vec![finding],
            }],
        }
    });
    document.generator.version = "0.0.0".into();
    document
}

pub(crate) fn aldersea_document() -> Document {
    let mut document = compiled_with(&aldersea(), "", "policies/aldersea.rungs", report);
    document.generator.version = "0.0.0".into();
    document
}

/// A policy with a scenario that goes as expected, one that does not, and one that cannot be played.
pub(crate) const PLAYED: &str = include_str!("../documents/castlehythe.rungs");

/// What playing came to: of a policy with scenarios, one without, one that cannot be read, and a file that is not there.
pub(crate) fn tested() -> TestDocument {
    let slip = "rungs 1\npolicy slip \"A policy with a slip\" {\n    publisher partnershop\n}\n";
    let files = MemoryFiles::new([("policies/castlehythe.rungs", PLAYED), ("policies/small.rungs", SMALL), ("policies/slip.rungs", slip)]);
    let mut project = Project::new(&files, "");
    let mut resolve = |path: &str| {
        let file = project.load(Path::new(path)).expect("the file is there");
        project.resolve(file)
    };
    let (played, small, slip) = (resolve("policies/castlehythe.rungs"), resolve("policies/small.rungs"), resolve("policies/slip.rungs"));
    let policy = played.policy.as_ref().expect("it resolves");
    let graph = StageGraph::new(policy);
    let cases: Vec<_> =
        policy.scenarios.iter().map(|scenario| (scenario, play(policy, &graph, scenario).expect("somebody disagrees"))).collect();
    let coverage = Coverage::of(policy, &graph, cases.iter().map(|(_, case)| case.entries.as_slice()));
    let read = |resolved: &'static rungs::model::Resolved, sources| TestOutcome::Read {
        sources,
        policy: resolved.policy.as_ref(),
        problems: &resolved.diagnostics,
        played: Vec::new(),
        coverage: None,
    };
    let leak = |resolved| &*Box::leak(Box::new(resolved));
    let outcome = TestOutcome::Read {
        sources: &project.sources,
        policy: Some(policy),
        problems: &played.diagnostics,
        played: cases.iter().map(|(scenario, case)| (*scenario, case)).collect(),
        coverage: Some(&coverage),
    };
    let sources = &project.sources;
    let mut document = json::test(&[
        Tested { path: "policies/castlehythe.rungs", outcome },
        Tested { path: "policies/small.rungs", outcome: read(leak(small), sources) },
        Tested { path: "policies/slip.rungs", outcome: read(leak(slip), sources) },
        Tested { path: "policies\\gone.rungs", outcome: TestOutcome::Unreadable("there is no such file".into()) },
    ]);
    document.generator.version = "0.0.0".into();
    document
}

/// The diary of that policy's first scenario.
pub(crate) fn diary() -> DiaryDocument {
    let files = one(PLAYED);
    with_policy(&files, "", "p.rungs", |policy, _| {
        let graph = StageGraph::new(policy);
        let scenario = &policy.scenarios[0];
        let played = play(policy, &graph, scenario).expect("somebody disagrees");
        let mut document = json::diary(policy, &Diary::of(&played, scenario));
        document.generator.version = "0.0.0".into();
        document
    })
}

pub(crate) fn value(json: &str) -> Value {
    serde_json::from_str(json).expect("it is JSON")
}

pub(crate) fn assert_valid(schema: &str, json: &str, what: &str) {
    let validator = jsonschema::draft202012::new(&value(schema)).expect("the schema is one");
    let document = value(json);
    let errors: Vec<String> =
        validator.iter_errors(&document).take(5).map(|error| format!("{} at {}", error, error.instance_path)).collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

pub(crate) fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub(crate) fn files_in(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(in_repository(folder)).expect("the folder is there").map(|entry| entry.expect("it can be read").path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with(ending));
    files.sort();
    assert!(!files.is_empty(), "nothing in {folder}");
    files
}
