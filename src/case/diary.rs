//! The diary of a case, for people: what happened when, who had to do what, by when, what was missed, how it ended.

use jiff::civil::DateTime;

use crate::calendar::End;
use crate::model::{Clause, ClauseId, Force, Hearing, LimitOf, NameId, Policy, Scenario, StageId, in_words, listed};

use super::dates::{Dated, NoDate};
use super::facts::Disputants;
use super::lines::Writer;
use super::play::Played;
use super::setup::Setup;
use super::state::{Ending, Entry, Impossible, Place, State};

/// A diary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diary {
    /// The scenario's title, or the policy's.
    pub title: String,
    /// Who disagrees.
    pub disputants: Disputants,
    /// What is so at the start, each in words.
    pub given: Vec<String>,
    /// What happened, in order.
    pub lines: Vec<Line>,
    /// What was asked for and left undone, and what took too long.
    pub missed: Vec<Missed>,
    /// How the case ended; `None` while it goes on.
    pub ending: Option<Ending>,
    /// Where the case stands in the end, as a sentence without a full stop.
    pub end: String,
    /// What had to be assumed, because neither the policy nor the case says it.
    pub assumed: Vec<String>,
}

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// The case comes to a stage.
    Stage,
    /// A limit on the stage or the case.
    Limit,
    /// A duty falls due, or leave is given.
    Duty,
    /// Use is made of what is allowed, or a choice is made.
    Use,
    /// Something happens.
    Event,
    /// The case is taken on.
    Move,
    /// Something was missed, or took too long.
    Missed,
    /// The case is over.
    End,
}

/// Somebody who is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Who, in words.
    pub who: String,
    /// The channels any of which will do; empty where the policy names none.
    pub by: Vec<String>,
    /// The address, where the policy gives one.
    pub address: Option<String>,
    /// How many are named of whom one is told, and the policy does not say which; 1 where it is clear.
    pub one_of: usize,
}

/// By when, or why no date can be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The end of a day, or a time.
    pub end: Option<End>,
    /// The arithmetic, or why there is no date; as a sentence without a full stop.
    pub words: String,
}

/// One line of a diary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What kind of line.
    pub kind: LineKind,
    /// When; `None` where no date is known.
    pub on: Option<DateTime>,
    /// The stage the case is at.
    pub stage: Option<StageId>,
    /// What, as a sentence without a full stop.
    pub words: String,
    /// How strongly it is asked for, where a clause asks for it.
    pub force: Option<Force>,
    /// The clause.
    pub clause: Option<ClauseId>,
    /// Where the document says so.
    pub per: String,
    /// By when, each with its arithmetic.
    pub by: Vec<By>,
    /// Who is told.
    pub tells: Vec<Recipient>,
    /// A duty of every stage that this diary has told in full at an earlier one.
    pub again: bool,
    /// Which of the case's entries it tells; where it tells several, the first.
    pub entry: usize,
}

/// Something that was missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// What, as a sentence without a full stop.
    pub words: String,
    /// The clause that asks for it.
    pub clause: ClauseId,
    /// Where the document says so.
    pub per: String,
    /// At which stage.
    pub stage: Option<StageId>,
}

impl Diary {
    /// The diary of a scenario that has been played.
    pub fn of(played: &Played<'_>, scenario: &Scenario) -> Diary {
        Diary::so_far(&played.setup, scenario, &played.entries, &played.state)
    }

    /// The diary of a case so far.
    pub fn so_far(setup: &Setup<'_>, scenario: &Scenario, entries: &[Entry], state: &State) -> Diary {
        let writer = Writer::new(setup, &scenario.readings, entries, state);
        Diary {
            title: scenario.title.clone(),
            disputants: setup.disputants.clone(),
            given: scenario.given.iter().map(|(condition, _)| in_words(setup.policy).condition(condition)).collect(),
            lines: writer.lines(),
            missed: writer.missed(),
            ending: if let Place::Over(ending) = &state.place { Some(ending.clone()) } else { None },
            end: standing_words(setup, state),
            assumed: super::assumed::assumed(&writer),
        }
    }

    /// Who disagrees, as a sentence without a full stop.
    pub fn dispute_words(&self, policy: &Policy) -> String {
        let title = |name: &NameId| in_words(policy).title(*name);
        let against = listed(self.disputants.against.iter().map(title).collect(), "and");
        format!("raised by {}, against {against}", title(&self.disputants.raising))
    }
}

impl By {
    pub(super) fn of(dated: &Dated) -> By {
        let words = match &dated.by {
            Ok(deadline) => match dated.read_as {
                Some(LimitOf::ThisStage) => format!("if the stage is meant: {}", deadline.words()),
                Some(LimitOf::TheCase) => format!("if the case is meant: {}", deadline.words()),
                _ => deadline.words(),
            },
            Err(NoDate::Uncounted) => format!("\"{}\" cannot be counted", dated.words),
            Err(NoDate::StartUnknown(from)) => format!("it is counted from {from}, and the case does not say when that is"),
            Err(NoDate::Calendar(why)) => why.words(),
        };
        By { end: dated.by.as_ref().ok().map(|deadline| deadline.end), words }
    }

    /// `by Wed 8 Apr 2026 (2 working days from …)`, or `no date can be given: …`.
    pub fn sentence(&self) -> String {
        match self.end {
            Some(End::OfDay(date)) => format!("by {} ({})", day_words(date.at(0, 0, 0, 0)), self.words),
            Some(End::At(time)) => format!("by {} ({})", moment_words(time), self.words),
            None => format!("no date can be given: {}", self.words),
        }
    }
}

impl Missed {
    /// What was missed, where the document asks for it, and at which stage.
    pub fn sentence(&self, policy: &Policy) -> String {
        let per = if self.per.is_empty() { String::new() } else { format!(" ({})", self.per) };
        let at = self.stage.map(|stage| format!(", at {}", stage_words(policy, stage))).unwrap_or_default();
        format!("{}{per}{at}", self.words)
    }
}

/// ` (2.17)`, where the clause has a source.
pub(super) fn per_words(clause: &Clause) -> String {
    let per = clause.per();
    if per.is_empty() { per } else { format!(" ({per})") }
}

/// A day: `Wed 8 Apr 2026`.
pub fn day_words(day: DateTime) -> String {
    day.strftime("%a %-d %b %Y").to_string()
}

/// A day and a time of day: `Wed 8 Apr 2026 10:00`. What happens as a day runs out, happens at `the end of Wed 8 Apr 2026`.
pub fn moment_words(moment: DateTime) -> String {
    if is_end_of_day(moment) { format!("the end of {}", day_words(moment)) } else { moment.strftime("%a %-d %b %Y %H:%M").to_string() }
}

/// Whether something happens as a day runs out.
pub fn is_end_of_day(moment: DateTime) -> bool {
    (moment.hour(), moment.minute()) == (23, 59)
}

/// Where a case stands, and what it waits for if it ought to have gone on; as a sentence without a full stop.
pub(super) fn standing_words(setup: &Setup<'_>, state: &State) -> String {
    let at = place_words(setup.policy, &state.place);
    match setup.stop(state) {
        Err(Impossible::LeadsOn(clause)) if state.undone.contains(&clause) => {
            let clause = setup.policy.clause(clause);
            format!("{at}, and has not gone on: \"{}\"{} was not done", in_words(setup.policy).asks(clause), per_words(clause))
        }
        _ => at,
    }
}

/// A stage in a sentence: by its number, or by its title where its label is only a name within the file.
pub fn stage_words(policy: &Policy, stage: StageId) -> String {
    let stage = policy.stage(stage);
    if stage.label.starts_with(|first: char| first.is_ascii_digit()) { stage.name() } else { format!("stage \"{}\"", stage.title) }
}

/// Where a case stands, as a sentence without a full stop.
pub fn place_words(policy: &Policy, place: &Place) -> String {
    match place {
        Place::Start => "the case has come to no stage yet".to_owned(),
        Place::Stage(stage) => {
            let at = stage_words(policy, *stage);
            match &policy.stage(*stage).hearing {
                Hearing::HeardBy(who) => format!("the case is at {at}, before {}", in_words(policy).parties(who)),
                _ => format!("the case is at {at}"),
            }
        }
        Place::Over(ending) => ending_words(policy, ending),
    }
}

/// How a case ends, as a sentence without a full stop.
pub fn ending_words(policy: &Policy, ending: &Ending) -> String {
    let title = |route: &crate::model::RouteId| policy.routes[route.0 as usize].title.clone();
    match ending {
        Ending::Resolved => "the case ends: it is settled".into(),
        Ending::Withdrawn => "the case ends: the agency that raised it withdraws".into(),
        Ending::Heard(stage) => match &policy.stage(*stage).hearing {
            Hearing::HeardBy(who) => format!("the case is put to {}", in_words(policy).parties(who)),
            _ => "the case is put to an authority".into(),
        },
        Ending::HandedOver(route) => format!("the case leaves the ladder by \"{}\" and is put to somebody who decides", title(route)),
        Ending::Refused => "the case ends unsettled: somebody said no, and nothing else leads on".into(),
        Ending::Dropped => "the case ends unsettled: what leads on was only advised or allowed, and was not done".into(),
        Ending::Stuck => "the case ends unsettled: nothing leads on".into(),
        Ending::Unheard => "the case ends unsettled: it was led past the last stage, and nobody heard it".into(),
        Ending::Outside(route) => format!("the case leaves the ladder by \"{}\", where nobody has to decide it", title(route)),
        Ending::Closed(words) => format!("the case is closed: {words}"),
    }
}
