//! What can be reached on a case graph as advice is let go, clause by clause.

use std::collections::HashMap;

use crate::model::ClauseId;

use super::cases::{BAD, START};
use super::paths::{Search, World};

/// What can be reached, kept up to date as advice is let go: each edge is opened once, so the whole is linear.
pub(super) struct Reach {
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
    pub(super) fn new(search: &Search<'_>, world: &World) -> Self {
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
    pub(super) fn can_let_go(&mut self, clause: ClauseId) -> bool {
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
    pub(super) fn take_back(&mut self) {
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
