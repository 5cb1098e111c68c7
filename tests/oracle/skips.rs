//! What a step past stages leaves out that these would have given.

use super::cases::{Aim, At, Cases};
use super::ladder::*;
use super::policy::*;
use super::verdict::{Kept, Question};

/// A step from a place by one of its ways, over these stages, and what leaves something out.
struct Step {
    from: Option<usize>,
    way: usize,
    passed: std::ops::Range<usize>,
}

/// Whether no step leaves anything out.
pub struct Losing<'l, 'p> {
    cases: Cases<'l, 'p>,
    /// Whether there is any step past a stage.
    any: bool,
    /// Those that leave something out.
    losing: Vec<Step>,
}

/// `None` if there are too many ways of filling in to try them all.
pub fn skip_loses_duty<'l, 'p>(ladder: &'l Ladder<'p>) -> Option<Losing<'l, 'p>> {
    let cases = Cases::new(ladder, Aim::NeverStuck)?;
    let mut all = Vec::new();
    for from in std::iter::once(None).chain((0..ladder.count()).map(Some)) {
        if from.is_some_and(|stage| ladder.is_authority(stage)) {
            continue;
        }
        for (number, way) in ladder.ways(from).iter().enumerate() {
            let settled =
                way.clause.is_some_and(|clause| !clause.when.is_empty() && clause.when.iter().all(|event| *event == Event::Resolved));
            if !settled {
                all.extend(passed(ladder, from, way).into_iter().map(|passed| Step { from, way: number, passed }));
            }
        }
    }
    let any = !all.is_empty();
    all.retain(|step| loses(ladder, step.from, step.passed.clone()));
    Some(Losing { cases, any, losing: all })
}

/// The stages a way can pass over, for each stage it can come to; what comes after them is where the case comes down.
fn passed(ladder: &Ladder<'_>, from: Option<usize>, way: &Way<'_>) -> Vec<std::ops::Range<usize>> {
    let next = from.map_or(0, |stage| stage + 1);
    let goes = matches!(way.goal, Goal::Act(Act::Escalate { .. } | Act::Skip { .. }));
    let to = |place: super::ways::Target| match place {
        super::ways::Target::Stage(to) => to,
        super::ways::Target::Past => ladder.count(),
        super::ways::Target::Out => 0,
    };
    super::ways::places(ladder, from, way).into_iter().map(to).filter(|to| goes && *to > next).map(|to| next..to).collect()
}

impl Question for Losing<'_, '_> {
    fn completions(&self) -> usize {
        1
    }

    fn is_triggered(&self, _: usize) -> bool {
        self.any
    }

    fn is_breached(&self, _: usize, kept: &Kept) -> bool {
        (0..self.cases.completions()).any(|completion| {
            self.cases.runs(completion, kept).any(|run| {
                self.losing.iter().any(|step| {
                    let ways = run.ladder().ways(step.from);
                    let way = &ways[step.way];
                    run.visits(step.from).iter().any(|visit| {
                        let comes_down = |at: At<'_>| match at {
                            At::Stage(to) => to == step.passed.end,
                            At::Past => step.passed.end == run.ladder().count(),
                            _ => false,
                        };
                        let landings = run.landings(step.from, way, visit, &[], step.way);
                        run.is_open(step.from, way, visit)
                            && landings.iter().any(|landing| comes_down(landing.at) && run.may_be_taken(step.from, way, landing, visit))
                    })
                })
            })
        })
    }
}

// ── what is left out ────────────────────────────────────────────────────────────────────────────

fn loses(ladder: &Ladder<'_>, from: Option<usize>, passed: std::ops::Range<usize>) -> bool {
    let policy = ladder.policy;
    let to = Some(passed.end).filter(|to| *to < ladder.count());
    let authority = passed.clone().any(|stage| ladder.is_authority(stage))
        && !to.is_some_and(|to| (to..ladder.count()).any(|stage| ladder.is_authority(stage)));
    let still = |clause: &Clause| {
        let covers = |stage: usize| clause.covers(&policy.stages[stage].label);
        let on_the_way =
            matches!((&clause.before, to), (Some(Place::Stages { stages }), Some(to)) if stages.contains(&policy.stages[to].label));
        (clause.home == Home::Throughout && on_the_way) || from.into_iter().chain(to).any(covers)
    };
    let ends: Vec<&Clause> = from.into_iter().chain(to).flat_map(|stage| asked_for(policy, stage)).collect();
    let due = |clause: &&Clause| match (&clause.before, to) {
        (Some(Place::Stages { stages }), Some(to)) => stages.contains(&policy.stages[to].label),
        (Some(Place::Stages { .. }), None) => false,
        _ => true,
    };
    let ends: Vec<&Clause> = ends.into_iter().filter(due).collect();
    let lost = |clause: &Clause| {
        let same: Vec<&Clause> = ends.iter().copied().filter(|other| is_no_less(policy, other, clause)).collect();
        let told = |party: &Party| same.iter().any(|other| tellings(other).into_iter().any(|told| reaches(policy, told, party)));
        let untold = |who: &Parties| match who.join {
            Join::And => !who.parties.iter().all(told),
            Join::Or => !who.parties.iter().any(told),
        };
        tellings(clause).into_iter().any(untold) || (records(clause) && !same.iter().any(|other| records(other)))
    };
    authority || passed.into_iter().any(|stage| asked_for(policy, stage).into_iter().any(|clause| !still(clause) && lost(clause)))
}

/// What is asked for at a stage of a case that is not settled.
fn asked_for(policy: &Policy, stage: usize) -> Vec<&Clause> {
    let over = |event: &Event| matches!(event, Event::Resolved | Event::Withdrawn | Event::Extended);
    let here =
        |clause: &&Clause| matches!(clause.home, Home::Stage { .. } | Home::Throughout) && clause.covers(&policy.stages[stage].label);
    let asked = |clause: &&Clause| !clause.negated && !clause.attempt && clause.strength.force != Force::Permitted;
    let unsettled = |clause: &&Clause| clause.when.is_empty() || !clause.when.iter().all(over);
    policy.clauses.iter().filter(here).filter(asked).filter(unsettled).collect()
}

/// Whether a clause asks at least as strongly, in as many cases and at as many moments.
fn is_no_less(policy: &Policy, clause: &Clause, lost: &Clause) -> bool {
    let strong = clause.strength.force == Force::Required || lost.strength.force != Force::Required;
    let mut atoms = Atoms::default();
    let (here, there) = (atoms.all_of([&clause.condition]), atoms.all_of([&lost.condition]));
    let free = atoms.anew(policy);
    let cases = atoms.worlds(policy).into_iter().flat_map(|world| subsets(free).map(move |free| world | free));
    let often = cases.into_iter().all(|so| here.holds(so) || !there.holds(so));
    let always = clause.when.is_empty() || clause.when.contains(&Event::Unresolved);
    let then = always || (!lost.when.is_empty() && lost.when.iter().all(|event| clause.when.contains(event)));
    strong && often && then
}

fn tellings(clause: &Clause) -> Vec<&Parties> {
    let told = if let Act::Notify { whom } = &clause.act { Some(whom) } else { None };
    told.into_iter().chain(&clause.details.copying).collect()
}

fn records(clause: &Clause) -> bool {
    matches!(clause.act, Act::Record { .. })
}

fn reaches(policy: &Policy, told: &Parties, wanted: &Party) -> bool {
    let same = |party: &Party| match (party.name(), wanted.name()) {
        (Some(told), Some(wanted)) => policy.stands_for(told, wanted),
        (None, None) => party.noun == wanted.noun && party.side == wanted.side,
        _ => false,
    };
    match told.join {
        Join::And => told.parties.iter().any(same),
        Join::Or => told.parties.iter().all(same),
    }
}
