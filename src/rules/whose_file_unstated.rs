//! Holds iff every clause that asks for a record (must, should, or described; not in the policy's own upkeep) names the
//! file it goes on, and the policy says who keeps that file: `on childs-file`, declared `kept by …`. Does not apply if no
//! record is asked for.
//!
//! ## Why it matters
//!
//! "Record it on the child's file." The school has one, social care has one, health has three. When somebody looks for what
//! was agreed, each agency finds that another was to write it down.

use crate::diagnostic::Severity;
use crate::model::{Act, Force, Home, Stated};
use crate::verify::Verdict;

use super::{Found, Rule, Several, Subject, at_clause, deeds, says};

pub(super) const RULE: Rule = Rule {
    name: "whose-file-unstated",
    severity: Severity::Warning,
    title: "Every record says on whose file it goes",
    check,
    source: include_str!("whose_file_unstated.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let mut any = false;
    let mut places = Vec::new();
    let asked = |clause: &crate::model::Clause| !clause.negated && clause.strength.force != Force::Permitted && clause.home != Home::Upkeep;
    for (id, clause) in policy.clauses().filter(|(_, clause)| asked(clause)) {
        for deed in deeds(&clause.deed) {
            if !matches!(deed.act, Act::Record(_)) {
                continue;
            }
            any = true;
            match deed.details.on.map(|file| policy.named(file)) {
                None => places.push(at_clause(policy, id, "on which file?")),
                Some(file) if !matches!(file.kept_by, Some(Stated::As(_))) => {
                    places.push(at_clause(policy, id, format!("\"{}\": kept by whom?", file.title)));
                }
                Some(_) => {}
            }
        }
    }
    if !any {
        return (Verdict::DoesNotApply, Vec::new());
    }
    says(
        places,
        Several { one: "record does not say on whose file it goes", many: "records do not say on whose file they go", sentence: "{}" },
        "name the file, `must record \"…\" on childs-file`, and say where it is declared who keeps it: `file childs-file \"…\" kept by every disputing agency`",
    )
}
