//! What a policy's scenarios come past, and what none of them does: stages, ways on, duties, routes.

use crate::graph::{From, Move, MoveKind, StageGraph, To};
use crate::model::{ClauseId, Home, Policy, RouteId, StageId};

use super::setup::{asks_for_something, comes_round};
use super::state::{Ending, Entry, Noted, Place};

/// What has been come past, and what has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered<T> {
    /// How many have been.
    pub visited: usize,
    /// Those that have not, in the order of the policy.
    pub left: Vec<T>,
}

/// One way a clause can take a case on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// From where.
    pub from: From,
    /// To where.
    pub to: To,
    /// By which clause.
    pub clause: ClauseId,
}

/// What the diaries of a policy come past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Stages come to.
    pub stages: Covered<StageId>,
    /// Ways taken.
    pub ways: Covered<Way>,
    /// Duties, and what is allowed, that fell due.
    pub duties: Covered<ClauseId>,
    /// Routes that opened or were taken.
    pub routes: Covered<RouteId>,
    /// What belongs to no one case and is not played: `upkeep`, and what comes round every month or more seldom.
    pub between_cases: Vec<ClauseId>,
}

impl Coverage {
    /// What these diaries come past.
    pub fn of<'e>(policy: &Policy, graph: &StageGraph, diaries: impl IntoIterator<Item = &'e [Entry]>) -> Coverage {
        let mut seen = Seen {
            stages: vec![false; policy.stages.len()],
            clauses: vec![false; policy.clauses.len()],
            routes: vec![false; policy.routes.len()],
            steps: vec![false; graph.moves().len()],
        };
        diaries.into_iter().for_each(|entries| seen.add(graph, entries));
        let duties = policy.clauses().filter(|(_, clause)| clause.home_of_duties() && asks_for_something(clause)).map(|(id, _)| id);
        Coverage {
            stages: covered(policy.stages().map(|(stage, _)| stage), |stage| seen.stages[stage.index()]),
            ways: ways(graph, &seen.steps),
            duties: covered(duties, |clause| seen.clauses[clause.index()]),
            between_cases: policy
                .clauses()
                .filter(|(_, clause)| clause.home == Home::Upkeep || comes_round(clause))
                .map(|(id, _)| id)
                .collect(),
            routes: covered((0..policy.routes.len()).map(|at| RouteId(at as u32)), |route| seen.routes[route.0 as usize]),
        }
    }
}

fn covered<T>(all: impl Iterator<Item = T>, visited: impl Fn(&T) -> bool) -> Covered<T> {
    let (seen, left): (Vec<T>, Vec<T>) = all.partition(visited);
    Covered { visited: seen.len(), left }
}

/// The ways of the ladder; leaving it by a route is that route's.
fn ways(graph: &StageGraph, steps: &[bool]) -> Covered<Way> {
    let mut ways: Vec<(Way, bool)> = Vec::new();
    for (step, taken) in graph.moves().iter().zip(steps).filter(|(step, _)| step.kind != MoveKind::Leave) {
        let Some(clause) = step.clause else { continue };
        let way = Way { from: step.from, to: step.to, clause };
        // What opens it by several moments is one way; its moves stand together.
        match ways
            .iter_mut()
            .rev()
            .take_while(|(known, _)| known.from == way.from && known.clause == clause)
            .find(|(known, _)| *known == way)
        {
            Some((_, known)) => *known |= taken,
            None => ways.push((way, *taken)),
        }
    }
    let visited = ways.iter().filter(|(_, taken)| *taken).count();
    Covered { visited, left: ways.into_iter().filter(|(_, taken)| !taken).map(|(way, _)| way).collect() }
}

struct Seen {
    stages: Vec<bool>,
    clauses: Vec<bool>,
    routes: Vec<bool>,
    /// For each move of the graph, in its order.
    steps: Vec<bool>,
}

impl Seen {
    fn add(&mut self, graph: &StageGraph, entries: &[Entry]) {
        for (at, entry) in entries.iter().enumerate() {
            match &entry.what {
                Noted::Came { .. } => entry.at.into_iter().for_each(|stage| self.stages[stage.index()] = true),
                Noted::Duty { clause, .. } => self.clauses[clause.index()] = true,
                Noted::RouteOpened(route) | Noted::Over(Ending::HandedOver(route) | Ending::Outside(route)) => {
                    self.routes[route.0 as usize] = true;
                }
                Noted::Moved { clause: Some(clause) } => self.takes(graph, entry.at, *clause, landing(&entries[at + 1..])),
                _ => {}
            }
        }
    }

    fn takes(&mut self, graph: &StageGraph, at: Option<StageId>, clause: ClauseId, landed: Option<Place>) {
        let from = at.map_or(From::Start, From::Stage);
        let leads = |step: &Move| match (step.to, &landed) {
            (To::Stage(stage), Some(Place::Stage(landed))) => stage == *landed,
            (To::AnyLater | To::Past, Some(Place::Stage(_))) => true,
            (To::Past | To::PastLast, Some(Place::Over(ending))) => *ending == Ending::Unheard,
            (To::Out, Some(Place::Over(_))) => true,
            _ => false,
        };
        let first = graph.moves().iter().position(|step| step.from == from).unwrap_or(0);
        for (step, taken) in graph.moves().iter().zip(&mut self.steps).skip(first).take_while(|(step, _)| step.from == from) {
            *taken |= step.clause == Some(clause) && leads(step);
        }
    }
}

/// Where a case that has just been taken on comes to.
fn landing(after: &[Entry]) -> Option<Place> {
    after.iter().find_map(|entry| match &entry.what {
        Noted::Came { .. } => entry.at.map(Place::Stage),
        Noted::Over(ending) => Some(Place::Over(ending.clone())),
        _ => None,
    })
}

impl crate::model::Clause {
    /// Whether it stands where duties of a case can stand.
    fn home_of_duties(&self) -> bool {
        matches!(self.home, Home::Stage(_) | Home::Throughout | Home::Afterwards | Home::Route(_))
    }
}
