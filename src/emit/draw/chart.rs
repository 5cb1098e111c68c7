//! What a flowchart of a policy says, box by box, before anybody decides how it looks.
//!
//! Everything in it is the policy's own: what the document leaves open is shown as left open. All texts are
//! cleaned of characters that cannot be shown; escaping them is each format's business.

mod duties;
mod moves;
mod reader;
mod summary;

use crate::graph::StageGraph;
use crate::model::{Force, Policy};

/// How strongly a line binds, in the word it is shown with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    /// What it comes to.
    pub force: Force,
    /// It is forbidden, or advised against.
    pub negated: bool,
}

impl Tag {
    /// The word: `must`, `should not`.
    pub fn word(self) -> &'static str {
        match (self.force, self.negated) {
            (Force::Required, false) => "must",
            (Force::Required, true) => "must not",
            (Force::Advised, false) => "should",
            (Force::Advised, true) => "should not",
            (Force::Described, false) => "described",
            (Force::Described, true) => "described: not",
            (Force::Permitted, false) => "may",
            (Force::Permitted, true) => "may not",
        }
    }
}

/// One thing said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whom or what it is about, set apart: the recipient of a notification.
    pub lead: Option<String>,
    /// How strongly, where that can be said of it.
    pub tag: Option<Tag>,
    /// What is said.
    pub text: String,
    /// The part of the document, shown only where parts of it differ.
    pub source: Option<String>,
    /// The whole sentence with its sources.
    pub whole: String,
}

impl Line {
    /// Everything after the strength: `notify the Chair (2.4)`.
    pub fn said(&self) -> String {
        match &self.source {
            Some(source) if self.text.is_empty() => format!("({source})"),
            Some(source) => format!("{} ({source})", self.text),
            None => self.text.clone(),
        }
    }
}

/// A time limit, as it is shown on a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// `within 2 working days`.
    pub text: String,
    /// The document states one.
    pub stated: bool,
    /// The whole sentence with its sources.
    pub whole: String,
}

/// What a side note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// Who is told.
    Tell,
    /// A panel's terms.
    Panel,
    /// The stage again.
    Repeat,
    /// Past other stages, or to one that is not the next.
    Skip,
    /// The case ends otherwise than by settling.
    End,
    /// Before the first stage, at every stage, afterwards.
    Time,
}

/// Lines set beside a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// Its heading.
    pub heading: String,
    /// What it says.
    pub lines: Vec<Line>,
    /// How many lines more there are.
    pub more: usize,
}

impl Note {
    /// What each line is about, where the line before is not about the same.
    pub fn leads(&self) -> impl Iterator<Item = Option<&str>> {
        let mut before = None;
        self.lines.iter().map(move |line| {
            let lead = line.lead.as_deref();
            let shown = lead.filter(|_| lead != before);
            before = lead;
            shown
        })
    }
}

/// A step somebody may refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// On the way to it: `not resolved · should`.
    pub label: Line,
    /// `Line manager agrees?`
    pub question: String,
    /// What a no means: `says no: stops here`.
    pub refused: &'static str,
}

/// The way from a stage to the one above it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// Labels of the arrow; none if no clause leads straight on.
    pub labels: Vec<Line>,
    /// A way somebody may refuse.
    pub gate: Option<Gate>,
    /// What is said where no clause leads on.
    pub missing: Option<String>,
}

/// One stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageBox {
    /// `Stage 3`.
    pub label: String,
    /// Its title.
    pub title: String,
    /// An authority hears it.
    pub authority: bool,
    /// `between Managers`, `heard by the Chair`.
    pub who: String,
    /// Its limits; one that says none is stated, if there is none.
    pub limits: Vec<Badge>,
    /// Its main duties, the strongest first.
    pub duties: Vec<Line>,
    /// How many duties more there are.
    pub more: usize,
    /// What is shown beside it.
    pub notes: Vec<Note>,
    /// It is gone through again.
    pub repeats: bool,
    /// The way to the stage above.
    pub step: Step,
    /// Where the document speaks of it.
    pub whole: String,
}

/// A way that is not a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteBox {
    /// Its title.
    pub title: String,
    /// How it stands to the ladder.
    pub standing: &'static str,
    /// When it is taken.
    pub condition: Option<String>,
    /// Its first duty.
    pub first: Option<Line>,
    /// How many duties more there are.
    pub more: usize,
    /// Where the document speaks of it.
    pub whole: String,
}

/// Where a dashed way begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// At a stage.
    Stage(usize),
    /// At a route.
    Route(usize),
    /// At a note beside the start, as an index into [`Chart::beside_start`].
    Start(usize),
}

/// A dashed way to a stage that is not the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arc {
    /// From where.
    pub from: Origin,
    /// To which stage.
    pub to: usize,
}

/// A policy's flowchart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// The policy's name, in letters, digits and hyphens only.
    pub name: String,
    /// The policy's title.
    pub title: String,
    /// Under the title: publisher, version, what it was generated from.
    pub about: Vec<String>,
    /// The ladder told in sentences.
    pub summary: String,
    /// What the start says under "A disagreement is raised".
    pub start: Vec<Line>,
    /// Limits of the whole case.
    pub case_limits: Vec<Badge>,
    /// What stands beside the start.
    pub beside_start: Vec<Note>,
    /// The routes beside the ladder.
    pub routes: Vec<RouteBox>,
    /// The routes that follow it.
    pub later_routes: Vec<RouteBox>,
    /// The stages, bottom first.
    pub stages: Vec<StageBox>,
    /// Dashed ways to stages that are not the next.
    pub arcs: Vec<Arc>,
    /// What the end says under "Resolved at any stage".
    pub finish: Vec<Line>,
    /// What stands beside the end.
    pub beside_finish: Vec<Note>,
    /// What holds at every stage.
    pub throughout: Option<Note>,
}

/// What the start says.
pub const START: &str = "A disagreement is raised";
/// What the end says.
pub const FINISH: &str = "Resolved at any stage";
/// What a policy without stages shows.
pub const EMPTY: &str = "This policy has no stages";
/// How the strengths are meant.
pub const LEGEND: &str = "must: required. should: advised. may: permitted. described: the document says it happens and obliges nobody.";
/// The last line of every flowchart.
pub const FOOTER: &str = "This encoding is not advice. If a child is in immediate danger, call the emergency services (999).";

impl Chart {
    /// Reads a policy.
    pub fn new(policy: &Policy, graph: &StageGraph) -> Self {
        let mut chart = reader::Reader::new(policy, graph).chart();
        chart.summary = summary::of(&chart);
        chart
    }
}
