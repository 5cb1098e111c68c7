//! A policy as a document people read: what it says, that every clause is in it with its source, that nothing an author types gets out
//! of its place, and how the page works in a browser.

#![allow(clippy::unwrap_used)]

mod browser;
mod common;
#[allow(dead_code)]
#[path = "draw/policies.rs"]
mod policies;

use std::path::Path;

use browser::{HOSTILE, try_pages};
use common::strategies::{SMALL, plan};
use common::{cases, day, with_text};
use policies::{long, twelve_with_long_names, typed_everywhere};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use rungs::emit::doc::{self, Block, Item, Publication};
use rungs::emit::draw;
use rungs::graph::StageGraph;
use rungs::model::{Act, Policy, in_sentences};
use rungs::project::{DiskFiles, Project};
use rungs::verify::check;

const PUBLISHED: [&str; 6] = ["bromley", "havering", "croydon", "barnsley", "ready-steady-grow", "model"];

/// A policy's document in both formats.
struct Made {
    publication: Publication,
    markdown: String,
    html: String,
}

fn made_of(policy: &Policy) -> Made {
    let graph = StageGraph::new(policy);
    let publication = doc::publication(policy, &graph, &check(policy, &graph, day()), day());
    let markdown = doc::markdown(&publication, &draw::mermaid(policy, &graph));
    let html = doc::html(&publication, &draw::svg(policy, &graph));
    Made { publication, markdown, html }
}

/// The document of a policy that may import what lies in `policies/`.
fn made(text: &str) -> Made {
    with_policy(text, made_of)
}

fn with_policy<T>(text: &str, then: impl FnOnce(&Policy) -> T) -> T {
    let mut project = Project::new(&DiskFiles, env!("CARGO_MANIFEST_DIR"));
    let file = project.add(Path::new("policies/here.rungs"), text.to_owned());
    let resolved = project.resolve(file);
    then(&resolved.policy.unwrap_or_else(|| panic!("{:?}", resolved.diagnostics)))
}

fn published(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("policies/{name}.rungs"))).expect("a policy")
}

/// The text without the flowchart, which has tests of its own.
fn without_chart(markdown: &str) -> String {
    let (before, rest) = markdown.split_once("```mermaid\n").expect("a flowchart");
    let (_, after) = rest.split_once("\n```\n").expect("its end");
    format!("{before}(the flowchart)\n{after}")
}

/// A part of the Markdown, from its heading to the next of its level.
fn part<'m>(markdown: &'m str, title: &str) -> &'m str {
    let start = markdown.find(&format!("\n## {title}\n")).unwrap_or_else(|| panic!("no part {title}"));
    let rest = &markdown[start + 1..];
    rest[3..].find("\n## ").map_or(rest, |end| &rest[..end + 4])
}

// ── what it says ─────────────────────────────────────────────────────────────────────────────────

#[test]
fn the_model_policy_reads_as_a_policy() {
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("model", without_chart(&made(&published("model")).markdown));
    });
}

/// Each of the others where it has something to show: readings that differ, routes, gaps, findings.
#[test]
fn the_published_policies_read_as_policies() {
    let shown = [
        ("bromley", "The stages in full"),
        ("bromley", "What this policy guarantees and what it does not"),
        ("havering", "In short"),
        ("croydon", "Forms and records"),
        ("croydon", "Routes outside the stages"),
        ("barnsley", "What holds at every stage"),
        ("ready-steady-grow", "Notifications"),
        ("ready-steady-grow", "Glossary"),
    ];
    let all: Vec<String> =
        shown.iter().map(|(name, title)| format!("{name}\n\n{}", part(&made(&published(name)).markdown, title))).collect();
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("published", all.join("\n\n"));
    });
}

/// A limit of which the policy does not say whether it is for a stage or for the whole case is not shown as the stage's.
#[test]
fn a_limit_that_may_be_for_the_whole_case_says_so() {
    let short = made(&published("ready-steady-grow")).markdown;
    assert!(part(&short, "In short").contains("Within 1 week or sooner if the risk calls for it, for this stage or the whole case (must)"));
}

/// Every form a sentence can take, each as a line of the policy and as a line of the document.
#[test]
fn every_kind_of_clause_becomes_a_sentence() {
    let text = published_forms();
    let said = with_policy(&text, |policy| {
        let words = in_sentences(policy);
        let line = |clause: &rungs::model::Clause| format!("{}.", words.sentence(clause));
        policy.clauses.iter().map(line).collect::<Vec<_>>().join("\n")
    });
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("sentences", format!("{text}\n{said}"));
    });
}

fn published_forms() -> String {
    "rungs 1
import \"england.rungs\"
policy forms \"Forms of sentences\" {
    publisher ours
}
body ours \"Ourshire Safeguarding Children Partnership\" is partnership
body council \"A council of elders\" members unstated
role chair \"Independent Chair\" of ours email \"chair@ours.example\"
role named-leads \"The named leads\"
tier worker \"Worker\"
tier manager \"Manager or safeguarding lead\"
document log \"Challenge log\"
form notice \"Notice of escalation\" {
    asks \"What is the worry?\" and \"What has been tried?\"
}
stage 1 \"Workers\" between workers {
    should end within 2 days of request
    must start within 24 hours
    they discuss
    they must not \"put it off\"
    both workers shall meet in person
    every worker should normally consult own manager
    other worker is expected to reply to raising worker within 1 working day or sooner
    record
    raising worker and concerned agency to notify named-leads \"that it has begun\" by email using notice copying chair
    raising agency must notify council \"the matter\" without \"names\" periodically
    should refer \"the matter\" to relevant named-leads via chair
    if raising agency is not social-care, unless looked-after and immediate-risk, may skip stage 2
    resolved if every worker agrees
    when looked-after begins, must review every 1 year
    may withdraw
    when unresolved or no answer or out of time, must escalate to next stage
}
stage 2 \"Managers\" between managers {
    ends unstated
    managers must do any of {
        meet
        contact chair about \"the child\"
    }
    must do in turn {
        try to agree
        recommend \"a way\" collectively
    }
    when unresolved, may repeat once
    if raising manager agrees, should escalate to stage 3
}
stage 3 \"The Chair\" heard by chair {
    ends with no limit
    only after managers meet
    chair must decide finally
    meanwhile \"the safer plan is followed\"
}
panel board \"Review board\" {
    must have at most 5 people
    must exclude \"anybody with a part in it\"
    decides by majority
}
"
    .to_owned()
}

#[test]
fn what_the_policy_leaves_open_is_said_to_be_open() {
    let bare = made("rungs 1\npolicy bare \"Bare\" {\n}\n").markdown;
    for gap in [
        "Published by: Not stated",
        "Date: Not stated",
        "Scope: Not stated",
        "The policy has no stages.",
        "The policy says nothing that holds at every stage.",
        "The policy states no route of its own for a child at immediate risk.",
        "The policy has nobody told.",
        "The policy does not say that anything is recorded.",
        "The policy does not say when it is reviewed, or by whom.",
    ] {
        assert!(bare.contains(gap), "{gap}\n{bare}");
    }
    let silent = made(
        "rungs 1\ntier worker \"Worker\"\npolicy silent \"Silent\" {\n}\nstage 1 \"Talk\" between workers {\n    must notify \"x\"\n}\n"
            .replace("    must notify \"x\"\n", "")
            .as_str(),
    )
    .markdown;
    assert!(
        silent.contains("The policy does not say how long this stage may take, or what happens when this stage settles nothing."),
        "{silent}"
    );
}

#[test]
fn exceptions_are_listed_with_reason_owner_and_end() {
    let text = published("havering")
        + "allow no-review because \"a review is being agreed\" by \"the Policy Group\" until 2027-04-01
allow no-time-limit at stage 3 because \"cases differ\" by \"the Chair\"
allow personal-mailbox on chair because \"there is no other yet\" by \"the Chair\"
";
    let markdown = made(&text).markdown;
    assert!(markdown.contains("Nothing says when this policy is reviewed, or by whom. This is accepted: see “Exceptions”."), "{markdown}");
    let listed = &markdown[markdown.find("### Exceptions").expect("the exceptions")..];
    for said in [
        "“The policy says when it is reviewed”: a review is being agreed (accepted by the Policy Group, until 1 April 2027).",
        "“Every stage has a time limit”, at stage 3: cases differ (accepted by the Chair, with no end).",
        "“Notifications go to a role's address, not a person's”, for HSCB Chair: there is no other yet (accepted by the Chair, with no end).",
    ] {
        assert!(listed.contains(said), "{said}\n{listed}");
    }
}

// ── nothing is lost ──────────────────────────────────────────────────────────────────────────────

fn items(blocks: &[Block]) -> Vec<&Item> {
    fn walk<'i>(items: &'i [Item], found: &mut Vec<&'i Item>) {
        for item in items {
            found.push(item);
            walk(&item.below, found);
        }
    }
    let mut found = Vec::new();
    for block in blocks {
        if let Block::List(list) = block {
            walk(list, &mut found);
        }
    }
    found
}

/// Every clause stands in the document as its sentence, with its options and with the parts of the policy it comes from.
fn every_clause_is_there(policy: &Policy) {
    let Made { publication, markdown, html } = made_of(policy);
    let words = in_sentences(policy);
    let all: Vec<&Item> = publication.parts.iter().flat_map(|part| items(&part.blocks)).collect();
    for (at, clause) in policy.clauses.iter().enumerate() {
        let item = all.iter().find(|item| item.clause == Some(at + 1)).unwrap_or_else(|| panic!("{} is not in the document", clause.id));
        let said = item.text.words();
        for source in &clause.sources {
            assert!(said.contains(&source.words), "{said}: not {}", source.words);
        }
        match &clause.deed.act {
            Act::Choice { options, .. } => {
                assert!(said.starts_with(&words.sentence_before_options(clause).to_string()), "{said}");
                assert_eq!(item.below.len(), options.len());
                for (option, below) in options.iter().zip(&item.below) {
                    assert!(below.text.words().starts_with(&words.deed(option)));
                }
            }
            Act::Asks(texts) => assert_eq!(item.below.len(), texts.len()),
            _ => assert!(said.starts_with(&words.sentence(clause).to_string()), "{said}"),
        }
        assert!(html.contains(&format!("id=\"sentence-{}\"", at + 1)), "links lead to {said}");
    }
    for rule in check(policy, &StageGraph::new(policy), day()).rules {
        let title = rule.title.chars().next().map(|first| first.to_uppercase().chain(rule.title.chars().skip(1)).collect::<String>());
        assert!(format!("{publication:?}").contains(&title.unwrap()), "{}", rule.rule);
    }
    assert!(markdown.ends_with('\n') && markdown.contains("999") && html.matches("999").count() >= 2);
}

#[test]
fn every_clause_of_the_published_policies_is_there() {
    PUBLISHED.iter().for_each(|name| with_policy(&published(name), every_clause_is_there));
    with_policy(&published_forms(), every_clause_is_there);
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn every_clause_of_any_policy_is_there(plan in plan(SMALL)) {
        with_text(&plan.text(), |policy, _, _| every_clause_is_there(policy.expect("a policy")));
    }
}

#[test]
fn the_same_policy_gives_the_same_bytes() {
    for name in PUBLISHED {
        let (one, other) = (made(&published(name)), made(&published(name)));
        assert!(one.markdown == other.markdown && one.html == other.html, "{name}");
    }
}

// ── nothing typed gets out of its place ──────────────────────────────────────────────────────────

/// The elements of a Markdown text, one after the other, with what is only text left out.
fn elements(markdown: &str) -> Vec<String> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES | Options::ENABLE_MATH | Options::ENABLE_GFM;
    let mut elements = Vec::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::FootnoteDefinition(_))
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::Code(_)
            | Event::Rule
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => panic!("what was typed is read as Markdown: {event:?}"),
            Event::Start(tag) => elements.push(format!("{tag:?}")),
            _ => {}
        }
    }
    elements
}

#[test]
fn nothing_typed_is_read_as_markdown() {
    let plain = elements(&made(&typed_everywhere("plain words")).markdown);
    assert!(plain.iter().any(|element| element.starts_with("Table")) && plain.iter().any(|element| element.starts_with("CodeBlock")));
    for typed in HOSTILE.into_iter().chain(["- one", "1. one", "12) one", "+ one", "=== one", "~~~ one", "a. one"]) {
        let markdown = made(&typed_everywhere(typed)).markdown;
        assert_eq!(elements(&markdown), plain, "{typed}");
        assert!(!markdown.contains(['\u{202E}', '\u{2066}', '\u{200F}', '\u{AD}']), "hidden characters are shown");
    }
}

#[test]
fn an_address_can_be_copied() {
    assert!(made(&published("model")).markdown.contains("business.manager@wexcombe-scp.example"));
}

#[test]
fn every_part_of_a_page_is_complete_in_itself() {
    for name in PUBLISHED {
        let page = made(&published(name)).html;
        for outside in ["src=", "http-equiv=\"refresh\"", "@import", "url(http", "<link", "<iframe", "<object", "<script"] {
            assert!(!page.contains(outside), "{name} fetches nothing and runs nothing: {outside}");
        }
        assert!(page.contains("script-src 'none'") && page.contains("lang=\"en-GB\""));
    }
}

// ── at the command line ──────────────────────────────────────────────────────────────────────────

#[test]
fn the_format_follows_the_outputs_name() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.rungs"), "rungs 1\npolicy bare \"Bare\" {\n}\n").expect("written");
    let run = |arguments: &[&str]| {
        let mut command = assert_cmd::cargo::cargo_bin_cmd!("rungs");
        command
            .current_dir(&folder)
            .args(["doc", "a.rungs", "--as-of", "2026-04-01"])
            .args(arguments)
            .assert()
            .success()
            .get_output()
            .stdout
            .clone()
    };
    let written = |arguments: &[&str]| {
        run(arguments);
        std::fs::read_to_string(folder.path().join(arguments.last().expect("an output"))).expect("an output")
    };
    let markdown = String::from_utf8(run(&[])).expect("text");
    assert!(markdown.starts_with("# Bare\n"));
    assert_eq!(written(&["-o", "x.md"]), markdown);
    assert_eq!(written(&["-o", "x"]), markdown);
    assert!(written(&["-o", "x.html"]).starts_with("<!DOCTYPE html>"));
    assert!(written(&["--format", "html", "-o", "x.txt"]).starts_with("<!DOCTYPE html>"));
}

#[test]
fn of_a_broken_policy_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.rungs"), "rungs 1\npolicy bare \"Bare\" {\n    publisher nobody\n}\n").expect("written");
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("rungs");
    let run = command.current_dir(&folder).args(["doc", "a.rungs", "-o", "a.html"]).assert().code(1);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("nothing here is called `nobody`"), "{said}");
    assert!(!folder.path().join("a.html").exists());
    let onto = assert_cmd::cargo::cargo_bin_cmd!("rungs").current_dir(&folder).args(["doc", "a.rungs", "-o", "a.rungs"]).assert();
    onto.failure();
}

// ── the page ─────────────────────────────────────────────────────────────────────────────────────

#[test]
fn the_page_works_in_a_browser() {
    let mut pages: Vec<(&str, String)> = PUBLISHED.iter().map(|name| (*name, made(&published(name)).html)).collect();
    pages.push(("bare", made("rungs 1\npolicy bare \"Bare\" {\n}\n").html));
    pages.push(("long", made(&twelve_with_long_names()).html));
    pages.push(("shape-plain", made(&typed_everywhere("plain words")).html));
    pages.push(("shape-hostile", made(&typed_everywhere(&HOSTILE.concat())).html));
    try_pages(&pages, 0, 1);
}

/// A very long ladder takes no more than its length.
#[test]
fn a_long_ladder_is_written_in_time() {
    let begun = std::time::Instant::now();
    let page = made(&long(300, |at| format!("Stage number {at}"))).html;
    assert!(page.contains("Stage 300") && begun.elapsed().as_secs() < 60);
}
