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
];

/// Who sits on the executive and on the board, and what is said of whoever decides.
pub const EXECUTIVE: &[(usize, &str)] = &[
    (2, ""),
    (2, " members unstated"),
    (2, " members school, health and police"),
    (1, " members school and health"),
    (1, " members chair and health"),
];
pub const BOARD: &[(usize, &str)] = &[(4, ""), (1, " members unstated"), (1, " members health"), (1, " members school and police")];
pub const DECIDER: &[(usize, &str)] = &[
    (2, ""),
    (2, " of health"),
    (1, " of health neutral"),
    (1, " neutral"),
    (1, " of partnership"),
    (1, " of board"),
    (1, " of executive"),
    (1, " of raising agency"),
];

/// What tells everybody some rule wants told.
pub const ALL_TOLD: &[(usize, &str)] = &[
    (2, "managers must notify originator, fixed-officer, changing-officer and chair"),
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
];

const LIMITS: &[(usize, &str)] = &[
    (4, "ends within 2 days"),
    (3, "ends within 2 working days"),
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
    let strength = one_of(&[(5, "must "), (5, "should "), (1, "may "), (1, "must normally "), (1, "will ")]);
    let per = one_of(&[(6, ""), (1, " per 1.1"), (1, " per table 1")]);
    (moment, condition, strength, one_of(TERMS), per)
        .prop_map(|(moment, condition, strength, term, per)| format!("{moment}{condition}{strength}{term}{per}"))
}

/// Lines of the head.
pub const HEAD: &[(usize, &str)] = &[
    (3, "parts 1.1, table 1, flowchart and annex A"),
    (2, "parts 1.1, 1.2, table 1, flowchart and annex A"),
    (1, "parts 1.1 to 1.2, 1.2 item 1 to 3, table 1, flowchart and annex A"),
    (1, "parts 1.1, 1.2, table 1, annex A and flowchart not included"),
    (1, "parts 1.1"),
    (2, "publisher partnership"),
    (1, "publisher old-board"),
    (1, "cites old-guidance"),
    (1, "cites new-guidance per 1.2"),
    (1, "cites guidance-of-today"),
    (1, "applies if old-fact per 1.2 item 1"),
    (1, "applies to old-board"),
    (1, "applies to \"everybody\" per table 2"),
    (1, "dated 2026-01 per 1.1"),
    (2, "reading \"day\" as working day because \"it was agreed\""),
    (1, "reading \"day\" as working day because \"it was agreed\"\n    reading \"day\" as calendar day because \"it was not\""),
];

/// Names of its own.
pub const NAMES: &[(usize, &str)] = &[
    (1, "agency academy \"An academy\" is school"),
    (1, "party parent \"A parent\""),
    (1, "role strange-role \"Strange\" undefined"),
    (1, "body gone \"Gone\" until 2025-12-31 replaced by partnership"),
    (1, "body going \"Going\" until 2026-04-01"),
    (1, "body to-go \"To go\" until 2026-04-02"),
    (1, "body gone-by-april \"Gone by April\" until 2026-04"),
    (1, "body gone-by-may \"Gone by May\" until 2026-05"),
    (1, "role heir \"Heir\" of old-board"),
    (1, "role one-person \"One person\" of board email personal"),
    (1, "role no-address \"No address\" email unstated"),
    (1, "role stand-in \"Stand-in\" stands in for old-lead per 1.2"),
    (3, "role vice-chair \"Vice chair\" of partnership stands in for chair"),
    (1, "role deputy \"Deputy\" stands in for chair and member"),
    (1, "role other-deputy \"Deputy\" stands in for board or decider"),
    (1, "body other-board \"Other board\" is board"),
    (1, "role child-officer \"Officer\" of health for old-fact"),
    (1, "tier head \"Head\" {\n    health \"Head\" advised by key-people per 1.2 item 3\n}"),
];

/// Parts that ask nobody to do anything.
pub const BACKGROUND: &[(usize, &str)] = &[
    (3, "\"All of it\" per 1.1, 1.2, table 1, flowchart and annex A"),
    (1, "\"All the items\" per 1.2 item 1, 1.2 item 2 and 1.2 item 3"),
    (1, "\"What it is about\" per 1.1"),
    (1, "\"What is not there\" per 9.9"),
];

/// Rules of the rulebook besides those every plan has.
pub const RULES: &[(usize, &str)] = &[
    (4, "told-outsider warning \"The outsider is told\" { every path notifies outsider before stage 3 }"),
    (4, "told-either error \"Either is told\" with stage 3 { every path notifies outsider or member before that stage }"),
    (4, "told-both note \"Both are told\" { every path notifies partnership and outsider before stage 4 }"),
    (4, "told-in-the-end error \"The authority comes later\" { every path notifies chair before the authority }"),
    (2, "told-nowhere error \"There is no such stage\" { every path notifies chair before stage nowhere }"),
    (2, "told-agency warning \"The raising agency is told\" { every path notifies raising agency before stage 2b }"),
    (2, "told-board error \"The board is told\" { every path notifies board before stage 2 }"),
    (2, "panel-of-two error \"A panel of two\" { every panel has at least 2 agencies }"),
    (1, "panel-of-four error \"A panel of four\" with 4 agencies { every panel has at least that many agencies }"),
    (4, "panel-with-either error \"Chair or health\" { every panel includes chair or health }"),
    (4, "panel-with-both error \"Health and school\" { every panel includes health and school }"),
    (2, "panel-with-raiser error \"Whoever raised it\" { every panel includes raising agency }"),
    (2, "panel-with-sides error \"Both sides\" { every panel includes raising agency and receiving agency }"),
    (3, "stage-not-recorded warning \"Recorded\" { every stage is recorded }"),
    (1, "stages-not-recorded warning \"Recorded from the second on\" { every stage after the first is recorded }"),
    (3, "originator-not-told warning \"Whoever raised it hears\" { every stage after the first notifies originator }"),
    (2, "chair-not-told warning \"The chair hears of every stage\" { every stage notifies chair }"),
    (1, "either-not-told warning \"Either hears of every stage\" { every stage notifies chair or outsider }"),
    (1, "both-not-told warning \"Both hear of every stage\" { every stage after the first notifies chair and outsider }"),
    (3, "silence-not-covered warning \"Silence\" { every stage moves on when nobody answers }"),
    (
        4,
        "conditional-recipient-missed warning \"Those responsible\" {\nwhen fixed-a, every path notifies fixed-officer from stage 2\nwhen changing-a, every path notifies changing-officer from stage 2\n}",
    ),
    (1, "officer-told-late warning \"That stage\" with stage 2 { when fixed-a, every path notifies fixed-officer from that stage }"),
    (1, "chair-told-then warning \"Told then\" { when changing-a or fixed-b, every path notifies chair }"),
    (
        1,
        "either-told-then warning \"Either then\" { when changing-a and not fixed-a, every path notifies chair or changing-officer from stage 2 }",
    ),
    (2, "both-told-then warning \"Both then\" { when fixed-b, every path notifies chair and outsider }"),
    (2, "told-then-nowhere warning \"Nowhere\" { when fixed-a, every path notifies chair from stage nowhere }"),
    (3, "no-time-limit warning \"Limits\" { every stage has a limit }"),
    (3, "no-review warning \"Review\" { the policy states when it is reviewed }"),
    (2, "no-learning warning \"Learning\" { the policy states who learns from it }"),
    (2, "interim-position-unstated warning \"Meanwhile\" { the policy states what holds meanwhile }"),
    (4, "nobody-must-decide warning \"Deciding\" { every authority must decide }"),
    (3, "no-stand-in warning \"Stand-in\" { every authority has a stand-in }"),
    (
        1,
        "panel-of-three-in-small-disputes warning \"Small disputes\" { every panel has at least 3 agencies in a dispute of at most 3 agencies }",
    ),
    (2, "no-immediate-risk-route warning \"Risk\" { when changing-a, a route leads to police or outsider }"),
    (1, "no-fixed-risk-route warning \"Risk\" { when fixed-a, a route leads to health }"),
    (2, "practitioners-too-slow warning \"In time\" with 3 working days { every path leaves stage 1 within that time }"),
    (1, "practitioners-take-a-week warning \"In time\" { every path leaves stage 1 within 1 week }"),
    (2, "risk-route-returns-to-party warning \"Back to a party\" { when changing-a, no route leads to a disputing agency }"),
    (1, "fixed-route-returns-to-party warning \"Back to a party\" { when fixed-a or fixed-b, no route leads to a disputing agency }"),
    (2, "panel-cannot-form warning \"Possible\" { every dispute can have a panel }"),
    (1, "small-panel-cannot-form warning \"Possible\" { every dispute of at most 3 agencies can have a panel }"),
    (
        2,
        "panel-without-neutral warning \"Neutral\" with 3 agencies { every panel has at least 1 neutral agency in a dispute of at most that many agencies }",
    ),
    (1, "panel-of-people warning \"People\" with 3 people { every panel has at least that many people }"),
    (1, "panel-excludes-outsider warning \"Excluded\" { every panel excludes outsider }"),
    (1, "panel-excludes-disputant warning \"Excluded\" { every panel excludes every disputing agency }"),
    (2, "panel-without-chair warning \"Chair\" { every panel has a chair }"),
    (2, "panel-without-decision-rule warning \"Decision\" { every panel has a decision rule }"),
    (2, "panel-without-deadline warning \"Deadline\" { every panel has a deadline }"),
    (1, "several warning \"Several\" {\nevery stage has a limit\nevery stage is recorded\nevery authority has a stand-in\n}"),
    (
        1,
        "several-paths error \"Several\" {\nevery path ends in an authority\nevery stage notifies chair\nevery panel includes health or school\n}",
    ),
];

/// How the chair, somebody outside and the member of the board can be reached.
pub const ADDRESSES: &[(usize, &str)] =
    &[(4, " email \"office@example.org\""), (2, ""), (1, " email unstated"), (1, " phone \"01632 960000\""), (1, " email personal")];

/// A file that every rich plan imports; only what is referred to is used.
pub const VOCABULARY: &str = "rungs 1\n\nbody old-board \"The old board\" until 2019-09-29 replaced by new-board\n\
    body new-board \"The new board\"\nrole old-lead \"The old lead\" of old-board email personal\n\
    role key-people \"Key people\" undefined\nrole officer \"The officer\" for old-fact\nfact old-fact \"an old fact\" undefined\n\
    document old-guidance \"The old guidance\" until 2024-01\ndocument new-guidance \"The new guidance\" from 2024-01\n\
    document guidance-of-today \"Guidance of today\" undefined\n";
