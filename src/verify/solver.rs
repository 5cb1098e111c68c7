//! The solver, and the only file that knows z3.
//!
//! It is asked one kind of question: can these formulas all be true at once? A run that asks nothing starts nothing.

use super::formula::Formula;

/// What the solver says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// They can: which atoms are true.
    Yes(Vec<bool>),
    /// They cannot.
    No,
    /// It reached its limit, or there is no solver in this build.
    Unknown,
}

/// The work one question may take, in the solver's own counted steps: the same on every machine.
#[cfg(feature = "solver")]
const LIMIT: u32 = 5_000_000;

/// Whether all of `formulas` can be true at once, over atoms `0..atoms`; unsatisfiable iff `No`.
#[cfg(feature = "solver")]
pub(crate) fn satisfiable(formulas: &[Formula], atoms: usize) -> Answer {
    use z3::{Params, SatResult, Solver, ast::Bool};

    fn term(formula: &Formula, atoms: &[Bool]) -> Bool {
        match formula {
            Formula::True => Bool::from_bool(true),
            Formula::False => Bool::from_bool(false),
            Formula::Atom(atom) => atoms[*atom as usize].clone(),
            Formula::Not(inner) => term(inner, atoms).not(),
            Formula::And(parts) => Bool::and(&parts.iter().map(|part| term(part, atoms)).collect::<Vec<_>>()),
            Formula::Or(parts) => Bool::or(&parts.iter().map(|part| term(part, atoms)).collect::<Vec<_>>()),
        }
    }

    // A fresh context for each question: what one question leaves behind changes the next one's answer's form.
    z3::with_z3_config(&z3::Config::new(), || {
        let Some(solver) = Solver::new_for_logic("QF_FD") else { return Answer::Unknown };
        let mut limit = Params::new();
        limit.set_u32("rlimit", LIMIT);
        solver.set_params(&limit);
        let names: Vec<Bool> = (0..atoms).map(|at| Bool::new_const(format!("a{at}"))).collect();
        for formula in formulas {
            solver.assert(term(formula, &names));
        }
        match solver.check() {
            SatResult::Unsat => Answer::No,
            SatResult::Unknown => Answer::Unknown,
            SatResult::Sat => match solver.get_model() {
                Some(model) => Answer::Yes(
                    names.iter().map(|name| model.eval(name, true).and_then(|value| value.as_bool()).unwrap_or(false)).collect(),
                ),
                None => Answer::Unknown,
            },
        }
    })
}

/// Without a solver every question it would have answered stays open.
#[cfg(not(feature = "solver"))]
pub(crate) fn satisfiable(_formulas: &[Formula], _atoms: usize) -> Answer {
    Answer::Unknown
}
