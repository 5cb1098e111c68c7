//! The diary of a case: a document of its own, and a part of the test document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::Generator;
use super::scenario::Dispute;
use super::words::{Ending, Force, LineKind};
use crate::calendar::End;
use crate::case;
use crate::model::Policy;

/// The diary of one case, played by rungs.
///
/// Every field is always there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "rungs diary document, version 1")]
pub struct DiaryDocument {
    /// Which of rungs' documents this is.
    pub rungs_document: DiaryMark,
    /// The version of this document's form. A reader must refuse a higher one than it knows.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What wrote this document.
    pub generator: Generator,
    /// To be shown wherever the document is used.
    pub notice: String,
    /// The name of the policy the case is played by.
    pub policy: String,
    /// The policy's title.
    pub title: String,
    /// The diary.
    pub diary: Diary,
}

/// The mark of a diary document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DiaryMark {
    /// The diary of a case.
    Diary,
}

/// What happened in a case, when, and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Diary {
    /// What the case is called.
    pub title: String,
    /// Who disagrees.
    pub dispute: Dispute,
    /// What is so at the start, each in words.
    pub given: Vec<String>,
    /// What happened, in order.
    pub lines: Vec<DiaryLine>,
    /// What was asked for and left undone, and what took too long.
    pub missed: Vec<Missed>,
    /// How the case ended; null while it goes on.
    pub ending: Option<Ending>,
    /// Where the case stands in the end, in words.
    pub end: String,
    /// What had to be assumed, because neither the policy nor the case says it, each in words.
    pub assumed: Vec<String>,
}

/// One line of a diary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DiaryLine {
    /// What kind of line it is.
    pub kind: LineKind,
    /// When: `2026-04-01T10:00`; null where no date is known. What happens as a day runs out has `T23:59`.
    pub date: Option<String>,
    /// The label of the stage the case is at; null at none.
    pub stage: Option<String>,
    /// What, in words.
    pub words: String,
    /// How strongly a clause asks for it; null where none does.
    pub force: Option<Force>,
    /// The id of the clause; null where there is none.
    pub clause: Option<String>,
    /// The parts of the document that say so, as one phrase; empty where none is given.
    pub per: String,
    /// By when, once for every length of time the clause states.
    pub due: Vec<DueBy>,
    /// Who is told.
    pub tells: Vec<Recipient>,
    /// A duty of every stage that has been told at an earlier one.
    pub again: bool,
}

/// By when something is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DueBy {
    /// The end of a day, `2026-04-08`, or a time, `2026-04-08T15:00`; null where no date can be given.
    pub date: Option<String>,
    /// The arithmetic, or why there is no date, in words.
    pub words: String,
}

/// Somebody who is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Recipient {
    /// Who, in words.
    pub who: String,
    /// The ways, any of which will do. Empty where the policy names none.
    pub ways: Vec<String>,
    /// The address or number, where the policy gives one.
    pub address: Option<String>,
}

/// Something that was missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Missed {
    /// What, in words.
    pub words: String,
    /// The id of the clause that asks for it.
    pub clause: String,
    /// The parts of the document that say so, as one phrase; empty where none is given.
    pub per: String,
    /// The label of the stage; null outside the ladder.
    pub stage: Option<String>,
}

/// The diary of a case as a document.
pub fn diary(policy: &Policy, diary: &case::Diary) -> DiaryDocument {
    DiaryDocument {
        rungs_document: DiaryMark::Diary,
        version: super::DIARY_VERSION,
        generator: super::generator(),
        notice: super::NOTICE.to_owned(),
        policy: policy.name.clone(),
        title: policy.title.clone(),
        diary: told(policy, diary),
    }
}

pub(super) fn told(policy: &Policy, diary: &case::Diary) -> Diary {
    let name = |name: &crate::model::NameId| policy.named(*name).name.clone();
    let label = |stage: Option<crate::model::StageId>| stage.map(|stage| policy.stage(stage).label.clone());
    let line = |line: &case::Line| DiaryLine {
        kind: line.kind.into(),
        date: line.on.map(moment),
        stage: label(line.stage),
        words: line.words.clone(),
        force: line.force.map(Into::into),
        clause: line.clause.map(|clause| policy.clause(clause).id.clone()),
        per: line.per.clone(),
        due: line.by.iter().map(due).collect(),
        tells: line
            .tells
            .iter()
            .map(|told| Recipient { who: told.who.clone(), ways: told.by.clone(), address: told.address.clone() })
            .collect(),
        again: line.again,
    };
    let missed = |missed: &case::Missed| Missed {
        words: missed.words.clone(),
        clause: policy.clause(missed.clause).id.clone(),
        per: missed.per.clone(),
        stage: label(missed.stage),
    };
    Diary {
        title: diary.title.clone(),
        dispute: Dispute { raising: name(&diary.disputants.raising), against: diary.disputants.against.iter().map(name).collect() },
        given: diary.given.clone(),
        lines: diary.lines.iter().map(line).collect(),
        missed: diary.missed.iter().map(missed).collect(),
        ending: diary.ending.as_ref().map(|ending| ending.kind().into()),
        end: diary.end.clone(),
        assumed: diary.assumed.clone(),
    }
}

fn due(by: &case::By) -> DueBy {
    let date = by.end.map(|end| match end {
        End::OfDay(date) => date.to_string(),
        End::At(time) => moment(time),
    });
    DueBy { date, words: by.words.clone() }
}

fn moment(moment: jiff::civil::DateTime) -> String {
    moment.strftime("%Y-%m-%dT%H:%M").to_string()
}
