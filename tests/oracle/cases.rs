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
use super::tells::{Wanted, tells_in_time};
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
}

/// Something the policy leaves open.
#[derive(Debug, Clone, PartialEq)]
enum Hole {
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
        (holes.len() <= MOST_HOLES).then(|| Cases { ladder, aim, holes, worlds: ladder.atoms.worlds(ladder.policy) })
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

    /// Whether some run breaks the rule; with nobody telling anybody, whether some run is of its kind.
    fn breach(&self, completion: usize, kept: &Kept, nobody_tells: bool) -> bool {
        self.worlds.iter().any(|world| Run { cases: self, completion, world: *world, kept, nobody_tells }.breach())
    }
}

impl Question for Cases<'_, '_> {
    fn completions(&self) -> usize {
        1 << self.holes.len()
    }

    fn is_triggered(&self, completion: usize) -> bool {
        !matches!(self.aim, Aim::Told { .. }) || self.breach(completion, &Kept::none(), true)
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
    nobody_tells: bool,
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
            let landings = ways.flat_map(|way| self.landings(None, way, &visit, &[], 0)).chain([begin]);
            for landing in landings.filter(|landing| self.may_pass_over(landing, &visit, true)) {
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
                        && self
                            .landings(Some(*stage), way, &visit, used, *at)
                            .iter()
                            .any(|landing| self.may_pass_over(landing, &visit, false))
                })
                .collect();
            if self.breaks_here(*stage, &open.iter().map(|(_, way)| *way).collect::<Vec<_>>(), &visit, used) {
                return None;
            }
            for (at, way) in open {
                for landing in self.landings(Some(*stage), way, &visit, used, at) {
                    if !self.may_pass_over(&landing, &visit, true) {
                        continue;
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

    /// Whether the rule is broken by what is open in a visit, before any way is taken.
    fn breaks_here(&self, stage: usize, open: &[&Way<'p>], visit: &Visit, used: &[u32]) -> bool {
        // A stage that nothing has led out of comes to the end of its time at last; nobody can count on silence or on
        // anything else.
        let at_last = visit.overrun == visit.limited && !visit.silent && visit.others == 0;
        if !at_last && !matches!(self.cases.aim, Aim::NeverTwo) {
            return false;
        }
        match self.cases.aim {
            Aim::Ends => open.iter().all(|way| {
                let keeps = || way.clause.is_some_and(|clause| self.kept.keeps(&clause.id));
                way.force != Force::Required && !(way.force.is_advice() && keeps())
            }),
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
                            .any(|landing| matches!(landing.at, At::Stage(to) if to > stage) && self.may_pass_over(landing, visit, false))
                };
                let leaving = visit.leaving | self.ladder().atoms.agreements();
                let limited = self.cases.is_limited(stage, self.completion, leaving);
                let agreed = Visit { leaving, limited, overrun: limited, followed: visit.followed.clone(), ..*visit };
                let ways = self.ladder().ways(Some(stage));
                let any =
                    |visit: &Visit| ways.iter().enumerate().any(|(at, way)| self.is_open(Some(stage), way, visit) && up(way, visit, at));
                !any(visit) && any(&agreed)
            }
            Aim::NeverTwo => self.leads_to_two(stage, open, visit, used),
            Aim::NoGap => self.is_left_out(stage, visit, used),
            Aim::PastManagers => self.takes_a_manager(stage, visit, used),
            Aim::Told { .. } | Aim::NoCircle | Aim::Avoids(_) => false,
        }
    }

    // ── ways on ─────────────────────────────────────────────────────────────────────────────────

    pub(super) fn is_open(&self, place: Option<usize>, way: &Way<'p>, visit: &Visit) -> bool {
        way.condition.holds(visit.leaving)
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
    fn most_rounds(&self, way: &Way<'p>, visit: &Visit) -> Option<u32> {
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

    /// Whether the stages that are passed over may be: not where it is forbidden, nor, for one who follows advice,
    /// where it is advised against.
    pub(super) fn may_pass_over(&self, landing: &Landing<'p>, visit: &Visit, following_advice: bool) -> bool {
        self.ladder().protections.iter().all(|protection| {
            let forbids =
                protection.clause.strength.force == Force::Required || (following_advice && self.kept.keeps(&protection.clause.id));
            let speaks = protection.clause.when.is_empty() && protection.condition.holds(visit.leaving);
            let over = landing.over.clone().any(|stage| protection.stages.as_ref().is_none_or(|stages| stages.contains(&stage)));
            !(forbids && speaks && over)
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
                if self.is_told(place, to, visit, wanted) {
                    Arrival::Over
                } else if ladder.policy.stages[to].rung >= *rung {
                    Arrival::Bad
                } else {
                    Arrival::Goes((to, rounds))
                }
            }
            Aim::Avoids(wanted) if *wanted == to => Arrival::Bad,
            Aim::Avoids(_) => Arrival::Goes((to, rounds)),
            _ if ladder.is_authority(to) => Arrival::Over,
            _ => Arrival::Goes((to, rounds)),
        }
    }

    /// Whether somebody is told by the time a case comes from a place to a stage, whatever anybody would rather do.
    fn is_told(&self, place: Option<usize>, to: usize, visit: &Visit, wanted: &Wanted) -> bool {
        let ladder = self.ladder();
        let label = |stage: usize| ladder.policy.stages[stage].label.as_str();
        !self.nobody_tells
            && ladder.duties.iter().any(|duty| {
                let clause = duty.clause;
                let here = place.is_some_and(|stage| clause.covers(label(stage)));
                let due = match &clause.before {
                    Some(Place::Stages { stages }) => stages.iter().any(|before| before == label(to)) && (here || clause.covers(label(to))),
                    _ => here,
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
                due && after
                    && done
                    && self.moment_has_come(place, &clause.when, visit)
                    && (duty.condition.holds(visit.coming) || duty.condition.holds(visit.leaving))
                    && place.is_none_or(|stage| followed(&self.disputes(stage), &visit.followed, clause))
                    && tells_in_time(ladder.policy, clause, wanted, place)
            })
    }
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
