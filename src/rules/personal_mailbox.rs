//! Holds iff no address in the policy is a named person's: `email personal` or `phone personal` on a role. Does not
//! apply to a policy that gives no address.
//!
//! ## Why it matters
//!
//! People change posts; their mailboxes are closed or, worse, stay open unread. A notification about a child must
//! reach a role, whoever holds it today.

use crate::diagnostic::{Label, Severity};
use crate::model::Address;
use crate::verify::Verdict;

use super::{Found, Rule, Several, Subject, deeds, says};

pub(super) const RULE: Rule = Rule {
    name: "personal-mailbox",
    severity: Severity::Warning,
    title: "Notifications go to a role's address, not a person's",
    check,
    source: include_str!("personal_mailbox.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let mut any = policy
        .clauses
        .iter()
        .any(|clause| deeds(&clause.deed).iter().any(|deed| deed.details.means.iter().any(|means| means.address.is_some())));
    let mut places = Vec::new();
    for id in policy.used_names() {
        let named = policy.named(id);
        for address in named.email.iter().chain(&named.phone) {
            any |= *address != Address::Unstated;
            if *address == Address::Personal {
                places.push((Label { span: named.span, text: "what is given is one person's, not the role's".into() }, None));
            }
        }
    }
    if !any {
        return (Verdict::DoesNotApply, Vec::new());
    }
    says(
        places,
        Several { one: "role is reached", many: "roles are reached", sentence: "{} by a named person's address" },
        "ask the partnership for an address that belongs to the role or the team, and put that in the document and here",
    )
}
