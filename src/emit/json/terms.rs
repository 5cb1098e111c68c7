//! Who is meant, on what condition, when and where: the terms clauses are made of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::{Join, Side};

/// One or more parties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Parties {
    /// How they are joined.
    pub join: Join,
    /// Who; never empty.
    pub parties: Vec<Party>,
    /// All of them in words, to be shown to people.
    pub words: String,
}

/// One party: `every raising manager of social-care`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Party {
    /// `every`, `any`, `both`, `own`, `other`, `relevant`, as written.
    pub which: Vec<String>,
    /// On whose side of the dispute; null where nothing is said.
    pub side: Option<Side>,
    /// Who.
    pub noun: Noun,
    /// Written in the plural: a tier's plural means every side's people of that tier.
    pub plural: bool,
    /// Whose; null where nothing is said.
    pub of: Option<Box<Party>>,
}

/// Who a party is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Noun {
    /// The people the stage is between.
    They,
    /// All of them, the worker who raised the concern included.
    Everyone,
    /// An agency, in general.
    Agency,
    /// Somebody declared.
    Named {
        /// One of the document's names.
        name: String,
    },
}

/// A condition on the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Condition {
    /// All of these are so.
    All {
        /// The conditions.
        of: Vec<Condition>,
    },
    /// At least one of these is so.
    Any {
        /// The conditions.
        of: Vec<Condition>,
    },
    /// This is not so.
    Not {
        /// The condition.
        condition: Box<Condition>,
    },
    /// A declared fact is so.
    Fact {
        /// The fact's name.
        fact: String,
    },
    /// Somebody agrees, and so may refuse.
    Agrees {
        /// Who.
        party: Party,
    },
    /// Somebody is somebody, or is on a body.
    Belongs {
        /// Who.
        who: Party,
        /// Whether it is about membership (`is on`).
        on: bool,
        /// What or whom.
        what: Party,
    },
    /// The document's own words; somebody has to judge them.
    Words {
        /// The words.
        words: String,
    },
}

/// A moment in the life of a stage or a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Event {
    /// The disagreement is settled.
    Resolved,
    /// It is not settled; silence counts as unresolved.
    Unresolved,
    /// The other side does not answer in time.
    NoAnswer,
    /// The stage's limit has passed.
    OutOfTime,
    /// The limit is extended.
    Extended,
    /// The concern is withdrawn.
    Withdrawn,
    /// A fact becomes so.
    Begins {
        /// The fact's name.
        fact: String,
    },
    /// A fact ceases to be so.
    Ends {
        /// The fact's name.
        fact: String,
    },
    /// The document's own words.
    Words {
        /// The words.
        words: String,
    },
}

/// A stage or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Place {
    /// These stages.
    Stages {
        /// Their labels.
        stages: Vec<String>,
    },
    /// The stage after this one in the list of stages.
    Next,
    /// Any stage after this one.
    AnyLater,
    /// Any or every stage.
    Any,
}
