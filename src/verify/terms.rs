//! From a panel's terms to what they demand: who is numbered, who is meant, which terms apply.

use crate::model::{
    Act, ClauseId, Count, Force, HowMany, Join, NameId, NameKind, Noun, Parties, Party, Policy, Side, Stated, in_words, listed,
};

use super::facts::Atoms;
use super::formula::Formula;
use super::homes::{Home, home, living_agencies};
use super::seating::{Clash, Demand, Dispute, Seating, smallest};
use super::weigh::{Kept, is_possible};

/// More terms with conditions than this are not gone through, nor more ways to choose where a term leaves a choice.
const MOST_CONDITIONAL: usize = 10;
const MOST_CHOICES: usize = 64;
/// Larger numbers in terms are not reasoned about.
const LARGEST_NUMBER: u32 = 200;
/// However many agencies a convener brings in, there are more.
pub(super) const OTHERS: usize = 100_000;

/// A panel with its terms, and the agencies that can be in dispute, by number.
pub(super) struct Table<'t> {
    pub(super) policy: &'t Policy,
    pub(super) panel: NameId,
    terms: Vec<ClauseId>,
    /// Those the policy names, then as many more as its numbers can tell apart.
    agencies: Vec<Option<NameId>>,
    /// Those whom the terms name and who are no agency.
    people: Vec<&'t Party>,
}

/// What the terms demand in one world: one demand for each way to choose where a term leaves a choice.
struct World {
    demands: Vec<Demand>,
    without_advice: Vec<Demand>,
}

impl<'t> Table<'t> {
    pub(super) fn new(policy: &'t Policy, panel: NameId, terms: &[ClauseId]) -> Self {
        let named = living_agencies(policy);
        let oblige = |id: &ClauseId| {
            let clause = policy.clause(*id);
            clause.strength.force != Force::Permitted && !clause.deed.attempt
        };
        let terms: Vec<ClauseId> = terms.iter().copied().filter(oblige).collect();
        let acts = terms.iter().map(|id| &policy.clause(*id).deed.act);
        let largest = acts.clone().filter_map(|act| if let Act::Have { count, .. } = act { Some(count.number) } else { None }).max();
        // Where it is listed who may sit, the agencies are those that are named.
        let surely_listed = terms.iter().map(|id| policy.clause(*id)).any(|clause| {
            let always = clause.strength.force == Force::Required && clause.conditions.is_empty() && clause.is_sure_to_come();
            always && matches!(&clause.deed.act, Act::DrawnFrom(from) if is_a_list(policy, from))
        });
        let more = if surely_listed && named.len() >= 2 { 0 } else { (largest.unwrap_or_default().min(LARGEST_NUMBER) + 4) as usize };
        let mut people: Vec<&Party> = Vec::new();
        for act in acts {
            let (Act::Include(Some(who), _) | Act::Exclude(Some(who), _) | Act::ChairedBy(who)) = act else { continue };
            let nobodys = who.parties.iter().filter(|party| party.name().is_some_and(|name| policy.named(name).kind != NameKind::Agency));
            for party in nobodys {
                if !people.iter().any(|known| is_same_person(known, party)) {
                    people.push(party);
                }
            }
        }
        let agencies = named.into_iter().map(Some).chain(std::iter::repeat_n(None, more)).collect();
        Table { policy, panel, terms, agencies, people }
    }

    /// Somebody who is no agency, by number, if the terms speak of them.
    fn person(&self, party: &Party) -> Option<usize> {
        self.people.iter().position(|known| is_same_person(known, party))
    }

    /// Whether there can be a dispute where these terms apply: where a list says from whom the panel is drawn, the agencies are
    /// those that the policy names.
    pub(super) fn can_be(&self, dispute: &Dispute, ways: &[Demand]) -> bool {
        let named = self.agencies.iter().filter(|agency| agency.is_some()).count();
        let all_named = dispute.members().all(|at| self.agencies[at].is_some());
        all_named || named < 2 || !ways.iter().any(|way| way.listed)
    }

    pub(super) fn agencies(&self) -> usize {
        self.agencies.len()
    }

    pub(super) fn advice(&self) -> Vec<ClauseId> {
        let mut advice: Vec<ClauseId> =
            self.terms.iter().copied().filter(|id| self.policy.clause(*id).strength.force.is_advice()).collect();
        advice.sort();
        advice
    }

    /// The terms that must be met.
    pub(super) fn required(&self) -> impl Iterator<Item = ClauseId> {
        self.terms.iter().copied().filter(|id| self.policy.clause(*id).strength.force == Force::Required)
    }

    /// What is demanded in each world in which other terms that must be met apply, at whatever moment: one demand for each
    /// way to choose where a term leaves a choice, with the fewest terms first. `None` if it cannot be said.
    pub(super) fn worlds(&self) -> Option<Vec<Vec<Demand>>> {
        // The more of them apply, the less can be met: it is enough that these can all apply at once.
        self.each_world(&self.required().collect::<Vec<_>>(), false, &|terms| self.demands(terms))
    }

    /// The same where what must be met from the first counts, and this advice; with it, what is demanded where the advice
    /// is left aside.
    fn worlds_with(&self, kept: Kept<'_>) -> Option<Vec<World>> {
        let required = |id: &ClauseId| self.policy.clause(*id).strength.force == Force::Required;
        let counts = |id: &ClauseId| (required(id) || kept(*id)) && self.policy.clause(*id).is_sure_to_come();
        let terms: Vec<ClauseId> = self.terms.iter().copied().filter(counts).collect();
        self.each_world(&terms, true, &|terms| {
            let without: Vec<ClauseId> = terms.iter().copied().filter(required).collect();
            Some(World { demands: self.demands(terms)?, without_advice: self.demands(&without)? })
        })
    }

    /// What is made of the terms that apply in each world these terms tell apart, with the fewest terms first; `alone` says
    /// that no other of them may apply there.
    fn each_world<T>(&self, terms: &[ClauseId], alone: bool, made: &dyn Fn(&[ClauseId]) -> Option<T>) -> Option<Vec<T>> {
        let (always, sometimes): (Vec<ClauseId>, Vec<ClauseId>) =
            terms.iter().copied().partition(|id| self.policy.clause(*id).conditions.is_empty());
        if sometimes.len() > MOST_CONDITIONAL {
            return None;
        }
        let mut chosen: Vec<u32> = (0..1u32 << sometimes.len()).collect();
        chosen.sort_by_key(|chosen| chosen.count_ones());
        let mut worlds = Vec::new();
        for chosen in chosen {
            let applies = |at: &usize| chosen & (1 << at) != 0;
            let mut atoms = Atoms::default();
            let mut so = Vec::new();
            for (at, id) in sometimes.iter().enumerate() {
                let parts: Vec<Formula> =
                    self.policy.clause(*id).conditions.iter().map(|condition| atoms.formula(self.policy, condition)).collect();
                if applies(&at) {
                    so.push(Formula::and(parts));
                } else if alone {
                    so.push(Formula::and(parts).not());
                }
            }
            if is_possible(self.policy, &mut atoms, Formula::and(so))? {
                let applying = (0..sometimes.len()).filter(applies).map(|at| sometimes[at]);
                worlds.push(made(&always.iter().copied().chain(applying).collect::<Vec<_>>())?);
            }
        }
        Some(worlds)
    }

    /// What these terms demand together, one for each way to choose.
    fn demands(&self, terms: &[ClauseId]) -> Option<Vec<Demand>> {
        let none = vec![false; self.agencies.len()];
        let nobody = vec![false; self.people.len()];
        let anything = Demand { wanted: none.clone(), barred: none, people: nobody.clone(), people_barred: nobody, ..Demand::default() };
        let mut ways = vec![anything];
        for id in terms {
            let clause = self.policy.clause(*id);
            match (&clause.deed.act, clause.negated) {
                (Act::Have { .. }, true) | (Act::DrawnFrom(_), true) => return None,
                (Act::Have { count, .. }, false) => ways.iter_mut().for_each(|way| counted(way, count)),
                (Act::Include(Some(who), _), false) | (Act::Exclude(Some(who), _), true) | (Act::ChairedBy(who), false) => {
                    ways = one_or_all(ways, who, &|way, party| self.want(way, party))?;
                }
                (Act::Exclude(Some(who), _), false) => ways = one_or_all(ways, who, &|way, party| self.bar(way, party))?,
                (Act::Include(Some(who), _), true) | (Act::ChairedBy(who), true) => {
                    ways.iter_mut().for_each(|way| who.parties.iter().for_each(|party| self.bar(way, party)));
                }
                (Act::DrawnFrom(from), false) => {
                    for way in &mut ways {
                        self.draw(way, from)?;
                    }
                }
                _ => {}
            }
            if ways.iter().any(|way| way.least > LARGEST_NUMBER as usize) {
                return None;
            }
        }
        Some(ways)
    }

    pub(super) fn want(&self, way: &mut Demand, party: &Party) {
        if let Some(person) = self.person(party) {
            way.people[person] = true;
        }
        match meant(self.policy, party) {
            Meant::Every => {
                (0..self.agencies.len()).filter(|at| self.agencies[*at].is_some()).for_each(|at| way.wanted[at] = true);
                way.wants.disputing = true;
            }
            Meant::Disputing => way.wants.disputing = true,
            Meant::OneDisputing => way.wants.one = true,
            Meant::Raising => way.wants.raising = true,
            Meant::Receiving => way.wants.receiving = true,
            Meant::Some => way.least = way.least.max(1),
            Meant::These(agencies) => self.numbers(&agencies).into_iter().for_each(|at| way.wanted[at] = true),
            Meant::Nobody => {}
        }
    }

    fn bar(&self, way: &mut Demand, party: &Party) {
        if let Some(person) = self.person(party) {
            way.people_barred[person] = true;
        }
        let agencys = |name: NameId| self.policy.named(name).kind == NameKind::Agency;
        // Keeping out one of its people keeps out no agency.
        if matches!(party.noun, Noun::Named(name) if !agencys(name)) {
            return;
        }
        match meant(self.policy, party) {
            Meant::Every | Meant::Some => {
                way.barred.fill(true);
                way.others_barred = true;
            }
            Meant::Disputing | Meant::OneDisputing => way.bars.disputing = true,
            Meant::Raising => way.bars.raising = true,
            Meant::Receiving => way.bars.receiving = true,
            Meant::These(agencies) => self.with_kinds(&agencies).into_iter().for_each(|at| way.barred[at] = true),
            Meant::Nobody => {}
        }
    }

    fn draw(&self, way: &mut Demand, from: &Parties) -> Option<()> {
        let mut stated = vec![false; self.agencies.len()];
        let (mut open, mut in_dispute) = (false, false);
        for party in &from.parties {
            match self.drawn(party)? {
                Drawn::Anybody => return Some(()),
                Drawn::InDispute => in_dispute = true,
                Drawn::Unknown => open = true,
                Drawn::These(agencies) => self.with_kinds(&agencies).into_iter().for_each(|at| stated[at] = true),
            }
        }
        match (open, in_dispute) {
            (true, true) => return None,
            (false, true) if stated.iter().any(|stated| *stated) => return None,
            (false, true) => way.bars_neutral = true,
            (true, false) => {
                let sure = way.open.get_or_insert_with(|| vec![true; stated.len()]);
                sure.iter_mut().zip(&stated).for_each(|(sure, stated)| *sure &= *stated);
            }
            (false, false) => {
                way.listed = true;
                way.barred.iter_mut().zip(&stated).for_each(|(barred, stated)| *barred |= !*stated);
                way.others_barred = true;
            }
        }
        Some(())
    }

    fn drawn(&self, party: &Party) -> Option<Drawn> {
        let body = party.name().map(|name| self.policy.named(name)).filter(|named| named.kind == NameKind::Body);
        Some(match (body, meant(self.policy, party)) {
            (Some(body), _) => match &body.members {
                Some(Stated::As(members)) => {
                    let mut all = Vec::new();
                    for member in &members.parties {
                        match meant(self.policy, member) {
                            Meant::These(agencies) => all.extend(agencies),
                            Meant::Nobody => {}
                            Meant::Every | Meant::Some => return Some(Drawn::Anybody),
                            // Whoever's people they are is not the same in every dispute.
                            _ => return None,
                        }
                    }
                    Drawn::These(all)
                }
                _ => Drawn::Unknown,
            },
            (None, Meant::These(agencies)) => Drawn::These(agencies),
            // People of a tier may be of any agency.
            (None, Meant::Disputing) if matches!(party.noun, Noun::Named(_)) && party.side.is_none() => Drawn::Anybody,
            (None, Meant::Disputing) => Drawn::InDispute,
            (None, Meant::Every | Meant::Some) => Drawn::Anybody,
            // People of a tier or a role: whose they are is not said.
            (None, Meant::Nobody) => Drawn::Anybody,
            (None, Meant::OneDisputing | Meant::Raising | Meant::Receiving) => return None,
        })
    }

    fn numbers(&self, agencies: &[NameId]) -> Vec<usize> {
        (0..self.agencies.len()).filter(|at| self.agencies[*at].is_some_and(|agency| agencies.contains(&agency))).collect()
    }

    /// The same, with the agencies that are one of that kind: a pre-school that `is early-years`.
    fn with_kinds(&self, agencies: &[NameId]) -> Vec<usize> {
        let is_one = |agency: NameId| agencies.iter().any(|kind| self.policy.is_kind_of(agency, *kind));
        (0..self.agencies.len()).filter(|at| self.agencies[*at].is_some_and(is_one)).collect()
    }

    /// The smallest dispute, of at most so many agencies, in which some panel that the terms permit, with this advice kept,
    /// is as `breaks` says; and whether there is a panel at all in any. Advice that cannot all be kept beside what must be
    /// met binds nobody in that dispute. `None` if it cannot be said.
    pub(super) fn some_panel(
        &self,
        at_most: usize,
        kept: Kept<'_>,
        on_the_body: OnTheBody<'_>,
        alter: &dyn Fn(&mut Demand),
        breaks: &dyn Fn(&Seating) -> bool,
    ) -> Option<(Option<Dispute>, bool)> {
        let altered = |way: &Demand| {
            let mut way = way.clone();
            alter(&mut way);
            way
        };
        let mut worlds = self.worlds_with(kept)?;
        if let OnTheBody::Not(agencies) = on_the_body {
            let ways = worlds.iter_mut().flat_map(|world| world.demands.iter_mut().chain(&mut world.without_advice));
            ways.filter(|way| way.open.is_some()).for_each(|way| agencies.iter().for_each(|at| way.barred[*at] = true));
        }
        let plain = || worlds.iter().flat_map(|world| world.demands.iter().chain(&world.without_advice));
        let all: Vec<Demand> = plain().cloned().chain(plain().map(altered)).collect();
        let mut any = false;
        let found = smallest(&all, self.agencies(), at_most, &mut |dispute| {
            let seats = |ways: &[Demand]| self.can_be(dispute, ways) && ways.iter().any(|way| way.seat(dispute, OTHERS).is_ok());
            let one_breaks = |ways: &[Demand]| {
                let breaks = |way: &Demand| altered(way).seat(dispute, OTHERS).is_ok_and(|seating| breaks(&seating));
                self.can_be(dispute, ways) && ways.iter().any(breaks)
            };
            let surely_seats =
                |ways: &[Demand]| ways.iter().any(|way| way.seat(dispute, OTHERS).is_ok() && !way.turns_on_members(dispute, OTHERS));
            let mut broken = false;
            // Where a list counts that is only advised, there is no dispute of others than it knows either.
            for world in worlds.iter().filter(|world| self.can_be(dispute, &world.demands)) {
                let permitted = if seats(&world.demands) { &world.demands } else { &world.without_advice };
                any |= seats(permitted);
                broken |= one_breaks(permitted)
                    || (on_the_body == OnTheBody::Anybody && !surely_seats(permitted) && one_breaks(&world.without_advice));
            }
            broken.then_some(())
        })?;
        Some((found.map(|(dispute, ())| dispute), any))
    }

    /// Whether somebody is an agency, or is of one, so that the terms about agencies decide whether they sit.
    pub(super) fn is_an_agency(&self, party: &Party) -> bool {
        !matches!(meant(self.policy, party), Meant::Nobody)
    }

    /// Gives one of those who are meant a seat.
    pub(super) fn want_one(&self, way: &mut Demand, party: &Party) {
        if let Some(person) = self.person(party) {
            way.people[person] = true;
        }
        match meant(self.policy, party) {
            Meant::Every | Meant::Some => way.least = way.least.max(1),
            Meant::Disputing | Meant::OneDisputing => way.wants.one = true,
            _ => self.want(way, party),
        }
    }

    /// The agencies meant by name, if they may be off a body from which the panel is drawn, and of which it is open who is on it.
    pub(super) fn may_be_off_the_body(&self, party: &Party) -> Option<Vec<usize>> {
        let Meant::These(agencies) = meant(self.policy, party) else { return None };
        let numbers = self.numbers(&agencies);
        let worlds = self.worlds_with(&|_| true)?;
        let off = |way: &Demand| way.open.as_ref().is_some_and(|sure| numbers.iter().all(|at| !sure[*at]));
        worlds.iter().flat_map(|world| &world.demands).all(off).then_some(numbers)
    }

    /// Whether terms that must be met keep somebody out, and whether they say from whom the panel is drawn.
    pub(super) fn bars_and_draws(&self) -> (bool, bool) {
        let acts = || self.required().map(|id| self.policy.clause(id));
        let bars = acts().any(|clause| matches!((&clause.deed.act, clause.negated), (Act::Exclude(..), false) | (Act::Include(..), true)));
        (bars, acts().any(|clause| matches!(clause.deed.act, Act::DrawnFrom(_))))
    }

    /// The terms about who sits.
    pub(super) fn about_who_sits(&self) -> Vec<ClauseId> {
        let about = |id: &ClauseId| {
            matches!(self.policy.clause(*id).deed.act, Act::Have { .. } | Act::Include(..) | Act::Exclude(..) | Act::DrawnFrom(_))
        };
        self.terms.iter().copied().filter(about).collect()
    }

    // ── in words ────────────────────────────────────────────────────────────────────────────────

    /// An agency by its number.
    pub(super) fn agency(&self, at: usize) -> String {
        self.agencies[at].map_or_else(|| "another agency".to_owned(), |agency| in_words(self.policy).title(agency))
    }

    /// Somebody who is no agency, by their number.
    pub(super) fn person_in_words(&self, at: usize) -> String {
        self.people.get(at).map_or_else(String::new, |party| in_words(self.policy).party(party))
    }

    /// Those in dispute: `Schools, Health and Police`, or `four agencies`.
    pub(super) fn those(&self, dispute: &Dispute) -> String {
        let members: Vec<usize> = dispute.members().collect();
        let named: Vec<String> = members.iter().filter(|at| self.agencies[**at].is_some()).map(|at| self.agency(*at)).collect();
        let unnamed = members.len() - named.len();
        match (named.is_empty(), unnamed) {
            (true, _) => format!("{} agencies", number(members.len())),
            (false, 0) => listed(named, "and"),
            (false, 1) => listed(named.into_iter().chain(["another agency".to_owned()]).collect(), "and"),
            (false, more) => listed(named.into_iter().chain([format!("{} other agencies", number(more))]).collect(), "and"),
        }
    }

    /// Whom a clash is about, for labels: the terms that make it.
    pub(super) fn makes(&self, clash: Clash, id: ClauseId) -> Option<&'static str> {
        let clause = self.policy.clause(id);
        let counts = |wanted: &[HowMany]| matches!(&clause.deed.act, Act::Have { count, .. } if wanted.contains(&count.counting));
        let seats = matches!(
            (&clause.deed.act, clause.negated),
            (Act::Include(Some(_), _) | Act::ChairedBy(_), false) | (Act::Exclude(Some(_), _), true)
        );
        let bars = matches!((&clause.deed.act, clause.negated), (Act::Exclude(Some(_), _), false) | (Act::Include(Some(_), _), true));
        let draws = matches!(clause.deed.act, Act::DrawnFrom(_));
        match clash {
            Clash::TooMany { .. } if counts(&[HowMany::AtMost, HowMany::Exactly]) => Some("no more than these can sit"),
            Clash::TooMany { .. } if counts(&[HowMany::AtLeast]) => Some("so many must sit"),
            Clash::TooMany { .. } | Clash::InAndOut(_) | Clash::NoDisputant | Clash::Person(_) if seats => {
                Some(if matches!(clause.deed.act, Act::ChairedBy(_)) { "whoever chairs it sits on it" } else { "all of these must sit" })
            }
            Clash::TooFew { .. } if counts(&[HowMany::AtLeast, HowMany::Exactly]) => Some("so many must sit"),
            Clash::InAndOut(_) | Clash::TooFew { .. } | Clash::NoDisputant | Clash::Person(_) if bars => Some("these must not sit"),
            Clash::InAndOut(_) | Clash::TooFew { .. } | Clash::NoDisputant if draws => Some("nobody else may sit"),
            _ => None,
        }
    }
}

/// The same for all of these; with `or` between them, for one, whichever.
fn one_or_all(ways: Vec<Demand>, who: &Parties, then: &dyn Fn(&mut Demand, &Party)) -> Option<Vec<Demand>> {
    let done = |way: &Demand, party: &Party| {
        let mut way = way.clone();
        then(&mut way, party);
        way
    };
    if who.join == Join::And {
        return Some(ways.iter().map(|way| who.parties.iter().fold(way.clone(), |way, party| done(&way, party))).collect());
    }
    let mut more: Vec<Demand> = Vec::new();
    for with in ways.iter().flat_map(|way| who.parties.iter().map(|party| done(way, party))) {
        if !more.contains(&with) {
            more.push(with);
        }
    }
    (more.len() <= MOST_CHOICES).then_some(more)
}

/// Which agencies somebody is, or is of.
pub(super) fn meant(policy: &Policy, party: &Party) -> Meant {
    let has = |words: &[&str]| party.which.iter().any(|which| words.contains(&which.as_str()));
    let all = party.plural || has(&["every", "both"]);
    let tier = party.name().is_some_and(|name| policy.named(name).kind == NameKind::Tier);
    match (party.side, &party.of, &party.noun) {
        (Some(Side::Disputing), ..) if all => Meant::Disputing,
        (Some(Side::Disputing), ..) => Meant::OneDisputing,
        (Some(Side::Raising), ..) => Meant::Raising,
        (Some(Side::Receiving), ..) => Meant::Receiving,
        // The agency that leads, or that is concerned, may be any.
        (Some(_), ..) => Meant::Some,
        (None, Some(of), _) => meant(policy, of),
        (None, None, Noun::Agency) if all => Meant::Every,
        (None, None, Noun::Agency) => Meant::Some,
        (None, None, Noun::They | Noun::Everyone) => Meant::Disputing,
        (None, None, Noun::Named(_)) if tier => {
            if all {
                Meant::Disputing
            } else {
                Meant::Some
            }
        }
        (None, None, Noun::Named(_)) => match home(policy, party) {
            Home::Agencies(agencies)
                if agencies.len() == 1 || party.name().is_some_and(|name| policy.named(name).kind == NameKind::Agency) =>
            {
                Meant::These(agencies)
            }
            Home::Raising => Meant::Raising,
            Home::Disputing => Meant::Some,
            _ => Meant::Nobody,
        },
    }
}

/// Which agencies somebody is, or has sit by sitting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meant {
    Every,
    Disputing,
    OneDisputing,
    Raising,
    Receiving,
    /// One, whichever.
    Some,
    These(Vec<NameId>),
    /// Of no agency, or of none that could be named.
    Nobody,
}

/// Who is taken to sit on a body of which the policy does not say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnTheBody<'o> {
    /// Everybody who may be wanted from there.
    Everybody,
    /// Whoever it is: advice that only some of them let be kept binds nobody.
    Anybody,
    /// Everybody but these agencies.
    Not(&'o [usize]),
}

/// Whether one person is meant, or somebody of the same tier: no manager may sit where managers must not.
fn is_same_person(one: &Party, other: &Party) -> bool {
    let singular = |party: &Party| Party { plural: false, ..party.clone() };
    singular(one).same(&singular(other))
}

/// From whom a panel is drawn.
enum Drawn {
    Anybody,
    InDispute,
    /// A body of which the policy does not say who is on it.
    Unknown,
    These(Vec<NameId>),
}

fn counted(way: &mut Demand, count: &Count) {
    let number = count.number as usize;
    // Each agency on it sends at least one person; how many it sends is open.
    if count.agencies && matches!(count.counting, HowMany::AtLeast | HowMany::Exactly) {
        way.least = way.least.max(number);
    }
    if matches!(count.counting, HowMany::AtMost | HowMany::Exactly) {
        way.most = Some(way.most.map_or(number, |most| most.min(number)));
    }
}

/// Whether all of these are named, and of a body among them it is stated who sits on it.
fn is_a_list(policy: &Policy, from: &Parties) -> bool {
    from.parties.iter().all(|party| {
        party.name().map(|name| policy.named(name)).is_some_and(|named| {
            named.kind == NameKind::Agency || (named.kind == NameKind::Body && matches!(named.members, Some(Stated::As(_))))
        })
    })
}

/// Where the document has these clauses, for a line of a story; empty where it is not said.
pub(super) fn places(policy: &Policy, clauses: &[ClauseId]) -> String {
    let mut places: Vec<String> = clauses.iter().map(|id| policy.clause(*id).per()).filter(|per| !per.is_empty()).collect();
    places.dedup();
    places.truncate(4);
    listed(places, "and")
}

/// A small number as a word.
pub(super) fn number(number: usize) -> String {
    const WORDS: [&str; 13] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}
