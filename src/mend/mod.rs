//! Changes that mend findings: what to put in or strengthen, as an edit of the policy's own text.
//!
//! Nothing here is made unasked: each of these changes what the policy promises, and whether the partnership wants to promise it
//! is for the partnership to say. What only misspells or misplaces is mended where it is read, in `syntax` and `model`.

mod add;
mod strengthen;

use crate::diagnostic::{Edit, Mend};
use crate::model::{Policy, Property};
use crate::source::Span;
use crate::syntax::{Kind, Node, Parsed};
use crate::verify::{Finding, RuleReport};

/// A change that mends a finding of one place, where the sentence to write follows from the rule. `parsed` is what the policy's
/// own file was read as.
pub fn mend(policy: &Policy, parsed: &Parsed, rule: &RuleReport, finding: &Finding) -> Option<Mend> {
    if !finding.advice.is_empty() {
        return strengthen::clauses(policy, parsed, &finding.advice);
    }
    match (&rule.rulebook, rule.rule.as_str()) {
        (None, "weak-duty") => strengthen::clauses(policy, parsed, &finding.clauses),
        (None, "ambiguous-day") => add::kind_of_day(parsed, finding),
        (None, "clock-start-unstated") => add::start_of_the_clock(policy, parsed, finding),
        (None, "stuck-stage") => add::way_on(policy, parsed, finding),
        (None, _) => None,
        (Some(_), name) => add::for_property(policy, parsed, property(policy, name)?, finding),
    }
}

fn property<'p>(policy: &'p Policy, rule: &str) -> Option<&'p Property> {
    policy.rulebooks.iter().flat_map(|book| &book.rules).find(|known| known.name == rule).map(|known| &known.property)
}

/// A part with more pieces than this is none that anybody wrote.
const MOST_PIECES: usize = 20_000;

/// The first part of the tree of one of these kinds that lies within a place.
fn node_within<'t>(parsed: &'t Parsed, place: Span, kinds: &[Kind]) -> Option<Node<'t>> {
    if parsed.tree.root().span().file != place.file {
        return None;
    }
    let mut nodes = parsed.tree.nodes_from(place.start).take_while(|node| node.span().start < place.end);
    nodes.find(|node| kinds.contains(&node.kind()) && place.holds(node.span()))
}

/// The stage a place lies in.
fn stage_at(parsed: &Parsed, place: Span) -> Option<Node<'_>> {
    if parsed.tree.root().span().file != place.file {
        return None;
    }
    let mut nodes = parsed.tree.nodes_up_to(place.start).take(MOST_PIECES);
    nodes.find(|node| node.kind() == Kind::stage).filter(|stage| stage.span().holds(place))
}

/// Puts something in at a place.
fn put_in(file: Span, at: u32, text: impl Into<String>) -> Edit {
    Edit { span: Span { start: at, end: at, ..file }, text: text.into() }
}
