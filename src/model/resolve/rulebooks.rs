//! Rulebooks, and the values a policy sets their rules to.

use super::*;

impl Resolver {
    pub(super) fn rulebook(&mut self, item: Node<'_>) {
        let Some(node) = item.child(Rule::name) else { return };
        let name = plain(node.text());
        if self.rulebooks.contains_key(&name) {
            let found = Diagnostic::error("declared-twice", node.span(), format!("there are two rulebooks called `{name}`"))
                .label("the second")
                .help("give one of them another name");
            self.error(found);
            return;
        }
        let mut book = Rulebook { name: name.clone(), title: text_of(item).unwrap_or_default(), rules: Vec::new() };
        for rule in item.all(Rule::book_rule) {
            let Some(read) = self.book_rule(rule) else { continue };
            if let Some(first) = book.rules.iter().find(|known| known.name == read.name).map(|known| known.span) {
                let found = Diagnostic::error("declared-twice", read.span, format!("the rule `{}` is in this rulebook twice", read.name))
                    .label("the second")
                    .also(first, "the first")
                    .help("give one of them another name: findings and exceptions refer to a rule by its name");
                self.error(found);
                continue;
            }
            if crate::rules::built_in(&read.name).is_some() {
                let found = Diagnostic::error(
                    "declared-twice",
                    read.span,
                    format!("`{}` is a rule every ladder is checked for already", read.name),
                )
                .label("the name is taken")
                .help("give this rule a name of its own");
                self.error(found);
                continue;
            }
            book.rules.push(read);
        }
        self.rulebooks.insert(name, book);
    }

    fn book_rule(&mut self, node: Node<'_>) -> Option<RulebookRule> {
        let name = node.child(Rule::name)?;
        let severity = match node.child(Rule::severity)?.children().next()?.kind() {
            Rule::kw_error => Severity::Error,
            Rule::kw_warning => Severity::Warning,
            _ => Severity::Note,
        };
        let value = match node.child(Rule::value) {
            Some(value) => Some(self.value(value)?),
            None => None,
        };
        let property = node
            .children()
            .find(|child| matches!(child.kind(), Rule::path_ends | Rule::path_notifies | Rule::panel_has | Rule::panel_includes))?;
        let property = self.property(property, value.as_ref())?;
        Some(RulebookRule {
            name: plain(name.text()),
            severity,
            title: text_of(node)?,
            value,
            property,
            sources: self.sources_of(node),
            span: name.span(),
        })
    }

    fn property(&mut self, node: Node<'_>, value: Option<&Value>) -> Option<Property> {
        Some(match node.kind() {
            Rule::path_ends => Property::EveryPathEndsInAnAuthority,
            Rule::path_notifies => {
                let who = self.parties_in(node)?;
                let before = if node.has(Rule::the_authority) {
                    Mark::Authority
                } else if let Some(that) = node.child(Rule::that_stage) {
                    match value {
                        Some(Value::Stage(label)) => Mark::Stage(label.clone()),
                        _ => return self.no_value(that, "stage 4"),
                    }
                } else {
                    // A rulebook speaks about ladders it has not seen: its stages are numbers, not this file's stages.
                    Mark::Stage(node.child(Rule::place)?.child(Rule::label).map(|label| plain(label.text()))?)
                };
                Property::EveryPathNotifies { who, before }
            }
            Rule::panel_has => {
                let agencies = match (node.child(Rule::that_many), value) {
                    (None, _) => number_of(node),
                    (Some(_), Some(Value::Agencies(number))) => *number,
                    (Some(that), _) => return self.no_value(that, "3 agencies"),
                };
                Property::EveryPanelHasAtLeast { agencies }
            }
            _ => Property::EveryPanelIncludes { who: self.parties_in(node)? },
        })
    }

    fn no_value(&mut self, node: Node<'_>, example: &str) -> Option<Property> {
        self.error(
            Diagnostic::error(
                "value-missing",
                node.span(),
                format!("`{}` has nothing to refer to: the rule has no such value", words_of(node)),
            )
            .label("refers to the rule's value")
            .help(format!("give the rule a value after its title: `with {example}`")),
        );
        None
    }

    fn value(&mut self, node: Node<'_>) -> Option<Value> {
        if let Some(label) = node.child(Rule::label) {
            return Some(Value::Stage(plain(label.text())));
        }
        match node.child(Rule::duration) {
            Some(length) => self.duration(length).map(Value::Time),
            None => Some(Value::Agencies(number_of(node))),
        }
    }

    /// `follows england with told-too-late stage 3`: the rulebook with the policy's own values.
    pub(super) fn follows(&mut self, line: Node<'_>) -> Option<Rulebook> {
        let mut names = line.all(Rule::name);
        let node = names.next()?;
        let name = plain(node.text());
        let Some(mut book) = self.rulebooks.get(&name).cloned() else {
            let close = did_you_mean(&name, self.rulebooks.keys().map(String::as_str)).map(str::to_owned);
            let label = close.map_or_else(|| "no such rulebook".to_owned(), |close| format!("did you mean `{close}`?"));
            let found = Diagnostic::error(
                "unknown-rulebook",
                node.span(),
                format!("there is no rulebook called `{name}` in this file or its imports"),
            )
            .label(label)
            .help("import the file that holds it, for example `import \"england.rungs\"`");
            self.error(found);
            return None;
        };
        for (rule, value) in names.zip(line.all(Rule::value)) {
            let value = (self.value(value)?, value.span());
            self.set_value(&mut book, rule, value);
        }
        Some(book)
    }

    fn set_value(&mut self, book: &mut Rulebook, node: Node<'_>, (value, span): (Value, Span)) {
        let name = plain(node.text());
        let known: Vec<String> = book.rules.iter().map(|rule| rule.name.clone()).collect();
        let Some(rule) = book.rules.iter_mut().find(|rule| rule.name == name) else {
            let close = did_you_mean(&name, known.iter().map(String::as_str));
            let label = close.map_or_else(|| "no such rule".to_owned(), |close| format!("did you mean `{close}`?"));
            let found = Diagnostic::error("unknown-rule", node.span(), format!("the rulebook `{}` has no rule called `{name}`", book.name))
                .label(label)
                .help(format!("its rules are {}", known.join(", ")));
            self.error(found);
            return;
        };
        let set = match (&mut rule.property, rule.value.as_ref(), &value) {
            (Property::EveryPathNotifies { before: before @ Mark::Stage(_), .. }, Some(Value::Stage(_)), Value::Stage(label)) => {
                *before = Mark::Stage(label.clone());
                true
            }
            (Property::EveryPanelHasAtLeast { agencies }, Some(Value::Agencies(_)), Value::Agencies(number)) => {
                *agencies = *number;
                true
            }
            _ => false,
        };
        if set {
            rule.value = Some(value);
            return;
        }
        let written = value.words();
        let found = match rule.value.as_ref() {
            None => Diagnostic::error("wrong-value", span, format!("the rule `{name}` has no value to change"))
                .label("leave this out")
                .help(format!("write `follows {}`: the rule holds as the rulebook has it", book.name)),
            Some(own) => {
                Diagnostic::error("wrong-value", span, format!("the rule `{name}` is about {}, and `{written}` is not", own.what()))
                    .label(format!("here comes {}", own.what()))
                    .help(format!("write it as the rulebook does, `with {name} {}`, with the number you need", own.words()))
            }
        };
        self.error(found);
    }
}
