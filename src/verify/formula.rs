//! Plain Boolean formulas over numbered atoms: conditions, without anybody's words.

use std::collections::BTreeSet;

/// A formula, kept simple as it is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Formula {
    True,
    False,
    Atom(u32),
    Not(Box<Formula>),
    And(Vec<Formula>),
    Or(Vec<Formula>),
}

/// After this many case splits a formula is handed to the solver.
const MOST_SPLITS: u32 = 4_096;

impl Formula {
    pub(crate) fn not(self) -> Formula {
        match self {
            Formula::True => Formula::False,
            Formula::False => Formula::True,
            Formula::Not(inner) => *inner,
            other => Formula::Not(Box::new(other)),
        }
    }

    pub(crate) fn and(parts: impl IntoIterator<Item = Formula>) -> Formula {
        let mut all = Vec::new();
        for part in parts {
            match part {
                Formula::True => {}
                Formula::False => return Formula::False,
                Formula::And(inner) => all.extend(inner),
                other => all.push(other),
            }
        }
        match all.len() {
            0 => Formula::True,
            1 => all.remove(0),
            _ => Formula::And(all),
        }
    }

    pub(crate) fn or(parts: impl IntoIterator<Item = Formula>) -> Formula {
        Formula::and(parts.into_iter().map(Formula::not)).not_of_and()
    }

    /// `not (a and b)` as `not a or not b`, so that disjunctions stay readable.
    fn not_of_and(self) -> Formula {
        match self {
            Formula::And(parts) => Formula::Or(parts.into_iter().map(Formula::not).collect()),
            other => other.not(),
        }
    }

    pub(crate) fn atoms(&self, into: &mut BTreeSet<u32>) {
        match self {
            Formula::True | Formula::False => {}
            Formula::Atom(atom) => {
                into.insert(*atom);
            }
            Formula::Not(inner) => inner.atoms(into),
            Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|part| part.atoms(into)),
        }
    }

    /// The formula once an atom is known.
    pub(crate) fn given(&self, atom: u32, value: bool) -> Formula {
        match self {
            Formula::Atom(found) if *found == atom => {
                if value {
                    Formula::True
                } else {
                    Formula::False
                }
            }
            Formula::Not(inner) => inner.given(atom, value).not(),
            Formula::And(parts) => Formula::and(parts.iter().map(|part| part.given(atom, value))),
            Formula::Or(parts) => Formula::or(parts.iter().map(|part| part.given(atom, value))),
            other => other.clone(),
        }
    }

    /// With other numbers for its atoms.
    pub(crate) fn renamed(&self, name: &mut impl FnMut(u32) -> u32) -> Formula {
        match self {
            Formula::True => Formula::True,
            Formula::False => Formula::False,
            Formula::Atom(atom) => Formula::Atom(name(*atom)),
            Formula::Not(inner) => Formula::Not(Box::new(inner.renamed(name))),
            Formula::And(parts) => Formula::And(parts.iter().map(|part| part.renamed(name)).collect()),
            Formula::Or(parts) => Formula::Or(parts.iter().map(|part| part.renamed(name)).collect()),
        }
    }

    /// An assignment that makes it true, `Some(None)` if there is none, `None` if it is too large to say here.
    pub(crate) fn solve(&self) -> Option<Option<Vec<(u32, bool)>>> {
        let mut splits = 0;
        let mut chosen = Vec::new();
        solve(self, &mut chosen, &mut splits).map(|found| found.then_some(chosen))
    }
}

fn solve(formula: &Formula, chosen: &mut Vec<(u32, bool)>, splits: &mut u32) -> Option<bool> {
    match formula {
        Formula::True => return Some(true),
        Formula::False => return Some(false),
        _ => {}
    }
    *splits += 1;
    if *splits > MOST_SPLITS {
        return None;
    }
    let atom = first_atom(formula)?;
    // False first: the story then has as few facts about the child as it can.
    for value in [false, true] {
        chosen.push((atom, value));
        if solve(&formula.given(atom, value), chosen, splits)? {
            return Some(true);
        }
        chosen.pop();
    }
    Some(false)
}

fn first_atom(formula: &Formula) -> Option<u32> {
    match formula {
        Formula::True | Formula::False => None,
        Formula::Atom(atom) => Some(*atom),
        Formula::Not(inner) => first_atom(inner),
        Formula::And(parts) | Formula::Or(parts) => parts.iter().find_map(first_atom),
    }
}
