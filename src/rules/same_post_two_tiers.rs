//! Holds iff no post of an agency stands at two levels of management that stages are between: the same title, written the
//! same way but for capitals, in lines for the same agency (a line for a kind of agency is for those that are of it,
//! `every agency` and `any agency` are for all of them). Examples and `at least` count. A bare `manager`, `line manager`, `senior manager` or `supervisor` is whoever stands above the
//! one who speaks, and is not compared. Does not apply if fewer than two such levels list posts.
//!
//! ## Why it matters
//!
//! Where one person is both "manager" and "senior manager", a step up is a step to the same desk. The days run, the
//! answer stays, and on paper two levels have looked at it.

use crate::diagnostic::{Label, Severity};
use crate::model::{Holders, NameId, NameKind, Named, Parties, Policy, Post, in_words, listed};
use crate::verify::{Finding, Verdict};

use super::no_counterpart::{is_for, is_for_all, tiers_of_stages};
use super::{Found, Rule, Subject, finding};

pub(super) const RULE: Rule = Rule {
    name: "same-post-two-tiers",
    severity: Severity::Warning,
    title: "Every step up is to somebody else",
    check,
    source: include_str!("same_post_two_tiers.rs"),
};

/// Words for a rank, seen from below.
const RANKS: &[&str] = &["manager", "line manager", "senior manager", "supervisor"];

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let tiers: Vec<&Named> =
        tiers_of_stages(policy).into_iter().map(|tier| policy.named(tier)).filter(|tier| !tier.posts.is_empty()).collect();
    if tiers.len() < 2 {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let mut findings: Vec<Finding> = Vec::new();
    for (at, lower) in tiers.iter().enumerate() {
        for upper in &tiers[at + 1..] {
            let twice: Vec<(&Post, &Post, &str)> = shared(policy, lower, upper);
            if twice.is_empty() {
                continue;
            }
            let mut titles: Vec<String> = Vec::new();
            let mut places = Vec::new();
            for (below, above, title) in twice {
                let said = format!("\"{title}\" of {}", in_words(policy).parties(narrower(below, above)));
                if !titles.contains(&said) {
                    titles.push(said);
                    places.push((Label { span: below.span, text: format!("\"{title}\" here") }, None));
                    places.push((Label { span: above.span, text: "and here".into() }, None));
                }
            }
            let titles = listed(titles, "and");
            findings.push(finding(
                places,
                format!("{titles} stands at two levels, {} and {}", lower.title, upper.title),
                "name another post at one of the two levels, or `none` where the agency has nobody there, and say to whom the case goes instead",
            ));
        }
    }
    (if findings.is_empty() { Verdict::Holds } else { Verdict::Broken }, findings)
}

fn shared<'t>(policy: &Policy, lower: &'t Named, upper: &'t Named) -> Vec<(&'t Post, &'t Post, &'t str)> {
    let mut twice = Vec::new();
    for below in &lower.posts {
        for above in upper.posts.iter().filter(|above| overlap(policy, below, above)) {
            for title in titles(below).iter().filter(|title| !RANKS.contains(&title.to_lowercase().as_str())) {
                if titles(above).iter().any(|other| other.to_lowercase() == title.to_lowercase()) {
                    twice.push((below, above, title.as_str()));
                }
            }
        }
    }
    twice
}

fn titles(post: &Post) -> &[String] {
    match &post.holders {
        Holders::Titles(titles) | Holders::Examples(titles) | Holders::AtLeast(titles) => titles,
        Holders::Nobody | Holders::Unstated => &[],
    }
}

/// Whether there is an agency for which both lines are.
fn overlap(policy: &Policy, one: &Post, other: &Post) -> bool {
    let both =
        |(agency, named): (NameId, &Named)| named.kind == NameKind::Agency && is_for(policy, one, agency) && is_for(policy, other, agency);
    is_for_all(one) || is_for_all(other) || policy.names().any(both)
}

/// The line that is for fewer agencies.
fn narrower<'p>(one: &'p Post, other: &'p Post) -> &'p Parties {
    let wide = |post: &Post| if is_for_all(post) { usize::MAX } else { post.of.parties.len() };
    if wide(other) < wide(one) { &other.of } else { &one.of }
}
