//! Holds iff no case can go round for ever with everybody doing what they must: every repetition ends after a stated
//! number of rounds or once a limit has passed, and no step back down the ladder can be taken without end. "Until it
//! is resolved" is no end, because a case need not be resolved. Undetermined if the end is given in words that nobody
//! can count, such as "until every avenue has been tried".
//!
//! ## Why it matters
//!
//! "Escalation continues through the appropriate tiers until the matter is resolved" reads like persistence. For
//! an agency that does not want the case to go to the chair it is a reason never to let it: there is always one
//! more tier to try.

use crate::diagnostic::{Label, Severity};
use crate::model::ClauseId;
use crate::verify::{Verdict, circles};

use super::{Found, Rule, Subject, at_clause, finding, or_gave_up};

pub(super) const RULE: Rule = Rule {
    name: "endless-loop",
    severity: Severity::Warning,
    title: "No case goes round for ever",
    check,
    source: include_str!("endless_loop.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    if policy.stages.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let (verdict, circles) = circles(policy, subject.graph);
    let mut blamed: Vec<ClauseId> = Vec::new();
    let mut findings = Vec::new();
    for circle in circles {
        if circle.clause.is_some_and(|clause| blamed.contains(&clause)) {
            continue;
        }
        blamed.extend(circle.clause);
        let stage = policy.stage(circle.stage);
        let place = match circle.clause {
            Some(clause) => at_clause(policy, clause, "nothing says how often"),
            None => (Label { span: stage.span, text: "begins again here".into() }, None),
        };
        let mut found = finding(
            vec![place],
            format!("a case can go round for ever at {}", stage.name()),
            "say how often the step is repeated (`at most 2 times`), name the last tier as a stage of its own, or give a time after which the case must go on",
        );
        super::only_if_advised(&mut found, policy, &circle);
        found.story = Some(circle.story);
        found.holes = circle.holes;
        findings.push(found);
    }
    (verdict, or_gave_up(policy, verdict, findings))
}
