//! The document as Markdown: for a repository, or for a word processor by way of a converter. No HTML, and nothing an author types is
//! read as Markdown.

use std::fmt::Write as _;

use crate::emit::typed::{NO_WIDTH, made_visible, typed_whole};

use super::{Block, Item, Look, Publication, Table, Text};

/// The document as Markdown. `chart` is the flowchart as drawn by [`draw::mermaid`](crate::emit::draw::mermaid).
pub fn markdown(publication: &Publication, chart: &str) -> String {
    let publication = &made_visible(publication);
    let mut text = format!("# {}\n\n", at_start(&publication.title));
    if let Some(publisher) = &publication.publisher {
        let _ = writeln!(text, "{}\n", at_start(publisher));
    }
    let _ = writeln!(text, "{}\n", words(&publication.notice));
    for fact in &publication.facts {
        match fact.values.as_slice() {
            [one] => {
                let _ = writeln!(text, "- {}: {}", words(&fact.name), inline(one));
            }
            many => {
                let _ = writeln!(text, "- {}:", words(&fact.name));
                many.iter().for_each(|value| {
                    let _ = writeln!(text, "  - {}", lead(value));
                });
            }
        }
    }
    text.push_str("\n## How to read this document\n\n");
    for line in &publication.reading {
        let _ = writeln!(text, "- {}", inline(line));
    }
    for part in &publication.parts {
        let _ = writeln!(text, "\n## {}", words(&part.title));
        for block in &part.blocks {
            text.push('\n');
            self::block(block, chart, &mut text);
        }
    }
    let _ = writeln!(text, "\n## Not advice\n\n{}\n\n{}", words(&publication.notice), words(&publication.made));
    text
}

fn block(block: &Block, chart: &str, text: &mut String) {
    match block {
        Block::Heading { level, words, .. } => {
            let _ = writeln!(text, "{} {}", "#".repeat(usize::from(*level)), at_start(words));
        }
        Block::Paragraph(words) | Block::Gap(words) => {
            let _ = writeln!(text, "{}", lead(words));
        }
        Block::List(items) | Block::Case(items) => items.iter().for_each(|item| self::item(item, 0, text)),
        Block::Table(table) => self::table(table, text),
        Block::Flowchart => {
            let fence = "`".repeat(longest_run(chart).max(2) + 1);
            let _ = writeln!(text, "{fence}mermaid\n{}\n{fence}", chart.trim_end());
        }
    }
}

fn item(item: &Item, indent: usize, text: &mut String) {
    let _ = writeln!(text, "{:indent$}- {}", "", lead(&item.text));
    item.below.iter().for_each(|below| self::item(below, indent + 2, text));
}

/// A table; the lines of a cell stand beside each other.
fn table(table: &Table, text: &mut String) {
    let _ = writeln!(text, "{}:\n", words(&table.caption));
    let heads: Vec<String> = table.heads.iter().map(|head| words(head)).collect();
    let _ = writeln!(text, "| {} |\n|{}", heads.join(" | "), " --- |".repeat(heads.len()));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.iter().map(inline).collect::<Vec<_>>().join("; ")).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
}

fn inline(text: &Text) -> String {
    let run = |run: &super::Run| {
        let said = words(&run.words);
        match run.look {
            // Blanks stay outside the marks, or they would not be read as marks.
            Look::Strong => match said.trim() {
                "" => said,
                core => said.replacen(core, &format!("**{core}**"), 1),
            },
            _ => said,
        }
    };
    text.0.iter().map(run).collect()
}

/// Words at the beginning of a paragraph or an item, where a number or a dash would be read as a list.
fn lead(text: &Text) -> String {
    let said = inline(text);
    if begins_safely(&said) { said } else { format!("{NO_WIDTH}{said}") }
}

fn at_start(typed: &str) -> String {
    let said = words(typed);
    if begins_safely(&said) { said } else { format!("{NO_WIDTH}{said}") }
}

/// Whether words cannot be read as the beginning of a list, a heading or a rule. What else begins one has been escaped.
fn begins_safely(said: &str) -> bool {
    let number = said.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let as_a_list = said.len() - number.len() < 10 && number.starts_with(['.', ')']);
    !said.starts_with(['-', '+', '=', '#', '~', ':', '(', '!', '%']) && !as_a_list
}

fn words(typed: &str) -> String {
    typed_whole(typed)
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}
