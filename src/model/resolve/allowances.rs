//! Exceptions: which rule, where, why and who answers for it.

use super::*;

impl Resolver {
    /// `allow RULE at stage 2 because "…" by "…" until DATE`.
    pub(super) fn allowance(&mut self, item: Node<'_>) -> Option<Allowance> {
        let mut names = item.all(Rule::name);
        let rule = self.rule_named(names.next()?);
        let at = match (item.child(Rule::place), names.next()) {
            (Some(place), _) => self.stages_allowed(place),
            (None, Some(name)) => self.thing_allowed(name),
            (None, None) => Some(AllowedAt::Everywhere),
        };
        let (because, by) = self.answered_for(item)?;
        let until = if item.has(Rule::date) { Some(self.date(item)?) } else { None };
        Some(Allowance { rule: rule?, at: at?, because, by, until, span: item.span() })
    }

    fn rule_named(&mut self, node: Node<'_>) -> Option<String> {
        let written = plain(node.text());
        let mut known: Vec<&str> = crate::rules::names().collect();
        known.extend(self.rulebooks.values().flat_map(|book| &book.rules).map(|rule| rule.name.as_str()));
        if known.contains(&written.as_str()) {
            return Some(written);
        }
        let close = did_you_mean(&written, known.iter().copied()).map(str::to_owned);
        let found = Diagnostic::error("unknown-rule", node.span(), format!("there is no rule called `{written}`"))
            .meant(close.as_deref(), "no such rule")
            .help("an exception names the rule whose finding it accepts, as `rungs check` prints it; `rungs rules` lists them all");
        self.error(found);
        None
    }

    fn stages_allowed(&mut self, node: Node<'_>) -> Option<AllowedAt> {
        match self.place(node)? {
            Place::Stages(stages) => Some(AllowedAt::Stages(stages)),
            Place::Any => Some(AllowedAt::Everywhere),
            Place::Next | Place::AnyLater => {
                let found = Diagnostic::error(
                    "exception-nowhere",
                    node.span(),
                    "an exception stands at no stage, so there is no next or later one",
                )
                .label("which stage is meant?")
                .help("name the stages, such as `at stage 2`, or leave this out: the exception is then for the whole policy");
                self.error(found);
                None
            }
        }
    }

    /// A clause by the name it is given with `called`, a route, or whatever else is declared in this file.
    fn thing_allowed(&mut self, node: Node<'_>) -> Option<AllowedAt> {
        let name = plain(node.text());
        let clause = self.clauses.iter().find(|clause| clause.id_given && clause.id == name).map(|clause| clause.span);
        let route = || self.routes.iter().find(|route| route.name == name).map(|route| route.span);
        let declared = || self.by_name.get(&name).map(|id| self.names[id.0 as usize].span);
        if let Some(span) = clause.or_else(route).or_else(declared) {
            return Some(AllowedAt::Named { name, span });
        }
        let given = self.clauses.iter().filter(|clause| clause.id_given).map(|clause| clause.id.as_str());
        let others = self.routes.iter().map(|route| route.name.as_str()).chain(self.names.iter().map(|named| named.name.as_str()));
        let close = did_you_mean(&name, given.chain(others)).map(str::to_owned);
        let found = Diagnostic::error("unknown-name", node.span(), format!("no clause and nothing else here is called `{name}`"))
            .meant(close.as_deref(), "nothing has this name")
            .help(format!("give the clause its name, at its end: `… called {name}`; for a whole stage write `at stage 2`"));
        self.error(found);
        None
    }

    /// Why, and who answers for it: neither may be left out or empty.
    fn answered_for(&mut self, item: Node<'_>) -> Option<(String, String)> {
        let mut texts = item.all(Rule::text);
        let because = texts.next()?;
        let Some(by) = texts.next() else {
            let found = Diagnostic::error("exception-unowned", item.span(), "nobody answers for this exception")
                .label("says why, and not who says so")
                .help(
                    "add who accepted it, such as `by \"Policy and Procedures Group\"`: whoever reads it in a year needs somebody to ask",
                );
            self.error(found);
            return None;
        };
        if let Some(again) = texts.next().or_else(|| item.all(Rule::date).nth(1)) {
            let found = Diagnostic::error("said-twice", again.span(), "this exception says one thing twice")
                .label("the second")
                .help("write one `by` and one `until`; if two groups accepted it, name both in one: `by \"the Executive and the Board\"`");
            self.error(found);
            return None;
        }
        if let Some(empty) = [because, by].into_iter().find(|text| unquoted(*text).trim().is_empty()) {
            let found = Diagnostic::error("exception-unowned", empty.span(), "nothing is written between these quotation marks")
                .label("say it here")
                .help("an exception says why the finding is accepted, and who accepted it");
            self.error(found);
            return None;
        }
        Some((unquoted(because), unquoted(by)))
    }
}
