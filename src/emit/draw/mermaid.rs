//! The flowchart as a Mermaid graph.

use std::fmt::Write;

use super::chart::{Chart, EMPTY, FINISH, FOOTER, Line, Note, Origin, RouteBox, START, StageBox};
use super::palette::{self, DONE, GATE, NEUTRAL, Paint, ROUTE};
use super::text::mermaid;

/// The flowchart in Mermaid. Every text stands in quotes with everything escaped that could end it.
pub(super) fn render(chart: &Chart) -> String {
    // Wider than Mermaid's own choice, so that a stage is not a column of single words.
    let mut out = String::from("---\nconfig:\n  flowchart:\n    wrappingWidth: 420\n---\n");
    for line in [chart.title.as_str()].into_iter().chain(chart.about.iter().map(String::as_str)).chain([FOOTER]) {
        let _ = writeln!(out, "%% {}", mermaid(line));
    }
    out.push_str("flowchart TD\n");
    let _ = writeln!(out, "  accTitle: {}\n  accDescr: {}", mermaid(&chart.title), mermaid(&chart.summary));
    let first: Vec<String> =
        [format!("<b>{}</b>", mermaid(&chart.title))].into_iter().chain(chart.about.iter().map(|line| mermaid(line))).collect();
    node(&mut out, "head", ("[", "]"), &first, "plain");
    let begin: Vec<String> = [format!("<b>{}</b>", mermaid(START))]
        .into_iter()
        .chain(chart.start.iter().map(said))
        .chain(chart.case_limits.iter().map(|limit| mermaid(&limit.text)))
        .collect();
    node(&mut out, "start", round(&begin), &begin, "neutral");
    out.push_str("  head ~~~ start\n");
    for (at, route) in chart.routes.iter().enumerate() {
        node(&mut out, &format!("route{at}"), ("[", "]"), &route_texts(route), "route");
        let _ = writeln!(out, "  start -.-> route{at}");
    }
    notes(&mut out, "start", &chart.beside_start);
    for (at, stage) in chart.stages.iter().enumerate() {
        stage_node(&mut out, at, stage);
    }
    let end: Vec<String> = [format!("<b>{}</b>", mermaid(FINISH))].into_iter().chain(chart.finish.iter().map(said)).collect();
    node(&mut out, "done", round(&end), &end, "done");
    match chart.stages.len() {
        0 => {
            node(&mut out, "empty", ("[", "]"), &[mermaid(EMPTY)], "none");
            out.push_str("  start ~~~ empty ~~~ done\n");
        }
        count => {
            // One line for all, since one from every stage would cross everything else.
            let _ = writeln!(out, "  start --> s0\n  s{} -.->|\"here or at any stage before\"| done", count - 1);
        }
    }
    for at in 0..chart.stages.len() {
        steps(&mut out, chart, at);
    }
    for arc in &chart.arcs {
        let from = match arc.from {
            Origin::Stage(at) => format!("s{at}"),
            Origin::Route(at) => format!("route{at}"),
            Origin::Start(at) => format!("start_note{at}"),
        };
        let _ = writeln!(out, "  {from} -.-> s{}", arc.to);
    }
    notes(&mut out, "done", &chart.beside_finish);
    for (at, route) in chart.later_routes.iter().enumerate() {
        node(&mut out, &format!("later{at}"), ("[", "]"), &route_texts(route), "route");
        let _ = writeln!(out, "  done -.-> later{at}");
    }
    if let Some(note) = &chart.throughout {
        node(&mut out, "throughout", ("[", "]"), &note_texts(note), "neutral");
        out.push_str("  done ~~~ throughout\n");
    }
    node(&mut out, "foot", ("[", "]"), &[format!("<b>{}</b>", mermaid(FOOTER))], "plain");
    let _ = writeln!(out, "  {} ~~~ foot", if chart.throughout.is_some() { "throughout" } else { "done" });
    classes(&mut out);
    out
}

/// Round ends, unless there are so many lines that they would make a circle.
fn round(texts: &[String]) -> (&'static str, &'static str) {
    if texts.len() > 2 { ("(", ")") } else { ("([", "])") }
}

fn node(out: &mut String, name: &str, (open, close): (&str, &str), texts: &[String], class: &str) {
    let texts: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    let _ = writeln!(out, "  {name}{open}\"{}\"{close}:::{class}", texts.join("<br/>"));
}

/// A line with its strength, escaped.
fn said(line: &Line) -> String {
    let strength = line.tag.map(|tag| format!("<b>{}</b> ", tag.word())).unwrap_or_default();
    format!("{strength}{}", mermaid(&line.said()))
}

fn more(more: usize) -> Option<String> {
    (more > 0).then(|| format!("and {more} more"))
}

fn route_texts(route: &RouteBox) -> Vec<String> {
    let mut texts = vec![format!("Another way: {}", mermaid(route.standing)), format!("<b>{}</b>", mermaid(&route.title))];
    texts.extend(route.condition.as_ref().map(|condition| mermaid(condition)));
    texts.extend(route.first.as_ref().map(said));
    texts.extend(more(route.more));
    texts
}

fn note_texts(note: &Note) -> Vec<String> {
    let mut texts = vec![format!("<b>{}</b>", mermaid(&note.heading))];
    for (line, lead) in note.lines.iter().zip(note.leads()) {
        texts.extend(lead.map(|lead| format!("<i>{}</i>", mermaid(lead))));
        texts.push(said(line));
    }
    texts.extend(more(note.more));
    texts
}

fn notes(out: &mut String, owner: &str, notes: &[Note]) {
    for (at, note) in notes.iter().enumerate() {
        use super::chart::NoteKind;
        let class = match note.kind {
            NoteKind::Tell => "tell",
            NoteKind::Panel => "panel",
            NoteKind::End => "route",
            NoteKind::Repeat | NoteKind::Skip | NoteKind::Time => "neutral",
        };
        node(out, &format!("{owner}_note{at}"), ("[", "]"), &note_texts(note), class);
        let _ = writeln!(out, "  {owner} -.- {owner}_note{at}");
    }
}

fn stage_node(out: &mut String, at: usize, stage: &StageBox) {
    let authority = if stage.authority { " \u{B7} authority" } else { "" };
    let mut texts =
        vec![format!("<b>{}{authority}</b>", mermaid(&stage.label)), format!("<b>{}</b>", mermaid(&stage.title)), mermaid(&stage.who)];
    texts.extend(stage.limits.iter().map(|limit| format!("Time: {}", mermaid(&limit.text))));
    texts.extend(stage.duties.iter().map(said));
    texts.extend(more(stage.more));
    node(out, &format!("s{at}"), ("[", "]"), &texts, &class_of(at, stage.authority));
    notes(out, &format!("s{at}"), &stage.notes);
    if stage.repeats {
        let _ = writeln!(out, "  s{at} -.->|\"again\"| s{at}");
    }
}

fn class_of(at: usize, authority: bool) -> String {
    if authority { "authority".into() } else { format!("stage{}", at % 4) }
}

fn steps(out: &mut String, chart: &Chart, at: usize) {
    let Some(stage) = chart.stages.get(at) else { return };
    let next = at + 1;
    let onwards = next < chart.stages.len();
    if let Some(missing) = &stage.step.missing {
        node(out, &format!("missing{at}"), ("[", "]"), &[mermaid(missing)], "none");
        let _ = writeln!(out, "  s{at} -.- missing{at}");
        if onwards {
            let _ = writeln!(out, "  missing{at} ~~~ s{next}");
        }
    }
    if !onwards {
        return;
    }
    if !stage.step.labels.is_empty() {
        let labels: Vec<String> = stage.step.labels.iter().map(said).collect();
        let _ = writeln!(out, "  s{at} -->|\"{}\"| s{next}", labels.join("<br/>"));
    }
    if let Some(gate) = &stage.step.gate {
        node(out, &format!("gate{at}"), ("{{", "}}"), &[mermaid(&gate.question)], "gate");
        node(out, &format!("stop{at}"), ("[", "]"), &[mermaid(gate.refused)], "route");
        let _ = writeln!(
            out,
            "  s{at} -->|\"{}\"| gate{at}\n  gate{at} -->|\"yes\"| s{next}\n  gate{at} -.->|\"no\"| stop{at}",
            said(&gate.label)
        );
    }
}

fn classes(out: &mut String) {
    let mut class = |name: &str, paint: Paint, extra: &str| {
        let _ =
            writeln!(out, "  classDef {name} fill:{},stroke:{},color:{},text-align:left{extra}", paint.light, paint.dark, palette::TEXT);
    };
    for at in 0..4 {
        class(&format!("stage{at}"), palette::stage(at, false), "");
    }
    class("authority", palette::stage(0, true), ",stroke-width:3px");
    class("neutral", NEUTRAL, "");
    class("done", DONE, "");
    class("route", ROUTE, ",stroke-dasharray:6 4");
    class("none", Paint { light: "#fff", ..NEUTRAL }, ",stroke-dasharray:6 4");
    class("gate", GATE, "");
    class("tell", palette::TELL, "");
    class("panel", palette::PANEL, "");
    let _ = writeln!(out, "  classDef plain fill:#fff,stroke:#fff,color:{},text-align:left", palette::TEXT);
}
