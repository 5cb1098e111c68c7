//! How long a case takes, or is at a stage: every way through the ladder, dated from every day it can begin on.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::{DAY, Days, STARTS};
use super::cases::{Aim, At, Cases, Hole};
use super::ladder::*;
use super::policy::*;
use super::sources::{Dispute, at_stage, followed};
use super::times::is_counted_on;
use super::verdict::{Kept, Question};

/// Later than anything that can be counted.
const NEVER: i64 = i64::MAX / 4;

/// What is asked.
pub enum Asked {
    /// How long a case is at each of these stages.
    Stages(Vec<usize>),
    /// How long the whole takes.
    Whole,
}

/// A limit on a stage, on its start, on a step or on the case.
struct Limit<'p> {
    clause: &'p Clause,
    condition: Expr,
    /// The longest it can be, as its place among the lengths; none where the document says that there is no limit.
    length: Option<usize>,
    counted_from: &'p [Moment],
    further: bool,
    /// It can be extended, who knows how far.
    extended: bool,
    binds: bool,
    /// It may be for the stage or for the case: which of those.
    either: Option<usize>,
    /// It is stated only in words: nobody knows how long it is.
    in_words: bool,
}

pub struct Lasting<'l, 'p> {
    cases: Cases<'l, 'p>,
    asked: Asked,
    lengths: Vec<Duration>,
    bound: usize,
    /// For each stage.
    limits: Vec<Vec<Limit<'p>>>,
    starts: Vec<Vec<Limit<'p>>>,
    case: Vec<Limit<'p>>,
    /// By clause, how long a step may take.
    steps: BTreeMap<&'p str, Limit<'p>>,
    /// For each stage, the media's disagreements about its limits, and each way of following them.
    readings: Vec<(Vec<Dispute<'p>>, Vec<Vec<Medium>>)>,
    days: Days,
    reading: Option<&'p str>,
    /// Clauses of which it is open whether they are for the stage, and repetitions of which it is whether they end.
    either: Vec<&'p str>,
    ends: Vec<&'p str>,
}

/// More of these are not gone through.
const MOST_OPEN: usize = 3;

/// `None` where there is too much to go through, or the calendar is not known here.
pub fn lasting<'l, 'p>(ladder: &'l Ladder<'p>, asked: Asked, bound: &Duration) -> Option<Lasting<'l, 'p>> {
    let policy = ladder.policy;
    let mut cases = Cases::new(ladder, Aim::NeverStuck)?;
    let on_ladder = |clause: &&Clause| !clause.negated && matches!(clause.home, Home::Stage { .. } | Home::Throughout);
    let mut read = Reading { ladder, lengths: Vec::new(), either: Vec::new() };
    let (mut limits, mut starts): (Vec<Vec<Limit<'_>>>, Vec<Vec<Limit<'_>>>) = (Vec::new(), Vec::new());
    for (at, stage) in policy.stages.iter().enumerate() {
        let own = ladder.limits(at).iter().map(|limit| limit.clause);
        limits.push(own.flat_map(|clause| read.limits(clause)).collect());
        let begins = policy.clauses.iter().filter(on_ladder).filter(|clause| clause.covers(&stage.label));
        let begins = begins.filter(|clause| matches!(clause.act, Act::Limit { edge: Edge::Starts, .. }));
        starts.push(begins.flat_map(|clause| read.limits(clause)).collect());
    }
    let whole = |clause: &&Clause| matches!(clause.act, Act::Limit { edge: Edge::Ends, of: LimitOf::TheCase | LimitOf::StageOrCase, .. });
    let case: Vec<Limit<'_>> = policy.clauses.iter().filter(on_ladder).filter(whole).flat_map(|clause| read.limits(clause)).collect();
    let mut steps = BTreeMap::new();
    let mut ends: Vec<&str> = Vec::new();
    for place in std::iter::once(None).chain((0..ladder.count()).map(Some)) {
        for way in ladder.ways(place) {
            let Some(clause) = way.clause else { continue };
            if let Some(limit) = read.limits(clause).into_iter().find(|limit| limit.length.is_some()) {
                steps.insert(clause.id.as_str(), limit);
            }
            if matches!(way.goal, Goal::Act(Act::Repeat { until: Some(Event::Words { .. }), .. })) && !ends.contains(&clause.id.as_str()) {
                ends.push(&clause.id);
            }
        }
    }
    // What the limits turn on, beside what the ways do.
    let mut matters = std::iter::once(None).chain((0..ladder.count()).map(Some)).fold(0, |all, place| all | cases.matters(place));
    limits.iter().chain(&starts).flatten().chain(&case).chain(steps.values()).for_each(|limit| limit.condition.atoms(&mut matters));
    cases.tell_apart(matters);
    let Reading { mut lengths, either, .. } = read;
    lengths.push(bound.clone());
    let readings = (0..ladder.count()).map(|stage| followings(ladder, stage)).collect();
    let reading = policy.head.day_read_as();
    let small = either.len() + ends.len() <= MOST_OPEN;
    let bound = lengths.len() - 1;
    let days = Days::of(policy)?;
    small.then_some(Lasting { cases, asked, lengths, bound, limits, starts, case, steps, readings, days, reading, either, ends })
}

struct Reading<'l, 'p> {
    ladder: &'l Ladder<'p>,
    lengths: Vec<Duration>,
    either: Vec<&'p str>,
}

impl<'p> Reading<'_, 'p> {
    /// What a clause says of how long something takes.
    fn limits(&mut self, clause: &'p Clause) -> Vec<Limit<'p>> {
        // What is only allowed binds nobody.
        if !is_counted_on(clause) || clause.strength.force == Force::Permitted {
            return Vec::new();
        }
        let limit = if let Act::Limit { time, .. } = &clause.act { Some(time) } else { None };
        let either = matches!(clause.act, Act::Limit { of: LimitOf::StageOrCase, .. }).then(|| {
            let known = self.either.iter().position(|id| *id == clause.id);
            known.unwrap_or_else(|| {
                self.either.push(&clause.id);
                self.either.len() - 1
            })
        });
        let mut found = Vec::new();
        let given = clause.per.iter().any(|source| matches!(source.medium, Medium::Table { .. } | Medium::Flowchart));
        for time in limit.into_iter().chain(&clause.details.timing) {
            let condition = clause.condition.as_ref().map_or(Expr::Always, |condition| self.ladder.expr(condition));
            let plain = Limit {
                clause,
                condition,
                length: None,
                counted_from: &[],
                further: false,
                extended: false,
                binds: clause.strength.force == Force::Required || (clause.strength.force == Force::Described && given),
                either,
                in_words: false,
            };
            let of_a_stage = !matches!(clause.act, Act::Limit { of: LimitOf::TheCase | LimitOf::StageOrCase, .. });
            match time {
                Time::NoLimit => found.push(plain),
                Time::Soon { .. } if of_a_stage && limit.is_some() => found.push(Limit { in_words: true, ..plain }),
                Time::Within(within) => {
                    let length = match (&within.extendable_to, &within.that_is, &within.length) {
                        (Some(Length::Time(length)), ..) | (_, Some(length), _) | (.., Length::Time(length)) => length,
                        _ if of_a_stage => {
                            found.push(Limit { in_words: true, binds: plain.binds && !within.usually, ..plain });
                            continue;
                        }
                        _ => continue,
                    };
                    let known = self.lengths.iter().position(|known| known == length);
                    let length = known.unwrap_or_else(|| {
                        self.lengths.push(length.clone());
                        self.lengths.len() - 1
                    });
                    found.push(Limit {
                        length: Some(length),
                        counted_from: &within.counted_from,
                        further: within.further,
                        extended: matches!(within.extendable_to, Some(Length::Words { .. })),
                        binds: plain.binds && !within.usually,
                        ..plain
                    });
                }
                _ => {}
            }
        }
        found
    }
}

fn followings<'p>(ladder: &Ladder<'p>, stage: usize) -> (Vec<Dispute<'p>>, Vec<Vec<Medium>>) {
    let disputes = at_stage(&ladder.pairs, stage, &|clause| matches!(clause.act, Act::Limit { .. }));
    let mut all: Vec<Vec<Medium>> = vec![Vec::new()];
    for dispute in &disputes {
        let media = dispute.media();
        all = all.iter().flat_map(|chosen| media.iter().map(|medium| [chosen.clone(), vec![medium.clone()]].concat())).collect();
    }
    (disputes, all)
}

/// How everything that is open is filled in.
#[derive(Clone, Copy)]
struct Filled {
    days: &'static str,
    /// What can take any time takes it; else none.
    long: bool,
    bits: usize,
}

/// Where a case is on its way.
#[derive(Clone)]
struct Way {
    raised: i64,
    left: i64,
    /// The stages it has been at, with when it came to each and when it left it.
    been: Vec<(usize, i64, i64)>,
}

impl Way {
    fn visit(&self, stage: usize) -> Option<(i64, i64)> {
        self.been.iter().find(|(been, ..)| *been == stage).map(|(_, came, left)| (*came, *left))
    }
}

/// A step from one place to a stage, by a clause.
type Step<'p> = (Option<usize>, usize, Option<&'p str>);

/// One world of one way of filling in, with the advice that is kept.
struct Timed<'t, 'l, 'p> {
    all: &'t Lasting<'l, 'p>,
    filled: Filled,
    kept: &'t Kept,
    world: u64,
    steps: BTreeSet<Step<'p>>,
    /// The stages that are repeated without end, with what is so then.
    endless: BTreeSet<(usize, u64)>,
    /// For each stage, every set of its limits that can count at once.
    sets: Vec<Vec<Set<'t, 'p>>>,
}

/// Limits of a stage that count at once.
struct Set<'t, 'p> {
    limits: Vec<&'t Limit<'p>>,
    /// It is repeated without end while these are all that count.
    endless: bool,
}

impl<'t, 'l, 'p> Timed<'t, 'l, 'p> {
    fn ladder(&self) -> &'l Ladder<'p> {
        self.all.cases.ladder
    }

    /// When a length of time has run out that begins then.
    fn add(&self, from: i64, length: usize) -> Option<i64> {
        if from >= NEVER {
            return Some(NEVER);
        }
        let length = &self.all.lengths[length];
        let plain = length.unit == "days" && length.kind_of_day.is_none();
        let kind = length.kind_of_day.as_deref().or(plain.then_some(self.all.reading.unwrap_or(self.filled.days)));
        match self.all.days.end(from, length, kind) {
            Ok(end) => Some(end),
            Err(super::calendar::Uncounted::TooLate) => Some(NEVER),
            Err(super::calendar::Uncounted::Unsaid) => None,
        }
    }

    fn counts(&self, limit: &Limit<'_>) -> bool {
        limit.binds || self.kept.keeps(&limit.clause.id)
    }

    /// Whether a limit that may be for the stage or for the case is for the stage.
    fn is_the_stages(&self, limit: &Limit<'_>) -> bool {
        limit.either.is_none_or(|number| self.filled.bits & (1 << number) != 0)
    }

    /// When a case that is raised then is over, whatever its stages say.
    fn case_over(&self, raised: i64) -> Option<i64> {
        let mut over = NEVER;
        let mut free = 0;
        self.all.case.iter().for_each(|limit| limit.condition.atoms(&mut free));
        let free = free & self.ladder().atoms.anew(self.ladder().policy);
        for limit in &self.all.case {
            let for_the_case = limit.either.is_none() || !self.is_the_stages(limit);
            let always = subsets(free).all(|free| limit.condition.holds(self.world | free));
            let from_then = limit.counted_from.is_empty() || is_raising(&limit.counted_from[0]);
            let Some(length) = limit.length.filter(|_| for_the_case && always && self.counts(limit)) else { continue };
            if self.filled.long && (limit.extended || !from_then) {
                continue;
            }
            over = over.min(self.add(raised, length)?);
        }
        Some(over)
    }

    /// Every set of limits of a stage that can count at once.
    fn sets_of(&self, stage: usize) -> Vec<Set<'t, 'p>> {
        let limits = &self.all.limits[stage];
        let used = self.all.cases.matters(Some(stage));
        let free = used & self.ladder().atoms.anew(self.ladder().policy);
        let (disputes, readings) = &self.all.readings[stage];
        let mut sets = Vec::new();
        for free in subsets(free) {
            for media in readings {
                let so = |limit: &&Limit<'p>| limit.condition.holds(self.world | free);
                let here = limits.iter().filter(|limit| self.is_the_stages(limit)).filter(so);
                let set: Vec<&'t Limit<'p>> = here.filter(|limit| followed(disputes, media, limit.clause)).collect();
                let endless = self.endless.contains(&(stage, self.world | free));
                let is_it = |known: &Set<'t, 'p>| {
                    let same = known.limits.iter().zip(&set).all(|(one, other)| std::ptr::eq(*one, *other));
                    known.endless == endless && known.limits.len() == set.len() && same
                };
                if !sets.iter().any(is_it) {
                    sets.push(Set { limits: set, endless });
                }
            }
        }
        sets
    }

    /// The latest at which a case that comes to a stage then has left it, as far as it can be counted, and whether it can be.
    fn stay(&self, stage: usize, came: i64, timed: bool, way: &Way) -> (i64, bool) {
        let first = way.been.is_empty();
        let mut begun = None;
        for limit in self.all.starts[stage].iter().filter(|limit| limit.condition.holds(self.world) && self.counts(limit)) {
            if let Some(length) = limit.length {
                let Some(end) = self.add(came, length) else { return (came, false) };
                begun = Some(begun.map_or(end, |known: i64| known.min(end)));
            }
        }
        let sure = first || timed || begun.is_some();
        let begun = if first { came } else { begun.unwrap_or(came) };
        self.latest(stage, begun, sure, way, came)
    }

    /// The same by whichever set of limits lets it stay the longest: what cannot be counted makes nothing else shorter.
    fn latest(&self, stage: usize, begun: i64, sure: bool, way: &Way, came: i64) -> (i64, bool) {
        let ends = self.sets[stage].iter().map(|set| self.stay_by(stage, set, begun, sure, way));
        ends.fold((came, true), |(latest, counted), end| (latest.max(end.unwrap_or(came)), counted && end.is_some()))
    }

    fn stay_by(&self, stage: usize, set: &Set<'t, 'p>, begun: i64, sure: bool, way: &Way) -> Option<i64> {
        let Set { limits: set, endless } = set;
        let counted: Vec<(&Limit<'p>, usize)> =
            set.iter().filter(|limit| self.counts(limit)).filter_map(|limit| Some((*limit, limit.length?))).collect();
        let mut earliest = None;
        let mut open = false;
        for (limit, length) in counted.iter().filter(|(limit, _)| !limit.further) {
            let from = self.since(stage, limit, begun, sure, way);
            if self.filled.long && (limit.extended || from.is_none()) {
                open = true;
                continue;
            }
            let end = self.add(from.unwrap_or(if limit.counted_from.is_empty() { begun } else { begun.max(way.left) }), *length)?;
            earliest = Some(earliest.map_or(end, |known: i64| known.min(end)).max(begun));
        }
        let on_top: Vec<usize> = counted.iter().filter(|(limit, _)| limit.further).map(|(_, length)| *length).collect();
        let mut end = match earliest {
            Some(end) => end,
            None if open => return Some(NEVER),
            // What comes on top of a limit that nobody has to keep to ends nothing.
            None if set.iter().any(|limit| limit.length.is_some() && !limit.further) => return Some(NEVER),
            // Where the only limit is in words, nobody knows how long it is.
            None if set.iter().any(|limit| limit.in_words && self.counts(limit)) => {
                if self.filled.long {
                    return Some(NEVER);
                }
                begun
            }
            None if !on_top.is_empty() => begun,
            // What nobody has to keep, what the document says has no limit, what goes on and on, and what it is silent about.
            None if !set.is_empty() || *endless || self.filled.long => return Some(NEVER),
            None => begun,
        };
        for length in on_top {
            end = self.add(end, length)?;
        }
        Some(end)
    }

    /// From when a limit counts; `None` where that is open.
    fn since(&self, stage: usize, limit: &Limit<'_>, begun: i64, sure: bool, way: &Way) -> Option<i64> {
        let policy = self.ladder().policy;
        if limit.counted_from.is_empty() {
            return sure.then_some(begun);
        }
        // Whichever is meant, one that nobody can date may be the latest.
        let unknown = |moment: &Moment| match moment {
            Moment::StartOf { place } => !matches!(place, Place::Any | Place::Stages { .. }),
            Moment::EndOf { place } => !matches!(place, Place::Stages { .. }),
            moment => !is_raising(moment),
        };
        if limit.counted_from.iter().any(unknown) {
            return None;
        }
        limit.counted_from.iter().find_map(|moment| match moment {
            Moment::StartOf { place: Place::Any } => Some(begun),
            Moment::StartOf { place: Place::Stages { stages } } => stages
                .iter()
                .rev()
                .map(|label| policy.stage(label))
                .find_map(|of| if of == stage { Some(begun) } else { way.visit(of).map(|(came, _)| came) }),
            Moment::EndOf { place: Place::Stages { stages } } => {
                let before = stages.iter().rev().map(|label| policy.stage(label)).filter(|of| *of != stage);
                before.into_iter().find_map(|of| way.visit(of).map(|(_, left)| left))
            }
            moment => is_raising(moment).then_some(way.raised),
        })
    }

    /// Whether some way is longer than the time asked for; `None` where that cannot be counted.
    fn is_over(&self, begin: i64) -> Option<bool> {
        let until = self.add(begin, self.all.bound)?;
        let over = self.case_over(begin)?.min(NEVER);
        if over <= until {
            return Some(false);
        }
        let start = Way { raised: begin, left: begin, been: Vec::new() };
        self.goes_over(None, &start, until)
    }

    fn goes_over(&self, from: Option<usize>, way: &Way, until: i64) -> Option<bool> {
        let mut unsaid = false;
        for (_, to, clause) in self.steps.iter().filter(|(place, ..)| *place == from) {
            let limit = clause.and_then(|clause| self.all.steps.get(clause)).filter(|limit| self.counts(limit));
            let came = match limit.and_then(|limit| limit.length) {
                Some(length) => self.add(way.left, length)?,
                None => way.left,
            };
            let again = way.visit(*to).is_some();
            let (left, counted) = match &self.all.asked {
                // Coming back starts the clock anew, and so a way round is never over.
                Asked::Whole if again => (NEVER, true),
                Asked::Whole => self.stay(*to, came, limit.is_some(), way),
                Asked::Stages(stages) if stages.contains(to) => {
                    // All that came before took no time.
                    let been = way.been.iter().map(|(stage, ..)| (*stage, way.raised, way.raised)).collect();
                    self.alone(*to, &Way { raised: way.raised, left: way.raised, been })
                }
                Asked::Stages(_) => (way.raised, true),
            };
            if left > until {
                return Some(true);
            }
            unsaid |= !counted;
            if !again {
                let mut next = Way { left, ..way.clone() };
                next.been.push((*to, came, left));
                match self.goes_over(Some(*to), &next, until) {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => unsaid = true,
                }
            }
        }
        (!unsaid).then_some(false)
    }

    /// How long a stage lasts by itself; where its clock starts makes no difference.
    fn alone(&self, stage: usize, way: &Way) -> (i64, bool) {
        self.latest(stage, way.raised, true, way, way.raised)
    }

    fn comes_to(&self, wanted: &[usize]) -> bool {
        let mut seen: BTreeSet<Option<usize>> = BTreeSet::from([None]);
        loop {
            let next: BTreeSet<Option<usize>> =
                self.steps.iter().filter(|(from, ..)| seen.contains(from)).map(|(_, to, _)| Some(*to)).collect();
            if next.is_subset(&seen) {
                return wanted.iter().any(|stage| seen.contains(&Some(*stage)));
            }
            seen.extend(next);
        }
    }
}

fn is_raising(moment: &Moment) -> bool {
    matches!(moment, Moment::Known { word } if word == "disagreement")
}

impl<'l, 'p> Lasting<'l, 'p> {
    fn filled(&self, completion: usize) -> Filled {
        let days = if completion & 1 != 0 { "working" } else { "calendar" };
        Filled { days, long: completion & 2 != 0, bits: completion >> 2 }
    }

    /// Every world of a way of filling in.
    fn worlds<'t>(&'t self, filled: Filled, kept: &'t Kept) -> Vec<Timed<'t, 'l, 'p>> {
        let ends = |clause: &str| {
            self.ends.iter().position(|id| *id == clause).is_some_and(|at| filled.bits & (1 << (self.either.len() + at)) != 0)
        };
        let is_the_stages = |clause: &str| self.either.iter().position(|id| *id == clause).is_some_and(|at| filled.bits & (1 << at) != 0);
        let completion = self.cases.filled_in(&|hole| match hole {
            Hole::Limit(_) => true,
            Hole::Scope(clause) => is_the_stages(clause),
            Hole::Ends(clause) => ends(clause),
        });
        let ladder = self.cases.ladder;
        let runs = self.cases.runs(completion, kept);
        runs.map(|run| {
            let mut steps: BTreeSet<Step<'p>> = BTreeSet::from([(None, 0, None)]);
            let mut endless = BTreeSet::new();
            for from in std::iter::once(None).chain((0..ladder.count()).map(Some)) {
                for visit in run.visits(from) {
                    for (number, way) in ladder.ways(from).iter().enumerate().filter(|(_, way)| run.is_open(from, way, &visit)) {
                        for landing in run.landings(from, way, &visit, &[], number) {
                            if !run.may_be_taken(from, way, &landing, &visit) {
                                continue;
                            }
                            match landing.at {
                                At::Stage(to) => {
                                    steps.insert((from, to, way.clause.map(|clause| clause.id.as_str())));
                                }
                                At::Again if run.most_rounds(way, &visit).is_none() => {
                                    endless.extend(from.map(|from| (from, visit.leaving)))
                                }
                                _ => {}
                            }
                        }
                    }
                }
            }
            let mut timed = Timed { all: self, filled, kept, world: run.world, steps, endless, sets: Vec::new() };
            timed.sets = (0..ladder.count()).map(|stage| timed.sets_of(stage)).collect();
            timed
        })
        .collect()
    }

    /// The moments at which cases are begun: each day, and where there are hours at those that are on some boundary.
    fn begins(&self) -> impl Iterator<Item = i64> {
        let hours = self.lengths.iter().any(|length| length.unit == "hours");
        let on_the_hour = [0, 8, 9, 12, 16, 17, 23].into_iter().flat_map(|hour| [hour * 3600, hour * 3600 + 60]);
        let times: Vec<i64> = if hours { on_the_hour.collect() } else { vec![10 * 3600] };
        (0..STARTS).flat_map(move |day| times.clone().into_iter().map(move |time| i64::from(day) * DAY + time))
    }

    /// Whether it makes no difference when a case begins: all lengths are of one kind.
    fn is_one_kind(&self, filled: Filled) -> bool {
        let kind = |length: &Duration| {
            let plain = length.unit == "days" && length.kind_of_day.is_none();
            let kind = length.kind_of_day.as_deref().or(plain.then_some(self.reading.unwrap_or(filled.days)));
            let kind = kind.unwrap_or("calendar").to_owned();
            match length.unit.as_str() {
                "weeks" => Some(("days", kind)),
                "days" => Some(("days", kind)),
                "hours" if kind == "calendar" => Some(("hours", kind)),
                _ => None,
            }
        };
        let kinds: Vec<_> = self.lengths.iter().map(kind).collect();
        kinds[0].is_some() && kinds.iter().all(|kind| *kind == kinds[0])
    }
}

impl Question for Lasting<'_, '_> {
    fn completions(&self) -> usize {
        4 << (self.either.len() + self.ends.len())
    }

    fn is_triggered(&self, completion: usize) -> bool {
        match &self.asked {
            Asked::Whole => true,
            Asked::Stages(stages) => self.worlds(self.filled(completion), &Kept::none()).iter().any(|timed| timed.comes_to(stages)),
        }
    }

    fn is_breached(&self, completion: usize, kept: &Kept) -> bool {
        let filled = self.filled(completion);
        let begins: Vec<i64> = if self.is_one_kind(filled) { vec![4 * DAY + 10 * 3600] } else { self.begins().collect() };
        let worlds = self.worlds(filled, kept);
        worlds.iter().any(|timed| begins.iter().any(|begin| timed.is_over(*begin) == Some(true)))
    }
}
