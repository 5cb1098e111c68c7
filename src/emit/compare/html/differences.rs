//! The page's parts about what differs: clause by clause, and rule by rule.

use maud::{Markup, html};

use crate::emit::compare::rung_words;
use crate::emit::json::{CompareDocument, Difference, RuleOfBoth, Said, Verdict};
use crate::model::capitalised;

use super::{called, nothing_looser};

/// What differs, by topic, then by rung.
pub(super) fn differences(document: &CompareDocument) -> Markup {
    let [first, second] = called(document);
    let all = &document.differences;
    html! {
        section aria-labelledby="differences" {
            h2 #differences { "What differs" }
            p.about {
                "From " (first) " to " (second) ". Other words, other names for the same people, another order and another layout make no difference."
            }
            (nothing_looser(all.iter().any(loses)))
            @for topic in all.chunk_by(|one, other| one.topic == other.topic) {
                section.topic data-looser=(yes(topic.iter().any(loses))) {
                    h3 { (topic[0].heading) }
                    @for rung in topic.chunk_by(|one, other| one.rung == other.rung) {
                        div.rung data-looser=(yes(rung.iter().any(loses))) {
                            h4 { (capitalised(&rung[0].rung.and_then(|rung| rung_words(document, rung)).unwrap_or("the whole policy".to_owned()))) }
                            ul.changes { @for difference in rung { (self::difference(document, difference)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Whether the second policy drops or weakens something.
fn loses(difference: &Difference) -> bool {
    matches!(difference.change.as_str(), "dropped" | "weakened")
}

fn difference(document: &CompareDocument, difference: &Difference) -> Markup {
    let tag = match &difference.says {
        [Some(_), None] => format!("only in {}", called(document)[0]),
        [None, Some(_)] => format!("only in {}", called(document)[1]),
        _ => difference.change.clone(),
    };
    let two = difference.says.iter().all(Option::is_some);
    html! {
        li.one-sided[!two] data-looser=(yes(loses(difference))) data-counts="" {
            p.change { (capitalised(&tag)) }
            @for side in [0, 1] {
                @if let Some(said) = &difference.says[side] {
                    div.{ (["in-first", "in-second"][side]) } {
                        @if two { span.who { (capitalised(called(document)[side])) ":" } " " }
                        (self::said(said))
                    }
                }
            }
        }
    }
}

fn said(said: &Said) -> Markup {
    html! {
        (capitalised(&said.words))
        @if !said.place.is_empty() { " " span.place { "(" (said.place) ")" } }
    }
}

/// What every rule came to in both.
pub(super) fn rules(document: &CompareDocument) -> Markup {
    let (same, differing): (Vec<&RuleOfBoth>, Vec<&RuleOfBoth>) =
        document.rules.iter().partition(|rule| rule.verdicts[0] == rule.verdicts[1]);
    html! {
        section aria-labelledby="rules" {
            h2 #rules { "Rule by rule" }
            (nothing_looser(document.rules.iter().any(|rule| may_be_looser(rule.verdicts))))
            @if !differing.is_empty() { (table(document, "Rules that do not come to the same", &differing)) }
            @if !same.is_empty() { (table(document, "Rules that come to the same in both", &same)) }
        }
    }
}

fn table(document: &CompareDocument, caption: &str, rules: &[&RuleOfBoth]) -> Markup {
    let [first, second] = called(document);
    let word = |found: Option<Verdict>| capitalised(found.map_or("not asked", Verdict::words));
    html! {
        table.rules.stacks role="table" data-looser=(yes(rules.iter().any(|rule| may_be_looser(rule.verdicts)))) {
            caption { (caption) " (" (rules.len()) ")" }
            thead role="rowgroup" {
                tr role="row" {
                    th role="columnheader" scope="col" { "Rule" }
                    th role="columnheader" scope="col" { (capitalised(first)) }
                    th role="columnheader" scope="col" { (capitalised(second)) }
                }
            }
            tbody role="rowgroup" {
                @for rule in rules {
                    tr role="row" data-looser=(yes(may_be_looser(rule.verdicts))) data-counts="" {
                        th role="rowheader" scope="row" { (rule.title) " " span.place { "(" (rule.name) ")" } }
                        @for side in [0, 1] { td role="cell" data-label=(called(document)[side]) { (word(rule.verdicts[side])) } }
                    }
                }
            }
        }
    }
}

/// Whether the second verdict may be the worse one, once everything left open is filled in.
fn may_be_looser(verdicts: [Option<Verdict>; 2]) -> bool {
    let best = match verdicts[0] {
        Some(Verdict::Holds | Verdict::Undetermined | Verdict::GaveUp) => 2,
        Some(Verdict::Advice) => 1,
        Some(Verdict::Broken | Verdict::DoesNotApply) | None => 0,
    };
    let worst = match verdicts[1] {
        Some(Verdict::Holds) => 2,
        Some(Verdict::Advice) => 1,
        _ => 0,
    };
    worst < best
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}
