//! The ladder as a graph: which clause can take a case from where to where.
//!
//! Clauses of `throughout` and of routes are laid out stage by stage here, so that everything after this
//! asks one question: which moves are there from this stage?

use crate::model::{Act, Bound, Clause, ClauseId, Condition, Event, Force, Home, Place, Policy, Route, RouteId, StageId, Standing};

/// Where a move starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum From {
    /// Before the first stage: the disagreement has just been raised.
    Start,
    /// A stage.
    Stage(StageId),
}

/// Where a move leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum To {
    /// A stage.
    Stage(StageId),
    /// Any later stage, whichever the people choose.
    AnyLater,
    /// Past any number of stages, the last included: a by-pass with no stated landing.
    Past,
    /// Past the last stage: every stage that is left is left out.
    PastLast,
    /// Out of the ladder, along a route that runs instead of it.
    Route(RouteId),
    /// The concern is withdrawn or the case closed in the document's own words.
    Out,
}

/// What opens a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// The stage has not settled it, silence included. Also for a move with no stated moment.
    Unresolved,
    /// Nobody answers.
    NoAnswer,
    /// The stage's limit has passed.
    OutOfTime,
    /// The stage has settled it: a stage after resolution.
    Resolved,
    /// Something else happens, which nobody can count on.
    Other,
}

/// What kind of move it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MoveKind {
    /// Up the ladder, or to a named stage.
    Escalate,
    /// Past one or more stages.
    Skip,
    /// The same stage again, at most so many times.
    RepeatTimes(u32),
    /// The same stage again until something happens; `in_words` if the document's words say when.
    RepeatUntil {
        /// The end is described in words that cannot be counted.
        in_words: bool,
    },
    /// The same stage again until its limit has passed; without a limit, for ever.
    RepeatUntilOutOfTime,
    /// Onto a route that runs instead of the ladder.
    Leave,
    /// Withdrawing the concern.
    Withdraw,
    /// Closing the case in the document's own words.
    Close,
}

/// One way a clause can take a case on from one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The clause; a route that runs instead of the ladder may have none of its own.
    pub clause: Option<ClauseId>,
    /// From where.
    pub from: From,
    /// To where.
    pub to: To,
    /// When it opens.
    pub trigger: Trigger,
    /// How strongly it is asked for.
    pub force: Force,
    /// What kind of move.
    pub kind: MoveKind,
    /// The route whose condition must hold too.
    pub route: Option<RouteId>,
}

impl Move {
    /// Every condition on it: the clause's own and its route's.
    pub fn conditions<'p>(&self, policy: &'p Policy) -> impl Iterator<Item = &'p Condition> {
        let clause = self.clause.map(|clause| policy.clause(clause).conditions.as_slice()).unwrap_or_default();
        let route = self.route.and_then(|route| policy.routes[route.0 as usize].condition.as_ref());
        clause.iter().chain(route)
    }

    /// Those who may refuse it: every `if X agrees`.
    pub fn holders<'p>(&self, policy: &'p Policy) -> Vec<&'p crate::model::Party> {
        let mut holders = Vec::new();
        self.conditions(policy).for_each(|condition| condition.asks(&mut holders));
        holders
    }
}

/// The stage graph of a policy.
#[derive(Debug)]
pub struct StageGraph {
    moves: Vec<Move>,
    /// For each stage, where its moves begin in `moves`; the first entry is for the start.
    starts: Vec<usize>,
    limits: Vec<Vec<ClauseId>>,
    every_stage_limits: Vec<ClauseId>,
}

impl StageGraph {
    /// Lays a policy out.
    pub fn new(policy: &Policy) -> Self {
        let mut moves = Vec::new();
        let mut starts = Vec::with_capacity(policy.stages.len() + 2);
        let (at_stages, everywhere) = on_the_ladder(policy);
        let on_routes: Vec<(RouteId, ClauseId)> = policy
            .routes
            .iter()
            .enumerate()
            .filter(|(_, route)| is_part_of_a_case(route))
            .flat_map(|(at, route)| route.clauses.iter().map(move |clause| (RouteId(at as u32), *clause)))
            .filter(|(_, clause)| carries_move(policy.clause(*clause)))
            .collect();
        let instead: Vec<RouteId> =
            policy.routes.iter().enumerate().filter(|(_, route)| route.leaves_the_ladder()).map(|(at, _)| RouteId(at as u32)).collect();
        let froms = std::iter::once(From::Start).chain(policy.stages().map(|(id, _)| From::Stage(id)));
        for from in froms {
            starts.push(moves.len());
            if let From::Stage(stage) = from {
                for clause in &at_stages[stage.index()] {
                    moves_of(policy, *clause, from, None, &mut moves);
                }
            }
            for clause in &everywhere {
                moves_of(policy, *clause, from, None, &mut moves);
            }
            for (route, clause) in &on_routes {
                moves_of(policy, *clause, from, Some(*route), &mut moves);
            }
            for route in &instead {
                moves.push(Move {
                    clause: None,
                    from,
                    to: To::Route(*route),
                    trigger: Trigger::Unresolved,
                    force: Force::Permitted,
                    kind: MoveKind::Leave,
                    route: Some(*route),
                });
            }
        }
        starts.push(moves.len());
        let (limits, every_stage_limits) = limits(policy);
        Self { moves, starts, limits, every_stage_limits }
    }

    /// Every move.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// The moves from a place.
    pub fn moves_from(&self, from: From) -> &[Move] {
        let at = match from {
            From::Start => 0,
            From::Stage(stage) => stage.index() + 1,
        };
        &self.moves[self.starts[at]..self.starts[at + 1]]
    }

    /// The clauses that limit a stage: its own, then those for every stage.
    pub fn limits_of(&self, stage: StageId) -> impl Iterator<Item = ClauseId> {
        self.limits[stage.index()].iter().chain(&self.every_stage_limits).copied()
    }
}

/// A route that follows the ladder, or one instead of it that does not say when it is taken, moves no case.
fn is_part_of_a_case(route: &Route) -> bool {
    match route.standing {
        Standing::Afterwards => false,
        Standing::Instead => route.condition.is_some(),
        Standing::Alongside | Standing::Unstated => true,
    }
}

/// The clauses that move a case: those of each stage, whichever stage they stand in, and those of every stage.
fn on_the_ladder(policy: &Policy) -> (Vec<Vec<ClauseId>>, Vec<ClauseId>) {
    let mut at_stages = vec![Vec::new(); policy.stages.len()];
    let mut everywhere = Vec::new();
    for (id, clause) in policy.clauses().filter(|(_, clause)| carries_move(clause)) {
        match (clause.home, &clause.stages) {
            (Home::Stage(_), Some(stages)) => stages.iter().for_each(|stage| at_stages[stage.index()].push(id)),
            (Home::Stage(_) | Home::Throughout, _) => everywhere.push(id),
            _ => {}
        }
    }
    (at_stages, everywhere)
}

pub(crate) fn is_move(act: &Act) -> bool {
    matches!(act, Act::Escalate(_) | Act::Skip(_) | Act::Repeat(_) | Act::Withdraw | Act::Close(_))
}

fn carries_move(clause: &Clause) -> bool {
    match &clause.deed.act {
        Act::Choice { options, .. } => options.iter().any(|option| is_move(&option.act)),
        act => is_move(act),
    }
}

fn moves_of(policy: &Policy, id: ClauseId, from: From, route: Option<RouteId>, moves: &mut Vec<Move>) {
    let clause = policy.clause(id);
    let covered = match from {
        From::Stage(stage) => clause.covers(stage),
        // Only a by-pass or a route that names no stage and no moment can begin a case elsewhere than at the first stage.
        From::Start => (route.is_some() || clause.home == Home::Throughout) && clause.stages.is_none() && clause.when.is_none(),
    };
    if !covered || clause.negated {
        return;
    }
    let begins = |act: &Act| from != From::Start || route.is_some() || matches!(act, Act::Skip(_));
    match &clause.deed.act {
        Act::Choice { options, or_similar, .. } => {
            // If something else may be chosen, each way on is no more than permitted; if all are ways on, one is taken.
            let all_move = !or_similar && options.iter().all(|option| is_move(&option.act) && !option.attempt);
            let force = if all_move { clause.strength.force } else { Force::Permitted };
            for option in options.iter().filter(|option| is_move(&option.act) && begins(&option.act)) {
                move_of(policy, id, &option.act, force, from, route, moves);
            }
        }
        // Trying to take a case up is not taking it up.
        act if !begins(act) => {}
        act => move_of(policy, id, act, if clause.deed.attempt { Force::Permitted } else { clause.strength.force }, from, route, moves),
    }
}

fn move_of(policy: &Policy, id: ClauseId, act: &Act, force: Force, from: From, route: Option<RouteId>, moves: &mut Vec<Move>) {
    let here = match from {
        From::Start => None,
        From::Stage(stage) => Some(stage),
    };
    let triggers = triggers(policy.clause(id));
    let next = here.map_or(0, |stage| stage.index() + 1);
    let stage_at = |at: usize| (at < policy.stages.len()).then_some(StageId(at as u32));
    let mut push = |to: To, kind: MoveKind| {
        moves.extend(triggers.iter().map(|trigger| Move { clause: Some(id), from, to, trigger: *trigger, force, kind, route }));
    };
    match act {
        Act::Escalate(Place::Next) => stage_at(next).into_iter().for_each(|to| push(To::Stage(to), MoveKind::Escalate)),
        Act::Escalate(Place::AnyLater | Place::Any) if next < policy.stages.len() => push(To::AnyLater, MoveKind::Escalate),
        Act::Escalate(Place::Stages(stages)) => {
            for to in stages.iter().filter(|to| Some(**to) != here) {
                push(To::Stage(*to), MoveKind::Escalate);
            }
        }
        // Leaving out a stage: from the stage before it to the stage after it.
        Act::Skip(Place::Stages(stages)) => {
            let mut after = next;
            while stage_at(after).is_some_and(|stage| stages.contains(&stage)) {
                after += 1;
            }
            if after > next {
                push(stage_at(after).map_or(To::PastLast, To::Stage), MoveKind::Skip);
            }
        }
        Act::Skip(Place::Next) if next < policy.stages.len() => push(stage_at(next + 1).map_or(To::PastLast, To::Stage), MoveKind::Skip),
        Act::Skip(Place::AnyLater | Place::Any) => push(To::Past, MoveKind::Skip),
        Act::Repeat(repetition) => {
            let Some(here) = here else { return };
            let kind = match &repetition.bound {
                Bound::Times(times) => MoveKind::RepeatTimes(*times),
                Bound::Until(Event::Words(_)) => MoveKind::RepeatUntil { in_words: true },
                Bound::Until(Event::OutOfTime) => MoveKind::RepeatUntilOutOfTime,
                Bound::Until(_) => MoveKind::RepeatUntil { in_words: false },
            };
            push(To::Stage(here), kind);
        }
        Act::Withdraw => push(To::Out, MoveKind::Withdraw),
        Act::Close(_) => push(To::Out, MoveKind::Close),
        _ => {}
    }
}

/// What opens a clause's moves: silence counts as unresolved, so `unresolved` covers the others; else each event by itself.
fn triggers(clause: &Clause) -> Vec<Trigger> {
    let Some(when) = &clause.when else { return vec![Trigger::Unresolved] };
    if when.events.contains(&Event::Unresolved) {
        return vec![Trigger::Unresolved];
    }
    let mut triggers = Vec::new();
    for event in &when.events {
        let trigger = match event {
            Event::NoAnswer => Trigger::NoAnswer,
            Event::OutOfTime => Trigger::OutOfTime,
            Event::Resolved => Trigger::Resolved,
            _ => Trigger::Other,
        };
        if !triggers.contains(&trigger) {
            triggers.push(trigger);
        }
    }
    triggers
}

/// Which clauses limit which stage: `ends within …`, or `resolve within …` by the stage's own people or authority.
fn limits(policy: &Policy) -> (Vec<Vec<ClauseId>>, Vec<ClauseId>) {
    let mut of_stages = vec![Vec::new(); policy.stages.len()];
    let mut of_every = Vec::new();
    for (id, clause) in policy.clauses() {
        let whom = if clause.negated { None } else { limits_whom(clause) };
        let authorities = policy.stages().filter(|(_, stage)| stage.is_authority()).map(|(id, _)| id);
        match (&clause.stages, whom) {
            (_, None) => {}
            (Some(stages), Some(Limited::Stages)) => stages.iter().for_each(|stage| of_stages[stage.index()].push(id)),
            (None, Some(Limited::Stages)) => of_every.push(id),
            (stages, Some(Limited::Authorities)) => {
                let named = |stage: &StageId| stages.as_ref().is_none_or(|stages| stages.contains(stage));
                authorities.filter(named).for_each(|stage| of_stages[stage.index()].push(id));
            }
        }
    }
    (of_stages, of_every)
}

/// What a clause limits: the stages it speaks about, or only those of them that an authority hears.
enum Limited {
    Stages,
    Authorities,
}

fn limits_whom(clause: &Clause) -> Option<Limited> {
    match (&clause.deed.act, clause.home) {
        (Act::Limit(limit), Home::Stage(_) | Home::Throughout) if !limit.starts && limit.of != crate::model::LimitOf::TheCase => {
            Some(Limited::Stages)
        }
        (Act::Resolve(..) | Act::Decide(..), Home::Stage(_)) => {
            let timed = clause.deed.details.timing.iter().any(|timing| matches!(timing, crate::model::Timing::Within(_)));
            let by_its_people =
                clause.actor.as_ref().is_none_or(|actor| actor.parties.iter().all(|party| party.name().is_none() || party.plural));
            timed.then_some(if by_its_people { Limited::Stages } else { Limited::Authorities })
        }
        _ => None,
    }
}
