//! Whether the limit for the whole case leaves room for those of its parts.

use super::calendar::{DAY, Days, STARTS, Uncounted};
use super::ladder::Ladder;
use super::policy::*;
use super::verdict::{Kept, Question};

/// The limits of a policy that are compared.
pub struct Whole<'p> {
    /// Each limit that is for the case, and whether it may be for each stage instead.
    wholes: Vec<(&'p Duration, bool)>,
    /// For each stage that has any, its limits, and what comes on top of the earliest.
    stages: Vec<(Vec<&'p Duration>, Vec<&'p Duration>)>,
    duties: Vec<&'p Duration>,
    days: Days,
    /// The policy's own reading of days, where it has one.
    reading: Option<&'p str>,
}

/// `None` where the calendar is not known here.
pub fn limits_do_not_add_up<'p>(ladder: &Ladder<'p>) -> Option<Whole<'p>> {
    let policy = ladder.policy;
    let always =
        |clause: &&Clause| !clause.negated && clause.condition.is_none() && matches!(clause.home, Home::Stage { .. } | Home::Throughout);
    let mut wholes = Vec::new();
    for clause in policy.clauses.iter().filter(always) {
        if let Act::Limit { of: of @ (LimitOf::TheCase | LimitOf::StageOrCase), edge: Edge::Ends, time } = &clause.act
            && let Time::Within(within) = time
            && let Length::Time(length) = &within.length
        {
            wholes.push((length, *of == LimitOf::StageOrCase));
        }
    }
    let mut stages = Vec::new();
    for stage in 0..ladder.count() {
        let own = ladder.limits(stage).iter().filter(|limit| !limit.scope_open && always(&limit.clause));
        let all: Vec<(&Duration, bool)> = own.flat_map(|limit| lengths(limit.clause)).collect();
        let of = |wanted: bool| all.iter().filter(|(_, further)| *further == wanted).map(|(length, _)| *length).collect::<Vec<_>>();
        if !all.is_empty() {
            stages.push((of(false), of(true)));
        }
    }
    let limits_a_stage = |clause: &Clause| {
        (0..ladder.count()).any(|stage| ladder.limits(stage).iter().any(|limit| !limit.scope_open && limit.clause.id == clause.id))
    };
    let duties = policy.clauses.iter().filter(always).filter(|clause| !matches!(clause.act, Act::Limit { .. }) && !limits_a_stage(clause));
    let duties = duties.flat_map(lengths).map(|(length, _)| length).collect();
    let reading = policy.head.day_read_as();
    Some(Whole { wholes, stages, duties, days: Days::of(policy)?, reading })
}

/// The lengths of time a clause gives, with whether each comes on top.
fn lengths(clause: &Clause) -> Vec<(&Duration, bool)> {
    let limit = if let Act::Limit { time, .. } = &clause.act { Some(time) } else { None };
    let times = limit.into_iter().chain(clause.deeds().into_iter().flat_map(|(.., details)| &details.timing));
    let withins = times.filter_map(|time| if let Time::Within(within) = time { Some(within) } else { None });
    withins.filter_map(|within| if let Length::Time(length) = &within.length { Some((length, within.further)) } else { None }).collect()
}

/// What is filled in.
#[derive(Clone, Copy)]
struct Filled {
    days: &'static str,
    /// A limit that may be for each stage is for the case.
    for_the_case: bool,
    /// What the calendar does not say is too much.
    too_much: bool,
}

impl Whole<'_> {
    fn fits(&self, whole: &Duration, filled: Filled) -> bool {
        let all = || self.stages.iter().flat_map(|(limits, further)| limits.iter().chain(further)).chain(&self.duties);
        if all().all(|length| (&length.unit, &length.kind_of_day) == (&whole.unit, &whole.kind_of_day)) {
            return self.fits_in_numbers(whole);
        }
        let mut counted = false;
        let mut unsaid = false;
        for day in 0..STARTS {
            match self.fits_from(i64::from(day) * DAY + 9 * 3600, whole, filled) {
                Ok(false) => return false,
                Ok(true) => counted = true,
                Err(Uncounted::Unsaid) => unsaid = true,
                Err(Uncounted::TooLate) => {}
            }
        }
        (counted && !unsaid) || !filled.too_much
    }

    fn fits_in_numbers(&self, whole: &Duration) -> bool {
        let least = |limits: &[&Duration]| limits.iter().map(|length| length.number).min().unwrap_or_default();
        let further = |limits: &[&Duration]| limits.iter().map(|length| length.number).sum::<u32>();
        let sum: u32 = self.stages.iter().map(|(limits, on_top)| least(limits) + further(on_top)).sum();
        sum <= whole.number && self.duties.iter().all(|length| length.number <= whole.number)
    }

    fn fits_from(&self, begin: i64, whole: &Duration, filled: Filled) -> Result<bool, Uncounted> {
        let due = |from: i64, length: &Duration| {
            let plain = length.unit == "days" && length.kind_of_day.is_none();
            let kind = length.kind_of_day.as_deref().or(plain.then_some(self.reading.unwrap_or(filled.days)));
            self.days.end(from, length, kind)
        };
        let end = due(begin, whole)?;
        let mut now = begin;
        for (limits, further) in &self.stages {
            let each: Result<Vec<i64>, Uncounted> = limits.iter().map(|length| due(now, length)).collect();
            now = each?.into_iter().min().unwrap_or(now);
            for length in further {
                now = due(now, length)?;
            }
        }
        let duties: Vec<Result<i64, Uncounted>> = self.duties.iter().map(|length| due(begin, length)).collect();
        if now > end || duties.iter().flatten().any(|over| *over > end) {
            return Ok(false);
        }
        duties.into_iter().collect::<Result<Vec<i64>, Uncounted>>().map(|_| true)
    }
}

impl Question for Whole<'_> {
    fn completions(&self) -> usize {
        8
    }

    fn is_triggered(&self, _: usize) -> bool {
        !self.wholes.is_empty()
    }

    fn is_breached(&self, completion: usize, _: &Kept) -> bool {
        let days = if completion & 1 != 0 { "working" } else { "calendar" };
        let filled = Filled { days, for_the_case: completion & 2 != 0, too_much: completion & 4 != 0 };
        self.wholes.iter().any(|(whole, open)| (!open || filled.for_the_case) && !self.fits(whole, filled))
    }
}
