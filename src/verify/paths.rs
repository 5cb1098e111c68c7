//! Deciding a question about every path of a case graph.
//!
//! The graph decides where it can: a breach is a path to the bad end, in linear time. Facts that are fixed for a
//! case and used at several stages tie those stages together; up to three of them are tried out one by one,
//! more go to the solver.

use std::collections::{BTreeSet, HashMap};

use petgraph::graph::{DiGraph, NodeIndex};

use crate::model::ClauseId;

use super::cases::{BAD, CaseGraph, Edge, End, START};
use super::formula::Formula;
use super::reach::Reach;
use super::solver::{self, Answer};

/// A way to the bad end: edges in order, and what must be so along it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    /// Places in the case graph's edges.
    pub(crate) edges: Vec<usize>,
    /// How it ends.
    pub(crate) end: End,
    /// Atoms that must be true along it.
    pub(crate) so: Vec<u32>,
    /// One of many, as the solver found it: another version of it finds another.
    pub(super) as_found: bool,
}

/// What the paths of one case graph come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// No path leads to the bad end.
    Holds,
    /// One does only if this advice is ignored; the path ignores the first of it.
    Advice {
        /// Advice that, if all of it is followed, keeps the rule.
        rests_on: Vec<ClauseId>,
        /// None of it can be left out.
        irreducible: bool,
        /// What happens when the first of it is ignored.
        path: Path,
    },
    /// One does with all advice followed; shortest first, one for each last step.
    Broken(Vec<Path>),
    /// Too large to say.
    GaveUp,
}

/// Facts shared by several stages that are tried out one by one; with more, the solver is asked.
const MOST_TRIED: usize = 3;

/// Most stories of one breach.
pub(super) const MOST_PATHS: usize = 40;

/// Decides whether the bad end can be reached.
pub(crate) fn decide(cases: &CaseGraph) -> Outcome {
    let search = Search::new(cases);
    let outcome = if search.shared.len() <= MOST_TRIED { search.by_graph() } else { search.by_solver() };
    // What was left out can only close ways to the bad end: no way is no way all the same.
    let doubtful = cases.cut_short || search.uncertain;
    if doubtful && outcome != Outcome::Holds { Outcome::GaveUp } else { outcome }
}

/// What is told of an outcome: the same cases on every machine and with every version of the solver.
pub(crate) fn told(cases: &CaseGraph, outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Broken(paths) if paths.iter().any(|path| path.as_found) => Outcome::Broken(Search::new(cases).first_breaches(paths)),
        Outcome::Advice { rests_on, irreducible, path } if path.as_found => {
            let path = Search::new(cases).first_ignoring(&rests_on, path);
            Outcome::Advice { rests_on, irreducible, path }
        }
        other => other,
    }
}

pub(super) struct Search<'c> {
    pub(super) cases: &'c CaseGraph,
    pub(super) impossible: Formula,
    /// Edges by the node they leave, in the order they were laid out.
    pub(super) from: Vec<u32>,
    pub(super) order: Vec<u32>,
    /// Whether an edge can be taken in some case.
    pub(super) possible: Vec<bool>,
    pub(super) shared: Vec<u32>,
    pub(super) uncertain: bool,
}

impl<'c> Search<'c> {
    pub(super) fn new(cases: &'c CaseGraph) -> Self {
        let mut order: Vec<u32> = (0..cases.edges.len() as u32).collect();
        order.sort_by_key(|at| cases.edges[*at as usize].from);
        let mut from = vec![0u32; cases.nodes + 1];
        for edge in &cases.edges {
            from[edge.from as usize + 1] += 1;
        }
        for node in 0..cases.nodes {
            from[node + 1] += from[node];
        }
        let mut search =
            Search { cases, impossible: cases.atoms.impossible(), from, order, possible: Vec::new(), shared: Vec::new(), uncertain: false };
        search.shared = search.shared_atoms();
        search.possible = cases
            .edges
            .iter()
            .map(|edge| search.can_be(&edge.facts))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|can| can.unwrap_or(true))
            .collect();
        search.uncertain = cases.edges.iter().any(|edge| search.can_be(&edge.facts).is_none());
        search
    }

    /// Fixed facts that matter at more than one stage.
    fn shared_atoms(&self) -> Vec<u32> {
        let mut users: HashMap<u32, BTreeSet<u32>> = HashMap::new();
        let mut fixed_of = |atom: u32, node: u32| {
            users.entry(atom).or_default().insert(node);
        };
        for edge in &self.cases.edges {
            let mut atoms = BTreeSet::new();
            edge.facts.atoms(&mut atoms);
            atoms.into_iter().filter(|atom| self.cases.atoms.is_fixed(*atom)).for_each(|atom| fixed_of(atom, edge.from));
        }
        // Atoms that exclude each other share a fate: the raising agency is one agency.
        let mut tied = BTreeSet::new();
        self.impossible.atoms(&mut tied);
        let tied_users: BTreeSet<u32> = tied.iter().filter_map(|atom| users.get(atom)).flatten().copied().collect();
        let mut shared: Vec<u32> = users
            .into_iter()
            .filter(|(atom, nodes)| nodes.len() > 1 || (tied.contains(atom) && tied_users.len() > 1))
            .map(|(atom, _)| atom)
            .collect();
        shared.sort_unstable();
        shared
    }

    fn can_be(&self, facts: &Formula) -> Option<bool> {
        if *facts == Formula::True {
            return Some(true);
        }
        let whole = Formula::and([facts.clone(), self.impossible.clone()]);
        match whole.solve() {
            Some(found) => Some(found.is_some()),
            None => match solver::satisfiable(&[whole], self.cases.atoms.len()) {
                Answer::Yes(_) => Some(true),
                Answer::No => Some(false),
                Answer::Unknown => None,
            },
        }
    }

    pub(super) fn leaving(&self, node: u32) -> impl Iterator<Item = usize> {
        self.order[self.from[node as usize] as usize..self.from[node as usize + 1] as usize].iter().map(|at| *at as usize)
    }

    pub(super) fn edge(&self, at: usize) -> &'c Edge {
        &self.cases.edges[at]
    }

    // ── on the graph ────────────────────────────────────────────────────────────────────────────

    fn by_graph(&self) -> Outcome {
        let worlds: Vec<World> = self.worlds().collect();
        let kept = |edge: usize| self.edge(edge).ignored.is_empty();
        let broken = self.collect(&worlds, &kept);
        if !broken.is_empty() {
            return Outcome::Broken(broken);
        }
        if self.collect(&worlds, &|_| true).is_empty() {
            return Outcome::Holds;
        }
        let rests_on = self.rests_on(&worlds);
        match self.ignoring_the_first(&worlds, &rests_on) {
            Some(path) => Outcome::Advice { rests_on, irreducible: true, path },
            None => Outcome::GaveUp,
        }
    }

    /// A path on which the first of this advice is ignored; if it can be, nothing else is.
    pub(super) fn ignoring_the_first(&self, worlds: &[World], rests_on: &[ClauseId]) -> Option<Path> {
        let first = rests_on.first();
        let only_first = |edge: usize| self.edge(edge).ignored.iter().all(|clause| Some(clause) == first);
        let first_and_idle = |edge: usize| self.edge(edge).ignored.iter().all(|clause| Some(clause) == first || !rests_on.contains(clause));
        self.collect(worlds, &only_first).into_iter().next().or_else(|| self.collect(worlds, &first_and_idle).into_iter().next())
    }

    /// Every way the shared facts can be; only for few of them.
    pub(super) fn worlds(&self) -> impl Iterator<Item = World> {
        let so = |bits: u32| self.shared.iter().enumerate().map(|(at, atom)| (*atom, bits & (1 << at) != 0)).collect();
        (0..1u32 << self.shared.len()).filter_map(move |bits| self.world(so(bits)))
    }

    /// One way the shared facts can be, with the edges it leaves open; `None` if no case is so.
    pub(super) fn world(&self, so: Vec<(u32, bool)>) -> Option<World> {
        let given = |formula: &Formula| so.iter().fold(formula.clone(), |formula, (atom, value)| formula.given(*atom, *value));
        if so.is_empty() {
            return Some(World { so, open: self.possible.clone() });
        }
        if matches!(given(&self.impossible), Formula::False) {
            return None;
        }
        let open = self
            .cases
            .edges
            .iter()
            .enumerate()
            .map(|(at, edge)| self.possible[at] && (edge.facts == Formula::True || self.can_be(&given(&edge.facts)).unwrap_or(true)))
            .collect();
        Some(World { so, open })
    }

    /// Paths to the bad end over the edges that are `allowed`, shortest first, one for each last edge.
    pub(super) fn collect(&self, worlds: &[World], allowed: &dyn Fn(usize) -> bool) -> Vec<Path> {
        let mut found: Vec<Path> = Vec::new();
        for world in worlds {
            for path in self.walk(world, allowed) {
                if found.len() < MOST_PATHS && !found.iter().any(|known| known.edges.last() == path.edges.last() && known.end == path.end) {
                    found.push(path);
                }
            }
        }
        found.sort_by_key(|path| path.edges.len());
        found
    }

    fn walk(&self, world: &World, allowed: &dyn Fn(usize) -> bool) -> Vec<Path> {
        let mut came_by: Vec<Option<u32>> = vec![None; self.cases.nodes];
        let mut seen = vec![false; self.cases.nodes];
        let mut queue = std::collections::VecDeque::from([START]);
        let mut ends = Vec::new();
        seen[START as usize] = true;
        while let Some(node) = queue.pop_front() {
            for at in self.leaving(node) {
                if !world.open[at] || !allowed(at) {
                    continue;
                }
                let to = self.edge(at).to;
                if to == BAD {
                    ends.push(at);
                } else if !seen[to as usize] {
                    seen[to as usize] = true;
                    came_by[to as usize] = Some(at as u32);
                    queue.push_back(to);
                }
            }
        }
        let mut paths: Vec<Path> =
            ends.into_iter().take(MOST_PATHS).map(|at| self.path(world, &came_by, at, self.edge(at).end.unwrap_or(End::Stuck))).collect();
        if self.cases.circles {
            paths.extend(self.round_and_round(world, allowed, &seen).into_iter().map(|at| self.path(world, &came_by, at, End::Endless)));
        }
        paths
    }

    fn path(&self, world: &World, came_by: &[Option<u32>], last: usize, end: End) -> Path {
        let mut edges = vec![last];
        let mut node = self.edge(last).from;
        while let Some(at) = came_by[node as usize] {
            edges.push(at as usize);
            node = self.edge(at as usize).from;
        }
        edges.reverse();
        let mut so: BTreeSet<u32> = world.so.iter().filter(|(_, value)| *value).map(|(atom, _)| *atom).collect();
        let mut used = BTreeSet::new();
        for at in &edges {
            let facts = world.so.iter().fold(self.edge(*at).facts.clone(), |facts, (atom, value)| facts.given(*atom, *value));
            self.edge(*at).facts.atoms(&mut used);
            if let Some(Some(chosen)) = facts.solve() {
                so.extend(chosen.into_iter().filter(|(_, value)| *value).map(|(atom, _)| atom));
            }
        }
        so.retain(|atom| used.contains(atom));
        Path { edges, end, so: so.into_iter().collect(), as_found: false }
    }

    /// One step back of every circle a case can come into, in the order of the ladder.
    pub(super) fn round_and_round(&self, world: &World, allowed: &dyn Fn(usize) -> bool, seen: &[bool]) -> Vec<usize> {
        let usable = |at: usize, edge: &Edge| world.open[at] && allowed(at) && edge.to != BAD && seen[edge.from as usize];
        let steps_back =
            || self.cases.edges.iter().enumerate().filter(|(at, edge)| usable(*at, edge) && self.rank(edge.to) <= self.rank(edge.from));
        // A ladder whose every move leads up has no circle.
        if steps_back().next().is_none() {
            return Vec::new();
        }
        let circle_of = self.circles_of(world, &|at| usable(at, self.edge(at)));
        let mut known = BTreeSet::new();
        steps_back()
            .filter(|(_, edge)| circle_of[edge.from as usize] == circle_of[edge.to as usize] && known.insert(circle_of[edge.from as usize]))
            .map(|(at, _)| at)
            .collect()
    }

    /// For each node the number of the circle it lies on; nodes on none have a number of their own.
    pub(super) fn circles_of(&self, world: &World, allowed: &dyn Fn(usize) -> bool) -> Vec<u32> {
        let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(self.cases.nodes, self.cases.edges.len());
        (0..self.cases.nodes).for_each(|_| {
            graph.add_node(());
        });
        for (_, edge) in self.cases.edges.iter().enumerate().filter(|(at, _)| world.open[*at] && allowed(*at)) {
            graph.add_edge(NodeIndex::new(edge.from as usize), NodeIndex::new(edge.to as usize), ());
        }
        let mut circle_of = vec![u32::MAX; self.cases.nodes];
        for (number, circle) in petgraph::algo::kosaraju_scc(&graph).into_iter().enumerate() {
            circle.iter().for_each(|node| circle_of[node.index()] = number as u32);
        }
        circle_of
    }

    /// Where on the ladder a node lies, so that a step back is seen at once.
    pub(super) fn rank(&self, node: u32) -> (u32, bool) {
        let stages = (self.cases.nodes as u32 - 3) / 3;
        match node {
            START => (0, false),
            BAD => (u32::MAX, false),
            visit if visit < 2 + stages => (visit - 1, true),
            lane => ((lane - 2 - stages) % stages.max(1) + 1, false),
        }
    }

    /// The advice a guarantee rests on: from the last clause to the first, each is let go unless letting it go
    /// too opens a way to the bad end. What remains cannot be made smaller.
    fn rests_on(&self, worlds: &[World]) -> Vec<ClauseId> {
        let all = vec![true; self.cases.nodes];
        if self.cases.circles && worlds.iter().any(|world| !self.round_and_round(world, &|_| true, &all).is_empty()) {
            return self.rests_on_with_circles(worlds);
        }
        let mut reach: Vec<Reach> = worlds.iter().map(|world| Reach::new(self, world)).collect();
        let clauses: BTreeSet<ClauseId> = self.cases.edges.iter().flat_map(|edge| edge.ignored.iter().copied()).collect();
        let mut needed = Vec::new();
        for clause in clauses.into_iter().rev() {
            // Each world is asked, not only those up to the first refusal: all of them have to be put back alike.
            let spared = reach.iter_mut().filter_map(|reach| (!reach.can_let_go(clause)).then_some(())).count() == 0;
            if !spared {
                reach.iter_mut().for_each(Reach::take_back);
                needed.push(clause);
            }
        }
        needed.reverse();
        needed
    }
}

impl Search<'_> {
    /// The same where letting advice go can open a circle: each clause is asked about from the beginning.
    fn rests_on_with_circles(&self, worlds: &[World]) -> Vec<ClauseId> {
        let mut needed: BTreeSet<ClauseId> = self.cases.edges.iter().flat_map(|edge| edge.ignored.iter().copied()).collect();
        for clause in needed.clone().into_iter().rev() {
            let kept = |edge: usize| self.edge(edge).ignored.iter().all(|ignored| *ignored == clause || !needed.contains(ignored));
            if self.collect(worlds, &kept).is_empty() {
                needed.remove(&clause);
            }
        }
        needed.into_iter().collect()
    }
}

/// One way the shared facts can be.
pub(super) struct World {
    pub(super) so: Vec<(u32, bool)>,
    pub(super) open: Vec<bool>,
}

/// Which stages can be visited if conditions are met one step at a time, and whether that is exact: it is when no
/// fixed fact ties two stages together.
pub(crate) fn visits(cases: &CaseGraph) -> (Vec<bool>, bool) {
    let search = Search::new(cases);
    let mut seen = vec![false; cases.nodes];
    let mut open = vec![START];
    seen[START as usize] = true;
    while let Some(node) = open.pop() {
        for at in search.leaving(node) {
            let to = search.edge(at).to;
            if search.possible[at] && to != BAD && !std::mem::replace(&mut seen[to as usize], true) {
                open.push(to);
            }
        }
    }
    let mut reached = vec![false; (cases.nodes - 3) / 3];
    for (node, seen) in seen.iter().enumerate() {
        if let Some(stage) = cases.stage_of(node as u32) {
            reached[stage.index()] |= seen;
        }
    }
    (reached, search.shared.is_empty() && !search.uncertain)
}
