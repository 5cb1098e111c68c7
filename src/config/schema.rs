//! The schema of `rungs.toml`, for editors that complete and check such files.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use crate::emit::json::schema_of;

/// The settings of a repository of policies (`rungs.toml`).
#[derive(JsonSchema)]
#[schemars(title = "rungs.toml", deny_unknown_fields)]
#[expect(dead_code, reason = "describes a file; reading one says more than a schema can")]
struct RungsToml {
    /// Policies, or folders of them, that are checked where no path is given, relative to this file.
    paths: Option<Vec<String>>,
    /// What is left out when folders are searched, written as in a `.gitignore`.
    exclude: Option<Vec<String>>,
    /// Files with rulebooks that every policy is checked against, whether it follows them or not.
    rulebooks: Option<Vec<String>>,
    /// The file with the calendar of policies that have none of their own.
    calendar: Option<String>,
    /// The findings that were there before, and fail nothing: a file written by `rungs check --write-baseline`.
    baseline: Option<String>,
    /// What fails a run besides errors.
    deny: Option<Deny>,
    /// What is set for single rules, by their names.
    rules: Option<BTreeMap<String, Rule>>,
}

/// What fails a run besides errors.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "describes a word in a file")]
enum Deny {
    /// Warnings fail too.
    Warnings,
}

/// What is set for a rule: its weight alone, or a table.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "describes a part of a file")]
enum Rule {
    /// Its weight.
    Weight(Level),
    /// Its weight, its value, or both.
    Both(RuleTable),
}

/// What can be set for a rule.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "describes a part of a file")]
struct RuleTable {
    /// How much a breach weighs.
    severity: Option<Level>,
    /// The rule's value, as a rulebook writes it: `stage 3`, `20 working days`, `3 agencies`, `5 people`.
    value: Option<String>,
}

/// How much a breach of a rule weighs.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "describes a word in a file")]
enum Level {
    /// The rule is not asked.
    Off,
    /// Worth knowing.
    Note,
    /// Worth mending.
    Warning,
    /// Fails a run.
    Error,
}

/// The JSON Schema (draft 2020-12) of `rungs.toml`.
pub fn schema() -> String {
    schema_of::<RungsToml>()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    /// The schema names exactly the settings that can be read.
    #[test]
    fn the_schema_knows_what_can_be_read() {
        let schema: serde_json::Value = serde_json::from_str(&super::schema()).unwrap();
        let mut described: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let mut read: Vec<&str> = super::super::read::SETTINGS.iter().map(|(name, _)| *name).collect();
        described.sort_unstable();
        read.sort_unstable();
        assert_eq!(described, read);
    }
}
