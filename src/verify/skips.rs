//! What is left out when a case passes over stages, and asked for nowhere else on its way.

use crate::graph::{From, Move, MoveKind, StageGraph, To, Trigger};
use crate::model::{Act, Clause, ClauseId, Condition, Event, Force, Home, Join, Parties, Party, Place, Policy, StageId};

use super::cases::{Build, CaseGraph, Open, Question};
use super::facts::Atoms;
use super::formula::Formula;
use super::report::Verdict;
use super::weigh::{is_possible, least};

/// What a passed stage would have given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    /// This clause tells somebody.
    Telling(ClauseId),
    /// This clause makes a record.
    Record(ClauseId),
    /// An authority hears the case at this stage, and none at a later one.
    Authority(StageId),
}

/// A step past stages that leaves something out.
#[derive(Debug, Clone)]
pub(crate) struct Lossy {
    /// The clause that allows it.
    pub(crate) clause: ClauseId,
    /// From where.
    pub(crate) from: From,
    /// To which stage; `None` past the last.
    pub(crate) to: Option<StageId>,
    /// What is left out.
    pub(crate) lost: Vec<Lost>,
    /// The advice that would keep the stages from being passed over, if it were followed.
    pub(crate) advice: Vec<ClauseId>,
    /// How many stages are passed over.
    passed: usize,
}

/// A by-pass with no stated landing is tried out over so many stages; what lies further is passed from a later one.
const MOST_PASSED: usize = 10;

/// The steps past stages that leave something out, one for each clause; `None` if no step passes over a stage.
pub(crate) fn lossy_steps(policy: &Policy, graph: &StageGraph) -> Option<(Verdict, Vec<Lossy>)> {
    // A step is possible if it is in some way of filling in: where time runs out if a limit is the stage's, or if nothing is.
    let builds = [
        Build::new(policy, graph, &Question::NeverStuck, &|_| true),
        Build::new(policy, graph, &Question::NeverStuck, &|open| !matches!(open, Open::LimitScope(_))),
    ];
    let search = Search { policy, builds, last_authority: policy.stages().rev().find(|(_, stage)| stage.is_authority()).map(|(id, _)| id) };
    let (mut any, mut unknown) = (false, false);
    let mut found: Vec<Lossy> = Vec::new();
    // For each clause, the advice ignored in each way its steps can leave something out.
    let mut ignored: Vec<(ClauseId, Vec<ClauseId>)> = Vec::new();
    for step in graph.moves() {
        let (Some(clause), MoveKind::Skip | MoveKind::Escalate) = (step.clause, step.kind) else { continue };
        let heard = matches!(step.from, From::Stage(stage) if policy.stage(stage).is_authority());
        if heard || step.trigger == Trigger::Resolved {
            continue;
        }
        for (passed, to) in landings(policy, step) {
            any = true;
            // The shortest step of a clause shows it best.
            let shorter = |lossy: &Lossy| lossy.clause != clause || !lossy.advice.is_empty() || passed.len() < lossy.passed;
            if !found.iter().all(shorter) {
                continue;
            }
            let lost = search.lost(step.from, passed.clone(), to);
            if lost.is_empty() {
                continue;
            }
            match search.advice_against(step, passed.clone()) {
                None => unknown = true,
                Some(ways) => {
                    let Some(least) = ways.iter().min_by_key(|way| way.len()).cloned() else { continue };
                    keep(&mut found, Lossy { clause, from: step.from, to, lost, advice: least, passed: passed.len() });
                    ignored.extend(ways.into_iter().map(|way| (clause, way)));
                }
            }
        }
    }
    let verdict = match () {
        () if found.iter().any(|lossy| lossy.advice.is_empty()) => Verdict::Broken,
        () if unknown => Verdict::GaveUp,
        () if !found.is_empty() => Verdict::Advice,
        () => Verdict::Holds,
    };
    if verdict == Verdict::Advice {
        let mut all: Vec<ClauseId> = ignored.iter().flat_map(|(_, way)| way.iter().copied()).collect();
        all.sort();
        all.dedup();
        let needed = least(&all, &|kept| Some(ignored.iter().any(|(_, way)| !way.iter().any(|clause| kept(*clause)))));
        for lossy in &mut found {
            let speaks = |advice: &ClauseId| ignored.iter().any(|(clause, way)| *clause == lossy.clause && way.contains(advice));
            lossy.advice = needed.iter().copied().filter(speaks).collect();
        }
    }
    any.then_some((verdict, found))
}

/// One for each clause: one against which no advice speaks rather than another, and of those the shortest.
fn keep(found: &mut Vec<Lossy>, new: Lossy) {
    let rank = |lossy: &Lossy| (!lossy.advice.is_empty(), lossy.passed);
    match found.iter_mut().find(|lossy| lossy.clause == new.clause) {
        Some(known) if rank(&new) < rank(known) => *known = new,
        Some(_) => {}
        None => found.push(new),
    }
}

/// The stages a step passes over, with the stage it comes to, for each way it can come down.
fn landings(policy: &Policy, step: &Move) -> Vec<(std::ops::Range<usize>, Option<StageId>)> {
    let stages = policy.stages.len();
    let next = match step.from {
        From::Start => 0,
        From::Stage(stage) => stage.index() + 1,
    };
    let any_later = || (next + 1..stages).take(MOST_PASSED).map(|to| (next..to, Some(StageId(to as u32))));
    match step.to {
        To::Stage(to) if to.index() > next => vec![(next..to.index(), Some(to))],
        To::PastLast => vec![(next..stages, None)],
        To::AnyLater => any_later().collect(),
        To::Past if next < stages => any_later().chain([(next..stages, None)]).collect(),
        _ => Vec::new(),
    }
}

struct Search<'s> {
    policy: &'s Policy,
    builds: [Build<'s>; 2],
    last_authority: Option<StageId>,
}

impl Search<'_> {
    /// The advice that has to be ignored for a step to pass over these stages, for each way in which it can in some case;
    /// `None` if that is too large to say.
    fn advice_against(&self, step: &Move, passed: std::ops::Range<usize>) -> Option<Vec<Vec<ClauseId>>> {
        let by_each = self.builds.iter().map(|build| self.advice_against_by(build, step, passed.clone()));
        Some(by_each.collect::<Option<Vec<_>>>()?.concat())
    }

    /// The same in one way of filling in what is left open.
    fn advice_against_by(&self, build: &Build<'_>, step: &Move, passed: std::ops::Range<usize>) -> Option<Vec<Vec<ClauseId>>> {
        let mut cases = CaseGraph::empty(self.policy.stages.len());
        let open = build.open_if(step, &mut cases);
        // Only a by-pass leaves stages out; a step to a stage by name goes where it says.
        let named = step.kind == MoveKind::Escalate && matches!(step.to, To::Stage(_));
        let ways = match step.to {
            _ if named => vec![(Vec::new(), Formula::True)],
            To::Stage(_) | To::PastLast => build.leaving_out(step, &mut cases),
            _ => build.passing_over(passed, &mut cases),
        };
        let mut possible = Vec::new();
        for (ignored, facts) in ways {
            if is_possible(self.policy, &mut cases.atoms, Formula::and([open.clone(), facts]))? {
                possible.push(ignored);
            }
        }
        Some(possible)
    }

    fn lost(&self, from: From, passed: std::ops::Range<usize>, to: Option<StageId>) -> Vec<Lost> {
        let mut lost = Vec::new();
        for at in passed.clone().take(MOST_PASSED) {
            let stage = StageId(at as u32);
            for (id, clause) in self.said_at(stage).filter(|(_, clause)| self.is_only_there(clause, from, to)) {
                if tellings(clause).into_iter().any(|who| !self.told_elsewhere(clause, who, from, to)) {
                    lost.push(Lost::Telling(id));
                } else if records(clause) && !self.elsewhere(clause, from, to).any(records) {
                    lost.push(Lost::Record(id));
                }
            }
        }
        let heard_later = |authority: StageId| to.is_some_and(|to| to <= authority);
        if let Some(authority) = self.last_authority
            && passed.contains(&authority.index())
            && !heard_later(authority)
        {
            lost.push(Lost::Authority(authority));
        }
        lost
    }

    /// What is asked for at a stage, wherever on the ladder that is said.
    fn said_at(&self, stage: StageId) -> impl Iterator<Item = (ClauseId, &Clause)> {
        let here = move |clause: &Clause| matches!(clause.home, Home::Stage(_) | Home::Throughout) && clause.covers(stage);
        self.policy.clauses().filter(move |(_, clause)| here(clause) && is_asked_for(clause))
    }

    /// Whether a clause of a passed stage is not said of where the case comes from or goes.
    fn is_only_there(&self, clause: &Clause, from: From, to: Option<StageId>) -> bool {
        let still = |stage: StageId| clause.covers(stage);
        let before = matches!((&clause.before, to), (Some(Place::Stages(stages)), Some(to)) if clause.home == Home::Throughout && stages.contains(&to));
        let from = if let From::Stage(from) = from { Some(from) } else { None };
        !before && !from.into_iter().chain(to).any(still)
    }

    /// What the stages at both ends ask for, at least as strongly and as often.
    fn elsewhere<'c>(&'c self, lost: &'c Clause, from: From, to: Option<StageId>) -> impl Iterator<Item = &'c Clause> {
        let from = if let From::Stage(from) = from { Some(from) } else { None };
        from.into_iter().chain(to).flat_map(|stage| self.said_at(stage)).map(|(_, clause)| clause).filter(move |clause| {
            let as_strong = clause.strength.force == Force::Required || lost.strength.force != Force::Required;
            let as_often = self.is_so_wherever(&clause.conditions, &lost.conditions);
            let moments = |clause: &Clause| clause.when.as_ref().map(|when| when.events.clone()).unwrap_or_default();
            let then = || moments(lost).iter().all(|event| moments(clause).contains(event));
            let as_soon = clause.is_sure_to_come() || (lost.when.is_some() && then());
            let on_the_way = match (&clause.before, to) {
                (Some(Place::Stages(stages)), to) => to.is_some_and(|to| stages.contains(&to)),
                _ => true,
            };
            as_strong && as_often && as_soon && on_the_way
        })
    }

    /// Whether some conditions are met in every case in which others are.
    fn is_so_wherever(&self, conditions: &[Condition], others: &[Condition]) -> bool {
        let same = |condition: &Condition| others.iter().any(|known| known.same(condition));
        if conditions.iter().all(same) {
            return true;
        }
        let mut atoms = Atoms::default();
        let mut all = |conditions: &[Condition]| -> Formula {
            Formula::and(conditions.iter().map(|condition| atoms.formula(self.policy, condition)).collect::<Vec<_>>())
        };
        let without = Formula::and([all(others), all(conditions).not()]);
        is_possible(self.policy, &mut atoms, without) == Some(false)
    }

    fn told_elsewhere(&self, lost: &Clause, who: &Parties, from: From, to: Option<StageId>) -> bool {
        let told =
            |party: &Party| self.elsewhere(lost, from, to).any(|clause| tellings(clause).iter().any(|others| self.reaches(others, party)));
        match who.join {
            Join::And => who.parties.iter().all(told),
            Join::Or => who.parties.iter().any(told),
        }
    }

    /// Whether telling these tells somebody: by name, or somebody who stands for the same.
    fn reaches(&self, told: &Parties, wanted: &Party) -> bool {
        let same = |party: &Party| match (party.name(), wanted.name()) {
            (Some(told), Some(wanted)) => told == wanted || self.policy.stands_for(told, wanted),
            (None, None) => party.noun == wanted.noun && party.side == wanted.side,
            _ => false,
        };
        match told.join {
            Join::And => told.parties.iter().any(same),
            Join::Or => told.parties.iter().all(same),
        }
    }
}

/// A duty or a piece of advice that is not only about a case that is settled.
fn is_asked_for(clause: &Clause) -> bool {
    let unsettled = clause
        .when
        .as_ref()
        .is_none_or(|when| when.events.iter().any(|event| !matches!(event, Event::Resolved | Event::Withdrawn | Event::Extended)));
    !clause.negated && clause.strength.force != Force::Permitted && unsettled && !clause.deed.attempt
}

fn tellings(clause: &Clause) -> Vec<&Parties> {
    let told = if let Act::Notify(who, _) = &clause.deed.act { Some(who) } else { None };
    told.into_iter().chain(&clause.deed.details.copying).collect()
}

fn records(clause: &Clause) -> bool {
    matches!(clause.deed.act, Act::Record(_))
}
