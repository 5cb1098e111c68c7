//! The questions about a ladder's shape, answered for the rules that ask them.

use crate::graph::StageGraph;
use crate::model::{ClauseId, Policy, StageId};

use super::cases::{CaseGraph, Met, Open, Question, Step};
use super::paths::{Outcome, Path};
use super::question::{Answer, plain};
use super::report::{Hole, Story, Verdict};
use super::story::{holder, tell};
use super::witness::ends;

/// One place where the ladder fails, with the story of a case that comes there.
#[derive(Debug, Clone)]
pub struct Trouble {
    /// Where.
    pub stage: StageId,
    /// The clause that makes it so, if one does.
    pub clause: Option<ClauseId>,
    /// Who can stop the case, where somebody can; else empty.
    pub who: String,
    /// The case.
    pub story: Story,
    /// What the policy leaves open that decides it.
    pub holes: Vec<Hole>,
    /// The advice that keeps cases from coming here, if it is followed; empty where nothing does.
    pub advice: Vec<ClauseId>,
    /// None of that advice can be left out.
    pub all_needed: bool,
}

/// Stages at which a case can have nowhere to go.
pub fn dead_ends(policy: &Policy, graph: &StageGraph) -> (Verdict, Vec<Trouble>) {
    troubles(policy, graph, &Question::NeverStuck, "nothing says what happens next")
}

/// Where somebody can stop a case alone.
pub fn vetoes(policy: &Policy, graph: &StageGraph) -> (Verdict, Vec<Trouble>) {
    troubles(policy, graph, &Question::NoVeto, "the stages above have not heard of it")
}

/// Where a case can go round for ever.
pub fn circles(policy: &Policy, graph: &StageGraph) -> (Verdict, Vec<Trouble>) {
    troubles(policy, graph, &Question::NoCircle, "the case has not been put to anybody who decides")
}

/// Stages at which something can be so, with the case that comes there.
pub(super) fn where_met(policy: &Policy, graph: &StageGraph, met: Met, in_the_end: &str) -> (Verdict, Vec<Trouble>) {
    troubles(policy, graph, &Question::Never(met), in_the_end)
}

/// One trouble for each stage and clause it comes from.
fn troubles(policy: &Policy, graph: &StageGraph, question: &Question<'_>, in_the_end: &str) -> (Verdict, Vec<Trouble>) {
    let answer = plain(policy, graph, question, None);
    let mut found: Vec<Trouble> = Vec::new();
    let (advice, all_needed) = match &answer.evidence.outcome {
        Outcome::Advice { rests_on, irreducible, .. } => (rests_on.clone(), *irreducible),
        _ => (Vec::new(), true),
    };
    for path in paths(&answer) {
        let Some(stage) = last_stage(&answer, path) else { continue };
        let by_step = path.edges.last().and_then(|edge| match answer.evidence.cases.edges[*edge].step {
            Step::Move(step) => graph.moves()[step].clause,
            _ => None,
        });
        let (who, clause) = if matches!(question, Question::NoVeto) { holder(policy, graph, stage) } else { (String::new(), by_step) };
        if found.iter().any(|known| known.stage == stage && known.clause == clause) {
            continue;
        }
        let story = tell(policy, graph, &answer.evidence.cases, path, in_the_end.to_owned(), ends(path.end));
        found.push(Trouble { stage, clause, who, story, holes: answer.holes.clone(), advice: advice.clone(), all_needed });
    }
    (answer.verdict, found)
}

fn paths(answer: &Answer) -> &[Path] {
    match &answer.evidence.outcome {
        Outcome::Broken(paths) => paths,
        Outcome::Advice { path, .. } => std::slice::from_ref(path),
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
    let either = std::cell::Cell::new(false);
    let cases = CaseGraph::new(policy, graph, &Question::Avoids(nowhere), &|open| {
        either.set(either.get() || matches!(open, Open::LimitScope(_)));
        true
    });
    let (reached, certain) = super::paths::visits(&cases);
    let out_of_reach: Vec<StageId> = policy.stages().map(|(id, _)| id).filter(|id| !reached[id.index()]).collect();
    // A limit that may be the stage's or the case's can be the wrong way on either way.
    if !out_of_reach.is_empty() && !either.get() {
        return (Verdict::Broken, out_of_reach);
    }
    if out_of_reach.is_empty() && certain {
        return (Verdict::Holds, Vec::new());
    }
    if policy.stages.len() > MOST_ASKED {
        return (Verdict::GaveUp, policy.stages().map(|(id, _)| id).collect());
    }
    let (mut never, mut unknown) = (Vec::new(), Vec::new());
    for (id, _) in policy.stages().filter(|(id, _)| !certain || out_of_reach.contains(id)) {
        match plain(policy, graph, &Question::Avoids(id), None).verdict {
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
