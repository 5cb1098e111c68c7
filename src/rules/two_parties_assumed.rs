//! Holds iff no clause about a case speaks of `both` or of `the other` one (`both managers`, `other manager`): these make
//! sense only for two agencies, and more can be in dispute. `other agencies`, in the plural, is as many as there are. The
//! policy's own upkeep and what a form asks are not about a case. Does not apply if those to whom the
//! policy says it applies are two agencies by name and nobody else; what it says of this in words is not weighed.
//!
//! ## Why it matters
//!
//! A school, health and social care disagree about a child. "Both managers must meet": which two? The third agency is not
//! at the table, and nothing says that it must agree to what the two settle.

use crate::diagnostic::Severity;
use crate::model::{Home, NameId, NameKind, Party, Policy, ScopeOf};
use crate::verify::Verdict;

use super::{Found, Rule, Several, Subject, at_clause, says};

pub(super) const RULE: Rule = Rule {
    name: "two-parties-assumed",
    severity: Severity::Warning,
    title: "No clause takes it that only two agencies disagree",
    check,
    source: include_str!("two_parties_assumed.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    if is_for_two(policy) {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let places = policy
        .clauses()
        .filter(|(_, clause)| !matches!(clause.home, Home::Upkeep | Home::Form(_)))
        .filter_map(|(id, clause)| {
            let word = clause.everybody().into_iter().find_map(for_two)?;
            Some(at_clause(policy, id, format!("`{word}` of how many?")))
        })
        .collect();
    says(
        places,
        Several { one: "clause makes", many: "clauses make", sentence: "{} sense only if two agencies disagree" },
        "write who is meant however many they are: the plural (`managers must meet`), `every disputing agency`, or `raising manager` and `receiving manager`",
    )
}

fn is_for_two(policy: &Policy) -> bool {
    let mut named: Vec<NameId> = Vec::new();
    for line in &policy.scope {
        match &line.to {
            ScopeOf::If(_) | ScopeOf::Words(_) => {}
            ScopeOf::Who(who) if who.names().count() < who.parties.len() => return false,
            ScopeOf::Who(who) => named.extend(who.names()),
        }
    }
    named.sort();
    named.dedup();
    named.len() == 2 && named.iter().all(|name| policy.named(*name).kind == NameKind::Agency)
}

fn for_two(party: &Party) -> Option<&'static str> {
    let says = |word: &str| party.which.iter().any(|which| which == word);
    let here = if says("both") {
        Some("both")
    } else if says("other") && !party.plural {
        Some("other")
    } else {
        None
    };
    here.or_else(|| party.of.as_deref().and_then(for_two))
}
