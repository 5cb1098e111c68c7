//! Slips and their mends: what a mend is, and how the likeliest is found.
//!
//! Every kind of slip is a function that offers mends for the place where a text cannot be read on. A mend counts only
//! if the text can be read further with it, so a kind may guess freely.

use std::ops::Range;

use crate::diagnostic::Diagnostic;

use super::draft::{Draft, Stop, stop_of};
use super::{conditions, gaps, numbers, quotes, scenarios, sentences, wording};

/// A way to mend a slip, and what is to be said about it.
#[derive(Clone)]
pub(super) struct Mend {
    /// What is replaced.
    pub(super) at: Range<usize>,
    /// By what; nothing, where only the author can tell.
    pub(super) new: Option<String>,
    /// What is said; without help, the mended sentence is the help.
    pub(super) found: Diagnostic,
    /// Whether this is the one way to mend it, so that the mended sentence can be shown.
    pub(super) sure: bool,
    /// Whether it is no more than a guess: of no use unless the whole sentence can be read with it.
    pub(super) guess: bool,
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
        Self { at, new: Some(new.into()), found, sure: true, guess: false, needs: Needs::TheNext }
    }

    /// Something only the author can put right.
    pub(super) fn none(at: Range<usize>, found: Diagnostic) -> Self {
        Self { at, new: None, found, sure: false, guess: false, needs: Needs::Itself }
    }

    pub(super) fn needs(self, needs: Needs) -> Self {
        Self { needs, ..self }
    }

    pub(super) fn guess(self) -> Self {
        Self { guess: true, ..self }
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
    quotes::quotation_marks,
    scenarios::lines_of_scenarios,
    wording::line_numbers,
    conditions::conditions,
    conditions::time_as_condition,
    sentences::passive,
    sentences::sent,
    sentences::strengths,
    sentences::by_a_day,
    wording::beginnings,
    numbers::words_and_numbers,
    numbers::runs,
    wording::other_words,
    numbers::dates,
    numbers::lengths,
    numbers::figures,
    wording::misspelt,
    sentences::to_somebody,
    wording::words_before,
    conditions::long_in_words,
    wording::known_names,
    sentences::relative,
    sentences::told_of,
    wording::marks,
    wording::apostrophes,
    wording::fillers,
    conditions::if_and_when,
    wording::joined_names,
    gaps::or_above,
    gaps::source_first,
    gaps::commas,
    gaps::opening_braces,
    gaps::measures,
    gaps::names_and_titles,
    gaps::small_words,
    gaps::order,
    conditions::lists,
    sentences::several_deeds,
    conditions::in_words,
    conditions::last,
    conditions::deadline_first,
    sentences::source_last,
    quotes::in_quotation_marks,
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
