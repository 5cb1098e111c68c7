//! The slips people make with quotation marks, and words that need them.

use crate::diagnostic::Diagnostic;
use rungs_grammar::Rule;

use super::draft::{Draft, Stop, is_quote};
use super::slips::{Mend, shown};
use super::words::{MODALS, among};

/// A text between quotation marks, on one line.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.split_whitespace().collect::<Vec<_>>().join(" "))
}

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
    if among(draft.word(mark + 1), "per called ") {
        let found =
            Diagnostic::error("quotation-mark", draft.place(at.clone()), "a quotation mark stands alone here").label("leave it out");
        mends.push(Mend::new(at.clone(), "", found));
    }
    let ends = (mark + 1..draft.pieces.len())
        .filter(|at| draft.pieces[*at].end <= line_end)
        .filter(|at| among(draft.word(*at), "per { by within called"))
        .map(|at| draft.text[..draft.pieces[at].start].trim_end().len());
    mends.extend(ends.chain([draft.text[..line_end].trim_end().len()]).filter(|end| *end > at.end).map(unclosed));
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
    if !draft.piece(here).starts_with(char::is_alphanumeric) || stop.at >= draft.own().len() {
        return Vec::new();
    }
    let mut start = here;
    while start > 0 && among(draft.word(start - 1), "be the a an have is are has") {
        start -= 1;
    }
    let before = start.checked_sub(1).map(|at| draft.word(at)).unwrap_or_default();
    let in_a_list = |at: &usize| draft.piece(*at).starts_with(is_quote) || among(draft.word(*at), "and or ,");
    let governing = (0..start).rev().find(|at| !in_a_list(at)).map(|at| draft.word(at)).unwrap_or_default();
    let deed = among(before, MODALS) || among(before, "to not normally");
    let is_said = start > 0 && start < here && among(draft.word(start), "is are") && draft.is_free_word(start - 1);
    let described = stop.expects(Rule::verb_word) || stop.expects(Rule::verb_form) || is_said;
    let told = among(draft.word(start), "the a an that how what any all every");
    let in_clause = matches!(draft.strict, Rule::clause_only | Rule::option_only);
    let unit = among(draft.word(start), "hours days weeks months years working calendar school");
    let named_here = among(governing, "within asks meanwhile about without close closes quoting per");
    let given = [Rule::text, Rule::texts, Rule::part, Rule::source].iter().any(|rule| stop.expects(*rule));
    let a_number_is_missing = unit && governing == "within";
    if a_number_is_missing || !(deed || described || named_here || given && (told || !in_clause)) {
        return Vec::new();
    }
    let last = draft.all().end;
    let stops = |at: usize| {
        among(draft.word(at), "per called within by via using copying , { of is email heard between with on in and as because item")
            || draft.piece(at).starts_with(is_quote)
            || draft.first_on_line(at)
            || matches!(draft.piece(at), "." | ";")
    };
    let ends = (start + 1..last).filter(|at| stops(*at)).chain([last]);
    let what = if deed || described { "rungs has no word for this" } else { "words of the document's own stand in quotation marks" };
    ends.filter(|end| *end > here)
        .filter(|end| !draft.text_of(start..*end).contains(|c| is_quote(c) || c == '{'))
        .filter(|end| !(start + 1..*end).any(|at| among(draft.word(at), MODALS)))
        .map(|end| {
            let at = draft.range(start..end);
            let new = quoted(&draft.text[at.clone()]);
            let found = Diagnostic::error("not-quoted", draft.place(at.clone()), what).label(format!("write `{}`", shown(&new)));
            Mend::new(at, new, found).guess()
        })
        .collect()
}
