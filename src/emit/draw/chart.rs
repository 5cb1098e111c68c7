//! What a flowchart of a policy says, box by box, before anybody decides how it looks.
//!
//! Everything in it is the policy's own: what the document leaves open is shown as left open. All texts are
//! cleaned of characters that cannot be shown; escaping them is each format's business.

mod duties;
mod moves;
mod summary;

use crate::graph::StageGraph;
use crate::model::{Act, Clause, ClauseId, Force, Hearing, Home, LimitOf, Place, Policy, ScopeOf, Standing, StageId, Wording, in_words};

use super::text::{capital, clean, short};
use duties::{Readings, sorted, weight};

/// How many characters of one line are shown; the whole is in [`Line::whole`].
const LONGEST: usize = 320;

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
    /// A line that is not a clause.
    fn plain(text: &str) -> Self {
        Self { lead: None, tag: None, text: short(text, LONGEST), source: None, whole: String::new() }
    }

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
        let reader = Reader::new(policy, graph);
        let mut arcs = Vec::new();
        let mut beside_start: Vec<Note> = reader.before_the_first_stage().into_iter().collect();
        reader.by_passes(&mut beside_start, &mut arcs);
        let mut routes = Vec::new();
        let mut later_routes = Vec::new();
        for route in &policy.routes {
            let shown = reader.route(route);
            if route.standing == Standing::Afterwards {
                later_routes.push(shown);
            } else {
                arcs.extend(reader.route_targets(route).into_iter().map(|to| Arc { from: Origin::Route(routes.len()), to }));
                routes.push(shown);
            }
        }
        let stages = policy.stages().map(|(id, _)| reader.stage(id, &mut arcs)).collect();
        let mut chart = Self {
            name: policy.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect(),
            title: short(&policy.title, LONGEST),
            about: reader.about(),
            summary: String::new(),
            start: reader.scope(),
            case_limits: reader.case_limits(),
            beside_start,
            routes,
            later_routes,
            stages,
            arcs,
            finish: reader.finish(),
            beside_finish: reader.lines_note("Afterwards", &policy.afterwards, 8).into_iter().collect(),
            throughout: reader.throughout(),
        };
        chart.summary = summary::of(&chart);
        chart
    }
}

/// A policy being read, with its clauses by stage.
struct Reader<'p> {
    policy: &'p Policy,
    graph: &'p StageGraph,
    words: Wording<'p>,
    /// For each stage the clauses that name it, wherever they stand.
    by_stage: Vec<Vec<ClauseId>>,
    /// For each stage the panels its clauses convene.
    panels: Vec<Vec<usize>>,
}

impl<'p> Reader<'p> {
    fn new(policy: &'p Policy, graph: &'p StageGraph) -> Self {
        let mut by_stage = vec![Vec::new(); policy.stages.len()];
        for (id, clause) in policy.clauses() {
            for stage in clause.stages.iter().flatten() {
                by_stage[stage.index()].push(id);
            }
        }
        let panels = moves::panels(policy, &by_stage);
        Self { policy, graph, words: in_words(policy), by_stage, panels }
    }

    fn about(&self) -> Vec<String> {
        let policy = self.policy;
        let mut first: Vec<String> = policy.publisher.map(|publisher| self.words.title(publisher)).into_iter().collect();
        first.extend(policy.version.as_ref().map(|version| format!("version {version}")));
        first.extend(policy.dated.map(|date| format!("dated {date}")));
        first.extend(policy.under.as_ref().map(|parent| format!("under \u{201C}{}\u{201D}", parent.title)));
        let lines = [first.join(" \u{B7} "), format!("generated from {} by rungs", policy.name)];
        lines.iter().filter(|line| !line.is_empty()).map(|line| short(line, LONGEST)).collect()
    }

    fn scope(&self) -> Vec<Line> {
        let lines = self.policy.scope.iter().filter_map(|scope| {
            let to = match &scope.to {
                ScopeOf::If(condition) => self.condition(condition),
                ScopeOf::Who(_) | ScopeOf::Words(_) => return None,
            };
            let modal = if scope.strength.word.is_empty() { "applies".to_owned() } else { format!("{} apply", scope.strength.word) };
            let said = format!("This policy {modal} {to}");
            Some(Line { whole: whole(&said, &crate::model::join_sources(&scope.sources)), ..Line::plain(&said) })
        });
        lines.collect()
    }

    fn case_limits(&self) -> Vec<Badge> {
        let limits = self.policy.clauses().filter(|(_, clause)| clause.limit().is_some_and(|limit| limit.of == LimitOf::TheCase && !limit.starts));
        self.badges(limits.map(|(id, _)| id), "the whole case: ")
    }

    fn finish(&self) -> Vec<Line> {
        self.policy.throughout.iter().map(|id| self.policy.clause(*id)).filter(|clause| matches!(clause.deed.act, Act::ResolvedIf(_))).map(|clause| self.line(clause)).collect()
    }

    /// What holds at every stage, but for what is drawn or shown elsewhere.
    fn throughout(&self) -> Option<Note> {
        let elsewhere = self.policy.stages.iter().flat_map(|stage| &stage.clauses);
        let everywhere = self.policy.throughout.iter().chain(elsewhere).copied().filter(|id| {
            let clause = self.policy.clause(*id);
            let shown_elsewhere = match &clause.deed.act {
                Act::Limit(limit) => limit.of == LimitOf::TheCase && !limit.starts,
                Act::ResolvedIf(_) => true,
                _ => moves::is_by_pass(clause) || moves::is_everywhere_step(clause) || self.is_before_the_first(clause),
            };
            clause.stages.is_none() && !shown_elsewhere
        });
        self.lines_note("At every stage", &everywhere.collect::<Vec<_>>(), 16)
    }

    /// What is to be done before the first stage.
    fn before_the_first_stage(&self) -> Option<Note> {
        let clauses: Vec<ClauseId> = self.policy.throughout.iter().copied().filter(|id| self.is_before_the_first(self.policy.clause(*id))).collect();
        let first = self.policy.stages.first()?;
        let mut note = self.lines_note(&format!("Before {}", first.name()), &clauses, 6)?;
        let said_anyway = capital(&format!("before {}, ", first.name()));
        for line in &mut note.lines {
            line.text = line.text.strip_prefix(&said_anyway).map_or_else(|| line.text.clone(), capital);
        }
        Some(note)
    }

    fn is_before_the_first(&self, clause: &Clause) -> bool {
        clause.stages.is_none() && matches!(&clause.before, Some(Place::Stages(stages)) if stages.first().is_some_and(|stage| stage.index() == 0))
    }

    fn lines_note(&self, heading: &str, clauses: &[ClauseId], most: usize) -> Option<Note> {
        let mut clauses: Vec<&Clause> = clauses.iter().map(|id| self.policy.clause(*id)).collect();
        clauses.sort_by_key(|clause| weight(&clause.deed.act));
        let mut readings = Readings::default();
        for clause in clauses {
            readings.add(self, clause);
        }
        let lines: Vec<Line> = readings.into_lines();
        if lines.is_empty() {
            return None;
        }
        let more = lines.len().saturating_sub(most);
        Some(Note { kind: NoteKind::Time, heading: heading.to_owned(), lines: sorted(lines, most), more })
    }

    fn route(&self, route: &crate::model::Route) -> RouteBox {
        let clauses = route.clauses.iter().map(|id| self.line(self.policy.clause(*id)));
        let mut lines: Vec<Line> = clauses.collect();
        let more = lines.len().saturating_sub(1);
        let standing = match route.standing {
            Standing::Instead => "instead of the ladder",
            Standing::Alongside => "alongside the ladder",
            Standing::Afterwards => "after the ladder",
            Standing::Unstated => "not stated whether the ladder goes on",
        };
        RouteBox {
            title: short(&route.title, LONGEST),
            standing,
            condition: route.condition.as_ref().map(|condition| short(&self.condition(condition), LONGEST)),
            first: (!lines.is_empty()).then(|| lines.remove(0)),
            more,
            whole: whole(&route.title, &crate::model::join_sources(&route.sources)),
        }
    }

    fn stage(&self, id: StageId, arcs: &mut Vec<Arc>) -> StageBox {
        let stage = self.policy.stage(id);
        let who = match &stage.hearing {
            Hearing::Between(parties) => format!("between {}", self.words.parties(parties)),
            Hearing::HeardBy(parties) => format!("heard by {}", self.words.parties(parties)),
            Hearing::Unstated => "not stated who deals with it".to_owned(),
        };
        let ways = self.ways(id, arcs);
        let (mut duties, more) = self.duties(id, &ways.drawn);
        if stage.unstated {
            duties.push(Line::plain("The document does not say what happens here."));
        }
        let mut limits = self.badges(self.graph.limits_of(id), "");
        if limits.is_empty() {
            limits.push(Badge { text: "no limit stated".into(), stated: false, whole: String::new() });
        }
        let mut notes: Vec<Note> = self.tell(id).into_iter().collect();
        notes.extend(self.panels[id.index()].iter().map(|panel| self.panel(&self.policy.panels[*panel])));
        notes.extend(ways.notes);
        StageBox {
            label: short(&capital(&stage.name()), 90),
            title: short(&stage.title, LONGEST),
            authority: stage.is_authority(),
            who: short(&who, LONGEST),
            limits,
            duties,
            more,
            notes,
            repeats: ways.repeats,
            step: ways.step,
            whole: whole(&format!("{}: {}", capital(&stage.name()), stage.title), &crate::model::join_sources(&stage.sources)),
        }
    }
}

/// A sentence with its sources, for whoever looks closer.
fn whole(sentence: &str, per: &str) -> String {
    let sentence = clean(sentence);
    if per.is_empty() { sentence } else { format!("{sentence} ({})", clean(per)) }
}

/// Whether a clause stands in a part about one place of the ladder or about all of them, and not on a panel or form.
fn is_on_the_ladder(clause: &Clause) -> bool {
    !matches!(clause.home, Home::Route(_) | Home::Panel(_) | Home::Afterwards | Home::Upkeep)
}
