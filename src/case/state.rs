//! Where a case stands, what can happen to it, and what the diary notes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;

use crate::model::{ClauseId, EndingKind, Event as Moment, NameId, RouteId, StageId};

use super::dates::Dated;
use super::facts::Point;

/// How a case ends. The first four are good ends: see `docs/semantics.md`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// Settled by the people at a stage.
    Resolved,
    /// Withdrawn by the agency that raised it.
    Withdrawn,
    /// Put to an authority of the ladder.
    Heard(StageId),
    /// Taken out of the ladder by a route that puts it to an authority, or back.
    HandedOver(RouteId),
    /// Somebody who was asked said no.
    Refused,
    /// Only advice or leave led on, and it was not taken.
    Dropped,
    /// Nothing led on.
    Stuck,
    /// A by-pass led past the last stage, and nobody heard it.
    Unheard,
    /// Taken out of the ladder by a route to nobody who decides.
    Outside(RouteId),
    /// Closed in words of the document.
    Closed(String),
}

impl Ending {
    /// Whether it is a good end.
    pub fn is_good(&self) -> bool {
        matches!(self, Ending::Resolved | Ending::Withdrawn | Ending::Heard(_) | Ending::HandedOver(_))
    }

    /// What kind of ending it is.
    pub fn kind(&self) -> EndingKind {
        match self {
            Ending::Resolved => EndingKind::Resolved,
            Ending::Withdrawn => EndingKind::Withdrawn,
            Ending::Heard(_) => EndingKind::Heard,
            Ending::HandedOver(_) => EndingKind::HandedOver,
            Ending::Refused => EndingKind::Refused,
            Ending::Dropped => EndingKind::Dropped,
            Ending::Stuck => EndingKind::Stuck,
            Ending::Unheard => EndingKind::Unheard,
            Ending::Outside(_) => EndingKind::Outside,
            Ending::Closed(_) => EndingKind::Closed,
        }
    }
}

/// Where a case is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Raised, and at no stage yet.
    Start,
    /// At a stage.
    Stage(StageId),
    /// Over.
    Over(Ending),
}

/// What a stage comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is settled.
    Resolved,
    /// It is not.
    Unresolved,
    /// Nobody answers.
    NoAnswer,
}

/// Where a by-pass comes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Landing {
    /// At a stage.
    Stage(StageId),
    /// Past the last.
    PastTheLast,
}

/// What can happen to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It comes to the first stage.
    Begin,
    /// Something becomes so, or ceases to be.
    Turns(Point, bool),
    /// Somebody who is asked answers, named in words as a condition does.
    Answers {
        /// Who, as `if … agrees` names them.
        who: String,
        /// Yes or no.
        agrees: bool,
    },
    /// Something is left undone at this stage, if it is asked for in this visit at all.
    Leaves(ClauseId),
    /// Use is made of what a clause offers, or its choice is made.
    Does {
        /// The clause.
        clause: ClauseId,
        /// Which of its options, if it is a choice.
        option: Option<usize>,
    },
    /// The stage comes to an outcome.
    Comes(Outcome),
    /// The stage's limit passes.
    TimeOut,
    /// Something else a clause may wait for: words of the document, an extension.
    Happens(Moment),
    /// A move is made: its place among the stage graph's moves from here.
    Takes {
        /// Which of [`crate::graph::StageGraph::moves_from`] here.
        step: usize,
        /// Where it comes down, if the clause leaves that to the people.
        landing: Option<Landing>,
    },
    /// A route that runs instead of the ladder is taken, or another one opened.
    TakesRoute(RouteId),
    /// The agency that raised it withdraws.
    Withdraws,
    /// The case ends here.
    Stops,
}

/// A duty that has fallen due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its clause.
    pub clause: ClauseId,
    /// Since when, if the moment has a date.
    pub since: Option<DateTime>,
    /// Done, as far as anybody has said: what is asked for is, what is only permitted is not.
    pub done: bool,
    /// The option that was chosen.
    pub option: Option<usize>,
}

/// A case at one moment. Never changed: a step makes another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Where the case is.
    pub place: Place,
    /// How many visits to stages there have been, this one included.
    pub visit: u32,
    /// What is so; all else is not.
    pub so: BTreeSet<Point>,
    /// The present moment, if it is known.
    pub now: Option<DateTime>,
    /// When the case was raised.
    pub raised: Option<DateTime>,
    /// When this visit began.
    pub came: Option<DateTime>,
    /// When each stage was last come to.
    pub begun: BTreeMap<StageId, Option<DateTime>>,
    /// When each stage was last left.
    pub left: BTreeMap<StageId, Option<DateTime>>,
    /// What this stage came to, once it has.
    pub outcome: Option<Outcome>,
    /// When it came to that: `None` if it has not, and within it, whether that has a date.
    pub outcome_on: Option<Option<DateTime>>,
    /// Its limit has passed.
    pub timed_out: bool,
    /// The other moments of this visit.
    pub happened: Vec<Moment>,
    /// Duties that have fallen due in this visit.
    pub due: Vec<Due>,
    /// Clauses somebody leaves undone in this visit, should they be asked for.
    pub undone: BTreeSet<ClauseId>,
    /// Those of them that have been asked for.
    pub missed: BTreeSet<ClauseId>,
    /// Who has said no in this visit.
    pub refused: BTreeSet<String>,
    /// Routes that are open.
    pub routes: BTreeSet<RouteId>,
    /// How often each repetition has been gone through.
    pub rounds: BTreeMap<ClauseId, u32>,
    /// The dates this stage has to be over by.
    pub limits: Vec<Dated>,
    /// When somebody decided in this visit, if a line has said so: `None` if none has, and within it, whether that has a date.
    pub decided: Option<Option<DateTime>>,
    /// It was settled at an earlier stage and goes on only to what follows that.
    pub settled: bool,
}

impl State {
    /// Whether a moment a clause may wait for has come in this visit.
    pub fn has_happened(&self, moment: &Moment) -> bool {
        match moment {
            Moment::Resolved => self.outcome == Some(Outcome::Resolved),
            Moment::Unresolved => self.timed_out || matches!(self.outcome, Some(Outcome::Unresolved | Outcome::NoAnswer)),
            Moment::NoAnswer => self.outcome == Some(Outcome::NoAnswer),
            Moment::OutOfTime => self.timed_out,
            other => self.happened.contains(other),
        }
    }
}

/// A line of the diary: what was noted, when and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When, if that is known.
    pub on: Option<DateTime>,
    /// At which stage; `None` before the first and after a route has been taken.
    pub at: Option<StageId>,
    /// In which visit.
    pub visit: u32,
    /// What.
    pub what: Noted,
}

/// What a diary notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Noted {
    /// The disagreement is raised.
    Raised,
    /// The case comes to the stage, leaving out these.
    Came {
        /// Stages passed over.
        past: Vec<StageId>,
    },
    /// The stage, or the whole case, has to be over by a date.
    Limit(Dated),
    /// A duty falls due.
    Duty {
        /// Its clause.
        clause: ClauseId,
        /// By when.
        by: Vec<Dated>,
        /// It is done only after the case has left the stage.
        later: bool,
    },
    /// Somebody made use of what a clause offers, or chose among its options.
    Used {
        /// The clause.
        clause: ClauseId,
        /// Which option.
        option: Option<usize>,
    },
    /// What a clause asks for or allows was not done, when it was time for it.
    Undone(ClauseId),
    /// A duty is not asked for after all: somebody whose agreement it hangs on says no.
    Lapsed(ClauseId),
    /// Something became so, or ceased to be.
    Turned(Point, bool),
    /// A route opened.
    RouteOpened(RouteId),
    /// The stage came to this.
    CameTo(Outcome),
    /// Its time ran out.
    TimeRanOut,
    /// Something else happened.
    Happened(Moment),
    /// Somebody who was asked answered.
    Answered {
        /// Who.
        who: String,
        /// Yes or no.
        agrees: bool,
    },
    /// The case was taken on.
    Moved {
        /// By which clause; a route may have none.
        clause: Option<ClauseId>,
    },
    /// The stage took longer than it may.
    Late(Dated),
    /// The case is over.
    Over(Ending),
}

/// Why something cannot happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Impossible {
    /// The case is over.
    Over(Ending),
    /// It is at no stage yet.
    NotBegun,
    /// It has begun.
    Begun,
    /// What the stage came to has been said.
    Settled(Outcome),
    /// The stage has no limit that could pass.
    NoLimit,
    /// The move is not open.
    NotOpen,
    /// A stage that must not be left out would be.
    Protected(ClauseId),
    /// Something still leads on: this clause.
    LeadsOn(ClauseId),
    /// The stage's time still has to run out.
    TimeRunsOut,
    /// The case is at no moment that could come after that.
    BackInTime,
    /// The stage has come to no outcome yet.
    NothingYet,
    /// The fact does not change.
    Fixed(NameId),
    /// The route's condition is not met.
    RouteClosed,
}
