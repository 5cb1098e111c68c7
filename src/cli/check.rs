//! `rungs check`.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use crate::diagnostic::Severity;
use crate::emit::json;
use crate::graph::StageGraph;
use crate::model::{Date, Resolved};
use crate::source::{FileId, Sources};
use crate::verify::{Report, RuleReport, StoryLine, Verdict, check};

use super::output::{complain, print};
use super::progress::Progress;
use super::render::Look;
use super::{Exit, files, witness};

/// Says what cannot be read, which rules are broken and what each policy guarantees.
///
/// Folders are searched for *.rungs files. Shared vocabularies are read and checked for their names only.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Policy files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to show what was found
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
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
    /// Save the cases that show the findings as scenarios, each policy with its own, in this folder: `rungs test DIR` plays them
    #[arg(long, value_name = "DIR")]
    witness: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON document for all files; see schema/check.schema.json
    Json,
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

struct Checked {
    name: String,
    read: Result<Read, String>,
}

struct Read {
    file: FileId,
    resolved: Resolved,
    report: Option<Report>,
}

impl Check {
    pub(crate) fn run(self, look: &Look) -> Exit {
        let found = files::find(&self.paths);
        let mut project = files::project(&found.files.iter().chain(&self.rulebook).cloned().collect::<Vec<_>>());
        for path in &self.rulebook {
            match project.load(path) {
                Ok(file) => project.follow(file),
                Err(problem) => {
                    complain(&format!("{}: {problem}", path.display()));
                    return Exit::CannotWork;
                }
            }
        }
        let as_of = self.as_of.unwrap_or_else(today);
        let mut exit = Exit::Fine;
        let loaded: Vec<(String, Result<FileId, String>)> = found
            .files
            .iter()
            .map(|path| {
                let read = project.load(path).map_err(|problem| {
                    complain(&format!("{}: {problem}", path.display()));
                    problem.to_string()
                });
                (path.to_string_lossy().replace('\\', "/"), read)
            })
            .collect();
        let progress = Progress::new(loaded.len());
        // On every processor; what is printed is in the order in which the files were given.
        let mut checked: Vec<Checked> = loaded
            .into_par_iter()
            .map(|(name, file)| {
                let read = file.map(|file| {
                    let resolved = project.resolve(file);
                    let report = resolved.policy.as_ref().map(|policy| check(policy, &StageGraph::new(policy), Some(as_of)));
                    Read { file, resolved, report }
                });
                progress.one_more();
                Checked { name, read }
            })
            .collect();
        progress.over();
        checked.extend(
            found
                .missing
                .iter()
                .map(|(path, why)| Checked { name: path.to_string_lossy().replace('\\', "/"), read: Err((*why).to_owned()) }),
        );
        for one in &checked {
            exit = exit.max(one.read.as_ref().map_or(Exit::CannotWork, |read| self.exit_of(read)));
        }
        if let Some(folder) = &self.witness {
            let found = checked.iter().filter_map(|one| one.read.as_ref().ok());
            let found = found.filter_map(|read| read.resolved.policy.as_ref().zip(read.report.as_ref()));
            exit = exit.max(witness::save(&project.sources, found, folder));
        }
        let text = match self.format {
            Format::Json => {
                let files: Vec<json::Checked<'_>> =
                    checked.iter().map(|one| json::Checked { path: &one.name, outcome: json_outcome(one, &project.sources) }).collect();
                json::check(&files).as_of(Some(as_of)).to_json()
            }
            Format::Text => {
                let mut text = String::new();
                for one in checked.iter().filter_map(|one| one.read.as_ref().ok()) {
                    self.show(&project.sources, one, look, &mut text);
                }
                text
            }
        };
        exit.max(print(&text))
    }

    fn exit_of(&self, one: &Read) -> Exit {
        let errors = one.resolved.diagnostics.iter().any(|found| found.severity == Severity::Error);
        let warnings = one.resolved.diagnostics.iter().any(|found| found.severity == Severity::Warning);
        let fails = one.report.as_ref().is_some_and(Report::fails);
        let warns = one.report.as_ref().is_some_and(|report| report.rules.iter().any(RuleReport::warns));
        if errors || fails || (self.deny == Some(Deny::Warnings) && (warnings || warns)) { Exit::Fails } else { Exit::Fine }
    }

    fn show(&self, sources: &Sources, one: &Read, look: &Look, text: &mut String) {
        let diagnostics = &one.resolved.diagnostics;
        text.push_str(&look.diagnostics(sources, diagnostics));
        let name = super::render::visible(&sources.get(one.file).name());
        let (Some(policy), Some(report)) = (&one.resolved.policy, &one.report) else {
            let summary = match diagnostics.len() {
                0 => "no policy in it, and nothing wrong with its names".to_owned(),
                1 => "one problem; the rules were not checked".to_owned(),
                count => format!("{count} problems; the rules were not checked"),
            };
            let _ = writeln!(text, "{name}: {summary}\n");
            return;
        };
        let mut shown: Vec<&RuleReport> = report.rules.iter().filter(|rule| !rule.findings.is_empty()).collect();
        shown.sort_by_key(|rule| (!rule.fails(), rule.severity != Severity::Error, rule.verdict == Verdict::Advice));
        let mut told: HashMap<&[StoryLine], &str> = HashMap::new();
        for rule in shown {
            for finding in &rule.findings {
                let lines = finding.story.as_ref().map(|story| story.lines.as_slice()).filter(|lines| lines.len() > 2);
                let before = lines.and_then(|lines| told.get(lines).copied()).filter(|earlier| *earlier != rule.rule);
                text.push_str(&look.finding(sources, rule, finding, before));
                text.push('\n');
                lines.into_iter().for_each(|lines| {
                    told.entry(lines).or_insert(&rule.rule);
                });
            }
        }
        if !self.quiet {
            text.push_str(&look.guarantees(policy, report));
        }
        let failing = report.rules.iter().filter(|rule| rule.fails()).count();
        let warning = report.rules.iter().filter(|rule| rule.warns()).count();
        let holding = report.rules.iter().filter(|rule| rule.verdict == Verdict::Holds).count();
        let of = |count: usize, one: &str, many: &str| match count {
            0 => format!("none {one}"),
            1 => format!("1 {one}"),
            _ => format!("{count} {many}"),
        };
        text.push_str(&look.paragraph(&format!(
            "{name}: of {} rules {}, {}, {}. `rungs explain RULE` says more.",
            report.rules.len(),
            of(failing, "fails", "fail"),
            of(warning, "warns", "warn"),
            of(holding, "holds", "hold")
        )));
        if !policy.allowances.is_empty() {
            text.push_str(&look.paragraph(&format!(
                "{} read and kept; this version does not act on them, so their findings still count.",
                many(policy.allowances.len(), "exception (`allow`) is", "exceptions (`allow`) are")
            )));
        }
        if !policy.scenarios.is_empty() {
            let scenarios = many(policy.scenarios.len(), "scenario is", "scenarios are");
            let them = if policy.scenarios.len() == 1 { "it" } else { "them" };
            text.push_str(&look.paragraph(&format!("{scenarios} not played here; `rungs test` plays {them}.")));
        }
        text.push_str(&look.paragraph(super::NOT_ADVICE));
        text.push('\n');
    }
}

fn many(count: usize, one: &str, several: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {several}") }
}

fn json_outcome<'a>(one: &'a Checked, sources: &'a Sources) -> json::Outcome<'a> {
    match &one.read {
        Err(why) => json::Outcome::Unreadable(why.clone()),
        Ok(read) => json::Outcome::Read {
            sources,
            policy: read.resolved.policy.as_ref(),
            problems: &read.resolved.diagnostics,
            report: read.report.as_ref(),
        },
    }
}
