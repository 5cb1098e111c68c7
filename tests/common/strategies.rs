//! Generators of made-up policies.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::plan::*;
use super::{around, lines};

/// How much a generated policy may use.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    pub stages: usize,
    /// Ways back down, and repetitions that only settling it ends.
    pub back: bool,
    /// Clauses of several media, moments and ends in words, and lines that only have to be read.
    pub wide: bool,
    /// Facts that stay as they are all through a case.
    pub fixed: usize,
    /// Everything else the language has.
    pub rich: bool,
}

/// Small policies whose every case can be gone through one by one: no way leads back.
pub const SMALL: Reach = Reach { stages: 5, back: false, wide: false, fixed: 2, rich: false };

/// Small policies with more facts that tie stages together than are tried one by one: the solver is asked.
pub const TIED: Reach = Reach { stages: 4, back: false, wide: false, fixed: 4, rich: false };

/// Small policies whose cases can go round.
pub const ROUND: Reach = Reach { stages: 4, back: true, wide: false, fixed: 2, rich: false };

/// Anything a policy can hold.
pub const WIDE: Reach = Reach { stages: 5, back: true, wide: true, fixed: 3, rich: true };

/// Small policies with everything a rule can look at.
pub const RICH: Reach = Reach { stages: 4, back: true, wide: true, fixed: 2, rich: true };

pub fn plan(reach: Reach) -> impl Strategy<Value = Plan> {
    let stage = (
        prop_oneof![8 => Just(1u32), 1 => Just(0u32), 1 => Just(2u32)],
        hearing(reach),
        vec(draft(reach, false), 0..6),
        extras(reach, STAGE_LINES),
    );
    let route = (
        condition(reach),
        standing(),
        option::of(select(vec![Refers::ToChair, Refers::ToOutsider, Refers::ShouldToChair])),
        vec(draft(reach, true), 0..2),
    );
    let routes = prop_oneof![4 => Just(Vec::new()), 1 => vec(route, 1..3)];
    (
        vec(stage, 1..=reach.stages),
        prop_oneof![2 => vec(draft(reach, true), 0..3), 1 => Just(Vec::new())],
        routes,
        prop_oneof![1 => 2u32..6, 3 => Just(4u32)],
        any::<bool>(),
        wide_extras(reach),
        rich(reach),
    )
        .prop_map(move |(stages, throughout, routes, told_before, ends_with_chair, (panel, extras), rich)| {
            let count = stages.len();
            let mut plan = Plan {
                stages: stages
                    .into_iter()
                    .enumerate()
                    .map(|(at, (up, hearing, drafts, extras))| Stage {
                        up,
                        hearing,
                        clauses: drafts.into_iter().filter_map(|draft| draft.at_stage(at, count, reach)).collect(),
                        extras,
                    })
                    .collect(),
                throughout: throughout.into_iter().filter_map(|draft| draft.throughout(count, reach)).collect(),
                routes: routes
                    .into_iter()
                    .map(|(condition, standing, refers, drafts)| Route {
                        condition,
                        standing,
                        refers,
                        clauses: drafts.into_iter().filter_map(|draft| draft.on_a_route(count, reach)).collect(),
                    })
                    .collect(),
                told_before,
                panel,
                extras,
                rich,
            };
            if ends_with_chair {
                plan.stages[count - 1].hearing = Hearing::Chair;
            }
            plan
        })
}

/// A clause before it is known where it stands.
#[derive(Debug, Clone)]
struct Draft {
    moment: Moment,
    condition: Option<Condition>,
    strength: Strength,
    kind: Kind,
    place: Index,
    other: Index,
    at: Vec<Index>,
    source: Option<Medium>,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Escalate,
    Next,
    AnyLater,
    SkipStage,
    SkipNext,
    SkipAny,
    Withdraw,
    Close,
    RepeatOnce,
    RepeatUntilResolved,
    RepeatUntilOutOfTime,
    RepeatUntilWords,
    OneOf,
    Tell(Whom),
    TellNot(Whom),
    TryToTell(Whom),
    Copy(Whom),
    Limit(Limit),
    Protect,
}

fn draft(reach: Reach, everywhere: bool) -> impl Strategy<Value = Draft> {
    let source = if reach.wide {
        prop_oneof![3 => Just(None), 2 => Just(Some(Medium::Text)), 1 => Just(Some(Medium::Table)), 1 => Just(Some(Medium::Flowchart))]
            .boxed()
    } else {
        Just(None).boxed()
    };
    (
        moment(reach),
        option::weighted(0.35, condition(reach)),
        strength(),
        kind(reach, everywhere),
        any::<Index>(),
        any::<Index>(),
        prop_oneof![1 => vec(any::<Index>(), 1..3), 1 => Just(Vec::new())],
        source,
    )
        .prop_map(|(moment, condition, strength, kind, place, other, at, source)| Draft {
            moment,
            condition,
            strength,
            kind,
            place,
            other,
            at,
            source,
        })
}

impl Draft {
    fn clause(self, deed: Deed, at: Vec<usize>) -> Clause {
        let mut clause = Clause { moment: self.moment, condition: self.condition, strength: self.strength, deed, at, source: self.source };
        match &clause.deed {
            Deed::Limit(_) | Deed::Protect(_) => {
                clause.moment = Moment::Always;
                clause.condition = None;
                clause.at = Vec::new();
            }
            Deed::OneOf(_) if clause.strength == Strength::Will => clause.strength = Strength::Must,
            _ => {}
        }
        if matches!(clause.deed, Deed::Protect(_)) && !clause.strength.is_advice() {
            clause.strength = Strength::Must;
        }
        clause
    }

    /// The ways on from a stage; none leads back unless everything is wanted.
    fn goal(&self, kind: Kind, index: &Index, here: usize, stages: usize, reach: Reach) -> Option<Goal> {
        let later = stages - here - 1;
        Some(match kind {
            Kind::Escalate if reach.back => Goal::Stage(index.index(stages)),
            Kind::Escalate if later > 0 => Goal::Stage(here + 1 + index.index(later)),
            Kind::SkipStage if later > 0 => Goal::SkipStage(here + 1 + index.index(later)),
            Kind::SkipNext if later > 0 => Goal::SkipNext,
            Kind::Escalate | Kind::SkipStage | Kind::SkipNext => return None,
            Kind::Next => Goal::Next,
            Kind::AnyLater => Goal::AnyLater,
            Kind::SkipAny => Goal::SkipAny,
            Kind::Withdraw => Goal::Withdraw,
            Kind::Close => Goal::Close,
            Kind::RepeatOnce => Goal::RepeatOnce,
            Kind::RepeatUntilResolved => Goal::RepeatUntilResolved,
            Kind::RepeatUntilOutOfTime => Goal::RepeatUntilOutOfTime,
            Kind::RepeatUntilWords => Goal::RepeatUntilWords,
            _ => return None,
        })
    }

    fn deed(&self, here: usize, stages: usize, reach: Reach) -> Option<Deed> {
        Some(match self.kind {
            Kind::Tell(whom) => Deed::Tell(whom),
            Kind::TellNot(whom) => Deed::TellNot(whom),
            Kind::TryToTell(whom) => Deed::TryToTell(whom),
            Kind::Copy(whom) => Deed::Copy(whom),
            Kind::Limit(limit) => Deed::Limit(limit),
            Kind::Protect => Deed::Protect(self.place.index(stages)),
            Kind::OneOf => {
                let goals = [
                    self.goal(Kind::Escalate, &self.place, here, stages, reach)?,
                    self.goal(Kind::Escalate, &self.other, here, stages, reach)?,
                ];
                Deed::OneOf(goals.into())
            }
            kind => Deed::Move(self.goal(kind, &self.place, here, stages, reach)?),
        })
    }

    fn at_stage(self, here: usize, stages: usize, reach: Reach) -> Option<Clause> {
        let deed = self.deed(here, stages, reach)?;
        Some(self.clause(deed, Vec::new()))
    }

    fn throughout(self, stages: usize, reach: Reach) -> Option<Clause> {
        let mut at: Vec<usize> = self.at.iter().map(|index| index.index(stages)).collect();
        at.sort_unstable();
        at.dedup();
        // Nothing is said "at stage 2" without a moment but a duty.
        if self.moment == Moment::Always && !matches!(self.kind, Kind::Tell(_) | Kind::Copy(_)) {
            at.clear();
        }
        let deed = match self.kind {
            Kind::Escalate | Kind::OneOf if !reach.back => {
                // Only from below its goal.
                let here = at.last().copied().filter(|_| self.moment != Moment::Always)?;
                self.deed(here, stages, reach)?
            }
            Kind::SkipStage => Deed::Move(Goal::SkipStage(self.place.index(stages))),
            Kind::SkipNext => Deed::Move(Goal::SkipNext),
            _ => self.deed(0, stages, reach)?,
        };
        Some(self.clause(deed, at))
    }

    fn on_a_route(self, stages: usize, reach: Reach) -> Option<Clause> {
        if self.source.is_some() && !reach.wide {
            return None;
        }
        let deed = match self.kind {
            // Onto the last stage, so that nothing leads back.
            Kind::Escalate if !reach.back => Deed::Move(Goal::Stage(stages - 1)),
            Kind::Escalate | Kind::Next | Kind::AnyLater | Kind::Tell(_) | Kind::Copy(_) => self.deed(0, stages, reach)?,
            _ => return None,
        };
        let moment = if reach.wide { self.moment } else { Moment::Always };
        Some(Draft { moment, ..self }.clause(deed, Vec::new()))
    }
}

/// One of these, as often as its weight says; a weight of nothing is never.
fn weighted<T: Clone + std::fmt::Debug + 'static>(choices: Vec<(usize, T)>) -> impl Strategy<Value = T> {
    select(choices.into_iter().flat_map(|(weight, choice)| std::iter::repeat_n(choice, weight)).collect::<Vec<T>>())
}

fn hearing(reach: Reach) -> impl Strategy<Value = Hearing> {
    weighted(vec![(12, Hearing::Between), (1, Hearing::Chair), (usize::from(reach.wide), Hearing::Unstated)])
}

fn standing() -> impl Strategy<Value = Standing> {
    select(vec![Standing::Instead, Standing::Instead, Standing::Alongside, Standing::Unmarked])
}

fn moment(reach: Reach) -> impl Strategy<Value = Moment> {
    let words = usize::from(reach.wide);
    weighted(vec![
        (6, Moment::Unresolved),
        (4, Moment::Always),
        (2, Moment::OutOfTime),
        (2, Moment::NoAnswer),
        (1, Moment::UnresolvedOrOutOfTime),
        (1, Moment::NoAnswerOrOutOfTime),
        (1, Moment::Resolved),
        (words, Moment::Words),
    ])
}

fn strength() -> impl Strategy<Value = Strength> {
    weighted(vec![
        (5, Strength::Must),
        (1, Strength::Will),
        (1, Strength::Instruction),
        (5, Strength::Should),
        (1, Strength::MustNormally),
        (1, Strength::Described),
        (2, Strength::May),
    ])
}

fn whom() -> impl Strategy<Value = Whom> {
    weighted(vec![
        (4, Whom::Chair),
        (3, Whom::Partnership),
        (1, Whom::Member),
        (1, Whom::Outsider),
        (1, Whom::ChairAndOutsider),
        (1, Whom::ChairOrOutsider),
        (1, Whom::ChairOrPartnership),
    ])
}

fn kind(reach: Reach, everywhere: bool) -> impl Strategy<Value = Kind> {
    let wide = usize::from(reach.wide);
    let here = usize::from(!everywhere);
    let other = weighted(vec![
        (6, Kind::Escalate),
        (6, Kind::Next),
        (1, Kind::AnyLater),
        (1, Kind::SkipStage),
        (1, Kind::SkipNext),
        (1, Kind::SkipAny),
        (1, Kind::Withdraw),
        (1, Kind::Close),
        (1, Kind::RepeatOnce),
        (usize::from(reach.back), Kind::RepeatUntilResolved),
        (usize::from(reach.rich), Kind::RepeatUntilOutOfTime),
        (wide, Kind::RepeatUntilWords),
        (1, Kind::OneOf),
        (3, Kind::Limit(Limit::TwoDays)),
        (1, Kind::Limit(Limit::None)),
        (wide * here, Kind::Limit(Limit::Unstated)),
        (wide, Kind::Limit(Limit::StageOrCase)),
        (1 - here, Kind::Protect),
    ]);
    prop_oneof![8 => whom().prop_map(Kind::Tell), 1 => whom().prop_map(Kind::TellNot), 1 => whom().prop_map(Kind::TryToTell), 1 => whom().prop_map(Kind::Copy), 24 => other]
}

fn condition(reach: Reach) -> impl Strategy<Value = Condition> {
    let fixed = select(Atom::FIXED[..reach.fixed].to_vec());
    let other = weighted(vec![
        (2, Atom::ChangingA),
        (1, Atom::ChangingB),
        (2, Atom::ManagerAgrees),
        (1, Atom::ChairAgrees),
        (1, Atom::RaiserAgrees),
        (1, Atom::RaiserIsHealth),
        (1, Atom::RaiserIsSchool),
        (usize::from(reach.wide), Atom::Words),
        (usize::from(reach.rich), Atom::RaiserIsPolice),
        (usize::from(reach.rich), Atom::ReceiverIsHealth),
        (usize::from(reach.rich), Atom::RaisingManagerAgrees),
        (usize::from(reach.rich), Atom::ChairIsOnBoard),
    ]);
    let atom = prop_oneof![4 => fixed, 8 => other];
    atom.prop_map(Condition::Is).prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            1 => inner.clone().prop_map(|inner| Condition::Not(Box::new(inner))),
            1 => vec(inner.clone(), 2..3).prop_map(Condition::All),
            1 => vec(inner, 2..3).prop_map(Condition::Any),
        ]
    })
}

// ── lines that only have to be read ─────────────────────────────────────────────────────────────

const STAGE_LINES: &[&str] = &[
    "raising manager should discuss with receiving manager by phone or in person",
    "managers must meet \"to talk it over\" by meeting or video within 2 working days",
    "both managers must try to resolve by discussion",
    "they must reply to raising agency within 24 hours of notice",
    "if changing-a, must record \"every decision\" on childs-file in writing",
    "starts within 1 day of end of stage 1",
    "only after managers consult member",
    "meanwhile \"the child has the safer of the plans\"",
    "resolved if receiving manager agrees",
    "asks \"what was agreed\" and \"by whom\"",
    "chair may convene resolution-panel or similar",
    "chair must decide \"what is done\" finally within 3 days or sooner if changing-b",
    "managers may do any of {\n        contact outsider by email\n        request \"a meeting\" from chair\n    } or similar",
    "chair should do in turn {\n        recommend \"a way\"\n        decide by majority\n    }",
    "must \"be civil\"",
    "before stage 1, any manager may consult \"whoever they like\"",
    "should end within 1 week extendable to 2 weeks",
    "managers must notify chair within 1 working day of start of stage 1",
];

const TERMS: &[&str] = &[
    "must have \"senior officers\" from at least 3 agencies",
    "should have \"people\" from 3 agencies",
    "must include every disputing agency",
    "should include every disputing agency",
    "may include health, school and police",
    "must include health, school and police",
    "must be chaired by chair or member",
    "will hear \"each side\"",
    "will decide by majority",
    "if fixed-a, must include every disputing agency",
    "must be drawn from board",
    "must have at most 5 people",
];

const AFTERWARDS: &[&str] = &[
    "when resolved, managers must refer \"what was learned\" to board",
    "should review \"what went well\"",
    "chair must notify partnership",
    "must record \"what was learnt\" on childs-file",
    "must not refer \"anything\" to board",
];

const UPKEEP: &[&str] = &[
    "should review \"this policy\" every 2 years",
    "partnership must review periodically",
    "must record \"what was learnt\" on childs-file",
];

fn extras(reach: Reach, lines: &'static [&'static str]) -> BoxedStrategy<Vec<&'static str>> {
    if reach.wide { vec(select(lines), 0..3).boxed() } else { Just(Vec::new()).boxed() }
}

fn wide_extras(reach: Reach) -> BoxedStrategy<(Vec<&'static str>, Extras)> {
    if !reach.wide {
        return Just((Vec::new(), Extras::default())).boxed();
    }
    (vec(select(TERMS), 0..4), vec(select(&STAGE_LINES[..8]), 0..2), vec(select(AFTERWARDS), 0..2), vec(select(UPKEEP), 0..2), 0usize..3)
        .prop_map(|(panel, throughout, afterwards, upkeep, background)| {
            (panel, Extras { throughout, afterwards, upkeep, background, tail: String::new() })
        })
        .boxed()
}

/// What only a rich plan has.
fn rich(reach: Reach) -> BoxedStrategy<Option<Rich>> {
    if !reach.rich {
        return Just(None).boxed();
    }
    let clause = || lines::clause(condition(reach));
    let labels = select(vec![Labels::Numbers, Labels::Numbers, Labels::Numbers, Labels::WordFirst, Labels::Words]);
    let hearing = vec(
        lines::one_of(&[
            (6, " heard by chair"),
            (1, " heard by board"),
            (1, " heard by chair and member"),
            (1, " heard by member"),
            (1, " heard by decider"),
            (1, " heard by chair or decider"),
        ]),
        reach.stages,
    );
    let told = lines::one_of(lines::ALL_TOLD).prop_map(|line| vec![line.to_owned()]);
    let beyond = vec(lines::one_of(lines::BEYOND), 1..3).prop_map(|lines| lines.into_iter().map(str::to_owned).collect::<Vec<String>>());
    let stage = prop_oneof![6 => vec(clause(), 0..3), 2 => vec(lines::decision(condition(reach)), 1..3), 3 => told, 4 => beyond];
    let everywhere = lines::one_of(lines::EVERYWHERE).prop_map(str::to_owned);
    let on_a_route = prop_oneof![2 => clause().boxed(), 3 => lines::on_a_route().boxed()];
    let ladder = (
        labels,
        hearing,
        vec(stage, reach.stages),
        prop_oneof![4 => Just(Vec::new()), 2 => vec(clause(), 1..3), 1 => vec(everywhere, 1..3)],
        option::weighted(0.15, (route_head(reach), vec(on_a_route, 0..3))),
    );
    let panel = || prop_oneof![2 => Just(Vec::new()), 1 => vec(lines::term(condition(reach)), 1..4)];
    let review = option::weighted(
        0.4,
        lines::one_of(&[
            (3, "should review \"this policy\" every 2 years"),
            (1, "partnership must do any of {\n        record \"what was learnt\"\n        review periodically\n    }"),
            (1, "must record \"what was learnt\" on childs-file"),
            (1, "must not review \"this policy\""),
        ]),
    );
    let about = (
        vec(lines::one_of(around::HEAD), 0..3),
        vec(lines::one_of(around::NAMES), 0..2),
        vec(lines::one_of(around::BACKGROUND), 0..2),
        vec(lines::one_of(around::RULES), 3..14),
        [lines::one_of(around::ADDRESSES), lines::one_of(around::ADDRESSES), lines::one_of(around::ADDRESSES)],
        [lines::one_of(around::EXECUTIVE).boxed(), lines::one_of(around::BOARD).boxed(), lines::one_of(around::DECIDER).boxed()],
    );
    (ladder, [panel(), panel()], review, about, surroundings(reach))
        .prop_map(
            |(
                (labels, hearing, stages, throughout, route),
                panels,
                upkeep,
                (head, mut names, background, mut rules, addresses, traits),
                about,
            )| {
                names.sort_unstable();
                names.dedup();
                rules.sort_unstable();
                rules.dedup();
                Some(Rich {
                    labels,
                    hearing,
                    stages,
                    throughout,
                    route,
                    panels,
                    upkeep,
                    head,
                    names,
                    background,
                    rules,
                    addresses,
                    traits,
                    about,
                })
            },
        )
        .boxed()
}

fn surroundings(reach: Reach) -> impl Strategy<Value = About> {
    (
        lines::one_of(around::TITLES),
        vec(lines::one_of(around::BETWEEN), reach.stages),
        [lines::one_of(around::MANAGERS), lines::one_of(around::HEADS)],
        lines::one_of(around::CALENDARS),
        lines::one_of(around::FORMS),
        lines::one_of(around::KEPT),
        prop::bool::weighted(0.15),
    )
        .prop_map(|(title, between, posts, calendar, form, kept, discreet)| About {
            title,
            between,
            posts,
            calendar,
            form,
            kept,
            discreet,
        })
}

fn route_head(reach: Reach) -> impl Strategy<Value = String> {
    let standing = lines::one_of(&[(2, "instead"), (1, "alongside"), (2, "afterwards"), (1, "")]);
    let says = lines::one_of(&[(4, ""), (1, " per 1.2")]);
    (option::weighted(0.6, condition(reach)), standing, says).prop_map(|(condition, standing, says)| {
        let when = condition.map(|condition| format!("if {} ", condition.words(true))).unwrap_or_default();
        format!("{when}{standing}{says}")
    })
}
