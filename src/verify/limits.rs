//! Limits on stages: whether each has one that can be counted.

use crate::diagnostic::Label;
use crate::graph::StageGraph;
use crate::model::{Act, Clause, ClauseId, Length, LimitLength, LimitOf, Policy, StageId, Timing, Within};

use super::property::{Found, finding};
use super::report::Several;
use super::report::{Hole, Verdict};

/// Whether every stage has a limit that can be counted, its own or one for every stage.
pub(super) fn every_stage_has_a_limit(policy: &Policy, graph: &StageGraph) -> Found {
    let mut without = Vec::new();
    let mut open = Vec::new();
    for (id, stage) in policy.stages() {
        let limits: Vec<&Clause> =
            graph.limits_of(id).map(|clause| policy.clause(clause)).filter(|clause| can_be_counted(clause)).collect();
        let place = (Label { span: stage.span, text: "no limit that can be counted".into() }, None);
        if limits.is_empty() {
            without.push(place);
        } else if limits.iter().all(|clause| clause.limit().is_some_and(|limit| limit.of == LimitOf::StageOrCase)) {
            open.push((Label { text: "has a limit only if it is for each stage".into(), ..place.0 }, None));
        }
    }
    let help = "write a limit in the stage, such as `ends within 2 working days`, or one for all under `throughout`: `every stage must end within 5 working days`";
    if policy.stages.is_empty() {
        (Verdict::DoesNotApply, Vec::new())
    } else if !without.is_empty() {
        (Verdict::Broken, vec![finding(without, Several { one: "stage has", many: "stages have", sentence: "{} no time limit" }, help)])
    } else if !open.is_empty() {
        let mut found = finding(
            open,
            Several { one: "stage has", many: "stages have", sentence: "{} a time limit only if the policy's one limit is for each stage" },
            "say what the limit is for: `every stage must end within …` or `the case must end within …`",
        );
        found.holes.push(Hole {
            what: "whether the limit is for each stage or for the whole case".into(),
            keeps: "it is for each stage".into(),
            breaks: "it is for the whole case".into(),
        });
        (Verdict::Undetermined, vec![found])
    } else {
        (Verdict::Holds, Vec::new())
    }
}

pub(super) fn can_be_counted(clause: &Clause) -> bool {
    let counted = |timing: &Timing| matches!(timing, Timing::Within(Within { length: Length::Time(_), .. }));
    match &clause.deed.act {
        Act::Limit(limit) => matches!(&limit.length, LimitLength::Timing(timing) if counted(timing)),
        _ => clause.deed.details.timing.iter().any(counted),
    }
}

/// The limits that give a moment at which silence at this stage counts: those that can be counted and are surely the stage's.
pub(super) fn limits_for_sure(policy: &Policy, graph: &StageGraph, stage: StageId) -> Vec<ClauseId> {
    let counts = |id: &ClauseId| {
        let clause = policy.clause(*id);
        clause.limit().is_none_or(|limit| limit.of != LimitOf::StageOrCase) && can_be_counted(clause)
    };
    graph.limits_of(stage).filter(counts).collect()
}
