//! The tree of one file: what was written, with places, before any name means anything.

use std::sync::Arc;

use crate::source::{FileId, Span};
use rungs_grammar::Rule;

/// What a node is: the name of its rule in `grammar/rungs.pest`.
pub type Kind = Rule;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    kind: Kind,
    start: u32,
    end: u32,
    /// Index one past the last descendant, so that children are found without pointers.
    next: u32,
}

/// One file as a tree, kept flat and in order: a hundred thousand stages cost a few vectors, and nothing recurses.
#[derive(Debug)]
pub struct Tree {
    file: FileId,
    text: Arc<str>,
    entries: Vec<Entry>,
}

/// The nodes of a stretch of a file, in order, until they are put under one root.
#[derive(Debug, Default)]
pub(super) struct Nodes(Vec<Entry>);

impl Nodes {
    /// Adds what was read from `text[from..]`; says where reading stopped.
    pub(super) fn add(&mut self, text: &str, from: usize, pairs: pest::iterators::Pairs<'_, Rule>) -> usize {
        let entries = &mut self.0;
        let mut open: Vec<usize> = Vec::new();
        let mut last_end = 0;
        let mut stopped = from;
        for token in pairs.tokens() {
            match token {
                pest::Token::Start { rule, pos } => {
                    let start = (from + pos.pos()) as u32;
                    open.push(entries.len());
                    entries.push(Entry { kind: rule, start, end: start, next: 0 });
                }
                pest::Token::End { pos, .. } => {
                    let Some(at) = open.pop() else { continue };
                    let next = entries.len();
                    stopped = from + pos.pos();
                    // A node ends with its last word: blanks that follow belong to nobody.
                    if next == at + 1 {
                        let start = entries[at].start as usize;
                        entries[at].end = (start + text[start..stopped].trim_end().len()) as u32;
                    } else {
                        entries[at].start = entries[at + 1].start;
                        entries[at].end = last_end;
                    }
                    entries[at].next = next as u32;
                    last_end = entries[at].end;
                }
            }
        }
        stopped
    }
}

impl Tree {
    /// Puts what was read of a whole file under one root.
    pub(super) fn from_pieces(file: FileId, text: Arc<str>, pieces: Vec<Nodes>) -> Self {
        let mut entries = Vec::with_capacity(1 + pieces.iter().map(|nodes| nodes.0.len()).sum::<usize>());
        entries.push(Entry { kind: Rule::file, start: 0, end: text.len() as u32, next: 0 });
        for nodes in pieces {
            let before = entries.len() as u32;
            entries.extend(nodes.0.into_iter().map(|entry| Entry { next: before + entry.next, ..entry }));
        }
        entries[0].start = entries.get(1).map_or(0, |first| first.start);
        entries[0].next = entries.len() as u32;
        Self { file, text, entries }
    }

    /// A tree with nothing in it, for text too broken to read at all.
    pub(super) fn empty(file: FileId) -> Self {
        let entries = vec![Entry { kind: Rule::file, start: 0, end: 0, next: 1 }];
        Self { file, text: "".into(), entries }
    }

    /// The whole file.
    pub fn root(&self) -> Node<'_> {
        Node { tree: self, at: 0 }
    }

    /// The text the tree was read from.
    pub fn source(&self) -> &str {
        &self.text
    }

    /// Every node that begins at a place or after it, in order, parents before children.
    pub fn nodes_from(&self, place: u32) -> impl Iterator<Item = Node<'_>> {
        (self.first_from(place)..self.entries.len()).map(|at| Node { tree: self, at })
    }

    /// Every node that begins at a place or before it, the last first, children before parents.
    pub fn nodes_up_to(&self, place: u32) -> impl Iterator<Item = Node<'_>> {
        (0..self.first_from(place.saturating_add(1))).rev().map(|at| Node { tree: self, at })
    }

    /// Nodes stand in the order in which they begin.
    fn first_from(&self, place: u32) -> usize {
        self.entries.partition_point(|entry| entry.start < place)
    }

    /// Every node, parents before children.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.entries.len()).map(|at| Node { tree: self, at })
    }
}

/// One node of a [`Tree`].
#[derive(Debug, Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree,
    at: usize,
}

impl<'t> Node<'t> {
    fn entry(self) -> Entry {
        self.tree.entries[self.at]
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.entry().kind
    }

    /// Where it stands.
    pub fn span(self) -> Span {
        let entry = self.entry();
        Span { file: self.tree.file, start: entry.start, end: entry.end }
    }

    /// The words as written.
    pub fn text(self) -> &'t str {
        let entry = self.entry();
        &self.tree.text[entry.start as usize..entry.end as usize]
    }

    /// The text of the file up to it.
    pub fn before(self) -> &'t str {
        &self.tree.text[..self.entry().start as usize]
    }

    /// Whether nothing is below it: a word, a number, a quoted text, a brace.
    pub fn is_leaf(self) -> bool {
        self.entry().next as usize == self.at + 1
    }

    /// Its children in order.
    pub fn children(self) -> Children<'t> {
        Children { tree: self.tree, at: self.at + 1, end: self.entry().next as usize }
    }

    /// Every node below it, in order.
    pub fn descendants(self) -> impl Iterator<Item = Node<'t>> {
        let tree = self.tree;
        (self.at + 1..self.entry().next as usize).map(move |at| Node { tree, at })
    }

    /// The first child of a kind.
    pub fn child(self, kind: Kind) -> Option<Node<'t>> {
        self.children().find(|child| child.kind() == kind)
    }

    /// All children of a kind.
    pub fn all(self, kind: Kind) -> impl Iterator<Item = Node<'t>> {
        self.children().filter(move |child| child.kind() == kind)
    }

    /// Whether there is a child of a kind.
    pub fn has(self, kind: Kind) -> bool {
        self.child(kind).is_some()
    }
}

/// The children of a [`Node`].
#[derive(Debug, Clone)]
pub struct Children<'t> {
    tree: &'t Tree,
    at: usize,
    end: usize,
}

impl<'t> Iterator for Children<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        if self.at >= self.end {
            return None;
        }
        let node = Node { tree: self.tree, at: self.at };
        self.at = self.tree.entries[self.at].next as usize;
        Some(node)
    }
}
