//! Counting along the days: how much of what counts lies between two of them, and which day a number is reached on.
//!
//! No day is looked at one by one. Whole weeks are multiplied, and what falls into days that do not count is taken off.

use jiff::SignedDuration;
use jiff::civil::{Date, Weekday, date};

/// A day by its number, counted from [`FIRST`] both ways.
pub(super) type DayNumber = i64;

/// The day with the number 0, a Thursday.
const FIRST: Date = date(1970, 1, 1);

/// The number of a day.
pub(super) fn number_of(date: Date) -> DayNumber {
    date.duration_since(FIRST).as_hours() / 24
}

/// The day of a number, if there is one.
pub(super) fn date_of(number: DayNumber) -> Option<Date> {
    FIRST.checked_add(SignedDuration::from_hours(number.checked_mul(24)?)).ok()
}

/// What every day counts for.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    /// For each weekday, Monday first: 1 or 0 where days are counted, seconds where hours are.
    weights: [u64; 7],
    /// Days that count for nothing whatever their weekday.
    closed: Vec<Closed>,
}

/// Days in a row that count for nothing.
#[derive(Debug, Clone, Copy)]
struct Closed {
    first: DayNumber,
    last: DayNumber,
    /// What these days and all closed days before them would have counted for.
    lost: u64,
}

impl Tally {
    /// Days of these weights, but for stretches of days (first and last) that count for nothing, in any order.
    pub(super) fn new(weights: [u64; 7], mut stretches: Vec<(DayNumber, DayNumber)>) -> Self {
        stretches.sort_unstable();
        let mut tally = Tally { weights, closed: Vec::new() };
        let mut lost = 0;
        for (first, last) in stretches {
            let first = tally.closed.last().map_or(first, |before| first.max(before.last + 1));
            if first <= last {
                lost += tally.weight_of_weeks(first, last);
                tally.closed.push(Closed { first, last, lost });
            }
        }
        tally
    }

    /// What a day counts for.
    pub(super) fn weight(&self, day: DayNumber) -> u64 {
        self.between(day - 1, day)
    }

    /// What the days after the one and up to the other count for together.
    pub(super) fn between(&self, after: DayNumber, until: DayNumber) -> u64 {
        if until <= after { 0 } else { self.weight_of_weeks(after + 1, until) - (self.lost_up_to(until) - self.lost_up_to(after)) }
    }

    /// The first day after the given one by which as much is counted as wanted.
    pub(super) fn reach(&self, after: DayNumber, wanted: u64) -> Option<DayNumber> {
        let last = number_of(Date::MAX);
        if after >= last {
            return None;
        }
        let lost_before = self.lost_up_to(after);
        let counted = |until: DayNumber| self.weight_of_weeks(after + 1, until) - (self.lost_up_to(until) - lost_before);
        // Most are reached soon: ever longer strides, then halves.
        let (mut low, mut high, mut stride) = (after + 1, after + 1, 1);
        while counted(high) < wanted {
            if high == last {
                return None;
            }
            low = high + 1;
            high = last.min(high + stride);
            stride *= 2;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if counted(middle) < wanted { low = middle + 1 } else { high = middle }
        }
        Some(low)
    }

    /// What the days from the one to the other would count for if none were closed.
    pub(super) fn weight_of_weeks(&self, first: DayNumber, last: DayNumber) -> u64 {
        let days = u64::try_from(last - first + 1).unwrap_or(0);
        let (weeks, rest) = (days / 7, days % 7);
        let week: u64 = self.weights.iter().sum();
        let begins = weekday_of(first);
        weeks * week + (0..rest).map(|day| self.weights[(begins + day as usize) % 7]).sum::<u64>()
    }

    fn lost_up_to(&self, day: DayNumber) -> u64 {
        let at = self.closed.partition_point(|closed| closed.last <= day);
        let whole = at.checked_sub(1).map_or(0, |before| self.closed[before].lost);
        let part = self.closed.get(at).filter(|closed| closed.first <= day);
        whole + part.map_or(0, |closed| self.weight_of_weeks(closed.first, day))
    }
}

/// Monday is 0.
fn weekday_of(day: DayNumber) -> usize {
    (day + i64::from(FIRST.weekday().to_monday_zero_offset())).rem_euclid(7) as usize
}

/// Every date after the one and up to the other.
pub(super) fn dates_between(after: Date, until: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(after.tomorrow().ok(), |date| date.tomorrow().ok()).take_while(move |date| *date <= until)
}

/// The weekdays a list holds, Monday first.
pub(super) fn week(weekdays: &[Weekday]) -> [bool; 7] {
    let mut week = [false; 7];
    weekdays.iter().for_each(|weekday| week[weekday.to_monday_zero_offset() as usize] = true);
    week
}
