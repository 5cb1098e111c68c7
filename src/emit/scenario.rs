//! A scenario in the language: as an author would write it, in the one layout.

use crate::model::{
    Act, Bound, Deed, Event, Expectation, Happening, Instant, Manner, Named, Noun, Parties, Place, Policy, Repetition, Says, Scenario,
    ScenarioLine, Source, StageId, in_language, listed, quoted,
};
use crate::source::Sources;
use crate::syntax::{format, parse};

/// A scenario as text. How and by when something is done is left out: it does not say which clause is meant.
pub fn text(policy: &Policy, scenario: &Scenario) -> String {
    let writer = Writer { policy };
    let mut lines = Vec::new();
    if let Some(dispute) = &scenario.dispute {
        let against = dispute.against.iter().map(|name| policy.named(*name).name.clone()).collect();
        lines.push(format!("dispute {} against {}", policy.named(dispute.raising).name, listed(against, "and")));
    }
    lines.extend(scenario.given.iter().map(|(condition, _)| format!("given {}", in_language(policy).condition(condition))));
    for reading in &scenario.readings {
        lines.push(format!("reading {} as {} day because {}", quoted(&reading.word), reading.kind.word(), quoted(&reading.because)));
    }
    lines.extend(scenario.starts.map(|starts| format!("starts {}", instant(starts))));
    lines.extend(scenario.lines.iter().map(|line| writer.says(&line.says)));
    let body: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    laid_out(format!("scenario {} {{\n{body}}}\n", quoted(&scenario.title)))
}

/// One line of a scenario, as [`text`] has it.
pub fn line(policy: &Policy, line: &ScenarioLine) -> String {
    Writer { policy }.says(&line.says)
}

/// The text in the one layout; as it is, should it not be readable.
fn laid_out(text: String) -> String {
    let head = "rungs 1\n\n";
    let mut sources = Sources::new();
    let file = sources.add("scenario.rungs", format!("{head}{text}"));
    let parsed = parse(&sources, file);
    let laid_out = format(&sources, &parsed);
    laid_out.and_then(|laid_out| laid_out.strip_prefix(head).map(str::to_owned)).unwrap_or(text)
}

struct Writer<'p> {
    policy: &'p Policy,
}

impl Writer<'_> {
    fn says(&self, says: &Says) -> String {
        match says {
            Says::Happens { at, what, on, per } => {
                let at = at.map_or_else(|| "start".to_owned(), |stage| self.stage(stage));
                let on = on.map(|on| format!(" on {}", instant(on))).unwrap_or_default();
                format!("at {at}, {}{on}{}", self.happening(what), per_words(per))
            }
            Says::Expects { not, what } => format!("expect {}{}", if *not { "not " } else { "" }, self.expectation(what)),
        }
    }

    fn happening(&self, what: &Happening) -> String {
        match what {
            Happening::Answers { who, agrees } => {
                let verb = match (agrees, is_one(who)) {
                    (true, true) => "agrees",
                    (true, false) => "agree",
                    (false, true) => "refuses",
                    (false, false) => "refuse",
                };
                format!("{} {verb}", self.parties(who))
            }
            Happening::Leaves { who, deed } => {
                format!("{} {} not {}", self.parties(who), if is_one(who) { "does" } else { "do" }, self.deed(deed, false))
            }
            Happening::Does { who, deed } => format!("{} {}", self.parties(who), self.deed(deed, is_one(who))),
            Happening::SkipsTo { who, to } => {
                let to = to.map_or_else(|| "end".to_owned(), |stage| self.stage(stage));
                format!("{} {} to {to}", self.parties(who), if is_one(who) { "skips" } else { "skip" })
            }
            Happening::Takes(route) => format!("route {}", self.policy.routes[route.0 as usize].name),
            Happening::Event(event) => self.event(event),
        }
    }

    fn expectation(&self, what: &Expectation) -> String {
        let stages = |stages: &[StageId]| if stages.is_empty() { String::new() } else { format!(" at {}", self.stages(stages)) };
        let named = |panel: &Option<_>| panel.map(|panel| format!(" {}", self.name(panel))).unwrap_or_default();
        match what {
            Expectation::Due { stage, at } => {
                format!("{} due {}", self.stage(*stage), at.map_or_else(|| "unstated".to_owned(), instant))
            }
            Expectation::Told { who, place, by } => {
                let place = place.map(|(before, stage)| format!(" {} {}", if before { "before" } else { "at" }, self.stage(stage)));
                let by = by.as_ref().map(|by| format!(" by {by}"));
                format!("{} notified{}{}", self.parties(who), place.unwrap_or_default(), by.unwrap_or_default())
            }
            Expectation::At(stage) => format!("at {}", stage.map_or_else(|| "start".to_owned(), |stage| self.stage(stage))),
            Expectation::HeardBy(who) => format!("heard by {}", self.parties(who)),
            Expectation::Missed { who, deed, at } => {
                let who = who.as_ref().map(|who| format!(" {}", self.parties(who))).unwrap_or_default();
                let deed = deed.as_ref().map(|deed| format!(" {}", self.deed(deed, false))).unwrap_or_default();
                format!("missed{who}{deed}{}", stages(at))
            }
            Expectation::Overdue(at) => format!("overdue{}", stages(at)),
            Expectation::Panel { panel, of } => {
                format!("panel{} of {}", named(panel), listed(of.iter().map(|name| self.name(*name)).collect(), "and"))
            }
            Expectation::NoPanel(panel) => format!("no panel{}", named(panel)),
            Expectation::Ends(kind) => format!("the case ends{}", kind.map(|kind| format!(" {}", kind.word())).unwrap_or_default()),
            Expectation::Route(route) => format!("route {}", self.policy.routes[route.0 as usize].name),
        }
    }

    fn event(&self, event: &Event) -> String {
        match event {
            Event::Resolved => "resolved".into(),
            Event::Unresolved => "unresolved".into(),
            Event::NoAnswer => "no answer".into(),
            Event::OutOfTime => "out of time".into(),
            Event::Extended => "extended".into(),
            Event::Withdrawn => "withdrawn".into(),
            Event::Begins(fact) => format!("{} begins", self.name(*fact)),
            Event::Ends(fact) => format!("{} ends", self.name(*fact)),
            Event::Words(words) => quoted(words),
        }
    }

    fn stage(&self, stage: StageId) -> String {
        format!("stage {}", self.policy.stage(stage).label)
    }

    fn stages(&self, stages: &[StageId]) -> String {
        format!("stage {}", listed(stages.iter().map(|stage| self.policy.stage(*stage).label.clone()).collect(), "or"))
    }

    fn place(&self, place: &Place) -> String {
        match place {
            Place::Stages(stages) => self.stages(stages),
            Place::Next => "next stage".into(),
            Place::AnyLater => "any later stage".into(),
            Place::Any => "any stage".into(),
        }
    }

    // ── who, and on what condition ──────────────────────────────────────────────────────────────

    fn named(&self, name: crate::model::NameId) -> &Named {
        self.policy.named(name)
    }

    fn name(&self, name: crate::model::NameId) -> String {
        self.named(name).name.clone()
    }

    fn parties(&self, who: &Parties) -> String {
        in_language(self.policy).parties(who)
    }

    // ── what is done ────────────────────────────────────────────────────────────────────────────

    /// A deed, in the third person if one alone does it.
    fn deed(&self, deed: &Deed, one: bool) -> String {
        match (deed.attempt, one) {
            (true, true) => format!("tries to {}", self.act(&deed.act, false)),
            (true, false) => format!("try to {}", self.act(&deed.act, false)),
            (false, one) => self.act(&deed.act, one),
        }
    }

    fn act(&self, act: &Act, one: bool) -> String {
        let words = |words: &Option<String>| words.as_ref().map(|words| format!(" {}", quoted(words))).unwrap_or_default();
        let who = |lead: &str, who: &Option<Parties>| who.as_ref().map(|who| format!("{lead} {}", self.parties(who))).unwrap_or_default();
        let verb = |verb: &str| if one { third_person(verb) } else { verb.to_owned() };
        let judged = |said: &str, about: &Option<String>, manner: &Option<Manner>| {
            format!("{}{}{}", verb(said), words(about), manner.map(|manner| format!(" {}", manner.words())).unwrap_or_default())
        };
        match act {
            Act::Discuss(about) => format!("{}{}", verb("discuss"), words(about)),
            Act::Meet(about) => format!("{}{}", verb("meet"), words(about)),
            Act::Record(about) => format!("{}{}", verb("record"), words(about)),
            Act::Review(about) => format!("{}{}", verb("review"), words(about)),
            Act::Contact(whom, about) => format!("{} {}{}", verb("contact"), self.parties(whom), words(about)),
            Act::Notify(whom, about) => format!("{} {}{}", verb("notify"), self.parties(whom), words(about)),
            Act::Consult(whom, about) => format!("{}{}{}", verb("consult"), who("", whom), words(about)),
            Act::Reply(whom, about) => format!("{}{}{}", verb("reply"), who(" to", whom), words(about)),
            Act::Refer(about, whom) => format!("{}{} to {}", verb("refer"), words(about), self.parties(whom)),
            Act::Request { words: about, what, from } => {
                format!("{}{}{}{}", verb("request"), words(about), who("", what), who(" from", from))
            }
            Act::Convene { words: about, what, or_similar } => {
                format!("{}{}{}{}", verb("convene"), words(about), who("", what), if *or_similar { " or similar" } else { "" })
            }
            Act::Escalate(place) => format!("{} to {}", verb("escalate"), self.place(place)),
            Act::Skip(place) => format!("{} {}", verb("skip"), self.place(place)),
            Act::Repeat(repetition) => format!("{}{}", verb("repeat"), self.repetition(repetition)),
            Act::Withdraw => verb("withdraw"),
            Act::Close(about) => format!("{} {}", verb("close"), quoted(about)),
            Act::Decide(about, manner) => judged("decide", about, manner),
            Act::Resolve(about, manner) => judged("resolve", about, manner),
            Act::Agree(about, manner) => judged("agree", about, manner),
            Act::Recommend(about, manner) => judged("recommend", about, manner),
            Act::DrawnFrom(whom) => format!("be drawn from {}", self.parties(whom)),
            Act::ChairedBy(whom) => format!("be chaired by {}", self.parties(whom)),
            Act::Include(whom, about) => format!("{}{}{}", verb("include"), who("", whom), words(about)),
            Act::Exclude(whom, about) => format!("{}{}{}", verb("exclude"), who("", whom), words(about)),
            Act::Hear(whom, about) => format!("{}{}{}", verb("hear"), who("", whom), words(about)),
            Act::Carried(said) => quoted(said),
            Act::Have { words: about, who: whom, count } => {
                let from = if about.is_some() || whom.is_some() { " from" } else { "" };
                let counted = crate::model::in_words(self.policy).count(count);
                format!("{}{}{}{from} {counted}", verb("have"), words(about), who("", whom))
            }
            // Nobody does these: they are no acts of a scenario's line.
            Act::Limit(_) | Act::ResolvedIf(_) | Act::OnlyAfter(..) | Act::Asks(_) | Act::Meanwhile(_) | Act::Choice { .. } => {
                String::new()
            }
        }
    }

    fn repetition(&self, repetition: &Repetition) -> String {
        let how = if repetition.with_next_tier { " with next tier" } else { "" };
        match &repetition.bound {
            Bound::Times(1) => format!("{how} once"),
            Bound::Times(times) => format!("{how} at most {times} times"),
            Bound::Until(event) => format!("{how} until {}", self.event(event)),
        }
    }
}

/// Whether one alone acts.
fn is_one(who: &Parties) -> bool {
    matches!(who.parties.as_slice(), [party] if !party.plural && !matches!(party.noun, Noun::They | Noun::Everyone))
}

fn third_person(verb: &str) -> String {
    match verb {
        "have" => "has".into(),
        "notify" => "notifies".into(),
        "reply" => "replies".into(),
        "discuss" => "discusses".into(),
        other => format!("{other}s"),
    }
}

fn per_words(per: &[Source]) -> String {
    if per.is_empty() {
        return String::new();
    }
    let sources = per.iter().map(|source| match source.words.strip_prefix('"').and_then(|rest| rest.rsplit_once('"')) {
        Some((heading, rest)) => format!("{}{rest}", quoted(heading)),
        None => source.words.clone(),
    });
    format!(" per {}", listed(sources.collect(), "and"))
}

fn instant(instant: Instant) -> String {
    match instant.clock {
        Some((hour, minute)) => format!("{} {hour:02}:{minute:02}", instant.date),
        None => instant.date.to_string(),
    }
}
