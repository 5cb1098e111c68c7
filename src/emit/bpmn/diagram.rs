//! Nodes and flows, and what of them belongs together on the page.

use serde_json::Value as Json;

use crate::process::Expression;

use super::script::Statement;

/// A node's place among the nodes, a flow's among the flows.
pub(super) type At = usize;

/// A process as nodes and flows.
#[derive(Debug, Default)]
pub(super) struct Diagram<'p> {
    pub(super) nodes: Vec<Node<'p>>,
    pub(super) flows: Vec<Flow>,
    /// From top to bottom.
    pub(super) bands: Vec<Band>,
}

#[derive(Debug)]
pub(super) struct Node<'p> {
    pub(super) id: String,
    pub(super) kind: Kind<'p>,
    /// Shown; empty for gateways at which flows only meet.
    pub(super) name: String,
    /// What the policy says about it.
    pub(super) documentation: String,
    /// What is logged once it is done.
    pub(super) log: Option<Json>,
}

#[derive(Debug)]
pub(super) enum Kind<'p> {
    Start,
    End,
    /// An end at which somebody is told.
    EndTelling,
    Script(Vec<Statement<'p>>),
    /// Something falls due; somebody is told of it.
    Tell,
    /// Something falls due.
    Happen,
    /// Waits until something happens.
    Wait,
    /// Where flows part.
    Split,
    /// Where flows meet.
    Join,
    /// A moment comes while a task waits.
    Timer {
        on: At,
        /// The variable that holds the moment.
        moment: &'static str,
        interrupts: bool,
    },
}

#[derive(Debug)]
pub(super) struct Flow {
    pub(super) from: At,
    pub(super) to: At,
    /// Shown; empty where there is no choice.
    pub(super) name: String,
    pub(super) when: When,
    pub(super) way: Way,
}

/// When a flow is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum When {
    Always,
    If(Expression),
    /// If no other is.
    Otherwise,
}

/// How a flow runs across the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To what comes next in the row, or in the row below.
    On,
    /// Past what does not fall due.
    Past,
    /// From the choice to a task that waits.
    Fan,
    /// From a task to where they meet.
    Gather,
    /// From a timer to what it comes to.
    Timer,
    /// Down to the end of a reminder.
    Down,
    /// Back to look again.
    Back,
    /// To a place in another band.
    Move,
    /// From the one gateway that leads to any stage.
    Land,
    /// To where a case is over.
    Over,
    /// To one of the ends.
    End,
}

/// What is drawn in one lane.
#[derive(Debug, Default)]
pub(super) struct Band {
    pub(super) id: String,
    pub(super) title: String,
    /// One after the other.
    pub(super) head: Vec<At>,
    /// What can fall due.
    pub(super) blocks: Vec<Block>,
    /// How it goes on.
    pub(super) go: Option<Go>,
    /// The ways a case ends, after the gateway that tells them apart.
    pub(super) ends: Vec<At>,
}

/// What falls due together.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) split: At,
    pub(super) entries: Vec<At>,
    pub(super) join: At,
}

/// How it goes on: the choice, the tasks that wait, and what comes of them.
#[derive(Debug)]
pub(super) struct Go {
    pub(super) choice: At,
    pub(super) waits: Vec<Waiting>,
    pub(super) gather: Option<At>,
    pub(super) note: At,
    pub(super) timers_meet: Option<At>,
    pub(super) timed_out: Option<At>,
}

/// A task that waits.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) task: At,
    pub(super) timer: Option<At>,
    /// A timer for reminding, and its end.
    pub(super) reminder: Option<(At, At)>,
}

impl Band {
    /// Every node in it.
    pub(super) fn nodes(&self) -> Vec<At> {
        let mut nodes = self.head.clone();
        for block in &self.blocks {
            nodes.push(block.split);
            nodes.extend(&block.entries);
            nodes.push(block.join);
        }
        if let Some(go) = &self.go {
            nodes.push(go.choice);
            for wait in &go.waits {
                nodes.push(wait.task);
                nodes.extend(wait.timer);
                nodes.extend(wait.reminder.iter().flat_map(|(timer, end)| [*timer, *end]));
            }
            nodes.extend(go.gather.into_iter().chain([go.note]).chain(go.timers_meet).chain(go.timed_out));
        }
        nodes.extend(&self.ends);
        nodes
    }
}

impl<'p> Diagram<'p> {
    pub(super) fn node(&mut self, id: String, kind: Kind<'p>, name: &str) -> At {
        let name = crate::emit::draw::text::short(name, LONGEST_NAME);
        self.nodes.push(Node { id, kind, name, documentation: String::new(), log: None });
        self.nodes.len() - 1
    }

    pub(super) fn flow(&mut self, from: At, to: At, way: Way) {
        self.choice(from, to, "", When::Always, way);
    }

    pub(super) fn choice(&mut self, from: At, to: At, name: &str, when: When, way: Way) {
        self.flows.push(Flow { from, to, name: name.to_owned(), when, way });
    }

    /// A flow's id: no two flows lead from one node to the same other.
    pub(super) fn flow_id(&self, flow: &Flow) -> String {
        format!("flow__{}__{}", self.nodes[flow.from].id, self.nodes[flow.to].id)
    }

    pub(super) fn drawn(&self, drawing: &Drawing) -> Drawn {
        let nodes = self.nodes.iter().zip(&drawing.shapes);
        let flows = self.flows.iter().zip(&drawing.edges);
        Drawn {
            nodes: nodes
                .map(|(node, bounds)| DrawnNode {
                    id: node.id.clone(),
                    name: node.name.clone(),
                    bounds: *bounds,
                    on: if let Kind::Timer { on, .. } = node.kind { Some(self.nodes[on].id.clone()) } else { None },
                })
                .collect(),
            flows: flows
                .map(|(flow, points)| DrawnFlow {
                    from: self.nodes[flow.from].id.clone(),
                    to: self.nodes[flow.to].id.clone(),
                    name: flow.name.clone(),
                    points: points.clone(),
                })
                .collect(),
            lanes: drawing.lanes.clone(),
        }
    }
}

/// How many letters of a name are shown; the whole of it is in the documentation.
const LONGEST_NAME: usize = 70;

/// Where everything is drawn. Lists go by the nodes, flows and bands of the diagram.
#[derive(Debug)]
pub(super) struct Drawing {
    pub(super) pool: Bounds,
    pub(super) lanes: Vec<Bounds>,
    pub(super) shapes: Vec<Bounds>,
    pub(super) node_labels: Vec<Option<Bounds>>,
    pub(super) edges: Vec<Vec<Point>>,
    pub(super) flow_labels: Vec<Option<Bounds>>,
}

/// A place on the page, in pixels from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
}

/// A box on the page, in pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Its left side.
    pub x: i32,
    /// Its upper side.
    pub y: i32,
    /// How wide it is.
    pub width: i32,
    /// How high it is.
    pub height: i32,
}

/// Every node and flow of a process, and where it is drawn.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The nodes.
    pub nodes: Vec<DrawnNode>,
    /// The flows.
    pub flows: Vec<DrawnFlow>,
    /// The lanes, from top to bottom.
    pub lanes: Vec<Bounds>,
}

/// A node as it is drawn.
#[derive(Debug, Clone)]
pub struct DrawnNode {
    /// Its id.
    pub id: String,
    /// What is shown.
    pub name: String,
    /// Where.
    pub bounds: Bounds,
    /// The node on whose border it sits.
    pub on: Option<String>,
}

/// A flow as it is drawn.
#[derive(Debug, Clone)]
pub struct DrawnFlow {
    /// The id of the node it leads from.
    pub from: String,
    /// The id of the node it leads to.
    pub to: String,
    /// What is shown.
    pub name: String,
    /// Its corners.
    pub points: Vec<Point>,
}
