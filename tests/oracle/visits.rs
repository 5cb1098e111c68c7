//! Every visit a case can pay to a place: what is so on coming and on leaving, whether anybody answers, whether the time
//! runs out, what happens besides, and which medium of the document is followed.

use super::cases::{Aim, Run};
use super::ladder::subsets;
use super::policy::*;
use super::sources::{Dispute, at_stage};
use super::tells::{does, tells};

/// What is so and what happens in one visit.
pub struct Visit {
    pub coming: u64,
    pub leaving: u64,
    pub silent: bool,
    pub overrun: bool,
    pub limited: bool,
    /// Which of the other events at this stage happen.
    pub others: u64,
    /// It is settled.
    pub settled: bool,
    /// For each matter in dispute here, the medium that is followed.
    pub followed: Vec<Medium>,
}

impl<'p> Run<'_, '_, 'p> {
    /// What is chosen anew and matters at a place.
    pub(super) fn free(&self, place: Option<usize>) -> u64 {
        self.cases.matters(place) & self.ladder().atoms.anew(self.ladder().policy)
    }

    /// The other events that something at a place waits for.
    fn others(&self, place: Option<usize>) -> Vec<&'p Event> {
        let Some(stage) = place else { return Vec::new() };
        let label = &self.ladder().policy.stages[stage].label;
        let duties = self.ladder().duties.iter().map(|duty| duty.clause).filter(|clause| clause.covers(label));
        let waiting = self.ladder().ways(place).iter().filter_map(|way| way.clause).chain(duties);
        let mut found: Vec<&Event> = Vec::new();
        for event in waiting.flat_map(|clause| &clause.when) {
            if is_other(event) && !found.contains(&event) {
                found.push(event);
            }
        }
        found
    }

    pub(super) fn visits(&self, place: Option<usize>) -> Vec<Visit> {
        let ladder = self.ladder();
        let free = self.free(place);
        let told = matches!(self.cases.aim, Aim::Told { .. } | Aim::ToldWhen { .. } | Aim::Each { .. });
        // A settled case ends well, unless it is asked what has been done by then.
        let settled_too = self.cases.aim.asks_settled_cases() && place.is_some();
        let changing = if told { free & ladder.atoms.changing(ladder.policy) } else { 0 };
        let others = (1u64 << self.others(place).len()) - 1;
        let readings = self.readings(place);
        let mut all = Vec::new();
        for leaving in subsets(free) {
            let leaving = self.world | leaving;
            let limited = place.is_some_and(|stage| self.cases.is_limited(stage, self.completion, leaving));
            for coming in subsets(changing) {
                let coming = (leaving & !changing) | coming;
                for silent in [false, true] {
                    for overrun in [false, true] {
                        if (silent && place.is_none()) || (overrun && !limited) {
                            continue;
                        }
                        for others in subsets(others) {
                            for followed in &readings {
                                for settled in [false, true] {
                                    if settled && (!settled_too || silent || overrun) {
                                        continue;
                                    }
                                    let followed = followed.clone();
                                    all.push(Visit { coming, leaving, silent, overrun, limited, others, settled, followed });
                                }
                            }
                        }
                    }
                }
            }
        }
        all
    }

    /// For each matter in dispute at a place, every medium that can be followed.
    fn readings(&self, place: Option<usize>) -> Vec<Vec<Medium>> {
        let Some(stage) = place else { return vec![Vec::new()] };
        let mut all = vec![Vec::new()];
        for dispute in self.disputes(stage) {
            all = all
                .into_iter()
                .flat_map(|chosen: Vec<Medium>| {
                    dispute.media().into_iter().map(move |medium| chosen.iter().cloned().chain([medium]).collect::<Vec<_>>())
                })
                .collect();
        }
        all
    }

    /// The matters in dispute at a stage that the rule looks at: steps, or telling somebody.
    pub(super) fn disputes(&self, stage: usize) -> Vec<Dispute<'p>> {
        let ladder = self.ladder();
        let matters = |clause: &Clause| match &self.cases.aim {
            Aim::Told { wanted, .. } => tells(ladder.policy, clause, wanted),
            Aim::Each { sought, .. } | Aim::ToldWhen { sought, .. } => {
                does(ladder.policy, clause, sought) || matches!(clause.act, Act::Escalate { .. })
            }
            Aim::Avoids(_) | Aim::NoCircle => false,
            _ => matches!(clause.act, Act::Escalate { .. }),
        };
        at_stage(&ladder.pairs, stage, &matters)
    }

    pub(super) fn moment_has_come(&self, place: Option<usize>, when: &[Event], visit: &Visit) -> bool {
        let settled_too = matches!(self.cases.aim, Aim::Avoids(_));
        when.is_empty()
            || when.iter().any(|event| match event {
                Event::Unresolved => place.is_some() && !visit.settled,
                Event::NoAnswer => visit.silent,
                Event::OutOfTime => visit.overrun,
                // A case that is settled has ended well; only when asked where a case can come to does it go on.
                Event::Resolved => (settled_too || visit.settled) && place.is_some(),
                other => self.others(place).iter().position(|known| *known == other).is_some_and(|at| visit.others & (1 << at) != 0),
            })
    }
}

fn is_other(event: &Event) -> bool {
    !matches!(event, Event::Resolved | Event::Unresolved | Event::NoAnswer | Event::OutOfTime)
}
