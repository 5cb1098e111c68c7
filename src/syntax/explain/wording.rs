//! The slips people make with single words and marks.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, did_you_mean};
use rungs_grammar::Rule;

use super::conditions::in_prefix;
use super::draft::{Draft, Stop, is_quote, is_reserved, stop_of};
use super::next::keyword;
use super::slips::{Mend, Needs, shown};
use super::words::{FILLERS, MODALS, PARTS, VERBS, among, anywhere, meant_by, parts_by_other_names, words_of};

/// What a part of a policy begins with.
pub(super) fn beginnings(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    if draft.strict != Rule::item_only || stop.at > draft.pieces.first().map_or(0, |piece| piece.end) {
        return Vec::new();
    }
    let word = draft.word(0);
    let meant = meant_by(parts_by_other_names(), word);
    let close = did_you_mean(word, PARTS.split(' '));
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

/// Words that the language has another word for, where the text stops.
pub(super) fn other_words(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    phrases(draft, here, here + 1)
}

/// The same just before the text stops: words that could be read, and led nowhere.
pub(super) fn words_before(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    phrases(draft, here, here).into_iter().chain(misspelt_before(draft, here)).collect()
}

/// Phrases that begin up to a piece and end before or after `end`.
fn phrases(draft: &Draft<'_>, here: usize, last: usize) -> Vec<Mend> {
    let mut found: Vec<(Range<usize>, &str, &str)> = Vec::new();
    for start in here.saturating_sub(4)..=here {
        for (phrase, meant) in anywhere() {
            let words = phrase.split(' ').flat_map(|word| word.split_inclusive('/'));
            let words =
                words.flat_map(|word| word.strip_suffix('/').map_or([word, ""], |word| [word, "/"])).filter(|word| !word.is_empty());
            let end = start + words.clone().count();
            if (end == here) == (last == here)
                && end >= last
                && words.enumerate().all(|(at, word)| draft.word(start + at) == word.trim_end_matches('.'))
            {
                found.push((start..end, phrase, meant));
            }
        }
    }
    found.sort_by_key(|(pieces, ..)| (std::cmp::Reverse(pieces.len()), pieces.start));
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

/// Words that are nearly words of the language.
pub(super) fn misspelt(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let weekday = weekday(draft, here).filter(|_| stop.expects(Rule::weekday));
    weekday.into_iter().chain(nearly(draft, here, &stop.expected)).collect()
}

/// A weekday cut short, or all of them.
fn weekday(draft: &Draft<'_>, at: usize) -> Option<Mend> {
    let word = draft.word(at);
    let mut weekdays = words_of(Rule::weekday).split(' ');
    let meant = match word {
        "weekdays" | "weekday" => "monday to friday",
        _ => weekdays.find(|weekday| word.len() >= 3 && weekday.starts_with(word))?,
    };
    let range = draft.range(at..at + 1);
    let found = Diagnostic::error("misspelt", draft.place(range.clone()), format!("`{}` is not a word rungs knows here", draft.piece(at)));
    Some(Mend::new(range, meant, found.label(format!("did you mean `{meant}`?"))).needs(Needs::Itself))
}

/// A misspelt word that passed for a name, so that only the word after it does not fit.
fn misspelt_before(draft: &Draft<'_>, here: usize) -> Vec<Mend> {
    let Some(before) = here.checked_sub(1).filter(|before| draft.is_free_word(*before)) else { return Vec::new() };
    let start = draft.pieces[before].start;
    match stop_of(&format!("{}\u{1}", &draft.text[..start]), draft.strict) {
        Some(earlier) if earlier.at == start => nearly(draft, before, &earlier.expected),
        _ => Vec::new(),
    }
}

fn nearly(draft: &Draft<'_>, at: usize, expected: &[Rule]) -> Vec<Mend> {
    let word = draft.word(at);
    if !word.starts_with(char::is_alphabetic) || word.contains('\'') {
        return Vec::new();
    }
    let mut known: Vec<&'static str> = Vec::new();
    for rule in expected {
        known.extend(words_of(*rule).split(' '));
        known.extend(keyword(*rule));
        if matches!(rule, Rule::clause | Rule::duty) {
            known.extend(VERBS.split(' ').chain(MODALS.split(' ')).chain(words_of(Rule::side).split(' ')));
        }
    }
    // A word of the language is not misspelt; it may be the wrong form of one.
    let form = |meant: &&str| draft.is_free_word(at) || meant.strip_suffix('s') == Some(word) || word.strip_suffix('s') == Some(meant);
    let mut mends = Vec::new();
    while let Some(meant) = did_you_mean(word, known.iter().copied().filter(form)).filter(|_| mends.len() < 4) {
        known.retain(|known| *known != meant);
        let range = draft.range(at..at + 1);
        let message = format!("`{}` is not a word rungs knows here", shown(draft.piece(at)));
        let found = Diagnostic::error("misspelt", draft.place(range.clone()), message).label(format!("did you mean `{meant}`?"));
        let close = word.len() > 3 && strsim::damerau_levenshtein(meant, word) <= 1 + word.len() / 6;
        mends.push((close, Mend::new(range, meant, found)));
    }
    // A spelling with which the next word can be read, too, is likelier than one that is only near.
    let near: Vec<Mend> = mends.iter().filter(|(close, _)| *close).map(|(_, mend)| mend.clone().needs(Needs::Itself)).collect();
    mends.into_iter().map(|(_, mend)| mend).chain(near).collect()
}

/// A list number in front of a line, such as `1.` or `a)`, and the mark that begins a note elsewhere.
pub(super) fn line_numbers(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let numbers = draft.piece(0).len() <= 3 && matches!(draft.piece(1), "." | ")" | ":") && draft.pieces.len() > 2;
    if numbers && draft.piece_at(stop.at) <= 1 && (draft.piece(0).len() == 1 || !is_reserved(draft.piece(0))) {
        let at = draft.range(0..2);
        let message = format!("`{}` numbers a list, and means nothing here", shown(&draft.text[at.clone()]));
        return vec![Mend::new(at.clone(), "", Diagnostic::error("stray-mark", draft.place(at), message).label("leave it out"))];
    }
    if draft.piece(0) == ")" && draft.all().len() == 1 {
        let at = draft.range(0..1);
        let found = Diagnostic::error("stray-mark", draft.place(at.clone()), "rungs says `}` for `)`")
            .label("write `}`")
            .help("parts of a policy stand between `{` and `}`; round brackets are for conditions only");
        return vec![Mend::none(at, found)];
    }
    if draft.piece(0) == "#" && draft.piece_at(stop.at) == 0 {
        let at = draft.range(0..1);
        let found = Diagnostic::error("stray-mark", draft.place(at.clone()), "a note for readers begins with `//`")
            .label("write `//`")
            .help(format!("write `// {}`", shown(draft.text_of(1..draft.all().end))));
        return vec![Mend::none(at, found)];
    }
    Vec::new()
}

/// Marks that mean nothing here.
pub(super) fn marks(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let is_mark = |mark: &str| mark.chars().next().is_some_and(|c| !c.is_alphanumeric() && !is_quote(c) && !matches!(c, '{' | '}'));
    let before = here.wrapping_sub(1);
    let since_strength = (0..before.min(here)).rev().take_while(|at| !among(draft.word(*at), MODALS));
    let comma_too_many = draft.piece(before) == "," && !draft.is_free_word(here) && since_strength.clone().all(|at| draft.piece(at) != ",");
    let here = if comma_too_many { before } else { here };
    let mark = draft.piece(here);
    if !is_mark(mark) {
        return Vec::new();
    }
    let words: &[&str] = match mark {
        "(" if stop.expects(Rule::open) => &["{"],
        ")" => &["}"],
        "&" | "+" => &["and"],
        "/" => &["or"],
        "(" | "[" => &["that is", "item", "per"],
        _ => &[],
    };
    let mut mends = Vec::new();
    let at = draft.range(here..here + 1);
    for word in words {
        let found = Diagnostic::error("stray-mark", draft.place(at.clone()), format!("rungs says `{word}` for `{mark}`"))
            .label(format!("write `{word}`"));
        mends.push(Mend::new(at.clone(), format!(" {word} "), found));
    }
    let found = Diagnostic::error("stray-mark", draft.place(at.clone()), format!("`{mark}` means nothing here")).label("leave it out");
    let needs = if mark == ":" { Needs::Itself } else { Needs::TheNext };
    mends.push(Mend::new(at, " ", found).needs(needs));
    mends
}

/// Words that add nothing rungs could keep.
pub(super) fn fillers(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    // In a condition an article stands before a name, or begins a sentence of the document's own.
    let names_only = |at: usize| {
        let words = (at + 1..draft.pieces.len()).take_while(|at| !matches!(draft.piece(*at), "," | "{"));
        words.clone().any(|at| among(draft.word(at), "agree agrees"))
            || words.clone().all(|at| !draft.is_free_word(at) || draft.names.contains(draft.word(at)))
    };
    let offer = |at: usize| {
        let word = draft.word(at);
        if !among(word, FILLERS) || (in_prefix(draft, at) && !names_only(at)) {
            return None;
        }
        let message = match word {
            "the" | "a" | "an" => format!("names stand without `{word}`"),
            _ => format!("`{word}` is not needed here"),
        };
        let range = draft.range(at..at + 1);
        Some(Mend::new(range.clone(), "", Diagnostic::error("filler", draft.place(range), message).label("leave it out")))
    };
    [Some(here), here.checked_sub(1)].into_iter().flatten().filter_map(offer).collect()
}

/// A declared name, written as several words or with an apostrophe: `the child's file` for `childs-file`.
pub(super) fn known_names(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let mut mends = Vec::new();
    for start in here.saturating_sub(2)..=here {
        for end in (start + 1..=start + 4).rev().filter(|end| *end > here) {
            let at = draft.range(start..end);
            let name = draft.text[at.clone()].to_lowercase().replace(['\'', '’'], "").split_whitespace().collect::<Vec<_>>().join("-");
            if draft.names.contains(&name) && name != draft.text[at.clone()] {
                let found = Diagnostic::error(
                    "name-of-several-words",
                    draft.place(at.clone()),
                    format!("`{}` is declared as `{name}`", shown(&draft.text[at.clone()])),
                );
                mends.push(Mend::new(at, name.clone(), found.label(format!("write `{name}`"))).needs(Needs::Itself));
            }
        }
    }
    mends
}

/// A name with an apostrophe.
pub(super) fn apostrophes(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let word = draft.piece(here);
    if !word.starts_with(char::is_alphabetic) || !word.contains(['\'', '’']) {
        return Vec::new();
    }
    let at = draft.range(here..here + 1);
    let new = word.replace(['\'', '’'], "");
    let found =
        Diagnostic::error("name-of-several-words", draft.place(at.clone()), "a name has no apostrophe").label(format!("write `{new}`"));
    vec![Mend::new(at, new, found).needs(Needs::Itself)]
}

/// Names of several words.
pub(super) fn joined_names(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let names = |at: usize| draft.is_free_word(at) && !among(draft.word(at), "who which whose it this these those");
    let joins = |at: usize| names(at) && !draft.first_on_line(at);
    let Some(mut start) = here.checked_sub(1).filter(|start| names(*start) && joins(here)) else { return Vec::new() };
    while start > 0 && joins(start) && names(start - 1) {
        start -= 1;
    }
    let mut end = here + 1;
    while joins(end) {
        end += 1;
    }
    // In a heading the name stands before the title; words that no title follows are the title itself.
    let in_heading = draft.strict == Rule::item_only && start == 1;
    let in_post = draft.strict == Rule::post_only && start == 0 && !among(draft.word(end), "e.g. at unstated none");
    if (in_heading || in_post) && !draft.piece(end).starts_with(is_quote) {
        return Vec::new();
    }
    let at = draft.range(start..end);
    let words: Vec<&str> = (start..end).map(|at| draft.word(at)).collect();
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
