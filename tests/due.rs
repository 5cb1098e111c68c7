//! The programs of docs/engines.md. Those that need nothing but a JSON library are as short as they look, print what the page shows, and
//! for every case of Bromley's policy say what the simulator says. Those for engines print what the page shows, all of them the same.
//!
//! `RUNGS_BLESS=1 cargo test --test due` puts what they print onto the page.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

#[allow(dead_code, reason = "the page is read as tests/docs.rs reads it")]
#[path = "docs/page.rs"]
mod page;

use page::{Block, assert_fresh, blessing, blocks, in_repository, read};

const PAGE: &str = "docs/engines.md";
const POLICY: &str = "policies/bromley.rungs";

/// The block of the page under a comment.
fn block(mark: &str) -> Block {
    let block = blocks(&read(PAGE)).into_iter().find(|block| block.mark == mark);
    block.unwrap_or_else(|| panic!("{PAGE} has no block under `<!-- {mark} -->`"))
}

/// A folder with the policy compiled, and the programs on the page ready to be run.
struct Desk {
    folder: tempfile::TempDir,
    /// Each by its language, and how it is started.
    programs: Vec<(&'static str, Vec<&'static str>)>,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        for name in ["due.py", "due.ts"] {
            std::fs::write(folder.path().join(name), block(&format!("file: {name}")).text).unwrap();
        }
        rungs(&["compile", POLICY, "-o", &folder.path().join("policy.json").to_string_lossy()]);
        let mut programs = Vec::new();
        if Command::new("python3").arg("--version").output().is_ok() {
            programs.push(("Python", vec!["python3", "due.py"]));
        } else {
            left_out("python3 cannot be started");
        }
        if compiled(folder.path()) {
            programs.push(("TypeScript", vec!["node", "due.js"]));
        } else {
            left_out("node or the compiler for TypeScript is not there (tooling/install-engines gets it)");
        }
        Desk { folder, programs }
    }

    /// What a program prints for a case.
    fn ask(&self, command: &[&str], case: &str) -> String {
        std::fs::write(self.folder.path().join("case.json"), case).unwrap();
        let mut run = Command::new(command[0]);
        let run = run.args(&command[1..]).args(["policy.json", "case.json"]).env("PYTHONIOENCODING", "utf-8");
        text(run.current_dir(self.folder.path()).output().unwrap())
    }
}

fn left_out(why: &str) {
    let required = std::env::var("RUNGS_ENGINES").is_ok_and(|value| value == "required");
    assert!(!required, "{why}, and RUNGS_ENGINES=required");
    eprintln!("skipped: {why}, so its program is not tried (RUNGS_ENGINES=required makes that a failure)");
}

/// Compiles the program in TypeScript, as strictly as can be; false where the compiler is not there.
fn compiled(folder: &Path) -> bool {
    let packages = in_repository("tests/engines/node_modules");
    let (compiler, types) = (packages.join("typescript/bin/tsc"), packages.join("@types"));
    if !compiler.exists() || !types.exists() {
        return false;
    }
    let mut run = Command::new("node");
    run.arg(compiler).args(["--strict", "--target", "es2022", "--module", "nodenext", "--types", "node", "--typeRoots"]).arg(types);
    let Ok(output) = run.arg("due.ts").current_dir(folder).output() else { return false };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    true
}

fn rungs(arguments: &[&str]) -> String {
    text(Command::new(env!("CARGO_BIN_EXE_rungs")).args(arguments).current_dir(in_repository("")).output().unwrap())
}

#[track_caller]
fn text(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n")
}

#[test]
fn the_programs_are_short_and_need_nothing() {
    for (name, own) in [("due.py", ["import json, sys", "from datetime import date, timedelta"]), ("due.ts", ["from \"node:fs\";", ""])] {
        let program = block(&format!("file: {name}")).text;
        let lines = program.lines().count();
        assert!(lines <= 60, "{name} has {lines} lines");
        for line in program.lines().filter(|line| line.contains("import ") || line.contains("require(")) {
            assert!(own.iter().any(|own| !own.is_empty() && line.ends_with(own)), "{name}: {line}");
        }
    }
}

#[test]
fn the_programs_print_what_the_page_shows_and_say_what_the_simulator_says() {
    let desk = Desk::new();
    print_what_the_page_shows(&desk);
    say_what_the_simulator_says(&desk);
}

fn print_what_the_page_shows(desk: &Desk) {
    let mut now = read(PAGE);
    let cases: Vec<Block> = blocks(&now).into_iter().filter(|block| block.mark.starts_with("prints: stage-")).collect();
    assert!(cases.len() >= 2);
    for shown in cases.iter().rev() {
        let case = block(&format!("file: {}", shown.mark.trim_start_matches("prints: "))).text;
        for (at, (program, command)) in desk.programs.iter().enumerate() {
            let printed = desk.ask(command, &case);
            if at == 0 && blessing() {
                now.replace_range(shown.at.clone(), &printed);
            } else if !blessing() {
                assert_eq!(printed, shown.text, "{program} (left) prints something else than {PAGE} shows (right), line {}", shown.line);
            }
        }
    }
    assert_fresh(PAGE, &now);
}

/// What is due at a stage: which clauses, with the dates they have.
type Due = BTreeSet<(String, Vec<String>)>;

/// A case as it came to a stage, and what the simulator says of it.
struct Visit {
    about: String,
    case: Value,
    due: Due,
    /// The clause by which the case goes on.
    goes_on: Option<String>,
}

fn say_what_the_simulator_says(desk: &Desk) {
    let policy: Value = serde_json::from_str(&std::fs::read_to_string(desk.folder.path().join("policy.json")).unwrap()).unwrap();
    let visits: Vec<Visit> = policy["scenarios"].as_array().unwrap().iter().flat_map(visits).collect();
    assert!(visits.len() >= 15, "{} stages", visits.len());
    assert!(visits.iter().filter(|visit| visit.due.iter().any(|(_, dates)| !dates.is_empty())).count() >= 8);
    for (program, command) in &desk.programs {
        for visit in &visits {
            let printed = desk.ask(command, &visit.case.to_string());
            let (mut due, mut ways_on) = (Due::new(), Vec::new());
            for line in printed.lines().skip(1) {
                let (when, clause) = (line.split("  ").next().unwrap(), line.rsplit_once('[').unwrap().1.trim_end_matches(']').to_owned());
                match when {
                    "then" => ways_on.push(clause),
                    _ => {
                        let dates = when.split(", ").filter(|when| when.starts_with("20")).map(str::to_owned).collect();
                        due.insert((clause, dates));
                    }
                }
            }
            assert_eq!(due, visit.due, "{program} (left), the simulator (right), {}: {}\n{printed}", visit.about, visit.case);
            assert!(visit.goes_on.iter().all(|clause| ways_on.contains(clause)), "{program}, {}: {printed}", visit.about);
        }
    }
}

/// Every stage a scenario comes to, as the simulator's diary tells it; none where what is so changes on the way.
fn visits(scenario: &Value) -> Vec<Visit> {
    let title = scenario["title"].as_str().unwrap();
    let diary: Value = serde_json::from_str(&rungs(&["simulate", POLICY, "--scenario", title, "--format", "json"])).unwrap();
    let so: Vec<&Value> = scenario["given"].as_array().unwrap().iter().flat_map(|given| facts(&given["condition"])).collect();
    let days_are = scenario["readings"].get(0).map_or(&Value::Null, |reading| &reading["kind_of_day"]);
    let mut visits: Vec<Visit> = Vec::new();
    for line in diary["diary"]["lines"].as_array().unwrap() {
        let (kind, words) = (line["kind"].as_str().unwrap(), line["words"].as_str().unwrap());
        let clause = line["clause"].as_str().map(str::to_owned);
        if kind == "stage" {
            visits.push(Visit {
                about: format!("{title:?}, {words}"),
                case: json!({ "stage": line["stage"], "since": line["date"], "came_to": null, "so": so, "days_are": days_are }),
                due: Due::new(),
                goes_on: None,
            });
        }
        let Some(visit) = visits.last_mut() else { continue };
        match kind {
            "limit" | "duty" => {
                let dates = line["due"].as_array().unwrap().iter().filter_map(|due| due["date"].as_str().map(str::to_owned)).collect();
                visit.due.insert((clause.unwrap(), dates));
            }
            "move" => visit.goes_on = clause,
            "event" => match words {
                "it is settled" => visit.case["came_to"] = "resolved".into(),
                "it is not settled" => visit.case["came_to"] = "unresolved".into(),
                "nobody answers" => visit.case["came_to"] = "no-answer".into(),
                "the stage's time has run out" => visit.case["came_to"] = "out-of-time".into(),
                _ => return Vec::new(),
            },
            _ => {}
        }
    }
    // What is to be done before the next stage falls due only where the case goes there: the programs cannot know that it does not.
    visits.retain(|visit| visit.goes_on.is_some() || [Value::Null, "resolved".into()].contains(&visit.case["came_to"]));
    visits
}

/// The facts of a condition that are all so.
fn facts(condition: &Value) -> Vec<&Value> {
    match condition["kind"].as_str().unwrap() {
        "fact" => vec![&condition["fact"]],
        "all" => condition["of"].as_array().unwrap().iter().flat_map(facts).collect(),
        other => panic!("{other} is not told to the programs"),
    }
}

/// The programs for engines, how each is started, what it takes along, and what has to be installed for it.
const FOR_ENGINES: [(&str, &[&str], &[&str], &str); 3] = [
    (
        "run-xstate.mjs",
        &["node", "run-xstate.mjs"],
        &["rungs-xstate.mjs", "rungs-process.mjs", "rungs-days.mjs"],
        "tests/engines/node_modules/xstate",
    ),
    (
        "run-bpmn-engine.mjs",
        &["node", "run-bpmn-engine.mjs"],
        &["rungs-bpmn-engine.mjs", "rungs-process.mjs", "rungs-days.mjs"],
        "tests/engines/node_modules/bpmn-engine",
    ),
    ("run-spiff.py", &["python", "run-spiff.py"], &["rungs_spiff.py", "rungs_days.py"], "target/engines/installed"),
];

/// Each in a folder of its own, with the files that the page names and no others.
#[test]
fn the_engines_print_what_the_page_shows() {
    let compiled = tempfile::tempdir().unwrap();
    compile_as_the_page_says(compiled.path());
    let shown = block("prints: run");
    for (program, command, along, needs) in FOR_ENGINES {
        if !in_repository(needs).exists() {
            left_out(&format!("{needs} is not there (tooling/install-engines gets it)"));
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        for export in std::fs::read_dir(compiled.path()).unwrap().map(Result::unwrap) {
            std::fs::copy(export.path(), folder.path().join(export.file_name())).unwrap();
        }
        std::fs::write(folder.path().join(program), block(&format!("file: {program}")).text).unwrap();
        for file in along {
            std::fs::copy(in_repository("examples/engines").join(file), folder.path().join(file)).unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(in_repository("tests/engines/node_modules"), folder.path().join("node_modules")).unwrap();
        let installed = in_repository("target/engines/bin/python").to_string_lossy().into_owned();
        let mut run = Command::new(if command[0] == "python" { installed.as_str() } else { command[0] });
        let printed = text(run.args(&command[1..]).env("PYTHONIOENCODING", "utf-8").current_dir(folder.path()).output().unwrap());
        let shown = if blessing() && without_dates(&printed) != without_dates(&block("prints: run").text) {
            let mut page = read(PAGE);
            page.replace_range(block("prints: run").at, &printed);
            std::fs::write(in_repository(PAGE), &page).unwrap();
            printed.clone()
        } else {
            shown.text.clone()
        };
        let (printed, shown_so) = (without_dates(&printed), without_dates(&shown));
        assert_eq!(printed, shown_so, "{program} (left) prints something else than {PAGE} shows (right)");
    }
}

/// What is printed whatever the day is: the programs run by the computer's clock.
fn without_dates(printed: &str) -> Vec<Value> {
    let dateless = |line: &str| {
        let mut entry: Value = serde_json::from_str(line).unwrap();
        entry["on"] = Value::Null;
        match &mut entry["by"] {
            Value::Array(dates) => dates.fill("a date".into()),
            by => *by = Value::Null,
        }
        entry
    };
    printed.lines().map(dateless).collect()
}

/// The exports that the page makes, by the commands that it shows.
fn compile_as_the_page_says(folder: &Path) {
    let page = read(PAGE);
    let commands: Vec<&str> = page.lines().filter(|line| line.starts_with("rungs compile policies/model.rungs")).collect();
    assert_eq!(commands.len(), 3);
    for command in commands {
        let (command, export) = command.split_once(" -o ").unwrap();
        let mut arguments: Vec<&str> = command.split(' ').skip(1).collect();
        let export = folder.join(export).to_string_lossy().into_owned();
        arguments.extend(["-o", &export]);
        rungs(&arguments);
    }
}
