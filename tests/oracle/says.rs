//! The rules about what a policy says, decided from their pages.

use std::collections::BTreeSet;

use super::ladder::is_counted;
use super::policy::*;
use super::verdict::Verdict;

/// Kept or broken.
pub fn kept(kept: bool) -> Verdict {
    if kept { Verdict::Holds } else { Verdict::Broken }
}

// ── time ────────────────────────────────────────────────────────────────────────────────────────

/// Every number of days says which days count.
pub fn ambiguous_day(policy: &Policy) -> Verdict {
    let times: Vec<&Time> = policy
        .clauses
        .iter()
        .flat_map(|clause| {
            let limit = if let Act::Limit { time, .. } = &clause.act { Some(time) } else { None };
            limit.into_iter().chain(clause.deeds().into_iter().flat_map(|(_, _, details)| &details.timing))
        })
        .collect();
    // Each length of time, with the one it is said to be the same as.
    let mut lengths: Vec<(&Duration, Option<&Duration>)> = Vec::new();
    for time in times {
        match time {
            Time::Within(within) => {
                if let Length::Time(length) = &within.length {
                    lengths.push((length, within.that_is.as_ref()));
                }
                if let Some(Length::Time(length)) = &within.extendable_to {
                    lengths.push((length, None));
                }
            }
            Time::Every { every: Some(length) } => lengths.push((length, None)),
            _ => {}
        }
    }
    let clear = |length: &Duration| length.unit != "days" || length.kind_of_day.is_some() || length.read_as.is_some();
    if lengths.is_empty() {
        Verdict::DoesNotApply
    } else {
        kept(lengths.iter().all(|(length, same)| clear(length) || same.is_some_and(clear)))
    }
}

/// Every stage has a limit that can be counted, its own or one for every stage.
pub fn no_time_limit(policy: &Policy) -> Verdict {
    let of_stage = |stage: &Stage| {
        let mut limits = Vec::new();
        for clause in policy.clauses.iter().filter(|clause| !clause.negated && clause.covers(&stage.label)) {
            let own = matches!(clause.home, Home::Stage { .. });
            let people = clause.actor.as_ref().is_none_or(|actor| actor.parties.iter().all(|party| party.name().is_none() || party.plural));
            match &clause.act {
                Act::Limit { of, edge: Edge::Ends, time } if *of != LimitOf::TheCase && is_counted(time) => limits.push(*of),
                Act::Resolve { .. } | Act::Decide { .. }
                    if own && (people || stage.hearing.authority().is_some()) && clause.details.timing.iter().any(is_counted) =>
                {
                    limits.push(LimitOf::ThisStage);
                }
                _ => {}
            }
        }
        if limits.is_empty() {
            Verdict::Broken
        } else if limits.iter().all(|of| *of == LimitOf::StageOrCase) {
            Verdict::Undetermined
        } else {
            Verdict::Holds
        }
    };
    policy.stages.iter().map(of_stage).min().unwrap_or(Verdict::DoesNotApply)
}

pub fn no_review(policy: &Policy) -> Verdict {
    let reviews = |clause: &Clause| !clause.negated && clause.deeds().iter().any(|(_, act, _)| matches!(act, Act::Review));
    kept(policy.clauses.iter().any(|clause| clause.home == Home::Upkeep && reviews(clause)))
}

/// What was learned is referred to somebody, or the case looked at again.
pub fn no_learning(policy: &Policy) -> Verdict {
    let learns =
        |clause: &Clause| !clause.negated && clause.deeds().iter().any(|(_, act, _)| matches!(act, Act::Refer { .. } | Act::Review));
    kept(policy.clauses.iter().any(|clause| clause.home == Home::Afterwards && learns(clause)))
}

pub fn interim_position_unstated(policy: &Policy) -> Verdict {
    kept(policy.clauses.iter().any(|clause| matches!(clause.act, Act::Meanwhile)))
}

/// Somebody else is named for everybody by whom a stage is heard.
pub fn no_stand_in(policy: &Policy) -> Verdict {
    let authorities = policy.authorities();
    let stands_in = |other: &Name, authority: &str| {
        other.name != authority && other.stands_in_for.iter().flat_map(Parties::names).any(|name| name == authority)
    };
    if authorities.is_empty() {
        return Verdict::DoesNotApply;
    }
    // Where a stage is heard by one or another, either is there for the other.
    let is_there = |heard: &Parties| match heard.join {
        Join::Or if heard.parties.len() > 1 => true,
        _ => heard.names().all(|authority| policy.names.iter().any(|other| stands_in(other, authority))),
    };
    kept(policy.stages.iter().filter_map(|stage| stage.hearing.authority()).all(is_there))
}

// ── telling ─────────────────────────────────────────────────────────────────────────────────────

pub fn sender_unstated(policy: &Policy) -> Verdict {
    let telling: Vec<&Clause> = policy
        .clauses
        .iter()
        .filter(|clause| !clause.negated && !matches!(clause.home, Home::Panel { .. }))
        .filter(|clause| clause.deeds().iter().any(|(_, act, _)| matches!(act, Act::Notify { .. })))
        .collect();
    if telling.is_empty() { Verdict::DoesNotApply } else { kept(telling.iter().all(|clause| clause.actor.is_some())) }
}

pub fn recipient_unreachable(policy: &Policy) -> Verdict {
    let given = |name: &Name| [&name.email, &name.phone].into_iter().flatten().any(|address| *address != Address::Unstated);
    let has_address = |name: &Name| {
        let office = |other: &&Name| other.of.as_ref().is_some_and(|of| of.names().any(|owner| owner == name.name));
        given(name) || (name.kind == "body" && policy.names.iter().filter(office).any(given))
    };
    let outside = |party: &&Party| {
        let Some(name) = party.name().map(|name| policy.name(name)) else { return false };
        let sides = |party: &Party| {
            party.noun == Noun::Agency && matches!(party.side, Some(Side::Raising | Side::Receiving | Side::Disputing | Side::Concerned))
        };
        let on_a_side =
            party.side.is_some() || party.is_any_of(&["own", "other", "both"]) || name.of.iter().any(|of| of.parties.iter().any(sides));
        (name.kind == "role" || name.kind == "body") && !on_a_side && !name.undefined
    };
    let mut all = Vec::new();
    for clause in policy.clauses.iter().filter(|clause| !clause.negated) {
        for (_, act, details) in clause.deeds() {
            if let Act::Notify { whom } = act {
                let says_how = !details.means.is_empty() || details.using.is_some();
                all.extend(
                    whom.parties.iter().filter(outside).filter_map(Party::name).map(|name| says_how || has_address(policy.name(name))),
                );
            }
        }
    }
    if all.is_empty() { Verdict::DoesNotApply } else { kept(all.iter().all(|reached| *reached)) }
}

pub fn personal_mailbox(policy: &Policy) -> Verdict {
    let names = used(policy);
    let addresses: Vec<&Address> =
        names.iter().map(|name| policy.name(name)).flat_map(|name| name.email.iter().chain(&name.phone)).collect();
    let in_clauses = policy.clauses.iter().flat_map(Clause::deeds).flat_map(|(_, _, details)| &details.means);
    let any = addresses.iter().any(|address| **address != Address::Unstated) || in_clauses.into_iter().any(|means| means.address.is_some());
    if any { kept(!addresses.contains(&&Address::Personal)) } else { Verdict::DoesNotApply }
}

// ── words ───────────────────────────────────────────────────────────────────────────────────────

/// Every form of the verbs that the language has a word for.
const FORMS: &[&str] = &[
    "notify",
    "notifies",
    "notified",
    "notifying",
    "inform",
    "informs",
    "informed",
    "informing",
    "tell",
    "tells",
    "told",
    "telling",
    "refer",
    "refers",
    "referred",
    "referring",
    "record",
    "records",
    "recorded",
    "recording",
    "decide",
    "decides",
    "decided",
    "deciding",
    "escalate",
    "escalates",
    "escalated",
    "escalating",
];

pub fn quoted_duty(policy: &Policy) -> Verdict {
    let hides = |words: &str| {
        let words = words.to_lowercase();
        let mut each = words.split(|c: char| !c.is_alphanumeric());
        each.any(|word| FORMS.contains(&word))
    };
    let hidden = |act: &Act| matches!(act, Act::Carried { words } if hides(words));
    kept(!policy.clauses.iter().flat_map(Clause::deeds).any(|(_, act, _)| hidden(act)))
}

pub fn paragraph_not_encoded(policy: &Policy) -> Verdict {
    if policy.head.parts.is_empty() {
        return Verdict::DoesNotApply;
    }
    // A part and what it is part of: the third item of 2.4 is part of 2.4.
    let wholes = |words: &str| {
        let words = words.to_lowercase();
        let whole = words.rfind(" item ").map(|at| words[..at].to_owned());
        std::iter::once(words).chain(whole).collect::<Vec<_>>()
    };
    let mut sources: Vec<&Source> = Vec::new();
    let head = &policy.head;
    sources.extend(head.per.iter().chain(head.under.iter().flat_map(|under| &under.per)));
    sources.extend(head.cites.iter().flat_map(|cite| &cite.per).chain(head.scope.iter().flat_map(|scope| &scope.per)));
    for name in policy.names.iter().filter(|name| !name.imported) {
        let posts = policy.tiers.iter().filter(|tier| tier.name == name.name).flat_map(|tier| &tier.posts);
        sources.extend(name.per.iter().chain(posts.flat_map(|post| &post.per)));
    }
    for clause in &policy.clauses {
        sources.extend(&clause.per);
        if let Act::Choice { options, .. } = &clause.act {
            sources.extend(options.iter().flat_map(|option| &option.per));
        }
    }
    sources.extend(policy.stages.iter().flat_map(|stage| &stage.per).chain(policy.routes.iter().flat_map(|route| &route.per)));
    sources.extend(policy.background.iter().flat_map(|entry| &entry.per));
    let named: BTreeSet<String> = sources.iter().flat_map(|source| wholes(&source.words)).collect();
    let listed: BTreeSet<String> = head.parts.iter().flat_map(|part| wholes(&part.words)).collect();
    let covered = head.parts.iter().filter(|part| part.included).all(|part| named.contains(&part.words.to_lowercase()));
    let known = sources.iter().all(|source| wholes(&source.words).iter().any(|words| listed.contains(words)));
    kept(covered && known)
}

pub fn sources_disagree(policy: &Policy) -> Verdict {
    let missing = policy.head.parts.iter().any(|part| !part.included);
    if super::sources::media(policy).len() < 2 && !missing {
        Verdict::DoesNotApply
    } else if !super::sources::pairs(policy).is_empty() {
        Verdict::Broken
    } else if missing {
        Verdict::Undetermined
    } else {
        Verdict::Holds
    }
}

// ── names ───────────────────────────────────────────────────────────────────────────────────────

pub fn undefined_term(policy: &Policy) -> Verdict {
    kept(!used(policy).iter().any(|name| policy.name(name).undefined))
}

pub fn superseded_reference(policy: &Policy) -> Verdict {
    kept(!used(policy).iter().any(|name| is_over(policy, name)))
}

/// Whether something has ended by today; without a today, whatever has an end has.
pub fn is_over(policy: &Policy, name: &str) -> bool {
    // `2018-11` is over as soon as the month begins; dates in this form can be compared as text.
    let over = |until: &String| {
        let first = if until.len() > 7 { until.clone() } else { format!("{until}-01") };
        policy.as_of.as_ref().is_none_or(|today| first <= *today)
    };
    policy.name(name).until.as_ref().is_some_and(over)
}

/// Every name the policy declares itself or refers to, along with what those names are made of.
pub fn used(policy: &Policy) -> BTreeSet<String> {
    let mut open: Vec<String> = policy.names.iter().filter(|name| !name.imported).map(|name| name.name.clone()).collect();
    open.extend(policy.head.publisher.clone());
    open.extend(policy.head.cites.iter().map(|cite| cite.document.clone()));
    for scope in &policy.head.scope {
        match &scope.to {
            ScopeOf::Who { who } => of_parties(who, &mut open),
            ScopeOf::If { condition } => of_condition(condition, &mut open),
            ScopeOf::Words => {}
        }
    }
    for stage in &policy.stages {
        if let Hearing::Between { parties } | Hearing::HeardBy { parties } = &stage.hearing {
            of_parties(parties, &mut open);
        }
    }
    policy.routes.iter().flat_map(|route| &route.condition).for_each(|condition| of_condition(condition, &mut open));
    policy.clauses.iter().for_each(|clause| of_clause(clause, &mut open));
    let mut all = BTreeSet::new();
    while let Some(name) = open.pop() {
        if all.insert(name.clone()) {
            made_of(policy, &name, &mut open);
        }
    }
    all
}

fn made_of(policy: &Policy, name: &str, into: &mut Vec<String>) {
    let named = policy.name(name);
    into.extend(named.is.iter().cloned());
    [&named.of, &named.speaks_for, &named.stands_in_for].into_iter().flatten().for_each(|who| of_parties(who, into));
    for stated in [&named.members, &named.kept_by].into_iter().flatten() {
        if let Stated::Stated { parties } = stated {
            of_parties(parties, into);
        }
    }
    named.serves.iter().for_each(|condition| of_condition(condition, into));
    for post in policy.tiers.iter().filter(|tier| tier.name == name).flat_map(|tier| &tier.posts) {
        of_parties(&post.of, into);
        post.advised_by.iter().for_each(|who| of_parties(who, into));
    }
}

fn of_parties(parties: &Parties, into: &mut Vec<String>) {
    parties.parties.iter().for_each(|party| of_party(party, into));
}

fn of_party(party: &Party, into: &mut Vec<String>) {
    into.extend(party.name().map(str::to_owned));
    party.of.iter().for_each(|of| of_party(of, into));
}

fn of_condition(condition: &Condition, into: &mut Vec<String>) {
    match condition {
        Condition::All { of } | Condition::Any { of } => of.iter().for_each(|part| of_condition(part, into)),
        Condition::Not { condition } => of_condition(condition, into),
        Condition::Fact { fact } => into.push(fact.clone()),
        Condition::Agrees { party } => of_party(party, into),
        Condition::Belongs { who, what, .. } => {
            of_party(who, into);
            of_party(what, into);
        }
        Condition::Words { .. } => {}
    }
}

fn of_clause(clause: &Clause, into: &mut Vec<String>) {
    clause.actor.iter().for_each(|who| of_parties(who, into));
    clause.condition.iter().for_each(|condition| of_condition(condition, into));
    for event in &clause.when {
        if let Event::Begins { fact } | Event::Ends { fact } = event {
            into.push(fact.clone());
        }
    }
    of_act(&clause.act, into);
    of_details(&clause.details, into);
}

fn of_details(details: &Details, into: &mut Vec<String>) {
    [&details.with, &details.via, &details.copying].into_iter().flatten().for_each(|who| of_parties(who, into));
    into.extend([&details.on, &details.using].into_iter().flatten().cloned());
    details.timing.iter().for_each(|time| of_time(time, into));
}

fn of_time(time: &Time, into: &mut Vec<String>) {
    if let Time::Within(within) = time
        && let Some(Sooner::If { condition }) = &within.or_sooner
    {
        of_condition(condition, into);
    }
}

fn of_act(act: &Act, into: &mut Vec<String>) {
    match act {
        Act::Contact { whom } | Act::Notify { whom } | Act::DrawnFrom { whom } | Act::ChairedBy { whom } | Act::Refer { to: whom } => {
            of_parties(whom, into);
        }
        Act::Consult { whom } | Act::Reply { whom } | Act::Include { whom, .. } | Act::Exclude { whom, .. } | Act::Hear { whom } => {
            whom.iter().for_each(|who| of_parties(who, into));
        }
        Act::Have { who, .. } | Act::Convene { what: who, .. } => who.iter().for_each(|who| of_parties(who, into)),
        Act::Request { what, from, .. } => what.iter().chain(from).for_each(|who| of_parties(who, into)),
        Act::Repeat { until: Some(Event::Begins { fact } | Event::Ends { fact }), .. } => into.push(fact.clone()),
        Act::Limit { time, .. } => of_time(time, into),
        Act::ResolvedIf { condition } => of_condition(condition, into),
        Act::OnlyAfter { whom, act } => {
            of_parties(whom, into);
            of_act(act, into);
        }
        Act::Choice { options, .. } => options.iter().for_each(|option| {
            of_act(&option.act, into);
            of_details(&option.details, into);
        }),
        _ => {}
    }
}

// ── strength ────────────────────────────────────────────────────────────────────────────────────

/// No duty a child's safety turns on is only advised or described.
pub fn weak_duty(policy: &Policy) -> Verdict {
    let critical: Vec<&Clause> = policy.clauses.iter().filter(|clause| is_critical(policy, clause)).collect();
    if critical.is_empty() {
        return Verdict::DoesNotApply;
    }
    let ladder = super::ladder::Ladder::new(policy);
    kept(!critical.iter().any(|clause| clause.strength.force.is_advice() && !is_required_anyway(&ladder, clause)))
}

fn is_critical(policy: &Policy, clause: &Clause) -> bool {
    if clause.negated || matches!(clause.home, Home::Afterwards | Home::Upkeep | Home::Panel { .. }) {
        return false;
    }
    let unsettled =
        clause.when.is_empty() || clause.when.iter().any(|event| matches!(event, Event::Unresolved | Event::NoAnswer | Event::OutOfTime));
    let on_risk = match &clause.home {
        Home::Route { route } => {
            policy.routes.iter().filter(|known| known.name == *route).filter_map(|route| route.condition.as_ref()).any(speaks_of_a_fact)
        }
        _ => false,
    };
    let hears = |home: &Home| matches!(home, Home::Stage { stage } if policy.stages[policy.stage(stage)].hearing.authority().is_some());
    let partnership = policy.names.iter().any(|name| name.kind == "body" && name.name == "partnership");
    clause.deeds().into_iter().filter(|(attempt, ..)| !attempt).any(|(_, act, _)| match act {
        Act::Escalate { .. } => unsettled,
        Act::Notify { whom } => {
            on_risk
                || whom.names().any(|name| (partnership && policy.stands_for(name, "partnership")) || policy.name(name).serves.is_some())
        }
        Act::Refer { .. } => on_risk,
        Act::Decide { .. } | Act::Resolve { .. } => hears(&clause.home),
        _ => false,
    })
}

fn speaks_of_a_fact(condition: &Condition) -> bool {
    match condition {
        Condition::Fact { .. } => true,
        Condition::All { of } | Condition::Any { of } => of.iter().any(speaks_of_a_fact),
        Condition::Not { condition } => speaks_of_a_fact(condition),
        _ => false,
    }
}

/// Whether, wherever an advised step can be made, another clause requires the same step of every case, now or once
/// time has run out.
fn is_required_anyway(ladder: &super::ladder::Ladder<'_>, clause: &Clause) -> bool {
    use super::ladder::{Expr, Goal};
    let mut steps = 0;
    for place in std::iter::once(None).chain((0..ladder.count()).map(Some)) {
        let ways = ladder.ways(place);
        let own = ways.iter().filter(|way| way.clause.is_some_and(|known| known.id == clause.id));
        for to in own.flat_map(|way| ladder.destinations(place, way.goal)) {
            steps += 1;
            let required = ways.iter().any(|way| {
                let Some(other) = way.clause.filter(|other| other.id != clause.id) else { return false };
                let sure = other.when.is_empty() || other.when.iter().any(|event| matches!(event, Event::Unresolved | Event::OutOfTime));
                let every_case = matches!(way.condition, Expr::Always);
                let escalates = matches!(way.goal, Goal::Act(Act::Escalate { .. }));
                way.force == Force::Required && sure && every_case && escalates && ladder.destinations(place, way.goal).contains(&to)
            });
            if !required {
                return false;
            }
        }
    }
    steps > 0
}
