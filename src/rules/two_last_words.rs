//! Holds iff at most one has the last word on a case. Whoever hears it at a stage from which no steps, however many, lead on
//! to another stage that an authority hears has it; two such stages with different authorities give it to two, unless
//! every step to the one and every step to the other exclude each other in so many words (`if X`, `unless X`). So does one
//! stage `heard by X or Y`. Within such a stage it belongs to whoever decides there: the authority, or the panel it
//! convenes; two clauses that let different people `decide` or `resolve` the case give it to both, unless they exclude each
//! other in so many words, and so does one by which two panels decide (an attempt decides nothing, and of the choices of one
//! clause only one is made). And so does a clause anywhere else, panels, forms and upkeep apart, by which somebody else, or
//! nobody by name, may decide `finally`. Somebody who stands in for another, and a group in which everybody is or stands in
//! for somebody of another group, is no other. Does not apply if no stage is heard by an authority.
//!
//! ## Why it matters
//!
//! Two people who may both decide can decide differently. Then the disagreement between two agencies has become one between
//! two authorities, and there is nobody above them to ask.

use crate::diagnostic::{Label, Severity};
use crate::graph::{From, Move, StageGraph, To};
use crate::model::{
    Act, Clause, ClauseId, Condition, Deed, Hearing, Home, Join, Manner, NameId, Policy, StageId, in_sentences, in_words, listed,
};
use crate::verify::{Finding, Verdict};

use super::{Found, Rule, Subject, at_clause, deeds, finding};

pub(super) const RULE: Rule = Rule {
    name: "two-last-words",
    severity: Severity::Warning,
    title: "Only one has the last word",
    check,
    source: include_str!("two_last_words.rs"),
};

const HELP: &str = "say whose decision stands: `escalate` from the one to the other, let one only `recommend`, or leave one out";

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let last: Vec<StageId> =
        policy.stages().filter(|(id, stage)| stage.is_authority() && is_last(policy, subject.graph, *id)).map(|(id, _)| id).collect();
    if !policy.stages.iter().any(crate::model::Stage::is_authority) {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let mut findings: Vec<Finding> = last.iter().filter_map(|stage| either_hears(policy, *stage)).collect();
    findings.extend(several_ends(policy, subject.graph, &last));
    findings.extend(last.iter().filter_map(|stage| several_decide(policy, *stage)));
    findings.extend(elsewhere(policy, &last));
    (if findings.is_empty() { Verdict::Holds } else { Verdict::Broken }, findings)
}

/// Whether no steps lead from an authority's stage to another that an authority hears.
fn is_last(policy: &Policy, graph: &StageGraph, stage: StageId) -> bool {
    let mut seen = vec![stage];
    let mut at = 0;
    while at < seen.len() {
        for (to, heard) in policy.stages().map(|(id, stage)| (id, stage.is_authority())) {
            if !seen.contains(&to) && graph.moves_from(From::Stage(seen[at])).iter().any(|step| may_lead_to(step, to)) {
                if heard {
                    return false;
                }
                seen.push(to);
            }
        }
        at += 1;
    }
    true
}

/// Whether a step from another stage, or from the start, may come down at a stage.
fn may_lead_to(step: &Move, stage: StageId) -> bool {
    let next = match step.from {
        From::Start => 0,
        From::Stage(from) => from.index() + 1,
    };
    match step.to {
        To::Stage(to) => to == stage && step.from != From::Stage(stage),
        To::AnyLater => stage.index() >= next,
        To::Past => stage.index() >= next,
        _ => false,
    }
}

fn hears(policy: &Policy, stage: StageId) -> Vec<NameId> {
    if let Hearing::HeardBy(who) = &policy.stage(stage).hearing { who.names().collect() } else { Vec::new() }
}

fn either_hears(policy: &Policy, stage: StageId) -> Option<Finding> {
    let Hearing::HeardBy(who) = &policy.stage(stage).hearing else { return None };
    let all: Vec<NameId> = who.names().collect();
    let one_for_all = |one: &NameId| all.iter().all(|other| other == one || stands_in(policy, *other, *one));
    let several = who.join == Join::Or && !all.iter().any(one_for_all);
    several.then(|| {
        let said = in_sentences(policy).parties(who);
        finding(
            vec![(Label { span: policy.stage(stage).span, text: "either of them may hear it".into() }, None)],
            format!("either {said} may have the last word at {}", policy.stage(stage).name()),
            "name one, and say of the other when it takes over: `stands in for …`",
        )
    })
}

fn stands_in(policy: &Policy, deputy: NameId, one: NameId) -> bool {
    policy.named(deputy).stands_in_for.as_ref().is_some_and(|who| who.names().any(|name| name == one))
}

/// Whether everybody of each is of the other too, or one stands in for the other.
fn is_one_voice(policy: &Policy, one: &[NameId], other: &[NameId]) -> bool {
    one.iter().all(|name| is_among(policy, *name, other)) && other.iter().all(|name| is_among(policy, *name, one))
}

fn is_among(policy: &Policy, one: NameId, all: &[NameId]) -> bool {
    all.iter().any(|other| one == *other || stands_in(policy, one, *other) || stands_in(policy, *other, one))
}

/// Stages at which a case can end with different authorities; those that a case can come to only under conditions that
/// exclude each other in so many words (`if X`, `unless X`) are for different cases.
fn several_ends(policy: &Policy, graph: &StageGraph, last: &[StageId]) -> Option<Finding> {
    let differ = |one: StageId, other: StageId| {
        one != other && !is_one_voice(policy, &hears(policy, one), &hears(policy, other)) && !are_apart(policy, graph, one, other)
    };
    let all: Vec<StageId> = last.iter().copied().filter(|one| last.iter().any(|other| differ(*one, *other))).collect();
    if all.is_empty() {
        return None;
    }
    let names = listed(all.iter().map(|stage| policy.stage(*stage).name()).collect(), "and");
    let places = all
        .iter()
        .map(|stage| (Label { span: policy.stage(*stage).span, text: "nothing leads on from here to another authority".into() }, None));
    Some(finding(places.collect(), format!("{} both end a case, each with an authority of its own", names), HELP))
}

fn are_apart(policy: &Policy, graph: &StageGraph, one: StageId, other: StageId) -> bool {
    let steps = |stage: StageId| graph.moves().iter().filter(move |step| may_lead_to(step, stage)).collect::<Vec<_>>();
    let (to_one, to_other) = (steps(one), steps(other));
    let opposite = |one: &Move, other: &Move| are_opposite(&parts(one.conditions(policy)), &parts(other.conditions(policy)));
    // Every case begins at the first stage.
    one.index() > 0 && other.index() > 0 && to_one.iter().all(|one| to_other.iter().all(|other| opposite(one, other)))
}

/// What must all be so.
fn parts<'c>(conditions: impl Iterator<Item = &'c Condition>) -> Vec<&'c Condition> {
    let part = |condition: &'c Condition| if let Condition::All(all) = condition { parts(all.iter()) } else { vec![condition] };
    conditions.flat_map(part).collect()
}

/// Whether conditions exclude each other in so many words.
fn are_opposite(ones: &[&Condition], others: &[&Condition]) -> bool {
    ones.iter().any(|one| {
        others.iter().any(|other| match (one, other) {
            (Condition::Not(inner), other) if inner.same(other) => true,
            (one, Condition::Not(inner)) => inner.same(one),
            _ => false,
        })
    })
}

/// Those who decide together.
type Voice = Vec<NameId>;

/// Different people who may decide at one stage.
fn several_decide(policy: &Policy, stage: StageId) -> Option<Finding> {
    let own = policy.stage(stage).clauses.iter().filter(|id| !policy.clause(**id).negated);
    let deciding: Vec<(ClauseId, Vec<Vec<Voice>>)> =
        own.map(|id| (*id, voices(policy, policy.clause(*id), stage))).filter(|(_, ways)| !ways.is_empty()).collect();
    let differ = |one: &Voice, other: &Voice| !is_one_voice(policy, one, other);
    let several = |ways: &[Vec<Voice>]| ways.iter().any(|all| all.iter().any(|one| all.iter().any(|other| differ(one, other))));
    let rivals = |one: &(ClauseId, Vec<Vec<Voice>>), other: &(ClauseId, Vec<Vec<Voice>>)| {
        let conditions = |id: ClauseId| parts(policy.clause(id).conditions.iter());
        let all = || one.1.iter().flatten().flat_map(|one| other.1.iter().flatten().map(move |other| (one, other)));
        one.0 != other.0 && !are_opposite(&conditions(one.0), &conditions(other.0)) && all().any(|(one, other)| differ(one, other))
    };
    let among: Vec<&(ClauseId, Vec<Vec<Voice>>)> =
        deciding.iter().filter(|one| several(&one.1) || deciding.iter().any(|other| rivals(one, other))).collect();
    if among.is_empty() {
        return None;
    }
    let mut seen: Vec<NameId> = Vec::new();
    let mut places = Vec::new();
    for (clause, ways) in among {
        for who in ways.iter().flatten().flatten() {
            if !seen.contains(who) {
                seen.push(*who);
                places.push(at_clause(policy, *clause, format!("{} decides", in_words(policy).title(*who))));
            }
        }
    }
    let names = listed(seen.iter().map(|who| in_sentences(policy).thing(*who)).collect(), "and");
    Some(finding(places, format!("at {} {} may each decide the case", policy.stage(stage).name(), names), HELP))
}

/// For each thing a clause lets be chosen, everybody who decides by it.
fn voices(policy: &Policy, clause: &Clause, stage: StageId) -> Vec<Vec<Voice>> {
    let named: Voice = clause.actor.iter().flat_map(|who| who.names()).collect();
    let who = if named.is_empty() { hears(policy, stage) } else { named };
    let decided = |deed: &Deed| match &deed.act {
        _ if deed.attempt => Vec::new(),
        Act::Decide(..) | Act::Resolve(..) => vec![vec![who.clone()]],
        Act::Convene { what: Some(what), .. } => {
            let panels: Vec<Voice> = what.names().filter(|panel| panel_decides(policy, *panel)).map(|panel| vec![panel]).collect();
            match what.join {
                _ if panels.is_empty() => Vec::new(),
                Join::And => vec![panels],
                Join::Or => panels.into_iter().map(|panel| vec![panel]).collect(),
            }
        }
        _ => Vec::new(),
    };
    deeds(&clause.deed).into_iter().flat_map(decided).collect()
}

fn panel_decides(policy: &Policy, panel: NameId) -> bool {
    let terms = policy.panels.iter().filter(|group| group.name == panel).flat_map(|group| &group.clauses);
    terms
        .map(|id| policy.clause(*id))
        .filter(|term| !term.negated)
        .flat_map(|term| deeds(&term.deed))
        .any(|deed| !deed.attempt && matches!(deed.act, Act::Decide(..) | Act::Resolve(..)))
}

/// A clause outside the last stages by which somebody else decides finally.
fn elsewhere(policy: &Policy, last: &[StageId]) -> Vec<Finding> {
    let authorities: Vec<NameId> = last.iter().flat_map(|stage| hears(policy, *stage)).collect();
    let is_final =
        |deed: &Deed| !deed.attempt && matches!(deed.act, Act::Decide(_, Some(Manner::Finally)) | Act::Resolve(_, Some(Manner::Finally)));
    let outside = |clause: &Clause| match clause.home {
        Home::Stage(stage) => !last.contains(&stage),
        Home::Panel(_) | Home::Form(_) | Home::Upkeep => false,
        _ => true,
    };
    policy
        .clauses()
        .filter(|(_, clause)| !clause.negated && deeds(&clause.deed).into_iter().any(is_final) && outside(clause))
        .filter(|(_, clause)| {
            !clause
                .actor
                .as_ref()
                .is_some_and(|who| who.names().next().is_some() && who.names().all(|name| is_among(policy, name, &authorities)))
        })
        .map(|(id, _)| {
            finding(
                vec![at_clause(policy, id, "has the last word as well")],
                "somebody else has the last word too, besides whoever hears the case at the end".to_owned(),
                HELP,
            )
        })
        .collect()
}
