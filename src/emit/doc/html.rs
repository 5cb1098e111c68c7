//! The document as one page, for a browser and for paper. There is no script in it.
//!
//! What must not be escaped is the flowchart alone. A text becomes part of an address or of an id nowhere: links and ids are words of
//! rungs' own with a number.

use std::collections::BTreeSet;

use maud::{Markup, PreEscaped, html};

use crate::emit::page::{Frame, page};
use crate::emit::typed::made_visible;

use super::{Block, Item, Look, Part, Publication, Table, Text};

const STYLE: &str = include_str!("page.css");

/// The document as one page. `chart` is the flowchart as drawn by [`draw::svg`](crate::emit::draw::svg): it is put in as it is.
pub fn html(publication: &Publication, chart: &str) -> String {
    let publication = &made_visible(publication);
    let mut pen = Pen { chart, title: &publication.title, marked: BTreeSet::new() };
    let parts: Vec<Markup> = publication.parts.iter().map(|part| pen.part(part)).collect();
    let body = html! {
        a.skip href="#main" { "Skip to the policy" }
        header.top {
            p.notice { strong { "Not advice. " } (publication.notice) }
            h1 { bdi { (publication.title) } }
            @if let Some(publisher) = &publication.publisher { p.lead { bdi { (publisher) } } }
            dl.facts {
                @for fact in &publication.facts {
                    div { dt { (fact.name) } @for value in &fact.values { dd { (runs(value)) } } }
                }
            }
        }
        nav.contents aria-label="Contents" {
            ul { @for part in &publication.parts { li { a href={ "#" (part.id) } { (part.title) } } } }
        }
        main #main tabindex="-1" {
            section aria-labelledby="reading" {
                h2 #reading { "How to read this document" }
                @for line in &publication.reading { p { (runs(line)) } }
            }
            @for part in parts { (part) }
        }
        footer {
            p { strong { "Not advice. " } (publication.notice) }
            p { (publication.made) }
        }
    };
    page(&Frame { title: &publication.title, made_by: env!("CARGO_PKG_VERSION"), style: STYLE, script: None, body: &body })
}

/// Lays parts out. Of what stands twice, the first is what links lead to.
struct Pen<'p> {
    chart: &'p str,
    title: &'p str,
    marked: BTreeSet<usize>,
}

impl Pen<'_> {
    fn part(&mut self, part: &Part) -> Markup {
        let blocks: Vec<Markup> = part.blocks.iter().map(|block| self.block(block)).collect();
        html! {
            section.new-page[part.new_page] aria-labelledby=(part.id) {
                h2 id=(part.id) { (part.title) }
                @for block in blocks { (block) }
            }
        }
    }

    fn block(&mut self, block: &Block) -> Markup {
        match block {
            Block::Heading { level: 3, id, words } => html! { h3 id=[id.as_ref()] { bdi { (words) } } },
            Block::Heading { id, words, .. } => html! { h4 id=[id.as_ref()] { bdi { (words) } } },
            Block::Paragraph(words) => html! { p.leads[words.words().ends_with(':')] { (runs(words)) } },
            Block::Gap(words) => html! { p.gap { (runs(words)) } },
            Block::List(items) => self.list(items),
            Block::Case(items) => html! { div.case { (self.list(items)) } },
            Block::Table(table) => self::table(table),
            Block::Flowchart => html! {
                figure {
                    figcaption { "The whole policy as a flowchart" }
                    div.chart role="region" aria-label={ "Flowchart of " (self.title) } tabindex="0" { (PreEscaped(self.chart)) }
                }
            },
        }
    }

    fn list(&mut self, items: &[Item]) -> Markup {
        let items: Vec<Markup> = items.iter().map(|item| self.item(item)).collect();
        html! { ul { @for item in items { (item) } } }
    }

    fn item(&mut self, item: &Item) -> Markup {
        let mark = item.clause.filter(|clause| self.marked.insert(*clause)).map(|clause| format!("sentence-{clause}"));
        let below = (!item.below.is_empty()).then(|| self.list(&item.below));
        html! { li id=[mark] { (runs(&item.text)) @if let Some(below) = below { (below) } } }
    }
}

/// A table; on a narrow screen each row becomes a block, with the heads of its columns before its cells.
fn table(table: &Table) -> Markup {
    html! {
        table.stacks.{ "columns-" (table.heads.len().min(9)) } role="table" {
            caption { (table.caption) }
            thead role="rowgroup" {
                tr role="row" { @for head in &table.heads { th role="columnheader" scope="col" { bdi { (head) } } } }
            }
            tbody role="rowgroup" {
                @for row in &table.rows {
                    tr role="row" {
                        @for (at, cell) in row.iter().enumerate() {
                            @if at == 0 { th role="rowheader" scope="row" { (lines(cell)) } }
                            @else { td role="cell" data-label=(table.heads[at]) { (lines(cell)) } }
                        }
                    }
                }
            }
        }
    }
}

fn lines(cell: &[Text]) -> Markup {
    html! { @for line in cell { div.line { (runs(line)) } } }
}

fn runs(text: &Text) -> Markup {
    html! {
        @for run in &text.0 {
            @match &run.look {
                Look::Plain => (run.words),
                Look::Strong => strong { (run.words) },
                Look::Source => span.place { (run.words) },
                Look::Link(to) => a href={ "#" (to) } { (run.words) },
            }
        }
    }
}
