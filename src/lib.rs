//! rungs
pub mod diagnostic;
pub mod emit;
pub mod graph;
pub mod model;
pub mod project;
pub mod rules;
pub mod source;
pub mod syntax;
pub mod verify;
