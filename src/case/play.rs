//! A scenario, played from its first line to its last: what can happen, happens; what is expected is judged.

use jiff::civil::DateTime;

use crate::diagnostic::Diagnostic;
use crate::graph::StageGraph;
use crate::model::{ClauseId, Condition, Force, Instant, Policy, Says, Scenario, ScopeOf, in_words};
use crate::source::Span;

use super::expect::judge;
use super::facts::{Disputants, Known, Point, belongs};
use super::impossible::unknown_words;
use super::player::Player;
use super::setup::{Basis, Setup};
use super::state::{Entry, State};

/// What came of one expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Where its line stands.
    pub span: Span,
    /// `expect not`.
    pub not: bool,
    /// Whether it is so.
    pub met: bool,
    /// What is so instead, as a sentence; empty if it is met.
    pub found: String,
    /// The clause that made it so, if one did.
    pub clause: Option<ClauseId>,
    /// How many of the diary's entries had been written by then.
    pub entries: usize,
    /// Where the case stood by then.
    pub state: State,
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

impl Expected {
    /// That it is not so, with what is so instead and the clause that made it so.
    pub fn not_met(&self, policy: &Policy) -> Diagnostic {
        let message = if self.not { "this ought not to be so, and it is" } else { "this ought to be so, and it is not" };
        let found = Diagnostic::error("not-so", self.span, message)
            .label(self.found.clone())
            .help("the case up to this line shows how it came: mend the policy, what happens before this line, or the line itself");
        match self.clause {
            Some(clause) => found.also(policy.clause(clause).span, "by this clause"),
            None => found,
        }
    }
}

/// Plays a scenario. `None` if it does not say who disputes: that has been reported already. For several scenarios of a policy,
/// [`Basis`] works out once what they have in common.
pub fn play<'p>(policy: &'p Policy, graph: &'p StageGraph, scenario: &Scenario) -> Option<Played<'p>> {
    Basis::new(policy, graph).play(scenario)
}

impl<'p> Basis<'p> {
    /// Plays a scenario, as [`play`] does.
    pub fn play(&self, scenario: &Scenario) -> Option<Played<'p>> {
        let (player, problems) = Player::new(self, scenario)?;
        Some(from_first_to_last(player, problems, scenario))
    }
}

fn from_first_to_last<'p>(mut player: Player<'p>, mut problems: Vec<Diagnostic>, scenario: &Scenario) -> Played<'p> {
    let mut expected = Vec::new();
    let mut lines = scenario.lines.iter();
    while problems.is_empty()
        && let Some(line) = lines.next()
    {
        let played = match &line.says {
            Says::Happens { .. } => player.happens(line),
            Says::Expects { not, what } => player.comes_to(what).map(|()| {
                let judged = judge(&player.setup, &player.state, &player.entries, what);
                let met = judged.so.is_some_and(|so| so != *not);
                expected.push(Expected {
                    span: line.span,
                    not: *not,
                    met,
                    found: if met { String::new() } else { judged.found },
                    clause: judged.clause,
                    entries: player.entries.len(),
                    state: player.state.clone(),
                });
            }),
        };
        problems.extend(played.err());
    }
    if problems.is_empty() {
        problems.extend(player.finish().err());
    }
    Played { setup: player.setup, state: player.state, entries: player.entries, expected, problems }
}

impl<'p> Player<'p> {
    /// A case as a scenario has it before anything happens, and what cannot be so at its start. `None` if the scenario
    /// does not say who disputes.
    pub(super) fn new(basis: &Basis<'p>, scenario: &Scenario) -> Option<(Player<'p>, Vec<Diagnostic>)> {
        let dispute = scenario.dispute.as_ref()?;
        let disputants = Disputants { raising: dispute.raising, against: dispute.against.clone() };
        let mut setup = basis.between(disputants);
        setup.day = scenario.readings.first().map(|reading| reading.kind).or(setup.day);
        let mut problems = Vec::new();
        let mut so = Vec::new();
        for (condition, span) in &scenario.given {
            match given(&setup, condition, *span) {
                Ok(point) => so.extend(point),
                Err(problem) => problems.push(problem),
            }
        }
        problems.extend(scenario.starts.and_then(|starts| beyond_the_calendar(&setup, starts)));
        let (state, entries) = setup.start(scenario.starts.map(moment), so);
        problems.extend(does_not_apply(&setup, &state, scenario));
        Some((Player { setup, state, entries, left: Vec::new() }, problems))
    }
}

/// What the policy says of the cases it is for, where this one is not of them.
fn does_not_apply(setup: &Setup<'_>, state: &State, scenario: &Scenario) -> Option<Diagnostic> {
    let refused = |condition: &Condition| scenario.given.iter().any(|(given, _)| contradicts(given, condition));
    let (scope, condition) = setup.policy.scope.iter().find_map(|scope| match &scope.to {
        ScopeOf::If(condition) if !matches!(scope.strength.force, Force::Advised | Force::Permitted) => {
            let not_so = setup.is_excluded(state, condition) || refused(condition);
            not_so.then_some((scope, condition))
        }
        _ => None,
    })?;
    let words = in_words(setup.policy);
    let only = match condition {
        Condition::Not(unless) => format!("unless {}", words.condition(unless)),
        other => format!("only if {}", words.condition(other)),
    };
    Some(
        Diagnostic::error("not-covered", scenario.span, "this policy is not for this case")
            .label(format!("the policy applies {only}"))
            .also(scope.span, "said here")
            .help("nothing in the policy is asked for in such a case: give the scenario other facts or other agencies, or take it out"),
    )
}

/// Whether one condition says the opposite of the other.
fn contradicts(given: &Condition, condition: &Condition) -> bool {
    match (given, condition) {
        (Condition::Not(inner), other) | (other, Condition::Not(inner)) => inner.same(other),
        _ => false,
    }
}

/// A start for which the calendar does not know which days count, where the policy has any counted by it.
fn beyond_the_calendar(setup: &Setup<'_>, starts: Instant) -> Option<Diagnostic> {
    let why = setup.calendar.is_working_day(moment(starts).date()).err().filter(|_| setup.counts_days())?;
    Some(
        Diagnostic::error("beyond-the-calendar", starts.span, "nothing can be counted from this start")
            .label(why.words())
            .help("let the case start within these years"),
    )
}

/// A scenario's moment on the clock; a day with no time of day is its morning, 9 o'clock.
pub fn moment(instant: Instant) -> DateTime {
    let (hour, minute) = instant.clock.unwrap_or((9, 0));
    DateTime::new(instant.date.year, instant.date.month, instant.date.day.unwrap_or(1), hour, minute, 0, 0).unwrap_or(DateTime::MIN)
}

/// What is so at the start, if the condition has to be said to be so.
fn given(setup: &Setup<'_>, condition: &Condition, span: Span) -> Result<Option<Point>, Diagnostic> {
    let (condition, wanted) = match condition {
        Condition::Not(inner) => (&**inner, false),
        other => (other, true),
    };
    let known = match condition {
        Condition::Fact(fact) => Known::Turns(Point::Fact(*fact)),
        Condition::Words(words) => Known::Turns(Point::Words(words.clone())),
        Condition::Belongs { who, on, what } => belongs(setup.policy, &setup.disputants, who, *on, what),
        Condition::Agrees(_) => {
            return Err(Diagnostic::error("not-a-fact", span, "whether somebody agrees is not known before they are asked")
                .label("nobody has been asked yet")
                .help("write it where they are asked: `at stage 2, line-manager agrees`, or `refuses`"));
        }
        Condition::All(_) | Condition::Any(_) | Condition::Not(_) => return Ok(None),
    };
    match known {
        Known::Settled(is) if is != wanted => {
            let so = if is { "it is so" } else { "it is not so" };
            Err(Diagnostic::error("contradicts-itself", span, "this cannot be so in this scenario")
                .label(format!("by who disagrees here, and by what the policy says of them, {so}"))
                .help("take it out, or name other agencies in the `dispute` line"))
        }
        Known::Settled(_) => Ok(None),
        Known::Turns(point @ Point::Words(_)) if !setup.points().contains(&point) => Err(unknown_words(setup, &point, span)),
        Known::Turns(point) => Ok(wanted.then_some(point)),
    }
}
