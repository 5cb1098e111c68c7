//! `rungs fmt`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::syntax::format;

use super::desk::STANDARD_INPUT;
use super::output::{complain, explain, print, write};
use super::render::Look;
use super::verbose::{Part, measured};
use super::{Exit, files};

/// Writes policies in their one layout; meaning and comments stay as they are.
///
/// Files that cannot be read are left untouched. With --check nothing is written: the files that would change are
/// named, and the exit code is 1 if there are any. What comes through standard input goes out through standard output.
#[derive(Debug, Args)]
pub(crate) struct Fmt {
    /// Policy files, or folders of them, or - for what comes through standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Only say which files are not in their layout
    #[arg(long)]
    check: bool,
}

impl Fmt {
    pub(crate) fn run(self, look: &Look) -> Exit {
        let found = files::find(&self.paths);
        let mut project = files::project(&found.files);
        let mut exit = if found.missing.is_empty() { Exit::Fine } else { Exit::CannotWork };
        let mut said = String::new();
        // Standard output is the policy's, where it came through standard input.
        let passed_on = !self.check && found.files.iter().any(|path| path == Path::new(STANDARD_INPUT));
        let mut shown = String::new();
        for path in &found.files {
            let file = match measured(Part::Reading, || project.load(path)) {
                Ok(file) => file,
                Err(problem) => {
                    complain(&format!("{}: {problem}", path.display()));
                    exit = Exit::CannotWork;
                    continue;
                }
            };
            let parsed = project.parsed(file);
            let Some(text) = format(&project.sources, parsed) else {
                for diagnostic in parsed.diagnostics.iter().take(10) {
                    said.push_str(&look.diagnostic(&project.sources, diagnostic));
                    said.push('\n');
                }
                let _ = writeln!(said, "{}: left as it is, because it cannot be read", super::render::visible(&path.to_string_lossy()));
                exit = exit.max(Exit::Fails);
                continue;
            };
            if path == Path::new(STANDARD_INPUT) && !self.check {
                shown.push_str(&text);
                continue;
            }
            if text == project.sources.get(file).text() {
                continue;
            }
            let name = super::render::visible(&path.to_string_lossy());
            if self.check {
                let _ = writeln!(said, "{name}: not in its layout; `rungs fmt` would change it");
                exit = exit.max(Exit::Fails);
            } else {
                let written = write(path, &text);
                exit = exit.max(written);
                if written == Exit::Fine && !look.quiet {
                    let _ = writeln!(said, "{name}: formatted");
                }
            }
        }
        if passed_on {
            explain(&said);
            return exit.max(print(&shown));
        }
        exit.max(print(&said))
    }
}
