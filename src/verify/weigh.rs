//! Verdicts on what must be so in every case, where no path has to be followed: with no advice kept, with all of it,
//! and the least of it that is enough.

use std::collections::BTreeSet;

use crate::model::{ClauseId, Policy};

use super::facts::Atoms;
use super::formula::Formula;
use super::report::Verdict;
use super::solver;

/// Which advice is kept.
pub(super) type Kept<'k> = &'k dyn Fn(ClauseId) -> bool;

/// The verdict, given all advice there is in the order of the file and whether some case breaks the rule with some of
/// it kept (`None` where that is too large to say); and for a verdict of advice what it rests on, none of it to spare.
pub(super) fn weigh(advice: &[ClauseId], breached: &dyn Fn(Kept<'_>) -> Option<bool>) -> (Verdict, Vec<ClauseId>) {
    match (breached(&|_| false), breached(&|_| true)) {
        (Some(false), _) => (Verdict::Holds, Vec::new()),
        (Some(true), Some(true)) => (Verdict::Broken, Vec::new()),
        (Some(true), Some(false)) => (Verdict::Advice, least(advice, breached)),
        _ => (Verdict::GaveUp, Vec::new()),
    }
}

/// One of several questions of a rule: the advice it can turn on, in the order of the file, and whether some case breaks it.
pub(super) type Part<'p> = (Vec<ClauseId>, Box<dyn Fn(Kept<'_>) -> Option<bool> + 'p>);

/// The verdict on each of several questions, and for a verdict of advice what it rests on: of what all of them rest on together
/// none is to spare either, since what one of them needs may be enough for another.
pub(super) fn weigh_each(parts: &[Part<'_>]) -> Vec<(Verdict, Vec<ClauseId>)> {
    let weighed: Vec<(Verdict, Vec<ClauseId>)> = parts.iter().map(|(advice, breached)| weigh(advice, breached)).collect();
    let advised = || parts.iter().zip(&weighed).filter(|(_, (verdict, _))| *verdict == Verdict::Advice).map(|(part, _)| part);
    if advised().count() < 2 {
        return weighed;
    }
    let together: BTreeSet<ClauseId> = advised().flat_map(|(advice, _)| advice.iter().copied()).collect();
    let needed = least(&together.into_iter().collect::<Vec<_>>(), &|kept| any(advised().map(|(_, breached)| breached(kept))));
    let rests_on = |(advice, breached): &Part<'_>| {
        let own: Vec<ClauseId> = advice.iter().copied().filter(|clause| needed.contains(clause)).collect();
        least(&own, breached)
    };
    parts
        .iter()
        .zip(weighed)
        .map(|(part, (verdict, all))| if verdict == Verdict::Advice { (verdict, rests_on(part)) } else { (verdict, all) })
        .collect()
}

/// Whether it is so of any of these; `None` if that is too large to say.
pub(super) fn any(mut each: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut unknown = false;
    let found = each.any(|one| {
        unknown |= one.is_none();
        one == Some(true)
    });
    if found { Some(true) } else { (!unknown).then_some(false) }
}

/// Of advice that is enough, from the last clause to the first, each left out that can be: what remains is enough, and none of it
/// to spare.
pub(super) fn least(advice: &[ClauseId], breached: &dyn Fn(Kept<'_>) -> Option<bool>) -> Vec<ClauseId> {
    let mut rests_on: Vec<ClauseId> = advice.to_vec();
    for clause in advice.iter().rev() {
        if breached(&|kept| kept != *clause && rests_on.contains(&kept)) == Some(false) {
            rests_on.retain(|kept| kept != clause);
        }
    }
    rests_on
}

/// Whether there is a case in which this is so; `None` if it is too large to say.
pub(super) fn is_possible(policy: &Policy, atoms: &mut Atoms, wanted: Formula) -> Option<bool> {
    atoms.close(policy);
    let whole = Formula::and([wanted, atoms.impossible()]);
    whole.solve().map(|found| found.is_some()).or_else(|| match solver::satisfiable(&[whole], atoms.len()) {
        solver::Answer::Yes(_) => Some(true),
        solver::Answer::No => Some(false),
        solver::Answer::Unknown => None,
    })
}
