//! A policy as BPMN: what leads where, what an author typed stays text, and a drawing that can be read.

#![allow(clippy::unwrap_used, unreachable_pub)]

#[path = "common/shipped.rs"]
mod shipped;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rungs::emit::bpmn::{Bounds, Dialect, Drawn, DrawnFlow, Point, bpmn, drawn};
use rungs::graph::StageGraph;
use rungs::model::{DayKind, Duration, Policy, Unit};
use rungs::process::{Entry, Process, Step, process};
use rungs::source::{FileId, Span};

// ── help ─────────────────────────────────────────────────────────────────────────────────────────

const DIALECTS: [Dialect; 2] = [Dialect::Spiff, Dialect::BpmnEngine];

fn a_day_before() -> Duration {
    Duration { number: 1, kind: Some(DayKind::Working), unit: Unit::Days, span: Span { file: FileId::default(), start: 0, end: 0 } }
}

fn of(policy: &Policy, remind: bool) -> Process {
    process(policy, &StageGraph::new(policy), remind.then(a_day_before).as_ref())
}

/// Every policy of the folders `policies` and `examples`, with reminders and without.
fn shipped(then: impl Fn(&str, &Process)) {
    shipped::shipped(&["policies", "examples"], &mut |name, policy| {
        [false, true].iter().for_each(|remind| then(&format!("{name}, {remind}"), &of(policy, *remind)));
    });
}

// ── what leads where ─────────────────────────────────────────────────────────────────────────────

#[test]
fn a_small_policy_leads_where_it_says() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/limit.rungs");
    shipped::in_file(&file, &mut |policy| {
        let drawn = drawn(&of(policy, true));
        let mut text = String::new();
        for flow in &drawn.flows {
            let named = if flow.name.is_empty() { String::new() } else { format!(" ({})", flow.name) };
            text.push_str(&format!("{} → {}{named}\n", flow.from, flow.to));
        }
        insta::assert_snapshot!(text);
    });
}

#[test]
fn everything_but_the_start_is_led_to_and_joins_do_not_part() {
    shipped(|name, process| {
        let drawn = drawn(process);
        let count = |side: fn(&DrawnFlow) -> &String| {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            drawn.flows.iter().for_each(|flow| *counts.entry(side(flow)).or_default() += 1);
            counts
        };
        let (out, into) = (count(|flow| &flow.from), count(|flow| &flow.to));
        let ids: BTreeSet<&str> = drawn.nodes.iter().map(|node| node.id.as_str()).collect();
        assert_eq!(ids.len(), drawn.nodes.len(), "{name}: ids are given twice");
        for node in &drawn.nodes {
            let (out, into) = (out.get(node.id.as_str()).copied().unwrap_or(0), into.get(node.id.as_str()).copied().unwrap_or(0));
            assert!(into > 0 || node.id == "start" || node.on.is_some(), "{name}: nothing leads to {}", node.id);
            assert!(out <= 1 || into <= 1, "{name}: flows both meet and part at {}", node.id);
        }
    });
}

// ── what an author typed ─────────────────────────────────────────────────────────────────────────

const HOSTILE: &str =
    "${environment.services.evil()} <script>alert(1)</script> ]]> \"x\" 'y' & \u{0}\u{1B}\u{FFFF}\r\n__import__(\"os\") 🔥 evil";

/// Everything in a process that an author can have typed, replaced.
fn hostile(mut process: Process) -> Process {
    let typed = || HOSTILE.to_owned();
    process.companion.policy.name = typed();
    process.companion.policy.title = typed();
    process.companion.notice = typed();
    process.companion.points.iter_mut().for_each(|point| point.words = typed());
    process.companion.clauses.iter_mut().for_each(|clause| {
        clause.sentence = typed();
        clause.per = typed();
        clause.actor = Some(typed());
    });
    let steps = |steps: &mut Vec<Step>| {
        for step in steps {
            step.words = typed();
            for entry in &mut step.entries {
                match entry {
                    Entry::Due { words, .. } => *words = typed(),
                    Entry::Route { name, title, .. } => (*name, *title) = (typed(), typed()),
                    Entry::Dated { .. } | Entry::OutOfTime => {}
                }
            }
        }
    };
    for place in process.raised.iter_mut().chain(&mut process.stages) {
        (place.label, place.name, place.who) = (typed(), typed(), typed());
        steps(&mut place.steps);
        place.limits.iter_mut().for_each(|limit| limit.clause = typed());
    }
    steps(&mut process.over);
    process.endings.iter_mut().for_each(|ending| (ending.of, ending.words) = (Some(typed()), typed()));
    process
}

/// What engines evaluate.
fn evaluated(xml: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(xml).unwrap_or_else(|why| panic!("{why}\n{xml}"));
    let evaluated = ["script", "conditionExpression", "timeDate"];
    let nodes = document.descendants().filter(|node| evaluated.contains(&node.tag_name().name()));
    let texts = nodes.map(|node| node.text().unwrap_or_default().to_owned());
    let names =
        document.descendants().filter(|node| node.tag_name().name() == "message").map(|node| node.attribute("name").unwrap().to_owned());
    texts.chain(names).collect()
}

/// The words that rungs itself puts into scripts, conditions and names of messages.
const OWN: &str = "if elif else is not and or in None True False null true false const v s environment output services variables includes \
    next now deadline earliest last before instant so event what yes landing news reminds message reached \
    raised came at to over here again first settled resolved unresolved no_answer timed_out ran_out outcome_on decided due last_limit remind \
    begin turns answers leaves no answer out of time happens decides takes goes on stops route withdraws";

/// What generated names begin with; a number follows, or several.
const GENERATED: &[&str] = &[
    "so", "no", "u", "h", "m", "r", "t", "by", "due", "limit", "look", "can", "asked", "open", "wanted", "rounds", "begun", "left",
    "says_no", "tell", "reminded", "undone", "ended", "leaves",
];

fn is_generated(word: &str, process: &Process) -> bool {
    let numbered = |word: &str| {
        let head = word.trim_end_matches("_of_case").trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
        word != head && GENERATED.contains(&head)
    };
    word.chars().all(|c| c.is_ascii_digit())
        || OWN.split_whitespace().any(|own| own == word)
        || numbered(word)
        || word.strip_prefix("tell_over").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '_'))
        || process
            .variables
            .iter()
            .any(|(name, _)| name == word && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))
}

#[test]
fn nothing_an_author_typed_is_ever_evaluated() {
    shipped(|name, process| {
        let process = hostile(process.clone());
        for dialect in DIALECTS {
            for text in evaluated(&bpmn(&process, dialect)) {
                let known = |c: char| c.is_ascii_alphanumeric() || " \n_.,;:()[]{}\"=!<>&|+-$".contains(c);
                assert!(text.chars().all(known), "{name}: {text}");
                for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty()) {
                    assert!(is_generated(word, &process), "{name}: `{word}` in\n{text}");
                }
            }
        }
    });
}

#[test]
fn what_an_author_typed_is_data_as_it_stood() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/route.rungs");
    shipped::in_file(&file, &mut |policy| {
        let process = hostile(of(policy, true));
        for dialect in DIALECTS {
            let xml = bpmn(&process, dialect);
            let document = roxmltree::Document::parse(&xml).unwrap();
            let companion =
                document.descendants().find(|node| node.has_tag_name(("https://rungs.example/ns/process/1", "companion"))).unwrap();
            let json: serde_json::Value = serde_json::from_str(companion.text().unwrap()).unwrap();
            assert_eq!(json["policy"]["title"], HOSTILE);
            assert_eq!(json["elements"]["arrive_1"]["arrives"], HOSTILE);
            assert!(!companion.descendants().any(|node| node.is_element() && node != companion), "the companion is text alone");
        }
    });
}

// ── the drawing ──────────────────────────────────────────────────────────────────────────────────

fn overlap(a: Bounds, b: Bounds) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

fn on_the_side_of(point: Point, bounds: Bounds) -> bool {
    let within_x = (bounds.x..=bounds.x + bounds.width).contains(&point.x);
    let within_y = (bounds.y..=bounds.y + bounds.height).contains(&point.y);
    let on_x = point.x == bounds.x || point.x == bounds.x + bounds.width;
    let on_y = point.y == bounds.y || point.y == bounds.y + bounds.height;
    within_x && within_y && (on_x || on_y)
}

/// Whether a line runs through the inside of a box.
fn through(a: Point, b: Point, bounds: Bounds) -> bool {
    let (left, right) = (a.x.min(b.x), a.x.max(b.x));
    let (top, bottom) = (a.y.min(b.y), a.y.max(b.y));
    left < bounds.x + bounds.width && right > bounds.x && top < bounds.y + bounds.height && bottom > bounds.y
}

fn can_be_read(name: &str, drawn: &Drawn) {
    let bounds: BTreeMap<&str, Bounds> = drawn.nodes.iter().map(|node| (node.id.as_str(), node.bounds)).collect();
    let mut by_height: Vec<_> = drawn.nodes.iter().collect();
    by_height.sort_by_key(|node| node.bounds.y);
    for (at, node) in by_height.iter().enumerate() {
        assert!(node.bounds.x >= 0 && node.bounds.y >= 0, "{name}: {} is off the page", node.id);
        let lane = drawn
            .lanes
            .iter()
            .filter(|lane| through(point(lane.x, node.bounds.y), point(lane.x + lane.width, node.bounds.y + node.bounds.height), **lane));
        assert_eq!(lane.count(), 1, "{name}: {} is in one lane", node.id);
        for other in by_height[at + 1..].iter().take_while(|other| other.bounds.y < node.bounds.y + node.bounds.height) {
            let together = node.on.as_ref() == Some(&other.id) || other.on.as_ref() == Some(&node.id);
            assert!(together || !overlap(node.bounds, other.bounds), "{name}: {} and {} overlap", node.id, other.id);
        }
    }
    for flow in &drawn.flows {
        let what = format!("{name}: the flow from {} to {}", flow.from, flow.to);
        assert!(on_the_side_of(flow.points[0], bounds[flow.from.as_str()]), "{what} begins elsewhere");
        assert!(on_the_side_of(*flow.points.last().unwrap(), bounds[flow.to.as_str()]), "{what} ends elsewhere");
        for corner in flow.points.windows(2) {
            assert!(corner[0].x >= 0 && corner[0].y >= 0, "{what} leaves the page");
            assert!(corner[0].x == corner[1].x || corner[0].y == corner[1].y, "{what} runs aslant");
            for node in drawn.nodes.iter().filter(|node| node.id != flow.from && node.id != flow.to) {
                let hosts = drawn.nodes.iter().any(|timer| timer.id == flow.from && timer.on.as_ref() == Some(&node.id));
                assert!(hosts || !through(corner[0], corner[1], node.bounds), "{what} runs through {}", node.id);
            }
        }
    }
}

fn point(x: i32, y: i32) -> Point {
    Point { x, y }
}

#[test]
fn shapes_stand_apart_and_flows_run_around_them() {
    shipped(|name, process| can_be_read(name, &drawn(process)));
}
