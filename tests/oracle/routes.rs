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
        let about = conditions
            .iter()
            .filter_map(|condition| condition.as_ref())
            .any(|condition| self::facts(condition).iter().any(|fact| facts.contains(fact)));
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
        // What is ruled out is not asked for.
        Condition::Not { .. } => Vec::new(),
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
            // On the way to a stage, or once one is over, is not at whatever stage it is so.
            let at_once = way.clause.before.is_none() && way.clause.after.is_none();
            weight && at_once && (way.clause.when.is_empty() || way.clause.when.contains(&Event::Unresolved))
        };
        let here = |way: &Way<'_>, stage: &Stage| {
            way.clause.covers(&stage.label) || (matches!(way.clause.home, Home::Route { .. }) && !way.clause.stages_named)
        };
        self.so.iter().filter(|so| self.when.holds(**so)).any(|so| {
            self.policy.stages.iter().any(|stage| !self.ways.iter().any(|way| done(way) && here(way, stage) && way.condition.holds(*so)))
        })
    }
}

// ── back to a party ─────────────────────────────────────────────────────────────────────────────

/// Whether ways outside the ladder lead to an agency in dispute and to nobody else.
pub struct Returning<'p> {
    policy: &'p Policy,
    /// The ways that lead to somebody.
    ways: Vec<Way<'p>>,
    /// Whatever makes somebody hear who belongs to no agency.
    heard: Vec<Way<'p>>,
    when: Expr,
    so: Vec<u64>,
}

pub fn no_route_leads_to_a_disputing_agency<'p>(policy: &'p Policy, when: &Condition) -> Returning<'p> {
    let mut atoms = Atoms::default();
    let condition = atoms.expr(when);
    let facts = facts(when);
    let (mut ways, mut heard) = (Vec::new(), Vec::new());
    for clause in policy.clauses.iter().filter(|clause| !clause.negated) {
        let route = match &clause.home {
            Home::Stage { .. } | Home::Throughout => None,
            Home::Route { route } if policy.is_part_of_a_case(route) => policy.routes.iter().find(|known| known.name == *route),
            _ => continue,
        };
        let conditions = [&clause.condition, &route.and_then(|route| route.condition.clone())];
        let own = route.map_or(clause.condition.as_ref(), |route| route.condition.as_ref());
        let begins = clause.when.iter().any(|event| matches!(event, Event::Begins { fact } if facts.contains(&fact.as_str())));
        let about = begins || own.is_some_and(|condition| self::facts(condition).iter().any(|fact| facts.contains(fact)));
        // However strongly: trying counts too.
        let led_to =
            clause.deeds().into_iter().any(|(_, act, _)| receivers(act).is_some_and(|whom| whom.parties.iter().any(is_somebody_else)));
        if about && led_to {
            ways.push(Way { clause, condition: atoms.all_of(conditions) });
        }
        if about && makes_outsiders_hear(policy, clause.attempt, &clause.act) {
            heard.push(Way { clause, condition: atoms.all_of(conditions) });
        }
    }
    let free = atoms.anew(policy);
    let so = atoms.worlds(policy).into_iter().flat_map(|world| subsets(free).map(move |free| world | free)).collect();
    Returning { policy, ways, heard, when: condition, so }
}

fn receivers(act: &Act) -> Option<&Parties> {
    match act {
        Act::Refer { to } => Some(to),
        Act::Contact { whom } | Act::Notify { whom } => Some(whom),
        Act::Request { from: Some(from), .. } => Some(from),
        Act::Convene { what: Some(what), .. } => Some(what),
        _ => None,
    }
}

/// One's own colleagues are nobody else.
fn is_somebody_else(party: &Party) -> bool {
    party.side != Some(Side::Raising) && !party.is_any_of(&["own"]) && party.noun != Noun::They
}

/// Somebody of an agency that may be in dispute.
fn is_a_party(policy: &Policy, party: &Party) -> bool {
    let agency = |name: &str| policy.name(name).kind == "agency";
    let of_agency = |of: &Parties| {
        of.parties.iter().any(|of| of.noun == Noun::Agency && of.side != Some(Side::Raising) || of.name().is_some_and(agency))
    };
    is_somebody_else(party)
        && match party.name() {
            None => true,
            Some(name) => {
                let named = policy.name(name);
                let placed = party.side.is_some() || party.of.iter().any(|of| of.noun == Noun::Agency || of.name().is_some_and(agency));
                !named.neutral && (agency(name) || placed || named.of.as_ref().is_some_and(of_agency))
            }
        }
}

fn makes_outsiders_hear(policy: &Policy, attempt: bool, act: &Act) -> bool {
    let outsider = |party: &Party| {
        party.name().is_some_and(|name| policy.name(name).neutral || policy.stands_for(name, "partnership")) && party.side.is_none()
    };
    let option = |option: &Deed| makes_outsiders_hear(policy, option.attempt, &option.act);
    !attempt
        && match act {
            Act::Choice { or_similar: true, .. } => false,
            Act::Choice { choose: Choose::InTurn, options, .. } => options.first().is_some_and(option),
            Act::Choice { options, .. } => options.iter().all(option),
            act => receivers(act).is_some_and(|told| match told.join {
                Join::And => told.parties.iter().any(outsider),
                Join::Or => told.parties.iter().all(outsider),
            }),
        }
}

impl Question for Returning<'_> {
    fn completions(&self) -> usize {
        1
    }

    fn is_triggered(&self, _: usize) -> bool {
        self.ways.iter().any(|way| self.so.iter().any(|so| self.when.holds(*so) && way.condition.holds(*so)))
    }

    fn is_breached(&self, _: usize, kept: &Kept) -> bool {
        let here = |clause: &Clause, stage: &Stage| {
            clause.covers(&stage.label) || (matches!(clause.home, Home::Route { .. }) && !clause.stages_named)
        };
        let done = |way: &Way<'_>| {
            let weight = match way.clause.strength.force {
                Force::Required => true,
                Force::Advised | Force::Described => kept.keeps(&way.clause.id),
                Force::Permitted => false,
            };
            weight && (way.clause.when.is_empty() || way.clause.when.contains(&Event::Unresolved))
        };
        let to_a_party = |clause: &Clause| {
            let party = |whom: &Parties| whom.parties.iter().any(|party| is_a_party(self.policy, party));
            clause.deeds().into_iter().any(|(_, act, _)| receivers(act).is_some_and(party))
        };
        self.ways.iter().filter(|way| to_a_party(way.clause)).any(|way| {
            let cases = self.so.iter().filter(|so| self.when.holds(**so) && way.condition.holds(**so));
            cases.into_iter().any(|so| {
                let stages = self.policy.stages.iter().filter(|stage| here(way.clause, stage));
                stages.into_iter().any(|stage| {
                    // Nobody has to take another route.
                    let with_it =
                        |other: &Way<'_>| !matches!(other.clause.home, Home::Route { .. }) || other.clause.home == way.clause.home;
                    !self.heard.iter().any(|other| done(other) && with_it(other) && here(other.clause, stage) && other.condition.holds(*so))
                })
            })
        })
    }
}
