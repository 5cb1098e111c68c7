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

/// Rounds of asking the solver again because its answer went round in a circle.
const MOST_ROUNDS: usize = 1_000;

/// Most stories of one breach.
const MOST_PATHS: usize = 40;

/// Decides whether the bad end can be reached; `circles` says whether going round for ever is bad too.
pub(crate) fn decide(cases: &CaseGraph, circles: bool) -> Outcome {
    let search = Search::new(cases, circles);
    let outcome = if search.shared.len() <= MOST_TRIED { search.by_graph() } else { search.by_solver() };
    // What was left out can only close ways to the bad end: no way is no way all the same.
    let doubtful = cases.cut_short || search.uncertain;
    if doubtful && outcome != Outcome::Holds { Outcome::GaveUp } else { outcome }
}

struct Search<'c> {
    cases: &'c CaseGraph,
    circles: bool,
    impossible: Formula,
    /// Edges by the node they leave, in the order they were laid out.
    from: Vec<u32>,
    order: Vec<u32>,
    /// Whether an edge can be taken in some case.
    possible: Vec<bool>,
    shared: Vec<u32>,
    uncertain: bool,
}

impl<'c> Search<'c> {
    fn new(cases: &'c CaseGraph, circles: bool) -> Self {
        let mut order: Vec<u32> = (0..cases.edges.len() as u32).collect();
        order.sort_by_key(|at| cases.edges[*at as usize].from);
        let mut from = vec![0u32; cases.nodes + 1];
        for edge in &cases.edges {
            from[edge.from as usize + 1] += 1;
        }
        for node in 0..cases.nodes {
            from[node + 1] += from[node];
        }
        let mut search = Search {
            cases,
            circles,
            impossible: cases.atoms.impossible(),
            from,
            order,
            possible: Vec::new(),
            shared: Vec::new(),
            uncertain: false,
        };
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

    fn leaving(&self, node: u32) -> impl Iterator<Item = usize> {
        self.order[self.from[node as usize] as usize..self.from[node as usize + 1] as usize].iter().map(|at| *at as usize)
    }

    fn edge(&self, at: usize) -> &'c Edge {
        &self.cases.edges[at]
    }

    // ── on the graph ────────────────────────────────────────────────────────────────────────────

    fn by_graph(&self) -> Outcome {
        let worlds: Vec<World> = (0..1u32 << self.shared.len()).filter_map(|bits| self.world(bits)).collect();
        let kept = |edge: usize| self.edge(edge).ignored.is_empty();
        let broken = self.collect(&worlds, &kept);
        if !broken.is_empty() {
            return Outcome::Broken(broken);
        }
        if self.collect(&worlds, &|_| true).is_empty() {
            return Outcome::Holds;
        }
        let rests_on = self.rests_on(&worlds);
        let first = rests_on.first().copied();
        let only_first = |edge: usize| self.edge(edge).ignored.iter().all(|clause| Some(*clause) == first);
        let first_and_idle =
            |edge: usize| self.edge(edge).ignored.iter().all(|clause| Some(*clause) == first || !rests_on.contains(clause));
        let path =
            self.collect(&worlds, &only_first).into_iter().next().or_else(|| self.collect(&worlds, &first_and_idle).into_iter().next());
        match path {
            Some(path) => Outcome::Advice { rests_on, irreducible: true, path },
            None => Outcome::GaveUp,
        }
    }

    /// One way the shared facts can be, with the edges it leaves open; `None` if no case is so.
    fn world(&self, bits: u32) -> Option<World> {
        let so: Vec<(u32, bool)> = self.shared.iter().enumerate().map(|(at, atom)| (*atom, bits & (1 << at) != 0)).collect();
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
    fn collect(&self, worlds: &[World], allowed: &dyn Fn(usize) -> bool) -> Vec<Path> {
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
        if self.circles {
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
        Path { edges, end, so: so.into_iter().collect() }
    }

    /// One step back of every circle a case can come into, in the order of the ladder.
    fn round_and_round(&self, world: &World, allowed: &dyn Fn(usize) -> bool, seen: &[bool]) -> Vec<usize> {
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
    fn circles_of(&self, world: &World, allowed: &dyn Fn(usize) -> bool) -> Vec<u32> {
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
    fn rank(&self, node: u32) -> (u32, bool) {
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

    // ── with the solver ─────────────────────────────────────────────────────────────────────────

    fn by_solver(&self) -> Outcome {
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

/// One way the shared facts can be.
struct World {
    so: Vec<(u32, bool)>,
    open: Vec<bool>,
}

enum Asked {
    Path(Path),
    None,
    Unknown,
}

/// What can be reached, kept up to date as advice is let go: each edge is opened once, so the whole is linear.
struct Reach {
    needs: Vec<u32>,
    users: HashMap<ClauseId, Vec<u32>>,
    ends: Vec<(u32, u32)>,
    onward: Vec<Vec<u32>>,
    reached: Vec<bool>,
    undo: Vec<Undo>,
}

enum Undo {
    Needs(u32),
    Edge(u32),
    Reached(u32),
}

impl Reach {
    fn new(search: &Search<'_>, world: &World) -> Self {
        let nodes = search.cases.nodes;
        let mut reach = Reach {
            needs: Vec::new(),
            users: HashMap::new(),
            ends: Vec::new(),
            onward: vec![Vec::new(); nodes],
            reached: vec![false; nodes],
            undo: Vec::new(),
        };
        reach.reached[START as usize] = true;
        for (at, edge) in search.cases.edges.iter().enumerate() {
            if !world.open[at] {
                continue;
            }
            let number = reach.ends.len() as u32;
            reach.ends.push((edge.from, edge.to));
            reach.needs.push(edge.ignored.len() as u32);
            for clause in &edge.ignored {
                reach.users.entry(*clause).or_default().push(number);
            }
        }
        for number in 0..reach.ends.len() {
            if reach.needs[number] == 0 {
                reach.open(number as u32);
            }
        }
        reach.undo.clear();
        reach
    }

    /// Lets a clause go; whether the bad end is still out of reach.
    fn can_let_go(&mut self, clause: ClauseId) -> bool {
        self.undo.clear();
        let users = self.users.get(&clause).cloned().unwrap_or_default();
        for number in users {
            self.needs[number as usize] -= 1;
            self.undo.push(Undo::Needs(number));
            if self.needs[number as usize] == 0 {
                self.open(number);
                if self.reached[BAD as usize] {
                    return false;
                }
            }
        }
        true
    }

    /// Takes back the last clause let go.
    fn take_back(&mut self) {
        while let Some(step) = self.undo.pop() {
            match step {
                Undo::Needs(number) => self.needs[number as usize] += 1,
                Undo::Edge(from) => {
                    self.onward[from as usize].pop();
                }
                Undo::Reached(node) => self.reached[node as usize] = false,
            }
        }
    }

    fn open(&mut self, number: u32) {
        let (from, to) = self.ends[number as usize];
        self.onward[from as usize].push(to);
        self.undo.push(Undo::Edge(from));
        if self.reached[from as usize] && !self.reached[to as usize] {
            let mut open = vec![to];
            while let Some(node) = open.pop() {
                if std::mem::replace(&mut self.reached[node as usize], true) {
                    continue;
                }
                self.undo.push(Undo::Reached(node));
                open.extend(self.onward[node as usize].iter().filter(|next| !self.reached[**next as usize]));
            }
        }
    }
}

/// Which stages can be visited if conditions are met one step at a time, and whether that is exact: it is when no
/// fixed fact ties two stages together.
pub(crate) fn visits(cases: &CaseGraph) -> (Vec<bool>, bool) {
    let search = Search::new(cases, false);
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
