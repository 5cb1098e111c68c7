//! Every rule on policies that break it, keep it, or leave it open; its page; and what the published policies come to.
//!
//! A new case is a new file: `tests/rules/<rule>/<verdict>-<anything>.rungs`, with a first line that says what in it
//! breaks or keeps the rule. `bad-1` and `good-1` are shown on the rule's page. `RUNGS_BLESS=1` lays new files out
//! and writes the pages under `docs/rules/` and the tables under `tests/expected/` afresh.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rungs::graph::StageGraph;
use rungs::model::{Date, Policy};
use rungs::project::{DiskFiles, Project};
use rungs::rules::{RULES, pages};
use rungs::source::{Sources, Span};
use rungs::syntax::format;
use rungs::verify::{Finding, Report, Verdict, check};

// ── help ─────────────────────────────────────────────────────────────────────────────────────────

fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn blessing() -> bool {
    std::env::var_os("RUNGS_BLESS").is_some_and(|bless| bless == "1")
}

/// The names in a folder, in order.
fn names_in(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(in_repository(folder)).unwrap_or_else(|why| panic!("{folder}: {why}"));
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("a readable folder").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn read(path: &str) -> String {
    std::fs::read_to_string(in_repository(path)).unwrap_or_default().replace("\r\n", "\n")
}

/// Compares a written file with what it should be; blessing writes it.
fn assert_fresh(path: &str, now: &str) {
    if read(path) == now {
        return;
    }
    assert!(blessing(), "{path} is stale: run `RUNGS_BLESS=1 cargo test --test rules`, then read what has changed");
    let file = in_repository(path);
    std::fs::create_dir_all(file.parent().expect("it lies in a folder")).expect("the folder can be made");
    std::fs::write(file, now).unwrap_or_else(|why| panic!("{path}: {why}"));
}

/// Every rule there is, with its page, and so with its folder of examples.
fn rule_names() -> Vec<String> {
    pages().into_iter().map(|page| page.name).collect()
}

fn with_policy<T>(path: &str, then: impl FnOnce(&Policy, &StageGraph, &Sources) -> T) -> T {
    let path = in_repository(path);
    let mut project = Project::new(&DiskFiles, in_repository(""));
    let file = project.load(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let resolved = project.resolve(file);
    let problems: Vec<String> =
        resolved.diagnostics.iter().map(|found| format!("{} {}", place(&project.sources, found.span()), found.message)).collect();
    assert!(problems.is_empty(), "{} has problems with its text:\n{}", path.display(), problems.join("\n"));
    let policy = resolved.policy.unwrap_or_else(|| panic!("{} holds no policy", path.display()));
    then(&policy, &StageGraph::new(&policy), &project.sources)
}

fn place(sources: &Sources, span: Span) -> String {
    let at = sources.start(span);
    format!("{}:{}", at.line, at.column)
}

// ── examples of every rule ───────────────────────────────────────────────────────────────────────

/// One policy of a rule, with the verdict its name gives it.
struct Fixture {
    rule: String,
    name: String,
    verdict: Verdict,
}

impl Fixture {
    fn path(&self) -> String {
        format!("tests/rules/{}/{}", self.rule, self.name)
    }

    fn text(&self) -> String {
        read(&self.path())
    }

    /// Whether it needs the solver, which this build may not have.
    fn can_be_decided(&self) -> bool {
        cfg!(feature = "solver") || !self.name.ends_with("-solver.rungs")
    }
}

/// The verdict a file is named for.
fn named_verdict(name: &str) -> Option<Verdict> {
    [
        ("bad-", Verdict::Broken),
        ("good-", Verdict::Holds),
        ("advice-", Verdict::Advice),
        ("undetermined-", Verdict::Undetermined),
        ("does-not-apply-", Verdict::DoesNotApply),
    ]
    .into_iter()
    .find(|(prefix, _)| name.starts_with(prefix) && name.ends_with(".rungs"))
    .map(|(_, verdict)| verdict)
}

fn fixtures() -> Vec<Fixture> {
    let mut all = Vec::new();
    for rule in names_in("tests/rules") {
        for name in names_in(&format!("tests/rules/{rule}")) {
            let verdict = named_verdict(&name).unwrap_or_else(|| {
                panic!("tests/rules/{rule}/{name} is not named for a verdict: bad-, good-, advice-, undetermined- or does-not-apply-")
            });
            all.push(Fixture { rule: rule.clone(), name, verdict });
        }
    }
    all
}

#[test]
fn every_rule_has_examples_and_every_folder_is_a_rules() {
    assert_eq!(names_in("tests/rules"), rule_names());
    let mut counted: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for fixture in fixtures() {
        let (bad, good) = counted.entry(fixture.rule).or_default();
        *bad += usize::from(fixture.verdict == Verdict::Broken);
        *good += usize::from(fixture.verdict == Verdict::Holds);
    }
    for (rule, (bad, good)) in counted {
        assert!(bad >= 2 && good >= 2, "{rule} has {bad} policies that break it and {good} that keep it; it needs two of each");
    }
}

#[test]
fn every_fixture_opens_with_what_it_shows() {
    for fixture in fixtures() {
        let text = fixture.text();
        let mut lines = text.lines();
        let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        let sentence = first.strip_prefix("// ").is_some_and(|said| said.ends_with('.') && !said.trim_end_matches('.').contains(". "));
        assert!(sentence && second == "rungs 1", "{} should open with one sentence after `//`, then `rungs 1`", fixture.path());
        // What a policy is weaker than cannot stand in the same file.
        let alone = fixture.rule == "weaker-than-parent" || !text.contains("\nimport ");
        assert!(alone, "{} should stand alone", fixture.path());
    }
}

#[test]
fn every_fixture_is_laid_out() {
    for fixture in fixtures() {
        let mut sources = Sources::new();
        let text = fixture.text();
        let file = sources.add("fixture.rungs", text.as_str());
        let parsed = rungs::syntax::parse(&sources, file);
        let laid_out = format(&sources, &parsed)
            .unwrap_or_else(|| panic!("{} cannot be read: {:?}", fixture.path(), parsed.diagnostics.first().map(|found| &found.message)));
        assert_fresh(&fixture.path(), &laid_out);
    }
}

#[test]
fn every_fixture_has_the_verdict_it_is_named_for() {
    let mut wrong = Vec::new();
    for fixture in fixtures().into_iter().filter(Fixture::can_be_decided) {
        let found = with_policy(&fixture.path(), |policy, graph, _| {
            let report = check(policy, graph, None);
            report
                .rule(&fixture.rule)
                .unwrap_or_else(|| panic!("{} is not checked in {}: does the policy follow the rulebook?", fixture.rule, fixture.path()))
                .clone()
        });
        let explained = found.findings.is_empty() == matches!(found.verdict, Verdict::Holds | Verdict::DoesNotApply);
        if found.verdict != fixture.verdict {
            wrong.push(format!("{}: {} expected, {} found", fixture.path(), fixture.verdict.words(), found.verdict.words()));
        } else if !explained {
            wrong.push(format!("{}: {} with {} findings", fixture.path(), found.verdict.words(), found.findings.len()));
        }
    }
    assert!(wrong.is_empty(), "{} fixtures are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What a rule's findings say, beside the policies they are about: to be read aloud.
#[test]
fn findings_read_well() {
    let mut by_rule: BTreeMap<String, Vec<Fixture>> = BTreeMap::new();
    for fixture in fixtures() {
        by_rule.entry(fixture.rule.clone()).or_default().push(fixture);
    }
    for (rule, fixtures) in by_rule {
        // A build without the solver has other verdicts where it is needed.
        if !cfg!(feature = "solver") && fixtures.iter().any(|fixture| !fixture.can_be_decided()) {
            continue;
        }
        let shown: Vec<String> = fixtures.iter().map(shown).collect();
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(rule, shown.join("\n"));
        });
    }
}

/// A fixture with what is found in it; of one in which nothing is found, the first line.
fn shown(fixture: &Fixture) -> String {
    let text = fixture.text();
    let (verdict, findings) = with_policy(&fixture.path(), |policy, graph, sources| {
        let report = check(policy, graph, None);
        let found = report.rule(&fixture.rule).expect("the rule is checked").clone();
        let findings: Vec<String> = found.findings.iter().map(|finding| finding_shown(finding, policy, sources)).collect();
        (found.verdict, findings)
    });
    let mut out = format!("════ {}: {} ════\n", fixture.name.trim_end_matches(".rungs"), verdict.words());
    if findings.is_empty() {
        let _ = writeln!(out, "{}", text.lines().next().unwrap_or_default());
        return out;
    }
    for (number, line) in text.lines().enumerate() {
        let _ = writeln!(out, "{:>3} {line}", number + 1);
    }
    for finding in findings {
        let _ = write!(out, "\n{finding}");
    }
    out
}

fn finding_shown(finding: &Finding, policy: &Policy, sources: &Sources) -> String {
    let mut out = format!("{}\n", finding.message);
    for label in &finding.labels {
        let words: Vec<&str> = sources.text(label.span).split_whitespace().collect();
        let _ = writeln!(out, "  at {} {}\n      {}", place(sources, label.span), words.join(" "), label.text);
    }
    if let Some(story) = &finding.story {
        let _ = writeln!(out, "  the case:");
        for line in &story.lines {
            let at = if line.place.is_empty() { String::new() } else { format!(" ({})", line.place) };
            let on = if line.on.is_empty() { String::new() } else { format!("{}: ", line.on) };
            let _ = writeln!(out, "    {on}{}{at}", line.text);
        }
        let _ = writeln!(out, "    never done: {}", story.never_done);
    }
    if !finding.advice.is_empty() {
        let advice: Vec<&str> = finding.advice.iter().map(|clause| policy.clause(*clause).id.as_str()).collect();
        let _ = writeln!(out, "  rests on the advice: {}", advice.join(", "));
    }
    for hole in &finding.holes {
        let _ = writeln!(out, "  not stated: {}\n    keeps the rule: {}\n    breaks it: {}", hole.what, hole.keeps, hole.breaks);
    }
    let _ = writeln!(out, "  help: {}", finding.help);
    out
}

/// What has ended depends on the day: before the day, nothing has.
#[test]
fn a_reference_is_superseded_from_its_day_on() {
    let on = |day: &str| {
        with_policy("tests/rules/superseded-reference/bad-1.rungs", |policy, graph, _| {
            check(policy, graph, Date::parse(day)).rule("superseded-reference").map(|found| found.verdict)
        })
    };
    assert_eq!(on("2023-11-30"), Some(Verdict::Holds));
    assert_eq!(on("2024-01-01"), Some(Verdict::Broken));
}

// ── pages ────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn every_page_is_written() {
    let pages = pages();
    let mut kept: BTreeSet<String> = BTreeSet::from(["README.md".to_owned()]);
    for page in &pages {
        assert!(page.text.starts_with("Holds iff "), "the page of {} should open with `Holds iff`", page.name);
        assert!(page.text.contains("\n## Why it matters\n"), "the page of {} should say why it matters", page.name);
        assert!(!page.breaks.is_empty() && !page.keeps.is_empty(), "the page of {} shows no policies", page.name);
        assert_fresh(&format!("docs/rules/{}.md", page.name), &page.markdown());
        kept.insert(format!("{}.md", page.name));
    }
    assert_fresh("docs/rules/README.md", &index());
    let written: BTreeSet<String> = names_in("docs/rules").into_iter().collect();
    assert_eq!(written, kept, "docs/rules holds a page of a rule there is not");
}

/// The index of the pages.
fn index() -> String {
    let mut out = String::from(
        "# Rules\n\n\
         Every policy is checked for the rules of the first table. Those of the second are in the rulebook `england`, in\n\
         `policies/england.rungs`: a policy takes them on with `follows england`. What the verdicts mean is the same for all:\n\n\
         - **holds**: in every case, whatever anybody chooses, provided that everybody does what they must;\n\
         - **holds if advice is followed**: only if every `should` is kept too;\n\
         - **broken**: some case breaks it even so, and the finding tells it;\n\
         - **undetermined**: what the policy leaves unsaid decides it;\n\
         - **gave up**: the question was too large to answer;\n\
         - **does not apply**: nothing in the policy is of the kind the rule speaks about.\n",
    );
    for (heading, rulebook) in [("Every ladder", false), ("The rulebook `england`", true)] {
        let _ = write!(out, "\n## {heading}\n\n| rule | by default | what it asks |\n| --- | --- | --- |\n");
        for page in pages().iter().filter(|page| page.kept_in.contains("rulebook") == rulebook) {
            let _ = writeln!(out, "| [{name}]({name}.md) | {} | {} |", page.severity.word(), page.title, name = page.name);
        }
    }
    out
}

/// The rulebook's own rules have a page each, and the page says what the rulebook says.
#[test]
fn pages_agree_with_the_rulebook() {
    let pages = pages();
    let in_book = with_policy("policies/model.rungs", |policy, _, _| {
        let book = policy.rulebooks.iter().find(|book| book.name == "england").expect("the model follows england");
        book.rules.iter().map(|rule| (rule.name.clone(), rule.title.clone(), rule.severity)).collect::<BTreeSet<_>>()
    });
    let built_in: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    let of_book = pages.iter().filter(|page| !built_in.contains(page.name.as_str()));
    assert_eq!(of_book.map(|page| (page.name.clone(), page.title.clone(), page.severity)).collect::<BTreeSet<_>>(), in_book);
}

/// A rule is a file of its name; every such file is a rule.
#[test]
fn every_rule_file_is_registered() {
    let files: Vec<String> = names_in("src/rules")
        .into_iter()
        .filter_map(|name| name.strip_suffix(".rs").map(|stem| stem.replace('_', "-")))
        .filter(|name| name != "mod" && name != "pages")
        .collect();
    let registered: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(registered, files);
    let texts: Vec<String> =
        names_in("src/rules/england").into_iter().filter_map(|name| name.strip_suffix(".md").map(str::to_owned)).collect();
    let built_in: BTreeSet<&str> = registered.into_iter().collect();
    assert_eq!(rule_names().into_iter().filter(|name| !built_in.contains(name.as_str())).collect::<Vec<_>>(), texts);
}

// ── the published policies ───────────────────────────────────────────────────────────────────────

const PUBLISHED: [&str; 5] = ["bromley", "havering", "croydon", "barnsley", "ready-steady-grow"];

/// What the published policies come to, a letter for each of them in order: H holds, A holds if advice is followed,
/// B broken, U undetermined, – does not apply. Found by reading the documents; blessing cannot change it.
const DECIDED: &[(&str, &str)] = &[
    ("ends-in-authority", "A B B B A"),
    ("nobody-must-decide", "B B B B B"),
    ("authority-is-party", "B B B B B"),
    ("no-stand-in", "B B B B B"),
    ("panel-cannot-form", "B B – – H"),
    ("panel-too-small", "H H – – A"),
    ("panel-omits-disputant", "H H – – B"),
    ("told-too-late", "A B A B B"),
    ("no-time-limit", "H B H B U"),
    ("practitioners-too-slow", "H A B U A"),
    ("ladder-too-slow", "U B B U U"),
    ("limits-do-not-add-up", "– – – – U"),
    ("ambiguous-day", "B H H – H"),
    ("no-immediate-risk-route", "H B A B B"),
    ("risk-route-returns-to-party", "B – B B –"),
    ("sources-disagree", "B B B U –"),
    ("personal-mailbox", "H B H – –"),
    ("superseded-reference", "B B B H B"),
    ("no-review", "B B B B H"),
    ("silence-not-covered", "A B B B B"),
    ("conditional-recipient-missed", "B B B B B"),
    ("stage-not-recorded", "H H A A H"),
    ("originator-not-told", "H H A B B"),
    ("interim-position-unstated", "B B B B B"),
    ("weaker-than-parent", "– – – – B"),
];

fn report(policy: &str) -> Report {
    with_policy(&format!("policies/{policy}.rungs"), |policy, graph, _| check(policy, graph, None))
}

#[test]
fn the_published_policies_come_to_what_their_documents_say() {
    let reports = PUBLISHED.map(report);
    let mut wrong = Vec::new();
    for &(rule, wanted) in DECIDED {
        let found: Vec<String> = reports
            .iter()
            .map(|report| report.rule(rule).map_or("not checked".into(), |found| found.verdict.letter().to_string()))
            .collect();
        if found.join(" ") != wanted {
            wrong.push(format!("{rule}: {wanted} expected, {} found", found.join(" ")));
        }
    }
    assert!(wrong.is_empty(), "in the order {}:\n{}", PUBLISHED.join(", "), wrong.join("\n"));
}

/// A policy to start from must keep every rule.
#[test]
fn the_model_policy_keeps_every_rule() {
    let report = report("model");
    let broken: Vec<(&str, &str)> = report
        .rules
        .iter()
        .filter(|found| found.verdict != Verdict::Holds)
        // A partnership's policy has none above it.
        .filter(|found| (found.rule.as_str(), found.verdict) != ("weaker-than-parent", Verdict::DoesNotApply))
        .map(|found| (found.rule.as_str(), found.verdict.words()))
        .collect();
    assert_eq!(broken, []);
    assert_eq!(report.rules.len(), pages().len());
}

/// The whole table, one file a policy, so that a change of the checker shows as a change of these files.
#[test]
fn expected_verdicts_are_fresh() {
    let mut kept = BTreeSet::new();
    for name in PUBLISHED.into_iter().chain(["model"]) {
        let mut rules: Vec<(String, char)> = report(name).rules.into_iter().map(|found| (found.rule, found.verdict.letter())).collect();
        rules.sort();
        let lines: Vec<String> = rules.into_iter().map(|(rule, letter)| format!("{letter} {rule}\n")).collect();
        assert_fresh(&format!("tests/expected/{name}.txt"), &lines.concat());
        kept.insert(format!("{name}.txt"));
    }
    let written: BTreeSet<String> = names_in("tests/expected").into_iter().collect();
    assert_eq!(written, kept, "tests/expected holds a table of a policy there is not");
}
