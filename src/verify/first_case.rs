//! Which case is told, where the solver found one of many: the first, whichever version of the solver was asked.
//!
//! The first case is that in which the first of the shared facts that can be otherwise is not so, and so on; in that case
//! the graph has the paths, the shortest first.

use std::slice::from_ref;

use crate::model::ClauseId;

use super::cases::End;
use super::encode::{Asked, Layout};
use super::paths::{MOST_PATHS, Path, Search, World};
use super::solver;

impl Search<'_> {
    /// The breaches of what the solver found broken: one for each last step, or circle, each in the first case it happens in.
    pub(super) fn first_breaches(&self, found: Vec<Path>) -> Vec<Path> {
        let kept = |at: usize| self.edge(at).ignored.is_empty();
        let circle_of = self.circles_of(&self.everything(), &kept);
        let circle = |at: usize| circle_of[self.edge(at).from as usize];
        let mut told: Vec<Path> = Vec::new();
        while told.len() < MOST_PATHS {
            let known = |path: &Path, at: usize| {
                path.edges.last().is_some_and(|last| *last == at || (path.end == End::Endless && circle(*last) == circle(at)))
            };
            let new = |at: usize| !told.iter().any(|path| known(path, at));
            let end = || self.first_world(&self.to_the_end(&|at| kept(at) && new(at)));
            let round = || self.round_again(&kept, &new).0.find_map(|circle| self.first_world(&circle));
            let Some(world) = end().or_else(|| if self.cases.circles { round() } else { None }) else { break };
            let mut here = self.collect(from_ref(&world), &kept);
            here.retain(|path| path.edges.last().is_some_and(|last| new(*last)));
            if here.is_empty() {
                break;
            }
            told.extend(here);
        }
        told.truncate(MOST_PATHS);
        told.sort_by_key(|path| path.edges.len());
        if told.is_empty() { found } else { told }
    }

    /// The first case in which the first of this advice is ignored, and as little of the rest as can be.
    pub(super) fn first_ignoring(&self, rests_on: &[ClauseId], found: Path) -> Path {
        let idle = |at: usize| self.edge(at).ignored.iter().all(|clause| Some(clause) == rests_on.first() || !rests_on.contains(clause));
        let first = |allowed: &dyn Fn(usize) -> bool| {
            let world = self.first_world(&self.to_the_end(allowed))?;
            self.ignoring_the_first(from_ref(&world), rests_on).or_else(|| self.collect(from_ref(&world), allowed).into_iter().next())
        };
        first(&idle).or_else(|| first(&|_| true)).unwrap_or(found)
    }

    /// The shared facts of the first case in which there is such a path, if there is any.
    fn first_world(&self, layout: &Layout) -> Option<World> {
        let so = solver::asking(&layout.formulas, layout.atoms, |asking| {
            let Asked::Path(mut path) = self.path_by(asking, layout, &[]) else { return None };
            let mut so = Vec::with_capacity(self.shared.len());
            for atom in self.shared.iter().copied() {
                so.push((atom, false));
                if path.so.contains(&atom) {
                    match self.path_by(asking, layout, &so) {
                        Asked::Path(other) => path = other,
                        Asked::None | Asked::Unknown => so.last_mut()?.1 = true,
                    }
                }
            }
            Some(so)
        });
        self.world(so??)
    }
}
