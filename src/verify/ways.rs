//! Questions about the ways on from a stage, beside each other: two at once, none in some case, none past one's manager.

use std::collections::BTreeSet;

use crate::graph::{From, Move, MoveKind, StageGraph, To, Trigger};
use crate::model::{
    Clause, ClauseId, Condition, Event, Force, Hearing, Join, NameId, NameKind, Parties, Party, Policy, Side, StageId, in_words,
};

use super::cases::{Build, CaseGraph, all_agree, leads_up};
use super::facts::Atom;
use super::formula::Formula;
use super::ladder::{Trouble, where_met};
use super::openings::protected;
use super::readings::Reading;
use super::report::Verdict;

// ── two at once ──────────────────────────────────────────────────────────────────────────────────

/// Where two steps that must be taken lead to different places in one case; `None` if no stage has two such steps.
pub(crate) fn overlaps(policy: &Policy, graph: &StageGraph) -> Option<(Verdict, Vec<Trouble>)> {
    let any = below_the_authority(policy).any(|stage| !rivals(policy, graph, stage).is_empty());
    any.then(|| where_met(policy, graph, overlap, "somebody must do two things at once"))
}

fn overlap(build: &Build<'_>, stage: StageId, reading: &Reading, cases: &mut CaseGraph) -> Formula {
    let counts = |step: &Move| reading.is_none() || build.counts(step, stage, reading);
    let both: Vec<Formula> = rivals(build.policy, build.graph, stage)
        .into_iter()
        .filter(|(one, other)| counts(one) && counts(other))
        .map(|(one, other)| {
            let together = Formula::and([build.allowed_if(one, cases), build.allowed_if(other, cases)]);
            all_agree(&cases.atoms, &together)
        })
        .collect();
    Formula::or(both)
}

/// Two required steps of different clauses that wait for the same moment and lead to different places.
pub(crate) fn rivals<'g>(policy: &Policy, graph: &'g StageGraph, stage: StageId) -> Vec<(&'g Move, &'g Move)> {
    let all: Vec<&Move> = graph.moves_from(From::Stage(stage)).iter().filter(|step| step.force == Force::Required).collect();
    // Where a clause leaves a choice, taking any of its ways does what it asks.
    let of = |step: &Move| {
        let clause = step.clause;
        all.iter().filter(move |other| other.clause == clause).map(|other| other.to)
    };
    let apart = |one: &Move, other: &Move| of(one).all(|to| of(other).all(|against| lead_apart(to, against, stage)));
    let steps: Vec<&Move> = all.iter().copied().filter(|step| leaves(step)).collect();
    let mut rivals = Vec::new();
    for (at, one) in steps.iter().enumerate() {
        for other in &steps[at + 1..] {
            if one.clause != other.clause && same_moment(policy, one, other) && apart(one, other) {
                rivals.push((*one, *other));
            }
        }
    }
    rivals
}

fn leaves(step: &Move) -> bool {
    matches!(step.kind, MoveKind::Escalate | MoveKind::Skip | MoveKind::Withdraw | MoveKind::Close)
}

fn same_moment(policy: &Policy, one: &Move, other: &Move) -> bool {
    let events = |step: &Move| step.clause.and_then(|clause| policy.clause(clause).when.as_ref()).map(|when| when.events.clone());
    match (one.trigger, other.trigger) {
        (Trigger::Other, Trigger::Other) => {
            let (one, other) = (events(one).unwrap_or_default(), events(other).unwrap_or_default());
            one.iter().any(|event| !matches!(event, Event::NoAnswer | Event::OutOfTime | Event::Resolved) && other.contains(event))
        }
        (one, other) => one == other,
    }
}

fn lead_apart(one: To, other: To, from: StageId) -> bool {
    match (one, other) {
        (To::AnyLater | To::Past, To::Stage(stage)) | (To::Stage(stage), To::AnyLater | To::Past) => stage <= from,
        (To::AnyLater, To::Past) | (To::Past, To::AnyLater | To::PastLast) | (To::PastLast, To::Past) => false,
        (one, other) => one != other,
    }
}

// ── none in some case ────────────────────────────────────────────────────────────────────────────

/// Where the steps up that are asked for leave out a case; `None` if none of them has a condition.
pub(crate) fn gaps(policy: &Policy, graph: &StageGraph) -> Option<(Verdict, Vec<Trouble>)> {
    let any = below_the_authority(policy).any(|stage| gap_steps(policy, graph, stage).iter().any(|step| on_a_fact(policy, step)));
    any.then(|| where_met(policy, graph, gap, "nobody has been asked to take it on"))
}

fn gap(build: &Build<'_>, stage: StageId, reading: &Reading, cases: &mut CaseGraph) -> Formula {
    let steps: Vec<&Move> =
        gap_steps(build.policy, build.graph, stage).into_iter().filter(|step| build.counts(step, stage, reading)).collect();
    if !steps.iter().any(|step| on_a_fact(build.policy, step)) {
        return Formula::False;
    }
    let none: Vec<Formula> = steps
        .into_iter()
        .map(|step| {
            let open = build.sure_if(step, cases);
            all_agree(&cases.atoms, &open).not()
        })
        .collect();
    Formula::and(none)
}

/// The steps up from a stage that the policy asks for.
pub(crate) fn gap_steps<'g>(policy: &Policy, graph: &'g StageGraph, stage: StageId) -> Vec<&'g Move> {
    let asked_for = |step: &&Move| step.force != Force::Permitted && leads_up(step, stage, policy.stages.len());
    graph.moves_from(From::Stage(stage)).iter().filter(asked_for).collect()
}

/// Whether a step hangs on more than somebody's agreement.
fn on_a_fact(policy: &Policy, step: &Move) -> bool {
    fn asks_more(condition: &Condition) -> bool {
        match condition {
            Condition::Agrees(_) => false,
            Condition::All(parts) | Condition::Any(parts) => parts.iter().any(asks_more),
            Condition::Not(inner) => asks_more(inner),
            _ => true,
        }
    }
    step.conditions(policy).any(asks_more)
}

// ── none past one's manager ──────────────────────────────────────────────────────────────────────

/// Where a case can go up only by, via or with the consent of the manager of whoever raised it; `None` if no case goes up at all.
pub(crate) fn managers_in_the_way(policy: &Policy, graph: &StageGraph) -> Option<(Verdict, Vec<Trouble>)> {
    let ups = |stage: &StageId| graph.moves_from(From::Stage(*stage)).iter().any(|step| leads_up(step, *stage, policy.stages.len()));
    if !below_the_authority(policy).any(|stage| ups(&stage)) {
        return None;
    }
    let any = below_the_authority(policy)
        .any(|stage| steps_in_hand(policy, graph, stage).next().is_some() || terms_in_hand(policy, graph, stage).next().is_some());
    if !any {
        return Some((Verdict::Holds, Vec::new()));
    }
    Some(where_met(policy, graph, only_past_a_manager, "nobody above the manager has heard of it"))
}

/// What a manager of whoever raised the case has in hand at a stage: steps up, or else the limits and the protections that are
/// there only if the manager agrees.
pub(crate) fn in_managers_hands(policy: &Policy, graph: &StageGraph, stage: StageId) -> Vec<ClauseId> {
    let steps: Vec<ClauseId> = steps_in_hand(policy, graph, stage).filter_map(|step| step.clause).collect();
    if steps.is_empty() { terms_in_hand(policy, graph, stage).collect() } else { steps }
}

fn steps_in_hand<'g>(policy: &'g Policy, graph: &'g StageGraph, stage: StageId) -> impl Iterator<Item = &'g Move> {
    let up = move |step: &&Move| step.kind == MoveKind::Escalate && leads_up(step, stage, policy.stages.len());
    graph.moves_from(From::Stage(stage)).iter().filter(up).filter(move |step| in_hand(policy, step, stage) != InHand::No)
}

fn terms_in_hand<'g>(policy: &'g Policy, graph: &'g StageGraph, stage: StageId) -> impl Iterator<Item = ClauseId> {
    let lowest = lowest(policy);
    graph.limits_of(stage).chain(protected(policy).into_iter().map(|(_, clause, _)| clause)).filter(move |clause| {
        let mut asked: Vec<&Party> = Vec::new();
        policy.clause(*clause).conditions.iter().for_each(|condition| condition.asks(&mut asked));
        asked.into_iter().any(|party| is_own_manager(policy, party, &lowest))
    })
}

fn only_past_a_manager(build: &Build<'_>, stage: StageId, reading: &Reading, cases: &mut CaseGraph) -> Formula {
    let policy = build.policy;
    let (mut past_them, mut free) = (Vec::new(), Vec::new());
    for step in build.graph.moves_from(From::Stage(stage)) {
        if !leads_up(step, stage, policy.stages.len()) || !build.counts(step, stage, reading) {
            continue;
        }
        let open = build.sure_if(step, cases);
        let hand = in_hand(policy, step, stage);
        // A step that nobody has in hand can turn on a limit, or a protection, that a manager has.
        if hand == InHand::No || step.kind == MoveKind::Escalate {
            past_them.push(all_agree(&cases.atoms, &open));
        }
        if hand != InHand::ByOrVia {
            free.push(open);
        }
    }
    let free = whatever_they_say(build, stage, &Formula::or(free), cases);
    Formula::and([Formula::or(past_them), all_agree(&cases.atoms, &free).not()])
}

/// What remains of a condition whether the managers who are asked about it say yes or no: about a step, or about the limit or the
/// protection it turns on.
fn whatever_they_say(build: &Build<'_>, stage: StageId, open: &Formula, cases: &CaseGraph) -> Formula {
    let policy = build.policy;
    let mut asked: Vec<&Party> = Vec::new();
    build.graph.moves_from(From::Stage(stage)).iter().for_each(|step| asked.extend(step.holders(policy)));
    let said_of_it = build.graph.limits_of(stage).chain(build.protected.iter().map(|(_, clause, _)| *clause));
    said_of_it.flat_map(|clause| &policy.clause(clause).conditions).for_each(|condition| condition.asks(&mut asked));
    let lowest = lowest(policy);
    let managers: BTreeSet<String> =
        asked.into_iter().filter(|party| is_own_manager(policy, party, &lowest)).map(|party| in_words(policy).party(party)).collect();
    let mut used = BTreeSet::new();
    open.atoms(&mut used);
    used.into_iter()
        .filter(|atom| matches!(cases.atoms.get(*atom), Atom::Agrees(who) if managers.contains(who)))
        .fold(open.clone(), |open, atom| Formula::and([open.given(atom, true), open.given(atom, false)]))
}

#[derive(PartialEq, Eq)]
enum InHand {
    No,
    Consent,
    ByOrVia,
}

/// How a manager of whoever raised the case has a step in hand.
fn in_hand(policy: &Policy, step: &Move, stage: StageId) -> InHand {
    let Some(clause) = step.clause.map(|clause| policy.clause(clause)) else { return InHand::No };
    let lowest = lowest(policy);
    let here: Vec<NameId> = lowest.iter().copied().chain(people_of(policy, stage)).collect();
    let by = clause.actor.as_ref().is_some_and(|actor| all_managers(policy, actor, &here));
    if by || is_via_manager(policy, clause, &lowest) {
        return InHand::ByOrVia;
    }
    let asks = step.holders(policy).into_iter().any(|party| is_own_manager(policy, party, &lowest));
    if asks { InHand::Consent } else { InHand::No }
}

fn is_via_manager(policy: &Policy, clause: &Clause, lowest: &[NameId]) -> bool {
    clause.deed.details.via.as_ref().is_some_and(|via| all_managers(policy, via, lowest))
}

/// Whether it takes a manager: with `or`, only if each of them is one.
fn all_managers(policy: &Policy, who: &Parties, not: &[NameId]) -> bool {
    let mut each = who.parties.iter().map(|party| is_own_manager(policy, party, not));
    match who.join {
        Join::Or => each.all(|is| is),
        Join::And => each.any(|is| is),
    }
}

/// Somebody of a level of management other than these, or whom the sentence calls one's own, on the side that raised it.
fn is_own_manager(policy: &Policy, party: &Party, not: &[NameId]) -> bool {
    let Some(name) = party.name() else { return false };
    let other = |party: &Party| {
        matches!(party.side, Some(Side::Receiving | Side::Lead))
            || party.which.iter().any(|which| matches!(which.as_str(), "other" | "any"))
    };
    let elsewhere = party.of.as_deref().is_some_and(|of| of.side != Some(Side::Raising) && !of.which.iter().any(|which| which == "own"));
    if other(party) || elsewhere || not.contains(&name) {
        return false;
    }
    policy.named(name).kind == NameKind::Tier || party.which.iter().any(|which| which == "own")
}

/// Those who deal with the first stage: whoever raises a case is one of them.
fn lowest(policy: &Policy) -> Vec<NameId> {
    if policy.stages.is_empty() { Vec::new() } else { people_of(policy, StageId(0)).collect() }
}

fn people_of(policy: &Policy, stage: StageId) -> impl Iterator<Item = NameId> {
    let people = if let Hearing::Between(people) = &policy.stage(stage).hearing { people.parties.as_slice() } else { &[] };
    people.iter().filter(|party| party.side != Some(Side::Receiving)).filter_map(Party::name)
}

fn below_the_authority(policy: &Policy) -> impl Iterator<Item = StageId> {
    policy.stages().filter(|(_, stage)| !stage.is_authority()).map(|(id, _)| id)
}
