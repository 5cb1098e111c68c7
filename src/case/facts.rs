//! What is so in a case, and whether a condition is met.

use std::collections::BTreeSet;

use crate::model::{Condition, NameId, Noun, Party, Policy, ScopeOf, Side, in_words, uncapitalised};

/// Something a condition can turn on that is so or not so in a case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// A declared fact.
    Fact(NameId),
    /// The document's own words, which somebody has to judge.
    Words(String),
    /// Somebody is somebody or sits on something, in words; neither the dispute nor the policy says whether.
    Is(String),
}

impl Point {
    /// In words, to follow "it is so that".
    pub fn words(&self, policy: &Policy) -> String {
        match self {
            Point::Fact(fact) => in_words(policy).condition(&Condition::Fact(*fact)),
            Point::Words(words) | Point::Is(words) => words.clone(),
        }
    }

    /// That it has become so, or ceased to be, as a sentence without a full stop.
    pub fn turned(&self, policy: &Policy, so: bool) -> String {
        match (self, so) {
            (Point::Fact(fact), true) => format!("the child is now {}", uncapitalised(&in_words(policy).title(*fact))),
            (Point::Fact(fact), false) => format!("the child is no longer {}", uncapitalised(&in_words(policy).title(*fact))),
            (_, true) => format!("from now on: {}", self.words(policy)),
            (_, false) => format!("no longer so: {}", self.words(policy)),
        }
    }
}

/// Who disputes, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disputants {
    /// The agency that raises it.
    pub raising: NameId,
    /// Those it is raised with.
    pub against: Vec<NameId>,
}

impl Disputants {
    /// Every agency in dispute, the one that raises it first.
    pub fn all(&self) -> Vec<NameId> {
        std::iter::once(self.raising).chain(self.against.iter().copied()).collect()
    }
}

/// Whether a condition turns on something, or is already settled by who disputes and by what the policy says.
pub(super) enum Known {
    Settled(bool),
    Turns(Point),
}

/// What `who is what`, or `who is on what`, comes to in a dispute.
pub(super) fn belongs(policy: &Policy, disputants: &Disputants, who: &Party, on: bool, what: &Party) -> Known {
    let words = format!("{}{} {}", in_words(policy).party(who), if on { " is on" } else { " is" }, in_words(policy).party(what));
    let agencies: Vec<NameId> = match (who.side, &who.noun, &who.of) {
        (Some(Side::Raising), Noun::Agency, None) => vec![disputants.raising],
        (Some(Side::Receiving), Noun::Agency, None) => disputants.against.clone(),
        (None, Noun::Named(name), None) => vec![*name],
        _ => return Known::Turns(Point::Is(words)),
    };
    let sides = who.side.is_some();
    let (Some(wanted), None) = (what.name(), &what.of) else { return Known::Turns(Point::Is(words)) };
    if !on {
        let is = agencies.iter().any(|agency| policy.is_kind_of(*agency, wanted));
        return if sides || is { Known::Settled(is) } else { Known::Turns(Point::Is(words)) };
    }
    match &policy.named(wanted).members {
        Some(crate::model::Stated::As(members)) => {
            Known::Settled(agencies.iter().any(|agency| members.names().any(|name| name == *agency)))
        }
        _ => Known::Turns(Point::Is(words)),
    }
}

/// Whether a condition is met. `agrees` says what somebody answers who is asked.
pub(super) fn met(
    policy: &Policy,
    disputants: &Disputants,
    so: &BTreeSet<Point>,
    agrees: &dyn Fn(&Party) -> bool,
    condition: &Condition,
) -> bool {
    let each = |part: &Condition| met(policy, disputants, so, agrees, part);
    match condition {
        Condition::All(parts) => parts.iter().all(each),
        Condition::Any(parts) => parts.iter().any(each),
        Condition::Not(inner) => !each(inner),
        Condition::Fact(fact) => so.contains(&Point::Fact(*fact)),
        Condition::Words(words) => so.contains(&Point::Words(words.clone())),
        Condition::Agrees(party) => agrees(party),
        Condition::Belongs { who, on, what } => match belongs(policy, disputants, who, *on, what) {
            Known::Settled(is) => is,
            Known::Turns(point) => so.contains(&point),
        },
    }
}

/// Everything a condition turns on.
pub(super) fn points(policy: &Policy, disputants: &Disputants, condition: &Condition, into: &mut BTreeSet<Point>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| points(policy, disputants, part, into)),
        Condition::Not(inner) => points(policy, disputants, inner, into),
        Condition::Fact(fact) => {
            into.insert(Point::Fact(*fact));
        }
        Condition::Words(words) => {
            into.insert(Point::Words(words.clone()));
        }
        Condition::Agrees(_) => {}
        Condition::Belongs { who, on, what } => {
            if let Known::Turns(point) = belongs(policy, disputants, who, *on, what) {
                into.insert(point);
            }
        }
    }
}

/// The condition by which a scenario says that something is so.
pub(super) fn condition_for(policy: &Policy, disputants: &Disputants, point: &Point) -> Option<Condition> {
    match point {
        Point::Fact(fact) => Some(Condition::Fact(*fact)),
        Point::Words(words) => Some(Condition::Words(words.clone())),
        Point::Is(_) => {
            let clauses = policy.clauses.iter().flat_map(|clause| &clause.conditions);
            let routes = policy.routes.iter().filter_map(|route| route.condition.as_ref());
            let names = policy.names.iter().filter_map(|named| named.serves.as_ref());
            let scope = policy.scope.iter().filter_map(|scope| if let ScopeOf::If(condition) = &scope.to { Some(condition) } else { None });
            clauses.chain(routes).chain(names).chain(scope).find_map(|condition| part_about(policy, disputants, point, condition))
        }
    }
}

fn part_about(policy: &Policy, disputants: &Disputants, point: &Point, condition: &Condition) -> Option<Condition> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().find_map(|part| part_about(policy, disputants, point, part)),
        Condition::Not(inner) => part_about(policy, disputants, point, inner),
        Condition::Belongs { who, on, what } => match belongs(policy, disputants, who, *on, what) {
            Known::Turns(found) if found == *point => Some(condition.clone()),
            _ => None,
        },
        _ => None,
    }
}
