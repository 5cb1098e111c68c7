//! What could not be read, in the policy lead's words.
//!
//! The grammar sets unreadable text aside in `bad_*` nodes. Each is read once more, strictly; where that stops, the
//! likeliest slip is mended in a copy, and the copy is read on, until it can be read or nothing more is likely. What was
//! mended becomes one message for the sentence, with the mended sentence in it.

mod draft;
mod next;
mod sentences;
mod slips;
mod words;

use std::collections::HashSet;

use super::grammar::Rule;
use super::parse::first_on_line;
use super::tree::{Node, Tree};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

use draft::{Draft, Stop, is_reserved};
use slips::{likeliest, shown};

/// After this many sentences that cannot be read, no mends are looked for: the file is not what it was meant to be.
const MOST_MENDED: usize = 200;

/// A sentence longer than this, in bytes, is no sentence.
const LONGEST_MENDED: usize = 2_000;

/// More slips in one sentence are not told apart.
const MOST_SLIPS: usize = 8;

/// Adds the messages for everything in a tree that could not be read.
pub(super) fn explain(tree: &Tree, diagnostics: &mut Vec<Diagnostic>) {
    let mut explainer = Explainer { tree, names: None, mended: 0, skipped: 0, diagnostics: Vec::new() };
    for node in tree.nodes() {
        explainer.node(node);
    }
    let mut found = explainer.diagnostics;
    found.sort_by_key(Diagnostic::span);
    // The brace that closes what was never opened has been explained by what was said of the opening.
    let mut unopened = false;
    found.retain(|found| {
        let follows = found.name == "stray-brace" && unopened;
        unopened = !follows && (unopened || matches!(found.name, "brace-missing" | "comma-missing"));
        !follows
    });
    diagnostics.append(&mut found);
}

struct Explainer<'t> {
    tree: &'t Tree,
    /// Every name the file declares; looked up once it is needed.
    names: Option<HashSet<String>>,
    mended: usize,
    /// Up to where nothing is said, because nobody knows what it is meant to be.
    skipped: u32,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Explainer<'t> {
    fn node(&mut self, node: Node<'t>) {
        if node.span().start < self.skipped {
            return;
        }
        match node.kind() {
            Rule::option => self.check_option(node),
            Rule::stray_close => self.diagnostics.push(stray_close(node)),
            Rule::outside => self.diagnostics.push(outside(node)),
            _ => {}
        }
        if let Some(missing) = node.child(Rule::missing_close) {
            self.diagnostics.push(never_closed(node, missing));
        }
        let Some(strict) = strict_of(node) else { return };
        let mut last: Option<Node<'_>> = None;
        for child in node.children() {
            match child.kind() {
                Rule::bad_item => self.heading(child, last),
                Rule::bad_clause => {
                    let body = if child.has(Rule::loose_block) { " { meet }" } else { "" };
                    self.sentence(child.child(Rule::bad_lead).unwrap_or(child), last, body, strict);
                }
                Rule::bad_rule | Rule::bad_line => {
                    self.sentence(child, last, "", strict);
                }
                _ => {}
            }
            last = Some(child).filter(|child| !child.is_leaf());
        }
    }

    /// The heading of a part. What the part is meant to be decides what is said about its body.
    fn heading(&mut self, item: Node<'t>, last: Option<Node<'t>>) {
        let Some(head) = item.child(Rule::bad_head) else {
            let span = Span { end: item.span().start + 1, ..item.span() };
            let found = Diagnostic::error("brace-missing", span, "this `{` opens nothing")
                .label("the words before it are missing")
                .help("write before it what the part is, such as `stage 2 \"Manager to manager\" between managers {`");
            self.diagnostics.push(found);
            return;
        };
        let opened = item.has(Rule::block) || item.has(Rule::loose_block) || item.has(Rule::open);
        let meant = self.sentence(head, last, if opened { " { }" } else { "" }, Rule::item_only);
        let holds_clauses = ["stage", "panel", "form", "route", "throughout", "afterwards", "upkeep"].contains(&meant.as_str());
        if item.has(Rule::loose_block) && !holds_clauses {
            self.skipped = item.span().end;
        }
    }

    /// Says what is wrong with a sentence, and returns the word that it begins with once it is mended.
    fn sentence(&mut self, node: Node<'t>, last: Option<Node<'t>>, body: &str, strict: Rule) -> String {
        let names: &HashSet<String> = self.names.get_or_insert_with(|| names_in(self.tree));
        self.mended += 1;
        let likely = self.mended <= MOST_MENDED;
        let mut draft = draft_of(node, last, body, strict, names);
        loop {
            let mut told = Told::default();
            let rest = told.read(&mut draft, likely);
            self.diagnostics.extend(told.message(&draft));
            match rest {
                Some(rest) => draft = rest,
                None => return draft.word(0),
            }
        }
    }

    fn check_option(&mut self, node: Node<'_>) {
        let Some(verb) = node.child(Rule::act).and_then(|act| act.children().find(|child| child.kind() != Rule::try_to)) else { return };
        if let Some(text) = verb.child(Rule::text).filter(|text| verb.kind() != Rule::carried && first_on_line(*text)) {
            self.diagnostics.push(
                Diagnostic::error(
                    "own-line",
                    text.span(),
                    "in a list of choices, a line that starts with quoted words is a choice of its own",
                )
                .label("these words look like the next choice")
                .help("put them on the line of the verb they belong to, or end the verb's own line with its words"),
            );
        }
    }
}

/// What the unreadable children of a node are to be read as.
fn strict_of(node: Node<'_>) -> Option<Rule> {
    Some(match node.kind() {
        Rule::file => Rule::item_only,
        Rule::block | Rule::loose_block | Rule::unopened | Rule::outside => Rule::clause_only,
        Rule::choice => Rule::option_only,
        Rule::rulebook => Rule::rule_only,
        Rule::policy => Rule::header_only,
        Rule::tier => Rule::post_only,
        Rule::background => Rule::entry_only,
        Rule::scenario => Rule::line_only,
        Rule::bad_item => match first_word(node).as_str() {
            "policy" => Rule::header_only,
            "tier" => Rule::post_only,
            "background" => Rule::entry_only,
            "rulebook" => Rule::rule_only,
            "scenario" => Rule::line_only,
            _ => return None,
        },
        _ => return None,
    })
}

fn first_word(node: Node<'_>) -> String {
    node.text().chars().take_while(|c| c.is_alphabetic()).collect::<String>().to_lowercase()
}

fn names_in(tree: &Tree) -> HashSet<String> {
    let declares = |kind: Rule| matches!(kind, Rule::naming | Rule::tier | Rule::form | Rule::panel);
    let items = tree.root().children().filter(|item| declares(item.kind()));
    items.filter_map(|item| item.child(Rule::name)).map(|name| name.text().to_lowercase()).collect()
}

/// The text to read again. Where it begins in the middle of a line, the sentence before it was over too soon: that
/// sentence is read again with it, if that says more about what was meant.
fn draft_of<'d>(node: Node<'_>, last: Option<Node<'_>>, body: &str, strict: Rule, names: &'d HashSet<String>) -> Draft<'d> {
    let own = Draft::new(node.text(), node.span(), body, strict, names);
    let Some(last) = last.filter(|_| !first_on_line(node)) else { return own };
    let start = last.span().start as usize;
    let text = format!("{}{}", &node.before()[start..], node.text());
    if text.len() > LONGEST_MENDED {
        return own;
    }
    let own_start = text.len() - node.text().len();
    let whole = Draft::new(&text, Span { start: start as u32, ..node.span() }, body, strict, names);
    let begins_anew = own.stop().is_none_or(|stop| stop.at > 0);
    match whole.stop() {
        Some(stop) if stop.at >= own_start && (!begins_anew || stop.at > own_start || likeliest(&whole, &stop).is_some()) => whole,
        _ => own,
    }
}

/// What there is to say about one sentence.
#[derive(Default)]
struct Told {
    slips: Vec<Diagnostic>,
    /// Whether the draft is not what the author should write: something is open, or could not be mended.
    open: bool,
}

impl Told {
    /// Reads a draft, mending it as it goes. Returns what stands below the sentence, if it is a sentence of its own.
    fn read<'d>(&mut self, draft: &mut Draft<'d>, likely: bool) -> Option<Draft<'d>> {
        let mendable = likely && draft.text.len() <= LONGEST_MENDED;
        loop {
            let Some(stop) = draft.stop() else {
                if self.slips.is_empty() {
                    self.stop(draft, &Stop { at: 0, expected: Vec::new() });
                }
                return None;
            };
            if let Some(rest) = draft.next_sentence(&stop) {
                if let Some(stop) = draft.stop() {
                    self.stop(draft, &stop);
                }
                return Some(rest);
            }
            if self.slips.len() == MOST_SLIPS {
                self.open = true;
                return None;
            }
            let Some(mend) = likeliest(draft, &stop).filter(|_| mendable) else {
                self.stop(draft, &stop);
                return None;
            };
            self.slips.push(mend.found);
            self.open |= !mend.sure;
            let Some(new) = mend.new else { return None };
            draft.replace(mend.at, &new);
        }
    }

    fn stop(&mut self, draft: &Draft<'_>, stop: &Stop) {
        self.slips.push(stopped(draft, stop));
        self.open = true;
    }

    /// One message for the sentence, with what is wrong at each place.
    fn message(self, draft: &Draft<'_>) -> Option<Diagnostic> {
        let mended = if self.open { None } else { draft.on_one_line() };
        let help = mended.map(|mended| format!("write `{mended}`"));
        let several = self.slips.len();
        let mut slips = self.slips.into_iter();
        let first = slips.next()?;
        if several == 1 {
            let own = help.or_else(|| first.help.clone()).or_else(|| first.labels.first().map(|label| label.text.clone()));
            return Some(first.help(own.unwrap_or_default()));
        }
        let mut found = Diagnostic::error("several-slips", first.span(), format!("there are {several} slips in this sentence"));
        found.labels.clone_from(&first.labels);
        let mut helps: Vec<String> = first.help.into_iter().collect();
        for slip in slips {
            found.labels.extend(slip.labels);
            helps.extend(slip.help);
        }
        found.labels.sort_by_key(|label| label.span);
        helps.dedup();
        helps.extend(help);
        let help = if helps.is_empty() { "write it as the places above say".to_owned() } else { helps.join("; ") };
        Some(found.help(help))
    }
}

/// A place where a text cannot be read on, and nothing is likely to have been meant.
fn stopped(draft: &Draft<'_>, stop: &Stop) -> Diagnostic {
    let here = draft.piece_at(stop.at);
    let before = here.checked_sub(1).map(|before| draft.piece(before).to_owned()).unwrap_or_default();
    let before = shown(&before);
    let example = next::example(draft, stop);
    let label = next::comes_next(&before, &stop.expected);
    if stop.at >= draft.own().trim_end().len() {
        let message = if before.is_empty() {
            "something is missing here".to_owned()
        } else {
            format!("the sentence stops too early, after `{before}`")
        };
        let from = here.saturating_sub(1);
        return Diagnostic::error("stops-early", draft.place(draft.range(from..here)), message).label(label).help(example);
    }
    let place = draft.place(draft.range(here..here + 1));
    let word = shown(draft.piece(here));
    let known = is_reserved(&word);
    let name_wanted = stop.expected.iter().any(|rule| matches!(rule, Rule::name | Rule::who | Rule::party | Rule::label));
    if known && name_wanted && draft.strict == Rule::clause_only && !before.is_empty() {
        return Diagnostic::error("stops-early", place, format!("after `{before}` it must say who; `{word}` is a word of the language"))
            .label(label)
            .help(example);
    }
    if known && name_wanted {
        return Diagnostic::error("reserved-word", place, format!("`{word}` is a word of the language here and cannot be a name"))
            .label(label)
            .help(format!("choose another name, or a longer one such as `our-{word}`; the words of the language cannot be names"));
    }
    if draft.strict == Rule::item_only && word.eq_ignore_ascii_case("rungs") {
        return Diagnostic::error("does-not-fit", place, "the line `rungs 1` stands once, at the beginning of the file")
            .label("a second one")
            .help("take this line out");
    }
    let message = if before.is_empty() {
        format!("this sentence cannot begin with `{word}`")
    } else {
        format!("`{word}` does not fit after `{before}`")
    };
    Diagnostic::error("does-not-fit", place, message).label(label).help(example)
}

// ── braces ───────────────────────────────────────────────────────────────────────────────────────

fn stray_close(node: Node<'_>) -> Diagnostic {
    Diagnostic::error("stray-brace", node.span(), "this `}` closes nothing")
        .label("nothing is open here")
        .help("take it out, or look above for a `{` that is missing")
}

/// Clauses that stand in no part: usually a brace above them is one too many.
fn outside(node: Node<'_>) -> Diagnostic {
    let first = node.children().next().map_or(node.span(), |clause| clause.span());
    let word = node.text().split_whitespace().next().unwrap_or_default();
    let at = Span { end: first.start + word.len() as u32, ..first };
    let above = node.before().trim_end();
    let found = match node.has(Rule::close) && above.ends_with('}') {
        true => {
            let brace = Span { start: above.len() as u32 - 1, end: above.len() as u32, ..first };
            Diagnostic::error("stray-brace", brace, "this `}` comes too early: what stands below it belongs to no part of the policy")
                .label("everything is closed here")
                .also(at, "this clause stands outside")
        }
        false => Diagnostic::error("outside", at, "this clause belongs to no part of the policy").label("no stage is open here"),
    };
    found.help("take the `}` out, or write before the clause where it belongs, such as `throughout {`, `upkeep {` or a stage's heading")
}

/// A part without its closing brace: which one, and where the brace might belong.
fn never_closed(node: Node<'_>, missing: Node<'_>) -> Diagnostic {
    let before = missing.before().trim_end();
    let last_word = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let end = Span { start: last_word as u32, end: before.len() as u32, ..missing.span() };
    let Some(open) = node.child(Rule::open) else {
        return Diagnostic::error("never-closed", end, "a `}` is missing").label("after this").help("write `}` on a line of its own");
    };
    let heading = heading_before(open);
    let found = Diagnostic::error("never-closed", end, format!("the `{{` after `{}` is never closed", shown(heading)))
        .label("a `}` is missing, at the latest after this")
        .also(open.span(), "opened here");
    match closed_elsewhere(node) {
        Some((inner, close)) => found
            .also(close, format!("this `}}` closes `{}`; is it meant to?", shown(heading_before(inner))))
            .help("write `}` on a line of its own where each of the two ends"),
        None => found.help("write `}` on a line of its own where that part of the policy ends"),
    }
}

/// The words of the line before a brace.
fn heading_before(open: Node<'_>) -> &str {
    let before = open.before().trim_end();
    before[before.rfind(['\n', '}', '{']).map_or(0, |at| at + 1)..].trim()
}

/// A part inside whose closing brace stands further left than the part does: it may have been meant for the one around.
fn closed_elsewhere<'t>(node: Node<'t>) -> Option<(Node<'t>, Span)> {
    let indent = |node: Node<'_>| {
        let before = node.before();
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        line.len() - line.trim_start().len() + if line.trim().is_empty() { 0 } else { 0 }
    };
    node.descendants().filter(|inner| inner.has(Rule::close)).find_map(|inner| {
        let (open, close) = (inner.child(Rule::open)?, inner.child(Rule::close)?);
        (first_on_line(close) && indent(close) < indent(open)).then(|| (open, close.span()))
    })
}
