//! `check --fix`: mending what can be mended without changing what a policy promises, and showing what else could be.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::diagnostic::{Diagnostic, Edit, Mend, Severity, apply};
use crate::graph::StageGraph;
use crate::mend::mend;
use crate::model::Date;
use crate::source::FileId;
use crate::verify::{Finding, Report, RuleReport, check};

use super::Exit;
use super::checking::{Checked, Checking};
use super::output::{explain, write};
use super::render::visible;
use super::repository::Group;

/// Mending one slip can bring another to light: so many times over a text is read again.
const MOST_ROUNDS: usize = 10;

/// Mends the slips in each of these files that leave its meaning as it is, and says which.
pub(crate) fn fix(paths: &[PathBuf], root: impl Fn(&Path) -> Group) -> Exit {
    let mut exit = Exit::Fine;
    for path in paths {
        // What cannot be read is said by the check that follows.
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let (mended, done) = slips_mended(path, &text, &root);
        if done.is_empty() {
            continue;
        }
        let written = write(path, &mended);
        if written == Exit::Fine {
            let lines: String = done.iter().map(|title| format!("  {}\n", visible(title))).collect();
            explain(&format!("{}: mended\n{lines}", visible(&path.display().to_string())));
        }
        exit = exit.max(written);
    }
    exit
}

/// A text with its slips mended, and what was done.
fn slips_mended(path: &Path, text: &str, root: &impl Fn(&Path) -> Group) -> (String, Vec<String>) {
    let (mut text, mut done) = (text.to_owned(), Vec::new());
    for _ in 0..MOST_ROUNDS {
        let (file, found) = problems(path, text.clone(), root);
        let mends: Vec<&Mend> = found.iter().filter_map(|one| safe(one, file)).collect();
        let Some(better) = apply(mends.iter().flat_map(|mend| &mend.edits), &text).filter(|better| *better != text) else { break };
        let (_, left) = problems(path, better.clone(), root);
        if errors(&left) >= errors(&found) {
            break;
        }
        done.extend(mends.iter().map(|mend| mend.title.clone()));
        text = better;
    }
    (text, done)
}

fn problems(path: &Path, text: String, root: &impl Fn(&Path) -> Group) -> (FileId, Vec<Diagnostic>) {
    let mut project = root(path).project;
    let file = project.add(path, text);
    (file, project.resolve(file).diagnostics)
}

fn errors(found: &[Diagnostic]) -> usize {
    found.iter().filter(|one| one.severity == Severity::Error).map(|one| one.labels.len()).sum()
}

/// A mend of this file that leaves its meaning as it is.
fn safe(found: &Diagnostic, file: FileId) -> Option<&Mend> {
    found.mend.as_deref().filter(|mend| mend.keeps_meaning && is_in(&mend.edits, file))
}

fn is_in(edits: &[Edit], file: FileId) -> bool {
    edits.iter().all(|edit| edit.span.file == file)
}

/// Every change that would mend something, as text: first what `--fix` makes, then, each by itself, what it never makes unasked.
pub(crate) fn diff(run: &Checking, as_of: Date, root: impl Fn(&Path) -> Group) -> String {
    let mut text = String::new();
    for one in &run.checked {
        let Ok(read) = &one.read else { continue };
        let source = run.sources(one).get(read.file);
        let (mended, done) = slips_mended(source.path(), source.text(), &root);
        if !done.is_empty() {
            let _ = writeln!(text, "{}: `--fix` makes these changes", source.name());
            done.iter().for_each(|title| {
                let _ = writeln!(text, "  {title}");
            });
            text.push_str(&changes(&source.name(), source.text(), &mended));
        }
        let slips = read.resolved.diagnostics.iter().filter_map(|found| Some((found.name, found.mend.as_deref()?)));
        for (name, mend) in slips.filter(|(_, mend)| !mend.keeps_meaning && is_in(&mend.edits, read.file)) {
            if let Some(mended) = mend.apply(source.text()) {
                let _ = writeln!(text, "{name}: {}\n{IN_NAME_ONLY}", mend.title);
                text.push_str(&changes(&source.name(), source.text(), &mended));
            }
        }
        for (rule, title, mended) in mends_of_findings(run, one, as_of, &root) {
            let _ = writeln!(text, "{rule}: {title}\n{IN_NAME_ONLY}");
            text.push_str(&changes(&source.name(), source.text(), &mended));
        }
    }
    if text.is_empty() { "nothing here can be mended by a change that follows from the rules\n".to_owned() } else { visible(&text) }
}

const IN_NAME_ONLY: &str = "(changes what the policy promises: for the partnership to decide, never made by `--fix`)";

/// The changes that mend findings, each tried: the finding has to be gone, and nothing may have become worse to read.
fn mends_of_findings(run: &Checking, one: &Checked, as_of: Date, root: &impl Fn(&Path) -> Group) -> Vec<(String, String, String)> {
    let Ok(read) = &one.read else { return Vec::new() };
    let (Some(policy), Some(report)) = (&read.resolved.policy, &read.report) else { return Vec::new() };
    let source = run.sources(one).get(read.file);
    let parsed = run.parsed(one, read.file);
    let mut offered: Vec<(String, String, String)> = Vec::new();
    for rule in &report.rules {
        let counting = rule.findings.iter().filter(|finding| finding.accepted.is_none());
        for finding in counting.flat_map(|finding| finding.each(policy)) {
            let Some(mended) = mend(policy, parsed, rule, &finding).and_then(|mend| Some((mend.apply(source.text())?, mend.title))) else {
                continue;
            };
            let (text, title) = mended;
            let known = offered.iter().any(|(_, _, other)| *other == text);
            if !known && mends(source.path(), &text, rule, as_of, root) {
                offered.push((rule.rule.clone(), title, text));
            }
        }
    }
    offered
}

/// Whether a text can be read and has fewer findings of a rule.
fn mends(path: &Path, text: &str, rule: &RuleReport, as_of: Date, root: &impl Fn(&Path) -> Group) -> bool {
    let Group { mut project, rules, .. } = root(path);
    let file = project.add(path, text.to_owned());
    let Some(mut policy) = project.resolve(file).policy else { return false };
    crate::config::set_values(&rules, &mut policy);
    let report: Report = check(&policy, &StageGraph::new(&policy), Some(as_of));
    let places = |rule: &RuleReport| rule.findings.iter().map(places).sum::<usize>();
    report
        .rule(&rule.rule)
        .is_some_and(|now| places(now) < places(rule) || (now.findings.len() <= rule.findings.len() && better(now, rule)))
}

fn places(finding: &Finding) -> usize {
    if finding.several.is_some() { finding.labels.len() } else { 1 }
}

fn better(now: &RuleReport, before: &RuleReport) -> bool {
    use crate::verify::Verdict;
    let rank = |verdict: Verdict| match verdict {
        Verdict::Holds => 0,
        Verdict::Advice => 1,
        Verdict::Undetermined => 2,
        Verdict::GaveUp => 3,
        Verdict::Broken => 4,
        Verdict::DoesNotApply => 5,
    };
    rank(now.verdict) < rank(before.verdict)
}

/// Two texts as a difference in the usual form.
fn changes(name: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    diff.unified_diff().context_radius(2).header(name, name).to_string()
}
