//! The lines of a diary: each entry put into words.

use std::collections::BTreeSet;

use crate::model::{
    Act, Address, Clause, ClauseId, Deed, Event as Moment, Force, Hearing, Parties, Party, Reading, StageId, in_words, join_sources, listed,
};

use super::dates::{Dated, NoDate};
use super::diary::{By, Line, LineKind, Missed, Recipient, ending_words};
use super::matching::serving;
use super::setup::Setup;
use super::state::{Entry, Noted, Outcome, State};

/// Puts a case into words.
pub(super) struct Writer<'w, 'p> {
    pub(super) setup: &'w Setup<'p>,
    /// How the case reads words that the document leaves open; empty: as the policy does.
    pub(super) readings: &'w [Reading],
    pub(super) entries: &'w [Entry],
    pub(super) state: &'w State,
}

impl Writer<'_, '_> {
    pub(super) fn lines(&self) -> Vec<Line> {
        let mut told = BTreeSet::new();
        let mut lines = Vec::new();
        for entry in self.entries {
            let Some(mut line) = self.line(entry) else { continue };
            if let Noted::Duty { clause, .. } = &entry.what {
                line.again = self.setup.policy.clause(*clause).stages.is_none() && !told.insert(*clause);
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

    fn line(&self, entry: &Entry) -> Option<Line> {
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
        };
        match &entry.what {
            Noted::Raised => line.words = "the disagreement is raised".into(),
            Noted::Came { past } => self.came(entry, past, &mut line),
            Noted::Limit(limit) => {
                line.kind = LineKind::Limit;
                self.by_clause(limit.clause, &mut line);
                line.words = words.asks(policy.clause(limit.clause));
                line.by = vec![By::of(limit)];
            }
            Noted::Duty { clause, by, .. } => self.duty(*clause, by, &mut line),
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
                line.words = if *so { format!("now {}", point.words(policy)) } else { format!("no longer so: {}", point.words(policy)) };
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
                        line.words = self.asks(policy.clause(*clause));
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
        Some(line)
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
        let left_out: Vec<String> = past.iter().map(|stage| policy.stage(*stage).label.clone()).collect();
        let left_out = match left_out.as_slice() {
            [] => String::new(),
            [one] => format!("; stage {one} is left out"),
            _ => format!("; stages {} are left out", listed(left_out, "and")),
        };
        line.words = format!("Stage {}, {}{again}{who}{left_out}", stage.label, stage.title);
    }

    fn duty(&self, id: ClauseId, by: &[Dated], line: &mut Line) {
        let clause = self.setup.policy.clause(id);
        self.by_clause(id, line);
        line.kind = LineKind::Duty;
        line.words = self.asks(clause);
        line.by = by.iter().filter(|dated| dated.by != Err(NoDate::Uncounted)).map(By::of).collect();
        line.tells = self.recipients(&clause.deed);
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
        line.words = format!("{who}: {}", words.deed(deed));
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
        let told: Vec<&Party> = match &deed.act {
            Act::Notify(who, _) => serving(who, &|party| self.setup.serves(self.state, party)),
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
}

/// Whoever acts where the policy names nobody.
pub(super) const SOMEBODY: &str = "somebody";

/// Whether a clause asks for something and does not say of whom. Words carried as they are may have a subject of their own.
pub(super) fn names_nobody(clause: &Clause) -> bool {
    clause.actor.is_none() && !matches!(clause.deed.act, Act::Carried(_) | Act::Limit(_))
}

fn late_words(limit: &Dated) -> String {
    format!("the stage took longer than it may: it was due {}", By::of(limit).sentence())
}
