//! `rungs.toml`: what it does, which one applies, what wins over it, and what is said of slips in it.

#![allow(clippy::unwrap_used)]

use rungs::config::read;
use rungs::source::Sources;
use tempfile::TempDir;

const POLICY: &str = include_str!("../policies/model.rungs");

/// A folder with the model policy, in which everything holds, and a broken copy without its review.
fn folder(settings: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("england.rungs", include_str!("../policies/england.rungs"));
    write("policies/england.rungs", include_str!("../policies/england.rungs"));
    write("policies/model.rungs", POLICY);
    write("policies/drafts/england.rungs", include_str!("../policies/england.rungs"));
    write(
        "policies/drafts/draft.rungs",
        &POLICY.replace("policy model", "policy draft").replace("must review \"this policy\"", "must record \"this policy\""),
    );
    if !settings.is_empty() {
        write("rungs.toml", settings);
    }
    folder
}

/// The exit code and everything printed.
fn run(folder: &TempDir, arguments: &[&str]) -> (i32, String) {
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_rungs")).args(arguments).current_dir(folder.path()).output().unwrap();
    (out.status.code().unwrap(), format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr)))
}

#[track_caller]
fn assert_run(folder: &TempDir, arguments: &[&str], code: i32, says: &str) {
    let (ended, text) = run(folder, arguments);
    assert!(ended == code && text.contains(says), "{arguments:?} ends with {ended}, and should with {code} and `{says}`:\n{text}");
}

const DRAFT: &str = "policies/drafts/draft.rungs";

#[test]
fn a_rule_weighs_what_the_settings_say_and_a_flag_wins() {
    assert_run(&folder(""), &["check", DRAFT], 0, "no-review");
    let strict = folder("[rules]\nno-review = \"error\"\n");
    assert_run(&strict, &["check", DRAFT], 1, "no-review");
    assert_run(&strict, &["check", "--rule", "no-review=warning", DRAFT], 0, "no-review");
    assert_run(&strict, &["check", "--no-config", DRAFT], 0, "no-review");
    assert_run(&folder("deny = \"warnings\""), &["check", DRAFT], 1, "no-review");
    let (code, text) = run(&folder("rules.no-review = \"off\""), &["check", DRAFT]);
    assert!(code == 0 && !text.contains("no-review"), "{text}");
}

#[test]
fn a_value_is_that_of_the_settings_unless_a_flag_sets_another() {
    let slow = folder("rules.ladder-too-slow = { value = \"2 working days\", severity = \"error\" }");
    assert_run(&slow, &["check", "policies/model.rungs"], 1, "ladder-too-slow");
    assert_run(&slow, &["check", "--rule", "ladder-too-slow=60 working days", "policies/model.rungs"], 0, "");
    assert_run(&slow, &["check", "--rule", "ladder-too-slow=3 agencies", "policies/model.rungs"], 1, "is about a length of time");
    assert_run(&slow, &["check", "--rule", "ladder-to-slow=off", "policies/model.rungs"], 2, "did you mean `ladder-too-slow`?");
    // Every command that decides rules goes by them.
    assert_run(&slow, &["compile", "policies/model.rungs"], 1, "ladder-too-slow");
    assert_run(&slow, &["doc", "policies/model.rungs"], 0, "2 working days");
}

#[test]
fn without_paths_those_of_the_settings_are_checked_without_what_is_left_out() {
    let all = folder("paths = [\"policies\"]\nexclude = [\"drafts/\"]\ndeny = \"warnings\"");
    assert_run(&all, &["check"], 0, "policies/model.rungs");
    assert!(!run(&all, &["check"]).1.contains("draft"));
    // What is named is checked all the same.
    assert_run(&all, &["check", DRAFT], 1, "no-review");
    assert_run(&folder(""), &["check"], 2, "say what to check");
    assert_run(&folder("deny = \"warnings\""), &["check"], 2, "lists no `paths`");
}

#[test]
fn the_nearest_settings_above_a_file_apply_to_it() {
    let two = folder("rules.no-review = \"error\"");
    std::fs::write(two.path().join("policies/drafts/rungs.toml"), "rules.no-review = \"note\"").unwrap();
    assert_run(&two, &["check", "--deny", "warnings", DRAFT], 0, "no-review");
    assert_run(&two, &["check", "--config", "rungs.toml", DRAFT], 1, "no-review");
    assert_run(&two, &["config", DRAFT], 0, "note");
    assert_run(&two, &["config", "policies"], 0, "error");
}

#[test]
fn a_rulebook_of_the_settings_is_followed() {
    let own = folder("rulebooks = [\"ours.rungs\"]");
    let book = "rungs 1\nrulebook ours \"Ours\" {\n    rule two-days error \"Over in two days\" {\n        every path ends within 2 working days\n    }\n}\n";
    std::fs::write(own.path().join("ours.rungs"), book).unwrap();
    assert_run(&own, &["check", "policies/model.rungs"], 1, "two-days");
    assert_run(&own, &["check", "--rule", "two-days=off", "policies/model.rungs"], 0, "");
    assert_run(&folder("rulebooks = [\"gone.rungs\"]"), &["check", "policies/model.rungs"], 2, "there is no such file");
}

#[test]
fn a_calendar_of_the_settings_is_lent_to_policies_without_one() {
    let lent = folder("calendar = \"ours.rungs\"");
    let calendar =
        "rungs 1\ncalendar ours \"Our own year\" {\n    open monday to friday\n    closed on bank holidays in england and wales\n}\n";
    std::fs::write(lent.path().join("ours.rungs"), calendar).unwrap();
    let bare = "rungs 1\npolicy bare \"Bare\" {\n}\nrole chair \"Chair\"\ntier worker \"Worker\"\nstage 1 \"Workers\" between workers {\n    must end within 2 working days of start of stage 1\n    when unresolved, raising worker must escalate to stage 2\n}\nstage 2 \"Chair\" heard by chair {\n    chair must decide\n}\nagency school \"School\"\nagency health \"Health\"\nscenario \"Easter\" {\n    dispute school against health\n    starts 2026-04-02 09:00\n    expect stage 1 due 2026-04-08\n}\n";
    std::fs::write(lent.path().join("bare.rungs"), bare).unwrap();
    let without = folder("");
    std::fs::write(without.path().join("bare.rungs"), bare).unwrap();
    // Without one, rungs says what it assumes of the week and of bank holidays.
    let assumed = "working days are read as";
    let ((code, text), (_, other)) =
        (run(&lent, &["test", "--diaries", "bare.rungs"]), run(&without, &["test", "--diaries", "bare.rungs"]));
    assert_eq!(code, 0, "{text}");
    assert!(text != other && other.contains(assumed), "{text}\n{other}");
}

#[test]
fn a_slip_in_the_settings_is_pointed_out_and_nothing_is_checked() {
    for (settings, name, says) in [
        ("deny = \"warnigs\"", "wrong-setting", "only warnings can be made to fail"),
        ("path = [\"policies\"]", "unknown-setting", "did you mean `paths`?"),
        ("paths = \"policies\"", "wrong-setting", "a list of paths"),
        ("calendar = 3", "wrong-setting", "a path in quotation marks"),
        ("rules = 3", "wrong-setting", "a table"),
        ("rules.no-review = 3", "wrong-setting", "not a weight"),
        ("rules.no-review = \"eror\"", "wrong-setting", "did you mean"),
        ("rules.no-review = { sevrity = \"off\" }", "unknown-setting", "did you mean `severity`?"),
        ("rules.told-too-late = { value = \"3 kittens\" }", "wrong-setting", "no value"),
        ("deny = ", "unreadable-settings", "cannot be read as settings"),
        ("= \u{202e}", "unreadable-settings", "cannot be read as settings"),
    ] {
        let mut sources = Sources::new();
        let file = sources.add("rungs.toml", settings);
        let (_, found) = read(&sources, file);
        let said: Vec<String> = found.iter().map(|one| format!("{} {} {:?} {:?}", one.name, one.message, one.labels, one.help)).collect();
        assert!(found.len() == 1 && found[0].name == name && said[0].contains(says), "{settings}\n{said:#?}");
        assert!(found[0].help.is_some());
        assert_run(&folder(settings), &["check", "policies/model.rungs"], 2, name);
    }
    assert_run(&folder("rules.no-reveiw = \"off\""), &["check", "policies/model.rungs"], 2, "did you mean `no-review`?");
    assert_run(&folder("baseline = \"gone.json\""), &["check", "policies/model.rungs"], 2, "--write-baseline");
    assert_run(&folder("exclude = [\"{\"]"), &["check", "policies"], 2, "no pattern of paths");
}
