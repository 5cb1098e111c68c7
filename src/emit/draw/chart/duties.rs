//! Clauses as lines: duties, notifications, limits, panel terms.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::{
    Act, Clause, ClauseId, Condition, Deed, Details, Event, Force, Group, Limit, LimitLength, Noun, Parties, Party, Source, StageId,
    capitalised, join_sources,
};

use super::super::text::short;
use super::reader::{LONGEST, Reader, is_on_the_ladder, whole};
use super::{Badge, Line, Note, NoteKind, Tag};

/// How many duties a stage shows.
const MOST_DUTIES: usize = 6;
/// How many limits a stage shows.
const MOST_LIMITS: usize = 6;

/// Lines on the same thing, put together: the same words from two places become one line, and where two media
/// of the document differ each line says which it comes from.
#[derive(Default)]
pub(super) struct Readings {
    lines: Vec<(Line, String, Vec<Source>)>,
    seen: HashMap<(Option<String>, Option<&'static str>, String), usize>,
}

impl Readings {
    pub(super) fn add(&mut self, reader: &Reader<'_>, clause: &Clause) {
        self.add_line(reader.line(clause), topic(clause), &clause.sources);
    }

    pub(super) fn add_line(&mut self, line: Line, topic: String, sources: &[Source]) {
        let key = (line.lead.clone(), line.tag.map(Tag::word), line.text.clone());
        if let Some(at) = self.seen.get(&key) {
            let (known, _, known_sources) = &mut self.lines[*at];
            known.whole = format!("{}; {}", known.whole, line.whole);
            known_sources.extend(sources.iter().cloned());
        } else {
            self.seen.insert(key, self.lines.len());
            self.lines.push((line, topic, sources.to_vec()));
        }
    }

    pub(super) fn into_lines(self) -> Vec<Line> {
        let mut media: HashMap<&str, HashSet<BTreeSet<&crate::model::Medium>>> = HashMap::new();
        for (_, topic, sources) in &self.lines {
            media.entry(topic).or_default().insert(sources.iter().map(|source| &source.medium).collect());
        }
        let differing: HashSet<String> = media.into_iter().filter(|(_, sets)| sets.len() > 1).map(|(topic, _)| topic.to_owned()).collect();
        let lines = self.lines.into_iter().map(|(mut line, topic, sources)| {
            if differing.contains(&topic) && !sources.is_empty() {
                line.source = Some(short(&join_sources(&sources), 80));
            }
            line
        });
        lines.collect()
    }
}

/// What a clause is about, so far as two clauses can be readings of the same thing.
fn topic(clause: &Clause) -> String {
    let act = match &clause.deed.act {
        Act::Discuss(_) | Act::Meet(_) | Act::Contact(..) => "talk",
        Act::Notify(..) => "tell",
        Act::Record(_) => "record",
        Act::Resolve(..) | Act::Decide(..) | Act::Agree(..) | Act::Recommend(..) => "settle",
        Act::Limit(_) => "limit",
        Act::Convene { .. } | Act::Choice { .. } => "convene",
        Act::Escalate(_) | Act::Skip(_) | Act::Repeat(_) => "move",
        Act::Have { .. } => "have",
        Act::Carried(words) | Act::Meanwhile(words) => return words.clone(),
        other => return format!("{:?}", std::mem::discriminant(other)),
    };
    format!("{act}{:?}{:?}", clause.before, clause.after)
}

/// The most telling `most` lines, in the order of their strength.
pub(super) fn sorted(lines: Vec<Line>, most: usize) -> Vec<Line> {
    let mut lines = lines;
    lines.truncate(most);
    lines.sort_by_key(|line| line.tag.map_or(0, |tag| rank(tag.force)));
    lines
}

fn rank(force: Force) -> u8 {
    match force {
        Force::Required => 1,
        Force::Advised => 2,
        Force::Described => 3,
        Force::Permitted => 4,
    }
}

/// How much a reader of the chart would miss a duty: what settles the matter counts most, quoted words least.
pub(super) fn weight(act: &Act) -> u8 {
    match act {
        Act::Decide(..)
        | Act::Resolve(..)
        | Act::Agree(..)
        | Act::Convene { .. }
        | Act::Choice { .. }
        | Act::OnlyAfter(..)
        | Act::ResolvedIf(_) => 0,
        Act::Discuss(_) | Act::Meet(_) | Act::Contact(..) | Act::Refer(..) | Act::Request { .. } | Act::Reply(..) | Act::Limit(_) => 1,
        Act::Escalate(_) | Act::Skip(_) | Act::Repeat(_) | Act::Withdraw | Act::Close(_) => 1,
        Act::Carried(_) | Act::Meanwhile(_) | Act::Asks(_) => 3,
        _ => 2,
    }
}

/// Only the people the stage is between, who go without saying.
pub(super) fn is_just_they(actor: &Parties) -> bool {
    matches!(actor.parties.as_slice(), [Party { noun: Noun::They, side: None, of: None, which, .. }] if which.is_empty())
}

impl Reader<'_> {
    /// How strongly a clause binds, where it says so or orders something.
    pub(super) fn tag(&self, clause: &Clause) -> Option<Tag> {
        let stated = matches!(clause.deed.act, Act::Limit(_) | Act::ResolvedIf(_) | Act::Meanwhile(_) | Act::Asks(_))
            && clause.strength.word.is_empty();
        (!stated).then_some(Tag { force: clause.strength.force, negated: clause.negated })
    }

    /// A clause as a line.
    pub(super) fn line(&self, clause: &Clause) -> Line {
        let mut said: Vec<String> = self.lead(clause);
        let deed = self.words.deed(&clause.deed);
        let normally = if clause.strength.normally { "normally " } else { "" };
        match clause.actor.as_ref().filter(|actor| !is_just_they(actor)) {
            Some(actor) => said.push(format!("{}: {normally}{deed}", self.words.parties(actor))),
            None => said.push(format!("{normally}{deed}")),
        }
        Line {
            lead: None,
            tag: self.tag(clause),
            text: short(&capitalised(&said.join(", ")), LONGEST),
            source: None,
            whole: self.whole(clause),
        }
    }

    /// The clause as its author would read it aloud, with its sources.
    pub(super) fn whole(&self, clause: &Clause) -> String {
        whole(&capitalised(&self.words.clause(clause)), &clause.per())
    }

    /// What comes before the deed: the moment and the conditions.
    fn lead(&self, clause: &Clause) -> Vec<String> {
        let mut lead = Vec::new();
        if let Some(when) = &clause.when {
            lead.push(format!("when {}", self.events(&when.events)));
        }
        lead.extend(clause.conditions.iter().map(|condition| self.condition(condition)));
        lead.extend(clause.before.as_ref().map(|place| format!("before {}", self.words.place(place))));
        lead.extend(clause.after.as_ref().map(|place| format!("after {}", self.words.place(place))));
        lead
    }

    /// `if the child is looked after`, `unless it is a complaint`.
    pub(super) fn condition(&self, condition: &Condition) -> String {
        match condition {
            Condition::Not(inner) => format!("unless {}", self.words.condition(inner)),
            other => format!("if {}", self.words.condition(other)),
        }
    }

    /// `not resolved or out of time`.
    pub(super) fn events(&self, events: &[Event]) -> String {
        let words: Vec<String> =
            events.iter().map(|event| if *event == Event::Unresolved { "not resolved".into() } else { self.words.event(event) }).collect();
        words.join(" or ")
    }

    /// The main duties of a stage and how many more it has. Notifications stand beside it, limits on it and the
    /// ways on between the boxes.
    pub(super) fn duties(&self, stage: StageId, drawn: &HashSet<ClauseId>) -> (Vec<Line>, usize) {
        let mut readings = Readings::default();
        let mut clauses: Vec<&Clause> = Vec::new();
        for id in &self.by_stage[stage.index()] {
            let clause = self.policy.clause(*id);
            let elsewhere = match &clause.deed.act {
                Act::Notify(..) => true,
                Act::Limit(limit) => !limit.starts,
                Act::ResolvedIf(_) => clause.home == crate::model::Home::Throughout,
                _ => false,
            };
            if is_on_the_ladder(clause) && !elsewhere && !drawn.contains(id) {
                clauses.push(clause);
            }
        }
        // Those that matter most come first, so that only the others can be left out.
        clauses.sort_by_key(|clause| weight(&clause.deed.act));
        for clause in clauses {
            readings.add(self, clause);
        }
        let lines = readings.into_lines();
        let more = lines.len().saturating_sub(MOST_DUTIES);
        (sorted(lines, MOST_DUTIES), more)
    }

    /// Who is told at a stage, how and when.
    pub(super) fn tell(&self, stage: StageId) -> Option<Note> {
        let mut readings = Readings::default();
        for id in &self.by_stage[stage.index()] {
            let clause = self.policy.clause(*id);
            let Act::Notify(who, about) = &clause.deed.act else { continue };
            if !is_on_the_ladder(clause) {
                continue;
            }
            let details = Deed {
                act: Act::Carried(String::new()),
                attempt: false,
                details: Details { about: None, ..clause.deed.details.clone() },
                ..clause.deed.clone()
            };
            let mut said: Vec<String> = about.iter().chain(&clause.deed.details.about).map(|about| format!("about: {about}")).collect();
            said.extend(Some(self.words.deed(&details).trim().to_owned()).filter(|said| !said.is_empty()));
            said.extend(clause.actor.as_ref().map(|actor| {
                let sender = if is_just_they(actor) { "the people at this stage".to_owned() } else { self.words.parties(actor) };
                format!("told by: {sender}")
            }));
            said.extend(self.lead(clause));
            let line = Line {
                lead: Some(short(&capitalised(&self.words.parties(who)), LONGEST)),
                tag: self.tag(clause),
                text: short(&said.join(" \u{B7} "), LONGEST),
                source: None,
                whole: self.whole(clause),
            };
            readings.add_line(line, "tell".into(), &clause.sources);
        }
        let mut lines = readings.into_lines();
        // Everything said of one recipient stands together, in the order of the recipients.
        let mut order: HashMap<Option<String>, usize> = HashMap::new();
        for line in &lines {
            let next = order.len();
            order.entry(line.lead.clone()).or_insert(next);
        }
        lines.sort_by_key(|line| order.get(&line.lead).copied());
        let more = lines.len().saturating_sub(8);
        (!lines.is_empty()).then(|| Note {
            kind: NoteKind::Tell,
            heading: "Who is told".into(),
            lines: lines.into_iter().take(8).collect(),
            more,
        })
    }

    /// A panel's terms.
    pub(super) fn panel(&self, panel: &Group) -> Note {
        let mut readings = Readings::default();
        for id in &panel.clauses {
            readings.add(self, self.policy.clause(*id));
        }
        let lines = readings.into_lines();
        let more = lines.len().saturating_sub(10);
        Note {
            kind: NoteKind::Panel,
            heading: short(&format!("Panel: {}", self.words.title(panel.name)), LONGEST),
            lines: lines.into_iter().take(10).collect(),
            more,
        }
    }

    /// Limits as they are shown, with their source where they differ.
    pub(super) fn badges(&self, limits: impl Iterator<Item = ClauseId>, prefix: &str) -> Vec<Badge> {
        let mut readings = Readings::default();
        let mut silent = None;
        for id in limits {
            let clause = self.policy.clause(id);
            let text = match &clause.deed.act {
                Act::Limit(Limit { length: LimitLength::Unstated, .. }) => {
                    silent = Some(Badge { text: format!("{prefix}no limit stated"), stated: false, whole: self.whole(clause) });
                    continue;
                }
                Act::Limit(Limit { length: LimitLength::NoLimit, .. }) => "the document sets no limit".to_owned(),
                Act::Limit(limit) if limit.of == crate::model::LimitOf::StageOrCase => {
                    format!("the stage or the case: {}", self.words.limit(limit))
                }
                Act::Limit(limit) => self.words.limit(limit),
                _ => {
                    let timings: Vec<String> = clause.deed.details.timing.iter().map(|timing| self.words.timing(timing)).collect();
                    format!("{}{}", if clause.deed.attempt { "try to resolve " } else { "resolve " }, timings.join(", "))
                }
            };
            let tag = self
                .tag(clause)
                .map(|tag| format!(" \u{B7} {}{}", tag.word(), if clause.strength.normally { " normally" } else { "" }))
                .unwrap_or_default();
            let lead = self.lead(clause);
            let lead = if lead.is_empty() { String::new() } else { format!("{}: ", lead.join(", ")) };
            let line = Line {
                lead: None,
                tag: None,
                text: short(&format!("{prefix}{lead}{text}{tag}"), 160),
                source: None,
                whole: self.whole(clause),
            };
            readings.add_line(line, "limit".into(), &clause.sources);
        }
        let lines = readings.into_lines();
        let more = lines.len().saturating_sub(MOST_LIMITS);
        let mut badges: Vec<Badge> =
            lines.into_iter().take(MOST_LIMITS).map(|line| Badge { text: line.said(), stated: true, whole: line.whole }).collect();
        if more > 0 {
            badges.push(Badge { text: format!("and {more} more limits"), stated: true, whole: String::new() });
        }
        if badges.is_empty() {
            badges.extend(silent);
        }
        badges
    }
}
