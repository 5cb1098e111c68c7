//! Saving the cases that show findings: each policy as it is, with them as scenarios at its end.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use crate::emit::scenario;
use crate::model::{Policy, Scenario};
use crate::source::{FileId, Sources};
use crate::verify::Report;

use super::Exit;
use super::desk::STANDARD_INPUT;
use super::output::{complain, is_same, write};

/// Writes each policy that has such cases, and the files it imports, into a folder. Nothing is written onto a policy itself.
pub(crate) fn save<'r>(sources: &Sources, found: impl Iterator<Item = (&'r Policy, &'r Report)>, folder: &Path) -> Exit {
    let found: Vec<(&Policy, Vec<Scenario>)> = found.map(|(policy, report)| (policy, scenarios(report))).collect();
    let files: BTreeSet<FileId> = found.iter().flat_map(|(policy, _)| policy.files.iter().copied()).collect();
    let top = common_folder(sources, &files);
    let place = |file: FileId| match sources.get(file).path() {
        path if path == Path::new(STANDARD_INPUT) => folder.join("standard-input.rungs"),
        path => folder.join(path.strip_prefix(&top).unwrap_or(path)),
    };
    if let Some(file) = files.iter().find(|file| is_same(sources.get(**file).path(), &place(**file))) {
        complain(&format!("{} would be written over; name another folder for the cases", sources.get(*file).path().display()));
        return Exit::CannotWork;
    }
    let mut exit = Exit::Fine;
    for file in files {
        let mut text = sources.get(file).text().to_owned();
        if let Some((policy, scenarios)) = found.iter().find(|(policy, _)| policy.files.first() == Some(&file)) {
            let _ = write!(text, "{}", cases(policy, scenarios));
        }
        let place = place(file);
        if let Some(Err(error)) = place.parent().map(std::fs::create_dir_all) {
            complain(&format!("{} cannot be made: {error}", place.parent().unwrap_or(&place).display()));
            return Exit::CannotWork;
        }
        exit = exit.max(write(&place, &text));
    }
    exit
}

/// The cases of a report, no two called the same.
fn scenarios(report: &Report) -> Vec<Scenario> {
    let stories = report.rules.iter().flat_map(|rule| &rule.findings).filter_map(|finding| finding.story.as_ref());
    let mut known = BTreeSet::new();
    let mut found: Vec<Scenario> = stories.filter_map(|story| story.scenario.as_deref().cloned()).collect();
    for scenario in &mut found {
        let title = scenario.title.clone();
        let mut number = 2;
        while !known.insert(scenario.title.clone()) {
            scenario.title = format!("{title} ({number})");
            number += 1;
        }
    }
    found
}

fn cases(policy: &Policy, scenarios: &[Scenario]) -> String {
    let mut text = String::new();
    if !scenarios.is_empty() {
        text.push_str("\n// The cases that show what was found.\n");
    }
    for one in scenarios {
        let _ = write!(text, "\n{}", scenario::text(policy, one));
    }
    text
}

/// The nearest folder above all of these files.
fn common_folder(sources: &Sources, files: &BTreeSet<FileId>) -> PathBuf {
    let mut folders = files.iter().map(|file| sources.get(*file).path().parent().map(Path::to_path_buf).unwrap_or_default());
    let Some(mut common) = folders.next() else { return PathBuf::new() };
    for folder in folders {
        while !folder.starts_with(&common) && common.components().next_back().is_some_and(|last| last != Component::RootDir) && common.pop()
        {
        }
    }
    common
}
