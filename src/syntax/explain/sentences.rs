//! The slips people make with the shape of a sentence: what is quoted, what comes first, what is done to whom.

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::syntax::grammar::Rule;

use super::draft::{Draft, Stop, is_quote, on_one_line, stop_of};
use super::slips::{Mend, Needs, shown};
use super::words::{MODALS, VERBS, among, anywhere, done, meant_by};

const PREFIXES: &str = "if when unless before after";

/// The word that begins the condition or moment a piece stands in.
pub(super) fn prefix_before(draft: &Draft<'_>, here: usize) -> Option<usize> {
    (0..here.min(draft.pieces.len()))
        .rev()
        .find(|at| among(&draft.word(*at), PREFIXES) && (*at == 0 || matches!(draft.piece(*at - 1), "," | "{")))
}

/// The piece after the last one of a sentence that says what is done: `per`, `called`, or the end.
fn end_of_deed(draft: &Draft<'_>, start: usize) -> usize {
    let last = draft.piece_at(draft.own().trim_end().len());
    (start..last).find(|at| among(&draft.word(*at), "per called {")).unwrap_or(last)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.split_whitespace().collect::<Vec<_>>().join(" "))
}

// ── quotation marks ──────────────────────────────────────────────────────────────────────────────

/// Marks that are single, not closed, not opened, or on two lines.
pub(super) fn quotation_marks(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let single = |piece: &str| matches!(piece, "'" | "‘" | "’");
    if single(draft.piece(here)) {
        return single_marks(draft, here).into_iter().collect();
    }
    let lone = |at: &usize| draft.piece(*at).chars().all(is_quote) && draft.piece(*at).chars().count() == 1;
    let Some(mark) = (0..draft.pieces.len()).find(lone) else { return Vec::new() };
    let at = draft.pieces[mark].clone();
    let line_end = draft.text[at.end..].find('\n').map_or(draft.own().len(), |end| at.end + end);
    let unopened = |from: usize| {
        let found =
            Diagnostic::error("quotation-mark", draft.place(draft.range(from..mark + 1)), "quoted words end here that begin nowhere")
                .label("the quotation mark before the first of them is missing");
        Mend::new(draft.pieces[from].start..draft.pieces[from].start, "\"", found)
    };
    let unclosed = |to: usize| {
        let found = Diagnostic::error(
            "quotation-mark",
            draft.place(at.start..line_end.min(draft.own().len())),
            "a quotation mark is opened and not closed on the same line",
        )
        .label("opened here")
        .help("close it with `\"`; quoted words stay on one line");
        Mend::new(to..to, "\"", found)
    };
    let mut mends = Vec::new();
    if let Some(second) = (mark + 1..draft.pieces.len()).find(lone).filter(|second| draft.pieces[*second].start > line_end) {
        let between = &draft.text[line_end..draft.pieces[second].start];
        let blanks = between.len() - between.trim_start().len();
        let found = Diagnostic::error("quotation-mark", draft.place(at.start..line_end), "quoted words go on over the end of the line")
            .label("opened here, and closed on another line")
            .help("join the two lines: quoted words stay on one line");
        mends.push(Mend::new(line_end..line_end + blanks, " ", found).unsure());
    }
    if here < mark {
        mends.push(unopened(here));
    }
    let ends = (mark + 1..draft.pieces.len())
        .filter(|at| draft.pieces[*at].end <= line_end)
        .filter(|at| among(&draft.word(*at), "per { by within called"))
        .map(|at| draft.text[..draft.pieces[at].start].trim_end().len());
    mends.extend(ends.chain([draft.text[..line_end].trim_end().len()]).map(unclosed));
    mends
}

fn single_marks(draft: &Draft<'_>, here: usize) -> Option<Mend> {
    let start = draft.pieces.get(here)?.clone();
    let line = draft.text[start.end..].lines().next().unwrap_or_default();
    let goes_on = |at: usize, c: char| line[at + c.len_utf8()..].starts_with(char::is_alphanumeric);
    let (end, close) = line.char_indices().find(|(at, c)| matches!(c, '\'' | '’' | '‘') && !goes_on(*at, *c))?;
    let range = start.start..start.end + end + close.len_utf8();
    let new = quoted(&line[..end]);
    let found = Diagnostic::error("quotation-mark", draft.place(range.clone()), "quotation marks are double")
        .label(format!("write `{}`", shown(&new)));
    Some(Mend::new(range, new, found))
}

/// Words that stand where the language has none of its own: they are carried in quotation marks.
pub(super) fn in_quotation_marks(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    if draft.piece(here).starts_with(is_quote) || draft.piece(here).is_empty() || stop.at >= draft.own().len() {
        return Vec::new();
    }
    let mut start = here;
    while start > 0 && among(&draft.word(start - 1), "be the a an have is are has") {
        start -= 1;
    }
    let before = start.checked_sub(1).map(|at| draft.word(at)).unwrap_or_default();
    let deed = among(&before, MODALS) || among(&before, "to not normally");
    let described = stop.expects(Rule::verb_word) || stop.expects(Rule::verb_form);
    let told = among(&draft.word(start), "the a an that how what any all every");
    let given = stop.expects(Rule::text) || stop.expects(Rule::texts) || stop.expects(Rule::part) || stop.expects(Rule::source);
    let in_clause = matches!(draft.strict, Rule::clause_only | Rule::option_only);
    if !(deed || described || given) || (in_clause && !deed && !described && !told) {
        return Vec::new();
    }
    let last = draft.piece_at(draft.own().trim_end().len());
    let stops = |at: usize| {
        among(&draft.word(at), "per called within by via using copying , { of is email heard between with on")
            || draft.piece(at).starts_with(is_quote)
            || draft.first_on_line(at)
            || matches!(draft.piece(at), "." | ";")
    };
    let ends = (start + 1..last).filter(|at| stops(*at)).chain([last]);
    let what = if deed || described { "rungs has no word for this" } else { "words of the document's own stand in quotation marks" };
    ends.filter(|end| *end > here)
        .filter(|end| !draft.text[draft.range(start..*end)].contains(is_quote))
        .map(|end| {
            let at = draft.range(start..end);
            let new = quoted(&draft.text[at.clone()]);
            let found = Diagnostic::error("not-quoted", draft.place(at.clone()), what).label(format!("write `{}`", shown(&new)));
            Mend::new(at, new, found)
        })
        .collect()
}

// ── what is so, and when ─────────────────────────────────────────────────────────────────────────

/// A condition as a sentence of its own, where a fact has a name: `if the child is looked after, …`.
pub(super) fn conditions(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let Some(prefix) = prefix_before(draft, here) else { return Vec::new() };
    let Some(end) = (prefix + 1..draft.pieces.len()).find(|at| matches!(draft.piece(*at), "," | "{")) else { return Vec::new() };
    let words: Vec<String> = (prefix + 1..end).map(|at| draft.word(at)).collect();
    if here > end || words.is_empty() || among(&draft.word(prefix), "before after") {
        return Vec::new();
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let about_the_child = said_of_the_child(&words);
    let (said, not) = match about_the_child.unwrap_or(&words) {
        ["not", rest @ ..] => (rest, "not "),
        rest => (rest, ""),
    };
    let name = said.join("-");
    let known = draft.names.contains(&name);
    if said.is_empty()
        || !(known
            || (about_the_child.is_some()
                && said.len() <= 2
                && said.iter().all(|word| word.chars().all(|c| c.is_alphabetic() || c == '-'))))
    {
        return Vec::new();
    }
    let at = draft.range(prefix + 1..end);
    let new = format!("{not}{name}");
    let found =
        Diagnostic::error("condition", draft.place(at.clone()), "a condition names a fact that is declared once, such as `looked-after`")
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

/// A fact where a moment belongs, or the other way round.
pub(super) fn if_and_when(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let Some(prefix) = prefix_before(draft, here) else { return Vec::new() };
    let at = draft.range(prefix..prefix + 1);
    let said = shown(&draft.text[draft.range(prefix + 1..(here + 1).min(end_of_prefix(draft, prefix)))]);
    let mend = match draft.word(prefix).as_str() {
        "when" => {
            let found = Diagnostic::error("if-or-when", draft.place(at.clone()), format!("`when` names a moment, and `{said}` is not one"))
                .label("a fact, or a moment?")
                .help(format!("write `if {said}, …` while it is so, or `when {said} begins, …` for the moment it becomes so"));
            Mend::new(at, "if", found).unsure()
        }
        "if" | "unless" => {
            let found = Diagnostic::error(
                "if-or-when",
                draft.place(at.clone()),
                format!("`{}` asks what is so; `{said}` is a moment", draft.word(prefix)),
            )
            .label("write `when`");
            Mend::new(at, "when", found)
        }
        _ => return Vec::new(),
    };
    vec![mend]
}

fn end_of_prefix(draft: &Draft<'_>, prefix: usize) -> usize {
    (prefix + 1..draft.pieces.len()).find(|at| matches!(draft.piece(*at), "," | "{")).unwrap_or(prefix + 2)
}

/// A condition or a moment that stands at the end of its sentence, and one in words without quotation marks.
pub(super) fn condition_last(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    if draft.strict != Rule::clause_only {
        return Vec::new();
    }
    if let Some(prefix) = prefix_before(draft, here).filter(|prefix| here > *prefix && here <= end_of_prefix(draft, *prefix)) {
        let at = draft.range(prefix + 1..end_of_prefix(draft, prefix));
        let condition = &draft.text[at.clone()];
        if condition.trim().is_empty() || condition.contains(is_quote) || condition.contains('(') {
            return Vec::new();
        }
        let new = quoted(&draft.text[at.clone()]);
        let found =
            Diagnostic::error("not-quoted", draft.place(at.clone()), "a condition in the document's own words stands in quotation marks")
                .label(format!("write `{}`", shown(&new)));
        return vec![Mend::new(at, new, found)];
    }
    if here == 0 || !among(&draft.word(here), PREFIXES) {
        return Vec::new();
    }
    let end = end_of_deed(draft, here);
    let condition = &draft.text[draft.range(here..end)];
    let whole = draft.range(0..draft.piece_at(draft.own().trim_end().len()));
    let source = draft.text[draft.pieces.get(end).map_or(whole.end, |piece| piece.start).min(whole.end)..whole.end].trim();
    let new = format!("{condition}, {} {source}", draft.text[..draft.pieces[here].start].trim());
    let found = Diagnostic::error(
        "condition-last",
        draft.place(draft.range(here..end)),
        format!("what begins with `{}` comes first in rungs", draft.word(here)),
    )
    .label("put this at the beginning, with a comma after it");
    vec![Mend::new(whole, new.trim_end(), found).needs(Needs::AllOfIt)]
}

// ── who does what ────────────────────────────────────────────────────────────────────────────────

/// What is to be done, said of the one it is done to: `the chair must be informed`.
pub(super) fn passive(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let Some(modal) = (0..draft.pieces.len()).find(|at| among(&draft.word(*at), MODALS)) else { return Vec::new() };
    let mut at = modal + 1;
    while among(&draft.word(at), "not normally also always then") {
        at += 1;
    }
    if draft.word(at) != "be" {
        return Vec::new();
    }
    let strength: String = draft.text[draft.range(modal..at)]
        .split_whitespace()
        .filter(|word| !matches!(*word, "also" | "always" | "then"))
        .collect::<Vec<_>>()
        .join(" ");
    at += 1;
    while among(&draft.word(at), "also immediately promptly formally") {
        at += 1;
    }
    let Some(verb) = meant_by(done(), &draft.word(at)) else { return Vec::new() };
    if here > at {
        return Vec::new();
    }
    let subject = (0..modal).rev().find(|at| draft.piece(*at) == ",").map_or(0, |comma| comma + 1);
    let words: Vec<String> = (subject..modal).map(|at| draft.word(at)).filter(|word| !among(&word, "the a an")).collect();
    let (actor, end) = by_whom(draft, at + 1);
    let said = draft.range(subject..end);
    let written = &draft.text[draft.range(subject..modal)];
    let objects: [String; 4] = [written.to_lowercase(), words.join(" "), words.join("-"), quoted(written)];
    let objects: &[String] = if written.is_empty() { &objects[..0] } else { &objects };
    let place = draft.place(draft.range(subject..at + 1));
    let found = Diagnostic::error("turned-round", place, format!("`be {}` says it the other way round", draft.word(at)));
    objects
        .iter()
        .map(|object| format!(" {object}"))
        .chain([String::new()])
        .map(|object| {
            let new = format!("{actor}{strength} {verb}{object}");
            Mend::new(said.clone(), new.clone(), found.clone().label(format!("write `{}`", shown(&new))))
        })
        .collect()
}

/// `by the chair`, after what is done: whoever does it, and where that ends.
fn by_whom(draft: &Draft<'_>, at: usize) -> (String, usize) {
    if draft.word(at) != "by" || among(&draft.word(at + 1), "email e-mail phone telephone letter meeting video discussion post") {
        return (String::new(), at);
    }
    let start = if among(&draft.word(at + 1), "the a an") { at + 2 } else { at + 1 };
    let mut end = start;
    while draft.is_free_word(end) || among(&draft.word(end), "raising receiving both every") {
        end += 1;
    }
    if end == start {
        return (String::new(), at);
    }
    let words: Vec<String> = (start..end).map(|at| draft.word(at)).collect();
    let side = words.first().is_some_and(|word| among(&word, "raising receiving both every"));
    let (first, rest) = if side && words.len() > 1 { (format!("{} ", words[0]), &words[1..]) } else { (String::new(), &words[..]) };
    (format!("{first}{} ", rest.join("-")), end)
}

/// Something that is sent to somebody: whom, then what.
pub(super) fn sent(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let sends = |at: &usize| among(&draft.word(*at), "send forward submit pass give provide share notify");
    let Some(verb) = (0..=here).rev().find(sends) else { return Vec::new() };
    let end = end_of_deed(draft, verb);
    let Some(to) = (verb + 2..end).find(|at| among(&draft.word(*at), "to with")) else { return Vec::new() };
    let first = if among(&draft.word(to + 1), "the a an") { to + 2 } else { to + 1 };
    let last = (first..end).find(|at| !draft.is_free_word(*at)).unwrap_or(end);
    if last == first {
        return Vec::new();
    }
    let whom: Vec<String> = (first..last).map(|at| draft.word(at)).collect();
    let what = &draft.text[draft.range(verb + 1..to)];
    let what = if what.starts_with(is_quote) { what.to_owned() } else { quoted(what) };
    let at = draft.range(verb..last);
    let new = format!("notify {} {what}", whom.join("-"));
    let found = Diagnostic::error("turned-round", draft.place(at.clone()), "rungs says whom first, and then what")
        .label(format!("write `{}`", shown(&new)));
    vec![Mend::new(at, new, found)]
}

/// Two things to be done in one sentence.
pub(super) fn several_deeds(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let joint = draft.word(here);
    if draft.strict != Rule::clause_only || !matches!(joint.as_str(), "and" | "or" | "," | "then" | ";") {
        return Vec::new();
    }
    let mut next = here + 1;
    while among(&draft.word(next), "then also and or must should may") {
        next += 1;
    }
    if !is_deed(&draft.word(next)) {
        return Vec::new();
    }
    let lead = (0..here).find(|at| among(&draft.word(*at), MODALS)).map_or("", |modal| &draft.text[..draft.pieces[modal].end]);
    let end = end_of_deed(draft, here);
    let source = draft.text[draft.pieces.get(end).map_or(draft.own().len(), |piece| piece.start)..draft.own().len()].trim();
    let first = format!("{} {source}", draft.text[..draft.pieces[here].start].trim());
    let second = format!("{lead} {} {source}", &draft.text[draft.range(next..end)]);
    let read = |text: &str| stop_of(text, draft.strict).is_none().then(|| on_one_line(text)).flatten();
    let at = draft.range(here..next + 1);
    let found = Diagnostic::error("several-deeds", draft.place(at.clone()), "each thing to be done is a clause of its own")
        .label("a second one begins here");
    let help = match (joint.as_str(), read(&first), read(&second)) {
        ("or", ..) => "a choice reads `may do one of {`, then each of them on a line of its own, then `}`".to_owned(),
        (_, Some(first), Some(second)) => format!("write two lines: `{first}` and `{second}`"),
        _ => "write two clauses, each on a line of its own with its own `per`".to_owned(),
    };
    vec![Mend::none(at, found.help(help))]
}

fn is_deed(word: &str) -> bool {
    let verb = |word: &str| among(word, VERBS) || word.strip_suffix('s').is_some_and(|word| among(word, VERBS));
    verb(word) || meant_by(anywhere(), word).is_some_and(verb)
}

/// `and` and `or` together, and lists that end in neither.
pub(super) fn lists(draft: &Draft<'_>, stop: &Stop) -> Vec<Mend> {
    let here = draft.piece_at(stop.at);
    let word = draft.word(here);
    let at: Range<usize> = draft.range(here..here + 1);
    let other = match word.as_str() {
        "and" => "or",
        "or" => "and",
        _ => "",
    };
    let since = |at: &usize| !among(&draft.word(*at), "if unless per when");
    if !other.is_empty() && (0..here).rev().take_while(since).any(|at| draft.word(at) == other) {
        let condition = prefix_before(draft, here).is_some_and(|prefix| here < end_of_prefix(draft, prefix));
        let found = Diagnostic::error(
            "and-or",
            draft.place(at.clone()),
            format!("`{other}` and `{word}` are mixed here, which can be read two ways"),
        )
        .label("which of the two binds first?")
        .help(if condition {
            "put brackets where the document means them: `if (looked-after or at-risk) and urgent, …`"
        } else {
            "write two clauses, one for each group of people"
        });
        return vec![Mend::none(at, found)];
    }
    let comma = (0..here).rev().take(6).find(|at| draft.piece(*at) == ",");
    let between_names = stop.expects(Rule::comma)
        && stop.expects(Rule::kw_and)
        && comma.is_some_and(|comma| (comma + 1..here).all(|at| draft.is_free_word(at)) && comma + 1 < here);
    let after_comma =
        here > 0 && draft.piece(here - 1) == "," && stop.expected.iter().any(|rule| matches!(rule, Rule::name | Rule::who | Rule::party));
    if (between_names && prefix_before(draft, here).is_none_or(|prefix| here > end_of_prefix(draft, prefix)))
        || (after_comma && !draft.is_free_word(here))
    {
        let found = Diagnostic::error(
            "and-or",
            draft.place(at.clone()),
            format!("a list ends before `{}` without `and` or `or`", shown(draft.piece(here))),
        )
        .label("which of them: all, or one of them?")
        .help("join the last two with `and` or `or`: `if looked-after or at-risk, …`, `notify chair, clerk and school`");
        return vec![Mend::none(at, found)];
    }
    Vec::new()
}
