//! From the model's clauses to the document's: ids become names, labels and clause ids.

use super::from_policy::Compiler;
use super::*;
use crate::model::{self, in_words};

impl Compiler<'_> {
    pub(super) fn clause(&self, clause: &model::Clause) -> Clause {
        Clause {
            id: clause.id.clone(),
            id_given: clause.id_given,
            home: self.home(clause.home),
            stages: self.stages_of(clause),
            stages_named: match clause.home {
                model::Home::Stage(home) => clause.stages.as_deref() != Some(&[home]),
                _ => clause.stages.is_some(),
            },
            when: clause.when.as_ref().map(|when| self.events(&when.events)).unwrap_or_default(),
            condition: self.all_of(clause.conditions.iter()),
            before: clause.before.as_ref().map(|place| self.place(place)),
            after: clause.after.as_ref().map(|place| self.place(place)),
            actor: self.maybe(clause.actor.as_ref()),
            strength: strength(&clause.strength),
            negated: clause.negated,
            attempt: clause.deed.attempt,
            act: self.act(&clause.deed.act),
            details: self.details(&clause.deed.details),
            sentence: in_words(self.policy).clause(clause),
            per: per(&clause.sources),
            span: self.span(clause.span),
        }
    }

    fn home(&self, home: model::Home) -> Home {
        match home {
            model::Home::Stage(stage) => Home::Stage { stage: self.label(stage) },
            model::Home::Throughout => Home::Throughout,
            model::Home::Afterwards => Home::Afterwards,
            model::Home::Upkeep => Home::Upkeep,
            model::Home::Route(route) => Home::Route { route: self.route_name(route) },
            model::Home::Panel(name) => Home::Panel { panel: self.name_of(name) },
            model::Home::Form(name) => Home::Form { form: self.name_of(name) },
        }
    }

    /// A clause of `throughout`, or one "at any stage" inside a stage, names every stage.
    fn stages_of(&self, clause: &model::Clause) -> Vec<String> {
        let every = matches!(clause.home, model::Home::Throughout | model::Home::Stage(_));
        match &clause.stages {
            Some(stages) => self.labels(stages),
            None if every => self.policy.stages.iter().map(|stage| stage.label.clone()).collect(),
            None => Vec::new(),
        }
    }

    fn act(&self, act: &model::Act) -> Act {
        use model::Act as From;
        match act {
            From::Discuss(words) => Act::Discuss { words: words.clone() },
            From::Meet(words) => Act::Meet { words: words.clone() },
            From::Contact(whom, words) => Act::Contact { whom: self.parties(whom), words: words.clone() },
            From::Consult(whom, words) => Act::Consult { whom: self.maybe(whom.as_ref()), words: words.clone() },
            From::Notify(whom, words) => Act::Notify { whom: self.parties(whom), words: words.clone() },
            From::Record(words) => Act::Record { words: words.clone() },
            From::Review(words) => Act::Review { words: words.clone() },
            From::Reply(whom, words) => Act::Reply { whom: self.maybe(whom.as_ref()), words: words.clone() },
            From::Refer(words, to) => Act::Refer { words: words.clone(), to: self.parties(to) },
            From::Request { words, what, from } => {
                Act::Request { words: words.clone(), what: self.maybe(what.as_ref()), from: self.maybe(from.as_ref()) }
            }
            From::Convene { words, what, or_similar } => {
                Act::Convene { words: words.clone(), what: self.maybe(what.as_ref()), or_similar: *or_similar }
            }
            From::Escalate(place) => Act::Escalate { to: self.place(place) },
            From::Skip(place) => Act::Skip { place: self.place(place) },
            From::Repeat(repetition) => Act::Repeat(self.repetition(repetition)),
            From::Withdraw => Act::Withdraw,
            From::Close(words) => Act::Close { words: words.clone() },
            From::Decide(words, manner) => Act::Decide { words: words.clone(), manner: manner.map(Into::into) },
            From::Resolve(words, manner) => Act::Resolve { words: words.clone(), manner: manner.map(Into::into) },
            From::Agree(words, manner) => Act::Agree { words: words.clone(), manner: manner.map(Into::into) },
            From::Recommend(words, manner) => Act::Recommend { words: words.clone(), manner: manner.map(Into::into) },
            From::Have { words, who, count } => Act::Have {
                words: words.clone(),
                who: self.maybe(who.as_ref()),
                count: Count { counting: count.counting.into(), number: count.number, agencies: count.agencies },
            },
            From::DrawnFrom(whom) => Act::DrawnFrom { whom: self.parties(whom) },
            From::ChairedBy(whom) => Act::ChairedBy { whom: self.parties(whom) },
            From::Include(whom, words) => Act::Include { whom: self.maybe(whom.as_ref()), words: words.clone() },
            From::Exclude(whom, words) => Act::Exclude { whom: self.maybe(whom.as_ref()), words: words.clone() },
            From::Hear(whom, words) => Act::Hear { whom: self.maybe(whom.as_ref()), words: words.clone() },
            From::Limit(limit) => Act::Limit { of: limit.of.into(), edge: edge(limit), time: self.limit_time(&limit.length) },
            From::ResolvedIf(condition) => Act::ResolvedIf { condition: self.condition(condition) },
            From::OnlyAfter(whom, act) => Act::OnlyAfter { whom: self.parties(whom), act: Box::new(self.act(act)) },
            From::Asks(texts) => Act::Asks { texts: texts.clone() },
            From::Meanwhile(words) => Act::Meanwhile { words: words.clone() },
            From::Choice { kind, options, or_similar } => Act::Choice {
                choose: (*kind).into(),
                options: options.iter().map(|option| self.deed(option)).collect(),
                or_similar: *or_similar,
            },
            From::Carried(words) => Act::Carried { words: words.clone() },
        }
    }

    pub(super) fn deed(&self, deed: &model::Deed) -> Deed {
        Deed { attempt: deed.attempt, act: self.act(&deed.act), details: self.details(&deed.details), per: per(&deed.sources) }
    }

    pub(super) fn repetition(&self, repetition: &model::Repetition) -> Repetition {
        let (times, until) = match &repetition.bound {
            model::Bound::Times(times) => (Some(*times), None),
            model::Bound::Until(event) => (None, Some(self.event(event))),
        };
        Repetition { with_next_tier: repetition.with_next_tier, times, until }
    }

    fn details(&self, details: &model::Details) -> Details {
        Details {
            timing: details.timing.iter().map(|timing| self.timing(timing)).collect(),
            means: details.means.iter().map(|means| Means { ways: means.ways.clone(), address: means.address.clone() }).collect(),
            with: self.maybe(details.with.as_ref()),
            with_words: details.with_words.clone(),
            via: self.maybe(details.via.as_ref()),
            on: details.on.map(|name| self.name_of(name)),
            using: details.using.map(|name| self.name_of(name)),
            copying: self.maybe(details.copying.as_ref()),
            without: details.without.clone(),
            about: details.about.clone(),
        }
    }

    // ── who, when, where, if ─────────────────────────────────────────────────────────────────────

    pub(super) fn maybe(&self, parties: Option<&model::Parties>) -> Option<Parties> {
        parties.map(|parties| self.parties(parties))
    }

    pub(super) fn parties(&self, parties: &model::Parties) -> Parties {
        Parties {
            join: parties.join.into(),
            parties: parties.parties.iter().map(|party| self.party(party)).collect(),
            words: in_words(self.policy).parties(parties),
        }
    }

    pub(super) fn party(&self, party: &model::Party) -> Party {
        let noun = match party.noun {
            model::Noun::They => Noun::They,
            model::Noun::Everyone => Noun::Everyone,
            model::Noun::Agency => Noun::Agency,
            model::Noun::Named(name) => Noun::Named { name: self.name_of(name) },
        };
        Party {
            which: party.which.clone(),
            side: party.side.map(Into::into),
            noun,
            plural: party.plural,
            of: party.of.as_ref().map(|of| Box::new(self.party(of))),
        }
    }

    pub(super) fn condition(&self, condition: &model::Condition) -> Condition {
        use model::Condition as From;
        let each = |parts: &[From]| parts.iter().map(|part| self.condition(part)).collect();
        match condition {
            From::All(parts) => Condition::All { of: each(parts) },
            From::Any(parts) => Condition::Any { of: each(parts) },
            From::Not(inner) => Condition::Not { condition: Box::new(self.condition(inner)) },
            From::Fact(fact) => Condition::Fact { fact: self.name_of(*fact) },
            From::Agrees(party) => Condition::Agrees { party: self.party(party) },
            From::Belongs { who, on, what } => Condition::Belongs { who: self.party(who), on: *on, what: self.party(what) },
            From::Words(words) => Condition::Words { words: words.clone() },
        }
    }

    /// Several conditions as one: none where there are none.
    pub(super) fn all_of<'c>(&self, conditions: impl Iterator<Item = &'c model::Condition>) -> Option<Condition> {
        let mut conditions: Vec<Condition> = conditions.map(|condition| self.condition(condition)).collect();
        if conditions.len() > 1 { Some(Condition::All { of: conditions }) } else { conditions.pop() }
    }

    pub(super) fn events(&self, events: &[model::Event]) -> Vec<Event> {
        events.iter().map(|event| self.event(event)).collect()
    }

    pub(super) fn event(&self, event: &model::Event) -> Event {
        use model::Event as From;
        match event {
            From::Resolved => Event::Resolved,
            From::Unresolved => Event::Unresolved,
            From::NoAnswer => Event::NoAnswer,
            From::OutOfTime => Event::OutOfTime,
            From::Extended => Event::Extended,
            From::Withdrawn => Event::Withdrawn,
            From::Begins(fact) => Event::Begins { fact: self.name_of(*fact) },
            From::Ends(fact) => Event::Ends { fact: self.name_of(*fact) },
            From::Words(words) => Event::Words { words: words.clone() },
        }
    }

    pub(super) fn place(&self, place: &model::Place) -> Place {
        match place {
            model::Place::Stages(stages) => Place::Stages { stages: self.labels(stages) },
            model::Place::Next => Place::Next,
            model::Place::AnyLater => Place::AnyLater,
            model::Place::Any => Place::Any,
        }
    }

    // ── time ─────────────────────────────────────────────────────────────────────────────────────

    fn timing(&self, timing: &model::Timing) -> Timing {
        match timing {
            model::Timing::Within(within) => Timing::Within(Box::new(self.within(within))),
            model::Timing::Soon(words) => Timing::Soon { words: words.clone() },
            model::Timing::Every(every) => Timing::Every { every: every.as_ref().map(|every| self.duration(every)) },
        }
    }

    pub(super) fn limit_time(&self, length: &model::LimitLength) -> LimitTime {
        let timing = match length {
            model::LimitLength::Timing(timing) => self.timing(timing),
            model::LimitLength::NoLimit => return LimitTime::NoLimit,
            model::LimitLength::Unstated => return LimitTime::Unstated,
        };
        match timing {
            Timing::Within(within) => LimitTime::Within(within),
            Timing::Soon { words } => LimitTime::Soon { words },
            Timing::Every { every } => LimitTime::Every { every },
        }
    }

    fn within(&self, within: &model::Within) -> Within {
        Within {
            length: self.length(&within.length),
            usually: within.usually,
            further: within.further,
            counted_from: within.counted_from.iter().map(|moment| self.moment(moment)).collect(),
            that_is: within.that_is.as_ref().map(|duration| self.duration(duration)),
            or_sooner: within.or_sooner.as_ref().map(|sooner| match sooner {
                model::Sooner::Unsaid => Sooner::Unsaid,
                model::Sooner::Words(words) => Sooner::Words { words: words.clone() },
                model::Sooner::If(condition) => Sooner::If { condition: self.condition(condition) },
            }),
            extendable_to: within.extendable_to.as_ref().map(|length| self.length(length)),
        }
    }

    fn length(&self, length: &model::Length) -> Length {
        match length {
            model::Length::Time(duration) => Length::Time(self.duration(duration)),
            model::Length::Words(words) => Length::Words { words: words.clone() },
        }
    }

    /// A reading speaks of days only, and only where the document does not say which.
    pub(super) fn duration(&self, duration: &model::Duration) -> Duration {
        let open = duration.kind.is_none() && duration.unit == model::Unit::Days;
        Duration {
            number: duration.number,
            unit: duration.unit.into(),
            kind_of_day: duration.kind.map(Into::into),
            read_as: self.reading.filter(|_| open),
            words: duration.words(),
        }
    }

    fn moment(&self, moment: &model::Moment) -> Moment {
        match moment {
            model::Moment::StartOf(place) => Moment::StartOf { place: self.place(place) },
            model::Moment::EndOf(place) => Moment::EndOf { place: self.place(place) },
            model::Moment::Known(word) => Moment::Known { word: word.clone() },
            model::Moment::Words(words) => Moment::Words { words: words.clone() },
        }
    }
}

pub(super) fn edge(limit: &model::Limit) -> Edge {
    if limit.starts { Edge::Starts } else { Edge::Ends }
}

pub(super) fn strength(strength: &model::Strength) -> Strength {
    Strength { force: strength.force.into(), word: strength.word.clone(), normally: strength.normally }
}

/// The parts of the document something comes from.
pub(super) fn per(sources: &[model::Source]) -> Vec<Source> {
    sources
        .iter()
        .map(|source| Source { words: source.words.clone(), medium: medium(&source.medium), quoting: source.quoting.clone() })
        .collect()
}

pub(super) fn medium(medium: &model::Medium) -> Medium {
    match medium {
        model::Medium::Text => Medium::Text,
        model::Medium::Table(label) => Medium::Table { label: label.clone() },
        model::Medium::Flowchart => Medium::Flowchart,
        model::Medium::Appendix(label) => Medium::Appendix { label: label.clone() },
    }
}
