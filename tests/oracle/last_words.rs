//! Who has the last word: the stages at which cases end, who decides there, and who else decides finally.

use super::ladder::{Goal, Ladder, Way};
use super::policy::*;
use super::says::kept;
use super::verdict::Verdict;
use super::ways::{Target, places};

/// Those who decide together, by name.
type Voice = Vec<String>;

pub fn two_last_words(ladder: &Ladder<'_>) -> Verdict {
    let policy = ladder.policy;
    if !(0..ladder.count()).any(|stage| ladder.is_authority(stage)) {
        return Verdict::DoesNotApply;
    }
    let last: Vec<usize> = (0..ladder.count()).filter(|stage| ladder.is_authority(*stage) && is_last(ladder, *stage)).collect();
    let hearers = |stage: &usize| policy.stages[*stage].hearing.authority().map(names).unwrap_or_default();
    let pairs = || last.iter().flat_map(|one| last.iter().map(move |other| (one, other))).filter(|(one, other)| one < other);
    let several = pairs().any(|(one, other)| !is_one_voice(policy, &hearers(one), &hearers(other)) && !are_apart(ladder, *one, *other));
    let either = last.iter().filter_map(|stage| policy.stages[*stage].hearing.authority()).any(|who| {
        let all = names(who);
        who.join == Join::Or && !all.iter().any(|one| all.iter().all(|other| one == other || stands_in(policy, other, one)))
    });
    let decide = last.iter().any(|stage| several_decide(policy, *stage, &hearers(stage)));
    let authorities: Voice = last.iter().flat_map(hearers).collect();
    let elsewhere = policy.clauses.iter().any(|clause| {
        is_final(policy, clause, &last) && {
            let who = clause.actor.as_ref().map(names).unwrap_or_default();
            who.is_empty() || !who.iter().all(|one| is_among(policy, one, &authorities))
        }
    });
    kept(!several && !either && !decide && !elsewhere)
}

fn names(who: &Parties) -> Voice {
    who.names().map(str::to_owned).collect()
}

fn stands_in(policy: &Policy, deputy: &str, one: &str) -> bool {
    policy.name(deputy).stands_in_for.iter().flat_map(Parties::names).any(|name| name == one)
}

/// Whether somebody is one of these, or one stands in for the other.
fn is_among(policy: &Policy, one: &str, all: &Voice) -> bool {
    all.iter().any(|other| one == other || stands_in(policy, one, other) || stands_in(policy, other, one))
}

fn is_one_voice(policy: &Policy, one: &Voice, other: &Voice) -> bool {
    one.iter().all(|name| is_among(policy, name, other)) && other.iter().all(|name| is_among(policy, name, one))
}

/// The steps from a place that may come down at a stage.
fn steps<'l, 'p>(ladder: &'l Ladder<'p>, from: Option<usize>, to: usize) -> impl Iterator<Item = &'l Way<'p>> {
    ladder.ways(from).iter().filter(move |way| from != Some(to) && places(ladder, from, way).contains(&Target::Stage(to)))
}

/// Whether no steps lead from a stage, however many, to another that an authority hears.
fn is_last(ladder: &Ladder<'_>, stage: usize) -> bool {
    let mut seen = vec![stage];
    let mut at = 0;
    while at < seen.len() {
        for to in 0..ladder.count() {
            if !seen.contains(&to) && steps(ladder, Some(seen[at]), to).next().is_some() {
                if ladder.is_authority(to) {
                    return false;
                }
                seen.push(to);
            }
        }
        at += 1;
    }
    true
}

/// What must all be so for a way to be open, in the document's words.
fn conditions<'p>(ladder: &Ladder<'p>, way: &Way<'p>) -> Vec<&'p Condition> {
    let route = match (way.goal, way.clause.map(|clause| &clause.home)) {
        (Goal::Leave(route), _) => Some(&route.name),
        (_, Some(Home::Route { route })) => Some(route),
        _ => None,
    };
    let of_route = ladder.policy.routes.iter().filter(|known| Some(&known.name) == route).flat_map(|route| &route.condition);
    way.clause.iter().flat_map(|clause| &clause.condition).chain(of_route).flat_map(parts).collect()
}

fn parts(condition: &Condition) -> Vec<&Condition> {
    if let Condition::All { of } = condition { of.iter().flat_map(parts).collect() } else { vec![condition] }
}

/// Whether two conditions exclude each other in so many words: `if X` and `unless X`.
fn are_opposite(ones: &[&Condition], others: &[&Condition]) -> bool {
    let against = |one: &Condition, other: &Condition| matches!(one, Condition::Not { condition } if **condition == *other);
    ones.iter().any(|one| others.iter().any(|other| against(one, other) || against(other, one)))
}

fn are_apart(ladder: &Ladder<'_>, one: usize, other: usize) -> bool {
    let to = |stage: usize| -> Vec<Vec<&Condition>> {
        let places = std::iter::once(None).chain((0..ladder.count()).map(Some));
        places.flat_map(|from| steps(ladder, from, stage)).map(|way| conditions(ladder, way)).collect()
    };
    let (one_way, other_way) = (to(one), to(other));
    one != 0 && other != 0 && one_way.iter().all(|one| other_way.iter().all(|other| are_opposite(one, other)))
}

/// Whether two clauses of a stage let different people decide the case.
fn several_decide(policy: &Policy, stage: usize, hearers: &Voice) -> bool {
    let label = &policy.stages[stage].label;
    let own = policy.clauses.iter().filter(|clause| matches!(&clause.home, Home::Stage { stage } if stage == label) && !clause.negated);
    let each: Vec<(Vec<Vec<Voice>>, Vec<&Condition>)> = own
        .map(|clause| (voices(policy, clause, hearers), clause.condition.iter().flat_map(parts).collect()))
        .filter(|(ways, _)| !ways.is_empty())
        .collect();
    let differ = |one: &Voice, other: &Voice| !is_one_voice(policy, one, other);
    each.iter().enumerate().any(|(at, (ways, condition))| {
        let within = ways.iter().any(|all| all.iter().any(|one| all.iter().any(|other| differ(one, other))));
        within
            || each[at + 1..].iter().any(|(others, against)| {
                let all = || ways.iter().flatten().flat_map(|one| others.iter().flatten().map(move |other| (one, other)));
                !are_opposite(condition, against) && all().any(|(one, other)| differ(one, other))
            })
    })
}

/// For each thing a clause lets be chosen, everybody who decides by it.
fn voices(policy: &Policy, clause: &Clause, hearers: &Voice) -> Vec<Vec<Voice>> {
    let who = clause.actor.as_ref().map(names).filter(|who| !who.is_empty()).unwrap_or_else(|| hearers.clone());
    let decided = |attempt: bool, act: &Act| match act {
        _ if attempt => Vec::new(),
        Act::Decide { .. } | Act::Resolve { .. } => vec![vec![who.clone()]],
        Act::Convene { what: Some(what), .. } => {
            let panels: Vec<Voice> =
                what.names().filter(|panel| panel_decides(policy, panel)).map(|panel| vec![panel.to_owned()]).collect();
            match what.join {
                _ if panels.is_empty() => Vec::new(),
                Join::And => vec![panels],
                Join::Or => panels.into_iter().map(|panel| vec![panel]).collect(),
            }
        }
        _ => Vec::new(),
    };
    if let Act::Choice { .. } = &clause.act {
        clause.deeds().into_iter().flat_map(|(attempt, act, _)| decided(attempt, act)).collect()
    } else {
        decided(clause.attempt, &clause.act)
    }
}

fn panel_decides(policy: &Policy, panel: &str) -> bool {
    let terms = policy.panels.iter().filter(|group| group.name == panel).flat_map(|group| &group.clauses).map(|id| policy.clause(id));
    let decides = |clause: &Clause| {
        clause.deeds().iter().any(|(attempt, act, _)| !attempt && matches!(act, Act::Decide { .. } | Act::Resolve { .. }))
    };
    terms.filter(|clause| !clause.negated).any(decides)
}

/// Whether a clause anywhere but where cases end lets somebody decide finally.
fn is_final(policy: &Policy, clause: &Clause, last: &[usize]) -> bool {
    let elsewhere = match &clause.home {
        Home::Stage { stage } => !last.contains(&policy.stage(stage)),
        Home::Panel { .. } | Home::Form { .. } | Home::Upkeep => false,
        _ => true,
    };
    let finally = |manner: &Option<String>| manner.as_deref() == Some("finally");
    let decides = |(attempt, act, _): (bool, &Act, &Details)| match act {
        Act::Decide { manner } | Act::Resolve { manner } => !attempt && finally(manner),
        _ => false,
    };
    elsewhere && !clause.negated && clause.deeds().into_iter().any(decides)
}
