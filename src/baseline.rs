//! Baselines: the findings a policy had when somebody began to check it, so that only new ones fail a run.
//!
//! A finding is known again by its fingerprint: the policy, the rule and what it is about, whatever the layout and wherever
//! it has been moved to.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::emit::json::{BaselineDocument, KnownFinding};
use crate::model::Policy;
use crate::source::Sources;
use crate::verify::{Accepted, Finding, Report, RuleReport};

/// Half a SHA-256: two different findings of one policy will not share it.
const BYTES: usize = 16;

/// The fingerprints of everything a rule found, finding by finding: one for each place of a finding that says the same of
/// several, else a single one. 32 lower-case hexadecimal digits each.
pub fn fingerprints(policy: &Policy, sources: &Sources, rule: &RuleReport) -> Vec<Vec<String>> {
    let mut times: HashMap<String, usize> = HashMap::new();
    let mut print = |finding: &Finding, label: Option<&Label>| {
        let place = label.map(|label| place(policy, sources, label)).unwrap_or_default();
        let about = match finding.several {
            Some(_) => place,
            None => {
                let mut clauses: Vec<&str> = finding.clauses.iter().map(|clause| policy.clause(*clause).id.as_str()).collect();
                clauses.sort_unstable();
                format!("{place} {}", clauses.join(" "))
            }
        };
        // What was advised and is now broken is a new finding.
        let key = format!("{}\n{}\n{}\n{about}", policy.name, rule.rule, rule.verdict.words());
        let time = times.entry(key.clone()).and_modify(|time| *time += 1).or_insert(1);
        digest(&format!("{key}\n{time}"))
    };
    let mut of = |finding: &Finding| match finding.several {
        Some(_) => finding.labels.iter().map(|label| print(finding, Some(label))).collect(),
        None => vec![print(finding, finding.labels.first())],
    };
    rule.findings.iter().map(&mut of).collect()
}

/// The fingerprints of the problems of one text, in the same order.
pub fn problem_fingerprints(sources: &Sources, problems: &[Diagnostic]) -> Vec<String> {
    let mut times: HashMap<String, usize> = HashMap::new();
    let print = |problem: &Diagnostic| {
        let key = format!("{}\n{}", problem.name, without_blanks(sources.text(problem.span())));
        let time = times.entry(key.clone()).and_modify(|time| *time += 1).or_insert(1);
        digest(&format!("{key}\n{time}"))
    };
    problems.iter().map(print).collect()
}

/// What a place is, however it is laid out: a clause by its id, a stage by its label, else the text.
fn place(policy: &Policy, sources: &Sources, label: &Label) -> String {
    if let Some((_, clause)) = policy.clause_holding(label.span) {
        let within = if clause.span == label.span { String::new() } else { without_blanks(sources.text(label.span)) };
        return format!("{} {within}", clause.id);
    }
    if let Some((_, stage)) = policy.stage_headed(label.span).filter(|(_, stage)| stage.span == label.span) {
        return format!("stage {}", stage.label);
    }
    if label.span == policy.span {
        return "policy".to_owned();
    }
    without_blanks(sources.text(label.span))
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn digest(key: &str) -> String {
    Sha256::digest(key.as_bytes()).iter().take(BYTES).map(|byte| format!("{byte:02x}")).collect()
}

/// What was known before, still to be found again.
#[derive(Debug, Default)]
pub struct Baseline {
    known: HashMap<String, KnownFinding>,
}

impl Baseline {
    /// What a baseline document lists.
    pub fn new(document: BaselineDocument) -> Self {
        Self { known: document.findings.into_iter().map(|known| (known.fingerprint.clone(), known)).collect() }
    }

    /// Marks everything found about a policy that was known before.
    pub fn accept(&mut self, policy: &Policy, sources: &Sources, report: &mut Report) {
        for rule in &mut report.rules {
            let prints = fingerprints(policy, sources, rule);
            let mut findings = Vec::new();
            for (finding, prints) in rule.findings.drain(..).zip(prints) {
                let known: Vec<bool> = prints.iter().map(|print| self.known.remove(print).is_some()).collect();
                findings.extend(finding.split(policy, Accepted::Baseline, |place| known.get(place).copied().unwrap_or(false)));
            }
            rule.findings = findings;
        }
    }

    /// The problems of a text without the warnings that were known before. Errors stay: nothing is known of a text with one.
    pub fn without_known(&mut self, sources: &Sources, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let prints = problem_fingerprints(sources, &problems);
        let new = |(problem, print): &(Diagnostic, String)| problem.severity == Severity::Error || self.known.remove(print).is_none();
        problems.into_iter().zip(prints).filter(new).map(|(problem, _)| problem).collect()
    }

    /// What was known of the policies checked and is there no more, in order.
    pub fn gone(self, policies: &[String]) -> Vec<KnownFinding> {
        let mut gone: Vec<KnownFinding> = self.known.into_values().filter(|known| policies.contains(&known.policy)).collect();
        gone.sort();
        gone
    }
}

/// Everything found about a policy that is to count no more from now on. What an exception accepts is left out: that is
/// answered for already.
pub fn found(policy: &Policy, sources: &Sources, report: &Report, problems: &[Diagnostic]) -> Vec<KnownFinding> {
    let known = |fingerprint: String, rule: &str, message: String| KnownFinding {
        policy: policy.name.clone(),
        rule: rule.to_owned(),
        message,
        fingerprint,
    };
    let mut found = Vec::new();
    for rule in &report.rules {
        for (finding, prints) in rule.findings.iter().zip(fingerprints(policy, sources, rule)) {
            if matches!(finding.accepted, Some(Accepted::Exception(_))) {
                continue;
            }
            let said = if finding.several.is_some() { finding.each(policy) } else { vec![finding.clone()] };
            found.extend(prints.into_iter().zip(said).map(|(print, one)| known(print, &rule.rule, one.message)));
        }
    }
    let prints = problem_fingerprints(sources, problems);
    let warnings = problems.iter().zip(prints).filter(|(problem, _)| problem.severity != Severity::Error);
    found.extend(warnings.map(|(problem, print)| known(print, problem.name, problem.message.clone())));
    found.sort();
    found
}
