//! Who and on what condition, as an author types it.

use super::words::listed;
use super::{Condition, Join, Noun, Parties, Party, Policy};

/// To write in the language about a policy.
#[derive(Clone, Copy)]
pub(crate) struct Language<'p> {
    policy: &'p Policy,
}

/// What is said of a policy in the language itself, such as in what would mend it.
pub(crate) fn in_language(policy: &Policy) -> Language<'_> {
    Language { policy }
}

impl Language<'_> {
    pub(crate) fn parties(self, who: &Parties) -> String {
        let word = if who.join == Join::Or { "or" } else { "and" };
        listed(who.parties.iter().map(|party| self.party(party)).collect(), word)
    }

    pub(crate) fn party(self, party: &Party) -> String {
        let mut words = party.which.clone();
        words.extend(party.side.map(|side| side.word().to_owned()));
        words.push(match party.noun {
            Noun::They => "they".into(),
            Noun::Everyone => "everyone".into(),
            Noun::Agency if party.plural => "agencies".into(),
            Noun::Agency => "agency".into(),
            Noun::Named(name) if party.plural => plural(&self.policy.named(name).name),
            Noun::Named(name) => self.policy.named(name).name.clone(),
        });
        words.extend(party.of.as_ref().map(|of| format!("of {}", self.party(of))));
        words.join(" ")
    }

    pub(crate) fn condition(self, condition: &Condition) -> String {
        let each = |parts: &[Condition], word: &str| parts.iter().map(|part| self.part(part)).collect::<Vec<_>>().join(word);
        match condition {
            Condition::All(parts) => each(parts, " and "),
            Condition::Any(parts) => each(parts, " or "),
            Condition::Not(inner) => match &**inner {
                Condition::Belongs { who, on, what } => self.belongs(who, *on, what, " not"),
                other => format!("not {}", self.part(other)),
            },
            Condition::Fact(fact) => self.policy.named(*fact).name.clone(),
            Condition::Agrees(party) => format!("{} agrees", self.party(party)),
            Condition::Belongs { who, on, what } => self.belongs(who, *on, what, ""),
            Condition::Words(words) => quoted(words),
        }
    }

    /// A condition within another: one of several parts needs its brackets.
    fn part(self, condition: &Condition) -> String {
        match condition {
            Condition::All(_) | Condition::Any(_) => format!("({})", self.condition(condition)),
            _ => self.condition(condition),
        }
    }

    fn belongs(self, who: &Party, on: bool, what: &Party, not: &str) -> String {
        let verb = if who.plural { "are" } else { "is" };
        format!("{} {verb}{not}{} {}", self.party(who), if on { " on" } else { "" }, self.party(what))
    }
}

/// A name as several of its kind are called.
fn plural(name: &str) -> String {
    let consonant_before = |stem: &str| !stem.ends_with(['a', 'e', 'i', 'o', 'u']);
    match name.strip_suffix('y') {
        Some(stem) if consonant_before(stem) => format!("{stem}ies"),
        _ => format!("{name}s"),
    }
}

/// Words between quotation marks. What would end them too early, or cannot stand there at all, is left out or made plain.
pub(crate) fn quoted(words: &str) -> String {
    let plain: String = words
        .chars()
        .filter_map(|c| match c {
            '“' | '”' => Some('"'),
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}
