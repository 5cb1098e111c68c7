//! Who and what there is: agencies, bodies, roles, tiers, facts, files, documents, forms and panels.

use crate::source::Span;

use super::{Condition, Date, Parties, Source, Timetable};

/// A declared name, as an index into [`super::Policy::names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(pub(crate) u32);

/// What kind of thing a name is, by the word it is declared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// An agency that can be in dispute.
    Agency,
    /// A party that is no agency, such as a parent.
    Party,
    /// A body with members: a board, an executive.
    Body,
    /// A role somebody holds.
    Role,
    /// A fact about the child or the agencies.
    Fact,
    /// A file something is recorded on.
    File,
    /// A document that is cited.
    Document,
    /// A calendar of working days.
    Calendar,
    /// A tier of management.
    Tier,
    /// A form.
    Form,
    /// A panel.
    Panel,
}

impl NameKind {
    /// The word in the language.
    pub fn word(self) -> &'static str {
        match self {
            NameKind::Agency => "agency",
            NameKind::Party => "party",
            NameKind::Body => "body",
            NameKind::Role => "role",
            NameKind::Fact => "fact",
            NameKind::File => "file",
            NameKind::Document => "document",
            NameKind::Calendar => "calendar",
            NameKind::Tier => "tier",
            NameKind::Form => "form",
            NameKind::Panel => "panel",
        }
    }

    /// Whether it can act or be told something.
    pub fn is_somebody(self) -> bool {
        matches!(self, NameKind::Agency | NameKind::Party | NameKind::Body | NameKind::Role | NameKind::Tier | NameKind::Panel)
    }
}

/// An address as the document gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// The address of a role, team or office.
    Of(String),
    /// A named person's address; the encoding does not repeat it.
    Personal,
    /// The document gives none, and the author looked.
    Unstated,
}

/// What the document says about something it could leave open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated<T> {
    /// It says so.
    As(T),
    /// It is silent, and the author looked.
    Unstated,
}

/// One line of a tier: who holds its post in one agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Of which agency.
    pub of: Parties,
    /// The titles.
    pub holders: Holders,
    /// `or equivalent`.
    pub or_equivalent: bool,
    /// Who advises the holder.
    pub advised_by: Option<Parties>,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// Where it stands.
    pub span: Span,
}

/// Who holds a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holders {
    /// Exactly these titles.
    Titles(Vec<String>),
    /// These, as examples (`e.g.`).
    Examples(Vec<String>),
    /// These or anybody more senior (`at least`).
    AtLeast(Vec<String>),
    /// The document says there is nobody.
    Nobody,
    /// The document is silent, and the author looked.
    Unstated,
}

/// A declared name with everything said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What kind of thing.
    pub kind: NameKind,
    /// The name used in clauses.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// `is X`: one of a kind, such as a partnership.
    pub is: Vec<NameId>,
    /// `of X`: whom it belongs to.
    pub of: Option<Parties>,
    /// `for F`: whom an officer serves.
    pub serves: Option<Condition>,
    /// `members …`.
    pub members: Option<Stated<Parties>>,
    /// `speaks for …`.
    pub speaks_for: Option<Parties>,
    /// `stands in for …`.
    pub stands_in_for: Option<Parties>,
    /// `kept by …`.
    pub kept_by: Option<Stated<Parties>>,
    /// E-mail address.
    pub email: Option<Address>,
    /// Telephone number.
    pub phone: Option<Address>,
    /// `means "…"`: the document's own definition.
    pub means: Option<String>,
    /// A fact that may change while the case runs.
    pub may_change: bool,
    /// Neutral in any dispute.
    pub neutral: bool,
    /// Used in the document and never explained.
    pub undefined: bool,
    /// Exists or applies from this date.
    pub from: Option<Date>,
    /// Abolished or replaced on this date.
    pub until: Option<Date>,
    /// By what.
    pub replaced_by: Option<NameId>,
    /// The posts of a tier.
    pub posts: Vec<Post>,
    /// The days and hours of a calendar; `None` for one that is declared in words only.
    pub timetable: Option<Timetable>,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// Where it is declared.
    pub span: Span,
    /// Declared in an imported file.
    pub imported: bool,
}
