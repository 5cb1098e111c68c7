//! The ladder told in sentences, for whoever cannot see the picture.

use super::super::text::short;
use super::{Chart, EMPTY, Line, Note, NoteKind, RouteBox, START, StageBox};
use crate::model::capitalised;

/// How many characters of one clause are told.
const LONGEST: usize = 320;

pub(super) fn of(chart: &Chart) -> String {
    let mut said = vec![match chart.stages.len() {
        0 => EMPTY.to_owned(),
        1 => "A ladder of one stage".to_owned(),
        many => format!("A ladder of {many} stages"),
    }];
    said.extend(chart.stages.first().map(|first| format!("{START} and goes to {}", lower(&first.label))));
    said.extend(chart.start.iter().map(sentence));
    said.extend(chart.case_limits.iter().map(|limit| limit.text.clone()));
    for note in &chart.beside_start {
        tell(note, &mut said);
    }
    for (at, stage) in chart.stages.iter().enumerate() {
        tell_stage(stage, chart.stages.get(at + 1), &mut said);
    }
    if !chart.stages.is_empty() {
        said.push("The disagreement can be resolved at any stage".into());
    }
    said.extend(chart.finish.iter().map(sentence));
    for note in chart.beside_finish.iter().chain(&chart.throughout) {
        tell(note, &mut said);
    }
    for route in chart.routes.iter().chain(&chart.later_routes) {
        tell_route(route, &mut said);
    }
    said.iter().map(|sentence| format!("{}.", capitalised(sentence))).collect::<Vec<_>>().join(" ")
}

fn tell_stage(stage: &StageBox, next: Option<&StageBox>, said: &mut Vec<String>) {
    let limits: Vec<&str> = stage.limits.iter().map(|limit| limit.text.as_str()).collect();
    let authority = if stage.authority { ", an authority" } else { "" };
    said.push(format!("{}, {}, {}{authority}", stage.label, stage.title, stage.who));
    said.push(format!("Time: {}", limits.join("; ")));
    said.extend(stage.duties.iter().map(sentence));
    said.extend(more(stage.more));
    stage.notes.iter().for_each(|note| tell(note, said));
    said.extend(stage.step.labels.iter().map(sentence));
    if let Some(gate) = &stage.step.gate {
        said.push(sentence(&gate.label));
        said.push(format!("{} If not: {}", gate.question, gate.refused.trim_start_matches("says no: ")));
    }
    said.extend(stage.step.missing.as_ref().map(|missing| match next {
        Some(next) => format!("No step is stated from {} to {}", lower(&stage.label), lower(&next.label)),
        None => missing.clone(),
    }));
}

fn tell(note: &Note, said: &mut Vec<String>) {
    let has_heading = matches!(note.kind, NoteKind::Panel | NoteKind::Time);
    for (at, line) in note.lines.iter().enumerate() {
        let sentence = sentence(line);
        said.push(if at == 0 && has_heading && !sentence.starts_with(&note.heading) {
            format!("{}: {sentence}", note.heading)
        } else {
            sentence
        });
    }
    said.extend(more(note.more));
}

fn tell_route(route: &RouteBox, said: &mut Vec<String>) {
    let condition = route.condition.as_ref().map(|condition| format!(", {condition}")).unwrap_or_default();
    said.push(format!("Another way, {}{condition}, {}", route.title, route.standing));
    said.extend(route.first.as_ref().map(sentence));
    said.extend(more(route.more));
}

/// The clause as a sentence with its sources; what is no clause as it is shown.
fn sentence(line: &Line) -> String {
    if line.whole.is_empty() { line.said() } else { short(&line.whole, LONGEST) }
}

fn more(more: usize) -> Option<String> {
    (more > 0).then(|| format!("And {more} more"))
}

fn lower(label: &str) -> String {
    label.replacen("Stage", "stage", 1)
}
