//! Holds iff the document's media (its text, tables, flowchart, appendices) say the same wherever two of them speak
//! about the same thing: the same duty towards the same people at the same stage, the same step, the same limit. One
//! that is silent where another speaks disagrees with nobody. Undetermined if a part the document refers to is not
//! included in it. Does not apply to a document with one medium.
//!
//! ## Why it matters
//!
//! Staff keep the flowchart on the wall and managers the text in a folder. Where the two differ, both sides of a
//! dispute can be following the policy.

use crate::diagnostic::{Label, Severity};
use crate::model::listed;
use crate::verify::{Finding, Hole, Verdict, disagreements, media};

use super::{Found, Rule, Subject};

pub(super) const RULE: Rule = Rule {
    name: "sources-disagree",
    severity: Severity::Warning,
    title: "Text, tables, flowchart and appendices say the same",
    check,
    source: include_str!("sources_disagree.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let missing: Vec<_> = policy.parts.iter().filter(|part| !part.included).collect();
    if media(policy).len() < 2 && missing.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let found = disagreements(policy, subject.graph);
    if !found.is_empty() {
        let findings = found.iter().map(|pair| {
            let (first, second) = (policy.clause(pair.first), policy.clause(pair.second));
            let about = listed(pair.about.iter().map(|about| (*about).to_owned()).collect(), "and");
            Finding {
                message: format!("{} and {} disagree about {}: {about}", first.per(), second.per(), pair.subject),
                labels: vec![Label { span: first.span, text: format!("as {} has it", first.per()) }, Label { span: second.span, text: format!("as {} has it", second.per()) }],
                clauses: vec![pair.first, pair.second],
                help: "ask the document's author which is meant and correct the other; until then either may be followed, and rungs counts on neither".into(), ..Finding::default() }
        });
        return (Verdict::Broken, findings.collect());
    }
    if missing.is_empty() {
        return (Verdict::Holds, Vec::new());
    }
    let findings = missing.into_iter().map(|part| Finding {
        message: format!("the document refers to its {}, which is not part of it", part.source.words),
        labels: vec![Label { span: part.source.span, text: "not included".into() }],
        clauses: Vec::new(),
        holes: vec![Hole {
            what: format!("what the {} says", part.source.words),
            keeps: "it says the same as the text".into(),
            breaks: "it says something else".into(),
        }],
        help: "ask for the missing part and encode it, each clause with its own `per`".into(),
        ..Finding::default()
    });
    (Verdict::Undetermined, findings.collect())
}
