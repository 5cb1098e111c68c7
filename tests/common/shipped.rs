//! The policies that come with rungs, one after the other.

use std::path::{Path, PathBuf};

use rungs::model::Policy;
use rungs::project::{DiskFiles, Project};

/// Every policy in these folders of the repository, by the name of its file, in a fixed order.
pub fn shipped(folders: &[&str], then: &mut dyn FnMut(&str, &Policy)) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rungs"))
        .collect();
    files.sort();
    for file in files {
        in_file(&file, &mut |policy| then(&file.file_stem().unwrap().to_string_lossy(), policy));
    }
}

/// The policy in a file, if there is one.
pub fn in_file(file: &Path, then: &mut dyn FnMut(&Policy)) {
    let mut project = Project::new(&DiskFiles, file.parent().unwrap());
    let loaded = project.load(file).unwrap();
    if let Some(policy) = project.resolve(loaded).policy {
        then(&policy);
    }
}
