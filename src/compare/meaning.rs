//! What a clause says, apart from where it stands in the file, what it is called and which words of the language say it: two
//! clauses mean the same exactly if these are equal.
//!
//! Everything is taken apart field by field, so that whatever a clause comes to hold later has to be given a place here.

use crate::model::*;

/// What a clause says, in parts: so that a clause that only binds more weakly is told from another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Meaning {
    /// In which stages, panel, route or form.
    pub(super) place: String,
    /// What is done, and about what.
    pub(super) act: String,
    /// To whom, or of whom.
    pub(super) whom: String,
    /// Who does it.
    pub(super) who: String,
    /// When, and on what condition.
    pub(super) when: String,
    /// How strongly; `not` and `try to` with it.
    pub(super) strength: String,
    /// By when.
    pub(super) time: String,
    /// How, with whom, on which file.
    pub(super) how: String,
}

/// Writes meanings of one policy, with names and stages called what they are called on both sides.
pub(super) struct Meanings<'m> {
    pub(super) policy: &'m Policy,
    pub(super) names: &'m dyn Fn(NameId) -> String,
    pub(super) stages: &'m dyn Fn(StageId) -> String,
}

impl Meanings<'_> {
    pub(super) fn clause(&self, clause: &Clause) -> Meaning {
        let Clause {
            id: _,
            id_given: _,
            home,
            stages,
            when,
            conditions,
            before,
            after,
            actor,
            strength,
            negated,
            deed,
            sources: _,
            span: _,
        } = clause;
        let Deed { attempt, act, details, sources: _, span: _ } = deed;
        let (what, whom) = self.act(act);
        let (time, how) = self.details(details);
        let limit = if let Act::Limit(Limit { of: _, starts: _, length }) = act { self.limit_length(length) } else { String::new() };
        let moments =
            when.as_ref().map(|When { events, span: _ }| sorted(events.iter().map(|event| self.event(event)))).unwrap_or_default();
        let conditions = sorted(conditions.iter().map(|condition| self.condition(condition)));
        let before = before.as_ref().map(|place| format!("before {}", self.place(place))).unwrap_or_default();
        let after = after.as_ref().map(|place| format!("after {}", self.place(place))).unwrap_or_default();
        Meaning {
            place: self.home(*home, stages.as_deref()),
            act: what,
            whom,
            who: self.maybe(actor.as_ref()),
            when: joined([moments, conditions, before, after]),
            strength: format!("{}{}{}", strength.force.word(), if *negated { " not" } else { "" }, if *attempt { " to try" } else { "" }),
            time: joined([limit, time]),
            how,
        }
    }

    /// Where a clause stands; one of a stage and one of `throughout` that names the same stages are no different.
    fn home(&self, home: Home, stages: Option<&[StageId]>) -> String {
        let at = stages.map_or_else(|| "every stage".to_owned(), |stages| sorted(stages.iter().map(|stage| (self.stages)(*stage))));
        match home {
            Home::Stage(_) | Home::Throughout => at,
            Home::Afterwards => format!("afterwards, {at}"),
            Home::Upkeep => "upkeep".to_owned(),
            Home::Route(RouteId(route)) => format!("route {}, {at}", self.route(RouteId(route))),
            Home::Panel(name) => format!("panel {}, {at}", (self.names)(name)),
            Home::Form(name) => format!("form {}", (self.names)(name)),
        }
    }

    /// A route by what it is for: its name and title are not part of what it means.
    pub(super) fn route(&self, route: RouteId) -> String {
        let route = &self.policy.routes[route.0 as usize];
        let condition = route.condition.as_ref().map_or_else(|| "always".to_owned(), |condition| self.condition(condition));
        format!("{:?} {condition}", route.standing)
    }

    /// What is done, and to whom.
    fn act(&self, act: &Act) -> (String, String) {
        let words = |verb: &str, words: &Option<String>| match words {
            Some(words) => format!("{verb} {words:?}"),
            None => verb.to_owned(),
        };
        let alone = |what: String| (what, String::new());
        match act {
            Act::Discuss(what) => alone(words("discuss", what)),
            Act::Meet(what) => alone(words("meet", what)),
            Act::Contact(whom, what) => (words("contact", what), self.parties(whom)),
            Act::Consult(whom, what) => (words("consult", what), self.maybe(whom.as_ref())),
            Act::Notify(whom, what) => (words("notify", what), self.parties(whom)),
            Act::Record(what) => alone(words("record", what)),
            Act::Review(what) => alone(words("review", what)),
            Act::Reply(whom, what) => (words("reply", what), self.maybe(whom.as_ref())),
            Act::Refer(what, whom) => (words("refer", what), self.parties(whom)),
            Act::Request { words: said, what, from } => {
                (format!("{} {}", words("request", said), self.maybe(what.as_ref())), self.maybe(from.as_ref()))
            }
            Act::Convene { words: said, what, or_similar } => {
                (format!("{}{}", words("convene", said), if *or_similar { " or similar" } else { "" }), self.maybe(what.as_ref()))
            }
            Act::Escalate(place) => alone(format!("escalate to {}", self.place(place))),
            Act::Skip(place) => alone(format!("skip {}", self.place(place))),
            Act::Repeat(repetition) => alone(self.repetition(repetition)),
            Act::Withdraw => alone("withdraw".to_owned()),
            Act::Close(words) => alone(format!("close {words:?}")),
            Act::Decide(what, manner) => alone(format!("{} {manner:?}", words("decide", what))),
            Act::Resolve(what, manner) => alone(format!("{} {manner:?}", words("resolve", what))),
            Act::Agree(what, manner) => alone(format!("{} {manner:?}", words("agree", what))),
            Act::Recommend(what, manner) => alone(format!("{} {manner:?}", words("recommend", what))),
            Act::Have { words: said, who, count } => {
                let Count { counting, number, agencies } = count;
                (format!("{} {counting:?} {number} agencies: {agencies}", words("have", said)), self.maybe(who.as_ref()))
            }
            Act::DrawnFrom(whom) => ("drawn from".to_owned(), self.parties(whom)),
            Act::ChairedBy(whom) => ("chaired by".to_owned(), self.parties(whom)),
            Act::Include(whom, what) => (words("include", what), self.maybe(whom.as_ref())),
            Act::Exclude(whom, what) => (words("exclude", what), self.maybe(whom.as_ref())),
            Act::Hear(whom, what) => (words("hear", what), self.maybe(whom.as_ref())),
            Act::Limit(Limit { of, starts, length: _ }) => alone(format!("limit {of:?} starts: {starts}")),
            Act::ResolvedIf(condition) => alone(format!("resolved if {}", self.condition(condition))),
            Act::OnlyAfter(whom, act) => {
                let (what, of) = self.act(act);
                (format!("only after {what} {of}"), self.parties(whom))
            }
            Act::Asks(texts) => alone(format!("asks {texts:?}")),
            Act::Meanwhile(words) => alone(format!("meanwhile {words:?}")),
            Act::Choice { kind, options, or_similar } => {
                let options = options.iter().map(|option| self.deed(option));
                // In turn, the order is part of the choice; else it is not.
                let options = if matches!(kind, ChoiceKind::InTurn) { in_order(options) } else { sorted(options) };
                alone(format!("{kind:?} of {options} or similar: {or_similar}"))
            }
            Act::Carried(words) => alone(format!("{words:?}")),
        }
    }

    fn deed(&self, deed: &Deed) -> String {
        let Deed { attempt, act, details, sources: _, span: _ } = deed;
        let (what, whom) = self.act(act);
        let limit = if let Act::Limit(limit) = act { self.limit_length(&limit.length) } else { String::new() };
        let (time, how) = self.details(details);
        joined([if *attempt { "to try".to_owned() } else { String::new() }, what, whom, limit, time, how])
    }

    /// By when, and how.
    fn details(&self, details: &Details) -> (String, String) {
        let Details { timing, means, with, with_words, via, on, using, copying, without, about } = details;
        let named = |word: &str, name: &Option<NameId>| name.map(|name| format!("{word} {}", (self.names)(name))).unwrap_or_default();
        let who = |word: &str, who: &Option<Parties>| who.as_ref().map(|who| format!("{word} {}", self.parties(who))).unwrap_or_default();
        let said = |word: &str, words: &Option<String>| words.as_ref().map(|words| format!("{word} {words:?}")).unwrap_or_default();
        let ways = means.iter().map(|Means { ways, address }| format!("{} {address:?}", sorted(ways.iter().cloned())));
        let how = joined([
            sorted(ways),
            who("with", with),
            said("with", with_words),
            who("via", via),
            named("on", on),
            named("using", using),
            who("copying", copying),
            said("without", without),
            said("about", about),
        ]);
        (sorted(timing.iter().map(|timing| self.timing(timing))), how)
    }

    // ── time ─────────────────────────────────────────────────────────────────────────────────────

    fn limit_length(&self, length: &LimitLength) -> String {
        match length {
            LimitLength::Timing(timing) => self.timing(timing),
            LimitLength::NoLimit => "no limit".to_owned(),
            LimitLength::Unstated => "unstated".to_owned(),
        }
    }

    fn timing(&self, timing: &Timing) -> String {
        match timing {
            Timing::Within(within) => self.within(within),
            Timing::Soon(words) => format!("soon {words:?}"),
            Timing::Every(None) => "every so often".to_owned(),
            Timing::Every(Some(duration)) => format!("every {}", self.duration(duration)),
        }
    }

    fn within(&self, within: &Within) -> String {
        let Within { usually, length, further, counted_from, that_is, or_sooner, extendable_to } = within;
        let sooner = match or_sooner {
            None => String::new(),
            Some(Sooner::Unsaid) => "or sooner".to_owned(),
            Some(Sooner::Words(words)) => format!("or sooner {words:?}"),
            Some(Sooner::If(condition)) => format!("or sooner if {}", self.condition(condition)),
        };
        joined([
            format!("{}{}within {}", if *usually { "usually " } else { "" }, if *further { "a further " } else { "" }, self.length(length)),
            in_order(counted_from.iter().map(|moment| self.moment(moment))),
            that_is.as_ref().map(|same| format!("that is {}", self.duration(same))).unwrap_or_default(),
            sooner,
            extendable_to.as_ref().map(|length| format!("extendable to {}", self.length(length))).unwrap_or_default(),
        ])
    }

    fn length(&self, length: &Length) -> String {
        match length {
            Length::Time(duration) => self.duration(duration),
            Length::Words(words) => format!("{words:?}"),
        }
    }

    /// Days of which the policy says how they are to be read are read so.
    fn duration(&self, duration: &Duration) -> String {
        let plain = duration.kind.is_none() && duration.unit == Unit::Days;
        let kind = duration.kind.or(self.policy.day_read_as().filter(|_| plain));
        format!("{} {kind:?} {:?}", duration.number, duration.unit)
    }

    fn moment(&self, moment: &Moment) -> String {
        match moment {
            Moment::StartOf(place) => format!("from the start of {}", self.place(place)),
            Moment::EndOf(place) => format!("from the end of {}", self.place(place)),
            Moment::Known(word) => format!("from {word}"),
            Moment::Words(words) => format!("from {words:?}"),
        }
    }

    // ── when and who ─────────────────────────────────────────────────────────────────────────────

    fn event(&self, event: &Event) -> String {
        match event {
            Event::Begins(fact) => format!("begins {}", (self.names)(*fact)),
            Event::Ends(fact) => format!("ends {}", (self.names)(*fact)),
            Event::Words(words) => format!("{words:?}"),
            Event::Resolved | Event::Unresolved | Event::NoAnswer | Event::OutOfTime | Event::Extended | Event::Withdrawn => {
                format!("{event:?}")
            }
        }
    }

    pub(super) fn condition(&self, condition: &Condition) -> String {
        match condition {
            Condition::All(parts) => format!("all {}", sorted(parts.iter().map(|part| self.condition(part)))),
            Condition::Any(parts) => format!("any {}", sorted(parts.iter().map(|part| self.condition(part)))),
            Condition::Not(inner) => format!("not {}", self.condition(inner)),
            Condition::Fact(fact) => format!("is {}", (self.names)(*fact)),
            Condition::Agrees(who) => format!("agrees {}", self.party(who)),
            Condition::Belongs { who, on, what } => {
                format!("{} {} {}", self.party(who), if *on { "is on" } else { "is" }, self.party(what))
            }
            Condition::Words(words) => format!("{words:?}"),
        }
    }

    fn place(&self, place: &Place) -> String {
        match place {
            Place::Stages(stages) => in_order(stages.iter().map(|stage| (self.stages)(*stage))),
            Place::Next => "the next".to_owned(),
            Place::AnyLater => "any later".to_owned(),
            Place::Any => "any".to_owned(),
        }
    }

    fn repetition(&self, repetition: &Repetition) -> String {
        let Repetition { with_next_tier, bound } = repetition;
        let bound = match bound {
            Bound::Times(times) => format!("{times} times"),
            Bound::Until(event) => format!("until {}", self.event(event)),
        };
        format!("repeat {bound} next tier: {with_next_tier}")
    }

    fn maybe(&self, parties: Option<&Parties>) -> String {
        parties.map(|parties| self.parties(parties)).unwrap_or_default()
    }

    pub(super) fn parties(&self, parties: &Parties) -> String {
        let Parties { join, parties, span: _ } = parties;
        let said = sorted(parties.iter().map(|party| self.party(party)));
        if parties.len() > 1 { format!("{join:?} {said}") } else { said }
    }

    fn party(&self, party: &Party) -> String {
        let Party { which, side, noun, of, plural, span: _ } = party;
        let noun = match noun {
            Noun::Named(name) => (self.names)(*name),
            other => format!("{other:?}"),
        };
        let of = of.as_ref().map(|of| format!(" of {}", self.party(of))).unwrap_or_default();
        let which = sorted(which.iter().cloned());
        let side = side.map(|side| side.word()).unwrap_or_default();
        format!("{which} {side} {noun}{}{of}", if *plural { " (all)" } else { "" })
    }

    // ── what is said about names ─────────────────────────────────────────────────────────────────

    /// Everything said about a name but what it is called.
    pub(super) fn named(&self, named: &Named) -> String {
        let Named {
            kind,
            name: _,
            title: _,
            is,
            of,
            serves,
            members,
            speaks_for,
            stands_in_for,
            kept_by,
            email,
            phone,
            means: _,
            may_change,
            neutral,
            undefined,
            from,
            until,
            replaced_by,
            posts,
            timetable,
            sources: _,
            span: _,
            imported: _,
        } = named;
        let who = |word: &str, who: &Option<Parties>| who.as_ref().map(|who| format!("{word} {}", self.parties(who))).unwrap_or_default();
        let stated = |word: &str, stated: &Option<Stated<Parties>>| match stated {
            None => String::new(),
            Some(Stated::Unstated) => format!("{word} unstated"),
            Some(Stated::As(parties)) => format!("{word} {}", self.parties(parties)),
        };
        let reached = |word: &str, address: &Option<Address>| match address {
            None => String::new(),
            Some(Address::Of(address)) => format!("{word} {address:?}"),
            Some(Address::Personal) => format!("{word} personal"),
            Some(Address::Unstated) => format!("{word} unstated"),
        };
        let date = |word: &str, date: &Option<Date>| date.map(|date| format!("{word} {date}")).unwrap_or_default();
        joined([
            kind.word().to_owned(),
            sorted(is.iter().map(|kind| format!("is {}", (self.names)(*kind)))),
            who("of", of),
            serves.as_ref().map(|condition| format!("for {}", self.condition(condition))).unwrap_or_default(),
            stated("members", members),
            who("speaks for", speaks_for),
            who("stands in for", stands_in_for),
            stated("kept by", kept_by),
            reached("email", email),
            reached("phone", phone),
            if *may_change { "may change".to_owned() } else { String::new() },
            if *neutral { "neutral".to_owned() } else { String::new() },
            if *undefined { "undefined".to_owned() } else { String::new() },
            date("from", from),
            date("until", until),
            replaced_by.map(|name| format!("replaced by {}", (self.names)(name))).unwrap_or_default(),
            sorted(posts.iter().map(|post| self.post(post))),
            timetable.as_ref().map(timetable_words).unwrap_or_default(),
        ])
    }

    fn post(&self, post: &Post) -> String {
        let Post { of, holders, or_equivalent, advised_by, sources: _, span: _ } = post;
        let (how, titles) = match holders {
            Holders::Titles(titles) => ("exactly", titles.as_slice()),
            Holders::Examples(titles) => ("such as", titles.as_slice()),
            Holders::AtLeast(titles) => ("at least", titles.as_slice()),
            Holders::Nobody => ("nobody", [].as_slice()),
            Holders::Unstated => ("unstated", [].as_slice()),
        };
        let titles = sorted(titles.iter().cloned());
        format!("{} {how} {titles} or equivalent: {or_equivalent} {}", self.parties(of), self.maybe(advised_by.as_ref()))
    }

    pub(super) fn scope(&self, scope: &Scope) -> String {
        let Scope { strength, to, sources: _, span: _ } = scope;
        let to = match to {
            ScopeOf::Who(who) => self.parties(who),
            ScopeOf::Words(words) => format!("{words:?}"),
            ScopeOf::If(condition) => format!("if {}", self.condition(condition)),
        };
        format!("{} {to}", strength.force.word())
    }
}

/// Which days and hours count.
fn timetable_words(timetable: &Timetable) -> String {
    let Timetable { openings, bank_holidays, closures, terms, time_zone, sources: _ } = timetable;
    let openings = openings.iter().map(|opening| format!("{:?} {:?}", opening.weekdays, opening.hours));
    let stretches = |stretches: &[Stretch]| sorted(stretches.iter().map(|stretch| format!("{} to {}", stretch.first, stretch.last)));
    joined([
        sorted(openings),
        format!("{bank_holidays:?}"),
        stretches(closures),
        stretches(terms),
        time_zone.as_ref().map(|zone| format!("{zone:?}")).unwrap_or_default(),
    ])
}

/// Several things, whatever their order.
fn sorted(items: impl Iterator<Item = String>) -> String {
    let mut items: Vec<String> = items.collect();
    items.sort();
    in_order(items.into_iter())
}

fn in_order(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(" + ")
}

/// What there is of several parts.
fn joined<const N: usize>(parts: [String; N]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}
