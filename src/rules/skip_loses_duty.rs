//! Holds iff no step past stages (a skip, or a step to a stage beyond the next) that some case can take leaves out what the
//! stages passed over would have given: somebody told (`notify`, `copying`), a record, or the authority that hears the
//! case. Something is left out if it is asked for (must, should, or described, whatever becomes of the case) at a stage that
//! can be passed over, and neither the stage the case leaves nor the one it comes to asks for the same: the same people
//! told, a record made, at least as strongly, in every case in which the other is so, at the same moment or whenever nothing is
//! settled, and not only `before` another stage. What is said of every stage still applies where the case leaves or comes to
//! one; what in `throughout` is to be done `before` the stage the case comes to applies too. Trying, what is only asked for once a case is settled, withdrawn or extended, and the
//! options of a choice are not counted. An authority is left out if no authority hears the case at the stage it comes to or
//! after it. A stage that must not be skipped is safe; one that only should not be is safe as long as that advice is
//! followed, unless another sentence asks for the skip and leaves no other way. Steps from a stage that an authority hears, and steps of a settled case, leave nothing out. Does not apply if no
//! other step passes over a stage.
//!
//! ## Why it matters
//!
//! A by-pass is meant to save time. If the stage it leaves out was the one at which the reviewing officer is told, the
//! most urgent cases are the ones that officer never hears of.

use crate::diagnostic::{Label, Severity};
use crate::graph::From;
use crate::model::{Act, ClauseId, Hearing, Policy, in_sentences};
use crate::verify::{Finding, Lossy, Lost, Verdict, clause_list, gave_up, lossy_steps};

use super::{Found, Rule, Subject, at_clause, finding};

pub(super) const RULE: Rule = Rule {
    name: "skip-loses-duty",
    severity: Severity::Warning,
    title: "Skipping a stage loses nothing it would have given",
    check,
    source: include_str!("skip_loses_duty.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let Some((verdict, steps)) = lossy_steps(policy, subject.graph) else { return (Verdict::DoesNotApply, Vec::new()) };
    if verdict == Verdict::GaveUp {
        return (verdict, vec![gave_up(policy)]);
    }
    // Where some step loses something whatever anybody does, those that advice keeps from it are the lesser matter.
    let shown = steps.iter().filter(|step| verdict != Verdict::Broken || step.advice.is_empty());
    (verdict, shown.map(|step| told(policy, step)).collect())
}

fn told(policy: &Policy, step: &Lossy) -> Finding {
    let from = match step.from {
        From::Start => "at the start".to_owned(),
        From::Stage(stage) => format!("from {}", policy.stage(stage).name()),
    };
    let to = step.to.map_or_else(|| "past the last stage".to_owned(), |to| format!("to {}", policy.stage(to).name()));
    let mut places = vec![at_clause(policy, step.clause, format!("allows a step {from} {to}"))];
    places.extend(step.lost.iter().take(5).map(|lost| place(policy, *lost)));
    let help = match (step.from, step.to) {
        (From::Start, None) => "protect a stage, `must not skip stage …`: a case that comes to no stage is asked for nothing",
        _ => "ask for it at the stage the case comes to as well, or under `throughout`; or protect the stage: `must not skip stage …`",
    };
    let mut found = finding(places, format!("a step {from} {to} leaves out {}", what(policy, &step.lost)), help);
    if !step.advice.is_empty() {
        found.message.push_str(" unless advice is followed");
        found.help =
            format!("what is only advised against can be done all the same; write `must not` in {}", clause_list(policy, &step.advice));
        found.advice = step.advice.clone();
    }
    found
}

fn place(policy: &Policy, lost: Lost) -> (Label, Option<ClauseId>) {
    match lost {
        Lost::Telling(clause) => at_clause(policy, clause, "asked for only at a stage that is left out"),
        Lost::Record(clause) => at_clause(policy, clause, "a record made only at a stage that is left out"),
        Lost::Authority(stage) => {
            (Label { span: policy.stage(stage).span, text: "left out, and no authority comes after it".into() }, None)
        }
    }
}

fn what(policy: &Policy, lost: &[Lost]) -> String {
    let words = in_sentences(policy);
    let mut said: Vec<String> = Vec::new();
    for one in lost {
        let one = match one {
            Lost::Telling(clause) => match &policy.clause(*clause).deed.act {
                Act::Notify(who, _) => format!("telling {}", words.parties(who)),
                _ => policy
                    .clause(*clause)
                    .deed
                    .details
                    .copying
                    .as_ref()
                    .map_or_else(String::new, |who| format!("a copy to {}", words.parties(who))),
            },
            Lost::Record(_) => "a record".to_owned(),
            Lost::Authority(stage) => match &policy.stage(*stage).hearing {
                Hearing::HeardBy(who) => format!("{}, who would hear the case", words.parties(who)),
                _ => policy.stage(*stage).name(),
            },
        };
        if !said.contains(&one) {
            said.push(one);
        }
    }
    crate::model::listed(said, "and")
}
