//! `rungs matrix`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use crate::diagnostic::Severity;
use crate::emit::{self, json};
use crate::graph::StageGraph;
use crate::model::Date;
use crate::verify::check;

use super::check::{day, today};
use super::output::{complain, explain, print, write_beside};
use super::progress::Progress;
use super::render::{Look, visible};
use super::repository::together;
use super::verbose::{self, Part, measured};
use super::{Exit, files};

/// Puts many policies beside each other: key figures and rules as rows, policies as columns.
///
/// Folders are searched for *.rungs files. Shared vocabularies are left out.
#[derive(Debug, Args)]
pub(crate) struct Matrix {
    /// Policy files, or folders of them, or - for what comes through standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write it to a file rather than to the screen
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The day to ask for, where a date matters, such as 2026-04-01 [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// A table for a page
    Markdown,
    /// One JSON document; see schema/matrix.schema.json
    Json,
}

impl Matrix {
    pub(crate) fn run(self, look: &Look) -> Exit {
        let found = files::find(&self.paths);
        let mut project = match together(&found.files, look) {
            Ok(group) => group.project,
            Err(exit) => return exit,
        };
        let as_of = self.as_of.unwrap_or_else(today);
        let mut exit = Exit::Fine;
        let mut loaded = Vec::new();
        for path in &found.files {
            match measured(Part::Reading, || project.load(path)) {
                Ok(file) => loaded.push((path.to_string_lossy().replace('\\', "/"), file)),
                Err(problem) => {
                    complain(&format!("{}: {problem}", path.display()));
                    exit = Exit::CannotWork;
                }
            }
        }
        for (path, why) in &found.missing {
            complain(&format!("{}: {why}", path.display()));
            exit = Exit::CannotWork;
        }
        let progress = Progress::new(loaded.len(), look);
        let columns: Vec<(String, Result<json::Column, usize>)> = loaded
            .into_par_iter()
            .filter_map(|(name, file)| {
                let resolved = measured(Part::Names, || project.resolve(file));
                let errors = resolved.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
                let column = resolved.policy.map(|policy| {
                    let graph = StageGraph::new(&policy);
                    verbose::asked(&policy);
                    let report = measured(Part::Rules, || check(&policy, &graph, Some(as_of)));
                    json::Column::new(&name, &policy, &graph, report)
                });
                progress.one_more();
                match (column, errors) {
                    (Some(column), _) => Some((name, Ok(column))),
                    (None, 0) => None,
                    (None, errors) => Some((name, Err(errors))),
                }
            })
            .collect();
        progress.over();
        let mut whole = Vec::new();
        for (name, column) in columns {
            match column {
                Ok(column) => whole.push(column),
                Err(errors) => {
                    let problems = if errors == 1 { "a problem".to_owned() } else { format!("{errors} problems") };
                    explain(&format!("{}: left out for {problems}; `rungs check` says which\n", visible(&name)));
                    exit = exit.max(Exit::Fails);
                }
            }
        }
        if whole.is_empty() {
            complain("there is no policy to show");
            return exit.max(Exit::CannotWork);
        }
        let document = json::matrix(&whole).as_of(Some(as_of));
        let text = match self.format {
            Format::Json => document.to_json(),
            Format::Markdown => format!("{}\n{}\n", emit::matrix::markdown(&document), super::NOT_ADVICE),
            Format::Text => visible(&format!("{}{}\n", emit::matrix::text(&document, look.width), super::NOT_ADVICE)),
        };
        exit.max(match &self.output {
            Some(path) => write_beside(&found.files, path, &text),
            None => print(&text),
        })
    }
}
