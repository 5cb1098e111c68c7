//! Paths for the solver: where facts that are fixed for a case tie many stages together.
//!
//! The case graph is laid out as formulas: one atom for each node and each edge on the path asked for, one for each
//! fixed fact, and one for each thing that is chosen anew at each visit.

use std::collections::{BTreeSet, HashMap};

use crate::model::ClauseId;

use super::cases::{BAD, Edge, End, START};
use super::formula::Formula;
use super::paths::{Outcome, Path, Search, World};
use super::solver::{self, Answer};

/// Rounds of asking the solver again because its answer went round in a circle.
const MOST_ROUNDS: usize = 1_000;

impl Search<'_> {
    pub(super) fn by_solver(&self) -> Outcome {
        let everything = World { so: Vec::new(), open: self.possible.clone() };
        // Taking the shared facts apart only adds paths: none then is none at all.
        if self.collect(std::slice::from_ref(&everything), &|_| true).is_empty() {
            return Outcome::Holds;
        }
        // A breach once found stands, whatever else stays open.
        let ends = self.ask_for_the_end(&|at| self.edge(at).ignored.is_empty());
        if let Asked::Path(path) = ends {
            return Outcome::Broken(vec![path]);
        }
        let kept = |at: usize| self.edge(at).ignored.is_empty();
        let round = if self.circles { self.ask_about_circles(&everything, &kept) } else { Asked::None };
        match (ends, round) {
            (_, Asked::Path(path)) => return Outcome::Broken(vec![path]),
            (Asked::Unknown, _) | (_, Asked::Unknown) => return Outcome::GaveUp,
            _ => {}
        }
        // A circle that only ignored advice opens is told apart on the graph, not here.
        let other_circles = self.circles && self.cases.edges.iter().any(|edge| edge.to != BAD && !edge.ignored.is_empty());
        if other_circles && !matches!(self.ask_about_circles(&everything, &|_| true), Asked::None) {
            return Outcome::GaveUp;
        }
        match self.ask_for_the_end(&|_| true) {
            Asked::None => Outcome::Holds,
            Asked::Unknown => Outcome::GaveUp,
            Asked::Path(path) => self.advice_by_solver(path),
        }
    }

    /// Asks whether a case can go round: come to a stage, and from there over a step back to it again. Every circle
    /// has such a step; the second time round is laid out as a ladder of its own, so that what is chosen anew at each
    /// visit is chosen anew.
    fn ask_about_circles(&self, everything: &World, allowed: &dyn Fn(usize) -> bool) -> Asked {
        const MOST_STEPS_BACK: usize = 64;
        let circle_of = self.circles_of(everything, allowed);
        let inside = |edge: &Edge| edge.to != BAD && circle_of[edge.from as usize] == circle_of[edge.to as usize];
        let back: Vec<usize> = (0..self.cases.edges.len())
            .filter(|at| {
                self.possible[*at]
                    && allowed(*at)
                    && inside(self.edge(*at))
                    && self.rank(self.edge(*at).to) <= self.rank(self.edge(*at).from)
            })
            .collect();
        let mut open = back.len() > MOST_STEPS_BACK;
        let again = self.cases.nodes as u32;
        let goal = 2 * again;
        for step_back in back.into_iter().take(MOST_STEPS_BACK) {
            let (last, first) = (self.edge(step_back).from, self.edge(step_back).to);
            let mut ways: Vec<Way> = self.ways(allowed).into_iter().filter(|way| way.to != BAD).collect();
            let round: Vec<Way> = ways
                .iter()
                .filter(|way| inside(self.edge(way.edge.unwrap_or_default())))
                .map(|way| Way { from: way.from + again, to: way.to + again, ..*way })
                .collect();
            ways.extend(round);
            ways.push(Way { from: first, to: first + again, edge: None });
            ways.push(Way { from: last + again, to: goal, edge: Some(step_back) });
            match self.ask(&ways, goal) {
                Asked::Path(path) => return Asked::Path(Path { end: End::Endless, ..path }),
                Asked::Unknown => open = true,
                Asked::None => {}
            }
        }
        if open { Asked::Unknown } else { Asked::None }
    }

    fn ways(&self, allowed: &dyn Fn(usize) -> bool) -> Vec<Way> {
        (0..self.cases.edges.len())
            .filter(|at| self.possible[*at] && allowed(*at))
            .map(|at| Way { from: self.edge(at).from, to: self.edge(at).to, edge: Some(at) })
            .collect()
    }

    fn ask_for_the_end(&self, allowed: &dyn Fn(usize) -> bool) -> Asked {
        self.ask(&self.ways(allowed), BAD)
    }

    fn advice_by_solver(&self, any: Path) -> Outcome {
        const MOST_ASKED: usize = 200;
        let clauses: BTreeSet<ClauseId> = self.cases.edges.iter().flat_map(|edge| edge.ignored.iter().copied()).collect();
        let irreducible = clauses.len() <= MOST_ASKED;
        let mut kept: BTreeSet<ClauseId> = clauses.clone();
        if irreducible {
            for clause in clauses.iter().rev() {
                let without: BTreeSet<ClauseId> = kept.iter().copied().filter(|known| known != clause).collect();
                match self.ask_for_the_end(&|at| self.edge(at).ignored.iter().all(|ignored| !without.contains(ignored))) {
                    Asked::None => kept = without,
                    Asked::Path(_) => {}
                    Asked::Unknown => return Outcome::GaveUp,
                }
            }
        }
        let first = kept.first().copied();
        let path = match self
            .ask_for_the_end(&|at| self.edge(at).ignored.iter().all(|ignored| Some(*ignored) == first || !kept.contains(ignored)))
        {
            Asked::Path(path) => path,
            _ => any,
        };
        Outcome::Advice { rests_on: kept.into_iter().collect(), irreducible, path }
    }

    /// Asks for a path over these ways to a node. Unsatisfiable iff there is none: every node on it but the start is
    /// entered by a way on it, and every way on it leaves a node on it in a case where its facts are so.
    fn ask(&self, ways: &[Way], goal: u32) -> Asked {
        let facts = self.cases.atoms.len() as u32;
        let node = |node: u32| Formula::Atom(facts + node);
        let nodes: BTreeSet<u32> = ways.iter().flat_map(|way| [way.from, way.to]).chain([goal]).collect();
        let mut next = facts + nodes.last().copied().unwrap_or(goal) + 1;
        let mut formulas = vec![node(goal), self.impossible.clone()];
        let mut entering: HashMap<u32, Vec<Formula>> = HashMap::new();
        let mut local: HashMap<(u32, u32), u32> = HashMap::new();
        let mut taken = Vec::new();
        for way in ways {
            let take = Formula::Atom(next);
            taken.push(next);
            next += 1;
            let all = way.edge.map_or(Formula::True, |edge| self.edge(edge).facts.clone());
            let facts_here = all.renamed(&mut |atom| {
                if self.cases.atoms.is_fixed(atom) {
                    return atom;
                }
                // What is chosen anew at each stage is an atom of its own there.
                *local.entry((way.from, atom)).or_insert_with(|| {
                    next += 1;
                    next - 1
                })
            });
            formulas.push(Formula::or([take.clone().not(), Formula::and([node(way.from), facts_here])]));
            entering.entry(way.to).or_default().push(take);
        }
        for at in nodes.iter().filter(|at| **at != START) {
            formulas.push(Formula::or(std::iter::once(node(*at).not()).chain(entering.remove(at).unwrap_or_default())));
        }
        for _ in 0..MOST_ROUNDS {
            let answer = match solver::satisfiable(&formulas, next as usize) {
                Answer::No => return Asked::None,
                Answer::Unknown => return Asked::Unknown,
                Answer::Yes(answer) => answer,
            };
            match self.read_path(goal, ways, &taken, &answer) {
                Ok(path) => return Asked::Path(path),
                Err(circle) => {
                    // A circle that holds itself up is no path: something must lead into it from outside.
                    let into = ways
                        .iter()
                        .zip(&taken)
                        .filter(|(way, _)| !circle.contains(&way.from) && circle.contains(&way.to))
                        .map(|(_, take)| Formula::Atom(*take));
                    let any = circle.iter().next().map(|first| node(*first).not()).unwrap_or(Formula::True);
                    formulas.push(Formula::or(std::iter::once(any).chain(into)));
                }
            }
        }
        Asked::Unknown
    }

    fn read_path(&self, goal: u32, ways: &[Way], taken: &[u32], answer: &[bool]) -> Result<Path, BTreeSet<u32>> {
        let mut path = Vec::new();
        let mut seen = BTreeSet::new();
        let mut node = goal;
        while node != START {
            if !seen.insert(node) {
                return Err(seen);
            }
            let Some((way, _)) = ways.iter().zip(taken).find(|(way, take)| way.to == node && answer[**take as usize]) else {
                return Err(seen);
            };
            path.extend(way.edge);
            node = way.from;
        }
        path.reverse();
        let so = (0..self.cases.atoms.len() as u32).filter(|atom| self.cases.atoms.is_fixed(*atom) && answer[*atom as usize]).collect();
        let end = path.last().and_then(|at| self.edge(*at).end).unwrap_or(End::Stuck);
        Ok(Path { edges: path, end, so })
    }
}

/// One edge laid out for the solver; without an edge, a change from one layer to the next.
#[derive(Clone, Copy)]
struct Way {
    from: u32,
    to: u32,
    edge: Option<usize>,
}

enum Asked {
    Path(Path),
    None,
    Unknown,
}
