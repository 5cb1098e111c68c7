//! Verdicts on what must be so in every case, where no path has to be followed: with no advice kept, with all of it,
//! and the least of it that is enough.

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
        (Some(true), Some(false)) => {
            let mut rests_on: Vec<ClauseId> = advice.to_vec();
            for clause in advice.iter().rev() {
                if breached(&|kept| kept != *clause && rests_on.contains(&kept)) == Some(false) {
                    rests_on.retain(|kept| kept != clause);
                }
            }
            (Verdict::Advice, rests_on)
        }
        _ => (Verdict::GaveUp, Vec::new()),
    }
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
