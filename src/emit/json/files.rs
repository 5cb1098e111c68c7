//! What files are called in a policy document: the same wherever the policy lies.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use crate::model::Policy;
use crate::source::{FileId, Sources};

/// The policy's files by their names relative to the folder of the policy's own.
pub(super) fn file_names(policy: &Policy, sources: &Sources) -> HashMap<FileId, String> {
    let folder = policy.files.first().and_then(|main| sources.get(*main).path().parent()).map(on_paper).unwrap_or_default();
    let name =
        |file: &FileId| (*file, relative(&on_paper(sources.get(*file).path()), &folder).unwrap_or_else(|| sources.get(*file).name()));
    policy.files.iter().map(name).collect()
}

/// A path from a folder; none where there is no way to say it.
fn relative(path: &Path, folder: &Path) -> Option<String> {
    let (mut path, mut folder) = (path.components().peekable(), folder.components().peekable());
    while path.peek().is_some() && path.peek() == folder.peek() {
        path.next();
        folder.next();
    }
    let mut steps = Vec::new();
    for step in folder {
        matches!(step, Component::Normal(_)).then(|| steps.push("..".into()))?;
    }
    for step in path {
        matches!(step, Component::Normal(_) | Component::ParentDir).then(|| steps.push(step.as_os_str().to_string_lossy()))?;
    }
    Some(steps.join("/"))
}

/// A path without `.` and with `..` worked out, on paper only.
fn on_paper(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
