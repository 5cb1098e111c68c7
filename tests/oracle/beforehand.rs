//! What a stage presupposes: whether it has been asked for before.

use super::ladder::{Atoms, Expr, subsets};
use super::policy::*;
use super::verdict::{Every, Kept, Question};

/// One `only after`, and for each of those it names the clauses that ask it of them before.
pub struct Presupposed<'p> {
    condition: Expr,
    join: Join,
    each: Vec<Vec<(&'p Clause, Expr)>>,
    /// What stays as it is all through a case, and what does not.
    worlds: Vec<u64>,
    free: u64,
}

pub fn unmet_precondition(policy: &Policy) -> Every<Presupposed<'_>> {
    let presupposed = |clause: &'_ Clause| match (&clause.act, &clause.home) {
        (Act::OnlyAfter { whom, act }, Home::Stage { stage }) => Some((whom.clone(), act.clone(), policy.stage(stage))),
        _ => None,
    };
    let all = policy.clauses.iter().filter_map(|clause| presupposed(clause).map(|found| (clause, found)));
    let each = all.map(|(clause, (whom, act, stage))| {
        let mut atoms = Atoms::default();
        let condition = atoms.all_of([&clause.condition]);
        let mut asked_of = |party: &Party| -> Vec<(&Clause, Expr)> {
            let asked = policy.clauses.iter().filter(|clause| comes_before(policy, clause, stage));
            let asked = asked.filter(|clause| is_asked_of(policy, clause, party) && is_such(clause.attempt, &clause.act, &act));
            asked.map(|clause| (clause, atoms.all_of([&clause.condition]))).collect()
        };
        let each = whom.parties.iter().map(&mut asked_of).collect();
        let free = atoms.anew(policy);
        Presupposed { condition, join: whom.join, each, worlds: atoms.worlds(policy), free }
    });
    Every(each.collect())
}

fn comes_before(policy: &Policy, clause: &Clause, stage: usize) -> bool {
    let earlier = clause.stages.iter().any(|label| policy.stage(label) < stage);
    let on_the_ladder = matches!(clause.home, Home::Stage { .. } | Home::Throughout);
    let before = matches!(&clause.before, Some(Place::Stages { stages }) if stages.iter().any(|label| policy.stage(label) == stage));
    on_the_ladder && !clause.negated && (earlier || before)
}

fn is_asked_of(policy: &Policy, clause: &Clause, whom: &Party) -> bool {
    let meant = |party: &Party| party.noun == whom.noun && (party.side.is_none() || whom.side.is_none() || party.side == whom.side);
    let among = |stage: &String| match &policy.stages[policy.stage(stage)].hearing {
        Hearing::Between { parties } => parties.parties.iter().any(meant),
        _ => false,
    };
    let all = |party: &Party| matches!(party.noun, Noun::They | Noun::Everyone) && clause.stages.iter().any(among);
    clause.actor.iter().flat_map(|actor| &actor.parties).any(|party| meant(party) || all(party))
}

/// Whether doing it is doing what is presupposed; the document's own words are met by any duty.
fn is_such(attempt: bool, act: &Act, wanted: &Act) -> bool {
    let option = |option: &Deed| is_such(option.attempt, &option.act, wanted);
    match (act, wanted) {
        (_, Act::Carried { .. }) => true,
        _ if attempt => false,
        (Act::Choice { or_similar: true, .. }, _) => false,
        (Act::Choice { choose: Choose::InTurn, options, .. }, _) => options.first().is_some_and(option),
        (Act::Choice { options, .. }, _) => options.iter().all(option),
        (act, wanted) => std::mem::discriminant(act) == std::mem::discriminant(wanted),
    }
}

impl Question for Presupposed<'_> {
    fn completions(&self) -> usize {
        1
    }

    fn is_triggered(&self, _: usize) -> bool {
        true
    }

    fn is_breached(&self, _: usize, kept: &Kept) -> bool {
        let asked = |clause: &Clause| {
            let weight = match clause.strength.force {
                Force::Required => true,
                Force::Advised | Force::Described => kept.keeps(&clause.id),
                Force::Permitted => false,
            };
            weight && (clause.when.is_empty() || clause.when.contains(&Event::Unresolved))
        };
        self.worlds.iter().any(|world| {
            let ways = || subsets(self.free).map(|free| world | free);
            // Whatever else is so when a case comes there.
            let surely = |condition: &Expr| subsets(self.free).all(|free| condition.holds(world | free));
            let mut met = self.each.iter().map(|clauses| clauses.iter().any(|(clause, condition)| asked(clause) && surely(condition)));
            let kept = if self.join == Join::Or { met.any(|met| met) } else { met.all(|met| met) };
            ways().any(|so| self.condition.holds(so)) && !kept
        })
    }
}
