//! Holds iff every part of the document that the heading lists (`parts 1.1 to 1.8, table 3, flowchart`) is named by
//! the `per` of some clause, declaration, heading line or `background` entry, and every `per` names a listed part.
//! `per 1.4 item 3` names the part 1.4 too; `per 1.4` does not name the part `1.4 item 3`. Does not apply to a
//! policy that lists no parts.
//!
//! ## Why it matters
//!
//! An encoding is only as good as what it did not leave out. This is how a reader can check every sentence off
//! without the document's text being copied.

use std::collections::HashSet;

use crate::diagnostic::{Label, Severity};
use crate::model::{Part, Policy, Source};
use crate::verify::Verdict;

use super::{Found, Rule, Several, Subject, finding};

pub(super) const RULE: Rule = Rule {
    name: "paragraph-not-encoded",
    severity: Severity::Warning,
    title: "Every part of the document is encoded",
    check,
    source: include_str!("paragraph_not_encoded.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    if policy.parts.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let sources = all_sources(policy);
    let named: HashSet<String> = sources.iter().flat_map(|source| with_wholes(&source.words)).collect();
    let missing: Vec<&Part> = policy.parts.iter().filter(|part| part.included && !named.contains(&key(&part.source.words))).collect();
    let listed: HashSet<String> = policy.parts.iter().flat_map(|part| with_wholes(&part.source.words)).collect();
    let unlisted = sources.iter().filter(|source| !with_wholes(&source.words).iter().any(|words| listed.contains(words)));
    let mut findings = Vec::new();
    if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().take(12).map(|part| part.source.words.as_str()).collect();
        let more = if missing.len() > 12 { ", …" } else { "" };
        let parts = Several {
            one: "part of the document has",
            many: "parts of the document have",
            sentence: "{} neither a clause nor a background entry",
        };
        let message = format!("{}: {}{more}", parts.message(missing.len()), names.join(", "));
        let places =
            missing.iter().map(|part| (Label { span: part.source.span, text: "the parts are listed here".into() }, None)).collect();
        let mut found = finding(
            places,
            message,
            "encode what it asks for and end the clause with `per` and the part; if it asks nobody to do anything, add a line to `background`",
        );
        found.labels.dedup_by_key(|label| label.span);
        findings.push(found);
    }
    let places: Vec<_> = unlisted.map(|source| (Label { span: source.span, text: "not among the parts".into() }, None)).collect();
    if !places.is_empty() {
        findings.push(finding(
            places,
            Several { one: "source is", many: "sources are", sentence: "{} not listed among the document's parts" },
            "correct the `per`, or add the part to the line `parts …` in the heading",
        ));
    }
    (if findings.is_empty() { Verdict::Holds } else { Verdict::Broken }, findings)
}

fn key(words: &str) -> String {
    words.to_lowercase()
}

/// A source and what it is part of: `2.4 item 3` is part of `2.4`.
fn with_wholes(words: &str) -> Vec<String> {
    let words = key(words);
    let whole = words.rsplit_once(" item ").map(|(whole, _)| whole.to_owned());
    std::iter::once(words).chain(whole).collect()
}

fn all_sources(policy: &Policy) -> Vec<&Source> {
    let own_names = policy.names.iter().filter(|named| !named.imported);
    let of_names = own_names.flat_map(|named| {
        let of_posts = named.posts.iter().flat_map(|post| &post.sources);
        let of_lines = named.timetable.iter().flat_map(|timetable| &timetable.sources);
        named.sources.iter().chain(of_posts).chain(of_lines)
    });
    let of_clauses = policy.clauses.iter().flat_map(|clause| {
        let options = super::deeds(&clause.deed).into_iter().flat_map(|deed| &deed.sources);
        clause.sources.iter().chain(options)
    });
    let of_parts = policy.stages.iter().flat_map(|stage| &stage.sources).chain(policy.routes.iter().flat_map(|route| &route.sources));
    let of_heading = policy
        .cites
        .iter()
        .flat_map(|cite| &cite.sources)
        .chain(policy.scope.iter().flat_map(|scope| &scope.sources))
        .chain(policy.under.iter().flat_map(|under| &under.sources))
        .chain(policy.readings.iter().flat_map(|reading| &reading.sources))
        .chain(&policy.heading_sources);
    let of_background = policy.background.iter().flat_map(|entry| &entry.sources);
    of_names.chain(of_clauses).chain(of_parts).chain(of_heading).chain(of_background).collect()
}
