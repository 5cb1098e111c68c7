//! The compare document: two policies side by side. The text, the page and the comment for a pull request are made from it, so that
//! all of them say the same.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::diary::{Diary, told};
use super::document::{Generator, Span};
use super::words::{Strictness, Sure, Verdict};
use crate::compare::{self, Comparison, Side};
use crate::model::{Hearing, Policy, StageId, in_words};
use crate::source::Sources;

/// Two policies side by side: what differs, which is stricter, and the case that shows it.
///
/// Every field is always there. Pairs hold what is so of the first policy and then what is so of the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "rungs compare document, version 1")]
pub struct CompareDocument {
    /// Which of rungs' documents this is.
    pub rungs_document: CompareMark,
    /// The version of this document's form. A reader must refuse a higher one than it knows.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What wrote this document.
    pub generator: Generator,
    /// The day on which the rules were asked, where one was given: `2026-04-01`.
    pub as_of: Option<String>,
    /// To be shown wherever the document is used.
    pub notice: String,
    /// The two policies.
    pub policies: [ComparedPolicy; 2],
    /// Whether they say the same: nothing but words, names, order and layout differs.
    pub same: bool,
    /// Whether the second guarantees at least what the first does, in every matter.
    pub second_is_as_strict: Sure,
    /// Whether the first guarantees at least what the second does, in every matter.
    pub first_is_as_strict: Sure,
    /// Names that are taken for the same, though the policies call them otherwise.
    pub names: Vec<SameName>,
    /// The two ladders beside each other, bottom first. For showing: no verdict rests on it.
    pub ladders: Vec<Rung>,
    /// What differs.
    pub differences: Vec<Difference>,
    /// Matter by matter, which policy is stricter.
    pub matters: Vec<Matter>,
    /// What every rule that either policy is checked for came to.
    pub rules: Vec<RuleOfBoth>,
}

/// The mark of a compare document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CompareMark {
    /// Two policies side by side.
    Compare,
}

/// One of the two policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedPolicy {
    /// Its file, as given.
    pub file: String,
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Whose it is: the title of its publisher; null where it names none.
    pub publisher: Option<String>,
    /// What it is called beside the other: as short as it can be.
    pub called: String,
}

/// A name of each policy taken for the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SameName {
    /// Both names, as the policies have them.
    pub names: [String; 2],
    /// What people call them.
    pub titles: [String; 2],
    /// Why, in words.
    pub because: String,
}

/// Stages of both ladders that are beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rung {
    /// The stages of each policy: none where only the other has one, several where they are one in the other.
    pub stages: [Vec<RungStage>; 2],
    /// Why they are beside each other, in words.
    pub because: String,
}

/// A stage on a rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RungStage {
    /// Its label.
    pub label: String,
    /// Its title.
    pub title: String,
    /// Who it is between, or who hears it, in words.
    pub who: String,
    /// Whether an authority hears it.
    pub authority: bool,
    /// Its limits, each in words; empty where none is stated.
    pub limits: Vec<String>,
}

/// What a difference is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// What it is about: `who-acts`, `time`, `moving-on`, `telling`, `deciding`, `panel`, `recording`, `route`, `duty`, `afterwards`,
    /// `upkeep`, `form`, `scope`, `names`.
    pub topic: String,
    /// The same as a heading.
    pub heading: String,
    /// On which of the rungs under `ladders`, counted from 0; null where it is on none.
    pub rung: Option<usize>,
    /// `added`, `dropped`, `strengthened`, `weakened` or `changed`, from the first policy to the second.
    pub change: String,
    /// What each policy says; null where it says nothing.
    pub says: [Option<Said>; 2],
}

/// What one policy says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Said {
    /// As a sentence without a full stop.
    pub words: String,
    /// Where: the stage and the part of the document.
    pub place: String,
    /// The id of the clause; null where it is none.
    pub clause: Option<String>,
    /// Where it stands in the file.
    pub span: Span,
}

/// One matter in which one policy can be stricter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Matter {
    /// Its name, such as `telling-the-partnership`.
    pub name: String,
    /// The same as a heading.
    pub heading: String,
    /// How the second policy stands to the first.
    pub strictness: Strictness,
    /// Whether the second guarantees at least what the first does in this.
    pub second_is_as_strict: Sure,
    /// Whether the first guarantees at least what the second does in this.
    pub first_is_as_strict: Sure,
    /// What was asked of both.
    pub questions: Vec<Question>,
    /// Cases that show it: at most one in which the first is looser, and one in which the second is.
    pub cases: Vec<Case>,
}

/// One requirement, asked of both policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// The requirement, with `…` where a number stands.
    pub asked: String,
    /// What each answers, in words.
    pub answers: [String; 2],
    /// What each answers, number by number.
    pub verdicts: [Vec<FromNumber>; 2],
    /// How the second policy stands to the first in this.
    pub strictness: Strictness,
    /// Whether the second guarantees at least what the first does in this.
    pub second_is_as_strict: Sure,
}

/// What a requirement comes to from a number on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FromNumber {
    /// From which number on; 0 where the requirement has none.
    pub from: u32,
    /// What it comes to.
    pub verdict: Verdict,
}

/// A case that shows that one policy is looser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Case {
    /// The requirement that the looser policy does not keep.
    pub asked: String,
    /// The looser policy: 0 for the first, 1 for the second.
    pub looser: usize,
    /// What the requirement comes to in the looser policy.
    pub verdict: Verdict,
    /// What it comes to in the other.
    pub other_verdict: Verdict,
    /// What happens under the looser policy, line by line. Empty where no single case shows it: what a policy says of itself.
    pub story: Vec<Told>,
    /// What was never done.
    pub never_done: String,
    /// The same dispute played through both policies; null where it could not be played in both.
    pub both: Option<BothDiaries>,
}

/// A line of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Told {
    /// On which day, such as `Mon 5 Jan 2026`; empty where that has no date.
    pub on: String,
    /// What happens.
    pub words: String,
    /// Where in the policy.
    pub place: String,
}

/// One dispute played through both policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BothDiaries {
    /// Both diaries.
    pub diaries: [Diary; 2],
    /// How many lines of each diary come before the two part.
    pub part_after: [usize; 2],
    /// The case as a scenario for each policy, in the language.
    pub scenarios: [String; 2],
}

/// What one rule came to in both policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleOfBoth {
    /// The rule.
    pub name: String,
    /// What it requires, in a sentence.
    pub title: String,
    /// What it came to; null where the policy is not checked for it.
    pub verdicts: [Option<Verdict>; 2],
}

/// A comparison as a document. `files` are the policies' paths as given.
pub fn compare(comparison: &Comparison, sides: [&Side<'_>; 2], files: [&str; 2], sources: &Sources) -> CompareDocument {
    let policies = sides.map(|side| side.policy);
    let title = |side: usize, name| policies[side].named(name).title.clone();
    let called = called(policies);
    let all = |side: fn(&compare::AtLeast) -> compare::Sure| {
        comparison.matters.iter().map(|matter| side(&matter.at_least)).min().unwrap_or(compare::Sure::Yes).into()
    };
    CompareDocument {
        rungs_document: CompareMark::Compare,
        version: super::COMPARE_VERSION,
        generator: super::generator(),
        as_of: None,
        notice: super::NOTICE.to_owned(),
        policies: [0, 1].map(|side| ComparedPolicy {
            file: files[side].to_owned(),
            name: policies[side].name.clone(),
            title: policies[side].title.clone(),
            publisher: policies[side].publisher.map(|publisher| title(side, publisher)),
            called: called[side].clone(),
        }),
        same: comparison.is_same(),
        second_is_as_strict: all(|at_least| at_least.second),
        first_is_as_strict: all(|at_least| at_least.first),
        names: comparison
            .names
            .iter()
            .filter(|pair| pair.because != compare::Because::SameName)
            .map(|pair| SameName {
                names: [(0, pair.first), (1, pair.second)].map(|(side, name)| policies[side].named(name).name.clone()),
                titles: [(0, pair.first), (1, pair.second)].map(|(side, name)| title(side, name)),
                because: pair.because.words().to_owned(),
            })
            .collect(),
        ladders: comparison
            .rungs
            .iter()
            .map(|rung| Rung {
                stages: [(0, &rung.first), (1, &rung.second)]
                    .map(|(side, stages)| stages.iter().map(|stage| stage_of(sides[side], *stage)).collect()),
                because: rung.because.clone(),
            })
            .collect(),
        differences: comparison.differences.iter().map(|difference| difference_of(difference, policies, sources)).collect(),
        matters: comparison.matters.iter().map(|matter| matter_of(matter, policies)).collect(),
        rules: comparison
            .rules
            .iter()
            .map(|rule| RuleOfBoth {
                name: rule.rule.clone(),
                title: rule.title.clone(),
                verdicts: rule.verdicts.map(|verdict| verdict.map(Into::into)),
            })
            .collect(),
    }
}

/// What the policies are called beside each other: by name, or if both have the same, by which comes first.
fn called(policies: [&Policy; 2]) -> [String; 2] {
    let names = policies.map(|policy| policy.name.clone());
    if names[0] == names[1] { ["the first".to_owned(), "the second".to_owned()] } else { names }
}

fn stage_of(side: &Side<'_>, id: StageId) -> RungStage {
    let policy = side.policy;
    let stage = policy.stage(id);
    let words = in_words(policy);
    let limits = side.graph.limits_of(id).map(|clause| policy.clause(clause));
    RungStage {
        label: stage.label.clone(),
        title: stage.title.clone(),
        who: match &stage.hearing {
            Hearing::Between(parties) => format!("between {}", words.parties(parties)),
            Hearing::HeardBy(parties) => format!("heard by {}", words.parties(parties)),
            Hearing::Unstated => "between people who are not stated".to_owned(),
        },
        authority: stage.is_authority(),
        limits: limits
            .map(|clause| {
                let said = match clause.limit() {
                    Some(limit) => words.limit(limit),
                    None => clause.deed.details.timing.iter().map(|timing| words.timing(timing)).collect::<Vec<_>>().join(", "),
                };
                match clause.strength.force {
                    crate::model::Force::Required => said,
                    force => format!("{said} ({})", force.word()),
                }
            })
            .collect(),
    }
}

fn difference_of(difference: &compare::Difference, policies: [&Policy; 2], sources: &Sources) -> Difference {
    let says = |side: usize, said: &Option<compare::Said>| {
        said.as_ref().map(|said| Said {
            words: said.words.clone(),
            place: said.place.clone(),
            clause: said.clause.map(|clause| policies[side].clause(clause).id.clone()),
            span: super::span(said.span, sources, sources.get(said.span.file).name()),
        })
    };
    Difference {
        topic: difference.topic.name().to_owned(),
        heading: difference.topic.title().to_owned(),
        rung: difference.rung,
        change: difference.change.word().to_owned(),
        says: [says(0, &difference.first), says(1, &difference.second)],
    }
}

fn matter_of(matter: &compare::Judged, policies: [&Policy; 2]) -> Matter {
    Matter {
        name: matter.matter.name().to_owned(),
        heading: matter.matter.title().to_owned(),
        strictness: matter.strictness().into(),
        second_is_as_strict: matter.at_least.second.into(),
        first_is_as_strict: matter.at_least.first.into(),
        questions: matter
            .answers
            .iter()
            .map(|answers| Question {
                asked: answers.asked.clone(),
                answers: [0, 1].map(|side| answers.answers[side].words(answers.easier)),
                verdicts: [0, 1].map(|side| {
                    let verdicts = answers.answers[side].verdicts.iter();
                    verdicts.map(|(from, verdict)| FromNumber { from: *from, verdict: (*verdict).into() }).collect()
                }),
                strictness: answers.at_least.strictness().into(),
                second_is_as_strict: answers.at_least.second.into(),
            })
            .collect(),
        cases: matter
            .shown
            .iter()
            .map(|shown| Case {
                asked: shown.asked.clone(),
                looser: shown.looser,
                verdict: shown.verdicts[0].into(),
                other_verdict: shown.verdicts[1].into(),
                story: shown
                    .story
                    .iter()
                    .map(|line| Told { on: line.on.clone(), words: line.text.clone(), place: line.place.clone() })
                    .collect(),
                never_done: shown.never_done.clone(),
                both: shown.both.as_ref().map(|both| BothDiaries {
                    diaries: [0, 1].map(|side| told(policies[side], &both.diaries[side])),
                    part_after: both.part_after,
                    scenarios: [0, 1].map(|side| crate::emit::scenario::text(policies[side], &both.scenarios[side])),
                }),
            })
            .collect(),
    }
}
