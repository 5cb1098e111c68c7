//! What limits a stage or a case: how long, counted from when, and whether anybody has to keep to it.

use crate::graph::StageGraph;
use crate::model::{
    Act, Clause, ClauseId, Duration, Event, Force, Home, Length, LimitLength, LimitOf, Medium, Moment, Place, Policy, StageId, Timing,
    Within,
};
use crate::verify::facts::Atoms;
use crate::verify::formula::Formula;
use crate::verify::readings::{Disputed, disagreements};

/// A moment a limit counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// When the case comes to the stage.
    Here,
    /// When the case is raised.
    Raised,
    /// When the case leaves a stage.
    Leaving(StageId),
    /// When the case comes to another stage.
    Coming(StageId),
    /// A moment the ladder does not fix: an answer, a meeting, the document's own words.
    Unknown,
}

/// One limit.
#[derive(Debug, Clone)]
pub(super) struct Limit {
    pub(super) clause: ClauseId,
    /// Its place in [`Limits::lengths`]; none of them where it is stated only in words.
    pub(super) length: usize,
    /// It is stated only in words, such as `as soon as possible`: there is a limit, and how long it is is left open.
    pub(super) in_words: bool,
    /// What it counts from, the first that there is; empty where the document does not say.
    pub(super) from: Vec<Anchor>,
    /// It is only advised, described, or an indication.
    pub(super) advice: bool,
    /// It comes on top of an earlier limit.
    pub(super) further: bool,
    /// It can be extended, and the document does not say how far.
    pub(super) extended: bool,
    /// Where it counts.
    pub(super) so: Formula,
}

/// What is said of how long one stage lasts.
#[derive(Debug, Clone, Default)]
pub(super) struct OfStage {
    pub(super) limits: Vec<Limit>,
    /// How soon it has to start.
    pub(super) starts: Vec<Limit>,
    /// Clauses that say it has no limit, each with where it counts.
    pub(super) none: Vec<(ClauseId, Formula)>,
}

/// Everything a policy says of how long stages and cases last, for one way of reading what may be either.
#[derive(Debug, Default)]
pub(super) struct Limits {
    pub(super) stages: Vec<OfStage>,
    pub(super) case: Vec<Limit>,
    /// Every length of time that counts, each once.
    pub(super) lengths: Vec<Duration>,
    /// Where the document's media disagree about a limit.
    pub(super) disputed: Disputed,
}

impl Limits {
    /// `for_the_case` says of a limit on "the stage or the case" that it is for the case.
    pub(super) fn new(policy: &Policy, graph: &StageGraph, atoms: &mut Atoms, for_the_case: &dyn Fn(ClauseId) -> bool) -> Self {
        let mut all = Limits::default();
        let is_limit = |id: ClauseId| {
            let clause = policy.clause(id);
            clause.limit().is_some_and(|limit| limit.length != LimitLength::Unstated)
        };
        all.disputed =
            Disputed::new(policy, disagreements(policy, graph).into_iter().filter(|pair| is_limit(pair.first) && is_limit(pair.second)));
        for (stage, _) in policy.stages() {
            let mut of_stage = OfStage::default();
            for id in graph.limits_of(stage) {
                let limit = policy.clause(id).limit();
                if limit.is_some_and(|limit| limit.of == LimitOf::StageOrCase) && for_the_case(id) {
                    continue;
                }
                if limit.is_some_and(|limit| limit.length == LimitLength::NoLimit) && !is_for_what_is_over(policy.clause(id)) {
                    of_stage.none.push((id, counts_if(policy, policy.clause(id), atoms)));
                }
                let mut found = Vec::new();
                all.add(policy, id, Some(stage), atoms, &mut found);
                if limit.is_none_or(|limit| limit.of != LimitOf::StageOrCase) {
                    found.extend(in_words(policy, id, atoms));
                }
                // What waits for something else than that nothing is settled can be in time only if that happens.
                found.retain(|limit| limit.further || policy.clause(id).is_sure_to_come());
                of_stage.limits.extend(found);
            }
            all.stages.push(of_stage);
        }
        for (id, clause) in policy.clauses().filter(|(_, clause)| !clause.negated) {
            let Some(limit) = clause.limit() else { continue };
            if !matches!(clause.home, Home::Stage(_) | Home::Throughout) {
                // What is said on another way of raising a concern is not said of this case.
            } else if limit.starts {
                for (stage, _) in policy.stages().filter(|(stage, _)| limit.of != LimitOf::TheCase && clause.covers(*stage)) {
                    let mut starts = Vec::new();
                    all.add(policy, id, Some(stage), atoms, &mut starts);
                    all.stages[stage.index()].starts.extend(starts);
                }
            } else if limit.of == LimitOf::TheCase || (limit.of == LimitOf::StageOrCase && for_the_case(id)) {
                let mut case = Vec::new();
                all.add(policy, id, None, atoms, &mut case);
                all.case.extend(case);
            }
        }
        all
    }

    fn add(&mut self, policy: &Policy, id: ClauseId, stage: Option<StageId>, atoms: &mut Atoms, into: &mut Vec<Limit>) {
        let clause = policy.clause(id);
        for within in timings(clause) {
            let (Some(length), Some(advice)) = (longest(within), is_advice(clause, within.usually)) else { continue };
            into.push(Limit {
                clause: id,
                length: self.number(length),
                in_words: false,
                from: anchors(&within.counted_from, stage),
                advice,
                further: within.further,
                extended: matches!(within.extendable_to, Some(Length::Words(_))),
                so: counts_if(policy, clause, atoms),
            });
        }
    }

    /// The place of a length among those that count.
    pub(super) fn number(&mut self, length: &Duration) -> usize {
        self.lengths.iter().position(|known| known.same(length)).unwrap_or_else(|| {
            self.lengths.push(length.clone());
            self.lengths.len() - 1
        })
    }

    /// How long a step from one stage to the next may take, if its clause says so; `None` where it does not.
    pub(super) fn of_step(&mut self, policy: &Policy, id: ClauseId, atoms: &mut Atoms) -> Option<Limit> {
        let mut found = Vec::new();
        self.add(policy, id, None, atoms, &mut found);
        found.into_iter().next()
    }

    /// Whether a stage has a limit that is stated only in words.
    pub(super) fn is_limited_in_words(&self, stage: StageId) -> bool {
        self.stages[stage.index()].limits.iter().any(|limit| limit.in_words)
    }

    /// Every limit there is.
    pub(super) fn all(&self) -> impl Iterator<Item = &Limit> {
        self.stages.iter().flat_map(|stage| stage.limits.iter().chain(&stage.starts)).chain(&self.case)
    }

    /// What decides which limits count, and where there is none.
    pub(super) fn conditions(&self) -> impl Iterator<Item = &Formula> {
        let none = self.stages.iter().flat_map(|stage| &stage.none).map(|(_, so)| so);
        self.all().map(|limit| &limit.so).chain(none)
    }

    /// The stages from whose beginning or end a limit of another counts.
    pub(super) fn marks(&self) -> Vec<StageId> {
        let mut marks: Vec<StageId> = self
            .all()
            .flat_map(|limit| &limit.from)
            .filter_map(|from| if let Anchor::Leaving(stage) | Anchor::Coming(stage) = from { Some(*stage) } else { None })
            .collect();
        marks.sort();
        marks.dedup();
        marks
    }
}

/// A limit that is stated only in words.
fn in_words(policy: &Policy, id: ClauseId, atoms: &mut Atoms) -> Option<Limit> {
    let clause = policy.clause(id);
    let soon = clause.limit().is_some_and(|limit| matches!(limit.length, LimitLength::Timing(Timing::Soon(_))));
    let withins = timings(clause);
    let uncounted = withins.iter().find(|within| longest(within).is_none());
    let usually = uncounted.is_some_and(|within| within.usually);
    let advice = (soon || uncounted.is_some()).then(|| is_advice(clause, usually))??;
    let so = counts_if(policy, clause, atoms);
    Some(Limit { clause: id, length: 0, in_words: true, from: Vec::new(), advice, further: false, extended: false, so })
}

/// Whether a clause speaks only of cases that have ended.
fn is_for_what_is_over(clause: &Clause) -> bool {
    let over = |event: &Event| matches!(event, Event::Resolved | Event::Withdrawn);
    clause.when.as_ref().is_some_and(|when| when.events.iter().all(over))
}

/// Where a limit counts. One that waits for something is not there while it has not happened; nobody can count on it.
fn counts_if(policy: &Policy, clause: &Clause, atoms: &mut Atoms) -> Formula {
    let conditions: Vec<Formula> = clause.conditions.iter().map(|condition| atoms.formula(policy, condition)).collect();
    let waits = clause.when.as_ref().is_some_and(|when| !when.events.contains(&Event::Unresolved));
    let moment = waits.then(|| atoms.formula(policy, &crate::model::Condition::Words(format!("the moment of {}", clause.id))));
    let counts = Formula::and(conditions.into_iter().chain(moment));
    // What cannot be otherwise, `if looked-after or not looked-after`, is no condition.
    if counts.clone().not().solve() == Some(None) { Formula::True } else { counts }
}

/// The lengths of time a clause gives.
pub(super) fn timings(clause: &Clause) -> Vec<&Within> {
    fn within(timing: &Timing) -> Option<&Within> {
        if let Timing::Within(within) = timing { Some(within) } else { None }
    }
    match &clause.deed.act {
        Act::Limit(limit) => match &limit.length {
            LimitLength::Timing(timing) => within(timing).into_iter().collect(),
            _ => Vec::new(),
        },
        _ => clause.deed.details.timing.iter().filter_map(within).collect(),
    }
}

/// The longest a limit can be: extended as far as it may, and in the words the document itself reads it by.
pub(super) fn longest(within: &Within) -> Option<&Duration> {
    match (&within.extendable_to, &within.that_is, &within.length) {
        (Some(Length::Time(longest)), ..) | (_, Some(longest), _) | (.., Length::Time(longest)) => Some(longest),
        _ => None,
    }
}

/// Whether a limit is no more than advice; `None` for one that binds nobody at all.
fn is_advice(clause: &Clause, usually: bool) -> Option<bool> {
    // A table of times or a flowchart gives limits without a verb; in the running text the verb is the author's choice.
    let in_a_table = clause.sources.iter().any(|source| source.medium != Medium::Text);
    match clause.strength.force {
        Force::Permitted => None,
        _ if usually => Some(true),
        Force::Required => Some(false),
        Force::Advised => Some(true),
        Force::Described => Some(!in_a_table),
    }
}

/// From when a limit counts, by each of the moments it names. That it counts from the end of the stage it is for says nothing
/// beside another moment.
fn anchors(moments: &[Moment], here: Option<StageId>) -> Vec<Anchor> {
    let its_own_end =
        |moment: &&Moment| matches!(moment, Moment::EndOf(Place::Stages(stages)) if stages.iter().all(|stage| Some(*stage) == here));
    let others: Vec<Anchor> = moments.iter().filter(|moment| !its_own_end(moment)).flat_map(|moment| anchor(moment, here)).collect();
    if others.is_empty() { moments.iter().map(|_| Anchor::Unknown).collect() } else { others }
}

fn anchor(moment: &Moment, here: Option<StageId>) -> Vec<Anchor> {
    let first = |stage: &StageId| here.is_none() && stage.index() == 0;
    match moment {
        Moment::StartOf(Place::Stages(stages)) => stages
            .iter()
            .rev()
            .map(|stage| match stage {
                stage if Some(*stage) == here => Anchor::Here,
                stage if first(stage) => Anchor::Raised,
                stage => Anchor::Coming(*stage),
            })
            .collect(),
        Moment::StartOf(Place::Any) if here.is_some() => vec![Anchor::Here],
        Moment::EndOf(Place::Stages(stages)) => {
            stages.iter().rev().filter(|stage| Some(**stage) != here).map(|stage| Anchor::Leaving(*stage)).collect()
        }
        Moment::Known(word) if word == "disagreement" => vec![Anchor::Raised],
        _ => vec![Anchor::Unknown],
    }
}
