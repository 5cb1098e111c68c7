//! A policy as a process that an engine we did not write can run, with the meaning of `docs/semantics.md`.
//!
//! A process is plain: a case is at one place, everything it depends on stands in variables, an event sets some of them,
//! and then the place *looks*: what falls due by now, what is open by now, and whether the case goes on. The formats under
//! `emit/` write that down as nodes and flows, or as states and transitions. They add no meaning of their own.
//!
//! The names of variables are made here. Nothing an author typed is part of a name or of a condition.

mod companion;
mod conditions;
mod dates;
mod events;
mod expression;
mod ladder;
mod moves;
mod over;

use serde_json::{Value as Json, json};

pub use companion::*;
pub use expression::{Expression, Set, Value};
pub use ladder::process;

/// Where a case can be: raised and at no stage yet, or at a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The stage's number, counted from 1 in the order of the file; 0 before the first.
    pub number: u32,
    /// Its label; empty before the first stage.
    pub label: String,
    /// What it is called, to be shown to people.
    pub name: String,
    /// Who deals with it, to be shown to people; empty where nothing is said.
    pub who: String,
    /// What is set when a case comes here.
    pub arrive: Vec<Set>,
    /// The limits that then have a date, or none.
    pub limits: Vec<LimitEntry>,
    /// Whether the moment its time runs out can be known; it is then in the variable `due`.
    pub timed: bool,
    /// What can fall due here, in order.
    pub steps: Vec<Step>,
    /// Which moves are open, once that has fallen due.
    pub open: Vec<Set>,
    /// What events come to: of those for the same event, the first whose condition is met.
    pub notes: Vec<Note>,
    /// The stages it can lead to, by their numbers.
    pub leads_to: Vec<u32>,
    /// Whether it can lead to any later stage as well.
    pub leads_anywhere: bool,
}

impl Place {
    /// What it is called and who deals with it, in words.
    pub fn described(&self) -> String {
        if self.who.is_empty() { self.name.clone() } else { format!("{}, {}", self.name, self.who) }
    }
}

/// Something falls due, or opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub when: Expression,
    /// What remembers that it has.
    pub flag: Option<String>,
    /// What somebody has to agree to first, with the rest of its conditions: without it, it is not asked for after all.
    pub agreement: Option<Expression>,
    /// What that is, in order.
    pub entries: Vec<Entry>,
    /// When, in words, to be shown to people.
    pub words: String,
}

/// What is told to whoever listens: an entry of a case's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A duty falls due.
    Due {
        /// The place of its clause, counted from 1.
        number: u32,
        /// The id of its clause.
        clause: String,
        /// By when, once for every length of time the clause states: the variable, and its value.
        by: Vec<Set>,
        /// What is asked for, to be shown to people.
        words: String,
        /// Somebody is told.
        tells: bool,
    },
    /// A duty that has fallen due before gets its dates, now that somebody has decided.
    Dated {
        /// The id of its clause.
        clause: String,
        /// By when, as it is for the duty.
        by: Vec<Set>,
    },
    /// A route opens.
    Route {
        /// Its place, counted from 1.
        number: u32,
        /// Its name.
        name: String,
        /// Its title.
        title: String,
    },
    /// The stage's time has run out.
    OutOfTime,
}

/// A limit that has been counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitEntry {
    /// The id of its clause.
    pub clause: String,
    /// The variable that holds its date: none where there is no date, no where it does not apply.
    pub variable: String,
}

/// What an event comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The event.
    pub event: EventKind,
    /// What it names, where the event names something.
    pub what: Option<String>,
    /// Only if this is so.
    pub when: Expression,
    /// What is set.
    pub sets: Vec<Set>,
}

/// What can happen to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// It comes to the first stage.
    Begin,
    /// Something becomes so, or ceases to be.
    Turns,
    /// Somebody who is asked answers.
    Answers,
    /// A move is left undone.
    Leaves,
    /// The stage settles it.
    Resolved,
    /// It does not.
    Unresolved,
    /// Nobody answers.
    NoAnswer,
    /// The stage's time runs out.
    OutOfTime,
    /// Another moment that clauses wait for.
    Happens,
    /// Somebody decides.
    Decides,
    /// A move is made.
    Takes,
    /// The case goes on as the policy asks.
    GoesOn,
    /// Nobody takes the case on.
    Stops,
    /// A route is taken.
    Route,
    /// The agency that raised it withdraws.
    Withdraws,
}

impl EventKind {
    /// Every kind, in the order in which they are described.
    pub const ALL: [EventKind; 15] = [
        EventKind::Begin,
        EventKind::Turns,
        EventKind::Answers,
        EventKind::Leaves,
        EventKind::Resolved,
        EventKind::Unresolved,
        EventKind::NoAnswer,
        EventKind::OutOfTime,
        EventKind::Happens,
        EventKind::Decides,
        EventKind::Takes,
        EventKind::GoesOn,
        EventKind::Stops,
        EventKind::Route,
        EventKind::Withdraws,
    ];

    /// Its word in every format.
    pub fn word(self) -> &'static str {
        match self {
            EventKind::Begin => "begin",
            EventKind::Turns => "turns",
            EventKind::Answers => "answers",
            EventKind::Leaves => "leaves",
            EventKind::Resolved => "resolved",
            EventKind::Unresolved => "unresolved",
            EventKind::NoAnswer => "no-answer",
            EventKind::OutOfTime => "out-of-time",
            EventKind::Happens => "happens",
            EventKind::Decides => "decides",
            EventKind::Takes => "takes",
            EventKind::GoesOn => "goes-on",
            EventKind::Stops => "stops",
            EventKind::Route => "route",
            EventKind::Withdraws => "withdraws",
        }
    }
}

/// A way a case can end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The value of the variable `over`, counted from 1.
    pub code: u32,
    /// What kind of ending it is: `heard`, `handed-over`.
    pub kind: &'static str,
    /// The label of the stage that heard it, the name of the route, or the words it is closed in.
    pub of: Option<String>,
    /// In words, to be shown to people.
    pub words: String,
}

/// A policy as a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// What stands beside it: what its names mean, and what it counts by.
    pub companion: Companion,
    /// Every variable, and its value when a case is raised.
    pub variables: Vec<(String, Value)>,
    /// What is set when a case is raised.
    pub raise: Vec<Set>,
    /// The limits on the whole case.
    pub case_limits: Vec<LimitEntry>,
    /// The place before the first stage, where something can happen there.
    pub raised: Option<Place>,
    /// The stages, in order.
    pub stages: Vec<Place>,
    /// What falls due when a case is over, in order.
    pub over: Vec<Step>,
    /// The ways it can end.
    pub endings: Vec<Ending>,
    /// Whether people are reminded before a stage's time runs out, at the moment in the variable `remind`.
    pub reminds: bool,
}

impl Entry {
    /// The dates that are counted with it.
    pub fn dates(&self) -> &[Set] {
        match self {
            Entry::Due { by, .. } | Entry::Dated { by, .. } => by,
            Entry::Route { .. } | Entry::OutOfTime => &[],
        }
    }

    /// What is logged of it at a stage with this label: an entry of the log, with the names of variables where it has dates.
    pub fn template(&self, label: &str) -> Json {
        let variables = |by: &[Set]| by.iter().map(|set| set.variable.clone()).collect::<Vec<_>>();
        match self {
            Entry::Due { clause, by, .. } => json!({ "due": clause, "by": variables(by) }),
            Entry::Dated { clause, by } => json!({ "dated": clause, "by": variables(by) }),
            Entry::Route { name, .. } => json!({ "route": name }),
            Entry::OutOfTime => json!({ "out_of_time": label }),
        }
    }
}

impl Process {
    /// What is set whenever a place looks, and when a case is over, before anything else: what falls due does so then.
    pub fn looks() -> Set {
        Set::to("at", Value::Now)
    }

    /// Every place, in order.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.raised.iter().chain(&self.stages)
    }
}
