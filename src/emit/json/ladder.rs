//! The ladder in a document: stages with their limits, the moves between them, and what stands beside it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::clause::Repetition;
use super::document::{Source, Span};
use super::terms::{Condition, Event, Parties, Party};
use super::time::{Edge, LimitTime};
use super::words::{Force, LimitOf, Standing, Trigger};

/// One stage of the ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stage {
    /// Its label, unique in the document: what everything else refers to it by.
    pub label: String,
    /// Its title.
    pub title: String,
    /// Its rung: the number on the label, or its place counted from the bottom.
    pub rung: u32,
    /// Who deals with it.
    pub hearing: Hearing,
    /// The limits on it. Empty where the policy says nothing about one.
    pub limits: Vec<Limit>,
    /// The ids of its own clauses, in order. Those of every stage are in `throughout`.
    pub clauses: Vec<String>,
    /// The document names the stage and leaves out what happens in it.
    pub unstated: bool,
    /// The parts of the document it comes from.
    pub per: Vec<Source>,
    /// Where its heading stands.
    pub span: Span,
}

/// Who deals with a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Hearing {
    /// The disputing agencies' people.
    Between {
        /// Whose.
        parties: Parties,
    },
    /// An authority: the end of the ladder.
    HeardBy {
        /// Who.
        parties: Parties,
    },
    /// The document does not say.
    Unstated,
}

/// A limit on a stage or on the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Limit {
    /// The id of the clause that sets it.
    pub clause: String,
    /// How the document says it.
    pub stated_as: StatedAs,
    /// What it covers.
    pub of: LimitOf,
    /// Whether it is by when it starts or by when it ends.
    pub edge: Edge,
    /// How strongly it binds.
    pub force: Force,
    /// What must be so for it to hold; null where it always holds.
    pub condition: Option<Condition>,
    /// How long.
    pub time: LimitTime,
    /// How long, in words, to be shown to people.
    pub words: String,
}

/// How the document says a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StatedAs {
    /// As a limit.
    Limit,
    /// As a duty of the stage's people to settle it by then.
    DutyToResolve,
}

/// One way a clause can take a case on from one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Move {
    /// From where.
    pub from: From,
    /// To where.
    pub to: To,
    /// What kind of move it is.
    pub kind: MoveKind,
    /// For a repetition, how it goes and when it stops; null for every other kind.
    pub repetition: Option<Repetition>,
    /// What opens it, as rules weigh it.
    pub trigger: Trigger,
    /// The moments that open it, as the clause states them, any of which is enough; empty where none is stated.
    pub when: Vec<Event>,
    /// What must be so for it to be open: the clause's own condition and its route's; null where it is always open.
    pub condition: Option<Condition>,
    /// Those whose agreement the condition speaks of.
    pub holders: Vec<Holder>,
    /// How strongly it is asked for.
    pub force: Force,
    /// The id of its clause; null for a route that is taken without one.
    pub clause: Option<String>,
    /// The route it belongs to.
    pub route: Option<String>,
}

/// Somebody whose agreement a move needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Holder {
    /// Who.
    pub party: Party,
    /// What it comes to when they refuse.
    pub refusing: Refusing,
}

/// What a refusal comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Refusing {
    /// The move is not open.
    Blocks,
    /// The agency that raised the concern withdraws it.
    Withdraws,
}

/// Where a move starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum From {
    /// Before the first stage: the disagreement has just been raised.
    Start,
    /// A stage.
    Stage {
        /// Its label.
        stage: String,
    },
}

/// Where a move leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum To {
    /// A stage.
    Stage {
        /// Its label.
        stage: String,
    },
    /// Any later stage, whichever the people choose.
    AnyLater,
    /// Past any number of stages, the last included: the document does not say where the case lands.
    Past,
    /// Past the last stage: every stage that is left is left out.
    PastLast,
    /// Out of the ladder, along a route that runs instead of it.
    Route {
        /// Its name.
        route: String,
    },
    /// The case is over: withdrawn, or closed in the document's own words.
    Out,
}

/// What kind of move it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MoveKind {
    /// Up the ladder, or to a named stage.
    Escalate,
    /// Past one or more stages.
    Skip,
    /// The same stage again.
    Repeat,
    /// Onto a route that runs instead of the ladder.
    Leave,
    /// Withdrawing or closing.
    End,
}

/// A panel or a form with its clauses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Group {
    /// The panel or form: one of the names.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The ids of its clauses, in order.
    pub clauses: Vec<String>,
}

/// A way to raise a concern that is no stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Route {
    /// Its name, unique among the routes.
    pub name: String,
    /// Its title.
    pub title: String,
    /// When it is taken; null where nothing is said.
    pub condition: Option<Condition>,
    /// How it stands to the ladder.
    pub standing: Standing,
    /// The ids of its clauses, in order.
    pub clauses: Vec<String>,
    /// The parts of the document it comes from.
    pub per: Vec<Source>,
    /// Where its heading stands.
    pub span: Span,
}

/// A part of the document that asks nobody to do anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Background {
    /// What it is about, in the author's words.
    pub words: String,
    /// Which part.
    pub per: Vec<Source>,
    /// Where the entry stands.
    pub span: Span,
}
