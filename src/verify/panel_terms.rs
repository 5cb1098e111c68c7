//! What a panel's terms say beside who sits: who chairs it, how it decides, by when.

use crate::diagnostic::Label;
use crate::model::{Act, ChoiceKind, ClauseId, Deed, NameId, PanelTerm, Policy, in_words};

use super::deadlines::{deadline, gives_a_time};
use super::neutral::{convened, some_term_says};
use super::panels::every_panel;
use super::property::{Found, clause_list, gave_up, weak_words};
use super::report::{Finding, Hole, Story, StoryLine, Verdict};
use super::terms::places;

/// Whether in every case the terms of every panel say so, or the stage at which it is convened.
pub(super) fn every_panel_has(policy: &Policy, wanted: PanelTerm) -> Found {
    every_panel(policy, |panel, terms| {
        let (verdict, advice, open) = match wanted {
            PanelTerm::Deadline => deadline(policy, panel, terms),
            _ => {
                let said: Vec<ClauseId> = terms.iter().copied().filter(|id| says_so(policy, *id, wanted)).collect();
                let (verdict, advice) = some_term_says(policy, &said);
                (verdict, advice, Vec::new())
            }
        };
        match verdict {
            Verdict::Holds | Verdict::DoesNotApply => (verdict, Vec::new()),
            Verdict::GaveUp => (verdict, vec![gave_up(policy)]),
            _ => (verdict, vec![Finding { holes: holes(policy, &open), ..finding(policy, panel, terms, wanted, advice, &open) }]),
        }
    })
}

fn says_so(policy: &Policy, id: ClauseId, wanted: PanelTerm) -> bool {
    let clause = policy.clause(id);
    !clause.negated
        && match wanted {
            PanelTerm::Chair => matches!(clause.deed.act, Act::ChairedBy(_)),
            PanelTerm::DecisionRule => decides_somehow(&clause.deed),
            PanelTerm::Deadline => gives_a_time(&clause.deed),
        }
}

/// Deciding, and how; of several choices, each of them.
fn decides_somehow(deed: &Deed) -> bool {
    match &deed.act {
        _ if deed.attempt => false,
        Act::Decide(_, manner) | Act::Resolve(_, manner) => manner.is_some(),
        Act::Choice { or_similar: true, .. } => false,
        Act::Choice { kind: ChoiceKind::InTurn, options, .. } => options.last().is_some_and(decides_somehow),
        Act::Choice { options, .. } => !options.is_empty() && options.iter().all(decides_somehow),
        _ => false,
    }
}

/// What is left open: what these limits are for.
fn holes(policy: &Policy, open: &[ClauseId]) -> Vec<Hole> {
    let hole = |id: &ClauseId| Hole {
        what: format!("whether the limit in {} is for the stage or for the case", policy.clause(*id).id),
        keeps: "it is for the case".into(),
        breaks: "it is for the stage".into(),
    };
    open.iter().map(hole).collect()
}

fn finding(policy: &Policy, panel: NameId, terms: &[ClauseId], wanted: PanelTerm, advice: Vec<ClauseId>, open: &[ClauseId]) -> Finding {
    let title = in_words(policy).title(panel);
    let advised = !advice.is_empty();
    let (message, label, never_done, help) = match wanted {
        PanelTerm::Chair => (
            if advised {
                format!("somebody chairs \"{title}\" only if advice is followed")
            } else {
                format!("nothing says who chairs \"{title}\" in every case")
            },
            "no term says who chairs it, in every case",
            "nobody was in the chair to call it, to stop it, or to say what it decided",
            "write who chairs it among the panel's terms, such as `must be chaired by chair`",
        ),
        PanelTerm::DecisionRule => (
            if advised {
                format!("\"{title}\" decides, and in a way that is said, only if advice is followed")
            } else {
                format!("\"{title}\" need not decide, or nothing says how it does")
            },
            "no term says that it must decide, and how, in every case",
            "nobody could say whether the panel had decided",
            "write how it decides among the panel's terms, such as `must decide by majority`, `collectively` or `unanimously`; to hear, to recommend and to agree are not to decide",
        ),
        PanelTerm::Deadline if !open.is_empty() => (
            format!("\"{title}\" has a deadline only if a limit is for the whole case"),
            "no time for it that can be counted, unless the case has one",
            "no day had come by which the panel had to have met",
            "say what the limit is for: `every stage must end within …` or `the case must end within …`",
        ),
        PanelTerm::Deadline => (
            if advised { format!("\"{title}\" has a deadline only if advice is followed") } else { format!("\"{title}\" has no deadline") },
            "no time for it that can be counted",
            "no day had come by which the panel had to have met",
            "write by when, such as `must convene … within 5 working days` at the stage, or `must decide by majority within 5 working days` among the panel's terms",
        ),
    };
    let help = if advised {
        format!("write `must` in {}; if the document says no more, this is what to raise with its author", clause_list(policy, &advice))
    } else {
        help.to_owned()
    };
    let mut labels: Vec<Label> =
        advice.iter().map(|id| Label { span: policy.clause(*id).span, text: format!("this only {}", weak_words(policy, *id)) }).collect();
    if labels.is_empty() {
        labels.push(Label { span: policy.named(panel).span, text: label.into() });
        labels.extend(nearest(policy, terms, wanted).map(|(id, text)| Label { span: policy.clause(id).span, text: text.into() }));
    }
    labels.extend(open.iter().map(|id| Label { span: policy.clause(*id).span, text: "for the stage, or for the case".into() }));
    let mut lines = vec![StoryLine::new("Agencies disagree about a child, and no stage settles it.", "")];
    lines.extend(convened(policy, panel));
    lines.push(StoryLine::new(
        if advised {
            format!("\"{title}\" meets. What its terms only advise is left undone.")
        } else {
            format!("\"{title}\" meets, and keeps to its terms.")
        },
        places(policy, &advice),
    ));
    let clauses = if advised { advice.clone() } else { nearest(policy, terms, wanted).map(|(id, _)| id).into_iter().collect() };
    Finding {
        message,
        labels,
        clauses,
        story: Some(Story { scenario: None, lines, never_done: never_done.into() }),
        advice,
        help,
        ..Finding::default()
    }
}

/// The term that comes nearest to what is asked, and why it falls short.
fn nearest(policy: &Policy, terms: &[ClauseId], wanted: PanelTerm) -> Option<(ClauseId, &'static str)> {
    let said = terms.iter().copied().find(|id| says_so(policy, *id, wanted)).map(|id| (id, "not in every case, or not required"));
    let near = |deed: &Deed| match (wanted, &deed.act) {
        (PanelTerm::DecisionRule, Act::Decide(..) | Act::Resolve(..)) if deed.attempt => Some("to try is not to decide"),
        (PanelTerm::DecisionRule, Act::Decide(..) | Act::Resolve(..)) => Some("does not say how"),
        (PanelTerm::DecisionRule, Act::Recommend(..)) => Some("to recommend is not to decide"),
        (PanelTerm::DecisionRule, Act::Agree(..)) => Some("to agree decides nothing where they do not"),
        (PanelTerm::DecisionRule, Act::Hear(..)) => Some("to hear is not to decide"),
        _ => None,
    };
    said.or_else(|| terms.iter().rev().copied().find_map(|id| near(&policy.clause(id).deed).map(|text| (id, text))))
}
