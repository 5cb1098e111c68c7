//! The solver, and the only file that knows z3.
//!
//! It is asked one kind of question: can these formulas all be true at once? A run that asks nothing starts nothing.

#[cfg(any(feature = "cli", feature = "solver"))]
use std::sync::atomic::{AtomicUsize, Ordering};

use super::formula::Formula;

/// What the solver says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "solver"), expect(dead_code, reason = "a build without a solver never answers"))]
pub(crate) enum Answer {
    /// They can: which atoms are true.
    Yes(Vec<bool>),
    /// They cannot.
    No,
    /// It reached its limit, or there is no solver in this build.
    Unknown,
}

/// The work one question may take, in the solver's own counted steps: the same on every machine.
pub(crate) const LIMIT: u32 = 5_000_000;

/// A net under that limit, in milliseconds, for steps that take unheard-of long.
#[cfg(feature = "solver")]
const NET: u32 = 120_000;

/// The library in use and its version. It starts nothing.
#[cfg(all(feature = "cli", feature = "solver"))]
pub(crate) fn in_use() -> String {
    // As it says itself: `Z3 4.8.12.0`, with a name of the build behind it in some.
    let said = z3::full_version();
    let numbers = said.split_whitespace().find(|part| part.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(said);
    format!("libz3 {}", numbers.split('.').take(3).collect::<Vec<_>>().join("."))
}

/// That there is none.
#[cfg(all(feature = "cli", not(feature = "solver")))]
pub(crate) fn in_use() -> String {
    "without a solver".to_owned()
}

/// How often the solver was asked anything since the program began.
#[cfg(feature = "cli")]
pub(crate) fn times_asked() -> usize {
    TIMES_ASKED.load(Ordering::Relaxed)
}

#[cfg(any(feature = "cli", feature = "solver"))]
static TIMES_ASKED: AtomicUsize = AtomicUsize::new(0);

/// How many questions this thread has put to the solver.
#[cfg(test)]
pub(crate) mod asked {
    std::thread_local! {
        pub(crate) static QUESTIONS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }
}

/// Whether all of `formulas` can be true at once, over atoms `0..atoms`; unsatisfiable iff `No`.
pub(crate) fn satisfiable(formulas: &[Formula], atoms: usize) -> Answer {
    asking(formulas, atoms, |asking| asking.can_be(&[])).unwrap_or(Answer::Unknown)
}

/// Questions about the same formulas, one after the other.
#[cfg(feature = "solver")]
pub(crate) struct Asking {
    solver: z3::Solver,
    names: Vec<z3::ast::Bool>,
}

/// Asks one question or several about `formulas` over atoms `0..atoms`; `None` if there is no solver.
#[cfg(feature = "solver")]
pub(crate) fn asking<T: Send + Sync>(formulas: &[Formula], atoms: usize, ask: impl FnOnce(&mut Asking) -> T + Send + Sync) -> Option<T> {
    // A fresh context each time: what is asked in one changes the form of what is answered in it later.
    z3::with_z3_config(&z3::Config::new(), || {
        let solver = z3::Solver::new_for_logic("QF_FD")?;
        let mut limit = z3::Params::new();
        limit.set_u32("rlimit", LIMIT);
        limit.set_u32("timeout", NET);
        solver.set_params(&limit);
        let names = (0..atoms).map(|at| z3::ast::Bool::new_const(format!("a{at}"))).collect();
        let mut asking = Asking { solver, names };
        formulas.iter().for_each(|formula| asking.also(formula));
        Some(ask(&mut asking))
    })
}

#[cfg(feature = "solver")]
impl Asking {
    /// From here on this is to be true as well.
    pub(crate) fn also(&mut self, formula: &Formula) {
        self.solver.assert(term(formula, &self.names));
    }

    /// Whether all of it can be true, with these atoms given.
    pub(crate) fn can_be(&mut self, given: &[(u32, bool)]) -> Answer {
        TIMES_ASKED.fetch_add(1, Ordering::Relaxed);
        #[cfg(test)]
        asked::QUESTIONS.with(|questions| questions.set(questions.get() + 1));
        let name = |atom: u32| &self.names[atom as usize];
        let given: Vec<z3::ast::Bool> =
            given.iter().map(|(atom, value)| if *value { name(*atom).clone() } else { name(*atom).not() }).collect();
        match if given.is_empty() { self.solver.check() } else { self.solver.check_assumptions(&given) } {
            z3::SatResult::Unsat => Answer::No,
            z3::SatResult::Unknown => Answer::Unknown,
            z3::SatResult::Sat => self.solver.get_model().map_or(Answer::Unknown, |model| {
                let so = |name: &z3::ast::Bool| model.eval(name, true).and_then(|value| value.as_bool()).unwrap_or(false);
                Answer::Yes(self.names.iter().map(so).collect())
            }),
        }
    }
}

#[cfg(feature = "solver")]
fn term(formula: &Formula, atoms: &[z3::ast::Bool]) -> z3::ast::Bool {
    use z3::ast::Bool;
    match formula {
        Formula::True => Bool::from_bool(true),
        Formula::False => Bool::from_bool(false),
        Formula::Atom(atom) => atoms[*atom as usize].clone(),
        Formula::Not(inner) => term(inner, atoms).not(),
        Formula::And(parts) => Bool::and(&parts.iter().map(|part| term(part, atoms)).collect::<Vec<_>>()),
        Formula::Or(parts) => Bool::or(&parts.iter().map(|part| term(part, atoms)).collect::<Vec<_>>()),
    }
}

/// Without a solver every question it would have answered stays open.
#[cfg(not(feature = "solver"))]
pub(crate) struct Asking;

#[cfg(not(feature = "solver"))]
impl Asking {
    pub(crate) fn also(&mut self, _formula: &Formula) {}

    pub(crate) fn can_be(&mut self, _given: &[(u32, bool)]) -> Answer {
        Answer::Unknown
    }
}

/// There is none.
#[cfg(not(feature = "solver"))]
pub(crate) fn asking<T>(_formulas: &[Formula], _atoms: usize, _ask: impl FnOnce(&mut Asking) -> T) -> Option<T> {
    None
}

#[cfg(all(test, feature = "solver"))]
mod tests {
    use super::*;

    /// A run that needs no solver never starts one: the published policies are decided on their graphs.
    #[test]
    fn the_published_policies_need_no_solver() {
        for name in ["bromley", "havering", "croydon", "barnsley", "ready-steady-grow", "model"] {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
            let mut project = crate::project::Project::new(&crate::project::DiskFiles, &folder);
            let file = project.load(&folder.join(format!("{name}.rungs"))).expect("it is in the repository");
            let policy = project.resolve(file).policy.expect("it can be read");
            crate::verify::check(&policy, &crate::graph::StageGraph::new(&policy), None);
        }
        assert_eq!(asked::QUESTIONS.with(std::cell::Cell::get), 0);
    }

    #[test]
    fn a_question_is_answered_and_counted() {
        let (a, b) = (Formula::Atom(0), Formula::Atom(1));
        assert_eq!(satisfiable(&[a.clone(), Formula::or([a.clone().not(), b.clone()])], 2), Answer::Yes(vec![true, true]));
        assert_eq!(satisfiable(&[a.clone(), b.clone(), Formula::or([a.not(), b.not()])], 2), Answer::No);
        assert_eq!(asked::QUESTIONS.with(std::cell::Cell::get), 2);
    }
}
