//! Generators of single lines: clauses with everything the language has that a rule can look at, as they are typed.
//!
//! `@0` to `@4` stand for stages, whichever there are.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::plan::Condition;

/// One of these, as often as its weight says.
pub fn one_of(choices: &'static [(usize, &'static str)]) -> impl Strategy<Value = &'static str> {
    select(choices.iter().flat_map(|(weight, choice)| std::iter::repeat_n(*choice, *weight)).collect::<Vec<_>>())
}

const MOMENTS: &[(usize, &str)] = &[
    (14, ""),
    (16, "when unresolved, "),
    (4, "when out of time, "),
    (3, "when no answer, "),
    (1, "when resolved, "),
    (2, "when \"the wind turns\", "),
    (1, "when changing-a begins, "),
    (1, "when fixed-a ends, "),
    (1, "when \"it snows\" or \"the wind turns\", "),
    (1, "when unresolved or \"it snows\", "),
    (1, "when no answer or out of time, "),
    (1, "when extended, "),
    (2, "when unresolved at stage @1, "),
    (1, "when out of time at stage @0, "),
    (1, "when unresolved at any stage, "),
    (2, "before stage @1, "),
    (2, "before stage @2, "),
    (1, "before next stage, "),
    (1, "after stage @0, "),
    (1, "before stage @2, when unresolved, "),
];

/// Who does it and how strongly, before any verb.
const SUBJECTS: &[(usize, &str)] = &[
    (8, "managers must "),
    (5, "must "),
    (8, "should "),
    (2, "raising manager should "),
    (2, "managers should normally "),
    (1, "managers are expected to "),
    (1, "they will "),
    (2, "may "),
    (1, "both managers must "),
    (1, "raising manager to "),
];

/// The same, before a verb that needs nobody's leave.
const PLAIN: &[(usize, &str)] = &[(2, ""), (2, "managers ")];

const AUTHORITY: &[(usize, &str)] = &[
    (6, "chair must "),
    (4, "chair should "),
    (2, "board must "),
    (1, "chair and member must "),
    (1, "chair may "),
    (2, "must "),
    (1, "member must "),
];

const TOLD: &[(usize, &str)] = &[
    (5, "chair"),
    (3, "partnership"),
    (2, "member"),
    (2, "board"),
    (2, "outsider"),
    (1, "officer"),
    (1, "key-people"),
    (1, "old-lead"),
    (1, "relevant officer"),
    (1, "own manager"),
    (1, "raising agency"),
    (1, "everyone"),
    (1, "chair and outsider"),
    (2, "originator"),
    (2, "fixed-officer"),
    (1, "changing-officer"),
    (1, "fixed-officer and changing-officer"),
    (2, "fixed-officer or other-officer"),
    (1, "fixed-officer or changing-officer"),
    (2, "chair or outsider"),
    (2, "chair or partnership"),
    (1, "member and outsider"),
];

const HOW: &[(usize, &str)] = &[
    (20, ""),
    (4, " by email"),
    (2, " \"the outcome\" by phone or in writing"),
    (1, " by email \"secure mail only\""),
    (2, " within 2 days"),
    (2, " within 2 working days"),
    (1, " within 48 hours that is 2 days"),
    (1, " within 2 days that is 48 hours"),
    (2, " within 1 working day of end of stage @0"),
    (1, " within 1 day of start of next stage"),
    (1, " within 1 working day of start of stage @1"),
    (1, " within 24 hours of end of next stage"),
    (1, " within 1 week or sooner if fixed-b"),
    (1, " within 1 week extendable to 10 days"),
    (1, " immediately"),
    (2, " at stage @0"),
    (1, " at stage @1"),
    (1, " at any stage"),
    (1, " via member"),
    (1, " using escalation-form"),
    (1, " copying chair"),
    (1, " every 2 days"),
    (3, " without \"anything that shows who the child is\""),
    (1, " \"the outcome\" without \"the agenda\""),
    (1, " using escalation-form without \"names and addresses\""),
    (1, " within a further 1 working day"),
    (1, " within 3 working hours"),
    (1, " within 2 school days"),
];

/// What tells everybody some rule wants told.
pub const ALL_TOLD: &[(usize, &str)] = &[
    (6, "managers must notify originator, fixed-officer, changing-officer and chair"),
    (1, "managers should notify originator, fixed-officer, changing-officer and chair"),
    (1, "managers must record \"what was said\" copying originator and changing-officer"),
    (2, "managers must record \"what was said\" on childs-file"),
    (1, "when resolved, must record \"what was agreed\""),
    (1, "if changing-a, must refer \"the child\" to police"),
    (1, "if changing-a or fixed-b, should contact police and decider"),
    (1, "if fixed-a, managers must notify health"),
    (1, "when unresolved, should record \"what was not\""),
    (1, "if fixed-a, must notify fixed-officer"),
    (1, "if changing-a, should notify changing-officer"),
    (1, "if changing-a or fixed-a, must notify changing-officer or fixed-officer"),
    (4, "raising manager must notify partnership, outsider, member, board, chair and raising agency by email"),
    (3, "raising manager should notify partnership, outsider, member, board, chair and raising agency by email"),
    (1, "managers must notify outsider and raising agency by phone"),
    (1, "if fixed-a, managers must notify member, outsider and raising agency"),
    (1, "if not fixed-a, managers should notify member, outsider and raising agency"),
    (1, "managers must notify chair or outsider"),
];

const MOVES: &[(usize, &str)] = &[
    (6, "escalate to next stage"),
    (3, "escalate to stage @1"),
    (3, "escalate to stage @2"),
    (2, "escalate to stage @3"),
    (2, "escalate to any later stage"),
    (1, "escalate to next stage copying chair"),
    (2, "skip stage @1"),
    (1, "skip stage @2"),
    (2, "skip any stage"),
    (1, "skip next stage"),
    (1, "repeat once"),
    (1, "repeat at most 2 times"),
    (2, "repeat until resolved"),
    (2, "repeat until out of time"),
    (2, "repeat with next tier until \"no tier is left\""),
    (1, "repeat until \"all is tried\""),
    (1, "repeat until no answer"),
    (2, "withdraw"),
    (2, "close \"the case, unsettled\""),
    (1, "try to escalate to next stage"),
];

const OPTIONS: &[(usize, &str)] = &[
    (4, "escalate to next stage"),
    (2, "escalate to stage @2"),
    (1, "try to escalate to next stage"),
    (1, "skip any stage"),
    (2, "withdraw"),
    (1, "repeat until out of time"),
    (3, "notify chair"),
    (2, "notify partnership by email"),
    (1, "notify outsider"),
    (1, "try to notify chair"),
    (1, "notify chair within 1 day of end of stage @1"),
    (2, "discuss by phone"),
    (1, "record \"it\" copying board per table 1"),
    (1, "\"tell the parents\""),
];

const DECIDING: &[(usize, &str)] = &[
    (4, "decide"),
    (2, "decide \"what is done\" finally"),
    (2, "resolve"),
    (1, "try to resolve"),
    (1, "agree \"a way\""),
    (1, "recommend \"a way\""),
    (4, "convene resolution-panel"),
    (1, "convene second-panel"),
    (1, "convene resolution-panel or similar"),
    (1, "convene resolution-panel within 3 working days"),
    (1, "convene resolution-panel and second-panel"),
    (1, "notify chair by email"),
];

const TALK: &[(usize, &str)] = &[
    (2, "discuss by phone"),
    (2, "meet \"to talk it over\""),
    (1, "contact outsider by email"),
    (2, "record \"the outcome\" on childs-file"),
    (1, "record \"the outcome\""),
    (1, "request \"a meeting\" from chair"),
    (1, "refer \"the child\" to chair"),
    (1, "refer \"the child\" to outsider"),
    (1, "refer \"the child\" to police"),
    (1, "request \"help\" from police or outsider"),
    (1, "contact health"),
    (1, "refer \"the child\" to police and chair"),
    (1, "contact decider"),
    (1, "request \"help\" from changing-officer"),
    (1, "contact manager of health"),
    (1, "\"be civil\""),
    (1, "\"inform whoever asks\""),
    (1, "\"see that it is told\""),
    (1, "\"give information\""),
    (1, "resolve within 3 days"),
    (1, "resolve within 3 working days"),
    (1, "try to resolve within 1 week"),
    (1, "consult key-people"),
    (1, "meet with old-lead"),
    (1, "meet with other manager"),
    (1, "record \"the outcome\" on office-file"),
    (1, "decide \"what is done\" finally"),
    (1, "resolve within 6 working hours"),
    (1, "try to resolve within 2 school days"),
];

/// Lines about more than one stage: what comes first, who is meant, how long the whole may take.
pub const BEYOND: &[(usize, &str)] = &[
    (4, "only after managers meet"),
    (3, "only after managers \"have been involved\""),
    (2, "only after managers discuss"),
    (2, "only after chair \"has been told\""),
    (1, "only after raising manager or chair meet"),
    (1, "if fixed-a, only after managers meet"),
    (1, "only after managers notify chair"),
    (2, "managers must meet"),
    (2, "managers should meet"),
    (1, "if fixed-a, managers must meet"),
    (1, "if not fixed-a, managers should meet"),
    (1, "if changing-a, managers must discuss"),
    (1, "they must discuss"),
    (1, "raising manager must do one of {\n        meet \"them\"\n        meet with chair\n    }"),
    (1, "other manager must reply"),
    (1, "other managers must reply"),
    (1, "if both managers agree, may withdraw"),
    (3, "the case must end within 10 working days"),
    (2, "the case must end within 5 days"),
    (1, "the case must end within 30 calendar days"),
    (1, "the case must end within 20 working hours"),
    (1, "the case must end within 1 month"),
    (1, "the stage or the case must end within 6 working days"),
    (2, "must end within 3 working days of start of stage @1"),
    (1, "must end within 5 working days of end of stage @0"),
    (1, "must end within 2 working days of disagreement"),
    (1, "must end within a further 2 working days"),
    (1, "must end within 2 school days"),
    (1, "must end within 8 working hours"),
    (1, "starts within 1 working day of end of stage @0"),
    (2, "when unresolved, must escalate to next stage within 1 working day"),
    (1, "when unresolved, if manager agrees, must escalate to next stage"),
    (1, "when unresolved, if member agrees, should escalate to next stage"),
    (2, "may skip stage @1"),
    (1, "if fixed-b, may skip stage @1"),
    (1, "should not skip stage @1"),
    (1, "managers must record \"it\" on childs-file"),
    (1, "managers must record \"it\" on office-file"),
    (1, "chair must decide finally"),
    (1, "managers must decide finally"),
    (1, "health must notify chair"),
    (1, "police must discuss"),
    (1, "if manager agrees, ends within 2 working days"),
    (1, "when unresolved, if manager agrees, must escalate to next stage within 1 working day"),
    (1, "if manager agrees, must not skip stage @1"),
    (1, "when unresolved, unless fixed-a, must escalate to next stage"),
    (1, "if changing-a, should escalate to next stage"),
    (1, "if fixed-a, should repeat until out of time"),
    (1, "when no answer, if changing-a, should escalate to next stage"),
    (1, "when unresolved, if fixed-a or not fixed-a, must escalate to next stage"),
    (1, "if fixed-a and not fixed-a, ends with no limit"),
    (1, "must end usually within 2 working days"),
    (1, "should end within 1 week extendable to \"as long as it takes\""),
    (1, "must end within 2 days extendable to \"as long as it takes\""),
    (1, "must end within 2 working days of start of any stage"),
    (1, "must end within 1 school week"),
    (1, "must end within 1 year"),
    (1, "must end within 2 working days of end of stage @0 or start of stage @1"),
    (1, "the case must end within 3 months"),
    (1, "when unresolved, if raising agency is health or raising agency is school, must escalate to next stage"),
    (1, "when unresolved, if raising agency is police, must escalate to next stage"),
    (1, "when unresolved, if receiving agency is health or receiving agency is school, should escalate to next stage"),
    (1, "when unresolved, if receiving agency is police, must escalate to next stage"),
    (1, "if receiving agency is school, ends within 2 days"),
    (1, "when unresolved, may withdraw"),
    (1, "managers must refer \"the child\" to relevant agency"),
];

/// What is said once for the whole ladder, so that something is done at every stage.
pub const EVERYWHERE: &[(usize, &str)] = &[
    (6, "managers must record \"what was said\" on childs-file"),
    (2, "managers should record \"what was said\" on childs-file"),
    (1, "raising agency must record \"what was said\" on childs-file at stage @0"),
    (1, "if fixed-a, managers must record \"what was said\" on childs-file"),
    (1, "if not fixed-a, managers should record \"what was said\" on childs-file"),
    (1, "when unresolved, must record \"what was said\" on childs-file"),
    (1, "when resolved, managers must record \"what was said\" on childs-file"),
    (4, "managers must notify originator, chair and outsider"),
    (2, "managers should notify originator, chair and outsider"),
    (1, "when no answer, managers must notify chair and outsider"),
    (2, "when unresolved, must escalate to next stage"),
    (1, "when no answer, must escalate to next stage"),
    (2, "when unresolved or out of time, must escalate to next stage"),
    (1, "if changing-a, should escalate to next stage"),
    (1, "every stage must end within 2 working days"),
    (1, "when out of time, managers must escalate to next stage"),
];

/// What a way around the ladder asks for.
const ON_A_ROUTE: &[(usize, &str)] = &[
    (3, "must refer \"the child\" to police"),
    (2, "must refer \"the child\" to health"),
    (2, "must refer \"the child\" to police at stage @0"),
    (1, "must refer \"the child\" to outsider at stage @1"),
    (1, "should refer \"the child\" to police at stage @2"),
    (1, "should contact outsider"),
    (1, "if fixed-a, must contact police"),
    (1, "if not fixed-a, must contact outsider"),
    (1, "must contact police or outsider"),
    (1, "must contact school"),
    (1, "must request \"a visit\" from raising agency"),
    (1, "must refer \"the child\" to decider"),
    (1, "must refer \"the child\" to board"),
    (1, "must refer \"the child\" to executive at any stage"),
    (1, "managers must notify outsider at stage @1"),
    (1, "managers must notify police"),
    (1, "before stage @1, must contact police"),
    (1, "may contact police"),
    (1, "must try to contact police"),
    (1, "must not contact police"),
    (1, "must do one of {\n        contact police\n        contact outsider\n    }"),
    (1, "must escalate to stage @1"),
    (1, "when \"it snows\", must contact police"),
    (1, "must contact police within 1 day of end of stage @1"),
    (2, "must refer \"the case\" to chair or board"),
    (1, "must refer \"the case\" to board"),
    (1, "must contact relevant agency"),
    (1, "must contact manager of health"),
    (1, "must contact manager of relevant agency"),
    (1, "must contact own manager"),
    (1, "should refer \"the child\" to police copying outsider"),
    (1, "must notify everyone"),
    (1, "must do in turn {\n        contact police\n        contact outsider\n    }"),
    (1, "must do one of {\n        contact police\n    } or similar"),
];

/// A line of a way around the ladder.
pub fn on_a_route() -> impl Strategy<Value = String> {
    one_of(ON_A_ROUTE).prop_map(str::to_owned)
}

const LIMITS: &[(usize, &str)] = &[
    (4, "ends within 2 days"),
    (3, "ends within 2 working days"),
    (1, "ends within 48 hours that is 2 days"),
    (1, "ends within 2 working days that is 48 hours"),
    (2, "ends with no limit"),
    (2, "ends unstated"),
    (3, "the stage or the case must end within 1 week"),
    (1, "should end as soon as possible"),
    (1, "ends within \"a fitting time\""),
    (1, "starts within 1 day of end of stage @0"),
    (1, "must end within 48 hours"),
    (1, "the case must end within 3 working days"),
    (1, "the case must end within 2 weeks"),
    (1, "must end within 1 working week"),
    (1, "should end within 2 working days"),
    (1, "must end within 3 calendar days"),
    (1, "must end within 2 working days extendable to 5 working days"),
    (1, "must end within 2 working days of start of stage @1"),
    (1, "must end within 5 days"),
    (1, "ends within 5 working days of notice or sooner extendable to 3 days"),
];

const SOURCES: &[(usize, &str)] = &[
    (16, ""),
    (6, " per 1.1"),
    (4, " per table 1"),
    (4, " per flowchart"),
    (1, " per 1.1 and flowchart"),
    (1, " per 1.2 item 2"),
    (1, " per annex A"),
];

/// A clause of a stage, of `throughout` or of a route.
pub fn clause(condition: impl Strategy<Value = Condition> + 'static) -> impl Strategy<Value = String> {
    let condition = option::weighted(0.25, condition)
        .prop_map(|condition| condition.map(|condition| format!("if {}, ", condition.words(true))).unwrap_or_default())
        .boxed();
    let subject = one_of(SUBJECTS);
    let said = prop_oneof![5 => one_of(SUBJECTS), 1 => one_of(PLAIN)];
    let choice = (one_of(SUBJECTS), one_of(CHOOSE), vec(one_of(OPTIONS), 1..3), one_of(SIMILAR)).prop_map(
        |(subject, choose, mut options, similar)| {
            // Quoted words go first, so that they are not taken for the words of the option before.
            options.sort_by_key(|option| !option.starts_with('"'));
            format!("{subject}do {choose} {{\n        {}\n    }}{similar}", options.join("\n        "))
        },
    );
    let duty = prop_oneof![
        4 => (said, one_of(TOLD), one_of(HOW)).prop_map(|(subject, told, how)| format!("{subject}notify {told}{how}")),
        6 => (subject, one_of(MOVES)).prop_map(|(subject, step)| format!("{subject}{step}")),
        2 => choice,
        3 => (one_of(SUBJECTS), one_of(TALK)).prop_map(|(subject, talk)| format!("{subject}{talk}")),
        1 => one_of(FORBIDDEN).prop_map(str::to_owned),
    ];
    let whole = (one_of(MOMENTS), condition.clone(), duty).prop_map(|(moment, condition, duty)| format!("{moment}{condition}{duty}"));
    let limit = (condition, one_of(LIMITS)).prop_map(|(condition, limit)| format!("{condition}{limit}"));
    (prop_oneof![6 => whole, 2 => limit], one_of(SOURCES)).prop_map(|(line, per)| format!("{line}{per}"))
}

const CHOOSE: &[(usize, &str)] = &[(3, "one of"), (1, "any of"), (2, "in turn")];

const SIMILAR: &[(usize, &str)] = &[(4, ""), (1, " or similar")];

const FORBIDDEN: &[(usize, &str)] = &[
    (2, "must not skip stage @1"),
    (2, "should not skip stage @1"),
    (1, "must not skip any stage"),
    (1, "must not notify chair"),
    (1, "do not include \"details of other families\""),
];

/// What an authority does.
pub fn decision(condition: impl Strategy<Value = Condition> + 'static) -> impl Strategy<Value = String> {
    let condition = option::weighted(0.25, condition)
        .prop_map(|condition| condition.map(|condition| format!("if {}, ", condition.words(true))).unwrap_or_default());
    let moment = one_of(&[(12, ""), (1, "when unresolved, "), (1, "when out of time, "), (1, "when \"the wind turns\", ")]);
    let choice = (one_of(CHOOSE), vec(one_of(DECIDING), 1..3), one_of(SIMILAR))
        .prop_map(|(choose, options, similar)| format!("do {choose} {{\n        {}\n    }}{similar}", options.join("\n        ")));
    let act = prop_oneof![3 => one_of(DECIDING).prop_map(str::to_owned), 1 => choice];
    let how = one_of(&[(6, ""), (1, " per 1.1"), (1, " per table 1")]);
    (moment, condition, one_of(AUTHORITY), act, how)
        .prop_map(|(moment, condition, who, act, how)| format!("{moment}{condition}{who}{act}{how}"))
}

const TERMS: &[(usize, &str)] = &[
    (4, "have at least 3 agencies"),
    (2, "have \"senior officers\" from 3 agencies"),
    (1, "have 2 agencies"),
    (1, "have at most 5 people"),
    (1, "have at least 3 people"),
    (4, "include every disputing agency"),
    (1, "include disputing agencies"),
    (1, "include disputing agency"),
    (1, "include every agency"),
    (1, "include raising agency and receiving agency"),
    (1, "include raising agency"),
    (1, "include health, school and police"),
    (1, "include health and school"),
    (1, "include health or school"),
    (1, "include police"),
    (2, "include chair"),
    (1, "include chair or health"),
    (1, "include decider"),
    (1, "be chaired by decider"),
    (1, "try to include every disputing agency"),
    (1, "exclude outsider"),
    (1, "exclude every disputing agency"),
    (1, "exclude health"),
    (1, "be drawn from executive"),
    (1, "be drawn from disputing agencies"),
    (1, "be drawn from every agency"),
    (1, "be drawn from health, school and police"),
    (1, "be drawn from executive and board"),
    (1, "include board"),
    (1, "include member or outsider"),
    (1, "include old-agency and health"),
    (1, "include merged-agency"),
    (1, "include any agency"),
    (1, "include manager of health"),
    (1, "include decider and changing-officer"),
    (1, "include manager"),
    (1, "include managers"),
    (1, "exclude raising agency"),
    (1, "exclude receiving agency and police"),
    (1, "exclude every agency"),
    (1, "exclude any agency"),
    (1, "exclude managers"),
    (1, "exclude disputing agency"),
    (1, "exclude chair or member"),
    (1, "exclude decider"),
    (1, "be drawn from executive and health"),
    (1, "be drawn from managers"),
    (1, "have at most 3 people"),
    (1, "have exactly 3 people"),
    (1, "agree \"a way\" within 1 week"),
    (1, "hear \"each side\""),
    (1, "do in turn {\n        agree \"a way\"\n        decide by majority\n    }"),
    (1, "do one of {\n        decide by majority\n        recommend \"a way\"\n    } or similar"),
    (1, "meet within 1 month of request"),
    (1, "do one of {\n        meet within 3 days\n        meet within 1 week\n    }"),
    (1, "include old-agency"),
    (1, "have at most 3 agencies"),
    (1, "have exactly 4 agencies"),
    (1, "meet within 3 working days"),
    (1, "decide by majority within 1 week"),
    (1, "resolve unanimously within \"good time\""),
    (1, "do one of {\n        decide by majority\n        resolve collectively\n    }"),
    (1, "be chaired by chair or member"),
    (1, "be drawn from board"),
    (2, "decide by majority"),
    (1, "resolve"),
    (1, "try to resolve"),
    (1, "recommend \"a way\""),
    (1, "notify chair"),
];

/// A term of a panel.
pub fn term(condition: impl Strategy<Value = Condition> + 'static) -> impl Strategy<Value = String> {
    let condition = option::weighted(0.3, condition)
        .prop_map(|condition| condition.map(|condition| format!("if {}, ", condition.words(true))).unwrap_or_default());
    let moment = one_of(&[(14, ""), (1, "when unresolved, ")]);
    let strength =
        one_of(&[(10, "must "), (10, "should "), (2, "may "), (2, "must normally "), (2, "will "), (1, "must not "), (1, "should not ")]);
    let per = one_of(&[(6, ""), (1, " per 1.1"), (1, " per table 1")]);
    (moment, condition, strength, one_of(TERMS), per)
        .prop_map(|(moment, condition, strength, term, per)| format!("{moment}{condition}{strength}{term}{per}"))
}
