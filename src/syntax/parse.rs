//! Reading a file into a tree, with every mistake named.

use std::collections::HashSet;

use super::explain::explain;
use super::pieces::{self, TooComplex};
use super::tree::{Node, Tree};
use crate::diagnostic::{Diagnostic, Edit};
use crate::source::{FileId, Sources, Span};
use rungs_grammar::Rule;

/// The edition of the language this version reads: the number in a file's first line, `rungs 1`.
pub const EDITION: u32 = 1;

/// How deep brackets and braces may nest. Nobody's sentence needs three.
pub const MAX_DEPTH: usize = 64;

/// How far may be searched for closing quotation marks that are not there, in bytes over a whole file: each costs the rest of its line.
const MOST_UNCLOSED: usize = 16 * 1024 * 1024;

/// What reading a file gives.
#[derive(Debug)]
pub struct Parsed {
    /// What could be read.
    pub tree: Tree,
    /// What could not, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a file. Never fails: what cannot be read becomes a diagnostic, and the rest is still read.
pub fn parse(sources: &Sources, file: FileId) -> Parsed {
    let text = sources.get(file).text();
    if let Some(diagnostic) = nested_too_deep(file, text) {
        return Parsed { tree: Tree::empty(file), diagnostics: vec![diagnostic] };
    }
    let tree = match pieces::read(text) {
        Ok(pieces) => Tree::from_pieces(file, sources.get(file).shared_text(), pieces),
        Err(TooComplex) => {
            let span = Span { file, start: 0, end: text.len().min(1) as u32 };
            let diagnostic =
                Diagnostic::error("too-complex", span, "this file cannot be read: a sentence in it repeats one word thousands of times")
                    .label("somewhere below here")
                    .help("look for a line with `not not not …` or `of … of … of …` and shorten it");
            return Parsed { tree: Tree::empty(file), diagnostics: vec![diagnostic] };
        }
    };
    if let Some(diagnostic) = tree_too_deep(&tree) {
        return Parsed { tree: Tree::empty(file), diagnostics: vec![diagnostic] };
    }
    let mut diagnostics = Vec::new();
    explain(&tree, &mut diagnostics);
    check_edition(&tree, text, &mut diagnostics);
    check_own_lines(sources, &tree, &mut diagnostics);
    diagnostics.sort_by_key(Diagnostic::span);
    Parsed { tree, diagnostics }
}

fn nested_too_deep(file: FileId, text: &str) -> Option<Diagnostic> {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    let mut unclosed = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' | b'(' => depth += 1,
            b'}' | b')' => depth = depth.saturating_sub(1),
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at += rest_of_line(&bytes[at..]);
                continue;
            }
            // Brackets in a quoted text are words; after a quotation mark nobody closes they are brackets.
            b'"' | 0xC2 | 0xE2 => match quoted(&text[at..]) {
                Quoted::Closed(length) => {
                    at += length;
                    continue;
                }
                Quoted::Unclosed(length) => unclosed += length,
                Quoted::No => {}
            },
            _ => {}
        }
        if unclosed > MOST_UNCLOSED {
            return Some(too_many_unclosed(Span { file, start: at as u32, end: at as u32 + 1 }));
        }
        if depth > MAX_DEPTH {
            let start = at as u32;
            let message = format!("brackets are nested more than {MAX_DEPTH} deep here");
            return Some(
                Diagnostic::error("nested-too-deep", Span { file, start, end: start + 1 }, message)
                    .label("the bracket that goes too far")
                    .help("close the brackets before it, or say it in several clauses"),
            );
        }
        at += 1;
    }
    None
}

fn rest_of_line(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len())
}

fn too_many_unclosed(span: Span) -> Diagnostic {
    Diagnostic::error("too-complex", span, "too many quotation marks are opened and never closed, up to here")
        .label("one of them")
        .help("quoted words stay on one line, between two quotation marks; look whether this is a policy at all")
}

/// A quotation mark, with what follows it on its line; all lengths in bytes.
enum Quoted {
    /// There is none.
    No,
    /// The length of the quoted text, with both its marks.
    Closed(usize),
    /// How far it is to the end of the line, which comes before the closing mark.
    Unclosed(usize),
}

/// The quoted text that `rest` begins with.
fn quoted(rest: &str) -> Quoted {
    let mut chars = rest.char_indices();
    let straight = match chars.next() {
        Some((_, '"')) => true,
        Some((_, '“' | '”' | '„' | '«')) => false,
        _ => return Quoted::No,
    };
    let mut escaped = false;
    for (at, c) in chars {
        match c {
            '\n' | '\r' => return Quoted::Unclosed(at),
            '"' | '\\' if std::mem::take(&mut escaped) => {}
            '\\' if straight => escaped = true,
            '"' | '“' | '”' => return Quoted::Closed(at + c.len_utf8()),
            '»' if !straight => return Quoted::Closed(at + c.len_utf8()),
            _ => escaped = false,
        }
    }
    Quoted::Unclosed(rest.len())
}

fn tree_too_deep(tree: &Tree) -> Option<Diagnostic> {
    const LIMIT: usize = 8 * MAX_DEPTH;
    let mut ends: Vec<u32> = Vec::new();
    for node in tree.nodes() {
        let span = node.span();
        while ends.last().is_some_and(|&end| end <= span.start) {
            ends.pop();
        }
        ends.push(span.end);
        if ends.len() > LIMIT {
            return Some(
                Diagnostic::error("nested-too-deep", span, "this sentence goes on too deep to be read")
                    .label("here")
                    .help("say it in several clauses"),
            );
        }
    }
    None
}

fn check_edition(tree: &Tree, text: &str, diagnostics: &mut Vec<Diagnostic>) {
    let root = tree.root();
    match root.child(Rule::edition).and_then(|edition| edition.child(Rule::number)) {
        Some(number) if number.text().parse() == Ok(EDITION) => {}
        Some(number) => diagnostics.push(
            Diagnostic::error(
                "unknown-edition",
                number.span(),
                format!("this file is written in edition {} of the language", number.text()),
            )
            .label(format!("this version of rungs reads edition {EDITION}"))
            .help(format!("write `rungs {EDITION}`, or use a newer version of rungs")),
        ),
        None if root.children().any(|child| matches!(child.kind(), Rule::bad_item)) && misspelt_edition(text) => {}
        None => {
            let file = root.span().file;
            let first_line = text.lines().next().unwrap_or_default();
            let end = first_line.len() as u32;
            // Where only the number is left of it, one message is enough.
            diagnostics.retain(|found| found.span().end > end || first_line.trim().parse::<u32>().is_err());
            let nothing = root.children().all(|child| child.kind() == Rule::EOI);
            let (message, label) = match (nothing, text.contains("//")) {
                (true, false) => ("this file is empty", "the file begins and ends here"),
                (true, true) => ("there is nothing but notes in this file", "no policy follows"),
                _ => ("this file does not say which edition of the language it is written in", "the line `rungs 1` comes before this"),
            };
            let found = Diagnostic::error("edition-missing", Span { file, start: 0, end }, message)
                .label(label)
                .help(format!("make `rungs {EDITION}` the first line, so that the policy keeps its meaning when the language grows"));
            let first = Edit { span: Span { file, start: 0, end: 0 }, text: format!("rungs {EDITION}\n\n") };
            diagnostics.push(if nothing { found } else { found.mended_by(format!("write `rungs {EDITION}` first"), vec![first], true) });
        }
    }
}

/// Whether the file begins with something like `rungs`: then the message about that word says enough.
fn misspelt_edition(text: &str) -> bool {
    let mut first = text.trim_start_matches('\u{FEFF}').split_whitespace().take(2);
    first.any(|word| word.to_lowercase().starts_with("rungs") || crate::diagnostic::did_you_mean(word, ["rungs"]).is_some())
}

/// Every clause starts on a line of its own; otherwise a forgotten word makes one clause swallow the next.
fn check_own_lines(sources: &Sources, tree: &Tree, diagnostics: &mut Vec<Diagnostic>) {
    let line_of = |span: Span| sources.get(span.file).line_index(span.start);
    let told: HashSet<usize> = diagnostics.iter().flat_map(|found| &found.labels).map(|label| line_of(label.span)).collect();
    let mut run: Option<(usize, Diagnostic, usize)> = None;
    let mut last = 0;
    for node in tree.nodes().filter(|node| starts_a_line(*node)) {
        let line = sources.get(node.span().file).line_index(node.span().start);
        let above = std::mem::replace(&mut last, line);
        if first_on_line(node) || told.contains(&line) {
            continue;
        }
        let begun = node.before().rsplit('\n').next().unwrap_or_default().trim();
        if above < line && !begun.contains(['{', '}']) {
            // The line above is a sentence without its end, and has taken the beginning of this line for it.
            diagnostics.extend(run.take().map(own_line_finding));
            let start = node.before().len() - (node.before().len() - node.before().rfind(begun).unwrap_or(0));
            diagnostics.push(
                Diagnostic::error(
                    "stops-early",
                    Span { start: start as u32, end: (start + begun.len()) as u32, ..node.span() },
                    format!("the sentence above has no end of its own, and runs on to `{begun}`"),
                )
                .label("this looks like the beginning of the next clause")
                .help("say above whom or what is meant; if this line does belong to it, start the next clause on a new line"),
            );
            continue;
        }
        match &mut run {
            Some((at, _, more)) if *at == line => *more += 1,
            _ => {
                diagnostics.extend(run.take().map(own_line_finding));
                let first: String = node.text().split_whitespace().next().unwrap_or_default().chars().take(40).collect();
                let what = what_starts(node.kind());
                let found = Diagnostic::error(
                    "own-line",
                    Span { end: node.span().start + first.len() as u32, ..node.span() },
                    format!("{what} starts in the middle of a line, at `{first}`"),
                )
                .label("this comes on a line of its own");
                run = Some((line, found, 0));
            }
        }
    }
    diagnostics.extend(run.map(own_line_finding));
}

fn own_line_finding((_, found, more): (usize, Diagnostic, usize)) -> Diagnostic {
    let many = if more > 0 { format!(" ({more} more on this line)") } else { String::new() };
    found.help(format!("start a new line before it{many}; if it belongs to the sentence before, a word is missing between them"))
}

fn what_starts(kind: Rule) -> &'static str {
    match kind {
        Rule::clause => "a new clause",
        Rule::option => "a new choice",
        Rule::post => "a new post",
        Rule::entry => "a new note",
        Rule::book_rule => "a new rule",
        Rule::line => "a new step",
        Rule::publisher | Rule::under | Rule::follows | Rule::cites | Rule::dated | Rule::version | Rule::scope | Rule::parts => {
            "a new line of the heading"
        }
        Rule::reading => "a new line of the heading",
        _ => "a new part of the policy",
    }
}

fn starts_a_line(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        Rule::clause
            | Rule::option
            | Rule::post
            | Rule::entry
            | Rule::book_rule
            | Rule::line
            | Rule::import
            | Rule::policy
            | Rule::allow
            | Rule::naming
            | Rule::calendar
            | Rule::bank_holidays
            | Rule::opening
            | Rule::closure
            | Rule::term
            | Rule::time_zone
            | Rule::tier
            | Rule::form
            | Rule::panel
            | Rule::stage
            | Rule::route
            | Rule::section
            | Rule::background
            | Rule::rulebook
            | Rule::scenario
            | Rule::publisher
            | Rule::under
            | Rule::follows
            | Rule::cites
            | Rule::dated
            | Rule::version
            | Rule::scope
            | Rule::parts
            | Rule::reading
    )
}

pub(super) fn first_on_line(node: Node<'_>) -> bool {
    begins_a_line(node.before())
}

/// Whether what follows a text begins a line.
pub(super) fn begins_a_line(before: &str) -> bool {
    before.chars().rev().take_while(|c| *c != '\n').all(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '\u{FEFF}'
                    | '\u{200B}'
                    | '\u{AD}'
                    | '•'
                    | '●'
                    | '◦'
                    | '▪'
                    | '■'
                    | '○'
                    | '‣'
                    | '\u{F0B7}'
                    | '\u{F0A7}'
                    | '·'
                    | '-'
                    | '–'
                    | '—'
                    | '*'
            )
    })
}
