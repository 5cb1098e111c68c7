//! What stays as it is for a whole case.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::calendar::Calendar;
use crate::graph::StageGraph;
use crate::model::{
    Act, Bound, Clause, ClauseId, Condition, DayKind, Home, LimitLength, LimitOf, Medium, Party, Policy, RouteId, ScopeOf, Side, StageId,
};
use crate::model::{Event as Moment, Force, Noun, Repetition, Standing, Timing, Unit};
use crate::verify::disagreements;

use super::facts::{Disputants, Known, Point, belongs, met, points};
use super::state::State;

/// How what the policy leaves open is filled in for this case. What is not filled in may go either way, and nobody can
/// count on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// Whether a stage with no stated limit has one.
    pub silent_limits: BTreeMap<StageId, bool>,
    /// Whether a limit on "the stage or the case" limits each stage.
    pub scope_is_the_stage: Option<bool>,
    /// Whether a repetition until words comes to an end.
    pub repetition_ends: Option<bool>,
}

/// What every case of a policy has in common, worked out once.
#[derive(Debug, Clone)]
pub struct Basis<'p> {
    policy: &'p Policy,
    graph: &'p StageGraph,
    calendar: Rc<Calendar>,
    disputed: Rc<BTreeSet<ClauseId>>,
    duties: Rc<Vec<Vec<ClauseId>>>,
}

impl<'p> Basis<'p> {
    /// The cases of this policy.
    pub fn new(policy: &'p Policy, graph: &'p StageGraph) -> Self {
        let (calendar, _) = Calendar::of(policy);
        let disputed = disagreements(policy, graph).into_iter().flat_map(|pair| [pair.first, pair.second]).collect();
        Self { policy, graph, calendar: Rc::new(calendar), disputed: Rc::new(disputed), duties: Rc::new(duties_by_stage(policy)) }
    }

    /// A case between these agencies. Days are read as the policy's own stated reading has it.
    pub fn between(&self, disputants: Disputants) -> Setup<'p> {
        Setup {
            policy: self.policy,
            graph: self.graph,
            calendar: Rc::clone(&self.calendar),
            disputants,
            day: self.policy.day_read_as(),
            follows: None,
            filled: Filled::default(),
            disputed: Rc::clone(&self.disputed),
            duties: Rc::clone(&self.duties),
        }
    }
}

/// What stays as it is for a whole case.
#[derive(Debug)]
pub struct Setup<'p> {
    /// The policy.
    pub policy: &'p Policy,
    /// Its ladder.
    pub graph: &'p StageGraph,
    /// The calendar that counts its days.
    pub calendar: Rc<Calendar>,
    /// Who disputes.
    pub disputants: Disputants,
    /// How a day is read of which the policy does not say which days count.
    pub day: Option<DayKind>,
    /// Which medium of the document is followed where its media disagree about a step; `None`: all that is said.
    pub follows: Option<Medium>,
    /// How what is left open is filled in.
    pub filled: Filled,
    disputed: Rc<BTreeSet<ClauseId>>,
    duties: Rc<Vec<Vec<ClauseId>>>,
}

impl<'p> Setup<'p> {
    /// A case of this policy between these agencies. For several cases, [`Basis`] works out once what they have in common.
    pub fn new(policy: &'p Policy, graph: &'p StageGraph, disputants: Disputants) -> Self {
        Basis::new(policy, graph).between(disputants)
    }

    /// The duties a stage can have: its own, then those of every stage.
    pub(super) fn duties_of(&self, stage: StageId) -> &[ClauseId] {
        &self.duties[stage.index()]
    }

    /// Whether a clause counts where the document's media disagree about it.
    pub(super) fn counts(&self, clause: ClauseId) -> bool {
        let Some(medium) = &self.follows else { return true };
        !self.disputed.contains(&clause) || self.policy.clause(clause).sources.iter().any(|source| source.medium == *medium)
    }

    /// Whether a condition is met; who refused has said so in this visit, everybody else agrees.
    pub(super) fn met(&self, state: &State, condition: &Condition) -> bool {
        let agrees =
            |party: &Party| is_the_raising_agency(party) || !state.refused.contains(&crate::model::in_words(self.policy).party(party));
        met(self.policy, &self.disputants, &state.so, &agrees, condition)
    }

    /// Whether a condition would be met if everybody agreed.
    pub(super) fn met_if_agreed(&self, state: &State, condition: &Condition) -> bool {
        met(self.policy, &self.disputants, &state.so, &|_| true, condition)
    }

    /// Everything the policy's conditions turn on in this case, in a fixed order.
    pub fn points(&self) -> BTreeSet<Point> {
        let mut found = BTreeSet::new();
        for condition in self.conditions().chain(self.scope()) {
            points(self.policy, &self.disputants, condition, &mut found);
        }
        found
    }

    /// Whether something other than whether the policy applies turns on it.
    pub(super) fn turns_on(&self, point: &Point) -> bool {
        self.conditions().any(|condition| {
            let mut found = BTreeSet::new();
            points(self.policy, &self.disputants, condition, &mut found);
            found.contains(point)
        })
    }

    /// The conditions of clauses, of routes, and of whom officers serve.
    fn conditions(&self) -> impl Iterator<Item = &'p Condition> {
        let clauses = self.policy.clauses.iter().flat_map(|clause| &clause.conditions);
        let routes = self.policy.routes.iter().filter_map(|route| route.condition.as_ref());
        let names = self.policy.names.iter().filter_map(|named| named.serves.as_ref());
        clauses.chain(routes).chain(names)
    }

    /// The conditions on which the policy says that it applies.
    pub(super) fn scope(&self) -> impl Iterator<Item = &'p Condition> {
        self.policy.scope.iter().filter_map(|scope| if let ScopeOf::If(condition) = &scope.to { Some(condition) } else { None })
    }

    /// Whether something that is so takes a case out of what the policy is for, or who disagrees does. Where nothing is
    /// said, it is taken to be for the case.
    pub(super) fn is_excluded(&self, state: &State, condition: &Condition) -> bool {
        self.as_told(state, condition) == Some(false)
    }

    /// Whether a condition is met as far as anything is said; `None` where nothing is.
    pub(super) fn as_told(&self, state: &State, condition: &Condition) -> Option<bool> {
        let told = |point: &Point| state.so.contains(point).then_some(true);
        match condition {
            Condition::Fact(fact) => told(&Point::Fact(*fact)),
            Condition::Words(words) => told(&Point::Words(words.clone())),
            Condition::Agrees(_) => None,
            Condition::Belongs { who, on, what } => match belongs(self.policy, &self.disputants, who, *on, what) {
                Known::Settled(is) => Some(is),
                Known::Turns(point) => told(&point),
            },
            Condition::Not(inner) => self.as_told(state, inner).map(|so| !so),
            Condition::All(parts) => {
                let parts: Vec<Option<bool>> = parts.iter().map(|part| self.as_told(state, part)).collect();
                if parts.contains(&Some(false)) { Some(false) } else { parts.into_iter().collect::<Option<Vec<bool>>>().map(|_| true) }
            }
            Condition::Any(parts) => {
                let parts: Vec<Option<bool>> = parts.iter().map(|part| self.as_told(state, part)).collect();
                if parts.contains(&Some(true)) { Some(true) } else { parts.into_iter().collect::<Option<Vec<bool>>>().map(|_| false) }
            }
        }
    }

    /// Whether some time in the policy is counted in days that are not all alike: working days, school days.
    pub(super) fn counts_days(&self) -> bool {
        let uneven = |kind: Option<DayKind>| matches!(kind, Some(DayKind::Working | DayKind::School));
        self.policy.clauses.iter().flat_map(super::dates::timings).any(|timing| match timing {
            Timing::Within(within) => super::dates::counted(within)
                .is_some_and(|length| uneven(length.kind) || length.kind.is_none() && length.unit == Unit::Days && uneven(self.day)),
            _ => false,
        })
    }

    /// Whether the policy has a length of time in days, does not say which days count, and does not say how to read that.
    pub(super) fn leaves_days_open(&self) -> bool {
        self.day.is_none()
            && self.policy.clauses.iter().flat_map(super::dates::timings).any(|timing| match timing {
                Timing::Within(within) => {
                    super::dates::counted(within).is_some_and(|length| length.kind.is_none() && length.unit == Unit::Days)
                }
                _ => false,
            })
    }

    /// The moments clauses wait for that come from outside the case: words of the document, an extension.
    pub(super) fn moments(&self) -> Vec<Moment> {
        fn until(act: &Act, found: &mut Vec<Moment>) {
            match act {
                Act::Repeat(Repetition { bound: Bound::Until(moment), .. }) => found.push(moment.clone()),
                Act::Choice { options, .. } => options.iter().for_each(|option| until(&option.act, found)),
                _ => {}
            }
        }
        let mut all = Vec::new();
        for clause in &self.policy.clauses {
            all.extend(clause.when.iter().flat_map(|when| when.events.iter().cloned()));
            until(&clause.deed.act, &mut all);
        }
        let mut moments = Vec::new();
        for moment in all.into_iter().filter(|moment| matches!(moment, Moment::Words(_) | Moment::Extended)) {
            if !moments.contains(&moment) {
                moments.push(moment);
            }
        }
        moments
    }

    /// Whether words of the document are a moment that some clause waits for.
    pub(super) fn waits_for(&self, words: &str) -> bool {
        self.moments().iter().any(|moment| matches!(moment, Moment::Words(known) if known == words))
    }

    /// Whether a stage can run out of time: surely, perhaps, or (`None`) never.
    pub(super) fn limit(&self, stage: StageId) -> Option<Sure> {
        runs_out_of_time(self.policy, self.graph, &self.filled, stage)
    }

    /// Whether a route is open while the case goes on: its condition is met, and it does not begin only afterwards.
    pub(super) fn is_open(&self, state: &State, route: RouteId) -> bool {
        self.policy.routes[route.0 as usize].standing != Standing::Afterwards && self.meets_condition_of(state, route)
    }

    /// Whether a route's condition is met.
    pub(super) fn meets_condition_of(&self, state: &State, route: RouteId) -> bool {
        self.policy.routes[route.0 as usize].condition.as_ref().is_none_or(|condition| self.met(state, condition))
    }

    /// Whether a route takes a case out of the ladder.
    pub(super) fn leaves_the_ladder(&self, route: RouteId) -> bool {
        self.policy.routes[route.0 as usize].leaves_the_ladder()
    }

    /// Whether a route instead of the ladder obliges somebody, in every case, to put it to an authority or back.
    pub(super) fn hands_over(&self, route: RouteId) -> bool {
        hands_over(self.policy, route)
    }
}

/// The duties each stage can have: its own, then those of every stage.
pub(crate) fn duties_by_stage(policy: &Policy) -> Vec<Vec<ClauseId>> {
    let everywhere: Vec<ClauseId> = policy.throughout.iter().copied().filter(|id| is_duty(policy.clause(*id))).collect();
    policy
        .stages()
        .map(|(stage, _)| {
            let own = policy.stage(stage).clauses.iter().copied().filter(|id| is_duty(policy.clause(*id)));
            own.chain(everywhere.iter().copied()).filter(|id| policy.clause(*id).covers(stage)).collect()
        })
        .collect()
}

/// Whether a stage can run out of time: surely, perhaps, or (`None`) never.
pub(crate) fn runs_out_of_time(policy: &Policy, graph: &StageGraph, filled: &Filled, stage: StageId) -> Option<Sure> {
    let mut silent = true;
    let mut best = None;
    for clause in graph.limits_of(stage).map(|clause| policy.clause(clause)) {
        let conditional = !clause.conditions.is_empty();
        let found = match clause.limit().map(|limit| (&limit.length, limit.of)) {
            Some((LimitLength::NoLimit, _)) => {
                silent = false;
                continue;
            }
            Some((LimitLength::Unstated, _)) => continue,
            Some((_, LimitOf::StageOrCase)) => match filled.scope_is_the_stage {
                Some(true) => Sure::Surely,
                None => Sure::Perhaps,
                Some(false) => {
                    silent = false;
                    continue;
                }
            },
            _ if conditional => Sure::Perhaps,
            _ => Sure::Surely,
        };
        silent = false;
        best = best.max(Some(found));
    }
    if !silent {
        return best;
    }
    match filled.silent_limits.get(&stage) {
        Some(true) => Some(Sure::Surely),
        None => Some(Sure::Perhaps),
        Some(false) => None,
    }
}

/// Whether a route instead of the ladder obliges somebody, in every case, to put it to an authority or back.
pub(crate) fn hands_over(policy: &Policy, route: RouteId) -> bool {
    let authorities: Vec<_> = policy
        .stages
        .iter()
        .filter_map(|stage| if let crate::model::Hearing::HeardBy(who) = &stage.hearing { Some(who) } else { None })
        .flat_map(|who| who.names())
        .collect();
    policy.routes[route.0 as usize].clauses.iter().map(|id| policy.clause(*id)).any(|clause| {
        let always = clause.conditions.is_empty() && clause.when.is_none();
        let required = clause.strength.force == Force::Required && !clause.negated && !clause.deed.attempt && always;
        match &clause.deed.act {
            Act::Escalate(_) => required,
            Act::Refer(_, who) => required && who.names().next().is_some() && who.names().all(|name| authorities.contains(&name)),
            _ => false,
        }
    })
}

/// How sure it is that something comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sure {
    Perhaps,
    Surely,
}

/// The raising agency's own `no` is withdrawing its concern.
pub(crate) fn is_the_raising_agency(party: &Party) -> bool {
    party.side == Some(Side::Raising) && party.noun == Noun::Agency && party.of.is_none()
}

/// Whether a clause asks somebody for something at a stage, other than taking the case on or setting a limit.
fn is_duty(clause: &Clause) -> bool {
    matches!(clause.home, Home::Stage(_) | Home::Throughout) && asks_for_something(clause)
}

/// Whether a clause asks for something or allows it, other than taking the case on or setting a limit.
pub(crate) fn asks_for_something(clause: &Clause) -> bool {
    let not_a_duty = matches!(
        clause.deed.act,
        Act::Escalate(_)
            | Act::Skip(_)
            | Act::Repeat(_)
            | Act::Withdraw
            | Act::Close(_)
            | Act::Limit(_)
            | Act::ResolvedIf(_)
            | Act::OnlyAfter(..)
            | Act::Asks(_)
            | Act::Meanwhile(_)
    );
    let only_moves =
        matches!(&clause.deed.act, Act::Choice { options, .. } if options.iter().all(|option| crate::graph::is_move(&option.act)));
    !not_a_duty && !only_moves && !clause.negated && !comes_round(clause)
}

/// Whether a clause asks for something that comes round every month or more seldom, outside any stage: it belongs to no one
/// case.
pub(super) fn comes_round(clause: &Clause) -> bool {
    let seldom = |timing: &Timing| match timing {
        Timing::Every(None) => true,
        Timing::Every(Some(length)) => matches!(length.unit, Unit::Months | Unit::Years),
        _ => false,
    };
    !matches!(clause.home, Home::Stage(_)) && clause.deed.details.timing.iter().any(seldom)
}
