//! Rules in a document: what is required of the ladder, and what it came to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::{Source, Span};
use super::terms::{Condition, Parties, Place};
use super::time::Duration;
use super::words::{Severity, Verdict};

/// A rulebook the policy follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rulebook {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub title: String,
    /// Its rules.
    pub rules: Vec<RulebookRule>,
}

/// One rule of a rulebook, with its value put in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RulebookRule {
    /// Its name.
    pub name: String,
    /// What it requires, in a sentence.
    pub title: String,
    /// How much a breach weighs.
    pub severity: Severity,
    /// Its value, the policy's own where it sets one; null for a rule without one.
    pub value: Option<Value>,
    /// What it requires, exactly.
    pub property: Property,
    /// Where the requirement comes from.
    pub per: Vec<Source>,
    /// Where it stands.
    pub span: Span,
}

/// A value a rule is set to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Value {
    /// The rung of that number.
    Stage {
        /// The label.
        stage: String,
    },
    /// So many agencies.
    Agencies {
        /// How many.
        agencies: u32,
    },
    /// So many people.
    People {
        /// How many.
        people: u32,
    },
    /// A length of time.
    Time {
        /// How long.
        time: Duration,
    },
}

/// What a rule requires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Property {
    /// Several requirements: each of them.
    All {
        /// Which.
        properties: Vec<Property>,
    },
    /// Every path ends in an authority.
    EveryPathEndsInAnAuthority,
    /// Every path ends within some time.
    EveryPathEndsWithin {
        /// How long the whole may take.
        time: Duration,
    },
    /// Every path leaves a stage within some time.
    EveryPathLeaves {
        /// The stage's label or number.
        stage: String,
        /// How long it may take there.
        within: Duration,
    },
    /// Every path notifies somebody before some point.
    EveryPathNotifies {
        /// Who must be told.
        who: Parties,
        /// Before which point.
        before: Mark,
    },
    /// In some cases, somebody has been told by the end of each stage at which the case is so.
    EveryPathNotifiesWhen {
        /// In which cases.
        when: Condition,
        /// Who must be told.
        who: Parties,
        /// The label or number of the first stage at which that is asked for; null for the first of the ladder.
        from: Option<String>,
    },
    /// Every stage has a limit.
    EveryStageHasALimit,
    /// Every stage is recorded.
    EveryStageIsRecorded {
        /// Whether the ladder's first stage is left out.
        after_first: bool,
    },
    /// Every stage notifies somebody.
    EveryStageNotifies {
        /// Who must be told.
        who: Parties,
        /// Whether the ladder's first stage is left out.
        after_first: bool,
    },
    /// Every stage moves on when nobody answers.
    EveryStageMovesOn,
    /// Every panel has at least so many agencies.
    EveryPanelHasAtLeast {
        /// How many.
        agencies: u32,
        /// Only in disputes of at most so many agencies; null: in any.
        #[serde(default)]
        at_most: Option<u32>,
    },
    /// Every panel has at least so many agencies that are not in dispute.
    EveryPanelHasAtLeastNeutral {
        /// How many.
        agencies: u32,
        /// Only in disputes of at most so many agencies; null: in any.
        at_most: Option<u32>,
    },
    /// Every panel has at least so many people.
    EveryPanelHasAtLeastPeople {
        /// How many.
        people: u32,
        /// Only in disputes of at most so many agencies; null: in any.
        at_most: Option<u32>,
    },
    /// Every panel has a chair.
    EveryPanelHasAChair,
    /// Every panel's terms say that it decides, and how.
    EveryPanelHasADecisionRule,
    /// Every panel has a deadline.
    EveryPanelHasADeadline,
    /// Every panel includes somebody.
    EveryPanelIncludes {
        /// Who must sit on it.
        who: Parties,
    },
    /// Every panel excludes somebody.
    EveryPanelExcludes {
        /// Who must not sit on it.
        who: Parties,
    },
    /// Every dispute can have a panel that meets its own terms.
    EveryDisputeCanHaveAPanel {
        /// Only disputes of at most so many agencies; null: any.
        at_most: Option<u32>,
    },
    /// Every authority must decide.
    EveryAuthorityMustDecide,
    /// Every authority has a stand-in.
    EveryAuthorityHasAStandIn,
    /// No authority is a disputing agency.
    NoAuthorityIsADisputingAgency {
        /// Only in disputes of at most so many agencies; null: in any.
        at_most: Option<u32>,
    },
    /// In some cases, a route leads to somebody.
    ARouteLeadsTo {
        /// In which cases.
        when: Condition,
        /// To whom; any of them will do.
        who: Parties,
    },
    /// In some cases, no route leads to a disputing agency.
    NoRouteLeadsToADisputingAgency {
        /// In which cases.
        when: Condition,
    },
    /// The policy states when it is reviewed.
    ThePolicyStatesItsReview,
    /// The policy states who learns from it.
    ThePolicyStatesItsLearning,
    /// The policy states what holds for the child meanwhile.
    ThePolicyStatesThePositionMeanwhile,
}

/// A point before which something must have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Mark {
    /// A stage; on an unnumbered ladder, the one of that number counted from the bottom.
    Stage {
        /// The label or number.
        stage: String,
    },
    /// The first stage heard by an authority.
    Authority,
}

/// What one rule came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleVerdict {
    /// The rule's name.
    pub name: String,
    /// What it requires, in a sentence.
    pub title: String,
    /// How much a breach weighs.
    pub severity: Severity,
    /// The rulebook that requires it; null for the rules every ladder is checked for.
    pub rulebook: Option<String>,
    /// The verdict on the whole policy.
    pub verdict: Verdict,
    /// Whether it fails the policy: an error-level rule that is broken, undetermined or given up.
    pub fails: bool,
    /// What stands behind it; empty where it holds or does not apply.
    pub findings: Vec<VerdictFinding>,
}

/// One thing found about the policy. The case that shows it is in the check document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VerdictFinding {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to write instead, and why it matters.
    pub help: String,
    /// The ids of the clauses that make it so.
    pub clauses: Vec<String>,
    /// The ids of the clauses of advice the verdict rests on.
    pub advice: Vec<String>,
    /// What the policy leaves open that decides it.
    pub holes: Vec<Hole>,
}

/// Something the policy leaves open on which a verdict turns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hole {
    /// What is not stated.
    pub what: String,
    /// A way of stating it that keeps the rule.
    pub keeps: String,
    /// A way of stating it that breaks the rule.
    pub breaks: String,
}

/// An exception: a finding somebody answers for. It changes no verdict; what it accepts fails nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Allowance {
    /// The rule.
    pub rule: String,
    /// At which stages; `null` where it is not for stages.
    #[serde(default)]
    pub at: Option<Place>,
    /// On which clause, by its id, route or declared name; `null` where it is not for one. Where `at` is `null` too, it is for
    /// the whole policy.
    #[serde(default)]
    pub on: Option<String>,
    /// Why.
    pub because: String,
    /// Who answers for it; `null` only in documents of earlier versions of rungs.
    pub by: Option<String>,
    /// The last day of it: `2027-04-01`; `null` where it has no end.
    pub until: Option<String>,
    /// Where the line stands.
    pub span: Span,
}
