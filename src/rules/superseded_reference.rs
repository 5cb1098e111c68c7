//! Holds iff the policy refers to no body that has been abolished and no document that has been replaced, on the day
//! it is checked (`--as-of`). When something ended, and what took its place, is declared where it is named:
//! `agency ccg "…" until 2022-07-01 replaced by icb`.
//!
//! ## Why it matters
//!
//! A worker sent to a body that no longer exists loses a day finding out who took over. A chapter that was replaced
//! may ask for something else now.

use crate::diagnostic::{Label, Severity};
use crate::model::{NameId, Policy};

use super::{Found, Rule, Several, Subject, says};

pub(super) const RULE: Rule = Rule {
    name: "superseded-reference",
    severity: Severity::Warning,
    title: "Nothing the policy refers to has been replaced",
    check,
    source: include_str!("superseded_reference.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let mut places = Vec::new();
    for id in policy.used_names() {
        let named = policy.named(id);
        let Some(until) = named.until.filter(|until| subject.as_of.is_none_or(|today| until.reached(today))) else { continue };
        let by = named.replaced_by.map(|by| format!("; now {}", policy.named(by).title)).unwrap_or_default();
        let (span, user) = where_used(policy, id);
        let text = match user {
            Some(user) => format!("{} is a {}, a kind of body that ended {}{by}", policy.named(user).title, named.title, on(until)),
            None => format!("{} ended {}{by}", named.title, on(until)),
        };
        places.push((Label { span, text }, None));
    }
    says(
        places,
        Several {
            one: "body or document that has",
            many: "bodies or documents that have",
            sentence: "the policy refers to {} been replaced",
        },
        "name what took its place, after reading what that says; `rungs check --as-of DATE` checks for another day",
    )
}

/// `on 2022-07-01`, `in 2018-11`.
fn on(date: crate::model::Date) -> String {
    format!("{} {date}", if date.day.is_some() { "on" } else { "in" })
}

/// Where this policy refers to a name: its own declaration, a line of the heading, or something of its own made from it.
fn where_used(policy: &Policy, name: NameId) -> (crate::source::Span, Option<NameId>) {
    if let Some(cite) = policy.cites.iter().find(|cite| cite.document == name) {
        return (cite.span, None);
    }
    let named = policy.named(name);
    if !named.imported {
        return (named.span, None);
    }
    let own = policy.names().find(|(_, own)| {
        let refers = own.is.contains(&name)
            || [&own.of, &own.speaks_for, &own.stands_in_for].into_iter().flatten().any(|who| who.names().any(|found| found == name));
        let members = matches!(&own.members, Some(crate::model::Stated::As(who)) if who.names().any(|found| found == name));
        let posts = own.posts.iter().any(|post| post.of.names().any(|found| found == name));
        !own.imported && (refers || members || posts)
    });
    match own {
        Some((id, own)) if own.is.contains(&name) => (own.span, Some(id)),
        Some((_, own)) => (own.span, None),
        None => (policy.span, None),
    }
}
