//! Whose people somebody is: of which agency, of one in dispute, or of none.

use crate::model::{NameId, NameKind, Named, Noun, Parties, Party, Policy, Side, Stated};

/// Whose people somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Home {
    /// Nobody's who can be in dispute: declared neutral, or of a body that is no agency's.
    Apart,
    /// A role of which the policy does not say to whom it belongs.
    Unsaid,
    /// Of these agencies: one, or those that make up a body.
    Agencies(Vec<NameId>),
    /// A body of which the policy does not say who sits on it.
    Open(NameId),
    /// The raising side's own.
    Raising,
    /// Of an agency that may be any of those in dispute.
    Disputing,
}

/// Whose people somebody is, as a clause names them.
pub(super) fn home(policy: &Policy, party: &Party) -> Home {
    let has = |word: &str| party.which.iter().any(|which| which == word);
    let named = party.name().map(|name| policy.named(name));
    if named.is_some_and(|named| named.neutral) {
        return Home::Apart;
    }
    match (party.side, &party.of, named) {
        _ if has("own") => Home::Raising,
        (Some(Side::Raising), ..) => Home::Raising,
        (Some(_), ..) => Home::Disputing,
        (None, Some(of), _) => home(policy, of),
        (None, None, None) => Home::Disputing,
        (None, None, Some(_)) => party.name().map_or(Home::Disputing, |name| home_of(policy, name)),
    }
}

/// Whose people somebody is, by name; for a body, who makes it up.
pub(super) fn home_of(policy: &Policy, name: NameId) -> Home {
    let named = policy.named(name);
    match (named.kind, &named.members) {
        _ if named.neutral => Home::Apart,
        (NameKind::Body, Some(Stated::Unstated)) => Home::Open(name),
        (NameKind::Body, Some(Stated::As(members))) => made_up_of(policy, members, 0),
        _ => owner(policy, named, 0),
    }
}

/// The agencies that make up a body; somebody among them who is of none leaves it apart.
fn made_up_of(policy: &Policy, members: &Parties, depth: usize) -> Home {
    let mut agencies = Vec::new();
    for member in &members.parties {
        let of = match member.name().map(|name| policy.named(name)) {
            Some(named) if named.kind == NameKind::Body => match &named.members {
                Some(Stated::As(members)) if !named.neutral && depth < DEEPEST => made_up_of(policy, members, depth + 1),
                _ => owner(policy, named, 0),
            },
            _ => home(policy, member),
        };
        match of {
            Home::Agencies(more) => agencies.extend(more.into_iter().filter(|agency| !agencies.contains(agency)).collect::<Vec<_>>()),
            Home::Disputing | Home::Raising => return Home::Disputing,
            Home::Apart | Home::Unsaid | Home::Open(_) => return Home::Apart,
        }
    }
    Home::Agencies(agencies)
}

/// Names that belong to each other in a circle belong to nobody.
const DEEPEST: usize = 16;

fn owner(policy: &Policy, named: &Named, depth: usize) -> Home {
    match named.kind {
        NameKind::Agency => return Home::Agencies(living(policy, named).into_iter().collect()),
        NameKind::Tier => return Home::Disputing,
        _ => {}
    }
    let Some(of) = &named.of else { return if named.kind == NameKind::Role { Home::Unsaid } else { Home::Apart } };
    let mut agencies = Vec::new();
    for party in &of.parties {
        let found = match party.name().map(|name| policy.named(name)) {
            Some(owning) if owning.neutral || depth > DEEPEST => Home::Apart,
            Some(owning) => owner(policy, owning, depth + 1),
            None => home(policy, party),
        };
        match found {
            Home::Agencies(more) => agencies.extend(more),
            Home::Unsaid => return Home::Apart,
            other => return other,
        }
    }
    Home::Agencies(agencies)
}

/// Whether it is said of somebody that they belong to no agency that may be in dispute: they are declared `neutral`, they
/// are the partnership itself or belong to it, or a body on which one of these sits. Any other body may be made up of
/// agencies, and whoever is on a body may be an agency's.
pub(super) fn is_apart(policy: &Policy, party: &Party) -> bool {
    let Some(name) = party.name() else { return false };
    let members = policy.named(name).members.as_ref().filter(|_| policy.named(name).kind == NameKind::Body);
    party.side.is_none()
        && party.of.is_none()
        && !party.which.iter().any(|which| which == "own")
        && match members {
            None => is_of_none(policy, name),
            Some(Stated::Unstated) => false,
            Some(Stated::As(members)) => members.names().any(|member| is_of_none(policy, member)),
        }
}

fn is_of_none(policy: &Policy, name: NameId) -> bool {
    let named = policy.named(name);
    let owned_by_it =
        named.of.as_ref().is_some_and(|of| of.parties.iter().all(|of| of.name().is_some_and(|of| is_the_partnership(policy, of))));
    named.neutral || is_the_partnership(policy, name) || (owned_by_it && matches!(named.kind, NameKind::Role | NameKind::Body))
}

/// The partnership is a body that publishes the policy, or one of the kind that is called so.
fn is_the_partnership(policy: &Policy, name: NameId) -> bool {
    let called_so = policy.names().find(|(_, named)| named.kind == NameKind::Body && named.name == "partnership");
    policy.named(name).kind == NameKind::Body
        && (policy.publisher == Some(name) || called_so.is_some_and(|(partnership, _)| policy.is_kind_of(name, partnership)))
}

/// An agency, or the one that has taken its place; `None` if it has ended and nobody has.
fn living(policy: &Policy, named: &Named) -> Option<NameId> {
    let mut at = named;
    for _ in 0..DEEPEST {
        match (at.until.is_some(), at.replaced_by) {
            (false, _) => return policy.names().find(|(_, known)| std::ptr::eq(*known, at)).map(|(id, _)| id),
            (true, Some(next)) => at = policy.named(next),
            (true, None) => return None,
        }
    }
    None
}

/// The agencies of a policy that can be in dispute: all it declares but those that have ended. A setting's own policy is
/// about its own disputes first.
pub(super) fn living_agencies(policy: &Policy) -> Vec<NameId> {
    let agencies = policy.names().filter(|(_, named)| named.kind == NameKind::Agency);
    let mut living: Vec<NameId> = agencies.filter(|(_, named)| named.until.is_none()).map(|(id, _)| id).collect();
    living.sort_by_key(|agency| policy.publisher != Some(*agency));
    living
}

/// Whether a party is an agency spoken of in general: `any agency`, `relevant agency`.
pub(super) fn is_relevant_agency(party: &Party) -> bool {
    party.noun == Noun::Agency && party.side.is_none() && party.which.iter().any(|which| which == "relevant")
}
