//! The files of the disk, and one more: what comes through standard input, which is named `-`.

use std::io::{self, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::project::{DiskFiles, Files};
use crate::source::MAX_FILE_BYTES;

use super::output::explain;

/// What the text that came through standard input is called. Its imports are looked up in the current folder.
pub(crate) const STANDARD_INPUT: &str = "<standard input>";

/// Whether a path that was typed means standard input. A file of this name is `./-`.
pub(crate) fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// A path that was typed, as it is looked up and shown.
pub(crate) fn named(path: &Path) -> &Path {
    if is_standard_input(path) { Path::new(STANDARD_INPUT) } else { path }
}

/// The disk, with standard input as a file in the current folder. It is read once, when it is first asked for.
pub(crate) struct Desk {
    input: OnceLock<Result<Vec<u8>, (io::ErrorKind, String)>>,
}

impl Desk {
    pub(crate) const fn new() -> Self {
        Self { input: OnceLock::new() }
    }

    fn input(&self) -> io::Result<&Vec<u8>> {
        let read = self.input.get_or_init(|| {
            if io::stdin().is_terminal() {
                explain("Type the policy; Ctrl-D on a line of its own ends it.\n");
            }
            let mut bytes = Vec::new();
            // One byte more than is read tells what is too large.
            let read = io::stdin().lock().take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes);
            read.map(|_| bytes).map_err(|error| (error.kind(), error.to_string()))
        });
        read.as_ref().map_err(|(kind, why)| io::Error::new(*kind, why.clone()))
    }
}

impl Files for Desk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        super::verbose::read(path);
        if path == Path::new(STANDARD_INPUT) { self.input().cloned() } else { DiskFiles.read(path) }
    }

    fn size(&self, path: &Path) -> io::Result<u64> {
        if path == Path::new(STANDARD_INPUT) { self.input().map(|bytes| bytes.len() as u64) } else { DiskFiles.size(path) }
    }

    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        DiskFiles.real(path)
    }

    fn whole(&self, path: &Path) -> PathBuf {
        DiskFiles.whole(path)
    }

    fn beside(&self, path: &Path) -> Vec<String> {
        DiskFiles.beside(path)
    }
}
