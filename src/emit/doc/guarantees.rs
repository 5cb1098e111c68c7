//! What the policy guarantees and what it does not, in plain sentences, from what checking it came to.

use crate::diagnostic::Severity;
use crate::emit::wrap::capitalised;
use crate::model::{Hearing, listed};
use crate::verify::{Finding, RuleReport, Story, Verdict};

use super::writer::{Writer, date_words, sources};
use super::{Block, Item, Part, Text};

impl<'w> Writer<'w> {
    /// What holds, what holds if advice is followed, what does not hold, what cannot be said, what does not apply.
    pub(super) fn guarantees(&self) -> Part {
        let mut blocks = vec![Block::paragraph(
            "Each of these sentences was checked against every case the policy allows. Everybody is taken to do what they must; \
             beyond that anybody may do as they like: leave undone what they only should do, say no where they are asked to agree, \
             or not answer.",
        )];
        if self.report.rules.is_empty() {
            blocks.push(Block::gap("Nothing has been checked."));
        } else {
            blocks.extend(self.terms());
        }
        let mut told = Told::default();
        blocks.extend(self.holds());
        blocks.extend(self.only_if_advised(&mut told));
        blocks.extend(self.does_not_hold(&mut told));
        blocks.extend(self.cannot_be_said(&mut told));
        blocks.extend(self.without_findings(Verdict::GaveUp, "What was too large to work out", "Treat these as not checked:"));
        blocks.extend(self.does_not_apply());
        blocks.extend(self.exceptions());
        Part::new("guarantees", "What this policy guarantees and what it does not", blocks).on_a_new_page()
    }

    /// The words in which rules are put.
    fn terms(&self) -> Option<Block> {
        let authorities: Vec<String> = self
            .policy
            .stages
            .iter()
            .filter_map(|stage| match &stage.hearing {
                Hearing::HeardBy(who) => Some(self.words.parties(who)),
                _ => None,
            })
            .collect();
        let speaks = |word: &str| self.report.rules.iter().any(|rule| rule.title.to_lowercase().contains(word));
        if !speaks("path") && !speaks("authority") {
            return None;
        }
        let who =
            if authorities.is_empty() { "; this policy names none".to_owned() } else { format!("; here {}", listed(authorities, "or")) };
        Some(Block::paragraph(format!(
            "A \u{201C}path\u{201D} is one way a case can go, and an \u{201C}authority\u{201D} is whoever hears it in the end{who}."
        )))
    }

    /// Rules with a verdict, the heavier ones first.
    fn rules(&self, verdict: Verdict) -> Vec<&'w RuleReport> {
        let mut rules: Vec<&'w RuleReport> = self.report.rules.iter().filter(|rule| rule.verdict == verdict).collect();
        rules.sort_by_key(|rule| rule.severity != Severity::Error);
        rules
    }

    fn holds(&self) -> Vec<Block> {
        self.without_findings(Verdict::Holds, "What holds in every case", "Whatever anybody chooses to do:")
    }

    fn without_findings(&self, verdict: Verdict, heading: &str, lead: &str) -> Vec<Block> {
        let rules = self.rules(verdict);
        if rules.is_empty() {
            return Vec::new();
        }
        let items = rules.into_iter().map(|rule| Item::of(Text::plain(format!("{}.", plainly(&rule.title))))).collect();
        vec![Block::heading(3, heading), Block::paragraph(lead), Block::List(items)]
    }

    fn only_if_advised(&self, told: &mut Told<'w>) -> Vec<Block> {
        let rules = self.rules(Verdict::Advice);
        if rules.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![
            Block::heading(3, "What holds only if people also do what they should"),
            Block::paragraph("Nobody is obliged to. If these sentences said \u{201C}must\u{201D}, the guarantee would be whole:"),
        ];
        for rule in rules {
            blocks.push(Block::heading(4, format!("{}, if advice is followed", plainly(&rule.title))));
            blocks.extend(rule.findings.iter().flat_map(|finding| self.finding(rule, finding, told)));
        }
        blocks
    }

    fn does_not_hold(&self, told: &mut Told<'w>) -> Vec<Block> {
        self.with_findings(
            Verdict::Broken,
            "What does not hold",
            "Each of these sentences is untrue in some case, even if all advice is followed.",
            told,
        )
    }

    fn cannot_be_said(&self, told: &mut Told<'w>) -> Vec<Block> {
        self.with_findings(
            Verdict::Undetermined,
            "What cannot be said, because the policy leaves it open",
            "Whether these sentences are true turns on something that is not stated. Only the policy\u{2019}s author can answer it.",
            told,
        )
    }

    fn with_findings(&self, verdict: Verdict, heading: &str, lead: &str, told: &mut Told<'w>) -> Vec<Block> {
        let rules = self.rules(verdict);
        if rules.is_empty() {
            return Vec::new();
        }
        let untrue = if verdict == Verdict::Broken { "Not so: " } else { "Open: " };
        let mut blocks = vec![Block::heading(3, heading), Block::paragraph(lead)];
        for rule in rules {
            blocks.push(Block::heading(4, format!("{untrue}{}", plainly(&rule.title))));
            // Findings that need no more than a line stand in one list.
            let (short, long): (Vec<&'w Finding>, Vec<&'w Finding>) =
                rule.findings.iter().partition(|finding| finding.story.is_none() && finding.holes.is_empty() && finding.advice.is_empty());
            match short.as_slice() {
                [] => {}
                [one] => blocks.push(Block::Paragraph(self.message(one))),
                many => blocks.push(Block::List(many.iter().map(|one| Item::of(self.message(one))).collect())),
            }
            blocks.extend(long.into_iter().flat_map(|finding| self.finding(rule, finding, told)));
        }
        blocks
    }

    /// What was found, and which sentences make it so.
    fn message(&self, finding: &Finding) -> Text {
        let mut per: Vec<String> = Vec::new();
        for id in &finding.clauses {
            let said = sources(&self.policy.clause(*id).sources);
            if !said.is_empty() && !per.contains(&said) && !finding.message.contains(&said) {
                per.push(said);
            }
        }
        Text::plain(format!("{}.", plainly(&finding.message))).source(&per.join("; "))
    }

    fn finding(&self, rule: &'w RuleReport, finding: &'w Finding, told: &mut Told<'w>) -> Vec<Block> {
        let mut blocks = vec![Block::Paragraph(self.message(finding))];
        if !finding.advice.is_empty() {
            blocks.push(Block::paragraph(if finding.advice.len() == 1 {
                "It rests on this sentence:"
            } else {
                "It rests on these sentences:"
            }));
            blocks.push(Block::List(finding.advice.iter().map(|id| Item::of(self.quoted(*id))).collect()));
        }
        if let Some(story) = &finding.story {
            blocks.extend(told.story(rule, story));
        }
        for hole in &finding.holes {
            let question = Text::default().strong("To be answered: ").and(format!(
                "{}. If {}, it holds; if {}, it does not.",
                plainly(&hole.what),
                unquoted(&hole.keeps),
                unquoted(&hole.breaks)
            ));
            blocks.push(Block::Gap(question));
        }
        blocks
    }

    fn does_not_apply(&self) -> Vec<Block> {
        let rules = self.rules(Verdict::DoesNotApply);
        if rules.is_empty() {
            return Vec::new();
        }
        let titles: Vec<String> = rules.into_iter().map(|rule| format!("\u{201C}{}\u{201D}", plainly(&rule.title))).collect();
        vec![
            Block::heading(3, "What does not apply"),
            Block::paragraph(format!("This policy has nothing of the kind these sentences are about: {}.", listed(titles, "and"))),
        ]
    }

    fn exceptions(&self) -> Vec<Block> {
        if self.policy.allowances.is_empty() {
            return Vec::new();
        }
        let items = self.policy.allowances.iter().map(|allowance| {
            let title = self.report.rule(&allowance.rule).map_or_else(|| allowance.rule.clone(), |rule| plainly(&rule.title));
            let at = allowance.at.as_ref().map(|place| format!(", at {}", self.words.place(place))).unwrap_or_default();
            let by = allowance.by.as_ref().map_or_else(|| "who accepted it is not stated".to_owned(), |by| format!("accepted by {by}"));
            let until =
                allowance.until.map_or_else(|| "until when is not stated".to_owned(), |until| format!("until {}", date_words(until)));
            Item::of(Text::plain(format!("\u{201C}{title}\u{201D}{at}: {} ({by}; {until}).", allowance.because)))
        });
        vec![
            Block::heading(3, "Exceptions"),
            Block::paragraph("The publisher knows of these, and accepts them for the reason given:"),
            Block::List(items.collect()),
        ]
    }
}

/// The cases that have been told, each with the sentence under which it was.
#[derive(Default)]
struct Told<'r> {
    cases: Vec<(&'r Story, &'r str)>,
}

impl<'r> Told<'r> {
    fn story(&mut self, rule: &'r RuleReport, story: &'r Story) -> Vec<Block> {
        let known = self.cases.iter().find(|(known, _)| known.lines == story.lines).map(|(_, title)| *title);
        let end = Text::default().strong("In the end: ").and(format!("{}.", unquoted(&story.never_done)));
        if let Some(title) = known {
            return vec![Block::Paragraph(
                Text::plain(format!("The case is the one told under \u{201C}{}\u{201D}. ", plainly(title)))
                    .0
                    .into_iter()
                    .chain(end.0)
                    .collect::<Vec<_>>()
                    .into(),
            )];
        }
        self.cases.push((story, &rule.title));
        let mut day = "";
        let mut items = Vec::new();
        for line in &story.lines {
            let on = if line.on.is_empty() || line.on == day { String::new() } else { format!("{}: ", line.on) };
            day = &line.on;
            items.push(Item::of(Text::plain(format!("{on}{}", unquoted(&line.text))).source(&line.place)));
        }
        items.push(Item::of(end));
        vec![Block::paragraph("A made-up case that shows it:"), Block::List(items)]
    }
}

impl From<Vec<super::Run>> for Text {
    fn from(runs: Vec<super::Run>) -> Self {
        Text(runs)
    }
}

/// What a message has as it is typed, in quotation marks for people.
fn unquoted(words: &str) -> String {
    let mut open = false;
    let mark = |c: char| match c {
        '`' => {
            open = !open;
            if open { '\u{201C}' } else { '\u{201D}' }
        }
        c => c,
    };
    words.chars().map(mark).collect()
}

/// The same with a capital first.
fn plainly(words: &str) -> String {
    capitalised(&unquoted(words))
}
