//! A clause: when or if …, who must do what, how, by when, and where the document says so.

use crate::source::Span;

use super::{Duration, NameId, RouteId, StageId, Timing, When};

/// A clause, as an index into [`super::Policy::clauses`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClauseId(pub(crate) u32);

impl ClauseId {
    /// Its place in [`super::Policy::clauses`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where a clause stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Home {
    /// In a stage.
    Stage(StageId),
    /// In `throughout`.
    Throughout,
    /// In `afterwards`.
    Afterwards,
    /// In `upkeep`.
    Upkeep,
    /// In a route.
    Route(RouteId),
    /// In a panel.
    Panel(NameId),
    /// In a form.
    Form(NameId),
}

/// What a strength comes to when guarantees are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Force {
    /// must, shall, will, is to, an instruction.
    Required,
    /// should, is expected to; or required `normally`.
    Advised,
    /// Said without obliging anybody (`the chair facilitates`, a table's cell): weighed as advised.
    Described,
    /// may, can.
    Permitted,
}

impl Force {
    /// The word used in messages and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Force::Required => "required",
            Force::Advised => "advised",
            Force::Described => "described",
            Force::Permitted => "permitted",
        }
    }

    /// Advised or only described: kept if everybody follows advice, and not otherwise.
    pub fn is_advice(self) -> bool {
        matches!(self, Force::Advised | Force::Described)
    }
}

/// How strongly a clause binds, with the word as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strength {
    /// What it comes to.
    pub force: Force,
    /// The word as written: `must`, `is expected to`, `to`; empty for an instruction or a description.
    pub word: String,
    /// Weakened by `normally`.
    pub normally: bool,
}

/// The one side of a dispute a word points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The side that raised the disagreement.
    Raising,
    /// The side it was raised with.
    Receiving,
    /// The agency that leads on the child's case.
    Lead,
    /// Every agency in dispute.
    Disputing,
    /// "The agency concerned", left as open as the document leaves it.
    Concerned,
}

impl Side {
    /// The word in the language.
    pub fn word(self) -> &'static str {
        match self {
            Side::Raising => "raising",
            Side::Receiving => "receiving",
            Side::Lead => "lead",
            Side::Disputing => "disputing",
            Side::Concerned => "concerned",
        }
    }
}

/// Who is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Noun {
    /// The people the stage is between.
    They,
    /// All of them, the originator included.
    Everyone,
    /// An agency, in general.
    Agency,
    /// Somebody by name.
    Named(NameId),
}

/// One party: `every raising manager of social-care`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// `every`, `any`, `both`, `own`, `other`, `relevant`, as written.
    pub which: Vec<String>,
    /// Whose side.
    pub side: Option<Side>,
    /// Who.
    pub noun: Noun,
    /// Whose.
    pub of: Option<Box<Party>>,
    /// Written in the plural: a tier's plural means every side's.
    pub plural: bool,
    /// Where it stands.
    pub span: Span,
}

impl Party {
    /// The declared name, if it is one.
    pub fn name(&self) -> Option<NameId> {
        match self.noun {
            Noun::Named(name) => Some(name),
            _ => None,
        }
    }
}

impl Party {
    /// The same party, wherever it stands.
    pub fn same(&self, other: &Party) -> bool {
        let of = match (&self.of, &other.of) {
            (Some(one), Some(other)) => one.same(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        of && (&self.which, self.side, &self.noun, self.plural) == (&other.which, other.side, &other.noun, other.plural)
    }
}

/// How several parties are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// All of them.
    And,
    /// Any of them is enough.
    Or,
}

/// One or more parties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parties {
    /// How they are joined.
    pub join: Join,
    /// Who.
    pub parties: Vec<Party>,
    /// Where they stand.
    pub span: Span,
}

impl Parties {
    /// The declared names among them.
    pub fn names(&self) -> impl Iterator<Item = NameId> {
        self.parties.iter().filter_map(Party::name)
    }
}

/// A condition on the case. `and` and `or` never mix without brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// All of these.
    All(Vec<Condition>),
    /// Any of these.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// A declared fact.
    Fact(NameId),
    /// Somebody agrees, and so may refuse.
    Agrees(Party),
    /// Somebody is somebody, or is on a body.
    Belongs {
        /// Who.
        who: Party,
        /// Whether it is about membership (`is on`).
        on: bool,
        /// What or whom.
        what: Party,
    },
    /// The document's own words.
    Words(String),
}

impl Condition {
    /// Everybody of whom it asks whether they agree, in order.
    pub fn asks<'c>(&'c self, asked: &mut Vec<&'c Party>) {
        match self {
            Condition::Agrees(party) => asked.push(party),
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| part.asks(asked)),
            Condition::Not(inner) => inner.asks(asked),
            _ => {}
        }
    }

    /// The same condition, wherever it stands.
    pub fn same(&self, other: &Condition) -> bool {
        let all = |parts: &[Condition], others: &[Condition]| {
            parts.len() == others.len() && parts.iter().zip(others).all(|(one, other)| one.same(other))
        };
        match (self, other) {
            (Condition::All(parts), Condition::All(others)) | (Condition::Any(parts), Condition::Any(others)) => all(parts, others),
            (Condition::Not(one), Condition::Not(other)) => one.same(other),
            (Condition::Fact(one), Condition::Fact(other)) => one == other,
            (Condition::Words(one), Condition::Words(other)) => one == other,
            (Condition::Agrees(one), Condition::Agrees(other)) => one.same(other),
            (Condition::Belongs { who, on, what }, Condition::Belongs { who: other, on: other_on, what: whom }) => {
                on == other_on && who.same(other) && what.same(whom)
            }
            _ => false,
        }
    }
}

/// A moment in the life of a stage or a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The disagreement is settled.
    Resolved,
    /// They say it is not settled. Silence counts as unresolved.
    Unresolved,
    /// The other side does not answer in time.
    NoAnswer,
    /// The stage's limit has passed.
    OutOfTime,
    /// The limit is extended.
    Extended,
    /// The concern is withdrawn.
    Withdrawn,
    /// A fact becomes true.
    Begins(NameId),
    /// A fact ceases to be true.
    Ends(NameId),
    /// The document's own words.
    Words(String),
}

/// A stage or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// These stages.
    Stages(Vec<StageId>),
    /// The stage after this one in the file.
    Next,
    /// Any stage after this one.
    AnyLater,
    /// Any or every stage.
    Any,
}

/// What a clause says is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Talk about it.
    Discuss(Option<String>),
    /// Meet.
    Meet(Option<String>),
    /// Contact somebody.
    Contact(Parties, Option<String>),
    /// Ask somebody's advice.
    Consult(Option<Parties>, Option<String>),
    /// Tell somebody.
    Notify(Parties, Option<String>),
    /// Write something down.
    Record(Option<String>),
    /// Look at something again.
    Review(Option<String>),
    /// Answer.
    Reply(Option<Parties>, Option<String>),
    /// Refer something to somebody.
    Refer(Option<String>, Parties),
    /// Ask for something.
    Request {
        /// Words, where it is not somebody or something declared.
        words: Option<String>,
        /// What is asked for, by name.
        what: Option<Parties>,
        /// From whom.
        from: Option<Parties>,
    },
    /// Bring people together.
    Convene {
        /// Words, where it is not a declared panel or body.
        words: Option<String>,
        /// Which panel or body.
        what: Option<Parties>,
        /// `or similar`.
        or_similar: bool,
    },
    /// Take the case up the ladder.
    Escalate(Place),
    /// Leave out a stage.
    Skip(Place),
    /// Go through the stage again.
    Repeat(Repetition),
    /// Withdraw the concern.
    Withdraw,
    /// End the case in words of the document.
    Close(String),
    /// Decide.
    Decide(Option<String>, Option<Manner>),
    /// Settle.
    Resolve(Option<String>, Option<Manner>),
    /// Agree on something; this decides nothing for those who do not agree.
    Agree(Option<String>, Option<Manner>),
    /// Recommend; this decides nothing.
    Recommend(Option<String>, Option<Manner>),
    /// A panel's size.
    Have {
        /// Words for who they are ("senior officers").
        words: Option<String>,
        /// Who they are.
        who: Option<Parties>,
        /// How many.
        count: Count,
    },
    /// Where a panel's members come from.
    DrawnFrom(Parties),
    /// Who chairs.
    ChairedBy(Parties),
    /// Who must sit on a panel, or what a document must contain.
    Include(Option<Parties>, Option<String>),
    /// Who must not, or what it must not contain.
    Exclude(Option<Parties>, Option<String>),
    /// Whom or what a panel hears.
    Hear(Option<Parties>, Option<String>),
    /// How long a stage or the case takes.
    Limit(Limit),
    /// Who says it is settled.
    ResolvedIf(Condition),
    /// Somebody must have done something first.
    OnlyAfter(Parties, Box<Act>),
    /// What a form asks.
    Asks(Vec<String>),
    /// What holds for the child meanwhile.
    Meanwhile(String),
    /// A choice between acts.
    Choice {
        /// How many of them.
        kind: ChoiceKind,
        /// The acts.
        options: Vec<Deed>,
        /// `or similar`.
        or_similar: bool,
    },
    /// The document's own words: carried, shown, exported, never reasoned about.
    Carried(String),
}

/// How a choice works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoiceKind {
    /// Exactly one.
    OneOf,
    /// One or more.
    AnyOf,
    /// The next when the one before fails.
    InTurn,
}

/// How something is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Together.
    Collectively,
    /// All agreeing.
    Unanimously,
    /// By majority.
    ByMajority,
    /// With the last word.
    Finally,
}

impl Manner {
    /// The words in the language.
    pub fn words(self) -> &'static str {
        match self {
            Manner::Collectively => "collectively",
            Manner::Unanimously => "unanimously",
            Manner::ByMajority => "by majority",
            Manner::Finally => "finally",
        }
    }
}

/// How a number is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowMany {
    /// `at least`.
    AtLeast,
    /// `at most`.
    AtMost,
    /// `exactly`, or just the number.
    Exactly,
}

/// How many of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// How the number is meant.
    pub counting: HowMany,
    /// The number.
    pub number: u32,
    /// Agencies, rather than people.
    pub agencies: bool,
}

/// What a stage's or the case's limit covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitOf {
    /// The stage the clause stands in.
    ThisStage,
    /// Every stage.
    EveryStage,
    /// The whole case.
    TheCase,
    /// The document does not say which of the two.
    StageOrCase,
}

/// A limit on a stage or the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// What it covers.
    pub of: LimitOf,
    /// `starts within`, rather than `ends within`.
    pub starts: bool,
    /// How long.
    pub length: LimitLength,
}

/// How long a limit is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a policy has few of these, and a box would stand in every reader's way")]
pub enum LimitLength {
    /// As stated.
    Timing(Timing),
    /// The document says there is none.
    NoLimit,
    /// The document is silent, and the author looked.
    Unstated,
}

/// Going through a stage again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repetition {
    /// Each time with the next tier of management.
    pub with_next_tier: bool,
    /// When it stops.
    pub bound: Bound,
}

/// When a repetition stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// After this many times.
    Times(u32),
    /// Only when something happens.
    Until(Event),
}

/// How something is said or sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Means {
    /// The ways, any of which will do: `phone`, `email`, `in writing`.
    pub ways: Vec<String>,
    /// An address given with it.
    pub address: Option<String>,
}

/// What goes with an act: how, with whom, by when, where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Details {
    /// By when.
    pub timing: Vec<Timing>,
    /// How.
    pub means: Vec<Means>,
    /// With whom.
    pub with: Option<Parties>,
    /// With what, in words.
    pub with_words: Option<String>,
    /// Through whom.
    pub via: Option<Parties>,
    /// On which file or in which document.
    pub on: Option<NameId>,
    /// With which form.
    pub using: Option<NameId>,
    /// Who gets a copy.
    pub copying: Option<Parties>,
    /// What it must not contain.
    pub without: Option<String>,
    /// What it is about.
    pub about: Option<String>,
}

/// An act with its details: a clause has one, a choice several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// `try to`: a duty to try, never a decision.
    pub attempt: bool,
    /// What is done.
    pub act: Act,
    /// How, with whom, by when.
    pub details: Details,
    /// Where it comes from; empty where the clause says it for all.
    pub sources: Vec<Source>,
    /// Where it stands.
    pub span: Span,
}

/// Which medium of the document speaks: its text, a table, its flowchart, an appendix.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Medium {
    /// The running text: paragraphs, headings, items, footnotes.
    Text,
    /// A table.
    Table(String),
    /// The flowchart.
    Flowchart,
    /// An appendix or annex.
    Appendix(String),
}

impl Medium {
    /// As a reader would say it.
    pub fn words(&self) -> String {
        match self {
            Medium::Text => "the text".to_owned(),
            Medium::Table(label) => format!("table {label}"),
            Medium::Flowchart => "the flowchart".to_owned(),
            Medium::Appendix(label) => format!("appendix {label}"),
        }
    }
}

/// A part of the document a clause comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// As it is written in the language: `2.17`, `table 3`, `"Stage 1" item 2`.
    pub words: String,
    /// Which medium it belongs to.
    pub medium: Medium,
    /// Words quoted from it, if the author gave any.
    pub quoting: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// One clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Its stable id: given with `called`, or made from where it stands and what it does.
    pub id: String,
    /// The id was given by the author.
    pub id_given: bool,
    /// Where it stands in the policy.
    pub home: Home,
    /// The stages it speaks about: those of `at stage …`, else its home; `None` means every stage.
    pub stages: Option<Vec<StageId>>,
    /// The moment, if one is stated.
    pub when: Option<When>,
    /// `if` and `unless`: all of them.
    pub conditions: Vec<Condition>,
    /// `before stage …`.
    pub before: Option<Place>,
    /// `after stage …`.
    pub after: Option<Place>,
    /// Who acts; `None` where the document names nobody.
    pub actor: Option<Parties>,
    /// How strongly.
    pub strength: Strength,
    /// `not`: it is forbidden, or advised against.
    pub negated: bool,
    /// What is done.
    pub deed: Deed,
    /// Where the document says so.
    pub sources: Vec<Source>,
    /// Where the clause stands in the file.
    pub span: Span,
}

impl Clause {
    /// Whether the clause speaks about a stage.
    pub fn covers(&self, stage: StageId) -> bool {
        self.stages.as_ref().is_none_or(|stages| stages.contains(&stage))
    }

    /// Whether an event is among those it waits for.
    pub fn waits_for(&self, wanted: &Event) -> bool {
        self.when.as_ref().is_some_and(|when| when.events.contains(wanted))
    }

    /// Whether nothing has to happen first but that the matter is not settled: whoever decides, and a panel, come after that.
    pub fn is_sure_to_come(&self) -> bool {
        self.when.is_none() || self.waits_for(&Event::Unresolved)
    }

    /// The document's parts it comes from, as one phrase: `2.5 and flowchart`.
    pub fn per(&self) -> String {
        join_sources(&self.sources)
    }

    /// The limit it sets, if it is a limit.
    pub fn limit(&self) -> Option<&Limit> {
        match &self.deed.act {
            Act::Limit(limit) => Some(limit),
            _ => None,
        }
    }

    /// The length of time a limit states, if it can be counted.
    pub fn counted_limit(&self) -> Option<&Duration> {
        match &self.limit()?.length {
            LimitLength::Timing(Timing::Within(super::Within { length: super::Length::Time(duration), .. })) => Some(duration),
            _ => None,
        }
    }
}

/// Sources as one phrase: `2.5`, `2.5 and flowchart`, `2.5, 2.7 and flowchart`.
pub fn join_sources(sources: &[Source]) -> String {
    match sources {
        [] => String::new(),
        [one] => one.words.clone(),
        [head @ .., last] => {
            let head: Vec<&str> = head.iter().map(|source| source.words.as_str()).collect();
            format!("{} and {}", head.join(", "), last.words)
        }
    }
}
