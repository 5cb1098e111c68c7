//! From a process to nodes and flows: place by place.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::emit::draw::text::short;
use crate::model::capitalised;
use crate::process::{ClauseRow, Ending, Entry, Expression, LimitEntry, Place, Process, Set, Step, Value};

use super::diagram::{At, Band, Block, Diagram, Go, Kind, Waiting, Way, When};
use super::script::{OF_AN_EVENT, Statement};

/// What says that something has happened since a place last looked. What comes to nothing changes nothing.
const NEWS: &str = "news";
/// How many letters of a stage's label are shown beside a flow.
const LONGEST_LABEL: usize = 24;
/// What says that a reminder is still to come.
const REMINDS: &str = "reminds";

/// The nodes and flows of a process. Everything but the start has to be led to: bpmn-engine would start there as well.
pub(super) fn diagram(process: &Process) -> Diagram<'_> {
    let clauses = process.companion.clauses.iter().map(|row| (row.id.as_str(), row)).collect();
    let labels = process.stages.iter().map(|stage| (stage.number, stage.label.as_str())).collect();
    let mut builder = Builder { process, clauses, labels, exits: exits(process), diagram: Diagram::default(), entries: BTreeMap::new() };
    builder.build();
    builder.diagram
}

struct Builder<'p> {
    process: &'p Process,
    clauses: BTreeMap<&'p str, &'p ClauseRow>,
    /// The labels of the stages, by their numbers.
    labels: BTreeMap<u32, &'p str>,
    exits: Exits<'p>,
    diagram: Diagram<'p>,
    /// Where flows from elsewhere come in.
    entries: BTreeMap<Target, At>,
}

/// Where flows from elsewhere come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Stage(u32),
    /// Where a case comes down whose landing was named.
    Landing,
    Over,
}

/// What leads where.
struct Exits<'p> {
    /// The stages that can be landed at: all from this one on.
    landings: Option<u32>,
    /// How many flows lead there.
    leading: BTreeMap<Target, usize>,
    endings: Vec<&'p Ending>,
}

fn exits(process: &Process) -> Exits<'_> {
    let last = last_stage(process);
    let places: Vec<&Place> = process.places().collect();
    let landings = places.iter().filter(|place| lands_elsewhere(place, last)).map(|place| place.number + 1).min();
    let mut leading: BTreeMap<Target, usize> = BTreeMap::new();
    let mut add = |target: Target| *leading.entry(target).or_default() += 1;
    if process.raised.is_none() {
        add(Target::Stage(1));
    }
    for place in &places {
        place.leads_to.iter().for_each(|number| add(Target::Stage(*number)));
        if lands_elsewhere(place, last) {
            // With one stage to land at, nothing has to tell stages apart.
            add(if landings == Some(last) { Target::Stage(last) } else { Target::Landing });
        }
        if ends(place).next().is_some() {
            add(Target::Over);
        }
    }
    if let Some(from) = landings.filter(|from| *from < last) {
        (from..=last).for_each(|number| add(Target::Stage(number)));
    }
    let codes: BTreeSet<u32> = places.iter().flat_map(|place| ends(place)).collect();
    let endings = process.endings.iter().filter(|ending| codes.contains(&ending.code)).collect();
    Exits { landings, leading, endings }
}

/// The number of the last stage.
fn last_stage(process: &Process) -> u32 {
    process.stages.last().map_or(0, |stage| stage.number)
}

/// Whether a place leads to a later stage that it does not lead to by name.
fn lands_elsewhere(place: &Place, last: u32) -> bool {
    let by_name = place.leads_to.iter().filter(|number| **number > place.number).count() as u32;
    place.leads_anywhere && last > place.number + by_name
}

/// The ways in which a case can end from a place.
fn ends(place: &Place) -> impl Iterator<Item = u32> {
    place.notes.iter().flat_map(|note| &note.sets).filter_map(|set| match (set.variable.as_str(), &set.to) {
        ("over", Value::Number(code)) if *code > 0 => Some(*code),
        _ => None,
    })
}

impl<'p> Builder<'p> {
    fn build(&mut self) {
        let mut raised = self.raise();
        let places: Vec<&Place> = self.process.places().collect();
        // Entries first: places lead to each other in any order.
        let mut bands: Vec<Band> = Vec::new();
        for place in &places {
            let mut band = if place.number == 0 { std::mem::take(&mut raised) } else { self.band_of(place) };
            if place.number > 0 {
                self.arrive(place, &mut band);
            }
            bands.push(band);
        }
        let landing = self.landing();
        let over = self.over();
        if raised.head.is_empty() {
            // A place before the first stage has taken it over.
        } else if let (Some(last), Some(first)) = (raised.head.last(), self.entries.get(&Target::Stage(1))) {
            self.diagram.flow(*last, *first, Way::Move);
            self.diagram.bands.push(raised);
        } else {
            let end = self.diagram.node("end".into(), Kind::End, "there is no stage");
            let last = raised.head.last().copied().unwrap_or(end);
            self.diagram.flow(last, end, Way::On);
            raised.head.push(end);
            self.diagram.bands.push(raised);
        }
        for (place, mut band) in places.into_iter().zip(bands) {
            self.place(place, &mut band);
            self.diagram.bands.push(band);
        }
        self.diagram.bands.extend(landing);
        self.diagram.bands.extend(over);
    }

    // ── nodes one by one ────────────────────────────────────────────────────────────────────────

    fn script(&mut self, id: String, name: &str, statements: Vec<Statement<'p>>) -> At {
        self.diagram.node(id, Kind::Script(statements), name)
    }

    fn join(&mut self, id: String) -> At {
        self.diagram.node(id, Kind::Join, "")
    }

    /// Goes on to what comes next in a band.
    fn then(&mut self, band: &mut Band, next: At) {
        if let Some(last) = band.head.last() {
            self.diagram.flow(*last, next, Way::On);
        }
        band.head.push(next);
    }

    /// Begins a band at which flows from elsewhere come in.
    fn enter(&mut self, target: Target, first: At, band: &mut Band) {
        let several = self.exits.leading.get(&target).is_some_and(|flows| *flows > 1);
        let entry = if several { self.join(format!("to_{}", self.diagram.nodes[first].id)) } else { first };
        self.entries.insert(target, entry);
        if several {
            self.then(band, entry);
        }
        self.then(band, first);
    }

    // ── raising ─────────────────────────────────────────────────────────────────────────────────

    fn raise(&mut self) -> Band {
        let process = self.process;
        let mut statements: Vec<Statement<'p>> = Vec::new();
        let mut set = |set: Set| statements.push(Statement::Set(set));
        process.variables.iter().for_each(|(name, value)| set(Set::to(name.clone(), value.clone())));
        OF_AN_EVENT.iter().for_each(|name| set(Set::to(*name, Value::Nothing)));
        set(Set::truth(NEWS, true));
        statements.extend(process.companion.points.iter().map(|point| Statement::AsRaised(&point.id)));
        statements.extend(process.raise.iter().cloned().map(Statement::Set));
        let mut band = Band { id: "lane_raised".into(), title: "The disagreement is raised".into(), ..Band::default() };
        let start = self.diagram.node("start".into(), Kind::Start, "A disagreement is raised");
        let raise = self.script("raise".into(), "Take it on", statements);
        if !process.case_limits.is_empty() {
            self.diagram.nodes[raise].log = Some(json!({ "case_limits": limits(&process.case_limits) }));
        }
        self.then(&mut band, start);
        self.then(&mut band, raise);
        band
    }

    // ── a place ─────────────────────────────────────────────────────────────────────────────────

    fn band_of(&self, place: &Place) -> Band {
        Band { id: format!("lane_{}", place.number), title: place.name.clone(), ..Band::default() }
    }

    fn arrive(&mut self, place: &'p Place, band: &mut Band) {
        let statements = place.arrive.iter().cloned().map(Statement::Set).collect();
        let name = if place.label.is_empty() { "The stage begins".to_owned() } else { format!("Stage {} begins", place.label) };
        let arrive = self.script(format!("arrive_{}", place.number), &name, statements);
        self.diagram.nodes[arrive].log = Some(json!({ "arrives": place.label, "limits": limits(&place.limits) }));
        self.enter(Target::Stage(place.number), arrive, band);
    }

    fn place(&mut self, place: &'p Place, band: &mut Band) {
        let number = place.number;
        let again = self.join(format!("again_{number}"));
        self.then(band, again);
        let looks = self.looks(place);
        let look = self.script(format!("look_{number}"), "See what falls due", looks);
        self.then(band, look);
        let last = self.steps(&number.to_string(), &place.label, &place.steps, look, band);
        self.goes(place, last, again, band);
    }

    /// What falls due by now, and what is open.
    fn looks(&self, place: &'p Place) -> Vec<Statement<'p>> {
        let mut statements = vec![Statement::Set(Process::looks())];
        statements.extend(fall_due(&place.steps, &Expression::is(NEWS)));
        statements.extend(place.open.iter().cloned().map(Statement::Set));
        if self.reminds(place) {
            let to_come = Expression::all([running(), Expression::Known("remind".into()), Expression::Reached("remind".into()).negated()]);
            statements.push(Statement::Set(Set::to(REMINDS, Value::Whether(to_come))));
        }
        statements
    }

    fn reminds(&self, place: &Place) -> bool {
        place.timed && self.process.reminds
    }

    /// For each step a choice whether it falls due, and what does. The last node, from which it goes on.
    fn steps(&mut self, place: &str, label: &str, steps: &'p [Step], from: At, band: &mut Band) -> At {
        let mut last = from;
        for (at, step) in steps.iter().enumerate().filter(|(_, step)| !step.entries.is_empty()) {
            let number = format!("{place}_{}", at + 1);
            let split = self.diagram.node(format!("falls_due_{number}"), Kind::Split, &format!("{}?", capitalised(&step.words)));
            self.diagram.nodes[split].documentation = step.words.clone();
            self.diagram.flow(last, split, Way::On);
            let entries: Vec<At> =
                step.entries.iter().enumerate().map(|(at, entry)| self.entry(&format!("{number}_{}", at + 1), label, entry)).collect();
            let join = self.join(format!("after_{number}"));
            let mut before = split;
            for entry in &entries {
                match before == split {
                    true => self.diagram.choice(split, *entry, "yes", When::If(Expression::is(looked(at))), Way::On),
                    false => self.diagram.flow(before, *entry, Way::On),
                }
                before = *entry;
            }
            self.diagram.flow(before, join, Way::On);
            self.diagram.choice(split, join, "no", When::Otherwise, Way::Past);
            band.blocks.push(Block { split, entries, join });
            last = join;
        }
        last
    }

    fn entry(&mut self, number: &str, label: &str, entry: &'p Entry) -> At {
        let (id, kind, name) = match entry {
            Entry::Due { words, tells: true, .. } => (format!("tell_{number}"), Kind::Tell, words.clone()),
            Entry::Due { words, .. } => (format!("due_{number}"), Kind::Happen, words.clone()),
            Entry::Dated { .. } => (format!("dated_{number}"), Kind::Happen, "there is a date, counted from the decision".to_owned()),
            Entry::Route { title, .. } => (format!("route_{number}"), Kind::Happen, format!("the route opens: {title}")),
            Entry::OutOfTime => (format!("out_of_time_{number}"), Kind::Happen, "time has run out".to_owned()),
        };
        let node = self.diagram.node(id, kind, &capitalised(&name));
        let documentation = match entry {
            Entry::Due { clause, .. } => {
                let row = self.clauses.get(clause.as_str());
                row.map(|row| if row.per.is_empty() { row.sentence.clone() } else { format!("{} ({})", row.sentence, row.per) })
            }
            _ => None,
        };
        self.diagram.nodes[node].documentation = documentation.unwrap_or_default();
        self.diagram.nodes[node].log = Some(entry.template(label));
        node
    }

    // ── how it goes on ──────────────────────────────────────────────────────────────────────────

    fn goes(&mut self, place: &'p Place, last: At, again: At, band: &mut Band) {
        let number = place.number;
        let choice = self.diagram.node(format!("on_{number}"), Kind::Split, "How does it go on?");
        self.diagram.flow(last, choice, Way::On);
        let still = |to: Expression| Expression::all([Expression::Equals("over".into(), 0), to]);
        let to = |number: u32| Expression::Equals("to".into(), number);
        if let Some(over) = self.entries.get(&Target::Over).filter(|_| ends(place).next().is_some()) {
            let when = When::If(Expression::Equals("over".into(), 0).negated());
            self.diagram.choice(choice, *over, "the case is over", when, Way::Over);
        }
        for stage in &place.leads_to {
            let Some(entry) = self.entries.get(&Target::Stage(*stage)) else { continue };
            let name = short(&format!("to stage {}", self.labels.get(stage).copied().unwrap_or_default()), LONGEST_LABEL);
            self.diagram.choice(choice, *entry, &name, When::If(still(to(*stage))), Way::Move);
        }
        let elsewhere = lands_elsewhere(place, last_stage(self.process));
        if let Some(landing) = self.entries.get(&Target::Landing).filter(|_| elsewhere) {
            let elsewhere = place.leads_to.iter().map(|stage| to(*stage).negated());
            let when = still(Expression::all([to(0).negated()].into_iter().chain(elsewhere)));
            self.diagram.choice(choice, *landing, "to a stage that was named", When::If(when), Way::Move);
        }
        let go = self.waits(place, choice, again);
        band.go = Some(go);
    }

    fn waits(&mut self, place: &'p Place, choice: At, again: At) -> Go {
        let number = place.number;
        let runs = Expression::all([Expression::Equals("over".into(), 0), Expression::Equals("to".into(), 0), running()]);
        let reminds = self.reminds(place);
        let plain = self.wait(place, String::new());
        self.diagram.choice(choice, plain, "no time is running", When::Otherwise, Way::Fan);
        let mut waits = vec![Waiting { task: plain, timer: None, reminder: None }];
        if place.timed {
            let task = self.wait(place, "_timed".into());
            let without = if reminds { Expression::is(REMINDS).negated() } else { Expression::ALWAYS };
            self.diagram.choice(choice, task, "time is running", When::If(runs.clone().and(without)), Way::Fan);
            let timer = self.timer(format!("timer_{number}"), task, "due", true, "time runs out");
            waits.push(Waiting { task, timer: Some(timer), reminder: None });
        }
        if reminds {
            let task = self.wait(place, "_reminded".into());
            self.diagram.choice(choice, task, "a reminder is due first", When::If(runs.and(Expression::is(REMINDS))), Way::Fan);
            let timer = self.timer(format!("timer_{number}_reminded"), task, "due", true, "time runs out");
            let reminder = self.timer(format!("remind_{number}"), task, "remind", false, "reminder");
            let end = self.diagram.node(format!("reminded_{number}"), Kind::EndTelling, "Its people are reminded");
            self.diagram.nodes[end].log = Some(json!({ "remind": place.label }));
            self.diagram.flow(reminder, end, Way::Down);
            waits.push(Waiting { task, timer: Some(timer), reminder: Some((reminder, end)) });
        }
        let note = self.note(place);
        let gather = (waits.len() > 1).then(|| self.join(format!("happens_{number}")));
        for wait in &waits {
            let way = if gather.is_some() { Way::Gather } else { Way::On };
            self.diagram.flow(wait.task, gather.unwrap_or(note), way);
        }
        gather.iter().for_each(|gather| self.diagram.flow(*gather, note, Way::On));
        self.diagram.flow(note, again, Way::Back);
        let timers: Vec<At> = waits.iter().filter_map(|wait| wait.timer).collect();
        let timed_out = (!timers.is_empty()).then(|| {
            let sets = [Set::truth("timed_out", true), Set::truth(NEWS, true)];
            self.script(format!("timed_{number}"), "Time has run out", sets.map(Statement::Set).into())
        });
        let timers_meet = (timers.len() > 1).then(|| self.join(format!("times_{number}")));
        if let Some(timed_out) = timed_out {
            timers.iter().for_each(|timer| self.diagram.flow(*timer, timers_meet.unwrap_or(timed_out), Way::Timer));
            timers_meet.iter().for_each(|meet| self.diagram.flow(*meet, timed_out, Way::On));
            self.diagram.flow(timed_out, again, Way::Back);
        }
        Go { choice, waits, gather, note, timers_meet, timed_out }
    }

    fn wait(&mut self, place: &Place, kind: String) -> At {
        let task = self.diagram.node(format!("wait_{}{kind}", place.number), Kind::Wait, &place.name);
        self.diagram.nodes[task].documentation = place.described();
        task
    }

    fn timer(&mut self, id: String, on: At, moment: &'static str, interrupts: bool, name: &str) -> At {
        self.diagram.node(id, Kind::Timer { on, moment, interrupts }, name)
    }

    fn note(&mut self, place: &'p Place) -> At {
        let mut ways = Vec::new();
        for note in &place.notes {
            let names = note.what.as_ref().map_or(Expression::ALWAYS, |what| Expression::Names(what.clone()));
            let when = Expression::all([names, note.when.clone()]);
            if when != Expression::NEVER {
                ways.push((note.event, when, note.sets.as_slice()));
            }
        }
        self.script(format!("note_{}", place.number), "Note what has happened", vec![Statement::Note { ways, news: NEWS }])
    }

    // ── where a case comes down whose landing was named, and where it is over ───────────────────

    fn landing(&mut self) -> Option<Band> {
        let (from, last) = (self.exits.landings?, last_stage(self.process));
        if from == last {
            let only = *self.entries.get(&Target::Stage(last))?;
            self.entries.insert(Target::Landing, only);
            return None;
        }
        let to: Vec<u32> = (from..=last).collect();
        let mut band = Band { id: "lane_landing".into(), title: "Stages are left out".into(), ..Band::default() };
        let split = self.diagram.node("landing".into(), Kind::Split, "Which stage does it go to?");
        self.enter(Target::Landing, split, &mut band);
        for number in to {
            let Some(entry) = self.entries.get(&Target::Stage(number)) else { continue };
            let name = short(&format!("stage {}", self.labels.get(&number).copied().unwrap_or_default()), LONGEST_LABEL);
            let when = When::If(Expression::Equals("to".into(), number));
            self.diagram.choice(split, *entry, &name, when, Way::Land);
        }
        Some(band)
    }

    fn over(&mut self) -> Option<Band> {
        let process = self.process;
        let endings = self.exits.endings.clone();
        if endings.is_empty() {
            return None;
        }
        let mut band = Band { id: "lane_over".into(), title: "The case is over".into(), ..Band::default() };
        let mut statements = vec![Statement::Set(Process::looks())];
        statements.extend(fall_due(&process.over, &Expression::ALWAYS));
        let over = self.script("look_over".into(), "See what falls due", statements);
        self.enter(Target::Over, over, &mut band);
        let last = self.steps("over", "", &process.over, over, &mut band);
        let split = (endings.len() > 1).then(|| self.diagram.node("ends".into(), Kind::Split, "How did it end?"));
        split.iter().for_each(|split| self.diagram.flow(last, *split, Way::On));
        band.ends.extend(split);
        for ending in endings {
            let end = self.diagram.node(format!("end_{}", ending.code), Kind::End, &capitalised(&ending.words));
            self.diagram.nodes[end].log = Some(json!({ "ends": ending.kind, "of": ending.of }));
            match split {
                Some(split) => {
                    let when = When::If(Expression::Equals("over".into(), ending.code));
                    self.diagram.choice(split, end, &ending.kind.replace('-', " "), when, Way::End);
                }
                None => self.diagram.flow(last, end, Way::On),
            }
            band.ends.push(end);
        }
        Some(band)
    }
}

/// The variable that says that a step falls due by now.
fn looked(at: usize) -> String {
    format!("look_{}", at + 1)
}

/// What falls due by now. Each step sees what those before it have set.
fn fall_due<'p>(steps: &'p [Step], news: &Expression) -> Vec<Statement<'p>> {
    let mut statements = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let looked = looked(at);
        let due = Expression::is(looked.clone());
        let mut set = |set: Set| statements.push(Statement::Set(set));
        set(Set::to(looked, Value::Whether(Expression::all([news.clone(), step.when.clone()]))));
        step.flag.iter().for_each(|flag| set(Set::truth(flag.clone(), true).only_if(due.clone())));
        for entry in &step.entries {
            entry.dates().iter().for_each(|one| set(Set { only_if: due.clone().and(one.only_if.clone()), ..one.clone() }));
        }
    }
    statements
}

/// The stage's time is running.
fn running() -> Expression {
    Expression::all([Expression::Known("due".into()), Expression::is("timed_out").negated(), Expression::is("resolved").negated()])
}

fn limits(limits: &[LimitEntry]) -> Vec<serde_json::Value> {
    limits.iter().map(|limit| json!({ "limit": limit.clause, "by": limit.variable })).collect()
}
