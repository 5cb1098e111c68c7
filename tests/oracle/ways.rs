//! Ways on beside each other: two that must be taken at once, none that anybody is asked to take, none past a manager.

use super::cases::{At, Run};
use super::ladder::*;
use super::policy::*;
use super::visits::Visit;

/// Where a way leads, whatever protects the stages between; what goes round leads back to its own stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Stage(usize),
    Past,
    Out,
}

/// Every place a way can lead to from a stage, or from the start.
pub fn places(ladder: &Ladder<'_>, from: Option<usize>, way: &Way<'_>) -> Vec<Target> {
    let (next, count) = (from.map_or(0, |stage| stage + 1), ladder.count());
    let Goal::Act(act) = way.goal else { return Vec::new() };
    let at = |to: usize| if to < count { Target::Stage(to) } else { Target::Past };
    match act {
        Act::Escalate { to: Place::Next } if next < count => vec![at(next)],
        Act::Escalate { to: Place::AnyLater | Place::Any } => (next..count).map(at).collect(),
        Act::Escalate { to: Place::Stages { stages } } => {
            stages.iter().map(|label| ladder.policy.stage(label)).filter(|to| Some(*to) != from).map(at).collect()
        }
        Act::Skip { place: Place::Next } if next < count => vec![at(next + 1)],
        Act::Skip { place: Place::Stages { stages } } => {
            let skipped: Vec<usize> = stages.iter().map(|label| ladder.policy.stage(label)).collect();
            let to = (next..).find(|stage| !skipped.contains(stage)).unwrap_or(next);
            if to > next { vec![at(to)] } else { Vec::new() }
        }
        Act::Skip { place: Place::AnyLater | Place::Any } => (next..=count).map(at).collect(),
        Act::Repeat { .. } => from.map(at).into_iter().collect(),
        Act::Withdraw | Act::Close { .. } => vec![Target::Out],
        _ => Vec::new(),
    }
}

fn goes_on(way: &Way<'_>) -> bool {
    matches!(way.goal, Goal::Act(Act::Escalate { .. } | Act::Skip { .. } | Act::Withdraw | Act::Close { .. }))
}

fn leads_up(ladder: &Ladder<'_>, stage: usize, way: &Way<'_>) -> bool {
    places(ladder, Some(stage), way).iter().any(|place| matches!(place, Target::Stage(to) if *to > stage))
}

fn below(ladder: &Ladder<'_>) -> impl Iterator<Item = usize> {
    (0..ladder.count()).filter(|stage| !ladder.is_authority(*stage))
}

/// The moments both wait for.
fn shared(one: &Clause, other: &Clause) -> Vec<Event> {
    let moments = |clause: &Clause| {
        if clause.when.is_empty() || clause.when.contains(&Event::Unresolved) { vec![Event::Unresolved] } else { clause.when.clone() }
    };
    let others = moments(other);
    moments(one).into_iter().filter(|event| others.contains(event)).collect()
}

/// Whether two ways of different clauses must each be taken at one moment, to different places.
fn are_rivals(ladder: &Ladder<'_>, stage: usize, one: &Way<'_>, other: &Way<'_>) -> bool {
    let (Some(first), Some(second)) = (one.clause, other.clause) else { return false };
    let all = |clause: &Clause| -> Vec<Target> {
        let ways = ladder.ways(Some(stage)).iter().filter(|way| way.clause.is_some_and(|of| of.id == clause.id));
        ways.flat_map(|way| places(ladder, Some(stage), way)).collect()
    };
    let required = |way: &Way<'_>| way.force == Force::Required && goes_on(way) && !places(ladder, Some(stage), way).is_empty();
    let apart = all(first).iter().all(|place| !all(second).contains(place));
    first.id != second.id && required(one) && required(other) && apart && !shared(first, second).is_empty()
}

pub fn some_rivals(ladder: &Ladder<'_>) -> bool {
    below(ladder).any(|stage| {
        let ways = ladder.ways(Some(stage));
        ways.iter().any(|one| ways.iter().any(|other| are_rivals(ladder, stage, one, other)))
    })
}

pub fn something_leads_up(ladder: &Ladder<'_>) -> bool {
    below(ladder).any(|stage| ladder.ways(Some(stage)).iter().any(|way| leads_up(ladder, stage, way)))
}

fn is_on_a_fact(ladder: &Ladder<'_>, stage: usize, way: &Way<'_>) -> bool {
    let mut atoms = 0;
    way.condition.atoms(&mut atoms);
    way.force != Force::Permitted && leads_up(ladder, stage, way) && atoms & !ladder.atoms.agreements() != 0
}

pub fn some_step_on_a_fact(ladder: &Ladder<'_>) -> bool {
    below(ladder).any(|stage| ladder.ways(Some(stage)).iter().any(|way| is_on_a_fact(ladder, stage, way)))
}

/// How a manager of whoever raised a case has a way in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hand {
    Free,
    Consent,
    Manager,
}

fn people(ladder: &Ladder<'_>, stage: usize) -> Vec<String> {
    match &ladder.policy.stages[stage].hearing {
        Hearing::Between { parties } => {
            let here = parties.parties.iter().filter(|party| party.side != Some(Side::Receiving));
            here.filter_map(Party::name).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

fn is_own_manager(ladder: &Ladder<'_>, party: &Party, not: &[String]) -> bool {
    let Some(name) = party.name() else { return false };
    let of_another = party.of.as_deref().is_some_and(|of| of.side != Some(Side::Raising) && !of.is_any_of(&["own"]));
    let other = matches!(party.side, Some(Side::Receiving | Side::Lead)) || party.is_any_of(&["other", "any"]);
    let tier = ladder.policy.name(name).kind == "tier";
    !of_another && !other && !not.iter().any(|known| known == name) && (tier || party.is_any_of(&["own"]))
}

fn takes(ladder: &Ladder<'_>, who: &Parties, not: &[String]) -> bool {
    let mut each = who.parties.iter().map(|party| is_own_manager(ladder, party, not));
    if who.join == Join::Or { each.all(|is| is) } else { each.any(|is| is) }
}

/// The agreements that are a manager's to give.
fn managers_say(ladder: &Ladder<'_>) -> u64 {
    let lowest = people(ladder, 0);
    ladder.atoms.which(|atom| matches!(atom, Atom::Agrees(party) if is_own_manager(ladder, party, &lowest)))
}

fn hand(ladder: &Ladder<'_>, stage: usize, way: &Way<'_>) -> Hand {
    let Some(clause) = way.clause else { return Hand::Free };
    let lowest = people(ladder, 0);
    let here: Vec<String> = lowest.iter().cloned().chain(people(ladder, stage)).collect();
    let by = clause.actor.as_ref().is_some_and(|actor| takes(ladder, actor, &here));
    let via = clause.details.via.as_ref().is_some_and(|via| takes(ladder, via, &lowest));
    let mut asked = 0;
    way.condition.atoms(&mut asked);
    match () {
        () if by || via => Hand::Manager,
        () if asked & managers_say(ladder) != 0 => Hand::Consent,
        () => Hand::Free,
    }
}

impl<'p> Run<'_, '_, 'p> {
    /// The same visit in which everybody asked agrees but these.
    fn agreed(&self, stage: usize, visit: &Visit, but: u64) -> Visit {
        let leaving = (visit.leaving | self.ladder().atoms.agreements()) & !but;
        let limited = self.cases.is_limited(stage, self.completion, leaving);
        Visit { leaving, limited, overrun: limited, followed: visit.followed.clone(), ..*visit }
    }

    /// Whether a way up is open in a visit.
    fn is_up(&self, stage: usize, number: usize, way: &Way<'p>, visit: &Visit, used: &[u32]) -> bool {
        let landings = self.landings(Some(stage), way, visit, used, number);
        self.is_open(Some(stage), way, visit)
            && landings.iter().any(|landing| matches!(landing.at, At::Stage(to) if to > stage) && self.is_allowed(landing, visit))
    }

    pub(super) fn leads_to_two(&self, stage: usize, open: &[&Way<'p>], visit: &Visit, _used: &[u32]) -> bool {
        let ladder = self.ladder();
        let asked = ladder.atoms.agreements() & self.free(Some(stage));
        let both = |one: &Way<'p>, other: &Way<'p>| {
            let (Some(first), Some(second)) = (one.clause, other.clause) else { return false };
            are_rivals(ladder, stage, one, other)
                && shared(first, second).iter().any(|event| self.moment_has_come(Some(stage), std::slice::from_ref(event), visit))
        };
        visit.leaving & asked == asked && open.iter().any(|one| open.iter().any(|other| both(one, other)))
    }

    pub(super) fn is_left_out(&self, stage: usize, visit: &Visit, used: &[u32]) -> bool {
        let ladder = self.ladder();
        let visit = self.agreed(stage, visit, 0);
        let ways: Vec<(usize, &Way<'p>)> =
            ladder.ways(Some(stage)).iter().enumerate().filter(|(_, way)| self.is_followed(stage, way, &visit)).collect();
        ways.iter().any(|(_, way)| is_on_a_fact(ladder, stage, way))
            && !ways.iter().any(|(at, way)| way.force != Force::Permitted && self.is_up(stage, *at, way, &visit, used))
    }

    pub(super) fn takes_a_manager(&self, stage: usize, visit: &Visit, used: &[u32]) -> bool {
        let ladder = self.ladder();
        let agreed = self.agreed(stage, visit, 0);
        // Whatever their managers say, there is to be another way.
        let say = managers_say(ladder) & ladder.atoms.agreements();
        let free = |no: u64| {
            let visit = self.agreed(stage, visit, no);
            let ways = ladder.ways(Some(stage)).iter().enumerate();
            ways.into_iter().any(|(at, way)| hand(ladder, stage, way) != Hand::Manager && self.is_up(stage, at, way, &visit, used))
        };
        if subsets(say).all(free) {
            return false;
        }
        let mut past_them = false;
        for (at, way) in ladder.ways(Some(stage)).iter().enumerate() {
            let hand = hand(ladder, stage, way);
            let step = matches!(way.goal, Goal::Act(Act::Escalate { .. }));
            // A way that nobody has in hand can turn on a limit, or a protection, that a manager has.
            past_them |= (step || hand == Hand::Free) && self.is_up(stage, at, way, &agreed, used);
        }
        past_them
    }

    /// Whether what a clause says counts by the medium that is followed.
    fn is_followed(&self, stage: usize, way: &Way<'p>, visit: &Visit) -> bool {
        way.clause.is_none_or(|clause| super::sources::followed(&self.disputes(stage), &visit.followed, clause))
    }
}
