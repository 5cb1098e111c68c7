//! Which files a run is about, and the project they belong to.

use std::path::{Path, PathBuf};

use crate::project::{DiskFiles, Project};

use super::output::complain;

/// The files named, and every `*.rungs` under the folders named, in a fixed order. `None` if one is not there or
/// a folder holds none; that has been said.
pub(crate) fn find(paths: &[PathBuf]) -> Option<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut fine = true;
    for path in paths {
        if !path.exists() {
            complain(&format!("{}: there is no such file or folder", path.display()));
            fine = false;
        } else if path.is_dir() {
            let mut inside = walk(path);
            if inside.is_empty() {
                complain(&format!("{}: no policy (*.rungs) is in this folder", path.display()));
                fine = false;
            }
            found.append(&mut inside);
        } else {
            found.push(path.clone());
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|path| seen.insert(path.clone()));
    fine.then_some(found)
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ignore::WalkBuilder::new(folder)
        .require_git(false)
        .sort_by_file_path(Ord::cmp)
        .build()
        .flatten()
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "rungs") && path.is_file())
        .collect();
    found.sort();
    found
}

/// A project for these files: its root is the nearest folder above them with a `rungs.toml`, else their nearest
/// common folder.
pub(crate) fn project(paths: &[PathBuf]) -> Project<'static> {
    static DISK: DiskFiles = DiskFiles;
    let common = common_folder(paths);
    let root = std::path::absolute(&common).ok().and_then(|whole| {
        let levels = whole.ancestors().position(|folder| folder.join("rungs.toml").is_file())?;
        // Keep the path as short as it was given: imports are shown as they are found.
        let mut root = common.clone();
        for _ in 0..levels {
            root = if root.as_os_str().is_empty() || root.ends_with("..") {
                root.join("..")
            } else {
                root.parent().map(Path::to_path_buf).unwrap_or_default()
            };
        }
        Some(root)
    });
    Project::new(&DISK, root.unwrap_or(common))
}

fn common_folder(paths: &[PathBuf]) -> PathBuf {
    let folder = |path: &PathBuf| path.parent().map(Path::to_path_buf).unwrap_or_default();
    let Some((first, rest)) = paths.split_first() else { return PathBuf::new() };
    let mut common = folder(first);
    for path in rest {
        let other = folder(path);
        while !other.starts_with(&common) {
            if !common.pop() {
                return PathBuf::new();
            }
        }
    }
    common
}
