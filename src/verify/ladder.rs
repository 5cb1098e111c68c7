//! The questions about a ladder's shape, answered for the rules that ask them.

use crate::graph::StageGraph;
use crate::model::{ClauseId, Policy, StageId};

use super::cases::{CaseGraph, Question, Step};
use super::paths::{Outcome, Path};
use super::question::{Answer, plain};
use super::report::{Hole, Story, Verdict};
use super::story::{holder, tell};

/// Stages at which a case can have nowhere to go, each with its story.
pub fn dead_ends(policy: &Policy, graph: &StageGraph) -> (Verdict, Vec<(StageId, Story)>, Vec<Hole>) {
    let answer = plain(policy, graph, &Question::NeverStuck);
    let mut ends: Vec<(StageId, Story)> = Vec::new();
    for path in paths(&answer) {
        let Some(stage) = last_stage(&answer, path) else { continue };
        if !ends.iter().any(|(known, _)| *known == stage) {
            ends.push((stage, tell(policy, graph, &answer.evidence.cases, path, "nothing says what happens next".into())));
        }
    }
    (answer.verdict, ends, answer.holes)
}

/// Who can stop a case alone, where, by which clause, with the story.
pub fn veto(policy: &Policy, graph: &StageGraph) -> (Verdict, Vec<(StageId, String, Option<ClauseId>, Story)>, Vec<Hole>) {
    let answer = plain(policy, graph, &Question::NoVeto);
    let mut found: Vec<(StageId, String, Option<ClauseId>, Story)> = Vec::new();
    for path in paths(&answer) {
        let Some(stage) = last_stage(&answer, path) else { continue };
        if found.iter().any(|(known, ..)| *known == stage) {
            continue;
        }
        let (who, clause) = holder(policy, graph, stage);
        let story = tell(policy, graph, &answer.evidence.cases, path, "the stages above have not heard of it".into());
        found.push((stage, who, clause, story));
    }
    (answer.verdict, found, answer.holes)
}

/// Where a case can go round for ever, by which clause, with the story.
pub fn circle(policy: &Policy, graph: &StageGraph) -> (Verdict, Vec<(StageId, Option<ClauseId>, Story)>, Vec<Hole>) {
    let answer = plain(policy, graph, &Question::NoCircle);
    let mut found = Vec::new();
    for path in paths(&answer) {
        let Some(stage) = last_stage(&answer, path) else { continue };
        let clause = path.edges.last().and_then(|edge| match answer.evidence.cases.edges[*edge].step {
            Step::Move(step) => graph.moves()[step].clause,
            _ => None,
        });
        found.push((stage, clause, tell(policy, graph, &answer.evidence.cases, path, "the case has not been put to anybody who decides".into())));
    }
    (answer.verdict, found, answer.holes)
}

fn paths(answer: &Answer) -> &[Path] {
    match &answer.evidence.outcome {
        Outcome::Broken(paths) => paths,
        _ => &[],
    }
}

fn last_stage(answer: &Answer, path: &Path) -> Option<StageId> {
    path.edges.last().and_then(|edge| answer.evidence.cases.stage_of(answer.evidence.cases.edges[*edge].from))
}

/// With fixed facts in its conditions, a ladder longer than this is not asked stage by stage.
const MOST_ASKED: usize = 400;

/// Stages no case can come to, in any way of filling in what the policy leaves open; or, if it gave up, those it could not tell.
pub fn unreachable_stages(policy: &Policy, graph: &StageGraph) -> (Verdict, Vec<StageId>) {
    // Taking conditions one step at a time only adds ways: what cannot be reached even so cannot be reached.
    let nowhere = StageId(u32::MAX);
    let cases = CaseGraph::new(policy, graph, &Question::Avoids(nowhere), &|_| true);
    let (reached, certain) = super::paths::visits(&cases);
    let out_of_reach: Vec<StageId> = policy.stages().map(|(id, _)| id).filter(|id| !reached[id.index()]).collect();
    if !out_of_reach.is_empty() {
        return (Verdict::Broken, out_of_reach);
    }
    if certain {
        return (Verdict::Holds, Vec::new());
    }
    if policy.stages.len() > MOST_ASKED {
        return (Verdict::GaveUp, policy.stages().map(|(id, _)| id).collect());
    }
    let (mut never, mut unknown) = (Vec::new(), Vec::new());
    for (id, _) in policy.stages() {
        match plain(policy, graph, &Question::Avoids(id)).verdict {
            Verdict::Holds => never.push(id),
            Verdict::GaveUp => unknown.push(id),
            _ => {}
        }
    }
    match (never.is_empty(), unknown.is_empty()) {
        (false, _) => (Verdict::Broken, never),
        (true, false) => (Verdict::GaveUp, unknown),
        (true, true) => (Verdict::Holds, Vec::new()),
    }
}
