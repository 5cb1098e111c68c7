//! Panels: whether their terms oblige them to be as a rule asks, in every case in which there is one.
//!
//! Terms that only count and include have a closed form: no case has to be tried.

use crate::diagnostic::Label;
use crate::model::{
    Act, ClauseId, Count, Counted, Deed, Force, Home, HowMany, Join, NameId, NameKind, Noun, Parties, Party, Policy, in_words,
};

use super::facts::Atoms;
use super::formula::Formula;
use super::homes::{is_apart, living_agencies};
use super::property::{Found, gave_up, severity_of, weak_words};
use super::report::{Finding, Verdict};
use super::terms::{Meant, meant};
use super::weigh::{Kept, is_possible, weigh};

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

/// The first clause by which somebody convenes a panel.
pub(super) fn convened_by(policy: &Policy, panel: NameId) -> Option<ClauseId> {
    policy
        .clauses()
        .find(|(_, clause)| !clause.negated && matches!(clause.home, Home::Stage(_) | Home::Throughout) && convenes(&clause.deed, panel))
        .map(|(id, _)| id)
}

/// Whether a deed, or one of its choices, is to convene a panel.
pub(super) fn convenes(deed: &Deed, panel: NameId) -> bool {
    match &deed.act {
        Act::Convene { what: Some(what), .. } => what.names().any(|name| name == panel),
        Act::Choice { options, .. } => options.iter().any(|option| convenes(option, panel)),
        _ => false,
    }
}

/// A panel has at least `wanted` agencies in every case iff the terms that apply give so many of them a seat: by a count,
/// by naming them or somebody of theirs, or by seats for those in dispute, of which there are at least two. It has so many
/// people iff it must have them by a count, or those who must sit are as many, whomever the agencies send.
pub(super) fn panel_size(policy: &Policy, panel: NameId, terms: &[ClauseId], wanted: u32, of: Counted) -> Found {
    let declared = living_agencies(policy).len();
    let fails = |counted: &Least, seats: &[Seat]| {
        let agencies = counted.agencies.max(agencies(seats, declared));
        let size = if of == Counted::People { counted.people.max(people(policy, seats, agencies)) } else { agencies };
        size < wanted
    };
    let title = in_words(policy).title(panel);
    let (whom, write) = match of {
        Counted::People => (if wanted == 1 { "person" } else { "people" }, format!("must have at least {wanted} people")),
        _ if wanted == 1 => ("agency", "must have \"…\" from at least 1 agency".to_owned()),
        _ => ("agencies", format!("must have \"…\" from at least {wanted} agencies")),
    };
    by_strength(
        policy,
        panel,
        &obliging(policy, terms),
        terms,
        &fails,
        PanelWords {
            broken: match wanted {
                1 => format!("\"{title}\" may be formed without any {whom}"),
                _ => format!("\"{title}\" may be formed with fewer than {wanted} {whom}"),
            },
            advised: format!("\"{title}\" has at least {wanted} {whom} only if advice is followed"),
            story: format!("nothing obliged anybody to bring in {wanted} {whom}"),
            help: format!("write `{write}` among the panel's terms"),
        },
    )
}

/// A panel includes somebody in every case iff the terms that apply give them a seat.
pub(super) fn panel_includes(policy: &Policy, panel: NameId, terms: &[ClauseId], wanted: &Parties) -> Found {
    let words = in_words(policy);
    let title = words.title(panel);
    let wanted_seats: Vec<Seat> = wanted.parties.iter().map(|party| seat(policy, party)).collect();
    let fails = |counted: &Least, seats: &[Seat]| {
        let covered = |wanted: &Seat| (*wanted == Seat::AnAgency && counted.agencies > 0) || seats.iter().any(|seat| covers(seat, wanted));
        let mut sits = wanted_seats.iter().map(covered);
        match wanted.join {
            Join::And => !sits.all(|sits| sits),
            Join::Or => !sits.any(|sits| sits),
        }
    };
    let wanted_words = words.parties(wanted);
    by_strength(
        policy,
        panel,
        &obliging(policy, terms),
        terms,
        &fails,
        PanelWords {
            broken: format!("\"{title}\" may be formed without {wanted_words}"),
            advised: format!("\"{title}\" includes {wanted_words} only if advice is followed"),
            story: format!("nothing obliged anybody to give {wanted_words} a seat"),
            help: "write `must include every disputing agency` among the panel's terms".into(),
        },
    )
}

/// A seat a term asks for.
#[derive(Debug, Clone, PartialEq)]
enum Seat {
    /// For every agency there is.
    EveryAgency,
    /// For every agency in dispute.
    Disputing,
    /// For one of those in dispute.
    OneDisputing,
    Raising,
    Receiving,
    /// For an agency, whichever.
    AnAgency,
    /// For an agency by name.
    Agency(NameId),
    /// For an agency that is no more, and that none has replaced.
    Ended(NameId),
    /// For somebody who is no agency.
    Other(Party),
}

impl Seat {
    fn is_an_agencys(&self) -> bool {
        !matches!(self, Seat::Ended(_) | Seat::Other(_))
    }
}

/// The seat somebody is wanted in.
fn seat(policy: &Policy, party: &Party) -> Seat {
    let agency = match party.side {
        None if party.of.is_none() => party.name().filter(|name| policy.named(*name).kind == NameKind::Agency),
        _ => None,
    };
    match (agency, of_agency(policy, party)) {
        (_, Some(seat)) if agency.is_some() || party.noun == Noun::Agency => seat,
        (Some(ended), _) => Seat::Ended(ended),
        _ => Seat::Other(Party { span: policy.span, ..party.clone() }),
    }
}

/// The seats somebody has who must sit: their own, and their agency's.
fn seats(policy: &Policy, party: &Party) -> Vec<Seat> {
    let own = seat(policy, party);
    let agencys = of_agency(policy, party).filter(|agencys| *agencys != own);
    std::iter::once(own).chain(agencys).collect()
}

/// The seat an agency has by somebody's: its own, or that of somebody of its own people.
fn of_agency(policy: &Policy, party: &Party) -> Option<Seat> {
    Some(match meant(policy, party) {
        Meant::Every => Seat::EveryAgency,
        Meant::Disputing => Seat::Disputing,
        Meant::OneDisputing => Seat::OneDisputing,
        Meant::Raising => Seat::Raising,
        Meant::Receiving => Seat::Receiving,
        Meant::Some => Seat::AnAgency,
        Meant::These(agencies) => Seat::Agency(*agencies.first()?),
        Meant::Nobody => return None,
    })
}

/// Whether a seat is one for somebody wanted, whoever is in dispute.
fn covers(seat: &Seat, wanted: &Seat) -> bool {
    seat == wanted
        || match wanted {
            Seat::EveryAgency | Seat::Ended(_) | Seat::Other(_) => false,
            Seat::Disputing | Seat::Agency(_) => *seat == Seat::EveryAgency,
            Seat::Raising | Seat::Receiving => matches!(seat, Seat::EveryAgency | Seat::Disputing),
            Seat::OneDisputing => matches!(seat, Seat::EveryAgency | Seat::Disputing | Seat::Raising | Seat::Receiving),
            Seat::AnAgency => seat.is_an_agencys(),
        }
}

/// How many agencies have a seat at least, whoever is in dispute.
fn agencies(seats: &[Seat], declared: usize) -> u32 {
    let mut named: Vec<&Seat> = Vec::new();
    seats.iter().filter(|seat| matches!(seat, Seat::Agency(_))).for_each(|seat| {
        if !named.contains(&seat) {
            named.push(seat);
        }
    });
    let has = |wanted: Seat| seats.contains(&wanted);
    let others = if has(Seat::EveryAgency) {
        declared.max(2)
    } else if has(Seat::Disputing) || (has(Seat::Raising) && has(Seat::Receiving)) {
        2
    } else {
        usize::from(seats.iter().any(Seat::is_an_agencys))
    };
    named.len().max(others) as u32
}

struct PanelWords {
    broken: String,
    advised: String,
    story: String,
    help: String,
}

/// How many must be on a panel by the counts in its terms.
#[derive(Debug, Default, Clone, Copy)]
struct Least {
    agencies: u32,
    people: u32,
}

/// A term that obliges somebody: a count, or the seats of each of those named, of whom all or one is meant.
struct Term {
    id: ClauseId,
    least: Least,
    seats: Vec<Vec<Seat>>,
    one_of_them: bool,
}

/// The terms that oblige; those that wait for something else than that nothing is settled are not counted on.
fn obliging(policy: &Policy, terms: &[ClauseId]) -> Vec<Term> {
    let oblige = terms.iter().copied().filter(|id| {
        let clause = policy.clause(*id);
        clause.strength.force != Force::Permitted && !clause.negated && !clause.deed.attempt && clause.is_sure_to_come()
    });
    oblige
        .filter_map(|id| match &policy.clause(id).deed.act {
            Act::Have { count: Count { counting: HowMany::AtLeast | HowMany::Exactly, number, agencies }, .. } => {
                let least = if *agencies { Least { agencies: *number, people: 0 } } else { Least { agencies: 0, people: *number } };
                Some(Term { id, least, seats: Vec::new(), one_of_them: false })
            }
            // Whoever chairs it sits on it.
            Act::Include(Some(who), _) | Act::ChairedBy(who) => {
                let seats = who.parties.iter().map(|party| seats(policy, party)).collect();
                Some(Term { id, least: Least::default(), seats, one_of_them: who.join == Join::Or })
            }
            _ => None,
        })
        .collect()
}

/// More terms with conditions than this are not gone through, nor more ways to choose where a term leaves a choice.
const MOST_CONDITIONAL: usize = 10;
const MOST_CHOICES: usize = 1_024;

/// Whether some panel that the terms allow, with this advice kept, fails what is asked of the agencies counted and the
/// seats given; `None` if it is too large to say.
fn some_fails(policy: &Policy, terms: &[Term], fails: &dyn Fn(&Least, &[Seat]) -> bool, kept: Kept<'_>) -> Option<bool> {
    let force = |term: &&Term| policy.clause(term.id).strength.force == Force::Required || kept(term.id);
    let (always, sometimes): (Vec<&Term>, Vec<&Term>) =
        terms.iter().filter(force).partition(|term| policy.clause(term.id).conditions.is_empty());
    if sometimes.len() > MOST_CONDITIONAL {
        return None;
    }
    for chosen in 0..1u32 << sometimes.len() {
        let applies = |at: &usize| chosen & (1 << at) != 0;
        let applying = always.iter().copied().chain((0..sometimes.len()).filter(applies).map(|at| sometimes[at]));
        if !fails_somehow(&applying.collect::<Vec<_>>(), fails)? {
            continue;
        }
        // Those left out must not apply.
        let mut atoms = Atoms::default();
        let mut none = Vec::new();
        for term in (0..sometimes.len()).filter(|at| !applies(at)).map(|at| sometimes[at]) {
            let parts: Vec<Formula> = policy.clause(term.id).conditions.iter().map(|condition| atoms.formula(policy, condition)).collect();
            none.push(Formula::and(parts).not());
        }
        if is_possible(policy, &mut atoms, Formula::and(none))? {
            return Some(true);
        }
    }
    Some(false)
}

/// Whether what is asked fails for one way to choose where a term leaves a choice.
fn fails_somehow(terms: &[&Term], fails: &dyn Fn(&Least, &[Seat]) -> bool) -> Option<bool> {
    let most = |number: fn(&Least) -> u32| terms.iter().map(|term| number(&term.least)).max().unwrap_or_default();
    let counted = Least { agencies: most(|least| least.agencies), people: most(|least| least.people) };
    let mut ways: Vec<Vec<Seat>> = vec![Vec::new()];
    for term in terms {
        if !term.one_of_them {
            ways.iter_mut().for_each(|way| way.extend(term.seats.iter().flatten().cloned()));
            continue;
        }
        if ways.len() * term.seats.len() > MOST_CHOICES {
            return None;
        }
        ways = ways.iter().flat_map(|way| term.seats.iter().map(|seats| way.iter().chain(seats).cloned().collect::<Vec<Seat>>())).collect();
    }
    Some(ways.iter().any(|way| fails(&counted, way)))
}

/// How many people sit at least, where so many agencies do: each agency sends somebody, who may be one of those named
/// already. Those who belong to none come on top; of the others it is enough that they could be whom an agency sends.
fn people(policy: &Policy, seats: &[Seat], agencies: u32) -> u32 {
    let mut named: Vec<&Party> = Vec::new();
    let mut sent: Vec<Seat> = Vec::new();
    let mut anybodys = 0;
    for seat in seats {
        let Seat::Other(party) = seat else { continue };
        let whose = of_agency(policy, party);
        let several = matches!(whose, Some(Seat::Disputing | Seat::EveryAgency));
        if several || named.iter().any(|known| known.same(party)) {
            continue;
        }
        named.push(party);
        match whose {
            Some(whose @ (Seat::Agency(_) | Seat::Raising | Seat::Receiving)) if sent.contains(&whose) => {}
            Some(whose) => sent.push(whose),
            None if is_apart(policy, party) => {}
            None => anybodys += 1,
        }
    }
    let sends_somebody_else = agencies.saturating_sub(sent.len() as u32 + anybodys);
    named.len() as u32 + sends_somebody_else
}

/// The verdict on one panel.
fn by_strength(
    policy: &Policy,
    panel: NameId,
    obliging: &[Term],
    terms: &[ClauseId],
    fails: &dyn Fn(&Least, &[Seat]) -> bool,
    words: PanelWords,
) -> Found {
    let mut all_advice: Vec<ClauseId> =
        obliging.iter().map(|term| term.id).filter(|id| policy.clause(*id).strength.force.is_advice()).collect();
    all_advice.sort();
    let (verdict, advice) = weigh(&all_advice, &|kept| some_fails(policy, obliging, fails, kept));
    match verdict {
        Verdict::Holds => return (Verdict::Holds, Vec::new()),
        Verdict::GaveUp => return (Verdict::GaveUp, vec![gave_up(policy)]),
        _ => {}
    }
    let place = terms.first().map(|id| policy.clause(*id).per()).unwrap_or_default();
    let story = super::Story {
        lines: vec![
            super::StoryLine::new("Agencies disagree about a child, and no stage settles it.", ""),
            super::StoryLine::new(format!("\"{}\" is formed, just as its terms allow.", in_words(policy).title(panel)), place),
        ],
        never_done: words.story,
        scenario: None,
    };
    let (message, labels) = match advice.first() {
        Some(first) => {
            let label = Label { span: policy.clause(*first).span, text: format!("this only {}", weak_words(policy, *first)) };
            (words.advised, vec![label])
        }
        None => {
            let label = Label { span: policy.named(panel).span, text: "none of its terms requires it in every case".into() };
            (words.broken, vec![label])
        }
    };
    let related = terms.iter().copied().filter(|id| matches!(policy.clause(*id).deed.act, Act::Have { .. } | Act::Include(..))).collect();
    let clauses = if advice.is_empty() { related } else { advice.clone() };
    (verdict, vec![Finding { message, labels, clauses, story: Some(story), advice, help: words.help, ..Finding::default() }])
}
