//! Holds iff the policy says that it is reviewed: a clause with `review` under `upkeep`.
//!
//! ## Why it matters
//!
//! Agencies merge, boards are abolished, mailboxes die. A policy that nobody has to look at again keeps sending
//! people to a body that no longer exists.

use crate::diagnostic::{Label, Severity};
use crate::model::Act;

use super::{Found, Rule, Subject, deeds, says};

pub(super) const RULE: Rule = Rule {
    name: "no-review",
    severity: Severity::Warning,
    title: "The policy says when it is reviewed",
    check,
    source: include_str!("no_review.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let reviewed = policy
        .upkeep
        .iter()
        .map(|id| policy.clause(*id))
        .any(|clause| !clause.negated && deeds(&clause.deed).iter().any(|deed| matches!(deed.act, Act::Review(_))));
    let places = if reviewed { Vec::new() } else { vec![(Label { span: policy.span, text: "this policy".into() }, None)] };
    says(
        places,
        |_| "nothing says when this policy is reviewed, or by whom".into(),
        "if the document says so, add it, for example `upkeep { chair must review \"this policy\" every 1 year }`; if not, ask its author",
    )
}
