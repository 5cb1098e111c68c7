//! The words a document uses where only certain words can stand. Each follows one type of the model, so that a
//! new kind there does not compile before it has a word here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{case, compare, diagnostic, graph, model, verify};

macro_rules! words {
    ($($(#[$about:meta])* $name:ident from $model:ty { $($(#[$meaning:meta])* $word:ident,)+ })+) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[$meaning])* $word,)+
        }

        impl From<$model> for $name {
            fn from(word: $model) -> Self {
                match word {
                    $(<$model>::$word => Self::$word,)+
                }
            }
        }
    )+};
}

words! {
    /// What is known of a rule. Everybody is taken to do what they must.
    Verdict from verify::Verdict {
        /// Kept in every case, whatever anybody chooses.
        Holds,
        /// Kept in every case in which all advice (every `should`) is followed, and not otherwise.
        Advice,
        /// Some case breaks it even with all advice followed.
        Broken,
        /// What the policy leaves open decides it.
        Undetermined,
        /// The question was too large to answer. Never a pass.
        GaveUp,
        /// Nothing in the policy is of the kind the rule speaks about. Never a pass either.
        DoesNotApply,
    }

    /// Whether something is so.
    Sure from compare::Sure {
        /// It is not.
        No,
        /// It turns on what a policy leaves open, or the question was too large.
        Unknown,
        /// It is.
        Yes,
    }

    /// How the second policy stands to the first.
    Strictness from compare::Strictness {
        /// It guarantees all that the first does, and more.
        Stricter,
        /// It guarantees less than the first, and nothing the first does not.
        Looser,
        /// They guarantee the same.
        Equal,
        /// Each guarantees something that the other does not.
        Incomparable,
        /// It turns on what one of them leaves open, or the question was too large.
        Undetermined,
    }

    /// How much a problem or a breach weighs.
    Severity from diagnostic::Severity {
        /// Worth knowing; never fails a run.
        Note,
        /// Worth mending.
        Warning,
        /// Must be mended; fails a run.
        Error,
    }

    /// What a name stands for, by the word it is declared with.
    NameKind from model::NameKind {
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
        /// Which days count as working days.
        Calendar,
        /// A tier of management.
        Tier,
        /// A form.
        Form,
        /// A panel.
        Panel,
    }

    /// What a strength comes to.
    Force from model::Force {
        /// must, shall, will, is to, or an instruction.
        Required,
        /// should, is expected to; or required `normally`.
        Advised,
        /// Said without obliging anybody; weighed as advised.
        Described,
        /// may, can.
        Permitted,
    }

    /// A side of a dispute.
    Side from model::Side {
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

    /// How several parties are joined.
    Join from model::Join {
        /// All of them.
        And,
        /// Any one of them is enough.
        Or,
    }

    /// How many options of a choice are taken.
    Choose from model::ChoiceKind {
        /// Exactly one.
        OneOf,
        /// One or more.
        AnyOf,
        /// The next when the one before fails.
        InTurn,
    }

    /// How something is decided.
    Manner from model::Manner {
        /// Together.
        Collectively,
        /// All agreeing.
        Unanimously,
        /// By majority.
        ByMajority,
        /// With the last word.
        Finally,
    }

    /// How a number is meant.
    HowMany from model::HowMany {
        /// This many or more.
        AtLeast,
        /// This many or fewer.
        AtMost,
        /// This many.
        Exactly,
    }

    /// What a limit covers.
    LimitOf from model::LimitOf {
        /// The stage the clause stands in or names.
        ThisStage,
        /// Every stage.
        EveryStage,
        /// The whole case.
        TheCase,
        /// The document does not say whether it is the stage or the case.
        StageOrCase,
    }

    /// Which days count.
    KindOfDay from model::DayKind {
        /// Monday to Friday, not bank holidays, or as the policy's calendar says.
        Working,
        /// Every day.
        Calendar,
        /// Days on which schools are open.
        School,
    }

    /// A part of the United Kingdom with bank holidays of its own.
    Nation from model::Nation {
        /// England and Wales, which share theirs.
        EnglandAndWales,
        /// Scotland.
        Scotland,
        /// Northern Ireland.
        NorthernIreland,
    }

    /// A day of the week.
    Weekday from jiff::civil::Weekday {
        /// Monday.
        Monday,
        /// Tuesday.
        Tuesday,
        /// Wednesday.
        Wednesday,
        /// Thursday.
        Thursday,
        /// Friday.
        Friday,
        /// Saturday.
        Saturday,
        /// Sunday.
        Sunday,
    }

    /// A unit of time.
    Unit from model::Unit {
        /// Hours.
        Hours,
        /// Days.
        Days,
        /// Weeks.
        Weeks,
        /// Months.
        Months,
        /// Years.
        Years,
    }

    /// How a case ends. The first four are good ends.
    Ending from model::EndingKind {
        /// Settled by the people at a stage.
        Resolved,
        /// Withdrawn by the agency that raised it.
        Withdrawn,
        /// Put to an authority.
        Heard,
        /// Taken out of the ladder and put to somebody who decides.
        HandedOver,
        /// Somebody who was asked said no.
        Refused,
        /// What led on was only advised or allowed, and was not done.
        Dropped,
        /// Nothing led on.
        Stuck,
        /// Led past the last stage.
        Unheard,
        /// Taken out of the ladder to where nobody has to decide.
        Outside,
        /// Closed in words of the document.
        Closed,
    }

    /// What kind of line of a diary it is.
    LineKind from case::LineKind {
        /// The case comes to a stage.
        Stage,
        /// A limit on the stage or the case.
        Limit,
        /// A duty falls due, or leave is given.
        Duty,
        /// Use is made of what is allowed, or a choice is made.
        Use,
        /// Something happens.
        Event,
        /// The case is taken on.
        Move,
        /// Something was missed, or took too long.
        Missed,
        /// The case is over.
        End,
    }

    /// How a route stands to the ladder.
    Standing from model::Standing {
        /// The case leaves the ladder and is over there.
        Instead,
        /// The ladder goes on as well.
        Alongside,
        /// It follows the end of the ladder.
        Afterwards,
        /// The document does not say; the ladder is not stopped.
        Unstated,
    }

    /// What opens a move.
    Trigger from graph::Trigger {
        /// The stage has not settled it, silence included. Also for a move with no stated moment.
        Unresolved,
        /// Nobody answers.
        NoAnswer,
        /// The stage's limit has passed.
        OutOfTime,
        /// The stage has settled it.
        Resolved,
        /// Something else happens, which nobody can count on.
        Other,
    }
}

impl Verdict {
    /// As people say it.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Holds => verify::Verdict::Holds,
            Verdict::Advice => verify::Verdict::Advice,
            Verdict::Broken => verify::Verdict::Broken,
            Verdict::Undetermined => verify::Verdict::Undetermined,
            Verdict::GaveUp => verify::Verdict::GaveUp,
            Verdict::DoesNotApply => verify::Verdict::DoesNotApply,
        }
        .words()
    }
}
