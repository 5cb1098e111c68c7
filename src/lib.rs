//! **rungs**: a small, exact language for escalation policies, and a checker that proves what they guarantee.
//!
//! ```text
//! source ─ parse ─▶ tree ─ resolve ─▶ policy ─▶ stage graph ─ check ─▶ report ─▶ outputs
//! source/  syntax/       model/                graph/        verify/ + rules/   emit/, cli/
//! ```
//!
//! The library prints nothing, opens no file it is not handed, reads no clock and exits nowhere. The same text gives
//! the same bytes on every machine.
//!
//! ```
//! use rungs::{graph::StageGraph, project::{MemoryFiles, Project}, verify::{Verdict, check}};
//!
//! let text = "rungs 1\npolicy small \"Small\" {\n}\nrole chair \"Chair\"\nstage 1 \"Chair\" heard by chair {\n}\n";
//! let files = MemoryFiles::new([("small.rungs", text)]);
//! let mut project = Project::new(&files, "");
//! let file = project.load("small.rungs".as_ref()).expect("it is there");
//! let policy = project.resolve(file).policy.expect("it can be read");
//! let report = check(&policy, &StageGraph::new(&policy), None);
//! assert_eq!(report.rule("stuck-stage").map(|rule| rule.verdict), Some(Verdict::Holds));
//! ```

pub mod baseline;
pub mod calendar;
pub mod case;
#[cfg(feature = "cli")]
pub mod cli;
pub mod compare;
#[cfg(feature = "cli")]
pub mod config;
pub mod diagnostic;
pub mod emit;
pub mod graph;
pub mod mend;
pub mod model;
pub mod process;
pub mod project;
pub mod rules;
pub mod source;
pub mod starter;
pub mod syntax;
pub mod verify;
