//! The page's parts about which policy is stricter: in short, matter by matter, and the cases that show it.

use maud::{Markup, html};

use crate::emit::compare::{answer, beside, shows, standing};
use crate::emit::json::{BothDiaries, Case, CompareDocument, Matter, Strictness, Sure};
use crate::model::capitalised;

use super::{badge, called, looser, nothing_looser};

/// So many lines of each diary are told after the two part.
const MOST_APART: usize = 8;

/// Every matter on one line.
pub(super) fn overview(document: &CompareDocument) -> Markup {
    let [first, second] = called(document);
    html! {
        section aria-labelledby="in-short" {
            h2 #in-short { "In short" }
            table.overview {
                caption { "How " (second) " stands to " (first) ", if everybody does what they must" }
                thead { tr { th scope="col" { "Matter" } th scope="col" { (capitalised(second)) " is" } th scope="col" { "Question by question" } } }
                tbody {
                    @for matter in &document.matters {
                        tr {
                            th scope="row" { a href={ "#matter-" (matter.name) } { (matter.heading) } }
                            td { (badge(matter.strictness)) }
                            td { (tally(matter)) }
                        }
                    }
                }
            }
        }
    }
}

/// In how many questions the second policy is what: `Looser in 2, the same in 1`.
fn tally(matter: &Matter) -> String {
    let words = [
        (Strictness::Looser, "looser in"),
        (Strictness::Undetermined, "undetermined in"),
        (Strictness::Incomparable, "some of each in"),
        (Strictness::Stricter, "stricter in"),
        (Strictness::Equal, "the same in"),
    ];
    let count = |strictness| matter.questions.iter().filter(|question| question.strictness == strictness).count();
    let counts = words.into_iter().map(|(strictness, words)| (count(strictness), words)).filter(|(count, _)| *count > 0);
    capitalised(&counts.map(|(count, words)| format!("{words} {count}")).collect::<Vec<_>>().join(", "))
}

/// Every matter with its questions and cases.
pub(super) fn all(document: &CompareDocument) -> Markup {
    let any = document.matters.iter().any(|matter| matter.second_is_as_strict != Sure::Yes);
    let mut told: Vec<&Case> = Vec::new();
    html! {
        section aria-labelledby="matters" {
            h2 #matters { "Matter by matter" }
            p.about {
                "Each question was put to both policies and decided for every case they allow. Where a number stands in an answer, it "
                "is the one from which on, or up to which, the requirement is kept."
            }
            (nothing_looser(any))
            @for matter in &document.matters { (self::matter(document, matter, &mut told)) }
        }
    }
}

fn matter<'d>(document: &CompareDocument, matter: &'d Matter, told: &mut Vec<&'d Case>) -> Markup {
    html! {
        section.matter data-looser=(looser(matter.second_is_as_strict)) {
            h3 id={ "matter-" (matter.name) } { (matter.heading) " " (badge(matter.strictness)) }
            p.standing { (capitalised(&standing(document, matter.strictness, matter.second_is_as_strict))) "." }
            @if !matter.questions.is_empty() { (questions(document, matter)) }
            @for case in matter.cases.iter().filter(|case| !case.story.is_empty()) {
                @let earlier = told.iter().any(|earlier| earlier.story == case.story && earlier.looser == case.looser);
                div.case data-looser=(if case.looser == 1 { "yes" } else { "no" }) {
                    h4 { "A case that shows it" }
                    p { (capitalised(&shows(document, case))) "." }
                    @if earlier { p { "It is a case told above." } } @else { (self::case(document, case)) }
                }
                @let () = told.push(case);
            }
        }
    }
}

fn questions(document: &CompareDocument, matter: &Matter) -> Markup {
    let [first, second] = called(document);
    html! {
        table.questions.stacks role="table" {
            caption.unseen { "What was asked: " (matter.heading) }
            thead role="rowgroup" {
                tr role="row" {
                    th role="columnheader" scope="col" { "What was asked" }
                    th role="columnheader" scope="col" { (capitalised(first)) }
                    th role="columnheader" scope="col" { (capitalised(second)) }
                    th role="columnheader" scope="col" { (capitalised(second)) " is" }
                }
            }
            tbody role="rowgroup" {
                @for question in &matter.questions {
                    tr role="row" data-looser=(looser(question.second_is_as_strict)) data-counts="" {
                        th role="rowheader" scope="row" { (capitalised(&question.asked)) }
                        td role="cell" data-label=(first) { (capitalised(answer(question, 0))) }
                        td role="cell" data-label=(second) { (capitalised(answer(question, 1))) }
                        td role="cell" data-label={ (second) " is" } { (badge(question.strictness)) }
                    }
                }
            }
        }
    }
}

fn case(document: &CompareDocument, case: &Case) -> Markup {
    html! {
        @if let Some(both) = &case.both { (one_line(document, both)) } @else {
            ul.story {
                @for line in &case.story {
                    li {
                        @if !line.on.is_empty() { span.day { (line.on) ": " } }
                        (line.words)
                        @if !line.place.is_empty() { " " span.place { "(" (line.place) ")" } }
                    }
                }
            }
        }
        @if !case.never_done.is_empty() {
            p.never { strong { "Under " (called(document)[case.looser]) ": " } (case.never_done) "." }
        }
        @if let Some(both) = &case.both { (assumed(document, both)) }
    }
}

/// Two diaries on one line of time.
fn one_line(document: &CompareDocument, both: &BothDiaries) -> Markup {
    let (together, apart, more) = beside(both, MOST_APART);
    let parts = if apart.is_empty() { None } else { Some(together.len()) };
    let mut last = "";
    html! {
        ol.line {
            @for (at, line) in together.iter().chain(&apart).enumerate() {
                @if parts == Some(at) { li.parting { "From here on the two part" } }
                @let day = if line.day.is_empty() { "No date" } else { &line.day };
                li.{ (["in-first", "in-second", "in-both"][line.side.unwrap_or(2)]) } {
                    span.day.unseen[day == last] { (day) }
                    div.told {
                        span.who { (line.side.map_or("Both".to_owned(), |side| capitalised(called(document)[side]))) ":" } " "
                        (capitalised(&line.line.words))
                        @if !line.line.per.is_empty() { " " span.place { "(" (line.line.per) ")" } }
                    }
                }
                @let () = last = day;
            }
        }
        @if more { p.place { "The case goes on; only its beginning is told here." } }
        dl.ends {
            @for side in [0, 1] {
                div { dt { (capitalised(called(document)[side])) " in the end" } dd { (capitalised(&both.diaries[side].end)) "." } }
            }
        }
    }
}

/// What had to be assumed to play the case.
fn assumed(document: &CompareDocument, both: &BothDiaries) -> Markup {
    html! {
        @if both.diaries.iter().any(|diary| !diary.assumed.is_empty()) {
            details {
                summary { "What had to be assumed, because neither the policy nor the case says it" }
                @for side in [0, 1] {
                    @if !both.diaries[side].assumed.is_empty() {
                        p { strong { (capitalised(called(document)[side])) } }
                        ul { @for words in &both.diaries[side].assumed { li { (capitalised(words)) } } }
                    }
                }
            }
        }
    }
}
