//! What could not be read, in the policy lead's words.
//!
//! The grammar sets unreadable text aside in `bad_*` nodes. Each is read once more, strictly; where that stops, the
//! likeliest slip is mended in a copy, and the copy is read on, until it can be read or nothing more is likely. What was
//! mended becomes one message for the sentence, with the mended sentence in it.

mod conditions;
mod draft;
mod gaps;
mod next;
mod numbers;
mod quotes;
mod scenarios;
mod sentences;
mod slips;
mod wording;
mod words;

use std::collections::HashSet;

use super::grammar::Rule;
use super::parse::{begins_a_line, first_on_line};
use super::tree::{Node, Tree};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

use draft::{Draft, Stop, is_reserved};
use slips::{likeliest, shown};

pub(crate) use words::{figure, other_word};

/// After this many sentences that cannot be read, no mends are looked for: the file is not what it was meant to be.
const MOST_MENDED: usize = 200;

/// After this many, none is read again at all.
const MOST_READ_AGAIN: usize = 2_000;

/// A sentence longer than this, in bytes, is no sentence.
const LONGEST_MENDED: usize = 2_000;

/// More slips in one sentence are not told apart.
const MOST_SLIPS: usize = 8;

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
            Rule::stray_close => self.diagnostics.push(stray_close(node)),
            Rule::outside if first_on_line(node) => self.diagnostics.push(outside(node)),
            _ => {}
        }
        if node.has(Rule::missing_close) {
            self.diagnostics.push(never_closed(node));
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
            self.diagnostics.push(no_heading(item, last));
            self.skipped = item.span().end;
            return;
        };
        if let Some(tier) = last.filter(|last| last.kind() == Rule::tier && !last.has(Rule::open) && looks_like_a_post(head)) {
            self.diagnostics.push(posts_without_brace(tier));
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
            let mut told = Told { follows, ..Told::default() };
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

/// Braces without a heading of their own.
fn no_heading(item: Node<'_>, last: Option<Node<'_>>) -> Diagnostic {
    let span = Span { end: item.span().start + 1, ..item.span() };
    if let Some(naming) = last.filter(|last| last.kind() == Rule::naming && !first_on_line(item)) {
        let word = first_word(naming);
        return Diagnostic::error("stray-brace", span, format!("`{word}` has no braces"))
            .label("nothing is opened here")
            .help(format!("what is known about it follows its title: `{} of …`", shown(naming.text())));
    }
    Diagnostic::error("brace-missing", span, "this `{` opens nothing")
        .label("the words before it are missing")
        .help("write before it what the part is, such as `stage 2 \"Manager to manager\" between managers {`")
}

/// Whether a line outside everything reads like a line of a tier.
fn looks_like_a_post(head: Node<'_>) -> bool {
    let line = head.text().lines().next().unwrap_or_default();
    draft::stop_of(line, Rule::post_only).is_none()
}

fn posts_without_brace(tier: Node<'_>) -> Diagnostic {
    let (end, last) = last_word(tier);
    Diagnostic::error("brace-missing", end, format!("a `{{` is missing after `{}`", shown(last)))
        .label("the posts come after a `{`")
        .help(format!("write `{} {{` here, and `}}` on a line of its own at the end", shown(tier.text())))
}

/// The last word of a part: where it stands, and what it is.
fn last_word<'t>(node: Node<'t>) -> (Span, &'t str) {
    let word = node.text().rsplit(char::is_whitespace).next().unwrap_or_default();
    (Span { start: node.span().end - word.len() as u32, ..node.span() }, word)
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

/// What there is to say about one sentence.
#[derive(Default)]
struct Told {
    slips: Vec<Diagnostic>,
    /// How many slips there were before the first that is only guessed at, and what could be said instead of it.
    before_guessing: Option<(usize, Diagnostic)>,
    /// Whether the draft may be without a slip: what stood above it has been told already.
    follows: bool,
    /// Whether the draft is not what the author should write: something is open, or could not be mended.
    open: bool,
}

impl Told {
    /// Reads a draft, mending it as it goes. Returns what stands below the sentence, if it is a sentence of its own.
    fn read<'d>(&mut self, draft: &mut Draft<'d>, likely: bool) -> Option<Draft<'d>> {
        let mendable = likely && draft.text.len() <= LONGEST_MENDED;
        loop {
            let Some(stop) = draft.stop() else {
                if self.slips.is_empty() && !self.follows {
                    self.stop(draft, &Stop { at: 0, expected: Vec::new() });
                }
                return None;
            };
            if let Some((rest, begins_a_line)) = draft.next_sentence(&stop) {
                if !begins_a_line {
                    self.slips.push(own_line(&rest));
                    self.open = true;
                } else if let Some(stop) = draft.stop() {
                    self.stop(draft, &stop);
                }
                return Some(rest);
            }
            if self.slips.len() == MOST_SLIPS {
                self.open = true;
                return None;
            }
            let Some(mend) = mendable.then(|| likeliest(draft, &stop)).flatten() else {
                self.stop(draft, &stop);
                return None;
            };
            if mend.guess && self.before_guessing.is_none() {
                self.before_guessing = Some((self.slips.len(), stopped(draft, &stop)));
            }
            self.slips.push(mend.found);
            self.open |= !mend.sure;
            draft.replace(mend.at, &mend.new?);
        }
    }

    fn stop(&mut self, draft: &Draft<'_>, stop: &Stop) {
        match self.before_guessing.take() {
            // Guesses that led nowhere are not told.
            Some((slips, stopped)) => {
                self.slips.truncate(slips);
                self.slips.push(stopped);
            }
            None => self.slips.push(stopped(draft, stop)),
        }
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

/// A sentence that begins behind another one's full stop or semicolon.
fn own_line(rest: &Draft<'_>) -> Diagnostic {
    let at = rest.range(0..1);
    let message = format!("a new clause starts in the middle of a line, at `{}`", shown(rest.piece(0)));
    Diagnostic::error("own-line", rest.place(at), message).label("this comes on a line of its own").help("start a new line before it")
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
    if let Some(found) = elsewhere(draft, here, place) {
        return found;
    }
    let message = if before.is_empty() {
        format!("this sentence cannot begin with `{word}`")
    } else {
        format!("`{word}` does not fit after `{before}`")
    };
    Diagnostic::error("does-not-fit", place, message).label(label).help(example)
}

/// Words that can be read, but not here.
fn elsewhere(draft: &Draft<'_>, here: usize, place: Span) -> Option<Diagnostic> {
    let found = |message: &str| Diagnostic::error("does-not-fit", place, message);
    let first = draft.word(0);
    let word = draft.word(here);
    if draft.strict == Rule::header_only && here == 0 && draft::stop_of(draft.own(), Rule::clause_only).is_none() {
        return Some(
            found("a clause cannot stand in a policy's heading")
                .label("this is a clause")
                .help("move it below the heading: into a stage, into `throughout {` or into `upkeep {`"),
        );
    }
    if draft.strict == Rule::clause_only && here == 0 && draft.piece(0).starts_with(draft::is_quote) {
        return Some(
            found("a clause cannot begin with quoted words")
                .label("who does it, or how strongly, comes first")
                .help("write who or `must` before them: `must \"keep an open mind\"`; in a form, `asks \"name\"`"),
        );
    }
    if draft.strict == Rule::item_only && first == "stage" && matches!(word, "within" | "ends" | "must" | "should") {
        return Some(
            found("a stage's limit is a clause of its own")
                .label("this stands between the stage's braces")
                .help("write it as the first line between the braces: `ends within 2 working days`"),
        );
    }
    if draft.strict == Rule::item_only && matches!(word, "," | "and") && here <= 2 {
        return Some(
            found("each has a line of its own")
                .label("only one can be named in this line")
                .help(format!("write `{first}` and its own words again for each of them, on a line of its own")),
        );
    }
    None
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
fn never_closed(node: Node<'_>) -> Diagnostic {
    let inside = node.children().take_while(|child| child.kind() != Rule::missing_close).last().unwrap_or(node);
    let (end, _) = last_word(inside);
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
        line.len() - line.trim_start().len()
    };
    node.descendants().filter(|inner| inner.has(Rule::close)).find_map(|inner| {
        let (open, close) = (inner.child(Rule::open)?, inner.child(Rule::close)?);
        (first_on_line(close) && indent(close) < indent(open)).then(|| (open, close.span()))
    })
}
