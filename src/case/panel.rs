//! Whether a panel of these agencies meets its terms in this case, and whether any does.

use crate::model::{Act, ClauseId, HowMany, NameId, NameKind, Noun, Parties, Party, Side, Stated};

use super::setup::Setup;
use super::state::State;

/// More agencies than this are not combined into every panel they could make.
const MOST_AGENCIES: usize = 16;

impl Setup<'_> {
    /// The terms of a panel that a choice of agencies does not meet: those that must be met.
    pub fn unmet_terms(&self, state: &State, panel: NameId, members: &[NameId]) -> Vec<ClauseId> {
        let group = self.policy.panels.iter().find(|group| group.name == panel);
        let terms = group.map(|group| group.clauses.as_slice()).unwrap_or_default();
        terms.iter().copied().filter(|id| self.is_required_now(state, *id) && !self.meets(*id, members)).collect()
    }

    fn is_required_now(&self, state: &State, id: ClauseId) -> bool {
        let clause = self.policy.clause(id);
        let now = clause.conditions.iter().all(|condition| self.met(state, condition));
        clause.strength.force == crate::model::Force::Required && now
    }

    fn meets(&self, id: ClauseId, members: &[NameId]) -> bool {
        let clause = self.policy.clause(id);
        let includes = |who: &Parties| self.agencies_meant(who).is_none_or(|meant| meant.iter().all(|agency| members.contains(agency)));
        let excludes = |who: &Parties| self.agencies_meant(who).is_none_or(|meant| !meant.iter().any(|agency| members.contains(agency)));
        match &clause.deed.act {
            Act::Have { count, .. } if count.agencies => {
                let (number, wanted) = (members.len(), count.number as usize);
                match count.counting {
                    HowMany::AtLeast => number >= wanted,
                    HowMany::AtMost => number <= wanted,
                    HowMany::Exactly => number == wanted,
                }
            }
            Act::Include(Some(who), _) if clause.negated => excludes(who),
            Act::Include(Some(who), _) => includes(who),
            Act::Exclude(Some(who), _) if clause.negated => includes(who),
            Act::Exclude(Some(who), _) => excludes(who),
            Act::DrawnFrom(from) => {
                let stated: Vec<NameId> = from.names().flat_map(|body| self.members_of(body).unwrap_or_default()).collect();
                let all_known = from.names().all(|body| self.members_of(body).is_some());
                !all_known || members.iter().all(|agency| stated.contains(agency))
            }
            _ => true,
        }
    }

    /// The agencies a term means in this case; `None` if it means none that could be named.
    fn agencies_meant(&self, who: &Parties) -> Option<Vec<NameId>> {
        let mut meant = Vec::new();
        for party in &who.parties {
            meant.extend(self.agencies_of(party)?);
        }
        Some(meant)
    }

    fn agencies_of(&self, party: &Party) -> Option<Vec<NameId>> {
        match (party.side, &party.noun) {
            (Some(Side::Raising), Noun::Agency) => Some(vec![self.disputants.raising]),
            (Some(Side::Receiving), Noun::Agency) => Some(self.disputants.against.clone()),
            (Some(Side::Disputing), Noun::Agency) => Some(self.disputants.all()),
            (None, Noun::Named(name)) if self.policy.named(*name).kind == NameKind::Agency => Some(vec![*name]),
            _ => None,
        }
    }

    /// The agencies a body's members are, if the policy says who they are.
    fn members_of(&self, body: NameId) -> Option<Vec<NameId>> {
        match &self.policy.named(body).members {
            Some(Stated::As(members)) => Some(members.names().collect()),
            _ => None,
        }
    }

    /// Whether some choice of agencies meets the panel's terms; `None` if there are too many to try.
    pub fn some_panel(&self, state: &State, panel: NameId) -> Option<bool> {
        let agencies: Vec<NameId> = self.policy.names().filter(|(_, named)| named.kind == NameKind::Agency).map(|(id, _)| id).collect();
        if agencies.len() > MOST_AGENCIES {
            return None;
        }
        Some((0..1u32 << agencies.len()).any(|chosen| {
            let members: Vec<NameId> =
                agencies.iter().enumerate().filter(|(at, _)| chosen & (1 << at) != 0).map(|(_, agency)| *agency).collect();
            !members.is_empty() && self.unmet_terms(state, panel, &members).is_empty()
        }))
    }
}
