//! Where a clause comes from, and the parts of the document.

use super::*;

impl Resolver {
    /// The sources of a node's `per`, else none.
    pub(super) fn sources_of(&mut self, node: Node<'_>) -> Vec<Source> {
        let Some(per) = node.child(Rule::per) else { return Vec::new() };
        let quoting = text_of(per);
        per.all(Rule::source).map(|source| Source { quoting: quoting.clone(), ..source_of(source) }).collect()
    }

    /// The parts listed in a policy's heading; `1.1 to 1.8` stands for each of them.
    pub(super) fn parts(&mut self, node: Node<'_>) -> Vec<Part> {
        let mut parts = Vec::new();
        for part in node.all(Rule::part) {
            let Some(source) = part.child(Rule::source).map(source_of) else { continue };
            let included = !part.has(Rule::kw_not);
            let last = part.child(Rule::paragraph).or_else(|| part.child(Rule::part_label));
            let Some(last) = last else {
                parts.push(Part { source, included });
                continue;
            };
            match range(&source.words, &plain(last.text())) {
                Some(words) => parts.extend(words.into_iter().map(|words| Part { source: Source { words, ..source.clone() }, included })),
                None => self.error(
                    Diagnostic::error(
                        "parts-range",
                        part.span(),
                        format!("`{}` is not a run of parts that rungs can count", words_of(part)),
                    )
                    .label("the two ends do not fit together")
                    .help("write `1.1 to 1.8`, `table 1 to 3` or `\"Stage 1\" item 1 to 4`, smaller number first"),
                ),
            }
        }
        parts
    }
}

/// The longest run `… to …` may stand for.
const MOST_IN_A_RUN: u32 = 1_000;

fn range(first: &str, last: &str) -> Option<Vec<String>> {
    let digits = first.len() - first.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (stem, from) = first.split_at(digits);
    let last_digits = last.len() - last.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (last_stem, to) = last.split_at(last_digits);
    let (from, to): (u32, u32) = (from.parse().ok()?, to.parse().ok()?);
    let fits = last_stem.is_empty() || last_stem == stem;
    (fits && from <= to && to - from < MOST_IN_A_RUN).then(|| (from..=to).map(|number| format!("{stem}{number}")).collect())
}

pub(super) fn source_of(node: Node<'_>) -> Source {
    let mut words = String::new();
    let mut medium = Medium::Text;
    let mut before = "";
    for child in node.children() {
        if !words.is_empty() {
            words.push(' ');
        }
        match child.kind() {
            Rule::text => {
                let heading = unquoted(child);
                words.push_str(&format!("\"{heading}\""));
            }
            Rule::part_label => {
                let label = child.text().to_owned();
                match before {
                    "table" => medium = Medium::Table(label.clone()),
                    "appendix" | "annex" => medium = Medium::Appendix(label.clone()),
                    _ => {}
                }
                words.push_str(&label);
                before = "";
            }
            Rule::kw_flowchart => {
                medium = Medium::Flowchart;
                words.push_str("flowchart");
            }
            Rule::kw_table => before = push(&mut words, "table"),
            Rule::kw_appendix => before = push(&mut words, "appendix"),
            Rule::kw_annex => before = push(&mut words, "annex"),
            Rule::kw_footnote => before = push(&mut words, "footnote"),
            Rule::kw_item => before = push(&mut words, "item"),
            _ => words.push_str(&plain(child.text())),
        }
    }
    Source { words, medium, quoting: None, span: node.span() }
}

fn push(words: &mut String, word: &'static str) -> &'static str {
    words.push_str(word);
    word
}
