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
        self.look_for_sense(&book);
        self.rulebooks.insert(name, book);
    }

    /// The rulebooks of these files that are not followed yet, by name.
    pub(super) fn rulebooks_in(&self, files: &[FileId], followed: &[Rulebook]) -> Vec<Rulebook> {
        let stands_there = |book: &&Rulebook| book.rules.first().is_some_and(|rule| files.contains(&rule.span.file));
        let new = |book: &&Rulebook| followed.iter().all(|known| known.name != book.name);
        let mut books: Vec<Rulebook> = self.rulebooks.values().filter(stands_there).filter(new).cloned().collect();
        books.sort_by(|one, other| one.name.cmp(&other.name));
        books
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
        if let (Some(value), false) = (&value, node.all(Rule::property).any(refers_to_a_value)) {
            let span = node.child(Rule::value).map_or(node.span(), |value| value.span());
            self.error(
                Diagnostic::error("value-unused", span, format!("nothing in this rule refers to its value, {}", value.words()))
                    .label("has no effect")
                    .help("write `that stage`, `that many` or `that time` where the value is meant, or leave the value out"),
            );
            return None;
        }
        let mut properties = Vec::new();
        for property in node.all(Rule::property) {
            properties.push(self.property(property.children().next()?, value.as_ref())?);
        }
        let property = if properties.len() == 1 { properties.remove(0) } else { Property::All(properties) };
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
            Rule::path_ends_within => Property::EveryPathEndsWithin { time: self.time(node, value)? },
            Rule::path_leaves => Property::EveryPathLeaves { stage: stage_number(node)?, within: self.time(node, value)? },
            Rule::path_notifies => Property::EveryPathNotifies {
                who: self.parties_in(node)?,
                before: if node.has(Rule::the_authority) { Mark::Authority } else { Mark::Stage(self.stage_named(node, value)??) },
            },
            Rule::path_notifies_when => Property::EveryPathNotifiesWhen {
                when: self.of_facts(node)?,
                who: self.parties_in(node)?,
                from: self.stage_named(node, value)?,
            },
            Rule::stage_has_limit => Property::EveryStageHasALimit,
            Rule::stage_is_recorded => Property::EveryStageIsRecorded { after_first: node.has(Rule::after_first) },
            Rule::stage_notifies => Property::EveryStageNotifies { who: self.parties_in(node)?, after_first: node.has(Rule::after_first) },
            Rule::stage_moves_on => Property::EveryStageMovesOn,
            Rule::panel_has => self.panel_has(node, value)?,
            Rule::panel_states if node.has(Rule::kw_chair) => Property::EveryPanelHas(PanelTerm::Chair),
            Rule::panel_states if node.has(Rule::kw_deadline) => Property::EveryPanelHas(PanelTerm::Deadline),
            Rule::panel_states => Property::EveryPanelHas(PanelTerm::DecisionRule),
            Rule::panel_includes => Property::EveryPanelIncludes { who: self.parties_in(node)? },
            Rule::panel_excludes => Property::EveryPanelExcludes { who: self.parties_in(node)? },
            Rule::dispute_has_panel => Property::EveryDisputeCanHaveAPanel { at_most: self.at_most(node, value)? },
            Rule::authority_decides => Property::EveryAuthorityMustDecide,
            Rule::authority_has_stand_in => Property::EveryAuthorityHasAStandIn,
            Rule::authority_apart => Property::NoAuthorityIsDisputing { at_most: self.at_most(node, value)? },
            Rule::route_leads => Property::ARouteLeadsTo { when: self.of_facts(node)?, who: self.parties_in(node)? },
            Rule::route_apart => Property::NoRouteLeadsToADisputingAgency { when: self.of_facts(node)? },
            _ => Property::ThePolicyStates(node.children().find_map(|child| statement(child.kind()))?),
        })
    }

    fn panel_has(&mut self, node: Node<'_>, value: Option<&Value>) -> Option<Property> {
        let of = match (node.has(Rule::kw_people), node.has(Rule::kw_neutral)) {
            (true, _) => Counted::People,
            (_, true) => Counted::NeutralAgencies,
            _ => Counted::Agencies,
        };
        let at_most = self.at_most(node, value)?;
        let number = match (node.child(Rule::that_many), value, of) {
            (None, ..) => number_of(node),
            (Some(that), ..) if at_most.is_some() => {
                self.error(
                    Diagnostic::error("value-missing", that.span(), "it is not clear which of the two numbers the rule's value sets")
                        .label("write this number out")
                        .help("where a rule speaks of disputes of some size, its value is that size: `every panel has at least 3 agencies in a dispute of at most that many agencies`"),
                );
                return None;
            }
            (Some(_), Some(Value::Agencies(number)), Counted::Agencies | Counted::NeutralAgencies)
            | (Some(_), Some(Value::People(number)), Counted::People) => *number,
            (Some(that), ..) => return self.no_value(that, if of == Counted::People { "5 people" } else { "3 agencies" }),
        };
        Some(Property::EveryPanelHasAtLeast { number, of, at_most })
    }

    /// `in a dispute of at most 4 agencies`; `Some(None)` where nothing of the kind is said.
    #[expect(clippy::option_option, reason = "outer: whether it could be read; inner: whether it is there")]
    fn at_most(&mut self, node: Node<'_>, value: Option<&Value>) -> Option<Option<u32>> {
        let within = node.child(Rule::in_disputes).unwrap_or(node);
        let Some(size) = within.child(Rule::of_at_most) else { return Some(None) };
        Some(Some(match (size.child(Rule::that_many), value) {
            (None, _) => number_of(size),
            (Some(_), Some(Value::Agencies(number))) => *number,
            (Some(that), _) => return self.no_value(that, "4 agencies"),
        }))
    }

    fn time(&mut self, node: Node<'_>, value: Option<&Value>) -> Option<Duration> {
        match (node.child(Rule::that_time), value) {
            (None, _) => self.duration(node.child(Rule::duration)?),
            (Some(_), Some(Value::Time(time))) => Some(time.clone()),
            (Some(that), _) => self.no_value(that, "10 working days"),
        }
    }

    /// The stage a rule names; `Some(None)` if it names none. A rulebook speaks about ladders it has not seen: its stages
    /// are numbers, not this file's stages.
    #[expect(clippy::option_option, reason = "outer: whether it could be read; inner: whether it is there")]
    fn stage_named(&mut self, node: Node<'_>, value: Option<&Value>) -> Option<Option<String>> {
        match (node.child(Rule::that_stage), value) {
            (None, _) if node.has(Rule::place) => stage_number(node).map(Some),
            (None, _) => Some(None),
            (Some(_), Some(Value::Stage(label))) => Some(Some(label.clone())),
            (Some(that), _) => self.no_value(that, "stage 4"),
        }
    }

    /// A condition of a rule: what is so of the child, in declared facts.
    fn of_facts(&mut self, node: Node<'_>) -> Option<Condition> {
        let cond = node.child(Rule::cond)?;
        let condition = self.condition(cond)?;
        if is_of_facts(&condition) {
            return Some(condition);
        }
        self.error(
            Diagnostic::error("not-a-fact", cond.span(), "a rule's condition is about declared facts only")
                .label("not a declared fact")
                .help("declare it, such as `fact looked-after \"looked after\" may change`, and write `when looked-after, …`: no policy can be checked against words"),
        );
        None
    }

    fn no_value<T>(&mut self, node: Node<'_>, example: &str) -> Option<T> {
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
            None if node.has(Rule::kw_people) => Some(Value::People(number_of(node))),
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
            let found = Diagnostic::error(
                "unknown-rulebook",
                node.span(),
                format!("there is no rulebook called `{name}` in this file or its imports"),
            )
            .meant(close.as_deref(), "no such rulebook")
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
            let found = Diagnostic::error("unknown-rule", node.span(), format!("the rulebook `{}` has no rule called `{name}`", book.name))
                .meant(close, "no such rule")
                .help(format!("its rules are {}", known.join(", ")));
            self.error(found);
            return;
        };
        if !rule.set(&value) {
            let found = wrong_value(rule, &value, span);
            self.error(found);
        }
    }
}

/// Says that a rule has no such value to set.
pub fn wrong_value(rule: &RulebookRule, value: &Value, span: Span) -> Diagnostic {
    let (name, written) = (&rule.name, value.words());
    match rule.value.as_ref() {
        None => Diagnostic::error("wrong-value", span, format!("the rule `{name}` has no value to change"))
            .label("leave this out")
            .help("leave it out: the rule holds as its rulebook has it"),
        Some(own) => Diagnostic::error("wrong-value", span, format!("the rule `{name}` is about {}, and `{written}` is not", own.what()))
            .label(format!("here comes {}", own.what()))
            .help(format!("write it as its rulebook does, such as `{}`, with the number you need", own.words())),
    }
}

/// The value of a rule as it stands alone, such as `20 working days`; `None` if it is none.
pub fn read_value(text: &str) -> Option<Value> {
    let mut sources = Sources::new();
    let file = sources.add("value", format!("rungs 1\npolicy reader \"Reads a value\" {{\nfollows reader with reader {text}\n}}\n"));
    let parsed = crate::syntax::parse(&sources, file);
    let mut resolver = Resolver { main: file, ..Resolver::default() };
    let node = parsed.tree.root().child(Rule::policy)?.child(Rule::follows)?.child(Rule::value)?;
    let value = resolver.value(node)?;
    (parsed.diagnostics.is_empty() && resolver.diagnostics.is_empty() && node.text().trim() == text.trim()).then_some(value)
}

fn stage_number(node: Node<'_>) -> Option<String> {
    node.child(Rule::place)?.child(Rule::label).map(|label| plain(label.text()))
}

fn refers_to_a_value(node: Node<'_>) -> bool {
    matches!(node.kind(), Rule::that_stage | Rule::that_many | Rule::that_time) || node.children().any(refers_to_a_value)
}

fn is_of_facts(condition: &Condition) -> bool {
    match condition {
        Condition::Fact(_) => true,
        Condition::Not(inner) => is_of_facts(inner),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().all(is_of_facts),
        _ => false,
    }
}

fn statement(kind: Rule) -> Option<Statement> {
    match kind {
        Rule::states_review => Some(Statement::Review),
        Rule::states_learning => Some(Statement::Learning),
        Rule::states_meanwhile => Some(Statement::Meanwhile),
        _ => None,
    }
}
