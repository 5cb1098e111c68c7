//! Flowcharts of a policy: SVG with a layout of its own, DOT and Mermaid for other tools.
//!
//! One model of what the chart says ([`chart`]), three formats that only differ in how they say it.

pub mod chart;
mod dot;
mod mermaid;
mod metrics;
mod paint;
mod palette;
mod svg;
pub(crate) mod text;

use crate::graph::StageGraph;
use crate::model::Policy;
use chart::Chart;

/// The flowchart as an SVG document: the same bytes for the same policy on every machine, readable without
/// fonts, scripts or styles from elsewhere.
pub fn svg(policy: &Policy, graph: &StageGraph) -> String {
    svg::render(&Chart::new(policy, graph))
}

/// The same, to stand in one page with other pictures: the ids in it begin with `ids`, which has to be a word of its own for each.
pub fn svg_among_others(policy: &Policy, graph: &StageGraph, ids: &str) -> String {
    svg::render(&Chart { name: ids.to_owned(), ..Chart::new(policy, graph) })
}

/// The flowchart as a Graphviz graph, for `dot -Tsvg` or `dot -Tpdf`.
pub fn dot(policy: &Policy, graph: &StageGraph) -> String {
    dot::render(&Chart::new(policy, graph))
}

/// The flowchart as a Mermaid graph, for a page that renders it.
pub fn mermaid(policy: &Policy, graph: &StageGraph) -> String {
    mermaid::render(&Chart::new(policy, graph))
}
