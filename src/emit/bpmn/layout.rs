//! Where everything is drawn: a lane for each place from top to bottom, and in it rows from left to right.
//!
//! Every node is placed once and every flow routed once, so the work grows with the size of the process.

use super::diagram::{At, Band, Block, Bounds, Diagram, Drawing, Go, Kind, Waiting, Way};
use super::routes::Routes;

/// Rows are about this wide.
const WIDTH: i32 = 1700;
/// Where the rows after the first begin: a choice's words are wider than it is.
const ROW_START: i32 = 36;
/// From one event to the next.
const PITCH: i32 = 132;
/// How wide the words below an event or above a choice are.
const LABEL: i32 = 122;
/// From the middle of a row to the upper end of it, and to the lower.
pub(super) const ABOVE: i32 = 96;
const BELOW: i32 = 130;
/// From the middle of a row to the flows that lead past something, and to the flow that leads to the next row.
pub(super) const PAST: i32 = 108;
pub(super) const NEXT_ROW: i32 = 120;
/// From the middle of a lane's first row to the flows that come back to it.
pub(super) const BACK: i32 = 62;
/// What keeps lanes apart from what is in them.
pub(super) const MARGIN: i32 = 20;
/// Room at the left for flows within a lane.
pub(super) const GUTTER: i32 = 80;
/// The width of a pool's and a lane's title.
const TITLE: i32 = 30;
/// Where the pool begins.
const CORNER: i32 = 40;

/// What is known of a lane while flows are routed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lane {
    pub(super) top: i32,
    /// The middle of its first row.
    pub(super) first: i32,
    /// The middle of the row in which it goes on, or of the last.
    pub(super) last: i32,
    /// Below everything that is drawn in it, but for the flows that leave it.
    pub(super) floor: i32,
}

/// Where everything is drawn.
pub(super) fn layout(diagram: &Diagram<'_>) -> Drawing {
    let mut page = Page {
        diagram,
        shapes: vec![Bounds::default(); diagram.nodes.len()],
        labels: vec![None; diagram.nodes.len()],
        lane_of: vec![0; diagram.nodes.len()],
        lanes: Vec::new(),
        leaving: leaving(diagram),
        x: 0,
        y: CORNER,
        right: 0,
        floor: 0,
    };
    let mut lanes = Vec::new();
    for (at, band) in diagram.bands.iter().enumerate() {
        lanes.push(page.band(at, band));
    }
    let Page { mut shapes, mut labels, lane_of, lanes: known, right, y, .. } = page;
    let routes = Routes::new(diagram, &shapes, &lane_of, &known, right);
    let (mut edges, mut flow_labels, gutter) = routes.all();
    // What stands to the left of the rows is known now: everything moves to the right by as much.
    let by = CORNER + 2 * TITLE + gutter;
    let shift = |bounds: &mut Bounds| bounds.x += by;
    shapes.iter_mut().for_each(shift);
    labels.iter_mut().chain(&mut flow_labels).flatten().for_each(shift);
    edges.iter_mut().flatten().for_each(|point| point.x += by);
    let pool = Bounds { x: CORNER, y: CORNER, width: by - CORNER + right + 3 * MARGIN, height: y - CORNER };
    let lane = |(top, bottom): (i32, i32)| Bounds { x: CORNER + TITLE, y: top, width: pool.width - TITLE, height: bottom - top };
    Drawing { pool, lanes: lanes.into_iter().map(lane).collect(), shapes, node_labels: labels, edges, flow_labels }
}

/// How many flows leave each node for another lane, below it.
fn leaving(diagram: &Diagram<'_>) -> Vec<i32> {
    let mut leaving = vec![0; diagram.nodes.len()];
    diagram.flows.iter().filter(|flow| flow.way == Way::Move).for_each(|flow| leaving[flow.from] += 1);
    diagram.flows.iter().filter(|flow| flow.way == Way::Land).for_each(|flow| leaving[flow.from] = 1);
    leaving
}

struct Page<'d, 'p> {
    diagram: &'d Diagram<'p>,
    shapes: Vec<Bounds>,
    labels: Vec<Option<Bounds>>,
    lane_of: Vec<usize>,
    lanes: Vec<Lane>,
    leaving: Vec<i32>,
    /// Where the next thing in the row begins.
    x: i32,
    /// The middle of the row; between lanes, where the next lane begins.
    y: i32,
    right: i32,
    /// The lowest point so far.
    floor: i32,
}

impl Page<'_, '_> {
    /// A lane: its upper and lower side.
    fn band(&mut self, at: usize, band: &Band) -> (i32, i32) {
        let top = self.y;
        self.x = 0;
        self.y = top + MARGIN + ABOVE;
        self.floor = self.y + BELOW;
        let first = self.y;
        let mut last = None;
        for node in &band.head {
            self.x = if self.x == 0 { 0 } else { self.x + 40 };
            let (width, _) = size(&self.diagram.nodes[*node].kind);
            let wide = if width < 50 { LABEL } else { width };
            self.put(*node, at, self.x + wide / 2, self.y);
            self.x += wide;
            last = Some(*node);
        }
        band.blocks.iter().for_each(|block| self.block(at, block));
        if let Some(go) = &band.go {
            last = Some(go.choice);
            self.go(at, go);
        }
        if let Some((split, ends)) = band.ends.split_first() {
            self.ends(at, *split, ends);
        }
        let lane = Lane { top, first, last: self.y, floor: self.floor };
        self.lanes.push(lane);
        let leaving = last.map_or(0, |last| self.leaving[last]);
        self.y = self.floor + leaving * 20 + MARGIN;
        (top, self.y)
    }

    fn block(&mut self, lane: usize, block: &Block) {
        let width = 2 * 50 + 2 * 80 + PITCH * (block.entries.len() as i32 - 1);
        self.begin(width);
        self.put(block.split, lane, self.x + 25, self.y);
        self.x += 50 + 80;
        for entry in &block.entries {
            if self.x > WIDTH - 60 {
                self.next_row();
                self.x = 80;
            }
            self.put(*entry, lane, self.x, self.y);
            self.x += PITCH;
        }
        self.x += 80 - PITCH;
        if self.x > WIDTH {
            self.next_row();
        }
        self.put(block.join, lane, self.x + 25, self.y);
        self.x += 50;
    }

    /// Begins something of a width, in a new row if this one is too full.
    fn begin(&mut self, width: i32) {
        if self.x <= ROW_START {
            return;
        }
        if self.x + 40 + width > WIDTH {
            self.next_row();
        } else {
            self.x += 40;
        }
    }

    fn next_row(&mut self) {
        self.x = ROW_START;
        self.y += ABOVE + BELOW;
        self.floor = self.floor.max(self.y + BELOW);
    }

    // ── how it goes on ──────────────────────────────────────────────────────────────────────────

    fn go(&mut self, lane: usize, go: &Go) {
        self.begin(780);
        let (x, y) = (self.x, self.y);
        self.put(go.choice, lane, x + 25, y);
        self.labels[go.choice] = Some(Bounds { x: x + 34, y: y - 66, width: 130, height: 16 });
        let mut below = y;
        for wait in &go.waits {
            if wait.task != go.waits[0].task {
                below += if below == y { 120 } else { 165 };
            }
            self.put(wait.task, lane, x + 290, below);
            self.timers(lane, wait, x + 200, below + 40);
        }
        let mut after = x + 420;
        if let Some(gather) = go.gather {
            self.put(gather, lane, after + 25, y);
            after += 90;
        }
        self.put(go.note, lane, after + 50, y);
        if let Some(timed_out) = go.timed_out {
            let below = y + 120 + 70 + 12;
            match go.timers_meet {
                Some(meet) => {
                    self.put(meet, lane, after + 25, below);
                    self.put(timed_out, lane, after + 200, below);
                }
                None => self.put(timed_out, lane, after + 50, below),
            }
        }
        self.x = after + 270;
        self.right = self.right.max(self.x);
        self.floor += 14;
    }

    /// The timers on the lower border of a task.
    fn timers(&mut self, lane: usize, wait: &Waiting, left: i32, border: i32) {
        if let Some(timer) = wait.timer {
            self.put(timer, lane, left + 130, border);
            self.labels[timer] = Some(Bounds { x: left + 152, y: border + 4, width: 84, height: 14 });
        }
        if let Some((timer, end)) = wait.reminder {
            self.put(timer, lane, left + 36, border);
            self.labels[timer] = Some(Bounds { x: left + 56, y: border + 4, width: 52, height: 14 });
            self.put(end, lane, left + 36, border + 75);
            self.labels[end] = Some(Bounds { x: left + 58, y: border + 68, width: LABEL, height: 28 });
        }
    }

    fn ends(&mut self, lane: usize, split: At, ends: &[At]) {
        if ends.is_empty() {
            self.begin(LABEL);
            self.put(split, lane, self.x + LABEL / 2, self.y);
            return;
        }
        if self.x > ROW_START {
            self.next_row();
        }
        self.put(split, lane, ROW_START + 25, self.y);
        let most = usize::try_from((WIDTH - 170) / PITCH).unwrap_or(1);
        for row in ends.chunks(most) {
            self.y += if row.first() == ends.first() { 110 } else { 150 };
            for (at, end) in row.iter().enumerate() {
                self.put(*end, lane, 160 + PITCH * at as i32, self.y);
            }
        }
        self.floor = self.y + 75;
    }

    // ── one node ────────────────────────────────────────────────────────────────────────────────

    fn put(&mut self, node: At, lane: usize, x: i32, y: i32) {
        let found = &self.diagram.nodes[node];
        let (width, height) = size(&found.kind);
        let bounds = Bounds { x: x - width / 2, y: y - height / 2, width, height };
        self.shapes[node] = bounds;
        self.lane_of[node] = lane;
        self.right = self.right.max(bounds.x + width + 60);
        self.floor = self.floor.max(bounds.y + height + 12);
        let lines = lines(&found.name);
        self.labels[node] = match found.kind {
            Kind::Split => Some(Bounds { x: x - LABEL / 2, y: y - 29 - 14 * lines, width: LABEL, height: 14 * lines }),
            Kind::Start | Kind::End | Kind::EndTelling | Kind::Tell | Kind::Happen | Kind::Timer { .. } => {
                Some(Bounds { x: x - LABEL / 2, y: y + 22, width: LABEL, height: 14 * lines })
            }
            _ => None,
        };
    }
}

/// How many lines words take.
fn lines(words: &str) -> i32 {
    crate::emit::wrap::wrap(words, 20).len() as i32
}

fn size(kind: &Kind<'_>) -> (i32, i32) {
    match kind {
        Kind::Script(_) => (100, 80),
        Kind::Wait => (180, 80),
        Kind::Split | Kind::Join => (50, 50),
        Kind::Start | Kind::End | Kind::EndTelling | Kind::Tell | Kind::Happen | Kind::Timer { .. } => (36, 36),
    }
}
