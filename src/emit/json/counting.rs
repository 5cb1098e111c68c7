//! The days and hours that count, ready to be counted with: nothing is left to be looked up or assumed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::{Nation, Weekday};
use super::{Hours, clock};
use crate::calendar::{self, NotCounted, edition};
use crate::model::Policy;

/// The days and hours that count, for the whole policy.
///
/// Unlike the calendars it holds what had to be assumed because the policy does not say it, and says so in `assumed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counting {
    /// The calendar that is counted by: one of the names. Null where the policy declares none.
    pub calendar: Option<String>,
    /// The weekdays that can be working days, Monday first.
    pub weekdays: Vec<Weekday>,
    /// From when to when each weekday is open, where that is said. Working hours can be counted if every one of the
    /// weekdays is here, and not otherwise.
    pub hours: Vec<OpenHours>,
    /// The days that are no working days whatever their weekday, bank holidays among them: in order, and none twice.
    pub closed: Vec<DaysClosed>,
    /// Which bank holidays are among `closed`; null where they count like other days.
    pub bank_holidays: Option<KnownHolidays>,
    /// The school days; null where no terms are stated, and then they cannot be counted.
    pub school: Option<SchoolDays>,
    /// The time zone of every time, by its name in the IANA database: `Europe/London`.
    pub time_zone: String,
    /// What had to be assumed because the policy does not say it, in words. Show it with what is counted.
    pub assumed: Vec<String>,
}

/// From when to when a weekday is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OpenHours {
    /// The weekday.
    pub weekday: Weekday,
    /// From when to when.
    #[serde(flatten)]
    pub hours: Hours,
}

/// Days in a row that do not count, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DaysClosed {
    /// The first day: `2026-12-24`.
    pub first: String,
    /// The last day.
    pub last: String,
    /// Why, in words: `Good Friday`.
    pub why: String,
}

/// The bank holidays that were taken into account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KnownHolidays {
    /// Whose they are.
    pub nation: Nation,
    /// The month in which they were last compared with what is published: `2026-09`.
    pub edition: String,
    /// The first day for which they are known. What would need an earlier one cannot be counted.
    pub first: String,
    /// The last day for which they are known. What would need a later one cannot be counted.
    pub last: String,
}

/// School days: Monday to Friday from the first to the last, but for the days that are closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SchoolDays {
    /// The first day of the first term. What would need an earlier one cannot be counted.
    pub first: String,
    /// The last day of the last term. What would need a later one cannot be counted.
    pub last: String,
    /// The days between the terms, and bank holidays: in order, and none twice.
    pub closed: Vec<DaysClosed>,
}

/// The days and hours that count for a policy.
pub fn counting(policy: &Policy) -> Counting {
    let (calendar, assumptions) = calendar::Calendar::of(policy);
    Counting {
        calendar: calendar::chosen(policy).map(|named| named.name.clone()),
        weekdays: calendar.weekdays().map(Weekday::from).collect(),
        hours: calendar
            .hours()
            .map(|(weekday, hours)| OpenHours {
                weekday: weekday.into(),
                hours: Hours { opens: clock(hours.from), closes: clock(hours.to) },
            })
            .collect(),
        closed: calendar.days_off().iter().map(closed).collect(),
        bank_holidays: calendar.nation().map(|nation| KnownHolidays {
            nation: nation.into(),
            edition: edition().version.to_owned(),
            first: edition().first.to_string(),
            last: edition().last.to_string(),
        }),
        school: calendar.school_days().map(|(first, last, off)| SchoolDays {
            first: first.to_string(),
            last: last.to_string(),
            closed: off.iter().filter(|off| first <= off.last && off.first <= last).map(closed).collect(),
        }),
        time_zone: calendar.time_zone().to_owned(),
        assumed: assumptions.iter().map(calendar::Assumption::words).collect(),
    }
}

fn closed(days: &NotCounted) -> DaysClosed {
    DaysClosed { first: days.first.to_string(), last: days.last.to_string(), why: days.reason.words() }
}
