//! A policy as a document people read: stages, who acts and by when, who is told, and what the policy guarantees and does not.
//!
//! [`publication`] puts together what the document says, once; [`markdown`] and [`html`] only lay it out. Nothing is filled in: where
//! the policy is silent the document says so, and where its sources disagree it has both.

mod around;
mod glossary;
mod guarantees;
mod head;
mod html;
mod markdown;
mod notifications;
mod stages;
mod writer;

use serde::{Deserialize, Serialize};

pub use html::html;
pub use markdown::markdown;

use crate::graph::StageGraph;
use crate::model::{Date, Policy};
use crate::verify::Report;
use writer::Writer;

/// A policy as a document for people: what is to be laid out, in the order in which it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Its title.
    pub title: String,
    /// Who publishes it, if the policy says so.
    pub publisher: Option<String>,
    /// What a title page has: date, version, whom it is for.
    pub facts: Vec<Fact>,
    /// How the document is to be read.
    pub reading: Vec<Text>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// What is said wherever a policy is shown.
    pub notice: String,
    /// What it was made with and for which day.
    pub made: String,
}

/// A line of the title page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is about.
    pub name: String,
    /// What is so.
    pub values: Vec<Text>,
}

/// A part with a heading of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What links lead to; a word of rungs' own.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Whether it begins on a new page.
    pub new_page: bool,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A block of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// A heading within the part: level 3 or 4.
    Heading {
        /// The level.
        level: u8,
        /// What links lead to; a word of rungs' own.
        id: Option<String>,
        /// Its words.
        words: String,
    },
    /// A paragraph.
    Paragraph(Text),
    /// A paragraph that says what the policy leaves open.
    Gap(Text),
    /// A list.
    List(Vec<Item>),
    /// A made-up case, told line by line.
    Case(Vec<Item>),
    /// A table.
    Table(Table),
    /// The flowchart.
    Flowchart,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Item {
    /// Which clause it is, counted from 1 in the order of the file; none where it is none, or has been said before.
    pub clause: Option<usize>,
    /// What it says.
    pub text: Text,
    /// The items below it.
    pub below: Vec<Item>,
}

/// A table. The first cell of each row is its heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// The headings of its columns.
    pub heads: Vec<String>,
    /// Its rows, each with a cell for every column: the lines of the cell.
    pub rows: Vec<Vec<Vec<Text>>>,
}

/// Words, some of which stand out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Text(pub Vec<Run>);

/// Words that look alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// How they look.
    pub look: Look,
    /// The words, with the blanks around them.
    pub words: String,
}

/// How words look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Look {
    /// Like the words around them.
    Plain,
    /// They stand out.
    Strong,
    /// Where the policy says so: `(2.5)`.
    Source,
    /// They lead to a part or a clause of the document.
    Link(String),
}

impl Text {
    /// Words that look like any.
    pub(crate) fn plain(words: impl Into<String>) -> Self {
        Text::default().and(words)
    }

    /// The same with more words.
    #[must_use]
    pub(crate) fn and(self, words: impl Into<String>) -> Self {
        self.with(Look::Plain, words)
    }

    /// The same with words that stand out.
    #[must_use]
    pub(crate) fn strong(self, words: impl Into<String>) -> Self {
        self.with(Look::Strong, words)
    }

    /// The same with words that lead somewhere.
    #[must_use]
    pub(crate) fn link(self, to: &str, words: impl Into<String>) -> Self {
        self.with(Look::Link(to.to_owned()), words)
    }

    /// The same with where the policy says so; nothing is added where it does not say.
    #[must_use]
    pub(crate) fn source(self, per: &str) -> Self {
        if per.is_empty() { self } else { self.with(Look::Source, format!(" ({per})")) }
    }

    fn with(mut self, look: Look, words: impl Into<String>) -> Self {
        let words = words.into();
        if !words.is_empty() {
            self.0.push(Run { look, words });
        }
        self
    }

    /// The words alone.
    pub fn words(&self) -> String {
        self.0.iter().map(|run| run.words.as_str()).collect()
    }
}

impl Item {
    pub(crate) fn of(text: Text) -> Self {
        Item { text, ..Item::default() }
    }
}

impl Part {
    fn new(id: &str, title: &str, blocks: Vec<Block>) -> Self {
        Part { id: id.to_owned(), title: title.to_owned(), new_page: false, blocks }
    }

    fn on_a_new_page(self) -> Self {
        Part { new_page: true, ..self }
    }
}

impl Block {
    fn heading(level: u8, words: impl Into<String>) -> Self {
        Block::Heading { level, id: None, words: words.into() }
    }

    fn paragraph(words: impl Into<String>) -> Self {
        Block::Paragraph(Text::plain(words))
    }

    fn gap(words: impl Into<String>) -> Self {
        Block::Gap(Text::plain(words))
    }
}

/// A policy as a document for people, with what checking it came to. `as_of` is the day for which it was checked.
pub fn publication(policy: &Policy, graph: &StageGraph, report: &Report, as_of: Option<Date>) -> Publication {
    let writer = Writer::new(policy, graph, report);
    let mut parts = vec![
        writer.in_short().on_a_new_page(),
        Part::new("flowchart", "Flowchart", vec![Block::Flowchart]).on_a_new_page(),
        writer.stages(),
        writer.throughout(),
        writer.routes(),
        writer.notifications(),
    ];
    parts.extend(writer.panels());
    parts.push(writer.records());
    parts.push(writer.afterwards());
    parts.push(writer.upkeep());
    parts.push(writer.glossary());
    parts.push(writer.guarantees());
    Publication {
        title: policy.title.clone(),
        publisher: policy.publisher.map(|name| policy.named(name).title.clone()),
        facts: writer.facts(),
        reading: writer.reading(),
        parts,
        notice: NOTICE.to_owned(),
        made: format!(
            "Made by rungs {}{}.",
            env!("CARGO_PKG_VERSION"),
            as_of.map(|day| format!(", and checked for {}", writer::date_words(day))).unwrap_or_default()
        ),
    }
}

/// What is said at the beginning and at the end.
const NOTICE: &str = "This document is made from a policy as it has been written down for rungs, sentence by sentence. It is not advice on what \
    to do about a child. If a child is in immediate danger, call the emergency services (999).";
