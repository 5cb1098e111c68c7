//! Holds iff at every stage with steps up that the policy asks for (must, should, or described) under conditions, those
//! steps leave no case out: whatever is true of the child and whoever raised it, one of them is open to a case that comes
//! to the stage. Whoever is asked is taken to agree. Does not apply if no such step has a condition other than
//! somebody's agreement.
//!
//! It differs from `stuck-stage` in what counts as a way on. There, anything does: leave to do something, a by-pass, going
//! through the stage again, withdrawing. Here only a step up that somebody is asked to take does. A stage that
//! `stuck-stage` reports is left to it: where only such stages leave a case out, this rule does not apply.
//!
//! ## Why it matters
//!
//! "If the child is looked after, managers must take it to the director." Of every other child the sentence says nothing.
//! Somebody may still take it further, or withdraw it, so that no case is stuck; but nobody has been asked to, and the
//! case that fits no sentence waits in somebody's tray.

use crate::diagnostic::{Label, Severity};
use crate::model::in_words;
use crate::verify::{Trouble, Verdict, dead_ends, gap_steps, gaps};

use super::{Found, Rule, Subject, at_clause, ending, finding, or_gave_up};

pub(super) const RULE: Rule = Rule {
    name: "uncovered-condition",
    severity: Severity::Warning,
    title: "Conditions on the way up leave no case out",
    check,
    source: include_str!("uncovered_condition.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let Some((verdict, places)) = gaps(policy, subject.graph) else { return (Verdict::DoesNotApply, Vec::new()) };
    if matches!(verdict, Verdict::Holds | Verdict::GaveUp) {
        return (verdict, or_gave_up(policy, verdict, Vec::new()));
    }
    let (stuck, ends) = dead_ends(policy, subject.graph);
    if stuck == Verdict::GaveUp {
        return (stuck, or_gave_up(policy, stuck, Vec::new()));
    }
    let places: Vec<Trouble> = places.into_iter().filter(|place| !ends.iter().any(|end| end.stage == place.stage)).collect();
    let verdict = if places.is_empty() { Verdict::DoesNotApply } else { verdict };
    let findings = places
        .into_iter()
        .map(|place| {
            let stage = policy.stage(place.stage);
            let mut labels = vec![(Label { span: stage.span, text: "in some case no step up is asked for here".into() }, None)];
            let steps = gap_steps(policy, subject.graph, place.stage);
            let mut clauses: Vec<_> = steps.into_iter().filter_map(|step| step.clause).collect();
            clauses.dedup();
            labels.extend(clauses.into_iter().filter(|id| !policy.clause(*id).conditions.is_empty()).take(4).map(|id| {
                let conditions = &policy.clause(id).conditions;
                let said: Vec<String> = conditions.iter().map(|condition| in_words(policy).condition(condition)).collect();
                at_clause(policy, id, format!("only if {}", said.join(" and ")))
            }));
            let mut found = finding(
                labels,
                format!("at {} the conditions on the way up leave a case out", stage.name()),
                "say what happens in every other case: add a step with `unless …` and the same condition, or one without any",
            );
            super::only_if_advised(&mut found, policy, &place);
            found.story = Some(ending(place.story, "No step up that anybody is asked to take is for this case."));
            found.holes = place.holes;
            found
        })
        .collect();
    (verdict, findings)
}
