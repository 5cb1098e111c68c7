//! By when a panel has met: whoever convenes it, at whatever stage, and whatever that waits for.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Act, Clause, ClauseId, Deed, Event, Force, Home, Join, Length, LimitLength, LimitOf, NameId, Place, Policy, StageId, Timing, Within,
};

use super::facts::Atoms;
use super::formula::Formula;
use super::panels::convenes;
use super::report::Verdict;
use super::weigh::{Kept, any, is_possible, weigh};

/// Whether in every case in which somebody convenes a panel there is a time for it, with the advice that rests on, and the
/// limits of which it is open what they are for, if it turns on those.
pub(super) fn deadline(policy: &Policy, panel: NameId, terms: &[ClauseId]) -> (Verdict, Vec<ClauseId>, Vec<ClauseId>) {
    let open: Vec<ClauseId> = policy.clauses().filter(|(_, clause)| is_either(clause) && on_ladder(clause)).map(|(id, _)| id).collect();
    let judged = |for_the_case: bool| {
        let meetings = meetings(policy, panel, terms, for_the_case);
        let times: BTreeSet<ClauseId> = meetings.iter().flat_map(|meeting| meeting.times.iter().copied()).collect();
        let advice: Vec<ClauseId> = times.into_iter().filter(|id| is_advice(policy.clause(*id))).collect();
        weigh(&advice, &|kept| any(meetings.iter().map(|meeting| meeting.has_no_time(policy, kept))))
    };
    let (verdict, advice) = judged(false);
    if verdict == Verdict::Broken && !open.is_empty() && matches!(judged(true).0, Verdict::Holds | Verdict::Advice) {
        return (Verdict::Undetermined, Vec::new(), open);
    }
    (verdict, advice, Vec::new())
}

/// Whether this is done by a time that can be counted, and the panel has met then; of several choices, each of them.
pub(super) fn gives_a_time(deed: &Deed) -> bool {
    match &deed.act {
        _ if deed.attempt => false,
        Act::Choice { or_similar: true, .. } => false,
        Act::Choice { options, .. } => !options.is_empty() && options.iter().all(gives_a_time),
        Act::Limit(limit) => !limit.starts && matches!(&limit.length, LimitLength::Timing(timing) if counted(timing).is_some()),
        Act::Meet(_) | Act::Hear(..) | Act::Decide(..) | Act::Resolve(..) | Act::Agree(..) | Act::Recommend(..) => is_timed(deed),
        _ => false,
    }
}

fn is_timed(deed: &Deed) -> bool {
    deed.details.timing.iter().any(|timing| counted(timing).is_some())
}

fn counted(timing: &Timing) -> Option<&Within> {
    match timing {
        Timing::Within(within) if matches!(within.length, Length::Time(_)) => Some(within),
        _ => None,
    }
}

/// Somebody convenes a panel at a stage at a moment, or nobody says who does.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Meeting {
    by: Option<ClauseId>,
    /// Its place among the events that the clause waits for; nothing for one that waits for none.
    event: Option<usize>,
    /// Every clause that gives a time for it.
    times: Vec<ClauseId>,
}

impl Meeting {
    /// Whether there is a case with such a meeting and no time for it; `None` if it is too large to say.
    fn has_no_time(&self, policy: &Policy, kept: Kept<'_>) -> Option<bool> {
        let mut atoms = Atoms::default();
        let mut so = |id: ClauseId| {
            let conditions = policy.clause(id).conditions.iter();
            Formula::and(conditions.map(|condition| atoms.formula(policy, condition)).collect::<Vec<_>>())
        };
        let convened = self.by.map_or(Formula::True, &mut so);
        let counts = |id: &&ClauseId| !is_advice(policy.clause(**id)) || kept(**id);
        let timed: Vec<Formula> = self.times.iter().filter(counts).map(|id| so(*id)).collect();
        is_possible(policy, &mut atoms, Formula::and([convened, Formula::or(timed).not()]))
    }
}

/// Every meeting of a panel there can be, each kind once.
fn meetings(policy: &Policy, panel: NameId, terms: &[ClauseId], for_the_case: bool) -> BTreeSet<Meeting> {
    let mut everywhere: Vec<ClauseId> = terms.iter().copied().filter(|id| gives_a_time(&policy.clause(*id).deed)).collect();
    let mut at: BTreeMap<StageId, Vec<ClauseId>> = BTreeMap::new();
    for (id, clause) in policy.clauses().filter(|(_, clause)| on_ladder(clause)) {
        let whole = match &clause.deed.act {
            Act::Limit(limit) if !gives_a_time(&clause.deed) || limit.starts => continue,
            Act::Limit(limit) => match limit.of {
                LimitOf::TheCase | LimitOf::EveryStage => true,
                LimitOf::StageOrCase => for_the_case,
                LimitOf::ThisStage => false,
            },
            _ if surely_convenes_in_time(&clause.deed, panel) => false,
            _ => continue,
        };
        match &clause.stages {
            Some(stages) if !whole => stages.iter().for_each(|stage| at.entry(*stage).or_default().push(id)),
            _ => everywhere.push(id),
        }
    }
    let binding = |id: &ClauseId| {
        let clause = policy.clause(*id);
        clause.strength.force != Force::Permitted && !clause.negated
    };
    let mut meetings = BTreeSet::new();
    let mut meet = |by: Option<(ClauseId, &Clause)>, here: &[ClauseId]| {
        let events = by.and_then(|(_, clause)| clause.when.as_ref()).map(|when| when.events.as_slice()).unwrap_or_default();
        let moments = if events.is_empty() { vec![None] } else { (0..events.len()).map(Some).collect() };
        for event in moments {
            let moment = event.map(|at| &events[at]);
            let mut times: Vec<ClauseId> = everywhere
                .iter()
                .chain(here)
                .copied()
                .filter(|id| binding(id) && comes_with(policy.clause(*id), moment))
                .chain(by.filter(|(id, clause)| binding(id) && convenes_in_time(&clause.deed, panel)).map(|(id, _)| id))
                .collect();
            times.sort();
            times.dedup();
            meetings.insert(Meeting { by: by.map(|(id, _)| id), event, times });
        }
    };
    let convening: Vec<(ClauseId, &Clause)> =
        policy.clauses().filter(|(_, clause)| on_ladder(clause) && convenes(&clause.deed, panel)).collect();
    for (id, clause) in &convening {
        match &clause.stages {
            Some(stages) => stages.iter().for_each(|stage| meet(Some((*id, clause)), at.get(stage).map_or(&[], Vec::as_slice))),
            None => {
                at.values().for_each(|here| meet(Some((*id, clause)), here));
                if at.len() < policy.stages.len().max(1) {
                    meet(Some((*id, clause)), &[]);
                }
            }
        }
    }
    if convening.is_empty() {
        meet(None, &[]);
    }
    meetings
}

fn on_ladder(clause: &Clause) -> bool {
    matches!(clause.home, Home::Stage(_) | Home::Throughout) && !clause.negated
}

fn is_either(clause: &Clause) -> bool {
    clause.limit().is_some_and(|limit| limit.of == LimitOf::StageOrCase)
}

/// A time that is no more than usual is advice too.
fn is_advice(clause: &Clause) -> bool {
    fn usual(deed: &Deed) -> bool {
        let timing = match &deed.act {
            Act::Limit(limit) => match &limit.length {
                LimitLength::Timing(timing) => std::slice::from_ref(timing),
                _ => &[],
            },
            Act::Choice { options, .. } => return options.iter().any(usual),
            _ => deed.details.timing.as_slice(),
        };
        timing.iter().filter_map(counted).any(|within| within.usually)
    }
    clause.strength.force.is_advice() || usual(&clause.deed)
}

/// Whether a time falls due wherever somebody convenes a panel at a moment.
fn comes_with(clause: &Clause, moment: Option<&Event>) -> bool {
    let waits_for = |event: &Event| clause.waits_for(event);
    let unresolved = waits_for(&Event::Unresolved) && moment != Some(&Event::Resolved);
    let then = clause.when.is_none() || unresolved || moment.is_some_and(waits_for);
    then && clause.after.is_none() && !matches!(clause.before, Some(Place::Stages(_)))
}

/// If it is this that convenes the panel, that is done by a time that can be counted.
fn convenes_in_time(deed: &Deed, panel: NameId) -> bool {
    match &deed.act {
        Act::Choice { options, .. } => {
            options.iter().filter(|option| convenes(option, panel)).all(|option| convenes_in_time(option, panel))
        }
        _ => !deed.attempt && is_timed(deed),
    }
}

/// This convenes the panel, by a time that can be counted, whatever is chosen.
fn surely_convenes_in_time(deed: &Deed, panel: NameId) -> bool {
    match &deed.act {
        Act::Choice { or_similar: true, .. } | Act::Convene { or_similar: true, .. } => false,
        Act::Choice { options, .. } => !options.is_empty() && options.iter().all(|option| surely_convenes_in_time(option, panel)),
        Act::Convene { what: Some(what), .. } if what.join == Join::And || what.parties.len() == 1 => {
            convenes(deed, panel) && convenes_in_time(deed, panel)
        }
        _ => false,
    }
}
