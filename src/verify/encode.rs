//! Paths for the solver: where facts that are fixed for a case tie many stages together.
//!
//! The case graph is laid out as formulas: one atom for each node and each edge on the path asked for, one for each
//! fixed fact, and one for each thing that is chosen anew at each visit.

use std::collections::{BTreeSet, HashMap, VecDeque};

use crate::model::ClauseId;

use super::cases::{BAD, Edge, End, START};
use super::formula::Formula;
use super::paths::{Outcome, Path, Search, World};
use super::solver::{self, Answer, Asking};

/// Rounds of asking the solver again because its answer only held itself up.
const MOST_ROUNDS: usize = 1_000;

impl Search<'_> {
    pub(super) fn by_solver(&self) -> Outcome {
        let everything = self.everything();
        // Taking the shared facts apart only adds paths: none then is none at all.
        if self.collect(std::slice::from_ref(&everything), &|_| true).is_empty() {
            return Outcome::Holds;
        }
        // A breach once found stands, whatever else stays open.
        let kept = |at: usize| self.edge(at).ignored.is_empty();
        let ends = self.ask(&self.to_the_end(&kept));
        if let Asked::Path(path) = ends {
            return Outcome::Broken(vec![path]);
        }
        let round = if self.cases.circles { self.ask_about_circles(&kept) } else { Asked::None };
        match (ends, round) {
            (_, Asked::Path(path)) => return Outcome::Broken(vec![path]),
            (Asked::Unknown, _) | (_, Asked::Unknown) => return Outcome::GaveUp,
            _ => {}
        }
        // A circle that only ignored advice opens is told apart on the graph, not here.
        let other_circles = self.cases.circles && self.cases.edges.iter().any(|edge| edge.to != BAD && !edge.ignored.is_empty());
        if other_circles && !matches!(self.ask_about_circles(&|_| true), Asked::None) {
            return Outcome::GaveUp;
        }
        match self.ask(&self.to_the_end(&|_| true)) {
            Asked::None => Outcome::Holds,
            Asked::Unknown => Outcome::GaveUp,
            Asked::Path(path) => self.advice_by_solver(path),
        }
    }

    /// With every edge that can be taken in some case open.
    pub(super) fn everything(&self) -> World {
        World { so: Vec::new(), open: self.possible.clone() }
    }

    /// Asks whether a case can go round.
    fn ask_about_circles(&self, allowed: &dyn Fn(usize) -> bool) -> Asked {
        let (circles, all) = self.round_again(allowed, &|_| true);
        let mut open = !all;
        for circle in circles {
            match self.ask(&circle) {
                Asked::Path(path) => return Asked::Path(path),
                Asked::Unknown => open = true,
                Asked::None => {}
            }
        }
        if open { Asked::Unknown } else { Asked::None }
    }

    /// The questions whether a case can go round: come to a stage, and from there over a step back to it again; and whether
    /// these are all. Every circle has such a step; the second time round is laid out as a ladder of its own, so that what is
    /// chosen anew at each visit is chosen anew. Only steps back that are `wanted` are asked about.
    pub(super) fn round_again(
        &self,
        allowed: &dyn Fn(usize) -> bool,
        wanted: &dyn Fn(usize) -> bool,
    ) -> (impl Iterator<Item = Layout>, bool) {
        const MOST_STEPS_BACK: usize = 64;
        let circle_of = self.circles_of(&self.everything(), allowed);
        let inside = move |edge: &Edge| edge.to != BAD && circle_of[edge.from as usize] == circle_of[edge.to as usize];
        let steps_back: Vec<usize> = (0..self.cases.edges.len())
            .filter(|at| {
                self.possible[*at]
                    && allowed(*at)
                    && wanted(*at)
                    && inside(self.edge(*at))
                    && self.rank(self.edge(*at).to) <= self.rank(self.edge(*at).from)
            })
            .collect();
        let all = steps_back.len() <= MOST_STEPS_BACK;
        let again = self.cases.nodes as u32;
        let goal = 2 * again;
        let once: Vec<Way> = self.ways(allowed).into_iter().filter(|way| way.to != BAD).collect();
        let layouts = steps_back.into_iter().take(MOST_STEPS_BACK).map(move |step_back| {
            let (last, first) = (self.edge(step_back).from, self.edge(step_back).to);
            let round = once.iter().filter(|way| inside(self.edge(way.edge.unwrap_or_default()))).map(|way| Way {
                from: way.from + again,
                to: way.to + again,
                ..*way
            });
            let mut ways: Vec<Way> = once.iter().copied().chain(round).collect();
            ways.push(Way { from: first, to: first + again, edge: None });
            ways.push(Way { from: last + again, to: goal, edge: Some(step_back) });
            self.lay_out(ways, goal)
        });
        (layouts, all)
    }

    fn ways(&self, allowed: &dyn Fn(usize) -> bool) -> Vec<Way> {
        (0..self.cases.edges.len())
            .filter(|at| self.possible[*at] && allowed(*at))
            .map(|at| Way { from: self.edge(at).from, to: self.edge(at).to, edge: Some(at) })
            .collect()
    }

    /// The question whether the bad end can be come to over these edges.
    pub(super) fn to_the_end(&self, allowed: &dyn Fn(usize) -> bool) -> Layout {
        self.lay_out(self.ways(allowed), BAD)
    }

    fn advice_by_solver(&self, any: Path) -> Outcome {
        const MOST_ASKED: usize = 200;
        let clauses: BTreeSet<ClauseId> = self.cases.edges.iter().flat_map(|edge| edge.ignored.iter().copied()).collect();
        let irreducible = clauses.len() <= MOST_ASKED;
        let mut kept: BTreeSet<ClauseId> = clauses.clone();
        if irreducible {
            for clause in clauses.iter().rev() {
                let without: BTreeSet<ClauseId> = kept.iter().copied().filter(|known| known != clause).collect();
                let followed = |at: usize| self.edge(at).ignored.iter().all(|ignored| !without.contains(ignored));
                match self.ask(&self.to_the_end(&followed)) {
                    Asked::None => kept = without,
                    Asked::Path(_) => {}
                    Asked::Unknown => return Outcome::GaveUp,
                }
            }
        }
        Outcome::Advice { rests_on: kept.into_iter().collect(), irreducible, path: any }
    }

    /// Lays out the question for a path over these ways to a node. Unsatisfiable iff there is none: every node on it but the
    /// start is entered by a way on it, and every way on it leaves a node on it in a case where its facts are so.
    fn lay_out(&self, ways: Vec<Way>, goal: u32) -> Layout {
        let facts = self.cases.atoms.len() as u32;
        let node = |node: u32| self.node(node);
        let nodes: BTreeSet<u32> = ways.iter().flat_map(|way| [way.from, way.to]).chain([goal]).collect();
        let mut next = facts + nodes.last().copied().unwrap_or(goal) + 1;
        let mut formulas = vec![node(goal), self.impossible.clone()];
        let mut entering: HashMap<u32, Vec<Formula>> = HashMap::new();
        let mut local: HashMap<(u32, u32), u32> = HashMap::new();
        let mut taken = Vec::new();
        for way in &ways {
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
        Layout { ways, goal, taken, formulas, atoms: next as usize }
    }

    /// Asks for such a path, in whatever case.
    fn ask(&self, layout: &Layout) -> Asked {
        solver::asking(&layout.formulas, layout.atoms, |asking| self.path_by(asking, layout, &[])).unwrap_or(Asked::Unknown)
    }

    /// Asks for such a path in a case where these facts are so.
    pub(super) fn path_by(&self, asking: &mut Asking, layout: &Layout, given: &[(u32, bool)]) -> Asked {
        for _ in 0..MOST_ROUNDS {
            let answer = match asking.can_be(given) {
                Answer::No => return Asked::None,
                Answer::Unknown => return Asked::Unknown,
                Answer::Yes(answer) => answer,
            };
            match self.read_path(layout, &answer) {
                Ok(path) => return Asked::Path(path),
                Err(held_up) => {
                    // What only holds itself up is no path: something must lead into it from outside.
                    let into = layout.ways.iter().zip(&layout.taken);
                    let into = into.filter(|(way, _)| !held_up.contains(&way.from) && held_up.contains(&way.to));
                    let into = into.map(|(_, take)| Formula::Atom(*take));
                    asking.also(&Formula::or(std::iter::once(self.node(layout.goal).not()).chain(into)));
                }
            }
        }
        Asked::Unknown
    }

    /// The atom that a node is on the path.
    fn node(&self, node: u32) -> Formula {
        Formula::Atom(self.cases.atoms.len() as u32 + node)
    }

    /// A shortest path over the ways that are taken; if there is none, the nodes from which they lead to the goal.
    fn read_path(&self, layout: &Layout, answer: &[bool]) -> Result<Path, BTreeSet<u32>> {
        let mut entering: HashMap<u32, Vec<&Way>> = HashMap::new();
        for (way, take) in layout.ways.iter().zip(&layout.taken) {
            if answer[*take as usize] {
                entering.entry(way.to).or_default().push(way);
            }
        }
        let mut onwards: HashMap<u32, &Way> = HashMap::new();
        let mut seen = BTreeSet::from([layout.goal]);
        let mut queue = VecDeque::from([layout.goal]);
        while let Some(node) = queue.pop_front() {
            for way in entering.get(&node).into_iter().flatten() {
                if seen.insert(way.from) {
                    onwards.insert(way.from, way);
                    queue.push_back(way.from);
                }
            }
        }
        if !seen.contains(&START) {
            return Err(seen);
        }
        let mut path = Vec::new();
        let mut node = START;
        while let Some(way) = onwards.get(&node) {
            path.extend(way.edge);
            node = way.to;
        }
        let so = (0..self.cases.atoms.len() as u32).filter(|atom| self.cases.atoms.is_fixed(*atom) && answer[*atom as usize]).collect();
        let end = path.last().and_then(|at| self.edge(*at).end).unwrap_or(if layout.goal == BAD { End::Stuck } else { End::Endless });
        Ok(Path { edges: path, end, so, as_found: true })
    }
}

/// A question for a path, laid out for the solver.
pub(super) struct Layout {
    ways: Vec<Way>,
    goal: u32,
    /// The atom that a way is on the path, for each of them.
    taken: Vec<u32>,
    pub(super) formulas: Vec<Formula>,
    pub(super) atoms: usize,
}

/// One edge laid out for the solver; without an edge, a change from one layer to the next.
#[derive(Clone, Copy)]
struct Way {
    from: u32,
    to: u32,
    edge: Option<usize>,
}

pub(super) enum Asked {
    Path(Path),
    None,
    Unknown,
}
