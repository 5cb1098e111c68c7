//! Holds iff nobody can stop a case by saying no: wherever a step up needs somebody's agreement (`if line-manager
//! agrees`), the policy also asks for a step that does not. The raising agency's own agreement does not count as a
//! veto, since refusing it is withdrawing the concern; a manager within it does. A step that is only allowed (`may`)
//! is no way past a no, and neither is one that waits for the other side's silence or that leads no higher: a
//! repetition, a step back, a withdrawal.
//!
//! ## Why it matters
//!
//! "If the manager considers it appropriate" hands one person the power to end a concern about a child without
//! giving a reason and without anybody else hearing of it.

use crate::diagnostic::{Label, Severity};
use crate::verify::{Verdict, vetoes};

use super::{Found, Rule, Subject, at_clause, finding, or_gave_up};

pub(super) const RULE: Rule = Rule {
    name: "one-person-veto",
    severity: Severity::Warning,
    title: "Nobody can stop a case alone",
    check,
    source: include_str!("one_person_veto.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    if policy.stages.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let (verdict, vetoes) = vetoes(policy, subject.graph);
    let findings = vetoes
        .into_iter()
        .map(|veto| {
            let stage = policy.stage(veto.stage);
            let place = match veto.clause {
                Some(clause) => at_clause(policy, clause, "this step needs somebody's agreement"),
                None => (Label { span: stage.span, text: "a step from here needs somebody's agreement".into() }, None),
            };
            let who = veto.who.replacen("both ", "either of the ", 1).replacen("every ", "any ", 1);
            let mut found = finding(
                vec![place],
                format!("{who} can stop a case at {} alone", stage.name()),
                "let the step follow from `unresolved` alone, or add what happens when the answer is no: who takes the case on instead, and by when",
            );
            super::only_if_advised(&mut found, policy, &veto);
            found.story = Some(veto.story);
            found.holes = veto.holes;
            found
        })
        .collect();
    (verdict, or_gave_up(policy, verdict, findings))
}
