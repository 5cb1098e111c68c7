//! Input that nobody means well with, or that a machine has mangled: every run ends, soon, with an exit code, with no
//! more output than anybody could read, and without a character that a terminal or a browser would act on.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;

// ── help ─────────────────────────────────────────────────────────────────────────────────────────

const FINE: i32 = 0;
const FAILS: i32 = 1;
const CANNOT_WORK: i32 = 2;

/// Longer than any run needs, on a slow machine that is busy with other tests.
const LONGEST: Duration = Duration::from_secs(20);

/// More than anybody reads of one file's messages.
const MOST: usize = 64 * 1024;

struct Ran {
    code: i32,
    out: String,
    err: String,
    took: Duration,
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

fn write(folder: &TempDir, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("the file can be written");
    path
}

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("rungs");
    command.current_dir(folder).timeout(LONGEST).args(arguments);
    for name in ["NO_COLOR", "COLUMNS", "NO_GRAPHICS", "TERM"] {
        command.env_remove(name);
    }
    let start = Instant::now();
    let output = command.output().unwrap_or_else(|why| panic!("{arguments:?}: {why}"));
    let took = start.elapsed();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!err.contains("panicked"), "{arguments:?} panicked:\n{err}");
    assert!(!err.contains("overflow"), "{arguments:?} ran out of stack:\n{err}");
    let code = output.status.code().unwrap_or_else(|| panic!("{arguments:?} was ended by force after {took:?}"));
    assert!((FINE..=CANNOT_WORK).contains(&code), "{arguments:?} ended with {code}:\n{err}");
    Ran { code, out: String::from_utf8(output.stdout).expect("what is printed is UTF-8"), err, took }
}

/// Checks one text, as text.
fn check(text: impl AsRef<[u8]>) -> Ran {
    let folder = folder();
    write(&folder, "it.rungs", text);
    run(folder.path(), &["check", "it.rungs"])
}

/// The start of a text, for messages about it.
fn head(text: &str) -> String {
    text.chars().take(2000).collect()
}

#[track_caller]
fn assert_fails(ran: &Ran, says: &str) {
    assert_eq!(ran.code, FAILS, "{}\n{}", head(&ran.out), head(&ran.err));
    assert!(ran.out.contains(says), "`{says}` is missing from:\n{}", head(&ran.out));
    assert_eq!(ran.err, "");
    assert_small(ran);
}

#[track_caller]
fn assert_small(ran: &Ran) {
    assert!(ran.out.len() + ran.err.len() <= MOST, "{} bytes are printed, beginning with:\n{}", ran.out.len(), head(&ran.out));
}

/// Every command that reads a policy, with nothing written but to standard output.
const COMMANDS: [&[&str]; 18] = [
    &["check"],
    &["check", "--plain"],
    &["check", "--format", "json"],
    &["check", "--format", "junit"],
    &["check", "--format", "github"],
    &["check", "--color", "always"],
    &["draw", "--format", "svg"],
    &["draw", "--format", "dot"],
    &["draw", "--format", "mermaid"],
    &["compile", "--allow-broken"],
    &["test"],
    &["test", "--diaries", "--coverage"],
    &["test", "--plain", "--diaries"],
    &["test", "--format", "json"],
    &["test", "--format", "junit"],
    &["simulate"],
    &["fmt", "--check"],
    &["fmt", "--check", "--plain"],
];

/// A policy of one stage with this title and these clauses.
fn policy(title: &str, clauses: &str) -> String {
    format!("rungs 1\n\npolicy odd \"{title}\" {{\n}}\n\nrole chair \"Chair\"\n\nstage 1 \"Chair\" heard by chair {{\n{clauses}\n}}\n")
}

// ── nothing, or too much ─────────────────────────────────────────────────────────────────────────

#[test]
fn files_with_nothing_in_them() {
    for text in ["", "\n", "   \t\r\n\n", "\u{feff}", "\u{feff}\r\n", "// only a note", "// one note\n// and another\n", "\u{a0}\u{200b}•"]
    {
        let ran = check(text);
        assert_fails(&ran, if text.contains("//") { "there is nothing but notes in this file" } else { "this file is empty" });
        let folder = folder();
        write(&folder, "it.rungs", text);
        for arguments in COMMANDS {
            let ran = run(folder.path(), &[arguments, &["it.rungs"]].concat());
            assert!(ran.code != CANNOT_WORK, "{arguments:?} on {text:?}: {}", ran.err);
        }
        assert_eq!(std::fs::read_to_string(folder.path().join("it.rungs")).expect("it is still there"), text);
    }
    assert_eq!(check("rungs 1").code, FINE, "a vocabulary without a name is of no use, and no mistake");
}

#[test]
fn files_larger_than_the_limit_are_not_read() {
    let folder = folder();
    let large = std::fs::File::create(folder.path().join("large.rungs")).expect("the file can be made");
    large.set_len(64 * 1024 * 1024 + 1).expect("it can be sparse");
    for arguments in COMMANDS {
        let ran = run(folder.path(), &[arguments, &["large.rungs"]].concat());
        assert_eq!(ran.code, CANNOT_WORK, "{arguments:?}");
        assert!(ran.err.contains("64 MiB"), "{arguments:?}: {}", ran.err);
        assert!(ran.took < Duration::from_secs(5), "{arguments:?} took {:?}", ran.took);
    }
    // Not every system has room for so many nothings; then the smaller file stands for it.
    let _ = large.set_len(1 << 43);
    assert_eq!(run(folder.path(), &["check", "large.rungs"]).code, CANNOT_WORK);
    write(&folder, "imports.rungs", "rungs 1\nimport \"large.rungs\"\n");
    assert_fails(&run(folder.path(), &["check", "imports.rungs"]), "64 MiB");
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_that_never_ends_is_not_read_for_ever() {
    let folder = folder();
    for device in ["/dev/null", "/proc/self/mem", "/proc/self/status"] {
        run(folder.path(), &["check", device]);
    }
}

#[test]
fn one_line_of_ten_megabytes() {
    for line in ["x".repeat(10_000_000), "word ".repeat(2_000_000), "\"".repeat(10_000_000), format!("\"{}\"", "x ".repeat(5_000_000))] {
        assert_fails(&check(format!("rungs 1\n{line}\n")), "");
    }
}

/// Each is looked at for its other half to the end of the line.
#[test]
fn a_million_quotation_marks_that_nothing_closes() {
    for marks in ["«", "„", "\\\"", "« {}"] {
        for start in ["", "stage 1 \"S\" {\n    must \""] {
            let ran = check(format!("rungs 1\n{start}{}\n}}\n", marks.repeat(1_000_000)));
            assert_fails(&ran, "too many quotation marks are opened and never closed");
            let ran = check(format!("rungs 1\n{start}{}\n}}\n", marks.repeat(1_000)));
            assert_fails(&ran, "");
            assert!(ran.took < LONGEST / 4, "{marks} takes {:?}", ran.took);
        }
    }
}

#[test]
fn mistakes_far_out_on_a_line() {
    for chairs in [100, 5_000, 20_000] {
        let ran = check(policy("Odd", &format!("    chair{} must decide, chiar", ", chair".repeat(chairs))));
        assert_fails(&ran, "");
        let ran = check(policy("Odd", &format!("    if (\"{}\" or chiar), chair must decide", "x".repeat(7 * chairs))));
        assert_fails(&ran, "chiar");
    }
}

#[test]
fn a_title_of_ten_megabytes() {
    let ran = check(policy(&"long ".repeat(2_000_000), "    chair must decide"));
    assert_eq!(ran.code, FINE, "{}", head(&ran.out));
    assert_small(&ran);
}

#[test]
fn a_note_of_ten_megabytes() {
    let ran = check(format!("{}// {}\n", policy("Odd", "    chair must decide"), "note ".repeat(2_000_000)));
    assert_eq!(ran.code, FINE);
    assert_small(&ran);
}

#[test]
fn a_hundred_thousand_unknown_names() {
    let clauses: String = (0..100_000).map(|number| format!("    must notify nobody-{number}\n")).collect();
    let folder = folder();
    write(&folder, "it.rungs", policy("Odd", &clauses));
    for arguments in [&["check", "it.rungs"][..], &["check", "--plain", "it.rungs"]] {
        let ran = run(folder.path(), arguments);
        assert_fails(&ran, "nothing here is called `nobody-0`");
        assert!(ran.out.contains("more like these are not shown"), "{}", head(&ran.out));
    }
    for arguments in [&["draw", "it.rungs"][..], &["compile", "it.rungs"]] {
        let ran = run(folder.path(), arguments);
        assert_eq!((ran.code, ran.out.as_str()), (FAILS, ""));
        assert_small(&ran);
    }
    let ran = run(folder.path(), &["check", "--format", "json", "it.rungs"]);
    assert_eq!(ran.code, FAILS);
    let document: serde_json::Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert_eq!(document["files"][0]["fails"], true);
}

#[test]
fn a_hundred_thousand_items_of_one_name() {
    let roles: String = (0..100_000).map(|_| "role twice \"Twice\"\n").collect();
    assert_fails(&check(format!("{}{roles}", policy("Odd", "    chair must decide"))), "twice");
}

// ── too deep ─────────────────────────────────────────────────────────────────────────────────────

#[test]
fn brackets_ten_thousand_deep() {
    for (open, close) in [("{", "}"), ("(", ")"), ("{(", ")}")] {
        for (closed, prefix) in [(false, ""), (true, ""), (false, "stage 1 \"S\" {\n    if "), (true, "stage 1 \"S\" {\n    if ")] {
            let mut text = format!("rungs 1\n{prefix}{}", open.repeat(10_000));
            if closed {
                text += &close.repeat(10_000);
            }
            assert_fails(&check(text), "nested");
        }
    }
    assert_fails(&check(format!("rungs 1\nstage 1 \"S\" {{\n{}", "when unresolved {\n".repeat(10_000))), "nested");
    let both = format!("rungs 1\nstage 1 \"S\" {{\n{}{}}}\n", "when unresolved {\n".repeat(10_000), "}\n".repeat(10_000));
    assert_fails(&check(both), "nested");
}

/// A quotation mark before them must not hide them, whichever one it is and however it is closed.
#[test]
fn brackets_ten_thousand_deep_after_a_quotation_mark() {
    for quote in ["\"", "“", "”", "„", "«", "\" \" \"", "“a\\”", "“a\\“", "\"a\\\"", "“a\"", "\"a”", "„a“ \"", "//“ \n\""]
    {
        let text = format!("rungs 1\nstage 1 \"S\" {{\n    must do {quote} {}\n}}\n", "{".repeat(10_000));
        let ran = check(text);
        assert_eq!(ran.code, FAILS, "{quote}: {}", ran.err);
        assert!(ran.took < LONGEST / 2, "{quote} takes {:?}", ran.took);
    }
}

/// A lone carriage return ends a line too, and with it a note or a quoted text.
#[test]
fn brackets_ten_thousand_deep_after_an_old_line_end() {
    for before in ["// a note\r", "\"never closed\r", "“never closed\r"] {
        let text = format!("rungs 1\nstage 1 \"S\" {{\n    {before}{}\" ” //\n}}\n", "{".repeat(10_000));
        assert_fails(&check(text), "nested");
    }
}

/// Few enough for the limit, and left open: what cannot be read must not be tried in every way there is.
#[test]
fn sixty_brackets_that_are_never_closed() {
    for (before, bracket) in [
        ("    blah ", "{ "),
        ("    blah ", "{\n"),
        ("    must ", "{"),
        ("    if ", "("),
        ("    if not ", "(x and "),
        ("    ", "do one of {\n"),
    ] {
        let text = format!("rungs 1\nstage 1 \"S\" {{\n{before}{}\n}}\n", bracket.repeat(60));
        assert_fails(&check(text), "");
    }
    assert_fails(&check(format!("rungs 1\nrulebook r \"R\" {{\n    rule {}\n}}\n", "{ ".repeat(60))), "");
    assert_fails(&check(format!("rungs 1\n{}\n", "{ ".repeat(60))), "");
}

#[test]
fn one_word_ten_thousand_times() {
    let stage = |clause: String| format!("rungs 1\nrole chair \"C\"\nfact risk \"R\"\nstage 1 \"S\" {{\n    {clause}\n}}\n");
    let mut long = Vec::new();
    for clause in [
        format!("if {}risk, must \"do it\"", "not ".repeat(10_000)),
        format!("if {}, must \"do it\"", "not ".repeat(10_000)),
        format!("chair {}must \"do it\"", "of chair ".repeat(10_000)),
        format!("must notify chair{}", " of".repeat(10_000)),
        format!("if risk {}, must \"do it\"", "and risk ".repeat(10_000)),
        format!("if risk {}, must \"do it\"", "or not risk ".repeat(10_000)),
        format!("{}must \"do it\"", "when unresolved, ".repeat(10_000)),
        format!("{}must \"do it\"", "if risk, ".repeat(10_000)),
        format!("must notify chair{}", " within 1 day of request".repeat(10_000)),
        format!("must {}\"do it\"", "not ".repeat(10_000)),
        format!("{}chair must \"do it\"", "every ".repeat(10_000)),
        format!("chair{} must \"do it\"", ", chair".repeat(10_000)),
    ] {
        let ran = check(stage(clause.clone()));
        assert!(ran.code <= FAILS && !ran.out.is_empty(), "`{}…`: {}", &clause[..60], ran.err);
        assert!(ran.took < LONGEST / 2, "`{}…` takes {:?}", &clause[..60], ran.took);
        long.extend((ran.out.len() > MOST).then(|| format!("{} bytes for `{}…`", ran.out.len(), &clause[..60])));
    }
    assert!(long.is_empty(), "more is printed than anybody reads:\n{}", long.join("\n"));
}

#[test]
fn imports_a_thousand_deep() {
    let folder = folder();
    for number in 0..1000 {
        write(&folder, &format!("{number}.rungs"), format!("rungs 1\nimport \"{}.rungs\"\n", number + 1));
    }
    write(&folder, "1000.rungs", "rungs 1\n");
    assert_eq!(run(folder.path(), &["check", "0.rungs"]).code, FINE);
    write(&folder, "1000.rungs", "rungs 1\nimport \"0.rungs\"\n");
    assert_fails(&run(folder.path(), &["check", "0.rungs"]), "import-cycle");
}

// ── not text ─────────────────────────────────────────────────────────────────────────────────────

#[test]
fn bytes_that_are_no_text() {
    let utf16 = |little: bool| -> Vec<u8> {
        "\u{feff}rungs 1\n".encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    for (bytes, says) in [
        (b"rungs 1\n// caf\xe9\n".to_vec(), "byte 15 is not"),
        (b"\xff".to_vec(), "UTF-8"),
        (b"rungs 1\n\xed\xa0\x80".to_vec(), "UTF-8"),
        (b"rungs 1\n\xc0\xaf".to_vec(), "UTF-8"),
        ((0..=255).collect(), "UTF-8"),
        (utf16(true), "UTF-16"),
        (utf16(false), "UTF-16"),
    ] {
        let folder = folder();
        let path = write(&folder, "it.rungs", &bytes);
        for arguments in COMMANDS.iter().copied().chain([&["fmt"][..]]) {
            let ran = run(folder.path(), &[arguments, &["it.rungs"]].concat());
            assert_eq!(ran.code, CANNOT_WORK, "{arguments:?}");
            assert!(ran.err.contains(says), "{arguments:?}: `{says}` is missing from: {}", ran.err);
            assert!(ran.err.contains("save it as plain text in UTF-8"), "{}", ran.err);
        }
        assert_eq!(std::fs::read(path).expect("it is still there"), bytes);
        write(&folder, "imports.rungs", "rungs 1\nimport \"it.rungs\"\n");
        assert_fails(&run(folder.path(), &["check", "imports.rungs"]), says);
    }
}

#[test]
fn a_mark_at_the_start_and_line_ends_of_windows_are_read() {
    let plain = policy("Odd", "    chair must decide");
    let expected = check(&plain).out;
    for text in [format!("\u{feff}{plain}"), plain.replace('\n', "\r\n"), format!("\u{feff}{}", plain.replace('\n', "\r\n"))] {
        let ran = check(&text);
        assert_eq!(ran.code, FINE, "{}", ran.out);
        assert_eq!(ran.out.replace('\r', ""), expected, "the same is said of it");
        assert!(!ran.out.contains(['\r', '\u{feff}']), "{:?}", ran.out);
    }
    let wrong = plain.replace("chair must", "chiar must");
    let ran = check(format!("\u{feff}{}", wrong.replace('\n', "\r\n")));
    assert_eq!(ran.out, check(wrong).out, "and the same of a mistake in it");
}

#[test]
fn bytes_of_nothing_in_a_text() {
    for text in ["\0", "rungs 1\n\0", "rungs 1\npolicy odd \"\0\" {\n}\n", "rungs 1\0"] {
        let ran = check(text);
        assert!(ran.code <= FAILS);
        assert!(!ran.out.contains('\0'), "{:?}", ran.out);
    }
}

// ── characters that act ──────────────────────────────────────────────────────────────────────────

/// Escapes of a terminal, their one-character forms, and marks that turn the direction of a line.
const ACTING: &str = "\u{1b}[31m\u{1b}]0;title\u{7}\u{8}\u{c}\u{7f}\u{9b}2J\u{85}\u{200e}\u{200f}\u{61c}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\r";

fn acting(text: &str) -> Vec<char> {
    let mut found: Vec<char> = text.chars().filter(|c| (c.is_control() && *c != '\n') || (ACTING.contains(*c) && !c.is_ascii())).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// What `--color always` adds.
fn without_colour(text: &str) -> String {
    let mut without = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        without.push_str(before);
        let end = after.find(|c: char| !(c.is_ascii_digit() || c == ';')).unwrap_or(after.len());
        rest = after.strip_prefix(&after[..end]).and_then(|rest| rest.strip_prefix('m')).unwrap_or(after);
    }
    without + rest
}

/// A policy with acting characters wherever an author can type them: sound, with findings, or with mistakes.
fn acting_policies() -> Vec<(&'static str, String)> {
    let a = ACTING.trim_end_matches('\r');
    let titled = |clauses: &str| {
        policy(&format!("T{a}"), clauses)
            .replace("role chair \"Chair\"", &format!("role chair \"Chair {a}\" email \"{a}\""))
            .replace("stage 1 \"Chair\"", &format!("stage 1 \"{a}\""))
            .replace("rungs 1\n", &format!("rungs 1\n// note {a}\n"))
    };
    vec![
        ("sound", titled(&format!("    chair must decide \"it {a}\"  per \"part {a}\""))),
        (
            "told",
            titled(&format!("    if \"it is {a}\", chair should notify chair \"of {a}\""))
                + &format!(
                    "\nagency a \"A {a}\"\nagency b \"B {a}\"\nscenario \"S {a}\" {{\n    dispute a against b\n    given \"it is {a}\"\n    \
                 reading \"day {a}\" as working day because \"{a}\"\n    starts 2026-04-01\n    at stage 1, chair does not notify chair \"of {a}\"\n    \
                 expect chair notified\n    at stage 1, \"{a} is\"\n}}\n"
                ),
        ),
        (
            "findings",
            titled(&format!("    chair may \"try {a}\"  per \"part {a}\"\n    if \"it is {a}\", chair should notify chair \"of {a}\"")),
        ),
        ("unknown", titled(&format!("    chiar must decide \"it {a}\"  per \"part {a}\""))),
        ("unread", titled(&format!("    chair must must \"it {a}\" {a} {{"))),
        ("loose", format!("rungs 1\n{a}\nstage 1 {a} {{\n}}\n{a}")),
        ("import", format!("rungs 1\nimport \"{a}.rungs\"\n")),
        ("edition", format!("rungs {a}\n{a}")),
        ("twice", titled("    chair must decide") + &format!("role chair \"{a}\"\n")),
    ]
}

fn assert_nothing_acts(arguments: &[&str]) {
    let folder = folder();
    for (name, text) in acting_policies() {
        write(&folder, "it.rungs", text);
        let ran = run(folder.path(), &[arguments, &["it.rungs"]].concat());
        let out = if arguments.contains(&"always") { without_colour(&ran.out) } else { ran.out };
        for text in [&out, &ran.err] {
            assert_eq!(acting(text), [], "{arguments:?} on `{name}`:\n{}", text.escape_debug());
        }
    }
}

#[test]
fn nothing_acts_in_text() {
    assert_nothing_acts(&["check"]);
}

#[test]
fn nothing_acts_in_coloured_text() {
    assert_nothing_acts(&["check", "--color", "always"]);
}

#[test]
fn nothing_acts_in_plain_text() {
    assert_nothing_acts(&["check", "--plain"]);
}

#[test]
fn nothing_acts_in_json() {
    assert_nothing_acts(&["check", "--format", "json"]);
}

#[test]
fn nothing_acts_in_reports_for_other_programs() {
    for format in ["sarif", "junit", "github"] {
        assert_nothing_acts(&["check", "--format", format]);
    }
}

#[test]
fn nothing_acts_in_a_compiled_document() {
    assert_nothing_acts(&["compile", "--allow-broken"]);
}

#[test]
fn nothing_acts_in_pictures() {
    for format in ["svg", "dot", "mermaid"] {
        assert_nothing_acts(&["draw", "--format", format]);
    }
}

#[test]
fn nothing_acts_in_what_fmt_says() {
    assert_nothing_acts(&["fmt", "--check"]);
    assert_nothing_acts(&["fmt", "--check", "--plain"]);
}

#[test]
fn fmt_keeps_what_an_author_typed_even_so() {
    let folder = folder();
    let (_, text) = acting_policies().swap_remove(0);
    let path = write(&folder, "it.rungs", &text);
    assert_eq!(run(folder.path(), &["fmt", "it.rungs"]).code, FINE);
    let laid_out = std::fs::read_to_string(path).expect("it is there");
    let count = |text: &str| text.matches(ACTING.trim_end_matches('\r')).count();
    assert_eq!(count(&laid_out), count(&text));
}

#[test]
fn json_gives_back_what_an_author_typed() {
    let folder = folder();
    let typed = ACTING.trim_end_matches('\r');
    write(&folder, "it.rungs", policy(typed, "    chair must decide"));
    for arguments in [&["check", "--format", "json", "it.rungs"][..], &["compile", "--allow-broken", "it.rungs"]] {
        let document: serde_json::Value = serde_json::from_str(&run(folder.path(), arguments).out).expect("it is JSON");
        let title = if arguments[0] == "check" { &document["files"][0]["title"] } else { &document["policy"]["title"] };
        assert_eq!(title, typed, "{arguments:?}");
    }
}

#[test]
fn arguments_that_act() {
    let folder = folder();
    write(&folder, "it.rungs", policy("Odd", "    chair must decide"));
    for arguments in [
        &["check", ACTING][..],
        &["explain", ACTING],
        &["draw", ACTING],
        &["compile", ACTING],
        &["test", ACTING],
        &["simulate", ACTING],
        &["test", "it.rungs", "--scenario", ACTING],
        &["simulate", "it.rungs", "--scenario", ACTING],
        &["simulate", "it.rungs", "--raised-by", ACTING],
        &["fmt", ACTING],
        &["draw", "it.rungs", "-o", "\u{1b}[31m\u{202e}/out.svg"],
        &["compile", "it.rungs", "-o", "\u{1b}[31m\u{202e}/out.json"],
    ] {
        let ran = run(folder.path(), arguments);
        assert_eq!(ran.code, CANNOT_WORK, "{arguments:?}");
        assert_eq!(acting(&ran.err), [], "{arguments:?}: {:?}", ran.err);
        assert_eq!(acting(&ran.out), [], "{arguments:?}: {:?}", ran.out);
    }
}

// ── characters that mean something to what is written ────────────────────────────────────────────

const MEANING: &str = r#"</text></svg><script>alert(1)</script> & &amp; ' \" \\ ]]> --> %% ; # [x] {y} |z| `w` #quot; click"#;

#[test]
fn titles_in_pictures_stay_words() {
    let folder = folder();
    let text =
        policy(MEANING, &format!("    chair must \"do {MEANING}\"  per \"{MEANING}\"")).replace("\"Chair\"", &format!("\"{MEANING}\""));
    write(&folder, "it.rungs", text);

    let svg = run(folder.path(), &["draw", "it.rungs"]);
    assert_eq!(svg.code, FINE, "{}", svg.err);
    assert!(!svg.out.contains("<script") && svg.out.matches("</svg>").count() == 1, "{}", svg.out);
    assert!(svg.out.contains("&lt;/text&gt;") && !svg.out.contains("& "), "{}", svg.out);
    let entities =
        svg.out.split('&').skip(1).all(|after| ["amp;", "lt;", "gt;", "quot;", "apos;", "#"].iter().any(|e| after.starts_with(e)));
    assert!(entities, "a bare & in:\n{}", svg.out);

    let dot = run(folder.path(), &["draw", "--format", "dot", "it.rungs"]);
    assert_eq!(dot.code, FINE, "{}", dot.err);
    for line in dot.out.lines() {
        let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        assert_eq!(quotes % 2, 0, "a quotation is left open: {line}");
    }

    let mermaid = run(folder.path(), &["draw", "--format", "mermaid", "it.rungs"]);
    assert_eq!(mermaid.code, FINE, "{}", mermaid.err);
    assert!(!mermaid.out.contains("<script"), "{}", mermaid.out);
    for line in mermaid.out.lines() {
        assert_eq!(line.matches('"').count() % 2, 0, "a quotation is left open: {line}");
    }

    let json = run(folder.path(), &["compile", "--allow-broken", "it.rungs"]);
    let document: serde_json::Value = serde_json::from_str(&json.out).expect("it is JSON");
    assert_eq!(document["policy"]["title"], MEANING.replace("\\\"", "\"").replace("\\\\", "\\"));
}

#[cfg(unix)]
#[test]
fn odd_file_names() {
    use std::os::unix::ffi::OsStrExt;
    let agencies = "agency school \"School\"\nagency health \"Health\"\nrole chair";
    let text = policy("Odd", "    chair must decide").replace("role chair", agencies);
    let names: [&[u8]; 9] = [
        b"with space.rungs",
        "ö日本.rungs".as_bytes(),
        b"quote\"'`.rungs",
        b"<b>&.rungs",
        b"esc\x1b[31m.rungs",
        "turn\u{202e}ed.rungs".as_bytes(),
        b"line\nend.rungs",
        b"back\\slash.rungs",
        b"latin\xe9.rungs",
    ];
    for name in names {
        let folder = folder();
        let path = Path::new(std::ffi::OsStr::from_bytes(name));
        for (text, code) in
            [(text.clone(), FINE), (text.replace("chair must", "chiar must"), FAILS), (text.replace("must", "must must"), FAILS)]
        {
            // Some systems take no such name; then there is nothing to try.
            if std::fs::write(folder.path().join(path), &text).is_err() {
                continue;
            }
            for arguments in COMMANDS {
                let mut command = assert_cmd::cargo::cargo_bin_cmd!("rungs");
                let output = command.current_dir(folder.path()).timeout(LONGEST).args(arguments).arg(path).output().expect("it runs");
                let out = String::from_utf8(output.stdout).expect("what is printed is UTF-8");
                let err = String::from_utf8(output.stderr).expect("what is printed is UTF-8");
                let shown = String::from_utf8_lossy(name).escape_debug().to_string();
                assert!(!err.contains("panicked"), "{arguments:?} {shown}: {err}");
                if !arguments.contains(&"fmt") {
                    assert_eq!(output.status.code(), Some(code), "{arguments:?} {shown}: {err}");
                }
                let out = if arguments.contains(&"always") { without_colour(&out) } else { out };
                for text in [&out, &err] {
                    assert_eq!(acting(text), [], "{arguments:?} {shown}: {}", text.escape_debug());
                }
                if arguments.contains(&"json") || (arguments.contains(&"compile") && code == FINE) {
                    serde_json::from_str::<serde_json::Value>(&out).expect("it is JSON");
                }
            }
            assert_eq!(run(folder.path(), &["check", "."]).code, code, "a folder with such a file in it can be checked");
        }
    }
}

// ── calendars ────────────────────────────────────────────────────────────────────────────────────

/// A policy with a calendar of these lines.
fn with_calendar(lines: &str) -> String {
    format!("{}\ncalendar office-days \"Office days\" {{\n{lines}\n}}\n", policy("Odd", "    chair must decide"))
}

#[test]
fn calendars_with_odd_days_and_hours() {
    for (lines, says) in [
        ("closed on 0000-00-00", "no such date"),
        ("closed on 2026-02-29", "no such date"),
        ("closed from 9999-12-31 to 0000-01-01", "ends before it begins"),
        ("open from 99:99 to 00:00", "no such time"),
        ("open from 24:00 to 24:00", "no such time"),
        ("open from 00:00 to 00:00", "end before they begin"),
        ("open monday to sunday, monday", "twice"),
        ("time zone \"\"", "no time zone"),
        ("time zone \"../../etc/passwd\"", "no time zone"),
        ("time zone \"Europe/London\\\\0\"", "no time zone"),
        ("closed on bank holidays in nowhere", "no part of the United Kingdom"),
        ("open {", "does not fit after `open`"),
        ("closed on", "stops too early"),
    ] {
        let ran = check(with_calendar(lines));
        assert_eq!(ran.code, FAILS, "{lines}");
        let said = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(says), "`{says}` is missing for {lines}:\n{}", ran.out);
        assert_small(&ran);
    }
    let ends =
        "closed from 0000-01-01 to 9999-12-31 \"All of time\"\nopen monday from 00:00 to 24:00\nschool term from 0001-01-01 to 9999-12-31";
    assert_eq!(check(with_calendar(ends)).code, FINE);
}

#[test]
fn calendars_with_a_great_many_lines() {
    let many = |line: &str| with_calendar(&format!("{line}\n").repeat(20_000));
    assert_eq!(check(many("closed from 2026-12-24 to 2027-01-01 \"Christmas closure\"")).code, FINE);
    assert_eq!(check(many("school term from 2026-09-03 to 2026-12-18")).code, FINE);
    for slip in ["time zone \"Europe/Londn\"", "open munday", "closed on bank holidays in scotlund", "open monday", "closed on 2026-13-13"]
    {
        let ran = check(many(slip));
        assert_eq!(ran.code, FAILS, "{slip}");
        assert_small(&ran);
    }
}

// ── the same name twice ──────────────────────────────────────────────────────────────────────────

#[test]
fn names_given_twice() {
    let plain = policy("Odd", "    chair must decide  called it");
    for (more, says) in [
        ("role chair \"Another chair\"\n", "chair"),
        ("role CHAIR \"Another chair\"\n", "chair"),
        ("agency chair \"Chairs\"\n", "chair"),
        ("stage 1 \"Again\" heard by chair {\n    chair must decide\n}\n", "1"),
        ("policy odd \"Again\" {\n}\n", "polic"),
        ("policy other \"Another\" {\n}\n", "polic"),
        ("upkeep {\n    must review \"this\" every 1 year  called it\n}\n", "it"),
        ("tier worker \"W\"\ntier worker \"W\"\n", "worker"),
        ("fact risk \"R\"\ndocument risk \"R\"\n", "risk"),
        ("panel p \"P\" {\n}\npanel p \"P\" {\n}\n", "p"),
    ] {
        let ran = check(format!("{plain}\n{more}"));
        assert_fails(&ran, says);
        assert!(ran.out.contains("problem"), "{}", ran.out);
    }
}

#[test]
fn names_imported_twice_with_different_meanings() {
    let folder = folder();
    write(&folder, "a.rungs", "rungs 1\n\nrole officer \"One\"\n");
    write(&folder, "b.rungs", "rungs 1\n\nrole officer \"Another\"\n");
    let both = policy("Odd", "    chair must notify officer").replace("rungs 1\n", "rungs 1\n\nimport \"a.rungs\"\nimport \"b.rungs\"\n");
    write(&folder, "it.rungs", both);
    let ran = run(folder.path(), &["check", "it.rungs"]);
    assert_fails(&ran, "officer");
    for file in ["a.rungs", "b.rungs"] {
        assert!(ran.out.contains(file), "{file} is not named:\n{}", ran.out);
    }
}
