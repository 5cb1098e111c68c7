//! Where the document's media disagree: which two clauses speak about the same thing, and what each stage is like for
//! somebody who follows one medium.

use super::policy::*;

/// Two clauses of different media that cannot both be the rule.
#[derive(Debug)]
pub struct Pair<'p> {
    pub first: &'p Clause,
    pub second: &'p Clause,
    /// The stages at which both are said.
    pub at: Vec<usize>,
    /// Where the first is said on the way out of a stage and the second in the stage the case then comes to.
    pub across: Vec<(usize, usize)>,
}

/// Something the media disagree about at one stage: clauses tied to each other by disagreeing.
#[derive(Debug)]
pub struct Dispute<'p> {
    links: Vec<(&'p Clause, &'p Clause)>,
}

impl Dispute<'_> {
    /// The media that can be followed.
    pub fn media(&self) -> Vec<Medium> {
        let mut media: Vec<Medium> = self.links.iter().flat_map(|(a, b)| a.media().into_iter().chain(b.media())).cloned().collect();
        media.sort();
        media.dedup();
        media
    }

    fn holds(&self, clause: &Clause) -> bool {
        self.links.iter().any(|(a, b)| a.id == clause.id || b.id == clause.id)
    }
}

/// What is in dispute at a stage, of the clauses that matter.
pub fn at_stage<'p>(pairs: &[Pair<'p>], stage: usize, matters: &dyn Fn(&Clause) -> bool) -> Vec<Dispute<'p>> {
    let mut found: Vec<Dispute<'p>> = Vec::new();
    for pair in pairs.iter().filter(|pair| matters(pair.first) && matters(pair.second)) {
        let here = pair.at.contains(&stage) || pair.across.iter().any(|(from, to)| *from == stage || *to == stage);
        if !here {
            continue;
        }
        let mut links = vec![(pair.first, pair.second)];
        let (tied, apart): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|dispute| dispute.holds(pair.first) || dispute.holds(pair.second));
        links.extend(tied.into_iter().flat_map(|dispute| dispute.links));
        found = apart;
        found.push(Dispute { links });
    }
    found
}

/// Whether a clause counts where these media are followed: what is not in dispute always does, and so does what the
/// medium that is followed does not contradict.
pub fn followed(disputes: &[Dispute<'_>], media: &[Medium], clause: &Clause) -> bool {
    disputes.iter().zip(media).all(|(dispute, medium)| {
        let partners = dispute.links.iter().filter_map(|(a, b)| match () {
            () if a.id == clause.id => Some(b),
            () if b.id == clause.id => Some(a),
            () => None,
        });
        clause.media().contains(&medium) || !partners.clone().any(|partner| partner.media().contains(&medium))
    })
}

/// The media of the document.
pub fn media(policy: &Policy) -> Vec<&Medium> {
    let mut media: Vec<&Medium> = policy.clauses.iter().flat_map(Clause::media).collect();
    media.sort();
    media.dedup();
    media
}

/// Every pair of clauses in which the media disagree.
pub fn pairs(policy: &Policy) -> Vec<Pair<'_>> {
    let mut found = Vec::new();
    let spoken: Vec<&Clause> = policy
        .clauses
        .iter()
        .filter(|clause| matches!(clause.home, Home::Stage { .. } | Home::Throughout) && !clause.per.is_empty() && !clause.negated)
        .collect();
    for (number, first) in spoken.iter().enumerate() {
        for second in &spoken[number + 1..] {
            let Some(subject) = subject(policy, first) else { continue };
            if self::subject(policy, second) != Some(subject) || first.media().iter().any(|medium| second.media().contains(medium)) {
                continue;
            }
            let both: Vec<usize> = (0..policy.stages.len())
                .filter(|at| [first, second].iter().all(|clause| clause.covers(&policy.stages[*at].label)))
                .collect();
            let at: Vec<usize> = both.into_iter().filter(|at| differ(policy, first, second, *at)).collect();
            let (one, other) = (across(policy, &spoken, first, second), across(policy, &spoken, second, first));
            if !at.is_empty() || !one.is_empty() {
                found.push(Pair { first, second, at, across: one });
            }
            if !other.is_empty() {
                found.push(Pair { first: second, second: first, at: Vec::new(), across: other });
            }
        }
    }
    found
}

/// What a clause is about, where it can be about the same in two places.
fn subject(policy: &Policy, clause: &Clause) -> Option<String> {
    Some(match &clause.act {
        Act::Notify { whom } => {
            let mut told: Vec<String> = whom.parties.iter().map(|party| stands_for(policy, party)).collect();
            told.sort();
            told.dedup();
            format!("telling {}", told.join(", "))
        }
        Act::Record { words } => format!("recording {}", words.as_deref().unwrap_or_default().to_lowercase()),
        Act::Discuss | Act::Meet | Act::Contact { .. } => format!("talk by {:?}", clause.actor.as_ref()?),
        Act::Limit { of, edge: Edge::Ends, .. } => format!("limit {of:?}"),
        Act::Escalate { .. } | Act::Request { .. } | Act::Convene { .. } | Act::Close { .. }
            if clause.when.contains(&Event::Unresolved) =>
        {
            "the way on".to_owned()
        }
        _ => return None,
    })
}

/// The body somebody stands for, or who they are.
fn stands_for(policy: &Policy, party: &Party) -> String {
    let Some(name) = party.name() else { return format!("{:?}", party.noun) };
    let bodies = policy.name(name).of.iter().flat_map(Parties::names);
    let mut name = bodies.into_iter().find(|owner| policy.name(owner).kind == "body" && policy.name(owner).of.is_none()).unwrap_or(name);
    for _ in 0..8 {
        name = policy.name(name).is.first().map_or(name, String::as_str);
    }
    name.to_owned()
}

fn differ(policy: &Policy, first: &Clause, second: &Clause, stage: usize) -> bool {
    if let (Act::Limit { time: one, .. }, Act::Limit { time: other, .. }) = (&first.act, &second.act) {
        let same =
            |one: &Duration, other: &Duration| (one.number, &one.unit, &one.kind_of_day) == (other.number, &other.unit, &other.kind_of_day);
        return match (counted(one), counted(other)) {
            (Some(ones), Some(others)) => !ones.iter().any(|one| others.iter().any(|other| same(one, other))),
            // Silence disagrees with nobody.
            _ => one != other && *one != Time::Unstated && *other != Time::Unstated,
        };
    }
    let binding = [first, second].iter().all(|clause| clause.strength.force != Force::Described);
    let agree = |one: &Time, other: &Time| said_to_be(one).iter().any(|one| said_to_be(other).contains(one));
    let all_agree = |one: &[Time], other: &[Time]| one.len() == other.len() && one.iter().zip(other).all(|(one, other)| agree(one, other));
    let both_said = |one: &[Time], other: &[Time]| !one.is_empty() && !other.is_empty() && !all_agree(one, other);
    (binding && weight(first) != weight(second))
        || first.when != second.when
        || matches!((&first.actor, &second.actor), (Some(one), Some(other)) if one != other)
        || leads(policy, first, stage) != leads(policy, second, stage)
        || both_said(&deadline(first), &deadline(second))
}

/// A length of time that can be counted, with the one it is said to be the same as.
fn counted(time: &Time) -> Option<Vec<&Duration>> {
    match time {
        Time::Within(within) => {
            if let Length::Time(duration) = &within.length {
                Some(std::iter::once(duration).chain(&within.that_is).collect())
            } else {
                None
            }
        }
        _ => None,
    }
}

/// A time by each length that it is said to be.
fn said_to_be(time: &Time) -> Vec<Time> {
    let Time::Within(within) = time else { return vec![time.clone()] };
    let lengths = std::iter::once(within.length.clone()).chain(within.that_is.clone().map(Length::Time));
    lengths.map(|length| Time::Within(Box::new(Within { length, that_is: None, ..(**within).clone() }))).collect()
}

fn weight(clause: &Clause) -> u8 {
    match clause.strength.force {
        Force::Required => 2,
        Force::Advised | Force::Described => 1,
        Force::Permitted => 0,
    }
}

fn deadline(clause: &Clause) -> Vec<Time> {
    clause.details.timing.iter().filter(|time| matches!(time, Time::Within(_))).cloned().collect()
}

/// Where a way on leads from a stage.
fn leads(policy: &Policy, clause: &Clause, stage: usize) -> Option<String> {
    Some(match &clause.act {
        Act::Escalate { to: Place::Next } => format!("to {:?}", vec![stage + 1]),
        Act::Escalate { to: Place::Stages { stages } } => {
            let mut to: Vec<usize> = stages.iter().map(|label| policy.stage(label)).collect();
            to.sort_unstable();
            format!("to {to:?}")
        }
        Act::Escalate { .. } => "to any later stage".to_owned(),
        act @ (Act::Request { .. } | Act::Convene { .. } | Act::Close { .. }) => format!("{act:?}"),
        _ => return None,
    })
}

/// Where the first is due on leaving a stage unresolved, and the second in the stage the case then comes to, of which
/// the second's media do not say the same on leaving.
fn across(policy: &Policy, spoken: &[&Clause], leaving: &Clause, coming: &Clause) -> Vec<(usize, usize)> {
    let due = leaving.when.contains(&Event::Unresolved) && matches!(leaving.act, Act::Notify { .. } | Act::Record { .. });
    if !due || !coming.when.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for from in leaving.stages.iter().map(|label| policy.stage(label)) {
        let said_here = spoken.iter().any(|other| {
            other.covers(&policy.stages[from].label)
                && subject(policy, other) == subject(policy, coming)
                && other.media().iter().any(|medium| coming.media().contains(medium))
        });
        if said_here {
            continue;
        }
        let next =
            (0..policy.stages.len()).filter(|to| *to != from && coming.covers(&policy.stages[*to].label) && leads_to(policy, from, *to));
        found.extend(next.map(|to| (from, to)));
    }
    found
}

/// Whether some clause takes a case straight from one stage to another.
fn leads_to(policy: &Policy, from: usize, to: usize) -> bool {
    let label = &policy.stages[from].label;
    policy.clauses.iter().filter(|clause| !clause.negated).any(|clause| {
        let here = match &clause.home {
            Home::Stage { .. } | Home::Throughout => clause.covers(label),
            Home::Route { route } => (!clause.stages_named || clause.covers(label)) && policy.is_part_of_a_case(route),
            _ => false,
        };
        here && clause.deeds().iter().any(|(_, act, _)| match act {
            Act::Escalate { to: Place::Next } => to == from + 1,
            Act::Escalate { to: Place::Stages { stages } } => stages.iter().any(|label| policy.stage(label) == to),
            Act::Skip { place: Place::Next } => to == from + 2,
            Act::Skip { place: Place::Stages { stages } } => {
                let skipped: Vec<usize> = stages.iter().map(|label| policy.stage(label)).collect();
                let after = (from + 1..).find(|stage| !skipped.contains(stage)).unwrap_or(from + 1);
                after > from + 1 && after == to
            }
            _ => false,
        })
    })
}
