//! `rungs test`.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::case::{Diary, Played, play};
use crate::diagnostic::{Diagnostic, Severity};
use crate::emit::diary;
use crate::graph::StageGraph;
use crate::model::Scenario;
use crate::source::Sources;

use super::output::{complain, print};
use super::render::Look;
use super::{Exit, files};

/// Plays the scenarios of policies and says which go as expected.
///
/// Folders are searched for *.rungs files.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// Policy files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Show the diary of every scenario, not only of those that fail
    #[arg(long)]
    diaries: bool,
}

impl Test {
    pub(crate) fn run(self, look: &Look) -> Exit {
        let found = files::find(&self.paths);
        let mut project = files::project(&found.files);
        let mut exit = if found.missing.is_empty() { Exit::Fine } else { Exit::CannotWork };
        let mut text = String::new();
        let (mut passed, mut failed) = (0, 0);
        for path in &found.files {
            let file = match project.load(path) {
                Ok(file) => file,
                Err(problem) => {
                    complain(&format!("{}: {problem}", path.display()));
                    exit = Exit::CannotWork;
                    continue;
                }
            };
            let resolved = project.resolve(file);
            for diagnostic in &resolved.diagnostics {
                text.push_str(&look.diagnostic(&project.sources, diagnostic));
                text.push('\n');
            }
            if resolved.diagnostics.iter().any(|found| found.severity == Severity::Error) {
                exit = exit.max(Exit::Fails);
            }
            let Some(policy) = &resolved.policy else { continue };
            let graph = StageGraph::new(policy);
            for scenario in &policy.scenarios {
                let Some(played) = play(policy, &graph, scenario) else { continue };
                if played.passes() {
                    passed += 1
                } else {
                    failed += 1
                }
                self.show(&project.sources, scenario, &played, look, &mut text);
            }
        }
        if failed > 0 {
            exit = exit.max(Exit::Fails);
        }
        let _ = writeln!(text, "{passed} passed, {failed} failed.");
        text.push_str(super::NOT_ADVICE);
        exit.max(print(&text))
    }

    fn show(&self, sources: &Sources, scenario: &Scenario, played: &Played<'_>, look: &Look, text: &mut String) {
        let verdict = if played.passes() { "ok" } else { "FAILS" };
        let _ = writeln!(text, "{verdict}: {}", scenario.title);
        for problem in &played.problems {
            text.push_str(&look.diagnostic(sources, problem));
        }
        for expected in played.expected.iter().filter(|expected| !expected.met) {
            let mut found = Diagnostic::error("expectation", expected.span, "this is not so").label(expected.found.clone());
            if let Some(clause) = expected.clause {
                found = found.also(played.setup.policy.clause(clause).span, "by this clause");
            }
            text.push_str(&look.diagnostic(sources, &found));
        }
        if self.diaries || !played.passes() {
            text.push_str(&diary::text(&Diary::of(played, scenario), 110));
            text.push('\n');
        }
    }
}
