//! Arbitrary text through everything: parse, format, resolve, check, draw, compile, play, count. Nothing may panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rungs::calendar::{Calendar, edition};
use rungs::case::{Diary, play};
use rungs::emit::{diary, draw, json, scenario};
use rungs::graph::StageGraph;
use rungs::model::{DayKind, Duration, Unit};
use rungs::project::{MemoryFiles, Project};
use rungs::syntax::format;
use rungs::verify::check;

fuzz_target!(|text: &str| {
    let files = MemoryFiles::new([("england.rungs", include_str!("../../policies/england.rungs")), ("fuzz.rungs", text)]);
    let mut project = Project::new(&files, "");
    let Ok(file) = project.load("fuzz.rungs".as_ref()) else { return };
    if let Some(formatted) = format(&project.sources, project.parsed(file)) {
        let again = project.add("again.rungs".as_ref(), formatted.clone());
        assert_eq!(format(&project.sources, project.parsed(again)), Some(formatted));
    }
    let Some(policy) = project.resolve(file).policy else { return };
    let graph = StageGraph::new(&policy);
    let report = check(&policy, &graph, None);
    draw::svg(&policy, &graph);
    draw::dot(&policy, &graph);
    draw::mermaid(&policy, &graph);
    json::compile(&policy, &graph, &report, &project.sources).to_json();
    for told in &policy.scenarios {
        scenario::text(&policy, told);
        let played = play(&policy, &graph, told).expect("somebody disagrees");
        diary::text(&Diary::of(&played, told), &policy, 80, false);
    }
    let (calendar, _) = Calendar::of(&policy);
    let start = calendar.next_working_day(edition().first).unwrap_or(edition().first);
    for kind in [DayKind::Working, DayKind::School] {
        for unit in [Unit::Hours, Unit::Days, Unit::Weeks] {
            let length = Duration { number: 3, kind: Some(kind), unit, span: policy.span };
            let due = calendar.deadline(start.at(12, 0, 0, 0), &length, None);
            let _ = due.map_or_else(|why| why.words(), |due| due.words());
        }
    }
});
