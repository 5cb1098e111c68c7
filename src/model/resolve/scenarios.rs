//! Scenarios: their lines, and what can be wrong with them before anything is played.

use super::*;

impl Resolver {
    pub(super) fn scenario(&mut self, item: Node<'_>) -> Option<Scenario> {
        let title = item.child(Rule::text)?;
        let mut scenario = Scenario {
            title: unquoted(title),
            span: Span { start: item.span().start, ..title.span() },
            dispute: None,
            given: Vec::new(),
            readings: Vec::new(),
            starts: None,
            lines: Vec::new(),
        };
        for line in item.all(Rule::line) {
            let Some(inner) = line.children().next() else { continue };
            self.scenario_line(inner, &mut scenario);
        }
        self.check_scenario(&scenario, item.has(Rule::bad_line));
        Some(scenario)
    }

    fn scenario_line(&mut self, line: Node<'_>, scenario: &mut Scenario) {
        match line.kind() {
            Rule::s_dispute => {
                if let Some(first) = &scenario.dispute {
                    self.scenario_says_twice(line.span(), first.span, "who disagrees");
                }
                scenario.dispute = self.dispute(line).or(scenario.dispute.take());
            }
            Rule::s_given => {
                let Some(condition) = line.child(Rule::cond).and_then(|condition| self.condition(condition)) else { return };
                self.given(condition, line.span(), scenario);
            }
            Rule::reading => scenario.readings.extend(self.reading(line)),
            Rule::s_starts => {
                if let Some(first) = &scenario.starts {
                    self.scenario_says_twice(line.span(), first.span, "when it starts");
                }
                scenario.starts = self.instant(line).or(scenario.starts);
            }
            Rule::s_at => scenario.lines.extend(self.happens(line)),
            _ => scenario.lines.extend(self.expects(line)),
        }
    }

    fn scenario_says_twice(&mut self, span: Span, first: Span, what: &str) {
        self.error(
            Diagnostic::error("said-twice", span, format!("this scenario says twice {what}"))
                .label("said again here")
                .also(first, "first said here")
                .help("a scenario tells one case: take one of them out, or write a second scenario"),
        );
    }

    fn dispute(&mut self, line: Node<'_>) -> Option<Dispute> {
        let mut sides = line.all(Rule::who);
        let (raising, against) = (sides.next()?, sides.next()?);
        let raisers = self.agencies(raising)?;
        let against_them = self.agencies(against)?;
        let [raiser] = raisers.as_slice() else {
            self.error(
                Diagnostic::error("two-raisers", raising.span(), "one agency raises a disagreement").label("more than one").help(
                    "name the one that raises it before `against`, and behind it every other agency that takes part, on whichever side",
                ),
            );
            return None;
        };
        if against_them.contains(raiser) {
            let title = self.names[raiser.0 as usize].title.clone();
            self.error(
                Diagnostic::error("own-opponent", against.span(), format!("{title} cannot be in dispute with itself"))
                    .label("the agency that raises it is named again here")
                    .help("name another agency; a concern inside one agency is not for this ladder"),
            );
            return None;
        }
        Some(Dispute { raising: *raiser, against: against_them, span: line.span() })
    }

    /// Agencies by name, and nothing else.
    fn agencies(&mut self, who: Node<'_>) -> Option<Vec<NameId>> {
        let parties = self.parties(who)?;
        let mut agencies = Vec::new();
        for party in &parties.parties {
            let plain = party.side.is_none() && party.of.is_none() && party.which.is_empty();
            let fits = party.name().filter(|name| plain && matches!(self.names[name.0 as usize].kind, NameKind::Agency | NameKind::Party));
            let Some(name) = fits else {
                self.error(
                    Diagnostic::error("wrong-kind", party.span, "an agency is needed here")
                        .label("not the name of one agency")
                        .help("a scenario is about particular agencies: write the name of one that is declared with `agency`"),
                );
                return None;
            };
            if !agencies.contains(&name) {
                agencies.push(name);
            }
        }
        Some(agencies)
    }

    /// What is so at the start. `and` gives several; `or` would leave open which.
    fn given(&mut self, condition: Condition, span: Span, scenario: &mut Scenario) {
        match condition {
            Condition::All(parts) => parts.into_iter().for_each(|part| self.given(part, span, scenario)),
            Condition::Any(_) => self.error(
                Diagnostic::error("open-scenario", span, "a scenario is about one case, and `or` leaves open which")
                    .label("which of these is so?")
                    .help("say what is so, and write a second scenario for the other"),
            ),
            Condition::Not(inner) if matches!(*inner, Condition::Any(_)) => {
                if let Condition::Any(parts) = *inner {
                    parts.into_iter().for_each(|part| self.given(Condition::Not(Box::new(part)), span, scenario));
                }
            }
            Condition::Not(inner) if matches!(*inner, Condition::Not(_)) => {
                if let Condition::Not(twice) = *inner {
                    self.given(*twice, span, scenario);
                }
            }
            Condition::Not(inner) if matches!(*inner, Condition::All(_)) => self.error(
                Diagnostic::error("open-scenario", span, "a scenario is about one case, and this leaves open which of them is not so")
                    .label("which of these is not so?")
                    .help("say of each whether it is so: `given not looked-after and immediate-risk`"),
            ),
            one => {
                let opposite = match &one {
                    Condition::Not(inner) => (**inner).clone(),
                    plain => Condition::Not(Box::new(plain.clone())),
                };
                if let Some((_, first)) = scenario.given.iter().find(|(known, _)| known.same(&opposite)) {
                    self.error(
                        Diagnostic::error(
                            "contradicts-itself",
                            span,
                            "this scenario contradicts itself: it gives something as so and as not so",
                        )
                        .label("the opposite of what was given before")
                        .also(*first, "given here")
                        .help("take one of them out; for something that changes, write `at stage 2, FACT begins` or `FACT ends`"),
                    );
                    return;
                }
                scenario.given.push((one, span));
            }
        }
    }

    pub(super) fn instant(&mut self, node: Node<'_>) -> Option<Instant> {
        let at = node.child(Rule::at_time)?;
        let date = self.date(at)?;
        let clock = match at.child(Rule::clock) {
            None => None,
            Some(clock) => {
                let parts: Vec<i8> = clock.text().split(':').filter_map(|part| part.parse().ok()).collect();
                match parts.as_slice() {
                    [hour @ 0..=23, minute @ 0..=59] => Some((*hour, *minute)),
                    _ => {
                        self.error(
                            Diagnostic::error("no-such-time", clock.span(), format!("there is no such time of day as {}", clock.text()))
                                .label("hours and minutes, 00:00 to 23:59")
                                .help("write it like `09:30` or `16:00`"),
                        );
                        return None;
                    }
                }
            }
        };
        Some(Instant { date, clock, span: at.span() })
    }

    fn one_stage(&mut self, place: Node<'_>) -> Option<StageId> {
        match self.place(place)? {
            Place::Stages(stages) if stages.len() == 1 => stages.first().copied(),
            _ => {
                self.error(
                    Diagnostic::error("which-stage", place.span(), "a scenario speaks of one stage at a time")
                        .label("which stage?")
                        .help("write `at stage 2, …`; for another stage, another line"),
                );
                None
            }
        }
    }

    fn happens(&mut self, line: Node<'_>) -> Option<ScenarioLine> {
        let at = match line.child(Rule::place) {
            Some(place) => Some(self.one_stage(place)?),
            None => None,
        };
        let on = match line.child(Rule::at_time) {
            Some(_) => Some(self.instant(line)?),
            None => None,
        };
        let what = line.children().find(|child| {
            matches!(child.kind(), Rule::takes_route | Rule::answers | Rule::leaves_undone | Rule::skips_to | Rule::does | Rule::event)
        })?;
        let what = match what.kind() {
            Rule::takes_route => Happening::Takes(self.route_named(what)?),
            Rule::answers => {
                let agrees = what.has(Rule::kw_agree) || what.has(Rule::kw_agrees);
                Happening::Answers { who: self.parties_in(what)?, agrees }
            }
            Rule::leaves_undone => Happening::Leaves { who: self.parties_in(what)?, deed: self.act(what.child(Rule::act)?)?.0 },
            Rule::skips_to => {
                let to = match what.child(Rule::place) {
                    Some(place) => Some(self.one_stage(place)?),
                    None => None,
                };
                Happening::SkipsTo { who: self.parties_in(what)?, to }
            }
            Rule::does => Happening::Does { who: self.parties_in(what)?, deed: self.act(what.child(Rule::act)?)?.0 },
            _ => Happening::Event(self.event(what)?),
        };
        let per = self.sources_of(line);
        if !per.is_empty() && !matches!(what, Happening::Does { .. } | Happening::Leaves { .. }) {
            self.error(
                Diagnostic::error("does-not-fit", line.child(Rule::per).unwrap_or(line).span(), "this line is about no clause that a part of the document could name")
                    .label("takes no `per`")
                    .help("`per` says which clause is meant where somebody does something or leaves it undone: `at stage 3, directors do not try to resolve per 2.11`"),
            );
        }
        Some(ScenarioLine { says: Says::Happens { at, what, on, per }, span: line.span() })
    }

    fn expects(&mut self, line: Node<'_>) -> Option<ScenarioLine> {
        let what = match line.children().find(|child| !matches!(child.kind(), Rule::kw_expect | Rule::kw_not | Rule::kw_no)) {
            Some(what) if what.kind() != Rule::kw_panel => self.expectation(what)?,
            _ => Expectation::NoPanel(self.panel_named(line)?),
        };
        Some(ScenarioLine { says: Says::Expects { not: line.has(Rule::kw_not), what }, span: line.span() })
    }

    fn expectation(&mut self, what: Node<'_>) -> Option<Expectation> {
        Some(match what.kind() {
            Rule::e_due => {
                let stage = self.one_stage(what.child(Rule::place)?)?;
                let at = if what.has(Rule::kw_unstated) { None } else { Some(self.instant(what)?) };
                Expectation::Due { stage, at }
            }
            Rule::e_missed => {
                let who = match what.child(Rule::who) {
                    Some(who) => Some(self.parties(who)?),
                    None => None,
                };
                let (deed, at) = match what.child(Rule::act) {
                    Some(act) => {
                        let (deed, at) = self.act(act)?;
                        (Some(deed), at)
                    }
                    None => (None, None),
                };
                Expectation::Missed { who, deed, at: stages_of(at) }
            }
            Rule::e_overdue => {
                let place = match what.child(Rule::at_place).and_then(|at| at.child(Rule::place)) {
                    Some(place) => Some(self.place(place)?),
                    None => None,
                };
                Expectation::Overdue(stages_of(place))
            }
            Rule::e_panel => Expectation::Panel { panel: self.panel_named(what)?, of: self.agencies(what.child(Rule::who)?)? },
            Rule::e_heard => Expectation::HeardBy(self.parties_in(what)?),
            Rule::e_ends => {
                let word = what.child(Rule::ending_word).map(words_of);
                Expectation::Ends(word.and_then(|word| EndingKind::ALL.into_iter().find(|kind| kind.word() == word)))
            }
            Rule::e_route => Expectation::Route(self.route_named(what)?),
            Rule::e_at => Expectation::At(match what.child(Rule::place) {
                Some(place) => Some(self.one_stage(place)?),
                None => None,
            }),
            _ => {
                let place = match what.child(Rule::place) {
                    Some(place) => Some((what.has(Rule::kw_before), self.one_stage(place)?)),
                    None => None,
                };
                Expectation::Told { who: self.parties_in(what)?, place, by: what.child(Rule::channel).map(words_of) }
            }
        })
    }

    fn route_named(&mut self, node: Node<'_>) -> Option<RouteId> {
        let name = node.child(Rule::name)?;
        let written = plain(name.text());
        if let Some(at) = self.routes.iter().position(|route| route.name == written) {
            return Some(RouteId(at as u32));
        }
        let close = did_you_mean(&written, self.routes.iter().map(|route| route.name.as_str())).map(str::to_owned);
        self.error(
            Diagnostic::error("unknown-route", name.span(), format!("this policy has no route called `{written}`"))
                .meant(close.as_deref(), "no route of that name is written here")
                .help("name a route that the policy has, or take the line out"),
        );
        None
    }

    /// The panel that is named, `Some(None)` if none is; `None` if it is unknown.
    fn panel_named(&mut self, node: Node<'_>) -> Option<Option<NameId>> {
        match node.child(Rule::name) {
            Some(name) => self.name(name, "a panel", |kind| kind == NameKind::Panel).map(Some),
            None => Some(None),
        }
    }

    /// What can be seen to be wrong without playing it.
    fn check_scenario(&mut self, scenario: &Scenario, unread_lines: bool) {
        let told = |missing: bool| missing && !unread_lines;
        // What is missing in one scenario says nothing about another.
        let missing = |found: &Diagnostic| matches!(found.name, "no-dispute" | "no-start");
        let broken = self.diagnostics.iter().any(|found| found.severity == Severity::Error && !missing(found));
        if told(scenario.dispute.is_none()) && !broken {
            self.error(
                Diagnostic::error("no-dispute", scenario.span, "this scenario does not say who disagrees")
                    .label("no `dispute` line")
                    .help("add a line such as `dispute school against social-care`: the agency that raises it first"),
            );
        }
        if told(scenario.starts.is_none()) && !broken {
            self.error(
                Diagnostic::error("no-start", scenario.span, "this scenario does not say when it starts")
                    .label("no `starts` line")
                    .help("add a line such as `starts 2026-04-01 10:00`: without a start no date can be worked out"),
            );
        }
        if scenario.lines.len() > MOST_LINES {
            self.error(
                Diagnostic::error(
                    "too-long",
                    scenario.span,
                    format!("a scenario can have {MOST_LINES} lines, and this one has {}", scenario.lines.len()),
                )
                .label("more lines than a case has steps")
                .help("write several scenarios, each about one case"),
            );
        }
        let mut before = scenario.starts;
        for line in &scenario.lines {
            let Says::Happens { on: Some(on), .. } = &line.says else { continue };
            if let Some(earlier) = before
                && is_before(on, &earlier)
            {
                self.error(
                    Diagnostic::error("back-in-time", on.span, "this happens before what comes before it")
                        .label("earlier than the line above it says")
                        .also(earlier.span, "the case has come as far as this already")
                        .help("put the lines in the order in which they happen, or mend the date"),
                );
            }
            before = Some(*on);
        }
    }
}

/// Whether one moment is surely before another; days without a clock are only compared as days.
fn is_before(one: &Instant, other: &Instant) -> bool {
    match (one.clock, other.clock) {
        (Some(clock), Some(earlier)) => (one.date, clock) < (other.date, earlier),
        _ => one.date < other.date,
    }
}

fn stages_of(place: Option<Place>) -> Vec<StageId> {
    match place {
        Some(Place::Stages(stages)) => stages,
        _ => Vec::new(),
    }
}
