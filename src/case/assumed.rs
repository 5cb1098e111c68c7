//! What a case had to assume, because neither the policy nor whoever tells the case says it.

use std::collections::BTreeSet;

use crate::model::{Clause, Condition, Reading, in_words};

use super::dates::Dated;
use super::facts::Point;
use super::lines::{SOMEBODY, Writer, names_nobody};
use super::setup::Sure;
use super::state::{Entry, Noted};

/// Every assumption, in words, in a fixed order.
pub(super) fn assumed(writer: &Writer<'_, '_>) -> Vec<String> {
    let mut assumed: Vec<String> = Vec::new();
    let mut add = |words: String| {
        if !assumed.contains(&words) {
            assumed.push(words);
        }
    };
    let dates = writer.dated();
    for dated in &dates {
        if dated.day_read_as.is_some() {
            writer.readings().iter().take(1).for_each(|reading| add(reading_words(reading)));
        }
        let Ok(deadline) = &dated.by else { continue };
        deadline.assumptions.iter().for_each(|assumption| add(assumption.words()));
        if dated.start_assumed {
            let limit = writer.setup.policy.clause(dated.clause).limit().is_some();
            add(if limit {
                "a time limit is counted from the day the case comes to the stage; the policy does not say from when".to_owned()
            } else {
                "a duty's time is counted from the moment it falls due; the policy does not say from when".to_owned()
            });
        }
    }
    for dated in dates.iter().filter(|dated| dated.read_as.is_some() && dated.by.is_ok()) {
        let asks = in_words(writer.setup.policy).asks(writer.setup.policy.clause(dated.clause));
        add(format!("\"{asks}\" may be meant for the stage or for the case, and the policy does not say for which: both are counted"));
    }
    writer.scope().into_iter().for_each(&mut add);
    let entries = writer.entries;
    if entries.iter().any(|entry| writer.has_no_sure_limit(entry)) {
        add("a stage's time has run out, although the policy does not say for certain that it has a limit".to_owned());
    }
    if entries
        .iter()
        .any(|entry| matches!(entry.what, Noted::Moved { clause: Some(clause) } if has_holder(writer.setup.policy.clause(clause))))
    {
        add("whoever is asked agrees, unless the case says otherwise".to_owned());
    }
    add("what is asked for is done in time, unless the case says otherwise; what is only allowed is not done".to_owned());
    if entries.iter().any(|entry| matches!(entry.what, Noted::Duty { clause, .. } if names_nobody(writer.setup.policy.clause(clause)))) {
        add(format!("where it says \"{SOMEBODY}\", the policy does not say who"));
    }
    let not_so = writer.never_so();
    if !not_so.is_empty() {
        add(format!("not so, because nothing says that it is so: {}", not_so.join("; ")));
    }
    assumed
}

impl Writer<'_, '_> {
    fn readings(&self) -> &[Reading] {
        if self.readings.is_empty() { &self.setup.policy.readings } else { self.readings }
    }

    fn dated(&self) -> Vec<Dated> {
        let dates = |entry: &Entry| match &entry.what {
            Noted::Limit(limit) => vec![limit.clone()],
            Noted::Duty { clause, by, .. } => self.dates_of_duty(entry, *clause, by),
            _ => Vec::new(),
        };
        self.entries.iter().flat_map(dates).collect()
    }

    fn has_no_sure_limit(&self, entry: &Entry) -> bool {
        entry.what == Noted::TimeRanOut && entry.at.is_some_and(|stage| self.setup.limit(stage) == Some(Sure::Perhaps))
    }

    /// Everything the policy turns on that has not been so at any time.
    fn never_so(&self) -> Vec<String> {
        let turned: BTreeSet<_> =
            self.entries.iter().filter_map(|entry| if let Noted::Turned(point, _) = &entry.what { Some(point) } else { None }).collect();
        let points = self.setup.points();
        let never = points.iter().filter(|point| !self.state.so.contains(*point) && !turned.contains(point));
        // The document's own words are sentences of their own.
        let words = |point: &Point| match point {
            Point::Words(words) => format!("\"{words}\""),
            other => other.words(self.setup.policy),
        };
        let only_scope = |point: &&Point| !self.setup.turns_on(point);
        never.filter(|point| !only_scope(point)).map(words).collect()
    }

    /// What the policy says of the cases it is for, where nothing says that this is one of them, or where it only should
    /// not be used.
    fn scope(&self) -> Vec<String> {
        let words = in_words(self.setup.policy);
        let (mut against, mut open) = (Vec::new(), Vec::new());
        for condition in self.setup.scope() {
            match self.setup.as_told(self.state, condition) {
                Some(false) => against.push(match condition {
                    Condition::Not(unless) => {
                        format!("the policy says that it is not for a case in which {}; it is played all the same", words.condition(unless))
                    }
                    other => {
                        format!("the policy says that it is for a case in which {}; it is played all the same", words.condition(other))
                    }
                }),
                None if !matches!(condition, Condition::Not(_)) => open.push(words.condition(condition)),
                _ => {}
            }
        }
        if !open.is_empty() {
            against.push(format!("this is a case that the policy says it is for: {}", open.join("; ")));
        }
        against
    }
}

fn reading_words(reading: &Reading) -> String {
    format!("\"{}\" is read as a {} day: {}", reading.word, reading.kind.word(), reading.because)
}

fn has_holder(clause: &Clause) -> bool {
    let mut asked = Vec::new();
    clause.conditions.iter().for_each(|condition| condition.asks(&mut asked));
    !asked.is_empty()
}
