//! Whom a panel has beside those in dispute, and whom it leaves out, whichever of the permitted agencies are chosen.

use crate::diagnostic::Label;
use crate::model::{ClauseId, Force, NameId, Parties, Policy, capitalised, in_sentences, in_words};

use super::facts::Atoms;
use super::forming::bodies;
use super::formula::Formula;
use super::panels::{convened_by, every_panel};
use super::property::{Found, gave_up, weak_words};
use super::report::{Finding, Hole, Story, StoryLine, Verdict};
use super::seating::{Demand, Dispute, Seating};
use super::terms::{OnTheBody, Table, number, places};
use super::weigh::{Kept, is_possible, weigh};

/// What is asked of every panel that the terms permit.
pub(super) struct Asked<'a> {
    /// What to add to the terms, so that a panel that breaks the rule is one that can be formed.
    alter: &'a dyn Fn(&Table<'_>, &mut Demand),
    breaks: &'a dyn Fn(&Seating) -> bool,
    at_most: Option<u32>,
}

/// What came of it for one panel.
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    pub(super) advice: Vec<ClauseId>,
    /// The smallest dispute with a panel that breaks it: if all advice is kept, or if none is.
    pub(super) dispute: Option<Dispute>,
    /// Who sits on a body from which it is drawn, where it turns on that.
    pub(super) holes: Vec<Hole>,
    /// Those bodies, where what is advised can be kept only with enough of the right people on them.
    pub(super) turns_on: Option<String>,
}

impl Judged {
    fn plain(verdict: Verdict) -> Self {
        Judged { verdict, advice: Vec::new(), dispute: None, holes: Vec::new(), turns_on: None }
    }
}

/// Whether every panel has at least `wanted` neutral agencies, in disputes of at most so many.
pub(super) fn every_panel_has_neutral_agencies(policy: &Policy, wanted: u32, at_most: Option<u32>) -> Found {
    every_panel(policy, |panel, terms| {
        let table = Table::new(policy, panel, terms);
        let breaks = |seating: &Seating| seating.fewest_neutral < wanted as usize;
        let judged = judge(&table, &Asked { alter: &|_, _| {}, breaks: &breaks, at_most });
        let title = in_words(policy).title(panel);
        let whom = if wanted == 1 {
            "an agency that is not in dispute".to_owned()
        } else {
            format!("{} agencies that are not in dispute", number(wanted as usize))
        };
        let seats = at_most.unwrap_or(4) + wanted;
        found(&table, judged, |advised, those| Words {
            message: match (advised, wanted) {
                (true, _) => format!("\"{title}\" has {whom} only if advice is followed"),
                (false, 1) => format!("\"{title}\" may consist of nobody but agencies in dispute"),
                (false, _) => format!("\"{title}\" may be formed without {whom}"),
            },
            label: "no term gives a seat to somebody who is not in dispute, in every case",
            formed: match wanted {
                1 => format!("\"{title}\" is formed of {those}, just as its terms allow."),
                _ => format!("\"{title}\" is formed, just as its terms allow."),
            },
            never_done: if wanted == 1 { "no agency that is not in dispute has a seat".into() } else { format!("{whom} have no seat") },
            help: format!(
                "write `must have \"…\" from at least {seats} agencies`: where up to {} disagree, {} of these {} then of neither side",
                number(at_most.unwrap_or(4) as usize),
                number(wanted as usize),
                if wanted == 1 { "is" } else { "are" }
            ),
        })
    })
}

/// Whether every panel can be formed of agencies in dispute alone, in disputes of at most so many.
pub(super) fn of_disputants_alone(table: &Table<'_>, at_most: Option<u32>) -> Judged {
    judge(table, &Asked { alter: &|_, _| {}, breaks: &|seating| seating.of_them_alone, at_most })
}

/// Whether no panel that the terms permit has anybody of `who` on it.
pub(super) fn every_panel_excludes(policy: &Policy, who: &Parties) -> Found {
    every_panel(policy, |panel, terms| {
        let table = Table::new(policy, panel, terms);
        let title = in_words(policy).title(panel);
        let mut verdict = Verdict::DoesNotApply;
        let mut findings = Vec::new();
        for party in &who.parties {
            let words = in_words(policy).party(party);
            let agency = table.is_an_agency(party);
            let alter = |table: &Table<'_>, way: &mut Demand| table.want_one(way, party);
            let judged = judge(&table, &Asked { alter: &alter, breaks: &|_| true, at_most: None });
            let kept_out = |off: Vec<usize>| {
                let found = table.some_panel(table.agencies(), &|_| true, OnTheBody::Not(&off), &|way| alter(&table, way), &|_| true);
                matches!(found, Some((None, true)))
            };
            let open = agency && judged.verdict == Verdict::Broken && table.may_be_off_the_body(party).is_some_and(kept_out);
            let hole = || Hole {
                what: format!("who sits on {}", bodies(&table, &table.about_who_sits())),
                keeps: format!("{words} does not"),
                breaks: format!("{words} does"),
            };
            let judged = if open { Judged { verdict: Verdict::Undetermined, holes: vec![hole()], ..judged } } else { judged };
            let (one, more) = found(&table, judged, |advised, _| Words {
                message: match (open, advised) {
                    (true, _) => format!("whether \"{title}\" may have {words} on it turns on who sits where it is drawn from"),
                    (false, true) => format!("\"{title}\" is formed without {words} only if advice is followed"),
                    (false, false) => format!("\"{title}\" may be formed with {words} on it"),
                },
                label: "none of its terms keeps them out in every case",
                formed: format!("\"{title}\" is formed, just as its terms allow, with {words} on it."),
                never_done: format!("nothing has kept {words} out"),
                help: format!("write `must exclude …` among the panel's terms, for {words}"),
            });
            if super::property::severity_of(one) < super::property::severity_of(verdict) {
                verdict = one;
            }
            findings.extend(more);
        }
        (verdict, findings)
    })
}

fn judge(table: &Table<'_>, asked: &Asked<'_>) -> Judged {
    let at_most = asked.at_most.map_or(table.agencies(), |at_most| at_most as usize);
    let alter = |way: &mut Demand| (asked.alter)(table, way);
    let some = |kept: Kept<'_>| table.some_panel(at_most, kept, OnTheBody::Everybody, &alter, asked.breaks);
    match some(&|_| false) {
        Some((None, false)) => return Judged::plain(Verdict::DoesNotApply),
        None => return Judged::plain(Verdict::GaveUp),
        _ => {}
    }
    let (verdict, advice) = weigh(&table.advice(), &|kept| some(kept).map(|(dispute, _)| dispute.is_some()));
    let shown = |kept: Kept<'_>| some(kept).and_then(|(dispute, _)| dispute);
    let dispute = match verdict {
        Verdict::Broken => shown(&|_| true),
        Verdict::Advice => shown(&|_| false),
        _ => None,
    };
    if verdict == Verdict::Advice {
        match table.some_panel(at_most, &|_| true, OnTheBody::Anybody, &alter, asked.breaks) {
            Some((None, _)) => {}
            Some((dispute, _)) => return turning_on_members(table, dispute),
            None => return Judged::plain(Verdict::GaveUp),
        }
    }
    Judged { verdict, advice, dispute, holes: Vec::new(), turns_on: None }
}

/// What is advised keeps the rule, where who sits on a body lets it be kept.
fn turning_on_members(table: &Table<'_>, dispute: Option<Dispute>) -> Judged {
    let bodies = bodies(table, &table.about_who_sits());
    let hole = Hole {
        what: format!("who sits on {bodies}"),
        keeps: "enough of those who may sit for all that is advised".into(),
        breaks: "too few of them".into(),
    };
    Judged { verdict: Verdict::Undetermined, advice: Vec::new(), dispute, holes: vec![hole], turns_on: Some(bodies) }
}

/// Whether in every case one of these terms applies and is kept, and the advice that rests on; those that wait for a moment
/// count only if it is sure to come.
pub(super) fn some_term_says(policy: &Policy, terms: &[ClauseId]) -> (Verdict, Vec<ClauseId>) {
    let terms: Vec<ClauseId> = terms
        .iter()
        .copied()
        .filter(|id| {
            let clause = policy.clause(*id);
            clause.strength.force != Force::Permitted && !clause.deed.attempt && clause.is_sure_to_come()
        })
        .collect();
    let mut advice: Vec<ClauseId> = terms.iter().copied().filter(|id| policy.clause(*id).strength.force.is_advice()).collect();
    advice.sort();
    weigh(&advice, &|kept| {
        let mut atoms = Atoms::default();
        let counted = terms.iter().filter(|id| policy.clause(**id).strength.force == Force::Required || kept(**id));
        let said: Vec<Formula> = counted
            .map(|id| {
                let conditions = &policy.clause(*id).conditions;
                Formula::and(conditions.iter().map(|condition| atoms.formula(policy, condition)).collect::<Vec<_>>())
            })
            .collect();
        is_possible(policy, &mut atoms, Formula::or(said).not())
    })
}

struct Words {
    message: String,
    label: &'static str,
    formed: String,
    never_done: String,
    help: String,
}

fn found(table: &Table<'_>, judged: Judged, words: impl Fn(bool, &str) -> Words) -> Found {
    let policy = table.policy;
    match judged.verdict {
        Verdict::Holds | Verdict::DoesNotApply => return (judged.verdict, Vec::new()),
        Verdict::GaveUp => return (Verdict::GaveUp, vec![gave_up(policy)]),
        _ => {}
    }
    let those = judged.dispute.as_ref().map_or_else(|| "agencies".to_owned(), |dispute| table.those(dispute));
    let mut words = words(judged.verdict == Verdict::Advice, &those);
    if let Some(bodies) = &judged.turns_on {
        words.message.push_str(&format!(" if too few of those who may sit are on {bodies}"));
        words.formed = format!("Too few of those on {bodies} may sit for all that is advised, and the panel is formed without.");
        words.help = "say who is on it: `members …` where the body is declared".into();
    }
    let mut labels: Vec<Label> = judged
        .advice
        .iter()
        .map(|id| Label { span: policy.clause(*id).span, text: format!("this only {}", weak_words(policy, *id)) })
        .collect();
    let clauses = if judged.advice.is_empty() { table.about_who_sits() } else { judged.advice.clone() };
    if labels.is_empty() {
        labels.push(Label { span: policy.named(table.panel).span, text: words.label.into() });
    }
    let story = Story { scenario: None, lines: story(table, &those, &clauses, words.formed), never_done: words.never_done };
    let finding = Finding {
        message: words.message,
        labels,
        clauses,
        story: Some(story),
        advice: judged.advice,
        holes: judged.holes,
        help: words.help,
        ..Finding::default()
    };
    (judged.verdict, vec![finding])
}

/// Those in dispute, who convenes the panel, and of whom it is formed.
pub(super) fn story(table: &Table<'_>, those: &str, clauses: &[ClauseId], formed: String) -> Vec<StoryLine> {
    let mut lines = vec![StoryLine::new(format!("{} disagree about a child. No stage settles it.", capitalised(those)), "")];
    lines.extend(convened(table.policy, table.panel));
    lines.push(StoryLine::new(formed, places(table.policy, clauses)));
    lines
}

/// Who convenes a panel, as a line of a story.
pub(super) fn convened(policy: &Policy, panel: NameId) -> Option<StoryLine> {
    let clause = policy.clause(convened_by(policy, panel)?);
    let who = clause.actor.as_ref().map(|who| in_sentences(policy).parties(who))?;
    Some(StoryLine::new(format!("{} convenes \"{}\".", capitalised(&who), in_words(policy).title(panel)), clause.per()))
}
