//! Claims to verdicts: what a policy guarantees, and the case that breaks it.
//!
//! Rules say what to look for; this folder decides it. A verdict is a value, "undetermined" and "gave up" included.
//!
//! `cases` lays every case out as a graph for one question, `paths` decides the question on it, `question` weighs
//! what the policy leaves open and where its sources disagree, `story` tells the case that breaks it.

mod accepted;
mod cases;
mod deadlines;
mod deciding;
mod encode;
mod facts;
mod first_case;
mod forming;
mod formula;
mod homes;
mod ladder;
mod limits;
mod neutral;
mod openings;
mod panel_terms;
mod panels;
mod parties;
mod paths;
mod presupposed;
mod property;
mod question;
mod reach;
mod readings;
mod report;
mod routes;
mod seating;
mod skips;
mod solver;
mod stages;
mod stand_ins;
mod statements;
mod story;
mod tells;
mod terms;
mod time;
mod ways;
mod weigh;
mod witness;

pub use accepted::exceptions;
pub use ladder::{Trouble, circles, dead_ends, unreachable_stages, vetoes};
pub(crate) use presupposed::{Presupposed, presupposed};
pub(crate) use property::{Found, Words, clause_list, decide_property, deeds, finding, gave_up, says, verdict_of};
pub use readings::{Disagreement, disagreements, media};
pub use report::*;
pub(crate) use skips::{Lossy, Lost, lossy_steps};
#[cfg(feature = "cli")]
pub(crate) use solver::{in_use as solver_in_use, times_asked};
pub(crate) use ways::{gap_steps, gaps, in_managers_hands, managers_in_the_way, overlaps, rivals};
pub use witness::Witness;
pub(crate) use witness::assumed_days;

use crate::graph::StageGraph;
use crate::model::{Date, Policy};
use crate::rules::{RULES, Subject};

/// Decides every rule on a policy: those of the rulebooks it follows, then the built-in ones; and marks what its
/// exceptions accept.
///
/// `as_of` is the day on which it is asked, where a date matters; without one, every stated end has passed.
pub fn check(policy: &Policy, graph: &StageGraph, as_of: Option<Date>) -> Report {
    let mut report = Report::default();
    for book in &policy.rulebooks {
        for rule in &book.rules {
            let (verdict, findings) = property::decide_property(policy, graph, &rule.property);
            report.rules.push(RuleReport {
                rule: rule.name.clone(),
                title: rule.title.clone(),
                severity: rule.severity,
                rulebook: Some(book.name.clone()),
                verdict,
                findings,
            });
        }
    }
    let subject = Subject { policy, graph, as_of };
    for rule in RULES {
        let (verdict, findings) = rule.check(&subject);
        report.rules.push(RuleReport {
            rule: rule.name.into(),
            title: rule.title.into(),
            severity: rule.severity,
            rulebook: None,
            verdict,
            findings,
        });
    }
    report.rules.iter_mut().for_each(name_scenarios);
    accepted::accept(policy, &mut report, as_of);
    report
}

/// A witness is called by its rule and what it shows.
fn name_scenarios(rule: &mut RuleReport) {
    for finding in &mut rule.findings {
        if let Some(scenario) = finding.story.as_mut().and_then(|story| story.scenario.as_mut()) {
            scenario.title = format!("{}: {}", rule.rule, finding.message);
        }
    }
}
