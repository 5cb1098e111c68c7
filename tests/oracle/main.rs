//! The checker against an oracle: small made-up policies, every rule of which is decided a second time by plain
//! enumeration, from nothing but the compiled document.
//!
//! Only this file knows rungs: it compiles the text, hands the document over, and compares.

#![allow(clippy::unwrap_used, clippy::print_stdout, unreachable_pub)]

#[path = "../common/mod.rs"]
mod common;

mod beforehand;
mod calendar;
mod cases;
mod clauses;
mod judge;
mod ladder;
mod last_words;
mod levels;
mod panels;
mod papers;
mod parties;
mod policy;
mod routes;
mod says;
mod skips;
mod sources;
mod tells;
mod times;
mod total;
mod verdict;
mod visits;
mod ways;
mod whole;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use common::plan::Plan;
use common::strategies::{RICH, ROUND, Reach, SMALL, TIED, plan};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use rungs::emit::json;
use rungs::graph::StageGraph;
use rungs::verify::check;
use verdict::Verdict;

/// What is counted where the oracle has too much to go through, or does not know the rule.
const NOT_ASKED: &str = "not asked";

/// How often each verdict of each rule came up.
type Table = BTreeMap<String, BTreeMap<&'static str, u32>>;

/// The compiled document of a text that has to be a policy without mistakes.
fn document(text: &str) -> String {
    common::with_text(text, |policy, diagnostics, sources| {
        let policy = policy.unwrap_or_else(|| panic!("this should be a policy:\n{text}\n{}", common::messages(diagnostics, sources)));
        let graph = StageGraph::new(policy);
        let report = check(policy, &graph, common::day());
        let mut document = json::compile(policy, &graph, &report, sources);
        document.as_of = common::day().map(|day| day.to_string());
        document.to_json()
    })
}

/// How rungs and the oracle differ about a policy: what is alike in policies that differ in the same way, and the rest.
type Difference = (String, String);

/// Compares every rule of a policy: what the oracle came to, by rule (nothing where it is not asked), or every difference.
fn compare(text: &str) -> Result<Vec<(String, Option<Verdict>)>, Vec<Difference>> {
    let policy = policy::Policy::read(&document(text)).map_err(|why| vec![("the document cannot be read".to_owned(), why.to_string())])?;
    let ladder = ladder::Ladder::new(&policy);
    let mut came_to = Vec::new();
    let mut different: Vec<Difference> =
        ladder.wrongly_listed().into_iter().map(|wrong| ("the document: wrongly listed".to_owned(), wrong)).collect();
    for found in &policy.verdicts {
        let Some(judged) = judge::judge(&ladder, &found.name) else {
            came_to.push((found.name.clone(), None));
            continue;
        };
        match difference(found, &judged) {
            Some((kind, more)) => different.push((format!("{}: {kind}", found.name), more)),
            None if found.verdict == Verdict::GaveUp.word() => came_to.push((found.name.clone(), Some(Verdict::GaveUp))),
            None => came_to.push((found.name.clone(), Some(judged.verdict))),
        }
    }
    if different.is_empty() { Ok(came_to) } else { Err(different) }
}

fn difference(found: &policy::Found, judged: &judge::Judged<'_>) -> Option<Difference> {
    if found.verdict == Verdict::GaveUp.word() {
        return None;
    }
    if found.verdict != judged.verdict.word() {
        return Some((format!("rungs says {}, enumerating says {}", found.verdict, judged.verdict.word()), String::new()));
    }
    let holes = found.findings.iter().any(|finding| !finding.holes.is_empty());
    if judged.verdict == Verdict::Undetermined && !holes {
        return Some(("nothing is named that is left open".to_owned(), String::new()));
    }
    if judged.verdict != Verdict::Advice {
        return None;
    }
    let named: BTreeSet<String> = found.findings.iter().flat_map(|finding| finding.advice.iter().cloned()).collect();
    let all_needed = found.findings.iter().all(|finding| !finding.help.contains("perhaps not all"));
    let wrong = judged.wrong_advice(&named, all_needed)?;
    Some(("the advice named is wrong".to_owned(), format!("of {named:?}, {wrong}")))
}

/// What going through made-up policies has come to.
#[derive(Default)]
struct Gone {
    table: Table,
    policies: u32,
    /// For each way to differ, how often and the smallest policy found.
    different: BTreeMap<String, (u32, String)>,
}

/// How many policies are gone through: 2,000, or as many as `ORACLE_POLICIES` says.
fn wanted() -> u32 {
    std::env::var("ORACLE_POLICIES").ok().and_then(|value| value.parse().ok()).unwrap_or(2_000)
}

/// The same policies on every run, or those of `ORACLE_SEED`.
fn seed() -> u64 {
    std::env::var("ORACLE_SEED").ok().and_then(|value| value.parse().ok()).unwrap_or(20_260_401)
}

/// Goes through so many made-up policies on every core.
fn go_through(reach: Reach, count: u32, gone: &Mutex<Gone>) {
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get) as u32;
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || {
                let rng_seed = RngSeed::Fixed(seed().wrapping_mul(1_000).wrapping_add(u64::from(thread)));
                let many = count.div_ceil(threads);
                let mut runner = TestRunner::new(Config { rng_seed, failure_persistence: None, ..Config::default() });
                for _ in 0..many {
                    if tries() == 0 && !gone.lock().unwrap().different.is_empty() {
                        break;
                    }
                    let mut tree = plan(reach).new_tree(&mut runner).unwrap();
                    let came_to = compare(&tree.current().text());
                    let mut done = gone.lock().unwrap();
                    done.policies += 1;
                    if done.policies.is_multiple_of(5_000) {
                        println!("{} policies, {} ways to differ", done.policies, done.different.len());
                    }
                    match came_to {
                        Ok(came_to) => came_to.into_iter().for_each(|(rule, verdict)| {
                            *done.table.entry(rule).or_default().entry(verdict.map_or(NOT_ASKED, Verdict::word)).or_default() += 1;
                        }),
                        Err(different) => {
                            let new: Vec<String> = different
                                .into_iter()
                                .filter_map(|(kind, _)| {
                                    let known = done.different.entry(kind.clone()).or_default();
                                    known.0 += 1;
                                    (known.0 <= SHRUNK).then_some(kind)
                                })
                                .collect();
                            drop(done);
                            if let Some(kind) = new.first() {
                                let smallest = smallest(&mut tree, kind);
                                println!("──── {kind}: {smallest}");
                                let mut done = gone.lock().unwrap();
                                let known = &mut done.different.get_mut(kind).unwrap().1;
                                if known.is_empty() || smallest.len() < known.len() {
                                    *known = smallest;
                                }
                            }
                        }
                    }
                }
            });
        }
    });
}

/// So many policies that differ in the same way are made smaller.
const SHRUNK: u32 = 3;

/// How often a policy is made smaller; `ORACLE_TRIES=0` only asks whether there is a difference.
fn tries() -> u32 {
    std::env::var("ORACLE_TRIES").ok().and_then(|tries| tries.parse().ok()).unwrap_or(3_000)
}

/// The smallest policy like this one that differs in the same way.
fn smallest(tree: &mut impl ValueTree<Value = Plan>, kind: &str) -> String {
    let differs = |plan: &Plan| compare(&plan.text()).err().and_then(|all| all.into_iter().find(|(other, _)| other == kind));
    let mut best = tree.current();
    for _ in 0..tries() {
        let smaller = if differs(&tree.current()).is_some() {
            best = tree.current();
            tree.simplify()
        } else {
            tree.complicate()
        };
        if !smaller {
            break;
        }
    }
    let more = differs(&best).map(|(_, more)| more).unwrap_or_default();
    format!("{more}\n{}", best.text())
}

fn printed(table: &Table) -> String {
    let mut text = format!("{:34}", "");
    let columns: Vec<&str> = Verdict::ALL.iter().map(|verdict| verdict.word()).chain([NOT_ASKED]).collect();
    columns.iter().for_each(|column| text.push_str(&format!("{column:>16}")));
    for (rule, row) in table {
        text.push_str(&format!("\n{rule:34}"));
        columns.iter().for_each(|column| text.push_str(&format!("{:>16}", row.get(column).copied().unwrap_or_default())));
    }
    text
}

/// The verdicts each rule can come to, so that the generator cannot go blind: H, A, B, U, – as in the words below.
const REACHABLE: &[(&str, &str)] = &[
    ("ambiguous-day", "HB-"),
    ("authority-is-party", "HB-"),
    ("both-not-told", "B-"),
    ("both-told-then", "HB"),
    ("chair-not-told", "HAB"),
    ("chair-told-then", "HAB"),
    ("child-details-shared", "HB-"),
    ("clock-start-unstated", "HB-"),
    ("conditional-recipient-missed", "HB-"),
    ("either-not-told", "HAB"),
    ("either-told-then", "HB-"),
    ("endless-loop", "HBU"),
    ("ends-in-authority", "HABU"),
    ("interim-position-unstated", "HB"),
    ("ladder-too-slow", "HBU"),
    ("limits-do-not-add-up", "HBU-"),
    ("no-counterpart", "HB-"),
    ("no-learning", "HB"),
    ("no-review", "HB"),
    ("no-stand-in", ""),
    ("no-time-limit", "HBU"),
    ("nobody-must-decide", "HAB-"),
    ("officer-told-late", "B-"),
    ("one-person-veto", "HBU"),
    ("originator-not-told", "B-"),
    ("outside-jurisdiction", "HB-"),
    ("overlapping-conditions", "HB-"),
    ("own-manager-in-the-way", "HBU-"),
    ("panel-of-four", "B-"),
    ("panel-of-two", "HAB-"),
    ("panel-omits-disputant", "HAB-"),
    ("panel-too-small", "HAB-"),
    ("panel-with-both", "HB-"),
    ("panel-with-either", "HAB-"),
    ("panel-with-raiser", "HAB-"),
    ("panel-with-sides", "HAB-"),
    ("paragraph-not-encoded", "HB-"),
    ("personal-mailbox", "HB-"),
    ("quoted-duty", "HB"),
    ("recipient-unreachable", "HB-"),
    ("same-post-two-tiers", "HB-"),
    ("second-stage-too-slow", "HBU-"),
    ("sender-unstated", "HB-"),
    ("several", "B"),
    ("several-paths", "B"),
    ("silence-not-covered", "HAB-"),
    ("skip-loses-duty", "HB-"),
    ("sources-disagree", "HBU-"),
    ("stage-not-recorded", "B"),
    ("stages-not-recorded", "B-"),
    ("stuck-stage", "HBU"),
    ("superseded-reference", "HB"),
    ("told-agency", "HB-"),
    ("told-board", "HB-"),
    ("told-both", "HB-"),
    ("told-either", "HB-"),
    ("told-in-the-end", "HAB-"),
    ("told-nowhere", "-"),
    ("told-outsider", "HAB-"),
    ("told-then-nowhere", "-"),
    ("told-too-late", "HAB-"),
    ("two-last-words", "HB-"),
    ("two-parties-assumed", "HB-"),
    ("uncovered-condition", "HB-"),
    ("undefined-term", "HB"),
    ("unmet-precondition", "HAB-"),
    ("unreachable-stage", "HB"),
    ("weak-duty", "HB-"),
    ("whose-file-unstated", "HB-"),
];

/// In 2,000 policies each verdict that can come up does so at least this often.
const LEAST: u32 = 3;

/// The cells of the table that are hit too seldom.
fn seldom(table: &Table) -> Vec<String> {
    let compared = |row: &BTreeMap<&'static str, u32>| row.iter().any(|(word, _)| *word != NOT_ASKED && *word != Verdict::GaveUp.word());
    let unknown = table.iter().filter(|(_, row)| !compared(row)).map(|(rule, _)| format!("{rule}: any verdict"));
    let cells = REACHABLE.iter().flat_map(|(rule, letters)| letters.chars().map(move |letter| (*rule, letter)));
    let hit = |rule: &str, verdict: Verdict| table.get(rule).and_then(|row| row.get(verdict.word())).copied().unwrap_or_default();
    let letters =
        [('H', Verdict::Holds), ('A', Verdict::Advice), ('B', Verdict::Broken), ('U', Verdict::Undetermined), ('-', Verdict::DoesNotApply)];
    let verdict = |letter: char| letters.iter().find(|(known, _)| *known == letter).map_or(Verdict::GaveUp, |(_, verdict)| *verdict);
    cells
        .filter(|(rule, letter)| hit(rule, verdict(*letter)) < LEAST)
        .map(|(rule, letter)| format!("{rule}: {}", verdict(letter).word()))
        .chain(unknown)
        .collect()
}

#[test]
fn every_rule_agrees_with_the_oracle() {
    let gone = Mutex::new(Gone::default());
    let wanted = wanted();
    for (reach, percent) in [(SMALL, 15), (ROUND, 10), (TIED, 5), (RICH, 70)] {
        go_through(reach, wanted * percent / 100, &gone);
    }
    let gone = gone.into_inner().unwrap();
    println!("{} policies\n{}", gone.policies, printed(&gone.table));
    let mut all = String::new();
    for (kind, (times, text)) in &gone.different {
        all.push_str(&format!("\n──── {kind} ({times} times): {text}"));
    }
    assert!(all.is_empty(), "rungs and the oracle differ:{all}");
    let seldom = seldom(&gone.table);
    assert!(wanted < 2_000 || seldom.is_empty(), "the generator seldom or never comes to {seldom:#?}");
}

/// Policies about which rungs and the oracle once differed, as small as they were found; `ORACLE_ONLY` asks about those
/// whose names have it in them.
#[test]
fn what_once_differed_agrees() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/differed");
    let only = std::env::var("ORACLE_ONLY").unwrap_or_default();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut all = String::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        if name.contains(&only)
            && let Err(different) = compare(&text)
        {
            different.iter().for_each(|(kind, more)| all.push_str(&format!("\n{name}: {kind} {more}")));
        }
    }
    assert!(all.is_empty(), "rungs and the oracle differ:{all}");
}

/// A policy with further rules, as a document.
fn document_with(policy: &rungs::model::Policy, rules: Vec<(String, rungs::model::Property)>, sources: &rungs::source::Sources) -> String {
    let span = policy.span;
    let rule = |(name, property)| rungs::model::RulebookRule {
        name,
        severity: rungs::diagnostic::Severity::Note,
        title: String::new(),
        value: None,
        property,
        sources: Vec::new(),
        span,
    };
    let mut policy = policy.clone();
    let rules = rules.into_iter().map(rule).collect();
    policy.rulebooks = vec![rungs::model::Rulebook { name: "compared".into(), title: String::new(), rules }];
    let graph = StageGraph::new(&policy);
    json::compile(&policy, &graph, &rungs::verify::Report::default(), sources).to_json()
}

/// Which policy is stricter rests on what each answers, number by number: the oracle has to come to the same answers.
#[test]
fn what_is_compared_agrees_with_the_oracle() {
    use rungs::compare::{Side, compare, requirements};
    let mut runner = TestRunner::new(Config { rng_seed: RngSeed::Fixed(seed()), failure_persistence: None, ..Config::default() });
    let (mut asked, mut answered) = (0, 0);
    for reach in [SMALL, ROUND, RICH].into_iter().cycle().take(60) {
        let text = plan(reach).new_tree(&mut runner).unwrap().current().text();
        common::with_text(&text, |policy, _, sources| {
            let policy = policy.unwrap();
            let graph = StageGraph::new(policy);
            let report = check(policy, &graph, None);
            let side = Side { policy, graph: &graph, report: &report };
            // Every answer of one policy, and every number next to which it changes.
            let comparison = compare(&side, &side, &[]);
            let answers: Vec<&rungs::compare::Answers> = comparison.matters.iter().flat_map(|matter| &matter.answers).collect();
            let mut numbers: BTreeSet<u32> =
                answers.iter().flat_map(|answers| &answers.answers[0].verdicts).map(|(from, _)| *from).collect();
            let before: Vec<u32> = numbers.iter().filter_map(|number| number.checked_sub(1)).collect();
            numbers.extend(before);
            for number in numbers {
                let rules: Vec<(String, rungs::model::Property)> = requirements(policy, policy, number)
                    .into_iter()
                    .enumerate()
                    .filter(|(at, _)| number >= answers[*at].answers[0].verdicts[0].0)
                    .filter_map(|(at, (_, [property, _]))| Some((format!("q-{at}"), property?)))
                    .collect();
                let document = policy::Policy::read(&document_with(policy, rules, sources)).unwrap();
                let ladder = ladder::Ladder::new(&document);
                for (at, answers) in answers.iter().enumerate() {
                    let answer = &answers.answers[0];
                    let first = answer.verdicts[0].0;
                    let (Some(judged), true) = (judge::judge(&ladder, &format!("q-{at}")), number >= first) else { continue };
                    let rungs_says = answer.verdicts.iter().take_while(|(from, _)| *from <= number).last().unwrap().1;
                    asked += 1;
                    // What is kept with one number is kept with an easier one, also where no case comes so far.
                    let kept_already = judged.verdict == Verdict::DoesNotApply && answers.easier && number > first;
                    if rungs_says == rungs::verify::Verdict::GaveUp || kept_already {
                        continue;
                    }
                    answered += 1;
                    let rungs_says = json::Verdict::from(rungs_says);
                    assert_eq!(
                        serde_json::to_value(rungs_says).unwrap(),
                        judged.verdict.word(),
                        "with {number}, {} of\n{text}",
                        answers.asked
                    );
                }
            }
        });
    }
    assert!(answered > 1_000, "{answered} of {asked}");
}

#[test]
fn what_is_too_large_is_given_up_and_never_passed() {
    let mut text = Plan::empty(4).text();
    text.push_str(
        "throughout {\n    when unresolved, must escalate to next stage\n    when out of time, should escalate to next stage\n}\n",
    );
    (1..=12).for_each(|stage| text.push_str(&format!("stage {stage} \"Stage\" between workers {{\n}}\n")));
    text.push_str("stage 13 \"The chair\" heard by chair {\n}\n");
    let policy = policy::Policy::read(&document(&text)).unwrap();
    let found = policy.verdicts.iter().find(|found| found.name == "ends-in-authority").unwrap();
    assert!(["holds", "gave-up"].contains(&found.verdict.as_str()));
}

#[test]
fn the_oracle_does_not_know_rungs() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".rs") && name != "main.rs" {
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!text.contains("rungs::") && !text.contains("common::"), "{name} has to decide by the document alone");
            files += 1;
        }
    }
    assert!(files >= 7);
}
