//! What is written down and sent: on whose file, with whose details, and from when a time counts.

use super::policy::*;
use super::says::kept;
use super::verdict::Verdict;

/// Every record that is asked for says on whose file it goes.
pub fn whose_file_unstated(policy: &Policy) -> Verdict {
    let asked = |clause: &&Clause| !clause.negated && clause.strength.force != Force::Permitted && clause.home != Home::Upkeep;
    let records = policy.clauses.iter().filter(asked).flat_map(Clause::deeds).filter(|(_, act, _)| matches!(act, Act::Record { .. }));
    let on: Vec<bool> = records
        .map(|(.., details)| {
            let file = details.on.as_ref().map(|file| policy.name(file));
            file.is_some_and(|file| matches!(file.kept_by, Some(Stated::Stated { .. })))
        })
        .collect();
    if on.is_empty() { Verdict::DoesNotApply } else { kept(on.iter().all(|said| *said)) }
}

/// Every limit says what it is counted from.
pub fn clock_start_unstated(policy: &Policy) -> Verdict {
    let mut said = Vec::new();
    for clause in policy.clauses.iter().filter(|clause| !clause.negated && clause.home != Home::Upkeep) {
        let on_ladder = matches!(clause.home, Home::Stage { .. } | Home::Throughout);
        let first = |label: &String| policy.stage(label) == 0;
        // What a case begins with.
        let begins = on_ladder && !clause.stages.is_empty() && clause.stages.iter().all(first);
        if begins || matches!(clause.act, Act::Limit { of: LimitOf::TheCase, .. }) {
            continue;
        }
        let limit = if let Act::Limit { time, .. } = &clause.act { Some(time) } else { None };
        for time in limit.into_iter().chain(clause.deeds().into_iter().flat_map(|(.., details)| &details.timing)) {
            if let Time::Within(within) = time
                && matches!(within.length, Length::Time(_))
            {
                said.push(!within.counted_from.is_empty() || within.further || !clause.when.is_empty());
            }
        }
    }
    if said.is_empty() { Verdict::DoesNotApply } else { kept(said.iter().all(|said| *said)) }
}

// ── the child's details ─────────────────────────────────────────────────────────────────────────

/// Beginnings of words for the child and the family.
const CHILD: [&str; 5] = ["child", "pupil", "young person", "famil", "parent"];

/// Beginnings of words for whoever it is about.
const ANYBODY: [&str; 5] = ["anybody", "anyone", "person", "identif", "who it is about"];

/// Beginnings of words for what tells them apart.
const DETAILS: [&str; 6] = ["name", "date of birth", "birth date", "address", "number", "details"];

/// Whether some words of a text begin so.
fn says(text: &str, beginnings: &[&str]) -> bool {
    let plain: String = text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let starts = std::iter::once(0).chain(plain.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at + 1));
    starts.into_iter().any(|at| beginnings.iter().any(|beginning| plain[at..].starts_with(beginning)))
}

/// What goes outside says that the child's details stay out, and no form that goes there asks for them.
pub fn child_details_shared(policy: &Policy) -> Verdict {
    let deeds = || policy.clauses.iter().flat_map(|clause| clause.deeds().into_iter().map(move |deed| (clause, deed)));
    let sent: Vec<&Details> = deeds()
        .filter(|(clause, (_, act, details))| !clause.negated && goes_outside(policy, act, details))
        .map(|(_, (_, _, details))| details)
        .collect();
    let said = deeds().any(|(clause, (_, act, details))| keeps_out(clause.negated, act, details));
    let forms: Vec<Vec<&Clause>> = sent.iter().filter_map(|details| details.using.as_ref()).map(|form| of_form(policy, form)).collect();
    let asked = forms.iter().flatten().any(|clause| asks_for_details(clause));
    if sent.is_empty() || (!said && !asked) {
        return Verdict::DoesNotApply;
    }
    let silent = |details: &&&Details| {
        let in_form = details.using.iter().flat_map(|form| of_form(policy, form));
        !stays_out(details) && !in_form.into_iter().any(|clause| keeps_out(clause.negated, &clause.act, &clause.details))
    };
    let unsaid = said && sent.iter().any(|details| silent(&details));
    kept(!asked && !unsaid)
}

fn of_form<'p>(policy: &'p Policy, form: &str) -> Vec<&'p Clause> {
    policy.forms.iter().filter(|known| known.name == form).flat_map(|known| &known.clauses).map(|id| policy.clause(id)).collect()
}

fn goes_outside(policy: &Policy, act: &Act, details: &Details) -> bool {
    let told = if let Act::Notify { whom } = act { Some(whom) } else { None };
    told.into_iter().chain(&details.copying).flat_map(Parties::names).any(|name| {
        let named = policy.name(name);
        let of_a_body = named.of.iter().flat_map(Parties::names).any(|owner| policy.name(owner).kind == "body");
        let outside = named.kind == "body" || (named.kind == "role" && of_a_body);
        outside && named.serves.is_none() && !policy.authorities().contains(&name)
    })
}

fn stays_out(details: &Details) -> bool {
    details.without.as_ref().is_some_and(|words| speaks_of_them(words))
}

fn speaks_of_them(words: &str) -> bool {
    says(words, &CHILD) || says(words, &ANYBODY) || says(words, &DETAILS)
}

fn keeps_out(negated: bool, act: &Act, details: &Details) -> bool {
    let excluded = match act {
        Act::Exclude { words: Some(words), .. } => !negated && speaks_of_them(words),
        Act::Include { words: Some(words), .. } => negated && speaks_of_them(words),
        _ => false,
    };
    excluded || stays_out(details)
}

fn asks_for_details(clause: &Clause) -> bool {
    let names_the_child = |words: &str| says(words, &CHILD) && says(words, &DETAILS);
    match &clause.act {
        Act::Asks { texts } => texts.iter().any(|text| names_the_child(text)),
        Act::Include { words: Some(words), .. } => !clause.negated && names_the_child(words),
        _ => false,
    }
}
