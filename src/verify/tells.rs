//! Who is told, by which clauses, on the way out of a stage.

use crate::graph::{Move, To, Trigger};
use crate::model::{
    Act, ChoiceKind, Clause, ClauseId, Deed, Event, Force, Home, Join, Moment, Parties, Party, Place, Policy, StageId, Timing,
};

use super::facts::Atoms;
use super::formula::Formula;
use super::readings::Disputed;

/// The clauses that tell somebody, and which of them the document's media disagree about.
#[derive(Debug, Clone)]
pub(crate) struct Tells {
    /// In the order of the file.
    pub(crate) clauses: Vec<ClauseId>,
    by_stage: Vec<Vec<ClauseId>>,
    everywhere: Vec<ClauseId>,
    disputed: Disputed,
}

/// More conditional pieces of advice to tell than this at one stage are not laid out combination by combination.
const MOST_CONDITIONAL: usize = 4;

/// One way nobody is told: the advice ignored for it, and what must be so.
type Silence = (Vec<ClauseId>, Formula);

impl Tells {
    /// Every clause that tells `who`.
    pub(crate) fn new(policy: &Policy, who: &Party) -> Self {
        let mut tells = Tells::none(policy);
        for (id, clause) in policy.clauses() {
            let at_home = matches!(clause.home, Home::Stage(_) | Home::Throughout | Home::Form(_));
            if !at_home || !tells_somebody(policy, clause, who) {
                continue;
            }
            tells.clauses.push(id);
            match &clause.stages {
                Some(stages) => stages.iter().for_each(|stage| tells.by_stage[stage.index()].push(id)),
                None if matches!(clause.home, Home::Throughout) => tells.everywhere.push(id),
                None => {}
            }
        }
        tells
    }

    /// Every way of leaving a stage on a move with nobody told, and whether these are all; `None` if somebody is told for certain.
    pub(crate) fn silent(
        &self,
        policy: &Policy,
        stage: StageId,
        trigger: Option<Trigger>,
        step: Option<&Move>,
        atoms: &mut Atoms,
    ) -> Option<(Vec<Silence>, bool)> {
        let here: Vec<ClauseId> = self.by_stage[stage.index()].iter().chain(&self.everywhere).copied().collect();
        let mut all = Vec::new();
        let mut complete = true;
        for reading in self.disputed.readings(here.iter().copied()) {
            let due = here
                .iter()
                .filter(|id| self.disputed.counts(policy, **id, reading) && falls_due(policy.clause(**id), stage, trigger, step));
            let Some((found, whole)) = silences(policy, due, atoms) else { continue };
            complete &= whole;
            all.extend(found.into_iter().filter(|silence| !all.contains(silence)).collect::<Vec<_>>());
        }
        (!all.is_empty()).then_some((all, complete))
    }

    /// The same clauses, with those the document's media disagree about.
    pub(crate) fn read_by(self, disputed: Disputed) -> Self {
        Tells { disputed, ..self }
    }

    /// The same for coming to a stage from no stage: only what is to be done before it, whatever stage that is in.
    pub(crate) fn silent_before(&self, policy: &Policy, stage: StageId, atoms: &mut Atoms) -> Option<(Vec<Silence>, bool)> {
        let due = self.everywhere.iter().filter(|id| {
            let clause = policy.clause(**id);
            clause.when.is_none() && matches!(&clause.before, Some(Place::Stages(stages)) if stages.contains(&stage))
        });
        silences(policy, due, atoms)
    }

    /// No clauses at all: whether a case can come to a stage is then whether it can come there with nobody told.
    pub(crate) fn none(policy: &Policy) -> Self {
        Tells {
            clauses: Vec::new(),
            by_stage: vec![Vec::new(); policy.stages.len()],
            everywhere: Vec::new(),
            disputed: Disputed::default(),
        }
    }
}

/// Every way none of the clauses due tells anybody, and whether these are all; `None` if one tells for certain.
fn silences<'c>(policy: &Policy, due: impl Iterator<Item = &'c ClauseId>, atoms: &mut Atoms) -> Option<(Vec<Silence>, bool)> {
    let mut facts = Vec::new();
    let mut ignored = Vec::new();
    let mut conditional: Vec<(ClauseId, Formula)> = Vec::new();
    for id in due {
        let clause = policy.clause(*id);
        let parts: Vec<Formula> = clause.conditions.iter().map(|condition| atoms.formula(policy, condition)).collect();
        let condition = Formula::and(parts);
        match clause.strength.force {
            Force::Required if condition == Formula::True => return None,
            Force::Required => facts.push(condition.not()),
            Force::Advised | Force::Described if condition == Formula::True => ignored.push(*id),
            Force::Advised | Force::Described => conditional.push((*id, condition)),
            Force::Permitted => {}
        }
    }
    let complete = conditional.len() <= MOST_CONDITIONAL;
    conditional.truncate(MOST_CONDITIONAL);
    let mut silences = Vec::new();
    for chosen in 0..1u32 << conditional.len() {
        let (mut these_facts, mut these_ignored) = (facts.clone(), ignored.clone());
        for (at, (id, condition)) in conditional.iter().enumerate() {
            if chosen & (1 << at) == 0 { these_facts.push(condition.clone().not()) } else { these_ignored.push(*id) }
        }
        these_ignored.sort();
        these_ignored.dedup();
        silences.push((these_ignored, Formula::and(these_facts)));
    }
    Some((silences, complete))
}

/// Whether a duty is due by the time a case leaves a stage on a move.
fn falls_due(clause: &Clause, stage: StageId, trigger: Option<Trigger>, step: Option<&Move>) -> bool {
    let moment = match &clause.when {
        None => true,
        Some(when) => when.events.iter().any(|event| match event {
            Event::Unresolved => true,
            Event::OutOfTime => trigger == Some(Trigger::OutOfTime),
            Event::NoAnswer => trigger == Some(Trigger::NoAnswer),
            _ => false,
        }),
    };
    let before = match &clause.before {
        None | Some(Place::Next | Place::AnyLater | Place::Any) => true,
        Some(Place::Stages(stages)) => matches!(step.map(|step| step.to), Some(To::Stage(to)) if stages.contains(&to)),
    };
    let after = match &clause.after {
        None => true,
        Some(Place::Stages(stages)) => stages.contains(&stage),
        Some(_) => false,
    };
    moment && before && after && !is_due_later(clause, stage)
}

/// Whether a duty's own time is counted from the end of the stage or from a later one.
fn is_due_later(clause: &Clause, stage: StageId) -> bool {
    clause.deed.details.timing.iter().any(|timing| match timing {
        Timing::Within(within) => within.counted_from.iter().any(|moment| match moment {
            Moment::EndOf(Place::Stages(stages)) => stages.iter().any(|counted| *counted >= stage),
            Moment::EndOf(_) => true,
            Moment::StartOf(Place::Stages(stages)) => stages.iter().any(|counted| *counted > stage),
            _ => false,
        }),
        _ => false,
    })
}

fn tells_somebody(policy: &Policy, clause: &Clause, who: &Party) -> bool {
    !clause.negated && deed_tells(policy, &clause.deed, who)
}

fn deed_tells(policy: &Policy, deed: &Deed, who: &Party) -> bool {
    if deed.attempt {
        return false;
    }
    match &deed.act {
        Act::Notify(recipients, _) => reaches(policy, recipients, who) || copies(policy, deed, who),
        // Copying somebody into the very referral tells them with it, not before it.
        Act::Escalate(_) => false,
        Act::Choice { kind: ChoiceKind::InTurn, options, .. } => options.first().is_some_and(|first| deed_tells(policy, first, who)),
        Act::Choice { options, .. } => !options.is_empty() && options.iter().all(|option| deed_tells(policy, option, who)),
        _ => copies(policy, deed, who),
    }
}

/// Whether some clause at least names somebody who would count, even if it does not surely tell them.
pub(crate) fn mentions(policy: &Policy, who: &Party) -> bool {
    policy.clauses.iter().any(|clause| {
        let deeds = match &clause.deed.act {
            Act::Choice { options, .. } => options.iter().collect(),
            _ => vec![&clause.deed],
        };
        deeds.into_iter().any(|deed| matches!(&deed.act, Act::Notify(recipients, _) if recipients.parties.iter().any(|recipient| is_told(policy, recipient, who))))
    })
}

fn copies(policy: &Policy, deed: &Deed, who: &Party) -> bool {
    deed.details.copying.as_ref().is_some_and(|copied| reaches(policy, copied, who))
}

/// Whether telling these surely tells `who`: with `or` between them, only if each of them would.
pub(crate) fn reaches(policy: &Policy, recipients: &Parties, who: &Party) -> bool {
    let mut each = recipients.parties.iter().map(|recipient| is_told(policy, recipient, who));
    match recipients.join {
        Join::And => each.any(|told| told),
        Join::Or => each.all(|told| told),
    }
}

fn is_told(policy: &Policy, recipient: &Party, who: &Party) -> bool {
    match (recipient.name(), who.name()) {
        (Some(recipient_name), Some(wanted)) => {
            let side_fits = who.side.is_none() || who.side == recipient.side;
            side_fits && policy.stands_for(recipient_name, wanted)
        }
        (None, None) => recipient.noun == who.noun && (who.side.is_none() || who.side == recipient.side),
        _ => false,
    }
}
