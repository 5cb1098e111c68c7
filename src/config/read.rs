//! Reading a `rungs.toml`: every slip with its place and what to write instead.

use std::collections::BTreeMap;

use toml_edit::{Document, Item, TableLike, Value as Toml};

use super::{Config, Deny, Level, RuleSetting, Set};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::model::{Value, read_value};
use crate::source::{FileId, Sources, Span};

/// The settings there are, each with an example.
pub(super) const SETTINGS: [(&str, &str); 7] = [
    ("paths", "paths = [\"policies\"]"),
    ("exclude", "exclude = [\"policies/drafts\"]"),
    ("rulebooks", "rulebooks = [\"rules/ours.rungs\"]"),
    ("calendar", "calendar = \"calendars/ours.rungs\""),
    ("baseline", "baseline = \"rungs-baseline.json\""),
    ("deny", "deny = \"warnings\""),
    ("rules", "rules.weak-duty = \"off\""),
];

/// What can be set for a rule beside its weight alone.
const OF_A_RULE: [&str; 2] = ["severity", "value"];

/// Reads a loaded `rungs.toml`. What cannot be read is left out, and said.
pub fn read(sources: &Sources, file: FileId) -> (Config, Vec<Diagnostic>) {
    let mut reader = Reader { file, found: Vec::new() };
    let mut config =
        Config { file, paths: None, exclude: None, rulebooks: None, calendar: None, baseline: None, deny: None, rules: BTreeMap::new() };
    match Document::parse(sources.get(file).text()) {
        Ok(document) => reader.settings(document.as_table(), &mut config),
        Err(error) => {
            let span = reader.span(error.span());
            let said = Diagnostic::error("unreadable-settings", span, format!("this cannot be read as settings: {}", in_a_line(error.message())))
                .label("up to here it can")
                .help("each setting is a line such as `deny = \"warnings\"`: a name, `=`, and a value; texts stand in quotation marks, lists in square brackets");
            reader.found.push(said);
        }
    }
    (config, reader.found)
}

struct Reader {
    file: FileId,
    found: Vec<Diagnostic>,
}

impl Reader {
    fn settings(&mut self, table: &dyn TableLike, config: &mut Config) {
        for (name, item) in table.iter() {
            match name {
                "paths" => config.paths = self.texts(name, item),
                "exclude" => config.exclude = self.texts(name, item),
                "rulebooks" => config.rulebooks = self.texts(name, item),
                "calendar" => config.calendar = self.text(name, item),
                "baseline" => config.baseline = self.text(name, item),
                "deny" => config.deny = self.deny(item),
                "rules" => self.rules(item, config),
                _ => self.unknown(name, key_span(table, name)),
            }
        }
    }

    fn rules(&mut self, item: &Item, config: &mut Config) {
        let Some(table) = item.as_table_like() else {
            self.wrong::<()>("rules", item.span(), "a table with a line for each rule");
            return;
        };
        for (name, item) in table.iter() {
            let span = self.span(key_span(table, name));
            let mut setting = RuleSetting { span, level: None, value: None };
            match (item.as_str(), item.as_table_like()) {
                (Some(_), _) => setting.level = self.level(item),
                (None, Some(inner)) => self.rule(name, inner, &mut setting),
                (None, None) => {
                    let said = Diagnostic::error(
                        "wrong-setting",
                        self.span(item.span()),
                        format!("what is set for `{name}` is not a weight"),
                    )
                    .label("here comes a word in quotation marks")
                    .help(format!(
                        "write `{name} = \"warning\"`, or to set its value `{name} = {{ value = \"20 working days\" }}`; weights are {}",
                        weights()
                    ));
                    self.found.push(said);
                }
            }
            config.rules.insert(name.to_owned(), setting);
        }
    }

    fn rule(&mut self, rule: &str, table: &dyn TableLike, setting: &mut RuleSetting) {
        for (name, item) in table.iter() {
            match name {
                "severity" => setting.level = self.level(item),
                "value" => setting.value = self.value(rule, item),
                _ => {
                    let close = did_you_mean(name, OF_A_RULE);
                    let said = Diagnostic::error(
                        "unknown-setting",
                        self.span(key_span(table, name)),
                        format!("a rule has nothing called `{name}` to set"),
                    )
                    .meant(close, "no such setting")
                    .help(format!(
                        "what can be set is its weight and its value: `{rule} = {{ severity = \"warning\", value = \"20 working days\" }}`"
                    ));
                    self.found.push(said);
                }
            }
        }
    }

    fn level(&mut self, item: &Item) -> Option<Set<Level>> {
        let span = self.span(item.span());
        let written = item.as_str().unwrap_or_default();
        if let Some(to) = Level::named(written) {
            return Some(Set { to, span });
        }
        let close = did_you_mean(written, Level::WORDS);
        let said = Diagnostic::error("wrong-setting", span, "this is no weight of a rule")
            .label(close.map_or_else(|| "not one of the words for it".to_owned(), |close| format!("did you mean \"{close}\"?")))
            .help(format!("the weights are {}; a rule that is \"off\" is not asked", weights()));
        self.found.push(said);
        None
    }

    fn value(&mut self, rule: &str, item: &Item) -> Option<Set<Value>> {
        let span = self.span(item.span());
        if let Some(to) = item.as_str().and_then(read_value) {
            return Some(Set { to, span });
        }
        let said = Diagnostic::error("wrong-setting", span, format!("this is no value a rule such as `{rule}` could have"))
            .label("here comes a value, in quotation marks")
            .help("write it as in a rulebook: \"stage 3\", \"20 working days\", \"3 agencies\" or \"5 people\"");
        self.found.push(said);
        None
    }

    fn deny(&mut self, item: &Item) -> Option<Set<Deny>> {
        let span = self.span(item.span());
        if item.as_str() == Some("warnings") {
            return Some(Set { to: Deny::Warnings, span });
        }
        let said = Diagnostic::error("wrong-setting", span, "only warnings can be made to fail a run")
            .label("here comes \"warnings\"")
            .help("write `deny = \"warnings\"`, or leave the line out: errors always fail");
        self.found.push(said);
        None
    }

    fn text(&mut self, name: &str, item: &Item) -> Option<Set<String>> {
        match item.as_str() {
            Some(text) => Some(Set { to: text.to_owned(), span: self.span(item.span()) }),
            None => self.wrong(name, item.span(), "a path in quotation marks"),
        }
    }

    fn texts(&mut self, name: &str, item: &Item) -> Option<Set<Vec<String>>> {
        let texts = item.as_array().and_then(|array| array.iter().map(Toml::as_str).collect::<Option<Vec<&str>>>());
        match texts {
            Some(texts) => Some(Set { to: texts.into_iter().map(str::to_owned).collect(), span: self.span(item.span()) }),
            None => self.wrong(name, item.span(), "a list of paths"),
        }
    }

    fn wrong<T>(&mut self, name: &str, at: Option<std::ops::Range<usize>>, wanted: &str) -> Option<T> {
        let example = SETTINGS.iter().find(|(known, _)| *known == name).map_or("", |(_, example)| example);
        let said = Diagnostic::error("wrong-setting", self.span(at), format!("`{name}` is not set to what it needs"))
            .label(format!("here comes {wanted}"))
            .help(format!("write, for example, `{example}`"));
        self.found.push(said);
        None
    }

    fn unknown(&mut self, name: &str, at: Option<std::ops::Range<usize>>) {
        let known = SETTINGS.map(|(known, _)| known);
        let close = did_you_mean(name, known);
        let said = Diagnostic::error("unknown-setting", self.span(at), format!("there is no setting called `{name}`"))
            .meant(close, "no such setting")
            .help(format!("the settings are {}", known.join(", ")));
        self.found.push(said);
    }

    fn span(&self, range: Option<std::ops::Range<usize>>) -> Span {
        let range = range.unwrap_or(0..0);
        Span { file: self.file, start: range.start as u32, end: range.end as u32 }
    }
}

fn key_span(table: &dyn TableLike, name: &str) -> Option<std::ops::Range<usize>> {
    table.get_key_value(name).and_then(|(key, _)| key.span())
}

fn weights() -> String {
    Level::WORDS.map(|word| format!("\"{word}\"")).join(", ")
}

fn in_a_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}
