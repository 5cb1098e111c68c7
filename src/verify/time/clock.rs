//! Adding lengths of time: as numbers where all are of one kind, else on the calendar.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use foldhash::fast::FixedState;
use jiff::civil::{Date, DateTime, date};

use crate::calendar::{Calendar, CannotCount, End};
use crate::model::{DayKind, Duration, Policy, Unit};

/// A moment: so many of the one unit since the case was raised, or minutes on the calendar.
pub(super) type Time = i64;

/// Later than anything that can be counted.
pub(super) const FAR: Time = i64::MAX / 4;

/// The day on which stories begin unless another is worse: a Monday without holidays about.
pub(super) const USUAL: DateTime = date(2026, 1, 5).at(10, 0, 0, 0);

/// Cases begin on each day of these years, where it matters on which.
const YEARS: (Date, Date) = (date(2026, 1, 1), date(2027, 12, 31));

const DAY: i64 = 24 * 60;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Days(Option<DayKind>),
    Hours(Option<DayKind>),
    Months,
}

/// So long, from a moment.
type Sum = (u32, Option<DayKind>, Unit, Time);

/// The lengths of time of one policy and a rule, and how they are added.
pub(super) struct Clock<'p> {
    policy: &'p Policy,
    calendar: OnceCell<Calendar>,
    /// Asked for thousands of times in one question; the order of its entries shows nowhere.
    known: RefCell<HashMap<Sum, Time, FixedState>>,
}

/// How lengths are added for one question.
pub(super) enum By {
    /// As numbers of one unit: those of the lengths, in their order.
    Numbers(Vec<i64>),
    /// On the calendar, with this reading of unqualified days.
    Dates(Option<DayKind>),
}

impl<'p> Clock<'p> {
    pub(super) fn new(policy: &'p Policy) -> Self {
        Self { policy, calendar: OnceCell::new(), known: RefCell::default() }
    }

    fn calendar(&self) -> &Calendar {
        self.calendar.get_or_init(|| Calendar::of(self.policy).0)
    }

    /// How to add these lengths: as numbers if they are all of one kind.
    pub(super) fn by(&self, lengths: &[Duration], reading: Option<DayKind>) -> By {
        let mut found: Option<Of> = None;
        let mut numbers = Vec::with_capacity(lengths.len());
        for length in lengths {
            match self.base(length, reading) {
                Some((number, of)) if found.is_none_or(|found| found == of) => {
                    found = Some(of);
                    numbers.push(number);
                }
                _ => return By::Dates(reading),
            }
        }
        By::Numbers(numbers)
    }

    /// Numbers that are no less than the lengths and compare with the last of them, the bound: where that is in working
    /// days, so many days of any kind are over no later than so many working days.
    pub(super) fn at_most(&self, lengths: &[Duration], reading: Option<DayKind>) -> Option<By> {
        let (_, bound) = self.base(lengths.last()?, reading)?;
        let numbers = lengths.iter().map(|length| match self.base(length, reading)? {
            (number, of) if of == bound => Some(number),
            (number, Of::Days(Some(DayKind::Calendar))) if bound == Of::Days(Some(DayKind::Working)) => Some(number),
            _ => None,
        });
        numbers.collect::<Option<Vec<i64>>>().map(By::Numbers)
    }

    fn base(&self, length: &Duration, reading: Option<DayKind>) -> Option<(i64, Of)> {
        let number = i64::from(length.number);
        Some(match (length.kind.or(reading.filter(|_| length.unit == Unit::Days)), length.unit) {
            (kind, Unit::Days) => (number, Of::Days(kind)),
            (None | Some(DayKind::Calendar), Unit::Weeks) => (7 * number, Of::Days(Some(DayKind::Calendar))),
            (Some(DayKind::Working), Unit::Weeks) => (i64::from(self.calendar().days_a_week()) * number, Of::Days(Some(DayKind::Working))),
            (Some(DayKind::School), Unit::Weeks) => (5 * number, Of::Days(Some(DayKind::School))),
            (None | Some(DayKind::Calendar), Unit::Hours) => (number, Of::Hours(None)),
            (kind @ Some(DayKind::Working), Unit::Hours) => (number, Of::Hours(kind)),
            (None | Some(DayKind::Calendar), Unit::Months) => (number, Of::Months),
            (None | Some(DayKind::Calendar), Unit::Years) => (12 * number, Of::Months),
            _ => return None,
        })
    }

    /// The last moment that is still within a length of time from a moment.
    pub(super) fn add(&self, by: &By, lengths: &[Duration], from: Time, length: usize) -> Result<Time, CannotCount> {
        if from >= FAR {
            return Ok(FAR);
        }
        let reading = match by {
            By::Numbers(numbers) => return Ok(from + numbers[length]),
            By::Dates(reading) => *reading,
        };
        let length = &lengths[length];
        // Only hours depend on the time of day.
        let since = if length.unit == Unit::Hours { from } else { from.div_euclid(DAY) * DAY };
        let mut counted = length.clone();
        counted.kind = counted.kind.or(reading.filter(|_| counted.unit == Unit::Days));
        let key = (counted.number, counted.kind, counted.unit, since);
        if let Some(end) = self.known.borrow().get(&key) {
            return Ok(*end);
        }
        let end = match self.calendar().deadline(moment(since), &counted, None) {
            Ok(deadline) => match deadline.end {
                End::OfDay(day) => minutes(day.at(23, 59, 0, 0)),
                End::At(time) => minutes(time),
            },
            // The rule's own time has been counted from the same day: what cannot be counted any more is later.
            Err(CannotCount::BeyondCalendar { .. } | CannotCount::TooFar) => FAR,
            Err(why) => return Err(why),
        };
        self.known.borrow_mut().insert(key, end);
        Ok(end)
    }

    /// Every moment at which it can matter that a case begins then.
    pub(super) fn beginnings(&self, by: &By, lengths: &[Duration]) -> Vec<Time> {
        if matches!(by, By::Numbers(_)) {
            return vec![0];
        }
        // With hours, a day can be reached or missed by a minute: whole hours, and the minutes before and after each.
        let times: Vec<i64> = match lengths.iter().any(|length| length.unit == Unit::Hours) {
            false => vec![10 * 60],
            true => self.minutes_that_matter(),
        };
        let (first, last) = (minutes(YEARS.0.at(0, 0, 0, 0)) / DAY, minutes(YEARS.1.at(0, 0, 0, 0)) / DAY);
        (first..=last).flat_map(|day| times.iter().map(move |time| day * DAY + time)).collect()
    }

    fn minutes_that_matter(&self) -> Vec<i64> {
        let mut of_the_hour: Vec<i64> = self.calendar().opening_minutes().into_iter().map(i64::from).chain([0]).collect();
        of_the_hour.extend(of_the_hour.clone().iter().flat_map(|minute| [(minute + 59) % 60, (minute + 1) % 60]));
        of_the_hour.sort_unstable();
        of_the_hour.dedup();
        (0..24).flat_map(|hour| of_the_hour.iter().map(move |minute| hour * 60 + minute)).collect()
    }

    /// So many of the unit in which these lengths were added, in words: the rule's own unit if all have it.
    pub(super) fn words(&self, lengths: &[Duration], bound: &Duration, number: i64, reading: Option<DayKind>) -> String {
        let own = lengths.iter().all(|length| (length.kind, length.unit) == (bound.kind, bound.unit));
        let (kind, unit) = match self.base(bound, reading) {
            _ if own => (bound.kind, bound.unit),
            Some((_, Of::Days(kind))) => (kind, Unit::Days),
            Some((_, Of::Hours(kind))) => (kind, Unit::Hours),
            Some((_, Of::Months)) => (None, Unit::Months),
            None => (bound.kind, bound.unit),
        };
        let ratio = if own { self.base(bound, reading).map_or(1, |(number, _)| number / i64::from(bound.number.max(1))).max(1) } else { 1 };
        let number = u32::try_from(number / ratio).unwrap_or(u32::MAX);
        Duration { number, kind, unit, span: bound.span }.words()
    }
}

/// A moment on the clock on the wall, in minutes.
pub(super) fn minutes(time: DateTime) -> Time {
    let since = time.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
    since.as_secs().div_euclid(60)
}

/// The moment of so many minutes.
pub(super) fn moment(minutes: Time) -> DateTime {
    DateTime::constant(1970, 1, 1, 0, 0, 0, 0).checked_add(jiff::SignedDuration::from_mins(minutes)).unwrap_or(DateTime::MAX)
}
