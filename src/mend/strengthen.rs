//! `must` for what is only advised, described or allowed.

use crate::diagnostic::{Edit, Mend};
use crate::model::{ClauseId, Policy};
use crate::source::Span;
use crate::syntax::{Kind, Node, Parsed};

use super::{node_within, put_in};

/// Writes `must` in each of these clauses, if that can be done in all of them.
pub(super) fn clauses(policy: &Policy, parsed: &Parsed, clauses: &[ClauseId]) -> Option<Mend> {
    let mut edits: Vec<Edit> = Vec::new();
    for clause in clauses {
        edits.extend(required(parsed, policy.clause(*clause).span)?);
    }
    edits.sort_by_key(|edit| edit.span);
    edits.dedup();
    let apart = edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start && pair[0].span != pair[1].span);
    let where_to = crate::verify::clause_list(policy, clauses);
    (apart && !edits.is_empty()).then(|| Mend { title: format!("write `must` in {where_to}"), edits, keeps_meaning: false })
}

/// What makes one clause a requirement.
fn required(parsed: &Parsed, span: Span) -> Option<Vec<Edit>> {
    let said = node_within(parsed, span, &[Kind::duty, Kind::limit])?;
    if said.has(Kind::kw_normally) || said.has(Kind::kw_not) || said.has(Kind::do_not) {
        return None;
    }
    let written = |node: Node<'_>, text: &str| vec![Edit { span: node.span(), text: text.to_owned() }];
    if let Some(weaker) = said.child(Kind::modal).or_else(|| said.child(Kind::to_do)) {
        return Some(written(weaker, "must"));
    }
    match said.kind() {
        Kind::limit => {
            let (verb, base) =
                said.child(Kind::kw_ends).map(|verb| (verb, "end")).or_else(|| Some((said.child(Kind::kw_starts)?, "start")))?;
            Some(written(verb, &format!("must {base}")))
        }
        _ => {
            let act = said.child(Kind::act)?;
            let verb = act.descendants().find(|node| node.is_leaf() && base(node.kind()).is_some())?;
            if verb.span().start != act.span().start {
                return act.child(Kind::try_to).map(|try_to| vec![put_in(try_to.span(), try_to.span().start, "must ")]);
            }
            Some(written(verb, &format!("must {}", base(verb.kind())?)))
        }
    }
}

/// A verb as it stands after `must`.
fn base(kind: Kind) -> Option<String> {
    format!("{kind:?}").strip_prefix("v_").map(str::to_owned)
}
