//! Clauses as items of lists, with their sources; readings that disagree put together.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::StageGraph;
use crate::model::capitalised;
use crate::model::{Act, Clause, ClauseId, Condition, Date, Deed, Force, Policy, Sentence, Source, Strength, Wording, in_sentences};
use crate::verify::{Disagreement, Report, disagreements};

use super::{Block, Item, Text};

/// Puts a policy into words, part by part.
pub(super) struct Writer<'w> {
    pub(super) policy: &'w Policy,
    pub(super) graph: &'w StageGraph,
    pub(super) report: &'w Report,
    pub(super) words: Wording<'w>,
    disagreements: Vec<Disagreement>,
    /// The disagreements each clause has a part in.
    disputed: BTreeMap<ClauseId, Vec<usize>>,
}

impl<'w> Writer<'w> {
    pub(super) fn new(policy: &'w Policy, graph: &'w StageGraph, report: &'w Report) -> Self {
        let disagreements = disagreements(policy, graph);
        let mut disputed: BTreeMap<ClauseId, Vec<usize>> = BTreeMap::new();
        for (at, pair) in disagreements.iter().enumerate() {
            for clause in [pair.first, pair.second] {
                disputed.entry(clause).or_default().push(at);
            }
        }
        Writer { policy, graph, report, words: in_sentences(policy), disagreements, disputed }
    }

    /// A clause as an item: its sentence with its sources, and its options or questions below.
    pub(super) fn item(&self, id: ClauseId) -> Item {
        let clause = self.policy.clause(id);
        let per = sources(&clause.sources);
        let sentence = self.words.sentence_before_options(clause);
        let (text, below): (Text, Vec<Item>) = match &clause.deed.act {
            Act::Choice { options, .. } => (said(&sentence, ":").source(&per), options.iter().map(|option| self.option(option)).collect()),
            Act::Asks(texts) => {
                let asks = self.words.sentence(&Clause { deed: carried("asks", &clause.deed), ..clause.clone() });
                (said(&asks, ":").source(&per), texts.iter().map(|text| Item::of(Text::plain(capitalised(text)))).collect())
            }
            _ => (said(&sentence, ".").source(&per), Vec::new()),
        };
        Item { clause: Some(id.index() + 1), text, below }
    }

    fn option(&self, option: &Deed) -> Item {
        let words = self.words.deed(option);
        Item::of(Text::plain(words).source(&sources(&option.sources)))
    }

    /// Clauses as items, in order. Those about which the policy's sources disagree stand together, with what they disagree about.
    pub(super) fn items(&self, clauses: &[ClauseId]) -> Vec<Item> {
        let here: BTreeSet<ClauseId> = clauses.iter().copied().collect();
        let mut done: BTreeSet<ClauseId> = BTreeSet::new();
        let mut items = Vec::new();
        for id in clauses {
            if done.contains(id) {
                continue;
            }
            let readings = self.readings(*id, &here);
            if readings.len() > 1 {
                items.push(self.several_readings(&readings));
            } else {
                let mut item = self.item(*id);
                item.text = self.with_readings_elsewhere(*id, &here, item.text);
                items.push(item);
            }
            done.extend(readings);
        }
        items
    }

    /// The clauses that disagree with one and with each other, as far as they stand in the same list.
    fn readings(&self, id: ClauseId, here: &BTreeSet<ClauseId>) -> BTreeSet<ClauseId> {
        let mut found = BTreeSet::from([id]);
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            for pair in self.pairs_of(next) {
                let other = if pair.first == next { pair.second } else { pair.first };
                if here.contains(&other) && found.insert(other) {
                    open.push(other);
                }
            }
        }
        found
    }

    fn pairs_of(&self, id: ClauseId) -> impl Iterator<Item = &Disagreement> {
        self.disputed.get(&id).into_iter().flatten().map(|at| &self.disagreements[*at])
    }

    fn several_readings(&self, readings: &BTreeSet<ClauseId>) -> Item {
        let mut about: Vec<&str> = Vec::new();
        for id in readings {
            for pair in self.pairs_of(*id).filter(|pair| readings.contains(&pair.first) && readings.contains(&pair.second)) {
                about.extend(pair.about.iter().filter(|one| !about.contains(one)).collect::<Vec<_>>());
            }
        }
        let how_many = if readings.len() == 2 { "two ways" } else { "several ways" };
        let about = crate::model::listed(about.into_iter().map(str::to_owned).collect(), "and");
        let text = Text::plain(format!("The policy says this in {how_many}, which differ in {about}. It does not say which holds:"));
        let below = readings.iter().map(|id| self.with_elsewhere(*id, readings)).collect();
        Item { clause: None, text, below }
    }

    fn with_elsewhere(&self, id: ClauseId, here: &BTreeSet<ClauseId>) -> Item {
        let item = self.item(id);
        Item { text: self.with_readings_elsewhere(id, here, item.text), ..item }
    }

    /// Where another part of the document says it otherwise.
    fn with_readings_elsewhere(&self, id: ClauseId, here: &BTreeSet<ClauseId>, text: Text) -> Text {
        let mut others: Vec<ClauseId> = Vec::new();
        for pair in self.pairs_of(id) {
            let other = if pair.first == id { pair.second } else { pair.first };
            if !here.contains(&other) && !others.contains(&other) {
                others.push(other);
            }
        }
        if others.is_empty() {
            return text;
        }
        let mut text = text.and(" The policy says this otherwise in ");
        for (at, other) in others.iter().enumerate() {
            let between = match (at, others.len() - at) {
                (0, _) => "",
                (_, 1) => " and ",
                _ => ", ",
            };
            text = text.and(between).link(&clause_mark(*other), self.policy.clause(*other).per());
        }
        text.and(".")
    }

    /// A list of clauses; nothing where there are none.
    pub(super) fn list(&self, clauses: &[ClauseId]) -> Option<Block> {
        (!clauses.is_empty()).then(|| Block::List(self.items(clauses)))
    }

    /// A clause as a link to where it is said, with its sources: for what rests on it.
    pub(super) fn quoted(&self, id: ClauseId) -> Text {
        let clause = self.policy.clause(id);
        let sentence = self.words.sentence(clause);
        Text::plain("\u{201C}").link(&clause_mark(id), sentence.to_string()).and("\u{201D}").source(&sources(&clause.sources))
    }

    /// A condition and what else must be so, as words that can follow a comma.
    pub(super) fn conditions(&self, conditions: &[Condition]) -> Vec<String> {
        conditions.iter().map(|condition| self.words.on_condition(condition)).collect()
    }
}

/// What links to a clause lead to.
pub(super) fn clause_mark(id: ClauseId) -> String {
    format!("sentence-{}", id.index() + 1)
}

fn carried(words: &str, deed: &Deed) -> Deed {
    Deed { act: Act::Carried(words.to_owned()), ..deed.clone() }
}

/// A sentence with its strength standing out and a mark at its end.
pub(super) fn said(sentence: &Sentence, end: &str) -> Text {
    let gap = |before: &str, after: &str| if before.is_empty() || after.is_empty() { "" } else { " " };
    let Sentence { before, strength, after } = sentence;
    let rest = format!("{strength}{after}");
    let ended = sentence.to_string().ends_with(['.', '!', '?', ':']);
    Text::plain(format!("{before}{}", gap(before, &rest))).strong(strength.as_str()).and(format!(
        "{}{after}{}",
        gap(strength, after),
        if ended { "" } else { end }
    ))
}

/// Sources as one phrase, with the words an author has quoted from them: `2.5 and flowchart item 3`.
pub(super) fn sources(sources: &[Source]) -> String {
    let said = |source: &Source| match &source.quoting {
        Some(quoted) => format!("{}: \u{201C}{quoted}\u{201D}", source.words),
        None => source.words.clone(),
    };
    crate::model::listed(sources.iter().map(said).collect(), "and")
}

/// How strongly, in a word or two, where there is no sentence: `must`, `should not`, `described`.
pub(super) fn strength_words(strength: &Strength, negated: bool) -> String {
    let word = match (strength.word.as_str(), strength.force) {
        ("", Force::Described) => "described",
        ("", _) => "instruction",
        ("to", _) => "is to",
        (word, _) => word,
    };
    format!("{word}{}{}", if negated { " not" } else { "" }, if strength.normally { " normally" } else { "" })
}

/// `1 April 2026`, `April 2026`.
pub(super) fn date_words(date: Date) -> String {
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    let month = usize::try_from(date.month - 1).ok().and_then(|month| MONTHS.get(month)).copied().unwrap_or_default();
    match date.day {
        Some(day) => format!("{day} {month} {}", date.year),
        None => format!("{month} {}", date.year),
    }
}
