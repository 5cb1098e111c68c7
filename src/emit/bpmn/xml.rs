//! The process and its drawing as XML.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value as Json;

use crate::emit::draw::text;
use crate::emit::json::to_json;
use crate::process::{Companion, Process};

use super::Dialect;
use super::diagram::{At, Bounds, Diagram, Drawing, Flow, Kind, Node, When};
use super::script;

/// The document.
pub(super) fn xml(process: &Process, diagram: &Diagram<'_>, drawing: &Drawing, dialect: Dialect) -> String {
    let mut out = Document { text: String::new(), diagram, dialect };
    out.definitions(process, drawing);
    out.text
}

/// What stands beside the process, with what is logged as its elements complete.
#[derive(Serialize)]
struct WithElements<'a> {
    #[serde(flatten)]
    companion: &'a Companion,
    elements: serde_json::Map<String, Json>,
}

struct Document<'d, 'p> {
    text: String,
    diagram: &'d Diagram<'p>,
    dialect: Dialect,
}

impl Document<'_, '_> {
    fn definitions(&mut self, process: &Process, drawing: &Drawing) {
        self.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        self.line(concat!(
            "<bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"",
            " xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\"",
            " xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"",
            " xmlns:rungs=\"https://rungs.example/ns/process/1\" id=\"definitions\"",
            " targetNamespace=\"https://rungs.example/ns/process/1\" exporter=\"rungs\">"
        ));
        let title = text::short(&process.companion.policy.title, 120);
        let title = name(if title.is_empty() { &process.companion.policy.name } else { &title });
        self.line("  <bpmn:collaboration id=\"policy\">");
        self.line(&format!("    <bpmn:participant id=\"people\" name=\"{title}\" processRef=\"case\" />"));
        self.line("  </bpmn:collaboration>");
        for node in self.diagram.nodes.iter().filter(|node| matches!(node.kind, Kind::Tell | Kind::EndTelling)) {
            self.line(&format!("  <bpmn:message id=\"message_{0}\" name=\"message {0}\" />", node.id));
        }
        self.line(&format!("  <bpmn:process id=\"case\" name=\"{title}\" isExecutable=\"true\">"));
        self.process(process);
        self.line("  </bpmn:process>");
        self.drawing(drawing);
        self.line("</bpmn:definitions>");
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    // ── the process ─────────────────────────────────────────────────────────────────────────────

    fn process(&mut self, process: &Process) {
        self.documentation("    ", &process.companion.notice);
        let logged = self.diagram.nodes.iter().filter_map(|node| Some((node.id.clone(), node.log.clone()?)));
        let companion = to_json(&WithElements { companion: &process.companion, elements: logged.collect() });
        // JSON can say what XML cannot hold.
        let companion = companion.replace('\u{FFFE}', "\\ufffe").replace('\u{FFFF}', "\\uffff");
        self.line("    <bpmn:extensionElements>");
        self.line(&format!("      <rungs:companion>{}</rungs:companion>", content(companion.trim_end())));
        self.line("    </bpmn:extensionElements>");
        self.lanes();
        let (incoming, outgoing) = self.flows_by_node();
        for (at, node) in self.diagram.nodes.iter().enumerate() {
            self.node(node, &incoming[at], &outgoing[at]);
        }
        self.diagram.flows.iter().for_each(|flow| self.flow(flow));
    }

    fn documentation(&mut self, indent: &str, words: &str) {
        if !words.is_empty() {
            self.line(&format!("{indent}<bpmn:documentation>{}</bpmn:documentation>", name(words)));
        }
    }

    fn lanes(&mut self) {
        self.line("    <bpmn:laneSet id=\"lanes\">");
        for band in &self.diagram.bands {
            let title = name(&text::short(&band.title, 120));
            self.line(&format!("      <bpmn:lane id=\"{}\" name=\"{title}\">", band.id));
            for node in band.nodes() {
                self.line(&format!("        <bpmn:flowNodeRef>{}</bpmn:flowNodeRef>", self.diagram.nodes[node].id));
            }
            self.line("      </bpmn:lane>");
        }
        self.line("    </bpmn:laneSet>");
    }

    fn flows_by_node(&self) -> (Vec<Vec<At>>, Vec<Vec<At>>) {
        let mut incoming = vec![Vec::new(); self.diagram.nodes.len()];
        let mut outgoing = incoming.clone();
        for (at, flow) in self.diagram.flows.iter().enumerate() {
            incoming[flow.to].push(at);
            outgoing[flow.from].push(at);
        }
        (incoming, outgoing)
    }

    fn node(&mut self, node: &Node<'_>, incoming: &[At], outgoing: &[At]) {
        let (element, more) = match &node.kind {
            Kind::Start => ("startEvent", String::new()),
            Kind::End | Kind::EndTelling => ("endEvent", String::new()),
            Kind::Script(_) => {
                ("scriptTask", format!(" scriptFormat=\"{}\"", if self.dialect == Dialect::Spiff { "python" } else { "javascript" }))
            }
            Kind::Tell | Kind::Happen => ("intermediateThrowEvent", String::new()),
            Kind::Wait => ("userTask", String::new()),
            Kind::Split => ("exclusiveGateway", self.otherwise(outgoing)),
            Kind::Join => ("exclusiveGateway", String::new()),
            Kind::Timer { on, interrupts, .. } => {
                ("boundaryEvent", format!(" attachedToRef=\"{}\" cancelActivity=\"{interrupts}\"", self.diagram.nodes[*on].id))
            }
        };
        let named = if node.name.is_empty() { String::new() } else { format!(" name=\"{}\"", name(&node.name)) };
        self.line(&format!("    <bpmn:{element} id=\"{}\"{named}{more}>", node.id));
        self.documentation("      ", &node.documentation);
        for (word, flows) in [("incoming", incoming), ("outgoing", outgoing)] {
            for flow in flows {
                self.line(&format!("      <bpmn:{word}>{}</bpmn:{word}>", self.diagram.flow_id(&self.diagram.flows[*flow])));
            }
        }
        match &node.kind {
            Kind::Script(statements) => {
                let script = content(&script::script(self.dialect, statements));
                self.line(&format!("      <bpmn:script>{script}</bpmn:script>"));
            }
            Kind::Tell | Kind::EndTelling => {
                self.line(&format!("      <bpmn:messageEventDefinition id=\"tells_{0}\" messageRef=\"message_{0}\" />", node.id));
            }
            Kind::Timer { moment, .. } => {
                let moment = content(&script::moment(self.dialect, moment));
                self.line(&format!("      <bpmn:timerEventDefinition id=\"moment_{}\">", node.id));
                self.line(&format!("        <bpmn:timeDate xsi:type=\"bpmn:tFormalExpression\">{moment}</bpmn:timeDate>"));
                self.line("      </bpmn:timerEventDefinition>");
            }
            _ => {}
        }
        self.line(&format!("    </bpmn:{element}>"));
    }

    fn otherwise(&self, outgoing: &[At]) -> String {
        let default = outgoing.iter().map(|flow| &self.diagram.flows[*flow]).find(|flow| flow.when == When::Otherwise);
        default.map(|flow| format!(" default=\"{}\"", self.diagram.flow_id(flow))).unwrap_or_default()
    }

    fn flow(&mut self, flow: &Flow) {
        let named = if flow.name.is_empty() { String::new() } else { format!(" name=\"{}\"", name(&flow.name)) };
        let (from, to) = (&self.diagram.nodes[flow.from].id, &self.diagram.nodes[flow.to].id);
        let start = format!("    <bpmn:sequenceFlow id=\"{}\"{named} sourceRef=\"{from}\" targetRef=\"{to}\"", self.diagram.flow_id(flow));
        let When::If(when) = &flow.when else {
            self.line(&format!("{start} />"));
            return;
        };
        let language = if self.dialect == Dialect::Spiff { "" } else { " language=\"javascript\"" };
        let when = content(&script::condition(self.dialect, when));
        self.line(&format!("{start}>"));
        self.line(&format!(
            "      <bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\"{language}>{when}</bpmn:conditionExpression>"
        ));
        self.line("    </bpmn:sequenceFlow>");
    }

    // ── the drawing ─────────────────────────────────────────────────────────────────────────────

    fn drawing(&mut self, drawing: &Drawing) {
        self.line("  <bpmndi:BPMNDiagram id=\"drawing\">");
        self.line("    <bpmndi:BPMNPlane id=\"plane\" bpmnElement=\"policy\">");
        self.shape("people", " isHorizontal=\"true\"", drawing.pool, None);
        for (band, bounds) in self.diagram.bands.iter().zip(&drawing.lanes) {
            self.shape(&band.id, " isHorizontal=\"true\"", *bounds, None);
        }
        for (at, node) in self.diagram.nodes.iter().enumerate() {
            let marked = if matches!(node.kind, Kind::Split | Kind::Join) { " isMarkerVisible=\"true\"" } else { "" };
            self.shape(&node.id, marked, drawing.shapes[at], drawing.node_labels[at].filter(|_| !node.name.is_empty()));
        }
        for (at, flow) in self.diagram.flows.iter().enumerate() {
            let id = self.diagram.flow_id(flow);
            self.line(&format!("      <bpmndi:BPMNEdge id=\"shape__{id}\" bpmnElement=\"{id}\">"));
            for point in &drawing.edges[at] {
                self.line(&format!("        <di:waypoint x=\"{}\" y=\"{}\" />", point.x, point.y));
            }
            self.label(drawing.flow_labels[at]);
            self.line("      </bpmndi:BPMNEdge>");
        }
        self.line("    </bpmndi:BPMNPlane>");
        self.line("  </bpmndi:BPMNDiagram>");
    }

    fn shape(&mut self, id: &str, more: &str, bounds: Bounds, label: Option<Bounds>) {
        self.line(&format!("      <bpmndi:BPMNShape id=\"shape__{id}\" bpmnElement=\"{id}\"{more}>"));
        self.bounds("        ", bounds);
        self.label(label);
        self.line("      </bpmndi:BPMNShape>");
    }

    fn label(&mut self, label: Option<Bounds>) {
        if let Some(bounds) = label {
            self.line("        <bpmndi:BPMNLabel>");
            self.bounds("          ", bounds);
            self.line("        </bpmndi:BPMNLabel>");
        }
    }

    fn bounds(&mut self, indent: &str, bounds: Bounds) {
        let Bounds { x, y, width, height } = bounds;
        let _ = writeln!(self.text, "{indent}<dc:Bounds x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" />");
    }
}

/// Words that are shown: in one line, without what nobody can see.
fn name(words: &str) -> String {
    text::xml(words)
}

/// Text as it stands, but for what XML 1.0 has no way to hold.
fn content(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + words.len() / 8);
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' => out.push(c),
            c if c.is_control() || c == '\u{FFFE}' || c == '\u{FFFF}' => {}
            c => out.push(c),
        }
    }
    out
}
