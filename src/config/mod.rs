//! `rungs.toml`: what a repository of policies asks for, whoever runs rungs on it and wherever.
//!
//! [`read`] takes the text; the command line finds the file and lets its own flags win.

mod read;
mod schema;

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity, did_you_mean};
use crate::model::{Policy, Value, wrong_value};
use crate::source::{FileId, Span};
use crate::verify::Report;

pub use read::read;
pub use schema::schema;

/// The name of the file.
pub const NAME: &str = "rungs.toml";

/// Something set, and where it is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set<T> {
    /// To what.
    pub to: T,
    /// Where.
    pub span: Span,
}

/// What a `rungs.toml` says. Paths are as written: relative to its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The file itself.
    pub file: FileId,
    /// What is checked where no path is given.
    pub paths: Option<Set<Vec<String>>>,
    /// What is left out when folders are searched, as in a `.gitignore`.
    pub exclude: Option<Set<Vec<String>>>,
    /// Files with rulebooks that every policy is checked against.
    pub rulebooks: Option<Set<Vec<String>>>,
    /// The file with the calendar of policies that have none.
    pub calendar: Option<Set<String>>,
    /// The file with the findings that were there before.
    pub baseline: Option<Set<String>>,
    /// What fails a run besides errors.
    pub deny: Option<Set<Deny>>,
    /// What is set for single rules, by name.
    pub rules: BTreeMap<String, RuleSetting>,
}

/// What fails a run besides errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deny {
    /// Warnings do.
    Warnings,
}

/// What is set for a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetting {
    /// Where its name stands.
    pub span: Span,
    /// How much a breach weighs.
    pub level: Option<Set<Level>>,
    /// Its value, such as `stage 3` or `20 working days`.
    pub value: Option<Set<Value>>,
}

/// How much a breach of a rule is to weigh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The rule is not asked.
    Off,
    /// It weighs this much.
    Weighs(Severity),
}

impl Level {
    /// Every word for one, as written in `rungs.toml` and on the command line.
    pub const WORDS: [&'static str; 4] = ["off", "note", "warning", "error"];

    /// What a word stands for.
    pub fn named(word: &str) -> Option<Self> {
        Some(match word {
            "off" => Level::Off,
            "note" => Level::Weighs(Severity::Note),
            "warning" => Level::Weighs(Severity::Warning),
            "error" => Level::Weighs(Severity::Error),
            _ => return None,
        })
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Weighs(severity) => severity.word(),
        }
    }
}

/// Puts the values set for rules into the rulebooks a policy follows. What does not fit is said at the place of the value.
pub fn set_values(rules: &BTreeMap<String, RuleSetting>, policy: &mut Policy) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in policy.rulebooks.iter_mut().flat_map(|book| &mut book.rules) {
        let Some(Set { to, span }) = rules.get(&rule.name).and_then(|set| set.value.as_ref()) else { continue };
        if !rule.set(to) {
            found.push(wrong_value(rule, to, *span));
        }
    }
    found
}

/// Weighs the rules of a report as set, and leaves out those that are off.
pub fn set_levels(rules: &BTreeMap<String, RuleSetting>, report: &mut Report) {
    report.rules.retain_mut(|rule| match rules.get(&rule.rule).and_then(|set| set.level.as_ref()) {
        Some(Set { to: Level::Off, .. }) => false,
        Some(Set { to: Level::Weighs(severity), .. }) => {
            rule.severity = *severity;
            true
        }
        None => true,
    });
}

/// The rules something is set for that no policy is asked, among those that are known.
pub fn unknown_rules(rules: &BTreeMap<String, RuleSetting>, known: &[&str]) -> Vec<Diagnostic> {
    let unknown = rules.iter().filter(|(name, _)| !known.contains(&name.as_str()));
    let said = unknown.map(|(name, set)| {
        let close = did_you_mean(name, known.iter().copied());
        Diagnostic::error("unknown-rule", set.span, format!("there is no rule called `{name}`"))
            .meant(close, "no such rule")
            .help("`rungs rules` lists the rules; one of your own has to be in a rulebook that is listed under `rulebooks`, or that the policies follow")
    });
    said.collect()
}
