//! The matrix document: many policies beside each other, rules and key figures as rows. Text and Markdown are made from it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::Generator;
use super::words::{Severity, Verdict};
use crate::compare::Figure;
use crate::graph::StageGraph;
use crate::model::Policy;
use crate::verify::Report;

/// Many policies beside each other.
///
/// Every field is always there. Rows hold a value for every policy, in the order of `policies`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "rungs matrix document, version 1")]
pub struct MatrixDocument {
    /// Which of rungs' documents this is.
    pub rungs_document: MatrixMark,
    /// The version of this document's form. A reader must refuse a higher one than it knows.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What wrote this document.
    pub generator: Generator,
    /// The day on which the rules were asked, where one was given: `2026-04-01`.
    pub as_of: Option<String>,
    /// To be shown wherever the document is used.
    pub notice: String,
    /// The policies, a column each.
    pub policies: Vec<MatrixPolicy>,
    /// Key figures, a row each.
    pub figures: Vec<FigureRow>,
    /// Every rule that any of the policies is checked for, a row each.
    pub rules: Vec<RuleRow>,
}

/// The mark of a matrix document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MatrixMark {
    /// Many policies beside each other.
    Matrix,
}

/// One policy of a matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatrixPolicy {
    /// Its file, as given.
    pub file: String,
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
}

/// One key figure of every policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FigureRow {
    /// The figure, such as `whole-working-days`.
    pub name: String,
    /// What it is, for people.
    pub title: String,
    /// What it comes to; empty where there is nothing of the kind, or it is not promised. `35 if advised`: if advice is followed.
    /// `8 at best`: it turns on what is left open.
    pub values: Vec<String>,
}

/// What one rule came to in every policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleRow {
    /// The rule.
    pub name: String,
    /// What it requires, in a sentence.
    pub title: String,
    /// How much a breach weighs where it weighs most.
    pub severity: Severity,
    /// What it came to; null where the policy is not checked for it.
    pub verdicts: Vec<Option<Verdict>>,
}

/// One policy to be put into a [`MatrixDocument`]: its file, its key figures and what every rule came to.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its file, as given, its name and its title.
    pub policy: MatrixPolicy,
    /// Every one of [`Figure::ALL`], in that order.
    pub figures: Vec<String>,
    /// What every rule came to.
    pub report: Report,
}

impl Column {
    /// The column of a policy.
    pub fn new(file: &str, policy: &Policy, graph: &StageGraph, report: Report) -> Self {
        Column {
            policy: MatrixPolicy { file: file.to_owned(), name: policy.name.clone(), title: policy.title.clone() },
            figures: Figure::ALL.iter().map(|figure| figure.of(policy, graph)).collect(),
            report,
        }
    }
}

/// Many policies beside each other, in their order. Rules stand in the order in which they first come up.
pub fn matrix(columns: &[Column]) -> MatrixDocument {
    let mut rules: Vec<RuleRow> = Vec::new();
    let mut known: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
    for rule in columns.iter().flat_map(|column| &column.report.rules) {
        let at = *known.entry(&rule.rule).or_insert_with(|| {
            let verdicts = columns.iter().map(|column| column.report.rule(&rule.rule).map(|found| found.verdict.into())).collect();
            rules.push(RuleRow { name: rule.rule.clone(), title: rule.title.clone(), severity: rule.severity.into(), verdicts });
            rules.len() - 1
        });
        let weight = |severity: Severity| match severity {
            Severity::Note => 0,
            Severity::Warning => 1,
            Severity::Error => 2,
        };
        let severity: Severity = rule.severity.into();
        if weight(severity) > weight(rules[at].severity) {
            rules[at].severity = severity;
        }
    }
    MatrixDocument {
        rungs_document: MatrixMark::Matrix,
        version: super::MATRIX_VERSION,
        generator: super::generator(),
        as_of: None,
        notice: super::NOTICE.to_owned(),
        policies: columns.iter().map(|column| column.policy.clone()).collect(),
        figures: Figure::ALL
            .iter()
            .enumerate()
            .map(|(at, figure)| FigureRow {
                name: figure.name().to_owned(),
                title: figure.title().to_owned(),
                values: columns.iter().map(|column| column.figures[at].clone()).collect(),
            })
            .collect(),
        rules,
    }
}
