//! Two policies side by side: the published ones, ladders of growing length, and many policies as a matrix.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use criterion::Criterion;
use rungs::compare::{Side, compare};
use rungs::emit::json;
use rungs::graph::StageGraph;
use rungs::model::Policy;
use rungs::project::{DiskFiles, MemoryFiles, Project};
use rungs::verify::{Report, check};

struct Read {
    policy: Policy,
    graph: StageGraph,
    report: Report,
}

impl Read {
    fn new(policy: Policy) -> Self {
        let graph = StageGraph::new(&policy);
        let report = check(&policy, &graph, None);
        Read { policy, graph, report }
    }

    fn side(&self) -> Side<'_> {
        Side { policy: &self.policy, graph: &self.graph, report: &self.report }
    }
}

fn published(name: &str) -> Read {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies").join(format!("{name}.rungs"));
    let mut project = Project::new(&DiskFiles, path.parent().unwrap());
    let file = project.load(&path).unwrap();
    Read::new(project.resolve(file).policy.unwrap())
}

/// A ladder of so many stages, and one like it in which one stage in ten takes longer.
fn ladder(stages: usize, slower: bool) -> Read {
    let mut text = String::from(
        "rungs 1\npolicy p \"P\" {\n}\nbody partnership \"The partnership\"\nrole chair \"Chair\" of partnership email \"c@example.org\"\ntier worker \"Worker\"\n",
    );
    for stage in 1..stages {
        let days = if slower && stage % 10 == 0 { 3 } else { 2 };
        text.push_str(&format!(
            "stage {stage} \"Stage {stage}\" between workers {{\nmust end within {days} working days\nraising worker must notify chair \"it\" by email\nmust record \"it\"\nwhen unresolved, must escalate to next stage\n}}\n"
        ));
    }
    text.push_str(&format!("stage {stages} \"Chair\" heard by chair {{\nchair must decide\n}}\n"));
    let files = MemoryFiles::new([("p.rungs", text.as_str())]);
    let mut project = Project::new(&files, "");
    let file = project.load(Path::new("p.rungs")).unwrap();
    Read::new(project.resolve(file).policy.unwrap())
}

fn two_of_the_published(criterion: &mut Criterion) {
    let all = ["bromley", "havering", "croydon", "barnsley", "ready-steady-grow"].map(published);
    let mut group = criterion.benchmark_group("compare");
    for (first, second) in [(0, 1), (0, 2), (0, 4), (2, 3)] {
        let name = format!("{}-{}", all[first].policy.name, all[second].policy.name);
        group.bench_function(name, |bencher| bencher.iter(|| black_box(compare(&all[first].side(), &all[second].side(), &[]))));
    }
    group.finish();
}

fn growth() {
    println!("comparing ladders, one of them slower at every tenth stage:");
    let mut before = None;
    for stages in [10, 100] {
        let (first, second) = (ladder(stages, false), ladder(stages, true));
        let start = Instant::now();
        black_box(compare(&first.side(), &second.side(), &[]));
        let took = start.elapsed();
        let grown = before.map_or(String::new(), |before: f64| format!(", {:.1} times as long", took.as_secs_f64() / before));
        println!("  {stages:>6} stages: {took:?}{grown}");
        before = Some(took.as_secs_f64());
    }
}

fn matrix() {
    let names = ["bromley", "havering", "croydon", "barnsley", "ready-steady-grow"];
    let start = Instant::now();
    let columns: Vec<json::Column> = (0..200)
        .map(|at| {
            let read = published(names[at % names.len()]);
            json::Column::new(names[at % names.len()], &read.policy, &read.graph, read.report)
        })
        .collect();
    let document = json::matrix(&columns).to_json();
    println!("a matrix of 200 policies of the published ones' size, on one processor: {:?} ({} bytes)", start.elapsed(), document.len());
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    two_of_the_published(&mut criterion);
    growth();
    matrix();
    criterion.final_summary();
}
