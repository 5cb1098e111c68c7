//! What must be so for a move to be open: its conditions, its moment, the limit it waits for, and what must not be left
//! out on the way.

use crate::graph::{From, Move, MoveKind, To, Trigger};
use crate::model::{Act, ClauseId, Force, Home, LimitLength, LimitOf, Place, Policy, StageId};

use super::cases::{Build, CaseGraph, Open, Question};
use super::formula::Formula;

/// One way for something to be so: the advice ignored for it, and what must be so.
pub(super) type Alternative = (Vec<ClauseId>, Formula);

/// More conditional pieces of advice against leaving stages out than this are not laid out combination by combination.
const MOST_PROTECTIONS: usize = 4;

pub(super) fn protected(policy: &Policy) -> Vec<(Option<Vec<StageId>>, ClauseId, Force)> {
    policy
        .clauses()
        .filter(|(_, clause)| matches!(clause.home, Home::Stage(_) | Home::Throughout))
        .filter(|(_, clause)| clause.negated && clause.when.is_none() && clause.strength.force != Force::Permitted)
        .filter_map(|(id, clause)| match &clause.deed.act {
            Act::Skip(Place::Stages(stages)) => Some((Some(stages.clone()), id, clause.strength.force)),
            Act::Skip(_) => Some((None, id, clause.strength.force)),
            _ => None,
        })
        .collect()
}

impl Build<'_> {
    /// Whether a move is a repetition that ends by itself, and so changes nothing about where a case can end.
    pub(super) fn comes_to_an_end(&self, step: &Move) -> bool {
        match (step.kind, step.clause) {
            (MoveKind::RepeatTimes(_), _) => true,
            (MoveKind::RepeatUntil { in_words: true }, Some(clause)) => (self.open)(Open::RepetitionEnds(clause)),
            _ => false,
        }
    }

    /// What must be so for a move to be taken; a repetition until the time runs out only where it never does.
    pub(super) fn open_if(&self, step: &Move, cases: &mut CaseGraph) -> Formula {
        let from = if let From::Stage(stage) = step.from { Some(stage) } else { None };
        let guard = self.guard(step, cases);
        let timed = match (step.trigger, step.kind, from) {
            // A settled case has ended well; only for "can a case come here?" does it go on.
            (Trigger::Resolved, ..) if !matches!(self.question, Question::Avoids(_)) => Formula::False,
            (Trigger::OutOfTime, MoveKind::RepeatUntilOutOfTime, _) | (Trigger::OutOfTime, _, None) => Formula::False,
            (Trigger::OutOfTime, _, Some(stage)) => self.limited(stage, cases),
            (_, MoveKind::RepeatUntilOutOfTime, Some(stage)) => self.limited(stage, cases).not(),
            _ => Formula::True,
        };
        Formula::and([guard, timed])
    }

    /// What must be so for a move to be open at last in a case that is not settled, though nobody is silent and nothing
    /// else happens, and though no stage is left out that must not be.
    pub(super) fn sure_if(&self, step: &Move, cases: &mut CaseGraph) -> Formula {
        if matches!(step.trigger, Trigger::NoAnswer | Trigger::Other | Trigger::Resolved) || self.comes_to_an_end(step) {
            return Formula::False;
        }
        self.allowed_if(step, cases)
    }

    /// What must be so for a move to be taken, and for no stage to be left out on it that must not be.
    pub(super) fn allowed_if(&self, step: &Move, cases: &mut CaseGraph) -> Formula {
        let open = self.open_if(step, cases);
        let passable = self.unprotected(step, &|force| force == Force::Required, cases);
        Formula::and([passable, open])
    }

    /// What must be so for nothing of such a force to speak against leaving out the stages that a move leaves out.
    fn unprotected(&self, step: &Move, counts: &dyn Fn(Force) -> bool, cases: &mut CaseGraph) -> Formula {
        let against: Vec<ClauseId> =
            self.protections(self.left_out(step, cases.stages)).filter(|(_, force)| counts(*force)).map(|(id, _)| id).collect();
        let passable: Vec<Formula> = against.into_iter().map(|id| self.conditions(id, cases).not()).collect();
        Formula::and(passable)
    }

    /// What must be so for a move that is asked for to be counted on: that it is sure, and for one that is only advised that nobody
    /// is advised against it as well.
    pub(super) fn counted_on_if(&self, step: &Move, cases: &mut CaseGraph) -> Formula {
        let sure = self.sure_if(step, cases);
        if sure == Formula::False || !step.force.is_advice() {
            return sure;
        }
        Formula::and([self.unprotected(step, &|_| true, cases), sure])
    }

    /// The same in a case in which nobody answers until the stage's time has run out.
    pub(super) fn counted_on_if_unanswered(&self, step: &Move, cases: &mut CaseGraph) -> Formula {
        match step.trigger {
            Trigger::NoAnswer => self.counted_on_if(&Move { trigger: Trigger::Unresolved, ..step.clone() }, cases),
            // That there is such a moment has been seen to.
            Trigger::OutOfTime if step.kind != MoveKind::RepeatUntilOutOfTime => {
                self.counted_on_if(&Move { trigger: Trigger::Unresolved, ..step.clone() }, cases)
            }
            _ => self.counted_on_if(step, cases),
        }
    }

    /// What must be so for a stage's time to run out.
    pub(super) fn limited(&self, stage: StageId, cases: &mut CaseGraph) -> Formula {
        let (mut said, mut perhaps_said) = (false, false);
        let mut limited = Vec::new();
        for id in self.graph.limits_of(stage) {
            let mut counts = true;
            match self.policy.clause(id).limit().map(|limit| (&limit.length, limit.of)) {
                Some((LimitLength::Unstated, _)) => continue,
                Some((_, LimitOf::StageOrCase)) => counts = (self.open)(Open::LimitScope(id)),
                _ => said = true,
            }
            perhaps_said |= counts;
            let none = matches!(self.policy.clause(id).limit().map(|limit| &limit.length), Some(LimitLength::NoLimit));
            if counts && !none {
                limited.push(self.conditions(id, cases));
            }
        }
        // Asked wherever it can matter, so that every way of filling in is known from the first.
        let has_one = !said && (self.open)(Open::SilentLimit(stage));
        if has_one && !perhaps_said { Formula::True } else { Formula::or(limited) }
    }

    pub(super) fn conditions(&self, id: ClauseId, cases: &mut CaseGraph) -> Formula {
        let parts: Vec<Formula> =
            self.policy.clause(id).conditions.iter().map(|condition| cases.atoms.formula(self.policy, condition)).collect();
        Formula::and(parts)
    }

    pub(super) fn guard(&self, step: &Move, cases: &mut CaseGraph) -> Formula {
        let parts: Vec<Formula> = step.conditions(self.policy).map(|condition| cases.atoms.formula(self.policy, condition)).collect();
        Formula::and(parts)
    }

    /// The stages a skip leaves out for certain.
    fn left_out(&self, step: &Move, stages: usize) -> std::ops::Range<usize> {
        let first = match step.from {
            From::Start => 0,
            From::Stage(stage) => stage.index() + 1,
        };
        match (step.kind, step.to) {
            (MoveKind::Skip, To::Stage(to)) => first..to.index(),
            (MoveKind::Skip, To::PastLast) => first..stages,
            _ => first..first,
        }
    }

    /// What speaks against leaving any of these stages out.
    fn protections(&self, stages: std::ops::Range<usize>) -> impl Iterator<Item = (ClauseId, Force)> + use<'_> {
        let any = !stages.is_empty();
        let named = move |protected: &Vec<StageId>| protected.iter().any(|stage| stages.contains(&stage.index()));
        self.protected
            .iter()
            .filter(move |(protected, ..)| any && protected.as_ref().is_none_or(&named))
            .map(|(_, id, force)| (*id, *force))
    }

    /// Every way a move can leave out the stages it does. Where its clause asks for it and leaves no other way, what is advised
    /// against it gives way.
    pub(super) fn leaving_out(&self, step: &Move, cases: &mut CaseGraph) -> Vec<Alternative> {
        let mut ways = self.passing_over(self.left_out(step, cases.stages), cases);
        if step.force != Force::Permitted && ways.iter().any(|(ignored, _)| !ignored.is_empty()) {
            let same = self.graph.moves_from(step.from).iter().filter(|other| other.clause == step.clause);
            let none_free: Vec<Formula> = same.map(|other| self.unprotected(other, &|_| true, cases).not()).collect();
            let allowed = self.unprotected(step, &|force| force == Force::Required, cases);
            let facts = Formula::and(none_free.into_iter().chain([allowed]));
            if facts != Formula::False {
                ways.push((Vec::new(), facts));
            }
        }
        ways
    }

    /// Every way stages can be passed over: what is forbidden is not so, and what is advised against is ignored or not so.
    pub(super) fn passing_over(&self, stages: std::ops::Range<usize>, cases: &mut CaseGraph) -> Vec<Alternative> {
        let mut alternatives = vec![(Vec::new(), Formula::True)];
        let protections: Vec<(ClauseId, Force)> = self.protections(stages).collect();
        for (id, force) in protections {
            let forbidden = self.conditions(id, cases);
            let unless = forbidden.clone().not();
            if force != Force::Required && alternatives.len() >= 1 << MOST_PROTECTIONS && forbidden != Formula::True {
                cases.cut_short = true;
                continue;
            }
            if force == Force::Required {
                alternatives.iter_mut().for_each(|(_, facts)| *facts = Formula::and([facts.clone(), unless.clone()]));
                continue;
            }
            let kept = alternatives.clone().into_iter().map(|(ignored, facts)| (ignored, Formula::and([facts, unless.clone()])));
            let ignored = alternatives.into_iter().map(|(mut ignored, facts)| {
                ignored.push(id);
                (ignored, facts)
            });
            alternatives = ignored.chain(kept.collect::<Vec<_>>()).collect();
            alternatives.retain(|(_, facts)| *facts != Formula::False);
        }
        alternatives.retain(|(_, facts)| *facts != Formula::False);
        alternatives
    }
}
