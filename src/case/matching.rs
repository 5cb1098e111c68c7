//! Which clauses a scenario's words are about.

use crate::model::{Act, Clause, ClauseId, Deed, Join, Noun, Parties, Party, Place as Where, Policy, Source, StageId};

use super::setup::Setup;
use super::state::State;

/// A clause a scenario's line is about; for a choice, the option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) clause: ClauseId,
    pub(super) option: Option<usize>,
}

impl Setup<'_> {
    /// The clauses that ask or let somebody do this here: the stage's, those of every stage, those of open routes. Where
    /// parts of the document are named, only those that come from them; where trying is, only those that ask to try.
    pub(super) fn matching(&self, state: &State, stage: Option<StageId>, who: &Parties, deed: &Deed, per: &[Source]) -> Vec<Match> {
        let of_stage = stage.map(|stage| self.policy.stage(stage).clauses.clone()).unwrap_or_default();
        let on_routes = state.routes.iter().flat_map(|route| &self.policy.routes[route.0 as usize].clauses);
        let everywhere = if stage.is_some() { self.policy.throughout.as_slice() } else { &[] };
        let all = of_stage.into_iter().chain(everywhere.iter().copied()).chain(on_routes.copied());
        all.filter(|id| stage.is_none_or(|stage| self.policy.clause(*id).covers(stage)))
            .filter(|id| !self.policy.clause(*id).negated)
            .filter(|id| {
                per.is_empty() || self.policy.clause(*id).sources.iter().any(|source| per.iter().any(|named| named.words == source.words))
            })
            .filter(|id| {
                !deed.attempt || self.policy.clause(*id).deed.attempt || matches!(self.policy.clause(*id).deed.act, Act::Choice { .. })
            })
            .filter_map(|id| self.match_of(id, who, deed))
            .collect()
    }

    fn match_of(&self, id: ClauseId, who: &Parties, deed: &Deed) -> Option<Match> {
        let clause = self.policy.clause(id);
        if !acts(self.policy, clause, who) {
            return None;
        }
        if let Act::Choice { options, .. } = &clause.deed.act {
            let option = options.iter().position(|option| same_act(self.policy, &option.act, &deed.act))?;
            return Some(Match { clause: id, option: Some(option) });
        }
        same_act(self.policy, &clause.deed.act, &deed.act).then_some(Match { clause: id, option: None })
    }
}

/// Whether these could be who a clause means.
fn acts(policy: &Policy, clause: &Clause, who: &Parties) -> bool {
    let Some(actor) = &clause.actor else { return true };
    who.parties.iter().all(|party| actor.parties.iter().any(|known| could_be(policy, known, party)))
}

/// Whether one party may be meant by another: the same name, or a word that stands for several.
pub(super) fn could_be(policy: &Policy, known: &Party, said: &Party) -> bool {
    let side = known.side.is_none() || said.side.is_none() || known.side == said.side;
    let noun = match (&known.noun, &said.noun) {
        (Noun::Named(one), Noun::Named(other)) => policy.is_kind_of(*one, *other) || policy.is_kind_of(*other, *one),
        _ => true,
    };
    side && noun
}

/// Whether a clause's act is the one a scenario names. Where it quotes the clause's words, they count too.
fn same_act(policy: &Policy, act: &Act, said: &Act) -> bool {
    let words = |known: &Option<String>, said: &Option<String>| match (known, said) {
        (_, None) => true,
        (known, Some(said)) => known.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(said)),
    };
    let all = |known: &Parties, said: &Parties| {
        said.parties.iter().all(|party| known.parties.iter().any(|known| names_the_same(policy, known, party)))
    };
    let maybe = |known: &Option<Parties>, said: &Option<Parties>| match (known, said) {
        (Some(known), Some(said)) => all(known, said),
        (_, None) => true,
        (None, Some(_)) => false,
    };
    match (act, said) {
        (Act::Notify(known, about), Act::Notify(said, said_about)) | (Act::Contact(known, about), Act::Contact(said, said_about)) => {
            all(known, said) && words(about, said_about)
        }
        (Act::Refer(about, known), Act::Refer(said_about, said)) => all(known, said) && words(about, said_about),
        (Act::Consult(known, about), Act::Consult(said, said_about)) | (Act::Reply(known, about), Act::Reply(said, said_about)) => {
            maybe(known, said) && words(about, said_about)
        }
        (Act::Request { what, from, words: about }, Act::Request { what: said_what, from: said_from, words: said_about }) => {
            maybe(what, said_what) && maybe(from, said_from) && words(about, said_about)
        }
        (Act::Convene { what, words: about, .. }, Act::Convene { what: said, words: said_about, .. }) => {
            maybe(what, said) && words(about, said_about)
        }
        (Act::Discuss(known), Act::Discuss(said))
        | (Act::Meet(known), Act::Meet(said))
        | (Act::Record(known), Act::Record(said))
        | (Act::Review(known), Act::Review(said))
        | (Act::Decide(known, _), Act::Decide(said, _))
        | (Act::Resolve(known, _), Act::Resolve(said, _))
        | (Act::Agree(known, _), Act::Agree(said, _))
        | (Act::Recommend(known, _), Act::Recommend(said, _)) => words(known, said),
        (Act::Escalate(known), Act::Escalate(said)) | (Act::Skip(known), Act::Skip(said)) => same_place(known, said),
        (Act::Carried(known), Act::Carried(said)) => known.eq_ignore_ascii_case(said),
        (Act::Choice { .. }, _) | (_, Act::Choice { .. }) => false,
        _ => std::mem::discriminant(act) == std::mem::discriminant(said),
    }
}

fn names_the_same(policy: &Policy, known: &Party, said: &Party) -> bool {
    match (&known.noun, &said.noun) {
        (Noun::Named(one), Noun::Named(other)) => policy.is_kind_of(*one, *other),
        (one, other) => one == other && (said.side.is_none() || known.side == said.side),
    }
}

/// `to next stage` and `to any later stage` can be said by naming the stage.
fn same_place(known: &Where, said: &Where) -> bool {
    match (known, said) {
        (Where::Stages(known), Where::Stages(said)) => said.iter().all(|stage| known.contains(stage)),
        (Where::Next | Where::AnyLater | Where::Any, _) => true,
        (known, said) => known == said,
    }
}

/// Those of several joined by `or` who serve this child's case; all of them, if the policy says of none whom they serve.
pub(super) fn serving<'p>(told: &'p Parties, serves: &dyn Fn(&Party) -> bool) -> Vec<&'p Party> {
    let found: Vec<&Party> = told.parties.iter().filter(|party| told.join == Join::And || serves(party)).collect();
    if found.is_empty() { told.parties.iter().collect() } else { found }
}

/// Whether telling these tells `wanted` for certain: of several joined by `or`, those who do not serve this child's case are
/// left out (`serves` says who does), and each of the rest has to do.
pub(super) fn tells(policy: &Policy, told: &Parties, wanted: &Party, serves: &dyn Fn(&Party) -> bool) -> bool {
    let reaches = |party: &Party| match (party.name(), wanted.name()) {
        (Some(name), Some(wanted)) => policy.stands_for(name, wanted),
        (None, None) => party.noun == wanted.noun && (wanted.side.is_none() || party.side == wanted.side),
        _ => false,
    };
    match told.join {
        Join::And => told.parties.iter().any(reaches),
        Join::Or => serving(told, serves).into_iter().all(reaches),
    }
}

impl Setup<'_> {
    /// Whether a clause is about what an expectation names.
    pub(super) fn is_about(&self, clause: ClauseId, who: Option<&Parties>, deed: &Deed) -> bool {
        let found = self.policy.clause(clause);
        let actor = who.is_none_or(|who| acts(self.policy, found, who));
        let act = match &found.deed.act {
            Act::Choice { options, .. } => options.iter().any(|option| same_act(self.policy, &option.act, &deed.act)),
            act => same_act(self.policy, act, &deed.act),
        };
        actor && act
    }
}

impl Setup<'_> {
    /// Whether an officer serves this child's case: those of whom the policy does not say whom they serve do.
    pub(super) fn serves(&self, state: &State, party: &Party) -> bool {
        let serves = party.name().and_then(|name| self.policy.named(name).serves.as_ref());
        serves.is_none_or(|condition| self.met(state, condition))
    }
}
