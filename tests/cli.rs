//! The command line as people and scripts meet it: exit codes, streams, files, colours and widths.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

// ── help ─────────────────────────────────────────────────────────────────────────────────────────

const FINE: i32 = 0;
const FAILS: i32 = 1;
const CANNOT_WORK: i32 = 2;

/// A policy that keeps every rule, with its vocabulary beside it.
const MARLSHIRE: &str = r#"rungs 1

import "england.rungs"

policy marlshire "When professionals disagree" {
    publisher mscp
    follows marlshire-rules
}

rulebook marlshire-rules "What Marlshire requires" {
    rule ends-in-authority error "Every path ends in a resolution authority" {
        every path ends in an authority
    }
    rule told-too-late error "The partnership is told before Stage 4" with stage 4 {
        every path notifies partnership before that stage
    }
    rule no-time-limit warning "Every stage has a time limit" {
        every stage has a limit
    }
    rule no-review warning "The policy says when it is reviewed" {
        the policy states when it is reviewed
    }
}

body mscp "Marlshire Safeguarding Children Partnership" is partnership

role chair "Independent Chair" of mscp email "chair@mscp.example"

tier worker "Worker"
tier manager "Manager"

stage 1 "Worker to worker" between workers {
    must end within 1 working day                                           per 2.1
    workers must discuss by phone                                           per 2.2
    when unresolved, raising worker must escalate to stage 2                per 2.3
}

stage 2 "Manager to manager" between managers {
    must end within 2 working days of start of stage 2                      per 2.4
    managers must try to resolve                                            per 2.5
    raising manager must notify chair "the disagreement" by email           per 2.5
    when unresolved, raising manager must escalate to stage 3               per 2.6
}

stage 3 "The Chair decides" heard by chair {
    must end within 3 working days of start of stage 3                      per 2.7
    chair must decide                                                       per 2.7
}

upkeep {
    mscp must review "this policy" every 1 year                             per 2.8
}
"#;

/// A policy that stands alone and refers to guidance that was replaced in December 2023.
const OLD: &str = r#"rungs 1

policy thornmere "Escalation policy" {
    cites working-together-2018
}

role chair "Independent Chair"

document working-together-2018 "Working Together 2018" until 2023-12 replaced by working-together-2023
document working-together-2023 "Working Together 2023" from 2023-12

stage 1 "The Chair decides" heard by chair {
    chair must decide
}
"#;

/// What a run came to.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

struct Folder(TempDir);

impl Folder {
    /// A folder with a policy that keeps every rule, one held up by advice, one broken, one misspelt, one unreadable.
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder can be made"));
        folder.write("england.rungs", repository("policies/england.rungs"));
        folder.write("good.rungs", MARLSHIRE);
        let escalate = "raising manager must escalate to stage 3";
        folder.write("advice.rungs", MARLSHIRE.replace(escalate, "raising manager should escalate to stage 3"));
        folder.write("broken.rungs", MARLSHIRE.replace("    raising manager must notify chair", "    raising manager may notify chair"));
        folder.write("misspelt.rungs", MARLSHIRE.replace("must notify chair", "must notify chiar"));
        folder.write("torn.rungs", MARLSHIRE.replace("chair must decide", "chair must must decide {"));
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.at(name);
        std::fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.at(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).expect("it is UTF-8")
    }

    /// Every name in the folder and those in it.
    fn names(&self) -> Vec<String> {
        fn walk(folder: &Path, names: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).expect("the folder can be read") {
                let entry = entry.expect("the entry can be read");
                names.push(entry.path().to_string_lossy().into_owned());
                if entry.file_type().expect("it has a type").is_dir() {
                    walk(&entry.path(), names);
                }
            }
        }
        let mut names = Vec::new();
        walk(self.path(), &mut names);
        names.sort();
        names
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        run(self.path(), arguments, &[])
    }

    fn run_with(&self, environment: &[(&str, &str)], arguments: &[&str]) -> Ran {
        run(self.path(), arguments, environment)
    }
}

fn repository(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// The real policies and examples, in a folder of their own.
fn published() -> Folder {
    let folder = Folder(tempfile::tempdir().expect("a folder can be made"));
    for inside in ["policies", "examples"] {
        for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(inside)).expect("the folder is there") {
            let path = entry.expect("the entry can be read").path();
            let name = path.file_name().and_then(OsStr::to_str).expect("it has a plain name");
            if name.ends_with(".rungs") {
                folder.write(&format!("{inside}/{name}"), std::fs::read(&path).expect("it can be read"));
            }
        }
    }
    folder
}

fn command(folder: &Path) -> assert_cmd::Command {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("rungs");
    command.current_dir(folder).timeout(Duration::from_secs(30));
    plain_environment(|name| {
        command.env_remove(name);
    });
    command
}

fn plain_environment(mut remove: impl FnMut(&str)) {
    ["NO_COLOR", "COLUMNS", "NO_GRAPHICS", "TERM", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR"].into_iter().for_each(&mut remove);
}

fn run(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
    let mut command = command(folder);
    command.args(arguments).envs(environment.iter().copied());
    let output = command.output().unwrap_or_else(|why| panic!("{arguments:?}: {why}"));
    let ran = Ran {
        code: output.status.code().unwrap_or_else(|| panic!("{arguments:?} was killed or took too long")),
        out: String::from_utf8(output.stdout).expect("what is printed is UTF-8"),
        err: String::from_utf8(output.stderr).expect("what is printed is UTF-8"),
    };
    assert!(!ran.err.contains("panicked"), "{arguments:?} panicked:\n{}", ran.err);
    assert!((FINE..=CANNOT_WORK).contains(&ran.code), "{arguments:?} ended with {}:\n{}", ran.code, ran.err);
    assert!(ran.code != CANNOT_WORK || !ran.err.is_empty(), "{arguments:?} could not work and does not say why");
    ran
}

#[track_caller]
fn assert_code(ran: &Ran, code: i32) {
    assert_eq!(ran.code, code, "the exit code\n── standard output\n{}\n── standard error\n{}", ran.out, ran.err);
}

#[track_caller]
fn assert_says(text: &str, words: &str) {
    assert!(text.contains(words), "`{words}` is missing from:\n{text}");
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out)
        .unwrap_or_else(|why| panic!("no JSON: {why}\n── standard output\n{}\n── standard error\n{}", ran.out, ran.err))
}

/// Runs a line of the shell, with `$RUNGS` for the program and `$ERR` for a file to put its standard error in.
#[cfg(unix)]
fn shell(folder: &Folder, line: &str) -> (i32, String, String) {
    let errors = tempfile::NamedTempFile::new().expect("a file can be made");
    let mut command = std::process::Command::new("sh");
    command.args(["-c", line]).current_dir(folder.path()).env("RUNGS", assert_cmd::cargo::cargo_bin!("rungs")).env("ERR", errors.path());
    plain_environment(|name| {
        command.env_remove(name);
    });
    let output = command.output().expect("there is a shell");
    let errors = std::fs::read_to_string(errors.path()).expect("it is UTF-8");
    assert!(!errors.contains("panicked"), "{line} panicked:\n{errors}");
    (output.status.code().expect("it ends by itself"), String::from_utf8_lossy(&output.stdout).into_owned(), errors)
}

// ── rulebooks and cases ──────────────────────────────────────────────────────────────────────────

/// A rulebook is asked of a policy that does not follow it; one that stands nowhere stops the run.
#[test]
fn a_rulebook_of_the_command_line() {
    let folder = Folder::new();
    folder.write(
        "region.rungs",
        "rungs 1\n\nrulebook region \"What the region requires\" {\n    rule no-stand-in error \"Somebody stands in\" {\n        every authority has a stand-in\n    }\n}\n",
    );
    assert_code(&folder.run(&["check", "good.rungs"]), FINE);
    let ran = folder.run(&["check", "--rulebook", "region.rungs", "good.rungs"]);
    assert_code(&ran, FAILS);
    assert_says(&ran.out, "nobody stands in for the Independent Chair");
    let again = folder.run(&["check", "--rulebook", "region.rungs", "--rulebook", "region.rungs", "good.rungs"]);
    assert_eq!(again.out, ran.out, "asked twice, it is one rulebook");
    let gone = folder.run(&["check", "--rulebook", "gone.rungs", "good.rungs"]);
    assert_code(&gone, CANNOT_WORK);
    assert_says(&gone.err, "gone.rungs: there is no such file");
}

/// The cases that show findings are saved with the policy, and played by `rungs test`; nothing that is there is written over.
#[test]
fn cases_are_saved() {
    let folder = Folder::new();
    folder.write(
        "bad.rungs",
        MARLSHIRE.replace("    raising manager must notify chair \"the disagreement\" by email           per 2.5\n", ""),
    );
    let ran = folder.run(&["check", "--quiet", "bad.rungs", "--witness", "cases"]);
    assert_code(&ran, FAILS);
    assert_says(&ran.out, "Mon 5 Jan 2026");
    let played = folder.run(&["test", "cases"]);
    assert_code(&played, FINE);
    assert_says(&played.out, "told-too-late: no clause tells the safeguarding partnership before stage 3");
    let onto_itself = folder.run(&["check", "--quiet", "bad.rungs", "--witness", "."]);
    assert_code(&onto_itself, CANNOT_WORK);
    assert_says(&onto_itself.err, "would be written over");
}

/// Two policies side by side: what is said to be the same has to be there, and a gate fails where the second may guarantee less.
#[test]
fn two_policies_are_compared() {
    let folder = Folder::new();
    let told = "    raising manager must notify chair \"the disagreement\" by email           per 2.5\n";
    folder.write("looser.rungs", MARLSHIRE.replace(told, ""));
    let same = folder.run(&["compare", "good.rungs", "good.rungs"]);
    assert_code(&same, FINE);
    assert_says(&same.out, "They say the same");
    let looser = folder.run(&["compare", "good.rungs", "looser.rungs"]);
    assert_code(&looser, FINE);
    assert_says(&looser.out, "is looser");
    let gate = folder.run(&["compare", "good.rungs", "looser.rungs", "--require", "as-strict-as"]);
    assert_code(&gate, FAILS);
    assert_says(&gate.out, "is not as strict as");
    let other_way = folder.run(&["compare", "looser.rungs", "good.rungs", "--require", "as-strict-as"]);
    assert_code(&other_way, FINE);
    assert_says(&other_way.out, "is at least as strict as");
    for (pair, says) in
        [("stage 1", "is no pair"), ("stage 9=stage 1", "has no stage 9"), ("chiar=chair", "has no name chiar; did you mean chair?")]
    {
        let wrong = folder.run(&["compare", "good.rungs", "looser.rungs", "--same", pair]);
        assert_code(&wrong, CANNOT_WORK);
        assert_says(&wrong.err, says);
    }
    folder.write("pairs.txt", "# what is the same\nstage 1=stage 1  # the first\n\nchair = chair\n");
    assert_code(&folder.run(&["compare", "good.rungs", "looser.rungs", "--same-from", "pairs.txt"]), FINE);
    let gone = folder.run(&["compare", "good.rungs", "looser.rungs", "--same-from", "gone.txt"]);
    assert_code(&gone, CANNOT_WORK);
    assert_says(&gone.err, "gone.txt: it cannot be read");
    let onto_itself = folder.run(&["compare", "good.rungs", "looser.rungs", "-o", "good.rungs"]);
    assert_code(&onto_itself, CANNOT_WORK);
    let broken = folder.run(&["compare", "good.rungs", "gone.rungs"]);
    assert_code(&broken, CANNOT_WORK);
    assert_says(&broken.err, "gone.rungs");
}

/// Many policies beside each other; one that cannot be read is left out, said so, and fails.
#[test]
fn many_policies_stand_beside_each_other() {
    let folder = Folder::new();
    let ran = folder.run(&["matrix", "good.rungs"]);
    assert_code(&ran, FINE);
    assert_says(&ran.out, "every case over within");
    assert_says(&ran.out, "told-too-late");
    folder.write("torn.rungs", "rungs 1\npolicy torn {\n");
    let torn = folder.run(&["matrix", "good.rungs", "torn.rungs", "--format", "json"]);
    assert_code(&torn, FAILS);
    assert_says(&torn.err, "torn.rungs: left out for");
    assert!(rungs::emit::json::read_matrix(&torn.out).is_ok_and(|document| document.policies.len() == 1));
    let none = folder.run(&["matrix", "england.rungs"]);
    assert_code(&none, CANNOT_WORK);
    assert_says(&none.err, "there is no policy to show");
    let table = folder.run(&["matrix", "good.rungs", "--format", "markdown"]);
    assert_says(&table.out, "| --- |");
}

// ── exit codes ───────────────────────────────────────────────────────────────────────────────────

#[test]
fn nothing_fails() {
    let folder = Folder::new();
    let ran = folder.run(&["check", "good.rungs"]);
    assert_code(&ran, FINE);
    assert_says(&ran.out, "none fails, none warns");
    assert_eq!(ran.err, "");
    assert_code(&folder.run(&["check", "--deny", "warnings", "good.rungs"]), FINE);
    assert_code(&folder.run(&["check", "england.rungs"]), FINE);
}

#[test]
fn advice_on_a_rule_at_error_level_does_not_fail_unless_warnings_are_denied() {
    let folder = Folder::new();
    let ran = folder.run(&["check", "advice.rungs"]);
    assert_code(&ran, FINE);
    assert_says(&ran.out, "ends-in-authority (holds if advice is followed)");
    assert_code(&folder.run(&["check", "--deny", "warnings", "advice.rungs"]), FAILS);
    assert_code(&folder.run(&["check", "--deny", "warnings", "--format", "json", "advice.rungs"]), FAILS);
}

#[test]
fn a_warning_fails_only_where_warnings_are_denied() {
    let folder = Folder::new();
    folder.write("old.rungs", OLD);
    assert_code(&folder.run(&["check", "old.rungs"]), FINE);
    assert_code(&folder.run(&["check", "--deny", "warnings", "old.rungs"]), FAILS);
}

#[test]
fn what_fails() {
    let folder = Folder::new();
    let broken = folder.run(&["check", "broken.rungs"]);
    assert_code(&broken, FAILS);
    assert_says(&broken.out, "told-too-late");
    let misspelt = folder.run(&["check", "misspelt.rungs"]);
    assert_code(&misspelt, FAILS);
    assert_says(&misspelt.out, "unknown-name");
    assert_says(&misspelt.out, "did you mean `chair`?");
    assert_says(&misspelt.out, "the rules were not checked");
    let torn = folder.run(&["check", "torn.rungs"]);
    assert_code(&torn, FAILS);
    assert_says(&torn.out, "the rules were not checked");
    for ran in [broken, misspelt, torn] {
        assert_eq!(ran.err, "", "what is wrong with a policy is no trouble of the tool");
    }
}

#[test]
fn what_cannot_work() {
    let folder = Folder::new();
    folder.write("latin.rungs", b"rungs 1\n// caf\xe9\n");
    folder.write("empty/readme.txt", "nothing");
    let large = std::fs::File::create(folder.at("large.rungs")).expect("the file can be made");
    large.set_len(64 * 1024 * 1024 + 1).expect("it can be sparse");
    for (arguments, says) in [
        (&["check", "absent.rungs"][..], "absent.rungs: there is no such file or folder"),
        (&["check", "empty"], "no policy (*.rungs) is in this folder"),
        (&["check", "latin.rungs"], "not plain text in UTF-8"),
        (&["check", "large.rungs"], "64 MiB"),
        (&["check"], "say what to check, such as `rungs check my-policy.rungs`"),
        (&["good.rungs"], "`rungs check good.rungs` checks it"),
        (&["check", "--deny", "notes", "good.rungs"], "notes"),
        (&["check", "--format", "xml", "good.rungs"], "xml"),
        (&["check", "--as-of", "2026-02-30", "good.rungs"], "there is no such day"),
        (&["check", "--as-of", "2026-04", "good.rungs"], "there is no such day"),
        (&["check", "--as-of", "tomorrow", "good.rungs"], "there is no such day"),
        (&["check", "--diff", "good.rungs"], "--fix"),
        (&["chekc", "good.rungs"], "did you mean `rungs check`?"),
        (&["--color", "sometimes", "check", "good.rungs"], "sometimes"),
        (&[], "rungs check my-policy.rungs"),
        (&["draw", "absent.rungs"], "there is no such file"),
        (&["draw", "empty"], "it is a folder"),
        (&["draw", "latin.rungs"], "not plain text in UTF-8"),
        (&["draw", "good.rungs", "-o", "out.png"], "end it with .svg, .dot or .mmd"),
        (&["draw", "good.rungs", "-o", "out"], "end it with .svg, .dot or .mmd"),
        (&["draw", "good.rungs", "--format", "png"], "png"),
        (&["compile", "absent.rungs"], "there is no such file"),
        (&["compile", "large.rungs"], "64 MiB"),
        (&["compile"], "`rungs help compile` says more"),
        (&["fmt", "absent.rungs"], "there is no such file or folder"),
        (&["fmt", "empty"], "no policy (*.rungs) is in this folder"),
        (&["fmt", "latin.rungs"], "not plain text in UTF-8"),
        (&["fmt", "--check", "large.rungs"], "64 MiB"),
        (&["explain"], "rungs explain told-too-late"),
        (&["explain", "no-such-rule-at-all"], "there is no rule called"),
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, CANNOT_WORK, "{arguments:?}\n{}\n{}", ran.out, ran.err);
        assert!(ran.err.contains(says), "{arguments:?} does not say `{says}`:\n{}", ran.err);
        assert_eq!(ran.out, "", "{arguments:?} prints where a document is expected");
    }
    assert!(!folder.names().iter().any(|name| name.ends_with("out.png") || name.ends_with("out")));
}

#[test]
fn the_highest_of_several_files_counts() {
    let folder = Folder::new();
    folder.write("latin.rungs", b"rungs 1\n// caf\xe9\n");
    assert_code(&folder.run(&["check", "good.rungs", "advice.rungs"]), FINE);
    for files in [["good.rungs", "broken.rungs"], ["broken.rungs", "good.rungs"], ["misspelt.rungs", "advice.rungs"]] {
        assert_code(&folder.run(&["check", files[0], files[1]]), FAILS);
    }
    for files in [["latin.rungs", "broken.rungs"], ["broken.rungs", "latin.rungs"]] {
        let ran = folder.run(&["check", files[0], files[1]]);
        assert_code(&ran, CANNOT_WORK);
        assert_says(&ran.out, "told-too-late");
        assert_says(&ran.err, "latin.rungs");
    }
    for files in [["absent.rungs", "broken.rungs"], ["good.rungs", "absent.rungs"]] {
        assert_code(&folder.run(&["check", files[0], files[1]]), CANNOT_WORK);
    }
    assert_code(&folder.run(&["fmt", "--check", "latin.rungs", "torn.rungs"]), CANNOT_WORK);
    assert_code(&folder.run(&["check", "."]), CANNOT_WORK);
}

#[test]
fn help_and_version_are_no_failure() {
    let folder = Folder::new();
    for arguments in [&["--help"][..], &["-h"], &["--version"], &["help"], &["check", "--help"], &["help", "fmt"]] {
        let ran = folder.run(arguments);
        assert_code(&ran, FINE);
        assert!(!ran.out.is_empty() && ran.err.is_empty(), "{arguments:?}");
    }
    assert_says(&folder.run(&["--help"]).out, "Exit codes");
}

/// A report of a finding is worth more if it says which solver was in use.
#[test]
fn the_version_names_the_solver() {
    let folder = Folder::new();
    let said = folder.run(&["--version"]).out;
    assert_eq!(said, folder.run(&["-V"]).out);
    let solver = said.trim_end().strip_prefix(&format!("rungs {} (", env!("CARGO_PKG_VERSION"))).and_then(|rest| rest.strip_suffix(')'));
    let solver = solver.unwrap_or_else(|| panic!("{said}"));
    if cfg!(feature = "solver") {
        let numbers: Vec<&str> = solver.strip_prefix("libz3 ").expect("it is named").split('.').collect();
        assert!(numbers.len() == 3 && numbers.iter().all(|number| number.parse::<u32>().is_ok()), "{said}");
    } else {
        assert_eq!(solver, "without a solver");
    }
}

// ── completions and manual pages ─────────────────────────────────────────────────────────────────

/// Every shell that is there reads its script; bash completes with it.
#[cfg(unix)]
#[test]
fn shells_complete_the_command_line() {
    let folder = Folder::new();
    for name in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = folder.run(&["completions", name]);
        assert_code(&ran, FINE);
        let rules = ["bash", "zsh", "fish"].contains(&name).then_some("told-too-late");
        for word in ["simulate", "as-of"].into_iter().chain(rules) {
            assert_says(&ran.out, word);
        }
        folder.write(name, &ran.out);
        let check = if name == "fish" { "--no-execute" } else { "-n" };
        if ["bash", "zsh", "fish"].contains(&name)
            && let Ok(read) = std::process::Command::new(name).args([check, name]).current_dir(folder.path()).output()
        {
            assert!(read.status.success(), "{name}: {}", String::from_utf8_lossy(&read.stderr));
        }
    }
    let complete = "source ./bash; COMP_WORDS=(rungs explain told); COMP_CWORD=2; _rungs rungs told explain; echo \"${COMPREPLY[@]}\"";
    let Ok(completed) = std::process::Command::new("bash").args(["-c", complete]).current_dir(folder.path()).output() else { return };
    assert_eq!(String::from_utf8_lossy(&completed.stdout), "told-too-late\n", "{}", String::from_utf8_lossy(&completed.stderr));
    assert_code(&folder.run(&["completions", "abacus"]), CANNOT_WORK);
    assert_says(&folder.run(&["completions"]).err, "rungs completions bash");
}

#[test]
fn manual_pages() {
    let folder = Folder::new();
    std::fs::create_dir(folder.at("man1")).expect("a folder can be made");
    assert_code(&folder.run(&["man", "--dir", "man1"]), FINE);
    let commands = ["new", "check", "test", "simulate", "draw", "compare", "matrix", "compile", "fmt", "explain", "rules", "man"];
    for page in std::iter::once("rungs".to_owned()).chain(commands.map(|command| format!("rungs-{command}"))) {
        let text = folder.text(&format!("man1/{page}.1"));
        assert!(text.lines().any(|line| line.starts_with(&format!(".TH {page} 1"))), "{page}");
        assert!(text.contains(".SH NAME") && text.contains(".SH SYNOPSIS") && !text.contains("libz3"), "{page}");
        // groff complains of what it does not know.
        if let Ok(read) =
            std::process::Command::new("groff").args(["-man", "-ww", "-z", &format!("man1/{page}.1")]).current_dir(folder.path()).output()
        {
            assert_eq!(String::from_utf8_lossy(&read.stderr), "", "{page}");
        }
    }
    assert_eq!(folder.run(&["man", "check"]).out, folder.text("man1/rungs-check.1"));
    assert_eq!(folder.run(&["man"]).out, folder.text("man1/rungs.1"));
    assert_code(&folder.run(&["man", "chekc"]), CANNOT_WORK);
    assert_code(&folder.run(&["man", "--dir", "absent"]), CANNOT_WORK);
}

#[test]
fn every_example_and_policy_can_be_checked_at_once() {
    let folder = published();
    let ran = folder.run(&["check", "--as-of", "2026-04-01", "--quiet", "policies", "examples"]);
    assert!(ran.code <= FAILS, "{}", ran.err);
    assert_eq!(ran.err, "");
    for name in ["policies/bromley.rungs", "policies/havering.rungs", "examples/when.rungs"] {
        assert_says(&ran.out, &format!("{name}: "));
    }
}

// ── how much is said ─────────────────────────────────────────────────────────────────────────────

/// Quiet leaves out what goes well; that it was looked at stays, and so does all that does not go well.
#[test]
fn quiet_leaves_out_what_goes_well() {
    let folder = Folder::new();
    folder.write("scruffy.rungs", scruffy());
    for quiet in ["-q", "--quiet"] {
        let ran = folder.run(&["check", quiet, "good.rungs"]);
        assert_code(&ran, FINE);
        assert_eq!(
            ran.out.lines().next(),
            Some("good.rungs: of 33 rules none fails, none warns, 20 hold. `rungs explain RULE` says more.")
        );
        assert!(!ran.out.contains("guarantees and says"), "{}", ran.out);
        assert_says(&folder.run(&[quiet, "check", "broken.rungs"]).out, "told-too-late");
    }
    assert_eq!(folder.run(&["fmt", "-q", "scruffy.rungs"]).out, "");
    folder.write("case.rungs", format!("{MARLSHIRE}{SCENARIO}"));
    let ran = folder.run(&["test", "-q", "case.rungs"]);
    assert_code(&ran, FINE);
    assert_eq!(ran.out.lines().next(), Some("1 scenario, and it passes."));
    folder.write("case.rungs", format!("{MARLSHIRE}{}", SCENARIO.replace("expect not missed", "expect missed")));
    let ran = folder.run(&["test", "-q", "case.rungs"]);
    assert_code(&ran, FAILS);
    assert_says(&ran.out, "FAILS");
    assert_eq!(folder.run(&["new", "--yes", "-q", "-o", "first.rungs"]).out, "");
}

const SCENARIO: &str = "
scenario \"To the Chair\" {
    dispute school against social-care
    starts 2026-06-01
    at stage 1, unresolved on 2026-06-02
    at stage 2, unresolved on 2026-06-03
    expect not missed
}
";

/// What a run has done goes beside its output, never into it.
#[test]
fn verbose_says_what_was_read_and_asked() {
    let folder = Folder::new();
    for command in [&["check"][..], &["test"], &["matrix"], &["draw"], &["compile"], &["check", "--format", "json"]] {
        let day: &[&str] = if ["test", "draw"].contains(&command[0]) { &[] } else { &["--as-of", "2026-04-01"] };
        let arguments = [command, &["good.rungs"], day].concat();
        let (said, silent) = (folder.run(&[&arguments[..], &["-v"]].concat()), folder.run(&arguments));
        assert_eq!((said.out, said.code, silent.err.as_str()), (silent.out, silent.code, ""), "{arguments:?}");
        for words in ["read good.rungs\n", "read england.rungs\n", "reading took ", "was asked 0 times\n"] {
            assert_says(&said.err, words);
        }
    }
    assert_says(&folder.run(&["check", "--verbose", "good.rungs"]).err, "rulebooks: marlshire-rules\n");
}

/// A bar is for whoever watches; nothing of it gets into a file or a pipe.
#[cfg(target_os = "linux")]
#[test]
fn a_bar_is_shown_on_a_terminal_alone() {
    let folder = published();
    let line = format!("{} check --quiet policies examples", assert_cmd::cargo::cargo_bin!("rungs").display());
    let at_a_terminal = |line: &str| {
        let mut script = std::process::Command::new("script");
        script.args(["--quiet", "--command", line, "/dev/null"]).current_dir(folder.path()).env("TERM", "xterm");
        script.stdin(std::process::Stdio::null()).output().ok().map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let Some(shown) = at_a_terminal(&line.replace("--quiet", "")) else { return };
    assert_says(&shown, "files checked");
    let quiet = at_a_terminal(&line).expect("it ran before");
    assert!(!quiet.contains("files checked"), "{quiet}");
    let into_a_file = at_a_terminal(&format!("{} 2>errors.txt", line.replace("--quiet", ""))).expect("it ran before");
    assert!(!into_a_file.contains("files checked") && folder.text("errors.txt").is_empty(), "{into_a_file}");
}

// ── standard input ───────────────────────────────────────────────────────────────────────────────

fn piped(folder: &Folder, arguments: &[&str], input: impl Into<Vec<u8>>) -> Ran {
    let output = command(folder.path()).args(arguments).write_stdin(input).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("what is printed is UTF-8");
    Ran { code: output.status.code().expect("it ends"), out: text(output.stdout), err: text(output.stderr) }
}

/// Every command takes a policy from standard input as it would from a file of the current folder.
#[test]
fn a_policy_comes_through_standard_input() {
    let folder = Folder::new();
    for arguments in [
        &["check", "-", "--as-of", "2026-04-01"][..],
        &["check", "-", "--as-of", "2026-04-01", "--format", "json"],
        &["test", "-"],
        &["draw", "-"],
        &["compile", "-", "--as-of", "2026-04-01"],
        &["compare", "good.rungs", "-"],
        &["matrix", "-", "--as-of", "2026-04-01"],
    ] {
        let through = piped(&folder, arguments, MARLSHIRE);
        let named: Vec<&str> = arguments.iter().map(|argument| if *argument == "-" { "good.rungs" } else { argument }).collect();
        let of_a_file = folder.run(&named);
        assert_code(&through, FINE);
        assert_eq!(through.err, "", "{arguments:?}");
        // A longer name breaks lines elsewhere.
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace("<standard input>", "good.rungs");
        assert_eq!(words(&through.out), words(&of_a_file.out), "{arguments:?}");
    }
    let broken = piped(&folder, &["check", "-"], folder.bytes("broken.rungs"));
    assert_code(&broken, FAILS);
    assert_says(&broken.out, "<standard input>:");
    // One text, however often it is named; files beside it.
    let ran = piped(&folder, &["check", "--quiet", "-", "broken.rungs", "-"], MARLSHIRE);
    assert_code(&ran, FAILS);
    assert_eq!((ran.out.matches("<standard input>: of").count(), ran.out.matches("broken.rungs: of").count()), (1, 1));
    // A file of this name can still be had.
    folder.write("-", MARLSHIRE);
    assert_code(&piped(&folder, &["check", "./-"], "not a policy"), FINE);
}

#[test]
fn what_comes_through_standard_input_is_laid_out_into_standard_output() {
    let folder = Folder::new();
    let ran = piped(&folder, &["fmt", "-"], scruffy());
    assert_code(&ran, FINE);
    folder.write("scruffy.rungs", scruffy());
    folder.run(&["fmt", "scruffy.rungs"]);
    assert_eq!((ran.out, ran.err.as_str()), (folder.text("scruffy.rungs"), ""));
    let ran = piped(&folder, &["fmt", "--check", "-"], scruffy());
    assert_code(&ran, FAILS);
    assert_says(&ran.out, "<standard input>: not in its layout");
    // What cannot be read is not passed on: the problems go beside the pipe.
    let ran = piped(&folder, &["fmt", "-"], folder.bytes("torn.rungs"));
    assert_code(&ran, FAILS);
    assert_eq!(ran.out, "");
    assert_says(&ran.err, "left as it is");
}

#[test]
fn what_standard_input_cannot_be() {
    let folder = Folder::new();
    for command in ["check", "test", "fmt", "draw", "compile", "matrix"] {
        for (input, said) in [
            (b"rungs 1\n// caf\xe9\n".to_vec(), "not plain text in UTF-8"),
            (b"\xff\xfer\0u\0".to_vec(), "UTF-16"),
            (vec![b' '; 64 * 1024 * 1024 + 1], "more than 64 MiB"),
        ] {
            let ran = piped(&folder, &[command, "-"], input);
            assert_code(&ran, CANNOT_WORK);
            assert_says(&ran.err, "<standard input>");
            assert_says(&ran.err, said);
        }
    }
    let empty = piped(&folder, &["check", "-"], "");
    assert_code(&empty, FAILS);
    assert_says(&empty.out, "this file is empty");
    // Answers come that way.
    let ran = piped(&folder, &["simulate", "-"], MARLSHIRE);
    assert_code(&ran, CANNOT_WORK);
    assert_says(&ran.err, "--scenario");
    assert_code(&piped(&folder, &["check", "--watch", "-"], MARLSHIRE), CANNOT_WORK);
    folder.write("elsewhere/x", "");
    let ran = run(&folder.at("elsewhere"), &["check", "../good.rungs"], &[]);
    assert_code(&ran, FINE);
    let output = command(&folder.at("elsewhere")).args(["check", "-"]).write_stdin(MARLSHIRE).output().expect("it runs");
    assert_eq!(output.status.code(), Some(FAILS), "imports are looked up in the current folder");
}

// ── as JSON ──────────────────────────────────────────────────────────────────────────────────────

#[test]
fn json_is_one_document_and_ends_as_the_text_does() {
    let folder = Folder::new();
    folder.write("latin.rungs", b"rungs 1\n// caf\xe9\n");
    folder.write("old.rungs", OLD);
    let all = ["good.rungs", "advice.rungs", "broken.rungs", "misspelt.rungs", "torn.rungs", "latin.rungs", "old.rungs", "england.rungs"];
    let mut runs: Vec<Vec<&str>> = all.iter().map(|one| vec![*one]).collect();
    runs.push(all.to_vec());
    runs.push(vec!["."]);
    runs.push(vec!["good.rungs", "latin.rungs", "advice.rungs"]);
    for files in &runs {
        for deny in [&[][..], &["--deny", "warnings"]] {
            let arguments = |format| [&["check", "--format", format, "--as-of", "2026-04-01"], deny, files].concat();
            let text = folder.run(&arguments("text"));
            let document = folder.run(&arguments("json"));
            assert_eq!(text.code, document.code, "{files:?} {deny:?}");
            assert_eq!(text.err, document.err, "{files:?} {deny:?}");
            let document = json(&document);
            assert_eq!(document["rungs_document"], "check");
            assert_eq!(document["as_of"], "2026-04-01");
            let told = document["files"].as_array().expect("there is a list of files");
            assert!(files == &vec!["."] || told.len() == files.len(), "{files:?}: {} in the document", told.len());
            let fails = told.iter().any(|file| file["fails"] == true);
            let unreadable = told.iter().any(|file| !file["unreadable"].is_null());
            assert_eq!(unreadable, text.code == CANNOT_WORK, "{files:?}");
            assert!(fails == (text.code > FINE) || (deny.len() == 2 && !fails), "{files:?} {deny:?}: fails {fails}, exit {}", text.code);
        }
    }
}

#[test]
fn json_names_files_in_the_order_given_and_each_once() {
    let folder = Folder::new();
    let document = json(&folder.run(&["check", "--format", "json", "good.rungs", "advice.rungs", "good.rungs"]));
    let paths: Vec<&str> = document["files"].as_array().expect("a list").iter().filter_map(|file| file["path"].as_str()).collect();
    assert_eq!(paths, ["good.rungs", "advice.rungs"]);
}

#[test]
fn json_is_a_document_even_where_a_file_is_missing() {
    let folder = Folder::new();
    let ran = folder.run(&["check", "--format", "json", "good.rungs", "absent.rungs"]);
    assert_code(&ran, CANNOT_WORK);
    assert_says(&ran.err, "absent.rungs: there is no such file or folder");
    let document = json(&ran);
    let unreadable: Vec<bool> = document["files"].as_array().expect("a list").iter().map(|file| !file["unreadable"].is_null()).collect();
    assert_eq!(unreadable, [false, true]);
}

/// A file with more mistakes than anybody could mend is no policy: the document stays small, and counts them all.
#[test]
fn json_lists_a_thousand_problems_and_counts_the_others() {
    let folder = Folder::new();
    let clauses: String = (0..1_500).map(|number| format!("    must notify nobody-{number}\n")).collect();
    folder.write("many.rungs", format!("rungs 1\npolicy many \"Many\" {{\n}}\nthroughout {{\n{clauses}}}\n"));
    let ran = folder.run(&["check", "--format", "json", "many.rungs"]);
    assert_code(&ran, FAILS);
    let document = json(&ran);
    assert_eq!(document["files"][0]["problems"].as_array().map(Vec::len), Some(1_000));
    assert_eq!(document["files"][0]["problems_left_out"]["error"], 500);
    assert_eq!(document["totals"]["problems"]["error"], 1_500);
}

#[test]
fn json_has_no_colour() {
    let folder = Folder::new();
    assert!(!folder.run(&["--color", "always", "check", "--format", "json", "broken.rungs"]).out.contains('\u{1b}'));
}

// ── colour, drawing characters and width ─────────────────────────────────────────────────────────

#[test]
fn colour_only_where_it_is_asked_for() {
    let folder = Folder::new();
    for file in ["broken.rungs", "misspelt.rungs"] {
        let coloured = |environment: &[(&str, &str)], arguments: &[&str]| {
            let ran = folder.run_with(environment, &[arguments, &["check", file]].concat());
            assert!(!ran.err.contains('\u{1b}'));
            ran.out.contains('\u{1b}')
        };
        assert!(!coloured(&[], &[]), "no colour goes into a pipe");
        assert!(!coloured(&[], &["--color", "auto"]));
        assert!(!coloured(&[], &["--color", "never"]));
        assert!(!coloured(&[("NO_COLOR", "1")], &[]));
        assert!(!coloured(&[("NO_COLOR", "1")], &["--color", "auto"]));
        assert!(!coloured(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")], &[]));
        assert!(coloured(&[], &["--color", "always"]));
        assert!(coloured(&[("NO_COLOR", "1")], &["--color", "always"]), "what is asked for on the line itself counts");
        assert!(coloured(&[("TERM", "dumb")], &["--color", "always"]));
    }
}

#[test]
fn colour_changes_no_word() {
    let folder = Folder::new();
    for file in ["broken.rungs", "misspelt.rungs", "advice.rungs"] {
        let coloured = folder.run(&["--color", "always", "check", file]).out;
        let mut without = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            without.push_str(before);
            rest = after.split_once('m').map_or("", |(_, rest)| rest);
        }
        without.push_str(rest);
        assert_eq!(without, folder.run(&["check", file]).out);
    }
}

#[test]
fn plain_text_has_no_drawing_characters() {
    let folder = Folder::new();
    let drawn = |text: &str| text.chars().any(|c| matches!(c, '\u{2190}'..='\u{21FF}' | '\u{2500}'..='\u{27BF}' | '×' | '·'));
    for file in ["good.rungs", "advice.rungs", "broken.rungs", "misspelt.rungs", "torn.rungs"] {
        assert!(drawn(&folder.run(&["check", file]).out), "{file} is drawn without --plain");
        for (environment, arguments) in [(&[][..], &["--plain"][..]), (&[("NO_GRAPHICS", "1")], &[])] {
            let ran = folder.run_with(environment, &[arguments, &["check", file]].concat());
            assert!(!drawn(&ran.out), "{file} has drawing characters:\n{}", ran.out);
            assert!(!ran.out.contains('\u{1b}'));
            assert_eq!(ran.code, folder.run(&["check", file]).code);
        }
    }
    assert_says(&folder.run(&["check", "--plain", "misspelt.rungs"]).out, " of misspelt.rungs: ");
    let published = published();
    let ran = published.run(&["--plain", "check", "policies"]);
    assert!(!drawn(&ran.out), "{}", ran.out);
}

#[test]
fn plain_and_drawn_name_the_same_rules() {
    let folder = published();
    let named = |text: &str| -> Vec<bool> {
        let rules = folder.run(&["rules"]).out;
        rules.lines().filter_map(|line| line.split_whitespace().next()).map(|rule| text.contains(rule)).collect()
    };
    for file in ["policies/bromley.rungs", "policies/havering.rungs"] {
        let drawn = folder.run(&["check", "--quiet", file]).out;
        let plain = folder.run(&["check", "--quiet", "--plain", file]).out;
        assert_eq!(named(&drawn), named(&plain), "{file}");
    }
}

#[test]
fn narrow_windows() {
    let folder = Folder::new();
    for file in ["broken.rungs", "misspelt.rungs", "advice.rungs"] {
        let wide = folder.run_with(&[("COLUMNS", "120")], &["check", "--quiet", file]);
        let narrow = folder.run_with(&[("COLUMNS", "40")], &["check", "--quiet", file]);
        assert_eq!(wide.code, narrow.code);
        assert!(narrow.out.lines().count() > wide.out.lines().count(), "{file} is not wrapped:\n{}", narrow.out);
        // What is said is wrapped; lines of the policy itself are shown as they stand.
        let helps = narrow.out.lines().skip_while(|line| !line.starts_with("  help:")).take_while(|line| !line.is_empty());
        for line in helps {
            assert!(line.chars().count() <= 40 || line.trim().split(' ').count() == 1, "too wide: {line}\n{}", narrow.out);
        }
    }
}

/// What a policy guarantees is wrapped like everything else, and plain text keeps a rule on one line.
#[test]
fn guarantees_in_narrow_windows() {
    let folder = published();
    for columns in [40, 60, 100] {
        let ran = folder.run_with(&[("COLUMNS", &columns.to_string())], &["check", "policies/bromley.rungs"]);
        let guarantees: Vec<&str> = ran.out.lines().skip_while(|line| !line.starts_with("What ")).collect();
        assert!(guarantees.len() > 20, "{}", ran.out);
        for line in guarantees {
            assert!(line.chars().count() <= columns, "{columns}: {line}");
            assert_eq!(line.trim_end(), line, "blanks at the end");
        }
    }
    let plain = folder.run_with(&[("COLUMNS", "40")], &["check", "--plain", "policies/bromley.rungs"]).out;
    assert_says(&plain, "\nHolds: No case goes round for ever (endless-loop).\n");
}

#[test]
fn odd_widths_are_survived() {
    let folder = Folder::new();
    for columns in ["", "0", "1", "2", "-5", "wide", "40.5", "65536", "99999999999999999999999"] {
        for file in ["broken.rungs", "misspelt.rungs"] {
            assert_code(&folder.run_with(&[("COLUMNS", columns)], &["check", file]), FAILS);
        }
        assert_code(&folder.run_with(&[("COLUMNS", columns)], &["--help"]), FINE);
    }
}

// ── layout ───────────────────────────────────────────────────────────────────────────────────────

/// Marlshire as somebody in a hurry would type it, with notes.
fn scruffy() -> String {
    MARLSHIRE
        .replace("    ", "  ")
        .replace("{\n  must end within 1 working day", "{\n  // the first note\n        must   end within 1 working day")
        .replace("  chair must decide", "chair must decide // the second note\n    ")
        + "// the last note"
}

#[test]
fn fmt_lays_out_keeps_notes_and_then_changes_nothing() {
    let folder = Folder::new();
    folder.write("scruffy.rungs", scruffy());
    let before = folder.names();
    let check = folder.run(&["fmt", "--check", "scruffy.rungs"]);
    assert_code(&check, FAILS);
    assert_says(&check.out, "scruffy.rungs");
    assert_eq!(folder.text("scruffy.rungs"), scruffy(), "--check writes nothing");

    let first = folder.run(&["fmt", "scruffy.rungs"]);
    assert_code(&first, FINE);
    assert_says(&first.out, "scruffy.rungs: formatted");
    let once = folder.text("scruffy.rungs");
    assert_ne!(once, scruffy());
    for note in ["// the first note", "// the second note", "// the last note"] {
        assert_eq!(once.matches(note).count(), 1, "{note} in:\n{once}");
    }
    assert!(once.ends_with('\n'));

    let second = folder.run(&["fmt", "scruffy.rungs"]);
    assert_code(&second, FINE);
    assert_eq!((second.out.as_str(), folder.text("scruffy.rungs")), ("", once));
    assert_code(&folder.run(&["fmt", "--check", "scruffy.rungs"]), FINE);
    assert_code(&folder.run(&["check", "scruffy.rungs"]), FINE);
    assert_eq!(folder.names(), before, "nothing else is left in the folder");
}

#[test]
fn fmt_leaves_what_cannot_be_read_byte_for_byte() {
    let folder = Folder::new();
    folder.write("torn.rungs", format!("\u{feff}{}", folder.text("torn.rungs").replace('\n', "\r\n")));
    folder.write("latin.rungs", b"rungs 1\r\n   // caf\xe9");
    folder.write("utf16.rungs", b"\xff\xfer\0u\0n\0g\0s\0 \x001\0");
    folder.write("scruffy.rungs", scruffy());
    let before: BTreeMap<&str, Vec<u8>> =
        ["torn.rungs", "latin.rungs", "utf16.rungs"].into_iter().map(|name| (name, folder.bytes(name))).collect();
    let ran = folder.run(&["fmt", "."]);
    assert_code(&ran, CANNOT_WORK);
    assert_says(&ran.out, "torn.rungs: left as it is, because it cannot be read");
    for (name, bytes) in before {
        assert_eq!(folder.bytes(name), bytes, "{name}");
    }
    assert_ne!(folder.text("scruffy.rungs"), scruffy(), "one bad file does not keep the others from their layout");
    let torn = folder.run(&["fmt", "torn.rungs"]);
    assert_code(&torn, FAILS);
    assert_code(&folder.run(&["fmt", "--check", "torn.rungs"]), FAILS);
}

#[test]
fn fmt_lays_out_a_file_whose_names_are_wrong() {
    let folder = Folder::new();
    folder.write("misspelt.rungs", folder.text("misspelt.rungs").replace("    ", " "));
    assert_code(&folder.run(&["fmt", "misspelt.rungs"]), FINE);
    assert_code(&folder.run(&["fmt", "--check", "misspelt.rungs"]), FINE);
}

#[test]
fn fmt_mends_what_word_processors_leave() {
    let folder = Folder::new();
    let ways: [(&str, String); 5] = [
        ("plain", MARLSHIRE.to_owned()),
        ("crlf", MARLSHIRE.replace('\n', "\r\n")),
        ("bom", format!("\u{feff}{MARLSHIRE}")),
        ("both", format!("\u{feff}{}", MARLSHIRE.replace('\n', "\r\n"))),
        ("word", {
            let mut open = false;
            let quoted: String = MARLSHIRE
                .chars()
                .map(|c| {
                    if c != '"' {
                        return c;
                    }
                    open = !open;
                    if open { '“' } else { '”' }
                })
                .collect();
            quoted.replace("    ", "\u{a0}\u{a0} • ").replace(" must ", "\u{a0}must ").replace('\n', "\r\n")
        }),
    ];
    for (name, text) in &ways {
        folder.write(&format!("{name}.rungs"), text);
        assert_code(&folder.run(&["fmt", &format!("{name}.rungs")]), FINE);
        assert_code(&folder.run(&["fmt", "--check", &format!("{name}.rungs")]), FINE);
    }
    let plain = folder.text("plain.rungs");
    for (name, _) in &ways {
        assert_eq!(folder.text(&format!("{name}.rungs")), plain, "{name}");
    }
    assert!(!plain.contains(['\r', '\u{feff}', '\u{a0}', '“']));
}

#[test]
fn the_published_policies_are_in_their_layout() {
    let folder = published();
    let ran = folder.run(&["fmt", "--check", "policies", "examples"]);
    assert_code(&ran, FINE);
    assert_eq!(ran.out, "");
}

#[cfg(unix)]
#[test]
fn fmt_keeps_permissions_and_links() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.write("real/scruffy.rungs", scruffy());
    std::fs::set_permissions(folder.at("real/scruffy.rungs"), std::fs::Permissions::from_mode(0o640)).expect("they can be set");
    std::os::unix::fs::symlink("real/scruffy.rungs", folder.at("link.rungs")).expect("a link can be made");
    assert_code(&folder.run(&["fmt", "link.rungs"]), FINE);
    assert!(folder.at("link.rungs").is_symlink());
    assert_ne!(folder.text("real/scruffy.rungs"), scruffy());
    let mode = std::fs::metadata(folder.at("real/scruffy.rungs")).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn fmt_of_a_protected_file_says_so_and_goes_on() {
    let folder = Folder::new();
    folder.write("a.rungs", scruffy());
    folder.write("b.rungs", scruffy());
    let protect = |yes| {
        let mut permissions = std::fs::metadata(folder.at("a.rungs")).expect("it is there").permissions();
        permissions.set_readonly(yes);
        std::fs::set_permissions(folder.at("a.rungs"), permissions).expect("they can be set");
    };
    protect(true);
    let ran = folder.run(&["fmt", "a.rungs", "b.rungs"]);
    assert_code(&ran, CANNOT_WORK);
    assert_says(&ran.err, "a.rungs cannot be written");
    assert_eq!(folder.text("a.rungs"), scruffy());
    assert_ne!(folder.text("b.rungs"), scruffy());
    #[allow(clippy::permissions_set_readonly_false)]
    protect(false);
}

// ── pictures ─────────────────────────────────────────────────────────────────────────────────────

#[test]
fn the_name_of_the_picture_says_its_format() {
    let folder = Folder::new();
    let starts = [("svg", "<svg"), ("dot", "digraph"), ("mermaid", "flowchart")];
    let of_format = |format: &str| {
        let ran = folder.run(&["draw", "good.rungs", "--format", format]);
        assert_code(&ran, FINE);
        ran.out
    };
    for (format, start) in starts {
        assert_says(&of_format(format), start);
    }
    for (name, format) in [
        ("a.svg", "svg"),
        ("a.SVG", "svg"),
        ("a.dot", "dot"),
        ("a.gv", "dot"),
        ("a.mmd", "mermaid"),
        ("a.mermaid", "mermaid"),
        ("a.b.svg", "svg"),
    ] {
        let ran = folder.run(&["draw", "good.rungs", "-o", name]);
        assert_code(&ran, FINE);
        assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
        assert_eq!(folder.text(name), of_format(format), "{name}");
    }
    // What is asked for counts more than the name.
    assert_code(&folder.run(&["draw", "good.rungs", "-o", "picture.txt", "--format", "dot"]), FINE);
    assert_eq!(folder.text("picture.txt"), of_format("dot"));
    assert_code(&folder.run(&["draw", "good.rungs", "-o", "dot.svg", "--format", "dot"]), FINE);
    assert_eq!(folder.text("dot.svg"), of_format("dot"));
    assert_eq!(folder.run(&["draw", "good.rungs"]).out, of_format("svg"), "svg unless something else is said");
}

#[test]
fn a_broken_policy_is_drawn_and_a_misspelt_one_is_not() {
    let folder = Folder::new();
    assert_code(&folder.run(&["draw", "broken.rungs", "-o", "broken.svg"]), FINE);
    for file in ["misspelt.rungs", "torn.rungs", "england.rungs"] {
        let ran = folder.run(&["draw", file, "-o", "none.svg"]);
        assert_code(&ran, FAILS);
        assert_eq!(ran.out, "");
        assert!(!ran.err.is_empty());
        assert!(!folder.at("none.svg").exists());
    }
}

// ── documents ────────────────────────────────────────────────────────────────────────────────────

#[test]
fn bromley_compiles() {
    let folder = published();
    let ran = folder.run(&["compile", "policies/bromley.rungs", "-o", "bromley.json", "--as-of", "2026-04-01"]);
    assert_code(&ran, FINE);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
    let document: Value = serde_json::from_str(&folder.text("bromley.json")).expect("it is JSON");
    assert_eq!(document["rungs_document"], "policy");
    assert_eq!(document["broken"], serde_json::json!([]));
    assert_eq!(folder.run(&["compile", "policies/bromley.rungs", "--as-of", "2026-04-01"]).out, folder.text("bromley.json"));
}

#[test]
fn a_process_in_bpmn_is_for_one_engine_and_nothing_else_is() {
    let folder = published();
    let unsaid = folder.run(&["compile", "policies/bromley.rungs", "--to", "bpmn"]);
    assert_code(&unsaid, CANNOT_WORK);
    assert_says(&unsaid.err, "which engine is to run it?");
    assert_says(&unsaid.err, "--to bpmn --dialect bpmn-engine");
    for other in ["json", "xstate"] {
        let needless = folder.run(&["compile", "policies/bromley.rungs", "--to", other, "--dialect", "spiff"]);
        assert_code(&needless, CANNOT_WORK);
        assert_says(&needless.err, "--dialect is for `--to bpmn` alone");
    }
    for (dialect, language) in [("spiff", "scriptFormat=\"python\""), ("bpmn-engine", "scriptFormat=\"javascript\"")] {
        let ran = folder.run(&["compile", "policies/bromley.rungs", "--to", "bpmn", "--dialect", dialect, "-o", "bromley.bpmn"]);
        assert_code(&ran, FINE);
        assert_says(&folder.text("bromley.bpmn"), language);
    }
}

#[test]
fn a_broken_policy_is_not_compiled_unless_that_is_asked_for() {
    let folder = published();
    let refused = folder.run(&["compile", "policies/havering.rungs", "-o", "havering.json"]);
    assert_code(&refused, FAILS);
    assert_says(&refused.err, "is not compiled");
    assert_says(&refused.err, "ends-in-authority");
    assert_says(&refused.err, "--allow-broken");
    assert!(!folder.at("havering.json").exists());
    let to_screen = folder.run(&["compile", "policies/havering.rungs"]);
    assert_code(&to_screen, FAILS);
    assert_eq!(to_screen.out, "");

    assert_code(&folder.run(&["compile", "--allow-broken", "policies/havering.rungs", "-o", "havering.json"]), FINE);
    let document: Value = serde_json::from_str(&folder.text("havering.json")).expect("it is JSON");
    let broken: Vec<&str> = document["broken"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert!(broken.contains(&"ends-in-authority"), "{broken:?}");
    for rule in broken {
        assert_says(&refused.err, rule);
    }
}

#[test]
fn what_cannot_be_read_is_not_compiled() {
    let folder = Folder::new();
    for (file, says) in [("misspelt.rungs", "chiar"), ("torn.rungs", "torn.rungs"), ("england.rungs", "there is no policy in this file")] {
        for more in [&[][..], &["--allow-broken"]] {
            let ran = folder.run(&[&["compile", file, "-o", "none.json"], more].concat());
            assert_code(&ran, FAILS);
            assert_says(&ran.err, says);
            assert!(!folder.at("none.json").exists());
        }
    }
}

// ── rules ────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn rules_are_listed_and_each_is_explained() {
    let folder = Folder::new();
    let list = folder.run(&["rules"]);
    assert_code(&list, FINE);
    let named: Vec<&str> = list.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let known: Vec<String> = rungs::rules::pages().into_iter().map(|page| page.name).collect();
    assert_eq!(named, known);
    assert_eq!(named.len(), 53);
    for rule in named {
        let ran = folder.run(&["explain", rule]);
        assert_code(&ran, FINE);
        assert_says(&ran.out, rule);
        assert!(ran.out.lines().count() > 10, "{rule} is hardly explained:\n{}", ran.out);
    }
    assert_code(&folder.run(&["explain", "Told-Too-Late"]), FINE);
}

#[test]
fn a_misspelt_rule_is_guessed_at() {
    let folder = Folder::new();
    for (typed, meant) in [("told-to-late", "told-too-late"), ("weakduty", "weak-duty"), ("endles-loop", "endless-loop")] {
        let ran = folder.run(&["explain", typed]);
        assert_code(&ran, CANNOT_WORK);
        assert_says(&ran.err, &format!("did you mean `{meant}`?"));
        assert_says(&ran.err, "rungs rules");
    }
    let far = folder.run(&["explain", "xyzzy"]);
    assert!(!far.err.contains("did you mean"), "{}", far.err);
    assert_says(&far.err, "there is no rule called `xyzzy`");
    assert!(!far.err.contains("`xyzzy` `"), "two sentences run into each other: {}", far.err);
}

// ── projects ─────────────────────────────────────────────────────────────────────────────────────

/// Two folders side by side: the team's policy and what it shares with others.
fn siblings() -> Folder {
    let folder = Folder(tempfile::tempdir().expect("a folder can be made"));
    folder.write("vocabulary/england.rungs", repository("policies/england.rungs"));
    folder.write("team/ours.rungs", MARLSHIRE.replace("\"england.rungs\"", "\"../vocabulary/england.rungs\""));
    folder
}

#[test]
fn imports_do_not_leave_the_project() {
    let folder = siblings();
    let refused = folder.run(&["check", "team/ours.rungs"]);
    assert_code(&refused, FAILS);
    assert_says(&refused.out, "import-outside");
    assert_says(&refused.out, "rungs.toml");
    // Both folders named: what they have in common is the project.
    assert_code(&folder.run(&["check", "team/ours.rungs", "vocabulary/england.rungs"]), FINE);
    folder.write("rungs.toml", "");
    assert_code(&folder.run(&["check", "team/ours.rungs"]), FINE);
    assert_code(&folder.run(&["compile", "team/ours.rungs"]), FINE);
    assert_code(&folder.run(&["draw", "team/ours.rungs"]), FINE);
}

#[test]
fn a_project_is_the_same_from_wherever_it_is_seen() {
    let folder = siblings();
    folder.write("rungs.toml", "");
    let whole = folder.at("team/ours.rungs").to_string_lossy().into_owned();
    for (from, path) in [
        ("", "team/ours.rungs"),
        ("", "./team/ours.rungs"),
        ("", "team"),
        ("", "."),
        ("", whole.as_str()),
        ("team", "ours.rungs"),
        ("team", "../team/ours.rungs"),
        ("team", "../team"),
        ("vocabulary", "../team/ours.rungs"),
    ] {
        let ran = run(&folder.at(from), &["check", path], &[]);
        assert_eq!(ran.code, FINE, "`rungs check {path}` in the folder `{from}`:\n{}", ran.out);
    }
}

#[test]
fn a_project_is_found_above_a_path_that_begins_with_a_dot() {
    let folder = siblings();
    folder.write("rungs.toml", "");
    for path in ["./ours.rungs", ".", "./"] {
        let ran = run(&folder.at("team"), &["check", path], &[]);
        assert_eq!(ran.code, FINE, "`rungs check {path}` in the folder `team`:\n{}", ran.out);
    }
}

#[test]
fn files_of_two_folders_keep_their_own_imports() {
    let folder = Folder::new();
    folder.write("below/england.rungs", repository("policies/england.rungs"));
    folder.write("below/other.rungs", MARLSHIRE);
    let above = folder.at("good.rungs").to_string_lossy().into_owned();
    for paths in [
        ["../good.rungs", "other.rungs"],
        ["other.rungs", "../good.rungs"],
        [above.as_str(), "other.rungs"],
        ["other.rungs", above.as_str()],
    ] {
        let ran = run(&folder.at("below"), &["check", "--quiet", paths[0], paths[1]], &[]);
        assert_eq!(ran.code, FINE, "{paths:?}:\n{}", ran.out);
    }
}

#[test]
fn imports_that_cannot_be() {
    let folder = Folder::new();
    let outside = folder.at("england.rungs").to_string_lossy().into_owned();
    for (wanted, says) in [
        ("englnd.rungs", "did you mean \"england.rungs\"?"),
        ("../england.rungs", "import-outside"),
        ("/etc/passwd", "import-outside"),
        (outside.as_str(), "import-outside"),
        ("..\\\\england.rungs", "import-outside"),
        (".", "import"),
        ("", "import"),
    ] {
        folder.write("in/it.rungs", MARLSHIRE.replace("england.rungs", wanted));
        folder.write("in/england.rungs", folder.text("england.rungs"));
        let ran = folder.run(&["check", "in/it.rungs"]);
        assert_code(&ran, FAILS);
        assert_says(&ran.out, says);
        assert!(!ran.out.contains("root:"), "nothing of a file outside is shown");
    }
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_project() {
    let outside = Folder::new();
    let folder = Folder(tempfile::tempdir().expect("a folder can be made"));
    folder.write("by-folder.rungs", MARLSHIRE.replace("england.rungs", "linked/england.rungs"));
    folder.write("by-file.rungs", MARLSHIRE);
    folder.write("within.rungs", MARLSHIRE.replace("england.rungs", "alias.rungs"));
    folder.write("copy/england.rungs", repository("policies/england.rungs"));
    std::os::unix::fs::symlink(outside.path(), folder.at("linked")).expect("a link can be made");
    std::os::unix::fs::symlink(outside.at("england.rungs"), folder.at("england.rungs")).expect("a link can be made");
    std::os::unix::fs::symlink("copy/england.rungs", folder.at("alias.rungs")).expect("a link can be made");
    std::os::unix::fs::symlink("round.rungs", folder.at("round.rungs")).expect("a link can be made");
    for file in ["by-folder.rungs", "by-file.rungs"] {
        let ran = folder.run(&["check", file]);
        assert_code(&ran, FAILS);
        assert_says(&ran.out, "import-outside");
    }
    assert_code(&folder.run(&["check", "within.rungs"]), FINE);
    folder.write("loop.rungs", MARLSHIRE.replace("england.rungs", "round.rungs"));
    assert_code(&folder.run(&["check", "loop.rungs"]), FAILS);
    assert_code(&folder.run(&["check", "round.rungs"]), CANNOT_WORK);
}

#[test]
fn imports_in_a_circle_are_named() {
    let folder = Folder::new();
    folder.write("a.rungs", "rungs 1\n\nimport \"b.rungs\"\n");
    folder.write("b.rungs", "rungs 1\n\nimport \"c.rungs\"\n");
    folder.write("c.rungs", "rungs 1\n\nimport \"a.rungs\"\n");
    folder.write("self.rungs", "rungs 1\n\nimport \"self.rungs\"\n");
    for file in ["a.rungs", "b.rungs", "self.rungs"] {
        let ran = folder.run(&["check", file]);
        assert_code(&ran, FAILS);
        assert_says(&ran.out, "import-cycle");
    }
    // A circle through another spelling of the same path is still one.
    folder.write("dots.rungs", "rungs 1\n\nimport \"./sub/../dots.rungs\"\n");
    assert_says(&folder.run(&["check", "dots.rungs"]).out, "import-cycle");
}

#[test]
fn two_ways_to_one_file_are_no_circle() {
    let folder = Folder::new();
    folder.write("left.rungs", "rungs 1\n\nimport \"england.rungs\"\n");
    folder.write("both.rungs", MARLSHIRE.replace("import \"england.rungs\"", "import \"left.rungs\"\nimport \"england.rungs\""));
    assert_code(&folder.run(&["check", "both.rungs"]), FINE);
}

#[test]
fn folders_are_searched_as_git_would() {
    let folder = Folder(tempfile::tempdir().expect("a folder can be made"));
    folder.write("england.rungs", repository("policies/england.rungs"));
    folder.write("good.rungs", MARLSHIRE);
    folder.write("deep/er/england.rungs", repository("policies/england.rungs"));
    folder.write("deep/er/good.rungs", MARLSHIRE);
    folder.write("draft.rungs", "not a policy");
    folder.write("old/draft.rungs", "not a policy");
    folder.write("build/out.rungs", "not a policy");
    folder.write("notes.txt", "not a policy");
    folder.write("good.rungs~", "not a policy");
    std::fs::create_dir(folder.at("folder.rungs")).expect("a folder can be made");
    assert_code(&folder.run(&["check", "."]), FAILS);
    folder.write(".gitignore", "draft.rungs\n/build/\n");
    let ran = folder.run(&["check", "--quiet", "--format", "json", "."]);
    assert_code(&ran, FINE);
    let document = json(&ran);
    let paths: Vec<&str> = document["files"].as_array().expect("a list").iter().filter_map(|file| file["path"].as_str()).collect();
    assert_eq!(paths, ["./deep/er/england.rungs", "./deep/er/good.rungs", "./england.rungs", "./good.rungs"]);
    // A file named outright is checked even so.
    assert_code(&folder.run(&["check", "draft.rungs"]), FAILS);
    assert_code(&folder.run(&["fmt", "--check", "."]), FINE);
    assert_code(&folder.run(&["check", "folder.rungs"]), CANNOT_WORK);
    // A .gitignore further down is for what is below it, and can take back what one above says.
    folder.write("deep/.gitignore", "half-*.rungs\n!draft.rungs\n");
    folder.write("deep/er/half-done.rungs", "not a policy");
    folder.write("half-done.rungs", MARLSHIRE);
    assert_code(&folder.run(&["check", "."]), FINE);
    assert_code(&folder.run(&["check", "deep/er/half-done.rungs", "."]), FAILS);
    folder.write("deep/er/draft.rungs", "not a policy");
    for command in [&["check"][..], &["test"], &["fmt", "--check"], &["matrix"]] {
        assert_code(&folder.run(&[command, &["."]].concat()), FAILS);
    }
    // What is above the folder that is searched counts too.
    folder.write(".gitignore", "draft.rungs\n/build/\n/deep/er/draft.rungs\n");
    folder.write("deep/.gitignore", "half-*.rungs\n");
    assert_code(&folder.run(&["check", "deep"]), FINE);
}

#[test]
fn the_same_files_give_the_same_bytes_anywhere() {
    let (here, there) = (published(), published());
    for arguments in [
        &["check", "--as-of", "2026-04-01", "policies"][..],
        &["check", "--as-of", "2026-04-01", "--plain", "policies"],
        &["check", "--as-of", "2026-04-01", "--format", "json", "policies", "examples"],
        &["draw", "policies/bromley.rungs"],
        &["draw", "--format", "dot", "policies/croydon.rungs"],
        &["draw", "--format", "mermaid", "policies/havering.rungs"],
        &["compile", "--as-of", "2026-04-01", "--allow-broken", "policies/havering.rungs"],
        &["compile", "--as-of", "2026-04-01", "policies/bromley.rungs"],
        &["compile", "policies/havering.rungs"],
        &["rules"],
    ] {
        let (one, other) = (here.run(arguments), there.run(arguments));
        assert_eq!((one.code, one.out, one.err), (other.code, other.out, other.err), "{arguments:?}");
    }
}

#[test]
fn the_day_decides_what_has_been_replaced() {
    let folder = Folder::new();
    folder.write("old.rungs", OLD);
    let verdict = |day: &str| {
        let document = json(&folder.run(&["check", "--format", "json", "--as-of", day, "old.rungs"]));
        assert_eq!(document["as_of"], day);
        let rules = document["files"][0]["rules"].as_array().expect("a list").clone();
        rules.iter().find(|rule| rule["name"] == "superseded-reference").expect("it is asked")["verdict"].clone()
    };
    assert_eq!(verdict("2023-06-01"), "holds");
    assert_eq!(verdict("2024-06-01"), "broken");
    let finding = "\nsuperseded-reference\n";
    let text = |day: &str| format!("\n{}", folder.run(&["check", "--as-of", day, "--quiet", "old.rungs"]).out);
    assert!(!text("2023-06-01").contains(finding));
    assert_says(&text("2024-06-01"), finding);
}

// ── output that cannot be written ────────────────────────────────────────────────────────────────

/// One run for each way to a file of output.
const WRITERS: [[&str; 3]; 2] = [["draw", "good.rungs", "-o"], ["compile", "good.rungs", "-o"]];

#[test]
fn output_onto_a_folder_or_into_none() {
    let folder = Folder::new();
    std::fs::create_dir(folder.at("folder.svg")).expect("a folder can be made");
    let before = folder.names();
    for writer in WRITERS {
        for (target, says) in [("folder.svg", "folder"), ("missing/out.svg", "missing"), ("good.rungs/out.svg", "cannot be written")] {
            let ran = folder.run(&[&writer[..], &[target]].concat());
            assert_code(&ran, CANNOT_WORK);
            assert_says(&ran.err, &format!("{target} cannot be written"));
            assert_says(&ran.err, says);
            assert_eq!(ran.out, "");
        }
    }
    assert_eq!(folder.names(), before);
}

#[test]
fn output_onto_a_protected_file() {
    let folder = Folder::new();
    folder.write("out.svg", "what was there");
    let mut permissions = std::fs::metadata(folder.at("out.svg")).expect("it is there").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(folder.at("out.svg"), permissions).expect("they can be set");
    let before = folder.names();
    for writer in WRITERS {
        let ran = folder.run(&[&writer[..], &["out.svg"]].concat());
        assert_code(&ran, CANNOT_WORK);
        assert_says(&ran.err, "out.svg cannot be written");
    }
    assert_eq!(folder.text("out.svg"), "what was there");
    assert_eq!(folder.names(), before);
}

#[test]
fn output_replaces_a_file_whole() {
    let folder = Folder::new();
    let long = "x".repeat(1_000_000);
    folder.write("out.svg", &long);
    folder.write("out.json", &long);
    assert_code(&folder.run(&["draw", "good.rungs", "-o", "out.svg"]), FINE);
    assert_eq!(folder.text("out.svg"), folder.run(&["draw", "good.rungs"]).out);
    assert_code(&folder.run(&["compile", "good.rungs", "-o", "out.json", "--as-of", "2026-04-01"]), FINE);
    assert_eq!(folder.text("out.json"), folder.run(&["compile", "good.rungs", "--as-of", "2026-04-01"]).out);
}

/// `ulimit -f 0` lets no file grow, as a full disk would.
#[cfg(unix)]
#[test]
fn output_onto_a_full_disk_leaves_what_was_there() {
    let folder = Folder::new();
    folder.write("out.svg", "what was there");
    folder.write("scruffy.rungs", scruffy());
    let before = folder.names();
    for line in ["draw good.rungs -o out.svg", "compile good.rungs -o out.svg", "draw good.rungs -o new.svg", "fmt scruffy.rungs"] {
        let (code, out, errors) = shell(&folder, &format!("trap '' XFSZ; {{ ulimit -f 0; \"$RUNGS\" {line}; }} 2>&1"));
        assert_eq!(code, CANNOT_WORK, "{line}: {out}{errors}");
        assert_says(&out, "cannot be written");
        assert_says(&out, "nothing was changed");
        assert_eq!(folder.text("out.svg"), "what was there");
        assert_eq!(folder.text("scruffy.rungs"), scruffy());
        assert_eq!(folder.names(), before, "{line} leaves something behind");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_into_a_place_that_takes_no_files() {
    let folder = Folder::new();
    for writer in WRITERS {
        let ran = folder.run(&[&writer[..], &["/proc/rungs-out.svg"]].concat());
        assert_code(&ran, CANNOT_WORK);
        assert_says(&ran.err, "/proc/rungs-out.svg cannot be written");
    }
}

/// A pipe or a device is no file to be replaced. A pipe in a folder of the test's own stands for `/dev/null` and
/// the like: were the real ones replaced, the machine would suffer for it.
#[cfg(unix)]
#[test]
fn output_onto_a_pipe_or_a_device_does_not_replace_it() {
    use std::os::unix::fs::FileTypeExt;
    let folder = Folder::new();
    let (code, _, _) = shell(&folder, "mkfifo pipe.svg && { mknod full.svg c 1 7 2>/dev/null || true; }");
    assert_eq!(code, 0);
    let kind = |name: &str| std::fs::symlink_metadata(folder.at(name)).expect("it is there").file_type();
    for writer in WRITERS {
        // Somebody reads at the other end, should the program choose to write into the pipe.
        let line =
            format!("cat pipe.svg >read & \"$RUNGS\" {} pipe.svg 2>\"$ERR\"; code=$?; kill $! 2>/dev/null; exit $code", writer.join(" "));
        let (code, _, errors) = shell(&folder, &line);
        assert!(kind("pipe.svg").is_fifo(), "{writer:?} replaced a pipe by a file");
        assert!(code == FINE || (code == CANNOT_WORK && errors.contains("pipe.svg")), "{writer:?}: {code} {errors}");
        if folder.at("full.svg").exists() && kind("full.svg").is_char_device() {
            let ran = folder.run(&[&writer[..], &["full.svg"]].concat());
            assert!(kind("full.svg").is_char_device(), "{writer:?} replaced a device by a file");
            assert_code(&ran, CANNOT_WORK);
            assert_says(&ran.err, "full.svg cannot be written");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_that_is_full() {
    let folder = Folder::new();
    folder.write("scruffy.rungs", scruffy());
    for line in [
        "check good.rungs",
        "check broken.rungs",
        "check --format json good.rungs",
        "draw good.rungs",
        "compile good.rungs",
        "fmt --check scruffy.rungs",
        "rules",
        "explain weak-duty",
    ] {
        let (code, _, errors) = shell(&folder, &format!("\"$RUNGS\" {line} >/dev/full 2>\"$ERR\""));
        assert_eq!(code, CANNOT_WORK, "{line}: {errors}");
        assert_says(&errors, "standard output cannot be written");
        assert_eq!(errors.lines().count(), 1, "{line}: {errors}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn standard_error_that_is_full_or_closed() {
    let folder = Folder::new();
    for line in ["check absent.rungs", "compile misspelt.rungs", "draw absent.rungs", "explain xyzzy", "chekc"] {
        let (expected, _, _) = shell(&folder, &format!("\"$RUNGS\" {line} 2>\"$ERR\""));
        for to in ["2>/dev/full", "2>&-", "2>&- >&-"] {
            let (code, _, _) = shell(&folder, &format!("\"$RUNGS\" {line} {to}"));
            assert_eq!(code, expected, "{line} {to}");
        }
    }
}

/// Whoever reads may stop reading: that is nobody's mistake.
#[cfg(unix)]
#[test]
fn a_reader_who_leaves_is_no_trouble() {
    let folder = published();
    for (line, expected) in [
        ("check policies", FAILS),
        ("check --format json policies", FAILS),
        ("check policies/bromley.rungs", FINE),
        ("draw policies/bromley.rungs", FINE),
        ("compile policies/bromley.rungs", FINE),
        ("explain weak-duty", FINE),
        ("rules", FINE),
        ("man check", FINE),
        ("completions bash", FINE),
        ("--help", FINE),
    ] {
        // The reader is gone before the first word is written.
        let (_, out, errors) = shell(&folder, &format!("{{ {{ sleep 0.2; \"$RUNGS\" {line} 2>\"$ERR\"; echo $? >&3; }} | true; }} 3>&1"));
        assert_eq!(errors, "", "{line}");
        assert_eq!(out.trim(), expected.to_string(), "{line}");
        // The reader takes one line.
        let (_, out, errors) = shell(&folder, &format!("\"$RUNGS\" {line} 2>\"$ERR\" | head -n 1"));
        assert_eq!(errors, "", "{line}");
        assert_eq!(out.lines().count(), 1, "{line}");
    }
}
