//! What a policy says about itself: its review, who learns from it, what holds for the child meanwhile.

use crate::diagnostic::Label;
use crate::model::{Act, Clause, Home, Policy, Statement};

use super::property::{Found, deeds, says};

/// Whether the policy says it. Strength plays no part: what should be reviewed is said to be.
pub(super) fn the_policy_states(policy: &Policy, what: Statement) -> Found {
    let said = policy.clauses.iter().any(|clause| !clause.negated && says_so(clause, what));
    let places = if said { Vec::new() } else { vec![(Label { span: policy.span, text: "this policy".into() }, None)] };
    let (message, help) = match what {
        Statement::Review => (
            "nothing says when this policy is reviewed, or by whom",
            "if the document says so, add it, for example `upkeep { chair must review \"this policy\" every 1 year }`; if not, ask its author",
        ),
        Statement::Learning => (
            "nothing says who learns from the disagreements this policy settles",
            "if the document says so, add it, for example `afterwards { when resolved, chair must refer \"what was learned\" to learning-group }`; if not, ask its author",
        ),
        Statement::Meanwhile => (
            "nothing says what holds for the child while the agencies disagree",
            "if the document says so, add it, for example `throughout { meanwhile \"the safer of the two plans is followed\" }`; if not, ask its author: until somebody decides, each agency will follow its own plan",
        ),
    };
    says(places, message, help)
}

fn says_so(clause: &Clause, what: Statement) -> bool {
    let mut deeds = deeds(&clause.deed).into_iter();
    match what {
        Statement::Review => clause.home == Home::Upkeep && deeds.any(|deed| matches!(deed.act, Act::Review(_))),
        Statement::Learning => clause.home == Home::Afterwards && deeds.any(|deed| matches!(deed.act, Act::Review(_) | Act::Refer(..))),
        Statement::Meanwhile => deeds.any(|deed| matches!(deed.act, Act::Meanwhile(_))),
    }
}
