//! What rungs exports means on engines that we did not write what it means in the simulator: every path up to a bound, of
//! every policy here and of made-up ones.
//!
//! The engines' programs are given the exported file and the events. Only this file knows what the simulator made of them.

#![allow(clippy::unwrap_used, clippy::print_stdout, unreachable_pub)]

mod by_hand;
#[path = "../common/mod.rs"]
mod common;
mod engines;
mod lint;
mod paths;
#[path = "../common/shipped.rs"]
mod shipped;

use std::path::PathBuf;

use common::strategies::{RICH, ROUND, SMALL, plan};
use engines::{Case, ENGINES, Engine, Exported};
use paths::{Bound, paths};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use rungs::graph::StageGraph;
use rungs::model::{DayKind, Duration, Policy, Unit};
use rungs::process::{Process, process};
use rungs::source::{FileId, Span};
use shipped::shipped;

/// A day before time runs out, where people are reminded.
fn a_working_day() -> Duration {
    Duration { number: 1, kind: Some(DayKind::Working), unit: Unit::Days, span: Span { file: FileId::default(), start: 0, end: 0 } }
}

/// How many policies are made up: 200, or as many as `CONFORMANCE_POLICIES` says.
fn made_up() -> usize {
    std::env::var("CONFORMANCE_POLICIES").ok().and_then(|value| value.parse().ok()).unwrap_or(200)
}

/// Whether an engine is asked: all are, or the one of `CONFORMANCE_ENGINE`.
fn asked(engine: &Engine) -> bool {
    std::env::var("CONFORMANCE_ENGINE").map_or(true, |asked| asked == engine.name)
}

/// How many cases that differ are shown: 3, or as many as `CONFORMANCE_SHOWN` says.
fn shown() -> usize {
    std::env::var("CONFORMANCE_SHOWN").ok().and_then(|value| value.parse().ok()).unwrap_or(3)
}

/// The same policies on every run, or those of `CONFORMANCE_SEED`.
fn seed() -> u64 {
    std::env::var("CONFORMANCE_SEED").ok().and_then(|value| value.parse().ok()).unwrap_or(20_260_402)
}

/// The folders of policies that are always run; the last has what few others come to.
const FOLDERS: [&str; 3] = ["policies", "examples", "tests/conformance/policies"];

/// Made-up policies that everything can be said about.
fn generated(then: &mut dyn FnMut(&str, &Policy)) {
    let many = made_up();
    for (reach, part) in [(SMALL, 25), (ROUND, 15), (RICH, 60)] {
        let rng_seed = RngSeed::Fixed(seed());
        let mut runner = TestRunner::new(Config { rng_seed, failure_persistence: None, ..Config::default() });
        for at in 0..many * part / 100 {
            let text = plan(reach).new_tree(&mut runner).unwrap().current().text();
            common::with_text(&text, |policy, _, _| {
                if let Some(policy) = policy {
                    then(&format!("made-up-{part}-{at}"), policy);
                }
            });
        }
    }
}

/// A policy's process, and its cases: every path up to a bound that comes to no more paths than so many, for every engine; and
/// up to a further one, for engines that are quick.
fn cases(name: &str, policy: &Policy, remind: bool, most: usize, most_if_quick: usize) -> (Process, Vec<Case>) {
    let graph = StageGraph::new(policy);
    let length = remind.then(a_working_day);
    let process = process(policy, &graph, length.as_ref());
    let of = |most: usize| {
        let bounds = BOUNDS.iter().map(|(deviations, events)| Bound { deviations: *deviations, events: *events });
        let found = bounds.map(|bound| paths(policy, &graph, &process, length.as_ref(), bound)).find(|found| found.len() <= most);
        found.unwrap_or_default()
    };
    let case = |(at, path, only_if_quick)| Case { id: format!("{name} {at}"), path, only_if_quick };
    let (all, more) = (of(most), of(most_if_quick));
    let paths = all.into_iter().map(|path| (path, false)).chain(more.into_iter().map(|path| (path, true)));
    (process, paths.enumerate().map(|(at, (path, only_if_quick))| case((at, path, only_if_quick))).collect())
}

/// The bounds, the furthest first: how often something unusual happens, and after how many events a path is left.
const BOUNDS: [(u32, usize); 9] = [(2, 8), (1, 40), (1, 12), (1, 8), (1, 5), (1, 4), (1, 3), (1, 2), (0, 40)];

#[test]
fn every_engine_does_what_the_simulator_does() {
    let folder = tempfile::tempdir().unwrap();
    let mut exported: Vec<Exported> = Vec::new();
    let only = std::env::var("CONFORMANCE_ONLY").unwrap_or_default();
    let times = std::env::var("CONFORMANCE_TIMES").ok().and_then(|value| value.parse().ok()).unwrap_or(1);
    let mut add = |name: &str, policy: &Policy, remind: bool, most: usize, most_if_quick: usize| {
        let name = if remind { format!("{name}-reminded") } else { name.to_owned() };
        if name.contains(&only) {
            let (process, cases) = cases(&name, policy, remind, most * times, most_if_quick * times);
            exported.push(Exported::write(folder.path(), &name, &process, cases));
        }
    };
    shipped(&FOLDERS, &mut |name, policy| {
        add(name, policy, false, 40, 300);
        add(name, policy, true, 12, 60);
    });
    generated(&mut |name, policy| add(name, policy, false, 12, 60));
    let files: Vec<PathBuf> =
        exported.iter().filter(|export| !export.name.starts_with("made-up")).flat_map(|export| export.bpmn(folder.path())).collect();
    let complaints = lint::complaints(&files);
    assert!(complaints.is_empty(), "{complaints}");
    println!("{} exports, {} cases", exported.len(), exported.iter().map(Exported::many).sum::<usize>());
    let engines: Vec<&Engine> = ENGINES.iter().filter(|engine| asked(engine) && engine.is_there()).collect();
    let different: Vec<String> = engines.iter().flat_map(|engine| engine.differs(folder.path(), &exported)).collect();
    assert!(
        different.is_empty(),
        "{} cases differ; the first:\n{}",
        different.len(),
        different.iter().take(shown()).cloned().collect::<Vec<_>>().join("\n")
    );
}
