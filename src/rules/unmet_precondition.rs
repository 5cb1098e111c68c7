//! Holds iff whatever a stage presupposes (`only after X have …`) is required of X at an earlier stage, in `throughout`,
//! or in a clause that is to be done `before` that stage. Where the precondition is a verb of the language, the earlier
//! clause must have the same verb; where it is quoted words, any duty of X will do, an attempt too. That others must tell
//! X something asks nothing of X. Holds if advice is followed where the earlier clause only says `should` or describes.
//! Does not apply to a policy without `only after`.
//!
//! ## Why it matters
//!
//! "Only after the Board members have been involved" can keep a case from the Chair: if no earlier sentence asks the Board
//! members for anything, whoever would rather not see it go up need only point out that they have not been.

use crate::diagnostic::{Label, Severity};
use crate::model::{Act, Clause, ClauseId, Deed, Force, Hearing, Home, Noun, Party, Place, Policy, StageId, in_words, listed};
use crate::verify::{Verdict, clause_list};

use super::{Found, Rule, Subject, at_clause, deeds, finding};

pub(super) const RULE: Rule = Rule {
    name: "unmet-precondition",
    severity: Severity::Warning,
    title: "What a stage presupposes has been required before",
    check,
    source: include_str!("unmet_precondition.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let mut verdict = Verdict::DoesNotApply;
    let mut findings = Vec::new();
    for (id, clause) in policy.clauses() {
        let (Act::OnlyAfter(who, act), Home::Stage(stage)) = (&clause.deed.act, clause.home) else { continue };
        let each: Vec<(&Party, Met)> = who.parties.iter().map(|party| (party, met(policy, stage, party, act))).collect();
        let worst = each.iter().map(|(_, met)| met.verdict()).max_by_key(|found| rank(*found)).unwrap_or(Verdict::Holds);
        if rank(worst) > rank(verdict) {
            verdict = worst;
        }
        let mut by_advice: Vec<ClauseId> = Vec::new();
        let mut lacking: Vec<String> = Vec::new();
        for (party, met) in each {
            match met {
                Met::Required => {}
                Met::Advised(clauses) => by_advice.extend(clauses),
                Met::Not => lacking.push(plainly(&in_words(policy).party(party))),
            }
        }
        if !lacking.is_empty() {
            let name = who.names().next().map_or_else(|| "…".to_owned(), |name| policy.named(name).name.clone());
            let who = listed(lacking, "and");
            findings.push(finding(
                vec![at_clause(policy, id, "presupposes that they have done their part")],
                |_| format!("{} presupposes something of the {who} that no earlier stage requires", policy.stage(stage).name()),
                &format!("require it at an earlier stage, with whoever is to do it in front: `{name} must …`; or take the precondition out, so that nobody can hold a case up with it"),
            ));
        } else if !by_advice.is_empty() {
            let mut places = vec![at_clause(policy, id, "presupposes what is only advised or described")];
            places.extend(by_advice.iter().take(3).map(|advice| {
                let clause = policy.clause(*advice);
                (Label { span: clause.span, text: "can be left undone".into() }, Some(*advice))
            }));
            let mut found = finding(
                places,
                |_| format!("{} presupposes what has been done before it only if advice is followed", policy.stage(stage).name()),
                &format!("write `must` in {}", clause_list(policy, &by_advice)),
            );
            found.advice = by_advice;
            findings.push(found);
        }
    }
    (verdict, findings)
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::DoesNotApply => 0,
        Verdict::Holds => 1,
        Verdict::Advice => 2,
        _ => 3,
    }
}

enum Met {
    Required,
    Advised(Vec<ClauseId>),
    Not,
}

impl Met {
    fn verdict(&self) -> Verdict {
        match self {
            Met::Required => Verdict::Holds,
            Met::Advised(_) => Verdict::Advice,
            Met::Not => Verdict::Broken,
        }
    }
}

/// Whether something of the kind is asked of somebody before a case comes to a stage.
fn met(policy: &Policy, stage: StageId, who: &Party, act: &Act) -> Met {
    let asked: Vec<(ClauseId, &Clause)> = policy
        .clauses()
        .filter(|(_, clause)| !clause.negated && clause.strength.force != Force::Permitted && comes_before(clause, stage))
        .filter(|(_, clause)| is_asked(policy, clause, who) && deeds(&clause.deed).into_iter().any(|deed| is_such(deed, act)))
        .collect();
    let always = |clause: &Clause| clause.strength.force == Force::Required && clause.conditions.is_empty();
    if asked.iter().any(|(_, clause)| always(clause)) {
        return Met::Required;
    }
    let advice: Vec<ClauseId> = asked
        .into_iter()
        .filter(|(_, clause)| clause.strength.force.is_advice() && clause.conditions.is_empty())
        .map(|(id, _)| id)
        .collect();
    // Any one of them would be enough.
    advice.first().map_or(Met::Not, |first| Met::Advised(vec![*first]))
}

fn comes_before(clause: &Clause, stage: StageId) -> bool {
    let earlier = match clause.home {
        Home::Stage(_) | Home::Throughout => clause.stages.as_ref().is_none_or(|stages| stages.iter().any(|said| *said < stage)),
        _ => return false,
    };
    earlier || matches!(&clause.before, Some(Place::Stages(stages)) if stages.contains(&stage))
}

/// Whether a clause asks something of somebody: by name, or as one of the people of its stage.
fn is_asked(policy: &Policy, clause: &Clause, who: &Party) -> bool {
    let side = |party: &Party| party.side.is_none() || who.side.is_none() || party.side == who.side;
    let by_name = |party: &Party| side(party) && party.noun == who.noun;
    let at_the_table = |party: &Party| {
        let people = clause.stages.iter().flatten().filter_map(|stage| match &policy.stage(*stage).hearing {
            Hearing::Between(people) => Some(people),
            _ => None,
        });
        matches!(party.noun, Noun::They | Noun::Everyone) && people.into_iter().any(|people| people.parties.iter().any(by_name))
    };
    clause.actor.as_ref().is_some_and(|actor| actor.parties.iter().any(|party| by_name(party) || at_the_table(party)))
}

fn is_such(deed: &Deed, wanted: &Act) -> bool {
    match wanted {
        Act::Carried(_) => true,
        wanted => !deed.attempt && std::mem::discriminant(&deed.act) == std::mem::discriminant(wanted),
    }
}

fn plainly(who: &str) -> String {
    who.trim_start_matches("relevant ").trim_start_matches("the ").to_owned()
}
