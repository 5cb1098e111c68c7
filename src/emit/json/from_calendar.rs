//! From the model's calendars to those of the compiled document.

use super::from_clause::per;
use super::from_policy::Compiler;
use super::*;
use crate::model;

impl Compiler<'_> {
    /// A calendar with lines.
    pub(super) fn calendar(&self, named: &model::Named) -> Option<Calendar> {
        let timetable = named.timetable.as_ref()?;
        let stretch = |stretch: &model::Stretch| Stretch {
            first: stretch.first.to_string(),
            last: stretch.last.to_string(),
            title: stretch.title.clone(),
            span: self.span(stretch.span),
        };
        let opening = |opening: &model::Opening| Opening {
            weekdays: opening.weekdays.iter().map(|weekday| (*weekday).into()).collect(),
            hours: opening.hours.map(|hours| Hours { opens: clock(hours.from), closes: clock(hours.to) }),
            span: self.span(opening.span),
        };
        Some(Calendar {
            name: named.name.clone(),
            openings: timetable.openings.iter().map(opening).collect(),
            bank_holidays: timetable.bank_holidays.map(|bank_holidays| match bank_holidays {
                model::BankHolidays::Closed(nation) => BankHolidays::Closed { nation: nation.map(Nation::from) },
                model::BankHolidays::Open => BankHolidays::Open,
            }),
            closures: timetable.closures.iter().map(stretch).collect(),
            terms: timetable.terms.iter().map(stretch).collect(),
            time_zone: timetable.time_zone.as_ref().and_then(|zone| zone.iana_name()).map(str::to_owned),
            per: per(&timetable.sources),
        })
    }
}
