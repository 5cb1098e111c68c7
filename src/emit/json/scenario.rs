//! Scenarios in a policy document: made-up cases, told line by line, with what is expected of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::clause::Deed;
use super::document::{Reading, Source, Span};
use super::terms::{Condition, Event, Parties};
use super::words::Ending;

/// A made-up case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Scenario {
    /// What it is about.
    pub title: String,
    /// Who disagrees.
    pub dispute: Option<Dispute>,
    /// What is so at the start.
    pub given: Vec<Given>,
    /// How words the document leaves open are read in this case. Empty: as the policy reads them.
    pub readings: Vec<Reading>,
    /// When the disagreement is raised: `2026-04-01T10:00`, or `2026-04-01` where no time of day is given.
    pub starts: Option<String>,
    /// What happens and what is expected, in order.
    pub lines: Vec<ScenarioLine>,
    /// Where its title stands.
    pub span: Span,
}

/// Who disagrees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dispute {
    /// The agency that raises it: one of the names.
    pub raising: String,
    /// The agencies it is raised with.
    pub against: Vec<String>,
}

/// Something that is so at the start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Given {
    /// What.
    pub condition: Condition,
    /// Where it stands.
    pub span: Span,
}

/// A line of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScenarioLine {
    /// What it says.
    pub says: Says,
    /// The line in the language, without how and by when something is done.
    pub words: String,
    /// Where it stands.
    pub span: Span,
}

/// What a line of a scenario says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Says {
    /// Something happens.
    Happens {
        /// The label of the stage the case is at; null before it has come to any.
        stage: Option<String>,
        /// What.
        what: Box<Happening>,
        /// When, in the form of `starts`; null where the line does not say.
        date: Option<String>,
        /// The parts of the document whose clauses are meant. Empty: any that fit.
        per: Vec<Source>,
    },
    /// Something is expected.
    Expects {
        /// `expect not`.
        not: bool,
        /// What.
        what: Expectation,
    },
}

/// What happens at a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Happening {
    /// Somebody who is asked answers.
    Answers {
        /// Who.
        who: Parties,
        /// Yes or no.
        agrees: bool,
    },
    /// Something that is asked for is left undone.
    Leaves {
        /// Who would have acted.
        who: Parties,
        /// What.
        deed: Deed,
    },
    /// Somebody does what the policy asks for or allows.
    Does {
        /// Who.
        who: Parties,
        /// What.
        deed: Deed,
    },
    /// Stages are left out.
    SkipsTo {
        /// Who leaves them out.
        who: Parties,
        /// The label of the stage the case comes to; null past the last.
        stage: Option<String>,
    },
    /// A route is taken.
    Takes {
        /// The route's name.
        route: String,
    },
    /// A moment comes.
    Event {
        /// Which.
        event: Event,
    },
}

/// What is expected of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Expectation {
    /// A stage has to be over by a date.
    Due {
        /// The stage's label.
        stage: String,
        /// By when, in the form of `starts`; null: no date can be given.
        date: Option<String>,
    },
    /// Somebody has been told.
    Told {
        /// Who.
        who: Parties,
        /// Where; null: anywhere.
        place: Option<ToldAt>,
        /// In which way; null: in any.
        way: Option<String>,
    },
    /// The case is at a stage.
    At {
        /// Its label; null: at none yet.
        stage: Option<String>,
    },
    /// The case is before an authority.
    HeardBy {
        /// Which.
        who: Parties,
    },
    /// Something that is asked for has been left undone.
    Missed {
        /// By whom; null: by anybody.
        who: Option<Parties>,
        /// What; null: anything.
        deed: Option<Box<Deed>>,
        /// At which stages; empty: at any.
        stages: Vec<String>,
    },
    /// A stage has taken longer than it may.
    Overdue {
        /// Which; empty: any.
        stages: Vec<String>,
    },
    /// A panel of these agencies meets its terms.
    Panel {
        /// Which panel; null: the policy's only one.
        panel: Option<String>,
        /// The agencies.
        of: Vec<String>,
    },
    /// No panel meets its terms.
    NoPanel {
        /// Which panel; null: the policy's only one.
        panel: Option<String>,
    },
    /// The case is over.
    Ends {
        /// How; null: in any way.
        ending: Option<Ending>,
    },
    /// A route is open.
    Route {
        /// The route's name.
        route: String,
    },
}

/// Where somebody is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ToldAt {
    /// Before the stage is come to for the first time, rather than at it.
    pub before: bool,
    /// The stage's label.
    pub stage: String,
}
