//! `rungs compile`.

use std::path::PathBuf;

use clap::Args;

use crate::emit::json;
use crate::graph::StageGraph;
use crate::model::Date;

use super::check::{day, today};
use super::desk::named;
use super::output::{complain, print, write_beside};
use super::render::Look;
use super::{Exit, judged, one_policy};

/// Writes a policy as JSON for case systems; see schema/policy.schema.json.
///
/// A policy that fails a rule at error level is not compiled, unless --allow-broken is given: the document then
/// lists what is broken.
#[derive(Debug, Args)]
pub(crate) struct Compile {
    /// The policy file, or - for what comes through standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where to write the document [default: standard output]
    #[arg(short, long, value_name = "DOCUMENT")]
    output: Option<PathBuf>,
    /// Compile a policy that fails a rule, and say so in the document
    #[arg(long)]
    allow_broken: bool,
    /// The day to check for, where a date matters, such as 2026-04-01 [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
}

impl Compile {
    pub(crate) fn run(self, look: &Look) -> Exit {
        let (group, policy) = match one_policy(&self.file, look) {
            Ok(found) => found,
            Err(exit) => return exit,
        };
        let graph = StageGraph::new(&policy);
        let as_of = Some(self.as_of.unwrap_or_else(today));
        let report = judged(&group, &policy, &graph, as_of);
        if report.fails() && !self.allow_broken {
            let broken: Vec<&str> = report.rules.iter().filter(|rule| rule.fails()).map(|rule| rule.rule.as_str()).collect();
            complain(&format!(
                "{} is not compiled: it fails {}. `rungs check` shows the cases; --allow-broken compiles it all the same and lists them in the document",
                named(&self.file).display(),
                broken.join(", ")
            ));
            return Exit::Fails;
        }
        let document = json::compile(&policy, &graph, &report, &group.project.sources).as_of(as_of).to_json();
        self.output.as_deref().map_or_else(|| print(&document), |path| write_beside(std::slice::from_ref(&self.file), path, &document))
    }
}
