//! Who is told, or what is recorded, by which clauses, at a stage and on the way out of it.

use crate::model::{
    Act, ChoiceKind, Clause, ClauseId, Deed, Details, Event, Force, Home, Join, Moment, NameId, Noun, Parties, Party, Place, Policy, Side,
    StageId, Timing,
};

use super::facts::Atoms;
use super::formula::Formula;
use super::readings::Disputed;

/// What is to be done.
#[derive(Debug, Clone)]
pub(crate) enum Doing {
    /// Somebody of these is told.
    Telling(Vec<Party>),
    /// Something is recorded.
    Recording,
}

/// The clauses by which it is done, and which of them the document's media disagree about.
#[derive(Debug, Clone)]
pub(crate) struct Tells {
    /// In the order of the file.
    pub(crate) clauses: Vec<ClauseId>,
    by_stage: Vec<Vec<ClauseId>>,
    everywhere: Vec<ClauseId>,
    disputed: Disputed,
    doing: Doing,
}

/// More conditional pieces of advice to tell than this at one stage are not laid out combination by combination.
const MOST_CONDITIONAL: usize = 4;

/// How a visit to a stage ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visit {
    /// What was in dispute is settled there.
    Settled,
    /// It is not, and the case goes to this stage, or nobody can say where it goes.
    Leaving(Option<StageId>),
    /// It is not, nothing leads on, and the stage's time has run out.
    OutOfTime,
}

/// One way nobody is told: the advice ignored for it, and what must be so.
pub(crate) type Silence = (Vec<ClauseId>, Formula);

impl Tells {
    /// Every clause that does it.
    pub(crate) fn new(policy: &Policy, doing: Doing) -> Self {
        let mut tells = Tells { doing, ..Tells::none(policy) };
        let mut atoms = Atoms::default();
        for (id, clause) in policy.clauses() {
            let at_home = matches!(clause.home, Home::Stage(_) | Home::Throughout);
            if !at_home || clause.negated || done_if(policy, &clause.deed, &tells.doing, &|_| true, &mut atoms) == Formula::False {
                continue;
            }
            tells.clauses.push(id);
            match &clause.stages {
                Some(stages) => stages.iter().for_each(|stage| tells.by_stage[stage.index()].push(id)),
                None => tells.everywhere.push(id),
            }
        }
        tells
    }

    /// Every way of leaving a stage on a move with nobody told, and whether these are all; `None` if somebody is told for certain.
    ///
    /// `event` is what opens the move beyond its being unsettled; `to` the stage it leads to, where that is certain.
    pub(crate) fn silent(
        &self,
        policy: &Policy,
        stage: StageId,
        event: Option<&Event>,
        to: Option<StageId>,
        atoms: &mut Atoms,
    ) -> Option<(Vec<Silence>, bool)> {
        let mut here: Vec<ClauseId> = self.by_stage[stage.index()].iter().chain(&self.everywhere).copied().collect();
        let on_the_way = to.map(|to| self.by_stage[to.index()].as_slice()).unwrap_or_default();
        here.extend(on_the_way.iter().filter(|id| names(&policy.clause(**id).before, to) && !self.by_stage[stage.index()].contains(id)));
        let mut all = Vec::new();
        let mut complete = true;
        for reading in self.disputed.readings(stage) {
            complete &= reading.is_some();
            let due = here.iter().filter(|id| {
                let clause = policy.clause(**id);
                self.disputed.counts(policy, **id, stage, &reading) && falls_due(clause, stage, event, to)
            });
            let in_time = |details: &Details| !is_due_later(details, Some(stage));
            let Some((found, whole)) = self.silences(policy, due, &in_time, atoms) else { continue };
            complete &= whole;
            all.extend(found.into_iter().filter(|silence| !all.contains(silence)).collect::<Vec<_>>());
        }
        (!all.is_empty()).then_some((all, complete))
    }

    /// Every way of a visit to a stage in which it is not done by the end, and whether these are all; `None` if it is done
    /// for certain. The visit ends settled, or else on a move to `to` where that is certain.
    pub(crate) fn missed(&self, policy: &Policy, stage: StageId, visit: Visit, atoms: &mut Atoms) -> Option<(Vec<Silence>, bool)> {
        let here: Vec<ClauseId> = self.by_stage[stage.index()].iter().chain(&self.everywhere).copied().collect();
        let mut all = Vec::new();
        let mut complete = true;
        for reading in self.disputed.readings(stage) {
            complete &= reading.is_some();
            let due = here.iter().filter(|id| {
                let clause = policy.clause(**id);
                let falls_due = match visit {
                    Visit::Settled => falls_due_when_settled(clause, stage),
                    Visit::Leaving(to) => falls_due(clause, stage, None, to),
                    Visit::OutOfTime => falls_due(clause, stage, Some(&Event::OutOfTime), None),
                };
                self.disputed.counts(policy, **id, stage, &reading) && falls_due
            });
            let in_time = |details: &Details| !is_due_later(details, Some(stage));
            let Some((found, whole)) = self.silences(policy, due, &in_time, atoms) else { continue };
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
        let due = self.by_stage[stage.index()].iter().chain(&self.everywhere).filter(|id| {
            let clause = policy.clause(**id);
            let unprompted = clause.when.is_none() && clause.after.is_none();
            unprompted && names(&clause.before, Some(stage))
        });
        self.silences(policy, due, &|details| !is_due_later(details, None), atoms)
    }

    /// Every way none of the clauses due tells anybody, and whether these are all; `None` if one tells for certain.
    fn silences<'c>(
        &self,
        policy: &Policy,
        due: impl Iterator<Item = &'c ClauseId>,
        in_time: &dyn Fn(&Details) -> bool,
        atoms: &mut Atoms,
    ) -> Option<(Vec<Silence>, bool)> {
        let mut facts = Vec::new();
        let mut ignored = Vec::new();
        let mut conditional: Vec<(ClauseId, Formula)> = Vec::new();
        for id in due {
            let clause = policy.clause(*id);
            let parts: Vec<Formula> = clause.conditions.iter().map(|condition| atoms.formula(policy, condition)).collect();
            let done = done_if(policy, &clause.deed, &self.doing, in_time, atoms);
            let condition = Formula::and(parts.into_iter().chain([done]));
            match clause.strength.force {
                Force::Required if condition == Formula::True => return None,
                _ if condition == Formula::False => {}
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

    /// Whether somebody is told on the way to some stage and to no other.
    pub(crate) fn on_the_way(&self, policy: &Policy) -> bool {
        self.clauses.iter().any(|id| matches!(policy.clause(*id).before, Some(Place::Stages(_))))
    }

    /// No clauses at all: whether a case can come to a stage is then whether it can come there with nobody told.
    pub(crate) fn none(policy: &Policy) -> Self {
        Tells {
            clauses: Vec::new(),
            by_stage: vec![Vec::new(); policy.stages.len()],
            everywhere: Vec::new(),
            disputed: Disputed::default(),
            doing: Doing::Telling(Vec::new()),
        }
    }
}

/// Whether a place is this stage, by name.
fn names(place: &Option<Place>, stage: Option<StageId>) -> bool {
    matches!((place, stage), (Some(Place::Stages(stages)), Some(stage)) if stages.contains(&stage))
}

/// Whether a duty is due by the time a case leaves a stage on a move.
fn falls_due(clause: &Clause, stage: StageId, event: Option<&Event>, to: Option<StageId>) -> bool {
    let moment = match &clause.when {
        None => true,
        Some(when) => when.events.iter().any(|waited| *waited == Event::Unresolved || Some(waited) == event),
    };
    let before = match &clause.before {
        None | Some(Place::Next | Place::AnyLater | Place::Any) => true,
        place => names(place, to),
    };
    let after = match &clause.after {
        None => true,
        place => names(place, Some(stage)),
    };
    moment && before && after
}

/// Whether a duty is due by the end of a stage that settles the matter: nothing then comes after it.
fn falls_due_when_settled(clause: &Clause, stage: StageId) -> bool {
    let moment = clause.when.as_ref().is_none_or(|when| when.events.contains(&Event::Resolved));
    let after = clause.after.is_none() || names(&clause.after, Some(stage));
    moment && clause.before.is_none() && after
}

/// Whether a duty's own time is counted from the end of the stage or from a later one; `None` is before every stage.
fn is_due_later(details: &Details, stage: Option<StageId>) -> bool {
    let counted_from = |moment: &Moment| match moment {
        Moment::EndOf(Place::Stages(stages)) => stages.iter().any(|counted| Some(*counted) >= stage),
        Moment::EndOf(_) | Moment::StartOf(Place::Next | Place::AnyLater) => true,
        Moment::StartOf(Place::Stages(stages)) => stages.iter().any(|counted| Some(*counted) > stage),
        Moment::StartOf(Place::Any) | Moment::Known(_) | Moment::Words(_) => false,
    };
    details.timing.iter().any(|timing| matches!(timing, Timing::Within(within) if within.counted_from.iter().any(counted_from)))
}

/// What must be so for a deed surely to do it, with details that let it.
fn done_if(policy: &Policy, deed: &Deed, doing: &Doing, in_time: &dyn Fn(&Details) -> bool, atoms: &mut Atoms) -> Formula {
    if deed.attempt || !in_time(&deed.details) {
        return Formula::False;
    }
    let mut told = |recipients: &Option<&Parties>| match (recipients, doing) {
        (Some(recipients), Doing::Telling(who)) => reached_if(policy, recipients, who, atoms),
        _ => Formula::False,
    };
    match (&deed.act, doing) {
        (Act::Record(_), Doing::Recording) => Formula::True,
        (Act::Notify(recipients, _), _) => {
            let each = [told(&Some(recipients)), told(&deed.details.copying.as_ref())];
            Formula::or(each)
        }
        // Copying somebody into the very referral tells them with it, not before it.
        (Act::Escalate(_), _) => Formula::False,
        // Something like it may be done instead.
        (Act::Choice { or_similar: true, .. }, _) => Formula::False,
        (Act::Choice { kind: ChoiceKind::InTurn, options, .. }, _) => {
            options.first().map_or(Formula::False, |first| done_if(policy, first, doing, in_time, atoms))
        }
        (Act::Choice { options, .. }, _) if !options.is_empty() => {
            let each: Vec<Formula> = options.iter().map(|option| done_if(policy, option, doing, in_time, atoms)).collect();
            Formula::and(each)
        }
        _ => told(&deed.details.copying.as_ref()),
    }
}

/// What must be so for telling these surely to tell somebody of `who`. With `or` between them, those are told who serve the
/// child's case, where the policy says whom somebody serves; if several remain, each of them would have to count.
fn reached_if(policy: &Policy, recipients: &Parties, who: &[Party], atoms: &mut Atoms) -> Formula {
    let counts = |recipient: &Party| who.iter().any(|who| is_told(policy, recipient, who));
    if recipients.join == Join::And || recipients.parties.iter().all(counts) {
        return if recipients.parties.iter().any(counts) { Formula::True } else { Formula::False };
    }
    let mut serves = |recipient: &Party| {
        let serves = recipient.name().and_then(|name| policy.named(name).serves.as_ref());
        serves.map_or(Formula::True, |condition| atoms.formula(policy, condition))
    };
    let others: Vec<Formula> = recipients.parties.iter().filter(|one| !counts(one)).map(|one| serves(one).not()).collect();
    let those: Vec<Formula> = recipients.parties.iter().filter(|one| counts(one)).map(serves).collect();
    Formula::and(others.into_iter().chain([Formula::or(those)]))
}

/// The clauses that at least name somebody who would count, even if they do not surely tell them.
pub(crate) fn mentioning(policy: &Policy, who: &Party) -> Vec<ClauseId> {
    let names =
        |deed: &&Deed| matches!(&deed.act, Act::Notify(recipients, _) if recipients.parties.iter().any(|one| is_told(policy, one, who)));
    let deeds = |clause: &Clause| match &clause.deed.act {
        Act::Choice { options, .. } => options.iter().any(|option| names(&option)),
        _ => names(&&clause.deed),
    };
    policy.clauses().filter(|(_, clause)| deeds(clause)).map(|(id, _)| id).collect()
}

fn is_told(policy: &Policy, recipient: &Party, who: &Party) -> bool {
    match (recipient.name(), who.name()) {
        (Some(recipient_name), Some(wanted)) => {
            let side_fits = who.side.is_none() || who.side == recipient.side;
            side_fits && policy.stands_for(recipient_name, wanted)
        }
        (None, None) => recipient.noun == who.noun && (who.side.is_none() || who.side == recipient.side),
        // Everyone concerned with the case: those who raised it among them.
        (None, Some(wanted)) => recipient.noun == Noun::Everyone && is_of_the_raisers(policy, wanted),
        _ => false,
    }
}

/// Whether somebody belongs to the raising agency by what they are.
fn is_of_the_raisers(policy: &Policy, name: NameId) -> bool {
    let of = policy.named(name).of.as_ref();
    of.is_some_and(|of| of.parties.iter().all(|party| party.noun == Noun::Agency && party.side == Some(Side::Raising)))
}
