//! Lengths of time with their unit as written; no unit is ever turned into another here.

use crate::source::Span;

use super::{Condition, Event, Place};

/// Which days count. Written in the policy; an unqualified day has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// `working`: Monday to Friday, not bank holidays, or as the policy's calendar says.
    Working,
    /// `calendar`: every day.
    Calendar,
    /// `school`: days on which schools are open.
    School,
}

impl DayKind {
    /// The word in the language.
    pub fn word(self) -> &'static str {
        match self {
            DayKind::Working => "working",
            DayKind::Calendar => "calendar",
            DayKind::School => "school",
        }
    }
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Weeks.
    Weeks,
    /// Months.
    Months,
    /// Years.
    Years,
}

impl Unit {
    /// The word in the language, in the plural.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Hours => "hours",
            Unit::Days => "days",
            Unit::Weeks => "weeks",
            Unit::Months => "months",
            Unit::Years => "years",
        }
    }
}

/// A length of time as written: `2 working days`, `24 hours`, `1 week`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Duration {
    /// How many.
    pub number: u32,
    /// Which days count; `None` where the document does not say.
    pub kind: Option<DayKind>,
    /// Of what.
    pub unit: Unit,
    /// Where it stands.
    pub span: Span,
}

impl Duration {
    /// As it is written in the language.
    pub fn words(&self) -> String {
        let kind = self.kind.map(|kind| format!("{} ", kind.word())).unwrap_or_default();
        let unit = self.unit.word();
        let unit = if self.number == 1 { unit.trim_end_matches('s') } else { unit };
        format!("{} {kind}{unit}", self.number)
    }

    /// The same length, wherever it stands.
    pub fn same(&self, other: &Duration) -> bool {
        (self.number, self.kind, self.unit) == (other.number, other.kind, other.unit)
    }
}

/// A moment a limit is counted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    /// The start of a stage, `start of stage 2` or just `stage 2`.
    StartOf(Place),
    /// The end of a stage.
    EndOf(Place),
    /// A word of the language: request, notice, answer, meeting, disagreement, decision, outcome.
    Known(String),
    /// The document's own words.
    Words(String),
}

/// How long `within` gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Length {
    /// A length of time.
    Time(Duration),
    /// Words that cannot be counted: "the shortest timescale possible".
    Words(String),
}

/// `or sooner …`: the shorter of a fixed limit and something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sooner {
    /// Just `or sooner`.
    Unsaid,
    /// The document's own words.
    Words(String),
    /// Sooner if something is so.
    If(Condition),
}

/// A limit that counts or describes a length of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// `usually within`: an indication, not a promise.
    pub usually: bool,
    /// How long.
    pub length: Length,
    /// `a further`: on top of an earlier limit.
    pub further: bool,
    /// What it is counted from; empty where the document does not say.
    pub counted_from: Vec<Moment>,
    /// A stated equivalence: `48 hours that is 2 working days`.
    pub that_is: Option<Duration>,
    /// The shorter of this and something else.
    pub or_sooner: Option<Sooner>,
    /// How far it can be extended.
    pub extendable_to: Option<Length>,
}

/// By when something is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a policy has few of these, and a box would stand in every reader's way")]
pub enum Timing {
    /// `within …`.
    Within(Within),
    /// A word without a length: `immediately`, `as soon as possible`.
    Soon(String),
    /// `every year`, `periodically`.
    Every(Option<Duration>),
}

/// A calendar date; the day is missing where only the month is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: i8,
    /// Day of the month, if stated.
    pub day: Option<i8>,
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)?;
        self.day.map_or(Ok(()), |day| write!(f, "-{day:02}"))
    }
}

impl Date {
    /// Reads `2026-04-01` or `2018-11`; `None` if there is no such day.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.split('-');
        let year: i16 = parts.next()?.parse().ok()?;
        let month: i8 = parts.next()?.parse().ok()?;
        let day: Option<i8> = parts.next().map(str::parse).transpose().ok()?;
        jiff::civil::Date::new(year, month, day.unwrap_or(1)).ok()?;
        parts.next().is_none().then_some(Date { year, month, day })
    }

    /// Whether this day has come on `today`; a month has come once it has begun.
    pub fn reached(self, today: Date) -> bool {
        (self.year, self.month, self.day.unwrap_or(1)) <= (today.year, today.month, today.day.unwrap_or(31))
    }
}

/// When something an author wrote `when …` for happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// The events, any of which is enough.
    pub events: Vec<Event>,
    /// Where it stands.
    pub span: Span,
}
