//! How long a case takes: one step, a whole scenario, its diary; on a published policy and on a long ladder.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion};
use jiff::civil::date;
use rungs::case::{Basis, Diary, Disputants, Event, Outcome, Setup, State, play};
use rungs::emit;
use rungs::graph::StageGraph;
use rungs::model::{NameKind, Policy};
use rungs::project::{DiskFiles, MemoryFiles, Project};

/// A ladder on which a case goes up a stage every day.
fn ladder(stages: usize) -> Policy {
    let mut text = String::from(
        "rungs 1\npolicy ladder \"A long ladder\" {\n}\nagency health \"Health\"\nagency school \"Schools\"\nrole chair \"The chair\"\ntier manager \"Manager\"\n\
         fact looked-after \"looked after\" may change\nthroughout {\n    must record \"every decision\"\n    if looked-after, must notify chair by email within 1 working day\n}\n",
    );
    for stage in 1..stages {
        let _ = write!(
            text,
            "stage {stage} \"Stage {stage}\" between managers {{\n    must end within 2 working days\n    managers must discuss\n    should notify chair\n    when unresolved, must escalate to next stage\n}}\n"
        );
    }
    let _ = write!(text, "stage {stages} \"The chair\" heard by chair {{\n    chair must decide\n}}\n");
    let files = MemoryFiles::new([("ladder.rungs", text.as_str())]);
    let mut project = Project::new(&files, "");
    let file = project.load(Path::new("ladder.rungs")).unwrap();
    project.resolve(file).policy.unwrap()
}

fn bromley() -> Policy {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut project = Project::new(&DiskFiles, &folder);
    let file = project.load(&folder.join("bromley.rungs")).unwrap();
    project.resolve(file).policy.unwrap()
}

fn setup<'p>(policy: &'p Policy, graph: &'p StageGraph) -> Setup<'p> {
    let agencies: Vec<_> = policy.names().filter(|(_, named)| named.kind == NameKind::Agency).map(|(name, _)| name).collect();
    Basis::new(policy, graph).between(Disputants { raising: agencies[0], against: vec![agencies[1]] })
}

/// A case at its first stage.
fn begun(setup: &Setup<'_>) -> State {
    let (state, _) = setup.start(Some(date(2026, 4, 1).at(10, 0, 0, 0)), []);
    setup.step(&state, &Event::Begin, None).unwrap().0
}

fn measure(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("case");
    group.sample_size(30).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1));
    for (name, policy) in [("bromley", bromley()), ("1000 stages", ladder(1_000))] {
        let graph = StageGraph::new(&policy);
        let setup = setup(&policy, &graph);
        let here = begun(&setup);
        let (unsettled, _) = setup.step(&here, &Event::Comes(Outcome::Unresolved), None).unwrap();
        let usual = setup.usual(&unsettled);
        group.bench_with_input(BenchmarkId::new("a stage is not settled", name), &here, |bencher, here| {
            bencher.iter(|| setup.step(black_box(here), &Event::Comes(Outcome::Unresolved), None).unwrap())
        });
        group.bench_with_input(BenchmarkId::new("the case is taken on", name), &unsettled, |bencher, unsettled| {
            bencher.iter(|| setup.step(black_box(unsettled), &usual, None).unwrap())
        });
        group.bench_with_input(BenchmarkId::new("what happens next", name), &unsettled, |bencher, unsettled| {
            bencher.iter(|| setup.usual(black_box(unsettled)))
        });
    }
    let policy = bromley();
    let graph = StageGraph::new(&policy);
    let basis = Basis::new(&policy, &graph);
    let scenario = policy.scenarios.iter().max_by_key(|scenario| scenario.lines.len()).unwrap();
    let played = basis.play(scenario).unwrap();
    println!("the scenario has {} lines, its diary {}", scenario.lines.len(), played.entries.len());
    group.bench_function("a scenario", |bencher| bencher.iter(|| basis.play(black_box(scenario)).unwrap()));
    group.bench_function("a scenario by itself", |bencher| bencher.iter(|| play(&policy, &graph, black_box(scenario)).unwrap()));
    group.bench_function("a diary as text", |bencher| {
        bencher.iter(|| emit::diary::text(&Diary::of(black_box(&played), scenario), &policy, 100, false))
    });
    group.finish();
}

fn main() {
    // `cargo test --benches` runs this too, without the word; then it only has to work.
    if std::env::args().all(|argument| argument != "--bench") {
        let policy = ladder(10);
        let graph = StageGraph::new(&policy);
        begun(&setup(&policy, &graph));
        return;
    }
    let mut criterion = Criterion::default().configure_from_args();
    measure(&mut criterion);
    criterion.final_summary();
}
