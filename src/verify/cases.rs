//! Every case of a policy as one graph, for one question about its paths.
//!
//! A node is a stage a case is at; an edge is what can happen there, with the advice somebody must have ignored
//! for it to happen and the facts that must be so. One node is the bad end. The rule is kept in every case iff
//! no path leads there; it is kept if advice is followed iff none leads there on which no advice is ignored.

use crate::graph::{From, Move, MoveKind, StageGraph, To, Trigger};
use crate::model::{ClauseId, Force, Medium, Policy, StageId};

use super::facts::{Atoms, may_only_withdraw};
use super::formula::Formula;
use super::readings::Disputed;
use super::tells::Tells;

/// What a policy leaves open that decides how its cases run; each one way or the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Open {
    /// Whether a stage with no stated limit has one, so that "out of time" ever comes there.
    SilentLimit(StageId),
    /// Whether a limit on "the stage or the case" limits each stage.
    LimitScope,
    /// Whether a repetition "until" some words comes to an end.
    RepetitionEnds,
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
    stages: usize,
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
    /// Is there always some way on, if everybody agrees?
    NeverStuck,
    /// Is there nobody whose refusal alone stops it?
    NoVeto,
    /// Does it never go round for ever?
    NoCircle,
    /// Does it never come to this stage? (Asked in order to hear "no".)
    Avoids(StageId),
}

/// More guarded ways on than this at one stage are not laid out combination by combination.
const MOST_GUARDED: usize = 6;

impl CaseGraph {
    pub(crate) fn new(policy: &Policy, graph: &StageGraph, question: &Question<'_>, open: &dyn Fn(Open) -> bool) -> Self {
        let stages = policy.stages.len();
        let mut cases = CaseGraph { edges: Vec::new(), nodes: 2 + 3 * stages + 1, atoms: Atoms::default(), stages, cut_short: false };
        let build = Build { policy, graph, question, open, protected: protected(policy), disputed: Disputed::steps(policy, graph) };
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

struct Build<'b> {
    policy: &'b Policy,
    graph: &'b StageGraph,
    question: &'b Question<'b>,
    open: &'b dyn Fn(Open) -> bool,
    /// What must not, or should not, be left out: `must not skip stage 4`; no stages means any.
    protected: Vec<(Option<Vec<StageId>>, ClauseId, Force)>,
    disputed: Disputed,
}

fn protected(policy: &Policy) -> Vec<(Option<Vec<StageId>>, ClauseId, Force)> {
    use crate::model::{Act, Place};
    policy
        .clauses()
        .filter(|(_, clause)| {
            clause.negated && clause.conditions.is_empty() && clause.when.is_none() && clause.strength.force != Force::Permitted
        })
        .filter_map(|(id, clause)| match &clause.deed.act {
            Act::Skip(Place::Stages(stages)) => Some((Some(stages.clone()), id, clause.strength.force)),
            Act::Skip(_) => Some((None, id, clause.strength.force)),
            _ => None,
        })
        .collect()
}

impl Build<'_> {
    /// Whether the question is answered on arrival at a stage.
    fn is_end(&self, stage: StageId) -> bool {
        match self.question {
            Question::EndsInAuthority | Question::NeverStuck | Question::NoVeto | Question::NoCircle => {
                self.policy.stage(stage).is_authority()
            }
            Question::ToldBefore { rung, .. } => self.policy.stage(stage).rung >= *rung,
            Question::Avoids(wanted) => stage == *wanted,
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
        self.moves(From::Stage(stage), node, cases);
        match self.question {
            Question::EndsInAuthority => self.stops(stage, node, cases),
            Question::NeverStuck | Question::NoVeto => self.dead_end(stage, node, cases),
            _ => {}
        }
    }

    /// Every move from here, taken.
    fn moves(&self, from: From, node: u32, cases: &mut CaseGraph) {
        let base = self.move_index(from);
        for (at, step) in self.graph.moves_from(from).iter().enumerate() {
            if !self.can_open(step) || self.comes_to_an_end(step) {
                continue;
            }
            let guard = self.guard(step, cases);
            let Some((to, end)) = self.goal(cases, step, from) else { continue };
            let Some(left_out) = self.leaving_out(step, cases.stages) else { continue };
            self.push_untold(from, node, to, Some(step), cases, |edge| {
                edge.step = Step::Move(base + at);
                edge.end = end;
                edge.facts = Formula::and([guard.clone(), std::mem::replace(&mut edge.facts, Formula::True)]);
                edge.ignored.extend(&left_out);
                edge.ignored.sort();
                edge.ignored.dedup();
            });
        }
    }

    /// Adds the edge on which a case comes to a stage from no stage; for a question about telling, only if what is
    /// to be done before that stage can leave nobody told.
    fn arrive(&self, node: u32, to: u32, stage: StageId, step: Step, end: Option<End>, cases: &mut CaseGraph) {
        let silences = match self.question {
            Question::ToldBefore { tells, .. } => tells.silent_before(self.policy, stage, &mut cases.atoms),
            _ => Some((vec![(Vec::new(), Formula::True)], true)),
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

    /// Adds an edge; for a question about telling, only as it is when nobody is told on it.
    fn push_untold(&self, from: From, node: u32, to: u32, step: Option<&Move>, cases: &mut CaseGraph, finish: impl Fn(&mut Edge)) {
        let silences = match (self.question, from, step.map(|step| step.to)) {
            (Question::ToldBefore { tells, .. }, From::Stage(stage), _) => {
                tells.silent(self.policy, stage, step.map(|step| step.trigger), step, &mut cases.atoms)
            }
            (Question::ToldBefore { tells, .. }, From::Start, Some(To::Stage(first))) => {
                tells.silent_before(self.policy, first, &mut cases.atoms)
            }
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

    /// Whether a move is a repetition that ends by itself, and so changes nothing about where a case can end.
    fn comes_to_an_end(&self, step: &Move) -> bool {
        match (step.kind, step.from) {
            (MoveKind::RepeatTimes(_), _) => true,
            (MoveKind::RepeatUntilOutOfTime, From::Stage(stage)) => self.has_limit(stage, true),
            (MoveKind::RepeatUntil { in_words: true }, _) => (self.open)(Open::RepetitionEnds),
            _ => false,
        }
    }

    /// Whether a move's moment is sure to come in a case that is not settled: the world need not be silent, and
    /// nothing else need happen.
    fn is_sure_to_open(&self, step: &Move) -> bool {
        let in_time = match (step.trigger, step.from) {
            (Trigger::OutOfTime, From::Stage(stage)) => self.has_limit(stage, true),
            _ => true,
        };
        in_time && self.can_open(step) && !matches!(step.trigger, Trigger::NoAnswer | Trigger::Other)
    }

    /// Whether the moment a move waits for can come.
    fn can_open(&self, step: &Move) -> bool {
        match step.trigger {
            Trigger::Unresolved | Trigger::NoAnswer | Trigger::Other => true,
            // A settled case has ended well; only for "can a case come here?" does it go on.
            Trigger::Resolved => matches!(self.question, Question::Avoids(_)),
            Trigger::OutOfTime => match step.from {
                From::Start => false,
                From::Stage(stage) => self.has_limit(stage, false),
            },
        }
    }

    /// Whether a stage's time can run out: in some case, or with `surely` in every one.
    fn has_limit(&self, stage: StageId, surely: bool) -> bool {
        let mut silent = true;
        for clause in self.graph.limits_of(stage).map(|clause| self.policy.clause(clause)) {
            // A limit for some cases is none for the others.
            if surely && !clause.conditions.is_empty() {
                silent = false;
                continue;
            }
            let Some(limit) = clause.limit() else { return true };
            match (&limit.length, limit.of) {
                (crate::model::LimitLength::NoLimit, _) => silent = false,
                (crate::model::LimitLength::Unstated, _) => {}
                (_, crate::model::LimitOf::StageOrCase) => return (self.open)(Open::LimitScope),
                _ => return true,
            }
        }
        silent && (self.open)(Open::SilentLimit(stage))
    }

    fn guard(&self, step: &Move, cases: &mut CaseGraph) -> Formula {
        let parts: Vec<Formula> = step.conditions(self.policy).map(|condition| cases.atoms.formula(self.policy, condition)).collect();
        Formula::and(parts)
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
            To::Out => {
                let withdrawn =
                    step.clause.is_some_and(|clause| matches!(self.policy.clause(clause).deed.act, crate::model::Act::Withdraw));
                (asks_for_end && !withdrawn).then_some((BAD, Some(End::Closed)))
            }
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
            let always = clause.conditions.is_empty() && clause.when.is_none();
            let required = clause.strength.force == Force::Required && !clause.negated && !clause.deed.attempt && always;
            match &clause.deed.act {
                Act::Escalate(_) => required,
                Act::Refer(_, who) => required && who.names().all(|name| authorities.contains(&name)) && who.names().next().is_some(),
                _ => false,
            }
        })
    }

    /// The ways to read a stage whose steps up the document's media disagree about.
    fn readings(&self, stage: StageId) -> Vec<Option<&Medium>> {
        self.disputed.readings(self.graph.moves_from(From::Stage(stage)).iter().filter_map(|step| step.clause))
    }

    fn counts(&self, step: &Move, reading: Option<&Medium>) -> bool {
        step.clause.is_none_or(|clause| self.disputed.counts(self.policy, clause, reading))
    }

    /// Every way a case can end here unsettled: all that leads on is refused, not so, or ignored.
    fn stops(&self, stage: StageId, node: u32, cases: &mut CaseGraph) {
        for reading in self.readings(stage) {
            self.stops_as_read(stage, reading, node, cases);
        }
    }

    fn stops_as_read(&self, stage: StageId, reading: Option<&Medium>, node: u32, cases: &mut CaseGraph) {
        let ways: Vec<&Move> = self
            .graph
            .moves_from(From::Stage(stage))
            .iter()
            .filter(|step| self.counts(step, reading))
            .filter(|step| self.is_sure_to_open(step) && !self.comes_to_an_end(step) && step.kind != MoveKind::Leave)
            .collect();
        let mut facts = Vec::new();
        let mut ignored = Vec::new();
        let mut guarded: Vec<(ClauseId, Formula)> = Vec::new();
        let mut permitted = false;
        let mut refusals = false;
        for step in &ways {
            let guard = self.guard(step, cases);
            let binding = step.force != Force::Permitted;
            refusals |= binding && step.holders(self.policy).iter().any(|holder| !may_only_withdraw(holder));
            match (step.force, step.clause) {
                (Force::Required, _) => facts.push(guard.not()),
                (Force::Advised | Force::Described, Some(clause)) if guard == Formula::True => ignored.push(clause),
                (Force::Advised | Force::Described, Some(clause)) => guarded.push((clause, guard)),
                _ => permitted = true,
            }
        }
        if guarded.len() > MOST_GUARDED {
            cases.cut_short = true;
            guarded.truncate(MOST_GUARDED);
        }
        for chosen in 0..1u32 << guarded.len() {
            let mut edge_facts = facts.clone();
            let mut edge_ignored = ignored.clone();
            for (at, (clause, guard)) in guarded.iter().enumerate() {
                if chosen & (1 << at) == 0 { edge_facts.push(guard.clone().not()) } else { edge_ignored.push(*clause) }
            }
            edge_ignored.sort();
            edge_ignored.dedup();
            let kind = if refusals && edge_ignored.is_empty() {
                End::Refused
            } else if !edge_ignored.is_empty() || permitted {
                End::LetDrop
            } else {
                End::Stuck
            };
            let edge = cases.push(node, BAD, Step::End(kind));
            edge.ignored = edge_ignored;
            edge.facts = Formula::and(edge_facts);
        }
    }

    /// The advice ignored when a move leaves stages out; `None` if the policy forbids leaving one of them out.
    fn leaving_out(&self, step: &Move, stages: usize) -> Option<Vec<ClauseId>> {
        let first = match step.from {
            From::Start => 0,
            From::Stage(stage) => stage.index() + 1,
        };
        let end = match (step.kind, step.to) {
            (MoveKind::Skip, To::Stage(to)) => to.index(),
            (MoveKind::Skip, To::PastLast) => stages,
            _ => return Some(Vec::new()),
        };
        let mut ignored = Vec::new();
        for at in first..end {
            ignored.extend(self.passing_over(StageId(at as u32))?);
        }
        Some(ignored)
    }

    /// The advice ignored when a by-pass passes over a stage; `None` if the policy forbids leaving it out.
    fn passing_over(&self, stage: StageId) -> Option<Vec<ClauseId>> {
        let mut ignored = Vec::new();
        for (id, force) in self
            .protected
            .iter()
            .filter(|(stages, ..)| stages.as_ref().is_none_or(|stages| stages.contains(&stage)))
            .map(|(_, id, force)| (*id, *force))
        {
            if force == Force::Required {
                return None;
            }
            ignored.push(id);
        }
        Some(ignored)
    }

    /// For the questions about stuck stages and vetoes: how nothing at all leads on, whatever anybody would rather do.
    fn dead_end(&self, stage: StageId, node: u32, cases: &mut CaseGraph) {
        for reading in self.readings(stage) {
            self.dead_end_as_read(stage, reading, node, cases);
        }
    }

    fn dead_end_as_read(&self, stage: StageId, reading: Option<&Medium>, node: u32, cases: &mut CaseGraph) {
        let veto = matches!(self.question, Question::NoVeto);
        let mut closed = Vec::new();
        let mut open_if_agreed = Vec::new();
        for step in self.graph.moves_from(From::Stage(stage)) {
            let counts = self.counts(step, reading) && self.is_sure_to_open(step) && !self.comes_to_an_end(step);
            // A veto stops what the policy asks for; leave to do something is not asked for.
            if !counts || (veto && step.force == Force::Permitted) {
                continue;
            }
            let guard = self.guard(step, cases);
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
                let Some(ignored) = self.passing_over(stage) else { continue };
                if at + 1 < cases.stages {
                    cases.push(node, cases.lane(at + 1, past), Step::Pass).ignored = ignored;
                } else if past && matches!(self.question, Question::EndsInAuthority) {
                    let edge = cases.push(node, BAD, Step::Pass);
                    edge.end = Some(End::Passed);
                    edge.ignored = ignored;
                }
            }
        }
    }
}

/// A guard once everybody who is asked agrees.
fn all_agree(atoms: &Atoms, guard: &Formula) -> Formula {
    let mut used = std::collections::BTreeSet::new();
    guard.atoms(&mut used);
    used.into_iter()
        .filter(|atom| matches!(atoms.get(*atom), super::facts::Atom::Agrees(_)))
        .fold(guard.clone(), |guard, atom| guard.given(atom, true))
}
