//! The two libraries in examples/engines count by `counting` in the policy document, and come to the same dates as rungs.

use std::process::Command;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rungs::calendar::End;
use rungs::emit::json;
use serde_json::{Value, json};

use super::properties::plans;
use super::*;

const CALENDARS: usize = 60;
const CASES_OF_EACH: usize = 100;

const KINDS: [(Option<DayKind>, Option<&str>); 4] = [
    (None, None),
    (Some(DayKind::Working), Some("working")),
    (Some(DayKind::Calendar), Some("calendar")),
    (Some(DayKind::School), Some("school")),
];
const UNITS: [(Unit, &str); 5] =
    [(Unit::Hours, "hours"), (Unit::Days, "days"), (Unit::Weeks, "weeks"), (Unit::Months, "months"), (Unit::Years, "years")];

/// Places whose clocks change on other days, by other lengths, or not at all.
const ZONES: [&str; 5] = ["Europe/London", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];

/// Calendars that leave most of it to be assumed.
const ODD: [&str; 8] = [
    "",
    "calendar in-words \"Monday to Friday\"",
    "calendar office \"A\" {\nclosed on bank holidays\n}\ncalendar spare \"B\" {\nopen sunday\n}",
    "calendar office \"A\" {\nopen on bank holidays\n}",
    "calendar office \"A\" {\nopen from 08:45 to 17:15\n}",
    "calendar office \"A\" {\nopen monday to friday from 09:00 to 17:00\nopen saturday\n}",
    "calendar office \"A\" {\nschool term from 2026-09-03 to 2026-12-18\nopen on bank holidays\n}",
    "calendar office \"A\" {\nschool term from 2028-11-01 to 2029-03-23\n}",
];

/// A calendar as its author might write it.
fn calendars() -> impl Strategy<Value = String> {
    (plans(), prop::sample::select(ZONES.to_vec()), 0..4).prop_map(|(plan, zone, hours)| {
        let lines = match hours {
            0 => plan
                .lines()
                .lines()
                .map(|line| line.split(" from ").next().filter(|_| line.starts_with("open")).unwrap_or(line).to_owned() + "\n")
                .collect(),
            1 => plan.lines().replace(":00 to", ":30 to"),
            _ => plan.lines(),
        };
        format!("calendar office \"Office\" {{\n{lines}\ntime zone \"{zone}\"\n}}")
    })
}

fn moments() -> impl Strategy<Value = DateTime> {
    let any = (0i64..4 * 365, 0i64..24 * 60);
    let clocks_change = [date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1), date(2026, 4, 5)];
    let ends = [date(2012, 1, 1), date(2028, 12, 31)];
    let from = |first: Date, (days, minutes): (i64, i64)| first.at(0, 0, 0, 0) + days.days() + minutes.minutes();
    prop_oneof![
        6 => any.prop_map(move |at| from(date(2024, 1, 1), at)),
        2 => (0i64..48, 0i64..24 * 60).prop_map(move |(month, minute)| from((date(2024, 1, 31) + month.months()).last_of_month(), (0, minute))),
        2 => (prop::sample::select(clocks_change.to_vec()), (-2i64..2, 0i64..24 * 60)).prop_map(move |(day, at)| from(day, at)),
        3 => (prop::sample::select(clocks_change.to_vec()), 0i64..4 * 60).prop_map(move |(day, minute)| from(day, (0, minute))),
        // The bank holidays that are known begin and end.
        3 => (prop::sample::select(ends.to_vec()), (-9i64..9, 0i64..24 * 60)).prop_map(move |(day, at)| from(day, at)),
    ]
}

/// How many, of what, of which days, and when.
fn asked() -> impl Strategy<Value = (u32, usize, usize, DateTime)> {
    let number = prop_oneof![20 => 1u32..12, 6 => 1u32..90, 1 => 100u32..9000];
    (number, prop_oneof![0usize..5, 0usize..2], prop_oneof![0usize..4, Just(1usize), Just(3usize)], moments())
}

/// What the scripts compare every deadline with.
const NOON: &str = "2026-06-01T12:00";

fn in_words(time: DateTime) -> String {
    time.strftime("%Y-%m-%dT%H:%M").to_string()
}

/// What a library says, for all cases at once; nothing where its language is not there.
fn answers(program: &str, script: &str, input: &std::path::Path) -> Option<Vec<Value>> {
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engines").join(script);
    let Ok(output) = Command::new(program).arg(script).arg(input).output() else {
        let required = std::env::var("RUNGS_ENGINES").is_ok_and(|value| value == "required");
        assert!(!required, "`{program}` cannot be started, and RUNGS_ENGINES=required");
        eprintln!("skipped: `{program}` cannot be started, so its library is not tried (RUNGS_ENGINES=required makes that a failure)");
        return None;
    };
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).expect("a list"))
}

#[test]
fn the_libraries_count_as_rungs_does() {
    let mut runner = TestRunner::deterministic();
    let mut texts: Vec<String> = ODD.map(str::to_owned).to_vec();
    texts.resize_with(CALENDARS, || calendars().new_tree(&mut runner).unwrap().current());
    let (mut countings, mut cases, mut wanted) = (Vec::new(), Vec::new(), Vec::new());
    for (at, text) in texts.iter().enumerate() {
        let calendar = calendar_of(text).0;
        countings.push(counting_of(text));
        for _ in 0..CASES_OF_EACH {
            let (number, unit, kind, moment) = asked().new_tree(&mut runner).unwrap().current();
            let length = length(number, KINDS[kind].0, UNITS[unit].0);
            cases.push(json!({
                "calendar": at, "time": { "number": number, "unit": UNITS[unit].1, "kind": KINDS[kind].1 }, "moment": in_words(moment)
            }));
            wanted.push((calendar.clone(), length, moment));
        }
    }
    let input = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(input.path(), json!({ "calendars": countings, "cases": cases }).to_string()).unwrap();
    for (program, script) in [("node", "days.mjs"), ("python3", "days.py")] {
        let Some(said) = answers(program, script, input.path()) else { continue };
        assert_eq!(said.len(), cases.len());
        let (mut counted, mut counted_back) = (0, 0);
        for ((said, case), (calendar, length, moment)) in said.iter().zip(&cases).zip(&wanted) {
            let about = || format!("{program}: {case}\n{}", texts[case["calendar"].as_u64().unwrap() as usize]);
            let end = calendar.deadline(*moment, length, None).ok().map(|deadline| match deadline.end {
                End::OfDay(date) => date.to_string(),
                End::At(time) => in_words(time),
            });
            assert_eq!(said["deadline"].as_str(), end.as_deref(), "{}", about());
            let moment_of_end = end.as_ref().map(|end| if end.len() > 10 { end.clone() } else { format!("{end}T23:59") });
            assert_eq!(said["earliest"].as_str(), moment_of_end.into_iter().chain([NOON.to_owned()]).min().as_deref(), "{}", about());
            if let Some(begin) = said["before"].as_str() {
                assert_is_before(calendar, length, begin.parse().unwrap(), *moment, &about);
                counted_back += 1;
            } else {
                let near_the_edge = !(date(2013, 1, 1)..date(2028, 1, 1)).contains(&moment.date()) || length.number > 90;
                assert!(end.is_none() || near_the_edge || length.kind == Some(DayKind::School), "{}", about());
            }
            counted += usize::from(end.is_some());
        }
        assert!(counted > cases.len() / 3 && counted_back > cases.len() / 3, "{program}: {counted} and {counted_back} of {}", cases.len());
    }
}

fn counting_of(items: &str) -> json::Counting {
    common::with_text(&policy(items), |policy, _, _| json::counting(policy.unwrap()))
}

/// From where a reminder is sent there is as much time as it says; from any later place there is not.
fn assert_is_before(calendar: &Calendar, length: &Duration, begin: DateTime, moment: DateTime, about: &dyn Fn() -> String) {
    let from = |start: DateTime| calendar.deadline(start, length, None).map(|deadline| deadline.end);
    match (length.unit, length.kind) {
        (Unit::Hours, None | Some(DayKind::Calendar)) => {
            let zone = TimeZone::get(calendar.time_zone()).unwrap();
            let instant = |wall| zone.to_ambiguous_zoned(wall).compatible().unwrap().timestamp();
            let hours = instant(moment).duration_since(instant(begin)) - SignedDuration::from_hours(i64::from(length.number));
            // A time that comes twice may be the second of the two.
            let twice = zone.to_ambiguous_timestamp(begin).is_ambiguous();
            assert!(hours.is_zero() || twice && hours <= SignedDuration::from_hours(1), "{}", about());
        }
        (Unit::Hours, _) => {
            let by = |start| from(start).map(|end| matches!(end, End::At(end) if end <= moment));
            assert_eq!(by(begin), Ok(true), "{}", about());
            assert_ne!(by(begin + 1.minute()), Ok(true), "{}", about());
        }
        (_, kind) => {
            assert_eq!((begin.hour(), begin.minute()), (9, 0));
            let by = |start| from(start).map(|end| matches!(end, End::OfDay(end) if end <= moment.date()));
            assert_eq!(by(begin), Ok(true), "{}", about());
            // It is itself such a day, and from the next one on it is too late.
            let one = super::length(1, kind.or(Some(DayKind::Calendar)), Unit::Days);
            let that = calendar.deadline(begin - 1.day(), &one, None).map(|deadline| deadline.date());
            assert_eq!(that, Ok(begin.date()), "{}", about());
            if let Ok(next) = calendar.deadline(begin, &one, None) {
                assert_ne!(by(next.date().at(9, 0, 0, 0)), Ok(true), "{}", about());
            }
        }
    }
}
