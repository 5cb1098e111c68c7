//! Holds iff the limit for the whole case leaves room for those of its parts: all stages, one after another, each taking
//! as long as its own limit lets it, and every duty with a limit of its own, from the beginning. Of several limits on a stage
//! the earliest counts, and `a further` time comes on top of it; a stage without one takes no time; limits in words, limits
//! that hold only if something is so, extensions, and what is not said in a stage or `throughout` are left out. Lengths in
//! one unit are added up. Others are compared on the policy's calendar, for cases that begin at nine on any day of two
//! years, and one such day on which they do not fit is enough; a day from which bank holidays are not known to the end is
//! passed over. Undetermined if it depends on what the policy does not say: whether the limit is for the stage or for the
//! case, which days count, or what its calendar does not say. Does not apply without a limit for the whole case.
//!
//! ## Why it matters
//!
//! "The whole process must not take longer than ten working days", and the stages add up to fourteen. Each manager
//! keeps to the time of their own stage, and the case is late all the same.

use jiff::civil::{Date, DateTime};

use crate::calendar::{Calendar, CannotCount, Deadline, End, edition};
use crate::diagnostic::{Label, Severity};
use crate::model::{Clause, ClauseId, DayKind, Duration, Home, LimitLength, LimitOf, Policy, StageId, Timing, Unit, Within};
use crate::verify::{Hole, Verdict};

use super::{Found, Rule, Subject, at_clause, deeds, finding};

pub(super) const RULE: Rule = Rule {
    name: "limits-do-not-add-up",
    severity: Severity::Warning,
    title: "The whole case has time for its parts",
    check,
    source: include_str!("limits_do_not_add_up.rs"),
};

/// How a limit for the case compares with its parts, and the parts that do not fit.
enum Fit {
    Fits,
    /// The parts that are too long together, and on which first day if it takes a calendar to see.
    Exceeded(Vec<ClauseId>, Option<Date>),
    /// It depends on which days count.
    DaysUnstated(Vec<ClauseId>),
    /// It takes a calendar that the policy does not have.
    Unknown,
}

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let wholes: Vec<(ClauseId, &Clause, &Duration, LimitOf)> = policy
        .clauses()
        .filter(|(_, clause)| is_always_said(clause))
        .filter_map(|(id, clause)| {
            let limit = clause.limit().filter(|limit| !limit.starts && matches!(limit.of, LimitOf::TheCase | LimitOf::StageOrCase))?;
            Some((id, clause, clause.counted_limit()?, limit.of))
        })
        .collect();
    if wholes.is_empty() {
        return (Verdict::DoesNotApply, Vec::new());
    }
    let mut verdict = Verdict::Holds;
    let mut findings = Vec::new();
    let parts = Parts::of(subject);
    for (id, _, whole, of) in wholes {
        let (worse, found) = match (parts.fit(policy, whole), of) {
            (Fit::Fits, _) => continue,
            (Fit::Exceeded(clauses, day), LimitOf::TheCase) => (Verdict::Broken, too_short(policy, id, whole, &clauses, day, Vec::new())),
            (Fit::Exceeded(clauses, day), _) => {
                (Verdict::Undetermined, too_short(policy, id, whole, &clauses, day, vec![scope_hole(whole)]))
            }
            (Fit::DaysUnstated(clauses), _) => {
                let hole = Hole {
                    what: "which days count".into(),
                    keeps: "the same days count throughout, and the parts fit".into(),
                    breaks: "working days in the parts, and every day in the whole".into(),
                };
                (Verdict::Undetermined, too_short(policy, id, whole, &clauses, None, vec![hole]))
            }
            (Fit::Unknown, _) => {
                let hole = Hole {
                    what: "which days and hours the policy's calendar counts".into(),
                    keeps: "they leave the parts enough time".into(),
                    breaks: "they do not".into(),
                };
                (Verdict::Undetermined, too_short(policy, id, whole, &[], None, vec![hole]))
            }
        };
        if verdict != Verdict::Broken {
            verdict = worse;
        }
        findings.push(found);
    }
    (verdict, findings)
}

fn scope_hole(whole: &Duration) -> Hole {
    Hole {
        what: format!("whether the limit of {} is for each stage or for the whole case", whole.words()),
        keeps: "it is for each stage".into(),
        breaks: "it is for the whole case".into(),
    }
}

fn too_short(
    policy: &Policy,
    id: ClauseId,
    whole: &Duration,
    parts: &[ClauseId],
    day: Option<Date>,
    holes: Vec<Hole>,
) -> crate::verify::Finding {
    let sure = policy.clause(id).limit().is_some_and(|limit| limit.of == LimitOf::TheCase);
    let mut places: Vec<(Label, Option<ClauseId>)> =
        vec![at_clause(policy, id, if sure { "the limit for the whole case" } else { "a limit, perhaps for the whole case" })];
    places.extend(parts.iter().filter(|part| **part != id).map(|part| at_clause(policy, *part, "a part of it")));
    let perhaps = if holes.is_empty() { "is" } else { "may be" };
    let when = day.map(|day| format!(", for example if it begins on {day}")).unwrap_or_default();
    let help = match (sure, holes.is_empty()) {
        (true, true) => "give the whole case more time, or a part of it less; say all of them in the same unit, such as working days",
        (true, false) => "say which days count, the same in all of them: `within 10 working days`",
        (false, _) => "say what the limit is for: `every stage must end within …` or `the case must end within …`",
    };
    let of_what = if parts.len() == 1 { "a part of it" } else { "its parts together" };
    let mut found = finding(places, format!("{} for the whole case {perhaps} shorter than {of_what}{when}", whole.words()), help);
    found.holes = holes;
    found
}

/// A length of time with the clause that gives it.
type Length<'p> = (ClauseId, &'p Duration);

/// The limits of a stage: of these the earliest counts, and the others come on top.
struct OfStage<'p> {
    limits: Vec<Length<'p>>,
    further: Vec<Length<'p>>,
}

/// What takes time in a case.
struct Parts<'p> {
    /// For each stage that has one, its limits.
    stages: Vec<OfStage<'p>>,
    /// Duties with a limit of their own.
    duties: Vec<Length<'p>>,
    calendar: Calendar,
    reading: Option<DayKind>,
}

impl<'p> Parts<'p> {
    fn of(subject: &Subject<'p>) -> Self {
        let policy = subject.policy;
        let of_stage = |stage: StageId| {
            let limits = subject.graph.limits_of(stage).map(|id| (id, policy.clause(id)));
            let own =
                limits.filter(|(_, clause)| is_always_said(clause) && clause.limit().is_none_or(|limit| limit.of != LimitOf::StageOrCase));
            let mut found = OfStage { limits: Vec::new(), further: Vec::new() };
            for (id, within, length) in own.flat_map(|(id, clause)| lengths(id, clause)) {
                if within.further { found.further.push((id, length)) } else { found.limits.push((id, length)) }
            }
            found
        };
        let stages: Vec<OfStage<'_>> = policy.stages().map(|(stage, _)| of_stage(stage)).collect();
        let limits_a_stage = |id: ClauseId| stages.iter().any(|stage| stage.all().any(|(known, _)| *known == id));
        let duties = policy
            .clauses()
            .filter(|(id, clause)| is_always_said(clause) && clause.limit().is_none() && !limits_a_stage(*id))
            .flat_map(|(id, clause)| lengths(id, clause))
            .map(|(id, _, length)| (id, length))
            .collect();
        Parts { stages, duties, calendar: Calendar::of(policy).0, reading: policy.day_read_as() }
    }

    /// Whether a limit for the case leaves room for them.
    fn fit(&self, policy: &Policy, whole: &Duration) -> Fit {
        let all: Vec<&Duration> = self.stages.iter().flat_map(OfStage::all).chain(&self.duties).map(|(_, length)| *length).collect();
        if all.iter().all(|length| (length.unit, length.kind) == (whole.unit, whole.kind)) {
            return self.added_up(whole);
        }
        let unstated = |length: &Duration| length.unit == Unit::Days && length.kind.is_none();
        if self.reading.is_some() || !all.iter().any(|length| unstated(length)) && !unstated(whole) {
            return self.on_the_calendar(whole, self.reading);
        }
        // Which days count is not said: it is settled only if both ways come to the same.
        match (self.on_the_calendar(whole, Some(DayKind::Working)), self.on_the_calendar(whole, Some(DayKind::Calendar))) {
            (Fit::Fits, Fit::Fits) => Fit::Fits,
            (Fit::Exceeded(clauses, day), Fit::Exceeded(..)) => Fit::Exceeded(clauses, day),
            (Fit::Unknown, _) | (_, Fit::Unknown) => Fit::Unknown,
            _ => Fit::DaysUnstated(policy.clauses().map(|(id, _)| id).filter(|id| self.is_part(*id)).collect()),
        }
    }

    fn is_part(&self, id: ClauseId) -> bool {
        self.stages.iter().flat_map(OfStage::all).any(|(known, _)| *known == id)
    }

    fn added_up(&self, whole: &Duration) -> Fit {
        let of_stage = |stage: &OfStage<'_>| {
            let earliest = stage.limits.iter().min_by_key(|(_, length)| length.number);
            let each: Vec<(ClauseId, u64)> =
                earliest.into_iter().chain(&stage.further).map(|(id, length)| (*id, u64::from(length.number))).collect();
            each
        };
        let least: Vec<(ClauseId, u64)> = self.stages.iter().flat_map(of_stage).collect();
        if least.iter().map(|(_, number)| number).sum::<u64>() > u64::from(whole.number) {
            return Fit::Exceeded(each_once(least.iter().map(|(id, _)| *id)), None);
        }
        let too_long = self.duties.iter().filter(|(_, length)| length.number > whole.number).map(|(id, _)| *id);
        let too_long = each_once(too_long);
        if too_long.is_empty() { Fit::Fits } else { Fit::Exceeded(too_long, None) }
    }

    /// Case by case, for every day on which one can begin.
    fn on_the_calendar(&self, whole: &Duration, reading: Option<DayKind>) -> Fit {
        // The two years before the last one whose bank holidays are known.
        let last = edition().last.year();
        let Ok(first) = Date::new(last - 2, 1, 1) else { return Fit::Unknown };
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(|day| day.year() < last);
        let (mut counted, mut unsaid) = (false, false);
        for day in days {
            match self.begun_on(day, whole, reading) {
                Ok(None) => counted = true,
                // A long limit runs out of the calendar for the later days.
                Err(CannotCount::BeyondCalendar { .. }) => {}
                Ok(Some(clauses)) => return Fit::Exceeded(clauses, Some(day)),
                Err(_) => unsaid = true,
            }
        }
        if counted && !unsaid { Fit::Fits } else { Fit::Unknown }
    }

    /// The parts that do not fit into a case that begins on a day.
    fn begun_on(&self, day: Date, whole: &Duration, reading: Option<DayKind>) -> Result<Option<Vec<ClauseId>>, CannotCount> {
        let begin = day.at(9, 0, 0, 0);
        let due = |start: DateTime, length: &Duration| self.calendar.deadline(start, length, reading).map(|found: Deadline| ended(&found));
        let end = due(begin, whole)?;
        let mut now = begin;
        let mut so_far = Vec::new();
        for stage in &self.stages {
            let mut earliest: Option<(ClauseId, DateTime)> = None;
            for (id, length) in &stage.limits {
                let at = due(now, length)?;
                if earliest.is_none_or(|(_, known)| at < known) {
                    earliest = Some((*id, at));
                }
            }
            if let Some((id, at)) = earliest {
                now = at;
                so_far.push(id);
            }
            for (id, length) in &stage.further {
                now = due(now, length)?;
                so_far.push(*id);
            }
        }
        if now > end {
            return Ok(Some(each_once(so_far.into_iter())));
        }
        let duties: Vec<(ClauseId, Result<DateTime, CannotCount>)> =
            self.duties.iter().map(|(id, length)| (*id, due(begin, length))).collect();
        if let Some((id, _)) = duties.iter().find(|(_, over)| over.as_ref().is_ok_and(|over| *over > end)) {
            return Ok(Some(vec![*id]));
        }
        duties.into_iter().try_for_each(|(_, over)| over.map(|_| ())).map(|()| None)
    }
}

impl<'p> OfStage<'p> {
    fn all(&self) -> impl Iterator<Item = &Length<'p>> {
        self.limits.iter().chain(&self.further)
    }
}

/// Whether a clause is about the ladder, in whatever case.
fn is_always_said(clause: &Clause) -> bool {
    matches!(clause.home, Home::Stage(_) | Home::Throughout) && !clause.negated && clause.conditions.is_empty()
}

fn ended(deadline: &Deadline) -> DateTime {
    match deadline.end {
        End::OfDay(day) => day.at(23, 59, 59, 0),
        End::At(time) => time,
    }
}

fn each_once(clauses: impl Iterator<Item = ClauseId>) -> Vec<ClauseId> {
    let mut all: Vec<ClauseId> = Vec::new();
    clauses.for_each(|id| {
        if !all.contains(&id) {
            all.push(id);
        }
    });
    all
}

/// The lengths of time a clause gives.
fn lengths(id: ClauseId, clause: &Clause) -> Vec<(ClauseId, &Within, &Duration)> {
    let own = clause.limit().and_then(|limit| if let LimitLength::Timing(timing) = &limit.length { Some(timing) } else { None });
    let of_deeds = deeds(&clause.deed).into_iter().flat_map(|deed| &deed.details.timing);
    own.into_iter()
        .chain(of_deeds)
        .filter_map(|timing| match timing {
            Timing::Within(within) => match &within.length {
                crate::model::Length::Time(length) => Some((id, within, length)),
                crate::model::Length::Words(_) => None,
            },
            _ => None,
        })
        .collect()
}
