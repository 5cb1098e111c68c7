//! What holds of every calendar, every start and every length: the quick count is the slow one, day by day.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Weekday;
use proptest::prelude::*;
use rungs::calendar::{End, bank_holidays, edition};
use rungs::model::Nation;

use super::*;
use common::cases;

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A calendar as its author might write it.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// For each weekday, Monday first: from and to which hour it is open.
    week: Vec<Option<(u32, u32)>>,
    nation: Option<Nation>,
    closures: Vec<(Date, Date)>,
    terms: Vec<(Date, Date)>,
}

impl Plan {
    pub(super) fn lines(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        for (day, open) in self.week.iter().enumerate() {
            lines.extend(open.map(|(from, to)| format!("open {} from {from:02}:00 to {to:02}:00", WEEKDAYS[day])));
        }
        lines.push(match self.nation {
            Some(nation) => format!("closed on bank holidays in {}", nation.title().to_lowercase()),
            None => "open on bank holidays".into(),
        });
        lines.extend(self.closures.iter().map(|(first, last)| format!("closed from {first} to {last}")));
        lines.extend(self.terms.iter().map(|(first, last)| format!("school term from {first} to {last}")));
        lines.join("\n")
    }

    fn open(&self, date: Date) -> Option<(u32, u32)> {
        let closed = self.closures.iter().any(|(first, last)| (*first..=*last).contains(&date)) || self.is_bank_holiday(date);
        self.week[date.weekday().to_monday_zero_offset() as usize].filter(|_| !closed)
    }

    fn is_bank_holiday(&self, date: Date) -> bool {
        self.nation.is_some_and(|nation| bank_holidays(nation).iter().any(|holiday| holiday.date == date))
    }

    fn is_school_day(&self, date: Date) -> bool {
        self.terms.iter().any(|(first, last)| (*first..=*last).contains(&date))
            && !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
            && !self.is_bank_holiday(date)
    }

    /// The day on which so many days have been counted, one day after the other.
    fn slowly(&self, start: Date, number: u32, counts: impl Fn(Date) -> bool) -> (Date, Vec<Date>) {
        let (mut day, mut left, mut passed_over) = (start, number, Vec::new());
        while left > 0 {
            day = day.tomorrow().unwrap();
            if counts(day) { left -= 1 } else { passed_over.push(day) }
        }
        (day, passed_over)
    }

    /// The time at which so many minutes have been counted, one minute after the other.
    fn slowly_by_the_minute(&self, start: DateTime, hours: u32) -> DateTime {
        let (mut time, mut left) = (start, 60 * hours);
        while left > 0 {
            let minute = 60 * time.hour() as u32 + time.minute() as u32;
            if self.open(time.date()).is_some_and(|(from, to)| (60 * from..60 * to).contains(&minute)) {
                left -= 1;
            }
            time += 1.minute();
        }
        time
    }
}

fn days() -> impl Strategy<Value = Date> {
    (0i32..365 * 4).prop_map(|days| date(2024, 1, 1) + days.days())
}

fn stretches(most: usize) -> impl Strategy<Value = Vec<(Date, Date)>> {
    prop::collection::vec((days(), 0i32..40), 0..most)
        .prop_map(|all| all.into_iter().map(|(first, length)| (first, first + length.days())).collect())
}

pub(super) fn plans() -> impl Strategy<Value = Plan> {
    let open = prop::option::of((0u32..23).prop_flat_map(|from| (Just(from), from + 1..=24)));
    let nation = prop::option::of(prop::sample::select(Nation::ALL.to_vec()));
    let week = prop::collection::vec(open, 7).prop_filter("it is open some day", |week| week.iter().any(Option::is_some));
    (week, nation, stretches(6), stretches(6)).prop_map(|(week, nation, closures, terms)| Plan { week, nation, closures, terms })
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn working_days_are_counted_as_one_would_by_hand(plan in plans(), start in days(), number in 0u32..120) {
        let calendar = calendar(&plan.lines());
        let counted = calendar.deadline(start.at(12, 0, 0, 0), &length(number, Some(DayKind::Working), Unit::Days), None);
        let (due, passed_over) = plan.slowly(start, number, |day| plan.open(day).is_some());
        if plan.nation.is_some() && due > edition().last {
            prop_assert!(counted.is_err());
            return Ok(());
        }
        let counted = counted.unwrap();
        prop_assert_eq!(counted.date(), due);
        prop_assert_eq!(counted.days_not_counted().map(|(day, _)| day).collect::<Vec<_>>(), passed_over);
        prop_assert_eq!(calendar.working_days_between(start, due), Ok(u64::from(number)));
        for (day, reason) in counted.days_not_counted() {
            prop_assert_eq!(calendar.is_working_day(day), Ok(false));
            prop_assert_eq!(calendar.day_off(day), Ok(Some(reason)));
        }
        prop_assert_eq!(number > 0, number > 0 && calendar.is_working_day(due) == Ok(true) && calendar.day_off(due) == Ok(None));
        prop_assert!(!counted.words().is_empty());
    }

    #[test]
    fn working_hours_are_counted_as_one_would_by_hand(plan in plans(), day in days(), minute in 0i32..1440, number in 0u32..40) {
        let calendar = calendar(&plan.lines());
        let start = day.at(0, 0, 0, 0) + minute.minutes();
        let due = plan.slowly_by_the_minute(start, number);
        let counted = calendar.deadline(start, &length(number, Some(DayKind::Working), Unit::Hours), None);
        match counted {
            Ok(counted) => prop_assert_eq!(counted.end, End::At(due)),
            Err(_) => prop_assert!(plan.nation.is_some() && due.date() > edition().last),
        }
    }

    #[test]
    fn school_days_are_counted_as_one_would_by_hand(plan in plans(), start in days(), number in 1u32..60) {
        let calendar = calendar(&plan.lines());
        let counted = calendar.deadline(start.at(12, 0, 0, 0), &length(number, Some(DayKind::School), Unit::Days), None);
        let Some(last) = plan.terms.iter().map(|(_, last)| *last).max() else {
            prop_assert_eq!(counted, Err(CannotCount::NoTermDates));
            return Ok(());
        };
        let first = plan.terms.iter().map(|(first, _)| *first).min().unwrap();
        let taught: BTreeSet<Date> = first.series(1.day()).take_while(|day| *day <= last).filter(|day| plan.is_school_day(*day)).collect();
        let due = taught.iter().filter(|day| **day > start).nth(number as usize - 1).copied();
        match counted {
            Ok(counted) => prop_assert_eq!(Some(counted.date()), due),
            Err(CannotCount::BeyondTerms { .. }) => prop_assert!(due.is_none() || start.tomorrow().unwrap() < first),
            Err(why) => prop_assert!(false, "{:?}", why),
        }
    }

    #[test]
    fn later_starts_and_longer_limits_never_end_earlier(
        plan in plans(),
        (day, minute, later) in (days(), 0i32..1440, 0i32..5000),
        (number, more) in (0u32..200, 0u32..5),
        (kind, unit) in (kinds(), units()),
    ) {
        let calendar = calendar(&plan.lines());
        let start = day.at(0, 0, 0, 0) + minute.minutes();
        let end = |start: DateTime, number: u32| {
            let due = calendar.deadline(start, &length(number, kind, unit), None).ok()?;
            Some(match due.end {
                End::OfDay(date) => date.tomorrow().unwrap().at(0, 0, 0, 0),
                End::At(time) => time,
            })
        };
        let first = end(start, number);
        let changes = unit == Unit::Hours && kind != Some(DayKind::Working);
        // When the clocks go back, a later hour can look earlier by the clock on the wall.
        let slack = if changes { 1.hour() } else { 0.hours() };
        for other in [end(start, number + more), end(start + later.minutes(), number)].into_iter().flatten() {
            prop_assert!(first.is_none_or(|first| first <= other + slack), "{first:?} {other}");
        }
    }

    /// Any input at all: an answer or a reason, never a panic.
    #[test]
    fn no_question_is_too_odd(
        plan in plans(),
        (year, month, day) in (-9999i16..=9999, 1i8..=12, 1i8..=28),
        (hour, minute, nano) in (0i8..24, 0i8..60, 0i32..1_000_000_000),
        number in prop_oneof![0u32..1000, any::<u32>()],
        (kind, unit, reading) in (kinds(), units(), kinds()),
    ) {
        let calendar = calendar(&plan.lines());
        let start = date(year, month, day).at(hour, minute, 59, nano);
        match calendar.deadline(start, &length(number, kind, unit), reading) {
            Ok(due) => {
                prop_assert!(due.date() >= start.date().yesterday().unwrap_or(start.date()));
                prop_assert!(!due.words().is_empty());
                due.days_not_counted().take(10).for_each(drop);
            }
            Err(why) => prop_assert!(!why.words().is_empty()),
        }
        let other = date(day.into(), month, day);
        let _ = (calendar.is_working_day(start.date()), calendar.next_working_day(start.date()));
        let _ = (calendar.working_days_between(start.date(), other), calendar.working_days_between(other, start.date()));
    }
}

fn kinds() -> impl Strategy<Value = Option<DayKind>> {
    prop::option::of(prop::sample::select(vec![DayKind::Working, DayKind::Calendar, DayKind::School]))
}

fn units() -> impl Strategy<Value = Unit> {
    prop::sample::select(vec![Unit::Hours, Unit::Days, Unit::Weeks, Unit::Months, Unit::Years])
}

/// The very first and the very last day there are.
#[test]
fn the_ends_of_time() {
    let open = calendar("open monday to sunday from 00:00 to 24:00\nopen on bank holidays\ntime zone \"Etc/UTC\"");
    for start in [DateTime::MIN, DateTime::MAX, Date::MAX.at(0, 0, 0, 0), Date::MIN.tomorrow().unwrap().at(0, 0, 0, 0)] {
        for number in [0, 1, 2, u32::MAX] {
            for kind in [None, Some(DayKind::Working), Some(DayKind::Calendar), Some(DayKind::School)] {
                for unit in [Unit::Hours, Unit::Days, Unit::Weeks, Unit::Months, Unit::Years] {
                    if let Ok(due) = open.deadline(start, &length(number, kind, unit), None) {
                        assert!(!due.words().is_empty());
                        due.days_not_counted().take(10).for_each(drop);
                    }
                }
            }
        }
        let _ = (open.day_off(start.date()), open.is_working_day(start.date()), open.next_working_day(start.date()));
        let _ = open.working_days_between(start.date(), DateTime::MAX.date());
    }
    assert_eq!(open.next_working_day(Date::MIN), Ok(Date::MIN.tomorrow().unwrap()));
    assert_eq!(open.next_working_day(Date::MAX), Err(CannotCount::TooFar));
}
