//! The model back in plain words, with titles in place of names: for messages, stories, flowcharts and documents.

use super::*;

/// Puts parts of a policy into words.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'p> {
    pub(super) policy: &'p Policy,
    /// With articles, pronouns and subjects, as people write; else as short as can be understood.
    pub(super) in_full: bool,
}

/// Words for the parts of a policy, without articles: for messages, flowcharts and tables.
pub fn in_words(policy: &Policy) -> Wording<'_> {
    Wording { policy, in_full: false }
}

/// Words for the parts of a policy as people write them, for a document that is read from beginning to end.
pub fn in_sentences(policy: &Policy) -> Wording<'_> {
    Wording { policy, in_full: true }
}

impl Wording<'_> {
    /// What people call something.
    pub fn title(self, name: NameId) -> String {
        self.policy.named(name).title.clone()
    }

    /// `BSCP Chair and raising manager`.
    pub fn parties(self, parties: &Parties) -> String {
        let word = if parties.join == Join::Or { "or" } else { "and" };
        listed(parties.parties.iter().map(|party| self.party(party)).collect(), word)
    }

    /// One party.
    pub fn party(self, party: &Party) -> String {
        if self.in_full {
            return self.party_in_full(party);
        }
        let mut words: Vec<String> = party.which.clone();
        words.extend(party.side.map(|side| side.word().to_owned()));
        words.push(match party.noun {
            Noun::They => "they".into(),
            Noun::Everyone => "everyone".into(),
            Noun::Agency if party.plural || party.which.iter().any(|which| which == "both") => "agencies".into(),
            Noun::Agency => "agency".into(),
            Noun::Named(name) => self.noun(name, party.plural),
        });
        if let Some(of) = &party.of {
            words.push(format!("of {}", self.party(of)));
        }
        words.join(" ")
    }

    /// A title in the middle of a sentence: `team manager`, but `BSCP Chair` and `Police`.
    fn noun(self, name: NameId, many: bool) -> String {
        let title = self.title(name);
        match self.policy.named(name).kind {
            NameKind::Tier | NameKind::Role if many => uncapitalised(&plural(&title)),
            NameKind::Tier | NameKind::Role => uncapitalised(&title),
            _ => title,
        }
    }

    /// A condition, to follow "if".
    pub fn condition(self, condition: &Condition) -> String {
        match condition {
            Condition::All(parts) => listed(parts.iter().map(|part| self.bracketed(part)).collect(), "and"),
            Condition::Any(parts) => listed(parts.iter().map(|part| self.bracketed(part)).collect(), "or"),
            Condition::Not(inner) => match &**inner {
                Condition::Belongs { who, on, what } => {
                    format!("{} is not {}{}", self.party(who), if *on { "on " } else { "" }, self.party(what))
                }
                Condition::Fact(fact) => format!("the child is not {}", uncapitalised(&self.title(*fact))),
                Condition::Agrees(party) if self.in_full => {
                    format!("{} {} not agree", self.party(party), if party.plural { "do" } else { "does" })
                }
                other => format!("it is not so that {}", self.bracketed(other)),
            },
            Condition::Fact(fact) => format!("the child is {}", uncapitalised(&self.title(*fact))),
            Condition::Agrees(party) => format!("{} {}", self.party(party), if self.in_full && party.plural { "agree" } else { "agrees" }),
            Condition::Belongs { who, on, what } => format!("{} is {}{}", self.party(who), if *on { "on " } else { "" }, self.party(what)),
            Condition::Words(words) => words.clone(),
        }
    }

    /// A condition within another: one that joins several keeps its brackets.
    fn bracketed(self, condition: &Condition) -> String {
        match condition {
            Condition::All(_) | Condition::Any(_) => format!("({})", self.condition(condition)),
            _ => self.condition(condition),
        }
    }

    /// An event, to follow "when".
    pub fn event(self, event: &Event) -> String {
        if let Some(words) = self.event_in_full(event) {
            return words;
        }
        match event {
            Event::Resolved => "resolved".into(),
            Event::Unresolved => "unresolved".into(),
            Event::NoAnswer => "there is no answer".into(),
            Event::OutOfTime => "out of time".into(),
            Event::Extended => "extended".into(),
            Event::Withdrawn => "withdrawn".into(),
            Event::Begins(fact) => format!("the child becomes {}", uncapitalised(&self.title(*fact))),
            Event::Ends(fact) => format!("the child is no longer {}", uncapitalised(&self.title(*fact))),
            Event::Words(words) => words.clone(),
        }
    }

    /// A stage or several.
    pub fn place(self, place: &Place) -> String {
        match place {
            Place::Stages(stages) => {
                let labels: Vec<String> = stages.iter().map(|stage| self.policy.stage(*stage).label.clone()).collect();
                format!("{} {}", if self.in_full && labels.len() > 1 { "stages" } else { "stage" }, listed(labels, "and"))
            }
            Place::Next => "the next stage".into(),
            Place::AnyLater => "any later stage".into(),
            Place::Any => "any stage".into(),
        }
    }

    /// By when: `within 2 working days`.
    pub fn timing(self, timing: &Timing) -> String {
        match timing {
            Timing::Soon(words) => words.clone(),
            Timing::Every(Some(length)) if self.in_full && length.number == 1 => {
                format!("every {}", length.words().trim_start_matches("1 "))
            }
            Timing::Every(Some(length)) => format!("every {}", length.words()),
            Timing::Every(None) => "periodically".into(),
            Timing::Within(within) => self.within(within),
        }
    }

    fn within(self, within: &Within) -> String {
        let length = |length: &Length| match length {
            Length::Time(duration) => duration.words(),
            Length::Words(words) => words.clone(),
        };
        let mut words = format!(
            "{}within {}{}",
            if within.usually { "usually " } else { "" },
            if within.further { "a further " } else { "" },
            length(&within.length)
        );
        if !within.counted_from.is_empty() {
            words.push_str(&format!(" of {}", listed(within.counted_from.iter().map(|moment| self.moment(moment)).collect(), "or")));
        }
        if let Some(same) = &within.that_is {
            words.push_str(&format!(" (that is {})", same.words()));
        }
        match &within.or_sooner {
            None => {}
            Some(Sooner::Unsaid) => words.push_str(" or sooner"),
            Some(Sooner::Words(more)) => words.push_str(&format!(" or sooner {more}")),
            Some(Sooner::If(condition)) => words.push_str(&format!(" or sooner if {}", self.condition(condition))),
        }
        if let Some(to) = &within.extendable_to {
            words.push_str(&format!(", extendable to {}", length(to)));
        }
        words
    }

    /// A moment something is counted from.
    pub fn moment(self, moment: &Moment) -> String {
        match moment {
            Moment::StartOf(place) => format!("the start of {}", self.place(place)),
            Moment::EndOf(place) => format!("the end of {}", self.place(place)),
            Moment::Known(word) if self.in_full => format!("the {word}"),
            Moment::Known(word) => word.clone(),
            Moment::Words(words) => words.clone(),
        }
    }

    /// A limit: `within 2 working days`, `no limit`, `not stated`.
    pub fn limit(self, limit: &Limit) -> String {
        match &limit.length {
            LimitLength::Timing(timing) => self.timing(timing),
            LimitLength::NoLimit => "no limit".into(),
            LimitLength::Unstated => "not stated".into(),
        }
    }

    /// The deed: `notify BSCP business manager by email`.
    pub fn deed(self, deed: &Deed) -> String {
        if self.in_full {
            return self.deed_in_full(deed);
        }
        let mut words = vec![self.act(&deed.act)];
        let details = &deed.details;
        words.extend(details.with.as_ref().map(|with| format!("with {}", self.parties(with))));
        words.extend(details.with_words.as_ref().map(|with| format!("with {with}")));
        words.extend(details.via.as_ref().map(|via| format!("via {}", self.parties(via))));
        words.extend(details.means.iter().map(means_words));
        words.extend(details.on.map(|file| format!("on {}", uncapitalised(&self.title(file)))));
        words.extend(details.using.map(|form| format!("using {}", self.title(form))));
        words.extend(details.copying.as_ref().map(|who| format!("copying {}", self.parties(who))));
        words.extend(details.about.as_ref().map(|what| format!("about {what}")));
        words.extend(details.without.as_ref().map(|what| format!("without {what}")));
        words.extend(details.timing.iter().map(|timing| self.timing(timing)));
        let said = words.join(" ");
        if deed.attempt { format!("try to {said}") } else { said }
    }

    pub(super) fn act(self, act: &Act) -> String {
        if let Some(words) = self.act_in_full(act) {
            return words;
        }
        let with = |verb: &str, parties: Option<&Parties>, words: &Option<String>| {
            let mut said = verb.to_owned();
            if let Some(parties) = parties {
                said.push_str(&format!(" {}", self.parties(parties)));
            }
            if let Some(words) = words {
                said.push_str(&format!("{} {words}", if parties.is_some() { " of" } else { "" }));
            }
            said
        };
        match act {
            Act::Discuss(words) => with("discuss", None, words),
            Act::Meet(words) => with("meet", None, words),
            Act::Contact(who, words) => match words {
                Some(words) => format!("contact {} about {words}", self.parties(who)),
                None => format!("contact {}", self.parties(who)),
            },
            Act::Consult(Some(who), Some(words)) => format!("consult {} about {words}", self.parties(who)),
            Act::Consult(who, words) => with("consult", who.as_ref(), words),
            Act::Notify(who, words) => with("notify", Some(who), words),
            Act::Record(words) => with("record", None, words),
            Act::Review(words) => with("review", None, words),
            Act::Reply(who, words) => with(if who.is_some() { "reply to" } else { "reply" }, who.as_ref(), words),
            Act::Refer(words, who) => format!("refer {} to {}", words.as_deref().unwrap_or("the matter"), self.parties(who)),
            Act::Request { words, what, from } => {
                let mut said = with("request", what.as_ref(), words);
                if let Some(from) = from {
                    said.push_str(&format!(" from {}", self.parties(from)));
                }
                said
            }
            Act::Convene { words, what, or_similar } => {
                format!("{}{}", with("convene", what.as_ref(), words), if *or_similar { " or similar" } else { "" })
            }
            Act::Escalate(place) => format!("escalate to {}", self.place(place)),
            Act::Skip(place) => format!("skip {}", self.place(place)),
            Act::Repeat(repetition) => self.repetition(repetition),
            Act::Withdraw => "withdraw".into(),
            Act::Close(words) => format!("close the case: {words}"),
            Act::Decide(words, manner) => judged("decide", words, *manner),
            Act::Resolve(words, manner) => judged("resolve", words, *manner),
            Act::Agree(words, manner) => judged("agree", words, *manner),
            Act::Recommend(words, manner) => judged("recommend", words, *manner),
            Act::Have { words, who, count } => {
                let members = words.clone().or_else(|| who.as_ref().map(|who| self.parties(who)));
                format!("have {}{}", members.map(|members| format!("{members} from ")).unwrap_or_default(), count_words(count))
            }
            Act::DrawnFrom(who) => format!("be drawn from {}", self.parties(who)),
            Act::ChairedBy(who) => format!("be chaired by {}", self.parties(who)),
            Act::Include(who, words) => with("include", who.as_ref(), words),
            Act::Exclude(who, words) => with("exclude", who.as_ref(), words),
            Act::Hear(who, words) => with("hear", who.as_ref(), words),
            Act::Limit(limit) => {
                format!("{} {} {}", limit_of(limit), if limit.starts { "starts" } else { "ends" }, self.limit(limit))
            }
            Act::ResolvedIf(condition) => format!("it is resolved if {}", self.condition(condition)),
            Act::OnlyAfter(who, act) => format!("only after {} {}", self.parties(who), self.act(act)),
            Act::Asks(texts) => format!("asks {}", listed(texts.clone(), "and")),
            Act::Meanwhile(words) => format!("meanwhile {words}"),
            Act::Choice { kind, options, or_similar } => {
                let options = listed(
                    options.iter().map(|option| self.deed(option)).collect(),
                    if *kind == ChoiceKind::InTurn { "then" } else { "or" },
                );
                format!("{options}{}", if *or_similar { " or similar" } else { "" })
            }
            Act::Carried(words) => words.clone(),
        }
    }

    fn repetition(self, repetition: &Repetition) -> String {
        let how = if repetition.with_next_tier { "repeat with the next tier of management" } else { "repeat the stage" };
        match &repetition.bound {
            Bound::Times(1) => format!("{how} once"),
            Bound::Times(times) => format!("{how} at most {times} times"),
            Bound::Until(event) => format!("{how} until {}", self.event(event)),
        }
    }

    /// A whole clause as a sentence without a full stop: `if …, the raising agency must notify … by email`.
    pub fn clause(self, clause: &Clause) -> String {
        let mut lead = Vec::new();
        lead.extend(
            clause.when.as_ref().map(|when| format!("when {}", listed(when.events.iter().map(|event| self.event(event)).collect(), "or"))),
        );
        lead.extend(clause.conditions.iter().map(|condition| format!("if {}", self.condition(condition))));
        lead.extend(clause.before.as_ref().map(|place| format!("before {}", self.place(place))));
        lead.extend(clause.after.as_ref().map(|place| format!("after {}", self.place(place))));
        lead.push(self.asks(clause));
        lead.join(", ")
    }

    /// What a clause asks for, without when and on what condition: `the raising agency must notify … by email`.
    pub fn asks(self, clause: &Clause) -> String {
        let mut words: Vec<String> = Vec::new();
        words.extend(clause.actor.as_ref().map(|actor| self.parties(actor)));
        if !clause.strength.word.is_empty() {
            words.push(match clause.strength.word.as_str() {
                "to" if clause.actor.as_ref().is_none_or(is_one) => "is to".into(),
                "to" => "are to".into(),
                word => word.to_owned(),
            });
        }
        if clause.negated {
            words.push("not".into());
        }
        if clause.strength.normally {
            words.push("normally".into());
        }
        match &clause.deed.act {
            Act::Limit(limit) if !clause.strength.word.is_empty() => {
                words.insert(0, limit_of(limit).to_owned());
                words.push(format!("{} {}", if limit.starts { "start" } else { "end" }, self.limit(limit)));
            }
            act => {
                let described = clause.strength.force == Force::Described
                    && clause.strength.word.is_empty()
                    && !matches!(act, Act::Carried(_) | Act::Choice { .. } | Act::Limit(_));
                let said = self.deed(&clause.deed);
                words.push(if described && clause.actor.as_ref().is_none_or(is_one) { third_person(&said) } else { said });
            }
        }
        words.join(" ")
    }

    /// That somebody does something: `the chair convenes the panel`, `they convene the panel`.
    pub fn does(self, who: &str, one: bool, deed: &Deed) -> String {
        let said = self.deed(deed);
        match &deed.act {
            Act::Carried(_) => format!("{who}: {said}"),
            _ => format!("{who} {}", if one { third_person(&said) } else { said }),
        }
    }

    /// Everything said about how many agencies a panel has and so on: `senior officers from 3 agencies`.
    pub fn count(self, count: &Count) -> String {
        count_words(count)
    }
}

/// Whether a verb that follows these stands in the singular.
pub(crate) fn is_one(who: &Parties) -> bool {
    let one = |party: &Party| !party.plural && party.noun != Noun::They && !party.which.iter().any(|which| which == "both");
    match who.join {
        Join::Or => who.parties.last().is_none_or(one),
        Join::And => who.parties.len() == 1 && who.parties.iter().all(one),
    }
}

/// `notify the chair` as `notifies the chair`.
pub(super) fn third_person(said: &str) -> String {
    let (verb, rest) = said.split_once(' ').map_or((said, String::new()), |(verb, rest)| (verb, format!(" {rest}")));
    let verb = match verb {
        "be" => "is".to_owned(),
        "have" => "has".to_owned(),
        _ if verb.ends_with('y') && !verb.ends_with("ay") => format!("{}ies", &verb[..verb.len() - 1]),
        _ if ["s", "x", "ch", "sh"].iter().any(|end| verb.ends_with(end)) => format!("{verb}es"),
        _ => format!("{verb}s"),
    };
    verb + &rest
}

pub(super) fn limit_of(limit: &Limit) -> &'static str {
    match limit.of {
        LimitOf::ThisStage => "the stage",
        LimitOf::EveryStage => "every stage",
        LimitOf::TheCase => "the case",
        LimitOf::StageOrCase => "the stage or the case",
    }
}

fn count_words(count: &Count) -> String {
    let counting = match count.counting {
        HowMany::AtLeast => "at least ",
        HowMany::AtMost => "at most ",
        HowMany::Exactly => "",
    };
    format!("{counting}{} {}", count.number, if count.agencies { "agencies" } else { "people" })
}

/// `by email`, `in person or by email`.
pub(crate) fn ways_words(ways: &[String]) -> String {
    let way = |way: &String| if way == "verbally" || way.starts_with("in ") { way.clone() } else { format!("by {way}") };
    listed(ways.iter().map(way).collect(), "or")
}

pub(super) fn means_words(means: &Means) -> String {
    let said = ways_words(&means.ways);
    means.address.as_ref().map_or(said.clone(), |address| format!("{said} ({address})"))
}

pub(super) fn judged(verb: &str, words: &Option<String>, manner: Option<Manner>) -> String {
    let mut said = verb.to_owned();
    if let Some(words) = words {
        said.push_str(&format!(" {words}"));
    }
    if let Some(manner) = manner {
        said.push_str(&format!(" {}", manner.words()));
    }
    said
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(mut items: Vec<String>, word: &str) -> String {
    match items.len() {
        0 => String::new(),
        1 => items.remove(0),
        _ => {
            let last = items.pop().unwrap_or_default();
            format!("{} {word} {last}", items.join(", "))
        }
    }
}

pub(super) fn plural(title: &str) -> String {
    // "Board member for the agency or its sector" in what comes first.
    if let Some((head, rest)) = title.split_once(" for ").filter(|(head, _)| !head.contains(" or ")) {
        return format!("{} for {rest}", plural(head));
    }
    // "Manager or safeguarding lead" in each of its parts; "head of service" in its first.
    if let Some((one, other)) = title.split_once(" or ") {
        return format!("{} or {}", plural(one), plural(other));
    }
    if let Some((head, of)) = title.split_once(" of ").filter(|(head, _)| !head.contains(" in ")) {
        return format!("{} of {of}", plural(head));
    }
    // Only a plain title has a plain plural: "managers", but not "managements" or "managers or leads" with an s.
    let plain = !title.ends_with('s')
        && !title.ends_with("management")
        && !title.ends_with("staff")
        && ![" in ", "/"].iter().any(|joined| title.contains(joined));
    if plain { format!("{title}s") } else { title.to_owned() }
}

/// Words at the beginning of a sentence.
pub(crate) fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A title in the middle of a sentence: the first letter small unless the word is a name or an abbreviation.
pub(crate) fn uncapitalised(title: &str) -> String {
    let mut words = title.split(' ');
    let first = words.next().unwrap_or_default();
    // "Children and Families Hub" is a name; "Team manager" is not.
    let is_name = words.any(|word| word.starts_with(char::is_uppercase));
    let abbreviation = first.chars().filter(|c| c.is_uppercase()).count() > 1;
    if is_name || abbreviation {
        return title.to_owned();
    }
    let mut chars = title.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
