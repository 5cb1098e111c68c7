//! Text to tree: reading one file, saying what cannot be read, and writing it back in its one layout.
//!
//! Reading never fails: it gives a tree of what could be read and a list of what could not.

mod explain;
mod format;
mod parse;
mod pieces;
mod tree;

pub(crate) use explain::{figure, other_word};
pub use format::format;
pub use parse::{EDITION, MAX_DEPTH, Parsed, parse};
pub use rungs_grammar::Rule;
pub use tree::{Children, Kind, Node, Tree};
