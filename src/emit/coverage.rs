//! What scenarios come past, as text.

use std::fmt::Write as _;

use crate::case::{Coverage, Way, stage_words};
use crate::graph::From;
use crate::model::{ClauseId, Home, Policy, RouteId, StageId, in_words};

use super::wrap::{list, paragraph};

/// What scenarios come past, and what none of them does: stages, ways on, duties, routes.
pub fn text(policy: &Policy, coverage: &Coverage, width: usize) -> String {
    let words = in_words(policy);
    let per = |clause: &crate::model::Clause| if clause.sources.is_empty() { String::new() } else { format!(" ({})", clause.per()) };
    let stage = |stage: &StageId| {
        let (name, title) = (stage_words(policy, *stage), &policy.stage(*stage).title);
        if name.contains(title) { name } else { format!("{name}, {title}") }
    };
    let way = |way: &Way| {
        let clause = policy.clause(way.clause);
        let from = match way.from {
            From::Start => "at the start".to_owned(),
            From::Stage(stage) => format!("at {}", stage_words(policy, stage)),
        };
        format!("{from}, {}{}", words.clause(clause), per(clause))
    };
    let duty = |clause: &ClauseId| {
        let clause = policy.clause(*clause);
        let home = match clause.home {
            Home::Stage(stage) => format!("at {}, ", stage_words(policy, stage)),
            Home::Route(route) => format!("on the route \"{}\", ", policy.routes[route.0 as usize].title),
            Home::Afterwards => "afterwards, ".to_owned(),
            _ => String::new(),
        };
        format!("{home}{}{}", words.clause(clause), per(clause))
    };
    let route = |route: &RouteId| policy.routes[route.0 as usize].title.clone();
    let parts = [
        ("stages", coverage.stages.visited, coverage.stages.left.iter().map(stage).collect()),
        ("ways on", coverage.ways.visited, coverage.ways.left.iter().map(way).collect()),
        ("duties, and what is allowed", coverage.duties.visited, coverage.duties.left.iter().map(duty).collect()),
        ("routes", coverage.routes.visited, coverage.routes.left.iter().map(route).collect::<Vec<String>>()),
    ];
    let mut text = String::from("What the scenarios come past:\n");
    for (what, visited, left) in parts {
        let all = visited + left.len();
        if left.is_empty() {
            let _ = writeln!(text, "{what}: {}", if all == 0 { "there are none".to_owned() } else { format!("all {all}") });
        } else {
            list(&format!("{what}: {visited} of {all}, and never"), &left, width, &mut text);
        }
    }
    if !coverage.between_cases.is_empty() {
        let many = coverage.between_cases.len();
        let words = if many == 1 { "1 sentence" } else { &format!("{many} sentences") };
        paragraph(
            &format!("Not played: {words} about upkeep, or about what comes round in months or years. They belong to no one case."),
            0,
            width,
            &mut text,
        );
    }
    text
}
