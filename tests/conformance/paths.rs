//! Every path of a policy up to a bound, played in the simulator: the events that lead along it, and what is then logged.

use jiff::SignedDuration;
use jiff::civil::{DateTime, date};
use rungs::calendar::{Calendar, End};
use rungs::case::{Basis, Dated, Disputants, Ending, Entry, Event, Landing, Noted, Outcome, Place, Point, Setup, State};
use rungs::graph::{MoveKind, StageGraph, To};
use rungs::model::{Act, Clause, ClauseId, Duration, Event as Moment, Home, LimitOf, NameId, NameKind, Policy, Timing};
use rungs::process::{Companion, EventKind, PointKind, Process};
use serde_json::{Value as Json, json};

/// How far paths are followed.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// How often something else happens than what is usual: unsettled at every stage, and on as the policy asks.
    pub deviations: u32,
    /// No more events than this.
    pub events: usize,
}

/// A path: what happens, and what the simulator notes of it.
#[derive(Debug, Clone)]
pub struct Path {
    pub events: Vec<Json>,
    pub log: Vec<Json>,
}

/// Every path of a policy up to a bound.
pub fn paths(policy: &Policy, graph: &StageGraph, process: &Process, remind: Option<&Duration>, bound: Bound) -> Vec<Path> {
    let basis = Basis::new(policy, graph);
    let mut found = Vec::new();
    for (at, disputants) in disputes(policy).into_iter().enumerate() {
        let setup = basis.between(disputants);
        let walker = Walker { policy, setup: &setup, companion: &process.companion, raised: process.raised.is_some(), remind, bound };
        for (facts, so) in walker.facts().into_iter().enumerate() {
            let spent = u32::from(at > 0) + u32::from(facts > 0);
            if spent <= bound.deviations {
                walker.follow(walker.raise(&so), bound.deviations - spent, &mut found);
            }
        }
    }
    found
}

/// Who may dispute: first as the policy's first scenario has it, then the other way round.
fn disputes(policy: &Policy) -> Vec<Disputants> {
    if let Some(dispute) = policy.scenarios.iter().find_map(|scenario| scenario.dispute.as_ref()) {
        let swapped = dispute.against.first().map(|first| Disputants { raising: *first, against: vec![dispute.raising] });
        return std::iter::once(Disputants { raising: dispute.raising, against: dispute.against.clone() }).chain(swapped).collect();
    }
    let agencies: Vec<NameId> = policy.names().filter(|(_, named)| named.kind == NameKind::Agency).map(|(name, _)| name).collect();
    match agencies.as_slice() {
        [first, second, ..] => {
            let pair = |raising: &NameId, against: &NameId| Disputants { raising: *raising, against: vec![*against] };
            vec![pair(first, second), pair(second, first)]
        }
        _ => Vec::new(),
    }
}

struct Walker<'w, 'p> {
    policy: &'p Policy,
    setup: &'w Setup<'p>,
    companion: &'w Companion,
    /// Whether something can happen before the first stage.
    raised: bool,
    remind: Option<&'w Duration>,
    bound: Bound,
}

/// A case on its way.
#[derive(Clone)]
struct Walk {
    state: State,
    now: DateTime,
    remind: Option<DateTime>,
    path: Path,
}

/// Something that can be told of a case, and what the simulator makes of it: nothing, where it is not possible.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    event: Json,
    step: Step,
}

#[derive(Debug, Clone, PartialEq)]
enum Step {
    Does(Event),
    GoesOn,
    Decides,
    Waits,
}

impl<'p> Walker<'_, 'p> {
    /// What may be so at the start: nothing, each thing by itself, everything.
    fn facts(&self) -> Vec<Vec<(String, Point)>> {
        let points: Vec<(String, Point)> = self
            .companion
            .points
            .iter()
            .filter_map(|point| self.point(&point.kind, &point.words).map(|found| (point.id.clone(), found)))
            .collect();
        let mut sets = vec![Vec::new()];
        sets.extend(points.iter().map(|point| vec![point.clone()]));
        if points.len() > 1 {
            sets.push(points);
        }
        sets
    }

    fn point(&self, kind: &PointKind, words: &str) -> Option<Point> {
        match kind {
            PointKind::Fact { name, .. } => self.policy.names().find(|(_, named)| named.name == *name).map(|(name, _)| Point::Fact(name)),
            PointKind::Words => Some(Point::Words(words.to_owned())),
            PointKind::Belongs { raising: None, receiving: None } => Some(Point::Is(words.to_owned())),
            PointKind::Belongs { .. } => None,
        }
    }

    /// A case is raised on the Thursday before Easter.
    fn raise(&self, so: &[(String, Point)]) -> Walk {
        let now = date(2026, 4, 2).at(10, 0, 0, 0);
        let (state, entries) = self.setup.start(Some(now), so.iter().map(|(_, point)| point.clone()));
        let name = |name: &NameId| self.policy.named(*name).name.clone();
        let disputants = &self.setup.disputants;
        let event = json!({
            "on": moment(now), "event": "raise", "raising": name(&disputants.raising),
            "against": disputants.against.iter().map(name).collect::<Vec<_>>(), "so": so.iter().map(|(id, _)| id).collect::<Vec<_>>(),
        });
        let mut walk = Walk { state, now, remind: None, path: Path { events: vec![event], log: Vec::new() } };
        self.log(&mut walk, &entries);
        if !self.raised {
            self.steps(&mut walk, &Event::Begin);
        }
        self.time_passes(&mut walk, now);
        walk
    }

    /// Follows a case as usual to its end, and from each moment everything else that can happen.
    fn follow(&self, mut walk: Walk, deviations: u32, found: &mut Vec<Path>) {
        loop {
            let usual = self.usual(&walk);
            if walk.path.events.len() >= self.bound.events {
                break;
            }
            if deviations > 0 {
                for told in self.possible(&walk).into_iter().filter(|told| Some(told) != usual.as_ref()) {
                    let mut other = walk.clone();
                    self.happens(&mut other, &told);
                    self.follow(other, deviations - 1, found);
                }
            }
            match usual {
                Some(told) => self.happens(&mut walk, &told),
                None => break,
            }
        }
        // What runs out at the last moment still does.
        walk.path.events.push(json!({ "on": moment(walk.now), "event": "wait" }));
        found.push(walk.path);
    }

    fn usual(&self, walk: &Walk) -> Option<Told> {
        match &walk.state.place {
            Place::Over(_) => None,
            Place::Start => Some(plain(EventKind::Begin, Step::Does(Event::Begin))),
            Place::Stage(_) if self.goes_on(&walk.state).is_some() => Some(plain(EventKind::GoesOn, Step::GoesOn)),
            Place::Stage(_) if walk.state.outcome.is_none() && !walk.state.timed_out => {
                Some(plain(EventKind::Unresolved, Step::Does(Event::Comes(Outcome::Unresolved))))
            }
            Place::Stage(_) if self.runs_out(walk).is_some() => Some(waits()),
            Place::Stage(_) => None,
        }
    }

    /// What follows by itself, if anything does but waiting.
    fn goes_on(&self, state: &State) -> Option<Event> {
        let usual = self.setup.usual(state);
        let waits = usual == Event::TimeOut || matches!(usual, Event::Comes(_));
        (!waits && self.setup.step(state, &usual, None).is_ok()).then_some(usual)
    }

    /// Everything that can be told of a case here, possible or not.
    fn possible(&self, walk: &Walk) -> Vec<Told> {
        let state = &walk.state;
        let stage = match &state.place {
            Place::Over(_) => return Vec::new(),
            Place::Start => None,
            Place::Stage(stage) => Some(*stage),
        };
        let does = Step::Does;
        let mut told = vec![plain(EventKind::Withdraws, does(Event::Withdraws)), plain(EventKind::GoesOn, Step::GoesOn)];
        for row in &self.companion.points {
            let can_turn = row.kind.can_turn() || stage.is_none();
            if let Some(point) = self.point(&row.kind, &row.words).filter(|_| can_turn) {
                let so = !state.so.contains(&point);
                told.push(says(EventKind::Turns, &row.id, so, does(Event::Turns(point, so))));
            }
        }
        let asked: Vec<String> =
            self.setup.asked(state).into_iter().map(|party| rungs::model::in_words(self.policy).party(party)).collect();
        for row in self.companion.holders.iter().filter(|row| asked.contains(&row.words)) {
            let agrees = state.refused.contains(&row.words);
            told.push(says(EventKind::Answers, &row.id, agrees, does(Event::Answers { who: row.words.clone(), agrees })));
        }
        told.extend(self.moves(walk));
        for (at, (id, route)) in self.policy.routes().enumerate() {
            if stage.is_some() || route.condition.is_some() {
                told.push(names(EventKind::Route, &format!("r_{}", at + 1), does(Event::TakesRoute(id))));
            }
        }
        if stage.is_none() {
            return told;
        }
        let outcomes = [
            (EventKind::Resolved, Outcome::Resolved),
            (EventKind::Unresolved, Outcome::Unresolved),
            (EventKind::NoAnswer, Outcome::NoAnswer),
        ];
        told.extend(outcomes.map(|(event, outcome)| plain(event, does(Event::Comes(outcome)))));
        told.push(plain(EventKind::Stops, does(Event::Stops)));
        told.push(plain(EventKind::OutOfTime, does(Event::TimeOut)));
        if self.runs_out(walk).is_some() {
            told.push(waits());
        }
        for row in self.companion.moments.iter().filter(|row| row.told) {
            let extended = row.words == rungs::model::in_words(self.policy).event(&Moment::Extended);
            let moment = if extended { Moment::Extended } else { Moment::Words(row.words.clone()) };
            told.push(names(EventKind::Happens, &row.id, does(Event::Happens(moment))));
        }
        told.push(plain(EventKind::Decides, Step::Decides));
        told
    }

    /// Moves that are taken, wherever they can land, and those that are left undone.
    fn moves(&self, walk: &Walk) -> Vec<Told> {
        let state = &walk.state;
        let here = match &state.place {
            Place::Stage(stage) => stage.index() as u32 + 1,
            _ => 0,
        };
        let last = self.policy.stages.len() as u32;
        let rows: Vec<_> = self.companion.moves.iter().filter(|row| row.from == here).collect();
        let steps = self.setup.moves(state).iter().enumerate().filter(|(_, step)| step.kind != MoveKind::Leave);
        let mut told: Vec<Told> = Vec::new();
        for (row, (at, step)) in rows.iter().zip(steps) {
            assert_eq!(step.clause.map(|clause| self.policy.clause(clause).id.as_str()), Some(row.clause.as_str()), "moves are in order");
            let landings: Vec<Option<u32>> = match step.to {
                To::AnyLater | To::Past => [here.max(1), here + 1, last, last + 1].map(Some).to_vec(),
                _ => vec![None],
            };
            for landing in landings {
                let stage = |number: u32| self.policy.stages().nth(number as usize).map(|(stage, _)| Landing::Stage(stage));
                let on = landing.map(|number| number.checked_sub(1).and_then(stage).unwrap_or(Landing::PastTheLast));
                let event = Event::Takes { step: at, landing: on };
                let mut one = names(EventKind::Takes, &row.id, Step::Does(event));
                if let Some(landing) = landing {
                    one.event["landing"] = landing.into();
                }
                if !told.contains(&one) {
                    told.push(one);
                }
            }
            if let (Some(left), Some(clause)) = (&row.left, step.clause) {
                let one = names(EventKind::Leaves, left, Step::Does(Event::Leaves(clause)));
                if here > 0 && !told.contains(&one) {
                    told.push(one);
                }
            }
        }
        told
    }

    // ── what happens, and when ──────────────────────────────────────────────────────────────────

    /// An hour later something happens; where time runs out before, that does first.
    fn happens(&self, walk: &mut Walk, told: &Told) {
        let on = match told.step {
            Step::Waits => self.runs_out(walk).unwrap_or(walk.now),
            _ => walk.now + SignedDuration::from_hours(1),
        };
        self.time_passes(walk, on);
        walk.now = on;
        let mut event = told.event.clone();
        event["on"] = moment(on).into();
        walk.path.events.push(event);
        let event = match &told.step {
            Step::Does(event) => Some(event.clone()),
            Step::GoesOn => self.goes_on(&walk.state),
            Step::Decides => self.decides(&walk.state),
            Step::Waits => None,
        };
        let undecided = walk.state.decided.is_none();
        if let Some(event) = event {
            self.steps(walk, &event);
        }
        if undecided && walk.state.decided.is_some() && told.step == Step::Decides {
            self.dates(walk);
        }
        self.time_passes(walk, on);
    }

    /// Somebody decides, where a clause that says so has fallen due.
    fn decides(&self, state: &State) -> Option<Event> {
        let decides = |clause: &Clause| !clause.deed.attempt && matches!(clause.deed.act, Act::Decide(..));
        let due = state.due.iter().find(|due| decides(self.policy.clause(due.clause)))?;
        Some(Event::Does { clause: due.clause, option: None })
    }

    /// What has fallen due and is counted from the decision gets its dates, in the order in which it stands.
    fn dates(&self, walk: &mut Walk) {
        let mut due: Vec<_> = walk.state.due.iter().map(|due| due.clause).filter(|id| self.counts_from_the_decision(*id)).collect();
        due.sort_by_key(|id| (self.policy.clause(*id).home == Home::Throughout, *id));
        for id in due {
            let dates = self.setup.dates_of(&walk.state, id, walk.state.now);
            let by: Vec<_> = dates.iter().map(by).collect();
            walk.path.log.push(json!({ "on": moment(walk.now), "dated": self.policy.clause(id).id, "by": by }));
        }
    }

    fn counts_from_the_decision(&self, id: ClauseId) -> bool {
        let from = self.policy.clause(id).deed.details.timing.iter().filter_map(|timing| match timing {
            Timing::Within(within) => Some(&within.counted_from),
            _ => None,
        });
        from.into_iter().any(|from| {
            !from.is_empty() && from.iter().all(|moment| matches!(moment, rungs::model::Moment::Known(word) if word == "decision"))
        })
    }

    fn steps(&self, walk: &mut Walk, event: &Event) {
        if let Ok((state, entries)) = self.setup.step(&walk.state, event, Some(walk.now)) {
            walk.state = state;
            if entries.iter().any(|entry| matches!(entry.what, Noted::Came { .. })) {
                walk.remind = self.runs_out(walk).and_then(|due| self.reminded(due)).filter(|on| *on > walk.now);
            }
            self.log(walk, &entries);
        }
    }

    /// When the stage's time runs out by the clock.
    fn runs_out(&self, walk: &Walk) -> Option<DateTime> {
        let state = &walk.state;
        if !matches!(state.place, Place::Stage(_)) || state.timed_out || state.outcome == Some(Outcome::Resolved) {
            return None;
        }
        let ends = state.limits.iter().filter_map(|limit| limit.by.as_ref().ok()).map(|deadline| match deadline.end {
            End::OfDay(date) => date.at(23, 59, 0, 0),
            End::At(time) => time,
        });
        ends.min()
    }

    /// Reminders and time running out, up to a moment.
    fn time_passes(&self, walk: &mut Walk, until: DateTime) {
        for _ in 0..100 {
            let Some(due) = self.runs_out(walk) else { return };
            if let Some(on) = walk.remind.filter(|on| *on <= until && *on < due) {
                walk.now = walk.now.max(on);
                walk.remind = None;
                if let Place::Stage(stage) = &walk.state.place {
                    walk.path.log.push(json!({ "on": moment(walk.now), "remind": self.policy.stage(*stage).label }));
                }
                continue;
            }
            if due > until {
                return;
            }
            walk.now = walk.now.max(due);
            self.steps(walk, &Event::TimeOut);
        }
    }

    /// The last working day from which so many days lead to a day, at nine o'clock.
    fn reminded(&self, due: DateTime) -> Option<DateTime> {
        let length = self.remind?;
        let calendar: &Calendar = &self.setup.calendar;
        let mut day = due.date();
        for _ in 0..60 {
            let start = day.at(9, 0, 0, 0);
            if calendar.is_working_day(day).ok()? && calendar.deadline(start, length, None).ok()?.date() == due.date() {
                return Some(start);
            }
            day = day.yesterday().ok()?;
        }
        None
    }

    // ── what is logged ──────────────────────────────────────────────────────────────────────────

    fn log(&self, walk: &mut Walk, entries: &[Entry]) {
        for entry in entries {
            let on = moment(entry.on.unwrap_or(walk.now));
            let label = || entry.at.map(|stage| self.policy.stage(stage).label.clone());
            let logged = match &entry.what {
                Noted::Came { .. } => json!({ "on": on, "arrives": label() }),
                Noted::Limit(limit) => {
                    let one = json!({ "on": on, "limit": self.policy.clause(limit.clause).id, "by": by(limit) });
                    // The same date by both readings is one line of a diary, and two limits of a process.
                    if limit.read_as == Some(LimitOf::StageOrCase) {
                        walk.path.log.push(one.clone());
                    }
                    one
                }
                Noted::Duty { clause, by: dates, .. } => {
                    json!({ "on": on, "due": self.policy.clause(*clause).id, "by": dates.iter().map(by).collect::<Vec<_>>() })
                }
                Noted::RouteOpened(route) => json!({ "on": on, "route": self.route(*route) }),
                Noted::TimeRanOut => json!({ "on": on, "out_of_time": label() }),
                Noted::Over(ending) => json!({ "on": on, "ends": ending.kind().word(), "of": self.of(ending) }),
                _ => continue,
            };
            walk.path.log.push(logged);
        }
    }

    fn route(&self, wanted: rungs::model::RouteId) -> String {
        self.policy.routes().find(|(id, _)| *id == wanted).map(|(_, route)| route.name.clone()).unwrap_or_default()
    }

    fn of(&self, ending: &Ending) -> Option<String> {
        match ending {
            Ending::Heard(stage) => Some(self.policy.stage(*stage).label.clone()),
            Ending::HandedOver(route) | Ending::Outside(route) => Some(self.route(*route)),
            Ending::Closed(words) => Some(words.clone()),
            _ => None,
        }
    }
}

fn by(dated: &Dated) -> Option<String> {
    dated.by.as_ref().ok().map(|deadline| match deadline.end {
        End::OfDay(date) => date.to_string(),
        End::At(time) => moment(time),
    })
}

fn moment(moment: DateTime) -> String {
    moment.strftime("%Y-%m-%dT%H:%M").to_string()
}

fn plain(event: EventKind, step: Step) -> Told {
    Told { event: json!({ "event": event.word() }), step }
}

fn names(event: EventKind, what: &str, step: Step) -> Told {
    Told { event: json!({ "event": event.word(), "what": what }), step }
}

fn says(event: EventKind, what: &str, yes: bool, step: Step) -> Told {
    Told { event: json!({ "event": event.word(), "what": what, "yes": yes }), step }
}

fn waits() -> Told {
    Told { event: json!({ "event": "wait" }), step: Step::Waits }
}
