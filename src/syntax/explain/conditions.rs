//! The slips people make with what is so, and when: conditions, moments, and lists of them.

use crate::diagnostic::Diagnostic;
use rungs_grammar::Rule;

use super::draft::{Draft, Stop, is_quote};
use super::quotes::quoted;
use super::slips::{Mend, Needs, shown};
use super::words::among;

const PREFIXES: &str = "if when unless before after";

/// The word that begins the condition or moment a piece stands in.
pub(super) fn prefix_before(draft: &Draft<'_>, here: usize) -> Option<usize> {
    let begins = |at: usize| {
        let in_heading = draft.strict != Rule::clause_only && among(draft.word(at), "if unless");
        at == 0 || in_heading || matches!(draft.piece(at - 1), "," | "{")
    };
    (0..here.min(draft.pieces.len())).rev().find(|at| among(draft.word(*at), PREFIXES) && begins(*at))
}

/// The piece a condition or a moment ends before.
fn end_of_prefix(draft: &Draft<'_>, prefix: usize) -> usize {
    let in_heading = draft.strict != Rule::clause_only;
    (prefix + 1..draft.pieces.len())
        .find(|at| {
            matches!(draft.piece(*at), "," | "{")
                || draft.word(*at) == "then"
                || (in_heading && among(draft.word(*at), "alongside instead afterwards per"))
        })
        .unwrap_or(prefix + 2)
}

/// Whether a piece stands in a condition or a moment.
pub(super) fn in_prefix(draft: &Draft<'_>, here: usize) -> bool {
    prefix_before(draft, here).is_some_and(|prefix| here < end_of_prefix(draft, prefix))
}

/// A condition as a sentence of its own, where a fact has a name: `if the child is looked after, …`.
pub(super) fn conditions(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let Some(prefix) = prefix_before(draft, here) else { return Vec::new() };
    let end = end_of_prefix(draft, prefix);
    if here > end || end <= prefix + 1 || end >= draft.pieces.len() || among(draft.word(prefix), "before after") {
        return Vec::new();
    }
    let words: Vec<&str> = (prefix + 1..end).map(|at| draft.word(at)).collect();
    let at = draft.range(prefix + 1..end);
    let place = draft.place(at.clone());
    if let Some(who) = who_refuses(&words) {
        let new = format!("not {who} agrees");
        let found = Diagnostic::error("condition", place, "rungs asks who agrees, not who refuses").label(format!("write `{new}`"));
        return vec![Mend::new(at, new, found)];
    }
    let of_the_child = said_of_the_child(&words);
    let (said, not) = match of_the_child.unwrap_or(&words) {
        ["not", rest @ ..] => (rest, "not "),
        rest => (rest, ""),
    };
    let name = said.join("-");
    let in_short = said.len() <= 2 && said.iter().all(|word| word.chars().all(|c| c.is_alphabetic() || c == '-'));
    if said.is_empty() || !(draft.names.contains(&name) || (of_the_child.is_some() && in_short)) {
        return Vec::new();
    }
    let new = format!("{not}{name}");
    let found = Diagnostic::error("condition", place, "a condition names a fact that is declared once, such as `looked-after`")
        .label(format!("write `{new}`"));
    vec![Mend::new(at, new, found)]
}

/// What is left of `the child is …`.
fn said_of_the_child<'w>(words: &'w [&'w str]) -> Option<&'w [&'w str]> {
    let rest = match words {
        ["the" | "a" | "any", rest @ ..] | rest => rest,
    };
    let rest = match rest {
        ["child" | "baby" | "case" | "family" | "children", rest @ ..] | ["young", "person", rest @ ..] => rest,
        _ => return None,
    };
    match rest {
        ["has", "been" | "become", rest @ ..] | ["is" | "are" | "was" | "becomes", rest @ ..] => Some(rest),
        _ => None,
    }
}

/// Who it is that refuses.
fn who_refuses(words: &[&str]) -> Option<String> {
    let who = match words {
        [who @ .., "does" | "do" | "did", "not", "agree"] => who,
        [who @ .., "refuses" | "refuse" | "disagrees" | "disagree" | "objects" | "object" | "declines"] => who,
        _ => return None,
    };
    let who = who.strip_prefix(&["the"]).unwrap_or(who);
    (!who.is_empty()).then(|| who.join(if among(who[0], "raising receiving every any own other") { " " } else { "-" }))
}

/// A length of time as a condition: it is a limit of its own, and its passing a moment.
pub(super) fn time_as_condition(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let Some(prefix) = prefix_before(draft, here.max(1)).filter(|_| draft.strict == Rule::clause_only) else { return Vec::new() };
    let end = end_of_prefix(draft, prefix);
    let is_length = |at: usize| {
        draft.piece(at).starts_with(|c: char| c.is_ascii_digit())
            && (at + 1..at + 3).any(|unit| among(draft.word(unit).trim_end_matches('s'), "hour day week month year"))
    };
    let Some(length) = (prefix + 1..end).find(|at| is_length(*at)).filter(|_| here <= end) else { return Vec::new() };
    let words: Vec<&str> = (length..end).map(|at| draft.word(at)).take_while(|word| !among(word, "have has passed of after")).collect();
    let limit = words.join(" ");
    let found = Diagnostic::error("time-as-condition", draft.place(draft.range(prefix..end)), "a limit is a clause of its own")
        .label("a length of time is no moment and no condition")
        .help(format!(
            "write `ends within {limit}`, or `receiving manager must reply within {limit}`; then begin this clause with `when out of time, …` or `when no answer, …`"
        ));
    vec![Mend::none(draft.range(prefix..end), found)]
}

/// A fact where a moment belongs, or the other way round.
pub(super) fn if_and_when(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let Some(prefix) = prefix_before(draft, here) else { return Vec::new() };
    let at = draft.range(prefix..prefix + 1);
    let said = shown(&draft.text[draft.range(prefix + 1..(here + 1).min(end_of_prefix(draft, prefix)))]);
    let mend = match draft.word(prefix) {
        "when" => {
            let found = Diagnostic::error("if-or-when", draft.place(at.clone()), format!("`when` names a moment, and `{said}` is not one"))
                .label("a fact, or a moment?")
                .help(format!("write `if {said}, …` while it is so, or `when {said} begins, …` for the moment it becomes so"));
            Mend::new(at, "if", found).unsure()
        }
        word @ ("if" | "unless") => {
            let found = Diagnostic::error("if-or-when", draft.place(at.clone()), format!("`{word}` asks what is so; `{said}` is a moment"))
                .label("write `when`");
            Mend::new(at, "when", found)
        }
        _ => return Vec::new(),
    };
    vec![mend]
}

/// The same where it is plainly a sentence, so that nothing in it is looked at.
pub(super) fn long_in_words(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let Some(prefix) = prefix_before(draft, here) else { return Vec::new() };
    let words = prefix + 1..end_of_prefix(draft, prefix);
    let says = |list: &str| words.clone().any(|at| among(draft.word(at), list));
    if words.len() < 4 || !says("is are was has have had been be cannot does do not continues remains") || says("agree agrees and or") {
        return Vec::new();
    }
    in_words(draft, stop)
}

/// A condition in words, without quotation marks.
pub(super) fn in_words(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let Some(prefix) = prefix_before(draft, here) else { return Vec::new() };
    let end = end_of_prefix(draft, prefix);
    let at = draft.range(prefix + 1..end);
    let said = &draft.text[at.clone()];
    if here > end || said.trim().is_empty() || said.contains(is_quote) || said.contains('(') || !said.contains(char::is_alphabetic) {
        return Vec::new();
    }
    let new = quoted(said);
    let found =
        Diagnostic::error("not-quoted", draft.place(at.clone()), "a condition in the document's own words stands in quotation marks")
            .label(format!("write `{}`", shown(&new)));
    vec![Mend::new(at, new, found)]
}

/// A condition or a moment that stands at the end of its sentence.
pub(super) fn last(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    if draft.strict != Rule::clause_only || here == 0 || !among(draft.word(here), PREFIXES) {
        return Vec::new();
    }
    let end = draft.end_of_deed(here);
    let whole = draft.all();
    let condition = draft.text_of(here..end);
    let (main, source) = (draft.text_of(0..here), draft.text_of(end..whole.end));
    let in_words = format!("{} {}", draft.word(here), quoted(draft.text_of(here + 1..end)));
    let place = draft.place(draft.range(here..end));
    let found = Diagnostic::error("order", place, format!("what begins with `{}` comes first in rungs", draft.word(here)))
        .label("put this at the beginning, with a comma after it");
    [condition, &in_words]
        .into_iter()
        .map(|condition| {
            Mend::new(draft.range(whole.clone()), format!("{condition}, {main} {source}").trim_end(), found.clone()).needs(Needs::AllOfIt)
        })
        .collect()
}

/// How or by when, at the beginning of a sentence: `within 2 days, must notify chair`.
pub(super) fn deadline_first(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let begins = among(draft.word(0), "within immediately promptly urgently as by on without via using every");
    let Some(comma) = (1..draft.pieces.len()).find(|at| draft.piece(*at) == ",").filter(|_| begins && draft.piece_at(stop.at) <= 1) else {
        return Vec::new();
    };
    let end = draft.end_of_deed(comma);
    let whole = draft.all();
    let new = format!("{} {} {}", draft.text_of(comma + 1..end), draft.text_of(0..comma), draft.text_of(end..whole.end));
    let found = Diagnostic::error("order", draft.place(draft.range(0..comma)), "how and by when come after what is to be done")
        .label("put this after what is to be done");
    vec![Mend::new(draft.range(whole), new.trim(), found).needs(Needs::AllOfIt)]
}

/// `and` and `or` together, and lists that end in neither or say it twice.
pub(super) fn lists(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let word = draft.word(here);
    let at = draft.range(here..here + 1);
    let other = match word {
        "and" => "or",
        "or" => "and",
        _ => "",
    };
    let in_the_list = |at: &usize| !among(draft.word(*at), "if unless per when must should may will shall can notify");
    if !other.is_empty() {
        let mut before = (0..here).rev().take_while(in_the_list);
        if before.clone().any(|at| draft.word(at) == other) {
            let found = Diagnostic::error(
                "and-or",
                draft.place(at.clone()),
                format!("`{other}` and `{word}` are mixed here, which can be read two ways"),
            )
            .label("which of the two binds first?")
            .help(if in_prefix(draft, here) {
                "put brackets where the document means them: `if (looked-after or at-risk) and urgent, …`"
            } else {
                "write two clauses, one for each group of people"
            });
            return vec![Mend::none(at, found)];
        }
        let Some(earlier) = before.find(|at| *at > 0 && draft.word(*at) == word) else { return Vec::new() };
        let range = draft.range(earlier - 1..earlier).end..draft.range(earlier..earlier + 1).end;
        let found = Diagnostic::error(
            "and-or",
            draft.place(draft.range(earlier..earlier + 1)),
            format!("a list has one `{word}`, before the last"),
        )
        .label("write a comma here");
        return vec![Mend::new(range, ",", found)];
    }
    let comma = (0..here).rev().take(6).find(|at| draft.piece(*at) == ",");
    let listed = |at: usize| draft.is_free_word(at) || draft.piece(at).starts_with(is_quote);
    let names_since = comma.is_some_and(|comma| comma + 1 < here && (comma + 1..here).all(listed));
    let between_names = names_since && stop.expects(Rule::comma) && stop.expects(Rule::kw_and);
    let name_wanted = stop.expected.iter().any(|rule| matches!(rule, Rule::name | Rule::who | Rule::party));
    let after_comma = here > 0 && draft.piece(here - 1) == "," && name_wanted && !draft.is_free_word(here);
    if (between_names && (comma.is_none_or(|comma| in_prefix(draft, comma)) || !in_prefix(draft, here))) || after_comma {
        let last = draft.range(here - 1..here);
        let place = if draft.piece(here).is_empty() { last } else { at.clone() };
        let found = Diagnostic::error("and-or", draft.place(place), "this list ends without `and` or `or`")
            .label("which of them: all, or one of them?")
            .help("join the last two with `and` or `or`: `if looked-after or at-risk, …`, `notify chair, clerk and school`");
        return vec![Mend::none(at, found)];
    }
    Vec::new()
}
