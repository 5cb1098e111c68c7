//! A text that could not be read, read again: where it stops, what has been mended in it so far, and where that
//! stands in the file.

use std::collections::HashSet;
use std::ops::Range;

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use crate::diagnostic::Edit;
use crate::source::{FileId, Span};
use rungs_grammar::{Grammar, Rule};

/// Where a text stops making sense, and what could have stood there.
#[derive(Debug)]
pub(super) struct Stop {
    pub(super) at: usize,
    pub(super) expected: Vec<Rule>,
}

impl Stop {
    pub(super) fn expects(&self, rule: Rule) -> bool {
        self.expected.contains(&rule)
    }
}

pub(super) fn stop_of(text: &str, rule: Rule) -> Option<Stop> {
    let error = Grammar::parse(rule, text).err()?;
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let expected = match error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    Some(Stop { at, expected })
}

pub(super) fn is_reserved(word: &str) -> bool {
    Grammar::parse(Rule::reserved_only, word).is_ok()
}

/// A stretch of the draft that is not as it was written.
#[derive(Debug, Clone, Copy)]
struct Replaced {
    at: usize,
    old: usize,
    new: usize,
}

/// The text of one sentence or heading, as it would be with what has been mended.
#[derive(Debug)]
pub(super) struct Draft<'d> {
    /// What it is to be read as.
    pub(super) strict: Rule,
    pub(super) text: String,
    /// The words, quoted texts and marks of the text.
    pub(super) pieces: Vec<Range<usize>>,
    /// The same in lower case.
    words: Vec<String>,
    /// How much of the end was put there for reading: a body between braces.
    pub(super) added: usize,
    /// Every name the file declares.
    pub(super) names: &'d HashSet<String>,
    file: FileId,
    start: usize,
    end: usize,
    edits: Vec<Replaced>,
}

impl<'d> Draft<'d> {
    /// `written` stands at `span`; `body` is what its clauses are stood in for by.
    pub(super) fn new(written: &str, span: Span, body: &str, strict: Rule, names: &'d HashSet<String>) -> Self {
        let text = format!("{written}{body}");
        let pieces = pieces(&text);
        let words = in_lower_case(&text, &pieces);
        let (start, end) = (span.start as usize, span.end as usize);
        Self { strict, text, pieces, words, added: body.len(), names, file: span.file, start, end, edits: Vec::new() }
    }

    pub(super) fn stop(&self) -> Option<Stop> {
        stop_of(&self.text, self.strict)
    }

    /// The pieces without what was added to them.
    pub(super) fn all(&self) -> Range<usize> {
        0..self.pieces.partition_point(|piece| piece.start < self.own().len())
    }

    /// The text of some pieces, with what stands between them.
    pub(super) fn text_of(&self, pieces: Range<usize>) -> &str {
        &self.text[self.range(pieces)]
    }

    /// The piece after the last one of a sentence that says what is done: `per`, `called`, or the end.
    pub(super) fn end_of_deed(&self, start: usize) -> usize {
        let last = self.all().end;
        (start..last).find(|at| matches!(self.word(*at), "per" | "called" | "{")).unwrap_or(last)
    }

    /// The text without what was added to it.
    pub(super) fn own(&self) -> &str {
        &self.text[..self.text.len() - self.added]
    }

    /// The piece at a place, or the next one after it.
    pub(super) fn piece_at(&self, at: usize) -> usize {
        self.pieces.partition_point(|piece| piece.end <= at)
    }

    /// A piece as it stands, or nothing past the end.
    pub(super) fn piece(&self, number: usize) -> &str {
        self.pieces.get(number).map_or("", |piece| &self.text[piece.clone()])
    }

    /// A piece in lower case, or nothing past the end.
    pub(super) fn word(&self, number: usize) -> &str {
        self.words.get(number).map_or("", String::as_str)
    }

    /// Whether a piece is a word that could be a name or part of one.
    pub(super) fn is_free_word(&self, number: usize) -> bool {
        self.piece(number).starts_with(char::is_alphabetic) && !is_reserved(self.piece(number))
    }

    /// Whether nothing but blanks stands before a piece on its line.
    pub(super) fn first_on_line(&self, number: usize) -> bool {
        self.pieces.get(number).is_some_and(|piece| {
            let line = self.text[..piece.start].rfind('\n').map_or(0, |at| at + 1);
            line > 0 && self.text[line..piece.start].trim().is_empty()
        })
    }

    /// The range of several pieces.
    pub(super) fn range(&self, pieces: Range<usize>) -> Range<usize> {
        let end_of_text = self.own().trim_end().len();
        let start = self.pieces.get(pieces.start).map_or(end_of_text, |piece| piece.start);
        let end = pieces.end.checked_sub(1).filter(|last| *last >= pieces.start).and_then(|last| self.pieces.get(last));
        start..end.map_or(start, |piece| piece.end)
    }

    /// Where a range of the draft stands in the file.
    pub(super) fn place(&self, range: Range<usize>) -> Span {
        let start = self.origin(range.start, false).min(self.end);
        let end = self.origin(range.end, true).clamp(start, self.end.max(start));
        Span { file: self.file, start: start as u32, end: end as u32 }
    }

    /// The change that puts what has been mended into the file.
    pub(super) fn edit(&self) -> Edit {
        let span = Span { file: self.file, start: self.start as u32, end: self.end as u32 };
        Edit { span, text: self.own().to_owned() }
    }

    fn origin(&self, mut at: usize, end: bool) -> usize {
        for edit in self.edits.iter().rev() {
            if at >= edit.at + edit.new {
                at = at - edit.new + edit.old;
            } else if at > edit.at || (end && at == edit.at + edit.new) {
                at = edit.at + if end { edit.old } else { 0 };
            }
        }
        self.start + at
    }

    /// The text with a range replaced.
    pub(super) fn with(&self, range: &Range<usize>, new: &str) -> String {
        format!("{}{new}{}", &self.text[..range.start], &self.text[range.end..])
    }

    pub(super) fn replace(&mut self, range: Range<usize>, new: &str) {
        self.text = self.with(&range, new);
        self.pieces = pieces(&self.text);
        self.words = in_lower_case(&self.text, &self.pieces);
        self.edits.push(Replaced { at: range.start, old: range.len(), new: new.len() });
    }

    /// Cuts the draft off where it stops at the beginning of a line, or at a full stop or a semicolon, if what follows can
    /// be read by itself. Returns that, and whether it begins a line.
    pub(super) fn next_sentence(&mut self, stop: &Stop) -> Option<(Self, bool)> {
        let here = self.piece_at(stop.at);
        let behind_a_mark = matches!(self.piece(here), ";" | "." | "!");
        let next = here + usize::from(behind_a_mark);
        if here == 0 || next >= self.pieces.len() || self.added > 0 || !(behind_a_mark || self.first_on_line(here)) {
            return None;
        }
        let (end, start) = (self.pieces[here].start, self.pieces[next].start);
        let rest = &self.text[start..];
        // The line may go on from the one above, unless that one is whole.
        let whole = stop_of(&self.text[..end], self.strict).is_none();
        let words_read = stop_of(rest, self.strict).map_or(usize::MAX, |stop| pieces(&rest[..stop.at]).len());
        if words_read < if whole && !behind_a_mark { 1 } else { 2 } {
            return None;
        }
        let origin = self.origin(start, false);
        let rest = Self::new(rest, Span { file: self.file, start: origin as u32, end: self.end as u32 }, "", self.strict, self.names);
        self.end = self.origin(end, false);
        self.text.truncate(end);
        self.pieces.truncate(here);
        self.words.truncate(here);
        Some((rest, !behind_a_mark))
    }

    /// The sentence on one line, if it can be shown on one.
    pub(super) fn on_one_line(&self) -> Option<String> {
        let squeezed = on_one_line(self.own())?;
        Some(if self.added > 0 { format!("{squeezed} {{ … }}") } else { squeezed })
    }
}

fn in_lower_case(text: &str, pieces: &[Range<usize>]) -> Vec<String> {
    pieces.iter().map(|piece| text[piece.clone()].to_lowercase()).collect()
}

/// A text on one line, unless that would be too long to read or there are notes in it.
pub(super) fn on_one_line(text: &str) -> Option<String> {
    const LONGEST: usize = 160;
    let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let squeezed = squeezed.trim_end_matches(['.', ';']).replace(" ,", ",").replace("( ", "(").replace(" )", ")");
    let fits = !squeezed.is_empty() && squeezed.len() <= LONGEST && !squeezed.contains("//") && !squeezed.contains('`');
    fits.then_some(squeezed)
}

pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// The words, quoted texts and marks of a text outside its notes, as ranges of bytes.
pub(super) fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        } else if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        } else if is_quote(c) {
            let mut line = rest.char_indices().skip(1).take_while(|(_, c)| *c != '\n');
            line.find(|(_, c)| is_quote(*c)).map_or(c.len_utf8(), |(end, close)| end + close.len_utf8())
        } else if c.is_alphanumeric() {
            word_length(rest)
        } else {
            c.len_utf8()
        };
        pieces.push(at..at + length);
        at += length;
    }
    pieces
}

/// The length of the word at the start of a text; a mark ends it unless the word goes on behind.
fn word_length(text: &str) -> usize {
    if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("e.g.")) {
        return 4;
    }
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let goes_on = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        let inside = matches!(c, '-' | '_' | '.' | '\'' | '’' | '@' | '\u{2010}'..='\u{2013}' | '\u{AD}') && goes_on;
        if !(c.is_alphanumeric() || inside) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}
