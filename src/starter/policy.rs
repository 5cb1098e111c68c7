//! The text of a policy from answers: every line of it, and what its comments tell a policy lead to change.

use std::fmt::Write as _;

use crate::model::quoted;
use crate::model::{Date, listed};

use super::{Agency, Answers, ENGLAND_FILE, cases};

/// What the rulebook `england` allows practitioners and the whole ladder, in working days.
pub(super) const RULEBOOK_FIRST: u32 = 5;
pub(super) const RULEBOOK_WHOLE: u32 = 10;

/// With fewer agencies a panel needs somebody from beyond them, so that somebody is of neither side when four disagree.
pub(super) const PANEL: usize = 5;

/// The levels of management below whoever decides, with the heading of their stage.
const TIERS: [(&str, &str, &str); 4] = [
    ("professional", "Professional", "Professional to professional"),
    ("manager", "Manager", "Manager to manager"),
    ("senior-manager", "Senior manager", "Senior manager to senior manager"),
    ("director", "Director", "Director to director"),
];

/// Who stands at the levels above the professional in each of the shared agencies.
const POSTS: [(&str, [&str; 3]); 8] = [
    ("social-care", ["\"Team Manager\"", "at least \"Head of Service\"", "\"Director of Children's Services\""]),
    ("health", ["\"Team Leader\" or equivalent", "\"Named Nurse\" or \"Named Doctor\"", "\"Chief Nurse\" or equivalent"]),
    ("gp", ["\"practice safeguarding lead\"", "\"Named GP\"", "\"senior partner\" or equivalent"]),
    ("police", ["\"Sergeant\"", "at least \"Inspector\"", "at least \"Superintendent\""]),
    ("school", ["\"Designated Safeguarding Lead\"", "\"Headteacher\"", "\"Chair of Governors\""]),
    ("early-years", ["\"Designated Safeguarding Lead\"", "\"nursery manager\" or equivalent", "\"owner\" or \"committee chair\""]),
    ("voluntary", ["\"line manager\" or equivalent", "\"chief officer\" or equivalent", "\"Chair of Trustees\" or equivalent"]),
    (
        "icb",
        [
            "\"Safeguarding Manager\" or equivalent",
            "\"Designated Nurse\" or \"Designated Doctor\"",
            "\"Chief Nursing Officer\" or equivalent",
        ],
    ),
];

/// For an agency that is not one of the shared ones.
const OTHER_POSTS: [&str; 3] = ["\"line manager\" or equivalent", "\"senior manager\" or equivalent", "\"chief officer\" or equivalent"];

/// The text, not yet in its layout.
pub(super) fn text(answers: &Answers, today: Date) -> String {
    let mut body = Body { answers, out: String::new(), paragraphs: Vec::new() };
    body.names();
    body.immediate_risk();
    body.throughout();
    body.ladder();
    if answers.panel {
        body.panel();
    }
    body.afterwards();
    body.upkeep();
    body.background();
    let mut text = body.head(today);
    text.push_str(&body.out);
    text.push_str(&cases::text(answers));
    text
}

/// How a stage's people are called: its tier, and its plural.
pub(super) fn tier(stage: usize) -> (&'static str, String) {
    let tier = TIERS[stage - 1].0;
    (tier, format!("{tier}s"))
}

/// The name of the post that decides.
pub(super) fn decider(answers: &Answers) -> &'static str {
    let title = answers.decider.to_lowercase();
    if title.contains("scrutin") {
        "scrutineer"
    } else if title.contains("chair") {
        "chair"
    } else {
        "decision-maker"
    }
}

struct Body<'a> {
    answers: &'a Answers,
    out: String,
    /// How many paragraphs each chapter has so far.
    paragraphs: Vec<u32>,
}

impl Body<'_> {
    /// The next paragraph of the last chapter.
    fn next(&mut self) -> String {
        if let Some(last) = self.paragraphs.last_mut() {
            *last += 1;
        }
        self.per()
    }

    /// The paragraph written last.
    fn per(&self) -> String {
        format!("{}.{}", self.paragraphs.len(), self.paragraphs.last().copied().unwrap_or_default())
    }

    fn chapter(&mut self) -> String {
        self.paragraphs.push(0);
        self.next()
    }

    fn line(&mut self, line: impl AsRef<str>) {
        self.out.push_str(line.as_ref());
        self.out.push('\n');
    }

    fn section(&mut self, title: &str) {
        let rule = "─".repeat(94_usize.saturating_sub(title.chars().count()));
        let _ = write!(self.out, "\n// ── {title} {rule}\n");
    }

    fn by(&self) -> &'static str {
        self.answers.channel.word()
    }

    /// How the partnership's own people are reached.
    fn reached(&self) -> String {
        format!("{} {}", self.by(), quoted(&self.answers.contact()))
    }

    /// Everybody who takes part, in a list.
    fn agencies(&self) -> String {
        listed(self.answers.agencies.iter().map(|agency| agency.name.clone()).collect(), "and")
    }

    // ── the head ────────────────────────────────────────────────────────────────────────────────

    fn head(&self, today: Date) -> String {
        let answers = self.answers;
        let days = answers.days();
        let mut with = Vec::new();
        if days[0] > RULEBOOK_FIRST {
            with.push(format!("practitioners-too-slow {} working days", days[0]));
        }
        if days.iter().sum::<u32>() > RULEBOOK_WHOLE {
            with.push(format!("ladder-too-slow {} working days", days.iter().sum::<u32>()));
        }
        let with = if with.is_empty() { String::new() } else { format!(" with {}", with.join(" with ")) };
        let parts: Vec<String> = self
            .paragraphs
            .iter()
            .enumerate()
            .map(|(chapter, last)| if *last == 1 { format!("{}.1", chapter + 1) } else { format!("{0}.1 to {0}.{last}", chapter + 1) })
            .collect();
        format!(
            "rungs 1

// The escalation policy of one partnership, written by `rungs new` from a few answers. It keeps every rule, and it is a
// beginning: nobody has agreed to it yet. It is not advice on what to do about a child. If a child is in immediate danger,
// call the emergency services (999).

// What to do next. Go through it line by line with those who will have to work with it, and change what you want
// otherwise. Addresses that end in `.example`, and telephone numbers that begin with 01632, lead nowhere: put your own
// in their place. After every change, `rungs check` says what the policy still guarantees, `rungs test` plays the cases at
// its end, and `rungs draw` makes a picture of it. Notes such as this one start with two strokes and mean nothing to the checker.

import \"{ENGLAND_FILE}\"

// The numbers after `per` are paragraphs of your document, as you might number them; table 1 is one of all the time limits.
// `parts` lists them all, so that none is forgotten.

policy {policy_name} \"Resolving professional disagreements\" {{
publisher {short}
follows england{with}
applies to {agencies} per 1.1
cites working-together-2023 per 1.2
version \"0.1\"
dated {year}-{month:02}
parts {parts}, table 1 item 1 to {rows}
}}
",
            policy_name = answers.policy_name(),
            short = answers.short_name(),
            agencies = self.agencies(),
            year = today.year,
            month = today.month,
            parts = parts.join(", "),
            rows = days.len() + 1,
        )
    }

    // ── who there is ────────────────────────────────────────────────────────────────────────────

    fn names(&mut self) {
        let answers = self.answers;
        // The first chapter's are those of the head, of the names and of the background: 1.1 to 1.5.
        self.paragraphs.push(5);
        let (short, reached) = (answers.short_name(), self.reached());
        self.section("who and what there is");
        self.line("// Give the address of an office, never of a person: people move on, and a message to them is then lost.");
        self.line("// `neutral` says that somebody belongs to no agency that might disagree. Take it out where that is not so.");
        self.line("");
        for agency in answers.agencies.iter().filter(|agency| !agency.shared) {
            self.line(format!("agency {} {} per 1.3", agency.name, quoted(&agency.title)));
        }
        self.line(format!("body {short} {} is partnership per 1.3", quoted(&answers.name())));
        if has_executive(answers) {
            let members = self.agencies();
            self.line(format!("body executive \"Executive of the partnership\" of {short} members {members} per 1.3"));
        }
        self.line(format!("body learning-group \"Learning Group\" of {short} per 1.3"));
        self.line("");
        let decider = decider(answers);
        self.line(format!("role {decider} {} of {short} neutral {reached} per 1.3", quoted(&answers.decider)));
        self.line("// Somebody has to act when whoever decides cannot, or has a part in the case.");
        let deputy = quoted(&format!("Deputy of the {}", answers.decider));
        self.line(format!("role deputy {deputy} of {short} neutral stands in for {decider} {reached} per 1.3"));
        self.line(format!("role business-manager \"Business Manager\" of {short} {reached} per 1.3"));
        let area = answers.area_name();
        self.line(format!(
            "role front-door \"Children's Front Door\" of social-care phone \"01632 960999\" email \"front.door@{area}.example\" per 1.3"
        ));
        self.line("");
        self.line("file childs-record \"The child's record in each disputing agency\" kept by every disputing agency per 1.3");
        self.line("");
        self.line("// A post for every agency at every level, so that everybody can find the person across the table.");
        self.line("");
        for (level, (name, title, _)) in TIERS.iter().enumerate().take(answers.stages - 1) {
            self.line(format!("tier {name} \"{title}\" per 1.3 {{"));
            if level == 0 {
                self.line("every agency \"whoever works with the child\"");
            } else {
                for agency in &answers.agencies {
                    self.line(format!("{} {}", agency.name, post(agency, level - 1)));
                }
            }
            self.line("}\n");
        }
    }

    // ── at every stage ──────────────────────────────────────────────────────────────────────────

    fn immediate_risk(&mut self) {
        let per = self.chapter();
        self.section("immediate risk");
        self.line("// `alongside`: the child is protected first, and the disagreement goes on up the ladder all the same.");
        self.line("");
        self.line(format!("route immediate-risk \"A child at risk of immediate harm\" if immediate-risk alongside per {per} {{"));
        self.line(format!("any professional must refer \"the child\" to front-door by phone immediately per {per}"));
        let per = self.next();
        self.line(format!("any professional must notify own designated-safeguarding-lead by phone immediately per {per}"));
        self.line("// The Front Door may itself be of one of the sides. Somebody who is of neither hears of it too.");
        self.line(format!(
            "any professional must notify business-manager \"that a child is at immediate risk\" by {} immediately \
             without \"anything that shows who the child is\" per {per}",
            self.by()
        ));
        self.line("}");
    }

    fn throughout(&mut self) {
        let area = self.answers.area_name();
        self.section("what holds at every stage");
        self.line("\nthroughout {");
        let per = self.next();
        self.line(format!("before stage 1, any professional may consult own manager per {per}"));
        let per = self.next();
        self.line(format!(
            "every disputing agency must record \"actions, decisions and the reasons for them\" on childs-record in writing per {per}"
        ));
        let per = self.next();
        self.line("// Whoever is responsible for the child's plan is told. Put the addresses of their offices here.");
        self.line(format!(
            "if child-protection-plan, raising agency must notify child-protection-chair by email \"conferences@{area}.example\" per {per}"
        ));
        self.line(format!("if looked-after, raising agency must notify reviewing-officer by email \"reviewing@{area}.example\" per {per}"));
        let per = self.next();
        self.line(format!("raising agency must notify originator \"what was said and what comes next\" in person or by email per {per}"));
        let per = self.next();
        self.line("// What happens to the child while the adults disagree.");
        self.line(format!("meanwhile \"the child has the safer of the plans in dispute\" per {per}"));
        let per = self.next();
        let whole: u32 = self.answers.days().iter().sum();
        let days: Vec<String> = self.answers.days().iter().map(u32::to_string).collect();
        let limit = whole.max(RULEBOOK_WHOLE);
        self.line(format!("// The stages below add up to {} = {whole}.", days.join(" + ")));
        self.line(format!("the case must end within {limit} working days of disagreement per {per} and table 1 item {}", days.len() + 1));
        self.line("}");
    }

    // ── the ladder ──────────────────────────────────────────────────────────────────────────────

    fn ladder(&mut self) {
        self.section("the ladder");
        self.line("// Each stage says who talks, how long it lasts, and how the case goes on when they do not settle it, when nobody");
        self.line("// answers, and when time is up. \"Must\" keeps a case moving; a \"should\" may be let drop.");
        let mut per = self.chapter();
        for stage in 1..self.answers.stages {
            self.talks(stage, &per);
            per = self.next();
        }
        self.decides(&per);
    }

    fn talks(&mut self, stage: usize, per: &str) {
        let (tier, tiers) = tier(stage);
        let from = if stage == 1 { "disagreement".to_owned() } else { format!("start of stage {stage}") };
        let days = working_days(self.answers.days()[stage - 1]);
        self.line(format!("\nstage {stage} \"{}\" between {tiers} per {per} {{", TIERS[stage - 1].2));
        self.line(format!("must end within {days} of {from} per {per} and table 1 item {stage}"));
        let per = self.next();
        if stage == 1 {
            self.line(format!("raising professional must discuss with receiving professional by phone or video or in person per {per}"));
            self.line(format!("raising professional must \"say what the worry is, what it rests on and what should happen\" per {per}"));
        } else {
            if stage == told_at(self.answers) {
                self.line("// The partnership hears of the case here, before it is asked to settle it.");
                self.line(format!(
                    "raising {tier} must notify business-manager \"the disagreement\" by {} within 1 working day of start of stage {stage} \
                     without \"anything that shows who the child is\" per {per} called partnership-told",
                    self.by()
                ));
            }
            self.line(format!("{tiers} must meet by meeting or video per {per}"));
            self.line(format!("{tiers} must try to resolve per {per}"));
        }
        let per = self.next();
        let next = stage + 1;
        if stage == 1 && skips(self.answers) {
            self.line(
                "// A child who cannot wait is spared a stage. Whoever goes past a stage must lose nothing by it: stage 2 tells nobody,",
            );
            self.line("// keeps no record of its own and decides nothing. `unless` and `if` between them leave no child out.");
            self.line("when unresolved or no answer or out of time {");
            self.line(format!("unless serious-risk, raising professional must escalate to stage 2 per {per}"));
            self.line(format!("if serious-risk, raising professional must escalate to stage 3 per {per}"));
            self.line("}");
        } else {
            self.line(format!("when unresolved or no answer or out of time, raising {tier} must escalate to stage {next} per {per}"));
        }
        self.line("}");
    }

    fn decides(&mut self, per: &str) {
        let answers = self.answers;
        let (stage, decider, by) = (answers.stages, decider(answers), self.by());
        let days = working_days(answers.days()[stage - 1]);
        let (_, before) = tier(stage - 1);
        self.line(
            "\n// `heard by` names who has the last word. They must decide, or convene a panel that must: to facilitate, to advise or",
        );
        self.line("// to agree is not to decide. Only one of the two decides, so that nobody can play one decision against another.");
        let title = quoted(&format!("Decision of the {}", answers.decider));
        self.line(format!("\nstage {stage} {title} heard by {decider} per {per} {{"));
        self.line(format!("must end within {days} of start of stage {stage} per {per} and table 1 item {stage}"));
        self.line(format!("only after {before} meet per {per}"));
        let per = self.next();
        self.line(format!("raising agency must notify {decider} \"the issue, what has been tried and what is asked\" by {by} per {per}"));
        let per = self.next();
        if answers.panel {
            self.line(format!("{decider} must convene resolution-panel within 1 working day of start of stage {stage} per {per}"));
        } else {
            self.line(format!("{decider} must hear \"every disputing agency, and what the child has said\" per {per}"));
            self.line(format!(
                "{decider} must decide \"what each agency does for the child\" within {days} of start of stage {stage} per {per}"
            ));
        }
        let per = self.next();
        self.line(format!(
            "{decider} must notify everyone \"the decision and its reasons\" by email within 1 working day of decision per {per}"
        ));
        let per = self.next();
        self.line(format!("every disputing agency must \"carry out what has been settled\" per {per}"));
        self.line("}");
    }

    fn panel(&mut self) {
        let answers = self.answers;
        let (stage, decider) = (answers.stages, decider(answers));
        let days = working_days(answers.days()[stage - 1]);
        let per = self.chapter();
        self.line("\n// Five agencies, not three: four may be in dispute, all four belong at the table, and so does somebody who is of neither side.");
        if answers.agencies.len() < PANEL {
            self.line("// Fewer than five take part in this policy. The others are asked for from elsewhere: a neighbouring partnership's, for example.");
        }
        self.line(format!("\npanel resolution-panel \"Resolution Panel\" per {per} {{"));
        self.line(format!("must have \"senior officers\" from at least {PANEL} agencies per {per}"));
        if has_executive(answers) {
            let per = self.next();
            self.line(format!("must be drawn from executive per {per}"));
        }
        let per = self.next();
        self.line(format!("must include every disputing agency per {per}"));
        let per = self.next();
        self.line(format!("must be chaired by {decider} per {per}"));
        let per = self.next();
        self.line(format!("must hear \"every disputing agency, and what the child has said\" per {per}"));
        let per = self.next();
        self.line(format!(
            "must decide \"what each agency does for the child\" by majority within {days} of start of stage {stage} per {per}"
        ));
        self.line("}");
    }

    // ── afterwards, and the policy itself ───────────────────────────────────────────────────────

    fn afterwards(&mut self) {
        let by = self.by();
        self.section("afterwards, and the policy itself");
        let per = self.chapter();
        self.line("\nafterwards {");
        self.line(format!(
            "when resolved, raising agency must notify business-manager \"how it was settled\" by {by} within 5 working days of outcome \
             without \"anything that shows who the child is\" per {per}"
        ));
        let per = self.next();
        self.line(format!("learning-group must review \"what settled disagreements teach\" every 3 months per {per}"));
        let per = self.next();
        self.line(format!("may \"talk it over, so that people go on working well together\" per {per}"));
        self.line("}");
    }

    fn upkeep(&mut self) {
        let review = &self.answers.review;
        let per = self.chapter();
        self.line("\nupkeep {");
        self.line(format!("business-manager must review \"this policy\" every {review} per {per}"));
        let per = self.next();
        self.line(format!(
            "when \"national guidance or the agencies change\", business-manager must review \"this policy\" without delay per {per}"
        ));
        let per = self.next();
        let all = self.agencies();
        self.line(format!("{all} must \"train their staff in this policy\" every 1 year per {per}"));
        self.line("}");
    }

    fn background(&mut self) {
        self.line("\n// What asks nobody to do anything, so that it is seen to have been read.");
        self.line("\nbackground {");
        self.line("\"The child's safety comes before any disagreement\" per 1.4");
        self.line("\"Challenge is part of good practice, whatever somebody's rank\" per 1.5");
        self.line("}");
    }
}

/// Whether the panel is drawn from an executive on which everybody sits. Where one of the agencies that everybody knows of takes no part,
/// somebody of it could still disagree, and would find no seat.
fn has_executive(answers: &Answers) -> bool {
    answers.panel && answers.agencies.iter().filter(|agency| agency.shared).count() == POSTS.len()
}

/// The stage at which the partnership is told: the third, or the last before somebody decides.
pub(super) fn told_at(answers: &Answers) -> usize {
    3.min(answers.stages - 1)
}

/// Whether a child at serious risk goes past stage 2. It must not be the stage at which the partnership is told.
pub(super) fn skips(answers: &Answers) -> bool {
    answers.stages > 3
}

fn post(agency: &Agency, level: usize) -> &'static str {
    POSTS.iter().find(|(name, _)| agency.shared && *name == agency.name).map_or(OTHER_POSTS[level], |(_, posts)| posts[level])
}

fn working_days(days: u32) -> String {
    format!("{days} working {}", if days == 1 { "day" } else { "days" })
}
