//! What had to be assumed to count at all.

use crate::model::{DayKind, listed};

/// Something that a policy does not say and counting cannot do without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assumption {
    /// It declares several calendars; the first that can be counted with is taken.
    OneOfSeveral {
        /// The title of that one.
        chosen: String,
        /// The titles of the others.
        others: Vec<String>,
    },
    /// It has no calendar with lines: Monday to Friday, without the bank holidays of England and Wales.
    WorkingDays {
        /// The title of its calendar in words, if it has one.
        in_words: Option<String>,
    },
    /// Its calendar names no weekdays: Monday to Friday.
    Week,
    /// Its calendar says nothing of bank holidays: those of England and Wales do not count.
    BankHolidays,
    /// Its calendar is closed on bank holidays and does not say whose: those of England and Wales.
    Nation,
    /// Its calendar states the school terms only: school days are Monday to Friday in term, without bank holidays.
    SchoolDays,
    /// Its calendar names no time zone: the clocks of the United Kingdom.
    TimeZone,
    /// A working week, or a school week, is as many such days as a week without holidays has.
    WeekOf {
        /// Of which days.
        kind: DayKind,
        /// How many.
        days: u32,
    },
}

impl Assumption {
    /// The assumption in words, and that nobody stated it.
    pub fn words(&self) -> String {
        match self {
            Assumption::OneOfSeveral { chosen, others } => {
                let others = listed(others.iter().map(|title| format!("\"{title}\"")).collect(), "and");
                format!("days are counted by the calendar \"{chosen}\"; the policy also declares {others}, and does not say which counts")
            }
            Assumption::WorkingDays { in_words: None } => {
                "working days are read as Monday to Friday without the bank holidays of England and Wales; the policy does not say".into()
            }
            Assumption::WorkingDays { in_words: Some(title) } => format!(
                "working days are read as Monday to Friday without the bank holidays of England and Wales; the calendar \"{title}\" has \
                 no lines to count by"
            ),
            Assumption::Week => "working days are read as Monday to Friday; the calendar does not say".into(),
            Assumption::BankHolidays => {
                "the bank holidays of England and Wales are taken not to be working days; the calendar does not say".into()
            }
            Assumption::Nation => "bank holidays are read as those of England and Wales; the calendar does not say whose they are".into(),
            Assumption::SchoolDays => {
                "school days are read as Monday to Friday in term, without bank holidays; the calendar states the terms only".into()
            }
            Assumption::TimeZone => "times are read as those of clocks in the United Kingdom; the policy does not say".into(),
            Assumption::WeekOf { kind, days } => {
                let (kind, many) = (kind.word(), if *days == 1 { "" } else { "s" });
                format!("a {kind} week is read as {days} {kind} day{many}; the policy does not say")
            }
        }
    }

    /// Whether it has anything to do with counting so.
    pub(super) fn is_about(&self, counted: Counted) -> bool {
        match self {
            Assumption::OneOfSeveral { .. } => counted != Counted::EveryDay,
            Assumption::WorkingDays { .. } | Assumption::Week => matches!(counted, Counted::WorkingDays | Counted::WorkingHours),
            Assumption::BankHolidays | Assumption::Nation => {
                matches!(counted, Counted::WorkingDays | Counted::WorkingHours | Counted::SchoolDays)
            }
            Assumption::SchoolDays => counted == Counted::SchoolDays,
            Assumption::TimeZone => counted == Counted::Hours,
            Assumption::WeekOf { .. } => true,
        }
    }
}

/// What is counted along the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// Every day, or weeks, months and years of them.
    EveryDay,
    /// Hours by the clock, day and night.
    Hours,
    /// Working days.
    WorkingDays,
    /// Hours in which the calendar is open.
    WorkingHours,
    /// School days.
    SchoolDays,
}
