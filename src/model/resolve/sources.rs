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
                Ok(words) => parts.extend(words.into_iter().map(|words| Part { source: Source { words, ..source.clone() }, included })),
                Err(why) => self.error(why.about(part)),
            }
        }
        parts
    }
}

/// The longest run `… to …` may stand for.
const MOST_IN_A_RUN: u32 = 1_000;

/// Why a run of parts cannot be counted.
enum NoRun {
    /// The last one comes before the first.
    Backwards,
    /// The two ends are counted apart: `1.1 to 2.4`, `1.1 to 1.4a`.
    Apart,
    TooLong,
}

impl NoRun {
    fn about(&self, part: Node<'_>) -> Diagnostic {
        let written = words_of(part);
        let (first, last) = written.split_once(" to ").unwrap_or((&written, ""));
        let found = |message: String| Diagnostic::error("parts-range", part.span(), message);
        match self {
            NoRun::Backwards => found(format!("`{written}` counts down"))
                .label(format!("`{last}` comes before `{first}`"))
                .help(format!("write the smaller number first: `{last} to {first}`")),
            NoRun::Apart => found(format!("`{written}` is not one run: nobody can tell which parts lie between"))
                .label("these two are not counted together")
                .help("write a run for each chapter, such as `1.1 to 1.8, 2.1 to 2.4`; others read `table 1 to 3` and `\"Stage 1\" item 1 to 4`"),
            NoRun::TooLong => found(format!("`{written}` would be more than {MOST_IN_A_RUN} parts"))
                .label("no document has as many")
                .help(format!("look at the last number, `{last}`")),
        }
    }
}

fn range(first: &str, last: &str) -> Result<Vec<String>, NoRun> {
    let digits = first.len() - first.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (stem, from) = first.split_at(digits);
    let last_digits = last.len() - last.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (last_stem, to) = last.split_at(last_digits);
    let (Ok(from), Ok(to)) = (from.parse::<u32>(), to.parse::<u32>()) else { return Err(NoRun::Apart) };
    if !last_stem.is_empty() && last_stem != stem {
        return Err(if last_stem < stem { NoRun::Backwards } else { NoRun::Apart });
    }
    match to.checked_sub(from) {
        None => Err(NoRun::Backwards),
        Some(length) if length >= MOST_IN_A_RUN => Err(NoRun::TooLong),
        Some(_) => Ok((from..=to).map(|number| format!("{stem}{number}")).collect()),
    }
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
