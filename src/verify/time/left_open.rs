//! What is left open about time: whether the rule turns on it, and on what of it.
//!
//! What is named settles the rule both ways, however the rest is filled in: filled in one way it keeps the rule, the other way
//! it breaks it. Nothing named can be withheld.

use super::told;
use super::{Deciding, Either, Gap, Judged, Unsaid};
use crate::model::Duration;
use crate::verify::property::Found;
use crate::verify::report::Verdict;

/// What is held so that it keeps the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    Gap(Gap),
    Either(usize),
}

impl Deciding<'_> {
    /// Broken in every way of filling in what is open, or only in some.
    pub(super) fn broken_or_open(&self, bound: &Duration) -> Found {
        let best = self.at_best();
        let Some(keeps) = best.iter().position(|judged| matches!(judged, Judged::Within)) else {
            if best.iter().any(|judged| matches!(judged, Judged::Unsaid(_))) {
                return (Verdict::GaveUp, vec![told::gave_up(self.policy, &Unsaid::TooLarge)]);
            }
            let shown = self.readings.iter().find_map(|reading| match self.judge(reading, &|_| true, &|_| true, true) {
                Judged::Over(longest, begins) => Some((reading, longest, begins)),
                _ => None,
            });
            let found = shown.map(|(reading, longest, begins)| self.told(bound).broken(reading, &longest, begins));
            return (Verdict::Broken, found.into_iter().collect());
        };
        // From the last to the first, each thing left open is let go unless that breaks the rule; what is held is named.
        let mut held: Vec<Held> = self.gaps().into_iter().map(Held::Gap).chain((0..self.either.len()).map(Held::Either)).collect();
        for at in (0..held.len()).rev() {
            let without: Vec<Held> = held.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, held)| *held).collect();
            let read =
                |bits: usize| (0..self.either.len()).all(|at| !without.contains(&Held::Either(at)) || (bits ^ keeps) & (1 << at) == 0);
            if self.over(&read, &|_| true, &|gap| without.contains(&Held::Gap(gap))) == Some(false) {
                held = without;
            }
        }
        let held = self.with_what_could_still_keep(held, keeps);
        let gaps: Vec<Gap> = held.iter().filter_map(|held| if let Held::Gap(gap) = held { Some(*gap) } else { None }).collect();
        let either: Vec<(Either, bool)> = held
            .iter()
            .filter_map(|held| if let Held::Either(at) = held { Some((self.either[*at], keeps & (1 << at) == 0)) } else { None })
            .collect();
        (Verdict::Undetermined, vec![self.told(bound).undetermined(&gaps, &either)])
    }

    /// The same with what else has to be filled in so that it breaks the rule, where what is held is not enough for that.
    fn with_what_could_still_keep(&self, held: Vec<Held>, keeps: usize) -> Vec<Held> {
        let is_over = |named: &[Held], bits: usize| {
            let shut = |gap: Gap| !named.contains(&Held::Gap(gap));
            matches!(self.judge(&self.readings[bits], &|_| true, &shut, false), Judged::Over(..))
        };
        let everything: Vec<Held> = self.gaps().into_iter().map(Held::Gap).chain((0..self.either.len()).map(Held::Either)).collect();
        let opposite =
            |bits: &usize| held.iter().all(|held| if let Held::Either(at) = held { (bits ^ keeps) & (1 << at) != 0 } else { true });
        let Some(loses) = (0..self.readings.len()).filter(opposite).find(|bits| is_over(&everything, *bits)) else { return held };
        let breaks = |named: &[Held]| {
            let read =
                |bits: &usize| (0..self.either.len()).all(|at| !named.contains(&Held::Either(at)) || (bits ^ loses) & (1 << at) == 0);
            (0..self.readings.len()).filter(read).all(|bits| is_over(named, bits))
        };
        let mut named = everything;
        for at in (0..named.len()).rev().filter(|at| !held.contains(&named[*at])).collect::<Vec<_>>() {
            let without: Vec<Held> = named.iter().copied().filter(|one| *one != named[at]).collect();
            if breaks(&without) {
                named = without;
            }
        }
        named
    }
}
