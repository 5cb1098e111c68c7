//! What is asked of every stage: that it is recorded, that somebody is told, that it moves on when nobody answers.

use std::collections::BTreeSet;

use crate::diagnostic::Label;
use crate::graph::StageGraph;
use crate::model::{ClauseId, Condition, Expectation, Parties, Policy, StageId, in_language, in_words, listed, uncapitalised};

use super::cases::{AskedAt, CaseGraph, End, Question};
use super::paths::{Outcome, Path, visits};
use super::property::{Found, clause_list, gave_up, groups_of, recipient, rung_labelled, some_may_do, ways_to_ask, weak_words};
use super::question::{Advice, Answer, Asked, done_in_time, plain};
use super::report::{Finding, Verdict};
use super::story::tell;
use super::tells::{Doing, mentioning};

/// Most stages named in one finding, and most of them shown.
const MOST_NAMED: usize = 6;
const MOST_LABELLED: usize = 3;

/// Whether every stage a case comes to is recorded, however it ends.
pub(super) fn every_stage_is_recorded(policy: &Policy, graph: &StageGraph, after_first: bool, counted: Advice<'_>) -> Found {
    let asked = ways_to_ask(policy, graph, 0, Doing::Recording);
    let at = AskedAt { from: 0, after_first, when: None, once: false };
    let answer = ask(policy, graph, &asked, &at, counted);
    let words = Words {
        broken: &|stages| format!("what is done at {stages} need not be recorded"),
        advised: "every stage is recorded only if advice is followed".into(),
        here: "can end with nothing recorded",
        never_done: "nobody has recorded what was done at that stage".into(),
        expected: &|_| Vec::new(),
        help: "write it once for all under `throughout`, such as `raising agency must record \"what was done\" on childs-file`, or in each stage".into(),
    };
    found(policy, graph, &answer, &asked, &words)
}

/// Whether at every stage a case comes to somebody is told by its end.
pub(super) fn every_stage_notifies(policy: &Policy, graph: &StageGraph, who: &Parties, after_first: bool, counted: Advice<'_>) -> Found {
    let at = AskedAt { from: 0, after_first, when: None, once: false };
    let groups = groups_of(who);
    let asked = asked_of(policy, graph, &groups);
    let answer = ask(policy, graph, &asked, &at, counted);
    let name = recipient(policy, &groups[answer.evidence.group]);
    let words = Words {
        broken: &|stages| format!("{name} need not be told what came of {stages}"),
        advised: format!("{name} hears what came of every stage only if advice is followed"),
        here: "can end without a word to them",
        never_done: format!("nobody has told {name} what came of that stage"),
        expected: &|stage| {
            let place = stage.map(|stage| (false, stage));
            vec![(true, Expectation::Told { who: groups[answer.evidence.group].clone(), place, by: None })]
        },
        help: format!(
            "write it once for all under `throughout`, such as `every manager must notify {} \"what came of it\"`, or in each stage",
            in_language(policy).parties(who)
        ),
    };
    found(policy, graph, &answer, &asked, &words)
}

/// Whether somebody has been told by the end of every stage at which something is so.
pub(super) fn told_when(
    policy: &Policy,
    graph: &StageGraph,
    when: &Condition,
    who: &Parties,
    from: Option<&str>,
    counted: Advice<'_>,
) -> Found {
    let rung = match from {
        None => 0,
        Some(label) => match rung_labelled(policy, label) {
            Some(rung) => rung,
            None => return (Verdict::DoesNotApply, Vec::new()),
        },
    };
    let at = AskedAt { from: rung, after_first: false, when: Some(when), once: true };
    let groups = groups_of(who);
    let asked = asked_of(policy, graph, &groups);
    let answer = ask(policy, graph, &asked, &at, counted);
    let name = recipient(policy, &groups[answer.evidence.group]);
    let so = in_words(policy).condition(when);
    let nobody_tells = asked.iter().filter(|one| one.group == answer.evidence.group).all(|one| one.tells.clauses.is_empty());
    let mentioning: BTreeSet<ClauseId> = groups[answer.evidence.group].parties.iter().flat_map(|party| mentioning(policy, party)).collect();
    let sure = if mentioning.is_empty() { "tells" } else { "is sure to tell" };
    let words = Words {
        broken: &|stages| {
            if nobody_tells {
                format!("if {so}, no clause {sure} {name}")
            } else {
                format!("if {so}, {name} need not have been told by the end of {stages}")
            }
        },
        advised: format!("if {so}, {name} is told only if advice is followed"),
        here: "can end with nobody having told them",
        never_done: format!("nobody has told {name}"),
        expected: &|_| vec![(true, Expectation::Told { who: groups[answer.evidence.group].clone(), place: None, by: None })],
        help: format!(
            "what is so of a child can begin at any stage: write under `throughout`, for every stage, `if {}, raising manager must notify {}`",
            in_language(policy).condition(when),
            in_language(policy).parties(who)
        ),
    };
    let (verdict, mut findings) = found(policy, graph, &answer, &asked, &words);
    if let (true, Some(finding)) = (nobody_tells && verdict == Verdict::Broken, findings.first_mut()) {
        let not_sure = |id: &ClauseId| Label { span: policy.clause(*id).span, text: "this need not tell them".into() };
        finding.labels = mentioning.iter().take(MOST_LABELLED).map(not_sure).collect();
        finding.clauses = mentioning.into_iter().collect();
        if finding.labels.is_empty() {
            finding.labels.push(Label { span: policy.span, text: "this policy".into() });
        }
    }
    (verdict, findings)
}

/// Whether somebody must take the case on from every stage at which nobody answers.
pub(super) fn every_stage_moves_on(policy: &Policy, graph: &StageGraph, counted: Advice<'_>) -> Found {
    if !comes_below_an_authority(policy, graph) {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let answer = plain(policy, graph, &Question::NobodyAnswers, counted);
    let words = Words {
        broken: &|stages| format!("when nobody answers at {stages}, a case can stay there"),
        advised: "a case goes on when nobody answers only if advice is followed".into(),
        here: "nobody has to take it on from here, or at no stated time",
        never_done: "nobody has had to take the case on".into(),
        expected: &|_| Vec::new(),
        help: "give the stage a limit that can be counted, and write who must take the case on then, without asking anybody: `when out of time, raising manager must escalate to next stage`".into(),
    };
    found(policy, graph, &answer, &[], &words)
}

/// Whether any case comes to a stage below an authority, however what is open is filled in.
fn comes_below_an_authority(policy: &Policy, graph: &StageGraph) -> bool {
    [true, false].into_iter().any(|filled| {
        let cases = CaseGraph::new(policy, graph, &Question::NobodyAnswers, &|_| filled);
        let (reached, _) = visits(&cases);
        policy.stages().any(|(id, stage)| reached[id.index()] && !stage.is_authority())
    })
}

fn asked_of(policy: &Policy, graph: &StageGraph, groups: &[Parties]) -> Vec<Asked> {
    let each = groups.iter().enumerate();
    each.flat_map(|(group, who)| ways_to_ask(policy, graph, group, Doing::Telling(who.parties.clone()))).collect()
}

fn ask(policy: &Policy, graph: &StageGraph, asked: &[Asked], at: &AskedAt<'_>, counted: Advice<'_>) -> Answer {
    done_in_time(policy, asked, counted, &|tells, open| {
        CaseGraph::new(policy, graph, &Question::DoneAtEveryStage { tells, asked: at }, open)
    })
}

/// What is said of a rule about every stage.
struct Words<'w> {
    /// Of the stages at which it is broken.
    broken: &'w dyn Fn(&str) -> String,
    advised: String,
    /// At such a stage.
    here: &'static str,
    never_done: String,
    /// Of a case that shows it, played to its end at that stage.
    expected: &'w dyn Fn(Option<StageId>) -> Vec<(bool, Expectation)>,
    help: String,
}

fn found(policy: &Policy, graph: &StageGraph, answer: &Answer, asked: &[Asked], words: &Words<'_>) -> Found {
    let evidence = &answer.evidence;
    let expected = |path: &Path| {
        let stage = path.edges.last().and_then(|edge| evidence.cases.stage_of(evidence.cases.edges[*edge].from));
        (words.expected)(stage)
    };
    let story = |path: &Path| Some(tell(policy, graph, &evidence.cases, path, words.never_done.clone(), expected(path)));
    let finding = match &evidence.outcome {
        Outcome::Holds => return (answer.verdict, Vec::new()),
        Outcome::GaveUp => gave_up(policy),
        Outcome::Advice { rests_on, irreducible, path } => {
            let label =
                |clause: &ClauseId| Label { span: policy.clause(*clause).span, text: format!("this only {}", weak_words(policy, *clause)) };
            let all = some_may_do(*irreducible, rests_on);
            Finding {
                message: words.advised.clone(),
                labels: rests_on.iter().take(8).map(label).collect(),
                clauses: rests_on.clone(),
                story: story(path),
                advice: rests_on.clone(),
                holes: answer.holes.clone(),
                help: format!(
                    "what is only advised or described can be left undone; write `must` in {}{all}",
                    clause_list(policy, rests_on)
                ),
                ..Finding::default()
            }
        }
        Outcome::Broken(paths) => {
            let stages = stages_of(&evidence.cases, paths);
            let named: Vec<String> = stages.iter().take(MOST_NAMED).map(|stage| uncapitalised(&policy.stage(*stage).name())).collect();
            let more = stages.len().saturating_sub(MOST_NAMED);
            let named = if more > 0 { format!("{} and {more} more stages", named.join(", ")) } else { listed(named, "or") };
            let at_stage = |stage: &StageId| Label { span: policy.stage(*stage).span, text: words.here.into() };
            let nearly = nearly(policy, asked, &stages);
            let labels =
                stages.iter().take(MOST_LABELLED).map(at_stage).chain(
                    nearly.iter().map(|id| Label { span: policy.clause(*id).span, text: "this is not asked for in every case".into() }),
                );
            Finding {
                message: (words.broken)(&named),
                labels: labels.collect(),
                clauses: nearly,
                story: paths.first().and_then(story),
                holes: answer.holes.clone(),
                help: words.help.clone(),
                ..Finding::default()
            }
        }
    };
    (answer.verdict, vec![finding])
}

/// The stages at which it can go wrong, in the order of the ladder.
fn stages_of(cases: &CaseGraph, paths: &[Path]) -> Vec<StageId> {
    let at = |path: &Path| match path.end {
        End::Undone | End::Unanswered => path.edges.last().and_then(|edge| cases.stage_of(cases.edges[*edge].from)),
        _ => None,
    };
    paths.iter().filter_map(at).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The clauses that do it at those stages, and not in every case.
fn nearly(policy: &Policy, asked: &[Asked], stages: &[StageId]) -> Vec<ClauseId> {
    const MOST: usize = 4;
    let covers = |id: &ClauseId| stages.iter().any(|stage| policy.clause(*id).covers(*stage));
    let clauses: BTreeSet<ClauseId> = asked.iter().flat_map(|one| one.tells.clauses.iter().copied()).filter(covers).collect();
    clauses.into_iter().take(MOST).collect()
}
