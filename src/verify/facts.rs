//! From conditions to formulas: what the world chooses once, and what it chooses anew at each stage.

use std::collections::HashMap;

use crate::model::{Condition, NameId, NameKind, Noun, Party, Policy, Side, in_words};

use super::formula::Formula;

/// Something that is so or not so in a case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Atom {
    /// A declared fact.
    Fact(NameId),
    /// The raising agency is this one.
    RaiserIs(NameId),
    /// The receiving agency is this one.
    ReceiverIs(NameId),
    /// Somebody is somebody, or is on a body: fixed for a case.
    Belongs(String),
    /// Somebody agrees when asked; asked anew each time.
    Agrees(String),
    /// The document's own words, true or not at any time.
    Words(String),
}

/// The atoms of a policy, numbered in the order they are met.
#[derive(Debug, Default)]
pub(crate) struct Atoms {
    list: Vec<Atom>,
    fixed: Vec<bool>,
    by_atom: HashMap<Atom, u32>,
    /// The agencies that nothing asks about as the one that raises it, and as the one it is raised with; nothing where it may
    /// be somebody who is not declared.
    unasked: Option<(Vec<NameId>, Option<Vec<NameId>>)>,
    /// Agencies that are asked about, and that one agency can be of both: a pre-school that `is early-years`.
    alike: Vec<(NameId, NameId)>,
}

impl Atoms {
    pub(crate) fn get(&self, atom: u32) -> &Atom {
        &self.list[atom as usize]
    }

    /// Whether the world chooses it once for the whole case.
    pub(crate) fn is_fixed(&self, atom: u32) -> bool {
        self.fixed[atom as usize]
    }

    /// Whether it says which agency is on a side: where one is so, others are not.
    pub(crate) fn is_about_the_sides(&self, atom: u32) -> bool {
        matches!(self.get(atom), Atom::RaiserIs(_) | Atom::ReceiverIs(_))
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    fn number(&mut self, atom: Atom, fixed: bool) -> u32 {
        if let Some(number) = self.by_atom.get(&atom) {
            return *number;
        }
        let number = self.list.len() as u32;
        self.list.push(atom.clone());
        self.fixed.push(fixed);
        self.by_atom.insert(atom, number);
        number
    }

    /// A condition as a formula.
    pub(crate) fn formula(&mut self, policy: &Policy, condition: &Condition) -> Formula {
        match condition {
            Condition::All(parts) => Formula::and(parts.iter().map(|part| self.formula(policy, part)).collect::<Vec<_>>()),
            Condition::Any(parts) => Formula::or(parts.iter().map(|part| self.formula(policy, part)).collect::<Vec<_>>()),
            Condition::Not(inner) => self.formula(policy, inner).not(),
            Condition::Fact(fact) => Formula::Atom(self.number(Atom::Fact(*fact), !policy.named(*fact).may_change)),
            Condition::Agrees(party) if may_only_withdraw(party) => Formula::True,
            Condition::Agrees(party) => Formula::Atom(self.number(Atom::Agrees(in_words(policy).party(party)), false)),
            Condition::Belongs { who, on, what } => {
                let atom = match (who.side, &who.noun, what.name()) {
                    (Some(Side::Raising), Noun::Agency, Some(agency)) if !on => Atom::RaiserIs(agency),
                    (Some(Side::Receiving), Noun::Agency, Some(agency)) if !on => Atom::ReceiverIs(agency),
                    _ => {
                        let words = in_words(policy);
                        Atom::Belongs(format!("{}{} {}", words.party(who), if *on { " on" } else { "" }, words.party(what)))
                    }
                };
                Formula::Atom(self.number(atom, true))
            }
            Condition::Words(words) => Formula::Atom(self.number(Atom::Words(words.clone()), false)),
        }
    }

    /// What no case can have: two raising agencies, two receiving ones, one agency on both sides.
    pub(crate) fn impossible(&self) -> Formula {
        let mut rules = Vec::new();
        for (at, first) in self.list.iter().enumerate() {
            for (other, second) in self.list.iter().enumerate().skip(at + 1) {
                let clash = match (first, second) {
                    (Atom::RaiserIs(a), Atom::RaiserIs(b)) | (Atom::ReceiverIs(a), Atom::ReceiverIs(b)) => !self.alike.contains(&(*a, *b)),
                    (Atom::RaiserIs(a), Atom::ReceiverIs(b)) | (Atom::ReceiverIs(a), Atom::RaiserIs(b)) => {
                        a == b && !self.alike.contains(&(*a, *b))
                    }
                    _ => false,
                };
                if clash {
                    rules.push(Formula::or([Formula::Atom(at as u32).not(), Formula::Atom(other as u32).not()]));
                }
            }
        }
        let Some((raising, receiving)) = &self.unasked else { return Formula::and(rules) };
        let number = |wanted: Atom| self.by_atom.get(&wanted).map(|atom| Formula::Atom(*atom).not());
        let asked = |side: &dyn Fn(&Atom) -> bool| {
            let atoms = self.list.iter().enumerate().filter(|(_, atom)| side(atom));
            Formula::or(atoms.map(|(at, _)| Formula::Atom(at as u32)).collect::<Vec<_>>())
        };
        let raised_by = || asked(&|atom| matches!(atom, Atom::RaiserIs(_)));
        let raised_with = || asked(&|atom| matches!(atom, Atom::ReceiverIs(_)));
        match raising.as_slice() {
            [] => rules.push(raised_by()),
            // The only other that could raise it is the one it is raised with.
            [only] => rules.extend(number(Atom::ReceiverIs(*only)).map(|another| Formula::or([raised_by(), another]))),
            _ => {}
        }
        let Some(receiving) = receiving else { return Formula::and(rules) };
        match receiving.as_slice() {
            [] => rules.push(raised_with()),
            [only] => rules.extend(number(Atom::RaiserIs(*only)).map(|another| Formula::or([raised_with(), another]))),
            _ => {}
        }
        if raising.len() == 1 && raising == receiving {
            rules.push(Formula::or([raised_by(), raised_with()]));
        }
        Formula::and(rules)
    }

    /// Who can raise a disagreement, and with whom, is known once all conditions have been read: the declared agencies, unless a
    /// party that is none is declared too.
    pub(crate) fn close(&mut self, policy: &Policy) {
        let agencies: Vec<NameId> = policy.names().filter(|(_, named)| named.kind == NameKind::Agency).map(|(agency, _)| agency).collect();
        let parties = policy.names.iter().any(|named| named.kind == NameKind::Party);
        let about = |side: &dyn Fn(&Atom) -> Option<NameId>| self.list.iter().filter_map(side).collect::<Vec<NameId>>();
        let raising = about(&|atom| if let Atom::RaiserIs(agency) = atom { Some(*agency) } else { None });
        let receiving = about(&|atom| if let Atom::ReceiverIs(agency) = atom { Some(*agency) } else { None });
        let unasked = |asked: &[NameId]| {
            let is_asked = |agency: &NameId| asked.iter().any(|kind| policy.is_kind_of(*agency, *kind));
            agencies.iter().copied().filter(|agency| !is_asked(agency)).collect::<Vec<NameId>>()
        };
        let of_both = |a: NameId, b: NameId| {
            let both = agencies.iter().filter(|agency| policy.is_kind_of(**agency, a) && policy.is_kind_of(**agency, b)).count();
            both >= if a == b { 2 } else { 1 }
        };
        self.alike = Vec::new();
        for a in raising.iter().chain(&receiving) {
            for b in raising.iter().chain(&receiving) {
                if of_both(*a, *b) && !self.alike.contains(&(*a, *b)) {
                    self.alike.push((*a, *b));
                }
            }
        }
        // With one agency declared, the other is none that is.
        let receivers = (agencies.len() > 1).then(|| unasked(&receiving));
        self.unasked = (!agencies.is_empty() && !parties).then(|| (unasked(&raising), receivers));
    }
}

/// A `no` from the raising agency itself is withdrawing its concern, not stopping somebody else's.
pub(crate) fn may_only_withdraw(party: &Party) -> bool {
    party.side == Some(Side::Raising) && party.noun == Noun::Agency && party.of.is_none()
}
