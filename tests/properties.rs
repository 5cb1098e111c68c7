//! What holds of every text and of every policy: reading never fails, and the same text gives the same
//! bytes.

#![allow(clippy::unwrap_used)]

mod common;

use std::path::{Path, PathBuf};

use common::slips::{slip, slipped, word_soup};
use common::strategies::{SMALL, WIDE, plan};
use common::*;
use proptest::prelude::*;
use proptest::sample::Index;
use rungs::source::Sources;
use rungs::syntax::{format, parse};

fn texts_in(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "rungs"))
        .collect();
    found.sort();
    found
}

/// The published policies and the examples, with nothing imported left to look for.
fn written() -> Vec<String> {
    ["policies", "examples"].iter().flat_map(|folder| texts_in(folder)).map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// Reads a text and looks at all that reading promises of it.
fn read(text: &str) {
    let mut sources = Sources::new();
    let file = sources.add("policy.rungs", text);
    let parsed = parse(&sources, file);
    for node in parsed.tree.nodes() {
        let span = node.span();
        assert!(span.start <= span.end && span.end as usize <= text.len(), "{:?} lies outside the text", node.kind());
        assert!(
            text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize),
            "{:?} cuts a character",
            node.kind()
        );
    }
    for found in &parsed.diagnostics {
        assert!(!found.message.is_empty() && !found.labels.is_empty());
        assert!(!found.message.ends_with('.'), "a message ends without a full stop: {}", found.message);
        for label in &found.labels {
            assert!(label.span.start <= label.span.end && label.span.end as usize <= text.len(), "{} points outside the text", found.name);
            let (start, end) = (sources.start(label.span), sources.end(label.span));
            assert!((start.line, start.column) <= (end.line, end.column) && start.line >= 1 && start.column >= 1);
        }
    }
    assert!(parsed.diagnostics.is_sorted_by_key(|found| found.span()), "messages come in the order of the text");
    if let Some(once) = format(&sources, &parsed) {
        let twice = sources.add("once.rungs", once.as_str());
        let again = parse(&sources, twice);
        assert_eq!(format(&sources, &again).as_deref(), Some(once.as_str()), "a formatted text stays as it is");
    }
}

// ── nothing makes it fail ───────────────────────────────────────────────────────────────────────

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_text_can_be_read(text in "\\PC{0,300}") {
        read(&text);
    }

    #[test]
    fn any_characters_can_be_read(text in proptest::collection::vec(any::<char>(), 0..200)) {
        read(&text.into_iter().collect::<String>());
    }

    #[test]
    fn any_bytes_made_text_can_be_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_words_of_the_language_can_be_read(words in word_soup(), first in any::<bool>()) {
        let text = if first { format!("rungs 1\n{words}") } else { words };
        read(&text);
        everything(&text);
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn slips_in_written_policies_are_only_messages(text in proptest::sample::select(written()), slips in proptest::collection::vec(slip(), 1..6)) {
        let text = slipped(&text, &slips);
        read(&text);
        everything(&text);
    }

    #[test]
    fn slips_in_made_up_policies_are_only_messages(plan in plan(WIDE), slips in proptest::collection::vec(slip(), 1..4)) {
        let text = slipped(&plan.text(), &slips);
        read(&text);
        everything(&text);
    }

    #[test]
    fn a_slip_never_goes_unseen_and_unread(plan in plan(SMALL), at in any::<Index>()) {
        // Taking a closing brace away is always a mistake.
        let text = plan.text();
        let braces: Vec<usize> = text.match_indices('}').map(|(at, _)| at).collect();
        let at = braces[at.index(braces.len())];
        let broken = [&text[..at], &text[at + 1..]].concat();
        with_text(&broken, |policy, diagnostics, _| {
            prop_assert!(policy.is_none() && !diagnostics.is_empty(), "nothing is said of\n{broken}");
            Ok(())
        })?;
    }
}

/// Lines of a scenario about a made-up policy; `STAGE` stands for one of its stages.
const LINES: &[&str] = &[
    "given fixed-a and changing-b",
    "given not fixed-b",
    "given \"it is urgent\"",
    "given health is on board",
    "reading \"day\" as school day because \"agreed\"",
    "at start, changing-a begins",
    "at start, they skip to STAGE",
    "at STAGE, resolved",
    "at STAGE, unresolved",
    "at STAGE, unresolved on 2026-04-02 09:00",
    "at STAGE, no answer",
    "at STAGE, out of time",
    "at STAGE, extended",
    "at STAGE, withdrawn",
    "at STAGE, changing-a begins on 2026-04-07",
    "at STAGE, changing-b ends",
    "at STAGE, chair refuses",
    "at STAGE, receiving manager agrees",
    "at STAGE, they do not notify chair",
    "at STAGE, workers do not escalate to next stage",
    "at STAGE, they do not record",
    "at STAGE, chair decides",
    "at STAGE, they escalate to STAGE",
    "at STAGE, they repeat once",
    "at STAGE, they skip to STAGE",
    "at STAGE, managers skip to end",
    "at STAGE, they withdraw",
    "at STAGE, chair convenes resolution-panel on 2026-05-01",
    "at STAGE, \"it is urgent\"",
    "expect at STAGE",
    "expect at start",
    "expect STAGE due 2026-04-08",
    "expect STAGE due unstated",
    "expect not chair notified at STAGE by email",
    "expect partnership notified before STAGE",
    "expect member notified",
    "expect heard by chair",
    "expect missed",
    "expect not missed they notify chair at STAGE",
    "expect overdue at STAGE",
    "expect panel resolution-panel of health, school and police",
    "expect no panel",
    "expect the case ends",
    "expect the case ends dropped",
];

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_scenario_of_a_made_up_policy_is_played_or_explained(
        plan in plan(WIDE),
        lines in proptest::collection::vec((proptest::sample::select(LINES), any::<[u8; 2]>()), 0..12),
    ) {
        let labels = plan.labels();
        let mut text = format!("{}\nscenario \"made up\" {{\n    dispute health against school\n    starts 2026-04-01 10:00\n", plan.text());
        for (line, stages) in lines {
            let mut line = line.to_owned();
            for stage in stages {
                let label = &labels[usize::from(stage) % labels.len()].0;
                line = line.replacen("STAGE", &format!("stage {label}"), 1);
            }
            text.push_str(&format!("    {line}\n"));
        }
        text.push_str("}\n");
        read(&text);
        prop_assert_eq!(everything(&text), everything(&text));
    }
}

// ── the same text, the same bytes ───────────────────────────────────────────────────────────────

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn every_made_up_policy_can_be_read_and_gives_the_same_bytes(plan in plan(WIDE)) {
        let text = plan.text();
        with_text(&text, |policy, diagnostics, sources| {
            prop_assert!(policy.is_some(), "{}\n{text}", messages(diagnostics, sources));
            Ok(())
        })?;
        let here = everything(&text);
        let elsewhere = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..2).map(|_| scope.spawn(|| everything(&text))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        prop_assert_eq!(&elsewhere[0], &here);
        prop_assert_eq!(&elsewhere[1], &here);
    }
}
