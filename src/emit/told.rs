//! What was found, in sentences: the same words wherever a report is read.

use super::json::{CheckDocument, FileReport, Finding, Hole, LabelledSpan, Problem, RuleResult, Severity, Verdict, Witness};
use crate::model::capitalised;

/// How much a finding of a rule weighs in a report. What holds if advice is followed is at most worth a warning.
pub(crate) fn weight(rule: &RuleResult) -> Severity {
    match (rule.severity, rule.verdict) {
        (Severity::Error, Verdict::Advice) => Severity::Warning,
        (severity, _) => severity,
    }
}

/// The word for a weight.
pub(crate) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// How a rule is named beside a finding: `told-too-late`, `told-too-late (undetermined)`.
pub(crate) fn rule(rule: &RuleResult) -> String {
    let verdict = match rule.verdict {
        Verdict::Advice => " (holds if advice is followed)",
        Verdict::Undetermined => " (undetermined)",
        Verdict::GaveUp => " (gave up)",
        Verdict::Broken | Verdict::Holds | Verdict::DoesNotApply => "",
    };
    format!("{}{verdict}", rule.name)
}

/// A sentence of its own: with a capital first and a full stop at the end.
pub(crate) fn sentence(words: &str) -> String {
    let stop = if words.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{}{stop}", capitalised(words))
}

/// Where something is and what to see there: `bromley.rungs, line 4, column 5: declared here`.
pub(crate) fn place(span: &LabelledSpan) -> String {
    let what = if span.label.is_empty() { "here" } else { &span.label };
    format!("{}, line {}, column {}: {what}", span.span.file, span.span.line, span.span.column)
}

/// What is not stated, and what turns on it.
pub(crate) fn left_open(what: &str, keeps: &str, breaks: &str) -> String {
    format!("not stated: {what}. If {keeps}, the rule is kept; if {breaks}, it is broken.")
}

/// One line of a case: what happens, on which day, by what.
pub(crate) fn step(on: &str, text: &str, by: &str) -> String {
    let on = if on.is_empty() { String::new() } else { format!("{on}: ") };
    let by = if by.is_empty() { String::new() } else { format!(" ({by})") };
    format!("{on}{text}{by}")
}

/// A case line by line, each day said once, and what was never done.
pub(crate) fn case(witness: &Witness) -> Vec<String> {
    let mut day = "";
    let mut lines = Vec::new();
    for line in &witness.lines {
        let on = line.on.as_deref().unwrap_or_default();
        lines.push(step(if on == day { "" } else { on }, &line.text, &line.place));
        day = on;
    }
    lines.push(format!("In the end: {}.", witness.never_done));
    lines
}

/// What a finding comes to besides its places and its case: what is open, what to write.
pub(crate) fn mending(holes: &[Hole], help: &str) -> Vec<String> {
    let open = holes.iter().map(|hole| sentence(&left_open(&hole.what, &hole.keeps, &hole.breaks)));
    let help = (!help.is_empty()).then(|| sentence(&format!("to mend it: {help}")));
    open.chain(help).collect()
}

/// What to write instead of a text with a problem, and why.
pub(crate) fn advice(problem: &Problem) -> Vec<String> {
    problem.help.iter().map(|help| sentence(help)).collect()
}

/// A finding in full, a thing a line.
#[cfg(feature = "cli")]
pub(crate) fn finding(finding: &Finding) -> String {
    let mut lines = vec![sentence(&finding.message)];
    lines.extend(finding.spans.iter().map(place));
    if let Some(witness) = &finding.witness {
        lines.push("The case:".to_owned());
        lines.extend(case(witness));
    }
    lines.extend(mending(&finding.holes, &finding.help));
    lines.join("\n")
}

/// A problem with a text in full, a thing a line.
#[cfg(feature = "cli")]
pub(crate) fn problem(problem: &Problem) -> String {
    let mut lines = vec![sentence(&problem.message)];
    lines.extend(problem.spans.iter().map(place));
    lines.extend(advice(problem));
    lines.join("\n")
}

/// Why a finding fails nothing: `"…", says the chair, until 2027-04-01`, or that it was there before.
pub(crate) fn acceptance(finding: &Finding) -> Option<String> {
    let accepted = finding.accepted.as_ref()?;
    let Some(because) = &accepted.because else { return Some("it is in the baseline".to_owned()) };
    let owner = accepted.owner.as_ref().map(|owner| format!(", says {owner}")).unwrap_or_default();
    let until = accepted.until.as_ref().map(|until| format!(", until {until}")).unwrap_or_default();
    Some(format!("\"{because}\"{owner}{until}"))
}

/// Problems of a file that are counted, but not listed.
pub(crate) fn left_out(file: &FileReport) -> Option<String> {
    let left = file.problems_left_out.error + file.problems_left_out.warning + file.problems_left_out.note;
    (left > 0).then(|| format!("{left} more problems in {} are not listed", file.path))
}

/// Every problem of a run with the texts, once: one in a shared file is found by each policy that imports it.
pub(crate) fn problems(document: &CheckDocument) -> Vec<(&FileReport, &Problem)> {
    let mut seen = std::collections::HashSet::new();
    let all = document.files.iter().flat_map(|file| file.problems.iter().map(move |problem| (file, problem)));
    let place = |problem: &Problem| problem.spans.first().map(|span| (span.span.file.clone(), span.span.line, span.span.column));
    all.filter(|(_, problem)| seen.insert((problem.name.clone(), problem.message.clone(), place(problem)))).collect()
}
