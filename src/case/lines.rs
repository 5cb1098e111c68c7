//! The lines of a diary: each entry put into words.

use std::collections::BTreeSet;

use jiff::civil::DateTime;

use crate::calendar::End;
use crate::model::{
    Act, Address, Clause, ClauseId, Deed, Event as Moment, Force, Hearing, Home, Join, Limit, LimitOf, Parties, Party, Policy, Reading,
    StageId, Timing, Within, in_words, is_one, join_sources, listed,
};

use super::dates::{Dated, NoDate, counts_from_the_decision, timings};
use super::diary::{By, Line, LineKind, Missed, Recipient, day_words, ending_words, moment_words, stage_words};
use super::matching::serving;
use super::setup::Setup;
use super::state::{Ending, Entry, Noted, Outcome, State};
use super::step::{decides, is_asked_for_once};

/// Puts a case into words.
pub(super) struct Writer<'w, 'p> {
    pub(super) setup: &'w Setup<'p>,
    /// How the case reads words that the document leaves open; empty: as the policy does.
    pub(super) readings: &'w [Reading],
    pub(super) entries: &'w [Entry],
    pub(super) state: &'w State,
    /// What was left undone or lapsed, at which visit: a duty of a route at none.
    undone: BTreeSet<(u32, ClauseId)>,
}

impl<'w, 'p> Writer<'w, 'p> {
    pub(super) fn new(setup: &'w Setup<'p>, readings: &'w [Reading], entries: &'w [Entry], state: &'w State) -> Self {
        let undone = entries.iter().filter_map(|entry| match entry.what {
            Noted::Undone(clause) | Noted::Lapsed(clause) => Some((visit_of(setup.policy, entry, clause), clause)),
            _ => None,
        });
        Writer { setup, readings, entries, state, undone: undone.collect() }
    }
}

impl Writer<'_, '_> {
    pub(super) fn lines(&self) -> Vec<Line> {
        let mut told = BTreeSet::new();
        let mut lines: Vec<Line> = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let mut line = self.line(at, entry);
            match &entry.what {
                Noted::Duty { clause, .. } => {
                    let found = self.setup.policy.clause(*clause);
                    let of_every_stage = found.stages.is_none() && !matches!(found.home, Home::Route(_));
                    line.again = of_every_stage && !told.insert(*clause);
                }
                // One limit that can be read in two ways is one line.
                Noted::Limit(Dated { read_as: Some(LimitOf::TheCase), .. }) => {
                    if let Some(last) = lines.last_mut() {
                        last.by.extend(line.by);
                        continue;
                    }
                }
                _ => {}
            }
            lines.push(line);
        }
        lines
    }

    pub(super) fn missed(&self) -> Vec<Missed> {
        let missed = |entry: &Entry| match &entry.what {
            Noted::Undone(clause) if self.setup.is_asked_for(*clause) => {
                let found = self.setup.policy.clause(*clause);
                Some(Missed { words: self.asks(found), clause: *clause, per: found.per(), stage: entry.at })
            }
            Noted::Late(limit) => Some(Missed {
                words: late_words(limit),
                clause: limit.clause,
                per: self.setup.policy.clause(limit.clause).per(),
                stage: entry.at,
            }),
            _ => None,
        };
        self.entries.iter().filter_map(missed).collect()
    }

    fn line(&self, at: usize, entry: &Entry) -> Line {
        let policy = self.setup.policy;
        let words = in_words(policy);
        let mut line = Line {
            kind: LineKind::Event,
            on: entry.on,
            stage: entry.at,
            words: String::new(),
            force: None,
            clause: None,
            per: String::new(),
            by: Vec::new(),
            tells: Vec::new(),
            again: false,
            entry: at,
        };
        match &entry.what {
            Noted::Raised => line.words = "the disagreement is raised".into(),
            Noted::Came { past } => self.came(entry, past, &mut line),
            Noted::Limit(limit) => {
                line.kind = LineKind::Limit;
                self.by_clause(limit.clause, &mut line);
                line.words = self.limit(policy.clause(limit.clause));
                line.by = if limit.by == Err(NoDate::Uncounted) { Vec::new() } else { vec![By::of(limit)] };
            }
            Noted::Duty { clause, by, .. } => self.duty(entry, *clause, by, &mut line),
            Noted::Used { clause, option } => self.used(*clause, *option, &mut line),
            Noted::Undone(clause) => {
                self.by_clause(*clause, &mut line);
                let (asked, words) = (self.setup.is_asked_for(*clause), self.asks(policy.clause(*clause)));
                line.kind = if asked { LineKind::Missed } else { LineKind::Event };
                line.words = if asked { words } else { format!("no use is made of this: {words}") };
            }
            Noted::Lapsed(clause) => {
                self.by_clause(*clause, &mut line);
                line.words = format!("without that agreement this is not asked for: {}", self.asks(policy.clause(*clause)));
            }
            Noted::Turned(point, so) => {
                line.words = point.turned(policy, *so);
            }
            Noted::RouteOpened(id) => {
                let route = &policy.routes[id.0 as usize];
                line.words = if self.setup.leaves_the_ladder(*id) {
                    format!("from now on \"{}\" can take the case out of the ladder", route.title)
                } else {
                    format!("from now on \"{}\" applies too", route.title)
                };
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
                    Moment::Extended => "the time limit is extended".into(),
                    other => words.event(other),
                };
            }
            Noted::Answered { who, agrees } => line.words = format!("{who} {}", if *agrees { "agrees" } else { "says no" }),
            Noted::Moved { clause } => {
                line.kind = LineKind::Move;
                match clause {
                    Some(clause) => {
                        self.by_clause(*clause, &mut line);
                        line.words = self.moved(at, policy.clause(*clause));
                        line.tells = self.recipients(&policy.clause(*clause).deed);
                    }
                    None => line.words = "the route is taken".into(),
                }
            }
            Noted::Late(limit) => {
                self.by_clause(limit.clause, &mut line);
                line.kind = LineKind::Missed;
                line.words = late_words(limit);
            }
            Noted::Over(ending) => {
                line.kind = LineKind::End;
                line.words = ending_words(policy, ending);
            }
        }
        line
    }

    /// Where a clause takes the case, and by what words.
    fn moved(&self, at: usize, clause: &Clause) -> String {
        let policy = self.setup.policy;
        let here = self.entries[at].at;
        let landed = self.entries[at + 1..].iter().find_map(|entry| match &entry.what {
            Noted::Came { .. } => entry.at.map(Ok),
            Noted::Over(ending) => Some(Err(ending)),
            _ => None,
        });
        let mut asked = self.asks(clause);
        if let Act::Escalate(place) = &clause.deed.act {
            asked = asked.replacen(&format!(" to {}", in_words(policy).place(place)), "", 1);
        }
        match landed {
            Some(Ok(stage)) if here == Some(stage) => format!("the case stays at {}: {asked}", stage_words(policy, stage)),
            Some(Ok(stage)) => format!("the case goes to {}: {asked}", stage_words(policy, stage)),
            Some(Err(Ending::Unheard)) => format!("the case is led past the last stage: {asked}"),
            _ => self.asks(clause),
        }
    }

    /// How long a stage or the case takes: `the stage must end within 2 working days`. What has to be done within a time
    /// sets the stage a limit too.
    fn limit(&self, clause: &Clause) -> String {
        let words = in_words(self.setup.policy);
        let asks = words.asks(clause);
        let Some(Timing::Within(within)) = timings(clause).into_iter().find(|timing| matches!(timing, Timing::Within(_))) else {
            return asks;
        };
        let what = clause.limit().map_or("the stage", limit_of);
        if clause.limit().is_some_and(|limit| limit.starts) || clause.limit().is_some() && !within.usually {
            return asks;
        }
        let usually = if within.usually { "usually " } else { "" };
        let ends = match clause.strength.force {
            Force::Required => format!("{usually}has to end"),
            Force::Advised => format!("should {usually}end"),
            Force::Permitted => format!("may {usually}end"),
            Force::Described => format!("{usually}ends"),
        };
        let long = words.timing(&Timing::Within(Within { usually: false, ..within.clone() }));
        format!("{what} {ends} {long}")
    }

    fn by_clause(&self, clause: ClauseId, line: &mut Line) {
        let found = self.setup.policy.clause(clause);
        line.clause = Some(clause);
        line.per = found.per();
        line.force = Some(found.strength.force);
    }

    fn came(&self, entry: &Entry, past: &[StageId], line: &mut Line) {
        let policy = self.setup.policy;
        let Some(at) = entry.at else { return };
        let stage = policy.stage(at);
        let before = |other: &&Entry| other.at == Some(at) && other.visit < entry.visit && matches!(other.what, Noted::Came { .. });
        let again = if self.entries.iter().any(|other| before(&other)) { ", once more" } else { "" };
        line.kind = LineKind::Stage;
        line.per = join_sources(&stage.sources);
        let who = match &stage.hearing {
            Hearing::Between(who) => format!(", between {}", in_words(policy).parties(who)),
            Hearing::HeardBy(who) => format!(", heard by {}", in_words(policy).parties(who)),
            Hearing::Unstated => String::new(),
        };
        let left_out: Vec<String> = past.iter().map(|stage| stage_words(policy, *stage)).collect();
        let left_out = match left_out.len() {
            0 => String::new(),
            1 => format!("; {} is left out", listed(left_out, "and")),
            _ => format!("; {} are left out", listed(left_out, "and")),
        };
        let name = stage_words(policy, at);
        let name = name.replacen('s', "S", 1);
        let title = if name.ends_with(&stage.label) { format!("{name}, {}", stage.title) } else { name };
        line.words = format!("{title}{again}{who}{left_out}");
    }

    fn duty(&self, entry: &Entry, id: ClauseId, by: &[Dated], line: &mut Line) {
        let clause = self.setup.policy.clause(id);
        self.by_clause(id, line);
        line.kind = LineKind::Duty;
        line.words = self.asks(clause);
        line.by = self.dates(entry, id, by);
        let undone = self.undone.contains(&(visit_of(self.setup.policy, entry, id), id));
        let no_decision = counts_from_the_decision(clause) && decision(self.setup, self.entries, entry.visit) == Decision::Undone;
        if self.setup.is_asked_for(id) && !undone && !no_decision {
            line.tells = self.recipients(&clause.deed);
        }
    }

    /// By when a duty is to be done, unless a limit has just said it.
    fn dates(&self, entry: &Entry, id: ClauseId, by: &[Dated]) -> Vec<By> {
        let limits = |other: &Entry| other.visit == entry.visit && matches!(&other.what, Noted::Limit(limit) if limit.clause == id);
        if self.entries.iter().any(limits) {
            return Vec::new();
        }
        if counts_from_the_decision(self.setup.policy.clause(id)) && decision(self.setup, self.entries, entry.visit) == Decision::Undone {
            return vec![By { end: None, words: "it is counted from the decision, and there is none".into() }];
        }
        let dates = self.dates_of_duty(entry, id, by);
        dates.iter().filter(|dated| dated.by != Err(NoDate::Uncounted)).map(By::of).collect()
    }

    /// The dates of a duty: once a later line has said when somebody decided, those counted from that.
    pub(super) fn dates_of_duty(&self, entry: &Entry, id: ClauseId, by: &[Dated]) -> Vec<Dated> {
        match decision(self.setup, self.entries, entry.visit) {
            Decision::On(decided) if counts_from_the_decision(self.setup.policy.clause(id)) => {
                let state = State { decided: Some(decided), ..self.state.clone() };
                self.setup.dates_of(&state, id, entry.on)
            }
            _ => by.to_vec(),
        }
    }

    fn used(&self, id: ClauseId, option: Option<usize>, line: &mut Line) {
        let words = in_words(self.setup.policy);
        let clause = self.setup.policy.clause(id);
        self.by_clause(id, line);
        line.kind = LineKind::Use;
        let deed = match (&clause.deed.act, option) {
            (Act::Choice { options, .. }, Some(option)) => &options[option],
            _ => &clause.deed,
        };
        let who = clause.actor.as_ref().map_or_else(|| SOMEBODY.to_owned(), |actor| words.parties(actor));
        line.words = words.does(&who, clause.actor.as_ref().is_none_or(is_one), deed);
        line.tells = self.recipients(deed);
    }

    /// What a clause asks for. Where it names nobody, somebody has to: who, the policy does not say.
    pub(super) fn asks(&self, clause: &Clause) -> String {
        let words = in_words(self.setup.policy);
        if !names_nobody(clause) {
            words.asks(clause)
        } else if clause.strength.word.is_empty() && clause.strength.force == Force::Required {
            format!("{SOMEBODY} is to {}", words.deed(&clause.deed))
        } else {
            format!("{SOMEBODY} {}", words.asks(clause))
        }
    }

    fn recipients(&self, deed: &Deed) -> Vec<Recipient> {
        if deed.attempt {
            return Vec::new();
        }
        let told = match &deed.act {
            Act::Notify(who, _) => self.told(who, serving(who, &|party| self.setup.serves(self.state, party)), deed),
            _ => Vec::new(),
        };
        let copied = deed.details.copying.iter().flat_map(|who| self.told(who, who.parties.iter().collect(), deed));
        told.into_iter().chain(copied).collect()
    }

    /// Each of several who are told, or the one of them of whom the policy does not say which it is.
    fn told(&self, who: &Parties, told: Vec<&Party>, deed: &Deed) -> Vec<Recipient> {
        let each: Vec<Recipient> = told.into_iter().map(|party| recipient(self.setup.policy, party, deed)).collect();
        let one_of = each.len();
        if who.join == Join::And || one_of < 2 {
            return each;
        }
        let mut addresses: Vec<String> = each.iter().filter_map(|recipient| recipient.address.clone()).collect();
        addresses.dedup();
        let by = each.iter().flat_map(|recipient| recipient.by.clone()).take(each[0].by.len()).collect();
        let names = each.into_iter().map(|recipient| recipient.who).collect();
        let address = (!addresses.is_empty()).then(|| listed(addresses, "or"));
        vec![Recipient { who: listed(names, "or"), by, address, one_of }]
    }
}

/// Somebody who is told, by which ways and where.
pub(crate) fn recipient(policy: &Policy, party: &Party, deed: &Deed) -> Recipient {
    let by: Vec<String> = deed.details.means.iter().flat_map(|means| means.ways.clone()).collect();
    let named = party.name().map(|name| policy.named(name));
    let of = |address: &Option<Address>| match address {
        Some(Address::Of(address)) => Some(address.clone()),
        _ => None,
    };
    let given = deed.details.means.iter().find_map(|means| means.address.clone());
    let wanted = |way: &str| by.is_empty() || by.iter().any(|by| by == way);
    let email = named.filter(|_| wanted("email")).and_then(|named| of(&named.email));
    let phone = named.filter(|_| wanted("phone")).and_then(|named| of(&named.phone));
    Recipient { who: in_words(policy).party(party), by, address: given.or(email).or(phone), one_of: 1 }
}

/// Whoever acts where the policy names nobody.
pub(super) const SOMEBODY: &str = "somebody";

/// Whether a clause asks for something and does not say of whom. Words carried as they are may have a subject of their own,
/// and what should *be* so is asked of nobody.
pub(super) fn names_nobody(clause: &Clause) -> bool {
    clause.actor.is_none()
        && match &clause.deed.act {
            Act::Carried(words) => !clause.strength.word.is_empty() && !words.starts_with("be "),
            Act::Limit(_) => false,
            _ => true,
        }
}

fn late_words(limit: &Dated) -> String {
    let by = match By::of(limit).end {
        Some(End::OfDay(date)) => format!(": it was due by {}", day_words(date.at(0, 0, 0, 0))),
        Some(End::At(time)) => format!(": it was due by {}", moment_words(time)),
        None => String::new(),
    };
    format!("the stage took longer than it may{by}")
}

fn limit_of(limit: &Limit) -> &'static str {
    match limit.of {
        LimitOf::ThisStage | LimitOf::EveryStage => "the stage",
        LimitOf::TheCase => "the case",
        LimitOf::StageOrCase => "the stage or the case",
    }
}

/// The visit at which a duty is done or left undone: one that a route asks for once belongs to none.
fn visit_of(policy: &Policy, entry: &Entry, clause: ClauseId) -> u32 {
    if is_asked_for_once(policy, clause) { 0 } else { entry.visit }
}

/// What a diary says of the decision at a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// Nothing: it is made, nobody says when.
    Unsaid,
    /// Made at this moment, if that has a date.
    On(Option<DateTime>),
    /// Left undone.
    Undone,
}

/// What the entries of a visit say of the decision.
pub(super) fn decision(setup: &Setup<'_>, entries: &[Entry], visit: u32) -> Decision {
    let mut found = Decision::Unsaid;
    for entry in entries.iter().filter(|entry| entry.visit == visit) {
        match entry.what {
            Noted::Used { clause, .. } if decides(&setup.policy.clause(clause).deed) => found = Decision::On(entry.on),
            Noted::Undone(clause) if decides(&setup.policy.clause(clause).deed) => found = Decision::Undone,
            _ => {}
        }
    }
    found
}
