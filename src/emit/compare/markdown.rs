//! A comparison as Markdown, for a comment on a pull request: short, with what is long folded away.

use std::fmt::Write as _;

use crate::emit::json::{Case, CompareDocument, Difference, Matter, Question, Sure, Verdict};
use crate::model::capitalised;

use super::{answer, beside, in_short, rung_words, shows, sign, standing, title};
use crate::emit::typed::{NO_WIDTH, made_visible, typed};

/// More differences than these are not listed.
const MOST_DIFFERENCES: usize = 60;

/// More differences than these are folded away.
const MOST_OPEN: usize = 6;

/// More questions than these are not listed for one matter.
const MOST_QUESTIONS: usize = 12;

/// So many lines of each diary are told after the two part.
const MOST_APART: usize = 6;

/// The comparison as a comment in GitHub's Markdown. Nothing an author can type is read as Markdown, as HTML, as a link or as a
/// mention of somebody.
pub fn markdown(document: &CompareDocument) -> String {
    let document = &made_visible(document);
    let mut text = format!("**{}.** {}\n", typed(&title(document)), typed(&in_short(document)));
    if !document.same {
        matters(document, &mut text);
        where_looser(document, &mut text);
        differences(document, &mut text);
        rules(document, &mut text);
    }
    let files = [0, 1].map(|side| typed(&document.policies[side].file));
    let _ = writeln!(text, "\n<sub>From {} to {}. {}</sub>", files[0], files[1], typed(&document.notice));
    text
}

fn matters(document: &CompareDocument, text: &mut String) {
    let _ = writeln!(text, "\n| Matter | {} |\n| --- | --- |", typed(&document.policies[1].called));
    for matter in &document.matters {
        let standing = standing(document, matter.strictness, matter.second_is_as_strict);
        let _ = writeln!(text, "| {} | {} {} |", typed(&matter.heading), typed(sign(matter.strictness)), typed(&standing));
    }
}

/// Where the second policy is not surely as strict: the questions, and the case that shows it.
fn where_looser(document: &CompareDocument, text: &mut String) {
    let matters: Vec<&Matter> = document.matters.iter().filter(|matter| matter.second_is_as_strict != Sure::Yes).collect();
    if matters.is_empty() {
        return;
    }
    let called = typed(&document.policies[1].called);
    let (surely, perhaps): (Vec<&Matter>, Vec<&Matter>) = matters.iter().partition(|matter| matter.second_is_as_strict == Sure::No);
    let said = match (surely.len(), perhaps.len()) {
        (sure, 0) => format!("Where {called} is looser ({sure})"),
        (0, perhaps) => format!("Where {called} may be looser ({perhaps})"),
        (sure, perhaps) => format!("Where {called} is looser ({sure}) or may be ({perhaps})"),
    };
    open(&said, text);
    let mut told: Vec<&Case> = Vec::new();
    for matter in matters {
        let standing = standing(document, matter.strictness, matter.second_is_as_strict);
        let _ = writeln!(text, "\n**{}**: {}\n", typed(&matter.heading), typed(&standing));
        let questions: Vec<&Question> = matter.questions.iter().filter(|question| question.second_is_as_strict != Sure::Yes).collect();
        for question in questions.iter().take(MOST_QUESTIONS) {
            let how = if question.second_is_as_strict == Sure::No { "looser" } else { "undetermined" };
            let answers = [0, 1].map(|side| format!("{} {}", document.policies[side].called, answer(question, side)));
            let _ = writeln!(text, "- {how}: {}: {}; {}", typed(&question.asked), typed(&answers[0]), typed(&answers[1]));
        }
        if questions.len() > MOST_QUESTIONS {
            let _ = writeln!(text, "- and {} more", questions.len() - MOST_QUESTIONS);
        }
        for case in matter.cases.iter().filter(|case| case.looser == 1 && !case.story.is_empty()) {
            if told.iter().any(|earlier| earlier.story == case.story) {
                let _ = writeln!(text, "\n{}: as in the case above.", typed(&capitalised(&shows(document, case))));
            } else {
                self::case(document, case, text);
            }
            told.push(case);
        }
    }
    close(text);
}

fn case(document: &CompareDocument, case: &Case, text: &mut String) {
    let _ = writeln!(text, "\nA case that shows it: {}.\n", typed(&shows(document, case)));
    if let Some(both) = &case.both {
        let (together, apart, more) = beside(both, MOST_APART);
        for line in together.iter().chain(&apart) {
            let who = line.side.map_or("both", |side| document.policies[side].called.as_str());
            let per = if line.line.per.is_empty() { String::new() } else { format!(" ({})", line.line.per) };
            let day = if line.day.is_empty() { "no date" } else { &line.day };
            let _ = writeln!(text, "- {}, {}: {}", typed(day), typed(who), typed(&format!("{}{per}", line.line.words)));
        }
        if more {
            text.push_str("- (and so on)\n");
        }
        for side in [0, 1] {
            let _ = writeln!(text, "- {} in the end: {}", typed(&document.policies[side].called), typed(&both.diaries[side].end));
        }
    } else {
        for line in &case.story {
            let on = if line.on.is_empty() { String::new() } else { format!("{}: ", line.on) };
            let place = if line.place.is_empty() { String::new() } else { format!(" ({})", line.place) };
            // A line that begins with a letter is never read as a list or a heading.
            let words = format!("{on}{}{place}", line.words);
            let lead = if words.starts_with(char::is_alphabetic) { "" } else { NO_WIDTH };
            let _ = writeln!(text, "- {lead}{}", typed(&words));
        }
    }
    if !case.never_done.is_empty() {
        let _ = writeln!(text, "\nUnder {}: {}.", typed(&document.policies[case.looser].called), typed(&case.never_done));
    }
}

fn differences(document: &CompareDocument, text: &mut String) {
    let all = &document.differences;
    if all.is_empty() {
        return;
    }
    let said = format!("What differs ({})", all.len());
    let folded = all.len() > MOST_OPEN;
    if folded {
        open(&said, text);
    } else {
        let _ = writeln!(text, "\n**{said}**");
    }
    let mut last = None;
    for difference in all.iter().take(MOST_DIFFERENCES) {
        if last != Some(&difference.topic) {
            let _ = writeln!(text, "\n**{}**\n", typed(&difference.heading));
            last = Some(&difference.topic);
        }
        self::difference(document, difference, text);
    }
    if all.len() > MOST_DIFFERENCES {
        let _ = writeln!(text, "\n{} more are not listed here; `rungs compare` shows them all.", all.len() - MOST_DIFFERENCES);
    }
    if folded {
        close(text);
    }
}

fn difference(document: &CompareDocument, difference: &Difference, text: &mut String) {
    let rung = difference.rung.and_then(|rung| rung_words(document, rung)).map(|rung| format!("{rung}, ")).unwrap_or_default();
    let called = [0, 1].map(|side| document.policies[side].called.as_str());
    let said = |side: usize| {
        difference.says[side].as_ref().map(|said| {
            let place = if said.place.is_empty() { String::new() } else { format!(" ({})", said.place) };
            typed(&format!("{}{place}", said.words))
        })
    };
    let _ = match (said(0), said(1)) {
        (Some(first), Some(second)) => {
            let change = format!("{rung}{}", difference.change);
            writeln!(text, "- {}<br>{}: {first}<br>{}: {second}", typed(&change), typed(called[0]), typed(called[1]))
        }
        (first, second) => {
            let only = called[usize::from(first.is_none())];
            writeln!(text, "- {}only {}: {}", typed(&rung), typed(only), first.or(second).unwrap_or_default())
        }
    };
}

fn rules(document: &CompareDocument, text: &mut String) {
    let differing: Vec<_> = document.rules.iter().filter(|rule| rule.verdicts[0] != rule.verdicts[1]).collect();
    if differing.is_empty() {
        return;
    }
    let word = |found: Option<Verdict>| found.map_or("not asked", Verdict::words);
    open(&format!("Rules that come to something else ({})", differing.len()), text);
    let [first, second] = [0, 1].map(|side| typed(&document.policies[side].called));
    let _ = writeln!(text, "\n| Rule | {first} | {second} |\n| --- | --- | --- |");
    for rule in &differing {
        let [first, second] = rule.verdicts.map(word);
        let _ = writeln!(text, "| {} ({}) | {first} | {second} |", typed(&rule.title), typed(&rule.name));
    }
    let _ = writeln!(text, "\n{} more come to the same in both.", document.rules.len() - differing.len());
    close(text);
}

/// Begins what is folded away. The title is of rungs' own words and names.
fn open(title: &str, text: &mut String) {
    let _ = writeln!(text, "\n<details><summary>{title}</summary>");
}

fn close(text: &mut String) {
    text.push_str("\n</details>\n");
}
