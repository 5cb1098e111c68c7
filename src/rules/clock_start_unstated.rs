//! Holds iff every limit that is a length of time says what it is counted from: with `of` (`within 2 working days of start
//! of stage 2`, `of decision`), by the moment the clause waits for (`when resolved`), or as `a further` time on top of
//! another. At the first stage, and for the whole case, it is counted from when the disagreement is raised, which is what a case
//! begins with; what a route asks for at the first stage begins when the route opens, and has to say so. Limits in words, how often something is done, and the policy's own upkeep are not counted. Does not apply
//! to a policy in which nothing has to say it.
//!
//! ## Why it matters
//!
//! "Managers have two days." From the day the workers gave up, from the day they told their managers, or from the day the
//! other manager rang back? If nobody wrote it down, each side counts from the day that suits it, and a case that has
//! taken a fortnight was never late.

use crate::diagnostic::{Label, Severity};
use crate::model::{Clause, ClauseId, Home, Length, Limit, LimitLength, LimitOf, Policy, StageId, Timing, Within};
use crate::verify::Verdict;

use super::{Found, Rule, Several, Subject, deeds, says};

pub(super) const RULE: Rule = Rule {
    name: "clock-start-unstated",
    severity: Severity::Warning,
    title: "Every limit says what it is counted from",
    check,
    source: include_str!("clock_start_unstated.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let mut any = false;
    let mut places: Vec<(Label, Option<ClauseId>)> = Vec::new();
    for (id, clause) in policy.clauses().filter(|(_, clause)| !clause.negated && clause.home != Home::Upkeep) {
        if begins_with_the_case(policy, clause) {
            continue;
        }
        for within in limits(clause) {
            let Length::Time(length) = &within.length else { continue };
            any = true;
            let said = !within.counted_from.is_empty() || within.further || clause.when.is_some();
            if !said {
                places.push((Label { span: length.span, text: format!("{} from when?", length.words()) }, Some(id)));
            }
        }
    }
    if !any {
        return (Verdict::DoesNotApply, Vec::new());
    }
    says(
        places,
        Several { one: "limit does not say what it is counted from", many: "limits do not say what they are counted from", sentence: "{}" },
        "say from when: `within 2 working days of start of stage 2`, `of end of stage 1`, `of request`; if the document does not say, ask its author",
    )
}

/// A limit on the whole case, or one that is only about the first stage.
fn begins_with_the_case(policy: &Policy, clause: &Clause) -> bool {
    let of_the_case = matches!(clause.limit(), Some(Limit { of: LimitOf::TheCase, .. }));
    // A route opens when its condition is so, which need not be when the case is raised.
    let on_the_ladder = matches!(clause.home, Home::Stage(_) | Home::Throughout);
    let alone = policy.stages.len() == 1;
    let of_the_first = || clause.stages.as_ref().is_some_and(|stages| stages.iter().all(|stage| *stage == StageId(0)));
    of_the_case || (on_the_ladder && (alone || of_the_first()))
}

fn limits(clause: &Clause) -> Vec<&Within> {
    let own = clause.limit().and_then(|limit| if let LimitLength::Timing(timing) = &limit.length { Some(timing) } else { None });
    let of_deeds = deeds(&clause.deed).into_iter().flat_map(|deed| &deed.details.timing);
    own.into_iter().chain(of_deeds).filter_map(|timing| if let Timing::Within(within) = timing { Some(within) } else { None }).collect()
}
