//! Findings somebody answers for: what the exceptions of a policy come to.
//!
//! An exception changes no verdict. It takes findings out of what fails a run, as far as it reaches.

use crate::diagnostic::{Diagnostic, Label};
use crate::model::{Allowance, AllowedAt, Date, Home, Policy};

use super::report::{Accepted, Finding, Report};

/// Marks what the policy's exceptions accept. Without a day, every stated end has passed.
pub(super) fn accept(policy: &Policy, report: &mut Report, as_of: Option<Date>) {
    for (number, allowance) in policy.allowances.iter().enumerate() {
        if !is_in_force(allowance, as_of) {
            continue;
        }
        let Some(rule) = report.rules.iter_mut().find(|rule| rule.rule == allowance.rule) else { continue };
        let split = |finding: Finding| {
            let covered: Vec<bool> = finding.labels.iter().map(|label| covers(policy, allowance, label)).collect();
            finding.split(policy, Accepted::Exception(number), |place| covered[place])
        };
        rule.findings = rule.findings.drain(..).flat_map(split).collect();
    }
}

fn is_in_force(allowance: &Allowance, as_of: Option<Date>) -> bool {
    allowance.until.is_none_or(|until| as_of.is_some_and(|today| today == until || !until.reached(today)))
}

/// Whether an exception is for what is found at a place.
fn covers(policy: &Policy, allowance: &Allowance, label: &Label) -> bool {
    match &allowance.at {
        AllowedAt::Everywhere => true,
        AllowedAt::Stages(stages) => stages.iter().any(|stage| {
            let within = || policy.clause_holding(label.span).is_some_and(|(_, clause)| clause.home == Home::Stage(*stage));
            policy.stage(*stage).span.holds(label.span) || within()
        }),
        AllowedAt::Named { name, span } => {
            let home = || policy.clause_holding(label.span).map(|(_, clause)| clause.home);
            span.holds(label.span)
                || match home() {
                    Some(Home::Route(route)) => policy.routes[route.0 as usize].name == *name,
                    Some(Home::Panel(group) | Home::Form(group)) => policy.named(group).name == *name,
                    _ => false,
                }
        }
    }
}

/// What is to be said of the exceptions themselves: those that have run out, and those that accept nothing.
pub fn exceptions(policy: &Policy, report: &Report, as_of: Option<Date>) -> Vec<Diagnostic> {
    let judged = policy.allowances.iter().enumerate().filter_map(|(number, allowance)| {
        let rule = &allowance.rule;
        if let Some(until) = allowance.until.filter(|_| !is_in_force(allowance, as_of)) {
            return Some(
                Diagnostic::warning("exception-expired", allowance.span, format!("this exception for `{rule}` ran out after {until}"))
                    .label("what it accepted counts again")
                    .help(format!(
                        "mend the policy and take the exception out; or ask {} whether it is to stand, and until when",
                        allowance.by
                    )),
            );
        }
        let accepts = |finding: &Finding| finding.accepted == Some(Accepted::Exception(number));
        let used = report.rule(rule).is_some_and(|found| found.findings.iter().any(accepts));
        (!used).then(|| {
            let label = match report.rule(rule) {
                None => "this policy is not checked for the rule",
                Some(found) if found.findings.is_empty() => "the rule finds nothing any more",
                Some(_) => "the rule finds nothing here that is not accepted already",
            };
            Diagnostic::warning("exception-unused", allowance.span, format!("this exception for `{rule}` accepts nothing"))
                .label(label)
                .help("take it out, so that nobody believes there is something to accept; if another place is meant, name that one")
        })
    });
    judged.collect()
}
