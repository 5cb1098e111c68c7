//! A compiled policy as its JSON document tells it: all the oracle knows of a policy.
//!
//! Written from the page about the documents, not from the types that write them.

use serde::Deserialize;

pub use super::clauses::*;

#[derive(Debug, Clone, Deserialize)]
pub struct Policy {
    pub as_of: Option<String>,
    #[serde(rename = "policy")]
    pub head: Head,
    pub names: Vec<Name>,
    pub tiers: Vec<Tier>,
    pub stages: Vec<Stage>,
    pub moves: Vec<Move>,
    #[serde(default)]
    pub calendars: Vec<Calendar>,
    pub panels: Vec<Group>,
    pub forms: Vec<Group>,
    pub routes: Vec<Route>,
    pub clauses: Vec<Clause>,
    pub background: Vec<Background>,
    pub rulebooks: Vec<Rulebook>,
    pub verdicts: Vec<Found>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Head {
    pub title: String,
    pub publisher: Option<String>,
    pub under: Option<Sourced>,
    pub cites: Vec<Citation>,
    pub scope: Vec<Scope>,
    pub parts: Vec<Part>,
    pub per: Vec<Source>,
    pub readings: Vec<Reading>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Reading {
    pub kind_of_day: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Sourced {
    pub per: Vec<Source>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Citation {
    pub document: String,
    pub per: Vec<Source>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Scope {
    pub to: ScopeOf,
    pub per: Vec<Source>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ScopeOf {
    Who { who: Parties },
    Words,
    If { condition: Condition },
}

#[derive(Debug, Clone, Deserialize)]
pub struct Part {
    pub words: String,
    pub included: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Source {
    pub words: String,
    pub medium: Medium,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Medium {
    Text,
    Table { label: String },
    Flowchart,
    Appendix { label: String },
}

#[derive(Debug, Clone, Deserialize)]
pub struct Name {
    pub name: String,
    pub kind: String,
    pub title: String,
    pub is: Vec<String>,
    pub of: Option<Parties>,
    pub serves: Option<Condition>,
    pub members: Option<Stated>,
    pub speaks_for: Option<Parties>,
    pub stands_in_for: Option<Parties>,
    pub kept_by: Option<Stated>,
    pub email: Option<Address>,
    pub phone: Option<Address>,
    pub may_change: bool,
    pub neutral: bool,
    pub undefined: bool,
    pub until: Option<String>,
    pub replaced_by: Option<String>,
    pub imported: bool,
    pub per: Vec<Source>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Stated {
    Stated { parties: Parties },
    Unstated,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Address {
    Given,
    Personal,
    Unstated,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Tier {
    pub name: String,
    pub posts: Vec<Post>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Post {
    pub of: Parties,
    pub holders: Holders,
    pub advised_by: Option<Parties>,
    pub per: Vec<Source>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Holders {
    Titles { titles: Vec<String> },
    Examples { titles: Vec<String> },
    AtLeast { titles: Vec<String> },
    Nobody,
    Unstated,
}

/// A calendar that says line by line which days and hours count.
#[derive(Debug, Clone, Deserialize)]
pub struct Calendar {
    pub name: String,
    pub openings: Vec<Opening>,
    pub bank_holidays: Option<BankHolidays>,
    pub closures: Vec<Stretch>,
    pub terms: Vec<Stretch>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Opening {
    pub weekdays: Vec<String>,
    pub hours: Option<Hours>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Hours {
    pub opens: String,
    pub closes: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum BankHolidays {
    Closed { nation: Option<String> },
    Open,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Stretch {
    pub first: String,
    pub last: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Stage {
    pub label: String,
    pub rung: u32,
    pub hearing: Hearing,
    pub limits: Vec<StageLimit>,
    pub per: Vec<Source>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct StageLimit {
    pub clause: String,
    pub edge: Edge,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Hearing {
    Between { parties: Parties },
    HeardBy { parties: Parties },
    Unstated,
}

/// A move as the document lists it: only compared with what the clauses come to, never reasoned with.
#[derive(Debug, Clone, Deserialize)]
pub struct Move {
    pub from: End,
    pub to: End,
    pub kind: String,
    pub force: Force,
    pub clause: Option<String>,
    pub route: Option<String>,
}

/// Where a listed move starts or leads.
#[derive(Debug, Clone, Deserialize)]
pub struct End {
    pub kind: String,
    pub stage: Option<String>,
    pub route: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Group {
    pub name: String,
    pub clauses: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Route {
    pub name: String,
    pub condition: Option<Condition>,
    pub standing: Standing,
    pub clauses: Vec<String>,
    pub per: Vec<Source>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    Instead,
    Alongside,
    Afterwards,
    Unstated,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Background {
    pub per: Vec<Source>,
}

// ── who, when, where, if ────────────────────────────────────────────────────────────────────────

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Parties {
    pub join: Join,
    pub parties: Vec<Party>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Join {
    And,
    Or,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Party {
    pub which: Vec<String>,
    pub side: Option<Side>,
    pub noun: Noun,
    pub plural: bool,
    pub of: Option<Box<Party>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    Raising,
    Receiving,
    Lead,
    Disputing,
    Concerned,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Noun {
    They,
    Everyone,
    Agency,
    Named { name: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Condition {
    All { of: Vec<Condition> },
    Any { of: Vec<Condition> },
    Not { condition: Box<Condition> },
    Fact { fact: String },
    Agrees { party: Party },
    Belongs { who: Party, on: bool, what: Party },
    Words { words: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Event {
    Resolved,
    Unresolved,
    NoAnswer,
    OutOfTime,
    Extended,
    Withdrawn,
    Begins { fact: String },
    Ends { fact: String },
    Words { words: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Place {
    Stages { stages: Vec<String> },
    Next,
    AnyLater,
    Any,
}

// ── rules ───────────────────────────────────────────────────────────────────────────────────────

#[derive(Debug, Clone, Deserialize)]
pub struct Rulebook {
    pub name: String,
    pub title: String,
    pub rules: Vec<Rule>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Rule {
    pub name: String,
    pub property: Property,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Property {
    All { properties: Vec<Property> },
    EveryPathEndsInAnAuthority,
    EveryPathEndsWithin { time: Duration },
    EveryPathLeaves { stage: String, within: Duration },
    EveryPathNotifies { who: Parties, before: Mark },
    EveryPathNotifiesWhen { when: Condition, who: Parties, from: Option<String> },
    EveryStageHasALimit,
    EveryStageIsRecorded { after_first: bool },
    EveryStageNotifies { who: Parties, after_first: bool },
    EveryStageMovesOn,
    EveryPanelHasAtLeast { agencies: u32, at_most: Option<u32> },
    EveryPanelHasAtLeastNeutral { agencies: u32, at_most: Option<u32> },
    EveryPanelHasAtLeastPeople { people: u32, at_most: Option<u32> },
    EveryPanelHasAChair,
    EveryPanelHasADecisionRule,
    EveryPanelHasADeadline,
    EveryPanelIncludes { who: Parties },
    EveryPanelExcludes { who: Parties },
    EveryDisputeCanHaveAPanel { at_most: Option<u32> },
    EveryAuthorityMustDecide,
    EveryAuthorityHasAStandIn,
    NoAuthorityIsADisputingAgency { at_most: Option<u32> },
    ARouteLeadsTo { when: Condition, who: Parties },
    NoRouteLeadsToADisputingAgency { when: Condition },
    ThePolicyStatesItsReview,
    ThePolicyStatesItsLearning,
    ThePolicyStatesThePositionMeanwhile,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Mark {
    Stage { stage: String },
    Authority,
}

/// What rungs found: what is compared, never reasoned with.
#[derive(Debug, Clone, Deserialize)]
pub struct Found {
    pub name: String,
    pub verdict: String,
    pub findings: Vec<Finding>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Finding {
    pub help: String,
    pub advice: Vec<String>,
    pub holes: Vec<serde_json::Value>,
}

// ── looking things up ───────────────────────────────────────────────────────────────────────────

impl Head {
    /// As which days the policy reads one of which it does not say so; readings that contradict each other are none.
    pub fn day_read_as(&self) -> Option<&str> {
        let mut kinds = self.readings.iter().map(|reading| reading.kind_of_day.as_str());
        let first = kinds.next()?;
        kinds.all(|kind| kind == first).then_some(first)
    }
}

impl Policy {
    pub fn read(document: &str) -> Result<Policy, serde_json::Error> {
        serde_json::from_str(document)
    }

    pub fn name(&self, name: &str) -> &Name {
        self.names.iter().find(|known| known.name == name).unwrap_or_else(|| panic!("{name} is used and not in the document"))
    }

    pub fn clause(&self, id: &str) -> &Clause {
        self.clauses.iter().find(|clause| clause.id == id).unwrap_or_else(|| panic!("{id} is referred to and not in the document"))
    }

    /// The place of a stage on the ladder.
    pub fn stage(&self, label: &str) -> usize {
        self.stages.iter().position(|stage| stage.label == label).unwrap_or_else(|| panic!("no stage {label} in the document"))
    }

    /// Whether a route can take a case anywhere: one that follows the ladder, or one instead of it that does not say
    /// when, cannot.
    pub fn is_part_of_a_case(&self, route: &str) -> bool {
        self.routes.iter().filter(|known| known.name == route).any(|route| match route.standing {
            Standing::Afterwards => false,
            Standing::Instead => route.condition.is_some(),
            Standing::Alongside | Standing::Unstated => true,
        })
    }

    /// The authorities of the ladder, by name.
    pub fn authorities(&self) -> Vec<&str> {
        self.stages.iter().filter_map(|stage| stage.hearing.authority()).flat_map(Parties::names).collect()
    }

    /// Whether a name is another, or a kind of it.
    pub fn is_kind_of(&self, name: &str, wanted: &str) -> bool {
        let mut seen = Vec::new();
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            if name == wanted {
                return true;
            }
            if !seen.contains(&name) {
                seen.push(name);
                open.extend(self.name(name).is.iter().map(String::as_str));
            }
        }
        false
    }

    /// Whether telling one is telling the other: it is it, or belongs to it.
    pub fn stands_for(&self, name: &str, wanted: &str) -> bool {
        let owners = self.name(name).of.iter().flat_map(Parties::names);
        std::iter::once(name).chain(owners).any(|name| self.is_kind_of(name, wanted))
    }
}

impl Hearing {
    pub fn authority(&self) -> Option<&Parties> {
        if let Hearing::HeardBy { parties } = self { Some(parties) } else { None }
    }
}

impl Parties {
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parties.iter().filter_map(Party::name)
    }
}

impl Party {
    pub fn name(&self) -> Option<&str> {
        if let Noun::Named { name } = &self.noun { Some(name) } else { None }
    }

    pub fn is_any_of(&self, words: &[&str]) -> bool {
        self.which.iter().any(|which| words.contains(&which.as_str()))
    }
}
