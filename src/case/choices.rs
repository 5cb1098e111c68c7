//! What can happen next to a case, in words a person can choose from, and as the line a scenario would have for it.

use crate::graph::{MoveKind, To};
use crate::model::{
    Act, Clause, Condition, Deed, Details, Event as Moment, Force, Happening, Join, Noun, Parties, Party, Place as Where, Source, StageId,
    in_words,
};
use crate::source::{FileId, Span};

use super::diary::{ending_words, per_words};
use super::facts::{Point, condition_for};
use super::player::Player;
use super::setup::{Setup, is_the_raising_agency};
use super::state::{Event, Landing, Outcome, Place, State};

/// Where a line stands that nobody wrote.
pub(super) const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

/// Something that can happen, as a scenario's line has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doing {
    pub(super) what: Happening,
    pub(super) per: Vec<Source>,
}

/// One of several things to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) words: String,
    pub(super) leads: Leads,
}

/// What choosing it comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leads {
    /// This happens.
    Happens(Box<Doing>),
    /// What follows by itself follows.
    GoesOn,
    /// One of these has to be chosen, or several.
    Among(Topic),
}

/// Things of one kind that can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// Something becomes so, or ceases to be.
    Changes,
    /// Something asked for is left undone.
    Undone,
    /// Use is made of what is allowed, or a choice is made.
    Uses,
    /// The case is taken on in another way.
    Ways,
}

impl Topic {
    const ALL: [Topic; 4] = [Topic::Changes, Topic::Undone, Topic::Uses, Topic::Ways];

    fn words(self) -> &'static str {
        match self {
            Topic::Changes => "something about the child or the case changes …",
            Topic::Undone => "something that is asked for is not done …",
            Topic::Uses => "use is made of what is allowed, or a choice is made …",
            Topic::Ways => "the case is taken on in another way, or stages are left out …",
        }
    }

    pub(super) fn question(self) -> &'static str {
        match self {
            Topic::Changes => "What changes?",
            Topic::Undone => "What is not done?",
            Topic::Uses => "What is done?",
            Topic::Ways => "How does it go on?",
        }
    }
}

fn event(words: impl Into<String>, moment: Moment) -> Choice {
    happens(words, Happening::Event(moment), Vec::new())
}

fn happens(words: impl Into<String>, what: Happening, per: Vec<Source>) -> Choice {
    Choice { words: words.into(), leads: Leads::Happens(Box::new(Doing { what, per })) }
}

impl Player<'_> {
    /// What can happen next.
    pub(super) fn choices(&self) -> Vec<Choice> {
        let mut choices = Vec::new();
        if self.state.place == Place::Start {
            choices.extend(
                self.setup
                    .policy
                    .stages
                    .first()
                    .map(|stage| Choice { words: format!("it comes to {}, {}", stage.name(), stage.title), leads: Leads::GoesOn }),
            );
        } else if self.is_waiting() {
            choices.extend(self.goes_on());
        } else {
            choices.push(event("it is settled", Moment::Resolved));
            choices.push(event("it is not settled", Moment::Unresolved));
            choices.push(event("nobody answers", Moment::NoAnswer));
        }
        if let Place::Stage(stage) = self.state.place
            && !self.state.timed_out
            && self.state.outcome != Some(Outcome::Resolved)
            && self.setup.limit(stage).is_some()
        {
            choices.push(event("the stage's time runs out", Moment::OutOfTime));
        }
        choices.extend(self.answers_to_come());
        let topics = Topic::ALL.into_iter().filter(|topic| !self.among(*topic).is_empty());
        choices.extend(topics.map(|topic| Choice { words: topic.words().to_owned(), leads: Leads::Among(topic) }));
        choices.extend(self.routes_to_take());
        if self.state.place != Place::Start {
            choices.push(event("whoever raised it withdraws", Moment::Withdrawn));
        }
        choices
    }

    /// Whether a case that has only been raised need not begin at the first stage.
    pub(super) fn can_begin_elsewhere(&self) -> bool {
        !self.other_ways().is_empty() || !self.routes_to_take().is_empty()
    }

    /// What follows if nobody says anything else.
    fn goes_on(&self) -> Option<Choice> {
        let policy = self.setup.policy;
        let words = match self.setup.usual(&self.state) {
            Event::Takes { step, .. } => {
                let step = &self.setup.moves(&self.state)[step];
                let clause = step.clause.map(|clause| policy.clause(clause));
                format!("it goes on: {}", clause.map_or_else(|| "by a route".to_owned(), |clause| clause_words(&self.setup, clause)))
            }
            Event::TimeOut => "nothing leads on before the stage's time runs out: that is waited for".to_owned(),
            Event::Stops => match self.setup.stop(&self.state) {
                Ok(ending) => format!("it goes no further: {}", ending_words(policy, &ending)),
                Err(_) => return None,
            },
            _ => return None,
        };
        Some(Choice { words, leads: Leads::GoesOn })
    }

    /// Everything of one kind that can happen.
    pub(super) fn among(&self, topic: Topic) -> Vec<Choice> {
        let mut found = match topic {
            Topic::Changes => self.changes(),
            Topic::Undone => self.what_can_be_left(),
            Topic::Uses => self.what_can_be_used(),
            Topic::Ways => self.other_ways(),
        };
        let mut seen = Vec::new();
        found.retain(|choice| {
            let new = !seen.contains(&choice.words);
            seen.push(choice.words.clone());
            new
        });
        found
    }

    fn changes(&self) -> Vec<Choice> {
        let policy = self.setup.policy;
        let mut found = Vec::new();
        for point in self.setup.points() {
            let so = self.state.so.contains(&point);
            match &point {
                Point::Fact(fact) if policy.named(*fact).may_change => {
                    let moment = if so { Moment::Ends(*fact) } else { Moment::Begins(*fact) };
                    found.push(event(point.turned(policy, !so), moment));
                }
                Point::Words(words) if !so && !self.setup.waits_for(words) => {
                    found.push(event(point.turned(policy, true), Moment::Words(words.clone())));
                }
                _ => {}
            }
        }
        if matches!(self.state.place, Place::Stage(_)) {
            found.extend(self.setup.moments().into_iter().map(|moment| {
                let words = match &moment {
                    Moment::Words(words) => words.clone(),
                    _ => "the time limit is extended".to_owned(),
                };
                event(words, moment)
            }));
        }
        found
    }

    /// Those whose agreement something here hangs on: everybody agrees until they say no.
    fn answers_to_come(&self) -> Vec<Choice> {
        let mut found: Vec<Choice> = Vec::new();
        for party in self.setup.asked(&self.state) {
            let who = in_words(self.setup.policy).party(party);
            let agrees = self.state.refused.contains(&who);
            let words = if agrees { format!("{who} agrees after all") } else { format!("{who} says no") };
            if !is_the_raising_agency(party) && found.iter().all(|choice| choice.words != words) {
                found.push(happens(words, Happening::Answers { who: alone(party.clone()), agrees }, Vec::new()));
            }
        }
        found
    }

    /// Duties that have fallen due and count as done, and ways on that are open now.
    fn what_can_be_left(&self) -> Vec<Choice> {
        let policy = self.setup.policy;
        let due = self.state.due.iter().filter(|due| due.done).map(|due| due.clause);
        let moves =
            self.setup.moves(&self.state).iter().filter(|step| self.setup.is_open_move(&self.state, step)).filter_map(|step| step.clause);
        let asked = due.chain(moves).filter(|clause| self.setup.is_asked_for(*clause) && !self.state.undone.contains(clause));
        asked
            .map(|id| {
                let clause = policy.clause(id);
                let deed = match &clause.deed.act {
                    Act::Choice { options, .. } => bare(&options[0]),
                    _ => bare(&clause.deed),
                };
                happens(clause_words(&self.setup, clause), Happening::Leaves { who: actor(clause), deed }, clause.sources.clone())
            })
            .collect()
    }

    /// What is only allowed, and choices to be made.
    fn what_can_be_used(&self) -> Vec<Choice> {
        let policy = self.setup.policy;
        let words = in_words(policy);
        let mut found = Vec::new();
        for due in &self.state.due {
            let clause = policy.clause(due.clause);
            let who = actor(clause);
            let what = |deed: &Deed| format!("{}: {}{}", words.parties(&who), words.deed(deed), per_words(clause));
            let does = |deed: &Deed| Happening::Does { who: who.clone(), deed: bare(deed) };
            match &clause.deed.act {
                Act::Choice { options, .. } => {
                    let options = options.iter().filter(|option| !crate::graph::is_move(&option.act));
                    found.extend(options.map(|option| happens(what(option), does(option), clause.sources.clone())));
                }
                _ if clause.strength.force == Force::Permitted && !due.done => {
                    found.push(happens(what(&clause.deed), does(&clause.deed), clause.sources.clone()));
                }
                _ => {}
            }
        }
        found
    }

    /// Every way on that is open, or would be if the stage were not settled, but for the one that follows by itself.
    fn other_ways(&self) -> Vec<Choice> {
        let unsettled = match (&self.state.place, self.is_waiting()) {
            (Place::Stage(_), false) => self.setup.step(&self.state, &Event::Comes(Outcome::Unresolved), None).ok().map(|(state, _)| state),
            (Place::Over(_), _) => None,
            _ => Some(self.state.clone()),
        };
        let Some(state) = unsettled else { return Vec::new() };
        let usual = match self.setup.usual(&state) {
            Event::Takes { step, .. } => Some(step),
            _ => None,
        };
        let open = self.setup.open_moves(&state).into_iter().filter(|step| Some(*step) != usual);
        open.flat_map(|step| self.ways_of(&state, step)).collect()
    }

    fn ways_of(&self, state: &State, step: usize) -> Vec<Choice> {
        let setup = &self.setup;
        let policy = setup.policy;
        let found = &setup.moves(state)[step];
        let Some(clause) = found.clause.map(|clause| policy.clause(clause)) else { return Vec::new() };
        let first = if let Place::Stage(stage) = state.place { stage.index() + 1 } else { 0 };
        let later = || (first..policy.stages.len()).map(|at| StageId(at as u32));
        let leads = |landing: Option<Landing>| setup.goal(state, found, landing).is_ok();
        let does = |act: Act| Happening::Does { who: actor(clause), deed: Deed { act, ..bare(&clause.deed) } };
        let skips = |to: Option<StageId>| {
            let words = match to {
                Some(stage) => format!("stages are left out: on to {}, {}", policy.stage(stage).name(), policy.stage(stage).title),
                None => "every stage that is left is left out".to_owned(),
            };
            happens(words, Happening::SkipsTo { who: actor(clause), to }, Vec::new())
        };
        match (found.to, found.kind) {
            (To::Stage(stage), MoveKind::Skip) if leads(None) => vec![skips(Some(stage))],
            (To::PastLast, _) if leads(None) => vec![skips(None)],
            (To::Past, _) => {
                let stages = later().filter(|stage| leads(Some(Landing::Stage(*stage)))).map(|stage| skips(Some(stage)));
                stages.chain(leads(Some(Landing::PastTheLast)).then(|| skips(None))).collect()
            }
            (To::AnyLater, _) => later()
                .filter(|stage| leads(Some(Landing::Stage(*stage))))
                .map(|stage| {
                    let words = format!("{}, to {}", clause_words(setup, clause), policy.stage(stage).name());
                    happens(words, does(Act::Escalate(Where::Stages(vec![stage]))), clause.sources.clone())
                })
                .collect(),
            (To::Stage(_) | To::Out, _) if leads(None) => {
                let acts = match &clause.deed.act {
                    Act::Choice { options, .. } => options.iter().map(|option| &option.act).collect(),
                    act => vec![act],
                };
                let fits = |act: &&&Act| {
                    matches!(
                        (found.kind, **act),
                        (MoveKind::Escalate, Act::Escalate(_))
                            | (MoveKind::Withdraw, Act::Withdraw)
                            | (MoveKind::Close, Act::Close(_))
                            | (MoveKind::RepeatTimes(_) | MoveKind::RepeatUntil { .. } | MoveKind::RepeatUntilOutOfTime, Act::Repeat(_))
                    )
                };
                let Some(act) = acts.iter().find(fits) else { return Vec::new() };
                let act = match (act, found.to) {
                    (Act::Escalate(_), To::Stage(stage)) => Act::Escalate(Where::Stages(vec![stage])),
                    (act, _) => (*act).clone(),
                };
                vec![happens(clause_words(setup, clause), does(act), clause.sources.clone())]
            }
            _ => Vec::new(),
        }
    }

    /// Routes that can be taken: those that lead out of the ladder, and those that have not opened by themselves.
    fn routes_to_take(&self) -> Vec<Choice> {
        let routes = (0..self.setup.policy.routes.len()).map(|at| crate::model::RouteId(at as u32));
        routes
            .filter(|route| self.setup.is_open(&self.state, *route))
            .filter(|route| self.setup.leaves_the_ladder(*route) || !self.state.routes.contains(route))
            .map(|route| {
                let title = &self.setup.policy.routes[route.0 as usize].title;
                let words = if self.setup.leaves_the_ladder(route) {
                    format!("the case leaves the ladder by \"{title}\"")
                } else {
                    format!("\"{title}\" is taken as well")
                };
                happens(words, Happening::Takes(route), Vec::new())
            })
            .collect()
    }
}

/// What a person can say is so at the start: in words, and as a scenario gives it.
pub(super) fn what_can_be_given(setup: &Setup<'_>) -> Vec<(String, Condition)> {
    let points = setup.points().into_iter();
    points.filter_map(|point| Some((point.words(setup.policy), condition_for(setup.policy, &setup.disputants, &point)?))).collect()
}

/// What a clause asks for and where it comes from.
fn clause_words(setup: &Setup<'_>, clause: &Clause) -> String {
    format!("{}{}", in_words(setup.policy).asks(clause), per_words(clause))
}

/// Whom a line says it of: whoever the clause names, else anybody.
fn actor(clause: &Clause) -> Parties {
    clause
        .actor
        .clone()
        .unwrap_or_else(|| alone(Party { which: Vec::new(), side: None, noun: Noun::They, of: None, plural: false, span: NOWHERE }))
}

fn alone(party: Party) -> Parties {
    Parties { join: Join::And, parties: vec![party], span: NOWHERE }
}

/// A deed without how and by when.
fn bare(deed: &Deed) -> Deed {
    Deed { attempt: deed.attempt, act: deed.act.clone(), details: Details::default(), sources: Vec::new(), span: NOWHERE }
}
