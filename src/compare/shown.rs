//! The case that shows which policy is looser: one dispute, run through both.
//!
//! The verifier has found a case in which the looser policy does not keep a requirement, and the interpreter has played it. The same
//! agencies, facts and days are then played through the other policy, with everybody doing what is asked of them and nothing ever
//! settled, as in the first.

use crate::case::{Basis, Diary, Line, LineKind, Place, Played, is_end_of_day};
use crate::graph::StageGraph;
use crate::model::{Condition, Date, Dispute, Event, Happening, Instant, NameId, Policy, Says, Scenario, ScenarioLine, StageId};
use crate::source::{FileId, Span};
use crate::verify::{StoryLine, Verdict, assumed_days};

use super::answers::{Answer, Asked, Sure, at_least};
use super::differences::Beside;
use super::questions::{Asks, Matter};

/// More stages than these are not played.
const MOST_VISITS: usize = 12;

const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

/// A case that shows that one policy is looser in something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// In which matter.
    pub matter: Matter,
    /// The requirement the looser policy does not keep, as a sentence.
    pub asked: String,
    /// The looser policy: 0 for the first, 1 for the second.
    pub looser: usize,
    /// What the requirement comes to there, and in the other.
    pub verdicts: [Verdict; 2],
    /// What happens under the looser one.
    pub story: Vec<StoryLine>,
    /// What was never done.
    pub never_done: String,
    /// The same dispute in both policies, where it can be played in both.
    pub both: Option<Box<Both>>,
}

/// One dispute, played through both policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Both {
    /// As scenarios.
    pub scenarios: [Scenario; 2],
    /// Their diaries.
    pub diaries: [Diary; 2],
    /// How many lines of each diary tell what is the same in both, up to where they part.
    pub part_after: [usize; 2],
}

/// With which number the looser answer is surely worse than the other: the largest, which says most of both.
fn where_worse(answers: &[Answer; 2], looser: usize) -> Option<u32> {
    numbers(answers).into_iter().rev().find(|number| at_least(answers[looser].at(*number), answers[1 - looser].at(*number)) == Sure::No)
}

/// The numbers next to which an answer changes, in order.
pub(super) fn numbers(answers: &[Answer; 2]) -> Vec<u32> {
    let first = answers[0].verdicts.first().map_or(0, |(from, _)| *from);
    let from = answers.iter().flat_map(|answer| answer.verdicts.iter().map(|(from, _)| *from));
    let mut numbers: Vec<u32> = from.flat_map(|from| [from.saturating_sub(1).max(first), from]).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// A question with its number put in.
pub(super) fn with_number(words: &str, number: u32) -> String {
    let said = words.replace('…', &number.to_string());
    let one = [("1 working days", "1 working day"), ("1 calendar days", "1 calendar day"), ("1 agencies", "1 agency")];
    let same = number != 1;
    one.into_iter().filter(|_| !same).fold(said, |said, (many, one)| said.replace(many, one))
}

/// A case for a question in which one policy is looser; nothing where no case can be told.
pub(super) fn show(
    beside: &Beside<'_>,
    asked: &[Asked<'_>; 2],
    asks: &Asks,
    words: &str,
    answers: &[Answer; 2],
    looser: usize,
) -> Option<Shown> {
    let number = where_worse(answers, looser)?;
    let (_, findings) = asked[looser].found(asks, number);
    let story = findings.into_iter().find_map(|finding| finding.story);
    let verdicts = [looser, 1 - looser].map(|side| answers[side].at(number));
    let mut shown = Shown {
        matter: asks.matter(),
        asked: with_number(words, number),
        looser,
        verdicts,
        story: Vec::new(),
        never_done: String::new(),
        both: None,
    };
    if let Some(story) = story {
        shown.both = story.scenario.and_then(|scenario| both(beside, looser, *scenario)).map(Box::new);
        shown.story = story.lines;
        shown.never_done = story.never_done;
    }
    Some(shown)
}

fn both(beside: &Beside<'_>, looser: usize, scenario: Scenario) -> Option<Both> {
    let other = translated(beside, looser, &scenario)?;
    let mut scenarios = [scenario, other];
    if looser == 1 {
        scenarios.swap(0, 1);
    }
    let bases = [0, 1].map(|side| Basis::new(beside.policies[side], beside.graphs[side]));
    let played = [bases[0].play(&scenarios[0])?, bases[1].play(&scenarios[1])?];
    if !played.iter().all(Played::passes) {
        return None;
    }
    let diaries = [0, 1].map(|side| Diary::of(&played[side], &scenarios[side]));
    let part_after = parting(beside, &diaries);
    Some(Both { scenarios, diaries, part_after })
}

/// The same dispute, in the other policy's words: played there stage by stage, nothing settled.
fn translated(beside: &Beside<'_>, from: usize, scenario: &Scenario) -> Option<Scenario> {
    let to = 1 - from;
    let name = |name: NameId| beside.naming.other(from, name);
    let dispute = scenario.dispute.as_ref()?;
    let against: Option<Vec<NameId>> = dispute.against.iter().map(|agency| name(*agency)).collect();
    let dispute = Dispute { raising: name(dispute.raising)?, against: against?, span: NOWHERE };
    // What the other policy never asks about makes no difference there.
    let given = scenario.given.iter().filter_map(|(condition, _)| Some((fact(condition, &name)?, NOWHERE))).collect();
    let begun = scenario.lines.iter().filter_map(|line| match &line.says {
        Says::Happens { what: Happening::Event(Event::Begins(fact)), .. } => name(*fact),
        _ => None,
    });
    let mut other = Scenario {
        title: scenario.title.clone(),
        span: NOWHERE,
        dispute: Some(dispute),
        given,
        readings: if scenario.readings.is_empty() { assumed_days(beside.policies[to]) } else { scenario.readings.clone() },
        starts: scenario.starts,
        lines: Vec::new(),
    };
    let begun: Vec<NameId> = begun.collect();
    nothing_settled(beside.policies[to], beside.graphs[to], &mut other, &begun)?;
    Some(other)
}

fn fact(condition: &Condition, name: &dyn Fn(NameId) -> Option<NameId>) -> Option<Condition> {
    match condition {
        Condition::Fact(fact) => name(*fact).map(Condition::Fact),
        Condition::Not(inner) => fact(inner, name).map(|inner| Condition::Not(Box::new(inner))),
        _ => None,
    }
}

/// Plays on until the case is over: every stage lasts its whole limit and settles nothing.
fn nothing_settled(policy: &Policy, graph: &StageGraph, scenario: &mut Scenario, begun: &[NameId]) -> Option<()> {
    let basis = Basis::new(policy, graph);
    let line = |at: StageId, event: Event, on: Option<Instant>| ScenarioLine {
        says: Says::Happens { at: Some(at), what: Happening::Event(event), on, per: Vec::new() },
        span: NOWHERE,
    };
    for visit in 0..MOST_VISITS {
        let played = basis.play(scenario).filter(Played::passes)?;
        let Place::Stage(stage) = played.state.place else { return Some(()) };
        if policy.stage(stage).is_authority() {
            return Some(());
        }
        if visit == 0 {
            scenario.lines.extend(begun.iter().map(|fact| line(stage, Event::Begins(*fact), None)));
        }
        let ends = played.state.limits.iter().filter_map(|limit| limit.by.as_ref().ok()).map(|deadline| match deadline.end {
            crate::calendar::End::OfDay(date) => date.at(17, 0, 0, 0),
            crate::calendar::End::At(time) => time,
        });
        let by = ends.min().filter(|by| played.state.now.is_none_or(|now| *by >= now));
        let on = by.map(|by| Instant {
            date: Date { year: by.year(), month: by.month(), day: Some(by.day()) },
            clock: Some((by.hour(), by.minute())),
            span: NOWHERE,
        });
        scenario.lines.push(line(stage, Event::Unresolved, on));
    }
    Some(())
}

/// Up to which line two diaries tell the same: the same rungs on the same days, and the same things done there.
fn parting(beside: &Beside<'_>, diaries: &[Diary; 2]) -> [usize; 2] {
    let key = |side: usize, line: &Line| {
        let rung = line.stage.map(|stage| beside.ladders.rung_of(side, stage));
        let said = line.clause.map(|clause| beside.clause_key(side, clause));
        let day = line.on.map(|on| (on.date(), is_end_of_day(on)));
        // What happens has no clause, and is the same if it is said in the same words.
        let words = if line.clause.is_none() && line.kind == LineKind::Event { line.words.clone() } else { String::new() };
        (line.kind, rung, said, day, words)
    };
    let is_step = |line: &&Line| {
        matches!(line.kind, LineKind::Stage | LineKind::Move | LineKind::End | LineKind::Missed | LineKind::Event) || !line.tells.is_empty()
    };
    let steps = [0, 1].map(|side| {
        let lines = diaries[side].lines.iter().enumerate().filter(|(_, line)| is_step(line));
        lines.map(|(at, line)| (at, key(side, line))).collect::<Vec<_>>()
    });
    let same = steps[0].iter().zip(&steps[1]).take_while(|((_, one), (_, other))| one == other).count();
    [0, 1].map(|side| steps[side].get(same).map_or(diaries[side].lines.len(), |(at, _)| *at))
}
