//! From a policy to its chart: what the start, the boxes, the routes and the end say.

use crate::graph::StageGraph;
use crate::model::{
    Act, Clause, ClauseId, Hearing, Home, LimitOf, Place, Policy, Route, ScopeOf, StageId, Standing, Wording, capitalised, in_words,
    join_sources,
};

use super::super::text::short;
use super::duties::{Readings, sorted, weight};
use super::{Arc, Badge, Chart, Line, Note, NoteKind, Origin, RouteBox, StageBox, moves};

/// How many characters of one line are shown.
pub(super) const LONGEST: usize = 320;
/// How many are kept for whoever looks closer.
const LONGEST_WHOLE: usize = 1_200;

/// A policy being read, with its clauses by stage.
pub(super) struct Reader<'p> {
    pub(super) policy: &'p Policy,
    pub(super) graph: &'p StageGraph,
    pub(super) words: Wording<'p>,
    /// For each stage the clauses that name it, wherever they stand.
    pub(super) by_stage: Vec<Vec<ClauseId>>,
    /// For each stage the panels its clauses convene.
    panels: Vec<Vec<usize>>,
}

impl<'p> Reader<'p> {
    pub(super) fn new(policy: &'p Policy, graph: &'p StageGraph) -> Self {
        let mut by_stage = vec![Vec::new(); policy.stages.len()];
        for (id, clause) in policy.clauses() {
            for stage in clause.stages.iter().flatten() {
                by_stage[stage.index()].push(id);
            }
        }
        let panels = moves::panels(policy, &by_stage);
        Self { policy, graph, words: in_words(policy), by_stage, panels }
    }

    /// The whole chart but for its summary.
    pub(super) fn chart(&self) -> Chart {
        let policy = self.policy;
        let mut arcs = Vec::new();
        let mut beside_start: Vec<Note> = self.before_the_first_stage().into_iter().collect();
        self.by_passes(&mut beside_start, &mut arcs);
        let mut routes = Vec::new();
        let mut later_routes = Vec::new();
        for route in &policy.routes {
            let shown = self.route(route);
            if route.standing == Standing::Afterwards {
                later_routes.push(shown);
            } else {
                arcs.extend(self.route_targets(route).into_iter().map(|to| Arc { from: Origin::Route(routes.len()), to }));
                routes.push(shown);
            }
        }
        let stages = policy.stages().map(|(id, _)| self.stage(id, &mut arcs)).collect();
        Chart {
            name: policy.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect(),
            title: short(&policy.title, LONGEST),
            about: self.about(),
            summary: String::new(),
            start: self.scope(),
            case_limits: self.case_limits(),
            beside_start,
            routes,
            later_routes,
            stages,
            arcs,
            finish: self.finish(),
            beside_finish: self.lines_note("Afterwards", &policy.afterwards, 8).into_iter().collect(),
            throughout: self.throughout(),
        }
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
            Some(Line { whole: whole(&said, &join_sources(&scope.sources)), ..plain(&said) })
        });
        lines.collect()
    }

    fn case_limits(&self) -> Vec<Badge> {
        let limits =
            self.policy.clauses().filter(|(_, clause)| clause.limit().is_some_and(|limit| limit.of == LimitOf::TheCase && !limit.starts));
        self.badges(limits.map(|(id, _)| id), "the whole case: ")
    }

    fn finish(&self) -> Vec<Line> {
        self.policy
            .throughout
            .iter()
            .map(|id| self.policy.clause(*id))
            .filter(|clause| matches!(clause.deed.act, Act::ResolvedIf(_)))
            .map(|clause| self.line(clause))
            .collect()
    }

    /// What holds at every stage, but for what is drawn or shown elsewhere.
    fn throughout(&self) -> Option<Note> {
        let elsewhere = self.policy.stages.iter().flat_map(|stage| &stage.clauses);
        let everywhere = self.policy.throughout.iter().chain(elsewhere).copied().filter(|id| {
            let clause = self.policy.clause(*id);
            let shown_elsewhere = match &clause.deed.act {
                // Limits stand on the stages and at the start.
                Act::Limit(limit) => !limit.starts && !self.policy.stages.is_empty(),
                Act::ResolvedIf(_) => true,
                _ => moves::is_by_pass(clause) || moves::is_everywhere_step(clause) || self.is_before_the_first(clause),
            };
            clause.stages.is_none() && !shown_elsewhere
        });
        self.lines_note("At every stage", &everywhere.collect::<Vec<_>>(), 16)
    }

    /// What is to be done before the first stage.
    fn before_the_first_stage(&self) -> Option<Note> {
        let clauses: Vec<ClauseId> =
            self.policy.throughout.iter().copied().filter(|id| self.is_before_the_first(self.policy.clause(*id))).collect();
        let first = self.policy.stages.first()?;
        let mut note = self.lines_note(&format!("Before {}", first.name()), &clauses, 6)?;
        let said_anyway = capitalised(&format!("before {}, ", first.name()));
        for line in &mut note.lines {
            line.text = line.text.strip_prefix(&said_anyway).map_or_else(|| line.text.clone(), capitalised);
        }
        Some(note)
    }

    fn is_before_the_first(&self, clause: &Clause) -> bool {
        clause.stages.is_none()
            && matches!(&clause.before, Some(Place::Stages(stages)) if stages.first().is_some_and(|stage| stage.index() == 0))
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

    fn route(&self, route: &Route) -> RouteBox {
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
            whole: whole(&route.title, &join_sources(&route.sources)),
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
            duties.push(plain("The document does not say what happens here."));
        }
        let mut limits = self.badges(self.graph.limits_of(id), "");
        if limits.is_empty() {
            limits.push(Badge { text: "no limit stated".into(), stated: false, whole: String::new() });
        }
        let mut notes: Vec<Note> = self.tell(id).into_iter().collect();
        notes.extend(self.panels[id.index()].iter().map(|panel| self.panel(&self.policy.panels[*panel])));
        notes.extend(ways.notes);
        StageBox {
            label: short(&capitalised(&stage.name()), 90),
            title: short(&stage.title, LONGEST),
            authority: stage.is_authority(),
            who: short(&who, LONGEST),
            limits,
            duties,
            more,
            notes,
            repeats: ways.repeats,
            step: ways.step,
            whole: whole(&format!("{}: {}", capitalised(&stage.name()), stage.title), &join_sources(&stage.sources)),
        }
    }
}

/// A sentence with its sources, for whoever looks closer.
pub(super) fn whole(sentence: &str, per: &str) -> String {
    let sentence = short(sentence, LONGEST_WHOLE);
    if per.is_empty() { sentence } else { format!("{sentence} ({})", short(per, LONGEST)) }
}

/// Whether a clause stands in a part about one place of the ladder or about all of them, and not on a panel or form.
pub(super) fn is_on_the_ladder(clause: &Clause) -> bool {
    !matches!(clause.home, Home::Route(_) | Home::Panel(_) | Home::Afterwards | Home::Upkeep)
}

/// A line that is not a clause.
fn plain(text: &str) -> Line {
    Line { lead: None, tag: None, text: short(text, LONGEST), source: None, whole: String::new() }
}
