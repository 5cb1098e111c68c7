//! What differs: every clause, stage, route and name of one policy that says something else in the other, or nothing. What is only
//! written, named or ordered otherwise is no difference.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::StageGraph;
use crate::model::{Act, Clause, ClauseId, Force, Hearing, Home, NameId, NameKind, Policy, RouteId, StageId, in_words};
use crate::source::Span;
use crate::verify::disagreements;

use super::alignment::{Ladders, Rung};
use super::meaning::{Meaning, Meanings};
use super::naming::Naming;

/// What a difference is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Who a stage is between, or who hears it; and stages only one ladder has.
    WhoActs,
    /// How long it takes.
    Time,
    /// How a case moves on.
    MovingOn,
    /// Who is told.
    Telling,
    /// Who decides, and how.
    Deciding,
    /// A panel's terms.
    Panel,
    /// What is recorded.
    Recording,
    /// A way outside the ladder.
    Route,
    /// Any other duty.
    Duty,
    /// What comes afterwards: feedback and learning.
    Afterwards,
    /// Review, and whatever else the policy says of itself.
    Upkeep,
    /// A form.
    Form,
    /// Whom or what the policy is for.
    Scope,
    /// Who there is: agencies, bodies, roles, tiers.
    Names,
}

impl Topic {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Topic; 14] = [
        Topic::WhoActs,
        Topic::Time,
        Topic::MovingOn,
        Topic::Telling,
        Topic::Deciding,
        Topic::Panel,
        Topic::Recording,
        Topic::Route,
        Topic::Duty,
        Topic::Afterwards,
        Topic::Upkeep,
        Topic::Form,
        Topic::Scope,
        Topic::Names,
    ];

    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Topic::WhoActs => "who-acts",
            Topic::Time => "time",
            Topic::MovingOn => "moving-on",
            Topic::Telling => "telling",
            Topic::Deciding => "deciding",
            Topic::Panel => "panel",
            Topic::Recording => "recording",
            Topic::Route => "route",
            Topic::Duty => "duty",
            Topic::Afterwards => "afterwards",
            Topic::Upkeep => "upkeep",
            Topic::Form => "form",
            Topic::Scope => "scope",
            Topic::Names => "names",
        }
    }

    /// As a heading.
    pub fn title(self) -> &'static str {
        match self {
            Topic::WhoActs => "Who acts",
            Topic::Time => "Time",
            Topic::MovingOn => "Moving on",
            Topic::Telling => "Who is told",
            Topic::Deciding => "Deciding",
            Topic::Panel => "Panels",
            Topic::Recording => "Recording",
            Topic::Route => "Ways outside the ladder",
            Topic::Duty => "Other duties",
            Topic::Afterwards => "Afterwards",
            Topic::Upkeep => "Keeping the policy up",
            Topic::Form => "Forms",
            Topic::Scope => "Whom it is for",
            Topic::Names => "Who there is",
        }
    }
}

/// What has become of something, from the first policy to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Only the second has it.
    Added,
    /// Only the first has it.
    Dropped,
    /// Both have it; the second asks for it more strongly.
    Strengthened,
    /// Both have it; the second asks for it less strongly.
    Weakened,
    /// Both have something of the kind, and it is not the same.
    Changed,
}

impl Change {
    /// The word used in messages and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::Dropped => "dropped",
            Change::Strengthened => "strengthened",
            Change::Weakened => "weakened",
            Change::Changed => "changed",
        }
    }

    /// Seen from the other policy.
    #[must_use]
    pub fn swapped(self) -> Self {
        match self {
            Change::Added => Change::Dropped,
            Change::Dropped => Change::Added,
            Change::Strengthened => Change::Weakened,
            Change::Weakened => Change::Strengthened,
            Change::Changed => Change::Changed,
        }
    }
}

/// What one policy says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// As a sentence without a full stop.
    pub words: String,
    /// Where: the stage, and the part of the document.
    pub place: String,
    /// The clause, where it is one.
    pub clause: Option<ClauseId>,
    /// Where it stands in the file.
    pub span: Span,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is about.
    pub topic: Topic,
    /// On which rung of the two ladders laid beside each other, where it is on one.
    pub rung: Option<usize>,
    /// What has become of it.
    pub change: Change,
    /// What the first policy says.
    pub first: Option<Said>,
    /// What the second says.
    pub second: Option<Said>,
}

/// Two policies and how they are laid beside each other.
pub(super) struct Beside<'b> {
    pub(super) policies: [&'b Policy; 2],
    pub(super) graphs: [&'b StageGraph; 2],
    pub(super) naming: &'b Naming<'b>,
    pub(super) ladders: &'b Ladders,
}

/// A clause with what it means.
struct Meant {
    id: ClauseId,
    meaning: Meaning,
    topic: Topic,
    rung: Option<usize>,
}

impl Beside<'_> {
    /// Every difference, in the order of the topics and of the ladder.
    pub(super) fn differences(&self) -> Vec<Difference> {
        let mut found = self.clauses();
        found.extend(self.ladders.rungs.iter().enumerate().filter_map(|(at, rung)| self.rung(at, rung)));
        found.extend(self.of_stages());
        found.extend(self.routes());
        found.extend(self.names());
        found.extend(self.scope());
        found.sort_by_key(|difference| (difference.topic, difference.rung.unwrap_or(usize::MAX)));
        found
    }

    /// Everything clauses say, whatever their order, as far as a filter lets it through: for telling whether two policies say the same of
    /// something.
    pub(super) fn all_said(&self, side: usize, counts: &dyn Fn(&Clause) -> bool) -> BTreeSet<Meaning> {
        let disputed = self.disputed(side);
        let policy = self.policies[side];
        policy.clauses().filter(|(_, clause)| counts(clause)).map(|(id, clause)| self.meaning(side, &disputed, id, clause)).collect()
    }

    /// Everything said of the names a filter lets through.
    pub(super) fn all_named(&self, side: usize, counts: &dyn Fn(NameId) -> bool) -> BTreeSet<String> {
        let policy = self.policies[side];
        let called = |name: NameId| self.naming.called(side, name);
        let stages = |stage: StageId| self.ladders.called(side, stage);
        let meanings = Meanings { policy, names: &called, stages: &stages };
        let names = names_that_count(policy).into_iter().filter(|name| counts(*name));
        names.map(|name| format!("{}: {}", called(name), meanings.named(policy.named(name)))).collect()
    }

    /// Who each rung is between, of both ladders, and whether anything else is said of the stages themselves.
    pub(super) fn same_ladder(&self) -> bool {
        self.ladders.rungs.iter().enumerate().all(|(at, rung)| self.rung(at, rung).is_none()) && self.of_stages().is_empty()
    }

    pub(super) fn same_routes(&self) -> bool {
        self.routes().is_empty()
    }

    pub(super) fn same_scope(&self) -> bool {
        self.scope().is_empty()
    }

    /// What one clause says, by what both policies call things.
    pub(super) fn clause_key(&self, side: usize, id: ClauseId) -> Meaning {
        self.meaning(side, &BTreeSet::new(), id, self.policies[side].clause(id))
    }

    // ── clauses ──────────────────────────────────────────────────────────────────────────────────

    /// Clauses about which the document's media disagree: there it matters which of them says it.
    fn disputed(&self, side: usize) -> BTreeSet<ClauseId> {
        disagreements(self.policies[side], self.graphs[side]).into_iter().flat_map(|pair| [pair.first, pair.second]).collect()
    }

    fn meaning(&self, side: usize, disputed: &BTreeSet<ClauseId>, id: ClauseId, clause: &Clause) -> Meaning {
        let called = |name: NameId| self.naming.called(side, name);
        let stages = |stage: StageId| self.ladders.called(side, stage);
        let mut meaning = Meanings { policy: self.policies[side], names: &called, stages: &stages }.clause(clause);
        if disputed.contains(&id) {
            let media: BTreeSet<String> = clause.sources.iter().map(|source| source.medium.words()).collect();
            meaning.how.push_str(&format!("; as {media:?} has it"));
        }
        meaning
    }

    fn meant(&self, side: usize) -> Vec<Meant> {
        let disputed = self.disputed(side);
        let mut seen = BTreeSet::new();
        let policy = self.policies[side];
        policy
            .clauses()
            .map(|(id, clause)| Meant {
                id,
                meaning: self.meaning(side, &disputed, id, clause),
                topic: topic(clause),
                rung: clause.stages.as_ref().and_then(|stages| stages.first()).map(|stage| self.ladders.rung_of(side, *stage)),
            })
            // What is said twice is said.
            .filter(|meant| seen.insert(meant.meaning.clone()))
            .collect()
    }

    fn clauses(&self) -> Vec<Difference> {
        let [mut firsts, mut seconds] = [0, 1].map(|side| self.meant(side));
        let shared: BTreeSet<Meaning> = {
            let known: BTreeSet<&Meaning> = seconds.iter().map(|meant| &meant.meaning).collect();
            firsts.iter().map(|meant| &meant.meaning).filter(|meaning| known.contains(meaning)).cloned().collect()
        };
        firsts.retain(|meant| !shared.contains(&meant.meaning));
        seconds.retain(|meant| !shared.contains(&meant.meaning));
        let pairs = pairs(&firsts, &seconds);
        let mut found = Vec::new();
        let mut paired: BTreeSet<usize> = BTreeSet::new();
        for (at, first) in firsts.iter().enumerate() {
            let second = pairs.get(&at).map(|second| &seconds[*second]);
            paired.extend(pairs.get(&at));
            found.push(Difference {
                topic: first.topic,
                rung: first.rung,
                change: second.map_or(Change::Dropped, |second| self.change(first, second)),
                first: Some(self.clause_said(0, first.id)),
                second: second.map(|second| self.clause_said(1, second.id)),
            });
        }
        for second in seconds.iter().enumerate().filter(|(at, _)| !paired.contains(at)).map(|(_, second)| second) {
            found.push(Difference {
                topic: second.topic,
                rung: second.rung,
                change: Change::Added,
                first: None,
                second: Some(self.clause_said(1, second.id)),
            });
        }
        found
    }

    fn change(&self, first: &Meant, second: &Meant) -> Change {
        let apart = |meaning: &Meaning| Meaning { strength: String::new(), ..meaning.clone() };
        let [one, other] = [(0, first), (1, second)].map(|(side, meant)| self.policies[side].clause(meant.id));
        if apart(&first.meaning) != apart(&second.meaning) || one.negated != other.negated || one.deed.attempt != other.deed.attempt {
            return Change::Changed;
        }
        let weight = |force: Force| match force {
            Force::Required => 2,
            Force::Advised | Force::Described => 1,
            Force::Permitted => 0,
        };
        match weight(other.strength.force).cmp(&weight(one.strength.force)) {
            std::cmp::Ordering::Greater => Change::Strengthened,
            std::cmp::Ordering::Less => Change::Weakened,
            std::cmp::Ordering::Equal => Change::Changed,
        }
    }

    /// A clause, as it is said.
    pub(super) fn clause_said(&self, side: usize, id: ClauseId) -> Said {
        let policy = self.policies[side];
        let clause = policy.clause(id);
        let stage = match clause.home {
            Home::Stage(stage) => policy.stage(stage).name(),
            Home::Route(RouteId(route)) => format!("route \"{}\"", policy.routes[route as usize].title),
            Home::Panel(name) | Home::Form(name) => policy.named(name).title.clone(),
            Home::Throughout => "every stage".to_owned(),
            Home::Afterwards => "afterwards".to_owned(),
            Home::Upkeep => "about the policy".to_owned(),
        };
        let per = clause.per();
        let place = if per.is_empty() { stage } else { format!("{stage}, {per}") };
        Said { words: in_words(policy).clause(clause), place, clause: Some(id), span: clause.span }
    }

    // ── stages ───────────────────────────────────────────────────────────────────────────────────

    fn stages_said(&self, side: usize, stages: &[StageId]) -> Option<Said> {
        let policy = self.policies[side];
        let first = policy.stage(*stages.first()?);
        let said = stages.iter().map(|stage| {
            let stage = policy.stage(*stage);
            let who = match &stage.hearing {
                Hearing::Between(parties) => format!("between {}", in_words(policy).parties(parties)),
                Hearing::HeardBy(parties) => format!("heard by {}", in_words(policy).parties(parties)),
                Hearing::Unstated => "between people who are not stated".to_owned(),
            };
            format!("{}, {}: {who}", stage.name(), stage.title)
        });
        let words = said.collect::<Vec<_>>().join("; ");
        Some(Said { words, place: crate::model::join_sources(&first.sources), clause: None, span: first.span })
    }

    /// What differs in who a rung is between: other people, another number of stages.
    fn rung(&self, at: usize, rung: &Rung) -> Option<Difference> {
        let change = match (rung.first.as_slice(), rung.second.as_slice()) {
            ([], _) => Change::Added,
            (_, []) => Change::Dropped,
            ([first], [second]) if self.hearing(0, *first) == self.hearing(1, *second) => return None,
            _ => Change::Changed,
        };
        let [first, second] = [self.stages_said(0, &rung.first), self.stages_said(1, &rung.second)];
        Some(Difference { topic: Topic::WhoActs, rung: Some(at), change, first, second })
    }

    fn hearing(&self, side: usize, stage: StageId) -> String {
        let policy = self.policies[side];
        let called = |name: NameId| self.naming.called(side, name);
        let stages = |stage: StageId| self.ladders.called(side, stage);
        let meanings = Meanings { policy, names: &called, stages: &stages };
        let stage = policy.stage(stage);
        let who = match &stage.hearing {
            // Between managers, or between management: a stage is between the people of a tier either way.
            Hearing::Between(parties) => format!("between {}", meanings.parties(parties)).replace(" (all)", ""),
            Hearing::HeardBy(parties) => format!("heard by {}", meanings.parties(parties)),
            Hearing::Unstated => "unstated".to_owned(),
        };
        format!("{who} unstated: {}", stage.unstated)
    }

    /// Rungs on which both have one stage, and stand at another height.
    fn of_stages(&self) -> Vec<Difference> {
        let mut found = Vec::new();
        for (at, rung) in self.ladders.rungs.iter().enumerate() {
            if let ([first], [second]) = (rung.first.as_slice(), rung.second.as_slice())
                && self.policies[0].stage(*first).rung != self.policies[1].stage(*second).rung
            {
                let [first, second] = [self.stages_said(0, &[*first]), self.stages_said(1, &[*second])];
                found.push(Difference { topic: Topic::WhoActs, rung: Some(at), change: Change::Changed, first, second });
            }
        }
        found
    }

    // ── routes, names, scope ─────────────────────────────────────────────────────────────────────

    fn routes(&self) -> Vec<Difference> {
        let said = [0, 1].map(|side| {
            let policy = self.policies[side];
            let called = |name: NameId| self.naming.called(side, name);
            let stages = |stage: StageId| self.ladders.called(side, stage);
            let meanings = Meanings { policy, names: &called, stages: &stages };
            let routes = policy.routes.iter().enumerate().map(|(at, route)| (meanings.route(RouteId(at as u32)), route));
            routes
                .map(|(key, route)| {
                    (
                        key,
                        Said {
                            words: format!(
                                "a way outside the ladder, \"{}\"{}",
                                route.title,
                                route
                                    .condition
                                    .as_ref()
                                    .map(|condition| format!(", if {}", in_words(policy).condition(condition)))
                                    .unwrap_or_default()
                            ),
                            place: crate::model::join_sources(&route.sources),
                            clause: None,
                            span: route.span,
                        },
                    )
                })
                .collect::<BTreeMap<String, Said>>()
        });
        only_in_one(Topic::Route, said)
    }

    fn names(&self) -> Vec<Difference> {
        let said = [0, 1].map(|side| self.names_said(side));
        let mut found = Vec::new();
        for (called, (first, said_first)) in &said[0] {
            match said[1].get(called) {
                None => found.push(Difference {
                    topic: Topic::Names,
                    rung: None,
                    change: Change::Dropped,
                    first: Some(said_first.clone()),
                    second: None,
                }),
                Some((second, said_second)) if first != second => found.push(Difference {
                    topic: Topic::Names,
                    rung: None,
                    change: Change::Changed,
                    first: Some(said_first.clone()),
                    second: Some(said_second.clone()),
                }),
                Some(_) => {}
            }
        }
        found.extend(said[1].iter().filter(|(called, _)| !said[0].contains_key(*called)).map(|(_, (_, second))| Difference {
            topic: Topic::Names,
            rung: None,
            change: Change::Added,
            first: None,
            second: Some(second.clone()),
        }));
        found
    }

    /// What is said of every name in use, by what both call it; documents and files that only one cites are no matter.
    fn names_said(&self, side: usize) -> BTreeMap<String, (String, Said)> {
        let policy = self.policies[side];
        let called = |name: NameId| self.naming.called(side, name);
        let stages = |stage: StageId| self.ladders.called(side, stage);
        let meanings = Meanings { policy, names: &called, stages: &stages };
        let counts = |name: &NameId| !matches!(policy.named(*name).kind, NameKind::Document);
        let mut names: BTreeSet<NameId> = names_that_count(policy).into_iter().filter(counts).collect();
        // What the other policy uses counts as well, where both know it.
        let other = names_that_count(self.policies[1 - side]).into_iter().filter_map(|name| self.naming.other(1 - side, name));
        names.extend(other.filter(counts));
        names
            .into_iter()
            .map(|name| {
                let named = policy.named(name);
                let what = meanings.named(named);
                let said = Said {
                    words: self.name_words(side, name),
                    place: crate::model::join_sources(&named.sources),
                    clause: None,
                    span: named.span,
                };
                (called(name), (what, said))
            })
            .collect()
    }

    /// What is said of a name, for people.
    fn name_words(&self, side: usize, name: NameId) -> String {
        use crate::model::{Address, Holders, Stated};
        let policy = self.policies[side];
        let words = in_words(policy);
        let named = policy.named(name);
        let mut said = vec![format!("the {} {}", named.kind.word(), named.title)];
        said.extend(named.is.iter().map(|kind| format!("is one of {}", words.title(*kind))));
        said.extend(named.of.as_ref().map(|of| format!("of {}", words.parties(of))));
        said.extend(named.serves.as_ref().map(|condition| format!("for a child of whom it is so that {}", words.condition(condition))));
        said.extend(named.members.as_ref().map(|members| match members {
            Stated::As(parties) => format!("members {}", words.parties(parties)),
            Stated::Unstated => "members not stated".to_owned(),
        }));
        said.extend(named.kept_by.as_ref().map(|keeper| match keeper {
            Stated::As(parties) => format!("kept by {}", words.parties(parties)),
            Stated::Unstated => "kept by somebody who is not stated".to_owned(),
        }));
        said.extend(named.speaks_for.as_ref().map(|who| format!("speaks for {}", words.parties(who))));
        said.extend(named.stands_in_for.as_ref().map(|who| format!("stands in for {}", words.parties(who))));
        for (what, address) in [("e-mail", &named.email), ("telephone", &named.phone)] {
            said.extend(address.as_ref().map(|address| match address {
                Address::Of(address) => format!("{what} {address}"),
                Address::Personal => format!("{what}: a named person's"),
                Address::Unstated => format!("{what} not stated"),
            }));
        }
        for (so, what) in [(named.neutral, "neutral"), (named.undefined, "never explained"), (named.may_change, "may change")] {
            said.extend(so.then(|| what.to_owned()));
        }
        said.extend(named.from.map(|date| format!("from {date}")));
        said.extend(named.until.map(|date| format!("until {date}")));
        for post in &named.posts {
            let titles = match &post.holders {
                Holders::Titles(titles) | Holders::Examples(titles) | Holders::AtLeast(titles) => {
                    crate::model::listed(titles.iter().map(|title| format!("\"{title}\"")).collect(), "or")
                }
                Holders::Nobody => "nobody".to_owned(),
                Holders::Unstated => "not stated".to_owned(),
            };
            said.push(format!("in {}: {titles}", words.parties(&post.of)));
        }
        said.join("; ")
    }

    fn scope(&self) -> Vec<Difference> {
        let said = [0, 1].map(|side| {
            let policy = self.policies[side];
            let called = |name: NameId| self.naming.called(side, name);
            let stages = |stage: StageId| self.ladders.called(side, stage);
            let meanings = Meanings { policy, names: &called, stages: &stages };
            let words = in_words(policy);
            policy
                .scope
                .iter()
                .map(|scope| {
                    let to = match &scope.to {
                        crate::model::ScopeOf::Who(who) => format!("to {}", words.parties(who)),
                        crate::model::ScopeOf::Words(words) => format!("to {words}"),
                        crate::model::ScopeOf::If(condition) => format!("if {}", words.condition(condition)),
                    };
                    let said = Said {
                        words: format!("the policy applies {to}"),
                        place: crate::model::join_sources(&scope.sources),
                        clause: None,
                        span: scope.span,
                    };
                    (meanings.scope(scope), said)
                })
                .collect::<BTreeMap<String, Said>>()
        });
        only_in_one(Topic::Scope, said)
    }
}

/// The names a policy uses, and those that bear on every case without being named: calendars, and whoever stands in for others.
fn names_that_count(policy: &Policy) -> BTreeSet<NameId> {
    let unasked = policy.names().filter(|(_, named)| named.timetable.is_some() || named.stands_in_for.is_some()).map(|(id, _)| id);
    policy.used_names().into_iter().chain(unasked).collect()
}

fn only_in_one(topic: Topic, [firsts, seconds]: [BTreeMap<String, Said>; 2]) -> Vec<Difference> {
    let dropped = firsts.iter().filter(|(key, _)| !seconds.contains_key(*key));
    let added = seconds.iter().filter(|(key, _)| !firsts.contains_key(*key));
    let dropped = dropped.map(|(_, said)| (Change::Dropped, Some(said.clone()), None));
    let added = added.map(|(_, said)| (Change::Added, None, Some(said.clone())));
    dropped.chain(added).map(|(change, first, second)| Difference { topic, rung: None, change, first, second }).collect()
}

/// What a clause is about.
pub(super) fn topic(clause: &Clause) -> Topic {
    match clause.home {
        Home::Route(_) => return Topic::Route,
        Home::Panel(_) => return Topic::Panel,
        Home::Form(_) => return Topic::Form,
        Home::Afterwards => return Topic::Afterwards,
        Home::Upkeep => return Topic::Upkeep,
        Home::Stage(_) | Home::Throughout => {}
    }
    of_act(&clause.deed.act)
}

fn of_act(act: &Act) -> Topic {
    match act {
        Act::Limit(_) => Topic::Time,
        Act::Escalate(_) | Act::Skip(_) | Act::Repeat(_) | Act::Withdraw | Act::Close(_) | Act::ResolvedIf(_) | Act::OnlyAfter(..) => {
            Topic::MovingOn
        }
        Act::Notify(..) | Act::Contact(..) => Topic::Telling,
        Act::Decide(..) | Act::Resolve(..) | Act::Agree(..) | Act::Recommend(..) | Act::Convene { .. } => Topic::Deciding,
        Act::Record(_) => Topic::Recording,
        Act::Review(_) => Topic::Upkeep,
        Act::Choice { options, .. } => options.iter().map(|option| of_act(&option.act)).min().unwrap_or(Topic::Duty),
        Act::Discuss(_)
        | Act::Meet(_)
        | Act::Consult(..)
        | Act::Reply(..)
        | Act::Refer(..)
        | Act::Request { .. }
        | Act::Have { .. }
        | Act::DrawnFrom(_)
        | Act::ChairedBy(_)
        | Act::Include(..)
        | Act::Exclude(..)
        | Act::Hear(..)
        | Act::Asks(_)
        | Act::Meanwhile(_)
        | Act::Carried(_) => Topic::Duty,
    }
}

/// Which clause of the first has become which of the second: those that stand in the same place and have the most in common.
fn pairs(firsts: &[Meant], seconds: &[Meant]) -> BTreeMap<usize, usize> {
    let mut by_place: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, second) in seconds.iter().enumerate() {
        by_place.entry(&second.meaning.place).or_default().push(at);
    }
    let mut likely: Vec<(u32, usize, usize)> = Vec::new();
    for (at, first) in firsts.iter().enumerate() {
        for other in by_place.get(first.meaning.place.as_str()).into_iter().flatten() {
            let alike = alike(&first.meaning, &seconds[*other].meaning);
            if alike > 0 && first.topic == seconds[*other].topic {
                likely.push((alike, at, *other));
            }
        }
    }
    // Seen from the other policy, the same are paired.
    likely.sort_by_key(|(alike, first, second)| (std::cmp::Reverse(*alike), first.abs_diff(*second), first + second));
    let mut found = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (_, first, second) in likely {
        if !found.contains_key(&first) && taken.insert(second) {
            found.insert(first, second);
        }
    }
    found
}

/// How much two clauses have in common; nothing if they are about different things.
fn alike(one: &Meaning, other: &Meaning) -> u32 {
    let verb = |meaning: &Meaning| meaning.act.split(' ').next().unwrap_or_default().to_owned();
    // A stage has one limit and one way on; of telling and recording there can be several that have nothing to do with each other.
    let alone = ["limit", "escalate", "skip", "repeat", "drawn", "chaired", "have"].contains(&verb(one).as_str());
    let about_the_same = if one.whom.is_empty() { one.act == other.act } else { one.whom == other.whom };
    if verb(one) != verb(other) || !(alone || about_the_same) {
        return 0;
    }
    let same = |weight: u32, one: &str, other: &str| if one == other { weight } else { 0 };
    1 + same(8, &one.act, &other.act)
        + same(8, &one.whom, &other.whom)
        + same(4, &one.when, &other.when)
        + same(2, &one.who, &other.who)
        + same(2, &one.strength, &other.strength)
        + same(1, &one.time, &other.time)
        + same(1, &one.how, &other.how)
}
