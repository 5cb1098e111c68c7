//! A first policy of one's own: from a few answers to a complete text, with scenarios, that keeps every rule.
//!
//! `questions` has what is asked and what an answer may be, `policy` the text, `cases` its scenarios. Nothing is handed out
//! that has not been checked, played and laid out.

mod cases;
mod policy;
mod questions;

use std::path::Path;

pub use questions::Question;

use crate::case::Basis;
use crate::graph::StageGraph;
use crate::model::Date;
use crate::project::{MemoryFiles, Project};
use crate::syntax::format;
use crate::verify::{RuleReport, check};

/// The shared names and the rulebook that every policy made here imports: `policies/england.rungs`.
pub const ENGLAND: &str = include_str!("../../policies/england.rungs");

/// The name under which [`ENGLAND`] is imported, from beside the policy.
pub const ENGLAND_FILE: &str = "england.rungs";

/// What the policy is made from. [`Answers::usual`] is complete; [`Question::take`] changes it answer by answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    area: String,
    /// If it was not given, it follows from the area.
    name: Option<String>,
    short_name: Option<String>,
    agencies: Vec<Agency>,
    stages: usize,
    /// Working days for each stage.
    days: Option<Vec<u32>>,
    decider: String,
    panel: bool,
    channel: Channel,
    contact: Option<String>,
    /// Such as "1 year".
    review: String,
}

/// An agency that takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Agency {
    name: String,
    title: String,
    /// Whether the shared names have it.
    shared: bool,
}

/// How the partnership is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Channel {
    Email,
    Phone,
}

impl Channel {
    fn word(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::Phone => "phone",
        }
    }
}

/// Stages a ladder made here can have.
const FEWEST_STAGES: usize = 3;
const MOST_STAGES: usize = 5;

impl Answers {
    /// What is taken where nobody says otherwise.
    pub fn usual() -> Self {
        Self {
            area: "Exampleshire".to_owned(),
            name: None,
            short_name: None,
            agencies: questions::shared_agencies(),
            stages: 4,
            days: None,
            decider: "Independent Chair".to_owned(),
            panel: true,
            channel: Channel::Email,
            contact: None,
            review: "1 year".to_owned(),
        }
    }

    /// The area as part of a name: its plain letters and digits in lower case.
    fn area_name(&self) -> String {
        match questions::plain_name(&self.area) {
            name if name.is_empty() => "our".to_owned(),
            name => name,
        }
    }

    fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| format!("{} Safeguarding Children Partnership", self.area))
    }

    fn short_name(&self) -> String {
        self.short_name.clone().unwrap_or_else(|| format!("{}-scp", self.area_name()))
    }

    /// A day to talk, two at each level of management, three to decide; with five stages one day less in the end.
    fn days(&self) -> Vec<u32> {
        self.days.clone().filter(|days| days.len() == self.stages).unwrap_or_else(|| match self.stages {
            3 => vec![1, 2, 3],
            4 => vec![1, 2, 2, 3],
            _ => vec![1, 2, 2, 2, 3],
        })
    }

    fn contact(&self) -> String {
        self.contact.clone().unwrap_or_else(|| match self.channel {
            Channel::Email => format!("office@{}.example", self.short_name()),
            Channel::Phone => "01632 960000".to_owned(),
        })
    }

    /// The name of the file the policy is written to where no other is asked for.
    pub fn file_name(&self) -> String {
        format!("{}.rungs", self.policy_name())
    }

    fn policy_name(&self) -> String {
        format!("{}-escalation", self.area_name())
    }

    /// Whether the answers leave the numbers of the rulebook behind, and what that means; nothing if they do not.
    pub fn beyond_the_rulebook(&self) -> Option<String> {
        let (first, whole) = (self.days()[0], self.days().iter().sum::<u32>());
        let mut beyond = Vec::new();
        if first > policy::RULEBOOK_FIRST {
            beyond.push(format!("practitioners have {first} working days, and the rulebook `england` allows {}", policy::RULEBOOK_FIRST));
        }
        if whole > policy::RULEBOOK_WHOLE {
            beyond.push(format!("a case can take {whole} working days, and the rulebook `england` allows {}", policy::RULEBOOK_WHOLE));
        }
        (!beyond.is_empty()).then(|| {
            format!("{}; the policy sets a number of its own after `follows england`, for you to defend or to change", beyond.join("; "))
        })
    }

    /// The policy, in the one layout, dated with the month of `today`, to lie beside a file [`ENGLAND_FILE`] that reads `england`.
    ///
    /// # Errors
    /// If these answers, with that file, make a policy that does not keep every rule; in the words of whoever gave them.
    pub fn written(&self, england: &str, today: Date) -> Result<String, String> {
        let path = Path::new("policy.rungs");
        let files = MemoryFiles::new([(format!("/{ENGLAND_FILE}").as_str(), england)]);
        let mut project = Project::new(&files, "/");
        let file = project.add(&Path::new("/").join(path), policy::text(self, today));
        let laid_out = format(&project.sources, project.parsed(file));
        let resolved = project.resolve(file);
        if let Some(problem) = resolved.diagnostics.first() {
            return Err(problem.message.clone());
        }
        let (Some(text), Some(policy)) = (laid_out, resolved.policy) else { return Err("the policy cannot be read".to_owned()) };
        let graph = StageGraph::new(&policy);
        let report = check(&policy, &graph, Some(today));
        if let Some(broken) = report.rules.iter().find(|rule| rule.fails() || rule.warns()) {
            return Err(not_kept(broken));
        }
        let basis = Basis::new(&policy, &graph);
        let failing = policy.scenarios.iter().find(|scenario| basis.play(scenario).is_none_or(|played| !played.passes()));
        failing.map_or(Ok(text), |scenario| Err(format!("its scenario \"{}\" would not go as expected", scenario.title)))
    }
}

fn not_kept(rule: &RuleReport) -> String {
    let found = rule.findings.first().map(|finding| format!(": {}", finding.message)).unwrap_or_default();
    format!("the policy would not keep the rule `{}`{found}", rule.rule)
}
