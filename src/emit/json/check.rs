//! The check document: what checking came to, for every file of a run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::baseline::KnownFinding;
use super::document::{Generator, Span};
use super::rules::Hole;
use super::words::{Severity, Verdict};
use crate::baseline::{fingerprints, problem_fingerprints};
use crate::diagnostic::{self, Diagnostic, Label};
use crate::model::{ClauseId, Policy};
use crate::source::Sources;
use crate::syntax::Parsed;
use crate::verify::{self, Report, RuleReport, Story};

/// What checking one file came to, to be put into a [`CheckDocument`].
#[derive(Debug, Clone)]
pub struct Checked<'a> {
    /// The file's path, as the caller gave it.
    pub path: &'a str,
    /// What reading it came to.
    pub outcome: Outcome<'a>,
}

/// What reading a file came to.
#[derive(Debug, Clone)]
pub enum Outcome<'a> {
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
        /// What the rules came to; `None` where they were not run.
        report: Option<&'a Report>,
        /// What parsing the file gave, to say how findings can be mended.
        parsed: &'a Parsed,
    },
}

/// What `rungs check` found, for every file of one run.
///
/// Every field is always there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "rungs check document, version 1")]
pub struct CheckDocument {
    /// Which of rungs' documents this is.
    pub rungs_document: CheckMark,
    /// The version of this document's form. A reader must refuse a higher one than it knows.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What wrote this document.
    pub generator: Generator,
    /// The day on which the rules were asked, where one was given: `2026-04-01`. Null where every stated end was taken
    /// to have passed.
    pub as_of: Option<String>,
    /// To be shown wherever the document is used.
    pub notice: String,
    /// Every file that was checked, in the order given.
    pub files: Vec<FileReport>,
    /// What is in the baseline the run was given, about policies that were checked, and is found no more.
    #[serde(default)]
    pub gone: Vec<KnownFinding>,
    /// All files together.
    pub totals: Totals,
}

/// The mark of a check document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CheckMark {
    /// What checking found.
    Check,
}

/// What was found about one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileReport {
    /// Its path, as given.
    pub path: String,
    /// Why it could not be read; null where it could.
    pub unreadable: Option<String>,
    /// The name of the policy in it; null where it holds none or an error stands in the way.
    pub policy: Option<String>,
    /// The policy's title; null where there is no policy.
    pub title: Option<String>,
    /// Whether the file fails: it is unreadable, has an error in its text, or fails an error-level rule.
    pub fails: bool,
    /// What is wrong with its text and with the files it imports: the first thousand, in the order of the text.
    pub problems: Vec<Problem>,
    /// How many more there are than are listed. A text with so many is not the file it was meant to be.
    pub problems_left_out: ProblemTotals,
    /// What every rule came to. Empty where no rules were run: nothing is then known.
    pub rules: Vec<RuleResult>,
}

/// One problem with a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// A short name for the kind of problem, such as `unknown-name`.
    pub name: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What it is known again by, whatever the layout: 32 hexadecimal digits.
    #[serde(default)]
    pub fingerprint: String,
    /// What to write instead, and why it matters; null where there is nothing to say.
    pub help: Option<String>,
    /// Where; the first is the main place.
    pub spans: Vec<LabelledSpan>,
    /// A change that mends it; null where there is none to be sure of.
    #[serde(default)]
    pub mend: Option<Mend>,
}

/// A change of the text that mends something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mend {
    /// What it does.
    pub title: String,
    /// Whether it leaves what the policy promises as it is; only then does `rungs check --fix` make it.
    pub keeps_meaning: bool,
    /// What is replaced by what; none overlaps another.
    pub edits: Vec<Edit>,
}

/// A stretch of the text and what is to stand there instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Edit {
    /// What stands there instead.
    pub replacement: String,
    /// What is replaced; empty where something is put in. The file is named by its path, as it was opened.
    #[serde(flatten)]
    pub span: Span,
}

/// A place with a few words about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LabelledSpan {
    /// What to see there; may be empty.
    pub label: String,
    /// Where. The file is named by its path, as it was opened.
    #[serde(flatten)]
    pub span: Span,
}

/// What one rule came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleResult {
    /// The rule's name.
    pub name: String,
    /// How much a breach weighs.
    pub severity: Severity,
    /// What it requires, in a sentence.
    pub title: String,
    /// The rulebook that requires it; null for the rules every ladder is checked for.
    pub rulebook: Option<String>,
    /// The verdict on the whole policy.
    pub verdict: Verdict,
    /// Whether it fails the file: an error-level rule that is broken, undetermined or given up, and not wholly accepted.
    pub fails: bool,
    /// Whether it is worth a warning without failing.
    pub warns: bool,
    /// What stands behind it, accepted or not; empty where it holds or does not apply.
    pub findings: Vec<Finding>,
}

/// One thing found about a policy, with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What it is known again by, whatever the layout and wherever its lines have been moved: 32 hexadecimal digits.
    #[serde(default)]
    pub fingerprint: String,
    /// Why it fails nothing; null where it counts.
    #[serde(default)]
    pub accepted: Option<Acceptance>,
    /// What to write instead, and why it matters.
    pub help: String,
    /// Where; the first is the main place.
    pub spans: Vec<LabelledSpan>,
    /// The clauses that make it so.
    pub clauses: Vec<ClauseRef>,
    /// The clauses of advice the verdict rests on.
    pub advice: Vec<ClauseRef>,
    /// What the policy leaves open that decides it.
    pub holes: Vec<Hole>,
    /// A change that would mend it, where the sentence to write follows from the rule; null where it does not.
    #[serde(default)]
    pub mend: Option<Mend>,
    /// A case that shows it; null where none is needed to see it.
    pub witness: Option<Witness>,
}

/// Why a finding fails nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Acceptance {
    /// By what it is accepted.
    pub through: AcceptedThrough,
    /// Why, as the exception says; null for the baseline.
    pub because: Option<String>,
    /// Who answers for it, as the exception says; null for the baseline.
    pub owner: Option<String>,
    /// The last day of the exception: `2027-04-01`; null where it has no end.
    pub until: Option<String>,
}

/// By what a finding is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AcceptedThrough {
    /// The policy says so: `allow RULE because "…" by "…"`.
    Exception,
    /// It was there before: it is in the baseline the run was given.
    Baseline,
}

/// A clause by its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClauseRef {
    /// Its id, as in the policy document.
    pub id: String,
    /// The parts of the document it comes from, as one phrase: `2.5 and flowchart`; empty where none is given.
    pub per: String,
}

/// A case, told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Witness {
    /// What happens, line by line.
    pub lines: Vec<WitnessLine>,
    /// What was never done.
    pub never_done: String,
    /// The same case as a scenario in the language, where playing it has confirmed it; else null.
    #[serde(default)]
    pub scenario: Option<String>,
}

/// One line of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WitnessLine {
    /// On which day, such as `Mon 5 Jan 2026`; null where that has no date.
    #[serde(default)]
    pub on: Option<String>,
    /// What happens.
    pub text: String,
    /// Where in the policy, such as `stage 3, 2.8`; empty where it is nowhere in particular.
    pub place: String,
}

/// All files together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Totals {
    /// How many files were given.
    pub files: u32,
    /// How many of them fail.
    pub failing_files: u32,
    /// How many could not be read.
    pub unreadable_files: u32,
    /// How many hold a policy that could be checked.
    pub policies: u32,
    /// How many problems with the texts there are, by what they weigh.
    pub problems: ProblemTotals,
    /// How many verdicts there are, by what they are.
    pub verdicts: VerdictTotals,
    /// How many rules fail a file.
    pub failing_rules: u32,
    /// How many rules are worth a warning without failing.
    pub warning_rules: u32,
}

/// Problems counted. One in an imported file counts once for each file that imports it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProblemTotals {
    /// Errors.
    pub error: u32,
    /// Warnings.
    pub warning: u32,
    /// Notes.
    pub note: u32,
}

impl ProblemTotals {
    fn count(&mut self, severity: Severity) {
        *match severity {
            Severity::Error => &mut self.error,
            Severity::Warning => &mut self.warning,
            Severity::Note => &mut self.note,
        } += 1;
    }
}

/// Verdicts counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct VerdictTotals {
    /// Rules that hold.
    pub holds: u32,
    /// Rules that hold if advice is followed.
    pub advice: u32,
    /// Rules that are broken.
    pub broken: u32,
    /// Rules that are undetermined.
    pub undetermined: u32,
    /// Rules too large to answer.
    pub gave_up: u32,
    /// Rules that do not apply.
    pub does_not_apply: u32,
}

/// Most problems that are listed for one file.
const MOST_PROBLEMS: usize = 1_000;

/// What checking came to, for all files of a run.
pub fn check(files: &[Checked<'_>]) -> CheckDocument {
    let files: Vec<FileReport> = files.iter().map(file_report).collect();
    let totals = totals(&files);
    CheckDocument {
        rungs_document: CheckMark::Check,
        version: super::CHECK_VERSION,
        generator: super::generator(),
        as_of: None,
        notice: super::NOTICE.to_owned(),
        files,
        gone: Vec::new(),
        totals,
    }
}

fn file_report(checked: &Checked<'_>) -> FileReport {
    let path = checked.path.replace('\\', "/");
    match &checked.outcome {
        Outcome::Unreadable(why) => FileReport {
            path,
            unreadable: Some(why.clone()),
            policy: None,
            title: None,
            fails: true,
            problems: Vec::new(),
            problems_left_out: ProblemTotals::default(),
            rules: Vec::new(),
        },
        Outcome::Read { sources, policy, problems, report, parsed } => {
            let (listed, left_out) = problems.split_at(problems.len().min(MOST_PROBLEMS));
            let fails = problems.iter().any(|found| found.severity == crate::diagnostic::Severity::Error);
            let problems = self::problems(listed, sources);
            let mut problems_left_out = ProblemTotals::default();
            left_out.iter().for_each(|found| problems_left_out.count(found.severity.into()));
            let rules: Vec<RuleResult> = match (policy, report) {
                (Some(policy), Some(report)) => report.rules.iter().map(|rule| rule_result(rule, policy, sources, parsed)).collect(),
                _ => Vec::new(),
            };
            let fails = fails || rules.iter().any(|rule| rule.fails);
            FileReport {
                path,
                unreadable: None,
                policy: policy.map(|policy| policy.name.clone()),
                title: policy.map(|policy| policy.title.clone()),
                fails,
                problems,
                problems_left_out,
                rules,
            }
        }
    }
}

pub(super) fn problems(found: &[Diagnostic], sources: &Sources) -> Vec<Problem> {
    found.iter().zip(problem_fingerprints(sources, found)).map(|(found, print)| problem(found, print, sources)).collect()
}

fn problem(found: &Diagnostic, fingerprint: String, sources: &Sources) -> Problem {
    Problem {
        fingerprint,
        name: found.name.to_owned(),
        severity: found.severity.into(),
        message: found.message.clone(),
        help: found.help.clone(),
        spans: labelled(&found.labels, sources),
        mend: found.mend.as_deref().map(|mend| self::mend(mend, sources)),
    }
}

fn mend(mend: &diagnostic::Mend, sources: &Sources) -> Mend {
    let edit = |edit: &diagnostic::Edit| Edit {
        replacement: edit.text.clone(),
        span: super::span(edit.span, sources, sources.get(edit.span.file).name()),
    };
    Mend { title: mend.title.clone(), keeps_meaning: mend.keeps_meaning, edits: mend.edits.iter().map(edit).collect() }
}

fn labelled(labels: &[Label], sources: &Sources) -> Vec<LabelledSpan> {
    labels
        .iter()
        .map(|label| LabelledSpan {
            label: label.text.clone(),
            span: super::span(label.span, sources, sources.get(label.span.file).name()),
        })
        .collect()
}

fn rule_result(report: &RuleReport, policy: &Policy, sources: &Sources, parsed: &Parsed) -> RuleResult {
    let prints = fingerprints(policy, sources, report).into_iter().flatten();
    let found = report.findings.iter().flat_map(|found| found.each(policy));
    RuleResult {
        name: report.rule.clone(),
        severity: report.severity.into(),
        title: report.title.clone(),
        rulebook: report.rulebook.clone(),
        verdict: report.verdict.into(),
        fails: report.fails(),
        warns: report.warns(),
        findings: found
            .zip(prints)
            .map(|(found, print)| {
                let mend = crate::mend::mend(policy, parsed, report, &found).map(|found| mend(&found, sources));
                Finding { mend, ..finding(&found, print, policy, sources) }
            })
            .collect(),
    }
}

fn finding(found: &verify::Finding, fingerprint: String, policy: &Policy, sources: &Sources) -> Finding {
    let clauses = |ids: &[ClauseId]| {
        let reference = |id: &ClauseId| ClauseRef { id: policy.clause(*id).id.clone(), per: policy.clause(*id).per() };
        ids.iter().map(reference).collect()
    };
    Finding {
        message: found.message.clone(),
        fingerprint,
        accepted: found.accepted.map(|why| acceptance(why, policy)),
        help: found.help.clone(),
        spans: labelled(&found.labels, sources),
        clauses: clauses(&found.clauses),
        advice: clauses(&found.advice),
        holes: found.holes.iter().map(Hole::from).collect(),
        mend: None,
        witness: found.story.as_ref().map(|story| witness(policy, story)),
    }
}

fn acceptance(why: verify::Accepted, policy: &Policy) -> Acceptance {
    match why {
        verify::Accepted::Baseline => Acceptance { through: AcceptedThrough::Baseline, because: None, owner: None, until: None },
        verify::Accepted::Exception(number) => {
            let allowance = &policy.allowances[number];
            Acceptance {
                through: AcceptedThrough::Exception,
                because: Some(allowance.because.clone()),
                owner: Some(allowance.by.clone()),
                until: allowance.until.map(|until| until.to_string()),
            }
        }
    }
}

fn witness(policy: &Policy, story: &Story) -> Witness {
    let line = |line: &verify::StoryLine| WitnessLine {
        on: Some(line.on.clone()).filter(|on| !on.is_empty()),
        text: line.text.clone(),
        place: line.place.clone(),
    };
    Witness {
        lines: story.lines.iter().map(line).collect(),
        never_done: story.never_done.clone(),
        scenario: story.scenario.as_ref().map(|scenario| crate::emit::scenario::text(policy, scenario)),
    }
}

impl From<&verify::Hole> for Hole {
    fn from(hole: &verify::Hole) -> Self {
        Self { what: hole.what.clone(), keeps: hole.keeps.clone(), breaks: hole.breaks.clone() }
    }
}

fn totals(files: &[FileReport]) -> Totals {
    let mut totals = Totals::default();
    for file in files {
        totals.files += 1;
        totals.failing_files += u32::from(file.fails);
        totals.unreadable_files += u32::from(file.unreadable.is_some());
        totals.policies += u32::from(file.policy.is_some());
        file.problems.iter().for_each(|problem| totals.problems.count(problem.severity));
        totals.problems.error += file.problems_left_out.error;
        totals.problems.warning += file.problems_left_out.warning;
        totals.problems.note += file.problems_left_out.note;
        for rule in &file.rules {
            totals.failing_rules += u32::from(rule.fails);
            totals.warning_rules += u32::from(rule.warns);
            *match rule.verdict {
                Verdict::Holds => &mut totals.verdicts.holds,
                Verdict::Advice => &mut totals.verdicts.advice,
                Verdict::Broken => &mut totals.verdicts.broken,
                Verdict::Undetermined => &mut totals.verdicts.undetermined,
                Verdict::GaveUp => &mut totals.verdicts.gave_up,
                Verdict::DoesNotApply => &mut totals.verdicts.does_not_apply,
            } += 1;
        }
    }
    totals
}
