//! One output format per file.

pub mod compare;
pub mod coverage;
pub mod diary;
pub mod doc;
pub mod draw;
pub mod json;
pub mod matrix;
mod page;
pub mod scenario;
pub(crate) mod typed;
pub(crate) mod wrap;
