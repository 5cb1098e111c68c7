//! JSON: the compiled policy, for programs that run cases; what checking and playing scenarios came to, for programs that
//! read reports; and the diary of a case.
//!
//! The documents have types of their own, so that the model can change without changing them; their schemas are
//! made from these types. docs/json.md explains them and says what raises a version.

mod baseline;
mod calendar;
mod check;
mod clause;
mod compare;
mod counting;
mod diary;
mod document;
mod files;
mod from_calendar;
mod from_clause;
mod from_policy;
mod from_scenario;
mod ladder;
mod matrix;
mod rules;
mod scenario;
mod terms;
mod test;
mod time;
mod words;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use baseline::*;
pub use calendar::*;
pub use check::*;
pub use clause::*;
pub use compare::*;
pub use counting::*;
pub use diary::*;
pub use document::*;
pub use from_policy::compile;
pub use ladder::*;
pub use matrix::*;
pub use rules::*;
pub use scenario::*;
pub use terms::*;
pub use test::*;
pub use time::*;
pub use words::*;

use crate::model::Date;
use crate::source::Sources;

/// The version of the policy document that is written, and the highest that is read.
pub const POLICY_VERSION: u32 = 1;

/// The version of the check document that is written, and the highest that is read.
pub const CHECK_VERSION: u32 = 1;

/// The version of the test document that is written, and the highest that is read.
pub const TEST_VERSION: u32 = 1;

/// The version of the diary document that is written, and the highest that is read.
pub const DIARY_VERSION: u32 = 1;

/// The version of the compare document that is written, and the highest that is read.
pub const COMPARE_VERSION: u32 = 1;

/// The version of the matrix document that is written, and the highest that is read.
pub const MATRIX_VERSION: u32 = 1;

/// The version of the baseline document that is written, and the highest that is read.
pub const BASELINE_VERSION: u32 = 1;

/// What every document says first to a person who opens it.
pub const NOTICE: &str = "This is made from an encoding of a policy. It is not advice on what to do about a child. \
    If a child is in immediate danger, call the emergency services (999).";

macro_rules! documents {
    ($($document:ident),+) => {$(
        impl $document {
            /// The document as JSON: indented, always in the same order, with a line end at the end.
            pub fn to_json(&self) -> String {
                to_json(self)
            }
        }
    )+};
}

documents!(Document, CheckDocument, TestDocument, DiaryDocument, CompareDocument, MatrixDocument, BaselineDocument);

/// Documents of what is so on a day.
macro_rules! dated {
    ($($document:ident),+) => {$(
        impl $document {
            /// Says on which day the rules were asked.
            #[must_use]
            pub fn as_of(mut self, day: Option<Date>) -> Self {
                self.as_of = day.map(|day| day.to_string());
                self
            }
        }
    )+};
}

dated!(Document, CheckDocument, CompareDocument, MatrixDocument);

/// Reads a policy document of this version or an earlier one. Fields it does not know are left out.
///
/// # Errors
/// In plain words, if it is no policy document, is damaged, or is of a later version than this rungs knows.
pub fn read(json: &str) -> Result<Document, String> {
    read_as(json, "policy", POLICY_VERSION)
}

/// Reads a check document of this version or an earlier one. Fields it does not know are left out.
///
/// # Errors
/// In plain words, if it is no check document, is damaged, or is of a later version than this rungs knows.
pub fn read_check(json: &str) -> Result<CheckDocument, String> {
    read_as(json, "check", CHECK_VERSION)
}

/// Reads a test document of this version or an earlier one. Fields it does not know are left out.
///
/// # Errors
/// In plain words, if it is no test document, is damaged, or is of a later version than this rungs knows.
pub fn read_test(json: &str) -> Result<TestDocument, String> {
    read_as(json, "test", TEST_VERSION)
}

/// Reads a diary document of this version or an earlier one. Fields it does not know are left out.
///
/// # Errors
/// In plain words, if it is no diary document, is damaged, or is of a later version than this rungs knows.
pub fn read_diary(json: &str) -> Result<DiaryDocument, String> {
    read_as(json, "diary", DIARY_VERSION)
}

/// Reads a compare document of this version or an earlier one. Fields it does not know are left out.
///
/// # Errors
/// In plain words, if it is no compare document, is damaged, or is of a later version than this rungs knows.
pub fn read_compare(json: &str) -> Result<CompareDocument, String> {
    read_as(json, "compare", COMPARE_VERSION)
}

/// Reads a matrix document of this version or an earlier one. Fields it does not know are left out.
///
/// # Errors
/// In plain words, if it is no matrix document, is damaged, or is of a later version than this rungs knows.
pub fn read_matrix(json: &str) -> Result<MatrixDocument, String> {
    read_as(json, "matrix", MATRIX_VERSION)
}

/// Reads a baseline document of this version or an earlier one. Fields it does not know are left out.
///
/// # Errors
/// In plain words, if it is no baseline document, is damaged, or is of a later version than this rungs knows.
pub fn read_baseline(json: &str) -> Result<BaselineDocument, String> {
    read_as(json, "baseline", BASELINE_VERSION)
}

/// The JSON Schema (draft 2020-12) of the policy document.
pub fn policy_schema() -> String {
    schema_of::<Document>()
}

/// The JSON Schema (draft 2020-12) of the check document.
pub fn check_schema() -> String {
    schema_of::<CheckDocument>()
}

/// The JSON Schema (draft 2020-12) of the test document.
pub fn test_schema() -> String {
    schema_of::<TestDocument>()
}

/// The JSON Schema (draft 2020-12) of the diary document.
pub fn diary_schema() -> String {
    schema_of::<DiaryDocument>()
}

/// The JSON Schema (draft 2020-12) of the compare document.
pub fn compare_schema() -> String {
    schema_of::<CompareDocument>()
}

/// The JSON Schema (draft 2020-12) of the matrix document.
pub fn matrix_schema() -> String {
    schema_of::<MatrixDocument>()
}

/// The JSON Schema (draft 2020-12) of the baseline document.
pub fn baseline_schema() -> String {
    schema_of::<BaselineDocument>()
}

/// What every document of rungs begins with, whatever its version.
#[derive(serde::Deserialize)]
struct Beginning {
    rungs_document: String,
    version: u64,
}

fn read_as<T: DeserializeOwned>(json: &str, kind: &str, known: u32) -> Result<T, String> {
    let json = json.trim_start_matches('\u{FEFF}');
    let mark: Beginning = serde_json::from_str(json).map_err(|error| format!("this is not a document written by rungs: {error}"))?;
    if mark.rungs_document != kind {
        return Err(format!("this is a `{}` document; a `{kind}` document is needed here", mark.rungs_document));
    }
    if mark.version > u64::from(known) {
        return Err(format!(
            "this `{kind}` document is of version {}; rungs {} reads versions up to {known}: use a newer rungs to read it",
            mark.version,
            env!("CARGO_PKG_VERSION")
        ));
    }
    if mark.version == 0 {
        return Err(format!("this `{kind}` document says that it is of version 0; there is no such version"));
    }
    serde_json::from_str(json).map_err(|error| format!("this `{kind}` document is damaged: {error}"))
}

/// A document as JSON: indented, with a line end at the end.
pub(crate) fn to_json(document: &impl Serialize) -> String {
    let mut json = serde_json::to_string_pretty(document)
        .unwrap_or_else(|error| unreachable!("text, numbers and lists can always be written: {error}"));
    json.push('\n');
    escape_hidden(json)
}

/// Control and direction characters stand in JSON only within texts: there they can be written as escapes, so that
/// showing the document on a terminal does nothing but show it.
fn escape_hidden(json: String) -> String {
    let hidden = |c: char| crate::source::is_hidden(c) && c != '\n';
    if !json.contains(hidden) {
        return json;
    }
    json.chars().map(|c| if hidden(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() }).collect()
}

/// The JSON Schema (draft 2020-12) of a type.
pub(crate) fn schema_of<T: JsonSchema>() -> String {
    to_json(&SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>())
}

fn generator() -> Generator {
    Generator { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
}

/// Minutes after midnight as a time: `09:00`.
fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn span(span: crate::source::Span, sources: &Sources, file: String) -> Span {
    let (start, end) = (sources.start(span), sources.end(span));
    Span { file, line: start.line, column: start.column, end_line: end.line, end_column: end.column }
}
