//! Clauses to put in, and words to put into clauses.

use crate::diagnostic::{Edit, Mend};
use crate::model::{Hearing, NameId, NameKind, Parties, Policy, Property, Stage, StageId, Statement, in_language};
use crate::source::Span;
use crate::syntax::{Kind, Node, Parsed};
use crate::verify::Finding;

use super::{node_within, put_in, stage_at};

/// What keeps a requirement of a rulebook, where it was found not to be kept.
pub(super) fn for_property(policy: &Policy, parsed: &Parsed, property: &Property, finding: &Finding) -> Option<Mend> {
    match property {
        Property::ThePolicyStates(what) => Some(statement(policy, parsed, *what)),
        Property::EveryStageHasALimit => {
            in_stage(policy, parsed, finding, |stage, _| Some(format!("must end within 5 working days of start of {}", stage.name())))
        }
        Property::EveryPathNotifies { who, .. }
        | Property::EveryStageNotifies { who, .. }
        | Property::EveryPathNotifiesWhen { who, .. } => {
            let whom = told(policy, who)?;
            in_stage(policy, parsed, finding, |stage, _| {
                Some(format!("{} must notify {whom} \"the disagreement\" by email", acts(policy, stage)?))
            })
        }
        Property::EveryStageIsRecorded { .. } => {
            let file = policy.names().find(|(_, named)| named.kind == NameKind::File).map(|(_, named)| named.name.clone())?;
            in_stage(policy, parsed, finding, |stage, _| {
                Some(format!("{} must record \"what was said and decided\" on {file}", acts(policy, stage)?))
            })
        }
        Property::EveryStageMovesOn => in_stage(policy, parsed, finding, |stage, above| {
            let above = above?;
            Some(format!("when no answer or out of time, {} must escalate to {}", acts(policy, stage)?, above.name()))
        }),
        Property::EveryAuthorityMustDecide => in_stage(policy, parsed, finding, |stage, _| match &stage.hearing {
            Hearing::HeardBy(who) => {
                Some(format!("{} must decide within 5 working days of start of {}", in_language(policy).parties(who), stage.name()))
            }
            _ => None,
        }),
        _ => None,
    }
}

/// A part of its own, at the end of the policy.
fn statement(policy: &Policy, parsed: &Parsed, what: Statement) -> Mend {
    let publisher = policy.publisher.map(|publisher| policy.named(publisher).name.clone());
    let who = publisher.as_deref().unwrap_or("everyone");
    let (title, part) = match what {
        Statement::Review => {
            ("say when the policy is reviewed", format!("upkeep {{\n    {who} must review \"this policy\" every 1 year\n}}\n"))
        }
        Statement::Learning => (
            "say who learns from it",
            format!("afterwards {{\n    when resolved, raising agency must refer \"what was learned\" to {who}\n}}\n"),
        ),
        Statement::Meanwhile => {
            ("say what holds meanwhile", "throughout {\n    meanwhile \"the safer of the plans for the child is followed\"\n}\n".to_owned())
        }
    };
    let text = parsed.tree.source();
    let end = text.trim_end().len();
    let file = Span { start: end as u32, end: text.len() as u32, ..parsed.tree.root().span() };
    Mend { title: title.to_owned(), edits: vec![Edit { span: file, text: format!("\n\n{part}") }], keeps_meaning: false }
}

/// A clause at the end of the stage where something was found.
fn in_stage(
    policy: &Policy,
    parsed: &Parsed,
    finding: &Finding,
    clause: impl Fn(&Stage, Option<&Stage>) -> Option<String>,
) -> Option<Mend> {
    let place = finding.labels.first()?.span;
    let node = stage_at(parsed, place)?;
    let (id, stage) = headed(policy, node)?;
    let clause = clause(stage, policy.stages.get(id.index() + 1))?;
    let title = format!("put in `{clause}` at {}", stage.name());
    Some(Mend { title, edits: vec![last_in(node.child(Kind::block)?, &clause)?], keeps_meaning: false })
}

fn headed<'p>(policy: &'p Policy, node: Node<'_>) -> Option<(StageId, &'p Stage)> {
    policy.stage_headed(node.child(Kind::text)?.span())
}

/// A clause before the closing brace of a block.
fn last_in(block: Node<'_>, clause: &str) -> Option<Edit> {
    let text = block.text();
    let brace = text.strip_suffix('}')?;
    let line = brace.rfind('\n').map_or(0, |at| at + 1);
    let alone = line > 0 && brace[line..].trim().is_empty();
    let (at, new) = if alone { (line, format!("    {clause}\n")) } else { (brace.trim_end().len(), format!("\n    {clause}\n")) };
    let end = if alone { line } else { brace.len() };
    let start = block.span().start;
    Some(Edit { span: Span { start: start + at as u32, end: start + end as u32, ..block.span() }, text: new })
}

/// Who does what falls to a stage: the side that raised it, or whoever hears it.
fn acts(policy: &Policy, stage: &Stage) -> Option<String> {
    match &stage.hearing {
        Hearing::Between(who) => {
            let tier = who.names().find(|name| policy.named(*name).kind == NameKind::Tier);
            Some(tier.map_or_else(|| "raising agency".to_owned(), |tier| format!("raising {}", policy.named(tier).name)))
        }
        Hearing::HeardBy(who) => Some(in_language(policy).parties(who)),
        Hearing::Unstated => None,
    }
}

/// Whom to tell, by a name that is declared in the policy itself: a role where there is one.
fn told(policy: &Policy, who: &Parties) -> Option<String> {
    let [wanted] = who.names().collect::<Vec<NameId>>()[..] else { return None };
    let own = |(id, named): &(NameId, &crate::model::Named)| !named.imported && policy.is_kind_of(*id, wanted);
    let body = policy.names().find(own).map(|(id, _)| id);
    let role = policy.names().find(|(_, named)| {
        named.kind == NameKind::Role && named.of.as_ref().is_some_and(|of| of.names().any(|of| Some(of) == body || of == wanted))
    });
    let id = role.map(|(id, _)| id).or(body).or_else(|| (!policy.named(wanted).imported).then_some(wanted))?;
    Some(policy.named(id).name.clone())
}

/// Which days count, put before the unit.
pub(super) fn kind_of_day(parsed: &Parsed, finding: &Finding) -> Option<Mend> {
    let place = finding.labels.first()?.span;
    let unit = node_within(parsed, place, &[Kind::kw_days, Kind::kw_day])?;
    let edits = vec![put_in(place, unit.span().start, "working ")];
    Some(Mend { title: "count working days".to_owned(), edits, keeps_meaning: false })
}

/// From when a limit counts: from the start of its stage.
pub(super) fn start_of_the_clock(policy: &Policy, parsed: &Parsed, finding: &Finding) -> Option<Mend> {
    let place = finding.labels.first()?.span;
    let within = node_within(parsed, place, &[Kind::duration])?;
    let node = stage_at(parsed, place)?;
    let (_, stage) = headed(policy, node)?;
    let edits = vec![put_in(place, within.span().end, format!(" of start of {}", stage.name()))];
    Some(Mend { title: format!("count from the start of {}", stage.name()), edits, keeps_meaning: false })
}

/// A step from a stage that has none.
pub(super) fn way_on(policy: &Policy, parsed: &Parsed, finding: &Finding) -> Option<Mend> {
    in_stage(policy, parsed, finding, |stage, above| {
        let above = above?;
        Some(format!("when unresolved, {} must escalate to {}", acts(policy, stage)?, above.name()))
    })
}
