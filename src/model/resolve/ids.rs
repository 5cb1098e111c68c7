//! Stable ids of clauses: given by the author, or made from where a clause stands and what it does.
//!
//! Moving a clause within its part or adding another beside it changes no id; only clauses that say the same
//! thing in the same place are told apart by counting.

use std::collections::HashMap;

use super::*;

pub(super) fn give_ids(clauses: &mut [Clause], names: &[Named], stages: &[Stage], routes: &[Route], diagnostics: &mut Vec<Diagnostic>) {
    let mut taken: HashMap<String, Span> = HashMap::new();
    for clause in clauses.iter().filter(|clause| clause.id_given) {
        if let Some(first) = taken.insert(clause.id.clone(), clause.span) {
            diagnostics.push(
                Diagnostic::error("declared-twice", clause.span, format!("two clauses are called `{}`", clause.id))
                    .label("the second")
                    .also(first, "the first")
                    .help("give one of them another name: exceptions and running cases refer to a clause by it"),
            );
        }
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    for clause in clauses.iter_mut().filter(|clause| !clause.id_given) {
        let place = match clause.home {
            Home::Stage(stage) => format!("stage-{}", stages[stage.index()].label),
            Home::Throughout => "throughout".into(),
            Home::Afterwards => "afterwards".into(),
            Home::Upkeep => "upkeep".into(),
            Home::Route(route) => format!("route-{}", routes[route.0 as usize].name),
            Home::Panel(name) | Home::Form(name) => names[name.0 as usize].name.clone(),
        };
        let stem = format!("{place}/{}", deed_id(&clause.deed, names, stages));
        let count = counts.entry(stem.clone()).or_insert(0);
        let mut id = if *count == 0 { stem.clone() } else { format!("{stem}-{}", *count + 1) };
        *count += 1;
        while taken.contains_key(&id) {
            *count += 1;
            id = format!("{stem}-{count}");
        }
        taken.insert(id.clone(), clause.span);
        clause.id = id;
    }
}

fn deed_id(deed: &Deed, names: &[Named], stages: &[Stage]) -> String {
    let who = |parties: &Parties| parties.parties.iter().map(|party| party_id(party, names)).collect::<Vec<_>>().join("-");
    let at = |place: &Place| match place {
        Place::Stages(list) => list.iter().map(|stage| format!("stage-{}", stages[stage.index()].label)).collect::<Vec<_>>().join("-"),
        Place::Next => "next-stage".into(),
        Place::AnyLater => "any-later-stage".into(),
        Place::Any => "any-stage".into(),
    };
    let about = |verb: &str, parties: &Option<Parties>, words: &Option<String>| match (parties, words) {
        (Some(parties), _) => format!("{verb}-{}", who(parties)),
        (None, Some(words)) => format!("{verb}-{}", slug(words)),
        (None, None) => verb.to_owned(),
    };
    match &deed.act {
        Act::Discuss(_) => "discuss".into(),
        Act::Meet(_) => "meet".into(),
        Act::Contact(parties, _) => format!("contact-{}", who(parties)),
        Act::Consult(parties, words) => about("consult", parties, words),
        Act::Notify(parties, _) => format!("notify-{}", who(parties)),
        Act::Record(_) => deed.details.on.map_or_else(|| "record".into(), |on| format!("record-on-{}", names[on.0 as usize].name)),
        Act::Review(_) => "review".into(),
        Act::Reply(parties, _) => about("reply", parties, &None),
        Act::Refer(_, parties) => format!("refer-to-{}", who(parties)),
        Act::Request { words, what, .. } => about("request", what, words),
        Act::Convene { words, what, .. } => about("convene", what, words),
        Act::Escalate(place) => format!("escalate-to-{}", at(place)),
        Act::Skip(place) => format!("skip-{}", at(place)),
        Act::Repeat(_) => "repeat".into(),
        Act::Withdraw => "withdraw".into(),
        Act::Close(_) => "close".into(),
        Act::Decide(..) => "decide".into(),
        Act::Resolve(..) => "resolve".into(),
        Act::Agree(..) => "agree".into(),
        Act::Recommend(..) => "recommend".into(),
        Act::Have { .. } => "size".into(),
        Act::DrawnFrom(_) => "drawn-from".into(),
        Act::ChairedBy(_) => "chaired-by".into(),
        Act::Include(parties, words) => about("include", parties, words),
        Act::Exclude(parties, words) => about("exclude", parties, words),
        Act::Hear(parties, words) => about("hear", parties, words),
        Act::Limit(limit) => match limit.of {
            LimitOf::TheCase => "limit-of-the-case".into(),
            LimitOf::StageOrCase => "limit-of-stage-or-case".into(),
            LimitOf::ThisStage | LimitOf::EveryStage => "limit".into(),
        },
        Act::ResolvedIf(_) => "resolved-if".into(),
        Act::OnlyAfter(parties, _) => format!("only-after-{}", who(parties)),
        Act::Asks(_) => "asks".into(),
        Act::Meanwhile(_) => "meanwhile".into(),
        Act::Choice { .. } => "choice".into(),
        Act::Carried(words) => slug(words),
    }
}

fn party_id(party: &Party, names: &[Named]) -> String {
    let noun = match party.noun {
        Noun::They => "they",
        Noun::Everyone => "everyone",
        Noun::Agency => "agency",
        Noun::Named(name) => &names[name.0 as usize].name,
    };
    let mut id = party.side.map(|side| format!("{}-", side.word())).unwrap_or_default();
    id.push_str(noun);
    id
}

/// The first four words, as a name.
fn slug(words: &str) -> String {
    let cleaned: String = words.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let slug = cleaned.split_whitespace().take(4).collect::<Vec<_>>().join("-");
    if slug.is_empty() { "words".into() } else { slug.chars().take(48).collect() }
}
