//! Where the document's media disagree: its text, its tables, its flowchart, its appendices.
//!
//! Two clauses speak about the same thing if they ask for the same kind of act towards the same people at the
//! same stage, or one on the way out of a stage and the other in the stage that follows. They disagree if they
//! give it another strength, moment, sender, time or destination. One medium silent where another speaks is no
//! disagreement.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{From, StageGraph, To};
use crate::model::{
    Act, Clause, ClauseId, Duration, Event, Force, Home, Length, Limit, LimitLength, Medium, NameKind, Noun, Parties, Place, Policy,
    StageId, Timing, Within,
};

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
    /// The stages at which somebody has to choose between them; `None` means every stage.
    pub stages: Option<Vec<StageId>>,
}

/// What the document's media disagree about, stage by stage: each may be followed in each matter, at each stage anew.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disputed {
    at: BTreeMap<StageId, Vec<Dispute>>,
    everywhere: Vec<Dispute>,
    /// If set, this medium is followed wherever it speaks.
    only: Option<Medium>,
}

/// One matter: clauses tied to each other by disagreeing, each with those it disagrees with, and their media.
#[derive(Debug, Clone)]
struct Dispute {
    against: BTreeMap<ClauseId, Vec<ClauseId>>,
    media: BTreeSet<Medium>,
}

/// The medium followed in each matter that is disputed at a stage; `None` where there are too many ways to say, so that
/// nothing that is disputed can be counted on.
pub(crate) type Reading = Option<Vec<Medium>>;

/// More ways to read one stage than this are not gone through.
const MOST_READINGS: usize = 64;

impl Disputed {
    pub(crate) fn new(policy: &Policy, pairs: impl Iterator<Item = Disagreement>) -> Self {
        let mut disputed = Self::default();
        for pair in pairs {
            let dispute = Dispute {
                against: BTreeMap::from([(pair.first, vec![pair.second]), (pair.second, vec![pair.first])]),
                media: [pair.first, pair.second].iter().flat_map(|id| media_of(policy.clause(*id))).cloned().collect(),
            };
            match &pair.stages {
                None => join(&mut disputed.everywhere, dispute),
                Some(stages) => {
                    stages.iter().for_each(|stage| join(disputed.at.entry(*stage).or_default(), dispute.clone()));
                }
            }
        }
        let everywhere = disputed.everywhere.clone();
        for at in disputed.at.values_mut() {
            everywhere.iter().for_each(|dispute| join(at, dispute.clone()));
        }
        disputed
    }

    /// The steps up the ladder that are disputed.
    pub(crate) fn steps(policy: &Policy, graph: &StageGraph) -> Self {
        let step = |clause: ClauseId| matches!(policy.clause(clause).deed.act, Act::Escalate(_));
        Self::new(policy, disagreements(policy, graph).into_iter().filter(|pair| step(pair.first) && step(pair.second)))
    }

    /// Every medium that disagrees with another somewhere.
    pub(crate) fn media(&self) -> BTreeSet<Medium> {
        self.at.values().chain([&self.everywhere]).flatten().flat_map(|dispute| dispute.media.iter().cloned()).collect()
    }

    /// The same, with one medium followed wherever it speaks.
    pub(crate) fn only(self, medium: &Medium) -> Self {
        Self { only: Some(medium.clone()), ..self }
    }

    fn at(&self, stage: StageId) -> &[Dispute] {
        self.at.get(&stage).unwrap_or(&self.everywhere)
    }

    /// The ways to read a stage.
    pub(crate) fn readings(&self, stage: StageId) -> Vec<Reading> {
        let mut all = vec![Vec::new()];
        for dispute in self.at(stage) {
            let media: Vec<&Medium> = match self.only.as_ref().and_then(|only| dispute.media.get(only)) {
                Some(only) => vec![only],
                None => dispute.media.iter().collect(),
            };
            if all.len() * media.len() > MOST_READINGS {
                return vec![None];
            }
            all = all
                .iter()
                .flat_map(|reading: &Vec<Medium>| media.iter().map(|medium| reading.iter().cloned().chain([(*medium).clone()]).collect()))
                .collect();
        }
        all.into_iter().map(Some).collect()
    }

    /// Whether a clause counts when a stage is read so: what is not disputed there always does, and so does what the
    /// medium that is followed does not contradict.
    pub(crate) fn counts(&self, policy: &Policy, clause: ClauseId, stage: StageId, reading: &Reading) -> bool {
        let against = |dispute: &Dispute| dispute.against.get(&clause).cloned();
        let Some(media) = reading else { return self.at(stage).iter().all(|dispute| against(dispute).is_none()) };
        self.at(stage).iter().zip(media).all(|(dispute, medium)| {
            let said_by = |id: ClauseId| policy.clause(id).sources.iter().any(|source| source.medium == *medium);
            against(dispute).is_none_or(|against| said_by(clause) || !against.iter().any(|id| said_by(*id)))
        })
    }
}

/// Adds a dispute to those of a stage; those that share a clause become one.
fn join(all: &mut Vec<Dispute>, mut new: Dispute) {
    let tied = |known: &Dispute| known.against.keys().any(|clause| new.against.contains_key(clause));
    let (with, apart): (Vec<Dispute>, Vec<Dispute>) = std::mem::take(all).into_iter().partition(tied);
    for known in with {
        new.media.extend(known.media);
        for (clause, against) in known.against {
            let all = new.against.entry(clause).or_default();
            all.extend(against);
            all.sort();
            all.dedup();
        }
    }
    *all = apart;
    all.push(new);
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
    let mut found = Found::new();
    let slots = Slots::new(policy);
    for ((stage, _), group) in &slots.same_stage {
        for pair in pairs(group) {
            compare(policy, pair, *stage, &mut found);
        }
    }
    for (clause, from, next) in across(policy, graph) {
        let Some(key) = key(policy, policy.clause(clause)) else { continue };
        let media = media_of(policy.clause(clause));
        for other in slots.at(next, &key) {
            let others = media_of(policy.clause(*other));
            // Only where the other medium says nothing about the stage itself.
            let spoken = slots.at(from, &key).iter().any(|here| !media_of(policy.clause(*here)).is_disjoint(&others));
            if !spoken && media.is_disjoint(&others) && policy.clause(*other).when.is_none() {
                let about = differences(policy, policy.clause(clause), policy.clause(*other), None, true);
                add(&mut found, (clause.min(*other), clause.max(*other)), about, &[from, next]);
            }
        }
    }
    found
        .into_iter()
        .map(|((first, second), (about, stages))| Disagreement {
            first,
            second,
            subject: subject(policy, policy.clause(first)),
            about,
            stages: stages.map(|stages| stages.into_iter().collect()),
        })
        .collect()
}

/// What each pair disagrees about, and at which stages; `None` for every stage.
type Found = BTreeMap<(ClauseId, ClauseId), (Vec<&'static str>, Option<BTreeSet<StageId>>)>;

fn add(found: &mut Found, pair: (ClauseId, ClauseId), about: Vec<&'static str>, stages: &[StageId]) {
    if about.is_empty() {
        return;
    }
    let known = found.entry(pair).or_insert((Vec::new(), Some(BTreeSet::new())));
    known.0.extend(about.into_iter().filter(|about| !known.0.contains(about)).collect::<Vec<_>>());
    if let Some(known) = &mut known.1 {
        known.extend(stages);
    }
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
    same_stage: BTreeMap<(Option<StageId>, Key), Vec<ClauseId>>,
}

impl Slots {
    fn new(policy: &Policy) -> Self {
        let mut same_stage: BTreeMap<(Option<StageId>, Key), Vec<ClauseId>> = BTreeMap::new();
        let mut everywhere: Vec<(Key, ClauseId)> = Vec::new();
        for (id, clause) in policy.clauses() {
            if !matches!(clause.home, Home::Stage(_) | Home::Throughout) || clause.sources.is_empty() {
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

/// Duties on the way out of a stage, with that stage and the one the case then comes to.
fn across(policy: &Policy, graph: &StageGraph) -> BTreeSet<(ClauseId, StageId, StageId)> {
    let mut found = BTreeSet::new();
    for (id, clause) in policy.clauses() {
        let spoken = matches!(clause.home, Home::Stage(_) | Home::Throughout) && !clause.sources.is_empty();
        if !spoken || !clause.waits_for(&Event::Unresolved) || !matches!(clause.deed.act, Act::Notify(..) | Act::Record(_)) {
            continue;
        }
        let stages: Vec<StageId> = match &clause.stages {
            Some(stages) => stages.clone(),
            None => policy.stages().map(|(stage, _)| stage).collect(),
        };
        for stage in stages {
            for step in graph.moves_from(From::Stage(stage)) {
                if let To::Stage(next) = step.to
                    && next != stage
                {
                    found.insert((id, stage, next));
                }
            }
        }
    }
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

/// Compares two clauses that speak of the same thing at a stage, or at every stage.
fn compare(policy: &Policy, pair: (ClauseId, ClauseId), stage: Option<StageId>, found: &mut Found) {
    let (first, second) = (policy.clause(pair.0), policy.clause(pair.1));
    if !media_of(first).is_disjoint(&media_of(second)) {
        return;
    }
    // Where one says the next stage and the other a stage by name, they lead to the same place from one stage and not from another.
    let by_name = |clause: &Clause| matches!(&clause.deed.act, Act::Escalate(Place::Stages(_)));
    let by_turn = |clause: &Clause| matches!(&clause.deed.act, Act::Escalate(Place::Next));
    if stage.is_none() && ((by_name(first) && by_turn(second)) || (by_turn(first) && by_name(second))) {
        for (stage, _) in policy.stages() {
            add(found, pair, differences(policy, first, second, Some(stage), false), &[stage]);
        }
        return;
    }
    let about = differences(policy, first, second, stage, false);
    match stage {
        Some(stage) => add(found, pair, about, &[stage]),
        None if !about.is_empty() => {
            found.insert(pair, (about, None));
        }
        None => {}
    }
}

fn differences(policy: &Policy, first: &Clause, second: &Clause, stage: Option<StageId>, across: bool) -> Vec<&'static str> {
    let mut about = Vec::new();
    let words = crate::model::in_words(policy);
    if let (Some(a), Some(b)) = (first.limit(), second.limit()) {
        let unstated = [a, b].iter().any(|limit| limit.length == LimitLength::Unstated);
        let differ = match (lengths(a), lengths(b)) {
            (one, other) if !one.is_empty() && !other.is_empty() => !one.iter().any(|one| other.iter().any(|other| one.same(other))),
            // One medium that is silent where another speaks disagrees with nobody.
            _ if unstated => false,
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
    if goal(policy, first, stage) != goal(policy, second, stage) {
        about.push("where the case goes next");
    }
    let (a, b) = (deadlines(policy, first), deadlines(policy, second));
    let same = |(one, other): (&Vec<String>, &Vec<String>)| one.iter().any(|one| other.contains(one));
    let all_same = a.len() == b.len() && a.iter().zip(&b).all(same);
    if !a.is_empty() && !b.is_empty() && !all_same {
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

/// Where a clause takes the case from a stage; the next stage is the one that follows it.
fn goal(policy: &Policy, clause: &Clause, from: Option<StageId>) -> Option<String> {
    let follows = |from: StageId| (from.index() + 1 < policy.stages.len()).then_some(StageId(from.0 + 1));
    match &clause.deed.act {
        Act::Escalate(Place::Next) => {
            let next = from.and_then(follows).map_or(Place::Next, |next| Place::Stages(vec![next]));
            Some(crate::model::in_words(policy).place(&next))
        }
        Act::Escalate(place) => Some(crate::model::in_words(policy).place(place)),
        Act::Request { .. } | Act::Convene { .. } | Act::Close(_) => Some(crate::model::in_words(policy).deed(&clause.deed)),
        _ => None,
    }
}

/// The lengths of time a limit gives that can be counted: its own, and the one that the document says is the same.
fn lengths(limit: &Limit) -> Vec<&Duration> {
    let LimitLength::Timing(Timing::Within(within)) = &limit.length else { return Vec::new() };
    let Length::Time(length) = &within.length else { return Vec::new() };
    std::iter::once(length).chain(&within.that_is).collect()
}

/// By when a clause has it done, each in words: by its own length of time, and by the one that the document says is the same.
fn deadlines(policy: &Policy, clause: &Clause) -> Vec<Vec<String>> {
    let withins =
        clause.deed.details.timing.iter().filter_map(|timing| if let Timing::Within(within) = timing { Some(within) } else { None });
    let each = |within: &Within| {
        let lengths = std::iter::once(within.length.clone()).chain(within.that_is.clone().map(Length::Time));
        let alone = lengths.map(|length| Timing::Within(Within { length, that_is: None, ..within.clone() }));
        alone.map(|timing| crate::model::in_words(policy).timing(&timing)).collect()
    };
    withins.map(each).collect()
}
