//! A process as BPMN 2.0: XML that SpiffWorkflow and bpmn-engine run and that modelling tools open, drawn.
//!
//! A place is a script that looks at what falls due by now, a row of gateways that tell it, and a task that waits for
//! what happens next. Nothing an author typed is part of an id, a script, a condition or the name of a message; it
//! stands in names that are shown, in documentation, and in the companion. docs/engines.md says what it asks of an engine.

mod diagram;
mod layout;
mod places;
mod routes;
mod script;
mod xml;

use crate::process::Process;

pub use diagram::{Bounds, Drawn, DrawnFlow, DrawnNode, Point};

/// The engine a process is for. They differ in the language of their scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SpiffWorkflow: Python.
    Spiff,
    /// bpmn-engine: JavaScript.
    BpmnEngine,
}

/// The process as XML with a line end at its end.
pub fn bpmn(process: &Process, dialect: Dialect) -> String {
    let diagram = places::diagram(process);
    let drawing = layout::layout(&diagram);
    xml::xml(process, &diagram, &drawing, dialect)
}

/// Every node and flow of a process, and where it is drawn.
pub fn drawn(process: &Process) -> Drawn {
    let diagram = places::diagram(process);
    let drawing = layout::layout(&diagram);
    diagram.drawn(&drawing)
}
