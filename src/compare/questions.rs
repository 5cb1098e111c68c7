//! What is asked of both policies to find out which is stricter: requirements as a rulebook has them, about what can be seen of a
//! case from outside. None of them needs to know which stage of one policy is which of the other.

use crate::model::{
    Act, Condition, Counted, DayKind, Deed, Duration, Join, Length, Limit, LimitLength, Mark, NameId, NameKind, Noun, PanelTerm, Parties,
    Party, Policy, Property, Side, Statement, Timing, Unit,
};
use crate::source::{FileId, Span};

const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

/// Longer than a year of days is as good as without end.
const MOST_DAYS: u32 = 366;

/// Larger disputes and panels than this are not asked about.
const MOST_AGENCIES: u32 = 8;

/// In one of these a policy is stricter, looser, the same, or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// Whether every case gets to whoever decides.
    Reaching,
    /// How long it may take.
    Time,
    /// When the partnership is told.
    Partnership,
    /// Who decides.
    Deciding,
    /// Who sits on panels.
    Panels,
    /// What is recorded.
    Recording,
    /// Who else learns of it.
    Telling,
    /// What is done about a child at immediate risk.
    Risk,
    /// What the policy says of itself.
    Upkeep,
}

impl Matter {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Matter; 9] = [
        Matter::Reaching,
        Matter::Time,
        Matter::Partnership,
        Matter::Deciding,
        Matter::Panels,
        Matter::Recording,
        Matter::Telling,
        Matter::Risk,
        Matter::Upkeep,
    ];

    /// The name used on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Matter::Reaching => "reaching-a-decision",
            Matter::Time => "time",
            Matter::Partnership => "telling-the-partnership",
            Matter::Deciding => "who-decides",
            Matter::Panels => "who-sits",
            Matter::Recording => "recording",
            Matter::Telling => "who-learns-of-it",
            Matter::Risk => "immediate-risk",
            Matter::Upkeep => "keeping-it-up",
        }
    }

    /// What it is about, as a heading.
    pub fn title(self) -> &'static str {
        match self {
            Matter::Reaching => "Whether every case reaches whoever decides",
            Matter::Time => "How long it may take",
            Matter::Partnership => "When the partnership is told",
            Matter::Deciding => "Who decides",
            Matter::Panels => "Who sits on a panel",
            Matter::Recording => "What is recorded",
            Matter::Telling => "Who else learns of it",
            Matter::Risk => "A child at immediate risk",
            Matter::Upkeep => "What holds meanwhile, learning and review",
        }
    }
}

/// How a question is asked: once, or with each of several numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Range {
    /// Once.
    Once,
    /// With each of these numbers: the larger, the easier to keep (`within 1 day`, `within 2 days`) …
    Easier(u32, u32),
    /// … or the harder (`at least 1 agency`, `at least 2 agencies`).
    Harder(u32, u32),
}

/// Somebody, by the name both policies have for them.
pub(super) type Who = String;

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asks {
    Ends,
    MovesOn,
    HasLimits,
    FirstStage(DayKind),
    Whole(DayKind),
    ToldBefore(Who),
    ToldBeforeAuthority(Who),
    ToldFrom { when: Option<String>, who: Who },
    HearsOfEveryStage(Who),
    Decides,
    StandIn,
    NoPartyDecides,
    PanelAgencies,
    PanelNeutral,
    PanelIncludes,
    PanelHas(PanelTerm),
    PanelForms,
    Recorded,
    RouteLeadsTo { when: String, who: Who },
    NoRouteToParty { when: String },
    States(Statement),
}

/// Names of one policy by what both policies call them.
pub(super) trait Called {
    /// The policy.
    fn policy(&self) -> &Policy;
    /// Whom or what this policy has under a name of both.
    fn find(&self, called: &str) -> Option<NameId>;
    /// What both policies call it.
    fn called(&self, name: NameId) -> String;
}

impl Asks {
    pub(super) fn matter(&self) -> Matter {
        match self {
            Asks::Ends | Asks::MovesOn => Matter::Reaching,
            Asks::HasLimits | Asks::FirstStage(_) | Asks::Whole(_) => Matter::Time,
            Asks::ToldBefore(who) | Asks::ToldBeforeAuthority(who) if who == PARTNERSHIP => Matter::Partnership,
            Asks::ToldBefore(_) | Asks::ToldBeforeAuthority(_) | Asks::ToldFrom { .. } | Asks::HearsOfEveryStage(_) => Matter::Telling,
            Asks::Decides | Asks::StandIn | Asks::NoPartyDecides => Matter::Deciding,
            Asks::PanelAgencies | Asks::PanelNeutral | Asks::PanelIncludes | Asks::PanelHas(_) | Asks::PanelForms => Matter::Panels,
            Asks::Recorded => Matter::Recording,
            Asks::RouteLeadsTo { .. } | Asks::NoRouteToParty { .. } => Matter::Risk,
            Asks::States(_) => Matter::Upkeep,
        }
    }

    /// Whether it is asked with numbers, and easier to keep the larger they are.
    pub(super) fn is_easier(&self) -> bool {
        matches!(self.range(2), Range::Easier(..))
    }

    /// Whether it is about the whole case (`true`) or the first stage, where it asks for a time in working days.
    pub(super) fn in_working_days(&self) -> Option<bool> {
        self.whole_in(DayKind::Working)
    }

    /// The same, where it asks for a time in calendar days.
    pub(super) fn in_calendar_days(&self) -> Option<bool> {
        self.whole_in(DayKind::Calendar)
    }

    fn whole_in(&self, kind: DayKind) -> Option<bool> {
        match self {
            Asks::Whole(of) if *of == kind => Some(true),
            Asks::FirstStage(of) if *of == kind => Some(false),
            _ => None,
        }
    }

    /// With which numbers it is asked.
    pub(super) fn range(&self, rungs: u32) -> Range {
        match self {
            Asks::FirstStage(_) | Asks::Whole(_) => Range::Easier(1, MOST_DAYS),
            Asks::ToldBefore(_) => Range::Easier(2, rungs.max(2)),
            Asks::ToldFrom { .. } => Range::Easier(1, rungs.max(1)),
            Asks::PanelAgencies => Range::Harder(1, MOST_AGENCIES),
            Asks::NoPartyDecides | Asks::PanelNeutral | Asks::PanelForms => Range::Harder(2, MOST_AGENCIES),
            _ => Range::Once,
        }
    }

    /// The requirement, as this policy has it; nothing where it knows nobody and nothing of that name.
    pub(super) fn property(&self, side: &dyn Called, number: u32) -> Option<Property> {
        let policy = side.policy();
        let days = |kind: DayKind| Duration { number, kind: Some(kind), unit: Unit::Days, span: NOWHERE };
        let who = |who: &str| side.find(who).map(|name| somebody(Noun::Named(name), None));
        let fact = |fact: &str| side.find(fact).map(Condition::Fact);
        // Nobody can be told before a stage that is not there: the last one stands in for it.
        let rung = |number: u32| number.min(policy.stages.iter().map(|stage| stage.rung).max().unwrap_or(1)).to_string();
        Some(match self {
            Asks::Ends => Property::EveryPathEndsInAnAuthority,
            Asks::MovesOn => Property::EveryStageMovesOn,
            Asks::HasLimits => Property::EveryStageHasALimit,
            Asks::FirstStage(kind) => Property::EveryPathLeaves { stage: policy.stages.first()?.label.clone(), within: days(*kind) },
            Asks::Whole(kind) => Property::EveryPathEndsWithin { time: days(*kind) },
            Asks::ToldBefore(name) => Property::EveryPathNotifies { who: who(name)?, before: Mark::Stage(rung(number)) },
            Asks::ToldBeforeAuthority(name) => Property::EveryPathNotifies { who: who(name)?, before: Mark::Authority },
            Asks::ToldFrom { when, who: name } => {
                let when = when.as_ref().map_or(Some(Condition::All(Vec::new())), |when| fact(when))?;
                Property::EveryPathNotifiesWhen { when, who: who(name)?, from: Some(rung(number)) }
            }
            Asks::HearsOfEveryStage(name) => Property::EveryStageNotifies { who: who(name)?, after_first: true },
            Asks::Decides => Property::EveryAuthorityMustDecide,
            Asks::StandIn => Property::EveryAuthorityHasAStandIn,
            Asks::NoPartyDecides => Property::NoAuthorityIsDisputing { at_most: Some(number) },
            Asks::PanelAgencies => Property::EveryPanelHasAtLeast { number, of: Counted::Agencies, at_most: None },
            Asks::PanelNeutral => Property::EveryPanelHasAtLeast { number: 1, of: Counted::NeutralAgencies, at_most: Some(number) },
            Asks::PanelIncludes => Property::EveryPanelIncludes { who: disputing() },
            Asks::PanelHas(term) => Property::EveryPanelHas(*term),
            Asks::PanelForms => Property::EveryDisputeCanHaveAPanel { at_most: Some(number) },
            Asks::Recorded => Property::EveryStageIsRecorded { after_first: false },
            Asks::RouteLeadsTo { when, who: name } => Property::ARouteLeadsTo { when: fact(when)?, who: who(name)? },
            Asks::NoRouteToParty { when } => Property::NoRouteLeadsToADisputingAgency { when: fact(when)? },
            Asks::States(what) => Property::ThePolicyStates(*what),
        })
    }

    /// The question as a requirement, with `…` for the number.
    pub(super) fn words(&self, title: &dyn Fn(&str) -> String) -> String {
        match self {
            Asks::Ends => "every case ends with whoever decides".to_owned(),
            Asks::MovesOn => "every stage moves on when nobody answers".to_owned(),
            Asks::HasLimits => "every stage has a time limit".to_owned(),
            Asks::FirstStage(kind) => format!("every case has left the first stage within … {} days", kind.word()),
            Asks::Whole(kind) => format!("every case is over within … {} days", kind.word()),
            Asks::ToldBefore(who) => format!("{} is told before stage …", title(who)),
            Asks::ToldBeforeAuthority(who) => format!("{} is told before the case is put to whoever decides", title(who)),
            Asks::ToldFrom { when: None, who } => format!("{} has been told by the end of every stage from stage … on", title(who)),
            Asks::ToldFrom { when: Some(when), who } => {
                format!("if the child is {}, {} has been told by the end of every stage from stage … on", title(when), title(who))
            }
            Asks::HearsOfEveryStage(who) => format!("{} hears what came of each stage", title(who)),
            Asks::Decides => "whoever hears the case must decide it".to_owned(),
            Asks::StandIn => "somebody stands in for whoever decides".to_owned(),
            Asks::NoPartyDecides => "nobody decides their own dispute, where up to … agencies disagree".to_owned(),
            Asks::PanelAgencies => "every panel has at least … agencies".to_owned(),
            Asks::PanelNeutral => "every panel has an agency that is not in dispute, where up to … disagree".to_owned(),
            Asks::PanelIncludes => "every panel includes the agencies in dispute".to_owned(),
            Asks::PanelHas(PanelTerm::Chair) => "somebody chairs every panel".to_owned(),
            Asks::PanelHas(PanelTerm::DecisionRule) => "every panel must decide, and its terms say how".to_owned(),
            Asks::PanelHas(PanelTerm::Deadline) => "every panel has a deadline".to_owned(),
            Asks::PanelForms => "every dispute of up to … agencies can have a panel".to_owned(),
            Asks::Recorded => "every stage is recorded".to_owned(),
            Asks::RouteLeadsTo { when, who } => format!("if the child is {}, a route leads to {}", title(when), title(who)),
            Asks::NoRouteToParty { when } => format!("if the child is {}, no route leads back to an agency in dispute", title(when)),
            Asks::States(Statement::Meanwhile) => "the policy says what holds meanwhile".to_owned(),
            Asks::States(Statement::Learning) => "the policy says who learns from it".to_owned(),
            Asks::States(Statement::Review) => "the policy says when it is reviewed".to_owned(),
        }
    }
}

/// The name the shared vocabulary has for the safeguarding partnership.
pub(super) const PARTNERSHIP: &str = "partnership";

/// The name the shared vocabulary has for whoever raised the concern.
pub(super) const ORIGINATOR: &str = "originator";

fn somebody(noun: Noun, side: Option<Side>) -> Parties {
    let party = Party { which: Vec::new(), side, noun, of: None, plural: false, span: NOWHERE };
    Parties { join: Join::And, parties: vec![party], span: NOWHERE }
}

fn disputing() -> Parties {
    let party =
        Party { which: vec!["every".into()], side: Some(Side::Disputing), noun: Noun::Agency, of: None, plural: false, span: NOWHERE };
    Parties { join: Join::And, parties: vec![party], span: NOWHERE }
}

/// Everything asked of two policies; `alike`: the same days count in both.
pub(super) fn questions(sides: [&dyn Called; 2], alike: bool) -> Vec<Asks> {
    let mut all = vec![Asks::Ends, Asks::MovesOn, Asks::HasLimits];
    all.push(Asks::FirstStage(DayKind::Working));
    all.push(Asks::Whole(DayKind::Working));
    // Where both count nothing but working days, and the same, fewer of them are never longer.
    if !alike || !sides.iter().all(|side| counts_working_days_only(side.policy())) {
        all.extend([Asks::FirstStage(DayKind::Calendar), Asks::Whole(DayKind::Calendar)]);
    }
    all.extend([Asks::ToldBefore(PARTNERSHIP.into()), Asks::ToldBeforeAuthority(PARTNERSHIP.into())]);
    all.extend([Asks::Decides, Asks::StandIn, Asks::NoPartyDecides]);
    all.extend([Asks::PanelAgencies, Asks::PanelNeutral, Asks::PanelIncludes, Asks::PanelForms]);
    all.extend([PanelTerm::Chair, PanelTerm::DecisionRule, PanelTerm::Deadline].map(Asks::PanelHas));
    all.push(Asks::Recorded);
    all.push(Asks::HearsOfEveryStage(ORIGINATOR.into()));
    let mut told: Vec<(String, Option<String>)> = sides.iter().flat_map(|side| told(*side)).collect();
    told.sort();
    told.dedup();
    all.extend(told.into_iter().map(|(who, when)| Asks::ToldFrom { when, who }));
    let mut routes: Vec<(String, String)> = sides.iter().flat_map(|side| routes(*side)).collect();
    routes.sort();
    routes.dedup();
    let mut whens: Vec<String> = routes.iter().map(|(when, _)| when.clone()).collect();
    whens.dedup();
    all.extend(routes.into_iter().map(|(when, who)| Asks::RouteLeadsTo { when, who }));
    all.extend(whens.into_iter().map(|when| Asks::NoRouteToParty { when }));
    all.extend([Statement::Meanwhile, Statement::Learning, Statement::Review].map(Asks::States));
    all.sort_by_key(Asks::matter);
    all
}

/// Whether every length of time a policy states is in working days.
fn counts_working_days_only(policy: &Policy) -> bool {
    fn timings<'d>(deed: &'d Deed, found: &mut Vec<&'d Timing>) {
        found.extend(&deed.details.timing);
        match &deed.act {
            Act::Limit(Limit { length: LimitLength::Timing(timing), .. }) => found.push(timing),
            Act::Choice { options, .. } => options.iter().for_each(|option| timings(option, found)),
            _ => {}
        }
    }
    let mut all = Vec::new();
    policy.clauses.iter().for_each(|clause| timings(&clause.deed, &mut all));
    all.into_iter().all(|timing| match timing {
        Timing::Within(within) => {
            let extended = match &within.extendable_to {
                Some(Length::Time(duration)) => Some(duration),
                _ => None,
            };
            let stated = if let Length::Time(duration) = &within.length { Some(duration) } else { None };
            let mut lengths = stated.into_iter().chain(&within.that_is).chain(extended);
            lengths.all(|length| length.unit == Unit::Days && length.kind == Some(DayKind::Working))
        }
        Timing::Soon(_) | Timing::Every(_) => true,
    })
}

/// Everybody a policy has told something, and in which cases: an officer who serves children of whom something is so, in those.
fn told(side: &dyn Called) -> Vec<(String, Option<String>)> {
    let policy = side.policy();
    let mut found = Vec::new();
    for act in policy.clauses.iter().flat_map(|clause| acts(&clause.deed.act)) {
        let (Act::Notify(whom, _) | Act::Contact(whom, _) | Act::Refer(_, whom)) = act else { continue };
        for name in whom.names() {
            let named = policy.named(name);
            if !matches!(named.kind, NameKind::Role | NameKind::Body | NameKind::Agency) || is_the_partnership(side, name) {
                continue;
            }
            let when = match &named.serves {
                Some(Condition::Fact(fact)) => Some(side.called(*fact)),
                _ => None,
            };
            found.push((side.called(name), when));
        }
    }
    found
}

/// When the partnership itself is told is a matter of its own.
fn is_the_partnership(side: &dyn Called, name: NameId) -> bool {
    side.find(PARTNERSHIP).is_some_and(|partnership| side.policy().is_kind_of(name, partnership))
}

/// In which cases a policy has a route, and to whom it leads.
fn routes(side: &dyn Called) -> Vec<(String, String)> {
    let policy = side.policy();
    let mut found = Vec::new();
    for route in &policy.routes {
        let Some(condition) = &route.condition else { continue };
        let mut facts = Vec::new();
        facts_of(condition, &mut facts);
        let acts = route.clauses.iter().flat_map(|clause| acts(&policy.clause(*clause).deed.act));
        let whom: Vec<NameId> = acts
            .filter_map(|act| match act {
                Act::Notify(whom, _) | Act::Contact(whom, _) | Act::Refer(_, whom) => Some(whom),
                _ => None,
            })
            .flat_map(|whom| whom.names().collect::<Vec<_>>())
            .collect();
        for fact in facts {
            found.extend(whom.iter().map(|who| (side.called(fact), side.called(*who))));
        }
    }
    found
}

fn facts_of(condition: &Condition, found: &mut Vec<NameId>) {
    match condition {
        Condition::Fact(fact) => found.push(*fact),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| facts_of(part, found)),
        _ => {}
    }
}

/// An act, and those it is a choice between.
fn acts(act: &Act) -> Vec<&Act> {
    match act {
        Act::Choice { options, .. } => options.iter().flat_map(|option| acts(&option.act)).collect(),
        other => vec![other],
    }
}
