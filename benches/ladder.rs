//! How time grows with the length of a ladder: reading, resolving, checking and drawing, apart and together.
//!
//! Before the measurements proper it prints how many times longer each step takes on ten times the stages.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use rungs::emit::bpmn::{Dialect, bpmn};
use rungs::emit::xstate::xstate;
use rungs::emit::{draw, json};
use rungs::graph::StageGraph;
use rungs::model::{Date, Policy};
use rungs::process::{Process, process};
use rungs::project::{DiskFiles, MemoryFiles, Project};
use rungs::source::Sources;
use rungs::syntax::{format, parse};
use rungs::verify::check;

const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];

/// A ladder with everything an ordinary stage has: a limit, duties of each strength, conditions, records, a way on.
fn ladder(stages: usize) -> String {
    let mut text = String::from(
        "rungs 1\n\npolicy ladder \"A long ladder\" {\n    publisher office\n    follows book\n    parts 1.1 to 1.4\n}\n\n\
         body office \"The partnership\"\nrole chair \"The chair\" of office email \"chair@example.org\" per 1.1\nrole team \"The team\" of office email \"team@example.org\"\n\
         fact looked-after \"looked after\" may change\nfact at-risk \"at risk of harm\" may change\nfile childs-file \"The child's record\" kept by every agency\n\n\
         agency health \"Health\"\nagency school \"Schools\"\n\ntier manager \"Manager\" per 1.2 {\n    every agency \"line manager\" or equivalent\n}\n\n\
         rulebook book \"What is required\" {\n    rule ends-in-authority error \"Every path ends in an authority\" {\n        every path ends in an authority\n    }\n\n    \
         rule told-too-late error \"The partnership is told in time\" with stage 4 {\n        every path notifies office before that stage\n    }\n\n    \
         rule told-at-all error \"The partnership is told before the authority\" {\n        every path notifies office before the authority\n    }\n}\n\n\
         throughout {\n    raising agency must notify team \"what was said\" by email    per 1.3\n    must record \"every decision\" on childs-file    per 1.4\n}\n",
    );
    for stage in 1..stages {
        let _ = write!(
            text,
            "\nstage {stage} \"Managers of rank {stage}\" between managers per 1.1 {{\n    must end within 2 working days    per 1.2\n    \
             managers must discuss by phone or in person    per 1.2\n    if looked-after or at-risk, raising manager should notify chair \"the dispute\" by email within 1 working day    per 1.3\n    \
             should record \"the outcome\" on childs-file    per 1.3\n    when unresolved or out of time, raising manager must escalate to next stage    per 1.4\n}}\n"
        );
    }
    let _ = write!(
        text,
        "\nstage {stages} \"The chair\" heard by chair {{\n    must end within 2 working days    per 1.4\n    chair must decide    per 1.4\n}}\n"
    );
    text
}

/// The same ladder with advice only to go on, so that every stage can let a case drop.
fn advised(stages: usize) -> String {
    ladder(stages).replace("must escalate to next stage", "should escalate to next stage")
}

/// The same ladder with stages anybody may leave out.
fn skipping(stages: usize) -> String {
    ladder(stages).replace("throughout {\n", "throughout {\n    may skip any stage    per 1.3\n")
}

/// The same ladder with somebody who can refuse at every stage.
fn gated(stages: usize) -> String {
    ladder(stages)
        .replace("when unresolved or out of time, raising", "when unresolved or out of time, if receiving manager agrees, raising")
}

/// Text in a table too: every stage's telling said twice, by two media.
fn twice_told(stages: usize) -> String {
    ladder(stages)
        .replace("parts 1.1 to 1.4", "parts 1.1 to 1.4, table 1")
        .replace("    when unresolved", "    notify office    per table 1\n    when unresolved")
}

fn today() -> Option<Date> {
    Date::parse("2026-04-01")
}

fn resolved(text: &str) -> Policy {
    let files = MemoryFiles::new([("ladder.rungs", text)]);
    let mut project = Project::new(&files, "");
    let file = project.load(Path::new("ladder.rungs")).unwrap();
    let resolved = project.resolve(file);
    resolved.policy.unwrap_or_else(|| panic!("{:?}", resolved.diagnostics.iter().take(3).collect::<Vec<_>>()))
}

fn everything(text: &str) -> usize {
    let policy = resolved(text);
    check(&policy, &StageGraph::new(&policy), today()).rules.len()
}

fn read(text: &str) -> usize {
    let mut sources = Sources::new();
    let file = sources.add("ladder.rungs", text);
    parse(&sources, file).tree.nodes().count()
}

fn read_and_format(text: &str) -> usize {
    let mut sources = Sources::new();
    let file = sources.add("ladder.rungs", text);
    let parsed = parse(&sources, file);
    format(&sources, &parsed).map_or(0, |text| text.len())
}

fn compiled(text: &str) -> usize {
    let files = MemoryFiles::new([("ladder.rungs", text)]);
    let mut project = Project::new(&files, "");
    let file = project.load(Path::new("ladder.rungs")).unwrap();
    let policy = project.resolve(file).policy.unwrap();
    let graph = StageGraph::new(&policy);
    let report = check(&policy, &graph, today());
    json::compile(&policy, &graph, &report, &project.sources).to_json().len()
}

fn seed(path: &Path) -> usize {
    let mut project = Project::new(&DiskFiles, path.parent().unwrap());
    let file = project.load(path).unwrap();
    let policy = project.resolve(file).policy.unwrap();
    check(&policy, &StageGraph::new(&policy), today()).rules.len()
}

/// The shortest of a few runs: what the work costs when nothing else is going on.
fn shortest<T>(runs: usize, mut work: impl FnMut() -> T) -> Duration {
    (0..runs)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .min()
        .unwrap()
}

fn growth() {
    type Step = (&'static str, usize, fn(&str, &mut Vec<Duration>));
    fn runs(text: &str) -> usize {
        if text.len() > 20_000_000 { 1 } else { 3 }
    }
    let steps: [Step; 14] = [
        ("read", 100_000, |text, times| times.push(shortest(runs(text), || read(text)))),
        ("read and format", 100_000, |text, times| times.push(shortest(runs(text), || read_and_format(text)))),
        ("read and resolve", 100_000, |text, times| times.push(shortest(runs(text), || resolved(text)))),
        ("check", 100_000, |text, times| {
            let policy = resolved(text);
            times.push(shortest(runs(text), || check(&policy, &StageGraph::new(&policy), today())));
        }),
        ("everything", 100_000, |text, times| times.push(shortest(runs(text), || everything(text)))),
        ("everything, advice only", 100_000, |text, times| {
            let text = advised(text.matches("\nstage ").count());
            times.push(shortest(runs(&text), || everything(&text)));
        }),
        ("everything, by-passes", 100_000, |text, times| {
            let text = skipping(text.matches("\nstage ").count());
            times.push(shortest(runs(&text), || everything(&text)));
        }),
        ("everything, refusals", 100_000, |text, times| {
            let text = gated(text.matches("\nstage ").count());
            times.push(shortest(runs(&text), || everything(&text)));
        }),
        ("everything, two media", 100_000, |text, times| {
            let text = twice_told(text.matches("\nstage ").count());
            times.push(shortest(runs(&text), || everything(&text)));
        }),
        ("check and compile", 10_000, |text, times| times.push(shortest(runs(text), || compiled(text)))),
        ("export for xstate", 10_000, |text, times| {
            let policy = resolved(text);
            times.push(shortest(runs(text), || xstate(&process(&policy, &StageGraph::new(&policy), None))));
        }),
        ("export as bpmn", 10_000, |text, times| {
            let policy = resolved(text);
            times.push(shortest(runs(text), || bpmn(&process(&policy, &StageGraph::new(&policy), None), Dialect::Spiff)));
        }),
        ("draw svg", 10_000, |text, times| {
            let policy = resolved(text);
            times.push(shortest(runs(text), || draw::svg(&policy, &StageGraph::new(&policy))));
        }),
        ("draw dot and mermaid", 10_000, |text, times| {
            let policy = resolved(text);
            times.push(shortest(runs(text), || {
                (draw::dot(&policy, &StageGraph::new(&policy)), draw::mermaid(&policy, &StageGraph::new(&policy)))
            }));
        }),
    ];
    println!("milliseconds by the number of stages, and how many times longer ten times the stages take");
    println!("{:28}{:>12}{:>12}{:>12}{:>12}   growth", "", SIZES[0], SIZES[1], SIZES[2], SIZES[3]);
    // `cargo bench --bench ladder -- export` measures what has that in its name.
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with("--")).unwrap_or_default();
    for (name, most, step) in steps.into_iter().filter(|(name, ..)| name.contains(&wanted)) {
        let mut times = Vec::new();
        for size in SIZES.into_iter().filter(|size| *size <= most) {
            step(&ladder(size), &mut times);
        }
        let shown: String = times.iter().fold(String::new(), |mut line, time| {
            let _ = write!(line, "{:>12.2}", time.as_secs_f64() * 1e3);
            line
        });
        let ratios: Vec<String> = times.windows(2).map(|pair| format!("x{:.1}", pair[1].as_secs_f64() / pair[0].as_secs_f64())).collect();
        println!("{name:28}{shown:48}   {}", ratios.join(" "));
    }
    if wanted.is_empty() || "export".contains(&wanted) {
        sizes_of_exports();
    }
    if !wanted.is_empty() {
        return;
    }
    let text = ladder(100_000);
    let time = shortest(3, || read(&text));
    println!("reading: {:.1} MB/s over {:.1} MB", text.len() as f64 / 1e6 / time.as_secs_f64(), text.len() as f64 / 1e6);
    for path in seeds() {
        let time = shortest(10, || seed(&path));
        println!("{:40}{:.2} ms", path.file_name().unwrap().to_string_lossy(), time.as_secs_f64() * 1e3);
    }
}

fn sizes_of_exports() {
    println!("megabytes of an export by the number of stages");
    for (name, export) in [("xstate", xstate as fn(&Process) -> String), ("bpmn", |process| bpmn(process, Dialect::BpmnEngine))] {
        let size = |stages: usize| {
            let policy = resolved(&ladder(stages));
            export(&process(&policy, &StageGraph::new(&policy), None)).len() as f64 / 1e6
        };
        let sizes: Vec<f64> = [100, 1_000, 10_000].map(size).to_vec();
        let ratios: Vec<String> = sizes.windows(2).map(|pair| format!("x{:.1}", pair[1] / pair[0])).collect();
        println!("{name:28}{:>12.2}{:>12.2}{:>12.2}   {}", sizes[0], sizes[1], sizes[2], ratios.join(" "));
    }
}

fn seeds() -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.file_name().is_some_and(|name| name != "england.rungs" && name.to_string_lossy().ends_with(".rungs")))
        .collect();
    found.sort();
    found
}

fn measure(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ladder");
    group
        .sample_size(10)
        .sampling_mode(SamplingMode::Flat)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1));
    // A hundred thousand stages take seconds: once, in the table above, says enough.
    for size in SIZES.into_iter().filter(|size| *size <= 10_000) {
        let text = ladder(size);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("read", size), &text, |bencher, text| bencher.iter(|| read(text)));
        group.throughput(Throughput::Elements(size as u64));
        group.bench_with_input(BenchmarkId::new("read and resolve", size), &text, |bencher, text| bencher.iter(|| resolved(text)));
        let policy = resolved(&text);
        group.bench_with_input(BenchmarkId::new("check", size), &policy, |bencher, policy| {
            bencher.iter(|| check(policy, &StageGraph::new(policy), today()))
        });
        group.bench_with_input(BenchmarkId::new("draw svg", size), &policy, |bencher, policy| {
            bencher.iter(|| draw::svg(policy, &StageGraph::new(policy)))
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("policies");
    group.sample_size(10).warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_millis(500));
    for path in seeds() {
        group.bench_function(path.file_stem().unwrap().to_string_lossy(), |bencher| bencher.iter(|| seed(&path)));
    }
    group.finish();
}

fn main() {
    // `cargo test --benches` runs this too, without the word; then it only has to work.
    if std::env::args().all(|argument| argument != "--bench") {
        everything(&ladder(100));
        return;
    }
    growth();
    let mut criterion = Criterion::default().configure_from_args();
    measure(&mut criterion);
    criterion.final_summary();
}
