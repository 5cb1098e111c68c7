//! Holds iff at every stage heard by an authority somebody there must decide it: a required `decide` or `resolve`
//! by the authority, or by a panel the authority must convene. To try, to facilitate, to agree, to recommend or to
//! convene is not to decide, and one of several choices decides only if all of them do. Does not apply if no stage is
//! heard by an authority.
//!
//! ## Why it matters
//!
//! The last stage is there to end the disagreement. If the person at the top may "seek to resolve" it or "may
//! convene a panel", the case can reach the top and still be nobody's to decide.

use crate::diagnostic::{Label, Severity};
use crate::model::{Act, ChoiceKind, Clause, ClauseId, Deed, Force, Hearing, Parties, Policy};
use crate::verify::{Story, StoryLine, Verdict, none_applies};

use super::{Found, Rule, Subject, finding};

pub(super) const RULE: Rule = Rule {
    name: "nobody-must-decide",
    severity: Severity::Warning,
    title: "Whoever hears the case at the end must decide it",
    check,
    source: include_str!("nobody_must_decide.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let mut worst = Verdict::DoesNotApply;
    let mut findings = Vec::new();
    for (_, stage) in policy.stages() {
        let Hearing::HeardBy(authority) = &stage.hearing else { continue };
        let deciding: Vec<ClauseId> = stage.clauses.iter().copied().filter(|id| decides(policy, policy.clause(*id), authority)).collect();
        let with = |force: &dyn Fn(Force) -> bool| none_applies(policy, deciding.iter().copied().filter(|id| force(policy.clause(*id).strength.force)));
        let verdict = match (with(&|force| force == Force::Required), with(&|force| force != Force::Permitted)) {
            (Some(false), _) => Verdict::Holds,
            (Some(true), Some(false)) => Verdict::Advice,
            (Some(true), Some(true)) => Verdict::Broken,
            _ => Verdict::GaveUp,
        };
        worst = worse(worst, verdict);
        if verdict != Verdict::Holds {
            findings.push(told(policy, stage, authority, verdict, &deciding));
        }
    }
    (worst, findings)
}

fn worse(one: Verdict, other: Verdict) -> Verdict {
    let rank = |verdict: Verdict| match verdict {
        Verdict::Broken => 0,
        Verdict::GaveUp => 1,
        Verdict::Undetermined => 2,
        Verdict::Advice => 3,
        Verdict::Holds => 4,
        Verdict::DoesNotApply => 5,
    };
    if rank(one) <= rank(other) { one } else { other }
}

fn told(policy: &Policy, stage: &crate::model::Stage, authority: &Parties, verdict: Verdict, deciding: &[ClauseId]) -> crate::verify::Finding {
    let who = format!("the {}", crate::model::in_words(policy).parties(authority));
    let mut places = vec![(Label { span: stage.span, text: format!("heard by {who}") }, None)];
    let shown = if verdict == Verdict::Advice { deciding.to_vec() } else { stage.clauses.iter().copied().filter(|id| looks_like_deciding(&policy.clause(*id).deed)).collect() };
    for id in shown.into_iter().take(4) {
        let clause = policy.clause(id);
        let why = match clause.strength.force {
            Force::Permitted => "may, and so need not",
            force if force.is_advice() && verdict == Verdict::Advice => "only advised",
            _ => "does not oblige anybody to decide",
        };
        places.push((Label { span: clause.span, text: why.into() }, Some(id)));
    }
    let mut found = finding(
        places,
        |_| if verdict == Verdict::Advice { format!("{who} decides only if advice is followed") } else { format!("a case can reach {who} and still be nobody's to decide") },
        "write who must decide, such as `chair must decide within 3 working days`; a panel decides if the authority `must convene` it and it `must decide`",
    );
    if verdict == Verdict::Advice {
        found.advice = deciding.to_vec();
    }
    found.story = Some(Story {
        lines: vec![
            StoryLine { text: "Two agencies disagree about a child, and no stage settles it.".into(), place: String::new() },
            StoryLine { text: format!("It is put to {who}, who does all that must be done."), place: stage.name() },
        ],
        never_done: "nobody was obliged to decide, and nobody decided".into(),
    });
    found
}

fn looks_like_deciding(deed: &Deed) -> bool {
    match &deed.act {
        Act::Choice { .. } | Act::Decide(..) | Act::Resolve(..) | Act::Agree(..) | Act::Recommend(..) | Act::Convene { .. } => true,
        _ => false,
    }
}

/// Whether a clause, if it is kept, ends in a decision by the authority or its panel.
fn decides(policy: &Policy, clause: &Clause, authority: &Parties) -> bool {
    let by_it = clause.actor.as_ref().is_none_or(|actor| actor.names().next().is_some() && actor.parties.iter().all(|party| party.name().is_some_and(|name| authority.names().any(|known| known == name))));
    by_it && !clause.negated && clause.when.is_none() && deed_decides(policy, &clause.deed)
}

fn deed_decides(policy: &Policy, deed: &Deed) -> bool {
    if deed.attempt {
        return false;
    }
    match &deed.act {
        Act::Decide(..) | Act::Resolve(..) => true,
        Act::Convene { what: Some(what), or_similar: false, .. } => !what.parties.is_empty() && what.parties.iter().all(|party| party.name().is_some_and(|name| panel_decides(policy, name))),
        Act::Choice { kind: ChoiceKind::OneOf | ChoiceKind::AnyOf, options, or_similar: false } => !options.is_empty() && options.iter().all(|option| deed_decides(policy, option)),
        Act::Choice { kind: ChoiceKind::InTurn, options, .. } => options.last().is_some_and(|last| deed_decides(policy, last)),
        _ => false,
    }
}

fn panel_decides(policy: &Policy, panel: crate::model::NameId) -> bool {
    policy.panels.iter().filter(|group| group.name == panel).flat_map(|group| &group.clauses).map(|id| policy.clause(*id)).any(|clause| {
        let always = clause.conditions.is_empty() && clause.when.is_none() && !clause.negated && !clause.deed.attempt;
        always && clause.strength.force == Force::Required && matches!(clause.deed.act, Act::Decide(..) | Act::Resolve(..))
    })
}
