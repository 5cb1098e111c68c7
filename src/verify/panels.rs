//! Panels: whether their terms oblige them to be as a rule asks, in every case in which there is one.
//!
//! Terms that only count and include have a closed form: no case has to be tried.

use crate::diagnostic::Label;
use crate::model::{Act, Clause, ClauseId, Count, Counting, Force, Join, NameId, Noun, Parties, Party, Policy, Side, in_words};

use super::property::{Found, gave_up, severity_of, weak_words};
use super::report::{Finding, Verdict};

/// A panel whose terms the policy gives; one that is only named is `undefined-term`'s business.
pub(super) fn every_panel(policy: &Policy, decide: impl Fn(NameId, &[ClauseId]) -> Found) -> Found {
    let mut verdict = Verdict::DoesNotApply;
    let mut findings = Vec::new();
    for panel in &policy.panels {
        let (found, more) = decide(panel.name, &panel.clauses);
        if severity_of(found) < severity_of(verdict) {
            verdict = found;
        }
        findings.extend(more);
    }
    (verdict, findings)
}

/// A panel has at least `wanted` agencies in every case iff its required terms say so: a count of that many, the
/// disputing agencies (of which there are at least two), or that many agencies named one by one.
pub(super) fn panel_size(policy: &Policy, panel: NameId, terms: &[ClauseId], wanted: u32) -> Found {
    let enough = |clause: &Clause| match &clause.deed.act {
        Act::Have { count: Count { counting: Counting::AtLeast | Counting::Exactly, number, agencies: true }, .. } => *number >= wanted,
        Act::Include(Some(who), _) => (includes_disputants(who) && wanted <= 2) || named_agencies(policy, who).len() as u32 >= wanted,
        _ => false,
    };
    let named_by = |force: &dyn Fn(Force) -> bool| {
        let clauses = terms.iter().map(|id| policy.clause(*id)).filter(|clause| force(clause.strength.force) && applies_always(clause));
        let mut names: Vec<NameId> = clauses
            .flat_map(|clause| if let Act::Include(Some(who), _) = &clause.deed.act { named_agencies(policy, who) } else { Vec::new() })
            .collect();
        names.sort();
        names.dedup();
        names.len() as u32
    };
    if named_by(&|force| force == Force::Required) >= wanted {
        return (Verdict::Holds, Vec::new());
    }
    let named_if_advised = named_by(&|force| force != Force::Permitted) >= wanted;
    let keeps = |clause: &Clause| {
        enough(clause)
            || (named_if_advised
                && clause.strength.force.is_advice()
                && matches!(&clause.deed.act, Act::Include(Some(who), _) if !named_agencies(policy, who).is_empty()))
    };
    let title = in_words(policy).title(panel);
    by_strength(
        policy,
        panel,
        terms,
        &keeps,
        PanelWords {
            broken: format!("\"{title}\" may be formed with fewer than {wanted} agencies"),
            advised: format!("\"{title}\" has at least {wanted} agencies only if advice is followed"),
            story: format!("nothing obliged anybody to bring in {wanted} agencies"),
            help: format!("write `must have \"…\" from at least {wanted} agencies` among the panel's terms"),
        },
    )
}

/// The agencies that must sit by name, each once; with `or` between them only one of them must.
fn named_agencies(policy: &Policy, who: &Parties) -> Vec<NameId> {
    let names = who.names().filter(|name| policy.named(*name).kind == crate::model::NameKind::Agency);
    if who.join == Join::And { names.collect() } else { Vec::new() }
}

/// Whether a term holds in every case in which there is a panel.
fn applies_always(clause: &Clause) -> bool {
    !clause.negated && !clause.deed.attempt && clause.conditions.is_empty() && clause.when.is_none()
}

fn includes_disputants(who: &Parties) -> bool {
    who.join == Join::And && who.parties.iter().any(|party| party.noun == Noun::Agency && party.side == Some(Side::Disputing))
}

/// A panel includes somebody in every case iff a required term names them.
pub(super) fn panel_includes(policy: &Policy, panel: NameId, terms: &[ClauseId], wanted: &Parties) -> Found {
    let words = in_words(policy);
    let title = words.title(panel);
    let names = |clause: &Clause| match &clause.deed.act {
        Act::Include(Some(who), _) => wanted.parties.iter().all(|party| covers(who, party)),
        _ => false,
    };
    let wanted_words = words.parties(wanted);
    by_strength(
        policy,
        panel,
        terms,
        &names,
        PanelWords {
            broken: format!("\"{title}\" may be formed without {wanted_words}"),
            advised: format!("\"{title}\" includes {wanted_words} only if advice is followed"),
            story: format!("nothing obliged anybody to give {wanted_words} a seat"),
            help: "write `must include every disputing agency` among the panel's terms".into(),
        },
    )
}

fn covers(said: &Parties, wanted: &Party) -> bool {
    let fits = |party: &Party| {
        let all = |party: &Party| party.which.iter().any(|which| matches!(which.as_str(), "every" | "both")) || party.plural;
        // Every agency there is includes those in dispute.
        if wanted.noun == Noun::Agency && party.noun == Noun::Agency && party.side.is_none() && all(party) {
            return true;
        }
        party.noun == wanted.noun && party.side == wanted.side && (wanted.side != Some(Side::Disputing) || all(party) || !all(wanted))
    };
    match said.join {
        Join::And => said.parties.iter().any(fits),
        Join::Or => said.parties.iter().all(fits),
    }
}

struct PanelWords {
    broken: String,
    advised: String,
    story: String,
    help: String,
}

/// Holds iff in every case a required term that keeps the rule applies; terms with a `when` are not counted on.
fn by_strength(policy: &Policy, panel: NameId, terms: &[ClauseId], keeps: &dyn Fn(&Clause) -> bool, words: PanelWords) -> Found {
    let keeping: Vec<ClauseId> = terms
        .iter()
        .copied()
        .filter(|id| {
            let clause = policy.clause(*id);
            keeps(clause) && !clause.negated && !clause.deed.attempt && clause.when.is_none()
        })
        .collect();
    match none_applies(policy, keeping.iter().copied().filter(|id| policy.clause(*id).strength.force == Force::Required)) {
        Some(false) => return (Verdict::Holds, Vec::new()),
        None => return (Verdict::GaveUp, vec![gave_up(policy)]),
        Some(true) => {}
    }
    let advised: Vec<ClauseId> = keeping.iter().copied().filter(|id| policy.clause(*id).strength.force.is_advice()).collect();
    let Some(broken) = none_applies(policy, keeping.iter().copied().filter(|id| policy.clause(*id).strength.force != Force::Permitted))
    else {
        return (Verdict::GaveUp, vec![gave_up(policy)]);
    };
    let place = terms.first().map(|id| policy.clause(*id).per()).unwrap_or_default();
    let story = super::Story {
        lines: vec![
            super::StoryLine { text: "Agencies disagree about a child, and no stage settles it.".into(), place: String::new() },
            super::StoryLine { text: format!("\"{}\" is formed, just as its terms allow.", in_words(policy).title(panel)), place },
        ],
        never_done: words.story,
    };
    let (verdict, message, labels, help) = match advised.first().filter(|_| !broken) {
        Some(first) => {
            let label = Label { span: policy.clause(*first).span, text: format!("this only {}", weak_words(policy, *first)) };
            (Verdict::Advice, words.advised, vec![label], words.help)
        }
        None => (
            Verdict::Broken,
            words.broken,
            vec![Label { span: policy.named(panel).span, text: "none of its terms requires it in every case".into() }],
            words.help,
        ),
    };
    let related = terms.iter().copied().filter(|id| matches!(policy.clause(*id).deed.act, Act::Have { .. } | Act::Include(..))).collect();
    let advice = if broken { Vec::new() } else { advised };
    let clauses = if advice.is_empty() { related } else { advice.clone() };
    (verdict, vec![Finding { message, labels, clauses, story: Some(story), advice, holes: Vec::new(), help }])
}

/// Whether there is a case in which none of these clauses applies; `None` if it is too large to say.
pub(crate) fn none_applies(policy: &Policy, clauses: impl Iterator<Item = ClauseId>) -> Option<bool> {
    let mut atoms = super::facts::Atoms::default();
    let mut none = Vec::new();
    for id in clauses {
        let parts: Vec<_> = policy.clause(id).conditions.iter().map(|condition| atoms.formula(policy, condition)).collect();
        none.push(super::formula::Formula::and(parts).not());
    }
    let whole = super::formula::Formula::and(none.into_iter().chain([atoms.impossible()]));
    whole.solve().map(|found| found.is_some()).or_else(|| match super::solver::satisfiable(&[whole], atoms.len()) {
        super::solver::Answer::Yes(_) => Some(true),
        super::solver::Answer::No => Some(false),
        super::solver::Answer::Unknown => None,
    })
}
