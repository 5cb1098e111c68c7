//! Clauses as the document tells them: who is to do what, when and how.

use serde::Deserialize;

use super::policy::*;

#[derive(Debug, Clone, Deserialize)]
pub struct Clause {
    pub id: String,
    pub home: Home,
    pub stages: Vec<String>,
    /// Whether the clause itself names its stages.
    #[serde(default)]
    pub stages_named: bool,
    pub when: Vec<Event>,
    pub condition: Option<Condition>,
    pub before: Option<Place>,
    pub after: Option<Place>,
    pub actor: Option<Parties>,
    pub strength: Strength,
    pub negated: bool,
    pub attempt: bool,
    pub act: Act,
    pub details: Details,
    pub per: Vec<Source>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Home {
    Stage { stage: String },
    Throughout,
    Afterwards,
    Upkeep,
    Route { route: String },
    Panel { panel: String },
    Form { form: String },
}

#[derive(Debug, Clone, Deserialize)]
pub struct Strength {
    pub force: Force,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Force {
    Required,
    Advised,
    Described,
    Permitted,
}

impl Force {
    pub fn is_advice(self) -> bool {
        matches!(self, Force::Advised | Force::Described)
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Act {
    Discuss,
    Meet,
    Contact { whom: Parties },
    Consult { whom: Option<Parties> },
    Notify { whom: Parties },
    Record { words: Option<String> },
    Review,
    Reply { whom: Option<Parties> },
    Refer { to: Parties },
    Request { words: Option<String>, what: Option<Parties>, from: Option<Parties> },
    Convene { words: Option<String>, what: Option<Parties>, or_similar: bool },
    Escalate { to: Place },
    Skip { place: Place },
    Repeat { times: Option<u32>, until: Option<Event> },
    Withdraw,
    Close { words: String },
    Decide { manner: Option<String> },
    Resolve { manner: Option<String> },
    Agree,
    Recommend,
    Have { who: Option<Parties>, count: Count },
    DrawnFrom { whom: Parties },
    ChairedBy { whom: Parties },
    Include { whom: Option<Parties>, words: Option<String> },
    Exclude { whom: Option<Parties>, words: Option<String> },
    Hear { whom: Option<Parties> },
    Limit { of: LimitOf, edge: Edge, time: Time },
    ResolvedIf { condition: Condition },
    OnlyAfter { whom: Parties, act: Box<Act> },
    Asks { texts: Vec<String> },
    Meanwhile,
    Choice { choose: Choose, options: Vec<Deed>, or_similar: bool },
    Carried { words: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choose {
    OneOf,
    AnyOf,
    InTurn,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Deed {
    pub attempt: bool,
    pub act: Act,
    pub details: Details,
    pub per: Vec<Source>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Count {
    pub number: u32,
    pub counting: String,
    pub agencies: bool,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Details {
    pub timing: Vec<Time>,
    pub means: Vec<Means>,
    pub with: Option<Parties>,
    pub via: Option<Parties>,
    pub on: Option<String>,
    pub using: Option<String>,
    pub copying: Option<Parties>,
    pub without: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Means {
    pub address: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LimitOf {
    ThisStage,
    EveryStage,
    TheCase,
    StageOrCase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edge {
    Starts,
    Ends,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Time {
    Within(Box<Within>),
    Soon { words: String },
    Every { every: Option<Duration> },
    NoLimit,
    Unstated,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Within {
    pub length: Length,
    pub usually: bool,
    pub further: bool,
    pub counted_from: Vec<Moment>,
    pub that_is: Option<Duration>,
    pub or_sooner: Option<Sooner>,
    pub extendable_to: Option<Length>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Length {
    Time(Duration),
    Words { words: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Duration {
    pub number: u32,
    pub unit: String,
    pub kind_of_day: Option<String>,
    pub read_as: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Sooner {
    Unsaid,
    Words { words: String },
    If { condition: Condition },
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Moment {
    StartOf { place: Place },
    EndOf { place: Place },
    Known { word: String },
    Words { words: String },
}

impl Clause {
    pub fn covers(&self, stage: &str) -> bool {
        self.stages.iter().any(|label| label == stage)
    }

    /// Its act, or each option of its choice, with its details and whether it is only an attempt.
    pub fn deeds(&self) -> Vec<(bool, &Act, &Details)> {
        match &self.act {
            Act::Choice { options, .. } => options.iter().map(|option| (option.attempt, &option.act, &option.details)).collect(),
            act => vec![(self.attempt, act, &self.details)],
        }
    }

    pub fn media(&self) -> Vec<&Medium> {
        self.per.iter().map(|source| &source.medium).collect()
    }
}
