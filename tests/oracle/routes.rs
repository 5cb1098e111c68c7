//! Ways outside the ladder: who hears of a child in danger, at whatever stage that is so.

use super::ladder::{Atoms, Expr, subsets};
use super::policy::*;
use super::verdict::{Kept, Question};

/// One clause that leads to somebody, with its own condition and its route's.
struct Way<'p> {
    clause: &'p Clause,
    route: Option<&'p Route>,
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
            ways.push(Way { clause, route, condition: atoms.all_of(conditions) });
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
    !own && names.into_iter().any(|name| policy.stands_for(name, wanted) || is_made_up_of(policy, name, wanted))
}

/// A body on which nobody sits but people of an agency.
fn is_made_up_of(policy: &Policy, body: &str, wanted: &str) -> bool {
    let Some(Stated::Stated { parties }) = &policy.name(body).members else { return false };
    let of_it = |member: &Party| member.name().is_some_and(|name| policy.stands_for(name, wanted) || policy.is_kind_of(name, wanted));
    parties.parties.iter().all(of_it)
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
            Home::Route { route } => policy.routes.iter().find(|known| known.name == *route && known.standing != Standing::Afterwards),
            _ => continue,
        };
        if route.is_none() && matches!(clause.home, Home::Route { .. }) {
            continue;
        }
        // What either asks for is so of the child whom it leads somewhere.
        let conditions = [&clause.condition, &route.and_then(|route| route.condition.clone())];
        let begins = clause.when.iter().any(|event| matches!(event, Event::Begins { fact } if facts.contains(&fact.as_str())));
        let asked = |condition: &Option<Condition>| {
            condition.iter().any(|condition| self::facts(condition).iter().any(|fact| facts.contains(fact)))
        };
        let about = begins || conditions.into_iter().any(asked);
        // However strongly: trying counts too.
        let led_to = clause.deeds().into_iter().any(|(_, act, details)| {
            receivers(act, details).into_iter().flat_map(|whom| &whom.parties).any(|party| is_somebody_else(policy, party))
        });
        if about && led_to {
            ways.push(Way { clause, route, condition: atoms.all_of(conditions) });
        }
        if about && makes_outsiders_hear(policy, clause.attempt, &clause.act, &clause.details) {
            heard.push(Way { clause, route, condition: atoms.all_of(conditions) });
        }
    }
    let free = atoms.anew(policy);
    let so = atoms.worlds(policy).into_iter().flat_map(|world| subsets(free).map(move |free| world | free)).collect();
    Returning { policy, ways, heard, when: condition, so }
}

/// Everybody a deed turns to, whoever is copied in too.
fn receivers<'d>(act: &'d Act, details: &'d Details) -> Vec<&'d Parties> {
    let to = match act {
        Act::Refer { to: whom } | Act::Contact { whom } | Act::Notify { whom } => vec![whom],
        Act::Request { what, from, .. } => from.iter().chain(what).collect(),
        Act::Convene { what, .. } => what.iter().collect(),
        _ => return Vec::new(),
    };
    to.into_iter().chain(&details.copying).collect()
}

/// One's own colleagues are nobody else.
fn is_somebody_else(policy: &Policy, party: &Party) -> bool {
    let of_the_raisers = |of: &Parties| of.parties.iter().all(|of| of.side == Some(Side::Raising));
    let declared = party.side.is_none() && party.of.is_none();
    let theirs = declared && party.name().is_some_and(|name| policy.name(name).of.as_ref().is_some_and(of_the_raisers));
    let of_others = party.side.is_some() || party.of.as_deref().is_none_or(|of| is_somebody_else(policy, of));
    !theirs && of_others && party.side != Some(Side::Raising) && !party.is_any_of(&["own"]) && party.noun != Noun::They
}

/// Somebody of an agency that may be in dispute.
fn is_a_party(policy: &Policy, party: &Party) -> bool {
    if !is_somebody_else(policy, party) {
        return false;
    }
    let Some(name) = party.name() else { return true };
    !policy.name(name).neutral && (party.side.is_some() || party.of.iter().any(|of| is_a_party(policy, of)) || is_of_agencies(policy, name))
}

/// An agency, somebody of one, or a body on which nobody sits but agencies and their people.
fn is_of_agencies(policy: &Policy, name: &str) -> bool {
    let named = policy.name(name);
    let of_agencies = || {
        named.of.iter().flat_map(|of| &of.parties).any(|of| match of.name() {
            None => of.side != Some(Side::Raising),
            Some(owner) => policy.name(owner).kind == "agency",
        })
    };
    match &named.members {
        _ if named.neutral => false,
        Some(Stated::Stated { parties }) if named.kind == "body" => parties.names().all(|member| is_of_agencies(policy, member)),
        Some(_) if named.kind == "body" => false,
        _ => named.kind == "agency" || of_agencies(),
    }
}

/// Somebody who is said to belong to no agency.
pub fn is_an_outsider(policy: &Policy, party: &Party) -> bool {
    let the_partnership = |name: &str| {
        let called_so = policy.names.iter().any(|named| named.kind == "body" && named.name == "partnership");
        policy.name(name).kind == "body"
            && (policy.head.publisher.as_deref() == Some(name) || (called_so && policy.is_kind_of(name, "partnership")))
    };
    let is_one = |name: &str| {
        let named = policy.name(name);
        let of_it = |of: &Parties| of.parties.iter().all(|of| of.name().is_some_and(the_partnership));
        let can_belong = named.kind == "role" || named.kind == "body";
        named.neutral || the_partnership(name) || (can_belong && named.of.as_ref().is_some_and(of_it))
    };
    let Some(name) = party.name() else { return false };
    let said = party.side.is_none() && party.of.is_none() && !party.is_any_of(&["own"]);
    said && match &policy.name(name).members {
        Some(Stated::Stated { parties }) => parties.names().any(is_one),
        Some(_) => false,
        None => is_one(name),
    }
}

fn makes_outsiders_hear(policy: &Policy, attempt: bool, act: &Act, details: &Details) -> bool {
    let outsider = |party: &Party| is_an_outsider(policy, party);
    let option = |option: &Deed| makes_outsiders_hear(policy, option.attempt, &option.act, &option.details);
    !attempt
        && match act {
            Act::Choice { or_similar: true, .. } => false,
            Act::Choice { choose: Choose::InTurn, options, .. } => options.first().is_some_and(option),
            Act::Choice { options, .. } => options.iter().all(option),
            act => receivers(act, details).into_iter().any(|told| match told.join {
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
        let done = |way: &Way<'_>| match way.clause.strength.force {
            Force::Required => true,
            Force::Advised | Force::Described => kept.keeps(&way.clause.id),
            Force::Permitted => false,
        };
        // On the way to a stage, or once one is over, is not at whatever stage it is so.
        let at_once = |clause: &Clause| {
            let now = clause.when.is_empty() || clause.when.contains(&Event::Unresolved);
            now && clause.before.is_none() && clause.after.is_none()
        };
        let to_a_party = |clause: &Clause| {
            let party = |whom: &Parties| whom.parties.iter().any(|party| is_a_party(self.policy, party));
            clause.deeds().into_iter().any(|(_, act, details)| receivers(act, details).into_iter().any(party))
        };
        self.ways.iter().filter(|way| to_a_party(way.clause)).any(|way| {
            let cases = self.so.iter().filter(|so| self.when.holds(**so) && way.condition.holds(**so));
            cases.into_iter().any(|so| {
                let stages = self.policy.stages.iter().filter(|stage| here(way.clause, stage));
                stages.into_iter().any(|stage| {
                    // Nobody has to take another route instead of the ladder, nor to raise it on the ladder too.
                    let taken = |route: &Route| route.standing == Standing::Instead;
                    let on_the_ladder = way.route.is_none_or(|route| !taken(route) || route.condition.is_some());
                    let with_it = |other: &Way<'_>| {
                        let same = other.route.is_some() && other.clause.home == way.clause.home;
                        // Whoever the same sentence turns to hears of it whenever that is.
                        let there = same || (on_the_ladder && other.route.is_none_or(|route| !taken(route)));
                        other.clause.id == way.clause.id || (at_once(other.clause) && there)
                    };
                    !self.heard.iter().any(|other| done(other) && with_it(other) && here(other.clause, stage) && other.condition.holds(*so))
                })
            })
        })
    }
}
