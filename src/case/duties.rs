//! Which duties fall due, and when.

use crate::model::{Clause, ClauseId, Event as Moment, Force, Moment as From, Place as Where, RouteId, StageId, Timing};

use super::setup::{Setup, asks_for_something};
use super::state::{Place, State};

/// A moment at which duties fall due.
#[derive(Debug, Clone, Copy)]
pub(super) enum Occasion<'o> {
    /// The case comes to the stage, or a fact turns while it is there.
    Present,
    /// Something a clause waits for happens.
    Moment(&'o Moment),
    /// The case leaves the stage for another one.
    Leaving(Option<StageId>),
}

impl Setup<'_> {
    /// The stage's duties that fall due on this occasion and have not before in this visit.
    pub(super) fn fall_due(&self, state: &State, stage: StageId, occasion: Occasion<'_>) -> Vec<ClauseId> {
        let fresh = |id: &ClauseId| !state.due.iter().any(|due| due.clause == *id);
        self.duties_of(stage)
            .iter()
            .copied()
            .filter(|id| {
                let clause = self.policy.clause(*id);
                fresh(id) && self.counts(*id) && is_time_for(state, clause, Some(stage), occasion) && self.conditions_met(state, clause)
            })
            .collect()
    }

    /// The duties that throughout asks for before the very first stage a case comes to.
    pub(super) fn due_before(&self, state: &State, stage: StageId) -> Vec<ClauseId> {
        let before = |clause: &Clause| matches!(&clause.before, Some(Where::Stages(stages)) if stages.contains(&stage));
        self.duties_of(stage)
            .iter()
            .copied()
            .filter(|id| {
                let clause = self.policy.clause(*id);
                clause.stages.is_none() && clause.when.is_none() && before(clause) && self.counts(*id) && self.conditions_met(state, clause)
            })
            .collect()
    }

    /// The duties of a route that opens; of those that wait for a moment, those whose moment has come.
    pub(super) fn due_on_route(&self, state: &State, route: RouteId) -> Vec<ClauseId> {
        let stage = stage_of(state);
        self.duties_on(state, route, |clause| match &clause.when {
            None => is_time_for(state, clause, stage, Occasion::Present),
            Some(when) => {
                when.events.iter().any(|moment| state.has_happened(moment) && is_time_for(state, clause, stage, Occasion::Moment(moment)))
            }
        })
    }

    /// The duties of open routes that fall due on this occasion.
    pub(super) fn due_on_open_routes(&self, state: &State, occasion: Occasion<'_>) -> Vec<ClauseId> {
        let stage = stage_of(state);
        let on = |route: &RouteId| self.duties_on(state, *route, |clause| is_time_for(state, clause, stage, occasion));
        let routes = state.routes.iter().filter(|route| !self.leaves_the_ladder(**route));
        routes.flat_map(on).collect()
    }

    /// The duties of a route for which it is time and that have not fallen due before.
    fn duties_on(&self, state: &State, route: RouteId, is_time: impl Fn(&Clause) -> bool) -> Vec<ClauseId> {
        let fresh = |id: &ClauseId| !state.due.iter().any(|due| due.clause == *id);
        let here = |clause: &Clause| stage_of(state).map_or(clause.stages.is_none(), |stage| clause.covers(stage));
        self.policy.routes[route.0 as usize]
            .clauses
            .iter()
            .copied()
            .filter(|id| {
                let clause = self.policy.clause(*id);
                asks_for_something(clause) && fresh(id) && here(clause) && is_time(clause) && self.conditions_met(state, clause)
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

fn is_time_for(state: &State, clause: &Clause, stage: Option<StageId>, occasion: Occasion<'_>) -> bool {
    let after = match &clause.after {
        None => true,
        Some(Where::Stages(stages)) => stage.is_some_and(|stage| stages.contains(&stage)),
        Some(_) => false,
    };
    after
        && match (occasion, &clause.when, &clause.before) {
            (Occasion::Present, None, None | Some(Where::Next | Where::AnyLater | Where::Any)) => true,
            (Occasion::Moment(moment), Some(when), before) => {
                let unsettled = matches!(moment, Moment::NoAnswer | Moment::OutOfTime) && when.events.contains(&Moment::Unresolved);
                let waits = when.events.contains(moment) || unsettled;
                waits && !matches!(before, Some(Where::Stages(_)))
            }
            (Occasion::Leaving(Some(to)), when, Some(Where::Stages(stages))) => {
                stages.contains(&to) && when.as_ref().is_none_or(|when| when.events.iter().any(|moment| state.has_happened(moment)))
            }
            _ => false,
        }
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
