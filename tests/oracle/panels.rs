//! Panels and authorities: every panel that its terms allow, every case that an authority can be given.

use std::collections::BTreeSet;

use super::ladder::{Atoms, Expr, is_counted, subsets};
use super::policy::*;
use super::verdict::{Every, Kept, Question};

/// What is asked of panels.
#[derive(Debug, Clone)]
pub enum Asked {
    /// Every panel has so many agencies.
    AtLeast(u32),
    /// Every panel has so many agencies that are not in dispute.
    Neutral(u32),
    /// Every panel has so many people.
    People(u32),
    /// Every panel includes them.
    Includes(Parties),
    /// No panel has any of them on it.
    Excludes(Parties),
    /// No panel has agencies in dispute on it and no others.
    SomebodyElse,
    /// Some panel meets the terms.
    CanForm,
}

impl Asked {
    /// Terms that ask who must not sit, or for no more than so many, seat nobody: they matter only to some questions.
    fn weighs_upper_bounds(&self) -> bool {
        matches!(self, Asked::Neutral(_) | Asked::Excludes(_) | Asked::SomebodyElse | Asked::CanForm)
    }
}

/// The panels of a policy, each asked the same; `None` where there is too much to go through.
pub fn every_panel<'p>(policy: &'p Policy, asked: &Asked, at_most: Option<u32>) -> Option<Every<Panel<'p>>> {
    these_panels(policy, &policy.panels.iter().collect::<Vec<_>>(), asked, at_most)
}

/// The same of some of its panels.
pub fn these_panels<'p>(policy: &'p Policy, groups: &[&'p Group], asked: &Asked, at_most: Option<u32>) -> Option<Every<Panel<'p>>> {
    // The bodies that panels are drawn from and whose members nobody names.
    let mut open: Vec<&str> = Vec::new();
    if asked.weighs_upper_bounds() && !matches!(asked, Asked::SomebodyElse) {
        let terms = policy.panels.iter().flat_map(|group| &group.clauses).map(|id| policy.clause(id));
        for body in
            terms.filter_map(|clause| if let Act::DrawnFrom { whom } = &clause.act { Some(whom) } else { None }).flat_map(Parties::names)
        {
            if policy.name(body).kind == "body" && members(policy, body).is_none() && !open.contains(&body) {
                open.push(body);
            }
        }
    }
    let mut panels: Vec<Panel<'p>> = groups.iter().map(|group| Panel::new(policy, group, asked, at_most, &open)).collect();
    // The body has enough members for every panel that is drawn from it.
    let most_drawn = panels.iter().map(|panel| panel.to_be_drawn).max().unwrap_or_default();
    panels.iter_mut().for_each(|panel| panel.to_be_drawn = most_drawn);
    let completions = panels.first().map_or(1, Question::completions);
    let there_can_be: Vec<bool> = (0..completions).map(|completion| panels.iter().all(|panel| panel.there_can_be(completion))).collect();
    panels.iter_mut().for_each(|panel| panel.there_can_be.clone_from(&there_can_be));
    (open.len() < 2).then_some(Every(panels))
}

/// Who sits on a body, if the policy says so.
fn members<'p>(policy: &'p Policy, body: &str) -> Option<&'p Parties> {
    match &policy.name(body).members {
        Some(Stated::Stated { parties }) => Some(parties),
        _ => None,
    }
}

/// Somebody who can sit on a panel, as a number: the agencies first.
type Member = usize;

/// What a term asks for.
#[derive(Debug)]
enum Term {
    /// So many agencies.
    AtLeast(u32),
    AtMost(u32),
    PeopleAtLeast(u32),
    PeopleAtMost(u32),
    /// So many agencies that are not in dispute.
    Neutral(u32),
    /// Not agencies in dispute alone.
    SomebodyElse,
    /// All of these.
    All(Vec<Seat>),
    /// One of these.
    Some(Vec<Seat>),
    /// None of these.
    Without(Vec<Seat>),
    /// One of these is left out.
    WithoutSome(Vec<Seat>),
    /// Every agency is one of these.
    From(Drawn),
}

/// From whom a panel is drawn.
#[derive(Debug, Default)]
struct Drawn {
    stated: u64,
    disputing: bool,
    /// A body of which nobody says who sits on it: its number.
    open: Option<usize>,
}

impl Drawn {
    fn is_a_list(&self) -> bool {
        self.stated != u64::MAX && !self.disputing && self.open.is_none()
    }
}

impl Term {
    /// It seats nobody.
    fn is_an_upper_bound(&self) -> bool {
        matches!(self, Term::AtMost(_) | Term::PeopleAtMost(_) | Term::Without(_) | Term::WithoutSome(_) | Term::From(..))
    }

    /// It lists from whom the panel is drawn.
    fn is_a_list(&self) -> bool {
        matches!(self, Term::From(drawn) if drawn.is_a_list())
    }

    /// The agencies it keeps out of a panel in a dispute.
    fn keeps_out(&self, dispute: Sitting) -> u64 {
        let (Term::Without(seats) | Term::WithoutSome(seats)) = self else { return 0 };
        let of_seat = |seat: &Seat| match seat {
            Seat::Disputing | Seat::OneDisputing | Seat::Raising | Seat::Receiving => dispute.disputing,
            Seat::Of(member) => 1 << member & dispute.every,
            _ => 0,
        };
        seats.iter().map(of_seat).fold(0, |all, one| all | one)
    }

    /// The same seats, each for whom it is meant and not for their agency.
    fn of_themselves(self) -> Term {
        let own = |seats: Vec<Seat>| -> Vec<Seat> {
            seats.into_iter().map(|seat| if let Seat::Somebody(member, _) = seat { Seat::Of(member) } else { seat }).collect()
        };
        match self {
            Term::All(seats) => Term::All(own(seats)),
            Term::Some(seats) => Term::Some(own(seats)),
            other => other,
        }
    }

    fn speaks_of_sides(&self) -> bool {
        match self {
            Term::All(seats) | Term::Some(seats) | Term::Without(seats) | Term::WithoutSome(seats) => seats
                .iter()
                .any(|seat| matches!(seat, Seat::Raising | Seat::Receiving | Seat::Somebody(_, Whose::Raising | Whose::Receiving))),
            _ => false,
        }
    }
}

/// A seat for somebody.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Seat {
    /// For everybody in dispute.
    Disputing,
    /// For one of those in dispute, whichever.
    OneDisputing,
    Raising,
    Receiving,
    /// For every agency there is.
    EveryAgency,
    /// For an agency, whichever.
    AnAgency,
    Of(Member),
    /// For somebody, and with them for whose they are.
    Somebody(Member, Whose),
}

/// Whose somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Of(Member),
    Raising,
    Receiving,
    OneDisputing,
    /// They are several: one of each agency in dispute.
    Disputing,
    /// Of some agency.
    AnAgency,
    /// That is not said.
    Unsaid,
    Nobodys,
}

#[derive(Debug)]
pub struct Panel<'p> {
    terms: Vec<(&'p str, Force, Expr, Term)>,
    worlds: Vec<u64>,
    /// How many agencies the policy names, two at least.
    named: usize,
    /// The fewest agencies there can be, and the most that are tried.
    agencies: std::ops::RangeInclusive<usize>,
    members: usize,
    /// What must not fail; nothing where a panel has only to be possible.
    asked: Option<Term>,
    /// The largest dispute that is asked about.
    at_most: u32,
    /// How many bodies have members nobody names.
    open: usize,
    /// Its own terms draw it from the open body.
    from_open: bool,
    /// For each way to fill that body, whether it is one to draw panels from.
    there_can_be: Vec<bool>,
    /// How many are to be drawn from the open body, of whom there are so many.
    to_be_drawn: u32,
    /// Who can sit that is no agency, where people are counted.
    people: Vec<(Member, Whose)>,
}

/// A case, and who sits where.
#[derive(Clone, Copy)]
struct Sitting {
    every: u64,
    /// The agencies that the policy names, and those in dispute.
    known: u64,
    panel: u64,
    disputing: u64,
    raising: u64,
    receiving: u64,
    /// Who sits on the open body.
    filled: u64,
}

/// More agencies than this are not tried.
const MOST_AGENCIES: usize = 7;

impl<'p> Panel<'p> {
    fn new(policy: &'p Policy, group: &'p Group, asked: &Asked, at_most: Option<u32>, open: &[&str]) -> Panel<'p> {
        let mut atoms = Atoms::default();
        let mut known: Vec<String> =
            policy.names.iter().filter(|name| name.kind == "agency" && name.until.is_none()).map(|name| name.name.clone()).collect();
        let declared = known.len();
        let mut counts = vec![2];
        let clauses: Vec<&Clause> = group.clauses.iter().map(|id| policy.clause(id)).collect();
        let oblige = clauses
            .iter()
            // What must not be seats nobody.
            .filter(|clause| !clause.negated || asked.weighs_upper_bounds())
            .filter(|clause| !clause.attempt && clause.strength.force != Force::Permitted)
            // What is asked for at some moment cannot be counted on, and can be in the way; that nothing is settled is sure by then.
            .filter(|clause| clause.when.is_empty() || clause.when.contains(&Event::Unresolved) || matches!(asked, Asked::CanForm));
        // Agencies nobody declared can be in dispute too.
        if let Asked::AtLeast(number) | Asked::Neutral(number) = asked {
            counts.push(*number);
        }
        counts
            .extend(oblige.clone().filter_map(|clause| if let Act::Have { count, .. } = &clause.act { Some(count.number) } else { None }));
        let least = declared.max(2);
        let upper = asked.weighs_upper_bounds();
        let of_people = matches!(asked, Asked::People(_));
        let can_form = matches!(asked, Asked::CanForm);
        let agencies = if upper && !can_form && open.is_empty() {
            (least + counts.iter().copied().max().unwrap_or(2).min(5) as usize).min(MOST_AGENCIES.max(least))
        } else if open.is_empty() && !can_form {
            (least.max(counts.iter().copied().max().unwrap_or(2).min(5) as usize) + 2).min(MOST_AGENCIES.max(least))
        } else {
            MOST_AGENCIES.max(least)
        };
        (declared..agencies).for_each(|number| known.push(format!(" agency {number}")));
        let mut terms = Vec::new();
        for clause in oblige {
            // What is only advised is left aside where it cannot be met.
            if matches!(asked, Asked::CanForm) && clause.strength.force != Force::Required {
                continue;
            }
            let made: Vec<Term> = match &clause.act {
                Act::Include { whom: Some(whom), .. } | Act::ChairedBy { whom } if clause.negated => {
                    vec![no_seats(&Parties { join: Join::And, ..whom.clone() }, &mut known, policy)]
                }
                Act::Exclude { whom: Some(whom), .. } if clause.negated => vec![seats(whom, &mut known, policy)],
                Act::Have { .. } | Act::DrawnFrom { .. } if clause.negated => continue,
                Act::Have { count, .. } => {
                    let least = if count.agencies { Term::AtLeast } else { Term::PeopleAtLeast };
                    let most = if count.agencies { Term::AtMost } else { Term::PeopleAtMost };
                    match count.counting.as_str() {
                        "at-least" => vec![least(count.number)],
                        "at-most" => vec![most(count.number)],
                        _ => vec![least(count.number), most(count.number)],
                    }
                }
                Act::Include { whom: Some(whom), .. } => vec![seats(whom, &mut known, policy)],
                // Whoever chairs it sits on it.
                Act::ChairedBy { whom } => vec![seats(whom, &mut known, policy)],
                Act::Exclude { whom: Some(whom), .. } => vec![no_seats(whom, &mut known, policy)],
                Act::DrawnFrom { whom } => vec![drawn_from(policy, whom, &known[..declared], open)],
                _ => continue,
            };
            let condition = atoms.all_of([&clause.condition]);
            for term in made {
                if upper || !term.is_an_upper_bound() {
                    terms.push((clause.id.as_str(), clause.strength.force, condition.clone(), term));
                }
            }
        }
        let asked = match asked {
            Asked::AtLeast(number) => Some(Term::AtLeast(*number)),
            Asked::Neutral(number) => Some(Term::Neutral(*number)),
            Asked::People(number) => Some(Term::PeopleAtLeast(*number)),
            Asked::Includes(who) => Some(seats(who, &mut known, policy).of_themselves()),
            Asked::Excludes(who) => Some(no_seats(who, &mut known, policy)),
            Asked::SomebodyElse => Some(Term::SomebodyElse),
            Asked::CanForm => None,
        };
        let free = atoms.anew(policy);
        let worlds = atoms.worlds(policy).into_iter().flat_map(|world| subsets(free).map(move |free| world | free)).collect();
        let at_most = at_most.unwrap_or(u32::MAX);
        let mut people: Vec<(Member, Whose)> = Vec::new();
        for (.., term) in terms.iter().filter(|_| of_people) {
            if let Term::All(seats) | Term::Some(seats) = term {
                people.extend(
                    seats.iter().filter_map(|seat| if let Seat::Somebody(member, whose) = seat { Some((*member, *whose)) } else { None }),
                );
            }
        }
        people.sort_unstable_by_key(|(member, _)| *member);
        people.dedup();
        let drawn = |term: &Term| if let Term::AtLeast(number) = term { *number } else { 0 };
        let from_open = terms.iter().any(|(.., term)| matches!(term, Term::From(Drawn { open: Some(_), .. })));
        let to_be_drawn = terms.iter().filter(|_| from_open).map(|(.., term)| drawn(term)).max().unwrap_or_default();
        Panel {
            terms,
            worlds,
            named: least,
            // There may be more agencies than are named, and where somebody is kept out there are.
            agencies: if upper { agencies } else { least }..=agencies,
            members: known.len(),
            asked,
            at_most,
            open: open.len(),
            from_open,
            there_can_be: Vec::new(),
            to_be_drawn,
            people,
        }
    }

    /// Whether the panel with just these members meets a term, with as many people as it takes.
    fn is_met(term: &Term, people: u32, at: Sitting) -> bool {
        let Sitting { every, known, panel, disputing, raising, receiving, filled } = at;
        let sits = |seat: &Seat| match seat {
            Seat::Disputing => panel & disputing == disputing,
            Seat::OneDisputing => panel & disputing != 0,
            Seat::Raising => panel & raising != 0,
            Seat::Receiving => panel & receiving != 0,
            Seat::EveryAgency => panel & known == known,
            Seat::AnAgency => panel & every != 0,
            Seat::Of(member) => panel & (1 << member) != 0,
            Seat::Somebody(member, whose) => {
                let theirs = match whose {
                    Whose::Of(agency) => panel & (1 << agency) != 0,
                    Whose::Raising => panel & raising != 0,
                    Whose::Receiving => panel & receiving != 0,
                    Whose::OneDisputing => panel & disputing != 0,
                    Whose::Disputing => panel & disputing == disputing,
                    Whose::AnAgency => panel & every != 0,
                    Whose::Unsaid | Whose::Nobodys => true,
                };
                theirs && panel & (1 << member) != 0
            }
        };
        // Nobody of those a seat speaks of is there.
        let is_free_of = |seat: &Seat| match seat {
            Seat::Disputing | Seat::OneDisputing => panel & disputing == 0,
            Seat::EveryAgency | Seat::AnAgency => panel & every == 0,
            _ => !sits(seat),
        };
        match term {
            Term::AtLeast(number) => (panel & every).count_ones() >= *number,
            Term::AtMost(number) => (panel & every).count_ones() <= *number,
            Term::PeopleAtLeast(number) => people >= *number,
            Term::PeopleAtMost(number) => people <= *number,
            Term::Neutral(number) => (panel & every & !disputing).count_ones() >= *number,
            Term::SomebodyElse => panel & every == 0 || panel & every & !disputing != 0,
            Term::All(seats) => seats.iter().all(sits),
            Term::Some(seats) => seats.iter().any(sits),
            Term::Without(seats) => seats.iter().all(is_free_of),
            Term::WithoutSome(seats) => seats.iter().any(is_free_of),
            Term::From(drawn) => {
                let open = if drawn.open.is_some() { filled } else { 0 };
                let in_dispute = if drawn.disputing { disputing } else { 0 };
                (panel & every) & !(drawn.stated | open | in_dispute) == 0
            }
        }
    }

    /// Whether these members meet all the terms. Everybody is at least one person, and there are no more than needed.
    fn meets(&self, terms: &[&Term], at: Sitting) -> (bool, u32) {
        let asked = terms.iter().filter_map(|term| if let Term::PeopleAtLeast(number) = term { Some(*number) } else { None });
        let people = self.people_sitting(at).max(asked.max().unwrap_or_default());
        (terms.iter().all(|term| Self::is_met(term, people, at)), people)
    }

    /// The fewest people these members can be: whoever sits is one, and may be whom an agency sends.
    fn people_sitting(&self, at: Sitting) -> u32 {
        let (mut people, mut anybodys, mut sent) = (0, 0, 0u64);
        for (_, whose) in self.people.iter().filter(|(member, whose)| at.panel & (1 << member) != 0 && *whose != Whose::Disputing) {
            people += 1;
            match whose {
                Whose::Of(agency) => sent |= 1 << agency,
                Whose::Raising => sent |= at.raising,
                Whose::Receiving => sent |= at.receiving,
                Whose::OneDisputing | Whose::AnAgency | Whose::Unsaid => anybodys += 1,
                Whose::Disputing | Whose::Nobodys => {}
            }
        }
        people + (at.panel & at.every & !sent).count_ones().saturating_sub(anybodys)
    }

    /// Whether in some dispute a panel meets all the terms in force and still not what is asked.
    fn some_panel_fails(&self, terms: &InForce<'_>, filled: u64) -> bool {
        self.agencies.clone().flat_map(|agencies| self.disputes(agencies, filled)).any(|dispute| {
            let terms = if self.gives_way(terms, dispute) { &terms.required } else { &terms.advised };
            self.can_be(terms, dispute) && self.fails(terms, dispute)
        })
    }

    /// Whether the advice cannot all be kept beside what is required in a dispute, whoever is brought in: it binds nobody there.
    fn gives_way(&self, terms: &InForce<'_>, dispute: Sitting) -> bool {
        let bounded = terms.advised.iter().any(|term| term.is_an_upper_bound()) && terms.advised.len() > terms.required.len();
        let everybody = Sitting { every: (1u64 << self.agencies.end()) - 1, ..dispute };
        bounded && self.can_be(&terms.advised, dispute) && !self.sittings(everybody).any(|at| self.meets(&terms.advised, at).0)
    }

    fn some_panel_is_formed(&self, terms: &[&Term], filled: u64, of_agencies: bool) -> bool {
        let mut disputes = self.agencies.clone().flat_map(|agencies| self.disputes(agencies, filled));
        disputes.any(|dispute| {
            let somebody = |at: &Sitting| !of_agencies || at.panel & at.every != 0;
            self.can_be(terms, dispute) && self.sittings(dispute).filter(somebody).any(|at| self.meets(terms, at).0)
        })
    }

    /// Every dispute that is asked about, with nobody on the panel.
    fn disputes(&self, agencies: usize, filled: u64) -> impl Iterator<Item = Sitting> {
        let every = (1u64 << agencies) - 1;
        let named = (1u64 << self.named) - 1;
        let at_most = self.at_most;
        let sides = self.terms.iter().map(|(.., term)| term).chain(&self.asked).any(Term::speaks_of_sides);
        subsets(every).filter(move |disputing| (2..=at_most).contains(&disputing.count_ones())).flat_map(move |disputing| {
            let of_them = move |agency: &usize| disputing & (1 << agency) != 0;
            let pairs = (0..agencies).filter(of_them).flat_map(move |raising| {
                (0..agencies).filter(of_them).filter(move |receiving| *receiving != raising).map(move |receiving| (raising, receiving))
            });
            // Who raised it with whom matters only where a term speaks of it.
            pairs.take(if sides { usize::MAX } else { 1 }).map(move |(raising, receiving)| Sitting {
                every,
                known: named | disputing,
                panel: 0,
                disputing,
                raising: 1 << raising,
                receiving: 1 << receiving,
                filled,
            })
        })
    }

    /// Whether there is such a dispute where these terms apply: a list says who there is, and whoever is kept out, there are
    /// more agencies than those.
    fn can_be(&self, terms: &[&Term], dispute: Sitting) -> bool {
        if terms.iter().any(|term| term.is_a_list()) {
            return dispute.disputing < 1 << self.named;
        }
        let kept_out = terms.iter().map(|term| term.keeps_out(dispute)).fold(0, |all, one| all | one);
        let asked_for = |term: &&Term| if let Term::AtLeast(number) = term { *number } else { 1 };
        let needed = terms.iter().map(asked_for).max().unwrap_or(1);
        kept_out == 0 || kept_out.count_ones() + needed <= dispute.every.count_ones()
    }

    /// Every panel there can be in a dispute.
    fn sittings(&self, dispute: Sitting) -> impl Iterator<Item = Sitting> {
        // Those who are no agency, and the agencies that there are.
        let members = ((1u64 << self.members) - 1) & !((1u64 << self.agencies.end()) - 1) | dispute.every;
        subsets(members).map(move |panel| Sitting { panel, ..dispute })
    }

    fn fails(&self, terms: &[&Term], dispute: Sitting) -> bool {
        match &self.asked {
            Some(asked) => self.sittings(dispute).any(|at| {
                let (meets, people) = self.meets(terms, at);
                meets && !Self::is_met(asked, people, at)
            }),
            None => !self.sittings(dispute).any(|at| self.meets(terms, at).0),
        }
    }
}

/// The terms in force in some world: with the advice that is kept, and without any.
struct InForce<'t> {
    advised: Vec<&'t Term>,
    required: Vec<&'t Term>,
}

/// Whose somebody is who is no agency.
fn whose(policy: &Policy, party: &Party, agencies: &[String]) -> Whose {
    let several = party.plural || party.is_any_of(&["every", "both"]);
    let of_side = |side: Option<Side>, several: bool| match side {
        Some(Side::Raising) => Whose::Raising,
        Some(Side::Receiving) => Whose::Receiving,
        Some(Side::Disputing) if several => Whose::Disputing,
        Some(Side::Disputing) => Whose::OneDisputing,
        _ => Whose::AnAgency,
    };
    if party.name().is_some_and(|name| policy.name(name).neutral) {
        return Whose::Nobodys;
    }
    if party.side.is_some() {
        return of_side(party.side, several);
    }
    let owners: Vec<&Party> = match (&party.of, party.name()) {
        (Some(of), _) => vec![of],
        (None, Some(name)) => policy.name(name).of.iter().flat_map(|of| &of.parties).collect(),
        (None, None) => Vec::new(),
    };
    let index =
        |name: &str| agencies.iter().position(|known| *known == in_its_place(policy, name)).filter(|_| policy.name(name).kind == "agency");
    match owners.as_slice() {
        [one] if one.noun == Noun::Agency => of_side(one.side, one.plural || one.is_any_of(&["every", "both"])),
        [one] if one.name().and_then(index).is_some() => one.name().and_then(index).map_or(Whose::Unsaid, Whose::Of),
        _ if party.name().is_some_and(|name| policy.name(name).kind == "tier") => {
            if several {
                Whose::Disputing
            } else {
                Whose::AnAgency
            }
        }
        _ if super::routes::is_an_outsider(policy, party) => Whose::Nobodys,
        // A body that is one agency's people.
        _ => match party.name().and_then(|name| members(policy, name)) {
            Some(members) => {
                let of = |member: &Party| member.name().and_then(index).map_or_else(|| whose(policy, member, agencies), Whose::Of);
                let mut all: Vec<Member> = Vec::new();
                for member in &members.parties {
                    match of(member) {
                        Whose::Of(agency) => all.push(agency),
                        Whose::Nobodys | Whose::Unsaid => return Whose::Unsaid,
                        _ => return Whose::AnAgency,
                    }
                }
                all.dedup();
                if let [one] = all.as_slice() { Whose::Of(*one) } else { Whose::Unsaid }
            }
            None => Whose::Unsaid,
        },
    }
}

/// An agency, or the one that took its place; anybody else, and one that is no more, as they are.
fn in_its_place(policy: &Policy, name: &str) -> String {
    let agency = policy.name(name).kind == "agency";
    super::parties::living(policy, name).filter(|_| agency).unwrap_or_else(|| name.to_owned())
}

fn drawn_from(policy: &Policy, whom: &Parties, agencies: &[String], open: &[&str]) -> Term {
    let of_kind = |name: &str| {
        let name = in_its_place(policy, name);
        let kinds = agencies.iter().enumerate().filter(|(_, agency)| policy.is_kind_of(agency, &name));
        kinds.map(|(at, _)| 1u64 << at).sum::<u64>()
    };
    // An agency that sits itself or has somebody of it sit.
    let brings = |party: &Party| match party.name() {
        Some(name) if policy.name(name).kind == "agency" => of_kind(name),
        _ => match whose(policy, party, agencies) {
            Whose::Of(agency) => of_kind(&agencies[agency]),
            Whose::Nobodys | Whose::Unsaid => 0,
            _ => u64::MAX,
        },
    };
    let mut term = Drawn::default();
    for party in &whom.parties {
        match party.name() {
            Some(name) if members(policy, name).is_some() => {
                term.stated |= members(policy, name).iter().flat_map(|members| &members.parties).map(brings).fold(0, |all, one| all | one);
            }
            Some(body) if open.contains(&body) => term.open = open.iter().position(|known| *known == body),
            Some(name) if policy.name(name).kind == "agency" => term.stated |= of_kind(name),
            None if party.side == Some(Side::Disputing) && party.plural => term.disputing = true,
            // Nobody says who can be drawn from there, and nothing turns on it.
            _ => term.stated = u64::MAX,
        }
    }
    Term::From(term)
}

fn no_seats(who: &Parties, known: &mut Vec<String>, policy: &Policy) -> Term {
    match seats(who, known, policy).of_themselves() {
        Term::All(seats) => Term::Without(seats),
        Term::Some(seats) => Term::WithoutSome(seats),
        other => other,
    }
}

/// The seats of some people; somebody of an agency has that agency sit.
fn seats(who: &Parties, known: &mut Vec<String>, policy: &Policy) -> Term {
    let agencies = known.clone();
    let seats = who
        .parties
        .iter()
        .map(|party| {
            let all = party.plural || party.is_any_of(&["every", "both"]);
            match (&party.noun, party.side) {
                (Noun::Agency, Some(Side::Disputing)) if all => Seat::Disputing,
                (Noun::Agency, Some(Side::Disputing)) => Seat::OneDisputing,
                (Noun::Agency, Some(Side::Raising)) => Seat::Raising,
                (Noun::Agency, Some(Side::Receiving)) => Seat::Receiving,
                (Noun::Agency, None) if all => Seat::EveryAgency,
                (Noun::Agency, None) => Seat::AnAgency,
                _ => {
                    let plain = party.name().filter(|_| party.side.is_none() && party.of.is_none()).map(|name| in_its_place(policy, name));
                    let plain = plain.as_deref();
                    let name = plain.map_or_else(|| format!(" {party:?}"), str::to_owned);
                    let member = known.iter().position(|known| *known == name).unwrap_or_else(|| {
                        known.push(name);
                        known.len() - 1
                    });
                    let is_agency = plain.is_some_and(|name| policy.name(name).kind == "agency");
                    if is_agency { Seat::Of(member) } else { Seat::Somebody(member, whose(policy, party, &agencies)) }
                }
            }
        })
        .collect();
    if who.join == Join::And { Term::All(seats) } else { Term::Some(seats) }
}

impl Question for Panel<'_> {
    fn completions(&self) -> usize {
        1 << (self.open * MOST_AGENCIES)
    }

    fn is_triggered(&self, completion: usize) -> bool {
        // If no panel can be formed in any dispute, there is none to ask about.
        let formed = |terms: &InForce<'_>| self.some_panel_is_formed(&terms.required, completion as u64, false);
        self.there_can_be[completion] && (!self.is_about_those_formed() || self.in_force(&Kept::none()).iter().any(formed))
    }

    fn is_breached(&self, completion: usize, kept: &Kept) -> bool {
        self.in_force(kept).iter().any(|terms| self.some_panel_fails(terms, completion as u64))
    }
}

impl Panel<'_> {
    fn is_about_those_formed(&self) -> bool {
        matches!(self.asked, Some(Term::Neutral(_) | Term::SomebodyElse | Term::Without(_) | Term::WithoutSome(_)))
    }

    /// Whether the open body may be filled so: there are at least as many on it as are to be drawn from it, and, if others let the
    /// panel be formed as all its terms ask, so do these.
    fn there_can_be(&self, completion: usize) -> bool {
        let there = (completion as u64) & ((1 << self.agencies.end()) - 1);
        let enough = self.open == 0 || there.count_ones() >= self.to_be_drawn.max(1);
        let formed = |terms: &InForce<'_>| {
            !self.some_panel_is_formed(&terms.advised, u64::MAX, true) || self.some_panel_is_formed(&terms.advised, completion as u64, true)
        };
        let asks = self.from_open && self.is_about_those_formed();
        enough && (!asks || self.in_force(&Kept::All).iter().any(formed))
    }

    /// The terms in force in each world, each such set once.
    fn in_force(&self, kept: &Kept) -> Vec<InForce<'_>> {
        let in_force: BTreeSet<Vec<usize>> = self
            .worlds
            .iter()
            .map(|world| {
                let holds = |(_, (id, force, condition, _)): &(usize, &(&str, Force, Expr, Term))| {
                    condition.holds(*world) && (*force == Force::Required || kept.keeps(id))
                };
                self.terms.iter().enumerate().filter(holds).map(|(at, _)| at).collect::<Vec<_>>()
            })
            .collect();
        let term = |at: &usize| &self.terms[*at].3;
        let required = |at: &&usize| self.terms[**at].1 == Force::Required;
        in_force
            .iter()
            .map(|terms| InForce { advised: terms.iter().map(term).collect(), required: terms.iter().filter(required).map(term).collect() })
            .collect()
    }
}

// ── what the terms say ──────────────────────────────────────────────────────────────────────────

/// What the terms of every panel have to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Chair,
    DecisionRule,
}

/// One panel and what its terms have to say, in every case.
pub struct Saying<'p> {
    terms: Vec<(&'p Clause, Expr)>,
    worlds: Vec<u64>,
}

pub fn every_panel_says<'p>(policy: &'p Policy, said: Said) -> Every<Saying<'p>> {
    let panel = |group: &'p Group| {
        let mut atoms = Atoms::default();
        let terms = group.clauses.iter().map(|id| policy.clause(id)).filter(|clause| is_said(&clause.act, clause.attempt, said));
        let terms = terms.filter(|clause| !clause.negated).map(|clause| (clause, atoms.all_of([&clause.condition]))).collect();
        let free = atoms.anew(policy);
        let worlds = atoms.worlds(policy).into_iter().flat_map(|world| subsets(free).map(move |free| world | free)).collect();
        Saying { terms, worlds }
    };
    Every(policy.panels.iter().map(panel).collect())
}

fn is_said(act: &Act, attempt: bool, said: Said) -> bool {
    let option = |option: &Deed| is_said(&option.act, option.attempt, said);
    !attempt
        && match (act, said) {
            (Act::Choice { or_similar: true, .. }, _) => false,
            (Act::Choice { choose: Choose::InTurn, options, .. }, _) => options.iter().any(option),
            (Act::Choice { options, .. }, _) => options.iter().all(option),
            (Act::ChairedBy { .. }, Said::Chair) => true,
            (Act::Decide { manner } | Act::Resolve { manner }, Said::DecisionRule) => manner.is_some(),
            _ => false,
        }
}

impl Question for Saying<'_> {
    fn completions(&self) -> usize {
        1
    }

    fn is_triggered(&self, _: usize) -> bool {
        true
    }

    fn is_breached(&self, _: usize, kept: &Kept) -> bool {
        self.worlds.iter().any(|world| {
            let said = |clauses: &Vec<(&Clause, Expr)>| {
                clauses.iter().any(|(clause, condition)| {
                    let done = match clause.strength.force {
                        Force::Required => true,
                        Force::Advised | Force::Described => kept.keeps(&clause.id),
                        Force::Permitted => false,
                    };
                    let moment = clause.when.is_empty() || clause.when.contains(&Event::Unresolved);
                    done && moment && condition.holds(*world)
                })
            };
            !said(&self.terms)
        })
    }
}

// ── by when a panel has met ─────────────────────────────────────────────────────────────────────

/// One panel, and everything that gives a time for it.
pub struct Meeting<'p> {
    policy: &'p Policy,
    /// Whatever brings it together; nothing where nobody does.
    convening: Vec<Option<&'p Clause>>,
    times: Vec<Timed<'p>>,
    conditions: Vec<(&'p str, Expr)>,
    worlds: Vec<u64>,
}

/// Something that gives a time.
struct Timed<'p> {
    clause: &'p Clause,
    at: At,
    /// Only for whom it has convene the panel itself.
    for_itself: bool,
}

/// Where it counts.
#[derive(PartialEq)]
enum At {
    Everywhere,
    ItsStages,
    /// Everywhere if a limit is for the case, else at its stages.
    Either,
}

pub fn every_panel_has_a_deadline(policy: &Policy) -> Every<Meeting<'_>> {
    let panel = |group: &Group| {
        let of_it = |act: &Act| matches!(act, Act::Convene { what: Some(what), .. } if what.names().any(|name| name == group.name));
        let on_ladder =
            || policy.clauses.iter().filter(|clause| matches!(clause.home, Home::Stage { .. } | Home::Throughout) && !clause.negated);
        let timed = |details: &Details| details.timing.iter().any(is_counted);
        let mut times = Vec::new();
        let terms = group.clauses.iter().map(|id| policy.clause(id)).filter(|clause| !clause.negated);
        times.extend(terms.filter(|clause| has_met_by(clause)).map(|clause| Timed { clause, at: At::Everywhere, for_itself: false }));
        let mut convening = Vec::new();
        for clause in on_ladder() {
            if let Act::Limit { of, edge: Edge::Ends, time } = &clause.act
                && is_counted(time)
            {
                let at = match of {
                    LimitOf::TheCase | LimitOf::EveryStage => At::Everywhere,
                    LimitOf::StageOrCase => At::Either,
                    LimitOf::ThisStage => At::ItsStages,
                };
                times.push(Timed { clause, at, for_itself: false });
            }
            let mut options = clause.deeds().into_iter().filter(|(_, act, _)| of_it(act)).peekable();
            if options.peek().is_none() {
                continue;
            }
            convening.push(Some(clause));
            if options.all(|(attempt, _, details)| !attempt && timed(details)) {
                // Whoever convenes it for another reason can count on it only if nothing else may be done instead.
                let sure = |act: &Act| matches!(act, Act::Convene { what: Some(what), or_similar: false, .. } if what.join == Join::And || what.parties.len() == 1);
                let all = clause.deeds().iter().all(|(_, act, _)| of_it(act) && sure(act));
                let instead = matches!(clause.act, Act::Choice { or_similar: true, .. });
                let before = matches!(clause.before, Some(Place::Stages { .. })) || clause.after.is_some();
                times.push(Timed { clause, at: At::ItsStages, for_itself: !all || instead || before });
            }
        }
        if convening.is_empty() {
            convening.push(None);
        }
        times.retain(|time| time.clause.strength.force != Force::Permitted);
        let mut atoms = Atoms::default();
        let speaking = times.iter().map(|time| time.clause).chain(convening.iter().copied().flatten());
        let conditions: Vec<(&str, Expr)> = speaking.map(|clause| (clause.id.as_str(), atoms.all_of([&clause.condition]))).collect();
        let free = atoms.anew(policy);
        let worlds = atoms.worlds(policy).into_iter().flat_map(|world| subsets(free).map(move |free| world | free)).collect();
        Meeting { policy, convening, times, conditions, worlds }
    };
    Every(policy.panels.iter().map(panel).collect())
}

/// Whether a term has the panel meet or decide by a time.
fn has_met_by(clause: &Clause) -> bool {
    let by_then = |(attempt, act, details): (bool, &Act, &Details)| {
        let timed = details.timing.iter().any(is_counted);
        match act {
            _ if attempt => false,
            Act::Meet | Act::Hear { .. } | Act::Decide { .. } | Act::Resolve { .. } | Act::Agree | Act::Recommend => timed,
            Act::Limit { edge: Edge::Ends, time, .. } => is_counted(time),
            _ => false,
        }
    };
    !matches!(clause.act, Act::Choice { or_similar: true, .. }) && clause.deeds().into_iter().all(by_then)
}

impl Meeting<'_> {
    fn is_so(&self, clause: &Clause, world: u64) -> bool {
        self.conditions.iter().any(|(known, condition)| *known == clause.id && condition.holds(world))
    }

    /// Whether there is a time for who convenes it at a stage at a moment.
    fn is_timed(
        &self,
        by: Option<&Clause>,
        stage: Option<&Stage>,
        moment: Option<&Event>,
        world: u64,
        for_the_case: bool,
        kept: &Kept,
    ) -> bool {
        self.times.iter().any(|time| {
            let clause = time.clause;
            let itself = by.is_some_and(|by| by.id == clause.id);
            let usual = clause.deeds().iter().any(|(_, act, details)| {
                let limit = if let Act::Limit { time, .. } = act { Some(time) } else { None };
                details.timing.iter().chain(limit).any(|time| matches!(time, Time::Within(within) if within.usually))
            });
            let done = if clause.strength.force == Force::Required && !usual { true } else { kept.keeps(&clause.id) };
            let here = match time.at {
                At::Everywhere => true,
                At::Either if for_the_case => true,
                // Without a stage, what is said of every stage.
                _ => stage.map_or(clause.home == Home::Throughout && !clause.stages_named, |stage| clause.covers(&stage.label)),
            };
            let unresolved = clause.when.contains(&Event::Unresolved) && moment != Some(&Event::Resolved);
            let then = clause.when.is_empty() || unresolved || moment.is_some_and(|moment| clause.when.contains(moment));
            done && here && (itself || (then && !time.for_itself)) && self.is_so(clause, world)
        })
    }
}

impl Question for Meeting<'_> {
    /// Whether limits on the stage or the case are for the case.
    fn completions(&self) -> usize {
        2
    }

    fn is_triggered(&self, _: usize) -> bool {
        true
    }

    fn is_breached(&self, completion: usize, kept: &Kept) -> bool {
        self.convening.iter().any(|by| {
            let stages: Vec<Option<&Stage>> = match by {
                None => vec![None],
                Some(by) => self.policy.stages.iter().filter(|stage| by.covers(&stage.label)).map(Some).collect(),
            };
            let moments: Vec<Option<&Event>> = match by {
                Some(by) if !by.when.is_empty() => by.when.iter().map(Some).collect(),
                _ => vec![None],
            };
            self.worlds.iter().filter(|world| by.is_none_or(|by| self.is_so(by, **world))).any(|world| {
                stages.iter().any(|stage| moments.iter().any(|moment| !self.is_timed(*by, *stage, *moment, *world, completion == 1, kept)))
            })
        })
    }
}

// ── who decides ─────────────────────────────────────────────────────────────────────────────────

/// One stage heard by an authority: whether it must decide whatever it is given.
pub struct Deciding<'p> {
    policy: &'p Policy,
    stage: &'p Stage,
    authority: &'p Parties,
    conditions: Vec<(&'p Clause, Expr)>,
    worlds: Vec<u64>,
}

pub fn nobody_must_decide(policy: &Policy) -> Every<Deciding<'_>> {
    let stages = policy
        .stages
        .iter()
        .filter_map(|stage| {
            let authority = stage.hearing.authority()?;
            let mut atoms = Atoms::default();
            let conditions = policy.clauses.iter().map(|clause| (clause, atoms.all_of([&clause.condition]))).collect();
            let free = atoms.anew(policy);
            let worlds = atoms.worlds(policy).into_iter().flat_map(|world| subsets(free).map(move |free| world | free)).collect();
            Some(Deciding { policy, stage, authority, conditions, worlds })
        })
        .collect();
    Every(stages)
}

impl Deciding<'_> {
    fn is_so(&self, clause: &Clause, world: u64) -> bool {
        self.conditions.iter().any(|(known, condition)| known.id == clause.id && condition.holds(world))
    }

    /// Whether a clause is done in every case in which its conditions are so.
    fn is_done(&self, clause: &Clause, world: u64, kept: &Kept) -> bool {
        let weight = match clause.strength.force {
            Force::Required => true,
            Force::Advised | Force::Described => kept.keeps(&clause.id),
            Force::Permitted => false,
        };
        let moment = clause.when.is_empty() || clause.when.contains(&Event::Unresolved);
        weight && moment && !clause.negated && self.is_so(clause, world)
    }

    fn is_decided(&self, world: u64, kept: &Kept) -> bool {
        let here = self.policy.clauses.iter().filter(|clause| {
            clause.covers(&self.stage.label)
                && match clause.home {
                    Home::Stage { .. } => true,
                    // Under `throughout` only what is said of the authority itself.
                    Home::Throughout => clause.actor.is_some(),
                    _ => false,
                }
        });
        here.filter(|clause| self.is_by_authority(clause) && self.is_done(clause, world, kept))
            .any(|clause| self.decides(clause.attempt, &clause.act, world, kept))
    }

    fn is_by_authority(&self, clause: &Clause) -> bool {
        let one_of_them = |party: &Party| party.name().is_some_and(|name| self.authority.names().any(|known| known == name));
        clause.actor.as_ref().is_none_or(|actor| actor.parties.iter().all(one_of_them))
    }

    fn decides(&self, attempt: bool, act: &Act, world: u64, kept: &Kept) -> bool {
        let option = |option: &Deed| self.decides(option.attempt, &option.act, world, kept);
        !attempt
            && match act {
                Act::Decide { .. } | Act::Resolve { .. } => true,
                Act::Convene { what: Some(what), or_similar: false, .. } => {
                    what.parties.iter().all(|party| party.name().is_some_and(|panel| self.panel_decides(panel, world, kept)))
                }
                Act::Choice { or_similar: true, .. } => false,
                Act::Choice { choose: Choose::InTurn, options, .. } => options.iter().any(option),
                Act::Choice { options, .. } => options.iter().all(option),
                _ => false,
            }
    }

    fn panel_decides(&self, panel: &str, world: u64, kept: &Kept) -> bool {
        let terms = self.policy.panels.iter().filter(|group| group.name == panel).flat_map(|group| &group.clauses);
        terms
            .map(|id| self.policy.clause(id))
            .any(|clause| self.is_done(clause, world, kept) && self.decides(clause.attempt, &clause.act, world, kept))
    }
}

impl Question for Deciding<'_> {
    fn completions(&self) -> usize {
        1
    }

    fn is_triggered(&self, _: usize) -> bool {
        true
    }

    fn is_breached(&self, _: usize, kept: &Kept) -> bool {
        self.worlds.iter().any(|world| !self.is_decided(*world, kept))
    }
}
