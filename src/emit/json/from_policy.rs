//! From a policy, its stage graph and its report to the compiled document.

use std::collections::HashMap;

use super::files::file_names;
use super::from_clause::{edge, medium, per, strength};
use super::*;
use crate::graph::{self, StageGraph};
use crate::model::{self, NameId, Policy, RouteId, StageId, in_words};
use crate::source::{FileId, Sources};
use crate::verify::{self, Report};

/// Compiles a policy: all it says, every move of its stage graph, and what every rule came to.
///
/// With an empty report the document says that no rules were run. Files are named relative to the policy's own, so
/// that the same policy compiles to the same document wherever it lies.
pub fn compile(policy: &Policy, graph: &StageGraph, report: &Report, sources: &Sources) -> Document {
    let compiler = Compiler { policy, sources, files: file_names(policy, sources), reading: policy.day_read_as().map(KindOfDay::from) };
    let clauses = |ids: &[model::ClauseId]| compiler.clause_ids(ids);
    Document {
        rungs_document: PolicyMark::Policy,
        version: POLICY_VERSION,
        edition: crate::syntax::EDITION,
        generator: generator(),
        as_of: None,
        notice: NOTICE.to_owned(),
        broken: report.rules.iter().filter(|rule| rule.fails()).map(|rule| rule.rule.clone()).collect(),
        files: policy.files.iter().map(|file| File { name: compiler.file(*file), sha256: sources.get(*file).sha256() }).collect(),
        policy: compiler.head(),
        names: policy.names.iter().map(|named| compiler.name(named)).collect(),
        tiers: policy.names.iter().filter(|named| named.kind == model::NameKind::Tier).map(|tier| compiler.tier(tier)).collect(),
        calendars: policy.names.iter().filter_map(|named| compiler.calendar(named)).collect(),
        counting: Some(counting(policy)),
        stages: compiler.stages(graph),
        case_limits: compiler.case_limits(),
        moves: compiler.moves(graph),
        throughout: clauses(&policy.throughout),
        afterwards: clauses(&policy.afterwards),
        upkeep: clauses(&policy.upkeep),
        panels: policy.panels.iter().map(|panel| compiler.group(panel)).collect(),
        forms: policy.forms.iter().map(|form| compiler.group(form)).collect(),
        routes: policy.routes.iter().map(|route| compiler.route(route)).collect(),
        clauses: policy.clauses.iter().map(|clause| compiler.clause(clause)).collect(),
        background: policy
            .background
            .iter()
            .map(|entry| Background { words: entry.text.clone(), per: per(&entry.sources), span: compiler.span(entry.span) })
            .collect(),
        rulebooks: policy.rulebooks.iter().map(|book| compiler.rulebook(book)).collect(),
        verdicts: report.rules.iter().map(|rule| compiler.verdict(rule)).collect(),
        allowances: policy.allowances.iter().map(|allowance| compiler.allowance(allowance)).collect(),
        scenarios: policy.scenarios.iter().map(|scenario| compiler.scenario(scenario)).collect(),
    }
}

/// A policy being compiled: every id can be put as the name, label or clause id it stands for.
pub(super) struct Compiler<'p> {
    pub(super) policy: &'p Policy,
    sources: &'p Sources,
    files: HashMap<FileId, String>,
    /// As which days the policy reads "day", if it says so.
    pub(super) reading: Option<KindOfDay>,
}

impl Compiler<'_> {
    pub(super) fn name_of(&self, name: NameId) -> String {
        self.policy.named(name).name.clone()
    }

    pub(super) fn label(&self, stage: StageId) -> String {
        self.policy.stage(stage).label.clone()
    }

    pub(super) fn labels(&self, stages: &[StageId]) -> Vec<String> {
        stages.iter().map(|stage| self.label(*stage)).collect()
    }

    pub(super) fn route_name(&self, route: RouteId) -> String {
        self.policy.routes[route.0 as usize].name.clone()
    }

    fn clause_id(&self, clause: model::ClauseId) -> String {
        self.policy.clause(clause).id.clone()
    }

    fn clause_ids(&self, clauses: &[model::ClauseId]) -> Vec<String> {
        clauses.iter().map(|clause| self.clause_id(*clause)).collect()
    }

    fn file(&self, file: FileId) -> String {
        self.files.get(&file).cloned().unwrap_or_else(|| self.sources.get(file).name())
    }

    pub(super) fn span(&self, at: crate::source::Span) -> Span {
        span(at, self.sources, self.file(at.file))
    }

    fn head(&self) -> Head {
        let policy = self.policy;
        Head {
            name: policy.name.clone(),
            title: policy.title.clone(),
            publisher: policy.publisher.map(|name| self.name_of(name)),
            under: policy.under.as_ref().map(|parent| Parent {
                name: parent.name.clone(),
                title: parent.title.clone(),
                per: per(&parent.sources),
                span: self.span(parent.span),
            }),
            dated: policy.dated.map(|date| date.to_string()),
            version: policy.version.clone(),
            cites: policy
                .cites
                .iter()
                .map(|cited| Citation { document: self.name_of(cited.document), per: per(&cited.sources), span: self.span(cited.span) })
                .collect(),
            scope: policy.scope.iter().map(|scope| self.scope(scope)).collect(),
            parts: policy
                .parts
                .iter()
                .map(|part| Part { words: part.source.words.clone(), medium: medium(&part.source.medium), included: part.included })
                .collect(),
            readings: policy.readings.iter().map(|reading| self.reading_of(reading)).collect(),
            per: per(&policy.heading_sources),
            span: self.span(policy.span),
        }
    }

    pub(super) fn reading_of(&self, reading: &model::Reading) -> Reading {
        Reading {
            word: reading.word.clone(),
            kind_of_day: reading.kind.into(),
            because: reading.because.clone(),
            per: per(&reading.sources),
            span: self.span(reading.span),
        }
    }

    fn scope(&self, scope: &model::Scope) -> Scope {
        let to = match &scope.to {
            model::ScopeOf::Who(who) => ScopeOf::Who { who: self.parties(who) },
            model::ScopeOf::Words(words) => ScopeOf::Words { words: words.clone() },
            model::ScopeOf::If(condition) => ScopeOf::If { condition: self.condition(condition) },
        };
        Scope { strength: strength(&scope.strength), to, per: per(&scope.sources), span: self.span(scope.span) }
    }

    // ── names ────────────────────────────────────────────────────────────────────────────────────

    fn name(&self, named: &model::Named) -> Name {
        Name {
            name: named.name.clone(),
            kind: named.kind.into(),
            title: named.title.clone(),
            is: named.is.iter().map(|kind| self.name_of(*kind)).collect(),
            of: self.maybe(named.of.as_ref()),
            serves: named.serves.as_ref().map(|condition| self.condition(condition)),
            members: named.members.as_ref().map(|members| self.stated(members)),
            speaks_for: self.maybe(named.speaks_for.as_ref()),
            stands_in_for: self.maybe(named.stands_in_for.as_ref()),
            kept_by: named.kept_by.as_ref().map(|keeper| self.stated(keeper)),
            email: named.email.as_ref().map(address),
            phone: named.phone.as_ref().map(address),
            means: named.means.clone(),
            may_change: named.may_change,
            neutral: named.neutral,
            undefined: named.undefined,
            from: named.from.map(|date| date.to_string()),
            until: named.until.map(|date| date.to_string()),
            replaced_by: named.replaced_by.map(|name| self.name_of(name)),
            imported: named.imported,
            per: per(&named.sources),
            span: self.span(named.span),
        }
    }

    fn stated(&self, stated: &model::Stated<model::Parties>) -> Stated {
        match stated {
            model::Stated::As(parties) => Stated::Stated { parties: self.parties(parties) },
            model::Stated::Unstated => Stated::Unstated,
        }
    }

    fn tier(&self, tier: &model::Named) -> Tier {
        Tier { name: tier.name.clone(), posts: tier.posts.iter().map(|post| self.post(post)).collect() }
    }

    fn post(&self, post: &model::Post) -> Post {
        let holders = match &post.holders {
            model::Holders::Titles(titles) => Holders::Titles { titles: titles.clone() },
            model::Holders::Examples(titles) => Holders::Examples { titles: titles.clone() },
            model::Holders::AtLeast(titles) => Holders::AtLeast { titles: titles.clone() },
            model::Holders::Nobody => Holders::Nobody,
            model::Holders::Unstated => Holders::Unstated,
        };
        Post {
            of: self.parties(&post.of),
            holders,
            or_equivalent: post.or_equivalent,
            advised_by: self.maybe(post.advised_by.as_ref()),
            per: per(&post.sources),
            span: self.span(post.span),
        }
    }

    fn group(&self, group: &model::Group) -> Group {
        Group {
            name: self.name_of(group.name),
            title: self.policy.named(group.name).title.clone(),
            clauses: self.clause_ids(&group.clauses),
        }
    }

    fn route(&self, route: &model::Route) -> Route {
        Route {
            name: route.name.clone(),
            title: route.title.clone(),
            condition: route.condition.as_ref().map(|condition| self.condition(condition)),
            standing: route.standing.into(),
            clauses: self.clause_ids(&route.clauses),
            per: per(&route.sources),
            span: self.span(route.span),
        }
    }

    // ── the ladder ───────────────────────────────────────────────────────────────────────────────

    fn stages(&self, graph: &StageGraph) -> Vec<Stage> {
        let mut starts = self.start_limits();
        let stage = |(id, stage): (StageId, &model::Stage)| Stage {
            label: stage.label.clone(),
            title: stage.title.clone(),
            rung: stage.rung,
            hearing: match &stage.hearing {
                model::Hearing::Between(parties) => Hearing::Between { parties: self.parties(parties) },
                model::Hearing::HeardBy(parties) => Hearing::HeardBy { parties: self.parties(parties) },
                model::Hearing::Unstated => Hearing::Unstated,
            },
            limits: std::mem::take(&mut starts[id.index()])
                .into_iter()
                .chain(graph.limits_of(id))
                .flat_map(|clause| self.limits(self.policy.clause(clause)))
                .collect(),
            clauses: self.clause_ids(&stage.clauses),
            unstated: stage.unstated,
            per: per(&stage.sources),
            span: self.span(stage.span),
        };
        self.policy.stages().map(stage).collect()
    }

    /// For each stage, the clauses that say by when it starts.
    fn start_limits(&self) -> Vec<Vec<model::ClauseId>> {
        let mut starts = vec![Vec::new(); self.policy.stages.len()];
        for (id, clause) in self.policy.clauses() {
            if !clause.limit().is_some_and(|limit| limit.starts && limit.of != model::LimitOf::TheCase) {
                continue;
            }
            match (&clause.stages, clause.home) {
                (Some(stages), _) => stages.iter().for_each(|stage| starts[stage.index()].push(id)),
                (None, model::Home::Throughout) => starts.iter_mut().for_each(|of_stage: &mut Vec<_>| of_stage.push(id)),
                _ => {}
            }
        }
        starts
    }

    fn case_limits(&self) -> Vec<Limit> {
        let of_case = |clause: &&model::Clause| {
            clause.limit().is_some_and(|limit| matches!(limit.of, model::LimitOf::TheCase | model::LimitOf::StageOrCase))
        };
        self.policy.clauses.iter().filter(of_case).flat_map(|clause| self.limits(clause)).collect()
    }

    /// The limit a clause sets, or the times within which it has its stage's people settle.
    fn limits(&self, clause: &model::Clause) -> Vec<Limit> {
        let limit = |stated_as, of, edge, time, words| Limit {
            clause: clause.id.clone(),
            stated_as,
            of,
            edge,
            force: clause.strength.force.into(),
            condition: self.all_of(clause.conditions.iter()),
            time,
            words,
        };
        if let Some(said) = clause.limit() {
            return vec![limit(
                StatedAs::Limit,
                said.of.into(),
                edge(said),
                self.limit_time(&said.length),
                in_words(self.policy).limit(said),
            )];
        }
        let within = clause.deed.details.timing.iter().filter(|timing| matches!(timing, model::Timing::Within(_)));
        within
            .map(|timing| {
                let time = self.limit_time(&model::LimitLength::Timing(timing.clone()));
                limit(StatedAs::DutyToResolve, LimitOf::ThisStage, Edge::Ends, time, in_words(self.policy).timing(timing))
            })
            .collect()
    }

    fn moves(&self, graph: &StageGraph) -> Vec<Move> {
        let mut repeats: (Option<(graph::From, model::ClauseId)>, usize) = (None, 0);
        let mut moves = Vec::with_capacity(graph.moves().len());
        for step in graph.moves() {
            let repetition = match (step.clause, step.kind) {
                (
                    Some(clause),
                    graph::MoveKind::RepeatTimes(_) | graph::MoveKind::RepeatUntil { .. } | graph::MoveKind::RepeatUntilOutOfTime,
                ) => {
                    // A choice may hold several repetitions; the graph lays them out in the same order.
                    let here = Some((step.from, clause));
                    repeats = if repeats.0 == here { (here, repeats.1 + 1) } else { (here, 0) };
                    repetitions(&self.policy.clause(clause).deed.act).nth(repeats.1)
                }
                _ => None,
            };
            moves.push(self.move_of(step, repetition));
        }
        moves
    }

    fn move_of(&self, step: &graph::Move, repetition: Option<&model::Repetition>) -> Move {
        let clause = step.clause.map(|clause| self.policy.clause(clause));
        Move {
            from: match step.from {
                graph::From::Start => From::Start,
                graph::From::Stage(stage) => From::Stage { stage: self.label(stage) },
            },
            to: match step.to {
                graph::To::Stage(stage) => To::Stage { stage: self.label(stage) },
                graph::To::AnyLater => To::AnyLater,
                graph::To::Past => To::Past,
                graph::To::PastLast => To::PastLast,
                graph::To::Route(route) => To::Route { route: self.route_name(route) },
                graph::To::Out => To::Out,
            },
            kind: match step.kind {
                graph::MoveKind::Escalate => MoveKind::Escalate,
                graph::MoveKind::Skip => MoveKind::Skip,
                graph::MoveKind::RepeatTimes(_) | graph::MoveKind::RepeatUntil { .. } | graph::MoveKind::RepeatUntilOutOfTime => {
                    MoveKind::Repeat
                }
                graph::MoveKind::Leave => MoveKind::Leave,
                graph::MoveKind::Withdraw | graph::MoveKind::Close => MoveKind::End,
            },
            repetition: repetition.map(|repetition| self.repetition(repetition)),
            trigger: step.trigger.into(),
            when: clause.and_then(|clause| clause.when.as_ref()).map(|when| self.events(&when.events)).unwrap_or_default(),
            condition: self.all_of(step.conditions(self.policy)),
            holders: step
                .holders(self.policy)
                .into_iter()
                .map(|party| Holder { party: self.party(party), refusing: refusing(party) })
                .collect(),
            force: step.force.into(),
            clause: clause.map(|clause| clause.id.clone()),
            route: step.route.map(|route| self.route_name(route)),
        }
    }

    // ── rules ────────────────────────────────────────────────────────────────────────────────────

    fn rulebook(&self, book: &model::Rulebook) -> Rulebook {
        let rule = |rule: &model::RulebookRule| RulebookRule {
            name: rule.name.clone(),
            title: rule.title.clone(),
            severity: rule.severity.into(),
            value: rule.value.as_ref().map(|value| match value {
                model::Value::Stage(label) => Value::Stage { stage: label.clone() },
                model::Value::Agencies(number) => Value::Agencies { agencies: *number },
                model::Value::People(number) => Value::People { people: *number },
                model::Value::Time(duration) => Value::Time { time: self.required_time(duration) },
            }),
            property: self.property(&rule.property),
            per: per(&rule.sources),
            span: self.span(rule.span),
        };
        Rulebook { name: book.name.clone(), title: book.title.clone(), rules: book.rules.iter().map(rule).collect() }
    }

    /// A length of time as a rulebook has it: a policy's reading of its own words is not for others' words.
    fn required_time(&self, duration: &model::Duration) -> Duration {
        Duration { read_as: None, ..self.duration(duration) }
    }

    fn property(&self, property: &model::Property) -> Property {
        use model::{Counted, PanelTerm, Property as From, Statement};
        match property {
            From::All(each) => Property::All { properties: each.iter().map(|one| self.property(one)).collect() },
            From::EveryPathEndsInAnAuthority => Property::EveryPathEndsInAnAuthority,
            From::EveryPathEndsWithin { time } => Property::EveryPathEndsWithin { time: self.required_time(time) },
            From::EveryPathLeaves { stage, within } => {
                Property::EveryPathLeaves { stage: stage.clone(), within: self.required_time(within) }
            }
            From::EveryPathNotifies { who, before } => Property::EveryPathNotifies {
                who: self.parties(who),
                before: match before {
                    model::Mark::Stage(label) => Mark::Stage { stage: label.clone() },
                    model::Mark::Authority => Mark::Authority,
                },
            },
            From::EveryPathNotifiesWhen { when, who, from } => {
                Property::EveryPathNotifiesWhen { when: self.condition(when), who: self.parties(who), from: from.clone() }
            }
            From::EveryStageHasALimit => Property::EveryStageHasALimit,
            From::EveryStageIsRecorded { after_first } => Property::EveryStageIsRecorded { after_first: *after_first },
            From::EveryStageNotifies { who, after_first } => {
                Property::EveryStageNotifies { who: self.parties(who), after_first: *after_first }
            }
            From::EveryStageMovesOn => Property::EveryStageMovesOn,
            From::EveryPanelHasAtLeast { number, of, at_most } => match of {
                Counted::Agencies => Property::EveryPanelHasAtLeast { agencies: *number, at_most: *at_most },
                Counted::NeutralAgencies => Property::EveryPanelHasAtLeastNeutral { agencies: *number, at_most: *at_most },
                Counted::People => Property::EveryPanelHasAtLeastPeople { people: *number, at_most: *at_most },
            },
            From::EveryPanelHas(PanelTerm::Chair) => Property::EveryPanelHasAChair,
            From::EveryPanelHas(PanelTerm::DecisionRule) => Property::EveryPanelHasADecisionRule,
            From::EveryPanelHas(PanelTerm::Deadline) => Property::EveryPanelHasADeadline,
            From::EveryPanelIncludes { who } => Property::EveryPanelIncludes { who: self.parties(who) },
            From::EveryPanelExcludes { who } => Property::EveryPanelExcludes { who: self.parties(who) },
            From::EveryDisputeCanHaveAPanel { at_most } => Property::EveryDisputeCanHaveAPanel { at_most: *at_most },
            From::EveryAuthorityMustDecide => Property::EveryAuthorityMustDecide,
            From::EveryAuthorityHasAStandIn => Property::EveryAuthorityHasAStandIn,
            From::NoAuthorityIsDisputing { at_most } => Property::NoAuthorityIsADisputingAgency { at_most: *at_most },
            From::ARouteLeadsTo { when, who } => Property::ARouteLeadsTo { when: self.condition(when), who: self.parties(who) },
            From::NoRouteLeadsToADisputingAgency { when } => Property::NoRouteLeadsToADisputingAgency { when: self.condition(when) },
            From::ThePolicyStates(Statement::Review) => Property::ThePolicyStatesItsReview,
            From::ThePolicyStates(Statement::Learning) => Property::ThePolicyStatesItsLearning,
            From::ThePolicyStates(Statement::Meanwhile) => Property::ThePolicyStatesThePositionMeanwhile,
        }
    }

    fn verdict(&self, rule: &verify::RuleReport) -> RuleVerdict {
        let finding = |found: &verify::Finding| VerdictFinding {
            message: found.message.clone(),
            help: found.help.clone(),
            clauses: self.clause_ids(&found.clauses),
            advice: self.clause_ids(&found.advice),
            holes: found.holes.iter().map(Hole::from).collect(),
        };
        RuleVerdict {
            name: rule.rule.clone(),
            title: rule.title.clone(),
            severity: rule.severity.into(),
            rulebook: rule.rulebook.clone(),
            verdict: rule.verdict.into(),
            fails: rule.fails(),
            findings: rule.findings.iter().map(finding).collect(),
        }
    }

    fn allowance(&self, allowance: &model::Allowance) -> Allowance {
        Allowance {
            rule: allowance.rule.clone(),
            at: match &allowance.at {
                model::AllowedAt::Stages(stages) => Some(self.place(&model::Place::Stages(stages.clone()))),
                _ => None,
            },
            on: match &allowance.at {
                model::AllowedAt::Named { name, .. } => Some(name.clone()),
                _ => None,
            },
            because: allowance.because.clone(),
            by: Some(allowance.by.clone()),
            until: allowance.until.map(|date| date.to_string()),
            span: self.span(allowance.span),
        }
    }
}

fn address(address: &model::Address) -> Address {
    match address {
        model::Address::Of(address) => Address::Given { address: address.clone() },
        model::Address::Personal => Address::Personal,
        model::Address::Unstated => Address::Unstated,
    }
}

/// An agency that will not go on with its own concern withdraws it; anybody else stands in its way.
fn refusing(party: &model::Party) -> Refusing {
    let raised_it = party.noun == model::Noun::Agency && party.side == Some(model::Side::Raising) && party.of.is_none();
    if raised_it { Refusing::Withdraws } else { Refusing::Blocks }
}

fn repetitions(act: &model::Act) -> Box<dyn Iterator<Item = &model::Repetition> + '_> {
    match act {
        model::Act::Repeat(repetition) => Box::new(std::iter::once(repetition)),
        model::Act::Choice { options, .. } => Box::new(options.iter().flat_map(|option| repetitions(&option.act))),
        _ => Box::new(std::iter::empty()),
    }
}
