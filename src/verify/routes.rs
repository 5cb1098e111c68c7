//! Where the ways outside the ladder lead: to somebody who can protect the child, or back to the agencies that disagree.
//!
//! A way outside the ladder is a clause of a route, of a stage or of `throughout` that refers, contacts, notifies, requests
//! from or convenes somebody, where its own condition or its route's is about the facts asked for. One's own people are not
//! where it leads. What a route asks for that has no condition and takes the place of the ladder is asked of no case on it.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Label;
use crate::model::{
    Act, ChoiceKind, Clause, ClauseId, Condition, Deed, Event, Force, Home as Place, Join, NameId, NameKind, Parties, Party, Policy,
    RouteId, StageId, Standing, in_language, in_sentences, in_words, listed,
};

use super::facts::Atoms;
use super::formula::Formula;
use super::homes::{Home, home, is_apart, is_relevant_agency};
use super::property::{Found, clause_list, gave_up, weak_words};
use super::report::{Finding, Story, StoryLine, Verdict};
use super::terms::places;
use super::weigh::{Kept, Part, any, is_possible, weigh, weigh_each};

/// Whether, at whatever stage it is so, somebody must turn to one of `who`.
pub(super) fn a_route_leads_to(policy: &Policy, when: &Condition, who: &Parties) -> Found {
    if policy.stages.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let ways = ways(policy, when);
    let leads = |way: &Way<'_>| surely(&way.clause.deed, &|people| reaches(people, &|party| is_one_of(policy, party, who)));
    let counted: Vec<&Way<'_>> = ways.iter().filter(|way| way.is_of_a_case && way.comes_at_once && way.obliges() && leads(way)).collect();
    let sets = at_stages(policy, &ways);
    let breached = |kept: Kept<'_>| {
        any(sets.iter().map(|here| {
            let mut atoms = Atoms::default();
            let so = atoms.formula(policy, when);
            let led: Vec<Formula> =
                among(&counted, &ways, here).filter(|way| way.is_done(kept)).map(|way| way.formula(policy, &mut atoms)).collect();
            is_possible(policy, &mut atoms, Formula::and([so, Formula::or(led).not()]))
        }))
    };
    let (verdict, advice) = weigh(&advice_of(&counted), &breached);
    match verdict {
        Verdict::Holds | Verdict::DoesNotApply => (verdict, Vec::new()),
        Verdict::GaveUp => (verdict, vec![gave_up(policy)]),
        _ => (verdict, vec![no_way(policy, when, who, &ways, &counted, advice)]),
    }
}

/// Whether no way outside the ladder leads to somebody of an agency that may be in dispute, unless somebody must hear of it
/// too who is of none.
pub(super) fn no_route_leads_to_a_disputing_agency(policy: &Policy, when: &Condition) -> Found {
    let ways = ways(policy, when);
    let somewhere: Vec<&Way<'_>> =
        ways.iter().filter(|way| possibly(&way.clause.deed, &|people| leads_to(policy, people).next().is_some())).collect();
    if somewhere.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let apart: Vec<&Way<'_>> = ways
        .iter()
        .filter(|way| way.obliges() && surely(&way.clause.deed, &|people| reaches(people, &|party| is_apart(policy, party))))
        .collect();
    let sets = at_stages(policy, &ways);
    let back: Vec<(&Way<'_>, &Party)> =
        somewhere.into_iter().filter_map(|way| Some((way, first_of_a_side(policy, &way.clause.deed)?))).collect();
    let breached = |way: &Way<'_>, kept: Kept<'_>| {
        any(sets.iter().filter(|here| here.iter().any(|at| ways[*at].id == way.id)).map(|here| {
            let mut atoms = Atoms::default();
            let so = [atoms.formula(policy, when), way.formula(policy, &mut atoms)];
            // Whoever the same sentence turns to hears of it then; anybody else has to hear of it at once.
            let heard: Vec<Formula> = among(&apart, &ways, here)
                .filter(|other| other.id == way.id || (other.comes_at_once && other.falls_due_with(way)))
                .filter(|other| other.is_done(kept))
                .map(|other| other.formula(policy, &mut atoms))
                .collect();
            is_possible(policy, &mut atoms, Formula::and(so.into_iter().chain([Formula::or(heard).not()])))
        }))
    };
    let parts: Vec<Part<'_>> =
        back.iter().map(|(way, _)| -> Part<'_> { (advice_of(&apart), Box::new(|kept| breached(way, kept))) }).collect();
    let mut worst = Verdict::Holds;
    let mut findings = Vec::new();
    for ((way, back), (verdict, advice)) in back.iter().zip(weigh_each(&parts)) {
        worst = std::cmp::min_by_key(worst, verdict, |verdict| super::property::severity_of(*verdict));
        match verdict {
            Verdict::Holds | Verdict::DoesNotApply => {}
            Verdict::GaveUp => findings.push(gave_up(policy)),
            _ => findings.push(leads_back(policy, when, way, back, advice)),
        }
    }
    (worst, findings)
}

// ── ways outside the ladder ─────────────────────────────────────────────────────────────────────

/// A clause that leads somewhere outside the ladder.
struct Way<'w> {
    id: ClauseId,
    clause: &'w Clause,
    route: Option<RouteId>,
    conditions: Vec<&'w Condition>,
    /// Nothing else has to happen first.
    comes_at_once: bool,
    /// It is not of a route that is another way to raise a concern.
    is_of_a_case: bool,
    /// It falls due whichever way out of the ladder is taken, or none.
    binds_all: bool,
}

fn ways<'w>(policy: &'w Policy, when: &Condition) -> Vec<Way<'w>> {
    let mut asked = BTreeSet::new();
    facts(when, &mut asked);
    let mut ways = Vec::new();
    for (id, clause) in policy.clauses() {
        let route = match clause.home {
            Place::Route(route) => Some(route),
            Place::Stage(_) | Place::Throughout => None,
            _ => continue,
        };
        let heading = route.map(|route| &policy.routes[route.0 as usize]);
        if clause.negated || heading.is_some_and(|heading| heading.standing == Standing::Afterwards) {
            continue;
        }
        let conditions: Vec<&Condition> =
            heading.and_then(|heading| heading.condition.as_ref()).into_iter().chain(&clause.conditions).collect();
        let mut about = BTreeSet::new();
        conditions.iter().for_each(|condition| facts(condition, &mut about));
        let events = clause.when.as_ref().map(|when| when.events.as_slice()).unwrap_or_default();
        let begins = events.iter().any(|event| matches!(event, Event::Begins(fact) if asked.contains(fact)));
        if !begins && about.is_disjoint(&asked) {
            continue;
        }
        // What is so when the case is raised never begins to be.
        let at_once = events.is_empty() || events.contains(&Event::Unresolved);
        let comes_at_once = at_once && clause.before.is_none() && clause.after.is_none();
        let instead = heading.filter(|heading| heading.standing == Standing::Instead);
        let is_of_a_case = instead.is_none_or(|heading| heading.condition.is_some());
        ways.push(Way { id, clause, route, conditions, comes_at_once, is_of_a_case, binds_all: instead.is_none() });
    }
    let mut possible = Vec::new();
    for way in ways {
        let mut atoms = Atoms::default();
        let both = Formula::and([atoms.formula(policy, when), way.formula(policy, &mut atoms)]);
        if is_possible(policy, &mut atoms, both) != Some(false) {
            possible.push(way);
        }
    }
    possible
}

/// The facts a condition asks for, as against those it rules out.
fn facts(condition: &Condition, into: &mut BTreeSet<NameId>) {
    match condition {
        Condition::Fact(fact) => {
            into.insert(*fact);
        }
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| facts(part, into)),
        _ => {}
    }
}

impl Way<'_> {
    fn formula(&self, policy: &Policy, atoms: &mut Atoms) -> Formula {
        Formula::and(self.conditions.iter().map(|condition| atoms.formula(policy, condition)).collect::<Vec<_>>())
    }

    fn obliges(&self) -> bool {
        self.clause.strength.force != Force::Permitted
    }

    /// Whether it falls due too where another way is taken: nobody has to take two ways out of the ladder.
    fn falls_due_with(&self, other: &Way<'_>) -> bool {
        (self.route.is_some() && self.route == other.route) || (self.binds_all && other.is_of_a_case)
    }

    fn is_done(&self, kept: Kept<'_>) -> bool {
        self.clause.strength.force == Force::Required || kept(self.id)
    }
}

/// The ways that can be taken at a stage, each such set once: what is alike at many stages is asked once.
fn at_stages(policy: &Policy, ways: &[Way<'_>]) -> BTreeSet<Vec<usize>> {
    let mut everywhere = Vec::new();
    let mut at: BTreeMap<StageId, Vec<usize>> = BTreeMap::new();
    for (number, way) in ways.iter().enumerate() {
        match &way.clause.stages {
            Some(stages) => stages.iter().for_each(|stage| at.entry(*stage).or_default().push(number)),
            _ => everywhere.push(number),
        }
    }
    let mut sets: BTreeSet<Vec<usize>> = BTreeSet::new();
    if at.len() < policy.stages.len().max(1) {
        sets.insert(everywhere.clone());
    }
    sets.extend(at.into_values().map(|here| here.into_iter().chain(everywhere.iter().copied()).collect::<Vec<_>>()));
    sets
}

/// Those of `some` that can be taken here.
fn among<'a, 'w>(some: &'a [&'a Way<'w>], ways: &'a [Way<'w>], here: &'a [usize]) -> impl Iterator<Item = &'a Way<'w>> {
    some.iter().copied().filter(|way| here.iter().any(|at| ways[*at].id == way.id))
}

fn advice_of(ways: &[&Way<'_>]) -> Vec<ClauseId> {
    ways.iter().filter(|way| way.clause.strength.force.is_advice()).map(|way| way.id).collect()
}

// ── whom a deed leads to ────────────────────────────────────────────────────────────────────────

/// Everybody a deed turns to, each group with how it is joined.
fn recipients(deed: &Deed) -> Vec<&Parties> {
    let to = match &deed.act {
        Act::Refer(_, who) | Act::Contact(who, _) | Act::Notify(who, _) => vec![who],
        Act::Request { what, from, .. } => from.iter().chain(what).collect(),
        Act::Convene { what, .. } => what.iter().collect(),
        _ => return Vec::new(),
    };
    to.into_iter().chain(&deed.details.copying).collect()
}

/// Whether a deed turns to such people however it is done.
fn surely(deed: &Deed, such: &dyn Fn(&Parties) -> bool) -> bool {
    match &deed.act {
        _ if deed.attempt => false,
        Act::Choice { or_similar: true, .. } => false,
        Act::Choice { kind: ChoiceKind::InTurn, options, .. } => options.first().is_some_and(|first| surely(first, such)),
        Act::Choice { options, .. } => !options.is_empty() && options.iter().all(|option| surely(option, such)),
        _ => recipients(deed).into_iter().any(such),
    }
}

/// Whether a deed can turn to such people.
fn possibly(deed: &Deed, such: &dyn Fn(&Parties) -> bool) -> bool {
    match &deed.act {
        Act::Choice { options, .. } => options.iter().any(|option| possibly(option, such)),
        _ => recipients(deed).into_iter().any(such),
    }
}

/// With `or` between them, each of them has to be such.
fn reaches(people: &Parties, such: &dyn Fn(&Party) -> bool) -> bool {
    match people.join {
        Join::And => people.parties.iter().any(such),
        Join::Or => people.parties.iter().all(such),
    }
}

/// Those among these who are not one's own people.
fn leads_to<'p>(policy: &'p Policy, people: &'p Parties) -> impl Iterator<Item = &'p Party> {
    people.parties.iter().filter(|party| home(policy, party) != Home::Raising && !is_a_colleague(policy, party))
}

/// Somebody of a tier of which nothing says whose it is: most likely one's own.
fn is_a_colleague(policy: &Policy, party: &Party) -> bool {
    let tier = party.name().is_some_and(|name| policy.named(name).kind == NameKind::Tier);
    let unsaid = party.side.is_none() && party.of.is_none() && !party.plural && party.which.is_empty();
    tier && unsaid
}

fn first_of_a_side<'p>(policy: &'p Policy, deed: &'p Deed) -> Option<&'p Party> {
    if let Act::Choice { options, .. } = &deed.act {
        return options.iter().find_map(|option| first_of_a_side(policy, option));
    }
    let of_a_side = |party: &&Party| matches!(home(policy, party), Home::Agencies(_) | Home::Disputing);
    recipients(deed).into_iter().flat_map(|people| leads_to(policy, people)).find(of_a_side)
}

/// Whether somebody is one of those wanted, or of them.
fn is_one_of(policy: &Policy, party: &Party, wanted: &Parties) -> bool {
    home(policy, party) != Home::Raising && wanted.parties.iter().any(|wanted| is_or_is_of(policy, party, wanted))
}

fn is_or_is_of(policy: &Policy, party: &Party, wanted: &Party) -> bool {
    if is_relevant_agency(wanted) {
        return is_relevant_agency(party)
            || party.of.as_deref().is_some_and(is_relevant_agency)
            || declared_of(policy, party, &is_relevant_agency);
    }
    let Some(whom) = wanted.name() else { return party.same(wanted) };
    let is_it = |party: &Party| {
        party.side.is_none() && party.name().is_some_and(|name| policy.is_kind_of(name, whom) || policy.stands_for(name, whom))
    };
    let neutral_of = |party: &Party| declared_of(policy, party, &is_it);
    let of_it = match home(policy, party) {
        Home::Agencies(agencies) => agencies.iter().all(|agency| policy.is_kind_of(*agency, whom)) && !agencies.is_empty(),
        _ => false,
    };
    wanted.side == party.side && (is_it(party) || of_it || neutral_of(party) || party.of.as_deref().is_some_and(is_it))
}

fn declared_of(policy: &Policy, party: &Party, such: &dyn Fn(&Party) -> bool) -> bool {
    party.name().and_then(|name| policy.named(name).of.as_ref()).is_some_and(|of| of.parties.iter().any(such))
}

// ── in words ────────────────────────────────────────────────────────────────────────────────────

fn no_way(policy: &Policy, when: &Condition, who: &Parties, ways: &[Way<'_>], counted: &[&Way<'_>], advice: Vec<ClauseId>) -> Finding {
    let words = in_words(policy);
    let whom = listed(who.parties.iter().map(|party| in_sentences(policy).party(party)).collect(), "or");
    let so = words.condition(when);
    let partly = advice.is_empty() && !counted.is_empty();
    let is_counted = |way: &Way<'_>| counted.iter().any(|known| known.id == way.id);
    let mut labels: Vec<Label> = Vec::new();
    if advice.is_empty() {
        let near = ways.iter().filter(|way| way.obliges() || !recipients(&way.clause.deed).is_empty());
        let why = |way: &Way<'_>| {
            let to_own = recipients(&way.clause.deed).iter().any(|people| leads_to(policy, people).next().is_none());
            if recipients(&way.clause.deed).is_empty() && !matches!(way.clause.deed.act, Act::Choice { .. }) {
                "turns to nobody".to_owned()
            } else if is_counted(way) {
                narrower(policy, way)
            } else if to_own {
                "tells only one's own people".to_owned()
            } else if !way.obliges() {
                "may, and so need not".to_owned()
            } else if !way.comes_at_once {
                "not at once".to_owned()
            } else if way.clause.deed.attempt {
                "is only an attempt".to_owned()
            } else if !way.is_of_a_case {
                "only where it is raised in another way".to_owned()
            } else {
                "leads to somebody else".to_owned()
            }
        };
        labels.extend(near.take(4).map(|way| Label { span: way.clause.span, text: why(way) }));
    } else {
        labels.extend(
            advice.iter().map(|id| Label { span: policy.clause(*id).span, text: format!("this only {}", weak_words(policy, *id)) }),
        );
    }
    if labels.is_empty() {
        labels.push(Label { span: policy.span, text: "this policy".into() });
    }
    let done: Vec<ClauseId> = ways.iter().filter(|way| way.is_of_a_case && way.obliges() && !is_counted(way)).map(|way| way.id).collect();
    let may: Vec<ClauseId> = ways.iter().filter(|way| !way.obliges()).map(|way| way.id).collect();
    let mut lines = vec![StoryLine::new(format!("Two agencies disagree about a child, and {so}."), "")];
    match (advice.is_empty(), done.first()) {
        (false, _) => lines
            .push(StoryLine::new("It is only advised to turn to anybody outside the ladder, and nobody does.", places(policy, &advice))),
        (true, Some(_)) => lines.push(StoryLine::new(
            format!("What the policy asks for is done: {}.", in_words(policy).deed(&policy.clause(done[0]).deed)),
            places(policy, &done[..1]),
        )),
        (true, None) if partly => {
            lines.push(StoryLine::new("It is one of the cases that the way outside the ladder leaves out, and goes up stage by stage.", ""))
        }
        (true, None) if ways.iter().any(|way| !way.obliges()) => {
            lines.push(StoryLine::new("Somebody outside the ladder may be turned to, and nobody is.", places(policy, &may)));
        }
        (true, None) => lines.push(StoryLine::new("The case goes up the ladder like any other, stage by stage.", "")),
    }
    let clauses = if advice.is_empty() { done } else { advice.clone() };
    Finding {
        message: if advice.is_empty() {
            let some = if partly { "not every case goes" } else { "nothing takes the case" };
            format!("where {so}, {some} straight to {whom}")
        } else {
            format!("where {so}, the case goes straight to {whom} only if advice is followed")
        },
        labels,
        clauses,
        story: Some(Story { scenario: None, lines, never_done: "nobody who can protect the child has been turned to".into() }),
        help: if advice.is_empty() {
            format!(
                "write a route of its own, such as `route immediate-risk \"…\" if {} alongside {{ must refer \"the child\" to {} immediately }}`",
                in_language(policy).condition(when),
                who.parties.first().map_or_else(String::new, |party| in_language(policy).party(party))
            )
        } else {
            format!("write `must` in {}", clause_list(policy, &advice))
        },
        advice,
        ..Finding::default()
    }
}

fn leads_back(policy: &Policy, when: &Condition, way: &Way<'_>, back: &Party, advice: Vec<ClauseId>) -> Finding {
    let words = in_words(policy);
    let who = in_sentences(policy).party(back);
    let of = match home(policy, back) {
        Home::Agencies(agencies) => agencies.first().map(|agency| words.title(*agency)),
        _ => None,
    };
    let so = match way.conditions.as_slice() {
        [] => words.condition(when),
        conditions => listed(conditions.iter().map(|condition| words.condition(condition)).collect(), "and"),
    };
    let of_whom = match &of {
        Some(agency) if *agency != who && !who.contains(agency.as_str()) => format!("{who} of {agency}"),
        _ => who,
    };
    let party = of.clone().unwrap_or_else(|| "that agency".into());
    let mut labels = vec![Label { span: way.clause.span, text: "this may be one of those who disagree".into() }];
    labels.extend(advice.iter().map(|id| Label {
        span: policy.clause(*id).span,
        text: format!("somebody else hears of it, but this only {}", weak_words(policy, *id)),
    }));
    let raised = match &of {
        Some(agency) => format!("Another agency disagrees with {agency} about a child, and {so}."),
        None => format!("Two agencies disagree about a child, and {so}."),
    };
    Finding {
        message: if advice.is_empty() {
            format!("where {so}, the way outside the ladder leads to {of_whom}, which may be one of the sides")
        } else {
            format!("where {so}, somebody beside {of_whom} hears of it only if advice is followed")
        },
        labels,
        clauses: std::iter::once(way.id).chain(advice.iter().copied()).collect(),
        story: Some(Story { scenario: None,
            lines: vec![
                StoryLine::new(raised, ""),
                StoryLine::new(format!("The case is put to {of_whom}: the very people who see it otherwise."), way.clause.per()),
            ],
            never_done: format!("nobody outside the dispute has heard of it, and {party} need not change its mind"),
        }),
        advice,
        help: "it may still be the right first call; let somebody hear of it too who is of neither side, such as `must notify …` to the partnership's office or a role declared `neutral`".into(), ..Finding::default() }
}

/// Why a way that leads to the right people does not lead there always.
fn narrower(policy: &Policy, way: &Way<'_>) -> String {
    match &way.clause.stages {
        Some(stages) if way.route.is_none() => format!("only at {}", in_words(policy).place(&crate::model::Place::Stages(stages.clone()))),
        _ => {
            let conditions = way.conditions.iter().map(|condition| in_words(policy).condition(condition)).collect();
            format!("only where {}", listed(conditions, "and"))
        }
    }
}
