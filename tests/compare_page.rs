//! A comparison as Markdown and as a page: what they say, that nothing an author types gets out of its place, and how the page works
//! in a browser.

use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag};
use rungs::compare::{Side, compare};
use rungs::emit::json::CompareDocument;
use rungs::emit::{self, draw, json};
use rungs::graph::StageGraph;
use rungs::model::Date;
use rungs::project::{DiskFiles, Project};
use rungs::verify::check;

mod browser;
#[allow(dead_code)]
#[path = "draw/policies.rs"]
mod policies;

use browser::{HOSTILE, try_pages};
use policies::{VOCABULARY, twelve_with_long_names, typed_everywhere};

/// Two policies compared, with their flowcharts.
struct Compared {
    document: CompareDocument,
    charts: [String; 2],
}

impl Compared {
    fn page(&self) -> String {
        emit::compare::html(&self.document, [&self.charts[0], &self.charts[1]])
    }

    fn markdown(&self) -> String {
        emit::compare::markdown(&self.document)
    }
}

fn compared(texts: [&str; 2]) -> Compared {
    let mut project = Project::new(&DiskFiles, env!("CARGO_MANIFEST_DIR"));
    let files = ["policies/a.rungs", "policies/b.rungs"];
    let policies = [0, 1].map(|side| {
        let file = project.add(Path::new(files[side]), texts[side].to_owned());
        let resolved = project.resolve(file);
        resolved.policy.unwrap_or_else(|| panic!("{:?}", resolved.diagnostics))
    });
    let day = Date::parse("2026-04-01");
    let graphs = [0, 1].map(|side| StageGraph::new(&policies[side]));
    let reports = [0, 1].map(|side| check(&policies[side], &graphs[side], day));
    let sides = [0, 1].map(|side| Side { policy: &policies[side], graph: &graphs[side], report: &reports[side] });
    let comparison = compare(&sides[0], &sides[1], &[]);
    let document = json::compare(&comparison, [&sides[0], &sides[1]], files, &project.sources).as_of(day);
    let charts = [0, 1].map(|side| draw::svg_among_others(&policies[side], &graphs[side], ["first", "second"][side]));
    Compared { document, charts }
}

fn published(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("policies/{name}.rungs"))).expect("a policy")
}

const STRICT: &str = "policy ours \"Ours\" {
    publisher wscp
}
stage 1 \"Workers\" between workers {
    must end within 2 working days per 1.1
    workers must discuss per 1.2
    must record \"the outcome\" on childs-file per 1.3
    when unresolved, raising worker must escalate to stage 2 per 1.4
}
stage 2 \"The Chair\" heard by chair {
    raising manager must notify office by email per 2.1
    chair must decide within 5 working days per 2.2
}
";

const LOOSE: &str = "policy theirs \"Theirs | `all` of <it>\" {
    publisher wscp
}
stage 1 \"Workers\" between workers {
    should end within 5 working days per 1.1
    workers must discuss per 1.2
    when unresolved, raising worker should escalate to stage 2 per 1.4
}
stage 2 \"The Chair\" heard by chair {
    should review \"what @chair has seen\" per 2.1
    chair must decide within 5 working days per 2.2
}
";

// ── Markdown ─────────────────────────────────────────────────────────────────────────────────────

#[test]
fn markdown_is_a_short_comment() {
    let [strict, loose] = [STRICT, LOOSE].map(|text| format!("{VOCABULARY}{text}"));
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("looser", compared([&strict, &loose]).markdown());
        insta::assert_snapshot!("same", compared([&strict, &strict]).markdown());
    });
}

#[test]
fn markdown_of_published_policies_fits_a_comment() {
    for [first, second] in [["bromley", "croydon"], ["havering", "ready-steady-grow"]] {
        let comment = compared([&published(first), &published(second)]).markdown();
        assert!(comment.len() < 60_000, "GitHub takes 65,536 characters; these are {}", comment.len());
        assert!(comment.lines().next().is_some_and(|line| line.starts_with(&format!("**{second} beside {first}.**"))));
        assert!(comment.contains("999"));
    }
}

/// The elements of a Markdown text, one after the other, with what is only text left out.
fn elements(markdown: &str) -> Vec<String> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES | Options::ENABLE_MATH | Options::ENABLE_GFM;
    let mut elements = Vec::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_) | Tag::Heading { .. } | Tag::FootnoteDefinition(_)) => {
                panic!("what was typed is read as Markdown: {event:?}")
            }
            Event::Start(tag) => elements.push(format!("{tag:?}")),
            // Details and their titles; what is in a title is checked by itself.
            Event::Html(html) | Event::InlineHtml(html) => elements.extend(html.split_inclusive('>').filter_map(|part| {
                let tag = part.split_once('<')?.1;
                let known = ["details>", "summary>", "/summary>", "/details>", "sub>", "/sub>", "br>", "span>", "/span>"];
                assert!(known.contains(&tag), "HTML that was typed: {tag}");
                (!tag.ends_with("span>")).then(|| tag.to_owned())
            })),
            Event::Code(code) => elements.push(format!("code {code}")),
            Event::Rule | Event::FootnoteReference(_) | Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                panic!("what was typed is read as Markdown: {event:?}")
            }
            _ => {}
        }
    }
    elements
}

#[test]
fn nothing_typed_is_read_as_markdown() {
    let other = format!("{VOCABULARY}{LOOSE}");
    let plain = elements(&compared([&typed_everywhere("plain words"), &other]).markdown());
    assert!(plain.iter().any(|element| element.starts_with("Table")) && plain.iter().any(|element| element == "details>"));
    for typed in HOSTILE {
        let comment = compared([&typed_everywhere(typed), &other]).markdown();
        assert_eq!(elements(&comment), plain, "{typed}");
        assert!(!comment.contains(['\u{202E}', '\u{2066}', '\u{200F}', '\u{AD}']), "hidden characters are shown");
        let read = comment.replace("&#", "");
        for link in ["@chair", "#12", "://", "GH-12", "www.", "@example", ":smile:"] {
            assert!(!read.contains(link), "GitHub would make a link of {link}");
        }
    }
}

// ── at the command line ──────────────────────────────────────────────────────────────────────────

#[test]
fn the_format_follows_the_outputs_name() {
    let folder = tempfile::tempdir().expect("a folder");
    for (side, text) in [("a", STRICT), ("b", LOOSE)] {
        std::fs::write(folder.path().join(format!("{side}.rungs")), format!("{VOCABULARY}{text}")).expect("written");
    }
    let written = |arguments: &[&str]| {
        let mut command = assert_cmd::cargo::cargo_bin_cmd!("rungs");
        command.current_dir(&folder).args(["compare", "a.rungs", "b.rungs"]).args(arguments).assert().success();
        let name = arguments.last().expect("an output");
        std::fs::read_to_string(folder.path().join(name)).expect("an output")
    };
    assert!(written(&["-o", "x.html"]).starts_with("<!DOCTYPE html>"));
    assert!(written(&["-o", "x.md"]).starts_with("**theirs beside ours.**"));
    assert!(written(&["-o", "x.json"]).starts_with('{'));
    assert!(written(&["-o", "x.txt"]).starts_with("ours: "));
    assert!(written(&["-o", "x"]).starts_with("ours: "));
    assert!(written(&["--format", "markdown", "-o", "x.html"]).starts_with("**theirs beside ours.**"));
}

// ── the page ─────────────────────────────────────────────────────────────────────────────────────

#[test]
fn the_page_says_what_it_must() {
    let compared = compared([&published("bromley"), &published("croydon")]);
    let page = compared.page();
    assert_eq!(page, compared.page(), "the same bytes every time");
    assert_eq!(page.matches(json::NOTICE).count(), 2, "the notice stands at the top and at the foot");
    for words in
        ["Croydon beside Bromley", "Stage 5", "From here on the two part", "Show only where Croydon is looser", "ends-in-authority"]
    {
        assert!(page.contains(words), "{words}");
    }
    for matter in &compared.document.matters {
        assert!(page.contains(&matter.heading), "{}", matter.heading);
    }
    for outside in ["src=", "http-equiv=\"refresh\"", "@import", "url(http", "<link", "<iframe", "<object"] {
        assert!(!page.contains(outside), "the page fetches nothing: {outside}");
    }
}

#[test]
fn the_page_works_in_a_browser() {
    let [strict, loose] = [STRICT, LOOSE].map(|text| format!("{VOCABULARY}{text}"));
    let renamed = loose.replace("policy theirs", "policy ours");
    let all_of_it = HOSTILE.concat();
    let pages = [
        ("published", compared([&published("bromley"), &published("croydon")])),
        ("same", compared([&strict, &strict])),
        ("stricter", compared([&loose, &strict])),
        ("versions", compared([&strict, &renamed])),
        ("long", compared([&twelve_with_long_names(), &strict])),
        ("shape-plain", compared([&typed_everywhere("plain words"), &loose])),
        ("shape-hostile", compared([&typed_everywhere(&all_of_it), &loose])),
    ];
    try_pages(&pages.map(|(name, compared)| (name, compared.page())), 1, 2);
}
