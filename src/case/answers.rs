//! What somebody types, read: numbers from a list, dates, times and lengths of time.

use jiff::Span;
use jiff::civil::DateTime;

use crate::calendar::{Calendar, End};
use crate::model::{Date, DayKind, Duration, Instant, Unit};

use super::choices::NOWHERE;
use super::dialogue::instant;
use super::diary::moment_words;

/// The places, from 0, of the numbers typed, from 1; each once, in the order typed. Nothing typed is no number.
pub(super) fn numbers(answer: &str, most: usize) -> Result<Vec<usize>, String> {
    let mut places = Vec::new();
    let words = answer.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|word| !word.is_empty() && *word != "and");
    for word in words {
        let number: Option<usize> = word.trim_end_matches('.').parse().ok();
        match number {
            Some(number) if (1..=most).contains(&number) => {
                if !places.contains(&(number - 1)) {
                    places.push(number - 1);
                }
            }
            Some(_) => return Err(format!("There is no number {} in the list: it goes from 1 to {most}.", short(word))),
            None => return Err(format!("\"{}\" is not understood here. Type a number from 1 to {most}.", short(word))),
        }
    }
    Ok(places)
}

/// What moments are said in relation to.
pub(super) struct Moments<'m> {
    /// The present moment of the case, if it has one.
    pub(super) now: Option<DateTime>,
    /// The latest moment of the case that is known.
    pub(super) since: Option<DateTime>,
    /// The day a case begins on if nobody says otherwise.
    pub(super) today: DateTime,
    /// What counts working days and school days.
    pub(super) calendar: Option<&'m Calendar>,
}

/// A date and time as somebody types it.
///
/// # Errors
/// In plain words, if there is no such moment.
pub fn read_moment(said: &str, today: DateTime) -> Result<Instant, String> {
    when(said, &Moments { now: None, since: None, today, calendar: None })?
        .ok_or_else(|| "A date is needed, such as 2026-04-01 10:00.".to_owned())
}

const HOW: &str = "Type a date such as 2026-04-09, perhaps with a time such as 14:00 behind it, or a length such as +2 days.";

/// A moment that is typed; `None` for nothing: at once.
pub(super) fn when(answer: &str, moments: &Moments<'_>) -> Result<Option<Instant>, String> {
    let answer = answer.replace('T', " ");
    let words: Vec<&str> = answer.split_whitespace().collect();
    let said = match words.as_slice() {
        [] => return Ok(None),
        [first, ..] if first.starts_with('+') => instant(later(&answer.trim_start_matches('+').to_lowercase(), moments)?),
        [time] if time.contains(':') => {
            let clock = clock(time)?;
            let day = moments.now.or(moments.since).unwrap_or(moments.today);
            Instant { clock: Some(clock), ..instant(day) }
        }
        [date] => Instant { date: day(date)?, clock: None, span: NOWHERE },
        [date, time] => Instant { date: day(date)?, clock: Some(clock(time)?), span: NOWHERE },
        _ => return Err(format!("\"{}\" is not a date that is understood here. {HOW}", short(&answer))),
    };
    let earlier = moments.now.or(moments.since).filter(|now| {
        let moment = super::play::moment(said);
        if said.clock.is_some() { moment < *now } else { moment.date() < now.date() }
    });
    match earlier {
        Some(now) => Err(format!("The case has come as far as {} already: type a later moment.", moment_words(now))),
        None => Ok(Some(said)),
    }
}

fn day(word: &str) -> Result<Date, String> {
    Date::parse(word)
        .filter(|date| date.day.is_some())
        .ok_or_else(|| format!("There is no such day as \"{}\". Days are written year-month-day, such as 2026-04-09.", short(word)))
}

fn clock(word: &str) -> Result<(i8, i8), String> {
    let parts: Vec<i8> = word.split(':').filter_map(|part| part.parse().ok()).collect();
    match parts.as_slice() {
        [hour @ 0..=23, minute @ 0..=59] if word.split(':').count() == 2 => Ok((*hour, *minute)),
        _ => Err(format!("There is no such time of day as \"{}\". Times are written 09:30 or 16:00.", short(word))),
    }
}

/// So much later than now: `2 days`, `1 working day`, `3 hours`.
fn later(length: &str, moments: &Moments<'_>) -> Result<DateTime, String> {
    if moments.now.is_none() && moments.since.is_some() {
        return Err("The case is at a moment that has no date, so there is nothing to count from: type a date.".to_owned());
    }
    let now = moments.now.unwrap_or(moments.today);
    let words: Vec<&str> = length.split_whitespace().collect();
    let (number, kind, unit) = match words.as_slice() {
        [number, unit] => (*number, None, *unit),
        [number, "working", unit] => (*number, Some(DayKind::Working), *unit),
        [number, "school", unit] => (*number, Some(DayKind::School), *unit),
        [number, "calendar", unit] => (*number, None, *unit),
        _ => return Err(format!("\"+{}\" is not a length of time that is understood here. {HOW}", short(length))),
    };
    let number: u32 = number.parse().map_err(|_| format!("\"{}\" is not a number of days or hours. {HOW}", short(number)))?;
    let unit = match unit.trim_end_matches('s') {
        "hour" => Unit::Hours,
        "day" => Unit::Days,
        "week" => Unit::Weeks,
        "month" => Unit::Months,
        _ => return Err(format!("\"{}\" is not understood here: write hours, days, weeks or months.", short(unit))),
    };
    let too_far = || "That is further ahead than rungs can count.".to_owned();
    match (kind, moments.calendar) {
        (Some(kind), Some(calendar)) => {
            let length = Duration { number, kind: Some(kind), unit, span: NOWHERE };
            let deadline = calendar.deadline(now, &length, None).map_err(|why| format!("That cannot be counted: {}.", why.words()))?;
            Ok(match deadline.end {
                End::OfDay(date) => date.to_datetime(now.time()),
                End::At(time) => time,
            })
        }
        _ => {
            let number = i64::from(number);
            let span = match unit {
                Unit::Hours => Span::new().try_hours(number),
                Unit::Days => Span::new().try_days(number),
                Unit::Weeks => Span::new().try_weeks(number),
                Unit::Months | Unit::Years => Span::new().try_months(number),
            };
            span.and_then(|span| now.checked_add(span)).map_err(|_| too_far())
        }
    }
}

/// What was typed, no longer than a sentence can hold.
fn short(text: &str) -> String {
    let mut start: String = text.chars().take(40).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}
