//! A comparison as one page for a committee: complete in itself, with nothing fetched from anywhere.
//!
//! What must not be escaped says `PreEscaped`: here, the flowcharts alone. A text becomes part of an address or of an id nowhere.

mod differences;
mod matters;
mod sides;

use maud::{Markup, html};

use crate::emit::json::{CompareDocument, Strictness, Sure};
use crate::emit::page::{Frame, page};
use crate::emit::typed::made_visible;
use crate::model::capitalised;

use super::{in_short, title};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The comparison as one page. `charts` are the flowcharts of the two policies, as drawn by
/// [`draw::svg_among_others`](crate::emit::draw::svg_among_others): they are put in as they are.
pub fn html(document: &CompareDocument, charts: [&str; 2]) -> String {
    let document = &with_capitals(made_visible(document));
    let body = html! {
        a.skip href="#main" { "Skip to the comparison" }
        header.top {
            p.notice { strong { "Not advice. " } (document.notice) }
            h1 { (capitalised(&title(document))) }
            p.lead { (in_short(document)) }
            (sides::policies(document))
        }
        (contents(document))
        main #main tabindex="-1" {
            @if !document.same {
                (matters::overview(document))
                (filter(document))
                (matters::all(document))
            }
            (sides::ladders(document))
            @if !document.same {
                (differences::differences(document))
                (differences::rules(document))
            }
            (sides::flowcharts(document, charts))
        }
        footer {
            p { strong { "Not advice. " } (document.notice) }
            p {
                "Made by rungs " (document.generator.version)
                @if let Some(day) = &document.as_of { ", for " (day) }
                ", from " (document.policies[0].file) " and " (document.policies[1].file) "."
            }
        }
    };
    page(&Frame {
        title: &capitalised(&title(document)),
        made_by: &document.generator.version,
        style: STYLE,
        script: Some(SCRIPT),
        body: &body,
    })
}

/// What is listed at the top, and where it is.
fn contents(document: &CompareDocument) -> Markup {
    let parts = [
        ("in-short", "In short", true),
        ("matters", "Matter by matter", true),
        ("ladders", "The two ladders", false),
        ("differences", "What differs", true),
        ("rules", "Rule by rule", true),
        ("flowcharts", "The two flowcharts", false),
    ];
    html! {
        nav.contents aria-label="On this page" {
            ul {
                @for (id, title, differing) in parts {
                    @if !(differing && document.same) { li { a href={ "#" (id) } { (title) } } }
                }
            }
        }
    }
}

/// The filter. It appears once there is a script to work it; without one, everything is shown.
fn filter(document: &CompareDocument) -> Markup {
    let [first, second] = called(document);
    html! {
        div #filter role="region" aria-label="What is shown" hidden {
            label {
                input #only-looser type="checkbox" autocomplete="off" aria-describedby="filter-about";
                " Show only where " (second) " is looser, or may be"
            }
            p #filter-shown role="status" {}
            p #filter-about {
                "Looser: it guarantees less than " (first) ". Of what differs in the text, what " (second) " drops or weakens stays."
            }
        }
    }
}

/// Policies are called by their names, which have no capitals; on a page they do.
fn with_capitals(mut document: CompareDocument) -> CompareDocument {
    for policy in document.policies.iter_mut().filter(|policy| policy.called == policy.name) {
        policy.called = capitalised(&policy.called);
    }
    document
}

/// What the two policies are called.
fn called(document: &CompareDocument) -> [&str; 2] {
    [0, 1].map(|side| document.policies[side].called.as_str())
}

/// Whether something stays under the filter: what marks it.
fn looser(sure: Sure) -> &'static str {
    if sure == Sure::Yes { "no" } else { "yes" }
}

/// Instead of what the filter hides.
fn nothing_looser(here: bool) -> Markup {
    html! { @if !here { p.nothing { "Nothing here is looser, as far as can be told." } } }
}

/// How the second policy stands to the first, as a sign and a word that need no colour.
fn badge(strictness: Strictness) -> Markup {
    let (class, sign, word) = match strictness {
        Strictness::Stricter => ("is-stricter", "+", "stricter"),
        Strictness::Looser => ("is-looser", "\u{2212}", "looser"),
        Strictness::Equal => ("is-equal", "=", "the same"),
        Strictness::Incomparable => ("is-incomparable", "\u{B1}", "some of each"),
        Strictness::Undetermined => ("is-undetermined", "?", "undetermined"),
    };
    html! { span.badge.(class) { span aria-hidden="true" { (sign) } " " (word) } }
}
