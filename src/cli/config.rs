//! `rungs config`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::config::{Config, Set};
use crate::diagnostic::Severity;
use crate::source::{Sources, Span};

use super::Exit;
use super::output::print;
use super::render::{Look, visible};
use super::repository::{Group, Settings};

/// Says which settings apply to a file or folder, and where each is set.
///
/// A flag wins over rungs.toml, and rungs.toml over what a rulebook or a policy says.
#[derive(Debug, Args)]
pub(crate) struct ShowConfig {
    /// A policy file, or a folder [default: this one]
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
}

impl ShowConfig {
    pub(crate) fn run(self, look: &Look) -> Exit {
        let path = self.path.unwrap_or_else(|| PathBuf::from("."));
        let mut groups = match self.settings.which.groups(std::slice::from_ref(&path), look) {
            Ok(groups) => groups,
            Err(exit) => return exit,
        };
        let Some(group) = groups.first_mut() else { return Exit::CannotWork };
        group.set(&self.settings.rule);
        print(&visible(&text(group, &self.settings, &path)))
    }
}

fn text(group: &Group, settings: &Settings, path: &Path) -> String {
    let sources = &group.project.sources;
    let config = group.config.as_ref();
    let mut lines: Vec<[String; 3]> = Vec::new();
    let mut line = |name: &str, value: String, from: String| lines.push([name.to_owned(), value, from]);
    let list = |set: Option<&Set<Vec<String>>>| match set {
        Some(set) => (set.to.join(", "), from(sources, set.span)),
        None => ("none".to_owned(), String::new()),
    };
    let flag = |given: &Path| (given.display().to_string(), BY_A_FLAG.to_owned());
    let one =
        |set: Option<&Set<String>>| set.map_or_else(|| ("none".to_owned(), String::new()), |set| (set.to.clone(), from(sources, set.span)));
    let of = |field: fn(&Config) -> Option<&Set<Vec<String>>>| list(config.and_then(field));
    for (name, (value, from)) in [
        ("paths", of(|config| config.paths.as_ref())),
        ("exclude", of(|config| config.exclude.as_ref())),
        ("rulebooks", of(|config| config.rulebooks.as_ref())),
        ("calendar", one(config.and_then(|config| config.calendar.as_ref()))),
        ("baseline", settings.baseline.as_deref().map_or_else(|| one(config.and_then(|config| config.baseline.as_ref())), flag)),
    ] {
        line(name, value, from);
    }
    for book in &settings.rulebook {
        line("rulebooks", book.display().to_string(), BY_A_FLAG.to_owned());
    }
    let denied = config.and_then(|config| config.deny.as_ref());
    match (settings.deny, denied) {
        (Some(_), _) => line("deny", "warnings".to_owned(), BY_A_FLAG.to_owned()),
        (None, Some(set)) => line("deny", "warnings".to_owned(), from(sources, set.span)),
        (None, None) => line("deny", "none: only errors fail".to_owned(), String::new()),
    }
    for (name, set) in &group.rules {
        let level = set.level.as_ref().map(|level| (level.to.word().to_owned(), level.span));
        let value = set.value.as_ref().map(|value| (value.to.words(), value.span));
        for (value, span) in level.into_iter().chain(value) {
            line(name, value, from(sources, span));
        }
    }
    let width = |at: usize| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or_default();
    let (first, second) = (width(0), width(1));
    let file = config.map_or_else(|| "no rungs.toml applies".to_owned(), |config| format!("by {}", sources.get(config.file).name()));
    let mut text = format!("What is set for {}, {file}:\n\n", path.display());
    for [name, value, from] in &lines {
        text.push_str(format!("  {name:first$}  {value:second$}  {from}").trim_end());
        text.push('\n');
    }
    let weights = [Severity::Error, Severity::Warning, Severity::Note].map(Severity::word).join(", ");
    text.push_str(&format!("\nEvery other rule weighs what its rulebook says ({weights}); `rungs rules` lists them.\n"));
    text
}

const BY_A_FLAG: &str = "the command line";

/// `rungs.toml, line 4`.
fn from(sources: &Sources, span: Span) -> String {
    let file = sources.get(span.file);
    if file.name() == super::repository::FLAG {
        return BY_A_FLAG.to_owned();
    }
    let name = file.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    format!("{name}, line {}", sources.start(span).line)
}
