//! The flowchart as a Graphviz graph.

use std::fmt::Write;

use super::chart::{Badge, Chart, EMPTY, FINISH, FOOTER, LEGEND, Line, Note, NoteKind, Origin, RouteBox, START, StageBox, Step};
use super::metrics::Face;
use super::palette::{self, ARROW, DONE, GATE, NEUTRAL, Paint, ROUTE, TITLE};
use super::text::{dot, xml};

/// How wide a stage's and a note's text runs before it is broken. Cells are a little wider, as Graphviz measures
/// text narrower than it is drawn.
const STAGE: f64 = 350.0;
const NOTE: f64 = 250.0;
const FOOT: f64 = 620.0;

/// The flowchart in DOT. Arrows are labelled by boxes of text, since orthogonal lines do not keep clear of labels.
pub(super) fn render(chart: &Chart) -> String {
    let mut out = String::new();
    head(&mut out, chart);
    start(&mut out, chart);
    for (at, stage) in chart.stages.iter().enumerate() {
        stage_node(&mut out, at, stage);
    }
    if chart.stages.is_empty() {
        let _ = writeln!(
            out,
            "  empty [group=main, shape=box, style=dashed, label=\"{}\"];\n  start -> empty [arrowhead=none, style=invis];",
            dot(EMPTY)
        );
    }
    finish(&mut out, chart);
    out.push_str("  edge [weight=50];\n");
    for (at, stage) in chart.stages.iter().enumerate() {
        if at == 0 {
            out.push_str("  start -> s0;\n");
        }
        step(&mut out, at, &stage.step, at + 1 < chart.stages.len());
    }
    let last = chart.stages.len().checked_sub(1).map_or("empty".to_owned(), |last| format!("s{last}"));
    let _ = writeln!(out, "  {last} -> done [style=invis];");
    for arc in &chart.arcs {
        let (from, paint) = match arc.from {
            Origin::Stage(at) => (format!("s{at}"), NEUTRAL),
            Origin::Route(_) => ("routes".to_owned(), ROUTE),
            Origin::Start(_) => ("routes".to_owned(), NEUTRAL),
        };
        let _ = writeln!(out, "  {from} -> s{} [style=dashed, color=\"{}\", weight=0, constraint=false];", arc.to, paint.dark);
    }
    rail(&mut out, chart.stages.len());
    out.push_str("}\n");
    out
}

fn head(out: &mut String, chart: &Chart) {
    let mut title = rows(&chart.title, Face::bold(17.0), FOOT, " ALIGN=\"LEFT\"");
    for about in &chart.about {
        let about = rows(about, Face::plain(10.0), FOOT, " ALIGN=\"LEFT\"");
        title.push_str(
            &about
                .replace("<TD ALIGN=\"LEFT\">", &format!("<TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"10\" COLOR=\"{}\">", NEUTRAL.ink))
                .replace("</TD>", "</FONT></TD>"),
        );
    }
    let _ = write!(
        out,
        "digraph \"{}\" {{\n  graph [rankdir=TB, newrank=true, splines=ortho, nodesep=0.5, ranksep=0.32, pad=0.3, bgcolor=\"white\",\n    \
         fontname=\"Helvetica,Arial,sans-serif\", fontsize=17, fontcolor=\"{TITLE}\", labelloc=t, labeljust=l, tooltip=\"{}\",\n    \
         label=<<TABLE BORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\">{title}<TR><TD HEIGHT=\"10\"></TD></TR></TABLE>>];\n  \
         node [shape=plain, fontname=\"Helvetica,Arial,sans-serif\", fontsize=11, fontcolor=\"{}\"];\n  \
         edge [color=\"{ARROW}\", penwidth=1.5, arrowsize=0.75];\n\n",
        dot(&chart.name),
        dot(&chart.summary),
        palette::TEXT,
    );
}

/// Rows of a table, one for each row of the text.
fn rows(text: &str, face: Face, width: f64, align: &str) -> String {
    let (open, close) = if face.bold { ("<B>", "</B>") } else { ("", "") };
    face.wrap(text, 0.0, width).iter().map(|row| format!("<TR><TD{align}>{open}{}{close}</TD></TR>", xml(row))).collect()
}

/// Rows of text in one cell.
fn cell(text: &str, face: Face, width: f64) -> String {
    let (open, close) = if face.bold { ("<B>", "</B>") } else { ("", "") };
    face.wrap(text, 0.0, width)
        .iter()
        .filter(|row| !row.is_empty())
        .map(|row| format!("{open}{}{close}<BR ALIGN=\"LEFT\"/>", xml(row)))
        .collect()
}

fn said(line: &Line) -> String {
    let words = [line.tag.map(|tag| format!("{}:", tag.word())), Some(line.said()).filter(|said| !said.is_empty())];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn tooltip(texts: &[&str]) -> String {
    dot(&texts.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(". "))
}

fn pill(out: &mut String, name: &str, paint: Paint, first: &str, more: impl Iterator<Item = String>) {
    let more: String = more.map(|text| cell(&text, Face::plain(10.0), STAGE)).collect();
    let label = format!("{}{more}", cell(first, Face::bold(11.0), STAGE)).replace("<BR ALIGN=\"LEFT\"/>", "<BR/>");
    let label = label.strip_suffix("<BR/>").unwrap_or(&label);
    let _ = writeln!(
        out,
        "  {name} [group=main, label=<<TABLE BORDER=\"2\" COLOR=\"{}\" STYLE=\"ROUNDED\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"10\" BGCOLOR=\"{}\"><TR><TD WIDTH=\"370\">{label}</TD></TR></TABLE>>];",
        paint.dark, paint.light
    );
}

fn start(out: &mut String, chart: &Chart) {
    let more = chart.start.iter().map(Line::said).chain(chart.case_limits.iter().map(|limit| limit.text.clone()));
    pill(out, "start", NEUTRAL, START, more);
    if !(chart.routes.is_empty() && chart.beside_start.is_empty()) {
        let routes = chart.routes.iter().map(|route| (ROUTE, true, route_rows(route)));
        let notes = chart.beside_start.iter().map(|note| (palette::note(note.kind), note.kind == NoteKind::Skip, note_rows(note)));
        stack(out, "routes", routes.chain(notes), &route_tooltip(&chart.routes));
        let paint = if chart.routes.is_empty() { NEUTRAL } else { ROUTE };
        let _ = writeln!(out, "  {{ rank=same; start; routes }}\n  start -> routes [style=dashed, color=\"{}\"];", paint.dark);
    }
}

fn route_tooltip(routes: &[RouteBox]) -> String {
    tooltip(
        &routes.iter().flat_map(|route| [route.whole.as_str(), route.first.as_ref().map_or("", |line| &line.whole)]).collect::<Vec<_>>(),
    )
}

fn route_rows(route: &RouteBox) -> String {
    let mut label = coloured(ROUTE, &format!("Another way: {}", route.standing));
    label.push_str(&cell(&route.title, Face::bold(10.0), NOTE));
    label.extend(route.condition.as_ref().map(|condition| cell(condition, Face::plain(10.0), NOTE)));
    label.extend(route.first.as_ref().map(|line| cell(&said(line), Face::plain(10.0), NOTE)));
    label + &more(route.more)
}

fn coloured(paint: Paint, text: &str) -> String {
    format!("<FONT COLOR=\"{}\">{}</FONT>", paint.ink, cell(text, Face::bold(10.0), NOTE))
}

fn more(more: usize) -> String {
    if more > 0 { format!("and {more} more<BR ALIGN=\"LEFT\"/>") } else { String::new() }
}

fn note_rows(note: &Note) -> String {
    let mut label = coloured(palette::note(note.kind), &note.heading);
    for (line, lead) in note.lines.iter().zip(note.leads()) {
        label.extend(lead.map(|lead| cell(lead, Face::bold(10.0), NOTE)));
        label.push_str(&cell(&said(line), Face::plain(10.0), NOTE));
    }
    label + &more(note.more)
}

/// Boxes one under the other in one node.
fn stack(out: &mut String, name: &str, boxes: impl Iterator<Item = (Paint, bool, String)>, tooltip: &str) {
    let cells: String = boxes
        .map(|(paint, dashed, label)| {
            let style = if dashed { " STYLE=\"DASHED\"" } else { "" };
            format!("<TR><TD BORDER=\"1\" COLOR=\"{}\" BGCOLOR=\"{}\"{style} WIDTH=\"276\" ALIGN=\"LEFT\" BALIGN=\"LEFT\" CELLPADDING=\"6\"><FONT POINT-SIZE=\"10\">{label}</FONT></TD></TR>", paint.dark, paint.light)
        })
        .collect();
    let _ = writeln!(
        out,
        "  {name} [group=side, tooltip=\"{tooltip}\", label=<<TABLE BORDER=\"0\" CELLSPACING=\"6\" CELLPADDING=\"0\">{cells}</TABLE>>];"
    );
}

/// A stack of notes beside a box.
fn beside(out: &mut String, name: &str, owner: &str, notes: &[Note]) {
    let Some(first) = notes.first() else { return };
    let hints: Vec<&str> = notes.iter().flat_map(|note| &note.lines).map(|line| line.whole.as_str()).collect();
    stack(out, name, notes.iter().map(|note| (palette::note(note.kind), note.kind == NoteKind::Skip, note_rows(note))), &tooltip(&hints));
    let _ = writeln!(
        out,
        "  {{ rank=same; {owner}; {name} }}\n  {owner} -> {name} [style=dashed, color=\"{}\", arrowhead=none, penwidth=1.2];",
        palette::note(first.kind).dark
    );
}

fn stage_node(out: &mut String, at: usize, stage: &StageBox) {
    let paint = palette::stage(at, stage.authority);
    let authority = if stage.authority { " \u{B7} authority" } else { "" };
    let badges: String = stage.limits.iter().map(|limit| badge(limit, paint)).collect();
    let mut body = cell(&stage.title, Face::bold(12.0), STAGE);
    body.push_str(&format!("<FONT COLOR=\"{}\">{}</FONT>", paint.ink, cell(&stage.who, Face::plain(11.0), STAGE)));
    for duty in &stage.duties {
        body.push_str(&cell(&said(duty), Face::plain(11.0), STAGE));
    }
    body.push_str(&more(stage.more));
    let hints: Vec<&str> = [stage.whole.as_str()]
        .into_iter()
        .chain(stage.limits.iter().map(|limit| limit.whole.as_str()))
        .chain(stage.duties.iter().map(|line| line.whole.as_str()))
        .collect();
    let _ = writeln!(
        out,
        "  s{at} [group=main, id=\"stage-{}\", tooltip=\"{}\", label=<<TABLE BORDER=\"2\" COLOR=\"{dark}\" STYLE=\"ROUNDED\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"4\" BGCOLOR=\"{}\">\
         <TR><TD WIDTH=\"190\" ALIGN=\"LEFT\" BALIGN=\"LEFT\"><FONT COLOR=\"{}\">{}</FONT></TD><TD WIDTH=\"190\" ALIGN=\"RIGHT\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"2\" CELLPADDING=\"0\">{badges}</TABLE></TD></TR>\
         <TR><TD COLSPAN=\"2\" ALIGN=\"LEFT\" BALIGN=\"LEFT\">{body}</TD></TR></TABLE>>];",
        at + 1,
        tooltip(&hints),
        paint.light,
        paint.ink,
        cell(&format!("{}{authority}", stage.label), Face::bold(11.0), 180.0),
        dark = paint.dark,
    );
    beside(out, &format!("n{at}"), &format!("s{at}"), &stage.notes);
    if stage.repeats {
        let _ = writeln!(out, "  s{at} -> s{at} [style=dashed, color=\"{}\"];", NEUTRAL.dark);
    }
}

fn badge(limit: &Badge, paint: Paint) -> String {
    let text = cell(&limit.text, Face::bold(9.0), 180.0);
    if limit.stated {
        format!(
            "<TR><TD BGCOLOR=\"{}\" STYLE=\"ROUNDED\" CELLPADDING=\"4\" BALIGN=\"LEFT\"><FONT COLOR=\"white\" POINT-SIZE=\"9\">{text}</FONT></TD></TR>",
            paint.dark
        )
    } else {
        format!(
            "<TR><TD BORDER=\"1\" COLOR=\"{}\" BGCOLOR=\"white\" STYLE=\"ROUNDED,DASHED\" CELLPADDING=\"4\" BALIGN=\"LEFT\"><FONT COLOR=\"{}\" POINT-SIZE=\"9\">{text}</FONT></TD></TR>",
            paint.dark, paint.ink
        )
    }
}

/// The way from one stage to the next, its labels in a box of their own on the line.
fn step(out: &mut String, at: usize, step: &Step, onwards: bool) {
    let label = |out: &mut String, name: &str, lines: &[&Line]| {
        let text: String = lines.iter().map(|line| cell(&line.said(), Face::plain(10.0), 230.0)).collect();
        let hints: Vec<&str> = lines.iter().map(|line| line.whole.as_str()).collect();
        let _ = writeln!(
            out,
            "  {name} [group=main, tooltip=\"{}\", label=<<TABLE BORDER=\"0\" CELLPADDING=\"2\"><TR><TD BALIGN=\"LEFT\"><FONT POINT-SIZE=\"10\" COLOR=\"{}\">{text}</FONT></TD></TR></TABLE>>];",
            tooltip(&hints),
            NEUTRAL.ink
        );
    };
    let next = at + 1;
    if let Some(missing) = &step.missing {
        let _ = writeln!(
            out,
            "  m{at} [group=main, shape=box, style=dashed, fontsize=10, color=\"{}\", label=\"{}\"];\n  s{at} -> m{at} [arrowhead=none, style=dashed];",
            NEUTRAL.dark,
            dot(missing)
        );
        if onwards {
            let _ = writeln!(out, "  m{at} -> s{next} [style=invis];");
        }
    }
    if !onwards {
        return;
    }
    if !step.labels.is_empty() {
        label(out, &format!("l{at}"), &step.labels.iter().collect::<Vec<_>>());
        let _ = writeln!(out, "  s{at} -> l{at} [arrowhead=none];\n  l{at} -> s{next};");
    }
    if let Some(gate) = &step.gate {
        label(out, &format!("q{at}"), &[&gate.label]);
        let _ = writeln!(
            out,
            "  g{at} [group=main, shape=hexagon, style=filled, fillcolor=\"{}\", color=\"{}\", fontcolor=\"{}\", margin=\"0.1,0.05\", tooltip=\"{}\", label=<{}>];\n  \
             x{at} [group=side, shape=box, style=\"rounded,dashed,filled\", fillcolor=\"{}\", color=\"{}\", fontcolor=\"{}\", fontsize=10, label=\"{}\"];\n  \
             {{ rank=same; g{at}; x{at} }}\n  s{at} -> q{at} [arrowhead=none];\n  q{at} -> g{at};\n  g{at} -> x{at} [style=dashed, color=\"{}\"];\n  y{at} [group=main, fontsize=10, label=\"yes\"];\n  g{at} -> y{at} [arrowhead=none];\n  y{at} -> s{next};",
            GATE.light,
            GATE.dark,
            GATE.ink,
            tooltip(&[&gate.label.whole]),
            cell(&gate.question, Face::bold(10.0), 200.0).replace(" ALIGN=\"LEFT\"", ""),
            ROUTE.light,
            ROUTE.dark,
            ROUTE.ink,
            dot(gate.refused),
            ROUTE.dark,
        );
    }
}

fn finish(out: &mut String, chart: &Chart) {
    pill(out, "done", DONE, FINISH, chart.finish.iter().map(Line::said));
    beside(out, "after", "done", &chart.beside_finish);
    if !chart.later_routes.is_empty() {
        stack(out, "later", chart.later_routes.iter().map(|route| (ROUTE, true, route_rows(route))), &route_tooltip(&chart.later_routes));
        let _ = writeln!(out, "  {{ rank=same; done; later }}\n  done -> later [style=dashed, color=\"{}\"];", ROUTE.dark);
    }
    let mut foot = String::new();
    if let Some(note) = &chart.throughout {
        let lines: String = note.lines.iter().map(|line| cell(&said(line), Face::plain(10.0), FOOT)).collect();
        let _ = write!(
            foot,
            "<TR><TD BORDER=\"1\" COLOR=\"{}\" BGCOLOR=\"{}\" WIDTH=\"650\" ALIGN=\"LEFT\" BALIGN=\"LEFT\" CELLPADDING=\"8\">{}{lines}{}</TD></TR>",
            NEUTRAL.dark,
            NEUTRAL.light,
            coloured(NEUTRAL, &note.heading),
            more(note.more)
        );
    }
    let _ = write!(
        foot,
        "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">{}{}</TD></TR>",
        cell(LEGEND, Face::plain(10.0), FOOT),
        cell(FOOTER, Face::bold(10.0), FOOT)
    );
    let hints: Vec<&str> = chart.throughout.iter().flat_map(|note| &note.lines).map(|line| line.whole.as_str()).collect();
    let _ = writeln!(
        out,
        "  foot [tooltip=\"{}\", fontsize=10, label=<<TABLE BORDER=\"0\" CELLSPACING=\"6\" CELLPADDING=\"0\">{foot}</TABLE>>];\n  done -> foot [style=invis];",
        tooltip(&hints)
    );
}

/// One line down the left that every stage joins, rather than an arrow from each.
fn rail(out: &mut String, stages: usize) {
    if stages == 0 {
        return;
    }
    let _ = writeln!(out, "  node [shape=point, width=0.02, height=0.02, color=\"{}\", label=\"\", group=rail];", DONE.dark);
    let _ = writeln!(out, "  edge [style=solid, color=\"{}\", penwidth=1.4, arrowhead=none, weight=5];", DONE.dark);
    for at in 0..stages {
        let _ = writeln!(out, "  r{at}; {{ rank=same; r{at}; s{at} }} r{at} -> s{at};");
        if at > 0 {
            let _ = writeln!(out, "  r{} -> r{at} [weight=50];", at - 1);
        }
    }
    let _ = writeln!(
        out,
        "  r{stages}; {{ rank=same; r{stages}; done }} r{} -> r{stages} [weight=50];\n  r{stages} -> done [arrowhead=normal];",
        stages - 1
    );
}
