//! What the policy guarantees and what it does not, in plain sentences, from what checking it came to.

use crate::diagnostic::Severity;
use crate::model::capitalised;
use crate::model::{AllowedAt, Hearing, Place, listed};
use crate::source::Span;
use crate::verify::{Accepted, Finding, RuleReport, Story, Verdict};

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
        blocks.extend(self.unclear(&mut told));
        blocks.extend(self.cannot_be_said(&mut told));
        blocks.extend(self.without_findings(Verdict::GaveUp, "What was too large to work out", "Treat these as not checked:"));
        blocks.extend(self.does_not_apply());
        blocks.extend(self.of_the_encoding(&mut told));
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
        let mut rules: Vec<&'w RuleReport> = self
            .report
            .rules
            .iter()
            .filter(|rule| rule.verdict == verdict && (verdict == Verdict::DoesNotApply || !is_about_the_encoding(rule)))
            .collect();
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

    /// What some case breaks, with the case.
    fn does_not_hold(&self, told: &mut Told<'w>) -> Vec<Block> {
        let rules = self.rules(Verdict::Broken).into_iter().filter(|rule| !is_about_words(rule)).collect();
        let lead = "Each of these sentences is untrue in some case, even if all advice is followed.";
        self.with_findings(rules, ("What does not hold", lead), "Not so: ", told)
    }

    /// Where the text itself is silent, unclear or at odds with itself.
    fn unclear(&self, told: &mut Told<'w>) -> Vec<Block> {
        let rules = self.rules(Verdict::Broken).into_iter().filter(|rule| is_about_words(rule)).collect();
        let lead = "It takes no case to see these: here the policy is silent, unclear or at odds with itself.";
        self.with_findings(rules, ("What the policy leaves out or unclear", lead), "Not so: ", told)
    }

    fn cannot_be_said(&self, told: &mut Told<'w>) -> Vec<Block> {
        let lead = "Whether these sentences are true turns on something that is not stated. Only the policy\u{2019}s author can say.";
        let heading = "What cannot be said, because the policy leaves it open";
        self.with_findings(self.rules(Verdict::Undetermined), (heading, lead), "Open: ", told)
    }

    fn with_findings(&self, rules: Vec<&'w RuleReport>, head: (&str, &str), mark: &str, told: &mut Told<'w>) -> Vec<Block> {
        if rules.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![Block::heading(3, head.0), Block::paragraph(head.1)];
        for rule in rules {
            blocks.push(Block::heading(4, format!("{mark}{}", plainly(&rule.title))));
            // Findings that need no more than a line stand in one list.
            let is_short = |finding: &&Finding| finding.story.is_none() && finding.holes.is_empty() && finding.advice.is_empty();
            let (short, long): (Vec<&'w Finding>, Vec<&'w Finding>) = rule.findings.iter().partition(is_short);
            match short.as_slice() {
                [] => {}
                [one] => blocks.extend(self.shown(one)),
                many => {
                    blocks.push(Block::List(many.iter().map(|one| Item { below: self.places(one), ..Item::of(message(one)) }).collect()))
                }
            }
            blocks.extend(long.into_iter().flat_map(|finding| self.finding(rule, finding, told)));
        }
        blocks
    }

    /// What was found, and where.
    fn shown(&self, finding: &Finding) -> Vec<Block> {
        let places = self.places(finding);
        let list = (!places.is_empty()).then_some(Block::List(places));
        std::iter::once(Block::Paragraph(message(finding))).chain(list).collect()
    }

    /// What there is to see, and in which parts of the policy; what is to see in several is said once.
    fn places(&self, finding: &Finding) -> Vec<Item> {
        let mut seen: Vec<(&str, Vec<String>)> = Vec::new();
        for label in &finding.labels {
            let place = self.place(label.span);
            match seen.iter_mut().find(|(text, _)| *text == label.text) {
                Some((_, places)) if place.is_empty() || places.contains(&place) => {}
                Some((_, places)) => places.push(place),
                None => seen.push((&label.text, if place.is_empty() { Vec::new() } else { vec![place] })),
            }
        }
        let says_nothing = |text: &str| text == "this policy" || text.ends_with("here") || text.starts_with("as ");
        let items = seen.into_iter().filter(|(text, _)| !text.is_empty() && !says_nothing(text));
        items.map(|(text, places)| Item::of(Text::plain(plainly(text)).source(&places.join("; ")))).collect()
    }

    /// Where in the policy a place of its text is: the sources of the clause, or the stage.
    fn place(&self, at: Span) -> String {
        let within = |span: Span| span.file == at.file && span.start <= at.start && at.end <= span.end;
        let clause = self.policy.clauses.iter().find(|clause| within(clause.span));
        let stage = || self.policy.stages.iter().find(|stage| within(stage.span)).map(crate::model::Stage::name);
        clause.map(|clause| sources(&clause.sources)).or_else(stage).unwrap_or_default()
    }

    fn finding(&self, rule: &'w RuleReport, finding: &'w Finding, told: &mut Told<'w>) -> Vec<Block> {
        let mut blocks = if finding.story.is_none() && finding.advice.is_empty() {
            self.shown(finding)
        } else {
            vec![Block::Paragraph(message(finding))]
        };
        if !finding.advice.is_empty() {
            let lead = if finding.advice.len() == 1 { "It rests on this sentence:" } else { "It rests on these sentences:" };
            blocks.push(Block::paragraph(lead));
            blocks.push(Block::List(finding.advice.iter().map(|id| Item::of(self.quoted(*id))).collect()));
        }
        if let Some(story) = &finding.story {
            blocks.extend(told.story(rule, story));
        }
        for hole in &finding.holes {
            let [keeps, breaks] = [&hole.keeps, &hole.breaks].map(|answer| unquoted(answer));
            let answers = format!("{}. If {keeps}, it holds; if {breaks}, it does not.", unquoted(&hole.what));
            blocks.push(Block::Gap(Text::default().strong("To be answered: ").and(answers)));
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

    /// Rules about how the policy was written down for rungs: nothing the policy itself promises.
    fn of_the_encoding(&self, told: &mut Told<'w>) -> Vec<Block> {
        let rules: Vec<&'w RuleReport> = self.report.rules.iter().filter(|rule| is_about_the_encoding(rule)).collect();
        let (well, ill): (Vec<&'w RuleReport>, Vec<&'w RuleReport>) =
            rules.into_iter().filter(|rule| rule.verdict != Verdict::DoesNotApply).partition(|rule| rule.verdict == Verdict::Holds);
        let heading = "How well this document matches the policy\u{2019}s text";
        let lead = "This document is made from the policy as it was written down for rungs, sentence by sentence.";
        let mut blocks = self.with_findings(ill, (heading, lead), "Not so: ", told);
        if blocks.is_empty() && !well.is_empty() {
            blocks = vec![Block::heading(3, heading), Block::paragraph(lead)];
        }
        blocks.extend(
            (!well.is_empty())
                .then(|| Block::List(well.into_iter().map(|rule| Item::of(Text::plain(format!("{}.", plainly(&rule.title))))).collect())),
        );
        blocks
    }

    fn exceptions(&self) -> Vec<Block> {
        if self.policy.allowances.is_empty() {
            return Vec::new();
        }
        let items = self.policy.allowances.iter().map(|allowance| {
            let title = self.report.rule(&allowance.rule).map_or_else(|| allowance.rule.clone(), |rule| plainly(&rule.title));
            let until = allowance.until.map_or_else(|| "with no end".to_owned(), |until| format!("until {}", date_words(until)));
            let at = self.allowed_at(&allowance.at);
            let (because, by) = (&allowance.because, &allowance.by);
            Item::of(Text::plain(format!("\u{201C}{title}\u{201D}{at}: {because} (accepted by {by}, {until}).")))
        });
        vec![
            Block::heading(3, "Exceptions"),
            Block::paragraph("The publisher knows of these, and accepts them for the reason given:"),
            Block::List(items.collect()),
        ]
    }
}

/// Rules about how a policy is written down, rather than about what it says.
const OF_THE_ENCODING: [&str; 2] = ["paragraph-not-encoded", "quoted-duty"];

fn is_about_the_encoding(rule: &RuleReport) -> bool {
    OF_THE_ENCODING.contains(&rule.rule.as_str())
}

/// Whether what was found can be seen in the text alone.
fn is_about_words(rule: &RuleReport) -> bool {
    rule.findings.iter().all(|finding| finding.story.is_none())
}

fn message(finding: &Finding) -> Text {
    let accepted = matches!(finding.accepted, Some(Accepted::Exception(_)));
    Text::plain(format!("{}.", plainly(&finding.message))).and(if accepted {
        " This is accepted: see \u{201C}Exceptions\u{201D}."
    } else {
        ""
    })
}

impl Writer<'_> {
    /// Where an exception applies, to follow what it excepts from: `, at stage 3`.
    fn allowed_at(&self, at: &AllowedAt) -> String {
        match at {
            AllowedAt::Everywhere => String::new(),
            AllowedAt::Stages(stages) => format!(", at {}", self.words.place(&Place::Stages(stages.clone()))),
            AllowedAt::Named { name, .. } => {
                let clause = self.policy.clauses.iter().find(|clause| clause.id == *name);
                let route = self.policy.routes.iter().find(|route| route.name == *name).map(|route| route.title.clone());
                let named = || self.policy.names().find(|(_, named)| named.name == *name).map(|(id, _)| self.words.title(id));
                match clause {
                    Some(clause) => format!(", for \u{201C}{}\u{201D}", self.words.sentence(clause)),
                    None => format!(", for {}", route.or_else(named).unwrap_or_else(|| name.clone())),
                }
            }
        }
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
            let again = match title == rule.title {
                true => "The case is the one just told. ".to_owned(),
                false => format!("The case is the one told under \u{201C}{}\u{201D}. ", plainly(title)),
            };
            return vec![Block::Paragraph(Text([Text::plain(again).0, end.0].concat()))];
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
        vec![Block::paragraph("A made-up case that shows it:"), Block::Case(items)]
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
