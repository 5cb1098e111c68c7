//! The longest way through the ladder: by when a case has come to each place and left it, at the latest.
//!
//! A deadline is never earlier for a later start, so the latest moment at each place is worked out from the latest at those
//! before it. A place is a node of the case graph, with what limits on the way ahead have to know: whether the case began
//! there, whether the step there had a time of its own, and which of the stages that limits count from it has come through.

use std::collections::HashMap;

use crate::graph::{StageGraph, Trigger};
use crate::model::{ClauseId, StageId};
use crate::verify::cases::{BAD, CaseGraph, START, Step};

use super::Gap;
use super::clock::{By, Clock, FAR, Time};
use super::limits::{Anchor, Limit, Limits};
use super::sets::Set;
use crate::calendar::CannotCount;

/// More places than this are not gone through.
const MOST_PLACES: usize = 400_000;

/// What is asked of one world: which steps and which limits there are in it.
pub(super) struct World<'w> {
    pub(super) graph: &'w StageGraph,
    pub(super) cases: &'w CaseGraph,
    pub(super) limits: &'w Limits,
    pub(super) marks: &'w [StageId],
    /// For each stage, every set of its limits that may count at once, as places in its list.
    pub(super) sets: &'w [Vec<Set>],
    pub(super) starts: &'w [Vec<usize>],
    pub(super) case: &'w [usize],
    /// The time a step's own clause gives it.
    pub(super) step_times: &'w HashMap<ClauseId, Limit>,
    /// Which edges can be taken.
    pub(super) open: &'w dyn Fn(usize) -> bool,
    pub(super) kept: &'w dyn Fn(ClauseId) -> bool,
    /// Whether something left open is filled in so that it takes no time; else it takes any.
    pub(super) shut: &'w dyn Fn(Gap) -> bool,
    pub(super) clock: &'w Clock<'w>,
    pub(super) by: &'w By,
    pub(super) lengths: &'w [crate::model::Duration],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Place {
    node: u32,
    /// The case has been at no stage before.
    first: bool,
    /// The step there has a time of its own.
    timed: bool,
    /// The marked stages it has come through.
    through: u64,
}

/// The places a case can come to, each after all that lead to it.
pub(super) struct Map {
    places: Vec<Place>,
    order: Vec<usize>,
    /// From which place, by which edge.
    into: Vec<Vec<(usize, usize)>>,
    /// Stages that a case can go through again and again, one after the other.
    circle: Vec<StageId>,
}

/// Why no time is long enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Never {
    /// The document says that there is no limit.
    NoLimit(StageId, Option<ClauseId>),
    /// Nobody has to keep to it.
    Ignored(StageId, ClauseId),
    /// It is repeated without end.
    Again(StageId, ClauseId),
    /// It goes round.
    Round(Vec<StageId>),
    /// What is left open is filled in so.
    Open(Gap),
}

/// What one visit on the longest way comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Visit {
    pub(super) stage: StageId,
    pub(super) clauses: Vec<ClauseId>,
    /// When the case comes there and when it leaves, at the latest; `FAR` for never.
    pub(super) came: Time,
    pub(super) left: Time,
}

/// The longest way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Longest {
    pub(super) end: Time,
    pub(super) never: Option<Never>,
    pub(super) visits: Vec<Visit>,
    /// The limit on the whole case that ends it, if one does.
    pub(super) case: Option<ClauseId>,
    /// The edges it takes.
    pub(super) edges: Vec<usize>,
    /// Facts that are so all through the case.
    pub(super) so: Vec<u32>,
}

/// Why it cannot be said.
pub(super) enum Unsaid {
    TooLarge,
    Uncounted(CannotCount),
}

#[derive(Debug, Clone)]
struct At {
    came: Time,
    left: Time,
    by: Option<(usize, usize)>,
    clauses: Vec<ClauseId>,
    /// For each mark, when the case came there and left.
    marks: Vec<(Time, Time)>,
}

impl Map {
    /// How many places there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }
}

impl World<'_> {
    /// Lays out the places a case can come to.
    pub(super) fn map(&self) -> Result<Map, Unsaid> {
        let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); self.cases.nodes];
        for (at, edge) in self.cases.edges.iter().enumerate().filter(|(at, edge)| edge.to != BAD && (self.open)(*at)) {
            let settled = matches!(edge.step, Step::Move(step) if self.graph.moves()[step].trigger == Trigger::Resolved);
            if !settled {
                leaving[edge.from as usize].push(at);
            }
        }
        let mut map = Map { places: Vec::new(), order: Vec::new(), into: Vec::new(), circle: Vec::new() };
        let mut numbers: HashMap<Place, usize> = HashMap::new();
        let begin = Place { node: START, first: true, timed: false, through: 0 };
        numbers.insert(begin, 0);
        map.places.push(begin);
        map.into.push(Vec::new());
        let mut done = 0;
        while done < map.places.len() {
            let from = map.places[done];
            let here = self.cases.stage_of(from.node);
            for at in &leaving[from.node as usize] {
                let edge = &self.cases.edges[*at];
                if edge.to == edge.from {
                    continue;
                }
                let clause = self.clause_of(*at);
                let mark = here.and_then(|stage| self.marks.binary_search(&stage).ok()).map_or(0, |mark| 1u64 << mark);
                let on_the_way = here.is_none() && from.node != START;
                let place = Place {
                    node: edge.to,
                    first: from.first && here.is_none(),
                    timed: self.step_time(clause).is_some() || (on_the_way && from.timed),
                    through: from.through | mark,
                };
                let next = map.places.len();
                let number = *numbers.entry(place).or_insert(next);
                if number == next {
                    if next >= MOST_PLACES {
                        return Err(Unsaid::TooLarge);
                    }
                    map.places.push(place);
                    map.into.push(Vec::new());
                }
                map.into[number].push((done, *at));
            }
            done += 1;
        }
        self.put_in_order(&mut map)?;
        Ok(map)
    }

    /// The clause by which an edge is taken.
    fn clause_of(&self, edge: usize) -> Option<ClauseId> {
        if let Step::Move(step) = self.cases.edges[edge].step { self.graph.moves()[step].clause } else { None }
    }

    fn step_time(&self, clause: Option<ClauseId>) -> Option<&Limit> {
        clause.and_then(|clause| self.step_times.get(&clause)).filter(|limit| !limit.advice || (self.kept)(limit.clause))
    }

    /// Each place after all that lead to it; what cannot be put so goes round.
    fn put_in_order(&self, map: &mut Map) -> Result<(), Unsaid> {
        let mut onward: Vec<Vec<usize>> = vec![Vec::new(); map.places.len()];
        let mut waiting: Vec<usize> = map.into.iter().map(Vec::len).collect();
        for (to, into) in map.into.iter().enumerate() {
            into.iter().for_each(|(from, _)| onward[*from].push(to));
        }
        map.order.push(0);
        let mut done = 0;
        while done < map.order.len() {
            for to in &onward[map.order[done]] {
                waiting[*to] -= 1;
                if waiting[*to] == 0 {
                    map.order.push(*to);
                }
            }
            done += 1;
        }
        let Some(mut at) = (0..map.places.len()).find(|place| waiting[*place] > 0) else { return Ok(()) };
        // Back from there, always to a place that waits too, until one comes up again.
        let mut seen: Vec<usize> = Vec::new();
        while !seen.contains(&at) {
            seen.push(at);
            match map.into[at].iter().map(|(from, _)| *from).find(|from| waiting[*from] > 0) {
                Some(from) => at = from,
                None => break,
            }
        }
        let round = seen.split_off(seen.iter().position(|place| *place == at).unwrap_or(0));
        map.circle = round.into_iter().rev().filter_map(|place| self.cases.stage_of(map.places[place].node)).collect();
        if let Some(lowest) = (0..map.circle.len()).min_by_key(|at| map.circle[*at]) {
            map.circle.rotate_left(lowest);
        }
        // Limits that count from one moment however often a stage is come to may end a circle.
        let fixed = |stage: &StageId| {
            let limits = &self.limits.stages[stage.index()].limits;
            limits.iter().any(|limit| {
                limit.from.iter().any(|from| match from {
                    Anchor::Raised => true,
                    Anchor::Leaving(other) | Anchor::Coming(other) => !map.circle.contains(other),
                    Anchor::Here | Anchor::Unknown => false,
                })
            })
        };
        if map.circle.iter().any(fixed) { Err(Unsaid::TooLarge) } else { Ok(()) }
    }

    fn add(&self, from: Time, length: usize) -> Result<Time, Unsaid> {
        self.clock.add(self.by, self.lengths, from, length).map_err(Unsaid::Uncounted)
    }

    fn counts(&self, limit: &Limit) -> bool {
        !limit.advice || (self.kept)(limit.clause)
    }

    /// By when a case that is raised then is over at the latest, whatever its stages say.
    fn case_over(&self, raised: Time) -> Result<Option<(Time, ClauseId)>, Unsaid> {
        let mut over: Option<(Time, ClauseId)> = None;
        for limit in self.case.iter().map(|at| &self.limits.case[*at]).filter(|limit| self.counts(limit)) {
            let counted = limit.from.first().is_none_or(|from| *from == Anchor::Raised);
            if (!counted && !(self.shut)(Gap::Moment(limit.clause))) || (limit.extended && !(self.shut)(Gap::Extension(limit.clause))) {
                continue;
            }
            let end = self.add(raised, limit.length)?;
            if over.is_none_or(|(known, _)| end < known) {
                over = Some((end, limit.clause));
            }
        }
        Ok(over)
    }

    /// The longest way of a case that is raised then.
    pub(super) fn longest(&self, map: &Map, raised: Time) -> Result<Longest, Unsaid> {
        let case = self.case_over(raised)?;
        let within_case = |longest: Longest| match case {
            Some((end, clause)) if end < longest.end => Longest { end, case: Some(clause), never: None, ..longest },
            _ => longest,
        };
        let mut all: Vec<Option<At>> = vec![None; map.places.len()];
        let begin = At { came: raised, left: raised, by: None, clauses: Vec::new(), marks: vec![(raised, raised); self.marks.len()] };
        all[0] = Some(begin);
        let mut latest = 0;
        for at in map.order.iter().skip(1) {
            let (mut here, left) = self.come(map, &all, *at)?;
            if let Some(stage) = self.cases.stage_of(map.places[*at].node) {
                match self.stay(stage, map, *at, &here, left, raised)? {
                    Ok((end, clauses)) => (here.left, here.clauses) = (end, clauses),
                    Err(never) => {
                        here.left = FAR;
                        all[*at] = Some(here);
                        return Ok(within_case(self.told(map, &all, *at, Some(never))));
                    }
                }
                if let Ok(mark) = self.marks.binary_search(&stage) {
                    here.marks[mark] = (here.came, here.left);
                }
            }
            let end = here.left;
            all[*at] = Some(here);
            if self.cases.stage_of(map.places[*at].node).is_some() && all[latest].as_ref().is_none_or(|known| end > known.left) {
                latest = *at;
            }
        }
        let mut longest = self.told(map, &all, latest, None);
        if !map.circle.is_empty() {
            longest = Longest { end: FAR, never: Some(Never::Round(map.circle.clone())), visits: Vec::new(), ..longest };
        }
        Ok(within_case(longest))
    }

    /// The latest a case can come to a place, and when it then left the stage before.
    fn come(&self, map: &Map, all: &[Option<At>], at: usize) -> Result<(At, Time), Unsaid> {
        let mut here = At { came: 0, left: 0, by: None, clauses: Vec::new(), marks: vec![(0, 0); self.marks.len()] };
        let mut left = 0;
        for (from, edge) in &map.into[at] {
            let Some(before) = &all[*from] else { continue };
            let step = if let Step::Move(step) = self.cases.edges[*edge].step { self.graph.moves()[step].clause } else { None };
            let came = match self.step_time(step) {
                Some(limit) => self.add(before.left, limit.length)?,
                None => before.left,
            };
            if here.by.is_none() || came > here.came {
                here.by = Some((*from, *edge));
                here.came = came;
                left = before.left;
            }
            for (mark, before) in here.marks.iter_mut().zip(&before.marks) {
                *mark = (mark.0.max(before.0), mark.1.max(before.1));
            }
        }
        here.left = here.came;
        Ok((here, left))
    }

    /// When a case that came to a stage leaves it at the latest, with the limits that say so.
    fn stay(
        &self,
        stage: StageId,
        map: &Map,
        at: usize,
        here: &At,
        left_before: Time,
        raised: Time,
    ) -> Result<Result<(Time, Vec<ClauseId>), Never>, Unsaid> {
        let place = map.places[at];
        let of_stage = &self.limits.stages[stage.index()];
        let mut begun = None;
        for limit in self.starts[stage.index()].iter().map(|at| &of_stage.starts[*at]).filter(|limit| self.counts(limit)) {
            let end = self.add(here.came, limit.length)?;
            begun = Some(begun.map_or(end, |known: Time| known.min(end)));
        }
        let sure = place.first || place.timed || begun.is_some();
        let begun = if place.first { here.came } else { begun.unwrap_or(here.came) };
        let since = |limit: &Limit| -> Result<Time, Gap> {
            // Whichever of several moments is meant, one that nobody can date may be the latest.
            let dated: &[Anchor] = if limit.from.contains(&Anchor::Unknown) { &[] } else { &limit.from };
            for from in dated {
                let mark = |stage: &StageId| {
                    self.marks.binary_search(stage).ok().filter(|mark| place.through & (1 << mark) != 0).map(|mark| here.marks[mark])
                };
                match from {
                    Anchor::Here => return Ok(begun),
                    Anchor::Raised => return Ok(raised),
                    Anchor::Coming(stage) if mark(stage).is_some() => return Ok(mark(stage).map_or(0, |mark| mark.0)),
                    Anchor::Leaving(stage) if mark(stage).is_some() => return Ok(mark(stage).map_or(0, |mark| mark.1)),
                    _ => {}
                }
            }
            match limit.from.as_slice() {
                [] if sure || (self.shut)(Gap::Start(stage)) => Ok(begun),
                [] => Err(Gap::Start(stage)),
                _ if (self.shut)(Gap::Moment(limit.clause)) => Ok(left_before.max(begun)),
                _ => Err(Gap::Moment(limit.clause)),
            }
        };
        let mut latest: Option<(Time, Vec<ClauseId>)> = None;
        let mut unsaid = None;
        for set in &self.sets[stage.index()] {
            match self.stay_by(stage, set, here.came.max(begun), &since) {
                // What can take any time does, however long the rest takes.
                Ok(Err(never)) => return Ok(Err(never)),
                Ok(Ok((end, clauses))) if latest.as_ref().is_none_or(|(known, _)| end > *known) => latest = Some((end, clauses)),
                Ok(Ok(_)) => {}
                Err(why) => unsaid = unsaid.or(Some(why)),
            }
        }
        unsaid.map_or_else(|| Ok(Ok(latest.unwrap_or((here.came, Vec::new())))), Err)
    }

    /// The same for one set of limits that count at once: the earliest runs out first, what comes on top is added.
    fn stay_by(
        &self,
        stage: StageId,
        set: &Set,
        begun: Time,
        since: &dyn Fn(&Limit) -> Result<Time, Gap>,
    ) -> Result<Result<(Time, Vec<ClauseId>), Never>, Unsaid> {
        let of_stage = &self.limits.stages[stage.index()];
        let stated: Vec<&Limit> = set.limits.iter().map(|at| &of_stage.limits[*at]).collect();
        let (in_words, stated): (Vec<&Limit>, Vec<&Limit>) = stated.into_iter().partition(|limit| limit.in_words);
        let in_words = in_words.into_iter().any(|limit| self.counts(limit));
        let counted: Vec<&Limit> = stated.iter().copied().filter(|limit| self.counts(limit)).collect();
        let mut earliest: Option<(Time, Vec<ClauseId>)> = None;
        let mut open = None;
        for limit in counted.iter().filter(|limit| !limit.further) {
            if limit.extended && !(self.shut)(Gap::Extension(limit.clause)) {
                open = open.or(Some(Gap::Extension(limit.clause)));
                continue;
            }
            match since(limit) {
                Ok(from) => {
                    let end = self.add(from, limit.length)?.max(begun);
                    if earliest.as_ref().is_none_or(|(known, _)| end < *known) {
                        earliest = Some((end, vec![limit.clause]));
                    }
                }
                Err(gap) => open = open.or(Some(gap)),
            }
        }
        let on_top: Vec<&&Limit> = counted.iter().filter(|limit| limit.further).collect();
        let base = match (earliest, open, stated.iter().find(|limit| !limit.further && !self.counts(limit))) {
            (Some(found), ..) => found,
            (None, Some(gap), _) => return Ok(Err(Never::Open(gap))),
            // Nor does what comes on top of it, or what only words say, end what nobody has to keep to.
            (None, None, Some(ignored)) => return Ok(Err(Never::Ignored(stage, ignored.clause))),
            // There is a limit, and nobody knows how long it is.
            (None, None, None) if in_words && (self.shut)(Gap::Silent(stage)) => (begun, Vec::new()),
            (None, None, None) if in_words => return Ok(Err(Never::Open(Gap::Silent(stage)))),
            (None, None, None) if !on_top.is_empty() => (begun, Vec::new()),
            (None, None, None) => {
                if let Some(clause) = set.again.iter().filter(|edge| (self.open)(**edge)).find_map(|edge| self.clause_of(*edge)) {
                    return Ok(Err(Never::Again(stage, clause)));
                }
                if let Some(clause) = set.none {
                    return Ok(Err(Never::NoLimit(stage, Some(clause))));
                }
                if !(self.shut)(Gap::Silent(stage)) {
                    return Ok(Err(Never::Open(Gap::Silent(stage))));
                }
                (begun, Vec::new())
            }
        };
        let (mut end, mut clauses) = base;
        for limit in on_top {
            end = self.add(end, limit.length)?;
            clauses.push(limit.clause);
        }
        Ok(Ok((end, clauses)))
    }

    /// How long one stage can last by itself, come to at a moment; all that came before took no time.
    pub(super) fn one_stage(&self, map: &Map, stage: StageId, came: Time) -> Result<Option<Longest>, Unsaid> {
        let case = self.case_over(came)?;
        let mut latest: Option<Longest> = None;
        let here = At { came, left: came, by: None, clauses: Vec::new(), marks: vec![(came, came); self.marks.len()] };
        let nodes = map.places.iter().enumerate().filter(|(_, place)| self.cases.stage_of(place.node) == Some(stage));
        for (at, place) in nodes {
            // When its clock starts makes no difference to how long it lasts from then on.
            let alone = Place { first: true, ..*place };
            let only = Map { places: vec![alone], order: Vec::new(), into: vec![Vec::new()], circle: Vec::new() };
            let (end, clauses, never) = match self.stay(stage, &only, 0, &here, came, came)? {
                Ok((end, clauses)) => (end, clauses, None),
                Err(never) => (FAR, Vec::new(), Some(never)),
            };
            let mut found = Longest {
                end,
                never,
                visits: vec![Visit { stage, clauses, came, left: end }],
                case: None,
                edges: self.way(map, at),
                so: Vec::new(),
            };
            if let Some((over, clause)) = case.filter(|(over, _)| *over < end) {
                found = Longest { end: over, case: Some(clause), never: None, ..found };
            }
            if latest.as_ref().is_none_or(|known| found.end > known.end) {
                latest = Some(found);
            }
        }
        Ok(latest)
    }

    /// Some way to a place.
    fn way(&self, map: &Map, at: usize) -> Vec<usize> {
        let (mut at, mut edges) = (at, Vec::new());
        while let Some((from, edge)) = map.into[at].first() {
            edges.push(*edge);
            at = *from;
            if edges.len() > map.places.len() {
                return Vec::new();
            }
        }
        edges
    }

    fn told(&self, map: &Map, all: &[Option<At>], last: usize, never: Option<Never>) -> Longest {
        let mut visits = Vec::new();
        let mut edges = Vec::new();
        let mut at = Some(last);
        while let Some(place) = at {
            let Some(here) = &all[place] else { break };
            if let Some(stage) = self.cases.stage_of(map.places[place].node) {
                visits.push(Visit { stage, clauses: here.clauses.clone(), came: here.came, left: here.left });
            }
            edges.extend(here.by.map(|(_, edge)| edge));
            at = here.by.map(|(from, _)| from);
        }
        visits.reverse();
        edges.reverse();
        let end = if never.is_some() { FAR } else { all[last].as_ref().map_or(0, |here| here.left) };
        Longest { end, never, visits, case: None, edges, so: Vec::new() }
    }
}
