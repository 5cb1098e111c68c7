//! The moves from a place: when they are open, what taking them sets, and how a case stops.

use crate::case::{Filled, Sure, decides, runs_out_of_time};
use crate::graph::{From, Move, MoveKind, To, Trigger};
use crate::model::{Act, Bound, ClauseId, Condition, EndingKind, Event as Moment, Force, Place as Where, StageId, in_words};

use super::companion::MoveRow;
use super::conditions::{has_an_outcome, unsettled};
use super::expression::{Expression, Set, Value};
use super::ladder::{Builder, Here};
use super::{EventKind, Note};

/// A move as a process has it.
#[derive(Debug, Clone)]
pub(super) struct Way {
    /// Its place among all moves, counted from 1.
    pub(super) number: usize,
    step: Move,
    /// It is open.
    pub(super) open: Expression,
    /// It would be open if everybody who is asked agreed, and is not.
    refused: Expression,
    /// What a landing has to be, where the event names it.
    lands: Expression,
}

impl Way {
    /// The variable that says whether it is open.
    fn can(&self) -> String {
        format!("can_{}", self.number)
    }

    /// What `leaves` names, and the variable it sets.
    pub(super) fn left_undone(&self) -> Option<String> {
        self.step.clause.map(left_undone)
    }

    fn could(&self) -> String {
        format!("asked_{}", self.number)
    }

    fn binds(&self) -> bool {
        self.step.force != Force::Permitted
    }

    fn has_holders(&self) -> bool {
        self.refused != Expression::NEVER
    }

    fn leads_anywhere(&self) -> bool {
        matches!(self.step.to, To::AnyLater | To::Past)
    }
}

/// What forbids leaving stages out: the condition, and the number of the first stage that may not be passed over.
struct Protection {
    so: Expression,
    first: u32,
}

impl Builder<'_> {
    /// Every move from a place, but for leaving by a route, which is an event of its own.
    pub(super) fn ways(&mut self, here: Here) -> Vec<Way> {
        let from = here.map_or(From::Start, From::Stage);
        let protections = self.protections(here);
        let steps: Vec<Move> = self.graph.moves_from(from).iter().filter(|step| step.kind != MoveKind::Leave).cloned().collect();
        steps.into_iter().map(|step| self.way(here, step, &protections)).collect()
    }

    fn way(&mut self, here: Here, step: Move, protections: &[Protection]) -> Way {
        self.moves += 1;
        let moment = self.moment(here, &step);
        let lead = self.is_led_to(&step, protections);
        let conditions: Vec<Condition> = step.conditions(self.policy).cloned().collect();
        let mut met = |agreed: bool| {
            let each: Vec<_> = conditions.iter().map(|condition| self.turning.condition(self.policy, condition, agreed)).collect();
            Expression::all(each)
        };
        let (met, met_if_agreed) = (met(false), met(true));
        let open = Expression::all([moment.clone(), met.clone(), lead.clone()]);
        let refused =
            if met == met_if_agreed { Expression::NEVER } else { Expression::all([moment, lead, met_if_agreed, open.clone().negated()]) };
        let lands = self.lands(here, &step, protections);
        let way = Way { number: self.moves, step, open, refused, lands };
        self.describe(here, &way);
        way
    }

    fn describe(&mut self, here: Here, way: &Way) {
        let Some(clause) = way.step.clause else { return };
        let found = self.policy.clause(clause);
        self.used.insert(clause);
        self.companion_moves.push(MoveRow {
            id: format!("m_{}", way.number),
            open: way.can(),
            left: Some(left_undone(clause)),
            from: number(here),
            to: match way.step.to {
                To::Stage(stage) => Some(stage.index() as u32 + 1),
                _ => None,
            },
            lands: way.leads_anywhere(),
            clause: found.id.clone(),
            force: way.step.force.word(),
            words: in_words(self.policy).asks(found),
        });
    }

    /// The moment a move waits for has come, and a repetition has not come to its end.
    fn moment(&mut self, here: Here, step: &Move) -> Expression {
        let come = match step.trigger {
            Trigger::Unresolved if here.is_none() => Expression::ALWAYS,
            Trigger::Unresolved => unsettled(),
            Trigger::NoAnswer => Expression::is("no_answer"),
            Trigger::OutOfTime => Expression::is("timed_out"),
            Trigger::Resolved => Expression::is("resolved"),
            Trigger::Other => {
                let events = step.clause.and_then(|clause| self.policy.clause(clause).when.as_ref()).map(|when| when.events.clone());
                let others = events.into_iter().flatten().filter(is_another_moment);
                let each: Vec<_> = others.map(|moment| self.turning.happened(self.policy, &moment)).collect();
                Expression::any(each)
            }
        };
        let Some(clause) = step.clause else { return come };
        let gone_through = match step.kind {
            MoveKind::RepeatTimes(0) => Expression::ALWAYS,
            MoveKind::RepeatTimes(times) => Expression::AtMost(rounds(clause), times - 1).negated(),
            MoveKind::RepeatUntilOutOfTime => Expression::is("timed_out"),
            MoveKind::RepeatUntil { .. } => match self.repeats_until(clause).filter(is_another_moment) {
                Some(moment) => self.turning.happened(self.policy, &moment),
                None => Expression::NEVER,
            },
            _ => Expression::NEVER,
        };
        come.and(gone_through.negated())
    }

    fn repeats_until(&self, clause: ClauseId) -> Option<Moment> {
        let until = |act: &Act| match act {
            Act::Repeat(repetition) => match &repetition.bound {
                Bound::Until(moment) => Some(moment.clone()),
                Bound::Times(_) => None,
            },
            _ => None,
        };
        match &self.policy.clause(clause).deed.act {
            Act::Choice { options, .. } => options.iter().find_map(|option| until(&option.act)),
            act => until(act),
        }
    }

    fn protections(&mut self, here: Here) -> Vec<Protection> {
        let next = number(here) + 1;
        let mut found = Vec::new();
        for clause in self.protecting.clone() {
            let clause = self.policy.clause(clause);
            let first = match &clause.deed.act {
                Act::Skip(Where::Stages(stages)) => {
                    stages.iter().map(|stage| stage.index() as u32 + 1).filter(|stage| *stage >= next).min()
                }
                _ => Some(next),
            };
            let Some(first) = first else { continue };
            let so: Vec<_> = clause.conditions.iter().map(|condition| self.turning.condition(self.policy, condition, false)).collect();
            found.push(Protection { so: Expression::all(so), first });
        }
        found
    }

    /// A by-pass with a stated landing leaves out nothing the policy protects.
    fn is_led_to(&self, step: &Move, protections: &[Protection]) -> Expression {
        let landing = match (step.to, step.kind) {
            (To::Stage(stage), MoveKind::Skip) => stage.index() as u32 + 1,
            (To::PastLast, _) => self.past_the_last(),
            _ => return Expression::ALWAYS,
        };
        Expression::any(protections.iter().filter(|protection| protection.first < landing).map(|protection| protection.so.clone()))
            .negated()
    }

    /// Where a move may land whose landing the event names.
    fn lands(&self, here: Here, step: &Move, protections: &[Protection]) -> Expression {
        let last = match step.to {
            To::AnyLater => self.past_the_last() - 1,
            To::Past => self.past_the_last(),
            _ => return Expression::ALWAYS,
        };
        let landing = || "event.landing".to_owned();
        let from = Expression::Known(landing()).and(Expression::AtMost(landing(), number(here)).negated());
        let kept = protections.iter().map(|protection| protection.so.clone().negated().or(Expression::AtMost(landing(), protection.first)));
        Expression::all([from, Expression::AtMost(landing(), last)].into_iter().chain(kept))
    }

    /// What says which moves are open, and which would be if everybody agreed.
    pub(super) fn open(&self, ways: &[Way]) -> Vec<Set> {
        let open = |way: &Way| Set::to(way.can(), Value::Whether(way.open.clone()));
        let refused = |way: &Way| {
            let asked = way.binds() && way.has_holders();
            asked.then(|| Set::to(way.could(), Value::Whether(way.refused.clone())))
        };
        ways.iter().flat_map(|way| [Some(open(way)), refused(way)]).flatten().collect()
    }

    /// What is left undone, what is taken, and how the case goes on or stops.
    pub(super) fn moving(&mut self, here: Here, ways: &[Way]) -> Vec<Note> {
        let mut notes = Vec::new();
        let mut clauses: Vec<ClauseId> = ways.iter().filter_map(|way| way.step.clause).collect();
        clauses.dedup();
        notes.extend(clauses.into_iter().map(|clause| Note {
            event: EventKind::Leaves,
            what: Some(left_undone(clause)),
            when: Expression::ALWAYS,
            sets: vec![Set::truth(left_undone(clause), true)],
        }));
        for way in ways {
            notes.push(Note {
                event: EventKind::Takes,
                what: Some(format!("m_{}", way.number)),
                when: Expression::is(way.can()).and(way.lands.clone()),
                sets: self.takes(here, way, None),
            });
        }
        match here {
            None => notes.extend([EventKind::Begin, EventKind::GoesOn].map(|event| Note {
                event,
                what: None,
                when: Expression::ALWAYS,
                sets: vec![Set::to("to", Value::Number(1))],
            })),
            Some(stage) => notes.extend(self.going_on(stage, ways)),
        }
        notes
    }

    /// What taking a move sets; `landing` where it is not the event's.
    fn takes(&mut self, here: Here, way: &Way, landing: Option<u32>) -> Vec<Set> {
        let mut sets = Vec::new();
        let again = matches!(way.step.kind, MoveKind::RepeatTimes(_) | MoveKind::RepeatUntil { .. } | MoveKind::RepeatUntilOutOfTime);
        if let (Some(clause), MoveKind::RepeatTimes(_)) = (way.step.clause, way.step.kind) {
            sets.push(Set::to(rounds(clause), Value::OneMoreThan(rounds(clause))));
        }
        if let Some(stage) = here {
            sets.push(Set::truth("settled", true).only_if(Expression::is("resolved")));
            if again {
                sets.push(Set::truth("again", true));
            } else {
                sets.extend(self.dates.is_left(stage));
            }
        }
        let end = self.past_the_last();
        match (way.step.to, landing) {
            (To::Stage(stage), _) => sets.push(Set::to("to", Value::Number(stage.index() as u32 + 1))),
            (To::AnyLater, None) => sets.push(Set::to("to", Value::Landing)),
            (To::Past, None) => {
                let within = Expression::AtMost("event.landing".into(), end - 1);
                sets.push(Set::to("to", Value::Landing).only_if(within.clone()));
                sets.push(self.ends(EndingKind::Unheard, None).only_if(within.negated()));
            }
            (To::AnyLater | To::Past, Some(landing)) if landing < end => sets.push(Set::to("to", Value::Number(landing))),
            (To::PastLast | To::AnyLater | To::Past, _) => sets.push(self.ends(EndingKind::Unheard, None)),
            (To::Out | To::Route(_), _) => {
                let closed = way.step.clause.and_then(|clause| match &self.policy.clause(clause).deed.act {
                    Act::Close(words) => Some(words.clone()),
                    _ => None,
                });
                let kind = if closed.is_some() { EndingKind::Closed } else { EndingKind::Withdrawn };
                sets.push(self.ends(kind, closed));
            }
        }
        sets
    }

    /// How a case goes on from a stage as the policy asks, and how it stops there.
    fn going_on(&mut self, stage: StageId, ways: &[Way]) -> Vec<Note> {
        let here = Some(stage);
        let authority = self.policy.stage(stage).is_authority();
        let ended = Expression::any([has_an_outcome(), Expression::is("timed_out")]);
        let waits = self.waits_for_time(stage, ways);
        let mut notes = Vec::new();
        let mut note = |event: EventKind, when: Expression, sets: Vec<Set>| notes.push(Note { event, what: None, when, sets });
        if authority {
            // Whoever it is put to decides: nothing else has to come of it.
            for (when, ending) in self.stopping(stage, ways, waits) {
                note(EventKind::GoesOn, ended.clone().negated().and(when), self.stops_here(stage, ending));
            }
        }
        for wanted in [&[Force::Required][..], &[Force::Advised, Force::Described]] {
            for way in ways.iter().filter(|way| wanted.contains(&way.step.force)) {
                let kept = way.step.clause.map_or(Expression::ALWAYS, |clause| Expression::is(left_undone(clause)).negated());
                let usual = way.leads_anywhere().then(|| number(here) + 1);
                note(EventKind::GoesOn, Expression::all([ended.clone(), Expression::is(way.can()), kept]), self.takes(here, way, usual));
            }
        }
        let time_is_over = if waits { Expression::is("timed_out").or(Expression::is("resolved")) } else { Expression::ALWAYS };
        for (when, ending) in self.stopping(stage, ways, waits) {
            note(
                EventKind::GoesOn,
                Expression::all([ended.clone(), time_is_over.clone(), when.clone()]),
                self.stops_here(stage, ending.clone()),
            );
            note(EventKind::Stops, when, self.stops_here(stage, ending));
        }
        notes
    }

    fn stops_here(&self, stage: StageId, ending: Set) -> Vec<Set> {
        self.dates.is_left(stage).into_iter().chain([ending]).collect()
    }

    /// How a case ends that stops at a stage, and when it can.
    fn stopping(&mut self, stage: StageId, ways: &[Way], waits: bool) -> Vec<(Expression, Set)> {
        let settled = Expression::is("settled").or(Expression::is("resolved"));
        let mut endings = vec![(settled.clone(), self.ends(EndingKind::Resolved, None))];
        if self.policy.stage(stage).is_authority() {
            endings.push((settled.negated(), self.ends(EndingKind::Heard, Some(self.policy.stage(stage).label.clone()))));
            return endings;
        }
        let open = |way: &Way| Expression::is(way.can());
        let undone = |way: &Way| way.step.clause.map_or(Expression::NEVER, |clause| Expression::is(left_undone(clause)));
        let of = |forces: &'static [Force]| ways.iter().filter(move |way| forces.contains(&way.step.force));
        let advised = &[Force::Advised, Force::Described];
        let leads_on = Expression::any(of(&[Force::Required]).map(open).chain(of(advised).map(|way| open(way).and(undone(way).negated()))));
        let ended = Expression::any([has_an_outcome(), Expression::is("timed_out")]);
        let time = if waits { Expression::is("timed_out") } else { Expression::ALWAYS };
        let may_stop = Expression::all([settled.negated(), ended, leads_on.negated(), time]);
        let refused = Expression::any(ways.iter().filter(|way| way.binds() && way.has_holders()).map(|way| Expression::is(way.could())));
        let left = Expression::any(of(advised).map(|way| open(way).and(undone(way))));
        let permitted = Expression::any(of(&[Force::Permitted]).map(open));
        let says_no = refused.and(left.clone().negated());
        let dropped = says_no.clone().negated().and(left.clone().or(permitted.clone()));
        let stuck = Expression::any([says_no.clone(), left, permitted]).negated();
        for (kind, when) in [(EndingKind::Refused, says_no), (EndingKind::Dropped, dropped), (EndingKind::Stuck, stuck)] {
            let when = may_stop.clone().and(when);
            if when != Expression::NEVER {
                let ending = self.ends(kind, None);
                endings.push((when, ending));
            }
        }
        endings
    }

    /// Whether something leads on once the stage's time has run out, and it surely will.
    fn waits_for_time(&self, stage: StageId, ways: &[Way]) -> bool {
        let waits = ways.iter().any(|way| way.step.trigger == Trigger::OutOfTime && way.binds());
        waits && runs_out_of_time(self.policy, self.graph, &Filled::default(), stage) == Some(Sure::Surely)
    }

    /// Somebody decides, once it has fallen due to.
    pub(super) fn deciding(&self, flags: &[(ClauseId, String)]) -> Option<Note> {
        let due =
            flags.iter().filter(|(clause, _)| decides(&self.policy.clause(*clause).deed)).map(|(_, flag)| Expression::is(flag.clone()));
        let when = Expression::any(due);
        let sets = vec![Set::to("decided", Value::Now)];
        (when != Expression::NEVER).then_some(Note { event: EventKind::Decides, what: None, when, sets })
    }
}

/// Whether a moment is none of those a stage comes to.
fn is_another_moment(moment: &Moment) -> bool {
    !matches!(moment, Moment::Resolved | Moment::Unresolved | Moment::NoAnswer | Moment::OutOfTime)
}

pub(super) fn number(here: Here) -> u32 {
    here.map_or(0, |stage| stage.index() as u32 + 1)
}

/// The variable that says that a clause's move is left undone.
pub(super) fn left_undone(clause: ClauseId) -> String {
    format!("u_{}", clause.index() + 1)
}

/// The variable that counts how often a repetition has been gone through.
pub(super) fn rounds(clause: ClauseId) -> String {
    format!("rounds_{}", clause.index() + 1)
}
