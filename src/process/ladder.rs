//! From a policy and its moves to a process: place by place.

use std::collections::BTreeSet;

use crate::case::{Filled, asks_for_something, counts_from_the_decision, duties_by_stage, is_asked_for_once, runs_out_of_time};
use crate::graph::StageGraph;
use crate::model::{
    Act, Clause, ClauseId, Duration, EndingKind, Force, Hearing, Home, Place as Where, Policy, RouteId, StageId, Standing, in_words,
};

use super::companion::{Companion, MoveRow};
use super::conditions::{Turning, variables};
use super::dates::{Dates, is_for_stage_or_case};
use super::expression::{Expression, Set, Value};
use super::moves::{Way, number};
use super::over::all_variables;
use super::{Ending, Entry, LimitEntry, Place, Process, Step};

/// Where a case is: at a stage, or raised and at none yet.
pub(super) type Here = Option<StageId>;

/// A process being made.
pub(super) struct Builder<'p> {
    pub(super) policy: &'p Policy,
    pub(super) graph: &'p StageGraph,
    pub(super) turning: Turning,
    pub(super) dates: Dates,
    pub(super) duties: Vec<Vec<ClauseId>>,
    /// The clauses that forbid leaving stages out.
    pub(super) protecting: Vec<ClauseId>,
    /// How many moves there have been.
    pub(super) moves: usize,
    pub(super) companion_moves: Vec<MoveRow>,
    /// The clauses the process speaks of.
    pub(super) used: BTreeSet<ClauseId>,
    pub(super) endings: Vec<Ending>,
    /// How long before a stage's time runs out its people are reminded, as the key of a time.
    remind: Option<String>,
    /// Whether anything is asked for before the first stage a case comes to, whichever that is.
    asks_before_the_first: bool,
}

/// The process of a policy. `remind`: how long before a stage's time runs out its people are to be reminded, which is for
/// whoever runs the process to say.
pub fn process(policy: &Policy, graph: &StageGraph, remind: Option<&Duration>) -> Process {
    let mut dates = Dates::new(policy);
    let remind = remind.map(|length| dates.time(length));
    let forbids = |clause: &Clause| {
        let skip = matches!(clause.deed.act, Act::Skip(_));
        skip && clause.negated && clause.when.is_none() && clause.strength.force == Force::Required
    };
    let mut builder = Builder {
        policy,
        graph,
        turning: Turning::default(),
        dates,
        duties: duties_by_stage(policy),
        protecting: policy.clauses().filter(|(_, clause)| forbids(clause)).map(|(id, _)| id).collect(),
        moves: 0,
        companion_moves: Vec::new(),
        used: BTreeSet::new(),
        endings: Vec::new(),
        remind,
        asks_before_the_first: false,
    };
    builder.build()
}

impl Builder<'_> {
    fn build(&mut self) -> Process {
        let (raise, case_limits) = self.raise();
        // What a case turns on has to be known before anything can be noted of it.
        let raised = self.begins_elsewhere().then(|| self.laid_out(None));
        let stages: Vec<_> = self.policy.stages().map(|(stage, _)| self.laid_out(Some(stage))).collect();
        self.asks_before_the_first = stages.iter().any(|laid_out| turns_on(&laid_out.steps, &[]).contains("first"));
        let over = self.over();
        let raised = raised.map(|laid_out| self.place(laid_out));
        let stages: Vec<Place> = stages.into_iter().map(|laid_out| self.place(laid_out)).collect();
        let reached = reached(raised.as_ref(), &stages);
        let (stages, unreached): (Vec<Place>, Vec<Place>) = stages.into_iter().partition(|place| reached.contains(&place.number));
        self.companion_moves.retain(|row| row.from == 0 || reached.contains(&row.from));
        let mut process = Process {
            companion: Companion::of(self, &unreached),
            variables: Vec::new(),
            raise,
            case_limits,
            raised,
            stages,
            over,
            endings: std::mem::take(&mut self.endings),
            reminds: self.remind.is_some(),
        };
        process.variables = all_variables(&process, &self.dates);
        process
    }

    /// The number of what lies past the last stage.
    pub(super) fn past_the_last(&self) -> u32 {
        self.policy.stages.len() as u32 + 1
    }

    /// The case is over in this way.
    pub(super) fn ends(&mut self, kind: EndingKind, of: Option<String>) -> Set {
        let known = self.endings.iter().position(|ending| ending.kind == kind.word() && ending.of == of);
        let at = known.unwrap_or_else(|| {
            let code = self.endings.len() as u32 + 1;
            let word = kind.word().replace('-', " ");
            let words = match &of {
                Some(of) if kind == EndingKind::Heard => format!("heard at stage {of}"),
                Some(of) => format!("{word}: {of}"),
                None => word,
            };
            self.endings.push(Ending { code, kind: kind.word(), of, words });
            self.endings.len() - 1
        });
        Set::to("over", Value::Number(at as u32 + 1))
    }

    /// Whether anything can happen to a case before its first stage.
    fn begins_elsewhere(&self) -> bool {
        let opens = |route: &crate::model::Route| route.condition.is_some() && route.standing != Standing::Afterwards;
        !self.graph.moves_from(crate::graph::From::Start).is_empty() || self.policy.routes.iter().any(opens)
    }

    fn raise(&mut self) -> (Vec<Set>, Vec<LimitEntry>) {
        let mut sets = vec![Set::to("raised", Value::Now)];
        let mut limits = Vec::new();
        let of_the_case = |clause: &Clause| clause.limit().is_some_and(|limit| limit.of == crate::model::LimitOf::TheCase && !limit.starts);
        let clauses: Vec<ClauseId> = self.policy.clauses().filter(|(_, clause)| of_the_case(clause)).map(|(id, _)| id).collect();
        for id in clauses {
            self.used.insert(id);
            for (at, value) in self.dates.of_clause(self.policy, id, "raised").into_iter().enumerate() {
                let variable = format!("limit_{}_{}", id.index() + 1, at + 1);
                sets.push(Set::to(variable.clone(), value));
                limits.push(LimitEntry { clause: self.policy.clause(id).id.clone(), variable });
            }
        }
        (sets, limits)
    }

    // ── one place ───────────────────────────────────────────────────────────────────────────────

    fn laid_out(&mut self, here: Here) -> LaidOut {
        let mut steps = Vec::new();
        let mut flags = Vec::new();
        if let Some(stage) = here {
            if runs_out_of_time(self.policy, self.graph, &Filled::default(), stage).is_some() {
                steps.push(Step {
                    when: Expression::is("timed_out").and(Expression::is("ran_out").negated()),
                    flag: Some("ran_out".into()),
                    agreement: None,
                    entries: vec![Entry::OutOfTime],
                    words: "time has run out".into(),
                });
            }
            self.add_duties(self.duties[stage.index()].clone(), here, &Expression::ALWAYS, &mut steps, &mut flags);
        }
        for at in 0..self.policy.routes.len() {
            self.add_route(RouteId(at as u32), here, &mut steps, &mut flags);
        }
        self.add_dates(&flags, &mut steps);
        let ways = self.ways(here);
        let limits: Vec<ClauseId> = here.map(|stage| self.graph.limits_of(stage).collect()).unwrap_or_default();
        limits.into_iter().for_each(|id| drop(self.met(id)));
        LaidOut { here, steps, flags, ways }
    }

    /// Duties that can fall due in a place, in order. Those that fall due together are one step.
    fn add_duties(
        &mut self,
        duties: Vec<ClauseId>,
        here: Here,
        only_if: &Expression,
        steps: &mut Vec<Step>,
        flags: &mut Vec<(ClauseId, String)>,
    ) {
        let mut last: Option<(Expression, bool, Option<Expression>)> = None;
        for id in duties {
            let time = self.time_for(id, here);
            let met = self.met(id);
            let when = Expression::all([only_if.clone(), time, met.clone()]);
            if when == Expression::NEVER {
                continue;
            }
            let once = is_asked_for_once(self.policy, id);
            let agreement = self.hangs_on_agreement(id).then_some(met);
            let entry = self.due(id);
            let like = Some((when.clone(), once, agreement.clone()));
            match steps.last_mut() {
                Some(step) if last == like => {
                    step.entries.push(entry);
                    flags.push((id, step.flag.clone().unwrap_or_default()));
                }
                _ => {
                    let flag = format!("due_{}", id.index() + 1);
                    flags.push((id, flag.clone()));
                    let words = self.when_in_words(id);
                    let fresh = Expression::is(flag.clone()).negated();
                    steps.push(Step { when: when.and(fresh), flag: Some(flag), agreement, entries: vec![entry], words });
                    last = like;
                }
            }
        }
    }

    /// What is counted from the decision gets its dates once somebody has decided.
    fn add_dates(&mut self, flags: &[(ClauseId, String)], steps: &mut Vec<Step>) {
        for (id, fell_due) in flags.iter().filter(|(id, _)| counts_from_the_decision(self.policy.clause(*id))) {
            let Entry::Due { number, clause, by, .. } = self.due(*id) else { continue };
            let Some(first) = by.first().map(|set| set.variable.clone()) else { continue };
            let flag = format!("dated_{number}");
            let without = [Expression::Known(first), Expression::is(flag.clone())].map(Expression::negated);
            let when = Expression::all([Expression::is(fell_due.clone()), Expression::Known("decided".into())].into_iter().chain(without));
            let entries = vec![Entry::Dated { clause, by }];
            steps.push(Step { when, flag: Some(flag), agreement: None, entries, words: "somebody has decided".into() });
        }
    }

    /// A route that opens while the case goes on, and what it asks for then.
    fn add_route(&mut self, route: RouteId, here: Here, steps: &mut Vec<Step>, flags: &mut Vec<(ClauseId, String)>) {
        let found = &self.policy.routes[route.0 as usize];
        if found.standing == Standing::Afterwards {
            return;
        }
        let open = opened(route);
        let when = match &found.condition {
            Some(condition) => self.turning.condition(self.policy, condition, false),
            None if here.is_some() => Expression::is(wanted(route)),
            None => return,
        };
        steps.push(Step {
            when: when.and(Expression::is(open.clone()).negated()),
            flag: Some(open.clone()),
            agreement: None,
            entries: vec![self.opens(route)],
            words: "the route opens".into(),
        });
        if !found.leaves_the_ladder() {
            let covers = |id: &ClauseId| {
                let clause = self.policy.clause(*id);
                here.map_or(clause.stages.is_none(), |stage| clause.covers(stage))
            };
            let duties = found.clauses.iter().copied().filter(|id| asks_for_something(self.policy.clause(*id)) && covers(id)).collect();
            self.add_duties(duties, here, &Expression::is(open), steps, flags);
        }
    }

    pub(super) fn opens(&self, route: RouteId) -> Entry {
        let found = &self.policy.routes[route.0 as usize];
        Entry::Route { number: route.0 + 1, name: found.name.clone(), title: found.title.clone() }
    }

    pub(super) fn due(&mut self, id: ClauseId) -> Entry {
        self.used.insert(id);
        let number = id.index() as u32 + 1;
        let by = self.dates.of_clause(self.policy, id, "at");
        let clause = self.policy.clause(id);
        Entry::Due {
            number,
            clause: clause.id.clone(),
            by: by.into_iter().enumerate().map(|(at, value)| Set::to(format!("by_{number}_{}", at + 1), value)).collect(),
            words: in_words(self.policy).asks(clause),
            tells: !clause.deed.attempt && matches!(clause.deed.act, Act::Notify(..)) || clause.deed.details.copying.is_some(),
        }
    }

    /// It is time for a duty, as far as its moments and places go.
    fn time_for(&mut self, id: ClauseId, here: Here) -> Expression {
        let clause = self.policy.clause(id);
        let after = match &clause.after {
            None => true,
            Some(Where::Stages(stages)) => here.is_some_and(|stage| stages.contains(&stage)),
            Some(_) => false,
        };
        let before = match &clause.before {
            Some(Where::Stages(stages)) => {
                let on_the_way = stages.iter().map(|stage| Expression::Equals("to".into(), stage.index() as u32 + 1));
                let at_first = clause.stages.is_none() && clause.when.is_none() && matches!(clause.home, Home::Throughout | Home::Stage(_));
                let at_first = at_first && here.is_some_and(|stage| stages.contains(&stage));
                Expression::any(on_the_way.chain([if at_first { Expression::is("first") } else { Expression::NEVER }]))
            }
            _ => Expression::ALWAYS,
        };
        let come = match &clause.when {
            None => Expression::ALWAYS,
            Some(when) => {
                let each: Vec<_> = when.events.iter().map(|moment| self.turning.has_happened(self.policy, moment)).collect();
                Expression::any(each)
            }
        };
        Expression::all([Expression::Constant(after), before, come])
    }

    /// A clause's conditions are met.
    pub(super) fn met(&mut self, id: ClauseId) -> Expression {
        let each: Vec<_> =
            self.policy.clause(id).conditions.iter().map(|condition| self.turning.condition(self.policy, condition, false)).collect();
        Expression::all(each)
    }

    fn hangs_on_agreement(&self, id: ClauseId) -> bool {
        let mut asked = Vec::new();
        self.policy.clause(id).conditions.iter().for_each(|condition| condition.asks(&mut asked));
        !asked.is_empty()
    }

    pub(super) fn when_in_words(&self, id: ClauseId) -> String {
        let (clause, words) = (self.policy.clause(id), in_words(self.policy));
        let moment = clause.when.as_ref().map(|when| {
            let events: Vec<String> = when.events.iter().map(|event| words.event(event)).collect();
            format!("when {}", events.join(" or "))
        });
        let conditions = clause.conditions.iter().map(|condition| format!("if {}", words.condition(condition)));
        let before = clause.before.iter().map(|place| format!("before {}", words.place(place)));
        let parts: Vec<String> = moment.into_iter().chain(conditions).chain(before).collect();
        match clause.home {
            _ if !parts.is_empty() => parts.join(", "),
            Home::Route(_) => "the route is open".into(),
            _ => "on coming here".into(),
        }
    }

    fn place(&mut self, laid_out: LaidOut) -> Place {
        let LaidOut { here, steps, flags, ways } = laid_out;
        let open = self.open(&ways);
        let turns_on = turns_on(&steps, &open);
        let mut notes = self.moving(here, &ways);
        notes.extend(self.happening(here, &ways, &flags, &turns_on));
        notes.extend(self.telling(here, &steps, &turns_on));
        notes.extend(self.leaving(here));
        if self.asks_before_the_first && here.is_some() {
            notes.iter_mut().for_each(|note| note.sets.insert(0, Set::truth("first", false)));
        }
        let (mut arrive, mut limits, mut timed) = (Vec::new(), Vec::new(), false);
        if let Some(stage) = here {
            arrive = self.arriving(stage, &steps, &flags, &turns_on, &ways);
            (limits, timed) = self.limits(stage, &mut arrive);
        }
        let leads_to: BTreeSet<u32> = notes.iter().flat_map(|note| &note.sets).filter_map(leads_to).collect();
        let leads_anywhere = notes.iter().flat_map(|note| &note.sets).any(|set| set.to == Value::Landing);
        let found = here.map(|stage| self.policy.stage(stage));
        Place {
            number: number(here),
            label: found.map(|stage| stage.label.clone()).unwrap_or_default(),
            name: found.map_or_else(
                || "The disagreement is raised".to_owned(),
                |stage| if stage.title.is_empty() { stage.name() } else { format!("Stage {}: {}", stage.label, stage.title) },
            ),
            who: found.map(|stage| self.hears(&stage.hearing)).unwrap_or_default(),
            arrive,
            limits,
            timed,
            steps,
            open,
            notes,
            leads_to: leads_to.into_iter().collect(),
            leads_anywhere,
        }
    }

    pub(super) fn hears(&self, hearing: &Hearing) -> String {
        match hearing {
            Hearing::Between(who) => format!("between {}", in_words(self.policy).parties(who)),
            Hearing::HeardBy(who) => format!("heard by {}", in_words(self.policy).parties(who)),
            Hearing::Unstated => String::new(),
        }
    }

    // ── coming to a stage ───────────────────────────────────────────────────────────────────────

    /// A visit begins: what belongs to one visit is forgotten. Going through a stage again, its clock goes on.
    fn arriving(
        &self,
        stage: StageId,
        steps: &[Step],
        flags: &[(ClauseId, String)],
        turns_on: &BTreeSet<String>,
        ways: &[Way],
    ) -> Vec<Set> {
        let anew = Expression::is("again").negated();
        let mut sets = vec![Set::to("came", Value::Now).only_if(anew.clone())];
        sets.extend(self.dates.has_begun(stage).map(|begun| begun.only_if(anew)));
        sets.extend(["resolved", "unresolved", "no_answer", "timed_out", "ran_out"].map(|variable| Set::truth(variable, false)));
        sets.extend(["outcome_on", "decided"].map(|variable| Set::to(variable, Value::Nothing)));
        let of_a_visit = turns_on.iter().filter(|variable| variable.starts_with("h_") || variable.starts_with("says_no_"));
        sets.extend(of_a_visit.map(|variable| Set::truth(variable.clone(), false)));
        let once: BTreeSet<&str> =
            flags.iter().filter(|(clause, _)| is_asked_for_once(self.policy, *clause)).map(|(_, flag)| flag.as_str()).collect();
        let flags = steps.iter().filter_map(|step| step.flag.as_deref());
        let again = flags.filter(|flag| (flag.starts_with("due_") || flag.starts_with("dated_")) && !once.contains(flag));
        sets.extend(again.map(|flag| Set::truth(flag, false)));
        let undone: BTreeSet<String> = ways.iter().filter_map(Way::left_undone).collect();
        sets.extend(undone.into_iter().map(|variable| Set::truth(variable, false)));
        sets.push(Set::to("here", Value::Number(number(Some(stage)))));
        sets.push(Set::to("to", Value::Number(0)));
        sets.push(Set::truth("again", false));
        sets
    }

    /// The limits of a stage, counted as a case comes to it; and whether its time can run out by the clock.
    fn limits(&mut self, stage: StageId, arrive: &mut Vec<Set>) -> (Vec<LimitEntry>, bool) {
        let clauses: Vec<ClauseId> = self.graph.limits_of(stage).collect();
        let mut entries = Vec::new();
        let mut of_the_stage = Vec::new();
        for id in clauses {
            self.used.insert(id);
            let clause = self.policy.clause(id);
            let only_if = self.met(id);
            let mut add = |variable: String, value: Value| {
                if only_if != Expression::ALWAYS {
                    arrive.push(Set::truth(variable.clone(), false));
                }
                arrive.push(Set::to(variable.clone(), value).only_if(only_if.clone()));
                entries.push(LimitEntry { clause: clause.id.clone(), variable });
            };
            // The limit may be meant for the stage or for the case: both are counted, and only the stage's runs out.
            let both = clause.limit().is_some_and(is_for_stage_or_case);
            let dates = self.dates.of_clause(self.policy, id, "came");
            let of_the_case = if both { self.dates.of_clause(self.policy, id, "raised") } else { Vec::new() };
            for (at, value) in dates.into_iter().enumerate() {
                let variable = format!("limit_{}_{}", id.index() + 1, at + 1);
                if value != Value::Nothing {
                    of_the_stage.push(variable.clone());
                }
                add(variable.clone(), value);
                if let Some(value) = of_the_case.get(at) {
                    add(format!("{variable}_of_case"), value.clone());
                }
            }
        }
        let timed = !of_the_stage.is_empty();
        let clock = if timed { Value::Earliest(of_the_stage.clone()) } else { Value::Nothing };
        arrive.push(Set::to("due", clock));
        arrive.push(Set::to("last_limit", if timed { Value::Last(of_the_stage) } else { Value::Nothing }));
        if let Some(time) = &self.remind {
            let before = Value::Before { time: time.clone(), moment: "due".into() };
            arrive.push(Set::to("remind", if timed { before } else { Value::Nothing }));
            // What should have been said before now is not said any more.
            arrive.push(Set::to("remind", Value::Nothing).only_if(Expression::Reached("remind".into())));
        }
        (entries, timed)
    }
}

/// A place before its notes are made.
struct LaidOut {
    here: Here,
    steps: Vec<Step>,
    /// What remembers of each duty that it has fallen due.
    flags: Vec<(ClauseId, String)>,
    ways: Vec<Way>,
}

/// The numbers of the stages that a case can come to.
fn reached(raised: Option<&Place>, stages: &[Place]) -> BTreeSet<u32> {
    let mut reached = BTreeSet::new();
    let mut anywhere = None;
    let mut next: Vec<u32> = Vec::new();
    let mut leads = |place: &Place, next: &mut Vec<u32>| {
        next.extend(&place.leads_to);
        // Any later stage: nothing before the earliest place that leads there has to be looked at again.
        if place.leads_anywhere && anywhere.is_none_or(|from| place.number < from) {
            let until = anywhere.unwrap_or(stages.len() as u32);
            next.extend(place.number + 1..=until);
            anywhere = Some(place.number);
        }
    };
    match raised {
        Some(raised) => leads(raised, &mut next),
        None => next.extend(stages.first().map(|first| first.number)),
    }
    while let Some(number) = next.pop() {
        if reached.insert(number)
            && let Some(place) = stages.get(number as usize - 1)
        {
            leads(place, &mut next);
        }
    }
    reached
}

/// Every variable that steps and moves turn on.
fn turns_on(steps: &[Step], open: &[Set]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    steps.iter().for_each(|step| variables(&step.when, &mut found));
    for set in open {
        if let Value::Whether(expression) = &set.to {
            variables(expression, &mut found);
        }
    }
    found
}

fn leads_to(set: &Set) -> Option<u32> {
    match (set.variable.as_str(), &set.to) {
        ("to", Value::Number(number)) if *number > 0 => Some(*number),
        _ => None,
    }
}

pub(super) fn opened(route: RouteId) -> String {
    format!("open_{}", route.0 + 1)
}

pub(super) fn wanted(route: RouteId) -> String {
    format!("wanted_{}", route.0 + 1)
}
