//! The rules a SARIF run lists, and where each stands in the list.

use std::collections::HashMap;

use super::super::json::{CheckDocument, Problem, RuleResult, Severity};
use super::super::told;
use super::super::typed::shown;
use super::types::{Configuration, Descriptor, Tags, Text};
use crate::rules::{Page, pages};

/// Where the pages of the rules and their rulebook come from.
const SHIPPED: &str = "england";

/// Every rule with a page, then those of a partnership's own rulebooks, then the kinds of problems with texts that were found.
pub(super) struct Rules {
    pub(super) listed: Vec<Descriptor>,
    /// By name and rulebook.
    asked: HashMap<(String, Option<String>), usize>,
    problems: HashMap<String, usize>,
}

impl Rules {
    pub(super) fn of(document: &CheckDocument) -> Self {
        let mut rules = Rules { listed: Vec::new(), asked: HashMap::new(), problems: HashMap::new() };
        for page in pages() {
            let rulebook = crate::rules::built_in(&page.name).is_none().then(|| SHIPPED.to_owned());
            rules.asked.insert((page.name.clone(), rulebook.clone()), rules.listed.len());
            rules.listed.push(with_page(&page, rulebook));
        }
        for rule in document.files.iter().flat_map(|file| &file.rules) {
            let key = (rule.name.clone(), rule.rulebook.clone());
            rules.asked.entry(key).or_insert_with(|| {
                rules.listed.push(without_page(rule));
                rules.listed.len() - 1
            });
        }
        for problem in document.files.iter().flat_map(|file| &file.problems) {
            rules.problems.entry(problem.name.clone()).or_insert_with(|| {
                rules.listed.push(of_problem(problem));
                rules.listed.len() - 1
            });
        }
        rules
    }

    /// Where a rule stands.
    pub(super) fn of_rule(&self, rule: &RuleResult) -> usize {
        self.asked.get(&(rule.name.clone(), rule.rulebook.clone())).copied().unwrap_or_default()
    }

    /// Where a kind of problem stands.
    pub(super) fn of_problem(&self, problem: &Problem) -> usize {
        self.problems.get(&problem.name).copied().unwrap_or_default()
    }
}

fn with_page(page: &Page, rulebook: Option<String>) -> Descriptor {
    let what = page.text.split("\n## ").next().unwrap_or_default().trim();
    Descriptor {
        id: page.name.clone(),
        name: in_one_word(&page.name),
        short_description: Text::plain(told::sentence(&page.title)),
        full_description: Some(Text { text: unmarked(what), markdown: Some(what.to_owned()) }),
        help: Some(Text { text: unmarked(&page.text), markdown: Some(page.markdown()) }),
        default_configuration: Configuration { level: page.severity.word() },
        properties: Tags { tags: tags(rulebook) },
    }
}

fn without_page(rule: &RuleResult) -> Descriptor {
    Descriptor {
        id: shown(&rule.name),
        name: in_one_word(&rule.name),
        short_description: Text::plain(shown(&told::sentence(&rule.title))),
        full_description: None,
        help: None,
        default_configuration: Configuration { level: told::word(rule.severity) },
        properties: Tags { tags: tags(rule.rulebook.as_deref().map(shown)) },
    }
}

fn of_problem(problem: &Problem) -> Descriptor {
    let said = problem.name.replace('-', " ");
    Descriptor {
        id: problem.name.clone(),
        name: in_one_word(&problem.name),
        short_description: Text::plain(format!("The text of a policy or of its settings: {said}.")),
        full_description: None,
        help: None,
        default_configuration: Configuration { level: told::word(Severity::Error) },
        properties: Tags { tags: vec!["text".to_owned()] },
    }
}

fn tags(rulebook: Option<String>) -> Vec<String> {
    vec![rulebook.map_or_else(|| "every-ladder".to_owned(), |rulebook| format!("rulebook:{rulebook}"))]
}

/// `told-too-late` as `ToldTooLate`, as names of rules are written elsewhere.
fn in_one_word(name: &str) -> String {
    shown(name).split('-').map(crate::model::capitalised).collect()
}

/// Markdown's marks taken out of a page's text, its lines joined to paragraphs.
fn unmarked(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| paragraph.trim_start_matches('#').split_whitespace().collect::<Vec<_>>().join(" "));
    paragraphs.collect::<Vec<_>>().join("\n\n").replace('`', "\"")
}
