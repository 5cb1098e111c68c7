//! Holds iff at every stage heard by an authority somebody there must decide it: a required `decide` or `resolve` by
//! the authority, or by a panel the authority must convene and whose terms say so. To try, to facilitate, to agree, to
//! recommend or to convene is not to decide, and one of several choices decides only if all of them do. Does not apply
//! if no stage is heard by an authority.
//!
//! ## Why it matters
//!
//! The last stage is there to end the disagreement. If the person at the top may "seek to resolve" it or "may
//! convene a panel", the case can reach the top and still be nobody's to decide.

use crate::diagnostic::{Label, Severity};
use crate::model::{Act, ClauseId, Deed, Force, Hearing, Parties, Policy};
use crate::verify::{Story, StoryLine, Verdict, must_decide};

use super::{Found, Rule, Subject, finding};

pub(super) const RULE: Rule = Rule {
    name: "nobody-must-decide",
    severity: Severity::Warning,
    title: "Whoever hears the case at the end must decide it",
    check,
    source: include_str!("nobody_must_decide.rs"),
};

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let mut worst = Verdict::DoesNotApply;
    let mut findings = Vec::new();
    for (id, stage) in policy.stages() {
        let Hearing::HeardBy(authority) = &stage.hearing else { continue };
        let Some((verdict, advice)) = must_decide(policy, id) else { continue };
        worst = worse(worst, verdict);
        if verdict != Verdict::Holds {
            findings.push(told(policy, stage, authority, verdict, &advice));
        }
    }
    (worst, findings)
}

fn worse(one: Verdict, other: Verdict) -> Verdict {
    let rank = |verdict: Verdict| match verdict {
        Verdict::Broken => 0,
        Verdict::GaveUp => 1,
        Verdict::Undetermined => 2,
        Verdict::Advice => 3,
        Verdict::Holds => 4,
        Verdict::DoesNotApply => 5,
    };
    if rank(one) <= rank(other) { one } else { other }
}

fn told(
    policy: &Policy,
    stage: &crate::model::Stage,
    authority: &Parties,
    verdict: Verdict,
    advice: &[ClauseId],
) -> crate::verify::Finding {
    let who = crate::model::in_words(policy).parties(authority);
    let who = if who.to_lowercase().starts_with("the ") { who } else { format!("the {who}") };
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
    let mut found = finding(
        places,
        |_| {
            if verdict == Verdict::Advice {
                format!("{who} decides only if advice is followed")
            } else {
                format!("a case can reach {who} and still be nobody's to decide")
            }
        },
        &help,
    );
    if verdict == Verdict::Advice {
        found.advice = advice.to_vec();
    }
    found.story = Some(Story {
        lines: vec![
            StoryLine { text: "Agencies disagree about a child, and no stage settles it.".into(), place: String::new() },
            StoryLine { text: format!("It is put to {who}, who does all that must be done."), place: stage.name() },
        ],
        never_done: "nobody had to decide, and nobody has decided".into(),
    });
    found
}

fn looks_like_deciding(deed: &Deed) -> bool {
    matches!(deed.act, Act::Choice { .. } | Act::Decide(..) | Act::Resolve(..) | Act::Agree(..) | Act::Recommend(..) | Act::Convene { .. })
}
