//! Whether whoever hears a case must decide it.

use crate::model::{Act, ChoiceKind, Clause, ClauseId, Condition, Deed, Event, Force, Hearing, Home, NameId, Parties, Policy, StageId};

use super::facts::Atoms;
use super::formula::Formula;
use super::report::Verdict;
use super::weigh::{Kept, is_possible, weigh};

/// Whether the authority of a stage must decide whatever case comes to it, and the advice that rests on; `None` for a
/// stage that no authority hears.
pub(crate) fn must_decide(policy: &Policy, stage: StageId) -> Option<(Verdict, Vec<ClauseId>)> {
    let Hearing::HeardBy(authority) = &policy.stage(stage).hearing else { return None };
    let clauses: Vec<ClauseId> = policy
        .clauses()
        .filter(|(_, clause)| clause.covers(stage) && is_said_here(clause) && is_by(authority, clause))
        .map(|(id, _)| id)
        .collect();
    let panels = policy.panels.iter().flat_map(|panel| &panel.clauses);
    let mut advice: Vec<ClauseId> =
        clauses.iter().chain(panels).copied().filter(|id| policy.clause(*id).strength.force.is_advice()).collect();
    advice.sort();
    let breached = |kept: Kept<'_>| {
        let mut weighing = Weighing { policy, atoms: Atoms::default(), kept };
        let decided: Vec<Formula> = clauses.iter().map(|id| weighing.clause(*id)).collect();
        is_possible(policy, weighing.atoms, Formula::or(decided).not())
    };
    Some(weigh(&advice, &breached))
}

/// In a stage of its own, or under `throughout` if it says who.
fn is_said_here(clause: &Clause) -> bool {
    match clause.home {
        Home::Stage(_) => true,
        Home::Throughout => clause.actor.is_some(),
        _ => false,
    }
}

fn is_by(authority: &Parties, clause: &Clause) -> bool {
    clause.actor.as_ref().is_none_or(|actor| {
        let one_of_them = |party: &crate::model::Party| party.name().is_some_and(|name| authority.names().any(|known| known == name));
        actor.parties.iter().all(one_of_them)
    })
}

struct Weighing<'w> {
    policy: &'w Policy,
    atoms: Atoms,
    kept: Kept<'w>,
}

impl Weighing<'_> {
    /// What must be so for a clause to end in a decision, whatever anybody would rather do.
    fn clause(&mut self, id: ClauseId) -> Formula {
        let clause = self.policy.clause(id);
        let done = match clause.strength.force {
            Force::Required => true,
            Force::Advised | Force::Described => (self.kept)(id),
            Force::Permitted => false,
        };
        let sure_to_come = clause.when.is_none() || clause.waits_for(&Event::Unresolved);
        if !done || !sure_to_come || clause.negated {
            return Formula::False;
        }
        let conditions: Vec<Formula> =
            clause.conditions.iter().map(|condition: &Condition| self.atoms.formula(self.policy, condition)).collect();
        let decides = self.deed(&clause.deed);
        Formula::and(conditions.into_iter().chain([decides]))
    }

    fn deed(&mut self, deed: &Deed) -> Formula {
        if deed.attempt {
            return Formula::False;
        }
        match &deed.act {
            Act::Decide(..) | Act::Resolve(..) => Formula::True,
            Act::Convene { what: Some(what), or_similar: false, .. } => {
                let each: Vec<Formula> =
                    what.parties.iter().map(|party| party.name().map_or(Formula::False, |name| self.panel(name))).collect();
                Formula::and(each)
            }
            Act::Choice { or_similar: true, .. } => Formula::False,
            // The next where the one before fails: a decision does not.
            Act::Choice { kind: ChoiceKind::InTurn, options, .. } => {
                let each: Vec<Formula> = options.iter().map(|option| self.deed(option)).collect();
                Formula::or(each)
            }
            Act::Choice { options, .. } => {
                let each: Vec<Formula> = options.iter().map(|option| self.deed(option)).collect();
                Formula::and(each)
            }
            _ => Formula::False,
        }
    }

    fn panel(&mut self, panel: NameId) -> Formula {
        let terms = self.policy.panels.iter().filter(|group| group.name == panel).flat_map(|group| &group.clauses);
        let each: Vec<Formula> = terms.map(|id| self.clause(*id)).collect();
        Formula::or(each)
    }
}
