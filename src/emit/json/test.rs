//! The test document: what the scenarios of a run came to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::{ClauseRef, Problem};
use super::diary::{Diary, told};
use super::document::{Generator, Span};
use super::ladder::{From, To};
use super::words::Severity;
use crate::case::{self, Played};
use crate::diagnostic::Diagnostic;
use crate::model::{ClauseId, Policy, Says, Scenario, ScenarioLine, StageId};
use crate::source::Sources;
use crate::{emit, graph};

/// What the scenarios of one file came to, to be put into a [`TestDocument`].
#[derive(Debug)]
pub struct Tested<'a> {
    /// The file's path, as the caller gave it.
    pub path: &'a str,
    /// What reading it came to.
    pub outcome: TestOutcome<'a>,
}

/// What reading a file and playing its scenarios came to.
#[derive(Debug)]
pub enum TestOutcome<'a> {
    /// It could not be read at all, for this reason.
    Unreadable(String),
    /// It was read.
    Read {
        /// The texts its spans point into.
        sources: &'a Sources,
        /// The policy in it; `None` where it holds none or an error stands in the way.
        policy: Option<&'a Policy>,
        /// The problems with its text and with what it imports.
        problems: &'a [Diagnostic],
        /// Its scenarios, played.
        played: Vec<(&'a Scenario, &'a Played<'a>)>,
        /// What they come past, where that is asked for.
        coverage: Option<&'a case::Coverage>,
    },
}

/// What `rungs test` found, for every file of one run.
///
/// Every field is always there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "rungs test document, version 1")]
pub struct TestDocument {
    /// Which of rungs' documents this is.
    pub rungs_document: TestMark,
    /// The version of this document's form. A reader must refuse a higher one than it knows.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What wrote this document.
    pub generator: Generator,
    /// To be shown wherever the document is used.
    pub notice: String,
    /// Every file, in the order given.
    pub files: Vec<FileTests>,
    /// All files together.
    pub totals: TestTotals,
}

/// The mark of a test document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TestMark {
    /// What playing scenarios found.
    Test,
}

/// What the scenarios of one file came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileTests {
    /// Its path, as given.
    pub path: String,
    /// Why it could not be read; null where it could.
    pub unreadable: Option<String>,
    /// The name of the policy in it; null where it holds none or an error stands in the way.
    pub policy: Option<String>,
    /// The policy's title; null where there is no policy.
    pub title: Option<String>,
    /// Whether the file fails: it is unreadable, has an error in its text, or a scenario that does not go as expected.
    pub fails: bool,
    /// What is wrong with its text and with the files it imports.
    pub problems: Vec<Problem>,
    /// Its scenarios that were played, in the order of the file.
    pub scenarios: Vec<ScenarioResult>,
    /// What they come past; null where that was not asked for.
    pub coverage: Option<Coverage>,
}

/// What one scenario came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScenarioResult {
    /// Its title.
    pub title: String,
    /// Where its title stands. The file is named by its path, as it was opened.
    pub span: Span,
    /// Whether everything could happen and everything that is expected came.
    pub passes: bool,
    /// Lines that cannot happen. Nothing after the first of them is played.
    pub problems: Vec<Problem>,
    /// What came of what is expected, in order.
    pub expectations: Vec<ExpectationResult>,
    /// The diary, as far as the case came.
    pub diary: Diary,
}

/// What came of an expectation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExpectationResult {
    /// The line in the language.
    pub words: String,
    /// Where it stands. The file is named by its path, as it was opened.
    pub span: Span,
    /// Whether it is so.
    pub met: bool,
    /// What is so instead, in words; null where it is met.
    pub found: Option<String>,
    /// The clause that made it so; null where none did.
    pub clause: Option<ClauseRef>,
    /// How many of the diary's lines had been written by then.
    pub lines: u32,
}

/// What the scenarios of a file come past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// Stages, by label.
    pub stages: CoveredNames,
    /// Ways on from each stage.
    pub moves: CoveredMoves,
    /// Duties, and what is allowed.
    pub duties: CoveredClauses,
    /// Routes, by name.
    pub routes: CoveredNames,
}

/// Things with names, come past or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CoveredNames {
    /// How many are come past.
    pub visited: u32,
    /// Those that no scenario comes past.
    pub left: Vec<String>,
}

/// Ways on, taken or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CoveredMoves {
    /// How many are taken.
    pub visited: u32,
    /// Those that no scenario takes.
    pub left: Vec<MoveRef>,
}

/// Clauses, come past or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CoveredClauses {
    /// How many fall due in some scenario.
    pub visited: u32,
    /// Those that fall due in none.
    pub left: Vec<ClauseRef>,
}

/// A way on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MoveRef {
    /// From where.
    pub from: From,
    /// To where.
    pub to: To,
    /// By which clause.
    pub clause: ClauseRef,
}

/// All files together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TestTotals {
    /// How many files were given.
    pub files: u32,
    /// How many of them fail.
    pub failing_files: u32,
    /// How many could not be read.
    pub unreadable_files: u32,
    /// How many hold a policy without scenarios.
    pub files_without_scenarios: u32,
    /// How many scenarios were played.
    pub scenarios: u32,
    /// How many of them do not go as expected.
    pub failing_scenarios: u32,
    /// How many expectations were looked at.
    pub expectations: u32,
}

/// What the scenarios of a run came to.
pub fn test(files: &[Tested<'_>]) -> TestDocument {
    let files: Vec<FileTests> = files.iter().map(file_tests).collect();
    TestDocument {
        rungs_document: TestMark::Test,
        version: super::TEST_VERSION,
        generator: super::generator(),
        notice: super::NOTICE.to_owned(),
        totals: totals(&files),
        files,
    }
}

fn file_tests(tested: &Tested<'_>) -> FileTests {
    let path = tested.path.replace('\\', "/");
    match &tested.outcome {
        TestOutcome::Unreadable(why) => FileTests {
            path,
            unreadable: Some(why.clone()),
            policy: None,
            title: None,
            fails: true,
            problems: Vec::new(),
            scenarios: Vec::new(),
            coverage: None,
        },
        TestOutcome::Read { sources, policy, problems, played, coverage } => {
            let problems = super::check::problems(problems, sources);
            let scenarios: Vec<ScenarioResult> = played.iter().map(|(scenario, played)| result(sources, scenario, played)).collect();
            let broken = problems.iter().any(|problem| problem.severity == Severity::Error);
            FileTests {
                path,
                unreadable: None,
                policy: policy.map(|policy| policy.name.clone()),
                title: policy.map(|policy| policy.title.clone()),
                fails: broken || scenarios.iter().any(|scenario| !scenario.passes),
                problems,
                scenarios,
                coverage: policy.zip(*coverage).map(|(policy, coverage)| covered(policy, coverage)),
            }
        }
    }
}

fn place(at: crate::source::Span, sources: &Sources) -> Span {
    super::span(at, sources, sources.get(at.file).name())
}

fn result(sources: &Sources, scenario: &Scenario, played: &Played<'_>) -> ScenarioResult {
    let policy = played.setup.policy;
    let diary = case::Diary::of(played, scenario);
    let lines: Vec<_> = scenario.lines.iter().filter(|line| matches!(line.says, Says::Expects { .. })).collect();
    let expectation = |(expected, line): (&case::Expected, &&ScenarioLine)| ExpectationResult {
        words: emit::scenario::line(policy, line),
        span: place(expected.span, sources),
        met: expected.met,
        found: (!expected.met).then(|| expected.found.clone()),
        clause: expected.clause.map(|clause| clause_ref(policy, clause)),
        lines: diary.lines.partition_point(|line| line.entry < expected.entries) as u32,
    };
    ScenarioResult {
        title: scenario.title.clone(),
        span: place(scenario.span, sources),
        passes: played.passes(),
        problems: super::check::problems(&played.problems, sources),
        expectations: played.expected.iter().zip(&lines).map(expectation).collect(),
        diary: told(policy, &diary),
    }
}

fn clause_ref(policy: &Policy, clause: ClauseId) -> ClauseRef {
    let clause = policy.clause(clause);
    ClauseRef { id: clause.id.clone(), per: clause.per() }
}

fn covered(policy: &Policy, coverage: &case::Coverage) -> Coverage {
    let label = |stage: StageId| policy.stage(stage).label.clone();
    let way = |way: &case::Way| MoveRef {
        from: match way.from {
            graph::From::Start => From::Start,
            graph::From::Stage(stage) => From::Stage { stage: label(stage) },
        },
        to: match way.to {
            graph::To::Stage(stage) => To::Stage { stage: label(stage) },
            graph::To::AnyLater => To::AnyLater,
            graph::To::Past => To::Past,
            graph::To::PastLast => To::PastLast,
            graph::To::Route(route) => To::Route { route: policy.routes[route.0 as usize].name.clone() },
            graph::To::Out => To::Out,
        },
        clause: clause_ref(policy, way.clause),
    };
    Coverage {
        stages: CoveredNames {
            visited: coverage.stages.visited as u32,
            left: coverage.stages.left.iter().map(|stage| label(*stage)).collect(),
        },
        moves: CoveredMoves { visited: coverage.ways.visited as u32, left: coverage.ways.left.iter().map(way).collect() },
        duties: CoveredClauses {
            visited: coverage.duties.visited as u32,
            left: coverage.duties.left.iter().map(|clause| clause_ref(policy, *clause)).collect(),
        },
        routes: CoveredNames {
            visited: coverage.routes.visited as u32,
            left: coverage.routes.left.iter().map(|route| policy.routes[route.0 as usize].name.clone()).collect(),
        },
    }
}

fn totals(files: &[FileTests]) -> TestTotals {
    let mut totals = TestTotals::default();
    for file in files {
        totals.files += 1;
        totals.failing_files += u32::from(file.fails);
        totals.unreadable_files += u32::from(file.unreadable.is_some());
        totals.files_without_scenarios += u32::from(file.policy.is_some() && file.scenarios.is_empty());
        for scenario in &file.scenarios {
            totals.scenarios += 1;
            totals.failing_scenarios += u32::from(!scenario.passes);
            totals.expectations += scenario.expectations.len() as u32;
        }
    }
    totals
}
