//! A whole policy.

use std::sync::Arc;

use crate::source::{FileId, Span};

use super::{Clause, ClauseId, Condition, Date, DayKind, NameId, Named, Parties, Rulebook, Scenario, Source, Strength};

/// A stage, as an index into [`Policy::stages`], in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StageId(pub(crate) u32);

impl StageId {
    /// Its place in [`Policy::stages`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A route outside the ladder, as an index into [`Policy::routes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RouteId(pub(crate) u32);

/// Who deals with a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hearing {
    /// The disputing agencies' people, `between …`.
    Between(Parties),
    /// An authority, `heard by …`.
    HeardBy(Parties),
    /// The document does not say.
    Unstated,
}

/// One stage of the ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its label: `1`, `4a`, `workers`.
    pub label: String,
    /// Its title.
    pub title: String,
    /// Who deals with it.
    pub hearing: Hearing,
    /// Its rung: the number on the label, or its place counted from the bottom.
    pub rung: u32,
    /// Its own clauses, in order. Those of `throughout` are in [`Policy::throughout`].
    pub clauses: Vec<ClauseId>,
    /// The document names the stage and leaves out what happens in it.
    pub unstated: bool,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// Where its heading stands.
    pub span: Span,
}

impl Stage {
    /// Whether an authority hears it.
    pub fn is_authority(&self) -> bool {
        matches!(self.hearing, Hearing::HeardBy(_))
    }

    /// `stage 3`, as the language writes it.
    pub fn name(&self) -> String {
        format!("stage {}", self.label)
    }
}

/// How a route stands to the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The case leaves the ladder.
    Instead,
    /// The ladder goes on as well.
    Alongside,
    /// It follows the end of the ladder.
    Afterwards,
    /// The document does not say; nothing then stops the ladder.
    Unstated,
}

/// A way to raise a concern that is not a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// When it is taken.
    pub condition: Option<Condition>,
    /// How it stands to the ladder.
    pub standing: Standing,
    /// Its clauses, in order.
    pub clauses: Vec<ClauseId>,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// Where its heading stands.
    pub span: Span,
}

impl Route {
    /// Whether taking it takes a case out of the ladder.
    pub fn leaves_the_ladder(&self) -> bool {
        self.standing == Standing::Instead && self.condition.is_some()
    }
}

/// A panel or a form with its clauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The panel or form.
    pub name: NameId,
    /// Its clauses, in order.
    pub clauses: Vec<ClauseId>,
}

/// A document the policy cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The document.
    pub document: NameId,
    /// Where the policy cites it.
    pub sources: Vec<Source>,
    /// Where the line stands.
    pub span: Span,
}

/// What or whom the policy says it applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// How strongly.
    pub strength: Strength,
    /// To whom or what.
    pub to: ScopeOf,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// Where the line stands.
    pub span: Span,
}

/// The content of a [`Scope`] line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScopeOf {
    /// Agencies or people.
    Who(Parties),
    /// The document's own words.
    Words(String),
    /// Only if something is so.
    If(Condition),
}

/// A part of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The part.
    pub source: Source,
    /// Whether the document contains it; a flowchart it only refers to is not included.
    pub included: bool,
}

/// A stated reading: `reading "day" as working day because "…"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The word that is read.
    pub word: String,
    /// As which days.
    pub kind: DayKind,
    /// Why.
    pub because: String,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// Where the line stands.
    pub span: Span,
}

/// A part of the document that asks nobody to do anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Background {
    /// What it is about, in the author's own words.
    pub text: String,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// Where the entry stands.
    pub span: Span,
}

/// `allow RULE because "…" by "…"`: an exception. What the rule finds is shown and no longer counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The rule.
    pub rule: String,
    /// Where; everywhere in the policy if nothing is said.
    pub at: AllowedAt,
    /// Why.
    pub because: String,
    /// Who answers for it.
    pub by: String,
    /// The last day of it; `None` where it has no end.
    pub until: Option<Date>,
    /// Where it stands.
    pub span: Span,
}

/// Where an exception applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowedAt {
    /// In the whole policy.
    Everywhere,
    /// `at stage 2`: at these stages.
    Stages(Vec<StageId>),
    /// `on NAME`: at one clause, route or declared name.
    Named {
        /// The clause's id, or the name.
        name: String,
        /// What it names, from beginning to end.
        span: Span,
    },
}

/// The policy above this one (`under bromley`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The file it stands in.
    pub file: FileId,
    /// Where this policy says so.
    pub sources: Vec<Source>,
    /// Where the line stands.
    pub span: Span,
}

/// A resolved policy.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Where its heading stands.
    pub span: Span,
    /// Who publishes it.
    pub publisher: Option<NameId>,
    /// The policy it works under.
    pub under: Option<Parent>,
    /// That policy, where it can be read. Nothing of it is taken over.
    pub above: Option<Arc<Policy>>,
    /// Its date.
    pub dated: Option<Date>,
    /// Its version.
    pub version: Option<String>,
    /// What it cites.
    pub cites: Vec<Citation>,
    /// What it applies to.
    pub scope: Vec<Scope>,
    /// The parts of its document.
    pub parts: Vec<Part>,
    /// Where the list of parts stands.
    pub parts_span: Option<Span>,
    /// Where the remaining lines of the heading come from: publisher, rulebooks, date, version.
    pub heading_sources: Vec<Source>,
    /// Stated readings.
    pub readings: Vec<Reading>,
    /// Every declared name, imported ones first.
    pub names: Vec<Named>,
    /// The ladder, bottom first.
    pub stages: Vec<Stage>,
    /// Routes outside the ladder.
    pub routes: Vec<Route>,
    /// Panels that are described.
    pub panels: Vec<Group>,
    /// Forms that are described.
    pub forms: Vec<Group>,
    /// Clauses of every stage.
    pub throughout: Vec<ClauseId>,
    /// Clauses for after the dispute.
    pub afterwards: Vec<ClauseId>,
    /// Clauses about the policy itself.
    pub upkeep: Vec<ClauseId>,
    /// All clauses, in the order of the file.
    pub clauses: Vec<Clause>,
    /// Parts that ask nobody to do anything.
    pub background: Vec<Background>,
    /// The rulebooks it follows.
    pub rulebooks: Vec<Rulebook>,
    /// Findings somebody answers for.
    pub allowances: Vec<Allowance>,
    /// Its scenarios, in order.
    pub scenarios: Vec<Scenario>,
    /// The file it stands in, then every file it imports.
    pub files: Vec<FileId>,
}

impl Policy {
    /// As which days the policy reads one of which it does not say so; `None` if it states no reading, or two that contradict
    /// each other.
    pub fn day_read_as(&self) -> Option<DayKind> {
        let mut kinds = self.readings.iter().map(|reading| reading.kind);
        let first = kinds.next()?;
        kinds.all(|kind| kind == first).then_some(first)
    }

    /// What a name stands for.
    pub fn named(&self, id: NameId) -> &Named {
        &self.names[id.0 as usize]
    }

    /// A clause.
    pub fn clause(&self, id: ClauseId) -> &Clause {
        &self.clauses[id.0 as usize]
    }

    /// A stage.
    pub fn stage(&self, id: StageId) -> &Stage {
        &self.stages[id.index()]
    }

    /// Every route with its id, in the order of the file.
    pub fn routes(&self) -> impl Iterator<Item = (RouteId, &Route)> {
        self.routes.iter().enumerate().map(|(at, route)| (RouteId(at as u32), route))
    }

    /// Every stage with its id, bottom first.
    pub fn stages(&self) -> impl DoubleEndedIterator<Item = (StageId, &Stage)> {
        self.stages.iter().enumerate().map(|(at, stage)| (StageId(at as u32), stage))
    }

    /// Every clause with its id, in the order of the file.
    pub fn clauses(&self) -> impl Iterator<Item = (ClauseId, &Clause)> {
        self.clauses.iter().enumerate().map(|(at, clause)| (ClauseId(at as u32), clause))
    }

    /// The stage whose heading holds a place. Stages stand in the order of the file.
    pub fn stage_headed(&self, place: Span) -> Option<(StageId, &Stage)> {
        let at = self.stages.partition_point(|stage| stage.span.start <= place.start).checked_sub(1)?;
        let stage = &self.stages[at];
        stage.span.holds(place).then_some((StageId(at as u32), stage))
    }

    /// The clause that holds a place. Clauses stand in the order of the file.
    pub fn clause_holding(&self, place: Span) -> Option<(ClauseId, &Clause)> {
        let at = self.clauses.partition_point(|clause| clause.span.start <= place.start).checked_sub(1)?;
        let clause = &self.clauses[at];
        clause.span.holds(place).then_some((ClauseId(at as u32), clause))
    }

    /// Every name with its id.
    pub fn names(&self) -> impl Iterator<Item = (NameId, &Named)> {
        self.names.iter().enumerate().map(|(at, named)| (NameId(at as u32), named))
    }

    /// Whether one name is another, is one of that kind, or belongs directly to one: the chair `of bscp`,
    /// where bscp `is partnership`, counts as telling the partnership; a board member `of board` does not.
    pub fn stands_for(&self, name: NameId, wanted: NameId) -> bool {
        self.is_kind_of(name, wanted)
            || self.named(name).of.as_ref().is_some_and(|of| of.names().any(|owner| self.is_kind_of(owner, wanted)))
    }

    /// Whether a name is another or, along `is`, one of that kind.
    pub fn is_kind_of(&self, name: NameId, wanted: NameId) -> bool {
        let mut seen = vec![name];
        let mut at = 0;
        while at < seen.len() {
            if seen[at] == wanted {
                return true;
            }
            for kind in &self.named(seen[at]).is {
                if !seen.contains(kind) {
                    seen.push(*kind);
                }
            }
            at += 1;
        }
        false
    }
}
