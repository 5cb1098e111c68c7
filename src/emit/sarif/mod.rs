//! What was found as SARIF 2.1.0, for the services and editors that show the results of checks.

mod rules;
mod types;
mod uri;

use std::collections::BTreeMap;

use super::json::{
    AcceptedThrough, CheckDocument, Edit, FileReport, Finding, LabelledSpan, Mend, Problem, RuleResult, Span, Verdict, to_json,
};
use super::told;
use super::typed::{shown, typed_in_full};
use rules::Rules;
use types::*;

/// The name under which a finding is known again. Another way of making fingerprints gets another name.
const FINGERPRINT: &str = "rungs/v1";

/// One run with everything that was found, accepted or not. `compared` says whether a baseline was given.
pub fn text(document: &CheckDocument, compared: bool) -> String {
    let rules = Rules::of(document);
    let problems = told::problems(document).into_iter().map(|(_, problem)| of_problem(problem, &rules, compared));
    let findings = document.files.iter().flat_map(|file| file.rules.iter().map(move |rule| (file, rule)));
    let findings = findings.flat_map(|(file, rule)| rule.findings.iter().map(move |finding| (file, rule, finding)));
    let findings = findings.map(|(file, rule, finding)| of_finding(file, rule, finding, &rules, compared));
    let results = problems.chain(findings).collect();
    let artifact = |file: &FileReport| Artifact { location: uri::location(&file.path), roles: ["analysisTarget"] };
    to_json(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            invocations: [invocation(document)],
            language: "en-GB",
            column_kind: "unicodeCodePoints",
            original_uri_base_ids: BTreeMap::from([(uri::BASE, Base { description: Text::plain("The folder in which rungs was run.") })]),
            artifacts: document.files.iter().map(artifact).collect(),
            results,
            properties: RunProperties { as_of: document.as_of.clone(), notice: document.notice.clone() },
            tool: Tool {
                driver: Driver {
                    name: document.generator.name.clone(),
                    semantic_version: document.generator.version.clone(),
                    short_description: Text::plain("Finds out what an escalation policy guarantees, and what it does not."),
                    rules: rules.listed,
                },
            },
        }],
    })
}

fn invocation(document: &CheckDocument) -> Invocation {
    let mut notifications = Vec::new();
    for file in &document.files {
        let mut notify = |level, words: &str| {
            let place = PhysicalLocation { artifact_location: uri::location(&file.path), region: None };
            let locations = [Location { id: None, physical_location: place, message: None }];
            notifications.push(Notification { level, message: Text::plain(plain(&told::sentence(words))), locations });
        };
        if let Some(why) = &file.unreadable {
            notify("error", why);
        }
        if let Some(more) = told::left_out(file) {
            notify("warning", &more);
        }
    }
    let execution_successful = document.files.iter().all(|file| file.unreadable.is_none());
    Invocation { execution_successful, tool_execution_notifications: notifications }
}

fn of_problem(problem: &Problem, rules: &Rules, compared: bool) -> Outcome {
    Outcome {
        rule_id: problem.name.clone(),
        rule_index: rules.of_problem(problem),
        kind: "fail",
        level: told::word(problem.severity),
        message: message(&problem.message, &[], &told::advice(problem)),
        locations: problem.spans.iter().take(1).map(|span| location(span, None)).collect(),
        related_locations: related(&problem.spans),
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, problem.fingerprint.clone())]),
        baseline_state: compared.then_some("new"),
        suppressions: Vec::new(),
        fixes: problem.mend.iter().map(fix).collect(),
        properties: None,
    }
}

fn of_finding(file: &FileReport, rule: &RuleResult, finding: &Finding, rules: &Rules, compared: bool) -> Outcome {
    let weight = told::weight(rule);
    // The standard knows levels of failures alone.
    let (kind, level) = match rule.verdict {
        Verdict::Undetermined => ("open", "none"),
        Verdict::GaveUp => ("review", "none"),
        _ => ("fail", told::word(weight)),
    };
    let case = finding.witness.as_ref().map(told::case).unwrap_or_default();
    let known = finding.accepted.as_ref().is_some_and(|accepted| accepted.through == AcceptedThrough::Baseline);
    Outcome {
        rule_id: shown(&rule.name),
        rule_index: rules.of_rule(rule),
        kind,
        level,
        message: message(&finding.message, &case, &told::mending(&finding.holes, &finding.help)),
        locations: finding.spans.iter().take(1).map(|span| location(span, None)).collect(),
        related_locations: related(&finding.spans),
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, finding.fingerprint.clone())]),
        baseline_state: compared.then_some(if known { "unchanged" } else { "new" }),
        suppressions: suppression(finding).into_iter().collect(),
        fixes: finding.mend.iter().map(fix).collect(),
        properties: Some(OutcomeProperties { policy: file.policy.clone(), verdict: rule.verdict, severity: told::word(weight) }),
    }
}

/// What is wrong, and what to write instead; with the case where there is room for it.
fn message(said: &str, case: &[String], mending: &[String]) -> Text {
    let said = told::sentence(said);
    let text = std::iter::once(said.as_str()).chain(mending.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
    let told = |words: &str| typed_in_full(&shown(words));
    let mut markdown = format!("**{}**", told(&said));
    if !case.is_empty() {
        markdown.push_str("\n\nThe case:\n");
        case.iter().for_each(|line| markdown.push_str(&format!("\n- {}", told(line))));
    }
    mending.iter().for_each(|words| markdown.push_str(&format!("\n\n{}", told(words))));
    Text { text: plain(&text), markdown: Some(markdown) }
}

/// Words for a plain message, in which `[words](target)` would be a link.
fn plain(words: &str) -> String {
    shown(words).replace("](", "] (")
}

fn related(spans: &[LabelledSpan]) -> Vec<Location> {
    spans.iter().enumerate().skip(1).map(|(number, span)| location(span, Some(number))).collect()
}

fn location(span: &LabelledSpan, id: Option<usize>) -> Location {
    let LabelledSpan { label, span } = span;
    Location {
        id,
        physical_location: PhysicalLocation { artifact_location: uri::location(&span.file), region: Some(region(span)) },
        message: (!label.is_empty()).then(|| Text::plain(plain(&told::sentence(label)))),
    }
}

fn region(span: &Span) -> Region {
    Region { start_line: span.line, start_column: span.column, end_line: span.end_line, end_column: span.end_column }
}

/// A change that would mend it. What is put in is what the file is to hold, unchanged.
fn fix(mend: &Mend) -> Fix {
    let change = |edit: &Edit| Change {
        artifact_location: uri::location(&edit.span.file),
        replacements: [Replacement { deleted_region: region(&edit.span), inserted_content: Text::plain(&edit.replacement) }],
    };
    Fix { description: Text::plain(plain(&told::sentence(&mend.title))), artifact_changes: mend.edits.iter().map(change).collect() }
}

fn suppression(finding: &Finding) -> Option<Suppression> {
    let kind = match finding.accepted.as_ref()?.through {
        AcceptedThrough::Exception => "inSource",
        AcceptedThrough::Baseline => "external",
    };
    let justification = plain(&told::sentence(&told::acceptance(finding)?));
    Some(Suppression { kind, status: "accepted", justification })
}
