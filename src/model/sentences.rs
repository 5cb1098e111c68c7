//! The model as whole sentences, for a document that is read from beginning to end: with articles, with somebody who acts, and with
//! the words of strength apart, so that they can be made to stand out.
//!
//! The words themselves are those of [`super::words`]; here is only what a sentence needs beyond them. Where the policy names nobody
//! who acts, the sentence says "somebody".

use super::words::{judged, limit_of, means_words, plural, third_person};
use super::*;

/// A clause as a sentence without a full stop.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sentence {
    /// When, on what condition, and who: `When it is not resolved, the raising manager`.
    pub before: String,
    /// How strongly, as written: `must`, `should not`; empty for an instruction or a description.
    pub strength: String,
    /// What: `escalate it to stage 2`.
    pub after: String,
}

impl std::fmt::Display for Sentence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [&self.before, &self.strength, &self.after].map(String::as_str);
        let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        f.write_str(&said.join(" "))
    }
}

/// Words with which a title is complete without an article.
const DETERMINERS: [&str; 16] =
    ["the", "a", "an", "any", "all", "each", "every", "both", "their", "your", "our", "one", "somebody", "whoever", "anybody", "those"];

impl Wording<'_> {
    /// A clause as a sentence.
    pub fn sentence(self, clause: &Clause) -> Sentence {
        let words = Wording { in_full: true, ..self };
        let mut lead = Vec::new();
        lead.extend(words.stages_named(clause));
        lead.extend(clause.when.as_ref().map(|when| format!("when {}", words.events(&when.events))));
        lead.extend(clause.conditions.iter().map(|condition| words.on_condition(condition)));
        lead.extend(clause.before.as_ref().map(|place| format!("before {}", words.place(place))));
        lead.extend(clause.after.as_ref().map(|place| format!("after {}", words.place(place))));
        let mut said = words.asked(clause);
        if !lead.is_empty() {
            // The comma stands between the lead and what is asked, whatever that begins with.
            said.before = format!("{}, {}", lead.join(", "), said.before);
        }
        said.capitalised()
    }

    /// A clause that leaves a choice, as the beginning of a sentence that its options complete: `The Chair may do one of these`.
    pub fn sentence_before_options(self, clause: &Clause) -> Sentence {
        let Act::Choice { kind, or_similar, .. } = &clause.deed.act else { return self.sentence(clause) };
        let act = Act::Carried(choice_words(*kind, *or_similar));
        let deed = Deed { act, ..clause.deed.clone() };
        let mut said = self.sentence(&Clause { deed, ..clause.clone() });
        if clause.actor.is_none() && said.strength.is_empty() {
            said = said.capitalised();
        }
        said
    }

    /// Several events, any of which is enough, to follow "when".
    pub fn events(self, events: &[Event]) -> String {
        listed(events.iter().map(|event| self.event(event)).collect(), "or")
    }

    /// `if the child is looked after`, `unless the raising agency agrees`.
    pub fn on_condition(self, condition: &Condition) -> String {
        match condition {
            Condition::Not(inner) => format!("unless {}", self.condition(inner)),
            _ => format!("if {}", self.condition(condition)),
        }
    }

    /// Something or somebody by its title, in the middle of a sentence.
    pub fn thing(self, name: NameId) -> String {
        let title = self.title(name);
        if !self.in_full {
            return uncapitalised(&title);
        }
        let kind = self.policy.named(name).kind;
        let (determiner, rest) = without_determiner(&title);
        match (determiner, kind) {
            (Some(determiner), _) => format!("{determiner} {rest}"),
            (None, NameKind::Agency | NameKind::Document | NameKind::Calendar | NameKind::Party) => title,
            (None, NameKind::Fact) => uncapitalised(&title),
            (None, NameKind::Body | NameKind::Panel | NameKind::Form) => format!("the {title}"),
            (None, NameKind::Role | NameKind::Tier | NameKind::File) => format!("the {}", uncapitalised(&title)),
        }
    }

    pub(super) fn party_in_full(self, party: &Party) -> String {
        let many = party.plural || party.which.iter().any(|which| which == "both");
        let noun = match party.noun {
            Noun::They => "they".to_owned(),
            Noun::Everyone => "everyone".to_owned(),
            Noun::Agency if many => "agencies".to_owned(),
            Noun::Agency => "agency".to_owned(),
            Noun::Named(name) => {
                let plain = party.which.is_empty() && party.side.is_none();
                if plain && !party.plural { self.thing(name) } else { self.noun_in_full(name, party.plural) }
            }
        };
        let mut words: Vec<String> = Vec::new();
        words.extend(self.article(party, many));
        words.extend(party.which.iter().map(|which| if which == "own" { "their own".to_owned() } else { which.clone() }));
        let (side, after) = match party.side {
            Some(Side::Concerned) => (None, Some(Side::Concerned.word())),
            side => (side.map(Side::word), None),
        };
        words.extend(side.map(str::to_owned));
        words.push(noun);
        words.extend(after.map(str::to_owned));
        words.extend(party.of.as_ref().map(|of| format!("of {}", self.party_in_full(of))));
        words.join(" ")
    }

    /// A name without its article: `manager`, `Board members for the agency`.
    fn noun_in_full(self, name: NameId, many: bool) -> String {
        let title = self.title(name);
        let (_, rest) = without_determiner(&title);
        let said = match self.policy.named(name).kind {
            NameKind::Tier | NameKind::Role if many => plural(rest),
            _ => rest.to_owned(),
        };
        match self.policy.named(name).kind {
            NameKind::Tier | NameKind::Role => uncapitalised(&said),
            _ => said,
        }
    }

    fn article(self, party: &Party, many: bool) -> Option<String> {
        let determined = party.which.iter().any(|which| ["every", "any", "both", "own"].contains(&which.as_str()));
        let pointed_at = party.side.is_some() || !party.which.is_empty();
        let named = match party.noun {
            Noun::They | Noun::Everyone => return None,
            Noun::Agency => !many,
            // A name that stands alone brings its own article.
            Noun::Named(name) => pointed_at && self.policy.named(name).kind != NameKind::Agency,
        };
        (!determined && (named || pointed_at)).then(|| "the".to_owned())
    }

    pub(super) fn event_in_full(self, event: &Event) -> Option<String> {
        let said = match event {
            Event::Resolved => "it is resolved",
            Event::Unresolved => "it is not resolved",
            Event::OutOfTime => "the time is up",
            Event::Extended => "the time limit is extended",
            Event::Withdrawn => "the concern is withdrawn",
            Event::NoAnswer | Event::Begins(_) | Event::Ends(_) | Event::Words(_) => return None,
        };
        self.in_full.then(|| said.to_owned())
    }

    /// What is told comes after how it is told, so that a long list of it does not take the rest with it.
    pub(super) fn deed_in_full(self, deed: &Deed) -> String {
        let details = &deed.details;
        let (act, told) = match &deed.act {
            Act::Notify(who, what) => (format!("notify {}", self.parties(who)), what.as_deref()),
            act => (self.act(act), None),
        };
        let mut words = vec![act];
        words.extend(details.with.as_ref().map(|with| format!("with {}", self.parties(with))));
        words.extend(details.with_words.as_ref().map(|with| format!("with {with}")));
        words.extend(details.via.as_ref().map(|via| format!("via {}", self.parties(via))));
        words.extend(details.means.iter().map(means_words));
        words.extend(details.on.map(|file| format!("on {}", self.thing(file))));
        words.extend(details.using.map(|form| format!("using {}", self.thing(form))));
        words.extend(told.map(|what| if what.starts_with("that ") { what.to_owned() } else { format!("of {what}") }));
        words.extend(details.about.as_ref().map(|what| format!("about {what}")));
        words.extend(details.timing.iter().map(|timing| self.timing(timing)));
        let copying = details.copying.as_ref().map(|who| format!(", copying {}", self.parties(who))).unwrap_or_default();
        let without = details.without.as_ref().map(|what| format!(", without {what}")).unwrap_or_default();
        format!("{}{}{copying}{without}", if deed.attempt { "try to " } else { "" }, words.join(" "))
    }

    pub(super) fn act_in_full(self, act: &Act) -> Option<String> {
        if !self.in_full {
            return None;
        }
        Some(match act {
            Act::Discuss(None) => "discuss it".into(),
            Act::Record(None) => "make a record".into(),
            Act::Review(None) => "review it".into(),
            Act::Escalate(place) => format!("escalate it to {}", self.place(place)),
            Act::Withdraw => "withdraw the concern".into(),
            Act::Decide(None, None) => "decide".into(),
            Act::Decide(None, manner) => judged("decide it", &None, *manner),
            Act::Resolve(None, manner) => judged("resolve it", &None, *manner),
            Act::Choice { kind, options, or_similar } => {
                let options: Vec<String> = options.iter().map(|option| self.deed(option)).collect();
                format!("{}: {}", choice_words(*kind, *or_similar), options.join("; "))
            }
            _ => return None,
        })
    }

    /// The stages a clause names itself, where it does not stand in them: `at stage 3 or 4`.
    fn stages_named(self, clause: &Clause) -> Option<String> {
        let stages = clause.stages.as_ref()?;
        let home = match clause.home {
            Home::Stage(home) => Some(home),
            _ => None,
        };
        if stages.is_empty() || stages.iter().all(|stage| Some(*stage) == home) {
            return None;
        }
        let labels = stages.iter().map(|stage| self.policy.stage(*stage).label.clone()).collect();
        Some(format!("at stage {}", listed(labels, "or")))
    }

    /// Who acts. Nobody, where a sentence of its kind needs none.
    fn subject(self, clause: &Clause) -> Option<(String, bool)> {
        if let Some(actor) = &clause.actor {
            return Some((self.parties(actor), is_one(actor)));
        }
        let by_itself = matches!(clause.deed.act, Act::Carried(_) | Act::Meanwhile(_) | Act::ResolvedIf(_) | Act::OnlyAfter(..));
        let instruction = clause.strength.word.is_empty() && clause.strength.force != Force::Described;
        match (&clause.home, &clause.deed.act) {
            (Home::Panel(name) | Home::Form(name), Act::Asks(_) | Act::Carried(_)) => Some((self.thing(*name), true)),
            _ if by_itself || instruction => None,
            (Home::Panel(name) | Home::Form(name), _) => Some((self.thing(*name), true)),
            _ => Some(("somebody".to_owned(), true)),
        }
    }

    fn asked(self, clause: &Clause) -> Sentence {
        match &clause.deed.act {
            Act::Limit(limit) => return self.limited(clause, limit),
            Act::ResolvedIf(condition) => return Sentence::plain(format!("it is resolved if {}", self.condition(condition))),
            Act::Meanwhile(words) => return Sentence::plain(format!("meanwhile, {words}")),
            Act::OnlyAfter(who, act) => return Sentence::plain(self.only_after(clause, who, act)),
            _ => {}
        }
        let (subject, one) = self.subject(clause).unzip();
        let one = one.unwrap_or(true);
        let mut strength: Vec<&str> = match clause.strength.word.as_str() {
            "" => Vec::new(),
            "to" if one => vec!["is to"],
            "to" => vec!["are to"],
            word => vec![word],
        };
        let described = clause.strength.word.is_empty() && clause.strength.force == Force::Described;
        if clause.negated {
            strength.extend(match (clause.strength.word.is_empty(), described && one) {
                (false, _) => Some("not"),
                (true, true) => Some("does not"),
                (true, false) => Some("do not"),
            });
        }
        if clause.strength.normally {
            strength.push("normally");
        }
        let said = self.deed(&clause.deed);
        let choice = matches!(&clause.deed.act, Act::Carried(words) if words.starts_with("do one") && subject.is_some());
        let conjugated = described && one && !clause.negated && (choice || !matches!(clause.deed.act, Act::Carried(_) | Act::Asks(_)));
        let after = if conjugated { third_person(&said) } else { said };
        Sentence { before: subject.unwrap_or_default(), strength: strength.join(" "), after }
    }

    fn limited(self, clause: &Clause, limit: &Limit) -> Sentence {
        let what = limit_of(limit);
        let edge = if limit.starts { "start" } else { "end" };
        match &limit.length {
            LimitLength::NoLimit => Sentence::plain(format!("there is no limit to when {what} {edge}s")),
            LimitLength::Unstated => Sentence::plain(format!("by when {what} {edge}s is not stated")),
            LimitLength::Timing(timing) if clause.strength.word.is_empty() => {
                Sentence::plain(format!("{what} {edge}s {}", self.timing(timing)))
            }
            LimitLength::Timing(timing) => Sentence {
                before: what.to_owned(),
                strength: format!("{}{}", clause.strength.word, if clause.strength.normally { " normally" } else { "" }),
                after: format!("{edge} {}", self.timing(timing)),
            },
        }
    }

    fn only_after(self, clause: &Clause, who: &Parties, act: &Act) -> String {
        let what = if matches!(clause.home, Home::Stage(_)) { "this stage begins" } else { "this comes" };
        let said = self.act(act);
        let conjugated = is_one(who) && !matches!(act, Act::Carried(_));
        format!("{what} only after {} {}", self.parties(who), if conjugated { third_person(&said) } else { said })
    }
}

impl Sentence {
    fn plain(words: String) -> Self {
        Sentence { before: words, ..Sentence::default() }
    }

    /// The same with a capital first. A comma at the end of what comes before loses the blank after it.
    fn capitalised(mut self) -> Self {
        self.before.truncate(self.before.trim_end().len());
        let first = [&mut self.before, &mut self.strength, &mut self.after].into_iter().find(|part| !part.is_empty());
        if let Some(first) = first {
            let mut chars = first.chars();
            *first = chars.next().map(|letter| letter.to_uppercase().chain(chars).collect()).unwrap_or_default();
        }
        self
    }
}

fn choice_words(kind: ChoiceKind, or_similar: bool) -> String {
    let said = match kind {
        ChoiceKind::OneOf => "do one of these",
        ChoiceKind::AnyOf => "do one or more of these",
        ChoiceKind::InTurn => "do these in turn, each when the one before it has failed",
    };
    format!("{said}{}", if or_similar { ", or something similar" } else { "" })
}

/// A title without the article or the like it begins with, and that word in small letters.
fn without_determiner(title: &str) -> (Option<String>, &str) {
    match title.split_once(' ') {
        Some((first, rest)) if DETERMINERS.contains(&first.to_lowercase().as_str()) => (Some(first.to_lowercase()), rest),
        _ => (None, title),
    }
}
