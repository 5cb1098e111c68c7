//! Holds iff the policy uses no word that the document never explains: nothing it names is declared `undefined`.
//!
//! ## Why it matters
//!
//! "Share it with relevant personnel" is kept by sharing it with anybody, or with nobody. Whoever has to act on the
//! sentence has to guess, and two agencies guess differently.

use crate::diagnostic::{Label, Severity};

use super::{Found, Rule, Several, Subject, says};

pub(super) const RULE: Rule = Rule {
    name: "undefined-term",
    severity: Severity::Warning,
    title: "Every word the policy uses is explained",
    check,
    source: include_str!("undefined_term.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let places: Vec<_> = policy
        .used_names()
        .into_iter()
        .map(|id| policy.named(id))
        .filter(|named| named.undefined)
        .map(|named| (Label { span: named.span, text: format!("\"{}\" is never explained", named.title) }, None))
        .collect();
    says(
        places,
        Several { one: "term", many: "terms", sentence: "the document uses {} it never explains" },
        "ask the document's author what is meant, and say it here with `means \"…\"` or by describing it",
    )
}
