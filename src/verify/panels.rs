//! Panels: whether their terms oblige them to be as a rule asks, in every case in which there is one.
//!
//! Terms that only count and include have a closed form: no case has to be tried.

use crate::diagnostic::Label;
use crate::model::{
    Act, ClauseId, Count, Counted, Counting, Deed, Force, Home, Join, NameId, NameKind, Noun, Parties, Party, Policy, Side, in_words,
};

use super::facts::Atoms;
use super::formula::Formula;
use super::homes::{self, home};
use super::property::{Found, gave_up, severity_of, weak_words};
use super::report::{Finding, Verdict};
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
/// by naming them, or by seats for those in dispute, of which there are at least two. Each agency sends at least one
/// person, so that a count of agencies is one of people too.
pub(super) fn panel_size(policy: &Policy, panel: NameId, terms: &[ClauseId], wanted: u32, of: Counted) -> Found {
    let declared = policy.names.iter().filter(|named| named.kind == NameKind::Agency).count();
    let beside = |seats: &[Seat]| if of == Counted::People { beside_agencies(policy, seats) } else { 0 };
    let fails = |counted: u32, seats: &[Seat]| counted.max(agencies(seats, declared) + beside(seats)) < wanted;
    let title = in_words(policy).title(panel);
    let (whom, write) = match of {
        Counted::People => ("people", format!("must have at least {wanted} people")),
        _ => ("agencies", format!("must have \"…\" from at least {wanted} agencies")),
    };
    by_strength(
        policy,
        panel,
        &obliging(policy, terms, of),
        terms,
        &fails,
        PanelWords {
            broken: format!("\"{title}\" may be formed with fewer than {wanted} {whom}"),
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
    let fails = |_: u32, seats: &[Seat]| {
        let mut sits = wanted_seats.iter().map(|wanted| seats.iter().any(|seat| covers(seat, wanted)));
        match wanted.join {
            Join::And => !sits.all(|sits| sits),
            Join::Or => !sits.any(|sits| sits),
        }
    };
    let wanted_words = words.parties(wanted);
    by_strength(
        policy,
        panel,
        &obliging(policy, terms, Counted::Agencies),
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
    /// For somebody who is no agency.
    Other(Party),
}

fn seat(policy: &Policy, party: &Party) -> Seat {
    let all = party.plural || party.which.iter().any(|which| matches!(which.as_str(), "every" | "both"));
    match (&party.noun, party.side, party.name()) {
        (Noun::Agency, Some(Side::Disputing), _) if all => Seat::Disputing,
        (Noun::Agency, Some(Side::Disputing), _) => Seat::OneDisputing,
        (Noun::Agency, Some(Side::Raising), _) => Seat::Raising,
        (Noun::Agency, Some(Side::Receiving), _) => Seat::Receiving,
        (Noun::Agency, None, _) if all => Seat::EveryAgency,
        (Noun::Agency, None, _) => Seat::AnAgency,
        (_, None, Some(name)) if policy.named(name).kind == NameKind::Agency => Seat::Agency(name),
        _ => Seat::Other(Party { span: policy.span, ..party.clone() }),
    }
}

/// Whether a seat is one for somebody wanted, whoever is in dispute.
fn covers(seat: &Seat, wanted: &Seat) -> bool {
    let agency = !matches!(seat, Seat::Other(_));
    seat == wanted
        || match wanted {
            Seat::EveryAgency | Seat::Other(_) => false,
            Seat::Disputing | Seat::Agency(_) => *seat == Seat::EveryAgency,
            Seat::Raising | Seat::Receiving => matches!(seat, Seat::EveryAgency | Seat::Disputing),
            Seat::OneDisputing => matches!(seat, Seat::EveryAgency | Seat::Disputing | Seat::Raising | Seat::Receiving),
            Seat::AnAgency => agency,
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
        usize::from(seats.iter().any(|seat| !matches!(seat, Seat::Other(_))))
    };
    named.len().max(others) as u32
}

struct PanelWords {
    broken: String,
    advised: String,
    story: String,
    help: String,
}

/// A term that obliges somebody, with what must be so for it to apply: a count of agencies, or seats of which all or
/// one is meant.
struct Term {
    id: ClauseId,
    counted: u32,
    /// It counts agencies where people are asked for: whoever is of none comes on top.
    of_agencies: bool,
    seats: Vec<Seat>,
    one_of_them: bool,
}

/// The terms that oblige; those that wait for something else than that nothing is settled are not counted on.
fn obliging(policy: &Policy, terms: &[ClauseId], of: Counted) -> Vec<Term> {
    let oblige = terms.iter().copied().filter(|id| {
        let clause = policy.clause(*id);
        clause.strength.force != Force::Permitted && !clause.negated && !clause.deed.attempt && clause.is_sure_to_come()
    });
    oblige
        .filter_map(|id| match &policy.clause(id).deed.act {
            Act::Have { count: Count { counting: Counting::AtLeast | Counting::Exactly, number, agencies }, .. }
                if *agencies || of == Counted::People =>
            {
                let of_agencies = *agencies && of == Counted::People;
                Some(Term { id, counted: *number, of_agencies, seats: Vec::new(), one_of_them: false })
            }
            Act::Include(Some(who), _) => {
                let seats = who.parties.iter().map(|party| seat(policy, party)).collect();
                Some(Term { id, counted: 0, of_agencies: false, seats, one_of_them: who.join == Join::Or })
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
fn some_fails(policy: &Policy, terms: &[Term], fails: &dyn Fn(u32, &[Seat]) -> bool, kept: Kept<'_>) -> Option<bool> {
    let force = |term: &&Term| policy.clause(term.id).strength.force == Force::Required || kept(term.id);
    let (always, sometimes): (Vec<&Term>, Vec<&Term>) =
        terms.iter().filter(force).partition(|term| policy.clause(term.id).conditions.is_empty());
    if sometimes.len() > MOST_CONDITIONAL {
        return None;
    }
    for chosen in 0..1u32 << sometimes.len() {
        let applies = |at: &usize| chosen & (1 << at) != 0;
        let applying = always.iter().copied().chain((0..sometimes.len()).filter(applies).map(|at| sometimes[at]));
        if !fails_somehow(policy, &applying.collect::<Vec<_>>(), fails)? {
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
fn fails_somehow(policy: &Policy, terms: &[&Term], fails: &dyn Fn(u32, &[Seat]) -> bool) -> Option<bool> {
    let most =
        |of_agencies: bool| terms.iter().filter(|term| term.of_agencies == of_agencies).map(|term| term.counted).max().unwrap_or_default();
    let (counted, agencies) = (most(false), most(true));
    let mut ways: Vec<Vec<Seat>> = vec![Vec::new()];
    for term in terms {
        if !term.one_of_them {
            ways.iter_mut().for_each(|way| way.extend(term.seats.iter().cloned()));
            continue;
        }
        if ways.len() * term.seats.len() > MOST_CHOICES {
            return None;
        }
        ways = ways
            .iter()
            .flat_map(|way| term.seats.iter().map(|seat| way.iter().cloned().chain([seat.clone()]).collect::<Vec<Seat>>()))
            .collect();
    }
    Some(ways.iter().any(|way| {
        let beside = if agencies > 0 { beside_agencies(policy, way) } else { 0 };
        fails(counted.max(agencies + beside), way)
    }))
}

/// How many of those with a seat belong to no agency, each named once.
fn beside_agencies(policy: &Policy, seats: &[Seat]) -> u32 {
    let mut known: Vec<&Party> = Vec::new();
    for seat in seats {
        if let Seat::Other(party) = seat
            && matches!(home(policy, party), homes::Home::Apart | homes::Home::Unsaid)
            && !known.iter().any(|one| one.same(party))
        {
            known.push(party);
        }
    }
    known.len() as u32
}

/// The verdict on one panel.
fn by_strength(
    policy: &Policy,
    panel: NameId,
    obliging: &[Term],
    terms: &[ClauseId],
    fails: &dyn Fn(u32, &[Seat]) -> bool,
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
    (verdict, vec![Finding { message, labels, clauses, story: Some(story), advice, holes: Vec::new(), help: words.help }])
}
