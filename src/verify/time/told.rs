//! What was found about times, in sentences.

use jiff::civil::DateTime;

use crate::diagnostic::Label;
use crate::graph::StageGraph;
use crate::model::{ClauseId, DayKind, Duration, Policy, StageId, in_words, listed, uncapitalised};
use crate::verify::facts::Atom;
use crate::verify::property::{clause_list, weak_words};
use crate::verify::report::{Finding, Hole, Story, StoryLine};

use super::clock::{By, Clock, FAR, Time, USUAL, minutes, moment};
use super::ways::{Longest, Never, Unsaid, Visit};
use super::{Asked, Deciding, Either, Gap, Reading};

/// The most stages a story names one by one.
const MOST_TOLD: usize = 8;

pub(super) struct Told<'t> {
    pub(super) policy: &'t Policy,
    pub(super) graph: &'t StageGraph,
    pub(super) clock: &'t Clock<'t>,
    pub(super) asked: &'t Asked,
    pub(super) bound: &'t Duration,
    pub(super) deciding: &'t Deciding<'t>,
}

/// The finding of a question that could not be answered.
pub(super) fn gave_up(policy: &Policy, why: &Unsaid) -> Finding {
    let (message, help) = match why {
        Unsaid::TooLarge => (
            "this question is too large to answer: there are too many ways through the ladder, or too many facts that tie stages together".to_owned(),
            "write fewer conditions on limits and on steps, or limit the whole: `the case must end within …`; until then nothing is promised".to_owned(),
        ),
        Unsaid::Uncounted(why) => (
            format!("the times of this policy cannot be added up: {}", why.words()),
            "say in the policy's calendar what is missing, or give the limits in other units; until then nothing is promised".to_owned(),
        ),
    };
    Finding { help, ..plain(message, vec![Label { span: policy.span, text: "this policy".into() }]) }
}

fn plain(message: String, labels: Vec<Label>) -> Finding {
    Finding { message, labels, clauses: Vec::new(), help: String::new(), ..Finding::default() }
}

impl Told<'_> {
    fn stage(&self, stage: StageId) -> String {
        self.policy.stage(stage).name()
    }

    /// `a case is through stage 1 within 1 working week`.
    fn wanted(&self) -> String {
        let bound = self.bound.words();
        match self.asked {
            Asked::Whole => format!("a case is over within {bound}"),
            Asked::Stages(stages) => format!("a case is through {} within {bound}", self.stages(stages)),
        }
    }

    /// `stage 3`, `stages 2 and 3`, `stages 1 to 5`.
    fn stages(&self, stages: &[StageId]) -> String {
        let labels: Vec<String> = stages.iter().map(|stage| self.policy.stage(*stage).label.clone()).collect();
        let numbered = labels.iter().all(|label| label.starts_with(|first: char| first.is_ascii_digit()));
        let row = numbered && stages.windows(2).all(|pair| pair[1].index() == pair[0].index() + 1);
        match labels.as_slice() {
            [one] => format!("stage {one}"),
            [first, .., last] if row && labels.len() > 2 => format!("stages {first} to {last}"),
            _ => format!("stages {}", listed(labels, "and")),
        }
    }

    // ── broken ──────────────────────────────────────────────────────────────────────────────────

    pub(super) fn broken(&self, reading: &Reading, longest: &Longest, begins: Time) -> Finding {
        let message = match &longest.never {
            Some(never) => self.never_ends(never),
            None => self.too_long(reading, longest, begins),
        };
        let mut clauses: Vec<ClauseId> = longest.visits.iter().flat_map(|visit| visit.clauses.iter().copied()).collect();
        clauses.extend(longest.case);
        match &longest.never {
            Some(Never::NoLimit(_, Some(clause)) | Never::Again(_, clause)) => clauses = vec![*clause],
            Some(_) => clauses.clear(),
            None => {}
        }
        let mut known = Vec::new();
        clauses.retain(|clause| {
            !known.contains(clause) && {
                known.push(*clause);
                true
            }
        });
        let mut labels: Vec<Label> = clauses
            .iter()
            .take(8)
            .map(|clause| Label { span: self.policy.clause(*clause).span, text: self.blamed(longest, *clause) })
            .collect();
        if let (Some(Never::Round(stages)), true) = (&longest.never, labels.is_empty()) {
            let label =
                |stage: &StageId| Label { span: self.policy.stage(*stage).span, text: "a case can come here again and again".into() };
            labels = stages.iter().take(4).map(label).collect();
        }
        if labels.is_empty() {
            labels.push(Label { span: self.policy.span, text: "this policy".into() });
        }
        let help = match &longest.never {
            Some(Never::Again(..) | Never::Round(_)) => format!(
                "say how often, or limit the whole, whatever happens on the way: `the case must end within {}` under `throughout`",
                self.bound.words()
            ),
            _ => self.shorten(),
        };
        let help = format!("{help}{}", self.longer_still(reading, longest));
        Finding { clauses, help, story: Some(self.story(reading, longest, begins)), ..plain(message, labels) }
    }

    /// What is not stated besides, and could make it longer.
    fn longer_still(&self, reading: &Reading, longest: &Longest) -> String {
        let whole = matches!(self.asked, Asked::Whole) && longest.case.is_none() && longest.never.is_none();
        let unsaid = |visit: &&Visit| {
            let limits = &reading.limits.stages[visit.stage.index()].limits;
            limits.iter().any(|limit| visit.clauses.contains(&limit.clause) && limit.from.is_empty() && !limit.further)
        };
        let stages: Vec<StageId> = longest.visits.iter().skip(1).filter(unsaid).map(|visit| visit.stage).collect();
        match stages.as_slice() {
            [] => String::new(),
            _ if !whole => String::new(),
            [one] => format!("; it is not said from when the limit of {} counts either, so that it can be longer still", self.stage(*one)),
            some => format!("; it is not said from when the limits of {} count either, so that it can be longer still", self.stages(some)),
        }
    }

    fn shorten(&self) -> String {
        let bound = self.bound.words();
        match self.asked {
            Asked::Whole => format!("write shorter limits, or limit the whole: `the case must end within {bound}` under `throughout`"),
            Asked::Stages(_) => format!("write a limit in the stage that is no longer, such as `must end within {bound}`"),
        }
    }

    fn blamed(&self, longest: &Longest, clause: ClauseId) -> String {
        let at: Vec<StageId> = longest.visits.iter().filter(|visit| visit.clauses.contains(&clause)).map(|visit| visit.stage).collect();
        match &longest.never {
            Some(Never::NoLimit(..)) => "this says that there is no limit".into(),
            Some(Never::Again(..)) => "this repeats the stage without end".into(),
            _ if at.is_empty() => "the limit on the whole case".into(),
            _ => format!("the time of {}", self.stages(&at)),
        }
    }

    fn never_ends(&self, never: &Never) -> String {
        match never {
            Never::NoLimit(stage, _) => {
                format!("a case can stay at {} as long as anybody likes: the policy says that there is no limit", self.stage(*stage))
            }
            Never::Again(stage, _) => {
                format!("{} can be gone through again and again, with no limit: no time is long enough for that", self.stage(*stage))
            }
            Never::Round(stages) => {
                format!("a case can go round through {} without end: no time is long enough for that", self.stages(stages))
            }
            Never::Ignored(stage, _) => format!("{} lasts as long as anybody likes if its limit is not kept", self.stage(*stage)),
            Never::Open(_) => "what the policy leaves open can take any time".into(),
        }
    }

    fn too_long(&self, reading: &Reading, longest: &Longest, begins: Time) -> String {
        let bound = self.bound.words();
        if let By::Numbers(_) = &reading.by {
            let total = self.counted(reading, longest.end);
            return match self.asked {
                _ if longest.case.is_some() => format!("the whole case may take {total}, and the time asked for is {bound}"),
                Asked::Whole => {
                    format!("with every stage taking as long as it may, a case takes {total}{}", self.parts(reading, longest))
                }
                Asked::Stages(stages) => format!("{} may take {total}, which is longer than {bound}", self.stages(stages)),
            };
        }
        let (day, end, until) = (dated(moment(begins)), self.end(longest.end), self.until(reading, begins));
        match self.asked {
            Asked::Whole => format!(
                "with every stage taking as long as it may, a case raised on {day} lasts until {end}{}; the time asked for, {bound}, is over on {until}",
                self.parts(reading, longest)
            ),
            Asked::Stages(stages) => {
                let parts = self.lengths(longest.visits.first());
                format!(
                    "{} may take {parts}: from {day} until {end}, and the time asked for, {bound}, is over on {until}",
                    self.stages(stages)
                )
            }
        }
    }

    fn end(&self, end: Time) -> String {
        if end >= FAR { "long after".into() } else { dated(moment(end)) }
    }

    /// The last day of the rule's own time.
    fn until(&self, reading: &Reading, begins: Time) -> String {
        let by = By::Dates(reading.day);
        let until = self.clock.add(&by, &reading.lengths, begins, reading.lengths.len() - 1);
        until.map_or_else(|_| "a day that cannot be counted".into(), |until| self.end(until))
    }

    fn counted(&self, reading: &Reading, number: i64) -> String {
        self.clock.words(&reading.lengths, self.bound, number, self.said_day(reading))
    }

    /// Which days unqualified ones are, if the policy says so.
    fn said_day(&self, reading: &Reading) -> Option<DayKind> {
        reading.day.filter(|_| self.policy.day_read_as().is_some())
    }

    /// What the stages take: `: seven at each of the five stages (stages 1 to 5)`.
    fn parts(&self, reading: &Reading, longest: &Longest) -> String {
        let taken: Vec<&Visit> = longest.visits.iter().filter(|visit| visit.left > visit.came).collect();
        if taken.is_empty() || taken.len() > 2 * MOST_TOLD {
            return String::new();
        }
        let numbers = matches!(reading.by, By::Numbers(_));
        let amount =
            |visit: &Visit| if numbers { number_of(&self.counted(reading, visit.left - visit.came)) } else { self.lengths(Some(visit)) };
        let first = amount(taken[0]);
        if taken.len() > 1 && taken.iter().all(|visit| amount(visit) == first) {
            let stages: Vec<StageId> = taken.iter().map(|visit| visit.stage).collect();
            return format!(": {} at each of the {} stages ({})", first, in_letters(taken.len()), self.stages(&stages));
        }
        let each = taken.iter().map(|visit| format!("{} at {}", amount(visit), self.stage(visit.stage))).collect();
        format!(": {}", listed(each, "and"))
    }

    /// The limits of a visit, as written.
    fn lengths(&self, visit: Option<&Visit>) -> String {
        let Some(visit) = visit else { return "a time".into() };
        let of = |clause: &ClauseId| {
            let timings = super::limits::timings(self.policy.clause(*clause));
            timings.first().and_then(|within| super::limits::longest(within)).map(Duration::words)
        };
        let said: Vec<String> = visit.clauses.iter().filter_map(of).collect();
        if said.is_empty() { "no time".into() } else { listed(said, "and then") }
    }

    fn story(&self, reading: &Reading, longest: &Longest, begins: Time) -> Story {
        let dated_way = match (&longest.never, &reading.by) {
            (Some(_), _) => None,
            (None, By::Dates(_)) => Some((longest.clone(), begins)),
            (None, By::Numbers(_)) => self.deciding.dated(reading, minutes(USUAL)).map(|longest| (longest, minutes(USUAL))),
        };
        let (way, begins) = dated_way.map_or((longest.clone(), None), |(way, begins)| (way, Some(begins)));
        let on = |time: Time| begins.filter(|_| time < FAR).map(|_| dated(moment(time)));
        let raised = match self.asked {
            Asked::Stages(stages) if begins.is_some() => format!("A case comes to {}.", self.stages(stages)),
            _ => "Two agencies disagree about a child.".to_owned(),
        };
        let beginning = StoryLine::new(format!("{raised}{}", self.facts(reading, longest)), "");
        let mut lines = vec![StoryLine { on: begins.and_then(on).unwrap_or_default(), ..beginning }];
        let many = way.visits.len().saturating_sub(MOST_TOLD);
        for (at, visit) in way.visits.iter().enumerate() {
            if many > 0 && at == MOST_TOLD / 2 {
                lines.push(StoryLine::new(format!("{many} more stages take as long as they may."), ""));
            }
            if many == 0 || at < MOST_TOLD / 2 || at >= MOST_TOLD / 2 + many {
                lines.push(self.visited(visit, on(visit.left).unwrap_or_default(), &way));
            }
        }
        if let (Some(Never::Round(stages)), []) = (&way.never, way.visits.as_slice()) {
            let text = format!(
                "It goes through {}, and comes back again, as often as anybody likes; each time the clock starts anew.",
                self.stages(stages)
            );
            lines.push(StoryLine::new(text, ""));
        }
        let bound = self.bound.words();
        let never_done = match begins {
            None => format!("nothing sees to it that {}", self.wanted()),
            Some(begins) => {
                let (end, until) = (self.end(way.end), self.until(reading, begins));
                let over = if matches!(self.asked, Asked::Whole) { "the case is over" } else { "the stage is over" };
                match &reading.by {
                    By::Numbers(_) => {
                        format!(
                            "{over} on {end}, after {}; the time asked for, {bound}, was over on {until}",
                            self.counted(reading, longest.end)
                        )
                    }
                    By::Dates(_) => format!("{over} on {end}; the time asked for, {bound}, was over on {until}"),
                }
            }
        };
        Story { lines, never_done, scenario: None }
    }

    /// What is so about the child all through the case.
    fn facts(&self, reading: &Reading, longest: &Longest) -> String {
        let mut asked = std::collections::BTreeSet::new();
        longest.edges.iter().for_each(|edge| reading.cases.edges[*edge].facts.atoms(&mut asked));
        reading
            .limits
            .all()
            .filter(|limit| longest.visits.iter().any(|visit| visit.clauses.contains(&limit.clause)))
            .for_each(|limit| limit.so.atoms(&mut asked));
        let told = longest.so.iter().filter(|atom| asked.contains(atom)).filter_map(|atom| match reading.cases.atoms.get(*atom) {
            Atom::Fact(fact) => Some(format!(" The child is {}.", uncapitalised(&in_words(self.policy).title(*fact)))),
            Atom::RaiserIs(agency) => Some(format!(" {} raises it.", in_words(self.policy).title(*agency))),
            Atom::ReceiverIs(agency) => Some(format!(" It is raised with {}.", in_words(self.policy).title(*agency))),
            _ => None,
        });
        told.collect()
    }

    fn visited(&self, visit: &Visit, on: String, way: &Longest) -> StoryLine {
        let stage = self.policy.stage(visit.stage);
        let here = format!("Stage {} ({})", stage.label, stage.title);
        let per: Vec<String> = visit.clauses.iter().map(|clause| self.policy.clause(*clause).per()).filter(|per| !per.is_empty()).collect();
        let place = if per.is_empty() { stage.name() } else { format!("{}, {}", stage.name(), listed(per, "and")) };
        let text = match (&way.never, visit.clauses.is_empty()) {
            (Some(Never::Again(stage, _)), _) if *stage == visit.stage => {
                format!("{here} settles nothing and begins again, and again, without end.")
            }
            (Some(Never::NoLimit(stage, _) | Never::Ignored(stage, _)), _) if *stage == visit.stage => {
                format!("{here} lasts, and nothing has to end it.")
            }
            (_, true) => format!("{here} has no limit that is stated; suppose that it takes no time."),
            (_, false) => {
                let length = self.lengths(Some(visit));
                format!("{here} has lasted as long as it may: {length}.")
            }
        };
        StoryLine { on, text, place }
    }

    // ── advice ──────────────────────────────────────────────────────────────────────────────────

    pub(super) fn advice(&self, rests_on: &[ClauseId]) -> Finding {
        let usual = |clause: &ClauseId| super::limits::timings(self.policy.clause(*clause)).iter().any(|within| within.usually);
        let weak = |clause: &ClauseId| {
            let text = if usual(clause) {
                "this is no more than a guide".to_owned()
            } else {
                format!("this only {}", weak_words(self.policy, *clause))
            };
            Label { span: self.policy.clause(*clause).span, text }
        };
        let labels = rests_on.iter().take(8).map(weak).collect();
        let message = format!("{} only if advice is followed", self.wanted());
        let first = rests_on.first().map(|clause| self.policy.clause(*clause));
        let mut lines = vec![StoryLine::new("Two agencies disagree about a child.", "")];
        if let Some(clause) = first {
            let stage = clause.stages.as_ref().and_then(|stages| stages.first()).map(|stage| self.policy.stage(*stage));
            let place = match (stage, clause.per()) {
                (Some(stage), per) if per.is_empty() => stage.name(),
                (Some(stage), per) => format!("{}, {per}", stage.name()),
                (None, per) => per,
            };
            let said = in_words(self.policy).clause(clause);
            lines.push(StoryLine::new(format!("Nobody keeps to what is only advised: {said}."), place));
        }
        let never_done = format!("nothing else sees to it that {}", self.wanted());
        Finding {
            clauses: rests_on.to_vec(),
            advice: rests_on.to_vec(),
            story: Some(Story { lines, never_done, scenario: None }),
            help: format!(
                "what is only advised or described can be left undone; write `must` in {}{}",
                clause_list(self.policy, rests_on),
                if rests_on.iter().any(usual) { ", without `usually`" } else { "" }
            ),
            ..plain(message, labels)
        }
    }

    // ── undetermined ────────────────────────────────────────────────────────────────────────────

    pub(super) fn undetermined(&self, gaps: &[Gap], either: &[(Either, bool)]) -> Finding {
        let mut holes = Vec::new();
        let mut labels: Vec<Label> = Vec::new();
        let mut helps: Vec<String> = Vec::new();
        let bound = self.bound.words();
        let stages = |pick: &dyn Fn(&Gap) -> Option<StageId>| gaps.iter().filter_map(pick).collect::<Vec<StageId>>();
        let silent = stages(&|gap| if let Gap::Silent(stage) = gap { Some(*stage) } else { None });
        let starts = stages(&|gap| if let Gap::Start(stage) = gap { Some(*stage) } else { None });
        if !silent.is_empty() {
            holes.push(Hole {
                what: format!("how long {} may take", self.stages(&silent)),
                keeps: format!("a time with which {}", self.wanted()),
                breaks: "a longer one, or none".into(),
            });
            labels.extend(silent.iter().take(4).map(|stage| {
                let in_words = self.deciding.readings.iter().any(|reading| reading.limits.is_limited_in_words(*stage));
                self.at_stage(*stage, if in_words { "its limit cannot be counted" } else { "no limit is stated that has to be kept" })
            }));
            helps.push(match self.asked {
                Asked::Whole => format!("give each stage a limit, or limit the whole: `the case must end within {bound}`"),
                Asked::Stages(_) => format!("write a limit in the stage, such as `must end within {bound}`"),
            });
        }
        if !starts.is_empty() {
            let limit = if starts.len() == 1 { "the limit" } else { "the limits" };
            let count = if starts.len() == 1 { "counts" } else { "count" };
            holes.push(Hole {
                what: format!("from when {limit} of {} {count}", self.stages(&starts)),
                keeps: "from the end of the stage before".into(),
                breaks: "from when the case is put to the stage, however long that takes".into(),
            });
            for stage in starts.iter().take(6) {
                match self.unsaid_start(*stage) {
                    Some(clause) if labels.iter().any(|label| label.span == self.policy.clause(clause).span) => {}
                    Some(clause) => {
                        labels.push(Label { span: self.policy.clause(clause).span, text: "does not say from when it counts".into() })
                    }
                    None => labels.push(self.at_stage(*stage, "it is not said from when its limit counts")),
                }
            }
            let before = starts[0].index().checked_sub(1).map_or_else(|| "1".into(), |at| self.policy.stages[at].label.clone());
            helps.push(format!("say from when each limit counts, such as `must end within 2 working days of end of stage {before}`"));
        }
        for gap in gaps {
            let (clause, what, keeps, breaks, help) = match gap {
                Gap::Moment(clause) => {
                    let from = self.counted_from(*clause);
                    (
                        *clause,
                        format!("when the moment comes from which a limit counts: {from}"),
                        "at once",
                        "any time later",
                        "let the limit count from a moment that the ladder fixes, such as `of end of stage 1` or `of disagreement`",
                    )
                }
                Gap::Extension(clause) => (
                    *clause,
                    "how far a limit can be extended".to_owned(),
                    "not at all",
                    "by any time",
                    "say how long the limit can be at most: `extendable to 3 working days`",
                ),
                _ => continue,
            };
            holes.push(Hole { what, keeps: keeps.into(), breaks: breaks.into() });
            labels.push(Label { span: self.policy.clause(clause).span, text: "leaves this open".into() });
            helps.push(help.to_owned());
        }
        for (one, first) in either {
            let (what, so, not_so, clause, help) = match one {
                Either::Day => {
                    ("which days count", "calendar days", "working days", None, "say which days: `working days` or `calendar days`")
                }
                Either::Scope(clause) => (
                    "whether the limit is for each stage or for the whole case",
                    "it is for the whole case",
                    "it is for each stage",
                    Some(*clause),
                    "say what the limit is for: `every stage must end within …` or `the case must end within …`",
                ),
                Either::Ends(clause) => (
                    "when the repetition ends",
                    "it ends after a number of rounds",
                    "it never ends",
                    Some(*clause),
                    "say how often: `repeat at most 2 times`",
                ),
            };
            let (keeps, breaks) = if *first { (so, not_so) } else { (not_so, so) };
            holes.push(Hole { what: what.into(), keeps: keeps.into(), breaks: breaks.into() });
            labels.push(clause.map_or_else(
                || Label { span: self.policy.span, text: "limits in plain days".into() },
                |clause| Label { span: self.policy.clause(clause).span, text: "leaves this open".into() },
            ));
            helps.push(help.to_owned());
        }
        let what = listed(holes.iter().map(|hole| hole.what.clone()).collect(), "and");
        let message = format!("whether {} depends on what is not stated: {what}", self.wanted());
        Finding { holes, help: helps.join("; "), ..plain(message, labels) }
    }

    fn at_stage(&self, stage: StageId, text: &str) -> Label {
        Label { span: self.policy.stage(stage).span, text: text.into() }
    }

    /// The first limit of a stage that does not say from when it counts.
    fn unsaid_start(&self, stage: StageId) -> Option<ClauseId> {
        let silent = |id: &ClauseId| {
            super::limits::timings(self.policy.clause(*id)).iter().any(|within| within.counted_from.is_empty() && !within.further)
        };
        self.graph.limits_of(stage).find(silent)
    }

    fn counted_from(&self, clause: ClauseId) -> String {
        let clause = self.policy.clause(clause);
        let withins = super::limits::timings(clause);
        let moments = withins.iter().flat_map(|within| &within.counted_from).map(|moment| in_words(self.policy).moment(moment));
        listed(moments.collect(), "or")
    }
}

/// `Mon 5 Jan 2026`.
fn dated(time: DateTime) -> String {
    time.strftime("%a %-d %b %Y").to_string()
}

/// The number in front of `7 working days`, in letters.
fn number_of(words: &str) -> String {
    let number = words.split_whitespace().next().unwrap_or_default();
    number.parse().map_or_else(|_| number.to_owned(), in_letters)
}

fn in_letters(number: usize) -> String {
    const LETTERS: [&str; 13] =
        ["no time", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    LETTERS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}
