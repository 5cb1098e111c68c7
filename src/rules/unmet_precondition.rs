//! Holds iff in every case whatever a stage presupposes (`only after X have …`) is required of X at an earlier stage, or in a
//! clause that is to be done `before` that stage. What is said of every stage, under `throughout` or with `at any stage`, is
//! asked at each of them, and so before any but the first. Where the precondition is a verb of the language, the
//! earlier clause must have the same verb, and of a choice every option, or with `in turn` the first; where it is quoted
//! words, any duty of X will do, an attempt too. A clause asks it of X if it names X as who is to do it, of either side where
//! one of the two is not said, or says `they` or `everyone` where X talks at its stage; that others must tell X something
//! asks nothing of X. Of several X, each, or with `or` one. A clause that holds only `if` something is so counts in the cases
//! in which that stays so all through; one that waits for a moment other than `unresolved` does not count. Holds if
//! advice is followed where the earlier clause only says `should` or describes. Does not apply to a policy without
//! `only after` in a stage.
//!
//! ## Why it matters
//!
//! "Only after the Board members have been involved" can keep a case from the Chair: if no earlier sentence asks the Board
//! members for anything, whoever would rather not see it go up need only point out that they have not been.

use crate::diagnostic::Severity;
use crate::model::{Join, Policy, in_words, listed};
use crate::verify::{Finding, Presupposed, Verdict, clause_list, gave_up, presupposed};

use super::{Found, Rule, Subject, at_clause, finding};

pub(super) const RULE: Rule = Rule {
    name: "unmet-precondition",
    severity: Severity::Warning,
    title: "What a stage presupposes has been required before",
    check,
    source: include_str!("unmet_precondition.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let mut verdict = Verdict::DoesNotApply;
    let mut findings = Vec::new();
    for found in presupposed(policy) {
        if rank(found.verdict) > rank(verdict) {
            verdict = found.verdict;
        }
        match found.verdict {
            Verdict::Holds => {}
            Verdict::GaveUp => findings.push(gave_up(policy)),
            Verdict::Advice => findings.push(advised(policy, &found)),
            _ => findings.push(lacking(policy, &found)),
        }
    }
    (verdict, findings)
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::DoesNotApply => 0,
        Verdict::Holds => 1,
        Verdict::Advice => 2,
        Verdict::GaveUp => 3,
        _ => 4,
    }
}

fn lacking(policy: &Policy, found: &Presupposed<'_>) -> Finding {
    let name = found.who.names().next().map_or_else(|| "…".to_owned(), |name| policy.named(name).name.clone());
    let join = if found.who.join == Join::Or { "or" } else { "and" };
    let who = listed(found.lacking.iter().map(|party| plainly(&in_words(policy).party(party))).collect(), join);
    finding(
        vec![at_clause(policy, found.clause, "presupposes that they have done their part")],
        format!("{} presupposes something of the {who} that no earlier stage requires", policy.stage(found.stage).name()),
        &format!(
            "require it at an earlier stage, in every case, with whoever is to do it in front: `{name} must …`; or take the precondition out, so that nobody can hold a case up with it"
        ),
    )
}

fn advised(policy: &Policy, found: &Presupposed<'_>) -> Finding {
    let mut places = vec![at_clause(policy, found.clause, "presupposes what is only advised or described")];
    places.extend(found.advice.iter().take(3).map(|advice| at_clause(policy, *advice, "can be left undone")));
    let mut told = finding(
        places,
        format!("{} presupposes what has been done before it only if advice is followed", policy.stage(found.stage).name()),
        &format!("write `must` in {}", clause_list(policy, &found.advice)),
    );
    told.advice = found.advice.clone();
    told
}

fn plainly(who: &str) -> String {
    who.trim_start_matches("relevant ").trim_start_matches("the ").to_owned()
}
