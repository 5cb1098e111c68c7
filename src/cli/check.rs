//! `rungs check`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::emit::{github, junit, sarif};
use crate::model::Date;

use super::checking::{self, Asked, Checking, Known};
use super::fix::{diff, fix};
use super::formats::{Output, Shape};
use super::output::{print, write_beside};
use super::render::Look;
use super::repository::Settings;
use super::watch::{Seen, watch};
use super::{Exit, files, report};

/// Says what cannot be read, which rules are broken and what each policy guarantees.
///
/// Folders are searched for *.rungs files. Shared vocabularies are read and checked for their names only. What a rungs.toml
/// above the files says applies, unless a flag says otherwise.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Policy files, or folders of them, or - for what comes through standard input [default: the `paths` of rungs.toml]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to show what was found, and in which file instead of on standard output; may be given several times
    #[arg(long, value_name = "FORMAT[=FILE]", help = Shape::HELP)]
    format: Vec<Output>,
    /// The day to check for, where a date matters, such as 2026-04-01 [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
    /// Write down everything found in this file, as the baseline of later runs
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    write_baseline: Option<PathBuf>,
    /// Save the cases that show the findings as scenarios, each policy with its own, in this folder: `rungs test DIR` plays them
    #[arg(long, value_name = "DIR")]
    witness: Option<PathBuf>,
    /// First mend what can be mended without changing what a policy promises: spelling, order, a missing name or first line
    #[arg(long, conflicts_with = "write_baseline")]
    fix: bool,
    /// Mend nothing: show the changes `--fix` would make, and those that would mend a finding and are the partnership's to make
    #[arg(long, requires = "fix", conflicts_with = "format")]
    diff: bool,
    /// Check again whenever a file is saved, until Ctrl-C
    #[arg(long, conflicts_with_all = ["format", "write_baseline", "witness", "fix"])]
    watch: bool,
    /// While watching, draw the policy in this picture each time it can be read: .svg, .dot or .mmd
    #[arg(long, value_name = "PICTURE", requires = "watch")]
    draw: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
}

pub(crate) fn day(text: &str) -> Result<Date, String> {
    Date::parse(text)
        .filter(|date| date.day.is_some())
        .ok_or_else(|| "there is no such day; write it as year-month-day, such as 2026-04-01".to_owned())
}

/// Today, where the machine is.
pub(crate) fn today() -> Date {
    let today = jiff::Zoned::now().date();
    Date { year: today.year(), month: today.month(), day: Some(today.day()) }
}

impl Check {
    pub(crate) fn run(mut self, look: &Look) -> Exit {
        if let Some(exit) = Output::clash(&self.format) {
            return exit;
        }
        if self.paths.is_empty() {
            match self.settings.which.paths(look) {
                Ok(paths) => self.paths = paths,
                Err(exit) => return exit,
            }
        }
        if self.watch {
            return watch(&self.paths, || self.seen(look));
        }
        let root = |path: &Path| self.settings.group(path, look);
        if self.fix && !self.diff {
            let mended = fix(&files::find(&self.paths).files, root);
            if mended != Exit::Fine {
                return mended;
            }
        }
        match self.check(look) {
            Ok(run) if self.diff => run.exit(false).max(print(&diff(&run, self.as_of.unwrap_or_else(today), root))),
            Ok(run) => self.show(&run, look),
            Err(exit) => exit,
        }
    }

    fn check(&self, look: &Look) -> Result<Checking, Exit> {
        let mut found = files::find(&self.paths);
        self.settings.which.leave_out(&mut found, &self.paths, look)?;
        checking::run(&found, &self.asked(), look)
    }

    /// One run while watching; what stands in the way of one has been said.
    fn seen(&self, look: &Look) -> Seen {
        match self.check(look) {
            Ok(run) => {
                let drawn = self.draw.as_deref().map(|picture| run.draw(picture)).unwrap_or_default();
                Seen { text: report::text(&run, look) + &drawn, files: run.read() }
            }
            Err(_) => Seen { text: String::new(), files: Vec::new() },
        }
    }

    fn asked(&self) -> Asked<'_> {
        let known = match (&self.settings.baseline, &self.write_baseline) {
            (_, Some(_)) => Known::Nothing,
            (Some(path), None) => Known::In(path),
            (None, None) => Known::AsSet,
        };
        let as_of = self.as_of.unwrap_or_else(today);
        Asked { settings: &self.settings, known, as_of }
    }

    fn show(&self, run: &Checking, look: &Look) -> Exit {
        let denies = self.settings.deny.is_some();
        let mut exit = run.exit(denies);
        if let Some(folder) = &self.witness {
            exit = exit.max(run.save_witnesses(folder));
        }
        if let Some(path) = &self.write_baseline {
            exit = write_beside(&run.paths(), path, &run.baseline().to_json());
        }
        let as_text = [Output::default()];
        let outputs = if self.format.is_empty() { &as_text[..] } else { &self.format };
        for output in outputs {
            let text = match output.shape {
                Shape::Text => report::text(run, look),
                Shape::Plain => report::text(run, &Look::plain().quieter(look.quiet)),
                Shape::Json => run.document().to_json(),
                Shape::Sarif => sarif::text(&run.document(), run.compared),
                Shape::Junit => junit::check(&run.document(), &run.warnings_fail(denies)),
                Shape::Github => github::text(&run.document()),
            };
            exit = exit.max(match &output.file {
                Some(path) => write_beside(&run.paths(), path, &text),
                None => print(&text),
            });
        }
        exit
    }
}
