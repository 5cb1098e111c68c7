//! Panels and authorities: every panel that its terms allow, every case that an authority can be given.

use std::collections::BTreeSet;

use super::ladder::{Atoms, Expr, subsets};
use super::policy::*;
use super::verdict::{Every, Kept, Question};

/// What is asked of every panel.
#[derive(Debug, Clone)]
pub enum Asked {
    AtLeast(u32),
    Includes(Parties),
}

/// The panels of a policy, each asked the same.
pub fn every_panel(policy: &Policy, asked: &Asked) -> Every<Panel> {
    Every(policy.panels.iter().map(|group| Panel::new(policy, group, asked)).collect())
}

/// Somebody who can sit on a panel, as a number: the agencies first.
type Member = usize;

/// What a term obliges.
#[derive(Debug)]
enum Term {
    /// So many agencies.
    AtLeast(u32),
    /// All of these.
    All(Vec<Seat>),
    /// One of these.
    Some(Vec<Seat>),
}

impl Term {
    fn speaks_of_sides(&self) -> bool {
        match self {
            Term::AtLeast(_) => false,
            Term::All(seats) | Term::Some(seats) => seats.iter().any(|seat| matches!(seat, Seat::Raising | Seat::Receiving)),
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
}

#[derive(Debug)]
pub struct Panel {
    terms: Vec<(String, Force, Expr, Term)>,
    worlds: Vec<u64>,
    /// The fewest agencies there can be, and the most that are tried.
    agencies: std::ops::RangeInclusive<usize>,
    members: usize,
    asked: Term,
}

impl Panel {
    fn new(policy: &Policy, group: &Group, asked: &Asked) -> Panel {
        let mut atoms = Atoms::default();
        let mut known: Vec<String> = policy.names.iter().filter(|name| name.kind == "agency").map(|name| name.name.clone()).collect();
        let declared = known.len();
        let mut counts = vec![2];
        let clauses: Vec<&Clause> = group.clauses.iter().map(|id| policy.clause(id)).collect();
        let oblige = clauses
            .iter()
            .filter(|clause| !clause.negated && !clause.attempt && clause.when.is_empty() && clause.strength.force != Force::Permitted);
        // Agencies nobody declared can be in dispute too.
        if let Asked::AtLeast(number) = asked {
            counts.push(*number);
        }
        counts
            .extend(oblige.clone().filter_map(|clause| if let Act::Have { count, .. } = &clause.act { Some(count.number) } else { None }));
        let least = declared.max(2);
        let agencies = least.max(counts.iter().copied().max().unwrap_or(2).min(5) as usize) + 2;
        (declared..agencies).for_each(|number| known.push(format!(" agency {number}")));
        let terms = oblige
            .filter_map(|clause| {
                let term = match &clause.act {
                    Act::Have { count, .. } if count.agencies && count.counting != "at-most" => Term::AtLeast(count.number),
                    Act::Include { whom: Some(whom) } => seats(whom, &mut known),
                    _ => return None,
                };
                Some((clause.id.clone(), clause.strength.force, atoms.all_of([&clause.condition]), term))
            })
            .collect();
        let asked = match asked {
            Asked::AtLeast(number) => Term::AtLeast(*number),
            Asked::Includes(who) => seats(who, &mut known),
        };
        let free = atoms.anew(policy);
        let worlds = atoms.worlds(policy).into_iter().flat_map(|world| subsets(free).map(move |free| world | free)).collect();
        Panel { terms, worlds, agencies: least..=agencies, members: known.len(), asked }
    }

    fn is_met(&self, term: &Term, every: u64, panel: u64, disputing: u64, raising: u64, receiving: u64) -> bool {
        let sits = |seat: &Seat| match seat {
            Seat::Disputing => panel & disputing == disputing,
            Seat::OneDisputing => panel & disputing != 0,
            Seat::Raising => panel & raising != 0,
            Seat::Receiving => panel & receiving != 0,
            Seat::EveryAgency => panel & every == every,
            Seat::AnAgency => panel & every != 0,
            Seat::Of(member) => panel & (1 << member) != 0,
        };
        match term {
            Term::AtLeast(number) => (panel & every).count_ones() >= *number,
            Term::All(seats) => seats.iter().all(sits),
            Term::Some(seats) => seats.iter().any(sits),
        }
    }

    /// Whether, of the terms in force, the panel with just these members meets all and still not what is asked.
    fn some_panel_fails(&self, terms: &[&Term]) -> bool {
        self.agencies.clone().any(|agencies| self.some_panel_of_these_fails(agencies, terms))
    }

    fn some_panel_of_these_fails(&self, agencies: usize, terms: &[&Term]) -> bool {
        let every = (1u64 << agencies) - 1;
        // Those who are no agency, and the agencies that there are.
        let members = ((1u64 << self.members) - 1) & !((1u64 << self.agencies.end()) - 1) | every;
        let sides = terms.iter().any(|term| term.speaks_of_sides()) || self.asked.speaks_of_sides();
        subsets(every).filter(|disputing| disputing.count_ones() >= 2).any(|disputing| {
            let mut pairs = (0..agencies).flat_map(|raising| (0..agencies).map(move |receiving| (raising, receiving)));
            let first = pairs.clone().find(|(raising, receiving)| {
                raising != receiving && disputing & (1 << raising | 1 << receiving) == (1 << raising | 1 << receiving)
            });
            pairs.any(|(raising, receiving)| {
                let (raising, receiving) = (1u64 << raising, 1u64 << receiving);
                let dispute = raising != receiving && disputing & (raising | receiving) == raising | receiving;
                // Who raised it with whom matters only where a term speaks of it.
                let told_apart = sides || Some((raising, receiving)) == first.map(|(one, other)| (1 << one, 1 << other));
                dispute
                    && told_apart
                    && subsets(members).any(|panel| {
                        !self.is_met(&self.asked, every, panel, disputing, raising, receiving)
                            && terms.iter().all(|term| self.is_met(term, every, panel, disputing, raising, receiving))
                    })
            })
        })
    }
}

fn seats(who: &Parties, known: &mut Vec<String>) -> Term {
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
                    let name = party.name().map_or_else(
                        || format!(" {party:?}"),
                        |name| if party.side.is_some() { format!(" {party:?}") } else { name.to_owned() },
                    );
                    let member = known.iter().position(|known| *known == name).unwrap_or_else(|| {
                        known.push(name);
                        known.len() - 1
                    });
                    Seat::Of(member)
                }
            }
        })
        .collect();
    if who.join == Join::And { Term::All(seats) } else { Term::Some(seats) }
}

impl Question for Panel {
    fn completions(&self) -> usize {
        1
    }

    fn is_triggered(&self, _: usize) -> bool {
        true
    }

    fn is_breached(&self, _: usize, kept: &Kept) -> bool {
        // The terms in force in each world, each such set once.
        let in_force: BTreeSet<Vec<usize>> = self
            .worlds
            .iter()
            .map(|world| {
                let holds = |(_, (id, force, condition, _)): &(usize, &(String, Force, Expr, Term))| {
                    condition.holds(*world) && (*force == Force::Required || kept.keeps(id))
                };
                self.terms.iter().enumerate().filter(holds).map(|(at, _)| at).collect()
            })
            .collect();
        in_force.iter().any(|terms| self.some_panel_fails(&terms.iter().map(|at| &self.terms[*at].3).collect::<Vec<_>>()))
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
                Act::Decide | Act::Resolve => true,
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
