//! How long a case can be at a stage, counted day by day.

use super::calendar::{STARTS, bank_holidays};
use super::ladder::{Expr, Goal, Ladder, Limit, Stating, is_counted, subsets};
use super::policy::*;
use super::sources::{Dispute, at_stage, followed};
use super::verdict::{Kept, Question};

/// A length of time that can be added up: hours, or days of one kind.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Span {
    Hours(u32),
    Days(u32),
    WorkingDays(u32),
}

/// From when a limit counts.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Since {
    Here,
    ItsOwnEnd,
    Elsewhere,
    Unknown,
}

/// A length of time as days or hours; unqualified days are working days or not. `None` where it is not counted here.
fn span(length: &Duration, days_are_working: bool) -> Option<Span> {
    let kind = length.kind_of_day.as_deref().or(length.read_as.as_deref());
    Some(match (length.unit.as_str(), kind) {
        ("hours", None) => Span::Hours(length.number),
        ("days", Some("calendar")) => Span::Days(length.number),
        ("days", Some("working")) => Span::WorkingDays(length.number),
        ("days", None) if days_are_working => Span::WorkingDays(length.number),
        ("days", None) => Span::Days(length.number),
        ("weeks", None | Some("calendar")) => Span::Days(7 * length.number),
        ("weeks", Some("working")) => Span::WorkingDays(5 * length.number),
        _ => return None,
    })
}

/// When a length of time that starts on a day at an hour has run out, in hours; a day runs out at midnight.
fn end(day: u32, hour: u32, span: Span, closed: &[u32]) -> u32 {
    // 1 January 2026 is a Thursday.
    let works = |day: u32| (day + 3) % 7 < 5 && !closed.contains(&day);
    match span {
        Span::Hours(hours) => 24 * day + hour + hours,
        Span::Days(days) => 24 * (day + days + 1),
        Span::WorkingDays(days) => {
            let last = (day + 1..).filter(|day| works(*day)).nth(days as usize - 1).unwrap_or(day);
            24 * (last + 1)
        }
    }
}

/// Whether the one is never over later than the other.
fn is_no_longer(one: Span, other: Span) -> bool {
    let closed: Vec<u32> = bank_holidays().collect();
    let hours = matches!(one, Span::Hours(_)) || matches!(other, Span::Hours(_));
    (0..STARTS).all(|day| (0..if hours { 24 } else { 1 }).all(|hour| end(day, hour, one, &closed) <= end(day, hour, other, &closed)))
}

/// A limit on being at the stage.
struct Bound<'p> {
    clause: &'p Clause,
    condition: Expr,
    /// With working days, and with calendar days; `None` for no limit at all.
    lengths: Option<[Span; 2]>,
    /// It binds, or it is kept only by who follows advice.
    binds: bool,
    /// Nothing says when it starts, or how far it can be extended.
    open: bool,
    of: Whose,
}

/// What a limit is on.
#[derive(Clone, Copy, PartialEq)]
enum Whose {
    TheStage,
    TheCase,
    /// The document does not say; which of these there are it is. Elsewhere than at this stage, it is none of it.
    Either(usize, bool),
}

/// Whether every case leaves a stage within a time.
pub struct Leaving<'p> {
    bounds: Vec<Bound<'p>>,
    /// Limits on the stage that are stated only in words, each with where it counts and whether it binds.
    in_words: Vec<(&'p Clause, Expr, bool)>,
    /// Everything that is said of how long the stage lasts, whatever it counts from.
    said: Vec<(Stating, Expr, Option<usize>)>,
    /// The conditions on which it is repeated without end; whether only where its time runs out, or only where that never
    /// comes, if it turns on that.
    endless: Vec<(Expr, Option<bool>)>,
    so: Vec<u64>,
    within: [Span; 2],
    /// How many limits are the stage's or the case's.
    either: usize,
    /// Where the document's media disagree about how long it takes: each way of following them.
    followed: Vec<(Vec<Dispute<'p>>, Vec<Medium>)>,
}

/// Whether a clause that limits something is sure to do so when its moment comes: what waits for something else than that nothing is
/// settled is not, but that there is no limit then is a reason to last for ever, unless the case is over.
pub fn is_counted_on(clause: &Clause) -> bool {
    let over = |event: &Event| matches!(event, Event::Resolved | Event::Withdrawn);
    let sure = clause.when.is_empty() || clause.when.contains(&Event::Unresolved);
    sure || (matches!(clause.act, Act::Limit { time: Time::NoLimit, .. }) && !clause.when.iter().all(over))
}

fn readings<'p>(ladder: &Ladder<'p>, stage: usize) -> Vec<(Vec<Dispute<'p>>, Vec<Medium>)> {
    let disputes = || at_stage(&ladder.pairs, stage, &|clause| matches!(clause.act, Act::Limit { .. }));
    let mut all: Vec<Vec<Medium>> = vec![Vec::new()];
    for dispute in disputes() {
        let media = dispute.media();
        all = all.iter().flat_map(|chosen| media.iter().map(|medium| [chosen.clone(), vec![medium.clone()]].concat())).collect();
    }
    all.into_iter().map(|media| (disputes(), media)).collect()
}

/// `None` where the stage is none of the ladder's, or a length is not counted here.
pub fn every_path_leaves<'p>(ladder: &Ladder<'p>, stage: usize, within: &Duration) -> Option<Leaving<'p>> {
    let both = |length: &Duration| Some([span(length, true)?, span(length, false)?]);
    let label = ladder.policy.stages[stage].label.clone();
    let mut bounds = Vec::new();
    let mut matters = 0;
    let mut either: Vec<&str> = Vec::new();
    let mut in_words = Vec::new();
    for clause in ladder
        .policy
        .clauses
        .iter()
        // What somebody may do by then limits nothing.
        .filter(|clause| !clause.negated && clause.strength.force != Force::Permitted)
        .filter(|clause| is_counted_on(clause))
    {
        let on_stage = matches!(clause.home, Home::Stage { .. } | Home::Throughout) && clause.covers(&label);
        let on_ladder = matches!(clause.home, Home::Stage { .. } | Home::Throughout);
        let whose = match &clause.act {
            Act::Limit { of: LimitOf::TheCase, .. } => Whose::TheCase,
            Act::Limit { of: LimitOf::StageOrCase, .. } => {
                either.push(&clause.id);
                Whose::Either(either.len() - 1, on_stage)
            }
            _ => Whose::TheStage,
        };
        let times: Vec<&Time> = match &clause.act {
            Act::Limit { edge: Edge::Ends, of: LimitOf::TheCase | LimitOf::StageOrCase, time } if on_ladder => vec![time],
            Act::Limit { edge: Edge::Ends, time, .. } if on_stage => vec![time],
            Act::Limit { .. } => continue,
            _ if ladder.limits(stage).iter().any(|limit| limit.clause.id == clause.id) => clause.details.timing.iter().collect(),
            _ => continue,
        };
        let condition = clause.condition.as_ref().map_or(Expr::Always, |condition| ladder.expr(condition));
        condition.atoms(&mut matters);
        for time in times {
            let since = |moment: &Moment| match moment {
                Moment::StartOf { place: Place::Any } => Since::Here,
                Moment::StartOf { place: Place::Stages { stages } } if stages.contains(&label) => Since::Here,
                Moment::Known { word } if stage == 0 && word == "disagreement" => Since::Here,
                Moment::EndOf { place: Place::Stages { stages } } if stages.iter().all(|of| *of == label) => Since::ItsOwnEnd,
                Moment::StartOf { place: Place::Stages { .. } } | Moment::EndOf { place: Place::Stages { .. } } => Since::Elsewhere,
                _ => Since::Unknown,
            };
            let table = |source: &Source| matches!(source.medium, Medium::Table { .. } | Medium::Flowchart);
            let given = !clause.per.is_empty() && clause.per.iter().all(table);
            let binds = clause.strength.force == Force::Required || (clause.strength.force == Force::Described && given);
            match time {
                Time::NoLimit => {
                    bounds.push(Bound { clause, condition: condition.clone(), lengths: None, binds: true, open: false, of: whose })
                }
                Time::Within(within) if is_counted(time) => {
                    if within.further {
                        return None;
                    }
                    let (length, open) = match (&within.extendable_to, &within.length) {
                        (Some(Length::Time(longest)), _) => (longest, false),
                        (Some(Length::Words { .. }), Length::Time(length)) => (length, true),
                        (None, Length::Time(length)) => (within.that_is.as_ref().unwrap_or(length), false),
                        (_, Length::Words { .. }) => continue,
                    };
                    let since: Vec<Since> = within.counted_from.iter().map(since).filter(|since| *since != Since::ItsOwnEnd).collect();
                    let (here, elsewhere) = (since.contains(&Since::Here), since.contains(&Since::Elsewhere));
                    // It turns on whether the case has been there.
                    if here && elsewhere {
                        return None;
                    }
                    let open = open || since.contains(&Since::Unknown) || (!here && !within.counted_from.is_empty());
                    let binds = binds && !within.usually;
                    bounds.push(Bound { clause, condition: condition.clone(), lengths: Some(both(length)?), binds, open, of: whose });
                }
                // It is limited, and nobody knows how long that is.
                Time::Within(within) if whose == Whose::TheStage => in_words.push((clause, condition.clone(), binds && !within.usually)),
                Time::Soon { .. } if whose == Whose::TheStage && matches!(clause.act, Act::Limit { .. }) => {
                    in_words.push((clause, condition.clone(), binds));
                }
                _ => {}
            }
        }
    }
    let number = |limit: &Limit<'_>| either.iter().position(|id| *id == limit.clause.id);
    let said: Vec<(Stating, Expr, Option<usize>)> =
        ladder.limits(stage).iter().map(|limit| (limit.time, limit.condition.clone(), number(limit))).collect();
    said.iter().for_each(|(_, condition, _)| condition.atoms(&mut matters));
    let mut endless = Vec::new();
    for way in ladder.ways(Some(stage)) {
        if let Goal::Act(Act::Repeat { times: None, until }) = way.goal
            && way.clause.is_none_or(|clause| clause.when.iter().any(|event| *event != Event::Resolved) || clause.when.is_empty())
            && !matches!(until, Some(Event::Words { .. }))
        {
            way.condition.atoms(&mut matters);
            let out_of_time = |clause: &Clause| !clause.when.is_empty() && clause.when.iter().all(|event| *event == Event::OutOfTime);
            let (until, only) = (*until == Some(Event::OutOfTime), way.clause.is_some_and(out_of_time));
            // What is to be done once time has run out, until it has, is never done.
            if until && only {
                continue;
            }
            let turns_on_time = (until || only).then_some(only);
            endless.push((way.condition.clone(), turns_on_time));
        }
    }
    let free = ladder.atoms.anew(ladder.policy);
    let mut so: Vec<u64> = ladder.atoms.worlds(ladder.policy).into_iter().map(|world| world & matters).collect();
    so = so.into_iter().flat_map(|world| subsets(free & matters).map(move |free| world | free)).collect();
    so.sort_unstable();
    so.dedup();
    let followed = readings(ladder, stage);
    let within = both(within)?;
    let either = either.len();
    (either < 5).then_some(Leaving { bounds, in_words, said, endless, so, within, either, followed })
}

impl Question for Leaving<'_> {
    /// Whether days are calendar days, whether what is open makes it longer, and of which limit the stage has a share.
    fn completions(&self) -> usize {
        4 << self.either
    }

    fn is_triggered(&self, _: usize) -> bool {
        true
    }

    fn is_breached(&self, completion: usize, kept: &Kept) -> bool {
        let (days, longer) = (completion & 1, completion & 2 != 0);
        self.so.iter().any(|so| {
            self.followed.iter().any(|(disputes, media)| {
                let is_the_stages = |bound: &&Bound<'_>| match bound.of {
                    Whose::TheStage => true,
                    Whose::TheCase => false,
                    Whose::Either(number, _) => completion & (4 << number) != 0,
                };
                let elsewhere = |bound: &&Bound<'_>| is_the_stages(bound) && matches!(bound.of, Whose::Either(_, false));
                let here: Vec<&Bound<'_>> = self
                    .bounds
                    .iter()
                    .filter(|bound| bound.condition.holds(*so))
                    .filter(|bound| !elsewhere(bound))
                    .filter(|bound| followed(disputes, media, bound.clause))
                    .collect();
                let is_kept = |clause: &Clause, binds: bool| binds || (clause.strength.force != Force::Permitted && kept.keeps(&clause.id));
                let in_time = |bound: &&Bound<'_>| {
                    let kept = is_kept(bound.clause, bound.binds);
                    kept && !(bound.open && longer) && bound.lengths.is_some_and(|lengths| is_no_longer(lengths[days], self.within[days]))
                };
                if here.iter().any(in_time) {
                    return false;
                }
                let can_be_counted = |bound: &&Bound<'_>| is_the_stages(bound) && bound.lengths.is_some();
                let limited_in_words = self
                    .in_words
                    .iter()
                    .any(|(clause, condition, binds)| is_kept(clause, *binds) && condition.holds(*so) && followed(disputes, media, clause));
                // Where the only limit is in words, nobody knows how long it is; one that can be counted says it, kept or not.
                if limited_in_words && !here.iter().any(can_be_counted) {
                    return longer;
                }
                // Of a stage of which nothing is said: it may take any time or next to none, unless it goes on without end.
                let said = here.iter().any(is_the_stages);
                let of_the_stage = |number: &Option<usize>| number.is_none_or(|number| completion & (4 << number) != 0);
                let runs_out = self
                    .said
                    .iter()
                    .any(|(says, condition, number)| *says == Stating::Limited && of_the_stage(number) && condition.holds(*so));
                let nothing_said = !self.said.iter().any(|(says, _, number)| *says != Stating::Nothing && of_the_stage(number));
                let runs_out = runs_out || nothing_said;
                let endless = self
                    .endless
                    .iter()
                    .any(|(condition, on_time)| condition.holds(*so) && on_time.is_none_or(|on_time| on_time == runs_out));
                said || longer || endless
            })
        })
    }
}
