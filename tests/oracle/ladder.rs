//! The ladder as its clauses lay it out: which ways lead on from where, which limits and protections there are, and
//! who is told by what. Made from the clauses alone; the moves the document lists are only compared with it.

use std::collections::BTreeSet;

use super::policy::*;
use super::sources::{Pair, pairs};

/// Something that is so or not so.
#[derive(Debug, Clone, PartialEq)]
pub enum Atom {
    Fact(String),
    /// The raising agency is this one.
    Raiser(String),
    /// The receiving agency is this one.
    Receiver(String),
    /// Somebody is somebody else, or sits on something.
    Belongs(Party, bool, Party),
    Agrees(Party),
    Words(String),
}

/// A condition over numbered atoms; a set of bits says which are so.
#[derive(Debug, Clone)]
pub enum Expr {
    Always,
    Atom(usize),
    Not(Box<Expr>),
    All(Vec<Expr>),
    Any(Vec<Expr>),
}

impl Expr {
    pub fn holds(&self, so: u64) -> bool {
        match self {
            Expr::Always => true,
            Expr::Atom(atom) => so & (1 << atom) != 0,
            Expr::Not(inner) => !inner.holds(so),
            Expr::All(parts) => parts.iter().all(|part| part.holds(so)),
            Expr::Any(parts) => parts.iter().any(|part| part.holds(so)),
        }
    }

    pub fn atoms(&self, into: &mut u64) {
        match self {
            Expr::Always => {}
            Expr::Atom(atom) => *into |= 1 << atom,
            Expr::Not(inner) => inner.atoms(into),
            Expr::All(parts) | Expr::Any(parts) => parts.iter().for_each(|part| part.atoms(into)),
        }
    }
}

/// Every atom a policy's conditions speak of.
#[derive(Debug, Clone, Default)]
pub struct Atoms {
    pub list: Vec<Atom>,
}

impl Atoms {
    fn number(&mut self, atom: Atom) -> Expr {
        let known = self.list.iter().position(|known| *known == atom);
        Expr::Atom(known.unwrap_or_else(|| {
            self.list.push(atom);
            assert!(self.list.len() <= 60, "more atoms than can be tried");
            self.list.len() - 1
        }))
    }

    pub fn expr(&mut self, condition: &Condition) -> Expr {
        match condition {
            Condition::All { of } => Expr::All(of.iter().map(|part| self.expr(part)).collect()),
            Condition::Any { of } => Expr::Any(of.iter().map(|part| self.expr(part)).collect()),
            Condition::Not { condition } => Expr::Not(Box::new(self.expr(condition))),
            Condition::Fact { fact } => self.number(Atom::Fact(fact.clone())),
            // The raising agency's own no is withdrawing, which is its right.
            Condition::Agrees { party } if party.side == Some(Side::Raising) && party.noun == Noun::Agency && party.of.is_none() => {
                Expr::Always
            }
            Condition::Agrees { party } => self.number(Atom::Agrees(party.clone())),
            Condition::Belongs { who, on, what } => {
                let agency = |side| who.side == Some(side) && who.noun == Noun::Agency && who.of.is_none() && !on;
                let atom = match what.name() {
                    Some(name) if agency(Side::Raising) => Atom::Raiser(name.to_owned()),
                    Some(name) if agency(Side::Receiving) => Atom::Receiver(name.to_owned()),
                    _ => Atom::Belongs(who.clone(), *on, what.clone()),
                };
                self.number(atom)
            }
            Condition::Words { words } => self.number(Atom::Words(words.clone())),
        }
    }

    pub fn all_of<'c>(&mut self, conditions: impl IntoIterator<Item = &'c Option<Condition>>) -> Expr {
        let parts: Vec<Expr> = conditions.into_iter().flatten().map(|condition| self.expr(condition)).collect();
        if parts.is_empty() { Expr::Always } else { Expr::All(parts) }
    }

    /// Those for which something is true of the atom.
    pub fn which(&self, wanted: impl Fn(&Atom) -> bool) -> u64 {
        self.list.iter().enumerate().filter(|(_, atom)| wanted(atom)).map(|(at, _)| 1 << at).sum()
    }

    /// Every way what stays as it is all through a case can be: facts, and who raises it with whom.
    pub fn worlds(&self, policy: &Policy) -> Vec<u64> {
        let fixed = self.which(|atom| match atom {
            Atom::Fact(fact) => !policy.name(fact).may_change,
            Atom::Belongs(..) => true,
            _ => false,
        });
        // The declared agencies; somebody else where a party is declared that is none, or where nobody is declared.
        let mut agencies: Vec<Option<&str>> =
            policy.names.iter().filter(|name| name.kind == "agency").map(|name| Some(name.name.as_str())).collect();
        if agencies.is_empty() || policy.names.iter().any(|name| name.kind == "party") {
            agencies.push(None);
        }
        let receivers: Vec<Option<&str>> = if agencies.len() > 1 { agencies.clone() } else { vec![None] };
        let is = |agency: Option<&str>, wanted: &str| agency.is_some_and(|agency| policy.is_kind_of(agency, wanted));
        let mut worlds = Vec::new();
        for raiser in &agencies {
            for receiver in receivers.iter().filter(|receiver| **receiver != *raiser || raiser.is_none()) {
                let who = self.which(|atom| match atom {
                    Atom::Raiser(name) => is(*raiser, name),
                    Atom::Receiver(name) => is(*receiver, name),
                    _ => false,
                });
                worlds.extend(subsets(fixed).map(|facts| facts | who));
            }
        }
        worlds.sort_unstable();
        worlds.dedup();
        worlds
    }

    /// What is chosen anew in each visit.
    pub fn anew(&self, policy: &Policy) -> u64 {
        self.changing(policy) | self.which(|atom| matches!(atom, Atom::Agrees(_) | Atom::Words(_)))
    }

    pub fn changing(&self, policy: &Policy) -> u64 {
        self.which(|atom| matches!(atom, Atom::Fact(fact) if policy.name(fact).may_change))
    }

    pub fn agreements(&self) -> u64 {
        self.which(|atom| matches!(atom, Atom::Agrees(_)))
    }
}

/// Every subset of a set of bits.
pub fn subsets(of: u64) -> impl Iterator<Item = u64> {
    let mut next = Some(0u64);
    std::iter::from_fn(move || {
        let now = next?;
        next = if now == of { None } else { Some((now.wrapping_sub(of)) & of) };
        Some(now)
    })
}

/// One way on.
#[derive(Debug)]
pub struct Way<'p> {
    pub clause: Option<&'p Clause>,
    pub force: Force,
    pub condition: Expr,
    pub goal: Goal<'p>,
}

#[derive(Debug, Clone, Copy)]
pub enum Goal<'p> {
    Act(&'p Act),
    /// Out of the ladder along a route.
    Leave(&'p Route),
}

/// `must not skip …`.
#[derive(Debug)]
pub struct Protection<'p> {
    pub clause: &'p Clause,
    pub condition: Expr,
    /// Which stages; all where none are named.
    pub stages: Option<Vec<usize>>,
}

/// A limit on a stage.
#[derive(Debug)]
pub struct Limit<'p> {
    pub clause: &'p Clause,
    pub condition: Expr,
    pub time: Stating,
    /// How long can be counted.
    pub counted: bool,
    /// The document does not say whether it is the stage's or the case's.
    pub scope_open: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stating {
    Limited,
    Unlimited,
    Nothing,
}

/// A duty that may tell somebody.
#[derive(Debug)]
pub struct Duty<'p> {
    pub clause: &'p Clause,
    pub condition: Expr,
}

pub struct Ladder<'p> {
    pub policy: &'p Policy,
    pub atoms: Atoms,
    /// The ways on from the start, then from each stage.
    ways: Vec<Vec<Way<'p>>>,
    pub protections: Vec<Protection<'p>>,
    limits: Vec<Vec<Limit<'p>>>,
    /// The duties of the stages and of `throughout`.
    pub duties: Vec<Duty<'p>>,
    /// The clauses in which the document's media disagree.
    pub pairs: Vec<Pair<'p>>,
    /// Whom an officer serves, by name.
    pub serves: Vec<(&'p str, Expr)>,
}

impl<'p> Ladder<'p> {
    pub fn new(policy: &'p Policy) -> Self {
        let mut atoms = Atoms::default();
        let ladder_clause = |clause: &&Clause| matches!(clause.home, Home::Stage { .. } | Home::Throughout);
        let ways = std::iter::once(None).chain((0..policy.stages.len()).map(Some)).map(|place| ways(policy, place, &mut atoms)).collect();
        let protections = policy
            .clauses
            .iter()
            .filter(|clause| clause.negated && clause.strength.force != Force::Permitted && matches!(clause.act, Act::Skip { .. }))
            .filter(ladder_clause)
            .map(|clause| Protection { clause, condition: atoms.all_of([&clause.condition]), stages: stages_skipped(policy, clause) })
            .collect();
        let limits = policy.stages.iter().map(|stage| limits(policy, stage, &mut atoms)).collect();
        let duties = policy
            .clauses
            .iter()
            .filter(ladder_clause)
            .filter(|clause| !clause.negated)
            .map(|clause| Duty { clause, condition: atoms.all_of([&clause.condition]) })
            .collect();
        let serves = policy.names.iter().filter(|name| name.serves.is_some());
        let serves = serves.map(|name| (name.name.as_str(), atoms.all_of([&name.serves]))).collect();
        policy.rulebooks.iter().flat_map(|book| &book.rules).for_each(|rule| asked_about(&rule.property, &mut atoms));
        Ladder { policy, atoms, ways, protections, limits, duties, pairs: pairs(policy), serves }
    }

    /// A condition of a rule, over the atoms of the ladder.
    pub fn expr(&self, condition: &Condition) -> Expr {
        self.atoms.clone().expr(condition)
    }

    pub fn count(&self) -> usize {
        self.policy.stages.len()
    }

    pub fn ways(&self, place: Option<usize>) -> &[Way<'p>] {
        &self.ways[place.map_or(0, |stage| stage + 1)]
    }

    pub fn limits(&self, stage: usize) -> &[Limit<'p>] {
        &self.limits[stage]
    }

    pub fn is_authority(&self, stage: usize) -> bool {
        self.policy.stages[stage].hearing.authority().is_some()
    }

    /// Where a way leads from a place, each destination in words.
    pub fn destinations(&self, place: Option<usize>, goal: Goal<'_>) -> Vec<String> {
        let next = place.map_or(0, |stage| stage + 1);
        let count = self.count();
        let stage = |at: usize| self.policy.stages.get(at).map_or("past-last".to_owned(), |stage| format!("stage {}", stage.label));
        match goal {
            Goal::Act(Act::Escalate { to: Place::Next }) if next < count => vec![stage(next)],
            Goal::Act(Act::Escalate { to: Place::AnyLater | Place::Any }) if next < count => vec!["any-later".to_owned()],
            Goal::Act(Act::Escalate { to: Place::Stages { stages } }) => {
                stages.iter().map(|label| self.policy.stage(label)).filter(|to| Some(*to) != place).map(stage).collect()
            }
            Goal::Act(Act::Skip { place: Place::Next }) if next < count => vec![stage(next + 1)],
            Goal::Act(Act::Skip { place: Place::Stages { stages } }) => {
                let skipped: Vec<usize> = stages.iter().map(|label| self.policy.stage(label)).collect();
                let after = (next..).find(|at| !skipped.contains(at)).unwrap_or(next);
                if after > next { vec![stage(after)] } else { Vec::new() }
            }
            Goal::Act(Act::Skip { place: Place::AnyLater | Place::Any }) => vec!["past".to_owned()],
            Goal::Act(Act::Repeat { .. }) => place.map(stage).into_iter().collect(),
            Goal::Act(Act::Withdraw | Act::Close { .. }) => vec!["out".to_owned()],
            Goal::Leave(route) => vec![format!("route {}", route.name)],
            _ => Vec::new(),
        }
    }

    /// What the document lists of moves and limits and should not, or does not list and should.
    pub fn wrongly_listed(&self) -> Option<String> {
        let end = |end: &End| match (&end.stage, &end.route) {
            (Some(stage), _) => format!("stage {stage}"),
            (_, Some(route)) => format!("route {route}"),
            _ => end.kind.clone(),
        };
        let listed = self.policy.moves.iter().map(|listed| {
            let by = listed.clause.as_ref().or(listed.route.as_ref());
            format!("{} to {} by {by:?}, {} {:?}", end(&listed.from), end(&listed.to), listed.kind, listed.force)
        });
        let mut made = Vec::new();
        for place in std::iter::once(None).chain((0..self.count()).map(Some)) {
            let from = place.map_or("start".to_owned(), |stage: usize| format!("stage {}", self.policy.stages[stage].label));
            for way in self.ways(place) {
                let (kind, by) = match (way.goal, way.clause) {
                    (Goal::Leave(route), _) => ("leave", Some(&route.name)),
                    (Goal::Act(Act::Escalate { .. }), Some(clause)) => ("escalate", Some(&clause.id)),
                    (Goal::Act(Act::Skip { .. }), Some(clause)) => ("skip", Some(&clause.id)),
                    (Goal::Act(Act::Repeat { .. }), Some(clause)) => ("repeat", Some(&clause.id)),
                    (_, clause) => ("end", clause.map(|clause| &clause.id)),
                };
                made.extend(
                    self.destinations(place, way.goal).into_iter().map(|to| format!("{from} to {to} by {by:?}, {kind} {:?}", way.force)),
                );
            }
        }
        let mut limited = Vec::new();
        let mut found = Vec::new();
        for (at, stage) in self.policy.stages.iter().enumerate() {
            let ends = stage.limits.iter().filter(|limit| limit.edge == Edge::Ends);
            limited.extend(ends.map(|limit| format!("stage {} limited by {}", stage.label, limit.clause)));
            found.extend(self.limits(at).iter().map(|limit| format!("stage {} limited by {}", stage.label, limit.clause.id)));
        }
        let listed: BTreeSet<String> = listed.chain(limited).collect();
        let made: BTreeSet<String> = made.into_iter().chain(found).collect();
        listed
            .symmetric_difference(&made)
            .next()
            .map(|one| format!("{one} ({})", if listed.contains(one) { "listed" } else { "not listed" }))
    }

    /// The rung of the first authority.
    pub fn authority(&self) -> Option<u32> {
        self.policy.stages.iter().filter(|stage| stage.hearing.authority().is_some()).map(|stage| stage.rung).min()
    }
}

/// Puts what the conditions of a rule speak of among the atoms.
fn asked_about(property: &Property, atoms: &mut Atoms) {
    match property {
        Property::All { properties } => properties.iter().for_each(|part| asked_about(part, atoms)),
        Property::EveryPathNotifiesWhen { when, .. }
        | Property::ARouteLeadsTo { when, .. }
        | Property::NoRouteLeadsToADisputingAgency { when } => {
            atoms.expr(when);
        }
        _ => {}
    }
}

fn stages_skipped(policy: &Policy, clause: &Clause) -> Option<Vec<usize>> {
    match &clause.act {
        Act::Skip { place: Place::Stages { stages } } => Some(stages.iter().map(|label| policy.stage(label)).collect()),
        _ => None,
    }
}

fn is_move(act: &Act) -> bool {
    matches!(act, Act::Escalate { .. } | Act::Skip { .. } | Act::Repeat { .. } | Act::Withdraw | Act::Close { .. })
}

/// The acts of a clause that take a case somewhere, with their strength.
fn moving_acts(clause: &Clause) -> Vec<(&Act, Force)> {
    let tried = |attempt: bool, force: Force| if attempt { Force::Permitted } else { force };
    match &clause.act {
        Act::Choice { options, or_similar, .. } => {
            // If every option is a move, one of them is taken; else each is no more than permitted.
            let every = !or_similar && options.iter().all(|option| is_move(&option.act) && !option.attempt);
            let force = if every { clause.strength.force } else { Force::Permitted };
            options.iter().filter(|option| is_move(&option.act)).map(|option| (&option.act, force)).collect()
        }
        act if is_move(act) => vec![(act, tried(clause.attempt, clause.strength.force))],
        _ => Vec::new(),
    }
}

fn ways<'p>(policy: &'p Policy, place: Option<usize>, atoms: &mut Atoms) -> Vec<Way<'p>> {
    let mut ways = Vec::new();
    let label = place.map(|stage| policy.stages[stage].label.as_str());
    for clause in policy.clauses.iter().filter(|clause| !clause.negated) {
        let own = match (&clause.home, label) {
            (Home::Stage { .. } | Home::Throughout, Some(label)) => clause.covers(label),
            // A case begins elsewhere only by a by-pass that names no stage and no moment.
            (Home::Throughout, None) => !clause.stages_named && clause.when.is_empty(),
            _ => false,
        };
        if own {
            let condition = atoms.all_of([&clause.condition]);
            let from_start = place.is_none();
            ways.extend(
                moving_acts(clause).into_iter().filter(|(act, _)| !from_start || matches!(act, Act::Skip { .. })).map(|(act, force)| Way {
                    clause: Some(clause),
                    force,
                    condition: condition.clone(),
                    goal: Goal::Act(act),
                }),
            );
        }
    }
    for route in policy.routes.iter().filter(|route| policy.is_part_of_a_case(&route.name)) {
        for clause in route.clauses.iter().map(|id| policy.clause(id)).filter(|clause| !clause.negated) {
            let here = match label {
                Some(label) => !clause.stages_named || clause.covers(label),
                None => !clause.stages_named && clause.when.is_empty(),
            };
            if here {
                let condition = atoms.all_of([&clause.condition, &route.condition]);
                ways.extend(moving_acts(clause).into_iter().map(|(act, force)| Way {
                    clause: Some(clause),
                    force,
                    condition: condition.clone(),
                    goal: Goal::Act(act),
                }));
            }
        }
        if route.standing == Standing::Instead {
            let condition = atoms.all_of([&route.condition]);
            ways.push(Way { clause: None, force: Force::Permitted, condition, goal: Goal::Leave(route) });
        }
    }
    ways
}

fn limits<'p>(policy: &'p Policy, stage: &Stage, atoms: &mut Atoms) -> Vec<Limit<'p>> {
    let here = |clause: &&Clause| matches!(clause.home, Home::Stage { .. } | Home::Throughout) && clause.covers(&stage.label);
    let mut found = Vec::new();
    for clause in policy.clauses.iter().filter(here).filter(|clause| !clause.negated) {
        let (time, counted, scope_open) = match &clause.act {
            Act::Limit { of: LimitOf::TheCase, .. } | Act::Limit { edge: Edge::Starts, .. } => continue,
            Act::Limit { of, time, .. } => {
                let counted = is_counted(time);
                let time = match time {
                    Time::NoLimit => Stating::Unlimited,
                    Time::Unstated => Stating::Nothing,
                    Time::Within(_) | Time::Soon { .. } | Time::Every { .. } => Stating::Limited,
                };
                (time, counted, *of == LimitOf::StageOrCase)
            }
            Act::Resolve { .. } | Act::Decide { .. } if settles_by_then(stage, clause) => {
                (Stating::Limited, clause.details.timing.iter().any(is_counted), false)
            }
            _ => continue,
        };
        found.push(Limit { clause, condition: atoms.all_of([&clause.condition]), time, counted, scope_open });
    }
    found
}

/// Whether a time is so long, rather than as long as words say.
pub fn is_counted(time: &Time) -> bool {
    matches!(time, Time::Within(within) if matches!(within.length, Length::Time(_)))
}

/// A time within which the stage's own people are to settle it, or whoever hears it is to decide, limits the stage.
fn settles_by_then(stage: &Stage, clause: &Clause) -> bool {
    let own = matches!(&clause.home, Home::Stage { .. });
    let people = clause.actor.as_ref().is_none_or(|actor| actor.parties.iter().all(|party| party.name().is_none() || party.plural));
    let timed = clause.details.timing.iter().any(|time| matches!(time, Time::Within(_)));
    own && timed && (people || stage.hearing.authority().is_some())
}
