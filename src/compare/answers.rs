//! What each policy answers to a question, and which of two answers is stricter.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::graph::StageGraph;
use crate::model::Policy;
use crate::verify::{Finding, Verdict, decide_property, verdict_of};

use super::questions::{Asks, Called, Range};

/// Whether something is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sure {
    /// It is not.
    No,
    /// It turns on what a policy leaves open, or the question was too large.
    Unknown,
    /// It is.
    Yes,
}

impl Sure {
    /// Both.
    pub(super) fn and(self, other: Sure) -> Sure {
        self.min(other)
    }
}

/// How the second policy stands to the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strictness {
    /// It guarantees all that the first does, and more.
    Stricter,
    /// It guarantees less than the first, and nothing the first does not.
    Looser,
    /// They guarantee the same.
    Equal,
    /// Each guarantees something that the other does not.
    Incomparable,
    /// It turns on what one of them leaves open.
    Undetermined,
}

impl Strictness {
    /// The word used in messages and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Strictness::Stricter => "stricter",
            Strictness::Looser => "looser",
            Strictness::Equal => "equal",
            Strictness::Incomparable => "incomparable",
            Strictness::Undetermined => "undetermined",
        }
    }

    /// Seen from the other policy.
    #[must_use]
    pub fn swapped(self) -> Self {
        match self {
            Strictness::Stricter => Strictness::Looser,
            Strictness::Looser => Strictness::Stricter,
            other => other,
        }
    }

    fn of(at_least: AtLeast) -> Strictness {
        match (at_least.second, at_least.first) {
            (Sure::Yes, Sure::Yes) => Strictness::Equal,
            (Sure::Yes, Sure::No) => Strictness::Stricter,
            (Sure::No, Sure::Yes) => Strictness::Looser,
            (Sure::No, Sure::No) => Strictness::Incomparable,
            _ => Strictness::Undetermined,
        }
    }
}

/// Whether each of two policies is at least as strict as the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtLeast {
    /// The first is at least as strict as the second.
    pub first: Sure,
    /// The second is at least as strict as the first.
    pub second: Sure,
}

impl AtLeast {
    /// They are the same.
    pub(super) const SAME: AtLeast = AtLeast { first: Sure::Yes, second: Sure::Yes };

    /// In this and in that.
    pub(super) fn and(self, other: AtLeast) -> AtLeast {
        AtLeast { first: self.first.and(other.first), second: self.second.and(other.second) }
    }

    /// How the second stands to the first.
    pub fn strictness(self) -> Strictness {
        Strictness::of(self)
    }
}

/// What one policy answers: from which number on it comes to which verdict; one verdict, from 0 on, where no number is asked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// In order, each with the number from which it counts.
    pub verdicts: Vec<(u32, Verdict)>,
}

impl Answer {
    /// With one number.
    pub(super) fn at(&self, number: u32) -> Verdict {
        self.verdicts.iter().take_while(|(from, _)| *from <= number).last().map_or(Verdict::DoesNotApply, |(_, verdict)| *verdict)
    }

    /// In words: `holds`; `from 10 on`, `up to 4`, with what the verdict is where it is not that it holds. `easier`: the larger the
    /// number, the easier the requirement is to keep.
    pub fn words(&self, easier: bool) -> String {
        if let [(_, verdict)] = self.verdicts.as_slice() {
            return verdict.words().to_owned();
        }
        let mut said = Vec::new();
        for (at, (from, verdict)) in self.verdicts.iter().enumerate() {
            let range = match self.verdicts.get(at + 1) {
                _ if matches!(verdict, Verdict::Broken | Verdict::DoesNotApply) => continue,
                None if easier => format!("from {from} on"),
                None => format!("{from} and more"),
                Some((next, _)) if !easier => format!("up to {}", next - 1),
                Some((next, _)) if *next == from + 1 => format!("{from}"),
                Some((next, _)) => format!("{from} to {}", next - 1),
            };
            said.push(if *verdict == Verdict::Holds { range } else { format!("{range} ({})", verdict.words()) });
        }
        said.join(", ")
    }
}

/// One side of a comparison.
pub(super) struct Asked<'s> {
    pub(super) called: &'s dyn Called,
    pub(super) graph: &'s StageGraph,
    /// What has been decided already.
    known: RefCell<BTreeMap<(usize, u32), Verdict>>,
}

impl<'s> Asked<'s> {
    pub(super) fn new(called: &'s dyn Called, graph: &'s StageGraph) -> Self {
        Self { called, graph, known: RefCell::default() }
    }

    fn policy(&self) -> &Policy {
        self.called.policy()
    }

    /// Everything found about one question with one number.
    pub(super) fn found(&self, asks: &Asks, number: u32) -> (Verdict, Vec<Finding>) {
        // Where nobody of that name is known, nobody of that name is told.
        let Some(property) = asks.property(self.called, number) else { return (Verdict::Broken, Vec::new()) };
        decide_property(self.policy(), self.graph, &property)
    }

    fn verdict(&self, at: usize, asks: &Asks, number: u32) -> Verdict {
        if let Some(known) = self.known.borrow().get(&(at, number)) {
            return *known;
        }
        let property = asks.property(self.called, number);
        let verdict = property.map_or(Verdict::Broken, |property| verdict_of(self.policy(), self.graph, &property));
        self.known.borrow_mut().insert((at, number), verdict);
        verdict
    }

    /// The largest number with which there is anything to ask about, if there is one.
    fn last_that_applies(&self, at: usize, asks: &Asks, first: u32, last: u32) -> u32 {
        let applies = |number: u32| self.verdict(at, asks, number) != Verdict::DoesNotApply;
        if !applies(first) || applies(last) {
            return last;
        }
        let (mut low, mut high) = (first, last);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if applies(middle) { low = middle } else { high = middle }
        }
        low
    }

    /// What this policy answers. Verdicts only get better, or only worse, with the number: so where both ends of a stretch agree,
    /// all between them do.
    pub(super) fn answer(&self, at: usize, asks: &Asks, range: &Range) -> Answer {
        let (first, last) = match *range {
            Range::Once => return Answer { verdicts: vec![(0, self.verdict(at, asks, 0))] },
            Range::Easier(first, last) | Range::Harder(first, last) => (first, last),
        };
        // What is kept with one number is kept with those that are easier, also where no case comes so far.
        let last = if matches!(range, Range::Easier(..)) { self.last_that_applies(at, asks, first, last) } else { last };
        let best = if matches!(range, Range::Easier(..)) { Verdict::Holds } else { Verdict::Broken };
        let mut verdicts = vec![(first, self.verdict(at, asks, first))];
        let mut from = first;
        while from < last {
            let here = self.verdict(at, asks, from);
            let as_here = |number: u32| self.verdict(at, asks, number) == here;
            if here == best || as_here(last) {
                break;
            }
            // Most changes come early: ever longer strides, then halves.
            let (mut low, mut stride) = (from, 1);
            let mut high = loop {
                let next = (low + stride).min(last);
                if next == last || !as_here(next) {
                    break next;
                }
                low = next;
                stride *= 2;
            };
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                if as_here(middle) { low = middle } else { high = middle }
            }
            verdicts.push((high, self.verdict(at, asks, high)));
            from = high;
        }
        Answer { verdicts }
    }
}

/// The worst and the best a verdict can come to, once everything left open is filled in: nothing guaranteed, only if advice is
/// followed, in every case. What does not apply guarantees nothing.
fn worst_and_best(verdict: Verdict) -> (u8, u8) {
    match verdict {
        Verdict::Broken | Verdict::DoesNotApply => (0, 0),
        Verdict::Advice => (1, 1),
        Verdict::Holds => (2, 2),
        Verdict::Undetermined | Verdict::GaveUp => (0, 2),
    }
}

/// Whether one verdict guarantees at least what another does.
pub(super) fn at_least(one: Verdict, other: Verdict) -> Sure {
    let ((worst, best), (other_worst, other_best)) = (worst_and_best(one), worst_and_best(other));
    if worst >= other_best {
        Sure::Yes
    } else if best < other_worst {
        Sure::No
    } else {
        Sure::Unknown
    }
}

/// Whether the second answer is at least the first, if the advice of the second policy is followed.
pub(super) fn at_least_if_advised(first: &Answer, second: &Answer) -> Sure {
    let advised = |verdict: Verdict| if verdict == Verdict::Advice { Verdict::Holds } else { verdict };
    let numbers = first.verdicts.iter().chain(&second.verdicts).map(|(from, _)| *from);
    numbers.fold(Sure::Yes, |so_far, number| so_far.and(at_least(advised(second.at(number)), first.at(number))))
}

/// Which of two answers is stricter, number by number. `same`: nothing that bears on the question differs, so that whatever is left
/// open is left open in both, and comes to the same however it is filled in.
pub(super) fn compared(first: &Answer, second: &Answer, same: bool) -> AtLeast {
    if same {
        return AtLeast::SAME;
    }
    let numbers = first.verdicts.iter().chain(&second.verdicts).map(|(from, _)| *from);
    numbers.fold(AtLeast::SAME, |so_far, number| {
        let (one, other) = (first.at(number), second.at(number));
        so_far.and(AtLeast { first: at_least(one, other), second: at_least(other, one) })
    })
}
