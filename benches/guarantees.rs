//! The questions in which a plain enumeration explodes, beside that enumeration: panels with many agencies, paths with many
//! facts. And how many policies of ordinary size are checked in a second.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion};
use rungs::graph::StageGraph;
use rungs::model::Policy;
use rungs::project::{DiskFiles, MemoryFiles, Project};
use rungs::verify::{Verdict, check};

fn resolved(text: &str) -> Policy {
    let files = MemoryFiles::new([("p.rungs", text)]);
    let mut project = Project::new(&files, "");
    let file = project.load(Path::new("p.rungs")).unwrap();
    let resolved = project.resolve(file);
    assert!(resolved.policy.is_some(), "{:?}", resolved.diagnostics.first().map(|found| found.message.clone()));
    resolved.policy.unwrap()
}

fn verdict(policy: &Policy) -> Verdict {
    check(policy, &StageGraph::new(policy), None).rules[0].verdict
}

/// Seats for some agencies and every disputing one: which dispute is the first without a panel?
fn panel(agencies: usize, seats: usize) -> String {
    let mut text = String::from(
        "rungs 1\npolicy p \"P\" {\nfollows book\n}\nrole chair \"Chair\"\ntier worker \"Worker\"\n\
         rulebook book \"Book\" {\nrule panel-cannot-form error \"Every dispute can have a panel\" {\nevery dispute can have a panel\n}\n}\n",
    );
    for agency in 0..agencies {
        let _ = writeln!(text, "agency a{agency} \"Agency {agency}\"");
    }
    let _ = write!(
        text,
        "body pool \"Pool\" members unstated\nstage 1 \"Chair\" heard by chair {{\nchair must convene resolution-panel\n}}\n\
         panel resolution-panel \"Panel\" {{\nmust have \"officers\" from {seats} agencies\nmust be drawn from pool\nmust include every disputing agency\nwill decide collectively\n}}\n"
    );
    text
}

/// The plain way: each dispute with each pool, until one has no panel.
fn panel_by_enumeration(agencies: usize, seats: usize) -> bool {
    (0u64..1 << agencies).filter(|dispute| dispute.count_ones() >= 2).all(|dispute| dispute.count_ones() as usize <= seats)
}

/// Stages that can be passed only if a fact is so, each fact asked for at two stages; the partnership is told at the last.
fn facts(count: usize, shared: bool) -> String {
    let mut text = String::from(
        "rungs 1\npolicy p \"P\" {\nfollows book\n}\nbody partnership \"Partnership\"\nrole chair \"Chair\"\ntier worker \"Worker\"\n\
         rulebook book \"Book\" {\nrule ends-in-authority error \"Ends\" {\nevery path ends in an authority\n}\n}\n",
    );
    for fact in 0..count {
        let _ = writeln!(text, "fact f{fact} \"fact {fact}\"{}", if shared { "" } else { " may change" });
    }
    let last = 2 * count + 1;
    for stage in 1..last {
        let fact = (stage - 1) % count;
        let _ = writeln!(text, "stage {stage} \"Stage {stage}\" between workers {{");
        let _ = writeln!(text, "when unresolved, if f{fact}, must escalate to stage {}", stage + 1);
        if stage <= count || !shared {
            let _ = writeln!(text, "when unresolved, unless f{fact}, must escalate to stage {last}");
        }
        text.push_str("}\n");
    }
    let _ = writeln!(text, "stage {last} \"Chair\" heard by chair {{\nchair must decide\n}}");
    text
}

/// The plain way: every way all facts can be, walked through.
fn facts_by_enumeration(count: usize) -> bool {
    (0u64..1 << count).all(|so| {
        let mut stage = 1;
        loop {
            let fact = (stage - 1) % count;
            if so & (1 << fact) == 0 {
                return stage <= count;
            }
            stage += 1;
            if stage > 2 * count {
                return true;
            }
        }
    })
}

fn growth() {
    println!("panels with 30 seats at most, and paths with facts: seconds, rungs and by enumeration (up to 20)");
    let time = |what: &mut dyn FnMut()| {
        let start = Instant::now();
        what();
        start.elapsed().as_secs_f64()
    };
    for size in [10, 20, 40, 60] {
        let seats = (size / 2).min(30);
        let policy = resolved(&panel(size, seats));
        let ours = time(&mut || assert_eq!(black_box(verdict(&policy)), Verdict::Broken));
        let plain = (size <= 20).then(|| time(&mut || assert!(!black_box(panel_by_enumeration(size, seats)))));
        println!("  {size} agencies, {seats} seats: {ours:.6} {plain:.6?}");
    }
    for shared in [false, true] {
        for size in [10, 20, 40, 60] {
            let policy = resolved(&facts(size, shared));
            let ours = time(&mut || assert_eq!(black_box(verdict(&policy)), Verdict::Holds));
            let plain = (size <= 20).then(|| time(&mut || assert!(black_box(facts_by_enumeration(size)))));
            println!("  {size} facts, {}: {ours:.6} {plain:.6?}", if shared { "shared" } else { "each for itself" });
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let policies: Vec<Policy> = ["bromley", "havering", "croydon", "barnsley", "ready-steady-grow"]
        .into_iter()
        .map(|name| {
            let mut project = Project::new(&DiskFiles, &folder);
            let file = project.load(&folder.join(format!("{name}.rungs"))).unwrap();
            project.resolve(file).policy.unwrap()
        })
        .collect();
    let rounds = 100;
    let seconds = time(&mut || {
        for _ in 0..rounds {
            for policy in &policies {
                black_box(check(policy, &StageGraph::new(policy), None));
            }
        }
    });
    println!("  the published policies, every rule: {:.0} policies a second on one processor", f64::from(rounds) * 5.0 / seconds);
}

fn main() {
    growth();
    let mut criterion =
        Criterion::default().sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(2));
    for size in [20, 60] {
        let policy = resolved(&panel(size, size / 2));
        criterion.bench_with_input(BenchmarkId::new("panel", size), &policy, |bench, policy| bench.iter(|| black_box(verdict(policy))));
        let policy = resolved(&facts(size, true));
        criterion
            .bench_with_input(BenchmarkId::new("shared facts", size), &policy, |bench, policy| bench.iter(|| black_box(verdict(policy))));
    }
    criterion.final_summary();
}
