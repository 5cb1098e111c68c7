//! Braces: too many, too few, and what stands outside all of them.

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::parse::first_on_line;
use crate::syntax::tree::Node;
use rungs_grammar::Rule;

use super::draft::stop_of;
use super::first_word;
use super::slips::shown;

/// Braces without a heading of their own.
pub(super) fn no_heading(item: Node<'_>, last: Option<Node<'_>>) -> Diagnostic {
    let span = Span { end: item.span().start + 1, ..item.span() };
    if let Some(naming) = last.filter(|last| last.kind() == Rule::naming && !first_on_line(item)) {
        let word = first_word(naming);
        return Diagnostic::error("stray-brace", span, format!("`{word}` has no braces"))
            .label("nothing is opened here")
            .help(format!("what is known about it follows its title: `{} of …`", shown(naming.text())));
    }
    Diagnostic::error("brace-missing", span, "this `{` opens nothing")
        .label("the words before it are missing")
        .help("write before it what the part is, such as `stage 2 \"Manager to manager\" between managers {`")
}

/// Whether a line outside everything reads like a line of a tier.
pub(super) fn looks_like_a_post(head: Node<'_>) -> bool {
    let line = head.text().lines().next().unwrap_or_default();
    stop_of(line, Rule::post_only).is_none()
}

pub(super) fn posts_without_brace(tier: Node<'_>) -> Diagnostic {
    let (end, last) = last_word(tier);
    Diagnostic::error("brace-missing", end, format!("a `{{` is missing after `{}`", shown(last)))
        .label("the posts come after a `{`")
        .help(format!("write `{} {{` here, and `}}` on a line of its own at the end", shown(tier.text())))
}

/// The last word of a part: where it stands, and what it is.
fn last_word<'t>(node: Node<'t>) -> (Span, &'t str) {
    let word = node.text().rsplit(char::is_whitespace).next().unwrap_or_default();
    (Span { start: node.span().end - word.len() as u32, ..node.span() }, word)
}

pub(super) fn stray_close(node: Node<'_>) -> Diagnostic {
    Diagnostic::error("stray-brace", node.span(), "this `}` closes nothing")
        .label("nothing is open here")
        .help("take it out, or look above for a `{` that is missing")
}

/// Clauses that stand in no part: usually a brace above them is one too many.
pub(super) fn outside(node: Node<'_>) -> Diagnostic {
    let first = node.children().next().map_or(node.span(), |clause| clause.span());
    let word = node.text().split_whitespace().next().unwrap_or_default();
    let at = Span { end: first.start + word.len() as u32, ..first };
    let above = node.before().trim_end();
    let found = match node.has(Rule::close) && above.ends_with('}') {
        true => {
            let brace = Span { start: above.len() as u32 - 1, end: above.len() as u32, ..first };
            Diagnostic::error("stray-brace", brace, "this `}` comes too early: what stands below it belongs to no part of the policy")
                .label("everything is closed here")
                .also(at, "this clause stands outside")
        }
        false => Diagnostic::error("outside", at, "this clause belongs to no part of the policy").label("no stage is open here"),
    };
    found.help("take the `}` out, or write before the clause where it belongs, such as `throughout {`, `upkeep {` or a stage's heading")
}

/// A part without its closing brace: which one, and where the brace might belong.
pub(super) fn never_closed(node: Node<'_>) -> Diagnostic {
    let inside = node.children().take_while(|child| child.kind() != Rule::missing_close).last().unwrap_or(node);
    let (end, _) = last_word(inside);
    let Some(open) = node.child(Rule::open) else {
        return Diagnostic::error("never-closed", end, "a `}` is missing").label("after this").help("write `}` on a line of its own");
    };
    let heading = heading_before(open);
    let found = Diagnostic::error("never-closed", end, format!("the `{{` after `{}` is never closed", shown(heading)))
        .label("a `}` is missing, at the latest after this")
        .also(open.span(), "opened here");
    match closed_elsewhere(node) {
        Some((inner, close)) => found
            .also(close, format!("this `}}` closes `{}`; is it meant to?", shown(heading_before(inner))))
            .help("write `}` on a line of its own where each of the two ends"),
        None => found.help("write `}` on a line of its own where that part of the policy ends"),
    }
}

/// The words of the line before a brace.
fn heading_before(open: Node<'_>) -> &str {
    let before = open.before().trim_end();
    before[before.rfind(['\n', '}', '{']).map_or(0, |at| at + 1)..].trim()
}

/// A part inside whose closing brace stands further left than the part does: it may have been meant for the one around.
fn closed_elsewhere<'t>(node: Node<'t>) -> Option<(Node<'t>, Span)> {
    let indent = |node: Node<'_>| {
        let before = node.before();
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        line.len() - line.trim_start().len()
    };
    node.descendants().filter(|inner| inner.has(Rule::close)).find_map(|inner| {
        let (open, close) = (inner.child(Rule::open)?, inner.child(Rule::close)?);
        (first_on_line(close) && indent(close) < indent(open)).then(|| (open, close.span()))
    })
}
