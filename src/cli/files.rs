//! Which files a run is about, and the project they belong to.

use std::path::{Path, PathBuf};

use crate::project::{DiskFiles, Files as _, Project};

use super::desk::{Desk, STANDARD_INPUT, is_standard_input, named};
use super::output::complain;

/// What the paths of a run lead to.
pub(crate) struct Found {
    /// The files named, and every `*.rungs` under the folders named, in a fixed order.
    pub(crate) files: Vec<PathBuf>,
    /// Paths that lead nowhere, and why; that has been said.
    pub(crate) missing: Vec<(PathBuf, &'static str)>,
}

/// Finds the files of a run.
pub(crate) fn find(paths: &[PathBuf]) -> Found {
    let mut found = Found { files: Vec::new(), missing: Vec::new() };
    for path in paths {
        if is_standard_input(path) {
            found.files.push(PathBuf::from(STANDARD_INPUT));
        } else if !path.exists() {
            found.missing.push((path.clone(), "there is no such file or folder"));
        } else if path.is_dir() {
            let inside = walk(path);
            if inside.is_empty() {
                found.missing.push((path.clone(), "no policy (*.rungs) is in this folder"));
            }
            found.files.extend(inside);
        } else {
            found.files.push(path.clone());
        }
    }
    for (path, why) in &found.missing {
        complain(&format!("{}: {why}", path.display()));
    }
    let mut seen = std::collections::HashSet::new();
    found.files.retain(|path| seen.insert(path.clone()));
    found
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ignore::WalkBuilder::new(folder)
        .require_git(false)
        .git_global(false)
        .sort_by_file_path(Ord::cmp)
        .build()
        .flatten()
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "rungs") && path.is_file())
        .collect();
    found.sort();
    found
}

/// Every file a run can read.
static DESK: Desk = Desk::new();

/// A project for these files: its root is the nearest folder above them with a `rungs.toml`, else their nearest
/// common folder.
pub(crate) fn project(paths: &[PathBuf]) -> Project<'static> {
    let common = common_folder(paths);
    let root = common.ancestors().find(|folder| folder.join("rungs.toml").is_file()).map(Path::to_path_buf);
    Project::new(&DESK, root.unwrap_or(common))
}

/// A project whose root is this folder.
pub(crate) fn rooted(folder: &Path) -> Project<'static> {
    Project::new(&DESK, folder)
}

/// The nearest folder above all of these files.
pub(crate) fn common_folder(paths: &[PathBuf]) -> PathBuf {
    let mut folders =
        paths.iter().map(|path| DiskFiles.whole(named(path))).map(|path| path.parent().map(Path::to_path_buf).unwrap_or_default());
    let Some(mut common) = folders.next() else { return PathBuf::new() };
    for folder in folders {
        while !folder.starts_with(&common) && common.pop() {}
    }
    common
}
