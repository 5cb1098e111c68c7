//! Whether whoever hears a case must decide it.

use crate::model::{Act, ChoiceKind, Clause, ClauseId, Condition, Deed, Force, Hearing, Home, NameId, Parties, Policy, StageId};

use super::facts::Atoms;
use super::formula::Formula;
use super::property::{Found, finding, severity_of};
use super::report::{Finding, Story, StoryLine, Verdict};
use super::weigh::{Kept, is_possible, weigh};
use crate::diagnostic::Label;

/// Whether whoever hears a case must decide it, at every stage that an authority hears.
pub(super) fn every_authority_must_decide(policy: &Policy) -> Found {
    let mut worst = Verdict::DoesNotApply;
    let mut findings = Vec::new();
    for (id, stage) in policy.stages() {
        let Hearing::HeardBy(authority) = &stage.hearing else { continue };
        let Some((verdict, advice)) = must_decide(policy, id) else { continue };
        worst = std::cmp::min_by_key(worst, verdict, |verdict| severity_of(*verdict));
        if verdict != Verdict::Holds {
            findings.push(told(policy, stage, authority, verdict, &advice));
        }
    }
    (worst, findings)
}

fn told(policy: &Policy, stage: &crate::model::Stage, authority: &Parties, verdict: Verdict, advice: &[ClauseId]) -> Finding {
    let who = crate::model::in_sentences(policy).parties(authority);
    let mut places = vec![(Label { span: stage.span, text: format!("heard by {who}") }, None)];
    let shown = if verdict == Verdict::Advice {
        advice.to_vec()
    } else {
        stage.clauses.iter().copied().filter(|id| looks_like_deciding(&policy.clause(*id).deed)).collect()
    };
    for id in shown.into_iter().take(4) {
        let clause = policy.clause(id);
        let by_it = clause.actor.as_ref().is_none_or(|actor| actor.names().any(|name| authority.names().any(|known| known == name)));
        let why = match clause.strength.force {
            Force::Permitted => "may, and so need not",
            Force::Advised => "only advised",
            Force::Described => "only described",
            Force::Required if !clause.conditions.is_empty() => "not in every case",
            Force::Required if !by_it => "not the one who hears the case",
            Force::Required => "does not oblige anybody to decide",
        };
        places.push((Label { span: clause.span, text: why.into() }, Some(id)));
    }
    let name = authority.names().next().map_or_else(|| "chair".to_owned(), |name| policy.named(name).name.clone());
    let help = format!(
        "write who must decide, such as `{name} must decide within 3 working days`; a panel decides if it is one that `{name} must convene` and that `must decide`"
    );
    let message = if verdict == Verdict::Advice {
        format!("{who} decides only if advice is followed")
    } else {
        format!("a case can reach {who} and still be nobody's to decide")
    };
    let mut found = finding(places, message, &help);
    if verdict == Verdict::Advice {
        found.advice = advice.to_vec();
    }
    found.story = Some(Story {
        lines: vec![
            StoryLine::new("Agencies disagree about a child, and no stage settles it.", ""),
            StoryLine::new(format!("It is put to {who}, who does all that must be done."), stage.name()),
        ],
        never_done: "nobody had to decide, and nobody has decided".into(),
        scenario: None,
    });
    found
}

fn looks_like_deciding(deed: &Deed) -> bool {
    matches!(deed.act, Act::Choice { .. } | Act::Decide(..) | Act::Resolve(..) | Act::Agree(..) | Act::Recommend(..) | Act::Convene { .. })
}

/// Whether the authority of a stage must decide whatever case comes to it, and the advice that rests on; `None` for a
/// stage that no authority hears.
fn must_decide(policy: &Policy, stage: StageId) -> Option<(Verdict, Vec<ClauseId>)> {
    let Hearing::HeardBy(authority) = &policy.stage(stage).hearing else { return None };
    let clauses: Vec<ClauseId> = policy
        .clauses()
        .filter(|(_, clause)| clause.covers(stage) && is_said_here(clause) && is_by(authority, clause))
        .map(|(id, _)| id)
        .collect();
    let panels = policy.panels.iter().flat_map(|panel| &panel.clauses);
    let mut advice: Vec<ClauseId> =
        clauses.iter().chain(panels).copied().filter(|id| policy.clause(*id).strength.force.is_advice()).collect();
    advice.sort();
    let breached = |kept: Kept<'_>| {
        let mut weighing = Weighing { policy, atoms: Atoms::default(), kept };
        let decided: Vec<Formula> = clauses.iter().map(|id| weighing.clause(*id)).collect();
        is_possible(policy, &mut weighing.atoms, Formula::or(decided).not())
    };
    Some(weigh(&advice, &breached))
}

/// In a stage of its own, or under `throughout` if it says who.
fn is_said_here(clause: &Clause) -> bool {
    match clause.home {
        Home::Stage(_) => true,
        Home::Throughout => clause.actor.is_some(),
        _ => false,
    }
}

fn is_by(authority: &Parties, clause: &Clause) -> bool {
    clause.actor.as_ref().is_none_or(|actor| {
        let one_of_them = |party: &crate::model::Party| party.name().is_some_and(|name| authority.names().any(|known| known == name));
        actor.parties.iter().all(one_of_them)
    })
}

struct Weighing<'w> {
    policy: &'w Policy,
    atoms: Atoms,
    kept: Kept<'w>,
}

impl Weighing<'_> {
    /// What must be so for a clause to end in a decision, whatever anybody would rather do.
    fn clause(&mut self, id: ClauseId) -> Formula {
        let clause = self.policy.clause(id);
        let done = match clause.strength.force {
            Force::Required => true,
            Force::Advised | Force::Described => (self.kept)(id),
            Force::Permitted => false,
        };
        let sure_to_come = clause.is_sure_to_come();
        if !done || !sure_to_come || clause.negated {
            return Formula::False;
        }
        let conditions: Vec<Formula> =
            clause.conditions.iter().map(|condition: &Condition| self.atoms.formula(self.policy, condition)).collect();
        let decides = self.deed(&clause.deed);
        Formula::and(conditions.into_iter().chain([decides]))
    }

    fn deed(&mut self, deed: &Deed) -> Formula {
        if deed.attempt {
            return Formula::False;
        }
        match &deed.act {
            Act::Decide(..) | Act::Resolve(..) => Formula::True,
            Act::Convene { what: Some(what), or_similar: false, .. } => {
                let each: Vec<Formula> =
                    what.parties.iter().map(|party| party.name().map_or(Formula::False, |name| self.panel(name))).collect();
                Formula::and(each)
            }
            Act::Choice { or_similar: true, .. } => Formula::False,
            // The next where the one before fails: a decision does not.
            Act::Choice { kind: ChoiceKind::InTurn, options, .. } => {
                let each: Vec<Formula> = options.iter().map(|option| self.deed(option)).collect();
                Formula::or(each)
            }
            Act::Choice { options, .. } => {
                let each: Vec<Formula> = options.iter().map(|option| self.deed(option)).collect();
                Formula::and(each)
            }
            _ => Formula::False,
        }
    }

    fn panel(&mut self, panel: NameId) -> Formula {
        let terms = self.policy.panels.iter().filter(|group| group.name == panel).flat_map(|group| &group.clauses);
        let each: Vec<Formula> = terms.map(|id| self.clause(*id)).collect();
        Formula::or(each)
    }
}
