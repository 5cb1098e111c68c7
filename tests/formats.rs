//! What `rungs check` finds, in the formats of other programs: valid by their own definitions, read by programs that are not rungs,
//! and harmless whatever a policy or a file is called.

#![cfg(feature = "cli")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const FINE: i32 = 0;
const FAILS: i32 = 1;
const CANNOT_WORK: i32 = 2;

const PUBLISHED: [&str; 5] = ["barnsley", "bromley", "croydon", "havering", "ready-steady-grow"];

/// A file name with everything that means something in a URI, in XML or in a workflow command.
const HOSTILE_NAME: &str = "a b%0A::error::,é&<#?.rungs";

/// Four rules of its own, one of them with a hostile title; one warning answered for, one mailbox that is not.
const SMALL: &str = r#"rungs 1

policy small "Small ](https://evil.example) %0A::error::x" {
    follows ours
}

rulebook ours "Ours" {
    rule reviewed note "](x) <b>&amp; the policy says when it is reviewed" {
        the policy states when it is reviewed
    }
    rule learned warning "It says who learns" {
        the policy states who learns from it
    }
    rule in-time error "Every stage has a time limit" {
        every stage has a limit
    }
    rule reaches-somebody error "Every path ends in an authority" {
        every path ends in an authority
    }
}

allow learned because "not ](https://evil.example) yet" by "Board" until 2027-04-01

role chair "Chair\u{202e} ::warning::" email "jo.bloggs@small.example"

stage 1 "Chair" heard by chair {
    chair must decide
}
"#;

const UNREADABLE: &str = "rungs 1\n\npolicy odd \"Odd\" {\n}\n\nstage 1 \"One\" heard by chiar {\n    chiar must must decide\n}\n";

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("rungs");
    command.current_dir(folder).args(arguments);
    for name in ["NO_COLOR", "COLUMNS", "NO_GRAPHICS", "TERM"] {
        command.env_remove(name);
    }
    let output = command.output().unwrap_or_else(|why| panic!("{arguments:?}: {why}"));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is printed is UTF-8");
    let ran = Ran { code: output.status.code().expect("it ends by itself"), out: text(output.stdout), err: text(output.stderr) };
    assert!(!ran.err.contains("panicked"), "{arguments:?}:\n{}", ran.err);
    ran
}

fn write(folder: &TempDir, name: &str, text: &str) {
    std::fs::write(folder.path().join(name), text).expect("the file can be written");
}

/// The published policies, and three files of our own: one with a hostile name, one that cannot be read as a policy.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    std::fs::create_dir(folder.path().join("policies")).expect("the folder can be made");
    for entry in std::fs::read_dir(in_repository("policies")).expect("the policies are there") {
        let path = entry.expect("it can be read").path();
        let name = path.file_name().expect("it has a name");
        std::fs::copy(&path, folder.path().join("policies").join(name)).expect("it can be copied");
    }
    write(&folder, "small.rungs", &SMALL.replace("\\u{202e}", "\u{202e}"));
    write(&folder, HOSTILE_NAME, &SMALL.replace("policy small", "policy hostile"));
    write(&folder, "odd.rungs", UNREADABLE);
    folder
}

const EVERYTHING: [&str; 7] = ["check", "policies", "small.rungs", HOSTILE_NAME, "odd.rungs", "--as-of", "2026-04-01"];

fn check(folder: &TempDir, format: &str) -> Ran {
    run(folder.path(), &[&EVERYTHING[..], &["--format", format]].concat())
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn word<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

// ── SARIF ────────────────────────────────────────────────────────────────────────────────────────

#[track_caller]
fn assert_valid(sarif: &Value) {
    let schema = json(&std::fs::read_to_string(in_repository("tests/data/sarif-schema-2.1.0.json")).expect("it is there"));
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("it is a schema");
    let wrong: Vec<String> = validator.iter_errors(sarif).map(|error| format!("{}: {error}", error.instance_path)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The one run of a valid SARIF document.
#[track_caller]
fn sarif(folder: &TempDir, arguments: &[&str]) -> Value {
    let mut document = json(&run(folder.path(), &[arguments, &["--format", "sarif"]].concat()).out);
    assert_valid(&document);
    document["runs"][0].take()
}

/// Results of a rule.
fn of<'v>(run: &'v Value, rule: &str) -> Vec<&'v Value> {
    list(&run["results"]).iter().filter(|result| result["ruleId"] == rule).collect()
}

/// Every finding of the JSON document is a result, with its rule, place, weight and fingerprint, and nothing else is.
#[test]
fn sarif_has_every_finding() {
    let folder = folder();
    let document = json(&check(&folder, "json").out);
    let run = sarif(&folder, &EVERYTHING);
    let results = list(&run["results"]);
    let rules = list(&run["tool"]["driver"]["rules"]);
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().expect("it has a rule") as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(result["kind"] == "fail", result["level"] != "none", "{result}");
    }
    let mut wanted = Vec::new();
    for file in list(&document["files"]) {
        wanted.extend(list(&file["problems"]).iter().map(|problem| (word(problem, "name"), word(problem, "fingerprint"))));
        for rule in list(&file["rules"]) {
            wanted.extend(list(&rule["findings"]).iter().map(|finding| (word(rule, "name"), word(finding, "fingerprint"))));
        }
    }
    let mut found: Vec<(&str, &str)> =
        results.iter().map(|result| (word(result, "ruleId"), word(&result["partialFingerprints"], "rungs/v1"))).collect();
    wanted.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, wanted);
    assert!(found.len() > 200, "only {} were found", found.len());
    let open = results.iter().filter(|result| result["kind"] == "open").count();
    let undetermined = results.iter().filter(|result| result["properties"]["verdict"] == "undetermined").count();
    assert!(open > 0 && open == undetermined, "{open}, {undetermined}");
}

/// What a reader sees of one finding: a snapshot of what the standard's viewers show.
#[test]
fn a_result_of_sarif_says_what_is_wrong_and_what_to_write() {
    let folder = folder();
    let run = sarif(&folder, &["check", "policies/bromley.rungs", "--as-of", "2026-04-01"]);
    let told = of(&run, "told-too-late");
    let open = of(&run, "ladder-too-slow");
    let mut rule = list(&run["tool"]["driver"]["rules"]).iter().find(|rule| rule["id"] == "told-too-late").expect("it is listed").clone();
    assert!(word(&rule["help"], "markdown").contains("```rungs"), "the policies that break and keep it are shown");
    rule["help"]["markdown"] = "(its page)".into();
    insta::assert_snapshot!("sarif", serde_json::to_string_pretty(&serde_json::json!([rule, told[0], open[0]])).expect("it is JSON"));
}

/// What is accepted is there and marked; what counts is marked as not accepted.
#[test]
fn sarif_says_what_is_accepted_and_why() {
    let folder = folder();
    let run = sarif(&folder, &["check", "small.rungs", "--as-of", "2026-04-01"]);
    let accepted = of(&run, "learned");
    assert_eq!(accepted[0]["suppressions"][0]["kind"], "inSource");
    let why = word(&accepted[0]["suppressions"][0], "justification");
    assert_eq!(why, "\"not ] (https://evil.example) yet\", says Board, until 2027-04-01.");
    assert_eq!(of(&run, "in-time")[0]["suppressions"], serde_json::json!([]));
    assert_eq!(of(&run, "in-time")[0]["baselineState"], Value::Null);
    let rules = list(&run["tool"]["driver"]["rules"]);
    let own: Vec<&Value> = rules.iter().filter(|rule| rule["properties"]["tags"][0] == "rulebook:ours").collect();
    assert_eq!(
        own.iter().map(|rule| word(&rule["defaultConfiguration"], "level")).collect::<Vec<_>>(),
        ["note", "warning", "error", "error"]
    );
}

#[test]
fn sarif_says_what_was_in_the_baseline() {
    let folder = folder();
    run(folder.path(), &["check", "small.rungs", "--as-of", "2026-04-01", "--write-baseline", "known.json"]);
    write(&folder, "small.rungs", &SMALL.replace("jo.bloggs@", "chair@").replace("    chair must decide", "    chair may decide"));
    let run = sarif(&folder, &["check", "small.rungs", "--as-of", "2026-04-01", "--baseline", "known.json"]);
    let states: BTreeMap<&str, &str> =
        list(&run["results"]).iter().map(|result| (word(result, "ruleId"), word(result, "baselineState"))).collect();
    assert_eq!(states["in-time"], "unchanged");
    assert!(states.values().any(|state| *state == "new"), "{states:?}");
    for result in list(&run["results"]).iter().filter(|result| result["baselineState"] == "unchanged" && result["ruleId"] != "learned") {
        assert_eq!(result["suppressions"][0]["kind"], "external", "{result}");
    }
}

#[test]
fn sarif_says_which_files_could_not_be_read() {
    let folder = folder();
    std::fs::write(folder.path().join("latin.rungs"), b"rungs 1\n// caf\xe9\n").expect("the file can be written");
    let run = sarif(&folder, &["check", "small.rungs", "latin.rungs", "gone.rungs"]);
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notices = list(&invocation["toolExecutionNotifications"]);
    let files = |notice: &Value| notice["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone();
    assert_eq!(notices.iter().map(files).collect::<Vec<_>>(), ["latin.rungs", "gone.rungs"]);
    assert!(notices.iter().all(|notice| notice["level"] == "error"));
    let fine = sarif(&folder, &["check", "small.rungs"]);
    assert_eq!(fine["invocations"][0]["executionSuccessful"], true);
}

/// Where a change would mend something, an editor that reads SARIF can make it.
#[test]
fn sarif_has_the_changes_that_mend() {
    let folder = folder();
    let run = sarif(&folder, &EVERYTHING);
    let document = json(&check(&folder, "json").out);
    let mends = |found: &Value| list(found).iter().filter(|one| !one["mend"].is_null()).count();
    let of_file = |file: &Value| mends(&file["problems"]) + list(&file["rules"]).iter().map(|rule| mends(&rule["findings"])).sum::<usize>();
    let wanted: usize = list(&document["files"]).iter().map(of_file).sum();
    let fixed: Vec<&Value> = list(&run["results"]).iter().filter(|result| !list(&result["fixes"]).is_empty()).collect();
    assert_eq!(fixed.len(), wanted);
    assert!(wanted > 5, "only {wanted}");
    let change = &fixed[0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"], fixed[0]["locations"][0]["physicalLocation"]["artifactLocation"]);
}

/// Paths are URIs from the folder of the run; no text is read as a link or acts on a terminal.
#[test]
fn sarif_is_harmless_whatever_things_are_called() {
    let folder = folder();
    let text = check(&folder, "sarif").out;
    assert!(!text.contains('\u{202e}') && !text.contains("\\u202e"), "a direction character is made visible, not escaped");
    assert!(!text.contains("](https"), "no message has a link");
    let run = sarif(&folder, &EVERYTHING);
    let uris: Vec<&str> = list(&run["artifacts"]).iter().map(|artifact| word(&artifact["location"], "uri")).collect();
    assert!(uris.contains(&"a%20b%250A%3A%3Aerror%3A%3A%2C%C3%A9%26%3C%23%3F.rungs"), "{uris:?}");
}

// ── JUnit ────────────────────────────────────────────────────────────────────────────────────────

/// The outcome of every case, by suite and rule.
fn cases(xml: &str) -> BTreeMap<(String, String), (&'static str, String)> {
    let document = roxmltree::Document::parse(xml).expect("it is XML");
    let suites = document.root_element().children().filter(|node| node.has_tag_name("testsuite"));
    let of_suite = |suite: roxmltree::Node<'_, '_>| {
        let file = suite.attribute("name").expect("it has a name").to_owned();
        let cases: Vec<_> = suite.children().filter(|node| node.has_tag_name("testcase")).collect();
        for (attribute, tag) in [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")] {
            let counted = cases.iter().filter(|case| case.children().any(|node| node.has_tag_name(tag))).count();
            assert_eq!(suite.attribute(attribute), Some(counted.to_string().as_str()), "{attribute} of {file}");
        }
        let told = |case: roxmltree::Node<'_, '_>| {
            let name = case.attribute("name").expect("it has a name");
            let rule = name.rsplit_once(" (").map_or(name, |(_, rule)| rule.trim_end_matches(')'));
            let tag = |tag| case.children().find(|node| node.has_tag_name(tag));
            let outcome = ["failure", "error", "skipped"].into_iter().find(|kind| tag(*kind).is_some()).unwrap_or("passed");
            let text = case.descendants().filter_map(|node| node.text()).collect::<String>();
            ((file.clone(), rule.to_owned()), (outcome, text))
        };
        cases.into_iter().map(told).collect::<Vec<_>>()
    };
    suites.flat_map(of_suite).collect()
}

#[test]
fn junit_fails_what_fails_the_run() {
    let folder = folder();
    let found = cases(&check(&folder, "junit").out);
    let document = json(&check(&folder, "json").out);
    for file in list(&document["files"]) {
        for rule in list(&file["rules"]) {
            let (outcome, text) = &found[&(word(file, "path").to_owned(), word(rule, "name").to_owned())];
            let wanted = match (rule["fails"] == true, word(rule, "verdict")) {
                (true, _) => "failure",
                (_, "does-not-apply") => "skipped",
                _ => "passed",
            };
            assert_eq!(*outcome, wanted, "{rule}");
            if *outcome != "skipped" {
                let said =
                    |finding: &Value| text.to_lowercase().contains(&word(finding, "help").replace('\u{202e}', "\\u{202e}").to_lowercase());
                assert!(list(&rule["findings"]).iter().all(said), "{text}\n{rule}");
            }
        }
    }
    let file = |name: &str| found[&(name.to_owned(), "The file can be read".to_owned())].0;
    assert_eq!((file("odd.rungs"), file("small.rungs")), ("failure", "passed"));
    let (outcome, text) = &found[&("small.rungs".to_owned(), "learned".to_owned())];
    assert!(
        *outcome == "passed" && text.contains("accepted, \"not ](https://evil.example) yet\", says Board, until 2027-04-01:"),
        "{text}"
    );
}

/// `--deny warnings` fails the run: a report in which everything passes would hide why.
#[test]
fn junit_fails_warnings_that_are_denied() {
    let folder = folder();
    let arguments = ["check", "policies/bromley.rungs", "--as-of", "2026-04-01", "--format", "junit"];
    let fails = |ran: &Ran| cases(&ran.out).values().filter(|(outcome, _)| *outcome == "failure").count();
    let warned = run(folder.path(), &arguments);
    let denied = run(folder.path(), &[&arguments[..], &["--deny", "warnings"]].concat());
    assert_eq!((warned.code, fails(&warned)), (FINE, 0));
    assert_eq!((denied.code, fails(&denied)), (FAILS, 28));
    write(&folder, "rungs.toml", "deny = \"warnings\"\n");
    assert_eq!(fails(&run(folder.path(), &arguments)), 28);
}

#[test]
fn junit_says_which_files_could_not_be_read() {
    let folder = folder();
    let ran = run(folder.path(), &["check", "gone.rungs", "--format", "junit"]);
    assert_eq!(ran.code, CANNOT_WORK);
    assert_eq!(cases(&ran.out)[&("gone.rungs".to_owned(), "The file can be read".to_owned())].0, "error");
}

// ── GitHub ───────────────────────────────────────────────────────────────────────────────────────

/// The commands as GitHub's runner reads them: kind, properties, message. Every other line has to be harmless.
fn commands(text: &str) -> Vec<(String, BTreeMap<String, String>, String)> {
    let undone = |text: &str| text.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%");
    let value = |text: &str| undone(&text.replace("%3A", ":").replace("%2C", ","));
    let mut found = Vec::new();
    for line in text.split(['\n', '\r']) {
        let Some(rest) = line.trim_start().strip_prefix("::") else {
            assert!(!line.contains("##["), "{line}");
            continue;
        };
        let (head, message) = rest.split_once("::").expect("a command has a message");
        let (kind, properties) = head.split_once(' ').expect("it has properties");
        let property = |pair: &str| pair.split_once('=').map(|(key, text)| (key.to_owned(), value(text))).expect("key and value");
        found.push((kind.to_owned(), properties.split(',').map(property).collect(), undone(message)));
    }
    found
}

#[test]
fn github_gets_a_command_for_everything_that_counts() {
    let folder = folder();
    let ran = check(&folder, "github");
    let commands = commands(&ran.out);
    let document = json(&check(&folder, "json").out);
    let mut wanted: BTreeMap<&str, usize> = BTreeMap::new();
    for file in list(&document["files"]) {
        for problem in list(&file["problems"]) {
            *wanted.entry(if problem["severity"] == "note" { "notice" } else { word(problem, "severity") }).or_default() += 1;
        }
        for rule in list(&file["rules"]) {
            let counts = list(&rule["findings"]).iter().filter(|finding| finding["accepted"].is_null()).count();
            let kind = match (word(rule, "severity"), word(rule, "verdict")) {
                ("error", "advice") => "warning",
                ("note", _) => "notice",
                (severity, _) => severity,
            };
            *wanted.entry(kind).or_default() += counts;
        }
    }
    for (kind, count) in &wanted {
        assert_eq!(commands.iter().filter(|(found, ..)| found == kind).count(), *count, "{kind}");
    }
    assert_eq!(commands.len(), wanted.values().sum::<usize>());
    let of_bromley = |(_, properties, _): &&(String, BTreeMap<String, String>, String)| properties["file"] == "policies/bromley.rungs";
    let one = commands
        .iter()
        .filter(of_bromley)
        .find(|(_, properties, _)| properties["title"].starts_with("told-too-late"))
        .expect("it is there");
    insta::assert_snapshot!("github", format!("{one:#?}\n{}", ran.out.lines().rev().take(2).collect::<Vec<_>>().join("\n")));
}

/// A name cannot begin a command, end a property early or add one.
#[test]
fn nothing_typed_becomes_a_command() {
    let folder = folder();
    let ran = run(folder.path(), &["check", HOSTILE_NAME, "small.rungs", "--format", "github"]);
    for (kind, properties, message) in commands(&ran.out) {
        assert!(["error", "warning", "notice"].contains(&kind.as_str()), "{kind}");
        assert!([HOSTILE_NAME, "small.rungs"].contains(&properties["file"].as_str()), "{properties:?}");
        let known = ["file", "line", "endLine", "col", "endColumn", "title"];
        assert!(properties.keys().all(|key| known.contains(&key.as_str())), "{properties:?}");
        assert!(!message.contains('\u{202e}'));
    }
    let lines = ran.out.lines().count();
    assert_eq!(lines, commands(&ran.out).len() + 2, "one line a finding, the sum, and the notice");
    let stray = run(folder.path(), &["check", "x\n::error::y.rungs", "--format", "github"]);
    assert_eq!(commands(&stray.out).len(), 1, "{}", stray.out);
    assert!(!stray.err.lines().any(|line| line.trim_start().starts_with("::")), "{}", stray.err);
}

// ── plain text ───────────────────────────────────────────────────────────────────────────────────

/// What is read aloud has no character that a voice spells out or skips: lines, arrows, ticks, bullets, columns of blanks.
#[test]
fn plain_text_can_be_read_aloud() {
    let folder = folder();
    run(folder.path(), &["check", "policies", "--as-of", "2026-04-01", "--write-baseline", "known.json"]);
    let plain = check(&folder, "plain").out;
    let drawn = |c: char| matches!(c, '\u{2022}' | '\u{2023}' | '\u{2190}'..='\u{21FF}' | '\u{2500}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '–' | '×' | '·');
    for line in plain.lines() {
        assert!(!line.contains(drawn), "{line}");
        assert!(!line.starts_with(['-', '*', ' ', '\t', '|']), "{line}");
        assert!(!line.contains("  "), "{line}");
    }
    assert!(!plain.contains("\n\n\n"), "groups stand one blank line apart");
    for name in PUBLISHED {
        assert!(plain.contains(&format!("of policies/{name}.rungs: ")), "{name}");
    }
    assert!(!plain.contains("Mon 5 Jan 2026") && plain.contains("Monday 5 January 2026"));
}

#[test]
fn plain_text_of_a_policy() {
    let folder = folder();
    let ran = run(folder.path(), &["check", "small.rungs", "odd.rungs", "--as-of", "2026-04-01", "--format", "plain"]);
    insta::assert_snapshot!("plain", ran.out);
}

// ── several at once ──────────────────────────────────────────────────────────────────────────────

#[test]
fn several_formats_at_once() {
    let folder = folder();
    let to = ["sarif=all.sarif", "junit=all.xml", "json=all.json", "plain=all.txt", "github"];
    let formats: Vec<&str> = to.iter().flat_map(|format| ["--format", format]).collect();
    let ran = run(folder.path(), &[&EVERYTHING[..], &formats].concat());
    assert_eq!(ran.code, FAILS);
    for format in to {
        let (word, file) = format.split_once('=').unwrap_or((format, ""));
        let alone = check(&folder, word).out;
        let written =
            if file.is_empty() { ran.out.clone() } else { std::fs::read_to_string(folder.path().join(file)).expect("it is there") };
        assert_eq!(written, alone, "{format}");
    }
    let clash = run(folder.path(), &["check", "small.rungs", "--format", "sarif", "--format", "github"]);
    assert_eq!(clash.code, CANNOT_WORK);
    assert!(clash.err.contains("a file of its own"), "{}", clash.err);
}

/// A report of a run that cannot be written whole leaves what was there.
#[test]
fn a_report_is_never_half_written() {
    let folder = folder();
    write(&folder, "kept.sarif", "what was there");
    let ran = run(folder.path(), &["check", "small.rungs", "--format", "sarif=no-such-folder/a.sarif", "--format", "junit=small.rungs"]);
    assert_eq!(ran.code, CANNOT_WORK);
    assert!(ran.err.contains("small.rungs is the policy itself"), "{}", ran.err);
    assert_eq!(std::fs::read_to_string(folder.path().join("kept.sarif")).expect("it is there"), "what was there");
    let names =
        |folder: &Path| std::fs::read_dir(folder).expect("it is there").flatten().map(|entry| entry.file_name()).collect::<Vec<_>>();
    assert!(!names(folder.path()).iter().any(|name| name.to_string_lossy().starts_with(".rungs-")));
}

// ── other programs ───────────────────────────────────────────────────────────────────────────────

/// What another program reads out of a report; `None` where it is not installed.
#[allow(clippy::print_stderr)]
fn read_by_another(kind: &str, file: &Path) -> Option<Value> {
    let python = in_repository("target/python-tools/bin/python");
    if !python.exists() {
        let required = std::env::var("RUNGS_TOOLS").is_ok_and(|value| value == "required");
        let why = "target/python-tools is not there (tooling/install-python-tools makes it)";
        assert!(!required, "{why}, and RUNGS_TOOLS=required");
        eprintln!("skipped: {why}, so no report is read by another program (RUNGS_TOOLS=required makes that a failure)");
        return None;
    }
    let output = Command::new(python).arg(in_repository("tests/tools/read.py")).arg(kind).arg(file).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(json(&String::from_utf8(output.stdout).expect("it is UTF-8")))
}

#[test]
fn another_program_reads_the_sarif() {
    let folder = folder();
    write(&folder, "all.sarif", &check(&folder, "sarif").out);
    let Some(read) = read_by_another("sarif", &folder.path().join("all.sarif")) else { return };
    let run = sarif(&folder, &EVERYTHING);
    let mut wanted: Vec<Value> = Vec::new();
    let mut counts: BTreeMap<&str, u64> = ["error", "warning", "note", "none"].map(|level| (level, 0)).into();
    for result in list(&run["results"]) {
        let place = &result["locations"][0]["physicalLocation"];
        let line = place["region"]["startLine"].clone();
        wanted.push(serde_json::json!([place["artifactLocation"]["uri"], line, result["level"], result["ruleId"]]));
        *counts.entry(word(result, "level")).or_default() += 1;
    }
    assert_eq!(read["tools"], serde_json::json!(["rungs"]));
    assert_eq!(read["count"], serde_json::json!(counts));
    let sorted = |mut records: Vec<Value>| {
        records.sort_by_key(Value::to_string);
        records
    };
    assert_eq!(sorted(list(&read["records"]).to_vec()), sorted(wanted));
}

#[test]
fn another_program_reads_the_junit() {
    let folder = folder();
    let xml = check(&folder, "junit").out;
    write(&folder, "all.xml", &xml);
    let Some(read) = read_by_another("junit", &folder.path().join("all.xml")) else { return };
    let mut found = BTreeMap::new();
    for suite in list(&read) {
        for case in list(&suite["cases"]) {
            let name = case[0].as_str().expect("it has a name");
            let rule = name.rsplit_once(" (").map_or(name, |(_, rule)| rule.trim_end_matches(')'));
            let outcome = case[2][0].as_str().unwrap_or("passed").to_owned();
            found.insert((word(suite, "name").to_owned(), rule.to_owned()), outcome);
        }
    }
    let wanted: BTreeMap<(String, String), String> =
        cases(&xml).into_iter().map(|(case, (outcome, _))| (case, outcome.to_owned())).collect();
    assert_eq!(found, wanted);
}
