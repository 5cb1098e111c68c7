//! Holds iff every number of days in the policy says which days count: working, calendar or school days. Hours,
//! weeks and months are not ambiguous. A stated equivalence ("48 hours, that is 2 working days") or a stated
//! reading (`reading "day" as working day because "…"`) settles it; two that contradict each other do not.
//!
//! ## Why it matters
//!
//! "Two days" from a Thursday before Easter is Saturday to one agency and the following Wednesday to another. Each
//! believes the other is late, or that it still has time, while a child waits.

use crate::diagnostic::{Label, Severity};
use crate::model::{Clause, Duration, Length, LimitLength, Timing, Unit, Within};
use crate::verify::Verdict;

use super::{Found, Rule, Several, Subject, deeds, says};

pub(super) const RULE: Rule = Rule {
    name: "ambiguous-day",
    severity: Severity::Warning,
    title: "Every limit in days says which days count",
    check,
    source: include_str!("ambiguous_day.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    // Readings that contradict each other settle nothing.
    let read = policy.day_read_as().is_some();
    let mut any = false;
    let mut places = Vec::new();
    for (id, clause) in policy.clauses() {
        for (duration, settled) in durations(clause) {
            any = true;
            if duration.unit == Unit::Days && duration.kind.is_none() && !settled && !read {
                places.push((Label { span: duration.span, text: "working days or calendar days?".into() }, Some(id)));
            }
        }
    }
    if !any {
        return (Verdict::DoesNotApply, Vec::new());
    }
    says(
        places,
        Several { one: "limit in days does not say", many: "limits in days do not say", sentence: "{} which days count" },
        "write `2 working days` or `2 calendar days`; if the document only says \"days\", say how it is read: `reading \"day\" as working day because \"…\"` in the policy's heading",
    )
}

/// Every length of time in a clause, and whether its days are settled by a stated equivalence.
fn durations(clause: &Clause) -> Vec<(&Duration, bool)> {
    let mut found = Vec::new();
    if let Some(limit) = clause.limit()
        && let LimitLength::Timing(timing) = &limit.length
    {
        of_timing(timing, &mut found);
    }
    for deed in deeds(&clause.deed) {
        deed.details.timing.iter().for_each(|timing| of_timing(timing, &mut found));
    }
    found
}

fn of_timing<'c>(timing: &'c Timing, found: &mut Vec<(&'c Duration, bool)>) {
    match timing {
        Timing::Within(Within { length, that_is, extendable_to, .. }) => {
            let settled = that_is.as_ref().is_some_and(|same| same.kind.is_some() || same.unit != Unit::Days);
            if let Length::Time(duration) = length {
                found.push((duration, settled));
            }
            if let Some(Length::Time(duration)) = extendable_to {
                found.push((duration, false));
            }
        }
        Timing::Every(Some(duration)) => found.push((duration, false)),
        Timing::Soon(_) | Timing::Every(None) => {}
    }
}
