//! What counts and what does not: exceptions, baselines, and the changes that mend findings.

#![allow(clippy::unwrap_used)]

mod common;

use std::path::Path;

use common::strategies::{RICH, plan};
use common::*;
use proptest::prelude::*;
use rungs::baseline::{Baseline, found};
use rungs::diagnostic::Diagnostic;
use rungs::emit::json::BaselineDocument;
use rungs::graph::StageGraph;
use rungs::mend::mend;
use rungs::model::{Date, Policy};
use rungs::project::{DiskFiles, Project};
use rungs::source::Sources;
use rungs::syntax::format;
use rungs::verify::{Report, Verdict, check, exceptions};

// ── help ─────────────────────────────────────────────────────────────────────────────────────────

/// A small policy with findings, and what is put in at its end.
fn small(more: &str) -> String {
    format!(
        "rungs 1\n\npolicy small \"Small\" {{\n}}\n\nrole chair \"Chair\" email personal\n\ntier manager \"Manager\"\n\n\
         stage 1 \"Managers\" between managers {{\n    managers should discuss called talking\n    managers should meet\n    \
         must end within 2 days\n    when unresolved, raising manager should escalate to stage 2 called going-up\n}}\n\n\
         stage 2 \"Chair\" heard by chair {{\n    chair must decide within 3 days\n}}\n{more}"
    )
}

fn judged<T>(text: &str, as_of: &str, then: impl FnOnce(&Policy, &Report, Vec<Diagnostic>, &Sources) -> T) -> T {
    with_text(text, |policy, diagnostics, sources| {
        let policy = policy.unwrap_or_else(|| panic!("{}\n{text}", messages(diagnostics, sources)));
        let day = Date::parse(as_of);
        let report = check(policy, &StageGraph::new(policy), day);
        let said = exceptions(policy, &report, day);
        then(policy, &report, said, sources)
    })
}

/// How many places count for a rule, and how many are accepted.
fn places(report: &Report, rule: &str) -> (usize, usize) {
    let of = |accepted: bool| {
        let findings = report.rule(rule).unwrap().findings.iter().filter(|finding| finding.accepted.is_some() == accepted);
        findings.map(|finding| finding.labels.len()).sum()
    };
    (of(false), of(true))
}

fn names(said: &[Diagnostic]) -> Vec<&str> {
    said.iter().map(|one| one.name).collect()
}

// ── exceptions ───────────────────────────────────────────────────────────────────────────────────

const AMBIGUOUS: &str = "allow ambiguous-day because \"to be settled\" by \"Executive\"";

#[test]
fn an_exception_for_the_whole_policy_takes_a_finding_out_and_leaves_the_verdict() {
    judged(&small(""), "2026-04-01", |_, report, _, _| assert_eq!(places(report, "ambiguous-day"), (2, 0)));
    judged(&small(AMBIGUOUS), "2026-04-01", |_, report, said, _| {
        let rule = report.rule("ambiguous-day").unwrap();
        assert_eq!((places(report, "ambiguous-day"), rule.verdict), ((0, 2), Verdict::Broken));
        assert!(rule.is_accepted() && !rule.warns());
        assert_eq!(names(&said), [""; 0]);
    });
}

#[test]
fn an_exception_for_a_stage_or_a_clause_takes_out_what_is_found_there_alone() {
    for (at, stays) in [("at stage 1", 1), ("at stage 2", 1), ("at stage 1 and 2", 0), ("on talking", 2)] {
        judged(&small(&format!("allow ambiguous-day {at} because \"so\" by \"Executive\"")), "2026-04-01", |_, report, said, _| {
            assert_eq!(places(report, "ambiguous-day"), (stays, 2 - stays), "{at}");
            assert_eq!(names(&said).len(), usize::from(stays == 2), "{at}");
            assert_eq!(report.rule("ambiguous-day").unwrap().warns(), stays > 0, "{at}");
        });
    }
    judged(&small("allow weak-duty on going-up because \"so\" by \"Executive\""), "2026-04-01", |_, report, said, _| {
        assert_eq!(names(&said), [""; 0]);
        assert_eq!(places(report, "weak-duty").1, 1);
    });
    judged(&small("allow personal-mailbox on chair because \"so\" by \"Executive\""), "2026-04-01", |_, report, said, _| {
        assert!(report.rule("personal-mailbox").unwrap().is_accepted());
        assert_eq!(names(&said), [""; 0]);
    });
}

/// The lines at which a rule's findings still count.
fn open_lines(report: &Report, sources: &Sources, rule: &str) -> Vec<u32> {
    let open = report.rule(rule).unwrap().findings.iter().filter(|finding| finding.accepted.is_none());
    open.flat_map(|finding| &finding.labels).map(|label| sources.start(label.span).line).collect()
}

#[test]
fn an_exception_leaves_what_is_found_elsewhere() {
    let more = "\nroute first-route \"One\" {\n    chair must notify manager \"it\" within 4 days\n}\n\n\
                route second-route \"Two\" {\n    chair must notify manager \"it\" within 5 days\n}\n\n\
                panel first-panel \"First\" {\n    must resolve within 6 days\n}\n\n\
                panel second-panel \"Second\" {\n    must resolve within 7 days\n}\n";
    for (at, taken) in [("at stage 1", "2 days"), ("at stage 2", "3 days"), ("on first-route", "4 days"), ("on first-panel", "6 days")] {
        let text = small(&format!("{more}\nallow ambiguous-day {at} because \"so\" by \"Executive\"\n"));
        let expected: Vec<u32> =
            (1u32..).zip(text.lines()).filter(|(_, line)| line.contains(" days") && !line.contains(taken)).map(|(at, _)| at).collect();
        judged(&text, "2026-04-01", |_, report, _, sources| assert_eq!(open_lines(report, sources, "ambiguous-day"), expected, "{at}"));
    }
}

/// A finding at two places counts as two, and the sentence about those that are left counts them.
#[test]
fn what_is_left_of_a_finding_says_how_much_is_left() {
    judged(&small("allow ambiguous-day at stage 1 because \"so\" by \"Executive\""), "2026-04-01", |_, report, _, _| {
        let said: Vec<&str> = report.rule("ambiguous-day").unwrap().findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(said, ["one limit in days does not say which days count"; 2]);
    });
}

#[test]
fn an_exception_ends_after_its_last_day() {
    let text = small(&format!("{AMBIGUOUS} until 2026-12-31"));
    for (day, in_force) in [("2026-04-01", true), ("2026-12-31", true), ("2027-01-01", false)] {
        judged(&text, day, |_, report, said, _| {
            assert_eq!(places(report, "ambiguous-day") == (0, 2), in_force, "{day}");
            assert_eq!(names(&said), if in_force { vec![] } else { vec!["exception-expired"] }, "{day}");
        });
    }
    // Where no day is given, every stated end has passed.
    judged(&text, "no day", |_, report, _, _| assert_eq!(places(report, "ambiguous-day"), (2, 0)));
}

#[test]
fn an_exception_that_accepts_nothing_is_pointed_out() {
    for (unused, why) in [("endless-loop", "the rule finds nothing any more"), ("told-too-late", "this policy is not checked for the rule")]
    {
        judged(&small(&format!("allow {unused} because \"so\" by \"Executive\"")), "2026-04-01", |_, _, said, _| {
            assert_eq!(names(&said), ["exception-unused"]);
            assert_eq!(said[0].labels[0].text, why);
        });
    }
    // The second of two for the same finding accepts nothing.
    judged(&small(&format!("{AMBIGUOUS}\n{AMBIGUOUS}")), "2026-04-01", |_, _, said, _| {
        assert_eq!(names(&said), ["exception-unused"]);
        assert_eq!(said[0].labels[0].text, "the rule finds nothing here that is not accepted already");
    });
}

#[test]
fn an_exception_that_cannot_be_meant_is_refused() {
    for (exception, name, says) in [
        ("allow ambiguous-day because \"so\"", "exception-unowned", "nobody answers for this exception"),
        ("allow ambiguous-day because \" \" by \"Executive\"", "exception-unowned", "nothing is written"),
        ("allow ambiguous-day because \"so\" by \"\"", "exception-unowned", "nothing is written"),
        ("allow ambigous-day because \"so\" by \"Executive\"", "unknown-rule", "there is no rule called `ambigous-day`"),
        ("allow ambiguous-day at stage 7 because \"so\" by \"Executive\"", "unknown-stage", "7"),
        ("allow ambiguous-day at next stage because \"so\" by \"Executive\"", "exception-nowhere", "stands at no stage"),
        ("allow ambiguous-day on talkin because \"so\" by \"Executive\"", "unknown-name", "called `talkin`"),
        ("allow ambiguous-day because \"so\" by \"Executive\" by \"Board\"", "said-twice", "twice"),
        ("allow ambiguous-day because \"so\" by \"Executive\" until 2026-02-30", "no-such-date", "2026-02-30"),
    ] {
        with_text(&small(exception), |policy, diagnostics, sources| {
            assert!(policy.is_none(), "{exception}");
            let said = messages(diagnostics, sources);
            assert!(diagnostics.iter().any(|found| found.name == name) && said.contains(says), "{exception}\n{said}");
        });
    }
}

// ── baselines ────────────────────────────────────────────────────────────────────────────────────

fn baseline(text: &str) -> BaselineDocument {
    judged(text, "2026-04-01", |policy, report, said, sources| BaselineDocument::new(found(policy, sources, report, &said)))
}

/// How many places count against a baseline, and how many of its findings are gone.
fn against(known: &BaselineDocument, text: &str) -> (usize, usize) {
    with_text(text, |policy, diagnostics, sources| {
        let policy = policy.unwrap_or_else(|| panic!("{}\n{text}", messages(diagnostics, sources)));
        let mut report = check(policy, &StageGraph::new(policy), day());
        let mut baseline = Baseline::new(known.clone());
        baseline.accept(policy, sources, &mut report);
        baseline.without_known(sources, exceptions(policy, &report, day()));
        let open = report.rules.iter().flat_map(|rule| &rule.findings).filter(|finding| finding.accepted.is_none());
        let open = open.map(|finding| if finding.several.is_some() { finding.labels.len() } else { 1 }).sum();
        (open, baseline.gone(std::slice::from_ref(&policy.name)).len())
    })
}

#[test]
fn only_what_is_new_counts_and_what_is_gone_is_named() {
    let known = baseline(&small(""));
    assert_eq!(against(&known, &small("")), (0, 0));
    // Another stage with two new limits in days and one clause of advice.
    let more = "\nthroughout {\n    managers should record \"it\" within 4 days\n}\n";
    let (new, gone) = against(&known, &small(more));
    assert!(new > 0 && gone == 0, "{new} new, {gone} gone");
    let better = small("").replace("within 2 days", "within 2 working days");
    let (new, gone) = against(&known, &better);
    assert!(new == 0 && gone > 0, "{new} new, {gone} gone");
}

/// What was only advised and is broken now is no old finding.
#[test]
fn a_worse_verdict_is_a_new_finding() {
    let book = "\nrulebook book \"Book\" {\n    rule ends-well error \"It ends\" {\n        every path ends in an authority\n    }\n}\n";
    let text = small(book).replace("\"Small\" {\n", "\"Small\" {\n    follows book\n");
    let worse = text.replace("raising manager should escalate", "raising manager may escalate");
    let verdict = |text: &str| judged(text, "2026-04-01", |_, report, _, _| report.rule("ends-well").unwrap().verdict);
    assert_eq!((verdict(&text), verdict(&worse)), (Verdict::Advice, Verdict::Broken));
    assert!(against(&baseline(&text), &worse).0 > 0);
}

/// Another layout, notes, empty lines, and clauses in another order.
fn laid_out_differently(text: &str) -> String {
    let (sources, parsed) = parsed(text);
    let laid_out = format(&sources, &parsed).unwrap();
    laid_out.lines().map(|line| format!("// a note\n\n{}\n", line.replace("    ", " "))).collect()
}

proptest! {
    #![proptest_config(cases(25))]

    /// Fingerprints outlive another layout and lines that have been moved.
    #[test]
    fn a_baseline_outlives_another_layout(plan in plan(RICH)) {
        let text = plan.text();
        prop_assert_eq!(against(&baseline(&text), &laid_out_differently(&text)), (0, 0));
    }

    /// With everything accepted nothing fails or warns, and no verdict has become another.
    #[test]
    fn with_an_exception_for_every_rule_nothing_fails(plan in plan(RICH)) {
        let text = plan.text();
        let rules: Vec<String> = with_report(&text, |_, report| {
            report.rules.iter().filter(|rule| !rule.findings.is_empty()).map(|rule| rule.rule.clone()).collect()
        });
        let exceptions: String = rules.iter().map(|rule| format!("allow {rule} because \"so\" by \"Executive\"\n")).collect();
        let before = verdicts(&text);
        judged(&format!("{text}\n{exceptions}"), "2026-04-01", |_, report, said, _| {
            assert!(!report.fails() && !report.rules.iter().any(rungs::verify::RuleReport::warns), "{text}");
            assert_eq!(said, [], "{text}");
            let after: Vec<_> = report.rules.iter().map(|rule| (rule.rule.clone(), rule.verdict)).collect();
            assert_eq!(after, before);
        });
    }
}

#[test]
fn clauses_in_another_order_are_the_same_findings() {
    let text = small("");
    let lines = ["    managers should discuss called talking\n", "    managers should meet\n"];
    let moved = text.replace(&lines.concat(), &format!("{}{}", lines[1], lines[0]));
    assert_ne!(moved, text);
    assert_eq!(against(&baseline(&text), &moved), (0, 0));
}

// ── mending ──────────────────────────────────────────────────────────────────────────────────────

/// Every change offered for what the policies that break a rule were written to show can be read, and most mend it.
#[test]
fn changes_that_are_offered_can_be_read_and_mend() {
    let (mut offered, mut mended) = (0, 0);
    for folder in std::fs::read_dir("tests/rules").unwrap().map(|entry| entry.unwrap().path()) {
        let rule = folder.file_name().unwrap().to_string_lossy().into_owned();
        for path in ["bad-1", "bad-2", "advice-1"].map(|name| folder.join(format!("{name}.rungs"))).into_iter().filter(|path| path.exists())
        {
            if let Some(change_mends) = try_change(&path, &rule) {
                offered += 1;
                mended += usize::from(change_mends);
            }
        }
    }
    assert!(offered > 40 && mended * 10 > offered * 9, "{offered} offered, {mended} of them mend");
}

/// Whether the change offered for the first finding of a rule mends it; nothing where none is offered.
fn try_change(path: &Path, rule: &str) -> Option<bool> {
    let mut project = Project::new(&DiskFiles, "");
    let file = project.load(path).unwrap();
    let policy = project.resolve(file).policy?;
    let before = check(&policy, &StageGraph::new(&policy), day());
    let found = before.rule(rule)?;
    let first = found.findings.first()?.each(&policy).into_iter().next()?;
    let change = mend(&policy, project.parsed(file), found, &first)?;
    assert!(!change.keeps_meaning, "{}: `{}` would be made unasked", path.display(), change.title);
    let text = change.apply(project.sources.get(file).text()).unwrap();
    let mut project = Project::new(&DiskFiles, "");
    let file = project.add(path, text.clone());
    let resolved = project.resolve(file);
    let said = messages(&resolved.diagnostics, &project.sources);
    let policy = resolved.policy.unwrap_or_else(|| panic!("{}: `{}`\n{said}\n{text}", path.display(), change.title));
    let after = check(&policy, &StageGraph::new(&policy), day());
    let count =
        |report: &Report| -> usize { report.rule(rule).map_or(0, |rule| rule.findings.iter().map(|finding| finding.labels.len()).sum()) };
    Some(count(&after) < count(&before) || after.rule(rule)?.verdict != found.verdict)
}

/// Spelling, order and missing names are mended unasked; what only the author can know is not.
#[test]
fn spelling_order_and_missing_names_are_mended_unasked() {
    let file =
        |line: &str| format!("rungs 1\npolicy p \"P\" {{\n}}\nrole chair \"Chair\"\nstage 1 \"Chair\" heard by chair {{\n    {line}\n}}\n");
    let whole = |line: &str| format!("rungs 1\npolicy p \"P\" {{\n}}\n{line}\n");
    for (slip, mended) in [
        (file("chair must desicde"), Some(file("chair must decide"))),
        (file("chiar must decide"), Some(file("chair must decide"))),
        (file("within 2 days, chair must decide"), Some(file("chair must decide within 2 days"))),
        (file("chair must decide within two days"), Some(file("chair must decide within 2 days"))),
        (whole("role \"Independent Chair\""), Some(whole("role independent-chair \"Independent Chair\""))),
        (
            whole("role chair \"Chair\"").replace("rungs 1\n", ""),
            Some(format!("rungs 1\n\n{}", &whole("role chair \"Chair\"")["rungs 1\n".len()..])),
        ),
        // How strongly, by when and by whom is the author's to say.
        (file("chair must should decide"), None),
        (file("chair must decide within"), None),
        (file("must notify"), None),
        (whole("stage \"Chair\" heard by chair {\n}\nrole chair \"Chair\""), None),
    ] {
        with_text(&slip, |policy, found, _| {
            assert!(policy.is_none(), "{slip}");
            let changes: Vec<_> = found.iter().filter_map(|one| one.mend.as_deref()).filter(|mend| mend.keeps_meaning).collect();
            let text = rungs::diagnostic::apply(changes.iter().flat_map(|change| &change.edits), &slip).unwrap();
            assert_eq!(text, mended.clone().unwrap_or_else(|| slip.clone()), "{found:#?}");
        });
    }
}

/// A misspelt word, one at a time, in a policy that can be read: where the slip is mended unasked, the policy is what it was.
#[test]
fn what_is_mended_unasked_means_what_it_meant() {
    let text = std::fs::read_to_string("policies/model.rungs").unwrap();
    let meaning = |text: &str| {
        let mut project = Project::new(&DiskFiles, "policies");
        let file = project.add("policies/model.rungs".as_ref(), text.to_owned());
        let resolved = project.resolve(file);
        let said: Option<Vec<String>> = resolved
            .policy
            .map(|policy| policy.clauses.iter().map(|clause| format!("{} {:?} {}", clause.id, clause.strength, clause.per())).collect());
        (said, resolved.diagnostics)
    };
    let (whole, _) = meaning(&text);
    let (mut made, mut mended) = (0, 0);
    let words: Vec<(usize, &str)> =
        text.match_indices(|c: char| c.is_ascii_lowercase()).map(|(at, _)| at).filter_map(|at| word_at(&text, at)).collect();
    for (at, word) in words.iter().step_by(31) {
        // Two letters change places.
        let slip: String = [&word[..2], &word[3..4], &word[2..3], &word[4..]].concat();
        let slipped = format!("{}{slip}{}", &text[..*at], &text[at + word.len()..]);
        let (read, found) = meaning(&slipped);
        if slip == **word || read.is_some() {
            continue;
        }
        made += 1;
        let changes: Vec<_> = found.iter().filter_map(|one| one.mend.as_ref()).filter(|mend| mend.keeps_meaning).collect();
        let Some(better) = rungs::diagnostic::apply(changes.iter().flat_map(|change| &change.edits), &slipped) else { continue };
        let (read, _) = meaning(&better);
        if read.is_some() {
            mended += 1;
            assert_eq!(read, whole, "`{slip}` for `{word}`");
        }
    }
    assert!(made > 15 && mended * 10 > made * 7, "{made} slips, {mended} mended");
}

/// A word outside quotation marks and notes, of five letters at least.
fn word_at(text: &str, at: usize) -> Option<(usize, &str)> {
    let begins = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-');
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[line..at];
    let outside = !before.contains("//") && before.matches('"').count().is_multiple_of(2) && !before.contains(" per ");
    let word = text[at..].split(|c: char| !c.is_ascii_lowercase() && c != '-').next()?;
    (begins && outside && word.len() >= 5).then_some((at, word))
}
