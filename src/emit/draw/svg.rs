//! The flowchart as SVG, with a layout of its own: rail, ladder, side notes.

mod steps;

use super::chart::{Badge, Chart, EMPTY, FINISH, FOOTER, LEGEND, Note, NoteKind, Origin, RouteBox, START, StageBox};
use super::metrics::Face;
use super::paint::{Block, Border, Canvas, Frame, n};
use super::palette::{self, ARROW, DONE, NEUTRAL, Paint, ROUTE, TEXT, TITLE};
use super::text::xml;
use steps::Lanes;

/// The margin all around.
const MARGIN: f64 = 24.0;
/// Where the rail runs.
const RAIL: f64 = 44.0;
/// Where the ladder begins, and how wide it is.
const LADDER: f64 = 84.0;
const WIDE: f64 = 460.0;
/// How wide a side note is.
const SIDE: f64 = 300.0;
/// Between a stage's border and its text: left of it the band.
const BAND: f64 = 24.0;
const PAD: f64 = 14.0;
/// Where the text of a duty begins, right of its strength.
const COLUMN: f64 = 72.0;

const SMALL: f64 = 11.5;
const BODY: f64 = 12.5;

/// How far below a stage's top the line to its notes leaves it at least: below the dashed ways that arrive.
const TIE: f64 = 35.0;

/// How far below it leaves it at most: above the dashed ways that leave and the loop of a repetition.
fn tie_depth(height: f64) -> f64 {
    TIE.max(height - 54.0)
}

/// The flowchart as an SVG document.
pub(super) fn render(chart: &Chart) -> String {
    let lanes = Lanes::of(&chart.arcs);
    let beside =
        !(chart.routes.is_empty() && chart.later_routes.is_empty() && chart.beside_start.is_empty() && chart.beside_finish.is_empty());
    let side = beside || chart.stages.iter().any(|stage| !stage.notes.is_empty());
    let side_x = LADDER + WIDE + 64.0 + lanes.width();
    let width = if side { side_x + SIDE } else { LADDER + WIDE + 24.0 + lanes.width() } + MARGIN;
    let mut sheet =
        Sheet { canvas: Canvas::default(), width, side_x, side_y: 0.0, lanes, ends: Vec::new(), routes: Vec::new(), starts: Vec::new() };
    let top = sheet.header(chart);
    let mut bottom = sheet.start(chart, top);
    bottom = if chart.stages.is_empty() { sheet.no_stages(bottom) } else { sheet.ladder(chart, bottom) };
    bottom = sheet.finish(chart, bottom);
    sheet.arcs(chart);
    bottom = sheet.foot(chart, bottom.max(sheet.side_y));
    sheet.document(chart, bottom + MARGIN)
}

/// The page while it is being filled from the top.
struct Sheet {
    canvas: Canvas,
    /// The whole width; without anything beside the ladder there is no side column.
    width: f64,
    side_x: f64,
    /// Down to where the side column is taken.
    side_y: f64,
    lanes: Lanes,
    /// Where each stage stands.
    ends: Vec<Frame>,
    /// Where each route stands.
    routes: Vec<Frame>,
    /// Where each note beside the start stands.
    starts: Vec<Frame>,
}

impl Sheet {
    fn header(&mut self, chart: &Chart) -> f64 {
        let mut block = Block::new(self.width - 2.0 * MARGIN);
        block.text(&chart.title, Face::bold(20.0), TITLE, "");
        block.gap(4.0);
        for line in &chart.about {
            block.text(line, Face::plain(12.0), NEUTRAL.ink, "");
        }
        let frame = Frame { x: MARGIN - 6.0, y: MARGIN - 4.0, w: self.width - 2.0 * MARGIN + 12.0, h: block.height + 8.0 };
        self.canvas.rect("head", None, frame, 0.0, "#fff", None);
        self.canvas.block("head", &block, MARGIN, MARGIN, false);
        frame.bottom() + 26.0
    }

    /// A box with round ends and its text around the middle.
    fn pill(&mut self, name: &str, block: &Block, y: f64, paint: Paint) -> Frame {
        let frame = Frame { x: LADDER, y, w: WIDE, h: (block.height + 22.0).max(44.0) };
        self.canvas.rect(name, None, frame, (frame.h / 2.0).min(23.0), paint.light, Some((paint.dark, Border::Solid, 2.0)));
        self.canvas.block(name, block, LADDER + 30.0, y + (frame.h - block.height) / 2.0, true);
        frame
    }

    fn start(&mut self, chart: &Chart, y: f64) -> f64 {
        let mut block = Block::new(WIDE - 60.0);
        block.text(START, Face::bold(13.0), TEXT, "");
        for line in &chart.start {
            block.text(&line.text, Face::plain(12.0), TEXT, &line.whole);
        }
        for limit in &chart.case_limits {
            block.text(&limit.text, Face::bold(12.0), NEUTRAL.ink, &limit.whole);
        }
        let pill = self.pill("start", &block, y, NEUTRAL);
        self.side_y = y;
        for (at, route) in chart.routes.iter().enumerate() {
            let frame = self.route(&format!("route-{at}"), route);
            self.routes.push(frame);
        }
        if let Some(last) = self.routes.last() {
            let (bus, from) = (self.side_x - 16.0, y + 18.0);
            let path = format!("M{} {}H{}V{}", n(pill.right()), n(from), n(bus), n(last.y + 18.0));
            self.canvas.path(&path, ROUTE.dark, true, None);
            for frame in self.routes.clone() {
                let path = format!("M{} {}H{}", n(bus), n(frame.y + 18.0), n(frame.x - 2.0));
                self.canvas.path(&path, ROUTE.dark, true, Some(&format!("{}-route", chart.name)));
            }
        }
        self.starts = self.notes("start", &chart.beside_start);
        if let Some(first) = self.starts.first().filter(|_| self.routes.is_empty()) {
            let path = format!("M{} {}H{}", n(pill.right()), n(y + 20.0), n(first.x));
            self.canvas.path(&path, NEUTRAL.dark, true, None);
        }
        pill.bottom()
    }

    fn route(&mut self, name: &str, route: &RouteBox) -> Frame {
        let mut block = Block::new(SIDE - 28.0);
        block.text(&format!("Another way: {}", route.standing), Face::bold(10.5), ROUTE.ink, "");
        block.text(&route.title, Face::bold(12.5), TEXT, &route.whole);
        if let Some(condition) = &route.condition {
            block.text(condition, Face::plain(SMALL), TEXT, &route.whole);
        }
        if let Some(first) = &route.first {
            block.line(first, None, SMALL, ROUTE.ink, None);
        }
        more(&mut block, route.more);
        let frame = Frame { x: self.side_x, y: self.side_y, w: SIDE, h: block.height + 20.0 };
        self.canvas.open("route", "");
        self.canvas.rect(name, None, frame, 14.0, ROUTE.light, Some((ROUTE.dark, Border::Dashed, 2.0)));
        self.canvas.block(name, &block, frame.x + 14.0, frame.y + 9.0, false);
        self.canvas.close();
        self.side_y = frame.bottom() + 12.0;
        frame
    }

    /// Notes one under the other in the side column, tied together by a dashed line.
    fn notes(&mut self, name: &str, notes: &[Note]) -> Vec<Frame> {
        let mut frames: Vec<Frame> = Vec::with_capacity(notes.len());
        for (at, note) in notes.iter().enumerate() {
            let name = format!("{name}-note-{at}");
            let paint = palette::note(note.kind);
            let block = note_block(note, SIDE - 28.0, None);
            let frame = Frame { x: self.side_x, y: self.side_y, w: SIDE, h: block.height + 18.0 };
            let border = if note.kind == NoteKind::Skip || note.kind == NoteKind::End { Border::Dashed } else { Border::Solid };
            self.canvas.open("note", "");
            self.canvas.rect(&name, None, frame, 3.0, paint.light, Some((paint.dark, border, 1.5)));
            self.canvas.block(&name, &block, frame.x + 14.0, frame.y + 8.0, false);
            self.canvas.close();
            if let Some(above) = frames.last() {
                self.canvas.path(&format!("M{} {}V{}", n(frame.x + 24.0), n(above.bottom()), n(frame.y)), paint.dark, true, None);
            }
            frames.push(frame);
            self.side_y = frame.bottom() + 12.0;
        }
        frames
    }

    fn no_stages(&mut self, bottom: f64) -> f64 {
        let mut block = Block::new(WIDE - 60.0);
        block.text(EMPTY, Face::plain(BODY), TEXT, "");
        let frame = Frame { x: LADDER, y: bottom + 30.0, w: WIDE, h: block.height + 22.0 };
        self.canvas.rect("empty", None, frame, 3.0, "#fff", Some((NEUTRAL.dark, Border::Dashed, 1.5)));
        self.canvas.block("empty", &block, LADDER + 30.0, frame.y + 11.0, true);
        frame.bottom()
    }

    fn ladder(&mut self, chart: &Chart, start_bottom: f64) -> f64 {
        let mut from = start_bottom;
        for (at, stage) in chart.stages.iter().enumerate() {
            let step = at.checked_sub(1).and_then(|below| chart.stages.get(below)).map(|below| &below.step);
            let body = StageBody::of(stage, at);
            let gap = step.map_or(34.0, steps::height);
            let mut y = from + gap;
            if !stage.notes.is_empty() {
                // A stage's first note starts beside it, so that one straight line joins the two.
                y = y.max(self.side_y + 20.0 - tie_depth(body.height));
                self.side_y = self.side_y.max(y);
            }
            let frame = Frame { x: LADDER, y, w: WIDE, h: body.height };
            self.step(chart, at, step, from, y);
            let name = format!("stage-{at}");
            let notes_from = self.side_y;
            self.stage_box(&name, stage, body, frame);
            let notes = self.notes(&name, &stage.notes);
            if let Some(first) = notes.first() {
                let tie = (notes_from + 20.0).max(frame.y + TIE);
                self.canvas.path(
                    &format!("M{} {}H{}", n(frame.right()), n(tie), n(first.x)),
                    palette::note(stage.notes[0].kind).dark,
                    true,
                    None,
                );
            }
            if stage.repeats {
                let (right, low, high) = (frame.right(), frame.bottom() - 20.0, frame.bottom() - 48.0);
                let path = format!(
                    "M{} {}H{}Q{} {} {} {}V{}Q{} {} {} {}H{}",
                    n(right),
                    n(low),
                    n(right + 12.0),
                    n(right + 20.0),
                    n(low),
                    n(right + 20.0),
                    n(low - 8.0),
                    n(high + 8.0),
                    n(right + 20.0),
                    n(high),
                    n(right + 12.0),
                    n(high),
                    n(right + 3.0)
                );
                self.canvas.path(&path, ARROW, false, Some(&format!("{}-arrow", chart.name)));
            }
            self.ends.push(frame);
            from = frame.bottom();
        }
        if let Some(missing) = chart.stages.last().and_then(|stage| stage.step.missing.as_ref()) {
            from = self.stub("end-missing", missing, from + 14.0).bottom();
        }
        from
    }

    fn stage_box(&mut self, name: &str, stage: &StageBox, body: StageBody, frame: Frame) {
        self.canvas.open("stage", &stage.whole);
        self.canvas.banded(name, frame, body.paint);
        self.canvas.block(name, &body.label, frame.x + BAND, frame.y + 11.0, false);
        let mut y = frame.y + 9.0;
        for (at, (badge, limit)) in body.badges.iter().zip(&stage.limits).enumerate() {
            let wide = badge.widest() + 22.0;
            let badge_frame = Frame {
                x: frame.right() - 12.0 - wide,
                y: y + if at == 0 { body.first_badge } else { 0.0 },
                w: wide,
                h: badge.height + 7.0,
            };
            let badge_name = format!("{name}-limit-{at}");
            let (fill, border) =
                if limit.stated { (body.paint.dark, None) } else { ("#fff", Some((body.paint.dark, Border::Dashed, 1.5))) };
            self.canvas.rect(&badge_name, Some(name), badge_frame, 11.0_f64.min(badge_frame.h / 2.0), fill, border);
            self.canvas.block(&badge_name, badge, badge_frame.x + 11.0, badge_frame.y + 3.5, false);
            y = badge_frame.bottom() + 4.0;
        }
        self.canvas.block(name, &body.text, frame.x + BAND, frame.y + body.head, false);
        self.canvas.close();
    }

    fn finish(&mut self, chart: &Chart, from: f64) -> f64 {
        let mut block = Block::new(WIDE - 60.0);
        block.text(FINISH, Face::bold(13.0), DONE.ink, "");
        for line in &chart.finish {
            block.text(&line.said(), Face::plain(12.0), TEXT, &line.whole);
        }
        let mut y = from + 40.0;
        let beside = !chart.beside_finish.is_empty() || !chart.later_routes.is_empty();
        if beside {
            y = y.max(self.side_y - 4.0);
            self.side_y = self.side_y.max(y);
        }
        let pill = self.pill("finish", &block, y, DONE);
        let middle = y + pill.h / 2.0;
        if let Some(first) = self.ends.first() {
            let stubs: String =
                self.ends.iter().map(|stage| format!("M{} {}H{}", n(stage.x), n(stage.y + stage.h / 2.0), n(RAIL))).collect();
            let rail = format!("{stubs}M{} {}V{}H{}", n(RAIL), n(first.y + first.h / 2.0), n(middle), n(LADDER - 3.0));
            self.canvas.path(&rail, DONE.dark, false, Some(&format!("{}-done", chart.name)));
        }
        if beside {
            self.canvas.path(&format!("M{} {}H{}", n(pill.right()), n(y + 20.0), n(self.side_x)), DONE.dark, true, None);
            self.notes("finish", &chart.beside_finish);
            for (at, route) in chart.later_routes.iter().enumerate() {
                self.route(&format!("later-{at}"), route);
            }
        }
        pill.bottom()
    }

    fn foot(&mut self, chart: &Chart, from: f64) -> f64 {
        let wide = self.width - LADDER - MARGIN;
        let mut y = from + 24.0;
        if let Some(note) = &chart.throughout {
            let block = note_block(note, wide - 32.0, Some(COLUMN));
            let frame = Frame { x: LADDER, y, w: wide, h: block.height + 22.0 };
            self.canvas.open("throughout", "");
            self.canvas.rect("throughout", None, frame, 3.0, NEUTRAL.light, Some((NEUTRAL.dark, Border::Solid, 1.5)));
            self.canvas.block("throughout", &block, LADDER + 16.0, y + 10.0, false);
            self.canvas.close();
            y = frame.bottom() + 18.0;
        }
        let mut block = Block::new(wide);
        block.text(LEGEND, Face::plain(11.0), NEUTRAL.ink, "");
        block.gap(4.0);
        block.text(FOOTER, Face::bold(11.5), TEXT, "");
        let frame = Frame { x: LADDER, y, w: wide, h: block.height };
        self.canvas.rect("foot", None, frame, 0.0, "#fff", None);
        self.canvas.block("foot", &block, LADDER, y, false);
        frame.bottom()
    }

    fn document(self, chart: &Chart, height: f64) -> String {
        let (w, h, name) = (n(self.width), n(height), &chart.name);
        let head = |id: &str, colour: &str| {
            format!(
                "<marker id=\"{name}-{id}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\" fill=\"{colour}\"/></marker>"
            )
        };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" font-family=\"Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif\" \
             role=\"img\" aria-labelledby=\"{name}-title {name}-desc\">\n<title id=\"{name}-title\">{}</title>\n<desc id=\"{name}-desc\">{}</desc>\n<defs>{}{}{}</defs>\n\
             <rect width=\"{w}\" height=\"{h}\" fill=\"#fff\"/>\n<g class=\"lines\">\n{}</g>\n{}</svg>\n",
            xml(&format!("Flowchart: {}", chart.title)),
            xml(&chart.summary),
            head("arrow", ARROW),
            head("done", DONE.dark),
            head("route", ROUTE.dark),
            self.canvas.lines,
            self.canvas.boxes,
        )
    }

    /// Where a dashed way begins.
    fn origin(&self, from: Origin) -> Option<(f64, f64, bool)> {
        match from {
            Origin::Stage(at) => self.ends.get(at).map(|frame| (frame.right(), frame.bottom() - 12.0, false)),
            Origin::Route(at) => self.routes.get(at).map(|frame| (frame.x, frame.bottom() - 16.0, true)),
            Origin::Start(at) => self.starts.get(at).map(|frame| (frame.x, frame.bottom() - 14.0, false)),
        }
    }
}

/// A stage's text, measured before the stage has a place.
struct StageBody {
    paint: Paint,
    label: Block,
    badges: Vec<Block>,
    /// How far below the label's top the first badge stands: beside the label if both fit.
    first_badge: f64,
    /// Where the text under label and badges begins.
    head: f64,
    text: Block,
    height: f64,
}

impl StageBody {
    fn of(stage: &StageBox, at: usize) -> Self {
        let paint = palette::stage(at, stage.authority);
        let inner = WIDE - BAND - PAD;
        let said = if stage.authority { format!("{} \u{B7} authority", stage.label) } else { stage.label.clone() };
        let mut label = Block::new(inner);
        label.text(&said, Face::bold(12.5), paint.ink, "");
        let badges: Vec<Block> = stage.limits.iter().map(|limit| badge(limit, paint)).collect();
        let beside = badges.first().is_some_and(|badge| label.widest() + badge.widest() + 40.0 <= inner);
        let first_badge = if beside { 0.0 } else { label.height + 5.0 };
        let stack: f64 = badges.iter().map(|badge| badge.height + 11.0).sum();
        let head = (9.0 + first_badge + stack + 2.0).max(11.0 + label.height + 4.0);
        let mut text = Block::new(inner);
        text.text(&stage.title, Face::bold(14.5), TEXT, "");
        text.text(&stage.who, Face::plain(12.0), paint.ink, "");
        text.gap(4.0);
        for duty in &stage.duties {
            text.line(duty, None, BODY, paint.ink, Some(COLUMN));
            text.gap(2.0);
        }
        more(&mut text, stage.more);
        let height = head + text.height + 12.0;
        Self { paint, label, badges, first_badge, head, text, height }
    }
}

fn badge(limit: &Badge, paint: Paint) -> Block {
    let mut block = Block::new(WIDE - BAND - PAD - 24.0);
    block.text(&limit.text, Face::bold(11.0), if limit.stated { "#fff" } else { paint.ink }, &limit.whole);
    block
}

fn note_block(note: &Note, width: f64, column: Option<f64>) -> Block {
    let paint = palette::note(note.kind);
    let mut block = Block::new(width);
    block.text(&note.heading, Face::bold(if column.is_some() { 12.5 } else { 11.5 }), paint.ink, "");
    for (line, lead) in note.lines.iter().zip(note.leads()) {
        block.gap(3.0);
        block.line(line, lead, if column.is_some() { 12.0 } else { SMALL }, paint.ink, column);
    }
    more(&mut block, note.more);
    block
}

fn more(block: &mut Block, more: usize) {
    if more > 0 {
        block.text(&format!("and {more} more"), Face::plain(SMALL), NEUTRAL.ink, "");
    }
}
