//! Which duties fall due, and when.

use crate::model::{Clause, ClauseId, Event as Moment, Force, Moment as From, Place as Where, RouteId, StageId, Timing};

use super::setup::{Setup, asks_for_something};
use super::state::{Place, State};

/// Where a case is going, if anywhere, when it is asked what falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Going {
    /// It is where it is.
    Nowhere,
    /// It has just come from nowhere to the first stage it comes to.
    Begins,
    /// It is about to go to another stage.
    To(StageId),
}

impl Setup<'_> {
    /// The stage's duties for which it is time and that have not fallen due before in this visit, in the order of the file.
    pub(super) fn fall_due(&self, state: &State, stage: StageId, going: Going) -> Vec<ClauseId> {
        let fresh = |id: &ClauseId| !state.due.iter().any(|due| due.clause == *id);
        self.duties_of(stage)
            .iter()
            .copied()
            .filter(|id| {
                let clause = self.policy.clause(*id);
                fresh(id) && self.counts(*id) && is_time_for(state, clause, Some(stage), going) && self.conditions_met(state, clause)
            })
            .collect()
    }

    /// The duties of a route for which it is time and that have not fallen due before, in the order of the file.
    pub(super) fn fall_due_on(&self, state: &State, route: RouteId, going: Going) -> Vec<ClauseId> {
        let stage = stage_of(state);
        let fresh = |id: &ClauseId| !state.due.iter().any(|due| due.clause == *id);
        let here = |clause: &Clause| stage.map_or(clause.stages.is_none(), |stage| clause.covers(stage));
        self.policy.routes[route.0 as usize]
            .clauses
            .iter()
            .copied()
            .filter(|id| {
                let clause = self.policy.clause(*id);
                asks_for_something(clause)
                    && fresh(id)
                    && here(clause)
                    && is_time_for(state, clause, stage, going)
                    && self.conditions_met(state, clause)
            })
            .collect()
    }

    /// The duties for after the dispute.
    pub(super) fn due_afterwards(&self, state: &State, moment: Option<&Moment>) -> Vec<ClauseId> {
        self.policy
            .afterwards
            .iter()
            .copied()
            .filter(|id| {
                let clause = self.policy.clause(*id);
                let waits = clause.when.as_ref().is_none_or(|when| moment.is_some_and(|moment| when.events.contains(moment)));
                asks_for_something(clause) && waits && self.conditions_met(state, clause)
            })
            .collect()
    }

    fn conditions_met(&self, state: &State, clause: &Clause) -> bool {
        clause.conditions.iter().all(|condition| self.met(state, condition))
    }

    /// Whether a duty counts as done unless somebody says otherwise: what is only permitted does not.
    pub(super) fn is_asked_for(&self, clause: ClauseId) -> bool {
        self.policy.clause(clause).strength.force != Force::Permitted
    }
}

fn stage_of(state: &State) -> Option<StageId> {
    match state.place {
        Place::Stage(stage) => Some(stage),
        _ => None,
    }
}

fn is_time_for(state: &State, clause: &Clause, stage: Option<StageId>, going: Going) -> bool {
    let after = match &clause.after {
        None => true,
        Some(Where::Stages(stages)) => stage.is_some_and(|stage| stages.contains(&stage)),
        Some(_) => false,
    };
    let before = match (&clause.before, going) {
        (Some(Where::Stages(stages)), Going::To(to)) => stages.contains(&to),
        // What the policy asks for at every stage, before one that is the first the case comes to.
        (Some(Where::Stages(stages)), Going::Begins) => {
            clause.stages.is_none() && clause.when.is_none() && stage.is_some_and(|stage| stages.contains(&stage))
        }
        (Some(Where::Stages(_)), Going::Nowhere) => false,
        _ => true,
    };
    let has_come = || clause.when.as_ref().is_none_or(|when| when.events.iter().any(|moment| state.has_happened(moment)));
    after && before && has_come()
}

/// Whether a duty's own time is counted from the end of the stage it falls due in, or from a later stage: it is then done
/// after the case has left.
pub(super) fn is_for_later(clause: &Clause, stage: StageId) -> bool {
    clause.deed.details.timing.iter().any(|timing| match timing {
        Timing::Within(within) => within.counted_from.iter().any(|moment| match moment {
            From::EndOf(Where::Stages(stages)) => stages.iter().any(|counted| *counted >= stage),
            From::EndOf(_) => true,
            From::StartOf(Where::Stages(stages)) => stages.iter().any(|counted| *counted > stage),
            _ => false,
        }),
        _ => false,
    })
}
