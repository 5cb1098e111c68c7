//! Files and their imports: what is read, from where, and no further than the project's root.
//!
//! The library opens no file itself: [`Files`] is the only way to one.

use std::collections::HashMap;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity, did_you_mean};
use crate::model::{Policy, Resolved, resolve};
use crate::source::{FileId, MAX_FILE_BYTES, Sources, Span};
use crate::syntax::{Parsed, Rule, parse};

/// Where files come from: a disk, or a test's memory. Files can be resolved on several processors at once.
pub trait Files: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Whatever stands in the way of reading it.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// How many bytes it has, without reading them.
    ///
    /// # Errors
    /// Whatever stands in the way of finding out.
    fn size(&self, path: &Path) -> io::Result<u64>;

    /// The file's real place, links followed, to see whether it lies under the root.
    ///
    /// # Errors
    /// Whatever stands in the way of finding out.
    fn real(&self, path: &Path) -> io::Result<PathBuf>;

    /// The path from the top, worked out without looking whether it is there.
    fn whole(&self, path: &Path) -> PathBuf;

    /// The names of the policy files beside a path, for "did you mean".
    fn beside(&self, path: &Path) -> Vec<String>;
}

/// Why a file could not be read at all.
#[derive(Debug)]
pub enum Unreadable {
    /// The system would not give it.
    System(io::Error),
    /// It is larger than [`MAX_FILE_BYTES`].
    TooLarge(u64),
    /// It is not text in UTF-8.
    NotText {
        /// The first byte that is none.
        at: usize,
        /// It looks like UTF-16, as some word processors save "Unicode text".
        utf16: bool,
    },
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unreadable::System(error) if error.kind() == io::ErrorKind::NotFound => write!(f, "there is no such file"),
            Unreadable::System(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                write!(f, "it may not be read: permission denied")
            }
            Unreadable::System(error) => write!(f, "it cannot be read: {error}"),
            Unreadable::TooLarge(bytes) => {
                write!(
                    f,
                    "it is {} MiB large; a policy of more than {} MiB is not read",
                    bytes / (1024 * 1024),
                    MAX_FILE_BYTES / (1024 * 1024)
                )
            }
            Unreadable::NotText { utf16: true, .. } => {
                write!(f, "it is saved as UTF-16 (\"Unicode text\"); save it as plain text in UTF-8")
            }
            Unreadable::NotText { at, .. } => {
                write!(f, "it is not plain text in UTF-8 (byte {} is not); save it as plain text in UTF-8", at + 1)
            }
        }
    }
}

/// All files of one run, each read and parsed once.
pub struct Project<'f> {
    files: &'f dyn Files,
    root: PathBuf,
    real_root: Option<PathBuf>,
    /// The texts.
    pub sources: Sources,
    parsed: HashMap<FileId, Parsed>,
    by_path: HashMap<PathBuf, FileId>,
    /// What each file's imports led to.
    imports: HashMap<(FileId, String), Result<FileId, ImportProblem>>,
    /// Files whose rulebooks every policy is checked against.
    rulebooks: Vec<FileId>,
}

impl<'f> Project<'f> {
    /// A project whose imports may not lead out of `root`.
    pub fn new(files: &'f dyn Files, root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        let real_root = files.real(&root).ok();
        Self {
            files,
            root,
            real_root,
            sources: Sources::new(),
            parsed: HashMap::new(),
            by_path: HashMap::new(),
            imports: HashMap::new(),
            rulebooks: Vec::new(),
        }
    }

    /// Reads and parses a file, and every file it imports.
    ///
    /// # Errors
    /// If it cannot be read, is too large, or is not text.
    pub fn load(&mut self, path: &Path) -> Result<FileId, Unreadable> {
        if let Some(file) = self.by_path.get(&self.files.whole(path)) {
            return Ok(*file);
        }
        let size = self.files.size(path).map_err(Unreadable::System)?;
        if size > MAX_FILE_BYTES {
            return Err(Unreadable::TooLarge(size));
        }
        let bytes = self.files.read(path).map_err(Unreadable::System)?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(Unreadable::TooLarge(bytes.len() as u64));
        }
        let text = String::from_utf8(bytes).map_err(|error| Unreadable::NotText {
            at: error.utf8_error().valid_up_to(),
            utf16: matches!(error.as_bytes(), [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]),
        })?;
        Ok(self.add(path, text))
    }

    /// Takes a text in under a path, as if it had been read from there.
    pub fn add(&mut self, path: &Path, text: String) -> FileId {
        let file = self.sources.add(path, text);
        let parsed = parse(&self.sources, file);
        let imports = imports(&parsed);
        self.parsed.insert(file, parsed);
        self.by_path.insert(self.files.whole(path), file);
        for (_, wanted) in imports {
            let imported = self.import(file, &wanted);
            self.imports.insert((file, wanted), imported);
        }
        file
    }

    /// Checks every policy against the rulebooks of a loaded file too, as if it imported it and followed them.
    pub fn follow(&mut self, rulebooks: FileId) {
        self.rulebooks.push(rulebooks);
    }

    /// What parsing a loaded file gave.
    pub fn parsed(&self, file: FileId) -> &Parsed {
        &self.parsed[&file]
    }

    /// Resolves a loaded file with everything it imports; all problems with the file, its own imports and
    /// their text are in the result.
    pub fn resolve(&self, file: FileId) -> Resolved {
        let mut diagnostics = Vec::new();
        let mut order = Vec::new();
        for book in self.rulebooks.iter().filter(|book| **book != file) {
            self.follow_imports(*book, &mut vec![*book], &mut order, &mut diagnostics);
            if !order.contains(book) {
                order.push(*book);
            }
        }
        order.retain(|imported| *imported != file);
        let mut open = vec![file];
        self.follow_imports(file, &mut open, &mut order, &mut diagnostics);
        order.push(file);
        for imported in order.iter().filter(|imported| **imported != file) {
            diagnostics.extend(self.parsed[imported].diagnostics.iter().cloned());
        }
        diagnostics.extend(self.parsed[&file].diagnostics.iter().cloned());
        let files: Vec<(FileId, &Parsed)> = order.iter().map(|file| (*file, &self.parsed[file])).collect();
        let resolved = resolve(&self.sources, &files, &self.rulebooks);
        // What an import that failed would have declared is not missing on its own account.
        let import_failed = diagnostics.iter().any(|found| found.name.starts_with("import-"));
        let follows_from_it = |found: &Diagnostic| {
            matches!(found.name, "unknown-name" | "unknown-rulebook" | "unknown-policy")
                && !found.labels[0].text.starts_with("did you mean")
        };
        let unread = labels_in_order(&diagnostics);
        let mut further = resolved.diagnostics;
        further.retain(|found| !is_said_already(&self.sources, &unread, found));
        diagnostics.extend(further.into_iter().filter(|found| !(import_failed && follows_from_it(found))));
        let broken = diagnostics.iter().any(|found| found.severity == Severity::Error);
        let policy = resolved.policy.filter(|_| !broken).map(|policy| {
            let above = policy.under.as_ref().and_then(|parent| self.resolve(parent.file).policy).map(Arc::new);
            Policy { above, ..policy }
        });
        Resolved { policy, diagnostics }
    }

    fn follow_imports(&self, file: FileId, open: &mut Vec<FileId>, order: &mut Vec<FileId>, diagnostics: &mut Vec<Diagnostic>) {
        for (span, wanted) in imports(&self.parsed[&file]) {
            let imported = match &self.imports[&(file, wanted.clone())] {
                Ok(imported) => *imported,
                Err(problem) => {
                    diagnostics.push(problem.at(span, &wanted));
                    continue;
                }
            };
            if open.contains(&imported) {
                if imported == file {
                    diagnostics.push(
                        Diagnostic::error("import-cycle", span, "this file imports itself")
                            .label("this is the file's own name")
                            .help("take the line out, or name the file that is meant"),
                    );
                    continue;
                }
                let round: Vec<String> =
                    open.iter().skip_while(|at| **at != imported).chain([&imported]).map(|at| self.sources.get(*at).name()).collect();
                diagnostics.push(
                    Diagnostic::error("import-cycle", span, "these files import each other in a circle")
                        .label("this import closes the circle")
                        .help(format!("{}: move what both need into a file of its own that imports neither", round.join(" imports "))),
                );
                continue;
            }
            if order.contains(&imported) {
                continue;
            }
            open.push(imported);
            self.follow_imports(imported, open, order, diagnostics);
            open.pop();
            order.push(imported);
        }
    }

    fn import(&mut self, from: FileId, wanted: &str) -> Result<FileId, ImportProblem> {
        let folder = self.sources.get(from).path().parent().map(Path::to_path_buf).unwrap_or_default();
        let path = normal(&folder.join(wanted));
        if Path::new(wanted).is_absolute() || wanted.contains('\\') || !self.files.whole(&path).starts_with(self.files.whole(&self.root)) {
            return Err(ImportProblem::Outside);
        }
        if let (Ok(real), Some(root)) = (self.files.real(&path), &self.real_root)
            && !real.starts_with(root)
        {
            return Err(ImportProblem::Outside);
        }
        self.load(&path).map_err(|problem| {
            let name = Path::new(wanted).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let beside = self.files.beside(&path);
            let close = did_you_mean(&name, beside.iter().map(String::as_str)).map(str::to_owned);
            ImportProblem::Unreadable(problem, close)
        })
    }
}

/// The files a file wants to import, and where it says so.
fn imports(parsed: &Parsed) -> Vec<(Span, String)> {
    let imports = parsed.tree.root().all(Rule::import).filter_map(|import| import.child(Rule::text));
    imports.map(|text| (text.span(), text.text().trim_matches(|c| matches!(c, '"' | '“' | '”' | '„')).to_owned())).collect()
}

fn labels_in_order(diagnostics: &[Diagnostic]) -> Vec<Span> {
    let mut spans: Vec<Span> = diagnostics.iter().flat_map(|found| &found.labels).map(|label| label.span).collect();
    spans.sort();
    spans
}

/// Whether an unknown name is a piece of what could not be read: one slip is one message.
fn is_said_already(sources: &Sources, unread: &[Span], found: &Diagnostic) -> bool {
    let name = found.span();
    if found.name != "unknown-name" {
        return false;
    }
    let rest = &sources.get(name.file).text()[name.end as usize..];
    let next = name.end + (rest.len() - rest.trim_start_matches([' ', '\t']).len()) as u32;
    let last = unread.partition_point(|span| (span.file, span.start) <= (name.file, next)).checked_sub(1);
    last.map(|at| unread[at]).is_some_and(|span| span.file == name.file && (span.start == next || span.end >= name.end))
}

enum ImportProblem {
    Outside,
    Unreadable(Unreadable, Option<String>),
}

impl ImportProblem {
    fn at(&self, span: Span, wanted: &str) -> Diagnostic {
        match self {
            ImportProblem::Outside => Diagnostic::error("import-outside", span, format!("\"{wanted}\" lies outside the project"))
                .label("not under the project's folder")
                .help(
                    "imports stay within the project: the folder with a `rungs.toml`, else the nearest folder above all the files given. \
                     Move the file there, write its path with `/` and relative to this file, or put an empty `rungs.toml` in the folder above both",
                ),
            ImportProblem::Unreadable(problem, close) => {
                let found = Diagnostic::error("import-missing", span, format!("\"{wanted}\" cannot be imported: {problem}"));
                match close {
                    Some(close) => found.label(format!("did you mean \"{close}\"?")),
                    None => found.label("looked for beside this file"),
                }
                .help("the path is relative to the file that imports; the shared vocabulary `england.rungs` is in the folder `policies` of rungs, to be copied beside your own policy")
            }
        }
    }
}

/// A path without `.` and with `..` worked out, on paper only.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            Component::ParentDir if out.has_root() => {}
            other => out.push(other),
        }
    }
    out
}

/// Files in memory, for tests and for callers that have no disk.
#[derive(Debug, Default, Clone)]
pub struct MemoryFiles(pub HashMap<PathBuf, Vec<u8>>);

impl MemoryFiles {
    /// Files by path.
    pub fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(files.into_iter().map(|(path, text)| (PathBuf::from(path), text.as_bytes().to_vec())).collect())
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn size(&self, path: &Path) -> io::Result<u64> {
        self.0.get(path).map(|bytes| bytes.len() as u64).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(self.whole(path))
    }

    fn whole(&self, path: &Path) -> PathBuf {
        normal(&Path::new("/").join(path))
    }

    fn beside(&self, path: &Path) -> Vec<String> {
        let folder = path.parent();
        let mut names: Vec<String> = self
            .0
            .keys()
            .filter(|known| known.parent() == folder)
            .filter_map(|known| known.file_name())
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// Files on the disk.
#[derive(Debug, Default, Clone, Copy)]
pub struct DiskFiles;

impl Files for DiskFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn size(&self, path: &Path) -> io::Result<u64> {
        let found = std::fs::metadata(path)?;
        if found.is_dir() {
            return Err(io::Error::other("it is a folder"));
        }
        Ok(found.len())
    }

    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        if path.as_os_str().is_empty() { std::fs::canonicalize(".") } else { std::fs::canonicalize(path) }
    }

    fn whole(&self, path: &Path) -> PathBuf {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        normal(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
    }

    fn beside(&self, path: &Path) -> Vec<String> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".rungs"))
            .collect();
        names.sort();
        names
    }
}
