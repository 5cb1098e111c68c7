//! Holds iff at most one has the last word on a case. Whoever hears it at a stage from which no step leads on to another
//! authority has it; several such stages with different authorities, that one case may come to, give it to more than one.
//! So does one stage `heard by X or Y`. Within such a stage it belongs to whoever decides there: the authority, or the
//! panel it convenes; two clauses that let different people `decide` or `resolve` the case give it to both (an attempt
//! decides nothing, and of the choices of one clause only one is made). And so does a clause anywhere else by which somebody
//! else may decide `finally`. A stand-in does not count as another. Does not apply if no stage is heard by an authority.
//!
//! ## Why it matters
//!
//! Two people who may both decide can decide differently. Then the disagreement between two agencies has become one between
//! two authorities, and there is nobody above them to ask.

use crate::diagnostic::{Label, Severity};
use crate::graph::{From, StageGraph, To};
use crate::model::{Act, Clause, ClauseId, Deed, Hearing, Home, Join, Manner, NameId, Policy, StageId, in_words, listed};
use crate::verify::{Finding, Verdict};

use super::{Found, Rule, Subject, at_clause, finding};

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
    findings.extend(several_ends(policy, &last));
    findings.extend(last.iter().filter_map(|stage| several_decide(policy, *stage)));
    findings.extend(elsewhere(policy, &last));
    (if findings.is_empty() { Verdict::Holds } else { Verdict::Broken }, findings)
}

/// Whether no step leads from an authority's stage to another authority.
fn is_last(policy: &Policy, graph: &StageGraph, stage: StageId) -> bool {
    !graph.moves_from(From::Stage(stage)).iter().any(|step| match step.to {
        To::Stage(to) => policy.stage(to).is_authority(),
        To::AnyLater => policy.stages().any(|(id, later)| id > stage && later.is_authority()),
        _ => false,
    })
}

fn hears(policy: &Policy, stage: StageId) -> Vec<NameId> {
    if let Hearing::HeardBy(who) = &policy.stage(stage).hearing { who.names().collect() } else { Vec::new() }
}

fn either_hears(policy: &Policy, stage: StageId) -> Option<Finding> {
    let Hearing::HeardBy(who) = &policy.stage(stage).hearing else { return None };
    let several = who.join == Join::Or && !who.names().collect::<Vec<_>>().windows(2).all(|two| is_stand_in(policy, two[0], two[1]));
    several.then(|| {
        let said = listed(who.parties.iter().map(|party| the(in_words(policy).party(party))).collect(), "or");
        finding(
            vec![(Label { span: policy.stage(stage).span, text: "either of them may hear it".into() }, None)],
            |_| format!("either {said} may have the last word at {}", policy.stage(stage).name()),
            "name one, and say of the other when it takes over: `stands in for …`",
        )
    })
}

fn the(who: String) -> String {
    if who.to_lowercase().starts_with("the ") { who } else { format!("the {who}") }
}

fn is_stand_in(policy: &Policy, one: NameId, other: NameId) -> bool {
    let for_whom =
        |of: NameId, whom: NameId| policy.named(of).stands_in_for.as_ref().is_some_and(|who| who.names().any(|name| name == whom));
    one == other || for_whom(one, other) || for_whom(other, one)
}

/// Stages at which a case can end with different authorities; those that a case can come to only under conditions that
/// exclude each other in so many words (`if X`, `unless X`) are for different cases.
fn several_ends(policy: &Policy, last: &[StageId]) -> Option<Finding> {
    let (first, others) = last.split_first()?;
    let differs = |stage: &&StageId| {
        !hears(policy, **stage).iter().all(|name| hears(policy, *first).iter().any(|known| is_stand_in(policy, *name, *known)))
    };
    let others: Vec<StageId> = others.iter().filter(differs).copied().filter(|other| !are_apart(policy, *first, *other)).collect();
    if others.is_empty() {
        return None;
    }
    let all: Vec<StageId> = std::iter::once(*first).chain(others).collect();
    let names = listed(all.iter().map(|stage| policy.stage(*stage).name()).collect(), "and");
    let places = all
        .iter()
        .map(|stage| (Label { span: policy.stage(*stage).span, text: "nothing leads on from here to another authority".into() }, None));
    Some(finding(places.collect(), |_| format!("{} both end a case, each with an authority of its own", names), HELP))
}

fn are_apart(policy: &Policy, one: StageId, other: StageId) -> bool {
    let to = |stage: StageId| {
        policy
            .clauses
            .iter()
            .filter(move |clause| matches!(&clause.deed.act, Act::Escalate(crate::model::Place::Stages(stages)) if stages.contains(&stage)))
    };
    let opposite = |one: &Clause, other: &Clause| {
        one.conditions.iter().any(|condition| {
            other.conditions.iter().any(|against| match (condition, against) {
                (crate::model::Condition::Not(inner), against) => inner.same(against),
                (condition, crate::model::Condition::Not(inner)) => inner.same(condition),
                _ => false,
            })
        })
    };
    let mut any = false;
    let apart = to(one).all(|up| {
        any = true;
        to(other).all(|down| opposite(up, down))
    });
    any && apart
}

/// Different people who may decide at one stage.
fn several_decide(policy: &Policy, stage: StageId) -> Option<Finding> {
    let mut deciders: Vec<(NameId, ClauseId)> = Vec::new();
    for id in &policy.stage(stage).clauses {
        let clause = policy.clause(*id);
        if clause.negated || clause.deed.attempt {
            continue;
        }
        let who = match &clause.deed.act {
            Act::Decide(..) | Act::Resolve(..) => decider(policy, clause, stage, &clause.deed).into_iter().collect::<Vec<_>>(),
            Act::Convene { what: Some(what), .. } => what.names().filter(|panel| panel_decides(policy, *panel)).collect(),
            // Of these only one is chosen.
            Act::Choice { options, .. } => options.iter().filter_map(|option| decider(policy, clause, stage, option)).take(1).collect(),
            _ => continue,
        };
        deciders.extend(who.into_iter().map(|who| (who, *id)));
    }
    let (first, _) = *deciders.first()?;
    if deciders.iter().all(|(who, _)| is_stand_in(policy, *who, first)) {
        return None;
    }
    let mut seen: Vec<NameId> = Vec::new();
    let mut places = Vec::new();
    for (who, clause) in deciders {
        if !seen.contains(&who) {
            seen.push(who);
            places.push(at_clause(policy, clause, format!("{} decides", in_words(policy).title(who))));
        }
    }
    let names = listed(seen.iter().map(|who| the(in_words(policy).title(*who))).collect(), "and");
    Some(finding(places, |_| format!("at {} {} may each decide the case", policy.stage(stage).name(), names), HELP))
}

fn decider(policy: &Policy, clause: &Clause, stage: StageId, option: &Deed) -> Option<NameId> {
    match &option.act {
        _ if option.attempt => None,
        Act::Decide(..) | Act::Resolve(..) => {
            clause.actor.as_ref().and_then(|who| who.names().next()).or_else(|| hears(policy, stage).first().copied())
        }
        Act::Convene { what: Some(what), .. } => what.names().find(|panel| panel_decides(policy, *panel)),
        _ => None,
    }
}

fn panel_decides(policy: &Policy, panel: NameId) -> bool {
    let terms = policy.panels.iter().filter(|group| group.name == panel).flat_map(|group| &group.clauses);
    terms
        .map(|id| policy.clause(*id))
        .any(|term| !term.negated && !term.deed.attempt && matches!(term.deed.act, Act::Decide(..) | Act::Resolve(..)))
}

/// A clause outside the last stages by which somebody else decides finally.
fn elsewhere(policy: &Policy, last: &[StageId]) -> Vec<Finding> {
    let authorities: Vec<NameId> = last.iter().flat_map(|stage| hears(policy, *stage)).collect();
    let is_final = |deed: &Deed| matches!(deed.act, Act::Decide(_, Some(Manner::Finally)) | Act::Resolve(_, Some(Manner::Finally)));
    let outside = |clause: &Clause| match clause.home {
        Home::Stage(stage) => !last.contains(&stage),
        Home::Panel(_) | Home::Form(_) | Home::Upkeep => false,
        _ => true,
    };
    policy
        .clauses()
        .filter(|(_, clause)| !clause.negated && !clause.deed.attempt && is_final(&clause.deed) && outside(clause))
        .filter(|(_, clause)| {
            !clause.actor.as_ref().is_some_and(|who| who.names().next().is_some() && who.names().all(|name| authorities.contains(&name)))
        })
        .map(|(id, _)| {
            finding(
                vec![at_clause(policy, id, "has the last word as well")],
                |_| "somebody else has the last word too, besides whoever hears the case at the end".to_owned(),
                HELP,
            )
        })
        .collect()
}
