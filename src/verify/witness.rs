//! A path as a scenario: played by the interpreter before it is shown, and dated by what was played.
//!
//! What the interpreter does not confirm is not saved and not dated.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;

use crate::calendar::End as Ends;
use crate::case::{Basis, Place as At, Played};
use crate::graph::{From, MoveKind, StageGraph, To, Trigger};
use crate::model::{
    Act, Bound, ClauseId, Condition, Date, DayKind, Deed, Details, Dispute, EndingKind, Event, Expectation, Happening, Instant, Join,
    Length, NameId, NameKind, Noun, Parties, Party, Place, Policy, Reading, Says, Scenario, ScenarioLine, Source, StageId, Timing, Unit,
    in_words,
};
use crate::source::{FileId, Span};

use super::cases::{BAD, CaseGraph, Edge, End, START, Step};
use super::facts::Atom;
use super::formula::Formula;
use super::paths::Path;

/// A case that shows a finding, as it was played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// The case.
    pub scenario: Scenario,
    /// When each stage of the path was come to, where that has a date.
    pub came: Vec<(StageId, Option<DateTime>)>,
}

/// Longer paths are told, and not played.
const MOST_EDGES: usize = 40;

/// When a made-up case is raised, unless something asks for another day: a Monday morning.
pub(super) const STARTS: Date = Date { year: 2026, month: 1, day: Some(5) };

const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

/// The scenario of a path, once the interpreter has confirmed it: everything on it can happen, and what is expected comes.
pub(super) fn witness(
    policy: &Policy,
    graph: &StageGraph,
    cases: &CaseGraph,
    path: &Path,
    expected: Vec<(bool, Expectation)>,
) -> Option<Witness> {
    if path.edges.len() > MOST_EDGES {
        return None;
    }
    let edges: Vec<&Edge> = path.edges.iter().map(|edge| &cases.edges[*edge]).collect();
    let chosen = Chosen::new(policy, cases, &edges)?;
    let mut writer = Writer {
        policy,
        graph,
        cases,
        basis: Basis::new(policy, graph),
        scenario: chosen.opening(policy, cases)?,
        came: Vec::new(),
        dated: true,
    };
    writer.edges(&edges, &chosen, path.end)?;
    if matches!(path.end, End::Stuck | End::Refused | End::LetDrop) {
        // How it comes that nothing leads on: what is only allowed, and not so, is no way on either.
        let played = writer.basis.play(&writer.scenario).filter(Played::passes)?;
        let At::Over(ending) = &played.state.place else { return None };
        if ending.is_good() {
            return None;
        }
        writer.expect(vec![(false, Expectation::Ends(Some(ending.kind())))]);
    }
    writer.expect(expected);
    let played = writer.basis.play(&writer.scenario)?;
    played.passes().then_some(Witness { scenario: writer.scenario, came: writer.came })
}

/// What the world chooses: who disputes, what is so for the whole case, and what is so at each edge.
struct Chosen {
    raising: NameId,
    receiving: NameId,
    fixed: BTreeMap<u32, bool>,
    /// For each edge, what can change.
    at: Vec<BTreeMap<u32, bool>>,
}

impl Chosen {
    /// The first agencies in the order of the file between whom the path can run, and the fewest things that have to be so.
    fn new(policy: &Policy, cases: &CaseGraph, edges: &[&Edge]) -> Option<Chosen> {
        const MOST_PAIRS: usize = 64;
        let agencies: Vec<NameId> =
            policy.names().filter(|(_, named)| named.kind == NameKind::Agency && named.until.is_none()).map(|(id, _)| id).collect();
        let pairs = agencies.iter().flat_map(|receiving| agencies.iter().map(move |raising| (*raising, *receiving)));
        pairs.filter(|(raising, receiving)| raising != receiving).take(MOST_PAIRS).find_map(|(raising, receiving)| {
            let known = |atom: u32| match cases.atoms.get(atom) {
                Atom::RaiserIs(agency) => Some(*agency == raising),
                Atom::ReceiverIs(agency) => Some(*agency == receiving),
                _ => None,
            };
            let total = cases.atoms.len() as u32;
            // What can change is an atom of its own at each edge.
            let parts = edges.iter().enumerate().map(|(at, edge)| {
                let mut atoms = BTreeSet::new();
                edge.facts.atoms(&mut atoms);
                let facts = atoms
                    .iter()
                    .fold(edge.facts.clone(), |facts, atom| known(*atom).map_or(facts.clone(), |value| facts.given(*atom, value)));
                facts.renamed(&mut |atom| if cases.atoms.is_fixed(atom) { atom } else { total * (at as u32 + 1) + atom })
            });
            let solved = Formula::and(parts.collect::<Vec<_>>()).solve()??;
            let mut chosen = Chosen { raising, receiving, fixed: BTreeMap::new(), at: vec![BTreeMap::new(); edges.len()] };
            for (atom, value) in solved {
                match (atom / total.max(1)) as usize {
                    0 => chosen.fixed.insert(atom, value),
                    at => chosen.at[at - 1].insert(atom % total, value),
                };
            }
            Some(chosen)
        })
    }

    /// Who disputes, what is so from the start, and when.
    fn opening(&self, policy: &Policy, cases: &CaseGraph) -> Option<Scenario> {
        let mut given = Vec::new();
        let first = self.at.iter().enumerate().fold(BTreeMap::new(), |mut first: BTreeMap<u32, bool>, (at, here)| {
            // Nothing can change before the first stage has been come to.
            if at < 2 {
                here.iter().for_each(|(atom, value)| {
                    first.entry(*atom).or_insert(*value);
                });
            }
            first
        });
        for (atom, value) in self.fixed.iter().chain(&first) {
            match cases.atoms.get(*atom) {
                Atom::Fact(fact) if *value => given.push((Condition::Fact(*fact), NOWHERE)),
                Atom::Words(words) if *value => given.push((Condition::Words(words.clone()), NOWHERE)),
                Atom::Belongs(words) => {
                    let condition = condition_in_words(policy, words)?;
                    given.push((if *value { condition } else { Condition::Not(Box::new(condition)) }, NOWHERE));
                }
                _ => {}
            }
        }
        let readings = assumed_days(policy);
        Some(Scenario {
            title: String::new(),
            span: NOWHERE,
            dispute: Some(Dispute { raising: self.raising, against: vec![self.receiving], span: NOWHERE }),
            given,
            readings,
            starts: Some(Instant { date: STARTS, clock: Some((10, 0)), span: NOWHERE }),
            lines: Vec::new(),
        })
    }
}

struct Writer<'w> {
    policy: &'w Policy,
    graph: &'w StageGraph,
    cases: &'w CaseGraph,
    basis: Basis<'w>,
    scenario: Scenario,
    came: Vec<(StageId, Option<DateTime>)>,
    /// Every stage so far had a limit with a date.
    dated: bool,
}

impl Writer<'_> {
    fn edges(&mut self, edges: &[&Edge], chosen: &Chosen, end: End) -> Option<()> {
        let mut at = 0;
        while at < edges.len() {
            let edge = edges[at];
            let stage = self.cases.stage_of(edge.from);
            // A by-pass is told by where it comes down: its further edges belong to it.
            let mut last = at;
            while last + 1 < edges.len() && self.cases.lane_of(edges[last + 1].from).is_some() {
                last += 1;
            }
            let so =
                edges[at..=last].iter().enumerate().flat_map(|(more, _)| chosen.at[at + more].iter().map(|(atom, value)| (*atom, *value)));
            let so: BTreeMap<u32, bool> = so.collect();
            let ignored: BTreeSet<ClauseId> = edges[at..=last].iter().flat_map(|edge| edge.ignored.iter().copied()).collect();
            if edge.from != START || edge.step != Step::Begin {
                self.visit(stage, &so, &ignored, edge, edges[last], end)?;
            } else if !ignored.is_empty() {
                ignored.iter().for_each(|clause| self.leaves(None, *clause));
            }
            at = last + 1;
        }
        Some(())
    }

    /// What happens at one stage, until the case leaves it.
    fn visit(
        &mut self,
        stage: Option<StageId>,
        so: &BTreeMap<u32, bool>,
        ignored: &BTreeSet<ClauseId>,
        edge: &Edge,
        last: &Edge,
        end: End,
    ) -> Option<()> {
        let over_by = self.over_by(stage)?;
        self.turns(stage, so)?;
        for (atom, agrees) in so {
            if let Atom::Agrees(words) = self.cases.atoms.get(*atom)
                && !agrees
            {
                let who = alone(party_in_words(self.policy, words)?);
                self.line(stage, Happening::Answers { who, agrees: false }, None, Vec::new());
            }
        }
        ignored.iter().for_each(|clause| self.leaves(stage, *clause));
        match edge.step {
            Step::Move(step) => {
                let step = &self.graph.moves()[step];
                if let Some(stage) = stage {
                    self.outcome(stage, step, over_by)?;
                }
                self.moves(stage, step, last)
            }
            Step::End(_) => {
                let stage = stage?;
                let outcome = match end {
                    End::Unanswered => Event::NoAnswer,
                    End::Undone => return Some(()),
                    _ => Event::Unresolved,
                };
                self.line(Some(stage), Happening::Event(outcome), over_by, Vec::new());
                Some(())
            }
            _ => None,
        }
    }

    /// Plays what there is so far, to see when this stage was come to and when it has to be over.
    #[expect(clippy::option_option, reason = "outer: whether the case is there; inner: whether there is a date")]
    fn over_by(&mut self, stage: Option<StageId>) -> Option<Option<Instant>> {
        let Some(stage) = stage else { return Some(None) };
        self.expect(vec![(false, Expectation::At(Some(stage)))]);
        let played = self.basis.play(&self.scenario);
        self.scenario.lines.pop();
        let played = played.filter(Played::passes)?;
        if played.state.place != At::Stage(stage) {
            return None;
        }
        self.came.push((stage, played.state.came.filter(|_| self.dated)));
        let by = |limit: &crate::case::Dated| {
            limit.by.as_ref().ok().map(|deadline| match deadline.end {
                Ends::OfDay(date) => date.at(17, 0, 0, 0),
                Ends::At(time) => time,
            })
        };
        let by = played.state.limits.iter().filter_map(by).min().filter(|_| self.dated);
        let by = by.filter(|by| played.state.now.is_none_or(|now| *by >= now));
        self.dated &= by.is_some();
        Some(by.map(instant))
    }

    /// What becomes so at a stage, and ceases to be.
    fn turns(&mut self, stage: Option<StageId>, so: &BTreeMap<u32, bool>) -> Option<()> {
        let before = self.so_now();
        for (atom, value) in so {
            let what = match self.cases.atoms.get(*atom) {
                Atom::Fact(fact) if before.contains(&Condition::Fact(*fact)) != *value => {
                    if *value {
                        Event::Begins(*fact)
                    } else {
                        Event::Ends(*fact)
                    }
                }
                Atom::Words(words) if before.contains(&Condition::Words(words.clone())) != *value => {
                    // The document's own words come true; nothing says that they cease to be.
                    if !value {
                        return None;
                    }
                    Event::Words(words.clone())
                }
                _ => continue,
            };
            self.line(stage, Happening::Event(what), None, Vec::new());
        }
        Some(())
    }

    /// What is so after the lines there are.
    fn so_now(&self) -> Vec<Condition> {
        let mut so: Vec<Condition> = self.scenario.given.iter().map(|(condition, _)| condition.clone()).collect();
        for line in &self.scenario.lines {
            let Says::Happens { what: Happening::Event(event), .. } = &line.says else { continue };
            match event {
                Event::Begins(fact) => so.push(Condition::Fact(*fact)),
                Event::Ends(fact) => so.retain(|condition| *condition != Condition::Fact(*fact)),
                Event::Words(words) => so.push(Condition::Words(words.clone())),
                _ => {}
            }
        }
        so
    }

    fn outcome(&mut self, stage: StageId, step: &crate::graph::Move, over_by: Option<Instant>) -> Option<()> {
        let event = match step.trigger {
            Trigger::Unresolved => Event::Unresolved,
            Trigger::NoAnswer => Event::NoAnswer,
            Trigger::OutOfTime => Event::OutOfTime,
            Trigger::Resolved => Event::Resolved,
            Trigger::Other => {
                let when = self.policy.clause(step.clause?).when.as_ref()?;
                let known = [Event::NoAnswer, Event::OutOfTime, Event::Resolved, Event::Unresolved];
                when.events.iter().find(|event| !known.contains(event))?.clone()
            }
        };
        self.line(Some(stage), Happening::Event(event), over_by, Vec::new());
        Some(())
    }

    fn moves(&mut self, stage: Option<StageId>, step: &crate::graph::Move, last: &Edge) -> Option<()> {
        let landing = match step.to {
            To::Stage(to) => Some(to),
            _ if last.to != BAD => self.cases.stage_of(last.to),
            // Come down, or gone past the last, on the way to the bad end.
            _ if last.end == Some(End::Passed) => None,
            _ => self.cases.lane_of(last.from).or_else(|| self.first_at_the_mark(stage)),
        };
        let happening = match (step.kind, step.clause) {
            (MoveKind::Leave, _) => Happening::Takes(step.route?),
            (MoveKind::Skip, Some(clause)) => Happening::SkipsTo { who: actor(self.policy, clause), to: landing },
            (_, Some(clause)) => {
                let act = own_move(&self.policy.clause(clause).deed, step.kind)?;
                let act = match (act, landing) {
                    (Act::Escalate(_), Some(to)) => Act::Escalate(Place::Stages(vec![to])),
                    (act, _) => act.clone(),
                };
                Happening::Does { who: actor(self.policy, clause), deed: bare(act) }
            }
            _ => return None,
        };
        let per = match (&happening, step.clause) {
            (Happening::Does { .. }, Some(clause)) => self.policy.clause(clause).sources.clone(),
            _ => Vec::new(),
        };
        if step.from == From::Start
            && step.kind != MoveKind::Skip
            && step.kind != MoveKind::Leave
            && let Some(route) = step.route
        {
            self.line(None, Happening::Takes(route), None, Vec::new());
        }
        self.line(stage, happening, None, per);
        Some(())
    }

    /// Where a by-pass that may land anywhere lands, if it is the mark it must not come to: the first of the last stages.
    fn first_at_the_mark(&self, from: Option<StageId>) -> Option<StageId> {
        let authority = self.policy.stages().find(|(id, stage)| stage.is_authority() && from.is_none_or(|from| *id > from));
        authority.map(|(id, _)| id)
    }

    fn leaves(&mut self, stage: Option<StageId>, id: ClauseId) {
        let clause = self.policy.clause(id);
        let act = match &clause.deed.act {
            Act::Choice { options, .. } => options[0].act.clone(),
            act => act.clone(),
        };
        let deed = Deed { attempt: clause.deed.attempt, ..bare(act) };
        self.line(stage, Happening::Leaves { who: actor(self.policy, id), deed }, None, clause.sources.clone());
    }

    fn line(&mut self, at: Option<StageId>, what: Happening, on: Option<Instant>, per: Vec<Source>) {
        self.scenario.lines.push(ScenarioLine { says: Says::Happens { at, what, on, per }, span: NOWHERE });
    }

    fn expect(&mut self, expected: Vec<(bool, Expectation)>) {
        let line = |(not, what)| ScenarioLine { says: Says::Expects { not, what }, span: NOWHERE };
        self.scenario.lines.extend(expected.into_iter().map(line));
    }
}

/// What is expected of a case that ends so; nothing where the end is not the case's own, or has to be played to be known.
pub(super) fn ends(end: End) -> Vec<(bool, Expectation)> {
    let kind = match end {
        End::Passed => EndingKind::Unheard,
        End::Left => EndingKind::Outside,
        End::Closed => EndingKind::Closed,
        End::Stuck | End::Refused | End::LetDrop | End::Endless | End::Untold | End::Arrived | End::Undone | End::Unanswered => {
            return Vec::new();
        }
    };
    vec![(false, Expectation::Ends(Some(kind)))]
}

fn own_move(deed: &Deed, kind: MoveKind) -> Option<&Act> {
    let acts: Vec<&Act> = match &deed.act {
        Act::Choice { options, .. } => options.iter().map(|option| &option.act).collect(),
        act => vec![act],
    };
    acts.into_iter().find(|act| match (kind, act) {
        (MoveKind::Escalate, Act::Escalate(_)) | (MoveKind::Withdraw, Act::Withdraw) | (MoveKind::Close, Act::Close(_)) => true,
        (MoveKind::RepeatTimes(_), Act::Repeat(repetition)) => matches!(repetition.bound, Bound::Times(_)),
        (MoveKind::RepeatUntil { .. } | MoveKind::RepeatUntilOutOfTime, Act::Repeat(_)) => true,
        _ => false,
    })
}

/// As which days a made-up case reads days of which the policy does not say which count: working days.
pub(crate) fn assumed_days(policy: &Policy) -> Vec<Reading> {
    if !says_just_days(policy) || policy.day_read_as().is_some() {
        return Vec::new();
    }
    let because = "the policy does not say which days count".to_owned();
    vec![Reading { word: "day".into(), kind: DayKind::Working, because, sources: Vec::new(), span: NOWHERE }]
}

fn says_just_days(policy: &Policy) -> bool {
    let bare = |timing: &Timing| matches!(timing, Timing::Within(within) if matches!(&within.length, Length::Time(time) if time.unit == Unit::Days && time.kind.is_none()));
    policy.clauses.iter().any(|clause| {
        let limit = clause.limit().is_some_and(|limit| matches!(&limit.length, crate::model::LimitLength::Timing(timing) if bare(timing)));
        limit || clause.deed.details.timing.iter().any(bare)
    })
}

fn instant(moment: DateTime) -> Instant {
    let date = Date { year: moment.year(), month: moment.month(), day: Some(moment.day()) };
    Instant { date, clock: Some((moment.hour(), moment.minute())), span: NOWHERE }
}

fn actor(policy: &Policy, clause: ClauseId) -> Parties {
    let they = || Party { which: Vec::new(), side: None, noun: Noun::They, of: None, plural: false, span: NOWHERE };
    policy.clause(clause).actor.clone().unwrap_or_else(|| alone(they()))
}

fn alone(party: Party) -> Parties {
    Parties { join: Join::And, parties: vec![party], span: NOWHERE }
}

fn bare(act: Act) -> Deed {
    Deed { attempt: false, act, details: Details::default(), sources: Vec::new(), span: NOWHERE }
}

/// The party whose agreement these words ask for.
fn party_in_words(policy: &Policy, words: &str) -> Option<Party> {
    let mut asked = Vec::new();
    policy.clauses.iter().flat_map(|clause| &clause.conditions).for_each(|condition| condition.asks(&mut asked));
    policy.routes.iter().filter_map(|route| route.condition.as_ref()).for_each(|condition| condition.asks(&mut asked));
    asked.into_iter().find(|party| in_words(policy).party(party) == words).cloned()
}

/// The condition about who somebody is that reads so.
fn condition_in_words(policy: &Policy, words: &str) -> Option<Condition> {
    fn find<'c>(condition: &'c Condition, is: &dyn Fn(&Party, bool, &Party) -> bool) -> Option<&'c Condition> {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().find_map(|part| find(part, is)),
            Condition::Not(inner) => find(inner, is),
            Condition::Belongs { who, on, what } => is(who, *on, what).then_some(condition),
            _ => None,
        }
    }
    let naming = in_words(policy);
    let is = |who: &Party, on: bool, what: &Party| {
        format!("{}{} {}", naming.party(who), if on { " on" } else { "" }, naming.party(what)) == words
    };
    let clauses = policy.clauses.iter().flat_map(|clause| &clause.conditions);
    let routes = policy.routes.iter().filter_map(|route| route.condition.as_ref());
    clauses.chain(routes).find_map(|condition| find(condition, &is)).cloned()
}
