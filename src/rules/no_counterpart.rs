//! Holds iff every agency in scope has somebody at every level of management that a stage is between, as far as the
//! document lists posts for that level. In scope are the agencies the policy says it applies to, or if it names none, or
//! every agency, those it declares or refers to; agencies that have ended are left to `superseded-reference`, and an
//! imported one of which the policy's own are kinds stands for these. A line for an agency, or for the kind of agency it
//! is, counts for it; only where there is none does one for `every agency` or `any agency`. `none` and `unstated` are
//! nobody. A level without any post is taken to be the same in every agency. Does not apply if no level that a stage is
//! between lists posts, or no agency is in scope.
//!
//! ## Why it matters
//!
//! "Manager to manager" works if both sides have one. A worker who looks up the other side's person in the table and finds
//! an empty row rings the switchboard, and the stage's two days pass.

use crate::diagnostic::{Label, Severity};
use crate::model::{Hearing, Holders, NameId, NameKind, Named, Noun, Party, Policy, Post, ScopeOf, in_words, listed};
use crate::verify::Verdict;

use super::{Found, Rule, Several, Subject, finding};

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
        Several { one: "level", many: "levels", sentence: "{} of management without somebody for every agency" },
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

/// The agencies the policy says it applies to; none if it names none, or says `every agency`.
pub(super) fn agencies_applied_to(policy: &Policy) -> Vec<NameId> {
    let who = policy.scope.iter().filter_map(|line| if let ScopeOf::Who(who) = &line.to { Some(who) } else { None });
    let all: Vec<&Party> = who.flat_map(|who| &who.parties).collect();
    if all.iter().any(|party| party.name().is_none()) {
        return Vec::new();
    }
    all.into_iter().filter_map(Party::name).filter(|name| policy.named(*name).kind == NameKind::Agency).collect()
}

fn in_scope(policy: &Policy, as_of: Option<crate::model::Date>) -> Vec<NameId> {
    let is_agency = |name: &NameId| policy.named(*name).kind == NameKind::Agency;
    let named = agencies_applied_to(policy);
    let ended = |name: &NameId| policy.named(*name).until.is_some_and(|until| as_of.is_none_or(|today| until.reached(today)));
    let used = policy.used_names().into_iter().filter(is_agency).filter(|name| !is_only_a_kind(policy, *name));
    let all: Vec<NameId> = if named.is_empty() { used.collect() } else { named };
    all.into_iter().filter(|name| !ended(name)).collect()
}

/// An imported agency that others are one of (`is early-years`), and that nothing else in the policy need be about.
fn is_only_a_kind(policy: &Policy, agency: NameId) -> bool {
    policy.named(agency).imported && policy.names.iter().any(|other| !other.imported && other.is.contains(&agency))
}

/// By a line for the agency or its kind; where there is none, by one for all.
fn has_somebody(policy: &Policy, tier: &Named, agency: NameId) -> bool {
    let own: Vec<&Post> = tier.posts.iter().filter(|post| is_for(policy, post, agency)).collect();
    let lines = if own.is_empty() { tier.posts.iter().filter(|post| is_for_all(post)).collect() } else { own };
    lines.iter().any(|post| !matches!(post.holders, Holders::Nobody | Holders::Unstated))
}

/// Whether a line of posts is for an agency, or for the kind of agency it is.
pub(super) fn is_for(policy: &Policy, post: &Post, agency: NameId) -> bool {
    post.of.names().any(|name| policy.is_kind_of(agency, name))
}

pub(super) fn is_for_all(post: &Post) -> bool {
    post.of.parties.iter().any(|party| party.noun == Noun::Agency)
}
