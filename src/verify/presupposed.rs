//! What a stage presupposes (`only after X have …`), and whether it has been asked for before.

use std::collections::BTreeSet;

use crate::model::{Act, ChoiceKind, Clause, ClauseId, Deed, Force, Hearing, Home, Join, Noun, Parties, Party, Place, Policy, StageId};

use super::facts::Atoms;
use super::formula::Formula;
use super::report::Verdict;
use super::weigh::{Kept, Part, is_possible, weigh_each};

/// One `only after`, and what it comes to.
#[derive(Debug)]
pub(crate) struct Presupposed<'p> {
    pub(crate) clause: ClauseId,
    pub(crate) stage: StageId,
    /// Of whom something is presupposed.
    pub(crate) who: &'p Parties,
    pub(crate) verdict: Verdict,
    /// The advice a verdict of advice rests on.
    pub(crate) advice: Vec<ClauseId>,
    /// Of whom it is not asked before in every case, even as advice.
    pub(crate) lacking: Vec<&'p Party>,
}

/// One `only after`, with the clauses that ask it before of each of those it names.
struct Asked<'p> {
    clause: ClauseId,
    stage: StageId,
    who: &'p Parties,
    each: Vec<Vec<ClauseId>>,
}

/// Everything a policy's stages presuppose.
pub(crate) fn presupposed(policy: &Policy) -> Vec<Presupposed<'_>> {
    let all: Vec<Asked<'_>> = policy
        .clauses()
        .filter_map(|(id, clause)| match (&clause.deed.act, clause.home) {
            (Act::OnlyAfter(who, act), Home::Stage(stage)) => {
                let each = who.parties.iter().map(|party| asked_of(policy, stage, party, act)).collect();
                Some(Asked { clause: id, stage, who, each })
            }
            _ => None,
        })
        .collect();
    let parts: Vec<Part<'_>> = all
        .iter()
        .map(|asked| -> Part<'_> { (asked.advice(policy), Box::new(|kept| asked.breached(policy, &asked.each, kept))) })
        .collect();
    all.iter()
        .zip(weigh_each(&parts))
        .map(|(asked, (verdict, advice))| {
            let lacks = |of: &Vec<ClauseId>| asked.breached(policy, std::slice::from_ref(of), &|_| true) != Some(false);
            let lacking = asked.who.parties.iter().zip(&asked.each).filter(|(_, of)| lacks(of)).map(|(party, _)| party).collect();
            Presupposed { clause: asked.clause, stage: asked.stage, who: asked.who, verdict, advice, lacking }
        })
        .collect()
}

impl Asked<'_> {
    /// The advice among the clauses that ask it, in the order of the file.
    fn advice(&self, policy: &Policy) -> Vec<ClauseId> {
        let mut advice: Vec<ClauseId> =
            self.each.iter().flatten().copied().filter(|id| policy.clause(*id).strength.force.is_advice()).collect();
        advice.sort();
        advice.dedup();
        advice
    }

    /// Whether in some case it is not asked before, by these clauses; `None` if that is too large to say.
    fn breached(&self, policy: &Policy, of: &[Vec<ClauseId>], kept: Kept<'_>) -> Option<bool> {
        let mut atoms = Atoms::default();
        let conditions = &policy.clause(self.clause).conditions;
        let here: Vec<Formula> = conditions.iter().map(|condition| atoms.formula(policy, condition)).collect();
        let met: Vec<Formula> = of.iter().map(|asked| met(policy, asked, kept, &mut atoms)).collect();
        let met = if self.who.join == Join::Or { Formula::or(met) } else { Formula::and(met) };
        is_possible(policy, &mut atoms, Formula::and(here.into_iter().chain([met.not()])))
    }
}

/// In which cases some of these clauses asks it, whatever else may be so when a case comes there.
fn met(policy: &Policy, asked: &[ClauseId], kept: Kept<'_>, atoms: &mut Atoms) -> Formula {
    let mut each = Vec::new();
    for clause in asked.iter().filter(|id| policy.clause(**id).strength.force == Force::Required || kept(**id)) {
        let conditions: Vec<Formula> = policy.clause(*clause).conditions.iter().map(|condition| atoms.formula(policy, condition)).collect();
        let mut so = Formula::and(conditions);
        let mut used = BTreeSet::new();
        so.atoms(&mut used);
        for atom in used.into_iter().filter(|atom| !atoms.is_fixed(*atom)) {
            so = Formula::and([so.given(atom, true), so.given(atom, false)]);
        }
        each.push(so);
    }
    Formula::or(each)
}

/// The clauses that ask something of the kind of somebody before a case comes to a stage.
fn asked_of(policy: &Policy, stage: StageId, who: &Party, act: &Act) -> Vec<ClauseId> {
    policy
        .clauses()
        .filter(|(_, clause)| !clause.negated && clause.strength.force != Force::Permitted && clause.is_sure_to_come())
        .filter(|(_, clause)| comes_before(clause, stage) && is_asked(policy, clause, who) && is_such(&clause.deed, act))
        .map(|(id, _)| id)
        .collect()
}

fn comes_before(clause: &Clause, stage: StageId) -> bool {
    let earlier = match (clause.home, &clause.stages) {
        (Home::Stage(_) | Home::Throughout, Some(stages)) => stages.iter().any(|said| *said < stage),
        // What is said of every stage comes before any but the first.
        (Home::Stage(_) | Home::Throughout, None) => stage.0 > 0,
        _ => return false,
    };
    earlier || matches!(&clause.before, Some(Place::Stages(stages)) if stages.contains(&stage))
}

/// Whether a clause asks something of somebody: by name, or as one of the people of its stage.
fn is_asked(policy: &Policy, clause: &Clause, who: &Party) -> bool {
    let side = |party: &Party| party.side.is_none() || who.side.is_none() || party.side == who.side;
    let by_name = |party: &Party| side(party) && party.noun == who.noun;
    let at_the_table = |party: &Party| {
        // A clause of `throughout` speaks of every stage unless it names some.
        let at = policy.stages().filter(|(stage, _)| clause.stages.as_ref().is_none_or(|stages| stages.contains(stage)));
        let mut people = at.filter_map(|(_, stage)| match &stage.hearing {
            Hearing::Between(people) => Some(people),
            _ => None,
        });
        matches!(party.noun, Noun::They | Noun::Everyone) && people.any(|people| people.parties.iter().any(by_name))
    };
    clause.actor.as_ref().is_some_and(|actor| actor.parties.iter().any(|party| by_name(party) || at_the_table(party)))
}

/// Whether doing it is doing what is presupposed; the document's own words are met by any duty.
fn is_such(deed: &Deed, wanted: &Act) -> bool {
    match (&deed.act, wanted) {
        (_, Act::Carried(_)) => true,
        _ if deed.attempt => false,
        (Act::Choice { or_similar: true, .. }, _) => false,
        (Act::Choice { kind: ChoiceKind::InTurn, options, .. }, _) => options.first().is_some_and(|option| is_such(option, wanted)),
        (Act::Choice { options, .. }, _) => options.iter().all(|option| is_such(option, wanted)),
        (act, wanted) => std::mem::discriminant(act) == std::mem::discriminant(wanted),
    }
}
