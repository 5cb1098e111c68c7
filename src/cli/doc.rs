//! `rungs doc`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::emit::{doc, draw};
use crate::graph::StageGraph;
use crate::model::Date;

use super::check::{day, today};
use super::output::{print, write_beside};
use super::render::Look;
use super::{Exit, judged, one_policy};

/// Writes a policy as a document for people: stages, staff and time limits, who is told, and what the policy guarantees.
///
/// Every sentence says where in the policy it comes from. What the policy leaves open is said to be open; a policy that fails a rule
/// becomes a document like any other, which says so.
#[derive(Debug, Args)]
pub(crate) struct Doc {
    /// The policy file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where to write it [default: standard output]
    #[arg(short, long, value_name = "DOCUMENT")]
    output: Option<PathBuf>,
    /// How to write it [default: as the output's name ends, .html or .md; else Markdown]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The day to check for, where a date matters, such as 2026-04-01 [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a repository, or for a word processor by way of a converter
    Markdown,
    /// One page, for a browser and to print
    Html,
}

impl Doc {
    pub(crate) fn run(self, look: &Look) -> Exit {
        let (group, policy) = match one_policy(&self.file, look) {
            Ok(found) => found,
            Err(exit) => return exit,
        };
        let graph = StageGraph::new(&policy);
        let as_of = Some(self.as_of.unwrap_or_else(today));
        let publication = doc::publication(&policy, &graph, &judged(&group, &policy, &graph, as_of), as_of);
        let text = match self.format() {
            Format::Markdown => doc::markdown(&publication, &draw::mermaid(&policy, &graph)),
            Format::Html => doc::html(&publication, &draw::svg(&policy, &graph)),
        };
        self.output.as_deref().map_or_else(|| print(&text), |path| write_beside(std::slice::from_ref(&self.file), path, &text))
    }

    /// The format asked for, or the one the output's name ends with.
    fn format(&self) -> Format {
        let ending = self.output.as_deref().and_then(Path::extension).map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        self.format.unwrap_or(match ending.as_deref() {
            Some("html" | "htm") => Format::Html,
            _ => Format::Markdown,
        })
    }
}
