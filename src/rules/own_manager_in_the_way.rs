//! Holds iff at every stage below the authority's, whoever raised the case has some way up that is not in the hands of
//! their own manager. A step is in a manager's hands if it is made by a manager who has no part in that stage
//! (`raising manager must escalate` at a stage between workers), `via` one, or only `if` one `agrees`. A manager is
//! whoever the sentence calls `own`, or holds a level of management above the people of the first stage, on the side
//! that raised the case. A step that managers make at their own stage is not counted, and any other way up will do,
//! one that is only allowed too; it must not wait for the other side's silence, and has to be there whatever that manager says,
//! to the step itself or to the limit or the by-pass it turns on. What is true of the child, and whether
//! the stage has a limit to run out, are weighed as in `stuck-stage`. Does not apply if nothing leads up.
//!
//! ## Why it matters
//!
//! The worker who is worried and the manager who answers for the agency's budget, name and staff can see the same child
//! differently. If the only way up leads through that manager's office, the disagreement between two agencies ends
//! inside one of them, and nobody else learns of it.

use crate::diagnostic::Severity;
use crate::verify::{Verdict, in_managers_hands, managers_in_the_way};

use super::{Found, Rule, Subject, at_clause, ending, finding, or_gave_up};

pub(super) const RULE: Rule = Rule {
    name: "own-manager-in-the-way",
    severity: Severity::Warning,
    title: "Nobody needs their own manager to take a case up",
    check,
    source: include_str!("own_manager_in_the_way.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let Some((verdict, places)) = managers_in_the_way(policy, subject.graph) else { return (Verdict::DoesNotApply, Vec::new()) };
    let findings = places
        .into_iter()
        .map(|place| {
            let stage = policy.stage(place.stage);
            let mut clauses = in_managers_hands(policy, subject.graph, place.stage);
            clauses.dedup();
            let labels = clauses.into_iter().map(|clause| at_clause(policy, clause, "takes the manager of whoever raised it")).collect();
            let mut found = finding(
                labels,
                format!("at {} a case can go up only if the manager of whoever raised it takes part", stage.name()),
                "add a way up that does not need the manager, such as `when unresolved, raising agency must escalate to …`, or let whoever raised it go to somebody else: `raising worker may escalate to …`",
            );
            super::only_if_advised(&mut found, policy, &place);
            found.story = Some(ending(place.story, "The manager of whoever raised it would rather not see it go further."));
            found.holes = place.holes;
            found
        })
        .collect();
    (verdict, or_gave_up(policy, verdict, findings))
}
