//! Which name of one policy is which of the other: by what it is called, by what somebody has said, or by what it is for.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Hearing, NameId, Noun, Parties, Policy, StageId};

use super::alignment::{Ladders, Rung};
use super::meaning::Meanings;
use super::questions::Called;

/// Why two names are taken for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Because {
    /// Both policies have the same name for it.
    SameName,
    /// Somebody has said so.
    Given,
    /// Both publish the policy.
    Publishes,
    /// Both have the last word in their ladder.
    Hears,
    /// The same stage is between them.
    SameStage,
    /// Everything said of the one is said of the other.
    UsedAlike,
}

impl Because {
    /// As a reader is told.
    pub fn words(self) -> &'static str {
        match self {
            Because::SameName => "both policies call it so",
            Because::Given => "you said so",
            Because::Publishes => "each publishes its policy",
            Because::Hears => "each hears the last stage of its ladder",
            Because::SameStage => "the same stage is between them",
            Because::UsedAlike => "what is said of the one is said of the other",
        }
    }
}

/// A name of each policy taken for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The name in the first policy.
    pub first: NameId,
    /// The name in the second.
    pub second: NameId,
    /// Why.
    pub because: Because,
}

/// Which names are which.
#[derive(Debug, Clone)]
pub(super) struct Naming<'p> {
    policies: [&'p Policy; 2],
    pub(super) pairs: Vec<Pair>,
    /// For each policy, by name: the other policy's.
    other: [Vec<Option<NameId>>; 2],
}

impl<'p> Naming<'p> {
    /// What can be told before the ladders are laid side by side. `given` says in words which is which; what it says of stages is
    /// for others.
    pub(super) fn new(policies: [&'p Policy; 2], given: &[(String, String)]) -> Self {
        let other = policies.map(|policy| vec![None; policy.names.len()]);
        let mut naming = Naming { policies, pairs: Vec::new(), other };
        for (first, second) in given {
            if let (Some(first), Some(second)) = (named(policies[0], first), named(policies[1], second)) {
                naming.pair(first, second, Because::Given);
            }
        }
        let by_name: BTreeMap<&str, NameId> = policies[1].names().map(|(id, named)| (named.name.as_str(), id)).collect();
        for (id, named) in policies[0].names() {
            if let Some(second) = by_name.get(named.name.as_str()).filter(|second| policies[1].named(**second).kind == named.kind) {
                naming.pair(id, *second, Because::SameName);
            }
        }
        if let [Some(first), Some(second)] = policies.map(|policy| policy.publisher) {
            naming.pair(first, second, Because::Publishes);
        }
        if let [Some(first), Some(second)] = policies.map(last_word) {
            naming.pair(first, second, Because::Hears);
        }
        naming
    }

    /// Takes two names for the same, if they are of one kind and neither is taken for another.
    fn pair(&mut self, first: NameId, second: NameId, because: Because) {
        let alike = self.policies[0].named(first).kind == self.policies[1].named(second).kind;
        let free = self.other[0][first.0 as usize].is_none() && self.other[1][second.0 as usize].is_none();
        if alike && free {
            self.other[0][first.0 as usize] = Some(second);
            self.other[1][second.0 as usize] = Some(first);
            self.pairs.push(Pair { first, second, because });
        }
    }

    /// What can be told once it is known which stage is which.
    pub(super) fn with_ladders(mut self, ladders: &Ladders) -> Self {
        for rung in &ladders.rungs {
            let Rung { first, second, .. } = rung;
            if let ([first], [second]) = (first.as_slice(), second.as_slice())
                && let [Some(first), Some(second)] = [(0, *first), (1, *second)].map(|(side, stage)| between(self.policies[side], stage))
            {
                self.pair(first, second, Because::SameStage);
            }
        }
        while self.pair_those_used_alike(ladders) {}
        self.pairs.sort_by_key(|pair| pair.first);
        self
    }

    /// Pairs names of which the same is said; whether there were any.
    fn pair_those_used_alike(&mut self, ladders: &Ladders) -> bool {
        let said = [0, 1].map(|side| self.said_of_the_rest(side, ladders));
        let mut found = Vec::new();
        for (what, firsts) in &said[0] {
            match said[1].get(what) {
                Some(seconds) if seconds.len() == firsts.len() => found.extend(firsts.iter().copied().zip(seconds.iter().copied())),
                _ => {}
            }
        }
        let before = self.pairs.len();
        found.into_iter().for_each(|(first, second)| self.pair(first, second, Because::UsedAlike));
        self.pairs.len() > before
    }

    /// All that is said of every name of a policy that has no counterpart yet.
    fn said_of_the_rest(&self, side: usize, ladders: &Ladders) -> BTreeMap<String, Vec<NameId>> {
        let policy = self.policies[side];
        let rest: Vec<NameId> = policy.used_names().into_iter().filter(|name| self.other[side][name.0 as usize].is_none()).collect();
        if rest.is_empty() || self.other[1 - side].iter().all(Option::is_some) {
            return BTreeMap::new();
        }
        let mut uses: BTreeMap<NameId, Vec<String>> = rest.iter().map(|name| (*name, Vec::new())).collect();
        let stages = |stage: StageId| ladders.called(side, stage);
        for clause in &policy.clauses {
            let mut seen = BTreeSet::new();
            let names = std::cell::RefCell::new(BTreeSet::new());
            let gather = |name: NameId| {
                names.borrow_mut().insert(name);
                String::new()
            };
            Meanings { policy, names: &gather, stages: &stages }.clause(clause);
            seen.extend(names.into_inner());
            for name in seen {
                if let Some(uses) = uses.get_mut(&name) {
                    let called = |other: NameId| if other == name { "@".to_owned() } else { self.known(side, other) };
                    uses.push(format!("{:?}", Meanings { policy, names: &called, stages: &stages }.clause(clause)));
                }
            }
        }
        let mut said: BTreeMap<String, Vec<NameId>> = BTreeMap::new();
        for (name, mut uses) in uses {
            uses.sort();
            let called = |other: NameId| if other == name { "@".to_owned() } else { self.known(side, other) };
            let own = Meanings { policy, names: &called, stages: &stages }.named(policy.named(name));
            said.entry(format!("{own} {uses:?}")).or_default().push(name);
        }
        said
    }

    /// What a name with a counterpart is called; of one without, only what kind of thing it is.
    fn known(&self, side: usize, name: NameId) -> String {
        match self.other[side][name.0 as usize] {
            Some(_) => self.called(side, name),
            None => format!("some {}", self.policies[side].named(name).kind.word()),
        }
    }

    /// What both policies call a name: as the first does, where it knows it.
    pub(super) fn called(&self, side: usize, name: NameId) -> String {
        let own = &self.policies[side].named(name).name;
        match self.other[side][name.0 as usize] {
            Some(first) if side == 1 => self.policies[0].named(first).name.clone(),
            None if side == 1 && named(self.policies[0], own).is_some() => format!("{own} of the second"),
            _ => own.clone(),
        }
    }

    /// What the other policy has for a name.
    pub(super) fn other(&self, side: usize, name: NameId) -> Option<NameId> {
        self.other[side][name.0 as usize]
    }

    /// One policy by what both call things.
    pub(super) fn side(&self, side: usize) -> OneSide<'_> {
        let by_name = self.policies[side].names().map(|(id, _)| (self.called(side, id), id)).collect();
        OneSide { naming: self, side, by_name }
    }
}

/// One policy by what both call things.
pub(super) struct OneSide<'n> {
    naming: &'n Naming<'n>,
    side: usize,
    by_name: BTreeMap<String, NameId>,
}

impl Called for OneSide<'_> {
    fn policy(&self) -> &Policy {
        self.naming.policies[self.side]
    }

    fn find(&self, called: &str) -> Option<NameId> {
        self.by_name.get(called).copied()
    }

    fn called(&self, name: NameId) -> String {
        self.naming.called(self.side, name)
    }
}

fn named(policy: &Policy, name: &str) -> Option<NameId> {
    policy.names().find(|(_, named)| named.name == name).map(|(id, _)| id)
}

/// Whoever alone hears the last stage that is heard by an authority.
fn last_word(policy: &Policy) -> Option<NameId> {
    let hearing = policy.stages.iter().rev().find(|stage| stage.is_authority()).map(|stage| &stage.hearing);
    match hearing {
        Some(Hearing::HeardBy(parties)) => alone(parties),
        _ => None,
    }
}

/// The one tier a stage is between.
fn between(policy: &Policy, stage: StageId) -> Option<NameId> {
    match &policy.stage(stage).hearing {
        Hearing::Between(parties) => alone(parties),
        _ => None,
    }
}

fn alone(parties: &Parties) -> Option<NameId> {
    match parties.parties.as_slice() {
        [party] if party.of.is_none() => match party.noun {
            Noun::Named(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}
