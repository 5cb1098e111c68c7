//! What people leave out: commas, braces, small words, names and titles; and words in the wrong order.

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use rungs_grammar::Rule;

use super::conditions::prefix_before;
use super::draft::{Draft, Stop, is_quote, on_one_line};
use super::next::{example, keyword};
use super::slips::{Mend, Needs, shown};
use super::words::{FILLERS, MODALS, among, words_of};

/// Words left out, in the order in which they are tried.
const LEFT_OUT: &[&str] =
    &["to", "stage", "to stage", "within", "per", "by", "on", "with", "between", "heard by", "because", "as", "from", "in", "do"];

/// Where something is missing: the pieces on both sides, and what is pointed at.
struct Gap {
    before: usize,
    here: usize,
    /// Where the gap begins in the draft.
    at: usize,
    previous: String,
    next: String,
    mark: Range<usize>,
}

fn gap_at(draft: &Draft<'_>, stop: &Stop) -> Option<Gap> {
    let here = draft.piece_at(stop.at);
    let before = here.checked_sub(1)?;
    let inside = here < draft.pieces.len() && stop.at < draft.own().len();
    let mark = if inside { draft.range(here..here + 1) } else { draft.range(before..here) };
    let at = draft.range(before..here).end;
    Some(Gap { before, here, at, previous: shown(draft.piece(before)), next: shown(draft.piece(here)), mark })
}

/// A comma after a condition or in a list; a dash or a `then` may stand for it.
pub(super) fn commas(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let Some(gap) = gap_at(draft, stop).filter(|gap| stop.expects(Rule::comma) && !gap.next.is_empty()) else { return Vec::new() };
    let in_a_list = draft.word(0) == "parts" || (0..gap.here).any(|at| draft.word(at) == "per");
    let comma_or_deed = (gap.here..draft.pieces.len()).find(|at| draft.piece(*at) == "," || among(draft.word(*at), MODALS));
    let unfinished = prefix_before(draft, gap.here).is_some() && comma_or_deed.is_none_or(|at| draft.piece(at) != ",");
    if !unfinished && !in_a_list {
        return Vec::new();
    }
    let dash = "– — -";
    let instead = if among(&gap.next, dash) || gap.next == "then" {
        Some(gap.here)
    } else {
        Some(gap.before).filter(|at| among(draft.piece(*at), dash))
    };
    let mend = match instead {
        Some(at) if at > 0 => {
            let start = draft.range(at - 1..at).end;
            let at = draft.range(at..at + 1);
            let found = Diagnostic::error("comma-missing", draft.place(at.clone()), "a comma stands here").label("write a comma instead");
            Mend::new(start..at.end, ",", found)
        }
        _ => {
            let message = format!("a comma is missing after `{}`", gap.previous);
            let found = Diagnostic::error("comma-missing", draft.place(gap.mark), message).label("a comma comes before this");
            Mend::new(gap.at..gap.at, ",", found).guess()
        }
    };
    vec![mend]
}

/// The brace after a heading, a condition, a choice or a rule.
pub(super) fn opening_braces(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let Some(gap) = gap_at(draft, stop).filter(|_| stop.expects(Rule::open)) else { return Vec::new() };
    let at_the_end = stop.at >= draft.own().trim_end().len();
    let line = on_one_line(&draft.text[..gap.at]).unwrap_or(gap.previous.clone());
    let place = draft.place(draft.range(gap.before..gap.here));
    let missing = Diagnostic::error("brace-missing", place, format!("a `{{` is missing after `{}`", gap.previous))
        .label("what belongs to it comes after a `{`");
    let mend = match draft.strict {
        Rule::clause_only if at_the_end && stop.expects(Rule::comma) => {
            let found = Diagnostic::error("comma-missing", place, format!("a comma is missing after `{}`", gap.previous))
                .label("a comma comes after this")
                .help(format!("write `{line},` and then what is to be done; for several clauses, `{line} {{`, the clauses, and `}}`"));
            Mend::none(gap.at..gap.at, found)
        }
        Rule::clause_only if at_the_end => {
            let help = format!("write `{line} {{` here, then one thing a line, and `}}` on a line of its own at the end");
            Mend::none(gap.at..gap.at, missing.help(help))
        }
        Rule::item_only if draft.added == 0 => {
            let help = format!("write `{line} {{` here, and `}}` on a line of its own at the end");
            Mend::new(gap.at..gap.at, " { }", missing.help(help)).needs(Needs::AllOfIt).unsure()
        }
        Rule::rule_only => {
            let rest = gap.at..draft.own().trim_end().len();
            Mend::new(rest.clone(), format!(" {{{} }}", &draft.text[rest]), missing).needs(Needs::AllOfIt)
        }
        _ => return Vec::new(),
    };
    vec![mend]
}

/// Small words that were left out.
pub(super) fn small_words(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let Some(gap) = gap_at(draft, stop).filter(|gap| !gap.next.is_empty() && gap.next != "{" && !among(&gap.next, FILLERS)) else {
        return Vec::new();
    };
    let fits = |word: &str| {
        let first = word.split(' ').next().unwrap_or_default();
        let expected = |rule: &Rule| keyword(*rule) == Some(first) || among(first, words_of(*rule)) || *rule == Rule::detail_word;
        let here = match word {
            "stage" | "to stage" => gap.next.starts_with(|c: char| c.is_ascii_digit()) && draft.strict != Rule::item_only,
            "to" => draft.word(0) != "parts",
            _ => true,
        };
        here && stop.expected.iter().any(expected)
    };
    let mend = |word: &&str| {
        let message = format!("`{word}` is missing before `{}`", gap.next);
        let found = Diagnostic::error("word-missing", draft.place(gap.mark.clone()), message).label(format!("write `{word} {}`", gap.next));
        Mend::new(gap.mark.start..gap.mark.start, format!("{word} "), found).guess()
    };
    LEFT_OUT.iter().filter(|word| fits(word)).map(mend).collect()
}

/// A length of time without its number or its unit.
pub(super) fn measures(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    missing_measure(draft, stop).into_iter().collect()
}

fn missing_measure(draft: &Draft<'_>, stop: &Stop) -> Option<Mend> {
    let here = draft.piece_at(stop.at);
    let before = shown(draft.piece(here.checked_sub(1)?));
    let unit = among(draft.word(here), "hours days weeks months years working calendar school");
    if stop.expects(Rule::number) && unit && before != "," {
        let at = draft.range(here..here + 1);
        let found =
            Diagnostic::error("word-missing", draft.place(at.clone()), format!("a number is missing before `{}`", draft.piece(here)))
                .label("how many?")
                .help(example(draft, stop));
        return Some(Mend::new(at.start..at.start, "2 ", found).unsure());
    }
    if stop.expects(Rule::unit) && before.chars().all(|c| c.is_ascii_digit()) {
        let at = draft.range(here - 1..here);
        let found = Diagnostic::error("word-missing", draft.place(at.clone()), format!("the unit is missing after `{before}`"))
            .label("hours, days, working days, weeks?")
            .help(example(draft, stop));
        return Some(Mend::new(at.end..at.end, " days", found).unsure());
    }
    None
}

/// A heading without its short name or its title.
pub(super) fn names_and_titles(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    missing_title(draft, stop).into_iter().collect()
}

fn missing_title(draft: &Draft<'_>, stop: &Stop) -> Option<Mend> {
    let here = draft.piece_at(stop.at);
    if !matches!(draft.strict, Rule::item_only | Rule::rule_only) || here == 0 {
        return None;
    }
    let at = draft.range(here..here + 1);
    let place = draft.place(at.clone());
    let named = stop.expects(Rule::name) || stop.expects(Rule::label);
    if named && here == 1 && draft.piece(here).starts_with(is_quote) {
        let title = draft.word(here);
        let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(4).collect();
        if draft.word(0) == "stage" {
            let found = Diagnostic::error("name-missing", place, "the stage has no number")
                .label("its number comes before this")
                .help(format!("write `stage 1 {}`, or whatever its number is", shown(draft.piece(here))));
            return Some(Mend::new(at.start..at.start, "1 ", found).unsure());
        }
        let name = words.join("-");
        let found = Diagnostic::error("name-missing", place, format!("a short name is missing after `{}`", shown(draft.piece(0))))
            .label(format!("write `{name} {}`", shown(draft.piece(here))));
        return Some(Mend::new(at.start..at.start, format!("{name} "), found));
    }
    if stop.expects(Rule::severity) {
        let found =
            Diagnostic::error("word-missing", place, format!("how much it weighs is missing after `{}`", shown(draft.piece(here - 1))))
                .label("before this comes `error`, `warning` or `note`")
                .help("write `error` if breaking the rule fails the policy, else `warning` or `note`");
        return Some(Mend::new(at.start..at.start, "error ", found).unsure());
    }
    if stop.expects(Rule::open) && draft.piece(here).starts_with(is_quote) {
        let found = Diagnostic::error("title-missing", place, format!("`{}` has no title", shown(draft.piece(0)))).label("leave it out");
        return Some(Mend::new(at, "", found));
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

/// A level of the post that stands behind it: `"Head" or above`.
pub(super) fn or_above(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let above = among(draft.word(here), "above higher senior more");
    let Some(post) =
        here.checked_sub(2).filter(|post| above && draft.strict == Rule::post_only && draft.piece(*post).starts_with(is_quote))
    else {
        return Vec::new();
    };
    let end = draft.end_of_deed(here);
    let at = draft.range(post..end);
    let new = format!("at least {}", draft.piece(post));
    let found = Diagnostic::error("order", draft.place(at.clone()), "a post or a higher one reads `at least`")
        .label(format!("write `{}`", shown(&new)));
    vec![Mend::new(at, new, found)]
}

/// A number before the quoted words it is the source of, in the background.
pub(super) fn source_first(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let text = (1..3).find(|at| draft.piece(*at).starts_with(is_quote)).filter(|_| draft.strict == Rule::entry_only && stop.at == 0);
    let Some(text) = text else { return Vec::new() };
    let at = draft.range(0..text + 1);
    let new = format!("{} per {}", draft.piece(text), draft.text_of(text - 1..text));
    let found = Diagnostic::error("order", draft.place(at.clone()), "where it comes from stands at the end")
        .label(format!("write `{}`", shown(&new)));
    vec![Mend::new(at, new, found)]
}

/// Two words that stand in each other's place.
pub(super) fn order(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
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
        Some(Mend::new(both, swapped, found).guess())
    };
    [here.checked_sub(1), Some(here)].into_iter().flatten().filter_map(offer).collect()
}
