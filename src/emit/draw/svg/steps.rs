//! What stands between two stages: arrows with their labels, gates, stubs; and the dashed ways beside the ladder.

use super::super::chart::{Arc, Chart, Gate, Origin, Step};
use super::super::metrics::Face;
use super::super::paint::{Block, Border, Canvas, Frame, n};
use super::super::palette::{ARROW, GATE, NEUTRAL, ROUTE};
use super::{LADDER, SMALL, Sheet, WIDE};

/// How far apart two dashed ways run.
const LANE: f64 = 12.0;
/// How many run side by side before they share a lane.
const MOST_LANES: usize = 10;
/// How wide the box is that says what a no means.
const REFUSED: f64 = 100.0;

/// Which lane each dashed way runs in.
pub(super) struct Lanes {
    of: Vec<usize>,
    count: usize,
}

impl Lanes {
    pub(super) fn of(arcs: &[Arc]) -> Self {
        let ends = |arc: &Arc| {
            let from = if let Origin::Stage(at) = arc.from { at + 1 } else { 0 };
            (from.min(arc.to + 1), from.max(arc.to + 1))
        };
        let mut order: Vec<usize> = (0..arcs.len()).collect();
        order.sort_by_key(|at| (ends(&arcs[*at]), *at));
        let mut of = vec![0; arcs.len()];
        let mut taken: Vec<usize> = Vec::new();
        for at in order {
            let (from, to) = ends(&arcs[at]);
            let free = taken.iter().position(|end| *end < from);
            let lane = free.unwrap_or_else(|| {
                if taken.len() < MOST_LANES {
                    taken.push(0);
                }
                taken.len() - 1
            });
            taken[lane] = taken[lane].max(to);
            of[at] = lane;
        }
        Self { of, count: taken.len() }
    }

    pub(super) fn width(&self) -> f64 {
        self.count as f64 * LANE
    }
}

/// One way on, measured.
struct Way {
    /// The middle of the arrow.
    x: f64,
    label: Block,
    gate: Option<(Block, Block)>,
}

impl Way {
    /// Room above the hexagon.
    fn lead(&self) -> f64 {
        (self.label.height + 18.0).max(34.0)
    }

    fn hexagon(&self) -> f64 {
        self.gate.as_ref().map_or(0.0, |(question, refused)| (question.height + 16.0).max(refused.height + 12.0))
    }

    fn height(&self) -> f64 {
        if self.gate.is_some() { self.lead() + self.hexagon() + 34.0 } else { (self.label.height + 26.0).max(44.0) }
    }
}

/// The ways between two stages: straight on, and through a gate beside it.
fn ways(step: &Step) -> (Option<Way>, Option<Way>) {
    let both = !step.labels.is_empty() && step.gate.is_some();
    let straight = (!step.labels.is_empty()).then(|| {
        let x = if both { LADDER + 22.0 } else { LADDER + WIDE / 2.0 };
        let mut label = Block::new(if both { 118.0 } else { LADDER + WIDE - x - 12.0 });
        for line in &step.labels {
            label.text(&line.said(), Face::plain(SMALL), NEUTRAL.ink, &line.whole);
            label.gap(2.0);
        }
        Way { x, label, gate: None }
    });
    let gated = step.gate.as_ref().map(|gate| gated(gate, both));
    (straight, gated)
}

fn gated(gate: &Gate, both: bool) -> Way {
    let wide = hexagon_width(both);
    let right = LADDER + WIDE;
    let x = right - REFUSED - 22.0 - wide / 2.0;
    let mut label = Block::new(right - x - 12.0);
    label.text(&gate.label.said(), Face::plain(SMALL), NEUTRAL.ink, &gate.label.whole);
    let mut question = Block::new(wide - 44.0);
    question.text(&gate.question, Face::bold(SMALL), GATE.ink, &gate.label.whole);
    let mut refused = Block::new(REFUSED - 16.0);
    refused.text(gate.refused, Face::bold(10.5), ROUTE.ink, "");
    Way { x, label, gate: Some((question, refused)) }
}

/// The hexagon leaves room for what a no means at its right and, if there is a straight way too, for that at its left.
fn hexagon_width(both: bool) -> f64 {
    if both { 170.0 } else { 216.0 }
}

/// How much room a step needs between two stages.
pub(super) fn height(step: &Step) -> f64 {
    let (straight, gated) = ways(step);
    let missing = step.missing.as_ref().map_or(0.0, |missing| stub_block(missing).height + 40.0);
    [straight.map_or(0.0, |way| way.height()), gated.map_or(0.0, |way| way.height()), missing, 34.0].into_iter().fold(0.0, f64::max)
}

fn stub_block(text: &str) -> Block {
    let mut block = Block::new(WIDE - 120.0);
    block.text(text, Face::plain(SMALL), NEUTRAL.ink, "");
    block
}

impl Sheet {
    /// Draws the way from the box that ends at `from` to the stage that begins at `to`.
    pub(super) fn step(&mut self, chart: &Chart, at: usize, step: Option<&Step>, from: f64, to: f64) {
        let arrow = format!("{}-arrow", chart.name);
        let Some(step) = step else {
            self.canvas.path(&format!("M{} {}V{}", n(LADDER + WIDE / 2.0), n(from), n(to - 2.0)), ARROW, false, Some(&arrow));
            return;
        };
        if let Some(missing) = &step.missing {
            let block = stub_block(missing).height;
            self.stub(&format!("step-{at}"), missing, f64::midpoint(from, to) - block / 2.0 - 6.0);
        }
        let (straight, gated) = ways(step);
        if let Some(way) = straight {
            self.canvas.path(&format!("M{} {}V{}", n(way.x), n(from), n(to - 2.0)), ARROW, false, Some(&arrow));
            label(&mut self.canvas, &format!("step-{at}"), &way.label, way.x + 9.0, f64::midpoint(from, to) - way.label.height / 2.0 - 3.0);
        }
        if let (Some(way), Some(gate)) = (gated, &step.gate) {
            self.gate(at, &arrow, &way, gate, step.labels.is_empty(), from, to);
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn gate(&mut self, at: usize, arrow: &str, way: &Way, gate: &Gate, alone: bool, from: f64, to: f64) {
        let Some((question, refused)) = &way.gate else { return };
        let wide = hexagon_width(!alone);
        let high = way.hexagon();
        let top = (to - 34.0 - high).max(from + way.lead());
        let hexagon = Frame { x: way.x - wide / 2.0, y: top, w: wide, h: high };
        self.canvas.path(&format!("M{} {}V{}", n(way.x), n(from), n(top - 2.0)), ARROW, false, Some(arrow));
        label(
            &mut self.canvas,
            &format!("step-{at}-to-gate"),
            &way.label,
            way.x + 9.0,
            f64::midpoint(from, top) - way.label.height / 2.0 - 3.0,
        );
        self.canvas.path(&format!("M{} {}V{}", n(way.x), n(hexagon.bottom()), n(to - 2.0)), ARROW, false, Some(arrow));
        let mut yes = Block::new(60.0);
        yes.text("yes", Face::bold(SMALL), NEUTRAL.ink, "");
        label(&mut self.canvas, &format!("step-{at}-yes"), &yes, way.x + 9.0, f64::midpoint(hexagon.bottom(), to) - 11.0);

        let name = format!("gate-{at}");
        self.canvas.open("gate", &gate.label.whole);
        self.canvas.rect(&name, None, hexagon, 0.0, "none", None);
        let (middle, cut) = (top + high / 2.0, 16.0);
        let outline = format!(
            "M{} {}L{} {}H{}L{} {}L{} {}H{}Z",
            n(hexagon.x),
            n(middle),
            n(hexagon.x + cut),
            n(top),
            n(hexagon.right() - cut),
            n(hexagon.right()),
            n(middle),
            n(hexagon.right() - cut),
            n(hexagon.bottom()),
            n(hexagon.x + cut)
        );
        self.canvas.shape(&outline, GATE.light, GATE.dark);
        self.canvas.block(&name, question, hexagon.x + 22.0, top + (high - question.height) / 2.0, true);
        self.canvas.close();

        let stub = Frame { x: LADDER + WIDE - REFUSED, y: middle - (refused.height + 12.0) / 2.0, w: REFUSED, h: refused.height + 12.0 };
        self.canvas.path(&format!("M{} {}H{}", n(hexagon.right()), n(middle), n(stub.x)), ROUTE.dark, true, None);
        self.canvas.rect(&format!("{name}-no"), None, stub, 4.0, ROUTE.light, Some((ROUTE.dark, Border::Dashed, 1.5)));
        self.canvas.block(&format!("{name}-no"), refused, stub.x + 8.0, stub.y + 6.0, true);
    }

    /// A dashed box under a stage from which nothing leads on.
    pub(super) fn stub(&mut self, name: &str, text: &str, y: f64) -> Frame {
        let block = stub_block(text);
        let wide = block.widest() + 28.0;
        let frame = Frame { x: LADDER + (WIDE - wide) / 2.0, y, w: wide, h: block.height + 12.0 };
        self.canvas.rect(name, None, frame, 4.0, "#fff", Some((NEUTRAL.dark, Border::Dashed, 1.5)));
        self.canvas.block(name, &block, LADDER + 60.0, y + 6.0, true);
        frame
    }

    /// The dashed ways beside the ladder, each in its lane.
    pub(super) fn arcs(&mut self, chart: &Chart) {
        let mut arrivals = vec![0usize; self.ends.len()];
        let mut departures = vec![0usize; self.ends.len()];
        for (at, arc) in chart.arcs.iter().enumerate() {
            let Some((x, y, route)) = self.origin(arc.from) else { continue };
            let Some(to) = self.ends.get(arc.to).copied() else { continue };
            let shift = |count: &mut usize| {
                let shift = (*count % 3) as f64 * 8.0;
                *count += 1;
                shift
            };
            let y = y - if let Origin::Stage(from) = arc.from { shift(&mut departures[from]) } else { 0.0 };
            let arrival = to.y + 12.0 + shift(&mut arrivals[arc.to]);
            let lane = LADDER + WIDE + 34.0 + self.lanes.of[at] as f64 * LANE;
            let (turn, out) = (if arrival > y { 6.0 } else { -6.0 }, if x > lane { 6.0 } else { -6.0 });
            let path = format!(
                "M{} {}H{}Q{} {} {} {}V{}Q{} {} {} {}H{}",
                n(x),
                n(y),
                n(lane + out),
                n(lane),
                n(y),
                n(lane),
                n(y + turn),
                n(arrival - turn),
                n(lane),
                n(arrival),
                n(lane - 6.0),
                n(arrival),
                n(to.right() + 3.0)
            );
            let (colour, head) = if route { (ROUTE.dark, "route") } else { (ARROW, "arrow") };
            self.canvas.path(&path, colour, true, Some(&format!("{}-{head}", chart.name)));
        }
    }
}

/// A label beside an arrow.
fn label(canvas: &mut Canvas, name: &str, block: &Block, x: f64, y: f64) {
    let frame = Frame { x, y, w: block.widest() + 6.0, h: block.height + 4.0 };
    canvas.rect(name, None, frame, 0.0, "#fff", None);
    canvas.block(name, block, x + 3.0, y + 2.0, false);
}
