//! Whether what a scenario expects has come, and if not, what has come instead.

use std::collections::HashSet;

use crate::model::{
    Act, ChoiceKind, ClauseId, Deed, EndingKind, Expectation, Hearing, Instant, NameId, Parties, Party, StageId, in_words, listed,
    ways_words,
};

use super::dates::{Dated, counts_from_the_decision};
use super::diary;
use super::lines::{Decision, decision};
use super::matching::{could_be, tells};
use super::play::moment;
use super::setup::Setup;
use super::state::{Ending, Entry, Noted, Place, State};
use super::step::is_asked_for_once;

/// What came of an expectation.
pub(super) struct Judged {
    /// Whether it is so; `None` where nobody can tell, and it is then neither so nor not so.
    pub(super) so: Option<bool>,
    /// What is so, as a sentence.
    pub(super) found: String,
    pub(super) clause: Option<ClauseId>,
}

/// Judges an expectation by the diary so far.
pub(super) fn judge(setup: &Setup<'_>, state: &State, entries: &[Entry], what: &Expectation) -> Judged {
    let bench = Bench { setup, state, entries };
    match what {
        Expectation::Due { stage, at } => bench.due(*stage, *at),
        Expectation::Told { who, place, by } => bench.told(who, *place, by.as_deref()),
        Expectation::At(stage) => bench.at(*stage),
        Expectation::HeardBy(who) => bench.heard_by(who),
        Expectation::Missed { who, deed, at } => bench.missed(who.as_ref(), deed.as_ref(), at),
        Expectation::Overdue(stages) => bench.overdue(stages),
        Expectation::Panel { panel, of } => bench.panel(*panel, of),
        Expectation::NoPanel(panel) => bench.no_panel(*panel),
        Expectation::Ends(kind) => bench.ends(*kind),
        Expectation::Route(route) => {
            let open = state.routes.contains(route);
            let title = &setup.policy.routes[route.0 as usize].title;
            Judged { so: Some(open), found: format!("the route \"{title}\" is {}", if open { "open" } else { "not open" }), clause: None }
        }
    }
}

struct Bench<'b, 'p> {
    setup: &'b Setup<'p>,
    state: &'b State,
    entries: &'b [Entry],
}

/// Somebody being told: by which clause, at which stage.
struct Telling<'t> {
    clause: ClauseId,
    who: &'t Parties,
    deed: &'t Deed,
    at: Option<StageId>,
    visit: u32,
}

impl Bench<'_, '_> {
    /// The clause that last took the case on.
    fn last_move(&self) -> Option<ClauseId> {
        self.entries.iter().rev().find_map(|entry| if let Noted::Moved { clause } = entry.what { clause } else { None })
    }

    fn at(&self, stage: Option<StageId>) -> Judged {
        let so = match (&self.state.place, stage) {
            (Place::Stage(here), Some(stage)) => *here == stage,
            (Place::Start, None) => true,
            _ => false,
        };
        Judged { so: Some(so), found: diary::standing_words(self.setup, self.state), clause: self.last_move() }
    }

    fn heard_by(&self, who: &Parties) -> Judged {
        let stage = match &self.state.place {
            Place::Stage(stage) | Place::Over(Ending::Heard(stage)) => Some(*stage),
            _ => None,
        };
        let so = stage.is_some_and(|stage| match &self.setup.policy.stage(stage).hearing {
            Hearing::HeardBy(authority) => {
                who.parties.iter().all(|party| authority.parties.iter().any(|known| could_be(self.setup.policy, known, party)))
            }
            _ => false,
        });
        Judged { so: Some(so), found: diary::standing_words(self.setup, self.state), clause: self.last_move() }
    }

    fn ends(&self, kind: Option<EndingKind>) -> Judged {
        let so = match &self.state.place {
            Place::Over(ending) => kind.is_none_or(|kind| ending.kind() == kind),
            _ => false,
        };
        Judged { so: Some(so), found: diary::standing_words(self.setup, self.state), clause: self.last_move() }
    }

    // ── dates ───────────────────────────────────────────────────────────────────────────────────

    fn due(&self, stage: StageId, at: Option<Instant>) -> Judged {
        let name = self.setup.policy.stage(stage).name();
        let last = self.entries.iter().rev().find(|entry| entry.at == Some(stage) && matches!(entry.what, Noted::Came { .. }));
        let Some(visit) = last.map(|entry| entry.visit) else {
            return Judged { so: Some(false), found: format!("the case has not come to {name}"), clause: self.last_move() };
        };
        let limits: Vec<&Dated> = self
            .entries
            .iter()
            .filter(|entry| entry.visit == visit)
            .filter_map(|entry| if let Noted::Limit(limit) = &entry.what { Some(limit) } else { None })
            .collect();
        let dated: Vec<&Dated> = limits.iter().copied().filter(|limit| limit.by.is_ok()).collect();
        let so = match at {
            None => dated.is_empty(),
            Some(at) => dated.iter().filter_map(|limit| limit.by.as_ref().ok()).any(|deadline| {
                deadline.date() == moment(at).date() && (at.clock.is_none() || super::dates::runs_out(deadline) == moment(at))
            }),
        };
        let found = match (dated.as_slice(), limits.first()) {
            ([], None) => format!("{name} has no time limit, so it is due at no date"),
            ([], Some(limit)) => format!("for {name} {}", diary::By::of(limit).sentence()),
            (dated, _) => format!("{name} is due {}", listed(dated.iter().map(|limit| diary::By::of(limit).sentence()).collect(), "and")),
        };
        Judged { so: Some(so), found, clause: limits.first().map(|limit| limit.clause) }
    }

    fn overdue(&self, stages: &[StageId]) -> Judged {
        let wanted = |at: Option<StageId>| stages.is_empty() || at.is_some_and(|at| stages.contains(&at));
        let late = self.entries.iter().find_map(|entry| match &entry.what {
            Noted::Late(limit) if wanted(entry.at) => Some(limit.clone()),
            _ => None,
        });
        let here = matches!(self.state.place, Place::Stage(stage) if wanted(Some(stage)));
        let late = late.or_else(|| self.state.limits.iter().find(|limit| here && limit.is_past(self.state.now)).cloned());
        let found = match &late {
            Some(limit) => format!("a stage took longer than it may: it was due {}", diary::By::of(limit).sentence()),
            None => "no stage has taken longer than it may".to_owned(),
        };
        Judged { so: Some(late.is_some()), found, clause: late.map(|limit| limit.clause) }
    }

    // ── duties ──────────────────────────────────────────────────────────────────────────────────

    fn missed(&self, who: Option<&Parties>, deed: Option<&Deed>, at: &[StageId]) -> Judged {
        let undone: Vec<(ClauseId, Option<StageId>)> = self
            .entries
            .iter()
            .filter_map(|entry| if let Noted::Undone(clause) = entry.what { Some((clause, entry.at)) } else { None })
            .filter(|(clause, _)| self.setup.is_asked_for(*clause))
            .collect();
        let matches = |(clause, stage): &(ClauseId, Option<StageId>)| {
            let place = at.is_empty() || stage.is_some_and(|stage| at.contains(&stage));
            let said = deed.is_none_or(|deed| self.setup.is_about(*clause, who, deed));
            place && said
        };
        let found = undone.iter().find(|undone| matches(undone));
        let words = |clause: ClauseId| {
            let clause = self.setup.policy.clause(clause);
            format!("\"{}\"{}", in_words(self.setup.policy).asks(clause), diary::per_words(clause))
        };
        let list: Vec<String> = undone.iter().map(|(clause, _)| words(*clause)).collect();
        Judged {
            so: Some(found.is_some()),
            found: if list.is_empty() {
                "nothing that is asked for has been left undone".to_owned()
            } else {
                format!("left undone: {}", listed(list, "and"))
            },
            clause: found.or(undone.first()).map(|(clause, _)| *clause),
        }
    }

    /// Everybody who has been told something by now.
    fn tellings(&self) -> Vec<Telling<'_>> {
        // What a route asks for belongs to no one visit.
        let visit = |entry: &Entry, clause: ClauseId| if is_asked_for_once(self.setup.policy, clause) { 0 } else { entry.visit };
        let (mut undone, mut used) = (HashSet::new(), HashSet::new());
        for entry in self.entries {
            match &entry.what {
                Noted::Undone(clause) | Noted::Lapsed(clause) => undone.insert((visit(entry, *clause), *clause)),
                Noted::Used { clause, .. } => used.insert((visit(entry, *clause), *clause)),
                _ => continue,
            };
        }
        let mut found = Vec::new();
        for entry in self.entries {
            let (clause, option) = match &entry.what {
                Noted::Duty { clause, .. } if self.setup.is_asked_for(*clause) => (*clause, None),
                Noted::Used { clause, option } => (*clause, *option),
                Noted::Moved { clause: Some(clause) } => (*clause, None),
                _ => continue,
            };
            let here = (visit(entry, clause), clause);
            if (undone.contains(&here) || self.waits_for_no_decision(entry, clause)) && !used.contains(&here) {
                continue;
            }
            for (deed, who) in told_by(&self.setup.policy.clause(clause).deed, option) {
                found.push(Telling { clause, who, deed, at: entry.at, visit: entry.visit });
            }
        }
        found
    }

    /// Whether a clause counts from a decision that is left undone at this visit.
    fn waits_for_no_decision(&self, entry: &Entry, clause: ClauseId) -> bool {
        counts_from_the_decision(self.setup.policy.clause(clause)) && decision(self.setup, self.entries, entry.visit) == Decision::Undone
    }

    fn told(&self, who: &Parties, place: Option<(bool, StageId)>, by: Option<&str>) -> Judged {
        let serves = |party: &Party| self.setup.serves(self.state, party);
        let reaches = |telling: &Telling<'_>| who.parties.iter().all(|wanted| tells(self.setup.policy, telling.who, wanted, &serves));
        let first_visit = place.and_then(|(_, stage)| {
            self.entries.iter().find(|entry| entry.at == Some(stage) && matches!(entry.what, Noted::Came { .. })).map(|entry| entry.visit)
        });
        let in_place = |telling: &Telling<'_>| match place {
            None => true,
            Some((false, stage)) => telling.at == Some(stage),
            Some((true, _)) => first_visit.is_none_or(|visit| telling.visit < visit),
        };
        let by_channel = |telling: &Telling<'_>| {
            by.is_none_or(|by| telling.deed.details.means.iter().any(|means| means.ways.iter().any(|way| way == by)))
        };
        let all = self.tellings();
        let found = all.iter().find(|telling| reaches(telling) && in_place(telling) && by_channel(telling));
        let told: Vec<&Telling<'_>> = all.iter().filter(|telling| reaches(telling)).collect();
        let name = in_words(self.setup.policy).parties(who);
        let words = match (found, told.as_slice()) {
            (Some(telling), _) => format!("{name}: told {}", self.telling_words(telling)),
            (None, []) => {
                let almost =
                    all.iter().find(|telling| {
                        telling.who.parties.iter().any(|party| {
                            who.parties.iter().any(|wanted| could_be(self.setup.policy, party, wanted) && party.name().is_some())
                        })
                    });
                match almost {
                    Some(telling) => format!(
                        "nobody is sure to have told {name}: the policy has {} told, and does not say which",
                        in_words(self.setup.policy).parties(telling.who)
                    ),
                    None => match self.untold(who) {
                        Some(_) => format!("nobody has told {name}: it was asked for, and not done"),
                        None => format!("nobody has told {name}"),
                    },
                }
            }
            (None, told) => format!("{name}: told {}", listed(told.iter().map(|telling| self.telling_words(telling)).collect(), "and")),
        };
        let clause = found.or(told.first().copied()).map(|telling| telling.clause);
        Judged { so: Some(found.is_some()), found: words, clause: clause.or_else(|| self.untold(who)) }
    }

    /// The clause that asks to tell somebody and was left undone.
    fn untold(&self, who: &Parties) -> Option<ClauseId> {
        let serves = |party: &Party| self.setup.serves(self.state, party);
        self.entries.iter().find_map(|entry| match entry.what {
            Noted::Undone(clause) => {
                let told = told_by(&self.setup.policy.clause(clause).deed, None);
                let reaches = |told: &Parties| who.parties.iter().all(|wanted| tells(self.setup.policy, told, wanted, &serves));
                told.iter().any(|(_, told)| reaches(told)).then_some(clause)
            }
            _ => None,
        })
    }

    fn telling_words(&self, telling: &Telling<'_>) -> String {
        let at =
            telling.at.map_or_else(|| "outside the ladder".to_owned(), |stage| format!("at {}", self.setup.policy.stage(stage).name()));
        let ways: Vec<String> = telling.deed.details.means.iter().flat_map(|means| means.ways.clone()).collect();
        if ways.is_empty() { at } else { format!("{at} {}", ways_words(&ways)) }
    }

    // ── panels ──────────────────────────────────────────────────────────────────────────────────

    fn the_panel(&self, panel: Option<NameId>) -> Result<NameId, Judged> {
        match (panel, self.setup.policy.panels.as_slice()) {
            (Some(panel), panels) => {
                if panels.iter().any(|group| group.name == panel && !group.clauses.is_empty()) {
                    return Ok(panel);
                }
                let title = in_words(self.setup.policy).title(panel);
                let found = format!("nothing is known of who sits on \"{title}\": the policy names this panel and says nothing of it");
                Err(Judged { so: None, found, clause: None })
            }
            (None, [only]) => Ok(only.name),
            (None, panels) => {
                let found = if panels.is_empty() { "the policy describes no panel" } else { "the policy has several panels: name one" };
                Err(Judged { so: None, found: found.to_owned(), clause: None })
            }
        }
    }

    fn panel(&self, panel: Option<NameId>, of: &[NameId]) -> Judged {
        let panel = match self.the_panel(panel) {
            Ok(panel) => panel,
            Err(judged) => return judged,
        };
        let unmet = self.setup.unmet_terms(self.state, panel, of);
        let found = match unmet.first() {
            None => "such a panel meets its terms".to_owned(),
            Some(term) => {
                let term = self.setup.policy.clause(*term);
                format!("such a panel does not meet its terms: it {}{}", in_words(self.setup.policy).clause(term), diary::per_words(term))
            }
        };
        Judged { so: Some(unmet.is_empty()), found, clause: unmet.first().copied() }
    }

    fn no_panel(&self, panel: Option<NameId>) -> Judged {
        let panel = match self.the_panel(panel) {
            Ok(panel) => panel,
            Err(judged) => return judged,
        };
        match self.setup.some_panel(self.state, panel) {
            Some(some) => Judged {
                so: Some(!some),
                found: if some { "a panel that meets its terms can be formed" } else { "no panel meets its terms" }.to_owned(),
                clause: None,
            },
            None => Judged { so: None, found: "there are too many agencies to try every panel".to_owned(), clause: None },
        }
    }
}

/// Whom a deed tells, and by which of its parts.
fn told_by(deed: &Deed, option: Option<usize>) -> Vec<(&Deed, &Parties)> {
    if deed.attempt {
        return Vec::new();
    }
    let mut told: Vec<(&Deed, &Parties)> = deed.details.copying.iter().map(|who| (deed, who)).collect();
    match &deed.act {
        Act::Notify(who, _) => told.push((deed, who)),
        Act::Choice { kind, options, .. } => {
            let chosen = option.or((*kind == ChoiceKind::InTurn).then_some(0)).or((options.len() == 1).then_some(0));
            told.extend(chosen.and_then(|chosen| options.get(chosen)).into_iter().flat_map(|option| told_by(option, None)));
        }
        _ => {}
    }
    told
}
