//! Who is told by a clause, and when.

use super::policy::*;

/// Any of these is to be told.
pub type Wanted = Vec<Party>;

/// Whether a clause, if it is done, surely tells somebody of those wanted.
pub fn tells(policy: &Policy, clause: &Clause, wanted: &Wanted) -> bool {
    act_tells(policy, (clause.attempt, &clause.act, &clause.details), wanted, &|_| true)
}

/// The same, by the time a case leaves a place.
pub fn tells_in_time(policy: &Policy, clause: &Clause, wanted: &Wanted, place: Option<usize>) -> bool {
    act_tells(policy, (clause.attempt, &clause.act, &clause.details), wanted, &|details| !is_due_later(policy, details, place))
}

type Said<'s> = (bool, &'s Act, &'s Details);

fn act_tells(policy: &Policy, (attempt, act, details): Said<'_>, wanted: &Wanted, in_time: &dyn Fn(&Details) -> bool) -> bool {
    if attempt || !in_time(details) {
        return false;
    }
    let copied = details.copying.as_ref().is_some_and(|copied| reaches(policy, copied, wanted));
    match act {
        Act::Notify { whom } => copied || reaches(policy, whom, wanted),
        // Being copied into the very referral is being told with it, not before it.
        Act::Escalate { .. } => false,
        // Something else may be done instead.
        Act::Choice { or_similar: true, .. } => false,
        Act::Choice { choose, options, .. } => {
            let tells = |option: &Deed| act_tells(policy, (option.attempt, &option.act, &option.details), wanted, in_time);
            match choose {
                Choose::InTurn => options.first().is_some_and(tells),
                Choose::OneOf | Choose::AnyOf => options.iter().all(tells),
            }
        }
        _ => copied,
    }
}

fn reaches(policy: &Policy, told: &Parties, wanted: &Wanted) -> bool {
    let counts = |party: &Party| wanted.iter().any(|wanted| is_told(policy, party, wanted));
    match told.join {
        Join::And => told.parties.iter().any(counts),
        Join::Or => told.parties.iter().all(counts),
    }
}

fn is_told(policy: &Policy, party: &Party, wanted: &Party) -> bool {
    let side = wanted.side.is_none() || wanted.side == party.side;
    side && match (party.name(), wanted.name()) {
        (Some(told), Some(wanted)) => policy.stands_for(told, wanted),
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
