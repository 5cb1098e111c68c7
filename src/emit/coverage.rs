//! What scenarios come past, as text.

use std::fmt::Write as _;

use crate::case::{Coverage, Way};
use crate::graph::From;
use crate::model::{ClauseId, Home, Policy, RouteId, StageId, in_words};

use super::wrap::list;

/// What scenarios come past, and what none of them does: stages, ways on, duties, routes.
pub fn text(policy: &Policy, coverage: &Coverage, width: usize) -> String {
    let words = in_words(policy);
    let per = |clause: &crate::model::Clause| if clause.sources.is_empty() { String::new() } else { format!(" ({})", clause.per()) };
    let stage = |stage: &StageId| format!("stage {}, {}", policy.stage(*stage).label, policy.stage(*stage).title);
    let way = |way: &Way| {
        let clause = policy.clause(way.clause);
        let from = match way.from {
            From::Start => "at the start".to_owned(),
            From::Stage(stage) => format!("at {}", policy.stage(stage).name()),
        };
        format!("{from}, {}{}", words.clause(clause), per(clause))
    };
    let duty = |clause: &ClauseId| {
        let clause = policy.clause(*clause);
        let home = match clause.home {
            Home::Stage(stage) => format!("at {}, ", policy.stage(stage).name()),
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
    text
}
