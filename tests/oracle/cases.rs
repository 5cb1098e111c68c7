//! Every case of a policy, gone through one by one.
//!
//! For each way of filling in what is left open and each world, a case is at the start or at a stage. There every
//! visit is tried: facts that change on coming and on leaving, answers of those who are asked, silence, time that
//! runs out, what happens besides, which medium is followed. Every open way is taken, and where nobody must go on the
//! case stops.

use std::collections::{BTreeMap, BTreeSet};

use super::ladder::*;
use super::policy::*;
use super::sources::followed;
use super::tells::{Sought, Wanted, does_in_time, may_do};
use super::verdict::{Kept, Question};
use super::visits::Visit;

/// What is asked of every run.
#[derive(Debug, Clone)]
pub enum Aim {
    /// It ends in an authority, settled or handed over.
    Ends,
    /// They are told before the first visit at this rung or above.
    Told { wanted: Wanted, rung: u32 },
    /// There is always some way on.
    NeverStuck,
    /// Nobody's no stops it.
    NoVeto,
    /// It does not go round for ever.
    NoCircle,
    /// It never comes to this stage.
    Avoids(usize),
    /// Nobody must take it to two places at once.
    NeverTwo,
    /// At each stage somebody is asked to take it up, where anybody is asked in some case.
    NoGap,
    /// It never takes one's own manager to go up.
    PastManagers,
    /// This is done by the end of each stage, from this place on.
    Each { sought: Sought, first: usize },
    /// In the cases in which something is so, this is done by the end of each stage of this rung or above at which it is.
    ToldWhen { sought: Sought, rung: u32, when: Expr },
    /// At each stage below an authority somebody must take it on when nobody answers.
    MovesOn,
}

impl Aim {
    /// Whether settled cases are looked at too: what has been done by then, and where they lead.
    pub fn asks_settled_cases(&self) -> bool {
        matches!(self, Aim::Each { .. } | Aim::ToldWhen { .. } | Aim::MovesOn)
    }

    fn sought(&self) -> Option<Sought> {
        match self {
            Aim::Told { wanted, .. } => Some(Sought::Telling(wanted.clone())),
            Aim::Each { sought, .. } | Aim::ToldWhen { sought, .. } => Some(sought.clone()),
            _ => None,
        }
    }
}

/// Something the policy leaves open.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Hole {
    /// Whether a stage without a stated limit has one.
    Limit(usize),
    /// Whether this limit is the stage's rather than the case's.
    Scope(String),
    /// Whether a repetition until words comes to an end.
    Ends(String),
}

pub struct Cases<'l, 'p> {
    pub(super) ladder: &'l Ladder<'p>,
    pub(super) aim: Aim,
    holes: Vec<Hole>,
    worlds: Vec<u64>,
}

/// More ways of filling in than this are not gone through.
const MOST_HOLES: usize = 9;

/// Where a way leads, and which stages it passes over.
pub(super) struct Landing<'p> {
    pub(super) at: At<'p>,
    over: std::ops::Range<usize>,
}

#[derive(Clone, Copy)]
pub(super) enum At<'p> {
    Stage(usize),
    /// The same stage again.
    Again,
    Past,
    Withdrawn,
    Closed,
    Left(&'p Route),
}

/// A stage a case is at, with the rounds of repetitions that are used up.
type Node = (usize, Vec<u32>);

impl<'l, 'p> Cases<'l, 'p> {
    /// `None` if there are too many ways of filling in to try them all.
    pub fn new(ladder: &'l Ladder<'p>, aim: Aim) -> Option<Self> {
        let holes = holes(ladder);
        (holes.len() <= MOST_HOLES).then(|| {
            let mut cases = Cases { ladder, aim, holes, worlds: Vec::new() };
            // Worlds that differ in nothing that matters are one.
            let matters = std::iter::once(None).chain((0..ladder.count()).map(Some)).fold(0, |all, place| all | cases.matters(place));
            cases.tell_apart(matters);
            cases
        })
    }

    /// The worlds, told apart by this; those that differ in nothing of it are one.
    pub(super) fn tell_apart(&mut self, matters: u64) {
        self.worlds = self.ladder.atoms.worlds(self.ladder.policy).into_iter().map(|world| world & matters).collect();
        self.worlds.sort_unstable();
        self.worlds.dedup();
    }

    /// What anything at a place turns on.
    pub(super) fn matters(&self, place: Option<usize>) -> u64 {
        let ladder = self.ladder;
        let mut used = 0;
        ladder.ways(place).iter().for_each(|way| way.condition.atoms(&mut used));
        ladder.protections.iter().for_each(|protection| protection.condition.atoms(&mut used));
        if let Some(stage) = place {
            ladder.limits(stage).iter().for_each(|limit| limit.condition.atoms(&mut used));
        }
        if let Some(sought) = self.aim.sought() {
            ladder
                .duties
                .iter()
                .filter(|duty| may_do(ladder.policy, duty.clause, &sought))
                .for_each(|duty| duty.condition.atoms(&mut used));
        }
        if let Aim::ToldWhen { when, .. } = &self.aim {
            when.atoms(&mut used);
            ladder.serves.iter().for_each(|(_, serves)| serves.atoms(&mut used));
        }
        used
    }

    fn is_filled(&self, completion: usize, hole: &Hole) -> bool {
        self.holes.iter().position(|known| known == hole).is_some_and(|at| completion & (1 << at) != 0)
    }

    /// Whether a stage's time can run out in a visit.
    pub(super) fn is_limited(&self, stage: usize, completion: usize, so: u64) -> bool {
        let mut silent = true;
        for limit in self.ladder.limits(stage) {
            let counts = !limit.scope_open || self.is_filled(completion, &Hole::Scope(limit.clause.id.clone()));
            if counts && limit.time != Stating::Nothing {
                silent = false;
                if limit.time == Stating::Limited && limit.condition.holds(so) {
                    return true;
                }
            }
        }
        silent && self.is_filled(completion, &Hole::Limit(stage))
    }

    /// The way of filling in in which just these holes are.
    pub(super) fn filled_in(&self, is_filled: &dyn Fn(&Hole) -> bool) -> usize {
        self.holes.iter().enumerate().filter(|(_, hole)| is_filled(hole)).map(|(at, _)| 1 << at).sum()
    }

    /// The runs of each world, in one way of filling in.
    pub(super) fn runs<'r>(&'r self, completion: usize, kept: &'r Kept) -> impl Iterator<Item = Run<'r, 'l, 'p>> {
        self.worlds.iter().map(move |world| Run { cases: self, completion, world: *world, kept, nobody_acts: false })
    }

    /// Whether some run breaks the rule; with nobody doing anything, whether some run is of its kind.
    fn breach(&self, completion: usize, kept: &Kept, nobody_acts: bool) -> bool {
        self.worlds.iter().any(|world| Run { cases: self, completion, world: *world, kept, nobody_acts }.breach())
    }
}

impl Question for Cases<'_, '_> {
    fn completions(&self) -> usize {
        1 << self.holes.len()
    }

    fn is_triggered(&self, completion: usize) -> bool {
        let of_a_kind = matches!(self.aim, Aim::Told { .. } | Aim::Each { .. } | Aim::ToldWhen { .. } | Aim::MovesOn);
        !of_a_kind || self.breach(completion, &Kept::none(), true)
    }

    fn is_breached(&self, completion: usize, kept: &Kept) -> bool {
        self.breach(completion, kept, false)
    }
}

/// What is left open and matters: a limit only where something waits for time to run out.
fn holes(ladder: &Ladder<'_>) -> Vec<Hole> {
    let mut holes = Vec::new();
    let mut add = |hole: Hole| {
        if !holes.contains(&hole) {
            holes.push(hole);
        }
    };
    for stage in 0..ladder.count() {
        let label = &ladder.policy.stages[stage].label;
        let waits = |clause: &Clause| {
            let repeats = clause.deeds().iter().any(|(_, act, _)| matches!(act, Act::Repeat { until: Some(Event::OutOfTime), .. }));
            clause.when.contains(&Event::OutOfTime) || repeats
        };
        let timed = ladder.ways(Some(stage)).iter().filter_map(|way| way.clause).any(waits)
            || ladder.duties.iter().any(|duty| duty.clause.covers(label) && waits(duty.clause));
        if timed {
            let limits = ladder.limits(stage);
            limits
                .iter()
                .filter(|limit| limit.scope_open && limit.time != Stating::Nothing)
                .for_each(|limit| add(Hole::Scope(limit.clause.id.clone())));
            if limits.iter().all(|limit| limit.scope_open || limit.time == Stating::Nothing) {
                add(Hole::Limit(stage));
            }
        }
        for way in ladder.ways(Some(stage)) {
            if let (Goal::Act(Act::Repeat { until: Some(Event::Words { .. }), .. }), Some(clause)) = (way.goal, way.clause) {
                add(Hole::Ends(clause.id.clone()));
            }
        }
    }
    holes
}

/// All runs of one world and one way of filling in.
pub struct Run<'r, 'l, 'p> {
    pub(super) cases: &'r Cases<'l, 'p>,
    pub(super) completion: usize,
    pub(super) world: u64,
    kept: &'r Kept,
    nobody_acts: bool,
}

impl<'l, 'p> Run<'_, 'l, 'p> {
    pub(super) fn ladder(&self) -> &'l Ladder<'p> {
        self.cases.ladder
    }

    fn breach(&self) -> bool {
        if self.ladder().count() == 0 {
            return false;
        }
        let mut edges: BTreeMap<Node, BTreeSet<Node>> = BTreeMap::new();
        let mut open: Vec<Node> = Vec::new();
        for visit in self.visits(None) {
            let begin = Landing { at: At::Stage(0), over: 0..0 };
            let ways = self.ladder().ways(None).iter().filter(|way| self.is_open(None, way, &visit));
            let taken = |way: &Way<'p>| {
                let landings = self.landings(None, way, &visit, &[], 0).into_iter();
                landings.filter(|landing| self.may_be_taken(None, way, landing, &visit)).collect::<Vec<_>>()
            };
            for landing in ways.flat_map(taken).chain([begin]) {
                match self.arrive(None, &landing, &visit, &[]) {
                    Arrival::Bad => return true,
                    Arrival::Goes(node) => open.push(node),
                    Arrival::Over => {}
                }
            }
        }
        while let Some(node) = open.pop() {
            if edges.contains_key(&node) {
                continue;
            }
            let Some(next) = self.visit(&node) else { return true };
            open.extend(next.iter().cloned());
            edges.insert(node, next);
        }
        matches!(self.cases.aim, Aim::Ends | Aim::NoCircle) && goes_round(&edges)
    }

    /// Where a case can be after a visit; `None` if a breach can come of it.
    fn visit(&self, (stage, used): &Node) -> Option<BTreeSet<Node>> {
        let mut next = BTreeSet::new();
        let ways = self.ladder().ways(Some(*stage));
        for visit in self.visits(Some(*stage)) {
            let open: Vec<(usize, &Way<'p>)> = ways
                .iter()
                .enumerate()
                .filter(|(at, way)| {
                    self.is_open(Some(*stage), way, &visit)
                        && self.landings(Some(*stage), way, &visit, used, *at).iter().any(|landing| self.is_allowed(landing, &visit))
                })
                .collect();
            if self.breaks_here(*stage, &open, &visit, used)
                || (self.may_stop(*stage, &open, &visit, used) && self.ends_badly(*stage, None, &visit))
            {
                return None;
            }
            // A settled case has ended, and so has one that is put to an authority.
            if self.cases.aim.asks_settled_cases() && (visit.settled || self.ladder().is_authority(*stage)) {
                continue;
            }
            for (at, way) in open {
                for landing in self.landings(Some(*stage), way, &visit, used, at) {
                    if !self.may_be_taken(Some(*stage), way, &landing, &visit) {
                        continue;
                    }
                    let ends = match landing.at {
                        At::Stage(to) => self.ends_badly(*stage, Some(to), &visit),
                        // Each round is a visit, and has an end: the way is to the same stage.
                        At::Again => self.ends_badly(*stage, Some(*stage), &visit),
                        At::Past | At::Withdrawn | At::Closed | At::Left(_) => self.ends_badly(*stage, None, &visit),
                    };
                    if ends {
                        return None;
                    }
                    let rounds = self.rounds(way, &visit, used, at);
                    match self.arrive(Some(*stage), &landing, &visit, &rounds) {
                        Arrival::Bad => return None,
                        Arrival::Goes(node) => {
                            next.insert(node);
                        }
                        Arrival::Over => {}
                    }
                }
            }
        }
        Some(next)
    }

    /// Whether a case may stop in a visit: nothing that is open has to be taken.
    fn may_stop(&self, stage: usize, open: &[(usize, &Way<'p>)], visit: &Visit, used: &[u32]) -> bool {
        visit.settled || self.ladder().is_authority(stage) || (is_at_last(visit) && !self.somebody_has_to_go_on(stage, open, visit, used))
    }

    /// Whether some way has to be taken. One that is only advised, and on which a stage would be left out that should not be, nobody
    /// can count on.
    fn somebody_has_to_go_on(&self, stage: usize, open: &[(usize, &Way<'p>)], visit: &Visit, used: &[u32]) -> bool {
        open.iter().any(|(at, way)| {
            let landings = self.landings(Some(stage), way, visit, used, *at);
            let advised_against = way.force.is_advice() && landings.iter().all(|landing| self.speaks_against(landing, visit, &|_| true));
            self.has_to_be_taken(way) && !advised_against
        })
    }

    fn has_to_be_taken(&self, way: &Way<'p>) -> bool {
        let keeps = || way.clause.is_some_and(|clause| self.kept.keeps(&clause.id));
        way.force == Force::Required || (way.force.is_advice() && keeps())
    }

    /// Whether the rule is broken by what has not been done by the end of a stage, on the way to another or for good.
    fn ends_badly(&self, stage: usize, to: Option<usize>, visit: &Visit) -> bool {
        match &self.cases.aim {
            Aim::Each { sought, first } => stage >= *first && !self.is_done(Some(stage), to, visit, sought),
            Aim::ToldWhen { sought, rung, when } => {
                let asked = self.ladder().policy.stages[stage].rung >= *rung && (when.holds(visit.coming) || when.holds(visit.leaving));
                asked && !self.is_done(Some(stage), to, visit, sought)
            }
            _ => false,
        }
    }

    /// Whether the rule is broken by what is open in a visit, before any way is taken.
    fn breaks_here(&self, stage: usize, open: &[(usize, &Way<'p>)], visit: &Visit, used: &[u32]) -> bool {
        if matches!(self.cases.aim, Aim::MovesOn) {
            return !self.ladder().is_authority(stage) && (self.nobody_acts || !self.moves_on(stage, open, visit, used));
        }
        if !is_at_last(visit) && !matches!(self.cases.aim, Aim::NeverTwo) {
            return false;
        }
        match self.cases.aim {
            Aim::Ends => !self.somebody_has_to_go_on(stage, open, visit, used),
            Aim::NeverStuck => {
                let asked = self.ladder().atoms.agreements();
                visit.leaving & asked == asked & self.free(Some(stage)) && open.is_empty()
            }
            Aim::NoVeto => {
                let up = |way: &Way<'p>, visit: &Visit, at: usize| {
                    way.force != Force::Permitted
                        && self
                            .landings(Some(stage), way, visit, used, at)
                            .iter()
                            .any(|landing| matches!(landing.at, At::Stage(to) if to > stage) && self.is_allowed(landing, visit))
                };
                let leaving = visit.leaving | self.ladder().atoms.agreements();
                let limited = self.cases.is_limited(stage, self.completion, leaving);
                let agreed = Visit { leaving, limited, overrun: limited, followed: visit.followed.clone(), ..*visit };
                let ways = self.ladder().ways(Some(stage));
                let any =
                    |visit: &Visit| ways.iter().enumerate().any(|(at, way)| self.is_open(Some(stage), way, visit) && up(way, visit, at));
                !any(visit) && any(&agreed)
            }
            Aim::NeverTwo => self.leads_to_two(stage, &open.iter().map(|(_, way)| *way).collect::<Vec<_>>(), visit, used),
            Aim::NoGap => self.is_left_out(stage, visit, used),
            Aim::PastManagers => self.takes_a_manager(stage, visit, used),
            _ => false,
        }
    }

    /// Whether there is a moment at which silence counts, from which somebody has to take the case on.
    fn moves_on(&self, stage: usize, open: &[(usize, &Way<'p>)], visit: &Visit, used: &[u32]) -> bool {
        let silence = visit.silent && !visit.settled && visit.overrun == visit.limited && visit.others == 0;
        let mut limits = self.ladder().limits(stage).iter();
        let mut counts = || limits.any(|limit| limit.counted && !limit.scope_open && limit.condition.holds(visit.leaving));
        !silence || (counts() && self.somebody_has_to_go_on(stage, open, visit, used))
    }

    // ── ways on ─────────────────────────────────────────────────────────────────────────────────

    pub(super) fn is_open(&self, place: Option<usize>, way: &Way<'p>, visit: &Visit) -> bool {
        way.condition.holds(visit.leaving)
            && !visit.settled
            && way.clause.is_none_or(|clause| {
                self.moment_has_come(place, &clause.when, visit)
                    && place.is_none_or(|stage| followed(&self.disputes(stage), &visit.followed, clause))
            })
    }

    /// Everywhere a way can lead from a place.
    pub(super) fn landings(&self, place: Option<usize>, way: &Way<'p>, visit: &Visit, used: &[u32], number: usize) -> Vec<Landing<'p>> {
        let act = match way.goal {
            Goal::Leave(route) => return vec![Landing { at: At::Left(route), over: 0..0 }],
            Goal::Act(act) => act,
        };
        let next = place.map_or(0, |stage| stage + 1);
        let count = self.ladder().count();
        let straight = |at: At<'p>| vec![Landing { at, over: 0..0 }];
        let over = |to: usize| Landing { at: if to < count { At::Stage(to) } else { At::Past }, over: next..to };
        match act {
            Act::Escalate { to: Place::Next } if next < count => straight(At::Stage(next)),
            Act::Escalate { to: Place::AnyLater | Place::Any } => (next..count).map(over).collect(),
            Act::Escalate { to: Place::Stages { stages } } => {
                let to = stages.iter().map(|label| self.ladder().policy.stage(label)).filter(|to| Some(*to) != place);
                to.map(|to| Landing { at: At::Stage(to), over: 0..0 }).collect()
            }
            Act::Skip { place: Place::Next } if next < count => vec![over(next + 1)],
            Act::Skip { place: Place::Stages { stages } } => {
                let skipped: Vec<usize> = stages.iter().map(|label| self.ladder().policy.stage(label)).collect();
                let to = (next..).find(|stage| !skipped.contains(stage)).unwrap_or(next);
                if to > next { vec![over(to)] } else { Vec::new() }
            }
            Act::Skip { place: Place::AnyLater | Place::Any } => (next..=count).map(over).collect(),
            Act::Repeat { .. } if place.is_some() && self.may_repeat(way, visit, used, number) => straight(At::Again),
            Act::Withdraw => straight(At::Withdrawn),
            Act::Close { .. } => straight(At::Closed),
            _ => Vec::new(),
        }
    }

    /// How many rounds a repetition has at most; `None` if nothing ends it.
    pub(super) fn most_rounds(&self, way: &Way<'p>, visit: &Visit) -> Option<u32> {
        match (way.goal, way.clause) {
            (Goal::Act(Act::Repeat { times: Some(times), .. }), _) => Some(*times),
            (Goal::Act(Act::Repeat { until: Some(Event::OutOfTime), .. }), _) => visit.limited.then_some(1),
            (Goal::Act(Act::Repeat { until: Some(Event::Words { .. }), .. }), Some(clause)) => {
                self.cases.is_filled(self.completion, &Hole::Ends(clause.id.clone())).then_some(1)
            }
            _ => None,
        }
    }

    fn may_repeat(&self, way: &Way<'p>, visit: &Visit, used: &[u32], number: usize) -> bool {
        let until_time = matches!(way.goal, Goal::Act(Act::Repeat { until: Some(Event::OutOfTime), .. }));
        if until_time && visit.overrun {
            return false;
        }
        self.most_rounds(way, visit).is_none_or(|most| used.get(number).copied().unwrap_or_default() < most)
    }

    /// The rounds used up once a way is taken.
    fn rounds(&self, way: &Way<'p>, visit: &Visit, used: &[u32], number: usize) -> Vec<u32> {
        let mut rounds = used.to_vec();
        if self.most_rounds(way, visit).is_some() {
            rounds.resize(rounds.len().max(number + 1), 0);
            rounds[number] += 1;
        }
        rounds
    }

    /// Whether the stages that are passed over may be: not where it is forbidden.
    pub(super) fn is_allowed(&self, landing: &Landing<'p>, visit: &Visit) -> bool {
        !self.speaks_against(landing, visit, &|clause| clause.strength.force == Force::Required)
    }

    /// Whether somebody takes a way to a landing: nobody who follows advice does where it is advised against, unless the way's
    /// clause asks for it and leaves no other.
    pub(super) fn may_be_taken(&self, place: Option<usize>, way: &Way<'p>, landing: &Landing<'p>, visit: &Visit) -> bool {
        let gives_way = || {
            let same = |other: &&Way<'p>| matches!((other.clause, way.clause), (Some(other), Some(clause)) if other.id == clause.id);
            let all_against = |other: &Way<'p>| {
                let landings = self.landings(place, other, visit, &[], 0);
                let skips = matches!(other.goal, Goal::Act(Act::Skip { .. }));
                skips && landings.iter().all(|landing| self.speaks_against(landing, visit, &|_| true))
            };
            way.force != Force::Permitted && self.ladder().ways(place).iter().filter(same).all(all_against)
        };
        let advised = |clause: &Clause| clause.strength.force != Force::Required && self.kept.keeps(&clause.id);
        self.is_allowed(landing, visit) && (!self.speaks_against(landing, visit, &advised) || gives_way())
    }

    /// Whether some clause that counts asks not to leave out what is left out on the way to a landing.
    fn speaks_against(&self, landing: &Landing<'p>, visit: &Visit, counts: &dyn Fn(&Clause) -> bool) -> bool {
        self.ladder().protections.iter().any(|protection| {
            let speaks = protection.clause.when.is_empty() && protection.condition.holds(visit.leaving);
            let over = landing.over.clone().any(|stage| protection.stages.as_ref().is_none_or(|stages| stages.contains(&stage)));
            counts(protection.clause) && speaks && over
        })
    }

    fn arrive(&self, place: Option<usize>, landing: &Landing<'p>, visit: &Visit, rounds: &[u32]) -> Arrival {
        let ladder = self.ladder();
        let ends = matches!(self.cases.aim, Aim::Ends);
        let (to, rounds) = match landing.at {
            At::Stage(to) => (to, Vec::new()),
            At::Again => (place.unwrap_or_default(), rounds.to_vec()),
            At::Past | At::Closed => return if ends { Arrival::Bad } else { Arrival::Over },
            At::Withdrawn => return Arrival::Over,
            At::Left(route) => {
                return if ends && !hands_over(ladder.policy, route) { Arrival::Bad } else { Arrival::Over };
            }
        };
        match &self.cases.aim {
            Aim::Told { wanted, rung } => {
                if self.is_done(place, Some(to), visit, &Sought::Telling(wanted.clone())) {
                    Arrival::Over
                } else if ladder.policy.stages[to].rung >= *rung {
                    Arrival::Bad
                } else {
                    Arrival::Goes((to, rounds))
                }
            }
            Aim::Avoids(wanted) if *wanted == to => Arrival::Bad,
            Aim::ToldWhen { sought, .. } if self.is_done(place, Some(to), visit, sought) => Arrival::Over,
            Aim::Avoids(_) | Aim::Each { .. } | Aim::ToldWhen { .. } | Aim::MovesOn => Arrival::Goes((to, rounds)),
            _ if ladder.is_authority(to) => Arrival::Over,
            _ => Arrival::Goes((to, rounds)),
        }
    }

    /// Whether something is done by the time a case comes from a place to a stage, or to its end, whatever anybody would
    /// rather do.
    fn is_done(&self, place: Option<usize>, to: Option<usize>, visit: &Visit, sought: &Sought) -> bool {
        let ladder = self.ladder();
        let label = |stage: usize| ladder.policy.stages[stage].label.as_str();
        !self.nobody_acts
            && ladder.duties.iter().any(|duty| {
                let clause = duty.clause;
                let here = place.is_some_and(|stage| clause.covers(label(stage)));
                let due = match &clause.before {
                    Some(Place::Stages { stages }) => {
                        to.is_some_and(|to| stages.iter().any(|before| before == label(to)) && (here || clause.covers(label(to))))
                    }
                    Some(_) => here && to.is_some(),
                    None => here,
                };
                let after = match &clause.after {
                    None => true,
                    Some(Place::Stages { stages }) => place.is_some_and(|stage| stages.iter().any(|after| after == label(stage))),
                    Some(_) => false,
                };
                let done = match clause.strength.force {
                    Force::Required => true,
                    Force::Advised | Force::Described => self.kept.keeps(&clause.id),
                    Force::Permitted => false,
                };
                // Only where it is asked of certain cases does it matter whom an officer serves.
                let by_case = matches!(self.cases.aim, Aim::ToldWhen { .. });
                let does = |so: u64| {
                    let is_there = |name: &str| !by_case || ladder.serves.iter().all(|(known, serves)| *known != name || serves.holds(so));
                    duty.condition.holds(so) && does_in_time(ladder.policy, clause, sought, place, &is_there)
                };
                due && after
                    && done
                    && self.moment_has_come(place, &clause.when, visit)
                    && (does(visit.coming) || does(visit.leaving))
                    && place.is_none_or(|stage| followed(&self.disputes(stage), &visit.followed, clause))
            })
    }
}

/// A stage that nothing has led out of comes to the end of its time at last; nobody can count on silence or on anything
/// else.
fn is_at_last(visit: &Visit) -> bool {
    visit.overrun == visit.limited && !visit.silent && visit.others == 0
}

enum Arrival {
    Bad,
    Goes(Node),
    Over,
}

/// Whether a route obliges somebody, in every case, to put the case to an authority or back on the ladder.
fn hands_over(policy: &Policy, route: &Route) -> bool {
    let authorities = policy.authorities();
    route.clauses.iter().map(|id| policy.clause(id)).any(|clause| {
        let always = clause.condition.is_none() && clause.when.is_empty() && !clause.stages_named;
        let surely = always && clause.strength.force == Force::Required && !clause.negated && !clause.attempt;
        let decides = |party: &Party| party.name().is_some_and(|name| authorities.contains(&name));
        surely
            && match &clause.act {
                Act::Escalate { .. } => true,
                Act::Refer { to } if to.join == Join::And => to.parties.iter().any(decides),
                Act::Refer { to } => to.parties.iter().all(decides),
                _ => false,
            }
    })
}

/// Whether a case can come back to where it was.
fn goes_round(edges: &BTreeMap<Node, BTreeSet<Node>>) -> bool {
    edges.keys().any(|start| {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&Node> = edges[start].iter().collect();
        while let Some(node) = open.pop() {
            if node == start {
                return true;
            }
            if seen.insert(node) {
                open.extend(&edges[node]);
            }
        }
        false
    })
}
