//! The compiled policy: all that a policy says and all that is known of it, for a program that runs cases.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::clause::{Clause, Strength};
use super::counting::Counting;
use super::ladder::{Background, Group, Limit, Move, Route, Stage};
use super::rules::{Allowance, RuleVerdict, Rulebook};
use super::scenario::Scenario;
use super::terms::{Condition, Parties};
use super::words::{KindOfDay, NameKind};

/// An escalation policy, compiled by rungs.
///
/// Every field is always there. Null and the empty list mean that the policy says nothing, never that it says no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "rungs policy document, version 1")]
pub struct Document {
    /// Which of rungs' documents this is.
    pub rungs_document: PolicyMark,
    /// The version of this document's form. A reader must refuse a higher one than it knows.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// The edition of the language the policy is written in.
    pub edition: u32,
    /// What wrote this document.
    pub generator: Generator,
    /// The day on which the rules were asked, where one was given: `2026-04-01`. A document the policy cites can be
    /// replaced on such a day. Null where every stated end was taken to have passed.
    pub as_of: Option<String>,
    /// To be shown wherever the document is used.
    pub notice: String,
    /// The error-level rules that the policy fails: broken, undetermined or given up. Empty where it fails none.
    pub broken: Vec<String>,
    /// The files it was compiled from: the policy's own first, then all it imports.
    pub files: Vec<File>,
    /// The policy's head.
    pub policy: Head,
    /// Everything declared, imported names first.
    pub names: Vec<Name>,
    /// Who holds which post in the tiers of management, in the order in which the tiers are declared.
    pub tiers: Vec<Tier>,
    /// The calendars that say line by line which days count; left out where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<Calendar>,
    /// The days and hours that count, ready to be counted with. Only documents that older programs wrote do not have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counting: Option<Counting>,
    /// The ladder, bottom first. A case begins at the first stage.
    pub stages: Vec<Stage>,
    /// The limits on the whole case, and those of which the document does not say whether they are.
    pub case_limits: Vec<Limit>,
    /// Every way a case can be taken on from where it is, stage by stage.
    pub moves: Vec<Move>,
    /// The ids of the clauses of every stage.
    pub throughout: Vec<String>,
    /// The ids of the clauses for after the dispute.
    pub afterwards: Vec<String>,
    /// The ids of the clauses about the policy itself.
    pub upkeep: Vec<String>,
    /// The panels that are described.
    pub panels: Vec<Group>,
    /// The forms that are described.
    pub forms: Vec<Group>,
    /// The ways to raise a concern that are no stage.
    pub routes: Vec<Route>,
    /// Every clause, in the order of the file.
    pub clauses: Vec<Clause>,
    /// The parts of the document that ask nobody to do anything.
    pub background: Vec<Background>,
    /// The rulebooks the policy follows, with its own values put in.
    pub rulebooks: Vec<Rulebook>,
    /// What every rule came to. Empty where no rules were run: nothing is then known.
    pub verdicts: Vec<RuleVerdict>,
    /// The findings somebody answers for. They still count among the verdicts.
    pub allowances: Vec<Allowance>,
    /// Made-up cases, told line by line, with what is expected of them.
    pub scenarios: Vec<Scenario>,
}

/// The mark of a policy document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyMark {
    /// A compiled policy.
    Policy,
}

/// What wrote a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Generator {
    /// The program.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// A source file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct File {
    /// Its name, relative to the folder of the policy's own file.
    pub name: String,
    /// SHA-256 of its text, in lower-case hexadecimal.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    pub sha256: String,
}

/// A stretch of a source file. Lines and columns count from 1; columns count characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// The file's name.
    pub file: String,
    /// The line it starts on.
    pub line: u32,
    /// The column of its first character.
    pub column: u32,
    /// The line it ends on.
    pub end_line: u32,
    /// The column after its last character.
    pub end_column: u32,
}

/// A part of the policy's document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// As it is written in the language: `2.17`, `table 3`, `"Stage 1" item 2`.
    pub words: String,
    /// Which medium of the document it belongs to.
    pub medium: Medium,
    /// Words quoted from it; null where none are given.
    pub quoting: Option<String>,
}

/// Which medium of the document speaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Medium {
    /// The running text: paragraphs, headings, items, footnotes.
    Text,
    /// A table.
    Table {
        /// Its label.
        label: String,
    },
    /// The flowchart.
    Flowchart,
    /// An appendix or annex.
    Appendix {
        /// Its label.
        label: String,
    },
}

/// The head of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Head {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Who publishes it: one of the names.
    pub publisher: Option<String>,
    /// The policy it works under.
    pub under: Option<Parent>,
    /// Its date: `2026-04-01`, or `2026-04` where only the month is stated.
    pub dated: Option<String>,
    /// Its version, as the document gives it.
    pub version: Option<String>,
    /// The documents it cites.
    pub cites: Vec<Citation>,
    /// What or whom it says it applies to.
    pub scope: Vec<Scope>,
    /// The parts of its document.
    pub parts: Vec<Part>,
    /// How words the document leaves open are to be read, and why.
    pub readings: Vec<Reading>,
    /// The parts of the document that the publisher, the rulebooks, the date and the version come from.
    pub per: Vec<Source>,
    /// Where its name stands.
    pub span: Span,
}

/// The policy above this one. Nothing of it is taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Parent {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The parts of the document that say so.
    pub per: Vec<Source>,
    /// Where its name stands.
    pub span: Span,
}

/// A document the policy cites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Citation {
    /// The document: one of the names.
    pub document: String,
    /// The parts of the policy's document that cite it.
    pub per: Vec<Source>,
    /// Where the line stands.
    pub span: Span,
}

/// What or whom the policy says it applies to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Scope {
    /// How strongly.
    pub strength: Strength,
    /// To what or whom.
    pub to: ScopeOf,
    /// The parts of the document that say so.
    pub per: Vec<Source>,
    /// Where the line stands.
    pub span: Span,
}

/// To what or whom a policy applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ScopeOf {
    /// To agencies or people.
    Who {
        /// To whom.
        who: Parties,
    },
    /// In the document's own words.
    Words {
        /// The words.
        words: String,
    },
    /// Only if something is so.
    If {
        /// What must be so.
        condition: Condition,
    },
}

/// A part of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// As it is written in the language.
    pub words: String,
    /// Which medium it belongs to.
    pub medium: Medium,
    /// Whether the document contains it; a flowchart it only refers to is not included.
    pub included: bool,
}

/// A stated reading of a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reading {
    /// The word that is read.
    pub word: String,
    /// As which days.
    pub kind_of_day: KindOfDay,
    /// Why.
    pub because: String,
    /// Where it comes from.
    #[serde(default)]
    pub per: Vec<Source>,
    /// Where the line stands.
    pub span: Span,
}

/// Somebody or something declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Name {
    /// The name, unique in the document: what everything else refers to it by.
    pub name: String,
    /// What kind of thing it is.
    pub kind: NameKind,
    /// What people call it.
    pub title: String,
    /// The names it is one of a kind of, such as a partnership.
    pub is: Vec<String>,
    /// Whom it belongs to.
    pub of: Option<Parties>,
    /// Whom an officer serves.
    pub serves: Option<Condition>,
    /// Who sits on it; null where nothing is said about it.
    pub members: Option<Stated>,
    /// Whom it speaks for.
    pub speaks_for: Option<Parties>,
    /// In whose place it acts.
    pub stands_in_for: Option<Parties>,
    /// Who keeps it; null where nothing is said about it.
    pub kept_by: Option<Stated>,
    /// Its e-mail address; null where nothing is said about it.
    pub email: Option<Address>,
    /// Its telephone number; null where nothing is said about it.
    pub phone: Option<Address>,
    /// The document's own definition.
    pub means: Option<String>,
    /// A fact that may change while the case runs.
    pub may_change: bool,
    /// Neutral in any dispute.
    pub neutral: bool,
    /// Used in the document and never explained.
    pub undefined: bool,
    /// It exists or applies from this date: `2026-04-01`, or `2026-04` where only the month is stated.
    pub from: Option<String>,
    /// It was abolished or replaced on this date, in the same form.
    pub until: Option<String>,
    /// The name that took its place.
    pub replaced_by: Option<String>,
    /// Whether it is declared in an imported file.
    pub imported: bool,
    /// The parts of the document it comes from.
    pub per: Vec<Source>,
    /// Where it is declared.
    pub span: Span,
}

/// What the document says about something it could leave open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Stated {
    /// It says so.
    Stated {
        /// Who.
        parties: Parties,
    },
    /// It is silent, and the author looked.
    Unstated,
}

/// How somebody can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Address {
    /// The address or number of a role, team or office.
    Given {
        /// The address or number.
        address: String,
    },
    /// A named person's own; the encoding does not repeat it.
    Personal,
    /// The document gives none, and the author looked.
    Unstated,
}

/// A tier of management with its posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tier {
    /// The tier: one of the names.
    pub name: String,
    /// Who holds its post, agency by agency.
    pub posts: Vec<Post>,
}

/// Who holds the post of a tier in one agency or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Post {
    /// Of which agency.
    pub of: Parties,
    /// Who.
    pub holders: Holders,
    /// `or equivalent`.
    pub or_equivalent: bool,
    /// Who advises the holder.
    pub advised_by: Option<Parties>,
    /// The parts of the document it comes from.
    pub per: Vec<Source>,
    /// Where the line stands.
    pub span: Span,
}

/// Who holds a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Holders {
    /// Exactly these.
    Titles {
        /// Their titles.
        titles: Vec<String>,
    },
    /// These, as examples.
    Examples {
        /// Their titles.
        titles: Vec<String>,
    },
    /// These or anybody more senior.
    AtLeast {
        /// Their titles.
        titles: Vec<String>,
    },
    /// The document says that there is nobody.
    Nobody,
    /// The document is silent, and the author looked.
    Unstated,
}
