//! The slips people make with numbers, lengths of time and dates.

use crate::diagnostic::Diagnostic;

use super::draft::{Draft, Stop, is_reserved};
use super::slips::{Mend, shown};
use super::words::{self, MONTHS, among, meant_by};

/// Numbers in words.
pub(super) fn figures(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let offer = |at: usize| {
        let word = draft.word(at);
        let figure = meant_by(words::figures(), word)?;
        let range = draft.range(at..at + 1);
        let found =
            Diagnostic::error("figures", draft.place(range.clone()), "numbers are written in figures").label(format!("write `{figure}`"));
        Some(Mend::new(range, figure, found))
    };
    [Some(here), here.checked_sub(1)].into_iter().flatten().filter_map(offer).collect()
}

/// Lengths of time that are no whole number of hours, days or weeks.
pub(super) fn lengths(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
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
        let unit = meant_by(words::anywhere(), unit).unwrap_or(unit);
        mends.push(apart(draft, start, amount, unit));
    }
    let small = draft.word(start + 1);
    if among(small.trim_end_matches('s'), "minute min second") {
        let at = draft.range(start..start + 2);
        let written = shown(&draft.text[at.clone()]);
        let found =
            Diagnostic::error("figures", draft.place(at.clone()), "a length of time is counted in hours, days, weeks, months or years")
                .label(format!("`{small}` are not counted"))
                .help(format!("write `immediately`, `within 1 hour`, or carry the document's own words: `within \"{written}\"`"));
        mends.push(Mend::new(at, format!("\"{written}\""), found).unsure());
    }
    let Some(last) = (start + 1..start + 5).find(|at| is_unit(*at)) else { return mends };
    let at = draft.range(start..last + 1);
    let written = shown(&draft.text[at.clone()]);
    let top = (start..last).rev().find(|at| is_number(*at)).map_or("", |at| draft.piece(at));
    let top = top.rsplit(['-', '–']).next().unwrap_or_default();
    let is_range = number.contains(['-', '–']) || (start + 1..last).any(is_number);
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

fn apart(draft: &Draft<'_>, piece: usize, one: &str, other: &str) -> Mend {
    let at = draft.range(piece..piece + 1);
    let found = Diagnostic::error("figures", draft.place(at.clone()), "a blank is missing between the word and the number")
        .label(format!("write `{one} {other}`"));
    Mend::new(at, format!("{one} {other}"), found)
}

/// A word and a number without a blank between them: `per2.1`, `stage2`.
pub(super) fn words_and_numbers(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let mend = |at: usize| {
        let piece = draft.piece(at);
        let (word, number) = piece.split_at(piece.find(|c: char| c.is_ascii_digit())?);
        is_reserved(word).then(|| apart(draft, at, word, number))
    };
    [Some(here), here.checked_sub(1)].into_iter().flatten().filter_map(mend).collect()
}

/// A run of paragraphs: only `parts` can say `1.1 to 1.8`, and `per` names each.
pub(super) fn runs(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let is_paragraph = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let in_one = |at: usize| draft.piece(at).split_once(['-', '–']).map(|(first, last)| (at..at + 1, first, last));
    let in_three = |at: usize| {
        among(draft.word(at), "to through until - – till")
            .then(|| (at.wrapping_sub(1)..at + 2, draft.piece(at.wrapping_sub(1)), draft.piece(at + 1)))
    };
    let run = in_one(here).or_else(|| in_three(here)).or_else(|| in_three(here.wrapping_sub(1)));
    let Some((pieces, first, last)) = run.filter(|(_, first, last)| is_paragraph(first) && is_paragraph(last)) else { return Vec::new() };
    let at = draft.range(pieces);
    let place = draft.place(at.clone());
    if draft.word(0) == "parts" {
        let new = format!("{first} to {last}");
        let found = Diagnostic::error("parts-range", place, "a run of parts is written with `to`").label(format!("write `{new}`"));
        return vec![Mend::new(at, new, found)];
    }
    if !(0..here).any(|at| draft.word(at) == "per") {
        return Vec::new();
    }
    let found = Diagnostic::error("parts-range", place, "`per` names each part by itself");
    let all = each(first, last).unwrap_or_else(|| format!("{first} and {last}"));
    vec![Mend::new(at, all.clone(), found.label(format!("write `{}`", shown(&all))))]
}

/// `2.1, 2.2 and 2.3`, from the first and the last of a short run.
fn each(first: &str, last: &str) -> Option<String> {
    let (stem, from) = first.rsplit_once('.').map_or(("", first), |(stem, from)| (stem, from));
    let (last_stem, to) = last.rsplit_once('.').map_or(("", last), |(stem, to)| (stem, to));
    let (from, to): (u32, u32) = (from.parse().ok()?, to.parse().ok()?);
    if stem != last_stem || from >= to || to - from > 8 {
        return None;
    }
    let dot = if stem.is_empty() { "" } else { "." };
    let names: Vec<String> = (from..to).map(|number| format!("{stem}{dot}{number}")).collect();
    Some(format!("{} and {last}", names.join(", ")))
}

/// Dates as people write them.
pub(super) fn dates(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
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
        if among(word, "/ . , of the") {
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
