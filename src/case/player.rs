//! One case on its way, told line by line: each line is something that happens, and what follows by itself follows.

use std::collections::HashSet;

use jiff::civil::DateTime;

use crate::diagnostic::Diagnostic;
use crate::graph::{Move, MoveKind, To, Trigger};
use crate::model::{
    Act, ClauseId, Deed, Event as Moment, Expectation, Force, Happening, Instant, Parties, Place as Where, Says, ScenarioLine, Source,
    StageId, in_words,
};
use crate::source::Span;

use super::dates::runs_out;
use super::facts::Point;
use super::impossible::unknown_words;
use super::matching::{Match, could_be};
use super::play::moment;
use super::setup::{Setup, is_the_raising_agency};
use super::state::{Entry, Event, Landing, Noted, Outcome, Place, State};

/// A case on its way.
#[derive(Debug)]
pub(super) struct Player<'p> {
    /// What stays as it is.
    pub(super) setup: Setup<'p>,
    /// Where the case stands.
    pub(super) state: State,
    /// The diary so far.
    pub(super) entries: Vec<Entry>,
    /// What lines say is left undone, until it is known whether it is asked for at all.
    pub(super) left: Vec<Left>,
}

/// A line that says something is left undone.
#[derive(Debug, Clone)]
pub(super) struct Left {
    pub(super) clauses: Vec<ClauseId>,
    pub(super) stage: Option<StageId>,
    visit: u32,
    span: Span,
}

/// A line being played: who does what, and when.
struct Line<'l> {
    on: Option<Instant>,
    per: &'l [Source],
    span: Span,
}

impl Player<'_> {
    /// What follows by itself: an unsettled case goes on by what must be done, then by what is advised, or stops.
    ///
    /// # Errors
    /// If a line left something undone that nobody was asked for.
    pub(super) fn settle(&mut self) -> Result<(), Diagnostic> {
        if self.nobody_takes_it_on() {
            self.follow(&Event::Comes(Outcome::Unresolved));
        }
        while self.is_waiting() {
            let event = self.setup.usual(&self.state);
            if event == Event::TimeOut {
                self.state.now = self.when_time_runs_out();
            }
            if !self.follow(&event) {
                break;
            }
        }
        let here = if matches!(self.state.place, Place::Over(_)) { u32::MAX } else { self.state.visit };
        self.check_left(|left| left.visit < here)
    }

    /// What follows by itself before an expectation is judged. For one that names a stage, a case that has only been raised
    /// comes to its first.
    ///
    /// # Errors
    /// As [`Player::settle`].
    pub(super) fn comes_to(&mut self, what: &Expectation) -> Result<(), Diagnostic> {
        let names_a_stage = match what {
            Expectation::At(stage) => stage.is_some(),
            Expectation::Due { .. } => true,
            Expectation::Told { place, .. } => place.is_some(),
            Expectation::Missed { at, .. } | Expectation::Overdue(at) => !at.is_empty(),
            _ => false,
        };
        if names_a_stage {
            self.follow(&Event::Begin);
        }
        self.settle()
    }

    /// A case that has only been raised comes to its first stage; one that waits goes on.
    ///
    /// # Errors
    /// As [`Player::settle`].
    pub(super) fn begin_or_settle(&mut self) -> Result<(), Diagnostic> {
        self.follow(&Event::Begin);
        self.settle()
    }

    /// The end of the scenario: what follows by itself, and then nothing more.
    ///
    /// # Errors
    /// As [`Player::settle`].
    pub(super) fn finish(&mut self) -> Result<(), Diagnostic> {
        self.begin_or_settle()?;
        self.check_left(|_| true)
    }

    /// Plays a line of what happens.
    ///
    /// # Errors
    /// Says why it cannot happen.
    pub(super) fn happens(&mut self, line: &ScenarioLine) -> Result<(), Diagnostic> {
        let Says::Happens { at, what, on, per } = &line.says else { return Ok(()) };
        let (at, line) = (*at, Line { on: *on, per, span: line.span });
        let here = matches!((&self.state.place, at), (Place::Stage(here), Some(stage)) if *here == stage);
        let outcome = matches!(what, Happening::Event(Moment::Resolved | Moment::Unresolved | Moment::NoAnswer));
        // A visit comes to one outcome. Another one at the same stage is that of the next visit.
        let same_visit = here && !(outcome && self.state.outcome.is_some());
        if !same_visit {
            self.settle()?;
        }
        if self.state.place == Place::Start && at.is_some() {
            self.step(&Event::Begin, None, line.span)?;
        }
        let here = match &self.state.place {
            Place::Over(ending) => return Err(self.is_over(ending, line.span)),
            Place::Start => None,
            Place::Stage(stage) => Some(*stage),
        };
        if here != at {
            return Err(self.elsewhere(here, at, line.span));
        }
        let only_at_a_stage = match what {
            Happening::Answers { .. } => true,
            Happening::Event(moment) => !matches!(moment, Moment::Begins(_) | Moment::Ends(_) | Moment::Words(_)),
            _ => false,
        };
        if here.is_none() && only_at_a_stage {
            return Err(not_begun(line.span));
        }
        match what {
            Happening::Answers { who, agrees } => self.answers(who, *agrees, &line),
            Happening::Leaves { who, deed } => self.leaves(who, deed, &line),
            Happening::Does { who, deed } => self.does(who, deed, &line),
            Happening::SkipsTo { to, .. } => self.skips_to(*to, &line),
            Happening::Takes(route) => self.step(&Event::TakesRoute(*route), line.on, line.span),
            Happening::Event(moment) => self.event(moment, &line),
        }
    }

    fn step(&mut self, event: &Event, on: Option<Instant>, span: Span) -> Result<(), Diagnostic> {
        let on = on.map(|on| self.moment(on));
        match self.setup.step(&self.state, event, on) {
            Ok((state, noted)) => {
                self.state = state;
                self.entries.extend(noted);
                Ok(())
            }
            Err(why) => Err(self.impossible(&why, span)),
        }
    }

    /// A step nobody has to say; whether it could be made.
    fn follow(&mut self, event: &Event) -> bool {
        let Ok((state, noted)) = self.setup.step(&self.state, event, None) else { return false };
        self.state = state;
        self.entries.extend(noted);
        true
    }

    /// When a line happens. A day with no time of day is no earlier than what has happened on it.
    fn moment(&self, on: Instant) -> DateTime {
        let said = moment(on);
        self.state.now.filter(|now| on.clock.is_none() && now.date() == said.date() && *now > said).unwrap_or(said)
    }

    // ── what follows ────────────────────────────────────────────────────────────────────────────

    /// Whether this stage has come to an end, and the case has not gone on yet.
    pub(super) fn is_waiting(&self) -> bool {
        matches!(self.state.place, Place::Stage(_)) && (self.state.outcome.is_some() || self.state.timed_out)
    }

    /// Whether a line has said that the case is not taken on: then it has not been settled either.
    fn nobody_takes_it_on(&self) -> bool {
        let left = |step: &Move| step.clause.is_some_and(|clause| self.state.undone.contains(&clause));
        matches!(self.state.place, Place::Stage(_))
            && !self.is_waiting()
            && !self.state.undone.is_empty()
            && self.setup.moves(&self.state).iter().any(|step| {
                step.trigger == Trigger::Unresolved && step.kind == MoveKind::Escalate && step.force != Force::Permitted && left(step)
            })
    }

    /// When the stage's limit passes: its earliest date, or no moment that has one.
    fn when_time_runs_out(&self) -> Option<DateTime> {
        let limit = self.state.limits.iter().filter_map(|limit| limit.by.as_ref().ok()).map(runs_out).min();
        limit.max(self.state.now.filter(|_| limit.is_some()))
    }

    /// Silence and a limit that passes come when the stage's time runs out, unless the line gives a date.
    fn wait_for_the_limit(&mut self, on: Option<Instant>) {
        if on.is_none() && matches!(self.state.place, Place::Stage(_)) {
            self.state.now = self.when_time_runs_out();
        }
    }

    /// Whether everything that lines left undone was asked for.
    fn check_left(&mut self, over: impl Fn(&Left) -> bool) -> Result<(), Diagnostic> {
        let (over, still): (Vec<Left>, Vec<Left>) = std::mem::take(&mut self.left).into_iter().partition(over);
        self.left = still;
        if over.is_empty() {
            return Ok(());
        }
        let undone = |entry: &Entry| if let Noted::Undone(clause) = entry.what { Some((entry.visit, clause)) } else { None };
        let undone: HashSet<(u32, ClauseId)> = self.entries.iter().filter_map(undone).collect();
        let missed = |left: &Left| left.clauses.iter().any(|clause| undone.contains(&(left.visit, *clause)));
        match over.iter().find(|left| !missed(left)) {
            Some(left) => Err(self.never_asked_for(left, left.span)),
            None => Ok(()),
        }
    }

    // ── something happens ───────────────────────────────────────────────────────────────────────

    fn event(&mut self, moment: &Moment, line: &Line<'_>) -> Result<(), Diagnostic> {
        let event = match moment {
            Moment::Resolved => Event::Comes(Outcome::Resolved),
            Moment::Unresolved => Event::Comes(Outcome::Unresolved),
            Moment::NoAnswer => {
                self.wait_for_the_limit(line.on);
                Event::Comes(Outcome::NoAnswer)
            }
            Moment::OutOfTime => {
                self.wait_for_the_limit(line.on);
                Event::TimeOut
            }
            Moment::Withdrawn => Event::Withdraws,
            Moment::Begins(fact) => Event::Turns(Point::Fact(*fact), true),
            Moment::Ends(fact) => Event::Turns(Point::Fact(*fact), false),
            Moment::Extended => Event::Happens(Moment::Extended),
            Moment::Words(words) => self.words(words, line.span)?,
        };
        self.step(&event, line.on, line.span)
    }

    /// Words of the document: a moment a clause waits for, or something a condition turns on.
    fn words(&self, words: &str, span: Span) -> Result<Event, Diagnostic> {
        if self.setup.waits_for(words) {
            return Ok(Event::Happens(Moment::Words(words.to_owned())));
        }
        let point = Point::Words(words.to_owned());
        if self.setup.points().contains(&point) {
            return Ok(Event::Turns(point, true));
        }
        Err(unknown_words(&self.setup, &point, span))
    }

    fn answers(&mut self, who: &Parties, agrees: bool, line: &Line<'_>) -> Result<(), Diagnostic> {
        for party in &who.parties {
            let asked: Vec<_> =
                self.setup.asked(&self.state).into_iter().filter(|holder| could_be(self.setup.policy, holder, party)).collect();
            if asked.is_empty() {
                return Err(self.nobody_asks(party, line.span));
            }
            if !agrees && asked.iter().any(|holder| is_the_raising_agency(holder)) {
                return self.step(&Event::Withdraws, line.on, line.span);
            }
            let mut words: Vec<String> = asked.iter().map(|holder| in_words(self.setup.policy).party(holder)).collect();
            words.dedup();
            for who in words {
                self.step(&Event::Answers { who, agrees }, line.on, line.span)?;
            }
        }
        Ok(())
    }

    fn leaves(&mut self, who: &Parties, deed: &Deed, line: &Line<'_>) -> Result<(), Diagnostic> {
        let mut clauses: Vec<ClauseId> = self.find(who, deed, line)?.into_iter().map(|found| found.clause).collect();
        // What the clock brings on is not left undone before its time, unless that is all there is, or the line names it.
        let by_the_clock = |clause: &ClauseId| {
            let when = self.setup.policy.clause(*clause).when.as_ref();
            when.is_some_and(|when| when.events.iter().all(|moment| *moment == Moment::OutOfTime))
        };
        if !self.state.timed_out && line.per.is_empty() && !clauses.iter().all(by_the_clock) {
            clauses.retain(|clause| !by_the_clock(clause));
        }
        for clause in &clauses {
            self.step(&Event::Leaves(*clause), line.on, line.span)?;
        }
        self.left.push(Left { clauses, stage: self.here(), visit: self.state.visit, span: line.span });
        Ok(())
    }

    fn does(&mut self, who: &Parties, deed: &Deed, line: &Line<'_>) -> Result<(), Diagnostic> {
        let found = self.find(who, deed, line)?;
        if crate::graph::is_move(&deed.act) {
            return self.moves(&found, deed, line);
        }
        for Match { clause, option } in found {
            self.step(&Event::Does { clause, option }, line.on, line.span)?;
        }
        Ok(())
    }

    fn here(&self) -> Option<StageId> {
        match self.state.place {
            Place::Stage(stage) => Some(stage),
            _ => None,
        }
    }

    /// The clauses a line is about.
    fn find(&self, who: &Parties, deed: &Deed, line: &Line<'_>) -> Result<Vec<Match>, Diagnostic> {
        let found = self.setup.matching(&self.state, self.here(), who, deed, line.per);
        if found.is_empty() { Err(self.nothing_asks_for(who, deed, line.per, line.span)) } else { Ok(found) }
    }

    /// A case that is taken on has not been settled: that need not be said.
    fn is_not_settled(&mut self, line: &Line<'_>) -> Result<(), Diagnostic> {
        if !self.is_waiting() && matches!(self.state.place, Place::Stage(_)) {
            self.step(&Event::Comes(Outcome::Unresolved), line.on, line.span)?;
        }
        Ok(())
    }

    /// A move is made.
    fn moves(&mut self, found: &[Match], deed: &Deed, line: &Line<'_>) -> Result<(), Diagnostic> {
        self.is_not_settled(line)?;
        let wanted = match &deed.act {
            Act::Escalate(Where::Stages(stages)) => stages.first().copied(),
            _ => None,
        };
        let of_these = |clause: Option<ClauseId>| clause.is_some_and(|clause| found.iter().any(|found| found.clause == clause));
        let leads = |to: To| match (to, wanted) {
            (To::Stage(stage), Some(wanted)) => stage == wanted,
            _ => true,
        };
        let kind = |kind: MoveKind| match deed.act {
            Act::Escalate(_) => kind == MoveKind::Escalate,
            Act::Skip(_) => kind == MoveKind::Skip,
            Act::Repeat(_) => matches!(kind, MoveKind::RepeatTimes(_) | MoveKind::RepeatUntil { .. } | MoveKind::RepeatUntilOutOfTime),
            Act::Withdraw => kind == MoveKind::Withdraw,
            _ => kind == MoveKind::Close,
        };
        let step = self.open_move(|step| of_these(step.clause) && leads(step.to) && kind(step.kind), line)?;
        let landing = match (self.setup.moves(&self.state)[step].to, wanted) {
            (To::AnyLater | To::Past, Some(stage)) => Some(Landing::Stage(stage)),
            (To::AnyLater | To::Past, None) => return Err(leads_anywhere(line.span)),
            _ => None,
        };
        self.step(&Event::Takes { step, landing }, line.on, line.span)
    }

    fn skips_to(&mut self, to: Option<StageId>, line: &Line<'_>) -> Result<(), Diagnostic> {
        self.is_not_settled(line)?;
        let fits = |step: &Move| match (step.to, to) {
            (To::Stage(stage), Some(wanted)) => step.kind == MoveKind::Skip && stage == wanted,
            (To::Past, _) | (To::AnyLater, Some(_)) => true,
            (To::PastLast, None) => true,
            _ => false,
        };
        let step = self.open_move(fits, line)?;
        let landing = match self.setup.moves(&self.state)[step].to {
            To::Past | To::AnyLater => Some(to.map_or(Landing::PastTheLast, Landing::Stage)),
            _ => None,
        };
        self.step(&Event::Takes { step, landing }, line.on, line.span)
    }

    /// The first open move of these.
    fn open_move(&self, of_these: impl Fn(&Move) -> bool, line: &Line<'_>) -> Result<usize, Diagnostic> {
        let moves = self.setup.moves(&self.state);
        let these: Vec<usize> = moves.iter().enumerate().filter(|(_, step)| of_these(step)).map(|(at, _)| at).collect();
        let open = these.iter().copied().find(|at| self.setup.is_open_move(&self.state, &moves[*at]));
        open.ok_or_else(|| self.not_open(these.first().copied(), line.span))
    }
}

fn not_begun(span: Span) -> Diagnostic {
    Diagnostic::error("not-begun", span, "the case has come to no stage yet")
        .label("before the first stage a fact can change, a route be taken, or stages be skipped; nobody has met to settle it")
        .help("write `at stage 1, …`, with the label of the stage")
}

fn leads_anywhere(span: Span) -> Diagnostic {
    Diagnostic::error("which-stage", span, "the policy leaves open which stage this leads to, so the scenario has to say it")
        .label("to which stage?")
        .help("write for example `they skip to stage 4`, or `they escalate to stage 4`")
}
