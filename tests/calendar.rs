//! Counting by a calendar: the bank holidays are right, the arithmetic is right, and what cannot be known is said.

#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod common;

#[path = "calendar/counting.rs"]
mod counting;
#[path = "calendar/data.rs"]
mod data;
#[path = "calendar/libraries.rs"]
mod libraries;
#[path = "calendar/pages.rs"]
mod pages;
#[path = "calendar/properties.rs"]
mod properties;

use jiff::civil::{Date, DateTime, date};
use rungs::calendar::{Assumption, Calendar, CannotCount, Deadline, Reason};
use rungs::model::{DayKind, Duration, Unit};
use rungs::source::{FileId, Span};

/// A policy with these items after its heading.
fn policy(items: &str) -> String {
    format!("rungs 1\npolicy p \"P\" {{\n}}\n{items}\n")
}

/// The calendar of a policy with these items, and what it assumes.
fn calendar_of(items: &str) -> (Calendar, Vec<Assumption>) {
    common::with_text(&policy(items), |policy, diagnostics, sources| {
        let policy = policy.unwrap_or_else(|| panic!("{items}\n{}", common::messages(diagnostics, sources)));
        Calendar::of(policy)
    })
}

/// The calendar with these lines.
fn calendar(lines: &str) -> Calendar {
    calendar_of(&format!("calendar office-days \"Council working days\" {{\n{lines}\n}}")).0
}

/// Monday to Friday but for the bank holidays of England and Wales, as most policies mean it.
fn usual() -> Calendar {
    calendar("open monday to friday\nclosed on bank holidays in england and wales\ntime zone \"Europe/London\"")
}

fn length(number: u32, kind: Option<DayKind>, unit: Unit) -> Duration {
    Duration { number, kind, unit, span: Span { file: FileId::default(), start: 0, end: 0 } }
}

/// `2 working days`, `24 hours`.
fn read(words: &str) -> Duration {
    let words: Vec<&str> = words.split(' ').collect();
    let kind = match words[1] {
        "working" => Some(DayKind::Working),
        "calendar" => Some(DayKind::Calendar),
        "school" => Some(DayKind::School),
        _ => None,
    };
    let unit = match words[words.len() - 1].trim_end_matches('s') {
        "hour" => Unit::Hours,
        "day" => Unit::Days,
        "week" => Unit::Weeks,
        "month" => Unit::Months,
        "year" => Unit::Years,
        other => panic!("{other} is no unit"),
    };
    length(words[0].parse().unwrap(), kind, unit)
}

fn at(time: &str) -> DateTime {
    time.parse().unwrap()
}

fn deadline(calendar: &Calendar, start: &str, length: &str) -> Result<Deadline, CannotCount> {
    calendar.deadline(at(start), &read(length), None)
}

/// The arithmetic in words, or why it cannot be done.
#[track_caller]
fn says(calendar: &Calendar, start: &str, length: &str, wanted: &str) {
    let said = deadline(calendar, start, length).map_or_else(|why| why.words(), |deadline| deadline.words());
    assert_eq!(said, wanted);
}
