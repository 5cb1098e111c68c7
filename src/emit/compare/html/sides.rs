//! The page's parts about the policies themselves: what they are called, their ladders beside each other, their flowcharts.

use maud::{Markup, PreEscaped, html};

use crate::emit::json::{CompareDocument, RungStage};
use crate::model::capitalised;

use super::called;

/// Both policies: title, publisher, file.
pub(super) fn policies(document: &CompareDocument) -> Markup {
    html! {
        dl.policies {
            @for (side, policy) in document.policies.iter().enumerate() {
                div {
                    dt { @if policy.called.starts_with("the ") { (capitalised(&policy.called)) } @else { span.which { (["First:", "Second:"][side]) } " " bdi { (policy.called) } } }
                    dd {
                        bdi.title { (policy.title) }
                        @if let Some(publisher) = &policy.publisher { br; bdi { (publisher) } }
                        br;
                        span.place { (policy.file) }
                    }
                }
            }
        }
    }
}

/// The ladders, rung by rung.
pub(super) fn ladders(document: &CompareDocument) -> Markup {
    let [first, second] = called(document);
    html! {
        section aria-labelledby="ladders" {
            h2 #ladders { "The two ladders" }
            p.about {
                "Stages that do the same work stand beside each other, the first stage at the top. This is for reading alone: "
                "which policy is stricter does not rest on it."
            }
            table.sides.stacks role="table" {
                caption { "The stages of " (first) " and " (second) " beside each other" }
                thead role="rowgroup" {
                    tr role="row" {
                        th role="columnheader" scope="col" { (capitalised(first)) }
                        th role="columnheader" scope="col" { (capitalised(second)) }
                        th role="columnheader" scope="col" { "Why beside each other" }
                    }
                }
                tbody role="rowgroup" {
                    @for rung in &document.ladders {
                        tr role="row" {
                            @for side in [0, 1] {
                                td role="cell" data-label=(called(document)[side]) {
                                    @for stage in &rung.stages[side] { (self::stage(stage)) }
                                    @if rung.stages[side].is_empty() { p.none { "Nothing like it" } }
                                }
                            }
                            td role="cell" data-label="Why" { (capitalised(&rung.because)) }
                        }
                    }
                }
            }
            @if !document.names.is_empty() {
                table.sides.stacks role="table" {
                    caption { "Taken for the same, though the policies call them otherwise" }
                    thead role="rowgroup" {
                        tr role="row" {
                            th role="columnheader" scope="col" { (capitalised(first)) }
                            th role="columnheader" scope="col" { (capitalised(second)) }
                            th role="columnheader" scope="col" { "Why" }
                        }
                    }
                    tbody role="rowgroup" {
                        @for name in &document.names {
                            tr role="row" {
                                td role="cell" data-label=(first) { bdi { (name.titles[0]) } }
                                td role="cell" data-label=(second) { bdi { (name.titles[1]) } }
                                td role="cell" data-label="Why" { (capitalised(&name.because)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn stage(stage: &RungStage) -> Markup {
    html! {
        div.stage {
            p.stage-title { span.which { "Stage " (stage.label) } " " bdi { (stage.title) } }
            p {
                (capitalised(&stage.who))
                @if stage.authority { ", who decides" }
            }
            p.limits {
                @if stage.limits.is_empty() { "No limit stated" } @else { (capitalised(&stage.limits.join("; "))) }
            }
        }
    }
}

/// Both flowcharts, as they are drawn.
pub(super) fn flowcharts(document: &CompareDocument, charts: [&str; 2]) -> Markup {
    html! {
        section.flowcharts aria-labelledby="flowcharts" {
            h2 #flowcharts { "The two flowcharts" }
            @for (side, chart) in charts.into_iter().enumerate() {
                figure {
                    figcaption { "The whole of " (called(document)[side]) }
                    div.chart role="region" aria-label={ "Flowchart of " (called(document)[side]) } tabindex="0" { (PreEscaped(chart)) }
                }
            }
        }
    }
}
