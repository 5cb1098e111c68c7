//! A diary as text: the dates in one column, what kind of line it is in the next, then the words.

use std::fmt::Write as _;

use crate::case::{Diary, Line, LineKind};

/// How wide the column of dates is: `Wed 30 Sep 2026 10:00` and two blanks.
const DATES: usize = 23;
/// How wide the column that says what kind of line it is.
const KINDS: usize = 11;

/// The diary as text, no line wider than `width` columns as far as words allow.
pub fn text(diary: &Diary, width: usize) -> String {
    let width = width.max(DATES + KINDS + 30);
    let mut text = format!("{}\n", diary.title);
    let given = match diary.given.as_slice() {
        [] => String::new(),
        given => format!(" {}.", capitalised(&given.join("; "))),
    };
    paragraph(&format!("{}.{given}", capitalised(&diary.dispute)), 0, width, &mut text);
    text.push('\n');
    let mut last = String::new();
    for line in &diary.lines {
        let date = line.on.map_or_else(|| "no date".to_owned(), date);
        let shown = if date == last { String::new() } else { date.clone() };
        last = date;
        if line.kind == LineKind::Stage {
            text.push('\n');
        }
        entry(line, &shown, width, &mut text);
    }
    text.push('\n');
    paragraph(&format!("In the end: {}.", diary.end), 0, width, &mut text);
    list("Missed", &diary.missed, width, &mut text);
    list("Assumed, because neither the policy nor the case says it", &diary.assumed, width, &mut text);
    text
}

/// A day and a time of day; what happens when a day runs out, happens at its end.
fn date(on: jiff::civil::DateTime) -> String {
    if (on.hour(), on.minute()) == (23, 59) {
        on.strftime("%a %-d %b %Y, its end").to_string()
    } else {
        on.strftime("%a %-d %b %Y %H:%M").to_string()
    }
}

fn entry(line: &Line, date: &str, width: usize, text: &mut String) {
    let kind = match (line.kind, line.force) {
        (LineKind::Missed, _) => "missed",
        (LineKind::Limit, _) => "due",
        (LineKind::Move, _) => "goes on",
        (LineKind::End, _) => "the end",
        (LineKind::Duty, _) if line.used => "done",
        (LineKind::Duty, Some("required")) => "must",
        (LineKind::Duty, Some("advised")) => "should",
        (LineKind::Duty, Some("described")) => "described",
        (LineKind::Duty, Some(_)) => "may",
        (LineKind::Duty, None) => "also",
        _ => "",
    };
    let per = if line.per.is_empty() { String::new() } else { format!(" [{}]", line.per) };
    let words = format!("{}{per}", capitalised(&line.words));
    let lead = format!("{date:<DATES$}{kind:<KINDS$}");
    let mut wrapped = wrap(&words, width - DATES - KINDS).into_iter();
    let _ = writeln!(text, "{}", format!("{lead}{}", wrapped.next().unwrap_or_default()).trim_end());
    for more in wrapped {
        let _ = writeln!(text, "{:1$}{more}", "", DATES + KINDS);
    }
    for by in &line.by {
        paragraph(&format!("by {by}"), DATES + KINDS + 2, width, text);
    }
    for told in &line.tells {
        let by = if told.by.is_empty() {
            ", by a channel the policy does not name".to_owned()
        } else {
            format!(", by {}", told.by.join(" or "))
        };
        let address = told.address.as_ref().map(|address| format!(": {address}")).unwrap_or_default();
        paragraph(&format!("tells {}{by}{address}", told.who), DATES + KINDS + 2, width, text);
    }
}

fn list(title: &str, points: &[String], width: usize, text: &mut String) {
    if points.is_empty() {
        return;
    }
    let _ = writeln!(text, "{title}:");
    for point in points {
        let mut lines = wrap(point, width - 4).into_iter();
        let _ = writeln!(text, "  - {}", lines.next().unwrap_or_default());
        lines.for_each(|line| {
            let _ = writeln!(text, "    {line}");
        });
    }
}

fn paragraph(words: &str, indent: usize, width: usize, text: &mut String) {
    for line in wrap(words, width - indent) {
        let _ = writeln!(text, "{:indent$}{line}", "");
    }
}

/// Words in lines; one that is longer than a line stands alone.
fn wrap(words: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split_whitespace() {
        let last = lines.last().map_or(0, |line| line.chars().count());
        if last > 0 && last + 1 + word.chars().count() > width {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
