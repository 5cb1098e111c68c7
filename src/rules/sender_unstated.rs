//! Holds iff every clause that has somebody told says who tells them. Does not apply if nobody is to be told anything.
//!
//! ## Why it matters
//!
//! "The chair should be notified" is everybody's job. Each side thinks the other has done it, and afterwards nobody
//! can be shown to have left it undone.

use crate::diagnostic::Severity;
use crate::model::{Act, Home};
use crate::verify::Verdict;

use super::{Found, Rule, Several, Subject, at_clause, deeds, says};

pub(super) const RULE: Rule = Rule {
    name: "sender-unstated",
    severity: Severity::Warning,
    title: "Every notification says who sends it",
    check,
    source: include_str!("sender_unstated.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let telling: Vec<_> = policy
        .clauses()
        .filter(|(_, clause)| !matches!(clause.home, Home::Panel(_)) && !clause.negated)
        .filter(|(_, clause)| deeds(&clause.deed).iter().any(|deed| matches!(deed.act, Act::Notify(..))))
        .collect();
    if telling.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let places = telling
        .into_iter()
        .filter(|(_, clause)| clause.actor.is_none())
        .map(|(id, _)| at_clause(policy, id, "who is to do this?"))
        .collect();
    says(
        places,
        Several { one: "notification does not say who sends it", many: "notifications do not say who sends them", sentence: "{}" },
        "put who acts in front: `raising manager must notify chair …`; if the document does not say, ask its author",
    )
}
