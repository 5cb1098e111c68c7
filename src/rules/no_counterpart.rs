//! Holds iff every agency in scope has somebody at every level of management that a stage is between, as far as the
//! document lists posts for that level. In scope are the agencies the policy says it applies to, or if it names none, or
//! every agency, those it refers to; agencies that have ended are left to `superseded-reference`. `every agency` and
//! `any agency` cover all, and a post of one kind of agency covers those that are of it. `none` and `unstated` are nobody.
//! A level without any post is taken to be the same in every agency. Does not apply if no level that a stage is between
//! lists posts.
//!
//! ## Why it matters
//!
//! "Manager to manager" works if both sides have one. A worker who looks up the other side's person in the table and finds
//! an empty row rings the switchboard, and the stage's two days pass.

use crate::diagnostic::{Label, Severity};
use crate::model::{Hearing, Holders, NameId, NameKind, Named, Noun, Policy, ScopeOf, in_words, listed};
use crate::verify::Verdict;

use super::{Found, Rule, Subject, finding};

pub(super) const RULE: Rule = Rule {
    name: "no-counterpart",
    severity: Severity::Warning,
    title: "Every agency has somebody at every level",
    check,
    source: include_str!("no_counterpart.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let tiers: Vec<&Named> =
        tiers_of_stages(policy).into_iter().map(|tier| policy.named(tier)).filter(|tier| !tier.posts.is_empty()).collect();
    let agencies = in_scope(policy, subject.as_of);
    if tiers.is_empty() || agencies.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let mut places = Vec::new();
    for tier in tiers {
        let without: Vec<String> =
            agencies.iter().filter(|agency| !has_somebody(policy, tier, **agency)).map(|agency| in_words(policy).title(*agency)).collect();
        if !without.is_empty() {
            places.push((Label { span: tier.span, text: format!("nobody is named for {}", listed(without, "or")) }, None));
        }
    }
    if places.is_empty() {
        return (Verdict::Holds, Vec::new());
    }
    let found = finding(
        places,
        |count| {
            format!(
                "{} of management without somebody for every agency",
                if count == 1 { "one level".to_owned() } else { format!("{count} levels") }
            )
        },
        "add a line for the agency, such as `police at least \"Inspector\"`, or one for all of them: `every agency \"…\" or equivalent`; if the document does not say who, ask its author",
    );
    (Verdict::Broken, vec![found])
}

/// The levels of management that stages are between, in order.
pub(super) fn tiers_of_stages(policy: &Policy) -> Vec<NameId> {
    let mut tiers = Vec::new();
    for stage in &policy.stages {
        let Hearing::Between(people) = &stage.hearing else { continue };
        for name in people.names().filter(|name| policy.named(*name).kind == NameKind::Tier) {
            if !tiers.contains(&name) {
                tiers.push(name);
            }
        }
    }
    tiers
}

fn in_scope(policy: &Policy, as_of: Option<crate::model::Date>) -> Vec<NameId> {
    let is_agency = |name: &NameId| policy.named(*name).kind == NameKind::Agency;
    let named: Vec<NameId> = policy
        .scope
        .iter()
        .filter_map(|line| if let ScopeOf::Who(who) = &line.to { Some(who) } else { None })
        .flat_map(|who| who.names())
        .filter(is_agency)
        .collect();
    let ended = |name: &NameId| policy.named(*name).until.is_some_and(|until| as_of.is_none_or(|today| until.reached(today)));
    let used = policy.used_names().into_iter().filter(is_agency).filter(|name| !is_only_a_kind(policy, *name));
    let all: Vec<NameId> = if named.is_empty() { used.collect() } else { named };
    all.into_iter().filter(|name| !ended(name)).collect()
}

/// An imported agency that others are one of (`is early-years`), and that nothing else in the policy need be about.
fn is_only_a_kind(policy: &Policy, agency: NameId) -> bool {
    policy.named(agency).imported && policy.names.iter().any(|other| !other.imported && other.is.contains(&agency))
}

fn has_somebody(policy: &Policy, tier: &Named, agency: NameId) -> bool {
    tier.posts.iter().any(|post| {
        let covers = post.of.parties.iter().any(|of| match of.noun {
            Noun::Agency => true,
            Noun::Named(name) => policy.is_kind_of(agency, name),
            _ => false,
        });
        covers && !matches!(post.holders, Holders::Nobody | Holders::Unstated)
    })
}
