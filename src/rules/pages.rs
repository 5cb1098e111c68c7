//! The pages of the rules: what each checks, why it matters, a policy that breaks it and one that keeps it.

use std::path::Path;
use std::sync::OnceLock;

use crate::diagnostic::Severity;
use crate::model::Rulebook;
use crate::project::{MemoryFiles, Project};

use super::{RULES, Rule};

/// A rule's page.
pub struct Page {
    /// The rule.
    pub name: String,
    /// How much a breach weighs by default.
    pub severity: Severity,
    /// What it requires, in a sentence.
    pub title: String,
    /// Where it comes from: built in, or a rulebook.
    pub kept_in: &'static str,
    /// What it checks and why it matters.
    pub text: String,
    /// A policy that breaks it.
    pub breaks: &'static str,
    /// A policy that keeps it.
    pub keeps: &'static str,
}

/// The texts of the rules in the rulebook `england`; what they require stands in `policies/england.rungs`.
macro_rules! texts {
    ($($name:literal),* $(,)?) => {
        const TEXTS: &[(&str, &str)] = &[$(($name, include_str!(concat!("england/", $name, ".md")))),*];
    };
}

texts!(
    "authority-is-party",
    "conditional-recipient-missed",
    "ends-in-authority",
    "interim-position-unstated",
    "ladder-too-slow",
    "no-immediate-risk-route",
    "no-learning",
    "no-review",
    "no-stand-in",
    "no-time-limit",
    "nobody-must-decide",
    "originator-not-told",
    "panel-cannot-form",
    "panel-omits-disputant",
    "panel-too-small",
    "panel-without-chair",
    "panel-without-deadline",
    "panel-without-decision-rule",
    "panel-without-neutral",
    "practitioners-too-slow",
    "risk-route-returns-to-party",
    "silence-not-covered",
    "stage-not-recorded",
    "told-too-late",
);

/// Every rule there is without a rulebook of one's own: the built-in ones and those of `england`.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    super::RULES.iter().map(|rule| rule.name).chain(TEXTS.iter().map(|(name, _)| *name))
}

/// The rulebook `england`, as it is shipped.
pub fn england() -> &'static Rulebook {
    static ENGLAND: OnceLock<Rulebook> = OnceLock::new();
    ENGLAND.get_or_init(|| {
        let text = "rungs 1\nimport \"england.rungs\"\npolicy reader \"Asks for the rulebook\" {\n    follows england\n}\n";
        let files = MemoryFiles::new([("/england.rungs", include_str!("../../policies/england.rungs")), ("/reader.rungs", text)]);
        let mut project = Project::new(&files, "/");
        let policy = project.load(Path::new("/reader.rungs")).ok().and_then(|file| project.resolve(file).policy);
        let book = policy.and_then(|policy| policy.rulebooks.into_iter().next());
        book.unwrap_or_else(|| Rulebook { name: "england".into(), title: String::new(), rules: Vec::new() })
    })
}

macro_rules! examples {
    ($($name:literal),* $(,)?) => {
        fn examples(name: &str) -> (&'static str, &'static str) {
            match name {
                $($name => (
                    include_str!(concat!("../../tests/rules/", $name, "/bad-1.rungs")),
                    include_str!(concat!("../../tests/rules/", $name, "/good-1.rungs")),
                ),)*
                _ => ("", ""),
            }
        }
    };
}

examples!(
    "ambiguous-day",
    "authority-is-party",
    "child-details-shared",
    "clock-start-unstated",
    "conditional-recipient-missed",
    "endless-loop",
    "ends-in-authority",
    "interim-position-unstated",
    "ladder-too-slow",
    "limits-do-not-add-up",
    "no-counterpart",
    "no-immediate-risk-route",
    "no-learning",
    "no-review",
    "no-stand-in",
    "no-time-limit",
    "nobody-must-decide",
    "one-person-veto",
    "originator-not-told",
    "outside-jurisdiction",
    "overlapping-conditions",
    "own-manager-in-the-way",
    "panel-cannot-form",
    "panel-omits-disputant",
    "panel-too-small",
    "panel-without-chair",
    "panel-without-deadline",
    "panel-without-decision-rule",
    "panel-without-neutral",
    "paragraph-not-encoded",
    "personal-mailbox",
    "practitioners-too-slow",
    "quoted-duty",
    "recipient-unreachable",
    "risk-route-returns-to-party",
    "same-post-two-tiers",
    "sender-unstated",
    "silence-not-covered",
    "skip-loses-duty",
    "sources-disagree",
    "stage-not-recorded",
    "stuck-stage",
    "superseded-reference",
    "told-too-late",
    "two-last-words",
    "two-parties-assumed",
    "uncovered-condition",
    "undefined-term",
    "unmet-precondition",
    "unreachable-stage",
    "weak-duty",
    "weaker-than-parent",
    "whose-file-unstated",
);

/// The page of a rule.
pub fn page(name: &str) -> Option<Page> {
    let (breaks, keeps) = examples(name);
    if let Some(rule) = super::built_in(name) {
        return Some(Page {
            name: rule.name.into(),
            severity: rule.severity,
            title: rule.title.into(),
            kept_in: "every ladder is checked for it",
            text: head_comment(rule),
            breaks,
            keeps,
        });
    }
    let rule = england().rules.iter().find(|rule| rule.name == name)?;
    let (_, text) = TEXTS.iter().find(|(known, _)| *known == name)?;
    Some(Page {
        name: rule.name.clone(),
        severity: rule.severity,
        title: rule.title.clone(),
        kept_in: "a rule of the rulebook `england`, in `policies/england.rungs`",
        text: text.trim().into(),
        breaks,
        keeps,
    })
}

/// Every page, by name.
pub fn pages() -> Vec<Page> {
    let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).chain(TEXTS.iter().map(|(name, _)| *name)).collect();
    names.sort_unstable();
    names.into_iter().filter_map(page).collect()
}

fn head_comment(rule: &Rule) -> String {
    let lines = rule.source.lines().map_while(|line| line.strip_prefix("//!")).map(|line| line.strip_prefix(' ').unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

impl Page {
    /// The page as Markdown.
    pub fn markdown(&self) -> String {
        // A reader has the policy above beside their own.
        let [breaks, keeps] = [self.breaks, self.keeps].map(|text| text.replace("../../../examples/", ""));
        format!(
            "# {name}\n\n{title}. By default: {severity}; {kept}.\n\n{text}\n\n## A policy that breaks it\n\n```rungs\n{breaks}```\n\n## A policy that keeps it\n\n```rungs\n{keeps}```\n",
            name = self.name,
            title = self.title,
            severity = self.severity.word(),
            kept = self.kept_in,
            text = self.text,
        )
    }
}
