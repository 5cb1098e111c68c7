//! A scenario, played: its lines one by one, each either something that happens or something that is expected.

use jiff::civil::DateTime;

use crate::diagnostic::Diagnostic;
use crate::graph::{MoveKind, StageGraph, To, Trigger};
use crate::model::{
    Act, ClauseId, Condition, Deed, Event as Moment, Happening, Instant, Parties, Policy, Says, Scenario, ScenarioLine, StageId, in_words,
    listed,
};
use crate::source::Span;

use super::facts::{Disputants, Known, Point, belongs};
use super::matching::{Match, could_be};
use super::setup::{Setup, is_the_raising_agency};
use super::state::{Ending, Entry, Event, Impossible, Landing, Noted, Outcome, Place, State};

/// What came of one expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Where its line stands.
    pub span: Span,
    /// What is expected, as written.
    pub not: bool,
    /// Whether it is so.
    pub met: bool,
    /// What is so instead, as a sentence; empty if it is met.
    pub found: String,
    /// The clause that made it so, if one did.
    pub clause: Option<ClauseId>,
    /// How many of the diary's entries had been written by then.
    pub entries: usize,
}

/// A scenario that has been played as far as it can be.
#[derive(Debug)]
pub struct Played<'p> {
    /// What stays as it is.
    pub setup: Setup<'p>,
    /// Where the case stands in the end.
    pub state: State,
    /// The diary.
    pub entries: Vec<Entry>,
    /// What came of each expectation, in order.
    pub expected: Vec<Expected>,
    /// Lines that cannot happen, and why. Nothing after the first of them is played.
    pub problems: Vec<Diagnostic>,
}

impl Played<'_> {
    /// Whether everything could happen and everything expected came.
    pub fn passes(&self) -> bool {
        self.problems.is_empty() && self.expected.iter().all(|expected| expected.met)
    }
}

/// Plays a scenario. `None` if it does not say who disputes: that has been reported already.
pub fn play<'p>(policy: &'p Policy, graph: &'p StageGraph, scenario: &Scenario) -> Option<Played<'p>> {
    let dispute = scenario.dispute.as_ref()?;
    let disputants = Disputants { raising: dispute.raising, against: dispute.against.clone() };
    let mut setup = Setup::new(policy, graph, disputants);
    setup.day = scenario.readings.first().map(|reading| reading.kind).or(setup.day);
    let starts = scenario.starts.map(moment);
    let mut problems = Vec::new();
    let mut so = Vec::new();
    for (condition, span) in &scenario.given {
        given(&setup, condition, *span, &mut so, &mut problems);
    }
    let (state, entries) = setup.start(starts, so);
    let mut play = Play { setup, state, entries, expected: Vec::new(), problems };
    for line in &scenario.lines {
        if !play.problems.is_empty() {
            break;
        }
        play.line(line);
    }
    if play.problems.is_empty() {
        play.settle();
    }
    Some(Played { setup: play.setup, state: play.state, entries: play.entries, expected: play.expected, problems: play.problems })
}

/// A scenario's moment on the clock; a day with no time of day is its morning, 9 o'clock.
pub fn moment(instant: Instant) -> DateTime {
    let (hour, minute) = instant.clock.unwrap_or((9, 0));
    DateTime::new(instant.date.year, instant.date.month, instant.date.day.unwrap_or(1), hour, minute, 0, 0).unwrap_or(DateTime::MIN)
}

/// What is so at the start.
fn given(setup: &Setup<'_>, condition: &Condition, span: Span, so: &mut Vec<Point>, problems: &mut Vec<Diagnostic>) {
    let (condition, wanted) = match condition {
        Condition::Not(inner) => (&**inner, false),
        other => (other, true),
    };
    let known = match condition {
        Condition::Fact(fact) => Known::Turns(Point::Fact(*fact)),
        Condition::Words(words) => Known::Turns(Point::Words(words.clone())),
        Condition::Belongs { who, on, what } => belongs(setup.policy, &setup.disputants, who, *on, what),
        Condition::Agrees(_) => {
            problems.push(
                Diagnostic::error("not-a-fact", span, "who agrees is said when they are asked")
                    .label("nobody has been asked yet")
                    .help("write it where it happens: `at stage 2, line-manager agrees` or `refuses`"),
            );
            return;
        }
        Condition::All(_) | Condition::Any(_) | Condition::Not(_) => return,
    };
    match known {
        Known::Settled(is) if is != wanted => problems.push(
            Diagnostic::error("contradicts-itself", span, "this cannot be so in this scenario")
                .label(if is {
                    "by the policy or by who disputes here it is so"
                } else {
                    "by the policy or by who disputes here it is not so"
                })
                .help("take it out, or name other agencies in the `dispute` line"),
        ),
        Known::Settled(_) => {}
        Known::Turns(point) => {
            if let Point::Words(words) = &point
                && !setup.points().contains(&point)
            {
                problems.push(unknown_words(setup, words, span));
            } else if wanted {
                so.push(point);
            }
        }
    }
}

fn unknown_words(setup: &Setup<'_>, words: &str, span: Span) -> Diagnostic {
    let known: Vec<String> =
        setup.points().into_iter().filter_map(|point| if let Point::Words(words) = point { Some(words) } else { None }).collect();
    let close = crate::diagnostic::did_you_mean(words, known.iter().map(String::as_str)).map(str::to_owned);
    Diagnostic::error("unknown-words", span, "no clause of this policy turns on these words")
        .label(close.map_or_else(|| "not in any condition or moment".to_owned(), |close| format!("did you mean \"{close}\"?")))
        .help("copy the words from the clause they stand in, or leave the line out: it changes nothing")
}

struct Play<'p> {
    setup: Setup<'p>,
    state: State,
    entries: Vec<Entry>,
    expected: Vec<Expected>,
    problems: Vec<Diagnostic>,
}

impl Play<'_> {
    fn line(&mut self, line: &ScenarioLine) {
        match &line.says {
            Says::Happens { at, what, on } => self.happens(*at, what, *on, line.span),
            Says::Expects { not, what } => {
                self.settle();
                let judged = super::expect::judge(&self.setup, &self.state, &self.entries, what);
                let met = judged.so != *not;
                self.expected.push(Expected {
                    span: line.span,
                    not: *not,
                    met,
                    found: if met { String::new() } else { judged.found },
                    clause: judged.clause,
                    entries: self.entries.len(),
                });
            }
        }
    }

    fn problem(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// What follows by itself: an unsettled case goes on by what must be done, then by what is advised, or stops.
    fn settle(&mut self) {
        while self.is_waiting() {
            let event = self.setup.usual(&self.state);
            if event == Event::TimeOut {
                self.state.now = self.when_time_runs_out();
            }
            let Ok((state, noted)) = self.setup.step(&self.state, &event, None) else { return };
            self.state = state;
            self.entries.extend(noted);
        }
    }

    /// Whether this stage has come to an end, and the case has not gone on yet.
    fn is_waiting(&self) -> bool {
        matches!(self.state.place, Place::Stage(_)) && (self.state.outcome.is_some() || self.state.timed_out)
    }

    /// When the stage's limit passes: its earliest date, or no moment that has one.
    fn when_time_runs_out(&self) -> Option<DateTime> {
        self.state.limits.iter().filter_map(|limit| limit.by.as_ref().ok()).map(super::dates::runs_out).min()
    }

    fn step(&mut self, event: &Event, on: Option<Instant>, span: Span) -> bool {
        match self.setup.step(&self.state, event, on.map(moment)) {
            Ok((state, noted)) => {
                self.state = state;
                self.entries.extend(noted);
                true
            }
            Err(why) => {
                let problem = self.impossible(&why, span);
                self.problem(problem);
                false
            }
        }
    }

    // ── something happens ───────────────────────────────────────────────────────────────────────

    fn happens(&mut self, at: Option<StageId>, what: &Happening, on: Option<Instant>, span: Span) {
        let same_visit = matches!((&self.state.place, at), (Place::Stage(here), Some(stage)) if *here == stage)
            && !matches!(what, Happening::Event(Moment::Resolved | Moment::Unresolved | Moment::NoAnswer));
        if !same_visit {
            self.settle();
        }
        let by_pass = matches!(what, Happening::SkipsTo { .. } | Happening::Takes(_));
        if self.state.place == Place::Start && at.is_some() && !self.step(&Event::Begin, None, span) {
            return;
        }
        let here = match &self.state.place {
            Place::Over(ending) => {
                let problem = self.is_over(ending, span);
                return self.problem(problem);
            }
            Place::Start => None,
            Place::Stage(stage) => Some(*stage),
        };
        if here != at {
            let problem = self.elsewhere(here, at, span);
            return self.problem(problem);
        }
        if here.is_none() && !by_pass && !matches!(what, Happening::Event(Moment::Begins(_) | Moment::Ends(_) | Moment::Words(_))) {
            return self.problem(
                Diagnostic::error("not-begun", span, "the case has come to no stage yet")
                    .label("before the first stage only a fact can change, a route be taken or stages be skipped")
                    .help("write `at stage 1, …`, with the label of the stage"),
            );
        }
        match what {
            Happening::Answers { who, agrees } => self.answers(who, *agrees, on, span),
            Happening::Leaves { who, deed } => self.leaves(who, deed, on, span),
            Happening::Does { who, deed } => self.does(who, deed, on, span),
            Happening::SkipsTo { to, .. } => self.skips_to(*to, on, span),
            Happening::Takes(route) => {
                self.step(&Event::TakesRoute(*route), on, span);
            }
            Happening::Event(moment) => self.event(moment, on, span),
        }
    }

    fn event(&mut self, moment: &Moment, on: Option<Instant>, span: Span) {
        let event = match moment {
            Moment::Resolved => Event::Comes(Outcome::Resolved),
            Moment::Unresolved => Event::Comes(Outcome::Unresolved),
            Moment::NoAnswer => {
                self.wait_for_the_limit(on);
                Event::Comes(Outcome::NoAnswer)
            }
            Moment::OutOfTime => {
                self.wait_for_the_limit(on);
                Event::TimeOut
            }
            Moment::Withdrawn => Event::Withdraws,
            Moment::Begins(fact) => Event::Turns(Point::Fact(*fact), true),
            Moment::Ends(fact) => Event::Turns(Point::Fact(*fact), false),
            Moment::Extended => Event::Happens(Moment::Extended),
            Moment::Words(words) => match self.words(words, span) {
                Some(event) => event,
                None => return,
            },
        };
        self.step(&event, on, span);
    }

    /// Words of the document: a moment a clause waits for, or something a condition turns on.
    fn words(&mut self, words: &str, span: Span) -> Option<Event> {
        let moment = Moment::Words(words.to_owned());
        let waits = self.setup.policy.clauses.iter().any(|clause| clause.waits_for(&moment) || repeats_until(&clause.deed.act, &moment));
        if waits {
            return Some(Event::Happens(moment));
        }
        let point = Point::Words(words.to_owned());
        if self.setup.points().contains(&point) {
            return Some(Event::Turns(point, true));
        }
        let problem = unknown_words(&self.setup, words, span);
        self.problem(problem);
        None
    }

    /// Silence and a limit that passes come when the stage's time runs out, unless the line gives a date.
    fn wait_for_the_limit(&mut self, on: Option<Instant>) {
        if on.is_none() && matches!(self.state.place, Place::Stage(_)) {
            let limit = self.when_time_runs_out();
            self.state.now = limit.max(self.state.now.filter(|_| limit.is_some()));
        }
    }

    fn answers(&mut self, who: &Parties, agrees: bool, on: Option<Instant>, span: Span) {
        for party in &who.parties {
            let asked: Vec<_> =
                self.setup.asked(&self.state).into_iter().filter(|holder| could_be(self.setup.policy, holder, party)).cloned().collect();
            if asked.is_empty() {
                let problem = self.nobody_asks(party, span);
                return self.problem(problem);
            }
            if !agrees && asked.iter().any(is_the_raising_agency) {
                self.step(&Event::Withdraws, on, span);
                return;
            }
            let mut words: Vec<String> = asked.iter().map(|holder| in_words(self.setup.policy).party(holder)).collect();
            words.dedup();
            for who in words {
                if !self.step(&Event::Answers { who, agrees }, on, span) {
                    return;
                }
            }
        }
    }

    fn leaves(&mut self, who: &Parties, deed: &Deed, on: Option<Instant>, span: Span) {
        let found = self.find(who, deed, span);
        for found in found {
            if !self.step(&Event::Leaves(found.clause), on, span) {
                return;
            }
        }
    }

    fn does(&mut self, who: &Parties, deed: &Deed, on: Option<Instant>, span: Span) {
        let found = self.find(who, deed, span);
        if crate::graph::is_move(&deed.act) {
            return self.moves(&found, deed, on, span);
        }
        for Match { clause, option } in found {
            if !self.step(&Event::Does { clause, option }, on, span) {
                return;
            }
        }
    }

    /// The clauses a line is about; none is a problem that has been reported.
    fn find(&mut self, who: &Parties, deed: &Deed, span: Span) -> Vec<Match> {
        let stage = match self.state.place {
            Place::Stage(stage) => Some(stage),
            _ => None,
        };
        let found = self.setup.matching(&self.state, stage, who, deed);
        if found.is_empty() {
            let problem = self.nothing_asks_for(who, deed, span);
            self.problem(problem);
        }
        found
    }

    /// A move is made. A case that is taken on has not been settled: that need not be said.
    fn moves(&mut self, found: &[Match], deed: &Deed, on: Option<Instant>, span: Span) {
        if found.is_empty() {
            return;
        }
        if !self.is_waiting() && matches!(self.state.place, Place::Stage(_)) && !self.step(&Event::Comes(Outcome::Unresolved), on, span) {
            return;
        }
        let wanted = match &deed.act {
            Act::Escalate(crate::model::Place::Stages(stages)) => stages.first().copied(),
            _ => None,
        };
        let of_these = |clause: Option<ClauseId>| clause.is_some_and(|clause| found.iter().any(|found| found.clause == clause));
        let leads = |to: To| match (to, wanted) {
            (To::Stage(stage), Some(wanted)) => stage == wanted,
            _ => true,
        };
        let kind = |kind: MoveKind| match deed.act {
            Act::Escalate(_) => kind == MoveKind::Escalate,
            Act::Skip(_) => kind == MoveKind::Skip,
            Act::Repeat(_) => matches!(kind, MoveKind::RepeatTimes(_) | MoveKind::RepeatUntil { .. } | MoveKind::RepeatUntilOutOfTime),
            Act::Withdraw => kind == MoveKind::Withdraw,
            _ => kind == MoveKind::Close,
        };
        let candidates: Vec<usize> = self
            .setup
            .moves(&self.state)
            .iter()
            .enumerate()
            .filter(|(_, step)| of_these(step.clause) && leads(step.to) && kind(step.kind))
            .map(|(at, _)| at)
            .collect();
        let open = candidates.iter().copied().find(|at| self.setup.is_open_move(&self.state, &self.setup.moves(&self.state)[*at]));
        let Some(step) = open else {
            let problem = self.not_open(candidates.first().copied(), span);
            return self.problem(problem);
        };
        let landing = match self.setup.moves(&self.state)[step].to {
            To::AnyLater | To::Past => match wanted {
                Some(stage) => Some(Landing::Stage(stage)),
                None => {
                    return self.problem(
                        Diagnostic::error(
                            "which-stage",
                            span,
                            "the policy leaves open which stage this leads to, so the scenario has to say it",
                        )
                        .label("to which stage?")
                        .help("write for example `they skip to stage 4`, or `they escalate to stage 4`"),
                    );
                }
            },
            _ => None,
        };
        self.step(&Event::Takes { step, landing }, on, span);
    }

    fn skips_to(&mut self, to: Option<StageId>, on: Option<Instant>, span: Span) {
        if !self.is_waiting() && matches!(self.state.place, Place::Stage(_)) && !self.step(&Event::Comes(Outcome::Unresolved), on, span) {
            return;
        }
        let moves = self.setup.moves(&self.state);
        let fits = |step: &crate::graph::Move| match (step.to, to) {
            (To::Stage(stage), Some(wanted)) => step.kind == MoveKind::Skip && stage == wanted,
            (To::Past, _) | (To::AnyLater, Some(_)) => true,
            (To::PastLast, None) => true,
            _ => false,
        };
        let fitting: Vec<usize> = moves.iter().enumerate().filter(|(_, step)| fits(step)).map(|(at, _)| at).collect();
        let open = fitting.iter().copied().find(|at| self.setup.is_open_move(&self.state, &moves[*at]));
        let Some(step) = open else {
            let problem = self.not_open(fitting.first().copied(), span);
            return self.problem(problem);
        };
        let landing = match moves[step].to {
            To::Past | To::AnyLater => Some(to.map_or(Landing::PastTheLast, Landing::Stage)),
            _ => None,
        };
        self.step(&Event::Takes { step, landing }, on, span);
    }

    // ── what cannot happen ──────────────────────────────────────────────────────────────────────

    fn where_words(&self, place: Option<StageId>) -> String {
        place.map_or_else(|| "the start".to_owned(), |stage| self.setup.policy.stage(stage).name())
    }

    fn is_over(&self, ending: &Ending, span: Span) -> Diagnostic {
        let how = super::diary::ending_words(self.setup.policy, ending);
        Diagnostic::error("after-the-end", span, "the case is over by then, so this cannot happen").label(how).help(
            "take the line out, or change what happens before it so that the case goes on; `expect the case ends` says that it should end",
        )
    }

    fn elsewhere(&self, here: Option<StageId>, at: Option<StageId>, span: Span) -> Diagnostic {
        let (here_words, at_words) = (self.where_words(here), self.where_words(at));
        let last = self.entries.iter().rev().find_map(|entry| match &entry.what {
            Noted::Moved { clause: Some(clause) } => Some(self.setup.policy.clause(*clause).span),
            _ => None,
        });
        let found = Diagnostic::error("elsewhere", span, format!("the case is at {here_words} by then, not at {at_words}"))
            .label(format!("the case is at {here_words}"))
            .help(format!("say first what happens at {here_words}, or write `at {here_words}, …` here"));
        match last {
            Some(clause) => found.also(clause, "this clause took it there"),
            None => found,
        }
    }

    fn nobody_asks(&self, party: &crate::model::Party, span: Span) -> Diagnostic {
        let words = in_words(self.setup.policy);
        let mut asked: Vec<String> = self.setup.asked(&self.state).into_iter().map(|holder| words.party(holder)).collect();
        asked.dedup();
        let label =
            if asked.is_empty() { "nobody's agreement is needed here".to_owned() } else { format!("asked here: {}", listed(asked, "or")) };
        Diagnostic::error("not-asked", span, format!("no clause asks whether {} agrees at this stage", words.party(party)))
            .label(label)
            .help("name whoever a clause asks with `if … agrees`, or take the line out")
    }

    fn nothing_asks_for(&self, who: &Parties, deed: &Deed, span: Span) -> Diagnostic {
        let words = in_words(self.setup.policy);
        let place = match self.state.place {
            Place::Stage(stage) => format!("at {}", self.setup.policy.stage(stage).name()),
            _ => "before the first stage".to_owned(),
        };
        Diagnostic::error("not-in-the-policy", span, format!("the policy does not speak of this: {place}, {} {}", words.parties(who), words.deed(deed)))
            .label(format!("no clause {place} asks for this or allows it"))
            .help("name somebody and something a clause of this stage is about, in the clause's own words; what the policy does not mention cannot be followed")
    }

    fn not_open(&self, step: Option<usize>, span: Span) -> Diagnostic {
        let found = Diagnostic::error("not-open", span, "the case cannot take this way here");
        let Some(step) = step.map(|at| &self.setup.moves(&self.state)[at]) else {
            return found
                .label("no clause leads there from this stage")
                .help("name a stage a clause leads to, or say what happens instead: `unresolved`, `no answer`, `resolved`");
        };
        let refused = step
            .holders(self.setup.policy)
            .into_iter()
            .map(|holder| in_words(self.setup.policy).party(holder))
            .find(|holder| self.state.refused.contains(holder));
        let label = match (refused, step.trigger) {
            (Some(who), _) => format!("{who} has refused"),
            (None, Trigger::NoAnswer) if self.state.outcome != Some(Outcome::NoAnswer) => {
                "the clause is for when there is no answer".to_owned()
            }
            (None, Trigger::OutOfTime) if !self.state.timed_out => "the clause is for when time has run out".to_owned(),
            (None, Trigger::Other) => "what the clause waits for has not happened".to_owned(),
            _ => "what the clause is for is not so in this case".to_owned(),
        };
        let clause = step.clause.map(|clause| self.setup.policy.clause(clause).span);
        let found = found.label(label).help("say first what opens this way, or let the case take another one");
        match clause {
            Some(clause) => found.also(clause, "the clause"),
            None => found,
        }
    }

    fn impossible(&self, why: &Impossible, span: Span) -> Diagnostic {
        let policy = self.setup.policy;
        match why {
            Impossible::Over(ending) => self.is_over(ending, span),
            Impossible::NoLimit => Diagnostic::error("no-limit", span, "this stage has no time limit, so its time cannot run out")
                .label("no limit to run out")
                .help("write `unresolved` or `no answer`; or give the stage a limit in the policy"),
            Impossible::Settled(outcome) => {
                let what = match outcome {
                    Outcome::Resolved => "resolved",
                    Outcome::Unresolved => "unresolved",
                    Outcome::NoAnswer => "without an answer",
                };
                Diagnostic::error("said-twice", span, format!("this stage is {what} already"))
                    .label("the case has moved on no further")
                    .help("a stage comes to one end: say what happens next, or take the line out")
            }
            Impossible::Fixed(fact) => {
                let title = &policy.named(*fact).title;
                Diagnostic::error(
                    "cannot-change",
                    span,
                    format!("the policy says of \"{title}\" that it does not change while a case runs"),
                )
                .label("it is as it was at the start")
                .also(policy.named(*fact).span, "declared here, without `may change`")
                .help("add `may change` to the fact, or say with `given` how it is from the start")
            }
            Impossible::Protected(clause) => {
                Diagnostic::error("protected", span, "the policy forbids leaving out a stage that this leaves out")
                    .label("this would leave it out")
                    .also(policy.clause(*clause).span, "forbidden here")
                    .help("let the case go through that stage")
            }
            Impossible::BackInTime => Diagnostic::error("back-in-time", span, "the case has come further than this date already")
                .label("before what has happened so far")
                .help("a limit that passes, or an answer that does not come, takes the time to its date: give this line a later one"),
            Impossible::RouteClosed => Diagnostic::error("not-open", span, "the route is not open in this case")
                .label("what it is for is not so")
                .help("say with `given`, or with `FACT begins`, that its condition is met"),
            Impossible::LeadsOn(clause) => Diagnostic::error("not-open", span, "the case does not end here")
                .label("something still leads on")
                .also(policy.clause(*clause).span, "this clause does")
                .help("let the case take this way, or say that it is left undone"),
            Impossible::NotBegun
            | Impossible::Begun
            | Impossible::NotOpen
            | Impossible::NoSuchClause
            | Impossible::TimeRunsOut
            | Impossible::NothingYet => self.not_open(None, span),
        }
    }
}

fn repeats_until(act: &Act, moment: &Moment) -> bool {
    match act {
        Act::Repeat(repetition) => matches!(&repetition.bound, crate::model::Bound::Until(until) if until == moment),
        Act::Choice { options, .. } => options.iter().any(|option| repeats_until(&option.act, moment)),
        _ => false,
    }
}
