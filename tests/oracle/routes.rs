//! Ways outside the ladder: who hears of a child in danger, at whatever stage that is so.

use super::ladder::{Atoms, Expr, subsets};
use super::policy::*;
use super::verdict::{Kept, Question};

/// One clause that leads to somebody, with its own condition and its route's.
struct Way<'p> {
    clause: &'p Clause,
    condition: Expr,
}

/// Whether in certain cases something leads to somebody, at every stage.
pub struct Leading<'p> {
    policy: &'p Policy,
    ways: Vec<Way<'p>>,
    when: Expr,
    so: Vec<u64>,
}

pub fn a_route_leads_to<'p>(policy: &'p Policy, when: &Condition, who: &Parties) -> Leading<'p> {
    let mut atoms = Atoms::default();
    let condition = atoms.expr(when);
    let facts = facts(when);
    let mut ways = Vec::new();
    for clause in policy.clauses.iter().filter(|clause| !clause.negated) {
        let route = match &clause.home {
            Home::Stage { .. } | Home::Throughout => None,
            Home::Route { route } if policy.is_part_of_a_case(route) => policy.routes.iter().find(|known| known.name == *route),
            _ => continue,
        };
        let conditions = [&clause.condition, &route.and_then(|route| route.condition.clone())];
        let about = conditions.iter().filter_map(|condition| condition.as_ref()).any(|condition| self::facts(condition).iter().any(|fact| facts.contains(fact)));
        if about && leads_to(policy, clause.attempt, &clause.act, who) {
            ways.push(Way { clause, condition: atoms.all_of(conditions) });
        }
    }
    let free = atoms.anew(policy);
    let so = atoms.worlds(policy).into_iter().flat_map(|world| subsets(free).map(move |free| world | free)).collect();
    Leading { policy, ways, when: condition, so }
}

fn facts(condition: &Condition) -> Vec<&str> {
    match condition {
        Condition::All { of } | Condition::Any { of } => of.iter().flat_map(facts).collect(),
        Condition::Not { condition } => facts(condition),
        Condition::Fact { fact } => vec![fact],
        _ => Vec::new(),
    }
}

fn leads_to(policy: &Policy, attempt: bool, act: &Act, who: &Parties) -> bool {
    let reaches = |told: &Parties| {
        let counts = |party: &Party| who.parties.iter().any(|wanted| is_one_of(policy, party, wanted));
        match told.join {
            Join::And => told.parties.iter().any(counts),
            Join::Or => told.parties.iter().all(counts),
        }
    };
    let option = |option: &Deed| leads_to(policy, option.attempt, &option.act, who);
    !attempt
        && match act {
            Act::Refer { to } => reaches(to),
            Act::Contact { whom } | Act::Notify { whom } => reaches(whom),
            Act::Request { from: Some(from), .. } => reaches(from),
            Act::Convene { what: Some(what), or_similar: false, .. } => reaches(what),
            Act::Choice { or_similar: true, .. } => false,
            Act::Choice { choose: Choose::InTurn, options, .. } => options.first().is_some_and(option),
            Act::Choice { options, .. } => options.iter().all(option),
            _ => false,
        }
}

/// Somebody is meant, or somebody of theirs; one's own people never are.
fn is_one_of(policy: &Policy, party: &Party, wanted: &Party) -> bool {
    let Some(wanted) = wanted.name() else { return false };
    let own = party.side == Some(Side::Raising) || party.is_any_of(&["own"]);
    let names = party.name().into_iter().chain(party.of.iter().filter_map(|of| of.name()));
    !own && names.into_iter().any(|name| policy.stands_for(name, wanted))
}

impl Question for Leading<'_> {
    fn completions(&self) -> usize {
        1
    }

    fn is_triggered(&self, _: usize) -> bool {
        !self.policy.stages.is_empty()
    }

    fn is_breached(&self, _: usize, kept: &Kept) -> bool {
        let done = |way: &Way<'_>| {
            let weight = match way.clause.strength.force {
                Force::Required => true,
                Force::Advised | Force::Described => kept.keeps(&way.clause.id),
                Force::Permitted => false,
            };
            weight && (way.clause.when.is_empty() || way.clause.when.contains(&Event::Unresolved))
        };
        let here = |way: &Way<'_>, stage: &Stage| {
            way.clause.covers(&stage.label) || (matches!(way.clause.home, Home::Route { .. }) && !way.clause.stages_named)
        };
        self.so.iter().filter(|so| self.when.holds(**so)).any(|so| {
            self.policy
                .stages
                .iter()
                .any(|stage| !self.ways.iter().any(|way| done(way) && here(way, stage) && way.condition.holds(*so)))
        })
    }
}
