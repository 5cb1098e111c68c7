//! Whether anybody decides, or can hold up, a dispute of their own.

use std::collections::BTreeSet;

use crate::diagnostic::Label;
use crate::model::{
    Act, Clause, ClauseId, Deed, Force, Hearing, Home as Place, Join, Manner, NameId, NameKind, Parties, Party, Policy, Stage, StageId,
    Stated, capitalised, in_sentences, in_words, listed,
};

use super::homes::{Home, home, living_agencies};
use super::neutral::{of_disputants_alone, story};
use super::panels::convenes;
use super::property::{Found, gave_up, severity_of, weak_words};
use super::report::{Finding, Hole, Story, StoryLine, Verdict};
use super::terms::{Table, number};

/// Whether nobody decides a dispute, of at most so many agencies, who is on one of its sides: nobody who hears a stage, no
/// panel an authority may convene, nobody with the last word, nobody but the raising side whose leave a case needs.
pub(super) fn no_authority_is_disputing(policy: &Policy, at_most: Option<u32>) -> Found {
    let heard = policy.stages().filter_map(|(id, stage)| match &stage.hearing {
        Hearing::HeardBy(authority) => Some((id, stage, authority)),
        _ => None,
    });
    let heard: Vec<(StageId, &Stage, &Parties)> = heard.collect();
    if heard.is_empty() || at_most.is_some_and(|at_most| at_most < 2) {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let mut found: Vec<(Verdict, Finding)> = Vec::new();
    for (_, stage, authority) in &heard {
        found.extend(hearers(policy, stage, authority, at_most));
    }
    found.extend(last_words(policy));
    found.extend(panels(policy, &heard, at_most));
    found.extend(gates(policy));
    let mut known = BTreeSet::new();
    found.retain(|(_, finding)| known.insert((finding.message.clone(), finding.clauses.clone())));
    let worst = found.iter().map(|(verdict, _)| *verdict).min_by_key(|verdict| severity_of(*verdict)).unwrap_or(Verdict::Holds);
    (worst, found.into_iter().map(|(_, finding)| finding).collect())
}

// ── who hears it ────────────────────────────────────────────────────────────────────────────────

/// Whoever hears a stage: with `and`, all of them together; with `or`, any of them alone.
fn hearers(policy: &Policy, stage: &Stage, authority: &Parties, at_most: Option<u32>) -> Vec<(Verdict, Finding)> {
    let people = authority.parties.iter().filter(|party| !is_panel(policy, party));
    if authority.join == Join::Or {
        return people.filter_map(|party| heard_by(policy, stage, &[party], at_most)).collect();
    }
    let together: Vec<&Party> = people.collect();
    if together.len() < authority.parties.len() {
        return Vec::new();
    }
    heard_by(policy, stage, &together, at_most).into_iter().collect()
}

fn heard_by(policy: &Policy, stage: &Stage, together: &[&Party], at_most: Option<u32>) -> Option<(Verdict, Finding)> {
    let mut agencies: Vec<NameId> = Vec::new();
    let mut open = None;
    for party in together {
        match home(policy, party) {
            Home::Apart | Home::Unsaid => return None,
            Home::Agencies(more) => agencies.extend(more.into_iter().filter(|one| !agencies.contains(one)).collect::<Vec<_>>()),
            Home::Open(body) => open = open.or(Some(body)),
            Home::Raising | Home::Disputing => {}
        }
    }
    if at_most.is_some_and(|at_most| agencies.len() > at_most as usize) {
        return None;
    }
    let who = listed(together.iter().map(|party| in_sentences(policy).party(party)).collect(), "and");
    let titles = titles(policy, together, &agencies);
    let others = living_agencies(policy).into_iter().find(|agency| !agencies.contains(agency)).map(|agency| in_words(policy).title(agency));
    let those = match titles.as_slice() {
        [] => "Two agencies".to_owned(),
        [one] => format!("{} and {one}", others.unwrap_or_else(|| "Another agency".into())),
        _ => listed(titles.clone(), "and"),
    };
    let place = Label { span: stage.span, text: format!("heard by {who}") };
    let told = |message: String, put: String, holes: Vec<Hole>, help: String, more: Option<Label>| Finding {
        message,
        labels: [place.clone()].into_iter().chain(more).collect(),
        clauses: Vec::new(),
        story: Some(Story {
            scenario: None,
            lines: vec![
                StoryLine::new(format!("{} disagree about a child. No stage settles it.", capitalised(&those)), ""),
                StoryLine::new(put, stage.name()),
            ],
            never_done: "nobody outside the dispute has decided it".into(),
        }),
        holes,
        help,
        ..Finding::default()
    };
    let neutral = "let somebody hear it who belongs to no agency, such as an independent chair declared `neutral`, or say who takes their place where their agency disputes".to_owned();
    if let Some(body) = open {
        let title = in_sentences(policy).thing(body);
        let hole = Hole {
            what: format!("who sits on {title}"),
            keeps: "somebody of no agency, or more agencies than may disagree".into(),
            breaks: "nobody but the agencies that disagree".into(),
        };
        let finding = told(
            format!("whether {who} decides a dispute of its own turns on who sits on it"),
            format!("It is put to {who}, on which nobody sits but those who disagree."),
            vec![hole],
            "say who sits on it: `members …` where the body is declared".into(),
            Some(Label { span: policy.named(body).span, text: "its members are not stated".into() }),
        );
        return Some((Verdict::Undetermined, finding));
    }
    let (message, put) = match titles.as_slice() {
        [] => (format!("{who} may be of an agency in dispute, and hears the case"), format!("It is put to {who}, of one of the two.")),
        [one] => {
            (format!("{who} decides disputes in which {one} is a party"), format!("It is put to {who}, who answers to one of the two."))
        }
        _ => (
            format!("{who} may consist of the very agencies that disagree: {}", listed(titles.clone(), "and")),
            format!("It is put to {who}, which is those {} and nobody else.", number(titles.len())),
        ),
    };
    Some((Verdict::Broken, told(message, put, Vec::new(), neutral, None)))
}

/// The agencies that make up whoever hears a case, in the order in which a body names them.
fn titles(policy: &Policy, together: &[&Party], agencies: &[NameId]) -> Vec<String> {
    let body = match together {
        [one] => one.name().map(|name| policy.named(name)).filter(|named| named.kind == NameKind::Body),
        _ => None,
    };
    match body.and_then(|body| body.members.as_ref()) {
        Some(Stated::As(members)) if members.names().all(|member| policy.named(member).kind == NameKind::Agency) => {
            members.parties.iter().map(|member| in_words(policy).party(member)).collect()
        }
        _ => agencies.iter().map(|agency| in_words(policy).title(*agency)).collect(),
    }
}

// ── panels ──────────────────────────────────────────────────────────────────────────────────────

/// Panels that hear a stage, or that may be convened at one that an authority hears.
fn panels(policy: &Policy, heard: &[(StageId, &Stage, &Parties)], at_most: Option<u32>) -> Vec<(Verdict, Finding)> {
    let used = |panel: NameId| {
        let heard_by_it = heard.iter().any(|(_, _, authority)| authority.names().any(|name| name == panel));
        let convened =
            policy.clauses.iter().any(|clause| !clause.negated && convenes(&clause.deed, panel) && is_before_an_authority(policy, clause));
        convened || heard_by_it
    };
    policy
        .panels
        .iter()
        .filter(|group| used(group.name))
        .filter_map(|group| of_a_panel(policy, group.name, &group.clauses, at_most))
        .collect()
}

fn of_a_panel(policy: &Policy, panel: NameId, terms: &[ClauseId], at_most: Option<u32>) -> Option<(Verdict, Finding)> {
    let table = Table::new(policy, panel, terms);
    let judged = of_disputants_alone(&table, at_most);
    match judged.verdict {
        Verdict::Holds | Verdict::DoesNotApply => return None,
        Verdict::GaveUp => return Some((Verdict::GaveUp, gave_up(policy))),
        _ => {}
    }
    let title = in_words(policy).title(panel);
    let dispute = judged.dispute.as_ref()?;
    let (those, size) = (table.those(dispute), number(dispute.members().count()));
    let advised = judged.verdict == Verdict::Advice;
    let clauses = if advised { judged.advice.clone() } else { table.about_who_sits() };
    let labels = if advised {
        clauses.iter().map(|id| Label { span: policy.clause(*id).span, text: format!("this only {}", weak_words(policy, *id)) }).collect()
    } else {
        let counts = clauses.iter().filter(|id| matches!(policy.clause(**id).deed.act, Act::Have { .. }));
        let counts =
            counts.map(|id| Label { span: policy.clause(*id).span, text: format!("{size} in dispute can fill all of these seats") });
        counts.chain([Label { span: policy.named(panel).span, text: "nobody else need sit on it".into() }]).collect()
    };
    let finding = Finding {
        message: if advised {
            format!("\"{title}\" has somebody on it who is not in dispute only if advice is followed")
        } else {
            let if_so = judged.turns_on.as_ref().map(|bodies| format!(" if too few of those who may sit are on {bodies}"));
            format!("where {size} agencies disagree, \"{title}\" may consist of just those {size}{}", if_so.unwrap_or_default())
        },
        labels,
        story: Some(Story {
            scenario: None,
            lines: story(&table, &those, &clauses, format!("\"{title}\" is formed of {those}, just as its terms allow.")),
            never_done: "nobody outside the dispute has had a say in it".into(),
        }),
        clauses,
        advice: judged.advice,
        holes: judged.holes,
        help: format!(
            "write `must have \"…\" from at least {} agencies`: where up to {} disagree, one of these is then of neither side",
            at_most.unwrap_or(4) + 1,
            number(at_most.unwrap_or(4) as usize)
        ),
        ..Finding::default()
    };
    Some((judged.verdict, finding))
}

// ── last words and leave ────────────────────────────────────────────────────────────────────────

/// Whoever else decides at a stage that an authority hears, or has the last word.
fn last_words(policy: &Policy) -> Vec<(Verdict, Finding)> {
    let decides = |clause: &Clause| {
        let on_the_ladder = matches!(clause.home, Place::Stage(_) | Place::Throughout);
        let there = matches!(clause.home, Place::Stage(_)) && is_before_an_authority(policy, clause);
        let lets_decide = |deed: &Deed| match &deed.act {
            Act::Decide(_, manner) | Act::Resolve(_, manner) => {
                !deed.attempt && (there || (on_the_ladder && *manner == Some(Manner::Finally)))
            }
            _ => false,
        };
        !clause.negated && options(&clause.deed).iter().any(lets_decide)
    };
    let hears: Vec<&Party> = policy
        .stages
        .iter()
        .filter_map(|stage| if let Hearing::HeardBy(authority) = &stage.hearing { Some(authority) } else { None })
        .flat_map(|authority| &authority.parties)
        .collect();
    let heard = |party: &Party| hears.iter().any(|known| known.same(party));
    let mut found = Vec::new();
    for (id, clause) in policy.clauses().filter(|(_, clause)| decides(clause)) {
        let Some(actor) = &clause.actor else { continue };
        let of_a_side = |party: &Party| {
            !heard(party) && !is_panel(policy, party) && matches!(home(policy, party), Home::Agencies(_) | Home::Disputing | Home::Raising)
        };
        if !actor.parties.iter().all(of_a_side) {
            continue;
        }
        let who = in_sentences(policy).parties(actor);
        found.push((
            Verdict::Broken,
            Finding {
                message: format!("{who} may have the last word, and be one of those who disagree"),
                labels: vec![Label { span: clause.span, text: "decides".into() }],
                clauses: vec![id],
                story: Some(Story {
                    scenario: None,
                    lines: vec![
                        StoryLine::new("Two agencies disagree about a child. No stage settles it.", ""),
                        StoryLine::new(format!("It is decided by {who}, of one of the two."), clause.per()),
                    ],
                    never_done: "nobody outside the dispute has decided it".into(),
                }),
                help: "give the last word to somebody who belongs to no agency".into(),
                ..Finding::default()
            },
        ));
    }
    found
}

/// Whoever may refuse the only step up.
fn gates(policy: &Policy) -> Vec<(Verdict, Finding)> {
    let is_up = |deed: &Deed| matches!(deed.act, Act::Escalate(_)) && !deed.attempt;
    let up = |clause: &Clause| !clause.negated && options(&clause.deed).iter().any(is_up);
    let freely = |stage: StageId| {
        policy.clauses.iter().any(|clause| {
            let free = clause.strength.force == Force::Required && clause.conditions.is_empty() && !clause.negated;
            let something_else = matches!(clause.deed.act, Act::Choice { or_similar: true, .. });
            let goes_up = !something_else && options(&clause.deed).iter().all(is_up);
            is_here(clause, stage) && goes_up && free && clause.is_sure_to_come()
        })
    };
    let mut found = Vec::new();
    for (id, clause) in policy.clauses().filter(|(_, clause)| up(clause)) {
        let mut asked = Vec::new();
        clause.conditions.iter().for_each(|condition| condition.asks(&mut asked));
        if asked.is_empty() {
            continue;
        }
        let held_up = policy.stages().find(|(stage, _)| is_here(clause, *stage) && !freely(*stage));
        let Some((_, stage)) = held_up else { continue };
        for party in asked {
            if let Some((verdict, holes, message)) = holder(policy, party) {
                let who = in_sentences(policy).party(party);
                let lines = vec![
                    StoryLine::new("Two agencies disagree about a child.", ""),
                    StoryLine::new(
                        format!(
                            "{} settles nothing, and {who}, of the agency the concern was raised with, does not agree to go on.",
                            capitalised(&stage.name())
                        ),
                        clause.per(),
                    ),
                ];
                found.push((
                    verdict,
                    Finding {
                        message,
                        labels: vec![Label { span: clause.span, text: "the case needs leave to go on".into() }],
                        clauses: vec![id],
                        story: Some(Story { scenario: None, lines, never_done: "nobody outside the dispute has heard of it".into() }),
                        holes,
                        help: "let the step follow from `unresolved` alone, or ask only the raising side's own people, such as `if raising manager agrees`".into(), ..Finding::default() },
                ));
            }
        }
    }
    found
}

/// What it comes to that somebody may refuse: nothing if they are of the raising side, or of none.
fn holder(policy: &Policy, party: &Party) -> Option<(Verdict, Vec<Hole>, String)> {
    let who = in_sentences(policy).party(party);
    let tier = party.name().is_some_and(|name| policy.named(name).kind == NameKind::Tier);
    let whose_is_open = tier && party.side.is_none() && party.of.is_none() && !party.plural && party.which.is_empty();
    match home(policy, party) {
        Home::Disputing if whose_is_open => Some((
            Verdict::Undetermined,
            vec![Hole {
                what: format!("whose {} has to agree", who.trim_start_matches("the ")),
                keeps: "it is the raising agency's own".into(),
                breaks: "it is the other agency's".into(),
            }],
            format!(
                "the policy does not say whose {} has to agree before a case goes on; it may be the other side's",
                who.trim_start_matches("the ")
            ),
        )),
        Home::Disputing | Home::Agencies(_) => {
            Some((Verdict::Broken, Vec::new(), format!("a case needs leave to go on from {who}, who may be of the other side")))
        }
        _ => None,
    }
}

// ── help ────────────────────────────────────────────────────────────────────────────────────────

/// What a clause lets be done: its act, or each of those it lets be chosen.
fn options(deed: &Deed) -> &[Deed] {
    if let Act::Choice { options, .. } = &deed.act { options } else { std::slice::from_ref(deed) }
}

fn is_here(clause: &Clause, stage: StageId) -> bool {
    matches!(clause.home, Place::Stage(_) | Place::Throughout) && clause.covers(stage)
}

/// Whether a clause speaks about a stage that an authority hears.
fn is_before_an_authority(policy: &Policy, clause: &Clause) -> bool {
    let in_ladder = matches!(clause.home, Place::Stage(_) | Place::Throughout);
    in_ladder && clause.stages.as_ref().is_none_or(|stages| stages.iter().any(|stage| policy.stage(*stage).is_authority()))
}

fn is_panel(policy: &Policy, party: &Party) -> bool {
    party.name().is_some_and(|name| policy.named(name).kind == NameKind::Panel)
}
