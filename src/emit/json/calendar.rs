//! Calendars: which days and hours count.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::{Source, Span};
use super::words::{Nation, Weekday};

/// The days and hours that count, as a calendar says it. What it does not say is null or empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Calendar {
    /// The calendar: one of the names.
    pub name: String,
    /// On which weekdays it is open. No weekday is in two of them.
    pub openings: Vec<Opening>,
    /// What it says of bank holidays; null where it says nothing.
    pub bank_holidays: Option<BankHolidays>,
    /// The days on which it is closed.
    pub closures: Vec<Stretch>,
    /// The school terms.
    pub terms: Vec<Stretch>,
    /// Its time zone, by its name in the IANA database: `Europe/London`.
    pub time_zone: Option<String>,
    /// The parts of the document its lines come from.
    pub per: Vec<Source>,
}

/// Weekdays on which a calendar is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Opening {
    /// The weekdays, Monday first. Empty where only hours are given, which then hold on every day it is open.
    pub weekdays: Vec<Weekday>,
    /// From when to when; null where that is not said.
    pub hours: Option<Hours>,
    /// Where the line stands.
    pub span: Span,
}

/// From when to when a calendar is open on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hours {
    /// When it opens: `09:00`.
    pub opens: String,
    /// When it closes: `17:00`; `24:00` is midnight at the end of the day.
    pub closes: String,
}

/// What a calendar says of bank holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum BankHolidays {
    /// They do not count.
    Closed {
        /// Whose they are; null where that is not said.
        nation: Option<Nation>,
    },
    /// They count like any other day.
    Open,
}

/// Days from one to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stretch {
    /// The first day: `2026-12-24`.
    pub first: String,
    /// The last day.
    pub last: String,
    /// What people call it.
    pub title: Option<String>,
    /// Where the line stands.
    pub span: Span,
}
