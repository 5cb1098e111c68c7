//! One step: from a state and an event to the next state, and what the diary notes of it.

use jiff::civil::DateTime;

use crate::graph::{Move, MoveKind};
use crate::model::{Act, ClauseId, Deed, Event as Moment, Home, LimitOf, Policy, RouteId, StageId, Standing};

use super::duties::{Going, is_for_later};
use super::facts::Point;
use super::moves::Goal;
use super::setup::Setup;
use super::state::{Due, Ending, Entry, Event, Impossible, Landing, Noted, Outcome, Place, State};

impl Setup<'_> {
    /// A case that has just been raised.
    pub fn start(&self, on: Option<DateTime>, so: impl IntoIterator<Item = Point>) -> (State, Vec<Entry>) {
        let state = State {
            place: Place::Start,
            visit: 0,
            so: so.into_iter().collect(),
            now: on,
            raised: on,
            came: None,
            begun: Default::default(),
            left: Default::default(),
            outcome: None,
            outcome_on: None,
            timed_out: false,
            happened: Vec::new(),
            due: Vec::new(),
            undone: Default::default(),
            missed: Default::default(),
            refused: Default::default(),
            routes: Default::default(),
            rounds: Default::default(),
            limits: Vec::new(),
            decided: None,
            settled: false,
        };
        let mut turn = Turn { setup: self, state, noted: Vec::new() };
        turn.note(Noted::Raised);
        for limit in self.case_limits(&turn.state) {
            turn.note(Noted::Limit(limit));
        }
        turn.falls_due(Going::Nowhere);
        (turn.state, turn.noted)
    }

    /// What an event makes of a state, at a moment if that is known, and what the diary notes of it.
    ///
    /// # Errors
    ///
    /// Says why the event cannot happen in this state; nothing has then changed.
    pub fn step(&self, state: &State, event: &Event, on: Option<DateTime>) -> Result<(State, Vec<Entry>), Impossible> {
        if let Place::Over(ending) = &state.place {
            return Err(Impossible::Over(ending.clone()));
        }
        if let (Some(on), Some(now)) = (on, state.now)
            && on < now
        {
            return Err(Impossible::BackInTime);
        }
        let mut turn = Turn { setup: self, state: state.clone(), noted: Vec::new() };
        turn.state.now = on.or(turn.state.now);
        turn.take(event)?;
        turn.misses_moves();
        Ok((turn.state, turn.noted))
    }
}

/// A step being made.
struct Turn<'s, 'p> {
    setup: &'s Setup<'p>,
    state: State,
    noted: Vec<Entry>,
}

impl Turn<'_, '_> {
    fn take(&mut self, event: &Event) -> Result<(), Impossible> {
        match event {
            Event::Begin => self.begin(),
            Event::Turns(point, so) => self.turns(point, *so),
            Event::Answers { who, agrees } => self.answers(who, *agrees),
            Event::Leaves(clause) => self.leaves(*clause),
            Event::Does { clause, option } => self.does(*clause, *option),
            Event::Comes(outcome) => self.comes(*outcome),
            Event::TimeOut => self.times_out(),
            Event::Happens(moment) => self.happens(moment),
            Event::Takes { step, landing } => self.moves(*step, *landing),
            Event::TakesRoute(route) => self.takes_route(*route),
            Event::Withdraws => {
                self.is_left();
                self.state.happened.push(Moment::Withdrawn);
                self.falls_due(Going::Nowhere);
                self.ends(Ending::Withdrawn);
                Ok(())
            }
            Event::Stops => {
                let ending = self.setup.stop(&self.state)?;
                self.ends(ending);
                Ok(())
            }
        }
    }

    fn note(&mut self, what: Noted) {
        let at = match self.state.place {
            Place::Stage(stage) => Some(stage),
            _ => None,
        };
        self.noted.push(Entry { on: self.state.now, at, visit: self.state.visit, what });
    }

    fn stage(&self) -> Result<StageId, Impossible> {
        match &self.state.place {
            Place::Stage(stage) => Ok(*stage),
            Place::Start => Err(Impossible::NotBegun),
            Place::Over(ending) => Err(Impossible::Over(ending.clone())),
        }
    }

    fn begin(&mut self) -> Result<(), Impossible> {
        if self.state.place != Place::Start || self.setup.policy.stages.is_empty() {
            return Err(Impossible::Begun);
        }
        self.falls_due(Going::To(StageId(0)));
        self.arrives(StageId(0), Vec::new(), true, false);
        Ok(())
    }

    // ── what is so, and who says what ───────────────────────────────────────────────────────────

    fn turns(&mut self, point: &Point, so: bool) -> Result<(), Impossible> {
        if let Point::Fact(fact) = point
            && !self.setup.policy.named(*fact).may_change
            && self.state.so.contains(point) != so
            && self.state.place != Place::Start
        {
            return Err(Impossible::Fixed(*fact));
        }
        let changed = if so { self.state.so.insert(point.clone()) } else { self.state.so.remove(point) };
        if changed {
            self.note(Noted::Turned(point.clone(), so));
            if let Point::Fact(fact) = point {
                self.state.happened.push(if so { Moment::Begins(*fact) } else { Moment::Ends(*fact) });
            }
            self.falls_due(Going::Nowhere);
        }
        Ok(())
    }

    fn answers(&mut self, who: &str, agrees: bool) -> Result<(), Impossible> {
        self.note(Noted::Answered { who: who.to_owned(), agrees });
        if agrees {
            self.state.refused.remove(who);
        } else {
            self.state.refused.insert(who.to_owned());
            self.lapse();
        }
        self.falls_due(Going::Nowhere);
        Ok(())
    }

    /// Duties that hung on somebody's agreement, and are not asked for without it.
    fn lapse(&mut self) {
        let hangs_on_agreement = |clause: ClauseId| {
            let conditions = &self.setup.policy.clause(clause).conditions;
            let mut asked = Vec::new();
            conditions.iter().for_each(|condition| condition.asks(&mut asked));
            !asked.is_empty() && !conditions.iter().all(|condition| self.setup.met(&self.state, condition))
        };
        let lapsed: Vec<ClauseId> = self.state.due.iter().map(|due| due.clause).filter(|clause| hangs_on_agreement(*clause)).collect();
        self.state.due.retain(|due| !lapsed.contains(&due.clause));
        lapsed.into_iter().for_each(|clause| self.note(Noted::Lapsed(clause)));
    }

    fn leaves(&mut self, clause: ClauseId) -> Result<(), Impossible> {
        self.state.undone.insert(clause);
        let due = self.state.due.iter_mut().find(|due| due.clause == clause);
        if let Some(due) = due {
            due.done = false;
            self.misses(clause);
        }
        Ok(())
    }

    fn misses(&mut self, clause: ClauseId) {
        if self.state.missed.insert(clause) {
            self.note(Noted::Undone(clause));
        }
    }

    /// Ways on that are open by now and that somebody leaves.
    fn misses_moves(&mut self) {
        if self.state.undone.is_empty() {
            return;
        }
        let moves =
            self.setup.moves(&self.state).iter().filter(|step| step.clause.is_some_and(|clause| self.state.undone.contains(&clause)));
        let open: Vec<ClauseId> = moves.filter(|step| self.setup.is_open_move(&self.state, step)).filter_map(|step| step.clause).collect();
        open.into_iter().for_each(|clause| self.misses(clause));
    }

    fn does(&mut self, clause: ClauseId, option: Option<usize>) -> Result<(), Impossible> {
        self.state.undone.remove(&clause);
        self.state.missed.remove(&clause);
        match self.state.due.iter_mut().find(|due| due.clause == clause) {
            Some(due) => (due.done, due.option) = (true, option),
            None => self.state.due.push(Due { clause, since: self.state.now, done: true, option }),
        }
        if decides(&self.setup.policy.clause(clause).deed) {
            self.state.decided = Some(self.state.now);
        }
        self.note(Noted::Used { clause, option });
        Ok(())
    }

    // ── what the stage comes to ─────────────────────────────────────────────────────────────────

    fn comes(&mut self, outcome: Outcome) -> Result<(), Impossible> {
        self.stage()?;
        if let Some(known) = self.state.outcome {
            return Err(Impossible::Settled(known));
        }
        self.state.outcome = Some(outcome);
        self.state.outcome_on = Some(self.state.now);
        // What comes after a settled case is not what ended it.
        let over = outcome == Outcome::Resolved && !self.leads_on();
        if over {
            self.is_left();
        }
        self.note(Noted::CameTo(outcome));
        self.falls_due(Going::Nowhere);
        if over {
            self.ends(Ending::Resolved);
        }
        Ok(())
    }

    /// Whether a move is open, other than leaving the ladder.
    fn leads_on(&self) -> bool {
        let moves = self.setup.moves(&self.state);
        moves.iter().any(|step| step.kind != MoveKind::Leave && self.setup.is_open_move(&self.state, step))
    }

    fn times_out(&mut self) -> Result<(), Impossible> {
        let stage = self.stage()?;
        if self.setup.limit(stage).is_none() {
            return Err(Impossible::NoLimit);
        }
        if self.state.outcome == Some(Outcome::Resolved) {
            return Err(Impossible::Settled(Outcome::Resolved));
        }
        if !self.state.timed_out {
            self.state.timed_out = true;
            self.note(Noted::TimeRanOut);
            self.falls_due(Going::Nowhere);
        }
        Ok(())
    }

    fn happens(&mut self, moment: &Moment) -> Result<(), Impossible> {
        self.stage()?;
        if !self.state.happened.contains(moment) {
            self.state.happened.push(moment.clone());
        }
        self.note(Noted::Happened(moment.clone()));
        self.falls_due(Going::Nowhere);
        Ok(())
    }

    // ── moves ───────────────────────────────────────────────────────────────────────────────────

    fn moves(&mut self, at: usize, landing: Option<Landing>) -> Result<(), Impossible> {
        let step: Move = self.setup.moves(&self.state).get(at).cloned().ok_or(Impossible::NotOpen)?;
        if !self.setup.is_open_move(&self.state, &step) {
            return Err(Impossible::NotOpen);
        }
        let goal = self.setup.goal(&self.state, &step, landing)?;
        if let (Some(clause), MoveKind::RepeatTimes(_)) = (step.clause, step.kind) {
            *self.state.rounds.entry(clause).or_default() += 1;
        }
        self.state.settled |= self.state.outcome == Some(Outcome::Resolved);
        let again = is_repetition(&step);
        if !again {
            self.is_left();
        }
        if let Goal::Stage(stage) = goal {
            self.falls_due(Going::To(stage));
        }
        if !again {
            self.leave();
        }
        self.note(Noted::Moved { clause: step.clause });
        match goal {
            Goal::Stage(stage) => self.goes(stage, again),
            Goal::PastTheLast => self.ends(Ending::Unheard),
            Goal::Route(route) => self.leaves_by(route),
            Goal::Out => {
                let closed = step.clause.and_then(|clause| match self.act_of(clause) {
                    Act::Close(words) => Some(words.clone()),
                    _ => None,
                });
                self.ends(closed.map_or(Ending::Withdrawn, Ending::Closed));
            }
        }
        Ok(())
    }

    fn act_of(&self, clause: ClauseId) -> &Act {
        &self.setup.policy.clause(clause).deed.act
    }

    fn goes(&mut self, stage: StageId, again: bool) {
        let from = match self.state.place {
            Place::Stage(from) => Some(from),
            _ => None,
        };
        let first = from.map_or(0, |from| from.index() + 1);
        let past = (first..stage.index()).map(|at| StageId(at as u32)).collect();
        self.arrives(stage, past, from.is_none(), again);
    }

    /// The stage has come to its end, before anything falls due on the way out.
    fn is_left(&mut self) {
        if let Place::Stage(stage) = self.state.place {
            self.state.left.insert(stage, self.state.now);
        }
    }

    /// What is noted as a case leaves a stage.
    fn leave(&mut self) {
        self.is_left();
        let late = self.state.limits.iter().find(|limit| limit.is_past(self.state.now)).cloned();
        self.state.limits.clear();
        if let Some(limit) = late {
            self.note(Noted::Late(limit));
        }
    }

    /// A case comes to a stage. Going through it again, its clock goes on.
    fn arrives(&mut self, stage: StageId, past: Vec<StageId>, from_the_start: bool, again: bool) {
        let state = &mut self.state;
        state.place = Place::Stage(stage);
        state.visit += 1;
        if !again {
            state.came = state.now;
            state.begun.insert(stage, state.now);
        }
        state.outcome = None;
        state.outcome_on = None;
        state.timed_out = false;
        state.happened.clear();
        // What a route asks for is asked for once, at whatever stage; what waits for a moment, each time it comes.
        state.due.retain(|due| is_asked_for_once(self.setup.policy, due.clause));
        state.undone.clear();
        state.missed.clear();
        state.refused.clear();
        state.limits.clear();
        state.decided = None;
        self.note(Noted::Came { past });
        let limits = self.setup.stage_limits(&self.state, stage);
        for limit in &limits {
            self.note(Noted::Limit(limit.clone()));
        }
        // Read as the case's, a limit has passed no later than read as the stage's: only past both is a stage late for certain.
        self.state.limits = limits.into_iter().filter(|limit| limit.read_as != Some(LimitOf::TheCase)).collect();
        self.falls_due(if from_the_start { Going::Begins } else { Going::Nowhere });
    }

    // ── routes ──────────────────────────────────────────────────────────────────────────────────

    /// Routes that begin when the case is over.
    fn open_routes_afterwards(&mut self) {
        for at in 0..self.setup.policy.routes.len() {
            let route = RouteId(at as u32);
            if self.setup.policy.routes[at].standing == Standing::Afterwards && self.setup.meets_condition_of(&self.state, route) {
                self.opens(route);
                self.falls_due_on(route, Going::Nowhere);
            }
        }
    }

    fn opens(&mut self, route: RouteId) {
        if self.state.routes.insert(route) {
            self.note(Noted::RouteOpened(route));
        }
    }

    /// What a route asks for by now.
    fn falls_due_on(&mut self, route: RouteId, going: Going) {
        let due = self.setup.fall_due_on(&self.state, route, going);
        self.add_duties(due);
    }

    fn takes_route(&mut self, route: RouteId) -> Result<(), Impossible> {
        if !self.setup.is_open(&self.state, route) {
            return Err(Impossible::RouteClosed);
        }
        if self.setup.leaves_the_ladder(route) {
            self.leaves_by(route);
            return Ok(());
        }
        self.opens(route);
        self.falls_due_on(route, Going::Nowhere);
        Ok(())
    }

    fn leaves_by(&mut self, route: RouteId) {
        self.is_left();
        self.falls_due_on(route, Going::Nowhere);
        let ending = if self.setup.hands_over(route) { Ending::HandedOver(route) } else { Ending::Outside(route) };
        self.ends(ending);
    }

    fn ends(&mut self, ending: Ending) {
        if matches!(self.state.place, Place::Stage(_)) {
            self.leave();
        }
        let moment = (ending == Ending::Resolved).then_some(Moment::Resolved);
        let after = if ending == Ending::Withdrawn { Vec::new() } else { self.setup.due_afterwards(&self.state, moment.as_ref()) };
        self.add_duties(after);
        self.open_routes_afterwards();
        self.note(Noted::Over(ending.clone()));
        self.state.place = Place::Over(ending);
    }

    // ── duties ──────────────────────────────────────────────────────────────────────────────────

    /// Everything for which it is time by now: the stage's duties, then route by route what opens and what that asks for.
    fn falls_due(&mut self, going: Going) {
        if let Place::Stage(stage) = self.state.place {
            let due = self.setup.fall_due(&self.state, stage, going);
            self.add_duties(due);
        }
        for at in 0..self.setup.policy.routes.len() {
            let route = RouteId(at as u32);
            if self.setup.policy.routes[at].condition.is_some() && self.setup.is_open(&self.state, route) {
                self.opens(route);
            }
            if self.state.routes.contains(&route) && !self.setup.leaves_the_ladder(route) {
                self.falls_due_on(route, going);
            }
        }
    }

    fn add_duties(&mut self, clauses: Vec<ClauseId>) {
        for clause in clauses {
            let done = self.setup.is_asked_for(clause) && !self.state.undone.contains(&clause);
            self.state.due.push(Due { clause, since: self.state.now, done, option: None });
            let by = self.setup.dates_of(&self.state, clause, self.state.now);
            let later = matches!(self.state.place, Place::Stage(stage) if is_for_later(self.setup.policy.clause(clause), stage));
            self.note(Noted::Duty { clause, by, later });
            if self.state.undone.contains(&clause) {
                self.misses(clause);
            }
        }
    }
}

/// Whether a clause stands in a route and waits for no moment: it then belongs to no one stage.
pub(crate) fn is_asked_for_once(policy: &Policy, clause: ClauseId) -> bool {
    let clause = policy.clause(clause);
    matches!(clause.home, Home::Route(_)) && clause.when.is_none()
}

/// Whether a deed is a decision.
pub(crate) fn decides(deed: &Deed) -> bool {
    !deed.attempt && matches!(deed.act, Act::Decide(..))
}

fn is_repetition(step: &Move) -> bool {
    matches!(step.kind, MoveKind::RepeatTimes(_) | MoveKind::RepeatUntil { .. } | MoveKind::RepeatUntilOutOfTime)
}
