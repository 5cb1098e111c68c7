//! What stands beside a process: what its generated names mean, what it counts by, and what a format cannot carry.

use serde::{Serialize, Serializer};

use crate::emit::json::Counting;

/// What stands beside a process, in every format: data alone, never evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Companion {
    /// The version of the process's form.
    pub rungs_process: u32,
    /// The policy.
    pub policy: PolicyName,
    /// To be shown wherever the process is used.
    pub notice: String,
    /// The rules at error level that the policy fails.
    pub broken: Vec<String>,
    /// The days and hours it counts by.
    pub counting: Counting,
    /// Every length of time, by its key.
    pub times: Times,
    /// What conditions turn on.
    pub points: Vec<PointRow>,
    /// Who is asked whether they agree.
    pub holders: Vec<Holder>,
    /// The moments clauses wait for besides what a stage comes to.
    pub moments: Vec<MomentRow>,
    /// The stages, in order.
    pub stages: Vec<StageRow>,
    /// Every move.
    pub moves: Vec<MoveRow>,
    /// The routes.
    pub routes: Vec<RouteRow>,
    /// The clauses that fall due or limit something, by their ids.
    pub clauses: Vec<ClauseRow>,
    /// What is not in the process, and why.
    pub not_carried: Vec<NotCarried>,
}

/// A policy's name and title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyName {
    /// Its name in other files.
    pub name: String,
    /// Its title.
    pub title: String,
}

/// Lengths of time by their keys, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times(pub Vec<Time>);

/// A length of time; no unit is turned into another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Time {
    /// How many.
    pub number: u32,
    /// Of what.
    pub unit: &'static str,
    /// Which days count; null where nobody has said.
    pub kind: Option<&'static str>,
}

impl Serialize for Times {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().enumerate().map(|(at, time)| (Times::key(at), time)))
    }
}

impl Times {
    /// The key of the time at a place.
    pub fn key(at: usize) -> String {
        format!("t_{}", at + 1)
    }
}

/// Something a condition can turn on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PointRow {
    /// Its variable.
    pub id: String,
    /// What kind of thing it is.
    #[serde(flatten)]
    pub kind: PointKind,
    /// In words.
    pub words: String,
}

/// What kind of thing a condition can turn on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PointKind {
    /// A declared fact.
    Fact {
        /// Its name.
        name: String,
        /// Whether it may change while the case runs.
        may_change: bool,
    },
    /// The document's own words; somebody has to judge them.
    Words,
    /// Somebody is somebody, or sits on something.
    Belongs {
        /// So if the agency that raises it is one of these.
        #[serde(skip_serializing_if = "Option::is_none")]
        raising: Option<Vec<String>>,
        /// So if one of the others in the dispute is one of these.
        #[serde(skip_serializing_if = "Option::is_none")]
        receiving: Option<Vec<String>>,
    },
}

impl PointKind {
    /// Whether it follows from who disputes.
    pub fn follows_from_the_dispute(&self) -> bool {
        matches!(self, PointKind::Belongs { raising, receiving } if raising.is_some() || receiving.is_some())
    }

    /// Whether it can become so, or cease to be, while the case is at a stage.
    pub fn can_turn(&self) -> bool {
        match self {
            PointKind::Fact { may_change, .. } => *may_change,
            _ => !self.follows_from_the_dispute(),
        }
    }
}

/// Somebody who is asked whether they agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holder {
    /// The variable that says that they refuse.
    pub id: String,
    /// Who, in words.
    pub words: String,
}

/// A moment clauses wait for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MomentRow {
    /// Its variable.
    pub id: String,
    /// In words.
    pub words: String,
    /// Whether somebody has to say that it has come; others follow from other events.
    pub told: bool,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageRow {
    /// Its number, counted from 1.
    pub number: u32,
    /// Its label.
    pub label: String,
    /// Its title.
    pub title: String,
    /// Who deals with it, in words; null where nothing is said.
    pub who: Option<String>,
}

/// A move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MoveRow {
    /// What the event `takes` names.
    pub id: String,
    /// The variable that says that it is open.
    pub open: String,
    /// What the event `leaves` names; null where it cannot be left undone.
    pub left: Option<String>,
    /// The number of the stage it leads from; 0 before the first.
    pub from: u32,
    /// The number of the stage it leads to; null where the event names it, or it leads to none.
    pub to: Option<u32>,
    /// Whether the event has to name the stage it leads to, as `landing`.
    pub lands: bool,
    /// The id of its clause.
    pub clause: String,
    /// How strongly it is asked for.
    pub force: &'static str,
    /// What is asked for, in words.
    pub words: String,
}

/// A route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RouteRow {
    /// What the event `route` names.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
}

/// A clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClauseRow {
    /// Its id.
    pub id: String,
    /// The whole clause as a sentence.
    pub sentence: String,
    /// How strongly it binds.
    pub force: &'static str,
    /// Who acts, in words; null where the policy names nobody.
    pub actor: Option<String>,
    /// Who is told.
    pub tells: Vec<Told>,
    /// The parts of the document it comes from, as one phrase.
    pub per: String,
}

/// Somebody who is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Who, in words.
    pub who: String,
    /// The ways, any of which will do.
    pub ways: Vec<String>,
    /// The address or number, where the policy gives one.
    pub address: Option<String>,
}

/// Something that is not in the process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotCarried {
    /// What.
    pub what: String,
    /// Why, and what to do instead.
    pub why: String,
}
