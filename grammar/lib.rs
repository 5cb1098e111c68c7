//! The parser pest makes of `rungs.pest`, in a package of its own: it is large and seldom changes, so it is built once.

// The derive writes public items without docs: each is named for its rule in `rungs.pest`.
#![allow(missing_docs)]

/// Reads the rungs language by the rules of `rungs.pest`.
#[derive(pest_derive::Parser)]
#[grammar = "rungs.pest"]
pub struct Grammar;
