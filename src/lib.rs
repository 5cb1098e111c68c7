//! rungs
pub mod diagnostic;
pub mod model;
pub mod project;
pub mod rules;
pub mod source;
pub mod syntax;
