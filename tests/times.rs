//! The longest a case can take, against brute force: every way through small made-up ladders, from every day of two years.
//!
//! Here nothing is clever: each way is walked by itself, each start date anew, and only the calendar is shared.

mod common;

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;

use common::{verdict, with_text};
use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use rungs::calendar::{Calendar, End};
use rungs::model::{DayKind, Duration, Unit};
use rungs::source::{FileId, Span};
use rungs::verify::Verdict;

/// A length of time as it is written.
type Length = (u32, Option<DayKind>, Unit);

const WORKING: [Length; 5] = [
    (1, Some(DayKind::Working), Unit::Days),
    (2, Some(DayKind::Working), Unit::Days),
    (3, Some(DayKind::Working), Unit::Days),
    (5, Some(DayKind::Working), Unit::Days),
    (1, Some(DayKind::Working), Unit::Weeks),
];

const MIXED: [Length; 4] = [
    (2, Some(DayKind::Calendar), Unit::Days),
    (1, None, Unit::Weeks),
    (3, Some(DayKind::Working), Unit::Days),
    (1, Some(DayKind::Working), Unit::Weeks),
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum From {
    Unsaid,
    Start,
    EndOf(usize),
    Disagreement,
}

#[derive(Debug, Clone)]
struct Limit {
    length: Length,
    from: From,
    must: bool,
    /// Only where the child is looked after, or is not.
    so: Option<bool>,
}

#[derive(Debug, Clone)]
struct Ladder {
    stages: Vec<Vec<Limit>>,
    /// From one stage to a later one, where the child is looked after or is not.
    steps: Vec<(usize, usize, Option<bool>)>,
    case: Option<Limit>,
    bound: Length,
}

fn ladder(lengths: &'static [Length]) -> impl Strategy<Value = Ladder> {
    let so = || prop_oneof![3 => Just(None), 1 => any::<bool>().prop_map(Some)];
    let from =
        prop_oneof![1 => Just(From::Unsaid), 4 => Just(From::Start), 4 => (0usize..4).prop_map(From::EndOf), 1 => Just(From::Disagreement)];
    let limit = (select(lengths), from, prop_oneof![4 => Just(true), 1 => Just(false)], so()).prop_map(|(length, from, must, so)| Limit {
        length,
        from,
        must,
        so,
    });
    let stage = prop_oneof![8 => proptest::collection::vec(limit.clone(), 1..3), 1 => Just(Vec::new())];
    (2usize..5).prop_flat_map(move |count| {
        let step = (0..count - 1, 1..count, so());
        (
            proptest::collection::vec(stage.clone(), count..=count),
            proptest::collection::vec(step, 0..3),
            proptest::option::weighted(0.2, limit.clone()),
            (select(lengths), 1u32..4),
        )
            .prop_map(|(mut stages, more, case, (length, times))| {
                let last = stages.len() - 1;
                let mut steps: Vec<_> = (0..last).map(|at| (at, at + 1, None)).collect();
                steps.extend(more.into_iter().filter(|(from, to, _)| from + 1 < *to));
                for (at, limits) in stages.iter_mut().enumerate() {
                    for limit in limits {
                        // Only an earlier stage can have ended; the first stage has none before it.
                        if matches!(limit.from, From::EndOf(stage) if stage >= at) {
                            limit.from = From::Start;
                        }
                    }
                }
                let case = case.map(|limit| Limit {
                    from: From::Disagreement,
                    length: (limit.length.0 * 2, limit.length.1, limit.length.2),
                    ..limit
                });
                Ladder { stages, steps, case, bound: (length.0 * times, length.1, length.2) }
            })
    })
}

fn words((number, kind, unit): Length) -> String {
    Duration { number, kind, unit, span: Span { file: FileId::default(), start: 0, end: 0 } }.words()
}

impl Ladder {
    fn text(&self) -> String {
        let condition = |so: Option<bool>| match so {
            None => "",
            Some(true) => "if looked-after, ",
            Some(false) => "if not looked-after, ",
        };
        let limit = |limit: &Limit, what: &str, here: usize| {
            let from = match limit.from {
                From::Unsaid => String::new(),
                From::Start => format!(" of start of stage {}", here + 1),
                From::EndOf(stage) => format!(" of end of stage {}", stage + 1),
                From::Disagreement => " of disagreement".into(),
            };
            let modal = if limit.must { "must" } else { "should" };
            format!("    {}{what}{modal} end within {}{from}\n", condition(limit.so), words(limit.length))
        };
        let mut text = String::from(
            "rungs 1\npolicy p \"P\" {\n    follows book\n}\nfact looked-after \"looked after\"\nrole chair \"The Chair\"\ntier worker \"Worker\"\n\
             calendar office-days \"Office days\" {\n    open monday to friday\n    closed on bank holidays in england and wales\n}\n",
        );
        let _ = write!(
            text,
            "rulebook book \"Book\" {{\n    rule too-slow warning \"In time\" {{\n        every path ends within {}\n    }}\n}}\n",
            words(self.bound)
        );
        for (at, limits) in self.stages.iter().enumerate() {
            let last = at + 1 == self.stages.len();
            let _ = writeln!(text, "stage {} \"S\" {} {{", at + 1, if last { "heard by chair" } else { "between workers" });
            limits.iter().for_each(|one| text.push_str(&limit(one, "", at)));
            for (_, to, so) in self.steps.iter().filter(|(from, ..)| *from == at) {
                let _ = writeln!(text, "    when unresolved, {}may escalate to stage {}", condition(*so), to + 1);
            }
            text.push_str("}\n");
        }
        if let Some(case) = &self.case {
            let _ = write!(text, "throughout {{\n{}}}\n", limit(case, "the case ", 0));
        }
        text
    }

    /// By when a case is over at the latest, or that nothing says so: each way walked by itself.
    fn latest(&self, days: &Days, raised: DateTime, looked_after: bool, kept: bool, shut: bool) -> Option<DateTime> {
        let over = self.case.as_ref().filter(|case| (case.must || kept) && case.so.is_none_or(|so| so == looked_after));
        let over = over.map(|case| days.add(raised, case.length));
        let ways = self.walk(days, 0, raised, raised, &mut vec![None; self.stages.len()], (looked_after, kept, shut));
        match (ways, over) {
            (Some(way), Some(over)) => Some(way.min(over)),
            (way, over) => way.or(over),
        }
    }

    fn walk(
        &self,
        days: &Days,
        at: usize,
        came: DateTime,
        raised: DateTime,
        left: &mut Vec<Option<DateTime>>,
        how: (bool, bool, bool),
    ) -> Option<DateTime> {
        let (looked_after, kept, shut) = how;
        let said: Vec<&Limit> = self.stages[at].iter().filter(|limit| limit.so.is_none_or(|so| so == looked_after)).collect();
        let ends = said.iter().filter(|limit| limit.must || kept).filter_map(|limit| {
            let since = match limit.from {
                From::Start => Some(came),
                From::Disagreement => Some(raised),
                From::EndOf(stage) => left[stage].or(shut.then_some(came)),
                From::Unsaid => (at == 0 || shut).then_some(came),
            };
            since.map(|since| days.add(since, limit.length).max(came))
        });
        let end = match ends.min() {
            Some(end) => end,
            // What is said and need not be kept, or counts from nowhere, lasts for ever; of what is not said at all nobody knows.
            None if said.is_empty() && shut => came,
            None => return None,
        };
        left[at] = Some(end);
        let mut latest = Some(end);
        for (_, to, so) in self.steps.iter().filter(|(from, ..)| *from == at) {
            if so.is_none_or(|so| so == looked_after) {
                let further = self.walk(days, *to, end, raised, left, how);
                latest = latest.and_then(|latest| further.map(|further| latest.max(further)));
            }
        }
        left[at] = None;
        latest
    }

    fn too_long(&self, days: &Days, kept: bool, shut: bool) -> bool {
        let mut day = date(2026, 1, 1);
        while day <= date(2027, 12, 31) {
            let raised = day.at(10, 0, 0, 0);
            let until = days.add(raised, self.bound);
            for looked_after in [false, true] {
                if self.latest(days, raised, looked_after, kept, shut).is_none_or(|latest| latest > until) {
                    return true;
                }
            }
            day = day.tomorrow().expect("years that are short");
        }
        false
    }

    fn expected(&self, days: &Days) -> Verdict {
        let comes_to = |shut: bool| match (self.too_long(days, false, shut), self.too_long(days, true, shut)) {
            (false, _) => Verdict::Holds,
            (true, false) => Verdict::Advice,
            (true, true) => Verdict::Broken,
        };
        match (comes_to(false), comes_to(true)) {
            (Verdict::Broken, Verdict::Broken) => Verdict::Broken,
            (Verdict::Broken, _) => Verdict::Undetermined,
            (worst, _) => worst,
        }
    }
}

/// The calendar, asked once for each day.
struct Days {
    calendar: Calendar,
    known: RefCell<HashMap<(Date, Length), DateTime>>,
}

impl Days {
    fn new() -> Self {
        let text = "rungs 1\npolicy p \"P\" {\n}\ncalendar office-days \"Office days\" {\n    open monday to friday\n    closed on bank holidays in england and wales\n}\n";
        let calendar = with_text(text, |policy, _, _| Calendar::of(policy.expect("a policy")).0);
        Self { calendar, known: RefCell::default() }
    }

    fn add(&self, from: DateTime, length: Length) -> DateTime {
        *self.known.borrow_mut().entry((from.date(), length)).or_insert_with(|| {
            let (number, kind, unit) = length;
            let length = Duration { number, kind, unit, span: Span { file: FileId::default(), start: 0, end: 0 } };
            match self.calendar.deadline(from, &length, None).expect("it can be counted").end {
                End::OfDay(day) => day.at(23, 59, 0, 0),
                End::At(time) => time,
            }
        })
    }
}

fn compare(lengths: &'static [Length], count: u32) {
    let days = Days::new();
    let seen = RefCell::new(HashMap::<&str, u32>::new());
    let result = TestRunner::new(common::cases(count)).run(&ladder(lengths), |ladder| {
        let (expected, found) = (ladder.expected(&days), verdict(&ladder.text(), "too-slow"));
        *seen.borrow_mut().entry(expected.words()).or_default() += 1;
        prop_assert_eq!(found, expected, "{}", ladder.text());
        Ok(())
    });
    result.unwrap_or_else(|why| panic!("{why}"));
    for wanted in ["holds", "holds if advice is followed", "broken", "undetermined"] {
        assert!(seen.borrow().contains_key(wanted), "none of the ladders was {wanted}: {:?}", seen.borrow());
    }
}

#[test]
fn the_longest_way_is_the_longest_of_all_ways() {
    compare(&WORKING, 2_000);
}

#[test]
fn and_from_every_day_where_units_are_mixed() {
    compare(&MIXED, 500);
}
