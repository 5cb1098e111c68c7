//! The diary of a case, for people: what happened when, who had to do what, by when, what was missed, how it ended.

use std::collections::BTreeSet;

use jiff::civil::DateTime;

use crate::model::{
    Act, Address, Clause, ClauseId, Deed, Event as Moment, Hearing, NameId, Parties, Party, Policy, Scenario, StageId, in_words,
    join_sources, listed,
};

use super::dates::{Dated, NoDate};
use super::play::Played;
use super::setup::Setup;
use super::state::{Ending, Entry, Noted, Outcome, Place, State};

/// A diary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diary {
    /// The scenario's title, or what the case is about.
    pub title: String,
    /// Who disputes, as a sentence.
    pub dispute: String,
    /// What is so at the start, each in words.
    pub given: Vec<String>,
    /// What happened, in order.
    pub lines: Vec<Line>,
    /// What was asked for and left undone, each in words.
    pub missed: Vec<String>,
    /// Where the case stands in the end, as a sentence.
    pub end: String,
    /// What had to be assumed, because neither the policy nor the scenario says it.
    pub assumed: Vec<String>,
}

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// The case comes to a stage.
    Stage,
    /// A limit on the stage or the case.
    Limit,
    /// A duty falls due.
    Duty,
    /// Something happens.
    Event,
    /// The case is taken on.
    Move,
    /// Something was missed, or took too long.
    Missed,
    /// The case is over.
    End,
}

impl LineKind {
    /// The word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            LineKind::Stage => "stage",
            LineKind::Limit => "limit",
            LineKind::Duty => "duty",
            LineKind::Event => "event",
            LineKind::Move => "move",
            LineKind::Missed => "missed",
            LineKind::End => "end",
        }
    }
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
}

/// One line of a diary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What kind of line.
    pub kind: LineKind,
    /// When; `None` where no date is known.
    pub on: Option<DateTime>,
    /// The label of the stage the case is at.
    pub stage: Option<String>,
    /// What, as a sentence without a full stop.
    pub words: String,
    /// How strongly it is asked for: `required`, `advised`, `described`, `permitted`; for duties and moves.
    pub force: Option<&'static str>,
    /// The clause, by its id.
    pub clause: Option<String>,
    /// Where the document says so.
    pub per: String,
    /// By when, each with its arithmetic.
    pub by: Vec<String>,
    /// Who is told.
    pub tells: Vec<Recipient>,
    /// Somebody used what is only permitted, or chose it.
    pub used: bool,
}

impl Diary {
    /// The diary of a scenario that has been played.
    pub fn of(played: &Played<'_>, scenario: &Scenario) -> Diary {
        let mut diary = Diary::so_far(&played.setup, &played.entries, &played.state);
        diary.title = scenario.title.clone();
        diary.given = scenario.given.iter().map(|(condition, _)| in_words(played.setup.policy).condition(condition)).collect();
        for reading in &scenario.readings {
            diary.assumed.insert(0, format!("\"{}\" is read as {} day: {}", reading.word, reading.kind.word(), reading.because));
        }
        diary
    }

    /// The diary of a case so far.
    pub fn so_far(setup: &Setup<'_>, entries: &[Entry], state: &State) -> Diary {
        let writer = Writer { setup, entries, state };
        let title = |name: &NameId| in_words(setup.policy).title(*name);
        let against = listed(setup.disputants.against.iter().map(title).collect(), "and");
        Diary {
            title: setup.policy.title.clone(),
            dispute: format!("raised by {}, with {against}", title(&setup.disputants.raising)),
            given: Vec::new(),
            lines: writer.lines(),
            missed: writer.missed(),
            end: place_words(setup.policy, &state.place),
            assumed: writer.assumed(state),
        }
    }
}

struct Writer<'w, 'p> {
    setup: &'w Setup<'p>,
    entries: &'w [Entry],
    state: &'w State,
}

impl Writer<'_, '_> {
    /// Every line. What holds at every stage is told in full once.
    fn lines(&self) -> Vec<Line> {
        let mut told = BTreeSet::new();
        let mut lines = Vec::new();
        let mut again: Option<(u32, Line)> = None;
        for entry in self.entries {
            if let Some((visit, _)) = &again
                && *visit != entry.visit
            {
                lines.extend(again.take().map(|(_, line)| line));
            }
            let Some(line) = self.line(entry) else { continue };
            let everywhere = match &entry.what {
                Noted::Duty { clause, .. } => self.setup.policy.clause(*clause).stages.is_none() && !told.insert(*clause),
                _ => false,
            };
            if !everywhere {
                if again.is_some() && !matches!(entry.what, Noted::Duty { .. }) {
                    lines.extend(again.take().map(|(_, line)| line));
                }
                lines.push(line);
                continue;
            }
            let all = again.get_or_insert_with(|| {
                let words = "what is asked for at every stage, as before".to_owned();
                (
                    entry.visit,
                    Line { words, clause: None, per: String::new(), force: None, by: Vec::new(), tells: Vec::new(), ..line.clone() },
                )
            });
            if !all.1.per.split(", ").any(|per| per == line.per) {
                all.1.per = if all.1.per.is_empty() { line.per } else { format!("{}, {}", all.1.per, line.per) };
            }
        }
        lines.extend(again.map(|(_, line)| line));
        lines
    }

    fn line(&self, entry: &Entry) -> Option<Line> {
        let policy = self.setup.policy;
        let words = in_words(policy);
        let mut line = Line {
            kind: LineKind::Event,
            on: entry.on,
            stage: entry.at.map(|stage| policy.stage(stage).label.clone()),
            words: String::new(),
            force: None,
            clause: None,
            per: String::new(),
            by: Vec::new(),
            tells: Vec::new(),
            used: false,
        };
        match &entry.what {
            Noted::Raised => line.words = "the disagreement is raised".into(),
            Noted::Came { past } => self.came(entry.at?, past, &mut line),
            Noted::Limit(limit) => {
                line.kind = LineKind::Limit;
                self.by_clause(limit.clause, &mut line);
                line.words = if policy.clause(limit.clause).limit().is_some_and(|limit| limit.of == crate::model::LimitOf::TheCase) {
                    format!("the case has to end {}", limit.words)
                } else {
                    format!("the stage has to end {}", limit.words)
                };
                line.by = vec![dated_words(limit)];
            }
            Noted::Duty { clause, by, .. } => self.duty(*clause, by, None, &mut line),
            Noted::Used { clause, option } => {
                self.duty(*clause, &[], *option, &mut line);
                line.used = true;
            }
            Noted::Undone(clause) => {
                self.by_clause(*clause, &mut line);
                line.kind = LineKind::Missed;
                line.words = format!("not done: {}", words.asks(policy.clause(*clause)));
            }
            Noted::Lapsed(clause) => {
                self.by_clause(*clause, &mut line);
                line.words = format!("without that agreement this is not asked for: {}", words.asks(policy.clause(*clause)));
            }
            Noted::Turned(point, so) => {
                line.words = if *so {
                    format!("it is now so that {}", point.words(policy))
                } else {
                    format!("it is no longer so that {}", point.words(policy))
                };
            }
            Noted::RouteOpened(route) => {
                let route = &policy.routes[route.0 as usize];
                line.words = format!("the route \"{}\" is open", route.title);
                line.per = join_sources(&route.sources);
            }
            Noted::CameTo(outcome) => {
                line.words = match outcome {
                    Outcome::Resolved => "it is settled",
                    Outcome::Unresolved => "it is not settled",
                    Outcome::NoAnswer => "nobody answers",
                }
                .into();
            }
            Noted::TimeRanOut => line.words = "the stage's time has run out".into(),
            Noted::Happened(moment) => {
                line.words = match moment {
                    Moment::Words(words) => words.clone(),
                    other => words.event(other),
                };
            }
            Noted::Answered { who, agrees } => line.words = format!("{who} {}", if *agrees { "agrees" } else { "says no" }),
            Noted::Moved { clause } => {
                line.kind = LineKind::Move;
                match clause {
                    Some(clause) => {
                        self.by_clause(*clause, &mut line);
                        line.words = words.asks(policy.clause(*clause));
                    }
                    None => line.words = "the route is taken".into(),
                }
            }
            Noted::Late(limit) => {
                self.by_clause(limit.clause, &mut line);
                line.kind = LineKind::Missed;
                line.words = format!("the stage took longer than it may: {}", dated_words(limit));
            }
            Noted::Over(ending) => {
                line.kind = LineKind::End;
                line.words = ending_words(policy, ending);
            }
        }
        Some(line)
    }

    fn by_clause(&self, clause: ClauseId, line: &mut Line) {
        let clause = self.setup.policy.clause(clause);
        line.clause = Some(clause.id.clone());
        line.per = clause.per();
        line.force = Some(clause.strength.force.word());
    }

    fn came(&self, stage: StageId, past: &[StageId], line: &mut Line) {
        let policy = self.setup.policy;
        let stage = policy.stage(stage);
        line.kind = LineKind::Stage;
        line.per = join_sources(&stage.sources);
        let who = match &stage.hearing {
            Hearing::Between(who) => format!(", between {}", in_words(policy).parties(who)),
            Hearing::HeardBy(who) => format!(", heard by {}", in_words(policy).parties(who)),
            Hearing::Unstated => String::new(),
        };
        let left_out: Vec<String> = past.iter().map(|stage| policy.stage(*stage).label.clone()).collect();
        let left_out = match left_out.as_slice() {
            [] => String::new(),
            [one] => format!("; stage {one} is left out"),
            _ => format!("; stages {} are left out", listed(left_out, "and")),
        };
        line.words = format!("Stage {}, {}{who}{left_out}", stage.label, stage.title);
    }

    fn duty(&self, id: ClauseId, by: &[Dated], option: Option<usize>, line: &mut Line) {
        let clause = self.setup.policy.clause(id);
        self.by_clause(id, line);
        line.kind = LineKind::Duty;
        line.words = in_words(self.setup.policy).asks(clause);
        line.by = by.iter().filter(|dated| dated.by != Err(NoDate::Uncounted)).map(dated_words).collect();
        let deed = match (&clause.deed.act, option) {
            (Act::Choice { options, .. }, Some(option)) => {
                let chosen = &options[option];
                let who = clause.actor.as_ref().map(|actor| format!("{} chooses: ", in_words(self.setup.policy).parties(actor)));
                line.words = format!("{}{}", who.unwrap_or_default(), in_words(self.setup.policy).deed(chosen));
                chosen
            }
            _ => &clause.deed,
        };
        line.tells = self.recipients(deed);
    }

    fn recipients(&self, deed: &Deed) -> Vec<Recipient> {
        let told: Vec<&Party> = match &deed.act {
            Act::Notify(who, _) => super::matching::serving(who, &|party| self.setup.serves(self.state, party)),
            _ => Vec::new(),
        };
        let copied = deed.details.copying.iter().flat_map(|who: &Parties| &who.parties);
        told.into_iter().chain(copied).map(|party| self.recipient(party, deed)).collect()
    }

    fn recipient(&self, party: &Party, deed: &Deed) -> Recipient {
        let by: Vec<String> = deed.details.means.iter().flat_map(|means| means.ways.clone()).collect();
        let named = party.name().map(|name| self.setup.policy.named(name));
        let of = |address: &Option<Address>| match address {
            Some(Address::Of(address)) => Some(address.clone()),
            _ => None,
        };
        let given = deed.details.means.iter().find_map(|means| means.address.clone());
        let wanted = |way: &str| by.is_empty() || by.iter().any(|by| by == way);
        let email = named.filter(|_| wanted("email")).and_then(|named| of(&named.email));
        let phone = named.filter(|_| wanted("phone")).and_then(|named| of(&named.phone));
        Recipient { who: in_words(self.setup.policy).party(party), by, address: given.or(email).or(phone) }
    }

    fn missed(&self) -> Vec<String> {
        let mut missed = Vec::new();
        for entry in self.entries {
            let at = entry.at.map(|stage| format!(" (at {})", self.setup.policy.stage(stage).name())).unwrap_or_default();
            match &entry.what {
                Noted::Undone(clause) if self.setup.is_asked_for(*clause) => {
                    let clause = self.setup.policy.clause(*clause);
                    missed.push(format!("{}{}{at}", in_words(self.setup.policy).asks(clause), per_words(clause)));
                }
                Noted::Late(limit) => missed.push(format!("the stage took longer than it may: it was due {}{at}", dated_words(limit))),
                _ => {}
            }
        }
        missed
    }

    fn assumed(&self, state: &State) -> Vec<String> {
        let mut assumed: Vec<String> = Vec::new();
        let mut add = |words: String| {
            if !assumed.contains(&words) {
                assumed.push(words);
            }
        };
        let dated = self.entries.iter().flat_map(|entry| match &entry.what {
            Noted::Limit(limit) => vec![limit],
            Noted::Duty { by, .. } => by.iter().collect(),
            _ => Vec::new(),
        });
        for dated in dated {
            if let Some(reading) = self.setup.policy.readings.first().filter(|reading| dated.day_read_as == Some(reading.kind)) {
                add(format!("\"{}\" is read as {} day: {}", reading.word, reading.kind.word(), reading.because));
            }
            let Ok(deadline) = &dated.by else { continue };
            deadline.assumptions.iter().for_each(|assumption| add(assumption.words()));
            if dated.start_assumed {
                let limit = self.setup.policy.clause(dated.clause).limit().is_some();
                add(if limit {
                    "a time limit is counted from the day the case comes to the stage, where the policy does not say from when".to_owned()
                } else {
                    "a duty's time is counted from the moment it falls due, where the policy does not say from when".to_owned()
                });
            }
        }
        let silent = self.entries.iter().any(|entry| {
            entry.what == Noted::TimeRanOut && entry.at.is_some_and(|stage| self.setup.limit(stage) == Some(super::setup::Sure::Perhaps))
        });
        if silent {
            add("a stage's time has run out although the policy does not say for certain that it has a limit".to_owned());
        }
        let asked = self
            .entries
            .iter()
            .any(|entry| matches!(entry.what, Noted::Moved { clause: Some(clause) } if has_holder(self.setup.policy.clause(clause))));
        if asked {
            add("whoever is asked agrees, unless the case says otherwise".to_owned());
        }
        add("all that is asked for is done in time, unless the case says otherwise; what is only permitted is not done".to_owned());
        let turned: BTreeSet<_> =
            self.entries.iter().filter_map(|entry| if let Noted::Turned(point, _) = &entry.what { Some(point) } else { None }).collect();
        let not_so: Vec<String> = self
            .setup
            .points()
            .iter()
            .filter(|point| !state.so.contains(*point) && !turned.contains(point))
            .map(|point| point.words(self.setup.policy))
            .collect();
        if !not_so.is_empty() {
            add(format!("not so, because nothing says that it is: {}", not_so.join("; ")));
        }
        assumed
    }
}

fn has_holder(clause: &Clause) -> bool {
    let mut asked = Vec::new();
    clause.conditions.iter().for_each(|condition| condition.asks(&mut asked));
    !asked.is_empty()
}

/// A date with its arithmetic, or why there is none.
pub(super) fn dated_words(dated: &Dated) -> String {
    match &dated.by {
        Ok(deadline) => format!("{}. {}", day_words(deadline.date().at(0, 0, 0, 0)), deadline.words()),
        Err(NoDate::Uncounted) => format!("no date: \"{}\" cannot be counted", dated.words),
        Err(NoDate::StartUnknown(from)) => format!("no date: it is counted from {from}, and the case does not say when that is"),
        Err(NoDate::Calendar(why)) => format!("no date: {}", why.words()),
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

/// Where a case stands, as a sentence without a full stop.
pub fn place_words(policy: &Policy, place: &Place) -> String {
    match place {
        Place::Start => "the case has come to no stage yet".to_owned(),
        Place::Stage(stage) => {
            let stage = policy.stage(*stage);
            match &stage.hearing {
                Hearing::HeardBy(who) => format!("the case is at stage {}, before {}", stage.label, in_words(policy).parties(who)),
                _ => format!("the case is at stage {}", stage.label),
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
