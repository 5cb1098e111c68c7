//! The parser pest makes of `grammar/rungs.pest`.

// The derive writes public items without docs; they are private to this folder.
#![allow(missing_docs, unreachable_pub)]

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/rungs.pest"]
pub struct Grammar;
