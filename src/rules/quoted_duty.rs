//! Holds iff no duty in quoted words hides something the language can say: notify, inform, tell, refer, record,
//! decide, escalate, in any of their forms and wherever they stand in the words. Quoted words are carried, shown and
//! exported, and never reasoned about.
//!
//! ## Why it matters
//!
//! A notification written as `must "inform the partnership"` looks encoded and is invisible to every rule: a
//! guarantee about who is told would quietly not count it.

use crate::diagnostic::Severity;
use crate::model::Act;

use super::{Found, Rule, Several, Subject, at_clause, deeds, says};

pub(super) const RULE: Rule = Rule {
    name: "quoted-duty",
    severity: Severity::Warning,
    title: "No duty the language can say is hidden in quoted words",
    check,
    source: include_str!("quoted_duty.rs"),
};

const KNOWN: &[(&str, &str)] = &[
    ("notif", "notify"),
    ("inform", "notify"),
    ("tell", "notify"),
    ("told", "notify"),
    ("refer", "refer"),
    ("record", "record"),
    ("decid", "decide"),
    ("escalat", "escalate"),
];

fn check(subject: &Subject<'_>) -> Found {
    let policy = subject.policy;
    let mut places = Vec::new();
    for (id, clause) in policy.clauses() {
        for deed in deeds(&clause.deed) {
            if let Act::Carried(words) = &deed.act
                && let Some(verb) = hidden_verb(words)
            {
                places.push(at_clause(policy, id, format!("the language can say this with `{verb}`")));
            }
        }
    }
    says(
        places,
        Several { one: "duty is hidden", many: "duties are hidden", sentence: "{} in quoted words, where no rule sees it" },
        "write the duty with the verb itself, such as `must notify chair by email`; keep quotation marks for what no verb can say",
    )
}

/// The first word of a quoted duty that is a form of a verb the language has.
fn hidden_verb(words: &str) -> Option<&'static str> {
    let words = words.to_lowercase();
    words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .find_map(|word| KNOWN.iter().find(|(stem, _)| is_form_of(word, stem)).map(|(_, verb)| *verb))
}

/// Forms of the verb, not the nouns made from it: `informs` and `informing`, not `information`.
fn is_form_of(word: &str, stem: &str) -> bool {
    let Some(ending) = word.strip_prefix(stem) else { return false };
    matches!(ending, "" | "s" | "e" | "es" | "ed" | "y" | "ies" | "ied" | "ing" | "ying" | "red" | "ring")
}
