//! Holds iff at every stage below the authority's, a case that is not settled has some way on, of whatever strength,
//! whatever is true of the child and whichever of the agencies that the policy names raised it with which other, provided
//! that everybody who is asked agrees. A repetition with a stated number of rounds is no way on once they are used up.
//!
//! ## Why it matters
//!
//! A stage from which nothing leads on is a dead end with a polite name. Often it is hidden in a condition: the way
//! on is written for "other agencies", and one agency has none.

use crate::diagnostic::{Label, Severity};
use crate::verify::{Verdict, dead_ends};

use super::{Found, Rule, Subject, finding, or_gave_up};

pub(super) const RULE: Rule = Rule {
    name: "stuck-stage",
    severity: Severity::Error,
    title: "Every stage has a way on",
    check,
    source: include_str!("stuck_stage.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    if policy.stages.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let (verdict, ends) = dead_ends(policy, subject.graph);
    let findings = ends
        .into_iter()
        .map(|end| {
            let (id, stage) = (end.stage, policy.stage(end.stage));
            let leading = subject.graph.moves_from(crate::graph::From::Stage(id)).iter().filter_map(|step| step.clause);
            let mut places = vec![(Label { span: stage.span, text: "a case can be stuck here".into() }, None)];
            places.extend(leading.take(3).map(|clause| super::at_clause(policy, clause, "leads on, but not in every case")));
            let mut found = finding(
                places,
                format!("at {} a case that is not settled can have nowhere to go", stage.name()),
                "write the way on for every case: `when unresolved, … must escalate to …`; if this is the last stage, say who hears it: `heard by …`",
            );
            super::only_if_advised(&mut found, policy, &end);
            found.story = Some(end.story);
            found.holes = end.holes;
            found
        })
        .collect();
    (verdict, or_gave_up(policy, verdict, findings))
}
