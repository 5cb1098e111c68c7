//! The ladder told in sentences, for whoever cannot see the picture.

use super::{Chart, EMPTY, RouteBox, StageBox, START};

pub(super) fn of(chart: &Chart) -> String {
    let mut said = vec![match chart.stages.len() {
        0 => EMPTY.to_owned(),
        1 => "A ladder of one stage".to_owned(),
        many => format!("A ladder of {many} stages"),
    }];
    if let Some(first) = chart.stages.first() {
        said.push(format!("{START} and goes to {}", lower(&first.label)));
    }
    said.extend(chart.case_limits.iter().map(|limit| limit.text.clone()));
    for (at, stage) in chart.stages.iter().enumerate() {
        said.push(one(stage));
        said.extend(chart.stages.get(at + 1).and_then(|next| onwards(stage, next)));
        if let Some(missing) = stage.step.missing.as_ref().filter(|_| at + 1 == chart.stages.len()) {
            said.push(missing.clone());
        }
        let beside = stage.notes.iter().flat_map(|note| note.lines.iter().map(move |line| format!("{}: {}", note.heading, spoken(line))));
        said.extend(beside);
    }
    for note in chart.beside_start.iter().chain(&chart.throughout).chain(&chart.beside_finish) {
        said.extend(note.lines.iter().map(|line| format!("{}: {}", note.heading, spoken(line))));
    }
    said.extend(chart.routes.iter().chain(&chart.later_routes).map(route));
    if !chart.stages.is_empty() {
        said.push("The disagreement can be resolved at any stage".into());
    }
    let mut text = said.join(". ");
    text.push('.');
    text
}

fn one(stage: &StageBox) -> String {
    let limits: Vec<&str> = stage.limits.iter().map(|limit| limit.text.as_str()).collect();
    let authority = if stage.authority { ", an authority" } else { "" };
    let mut said = format!("{}, {}: {}{authority}; time: {}", stage.label, stage.title, stage.who, limits.join("; "));
    for duty in &stage.duties {
        said.push_str(&format!("; {}", spoken(duty)));
    }
    if stage.more > 0 {
        said.push_str(&format!("; and {} more", stage.more));
    }
    said
}

fn onwards(stage: &StageBox, next: &StageBox) -> Option<String> {
    let mut ways: Vec<String> = stage.step.labels.iter().map(spoken).collect();
    ways.extend(stage.step.gate.as_ref().map(|gate| format!("{} {} if not, {}", spoken(&gate.label), gate.question, gate.refused)));
    if ways.is_empty() {
        return stage.step.missing.as_ref().map(|_| format!("No step is stated from {} to {}", lower(&stage.label), lower(&next.label)));
    }
    Some(format!("From {} to {}: {}", lower(&stage.label), lower(&next.label), ways.join("; ")))
}

fn route(route: &RouteBox) -> String {
    let condition = route.condition.as_ref().map(|condition| format!(", {condition}")).unwrap_or_default();
    let first = route.first.as_ref().map(|line| format!(": {}", spoken(line))).unwrap_or_default();
    format!("Another way, {}{condition}, {}{first}", route.title, route.standing)
}

fn spoken(line: &super::Line) -> String {
    let words = [line.lead.clone(), line.tag.map(|tag| tag.word().to_owned()), Some(line.said())];
    words.into_iter().flatten().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
}

fn lower(label: &str) -> String {
    label.replacen("Stage", "stage", 1)
}
