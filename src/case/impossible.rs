//! Why a line of a scenario cannot happen, in words, with its place and the clause that stands in the way.

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::graph::{To, Trigger};
use crate::model::{Condition, Deed, Parties, Party, Source, StageId, in_words, join_sources, listed};
use crate::source::Span;

use super::diary::{ending_words, moment_words};
use super::facts::Point;
use super::player::{Left, Player};
use super::setup::Setup;
use super::state::{Ending, Impossible, Noted, Outcome, Place};

/// Words that no clause turns on.
pub(super) fn unknown_words(setup: &Setup<'_>, said: &Point, span: Span) -> Diagnostic {
    let words = said.words(setup.policy);
    let known: Vec<String> =
        setup.points().into_iter().filter_map(|point| if let Point::Words(words) = point { Some(words) } else { None }).collect();
    let close = did_you_mean(&words, known.iter().map(String::as_str)).map(str::to_owned);
    Diagnostic::error("unknown-words", span, "no clause of this policy turns on these words")
        .label(
            close.map_or_else(
                || "in no condition, and no moment a clause waits for".to_owned(),
                |close| format!("did you mean \"{close}\"?"),
            ),
        )
        .help("copy the words from the clause they stand in, or leave the line out: it would change nothing")
}

impl Player<'_> {
    fn where_words(&self, place: Option<StageId>) -> String {
        place.map_or_else(|| "the start".to_owned(), |stage| self.setup.policy.stage(stage).name())
    }

    pub(super) fn is_over(&self, ending: &Ending, span: Span) -> Diagnostic {
        Diagnostic::error("after-the-end", span, "the case is over by then, so this cannot happen")
            .label(ending_words(self.setup.policy, ending))
            .help("take the line out, or change what happens before it so that the case goes on; `expect the case ends` says that it should end")
    }

    pub(super) fn elsewhere(&self, here: Option<StageId>, at: Option<StageId>, span: Span) -> Diagnostic {
        let (here_words, at_words) = (self.where_words(here), self.where_words(at));
        let last = self.entries.iter().rev().find_map(|entry| match &entry.what {
            Noted::Moved { clause: Some(clause) } => Some(self.setup.policy.clause(*clause).span),
            _ => None,
        });
        let been = at.is_none() || self.entries.iter().any(|entry| entry.at == at && matches!(entry.what, Noted::Came { .. }));
        let help = if been {
            format!("it has been at {at_words} and does not come back by itself: put the line further up, or write `at {here_words}, …`")
        } else {
            format!("say first what happens at {here_words}, such as `at {here_words}, unresolved`, or write `at {here_words}, …` here")
        };
        let found = Diagnostic::error("elsewhere", span, format!("the case is at {here_words} by then, not at {at_words}"))
            .label(format!("the case is at {here_words}"))
            .help(help);
        match last {
            Some(clause) => found.also(clause, "this clause took it there"),
            None => found,
        }
    }

    pub(super) fn nobody_asks(&self, party: &Party, span: Span) -> Diagnostic {
        let words = in_words(self.setup.policy);
        let mut asked: Vec<String> = self.setup.asked(&self.state).into_iter().map(|holder| words.party(holder)).collect();
        asked.dedup();
        let label = if asked.is_empty() {
            "nobody's agreement is asked for here".to_owned()
        } else {
            format!("asked here: {}", listed(asked, "or"))
        };
        Diagnostic::error("not-asked", span, format!("no clause of this stage turns on whether {} agrees", words.party(party)))
            .label(label)
            .help("name somebody a clause asks with `if … agrees`, or take the line out")
    }

    pub(super) fn nothing_asks_for(&self, who: &Parties, deed: &Deed, per: &[Source], span: Span) -> Diagnostic {
        let policy = self.setup.policy;
        let words = in_words(policy);
        let (here, place) = match self.state.place {
            Place::Stage(stage) => (Some(stage), format!("at {}", policy.stage(stage).name())),
            _ => (None, "before the first stage".to_owned()),
        };
        let found = Diagnostic::error("not-in-the-policy", span, format!("the policy neither asks for this {place} nor allows it"));
        let said = words.deed(deed);
        // What would fit if it were said of somebody else, or of another part of the document?
        let anybody = Parties { parties: Vec::new(), ..who.clone() };
        if let Some(close) = self.setup.matching(&self.state, here, &anybody, deed, &[]).first() {
            let clause = policy.clause(close.clause);
            let by_others = self.setup.matching(&self.state, here, who, deed, &[]).is_empty();
            let label = match &clause.actor {
                Some(actor) if by_others => format!("it is {} who can \"{said}\" here", words.parties(actor)),
                _ if clause.sources.is_empty() => "the clause that fits comes from no part of the document".to_owned(),
                _ => format!("the clause that fits comes from {}, not from {}", clause.per(), join_sources(per)),
            };
            return found
                .label(label)
                .also(clause.span, "this clause")
                .help("name whom the clause names, and the part it comes from, or take the line out");
        }
        let leads = if crate::graph::is_move(&deed.act) { self.leads_to() } else { String::new() };
        found
            .label(format!("no clause {place} speaks of \"{said}\"{leads}"))
            .help("say it in the words of a clause that holds there; what a policy does not mention, a scenario cannot follow")
    }

    /// Where the clauses of this stage lead.
    fn leads_to(&self) -> String {
        let mut stages: Vec<String> = Vec::new();
        for step in self.setup.moves(&self.state) {
            if let To::Stage(stage) = step.to {
                let name = self.setup.policy.stage(stage).name();
                if !stages.contains(&name) {
                    stages.push(name);
                }
            }
        }
        if stages.is_empty() { String::new() } else { format!("; its clauses lead to {}", listed(stages, "or")) }
    }

    /// Something was left undone that nobody was asked for.
    pub(super) fn never_asked_for(&self, left: &Left, span: Span) -> Diagnostic {
        let policy = self.setup.policy;
        let place = self.where_words(left.stage);
        let found = Diagnostic::error(
            "not-asked-for",
            span,
            format!("at {place} nobody is asked for this in this case, so it cannot be left undone"),
        )
        .help("take the line out, or say what makes it fall due: a fact with `given`, or what happens before this line");
        let Some(clause) = left.clauses.first().map(|clause| policy.clause(*clause)) else { return found };
        let words = in_words(policy);
        let unmet: Vec<&Condition> = clause.conditions.iter().filter(|condition| !self.setup.met(&self.state, condition)).collect();
        let label = match (&clause.when, unmet.first(), &clause.before) {
            (_, Some(condition), _) => format!("it is asked for only if {}", words.condition(condition)),
            (Some(when), None, _) => {
                format!("it is asked for only when {}", listed(when.events.iter().map(|event| words.event(event)).collect(), "or"))
            }
            (None, None, Some(place)) => format!("it is asked for only before {}", words.place(place)),
            (None, None, None) => "it is not asked for here".to_owned(),
        };
        found.label(label).also(clause.span, "the clause")
    }

    pub(super) fn not_open(&self, step: Option<usize>, span: Span) -> Diagnostic {
        let found = Diagnostic::error("not-open", span, "the case cannot take this way here");
        let Some(step) = step.map(|at| &self.setup.moves(&self.state)[at]) else {
            return found
                .label("no clause leads there from this stage")
                .help("name a stage a clause leads to, or say what happens instead: `unresolved`, `no answer`, `resolved`");
        };
        let words = in_words(self.setup.policy);
        let refused = step
            .holders(self.setup.policy)
            .into_iter()
            .map(|holder| words.party(holder))
            .find(|holder| self.state.refused.contains(holder));
        let label = match (refused, step.trigger) {
            (Some(who), _) => format!("{who} has refused"),
            (None, Trigger::NoAnswer) if self.state.outcome != Some(Outcome::NoAnswer) => {
                "the clause is for when there is no answer".to_owned()
            }
            (None, Trigger::OutOfTime) if !self.state.timed_out => "the clause is for when time has run out".to_owned(),
            (None, Trigger::Resolved) if self.state.outcome != Some(Outcome::Resolved) => "the clause is for when it is settled".to_owned(),
            (None, Trigger::Other) => "what the clause waits for has not happened".to_owned(),
            _ => match step.conditions(self.setup.policy).find(|condition| !self.setup.met(&self.state, condition)) {
                Some(condition) => format!("the clause is only for when {}", words.condition(condition)),
                None => "it has been taken as often as the clause allows".to_owned(),
            },
        };
        let found = found.label(label).help("say first what opens this way, or let the case take another one");
        match step.clause {
            Some(clause) => found.also(self.setup.policy.clause(clause).span, "the clause"),
            None => found,
        }
    }

    pub(super) fn impossible(&self, why: &Impossible, span: Span) -> Diagnostic {
        let policy = self.setup.policy;
        match why {
            Impossible::Over(ending) => self.is_over(ending, span),
            Impossible::NoLimit => Diagnostic::error("no-limit", span, "this stage has no time limit, so its time cannot run out")
                .label("there is no limit that could pass")
                .help("write `unresolved` or `no answer`; or give the stage a limit in the policy"),
            Impossible::Settled(outcome) => {
                let what = match outcome {
                    Outcome::Resolved => "settled",
                    Outcome::Unresolved => "unresolved",
                    Outcome::NoAnswer => "without an answer",
                };
                Diagnostic::error("said-twice", span, format!("this stage is {what} already"))
                    .label("the case has not left the stage since")
                    .help("a stage comes to one end: say what happens next, or take the line out")
            }
            Impossible::Fixed(fact) => {
                let named = policy.named(*fact);
                Diagnostic::error(
                    "cannot-change",
                    span,
                    format!("the policy says of \"{}\" that it does not change while a case runs", named.title),
                )
                .label("it stays as it was at the start")
                .also(named.span, "declared here, without `may change`")
                .help("say with `given` how it is from the start; if it can change, write `may change` after the fact's title")
            }
            Impossible::Protected(clause) => {
                Diagnostic::error("protected", span, "the policy forbids leaving out a stage that this leaves out")
                    .label("this would leave it out")
                    .also(policy.clause(*clause).span, "forbidden here")
                    .help("let the case go through that stage")
            }
            Impossible::BackInTime => {
                let found = Diagnostic::error("back-in-time", span, "the case has come further than this date already")
                    .help("a limit that passes, or an answer that does not come, takes the time to its date: give this line a later one");
                match self.state.now {
                    Some(now) => found.label(format!("it is {} by then", moment_words(now))),
                    None => found.label("before what has happened so far"),
                }
            }
            Impossible::RouteClosed => Diagnostic::error("not-open", span, "this route is not open in this case")
                .label("what it is for is not so")
                .help("say that it is so, with `given`, or with `FACT begins` in a line before this one"),
            Impossible::LeadsOn(clause) => Diagnostic::error("not-open", span, "the case does not end here")
                .label("something still leads on")
                .also(policy.clause(*clause).span, "this clause does")
                .help("let the case take this way, or say that it is left undone"),
            Impossible::NotBegun | Impossible::Begun | Impossible::NotOpen | Impossible::TimeRunsOut | Impossible::NothingYet => {
                self.not_open(None, span)
            }
        }
    }
}
