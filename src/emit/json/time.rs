//! Times in a document, with their unit as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::terms::{Condition, Place};
use super::words::{KindOfDay, Unit};

/// By when something is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Timing {
    /// Within a length of time.
    Within(Box<Within>),
    /// A word without a length: `immediately`, `as soon as possible`.
    Soon {
        /// The word.
        words: String,
    },
    /// Again and again.
    Every {
        /// How often; null for `periodically`.
        every: Option<Duration>,
    },
}

/// How long a limit is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum LimitTime {
    /// Within a length of time.
    Within(Box<Within>),
    /// A word without a length: `immediately`, `as soon as possible`.
    Soon {
        /// The word.
        words: String,
    },
    /// Again and again.
    Every {
        /// How often; null for `periodically`.
        every: Option<Duration>,
    },
    /// The document says that there is none.
    NoLimit,
    /// The document is silent, and the author looked.
    Unstated,
}

/// Which end of a stage or a case a limit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Edge {
    /// By when it starts.
    Starts,
    /// By when it ends.
    Ends,
}

/// A length of time with all that is said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Within {
    /// How long.
    pub length: Length,
    /// `usually within`: an indication, not a promise.
    pub usually: bool,
    /// `a further`: on top of an earlier limit.
    pub further: bool,
    /// What it is counted from, whichever applies; empty where the document does not say.
    pub counted_from: Vec<Moment>,
    /// A stated equivalence: `48 hours that is 2 working days`.
    pub that_is: Option<Duration>,
    /// The shorter of this and something else; null where nothing is said.
    pub or_sooner: Option<Sooner>,
    /// How far it can be extended; null where nothing is said.
    pub extendable_to: Option<Length>,
}

/// How long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Length {
    /// A length that can be counted.
    Time(Duration),
    /// Words that cannot be counted; somebody has to judge them.
    Words {
        /// The words.
        words: String,
    },
}

/// A length of time as written; no unit is turned into another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Duration {
    /// How many; at least 1.
    pub number: u32,
    /// Of what.
    pub unit: Unit,
    /// Which days count, as written; null where the document does not say.
    pub kind_of_day: Option<KindOfDay>,
    /// Which days count by the policy's stated reading of "day"; null where the document says it itself, or
    /// where there is no such reading.
    pub read_as: Option<KindOfDay>,
    /// As it is written: `2 working days`.
    pub words: String,
}

/// `or sooner`: the shorter of a fixed limit and something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Sooner {
    /// Just `or sooner`.
    Unsaid,
    /// In the document's own words.
    Words {
        /// The words.
        words: String,
    },
    /// Sooner if something is so.
    If {
        /// What must be so.
        condition: Condition,
    },
}

/// A moment a length of time is counted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Moment {
    /// The start of a stage.
    StartOf {
        /// Which.
        place: Place,
    },
    /// The end of a stage.
    EndOf {
        /// Which.
        place: Place,
    },
    /// One of `request`, `notice`, `answer`, `meeting`, `disagreement`, `decision`, `outcome`.
    Known {
        /// The word.
        word: String,
    },
    /// The document's own words.
    Words {
        /// The words.
        words: String,
    },
}
