//! Generators of texts that are almost policies.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// The words a policy is made of.
const WORDS: &[&str] = &[
    "rungs",
    "1",
    "import",
    "policy",
    "allow",
    "agency",
    "party",
    "body",
    "role",
    "fact",
    "file",
    "document",
    "calendar",
    "tier",
    "form",
    "panel",
    "stage",
    "route",
    "throughout",
    "afterwards",
    "upkeep",
    "background",
    "rulebook",
    "scenario",
    "{",
    "}",
    "(",
    ")",
    ",",
    ".",
    "\"",
    "\"words\"",
    "“words”",
    "//",
    "\n",
    "\n",
    "\r\n",
    "\t",
    "must",
    "should",
    "may",
    "will",
    "not",
    "normally",
    "to",
    "do",
    "one",
    "of",
    "in",
    "turn",
    "any",
    "every",
    "both",
    "own",
    "raising",
    "receiving",
    "manager",
    "chair",
    "they",
    "everyone",
    "notify",
    "escalate",
    "record",
    "decide",
    "resolve",
    "skip",
    "repeat",
    "until",
    "once",
    "convene",
    "when",
    "if",
    "unless",
    "before",
    "after",
    "unresolved",
    "resolved",
    "no",
    "answer",
    "out",
    "time",
    "within",
    "2",
    "working",
    "days",
    "24",
    "hours",
    "by",
    "email",
    "phone",
    "per",
    "1.1",
    "table",
    "flowchart",
    "item",
    "footnote",
    "parts",
    "not",
    "included",
    "ends",
    "starts",
    "with",
    "limit",
    "unstated",
    "undefined",
    "called",
    "x",
    "agrees",
    "is",
    "on",
    "and",
    "or",
    "heard",
    "between",
    "next",
    "later",
    "2026-04-01",
    "open",
    "closed",
    "monday",
    "to",
    "friday",
    "from",
    "09:00",
    "bank",
    "holidays",
    "england",
    "wales",
    "school",
    "term",
    "zone",
    "rule",
    "error",
    "path",
    "authority",
    "because",
    "follows",
    "reading",
    "as",
    "day",
    "\u{FEFF}",
    "•",
    "–",
    "\u{202E}",
    "\u{0}",
    "é",
    "\u{1F600}",
];

/// Words of the language in any order.
pub fn word_soup() -> impl Strategy<Value = String> {
    vec((select(WORDS), select(vec![" ", " ", " ", "\n", ""])), 0..120)
        .prop_map(|words| words.into_iter().map(|(word, gap)| format!("{word}{gap}")).collect())
}

/// One slip of the pen in a text.
#[derive(Debug, Clone)]
pub enum Slip {
    Delete(Index),
    Double(Index),
    Swap(Index, Index),
    Misspell(Index, char),
    Put(Index, &'static str),
    CutOff(Index),
}

pub fn slip() -> impl Strategy<Value = Slip> {
    prop_oneof![
        any::<Index>().prop_map(Slip::Delete),
        any::<Index>().prop_map(Slip::Double),
        (any::<Index>(), any::<Index>()).prop_map(|(one, other)| Slip::Swap(one, other)),
        (any::<Index>(), any::<char>()).prop_map(|(at, with)| Slip::Misspell(at, with)),
        (any::<Index>(), select(WORDS)).prop_map(|(at, word)| Slip::Put(at, word)),
        any::<Index>().prop_map(Slip::CutOff),
    ]
}

/// A text with a few slips in it.
pub fn slipped(text: &str, slips: &[Slip]) -> String {
    let mut words: Vec<String> = text.split_inclusive([' ', '\n']).map(str::to_owned).collect();
    for slip in slips {
        if words.is_empty() {
            break;
        }
        let count = words.len();
        match slip {
            Slip::Delete(at) => {
                words.remove(at.index(count));
            }
            Slip::Double(at) => words.insert(at.index(count), words[at.index(count)].clone()),
            Slip::Swap(one, other) => words.swap(one.index(count), other.index(count)),
            Slip::Misspell(at, with) => {
                let word = &mut words[at.index(count)];
                let place = word.char_indices().nth(word.chars().count() / 2).map_or(0, |(place, _)| place);
                word.insert(place, *with);
            }
            Slip::Put(at, word) => words.insert(at.index(count), format!("{word} ")),
            Slip::CutOff(at) => words.truncate(at.index(count) + 1),
        }
    }
    words.concat()
}
