//! Verdicts and what stands behind them.

use crate::diagnostic::{Label, Severity};
use crate::model::{ClauseId, Policy, Scenario};

/// What is known of a rule on a policy. Everybody is taken to do what they must.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// In every case, whatever anybody chooses.
    Holds,
    /// In every case in which all advice (every `should`) is followed, and not otherwise.
    Advice,
    /// Some case breaks it even with all advice followed.
    Broken,
    /// What the policy leaves open decides it: one way of filling it in keeps the rule, another breaks it.
    Undetermined,
    /// The question was too large to answer. Never a pass.
    GaveUp,
    /// Nothing in the policy is of the kind the rule speaks about. Never a pass either.
    DoesNotApply,
}

impl Verdict {
    /// As people say it.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::Advice => "holds if advice is followed",
            Verdict::Broken => "broken",
            Verdict::Undetermined => "undetermined",
            Verdict::GaveUp => "gave up",
            Verdict::DoesNotApply => "does not apply",
        }
    }

    /// The letter in tables.
    pub fn letter(self) -> char {
        match self {
            Verdict::Holds => 'H',
            Verdict::Advice => 'A',
            Verdict::Broken => 'B',
            Verdict::Undetermined => 'U',
            Verdict::GaveUp => 'G',
            Verdict::DoesNotApply => '–',
        }
    }
}

/// One line of a story: what happens, and the clause that makes it so.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StoryLine {
    /// On which day, such as `Mon 5 Jan 2026`; empty where that has no date.
    pub on: String,
    /// What happens, in plain words.
    pub text: String,
    /// Where in the policy, such as `stage 3, 2.8`; empty if nowhere in particular.
    pub place: String,
}

/// A case, told: what happens stage by stage and what was never done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Story {
    /// What happens.
    pub lines: Vec<StoryLine>,
    /// What was never done.
    pub never_done: String,
    /// The same case as a scenario, where playing it has confirmed it.
    pub scenario: Option<Box<Scenario>>,
}

impl StoryLine {
    /// A line without a date.
    pub(crate) fn new(text: impl Into<String>, place: impl Into<String>) -> Self {
        StoryLine { on: String::new(), text: text.into(), place: place.into() }
    }
}

/// Something the policy leaves open on which a verdict turns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// What is not stated.
    pub what: String,
    /// A way of stating it that keeps the rule.
    pub keeps: String,
    /// A way of stating it that breaks the rule.
    pub breaks: String,
}

/// What is said of one and the same thing found at several places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Several {
    /// Of one of them, after the word `one`.
    pub one: &'static str,
    /// Of more, after their number.
    pub many: &'static str,
    /// The sentence around either, which stands for `{}`.
    pub sentence: &'static str,
}

impl Several {
    /// What is wrong at so many places, in one sentence without a full stop.
    pub fn message(&self, places: usize) -> String {
        let counted = if places == 1 { format!("one {}", self.one) } else { format!("{places} {}", self.many) };
        self.sentence.replace("{}", &counted)
    }
}

/// Why a finding counts no longer: somebody answers for it, or it was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// By the policy's exception with this number: `allow RULE because "…"`.
    Exception(usize),
    /// It is in the baseline of the run.
    Baseline,
}

/// One thing found about a policy, with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Finding {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where each place is a finding of its own: what is said of any number of them.
    pub several: Option<Several>,
    /// Where; the first is the main place.
    pub labels: Vec<Label>,
    /// The clauses that make it so.
    pub clauses: Vec<ClauseId>,
    /// The case that shows it.
    pub story: Option<Story>,
    /// The advice the verdict rests on.
    pub advice: Vec<ClauseId>,
    /// What the policy leaves open that decides it.
    pub holes: Vec<Hole>,
    /// What to write instead, and why it matters.
    pub help: String,
    /// Why it counts no longer; `None` where it counts.
    pub accepted: Option<Accepted>,
}

impl Finding {
    /// One finding for each thing found, where it says the same of several places.
    pub fn each(&self, policy: &Policy) -> Vec<Finding> {
        if self.several.is_none() || self.labels.len() < 2 {
            return vec![self.clone()];
        }
        (0..self.labels.len()).map(|place| self.at(policy, &[place])).collect()
    }

    /// The finding, accepted or not; where some of its places are accepted and others are not, one for either. Of a finding
    /// that does not say the same of several places, the first place decides.
    pub(crate) fn split(self, policy: &Policy, why: Accepted, accepts: impl Fn(usize) -> bool) -> Vec<Finding> {
        if self.accepted.is_some() || self.labels.is_empty() {
            return vec![self];
        }
        let places = if self.several.is_some() { self.labels.len() } else { 1 };
        let (inside, outside): (Vec<usize>, Vec<usize>) = (0..places).partition(|place| accepts(*place));
        match (inside.is_empty(), outside.is_empty()) {
            (true, _) => vec![self],
            (false, true) => vec![Finding { accepted: Some(why), ..self }],
            (false, false) => vec![self.at(policy, &outside), Finding { accepted: Some(why), ..self.at(policy, &inside) }],
        }
    }

    /// The same of some of its places, by their number.
    fn at(&self, policy: &Policy, places: &[usize]) -> Finding {
        let labels: Vec<Label> = places.iter().map(|place| self.labels[*place].clone()).collect();
        let exact = |label: &Label| self.clauses.iter().any(|clause| policy.clause(*clause).span == label.span);
        let stands_at = |clause: &ClauseId| {
            let span = policy.clause(*clause).span;
            labels.iter().any(|label| span == label.span || (!exact(label) && span.holds(label.span)))
        };
        Finding {
            message: self.several.map_or_else(|| self.message.clone(), |several| several.message(labels.len())),
            clauses: self.clauses.iter().copied().filter(stands_at).collect(),
            labels,
            ..self.clone()
        }
    }
}

/// What one rule came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleReport {
    /// The rule's name.
    pub rule: String,
    /// What it requires, in a sentence.
    pub title: String,
    /// How much a breach weighs.
    pub severity: Severity,
    /// The rulebook that requires it; `None` for the rules every ladder is checked for.
    pub rulebook: Option<String>,
    /// The verdict on the whole policy.
    pub verdict: Verdict,
    /// What stands behind it; empty where it holds or does not apply.
    pub findings: Vec<Finding>,
}

impl RuleReport {
    /// Whether this fails a run: an error-level rule that is broken, undetermined or given up, and not accepted.
    pub fn fails(&self) -> bool {
        self.severity == Severity::Error
            && matches!(self.verdict, Verdict::Broken | Verdict::Undetermined | Verdict::GaveUp)
            && !self.is_accepted()
    }

    /// Whether it is worth a warning without failing: advice on an error-level rule, or any trouble on a lesser one.
    pub fn warns(&self) -> bool {
        !self.fails()
            && self.severity != Severity::Note
            && !matches!(self.verdict, Verdict::Holds | Verdict::DoesNotApply)
            && !self.is_accepted()
    }

    /// Whether somebody answers for everything found, or it was all there before. The verdict stays what it is.
    pub fn is_accepted(&self) -> bool {
        !self.findings.is_empty() && self.findings.iter().all(|finding| finding.accepted.is_some())
    }
}

/// What every rule came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Rulebook rules first, in their rulebook's order; then the built-in ones by name.
    pub rules: Vec<RuleReport>,
}

impl Report {
    /// Whether any error-level rule fails.
    pub fn fails(&self) -> bool {
        self.rules.iter().any(RuleReport::fails)
    }

    /// The report of one rule.
    pub fn rule(&self, name: &str) -> Option<&RuleReport> {
        self.rules.iter().find(|report| report.rule == name)
    }
}
