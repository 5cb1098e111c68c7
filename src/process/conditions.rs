//! What conditions and moments turn on, as variables.

use std::collections::{BTreeSet, HashMap};

use crate::case::is_the_raising_agency;
use crate::model::{Condition, Event as Moment, NameId, Noun, Party, Policy, Side, Stated, in_words};

use super::companion::{Holder, MomentRow, PointKind, PointRow};
use super::expression::Expression;

/// The variables that conditions turn on, as they are met.
#[derive(Debug, Default)]
pub(super) struct Turning {
    pub(super) points: Vec<PointRow>,
    pub(super) holders: Vec<Holder>,
    pub(super) moments: Vec<(Moment, MomentRow)>,
    known_points: HashMap<String, usize>,
    known_holders: HashMap<String, usize>,
    known_moments: HashMap<String, usize>,
}

impl Turning {
    /// A condition. `agreed`: as it would be if everybody who is asked agreed.
    pub(super) fn condition(&mut self, policy: &Policy, condition: &Condition, agreed: bool) -> Expression {
        match condition {
            Condition::All(parts) => Expression::all(self.each(policy, parts, agreed)),
            Condition::Any(parts) => Expression::any(self.each(policy, parts, agreed)),
            Condition::Not(inner) => self.condition(policy, inner, agreed).negated(),
            Condition::Fact(fact) => {
                let named = policy.named(*fact);
                let kind = PointKind::Fact { name: named.name.clone(), may_change: named.may_change };
                self.point(format!("fact {}", named.name), kind, named.title.clone())
            }
            Condition::Words(words) => self.point(format!("words {words}"), PointKind::Words, words.clone()),
            Condition::Agrees(party) if agreed || is_the_raising_agency(party) => Expression::ALWAYS,
            Condition::Agrees(party) => self.refuses(in_words(policy).party(party)).negated(),
            Condition::Belongs { who, on, what } => self.belongs(policy, who, *on, what),
        }
    }

    fn each(&mut self, policy: &Policy, parts: &[Condition], agreed: bool) -> Vec<Expression> {
        parts.iter().map(|part| self.condition(policy, part, agreed)).collect()
    }

    /// A moment of a visit has come.
    pub(super) fn has_happened(&mut self, policy: &Policy, moment: &Moment) -> Expression {
        match moment {
            Moment::Resolved => Expression::is("resolved"),
            Moment::Unresolved => unsettled(),
            Moment::NoAnswer => Expression::is("no_answer"),
            Moment::OutOfTime => Expression::is("timed_out"),
            other => self.happened(policy, other),
        }
    }

    /// A moment other than what the stage comes to has come.
    pub(super) fn happened(&mut self, policy: &Policy, moment: &Moment) -> Expression {
        let words = match moment {
            Moment::Words(words) => words.clone(),
            other => in_words(policy).event(other),
        };
        let told = matches!(moment, Moment::Words(_) | Moment::Extended);
        let key = format!("{} {words}", if matches!(moment, Moment::Words(_)) { "words" } else { "moment" });
        let next = self.moments.len();
        let at = *self.known_moments.entry(key).or_insert(next);
        if at < next {
            return Expression::is(self.moments[at].1.id.clone());
        }
        // What a fact begins or ends is told as the fact turning.
        match moment {
            Moment::Begins(fact) | Moment::Ends(fact) => drop(self.condition(policy, &Condition::Fact(*fact), false)),
            _ => {}
        }
        let row = MomentRow { id: format!("h_{}", next + 1), words, told };
        let is = Expression::is(row.id.clone());
        self.moments.push((moment.clone(), row));
        is
    }

    /// The variable that says that a fact is so.
    pub(super) fn fact(&self, policy: &Policy, fact: NameId) -> Option<&PointRow> {
        self.known_points.get(&format!("fact {}", policy.named(fact).name)).map(|at| &self.points[*at])
    }

    fn refuses(&mut self, words: String) -> Expression {
        let next = self.holders.len();
        let at = *self.known_holders.entry(words.clone()).or_insert(next);
        if at == next {
            self.holders.push(Holder { id: format!("says_no_{}", next + 1), words });
        }
        Expression::is(self.holders[at].id.clone())
    }

    fn point(&mut self, key: String, kind: PointKind, words: String) -> Expression {
        let next = self.points.len();
        let at = *self.known_points.entry(key).or_insert(next);
        if at == next {
            self.points.push(PointRow { id: format!("so_{}", next + 1), kind, words });
        }
        Expression::is(self.points[at].id.clone())
    }

    /// `who is what`, or `who is on what`: settled by who disputes where that can be said of a side, by the policy where it
    /// is said of somebody by name, and told otherwise.
    fn belongs(&mut self, policy: &Policy, who: &Party, on: bool, what: &Party) -> Expression {
        let words = format!("{}{} {}", in_words(policy).party(who), if on { " is on" } else { " is" }, in_words(policy).party(what));
        let key = format!("is {words}");
        let told = PointKind::Belongs { raising: None, receiving: None };
        let (Some(wanted), None) = (what.name(), &what.of) else { return self.point(key, told, words) };
        let members = match &policy.named(wanted).members {
            _ if !on => None,
            Some(Stated::As(members)) => Some(members.names().collect::<Vec<_>>()),
            _ => return self.point(key, told, words),
        };
        let fits = |name: NameId| members.as_ref().map_or_else(|| policy.is_kind_of(name, wanted), |members| members.contains(&name));
        let names = || -> Vec<String> {
            let all = policy.names.iter().enumerate().map(|(at, named)| (NameId(at as u32), named));
            all.filter(|(name, _)| fits(*name)).map(|(_, named)| named.name.clone()).collect()
        };
        match (who.side, &who.noun, &who.of) {
            (Some(Side::Raising), Noun::Agency, None) => {
                self.point(key, PointKind::Belongs { raising: Some(names()), receiving: None }, words)
            }
            (Some(Side::Receiving), Noun::Agency, None) => {
                self.point(key, PointKind::Belongs { raising: None, receiving: Some(names()) }, words)
            }
            (None, Noun::Named(name), None) if fits(*name) => Expression::ALWAYS,
            (None, Noun::Named(_), None) if on => Expression::NEVER,
            _ => self.point(key, told, words),
        }
    }
}

/// The stage has not settled it: silence and time running out included.
pub(super) fn unsettled() -> Expression {
    Expression::any(["unresolved", "no_answer", "timed_out"].map(Expression::is))
}

/// The stage has come to an outcome.
pub(super) fn has_an_outcome() -> Expression {
    Expression::any(["resolved", "unresolved", "no_answer"].map(Expression::is))
}

/// Every variable an expression speaks of.
pub(super) fn variables(expression: &Expression, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Is(name)
        | Expression::Known(name)
        | Expression::Reached(name)
        | Expression::Equals(name, _)
        | Expression::AtMost(name, _) => {
            found.insert(name.clone());
        }
        Expression::Not(inner) => variables(inner, found),
        Expression::All(parts) | Expression::Any(parts) => parts.iter().for_each(|part| variables(part, found)),
        Expression::Constant(_) | Expression::Names(_) => {}
    }
}
