//! A file in its one layout.
//!
//! The words of the file are laid out anew, the same words in the same order, so that no meaning can change.
//! The tree only says where a line begins and where a long one may be broken.

use super::parse::Parsed;
use super::tree::{Kind, Node};
use crate::diagnostic::Severity;
use crate::source::Sources;

/// Spaces for every open brace, and for the rest of a clause that is too long for one line.
const INDENT: usize = 4;

/// Characters on a line; comments do not count.
const WIDTH: usize = 100;

/// Characters before the `per` that ends a line.
const PER_COLUMN: usize = 76;

/// Characters between a clause and a `per` that cannot stand in its column, and before a comment.
const APART: usize = 2;

/// The file in its one layout, or nothing where it has errors: what cannot be read cannot be laid out.
///
/// Formatting what is formatted changes nothing. Every comment is kept.
pub fn format(sources: &Sources, parsed: &Parsed) -> Option<String> {
    if parsed.diagnostics.iter().any(|found| found.severity == Severity::Error) {
        return None;
    }
    let root = parsed.tree.root();
    let mut words = Vec::new();
    gather(root, Mark::Inside, &mut words);
    let mut lines = into_lines(sources.get(root.span().file).text(), words);
    settle_blank_lines(&mut lines);
    Some(write(&lines))
}

// ── words ────────────────────────────────────────────────────────────────────────────────────────

/// One word, number, quoted text or sign. The end of the file counts as a word without letters.
struct Word {
    kind: Kind,
    text: String,
    mark: Mark,
    start: usize,
    end: usize,
}

/// What may happen before a word, from nothing to a new line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// Stays with the word before it.
    Inside,
    /// The next of a list: a last resort for breaking a long line.
    Item,
    /// A joining word such as `within` or `by`: a good place to break a long line.
    Joint,
    /// What is to be done, after the conditions: the best place.
    Core,
    /// `per` or `called`.
    Source,
    /// Always begins a line.
    Line,
    /// Always begins a line, and its verb may not be parted from its quoted words: one of a list of choices.
    Choice,
}

fn gather(node: Node<'_>, mark: Mark, words: &mut Vec<Word>) {
    if node.is_leaf() {
        let span = node.span();
        words.push(Word { kind: node.kind(), text: canonical(node), mark, start: span.start as usize, end: span.end as usize });
        return;
    }
    let mut inherited = mark;
    let mut own_lines = node.kind() == Kind::file;
    let mut before = None;
    for child in node.children() {
        let mark = match child.kind() {
            Kind::option => Mark::Choice,
            Kind::close => Mark::Line,
            _ if own_lines => Mark::Line,
            _ if before == Some(Kind::comma) => mark_of(node, child).max(Mark::Item),
            _ => mark_of(node, child),
        };
        gather(child, mark.max(inherited), words);
        match child.kind() {
            Kind::open => own_lines = true,
            Kind::close => own_lines = false,
            _ => {}
        }
        before = Some(child.kind());
        inherited = Mark::Inside;
    }
}

fn mark_of(parent: Node<'_>, child: Node<'_>) -> Mark {
    match (parent.kind(), child.kind()) {
        (_, Kind::per | Kind::called) => Mark::Source,
        (Kind::clause, Kind::limit | Kind::resolved_if | Kind::only_after | Kind::asks | Kind::meanwhile | Kind::duty) => Mark::Core,
        (_, Kind::detail | Kind::prefix | Kind::between | Kind::heard_by) => Mark::Joint,
        (Kind::naming | Kind::calendar, _) if !child.is_leaf() => Mark::Joint,
        (Kind::route, Kind::kw_if) | (Kind::s_at, Kind::kw_on) => Mark::Joint,
        (Kind::follows, Kind::kw_with) | (Kind::post, Kind::kw_advised) => Mark::Joint,
        (Kind::allow | Kind::reading, Kind::kw_because | Kind::kw_by | Kind::kw_until) => Mark::Joint,
        (_, Kind::kw_and | Kind::kw_or) => Mark::Item,
        _ => Mark::Inside,
    }
}

/// A word as it is written everywhere: lower case, plain hyphens, straight quotation marks.
fn canonical(node: Node<'_>) -> String {
    match node.kind() {
        Kind::text => quoted(&unquoted(node.text())),
        // The document's own labels: `appendix A`, `A1.2`.
        Kind::part_label | Kind::paragraph => node.text().to_owned(),
        Kind::eg => "e.g.".to_owned(),
        _ => node.text().replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}'], "-").to_ascii_lowercase(),
    }
}

/// What stands between the quotation marks, with `\"` and `\\` undone and plain spaces.
fn unquoted(text: &str) -> String {
    let mut inner = text.chars();
    inner.next();
    inner.next_back();
    let mut words = String::with_capacity(text.len());
    while let Some(c) = inner.next() {
        match (c, inner.clone().next()) {
            ('\\', Some(escaped @ ('"' | '\\'))) => {
                words.push(escaped);
                inner.next();
            }
            ('\u{A0}' | '\u{202F}' | '\u{2007}', _) => words.push(' '),
            _ => words.push(c),
        }
    }
    words
}

fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""))
}

// ── lines ────────────────────────────────────────────────────────────────────────────────────────

/// Words that stand together: a clause, what begins an item up to its `{`, a `}`.
struct Line<'t> {
    /// Comments on lines of their own above it.
    notes: Vec<Note<'t>>,
    /// Whether a blank line comes before its words.
    blank: bool,
    words: Vec<Word>,
    /// The comment at its end.
    trailing: Option<&'t str>,
    /// How many braces are open around it.
    depth: usize,
}

struct Note<'t> {
    text: &'t str,
    /// Whether it stands on a line of its own.
    own_line: bool,
    /// Whether a blank line comes before it.
    blank: bool,
}

impl Line<'_> {
    /// The kind of its first word.
    fn kind(&self) -> Option<Kind> {
        self.words.first().map(|word| word.kind)
    }

    fn opens(&self) -> bool {
        self.words.last().is_some_and(|word| word.kind == Kind::open)
    }

    /// Whether a blank line comes first, before comments and words.
    fn blank_above(&mut self) -> &mut bool {
        self.notes.first_mut().map_or(&mut self.blank, |note| &mut note.blank)
    }
}

fn into_lines(text: &str, words: Vec<Word>) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut depth = 0usize;
    let mut read = 0;
    for word in words {
        let (notes, blank) = read_gap(&text[read..word.start]);
        read = word.end;
        if word.kind == Kind::close {
            depth = depth.saturating_sub(1);
        }
        let begins = word.mark >= Mark::Line;
        if begins {
            lines.push(Line { notes: Vec::new(), blank, words: Vec::new(), trailing: None, depth });
        }
        for note in notes {
            match lines.as_mut_slice() {
                [.., above, _] if begins && !note.own_line => above.trailing = Some(note.text),
                [.., line] if begins => line.notes.push(note),
                // A comment amid a clause goes above the clause.
                [.., line] => line.notes.push(Note { blank: std::mem::take(&mut line.blank), ..note }),
                [] => {}
            }
        }
        depth += usize::from(word.kind == Kind::open);
        if let Some(line) = lines.last_mut() {
            line.words.push(word);
        }
    }
    lines
}

/// What stands between two words: comments, and whether a blank line comes before the second word.
fn read_gap(gap: &str) -> (Vec<Note<'_>>, bool) {
    let mut notes = Vec::new();
    let mut own_line = false;
    let mut rest = gap;
    while let Some(at) = rest.find("//") {
        let breaks = line_breaks(&rest[..at]);
        own_line |= breaks > 0;
        let end = rest[at..].find(['\n', '\r']).map_or(rest.len(), |end| at + end);
        notes.push(Note { text: rest[at..end].trim_end(), own_line, blank: breaks > 1 });
        rest = &rest[end..];
    }
    (notes, line_breaks(rest) > 1)
}

fn line_breaks(blanks: &str) -> usize {
    blanks.matches(['\n', '\r']).count() - blanks.matches("\r\n").count()
}

/// One blank line between items; elsewhere those the author left, but none at the edges of a block.
fn settle_blank_lines(lines: &mut [Line<'_>]) {
    if let Some(edition) = lines.first_mut() {
        *edition.blank_above() = false;
    }
    for at in 1..lines.len() {
        let (above, below) = lines.split_at_mut(at);
        let (Some(above), Some(line)) = (above.last(), below.first_mut()) else { continue };
        let closes = line.kind() == Some(Kind::close);
        let begins_item = line.depth == 0 && !closes && line.kind() != Some(Kind::EOI);
        let grouped = line.kind() == above.kind() && !line.opens();
        if closes {
            line.blank = false;
        }
        if above.opens() {
            *line.blank_above() = false;
        } else if at == 1 || begins_item && !grouped && !line.blank && !line.notes.iter().any(|note| note.blank) {
            *line.blank_above() = true;
        }
    }
}

// ── text ─────────────────────────────────────────────────────────────────────────────────────────

fn write(lines: &[Line<'_>]) -> String {
    let mut out = String::new();
    for line in lines {
        let closes = line.kind() == Some(Kind::close);
        for note in &line.notes {
            out.push_str(if note.blank { "\n" } else { "" });
            indent(INDENT * (line.depth + usize::from(closes)), &mut out);
            out.push_str(note.text);
            out.push('\n');
        }
        if line.kind() == Some(Kind::EOI) {
            break;
        }
        out.push_str(if line.blank { "\n" } else { "" });
        write_words(line, &mut out);
        if let Some(comment) = line.trailing {
            indent(APART, &mut out);
            out.push_str(comment);
        }
        out.push('\n');
    }
    out
}

fn write_words(line: &Line<'_>, out: &mut String) {
    let layout = Layout::of(line);
    for (at, row) in layout.rows().into_iter().enumerate() {
        out.push_str(if at > 0 { "\n" } else { "" });
        indent(layout.margin(row), out);
        join(&layout.body[row.0..row.1], out);
        if row.1 == layout.body.len() && !layout.source.is_empty() {
            indent(PER_COLUMN.saturating_sub(layout.margin(row) + layout.width(row)).max(APART), out);
            out.push_str(&layout.source);
        }
    }
}

fn indent(spaces: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', spaces));
}

fn join(words: &[Word], out: &mut String) {
    for (at, word) in words.iter().enumerate() {
        if at > 0 && apart(&words[at - 1], word) {
            out.push(' ');
        }
        out.push_str(&word.text);
    }
}

fn apart(left: &Word, right: &Word) -> bool {
    left.kind != Kind::lparen && !matches!(right.kind, Kind::comma | Kind::rparen)
}

/// The words of a line being fitted into the width of the page.
struct Layout<'l> {
    body: &'l [Word],
    /// The `per …` that ends the line.
    source: String,
    source_width: usize,
    /// Where each word would begin and end if all stood on one line.
    columns: Vec<(usize, usize)>,
    margin: usize,
    /// How much further in the second row stands.
    further: usize,
}

/// Some of the words: the first, and the one after the last.
type Row = (usize, usize);

impl<'l> Layout<'l> {
    fn of(line: &'l Line<'_>) -> Self {
        // What begins a block carries its `per` before the brace.
        let inline = line.opens() || line.kind() == Some(Kind::kw_stage);
        let end = line.words.iter().position(|word| word.mark == Mark::Source && !inline).unwrap_or(line.words.len());
        let (body, tail) = line.words.split_at(end);
        let mut source = String::new();
        join(tail, &mut source);
        let mut columns: Vec<(usize, usize)> = Vec::with_capacity(body.len());
        for (at, word) in body.iter().enumerate() {
            let start = columns.last().map_or(0, |last| last.1 + usize::from(apart(&body[at - 1], word)));
            columns.push((start, start + word.text.chars().count()));
        }
        let further = if line.opens() { 2 * INDENT } else { INDENT };
        Self { body, source_width: source.chars().count(), source, columns, margin: INDENT * line.depth, further }
    }

    /// The words row by row: broken after the conditions, then before joining words, in the last resort within lists.
    fn rows(&self) -> Vec<Row> {
        let whole = (0, self.body.len());
        let mut rows = Vec::new();
        match self.body.iter().position(|word| word.mark == Mark::Core).filter(|_| !self.fits(whole)) {
            Some(core) => {
                self.fill((0, core), &mut rows);
                self.fill((core, whole.1), &mut rows);
            }
            None => self.fill(whole, &mut rows),
        }
        rows
    }

    /// Breaks what is too long for one row, as late as will do.
    fn fill(&self, (mut start, end): Row, rows: &mut Vec<Row>) {
        let in_lists = self.body.first().is_some_and(|word| word.mark != Mark::Choice);
        let (mut joint, mut item) = (start, start);
        for at in start + 1..=end {
            let mark = self.body.get(at).map_or(Mark::Line, |word| word.mark);
            if at < end && mark < if in_lists { Mark::Item } else { Mark::Joint } {
                continue;
            }
            while !self.fits((start, at)) {
                let Some(cut) = [joint, item].into_iter().find(|cut| *cut > start) else { break };
                rows.push((start, cut));
                start = cut;
            }
            item = at;
            joint = if mark >= Mark::Joint { at } else { joint };
        }
        rows.push((start, end));
    }

    fn fits(&self, row: Row) -> bool {
        let width = self.margin(row) + self.width(row);
        if row.1 < self.body.len() || self.source.is_empty() {
            width <= WIDTH
        } else {
            // A `per` in its column is never too long: breaking the clause would not move it.
            width + APART <= PER_COLUMN || width + APART + self.source_width <= WIDTH
        }
    }

    fn margin(&self, row: Row) -> usize {
        self.margin + if row.0 > 0 { self.further } else { 0 }
    }

    fn width(&self, row: Row) -> usize {
        let column = |at: usize| self.columns.get(at).copied().unwrap_or_default();
        column(row.1.saturating_sub(1)).1.saturating_sub(column(row.0).0)
    }
}
