//! By when: lengths of time, and the moments they are counted from, as variables.

use std::collections::BTreeSet;

use crate::case::{counted, timings};
use crate::model::{ClauseId, DayKind, Duration, Limit, LimitOf, Moment, Place as Where, Policy, StageId, Timing, Unit, Within};

use super::companion::{Time, Times};
use super::expression::{Set, Value};

/// The lengths of time a process counts, and the ends of stages it has to remember.
#[derive(Debug)]
pub(super) struct Dates {
    pub(super) times: Times,
    /// The stages whose start something is counted from.
    begun: BTreeSet<StageId>,
    /// The stages whose end something is counted from.
    left: BTreeSet<StageId>,
    day: Option<DayKind>,
}

impl Dates {
    pub(super) fn new(policy: &Policy) -> Self {
        let (mut begun, mut left) = (BTreeSet::new(), BTreeSet::new());
        let moments = policy.clauses.iter().flat_map(timings).filter_map(|timing| match timing {
            Timing::Within(within) => Some(&within.counted_from),
            _ => None,
        });
        for moment in moments.flatten() {
            match moment {
                Moment::StartOf(Where::Stages(stages)) => begun.extend(stages),
                Moment::EndOf(Where::Stages(stages)) => left.extend(stages),
                _ => {}
            }
        }
        Self { times: Times::default(), begun, left, day: policy.day_read_as() }
    }

    /// The stage is left now, if anything is counted from that.
    pub(super) fn is_left(&self, stage: StageId) -> Option<Set> {
        self.left.contains(&stage).then(|| Set::to(left(stage), Value::Now))
    }

    /// The stage begins now, if anything is counted from that.
    pub(super) fn has_begun(&self, stage: StageId) -> Option<Set> {
        self.begun.contains(&stage).then(|| Set::to(begun(stage), Value::Now))
    }

    /// The variables that hold when stages began and were left.
    pub(super) fn moments(&self) -> impl Iterator<Item = String> {
        self.begun.iter().map(|stage| begun(*stage)).chain(self.left.iter().map(|stage| left(*stage)))
    }

    /// By when, once for every length of time a clause states that comes once, counted from a moment unless it names another.
    pub(super) fn of_clause(&mut self, policy: &Policy, id: ClauseId, since: &str) -> Vec<Value> {
        timings(policy.clause(id)).into_iter().filter_map(|timing| self.of_timing(timing, since)).collect()
    }

    fn of_timing(&mut self, timing: &Timing, since: &str) -> Option<Value> {
        let within = match timing {
            Timing::Within(within) => within,
            Timing::Soon(_) => return Some(Value::Nothing),
            Timing::Every(_) => return None,
        };
        let Some(length) = counted(within) else { return Some(Value::Nothing) };
        let from = counted_from(within, since);
        Some(if from.is_empty() { Value::Nothing } else { Value::Deadline { time: self.time(length), from } })
    }

    /// The key of a length of time.
    pub(super) fn time(&mut self, length: &Duration) -> String {
        let unstated = length.kind.is_none() && length.unit == Unit::Days;
        let kind = length.kind.or(self.day.filter(|_| unstated));
        let time = Time { number: length.number, unit: length.unit.word(), kind: kind.map(DayKind::word) };
        let known = self.times.0.iter().position(|known| *known == time);
        Times::key(known.unwrap_or_else(|| {
            self.times.0.push(time);
            self.times.0.len() - 1
        }))
    }
}

/// The moments a length of time may be counted from, as variables, the first that is known.
fn counted_from(within: &Within, since: &str) -> Vec<String> {
    if within.further {
        return vec!["last_limit".to_owned()];
    }
    if within.counted_from.is_empty() {
        return vec![since.to_owned()];
    }
    let of = |moment: &Moment| -> Vec<String> {
        match moment {
            Moment::StartOf(Where::Stages(stages)) => stages.iter().rev().map(|stage| begun(*stage)).collect(),
            Moment::EndOf(Where::Stages(stages)) => stages.iter().rev().map(|stage| left(*stage)).collect(),
            Moment::Known(word) => match word.as_str() {
                "disagreement" => vec!["raised".to_owned()],
                "outcome" => vec!["outcome_on".to_owned()],
                "decision" => vec!["decided".to_owned()],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    };
    within.counted_from.iter().flat_map(of).collect()
}

/// Whether a limit may be for the stage or for the case.
pub(super) fn is_for_stage_or_case(limit: &Limit) -> bool {
    limit.of == LimitOf::StageOrCase && !limit.starts
}

fn begun(stage: StageId) -> String {
    format!("begun_{}", stage.index() + 1)
}

fn left(stage: StageId) -> String {
    format!("left_{}", stage.index() + 1)
}
