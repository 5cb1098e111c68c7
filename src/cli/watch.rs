//! Checking again whenever a file is saved.

use std::collections::HashSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecursiveMode, Watcher};

use crate::config;
use crate::project::{DiskFiles, Files as _};

use super::Exit;
use super::desk::is_standard_input;
use super::output::{complain, print};

/// Saving one file can be several events: they are waited for this long.
const A_MOMENT: Duration = Duration::from_millis(60);

/// What one run showed, and the files it read.
pub(crate) struct Seen {
    /// The text to show.
    pub(crate) text: String,
    /// Every file that was read, imported ones too.
    pub(crate) files: Vec<PathBuf>,
}

/// Runs, shows what came of it, waits until something is saved, and begins again; until the program is stopped.
pub(crate) fn watch(given: &[PathBuf], run: impl Fn() -> Seen) -> Exit {
    if given.iter().any(|path| is_standard_input(path)) {
        complain("what comes through standard input is never saved again, and cannot be watched; name a file");
        return Exit::CannotWork;
    }
    let (send, saved) = mpsc::channel();
    let mut watcher = match notify::recommended_watcher(move |event| drop(send.send(event))) {
        Ok(watcher) => watcher,
        Err(error) => return cannot(&error),
    };
    let mut watched = HashSet::new();
    loop {
        let seen = run();
        for (folder, mode) in folders(given, &seen.files) {
            if !watched.contains(&folder) {
                if let Err(error) = watcher.watch(&folder, mode) {
                    return cannot(&error);
                }
                watched.insert(folder);
            }
        }
        let exit = show(&seen.text);
        if exit != Exit::Fine || wait(&saved).is_none() {
            return exit;
        }
    }
}

fn cannot(error: &notify::Error) -> Exit {
    complain(&format!("the files cannot be watched: {error}"));
    Exit::CannotWork
}

/// The folders to look at: those given with all that is in them, and that of every file read.
fn folders(given: &[PathBuf], read: &[PathBuf]) -> Vec<(PathBuf, RecursiveMode)> {
    let whole = given.iter().filter(|path| path.is_dir()).map(|path| (DiskFiles.whole(path), RecursiveMode::Recursive));
    let beside = read.iter().chain(given).filter_map(|path| DiskFiles.whole(path).parent().map(Path::to_path_buf));
    whole.chain(beside.filter(|folder| folder.is_dir()).map(|folder| (folder, RecursiveMode::NonRecursive))).collect()
}

/// Waits until something that bears on a run is saved; nothing once nobody is watching any more.
fn wait(saved: &Receiver<notify::Result<Event>>) -> Option<()> {
    loop {
        if !saved.recv().ok()?.is_ok_and(|event| bears_on_it(&event)) {
            continue;
        }
        while saved.recv_timeout(A_MOMENT).is_ok() {}
        return Some(());
    }
}

fn bears_on_it(event: &Event) -> bool {
    let changes = match event.kind {
        EventKind::Modify(kind) => !matches!(kind, ModifyKind::Metadata(_)),
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Any => true,
        EventKind::Access(_) | EventKind::Other => false,
    };
    let is_ours =
        |path: &PathBuf| path.extension().is_some_and(|end| end == "rungs") || path.file_name().is_some_and(|name| name == config::NAME);
    changes && event.paths.iter().any(is_ours)
}

/// On a terminal the new text takes the place of the old at one stroke; elsewhere it follows it.
fn show(text: &str) -> Exit {
    let now = jiff::Zoned::now().strftime("%H:%M:%S").to_string();
    let footer = format!("Checked at {now}; again whenever something is saved. Ctrl-C ends it.\n");
    if !std::io::stdout().is_terminal() {
        return print(&format!("{text}{footer}\n"));
    }
    let lines: String = text.lines().chain(footer.lines()).map(|line| format!("{line}\u{1b}[K\n")).collect();
    print(&format!("\u{1b}[H{lines}\u{1b}[J"))
}
