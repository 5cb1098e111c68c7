//! A comparison as text.

use std::fmt::Write as _;

use crate::emit::json::{Case, CompareDocument, Difference, Matter, Sure, Verdict};
use crate::emit::wrap::paragraph;
use crate::model::capitalised;

use super::{SAY_THE_SAME, answer, beside, rung_words, shows, sign, standing, telling};

/// The whole comparison, no line wider than `width` columns as far as words allow.
pub fn text(document: &CompareDocument, width: usize) -> String {
    let mut text = String::new();
    heading(document, width, &mut text);
    if document.same {
        paragraph(SAY_THE_SAME, 0, width, &mut text);
        return text;
    }
    let _ = writeln!(text, "Which is stricter\n");
    document.matters.iter().for_each(|matter| self::matter(document, matter, width, &mut text));
    let cases: Vec<(&Matter, &Case)> = document
        .matters
        .iter()
        .flat_map(|matter| matter.cases.iter().map(move |case| (matter, case)))
        .filter(|(_, case)| !case.story.is_empty())
        .collect();
    if !cases.is_empty() {
        let _ = writeln!(text, "\nCases that show it\n");
        let mut told: Vec<&Case> = Vec::new();
        for (_, case) in cases {
            if told.iter().any(|earlier| earlier.story == case.story && earlier.looser == case.looser) {
                paragraph(&format!("{}: as in the case above.", capitalised(&shows(document, case))), 2, width, &mut text);
                text.push('\n');
            } else {
                self::case(document, case, width, &mut text);
            }
            told.push(case);
        }
    }
    ladders(document, width, &mut text);
    differences(document, width, &mut text);
    rules(document, width, &mut text);
    text
}

/// So many lines of each diary are told after the two part.
const MOST_APART: usize = 6;

/// Only where the second policy is not at least as strict as the first.
pub fn where_not_as_strict(document: &CompareDocument, width: usize) -> String {
    let mut text = String::new();
    let [first, second] = [0, 1].map(|side| document.policies[side].called.as_str());
    let failing: Vec<&Matter> = document.matters.iter().filter(|matter| matter.second_is_as_strict != Sure::Yes).collect();
    if failing.is_empty() {
        paragraph(&format!("{second} is at least as strict as {first} in every matter."), 0, width, &mut text);
        return text;
    }
    for matter in failing {
        let surely = matter.questions.iter().any(|question| question.second_is_as_strict == Sure::No);
        let how = if surely { "is not as strict as" } else { "may not be as strict as" };
        paragraph(&format!("{}: {second} {how} {first}", matter.heading), 0, width, &mut text);
        for question in matter.questions.iter().filter(|question| question.second_is_as_strict != Sure::Yes) {
            answered(document, question, width, &mut text);
        }
        matter.cases.iter().filter(|case| case.looser == 1 && !case.story.is_empty()).for_each(|case| {
            text.push('\n');
            self::case(document, case, width, &mut text);
        });
        text.push('\n');
    }
    text
}

fn heading(document: &CompareDocument, width: usize, text: &mut String) {
    for policy in &document.policies {
        let whose = policy.publisher.as_ref().map(|publisher| format!(", {publisher}")).unwrap_or_default();
        paragraph(&format!("{}: {}{whose} ({})", policy.called, policy.title, policy.file), 0, width, text);
    }
    text.push('\n');
}

fn matter(document: &CompareDocument, matter: &Matter, width: usize, text: &mut String) {
    paragraph(&format!("{}: {}", matter.heading, standing(document, matter.strictness, matter.second_is_as_strict)), 2, width, text);
    telling(matter).for_each(|question| answered(document, question, width, text));
}

fn answered(document: &CompareDocument, question: &crate::emit::json::Question, width: usize, text: &mut String) {
    let [first, second] = [0, 1].map(|side| format!("{} {}", document.policies[side].called, answer(question, side)));
    paragraph(&format!("{} {}: {first}; {second}", sign(question.strictness), question.asked), 6, width, text);
}

fn case(document: &CompareDocument, case: &Case, width: usize, text: &mut String) {
    paragraph(&capitalised(&shows(document, case)), 2, width, text);
    if let Some(both) = &case.both {
        let (together, apart, more) = beside(both, MOST_APART);
        let column = document.policies.iter().map(|policy| policy.called.chars().count()).max().unwrap_or_default().max(4);
        let mut lines = |lines: &[super::Beside<'_>]| {
            for line in lines {
                let who = line.side.map_or("both", |side| document.policies[side].called.as_str());
                let per = if line.line.per.is_empty() { String::new() } else { format!(" ({})", line.line.per) };
                let lead = format!("{:15} {who:column$}  ", if line.day.is_empty() { "no date" } else { &line.day });
                let indent = lead.chars().count();
                let said = format!("{}{per}", super::said(line.line));
                let mut wrapped = crate::emit::wrap::wrap(&said, width.saturating_sub(indent + 4).max(30)).into_iter();
                let _ = writeln!(text, "    {lead}{}", wrapped.next().unwrap_or_default());
                wrapped.for_each(|more| {
                    let _ = writeln!(text, "    {:indent$}{more}", "");
                });
            }
        };
        lines(&together);
        lines(&apart);
        if more {
            paragraph("(and so on)", 4, width, text);
        }
        for side in [0, 1] {
            paragraph(&format!("{} in the end: {}.", document.policies[side].called, both.diaries[side].end), 4, width, text);
        }
    } else {
        for line in &case.story {
            let on = if line.on.is_empty() { String::new() } else { format!("{}: ", line.on) };
            let place = if line.place.is_empty() { String::new() } else { format!(" ({})", line.place) };
            paragraph(&format!("- {on}{}{place}", line.words), 4, width, text);
        }
    }
    if !case.never_done.is_empty() {
        paragraph(&format!("Under {}: {}.", document.policies[case.looser].called, case.never_done), 4, width, text);
    }
    text.push('\n');
}

fn ladders(document: &CompareDocument, width: usize, text: &mut String) {
    let _ = writeln!(text, "The ladders side by side\n");
    for rung in &document.ladders {
        for side in [0, 1] {
            let called = &document.policies[side].called;
            if rung.stages[side].is_empty() {
                paragraph(&format!("{called}: nothing like it"), 2, width, text);
            }
            for stage in &rung.stages[side] {
                let limits = if stage.limits.is_empty() { "no limit stated".to_owned() } else { stage.limits.join("; ") };
                paragraph(&format!("{called}: stage {}, {}, {}; {limits}", stage.label, stage.title, stage.who), 2, width, text);
            }
        }
        paragraph(&format!("({})", rung.because), 4, width, text);
    }
    let names: Vec<String> =
        document.names.iter().map(|name| format!("{} is {} ({})", name.titles[0], name.titles[1], name.because)).collect();
    crate::emit::wrap::list("\nTaken for the same", &names, width, text);
    text.push('\n');
}

fn differences(document: &CompareDocument, width: usize, text: &mut String) {
    let _ = writeln!(text, "What differs, from {} to {}", document.policies[0].called, document.policies[1].called);
    let mut last: Option<(&str, Option<usize>)> = None;
    for difference in &document.differences {
        let here = (difference.heading.as_str(), difference.rung);
        if last != Some(here) {
            let rung = difference.rung.and_then(|rung| rung_words(document, rung)).map(|rung| format!(", {rung}")).unwrap_or_default();
            text.push('\n');
            paragraph(&format!("{}{rung}", difference.heading), 2, width, text);
            last = Some(here);
        }
        self::difference(document, difference, width, text);
    }
    text.push('\n');
}

fn difference(document: &CompareDocument, difference: &Difference, width: usize, text: &mut String) {
    let said = |side: usize| {
        difference.says[side].as_ref().map(|said| {
            let place = if said.place.is_empty() { String::new() } else { format!(" ({})", said.place) };
            format!("{}{place}", said.words)
        })
    };
    match (said(0), said(1)) {
        (Some(first), Some(second)) => {
            paragraph(&format!("{}:", difference.change), 4, width, text);
            for (side, said) in [first, second].into_iter().enumerate() {
                paragraph(&format!("{}: {said}", document.policies[side].called), 8, width, text);
            }
        }
        (first, second) => {
            let only = usize::from(first.is_none());
            let said = first.or(second).unwrap_or_default();
            paragraph(&format!("only {}: {said}", document.policies[only].called), 4, width, text);
        }
    }
}

fn rules(document: &CompareDocument, width: usize, text: &mut String) {
    let _ = writeln!(text, "Rule by rule, where they differ\n");
    let column = document.rules.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    let word = |found: Option<Verdict>| found.map_or("not asked", Verdict::words);
    for rule in document.rules.iter().filter(|rule| rule.verdicts[0] != rule.verdicts[1]) {
        let [first, second] = rule.verdicts.map(word);
        let _ =
            writeln!(text, "  {:column$}  {}: {first}; {}: {second}", rule.name, document.policies[0].called, document.policies[1].called);
    }
    let same = document.rules.iter().filter(|rule| rule.verdicts[0] == rule.verdicts[1]).count();
    paragraph(&format!("{same} more come to the same in both."), 2, width, text);
}
