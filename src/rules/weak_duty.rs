//! Holds iff no duty on which a child's safety turns is only advised or described: taking an unsettled case up the
//! ladder, telling the partnership or an officer the child has, acting on a risk, deciding at the last stage. A step
//! that is advised is not reported where the policy also requires it, for example when time has run out. Does not
//! apply to a policy with no such duty.
//!
//! ## Why it matters
//!
//! "Should" is advice: whoever leaves it undone has broken nothing. One such word in the step to the chair is enough
//! for a case to stop below it.

use std::collections::HashMap;

use crate::diagnostic::Severity;
use crate::graph::{Move, MoveKind, StageGraph, Trigger};
use crate::model::{Act, Clause, ClauseId, Condition, Event, Force, Home, NameKind, Parties, Policy};
use crate::verify::Verdict;

use super::{Found, Rule, Several, Subject, at_clause, deeds, says};

pub(super) const RULE: Rule = Rule {
    name: "weak-duty",
    severity: Severity::Warning,
    title: "Duties on which a child's safety turns are required",
    check,
    source: include_str!("weak_duty.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let critical: Vec<(ClauseId, &'static str)> =
        policy.clauses().filter_map(|(id, clause)| critical(policy, clause).map(|what| (id, what))).collect();
    if critical.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let mut steps: HashMap<ClauseId, Vec<&Move>> = HashMap::new();
    for step in subject.graph.moves() {
        step.clause.into_iter().for_each(|clause| steps.entry(clause).or_default().push(step));
    }
    let places = critical
        .into_iter()
        .filter(|(id, _)| policy.clause(*id).strength.force.is_advice() && !required_anyway(policy, subject.graph, steps.get(id)))
        .map(|(id, what)| {
            let strength = &policy.clause(id).strength;
            let how = if strength.force == Force::Described {
                "only described".to_owned()
            } else {
                format!("only advised (`{}`)", if strength.normally { "normally" } else { &strength.word })
            };
            at_clause(policy, id, format!("{what} is {how}"))
        })
        .collect();
    says(
        places,
        Several { one: "duty", many: "duties", sentence: "{} a child's safety turns on can be left undone" },
        "write `must`; if the document says \"should\", this is what to raise with its author",
    )
}

/// What about a clause a child's safety turns on, if anything.
fn critical(policy: &Policy, clause: &Clause) -> Option<&'static str> {
    if clause.negated || matches!(clause.home, Home::Afterwards | Home::Upkeep | Home::Panel(_)) {
        return None;
    }
    let unsettled = clause
        .when
        .as_ref()
        .is_none_or(|when| when.events.iter().any(|event| matches!(event, Event::Unresolved | Event::NoAnswer | Event::OutOfTime)));
    let on_risk =
        matches!(clause.home, Home::Route(route) if policy.routes[route.0 as usize].condition.as_ref().is_some_and(is_about_the_child));
    deeds(&clause.deed).into_iter().filter(|deed| !deed.attempt).find_map(|deed| match &deed.act {
        Act::Escalate(_) if unsettled => Some("taking the case up"),
        Act::Notify(who, _) if tells_partnership(policy, who) => Some("telling the partnership"),
        Act::Notify(who, _) if tells_officer(policy, who) => Some("telling the child's officer"),
        Act::Notify(..) if on_risk => Some("telling somebody of the risk"),
        Act::Refer(..) if on_risk => Some("acting on the risk"),
        Act::Decide(..) | Act::Resolve(..) if matches!(clause.home, Home::Stage(stage) if policy.stage(stage).is_authority()) => {
            Some("deciding")
        }
        _ => None,
    })
}

fn is_about_the_child(condition: &Condition) -> bool {
    match condition {
        Condition::Fact(_) => true,
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(is_about_the_child),
        Condition::Not(inner) => is_about_the_child(inner),
        _ => false,
    }
}

/// The partnership is whatever body the vocabulary calls so.
fn tells_partnership(policy: &Policy, who: &Parties) -> bool {
    let Some((partnership, _)) = policy.names().find(|(_, named)| named.kind == NameKind::Body && named.name == "partnership") else {
        return false;
    };
    who.names().any(|name| policy.stands_for(name, partnership))
}

fn tells_officer(policy: &Policy, who: &Parties) -> bool {
    who.names().any(|name| policy.named(name).serves.is_some())
}

/// Whether every step a clause makes is also required by another, now or once time has run out.
fn required_anyway(policy: &Policy, graph: &StageGraph, own: Option<&Vec<&Move>>) -> bool {
    let Some(own) = own else { return false };
    own.iter().all(|step| {
        graph.moves_from(step.from).iter().any(|other| {
            let sure = matches!(other.trigger, Trigger::Unresolved | Trigger::OutOfTime) && other.kind == MoveKind::Escalate;
            other.force == Force::Required
                && sure
                && other.conditions(policy).next().is_none()
                && other.to == step.to
                && other.clause != step.clause
        })
    })
}
