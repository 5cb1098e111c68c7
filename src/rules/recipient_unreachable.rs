//! Holds iff every role or body outside the dispute that is to be told something can be reached: the clause says how
//! (`by email`, `by phone`), or the recipient has an address, a body through one of its offices. People on the two sides of the dispute are not
//! counted: they know each other. Does not apply if nobody outside is to be told anything.
//!
//! ## Why it matters
//!
//! "The Independent Reviewing Officer must be notified" leaves a worker at half past five looking for a telephone
//! number. What is hard to do is done late, or not.

use crate::diagnostic::Severity;
use crate::model::{Act, Address, NameKind, Named, Noun, Party, Policy, Side};
use crate::verify::Verdict;

use super::{Found, Rule, Several, Subject, at_clause, deeds, says};

pub(super) const RULE: Rule = Rule {
    name: "recipient-unreachable",
    severity: Severity::Warning,
    title: "Whoever is to be told can be reached",
    check,
    source: include_str!("recipient_unreachable.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let mut any = false;
    let mut places = Vec::new();
    for (id, clause) in policy.clauses().filter(|(_, clause)| !clause.negated) {
        for deed in deeds(&clause.deed) {
            let Act::Notify(recipients, _) = &deed.act else { continue };
            let outside: Vec<&Party> = recipients.parties.iter().filter(|party| is_outside(policy, party)).collect();
            any |= !outside.is_empty();
            let way = !deed.details.means.is_empty() || deed.details.using.is_some();
            let lost: Vec<String> = outside
                .into_iter()
                .filter(|party| !way && !has_address(policy, party))
                .map(|party| crate::model::in_words(policy).party(party))
                .collect();
            if !lost.is_empty() {
                places.push(at_clause(
                    policy,
                    id,
                    format!(
                        "how is the {} to be reached?",
                        crate::model::listed(lost, "or").trim_start_matches("the ").trim_start_matches("relevant ")
                    ),
                ));
            }
        }
    }
    if !any {
        return (Verdict::DoesNotApply, Vec::new());
    }
    says(
        places,
        Several { one: "clause does", many: "clauses do", sentence: "{} not say how to reach whoever is to be told" },
        "say how, such as `by email` or `by phone`, or give the role an address where it is declared: `role chair \"…\" email \"…\"`",
    )
}

/// A declared role or body that is on nobody's side of the dispute.
fn is_outside(policy: &Policy, party: &Party) -> bool {
    let Some(name) = party.name() else { return false };
    let named = policy.named(name);
    let on_a_side =
        |party: &Party| party.side.is_some() || party.which.iter().any(|which| matches!(which.as_str(), "own" | "other" | "both"));
    let of_a_side = named.of.as_ref().is_some_and(|of| {
        of.parties.iter().any(|of| {
            of.noun == Noun::Agency && matches!(of.side, Some(Side::Raising | Side::Receiving | Side::Disputing | Side::Concerned))
        })
    });
    matches!(named.kind, NameKind::Role | NameKind::Body) && !on_a_side(party) && !of_a_side && !named.undefined
}

/// An address of its own, or for a body that of one of its offices.
fn has_address(policy: &Policy, party: &Party) -> bool {
    let given = |address: &Option<Address>| matches!(address, Some(Address::Of(_) | Address::Personal));
    let reached = |named: &Named| given(&named.email) || given(&named.phone);
    party.name().is_some_and(|name| {
        let office = |named: &Named| named.of.as_ref().is_some_and(|of| of.names().any(|owner| owner == name));
        let body = policy.named(name).kind == NameKind::Body;
        reached(policy.named(name)) || (body && policy.names.iter().any(|named| office(named) && reached(named)))
    })
}
