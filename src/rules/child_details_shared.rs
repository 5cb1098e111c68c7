//! Holds iff everything sent outside the disputing agencies says that the child's details stay out, once the policy
//! says so anywhere, and no form sent there asks for them. It is said with `without "…"`, `exclude "…"` or `do not include
//! "…"`, in words that speak of the child (a word that begins with child, pupil, young person, famil or parent), of a
//! person (anybody, anyone, person, identif, who it is about) or of details (name, date of birth, birth date, address,
//! number, details). Sent outside is what anybody is told (`notify`, `copying`) who is a body, such as the partnership, or a
//! role of one, but for whoever hears the case at some stage, who has to know the child; people of an agency and an
//! officer who serves the child are not counted. A notification says it by itself, or through the form it is sent with. A
//! form asks for details if one thing that it asks for, or must include, speaks of the child and of details. Does not apply
//! to a policy that sends nothing outside, or neither keeps details out anywhere nor sends out a form that asks for them.
//!
//! ## Why it matters
//!
//! A partnership needs to know that there is a disagreement, and where. It does not need to know which child it is
//! about. Staff who read in one paragraph that names stay out, and nothing in the next, will put them in.

use std::collections::HashSet;

use crate::diagnostic::Severity;
use crate::model::{Act, ClauseId, Deed, Hearing, NameId, NameKind, Party, Policy};
use crate::verify::Verdict;

use super::{Found, Rule, Several, Subject, at_clause, deeds, finding};

pub(super) const RULE: Rule = Rule {
    name: "child-details-shared",
    severity: Severity::Warning,
    title: "A child's details stay out of what others are told",
    check,
    source: include_str!("child_details_shared.rs"),
};

/// Beginnings of words about whom it is about.
const ABOUT: &[&str] = &["child", "pupil", "young person", "famil", "parent", "anybody", "anyone", "person", "identif", "who it is about"];

/// Words for what tells them apart, beside a word for the child.
const DETAILS: &[&str] = &["name", "date of birth", "birth date", "address", "number", "details"];

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let hearers = hearers(policy);
    let sent: Vec<(ClauseId, &Deed)> = policy
        .clauses()
        .filter(|(_, clause)| !clause.negated)
        .flat_map(|(id, clause)| deeds(&clause.deed).into_iter().map(move |deed| (id, deed)))
        .filter(|(_, deed)| goes_outside(policy, &hearers, deed))
        .collect();
    let mut asking: Vec<ClauseId> =
        sent.iter().filter_map(|(_, deed)| deed.details.using).flat_map(|form| asks_for_details(policy, form)).collect();
    asking.sort();
    asking.dedup();
    let kept_out = policy.clauses.iter().any(|clause| deeds(&clause.deed).into_iter().any(|deed| keeps_out(clause.negated, deed)));
    if sent.is_empty() || !kept_out && asking.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let mut places: Vec<_> = asking.iter().map(|id| at_clause(policy, *id, "asks for the child's details")).collect();
    if kept_out {
        let silent =
            sent.iter().filter(|(_, deed)| !keeps_out(false, deed) && !deed.details.using.is_some_and(|form| form_keeps_out(policy, form)));
        places.extend(silent.map(|(id, _)| at_clause(policy, *id, "does not say that the child's details stay out")));
    }
    if places.is_empty() {
        return (Verdict::Holds, Vec::new());
    }
    let found = finding(
        places,
        Several { one: "clause lets", many: "clauses let", sentence: "{} the child's details go outside the agencies that need them" },
        "say what stays out, such as `without \"anything that shows who the child is\"`, or `do not include \"…\"` in the form it is sent with",
    );
    (Verdict::Broken, vec![found])
}

/// Everybody by whom a stage is heard.
fn hearers(policy: &Policy) -> HashSet<NameId> {
    let heard = policy.stages.iter().filter_map(|stage| if let Hearing::HeardBy(who) = &stage.hearing { Some(who) } else { None });
    heard.flat_map(|who| who.names()).collect()
}

/// Whether somebody of a body who does not hear the case is told.
fn goes_outside(policy: &Policy, hearers: &HashSet<NameId>, deed: &Deed) -> bool {
    let told = if let Act::Notify(who, _) = &deed.act { Some(who) } else { None };
    told.into_iter().chain(&deed.details.copying).flat_map(|who| &who.parties).any(|party| is_outside(policy, hearers, party))
}

fn is_outside(policy: &Policy, hearers: &HashSet<NameId>, party: &Party) -> bool {
    let Some(name) = party.name() else { return false };
    let named = policy.named(name);
    let of_a_body = named.of.as_ref().is_some_and(|of| of.names().any(|owner| policy.named(owner).kind == NameKind::Body));
    let outside = named.kind == NameKind::Body || named.kind == NameKind::Role && of_a_body;
    outside && !hearers.contains(&name) && named.serves.is_none()
}

fn keeps_out(negated: bool, deed: &Deed) -> bool {
    let excluded = match &deed.act {
        Act::Exclude(_, words) if !negated => words.as_deref(),
        Act::Include(_, words) if negated => words.as_deref(),
        _ => None,
    };
    deed.details.without.as_deref().into_iter().chain(excluded).any(|words| says_any(words, ABOUT) || says_any(words, DETAILS))
}

fn terms(policy: &Policy, form: NameId) -> impl Iterator<Item = ClauseId> {
    policy.forms.iter().filter(move |group| group.name == form).flat_map(|group| group.clauses.iter().copied())
}

fn form_keeps_out(policy: &Policy, form: NameId) -> bool {
    terms(policy, form).map(|id| policy.clause(id)).any(|clause| keeps_out(clause.negated, &clause.deed))
}

fn asks_for_details(policy: &Policy, form: NameId) -> Vec<ClauseId> {
    let is_about_the_child = |words: &str| says_any(words, &ABOUT[..5]) && says_any(words, DETAILS);
    terms(policy, form)
        .filter(|id| {
            let clause = policy.clause(*id);
            match &clause.deed.act {
                Act::Asks(texts) => texts.iter().any(|text| is_about_the_child(text)),
                Act::Include(_, Some(words)) if !clause.negated => is_about_the_child(words),
                _ => false,
            }
        })
        .collect()
}

/// Whether one of these begins a word of a text.
fn says_any(text: &str, wanted: &[&str]) -> bool {
    let text = format!(" {}", text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " "));
    wanted.iter().any(|word| text.contains(&format!(" {word}")))
}
