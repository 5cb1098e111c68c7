//! What a calendar says of the days and hours that count. Counting itself is in [`crate::calendar`].

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::Source;
use crate::source::Span;

/// The lines between a calendar's braces. What they leave out is empty or `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timetable {
    /// On which weekdays it is open, and from when to when. No weekday is in two of them.
    pub openings: Vec<Opening>,
    /// What it says of bank holidays.
    pub bank_holidays: Option<BankHolidays>,
    /// Days on which it is closed, in the order of the file.
    pub closures: Vec<Stretch>,
    /// School terms, in the order of the file.
    pub terms: Vec<Stretch>,
    /// Its time zone.
    pub time_zone: Option<TimeZone>,
    /// Where its lines come from.
    pub sources: Vec<Source>,
}

/// `open monday to friday from 09:00 to 17:00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The weekdays, Monday first; empty where only the hours are given, which then hold on every day it is open.
    pub weekdays: Vec<Weekday>,
    /// From when to when.
    pub hours: Option<Hours>,
    /// Where the line stands.
    pub span: Span,
}

/// From when to when, in minutes after midnight. The end is later than the beginning, and midnight itself at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// The beginning, 0 to 1439.
    pub from: u16,
    /// The end, 1 to 1440.
    pub to: u16,
}

/// What a calendar says of bank holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BankHolidays {
    /// `closed on bank holidays`, in a nation if it says which.
    Closed(Option<Nation>),
    /// `open on bank holidays`: they count like any other day.
    Open,
}

/// A part of the United Kingdom with bank holidays of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nation {
    /// England and Wales, which share theirs.
    EnglandAndWales,
    /// Scotland.
    Scotland,
    /// Northern Ireland.
    NorthernIreland,
}

impl Nation {
    /// All of them.
    pub const ALL: [Nation; 3] = [Nation::EnglandAndWales, Nation::Scotland, Nation::NorthernIreland];

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Nation::EnglandAndWales => "England and Wales",
            Nation::Scotland => "Scotland",
            Nation::NorthernIreland => "Northern Ireland",
        }
    }
}

/// Days from one to another, both included: a closure or a school term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The first day.
    pub first: Date,
    /// The last day, no earlier than the first.
    pub last: Date,
    /// What people call it.
    pub title: Option<String>,
    /// Where the line stands.
    pub span: Span,
}

/// `Monday`.
pub(crate) fn weekday_word(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
