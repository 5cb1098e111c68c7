//! Rungs run by other programs: pre-commit, GitHub, GitLab. What the repository gives them is what they expect, and does what it says.

#![cfg(feature = "cli")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn in_repository(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn yaml(path: &str) -> Value {
    let text = std::fs::read_to_string(in_repository(path)).unwrap_or_else(|why| panic!("{path}: {why}"));
    serde_saphyr::from_str(&text).unwrap_or_else(|why| panic!("{path}: {why}"))
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("`{key}` is no text in {value}"))
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap_or_else(|| panic!("{value} is no map")).keys().map(String::as_str).collect()
}

/// A line for the shell is one that rungs understands, every option of it.
fn understood<'w>(words: impl IntoIterator<Item = &'w str>) {
    let words: Vec<&str> = words.into_iter().collect();
    rungs::cli::command().try_get_matches_from(&words).unwrap_or_else(|why| panic!("{words:?}: {why}"));
}

// ── pre-commit ───────────────────────────────────────────────────────────────────────────────────

const HOOKS: &str = ".pre-commit-hooks.yaml";

#[test]
fn the_hooks_are_what_pre_commit_expects() {
    let hooks = yaml(HOOKS);
    let hooks = hooks.as_array().expect("a list");
    assert_eq!(hooks.iter().map(|hook| text(hook, "id")).collect::<Vec<_>>(), ["rungs-check", "rungs-fmt"]);
    let known = [
        "id",
        "name",
        "description",
        "entry",
        "args",
        "language",
        "files",
        "pass_filenames",
        "require_serial",
        "minimum_pre_commit_version",
    ];
    for hook in hooks {
        assert!(keys(hook).iter().all(|key| known.contains(key)), "{:?}", keys(hook));
        assert_eq!(text(hook, "language"), "system");
        let args = hook["args"].as_array().cloned().unwrap_or_default();
        let args: Vec<&str> = args.iter().map(|word| word.as_str().expect("a word")).collect();
        let files = if hook["pass_filenames"] == false { vec![] } else { vec!["one.rungs", "two.rungs"] };
        understood(text(hook, "entry").split(' ').chain(args).chain(files));
    }
}

const POLICY: &str = "rungs 1

policy small \"A small policy\" {
}

role chair \"Chair\"

tier worker \"Worker\"

stage 1 \"Workers\" between workers {
    when unresolved, raising worker must escalate to stage 2
}

stage 2 \"The Chair\" heard by chair {
    chair must decide
}
";

/// Git and pre-commit in a folder, with the rungs that was built, and nothing of whoever runs the tests.
fn run(folder: &Path, home: &Path, program: &Path, arguments: &[&str]) -> Output {
    let rungs = Path::new(env!("CARGO_BIN_EXE_rungs")).parent().expect("it lies in a folder").to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(rungs).chain(std::env::split_paths(&path))).expect("a path");
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env("PATH", path).env("PRE_COMMIT_HOME", home.join("kept")).env("HOME", home);
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "PRE_COMMIT", "SKIP"] {
        command.env_remove(name);
    }
    for (name, value) in [("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "protocol.file.allow")] {
        command.env(name, value);
    }
    command.env("GIT_CONFIG_VALUE_0", "always");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Somebody").env(format!("GIT_{who}_EMAIL"), "somebody@office.example");
    }
    command.output().unwrap_or_else(|why| panic!("{}: {why}", program.display()))
}

fn said(run: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr))
}

/// Whether pre-commit is there; if not, that is said, or fails.
#[allow(clippy::print_stderr)]
fn pre_commit() -> Option<std::path::PathBuf> {
    let program = in_repository("tests/precommit/venv/bin/pre-commit");
    if program.exists() {
        return Some(program);
    }
    let required = std::env::var("RUNGS_PRECOMMIT").is_ok_and(|value| value == "required");
    assert!(!required, "pre-commit is not installed (tooling/install-precommit does it), and RUNGS_PRECOMMIT=required");
    eprintln!("skipped: pre-commit is not installed, so its hooks are not tried (RUNGS_PRECOMMIT=required makes that a failure)");
    None
}

/// A commit with a broken policy is refused, and goes through once it is mended.
#[test]
fn a_broken_policy_is_not_committed() {
    let Some(pre_commit) = pre_commit() else { return };
    let place = tempfile::tempdir().expect("a folder");
    let (home, hooks, ours) = (place.path().join("home"), place.path().join("hooks"), place.path().join("ours"));
    for folder in [&home, &hooks, &ours] {
        std::fs::create_dir(folder).expect("a folder");
    }
    let git = |folder: &Path, arguments: &[&str]| run(folder, &home, Path::new("git"), arguments);
    let done = |folder: &Path, arguments: &[&str]| {
        let ran = git(folder, arguments);
        assert!(ran.status.success(), "git {arguments:?}: {}", said(&ran));
        String::from_utf8_lossy(&ran.stdout).trim().to_owned()
    };
    let valid = run(&ours, &home, &pre_commit, &["validate-manifest", &in_repository(HOOKS).to_string_lossy()]);
    assert!(valid.status.success(), "{}", said(&valid));

    // Where the hooks come from.
    std::fs::copy(in_repository(HOOKS), hooks.join(HOOKS)).expect("copied");
    for arguments in [&["init", "--quiet"][..], &["add", "."], &["commit", "--quiet", "-m", "Hooks"]] {
        done(&hooks, arguments);
    }
    let revision = done(&hooks, &["rev-parse", "HEAD"]);

    // Where the policies are.
    let write = |name: &str, text: &str| std::fs::write(ours.join(name), text).expect("written");
    write(
        ".pre-commit-config.yaml",
        &format!(
            "repos:\n  - repo: {}\n    rev: {revision}\n    hooks:\n      - id: rungs-check\n      - id: rungs-fmt\n",
            hooks.to_string_lossy()
        ),
    );
    done(&ours, &["init", "--quiet"]);
    let installed = run(&ours, &home, &pre_commit, &["install"]);
    assert!(installed.status.success(), "{}", said(&installed));

    write("policy.rungs", &POLICY.replace("escalate to stage 2", "escalate to stage 3"));
    done(&ours, &["add", "."]);
    let refused = git(&ours, &["commit", "-m", "Broken"]);
    assert!(!refused.status.success(), "{}", said(&refused));
    assert!(said(&refused).contains("there is no stage 3") && said(&refused).contains("rungs fmt"), "{}", said(&refused));

    // Mended, but not laid out: it is put into its layout, and offered once more.
    write("policy.rungs", &POLICY.replace("    chair must", "  chair   must"));
    done(&ours, &["add", "."]);
    let refused = git(&ours, &["commit", "-m", "Crooked"]);
    assert!(!refused.status.success() && said(&refused).contains("files were modified by this hook"), "{}", said(&refused));
    assert_eq!(std::fs::read_to_string(ours.join("policy.rungs")).expect("it is there"), POLICY);
    done(&ours, &["add", "."]);
    let through = git(&ours, &["commit", "-m", "Mended"]);
    assert!(through.status.success(), "{}", said(&through));

    // A commit without policies asks nothing.
    write("notes.txt", "notes");
    done(&ours, &["add", "."]);
    let through = git(&ours, &["commit", "-m", "Notes"]);
    assert!(through.status.success() && said(&through).contains("no files to check"), "{}", said(&through));
}

// ── GitHub ───────────────────────────────────────────────────────────────────────────────────────

#[test]
fn the_action_is_what_github_expects() {
    let action = yaml("action.yml");
    assert_eq!(keys(&action), ["description", "inputs", "name", "runs"]);
    assert!(text(&action, "description").len() < 125, "longer ones are cut where actions are listed");
    assert_eq!(keys(&action["inputs"]), ["args", "paths", "sarif"]);
    for input in keys(&action["inputs"]) {
        let described = &action["inputs"][input];
        assert_eq!(keys(described), ["default", "description", "required"], "{input}");
        assert!(
            described["default"].is_string() && described["required"] == false && text(described, "description").ends_with('.'),
            "{input}"
        );
    }
    assert_eq!(keys(&action["runs"]), ["steps", "using"]);
    assert_eq!(text(&action["runs"], "using"), "composite");
    let mut used = Vec::new();
    for step in action["runs"]["steps"].as_array().expect("steps") {
        assert!(keys(step).iter().all(|key| ["name", "shell", "run", "env"].contains(key)), "{:?}", keys(step));
        assert_eq!(text(step, "shell"), "bash", "a composite action names the shell of every step");
        let script = text(step, "run");
        assert!(!script.contains("${{"), "what is given must not become a part of the script: {script}");
        let read = Command::new("bash").args(["-n", "-c", script]).output().expect("there is a bash");
        assert!(read.status.success(), "{}", said(&read));
        for (_, value) in step["env"].as_object().into_iter().flatten() {
            let input = value.as_str().and_then(|value| value.strip_prefix("${{ inputs.")).and_then(|value| value.strip_suffix(" }}"));
            used.push(input.unwrap_or_else(|| panic!("{value}")).to_owned());
        }
    }
    used.sort();
    assert_eq!(used, ["args", "paths", "sarif"], "every input is used");
}

/// The last step, with a `rungs` that only says what it is asked.
#[cfg(unix)]
#[test]
fn the_action_passes_on_what_it_is_given() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let stand_in = folder.path().join("rungs");
    std::fs::write(&stand_in, "#!/bin/sh\nfor word in \"$@\"; do echo \"[$word]\"; done\n").expect("written");
    std::fs::set_permissions(&stand_in, std::fs::Permissions::from_mode(0o755)).expect("made a program");
    let action = yaml("action.yml");
    let check = action["runs"]["steps"].as_array().and_then(|steps| steps.last()).expect("steps").clone();
    // Every option of it is one rungs understands.
    let asked = |paths: &str, args: &str, sarif: &str| {
        let path = format!("{}:/usr/bin:/bin", folder.path().display());
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", text(&check, "run")]).current_dir(&folder);
        bash.env("PATH", path).env("RUNGS_PATHS", paths).env("RUNGS_ARGS", args).env("RUNGS_SARIF", sarif);
        let ran = bash.output().expect("there is a bash");
        assert!(ran.status.success(), "{}", said(&ran));
        let out = String::from_utf8_lossy(&ran.stdout).into_owned();
        let words: Vec<String> = out.lines().map(|word| word.trim_matches(['[', ']']).to_owned()).collect();
        understood(std::iter::once("rungs").chain(words.iter().map(String::as_str)));
        words
    };
    assert_eq!(asked(".", "", ""), ["check", "--format", "github", "--", "."]);
    assert_eq!(
        asked("policies\nmore/policies", "--deny warnings", "out/rungs.sarif"),
        ["check", "--format", "github", "--format", "sarif=out/rungs.sarif", "--deny", "warnings", "--", "policies", "more/policies"]
    );
    // Words that a shell would act on stay words.
    assert_eq!(asked("$(touch hurt) `id`;", "", ""), ["check", "--format", "github", "--", "$(touch", "hurt)", "`id`;"]);
    assert!(!folder.path().join("hurt").exists());
}

// ── GitLab ───────────────────────────────────────────────────────────────────────────────────────

#[test]
fn the_job_is_what_gitlab_expects() {
    let file = yaml("examples/ci/gitlab-ci.yml");
    assert_eq!(keys(&file), ["rungs"]);
    let job = &file["rungs"];
    assert_eq!(keys(job), ["artifacts", "before_script", "cache", "image", "script", "variables"]);
    let wanted = format!("rust:{}-", env!("CARGO_PKG_RUST_VERSION"));
    assert!(text(job, "image").starts_with(&wanted), "the image has a Rust that can build rungs: {wanted}");
    let lines: Vec<&str> = ["before_script", "script"]
        .iter()
        .flat_map(|part| job[*part].as_array().expect("lines"))
        .map(|line| line.as_str().expect("a line"))
        .collect();
    for line in &lines {
        let read = Command::new("bash").args(["-n", "-c", line]).output().expect("there is a bash");
        assert!(read.status.success(), "{line}: {}", said(&read));
    }
    let report = text(&job["artifacts"]["reports"], "junit");
    assert_eq!(text(&job["artifacts"], "when"), "always", "what fails is shown too");
    assert!(lines.iter().any(|line| line.contains(&format!("--format junit={report}"))), "what is written is what is shown");
    for line in lines.iter().filter(|line| line.starts_with("rungs ")) {
        understood(line.split(' '));
    }
}

/// What a page shows of such files can be read.
#[test]
fn yaml_on_the_pages_can_be_read() {
    let page = std::fs::read_to_string(in_repository("docs/every-day.md")).expect("the page");
    let blocks: Vec<&str> = page.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect();
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        let read: Value = serde_saphyr::from_str(block).unwrap_or_else(|why| panic!("{why}\n{block}"));
        for repository in read["repos"].as_array().into_iter().flatten() {
            let known: Vec<String> = yaml(HOOKS).as_array().expect("hooks").iter().map(|hook| text(hook, "id").to_owned()).collect();
            assert!(
                repository["hooks"].as_array().expect("hooks").iter().all(|hook| known.contains(&text(hook, "id").to_owned())),
                "{block}"
            );
        }
    }
}
