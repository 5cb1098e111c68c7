//! Rulebooks: what a partnership requires of a ladder, in the language itself.

use crate::diagnostic::Severity;
use crate::source::Span;

use super::{Parties, Source};

/// A value a rule is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `stage 4`: the rung of that number.
    Stage(String),
    /// `3 agencies`.
    Agencies(u32),
    /// A length of time.
    Time(super::Duration),
}

impl Value {
    /// What kind of value it is, in words.
    pub fn what(&self) -> &'static str {
        match self {
            Value::Stage(_) => "a stage",
            Value::Agencies(_) => "a number of agencies",
            Value::Time(_) => "a length of time",
        }
    }

    /// As it is written in the language.
    pub fn words(&self) -> String {
        match self {
            Value::Stage(label) => format!("stage {label}"),
            Value::Agencies(number) => format!("{number} agencies"),
            Value::Time(duration) => duration.words(),
        }
    }
}

/// Before which point something must have happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// A stage by its label; on an unnumbered ladder, by its number counted from the bottom.
    Stage(String),
    /// The first stage heard by an authority.
    Authority,
}

/// What a rule requires. Each form is documented in docs/language.md.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Property {
    /// `every path ends in an authority`.
    EveryPathEndsInAnAuthority,
    /// `every path notifies WHO before MARK`.
    EveryPathNotifies {
        /// Who must be told.
        who: Parties,
        /// Before what.
        before: Mark,
    },
    /// `every panel has at least N agencies`.
    EveryPanelHasAtLeast {
        /// How many agencies.
        agencies: u32,
    },
    /// `every panel includes WHO`.
    EveryPanelIncludes {
        /// Who must sit on it.
        who: Parties,
    },
}

/// One rule of a rulebook, with its value already put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulebookRule {
    /// Its name.
    pub name: String,
    /// How much a breach weighs.
    pub severity: Severity,
    /// What it requires, in a sentence.
    pub title: String,
    /// Its value, if it has one.
    pub value: Option<Value>,
    /// What it requires, exactly.
    pub property: Property,
    /// Where the requirement comes from.
    pub sources: Vec<Source>,
    /// Where it stands.
    pub span: Span,
}

/// A rulebook the policy follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rulebook {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub title: String,
    /// Its rules, with the policy's own values.
    pub rules: Vec<RulebookRule>,
}
