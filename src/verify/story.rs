//! A path told as a story: what happens stage by stage, and what was never done.

use crate::model::{ClauseId, Force, Hearing, Policy, StageId, in_words};
use crate::graph::{MoveKind, StageGraph, To};

use super::cases::{CaseGraph, End, Step};
use super::facts::Atom;
use super::paths::Path;
use super::report::{Story, StoryLine};

/// The most lines a story has; longer ladders are told in fewer.
const MOST_LINES: usize = 8;

/// Tells a path. `never_done` says what the rule asked for and nobody did.
pub(crate) fn tell(policy: &Policy, graph: &StageGraph, cases: &CaseGraph, path: &Path, never_done: String) -> Story {
    let teller = Teller { policy, graph, cases, path };
    let mut lines = vec![teller.beginning()];
    let mut passed: Vec<(StageId, StoryLine)> = Vec::new();
    for (at, edge) in path.edges.iter().enumerate() {
        let last = at + 1 == path.edges.len();
        let step = cases.edges[*edge].step;
        match (cases.stage_of(cases.edges[*edge].from), step) {
            (Some(stage), _) if last => {
                flush(policy, &mut passed, &mut lines);
                lines.push(teller.ending(stage, *edge));
            }
            (Some(stage), Step::Move(step)) => passed.push((stage, teller.moved(stage, step))),
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
    Story { lines, never_done }
}

/// More than three stages that settle nothing are told in one line.
fn flush(policy: &Policy, passed: &mut Vec<(StageId, StoryLine)>, lines: &mut Vec<StoryLine>) {
    if passed.len() > 3 {
        let (first, last) = (&policy.stage(passed[0].0).label, &policy.stage(passed[passed.len() - 1].0).label);
        let places: Vec<&str> = passed.iter().map(|(_, line)| line.place.as_str()).filter(|place| !place.is_empty()).collect();
        let place = if places.len() <= 5 { places.join("; ") } else { String::new() };
        lines.push(StoryLine { text: format!("Stages {first} to {last} settle nothing; each passes the case on."), place });
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
        StoryLine { text, place: String::new() }
    }

    fn moved(&self, stage: StageId, step: usize) -> StoryLine {
        let step = &self.graph.moves()[step];
        let text = match (step.kind, step.to) {
            (MoveKind::Skip, To::Stage(to)) => format!("{} settles nothing, and all agree to leave stages out and go to {}.", self.stage(stage), self.policy.stage(to).name()),
            (MoveKind::Skip, _) => format!("{} settles nothing, and all agree to leave out what follows.", self.stage(stage)),
            (_, To::Stage(to)) => format!("{} settles nothing; it goes to {}.", self.stage(stage), self.policy.stage(to).name()),
            _ => format!("{} settles nothing; it goes on.", self.stage(stage)),
        };
        StoryLine { text, place: self.place(Some(stage), step.clause) }
    }

    fn at_the_start(&self, step: usize) -> StoryLine {
        let step = &self.graph.moves()[step];
        let text = match step.kind {
            MoveKind::Skip => "All agree to leave out stages from the start.".to_owned(),
            MoveKind::Leave => self.left(step.route),
            _ => "It does not begin at the first stage.".to_owned(),
        };
        StoryLine { text, place: self.place(None, step.clause) }
    }

    fn after_the_ladder(&self, edge: usize) -> StoryLine {
        let text = match self.cases.edges[edge].end {
            Some(End::Untold) => "So the case comes there with nobody told.",
            _ => "The last stage is passed over too, and the case is nowhere.",
        };
        StoryLine { text: text.into(), place: String::new() }
    }

    fn ending(&self, stage: StageId, edge: usize) -> StoryLine {
        let edge = &self.cases.edges[edge];
        let here = self.stage(stage);
        let clause = match edge.step {
            Step::Move(step) => self.graph.moves()[step].clause,
            _ => edge.ignored.first().copied(),
        };
        let text = match self.path.end {
            End::Stuck => format!("{here} settles nothing, and no clause leads on from here."),
            End::Refused => {
                let (holder, _) = holder(self.policy, self.graph, stage);
                format!("{here} settles nothing. {holder} does not agree to go on, and the case stops here.")
            }
            End::LetDrop => match edge.ignored.first() {
                Some(ignored) => format!("{here} settles nothing. It {} go on, but nobody takes it on, and nobody must.", advice_word(self.policy, *ignored)),
                None => format!("{here} settles nothing. Somebody may take it on, and nobody does."),
            },
            End::Passed => format!("{here} settles nothing, and all agree to leave out what follows, the last stage included."),
            End::Left => match edge.step {
                Step::Move(step) => self.left(self.graph.moves()[step].route),
                _ => "The case leaves the ladder.".into(),
            },
            End::Closed => format!("{here} settles nothing, and the case is closed."),
            End::Endless => format!("{here} settles nothing and begins again, and again, without end."),
            End::Arrived => format!("{here} settles nothing."),
            End::Untold => match edge.step {
                Step::Move(step) => match self.graph.moves()[step].to {
                    To::Stage(to) => format!("{here} settles nothing; it goes to {} with nobody told.", self.policy.stage(to).name()),
                    _ => format!("{here} settles nothing; it goes on with nobody told."),
                },
                _ => format!("{here} settles nothing; it goes on with nobody told."),
            },
        };
        let clause = clause.or_else(|| match self.path.end {
            End::Refused => holder(self.policy, self.graph, stage).1,
            _ => None,
        });
        StoryLine { text, place: self.place(Some(stage), clause) }
    }

    fn left(&self, route: Option<crate::model::RouteId>) -> String {
        let Some(route) = route.map(|route| &self.policy.routes[route.0 as usize]) else { return "The case leaves the ladder.".into() };
        let words = in_words(self.policy);
        // A fact about the child has been told at the beginning.
        let why = route.condition.as_ref().filter(|condition| !matches!(condition, crate::model::Condition::Fact(_)));
        let why = why.map(|condition| format!("Suppose {}. ", words.condition(condition))).unwrap_or_default();
        let does = route.clauses.first().map(|clause| words.clause(self.policy.clause(*clause))).unwrap_or_default();
        format!("{why}The case leaves the ladder by the route \"{}\" ({does}), and nothing leads on from there.", route.title)
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

/// Who may refuse to let a case go on from a stage, and the clause that says so.
pub(crate) fn holder(policy: &Policy, graph: &StageGraph, stage: StageId) -> (String, Option<ClauseId>) {
    let words = in_words(policy);
    graph
        .moves_from(crate::graph::From::Stage(stage))
        .iter()
        .filter(|step| step.force != Force::Permitted)
        .find_map(|step| step.holders(policy).first().map(|party| (format!("The {}", crate::model::uncapitalised(&words.party(party))), step.clause)))
        .unwrap_or_else(|| ("Somebody entitled to refuse".into(), None))
}

pub(crate) fn advice_word(policy: &Policy, clause: ClauseId) -> String {
    let strength = &policy.clause(clause).strength;
    match strength.force {
        Force::Advised if !strength.word.is_empty() => strength.word.clone(),
        _ => "is described to".into(),
    }
}

/// The authorities of a ladder, as a phrase: `the BSCP Chair`.
pub(crate) fn authorities(policy: &Policy) -> String {
    let words = in_words(policy);
    let mut names: Vec<String> = policy.stages.iter().filter_map(|stage| if let Hearing::HeardBy(who) = &stage.hearing { Some(format!("the {}", words.parties(who))) } else { None }).collect();
    names.dedup();
    crate::model::listed(names, "or")
}
