//! What a run of checking came to, for people.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::diagnostic::Severity;
use crate::emit::json::KnownFinding;
use crate::model::Policy;
use crate::source::Sources;
use crate::verify::{Accepted, Finding, Report, RuleReport, StoryLine, Verdict};

use super::NOT_ADVICE;
use super::checking::{Checking, Read};
use super::render::{Look, visible};

/// Everything found, file by file.
pub(crate) fn text(run: &Checking, look: &Look) -> String {
    let mut text = String::new();
    for one in &run.checked {
        if let Ok(read) = &one.read {
            file(run.sources(one), read, look, &mut text);
        }
    }
    gone(run, look, &mut text);
    text
}

fn file(sources: &Sources, one: &Read, look: &Look, text: &mut String) {
    let diagnostics = &one.resolved.diagnostics;
    text.push_str(&look.diagnostics(sources, diagnostics));
    let name = visible(&sources.get(one.file).name());
    let (Some(policy), Some(report)) = (&one.resolved.policy, &one.report) else {
        let summary = match diagnostics.len() {
            0 => "no policy in it, and nothing wrong with its names".to_owned(),
            1 => "one problem; the rules were not checked".to_owned(),
            count => format!("{count} problems; the rules were not checked"),
        };
        let _ = writeln!(text, "{}", look.sentence(&format!("{name}: {summary}")));
        return;
    };
    findings(sources, report, look, text);
    accepted(policy, report, look, text);
    if !look.quiet {
        text.push_str(&look.guarantees(policy, report));
    }
    text.push_str(&look.paragraph(&format!("{name}: {}. `rungs explain RULE` says more.", counts(report))));
    if !policy.scenarios.is_empty() {
        let scenarios = many(policy.scenarios.len(), "scenario is", "scenarios are");
        let them = if policy.scenarios.len() == 1 { "it" } else { "them" };
        text.push_str(&look.paragraph(&format!("{scenarios} not played here; `rungs test` plays {them}.")));
    }
    text.push_str(&look.paragraph(NOT_ADVICE));
    text.push('\n');
}

/// What counts, the worst first; a story is told once.
fn findings(sources: &Sources, report: &Report, look: &Look, text: &mut String) {
    let counting = |rule: &RuleReport| rule.findings.iter().any(|finding| finding.accepted.is_none());
    let mut shown: Vec<&RuleReport> = report.rules.iter().filter(|rule| counting(rule)).collect();
    shown.sort_by_key(|rule| (!rule.fails(), rule.severity != Severity::Error, rule.verdict == Verdict::Advice));
    let mut told: HashMap<&[StoryLine], &str> = HashMap::new();
    for rule in shown {
        for finding in rule.findings.iter().filter(|finding| finding.accepted.is_none()) {
            let lines = finding.story.as_ref().map(|story| story.lines.as_slice()).filter(|lines| lines.len() > 2);
            let before = lines.and_then(|lines| told.get(lines).copied()).filter(|earlier| *earlier != rule.rule);
            text.push_str(&look.finding(sources, rule, finding, before));
            text.push('\n');
            lines.into_iter().for_each(|lines| {
                told.entry(lines).or_insert(&rule.rule);
            });
        }
    }
}

/// What somebody answers for, with who and why; and how much was there before.
fn accepted(policy: &Policy, report: &Report, look: &Look, text: &mut String) {
    let found = |why: Accepted| {
        let accepted = report.rules.iter().flat_map(|rule| rule.findings.iter().map(move |finding| (rule, finding)));
        accepted.filter(move |(_, finding)| finding.accepted == Some(why)).collect::<Vec<(&RuleReport, &Finding)>>()
    };
    let mut any = false;
    for (number, allowance) in policy.allowances.iter().enumerate() {
        for (rule, finding) in found(Accepted::Exception(number)) {
            let until = allowance.until.map(|until| format!(", until {until}")).unwrap_or_default();
            let said = format!("accepted: {} ({}): \"{}\", says {}{until}", finding.message, rule.rule, allowance.because, allowance.by);
            text.push_str(&look.sentence(&visible(&said)));
            any = true;
        }
    }
    let before: usize =
        found(Accepted::Baseline).iter().map(|(_, finding)| if finding.several.is_some() { finding.labels.len() } else { 1 }).sum();
    if before > 0 {
        let them = if before == 1 { "it is" } else { "they are" };
        text.push_str(&look.paragraph(&format!("{} in the baseline: {them} not shown.", many(before, "finding is", "findings are"))));
        any = true;
    }
    if any {
        text.push('\n');
    }
}

/// What was in a baseline and is found no more.
fn gone(run: &Checking, look: &Look, text: &mut String) {
    if run.gone.is_empty() {
        return;
    }
    let findings = many(run.gone.len(), "finding of the baseline is", "findings of the baseline are");
    text.push_str(&look.paragraph(&format!("{findings} gone:")));
    let alike =
        |one: &KnownFinding, other: &KnownFinding| (&one.policy, &one.rule, &one.message) == (&other.policy, &other.rule, &other.message);
    for same in run.gone.chunk_by(alike) {
        let times = if same.len() > 1 { format!(", {} times", same.len()) } else { String::new() };
        text.push_str(&look.paragraph(&visible(&format!(
            "{}{}: {} ({}{times})",
            look.bullet(),
            same[0].policy,
            same[0].message,
            same[0].rule
        ))));
    }
    let (them, they) = if run.gone.len() == 1 { ("it", "it") } else { ("them", "they") };
    let said = format!("`rungs check --write-baseline` with the same file takes {them} out, so that {they} cannot come back unseen.");
    text.push_str(&look.paragraph(&said));
    text.push('\n');
}

/// `of 53 rules one fails, 7 warn, 23 hold`.
fn counts(report: &Report) -> String {
    let count = |is: fn(&RuleReport) -> bool| report.rules.iter().filter(|rule| is(rule)).count();
    let of = |count: usize, one: &str, many: &str| match count {
        0 => format!("none {one}"),
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    };
    let accepted = match count(RuleReport::is_accepted) {
        0 => String::new(),
        1 => ", 1 is accepted".to_owned(),
        several => format!(", {several} are accepted"),
    };
    format!(
        "of {} rules {}, {}, {}{accepted}",
        report.rules.len(),
        of(count(RuleReport::fails), "fails", "fail"),
        of(count(RuleReport::warns), "warns", "warn"),
        of(count(|rule| rule.verdict == Verdict::Holds), "holds", "hold")
    )
}

fn many(count: usize, one: &str, several: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {several}") }
}
