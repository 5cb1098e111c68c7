//! Declarations, stages, routes and the policy's heading.

use super::timing::day_kind;
use super::*;

impl Resolver {
    /// First pass: every name, stage, route and policy is known before anything refers to it.
    pub(super) fn declare(&mut self, root: Node<'_>, imported: bool) {
        for item in root.children() {
            match item.kind() {
                Rule::naming | Rule::calendar | Rule::tier | Rule::form | Rule::panel => self.declare_name(item, imported),
                Rule::policy => self.declare_policy(item, imported),
                Rule::stage if !imported => self.declare_stage(item),
                Rule::route if !imported => self.declare_route(item),
                Rule::bad_item => self.perhaps_declare(item),
                _ => {}
            }
        }
    }

    /// The plural of a tier means every side's: it can be no name of something else.
    pub(super) fn check_plurals(&mut self) {
        let tier_of = |named: &Named| {
            let singular = spelt_singular(&named.name).into_iter().flatten().find_map(|name| self.by_name.get(&name));
            singular.map(|id| &self.names[id.0 as usize]).filter(|tier| tier.kind == NameKind::Tier)
        };
        let clash = |named: &Named, tier: &Named| {
            Diagnostic::error("declared-twice", named.span, format!("`{}` is also what several of `{}` are called", named.name, tier.name))
                .label("a name of its own is needed here")
                .also(tier.span, format!("`{}` means every side's, at this level", named.name))
                .help("give one of them another name: else `between …` and `must` would mean one thing to the writer and another to rungs")
        };
        let found: Vec<Diagnostic> = self.names.iter().filter_map(|named| Some(clash(named, tier_of(named)?))).collect();
        found.into_iter().for_each(|found| self.error(found));
    }

    /// A heading that could not be read: what it may declare is not missing elsewhere.
    fn perhaps_declare(&mut self, item: Node<'_>) {
        let begun = item.before().rsplit('\n').next().unwrap_or_default();
        let line = format!("{begun}{}", item.text());
        let heading = line.split(['"', '“', '”', '{', '\n']).next().unwrap_or_default();
        let words: Vec<String> =
            heading.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|word| !word.is_empty()).map(plain).collect();
        if let [_, name @ ..] = words.as_slice() {
            self.perhaps.insert(name.join("-"));
        }
        self.perhaps.extend(words);
    }

    fn declare_name(&mut self, item: Node<'_>, imported: bool) {
        let Some(node) = item.child(Rule::name) else { return };
        let name = plain(node.text());
        if let Some(id) = self.by_name.get(&name) {
            let first = self.names[id.0 as usize].span;
            self.error(
                Diagnostic::error("declared-twice", node.span(), format!("`{name}` is declared twice"))
                    .label("declared again here")
                    .also(first, "first declared here")
                    .help("take one of them out, or give this one a name of its own: a name means one thing throughout"),
            );
            return;
        }
        let kind = match item.children().next().map(Node::kind) {
            Some(Rule::kw_agency) => NameKind::Agency,
            Some(Rule::kw_party) => NameKind::Party,
            Some(Rule::kw_body) => NameKind::Body,
            Some(Rule::kw_role) => NameKind::Role,
            Some(Rule::kw_fact) => NameKind::Fact,
            Some(Rule::kw_file) => NameKind::File,
            Some(Rule::kw_document) => NameKind::Document,
            Some(Rule::kw_calendar) => NameKind::Calendar,
            Some(Rule::kw_tier) => NameKind::Tier,
            Some(Rule::kw_form) => NameKind::Form,
            _ => NameKind::Panel,
        };
        let title = text_of(item).unwrap_or_else(|| name.replace('-', " "));
        self.by_name.insert(name.clone(), NameId(self.names.len() as u32));
        self.names.push(Named {
            kind,
            name,
            title,
            is: Vec::new(),
            of: None,
            serves: None,
            members: None,
            speaks_for: None,
            stands_in_for: None,
            kept_by: None,
            email: None,
            phone: None,
            means: None,
            may_change: false,
            neutral: false,
            undefined: item.has(Rule::kw_undefined),
            from: None,
            until: None,
            replaced_by: None,
            posts: Vec::new(),
            timetable: None,
            sources: Vec::new(),
            span: node.span(),
            imported,
        });
    }

    fn declare_policy(&mut self, item: Node<'_>, imported: bool) {
        let Some(node) = item.child(Rule::name) else { return };
        let first = self.policies.iter().find(|(_, _, span)| !imported && span.file == self.main).map(|(_, _, span)| *span);
        if let Some(first) = first {
            self.error(
                Diagnostic::error("two-policies", node.span(), "this file holds two policies")
                    .label("a second policy")
                    .also(first, "the first one")
                    .help("keep each policy in a file of its own; shared names go in a file both import"),
            );
            return;
        }
        self.policies.push((plain(node.text()), text_of(item).unwrap_or_default(), node.span()));
    }

    fn declare_stage(&mut self, item: Node<'_>) {
        let Some(node) = item.child(Rule::label) else { return };
        let label = plain(node.text());
        let heading = Span {
            start: item.span().start,
            end: item.child(Rule::text).map_or(node.span().end, |text| text.span().end),
            file: node.span().file,
        };
        if let Some(id) = self.by_label.get(&label) {
            let first = self.stages[id.index()].span;
            self.error(
                Diagnostic::error("declared-twice", node.span(), format!("there are two stages {label}"))
                    .label("the second")
                    .also(first, "the first")
                    .help("give one of them another number; two things that happen in one stage are two clauses of it"),
            );
            return;
        }
        let digits: String = label.chars().take_while(char::is_ascii_digit).collect();
        let rung = digits.parse().unwrap_or(self.stages.len() as u32 + 1);
        self.by_label.insert(label.clone(), StageId(self.stages.len() as u32));
        self.stages.push(Stage {
            label,
            title: text_of(item).unwrap_or_default(),
            hearing: Hearing::Unstated,
            rung,
            clauses: Vec::new(),
            unstated: item.has(Rule::kw_unstated),
            sources: Vec::new(),
            span: heading,
        });
    }

    fn declare_route(&mut self, item: Node<'_>) {
        let Some(node) = item.child(Rule::name) else { return };
        let name = plain(node.text());
        if let Some(first) = self.routes.iter().find(|route| route.name == name).map(|route| route.span) {
            self.error(
                Diagnostic::error("declared-twice", node.span(), format!("there are two routes called `{name}`"))
                    .label("the second")
                    .also(first, "the first")
                    .help("give one of them another name"),
            );
            return;
        }
        let standing = item.children().find_map(|child| match child.kind() {
            Rule::kw_instead => Some(Standing::Instead),
            Rule::kw_alongside => Some(Standing::Alongside),
            Rule::kw_afterwards => Some(Standing::Afterwards),
            _ => None,
        });
        let title = text_of(item).unwrap_or_default();
        self.routes.push(Route {
            name,
            title,
            condition: None,
            standing: standing.unwrap_or(Standing::Unstated),
            clauses: Vec::new(),
            sources: Vec::new(),
            span: node.span(),
        });
    }

    /// Second pass: what is said about each name, and the rulebooks.
    pub(super) fn describe_names(&mut self, root: Node<'_>) {
        for item in root.children() {
            match item.kind() {
                Rule::naming | Rule::calendar | Rule::tier | Rule::form | Rule::panel => self.describe(item),
                Rule::rulebook => self.rulebook(item),
                _ => {}
            }
        }
    }

    fn describe(&mut self, item: Node<'_>) {
        let Some(node) = item.child(Rule::name) else { return };
        let Some(id) = self.by_name.get(&plain(node.text())).copied() else { return };
        if self.names[id.0 as usize].span != node.span() {
            return;
        }
        let mut named = self.names[id.0 as usize].clone();
        named.sources = self.sources_of(item);
        named.timetable = if item.kind() == Rule::calendar { self.timetable(item) } else { None };
        for part in item.children() {
            self.describe_part(part, &mut named);
        }
        self.names[id.0 as usize] = named;
    }

    fn describe_part(&mut self, part: Node<'_>, named: &mut Named) {
        match part.kind() {
            Rule::t_of => named.of = self.parties_in(part),
            Rule::t_for => named.serves = part.child(Rule::cond).and_then(|condition| self.condition(condition)),
            Rule::t_members => named.members = self.stated_parties(part),
            Rule::t_speaks => named.speaks_for = self.parties_in(part),
            Rule::t_stands => named.stands_in_for = self.parties_in(part),
            Rule::t_kept => named.kept_by = self.stated_parties(part),
            Rule::t_email => named.email = Some(address(part)),
            Rule::t_phone => named.phone = Some(address(part)),
            Rule::t_means => named.means = text_of(part),
            Rule::t_change => named.may_change = true,
            Rule::t_neutral => named.neutral = true,
            Rule::t_undefined => named.undefined = true,
            Rule::t_from => named.from = self.date(part),
            Rule::t_until => named.until = self.date(part),
            Rule::t_replaced => {
                named.replaced_by = part.child(Rule::name).and_then(|name| self.name(name, "what took its place", |_| true))
            }
            Rule::t_is => {
                named.is.extend(part.child(Rule::name).and_then(|name| self.name(name, "a kind of body, role or document", |_| true)))
            }
            Rule::post => named.posts.extend(self.post(part)),
            _ => {}
        }
    }

    fn stated_parties(&mut self, node: Node<'_>) -> Option<Stated<Parties>> {
        if node.has(Rule::kw_unstated) { Some(Stated::Unstated) } else { self.parties_in(node).map(Stated::As) }
    }

    fn post(&mut self, node: Node<'_>) -> Option<Post> {
        let of = self.parties_in(node)?;
        let titles: Vec<String> = node.child(Rule::texts).map(|texts| texts.all(Rule::text).map(unquoted).collect()).unwrap_or_default();
        let holders = if node.has(Rule::kw_unstated) {
            Holders::Unstated
        } else if node.has(Rule::kw_none) {
            Holders::Nobody
        } else if node.has(Rule::eg) {
            Holders::Examples(titles)
        } else if node.has(Rule::kw_least) {
            Holders::AtLeast(titles)
        } else {
            Holders::Titles(titles)
        };
        let advised_by = match node.all(Rule::who).nth(1) {
            Some(who) => Some(self.parties(who)?),
            None => None,
        };
        Some(Post {
            of,
            holders,
            or_equivalent: node.has(Rule::or_equivalent),
            advised_by,
            sources: self.sources_of(node),
            span: node.span(),
        })
    }

    /// Third pass: the policy itself.
    pub(super) fn policy(&mut self, root: Node<'_>) -> Option<Policy> {
        let (mut throughout, mut afterwards, mut upkeep) = (Vec::new(), Vec::new(), Vec::new());
        let (mut panels, mut forms, mut background) = (Vec::new(), Vec::new(), Vec::new());
        let (mut told, mut allowed) = (Vec::new(), Vec::new());
        for item in root.children() {
            match item.kind() {
                Rule::stage => self.stage(item),
                Rule::route => self.route(item),
                Rule::section => {
                    let Some(block) = item.child(Rule::block) else { continue };
                    self.stage = None;
                    self.heading = Vec::new();
                    match item.children().next().map(Node::kind) {
                        Some(Rule::kw_throughout) => throughout.extend(self.block(block, Home::Throughout)),
                        Some(Rule::kw_afterwards) => afterwards.extend(self.block(block, Home::Afterwards)),
                        _ => upkeep.extend(self.block(block, Home::Upkeep)),
                    }
                }
                Rule::panel | Rule::form => {
                    let Some(group) = self.group(item) else { continue };
                    if item.kind() == Rule::panel { panels.push(group) } else { forms.push(group) }
                }
                Rule::background => {
                    for entry in item.all(Rule::entry) {
                        background.push(Background {
                            text: text_of(entry).unwrap_or_default(),
                            sources: self.sources_of(entry),
                            span: entry.span(),
                        });
                    }
                }
                // Read for their names only: something above them could not be read.
                Rule::outside => drop(self.block(item, Home::Throughout)),
                Rule::bad_item => {
                    for block in item.children().filter(|child| matches!(child.kind(), Rule::block | Rule::unopened | Rule::loose_block)) {
                        self.block(block, Home::Throughout);
                    }
                }
                // These speak of stages, routes and clauses further down: they are read when those are.
                Rule::allow => allowed.push(item),
                Rule::scenario => told.push(item),
                _ => {}
            }
        }
        let scenarios = told.into_iter().filter_map(|item| self.scenario(item)).collect();
        let heading = root.child(Rule::policy);
        if heading.is_none() {
            self.report_missing_policy(allowed.first().copied());
        }
        let mut policy = self.heading_of(heading?)?;
        ids::give_ids(&mut self.clauses, &self.names, &self.stages, &self.routes, &mut self.diagnostics);
        let allowances = allowed.into_iter().filter_map(|item| self.allowance(item)).collect();
        policy.names = std::mem::take(&mut self.names);
        policy.stages = std::mem::take(&mut self.stages);
        policy.routes = std::mem::take(&mut self.routes);
        policy.clauses = std::mem::take(&mut self.clauses);
        Some(Policy { panels, forms, throughout, afterwards, upkeep, background, allowances, scenarios, ..policy })
    }

    /// A file with a ladder needs a policy to belong to; a shared vocabulary does not.
    fn report_missing_policy(&mut self, exception: Option<Node<'_>>) {
        let misspelt = self.perhaps.iter().any(|word| word == "policy" || did_you_mean(word, ["policy"]).is_some());
        if let Some(stage) = self.stages.first().filter(|_| !misspelt) {
            let found = Diagnostic::error("no-policy", stage.span, "this file has stages but does not say which policy they belong to")
                .label("the first stage")
                .help("write a heading above it, such as `policy bromley \"Escalation policy\" { … }`");
            self.error(found);
        } else if let Some(exception) = exception.filter(|_| !misspelt) {
            let found = Diagnostic::error("no-policy", exception.span(), "this exception stands in a file without a policy")
                .label("whose finding does it accept?")
                .help("write it in the file of the policy itself: what it accepts is a finding about one policy");
            self.error(found);
        }
    }

    fn stage(&mut self, item: Node<'_>) {
        let Some(id) = item.child(Rule::label).and_then(|label| self.by_label.get(&plain(label.text())).copied()) else { return };
        if self.stages[id.index()].span.start != item.span().start {
            return;
        }
        let hearing = match (item.child(Rule::between), item.child(Rule::heard_by)) {
            (Some(between), _) => self.parties_in(between).map(Hearing::Between),
            (_, Some(heard)) => self.parties_in(heard).map(Hearing::HeardBy),
            _ => None,
        };
        self.heading = self.sources_of(item);
        self.stage = Some(id);
        let clauses = item.child(Rule::block).map(|block| self.block(block, Home::Stage(id))).unwrap_or_default();
        self.stage = None;
        let stage = &mut self.stages[id.index()];
        stage.hearing = hearing.unwrap_or(Hearing::Unstated);
        stage.sources = std::mem::take(&mut self.heading);
        stage.clauses = clauses;
    }

    fn route(&mut self, item: Node<'_>) {
        let Some(node) = item.child(Rule::name) else { return };
        let Some(at) = self.routes.iter().position(|route| route.span == node.span()) else { return };
        let condition = item.child(Rule::cond).and_then(|condition| self.condition(condition));
        self.heading = self.sources_of(item);
        self.stage = None;
        let clauses = item.child(Rule::block).map(|block| self.block(block, Home::Route(RouteId(at as u32)))).unwrap_or_default();
        let route = &mut self.routes[at];
        route.condition = condition;
        route.sources = std::mem::take(&mut self.heading);
        route.clauses = clauses;
    }

    fn group(&mut self, item: Node<'_>) -> Option<Group> {
        let name = *self.by_name.get(&plain(item.child(Rule::name)?.text()))?;
        let block = item.child(Rule::block)?;
        self.heading = self.sources_of(item);
        self.stage = None;
        let home = if item.kind() == Rule::panel { Home::Panel(name) } else { Home::Form(name) };
        let clauses = self.block(block, home);
        self.heading = Vec::new();
        Some(Group { name, clauses })
    }

    fn heading_of(&mut self, item: Node<'_>) -> Option<Policy> {
        let mut policy = Policy {
            name: plain(item.child(Rule::name)?.text()),
            title: text_of(item)?,
            span: item.child(Rule::name)?.span(),
            publisher: None,
            under: None,
            above: None,
            dated: None,
            version: None,
            cites: Vec::new(),
            scope: Vec::new(),
            parts: Vec::new(),
            parts_span: None,
            heading_sources: Vec::new(),
            readings: Vec::new(),
            names: Vec::new(),
            stages: Vec::new(),
            routes: Vec::new(),
            panels: Vec::new(),
            forms: Vec::new(),
            throughout: Vec::new(),
            afterwards: Vec::new(),
            upkeep: Vec::new(),
            clauses: Vec::new(),
            background: Vec::new(),
            rulebooks: Vec::new(),
            allowances: Vec::new(),
            scenarios: Vec::new(),
            files: Vec::new(),
        };
        for line in item.children() {
            self.heading_line(line, &mut policy);
        }
        Some(policy)
    }

    fn heading_line(&mut self, line: Node<'_>, policy: &mut Policy) {
        if matches!(line.kind(), Rule::publisher | Rule::follows | Rule::dated | Rule::version) {
            policy.heading_sources.extend(self.sources_of(line));
        }
        match line.kind() {
            Rule::publisher => {
                policy.publisher = line.child(Rule::name).and_then(|name| self.name(name, "a body or an agency", NameKind::is_somebody))
            }
            Rule::under => policy.under = self.under(line),
            Rule::follows => policy.rulebooks.extend(self.follows(line)),
            Rule::cites => {
                let sources = self.sources_of(line);
                let document = line.child(Rule::name).and_then(|name| self.name(name, "a document", |kind| kind == NameKind::Document));
                policy.cites.extend(document.map(|document| Citation { document, sources, span: line.span() }));
            }
            Rule::dated => policy.dated = self.date(line),
            Rule::version => policy.version = text_of(line),
            Rule::scope => policy.scope.extend(self.scope(line)),
            Rule::parts => {
                policy.parts.extend(self.parts(line));
                policy.parts_span.get_or_insert(line.span());
            }
            Rule::reading => policy.readings.extend(self.reading(line)),
            _ => {}
        }
    }

    fn under(&mut self, line: Node<'_>) -> Option<Parent> {
        let node = line.child(Rule::name)?;
        let name = plain(node.text());
        let sources = self.sources_of(line);
        let found = self.policies.iter().find(|(known, _, _)| *known == name).cloned();
        if found.is_none() {
            self.error(
                Diagnostic::error("unknown-policy", node.span(), format!("there is no policy called `{name}` among the imported files"))
                    .label("the policy above this one")
                    .help(format!("import the file that holds it, for example `import \"{name}.rungs\"`")),
            );
        }
        let (name, title, declared) = found?;
        Some(Parent { name, title, file: declared.file, sources, span: node.span() })
    }

    fn scope(&mut self, line: Node<'_>) -> Option<Scope> {
        let strength = match line.child(Rule::modal) {
            Some(modal) => {
                let word = words_of(modal);
                let force = match word.as_str() {
                    "must" | "shall" | "will" => Force::Required,
                    "may" | "can" => Force::Permitted,
                    _ => Force::Advised,
                };
                Strength { force, word, normally: false }
            }
            None => Strength { force: Force::Described, word: String::new(), normally: false },
        };
        let to = if let Some(condition) = line.child(Rule::cond) {
            let condition = self.condition(condition)?;
            ScopeOf::If(if line.has(Rule::kw_unless) { Condition::Not(Box::new(condition)) } else { condition })
        } else if let Some(words) = text_of(line) {
            ScopeOf::Words(words)
        } else {
            ScopeOf::Who(self.parties_in(line)?)
        };
        Some(Scope { strength, to, sources: self.sources_of(line), span: line.span() })
    }

    pub(super) fn reading(&mut self, line: Node<'_>) -> Option<Reading> {
        let mut texts = line.all(Rule::text);
        let word = texts.next()?;
        if unquoted(word).trim_end_matches('s').to_lowercase() != "day" {
            self.error(
                Diagnostic::error("reading-unknown", word.span(), "only the word \"day\" can be given a reading")
                    .label("rungs reads this word one way already")
                    .help("write `reading \"day\" as working day because \"…\"`"),
            );
            return None;
        }
        Some(Reading {
            word: unquoted(word),
            kind: day_kind(line.child(Rule::kind_of_day)?),
            because: texts.next().map(unquoted)?,
            sources: self.sources_of(line),
            span: line.span(),
        })
    }
}

fn address(node: Node<'_>) -> Address {
    if node.has(Rule::kw_personal) {
        Address::Personal
    } else if node.has(Rule::kw_unstated) {
        Address::Unstated
    } else {
        Address::Of(text_of(node).unwrap_or_default())
    }
}
