//! The pages of the rules: what each checks, why it matters, a policy that breaks it and one that keeps it.

use crate::diagnostic::Severity;

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

struct RulebookPage {
    name: &'static str,
    title: &'static str,
    source: &'static str,
}

/// The pages of the rules in the rulebook `england`; their properties stand in `policies/england.rungs`.
const RULEBOOK_PAGES: &[RulebookPage] = &[
    RulebookPage {
        name: "ends-in-authority",
        title: "Every path ends in a resolution authority",
        source: include_str!("england/ends-in-authority.md"),
    },
    RulebookPage {
        name: "panel-omits-disputant",
        title: "The disputing agencies sit on the panel",
        source: include_str!("england/panel-omits-disputant.md"),
    },
    RulebookPage {
        name: "panel-too-small",
        title: "A panel has at least three agencies",
        source: include_str!("england/panel-too-small.md"),
    },
    RulebookPage {
        name: "told-too-late",
        title: "The partnership is told before Stage 4",
        source: include_str!("england/told-too-late.md"),
    },
];

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
    "endless-loop",
    "ends-in-authority",
    "no-review",
    "no-time-limit",
    "nobody-must-decide",
    "one-person-veto",
    "panel-omits-disputant",
    "panel-too-small",
    "paragraph-not-encoded",
    "personal-mailbox",
    "quoted-duty",
    "recipient-unreachable",
    "sender-unstated",
    "sources-disagree",
    "stuck-stage",
    "superseded-reference",
    "told-too-late",
    "undefined-term",
    "unreachable-stage",
    "weak-duty",
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
    let found = RULEBOOK_PAGES.iter().find(|page| page.name == name)?;
    Some(Page {
        name: found.name.into(),
        severity: Severity::Error,
        title: found.title.into(),
        kept_in: "a rule of the rulebook `england`, in `policies/england.rungs`",
        text: found.source.trim().into(),
        breaks,
        keeps,
    })
}

/// Every page, by name.
pub fn pages() -> Vec<Page> {
    let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).chain(RULEBOOK_PAGES.iter().map(|page| page.name)).collect();
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
        format!(
            "# {name}\n\n{title}. By default: {severity}; {kept}.\n\n{text}\n\n## A policy that breaks it\n\n```rungs\n{breaks}```\n\n## A policy that keeps it\n\n```rungs\n{keeps}```\n",
            name = self.name,
            title = self.title,
            severity = self.severity.word(),
            kept = self.kept_in,
            text = self.text,
            breaks = self.breaks,
            keeps = self.keeps,
        )
    }
}
