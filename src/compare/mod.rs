//! Two policies side by side: what differs, which is stricter, and the case that shows it.
//!
//! [`compare`] does all of it. Which policy is stricter is decided by the verifier, for every case, on [`questions`] that can be asked
//! of any ladder; laying the ladders side by side (`alignment`) is for showing alone.

mod alignment;
mod answers;
mod differences;
mod figures;
mod matters;
mod meaning;
mod naming;
mod questions;
mod shown;
mod weaker;

use crate::graph::StageGraph;
use crate::model::{Policy, Property};
use crate::verify::{Report, Verdict};

pub use alignment::Rung;
pub use answers::{Answer, AtLeast, Strictness, Sure};
pub use differences::{Change, Difference, Said, Topic};
pub use figures::Figure;
pub use matters::{Answers, Judged};
pub use naming::{Because, Pair};
pub use questions::Matter;
pub use shown::{Both, Shown};
pub(crate) use weaker::{Weaker, weaker};

use alignment::Ladders;
use differences::Beside;
use naming::Naming;

/// One policy of two.
#[derive(Clone, Copy)]
pub struct Side<'p> {
    /// The policy.
    pub policy: &'p Policy,
    /// Its stage graph.
    pub graph: &'p StageGraph,
    /// What every rule came to.
    pub report: &'p Report,
}

/// What one rule came to in two policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePair {
    /// The rule.
    pub rule: String,
    /// What it requires, in a sentence.
    pub title: String,
    /// In each policy; `None` where the policy does not follow the rule.
    pub verdicts: [Option<Verdict>; 2],
}

/// Two policies side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Names that are taken for the same.
    pub names: Vec<Pair>,
    /// The two ladders beside each other, bottom first.
    pub rungs: Vec<Rung>,
    /// What differs.
    pub differences: Vec<Difference>,
    /// Matter by matter, which is stricter.
    pub matters: Vec<Judged>,
    /// Both verdicts on every rule that either follows.
    pub rules: Vec<RulePair>,
}

impl Comparison {
    /// Whether the second policy is at least as strict as the first, in every matter.
    pub fn as_strict_as(&self) -> Sure {
        self.matters.iter().map(|matter| matter.at_least.second).min().unwrap_or(Sure::Yes)
    }

    /// Whether there is no difference.
    pub fn is_same(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Compares two policies. `given` says which stages and names are to be taken for the same, each as the policies call them
/// (`stage 4`, `chair`), where what is found by itself is not what is meant; what neither policy knows is left aside.
pub fn compare(first: &Side<'_>, second: &Side<'_>, given: &[(String, String)]) -> Comparison {
    let policies = [first.policy, second.policy];
    let (naming, ladders) = laid_side_by_side(policies, given);
    let beside = Beside { policies, graphs: [first.graph, second.graph], naming: &naming, ladders: &ladders };
    let differences = beside.differences();
    let matters = matters::judge(&beside, &differences);
    Comparison {
        names: naming.pairs.clone(),
        rungs: ladders.rungs.clone(),
        differences,
        matters,
        rules: rules(first.report, second.report),
    }
}

/// Which names and which stages of two policies are the same.
fn laid_side_by_side<'p>(policies: [&'p Policy; 2], given: &[(String, String)]) -> (Naming<'p>, Ladders) {
    let naming = Naming::new(policies, given);
    let ladders = Ladders::new(policies, &naming, given);
    (naming.with_ladders(&ladders), ladders)
}

/// What is asked of both policies with a number, as rules of a rulebook, in the order of [`Comparison::matters`] and of their
/// answers: so that somebody else can decide it too. `None` where a policy knows nobody of that name; then it does not keep it.
pub fn requirements(first: &Policy, second: &Policy, number: u32) -> Vec<(Matter, [Option<Property>; 2])> {
    let policies = [first, second];
    let graphs = policies.map(StageGraph::new);
    let (naming, ladders) = laid_side_by_side(policies, &[]);
    let beside = Beside { policies, graphs: [&graphs[0], &graphs[1]], naming: &naming, ladders: &ladders };
    matters::requirements(&beside, number)
}

/// Both verdicts on every rule, those of the first policy first.
fn rules(first: &Report, second: &Report) -> Vec<RulePair> {
    let all = first.rules.iter().chain(second.rules.iter().filter(|rule| first.rule(&rule.rule).is_none()));
    all.map(|rule| RulePair {
        rule: rule.rule.clone(),
        title: rule.title.clone(),
        verdicts: [first, second].map(|report| report.rule(&rule.rule).map(|rule| rule.verdict)),
    })
    .collect()
}
