//! Holds iff this policy guarantees at least what the one it works under (`under`) does, in every matter in which `rungs compare`
//! compares the two: whether every case reaches whoever decides, how long it may take, when the partnership is told and who else
//! learns of it, who decides, who sits on a panel, what is recorded, what is done for a child at immediate risk, what holds
//! meanwhile, learning and review. Each is asked of both policies for every case; nothing of the policy above is taken over, so what
//! this one does not say itself it does not guarantee. It holds if advice is followed where this policy advises what the one above
//! requires. Undetermined where it turns on what one of the two leaves open. Does not apply to a policy that works under no other.
//!
//! ## Why it matters
//!
//! A school's or a nursery's own policy is what its staff read. Where it asks for less than the partnership's, they do less without
//! knowing it: the partnership is told later, or never, and nobody at the other agencies expects that.

use crate::compare::{Weaker, weaker};
use crate::diagnostic::{Label, Severity};
use crate::graph::StageGraph;
use crate::model::{Parent, Policy, listed};
use crate::verify::{Finding, Verdict};

use super::{Found, Rule, Subject, finding};

pub(super) const RULE: Rule = Rule {
    name: "weaker-than-parent",
    severity: Severity::Warning,
    title: "A policy guarantees what the one above it does",
    check,
    source: include_str!("weaker_than_parent.rs"),
};

/// So many places of the policy above are named for one finding.
const MOST_SHOWN: usize = 4;

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let Some(parent) = &policy.under else { return (Verdict::DoesNotApply, Vec::new()) };
    let Some(above) = &policy.above else { return (Verdict::GaveUp, vec![cannot_be_read(parent)]) };
    let found = weaker((above, &StageGraph::new(above)), (policy, subject.graph));
    let verdict = found.iter().map(judged).min_by_key(|verdict| match verdict {
        Verdict::Broken => 0,
        Verdict::Undetermined => 1,
        _ => 2,
    });
    (verdict.unwrap_or(Verdict::Holds), found.iter().map(|one| told(parent, above, one)).collect())
}

fn judged(weaker: &Weaker) -> Verdict {
    match (weaker.surely, weaker.unless_advised) {
        (_, true) => Verdict::Advice,
        (true, false) => Verdict::Broken,
        (false, false) => Verdict::Undetermined,
    }
}

fn told(parent: &Parent, above: &Policy, weaker: &Weaker) -> Finding {
    let Weaker { asked, surely, verdicts: [there, here], .. } = weaker;
    let message = if *surely {
        format!("weaker than {}: {asked}; there that {}, here it {}", parent.name, in_words(*there), in_words(*here))
    } else {
        format!("whether this is weaker than {} turns on what is not stated: {asked}", parent.name)
    };
    let mut labels = Vec::new();
    let mut clauses = Vec::new();
    let mut story = None;
    if let Some(found) = &weaker.finding {
        labels.extend(found.labels.iter().take(2).cloned());
        clauses.clone_from(&found.clauses);
        story.clone_from(&found.story);
    }
    if labels.is_empty() {
        labels.push(Label { span: parent.span, text: format!("the policy above is \"{}\"", parent.title) });
    }
    let first = weaker.above.first().map(|clause| above.clause(*clause));
    labels.extend(first.map(|clause| Label { span: clause.span, text: format!("so {} has it", parent.name) }));
    let mut per: Vec<String> = weaker.above.iter().map(|clause| above.clause(*clause).per()).filter(|per| !per.is_empty()).collect();
    per.dedup();
    per.truncate(MOST_SHOWN);
    let there = if per.is_empty() { String::new() } else { format!(" (its {})", listed(per, "and")) };
    let help = if *surely {
        format!(
            "write it here as {}{there} has it, at least as strongly; what stands there does not bind whoever reads only this policy",
            parent.name
        )
    } else {
        "say here what is left open, or ask whoever wrote the policy above to say it there".to_owned()
    };
    Finding { message, labels, clauses, story, help, ..Finding::default() }
}

fn in_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Advice => "holds if advice is followed",
        Verdict::Broken => "is broken",
        Verdict::Undetermined => "is undetermined",
        Verdict::GaveUp => "could not be decided",
        Verdict::DoesNotApply => "has nothing to apply to",
    }
}

fn cannot_be_read(parent: &Parent) -> Finding {
    let label = Label { span: parent.span, text: "its file has errors".into() };
    finding(
        vec![(label, None)],
        format!("the policy above, \"{}\", cannot be read, so nothing can be compared", parent.title),
        "check that file first: `rungs check` says what is wrong in it",
    )
}
