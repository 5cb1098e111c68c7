//! The shapes in which `check` can say what it found, and where each goes.

use std::path::PathBuf;
use std::str::FromStr;

use crate::diagnostic::did_you_mean;

use super::Exit;
use super::output::complain;

/// In what form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Shape {
    /// For people.
    #[default]
    Text,
    /// For people who have it read to them, and for logs.
    Plain,
    /// One JSON document for all files.
    Json,
    /// For services and editors that show the results of checks.
    Sarif,
    /// For services that show the results of tests.
    Junit,
    /// For GitHub Actions.
    Github,
}

impl Shape {
    const ALL: [(&'static str, Shape); 6] = [
        ("text", Shape::Text),
        ("plain", Shape::Plain),
        ("json", Shape::Json),
        ("sarif", Shape::Sarif),
        ("junit", Shape::Junit),
        ("github", Shape::Github),
    ];

    /// What the help of the flag says.
    pub(crate) const HELP: &'static str = "How to show what was found: text, plain (sentences without drawing characters, for screen readers and logs), \
        json (see schema/check.schema.json), sarif (SARIF 2.1.0, for code scanning and editors), junit (for services that show test results) or \
        github (annotations in GitHub Actions); with =FILE into that file. May be given several times [default: text]";
}

/// One thing to be written: `json`, or `json=findings.json`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Output {
    /// In what form.
    pub(crate) shape: Shape,
    /// Into which file; onto standard output where there is none.
    pub(crate) file: Option<PathBuf>,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (word, file) = match text.split_once('=') {
            Some((word, file)) => (word, Some(PathBuf::from(file))),
            None => (text, None),
        };
        if file.as_ref().is_some_and(|file| file.as_os_str().is_empty()) {
            return Err(format!("name the file after `=`, such as {word}=findings.{word}"));
        }
        let words = Shape::ALL.map(|(word, _)| word);
        match Shape::ALL.iter().find(|(known, _)| *known == word) {
            Some((_, shape)) => Ok(Output { shape: *shape, file }),
            None => {
                let close = did_you_mean(word, words).map(|close| format!("did you mean `{close}`? ")).unwrap_or_default();
                Err(format!("{close}the formats are {}", words.join(", ")))
            }
        }
    }
}

impl Output {
    /// Two outputs for one place would be mixed up: says so.
    pub(crate) fn clash(outputs: &[Output]) -> Option<Exit> {
        for (at, one) in outputs.iter().enumerate() {
            if outputs[..at].iter().any(|other| other.file == one.file) {
                let place = one.file.as_ref().map_or_else(|| "standard output".to_owned(), |file| file.display().to_string());
                complain(&format!(
                    "two formats would be written to {place}; give all but one a file of its own, such as --format json=findings.json"
                ));
                return Some(Exit::CannotWork);
            }
        }
        None
    }
}
