//! What counts at a stage at once: its limits, that it has none, and the steps that only lead to it again.
//!
//! All of it is asked at the same moment, so that a repetition makes a stage last any time only where no limit counts then, and
//! time runs out only where a limit does.

use std::collections::BTreeSet;

use super::Reading;
use super::limits::OfStage;
use crate::graph::{MoveKind, StageGraph, Trigger};
use crate::model::{ClauseId, Policy, StageId};
use crate::verify::cases::{CaseGraph, Step};
use crate::verify::formula::Formula;

/// What counts at a stage at once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Set {
    /// Its limits, by their number.
    pub(super) limits: Vec<usize>,
    /// The clause that says there is none, if one that counts does.
    pub(super) none: Option<ClauseId>,
    /// The edges that are there then and only lead to the same stage again.
    pub(super) again: Vec<usize>,
}

/// For each stage, the edges that only lead to it again.
pub(super) fn again(policy: &Policy, graph: &StageGraph, cases: &CaseGraph) -> Vec<Vec<usize>> {
    let mut again = vec![Vec::new(); policy.stages.len()];
    for (at, edge) in cases.edges.iter().enumerate().filter(|(_, edge)| edge.to == edge.from) {
        let step = if let Step::Move(step) = edge.step { Some(&graph.moves()[step]) } else { None };
        let Some((stage, step)) = cases.stage_of(edge.from).zip(step) else { continue };
        if step.clause.is_some() && step.kind != MoveKind::Escalate && step.trigger != Trigger::Resolved {
            again[stage.index()].push(at);
        }
    }
    again
}

/// Every set of what counts at a stage at once, where `given` says what else is so; and whether nothing is taken to be possible
/// that is not.
pub(super) fn of_stage(
    policy: &Policy,
    stage: StageId,
    reading: &Reading,
    again: &[usize],
    given: &dyn Fn(&Formula) -> Formula,
) -> (Vec<Set>, bool) {
    let of_stage = &reading.limits.stages[stage.index()];
    let limits: Vec<Formula> = of_stage.limits.iter().map(|limit| given(&limit.so)).collect();
    let none = of_stage.none.iter().map(|(_, so)| so);
    let others: Vec<Formula> = none.chain(again.iter().map(|edge| &reading.cases.edges[*edge].facts)).map(given).collect();
    let (possible, whole) = met_at_once(&limits, &others);
    let mut sets: Vec<Set> = Vec::new();
    for read in reading.limits.disputed.readings(stage) {
        let said = |clause: ClauseId| reading.limits.disputed.counts(policy, clause, stage, &read);
        sets.extend(possible.iter().map(|met| of_stage.read(met, again, &said)));
    }
    sets.sort();
    sets.dedup();
    (sets, whole)
}

/// Conditions that are met at once, as places in their lists.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Met {
    /// Those of limits.
    limits: Vec<usize>,
    /// Those of saying that there is none, and then of going through the stage again.
    others: Vec<usize>,
}

impl OfStage {
    /// What counts of what is so at once, where only some clauses are followed; `again` are the edges that lead to the stage again.
    fn read(&self, met: &Met, again: &[usize], said: &dyn Fn(ClauseId) -> bool) -> Set {
        let limits = met.limits.iter().copied().filter(|at| said(self.limits[*at].clause)).collect();
        let none = met.others.iter().filter_map(|at| self.none.get(*at)).map(|(clause, _)| *clause).find(|clause| said(*clause));
        let again = met.others.iter().filter_map(|at| at.checked_sub(self.none.len())).map(|at| again[at]).collect();
        Set { limits, none, again }
    }
}

/// Every set of conditions that can be met at once, as places in the two lists; and whether these are all there are. Where
/// they are too many, the limits that surely count and everything else that may be so are one.
fn met_at_once(limits: &[Formula], others: &[Formula]) -> (Vec<Met>, bool) {
    const MOST_ATOMS: usize = 6;
    let mut atoms = BTreeSet::new();
    limits.iter().chain(others).for_each(|condition| condition.atoms(&mut atoms));
    let met = |conditions: &[Formula], so: &dyn Fn(&Formula) -> bool| (0..conditions.len()).filter(|at| so(&conditions[*at])).collect();
    if atoms.len() > MOST_ATOMS {
        let limits = met(limits, &|condition| *condition == Formula::True);
        return (vec![Met { limits, others: met(others, &|condition| *condition != Formula::False) }], false);
    }
    let mut sets: Vec<Met> = (0..1u32 << atoms.len())
        .map(|bits| {
            let so = |condition: &Formula| {
                let so = |whole: Formula, (at, atom): (usize, &u32)| whole.given(*atom, bits & (1 << at) != 0);
                atoms.iter().enumerate().fold(condition.clone(), so) == Formula::True
            };
            Met { limits: met(limits, &so), others: met(others, &so) }
        })
        .collect();
    sets.sort();
    sets.dedup();
    (sets, true)
}
