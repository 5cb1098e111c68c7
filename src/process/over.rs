//! The end of a case: what falls due then; and what stands beside the process as a whole.

use std::collections::BTreeSet;

use crate::case::{asks_for_something, hands_over, recipient};
use crate::emit::json::{NOTICE, counting};
use crate::model::{
    Act, Clause, ClauseId, EndingKind, Event as Moment, Parties, Place as Where, Policy, RouteId, ScopeOf, StageId, Standing, in_words,
};

use super::companion::{ClauseRow, Companion, NotCarried, PolicyName, RouteRow, StageRow, Told};
use super::conditions::variables;
use super::dates::Dates;
use super::expression::{Expression, Set, Value};
use super::ladder::{Builder, opened};
use super::{Place, Process, Step};

/// The version of the process's form.
const VERSION: u32 = 1;

impl Builder<'_> {
    /// How a case ends that leaves the ladder by a route.
    pub(super) fn route_ends(&mut self, route: RouteId) -> Set {
        let kind = if hands_over(self.policy, route) { EndingKind::HandedOver } else { EndingKind::Outside };
        self.ends(kind, Some(self.policy.routes[route.0 as usize].name.clone()))
    }

    /// What falls due as a case ends: what the route it leaves by asks for, what is for afterwards, and the routes that
    /// begin then.
    pub(super) fn over(&mut self) -> Vec<Step> {
        let mut steps = Vec::new();
        for at in 0..self.policy.routes.len() {
            let route = RouteId(at as u32);
            if self.policy.routes[at].leaves_the_ladder() {
                let Value::Number(code) = self.route_ends(route).to else { continue };
                self.on_route(route, &Expression::Equals("over".into(), code), &mut steps);
            }
        }
        let withdrawn = self.is_over(EndingKind::Withdrawn);
        let resolved = self.is_over(EndingKind::Resolved);
        let afterwards: Vec<ClauseId> =
            self.policy.afterwards.iter().copied().filter(|id| asks_for_something(self.policy.clause(*id))).collect();
        for id in afterwards {
            let waits = match &self.policy.clause(id).when {
                None => Expression::ALWAYS,
                Some(when) if when.events.contains(&Moment::Resolved) => resolved.clone(),
                Some(_) => Expression::NEVER,
            };
            let when = Expression::all([withdrawn.clone().negated(), waits, self.met(id)]);
            self.falls_due_once(id, when, &mut steps);
        }
        for at in 0..self.policy.routes.len() {
            let (route, found) = (RouteId(at as u32), &self.policy.routes[at]);
            if found.standing != Standing::Afterwards {
                continue;
            }
            let when =
                found.condition.as_ref().map_or(Expression::ALWAYS, |condition| self.turning.condition(self.policy, condition, false));
            let entries = vec![self.opens(route)];
            steps.push(Step { when: when.clone(), flag: Some(opened(route)), agreement: None, entries, words: "the route opens".into() });
            self.on_route(route, &Expression::is(opened(route)), &mut steps);
        }
        steps
    }

    fn is_over(&mut self, kind: EndingKind) -> Expression {
        match self.ends(kind, None).to {
            Value::Number(code) => Expression::Equals("over".into(), code),
            _ => Expression::NEVER,
        }
    }

    fn on_route(&mut self, route: RouteId, only_if: &Expression, steps: &mut Vec<Step>) {
        for id in self.policy.routes[route.0 as usize].clauses.clone() {
            if asks_for_something(self.policy.clause(id)) {
                let time = self.time_at_the_end(id);
                let when = Expression::all([only_if.clone(), time, self.met(id)]);
                self.falls_due_once(id, when, steps);
            }
        }
    }

    /// It is time for a route's duty wherever the case has ended.
    fn time_at_the_end(&mut self, id: ClauseId) -> Expression {
        let clause = self.policy.clause(id);
        let at_one_of =
            |stages: &[StageId]| Expression::any(stages.iter().map(|stage| Expression::Equals("here".into(), stage.index() as u32 + 1)));
        let after = match &clause.after {
            None => Expression::ALWAYS,
            Some(Where::Stages(stages)) => at_one_of(stages),
            Some(_) => Expression::NEVER,
        };
        let covers = clause.stages.as_ref().map_or(Expression::ALWAYS, |stages| at_one_of(stages));
        let before = Expression::Constant(!matches!(clause.before, Some(Where::Stages(_))));
        let come = match &clause.when {
            None => Expression::ALWAYS,
            Some(when) => {
                let each: Vec<_> = when.events.iter().map(|moment| self.turning.has_happened(self.policy, moment)).collect();
                Expression::any(each)
            }
        };
        Expression::all([after, covers, before, come])
    }

    fn falls_due_once(&mut self, id: ClauseId, when: Expression, steps: &mut Vec<Step>) {
        if when == Expression::NEVER {
            return;
        }
        let entry = self.due(id);
        match steps.last_mut() {
            Some(step) if step.when == when && step.flag.is_none() => step.entries.push(entry),
            _ => steps.push(Step { when, flag: None, agreement: None, entries: vec![entry], words: self.when_in_words(id) }),
        }
    }
}

// ── beside the process ──────────────────────────────────────────────────────────────────────────

impl Companion {
    /// What stands beside a process; `unreached` are the stages that are not in it.
    pub(super) fn of(builder: &mut Builder<'_>, unreached: &[Place]) -> Companion {
        let policy = builder.policy;
        let not_carried = not_carried(builder, unreached);
        let times = std::mem::take(&mut builder.dates.times);
        let moves = std::mem::take(&mut builder.companion_moves);
        let stage = |(id, stage): (StageId, &crate::model::Stage)| StageRow {
            number: id.index() as u32 + 1,
            label: stage.label.clone(),
            title: stage.title.clone(),
            who: Some(builder.hears(&stage.hearing)).filter(|who| !who.is_empty()),
        };
        let route = |(at, route): (usize, &crate::model::Route)| RouteRow {
            id: format!("r_{}", at + 1),
            name: route.name.clone(),
            title: route.title.clone(),
        };
        Companion {
            rungs_process: VERSION,
            policy: PolicyName { name: policy.name.clone(), title: policy.title.clone() },
            notice: NOTICE.to_owned(),
            broken: Vec::new(),
            counting: counting(policy),
            times,
            points: builder.turning.points.clone(),
            holders: builder.turning.holders.clone(),
            moments: builder.turning.moments.iter().map(|(_, row)| row.clone()).collect(),
            stages: policy.stages().map(stage).collect(),
            moves,
            routes: policy.routes.iter().enumerate().map(route).collect(),
            clauses: builder.used.iter().map(|id| clause(policy, policy.clause(*id))).collect(),
            not_carried,
        }
    }
}

fn clause(policy: &Policy, clause: &Clause) -> ClauseRow {
    let words = in_words(policy);
    let notified = match &clause.deed.act {
        Act::Notify(who, _) if !clause.deed.attempt => Some(who),
        _ => None,
    };
    let told = |who: &Parties| who.parties.iter().map(|party| told(policy, clause, party)).collect::<Vec<_>>();
    ClauseRow {
        id: clause.id.clone(),
        sentence: words.clause(clause),
        force: clause.strength.force.word(),
        actor: clause.actor.as_ref().map(|actor| words.parties(actor)),
        tells: notified.into_iter().chain(&clause.deed.details.copying).flat_map(told).collect(),
        per: clause.per(),
    }
}

fn told(policy: &Policy, clause: &Clause, party: &crate::model::Party) -> Told {
    let told = recipient(policy, party, &clause.deed);
    Told { who: told.who, ways: told.by, address: told.address }
}

/// What is not in the process, and why.
fn not_carried(builder: &Builder<'_>, unreached: &[Place]) -> Vec<NotCarried> {
    let policy = builder.policy;
    let mut found = Vec::new();
    let mut add = |what: String, why: &str| found.push(NotCarried { what, why: why.to_owned() });
    let words = in_words(policy);
    for place in unreached {
        add(place.name.clone(), "nothing leads there while a case goes on");
    }
    for scope in &policy.scope {
        let what = match &scope.to {
            ScopeOf::If(condition) => format!("the policy applies if {}", words.condition(condition)),
            ScopeOf::Who(who) => format!("the policy applies to {}", words.parties(who)),
            ScopeOf::Words(said) => format!("the policy applies to {said}"),
        };
        add(what, "whether the policy is for a case is to be asked before one is started");
    }
    for group in &policy.panels {
        let title = &policy.named(group.name).title;
        add(
            format!("who sits on {title}"),
            "convening it falls due like any other duty; its terms are in the policy document of `rungs compile`",
        );
    }
    let apart = policy.clauses().filter(|(id, clause)| !builder.used.contains(id) && asks_for_something(clause));
    for (_, clause) in apart.filter(|(_, clause)| !matches!(clause.home, crate::model::Home::Panel(_) | crate::model::Home::Form(_))) {
        add(words.clause(clause), "it belongs to no one case, or can never fall due in one");
    }
    for (_, clause) in policy.clauses().filter(|(_, clause)| clause.negated && !matches!(clause.deed.act, Act::Skip(_))) {
        add(words.clause(clause), "what must not be done never falls due; it is in the policy document of `rungs compile`");
    }
    if policy.clauses.iter().any(|clause| clause.limit().is_some_and(|limit| limit.of == crate::model::LimitOf::TheCase)) {
        add(
            "that the whole case is out of time".to_owned(),
            "the date is in the log as the case is raised; nothing in the policy waits for it",
        );
    }
    found
}

/// Every variable of a process, with its value as a case is raised.
pub(super) fn all_variables(process: &Process, dates: &Dates) -> Vec<(String, Value)> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let always = ["resolved", "unresolved", "no_answer", "timed_out", "ran_out", "settled", "again", "to", "over", "here", "raised"];
    names.extend(always.into_iter().chain(["at", "came", "outcome_on", "decided", "due", "last_limit"]).map(str::to_owned));
    names.extend(dates.moments());
    names.extend(process.companion.points.iter().map(|point| point.id.clone()));
    let mut spoken_of = BTreeSet::new();
    let mut steps: Vec<&Step> = process.over.iter().collect();
    let mut sets: Vec<&Set> = process.raise.iter().collect();
    for place in process.places() {
        steps.extend(&place.steps);
        sets.extend(place.arrive.iter().chain(&place.open).chain(place.notes.iter().flat_map(|note| &note.sets)));
        place.notes.iter().for_each(|note| variables(&note.when, &mut spoken_of));
    }
    for step in steps {
        variables(&step.when, &mut spoken_of);
        names.extend(step.flag.clone());
        for entry in &step.entries {
            sets.extend(entry.dates());
        }
    }
    for set in sets {
        variables(&set.only_if, &mut spoken_of);
        match &set.to {
            Value::Whether(expression) => variables(expression, &mut spoken_of),
            Value::OneMoreThan(name) => drop(spoken_of.insert(name.clone())),
            Value::Deadline { from, .. } => spoken_of.extend(from.iter().cloned()),
            Value::Earliest(of) | Value::Last(of) => spoken_of.extend(of.iter().cloned()),
            _ => {}
        }
        names.insert(set.variable.clone());
    }
    names.extend(spoken_of.into_iter().filter(|name| !name.starts_with("event.")));
    names.into_iter().map(|name| (name.clone(), initial(&name))).collect()
}

fn initial(name: &str) -> Value {
    let begins = |prefix: &str| name.starts_with(prefix);
    match name {
        "first" => Value::Truth(true),
        "to" | "over" | "here" => Value::Number(0),
        "at" | "raised" | "came" | "outcome_on" | "decided" | "due" | "last_limit" | "remind" => Value::Nothing,
        _ if begins("rounds_") => Value::Number(0),
        _ if begins("begun_") || begins("left_") || begins("limit_") || begins("by_") => Value::Nothing,
        _ => Value::Truth(false),
    }
}
