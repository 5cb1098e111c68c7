//! `check --watch`: again on every save, the flowchart beside it.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

const POLICY: &str = include_str!("../policies/model.rungs");

/// The program is stopped however the test ends.
struct Watching {
    program: Child,
    lines: Receiver<String>,
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

impl Watching {
    fn start(folder: &std::path::Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rungs"));
        command.args(["check", "--watch", "--quiet"]).args(arguments).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut program = command.spawn().unwrap();
        let (send, lines) = mpsc::channel();
        let out = BufReader::new(program.stdout.take().unwrap());
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        Watching { program, lines }
    }

    /// What is shown up to the end of one run.
    fn shown(&self) -> String {
        let mut text = String::new();
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|why| panic!("{why}; up to there:\n{text}"));
            text.push_str(&line);
            text.push('\n');
            if line.starts_with("Checked at ") {
                return text;
            }
        }
    }
}

#[test]
fn a_policy_is_checked_and_drawn_again_when_it_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("england.rungs", include_str!("../policies/england.rungs"));
    write("model.rungs", POLICY);
    let watching = Watching::start(folder.path(), &["--draw", "model.svg", "model.rungs"]);
    let picture = || std::fs::read_to_string(folder.path().join("model.svg")).unwrap();
    let first = watching.shown();
    assert!(first.contains("none fails, none warns") && picture().contains("Professional to professional"), "{first}");

    write("model.rungs", &POLICY.replace("Professional to professional", "Worker to worker"));
    let again = watching.shown();
    assert!(again.contains("none fails, none warns") && picture().contains("Worker to worker"), "{again}");

    // What cannot be read is said, and the picture stays.
    write("model.rungs", &POLICY.replace("must escalate", "must eskalate"));
    let slip = watching.shown();
    assert!(slip.contains("`eskalate`") && slip.contains("is as it was") && picture().contains("Worker to worker"), "{slip}");

    // A shared file and the settings count too.
    write("model.rungs", POLICY);
    watching.shown();
    write("rungs.toml", "rules.no-review = \"off\"\n");
    let settled = watching.shown();
    assert!(settled.contains("of 52 rules"), "{settled}");
}
