//! What events come to, but for moves: what a stage comes to, what becomes so, who says what, which route is taken.

use std::collections::BTreeSet;

use crate::case::{Filled, runs_out_of_time};
use crate::model::{ClauseId, EndingKind, Event as Moment, RouteId, Standing};

use super::companion::PointKind;
use super::conditions::has_an_outcome;
use super::expression::{Expression, Set, Value};
use super::ladder::{Builder, Here, wanted};
use super::moves::Way;
use super::{EventKind, Note, Step};

impl Builder<'_> {
    /// What the stage comes to, its time running out, and other moments.
    pub(super) fn happening(&mut self, here: Here, ways: &[Way], flags: &[(ClauseId, String)], turns_on: &BTreeSet<String>) -> Vec<Note> {
        let Some(stage) = here else { return Vec::new() };
        let mut notes = Vec::new();
        let unsaid = has_an_outcome().negated();
        let outcomes = [(EventKind::Resolved, "resolved"), (EventKind::Unresolved, "unresolved"), (EventKind::NoAnswer, "no_answer")];
        for (event, variable) in outcomes {
            let mut sets = vec![Set::truth(variable, true), Set::to("outcome_on", Value::Now)];
            if event == EventKind::Resolved {
                // What comes after a settled case is not what ended it.
                let over = Expression::any(ways.iter().map(|way| way.open.clone())).negated();
                let ending = self.ends(EndingKind::Resolved, None);
                sets.extend(self.dates.is_left(stage).into_iter().chain([ending]).map(|set| set.only_if(over.clone())));
            }
            notes.push(Note { event, what: None, when: unsaid.clone(), sets });
        }
        if runs_out_of_time(self.policy, self.graph, &Filled::default(), stage).is_some() {
            let when = Expression::is("timed_out").or(Expression::is("resolved")).negated();
            notes.push(Note { event: EventKind::OutOfTime, what: None, when, sets: vec![Set::truth("timed_out", true)] });
        }
        let told = self.turning.moments.iter().filter(|(_, row)| row.told && turns_on.contains(&row.id));
        notes.extend(told.map(|(_, row)| Note {
            event: EventKind::Happens,
            what: Some(row.id.clone()),
            when: Expression::ALWAYS,
            sets: vec![Set::truth(row.id.clone(), true)],
        }));
        notes.extend(self.deciding(flags));
        notes
    }

    /// What becomes so or ceases to be, and who says what.
    pub(super) fn telling(&self, here: Here, steps: &[Step], turns_on: &BTreeSet<String>) -> Vec<Note> {
        let mut notes = Vec::new();
        let can_turn = |kind: &PointKind| kind.can_turn() || here.is_none() && !kind.follows_from_the_dispute();
        for point in self.turning.points.iter().filter(|point| can_turn(&point.kind)) {
            let (id, yes) = (&point.id, || Expression::is("event.yes"));
            let mut sets = Vec::new();
            for (moment, row) in self.turning.moments.iter().filter(|(_, row)| turns_on.contains(&row.id)) {
                let of_this = |fact| self.turning.fact(self.policy, fact).is_some_and(|known| known.id == *id);
                match moment {
                    Moment::Begins(fact) if of_this(*fact) => {
                        sets.push(Set::truth(row.id.clone(), true).only_if(yes().and(Expression::is(id.clone()).negated())));
                    }
                    Moment::Ends(fact) if of_this(*fact) => {
                        sets.push(Set::truth(row.id.clone(), true).only_if(yes().negated().and(Expression::is(id.clone()))));
                    }
                    _ => {}
                }
            }
            sets.push(Set::to(id.clone(), Value::Whether(yes())));
            notes.push(Note { event: EventKind::Turns, what: Some(id.clone()), when: Expression::ALWAYS, sets });
        }
        for holder in self.turning.holders.iter().filter(|holder| turns_on.contains(&holder.id)) {
            let refuses = Expression::is("event.yes").negated();
            let mut sets = vec![Set::to(holder.id.clone(), Value::Whether(refuses.clone()))];
            // A duty that hangs on somebody's agreement is not asked for without it.
            sets.extend(steps.iter().filter_map(|step| {
                let unmet = step.agreement.clone()?.negated().and(refuses.clone());
                step.flag.clone().map(|flag| Set::truth(flag, false).only_if(unmet))
            }));
            notes.push(Note { event: EventKind::Answers, what: Some(holder.id.clone()), when: Expression::ALWAYS, sets });
        }
        notes
    }

    /// Routes that are taken, and withdrawing.
    pub(super) fn leaving(&mut self, here: Here) -> Vec<Note> {
        let mut notes = Vec::new();
        let left: Vec<Set> = here.and_then(|stage| self.dates.is_left(stage)).into_iter().collect();
        for at in 0..self.policy.routes.len() {
            let (route, found) = (RouteId(at as u32), &self.policy.routes[at]);
            if found.standing == Standing::Afterwards {
                continue;
            }
            let what = Some(format!("r_{}", at + 1));
            match &found.condition {
                Some(condition) if found.leaves_the_ladder() => {
                    let when = self.turning.condition(self.policy, condition, false);
                    let ending = self.route_ends(route);
                    let sets = left.iter().cloned().chain([ending]).collect();
                    notes.push(Note { event: EventKind::Route, what, when, sets });
                }
                None if here.is_some() => {
                    let sets = vec![Set::truth(wanted(route), true)];
                    notes.push(Note { event: EventKind::Route, what, when: Expression::ALWAYS, sets });
                }
                _ => {}
            }
        }
        let withdrawn = self.turning.moments.iter().filter(|(moment, _)| *moment == Moment::Withdrawn);
        let mut sets: Vec<Set> = withdrawn.map(|(_, row)| Set::truth(row.id.clone(), true)).collect();
        sets.splice(0..0, left);
        sets.push(self.ends(EndingKind::Withdrawn, None));
        notes.push(Note { event: EventKind::Withdraws, what: None, when: Expression::ALWAYS, sets });
        notes
    }
}
