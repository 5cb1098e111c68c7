//! Running what a page shows: every `$ rungs …` of its console blocks, in a folder of its own, in the page's order.
//!
//! A block under `<!-- file: NAME -->` is written to that file first; a `diff` block under `<!-- change: NAME -->` is
//! carried out on it. `< NAME` gives a command the lines of a file to read. A line `…` in a console block stands for any
//! lines.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::page::{Block, blocks, in_repository, read};

const REST: &str = "…";

/// The page with what its commands really print in its console blocks.
pub(crate) fn run(path: &str, page: &str) -> String {
    let all = blocks(page);
    let mut now = page.to_owned();
    if !all.iter().any(|block| block.info == "console") {
        return now;
    }
    let folder = tempfile::tempdir().expect("a folder can be made");
    for copied in ["policies", "examples"] {
        copy(copied, folder.path());
    }
    let mut printed = Vec::new();
    for block in &all {
        let place = format!("{path}, line {}", block.line);
        if let Some(name) = block.mark.strip_prefix("file: ") {
            std::fs::write(folder.path().join(name), &block.text).expect("the file can be written");
        } else if let Some(name) = block.mark.strip_prefix("change: ") {
            change(&folder.path().join(name), block, &place);
        } else if block.info == "console" {
            printed.push((block.at.clone(), console(block, folder.path(), &place)));
        }
    }
    for (at, text) in printed.into_iter().rev() {
        now.replace_range(at, &text);
    }
    now
}

fn copy(folder: &str, to: &Path) {
    for path in crate::page::files_under(folder, ".rungs") {
        let target = to.join(&path);
        std::fs::create_dir_all(target.parent().expect("it lies in a folder")).expect("the folder can be made");
        std::fs::copy(in_repository(&path), target).expect("the file can be copied");
    }
}

/// Carries out a diff block: each run of `-` lines, which stands in the file once, becomes the `+` lines after it.
/// With no `-` lines, the `+` lines go behind the lines shown before them.
fn change(file: &Path, block: &Block, place: &str) {
    let mut text = std::fs::read_to_string(file).unwrap_or_else(|why| panic!("{place}: {}: {why}", file.display()));
    let mut lines = block.text.lines().peekable();
    let mut before = String::new();
    while let Some(line) = lines.peek() {
        if let Some(kept) = line.strip_prefix(' ') {
            before = format!("{before}{kept}\n");
            lines.next();
            continue;
        }
        let (mut old, mut new) = (String::new(), String::new());
        while let Some(line) = lines.next_if(|line| !line.starts_with(' ')) {
            match line.split_at_checked(1) {
                Some(("-", rest)) => old = format!("{old}{rest}\n"),
                Some(("+", rest)) => new = format!("{new}{rest}\n"),
                _ => panic!("{place}: a line of a change begins with `-`, `+` or a blank: {line}"),
            }
        }
        let (old, new) = if old.is_empty() { (before.clone(), format!("{before}{new}")) } else { (old, new) };
        assert_eq!(text.matches(&old).count(), 1, "{place}: this should stand in the file once:\n{old}");
        text = text.replacen(&old, &new, 1);
        before.clear();
    }
    std::fs::write(file, text).expect("the file can be written");
}

/// A console block as it should be.
fn console(block: &Block, folder: &Path, place: &str) -> String {
    let mut now = String::new();
    let mut lines = block.text.lines().peekable();
    while let Some(line) = lines.next() {
        let command = line.strip_prefix("$ ").unwrap_or_else(|| panic!("{place}: a console block begins with `$ `"));
        let mut shown = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
            shown.push(line);
        }
        let output = output_of(command, folder, place);
        let really: Vec<&str> = output.lines().map(str::trim_end).collect();
        now.push_str(&format!("{line}\n"));
        let blank_after = shown.iter().rev().take_while(|line| line.is_empty()).count();
        for line in fresh(trimmed(&shown), trimmed(&really)) {
            now.push_str(&format!("{line}\n"));
        }
        if lines.peek().is_some() {
            now.push_str(&"\n".repeat(blank_after));
        }
    }
    now
}

fn trimmed<'l, 's>(lines: &'l [&'s str]) -> &'l [&'s str] {
    let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    &lines[..end]
}

fn output_of(command: &str, folder: &Path, place: &str) -> String {
    let (command, input) = command.split_once(" < ").map_or((command, None), |(command, input)| (command, Some(input.trim())));
    let words = words(command);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["rungs", arguments @ ..] => {
            let mut run = Command::new(env!("CARGO_BIN_EXE_rungs"));
            run.stdin(input.map_or_else(Stdio::null, |input| {
                let answers = std::fs::File::open(folder.join(input)).unwrap_or_else(|why| panic!("{place}: {input}: {why}"));
                answers.into()
            }));
            for variable in ["COLUMNS", "NO_COLOR", "NO_GRAPHICS"] {
                run.env_remove(variable);
            }
            let output = run.args(arguments).current_dir(folder).output().expect("rungs starts");
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)).replace("\r\n", "\n")
        }
        ["cp", from, to] => {
            std::fs::copy(folder.join(from), folder.join(to)).unwrap_or_else(|why| panic!("{place}: {command}: {why}"));
            String::new()
        }
        _ => panic!("{place}: only `rungs …` and `cp FROM TO` can be shown on a page, not `{command}`"),
    }
}

/// The words of a command; what stands between quotation marks is one.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in command.split('"').enumerate() {
        if at % 2 == 1 { words.push(part.to_owned()) } else { words.extend(part.split_whitespace().map(str::to_owned)) }
    }
    words
}

/// What to show of an output: what is shown already if it fits, else the same parts of what is printed now.
fn fresh<'s>(shown: &[&'s str], really: &[&'s str]) -> Vec<&'s str> {
    if fits(shown, really) {
        return shown.to_vec();
    }
    same_parts(shown, really).unwrap_or_else(|| really.to_vec())
}

fn fits(shown: &[&str], really: &[&str]) -> bool {
    match shown.split_first() {
        None => really.is_empty(),
        Some((&REST, rest)) => (0..=really.len()).any(|skipped| fits(rest, &really[skipped..])),
        Some((line, rest)) => really.first().is_some_and(|real| line.trim_end() == *real) && fits(rest, &really[1..]),
    }
}

/// The parts of an output between the `…` of what is shown, found again by the lines that have not changed.
fn same_parts<'s>(shown: &[&'s str], really: &[&'s str]) -> Option<Vec<&'s str>> {
    let parts: Vec<&[&str]> = shown.split(|line| *line == REST).collect();
    if parts.len() == 1 {
        return None;
    }
    let mut now = Vec::new();
    let mut from = 0;
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            now.push(REST);
        }
        if part.is_empty() {
            continue;
        }
        let find = |line: &str, from: usize| {
            if line.is_empty() { None } else { really[from..].iter().position(|real| *real == line).map(|at| from + at) }
        };
        let (first, at) = part.iter().enumerate().find_map(|(first, line)| find(line, from).map(|at| (first, at)))?;
        let start = if number == 0 { 0 } else { at.saturating_sub(first).max(from) };
        let (last, at) = part.iter().enumerate().rev().find_map(|(last, line)| find(line, start).map(|at| (last, at)))?;
        let end = match really[at..].iter().position(|line| line.is_empty()) {
            _ if number + 1 == parts.len() => really.len(),
            Some(blank) if part.ends_with(&[""]) => at + blank + 1,
            _ => (at + part.len() - last).min(really.len()),
        };
        now.extend(&really[start..end]);
        from = end;
    }
    fits(&now, really).then_some(now)
}

#[test]
fn a_part_of_an_output_is_found_again() {
    let really = ["one", "", "two", "three", "changed", "five", "six", "seven"];
    assert!(fits(&["one", REST, "seven"], &really) && fits(&[REST], &really) && !fits(&["one", REST, "six"], &really));
    assert_eq!(fresh(&["one", REST, "three", "four", "five", REST], &really), ["one", REST, "three", "changed", "five", REST]);
    assert_eq!(fresh(&["uno", REST, "sechs", "seven"], &really), really);
    assert_eq!(fresh(&[REST, "sechs", "seven"], &really), [REST, "six", "seven"]);
}

/// What the pages use of the repository is in the folder their commands run in.
#[test]
fn a_change_is_carried_out() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("a.rungs");
    std::fs::write(&file, "one\ntwo\nthree\n").expect("the file can be written");
    let page = "<!-- change: a.rungs -->\n```diff\n one\n+one and a half\n two\n-three\n+four\n```\n";
    change(&file, &blocks(page)[0], "here");
    assert_eq!(std::fs::read_to_string(&file).expect("it is there"), "one\none and a half\ntwo\nfour\n");
    assert!(read("README.md").contains("console"));
}
