//! What a clause is in a document: who, how strongly, what, how, by when, on what condition.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::{Source, Span};
use super::terms::{Condition, Event, Parties, Place};
use super::time::{Edge, LimitTime, Timing};
use super::words::{Choose, Force, HowMany, LimitOf, Manner};

/// One clause: when or if something is so, who must do what, how, by when, and where the document says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Clause {
    /// Its id, unique in the document and stable while the clause says the same thing in the same place.
    pub id: String,
    /// Whether the author gave the id (`called …`).
    pub id_given: bool,
    /// Where it stands.
    pub home: Home,
    /// The labels of the stages it speaks about, in the order of the ladder. Empty where it is tied to no stage:
    /// it then holds wherever its home does.
    pub stages: Vec<String>,
    /// Whether it names these stages itself (`at stage 2`); left out where they follow from where it stands.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stages_named: bool,
    /// The moments it waits for, any of which is enough; empty where no moment is stated.
    pub when: Vec<Event>,
    /// What must be so for it to hold; null where it always holds.
    pub condition: Option<Condition>,
    /// It is to be done before this place is entered; null where nothing is said.
    pub before: Option<Place>,
    /// It is to be done after this place; null where nothing is said.
    pub after: Option<Place>,
    /// Who acts; null where the policy names nobody.
    pub actor: Option<Parties>,
    /// How strongly it binds.
    pub strength: Strength,
    /// `not`: what follows is forbidden, or advised against.
    pub negated: bool,
    /// `try to`: a duty to try, never a decision.
    pub attempt: bool,
    /// What is done.
    pub act: Act,
    /// How, with whom, by when.
    pub details: Details,
    /// The whole clause as a sentence, to be shown to people.
    pub sentence: String,
    /// The parts of the policy's document it comes from.
    pub per: Vec<Source>,
    /// Where it stands in the source file.
    pub span: Span,
}

/// Where a clause stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Home {
    /// In a stage.
    Stage {
        /// The stage's label.
        stage: String,
    },
    /// Among the clauses of every stage.
    Throughout,
    /// Among the clauses for after the dispute.
    Afterwards,
    /// Among the clauses about the policy itself.
    Upkeep,
    /// In a route.
    Route {
        /// The route's name.
        route: String,
    },
    /// In a panel.
    Panel {
        /// The panel's name.
        panel: String,
    },
    /// In a form.
    Form {
        /// The form's name.
        form: String,
    },
}

/// How strongly a clause binds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Strength {
    /// What it comes to.
    pub force: Force,
    /// The word as written: `must`, `is expected to`, `to`; empty for an instruction or a description.
    pub word: String,
    /// Weakened by `normally`.
    pub normally: bool,
}

/// What a clause says is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Act {
    /// Talk about it.
    Discuss {
        /// About what, in words.
        words: Option<String>,
    },
    /// Meet.
    Meet {
        /// What for, in words.
        words: Option<String>,
    },
    /// Contact somebody.
    Contact {
        /// Whom.
        whom: Parties,
        /// About what, in words.
        words: Option<String>,
    },
    /// Ask somebody's advice.
    Consult {
        /// Whom; null where only words say it.
        whom: Option<Parties>,
        /// About what, or what is consulted, in words.
        words: Option<String>,
    },
    /// Tell somebody.
    Notify {
        /// Whom.
        whom: Parties,
        /// Of what, in words.
        words: Option<String>,
    },
    /// Write something down.
    Record {
        /// What, in words.
        words: Option<String>,
    },
    /// Look at something again.
    Review {
        /// What, in words.
        words: Option<String>,
    },
    /// Answer.
    Reply {
        /// To whom; null where nothing is said.
        whom: Option<Parties>,
        /// What, in words.
        words: Option<String>,
    },
    /// Refer something to somebody.
    Refer {
        /// What, in words.
        words: Option<String>,
        /// To whom.
        to: Parties,
    },
    /// Ask for something.
    Request {
        /// What, in words; null where it is declared.
        words: Option<String>,
        /// What, where it is declared.
        what: Option<Parties>,
        /// From whom; null where nothing is said.
        from: Option<Parties>,
    },
    /// Bring people together.
    Convene {
        /// Whom, in words; null where it is a declared panel or body.
        words: Option<String>,
        /// Which panel or body; null where only words say it.
        what: Option<Parties>,
        /// `or similar`.
        or_similar: bool,
    },
    /// Take the case up the ladder.
    Escalate {
        /// To which stage.
        to: Place,
    },
    /// Leave out a stage.
    Skip {
        /// Which stage.
        place: Place,
    },
    /// Go through the stage again.
    Repeat(Repetition),
    /// Withdraw the concern.
    Withdraw,
    /// End the case in words of the document.
    Close {
        /// The words.
        words: String,
    },
    /// Decide.
    Decide {
        /// What, in words.
        words: Option<String>,
        /// How; null where nothing is said.
        manner: Option<Manner>,
    },
    /// Settle.
    Resolve {
        /// What, in words.
        words: Option<String>,
        /// How; null where nothing is said.
        manner: Option<Manner>,
    },
    /// Agree on something; this decides nothing for those who do not agree.
    Agree {
        /// On what, in words.
        words: Option<String>,
        /// How; null where nothing is said.
        manner: Option<Manner>,
    },
    /// Recommend; this decides nothing.
    Recommend {
        /// What, in words.
        words: Option<String>,
        /// How; null where nothing is said.
        manner: Option<Manner>,
    },
    /// How large a panel is.
    Have {
        /// Who its members are, in words.
        words: Option<String>,
        /// Who its members are, where they are declared.
        who: Option<Parties>,
        /// How many.
        count: Count,
    },
    /// Where a panel's members come from.
    DrawnFrom {
        /// From whom.
        whom: Parties,
    },
    /// Who chairs.
    ChairedBy {
        /// Who.
        whom: Parties,
    },
    /// Who must sit on a panel, or what a document must contain.
    Include {
        /// Who; null where only words say it.
        whom: Option<Parties>,
        /// What or who, in words.
        words: Option<String>,
    },
    /// Who must not sit on a panel, or what a document must not contain.
    Exclude {
        /// Who; null where only words say it.
        whom: Option<Parties>,
        /// What or who, in words.
        words: Option<String>,
    },
    /// Whom or what a panel hears.
    Hear {
        /// Whom; null where only words say it.
        whom: Option<Parties>,
        /// What, in words.
        words: Option<String>,
    },
    /// How long a stage or the case takes.
    Limit {
        /// What it covers.
        of: LimitOf,
        /// Whether it is by when something starts or by when it ends.
        edge: Edge,
        /// How long.
        time: LimitTime,
    },
    /// Who says it is settled.
    ResolvedIf {
        /// What must be so.
        condition: Condition,
    },
    /// Somebody must have done something first.
    OnlyAfter {
        /// Who.
        whom: Parties,
        /// What.
        act: Box<Act>,
    },
    /// What a form asks.
    Asks {
        /// Its questions.
        texts: Vec<String>,
    },
    /// What holds for the child meanwhile.
    Meanwhile {
        /// In words.
        words: String,
    },
    /// A choice between acts.
    Choice {
        /// How many of them.
        choose: Choose,
        /// The acts.
        options: Vec<Deed>,
        /// `or similar`.
        or_similar: bool,
    },
    /// The document's own words: carried and shown, never reasoned about.
    Carried {
        /// The words.
        words: String,
    },
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deed {
    /// `try to`: a duty to try, never a decision.
    pub attempt: bool,
    /// What is done.
    pub act: Act,
    /// How, with whom, by when.
    pub details: Details,
    /// The parts of the document it comes from; empty where the clause says it for all options.
    pub per: Vec<Source>,
}

/// Going through a stage again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Repetition {
    /// Each time with the next tier of management.
    pub with_next_tier: bool,
    /// At most so many times; null where `until` says when it stops.
    pub times: Option<u32>,
    /// Until this happens; null where `times` says when it stops.
    pub until: Option<Event>,
}

/// How many of what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// How the number is meant.
    pub counting: HowMany,
    /// The number.
    pub number: u32,
    /// Agencies, rather than people.
    pub agencies: bool,
}

/// What goes with an act: how, with whom, by when, where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Details {
    /// By when; empty where nothing is said.
    pub timing: Vec<Timing>,
    /// How; empty where nothing is said.
    pub means: Vec<Means>,
    /// With whom.
    pub with: Option<Parties>,
    /// With what or whom, in words.
    pub with_words: Option<String>,
    /// Through whom.
    pub via: Option<Parties>,
    /// On which file or in which document, by name.
    pub on: Option<String>,
    /// With which form, by name.
    pub using: Option<String>,
    /// Who gets a copy.
    pub copying: Option<Parties>,
    /// What it must not contain.
    pub without: Option<String>,
    /// What it is about.
    pub about: Option<String>,
}

/// How something is said or sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Means {
    /// The ways, any of which will do: `phone`, `email`, `in writing`.
    pub ways: Vec<String>,
    /// An address given with it.
    pub address: Option<String>,
}
