//! From trees to a policy: names are looked up, clauses put together, nothing is filled in.

mod allowances;
mod book_sense;
mod calendars;
mod clauses;
mod ids;
mod items;
mod parties;
mod rulebooks;
mod scenarios;
mod sources;
mod timing;

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Edit, Label, Severity, did_you_mean};
use crate::source::{FileId, Sources, Span};
use crate::syntax::{Node, Parsed, Rule, figure, other_word};

use super::*;

pub use rulebooks::{read_value, wrong_value};

/// What resolving a file gives.
#[derive(Debug)]
pub struct Resolved {
    /// The policy; `None` if the file holds none (a shared vocabulary), or an error stands in the way.
    pub policy: Option<Policy>,
    /// What does not fit together, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Resolves the last of `files`; the others are what it imports, in the order they were found. The policy also follows
/// every rulebook that stands in one of the files `also`.
pub fn resolve(sources: &Sources, files: &[(FileId, &Parsed)], also: &[FileId]) -> Resolved {
    let Some(((main, parsed), imports)) = files.split_last() else {
        return Resolved { policy: None, diagnostics: Vec::new() };
    };
    let mut resolver = Resolver { main: *main, ..Resolver::default() };
    for (_, import) in imports {
        resolver.declare(import.tree.root(), true);
    }
    resolver.declare(parsed.tree.root(), false);
    resolver.check_plurals();
    for (_, import) in imports {
        resolver.describe_names(import.tree.root());
    }
    resolver.describe_names(parsed.tree.root());
    let policy = resolver.policy(parsed.tree.root());
    resolver.check_under_is_not_itself(policy.as_ref());
    let mut diagnostics = std::mem::take(&mut resolver.diagnostics);
    diagnostics.sort_by_key(Diagnostic::span);
    let broken = diagnostics.iter().any(|found| found.severity == Severity::Error)
        || parsed.diagnostics.iter().any(|found| found.severity == Severity::Error);
    let policy = policy.filter(|_| !broken).map(|mut policy| {
        policy.rulebooks.extend(resolver.rulebooks_in(also, &policy.rulebooks));
        policy.files = std::iter::once(*main).chain(imports.iter().map(|(file, _)| *file)).collect();
        policy
    });
    debug_assert!(policy.as_ref().is_none_or(|policy| !sources.text(policy.span).is_empty()));
    Resolved { policy, diagnostics }
}

/// Words that stand where somebody could stand, and so pass for an unknown name when misspelt.
const WORDS: &[&str] = &[
    "must",
    "should",
    "shall",
    "will",
    "may",
    "can",
    "when",
    "unless",
    "before",
    "after",
    "unstated",
    "agency",
    "agencies",
    "everyone",
    "they",
    "discuss",
    "meet",
    "record",
    "review",
    "notify",
    "consult",
    "contact",
    "reply",
    "refer",
    "request",
    "convene",
    "escalate",
    "decide",
    "resolve",
    "agree",
    "recommend",
    "withdraw",
    "ends",
    "starts",
    "raising",
    "receiving",
    "every",
];

/// Most places of one unknown name that are pointed at.
const MOST_PLACES: usize = 6;

/// After this many unknown names the search for likely spellings stops: the file is not the one it was meant to be.
const MOST_SUGGESTIONS: usize = 200;

#[derive(Default)]
struct Resolver {
    main: FileId,
    names: Vec<Named>,
    by_name: HashMap<String, NameId>,
    stages: Vec<Stage>,
    by_label: HashMap<String, StageId>,
    routes: Vec<Route>,
    rulebooks: HashMap<String, Rulebook>,
    policies: Vec<(String, String, Span)>,
    clauses: Vec<Clause>,
    /// The stage, and the sources of the heading, that a clause being read stands under.
    heading: Vec<Source>,
    stage: Option<StageId>,
    suggestions: usize,
    /// The message about each unknown name of a file.
    unknown: HashMap<(FileId, String), usize>,
    /// Words of headings that could not be read: they may declare what seems to be missing.
    perhaps: HashSet<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Resolver {
    fn error(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// A declared name used as `what` ("somebody", "a fact", …), of one of the kinds that `fits`.
    fn name(&mut self, node: Node<'_>, what: &str, fits: impl Fn(NameKind) -> bool) -> Option<NameId> {
        let written = plain(node.text());
        let Some((id, _)) = self.lookup(&written) else {
            self.unknown(node.span(), &written, what, fits);
            return None;
        };
        let named = &self.names[id.0 as usize];
        if fits(named.kind) {
            return Some(id);
        }
        let (kind, declared) = (named.kind.word(), named.span);
        let article = if matches!(named.kind, NameKind::Agency) { "an" } else { "a" };
        self.error(
            Diagnostic::error("wrong-kind", node.span(), format!("`{written}` is {article} {kind}; here {what} is needed"))
                .label(format!("{what} should stand here"))
                .also(declared, format!("declared here as {article} {kind}"))
                .help(instead_of(&written, kind, what, self.names[id.0 as usize].kind.is_somebody())),
        );
        None
    }

    /// A name as written, in the singular or in the plural.
    fn lookup(&self, written: &str) -> Option<(NameId, bool)> {
        if let Some(id) = self.by_name.get(written) {
            return Some((*id, false));
        }
        spelt_singular(written).into_iter().flatten().find_map(|name| self.by_name.get(&name)).map(|id| (*id, true))
    }

    /// Whether a heading that could not be read may declare this name.
    fn may_be_declared(&self, written: &str) -> bool {
        self.perhaps.contains(written) || spelt_singular(written).into_iter().flatten().any(|name| self.perhaps.contains(&name))
    }

    fn unknown(&mut self, span: Span, written: &str, what: &str, fits: impl Fn(NameKind) -> bool) {
        if self.may_be_declared(written) {
            return;
        }
        // A name that is missing in several places is one slip.
        if let Some(found) = self.unknown.get(&(span.file, written.to_owned())).map(|at| &mut self.diagnostics[*at]) {
            if found.labels.len() < MOST_PLACES {
                found.labels.push(Label { span, text: "and here".into() });
            }
            if let Some(mend) = &mut found.mend {
                let text = mend.edits[0].text.clone();
                mend.edits.push(Edit { span, text });
            }
            return;
        }
        self.unknown.insert((span.file, written.to_owned()), self.diagnostics.len());
        self.suggestions += 1;
        let close = if self.suggestions > MOST_SUGGESTIONS {
            None
        } else {
            let fitting = self.names.iter().filter(|named| fits(named.kind)).map(|named| named.name.as_str());
            did_you_mean(written, fitting)
                .or_else(|| did_you_mean(written, self.names.iter().map(|named| named.name.as_str())))
                .map(|name| self.numbered_like(written, name))
                .or_else(|| {
                    other_word(written)
                        .or_else(|| did_you_mean(written, WORDS.iter().copied()))
                        .filter(|_| what == "somebody")
                        .map(str::to_owned)
                })
        };
        let declare = if what == "a fact" {
            "fact"
        } else if what.starts_with("a file") {
            "file"
        } else if what.starts_with("a document") {
            "document"
        } else if what == "somebody" && written.ends_with('s') {
            "tier"
        } else {
            "role"
        };
        let name = if declare == "tier" { written.trim_end_matches('s') } else { written };
        let found = Diagnostic::error("unknown-name", span, format!("nothing here is called `{written}`"));
        self.error(match close {
            Some(close) => found
                .meant(Some(&close), "")
                .help(format!("write `{close}`; if something else is meant, declare it, for example `{declare} {name} \"…\"`")),
            None => {
                let or_agency = if declare == "role" { format!(" or `agency {name} \"…\"`") } else { String::new() };
                found.label("no such name is declared").help(format!(
                    "declare it, for example `{declare} {name} \"…\"`{or_agency}, or import the file that does; {what} is needed here"
                ))
            }
        });
    }

    /// A tier's name in the plural, where a plural was written.
    fn numbered_like(&self, written: &str, name: &str) -> String {
        let tier = self.by_name.get(name).is_some_and(|id| self.names[id.0 as usize].kind == NameKind::Tier);
        if tier && written.ends_with('s') && !name.ends_with('s') { format!("{name}s") } else { name.to_owned() }
    }

    fn stage_id(&mut self, node: Node<'_>) -> Option<StageId> {
        let label = plain(node.text());
        if let Some(id) = self.by_label.get(&label) {
            return Some(*id);
        }
        if self.may_be_declared(&label) {
            return None;
        }
        self.suggestions += 1;
        // Between bare numbers there is nothing to guess by.
        let close = if self.suggestions > MOST_SUGGESTIONS || label.starts_with(|c: char| c.is_ascii_digit()) {
            None
        } else if let Some(number) = figure(&label).filter(|number| self.by_label.contains_key(*number)) {
            Some(number.to_owned())
        } else {
            did_you_mean(&label, self.by_label.keys().map(String::as_str)).map(str::to_owned)
        };
        let known: Vec<String> = self.stages.iter().take(12).map(|stage| stage.label.clone()).collect();
        let label_text = match close {
            Some(close) => format!("did you mean `stage {close}`?"),
            None if known.is_empty() => "this policy has no stages".to_owned(),
            None => format!("the stages are {}", known.join(", ")),
        };
        self.error(
            Diagnostic::error("unknown-stage", node.span(), format!("there is no stage {label} in this policy"))
                .label(label_text)
                .help("a case cannot move to a stage that is not written: name one of the stages above, or add it"),
        );
        None
    }

    fn check_under_is_not_itself(&mut self, policy: Option<&Policy>) {
        if let Some((policy, parent)) = policy.and_then(|policy| policy.under.as_ref().map(|parent| (policy, parent)))
            && policy.name == parent.name
        {
            let found = Diagnostic::error("unknown-policy", parent.span, "a policy cannot work under itself")
                .label("this is the policy's own name")
                .help("name the policy of the partnership above");
            self.error(found);
        }
    }
}

/// What to write where a name is of the wrong kind.
fn instead_of(written: &str, kind: &str, what: &str, somebody: bool) -> String {
    match what {
        "a fact" if somebody => {
            format!(
                "write `if {written} agrees, …` to ask for their consent; for anything else, declare a fact, or say it in words: `if \"…\", …`"
            )
        }
        "somebody" => format!("name a role, a body, an agency or a tier; a {kind} cannot act or be told"),
        _ => format!("use the name of {what}, or declare one"),
    }
}

/// What a word may be the plural of.
fn spelt_singular(written: &str) -> [Option<String>; 3] {
    [
        written.strip_suffix("ies").map(|stem| format!("{stem}y")),
        written.strip_suffix("es").map(str::to_owned),
        written.strip_suffix('s').map(str::to_owned),
    ]
}

/// A name or a word in the one spelling rungs compares: lower case, plain hyphens.
fn plain(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '\u{2010}'..='\u{2013}') { '-' } else { c.to_ascii_lowercase() }).collect()
}

/// What stands between the quotation marks, with `\"` and `\\` undone.
fn unquoted(node: Node<'_>) -> String {
    let text = node.text();
    let mut inner = text.chars();
    inner.next();
    inner.next_back();
    let mut out = String::new();
    let mut chars = inner.as_str().chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(next @ ('"' | '\\'))) => {
                out.push(*next);
                chars.next();
            }
            ('\u{A0}' | '\u{202F}' | '\u{2007}', _) => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

fn text_of(node: Node<'_>) -> Option<String> {
    node.child(Rule::text).map(unquoted)
}

fn number_of(node: Node<'_>) -> u32 {
    node.child(Rule::number).and_then(|number| number.text().parse().ok()).unwrap_or(0)
}

/// A word of the language as written, in lower case with single spaces.
fn words_of(node: Node<'_>) -> String {
    plain(node.text()).split_whitespace().collect::<Vec<_>>().join(" ")
}
