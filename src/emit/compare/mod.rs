//! Two policies side by side: as text, as Markdown, and as a page. All are made from the compare document.

mod html;
mod markdown;
mod text;

pub use html::html;
pub use markdown::markdown;
pub use text::{text, where_not_as_strict};

use super::json::{Case, CompareDocument, DiaryLine, LineKind, Matter, Question, Strictness, Sure};

/// All there is to say of policies that differ in nothing.
const SAY_THE_SAME: &str = "They say the same: nothing but words, names, order and layout differs.";

/// How the second policy stands to the first in something, as a sentence without a full stop.
fn standing(document: &CompareDocument, strictness: Strictness, at_least: Sure) -> String {
    let [first, second] = [0, 1].map(|side| &document.policies[side].called);
    match strictness {
        Strictness::Stricter => format!("{second} is stricter"),
        Strictness::Looser => format!("{second} is looser"),
        Strictness::Equal => "the same in both".to_owned(),
        Strictness::Incomparable => "each guarantees something the other does not".to_owned(),
        Strictness::Undetermined if at_least == Sure::Yes => {
            format!("{second} is at least as strict; whether it is stricter turns on what {first} leaves open")
        }
        Strictness::Undetermined => "undetermined: it turns on what a policy leaves open".to_owned(),
    }
}

/// The same as a sign, beside words.
fn sign(strictness: Strictness) -> &'static str {
    match strictness {
        Strictness::Stricter => "+",
        Strictness::Looser => "-",
        Strictness::Equal => "=",
        Strictness::Incomparable => "x",
        Strictness::Undetermined => "?",
    }
}

/// What one policy answers to a question, in words.
fn answer(question: &Question, side: usize) -> &str {
    let said = &question.answers[side];
    if said.is_empty() { "never" } else { said }
}

/// Stages beside each other: `stage 3 beside stage 4`, `stage 4 of bromley`.
fn rung_words(document: &CompareDocument, rung: usize) -> Option<String> {
    let rung = document.ladders.get(rung)?;
    let labels = [0, 1].map(|side| rung.stages[side].iter().map(|stage| stage.label.clone()).collect::<Vec<_>>().join(" and "));
    Some(match (labels[0].as_str(), labels[1].as_str()) {
        ("", only) => format!("stage {only} of {}", document.policies[1].called),
        (only, "") => format!("stage {only} of {}", document.policies[0].called),
        (one, other) if one == other => format!("stage {one}"),
        (one, other) => format!("stage {one} beside stage {other}"),
    })
}

/// What a comparison is called.
fn title(document: &CompareDocument) -> String {
    let [first, second] = &document.policies;
    if first.name == second.name { format!("{} in two versions", first.name) } else { format!("{} beside {}", second.called, first.called) }
}

/// The whole comparison in a sentence or two.
fn in_short(document: &CompareDocument) -> String {
    if document.same {
        return SAY_THE_SAME.to_owned();
    }
    let [first, second] = [0, 1].map(|side| &document.policies[side].called);
    let all = match (document.second_is_as_strict, document.first_is_as_strict) {
        (Sure::Yes, Sure::Yes) => format!("{first} and {second} guarantee the same in every matter"),
        (Sure::Yes, _) => format!("{second} guarantees at least what {first} does, in every matter"),
        (Sure::No, Sure::Yes) => format!("{second} is looser than {first}"),
        (Sure::No, Sure::No) => "Each policy guarantees something that the other does not".to_owned(),
        (Sure::No, Sure::Unknown) => format!("In some matters {second} guarantees less than {first}"),
        (Sure::Unknown, _) => format!("Whether {second} is as strict as {first} turns on what a policy leaves open"),
    };
    let count = |strictness| document.matters.iter().filter(|matter| matter.strictness == strictness).count();
    let counts: Vec<String> = [
        (Strictness::Looser, "looser in"),
        (Strictness::Stricter, "stricter in"),
        (Strictness::Incomparable, "looser in part and stricter in part in"),
        (Strictness::Undetermined, "undetermined in"),
        (Strictness::Equal, "the same in"),
    ]
    .into_iter()
    .filter(|(strictness, _)| count(*strictness) > 0)
    .map(|(strictness, words)| format!("{words} {}", count(strictness)))
    .collect();
    format!("{all}. Of {} matters, {second} is {}.", document.matters.len(), counts.join(", "))
}

/// The questions in which the policies do not come to the same.
fn telling(matter: &Matter) -> impl Iterator<Item = &Question> {
    matter.questions.iter().filter(|question| question.strictness != Strictness::Equal)
}

/// What the case shows, as a sentence without a full stop.
fn shows(document: &CompareDocument, case: &Case) -> String {
    let [looser, other] = [case.looser, 1 - case.looser].map(|side| &document.policies[side].called);
    format!("{}: {} in {looser}, {} in {other}", case.asked, case.verdict.words(), case.other_verdict.words())
}

/// One line of two diaries beside each other.
struct Beside<'d> {
    /// The day.
    day: String,
    /// Which diary it is in; `None` for both.
    side: Option<usize>,
    /// What happens.
    line: &'d DiaryLine,
}

/// Two diaries on one time line: what is told up to where they part, told once; then of each at most so many lines with whose
/// they are, and whether there are more.
fn beside<'d>(both: &'d super::json::BothDiaries, most_apart: usize) -> (Vec<Beside<'d>>, Vec<Beside<'d>>, bool) {
    let counts = |line: &&DiaryLine| {
        let step = matches!(line.kind, LineKind::Stage | LineKind::Move | LineKind::Missed | LineKind::End | LineKind::Event);
        !line.again && (step || !line.tells.is_empty())
    };
    let day = |line: &DiaryLine| line.date.as_deref().map(day_words).unwrap_or_default();
    let split = [0, 1].map(|side| {
        let lines = &both.diaries[side].lines;
        lines.split_at(both.part_after[side].min(lines.len()))
    });
    // What is left undone as it falls due is told once.
    let is_told_next = |lines: &[DiaryLine], at: usize| {
        lines
            .get(at + 1)
            .is_some_and(|next| next.kind == LineKind::Missed && (&next.clause, &next.words) == (&lines[at].clause, &lines[at].words))
    };
    let counted = |lines: &'d [DiaryLine]| -> Vec<&'d DiaryLine> {
        lines.iter().enumerate().filter(|(at, _)| !is_told_next(lines, *at)).map(|(_, line)| line).filter(counts).collect()
    };
    let together = counted(split[0].0).into_iter().map(|line| Beside { day: day(line), side: None, line }).collect();
    let mut apart: Vec<(String, Beside<'d>)> = Vec::new();
    let mut more = false;
    for (side, (_, lines)) in split.into_iter().enumerate() {
        // What has no date comes after what came before it.
        let mut last = String::new();
        let lines = counted(lines);
        more |= lines.len() > most_apart;
        for line in lines.into_iter().take(most_apart) {
            last = line.date.clone().unwrap_or(last);
            apart.push((last.clone(), Beside { day: day(line), side: Some(side), line }));
        }
    }
    apart.sort_by(|(one, _), (other, _)| one.cmp(other));
    (together, apart.into_iter().map(|(_, line)| line).collect(), more)
}

/// A line as a sentence without a full stop: what was left undone is said to be.
fn said(line: &DiaryLine) -> String {
    let words = crate::model::capitalised(&line.words);
    if line.kind == LineKind::Missed { format!("Not done: {}", line.words) } else { words }
}

/// `2026-01-05T10:00` as `Mon 5 Jan 2026`.
fn day_words(date: &str) -> String {
    jiff::civil::DateTime::strptime("%Y-%m-%dT%H:%M", date).map(crate::case::day_words).unwrap_or_default()
}
