//! Scenarios: a made-up case told line by line, with what is expected of it.

use crate::source::Span;

use super::{Condition, Date, Deed, Event, NameId, Parties, Reading, RouteId, Source, StageId};

/// A scenario with more lines than this is not played.
pub const MOST_LINES: usize = 1_000;

/// A moment as a scenario gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    /// The day.
    pub date: Date,
    /// Hour and minute, if given.
    pub clock: Option<(i8, i8)>,
    /// Where it stands.
    pub span: Span,
}

/// Who disputes: who raises it, and with whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The agency that raises it.
    pub raising: NameId,
    /// The agencies it is raised with.
    pub against: Vec<NameId>,
    /// Where the line stands.
    pub span: Span,
}

/// One made-up case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// What it is about.
    pub title: String,
    /// Where its title stands.
    pub span: Span,
    /// Who disputes.
    pub dispute: Option<Dispute>,
    /// What is so at the start: each holds by itself.
    pub given: Vec<(Condition, Span)>,
    /// How words the document leaves open are read in this case.
    pub readings: Vec<Reading>,
    /// When the disagreement is raised.
    pub starts: Option<Instant>,
    /// What happens and what is expected, in order.
    pub lines: Vec<ScenarioLine>,
}

/// One line of what happens or is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioLine {
    /// What the line says.
    pub says: Says,
    /// Where it stands.
    pub span: Span,
}

/// What a line of a scenario says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// Something happens.
    Happens {
        /// Where the case is then; `None` before it has come to any stage.
        at: Option<StageId>,
        /// What.
        what: Happening,
        /// When, if that matters.
        on: Option<Instant>,
        /// The parts of the document whose clauses are meant; empty: any that fit.
        per: Vec<Source>,
    },
    /// Something is expected, or expected not to be.
    Expects {
        /// `expect not`.
        not: bool,
        /// What.
        what: Expectation,
    },
}

/// What happens at a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// `line-manager agrees`, `line-manager refuses`.
    Answers {
        /// Who is asked.
        who: Parties,
        /// Yes or no.
        agrees: bool,
    },
    /// `managers do not escalate to stage 3`: something asked for is left undone.
    Leaves {
        /// Who would have acted.
        who: Parties,
        /// What.
        deed: Deed,
    },
    /// `chair convenes resolution-panel`: somebody makes use of what the policy offers.
    Does {
        /// Who acts.
        who: Parties,
        /// What.
        deed: Deed,
    },
    /// `managers skip to stage 4`; `None` for `skip to end`, past the last stage.
    SkipsTo {
        /// Who leaves out stages.
        who: Parties,
        /// Where the case comes down.
        to: Option<StageId>,
    },
    /// `route immediate-risk`: the route is taken.
    Takes(RouteId),
    /// `unresolved`, `no answer`, `looked-after begins`.
    Event(Event),
}

/// What is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a scenario has few of these, and a box would stand in every reader's way")]
pub enum Expectation {
    /// `stage 2 due 2026-04-08`; `None` for `due unstated`: no date can be given.
    Due {
        /// The stage that has to end by then.
        stage: StageId,
        /// By when.
        at: Option<Instant>,
    },
    /// `chair notified at stage 3 by email`.
    Told {
        /// Who.
        who: Parties,
        /// At this stage, or (`true`) before it.
        place: Option<(bool, StageId)>,
        /// By which channel.
        by: Option<String>,
    },
    /// `at stage 3`; `None` for `at start`.
    At(Option<StageId>),
    /// `heard by chair`.
    HeardBy(Parties),
    /// `missed notify bscp-team`; nothing named: any duty at all.
    Missed {
        /// Who should have.
        who: Option<Parties>,
        /// What.
        deed: Option<Deed>,
        /// At which stages; none named: at any.
        at: Vec<StageId>,
    },
    /// `overdue`, `overdue at stage 2`: a stage took longer than it may.
    Overdue(Vec<StageId>),
    /// `panel of school, health and police`: such a panel meets its terms.
    Panel {
        /// Which panel; `None` if the policy has only one.
        panel: Option<NameId>,
        /// The agencies that sit on it.
        of: Vec<NameId>,
    },
    /// `no panel`: none meets its terms.
    NoPanel(Option<NameId>),
    /// `the case ends refused`; `None` for just `the case ends`.
    Ends(Option<EndingKind>),
    /// `route immediate-risk`: the route is open.
    Route(RouteId),
}

/// How a case ends. The first four are good ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndingKind {
    /// Settled by the people at a stage.
    Resolved,
    /// Withdrawn by the agency that raised it.
    Withdrawn,
    /// Put to an authority of the ladder.
    Heard,
    /// Taken out of the ladder by a route that puts it to an authority, or back.
    HandedOver,
    /// Somebody who was asked said no.
    Refused,
    /// Only advice or leave led on, and it was not taken.
    Dropped,
    /// Nothing led on.
    Stuck,
    /// A by-pass led past the last stage.
    Unheard,
    /// Taken out of the ladder by a route to nobody who decides.
    Outside,
    /// Closed in words of the document.
    Closed,
}

impl EndingKind {
    /// All of them.
    pub const ALL: [EndingKind; 10] = [
        EndingKind::Resolved,
        EndingKind::Withdrawn,
        EndingKind::Heard,
        EndingKind::HandedOver,
        EndingKind::Refused,
        EndingKind::Dropped,
        EndingKind::Stuck,
        EndingKind::Unheard,
        EndingKind::Outside,
        EndingKind::Closed,
    ];

    /// The word a scenario writes after `the case ends`.
    pub fn word(self) -> &'static str {
        match self {
            EndingKind::Resolved => "resolved",
            EndingKind::Withdrawn => "withdrawn",
            EndingKind::Heard => "heard",
            EndingKind::HandedOver => "handed-over",
            EndingKind::Refused => "refused",
            EndingKind::Dropped => "dropped",
            EndingKind::Stuck => "stuck",
            EndingKind::Unheard => "unheard",
            EndingKind::Outside => "outside",
            EndingKind::Closed => "closed",
        }
    }
}
