//! Many policies beside each other, as text and as Markdown.

use std::fmt::Write as _;

use super::json::{MatrixDocument, Verdict};
use super::typed::{made_visible, typed};

/// As text: as many policies beside each other as fit into `width` columns, the rest below.
pub fn text(document: &MatrixDocument, width: usize) -> String {
    let mut text = String::new();
    let mut rows = rows(document);
    rows.iter_mut().flat_map(|(_, cells)| cells).for_each(shorten);
    let names = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    let mut from = 0;
    while from < document.policies.len() {
        let mut used = names;
        let mut widths = Vec::new();
        for at in from..document.policies.len() {
            let cells = rows.iter().map(|(_, cells)| cells[at].chars().count());
            let column = cells.max().unwrap_or_default().max(document.policies[at].name.chars().count());
            if !widths.is_empty() && used + 2 + column > width {
                break;
            }
            used += 2 + column;
            widths.push(column);
        }
        let mut head = format!("{:names$}", "");
        for (at, column) in widths.iter().enumerate() {
            let _ = write!(head, "  {:column$}", document.policies[from + at].name);
        }
        let _ = writeln!(text, "{}", head.trim_end());
        for (name, cells) in &rows {
            let mut line = format!("{name:names$}");
            for (at, column) in widths.iter().enumerate() {
                let _ = write!(line, "  {:column$}", cells[from + at]);
            }
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text.push('\n');
        from += widths.len();
    }
    text
}

/// As a table in Markdown.
pub fn markdown(document: &MatrixDocument) -> String {
    let document = &made_visible(document);
    let mut text = String::from("| |");
    document.policies.iter().for_each(|policy| {
        let _ = write!(text, " {} |", typed(&policy.name));
    });
    text.push_str("\n| --- |");
    text.push_str(&" --- |".repeat(document.policies.len()));
    text.push('\n');
    for (name, cells) in rows(document) {
        let _ = write!(text, "| {} |", typed(&name));
        cells.iter().for_each(|cell| {
            let _ = write!(text, " {} |", typed(cell));
        });
        text.push('\n');
    }
    text
}

/// Every row: the key figures, then the rules.
fn rows(document: &MatrixDocument) -> Vec<(String, Vec<String>)> {
    let cell = |value: &String| if value.is_empty() { "–".to_owned() } else { value.clone() };
    let figures = document.figures.iter().map(|row| (row.title.clone(), row.values.iter().map(cell).collect()));
    let rules = document.rules.iter().map(|row| (row.name.clone(), row.verdicts.iter().map(|verdict| word(*verdict).to_owned()).collect()));
    figures.chain(rules).collect()
}

/// A long name would push the other columns off the page.
fn shorten(cell: &mut String) {
    const LONGEST: usize = 20;
    if let Some((at, _)) = cell.char_indices().nth(LONGEST) {
        cell.truncate(at);
        cell.push('…');
    }
}

fn word(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Holds) => "holds",
        Some(Verdict::Advice) => "if advised",
        Some(Verdict::Broken) => "BROKEN",
        Some(Verdict::Undetermined) => "undetermined",
        Some(Verdict::GaveUp) => "gave up",
        Some(Verdict::DoesNotApply) => "–",
        None => "not asked",
    }
}
