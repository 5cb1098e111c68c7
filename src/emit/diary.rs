//! A diary as text: in columns, for reading down the dates; or plain, one sentence after the other, for screen readers.

use std::fmt::Write as _;

use crate::case::{Diary, Line, LineKind, Missed, Recipient, day_words, is_end_of_day, moment_words};
use crate::model::{Force, Policy, ways_words};

use super::wrap::{list, paragraph, wrap};
use crate::model::capitalised;

/// How wide the column of dates is: `end of Wed 30 Sep 2026` and some blanks.
const DATES: usize = 26;
/// How wide the column that says what kind of line it is.
const KINDS: usize = 11;
/// Narrower than this, columns leave too little room for words.
const NARROWEST: usize = 76;

/// Some of a diary's lines as text, in the same layout.
pub fn part(lines: &[Line], width: usize, plain: bool) -> String {
    let plain = plain || width < NARROWEST;
    let mut text = String::new();
    let mut last = String::new();
    for row in rows(lines) {
        let date = if row.date == last { String::new() } else { row.date.clone() };
        last.clone_from(&row.date);
        if row.is_stage && !text.is_empty() {
            text.push('\n');
        }
        if plain { sentences(&row, &date, width, &mut text) } else { columns(&row, &date, width, &mut text) }
    }
    text
}

/// The diary as text, no line wider than `width` columns as far as words allow. Plain text has no columns.
pub fn text(diary: &Diary, policy: &Policy, width: usize, plain: bool) -> String {
    let mut text = String::new();
    paragraph(&diary.title, 0, width, &mut text);
    let given = if diary.given.is_empty() { String::new() } else { format!(" {}.", capitalised(&diary.given.join("; "))) };
    paragraph(&format!("{}.{given}", capitalised(&diary.dispute_words(policy))), 0, width, &mut text);
    text.push('\n');
    text.push_str(&part(&diary.lines, width, plain));
    text.push('\n');
    paragraph(&format!("In the end: {}.", diary.end), 0, width, &mut text);
    let missed: Vec<String> = alike(&diary.missed).iter().map(|missed| missed.sentence(policy)).collect();
    list("Missed", &missed, width, &mut text);
    list("Assumed, because neither the policy nor the case says it", &diary.assumed, width, &mut text);
    text
}

/// What was missed, with what several parts of the document say in the same words once.
fn alike(missed: &[Missed]) -> Vec<Missed> {
    let mut found: Vec<Missed> = Vec::new();
    for one in missed {
        match found.iter_mut().find(|known| known.words == one.words && known.stage == one.stage && known.per != one.per) {
            Some(known) => known.per = format!("{}, {}", known.per, one.per),
            None => found.push(one.clone()),
        }
    }
    found
}

/// A line in words.
struct Row {
    date: String,
    is_stage: bool,
    kind: &'static str,
    /// What.
    words: String,
    /// Where the document says so.
    per: Vec<String>,
    /// By when, and who is told.
    further: Vec<String>,
}

/// The lines in words. Duties of every stage that have been told in full and tell nobody become one; so do lines that say
/// the same by several parts of the document.
fn rows(lines: &[Line]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut no_channel_said = false;
    let is_repeated = |line: &Line| line.again && line.tells.is_empty() && line.by.is_empty();
    for (at, line) in lines.iter().enumerate() {
        if lines.get(at + 1).is_some_and(|next| is_missed_at_once(line, next)) {
            continue;
        }
        if !is_repeated(line) {
            let before = at.checked_sub(1).map(|before| &lines[before]).filter(|before| says_the_same(before, line));
            match (before, rows.last_mut()) {
                (Some(_), Some(row)) => row.per.push(line.per.clone()),
                _ => rows.push(row(line, &mut no_channel_said)),
            }
        } else if !lines.get(at + 1).is_some_and(is_repeated) {
            let words = "what is asked for at every stage, as before".to_owned();
            rows.push(Row { date: date(line), is_stage: false, kind: "also", words, per: Vec::new(), further: Vec::new() });
        }
    }
    rows
}

/// Whether a duty is left undone as it falls due: one line tells both.
fn is_missed_at_once(line: &Line, next: &Line) -> bool {
    line.kind == LineKind::Duty
        && next.kind == LineKind::Missed
        && line.by.is_empty()
        && (line.clause, &line.words) == (next.clause, &next.words)
}

/// Whether two lines differ in nothing but where the document says so.
fn says_the_same(line: &Line, other: &Line) -> bool {
    line.kind != LineKind::Stage && Line { clause: other.clause, per: other.per.clone(), entry: other.entry, ..line.clone() } == *other
}

/// The day first, so that the column can be read down.
fn date(line: &Line) -> String {
    match line.on {
        None => "no date".to_owned(),
        Some(on) if is_end_of_day(on) => format!("end of {}", day_words(on)),
        Some(on) => moment_words(on),
    }
}

impl Row {
    /// What, and where the document says so.
    fn words(&self) -> String {
        let per: Vec<&str> = self.per.iter().map(String::as_str).filter(|per| !per.is_empty()).collect();
        let per = if per.is_empty() { String::new() } else { format!(" [{}]", per.join(", ")) };
        format!("{}{per}", capitalised(&self.words))
    }
}

/// A line in words. That the policy names no channel is said once.
fn row(line: &Line, no_channel_said: &mut bool) -> Row {
    let kind = match (line.kind, line.force) {
        (LineKind::Stage | LineKind::Event, _) => "",
        (LineKind::Missed, _) => "missed",
        (LineKind::Limit, _) => "due",
        (LineKind::Move, _) => "goes on",
        (LineKind::End, _) => "the end",
        (LineKind::Use, _) => "done",
        (LineKind::Duty, Some(Force::Required) | None) => "must",
        (LineKind::Duty, Some(Force::Advised)) => "should",
        (LineKind::Duty, Some(Force::Described)) => "described",
        (LineKind::Duty, Some(Force::Permitted)) => "may",
    };
    let mut further: Vec<String> = line.by.iter().map(|by| by.sentence()).collect();
    further.extend(line.tells.iter().map(|told| tells(told, no_channel_said)));
    let is_stage = line.kind == LineKind::Stage;
    Row { date: date(line), is_stage, kind, words: line.words.clone(), per: vec![line.per.clone()], further }
}

fn tells(told: &Recipient, no_channel_said: &mut bool) -> String {
    let by = match (told.by.is_empty(), &told.address) {
        (false, _) => format!(" {}", ways_words(&told.by)),
        (true, None) if !std::mem::replace(no_channel_said, true) => ", by a channel the policy does not name".to_owned(),
        _ => String::new(),
    };
    let address = told.address.as_ref().map(|address| format!(", {address}")).unwrap_or_default();
    let which = match told.one_of {
        1 => "",
        2 => ": one of the two; the policy does not say which",
        _ => ": one of these; the policy does not say which",
    };
    format!("tells {}{by}{address}{which}", told.who)
}

fn columns(row: &Row, date: &str, width: usize, text: &mut String) {
    let lead = format!("{date:<DATES$}{:<KINDS$}", row.kind);
    let mut wrapped = wrap(&row.words(), width.saturating_sub(DATES + KINDS)).into_iter();
    let _ = writeln!(text, "{}", format!("{lead}{}", wrapped.next().unwrap_or_default()).trim_end());
    for more in wrapped {
        let _ = writeln!(text, "{:1$}{more}", "", DATES + KINDS);
    }
    for further in &row.further {
        paragraph(further, DATES + KINDS + 2, width, text);
    }
}

fn sentences(row: &Row, date: &str, width: usize, text: &mut String) {
    let mut words = String::new();
    if !date.is_empty() {
        let _ = write!(words, "{date}. ");
    }
    if !row.kind.is_empty() {
        let _ = write!(words, "{}: ", capitalised(row.kind));
    }
    let _ = write!(words, "{}.", row.words());
    for further in &row.further {
        let _ = write!(words, " {}.", capitalised(further));
    }
    paragraph(&words, 0, width, text);
}
