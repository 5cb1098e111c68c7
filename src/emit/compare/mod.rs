//! Two policies side by side: as text, as Markdown, and as a page. All are made from the compare document.

mod text;

pub use text::{text, where_not_as_strict};

use super::json::{Case, CompareDocument, DiaryLine, LineKind, Matter, Strictness, Sure, Verdict};

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

/// A verdict, as people say it.
fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Advice => "holds if advice is followed",
        Verdict::Broken => "broken",
        Verdict::Undetermined => "undetermined",
        Verdict::GaveUp => "gave up",
        Verdict::DoesNotApply => "does not apply",
    }
}

/// The questions in which the policies do not come to the same.
fn telling(matter: &Matter) -> impl Iterator<Item = &super::json::Question> {
    matter.questions.iter().filter(|question| question.strictness != Strictness::Equal)
}

/// What the case shows, as a sentence without a full stop.
fn shows(document: &CompareDocument, case: &Case) -> String {
    let [looser, other] = [case.looser, 1 - case.looser].map(|side| &document.policies[side].called);
    format!("{}: {} in {looser}, {} in {other}", case.asked, verdict(case.verdict), verdict(case.other_verdict))
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
    let words = crate::emit::wrap::capitalised(&line.words);
    if line.kind == LineKind::Missed { format!("Not done: {}", line.words) } else { words }
}

/// `2026-01-05T10:00` as `Mon 5 Jan 2026`.
fn day_words(date: &str) -> String {
    jiff::civil::DateTime::strptime("%Y-%m-%dT%H:%M", date).map(crate::case::day_words).unwrap_or_default()
}
