//! A file read item by item, and a long one from several places at once.
//!
//! How an item reads depends only on the text from where it begins. So items can be read one after another, and a long
//! file from several places at which an item probably begins. What was read from such a place is kept only if the items
//! before it end there: whatever the guesses and however many threads, the file reads as the rule `file` reads it.

use std::sync::atomic::{AtomicUsize, Ordering};

use pest::Parser;

use super::tree::Nodes;
use rungs_grammar::{Grammar, Rule};

/// A sentence repeats a word until no stack is left for reading on.
#[derive(Debug)]
pub(super) struct TooComplex;

/// Text shorter than this, in bytes, is not worth a thread.
const WORTH_A_THREAD: usize = 128 * 1024;

/// Pieces for each thread, so that one that is held up does not hold up the others.
const PIECES_A_THREAD: usize = 4;

/// Stack of a thread that reads, in bytes: what the main thread usually has.
const STACK: usize = 8 * 1024 * 1024;

/// What was read from one place: the nodes, and where the next item begins; `None` at the end of the file.
type Piece = Result<(Nodes, Option<usize>), TooComplex>;

/// Reads a whole file: the nodes below the root, in order.
pub(super) fn read(text: &str) -> Result<Vec<Nodes>, TooComplex> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let pieces = (text.len() / WORTH_A_THREAD).min(threads * PIECES_A_THREAD).max(1);
    read_from(text, &guesses(text, pieces), threads)
}

/// Places inside the text at which a stage probably begins, one for each piece but the first.
fn guesses(text: &str, pieces: usize) -> Vec<usize> {
    const STAGE: &[u8] = b"\nstage ";
    let length = text.len() / pieces;
    (1..pieces)
        .filter_map(|piece| {
            let from = piece * length;
            text.as_bytes()[from..].windows(STAGE.len()).take(length).position(|here| here == STAGE).map(|at| from + at + 1)
        })
        .collect()
}

/// Reads a whole file, looking ahead from the guesses, which are in order and at the starts of characters.
fn read_from(text: &str, guesses: &[usize], threads: usize) -> Result<Vec<Nodes>, TooComplex> {
    let mut head = Nodes::default();
    let edition = Grammar::parse(Rule::first_line, text).map_err(|_| TooComplex)?;
    let begin = head.add(text, 0, edition);
    let mut ahead = if guesses.is_empty() { Vec::new() } else { read_ahead(text, begin, guesses, threads) };
    let mut all = vec![head];
    let mut next = Some(begin);
    while let Some(at) = next {
        let piece = match ahead.iter().position(|(from, _)| *from == at) {
            Some(found) => ahead.swap_remove(found).1,
            None => read_piece(text, at, guesses.iter().copied().find(|guess| *guess > at)),
        };
        let (nodes, end) = piece?;
        all.push(nodes);
        next = end;
    }
    Ok(all)
}

/// Reads from the beginning and from every guess on threads, each up to the next guess.
fn read_ahead(text: &str, begin: usize, guesses: &[usize], threads: usize) -> Vec<(usize, Piece)> {
    let places: Vec<usize> = std::iter::once(begin).chain(guesses.iter().copied()).collect();
    let taken = AtomicUsize::new(0);
    let work = || {
        let mut read = Vec::new();
        loop {
            let place = taken.fetch_add(1, Ordering::Relaxed);
            let Some(from) = places.get(place) else { return read };
            read.push((*from, read_piece(text, *from, places.get(place + 1).copied())));
        }
    };
    std::thread::scope(|scope| {
        let started: Vec<_> =
            (0..threads).filter_map(|_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok()).collect();
        started.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

/// Reads items up to the first that begins at `until` or later.
fn read_piece(text: &str, from: usize, until: Option<usize>) -> Piece {
    let mut nodes = Nodes::default();
    let mut at = from;
    loop {
        let pairs = Grammar::parse(Rule::next_item, &text[at..]).map_err(|_| TooComplex)?;
        let Some(item) = pairs.peek() else { return Ok((nodes, None)) };
        let start = at + item.as_span().start();
        if until.is_some_and(|until| start >= until) {
            return Ok((nodes, Some(start)));
        }
        at = nodes.add(text, at, pairs);
        if item.as_rule() == Rule::EOI {
            return Ok((nodes, None));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::super::tree::Tree;
    use super::*;
    use crate::source::FileId;

    /// What a text reads as: every node with its place and how much is below it.
    fn shape(text: &str, pieces: Vec<Nodes>) -> Vec<String> {
        let tree = Tree::from_pieces(FileId::default(), Arc::from(text), pieces);
        tree.nodes().map(|node| format!("{:?} {:?} {}", node.kind(), node.span(), node.descendants().count())).collect()
    }

    /// The same by the rule `file`, without the root, which it brings along.
    fn at_once(text: &str) -> Vec<String> {
        let mut nodes = Nodes::default();
        nodes.add(text, 0, Grammar::parse(Rule::file, text).expect("anything can be read"));
        shape(text, vec![nodes]).split_off(1)
    }

    /// Whole items and what comes between, before and in place of them.
    const PARTS: &[&str] = &[
        "rungs 1\n",
        "stage 1 \"One\" {\n    must decide\n}\n",
        "stage 2 \"Two {\" between chairs {\n    chair must \"say }\" per 1.2 // a \"note {\n",
        "stage 3 \"Three\" unstated\n",
        "throughout {\n    when unresolved {\n        must skip\nstage 1 \"x\"\n    }\n}",
        "}\n",
        "{",
        "(",
        "\"",
        "\" }\nstage 4 \"",
        "“curly {\n",
        "// stage 5 \"in a comment\" {\n",
        "//",
        "stage",
        "stage 6 \"Six\" {",
        "\nstage ",
        "\r",
        "\r\n",
        "\u{A0}• ",
        "role chair \"Chair\" of \n",
        "policy p \"P\" {\n    publisher chair\n",
        "rulebook r \"R\" {\n    rule a error \"A\" { every path ends in an authority }\n",
        "scenario \"s\" {\n    at stage 1, resolved\n",
        "tier worker \"Worker\" {\n    chair \"post\"\n}\n",
        "must decide.\n",
        "if not (a and b), \n",
        "nonsense ",
        "\n\n",
        "é",
    ];

    proptest! {
        #[test]
        fn pieces_read_as_the_whole(
            parts in prop::collection::vec(prop::sample::select(PARTS), 0..24),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
            threads in 1usize..4,
        ) {
            let text = parts.concat();
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).collect();
            let mut guesses: Vec<usize> = cuts.iter().filter(|_| !places.is_empty()).map(|cut| *cut.get(&places)).collect();
            guesses.sort_unstable();
            guesses.dedup();
            let pieces = read_from(&text, &guesses, threads).expect("nothing here is complex");
            prop_assert_eq!(shape(&text, pieces), at_once(&text), "{:?} cut at {:?}", text, guesses);
        }
    }

    #[test]
    fn a_long_file_reads_as_the_whole() {
        let text: String = (0..4_000).map(|part| PARTS[part * part % PARTS.len()].to_owned() + "\n" + PARTS[1]).collect();
        let text = text.repeat(1 + 2 * WORTH_A_THREAD / text.len());
        assert!(guesses(&text, 3).len() == 2, "two places to look ahead from");
        assert_eq!(shape(&text, read(&text).expect("nothing here is complex")), at_once(&text));
    }
}
