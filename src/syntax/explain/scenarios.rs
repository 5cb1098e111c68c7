//! Lines of scenarios that cannot be read: what people write of a case in other words.

use crate::diagnostic::{Diagnostic, did_you_mean};
use rungs_grammar::Rule;

use super::draft::{Draft, Stop, is_reserved};
use super::slips::{Mend, Needs};
use super::words::{EXPECTED, MODALS, among};

/// Slips in lines of scenarios.
pub(super) fn lines_of_scenarios(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    if draft.strict != Rule::line_only {
        return Vec::new();
    }
    let slips =
        [told_in_other_words(draft, stop), joined_by_commas(draft, stop), misspelt_expectation(draft), slip_in_what_happens(draft, stop)];
    slips.into_iter().flatten().collect()
}

/// `expect chair informed`, for `notified`; and `at stage 2, chair informed`, which does not say by whom.
fn told_in_other_words(draft: &Draft<'_>, stop: &Stop) -> Option<Mend> {
    let here = draft.piece_at(stop.at);
    let (range, word) = (draft.range(here..here + 1), draft.piece(here));
    let said = |message: String, label: &str| {
        let found = Diagnostic::error("does-not-fit", draft.place(range.clone()), message).label(label);
        found.help(example_of_line(draft.own()))
    };
    match draft.word(0) {
        "expect" if among(draft.word(here), "informed told alerted emailed updated aware") => {
            let found = said(format!("`{word}` is not how a scenario says it"), "write `notified`");
            Some(Mend::new(range.clone(), "notified", found).needs(Needs::Itself))
        }
        "at" if among(draft.word(here), "informed notified told alerted emailed updated was were is are has have") => {
            let found = said(format!("`{word}` leaves open who does it"), "say who does what: `managers notify chair`");
            Some(Mend::none(range.clone(), found))
        }
        _ => None,
    }
}

/// A list that ends without `and`. In a scenario nothing is left open, so `or` is not meant.
fn joined_by_commas(draft: &Draft<'_>, stop: &Stop) -> Option<Mend> {
    let here = draft.piece_at(stop.at);
    let comma = (0..=here).rev().find(|at| draft.piece(*at) == ",")?;
    // The comma after the stage begins what happens.
    if draft.word(0) == "at" && !(0..comma).any(|at| draft.piece(at) == ",") {
        return None;
    }
    let range = draft.range(comma..comma + 1);
    let found = Diagnostic::error("and-or", draft.place(range.clone()), "this list ends without `and`").label("write `and` here");
    Some(Mend::new(range, " and", found))
}

/// The word behind `expect` that is nearly one of those that can stand there: it passes for somebody's name, and only what
/// follows does not fit.
fn misspelt_expectation(draft: &Draft<'_>) -> Option<Mend> {
    let text = draft.own();
    let mut words = text.split_whitespace().skip_while(|word| !word.eq_ignore_ascii_case("expect")).skip(1);
    let word = words.find(|word| !word.eq_ignore_ascii_case("not"))?;
    let known = is_reserved(word) || word.eq_ignore_ascii_case("missed");
    let meant = did_you_mean(word, EXPECTED.split(' ').filter(|known| known.len() > 3)).filter(|_| !known)?;
    let at = word.as_ptr() as usize - text.as_ptr() as usize;
    let range = at..at + word.len();
    let found = Diagnostic::error("misspelt", draft.place(range.clone()), format!("`{word}` is not a word rungs knows here"))
        .label(format!("did you mean `{meant}`?"));
    Some(Mend::new(range, meant, found).needs(Needs::Itself))
}

/// What people write of a case in other words, or in another place.
fn slip_in_what_happens(draft: &Draft<'_>, stop: &Stop) -> Option<Mend> {
    let text = draft.own();
    if !text.trim_start().to_lowercase().starts_with("at ") {
        return None;
    }
    let here = draft.piece_at(stop.at);
    let (range, word) = (draft.range(here..here + 1), draft.piece(here));
    let slip = |range: std::ops::Range<usize>, message: String, label: String| {
        Diagnostic::error("does-not-fit", draft.place(range), message).label(label).help(example_of_line(text))
    };
    if MODALS.split(' ').any(|modal| modal.eq_ignore_ascii_case(word)) {
        let found = slip(range.clone(), format!("a scenario says what is done, not what `{word}` be done"), format!("leave `{word}` out"));
        return Some(Mend::new(range, "", found));
    }
    let comma = text.find(',');
    if word.eq_ignore_ascii_case("on") && comma.is_none_or(|comma| stop.at < comma) {
        let message = "the date stands at the end of the line".to_owned();
        let found = slip(range.clone(), message, "first the stage, then what happens, then when".to_owned());
        return Some(Mend::none(range, found));
    }
    let start = comma? + 1;
    let said = text[start..].split(" on ").next().unwrap_or_default().trim();
    let meant = match said.to_lowercase().as_str() {
        "settled" | "solved" | "agreed" | "it is settled" | "ended" => "resolved",
        "unsettled" | "unsolved" | "not resolved" | "not settled" | "disagreed" => "unresolved",
        "silence" | "no reply" | "no response" | "unanswered" | "nobody answers" => "no answer",
        "overdue" | "late" | "time out" | "timed out" | "time runs out" => "out of time",
        "dropped" | "withdraws" | "withdraw" => "withdrawn",
        _ => return None,
    };
    let at = start + text[start..].find(said)?;
    let found = slip(at..at + said.len(), format!("`{said}` is not how a scenario says it"), format!("write `{meant}`"));
    Some(Mend::new(at..at + said.len(), meant, found))
}

/// How a line of a scenario that begins like this one is written.
pub(super) fn example_of_line(text: &str) -> &'static str {
    match text.split_whitespace().next().unwrap_or_default().to_lowercase().as_str() {
        "dispute" => "who disagrees reads `dispute school against social-care`, or `… against social-care, health and police`",
        "given" => "what is so at the start reads `given looked-after and not immediate-risk`, or `given \"the words of a clause\"`",
        "reading" => "how a word is read in this case: `reading \"day\" as working day because \"agreed by the partnership\"`",
        "starts" => "when the case starts reads `starts 2026-04-01 10:00`, or `starts 2026-04-01`",
        "at" => {
            "what happens reads `at stage 2, unresolved on 2026-04-08`, `at stage 2, looked-after begins`, `at stage 2, managers do not notify chair`, `at stage 2, receiving manager refuses` or `at start, they skip to stage 4`"
        }
        "expect" => {
            "what ought to be so reads `expect at stage 3`, `expect stage 2 due 2026-04-08`, `expect chair notified before stage 3 by email`, `expect not missed`, `expect panel of school, health and police` or `expect the case ends resolved`"
        }
        _ => {
            "a scenario reads, line by line: `dispute school against social-care`, `starts 2026-04-01 10:00`, `at stage 1, unresolved`, `expect at stage 2`"
        }
    }
}
