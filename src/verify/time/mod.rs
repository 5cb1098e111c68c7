//! How long a stage, or a whole case, can take.
//!
//! `limits` gathers what the policy says of time, `sets` what of it counts at once, `ways` finds the longest way, `clock` adds
//! the lengths on it, and `told` says it. Limits are upper bounds: a stage takes any time up to its limit. What the policy leaves open is filled in both ways: so
//! that it costs no time, and so that it costs any; where a word may be read two ways, by each. A total never gets
//! shorter by a longer part, so these two decide for everything between.

mod clock;
mod left_open;
mod limits;
mod sets;
mod told;
mod ways;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::graph::StageGraph;
use crate::model::{ClauseId, DayKind, Duration, LimitOf, Policy, StageId, Unit};

use super::cases::{CaseGraph, Open, Question};
use super::formula::Formula;
use super::paths::Search;
use super::property::Found;
use super::report::Verdict;
use super::weigh::{Kept, weigh};
use clock::{By, Clock, FAR, Time};
use limits::{Limit, Limits};
use sets::Set;
use ways::{Longest, Unsaid, World};

/// Something left open that can take any time or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// How long a stage may take of which nothing is said.
    Silent(StageId),
    /// How long passes between the end of the stage before and the start of this one's clock.
    Start(StageId),
    /// When a moment comes from which a limit counts.
    Moment(ClauseId),
    /// How far a limit can be extended.
    Extension(ClauseId),
}

/// Something left open that is one thing or another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Either {
    /// Unqualified days are calendar days, or working days.
    Day,
    /// A limit is for the case, or for each stage.
    Scope(ClauseId),
    /// A repetition ends, or never does.
    Ends(ClauseId),
}

/// What is asked.
enum Asked {
    /// How long a case stays at each of these stages.
    Stages(Vec<StageId>),
    /// How long the whole takes.
    Whole,
}

/// More facts that tie stages together than this are not tried out one by one.
const MOST_TRIED: usize = 6;

/// More things that can be read either way than this are not gone through.
const MOST_EITHER: usize = 8;

/// More steps on the calendar than this are not taken for one question.
const MOST_STEPS: usize = 3_000_000;

/// Whether every case has left a stage within a time of coming to it.
pub(super) fn path_leaves(policy: &Policy, graph: &StageGraph, stage: &str, within: &Duration) -> Found {
    decide(policy, graph, &Asked::Stages(stages_called(policy, stage)), within)
}

/// The stages of that label, or on that rung.
fn stages_called(policy: &Policy, stage: &str) -> Vec<StageId> {
    let rung: Option<u32> = stage.parse().ok();
    let named: Vec<StageId> = policy.stages().filter(|(_, found)| found.label == stage).map(|(id, _)| id).collect();
    let on_the_rung = || policy.stages().filter(|(_, found)| rung == Some(found.rung)).map(|(id, _)| id).collect();
    if named.is_empty() { on_the_rung() } else { named }
}

/// Whether every case that ends well has ended within a time of being raised.
pub(super) fn path_ends_within(policy: &Policy, graph: &StageGraph, time: &Duration) -> Found {
    decide(policy, graph, &Asked::Whole, time)
}

/// One way of reading everything that may be read either way, laid out.
struct Reading {
    cases: CaseGraph,
    limits: Limits,
    marks: Vec<StageId>,
    step_times: HashMap<ClauseId, Limit>,
    worlds: Vec<Facts>,
    /// No case is laid out that there cannot be.
    exact: bool,
    day: Option<DayKind>,
    lengths: Vec<Duration>,
    by: By,
    /// Lengths that are no shorter and can be added as numbers.
    at_most: Option<By>,
}

/// One way the facts that tie stages together can be.
struct Facts {
    open: Vec<bool>,
    sets: Vec<Vec<Set>>,
    starts: Vec<Vec<usize>>,
    case: Vec<usize>,
    so: Vec<u32>,
}

/// What the longest way of some case comes to.
enum Judged {
    Within,
    /// It is too long, for a case that begins at a moment.
    Over(Box<Longest>, Time),
    /// No case comes to the stage.
    Nowhere,
    Unsaid(Unsaid),
}

/// The verdict alone of [`path_leaves`].
pub(super) fn verdict_of_leaving(policy: &Policy, graph: &StageGraph, stage: &str, within: &Duration) -> Verdict {
    deciding(policy, graph, &Asked::Stages(stages_called(policy, stage)), within, |deciding| deciding.only_verdict())
        .unwrap_or_else(|verdict| verdict)
}

/// The verdict alone of [`path_ends_within`].
pub(super) fn verdict_of_ending(policy: &Policy, graph: &StageGraph, time: &Duration) -> Verdict {
    deciding(policy, graph, &Asked::Whole, time, |deciding| deciding.only_verdict()).unwrap_or_else(|verdict| verdict)
}

fn decide(policy: &Policy, graph: &StageGraph, asked: &Asked, bound: &Duration) -> Found {
    match deciding(policy, graph, asked, bound, |deciding| deciding.verdict(bound)) {
        Ok(found) => found,
        Err(Verdict::GaveUp) => (Verdict::GaveUp, vec![told::gave_up(policy, &Unsaid::TooLarge)]),
        Err(verdict) => (verdict, Vec::new()),
    }
}

/// Lays everything out that may be read either way, and hands it over.
///
/// # Errors
/// The verdict, where nothing has to be decided or too much.
fn deciding<T>(
    policy: &Policy,
    graph: &StageGraph,
    asked: &Asked,
    bound: &Duration,
    then: impl FnOnce(&Deciding<'_>) -> T,
) -> Result<T, Verdict> {
    if policy.stages.is_empty() || matches!(asked, Asked::Stages(stages) if stages.is_empty()) {
        return Err(Verdict::DoesNotApply);
    }
    let either = either(policy, graph, bound);
    if either.len() > MOST_EITHER || limits_marks_too_many(policy, graph) {
        return Err(Verdict::GaveUp);
    }
    let clock = Clock::new(policy);
    let readings: Vec<Reading> = (0..1u32 << either.len())
        .map(|bits| {
            Reading::new(policy, graph, bound, &clock, &|wanted| {
                either.iter().position(|one| *one == wanted).is_none_or(|at| bits & (1 << at) == 0)
            })
        })
        .collect();
    Ok(then(&Deciding { policy, graph, asked, clock: &clock, readings: &readings, either: &either }))
}

/// Whether limits count from more stages than are kept apart.
fn limits_marks_too_many(policy: &Policy, graph: &StageGraph) -> bool {
    policy.stages.len() > 63 && Limits::new(policy, graph, &mut super::facts::Atoms::default(), &|_| true).marks().len() > 63
}

/// Everything that may be read either way.
fn either(policy: &Policy, graph: &StageGraph, bound: &Duration) -> Vec<Either> {
    let found = RefCell::new(BTreeSet::new());
    let nowhere = StageId(u32::MAX);
    CaseGraph::new(policy, graph, &Question::Avoids(nowhere), &|open| {
        if let Open::RepetitionEnds(clause) = open {
            found.borrow_mut().insert(Either::Ends(clause));
        }
        true
    });
    let mut found = found.into_inner();
    let mut atoms = super::facts::Atoms::default();
    let limits = Limits::new(policy, graph, &mut atoms, &|_| true);
    let plain = |length: &Duration| length.kind.is_none() && length.unit == Unit::Days;
    let scoped = |id: &ClauseId| policy.clause(*id).limit().is_some_and(|limit| limit.of == LimitOf::StageOrCase);
    found.extend(limits.case.iter().map(|limit| limit.clause).filter(scoped).map(Either::Scope));
    if policy.day_read_as().is_none() && limits.lengths.iter().chain([bound]).any(plain) {
        found.insert(Either::Day);
    }
    found.into_iter().collect()
}

impl Reading {
    /// `first` says of each thing that it is the first it may be: calendar days, for the case, ending.
    fn new(policy: &Policy, graph: &StageGraph, bound: &Duration, clock: &Clock<'_>, first: &dyn Fn(Either) -> bool) -> Reading {
        let nowhere = StageId(u32::MAX);
        let mut cases = CaseGraph::new(policy, graph, &Question::Avoids(nowhere), &|open| match open {
            Open::SilentLimit(_) => true,
            Open::LimitScope(clause) => !first(Either::Scope(clause)),
            Open::RepetitionEnds(clause) => first(Either::Ends(clause)),
        });
        let mut limits = Limits::new(policy, graph, &mut cases.atoms, &|clause| first(Either::Scope(clause)));
        let mut step_times = HashMap::new();
        for clause in graph.moves().iter().filter_map(|step| step.clause) {
            if let Some(limit) = limits.of_step(policy, clause, &mut cases.atoms) {
                step_times.insert(clause, limit);
            }
        }
        cases.atoms.close(policy);
        let read = if first(Either::Day) { DayKind::Calendar } else { DayKind::Working };
        let day = policy.day_read_as().or(Some(read));
        let lengths: Vec<Duration> = limits.lengths.iter().chain([bound]).cloned().collect();
        let by = clock.by(&lengths, day);
        let at_most = if matches!(by, By::Dates(_)) { clock.at_most(&lengths, day) } else { None };
        let mut reading =
            Reading { marks: limits.marks(), cases, limits, step_times, worlds: Vec::new(), exact: true, day, lengths, by, at_most };
        reading.lay_out_facts(policy, graph);
        reading
    }

    fn lay_out_facts(&mut self, policy: &Policy, graph: &StageGraph) {
        let mut exact = !self.cases.cut_short;
        let mut worlds = Vec::new();
        {
            let mut search = Search::new(&self.cases);
            exact &= !search.uncertain;
            let again = sets::again(policy, graph, &self.cases);
            let mut asked = BTreeSet::new();
            let goes_again = again.iter().flatten().map(|edge| &self.cases.edges[*edge].facts);
            self.limits.conditions().chain(goes_again).for_each(|condition| condition.atoms(&mut asked));
            // Where it matters that one agency raises it, it does that no other can.
            if asked.iter().any(|atom| self.cases.atoms.is_about_the_sides(*atom)) {
                asked.extend((0..self.cases.atoms.len() as u32).filter(|atom| self.cases.atoms.is_about_the_sides(*atom)));
            }
            search.shared.extend(asked.into_iter().filter(|atom| self.cases.atoms.is_fixed(*atom)));
            search.shared.sort_unstable();
            search.shared.dedup();
            if search.shared.len() > MOST_TRIED {
                exact = false;
                search.shared.clear();
            }
            for world in search.worlds() {
                let (facts, sure) = self.facts(policy, &again, world.so, world.open);
                exact &= sure;
                worlds.push(facts);
            }
        }
        (self.worlds, self.exact) = (worlds, exact);
    }

    /// What counts at each stage where these facts are so; and whether nothing else is told apart than need be.
    fn facts(&self, policy: &Policy, again: &[Vec<usize>], so: Vec<(u32, bool)>, open: Vec<bool>) -> (Facts, bool) {
        let given = |formula: &Formula| so.iter().fold(formula.clone(), |formula, (atom, value)| formula.given(*atom, *value));
        let surely = |limits: &[Limit]| (0..limits.len()).filter(|at| given(&limits[*at].so) == Formula::True).collect::<Vec<usize>>();
        let mut sure = true;
        let mut all = Vec::new();
        for (stage, _) in policy.stages() {
            let (sets, whole) = sets::of_stage(policy, stage, self, &again[stage.index()], &given);
            sure &= whole;
            all.push(sets);
        }
        let starts = self.limits.stages.iter().map(|stage| surely(&stage.starts)).collect();
        let case = surely(&self.limits.case);
        (Facts { open, sets: all, starts, case, so: so.into_iter().filter(|(_, value)| *value).map(|(atom, _)| atom).collect() }, sure)
    }
}

struct Deciding<'d> {
    policy: &'d Policy,
    graph: &'d StageGraph,
    asked: &'d Asked,
    clock: &'d Clock<'d>,
    /// By the bits of `either`: none set is the first of each.
    readings: &'d [Reading],
    either: &'d [Either],
}

impl Deciding<'_> {
    fn verdict(&self, bound: &Duration) -> Found {
        let any = |_: Gap| false;
        if self.readings.iter().all(|reading| self.comes_nowhere(reading)) {
            return (Verdict::DoesNotApply, Vec::new());
        }
        let advice = self.advice();
        let (verdict, rests_on) = weigh(&advice, &|kept| self.over(&|_| true, kept, &any));
        match verdict {
            Verdict::Holds => (Verdict::Holds, Vec::new()),
            Verdict::Advice => (verdict, vec![self.told(bound).advice(&rests_on)]),
            Verdict::Broken => self.broken_or_open(bound),
            _ => {
                let why = self.readings.iter().find_map(|reading| match self.judge(reading, &|_| true, &any, false) {
                    Judged::Unsaid(why) => Some(why),
                    _ => None,
                });
                // What breaks the rule however the rest is filled in is broken all the same.
                match self.over_everywhere() {
                    true => self.broken_or_open(bound),
                    false => (Verdict::GaveUp, vec![told::gave_up(self.policy, &why.unwrap_or(Unsaid::TooLarge))]),
                }
            }
        }
    }

    /// The verdict, without what it rests on and without a case.
    fn only_verdict(&self) -> Verdict {
        let any = |_: Gap| false;
        if self.readings.iter().all(|reading| self.comes_nowhere(reading)) {
            return Verdict::DoesNotApply;
        }
        match weigh(&[], &|kept| self.over(&|_| true, kept, &any)).0 {
            Verdict::Broken => self.only_broken_or_open(),
            Verdict::GaveUp if self.over_everywhere() => self.only_broken_or_open(),
            verdict => verdict,
        }
    }

    /// Whether no case comes to the stage by this reading, whatever advice is ignored.
    fn comes_nowhere(&self, reading: &Reading) -> bool {
        matches!(self.judge(reading, &|_| false, &|_| false, false), Judged::Nowhere)
    }

    /// By each reading, the longest way with all advice kept and all that is open shut; where advice keeps every case from the
    /// stage, the rule is kept.
    fn at_best(&self) -> Vec<Judged> {
        let best = |reading: &Reading| match self.judge(reading, &|_| true, &|_| true, false) {
            Judged::Nowhere if !self.comes_nowhere(reading) => Judged::Within,
            judged => judged,
        };
        self.readings.iter().map(best).collect()
    }

    /// Broken in every way of filling in what is open, or only in some.
    fn only_broken_or_open(&self) -> Verdict {
        let best = self.at_best();
        if best.iter().any(|judged| matches!(judged, Judged::Within)) {
            Verdict::Undetermined
        } else if best.iter().any(|judged| matches!(judged, Judged::Unsaid(_))) {
            Verdict::GaveUp
        } else {
            Verdict::Broken
        }
    }

    fn over_everywhere(&self) -> bool {
        self.readings.iter().all(|reading| matches!(self.judge(reading, &|_| true, &|_| true, false), Judged::Over(..)))
    }

    fn told<'t>(&'t self, bound: &'t Duration) -> told::Told<'t> {
        told::Told { policy: self.policy, graph: self.graph, clock: self.clock, asked: self.asked, bound, deciding: self }
    }

    /// Whether some case is too long by any of these readings, with this advice kept and these gaps shut.
    fn over(&self, read: &dyn Fn(usize) -> bool, kept: Kept<'_>, shut: &dyn Fn(Gap) -> bool) -> Option<bool> {
        let mut unsaid = false;
        for (_, reading) in self.readings.iter().enumerate().filter(|(bits, _)| read(*bits)) {
            match self.judge(reading, kept, shut, false) {
                Judged::Over(..) => return Some(true),
                Judged::Unsaid(_) => unsaid = true,
                Judged::Within | Judged::Nowhere => {}
            }
        }
        if unsaid { None } else { Some(false) }
    }

    /// All advice on which a length can turn, in the order of the file.
    fn advice(&self) -> Vec<ClauseId> {
        let of = |reading: &Reading| {
            let limits = reading.limits.all().chain(reading.step_times.values()).filter(|limit| limit.advice).map(|limit| limit.clause);
            limits.chain(reading.cases.edges.iter().flat_map(|edge| edge.ignored.iter().copied())).collect::<Vec<_>>()
        };
        self.readings.iter().flat_map(of).collect::<BTreeSet<ClauseId>>().into_iter().collect()
    }

    /// Everything left open that can take any time.
    fn gaps(&self) -> Vec<Gap> {
        let mut gaps: BTreeSet<Gap> = self.policy.stages().flat_map(|(stage, _)| [Gap::Silent(stage), Gap::Start(stage)]).collect();
        let limits = self.readings.iter().flat_map(|reading| reading.limits.all());
        gaps.extend(limits.flat_map(|limit| [Gap::Moment(limit.clause), Gap::Extension(limit.clause)]));
        gaps.into_iter().collect()
    }

    /// The longest way by one reading; `worst` asks for the begin at which it is too long by most.
    fn judge(&self, reading: &Reading, kept: Kept<'_>, shut: &dyn Fn(Gap) -> bool, worst: bool) -> Judged {
        let mut found = Judged::Nowhere;
        for facts in &reading.worlds {
            match self.judge_where(reading, facts, kept, shut, worst) {
                Judged::Over(..) if !reading.exact => found = Judged::Unsaid(Unsaid::TooLarge),
                Judged::Over(longest, begins) => return Judged::Over(Box::new(Longest { so: facts.so.clone(), ..*longest }), begins),
                Judged::Unsaid(why) => found = Judged::Unsaid(why),
                Judged::Within if matches!(found, Judged::Nowhere) => found = Judged::Within,
                _ => {}
            }
        }
        found
    }

    fn judge_where(&self, reading: &Reading, facts: &Facts, kept: Kept<'_>, shut: &dyn Fn(Gap) -> bool, worst: bool) -> Judged {
        let open = |at: usize| facts.open[at] && reading.cases.edges[at].ignored.iter().all(|clause| !kept(*clause));
        let world = |by| self.world(reading, facts, &open, kept, shut, by);
        let whole = world(&reading.by);
        let map = match whole.map() {
            Ok(map) => map,
            Err(why) => return Judged::Unsaid(why),
        };
        let bound = reading.lengths.len() - 1;
        if let (Some(by), false) = (&reading.at_most, worst)
            && matches!(self.longest(&world(by), &map, 0), Ok(Some(found)) if self.clock.add(by, &reading.lengths, 0, bound).is_ok_and(|bound| found.end <= bound))
        {
            return Judged::Within;
        }
        let beginnings = self.clock.beginnings(&reading.by, &reading.lengths);
        if beginnings.len().saturating_mul(map.len()) > MOST_STEPS.max(map.len()) {
            return Judged::Unsaid(Unsaid::TooLarge);
        }
        let mut most: Option<(Time, Longest, Time)> = None;
        for begins in beginnings {
            let found = match self.longest(&whole, &map, begins) {
                Ok(Some(found)) => found,
                Ok(None) => return Judged::Nowhere,
                Err(why) => return Judged::Unsaid(why),
            };
            if found.never.is_some() {
                return Judged::Over(Box::new(found), begins);
            }
            let until = match self.clock.add(&reading.by, &reading.lengths, begins, bound) {
                Ok(until) if until < FAR => until,
                Ok(_) => return Judged::Unsaid(Unsaid::TooLarge),
                Err(why) => return Judged::Unsaid(Unsaid::Uncounted(why)),
            };
            let over = found.end - until;
            if over > 0 && most.as_ref().is_none_or(|(known, ..)| over > *known) {
                most = Some((over, found, begins));
                if !worst {
                    break;
                }
            }
        }
        most.map_or(Judged::Within, |(_, longest, begins)| Judged::Over(Box::new(longest), begins))
    }

    /// The longest way that is asked about, of a case that begins then.
    fn longest(&self, world: &World<'_>, map: &ways::Map, begins: Time) -> Result<Option<Longest>, Unsaid> {
        match self.asked {
            Asked::Whole => world.longest(map, begins).map(Some),
            Asked::Stages(stages) => {
                let mut longest: Option<Longest> = None;
                for stage in stages {
                    if let Some(found) = world.one_stage(map, *stage, begins)?
                        && longest.as_ref().is_none_or(|known| found.end > known.end)
                    {
                        longest = Some(found);
                    }
                }
                Ok(longest)
            }
        }
    }

    fn world<'w>(
        &'w self,
        reading: &'w Reading,
        facts: &'w Facts,
        open: &'w dyn Fn(usize) -> bool,
        kept: Kept<'w>,
        shut: &'w dyn Fn(Gap) -> bool,
        by: &'w By,
    ) -> World<'w> {
        World {
            graph: self.graph,
            cases: &reading.cases,
            limits: &reading.limits,
            marks: &reading.marks,
            sets: &facts.sets,
            starts: &facts.starts,
            case: &facts.case,
            step_times: &reading.step_times,
            open,
            kept,
            shut,
            clock: self.clock,
            by,
            lengths: &reading.lengths,
        }
    }

    /// The same way dated, for a case that begins at a moment on the calendar.
    fn dated(&self, reading: &Reading, begins: Time) -> Option<Longest> {
        let by = By::Dates(reading.day);
        let all = |_: ClauseId| true;
        let shut = |_: Gap| true;
        let mut longest: Option<Longest> = None;
        for facts in &reading.worlds {
            let open = |at: usize| facts.open[at] && reading.cases.edges[at].ignored.is_empty();
            let world = self.world(reading, facts, &open, &all, &shut, &by);
            let map = world.map().ok()?;
            let found = self.longest(&world, &map, begins).ok()??;
            if longest.as_ref().is_none_or(|known| found.end > known.end) {
                longest = Some(found);
            }
        }
        longest.filter(|found| found.end < FAR)
    }
}
