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
use crate::model::{Act, ChoiceKind, ClauseId, Deed, Force, Hearing, Parties, Policy};
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
        let deciding: Vec<(ClauseId, Decision)> =
            stage.clauses.iter().filter_map(|id| decision(policy, *id, authority).map(|decision| (*id, decision))).collect();
        let with = |surely: bool| {
            none_applies(policy, deciding.iter().filter(|(_, decision)| !surely || decision.advice.is_empty()).map(|(id, _)| *id))
        };
        let verdict = match (with(true), with(false)) {
            (Some(false), _) => Verdict::Holds,
            (Some(true), Some(false)) => Verdict::Advice,
            (Some(true), Some(true)) => Verdict::Broken,
            _ => Verdict::GaveUp,
        };
        worst = worse(worst, verdict);
        if verdict != Verdict::Holds {
            let mut advice: Vec<ClauseId> = deciding.iter().flat_map(|(_, decision)| &decision.advice).copied().collect();
            advice.dedup();
            findings.push(told(policy, stage, authority, verdict, &advice));
        }
    }
    (worst, findings)
}

/// A clause that, if it is kept, ends in a decision; with the advice that has to be followed for it.
struct Decision {
    advice: Vec<ClauseId>,
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

fn told(
    policy: &Policy,
    stage: &crate::model::Stage,
    authority: &Parties,
    verdict: Verdict,
    advice: &[ClauseId],
) -> crate::verify::Finding {
    let who = crate::model::in_words(policy).parties(authority);
    let who = if who.to_lowercase().starts_with("the ") { who } else { format!("the {who}") };
    let mut places = vec![(Label { span: stage.span, text: format!("heard by {who}") }, None)];
    let shown = if verdict == Verdict::Advice {
        advice.to_vec()
    } else {
        stage.clauses.iter().copied().filter(|id| looks_like_deciding(&policy.clause(*id).deed)).collect()
    };
    for id in shown.into_iter().take(4) {
        let clause = policy.clause(id);
        let by_it = clause.actor.as_ref().is_none_or(|actor| actor.names().any(|name| authority.names().any(|known| known == name)));
        let why = match clause.strength.force {
            Force::Permitted => "may, and so need not",
            Force::Advised => "only advised",
            Force::Described => "only described",
            Force::Required if !clause.conditions.is_empty() => "not in every case",
            Force::Required if !by_it => "not the one who hears the case",
            Force::Required => "does not oblige anybody to decide",
        };
        places.push((Label { span: clause.span, text: why.into() }, Some(id)));
    }
    let name = authority.names().next().map_or_else(|| "chair".to_owned(), |name| policy.named(name).name.clone());
    let help = format!(
        "write who must decide, such as `{name} must decide within 3 working days`; a panel decides if it is one that `{name} must convene` and that `must decide`"
    );
    let mut found = finding(
        places,
        |_| {
            if verdict == Verdict::Advice {
                format!("{who} decides only if advice is followed")
            } else {
                format!("a case can reach {who} and still be nobody's to decide")
            }
        },
        &help,
    );
    if verdict == Verdict::Advice {
        found.advice = advice.to_vec();
    }
    found.story = Some(Story {
        lines: vec![
            StoryLine { text: "Agencies disagree about a child, and no stage settles it.".into(), place: String::new() },
            StoryLine { text: format!("It is put to {who}, who does all that must be done."), place: stage.name() },
        ],
        never_done: "nobody had to decide, and nobody has decided".into(),
    });
    found
}

fn looks_like_deciding(deed: &Deed) -> bool {
    matches!(deed.act, Act::Choice { .. } | Act::Decide(..) | Act::Resolve(..) | Act::Agree(..) | Act::Recommend(..) | Act::Convene { .. })
}

/// What it takes for a clause to end in a decision by the authority or its panel; `None` if it never does.
fn decision(policy: &Policy, id: ClauseId, authority: &Parties) -> Option<Decision> {
    let clause = policy.clause(id);
    let by_it = clause.actor.as_ref().is_none_or(|actor| {
        let one_of_them = |party: &crate::model::Party| party.name().is_some_and(|name| authority.names().any(|known| known == name));
        !actor.parties.is_empty() && actor.parties.iter().all(one_of_them)
    });
    if !by_it || clause.negated || clause.when.is_some() || clause.strength.force == Force::Permitted {
        return None;
    }
    let mut advice = deed_decides(policy, &clause.deed)?;
    if clause.strength.force.is_advice() {
        advice.insert(0, id);
    }
    Some(Decision { advice })
}

/// The advice that has to be followed for a deed to end in a decision; `None` if it does not.
fn deed_decides(policy: &Policy, deed: &Deed) -> Option<Vec<ClauseId>> {
    if deed.attempt {
        return None;
    }
    let all = |parts: &mut dyn Iterator<Item = Option<Vec<ClauseId>>>| parts.collect::<Option<Vec<_>>>().map(|parts| parts.concat());
    match &deed.act {
        Act::Decide(..) | Act::Resolve(..) => Some(Vec::new()),
        Act::Convene { what: Some(what), or_similar: false, .. } if !what.parties.is_empty() => {
            all(&mut what.parties.iter().map(|party| party.name().and_then(|name| panel_decides(policy, name))))
        }
        Act::Choice { kind: ChoiceKind::OneOf | ChoiceKind::AnyOf, options, or_similar: false } if !options.is_empty() => {
            all(&mut options.iter().map(|option| deed_decides(policy, option)))
        }
        Act::Choice { kind: ChoiceKind::InTurn, options, .. } => options.last().and_then(|last| deed_decides(policy, last)),
        _ => None,
    }
}

fn panel_decides(policy: &Policy, panel: crate::model::NameId) -> Option<Vec<ClauseId>> {
    let terms = policy.panels.iter().filter(|group| group.name == panel).flat_map(|group| &group.clauses).copied();
    let deciding: Vec<ClauseId> = terms
        .filter(|id| {
            let clause = policy.clause(*id);
            let always = clause.conditions.is_empty() && clause.when.is_none() && !clause.negated && !clause.deed.attempt;
            always && clause.strength.force != Force::Permitted && matches!(clause.deed.act, Act::Decide(..) | Act::Resolve(..))
        })
        .collect();
    let sure = deciding.iter().any(|id| policy.clause(*id).strength.force == Force::Required);
    if sure { Some(Vec::new()) } else { deciding.first().map(|first| vec![*first]) }
}
