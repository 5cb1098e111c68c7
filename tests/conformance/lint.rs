//! Exported processes are read with bpmnlint, by all the rules that it recommends: what it does not complain of opens well in a modeller.

use std::path::{Path, PathBuf};
use std::process::Command;

const BPMNLINT: &str = "tests/engines/node_modules/bpmnlint/bin/bpmnlint.js";

/// What it complains of in these files. Where it is not installed nothing is read; `RUNGS_ENGINES=required` makes that an error.
pub fn complaints(files: &[PathBuf]) -> String {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    if files.is_empty() {
        return String::new();
    }
    if !repository.join(BPMNLINT).exists() {
        let required = std::env::var("RUNGS_ENGINES").is_ok_and(|value| value == "required");
        assert!(!required, "bpmnlint is not installed: run tooling/install-engines");
        return String::new();
    }
    let mut lint = Command::new("node");
    lint.arg(BPMNLINT).args(["--config", "tests/engines/.bpmnlintrc", "--max-warnings=0"]).args(files).current_dir(repository);
    let read = lint.output().unwrap();
    if read.status.success() {
        return String::new();
    }
    format!("{}{}", String::from_utf8_lossy(&read.stdout), String::from_utf8_lossy(&read.stderr))
}

/// Otherwise silence would say nothing of what rungs exports.
#[test]
fn bpmnlint_complains_of_a_faulty_process() {
    let complaints = complaints(&[PathBuf::from("tests/engines/faulty.bpmn")]);
    if Path::new(env!("CARGO_MANIFEST_DIR")).join(BPMNLINT).exists() {
        assert!(complaints.contains("Gateway forks and joins"), "{complaints}");
    }
}
