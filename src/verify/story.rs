//! A path told as a story: what happens stage by stage, and what was never done.

use crate::case::day_words;
use crate::graph::{MoveKind, StageGraph, To, Trigger};
use crate::model::{ClauseId, Expectation, Force, Hearing, Policy, StageId, capitalised, in_sentences, in_words};

use super::cases::{CaseGraph, End, Step};
use super::facts::Atom;
use super::paths::Path;
use super::report::{Story, StoryLine};
use super::witness::witness;

/// The most lines a story has; longer ladders are told in fewer.
const MOST_LINES: usize = 8;

/// Tells a path. `never_done` says what the rule asked for and nobody did, `expected` what a case played so has to come to.
pub(crate) fn tell(
    policy: &Policy,
    graph: &StageGraph,
    cases: &CaseGraph,
    path: &Path,
    never_done: String,
    expected: Vec<(bool, Expectation)>,
) -> Story {
    let witness = witness(policy, graph, cases, path, expected);
    let mut dates = witness.iter().flat_map(|witness| &witness.came).map(|(_, came)| came.map(day_words).unwrap_or_default());
    let teller = Teller { policy, graph, cases, path };
    let mut lines = vec![teller.beginning()];
    if let Some(raised) = witness.as_ref().and_then(|witness| witness.scenario.starts) {
        lines[0].on = day_words(crate::case::moment(raised));
    }
    let mut passed: Vec<(StageId, StoryLine)> = Vec::new();
    for (at, edge) in path.edges.iter().enumerate() {
        let last = at + 1 == path.edges.len();
        let step = cases.edges[*edge].step;
        let stage = cases.stage_of(cases.edges[*edge].from);
        let on = if stage.is_some() { dates.next().unwrap_or_default() } else { String::new() };
        match (stage, step) {
            (Some(stage), _) if last => {
                flush(policy, &mut passed, &mut lines);
                lines.push(StoryLine { on, ..teller.ending(stage, *edge) });
            }
            (Some(stage), Step::Move(step)) => passed.push((stage, StoryLine { on, ..teller.moved(stage, step) })),
            (None, Step::Move(step)) => {
                flush(policy, &mut passed, &mut lines);
                lines.push(teller.at_the_start(step));
            }
            (None, _) if last => {
                flush(policy, &mut passed, &mut lines);
                lines.push(teller.after_the_ladder(*edge));
            }
            _ => {}
        }
    }
    lines.truncate(MOST_LINES);
    Story { lines, never_done, scenario: witness.map(|witness| Box::new(witness.scenario)) }
}

/// More than three stages that settle nothing are told in one line.
fn flush(policy: &Policy, passed: &mut Vec<(StageId, StoryLine)>, lines: &mut Vec<StoryLine>) {
    if passed.len() > 3 {
        let (first, last) = (&policy.stage(passed[0].0).label, &policy.stage(passed[passed.len() - 1].0).label);
        let places: Vec<&str> = passed.iter().map(|(_, line)| line.place.as_str()).filter(|place| !place.is_empty()).collect();
        let place = if places.len() <= 5 { places.join("; ") } else { String::new() };
        let on = passed[0].1.on.clone();
        lines.push(StoryLine { on, text: format!("Stages {first} to {last} settle nothing; each passes the case on."), place });
        passed.clear();
    }
    lines.extend(passed.drain(..).map(|(_, line)| line));
}

struct Teller<'t> {
    policy: &'t Policy,
    graph: &'t StageGraph,
    cases: &'t CaseGraph,
    path: &'t Path,
}

impl Teller<'_> {
    fn beginning(&self) -> StoryLine {
        let mut text = "Two agencies disagree about a child.".to_owned();
        for atom in &self.path.so {
            let said = match self.cases.atoms.get(*atom) {
                Atom::Fact(fact) => format!(" The child is {}.", crate::model::uncapitalised(&in_words(self.policy).title(*fact))),
                Atom::RaiserIs(agency) => format!(" {} raises it.", in_words(self.policy).title(*agency)),
                Atom::ReceiverIs(agency) => format!(" It is raised with {}.", in_words(self.policy).title(*agency)),
                Atom::Belongs(_) | Atom::Agrees(_) | Atom::Words(_) => continue,
            };
            text.push_str(&said);
        }
        StoryLine::new(text, "")
    }

    fn moved(&self, stage: StageId, step: usize) -> StoryLine {
        let step = &self.graph.moves()[step];
        let how = outcome(step);
        let text = match (step.kind, step.to) {
            (MoveKind::Skip, To::Stage(to)) => {
                format!("{} {how}; stages are left out and it goes to {}.", self.stage(stage), self.policy.stage(to).name())
            }
            (MoveKind::Skip, _) => format!("{} {how}; what follows is left out.", self.stage(stage)),
            (_, To::Stage(to)) => format!("{} {how}; it goes to {}.", self.stage(stage), self.policy.stage(to).name()),
            _ => format!("{} {how}; it goes on.", self.stage(stage)),
        };
        StoryLine::new(text, self.place(Some(stage), step.clause))
    }

    fn at_the_start(&self, step: usize) -> StoryLine {
        let step = &self.graph.moves()[step];
        let text = match step.kind {
            MoveKind::Skip => "Stages are left out from the start.".to_owned(),
            MoveKind::Leave => self.left(step.route),
            _ => {
                let route = step
                    .route
                    .map(|route| format!("By the route \"{}\" it", self.policy.routes[route.0 as usize].title))
                    .unwrap_or_else(|| "It".into());
                let to = if let To::Stage(to) = step.to { self.policy.stage(to).name() } else { "a later stage".into() };
                format!("{route} begins at {to}.")
            }
        };
        StoryLine::new(text, self.place(None, step.clause))
    }

    fn after_the_ladder(&self, edge: usize) -> StoryLine {
        let text = match self.cases.edges[edge].end {
            Some(End::Untold) => format!("So the case comes to {} with nobody told.", self.landed(edge)),
            _ => "The last stage is left out too, and the case is nowhere.".into(),
        };
        StoryLine::new(text, "")
    }

    fn ending(&self, stage: StageId, edge: usize) -> StoryLine {
        let edge = &self.cases.edges[edge];
        let here = self.stage(stage);
        let clause = match edge.step {
            Step::Move(step) => self.graph.moves()[step].clause,
            _ => edge.ignored.first().copied(),
        };
        let text = match self.path.end {
            End::Stuck => format!("{here} settles nothing, and no clause leads on from here{}.", self.why_stuck(edge)),
            End::Refused => {
                format!("{here} settles nothing. {}, and the case stops here.", refusal(self.policy, self.graph, stage))
            }
            End::LetDrop => match edge.ignored.first() {
                Some(ignored) => format!(
                    "{here} settles nothing. It {} go on, but nobody takes it on, and nobody has to.",
                    advice_word(self.policy, *ignored)
                ),
                None if edge.facts != super::formula::Formula::True => {
                    format!("{here} settles nothing. What leads on does not apply to this case, and nobody has to take it on otherwise.")
                }
                None => format!("{here} settles nothing. Somebody may take it on, and nobody does."),
            },
            End::Passed => format!("{here} settles nothing, and what follows is left out, the last stage included."),
            End::Left => match edge.step {
                Step::Move(step) => self.left(self.graph.moves()[step].route),
                _ => "The case leaves the ladder.".into(),
            },
            End::Closed => format!("{here} settles nothing, and the case is closed."),
            End::Endless => match edge.step {
                Step::Move(step) => match self.graph.moves()[step].to {
                    To::Stage(to) if to != stage => {
                        format!("{here} settles nothing; it goes back to {}, and so on without end.", self.policy.stage(to).name())
                    }
                    _ => format!("{here} settles nothing and begins again, and again, without end."),
                },
                _ => format!("{here} settles nothing and begins again, and again, without end."),
            },
            End::Arrived => format!("{here} settles nothing."),
            End::Undone => format!("{here} comes to its end."),
            End::Unanswered => format!("Nobody answers at {}, and the case stays where it is.", crate::model::uncapitalised(&here)),
            End::Untold => match edge.step {
                Step::Move(step) => match self.graph.moves()[step].to {
                    To::Stage(to) => format!(
                        "{here} {}; it goes to {} with nobody told.",
                        outcome(&self.graph.moves()[step]),
                        self.policy.stage(to).name()
                    ),
                    _ => format!("{here} settles nothing; it goes on with nobody told."),
                },
                _ => format!("{here} settles nothing; it goes on with nobody told."),
            },
        };
        let clause = clause.or_else(|| match self.path.end {
            End::Refused => holder(self.policy, self.graph, stage).1,
            _ => None,
        });
        StoryLine::new(text, self.place(Some(stage), clause))
    }

    fn left(&self, route: Option<crate::model::RouteId>) -> String {
        let Some(route) = route.map(|route| &self.policy.routes[route.0 as usize]) else { return "The case leaves the ladder.".into() };
        let words = in_words(self.policy);
        // Facts about the child have been told at the beginning.
        let parts = match &route.condition {
            Some(crate::model::Condition::All(parts)) => parts.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        let untold = parts.iter().filter(|part| !matches!(part, crate::model::Condition::Fact(_)));
        let why = crate::model::listed(untold.map(|part| words.condition(part)).collect(), "and");
        let why = if why.is_empty() { why } else { format!("Suppose {why}. ") };
        let does = route.clauses.first().map(|clause| words.clause(self.policy.clause(*clause))).unwrap_or_default();
        format!("{why}The case leaves the ladder by the route \"{}\" ({does}), and nothing leads on from there.", route.title)
    }

    /// The stage a by-pass comes down at.
    fn landed(&self, edge: usize) -> String {
        let from = self.cases.edges[edge].from;
        self.cases.lane_of(from).map_or_else(|| "that stage".into(), |stage| self.policy.stage(stage).name())
    }

    /// What is not so, where a way on would need it: `: the child is no longer looked after`.
    fn why_stuck(&self, edge: &super::cases::Edge) -> String {
        let words = in_words(self.policy);
        let mut atoms = std::collections::BTreeSet::new();
        edge.facts.atoms(&mut atoms);
        let missing: Vec<String> = atoms
            .into_iter()
            .filter_map(|atom| match self.cases.atoms.get(atom) {
                Atom::Fact(fact) if edge.facts.given(atom, true) == super::formula::Formula::False => {
                    let title = crate::model::uncapitalised(&words.title(*fact));
                    let longer = if self.path.so.contains(&atom) && !self.cases.atoms.is_fixed(atom) { "no longer" } else { "not" };
                    Some(format!("the child is {longer} {title}"))
                }
                _ => None,
            })
            .collect();
        if missing.is_empty() { String::new() } else { format!(": {}", crate::model::listed(missing, "and")) }
    }

    fn stage(&self, stage: StageId) -> String {
        let found = self.policy.stage(stage);
        format!("Stage {} ({})", found.label, found.title)
    }

    fn place(&self, stage: Option<StageId>, clause: Option<ClauseId>) -> String {
        let per = clause.map(|clause| self.policy.clause(clause).per()).unwrap_or_default();
        match stage {
            Some(stage) if per.is_empty() => self.policy.stage(stage).name(),
            Some(stage) => format!("{}, {per}", self.policy.stage(stage).name()),
            None => per,
        }
    }
}

/// How a stage ends without settling anything.
fn outcome(step: &crate::graph::Move) -> &'static str {
    match step.trigger {
        Trigger::OutOfTime => "runs out of time",
        Trigger::NoAnswer => "gets no answer",
        _ => "settles nothing",
    }
}

/// Who refuses, as a sentence: `The line manager does not agree to go on`.
pub(crate) fn refusal(policy: &Policy, graph: &StageGraph, stage: StageId) -> String {
    let (who, _) = holder(policy, graph, stage);
    let said = if who.starts_with("both ") {
        format!("{who} are asked, and one does not agree")
    } else {
        format!("{} does not agree to go on", who.replacen("every ", "one ", 1).replacen("any ", "a ", 1))
    };
    capitalised(&said)
}

/// Who may refuse to let a case go on from a stage, and the clause that says so.
pub(crate) fn holder(policy: &Policy, graph: &StageGraph, stage: StageId) -> (String, Option<ClauseId>) {
    let words = in_sentences(policy);
    graph
        .moves_from(crate::graph::From::Stage(stage))
        .iter()
        .filter(|step| step.force != Force::Permitted)
        .find_map(|step| step.holders(policy).first().map(|party| (words.party(party), step.clause)))
        .unwrap_or_else(|| ("somebody entitled to refuse".into(), None))
}

pub(crate) fn advice_word(policy: &Policy, clause: ClauseId) -> String {
    let strength = &policy.clause(clause).strength;
    match strength.force {
        Force::Advised if strength.normally => "would normally".into(),
        Force::Advised if !strength.word.is_empty() => strength.word.clone(),
        _ => "is described to".into(),
    }
}

/// The authorities of a ladder, as a phrase: `the BSCP Chair`.
pub(crate) fn authorities(policy: &Policy) -> String {
    let words = in_sentences(policy);
    let heard =
        policy.stages.iter().filter_map(|stage| if let Hearing::HeardBy(who) = &stage.hearing { Some(words.parties(who)) } else { None });
    let mut names: Vec<String> = heard.collect();
    names.dedup();
    crate::model::listed(names, "or")
}
