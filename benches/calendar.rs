//! How long counting takes: deadlines near and far, by calendars with few closures and many.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration as Time;

use criterion::{BenchmarkId, Criterion};
use jiff::civil::{DateTime, date};
use rungs::calendar::Calendar;
use rungs::model::{DayKind, Duration, Policy, Unit};
use rungs::project::{MemoryFiles, Project};
use rungs::source::{FileId, Span};

/// A policy with so many closures in its calendar, a day each, in the years for which bank holidays are known.
fn policy(closures: usize) -> Policy {
    let mut text = String::from(
        "rungs 1\npolicy p \"P\" {\n}\ncalendar office-days \"Office days\" {\n    open monday to friday from 09:00 to 17:00\n    \
         closed on bank holidays in england and wales\n    school term from 2012-01-01 to 2028-12-31\n",
    );
    for closure in 0..closures {
        let (year, month, day) = (2012 + closure % 17, 1 + closure / 17 % 12, 1 + closure / 204 % 28);
        let _ = writeln!(text, "    closed on {year}-{month:02}-{day:02}");
    }
    text.push_str("}\n");
    let files = MemoryFiles::new([("p.rungs", text.as_str())]);
    let mut project = Project::new(&files, "");
    let file = project.load(Path::new("p.rungs")).unwrap();
    project.resolve(file).policy.unwrap()
}

fn length(number: u32, kind: Option<DayKind>, unit: Unit) -> Duration {
    Duration { number, kind, unit, span: Span { file: FileId::default(), start: 0, end: 0 } }
}

fn start() -> DateTime {
    date(2016, 4, 4).at(15, 0, 0, 0)
}

fn measure(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("calendar");
    group.sample_size(20).warm_up_time(Time::from_millis(200)).measurement_time(Time::from_secs(1));
    for closures in [0, 200] {
        let policy = policy(closures);
        group.bench_function(BenchmarkId::new("of a policy", closures), |bencher| bencher.iter(|| Calendar::of(&policy)));
        let (calendar, _) = Calendar::of(&policy);
        for (name, length) in [
            ("2 working days", length(2, Some(DayKind::Working), Unit::Days)),
            ("ten years of working days", length(2_400, Some(DayKind::Working), Unit::Days)),
            ("ten years of working hours", length(8 * 2_400, Some(DayKind::Working), Unit::Hours)),
            ("ten years of school days", length(2_400, Some(DayKind::School), Unit::Days)),
            ("ten years of hours", length(24 * 3_650, None, Unit::Hours)),
        ] {
            calendar.deadline(start(), &length, None).unwrap();
            group.bench_function(BenchmarkId::new(name, closures), |bencher| {
                bencher.iter(|| calendar.deadline(black_box(start()), &length, None))
            });
        }
        let far = calendar.deadline(start(), &length(2_000, Some(DayKind::Working), Unit::Days), None).unwrap();
        group.bench_function(BenchmarkId::new("words", closures), |bencher| bencher.iter(|| far.words()));
        group.bench_function(BenchmarkId::new("every day that did not count", closures), |bencher| {
            bencher.iter(|| far.days_not_counted().count())
        });
    }
    group.finish();
}

fn main() {
    // `cargo test --benches` runs this too, without the word; then it only has to work.
    if std::env::args().all(|argument| argument != "--bench") {
        Calendar::of(&policy(10)).0.deadline(start(), &length(2, Some(DayKind::Working), Unit::Days), None).unwrap();
        return;
    }
    let mut criterion = Criterion::default().configure_from_args();
    measure(&mut criterion);
    criterion.final_summary();
}
