//! The rules every ladder is checked for. One file a rule: its page, its words and its test for trouble.
//!
//! A rule's page is the comment at the head of its file; the policies under `tests/rules/<name>/` are its
//! examples. Rules about what a partnership requires are not here: they are written in rulebooks.

mod ambiguous_day;
mod child_details_shared;
mod clock_start_unstated;
mod endless_loop;
mod limits_do_not_add_up;
mod no_counterpart;
mod one_person_veto;
mod outside_jurisdiction;
mod overlapping_conditions;
mod own_manager_in_the_way;
mod pages;
mod paragraph_not_encoded;
mod personal_mailbox;
mod quoted_duty;
mod recipient_unreachable;
mod same_post_two_tiers;
mod sender_unstated;
mod skip_loses_duty;
mod sources_disagree;
mod stuck_stage;
mod superseded_reference;
mod two_last_words;
mod two_parties_assumed;
mod uncovered_condition;
mod undefined_term;
mod unmet_precondition;
mod unreachable_stage;
mod weak_duty;
mod weaker_than_parent;
mod whose_file_unstated;

pub(crate) use pages::names;
pub use pages::{Page, england, page, pages};

use crate::diagnostic::{Label, Severity};
use crate::graph::StageGraph;
use crate::model::{ClauseId, Date, Policy};
use crate::verify::{Finding, Found, Several, Story, Trouble, Verdict, Words, clause_list, deeds, finding, says};

/// What a rule looks at.
#[derive(Clone, Copy)]
pub struct Subject<'s> {
    /// The policy.
    pub policy: &'s Policy,
    /// Its stage graph.
    pub graph: &'s StageGraph,
    /// The day on which it is asked, where a date matters; without one, every stated end has passed.
    pub as_of: Option<Date>,
}

/// A rule every ladder is checked for.
pub struct Rule {
    /// Its name, which says what it complains about.
    pub name: &'static str,
    /// How much a breach weighs.
    pub severity: Severity,
    /// What it requires, in a sentence.
    pub title: &'static str,
    check: fn(&Subject<'_>) -> Found,
    source: &'static str,
}

impl Rule {
    /// What it comes to on a policy.
    pub fn check(&self, subject: &Subject<'_>) -> Found {
        (self.check)(subject)
    }
}

/// Every built-in rule, by name.
pub const RULES: &[Rule] = &[
    ambiguous_day::RULE,
    child_details_shared::RULE,
    clock_start_unstated::RULE,
    endless_loop::RULE,
    limits_do_not_add_up::RULE,
    no_counterpart::RULE,
    one_person_veto::RULE,
    outside_jurisdiction::RULE,
    overlapping_conditions::RULE,
    own_manager_in_the_way::RULE,
    paragraph_not_encoded::RULE,
    personal_mailbox::RULE,
    quoted_duty::RULE,
    recipient_unreachable::RULE,
    same_post_two_tiers::RULE,
    sender_unstated::RULE,
    skip_loses_duty::RULE,
    sources_disagree::RULE,
    stuck_stage::RULE,
    superseded_reference::RULE,
    two_last_words::RULE,
    two_parties_assumed::RULE,
    uncovered_condition::RULE,
    undefined_term::RULE,
    unmet_precondition::RULE,
    unreachable_stage::RULE,
    weak_duty::RULE,
    weaker_than_parent::RULE,
    whose_file_unstated::RULE,
];

/// The built-in rule of a name.
pub fn built_in(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// The findings, or where the question was too large the one that says so.
fn or_gave_up(policy: &Policy, verdict: Verdict, findings: Vec<Finding>) -> Vec<Finding> {
    if verdict == Verdict::GaveUp { vec![crate::verify::gave_up(policy)] } else { findings }
}

/// Where advice keeps cases out of trouble, names it.
fn only_if_advised(found: &mut Finding, policy: &Policy, trouble: &Trouble) {
    if trouble.advice.is_empty() {
        return;
    }
    found.message.push_str(" unless advice is followed");
    let all = if trouble.all_needed { "" } else { " (perhaps not all of these are needed)" };
    found.help =
        format!("what is only advised or described can be left undone; write `must` in {}{all}", clause_list(policy, &trouble.advice));
    found.advice = trouble.advice.clone();
}

fn at_clause(policy: &Policy, clause: ClauseId, text: impl Into<String>) -> (Label, Option<ClauseId>) {
    (Label { span: policy.clause(clause).span, text: text.into() }, Some(clause))
}

/// A story with what happens in the end.
fn ending(mut story: Story, happens: &str) -> Story {
    if let Some(last) = story.lines.last_mut() {
        last.text.push(' ');
        last.text.push_str(happens);
    }
    story
}
