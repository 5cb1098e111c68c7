//! Holds iff some case can come to every stage, whatever anybody has to choose for it, in some way of filling in what the
//! policy leaves open. A stage after resolution, which only a settled case comes to, counts as reached.
//!
//! ## Why it matters
//!
//! A stage nobody can come to is a promise on paper: usually the step that leads to it was left out, or names
//! another stage.

use crate::diagnostic::{Label, Severity};
use crate::verify::{Verdict, unreachable_stages};

use super::{Found, Rule, Several, Subject, Words, finding};

pub(super) const RULE: Rule = Rule {
    name: "unreachable-stage",
    severity: Severity::Error,
    title: "Every stage can be reached",
    check,
    source: include_str!("unreachable_stage.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    if policy.stages.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let (verdict, stages) = unreachable_stages(policy, subject.graph);
    let places: Vec<_> =
        stages.iter().map(|stage| (Label { span: policy.stage(*stage).span, text: "no case comes here".into() }, None)).collect();
    let findings = if places.is_empty() {
        Vec::new()
    } else {
        vec![finding(
            places,
            match stages[..] {
                [only] if verdict == Verdict::Broken => Words::from(format!("no case can ever come to {}", policy.stage(only).name())),
                _ if verdict == Verdict::Broken => {
                    Several { one: "of the stages", many: "of the stages", sentence: "no case can ever come to {}" }.into()
                }
                _ => Several { one: "stage", many: "stages", sentence: "whether a case can come to {} was too large a question" }.into(),
            },
            "write the step that leads here in the stage before it, such as `when unresolved, … must escalate to next stage`, or take the stage out",
        )]
    };
    (verdict, findings)
}
