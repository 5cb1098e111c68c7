//! Clauses: from a sentence's words to its meaning.

use super::*;

impl Resolver {
    /// The clauses of a block, in order; those inside braces stand one by one with what leads them.
    pub(super) fn block(&mut self, block: Node<'_>, home: Home) -> Vec<ClauseId> {
        let mut ids = Vec::new();
        self.clauses_in(block, home, &Lead::default(), &mut ids);
        ids
    }

    fn clauses_in(&mut self, block: Node<'_>, home: Home, lead: &Lead, ids: &mut Vec<ClauseId>) {
        for child in block.children() {
            match child.kind() {
                Rule::clause => self.clause(child, home, lead, ids),
                Rule::bad_clause => child.all(Rule::loose_block).for_each(|inner| self.clauses_in(inner, home, lead, ids)),
                _ => {}
            }
        }
    }

    fn clause(&mut self, node: Node<'_>, home: Home, outer: &Lead, ids: &mut Vec<ClauseId>) {
        let Some(lead) = self.lead(node, outer) else { return };
        if let Some(block) = node.child(Rule::block) {
            self.clauses_in(block, home, &lead, ids);
            return;
        }
        let Some(core) = node.children().find(|child| {
            matches!(child.kind(), Rule::limit | Rule::resolved_if | Rule::only_after | Rule::asks | Rule::meanwhile | Rule::duty)
        }) else {
            return;
        };
        let Some(said) = self.core(core) else { return };
        let own = self.sources_of(node);
        let sources = if own.is_empty() { self.heading.clone() } else { own };
        let at = lead.at.clone().or(said.at);
        let stages = match (at, home) {
            (Some(Place::Stages(stages)), _) => Some(stages),
            (Some(_), _) => None,
            (None, Home::Stage(stage)) => Some(vec![stage]),
            (None, _) => None,
        };
        let called = node.child(Rule::called).and_then(|called| called.child(Rule::name));
        let strength = described_by_table(said.strength, said.actor.is_none(), &sources);
        self.clauses.push(Clause {
            id: called.map(|name| plain(name.text())).unwrap_or_default(),
            id_given: called.is_some(),
            home,
            stages,
            when: lead.when,
            conditions: lead.conditions,
            before: lead.before,
            after: lead.after,
            actor: said.actor,
            strength,
            negated: said.negated,
            deed: said.deed,
            sources,
            span: Span { end: core.span().end, ..node.span() },
        });
        ids.push(ClauseId(self.clauses.len() as u32 - 1));
    }

    fn lead(&mut self, node: Node<'_>, outer: &Lead) -> Option<Lead> {
        let mut lead = outer.clone();
        for prefix in node.all(Rule::prefix) {
            let inner = prefix.children().next()?;
            match inner.kind() {
                Rule::when => {
                    let mut events = Vec::new();
                    for event in inner.all(Rule::event) {
                        events.push(self.event(event)?);
                    }
                    if lead.when.is_some() {
                        self.error(
                            Diagnostic::error("two-moments", inner.span(), "a clause can wait for one moment only")
                                .label("a second `when`")
                                .help("join the events with `or`, or write two clauses; for something that is so, rather than happens, use `if`"),
                        );
                        return None;
                    }
                    lead.when = Some(When { events, span: inner.span() });
                    if let Some(place) = inner.child(Rule::place) {
                        lead.at = Some(self.place(place)?);
                    }
                }
                Rule::on_condition => {
                    let condition = self.condition(inner.child(Rule::cond)?)?;
                    lead.conditions.push(if inner.has(Rule::kw_unless) { Condition::Not(Box::new(condition)) } else { condition });
                }
                _ => {
                    let place = Some(self.place(inner.child(Rule::place)?)?);
                    if inner.has(Rule::kw_before) { lead.before = place } else { lead.after = place }
                }
            }
        }
        Some(lead)
    }

    fn core(&mut self, node: Node<'_>) -> Option<Said> {
        let plain_said = |act| Said { actor: None, strength: stated(), negated: false, deed: deed_of(act, node.span()), at: None };
        Some(match node.kind() {
            Rule::limit => {
                let strength = node.child(Rule::modal).map_or_else(stated, |modal| strength(modal, node.has(Rule::kw_normally)));
                Said { strength, ..plain_said(Act::Limit(self.limit(node)?)) }
            }
            Rule::resolved_if => plain_said(Act::ResolvedIf(self.condition(node.child(Rule::cond)?)?)),
            Rule::only_after => {
                let who = self.parties_in(node)?;
                let (deed, _) = self.act(node.child(Rule::act)?)?;
                plain_said(Act::OnlyAfter(who, Box::new(deed.act)))
            }
            Rule::asks => plain_said(Act::Asks(node.child(Rule::texts)?.all(Rule::text).map(unquoted).collect())),
            Rule::meanwhile => plain_said(Act::Meanwhile(text_of(node)?)),
            _ => self.duty(node)?,
        })
    }

    fn duty(&mut self, node: Node<'_>) -> Option<Said> {
        let actor = match node.child(Rule::who) {
            Some(who) => Some(self.parties(who)?),
            None => None,
        };
        let normally = node.has(Rule::kw_normally);
        let strength = match node.child(Rule::modal) {
            Some(modal) => strength(modal, normally),
            None if node.has(Rule::to_do) => {
                Strength { force: if normally { Force::Advised } else { Force::Required }, word: "to".into(), normally }
            }
            None if actor.is_some() || says_how_it_is(node) => Strength { force: Force::Described, word: String::new(), normally },
            None => Strength { force: if normally { Force::Advised } else { Force::Required }, word: String::new(), normally },
        };
        let negated = node.has(Rule::kw_not) || node.has(Rule::do_not);
        if negated && strength.force == Force::Permitted {
            self.error(
                Diagnostic::error("may-not", node.span(), format!("`{} not` can be read two ways", strength.word))
                    .label("forbidden, or left to choice?")
                    .help("write `must not` for what is forbidden; what somebody need not do needs no clause"),
            );
        }
        let (deed, at) = match node.child(Rule::choice) {
            Some(choice) => (self.choice(choice)?, None),
            None => self.act(node.child(Rule::act)?)?,
        };
        Some(Said { actor, strength, negated, deed, at })
    }

    fn choice(&mut self, node: Node<'_>) -> Option<Deed> {
        let kind = if node.has(Rule::one_of) {
            ChoiceKind::OneOf
        } else if node.has(Rule::any_of) {
            ChoiceKind::AnyOf
        } else {
            ChoiceKind::InTurn
        };
        let mut options = Vec::new();
        for option in node.all(Rule::option) {
            let (deed, _) = self.act(option.child(Rule::act)?)?;
            options.push(Deed { sources: self.sources_of(option), ..deed });
        }
        Some(deed_of(Act::Choice { kind, options, or_similar: node.has(Rule::or_similar) }, node.span()))
    }

    fn limit(&mut self, node: Node<'_>) -> Option<Limit> {
        let of = match node.child(Rule::limit_of).and_then(|of| of.children().next()).map(Node::kind) {
            Some(Rule::every_stage) => LimitOf::EveryStage,
            Some(Rule::the_case) => LimitOf::TheCase,
            Some(Rule::the_stage) => LimitOf::ThisStage,
            Some(Rule::the_stage_or_the_case) => LimitOf::StageOrCase,
            _ if self.stage.is_none() => LimitOf::EveryStage,
            _ => LimitOf::ThisStage,
        };
        let length = match node.child(Rule::timing) {
            Some(timing) => LimitLength::Timing(self.timing(timing)?),
            None if node.has(Rule::no_limit) => LimitLength::NoLimit,
            None => LimitLength::Unstated,
        };
        Some(Limit { of, starts: node.has(Rule::kw_start) || node.has(Rule::kw_starts), length })
    }

    /// An act with its details, and the stages of its `at stage …`.
    pub(super) fn act(&mut self, node: Node<'_>) -> Option<(Deed, Option<Place>)> {
        let mut details = Details::default();
        let mut at = None;
        for detail in node.all(Rule::detail) {
            self.detail(detail.children().next()?, &mut details, &mut at)?;
        }
        let verb = node.children().find(|child| !matches!(child.kind(), Rule::try_to | Rule::detail))?;
        let act = self.verb(verb)?;
        Some((Deed { attempt: node.has(Rule::try_to), act, details, sources: Vec::new(), span: node.span() }, at))
    }

    fn detail(&mut self, node: Node<'_>, details: &mut Details, at: &mut Option<Place>) -> Option<()> {
        match node.kind() {
            Rule::timing => details.timing.push(self.timing(node)?),
            Rule::means => details.means.push(means(node)),
            Rule::with => {
                details.with = self.parties_in(node);
                details.with_words = text_of(node);
            }
            Rule::via => details.via = Some(self.parties_in(node)?),
            Rule::place_of_record => {
                details.on = Some(self.name(node.child(Rule::name)?, "a file or a document", |kind| {
                    matches!(kind, NameKind::File | NameKind::Document | NameKind::Form)
                })?)
            }
            Rule::using => {
                details.using =
                    Some(self.name(node.child(Rule::name)?, "a form or a document", |kind| {
                        matches!(kind, NameKind::Form | NameKind::Document)
                    })?)
            }
            Rule::copying => details.copying = Some(self.parties_in(node)?),
            Rule::without => details.without = text_of(node),
            Rule::about => details.about = text_of(node),
            Rule::at_place => *at = Some(self.place(node.child(Rule::place)?)?),
            _ => {}
        }
        Some(())
    }

    fn verb(&mut self, node: Node<'_>) -> Option<Act> {
        let words = text_of(node);
        let manner = node.child(Rule::manner).map(manner);
        // A name that is not known has already been reported: the clause is then left out.
        let who = match node.child(Rule::who) {
            Some(who) => Some(self.parties(who)?),
            None => None,
        };
        Some(match node.kind() {
            Rule::discuss => Act::Discuss(words),
            Rule::meet => Act::Meet(words),
            Rule::record => Act::Record(words),
            Rule::review => Act::Review(words),
            Rule::contact => Act::Contact(who?, words),
            Rule::consult => Act::Consult(who, words),
            Rule::notify => Act::Notify(who?, words),
            Rule::reply => Act::Reply(who, words),
            Rule::refer => Act::Refer(words, who?),
            Rule::request => self.request(node)?,
            Rule::convene => Act::Convene { words, what: who, or_similar: node.has(Rule::or_similar) },
            Rule::escalate => Act::Escalate(self.place(node.child(Rule::place)?)?),
            Rule::skip => Act::Skip(self.place(node.child(Rule::place)?)?),
            Rule::repeat => Act::Repeat(self.repetition(node)?),
            Rule::withdraw => Act::Withdraw,
            Rule::close_case => Act::Close(words?),
            Rule::decide => Act::Decide(words, manner),
            Rule::resolve => Act::Resolve(words, manner),
            Rule::agree => Act::Agree(words, manner),
            Rule::recommend => Act::Recommend(words, manner),
            Rule::have => Act::Have { words, who, count: count(node.child(Rule::count)?) },
            Rule::be if node.has(Rule::kw_drawn) => Act::DrawnFrom(who?),
            Rule::be => Act::ChairedBy(who?),
            Rule::include => Act::Include(who, words),
            Rule::exclude => Act::Exclude(who, words),
            Rule::hear => Act::Hear(who, words),
            _ => Act::Carried(words?),
        })
    }

    fn request(&mut self, node: Node<'_>) -> Option<Act> {
        let mut whos = node.all(Rule::who);
        let words = text_of(node);
        let what = match whos.next().filter(|_| words.is_none()) {
            Some(who) => Some(self.parties(who)?),
            None => None,
        };
        let from = match if words.is_some() { node.child(Rule::who) } else { whos.next() } {
            Some(who) => Some(self.parties(who)?),
            None => None,
        };
        Some(Act::Request { words, what, from })
    }

    fn repetition(&mut self, node: Node<'_>) -> Option<Repetition> {
        let bound = match node.child(Rule::until) {
            Some(until) => Bound::Until(match until.child(Rule::event) {
                Some(event) => self.event(event)?,
                None => Event::Words(text_of(until)?),
            }),
            None if node.has(Rule::kw_once) => Bound::Times(1),
            None => Bound::Times(number_of(node)),
        };
        Some(Repetition { with_next_tier: node.has(Rule::kw_tier), bound })
    }
}

/// `is chaired by …`: how something is, which obliges nobody.
fn says_how_it_is(duty: Node<'_>) -> bool {
    duty.child(Rule::act).and_then(|act| act.child(Rule::be)).is_some_and(|be| be.has(Rule::is_now))
}

/// What leads a clause: its moment, its conditions, its place.
#[derive(Debug, Clone, Default)]
struct Lead {
    when: Option<When>,
    conditions: Vec<Condition>,
    before: Option<Place>,
    after: Option<Place>,
    at: Option<Place>,
}

struct Said {
    actor: Option<Parties>,
    strength: Strength,
    negated: bool,
    deed: Deed,
    at: Option<Place>,
}

fn deed_of(act: Act, span: Span) -> Deed {
    Deed { attempt: false, act, details: Details::default(), sources: Vec::new(), span }
}

/// A limit or a form's question is simply stated.
fn stated() -> Strength {
    Strength { force: Force::Required, word: String::new(), normally: false }
}

fn strength(modal: Node<'_>, normally: bool) -> Strength {
    let word = words_of(modal);
    let force = match word.as_str() {
        "must" | "shall" | "will" if !normally => Force::Required,
        "may" | "can" => Force::Permitted,
        _ => Force::Advised,
    };
    Strength { force, word, normally }
}

/// A table's cell lists; it does not order. An instruction that only a table gives is described, not required.
fn described_by_table(strength: Strength, nobody: bool, sources: &[Source]) -> Strength {
    let only_tables = !sources.is_empty() && sources.iter().all(|source| matches!(source.medium, Medium::Table(_)));
    if nobody && strength.word.is_empty() && only_tables { Strength { force: Force::Described, ..strength } } else { strength }
}

fn means(node: Node<'_>) -> Means {
    let mut ways = Vec::new();
    let mut address = None;
    for mean in node.all(Rule::mean) {
        if mean.has(Rule::channel) {
            ways.extend(mean.all(Rule::channel).map(words_of));
        } else {
            ways.push(words_of(mean));
        }
        address = address.or_else(|| text_of(mean));
    }
    Means { ways, address }
}

fn manner(node: Node<'_>) -> Manner {
    match words_of(node).as_str() {
        "collectively" => Manner::Collectively,
        "unanimously" => Manner::Unanimously,
        "finally" => Manner::Finally,
        _ => Manner::ByMajority,
    }
}

fn count(node: Node<'_>) -> Count {
    let counting = if node.has(Rule::kw_least) {
        HowMany::AtLeast
    } else if node.has(Rule::kw_most) {
        HowMany::AtMost
    } else {
        HowMany::Exactly
    };
    Count { counting, number: number_of(node), agencies: node.has(Rule::kw_agencies) || node.has(Rule::kw_agency) }
}
