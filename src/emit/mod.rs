//! One output format per file.

pub mod draw;

pub mod json;
