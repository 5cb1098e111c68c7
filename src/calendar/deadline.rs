//! By when something is due, and what did not count on the way.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::{SignedDuration, Span};

use super::assumption::Counted;
use super::tally::{Tally, date_of, dates_between, number_of, week};
use super::{Assumption, BankHoliday, Calendar, MONDAY_TO_FRIDAY};
use crate::model::{DayKind, Duration, Nation, Unit};

/// By when something is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// How long it has, as written.
    pub length: Duration,
    /// Which days count: as written, or by the policy's reading.
    pub kind: Option<DayKind>,
    /// When it starts to run, by the clock on the wall.
    pub start: DateTime,
    /// When it has run out.
    pub end: End,
    /// Bank holidays, closures and school holidays on the way that fall on a weekday which would have counted, in order.
    pub not_counted: Vec<NotCounted>,
    /// The weekdays that never count, Monday first; empty where all do.
    pub weekdays_off: Vec<Weekday>,
    /// A change of the clocks on the way that makes the hours look like more or fewer.
    pub clock_change: Option<ClockChange>,
    /// What had to be assumed to count it.
    pub assumptions: Vec<Assumption>,
    /// The day before the first that could count.
    after: Date,
}

/// When a limit has run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// At the end of a day.
    OfDay(Date),
    /// At a time, by the clock on the wall.
    At(DateTime),
}

/// Days in a row that do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCounted {
    /// The first of them.
    pub first: Date,
    /// The last of them.
    pub last: Date,
    /// Why.
    pub reason: Reason,
}

/// Why a day does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// No such weekday ever does.
    Weekday(Weekday),
    /// It is a bank holiday.
    BankHoliday(BankHoliday),
    /// The calendar is closed, with what people call that.
    Closure(Option<String>),
    /// It lies between two school terms.
    OutOfTerm,
}

/// The clocks going forward or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockChange {
    /// On which day.
    pub date: Date,
    /// By how many minutes they go forward; less than none where they go back.
    pub minutes: i32,
}

/// Why a limit cannot be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotCount {
    /// The policy says "days" and not which, and has no reading for them.
    KindOfDayUnstated,
    /// School days, and the calendar has no term dates.
    NoTermDates,
    /// School days beyond the terms that are stated.
    BeyondTerms {
        /// The first day of the first term.
        first: Date,
        /// The last day of the last term.
        last: Date,
    },
    /// Beyond the bank holidays that are known.
    BeyondCalendar {
        /// Whose bank holidays are counted by.
        nation: Nation,
        /// The first day for which they are known.
        first: Date,
        /// The last day for which they are known.
        last: Date,
    },
    /// Working hours, and the calendar does not say from when to when it is open.
    HoursUnstated,
    /// Something like a working month, which has no fixed number of days.
    NoFixedLength {
        /// Of which days.
        kind: DayKind,
        /// The unit.
        unit: Unit,
    },
    /// The last day would come after the year 9999.
    TooFar,
}

impl Deadline {
    /// The day on which it runs out.
    pub fn date(&self) -> Date {
        match self.end {
            End::OfDay(date) => date,
            End::At(time) => time.date(),
        }
    }

    /// Whether it has run out at a time. At the very end of its last day or hour it has not.
    pub fn has_passed(&self, time: DateTime) -> bool {
        match self.end {
            End::OfDay(date) => time.date() > date,
            End::At(end) => time > end,
        }
    }

    /// Every day on the way that did not count, in order, each found only when it is asked for.
    pub fn days_not_counted(&self) -> impl Iterator<Item = (Date, Reason)> + '_ {
        let off = week(&self.weekdays_off);
        let mut stretches = self.not_counted.iter().peekable();
        dates_between(self.after, self.date()).filter_map(move |date| {
            if off[date.weekday().to_monday_zero_offset() as usize] {
                return Some((date, Reason::Weekday(date.weekday())));
            }
            while stretches.next_if(|stretch| stretch.last < date).is_some() {}
            stretches.peek().filter(|stretch| stretch.first <= date).map(|stretch| (date, stretch.reason.clone()))
        })
    }
}

impl Calendar {
    /// By when something is due that starts at a time, by the clock on the wall, and has so long. `reading` says which days
    /// are meant where the length only says "days".
    ///
    /// # Errors
    /// Where counting would be guessing, as [`CannotCount`] says.
    pub fn deadline(&self, start: DateTime, length: &Duration, reading: Option<DayKind>) -> Result<Deadline, CannotCount> {
        let kind = length.kind.or(reading.filter(|_| length.unit == Unit::Days));
        let number = length.number;
        let mut deadline = Deadline {
            length: length.clone(),
            kind,
            start,
            end: End::OfDay(start.date()),
            not_counted: Vec::new(),
            weekdays_off: Vec::new(),
            clock_change: None,
            assumptions: Vec::new(),
            after: start.date(),
        };
        let counted = match (kind, length.unit) {
            (None, Unit::Days) => return Err(CannotCount::KindOfDayUnstated),
            (None | Some(DayKind::Calendar), Unit::Hours) => self.count_hours(number, &mut deadline)?,
            (None | Some(DayKind::Calendar), unit) => count_every_day(number, unit, &mut deadline)?,
            (Some(DayKind::Working), Unit::Hours) => self.count_working_hours(number, &mut deadline)?,
            (Some(DayKind::Working), Unit::Days) => self.count_working_days(u64::from(number), &mut deadline)?,
            (Some(DayKind::School), Unit::Days) => self.count_school_days(u64::from(number), &mut deadline)?,
            (Some(kind @ DayKind::Working), Unit::Weeks) => {
                let days = week_of(kind, self.week, &mut deadline);
                self.count_working_days(days * u64::from(number), &mut deadline)?
            }
            (Some(kind @ DayKind::School), Unit::Weeks) => {
                let days = week_of(kind, MONDAY_TO_FRIDAY, &mut deadline);
                self.count_school_days(days * u64::from(number), &mut deadline)?
            }
            (Some(kind), unit) => return Err(CannotCount::NoFixedLength { kind, unit }),
        };
        let stated = self.assumptions.iter().filter(|assumption| assumption.is_about(counted)).cloned();
        deadline.assumptions.splice(0..0, stated);
        Ok(deadline)
    }

    fn count_working_days(&self, number: u64, deadline: &mut Deadline) -> Result<Counted, CannotCount> {
        let last = self.working_day_after(deadline.start.date(), number)?;
        deadline.end = End::OfDay(last);
        deadline.leave_out(&self.off, &self.working_days, self.week);
        Ok(Counted::WorkingDays)
    }

    fn count_school_days(&self, number: u64, deadline: &mut Deadline) -> Result<Counted, CannotCount> {
        let school = self.school.as_ref().ok_or(CannotCount::NoTermDates)?;
        let start = deadline.start.date();
        if number > 0 {
            let reached = school.days.reach(number_of(start), number).and_then(date_of);
            let (first, last) = (start.tomorrow().unwrap_or(start), reached.unwrap_or(Date::MAX));
            school.check_known(first, last)?;
            self.check_known(first, last)?;
            deadline.end = End::OfDay(last);
        }
        deadline.leave_out(&school.off, &school.days, MONDAY_TO_FRIDAY);
        Ok(Counted::SchoolDays)
    }

    /// Hours day and night. A time that comes twice when the clocks go back is the first of the two; one that is left out
    /// when they go forward is as much later.
    fn count_hours(&self, number: u32, deadline: &mut Deadline) -> Result<Counted, CannotCount> {
        let begun = self.zone.to_ambiguous_zoned(deadline.start).compatible().map_err(|_| CannotCount::TooFar)?;
        let ended = begun.checked_add(SignedDuration::from_hours(i64::from(number))).map_err(|_| CannotCount::TooFar)?;
        deadline.end = End::At(ended.datetime());
        let seconds = ended.offset().seconds() - begun.offset().seconds();
        if seconds != 0 {
            let now = ended.timestamp().checked_add(SignedDuration::from_nanos(1)).unwrap_or(ended.timestamp());
            let change = self.zone.preceding(now).next();
            let date = change.map_or(ended.date(), |change| self.zone.to_datetime(change.timestamp()).date());
            deadline.clock_change = Some(ClockChange { date, minutes: seconds / 60 });
        }
        Ok(Counted::Hours)
    }

    /// Hours in which the calendar is open, by the clock on the wall.
    fn count_working_hours(&self, number: u32, deadline: &mut Deadline) -> Result<Counted, CannotCount> {
        let tally = self.working_seconds.as_ref().ok_or(CannotCount::HoursUnstated)?;
        let start = deadline.start;
        let today = number_of(start.date());
        let wanted = 3600 * u64::from(number);
        let begins = if tally.weight(today) == 0 { None } else { self.opens_at_or_after(start) };
        let left = begins.map_or(0, |(_, left)| left);
        let end = match begins {
            _ if wanted == 0 => Some(start),
            Some((begins, left)) if wanted <= left => at_second(start.date(), begins + wanted),
            _ => tally.reach(today, wanted - left).and_then(|day| {
                let open = self.hours[weekday_index(date_of(day)?)]?;
                let before = left + tally.between(today, day - 1);
                at_second(date_of(day)?, 60 * u64::from(open.from) + (wanted - before))
            }),
        };
        // What ends at midnight ends on the day before.
        let last = end.map_or(Date::MAX, |end| end.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(end).date());
        self.check_known(start.date(), last.max(start.date()))?;
        deadline.end = End::At(end.ok_or(CannotCount::TooFar)?);
        deadline.after = start.date().yesterday().unwrap_or(start.date());
        deadline.leave_out(&self.off, tally, self.week);
        Ok(Counted::WorkingHours)
    }

    /// From which second of the day on hours count, and how many seconds that leaves, on a day that counts.
    fn opens_at_or_after(&self, time: DateTime) -> Option<(u64, u64)> {
        let open = self.hours[weekday_index(time.date())]?;
        let now = 3600 * i64::from(time.hour()) + 60 * i64::from(time.minute()) + i64::from(time.second());
        let begins = (60 * u64::from(open.from)).max(u64::try_from(now).unwrap_or(0));
        let ends = 60 * u64::from(open.to);
        (begins < ends).then(|| (begins, ends - begins))
    }
}

impl Deadline {
    /// Notes what did not count on the way: stretches on weekdays that would have counted, and the weekdays that never do.
    fn leave_out(&mut self, off: &[NotCounted], tally: &Tally, week: [bool; 7]) {
        let (after, until) = (self.after, self.date());
        self.weekdays_off = Weekday::Monday.cycle_forward().take(7).filter(|day| !week[day.to_monday_zero_offset() as usize]).collect();
        let from = off.partition_point(|off| off.last <= after);
        for stretch in off[from..].iter().take_while(|stretch| stretch.first <= until) {
            let first = after.tomorrow().map_or(stretch.first, |tomorrow| stretch.first.max(tomorrow));
            let last = stretch.last.min(until);
            if tally.weight_of_weeks(number_of(first), number_of(last)) > 0 {
                self.not_counted.push(NotCounted { first, last, reason: stretch.reason.clone() });
            }
        }
    }
}

fn week_of(kind: DayKind, week: [bool; 7], deadline: &mut Deadline) -> u64 {
    let days = week.into_iter().filter(|counts| *counts).count();
    deadline.assumptions.push(Assumption::WeekOf { kind, days: days as u32 });
    days as u64
}

/// Days, weeks, months and years as they come. Where a month has no such day, its last day is the end.
fn count_every_day(number: u32, unit: Unit, deadline: &mut Deadline) -> Result<Counted, CannotCount> {
    let number = i64::from(number);
    let span = match unit {
        Unit::Hours => Span::new().try_hours(number),
        Unit::Days => Span::new().try_days(number),
        Unit::Weeks => Span::new().try_weeks(number),
        Unit::Months => Span::new().try_months(number),
        Unit::Years => Span::new().try_years(number),
    };
    let last = span.and_then(|span| deadline.start.date().checked_add(span)).map_err(|_| CannotCount::TooFar)?;
    deadline.end = End::OfDay(last);
    Ok(Counted::EveryDay)
}

fn weekday_index(date: Date) -> usize {
    date.weekday().to_monday_zero_offset() as usize
}

/// A second of a day; the last of them all is the midnight after it.
fn at_second(date: Date, second: u64) -> Option<DateTime> {
    let seconds = i64::try_from(second).ok()?;
    date.at(0, 0, 0, 0).checked_add(SignedDuration::from_secs(seconds)).ok()
}
