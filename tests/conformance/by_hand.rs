//! Cases written by hand from the published documents: what they ask for is counted and put in order by people, not by rungs.

use std::path::{Path, PathBuf};

use rungs::graph::StageGraph;
use rungs::process::{Companion, PointKind, process};
use serde_json::{Value as Json, json};

use super::engines::{Case, ENGINES, Exported};
use super::paths::Path as Told;

#[test]
fn every_engine_does_what_was_written_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let cases: Vec<Json> = serde_json::from_str(include_str!("by_hand.json")).unwrap();
    let mut exported = Vec::new();
    let mut companions = Vec::new();
    for case in &cases {
        let name = case["policy"].as_str().unwrap();
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("policies").join(format!("{name}.rungs"));
        super::shipped::in_file(&file, &mut |policy| {
            let process = process(policy, &StageGraph::new(policy), None);
            let path = Told { events: events(case, &process.companion), log: Vec::new() };
            exported.push(Exported::write(folder.path(), name, &process, vec![Case { id: name.to_owned(), path, only_if_quick: false }]));
            companions.push(process.companion);
        });
    }
    for engine in ENGINES.iter().filter(|engine| engine.is_there()) {
        let logs = engine.logs(Path::new(folder.path()), &exported).unwrap();
        for (case, companion) in cases.iter().zip(&companions) {
            let found = &logs[case["policy"].as_str().unwrap()];
            let log: Vec<Json> = found["trace"]
                .as_array()
                .map(Vec::as_slice)
                .unwrap_or_default()
                .iter()
                .filter_map(|entry| shown(companion, entry))
                .collect();
            let wanted = case["log"].as_array().unwrap();
            let same = log.len() == wanted.len() && log.iter().zip(wanted).all(|(found, wanted)| is_meant(found, wanted));
            let lines = |entries: &[Json]| entries.iter().map(|entry| format!("    {entry}\n")).collect::<String>();
            assert!(
                same,
                "{} on {}\nby hand:\n{}logged:\n{}{}",
                case["title"],
                engine.name,
                lines(wanted),
                lines(&log),
                found["error"].as_str().unwrap_or_default()
            );
        }
    }
}

/// What happens, in the words of the process.
fn events(case: &Json, companion: &Companion) -> Vec<Json> {
    let so = case["so"].as_array().unwrap().iter().map(|fact| {
        let named = |kind: &PointKind| matches!(kind, PointKind::Fact { name, .. } if name == fact.as_str().unwrap());
        companion.points.iter().find(|point| named(&point.kind)).unwrap().id.clone()
    });
    let so: Vec<String> = so.collect();
    let label_of = |number: u32| companion.stages.iter().find(|stage| stage.number == number).map(|stage| stage.label.as_str());
    let mut here = String::new();
    let mut events = Vec::new();
    for happens in case["happens"].as_array().unwrap() {
        let on = happens["on"].clone();
        events.push(if happens["raised"] == true {
            json!({ "on": on, "event": "raise", "raising": case["raising"], "against": case["against"], "so": so })
        } else if happens["wait"] == true {
            json!({ "on": on, "event": "wait" })
        } else if let Some(to) = happens["takes_to"].as_str() {
            let leads = |row: &&rungs::process::MoveRow| row.to.and_then(label_of) == Some(to) && label_of(row.from) == Some(here.as_str());
            let row = companion.moves.iter().find(leads).unwrap();
            json!({ "on": on, "event": "takes", "what": row.id })
        } else {
            json!({ "on": on, "event": happens["event"] })
        });
        // Where the case is by now, as the log written by hand has it.
        let arrived = case["log"].as_array().unwrap().iter().filter(|entry| entry["on"].as_str() <= happens["on"].as_str());
        here = arrived.filter_map(|entry| entry["arrives"].as_str()).next_back().unwrap_or_default().to_owned();
    }
    events
}

/// An entry as a person would note it: who is told, by the part of the document that says so.
fn shown(companion: &Companion, entry: &Json) -> Option<Json> {
    let per = |key: &str| {
        let row = companion.clauses.iter().find(|row| Some(row.id.as_str()) == entry[key].as_str())?;
        Some((row.per.clone(), !row.tells.is_empty()))
    };
    if let Some((per, tells)) = per("due") {
        return tells.then(|| json!({ "on": entry["on"], "told": per }));
    }
    if let Some((per, _)) = per("limit") {
        return Some(json!({ "on": entry["on"], "limit": per, "by": entry["by"] }));
    }
    Some(entry.clone())
}

/// Whether an entry says what was written by hand, where the part of the document begins as it is written there.
fn is_meant(found: &Json, wanted: &Json) -> bool {
    let (Some(found), Some(wanted)) = (found.as_object(), wanted.as_object()) else { return false };
    found.len() == wanted.len()
        && wanted.iter().all(|(key, wanted)| match key.as_str() {
            "told" | "limit" => found.get(key).and_then(Json::as_str).is_some_and(|per| per.contains(wanted.as_str().unwrap_or_default())),
            _ => found.get(key) == Some(wanted),
        })
}
