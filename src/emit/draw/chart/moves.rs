//! The ways on: arrows between stages, gates, dashed ways past them, and what is said of each.

use std::collections::{HashMap, HashSet};

use crate::graph::{From, Move, MoveKind, To, Trigger};
use crate::model::{
    Act, Clause, ClauseId, Condition, Deed, NameId, Noun, Parties, Party, Place, Policy, Route, Side, StageId, capitalised,
};

use super::super::text::short;
use super::duties::{Readings, is_just_they};
use super::reader::{LONGEST, Reader};
use super::{Arc, Gate, Line, Note, NoteKind, Origin, Step, Tag};

/// The ways on from one stage.
pub(super) struct Ways {
    pub(super) step: Step,
    pub(super) notes: Vec<Note>,
    pub(super) repeats: bool,
    /// The clauses that are shown as ways on, and so not as duties.
    pub(super) drawn: HashSet<ClauseId>,
}

/// For each stage the panels to be shown beside it: those its clauses convene. A panel nobody convenes stands
/// beside the first authority, or else the last stage.
pub(super) fn panels(policy: &Policy, by_stage: &[Vec<ClauseId>]) -> Vec<Vec<usize>> {
    let mut shown = vec![Vec::new(); policy.stages.len()];
    let mut placed = HashSet::new();
    let described: HashMap<NameId, usize> = policy.panels.iter().enumerate().map(|(at, panel)| (panel.name, at)).collect();
    for (stage, clauses) in by_stage.iter().enumerate() {
        for clause in clauses {
            let mut convened = Vec::new();
            convenes(&policy.clause(*clause).deed, &mut convened);
            let panels = convened.iter().filter_map(|name| described.get(name)).filter(|panel| placed.insert(**panel));
            shown[stage].extend(panels);
        }
    }
    let last_resort = policy.stages.iter().position(crate::model::Stage::is_authority).or(policy.stages.len().checked_sub(1));
    if let Some(stage) = last_resort {
        shown[stage].extend((0..policy.panels.len()).filter(|panel| !placed.contains(panel)));
    }
    shown
}

fn convenes(deed: &Deed, found: &mut Vec<NameId>) {
    match &deed.act {
        Act::Convene { what: Some(what), .. } => found.extend(what.names()),
        Act::Choice { options, .. } => options.iter().for_each(|option| convenes(option, found)),
        _ => {}
    }
}

/// A by-pass open at every stage: it is shown once, beside the start.
pub(super) fn is_by_pass(clause: &Clause) -> bool {
    let far = matches!(&clause.deed.act, Act::Skip(_) | Act::Escalate(Place::Stages(_) | Place::AnyLater | Place::Any));
    clause.stages.is_none() && far && !clause.negated
}

/// A step to the next stage said of every stage: it is shown on every arrow.
pub(super) fn is_everywhere_step(clause: &Clause) -> bool {
    clause.stages.is_none() && matches!(clause.deed.act, Act::Escalate(Place::Next)) && !clause.negated
}

fn is_step(clause: &Clause) -> bool {
    clause.stages.is_some() || is_everywhere_step(clause)
}

impl Reader<'_> {
    /// The ways on from a stage.
    pub(super) fn ways(&self, id: StageId, arcs: &mut Vec<Arc>) -> Ways {
        let here = id.index();
        let mut ways = Ways { step: Step::default(), notes: Vec::new(), repeats: false, drawn: HashSet::new() };
        let mut plain = Readings::default();
        let mut gated: Vec<(Move, &Clause)> = Vec::new();
        let mut beside: Vec<(Move, &Clause)> = Vec::new();
        let mut any_way = false;
        for way in self.graph.moves_from(From::Stage(id)) {
            any_way |= way.trigger != Trigger::Resolved;
            let Some(clause_id) = way.clause.filter(|_| way.route.is_none()) else { continue };
            let clause = self.policy.clause(clause_id);
            if !is_step(clause) {
                continue;
            }
            if !matches!(clause.deed.act, Act::Choice { .. }) {
                ways.drawn.insert(clause_id);
            }
            match way.to {
                To::Stage(to) if to.index() == here + 1 && way.holders(self.policy).is_empty() => {
                    plain.add_line(self.way(way, clause, None), "move".into(), &clause.sources);
                }
                To::Stage(to) if to.index() == here + 1 => gated.push((way.clone(), clause)),
                To::Stage(to) if to.index() == here => {
                    ways.repeats = true;
                    beside.push((way.clone(), clause));
                }
                To::Stage(to) => {
                    arcs.push(Arc { from: Origin::Stage(here), to: to.index() });
                    // A clause with several landings is said once.
                    if beside.last().is_none_or(|(_, last)| last.id != clause.id) {
                        beside.push((way.clone(), clause));
                    }
                }
                To::AnyLater | To::Past | To::PastLast | To::Out => beside.push((way.clone(), clause)),
                To::Route(_) => {}
            }
        }
        ways.step.labels = plain.into_lines();
        let mut gated = gated.into_iter();
        if let Some((way, clause)) = gated.next() {
            ways.step.gate = Some(self.gate(&way, clause, ways.step.labels.is_empty() && beside.is_empty() && gated.len() == 0));
        }
        ways.notes = self.way_notes(gated.chain(beside));
        if ways.step.labels.is_empty() && ways.step.gate.is_none() {
            let authority = self.policy.stage(id).is_authority();
            ways.step.missing = match self.policy.stages.get(here + 1) {
                Some(next) => Some(short(&format!("no step stated from {} to {}", self.policy.stage(id).name(), next.name()), LONGEST)),
                None if !any_way && !authority => Some("not resolved: no further step stated".to_owned()),
                None => None,
            };
        }
        ways
    }

    /// What is written on an arrow: when, how strongly, by whom, on which condition.
    fn way(&self, way: &Move, clause: &Clause, without: Option<&[Condition]>) -> Line {
        let mut said = Vec::new();
        match &clause.when {
            Some(when) => said.push(self.events(&when.events)),
            None if way.trigger == Trigger::Unresolved => {}
            None => said.push("when it applies".to_owned()),
        }
        said.push(Tag { force: way.force, negated: false }.word().to_owned() + if clause.strength.normally { " normally" } else { "" });
        if matches!(clause.deed.act, Act::Choice { .. }) {
            said.push("as one of several".to_owned());
        }
        said.extend(clause.actor.as_ref().filter(|actor| !is_just_they(actor)).map(|actor| format!("by {}", self.words.parties(actor))));
        said.extend(self.rest(clause));
        let kept = clause.conditions.iter().filter(|condition| without.is_none_or(|without| !without.contains(condition)));
        said.extend(kept.map(|condition| self.condition(condition)));
        said.extend(clause.before.as_ref().map(|place| format!("before {}", self.words.place(place))));
        said.extend(clause.after.as_ref().map(|place| format!("after {}", self.words.place(place))));
        Line { lead: None, tag: None, text: short(&said.join(" \u{B7} "), LONGEST), source: None, whole: self.whole(clause) }
    }

    /// How a step is taken, where more is said than its landing: `via the Director`.
    fn rest(&self, clause: &Clause) -> Option<String> {
        let Act::Escalate(place) = &clause.deed.act else { return None };
        let said = self.words.deed(&clause.deed);
        let landing = format!("escalate to {}", self.words.place(place));
        said.split_once(&landing).map(|(_, rest)| rest.trim().to_owned()).filter(|rest| !rest.is_empty())
    }

    fn gate(&self, way: &Move, clause: &Clause, only_way: bool) -> Gate {
        let asked: Vec<Condition> = way.conditions(self.policy).filter(|condition| has_holder(condition)).cloned().collect();
        let question = asked.iter().map(|condition| self.words.condition(condition)).collect::<Vec<_>>().join(" and ");
        let raisers_own = way.holders(self.policy).iter().all(|holder| is_the_raising_agency(holder));
        Gate {
            label: self.way(way, clause, Some(&asked)),
            question: short(&capitalised(&format!("{question}?")), LONGEST),
            refused: match (raisers_own, only_way) {
                (true, _) => "says no: withdrawn",
                (false, true) => "says no: stops here",
                (false, false) => "says no: not this way",
            },
        }
    }

    /// Ways on that are said beside a stage; those that come to the same make one note.
    fn way_notes<'c>(&self, ways: impl Iterator<Item = (Move, &'c Clause)>) -> Vec<Note> {
        let mut notes: Vec<(NoteKind, String, Readings)> = Vec::new();
        for (way, clause) in ways {
            let (kind, heading, line) = self.way_note(&way, clause);
            let known = notes.iter().position(|(known, known_heading, _)| (*known, known_heading) == (kind, &heading));
            let at = known.unwrap_or_else(|| {
                notes.push((kind, heading, Readings::default()));
                notes.len() - 1
            });
            notes[at].2.add_line(line, "move".into(), &clause.sources);
        }
        notes.into_iter().map(|(kind, heading, readings)| Note { kind, heading, lines: readings.into_lines(), more: 0 }).collect()
    }

    fn way_note(&self, way: &Move, clause: &Clause) -> (NoteKind, String, Line) {
        let (kind, heading) = match (way.kind, &way.to) {
            (MoveKind::RepeatTimes(_) | MoveKind::RepeatUntil { .. } | MoveKind::RepeatUntilOutOfTime, _) => {
                (NoteKind::Repeat, self.repeat_in_words(clause))
            }
            (MoveKind::Withdraw | MoveKind::Close, _) => (NoteKind::End, "The case may end here".to_owned()),
            (MoveKind::Skip, To::Past) => (NoteKind::Skip, "Past later stages".to_owned()),
            (MoveKind::Skip, To::PastLast) => (NoteKind::Skip, "Past the last stage".to_owned()),
            (_, To::AnyLater) => (NoteKind::Skip, "To any later stage".to_owned()),
            (_, To::Stage(_)) => (NoteKind::Skip, self.landing(way, clause)),
            _ => (NoteKind::Skip, "Another way on".to_owned()),
        };
        let mut line = self.way(way, clause, None);
        line.text = self.with_the_right_to_refuse(line.text, &way.holders(self.policy));
        if matches!(way.kind, MoveKind::Withdraw | MoveKind::Close) {
            line.text = short(&format!("{} \u{B7} {}", line.text, self.words.deed(&clause.deed)), LONGEST);
        }
        (kind, short(&heading, LONGEST), line)
    }

    fn landing(&self, way: &Move, clause: &Clause) -> String {
        match (&clause.deed.act, &way.to) {
            (Act::Escalate(place), _) => format!("To {}", self.words.place(place)),
            (Act::Skip(place), To::Stage(to)) => format!("Past {}, to {}", self.words.place(place), self.policy.stage(*to).name()),
            _ => "To another stage".to_owned(),
        }
    }

    fn repeat_in_words(&self, clause: &Clause) -> String {
        capitalised(&self.words.deed(&Deed { details: crate::model::Details::default(), attempt: false, ..clause.deed.clone() }))
    }

    fn with_the_right_to_refuse(&self, text: String, holders: &[&Party]) -> String {
        if holders.is_empty() {
            return text;
        }
        let who = Parties {
            join: crate::model::Join::Or,
            parties: holders.iter().map(|holder| (*holder).clone()).collect(),
            span: holders[0].span,
        };
        short(&format!("{text} \u{B7} {} can say no", self.words.parties(&who)), LONGEST)
    }

    /// By-passes open at every stage, each as a note beside the start, with dashed ways to where they land.
    pub(super) fn by_passes(&self, beside_start: &mut Vec<Note>, arcs: &mut Vec<Arc>) {
        for clause in self.policy.throughout.iter().map(|id| self.policy.clause(*id)).filter(|clause| is_by_pass(clause)) {
            if let Act::Escalate(Place::Stages(stages)) = &clause.deed.act {
                arcs.extend(stages.iter().map(|stage| Arc { from: Origin::Start(beside_start.len()), to: stage.index() }));
            }
            let mut line = self.line(clause);
            let mut holders = Vec::new();
            clause.conditions.iter().for_each(|condition| holders_of(condition, &mut holders));
            line.text = self.with_the_right_to_refuse(line.text, &holders);
            beside_start.push(Note { kind: NoteKind::Skip, heading: "From any stage".into(), lines: vec![line], more: 0 });
        }
    }

    /// The stages a route leads to.
    pub(super) fn route_targets(&self, route: &Route) -> Vec<usize> {
        let mut targets = Vec::new();
        for clause in route.clauses.iter().map(|id| self.policy.clause(*id)).filter(|clause| !clause.negated) {
            landings(&clause.deed, &mut targets);
        }
        targets.sort_unstable();
        targets.dedup();
        targets
    }
}

fn landings(deed: &Deed, targets: &mut Vec<usize>) {
    match &deed.act {
        Act::Escalate(Place::Stages(stages)) => targets.extend(stages.iter().map(|stage| stage.index())),
        Act::Choice { options, .. } => options.iter().for_each(|option| landings(option, targets)),
        _ => {}
    }
}

fn has_holder(condition: &Condition) -> bool {
    let mut holders = Vec::new();
    holders_of(condition, &mut holders);
    !holders.is_empty()
}

fn holders_of<'c>(condition: &'c Condition, holders: &mut Vec<&'c Party>) {
    match condition {
        Condition::Agrees(party) => holders.push(party),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| holders_of(part, holders)),
        Condition::Not(inner) => holders_of(inner, holders),
        _ => {}
    }
}

/// Refusing one's own concern is withdrawing it.
fn is_the_raising_agency(party: &Party) -> bool {
    party.side == Some(Side::Raising) && matches!(party.noun, Noun::Agency)
}
