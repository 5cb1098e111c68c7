//! Where the document's media disagree: its text, its tables, its flowchart, its appendices.
//!
//! Two clauses speak about the same thing if they ask for the same kind of act towards the same people at the
//! same stage, or one on the way out of a stage and the other in the stage that follows. They disagree if they
//! give it another strength, moment, sender, time or destination. One medium silent where another speaks is no
//! disagreement.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::graph::{From, StageGraph, To};
use crate::model::{Act, Clause, ClauseId, Event, Force, Home, Medium, NameKind, Noun, Parties, Policy, StageId, Timing};

/// Two clauses of different media that cannot both be the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The earlier clause in the file.
    pub first: ClauseId,
    /// The later one.
    pub second: ClauseId,
    /// What they are about, such as "telling the BSCP Chair".
    pub subject: String,
    /// What they disagree about, such as "who does it".
    pub about: Vec<&'static str>,
}

/// Clauses the document's media disagree about, and the media: each stage may be run as any of them has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disputed {
    clauses: BTreeSet<ClauseId>,
    pub(crate) media: Vec<Medium>,
}

impl Disputed {
    pub(crate) fn new(policy: &Policy, pairs: impl Iterator<Item = Disagreement>) -> Self {
        let clauses: BTreeSet<ClauseId> = pairs.flat_map(|pair| [pair.first, pair.second]).collect();
        let media: BTreeSet<Medium> =
            clauses.iter().flat_map(|clause| &policy.clause(*clause).sources).map(|source| source.medium.clone()).collect();
        Self { clauses, media: media.into_iter().collect() }
    }

    /// The steps up the ladder that are disputed.
    pub(crate) fn steps(policy: &Policy, graph: &StageGraph) -> Self {
        let step = |clause: ClauseId| matches!(policy.clause(clause).deed.act, Act::Escalate(_));
        Self::new(policy, disagreements(policy, graph).into_iter().filter(|pair| step(pair.first) && step(pair.second)))
    }

    /// The same, all read by one medium.
    pub(crate) fn only(self, medium: &Medium) -> Self {
        Self { media: vec![medium.clone()], ..self }
    }

    /// The ways to read these clauses: by each medium where one of them is disputed, else only one.
    pub(crate) fn readings(&self, clauses: impl IntoIterator<Item = ClauseId>) -> Vec<Option<&Medium>> {
        if clauses.into_iter().any(|clause| self.clauses.contains(&clause)) { self.media.iter().map(Some).collect() } else { vec![None] }
    }

    /// Whether a clause counts when a stage is read by a medium: what is not disputed always does.
    pub(crate) fn counts(&self, policy: &Policy, clause: ClauseId, reading: Option<&Medium>) -> bool {
        let Some(medium) = reading else { return true };
        !self.clauses.contains(&clause) || policy.clause(clause).sources.iter().any(|source| source.medium == *medium)
    }
}

/// The media the policy's clauses come from.
pub fn media(policy: &Policy) -> BTreeSet<Medium> {
    policy.clauses.iter().flat_map(|clause| &clause.sources).map(|source| source.medium.clone()).collect()
}

/// Every pair of clauses in which the document's media disagree, in the order of the file.
pub fn disagreements(policy: &Policy, graph: &StageGraph) -> Vec<Disagreement> {
    if media(policy).len() < 2 {
        return Vec::new();
    }
    let mut found: BTreeMap<(ClauseId, ClauseId), Vec<&'static str>> = BTreeMap::new();
    let slots = Slots::new(policy);
    for group in slots.same_stage.values() {
        for pair in pairs(group) {
            compare(policy, pair, false, &mut found);
        }
    }
    for (clause, next) in across(policy, graph) {
        let Some(key) = key(policy, policy.clause(clause)) else { continue };
        let media = media_of(policy.clause(clause));
        for other in slots.at(next, &key) {
            // Only where the other medium says nothing about the stage itself.
            let spoken = policy.clause(clause).stages.iter().flatten().any(|stage| {
                slots.at(*stage, &key).iter().any(|here| !media_of(policy.clause(*here)).is_disjoint(&media_of(policy.clause(*other))))
            });
            if !spoken && media.is_disjoint(&media_of(policy.clause(*other))) && policy.clause(*other).when.is_none() {
                compare(policy, (clause.min(*other), clause.max(*other)), true, &mut found);
            }
        }
    }
    found
        .into_iter()
        .map(|((first, second), about)| Disagreement { first, second, subject: subject(policy, policy.clause(first)), about })
        .collect()
}

/// What a clause is about, to follow "disagree about".
fn subject(policy: &Policy, clause: &Clause) -> String {
    let words = crate::model::in_words(policy);
    let stage = clause
        .stages
        .as_ref()
        .and_then(|stages| stages.first())
        .map(|stage| format!(" at {}", policy.stage(*stage).name()))
        .unwrap_or_default();
    match &clause.deed.act {
        Act::Notify(who, _) => format!("telling {}", words.parties(who)),
        Act::Record(_) => format!("recording{stage}"),
        Act::Limit(_) => format!("the time limit{stage}"),
        Act::Escalate(place) => format!("the step to {}", words.place(place)),
        Act::Request { .. } | Act::Convene { .. } | Act::Close(_) => format!("what happens{stage} when nothing is settled"),
        _ => format!("the discussion{stage}"),
    }
}

/// What a clause is about, so far as it can be the same thing in two places.
type Key = (&'static str, String);

struct Slots {
    /// `None` stands for every stage.
    same_stage: HashMap<(Option<StageId>, Key), Vec<ClauseId>>,
}

impl Slots {
    fn new(policy: &Policy) -> Self {
        let mut same_stage: HashMap<(Option<StageId>, Key), Vec<ClauseId>> = HashMap::new();
        let mut everywhere: Vec<(Key, ClauseId)> = Vec::new();
        for (id, clause) in policy.clauses() {
            if !matches!(clause.home, Home::Stage(_) | Home::Throughout | Home::Form(_)) || clause.sources.is_empty() {
                continue;
            }
            let Some(key) = key(policy, clause) else { continue };
            match &clause.stages {
                Some(stages) => stages.iter().for_each(|stage| same_stage.entry((Some(*stage), key.clone())).or_default().push(id)),
                None => everywhere.push((key, id)),
            }
        }
        for (key, id) in everywhere {
            for ((stage, known), group) in &mut same_stage {
                if stage.is_some() && *known == key {
                    group.push(id);
                }
            }
            same_stage.entry((None, key)).or_default().push(id);
        }
        Self { same_stage }
    }

    fn at(&self, stage: StageId, key: &Key) -> &[ClauseId] {
        self.same_stage.get(&(Some(stage), key.clone())).map(Vec::as_slice).unwrap_or_default()
    }
}

fn pairs(group: &[ClauseId]) -> impl Iterator<Item = (ClauseId, ClauseId)> {
    group.iter().enumerate().flat_map(move |(at, first)| group[at + 1..].iter().map(move |second| (*first.min(second), *first.max(second))))
}

/// Duties on the way out of a stage, with the stage the case then comes to.
fn across(policy: &Policy, graph: &StageGraph) -> Vec<(ClauseId, StageId)> {
    let mut found = Vec::new();
    for (id, clause) in policy.clauses() {
        if !clause.waits_for(&Event::Unresolved) || !matches!(clause.deed.act, Act::Notify(..) | Act::Record(_)) {
            continue;
        }
        for stage in clause.stages.iter().flatten() {
            for step in graph.moves_from(From::Stage(*stage)) {
                if let To::Stage(next) = step.to
                    && next != *stage
                {
                    found.push((id, next));
                }
            }
        }
    }
    found.dedup();
    found
}

fn media_of(clause: &Clause) -> BTreeSet<&Medium> {
    clause.sources.iter().map(|source| &source.medium).collect()
}

fn key(policy: &Policy, clause: &Clause) -> Option<Key> {
    if clause.negated {
        return None;
    }
    Some(match &clause.deed.act {
        Act::Notify(who, _) => ("tell", recipients(policy, who)),
        // What is recorded may be two different things.
        Act::Record(what) => ("record", what.as_deref().unwrap_or_default().to_lowercase()),
        Act::Discuss(_) | Act::Meet(_) | Act::Contact(..) => ("talk", actor(policy, clause)?),
        Act::Limit(limit) if !limit.starts => ("limit", format!("{:?}", limit.of)),
        Act::Escalate(_) | Act::Request { .. } | Act::Convene { .. } | Act::Close(_) if clause.waits_for(&Event::Unresolved) => {
            ("way on", String::new())
        }
        _ => return None,
    })
}

/// Recipients, with everybody who stands for the same body as one: telling its chair or its office tells it.
fn recipients(policy: &Policy, who: &Parties) -> String {
    let mut names: Vec<String> = who
        .parties
        .iter()
        .map(|party| match party.noun {
            Noun::They => "they".into(),
            Noun::Everyone => "everyone".into(),
            Noun::Agency => "agency".into(),
            Noun::Named(name) => {
                let named = policy.named(name);
                let body = named.of.as_ref().and_then(|of| {
                    of.names().find(|owner| policy.named(*owner).kind == NameKind::Body && policy.named(*owner).of.is_none())
                });
                let mut root = body.unwrap_or(name);
                for _ in 0..8 {
                    match policy.named(root).is.first() {
                        Some(kind) => root = *kind,
                        None => break,
                    }
                }
                policy.named(root).name.clone()
            }
        })
        .collect();
    names.sort();
    names.dedup();
    names.join(" ")
}

fn actor(policy: &Policy, clause: &Clause) -> Option<String> {
    clause.actor.as_ref().map(|actor| crate::model::in_words(policy).parties(actor))
}

fn compare(policy: &Policy, pair: (ClauseId, ClauseId), across: bool, found: &mut BTreeMap<(ClauseId, ClauseId), Vec<&'static str>>) {
    let (first, second) = (policy.clause(pair.0), policy.clause(pair.1));
    if !media_of(first).is_disjoint(&media_of(second)) {
        return;
    }
    let about = differences(policy, first, second, across);
    if !about.is_empty() {
        found.entry(pair).or_insert(about);
    }
}

fn differences(policy: &Policy, first: &Clause, second: &Clause, across: bool) -> Vec<&'static str> {
    let mut about = Vec::new();
    let words = crate::model::in_words(policy);
    if let (Some(a), Some(b)) = (first.limit(), second.limit()) {
        let differ = match (first.counted_limit(), second.counted_limit()) {
            (Some(a), Some(b)) => !a.same(b),
            _ => words.limit(a) != words.limit(b),
        };
        return if differ { vec!["how long it may take"] } else { about };
    }
    // What only describes says nothing about how strongly it is asked for.
    let binding = first.strength.force != Force::Described && second.strength.force != Force::Described;
    if binding && weight(first.strength.force) != weight(second.strength.force) {
        about.push("how strongly it is asked for");
    }
    if across || moment(first) != moment(second) {
        about.push("when it is done");
    }
    if let (Some(a), Some(b)) = (actor(policy, first), actor(policy, second))
        && a != b
    {
        about.push("who does it");
    }
    if goal(policy, first) != goal(policy, second) {
        about.push("where the case goes next");
    }
    let (a, b) = (deadline(policy, first), deadline(policy, second));
    if !a.is_empty() && !b.is_empty() && a != b {
        about.push("the time it must be done by");
    }
    about
}

fn weight(force: Force) -> u8 {
    match force {
        Force::Required => 2,
        Force::Advised | Force::Described => 1,
        Force::Permitted => 0,
    }
}

fn moment(clause: &Clause) -> Option<&[Event]> {
    clause.when.as_ref().map(|when| when.events.as_slice())
}

fn goal(policy: &Policy, clause: &Clause) -> Option<String> {
    match &clause.deed.act {
        Act::Escalate(crate::model::Place::Next) => None,
        Act::Escalate(place) => Some(crate::model::in_words(policy).place(place)),
        Act::Request { .. } | Act::Convene { .. } | Act::Close(_) => Some(crate::model::in_words(policy).deed(&clause.deed)),
        _ => None,
    }
}

fn deadline(policy: &Policy, clause: &Clause) -> Vec<String> {
    clause
        .deed
        .details
        .timing
        .iter()
        .filter(|timing| matches!(timing, Timing::Within(_)))
        .map(|timing| crate::model::in_words(policy).timing(timing))
        .collect()
}
