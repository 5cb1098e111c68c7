//! One output format per file.

pub mod diary;
pub mod draw;

pub mod json;
