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

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use common::strategies::{RICH, ROUND, SMALL, plan};
use engines::{Case, ENGINES, Engine, Exported};
use paths::{Bound, paths};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use rungs::graph::StageGraph;
use rungs::model::{DayKind, Duration, Policy, Unit};
use rungs::process::{Process, process};
use rungs::project::{DiskFiles, Project};
use rungs::source::{FileId, Span};

/// A day before time runs out, where people are reminded.
fn a_working_day() -> Duration {
    Duration { number: 1, kind: Some(DayKind::Working), unit: Unit::Days, span: Span { file: FileId::default(), start: 0, end: 0 } }
}

/// How many policies are made up: 200, or as many as `CONFORMANCE_POLICIES` says.
fn made_up() -> usize {
    std::env::var("CONFORMANCE_POLICIES").ok().and_then(|value| value.parse().ok()).unwrap_or(200)
}

/// How many cases that differ are shown: 3, or as many as `CONFORMANCE_SHOWN` says.
fn shown() -> usize {
    std::env::var("CONFORMANCE_SHOWN").ok().and_then(|value| value.parse().ok()).unwrap_or(3)
}

/// The same policies on every run, or those of `CONFORMANCE_SEED`.
fn seed() -> u64 {
    std::env::var("CONFORMANCE_SEED").ok().and_then(|value| value.parse().ok()).unwrap_or(20_260_402)
}

/// Every policy of the folders `policies` and `examples`.
fn shipped(then: &mut dyn FnMut(&str, &Policy)) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = ["policies", "examples"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rungs"))
        .collect();
    files.sort();
    for file in files {
        policy(&file, &mut |policy| then(&file.file_stem().unwrap().to_string_lossy(), policy));
    }
}

/// The policy in a file, if there is one.
fn policy(file: &Path, then: &mut dyn FnMut(&Policy)) {
    let mut project = Project::new(&DiskFiles, file.parent().unwrap());
    let loaded = project.load(file).unwrap();
    if let Some(policy) = project.resolve(loaded).policy {
        then(&policy);
    }
}

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

/// A policy's exports for every engine, and its cases.
fn export(name: &str, policy: &Policy, remind: bool, bound: &dyn Fn(&dyn Fn(Bound) -> usize) -> Bound) -> (Process, Vec<Case>) {
    let graph = StageGraph::new(policy);
    let length = remind.then(a_working_day);
    let process = process(policy, &graph, length.as_ref());
    let of = |bound: Bound| paths(policy, &graph, &process, length.as_ref(), bound);
    let bound = bound(&|bound| of(bound).len());
    let cases = of(bound).into_iter().enumerate().map(|(at, path)| Case { id: format!("{name} {at}"), path }).collect();
    (process, cases)
}

/// The deepest of these bounds that comes to no more paths than so many.
fn within(most: usize) -> impl Fn(&dyn Fn(Bound) -> usize) -> Bound {
    move |count| {
        let bounds =
            [(2, 8), (1, 40), (1, 12), (1, 8), (1, 5), (1, 4), (1, 3), (0, 40)].map(|(deviations, events)| Bound { deviations, events });
        bounds.into_iter().find(|bound| count(*bound) <= most).unwrap_or(Bound { deviations: 0, events: 40 })
    }
}

#[test]
fn every_engine_does_what_the_simulator_does() {
    let folder = tempfile::tempdir().unwrap();
    let mut exported: Vec<Exported> = Vec::new();
    let cases = AtomicUsize::new(0);
    let only = std::env::var("CONFORMANCE_ONLY").unwrap_or_default();
    let mut add = |name: &str, policy: &Policy, most: usize| {
        if !name.contains(&only) {
            return;
        }
        for remind in [false, true] {
            // What has no reminder runs with one as well only where policies are published.
            if remind && most < 100 {
                continue;
            }
            let name = if remind { format!("{name}-reminded") } else { name.to_owned() };
            let (process, found) = export(&name, policy, remind, &within(most));
            cases.fetch_add(found.len(), Ordering::Relaxed);
            exported.push(Exported::write(folder.path(), &name, &process, found));
        }
    };
    shipped(&mut |name, policy| add(name, policy, 300));
    generated(&mut |name, policy| add(name, policy, 60));
    println!("{} exports, {} cases", exported.len(), cases.load(Ordering::Relaxed));
    let engines: Vec<&Engine> = ENGINES.iter().filter(|engine| engine.is_there()).collect();
    let different: Vec<String> = engines.iter().flat_map(|engine| engine.differs(folder.path(), &exported)).collect();
    assert!(
        different.is_empty(),
        "{} cases differ; the first:\n{}",
        different.len(),
        different.iter().take(shown()).cloned().collect::<Vec<_>>().join("\n")
    );
}
