//! A diary as text: in columns, for reading down the dates; or plain, one sentence after the other, for screen readers.

use std::fmt::Write as _;

use crate::case::{Diary, Line, LineKind, day_words, is_end_of_day, moment_words};
use crate::model::{Force, Policy};

use super::wrap::{capitalised, list, paragraph, wrap};

/// How wide the column of dates is: `Wed 30 Sep 2026, its end` and two blanks.
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
    let missed: Vec<String> = diary.missed.iter().map(|missed| missed.sentence(policy)).collect();
    list("Missed", &missed, width, &mut text);
    list("Assumed, because neither the policy nor the case says it", &diary.assumed, width, &mut text);
    text
}

/// A line in words.
struct Row {
    date: String,
    is_stage: bool,
    kind: &'static str,
    /// What, and where the document says so.
    words: String,
    /// By when, and who is told.
    further: Vec<String>,
}

/// The lines in words. Duties of every stage that have been told in full and tell nobody become one.
fn rows(lines: &[Line]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut again: Vec<&str> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if !(line.again && line.tells.is_empty() && line.by.is_empty()) {
            rows.push(row(line));
            continue;
        }
        if !again.contains(&line.per.as_str()) {
            again.push(&line.per);
        }
        let more = lines.get(at + 1).is_some_and(|next| next.again && next.tells.is_empty() && next.by.is_empty());
        if !more {
            again.retain(|per| !per.is_empty());
            let per = if again.is_empty() { String::new() } else { format!(" [{}]", again.join(", ")) };
            let words = format!("What is asked for at every stage, as before{per}");
            rows.push(Row { date: date(line), is_stage: false, kind: "also", words, further: Vec::new() });
            again.clear();
        }
    }
    rows
}

/// The day first, so that the column can be read down.
fn date(line: &Line) -> String {
    match line.on {
        None => "no date".to_owned(),
        Some(on) if is_end_of_day(on) => format!("{}, its end", day_words(on)),
        Some(on) => moment_words(on),
    }
}

fn row(line: &Line) -> Row {
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
    let per = if line.per.is_empty() { String::new() } else { format!(" [{}]", line.per) };
    let mut further: Vec<String> = line.by.iter().map(|by| by.sentence()).collect();
    for told in &line.tells {
        let by = if told.by.is_empty() { " (the policy names no channel)".to_owned() } else { format!(" by {}", told.by.join(" or ")) };
        let address = told.address.as_ref().map(|address| format!(", {address}")).unwrap_or_default();
        further.push(format!("tells {}{by}{address}", told.who));
    }
    Row { date: date(line), is_stage: line.kind == LineKind::Stage, kind, words: format!("{}{per}", capitalised(&line.words)), further }
}

fn columns(row: &Row, date: &str, width: usize, text: &mut String) {
    let lead = format!("{date:<DATES$}{:<KINDS$}", row.kind);
    let mut wrapped = wrap(&row.words, width.saturating_sub(DATES + KINDS)).into_iter();
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
    let _ = write!(words, "{}.", row.words);
    for further in &row.further {
        let _ = write!(words, " {}.", capitalised(further));
    }
    paragraph(&words, 0, width, text);
}
