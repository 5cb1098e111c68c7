//! One output format per file.

pub mod bpmn;
pub mod compare;
pub mod coverage;
pub mod diary;
pub mod doc;
pub mod draw;
pub mod github;
pub mod json;
#[cfg(feature = "cli")]
pub mod junit;
pub mod matrix;
mod page;
pub mod sarif;
pub mod scenario;
pub(crate) mod told;
pub(crate) mod typed;
pub(crate) mod wrap;
pub mod xstate;
