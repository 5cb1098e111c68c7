//! Calendars that can be counted with: by when something is due that has to happen within so many working days.
//!
//! [`Calendar::of`] reads what a policy says of its days and names what it had to assume; [`Calendar::deadline`] counts,
//! and says why each day that did not count did not. Nothing here reads a clock, and time zones come with the program, so
//! that the same question has the same answer on every machine. What cannot be known is a [`CannotCount`], never a guess.
//!
//! Day 1 is the day after the day on which a limit starts, at whatever time of that day; the limit runs out at the end of
//! its last day. docs/calendars.md has the rules with examples.

mod assumption;
mod deadline;
mod holidays;
mod tally;
mod words;

use jiff::civil::{Date, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};

pub use assumption::Assumption;
pub use deadline::{CannotCount, ClockChange, Deadline, End, NotCounted, Reason};
pub use holidays::{BankHoliday, Edition, bank_holidays, edition};

use crate::model::{self, Hours, NameKind, Named, Nation, Policy, Stretch, Timetable};
use tally::{DayNumber, Tally, date_of, number_of};

/// The days and hours that count for a policy.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// The weekdays that can be working days, Monday first.
    week: [bool; 7],
    /// From when to when it is open, where that is said.
    hours: [Option<Hours>; 7],
    working_days: Tally,
    /// `None` where it does not say from when to when it is open.
    working_seconds: Option<Tally>,
    school: Option<School>,
    /// Whose bank holidays do not count; `None` where they count like other days.
    nation: Option<Nation>,
    /// Closures and bank holidays, in order; none overlap.
    off: Vec<NotCounted>,
    zone: TimeZone,
    assumptions: Vec<Assumption>,
}

/// School days: Monday to Friday within the terms, but for bank holidays.
#[derive(Debug, Clone)]
struct School {
    days: Tally,
    first: Date,
    last: Date,
    /// Holidays between the terms and bank holidays, in order; none overlap.
    off: Vec<NotCounted>,
}

const MONDAY_TO_FRIDAY: [bool; 7] = [true, true, true, true, true, false, false];

impl Calendar {
    /// The calendar of a policy, and what it assumes because the policy does not say it.
    ///
    /// It is the first calendar the policy's own file declares, or else the first that an imported file does; one with lines
    /// goes before one that is declared in words only.
    pub fn of(policy: &Policy) -> (Calendar, Vec<Assumption>) {
        let (chosen, mut assumptions) = choose(policy);
        let unsaid = Timetable::default();
        let timetable = chosen.and_then(|named| named.timetable.as_ref()).unwrap_or(&unsaid);
        if chosen.is_none_or(|named| named.timetable.is_none()) {
            assumptions.push(Assumption::WorkingDays { in_words: chosen.map(|named| named.title.clone()) });
        } else {
            assumptions.extend(unsaid_in(timetable));
        }
        if timetable.time_zone.is_none() {
            assumptions.push(Assumption::TimeZone);
        }
        let calendar = Calendar::new(timetable, assumptions.clone());
        (calendar, assumptions)
    }

    fn new(timetable: &Timetable, assumptions: Vec<Assumption>) -> Calendar {
        let nation = match timetable.bank_holidays {
            Some(model::BankHolidays::Open) => None,
            Some(model::BankHolidays::Closed(nation)) => Some(nation.unwrap_or(Nation::EnglandAndWales)),
            None => Some(Nation::EnglandAndWales),
        };
        let week = open_weekdays(timetable).unwrap_or(MONDAY_TO_FRIDAY);
        let hours = hours_of(timetable, week);
        let off = days_off(&timetable.closures, nation);
        let stretches = numbered(&off);
        let hours_are_said = (0..7).all(|day| !week[day] || hours[day].is_some());
        let seconds = hours.map(|hours| hours.map_or(0, |hours| 60 * u64::from(hours.to - hours.from)));
        Calendar {
            week,
            hours,
            working_days: Tally::new(week.map(u64::from), stretches.clone()),
            working_seconds: hours_are_said.then(|| Tally::new(seconds, stretches)),
            school: School::new(&timetable.terms, nation),
            nation,
            off,
            zone: timetable.time_zone.clone().unwrap_or_else(london),
            assumptions,
        }
    }

    /// Why a day is no working day; `None` for one that is.
    ///
    /// # Errors
    /// If the day lies beyond the bank holidays that are known.
    pub fn day_off(&self, date: Date) -> Result<Option<Reason>, CannotCount> {
        self.check_known(date, date)?;
        if !self.week[date.weekday().to_monday_zero_offset() as usize] {
            return Ok(Some(Reason::Weekday(date.weekday())));
        }
        let at = self.off.partition_point(|off| off.last < date);
        Ok(self.off.get(at).filter(|off| off.first <= date).map(|off| off.reason.clone()))
    }

    /// Whether a day is a working day.
    ///
    /// # Errors
    /// If it lies beyond the bank holidays that are known.
    pub fn is_working_day(&self, date: Date) -> Result<bool, CannotCount> {
        self.check_known(date, date)?;
        Ok(self.working_days.weight(number_of(date)) > 0)
    }

    /// The first working day after a day.
    ///
    /// # Errors
    /// If it lies beyond the bank holidays that are known, or there is none.
    pub fn next_working_day(&self, date: Date) -> Result<Date, CannotCount> {
        self.working_day_after(date, 1)
    }

    /// How many working days there are after the one day and up to the other; none if the other is no later. From the
    /// start of a limit to its last day they are as many as the limit has.
    ///
    /// # Errors
    /// If a day between lies beyond the bank holidays that are known.
    pub fn working_days_between(&self, after: Date, until: Date) -> Result<u64, CannotCount> {
        if until <= after {
            return Ok(0);
        }
        self.check_known(after.tomorrow().unwrap_or(after), until)?;
        Ok(self.working_days.between(number_of(after), number_of(until)))
    }

    /// The weekdays that can be working days, Monday first.
    pub fn weekdays(&self) -> impl Iterator<Item = Weekday> + '_ {
        Weekday::Monday.cycle_forward().zip(self.week).filter(|(_, counts)| *counts).map(|(weekday, _)| weekday)
    }

    /// From when to when each weekday is open, Monday first, where that is said.
    pub fn hours(&self) -> impl Iterator<Item = (Weekday, Hours)> + '_ {
        Weekday::Monday.cycle_forward().zip(self.hours).filter_map(|(weekday, hours)| Some((weekday, hours?)))
    }

    /// Closures, and the bank holidays that lie in none of them, in order; none overlap.
    pub fn days_off(&self) -> &[NotCounted] {
        &self.off
    }

    /// Whose bank holidays do not count; `None` where they count like other days.
    pub fn nation(&self) -> Option<Nation> {
        self.nation
    }

    /// The first and the last day of all school terms, with the days between them that are no school days though they are
    /// from Monday to Friday, in order; `None` where no terms are stated.
    pub fn school_days(&self) -> Option<(Date, Date, &[NotCounted])> {
        self.school.as_ref().map(|school| (school.first, school.last, school.off.as_slice()))
    }

    /// The name of its time zone in the IANA database.
    pub fn time_zone(&self) -> &str {
        self.zone.iana_name().unwrap_or("Europe/London")
    }

    /// How many working days a week without holidays has.
    pub(crate) fn days_a_week(&self) -> u32 {
        self.week.iter().filter(|counts| **counts).count() as u32
    }

    /// The minutes past the hour at which it opens or closes on some day.
    pub(crate) fn opening_minutes(&self) -> Vec<u16> {
        self.hours.iter().flatten().flat_map(|hours| [hours.from % 60, hours.to % 60]).collect()
    }

    fn working_day_after(&self, date: Date, wanted: u64) -> Result<Date, CannotCount> {
        if wanted == 0 {
            return Ok(date);
        }
        let reached = self.working_days.reach(number_of(date), wanted).and_then(date_of);
        self.check_known(date.tomorrow().unwrap_or(date), reached.unwrap_or(Date::MAX))?;
        reached.ok_or(CannotCount::TooFar)
    }

    /// Whether the bank holidays of these days are known, if it takes them to count.
    fn check_known(&self, first: Date, last: Date) -> Result<(), CannotCount> {
        let known = edition();
        match self.nation {
            Some(nation) if first < known.first || last > known.last => {
                Err(CannotCount::BeyondCalendar { nation, first: known.first, last: known.last })
            }
            _ => Ok(()),
        }
    }
}

impl School {
    fn new(terms: &[Stretch], nation: Option<Nation>) -> Option<School> {
        let mut terms: Vec<&Stretch> = terms.iter().collect();
        terms.sort_by_key(|term| (term.first, term.last));
        let (first, last) = (terms.first()?.first, terms.iter().map(|term| term.last).max()?);
        let mut off: Vec<NotCounted> = Vec::new();
        let mut taught_until = first;
        for term in terms {
            if let (Ok(from), Ok(to)) = (taught_until.tomorrow(), term.first.yesterday())
                && from <= to
            {
                off.push(NotCounted { first: from, last: to, reason: Reason::OutOfTerm });
            }
            taught_until = taught_until.max(term.last);
        }
        let off = with_bank_holidays(off, nation);
        Some(School { days: Tally::new(MONDAY_TO_FRIDAY.map(u64::from), numbered(&off)), first, last, off })
    }

    fn check_known(&self, first: Date, last: Date) -> Result<(), CannotCount> {
        if first < self.first || last > self.last {
            return Err(CannotCount::BeyondTerms { first: self.first, last: self.last });
        }
        Ok(())
    }
}

/// The calendar a policy is counted by, if it has one.
pub(crate) fn chosen(policy: &Policy) -> Option<&Named> {
    choose(policy).0
}

/// The calendar to count by: one with lines, or else one in words; and whether it was one of several.
fn choose(policy: &Policy) -> (Option<&Named>, Vec<Assumption>) {
    let (imported, own): (Vec<&Named>, Vec<&Named>) =
        policy.names.iter().filter(|named| named.kind == NameKind::Calendar).partition(|named| named.imported);
    let among = if own.is_empty() { imported } else { own };
    let chosen = among.iter().copied().find(|named| named.timetable.is_some()).or(among.first().copied());
    let others: Vec<String> =
        among.iter().filter(|named| chosen.is_some_and(|chosen| chosen.span != named.span)).map(|named| named.title.clone()).collect();
    let several = chosen.filter(|_| !others.is_empty()).map(|chosen| Assumption::OneOfSeveral { chosen: chosen.title.clone(), others });
    (chosen, several.into_iter().collect())
}

/// What the lines of a calendar leave open.
fn unsaid_in(timetable: &Timetable) -> Vec<Assumption> {
    let mut unsaid = Vec::new();
    if open_weekdays(timetable).is_none() {
        unsaid.push(Assumption::Week);
    }
    match timetable.bank_holidays {
        None => unsaid.push(Assumption::BankHolidays),
        Some(model::BankHolidays::Closed(None)) => unsaid.push(Assumption::Nation),
        Some(_) => {}
    }
    if !timetable.terms.is_empty() {
        unsaid.push(Assumption::SchoolDays);
    }
    unsaid
}

fn open_weekdays(timetable: &Timetable) -> Option<[bool; 7]> {
    let weekdays: Vec<Weekday> = timetable.openings.iter().flat_map(|opening| opening.weekdays.iter().copied()).collect();
    (!weekdays.is_empty()).then(|| tally::week(&weekdays))
}

/// From when to when each weekday is open; hours that stand alone hold on all of them.
fn hours_of(timetable: &Timetable, week: [bool; 7]) -> [Option<Hours>; 7] {
    let mut all = [None; 7];
    for opening in timetable.openings.iter().filter(|opening| opening.hours.is_some()) {
        let on = if opening.weekdays.is_empty() { week } else { tally::week(&opening.weekdays) };
        (0..7).filter(|day| on[*day]).for_each(|day| all[day] = opening.hours);
    }
    all
}

/// Closures and bank holidays, in order and apart: what is closed anyway is not a bank holiday as well.
fn days_off(closures: &[Stretch], nation: Option<Nation>) -> Vec<NotCounted> {
    let mut closures: Vec<&Stretch> = closures.iter().collect();
    closures.sort_by_key(|closure| (closure.first, closure.last));
    let mut off: Vec<NotCounted> = Vec::new();
    for closure in closures {
        let after = off.last().map_or(Ok(closure.first), |before| before.last.tomorrow());
        let Ok(first) = after.map(|after| after.max(closure.first)) else { break };
        if first <= closure.last {
            off.push(NotCounted { first, last: closure.last, reason: Reason::Closure(closure.title.clone()) });
        }
    }
    with_bank_holidays(off, nation)
}

/// Adds the bank holidays that lie in none of these stretches.
fn with_bank_holidays(mut off: Vec<NotCounted>, nation: Option<Nation>) -> Vec<NotCounted> {
    let stretches = off.len();
    for holiday in nation.map(bank_holidays).unwrap_or_default() {
        let at = off[..stretches].partition_point(|off| off.last < holiday.date);
        if at == stretches || off[at].first > holiday.date {
            off.push(NotCounted { first: holiday.date, last: holiday.date, reason: Reason::BankHoliday(*holiday) });
        }
    }
    off.sort_by_key(|off| off.first);
    off
}

fn numbered(off: &[NotCounted]) -> Vec<(DayNumber, DayNumber)> {
    off.iter().map(|off| (number_of(off.first), number_of(off.last))).collect()
}

fn london() -> TimeZone {
    TimeZoneDatabase::bundled()
        .get("Europe/London")
        .unwrap_or_else(|error| unreachable!("the time zones that come with the program have London: {error}"))
}
