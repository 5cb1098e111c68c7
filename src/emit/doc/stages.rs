//! Each stage in full, and what holds at every stage.

use crate::graph::{From, Trigger, is_move};
use crate::model::capitalised;
use crate::model::{Act, Clause, ClauseId, Hearing, Home, NameKind, Parties, StageId};

use super::writer::{Writer, sources};
use super::{Block, Part, Text};

/// What links to a stage lead to.
pub(super) fn stage_mark(stage: StageId) -> String {
    format!("stage-{}", stage.index() + 1)
}

/// What a clause of a stage is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Time,
    Doing,
    Telling,
    Recording,
    MovingOn,
}

impl About {
    const ALL: [(About, &'static str); 5] = [
        (About::Time, "Time limit"),
        (About::Doing, "What is done"),
        (About::Telling, "Who is told"),
        (About::Recording, "What is recorded"),
        (About::MovingOn, "How it goes on"),
    ];

    fn of(clause: &Clause) -> Self {
        match &clause.deed.act {
            Act::Limit(_) => About::Time,
            Act::Notify(..) => About::Telling,
            Act::Record(_) => About::Recording,
            act if is_move(act) => About::MovingOn,
            Act::Choice { options, .. } if !options.is_empty() && options.iter().all(|option| is_move(&option.act)) => About::MovingOn,
            _ => About::Doing,
        }
    }
}

impl Writer<'_> {
    /// Every stage in full.
    pub(super) fn stages(&self) -> Part {
        let mut blocks = Vec::new();
        for (id, stage) in self.policy.stages() {
            let words = format!("{}: {}", capitalised(&stage.name()), stage.title);
            blocks.push(Block::Heading { level: 3, id: Some(stage_mark(id)), words });
            let staff = |who: &Parties| who.names().all(|name| self.policy.named(name).kind == NameKind::Tier);
            let between = match &stage.hearing {
                Hearing::Unstated => Text::plain("The policy does not say who deals with this stage."),
                Hearing::HeardBy(_) => self.hearing(stage).and(", and no longer settled between the agencies."),
                Hearing::Between(who) if staff(who) => self.hearing(stage).and(" of the agencies that disagree."),
                Hearing::Between(_) => self.hearing(stage).and("."),
            };
            blocks.push(Block::Paragraph(between.source(&sources(&stage.sources))));
            if stage.unstated {
                blocks.push(Block::gap("The policy names this stage and does not say what happens in it."));
            }
            let clauses = self.clauses_at(id);
            blocks.extend(self.by_topic(4, &clauses));
            blocks.extend(self.gaps_at(id, stage.unstated));
        }
        Part::new("stages", "The stages in full", blocks).on_a_new_page()
    }

    /// What holds at every stage.
    pub(super) fn throughout(&self) -> Part {
        let clauses: Vec<ClauseId> = self.policy.throughout.iter().copied().filter(|id| self.policy.clause(*id).stages.is_none()).collect();
        let mut blocks = self.by_topic(3, &clauses);
        if blocks.is_empty() {
            blocks.push(Block::gap("The policy says nothing that holds at every stage."));
        }
        Part::new("throughout", "What holds at every stage", blocks)
    }

    /// The clauses of a stage: its own, and those elsewhere that name it.
    fn clauses_at(&self, stage: StageId) -> Vec<ClauseId> {
        let own = &self.policy.stage(stage).clauses;
        let named = self.policy.clauses().filter(|(_, clause)| {
            clause.home != Home::Stage(stage)
                && matches!(clause.home, Home::Throughout | Home::Stage(_))
                && clause.stages.as_ref().is_some_and(|stages| stages.contains(&stage))
        });
        own.iter().copied().chain(named.map(|(id, _)| id)).collect()
    }

    /// Clauses under headings that say what they are about.
    fn by_topic(&self, level: u8, clauses: &[ClauseId]) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (about, heading) in About::ALL {
            let of_it: Vec<ClauseId> = clauses.iter().copied().filter(|id| About::of(self.policy.clause(*id)) == about).collect();
            if let Some(list) = self.list(&of_it) {
                blocks.push(Block::heading(level, heading));
                blocks.push(list);
            }
        }
        blocks
    }

    /// The clauses that limit a stage, whether they stand in it or hold everywhere.
    pub(super) fn limits_at(&self, stage: StageId) -> Vec<ClauseId> {
        let starts = |clause: &Clause| {
            clause.limit().is_some_and(|limit| limit.starts && limit.of != crate::model::LimitOf::TheCase)
                && clause.covers(stage)
                && matches!(clause.home, Home::Stage(_) | Home::Throughout)
        };
        let mut found: Vec<ClauseId> = self.policy.clauses().filter(|(_, clause)| starts(clause)).map(|(id, _)| id).collect();
        for id in self.graph.limits_of(stage) {
            if !found.contains(&id) {
                found.push(id);
            }
        }
        found
    }

    /// What the policy leaves unsaid about a stage.
    fn gaps_at(&self, stage: StageId, unstated: bool) -> Vec<Block> {
        let mut gaps = Vec::new();
        if self.limits_at(stage).is_empty() {
            gaps.push("how long this stage may take");
        }
        let here = self.policy.stage(stage);
        let goes_on = self.graph.moves_from(From::Stage(stage)).iter().any(|step| step.trigger != Trigger::Resolved);
        if !goes_on && !here.is_authority() && !unstated {
            gaps.push("what happens when this stage settles nothing");
        }
        if gaps.is_empty() {
            return Vec::new();
        }
        vec![Block::gap(format!("The policy does not say {}.", gaps.join(", or ")))]
    }
}
