//! Claims to verdicts: what a policy guarantees, and the case that breaks it.
//!
//! Rules say what to look for; this folder decides it. A verdict is a value, "undetermined" and "gave up" included.

mod report;

pub use report::*;
