//! Whether anybody decides, or can hold up, a dispute of their own.

use super::panels::{Asked, Panel, these_panels};
use super::policy::*;
use super::verdict::{Every, Kept, Question};

/// Whose people somebody is.
#[derive(Debug, Clone, PartialEq)]
enum Whose {
    /// Nobody's who can be in dispute.
    Nobodys,
    /// Of these agencies.
    Of(Vec<String>),
    /// The raising side's own.
    Raising,
    /// Of one that may be any of those in dispute.
    Any,
    /// Of whoever sits on this body, which is not said.
    Open(String),
}

/// All by which a dispute can be decided or held up by one of its sides.
pub struct Partial<'p> {
    /// Whether a stage is heard by somebody, and there are disputes to speak of.
    any: bool,
    /// It is so, whatever is left open.
    sure: bool,
    /// Things left open each of which makes it so if filled in one way.
    open: usize,
    panels: Every<Panel<'p>>,
}

/// `None` where there is too much to go through.
pub fn no_authority_is_a_disputing_agency(policy: &Policy, at_most: Option<u32>) -> Option<Partial<'_>> {
    let heard: Vec<&Parties> = policy.stages.iter().filter_map(|stage| stage.hearing.authority()).collect();
    let any = !heard.is_empty() && at_most.is_none_or(|most| most >= 2);
    let most = at_most.map_or(usize::MAX, |most| most as usize);
    let mut open: Vec<String> = Vec::new();
    let mut sure = false;
    for who in &heard {
        for together in groups(policy, who) {
            match of_disputants(policy, &together, most) {
                Some(None) => sure = true,
                Some(Some(body)) => open.push(body),
                None => {}
            }
        }
    }
    let hears = |party: &Party| heard.iter().any(|who| who.parties.contains(party));
    sure |= policy.clauses.iter().any(|clause| decides_in_its_place(policy, clause, &hears));
    for party in policy.clauses.iter().filter(|clause| can_be_held_up(policy, clause)).flat_map(|clause| asked(&clause.condition)) {
        match whose(policy, party) {
            Whose::Any if is_anybodys_manager(policy, party) => open.push(format!("{party:?}")),
            Whose::Any | Whose::Of(_) => sure = true,
            _ => {}
        }
    }
    open.sort();
    open.dedup();
    let groups: Vec<&Group> = policy.panels.iter().filter(|group| is_used(policy, &group.name)).collect();
    let panels = these_panels(policy, &groups, &Asked::SomebodyElse, at_most)?;
    Some(Partial { any, sure, open: open.len(), panels })
}

impl Question for Partial<'_> {
    fn completions(&self) -> usize {
        1 << self.open
    }

    fn is_triggered(&self, _: usize) -> bool {
        self.any
    }

    fn is_breached(&self, completion: usize, kept: &Kept) -> bool {
        self.sure || completion != 0 || self.panels.is_breached(0, kept)
    }
}

// ── who hears it ────────────────────────────────────────────────────────────────────────────────

fn is_panel(policy: &Policy, party: &Party) -> bool {
    party.name().is_some_and(|name| policy.name(name).kind == "panel")
}

/// Those who hear a stage, as many together as it takes.
fn groups<'p>(policy: &Policy, who: &'p Parties) -> Vec<Vec<&'p Party>> {
    let people = || who.parties.iter().filter(|party| !is_panel(policy, party));
    match who.join {
        Join::Or => people().map(|party| vec![party]).collect(),
        Join::And if people().count() == who.parties.len() => vec![people().collect()],
        Join::And => Vec::new(),
    }
}

/// Whether all of these can be of agencies in dispute: surely, or if a body is made up so.
fn of_disputants(policy: &Policy, together: &[&Party], most: usize) -> Option<Option<String>> {
    let mut agencies: Vec<String> = Vec::new();
    let mut open = None;
    for party in together {
        match whose(policy, party) {
            Whose::Nobodys => return None,
            Whose::Of(more) => agencies.extend(more),
            Whose::Open(body) => open = Some(body),
            Whose::Raising | Whose::Any => {}
        }
    }
    agencies.sort();
    agencies.dedup();
    (agencies.len() <= most).then_some(open)
}

fn whose(policy: &Policy, party: &Party) -> Whose {
    let neutral = party.name().is_some_and(|name| policy.name(name).neutral);
    match (party.side, &party.of, party.name()) {
        _ if neutral => Whose::Nobodys,
        _ if party.is_any_of(&["own"]) || party.side == Some(Side::Raising) => Whose::Raising,
        (Some(_), ..) => Whose::Any,
        (None, Some(of), _) => whose(policy, of),
        (None, None, None) => Whose::Any,
        (None, None, Some(name)) => match (&policy.name(name).members, policy.name(name).kind.as_str()) {
            (Some(Stated::Unstated), "body") => Whose::Open(name.to_owned()),
            (Some(Stated::Stated { parties }), "body") => of_all(parties.parties.iter().map(|member| of_member(policy, member, 0))),
            _ => belongs_to(policy, name, 0),
        },
    }
}

/// On a body, another body is whoever sits on that, where that is stated; else whoever's it is.
fn of_member(policy: &Policy, member: &Party, depth: usize) -> Whose {
    match member.name() {
        Some(name) if policy.name(name).kind == "body" && !policy.name(name).neutral => match &policy.name(name).members {
            Some(Stated::Stated { parties }) if depth < 16 => {
                of_all(parties.parties.iter().map(|member| of_member(policy, member, depth + 1)))
            }
            _ => belongs_to(policy, name, 0),
        },
        _ => whose(policy, member),
    }
}

/// Nobody's if one of them is.
fn of_all(each: impl Iterator<Item = Whose>) -> Whose {
    let each: Vec<Whose> = each.collect();
    let mut agencies = Vec::new();
    if each.iter().any(|whose| matches!(whose, Whose::Nobodys | Whose::Open(_))) {
        return Whose::Nobodys;
    }
    for whose in each {
        match whose {
            Whose::Of(more) => agencies.extend(more),
            _ => return Whose::Any,
        }
    }
    Whose::Of(agencies)
}

/// Whose a name is by what it is declared `of`.
fn belongs_to(policy: &Policy, name: &str, depth: usize) -> Whose {
    let named = policy.name(name);
    match (named.kind.as_str(), &named.of) {
        _ if named.neutral || depth > 16 => Whose::Nobodys,
        ("agency", _) => Whose::Of(living(policy, name).into_iter().collect()),
        ("tier", _) => Whose::Any,
        (_, None) => Whose::Nobodys,
        (_, Some(of)) => {
            let owner = |party: &Party| match party.name() {
                Some(owner) => belongs_to(policy, owner, depth + 1),
                None => whose(policy, party),
            };
            let each: Vec<Whose> = of.parties.iter().map(owner).collect();
            match each.as_slice() {
                [one] => one.clone(),
                _ => of_all(each.into_iter()),
            }
        }
    }
}

/// An agency, or the one that took its place.
pub(super) fn living(policy: &Policy, name: &str) -> Option<String> {
    let mut name = name.to_owned();
    for _ in 0..16 {
        match (&policy.name(&name).until, &policy.name(&name).replaced_by) {
            (None, _) => return Some(name),
            (Some(_), Some(next)) => name = next.clone(),
            (Some(_), None) => return None,
        }
    }
    None
}

// ── panels, last words and leave ────────────────────────────────────────────────────────────────

fn is_before_an_authority(policy: &Policy, clause: &Clause) -> bool {
    let heard = |label: &String| policy.stages[policy.stage(label)].hearing.authority().is_some();
    matches!(clause.home, Home::Stage { .. } | Home::Throughout) && clause.stages.iter().any(heard)
}

fn is_used(policy: &Policy, panel: &str) -> bool {
    let convenes = |clause: &Clause| {
        clause
            .deeds()
            .iter()
            .any(|(_, act, _)| matches!(act, Act::Convene { what: Some(what), .. } if what.names().any(|name| name == panel)))
    };
    let convened = |clause: &Clause| !clause.negated && convenes(clause) && is_before_an_authority(policy, clause);
    policy.authorities().contains(&panel) || policy.clauses.iter().any(convened)
}

/// Whether an agency's own people decide where an authority hears the case, or have the last word.
fn decides_in_its_place(policy: &Policy, clause: &Clause, hears: &dyn Fn(&Party) -> bool) -> bool {
    let there = matches!(clause.home, Home::Stage { .. }) && is_before_an_authority(policy, clause);
    let on_ladder = matches!(clause.home, Home::Stage { .. } | Home::Throughout);
    let decides = clause.deeds().into_iter().any(|(attempt, act, _)| match act {
        Act::Decide { manner } | Act::Resolve { manner } => !attempt && (there || (on_ladder && manner.as_deref() == Some("finally"))),
        _ => false,
    });
    let of_a_side = |party: &Party| {
        !hears(party) && !is_panel(policy, party) && matches!(whose(policy, party), Whose::Of(_) | Whose::Raising | Whose::Any)
    };
    decides && !clause.negated && clause.actor.as_ref().is_some_and(|actor| actor.parties.iter().all(of_a_side))
}

fn escalates(clause: &Clause) -> bool {
    !clause.negated && clause.deeds().iter().any(|(attempt, act, _)| !attempt && matches!(act, Act::Escalate { .. }))
}

/// Whether a step asks for somebody's leave at a stage from which no other must lead on in every case.
fn can_be_held_up(policy: &Policy, clause: &Clause) -> bool {
    let on_ladder = |clause: &Clause| matches!(clause.home, Home::Stage { .. } | Home::Throughout);
    let freely = |label: &String| {
        policy.clauses.iter().any(|other| {
            let all = other.deeds().iter().all(|(attempt, act, _)| !attempt && matches!(act, Act::Escalate { .. }));
            let something_else = matches!(other.act, Act::Choice { or_similar: true, .. });
            let always = other.condition.is_none() && (other.when.is_empty() || other.when.contains(&Event::Unresolved));
            let required = other.strength.force == Force::Required && !other.negated;
            on_ladder(other) && other.covers(label) && all && !something_else && always && required
        })
    };
    on_ladder(clause) && escalates(clause) && clause.stages.iter().any(|label| !freely(label))
}

/// Everybody whose agreement a condition speaks of.
fn asked(condition: &Option<Condition>) -> Vec<&Party> {
    condition.iter().flat_map(asked_in).collect()
}

fn asked_in(condition: &Condition) -> Vec<&Party> {
    match condition {
        Condition::All { of } | Condition::Any { of } => of.iter().flat_map(asked_in).collect(),
        Condition::Not { condition } => asked_in(condition),
        Condition::Agrees { party } => vec![party],
        _ => Vec::new(),
    }
}

/// A manager in general, who may be anybody's.
fn is_anybodys_manager(policy: &Policy, party: &Party) -> bool {
    let tier = party.name().is_some_and(|name| policy.name(name).kind == "tier");
    tier && party.side.is_none() && party.of.is_none() && !party.plural && party.which.is_empty()
}
