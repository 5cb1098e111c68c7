//! Levels of management and how far a policy reaches: who is where, for whom the policy is, of which nation.

use super::policy::*;
use super::says::{is_over, kept, used};
use super::verdict::Verdict;

/// The levels with posts that some stage is between.
fn levels(policy: &Policy) -> Vec<&Tier> {
    let between = |tier: &&Tier| {
        policy.stages.iter().any(|stage| match &stage.hearing {
            Hearing::Between { parties } => parties.names().any(|name| name == tier.name),
            _ => false,
        })
    };
    policy.tiers.iter().filter(|tier| !tier.posts.is_empty()).filter(between).collect()
}

/// Whether a line of posts is for an agency: by name or kind.
fn is_for(policy: &Policy, post: &Post, agency: &str) -> bool {
    post.of.names().any(|name| policy.is_kind_of(agency, name))
}

fn is_for_all(post: &Post) -> bool {
    post.of.parties.iter().any(|party| party.noun == Noun::Agency)
}

/// Every agency in scope has somebody at every level.
pub fn no_counterpart(policy: &Policy) -> Verdict {
    let levels = levels(policy);
    let agencies = in_scope(policy);
    if levels.is_empty() || agencies.is_empty() {
        return Verdict::DoesNotApply;
    }
    let somebody = |tier: &Tier, agency: &str| {
        let own: Vec<&Post> = tier.posts.iter().filter(|post| is_for(policy, post, agency)).collect();
        let lines = if own.is_empty() { tier.posts.iter().filter(|post| is_for_all(post)).collect() } else { own };
        lines.iter().any(|post| !matches!(post.holders, Holders::Nobody | Holders::Unstated))
    };
    kept(levels.iter().all(|tier| agencies.iter().all(|agency| somebody(tier, agency))))
}

fn is_agency(policy: &Policy, name: &str) -> bool {
    policy.name(name).kind == "agency"
}

/// Everybody the policy says it applies to.
fn applies_to(policy: &Policy) -> Vec<&Party> {
    let who = policy.head.scope.iter().filter_map(|line| if let ScopeOf::Who { who } = &line.to { Some(who) } else { None });
    who.flat_map(|who| &who.parties).collect()
}

/// The agencies the policy says it applies to; none where it names none, or every agency.
fn agencies_applied_to(policy: &Policy) -> Vec<&str> {
    let all = applies_to(policy);
    if all.iter().any(|party| party.name().is_none()) {
        return Vec::new();
    }
    all.into_iter().filter_map(Party::name).filter(|name| is_agency(policy, name)).collect()
}

fn in_scope(policy: &Policy) -> Vec<String> {
    let mut agencies: Vec<String> = agencies_applied_to(policy).into_iter().map(str::to_owned).collect();
    if agencies.is_empty() {
        // An imported one that the policy's own are kinds of stands for those.
        let only_a_kind =
            |name: &str| policy.name(name).imported && policy.names.iter().any(|own| !own.imported && own.is.iter().any(|is| is == name));
        agencies = used(policy).into_iter().filter(|name| is_agency(policy, name) && !only_a_kind(name)).collect();
    }
    agencies.retain(|name| !is_over(policy, name));
    agencies
}

/// A rank as it is seen from below is nobody's title.
const RANKS: [&str; 4] = ["manager", "line manager", "senior manager", "supervisor"];

/// No post of an agency stands at two levels.
pub fn same_post_two_tiers(policy: &Policy) -> Verdict {
    let levels = levels(policy);
    if levels.len() < 2 {
        return Verdict::DoesNotApply;
    }
    let agencies: Vec<&str> = policy.names.iter().filter(|name| name.kind == "agency").map(|name| name.name.as_str()).collect();
    let titles = |post: &Post| -> Vec<String> {
        match &post.holders {
            Holders::Titles { titles } | Holders::Examples { titles } | Holders::AtLeast { titles } => {
                titles.iter().map(|title| title.to_lowercase()).filter(|title| !RANKS.contains(&title.as_str())).collect()
            }
            Holders::Nobody | Holders::Unstated => Vec::new(),
        }
    };
    let for_one = |one: &Post, other: &Post| {
        is_for_all(one) || is_for_all(other) || agencies.iter().any(|agency| is_for(policy, one, agency) && is_for(policy, other, agency))
    };
    let twice = |one: &Post, other: &Post| for_one(one, other) && titles(one).iter().any(|title| titles(other).contains(title));
    let pairs = levels.iter().enumerate().flat_map(|(at, lower)| levels[at + 1..].iter().map(move |upper| (lower, upper)));
    kept(!pairs.into_iter().any(|(lower, upper)| lower.posts.iter().any(|one| upper.posts.iter().any(|other| twice(one, other)))))
}

// ── how many disagree ───────────────────────────────────────────────────────────────────────────

/// Nobody is spoken of as one of two.
pub fn two_parties_assumed(policy: &Policy) -> Verdict {
    let all = applies_to(policy);
    let mut names: Vec<&str> = all.iter().filter_map(|party| party.name()).collect();
    names.sort_unstable();
    names.dedup();
    let for_two = names.len() == 2 && all.iter().all(|party| party.name().is_some_and(|name| is_agency(policy, name)));
    if for_two {
        return Verdict::DoesNotApply;
    }
    let about_a_case = |clause: &&Clause| !matches!(clause.home, Home::Upkeep | Home::Form { .. });
    kept(!policy.clauses.iter().filter(about_a_case).any(|clause| everybody(clause).into_iter().any(is_one_of_two)))
}

fn is_one_of_two(party: &Party) -> bool {
    party.is_any_of(&["both"]) || (party.is_any_of(&["other"]) && !party.plural) || party.of.as_deref().is_some_and(is_one_of_two)
}

/// Everybody a clause speaks of.
fn everybody(clause: &Clause) -> Vec<&Party> {
    let mut all: Vec<&Party> = clause.actor.iter().flat_map(|who| &who.parties).collect();
    clause.condition.iter().for_each(|condition| in_condition(condition, &mut all));
    in_act(&clause.act, &mut all);
    in_details(&clause.details, &mut all);
    all
}

fn in_condition<'c>(condition: &'c Condition, all: &mut Vec<&'c Party>) {
    match condition {
        Condition::All { of } | Condition::Any { of } => of.iter().for_each(|part| in_condition(part, all)),
        Condition::Not { condition } => in_condition(condition, all),
        Condition::Agrees { party } => all.push(party),
        Condition::Belongs { who, what, .. } => all.extend([who, what]),
        Condition::Fact { .. } | Condition::Words { .. } => {}
    }
}

fn in_details<'c>(details: &'c Details, all: &mut Vec<&'c Party>) {
    all.extend([&details.with, &details.via, &details.copying].into_iter().flatten().flat_map(|who| &who.parties));
    for time in &details.timing {
        if let Time::Within(within) = time
            && let Some(Sooner::If { condition }) = &within.or_sooner
        {
            in_condition(condition, all);
        }
    }
}

fn in_act<'c>(act: &'c Act, all: &mut Vec<&'c Party>) {
    let mut add = |who: &'c Parties| all.extend(&who.parties);
    match act {
        Act::Contact { whom } | Act::Notify { whom } | Act::DrawnFrom { whom } | Act::ChairedBy { whom } | Act::Refer { to: whom } => {
            add(whom)
        }
        Act::Consult { whom } | Act::Reply { whom } | Act::Include { whom, .. } | Act::Exclude { whom, .. } | Act::Hear { whom } => {
            whom.iter().for_each(add);
        }
        Act::Have { who, .. } | Act::Convene { what: who, .. } => who.iter().for_each(add),
        Act::Request { what, from, .. } => what.iter().chain(from).for_each(add),
        Act::ResolvedIf { condition } => in_condition(condition, all),
        Act::Limit { time: Time::Within(within), .. } => {
            if let Some(Sooner::If { condition }) = &within.or_sooner {
                in_condition(condition, all);
            }
        }
        Act::OnlyAfter { whom, act } => {
            add(whom);
            in_act(act, all);
        }
        Act::Choice { options, .. } => options.iter().for_each(|option| {
            in_act(&option.act, all);
            in_details(&option.details, all);
        }),
        _ => {}
    }
}

// ── nations ─────────────────────────────────────────────────────────────────────────────────────

const NATIONS: [(&str, [&str; 2]); 4] = [
    ("england", ["england", "english"]),
    ("wales", ["wales", "welsh"]),
    ("scotland", ["scotland", "scottish"]),
    ("northern-ireland", ["northern ireland", "northern irish"]),
];

/// The nations a title names, in words of their own.
fn nations(title: &str) -> Vec<&'static str> {
    let words: Vec<String> = title.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    let says = |name: &str| {
        let name: Vec<&str> = name.split(' ').collect();
        words.windows(name.len()).any(|some| some == name)
    };
    NATIONS.iter().filter(|(_, names)| names.iter().any(|name| says(name))).map(|(nation, _)| *nation).collect()
}

/// Nothing is of another nation, and nobody has a duty to whom the policy does not apply.
pub fn outside_jurisdiction(policy: &Policy) -> Verdict {
    let titles = std::iter::once(policy.head.title.clone())
        .chain(policy.head.publisher.as_ref().map(|name| policy.name(name).title.clone()))
        .chain(policy.rulebooks.iter().map(|book| format!("{} {}", book.name, book.title)));
    let own = titles.map(|title| nations(&title)).find(|nations| !nations.is_empty()).unwrap_or_default();
    let agencies = agencies_applied_to(policy);
    if own.is_empty() && agencies.is_empty() {
        return Verdict::DoesNotApply;
    }
    let elsewhere = |nations: Vec<&str>| !own.is_empty() && !nations.is_empty() && !nations.iter().any(|nation| own.contains(nation));
    let judged = |name: &Name| matches!(name.kind.as_str(), "document" | "body" | "agency" | "role");
    let foreign_name = used(policy).iter().map(|name| policy.name(name)).any(|name| judged(name) && elsewhere(nations(&name.title)));
    let foreign_holidays = super::calendar::chosen(policy).is_some_and(|calendar| match &calendar.bank_holidays {
        Some(BankHolidays::Closed { nation: Some(nation) }) => elsewhere(match nation.as_str() {
            "england-and-wales" => vec!["england", "wales"],
            "scotland" => vec!["scotland"],
            _ => vec!["northern-ireland"],
        }),
        _ => false,
    });
    let another = |name: &str| is_agency(policy, name) && !agencies.iter().any(|agency| policy.is_kind_of(name, agency));
    let of_another = |party: &Party| {
        let owners = party.name().into_iter().flat_map(|name| policy.name(name).of.iter().flat_map(Parties::names));
        let whose = party.of.iter().filter_map(|of| of.name());
        party.name().into_iter().chain(owners).chain(whose).any(another)
    };
    let duty = |clause: &&Clause| clause.strength.force == Force::Required && !agencies.is_empty();
    let foreign_duty = policy.clauses.iter().filter(duty).any(|clause| clause.actor.iter().flat_map(|who| &who.parties).any(of_another));
    kept(!foreign_name && !foreign_holidays && !foreign_duty)
}
