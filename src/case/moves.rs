//! Which moves are open, and where a case may stop.

use crate::graph::{From, Move, MoveKind, To, Trigger};
use crate::model::{Act, ClauseId, Event as Moment, Force, Party, Place as Where, StageId};

use super::setup::{Setup, Sure};
use super::state::{Ending, Event, Impossible, Landing, Outcome, Place, State};

impl Setup<'_> {
    /// The moves from where a case is.
    pub fn moves(&self, state: &State) -> &[Move] {
        match state.place {
            Place::Start => self.graph.moves_from(From::Start),
            Place::Stage(stage) => self.graph.moves_from(From::Stage(stage)),
            Place::Over(_) => &[],
        }
    }

    /// The places, among [`Setup::moves`], of those that are open.
    pub fn open_moves(&self, state: &State) -> Vec<usize> {
        self.moves(state).iter().enumerate().filter(|(_, step)| self.is_open_move(state, step)).map(|(at, _)| at).collect()
    }

    /// Everybody who is asked here whether they agree: to a move, or to a duty that hangs on it.
    pub fn asked(&self, state: &State) -> Vec<&Party> {
        let of_moves = self.moves(state).iter().flat_map(|step| step.conditions(self.policy));
        let duties = match &state.place {
            Place::Stage(stage) => self.duties_of(*stage),
            _ => &[],
        };
        let mut asked = Vec::new();
        of_moves.chain(duties.iter().flat_map(|id| &self.policy.clause(*id).conditions)).for_each(|condition| condition.asks(&mut asked));
        asked
    }

    pub(super) fn is_open_move(&self, state: &State, step: &Move) -> bool {
        self.moment_has_come(state, step)
            && step.conditions(self.policy).all(|condition| self.met(state, condition))
            && self.leads_somewhere(state, step)
    }

    /// Whether some way of taking it leaves out no stage that the policy protects.
    fn leads_somewhere(&self, state: &State, step: &Move) -> bool {
        match step.to {
            To::AnyLater | To::Past => {
                let stages = self.policy.stages().map(|(stage, _)| Landing::Stage(stage));
                stages.chain([Landing::PastTheLast]).any(|landing| self.goal(state, step, Some(landing)).is_ok())
            }
            _ => step.kind != MoveKind::Skip || self.goal(state, step, None).is_ok(),
        }
    }

    /// Whether it would be open if everybody who is asked agreed.
    fn is_open_if_agreed(&self, state: &State, step: &Move) -> bool {
        self.moment_has_come(state, step) && step.conditions(self.policy).all(|condition| self.met_if_agreed(state, condition))
    }

    fn moment_has_come(&self, state: &State, step: &Move) -> bool {
        let unsettled = matches!(state.outcome, Some(Outcome::Unresolved | Outcome::NoAnswer)) || state.timed_out;
        let come = match step.trigger {
            Trigger::Unresolved => unsettled || step.from == From::Start || step.kind == MoveKind::Leave,
            Trigger::NoAnswer => state.outcome == Some(Outcome::NoAnswer),
            Trigger::OutOfTime => state.timed_out,
            Trigger::Resolved => state.outcome == Some(Outcome::Resolved),
            Trigger::Other => step.clause.is_some_and(|clause| {
                let events = self.policy.clause(clause).when.iter().flat_map(|when| &when.events);
                events.into_iter().any(|event| state.happened.contains(event))
            }),
        };
        come && !self.is_gone_through(state, step)
    }

    /// Whether a repetition has come to its end.
    fn is_gone_through(&self, state: &State, step: &Move) -> bool {
        let Some(clause) = step.clause else { return false };
        match step.kind {
            MoveKind::RepeatTimes(times) => state.rounds.get(&clause).copied().unwrap_or(0) >= times,
            MoveKind::RepeatUntilOutOfTime => state.timed_out,
            MoveKind::RepeatUntil { .. } => self.repeats_until(clause).is_some_and(|moment| state.happened.contains(moment)),
            _ => false,
        }
    }

    /// The moment at which a repetition ends.
    fn repeats_until(&self, clause: ClauseId) -> Option<&Moment> {
        let clause = self.policy.clause(clause);
        let acts: Vec<&Act> = match &clause.deed.act {
            Act::Choice { options, .. } => options.iter().map(|option| &option.act).collect(),
            act => vec![act],
        };
        acts.into_iter().find_map(|act| match act {
            Act::Repeat(repetition) => match &repetition.bound {
                crate::model::Bound::Until(moment) => Some(moment),
                crate::model::Bound::Times(_) => None,
            },
            _ => None,
        })
    }

    /// What happens if nobody says anything else: what must be done is done, else what is advised; where nothing leads
    /// on, time runs out, if it can; then the case stops.
    pub fn usual(&self, state: &State) -> Event {
        match &state.place {
            Place::Start => return Event::Begin,
            Place::Stage(stage) if state.outcome.is_none() && !state.timed_out => {
                return if self.policy.stage(*stage).is_authority() { Event::Stops } else { Event::Comes(Outcome::Unresolved) };
            }
            _ => {}
        }
        let moves = self.moves(state);
        let of_force = |wanted: &[Force]| {
            moves.iter().enumerate().find(|(_, step)| {
                let counts = step.clause.is_none_or(|clause| self.counts(clause) && !state.undone.contains(&clause));
                wanted.contains(&step.force) && counts && self.is_open_move(state, step)
            })
        };
        if let Some((step, found)) = of_force(&[Force::Required]).or_else(|| of_force(&[Force::Advised, Force::Described])) {
            return Event::Takes { step, landing: self.usual_landing(state, found) };
        }
        match state.place {
            Place::Stage(stage) if !state.timed_out && state.outcome != Some(Outcome::Resolved) && self.waits_for_time(state, stage) => {
                Event::TimeOut
            }
            _ => Event::Stops,
        }
    }

    fn usual_landing(&self, state: &State, step: &Move) -> Option<Landing> {
        match (step.to, &state.place) {
            (To::AnyLater | To::Past, Place::Stage(here)) => {
                let next = here.index() + 1;
                Some(if next < self.policy.stages.len() { Landing::Stage(StageId(next as u32)) } else { Landing::PastTheLast })
            }
            (To::AnyLater | To::Past, _) => Some(Landing::Stage(StageId(0))),
            _ => None,
        }
    }

    /// Whether something leads on once the stage's time has run out, and it surely will.
    fn waits_for_time(&self, state: &State, stage: StageId) -> bool {
        let waits = self.moves(state).iter().any(|step| {
            let binding = step.force != Force::Permitted && step.clause.is_none_or(|clause| self.counts(clause));
            step.trigger == Trigger::OutOfTime && binding
        });
        waits && self.limit(stage) == Some(Sure::Surely)
    }

    /// How the case ends if it stops here, or why it cannot.
    pub(super) fn stop(&self, state: &State) -> Result<Ending, Impossible> {
        let stage = match &state.place {
            Place::Over(ending) => return Err(Impossible::Over(ending.clone())),
            Place::Start => return Err(Impossible::NotBegun),
            Place::Stage(stage) => *stage,
        };
        if state.settled || state.outcome == Some(Outcome::Resolved) {
            return Ok(Ending::Resolved);
        }
        if self.policy.stage(stage).is_authority() {
            return Ok(Ending::Heard(stage));
        }
        if state.outcome.is_none() && !state.timed_out {
            return Err(Impossible::NothingYet);
        }
        let (mut refused, mut left, mut permitted) = (false, false, false);
        for step in self.moves(state).iter().filter(|step| step.clause.is_none_or(|clause| self.counts(clause))) {
            if step.kind == MoveKind::Leave {
                continue;
            }
            let binding = step.force != Force::Permitted;
            // What must not be left out cannot be: such a by-pass leads nowhere.
            if matches!(self.goal(state, step, None), Err(Impossible::Protected(_))) {
                continue;
            }
            if !self.is_open_move(state, step) {
                refused |= binding && self.is_open_if_agreed(state, step);
                continue;
            }
            match (step.force, step.clause) {
                (Force::Required, Some(clause)) => return Err(Impossible::LeadsOn(clause)),
                (Force::Advised | Force::Described, Some(clause)) if !state.undone.contains(&clause) => {
                    return Err(Impossible::LeadsOn(clause));
                }
                (Force::Advised | Force::Described, Some(_)) => left = true,
                _ => permitted = true,
            }
        }
        if !state.timed_out && self.waits_for_time(state, stage) {
            return Err(Impossible::TimeRunsOut);
        }
        Ok(match (refused, left, permitted) {
            (true, false, _) => Ending::Refused,
            (_, true, _) | (_, _, true) => Ending::Dropped,
            _ => Ending::Stuck,
        })
    }

    /// Where a move leads, and the stages it leaves out; an error if the policy forbids that.
    pub(super) fn goal(&self, state: &State, step: &Move, landing: Option<Landing>) -> Result<Goal, Impossible> {
        let first = match state.place {
            Place::Stage(stage) => stage.index() + 1,
            _ => 0,
        };
        let last = self.policy.stages.len();
        let (goal, by_pass) = match (step.to, landing) {
            (To::Stage(stage), None) => (Goal::Stage(stage), step.kind == MoveKind::Skip),
            (To::Stage(stage), Some(Landing::Stage(wanted))) if stage == wanted => (Goal::Stage(stage), step.kind == MoveKind::Skip),
            (To::AnyLater | To::Past, Some(Landing::Stage(stage))) if stage.index() >= first => (Goal::Stage(stage), true),
            (To::Past, Some(Landing::PastTheLast)) | (To::PastLast, None | Some(Landing::PastTheLast)) => (Goal::PastTheLast, true),
            (To::Route(route), _) => (Goal::Route(route), false),
            (To::Out, _) => (Goal::Out, false),
            _ => return Err(Impossible::NotOpen),
        };
        let until = match goal {
            Goal::Stage(stage) => stage.index(),
            Goal::PastTheLast => last,
            _ => first,
        };
        let past: Vec<StageId> = (first..until).map(|at| StageId(at as u32)).collect();
        if by_pass && let Some(clause) = self.protecting(state, &past) {
            return Err(Impossible::Protected(clause));
        }
        Ok(goal)
    }

    /// The clause that forbids leaving one of these stages out.
    fn protecting(&self, state: &State, past: &[StageId]) -> Option<ClauseId> {
        self.policy.clauses().find_map(|(id, clause)| {
            let so = || clause.conditions.iter().all(|condition| self.met(state, condition));
            let forbids = clause.negated && clause.when.is_none() && clause.strength.force == Force::Required && so();
            let protects = match &clause.deed.act {
                Act::Skip(Where::Stages(stages)) => past.iter().any(|stage| stages.contains(stage)),
                Act::Skip(_) => !past.is_empty(),
                _ => false,
            };
            (forbids && protects).then_some(id)
        })
    }
}

/// Where a move leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    Stage(StageId),
    PastTheLast,
    Route(crate::model::RouteId),
    Out,
}
