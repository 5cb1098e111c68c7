//! The interpreter against the checker: every run of small made-up policies is played, step by step, and what the runs
//! come to has to be what the checker says of them.

mod common;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use common::strategies::{ROUND, Reach, SMALL, TIED, plan};
use common::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use rungs::case::{Disputants, Ending, Entry, Event, Filled, Landing, Noted, Outcome, Place, Point, Setup, State};
use rungs::graph::{MoveKind, StageGraph, To};
use rungs::model::{
    Act, ClauseId, Deed, Event as Moment, Force, Join, LimitLength, LimitOf, Medium, NameId, NameKind, Noun, Parties, Party, Policy, Side,
    StageId,
};
use rungs::verify::{Verdict, check, disagreements};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    EndsInAuthority,
    ToldTooLate,
}

/// What one stage is come to with: where, the rounds of its repetitions, and whether anybody has been told.
type Node = (StageId, BTreeMap<ClauseId, u32>, bool);

/// All runs of a policy with one way of filling in what is open, one set of fixed facts and one pair of agencies.
struct Runs<'p> {
    policy: &'p Policy,
    /// One for each medium that may be followed.
    setups: Vec<Setup<'p>>,
    rule: Rule,
    partnership: NameId,
    mark: u32,
    advice_kept: bool,
    nobody_tells: bool,
    changing: Vec<Point>,
    moments: Vec<Moment>,
    /// Of every node whether a breach comes of it; `None` while it is being gone through.
    known: HashMap<Node, Option<bool>>,
}

impl Runs<'_> {
    fn breach(&mut self, fixed: &BTreeSet<Point>) -> bool {
        for at in 0..self.setups.len() {
            for so in self.all_so(fixed) {
                let (start, _) = self.setups[at].start(None, so);
                let (begun, noted) = self.setups[at].step(&start, &Event::Begin, None).expect("a case begins");
                let told = self.tells_before(&noted, first(self.policy));
                if self.arrive(begun, told) {
                    return true;
                }
                for refused in subsets(&self.holders(at, &start)) {
                    let mut now = Visit { runs: self, setup: at, state: start.clone(), noted: Vec::new() };
                    refused.iter().for_each(|who| now.must(&Event::Answers { who: who.clone(), agrees: false }));
                    let state = now.state;
                    if self.onward(at, &state, false) {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Everything that can be so at one visit.
    fn all_so(&self, fixed: &BTreeSet<Point>) -> Vec<BTreeSet<Point>> {
        subsets(&self.changing).into_iter().map(|chosen| chosen.into_iter().chain(fixed.iter().cloned()).collect()).collect()
    }

    /// A case comes to a stage: does a breach come of it?
    fn arrive(&mut self, state: State, told: bool) -> bool {
        let Place::Stage(stage) = state.place else { unreachable!("it has arrived") };
        let found = self.policy.stage(stage);
        match self.rule {
            Rule::EndsInAuthority if found.is_authority() => return false,
            Rule::ToldTooLate if found.rung >= self.mark => return !told,
            Rule::ToldTooLate if told => return false,
            _ => {}
        }
        let node = (stage, state.rounds.clone(), told);
        match self.known.get(&node) {
            // It has come round to where it was: that can go on for ever.
            Some(None) => return self.rule == Rule::EndsInAuthority,
            Some(Some(known)) => return *known,
            None => {}
        }
        self.known.insert(node.clone(), None);
        let breach = self.visit(&state, stage);
        self.known.insert(node, Some(breach));
        breach
    }

    fn visit(&mut self, state: &State, stage: StageId) -> bool {
        let fixed: BTreeSet<Point> = state.so.iter().filter(|point| !self.changing.contains(point)).cloned().collect();
        for at in 0..self.setups.len() {
            let holders = self.holders(at, state);
            let advised = self.advised(stage);
            for so in self.all_so(&fixed) {
                for refused in subsets(&holders) {
                    let mut now = Visit { runs: self, setup: at, state: state.clone(), noted: Vec::new() };
                    now.come_in(&so, &advised);
                    refused.iter().for_each(|who| now.must(&Event::Answers { who: who.clone(), agrees: false }));
                    let (state, noted) = (now.state, now.noted);
                    for moments in [false, true] {
                        if self.moments.is_empty() && moments {
                            continue;
                        }
                        for outcome in [Outcome::Unresolved, Outcome::NoAnswer] {
                            for time_out in [false, true] {
                                let mut now = Visit { runs: self, setup: at, state: state.clone(), noted: noted.clone() };
                                if moments {
                                    self.moments.iter().for_each(|moment| now.must(&Event::Happens(moment.clone())));
                                }
                                now.must(&Event::Comes(outcome));
                                if time_out && !now.may(&Event::TimeOut) {
                                    continue;
                                }
                                let told = self.tells_now(&now.noted);
                                let state = now.state;
                                if self.onward(at, &state, told) {
                                    return true;
                                }
                            }
                        }
                    }
                }
            }
        }
        false
    }

    /// Those who may refuse something here. The agency that raised it can only withdraw.
    fn holders(&self, at: usize, state: &State) -> Vec<String> {
        let withdraws = |party: &&Party| party.side == Some(Side::Raising) && party.noun == Noun::Agency;
        let asked: BTreeSet<String> = self.setups[at]
            .asked(state)
            .into_iter()
            .filter(|party| !withdraws(party))
            .map(|party| rungs::model::in_words(self.policy).party(party))
            .collect();
        asked.into_iter().collect()
    }

    /// Every way on from here, and stopping.
    fn onward(&mut self, at: usize, state: &State, told: bool) -> bool {
        for step in self.setups[at].open_moves(state) {
            let found = self.setups[at].moves(state)[step].clone();
            let ends_by_itself = match (found.kind, state.place.clone()) {
                (MoveKind::RepeatUntilOutOfTime, Place::Stage(stage)) => limited(self.policy, self.setups[at].graph, stage),
                (MoveKind::RepeatUntil { in_words: true }, _) => self.setups[at].filled.repetition_ends == Some(true),
                _ => false,
            };
            if ends_by_itself {
                continue;
            }
            let landings: Vec<Option<Landing>> = match found.to {
                To::AnyLater | To::Past => self
                    .policy
                    .stages()
                    .map(|(stage, _)| Some(Landing::Stage(stage)))
                    .chain((found.to == To::Past).then_some(Some(Landing::PastTheLast)))
                    .collect(),
                _ => vec![None],
            };
            for landing in landings {
                if self.advice_kept && self.leaves_out_what_should_not_be(state, &found, landing) {
                    continue;
                }
                let Ok((next, noted)) = self.setups[at].step(state, &Event::Takes { step, landing }, None) else { continue };
                match &next.place {
                    Place::Over(ending) => {
                        if self.rule == Rule::EndsInAuthority && !ending.is_good() {
                            return true;
                        }
                    }
                    Place::Stage(to) => {
                        let to = *to;
                        let here: Vec<Entry> = noted.iter().filter(|entry| entry.visit == state.visit).cloned().collect();
                        let told = told || self.tells_now(&here) || self.tells_before(&noted, to);
                        if self.arrive(next, told) {
                            return true;
                        }
                    }
                    Place::Start => {}
                }
            }
        }
        if self.rule == Rule::ToldTooLate {
            return false;
        }
        matches!(self.setups[at].step(state, &Event::Stops, None), Ok((State { place: Place::Over(ending), .. }, _)) if !ending.is_good() && ending != Ending::Withdrawn)
    }

    /// A skip that passes over a stage of which the policy advises not to leave it out.
    fn leaves_out_what_should_not_be(&self, state: &State, step: &rungs::graph::Move, landing: Option<Landing>) -> bool {
        let first = if let Place::Stage(stage) = state.place { stage.index() + 1 } else { 0 };
        let until = match (step.to, landing) {
            (_, Some(Landing::Stage(stage))) => stage.index(),
            (_, Some(Landing::PastTheLast)) | (To::PastLast, None) => self.policy.stages.len(),
            (To::Stage(stage), None) if step.kind == MoveKind::Skip => stage.index(),
            _ => return false,
        };
        self.policy.clauses.iter().any(|clause| {
            let advised = matches!(clause.strength.force, Force::Advised | Force::Described);
            let stages = match &clause.deed.act {
                Act::Skip(rungs::model::Place::Stages(stages)) => stages.iter().any(|stage| (first..until).contains(&stage.index())),
                Act::Skip(_) => first < until,
                _ => false,
            };
            clause.negated && advised && stages
        })
    }

    /// The clauses of advice at a stage, those of every stage included.
    fn advised(&self, stage: StageId) -> Vec<ClauseId> {
        self.policy
            .clauses()
            .filter(|(_, clause)| clause.covers(stage) || clause.stages.is_none())
            .filter(|(_, clause)| matches!(clause.strength.force, Force::Advised | Force::Described))
            .map(|(id, _)| id)
            .collect()
    }

    // ── telling ─────────────────────────────────────────────────────────────────────────────────

    fn tells_now(&self, noted: &[Entry]) -> bool {
        noted.iter().any(|entry| match entry.what {
            Noted::Duty { clause, .. } if noted.iter().any(|other| other.what == Noted::Lapsed(clause)) => false,
            Noted::Duty { clause, later: false, .. } => self.is_done(clause) && self.tells(&self.policy.clause(clause).deed),
            _ => false,
        })
    }

    /// What is to be done before a stage is done before the case comes there.
    fn tells_before(&self, noted: &[Entry], stage: StageId) -> bool {
        noted.iter().any(|entry| match entry.what {
            Noted::Duty { clause, .. } if entry.at == Some(stage) => {
                let found = self.policy.clause(clause);
                let before = matches!(&found.before, Some(rungs::model::Place::Stages(stages)) if stages.contains(&stage));
                before && self.is_done(clause) && self.tells(&found.deed)
            }
            _ => false,
        })
    }

    fn is_done(&self, clause: ClauseId) -> bool {
        match self.policy.clause(clause).strength.force {
            Force::Required => !self.nobody_tells,
            Force::Advised | Force::Described => self.advice_kept && !self.nobody_tells,
            Force::Permitted => false,
        }
    }

    fn tells(&self, deed: &Deed) -> bool {
        let reaches = |who: &Parties| {
            let mut each = who.parties.iter().map(|party| party.name().is_some_and(|name| self.policy.stands_for(name, self.partnership)));
            if who.join == Join::And { each.any(|one| one) } else { each.all(|one| one) }
        };
        let copied = deed.details.copying.as_ref().is_some_and(reaches) && !matches!(deed.act, Act::Escalate(_));
        !deed.attempt && (copied || matches!(&deed.act, Act::Notify(who, _) if reaches(who)))
    }
}

/// One visit, up to where the case is taken on.
struct Visit<'v, 'p> {
    runs: &'v Runs<'p>,
    setup: usize,
    state: State,
    noted: Vec<Entry>,
}

impl Visit<'_, '_> {
    fn may(&mut self, event: &Event) -> bool {
        let Ok((state, noted)) = self.runs.setups[self.setup].step(&self.state, event, None) else { return false };
        self.state = state;
        self.noted.extend(noted);
        true
    }

    fn must(&mut self, event: &Event) {
        assert!(self.may(event), "{event:?} can happen");
    }

    /// What may change takes these values on the way in; what is advised is left undone unless it is kept.
    fn come_in(&mut self, so: &BTreeSet<Point>, advised: &[ClauseId]) {
        self.state.so = so.clone();
        self.state.due.clear();
        if !self.runs.advice_kept {
            advised.iter().for_each(|clause| self.must(&Event::Leaves(*clause)));
        }
        // Something no clause turns on, so that what falls due does.
        self.must(&Event::Turns(Point::Words("nothing".into()), true));
        self.state.so = so.clone();
    }
}

fn subsets<T: Clone>(of: &[T]) -> Vec<Vec<T>> {
    (0..1u32 << of.len())
        .map(|bits| of.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, one)| one.clone()).collect())
        .collect()
}

fn limited(policy: &Policy, graph: &StageGraph, stage: StageId) -> bool {
    graph.limits_of(stage).any(|id| policy.clause(id).counted_limit().is_some())
}

// ── by definition ───────────────────────────────────────────────────────────────────────────────

/// Every way of filling in what the policy leaves open.
fn fillings(policy: &Policy, graph: &StageGraph) -> Vec<Filled> {
    let silent: Vec<StageId> = policy
        .stages()
        .map(|(stage, _)| stage)
        .filter(|stage| {
            graph.limits_of(*stage).all(|id| matches!(policy.clause(id).limit().map(|limit| &limit.length), Some(LimitLength::Unstated)))
        })
        .collect();
    let scope = policy.clauses.iter().any(|clause| clause.limit().is_some_and(|limit| limit.of == LimitOf::StageOrCase));
    let words = graph.moves().iter().any(|step| matches!(step.kind, MoveKind::RepeatUntil { in_words: true }));
    let either = |asked: bool| if asked { vec![Some(true), Some(false)] } else { vec![None] };
    let mut all = Vec::new();
    for limited in subsets(&silent) {
        for scope_is_the_stage in either(scope) {
            for repetition_ends in either(words) {
                let silent_limits = silent.iter().map(|stage| (*stage, limited.contains(stage))).collect();
                all.push(Filled { silent_limits, scope_is_the_stage, repetition_ends });
            }
        }
    }
    all
}

fn media(policy: &Policy, graph: &StageGraph) -> Vec<Option<Medium>> {
    let found: BTreeSet<Medium> = disagreements(policy, graph)
        .into_iter()
        .flat_map(|pair| [pair.first, pair.second])
        .flat_map(|clause| policy.clause(clause).sources.iter().map(|source| source.medium.clone()))
        .collect();
    if found.is_empty() { vec![None] } else { found.into_iter().map(Some).collect() }
}

struct Asked<'p> {
    policy: &'p Policy,
    graph: &'p StageGraph,
    rule: Rule,
    told_before: u32,
}

impl Asked<'_> {
    fn breach(&self, filled: &Filled, advice_kept: bool, nobody_tells: bool) -> bool {
        let agencies: Vec<NameId> = self.policy.names().filter(|(_, named)| named.kind == NameKind::Agency).map(|(id, _)| id).collect();
        let partnership = self.policy.names().find(|(_, named)| named.name == "partnership").map(|(id, _)| id).expect("there is one");
        let authority = self.policy.stages.iter().filter(|stage| stage.is_authority()).map(|stage| stage.rung).min();
        agencies.iter().any(|raising| {
            let against = agencies.iter().copied().find(|other| other != raising).expect("there is another");
            let setups: Vec<Setup<'_>> = media(self.policy, self.graph)
                .into_iter()
                .map(|follows| {
                    let disputants = Disputants { raising: *raising, against: vec![against] };
                    let mut setup = Setup::new(self.policy, self.graph, disputants);
                    setup.follows = follows;
                    setup.filled = filled.clone();
                    setup
                })
                .collect();
            let points = setups[0].points();
            let changes = |point: &Point| match point {
                Point::Fact(fact) => self.policy.named(*fact).may_change,
                Point::Words(_) => true,
                Point::Is(_) => false,
            };
            let (changing, fixed): (Vec<Point>, Vec<Point>) = points.into_iter().partition(changes);
            let moments: BTreeSet<String> = self
                .policy
                .clauses
                .iter()
                .flat_map(|clause| clause.when.iter().flat_map(|when| &when.events))
                .filter_map(|event| if let Moment::Words(words) = event { Some(words.clone()) } else { None })
                .collect();
            let mut runs = Runs {
                policy: self.policy,
                setups,
                rule: self.rule,
                partnership,
                mark: authority.map_or(self.told_before, |authority| self.told_before.min(authority)),
                advice_kept,
                nobody_tells,
                changing,
                moments: moments.into_iter().map(Moment::Words).collect(),
                known: HashMap::new(),
            };
            subsets(&fixed).into_iter().any(|fixed| {
                runs.known.clear();
                runs.breach(&fixed.into_iter().collect())
            })
        })
    }

    /// The verdict by definition: worst and best over every filling.
    fn verdict(&self) -> Verdict {
        let all: Vec<Verdict> = fillings(self.policy, self.graph)
            .iter()
            .filter(|filled| self.rule == Rule::EndsInAuthority || self.breach(filled, false, true))
            .map(|filled| {
                if !self.breach(filled, false, false) {
                    Verdict::Holds
                } else if !self.breach(filled, true, false) {
                    Verdict::Advice
                } else {
                    Verdict::Broken
                }
            })
            .collect();
        let has = |verdict: Verdict| all.contains(&verdict);
        match (has(Verdict::Broken), has(Verdict::Advice), has(Verdict::Holds)) {
            (true, false, false) => Verdict::Broken,
            (true, ..) => Verdict::Undetermined,
            (false, true, _) => Verdict::Advice,
            (false, false, true) => Verdict::Holds,
            (false, false, false) => Verdict::DoesNotApply,
        }
    }
}

fn compare(reach: Reach, count: u32, rule: Rule, name: &str) {
    let mut runner = TestRunner::new(cases(count));
    let seen = std::cell::RefCell::new(HashMap::<Verdict, u32>::new());
    let result = runner.run(&plan(reach), |plan| {
        let text = plan.text();
        let (found, expected) = with_text(&text, |policy, diagnostics, sources| {
            let policy = policy.unwrap_or_else(|| panic!("{text}\n{}", messages(diagnostics, sources)));
            let graph = StageGraph::new(policy);
            let found = check(policy, &graph, day()).rule(name).expect("it is in the rulebook").verdict;
            (found, Asked { policy, graph: &graph, rule, told_before: plan.told_before }.verdict())
        });
        *seen.borrow_mut().entry(found).or_default() += 1;
        if found != expected && found != Verdict::GaveUp {
            return Err(TestCaseError::fail(format!("{name}: the checker says {found:?}, playing says {expected:?}, of\n{text}")));
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let seen = seen.into_inner();
    for verdict in [Verdict::Broken, Verdict::Holds] {
        assert!(count < 50 || seen.contains_key(&verdict), "no {verdict:?} among {seen:?}");
    }
}

#[test]
fn playing_every_run_comes_to_what_the_checker_says() {
    compare(SMALL, 60, Rule::EndsInAuthority, "ends-in-authority");
    compare(SMALL, 60, Rule::ToldTooLate, "told-too-late");
}

#[test]
fn it_does_where_cases_go_round() {
    compare(ROUND, 60, Rule::EndsInAuthority, "ends-in-authority");
    compare(ROUND, 60, Rule::ToldTooLate, "told-too-late");
}

#[test]
fn it_does_where_facts_tie_stages_together() {
    compare(TIED, 30, Rule::EndsInAuthority, "ends-in-authority");
    compare(TIED, 30, Rule::ToldTooLate, "told-too-late");
}

fn first(policy: &Policy) -> StageId {
    policy.stages().next().map(|(stage, _)| stage).expect("there is a stage")
}
