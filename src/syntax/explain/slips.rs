//! The slips people make with single words and marks, each with its mend.
//!
//! Every kind of slip is a function that offers mends for the place where a text cannot be read on. A mend counts only
//! if the text can be read further with it, so a kind may guess freely.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::syntax::grammar::Rule;

use super::draft::{Draft, Stop, is_quote, stop_of};
use super::next::keyword;
use super::sentences;
use super::words::{self, FILLERS, MODALS, MONTHS, PARTS, VERBS, among, anywhere, meant_by, parts_by_other_names, words_of};

/// A way to mend a slip, and what is to be said about it.
pub(super) struct Mend {
    /// What is replaced.
    pub(super) at: Range<usize>,
    /// By what; nothing, where only the author can tell.
    pub(super) new: Option<String>,
    /// What is said; without help, the mended sentence is the help.
    pub(super) found: Diagnostic,
    /// Whether this is the one way to mend it, so that the mended sentence can be shown.
    pub(super) sure: bool,
    needs: Needs,
}

/// How far the text has to be readable with a mend, for the mend to count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// As far as what was put in.
    Itself,
    /// Past the piece that follows.
    TheNext,
    /// To its end.
    AllOfIt,
}

impl Mend {
    pub(super) fn new(at: Range<usize>, new: impl Into<String>, found: Diagnostic) -> Self {
        Self { at, new: Some(new.into()), found, sure: true, needs: Needs::TheNext }
    }

    /// Something only the author can put right.
    pub(super) fn none(at: Range<usize>, found: Diagnostic) -> Self {
        Self { at, new: None, found, sure: false, needs: Needs::Itself }
    }

    pub(super) fn needs(self, needs: Needs) -> Self {
        Self { needs, ..self }
    }

    /// One way of several: the help says which there are.
    pub(super) fn unsure(self) -> Self {
        Self { sure: false, ..self }
    }

    fn fits(&self, draft: &Draft<'_>, before: &Stop) -> bool {
        let Some(new) = &self.new else { return true };
        let text = draft.with(&self.at, new);
        let Some(stop) = stop_of(&text, draft.strict) else { return true };
        if text.len() - stop.at >= draft.text.len() - before.at {
            return false;
        }
        let after = self.at.start + new.len();
        let following = text.len() - text[after..].trim_start().len();
        let nothing_follows = following + draft.added >= text.len();
        match self.needs {
            Needs::AllOfIt => false,
            Needs::Itself => stop.at >= following,
            Needs::TheNext => stop.at > following || (nothing_follows && stop.at >= following),
        }
    }
}

type Kind = fn(&Draft<'_>, &Stop) -> Vec<Mend>;

/// In the order in which they are tried: what is certain before what is only likely.
const KINDS: &[Kind] = &[
    sentences::quotation_marks,
    sentences::conditions,
    sentences::passive,
    sentences::sent,
    beginnings,
    other_words,
    dates,
    lengths,
    figures,
    misspelt,
    marks,
    fillers,
    sentences::if_and_when,
    joined_names,
    missing_words,
    order,
    sentences::lists,
    sentences::condition_last,
    sentences::several_deeds,
    sentences::in_quotation_marks,
];

/// The likeliest slip at the place where a text stops.
pub(super) fn likeliest(draft: &Draft<'_>, stop: &Stop) -> Option<Mend> {
    KINDS.iter().flat_map(|kind| kind(draft, stop)).find(|mend| mend.fits(draft, stop))
}

/// A text as it can stand between backticks.
pub(super) fn shown(text: &str) -> String {
    let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match squeezed.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &squeezed[..at]),
        None => squeezed,
    }
}

/// What a part of a policy begins with.
fn beginnings(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    if draft.strict != Rule::item_only || stop.at > draft.pieces.first().map_or(0, |piece| piece.end) {
        return Vec::new();
    }
    let word = draft.word(0);
    let meant = meant_by(parts_by_other_names(), &word);
    let close = did_you_mean(&word, PARTS.split(' '));
    [meant.map(|meant| (meant, format!("write `{meant}`"))), close.map(|close| (close, format!("did you mean `{close}`?")))]
        .into_iter()
        .flatten()
        .map(|(meant, label)| {
            let at = draft.range(0..1);
            let found = Diagnostic::error(
                "misspelt",
                draft.place(at.clone()),
                format!("nothing in a policy begins with `{}`", shown(draft.piece(0))),
            );
            Mend::new(at, meant, found.label(label)).needs(Needs::Itself)
        })
        .collect()
}

/// Words that the language has another word for.
fn other_words(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let mut found: Vec<(Range<usize>, &str, &str)> = Vec::new();
    for start in here.saturating_sub(4)..=here {
        for (phrase, meant) in anywhere() {
            let words: Vec<&str> = phrase.split(' ').collect();
            let end = start + words.len();
            if end >= here && words.iter().enumerate().all(|(at, word)| draft.word(start + at) == word.trim_end_matches('.')) {
                found.push((start..end, phrase, meant));
            }
        }
    }
    found.sort_by_key(|(pieces, ..)| (pieces.end == here, std::cmp::Reverse(pieces.len()), pieces.start));
    found
        .into_iter()
        .map(|(pieces, phrase, meant)| {
            let unknown = pieces.clone().any(|at| draft.is_free_word(at));
            let mut at = draft.range(pieces);
            // A full stop behind a shortened word belongs to it.
            if phrase.ends_with('.') && draft.text[at.end..].starts_with('.') {
                at.end += 1;
            }
            let said = shown(&draft.text[at.clone()]);
            let place = draft.place(at.clone());
            let mend = if meant.is_empty() {
                let found = Diagnostic::error("other-word", place, format!("`{said}` is not needed here")).label("leave it out");
                Mend::new(at, "", found)
            } else {
                let found = Diagnostic::error("other-word", place, format!("rungs says `{meant}` for `{said}`"));
                Mend::new(at, meant, found.label(format!("write `{meant}`")))
            };
            mend.needs(if unknown && !meant.is_empty() { Needs::Itself } else { Needs::TheNext })
        })
        .collect()
}

/// Words that are nearly words of the language; the one before may have passed for a name.
fn misspelt(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let mut mends = Vec::new();
    let mut offer = |at: usize, expected: &[Rule]| {
        let word = draft.piece(at);
        if !word.starts_with(char::is_alphabetic) || word.contains('\'') {
            return;
        }
        // A word of the language is not misspelt; it may be the wrong form of one.
        let form = |meant: &&str| draft.is_free_word(at) || meant.strip_suffix('s') == Some(word) || word.strip_suffix('s') == Some(meant);
        if let Some(meant) = likely(word, expected).filter(form) {
            let range = draft.range(at..at + 1);
            let found =
                Diagnostic::error("misspelt", draft.place(range.clone()), format!("`{}` is not a word rungs knows here", shown(word)))
                    .label(format!("did you mean `{meant}`?"));
            let close = strsim::damerau_levenshtein(meant, &word.to_lowercase()) <= 1 + word.len() / 6;
            mends.push(Mend::new(range, meant, found).needs(if close && word.len() > 3 { Needs::Itself } else { Needs::TheNext }));
        }
    };
    offer(here, &stop.expected);
    if let Some(before) = here.checked_sub(1).filter(|before| draft.is_free_word(*before)) {
        let start = draft.pieces[before].start;
        if let Some(earlier) = stop_of(&format!("{}\u{1}", &draft.text[..start]), draft.strict).filter(|stop| stop.at == start) {
            offer(before, &earlier.expected);
        }
    }
    mends
}

/// The word of the language that was probably meant.
fn likely(word: &str, expected: &[Rule]) -> Option<&'static str> {
    let mut known: Vec<&'static str> = Vec::new();
    for rule in expected {
        known.extend(words_of(*rule).split(' '));
        known.extend(keyword(*rule));
        if *rule == Rule::clause {
            known.extend(VERBS.split(' ').chain(MODALS.split(' ')));
        }
    }
    did_you_mean(word, known)
}

/// Marks that mean nothing here.
fn marks(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let mark = draft.piece(here);
    let is_mark = |mark: &str| mark.chars().next().is_some_and(|c| !c.is_alphanumeric() && !is_quote(c) && !matches!(c, '{' | '}'));
    let mut mends = Vec::new();
    let numbers_the_line = here == 0 && draft.word(1).len() == 1 && is_mark(draft.piece(1)) && draft.pieces.len() > 2;
    if numbers_the_line && mark.len() <= 3 {
        let at = draft.range(0..2);
        let found = Diagnostic::error(
            "stray-mark",
            draft.place(at.clone()),
            format!("`{}` numbers a list, and means nothing here", shown(&draft.text[at.clone()])),
        )
        .label("leave it out");
        mends.push(Mend::new(at, "", found));
    }
    if !is_mark(mark) {
        return mends;
    }
    let word = match mark {
        "(" if stop.expects(Rule::open) => Some("{"),
        ")" => Some("}"),
        "&" | "+" => Some("and"),
        "/" => Some("or"),
        "(" | "[" => Some("per"),
        _ => None,
    };
    let at = draft.range(here..here + 1);
    if let Some(word) = word {
        let found = Diagnostic::error("stray-mark", draft.place(at.clone()), format!("rungs says `{word}` for `{mark}`"))
            .label(format!("write `{word}`"));
        mends.push(Mend::new(at.clone(), format!(" {word} "), found));
    }
    let found = Diagnostic::error("stray-mark", draft.place(at.clone()), format!("`{mark}` means nothing here")).label("leave it out");
    mends.push(Mend::new(at, " ", found));
    mends
}

/// Words that add nothing rungs could keep.
fn fillers(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let offer = |at: usize| {
        let word = draft.word(at);
        if !among(&word, FILLERS) {
            return None;
        }
        let message = match word.as_str() {
            "the" | "a" | "an" => format!("names stand without `{word}`"),
            _ => format!("`{word}` is not needed here"),
        };
        let range = draft.range(at..at + 1);
        Some(Mend::new(range.clone(), "", Diagnostic::error("filler", draft.place(range), message).label("leave it out")))
    };
    [Some(here), here.checked_sub(1)].into_iter().flatten().filter_map(offer).collect()
}

/// Numbers in words.
fn figures(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let offer = |at: usize| {
        let word = draft.word(at);
        let figure = meant_by(words::figures(), &word)?;
        let range = draft.range(at..at + 1);
        let found =
            Diagnostic::error("figures", draft.place(range.clone()), "numbers are written in figures").label(format!("write `{figure}`"));
        Some(Mend::new(range, figure, found))
    };
    [Some(here), here.checked_sub(1)].into_iter().flatten().filter_map(offer).collect()
}

/// Lengths of time that are no whole number of hours, days or weeks.
fn lengths(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let is_unit = |at: usize| {
        let word = draft.word(at);
        among(word.trim_end_matches('s'), "hour day week month year")
    };
    let is_number = |at: usize| draft.piece(at).starts_with(|c: char| c.is_ascii_digit());
    let Some(start) = [here, here.wrapping_sub(1), here.wrapping_sub(2)].into_iter().find(|at| *at < draft.pieces.len() && is_number(*at))
    else {
        return Vec::new();
    };
    let mut mends = Vec::new();
    let number = draft.piece(start);
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    let (amount, unit) = number.split_at(digits);
    if unit.starts_with(char::is_alphabetic) && unit.len() > 2 {
        let at = draft.range(start..start + 1);
        let found = Diagnostic::error("figures", draft.place(at.clone()), "a blank is missing between the number and the word")
            .label(format!("write `{amount} {unit}`"));
        mends.push(Mend::new(at, format!("{amount} {unit}"), found));
    }
    let Some(last) = (start + 1..start + 5).find(|at| is_unit(*at)) else { return mends };
    let at = draft.range(start..last + 1);
    let written = shown(&draft.text[at.clone()]);
    let top = (start..last).rev().find(|at| is_number(*at)).map_or("", |at| draft.piece(at));
    let top = top.rsplit(['-', '–']).next().unwrap_or_default();
    let is_range = number.contains(['-', '–']) || (start + 1..last).any(|at| is_number(at));
    let message = if is_range { "a limit is one length of time" } else { "a length of time is a whole number" };
    let help = if is_range {
        let after: Vec<&str> = (start..=last)
            .filter(|at| draft.is_free_word(*at) || is_unit(*at) || draft.word(*at) == "working")
            .map(|at| draft.piece(at))
            .collect();
        format!("write the longest of them, `{top} {}`, or carry the document's own words: `\"{written}\"`", after.join(" "))
    } else {
        format!("write it in whole hours or days, or carry the document's own words: `\"{written}\"`")
    };
    if is_range || number.contains('.') {
        let found = Diagnostic::error("figures", draft.place(at.clone()), message).label("one whole number is needed").help(help);
        mends.push(Mend::new(at, format!("\"{written}\""), found).unsure());
    }
    mends
}

/// Dates as people write them.
fn dates(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let mut mends = Vec::new();
    for start in [Some(here), here.checked_sub(1)].into_iter().flatten() {
        let Some((date, end)) = date_at(draft, start) else { continue };
        let at = draft.range(start..end);
        let written = shown(&draft.text[at.clone()]);
        let place = draft.place(at.clone());
        let found = Diagnostic::error("date", place, format!("rungs writes the date `{written}` as year, month, day"));
        mends.push(Mend::new(at.clone(), date.clone(), found.label(format!("write `{date}`"))));
        let found = Diagnostic::error("date", place, "a limit is a length of time, not a day").label("this is a day").help(format!(
            "write how long it may take, such as `within 2 working days`, or carry the document's own words: `within \"{written}\"`"
        ));
        mends.push(Mend::new(at, format!("\"{written}\""), found).unsure());
    }
    mends
}

/// A date that begins at a piece, and the piece after it.
fn date_at(draft: &Draft<'_>, start: usize) -> Option<(String, usize)> {
    let mut end = start;
    let mut parts: Vec<String> = Vec::new();
    while end < draft.pieces.len() && end < start + 6 && parts.len() < 3 {
        let word = draft.word(end);
        if among(&word, "/ . , of the") {
            end += 1;
            continue;
        }
        if !word.starts_with(char::is_alphanumeric) {
            break;
        }
        parts.extend(word.split(['-', '.', '–']).map(str::to_owned));
        end += 1;
        if parts.last().is_some_and(|part| part.len() == 4 && part.parse::<u32>().is_ok()) && parts.len() > 1 {
            break;
        }
    }
    let month = |part: &str| {
        let named = (part.len() > 2).then(|| MONTHS.split(' ').position(|month| month.starts_with(part))).flatten().map(|at| at + 1);
        named.or_else(|| part.parse().ok().filter(|month| (1..=12).contains(month)))
    };
    let day = |part: &str| part.trim_end_matches(char::is_alphabetic).parse::<usize>().ok().filter(|day| (1..=31).contains(day));
    let year = |part: &str| Some(part).filter(|part| part.len() == 4).and_then(|part| part.parse::<usize>().ok());
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let date = match parts.as_slice() {
        [a, b, c] if year(c).is_some() && month(b).is_some() && day(a).is_some() => (year(c)?, month(b)?, day(a)),
        [a, b, c] if year(c).is_some() && month(a).is_some() && day(b).is_some() => (year(c)?, month(a)?, day(b)),
        [a, b, c] if year(a).is_some() => (year(a)?, month(b)?, Some(day(c)?)),
        [a, b] if year(b).is_some() => (year(b)?, month(a)?, None),
        [a] => (year(a)?, 0, None),
        _ => return None,
    };
    match date {
        (_, 0, _) => None,
        (year, month, Some(day)) => Some((format!("{year:04}-{month:02}-{day:02}"), end)),
        (year, month, None) => Some((format!("{year:04}-{month:02}"), end)),
    }
}

/// Words left out, in the order in which they are tried.
const LEFT_OUT: &[&str] =
    &["to", "stage", "to stage", "within", "per", "by", "on", "with", "between", "heard by", "because", "as", "from", "in"];

fn missing_words(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let mut mends = Vec::new();
    let Some(before) = here.checked_sub(1) else { return mends };
    let gap = draft.range(before..here).end;
    let previous = shown(draft.piece(before));
    let next = shown(draft.piece(here));
    let mark =
        if here < draft.pieces.len() && stop.at < draft.own().len() { draft.range(here..here + 1) } else { draft.range(before..here) };
    if stop.expects(Rule::comma) && sentences::prefix_before(draft, here).is_some() && !next.is_empty() {
        let found = Diagnostic::error("comma-missing", draft.place(mark.clone()), format!("a comma is missing after `{previous}`"))
            .label("a comma comes before this");
        mends.push(Mend::new(gap..gap, ",", found));
    }
    let at_the_end = stop.at >= draft.own().trim_end().len();
    if stop.expects(Rule::open) && at_the_end && draft.strict == Rule::clause_only {
        let line = super::draft::on_one_line(&draft.text[..gap]).unwrap_or(previous.clone());
        let place = draft.place(draft.range(before..here));
        mends.push(if stop.expects(Rule::comma) {
            let found = Diagnostic::error("comma-missing", place, format!("a comma is missing after `{previous}`"))
                .label("a comma comes after this")
                .help(format!("write `{line},` and then what is to be done; for several clauses, `{line} {{`, the clauses, and `}}`"));
            Mend::none(gap..gap, found)
        } else {
            let found = Diagnostic::error("brace-missing", place, format!("a `{{` is missing after `{previous}`"))
                .label("what belongs to it comes after a `{`")
                .help(format!("write `{line} {{` here, then one thing a line, and `}}` on a line of its own at the end"));
            Mend::none(gap..gap, found)
        });
    }
    if stop.expects(Rule::open) && draft.added == 0 && draft.strict == Rule::item_only {
        let found =
            Diagnostic::error("brace-missing", draft.place(draft.range(before..here)), format!("a `{{` is missing after `{previous}`"))
                .label("what belongs to it comes after a `{`")
                .help(format!(
                    "write `{} {{` here, and `}}` on a line of its own at the end",
                    super::draft::on_one_line(&draft.text[..gap]).unwrap_or(previous.clone())
                ));
        mends.push(Mend::new(gap..gap, " { }", found).needs(Needs::AllOfIt).unsure());
    }
    mends.extend(missing_title(draft, stop, here));
    for word in LEFT_OUT.iter().filter(|_| draft.strict != Rule::item_only || draft.word(0) == "stage") {
        let first = word.split(' ').next().unwrap_or_default();
        let fits =
            stop.expected.iter().any(|rule| keyword(*rule) == Some(first) || among(first, words_of(*rule)) || *rule == Rule::detail_word);
        if fits && !next.is_empty() && next != "{" {
            let found = Diagnostic::error("word-missing", draft.place(mark.clone()), format!("`{word}` is missing before `{next}`"))
                .label(format!("write `{word} {next}`"));
            mends.push(Mend::new(mark.start..mark.start, format!("{word} "), found));
        }
    }
    mends
}

/// A heading without its short name or its title.
fn missing_title(draft: &Draft<'_>, stop: &Stop, here: usize) -> Option<Mend> {
    if draft.strict != Rule::item_only || here == 0 {
        return None;
    }
    let at = draft.range(here..here + 1);
    let place = draft.place(at.clone());
    let named = stop.expects(Rule::name) || stop.expects(Rule::label);
    if named && here == 1 && draft.piece(here).starts_with(is_quote) {
        let title = draft.word(here);
        let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(4).collect();
        let name = if stop.expects(Rule::label) && draft.word(0) == "stage" { "1".to_owned() } else { words.join("-") };
        let found = Diagnostic::error("name-missing", place, format!("a short name is missing after `{}`", shown(draft.piece(0))))
            .label(format!("write `{name} {}`", shown(draft.piece(here))));
        return Some(Mend::new(at.start..at.start, format!("{name} "), found));
    }
    if stop.expects(Rule::text) && !draft.is_free_word(here) && !draft.piece(here).starts_with(is_quote) {
        let found = Diagnostic::error(
            "title-missing",
            place,
            format!("a title in quotation marks is missing after `{}`", shown(draft.piece(here - 1))),
        )
        .label("a title comes before this");
        return Some(Mend::new(at.start..at.start, "\"…\" ", found));
    }
    None
}

/// Two words that stand in each other's place.
fn order(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let offer = |first: usize| {
        let (one, other) = (draft.piece(first), draft.piece(first + 1));
        let both = draft.pieces.get(first)?.start..draft.pieces.get(first + 1)?.end;
        if both.end > draft.own().len()
            || is_quote(one.chars().next()?)
            || !one.chars().chain(other.chars()).all(|c| c.is_alphanumeric() || c == '-')
        {
            return None;
        }
        let swapped = format!("{other} {one}");
        let found = Diagnostic::error("order", draft.place(both.clone()), format!("`{one}` and `{other}` stand the other way round"))
            .label(format!("write `{swapped}`"));
        Some(Mend::new(both, swapped, found))
    };
    [here.checked_sub(1), Some(here)].into_iter().flatten().filter_map(offer).collect()
}

/// Names of several words.
fn joined_names(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let joins = |at: usize| draft.is_free_word(at) && !draft.first_on_line(at);
    let Some(mut start) = here.checked_sub(1).filter(|start| draft.is_free_word(*start) && joins(here)) else { return Vec::new() };
    while start > 0 && joins(start) && draft.is_free_word(start - 1) {
        start -= 1;
    }
    let mut end = here + 1;
    while joins(end) {
        end += 1;
    }
    // In a heading the name stands before the title; words that no title follows are the title itself.
    let in_heading = draft.strict == Rule::item_only && start == 1;
    if in_heading && !draft.piece(end).starts_with(is_quote) {
        return Vec::new();
    }
    let at = draft.range(start..end);
    let words: Vec<String> = (start..end).map(|at| draft.word(at)).collect();
    let name = words.join("-");
    let found = Diagnostic::error(
        "name-of-several-words",
        draft.place(at.clone()),
        format!("a name is written as one word, and `{}` is not", shown(&draft.text[at.clone()])),
    )
    .label(format!("join them with hyphens: `{name}`"));
    let known = |name: &str| draft.names.contains(name) || draft.names.contains(name.trim_end_matches('s'));
    if !in_heading && words.iter().all(|word| known(word)) {
        return Vec::new();
    }
    let known = draft.names.contains(&name) || draft.names.contains(name.trim_end_matches('s'));
    vec![Mend::new(at, name, found).needs(if known { Needs::Itself } else { Needs::TheNext })]
}
