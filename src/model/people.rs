//! Everybody a clause speaks of.

use super::*;

impl Clause {
    /// Everybody it names: who acts, on whom it turns, whom it is done to, with, via and copied to; of choices, all of them.
    pub fn everybody(&self) -> Vec<&Party> {
        let mut all: Vec<&Party> = self.actor.iter().flat_map(|who| &who.parties).collect();
        self.conditions.iter().for_each(|condition| of_condition(condition, &mut all));
        of_deed(&self.deed, &mut all);
        all
    }
}

fn of_condition<'c>(condition: &'c Condition, all: &mut Vec<&'c Party>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| of_condition(part, all)),
        Condition::Not(inner) => of_condition(inner, all),
        Condition::Agrees(party) => all.push(party),
        Condition::Belongs { who, what, .. } => all.extend([who, what]),
        Condition::Fact(_) | Condition::Words(_) => {}
    }
}

fn of_deed<'c>(deed: &'c Deed, all: &mut Vec<&'c Party>) {
    of_act(&deed.act, all);
    let details = &deed.details;
    details.timing.iter().for_each(|timing| of_timing(timing, all));
    all.extend([&details.with, &details.via, &details.copying].into_iter().flatten().flat_map(|who| &who.parties));
}

fn of_timing<'c>(timing: &'c Timing, all: &mut Vec<&'c Party>) {
    if let Timing::Within(within) = timing
        && let Some(Sooner::If(condition)) = &within.or_sooner
    {
        of_condition(condition, all);
    }
}

fn of_act<'c>(act: &'c Act, all: &mut Vec<&'c Party>) {
    match act {
        Act::Contact(who, _) | Act::Notify(who, _) | Act::Refer(_, who) | Act::DrawnFrom(who) | Act::ChairedBy(who) => {
            all.extend(&who.parties);
        }
        Act::Consult(who, _)
        | Act::Reply(who, _)
        | Act::Include(who, _)
        | Act::Exclude(who, _)
        | Act::Hear(who, _)
        | Act::Have { who, .. }
        | Act::Convene { what: who, .. } => all.extend(who.iter().flat_map(|who| &who.parties)),
        Act::Request { what, from, .. } => all.extend(what.iter().chain(from).flat_map(|who| &who.parties)),
        Act::Limit(Limit { length: LimitLength::Timing(timing), .. }) => of_timing(timing, all),
        Act::ResolvedIf(condition) => of_condition(condition, all),
        Act::OnlyAfter(who, act) => {
            all.extend(&who.parties);
            of_act(act, all);
        }
        Act::Choice { options, .. } => options.iter().for_each(|option| of_deed(option, all)),
        _ => {}
    }
}
