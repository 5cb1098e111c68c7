//! Which `rungs.toml` applies to which file, and what it comes to with the flags of a run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config::{self, Config, Deny, Level, RuleSetting, Set};
use crate::diagnostic::Severity;
use crate::model::{Value, read_value};
use crate::project::{DiskFiles, Files as _, Project};
use crate::source::{FileId, Span};

use super::Exit;
use super::output::{complain, explain};
use super::render::Look;
use super::{desk, files};

/// Which settings a run goes by.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Which {
    /// Go by this rungs.toml [default: the nearest one above each file]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,
    /// Go by no rungs.toml
    #[arg(long)]
    pub(crate) no_config: bool,
}

/// What the flags of a run set.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Settings {
    /// Fail on more than errors
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) deny: Option<DenyFlag>,
    /// Check every policy against the rulebooks in this file too, whether it follows them or not
    #[arg(long, value_name = "FILE")]
    pub(crate) rulebook: Vec<PathBuf>,
    /// Weigh a rule differently, or set its value: weak-duty=off, told-too-late="stage 3"
    #[arg(long, value_name = "RULE=WHAT", value_parser = RuleFlag::read)]
    pub(crate) rule: Vec<RuleFlag>,
    /// Count only findings that are not in this file
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) which: Which,
}

impl Settings {
    /// What applies to one file, to read it once more.
    pub(crate) fn group(&self, path: &Path, look: &Look) -> Group {
        let path = path.to_path_buf();
        let known = self.which.groups(std::slice::from_ref(&path), look).ok().and_then(|mut groups| groups.pop());
        let mut group = known.unwrap_or_else(|| Group {
            project: files::project(std::slice::from_ref(&path)),
            config: None,
            folder: PathBuf::new(),
            rules: BTreeMap::new(),
            files: Vec::new(),
        });
        for book in &self.rulebook {
            // What stands in the way has been said by the run itself.
            let _ = group.follow(book);
        }
        group.set(&self.rule);
        group
    }
}

/// What fails a run besides errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum DenyFlag {
    /// Warnings fail too
    Warnings,
}

/// The name under which what a flag says stands among the texts.
pub(crate) const FLAG: &str = "--rule";

/// `--rule weak-duty=off`: what a flag sets for a rule.
#[derive(Debug, Clone)]
pub(crate) struct RuleFlag {
    rule: String,
    to: To,
    written: String,
}

#[derive(Debug, Clone)]
enum To {
    Level(Level),
    Value(Value),
}

impl RuleFlag {
    /// `weak-duty=off`, `told-too-late=stage 3`.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let read = text.split_once('=').and_then(|(rule, what)| {
            let to = Level::named(what.trim()).map(To::Level).or_else(|| read_value(what.trim()).map(To::Value))?;
            Some(RuleFlag { rule: rule.trim().to_owned(), to, written: text.trim_start().to_owned() })
        });
        read.ok_or_else(|| {
            "write a rule, `=`, and off, note, warning or error, or the rule's value: weak-duty=off, told-too-late=\"stage 3\"".to_owned()
        })
    }
}

/// The files of a run that have one `rungs.toml`, or none, with the project they are read in.
pub(crate) struct Group {
    /// The texts.
    pub(crate) project: Project<'static>,
    /// What their `rungs.toml` says.
    pub(crate) config: Option<Config>,
    /// Its folder; the current one where there is none.
    pub(crate) folder: PathBuf,
    /// What is set for single rules: by the flags, else by the `rungs.toml`.
    pub(crate) rules: BTreeMap<String, RuleSetting>,
    /// The files by their place in the run.
    pub(crate) files: Vec<(usize, PathBuf)>,
}

impl Which {
    /// The `rungs.toml` that applies to a file or folder.
    pub(crate) fn above(&self, path: &Path) -> Option<PathBuf> {
        if self.no_config {
            return None;
        }
        if let Some(given) = &self.config {
            return Some(given.clone());
        }
        let whole = DiskFiles.whole(path);
        whole.ancestors().map(|folder| folder.join(config::NAME)).find(|file| file.is_file()).map(|file| from_here(&file))
    }

    /// What is checked where no path is given: the `paths` of the rungs.toml above the current folder.
    pub(crate) fn paths(&self, look: &Look) -> Result<Vec<PathBuf>, Exit> {
        let nothing = |why: &str| {
            complain(&format!("say what to check, such as `rungs check my-policy.rungs`{why}"));
            Err(Exit::CannotWork)
        };
        let Some(file) = self.above(Path::new(".")) else {
            return nothing("; or list `paths` in a rungs.toml in this folder or above it");
        };
        let folder = file.parent().map(Path::to_path_buf).unwrap_or_default();
        let config = load(&mut files::rooted(&folder), &file, look)?;
        match config.paths {
            Some(set) if !set.to.is_empty() => Ok(set.to.iter().map(|path| from_here(&folder.join(path))).collect()),
            _ => nothing(&format!("; {} lists no `paths`", file.display())),
        }
    }

    /// Leaves out what a rungs.toml excludes, unless it was named.
    pub(crate) fn leave_out(&self, found: &mut files::Found, named: &[PathBuf], look: &Look) -> Result<(), Exit> {
        let mut known: BTreeMap<PathBuf, ignore::gitignore::Gitignore> = BTreeMap::new();
        for path in &found.files {
            let Some(file) = self.above(path).filter(|file| !known.contains_key(file)) else { continue };
            let folder = file.parent().map(Path::to_path_buf).unwrap_or_default();
            let config = load(&mut files::rooted(&folder), &file, look)?;
            let mut globs = ignore::gitignore::GitignoreBuilder::new(DiskFiles.whole(&folder));
            for glob in config.exclude.iter().flat_map(|set| &set.to) {
                if let Err(error) = globs.add_line(None, glob) {
                    complain(&format!("{}: `exclude` has \"{glob}\", which is no pattern of paths: {error}", file.display()));
                    return Err(Exit::CannotWork);
                }
            }
            let globs = globs.build().map_err(|error| {
                complain(&format!("{}: `exclude` cannot be used: {error}", file.display()));
                Exit::CannotWork
            })?;
            known.insert(file, globs);
        }
        found.files.retain(|path| {
            let excluded = |file: PathBuf| {
                let whole = DiskFiles.whole(path);
                known
                    .get(&file)
                    .is_some_and(|globs| whole.starts_with(globs.path()) && globs.matched_path_or_any_parents(&whole, false).is_ignore())
            };
            named.iter().any(|given| desk::named(given) == path) || !self.above(path).is_some_and(excluded)
        });
        Ok(())
    }

    /// The files of a run by what applies to them. What is wrong with a `rungs.toml` has been shown.
    pub(crate) fn groups(&self, paths: &[PathBuf], look: &Look) -> Result<Vec<Group>, Exit> {
        type Numbered = Vec<(usize, PathBuf)>;
        let mut by_file: Vec<(Option<PathBuf>, Numbered)> = Vec::new();
        for (number, path) in paths.iter().enumerate() {
            let above = self.above(path);
            match by_file.iter_mut().find(|(file, _)| *file == above) {
                Some((_, files)) => files.push((number, path.clone())),
                None => by_file.push((above, vec![(number, path.clone())])),
            }
        }
        by_file.into_iter().map(|(file, files)| group(file, files, look)).collect()
    }
}

/// The project of a run that reads all its files together: the rungs.toml above all of them applies.
pub(crate) fn together(paths: &[PathBuf], look: &Look) -> Result<Group, Exit> {
    let above = Which::default().above(&files::common_folder(paths));
    group(above, paths.iter().cloned().enumerate().collect(), look)
}

fn group(file: Option<PathBuf>, files: Vec<(usize, PathBuf)>, look: &Look) -> Result<Group, Exit> {
    let Some(file) = file else {
        let paths: Vec<PathBuf> = files.iter().map(|(_, path)| path.clone()).collect();
        return Ok(Group { project: files::project(&paths), config: None, folder: PathBuf::new(), rules: BTreeMap::new(), files });
    };
    let folder = file.parent().map(Path::to_path_buf).unwrap_or_default();
    let mut project = files::rooted(&folder);
    let config = load(&mut project, &file, look)?;
    let mut group = Group { project, config: None, folder, rules: config.rules.clone(), files };
    let listed = config.rulebooks.iter().flat_map(|set| &set.to).chain(config.calendar.as_ref().map(|set| &set.to));
    for path in listed {
        let path = group.folder.join(path);
        group.follow(&path)?;
    }
    group.config = Some(config);
    Ok(group)
}

/// Reads a `rungs.toml`; what is wrong with it has been shown.
pub(crate) fn load(project: &mut Project<'_>, file: &Path, look: &Look) -> Result<Config, Exit> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        complain(&format!("{} cannot be read: {error}", file.display()));
        Exit::CannotWork
    })?;
    let id = project.sources.add(file, text);
    let (config, found) = config::read(&project.sources, id);
    if found.is_empty() {
        return Ok(config);
    }
    explain(&look.diagnostics(&project.sources, &found));
    Err(Exit::CannotWork)
}

impl Group {
    /// Checks every policy against the rulebooks of a file too, and lends its calendar to those that have none.
    pub(crate) fn follow(&mut self, path: &Path) -> Result<FileId, Exit> {
        let file = self.project.load(path).map_err(|problem| {
            complain(&format!("{}: {problem}", path.display()));
            Exit::CannotWork
        })?;
        self.project.follow(file);
        Ok(file)
    }

    /// Lets what the flags set for single rules win.
    pub(crate) fn set(&mut self, flags: &[RuleFlag]) {
        for flag in flags {
            // A flag stands in no file: messages show it as it was given.
            let file = self.project.sources.add(FLAG, flag.written.clone());
            let whole = Span { file, start: 0, end: flag.written.len() as u32 };
            let name = Span { end: flag.rule.len() as u32, ..whole };
            let set = self.rules.entry(flag.rule.clone()).or_insert(RuleSetting { span: name, level: None, value: None });
            set.span = name;
            match &flag.to {
                To::Level(to) => set.level = Some(Set { to: *to, span: whole }),
                To::Value(to) => set.value = Some(Set { to: to.clone(), span: whole }),
            }
        }
    }

    /// Whether warnings fail the run by its `rungs.toml`.
    pub(crate) fn denies_warnings(&self) -> bool {
        self.config.as_ref().and_then(|config| config.deny.as_ref()).is_some_and(|set| set.to == Deny::Warnings)
    }

    /// The baseline its `rungs.toml` names.
    pub(crate) fn baseline(&self) -> Option<PathBuf> {
        let set = self.config.as_ref()?.baseline.as_ref()?;
        Some(self.folder.join(&set.to))
    }
}

/// A path as short as it can be said from the current folder.
fn from_here(path: &Path) -> PathBuf {
    let here = DiskFiles.whole(Path::new("."));
    path.strip_prefix(&here)
        .map_or_else(|_| path.to_path_buf(), |rest| if rest.as_os_str().is_empty() { PathBuf::from(".") } else { rest.to_path_buf() })
}

/// Whether anything of this is an error.
pub(crate) fn any_error(found: &[crate::diagnostic::Diagnostic]) -> bool {
    found.iter().any(|one| one.severity == Severity::Error)
}
