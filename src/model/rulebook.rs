//! Rulebooks: what a partnership requires of a ladder, in the language itself.

use crate::diagnostic::Severity;
use crate::source::Span;

use super::{Condition, Duration, Parties, Source};

/// A value a rule is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `stage 4`: the rung of that number.
    Stage(String),
    /// `3 agencies`.
    Agencies(u32),
    /// `5 people`.
    People(u32),
    /// A length of time.
    Time(Duration),
}

impl Value {
    /// What kind of value it is, in words.
    pub fn what(&self) -> &'static str {
        match self {
            Value::Stage(_) => "a stage",
            Value::Agencies(_) => "a number of agencies",
            Value::People(_) => "a number of people",
            Value::Time(_) => "a length of time",
        }
    }

    /// As it is written in the language.
    pub fn words(&self) -> String {
        match self {
            Value::Stage(label) => format!("stage {label}"),
            Value::Agencies(1) => "1 agency".into(),
            Value::Agencies(number) => format!("{number} agencies"),
            Value::People(number) => format!("{number} people"),
            Value::Time(duration) => duration.words(),
        }
    }
}

/// Before which point something must have happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// A stage by its label; on an unnumbered ladder, by its number counted from the bottom.
    Stage(String),
    /// The first stage heard by an authority.
    Authority,
}

/// Who is counted on a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Agencies.
    Agencies,
    /// Agencies that are not in dispute.
    NeutralAgencies,
    /// People.
    People,
}

/// What a panel's terms are to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanelTerm {
    /// Who chairs it.
    Chair,
    /// That it decides, and how.
    DecisionRule,
    /// By when.
    Deadline,
}

/// What a policy is to say about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statement {
    /// When it is reviewed.
    Review,
    /// Who learns from it.
    Learning,
    /// What holds for the child while agencies disagree.
    Meanwhile,
}

/// What a rule requires. Each form is documented in docs/rulebooks.md.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Property {
    /// Several requirements, one a line: each of them.
    All(Vec<Property>),
    /// `every path ends in an authority`.
    EveryPathEndsInAnAuthority,
    /// `every path ends within T`.
    EveryPathEndsWithin {
        /// How long the whole may take.
        time: Duration,
    },
    /// `every path leaves stage N within T`.
    EveryPathLeaves {
        /// The stage's label; on an unnumbered ladder, its number counted from the bottom.
        stage: String,
        /// How long it may take there.
        within: Duration,
    },
    /// `every path notifies WHO before MARK`.
    EveryPathNotifies {
        /// Who must be told.
        who: Parties,
        /// Before what.
        before: Mark,
    },
    /// `when F, every path notifies WHO from stage N`.
    EveryPathNotifiesWhen {
        /// In which cases.
        when: Condition,
        /// Who must have been told by the end of each stage at which it is so.
        who: Parties,
        /// The first stage at which that is asked for; the first of the ladder if none is named.
        from: Option<String>,
    },
    /// `every stage has a limit`.
    EveryStageHasALimit,
    /// `every stage is recorded`.
    EveryStageIsRecorded {
        /// `after the first`: the ladder's first stage is left out.
        after_first: bool,
    },
    /// `every stage notifies WHO`.
    EveryStageNotifies {
        /// Who must be told of each stage.
        who: Parties,
        /// `after the first`: the ladder's first stage is left out.
        after_first: bool,
    },
    /// `every stage moves on when nobody answers`.
    EveryStageMovesOn,
    /// `every panel has at least N agencies`.
    EveryPanelHasAtLeast {
        /// How many.
        number: u32,
        /// Of whom.
        of: Counted,
        /// Only in disputes of at most so many agencies.
        at_most: Option<u32>,
    },
    /// `every panel has a chair`, `a decision rule`, `a deadline`.
    EveryPanelHas(PanelTerm),
    /// `every panel includes WHO`.
    EveryPanelIncludes {
        /// Who must sit on it.
        who: Parties,
    },
    /// `every panel excludes WHO`.
    EveryPanelExcludes {
        /// Who must not sit on it.
        who: Parties,
    },
    /// `every dispute can have a panel`.
    EveryDisputeCanHaveAPanel {
        /// Only disputes of at most so many agencies.
        at_most: Option<u32>,
    },
    /// `every authority must decide`.
    EveryAuthorityMustDecide,
    /// `every authority has a stand-in`.
    EveryAuthorityHasAStandIn,
    /// `no authority is a disputing agency`.
    NoAuthorityIsDisputing {
        /// Only in disputes of at most so many agencies.
        at_most: Option<u32>,
    },
    /// `when F, a route leads to WHO`.
    ARouteLeadsTo {
        /// In which cases.
        when: Condition,
        /// To whom; with `and` or `or` between them, to any.
        who: Parties,
    },
    /// `when F, no route leads to a disputing agency`.
    NoRouteLeadsToADisputingAgency {
        /// In which cases.
        when: Condition,
    },
    /// `the policy states when it is reviewed`, `who learns from it`, `what holds meanwhile`.
    ThePolicyStates(Statement),
}

impl RulebookRule {
    /// Sets the rule's own value; whether it has one of this kind.
    pub(crate) fn set(&mut self, value: &Value) -> bool {
        let fits = self.value.as_ref().is_some_and(|own| std::mem::discriminant(own) == std::mem::discriminant(value));
        if fits && self.property.put(value) {
            self.value = Some(value.clone());
            return true;
        }
        false
    }
}

impl Property {
    /// Puts a value in where the rule refers to its own (`that stage`, `that many`, `that time`); whether there is such a place.
    pub(crate) fn put(&mut self, value: &Value) -> bool {
        use Property as P;
        match (self, value) {
            (P::All(each), _) => each.iter_mut().filter_map(|one| one.put(value).then_some(())).count() > 0,
            (P::EveryPathNotifies { before: Mark::Stage(stage), .. }, Value::Stage(label))
            | (P::EveryPathNotifiesWhen { from: Some(stage), .. }, Value::Stage(label)) => {
                stage.clone_from(label);
                true
            }
            (P::EveryPathEndsWithin { time }, Value::Time(own)) | (P::EveryPathLeaves { within: time, .. }, Value::Time(own)) => {
                *time = own.clone();
                true
            }
            // A limit on disputes is what the value sets, if there is one: the other number then stands in the rule itself.
            (
                P::EveryPanelHasAtLeast { at_most: Some(number), .. }
                | P::EveryDisputeCanHaveAPanel { at_most: Some(number) }
                | P::NoAuthorityIsDisputing { at_most: Some(number) },
                Value::Agencies(own),
            ) => {
                *number = *own;
                true
            }
            (P::EveryPanelHasAtLeast { number, of: Counted::Agencies | Counted::NeutralAgencies, .. }, Value::Agencies(own))
            | (P::EveryPanelHasAtLeast { number, of: Counted::People, .. }, Value::People(own)) => {
                *number = *own;
                true
            }
            _ => false,
        }
    }
}

/// One rule of a rulebook, with its value already put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulebookRule {
    /// Its name.
    pub name: String,
    /// How much a breach weighs.
    pub severity: Severity,
    /// What it requires, in a sentence.
    pub title: String,
    /// Its value, if it has one.
    pub value: Option<Value>,
    /// What it requires, exactly.
    pub property: Property,
    /// Where the requirement comes from.
    pub sources: Vec<Source>,
    /// Where it stands.
    pub span: Span,
}

/// A rulebook the policy follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rulebook {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub title: String,
    /// Its rules, with the policy's own values.
    pub rules: Vec<RulebookRule>,
}
