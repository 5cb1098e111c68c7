//! `rungs check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::model::Date;

use super::checking::{self, Asked, Checking, Known};
use super::formats::{Output, Shape};
use super::output::{print, write_beside};
use super::render::Look;
use super::repository::{RuleFlag, Which};
use super::{Exit, files, report};

/// Says what cannot be read, which rules are broken and what each policy guarantees.
///
/// Folders are searched for *.rungs files. Shared vocabularies are read and checked for their names only. What a rungs.toml
/// above the files says applies, unless a flag says otherwise.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Policy files, or folders of them [default: the `paths` of rungs.toml]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to show what was found, and in which file instead of on standard output; may be given several times
    #[arg(long, value_name = "FORMAT[=FILE]", help = Shape::HELP)]
    format: Vec<Output>,
    /// Fail on more than errors
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
    /// The day to check for, where a date matters, such as 2026-04-01 [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
    /// Leave out the list of what each policy guarantees
    #[arg(long)]
    quiet: bool,
    /// Check every policy against the rulebooks in this file too, whether it follows them or not
    #[arg(long, value_name = "FILE")]
    rulebook: Vec<PathBuf>,
    /// Weigh a rule differently, or set its value: weak-duty=off, told-too-late="stage 3"
    #[arg(long, value_name = "RULE=WHAT", value_parser = RuleFlag::read)]
    rule: Vec<RuleFlag>,
    /// Count only findings that are not in this file
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write down everything found in this file, as the baseline of later runs
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    write_baseline: Option<PathBuf>,
    /// Save the cases that show the findings as scenarios, each policy with its own, in this folder: `rungs test DIR` plays them
    #[arg(long, value_name = "DIR")]
    witness: Option<PathBuf>,
    #[command(flatten)]
    which: Which,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings fail too
    Warnings,
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
            match self.which.paths(look) {
                Ok(paths) => self.paths = paths,
                Err(exit) => return exit,
            }
        }
        let mut found = files::find(&self.paths);
        if let Err(exit) = self.which.leave_out(&mut found, &self.paths, look) {
            return exit;
        }
        match checking::run(&found, &self.asked(), look) {
            Ok(run) => self.show(&run, look),
            Err(exit) => exit,
        }
    }

    fn asked(&self) -> Asked<'_> {
        let known = match (&self.baseline, &self.write_baseline) {
            (_, Some(_)) => Known::Nothing,
            (Some(path), None) => Known::In(path),
            (None, None) => Known::AsSet,
        };
        let as_of = self.as_of.unwrap_or_else(today);
        Asked { which: &self.which, rulebooks: &self.rulebook, rules: &self.rule, known, as_of }
    }

    fn show(&self, run: &Checking, look: &Look) -> Exit {
        let mut exit = run.exit(self.deny.is_some());
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
                Shape::Text => report::text(run, self.quiet, look),
                Shape::Plain => report::text(run, self.quiet, &Look::plain()),
                Shape::Json => run.document().to_json(),
            };
            exit = exit.max(match &output.file {
                Some(path) => write_beside(&run.paths(), path, &text),
                None => print(&text),
            });
        }
        exit
    }
}
