//! The baseline document: findings that were there before, and count no more.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::Generator;

/// The findings some policies had on the day `rungs check --write-baseline` was run. `rungs check --baseline` counts only others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "rungs baseline document, version 1")]
pub struct BaselineDocument {
    /// Which of rungs' documents this is.
    pub rungs_document: BaselineMark,
    /// The version of this document's form. A reader must refuse a higher one than it knows.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What wrote this document.
    pub generator: Generator,
    /// The findings, by policy, rule and message.
    pub findings: Vec<KnownFinding>,
}

/// The mark of a baseline document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BaselineMark {
    /// What was found before.
    Baseline,
}

/// A finding that was there before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct KnownFinding {
    /// The name of the policy.
    pub policy: String,
    /// The rule, or the kind of problem with the text.
    pub rule: String,
    /// What was wrong when it was written down; for people only.
    pub message: String,
    /// By which it is known again, as in the check document.
    pub fingerprint: String,
}

impl BaselineDocument {
    /// A document of these findings.
    pub fn new(mut findings: Vec<KnownFinding>) -> Self {
        findings.sort();
        findings.dedup();
        Self { rungs_document: BaselineMark::Baseline, version: super::BASELINE_VERSION, generator: super::generator(), findings }
    }
}
