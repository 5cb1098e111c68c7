//! `rungs man`.

use std::path::PathBuf;

use clap::Args;

use super::Exit;
use super::output::{complain, print, write};

/// Writes the manual page of rungs, or of one of its commands, as `man` reads it.
///
/// `rungs man check | man -l -` shows one; with --dir all of them are written into a folder, such as ~/.local/share/man/man1.
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The command [default: rungs itself]
    command: Option<String>,
    /// Write every page into this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

impl Man {
    pub(crate) fn run(self) -> Exit {
        let mut rungs = super::command().disable_help_subcommand(true);
        rungs.build();
        let mut pages = vec![rungs.clone()];
        pages.extend(rungs.get_subcommands().filter(|command| !command.is_hide_set()).cloned());
        if let Some(folder) = &self.dir {
            let written = pages.iter().map(|command| write(&folder.join(format!("{}.1", title(command))), &page(command)));
            return written.max().unwrap_or(Exit::Fine);
        }
        let wanted = self.command.as_deref().unwrap_or("rungs");
        match pages.iter().find(|command| command.get_name() == wanted) {
            Some(command) => print(&page(command)),
            None => {
                complain(&format!("there is no command `{wanted}`; `rungs` alone lists what there is"));
                Exit::CannotWork
            }
        }
    }
}

/// `rungs`, or `rungs-check`.
fn title(command: &clap::Command) -> String {
    match command.get_name() {
        "rungs" => "rungs".to_owned(),
        name => format!("rungs-{name}"),
    }
}

fn page(command: &clap::Command) -> String {
    let mut page = Vec::new();
    // Into memory, so that a pipe that closes is nobody's trouble.
    let rendered = clap_mangen::Man::new(command.clone()).title(title(command)).render(&mut page);
    rendered.map(|()| String::from_utf8_lossy(&page).into_owned()).unwrap_or_default()
}
