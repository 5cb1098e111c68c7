//! What stands around the ladder of a made-up policy, as it is typed: its head, its names, posts, forms and calendars, the
//! rules of its rulebook.

/// Titles of policies.
pub const TITLES: &[(usize, &str)] =
    &[(12, "A made-up policy"), (2, "An English policy"), (1, "A policy for Wales"), (1, "Of England and Wales")];

/// Who talks at a stage.
pub const BETWEEN: &[(usize, &str)] =
    &[(8, " between workers"), (4, " between managers"), (3, " between heads"), (1, " between raising manager and receiving manager")];

/// What managers are called, agency by agency.
pub const MANAGERS: &[(usize, &str)] = &[
    (5, " {\n    every agency e.g. \"line manager\" or equivalent\n    police none\n}"),
    (2, " {\n    every agency e.g. \"line manager\" or equivalent\n}"),
    (2, " {\n    health and school \"Team manager\"\n    police at least \"Inspector\"\n}"),
    (1, " {\n    school \"Head of year\"\n    health unstated\n}"),
    (1, ""),
];

/// The same for heads.
pub const HEADS: &[(usize, &str)] = &[
    (3, " {\n    health \"Head\" advised by key-people per 1.2 item 3\n}"),
    (4, " {\n    any agency \"Team Manager\" or \"Line manager\"\n}"),
    (2, " {\n    every agency e.g. \"director\"\n}"),
    (1, " {\n    police \"Superintendent\"\n    every agency \"Line Manager\"\n}"),
    (2, ""),
];

/// Calendars.
pub const CALENDARS: &[(usize, &str)] = &[
    (4, ""),
    (1, "calendar in-words \"The days the office is open\"\n"),
    (
        3,
        "calendar working-days \"Working days\" {\n    open monday to friday from 09:00 to 17:00\n    closed on bank holidays in england and wales\n    closed from 2026-12-24 to 2027-01-01 \"Christmas\"\n    time zone \"Europe/London\"\n}\n",
    ),
    (1, "calendar working-days \"Working days\" {\n    open monday to thursday\n    open on bank holidays\n}\n"),
    (1, "calendar working-days \"Working days\" {\n    closed on bank holidays in scotland\n}\n"),
    (
        1,
        "calendar other-days \"In words\"\ncalendar school-days \"School days\" {\n    closed on bank holidays in england and wales\n    school term from 2026-01-05 to 2026-12-18\n    school term from 2027-01-04 to 2028-07-20\n}\n",
    ),
];

/// What the form asks for, and leaves out.
pub const FORMS: &[(usize, &str)] = &[
    (4, "asks \"what was agreed\" and \"by whom\""),
    (2, "do not include \"the child's name\""),
    (1, "asks \"the name of the child\""),
    (1, "asks \"the child's date of birth\"\n    do not include \"who it is about\""),
    (1, "must include \"the parents' address\""),
];

/// By whom the office's file is kept.
pub const KEPT: &[(usize, &str)] = &[(2, ""), (2, " kept by partnership"), (1, " kept by unstated")];

/// Who sits on the executive and on the board, and what is said of whoever decides.
pub const EXECUTIVE: &[(usize, &str)] = &[
    (2, ""),
    (2, " members unstated"),
    (2, " members school, health and police"),
    (1, " members school and health"),
    (1, " members chair and health"),
    (1, " members board and police"),
    (1, " members board"),
];
pub const BOARD: &[(usize, &str)] = &[
    (4, ""),
    (1, " members unstated"),
    (1, " members health"),
    (1, " members school and police"),
    (1, " members decider"),
    (1, " members outsider and health"),
];
pub const DECIDER: &[(usize, &str)] = &[
    (2, ""),
    (2, " of health"),
    (1, " of health neutral"),
    (1, " neutral"),
    (1, " of partnership"),
    (1, " of board"),
    (1, " of executive"),
    (1, " of raising agency"),
    (1, " of old-agency"),
    (1, " of merged-agency"),
];

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
    (2, "applies to health and school"),
    (1, "applies to police"),
    (1, "applies to every agency"),
    (1, "applies to health, school and police"),
    (1, "publisher office-of-wales"),
    (1, "publisher office-of-england"),
    (1, "cites scottish-guidance"),
    (1, "reading \"day\" as school day because \"the schools wished it\""),
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
    (1, "agency closed-agency \"Closed\" until 2025-12-31"),
    (1, "agency moved-agency \"Moved\" until 2025-12-31 replaced by health"),
    (1, "agency nursery \"A nursery\" is school"),
    (1, "agency probation \"Probation\""),
    (1, "body small-board \"Small board\" of board members member"),
    (1, "role child-officer \"Officer\" of health for old-fact"),
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
    (6, "told-outsider warning \"The outsider is told\" { every path notifies outsider before stage 3 }"),
    (4, "told-either error \"Either is told\" with stage 3 { every path notifies outsider or member before that stage }"),
    (4, "told-both note \"Both are told\" { every path notifies partnership and outsider before stage 4 }"),
    (4, "told-in-the-end error \"The authority comes later\" { every path notifies chair before the authority }"),
    (2, "told-nowhere error \"There is no such stage\" { every path notifies chair before stage nowhere }"),
    (5, "told-agency warning \"The raising agency is told\" { every path notifies raising agency before stage 2b }"),
    (7, "told-board error \"The board is told\" { every path notifies board before stage 2 }"),
    (2, "panel-of-two error \"A panel of two\" { every panel has at least 2 agencies }"),
    (1, "panel-of-four error \"A panel of four\" with 4 agencies { every panel has at least that many agencies }"),
    (4, "panel-with-either error \"Chair or health\" { every panel includes chair or health }"),
    (7, "panel-with-both error \"Health and school\" { every panel includes health and school }"),
    (4, "panel-with-raiser error \"Whoever raised it\" { every panel includes raising agency }"),
    (2, "panel-with-sides error \"Both sides\" { every panel includes raising agency and receiving agency }"),
    (3, "stage-not-recorded warning \"Recorded\" { every stage is recorded }"),
    (1, "stages-not-recorded warning \"Recorded from the second on\" { every stage after the first is recorded }"),
    (3, "originator-not-told warning \"Whoever raised it hears\" { every stage after the first notifies originator }"),
    (2, "chair-not-told warning \"The chair hears of every stage\" { every stage notifies chair }"),
    (3, "either-not-told warning \"Either hears of every stage\" { every stage notifies chair or outsider }"),
    (1, "both-not-told warning \"Both hear of every stage\" { every stage after the first notifies chair and outsider }"),
    (5, "silence-not-covered warning \"Silence\" { every stage moves on when nobody answers }"),
    (
        4,
        "conditional-recipient-missed warning \"Those responsible\" {\nwhen fixed-a, every path notifies fixed-officer from stage 2\nwhen changing-a, every path notifies changing-officer from stage 2\n}",
    ),
    (1, "officer-told-late warning \"That stage\" with stage 2 { when fixed-a, every path notifies fixed-officer from that stage }"),
    (3, "chair-told-then warning \"Told then\" { when changing-a or fixed-b, every path notifies chair }"),
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
    (2, "panel-with-one-side error \"One side\" { every panel includes disputing agency }"),
    (1, "panel-with-any error \"Any agency\" { every panel includes any agency }"),
    (1, "panel-excludes-health warning \"Excluded\" { every panel excludes health }"),
    (1, "panel-excludes-raiser warning \"Excluded\" { every panel excludes raising agency }"),
    (1, "panel-of-six-people warning \"People\" { every panel has at least 6 people }"),
    (1, "panel-excludes-outsider warning \"Excluded\" { every panel excludes outsider }"),
    (1, "panel-excludes-disputant warning \"Excluded\" { every panel excludes every disputing agency }"),
    (2, "panel-without-chair warning \"Chair\" { every panel has a chair }"),
    (2, "panel-without-decision-rule warning \"Decision\" { every panel has a decision rule }"),
    (
        4,
        "authority-is-party warning \"Party\" with 4 agencies { no authority is a disputing agency in a dispute of at most that many agencies }",
    ),
    (1, "authority-is-any-party warning \"Party\" { no authority is a disputing agency }"),
    (3, "ladder-too-slow warning \"The whole\" with 10 working days { every path ends within that time }"),
    (1, "ladder-takes-weeks warning \"The whole\" { every path ends within 4 weeks }"),
    (2, "second-stage-too-slow warning \"In time\" with 5 working days { every path leaves stage 2 within that time }"),
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
    agency merged-agency \"The merged agency\" until 2019-09-29 replaced by agency-of-today\nagency agency-of-today \"The agency of today\"\n\
    body new-board \"The new board\"\nagency old-agency \"The old agency\" until 2019-09-29\nrole old-lead \"The old lead\" of old-board email personal\n\
    role key-people \"Key people\" undefined\nrole officer \"The officer\" for old-fact\nfact old-fact \"an old fact\" undefined\n\
    document old-guidance \"The old guidance\" until 2024-01\ndocument new-guidance \"The new guidance\" from 2024-01\n\
    document guidance-of-today \"Guidance of today\" undefined\n\
    body office-of-wales \"The Welsh Office\"\nbody office-of-england \"The Office for England\"\n\
    document scottish-guidance \"Guidance for Scotland\"\n";
