//! One output format per file.

pub mod compare;
pub mod coverage;
pub mod diary;
pub mod draw;
pub mod json;
pub mod matrix;
pub mod scenario;
pub(crate) mod typed;
pub(crate) mod wrap;
