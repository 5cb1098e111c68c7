//! The messages of the language, each beside the text it speaks about.
//!
//! A snapshot is meant to be read aloud: would a policy lead who has never written a program know what to mend, and
//! where? A new mistake is a new case in one of the groups below; `INSTA_UPDATE=always` writes it down.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rungs::case::play;
use rungs::diagnostic::Diagnostic;
use rungs::graph::StageGraph;
use rungs::model::Policy;
use rungs::project::{MemoryFiles, Project};
use rungs::source::{Sources, Span};

#[path = "messages/scenarios.rs"]
mod told;

use told::scenarios;

// ── help ─────────────────────────────────────────────────────────────────────────────────────────

/// A small sound policy; a case that is only a few clauses stands in its first stage.
const BEFORE: &str = r#"rungs 1
policy town "Escalation policy" {
}
body town-partnership "Town Safeguarding Partnership"
agency school "School"
agency social-care "Children's Social Care"
role chair "Chair" of town-partnership
role clerk "Clerk" of town-partnership
fact looked-after "looked after"
fact at-risk "at risk of harm"
fact urgent "urgent"
file childs-file "The child's file"
tier manager "Manager"
stage 1 "Managers" between managers {
"#;
const AFTER: &str = r#"}
stage 2 "The chair" heard by chair {
    chair must decide per 2.9
}
"#;

struct Case {
    title: &'static str,
    files: Vec<(&'static str, String)>,
    /// The lines to show; the others are the sound policy around a case.
    shown: std::ops::Range<usize>,
}

/// Clauses in the first stage of the sound policy.
fn clauses(title: &'static str, text: &str) -> Case {
    let text = format!("{}\n", text.trim_matches('\n'));
    let first = BEFORE.lines().count();
    let shown = first..first + text.lines().count();
    Case { title, files: vec![("policy.rungs", format!("{BEFORE}{text}{AFTER}"))], shown }
}

/// A whole file.
fn whole(title: &'static str, text: &str) -> Case {
    several(title, &[("policy.rungs", text)])
}

/// A file and others it imports.
fn several(title: &'static str, files: &[(&'static str, &str)]) -> Case {
    let files: Vec<(&str, String)> = files.iter().map(|(path, text)| (*path, text.trim_start_matches('\n').to_owned())).collect();
    let shown = 0..files[0].1.lines().count();
    Case { title, files, shown }
}

/// A heading and whatever else, without the first line every file has.
fn policy(title: &'static str, text: &str) -> Case {
    whole(title, &format!("rungs 1\n{}", text.trim_start_matches('\n')))
}

impl Case {
    fn text(&self) -> &str {
        &self.files[0].1
    }

    fn messages(&self) -> (Sources, Vec<Diagnostic>) {
        let files = MemoryFiles::new(self.files.iter().map(|(path, text)| (*path, text.as_str())));
        let root = Path::new(self.files[0].0).parent().unwrap_or(Path::new(""));
        let mut project = Project::new(&files, root);
        let file = project.load(Path::new(self.files[0].0)).unwrap_or_else(|why| panic!("{}: {why}", self.title));
        let resolved = project.resolve(file);
        let mut found = resolved.diagnostics;
        if let Some(policy) = &resolved.policy {
            found.extend(played(policy));
        }
        (project.sources, found)
    }

    /// The text with its line numbers, then what is said about it.
    fn told(&self) -> String {
        let mut told = format!("════ {}\n", self.title);
        for (number, line) in self.text().lines().enumerate().filter(|(at, _)| self.shown.contains(at)) {
            let _ = writeln!(told, "{:>3} │ {}", number + 1, shortened(&visible(line)));
        }
        for (path, text) in &self.files[1..] {
            let _ = writeln!(told, "    ┆ {path}");
            for (number, line) in text.lines().enumerate() {
                let _ = writeln!(told, "{:>3} ┆ {}", number + 1, shortened(&visible(line)));
            }
        }
        let (sources, found) = self.messages();
        if found.is_empty() {
            told.push_str("\nno messages\n");
        }
        for found in found {
            let _ = write!(told, "\n{}", written(&sources, &found));
        }
        told
    }
}

/// What is said when the scenarios of a policy are played.
fn played(policy: &Policy) -> Vec<Diagnostic> {
    let graph = StageGraph::new(policy);
    let mut found = Vec::new();
    for scenario in &policy.scenarios {
        let played = play(policy, &graph, scenario).expect("somebody disagrees");
        found.extend(played.expected.iter().filter(|expected| !expected.met).map(|expected| expected.not_met(policy)));
        found.extend(played.problems);
    }
    found
}

/// What cannot be seen on a page, made visible.
fn visible(line: &str) -> String {
    line.chars()
        .flat_map(|c| {
            if matches!(c, '\u{A0}' | '\t' | '\r' | '\u{AD}' | '\u{2011}' | '\u{F0B7}' | '\u{FEFF}') {
                c.escape_unicode().collect()
            } else {
                vec![c]
            }
        })
        .collect()
}

fn shortened(line: &str) -> String {
    match line.char_indices().nth(160) {
        Some((at, _)) => format!("{} …", &line[..at]),
        None => line.to_owned(),
    }
}

/// `error[name] 3:5 message`, then what stands at each place, then the help.
fn written(sources: &Sources, found: &Diagnostic) -> String {
    let at = |span: Span| {
        let start = sources.start(span);
        let main = sources.iter().next().is_some_and(|(main, _)| main == span.file);
        let file = if main { String::new() } else { format!("{} ", sources.get(span.file).name()) };
        format!("{file}{}:{}", start.line, start.column)
    };
    let mut out = format!("{}[{}] {} {}\n", found.severity.word(), found.name, at(found.span()), found.message);
    for (number, label) in found.labels.iter().enumerate() {
        let place = if number == 0 { String::new() } else { format!("{} ", at(label.span)) };
        let here: String = sources.text(label.span).lines().next().unwrap_or_default().chars().take(40).collect();
        let _ = writeln!(out, "    {place}‹{}› {}", visible(&here), label.text);
    }
    if let Some(help) = &found.help {
        let _ = writeln!(out, "    help: {help}");
    }
    out
}

/// Compares a group of cases with what was said about them last time.
fn group(name: &str, cases: &[Case]) {
    for case in cases {
        for found in case.messages().1 {
            assert_plain(&found, case.title);
        }
    }
    let told: Vec<String> = cases.iter().map(Case::told).collect();
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(format!("messages__{name}"), told.join("\n"));
    });
}

/// One test and one snapshot for each group of cases, and the list of all groups.
macro_rules! groups {
    ($($group:ident)*) => {
        mod snapshot {
            $(
                #[test]
                fn $group() {
                    super::group(stringify!($group), &super::$group());
                }
            )*
        }

        fn every_case() -> Vec<Case> {
            [$($group()),*].into_iter().flatten().collect()
        }
    };
}

groups! {
    five_mistakes misspelt words_people_use braces quotation_marks lines forgotten_words conditions names times_and_parts calendars
    files rulebooks pasted scenarios strengths turned_round conditions_in_words times_in_words verbs people sources marks headings declarations posts stages sections rules exceptions
}

fn words(found: &Diagnostic) -> String {
    let labels: Vec<&str> = found.labels.iter().map(|label| label.text.as_str()).collect();
    format!("{}\n{}\n{}", found.message, labels.join("\n"), found.help.as_deref().unwrap_or_default())
}

/// No message speaks of how rungs reads a text; what a message quotes from it stands between backticks.
fn assert_plain(found: &Diagnostic, case: &str) {
    let words = words(found);
    let own: String = words.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    for inside in
        ["kw_", "bad_", "v_", "_word", "_only", "missing_", "expected", "Rule", "token", "parse", "syntax", "EOI", "identifier", "keyword"]
    {
        assert!(!own.contains(inside), "{case}: a message says `{inside}`:\n{words}");
    }
    assert!(!found.message.is_empty() && found.help.as_deref().is_some_and(|help| !help.is_empty()), "{case}: {words}");
}

// ── five mistakes at once ────────────────────────────────────────────────────────────────────────

fn five_mistakes() -> Vec<Case> {
    let five = policy(
        "five independent mistakes",
        r#"
policy town "Escalation policy" {
    publishr town-partnership
    parts 1.1 to 1.4
}
body town-partnership "Town Safeguarding Partnership"
agency school "School"
role chair "Chair" of town-partnership
tier manager "Manager" {
    school e.g. "Head of year"
}

stage 1 "Managers" betwen managers per 1.1 {
    raising manager must discuss with receiving manager per 1.1
    when unresolved, raising manager must escalate to stage 2 per 1.2
}

stage 2 "The chair" heard by chair per 1.3 {
    ends within 2 workng days per 1.3
    chair must notfy school per 1.3
    when unresolved, chair must escalate to stage 9 per 1.4
    chair must decide per 1.4
}
"#,
    );
    vec![five]
}

#[test]
fn five_mistakes_are_five_messages() {
    let (sources, found) = five_mistakes()[0].messages();
    let places: Vec<(u32, &str)> = found.iter().map(|found| (sources.start(found.span()).line, sources.text(found.span()))).collect();
    assert_eq!(places, [(3, "publishr"), (13, "betwen"), (19, "workng"), (20, "notfy"), (21, "9")]);
}

// ── words ────────────────────────────────────────────────────────────────────────────────────────

fn misspelt() -> Vec<Case> {
    vec![
        policy(
            "the word an item begins with",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\nstge 1 \"Chair\" heard by chair {\n    chair must decide\n}\n",
        ),
        policy("another", "rolle chair \"Chair\"\n"),
        policy("a line of the heading", "policy town \"Town\" {\n    folows england\n}\n"),
        clauses("a verb", "    chair must notfy clerk per 2.1"),
        clauses("a verb without anybody before it", "    recrod \"the outcome\" on childs-file per 2.1"),
        clauses("`must`", "    chair msut notify clerk per 2.1"),
        clauses("`should`, first in its line", "    shuold notify clerk per 2.1"),
        clauses("somebody, first in the line", "    chiar must notify clerk per 2.1"),
        clauses("somebody, told", "    chair must notify clrek per 2.1"),
        clauses("a fact", "    if looked-aftr, must notify clerk per 2.1"),
        clauses("a file", "    must record \"the outcome\" on child-file per 2.1"),
        clauses("a unit of time", "    ends within 2 dayz per 2.1"),
        clauses("a kind of day", "    ends within 2 wroking days per 2.1"),
        clauses("what happens", "    when unresovled, chair must escalate to stage 2 per 2.1"),
        clauses("`when`", "    whn unresolved, chair must escalate to stage 2 per 2.1"),
        clauses("`escalate`", "    when unresolved, chair must esclate to stage 2 per 2.1"),
        clauses("`stage`, after `escalate to`", "    when unresolved, chair must escalate to stagge 2 per 2.1"),
        clauses("`per`", "    chair must notify clerk pre 2.1"),
        clauses("`within`", "    chair must notify clerk wihtin 2 days per 2.1"),
        clauses("a channel", "    chair must notify clerk by emial per 2.1"),
        clauses("`flowchart`", "    chair must notify clerk per flowchrat"),
        policy(
            "`between`",
            "policy town \"Town\" {\n}\ntier manager \"Manager\"\nstage 1 \"Managers\" betwen managers {\n    must discuss\n}\n",
        ),
        policy("`heard by`", "policy town \"Town\" {\n}\nrole chair \"Chair\"\nstage 1 \"Chair\" herd by chair {\n    must decide\n}\n"),
        policy(
            "a rule's severity",
            "rulebook town \"Town\" {\n    rule no-dead-end eror \"It ends\" {\n        every path ends in an authority\n    }\n}\n",
        ),
        policy(
            "what a rule requires",
            "rulebook town \"Town\" {\n    rule no-dead-end error \"It ends\" {\n        every path end in an authority\n    }\n}\n",
        ),
        policy(
            "`rule`",
            "rulebook town \"Town\" {\n    rul no-dead-end error \"It ends\" {\n        every path ends in an authority\n    }\n}\n",
        ),
        policy(
            "in a stage, after another slip in its heading",
            "tier manager \"Manager\"\npolicy town \"Town\" {\n}\nstage 1 \"Managers\" betwen managers {\n    must dicsuss\n    must recrod\n}\n",
        ),
        policy("a line of a tier", "agency school \"School\"\ntier manager \"Manager\" {\n    school eg. \"Head of year\"\n}\n"),
        policy(
            "a rule with a word of the language for its name",
            "rulebook town \"Town\" {\n    rule ends error \"It ends\" {\n        every path ends in an authority\n    }\n}\n",
        ),
        policy("what is said of a role", "agency school \"School\"\nrole chair \"Chair\" off school\n"),
    ]
}

fn words_people_use() -> Vec<Case> {
    vec![
        clauses("inform", "    chair must inform clerk per 2.1"),
        clauses("tell", "    chair should tell clerk \"the outcome\" per 2.1"),
        clauses("send", "    chair must send \"the form\" to clerk per 2.1"),
        clauses("email", "    chair must email clerk per 2.1"),
        clauses("aim to", "    managers should aim to resolve within 2 days per 2.1"),
        clauses("attempt", "    managers must attempt to resolve per 2.1"),
        clauses("cannot", "    chair cannot decide per 2.1"),
        clauses("inform, first in its line", "    inform clerk per 2.1"),
        clauses("has to", "    chair has to notify clerk per 2.1"),
        clauses("needs to", "    chair needs to notify clerk per 2.1"),
        clauses("might", "    chair might notify clerk per 2.1"),
        clauses("be informed", "    clerk must be informed per 2.1"),
        clauses("the", "    the chair must notify the clerk per 2.1"),
        clauses("a number in letters", "    ends within two days per 2.1"),
        clauses("a day without `working` in front but behind", "    ends within 2 days working per 2.1"),
        clauses("a full sentence", "    Managers should always aim to reach agreement quickly."),
    ]
}

// ── braces, quotation marks, lines ───────────────────────────────────────────────────────────────

fn braces() -> Vec<Case> {
    let stages = |first: &str, end: &str, last: &str| {
        format!(
            "policy town \"Town\" {{\n}}\nrole chair \"Chair\"\ntier manager \"Manager\"\n\nstage 1 \"Managers\" between managers{first}\n    must discuss per 1.1\n    when unresolved, must escalate to stage 2 per 1.2\n{end}\nstage 2 \"Chair\" heard by chair {{\n    chair must decide per 1.3\n{last}"
        )
    };
    vec![
        policy("no `{` after a stage's heading", &stages("", "}\n", "}\n")),
        policy("no `}` at the end of a stage", &stages(" {", "", "}\n")),
        policy("no `}` at the end of the file", &stages(" {", "}\n", "")),
        policy("no `}` at the end of the file, and no line end", stages(" {", "}\n", "").trim_end()),
        policy("a `}` too many after a stage", &stages(" {", "}\n}\n", "}\n")),
        policy("a `}` too many at the end of the file", &stages(" {", "}\n", "}\n}\n")),
        policy("a `}` too many between clauses", &stages(" {\n    }", "}\n", "}\n")),
        policy("no `}` at the end of the heading", "policy town \"Town\" {\n    parts 1.1\n\nrole chair \"Chair\"\n"),
        policy("no `{` in the heading", "policy town \"Town\"\n    parts 1.1\n}\n\nrole chair \"Chair\"\n"),
        clauses(
            "no `}` after a condition's clauses",
            "    if looked-after {\n        must notify clerk per 2.1\n    chair must decide per 2.1",
        ),
        clauses("no `{` after a condition", "    if looked-after\n        must notify clerk per 2.1\n    }"),
        clauses("choices without `{`", "    chair may do one of\n        decide\n        convene clerk\n    }"),
        policy("a `}` at the end of an item that opened none", "role chair \"Chair\" }\n"),
        policy("round brackets for curly ones", "throughout (\n    must discuss per 1.1\n)\n"),
        whole("brackets in brackets", &format!("rungs 1\nthroughout {{\n    if {}looked-after, must discuss\n}}\n", "(".repeat(70))),
        whole(
            "one word over and over",
            &format!("rungs 1\nthroughout {{\n    if {}looked-after, must discuss\n}}\n", "not ".repeat(30_000)),
        ),
    ]
}

fn quotation_marks() -> Vec<Case> {
    vec![
        clauses("not closed", "    chair must notify clerk \"the outcome per 2.1\n    chair must decide per 2.2"),
        clauses("not opened", "    chair must notify clerk the outcome\" per 2.1\n    chair must decide per 2.2"),
        clauses(
            "closed on the next line",
            "    chair must notify clerk \"the outcome\n        of the meeting\" per 2.1\n    chair must decide per 2.2",
        ),
        clauses("not closed, with a brace inside", "    if \"the child {\n        chair must decide per 2.2\n    }"),
        clauses("no quotation marks at all", "    chair must be assertive per 2.1"),
        clauses("single ones", "    chair must 'be assertive' per 2.1"),
        policy("a title not closed", "role chair \"Chair\nrole clerk \"Clerk\"\n"),
        policy("a title without", "role chair Chair\n"),
        policy(
            "a stage without a title",
            "role chair \"Chair\"\npolicy town \"Town\" {\n}\nstage 1 heard by chair {\n    must decide\n}\n",
        ),
    ]
}

fn lines() -> Vec<Case> {
    vec![
        clauses("two clauses on one line", "    chair must notify clerk per 2.1 chair must decide per 2.2"),
        clauses("two clauses and a semicolon", "    chair must notify clerk per 2.1; chair must decide per 2.2"),
        clauses("three clauses on one line", "    chair must notify clerk per 2.1 chair must decide per 2.2 must discuss per 2.3"),
        whole(
            "everything on one line",
            "rungs 1 policy town \"Town\" { } role chair \"Chair\" stage 1 \"Chair\" heard by chair { chair must decide per 1.1 chair must notify chair per 1.2 }\n",
        ),
        policy("two items on one line", "role chair \"Chair\" role clerk \"Clerk\"\n"),
        clauses(
            "quoted words on a line of their own, in a choice",
            "    chair may do one of {\n        decide\n        \"who is right\"\n        withdraw\n    }",
        ),
        clauses(
            "quoted words on a line of their own, after a verb of a choice",
            "    chair may do one of {\n        discuss\n            \"the case\"\n        withdraw\n    }",
        ),
    ]
}

// ── clauses ──────────────────────────────────────────────────────────────────────────────────────

fn forgotten_words() -> Vec<Case> {
    vec![
        clauses("whom, before the next clause", "    chair must notify\n    clerk must record \"the outcome\" per 2.1"),
        clauses("whom, before a source", "    chair must notify per 2.1\n    chair must decide per 2.2"),
        clauses("whom, before an instruction", "    chair must notify\n    record \"the outcome\" per 2.1"),
        clauses("whom, at the end", "    chair must notify"),
        clauses("the comma after a condition", "    if looked-after must notify clerk per 2.1"),
        clauses("the comma after a moment", "    when unresolved chair must escalate to stage 2 per 2.1"),
        clauses("`stage`", "    when unresolved, must escalate to 2 per 2.1"),
        clauses("`to`", "    when unresolved, must escalate stage 2 per 2.1"),
        clauses("`escalate` on its own", "    when unresolved, must escalate per 2.1"),
        clauses("the number", "    ends within days per 2.1"),
        clauses("the unit", "    ends within 2 per 2.1"),
        clauses("`within`", "    ends 2 days per 2.1"),
        clauses("the source after `per`", "    chair must decide per\n    chair must notify clerk per 2.2"),
        clauses("what is to be done", "    chair must\n    clerk must record \"the outcome\" per 2.2"),
        clauses("what is to be done, at the end", "    chair must"),
        clauses("the condition after `if`", "    if, must notify clerk per 2.1"),
        clauses("the event after `when`", "    when, must notify clerk per 2.1"),
        clauses("the channel after `by`", "    chair must notify clerk by per 2.1"),
        clauses("everything but somebody", "    chair"),
        policy(
            "the stage's number",
            "role chair \"Chair\"\npolicy town \"Town\" {\n}\nstage \"Chair\" heard by chair {\n    must decide\n}\n",
        ),
        policy("a role's name", "role \"Chair\"\n"),
        policy("because", "policy town \"Town\" {\n}\nallow no-review\n"),
    ]
}

fn conditions() -> Vec<Case> {
    vec![
        clauses("`and` and `or` mixed", "    if looked-after and at-risk or urgent, must notify clerk per 2.1"),
        clauses("`or` and `and` mixed", "    if looked-after or at-risk and urgent, must notify clerk per 2.1"),
        clauses("a bare list", "    if looked-after, at-risk, must notify clerk per 2.1"),
        clauses("a list of people without `and`", "    must notify chair, clerk per 2.1"),
        clauses("`and` and `or` mixed between people", "    must notify chair and clerk or school per 2.1"),
        clauses("the child is …", "    if the child is looked-after, must notify clerk per 2.1"),
        clauses("somebody as a condition", "    if chair, must notify clerk per 2.1"),
        clauses("a bracket not closed", "    if (looked-after or at-risk and urgent, must notify clerk per 2.1"),
        clauses("two moments", "    when unresolved, when no answer, must notify clerk per 2.1"),
        clauses("a fact as a moment", "    when looked-after, must notify clerk per 2.1"),
        clauses("`may not`", "    chair may not decide per 2.1"),
        clauses("`can not`", "    chair can not decide per 2.1"),
    ]
}

fn names() -> Vec<Case> {
    vec![
        policy("a word of the language, for a role", "role panel \"Panel\"\n"),
        policy("a word of the language, for a fact", "fact resolved \"resolved\"\n"),
        policy("a word of the language, for an agency", "agency agency \"The agency\"\n"),
        policy("capitals and spaces", "role Business Manager \"Business manager\"\n"),
        policy("an underscore at the start, a digit", "role 2nd-chair \"Second chair\"\n"),
        clauses("unknown, and much like another", "    must notify cleric per 2.1"),
        clauses("unknown, and like no other", "    must notify ombudsman per 2.1"),
        clauses("an unknown fact, like no other", "    if pregnant, must notify clerk per 2.1"),
        clauses("an unknown file, like no other", "    must record \"it\" on register per 2.1"),
        clauses("the same one twice", "    must notify ombudsman per 2.1\n    must consult ombudsman per 2.2"),
        clauses("a fact for somebody", "    must notify looked-after per 2.1"),
        clauses("an agency for a fact", "    if school, must notify clerk per 2.1"),
        clauses("a role for a file", "    must record \"it\" on clerk per 2.1"),
        clauses("a file for a form", "    must notify clerk using childs-file per 2.1"),
        clauses("an unknown stage", "    when unresolved, must escalate to stage 3 per 2.1"),
        clauses("an unknown stage, much like another", "    when unresolved, must escalate to stage 22 per 2.1"),
        policy(
            "an unknown stage, where there is none",
            "policy town \"Town\" {\n}\nthroughout {\n    must escalate to stage 3 per 2.1\n}\n",
        ),
        policy("a name twice", "role chair \"Chair\"\n\nagency chair \"Chair\"\n"),
        policy(
            "a stage twice",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\nstage 1 \"One\" heard by chair {\n    must decide\n}\nstage 1 \"One again\" heard by chair {\n    must decide\n}\n",
        ),
        policy(
            "a route twice",
            "policy town \"Town\" {\n}\nroute danger \"Danger\" {\n    must discuss\n}\nroute danger \"Danger again\" {\n    must discuss\n}\n",
        ),
        clauses(
            "a clause's name twice",
            "    must notify clerk per 2.1 called early-notice\n    must notify chair per 2.2 called early-notice",
        ),
        policy(
            "a rule twice",
            "rulebook town \"Town\" {\n    rule no-dead-end error \"It ends\" {\n        every path ends in an authority\n    }\n    rule no-dead-end warning \"It ends\" {\n        every path ends in an authority\n    }\n}\n",
        ),
        policy(
            "a rule with the name of a built-in one",
            "rulebook town \"Town\" {\n    rule stuck-stage error \"Stuck\" {\n        every path ends in an authority\n    }\n}\n",
        ),
        policy("a rulebook twice", "rulebook town \"Town\" {\n}\nrulebook town \"Town\" {\n}\n"),
    ]
}

// ── time ─────────────────────────────────────────────────────────────────────────────────────────

fn times_and_parts() -> Vec<Case> {
    vec![
        clauses("no days", "    ends within 0 working days per 2.1"),
        clauses("half a day", "    ends within 0.5 days per 2.1"),
        clauses("a range of days", "    ends within 2-3 days per 2.1"),
        clauses("a date in words", "    ends within 1 April 2026 per 2.1"),
        policy("the 31st of June", "policy town \"Town\" {\n    dated 2026-06-31\n}\n"),
        policy("a thirteenth month", "policy town \"Town\" {\n    dated 2026-13\n}\n"),
        policy("the 29th of February in a common year", "document guide \"Guide\" until 2025-02-29\n"),
        policy("a British date", "policy town \"Town\" {\n    dated 01/04/2026\n}\n"),
        policy("a date in words", "policy town \"Town\" {\n    dated 1 April 2026\n}\n"),
        policy("parts the wrong way round", "policy town \"Town\" {\n    parts 1.8 to 1.1\n}\n"),
        policy("parts across chapters", "policy town \"Town\" {\n    parts 1.1 to 2.4\n}\n"),
        policy("far too many parts", "policy town \"Town\" {\n    parts 1.1 to 1.99999\n}\n"),
        policy("a part in words", "policy town \"Town\" {\n    parts introduction\n}\n"),
        policy("an unknown reading", "policy town \"Town\" {\n    reading \"week\" as working day because \"so\"\n}\n"),
    ]
}

/// A calendar with these lines.
fn calendar(title: &'static str, lines: &str) -> Case {
    policy(title, &format!("calendar working-days \"Council working days\" {{\n{}\n}}\n", lines.trim_matches('\n')))
}

fn calendars() -> Vec<Case> {
    vec![
        calendar("a day that does not exist", "    closed on 2026-02-30"),
        calendar("a month for a day", "    closed on 2026-12"),
        calendar("a British date", "    closed on 24/12/2026"),
        calendar("a closure that ends before it begins", "    closed from 2026-12-24 to 2026-01-01 \"Christmas closure\""),
        calendar("a closure with a day that does not exist", "    closed from 2026-12-24 to 2026-12-32"),
        calendar("a term that ends before it begins", "    school term from 2027-02-12 to 2027-01-04"),
        calendar("hours that end before they begin", "    open monday to friday from 17:00 to 09:00"),
        calendar("weekdays cut short", "    open mon to fri from 09:00 to 17:00\n    open sat and sun from 10:00 to 12:00"),
        calendar("every weekday", "    open weekdays"),
        calendar("hours that end as they begin", "    open from 09:00 to 09:00"),
        calendar("an hour that does not exist", "    open from 09:00 to 25:00"),
        calendar("a minute that does not exist", "    open from 09:60 to 17:00"),
        calendar("hours in words", "    open from 9am to 5pm"),
        calendar("hours without noughts", "    open from 9:00 to 17:00"),
        calendar("an unknown time zone", "    time zone \"London\""),
        calendar("a misspelt time zone", "    time zone \"Europe/Londn\""),
        calendar("no time zone at all", "    time zone \"wherever we are\""),
        calendar("half a nation", "    closed on bank holidays in england"),
        calendar("a misspelt nation", "    closed on bank holidays in scotlund"),
        calendar("a nation of another kingdom", "    closed on bank holidays in france"),
        calendar("more than a nation", "    closed on bank holidays in england and scotland"),
        calendar("a misspelt weekday", "    open munday to friday"),
        calendar("a weekday cut short", "    open mon to fri"),
        calendar("a weekday twice", "    open monday to friday from 09:00 to 17:00\n    open friday from 09:00 to 16:30"),
        calendar("hours for all days and for some", "    open monday to friday from 09:00 to 17:00\n    open from 09:00 to 16:30"),
        calendar("hours twice", "    open from 09:00 to 17:00\n    open from 09:00 to 16:30"),
        calendar("bank holidays both ways", "    closed on bank holidays in scotland\n    open on bank holidays"),
        calendar("two time zones", "    time zone \"Europe/London\"\n    time zone \"Europe/Dublin\""),
        calendar("a line that says it otherwise", "    works monday to friday"),
        calendar("except bank holidays", "    open monday to friday except bank holidays"),
        calendar("bank holidays alone", "    bank holidays of england and wales"),
        calendar("two things on a line", "    open monday to friday closed on 2026-09-02"),
        policy("a calendar without an end", "calendar working-days \"Days\" {\n    open monday to friday\nrole chair \"Chair\"\n"),
        policy("lines for something else", "role chair \"Chair\" {\n    open monday to friday\n}\n"),
    ]
}

// ── files, editions, rulebooks ───────────────────────────────────────────────────────────────────

fn files() -> Vec<Case> {
    vec![
        several("a file that is not there", &[("policy.rungs", "rungs 1\nimport \"names.rungs\"\n")]),
        several(
            "a file whose name is misspelt",
            &[("policy.rungs", "rungs 1\nimport \"enlgand.rungs\"\n"), ("england.rungs", "rungs 1\n")],
        ),
        several(
            "files in a circle",
            &[
                ("policy.rungs", "rungs 1\nimport \"roles.rungs\"\n"),
                ("roles.rungs", "rungs 1\nimport \"facts.rungs\"\n"),
                ("facts.rungs", "rungs 1\nimport \"policy.rungs\"\n"),
            ],
        ),
        several("a file that imports itself", &[("policy.rungs", "rungs 1\nimport \"policy.rungs\"\n")]),
        several("a file outside", &[("town/policy.rungs", "rungs 1\nimport \"../england.rungs\"\n"), ("england.rungs", "rungs 1\n")]),
        several(
            "a file by its place on one machine",
            &[("policy.rungs", "rungs 1\nimport \"C:\\\\policies\\\\england.rungs\"\nimport \"/policies/england.rungs\"\n")],
        ),
        several(
            "a mistake in an imported file",
            &[("policy.rungs", "rungs 1\nimport \"names.rungs\"\n"), ("names.rungs", "rungs 1\nrolle chair \"Chair\"\n")],
        ),
        policy("two policies", "policy town \"Town\" {\n}\npolicy county \"County\" {\n}\n"),
        policy("stages and no policy", "role chair \"Chair\"\nstage 1 \"Chair\" heard by chair {\n    chair must decide\n}\n"),
        whole("no edition", "policy town \"Town\" {\n}\n"),
        whole("a note before no edition", "// Town's policy\npolicy town \"Town\" {\n}\n"),
        whole("nothing at all", ""),
        whole("only a note", "// to be written\n"),
        whole("an edition of the future", "rungs 2\npolicy town \"Town\" {\n}\n"),
        whole("`rungs` misspelt", "rung 1\npolicy town \"Town\" {\n}\n"),
        whole("`rungs` without a number", "rungs\npolicy town \"Town\" {\n}\n"),
        whole("the edition in words", "rungs one\npolicy town \"Town\" {\n}\n"),
        policy("the edition twice", "rungs 1\npolicy town \"Town\" {\n}\n"),
        whole("a letter", "Dear colleagues,\n\nplease find the policy attached.\n\nKind regards\n"),
        policy("under a policy that is not there", "policy town \"Town\" {\n    under county\n}\n"),
        policy("under itself", "policy town \"Town\" {\n    under town\n}\n"),
    ]
}

fn exceptions() -> Vec<Case> {
    let of = |title: &'static str, exception: &str| {
        policy(title, &format!("policy ours \"Ours\" {{\n}}\n{exception}\nstage 1 \"Chair\" heard by chair {{\n}}\nrole chair \"Chair\"\n"))
    };
    vec![
        of("nobody answers for it", "allow no-review because \"to be settled in 2026\""),
        of("no reason", "allow no-review because \" \" by \"Executive\""),
        of("two who answer for it", "allow no-review because \"so\" by \"Executive\" by \"Board\""),
        of("a misspelt rule", "allow no-reveiw because \"so\" by \"Executive\""),
        of("no place of its own", "allow no-time-limit at next stage because \"so\" by \"Executive\""),
        of("a stage there is not", "allow no-time-limit at stage 4 because \"so\" by \"Executive\""),
        of("a clause nobody has named", "allow weak-duty on telling because \"so\" by \"Executive\""),
        policy("an exception among shared names", "allow no-review because \"so\" by \"Executive\"\nrole chair \"Chair\"\n"),
        policy(
            "a body called like several of a tier",
            "policy ours \"Ours\" {\n}\ntier manager \"Manager\"\nbody managers \"The managers' board\"\nstage 1 \"Managers\" between managers {\n}\n",
        ),
        of("a misspelt name", "allow personal-mailbox on chiar because \"so\" by \"Executive\""),
    ]
}

fn rulebooks() -> Vec<Case> {
    let book = |title: &'static str, rules: &[&str]| {
        policy(
            title,
            &format!(
                "body partnership \"Partnership\"\nfact at-risk \"at risk\" may change\nrulebook town \"Town\" {{\n    {}\n}}\n",
                rules.join("\n    ")
            ),
        )
    };
    let following = |line: &str| {
        format!(
            "policy town \"Town\" {{\n    {line}\n}}\nbody town-partnership \"Partnership\"\nrulebook region \"Region\" {{\n    rule no-dead-end error \"It ends\" {{\n        every path ends in an authority\n    }}\n    rule told error \"It is told\" with stage 4 {{\n        every path notifies town-partnership before that stage\n    }}\n}}\n"
        )
    };
    vec![
        policy("an unknown rulebook, much like another", &following("follows regoin")),
        policy("an unknown rulebook", &following("follows wales")),
        policy("an unknown rule, much like another", &following("follows region with tolld stage 3")),
        policy("an unknown rule", &following("follows region with early-notice stage 3")),
        policy("a value of the wrong kind", &following("follows region with told 3 agencies")),
        policy("a value for a rule that takes none", &following("follows region with no-dead-end stage 3")),
        policy("no value", &following("follows region with told")),
        policy(
            "a rule that refers to a value it does not have",
            "body partnership \"Partnership\"\nrulebook town \"Town\" {\n    rule told error \"Told\" {\n        every path notifies partnership before that stage\n    }\n    rule many error \"Many\" {\n        every panel has at least that many agencies\n    }\n}\n",
        ),
        policy(
            "an unknown requirement",
            "rulebook town \"Town\" {\n    rule speedy error \"Soon\" {\n        every case ends soon\n    }\n}\n",
        ),
        book(
            "a value nothing refers to",
            &["rule told error \"Told\" with stage 4 {\n        every path notifies partnership before stage 3\n    }"],
        ),
        book(
            "two numbers, one value",
            &[
                "rule many error \"Many\" with 3 agencies {\n        every panel has at least that many agencies in a dispute of at most 4 agencies\n    }",
            ],
        ),
        book(
            "a condition in words",
            &["rule told error \"Told\" {\n        when \"it is urgent\", every path notifies partnership\n    }"],
        ),
        book(
            "a rule nothing could break",
            &[
                "rule many error \"Many\" {\n        every panel has at least 0 agencies\n    }",
                "rule small error \"Small\" {\n        no authority is a disputing agency in a dispute of at most 1 agencies\n    }",
                "rule never error \"Never\" {\n        when at-risk and not at-risk, every path notifies partnership\n    }",
            ],
        ),
        book(
            "two rules no panel keeps together",
            &[
                "rule sits error \"On\" {\n        every panel includes every disputing agency\n    }",
                "rule stays-out error \"Off\" {\n        every panel excludes every disputing agency\n    }",
            ],
        ),
        book(
            "a rule that another covers",
            &[
                "rule three error \"Three\" {\n        every panel has at least 3 agencies\n    }",
                "rule five error \"Five\" {\n        every panel has at least 5 agencies\n    }",
                "rule five-again error \"Five\" {\n        every panel has at least 5 agencies\n    }",
            ],
        ),
        book(
            "an agency by itself",
            &["rule lone error \"One\" {\n        every panel has at least 1 neutral agency\n        every stage has a limt\n    }"],
        ),
    ]
}

// ── how documents say it ─────────────────────────────────────────────────────────────────────────

fn strengths() -> Vec<Case> {
    vec![
        clauses("must inform, has to, needs to … the one word", "    chair is required to notify clerk per 2.1"),
        clauses("ought to", "    chair ought to notify clerk per 2.1"),
        clauses("is expected to be", "    managers are obliged to meet per 2.1"),
        clauses("is responsible for", "    chair is responsible for convening the meeting per 2.1"),
        clauses("may wish to", "    managers may wish to consult chair per 2.1"),
        clauses("shall not", "    chair shall not decide per 2.1"),
        clauses("must never", "    chair must never decide per 2.1"),
        clauses("should always", "    managers should always record \"the outcome\" per 2.1"),
        clauses("must ensure that", "    chair must ensure that clerk is notified per 2.1"),
        clauses("two strengths", "    chair must should decide per 2.1"),
        clauses("strength left out", "    chair to notify the clerk per 2.1"),
        clauses("is to", "    chair is to notify clerk per 2.1"),
        clauses("don't", "    don't escalate to stage 2 per 2.1"),
        clauses("need not", "    chair need not decide per 2.1"),
    ]
}

fn turned_round() -> Vec<Case> {
    vec![
        clauses("should be told", "    the clerk should be told by email per 2.1"),
        clauses("must be recorded", "    the outcome must be recorded on childs-file per 2.1"),
        clauses("must be escalated", "    when unresolved, the case must be escalated to stage 2 per 2.1"),
        clauses("by whom", "    clerk must be notified by the chair per 2.1"),
        clauses("a meeting must be held", "    a meeting must be held within 2 working days per 2.1"),
        clauses("send to", "    chair must send the form to the clerk by email per 2.1"),
        clauses("refer on", "    chair must refer social-care the child per 2.1"),
        clauses("whom before the verb", "    chair must clerk notify per 2.1"),
        clauses("who is told, missing, but what", "    chair must notify \"the outcome\" per 2.1"),
        clauses("copy", "    chair must notify clerk with a copy to school per 2.1"),
        clauses("inform about", "    chair must notify clerk of the outcome per 2.1"),
        clauses("notify that", "    chair must notify clerk that the case is open per 2.1"),
    ]
}

fn conditions_in_words() -> Vec<Case> {
    vec![
        clauses("where", "    where looked-after, must notify clerk per 2.1"),
        clauses("once", "    once unresolved, must escalate to stage 2 per 2.1"),
        clauses("in the event of", "    in the event of no answer, must escalate to stage 2 per 2.1"),
        clauses("if unresolved", "    if unresolved, must escalate to stage 2 per 2.1"),
        clauses("if not resolved", "    if not resolved, must escalate to stage 2 per 2.1"),
        clauses("when the problem is not resolved", "    when the problem is not resolved, must escalate to stage 2 per 2.1"),
        clauses("if the matter is complex", "    if the matter is complex, must notify clerk per 2.1"),
        clauses("if the child has been looked after", "    if the child has been looked after, must notify clerk per 2.1"),
        clauses("is not", "    if the child is not looked after, must notify clerk per 2.1"),
        clauses("at the end", "    must notify clerk if looked-after per 2.1"),
        clauses("a moment at the end", "    must escalate to stage 2 when unresolved per 2.1"),
        clauses("before, at the end", "    must notify clerk before stage 2 per 2.1"),
        clauses("deadline first", "    within 2 working days, must notify clerk per 2.1"),
        clauses("if … then", "    if looked-after then must notify clerk per 2.1"),
        clauses("if … and if", "    if looked-after and if urgent, must notify clerk per 2.1"),
        clauses("either or", "    if either looked-after or urgent, must notify clerk per 2.1"),
        clauses("a comma for and", "    if looked-after, urgent, must notify clerk per 2.1"),
        clauses("refuses", "    if chair refuses, must notify clerk per 2.1"),
        clauses("chair does not agree", "    if chair does not agree, must notify clerk per 2.1"),
        clauses("brackets one way", "    if (looked-after or urgent and at-risk), must notify clerk per 2.1"),
        clauses("when looked-after starts", "    when looked-after starts, must notify clerk per 2.1"),
        clauses("after 5 days", "    after 5 working days, must escalate to stage 2 per 2.1"),
        clauses("when 5 days have passed", "    when 5 working days have passed, must escalate to stage 2 per 2.1"),
        clauses("unless and until", "    unless and until resolved, must meet per 2.1"),
        clauses("if no reply within", "    if no reply within 2 days, must escalate to stage 2 per 2.1"),
    ]
}

fn times_in_words() -> Vec<Case> {
    vec![
        clauses("in 3 days", "    chair must decide in 3 days per 2.1"),
        clauses("no later than", "    chair must decide no later than 3 days per 2.1"),
        clauses("straight away", "    must notify clerk straight away per 2.1"),
        clauses("as soon as practicable", "    must notify clerk as soon as practicable per 2.1"),
        clauses("asap", "    must notify clerk asap per 2.1"),
        clauses("a week", "    ends within a week per 2.1"),
        clauses("one working day", "    ends within one working day per 2.1"),
        clauses("business days", "    ends within 2 business days per 2.1"),
        clauses("days without a blank", "    ends within 2days per 2.1"),
        clauses("24hrs", "    ends within 24hrs per 2.1"),
        clauses("2 to 3 days", "    ends within 2 to 3 working days per 2.1"),
        clauses("a reasonable time", "    ends within a reasonable time per 2.1"),
        clauses("half", "    ends within half a day per 2.1"),
        clauses("minutes", "    must notify clerk within 30 minutes per 2.1"),
        clauses("by Friday", "    must notify clerk by Friday per 2.1"),
        clauses("by 5pm", "    must notify clerk by 5pm per 2.1"),
        clauses("of the request", "    must decide within 2 days of the request per 2.1"),
        clauses("of receiving the request", "    must decide within 2 days of receiving the request per 2.1"),
        clauses("from", "    must decide within 2 days from request per 2.1"),
        clauses("brackets round the other length", "    ends within 48 hours (2 working days) per 2.1"),
        clauses("or sooner if needed", "    ends within 2 days or sooner if needed per 2.1"),
        clauses("annually", "    must review \"this policy\" annually per 2.1"),
        clauses("every two years", "    must review \"this policy\" every two years per 2.1"),
        clauses("lasts", "    stage 1 lasts 2 days per 2.1"),
        clauses("must be completed within", "    must be completed within 2 days per 2.1"),
        clauses("time limit", "    time limit 2 days per 2.1"),
        clauses("within 2 working", "    ends within 2 working per 2.1"),
        clauses("no limit", "    ends no limit per 2.1"),
    ]
}

fn verbs() -> Vec<Case> {
    vec![
        clauses("assertive", "    chair must be assertive per 2.1"),
        clauses("respectful and clear", "    managers should be respectful and clear per 2.1"),
        clauses("keep an open mind", "    managers must keep an open mind per 2.1"),
        clauses("ensure", "    chair must ensure the child is safe within 2 days per 2.1"),
        clauses("described", "    managers work together per 2.1"),
        clauses("aim to", "    managers aim to resolve per 2.1"),
        clauses("discuss the matter", "    managers must discuss the matter per 2.1"),
        clauses("have a meeting", "    managers must have a meeting with chair per 2.1"),
        clauses("make a decision", "    chair must make a decision per 2.1"),
        clauses("take to stage", "    when unresolved, must move to stage 2 per 2.1"),
        clauses("escalate the matter to the chair", "    when unresolved, must escalate the matter to the chair per 2.1"),
        clauses("escalate to somebody", "    when unresolved, must escalate to chair per 2.1"),
        clauses("escalate to the next level", "    when unresolved, must escalate to the next level per 2.1"),
        clauses("stage in words", "    when unresolved, must escalate to stage two per 2.1"),
        clauses("stages 1-2", "    when unresolved at stages 1 and 2, must escalate to next stage per 2.1"),
        clauses("raise", "    worker should raise the issue with manager per 2.1"),
        clauses("two verbs", "    chair must decide and notify clerk per 2.1"),
        clauses("two verbs, one of them known otherwise", "    chair must decide and inform clerk per 2.1"),
        clauses("a choice in words", "    chair may either decide or convene clerk per 2.1"),
        clauses("notify twice", "    chair must notify clerk and must notify school per 2.1"),
        clauses("record in the file", "    must record the outcome in the childs-file per 2.1"),
        clauses("write down", "    must write down \"the outcome\" per 2.1"),
        clauses("repeat", "    repeat until the case is resolved per 2.1"),
        clauses("repeat twice", "    repeat twice per 2.1"),
        clauses("close the case", "    chair may close the case per 2.1"),
        clauses("withdraw the case", "    raising agency may withdraw the case per 2.1"),
        clauses("majority vote", "    managers must decide by majority vote per 2.1"),
        clauses("face to face", "    managers must meet face to face per 2.1"),
        clauses("telephone", "    managers must discuss by telephone or e-mail per 2.1"),
        clauses("by fax", "    managers must discuss by fax per 2.1"),
        clauses("a verb misspelt and a name with blanks", "    team leader must notfy clerk per 2.1"),
        clauses("skip", "    may skip to stage 2 per 2.1"),
        clauses("go back", "    must go back to stage 1 per 2.1"),
    ]
}

fn people() -> Vec<Case> {
    vec![
        clauses("the and a", "    the chair must notify a clerk per 2.1"),
        clauses("both the managers", "    both the managers must meet per 2.1"),
        clauses("all managers", "    all managers must meet per 2.1"),
        clauses("their manager", "    managers must notify their own manager per 2.1"),
        clauses("each", "    each manager must meet per 2.1"),
        clauses("the manager who raised it", "    the manager who raised it must notify clerk per 2.1"),
        clauses("a worker who …", "    manager who raised it must notify clerk per 2.1"),
        clauses("manager's", "    must notify the chair's office per 2.1"),
        clauses("and, and", "    must notify chair and clerk and school per 2.1"),
        clauses("ampersand", "    must notify chair & clerk per 2.1"),
        clauses("slash", "    must notify chair/clerk per 2.1"),
        clauses("and/or", "    must notify chair and/or clerk per 2.1"),
        clauses("capitals and blanks", "    Town Partnership must notify clerk per 2.1"),
        clauses("an agency with a blank", "    must notify social care per 2.1"),
        clauses("he or she", "    he must notify clerk per 2.1"),
        clauses("plural misspelt", "    mangers must meet per 2.1"),
        clauses("of, with a list", "    must notify manager of school and social-care per 2.1"),
        clauses("the other manager", "    the other manager must reply per 2.1"),
    ]
}

fn sources() -> Vec<Case> {
    vec![
        clauses("section", "    chair must decide per section 2.1"),
        clauses("para", "    chair must decide per para. 2.1"),
        clauses("brackets", "    chair must decide (2.1)"),
        clauses("no per", "    chair must decide 2.1"),
        clauses("square brackets", "    chair must decide [2.1]"),
        clauses("flow chart", "    chair must decide per flow chart"),
        clauses("a heading without quotes", "    chair must decide per Stage 1"),
        clauses("the introduction", "    chair must decide per the introduction"),
        clauses("a range", "    chair must decide per 2.1 to 2.3"),
        clauses("a dash", "    chair must decide per 2.1-2.3"),
        clauses("twice", "    chair must decide per 2.1 per 2.2"),
        clauses("without a blank", "    chair must decide per2.1"),
        clauses("a colon", "    chair must decide per: 2.1"),
        clauses("table two", "    chair must decide per table two"),
        clauses("page", "    chair must decide per page 4"),
        clauses("item b", "    chair must decide per 2.1(b)"),
        clauses("bullet", "    chair must decide per 2.1 bullet 3"),
        clauses("called with blanks", "    chair must decide per 2.1 called early notice"),
    ]
}

fn marks() -> Vec<Case> {
    vec![
        clauses("a colon after who", "    chair: must decide per 2.1"),
        clauses("a number in front", "    1. chair must decide per 2.1"),
        clauses("a letter in front", "    a) chair must decide per 2.1"),
        clauses("a full stop in the middle", "    chair must decide. per 2.1"),
        clauses("an exclamation mark", "    chair must decide! per 2.1"),
        clauses("a comma too many", "    chair must, notify clerk per 2.1"),
        clauses("a comma before per", "    chair must notify clerk, per 2.1"),
        clauses("a semicolon", "    chair must decide; must notify clerk per 2.1"),
        clauses("a dash for a comma", "    if looked-after - must notify clerk per 2.1"),
        clauses("a question mark", "    chair must decide? per 2.1"),
        clauses("single quotes", "    chair must 'keep calm' per 2.1"),
        clauses("curly single quotes", "    chair must ‘keep calm’ per 2.1"),
        clauses("a note with one slash", "    chair must decide / ask again per 2.1"),
        clauses("a hash for a note", "    # remember to ask"),
        clauses("a quotation mark alone", "    chair must decide \" per 2.1"),
    ]
}

fn headings() -> Vec<Case> {
    vec![
        policy("published by", "policy town \"Town\" {\n    published by town\n}\nbody town \"T\"\n"),
        policy("date", "policy town \"Town\" {\n    date 2026-04-01\n}\n"),
        policy("American date", "policy town \"Town\" {\n    dated April 1, 2026\n}\n"),
        policy("a month in words", "policy town \"Town\" {\n    dated April 2026\n}\n"),
        policy("a year alone", "policy town \"Town\" {\n    dated 2026\n}\n"),
        policy("dots", "policy town \"Town\" {\n    dated 01.04.2026\n}\n"),
        policy("version", "policy town \"Town\" {\n    version 3.1\n}\n"),
        policy("title without quotation marks", "policy town Escalation policy {\n}\n"),
        policy("no short name", "policy \"Escalation policy\" {\n}\n"),
        policy("two words for a name", "policy town council \"Escalation policy\" {\n}\n"),
        policy("applies to", "policy town \"Town\" {\n    applies to all agencies\n}\nagency a1 \"A\"\n"),
        policy("applies, without to", "policy town \"Town\" {\n    applies every agency\n}\n"),
        policy("two publishers", "policy town \"Town\" {\n    publisher town and county\n}\nbody town \"T\"\nbody county \"C\"\n"),
        policy(
            "parts, wrapped, with a slip in the second line",
            "policy town \"Town\" {\n    parts 1.1 to 1.4,\n        flow chart, 2.1\n}\n",
        ),
        policy("parts without and", "policy town \"Town\" {\n    parts 1.1 2.2\n}\n"),
        policy("parts with a dash", "policy town \"Town\" {\n    parts 1.1-1.4\n}\n"),
        policy("parts, through", "policy town \"Town\" {\n    parts 1.1 through 1.4\n}\n"),
        policy("parts of words", "policy town \"Town\" {\n    parts Introduction, Stage 1 and Flowchart\n}\n"),
        policy("parts not included", "policy town \"Town\" {\n    parts flowchart missing\n}\n"),
        policy("follows with a comma", "policy town \"Town\" {\n    follows region, county\n}\n"),
        policy("reading", "policy town \"Town\" {\n    reading day as working day because \"agreed\"\n}\n"),
        policy("reading without a reason", "policy town \"Town\" {\n    reading \"day\" as working day\n}\n"),
        policy("a clause in the heading", "policy town \"Town\" {\n    chair must decide per 2.1\n}\nrole chair \"Chair\"\n"),
        policy("an equals sign", "policy town \"Town\" {\n    version = \"3\"\n}\n"),
        policy("a colon", "policy town \"Town\" {\n    publisher: town\n}\nbody town \"T\"\n"),
        policy("an unknown line", "policy town \"Town\" {\n    author \"Mrs X\"\n}\n"),
    ]
}

fn declarations() -> Vec<Case> {
    vec![
        policy("role with blanks", "role Business Manager \"Business Manager\"\n"),
        policy("three words", "role Independent Reviewing Officer \"IRO\"\n"),
        policy("title without quotation marks", "role chair Independent Chair\n"),
        policy("no short name", "role \"Independent Chair\"\n"),
        policy("no short name, a body", "body \"Town Safeguarding Children Partnership\" is partnership\nbody partnership \"P\"\n"),
        policy("is a", "body town \"Town\" is a partnership\nbody partnership \"P\"\n"),
        policy("belongs to", "role chair \"Chair\" belongs to town\nbody town \"T\"\n"),
        policy("a comma", "role chair \"Chair\", of town\nbody town \"T\"\n"),
        policy("email without quotation marks", "role clerk \"Clerk\" email office@town.example\n"),
        policy("email with a colon", "role clerk \"Clerk\" email: \"office@town.example\"\n"),
        policy("tel", "role clerk \"Clerk\" tel \"01632 960000\"\n"),
        policy("member of", "role clerk \"Clerk\" member of town\nbody town \"T\"\n"),
        policy("members with and missing", "body town \"T\" members school, police\nagency school \"S\"\nagency police \"P\"\n"),
        policy("fact with is", "fact looked-after is \"looked after\"\n"),
        policy("fact means without quotes", "fact looked-after \"looked after\" means in care\n"),
        policy("may change", "fact looked-after \"looked after\" can change\n"),
        policy("until in words", "document guide \"Guide\" until May 2024\n"),
        policy("kept by the school", "file log \"Log\" kept by the school\nagency school \"S\"\n"),
        policy("held by", "file log \"Log\" held by school\nagency school \"S\"\n"),
        policy("deputy", "role vice \"Vice\" deputises for chair\nrole chair \"Chair\"\n"),
        policy("a word rungs does not know", "organisation school \"School\"\n"),
        policy("a brace", "role chair \"Chair\" {\n    of town\n}\n"),
        policy("an underscore", "role vice_chair \"Vice chair\"\n"),
        policy("an apostrophe", "file child's-file \"The child's file\"\n"),
        policy("a slash", "role chair/deputy \"Chair\"\n"),
        policy("two titles", "role chair \"Chair\" \"Deputy\"\n"),
        policy("a reserved word in a longer name", "role lead \"Lead\"\n"),
        policy("agencies in a list", "agency school, health, police\n"),
    ]
}

fn posts() -> Vec<Case> {
    vec![
        policy("a colon", "agency school \"S\"\ntier manager \"Manager\" {\n    school: \"DSL\"\n}\n"),
        policy("eg", "agency school \"S\"\ntier manager \"Manager\" {\n    school eg. \"DSL\"\n}\n"),
        policy("such as", "agency school \"S\"\ntier manager \"Manager\" {\n    school such as \"DSL\"\n}\n"),
        policy("no quotation marks", "agency school \"S\"\ntier manager \"Manager\" {\n    school DSL\n}\n"),
        policy("a name with a blank", "agency social-care \"S\"\ntier manager \"Manager\" {\n    social care \"Team manager\"\n}\n"),
        policy("not stated", "agency school \"S\"\ntier manager \"Manager\" {\n    school not stated\n}\n"),
        policy("n/a", "agency school \"S\"\ntier manager \"Manager\" {\n    school n/a\n}\n"),
        policy(
            "a comma at the end",
            "agency school \"S\"\nagency health \"H\"\ntier manager \"Manager\" {\n    school \"DSL\",\n    health \"Named nurse\"\n}\n",
        ),
        policy("or above", "agency school \"S\"\ntier manager \"Manager\" {\n    school \"Head\" or above\n}\n"),
        policy("a slash between posts", "agency school \"S\"\ntier manager \"Manager\" {\n    school \"Head\" / \"Deputy\"\n}\n"),
        policy("the other way round", "agency school \"S\"\ntier manager \"Manager\" {\n    \"DSL\" school\n}\n"),
        policy(
            "two on a line",
            "agency school \"S\"\nagency health \"H\"\ntier manager \"Manager\" {\n    school \"DSL\" health \"Nurse\"\n}\n",
        ),
        policy("no brace", "agency school \"S\"\ntier manager \"Manager\"\n    school \"DSL\"\n}\n"),
    ]
}

fn stages() -> Vec<Case> {
    vec![
        policy(
            "misspelt word in the heading, and in the stage",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstge 1 \"Managers\" between managers {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "colon",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage 1: \"Managers\" between managers {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "dash",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage 1 - \"Managers\" between managers {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "no title",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage 1 between managers {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "no number",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage \"Managers\" between managers {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "title without quotation marks",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage 1 Managers between managers {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "in words",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage one \"Managers\" between managers {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "a capital and no quotation marks",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nStage 1 Manager to Manager between managers {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "between left out",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage 1 \"Managers\" managers {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "among",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage 1 \"Managers\" among managers {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "between the managers",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage 1 \"Managers\" between the managers {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "between two",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage 1 \"Managers\" between manager to manager {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "decided by",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage 1 \"Chair\" decided by chair {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "heard by the chair",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage 1 \"Chair\" heard by the chair {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "heard, without by",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage 1 \"Chair\" heard chair {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "level",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nlevel 1 \"Managers\" between managers {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "step",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nStep 1 \"Managers\" between managers {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "per before between",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage 1 \"Managers\" per 2.1 between managers {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "within in the heading",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage 1 \"Managers\" between managers within 2 days {\n    must discus per 2.1\n}\n",
        ),
        policy(
            "comma",
            "policy town \"Town\" {\n}\nrole chair \"Chair\"\ntier manager \"Manager\"\nstage 1, \"Managers\", between managers {\n    must discus per 2.1\n}\n",
        ),
    ]
}

fn sections() -> Vec<Case> {
    vec![
        policy("panel without a name", "panel \"Resolution Panel\" {\n    must have 3 agencies\n}\n"),
        policy("panel: three agencies", "panel review \"Panel\" {\n    must have 3 agencies\n}\n"),
        policy("a number in words", "panel resolution-panel \"Panel\" {\n    must have three agencies\n}\n"),
        policy("consist of", "panel resolution-panel \"Panel\" {\n    must consist of \"senior officers\" from 3 agencies\n}\n"),
        policy("a minimum of", "panel resolution-panel \"Panel\" {\n    must have a minimum of 3 agencies\n}\n"),
        policy("chaired by", "panel resolution-panel \"Panel\" {\n    chaired by chair\n}\nrole chair \"Chair\"\n"),
        policy("must be chaired", "panel resolution-panel \"Panel\" {\n    must be chaired by the chair\n}\nrole chair \"Chair\"\n"),
        policy("drawn from the", "panel resolution-panel \"Panel\" {\n    must be drawn from the executive\n}\nbody executive \"E\"\n"),
        policy("include the agencies", "panel resolution-panel \"Panel\" {\n    must include the disputing agencies\n}\n"),
        policy("by a majority", "panel resolution-panel \"Panel\" {\n    must decide by a majority\n}\n"),
        policy("form asks without quotes", "form escalation-form \"Form\" {\n    asks name and post\n}\n"),
        policy("form with a list", "form escalation-form \"Form\" {\n    \"name\"\n    \"post\"\n}\n"),
        policy(
            "route when",
            "route harm \"Harm\" when at-risk alongside {\n    must refer \"the child\" to chair\n}\nfact at-risk \"at risk\"\nrole chair \"Chair\"\n",
        ),
        policy(
            "route if the child is",
            "route harm \"Harm\" if the child is at risk alongside {\n    must refer \"the child\" to chair\n}\nfact at-risk \"at risk\"\nrole chair \"Chair\"\n",
        ),
        policy(
            "route without title",
            "route harm if at-risk {\n    must refer \"the child\" to chair\n}\nfact at-risk \"at risk\"\nrole chair \"Chair\"\n",
        ),
        policy("throughout misspelt", "throughtout {\n    must recrod \"it\"\n}\n"),
        policy("throughout with a title", "throughout \"All stages\" {\n    must recrod \"it\"\n}\n"),
        policy("background without quotation marks", "background {\n    Why we have this policy per 1.1\n    \"Scope\" per 1.2\n}\n"),
        policy("background with a comma", "background {\n    \"Why we have this policy\", per 1.1\n}\n"),
        policy("background, per first", "background {\n    1.1 \"Why we have this policy\"\n}\n"),
        policy("background, misspelt per", "background {\n    \"Why we have this policy\" pre 1.1\n}\n"),
        policy("upkeep: reviewed", "upkeep {\n    this policy must be reviewed every 2 years per 5.1\n}\n"),
        policy("upkeep: every year", "upkeep {\n    must review \"this policy\" every year per 5.1\n}\n"),
        policy("a review outside", "policy town \"Town\" {\n}\nmust review \"this policy\" every 2 years per 5.1\n"),
        policy("a choice without do", "throughout {\n    may one of {\n        meet\n        decide\n    }\n}\n"),
        policy("a choice with commas", "throughout {\n    may do one of {\n        meet,\n        decide\n    }\n}\n"),
        policy(
            "a choice with two slips",
            "throughout {\n    may do one of {\n        meat\n        discuss by fone\n    }\n    must recrod \"it\"\n}\n",
        ),
        policy("a choice never closed", "throughout {\n    may do one of {\n        meet\n        decide\n}\n"),
        policy("allow without because", "allow no-review \"later\"\n"),
        policy("allow with an unknown word", "allow no-review since \"later\"\n"),
        policy("import without quotation marks", "import england.rungs\n"),
        policy("import two", "import \"a.rungs\", \"b.rungs\"\n"),
        policy("include", "include \"england.rungs\"\n"),
    ]
}

fn rules() -> Vec<Case> {
    vec![
        policy(
            "severity left out",
            "rulebook town \"Town\" {\n    rule told \"Told\" {\n        every path ends in an authority\n    }\n}\n",
        ),
        policy(
            "severity in another word",
            "rulebook town \"Town\" {\n    rule told serious \"Told\" {\n        every path ends in an authority\n    }\n}\n",
        ),
        policy("title left out", "rulebook town \"Town\" {\n    rule told error {\n        every path ends in an authority\n    }\n}\n"),
        policy(
            "value without with",
            "body b \"B\"\nrulebook town \"Town\" {\n    rule told error \"Told\" stage 4 {\n        every path notifies b before that stage\n    }\n}\n",
        ),
        policy(
            "three agencies in words",
            "rulebook town \"Town\" {\n    rule told error \"Told\" with three agencies {\n        every panel has at least that many agencies\n    }\n}\n",
        ),
        policy("all paths", "rulebook town \"Town\" {\n    rule told error \"Told\" {\n        all paths end in an authority\n    }\n}\n"),
        policy(
            "ends with",
            "rulebook town \"Town\" {\n    rule told error \"Told\" {\n        every path ends with an authority\n    }\n}\n",
        ),
        policy(
            "notify",
            "body b \"B\"\nrulebook town \"Town\" {\n    rule told error \"Told\" {\n        every path informs b before stage 3\n    }\n}\n",
        ),
        policy(
            "no brace",
            "rulebook town \"Town\" {\n    rule told error \"Told\"\n        every path ends in an authority\n    rule other error \"Other\" {\n        every path ends in an authority\n    }\n}\n",
        ),
        policy(
            "two slips in two rules",
            "rulebook town \"Town\" {\n    rule told eror \"Told\" {\n        every path ends in an authority\n    }\n    rule other error \"Other\" {\n        every path endz in an authority\n    }\n}\n",
        ),
    ]
}

// ── from a word processor ────────────────────────────────────────────────────────────────────────

const PASTED: &str = "\u{FEFF}Rungs 1\r\n\r\nPolicy town “Escalation policy” {\r\n\u{F0B7}\tParts 1.1\u{A0}to 1.4.\r\n}\r\nBody town\u{2011}partnership “Town Partnership”;\r\nRole chair “Chair” of town\u{2011}partnership\r\nTier manager “Manager”\r\n\r\nStage 1 “Managers” between managers per 1.1 {\r\n•\tRaising manager must discuss “the child’s plan” with receiving manager by phone or email per 1.1.\r\n•\tEnds within 2\u{A0}working days per 1.2;\r\n– When unresolved, raising manager should escalate to stage\u{A0}2 per 1.3.\r\n}\r\nStage 2 “The chair” heard by chair {\r\n*\tChair must decide per 1.4.\r\n}\r\n";

fn pasted() -> Vec<Case> {
    let mistaken = PASTED
        .replace("must discuss", "must disscuss")
        .replace("2\u{A0}working days", "2\u{A0}workings days")
        .replace("Chair must decide", "Chiar must decide");
    vec![whole("as it came: nothing to mend", PASTED), whole("with three mistakes", &mistaken)]
}

#[test]
fn a_pasted_text_is_as_good_as_a_typed_one() {
    let counts: Vec<usize> = pasted().iter().map(|case| case.messages().1.len()).collect();
    assert_eq!(counts, [0, 3]);
}

// ── every kind of message is shown ───────────────────────────────────────────────────────────────

fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display())) {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The names of all messages the library can give.
fn names_in_the_source() -> BTreeSet<String> {
    let mut files = Vec::new();
    rust_files(&in_repository("src"), &mut files);
    let mut names = BTreeSet::new();
    // Those of settings and of exceptions that have run out are no messages about a text: tests/settings.rs and tests/accepted.rs.
    files.retain(|file| !file.components().any(|part| part.as_os_str() == "config") && !file.ends_with("verify/accepted.rs"));
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        for start in ["Diagnostic::error(", "Diagnostic::warning("] {
            for call in text.split(start).skip(1) {
                let name = call.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
                names.insert(name.unwrap_or_else(|| panic!("{}: a message whose name is not written out", file.display())).to_owned());
            }
        }
    }
    names
}

#[test]
fn every_kind_of_message_has_a_case() {
    let names = names_in_the_source();
    assert!(names.len() > 20, "{names:?}");
    let shown: BTreeSet<String> = every_case().iter().flat_map(|case| case.messages().1).map(|found| found.name.to_owned()).collect();
    let missing: Vec<&String> = names.difference(&shown).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
    assert!(shown.is_subset(&names), "{shown:?}");
}

// ── one slip anywhere in a real policy ───────────────────────────────────────────────────────────

/// The words, quoted texts and marks of a text outside its comments, as byte ranges.
fn pieces(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        } else if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        } else if c == '"' {
            rest[1..].find('"').map_or(rest.len(), |end| end + 2)
        } else if c.is_alphanumeric() {
            rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.'))).unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        pieces.push(at..at + length);
        at += length;
    }
    pieces
}

/// One slip of the pen at one piece, with the name of its kind.
fn slips(text: &str, pieces: &[std::ops::Range<usize>], at: usize) -> Vec<(&'static str, String)> {
    let here = &pieces[at];
    let piece = &text[here.clone()];
    let with = |new: &str| format!("{}{new}{}", &text[..here.start], &text[here.end..]);
    let mut slips = vec![("left out", with("")), ("written twice", with(&format!("{piece} {piece}")))];
    if let Some(next) = pieces.get(at + 1) {
        let between = &text[here.end..next.start];
        let swapped = format!("{}{between}{piece}", &text[next.clone()]);
        slips.push(("swapped with the next", format!("{}{swapped}{}", &text[..here.start], &text[next.end..])));
    }
    let letters: Vec<char> = piece.chars().collect();
    if letters.len() > 2 && letters.iter().all(|c| c.is_alphabetic() || *c == '-') {
        let middle = letters.len() / 2;
        let doubled: String = letters.iter().enumerate().flat_map(|(n, c)| if n == middle { vec![*c, *c] } else { vec![*c] }).collect();
        let mut crossed = letters.clone();
        crossed.swap(middle - 1, middle);
        slips.push(("a letter twice", with(&doubled)));
        slips.push(("two letters crossed", with(&crossed.iter().collect::<String>())));
        slips.push(("a letter short", with(&letters[..letters.len() - 1].iter().collect::<String>())));
    } else if piece.len() > 1 && piece.ends_with('"') {
        slips.push(("a quotation mark short", with(&piece[..piece.len() - 1])));
    }
    slips
}

#[test]
fn one_slip_is_about_one_message_at_its_place() {
    /// Every how many pieces a slip is made.
    const STEP: usize = 7;
    /// Of a hundred misspelt words, how many the messages must guess; to be raised as they learn.
    const GUESSED: u32 = 90;
    let text = std::fs::read_to_string(in_repository("policies/bromley.rungs")).expect("the policy is there").replace("\r\n", "\n");
    let shared = std::fs::read_to_string(in_repository("policies/england.rungs")).expect("the vocabulary is there");
    let pieces = pieces(&text);
    let (mut tried, mut noticed, mut messages, mut near) = (0u32, 0u32, 0u32, 0u32);
    let (mut misspelt, mut guessed) = (0u32, 0u32);
    let mut many = Vec::new();
    for at in (0..pieces.len()).step_by(STEP) {
        for (kind, slipped) in slips(&text, &pieces, at) {
            tried += 1;
            let line = text[..pieces[at].start].lines().count().max(1) as u32;
            let case = format!("line {line}, `{}` {kind}", &text[pieces[at].clone()]);
            let files = MemoryFiles::new([("policy.rungs", slipped.as_str()), ("england.rungs", shared.as_str())]);
            let mut project = Project::new(&files, "");
            let file = project.load(Path::new("policy.rungs")).expect("it is there");
            let found = project.parsed(file).diagnostics.clone();
            let resolved = project.resolve(file).diagnostics;
            for diagnostic in &resolved {
                assert_plain(diagnostic, &case);
            }
            if kind.contains("letter") && !resolved.is_empty() {
                let meant = format!("`{}`", text[pieces[at].clone()].to_lowercase());
                let end = pieces[at].end + slipped.len() - text.len();
                let written_now = format!("`{}`", slipped[pieces[at].start..end].to_lowercase());
                misspelt += 1;
                if resolved.iter().any(|found| found.labels[0].text.contains(&meant) || found.labels[0].text.contains(&written_now)) {
                    guessed += 1;
                } else {
                    many.push(format!("not guessed: {case}\n{}", written(&project.sources, &resolved[0])));
                }
            }
            let Some(first) = found.first() else { continue };
            noticed += 1;
            messages += found.len() as u32;
            let start = project.sources.start(first.span()).line;
            let end = project.sources.end(first.span()).line;
            if found.iter().any(|found| project.sources.start(found.span()).line.abs_diff(line) <= 2) {
                near += 1;
            } else {
                many.push(format!("far ({start} to {end}): {case}\n{}", written(&project.sources, first)));
            }
            if found.len() > 1 {
                let all: Vec<String> = found.iter().map(|found| written(&project.sources, found)).collect();
                many.push(format!("{} messages: {case}\n{}", found.len(), all.concat()));
            }
        }
    }
    let average = f64::from(messages) / f64::from(noticed.max(1));
    let tally = format!(
        "{tried} slips, {noticed} noticed by reading alone, {average:.2} messages each, {near} with one near the slip; {guessed} of {misspelt} misspelt words guessed"
    );
    // What was said where it was more than one message, far from the slip, or no help with a misspelt word.
    let report = Path::new(env!("CARGO_TARGET_TMPDIR")).join("slips.txt");
    std::fs::write(&report, format!("{tally}\n\n{}", many.join("\n"))).expect("the folder for such files is there");
    assert!(tried >= 400 && noticed * 3 > tried, "{tally}: see {}", report.display());
    assert!(average <= 1.2, "{tally}: see {}", report.display());
    assert!(near * 20 >= noticed * 19, "{tally}: see {}", report.display());
    assert!(guessed * 100 >= misspelt * GUESSED, "{tally}: see {}", report.display());
}
