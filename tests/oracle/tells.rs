//! Who is told by a clause, and when.

use super::policy::*;

/// Any of these is to be told.
pub type Wanted = Vec<Party>;

/// What a clause may do that a rule asks for.
#[derive(Debug, Clone)]
pub enum Sought {
    /// Somebody of these is told.
    Telling(Wanted),
    /// Something is written down.
    Recording,
}

/// Whether somebody is there to be told: an officer is only in the cases they serve.
pub type IsThere<'a> = &'a dyn Fn(&str) -> bool;

/// Whether a clause, if it is done, surely tells somebody of those wanted.
pub fn tells(policy: &Policy, clause: &Clause, wanted: &Wanted) -> bool {
    does(policy, clause, &Sought::Telling(wanted.clone()))
}

/// Whether a clause, if it is done, surely does what is sought.
pub fn does(policy: &Policy, clause: &Clause, sought: &Sought) -> bool {
    act_does(policy, (clause.attempt, &clause.act, &clause.details), sought, &|_| true, &|_| true)
}

/// Whether a clause can do what is sought in some case at least, whoever of several is there.
pub fn may_do(policy: &Policy, clause: &Clause, sought: &Sought) -> bool {
    let Sought::Telling(wanted) = sought else { return does(policy, clause, sought) };
    let told = clause.deeds().into_iter().any(|(_, act, details)| {
        let whom = if let Act::Notify { whom } = act { Some(whom) } else { None };
        whom.into_iter().chain(&details.copying).flat_map(|told| &told.parties).any(|party| counts(policy, party, wanted))
    });
    told && !clause.attempt
}

/// The same, by the time a case leaves a place, with only those to be told who are there.
pub fn does_in_time(policy: &Policy, clause: &Clause, sought: &Sought, place: Option<usize>, is_there: IsThere<'_>) -> bool {
    act_does(policy, (clause.attempt, &clause.act, &clause.details), sought, &|details| !is_due_later(policy, details, place), is_there)
}

type Said<'s> = (bool, &'s Act, &'s Details);

fn act_does(
    policy: &Policy,
    (attempt, act, details): Said<'_>,
    sought: &Sought,
    in_time: &dyn Fn(&Details) -> bool,
    is_there: IsThere<'_>,
) -> bool {
    if attempt || !in_time(details) {
        return false;
    }
    let told = |whom: &Parties| matches!(sought, Sought::Telling(wanted) if reaches(policy, whom, wanted, is_there));
    let copied = details.copying.as_ref().is_some_and(told);
    match act {
        Act::Notify { whom } => copied || told(whom),
        Act::Record { .. } => copied || matches!(sought, Sought::Recording),
        // Being copied into the very referral is being told with it, not before it.
        Act::Escalate { .. } => false,
        // Something else may be done instead.
        Act::Choice { or_similar: true, .. } => false,
        Act::Choice { choose, options, .. } => {
            let does = |option: &Deed| act_does(policy, (option.attempt, &option.act, &option.details), sought, in_time, is_there);
            match choose {
                Choose::InTurn => options.first().is_some_and(does),
                Choose::OneOf | Choose::AnyOf => options.iter().all(does),
            }
        }
        _ => copied,
    }
}

fn counts(policy: &Policy, party: &Party, wanted: &Wanted) -> bool {
    wanted.iter().any(|wanted| is_told(policy, party, wanted))
}

fn reaches(policy: &Policy, told: &Parties, wanted: &Wanted, is_there: IsThere<'_>) -> bool {
    match told.join {
        Join::And => told.parties.iter().any(|party| counts(policy, party, wanted)),
        Join::Or => {
            let mut there = told.parties.iter().filter(|party| party.name().is_none_or(is_there)).peekable();
            there.peek().is_some() && there.all(|party| counts(policy, party, wanted))
        }
    }
}

fn is_told(policy: &Policy, party: &Party, wanted: &Party) -> bool {
    let side = wanted.side.is_none() || wanted.side == party.side;
    side && match (party.name(), wanted.name()) {
        (Some(told), Some(wanted)) => policy.stands_for(told, wanted),
        // Everyone: whoever raised the concern included.
        (None, Some(wanted)) if party.noun == Noun::Everyone => {
            let raising = |of: &Party| of.side == Some(Side::Raising) && of.noun == Noun::Agency;
            policy.name(wanted).of.iter().any(|of| of.parties.iter().any(raising))
        }
        (None, None) => party.noun == wanted.noun,
        _ => false,
    }
}

/// Whether a duty's own time counts from the end of the stage or from a later one.
fn is_due_later(policy: &Policy, details: &Details, place: Option<usize>) -> bool {
    let here = place.map_or(-1, |stage| stage as i64);
    let at = |stages: &[String]| stages.iter().map(|label| policy.stage(label) as i64).max().unwrap_or(-1);
    details.timing.iter().filter_map(|time| if let Time::Within(within) = time { Some(within) } else { None }).any(|within| {
        within.counted_from.iter().any(|moment| match moment {
            Moment::EndOf { place: Place::Stages { stages } } => at(stages) >= here,
            Moment::EndOf { .. } => true,
            Moment::StartOf { place: Place::Stages { stages } } => at(stages) > here,
            Moment::StartOf { place: Place::Next | Place::AnyLater } => true,
            Moment::StartOf { place: Place::Any } | Moment::Known { .. } | Moment::Words { .. } => false,
        })
    })
}
