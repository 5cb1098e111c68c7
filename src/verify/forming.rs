//! Whether a panel can be formed in every dispute, as its terms ask.

use crate::diagnostic::Label;
use crate::model::{Act, ClauseId, NameId, NameKind, Policy, Stated, capitalised, in_sentences, in_words, listed};

use super::panels::{convened_by, every_panel};
use super::property::{Found, gave_up};
use super::report::{Finding, Hole, Story, StoryLine, Verdict};
use super::seating::{Clash, Demand, Dispute, smallest};
use super::terms::{OTHERS, Table, number, places};

/// Whether in every dispute, of at most so many agencies, some panel meets all that its terms require. What is only
/// advised is left aside where it cannot be met.
pub(super) fn every_dispute_can_have_a_panel(policy: &Policy, at_most: Option<u32>) -> Found {
    every_panel(policy, |panel, terms| can_be_formed(policy, panel, terms, at_most))
}

fn can_be_formed(policy: &Policy, panel: NameId, terms: &[ClauseId], at_most: Option<u32>) -> Found {
    let table = Table::new(policy, panel, terms);
    let at_most = at_most.map_or(table.agencies(), |at_most| table.agencies().min(at_most as usize));
    if at_most < 2 {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let Some(worlds) = table.worlds() else { return (Verdict::GaveUp, vec![gave_up(policy)]) };
    let Some(none) = without_a_panel(&table, &worlds, at_most) else { return (Verdict::GaveUp, vec![gave_up(policy)]) };
    let smaller = none.as_ref().map_or(at_most, |(dispute, _)| dispute.members().count() - 1);
    let Some(open) = turning_on_members(&table, &worlds, smaller) else { return (Verdict::GaveUp, vec![gave_up(policy)]) };
    let finding = |dispute: &Dispute| open_finding(&table, dispute, &open.sizes);
    match (&none, &open.dispute) {
        (None, None) => (Verdict::Holds, Vec::new()),
        (None, Some(dispute)) => (Verdict::Undetermined, vec![finding(dispute)]),
        (Some((dispute, clash)), open) => {
            let mut findings = vec![broken_finding(&table, dispute, *clash, worlds.iter().flatten().any(|demand| demand.open.is_some()))];
            findings.extend(open.as_ref().map(finding));
            (Verdict::Broken, findings)
        }
    }
}

/// The smallest dispute in which no panel can be formed, whoever sits on a body of which that is open.
fn without_a_panel(table: &Table<'_>, worlds: &[Vec<Demand>], at_most: usize) -> Option<Option<(Dispute, Clash)>> {
    let all: Vec<Demand> = worlds.iter().flatten().cloned().collect();
    smallest(&all, table.agencies(), at_most, &mut |dispute| {
        worlds.iter().filter(|ways| table.can_be(dispute, ways)).find_map(|ways| {
            let mut clashes = ways.iter().map(|way| way.seat(dispute, OTHERS).err());
            let first = clashes.next().flatten()?;
            clashes.all(|clash| clash.is_some()).then_some(first)
        })
    })
}

/// The disputes in which it turns on who sits on a body.
struct Open {
    /// The smallest.
    dispute: Option<Dispute>,
    /// Of how many agencies, of those sizes that were asked about.
    sizes: Vec<usize>,
}

fn turning_on_members(table: &Table<'_>, worlds: &[Vec<Demand>], at_most: usize) -> Option<Open> {
    const MOST_SIZES: usize = 8;
    let all: Vec<Demand> = worlds.iter().flatten().cloned().collect();
    let turns = |dispute: &Dispute| {
        worlds.iter().filter(|ways| table.can_be(dispute, ways)).any(|ways| {
            let mut able = ways.iter().filter(|way| way.seat(dispute, OTHERS).is_ok()).peekable();
            able.peek().is_some() && able.all(|way| way.turns_on_members(dispute, OTHERS))
        })
    };
    let mut sizes = Vec::new();
    let mut first = None;
    for size in 2..=at_most.min(MOST_SIZES) {
        let found =
            smallest(&all, table.agencies(), size, &mut |dispute| (dispute.members().count() == size && turns(dispute)).then_some(()))?;
        if let Some((dispute, ())) = found {
            sizes.push(size);
            first = first.or(Some(dispute));
        }
    }
    if at_most > MOST_SIZES && first.is_none() {
        first = smallest(&all, table.agencies(), at_most, &mut |dispute| turns(dispute).then_some(()))?.map(|(dispute, ())| dispute);
    }
    Some(Open { dispute: first, sizes })
}

fn broken_finding(table: &Table<'_>, dispute: &Dispute, clash: Clash, open: bool) -> Finding {
    let policy = table.policy;
    let title = in_words(policy).title(table.panel);
    let size = number(dispute.members().count());
    let clauses: Vec<ClauseId> = table.required().filter(|id| table.makes(clash, *id).is_some()).collect();
    let mut labels: Vec<Label> = clauses
        .iter()
        .filter_map(|id| table.makes(clash, *id).map(|text| Label { span: policy.clause(*id).span, text: text.into() }))
        .collect();
    labels.push(Label { span: policy.named(table.panel).span, text: "cannot be formed".into() });
    let mut lines =
        vec![StoryLine::new(format!("{} disagree about a child. No stage settles it.", capitalised(&table.those(dispute))), "")];
    lines.extend(convened_by(policy, table.panel).map(|id| {
        let clause = policy.clause(id);
        let who = clause.actor.as_ref().map_or_else(|| "somebody".to_owned(), |who| in_sentences(policy).parties(who));
        StoryLine::new(format!("{} sets out to convene \"{title}\".", capitalised(&who)), clause.per())
    }));
    lines.push(StoryLine::new(why(table, dispute, clash), places(policy, &clauses)));
    if open {
        lines.push(StoryLine::new(format!("This is so whoever sits on {}.", bodies(table, &table.required().collect::<Vec<_>>())), ""));
    }
    Finding {
        message: format!("{size} agencies disagree, and \"{title}\" cannot be formed"),
        labels,
        clauses,
        story: Some(Story { scenario: None, lines, never_done: format!("nobody hears the {size} together, and nobody decides") }),
        help: mend(table, dispute, clash),
        ..Finding::default()
    }
}

/// Why no panel can be formed, in a sentence.
fn why(table: &Table<'_>, dispute: &Dispute, clash: Clash) -> String {
    let in_dispute = dispute.members().count();
    match clash {
        Clash::TooMany { must, most } if must == in_dispute => {
            format!(
                "It has room for {}, and {} must be among them. {} left out, whoever is chosen.",
                agencies(most),
                if must == 2 { "both".to_owned() } else { format!("all {}", number(must)) },
                if must - most == 1 { "One is always".to_owned() } else { format!("{} are always", capitalised(&number(must - most))) }
            )
        }
        Clash::TooMany { must, most } => {
            format!("{} must sit on it, and it has room for {}.", capitalised(&agencies(must)), number(most))
        }
        Clash::InAndOut(who) => {
            let (bars, draws) = table.bars_and_draws();
            let why = match (bars, draws) {
                (true, false) => "must not",
                (false, true) => "is not one of those it is drawn from",
                _ => "must not, or is not one of those it is drawn from",
            };
            format!("{} must sit on it, and {why}.", table.agency(who))
        }
        Clash::TooFew { may, least } => {
            format!(
                "{} must sit on it, and {}.",
                capitalised(&agencies(least)),
                if may == 0 { "none may".to_owned() } else { format!("only {} may", number(may)) }
            )
        }
        Clash::NoDisputant => "One of those in dispute must sit on it, and none of them may.".to_owned(),
        Clash::Person(who) => format!("{} must sit on it, and must not.", capitalised(&table.person_in_words(who))),
    }
}

/// So many agencies, in words.
fn agencies(many: usize) -> String {
    format!("{} {}", number(many), if many == 1 { "agency" } else { "agencies" })
}

fn mend(table: &Table<'_>, dispute: &Dispute, clash: Clash) -> String {
    match clash {
        Clash::TooMany { most, .. } => format!(
            "let more than {} sit, such as by `must have \"…\" from at least {most} {}`, or say who sits for those who find no seat",
            number(most),
            if most == 1 { "agency" } else { "agencies" }
        ),
        Clash::InAndOut(who) => {
            format!("let {} be one of those who may sit, or say who sits in its place", table.agency(who))
        }
        Clash::TooFew { .. } => format!(
            "ask for fewer agencies, or say who sits where {} disagree",
            if dispute.members().count() == 2 { "two".to_owned() } else { format!("as many as {}", number(dispute.members().count())) }
        ),
        Clash::NoDisputant => "let one of those in dispute sit, or do not ask for one".into(),
        Clash::Person(who) => format!("say that {} sits on it, or that they do not", table.person_in_words(who)),
    }
}

/// It turns on who sits on a body of which the policy does not say so.
fn open_finding(table: &Table<'_>, dispute: &Dispute, sizes: &[usize]) -> Finding {
    let policy = table.policy;
    let title = in_words(policy).title(table.panel);
    let required: Vec<ClauseId> = table.required().collect();
    let bodies = bodies(table, &required);
    let left_out = dispute.members().last().map(|at| table.agency(at)).unwrap_or_default();
    let how_many = if sizes.is_empty() || sizes.len() > 4 {
        "some".to_owned()
    } else {
        listed(sizes.iter().map(|size| number(*size)).collect(), "or")
    };
    let drawn: Vec<ClauseId> = table.required().filter(|id| matches!(policy.clause(*id).deed.act, Act::DrawnFrom(_))).collect();
    let labels = drawn
        .iter()
        .map(|id| Label { span: policy.clause(*id).span, text: "the policy does not say who these are".into() })
        .chain(
            open_bodies(table, &required)
                .into_iter()
                .map(|body| Label { span: policy.named(body).span, text: "its members are not stated".into() }),
        )
        .collect();
    Finding {
        message: format!("with {how_many} agencies in dispute, whether \"{title}\" can be formed turns on who sits on {bodies}"),
        labels,
        clauses: drawn.clone(),
        story: Some(Story {
            scenario: None,
            lines: vec![
                StoryLine::new(format!("{} disagree about a child. No stage settles it.", capitalised(&table.those(dispute))), ""),
                StoryLine::new(format!("{left_out} is not on {bodies}, from which the panel is drawn."), places(policy, &drawn)),
            ],
            never_done: "the panel its terms ask for has not met".into(),
        }),
        holes: vec![Hole {
            what: format!("who sits on {bodies}"),
            keeps: "every agency that can be in dispute does".into(),
            breaks: format!("{left_out} does not"),
        }],
        help: "say who is on it, with every agency that can be in dispute: `members …` where the body is declared".into(),
        ..Finding::default()
    }
}

/// The bodies from which terms have the panel drawn, and of which the policy does not say who is on them.
fn open_bodies(table: &Table<'_>, terms: &[ClauseId]) -> Vec<NameId> {
    let mut bodies = Vec::new();
    for id in terms.iter().copied() {
        let Act::DrawnFrom(from) = &table.policy.clause(id).deed.act else { continue };
        for name in from.names() {
            let named = table.policy.named(name);
            let stated = named.kind != NameKind::Body || matches!(named.members, Some(Stated::As(_)));
            if !stated && !bodies.contains(&name) {
                bodies.push(name);
            }
        }
    }
    bodies
}

/// The same, as a phrase.
pub(super) fn bodies(table: &Table<'_>, terms: &[ClauseId]) -> String {
    listed(open_bodies(table, terms).into_iter().map(|body| in_sentences(table.policy).thing(body)).collect(), "and")
}
