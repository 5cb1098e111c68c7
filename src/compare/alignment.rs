//! Which stage of one ladder is which of the other, by what they are for and not by their number. Only for showing the two
//! beside each other: which policy is stricter is decided without it.

use std::collections::BTreeSet;

use crate::model::{Hearing, NameId, Policy, StageId};

use super::naming::Naming;

/// Stages of each ladder that are beside each other. One of them can be missing, or be several that the other has as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// The stages of the first policy.
    pub first: Vec<StageId>,
    /// The stages of the second.
    pub second: Vec<StageId>,
    /// Why they are taken for the same.
    pub because: String,
}

/// Two ladders beside each other, bottom first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ladders {
    pub(super) rungs: Vec<Rung>,
    /// For each policy, on which rung each stage is.
    on: [Vec<usize>; 2],
}

/// Longer ladders than this are laid beside each other stage by stage, without looking for a better way.
const MOST_STAGES: usize = 400;

/// What a way of laying ladders beside each other is worth, in hundredths.
type Worth = i64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Both,
    First,
    Second,
    /// Two of the first are one of the second, and the other way round.
    TwoAreOne,
    OneIsTwo,
}

impl Step {
    const ALL: [(Step, usize, usize); 5] =
        [(Step::Both, 1, 1), (Step::TwoAreOne, 2, 1), (Step::OneIsTwo, 1, 2), (Step::First, 1, 0), (Step::Second, 0, 1)];
}

impl Ladders {
    /// Lays them beside each other so that the most is alike.
    pub(super) fn new(policies: [&Policy; 2], naming: &Naming<'_>, given: &[(String, String)]) -> Self {
        let given: Vec<(StageId, StageId)> =
            given.iter().filter_map(|(first, second)| Some((stage(policies[0], first)?, stage(policies[1], second)?))).collect();
        let likeness = Likeness { policies, naming, given, words: policies.map(stage_words) };
        let steps = if policies.iter().any(|policy| policy.stages.len() > MOST_STAGES) {
            one_by_one(policies.map(|policy| policy.stages.len()))
        } else {
            likeness.best()
        };
        let mut rungs = Vec::new();
        let mut on = policies.map(|policy| vec![0; policy.stages.len()]);
        let mut at = (0, 0);
        for (_, one, other) in steps {
            let first: Vec<StageId> = (at.0..at.0 + one).map(|at| StageId(at as u32)).collect();
            let second: Vec<StageId> = (at.1..at.1 + other).map(|at| StageId(at as u32)).collect();
            first.iter().for_each(|stage| on[0][stage.index()] = rungs.len());
            second.iter().for_each(|stage| on[1][stage.index()] = rungs.len());
            let because = likeness.because(&first, &second);
            rungs.push(Rung { first, second, because });
            at = (at.0 + one, at.1 + other);
        }
        Ladders { rungs, on }
    }

    /// What both policies call a stage: its rung, from the bottom.
    pub(super) fn called(&self, side: usize, stage: StageId) -> String {
        format!("rung {}", self.rung_of(side, stage) + 1)
    }

    /// On which rung a stage is.
    pub(super) fn rung_of(&self, side: usize, stage: StageId) -> usize {
        self.on[side].get(stage.index()).copied().unwrap_or_default()
    }
}

/// Two stages as one are worth more than one of them with the other left alone only if both are much like it, and less than two
/// pairs.
fn merged(one: Worth, other: Worth) -> Worth {
    one.max(other) + (one.min(other) - 160).min(200)
}

fn one_by_one(stages: [usize; 2]) -> Vec<(Step, usize, usize)> {
    (0..stages[0].max(stages[1])).map(|at| (Step::Both, usize::from(at < stages[0]), usize::from(at < stages[1]))).collect()
}

/// `stage 4`, or just its label.
fn stage(policy: &Policy, words: &str) -> Option<StageId> {
    let label = words.strip_prefix("stage ").unwrap_or(words).trim();
    policy.stages().find(|(_, stage)| stage.label == label).map(|(id, _)| id)
}

struct Likeness<'l> {
    policies: [&'l Policy; 2],
    naming: &'l Naming<'l>,
    given: Vec<(StageId, StageId)>,
    /// For each policy and stage, the words of its title and of the posts of those it is between.
    words: [Vec<BTreeSet<String>>; 2],
}

impl Likeness<'_> {
    /// The best way: stage by stage from the bottom, two as one where they are like it, or one alone.
    fn best(&self) -> Vec<(Step, usize, usize)> {
        let (firsts, seconds) = (self.policies[0].stages.len(), self.policies[1].stages.len());
        // What the best way so far is worth, and the step by which it came there.
        let mut worth = vec![vec![(Worth::MIN / 2, None::<(Step, usize, usize)>); seconds + 1]; firsts + 1];
        worth[0][0] = (0, None);
        for first in 0..=firsts {
            for second in 0..=seconds {
                let (here, _) = worth[first][second];
                for step in Step::ALL {
                    let (_, one, other) = step;
                    if first + one > firsts || second + other > seconds {
                        continue;
                    }
                    let gain = here + self.worth(step.0, first, second);
                    let there = &mut worth[first + one][second + other];
                    if gain > there.0 {
                        *there = (gain, Some(step));
                    }
                }
            }
        }
        let mut steps = Vec::new();
        let mut at = (firsts, seconds);
        while let (_, Some(step)) = worth[at.0][at.1] {
            steps.push(step);
            at = (at.0 - step.1, at.1 - step.2);
        }
        steps.reverse();
        steps
    }

    fn worth(&self, step: Step, first: usize, second: usize) -> Worth {
        match step {
            Step::Both => self.alike(first, second),
            Step::First | Step::Second => 0,
            Step::TwoAreOne => merged(self.alike(first, second), self.alike(first + 1, second)),
            Step::OneIsTwo => merged(self.alike(first, second), self.alike(first, second + 1)),
        }
    }

    /// How much two stages are alike.
    fn alike(&self, first: usize, second: usize) -> Worth {
        let ids = (StageId(first as u32), StageId(second as u32));
        if self.given.contains(&ids) {
            return 10_000;
        }
        if self.given.iter().any(|(one, other)| *one == ids.0 || *other == ids.1) {
            return -1_000;
        }
        let stages = [self.policies[0].stage(ids.0), self.policies[1].stage(ids.1)];
        let decided = match stages.map(crate::model::Stage::is_authority) {
            [true, true] => 400,
            [false, false] => 100,
            _ => -400,
        };
        let tiers = if self.same_people(ids) { 400 } else { 0 };
        let (one, other) = (&self.words[0][first], &self.words[1][second]);
        let shared = one.intersection(other).count() as Worth;
        let all = one.union(other).count().max(1) as Worth;
        let last = [first + 1 == self.policies[0].stages.len(), second + 1 == self.policies[1].stages.len()];
        let ends = if (first == 0 && second == 0) || last == [true, true] { 60 } else { 0 };
        let labels = if stages[0].label == stages[1].label { 30 } else { 0 };
        decided + tiers + shared * 300 / all + ends + labels
    }

    fn same_people(&self, (first, second): (StageId, StageId)) -> bool {
        let people = |side: usize, stage: StageId| -> BTreeSet<NameId> {
            match &self.policies[side].stage(stage).hearing {
                Hearing::Between(parties) | Hearing::HeardBy(parties) => parties.names().collect(),
                Hearing::Unstated => BTreeSet::new(),
            }
        };
        let (one, other) = (people(0, first), people(1, second));
        !one.is_empty()
            && one.len() == other.len()
            && one.iter().all(|name| self.naming.other(0, *name).is_some_and(|name| other.contains(&name)))
    }

    /// Why these are beside each other.
    fn because(&self, first: &[StageId], second: &[StageId]) -> String {
        match (first, second) {
            ([], _) | (_, []) => "the other ladder has nothing like it".to_owned(),
            ([one], [other]) => {
                let stages = [self.policies[0].stage(*one), self.policies[1].stage(*other)];
                if self.given.contains(&(*one, *other)) {
                    "you said so".to_owned()
                } else if stages.iter().all(|stage| stage.is_authority()) {
                    "each is heard by whoever decides".to_owned()
                } else if self.same_people((*one, *other)) {
                    "both are between the same people".to_owned()
                } else {
                    match self.shared(*one, *other) {
                        words if words.is_empty() => "by their place in the ladder".to_owned(),
                        words => format!("both speak of {}", crate::model::listed(words, "and")),
                    }
                }
            }
            (several, [one]) => self.merged(several.iter().map(|stage| (*stage, *one))),
            ([one], several) => self.merged(several.iter().map(|stage| (*one, *stage))),
            _ => "by their place in the ladder".to_owned(),
        }
    }

    fn merged(&self, pairs: impl Iterator<Item = (StageId, StageId)>) -> String {
        let mut words: Vec<String> = pairs.flat_map(|(first, second)| self.shared(first, second)).collect();
        words.sort();
        words.dedup();
        if words.is_empty() {
            "two stages of one ladder are one of the other, by their place in the ladder".to_owned()
        } else {
            format!("two stages of one ladder are one of the other: all speak of {}", crate::model::listed(words, "and"))
        }
    }

    fn shared(&self, first: StageId, second: StageId) -> Vec<String> {
        self.words[0][first.index()].intersection(&self.words[1][second.index()]).map(|word| format!("\"{word}\"")).collect()
    }
}

/// Words that say nothing of who meets.
const EMPTY: &[&str] = &[
    "stage",
    "level",
    "between",
    "with",
    "from",
    "their",
    "other",
    "agency",
    "agencies",
    "resolution",
    "resolve",
    "discussion",
    "safeguarding",
    "escalation",
    "escalate",
    "children",
    "child",
    "lead",
    "leads",
    "team",
    "service",
    "services",
    "partnership",
    "board",
];

fn stage_words(policy: &Policy) -> Vec<BTreeSet<String>> {
    policy
        .stages
        .iter()
        .map(|stage| {
            let mut texts = vec![stage.title.as_str()];
            if let Hearing::Between(parties) | Hearing::HeardBy(parties) = &stage.hearing {
                for name in parties.names() {
                    let named = policy.named(name);
                    texts.push(&named.title);
                    texts.extend(named.posts.iter().flat_map(|post| titles(&post.holders)));
                }
            }
            let words = texts.iter().flat_map(|text| text.split(|letter: char| !letter.is_alphabetic()));
            words
                .map(|word| word.to_lowercase().trim_end_matches('s').to_owned())
                .filter(|word| word.len() > 3 && !EMPTY.contains(&word.as_str()))
                .collect()
        })
        .collect()
}

fn titles(holders: &crate::model::Holders) -> impl Iterator<Item = &str> {
    use crate::model::Holders;
    match holders {
        Holders::Titles(titles) | Holders::Examples(titles) | Holders::AtLeast(titles) => titles.as_slice(),
        Holders::Nobody | Holders::Unstated => [].as_slice(),
    }
    .iter()
    .map(String::as_str)
}
