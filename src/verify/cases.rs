//! Every case of a policy as one graph, for one question about its paths.
//!
//! A node is a stage a case is at; an edge is what can happen there, with the advice somebody must have ignored
//! for it to happen and the facts that must be so. One node is the bad end. The rule is kept in every case iff
//! no path leads there; it is kept if advice is followed iff none leads there on which no advice is ignored.

use std::collections::BTreeSet;

use crate::graph::{From, Move, MoveKind, StageGraph, To, Trigger};
use crate::model::{ClauseId, Condition, Event, Force, Join, Party, Policy, StageId};

use super::facts::{Atoms, may_only_withdraw};
use super::formula::Formula;
use super::limits::limits_for_sure;
use super::openings::protected;
use super::readings::{Disputed, Reading};
use super::tells::{Tells, Visit};

/// What a policy leaves open that decides how its cases run; each one way or the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Open {
    /// Whether a stage with no stated limit has one, so that "out of time" ever comes there.
    SilentLimit(StageId),
    /// Whether a limit on "the stage or the case" limits each stage.
    LimitScope(ClauseId),
    /// Whether a repetition "until" some words comes to an end.
    RepetitionEnds(ClauseId),
}

/// How a bad end comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum End {
    /// Nothing leads on.
    Stuck,
    /// Somebody entitled to refuse did.
    Refused,
    /// Only advice or permission led on, and it was not taken.
    LetDrop,
    /// A by-pass led past the last stage.
    Passed,
    /// A route took it out of the ladder to nobody who can decide.
    Left,
    /// The case was closed in words of the document.
    Closed,
    /// It goes round for ever.
    Endless,
    /// It came to the mark with nobody told.
    Untold,
    /// It came to the stage asked about.
    Arrived,
    /// A stage ended with what is asked of every stage not done.
    Undone,
    /// Nobody answers, and nobody has to take it on from there.
    Unanswered,
}

/// What happens on an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The disagreement is raised.
    Begin,
    /// A move is made: its place in the stage graph's moves.
    Move(usize),
    /// A by-pass goes on past a stage.
    Pass,
    /// A by-pass comes down at a stage.
    Land,
    /// The case ends here.
    End(End),
}

#[derive(Debug, Clone)]
pub(crate) struct Edge {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) step: Step,
    /// If set, this edge is also the bad end of that kind.
    pub(crate) end: Option<End>,
    /// Advice that must have been ignored, in the order of the file.
    pub(crate) ignored: Vec<ClauseId>,
    /// What must be so.
    pub(crate) facts: Formula,
}

/// A node: 0 is the start, 1 the bad end, then visits, then two lanes of by-passes.
pub(crate) struct CaseGraph {
    pub(crate) edges: Vec<Edge>,
    pub(crate) nodes: usize,
    pub(crate) atoms: Atoms,
    pub(super) stages: usize,
    /// Going round for ever is a bad end too.
    pub(super) circles: bool,
    /// A choice at one stage was too large to lay out in full, and what was left out only closes ways to the bad
    /// end: "holds" can be trusted, "broken" and "advice" cannot.
    pub(crate) cut_short: bool,
}

pub(crate) const START: u32 = 0;
pub(crate) const BAD: u32 = 1;

/// The question asked of every path.
pub(crate) enum Question<'q> {
    /// Does it end in an authority, settled or handed over to one?
    EndsInAuthority,
    /// Is somebody told before the first stage at or above this rung?
    ToldBefore {
        /// Who counts, and which clauses tell them.
        tells: &'q Tells,
        /// The rung.
        rung: u32,
    },
    /// Is something done at every stage a case comes to?
    DoneAtEveryStage {
        /// What, and by which clauses.
        tells: &'q Tells,
        /// At which stages and in which cases it is asked for.
        asked: &'q AskedAt<'q>,
    },
    /// Does somebody have to take it on from every stage at which nobody answers?
    NobodyAnswers,
    /// Is there always some way on, if everybody agrees?
    NeverStuck,
    /// Is there nobody whose refusal alone stops it?
    NoVeto,
    /// Does it never go round for ever?
    NoCircle,
    /// Does it never come to this stage? (Asked in order to hear "no".)
    Avoids(StageId),
    /// Does a case never come to a stage at which this is so?
    Never(Met),
}

impl<'q> Question<'q> {
    /// Who is to be told, where being told once on the way is enough.
    fn told_once(&self) -> Option<&'q Tells> {
        match self {
            Question::ToldBefore { tells, .. } | Question::DoneAtEveryStage { tells, asked: AskedAt { once: true, .. } } => Some(tells),
            _ => None,
        }
    }
}

/// At which stages and in which cases something is asked for.
pub(crate) struct AskedAt<'q> {
    /// From this rung on.
    pub(crate) from: u32,
    /// Not at the ladder's first stage.
    pub(crate) after_first: bool,
    /// Only where this is so.
    pub(crate) when: Option<&'q Condition>,
    /// Done once, it is done for all later stages.
    pub(crate) once: bool,
}

/// What must be so at a stage, read so, for the question to be answered there.
pub(crate) type Met = fn(&Build<'_>, StageId, &Reading, &mut CaseGraph) -> Formula;

/// More stages than this a move to any later stage is not laid out for one by one.
const MOST_LANDINGS: usize = 100;

/// More guarded ways on than this at one stage are not laid out combination by combination.
const MOST_GUARDED: usize = 6;

impl CaseGraph {
    pub(crate) fn new(policy: &Policy, graph: &StageGraph, question: &Question<'_>, open: &dyn Fn(Open) -> bool) -> Self {
        let stages = policy.stages.len();
        let mut cases = CaseGraph::empty(stages);
        cases.circles = matches!(question, Question::EndsInAuthority | Question::NoCircle);
        let build = Build::new(policy, graph, question, open);
        build.start(&mut cases);
        for (id, _) in policy.stages() {
            if !build.is_end(id) {
                build.visit(id, &mut cases);
            }
        }
        build.lanes(&mut cases);
        cases.atoms.close(policy);
        cases
    }

    /// The same where of all advice only some may be counted on.
    pub(super) fn counting(mut self, advice: Option<&BTreeSet<ClauseId>>) -> Self {
        if let Some(advice) = advice {
            self.edges.iter_mut().for_each(|edge| edge.ignored.retain(|clause| advice.contains(clause)));
        }
        self
    }

    /// With nothing laid out yet.
    pub(super) fn empty(stages: usize) -> Self {
        CaseGraph { edges: Vec::new(), nodes: 2 + 3 * stages + 1, atoms: Atoms::default(), stages, circles: false, cut_short: false }
    }

    fn visit(&self, stage: StageId) -> u32 {
        2 + stage.0
    }

    /// On the way past, about to land on or pass over this stage; landing later than the last only on the second lane.
    fn lane(&self, at: usize, past: bool) -> u32 {
        (2 + self.stages + usize::from(past) * self.stages + at) as u32
    }

    /// The stage a node is a visit to.
    pub(crate) fn stage_of(&self, node: u32) -> Option<StageId> {
        (2..2 + self.stages as u32).contains(&node).then(|| StageId(node - 2))
    }

    /// The stage a by-pass's node is about to land on.
    pub(crate) fn lane_of(&self, node: u32) -> Option<StageId> {
        let first = 2 + self.stages as u32;
        (node >= first && self.stages > 0).then(|| StageId((node - first) % self.stages as u32))
    }

    fn push(&mut self, from: u32, to: u32, step: Step) -> &mut Edge {
        let end = if let Step::End(end) = step { Some(end) } else { None };
        self.edges.push(Edge { from, to, step, end, ignored: Vec::new(), facts: Formula::True });
        let at = self.edges.len() - 1;
        &mut self.edges[at]
    }
}

/// The steps that are asked for at a stage, and what must be so for each.
#[derive(Default)]
struct AskedFor {
    /// What must not be so, lest a step that is required be taken.
    closed: Vec<Formula>,
    /// Advice that is open whatever is so.
    ignored: Vec<ClauseId>,
    /// Advice that is open only if something is so.
    guarded: Vec<(ClauseId, Formula)>,
}

impl AskedFor {
    /// Counts a step that is open if `guard`; whether it is asked for at all.
    fn add(&mut self, step: &Move, guard: Formula) -> bool {
        match (step.force, step.clause) {
            (Force::Required, _) => self.closed.push(guard.not()),
            (Force::Advised | Force::Described, Some(clause)) if guard == Formula::True => self.ignored.push(clause),
            (Force::Advised | Force::Described, Some(clause)) => self.guarded.push((clause, guard)),
            _ => return false,
        }
        true
    }

    /// Every way none of it is done: which advice is ignored, and what is so.
    fn left_undone(mut self, cases: &mut CaseGraph) -> Vec<(Vec<ClauseId>, Formula)> {
        if self.guarded.len() > MOST_GUARDED {
            cases.cut_short = true;
            self.guarded.truncate(MOST_GUARDED);
        }
        let chosen = 0..1u32 << self.guarded.len();
        let undone = chosen.map(|chosen| {
            let (mut facts, mut ignored) = (self.closed.clone(), self.ignored.clone());
            for (at, (clause, guard)) in self.guarded.iter().enumerate() {
                if chosen & (1 << at) == 0 { facts.push(guard.clone().not()) } else { ignored.push(*clause) }
            }
            ignored.sort();
            ignored.dedup();
            (ignored, Formula::and(facts))
        });
        undone.collect()
    }
}

pub(crate) struct Build<'b> {
    pub(super) policy: &'b Policy,
    pub(super) graph: &'b StageGraph,
    pub(super) question: &'b Question<'b>,
    pub(super) open: &'b dyn Fn(Open) -> bool,
    /// What must not, or should not, be left out: `must not skip stage 4`; no stages means any.
    pub(super) protected: Vec<(Option<Vec<StageId>>, ClauseId, Force)>,
    pub(super) disputed: Disputed,
}

impl<'b> Build<'b> {
    pub(super) fn new(policy: &'b Policy, graph: &'b StageGraph, question: &'b Question<'b>, open: &'b dyn Fn(Open) -> bool) -> Self {
        Build { policy, graph, question, open, protected: protected(policy), disputed: Disputed::steps(policy, graph) }
    }
}

impl Build<'_> {
    /// Whether the question is answered on arrival at a stage.
    fn is_end(&self, stage: StageId) -> bool {
        match self.question {
            Question::EndsInAuthority | Question::NeverStuck | Question::NoVeto | Question::NoCircle | Question::Never(_) => {
                self.policy.stage(stage).is_authority()
            }
            Question::ToldBefore { rung, .. } => self.policy.stage(stage).rung >= *rung,
            Question::Avoids(wanted) => stage == *wanted,
            Question::DoneAtEveryStage { .. } | Question::NobodyAnswers => false,
        }
    }

    /// Where arriving at a stage leads: nowhere if that keeps the rule.
    fn arrival(&self, cases: &CaseGraph, stage: StageId) -> Option<(u32, Option<End>)> {
        match (self.is_end(stage), self.question) {
            (false, _) => Some((cases.visit(stage), None)),
            (true, Question::ToldBefore { .. }) => Some((BAD, Some(End::Untold))),
            (true, Question::Avoids(_)) => Some((BAD, Some(End::Arrived))),
            (true, _) => None,
        }
    }

    fn start(&self, cases: &mut CaseGraph) {
        if self.policy.stages.is_empty() {
            return;
        }
        if let Some((to, end)) = self.arrival(cases, StageId(0)) {
            self.arrive(START, to, StageId(0), Step::Begin, end, cases);
        }
        self.moves(From::Start, START, cases);
    }

    fn visit(&self, stage: StageId, cases: &mut CaseGraph) {
        let node = cases.visit(stage);
        // Whoever decides ends the case.
        let ends_here =
            self.policy.stage(stage).is_authority() && matches!(self.question, Question::DoneAtEveryStage { .. } | Question::NobodyAnswers);
        if !ends_here {
            self.moves(From::Stage(stage), node, cases);
        }
        match self.question {
            Question::DoneAtEveryStage { tells, asked } => self.undone(stage, node, tells, asked, ends_here, cases),
            Question::NobodyAnswers if !ends_here => self.unanswered(stage, node, cases),
            Question::EndsInAuthority => self.stops(stage, node, cases),
            Question::NeverStuck | Question::NoVeto => self.dead_end(stage, node, cases),
            Question::Never(met) => self.met(*met, stage, node, cases),
            _ => {}
        }
    }

    /// Every way what is asked of every stage is not done at this one.
    fn undone(&self, stage: StageId, node: u32, tells: &Tells, asked: &AskedAt<'_>, ends_here: bool, cases: &mut CaseGraph) {
        if self.policy.stage(stage).rung < asked.from || (asked.after_first && stage.0 == 0) {
            return;
        }
        let when = asked.when.map_or(Formula::True, |when| cases.atoms.formula(self.policy, when));
        let mut visits = vec![(Visit::Settled, Vec::new(), Formula::True)];
        if ends_here {
            visits.push((Visit::Leaving(None), Vec::new(), Formula::True));
        } else {
            // A case that nothing takes on stays until the stage's time has run out, if it ever does.
            let limited = self.limited(stage, cases);
            for (ignored, facts) in self.nothing_leads_on(stage, cases) {
                visits.push((Visit::OutOfTime, ignored.clone(), Formula::and([facts.clone(), limited.clone()])));
                visits.push((Visit::Leaving(None), ignored, Formula::and([facts, limited.clone().not()])));
            }
            for step in self.graph.moves_from(From::Stage(stage)) {
                let to = if let To::Stage(to) = step.to { Some(to) } else { None };
                // Each round of a repetition has an end, also one that goes on only until time runs out.
                let round = step.kind == MoveKind::RepeatUntilOutOfTime && !matches!(step.trigger, Trigger::OutOfTime | Trigger::Resolved);
                let guard = if round { self.guard(step, cases) } else { self.open_if(step, cases) };
                for (left_out, passable) in self.leaving_out(step, cases) {
                    visits.push((Visit::Leaving(to), left_out, Formula::and([guard.clone(), passable])));
                }
            }
        }
        let mut known: Vec<(Vec<ClauseId>, Formula)> = Vec::new();
        for (visit, ignored, facts) in visits {
            let Some((silences, complete)) = tells.missed(self.policy, stage, visit, &mut cases.atoms) else { continue };
            cases.cut_short |= !complete;
            for (mut left_undone, so) in silences {
                left_undone.extend(&ignored);
                left_undone.sort();
                left_undone.dedup();
                let so = Formula::and([when.clone(), facts.clone(), so]);
                if so == Formula::False || known.contains(&(left_undone.clone(), so.clone())) {
                    continue;
                }
                known.push((left_undone.clone(), so.clone()));
                let edge = cases.push(node, BAD, Step::End(End::Undone));
                edge.ignored = left_undone;
                edge.facts = so;
            }
        }
    }

    /// Every way a case can be left where it is: each step that is asked for is not open, or only advised and ignored.
    fn nothing_leads_on(&self, stage: StageId, cases: &mut CaseGraph) -> Vec<(Vec<ClauseId>, Formula)> {
        let mut asked_for = AskedFor::default();
        for step in self.graph.moves_from(From::Stage(stage)) {
            let guard = self.counted_on_if(step, cases);
            if guard != Formula::False && step.force != Force::Permitted {
                asked_for.add(step, guard);
            }
        }
        asked_for.left_undone(cases)
    }

    /// Every way a case stays where nobody answers: there is no moment at which silence counts, or nobody has to take it on then.
    fn unanswered(&self, stage: StageId, node: u32, cases: &mut CaseGraph) {
        let moments: Vec<Formula> =
            limits_for_sure(self.policy, self.graph, stage).into_iter().map(|id| self.conditions(id, cases)).collect();
        let no_moment = Formula::or(moments).not();
        if no_moment != Formula::False {
            cases.push(node, BAD, Step::End(End::Unanswered)).facts = no_moment;
        }
        self.stops(stage, node, cases);
    }

    /// Every move from here, taken.
    fn moves(&self, from: From, node: u32, cases: &mut CaseGraph) {
        let base = self.move_index(from);
        for (at, step) in self.graph.moves_from(from).iter().enumerate() {
            let guard = self.open_if(step, cases);
            if guard == Formula::False || self.comes_to_an_end(step) {
                continue;
            }
            if let (From::Stage(stage), To::AnyLater | To::Past) = (from, step.to)
                && self.tells_on_the_way()
            {
                self.land(stage, node, base + at, step, &guard, cases);
                continue;
            }
            let Some((to, end)) = self.goal(cases, step, from) else { continue };
            for (left_out, passable) in self.leaving_out(step, cases) {
                let guard = Formula::and([guard.clone(), passable]);
                let goal = if let To::Stage(to) = step.to { Some(to) } else { None };
                for event in self.causes(step) {
                    self.push_untold(from, node, to, event, goal, cases, |edge| {
                        edge.step = Step::Move(base + at);
                        edge.end = end;
                        edge.facts = Formula::and([guard.clone(), std::mem::replace(&mut edge.facts, Formula::True)]);
                        edge.ignored.extend(&left_out);
                        edge.ignored.sort();
                        edge.ignored.dedup();
                    });
                }
            }
        }
    }

    /// The events any of which opens a move; each by itself matters only where somebody may be told of one of them.
    fn causes(&self, step: &Move) -> Vec<Option<&Event>> {
        let events = step.clause.and_then(|clause| self.policy.clause(clause).when.as_ref()).map(|when| when.events.as_slice());
        match step.trigger {
            Trigger::Unresolved | Trigger::Resolved => vec![None],
            Trigger::NoAnswer => vec![Some(&Event::NoAnswer)],
            Trigger::OutOfTime => vec![Some(&Event::OutOfTime)],
            Trigger::Other if self.question.told_once().is_some() => {
                let known = [Event::NoAnswer, Event::OutOfTime, Event::Resolved];
                events.unwrap_or_default().iter().filter(|event| !known.contains(event)).map(Some).collect()
            }
            Trigger::Other => vec![None],
        }
    }

    /// Adds the edge on which a case comes to a stage from no stage; for a question about telling, only if what is
    /// to be done before that stage can leave nobody told.
    fn arrive(&self, node: u32, to: u32, stage: StageId, step: Step, end: Option<End>, cases: &mut CaseGraph) {
        let silences = match self.question.told_once() {
            Some(tells) => tells.silent_before(self.policy, stage, &mut cases.atoms),
            None => Some((vec![(Vec::new(), Formula::True)], true)),
        };
        let Some((silences, complete)) = silences else { return };
        cases.cut_short |= !complete;
        for (ignored, facts) in silences {
            let edge = cases.push(node, to, step);
            edge.end = end;
            edge.ignored = ignored;
            edge.facts = facts;
        }
    }

    /// Whether somebody is told on the way to one stage rather than another, so that it matters where a by-pass lands.
    fn tells_on_the_way(&self) -> bool {
        self.question.told_once().is_some_and(|tells| tells.on_the_way(self.policy))
    }

    /// A move to any later stage with an edge to each; beyond so many stages on a lane, where nobody is told on the way.
    fn land(&self, stage: StageId, node: u32, number: usize, step: &Move, guard: &Formula, cases: &mut CaseGraph) {
        let next = stage.index() + 1;
        let finish = |edge: &mut Edge, left_out: &[ClauseId], passable: &Formula| {
            edge.step = Step::Move(number);
            edge.facts = Formula::and([guard.clone(), passable.clone(), std::mem::replace(&mut edge.facts, Formula::True)]);
            edge.ignored.extend(left_out);
            edge.ignored.sort();
            edge.ignored.dedup();
        };
        let beyond = next + MOST_LANDINGS;
        if beyond < cases.stages {
            cases.cut_short = true;
            for (left_out, passable) in self.passing_over(next..beyond, cases) {
                let lane = cases.lane(beyond, step.to == To::Past);
                self.push_untold(From::Stage(stage), node, lane, None, None, cases, |edge| finish(edge, &left_out, &passable));
            }
        }
        for at in (next..cases.stages).take(MOST_LANDINGS) {
            let landing = StageId(at as u32);
            let Some((to, end)) = self.arrival(cases, landing) else { continue };
            for (left_out, passable) in self.passing_over(next..at, cases) {
                for event in self.causes(step) {
                    self.push_untold(From::Stage(stage), node, to, event, Some(landing), cases, |edge| {
                        finish(edge, &left_out, &passable);
                        edge.end = end;
                    });
                }
            }
        }
    }

    /// Adds an edge; for a question about telling, only as it is when nobody is told on it.
    #[expect(clippy::too_many_arguments, reason = "an edge has so many sides")]
    fn push_untold(
        &self,
        from: From,
        node: u32,
        to: u32,
        event: Option<&Event>,
        goal: Option<StageId>,
        cases: &mut CaseGraph,
        finish: impl Fn(&mut Edge),
    ) {
        let silences = match (self.question.told_once(), from, goal) {
            (Some(tells), From::Stage(stage), _) => tells.silent(self.policy, stage, event, goal, &mut cases.atoms),
            (Some(tells), From::Start, Some(first)) => tells.silent_before(self.policy, first, &mut cases.atoms),
            _ => Some((vec![(Vec::new(), Formula::True)], true)),
        };
        let Some((silences, complete)) = silences else { return };
        cases.cut_short |= !complete;
        for (ignored, facts) in silences {
            let edge = cases.push(node, to, Step::Pass);
            edge.ignored = ignored;
            edge.facts = facts;
            finish(edge);
        }
    }

    fn move_index(&self, from: From) -> usize {
        let first = self.graph.moves_from(from).as_ptr() as usize;
        (first - self.graph.moves().as_ptr() as usize) / size_of::<Move>()
    }

    fn goal(&self, cases: &CaseGraph, step: &Move, from: From) -> Option<(u32, Option<End>)> {
        let next = match from {
            From::Start => 0,
            From::Stage(stage) => stage.index() + 1,
        };
        let asks_for_end = matches!(self.question, Question::EndsInAuthority);
        match step.to {
            To::Stage(stage) => self.arrival(cases, stage),
            To::AnyLater => (next < cases.stages).then(|| (cases.lane(next, false), None)),
            To::Past if next < cases.stages => Some((cases.lane(next, true), None)),
            To::Past | To::PastLast => asks_for_end.then_some((BAD, Some(End::Passed))),
            To::Route(route) => (asks_for_end && !self.leads_back_or_to_an_authority(route)).then_some((BAD, Some(End::Left))),
            To::Out => (asks_for_end && step.kind != MoveKind::Withdraw).then_some((BAD, Some(End::Closed))),
        }
    }

    /// Whether a route instead of the ladder obliges somebody, in every case, to put it to an authority or back on the ladder.
    fn leads_back_or_to_an_authority(&self, route: crate::model::RouteId) -> bool {
        use crate::model::Act;
        let authorities: Vec<_> = self
            .policy
            .stages
            .iter()
            .filter_map(|stage| if let crate::model::Hearing::HeardBy(who) = &stage.hearing { Some(who) } else { None })
            .flat_map(|who| who.names())
            .collect();
        self.policy.routes[route.0 as usize].clauses.iter().map(|id| self.policy.clause(*id)).any(|clause| {
            let always = clause.conditions.is_empty() && clause.when.is_none() && clause.stages.is_none();
            let required = clause.strength.force == Force::Required && !clause.negated && !clause.deed.attempt && always;
            match &clause.deed.act {
                Act::Escalate(_) => required,
                Act::Refer(_, who) => {
                    let decides = |party: &Party| party.name().is_some_and(|name| authorities.contains(&name));
                    required
                        && match who.join {
                            Join::And => who.parties.iter().any(decides),
                            Join::Or => who.parties.iter().all(decides),
                        }
                }
                _ => false,
            }
        })
    }

    /// What the question asks about, where it can be so.
    fn met(&self, met: Met, stage: StageId, node: u32, cases: &mut CaseGraph) {
        for reading in self.disputed.readings(stage) {
            // Too many readings to tell apart: what is found then is no more than a suspicion.
            cases.cut_short |= reading.is_none();
            let facts = met(self, stage, &reading, cases);
            if facts != Formula::False {
                cases.push(node, BAD, Step::End(End::Arrived)).facts = facts;
            }
        }
    }

    pub(super) fn counts(&self, step: &Move, stage: StageId, reading: &Reading) -> bool {
        step.clause.is_none_or(|clause| self.disputed.counts(self.policy, clause, stage, reading))
    }

    /// Every way a case can end here unsettled: all that leads on is refused, not so, or ignored.
    fn stops(&self, stage: StageId, node: u32, cases: &mut CaseGraph) {
        for reading in self.disputed.readings(stage) {
            self.stops_as_read(stage, &reading, node, cases);
        }
    }

    fn stops_as_read(&self, stage: StageId, reading: &Reading, node: u32, cases: &mut CaseGraph) {
        let ways: Vec<&Move> = self
            .graph
            .moves_from(From::Stage(stage))
            .iter()
            .filter(|step| self.counts(step, stage, reading) && step.kind != MoveKind::Leave)
            .collect();
        let mut asked_for = AskedFor::default();
        let mut permitted = false;
        let mut refusals = false;
        for step in &ways {
            let guard = if matches!(self.question, Question::NobodyAnswers) {
                self.counted_on_if_unanswered(step, cases)
            } else {
                self.counted_on_if(step, cases)
            };
            if guard == Formula::False {
                // It is there, and nobody can count on it: as with what is only allowed.
                permitted |= step.force.is_advice() && self.sure_if(step, cases) != Formula::False;
                continue;
            }
            let binding = step.force != Force::Permitted;
            refusals |= binding && step.holders(self.policy).iter().any(|holder| !may_only_withdraw(holder));
            permitted |= !asked_for.add(step, guard);
        }
        for (ignored, facts) in asked_for.left_undone(cases) {
            let kind = if matches!(self.question, Question::NobodyAnswers) {
                End::Unanswered
            } else if refusals && ignored.is_empty() {
                End::Refused
            } else if !ignored.is_empty() || permitted {
                End::LetDrop
            } else {
                End::Stuck
            };
            let edge = cases.push(node, BAD, Step::End(kind));
            edge.ignored = ignored;
            edge.facts = facts;
        }
    }

    /// For the questions about stuck stages and vetoes: how nothing at all leads on, whatever anybody would rather do.
    fn dead_end(&self, stage: StageId, node: u32, cases: &mut CaseGraph) {
        for reading in self.disputed.readings(stage) {
            self.dead_end_as_read(stage, &reading, node, cases);
        }
    }

    fn dead_end_as_read(&self, stage: StageId, reading: &Reading, node: u32, cases: &mut CaseGraph) {
        let veto = matches!(self.question, Question::NoVeto);
        let mut closed = Vec::new();
        let mut open_if_agreed = Vec::new();
        for step in self.graph.moves_from(From::Stage(stage)) {
            // A veto stops a step up that the policy asks for; leave to do something is not asked for.
            let asked_for = step.force != Force::Permitted && leads_up(step, stage, cases.stages);
            if !self.counts(step, stage, reading) || (veto && !asked_for) {
                continue;
            }
            let guard = self.sure_if(step, cases);
            let agreed = all_agree(&cases.atoms, &guard);
            closed.push(if veto { guard.not() } else { agreed.clone().not() });
            open_if_agreed.push(agreed);
        }
        let kind = if veto { End::Refused } else { End::Stuck };
        let facts = Formula::and(closed);
        let facts = if veto { Formula::and([facts, Formula::or(open_if_agreed)]) } else { facts };
        if facts != Formula::False {
            cases.push(node, BAD, Step::End(kind)).facts = facts;
        }
    }

    /// The lanes of by-passes: land on a stage, or go on past it.
    fn lanes(&self, cases: &mut CaseGraph) {
        for past in [false, true] {
            let used = self.graph.moves().iter().any(|step| step.to == if past { To::Past } else { To::AnyLater });
            if !used {
                continue;
            }
            for at in 0..cases.stages {
                let node = cases.lane(at, past);
                let stage = StageId(at as u32);
                if let Some((to, end)) = self.arrival(cases, stage) {
                    self.arrive(node, to, stage, Step::Land, end, cases);
                }
                for (ignored, facts) in self.passing_over(at..at + 1, cases) {
                    if at + 1 < cases.stages {
                        let edge = cases.push(node, cases.lane(at + 1, past), Step::Pass);
                        edge.ignored = ignored;
                        edge.facts = facts;
                    } else if past && matches!(self.question, Question::EndsInAuthority) {
                        let edge = cases.push(node, BAD, Step::Pass);
                        edge.end = Some(End::Passed);
                        edge.ignored = ignored;
                        edge.facts = facts;
                    }
                }
            }
        }
    }
}

/// Whether a move can lead to a later stage.
pub(super) fn leads_up(step: &Move, from: StageId, stages: usize) -> bool {
    match step.to {
        To::Stage(to) => to > from,
        To::AnyLater | To::Past => from.index() + 1 < stages,
        _ => false,
    }
}

/// A guard once everybody who is asked agrees.
pub(super) fn all_agree(atoms: &Atoms, guard: &Formula) -> Formula {
    let mut used = BTreeSet::new();
    guard.atoms(&mut used);
    used.into_iter()
        .filter(|atom| matches!(atoms.get(*atom), super::facts::Atom::Agrees(_)))
        .fold(guard.clone(), |guard, atom| guard.given(atom, true))
}
