//! A process as an XState machine: JSON for `createMachine`, with everything that is not data named and bound by an adapter.
//!
//! Nothing in it is evaluated: conditions are trees that the adapter walks, and what an author typed stands in
//! descriptions, log entries and `meta` alone. docs/engines.md says what the names ask of an adapter.

use serde_json::{Map, Value as Json, json};

use crate::process::{Ending, Entry, EventKind, Expression, LimitEntry, Note, Place, Process, Set, Step, Value};

/// The machine, as JSON with a line end at its end.
pub fn xstate(process: &Process) -> String {
    let mut states = Map::new();
    states.insert("new".into(), new(process));
    states.extend(process.places().map(|place| (state_of(place.number), place_state(process, place))));
    if process.places().any(|place| place.leads_anywhere) {
        states.insert("landing".into(), landing(process));
    }
    states.insert("over".into(), over(process));
    states.extend(process.endings.iter().map(|ending| (end_of(ending), end(ending))));
    let machine = json!({
        "id": "case",
        "description": format!("{}. {}", process.companion.policy.title, process.companion.notice),
        "initial": "new",
        "context": process.variables.iter().map(|(name, value)| (name.clone(), json!(value))).collect::<Map<_, _>>(),
        "states": states,
        "meta": { "rungs": process.companion },
    });
    let mut text = serde_json::to_string_pretty(&machine).unwrap_or_default();
    text.push('\n');
    text
}

/// The name of a place's state, and its id.
fn state_of(number: u32) -> String {
    if number == 0 { "raised".into() } else { format!("stage_{number}") }
}

fn end_of(ending: &Ending) -> String {
    format!("end_{}", ending.code)
}

/// A case that nobody has raised yet.
fn new(process: &Process) -> Json {
    let first = if process.raised.is_some() { 0 } else { 1 };
    let mut actions = vec![json!({ "type": "raise", "params": { "points": process.companion.points } })];
    actions.push(set(&process.raise));
    if !process.case_limits.is_empty() {
        actions.push(log(json!({ "case_limits": limits(&process.case_limits) })));
    }
    json!({ "on": { "raise": { "target": state_of(first), "actions": actions } } })
}

fn place_state(process: &Process, place: &Place) -> Json {
    let mut entry = Vec::new();
    if place.number > 0 {
        entry.push(set(&place.arrive));
        entry.push(log(json!({ "arrives": place.label, "limits": limits(&place.limits) })));
    }
    let mut look = vec![set(&[Process::looks()])];
    look.extend(place.steps.iter().map(|step| falls_due(&place.label, step)));
    look.push(set(&place.open));
    let mut states = Map::new();
    states.insert("look".into(), json!({ "entry": look, "always": goes(process, place) }));
    states.insert("wait".into(), json!({}));
    if place.timed {
        states.insert("timed".into(), timed(process, place));
    }
    json!({
        "id": state_of(place.number),
        "description": place.described(),
        "entry": entry,
        "initial": "look",
        "states": states,
        "on": on(&place.notes),
    })
}

/// What falls due together.
fn falls_due(stage: &str, step: &Step) -> Json {
    let sets: Vec<&Set> = step.entries.iter().flat_map(Entry::dates).collect();
    let entries: Vec<Json> = step.entries.iter().map(|entry| entry.template(stage)).collect();
    json!({ "type": "step", "params": { "if": step.when, "flag": step.flag, "sets": sets, "log": entries } })
}

/// Where a case goes once everything has fallen due: on, or nowhere until something happens.
fn goes(process: &Process, place: &Place) -> Vec<Json> {
    let to = |number: u32| Expression::Equals("to".into(), number);
    let mut always = vec![goes_to("#over", &Expression::Equals("over".into(), 0).negated())];
    always.extend(place.leads_to.iter().map(|number| goes_to(&format!("#{}", state_of(*number)), &to(*number))));
    if place.leads_anywhere && process.stages.len() > 1 {
        always.push(goes_to("#landing", &to(0).negated()));
    }
    if place.timed {
        let running =
            Expression::all([Expression::Known("due".into()), Expression::is("timed_out").negated(), Expression::is("resolved").negated()]);
        always.push(goes_to("timed", &running));
    }
    always.push(json!({ "target": "wait" }));
    always
}

fn goes_to(target: &str, when: &Expression) -> Json {
    json!({ "target": target, "guard": guard(when) })
}

/// The stage's time is running. A long wait is armed again in pieces.
fn timed(process: &Process, place: &Place) -> Json {
    let reached = |variable: &str| guard(&Expression::Reached(variable.into()));
    let mut after = Map::new();
    after.insert(
        "due".into(),
        json!([
            { "guard": reached("due"), "target": "look", "actions": [set(&[Set::truth("timed_out", true)])] },
            { "target": "timed", "reenter": true },
        ]),
    );
    if process.reminds {
        let actions = [log(json!({ "remind": place.label })), set(&[Set::to("remind", Value::Nothing)])];
        after.insert("remind".into(), json!([{ "guard": reached("remind"), "actions": actions }]));
    }
    json!({ "after": after })
}

/// The events of a place, each with the ways it can come out, the first that fits.
fn on(notes: &[Note]) -> Json {
    let mut on: Vec<(EventKind, Vec<Json>)> = Vec::new();
    for note in notes {
        let names = note.what.as_ref().map_or(Expression::ALWAYS, |what| Expression::Names(what.clone()));
        let when = Expression::all([names, note.when.clone()]);
        if when == Expression::NEVER {
            continue;
        }
        let mut transition = json!({ "target": ".look", "actions": [set(&note.sets)] });
        if when != Expression::ALWAYS {
            transition["guard"] = guard(&when);
        }
        match on.iter_mut().find(|(event, _)| *event == note.event) {
            Some((_, transitions)) => transitions.push(transition),
            None => on.push((note.event, vec![transition])),
        }
    }
    on.into_iter().map(|(event, transitions)| (event.word().to_owned(), Json::from(transitions))).collect::<Map<_, _>>().into()
}

/// Where a case comes down whose landing was named.
fn landing(process: &Process) -> Json {
    let to = |place: &Place| goes_to(&format!("#{}", state_of(place.number)), &Expression::Equals("to".into(), place.number));
    json!({ "id": "landing", "always": process.stages.iter().map(to).collect::<Vec<_>>() })
}

fn over(process: &Process) -> Json {
    let steps: Vec<Json> = std::iter::once(set(&[Process::looks()])).chain(process.over.iter().map(|step| falls_due("", step))).collect();
    let to = |ending: &Ending| goes_to(&format!("#{}", end_of(ending)), &Expression::Equals("over".into(), ending.code));
    let ends: Vec<Json> = process.endings.iter().map(to).collect();
    json!({ "id": "over", "description": "the case is over", "entry": steps, "always": ends })
}

fn end(ending: &Ending) -> Json {
    json!({
        "id": end_of(ending),
        "type": "final",
        "description": ending.words,
        "entry": [log(json!({ "ends": ending.kind, "of": ending.of }))],
    })
}

// ── what an adapter binds ───────────────────────────────────────────────────────────────────────

fn guard(when: &Expression) -> Json {
    json!({ "type": "if", "params": { "if": when } })
}

fn set(sets: &[Set]) -> Json {
    json!({ "type": "set", "params": { "sets": sets } })
}

fn log(entry: Json) -> Json {
    json!({ "type": "log", "params": { "entry": entry } })
}

fn limits(limits: &[LimitEntry]) -> Vec<Json> {
    limits.iter().map(|limit| json!({ "limit": limit.clause, "by": limit.variable })).collect()
}
