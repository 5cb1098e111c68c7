//! A case told in questions and answers: what is asked, what an answer means, and how to take it back. No terminal here:
//! answers are lines of text, whoever types them.

use jiff::civil::DateTime;

use crate::calendar::End;
use crate::diagnostic::did_you_mean;
use crate::graph::StageGraph;
use crate::model::{
    Condition, Date, DayKind, Dispute, Event as Moment, Expectation, Happening, Instant, MOST_LINES, NameId, NameKind, Named, Policy,
    Reading, Says, Scenario, ScenarioLine, capitalised, in_words, listed,
};

use super::answers::{Moments, numbers, when};
use super::choices::{Choice, Doing, Leads, NOWHERE, Topic, what_can_be_given};
use super::diary::{Diary, Line, day_words, moment_words, standing_words};
use super::player::{Left, Player};
use super::setup::Basis;
use super::state::{Outcome, Place, State};

/// What is known of a case before anything is asked. What is `None` is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opening {
    /// Who raises it.
    pub raising: Option<NameId>,
    /// With whom; empty: to be asked for.
    pub against: Vec<NameId>,
    /// What is so at the start.
    pub given: Option<Vec<Condition>>,
    /// When it is raised.
    pub starts: Option<Instant>,
    /// How days are read of which the policy does not say which count.
    pub day: Option<DayKind>,
}

/// A question, with what can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Where the case stands, as sentences; empty before it has begun.
    pub stands: String,
    /// What is asked.
    pub asks: String,
    /// What can be chosen, from number 1; empty where something is to be typed.
    pub choices: Vec<String>,
    /// How to answer.
    pub how: String,
}

/// What came of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It is understood; the next question stands.
    Next,
    /// It cannot be; the same question stands. Says why.
    Again(String),
    /// The last answer has been taken back, and its question stands again.
    Undone,
    /// The diary so far is asked for; the same question stands.
    Diary,
    /// Where the case stands is asked for in full; the same question stands.
    Where(Vec<String>),
    /// The case is over, or is left where it stands.
    Over,
}

/// No answer adds more lines than this to a case.
const LINES_OF_AN_ANSWER: usize = 100;

/// A case being told.
#[derive(Debug)]
pub struct Dialogue<'p> {
    policy: &'p Policy,
    basis: Basis<'p>,
    opening: Opening,
    /// The day to begin on if none is typed.
    today: DateTime,
    scenario: Scenario,
    asks: Ask,
    player: Option<Player<'p>>,
    past: Vec<Past>,
    /// How many lines of the diary have been shown.
    shown: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Ask {
    Raising,
    Against,
    Given,
    Starts,
    Day,
    Next,
    Among(Topic),
    When(Vec<Doing>),
    Over,
}

/// The case as it was when something was asked.
#[derive(Debug)]
struct Past {
    asks: Ask,
    lines: usize,
    case: Option<(State, usize, Vec<Left>)>,
}

impl<'p> Dialogue<'p> {
    /// A case of a policy, as far as it is known; `today` is when it starts if nobody says otherwise.
    ///
    /// # Errors
    /// In plain words, if the policy has no two agencies, no stage, or what is known of the case does not fit together.
    pub fn new(policy: &'p Policy, graph: &'p StageGraph, opening: Opening, today: DateTime) -> Result<Self, String> {
        if policy.stages.is_empty() {
            return Err("this policy has no stages, so no case can be played by it".to_owned());
        }
        let scenario = Scenario {
            title: policy.title.clone(),
            span: NOWHERE,
            dispute: None,
            given: Vec::new(),
            readings: Vec::new(),
            starts: None,
            lines: Vec::new(),
        };
        let mut dialogue = Self {
            policy,
            basis: Basis::new(policy, graph),
            opening,
            today,
            scenario,
            asks: Ask::Raising,
            player: None,
            past: Vec::new(),
            shown: 0,
        };
        if dialogue.agencies().len() < 2 {
            return Err("this policy declares fewer than two agencies, so nobody can disagree".to_owned());
        }
        if let Some(raising) = dialogue.opening.raising
            && dialogue.opening.against.contains(&raising)
        {
            return Err(format!("{} cannot disagree with itself", in_words(policy).title(raising)));
        }
        dialogue.begin_as_far_as_known()?;
        Ok(dialogue)
    }

    // ── questions ───────────────────────────────────────────────────────────────────────────────

    /// What is asked now.
    pub fn question(&self) -> Question {
        let title = |name: &NameId| in_words(self.policy).title(*name);
        let question = |asks: &str, choices: Vec<String>, how: &str| Question {
            stands: String::new(),
            asks: asks.to_owned(),
            choices,
            how: how.to_owned(),
        };
        match &self.asks {
            Ask::Raising => {
                question("Which agency raises the disagreement?", self.agencies().iter().map(title).collect(), "Type its number.")
            }
            Ask::Against => question(
                "With which agencies does it disagree?",
                self.others().iter().map(title).collect(),
                "Type one number, or several with blanks between them.",
            ),
            Ask::Given => question(
                "What is so when it is raised?",
                self.can_be_given().into_iter().map(|(words, _)| words).collect(),
                "Type the numbers of what is so, with blanks between them, or nothing if none of it is.",
            ),
            Ask::Starts => question(
                "When is it raised?",
                Vec::new(),
                &format!("Type a date and time such as 2026-04-01 10:00, or nothing for {}.", moment_words(self.today)),
            ),
            Ask::Day => question(
                "The policy gives times in days and does not say which days count. How are they to be read here?",
                vec![
                    "as working days".into(),
                    "as calendar days".into(),
                    "as school days".into(),
                    "not at all: leave those dates open".into(),
                ],
                "Type a number.",
            ),
            Ask::Next | Ask::Over => {
                let choices = self.player.as_ref().map(Player::choices).unwrap_or_default();
                Question {
                    stands: self.stands(),
                    asks: "What happens next?".into(),
                    choices: choices.into_iter().map(|choice| choice.words).collect(),
                    how: "Type a number; or undo, diary, where or quit.".into(),
                }
            }
            Ask::Among(topic) => {
                let choices = self.player.as_ref().map(|player| player.among(*topic)).unwrap_or_default();
                question(
                    topic.question(),
                    choices.into_iter().map(|choice| choice.words).collect(),
                    if *topic == Topic::Ways {
                        "Type a number, or undo."
                    } else {
                        "Type one number, or several with blanks between them; or undo."
                    },
                )
            }
            Ask::When(doings) => {
                let waits = doings.iter().any(waits_for_the_limit);
                let at_once = if waits { "nothing for when the stage's time runs out" } else { "nothing for at once" };
                question(
                    "When?",
                    Vec::new(),
                    &format!(
                        "Type a date and time such as 2026-04-09 14:00, a time such as 14:00, a length such as +2 days, or {at_once}."
                    ),
                )
            }
        }
    }

    /// Where the case stands, in a line or two.
    fn stands(&self) -> String {
        let Some(player) = &self.player else { return String::new() };
        let state = &player.state;
        let mut sentences = vec![format!("{}.", capitalised(&standing_words(&player.setup, state)))];
        sentences.extend(state.now.map(|now| format!("It is {}.", moment_words(now))));
        let due = state.limits.iter().find_map(|limit| limit.by.as_ref().ok());
        sentences.extend(due.map(|due| match due.end {
            End::OfDay(date) => format!("The stage is due by {}.", day_words(date.at(0, 0, 0, 0))),
            End::At(time) => format!("The stage is due by {}.", moment_words(time)),
        }));
        sentences.extend(
            match state.outcome {
                Some(Outcome::Unresolved) => Some("It is not settled."),
                Some(Outcome::NoAnswer) => Some("Nobody has answered."),
                Some(Outcome::Resolved) => Some("It is settled."),
                None => state.timed_out.then_some("Its time has run out."),
            }
            .map(str::to_owned),
        );
        sentences.join(" ")
    }

    /// Where the case stands in full: what is due by when, and who has to do what.
    fn in_full(&self) -> Vec<String> {
        let Some(player) = &self.player else { return vec!["Nothing has happened yet.".to_owned()] };
        let words = in_words(self.policy);
        let mut lines = vec![self.stands()];
        for due in &player.state.due {
            let clause = self.policy.clause(due.clause);
            let done = match (due.done, player.setup.is_asked_for(due.clause)) {
                (true, _) => "done",
                (false, true) => "not done",
                (false, false) => "not used",
            };
            lines.push(format!("{}{} ({done})", words.asks(clause), super::diary::per_words(clause)));
        }
        lines
    }

    // ── answers ─────────────────────────────────────────────────────────────────────────────────

    /// Takes an answer to the question.
    pub fn answer(&mut self, answer: &str) -> Reply {
        let answer = answer.trim();
        match answer.to_lowercase().as_str() {
            "quit" | "q" | "exit" | "stop" | "end" => return self.quit(),
            "undo" | "u" | "back" | "b" => return self.undo(),
            "diary" | "d" if self.player.is_some() => return Reply::Diary,
            "where" | "w" if self.player.is_some() => return Reply::Where(self.in_full()),
            "help" | "?" | "h" => return Reply::Again(self.question().how),
            _ => {}
        }
        if self.scenario.lines.len() + LINES_OF_AN_ANSWER > MOST_LINES {
            return Reply::Again("This case has become as long as one can be told here. Type undo, diary or quit.".to_owned());
        }
        let past = self.now();
        match self.take(answer) {
            Ok(()) => {
                self.past.push(past);
                if self.asks == Ask::Over { Reply::Over } else { Reply::Next }
            }
            Err(why) => {
                self.restore(past);
                Reply::Again(why)
            }
        }
    }

    fn take(&mut self, answer: &str) -> Result<(), String> {
        match self.asks.clone() {
            Ask::Raising => {
                let agencies = self.agencies();
                let at = self.one_of(answer, &agencies)?;
                self.opening.raising = Some(agencies[at]);
                self.begin_as_far_as_known()
            }
            Ask::Against => {
                let others = self.others();
                let chosen = self.some_of(answer, &others)?;
                if chosen.is_empty() {
                    return Err("Somebody has to disagree: type at least one number.".to_owned());
                }
                self.opening.against = chosen.into_iter().map(|at| others[at]).collect();
                self.begin_as_far_as_known()
            }
            Ask::Given => {
                let known = self.can_be_given();
                let chosen = numbers(answer, known.len())?;
                self.opening.given = Some(chosen.into_iter().map(|at| known[at].1.clone()).collect());
                self.begin_as_far_as_known()
            }
            Ask::Starts => {
                let moments = Moments { now: None, since: None, today: self.today, calendar: None };
                let starts = when(answer, &moments)?.unwrap_or_else(|| instant(self.today));
                self.opening.starts = Some(starts);
                self.begin_as_far_as_known()
            }
            Ask::Day => {
                let kinds = [Some(DayKind::Working), Some(DayKind::Calendar), Some(DayKind::School), None];
                let kind = kinds[one_number(answer, kinds.len())?];
                self.begin(kind)
            }
            Ask::Next => {
                let choices = self.player()?.choices();
                let at = one_number(answer, choices.len())?;
                self.choose(vec![choices[at].clone()])
            }
            Ask::Among(topic) => {
                let choices = self.player()?.among(topic);
                let chosen = if topic == Topic::Ways { vec![one_number(answer, choices.len())?] } else { numbers(answer, choices.len())? };
                if chosen.is_empty() {
                    return Err("Type a number from the list, or undo to go back.".to_owned());
                }
                self.choose(chosen.into_iter().map(|at| choices[at].clone()).collect())
            }
            Ask::When(doings) => {
                let player = self.player()?;
                let since = player.entries.iter().filter_map(|entry| entry.on).max();
                let moments = Moments { now: player.state.now, since, today: self.today, calendar: Some(&player.setup.calendar) };
                let on = when(answer, &moments)?;
                self.happens(doings, on)
            }
            Ask::Over => Ok(()),
        }
    }

    fn choose(&mut self, choices: Vec<Choice>) -> Result<(), String> {
        let mut doings = Vec::new();
        for choice in choices {
            match choice.leads {
                Leads::Happens(doing) => doings.push(*doing),
                Leads::GoesOn => return self.goes_on(),
                Leads::Among(topic) => {
                    self.asks = Ask::Among(topic);
                    return Ok(());
                }
            }
        }
        self.asks = Ask::When(doings);
        Ok(())
    }

    fn player(&self) -> Result<&Player<'p>, String> {
        self.player.as_ref().ok_or_else(|| "The case has not begun.".to_owned())
    }

    // ── how it begins ───────────────────────────────────────────────────────────────────────────

    /// Everybody who can disagree: agencies first, and none that is no more.
    fn agencies(&self) -> Vec<NameId> {
        let today = instant(self.today).date;
        let there = |named: &Named| !named.until.is_some_and(|until| until.reached(today));
        let of_kind = |kind: NameKind| self.policy.names().filter(move |(_, named)| named.kind == kind && there(named)).map(|(id, _)| id);
        of_kind(NameKind::Agency).chain(of_kind(NameKind::Party)).collect()
    }

    fn others(&self) -> Vec<NameId> {
        self.agencies().into_iter().filter(|agency| Some(*agency) != self.opening.raising).collect()
    }

    fn can_be_given(&self) -> Vec<(String, Condition)> {
        let Some((player, _)) = Player::new(&self.basis, &self.scenario) else { return Vec::new() };
        what_can_be_given(&player.setup)
    }

    /// The next question about how it begins; none left: it begins.
    fn begin_as_far_as_known(&mut self) -> Result<(), String> {
        let Some(raising) = self.opening.raising else {
            self.asks = Ask::Raising;
            return Ok(());
        };
        if self.opening.against.is_empty() {
            self.asks = Ask::Against;
            return Ok(());
        }
        self.scenario.dispute = Some(Dispute { raising, against: self.opening.against.clone(), span: NOWHERE });
        match &self.opening.given {
            None if self.can_be_given().is_empty() => self.opening.given = Some(Vec::new()),
            None => {
                self.asks = Ask::Given;
                return Ok(());
            }
            Some(_) => {}
        }
        if self.opening.starts.is_none() {
            self.asks = Ask::Starts;
            return Ok(());
        }
        self.scenario.readings.clear();
        let open = Player::new(&self.basis, &self.scenario).is_some_and(|(player, _)| player.setup.leaves_days_open());
        if open && self.opening.day.is_none() {
            self.asks = Ask::Day;
            return Ok(());
        }
        self.begin(self.opening.day)
    }

    fn begin(&mut self, day: Option<DayKind>) -> Result<(), String> {
        let because = "chosen when this case was played".to_owned();
        self.scenario.readings = day
            .into_iter()
            .map(|kind| Reading { word: "day".into(), kind, because: because.clone(), sources: Vec::new(), span: NOWHERE })
            .collect();
        self.scenario.given = self.opening.given.iter().flatten().map(|condition| (condition.clone(), NOWHERE)).collect();
        self.scenario.starts = self.opening.starts;
        let (player, problems) = Player::new(&self.basis, &self.scenario).ok_or_else(|| "Nobody disagrees yet.".to_owned())?;
        if let Some(problem) = problems.first() {
            return Err(format!("{}: {}.", capitalised(&problem.message), problem.labels[0].text));
        }
        self.player = Some(player);
        self.shown = 0;
        self.asks = Ask::Next;
        // With no other way to begin, the first stage is where it begins.
        if self.player()?.can_begin_elsewhere() { Ok(()) } else { self.goes_on() }
    }

    // ── how it goes on ──────────────────────────────────────────────────────────────────────────

    fn happens(&mut self, doings: Vec<Doing>, on: Option<Instant>) -> Result<(), String> {
        let Some(player) = &mut self.player else { return Ok(()) };
        let visit = player.state.visit;
        for (number, doing) in doings.into_iter().enumerate() {
            let at = if let Place::Stage(stage) = player.state.place { Some(stage) } else { None };
            let on = on.filter(|_| number == 0);
            let line = ScenarioLine { says: Says::Happens { at, what: doing.what, on, per: doing.per }, span: NOWHERE };
            player.happens(&line).map_err(|why| format!("That cannot be: {}: {}.", why.message, why.labels[0].text))?;
            self.scenario.lines.push(line);
        }
        self.comes_to(visit);
        Ok(())
    }

    fn goes_on(&mut self) -> Result<(), String> {
        let Some(player) = &mut self.player else { return Ok(()) };
        let visit = player.state.visit;
        player.begin_or_settle().map_err(|why| format!("That cannot be: {}.", why.message))?;
        self.comes_to(visit);
        Ok(())
    }

    /// What a scenario would expect where the case has come to another stage, or is over.
    fn comes_to(&mut self, visit: u32) {
        let Some(player) = &self.player else { return };
        let mut expects = Vec::new();
        match &player.state.place {
            Place::Stage(stage) if player.state.visit != visit => {
                expects.push(Expectation::At(Some(*stage)));
                let end = player.state.limits.iter().find_map(|limit| limit.by.as_ref().ok()).map(|deadline| deadline.end);
                expects.extend(end.map(|end| Expectation::Due { stage: *stage, at: Some(last_moment(end)) }));
            }
            Place::Over(ending) => expects.push(Expectation::Ends(Some(ending.kind()))),
            _ => {}
        }
        self.asks = if matches!(player.state.place, Place::Over(_)) { Ask::Over } else { Ask::Next };
        self.scenario
            .lines
            .extend(expects.into_iter().map(|what| ScenarioLine { says: Says::Expects { not: false, what }, span: NOWHERE }));
    }

    fn quit(&mut self) -> Reply {
        if self.asks != Ask::Over
            && let Some(player) = &mut self.player
        {
            let visit = player.state.visit;
            // What is asked for and can only be missed later is not held against a case that is left.
            let _ = player.finish();
            self.comes_to(visit);
        }
        self.asks = Ask::Over;
        Reply::Over
    }

    // ── taking back ─────────────────────────────────────────────────────────────────────────────

    fn now(&self) -> Past {
        let case = self.player.as_ref().map(|player| (player.state.clone(), player.entries.len(), player.left.clone()));
        Past { asks: self.asks.clone(), lines: self.scenario.lines.len(), case }
    }

    fn undo(&mut self) -> Reply {
        let Some(past) = self.past.pop() else { return Reply::Again("There is nothing to take back.".to_owned()) };
        // What was answered before the case began is asked again.
        match past.asks {
            Ask::Raising => self.opening = Opening { raising: None, against: Vec::new(), ..Opening::default() },
            Ask::Against => self.opening = Opening { raising: self.opening.raising, ..Opening::default() },
            Ask::Given => (self.opening.given, self.opening.starts) = (None, None),
            Ask::Starts => self.opening.starts = None,
            _ => {}
        }
        self.restore(past);
        Reply::Undone
    }

    fn restore(&mut self, past: Past) {
        self.asks = past.asks;
        self.scenario.lines.truncate(past.lines);
        match (past.case, &mut self.player) {
            (Some((state, entries, left)), Some(player)) => {
                (player.state, player.left) = (state, left);
                player.entries.truncate(entries);
                self.shown = self.shown.min(entries);
            }
            (None, player) => {
                *player = None;
                self.shown = 0;
            }
            (Some(_), None) => {}
        }
    }

    // ── what has been told ──────────────────────────────────────────────────────────────────────

    /// The lines of the diary that have been written since this was last asked.
    pub fn news(&mut self) -> Vec<Line> {
        let Some(diary) = self.diary() else { return Vec::new() };
        let news = diary.lines.get(self.shown..).unwrap_or_default().to_vec();
        self.shown = diary.lines.len();
        news
    }

    /// The diary so far; `None` before the case has begun.
    pub fn diary(&self) -> Option<Diary> {
        let player = self.player.as_ref()?;
        Some(Diary::so_far(&player.setup, &self.scenario, &player.entries, &player.state))
    }

    /// Whether the case is over, or has been left.
    pub fn is_over(&self) -> bool {
        self.asks == Ask::Over
    }

    /// The case as a scenario, once it has begun. Its lines say what was answered, and expect what came of it.
    pub fn scenario(&self, title: &str) -> Option<Scenario> {
        self.player.as_ref()?;
        Some(Scenario { title: title.to_owned(), ..self.scenario.clone() })
    }

    /// A title for the case, if nobody thinks of a better one.
    pub fn usual_title(&self) -> String {
        let title = |name: &NameId| in_words(self.policy).title(*name);
        let Some(dispute) = &self.scenario.dispute else { return self.policy.title.clone() };
        let against = listed(dispute.against.iter().map(title).collect(), "and");
        let on = self.scenario.starts.map(|starts| format!(", {}", starts.date)).unwrap_or_default();
        format!("{} against {against}{on}", title(&dispute.raising))
    }

    /// The place of one of these names, by its number, its name or its title.
    fn one_of(&self, answer: &str, names: &[NameId]) -> Result<usize, String> {
        match self.some_of(answer, names)?.as_slice() {
            [one] => Ok(*one),
            _ => Err(format!("Type one number, from 1 to {}.", names.len())),
        }
    }

    fn some_of(&self, answer: &str, names: &[NameId]) -> Result<Vec<usize>, String> {
        let said = answer.to_lowercase();
        let by_name = names.iter().position(|name| {
            let named = self.policy.named(*name);
            named.name == said || named.title.to_lowercase() == said
        });
        by_name.map_or_else(|| numbers(answer, names.len()), |at| Ok(vec![at]))
    }
}

/// A condition a scenario can give, by the name of a fact or in the words of a clause.
///
/// # Errors
/// In plain words, if nothing in the policy is called so or turns on such words.
pub fn given_named(policy: &Policy, said: &str) -> Result<Condition, String> {
    let wanted = said.trim().trim_matches('"').to_lowercase();
    let facts = || policy.names().filter(|(_, named)| named.kind == NameKind::Fact);
    if let Some((fact, _)) = facts().find(|(_, named)| named.name == wanted || named.title.to_lowercase() == wanted) {
        return Ok(Condition::Fact(fact));
    }
    let mut words = Vec::new();
    let routes = policy.routes.iter().filter_map(|route| route.condition.as_ref());
    policy.clauses.iter().flat_map(|clause| &clause.conditions).chain(routes).for_each(|condition| quoted_in(condition, &mut words));
    if let Some(found) = words.iter().find(|words| words.to_lowercase() == wanted) {
        return Ok(Condition::Words((*found).clone()));
    }
    let known = facts().map(|(_, named)| named.name.as_str()).chain(words.iter().map(|words| words.as_str()));
    let close = did_you_mean(&wanted, known).map(|close| format!("; did you mean `{close}`?")).unwrap_or_default();
    Err(format!("no fact of this policy is called `{said}`, and no condition of it is in these words{close}"))
}

fn quoted_in<'c>(condition: &'c Condition, words: &mut Vec<&'c String>) {
    match condition {
        Condition::Words(said) => words.push(said),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| quoted_in(part, words)),
        Condition::Not(inner) => quoted_in(inner, words),
        _ => {}
    }
}

fn one_number(answer: &str, most: usize) -> Result<usize, String> {
    match numbers(answer, most)?.as_slice() {
        [one] => Ok(*one),
        _ => Err(format!("Type one number, from 1 to {most}.")),
    }
}

fn waits_for_the_limit(doing: &Doing) -> bool {
    matches!(doing.what, Happening::Event(Moment::NoAnswer | Moment::OutOfTime))
}

/// A moment as a scenario gives it.
pub(super) fn instant(moment: DateTime) -> Instant {
    let date = Date { year: moment.year(), month: moment.month(), day: Some(moment.day()) };
    Instant { date, clock: Some((moment.hour(), moment.minute())), span: NOWHERE }
}

fn last_moment(end: End) -> Instant {
    match end {
        End::OfDay(date) => Instant { clock: None, ..instant(date.at(0, 0, 0, 0)) },
        End::At(time) => instant(time),
    }
}
