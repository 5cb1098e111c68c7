//! What could not be read, in the policy lead's words.
//!
//! The grammar sets unreadable text aside in `bad_*` nodes. Each is read once more, strictly; where that stops, the
//! likeliest slip is mended in a copy, and the copy is read on, until it can be read or nothing more is likely. What was
//! mended becomes one message for the sentence, with the mended sentence in it.

mod braces;
mod conditions;
mod draft;
mod gaps;
mod next;
mod numbers;
mod quotes;
mod scenarios;
mod sentences;
mod slips;
mod told;
mod wording;
mod words;

use std::collections::HashSet;

use super::parse::{begins_a_line, first_on_line};
use super::tree::{Node, Tree};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use rungs_grammar::Rule;

use draft::Draft;
use slips::likeliest;
use told::{LONGEST_MENDED, Told};

pub(crate) use words::{figure, other_word};

/// After this many sentences that cannot be read, no mends are looked for: the file is not what it was meant to be.
const MOST_MENDED: usize = 200;

/// After this many, none is read again at all.
const MOST_READ_AGAIN: usize = 2_000;

/// Adds the messages for everything in a tree that could not be read.
pub(super) fn explain(tree: &Tree, diagnostics: &mut Vec<Diagnostic>) {
    let mut explainer = Explainer { tree, names: None, read_again: 0, skipped: 0, diagnostics: Vec::new() };
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
    read_again: usize,
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
            Rule::stray_close => self.diagnostics.push(braces::stray_close(node)),
            Rule::outside if first_on_line(node) => self.diagnostics.push(braces::outside(node)),
            _ => {}
        }
        if node.has(Rule::missing_close) {
            self.diagnostics.push(braces::never_closed(node));
        }
        let Some(strict) = strict_of(node) else { return };
        let mut last: Option<Node<'_>> = None;
        let mut children = node.children().peekable();
        while let Some(child) = children.next() {
            match child.kind() {
                Rule::bad_item => self.heading(child, last),
                // What stands behind a heading on its line is a piece of it that could not be read.
                Rule::outside if !first_on_line(child) => {
                    if let Some(first) = child.children().next() {
                        self.sentence(first.span(), last, "", strict);
                        self.skipped = first.span().end;
                    }
                }
                Rule::bad_clause => {
                    let (start, mut end) = (lead_of(child), child);
                    // A condition that ends with its comma goes on in the next line.
                    while lead_of(end).text().trim_end().ends_with(',')
                        && let Some(next) = children.next_if(|next| matches!(next.kind(), Rule::bad_clause | Rule::clause))
                    {
                        end = next;
                    }
                    let body = if end.has(Rule::loose_block) { " { meet }" } else { "" };
                    self.sentence(start.span().to(lead_of(end).span()), last, body, strict);
                }
                Rule::bad_rule | Rule::bad_line | Rule::bad_row => {
                    self.sentence(child.span(), last, "", strict);
                }
                _ => {}
            }
            last = Some(child).filter(|child| !child.is_leaf());
        }
    }

    /// The heading of a part. What the part is meant to be decides what is said about its body.
    fn heading(&mut self, item: Node<'t>, last: Option<Node<'t>>) {
        let Some(head) = item.child(Rule::bad_head) else {
            self.diagnostics.push(braces::no_heading(item, last));
            self.skipped = item.span().end;
            return;
        };
        if let Some(tier) = last.filter(|last| last.kind() == Rule::tier && !last.has(Rule::open) && braces::looks_like_a_post(head)) {
            self.diagnostics.push(braces::posts_without_brace(tier));
            return;
        }
        let opened = item.has(Rule::block) || item.has(Rule::loose_block) || item.has(Rule::open);
        let meant = self.sentence(head.span(), last, if opened { " { }" } else { "" }, Rule::item_only);
        let holds_clauses = ["stage", "panel", "form", "route", "throughout", "afterwards", "upkeep"].contains(&meant.as_str());
        if item.has(Rule::loose_block) && !holds_clauses {
            self.skipped = item.span().end;
        }
    }

    /// Says what is wrong with a sentence, and returns the word that it begins with once it is mended.
    fn sentence(&mut self, span: Span, last: Option<Node<'t>>, body: &str, strict: Rule) -> String {
        let names: &HashSet<String> = self.names.get_or_insert_with(|| names_in(self.tree));
        self.read_again += 1;
        if self.read_again > MOST_READ_AGAIN {
            let found = Diagnostic::error("does-not-fit", span, "this sentence cannot be read either")
                .label("not looked into")
                .help("so much of this file cannot be read that it may not be a policy; mend what stands above first");
            self.diagnostics.push(found);
            return String::new();
        }
        let likely = self.read_again <= MOST_MENDED;
        let mut draft = draft_of(self.tree.source(), span, last, body, strict, names);
        let mut follows = false;
        loop {
            let mut told = Told::new(follows);
            let rest = told.read(&mut draft, likely);
            self.diagnostics.extend(told.message(&draft));
            match rest {
                Some(rest) => (draft, follows) = (rest, true),
                None => return draft.word(0).to_owned(),
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
        Rule::calendar => Rule::calendar_line_only,
        Rule::tier => Rule::post_only,
        Rule::background => Rule::entry_only,
        Rule::scenario => Rule::line_only,
        Rule::bad_item => match first_word(node).as_str() {
            "policy" => Rule::header_only,
            "calendar" => Rule::calendar_line_only,
            "tier" => Rule::post_only,
            "background" => Rule::entry_only,
            "rulebook" => Rule::rule_only,
            "scenario" => Rule::line_only,
            _ => return None,
        },
        _ => return None,
    })
}

/// What can be read again of a clause: all of it, or what stands before its braces.
fn lead_of(clause: Node<'_>) -> Node<'_> {
    clause.child(Rule::bad_lead).unwrap_or(clause)
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
fn draft_of<'d>(text: &str, span: Span, last: Option<Node<'_>>, body: &str, strict: Rule, names: &'d HashSet<String>) -> Draft<'d> {
    let (start, end) = (span.start as usize, span.end as usize);
    let own = Draft::new(&text[start..end], span, body, strict, names);
    let Some(last) = last.filter(|_| !begins_a_line(&text[..start])) else { return own };
    let from = last.span().start as usize;
    if end - from > LONGEST_MENDED {
        return own;
    }
    let own_start = start - from;
    let whole = Draft::new(&text[from..end], Span { start: from as u32, ..span }, body, strict, names);
    let begins_anew = own.stop().is_none_or(|stop| stop.at > 0);
    match whole.stop() {
        Some(stop) if stop.at >= own_start && (!begins_anew || stop.at > own_start || likeliest(&whole, &stop).is_some()) => whole,
        _ => own,
    }
}
