//! What a panel's terms say beside who sits: who chairs it, how it decides, by when.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Label;
use crate::model::{Act, ChoiceKind, Clause, ClauseId, Deed, Home, LimitOf, NameId, PanelTerm, Policy, StageId, in_words};

use super::limits::can_be_counted;
use super::neutral::{convened, some_term_says};
use super::panels::{convenes, every_panel};
use super::property::{Found, clause_list, gave_up, severity_of, weak_words};
use super::report::{Finding, Story, StoryLine, Verdict};
use super::terms::places;

/// Whether in every case the terms of every panel say so, or the stage at which it is convened.
pub(super) fn every_panel_has(policy: &Policy, wanted: PanelTerm) -> Found {
    every_panel(policy, |panel, terms| {
        let said: Vec<ClauseId> = terms.iter().copied().filter(|id| says_so(policy, *id, wanted)).collect();
        let places = if wanted == PanelTerm::Deadline { times(policy, panel, &said) } else { BTreeSet::from([said]) };
        let judged = places.iter().map(|said| some_term_says(policy, said, wanted == PanelTerm::Deadline));
        let (verdict, advice) = judged.min_by_key(|(verdict, _)| severity_of(*verdict)).unwrap_or((Verdict::Broken, Vec::new()));
        match verdict {
            Verdict::Holds | Verdict::DoesNotApply => (verdict, Vec::new()),
            Verdict::GaveUp => (verdict, vec![gave_up(policy)]),
            _ => (verdict, vec![finding(policy, panel, terms, wanted, advice)]),
        }
    })
}

fn says_so(policy: &Policy, id: ClauseId, wanted: PanelTerm) -> bool {
    let clause = policy.clause(id);
    !clause.negated
        && match wanted {
            PanelTerm::Chair => matches!(clause.deed.act, Act::ChairedBy(_)),
            PanelTerm::DecisionRule => decides_somehow(&clause.deed),
            PanelTerm::Deadline => can_be_counted(clause) && !matches!(&clause.deed.act, Act::Limit(limit) if limit.starts),
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

/// The clauses that give a time for a panel, at each stage at which it is convened: its own terms, a limit of the stage, of
/// every stage or of the case, and one for convening it. With no such stage its own terms are all there is.
fn times(policy: &Policy, panel: NameId, said: &[ClauseId]) -> BTreeSet<Vec<ClauseId>> {
    let here = |clause: &Clause| matches!(clause.home, Home::Stage(_) | Home::Throughout) && !clause.negated;
    let mut at: BTreeMap<StageId, Vec<ClauseId>> = BTreeMap::new();
    let mut everywhere = said.to_vec();
    let convening = policy.clauses.iter().filter(|clause| here(clause) && convenes(&clause.deed, panel));
    convening.filter_map(|clause| clause.stages.as_ref()).flatten().for_each(|stage| {
        at.entry(*stage).or_default();
    });
    for (id, clause) in policy.clauses().filter(|(_, clause)| here(clause) && can_be_counted(clause)) {
        let whole = match &clause.deed.act {
            Act::Limit(limit) if limit.starts => continue,
            Act::Limit(limit) => limit.of != LimitOf::ThisStage,
            _ if convenes(&clause.deed, panel) => false,
            _ => continue,
        };
        match &clause.stages {
            Some(stages) if !whole => stages.iter().for_each(|stage| {
                if let Some(known) = at.get_mut(stage) {
                    known.push(id);
                }
            }),
            _ => everywhere.push(id),
        }
    }
    if at.is_empty() {
        return BTreeSet::from([everywhere]);
    }
    at.into_values().map(|here| here.into_iter().chain(everywhere.iter().copied()).collect()).collect()
}

fn finding(policy: &Policy, panel: NameId, terms: &[ClauseId], wanted: PanelTerm, advice: Vec<ClauseId>) -> Finding {
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
        holes: Vec::new(),
        help,
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
