//! By when: the dates of limits and duties, as far as they can be worked out.

use jiff::civil::DateTime;

use crate::calendar::{CannotCount, Deadline, End};
use crate::model::{
    Act, Clause, ClauseId, DayKind, Duration, Length, LimitLength, LimitOf, Moment, Place as Where, StageId, Timing, Unit, Within, in_words,
};

use super::setup::Setup;
use super::state::State;

/// A date by which something has to be done or over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The clause that sets it.
    pub clause: ClauseId,
    /// How long, in the policy's words: `within 2 working days`.
    pub words: String,
    /// The date, or why there is none.
    pub by: Result<Deadline, NoDate>,
    /// It was counted from a moment the policy does not name: when the stage was come to, or when the duty fell due.
    pub start_assumed: bool,
    /// Which days count was not said, and read as the case has it.
    pub day_read_as: Option<DayKind>,
    /// For a limit of which the policy does not say whether it is for the stage or the case: which it is read as, or
    /// [`LimitOf::StageOrCase`] where both come to the same.
    pub read_as: Option<LimitOf>,
}

/// Why a date cannot be worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoDate {
    /// The policy gives no length of time that could be counted.
    Uncounted,
    /// What it is counted from has no date.
    StartUnknown(String),
    /// The calendar cannot count it.
    Calendar(CannotCount),
}

impl Dated {
    /// Whether the date has passed at a moment.
    pub fn is_past(&self, now: Option<DateTime>) -> bool {
        matches!((&self.by, now), (Ok(deadline), Some(now)) if deadline.has_passed(now))
    }
}

impl Setup<'_> {
    /// The dates by which a stage that has just been come to has to be over.
    pub(super) fn stage_limits(&self, state: &State, stage: StageId) -> Vec<Dated> {
        self.graph
            .limits_of(stage)
            .filter(|id| self.counts(*id))
            .filter(|id| self.policy.clause(*id).conditions.iter().all(|condition| self.met(state, condition)))
            .flat_map(|id| match self.policy.clause(id).limit() {
                Some(limit) if limit.of == LimitOf::StageOrCase && !limit.starts => self.stage_or_case(state, id),
                _ => self.dates_of(state, id, state.came),
            })
            .collect()
    }

    /// The dates of a limit that is for the stage or the case, and the policy does not say which.
    fn stage_or_case(&self, state: &State, id: ClauseId) -> Vec<Dated> {
        if let Some(stage) = self.filled.scope_is_the_stage {
            return self.dates_of(state, id, if stage { state.came } else { state.raised });
        }
        let read_as = |of: LimitOf, since: Option<DateTime>| {
            self.dates_of(state, id, since).into_iter().map(move |dated| Dated { read_as: Some(of), ..dated })
        };
        let (stage, case) = (read_as(LimitOf::ThisStage, state.came), read_as(LimitOf::TheCase, state.raised));
        let mut dates = Vec::new();
        for (stage, case) in stage.zip(case) {
            if stage.by == case.by {
                dates.push(Dated { read_as: Some(LimitOf::StageOrCase), ..stage });
            } else {
                dates.extend([stage, case]);
            }
        }
        dates
    }

    /// The dates by which the whole case has to be over.
    pub(super) fn case_limits(&self, state: &State) -> Vec<Dated> {
        self.policy
            .clauses()
            .filter(|(_, clause)| clause.limit().is_some_and(|limit| limit.of == LimitOf::TheCase && !limit.starts))
            .flat_map(|(id, _)| self.dates_of(state, id, state.raised))
            .collect()
    }

    /// The dates a clause gives, counted from a moment unless it names another.
    pub fn dates_of(&self, state: &State, id: ClauseId, since: Option<DateTime>) -> Vec<Dated> {
        timings(self.policy.clause(id)).into_iter().filter_map(|timing| self.date(state, id, timing, since)).collect()
    }

    fn date(&self, state: &State, id: ClauseId, timing: &Timing, since: Option<DateTime>) -> Option<Dated> {
        let words = in_words(self.policy).timing(timing);
        let none =
            |by| Some(Dated { clause: id, words: words.clone(), by: Err(by), start_assumed: false, day_read_as: None, read_as: None });
        let within = match timing {
            Timing::Within(within) => within,
            Timing::Soon(_) => return none(NoDate::Uncounted),
            Timing::Every(_) => return None,
        };
        let Some(length) = counted(within) else { return none(NoDate::Uncounted) };
        let start = match self.counted_from(state, within, since) {
            Ok(Some(start)) => start,
            Ok(None) => return none(NoDate::StartUnknown("a moment that has no date".to_owned())),
            Err(words) => return none(NoDate::StartUnknown(words)),
        };
        let unstated = length.kind.is_none() && length.unit == Unit::Days;
        let day_read_as = self.day.filter(|_| unstated);
        let by = self.calendar.deadline(start, length, day_read_as).map_err(NoDate::Calendar);
        Some(Dated { clause: id, words, by, start_assumed: within.counted_from.is_empty(), day_read_as, read_as: None })
    }

    /// The moment a length of time is counted from; or, in words, one this case has no date for.
    fn counted_from(&self, state: &State, within: &Within, since: Option<DateTime>) -> Result<Option<DateTime>, String> {
        if within.further {
            return state
                .limits
                .iter()
                .rev()
                .find_map(|limit| limit.by.as_ref().ok())
                .map(|deadline| Some(runs_out(deadline)))
                .ok_or_else(|| "an earlier limit".to_owned());
        }
        let mut unknown = None;
        for moment in &within.counted_from {
            let words = || match moment {
                Moment::Known(word) => format!("the {word}"),
                other => in_words(self.policy).moment(other),
            };
            let found = match moment {
                Moment::StartOf(Where::Stages(stages)) => stages.iter().rev().find_map(|stage| state.begun.get(stage)).copied(),
                Moment::EndOf(Where::Stages(stages)) => stages.iter().rev().find_map(|stage| state.left.get(stage)).copied(),
                Moment::Known(word) if word == "disagreement" => Some(state.raised),
                Moment::Known(word) if word == "outcome" => state.outcome_on,
                Moment::Known(word) if word == DECISION => state.decided,
                _ => None,
            };
            match found {
                Some(start) => return Ok(start),
                None => unknown = unknown.or_else(|| Some(words())),
            }
        }
        unknown.map_or(Ok(since), Err)
    }
}

/// The word for the moment at which somebody decides.
const DECISION: &str = "decision";

/// Whether a clause's time is counted from the decision and from nothing else.
pub(crate) fn counts_from_the_decision(clause: &Clause) -> bool {
    clause.deed.details.timing.iter().any(|timing| match timing {
        Timing::Within(within) => {
            let decision = |moment: &Moment| matches!(moment, Moment::Known(word) if word == DECISION);
            !within.counted_from.is_empty() && within.counted_from.iter().all(decision)
        }
        _ => false,
    })
}

/// The length that is counted: a stated equivalence is how the document itself reads it.
pub(crate) fn counted(within: &Within) -> Option<&Duration> {
    match (&within.that_is, &within.length) {
        (Some(same), _) => Some(same),
        (None, Length::Time(length)) => Some(length),
        (None, Length::Words(_)) => None,
    }
}

pub(crate) fn timings(clause: &Clause) -> Vec<&Timing> {
    match &clause.deed.act {
        Act::Limit(limit) => match &limit.length {
            LimitLength::Timing(timing) => vec![timing],
            _ => Vec::new(),
        },
        _ => clause.deed.details.timing.iter().collect(),
    }
}

/// The last moment that is still in time.
pub(super) fn runs_out(deadline: &Deadline) -> DateTime {
    match deadline.end {
        End::OfDay(date) => date.at(23, 59, 0, 0),
        End::At(time) => time,
    }
}
