//! The ways of flows across the page: corners only, around what is drawn.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::diagram::{At, Bounds, Diagram, Flow, Point, Way};
use super::layout::{ABOVE, BACK, GUTTER, Lane, MARGIN, NEXT_ROW, PAST};

/// Routes every flow once.
pub(super) struct Routes<'d, 'p> {
    diagram: &'d Diagram<'p>,
    shapes: &'d [Bounds],
    lane_of: &'d [usize],
    lanes: &'d [Lane],
    /// The right side of everything that is drawn.
    right: i32,
    /// At which track left of the rows flows to a node run, or from it.
    tracks: BTreeMap<Track, i32>,
    /// How many flows have left a node downwards.
    left: BTreeMap<At, i32>,
}

/// Flows that run together: to a node, or from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Track {
    To(At),
    From(At),
}

type Routed = (Vec<Vec<Point>>, Vec<Option<Bounds>>, i32);

/// The room one track takes.
const TRACK_WIDTH: i32 = 14;

impl<'d, 'p> Routes<'d, 'p> {
    pub(super) fn new(diagram: &'d Diagram<'p>, shapes: &'d [Bounds], lane_of: &'d [usize], lanes: &'d [Lane], right: i32) -> Self {
        let mut routes = Routes { diagram, shapes, lane_of, lanes, right, tracks: BTreeMap::new(), left: BTreeMap::new() };
        routes.tracks = routes.assign();
        routes
    }

    /// The corners and labels of every flow, and how much room they need at the left.
    pub(super) fn all(mut self) -> Routed {
        let mut edges = Vec::with_capacity(self.diagram.flows.len());
        let mut labels = Vec::with_capacity(self.diagram.flows.len());
        for flow in &self.diagram.flows {
            let (points, label) = self.route(flow);
            edges.push(points);
            labels.push(label.filter(|_| !flow.name.is_empty()));
        }
        let most = self.tracks.values().max().map_or(0, |most| most + 1);
        (edges, labels, GUTTER + TRACK_WIDTH * most + MARGIN)
    }

    fn route(&mut self, flow: &Flow) -> (Vec<Point>, Option<Bounds>) {
        let (from, to) = (self.shapes[flow.from], self.shapes[flow.to]);
        // Words stand in the middle of their box.
        let words = 7 * flow.name.chars().count() as i32 + 6;
        let label = |x: i32, y: i32, most: i32| Some(Bounds { x, y, width: words.min(most), height: 14 });
        match flow.way {
            Way::On => (on(from, to), label(right(from).x + 6, right(from).y - 17, 24)),
            Way::Past => (past(from, to), label(bottom(from).x + 6, bottom(from).y + 3, 20)),
            Way::Fan => {
                let (a, b) = (right(from), left(to));
                let turn = a.x + 22;
                (path(&[a, at(turn, a.y), at(turn, b.y), b]), label(turn + 4, b.y - 17, b.x - turn - 14))
            }
            Way::Gather => {
                let (a, b) = (right(from), bottom(to));
                (if a.y == left(to).y { vec![a, left(to)] } else { path(&[a, at(b.x, a.y), b]) }, None)
            }
            Way::Timer => {
                let (a, b) = (bottom(from), left(to));
                let below = a.y + 24;
                // From above, or straight on; from below, up.
                if below <= b.y {
                    (path(&[a, at(a.x, b.y), b]), None)
                } else {
                    (path(&[a, at(a.x, below), at(bottom(to).x, below), bottom(to)]), None)
                }
            }
            Way::Down => (vec![bottom(from), top(to)], None),
            Way::Back => (self.back(flow), None),
            Way::Move => {
                let a = bottom(from);
                let below = self.leave(flow.from);
                let x = self.track(Track::To(flow.to));
                let b = left(to);
                (path(&[a, at(a.x, below), at(x, below), at(x, b.y), b]), label(a.x + 6, below - 17, 150))
            }
            Way::Land => {
                let a = bottom(from);
                let below = self.lanes[self.lane_of[flow.from]].floor + MARGIN;
                let x = self.track(Track::From(flow.from));
                let b = left(to);
                (path(&[a, at(a.x, below), at(x, below), at(x, b.y), b]), label(b.x - 64, b.y - 17, 60))
            }
            Way::Over => {
                let (a, b) = (top(from), top(to));
                let above = self.lanes[self.lane_of[flow.from]].last - ABOVE + 8;
                let entering = self.lanes[self.lane_of[flow.to]].top + MARGIN;
                let x = self.right + MARGIN;
                (path(&[a, at(a.x, above), at(x, above), at(x, entering), at(b.x, entering), b]), label(a.x + 190, above + 3, 110))
            }
            Way::End => {
                let (a, b) = (bottom(from), top(to));
                let turn = b.y - 32;
                (path(&[a, at(a.x, turn), at(b.x, turn), b]), label(b.x + 4, turn + 4, 110))
            }
        }
    }

    /// Back to look again: below what waits, up at the left, and below the first row.
    fn back(&self, flow: &Flow) -> Vec<Point> {
        let (from, to) = (self.shapes[flow.from], self.shapes[flow.to]);
        let lane = self.lanes[self.lane_of[flow.from]];
        let (a, b) = (right(from), bottom(to));
        let out = a.x + 20;
        let below = lane.floor - 8;
        let x = -GUTTER + MARGIN;
        path(&[a, at(out, a.y), at(out, below), at(x, below), at(x, lane.first + BACK), at(b.x, lane.first + BACK), b])
    }

    /// How far down the next flow that leaves a node for another lane goes.
    fn leave(&mut self, node: At) -> i32 {
        let before = self.left.entry(node).or_default();
        *before += 1;
        self.lanes[self.lane_of[node]].floor + 20 * *before - 4
    }

    // ── tracks ──────────────────────────────────────────────────────────────────────────────────

    fn track(&self, key: Track) -> i32 {
        -GUTTER - TRACK_WIDTH * self.tracks.get(&key).copied().unwrap_or_default()
    }

    /// Flows to one node share a track; two nodes share one only if their flows nowhere run side by side.
    fn assign(&self) -> BTreeMap<Track, i32> {
        let mut spans: BTreeMap<Track, (i32, i32)> = BTreeMap::new();
        for flow in &self.diagram.flows {
            let key = match flow.way {
                Way::Move => Track::To(flow.to),
                Way::Land => Track::From(flow.from),
                _ => continue,
            };
            let lane = self.lanes[self.lane_of[flow.from]];
            let (from, to) = (lane.floor, left(self.shapes[flow.to]).y);
            let span = spans.entry(key).or_insert((i32::MAX, i32::MIN));
            *span = (span.0.min(from).min(to), span.1.max(from + 200).max(to));
        }
        let mut by_top: Vec<(i32, i32, Track)> = spans.into_iter().map(|(key, (top, bottom))| (top, bottom, key)).collect();
        by_top.sort_unstable();
        let mut tracks = BTreeMap::new();
        let mut busy: BinaryHeap<Reverse<(i32, i32)>> = BinaryHeap::new();
        let mut free: BinaryHeap<Reverse<i32>> = BinaryHeap::new();
        let mut next = 0;
        for (top, bottom, key) in by_top {
            while let Some(Reverse((_, track))) = busy.peek().copied().filter(|Reverse((until, _))| *until < top) {
                busy.pop();
                free.push(Reverse(track));
            }
            let track = free.pop().map_or_else(
                || {
                    next += 1;
                    next - 1
                },
                |Reverse(track)| track,
            );
            tracks.insert(key, track);
            busy.push(Reverse((bottom, track)));
        }
        tracks
    }
}

// ── corners ─────────────────────────────────────────────────────────────────────────────────────

fn at(x: i32, y: i32) -> Point {
    Point { x, y }
}

fn left(of: Bounds) -> Point {
    at(of.x, of.y + of.height / 2)
}

fn right(of: Bounds) -> Point {
    at(of.x + of.width, of.y + of.height / 2)
}

fn top(of: Bounds) -> Point {
    at(of.x + of.width / 2, of.y)
}

fn bottom(of: Bounds) -> Point {
    at(of.x + of.width / 2, of.y + of.height)
}

/// Corners without those that stand on one line with their neighbours.
fn path(points: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if let [.., a, b] = kept.as_slice()
            && (a.x == b.x && b.x == point.x || a.y == b.y && b.y == point.y)
        {
            kept.pop();
        }
        if kept.last() != Some(point) {
            kept.push(*point);
        }
    }
    kept
}

/// Straight on, or below the words of this row to the beginning of the next.
fn on(from: Bounds, to: Bounds) -> Vec<Point> {
    let (a, b) = (right(from), left(to));
    if a.y == b.y {
        return vec![a, b];
    }
    let (middle, x) = (a.x - from.width / 2, -MARGIN);
    path(&[a, at(middle + 70, a.y), at(middle + 70, a.y + NEXT_ROW), at(x, a.y + NEXT_ROW), at(x, b.y), b])
}

/// Below what does not fall due; at the left, where it takes several rows.
fn past(from: Bounds, to: Bounds) -> Vec<Point> {
    let (a, b) = (bottom(from), bottom(to));
    let (above, below) = (right(from).y + PAST, right(to).y + PAST);
    if above == below {
        return vec![a, at(a.x, above), at(b.x, above), b];
    }
    let x = -2 * MARGIN;
    path(&[a, at(a.x, above), at(x, above), at(x, below), at(b.x, below), b])
}
