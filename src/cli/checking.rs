//! One run of checking: every file read and decided, whatever it is shown as afterwards.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::baseline::{self, Baseline};
use crate::config::{self, RuleSetting};
use crate::diagnostic::{Diagnostic, Severity};
use crate::emit::json::{self, BaselineDocument, KnownFinding};
use crate::graph::StageGraph;
use crate::model::{Date, Policy, Resolved};
use crate::source::{FileId, Sources};
use crate::syntax::Parsed;
use crate::verify::{Report, RuleReport, check, exceptions};

use super::Exit;
use super::draw::picture_of;
use super::files::Found;
use super::output::{complain, explain, write_beside};
use super::progress::Progress;
use super::render::Look;
use super::repository::{Group, Settings, any_error};
use super::verbose::{self, Part, measured};
use super::witness;

/// What a run goes by.
pub(crate) struct Asked<'a> {
    /// What the flags set.
    pub(crate) settings: &'a Settings,
    /// The findings that were there before.
    pub(crate) known: Known<'a>,
    /// The day.
    pub(crate) as_of: Date,
}

/// Where the findings are that were there before.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Known<'a> {
    /// Nowhere: every finding counts.
    Nothing,
    /// In this file.
    In(&'a Path),
    /// Where the `rungs.toml` says.
    AsSet,
}

/// What a run came to.
pub(crate) struct Checking {
    groups: Vec<Group>,
    /// Every file, in the order given.
    pub(crate) checked: Vec<Checked>,
    /// What is in the baselines and is found no more.
    pub(crate) gone: Vec<KnownFinding>,
    /// Whether there was a baseline.
    pub(crate) compared: bool,
    as_of: Date,
}

/// What a file came to.
pub(crate) struct Checked {
    /// Its path, as given.
    pub(crate) name: String,
    group: usize,
    /// What was found in it, or why it cannot be read.
    pub(crate) read: Result<Read, String>,
}

/// A file that could be read.
pub(crate) struct Read {
    /// Which it is.
    pub(crate) file: FileId,
    /// What resolving it came to.
    pub(crate) resolved: Resolved,
    /// What its rules came to.
    pub(crate) report: Option<Report>,
}

impl Read {
    /// Whether it fails a run, warnings too if they are denied.
    pub(crate) fn fails(&self, warnings_too: bool) -> bool {
        let warning = |found: &Diagnostic| found.severity == Severity::Warning;
        let warns =
            || self.resolved.diagnostics.iter().any(warning) || self.report.iter().flat_map(|report| &report.rules).any(RuleReport::warns);
        any_error(&self.resolved.diagnostics) || self.report.as_ref().is_some_and(Report::fails) || (warnings_too && warns())
    }
}

/// Checks the files of a run.
pub(crate) fn run(found: &Found, asked: &Asked<'_>, look: &Look) -> Result<Checking, Exit> {
    let mut groups = asked.settings.which.groups(&found.files, look)?;
    let mut checked: Vec<(usize, Checked)> = Vec::new();
    let mut gone = Vec::new();
    let mut given = match asked.known {
        Known::In(path) => Some(read_baseline(path)?),
        _ => None,
    };
    let mut compared = given.is_some();
    let mut seen = Vec::new();
    let progress = Progress::new(found.files.len(), look);
    for (number, group) in groups.iter_mut().enumerate() {
        for path in &asked.settings.rulebook {
            group.follow(path)?;
        }
        group.set(&asked.settings.rule);
        let mut own = match (asked.known, group.baseline()) {
            (Known::AsSet, Some(path)) => Some(read_baseline(&path)?),
            _ => None,
        };
        compared |= own.is_some();
        let files = check_group(group, number, asked, given.as_mut().or(own.as_mut()), &progress);
        let names = |(_, one): &(usize, Checked)| Some(one.read.as_ref().ok()?.resolved.policy.as_ref()?.name.clone());
        let policies: Vec<String> = files.iter().filter_map(names).collect();
        unknown_rules(group, &files, look)?;
        if let Some(own) = own {
            gone.extend(own.gone(&policies));
        }
        seen.extend(policies);
        checked.extend(files);
    }
    progress.over();
    if let Some(given) = given {
        gone.extend(given.gone(&seen));
    }
    checked.sort_by_key(|(number, _)| *number);
    let mut checked: Vec<Checked> = checked.into_iter().map(|(_, one)| one).collect();
    let missing = |(path, why): &(PathBuf, &'static str)| Checked { name: name_of(path), group: 0, read: Err((*why).to_owned()) };
    checked.extend(found.missing.iter().map(missing));
    Ok(Checking { groups, checked, gone, compared, as_of: asked.as_of })
}

fn name_of(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Checks the files of one group, on every processor; what is printed is in the order in which they were given.
fn check_group(
    group: &mut Group,
    number: usize,
    asked: &Asked<'_>,
    baseline: Option<&mut Baseline>,
    progress: &Progress,
) -> Vec<(usize, Checked)> {
    let loaded: Vec<(usize, String, Result<FileId, String>)> = group
        .files
        .iter()
        .map(|(at, path)| {
            let read = measured(Part::Reading, || group.project.load(path)).map_err(|problem| {
                complain(&format!("{}: {problem}", path.display()));
                problem.to_string()
            });
            (*at, name_of(path), read)
        })
        .collect();
    let (project, rules) = (&group.project, &group.rules);
    let mut checked: Vec<(usize, Checked)> = loaded
        .into_par_iter()
        .map(|(at, name, file)| {
            let read = file.map(|file| check_file(measured(Part::Names, || project.resolve(file)), file, rules, asked.as_of));
            progress.one_more();
            (at, Checked { name, group: number, read })
        })
        .collect();
    if let Some(baseline) = baseline {
        checked.iter_mut().filter_map(|(_, one)| one.read.as_mut().ok()).for_each(|one| one.compare_with(baseline, &project.sources));
    }
    // What is in the baseline about a rule that is off is not gone.
    let reports = checked.iter_mut().filter_map(|(_, one)| one.read.as_mut().ok()?.report.as_mut());
    reports.for_each(|report| config::set_levels(rules, report));
    checked
}

fn check_file(mut resolved: Resolved, file: FileId, rules: &BTreeMap<String, RuleSetting>, as_of: Date) -> Read {
    let misfits = resolved.policy.as_mut().map(|policy| config::set_values(rules, policy)).unwrap_or_default();
    if !misfits.is_empty() {
        resolved.diagnostics.extend(misfits);
        return Read { file, resolved: Resolved { policy: None, ..resolved }, report: None };
    }
    let report = resolved.policy.as_ref().map(|policy| {
        verbose::asked(policy);
        let report = measured(Part::Rules, || check(policy, &StageGraph::new(policy), Some(as_of)));
        resolved.diagnostics.extend(exceptions(policy, &report, Some(as_of)));
        report
    });
    Read { file, resolved, report }
}

impl Read {
    fn compare_with(&mut self, baseline: &mut Baseline, sources: &Sources) {
        let (Some(policy), Some(report)) = (&self.resolved.policy, &mut self.report) else { return };
        baseline.accept(policy, sources, report);
        self.resolved.diagnostics = baseline.without_known(sources, std::mem::take(&mut self.resolved.diagnostics));
    }
}

/// Says which rules something is set for that do not exist. What no policy could be checked for is not judged.
fn unknown_rules(group: &Group, files: &[(usize, Checked)], look: &Look) -> Result<(), Exit> {
    let policies: Vec<&Policy> =
        files.iter().filter_map(|(_, one)| one.read.as_ref().ok()).filter_map(|read| read.resolved.policy.as_ref()).collect();
    if policies.len() < files.len() {
        return Ok(());
    }
    let followed = policies.iter().flat_map(|policy| &policy.rulebooks).flat_map(|book| &book.rules);
    let mut known: Vec<&str> = crate::rules::names().collect();
    known.extend(followed.map(|rule| rule.name.as_str()));
    let unknown = config::unknown_rules(&group.rules, &known);
    if unknown.is_empty() {
        return Ok(());
    }
    explain(&look.diagnostics(&group.project.sources, &unknown));
    Err(Exit::CannotWork)
}

/// Reads a baseline, or says why that cannot be done.
fn read_baseline(path: &Path) -> Result<Baseline, Exit> {
    let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("there is no such file; `rungs check --write-baseline {}` writes it", path.display()),
        _ => format!("it cannot be read: {error}"),
    });
    text.and_then(|text| json::read_baseline(&text)).map(Baseline::new).map_err(|why| {
        complain(&format!("{}: {why}", path.display()));
        Exit::CannotWork
    })
}

impl Checking {
    /// The texts a file's spans point into.
    pub(crate) fn sources(&self, one: &Checked) -> &Sources {
        &self.groups[one.group].project.sources
    }

    /// What parsing one of its files gave.
    pub(crate) fn parsed(&self, one: &Checked, file: FileId) -> &Parsed {
        self.groups[one.group].project.parsed(file)
    }

    /// Of each file, whether its warnings fail the run.
    pub(crate) fn warnings_fail(&self, denied: bool) -> Vec<bool> {
        let set = |one: &Checked| self.groups.get(one.group).is_some_and(Group::denies_warnings);
        self.checked.iter().map(|one| denied || set(one)).collect()
    }

    /// How the run ended.
    pub(crate) fn exit(&self, deny_warnings: bool) -> Exit {
        let exit = |(one, warnings_fail): (&Checked, bool)| match &one.read {
            Err(_) => Exit::CannotWork,
            Ok(read) if read.fails(warnings_fail) => Exit::Fails,
            Ok(_) => Exit::Fine,
        };
        self.checked.iter().zip(self.warnings_fail(deny_warnings)).map(exit).max().unwrap_or(Exit::Fine)
    }

    /// Everything that was found, as a document.
    pub(crate) fn document(&self) -> json::CheckDocument {
        let files: Vec<json::Checked<'_>> =
            self.checked.iter().map(|one| json::Checked { path: &one.name, outcome: self.outcome(one) }).collect();
        let mut document = json::check(&files).as_of(Some(self.as_of));
        document.gone.clone_from(&self.gone);
        document
    }

    fn outcome<'a>(&'a self, one: &'a Checked) -> json::Outcome<'a> {
        match &one.read {
            Err(why) => json::Outcome::Unreadable(why.clone()),
            Ok(read) => json::Outcome::Read {
                sources: self.sources(one),
                policy: read.resolved.policy.as_ref(),
                problems: &read.resolved.diagnostics,
                report: read.report.as_ref(),
                parsed: self.parsed(one, read.file),
            },
        }
    }

    /// Saves the cases that show the findings, each policy with its own, in a folder.
    pub(crate) fn save_witnesses(&self, folder: &Path) -> Exit {
        let saved = self.groups.iter().enumerate().map(|(number, group)| {
            let found = self.checked.iter().filter(|one| one.group == number).filter_map(|one| one.read.as_ref().ok());
            let found = found.filter_map(|read| read.resolved.policy.as_ref().zip(read.report.as_ref()));
            witness::save(&group.project.sources, found, folder)
        });
        saved.max().unwrap_or(Exit::Fine)
    }

    /// The files that were checked.
    pub(crate) fn paths(&self) -> Vec<&Path> {
        self.checked.iter().map(|one| Path::new(&one.name)).collect()
    }

    /// Draws the policy of the run, and says how that went.
    pub(crate) fn draw(&self, path: &Path) -> String {
        let mut policies = self.checked.iter().filter_map(|one| one.read.as_ref().ok()?.resolved.policy.as_ref());
        let (policy, more) = (policies.next(), policies.next());
        match (picture_of(path), policy, more) {
            (None, ..) => format!("{}: no picture is drawn: end its name with .svg, .dot or .mmd\n", path.display()),
            (_, None, _) => format!("{} is as it was: there is no policy that can be drawn\n", path.display()),
            (_, _, Some(_)) => format!("{}: no picture is drawn: name one policy, not several\n", path.display()),
            (Some(picture), Some(policy), None) => match write_beside(&self.paths(), path, &picture.of(policy, &StageGraph::new(policy))) {
                Exit::Fine => format!("Drawn in {}\n", path.display()),
                _ => String::new(),
            },
        }
    }

    /// Every file that was read, imported ones and each rungs.toml too.
    pub(crate) fn read(&self) -> Vec<PathBuf> {
        self.groups.iter().flat_map(|group| group.project.sources.iter()).map(|(_, file)| file.path().to_path_buf()).collect()
    }

    /// Everything that was found, to count no more from now on.
    pub(crate) fn baseline(&self) -> BaselineDocument {
        let found = self.checked.iter().filter_map(|one| {
            let read = one.read.as_ref().ok()?;
            let (policy, report) = (read.resolved.policy.as_ref()?, read.report.as_ref()?);
            Some(baseline::found(policy, self.sources(one), report, &read.resolved.diagnostics))
        });
        BaselineDocument::new(found.flatten().collect())
    }
}
