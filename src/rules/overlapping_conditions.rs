//! Holds iff wherever two clauses of one stage each require a step, at the same moment and to different places, they do
//! so in different cases: what one asks for and what the other asks for cannot both be so. Whoever is asked is taken to
//! agree. `unresolved` and `no answer` are different moments, and a clause without a moment waits for `unresolved`. Steps
//! are `escalate`, `skip`, `withdraw` and `close`; going through a stage again is not counted, and neither are places that
//! one clause offers for choice. Where two media of the document disagree about a step, that is `sources-disagree`. Does
//! not apply if no stage requires two such steps.
//!
//! ## Why it matters
//!
//! "Looked-after children: straight to directors. Concerns about health staff: to the named nurse." Sooner or later a
//! looked-after child has a health visitor, and whoever has the case must do both and can do only one. Whichever they
//! choose, somebody can hold it against them.

use crate::diagnostic::Severity;
use crate::model::in_words;
use crate::verify::{Verdict, overlaps, rivals};

use super::{Found, Rule, Subject, at_clause, ending, finding, or_gave_up};

pub(super) const RULE: Rule = Rule {
    name: "overlapping-conditions",
    severity: Severity::Warning,
    title: "Nobody must take a case to two places at once",
    check,
    source: include_str!("overlapping_conditions.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let Some((verdict, places)) = overlaps(policy, subject.graph) else { return (Verdict::DoesNotApply, Vec::new()) };
    let findings = places
        .into_iter()
        .map(|place| {
            let stage = policy.stage(place.stage);
            let mut clauses: Vec<_> = rivals(policy, subject.graph, place.stage)
                .into_iter()
                .flat_map(|(one, other)| [one.clause, other.clause])
                .flatten()
                .collect();
            clauses.sort();
            clauses.dedup();
            let labels = clauses
                .into_iter()
                .map(|id| {
                    let conditions = &policy.clause(id).conditions;
                    let said: Vec<String> = conditions.iter().map(|condition| in_words(policy).condition(condition)).collect();
                    let said =
                        if said.is_empty() { "required in every case".to_owned() } else { format!("required if {}", said.join(" and ")) };
                    at_clause(policy, id, said)
                })
                .collect();
            let mut found = finding(
                labels,
                format!("at {} a case can have to go to two places at once", stage.name()),
                "say which goes first: put `unless …`, with what the other clause asks for, in front of one of them",
            );
            super::only_if_advised(&mut found, policy, &place);
            found.story = Some(ending(place.story, "What two clauses ask for is so at once, and each sends it somewhere else."));
            found.holes = place.holes;
            found
        })
        .collect();
    (verdict, or_gave_up(policy, verdict, findings))
}
