//! The engines: programs that run exports, each in a language and on an engine of its own.

use std::collections::BTreeMap;
use std::path::{Path as FilePath, PathBuf};
use std::process::Command;
use std::time::Instant;

use rungs::emit::bpmn::{Dialect, bpmn};
use rungs::emit::xstate::xstate;
use rungs::process::Process;
use serde_json::{Value as Json, json};

use super::paths::Path;

/// An engine, and the program that runs cases on it.
pub struct Engine {
    pub name: &'static str,
    command: &'static [&'static str],
    /// What has to be there for it to run.
    needs: &'static str,
    write: fn(&Process) -> String,
    /// Whether it runs a case in milliseconds.
    quick: bool,
}

pub const ENGINES: &[Engine] = &[
    Engine {
        name: "xstate",
        command: &["node", "tests/engines/xstate.mjs"],
        needs: "tests/engines/node_modules/xstate",
        write: xstate,
        quick: true,
    },
    Engine {
        name: "bpmn-engine",
        command: &["node", "--max-semi-space-size=64", "tests/engines/bpmn-engine.mjs"],
        needs: "tests/engines/node_modules/bpmn-engine",
        write: |process| bpmn(process, Dialect::BpmnEngine),
        quick: false,
    },
    Engine {
        name: "spiff",
        command: &["target/engines/bin/python", "tests/engines/spiff.py"],
        needs: "target/engines/installed",
        write: |process| bpmn(process, Dialect::Spiff),
        quick: false,
    },
];

/// A path under the name it has in reports.
pub struct Case {
    pub id: String,
    pub path: Path,
    /// For engines that run a case in milliseconds.
    pub only_if_quick: bool,
}

/// A policy's exports, and its cases.
pub struct Exported {
    pub name: String,
    cases: Vec<Case>,
}

impl Exported {
    /// Writes a process for every engine.
    pub fn write(folder: &FilePath, name: &str, process: &Process, cases: Vec<Case>) -> Self {
        for engine in ENGINES {
            std::fs::write(engine.file(folder, name), (engine.write)(process)).unwrap();
        }
        Exported { name: name.to_owned(), cases }
    }

    /// Its files for engines that read BPMN.
    pub fn bpmn(&self, folder: &FilePath) -> Vec<PathBuf> {
        ENGINES.iter().filter(|engine| !engine.quick).map(|engine| engine.file(folder, &self.name)).collect()
    }

    /// How many cases there are.
    pub fn many(&self) -> usize {
        self.cases.len()
    }
}

impl Engine {
    fn file(&self, folder: &FilePath, name: &str) -> PathBuf {
        folder.join(format!("{name}.{}.{}", self.name, if self.quick { "json" } else { "bpmn" }))
    }

    /// Whether it can be run here; `RUNGS_ENGINES=required` makes it an error that it cannot.
    pub fn is_there(&self) -> bool {
        let there = FilePath::new(env!("CARGO_MANIFEST_DIR")).join(self.needs).exists();
        let required = std::env::var("RUNGS_ENGINES").is_ok_and(|value| value == "required");
        assert!(there || !required, "{} is not installed: run tooling/install-engines", self.name);
        if !there {
            println!("{} is left out: it is not installed (tooling/install-engines)", self.name);
        }
        there
    }

    fn cases<'e>(&self, exported: &'e Exported) -> impl Iterator<Item = &'e Case> {
        let quick = self.quick;
        exported.cases.iter().filter(move |case| quick || !case.only_if_quick)
    }

    /// What it logs of every case, by the case's id, with the error where it failed; and whether the program came to its end.
    pub fn logs(&self, folder: &FilePath, exported: &[Exported]) -> Result<BTreeMap<String, Json>, String> {
        let exports: Vec<Json> = exported
            .iter()
            .map(|export| {
                let cases: Vec<Json> = self.cases(export).map(|case| json!({ "id": case.id, "events": case.path.events })).collect();
                json!({ "file": self.file(folder, &export.name), "cases": cases })
            })
            .collect();
        let told = folder.join(format!("{}.json", self.name));
        std::fs::write(&told, json!({ "exports": exports }).to_string()).unwrap();
        let root = env!("CARGO_MANIFEST_DIR");
        let run = Command::new(self.command[0]).args(&self.command[1..]).arg(&told).current_dir(root).output().unwrap();
        if !run.status.success() {
            return Err(format!("{} failed:\n{}", self.name, String::from_utf8_lossy(&run.stderr)));
        }
        let out = String::from_utf8_lossy(&run.stdout);
        let lines = out.lines().filter_map(|line| serde_json::from_str::<Json>(line).ok());
        Ok(lines.map(|line| (line["id"].as_str().unwrap_or_default().to_owned(), line)).collect())
    }

    /// Every case in which it logs something else than the simulator.
    pub fn differs(&self, folder: &FilePath, exported: &[Exported]) -> Vec<String> {
        let began = Instant::now();
        let mut logs = match self.logs(folder, exported) {
            Ok(logs) => logs,
            Err(failed) => return vec![failed],
        };
        let cases = exported.iter().flat_map(|export| self.cases(export));
        let mut different = Vec::new();
        let (mut ran, mut entries) = (0, 0);
        for case in cases {
            ran += 1;
            entries += case.path.log.len();
            let found = logs.remove(&case.id).unwrap_or_else(|| json!({ "error": "no answer" }));
            if found["trace"] != Json::from(case.path.log.clone()) {
                different.push(self.difference(case, &found));
            }
        }
        println!("{}: {ran} cases, {entries} entries, {} differ, {:.1} s", self.name, different.len(), began.elapsed().as_secs_f64());
        different
    }

    fn difference(&self, case: &Case, found: &Json) -> String {
        let lines = |of: &[Json]| of.iter().map(|line| format!("    {line}\n")).collect::<String>();
        let log = found["trace"].as_array().cloned().unwrap_or_default();
        let alike = case.path.log.iter().zip(&log).take_while(|(one, other)| one == other).count();
        format!(
            "──── {} on {}\n  what happens:\n{}  both log:\n{}  the simulator goes on:\n{}  the engine goes on:\n{}{}",
            case.id,
            self.name,
            lines(&case.path.events),
            lines(&case.path.log[..alike]),
            lines(&case.path.log[alike..]),
            lines(&log[alike..]),
            found["error"].as_str().map(|error| format!("  and fails: {error}\n")).unwrap_or_default(),
        )
    }
}
