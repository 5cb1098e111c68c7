//! Flowcharts: what they show, that nothing an author types gets out of its place, and how they look in a browser.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use rungs::emit::draw;
use rungs::graph::StageGraph;
use rungs::model::Policy;
use rungs::project::{DiskFiles, MemoryFiles, Project};

#[path = "draw/markup.rs"]
mod markup;
#[path = "draw/policies.rs"]
mod policies;

use markup::{assert_is_dot, assert_is_mermaid, assert_is_svg};
use policies::{VOCABULARY, long, twelve_with_long_names, typed_everywhere};

struct Drawn {
    svg: String,
    dot: String,
    mermaid: String,
}

fn drawn(policy: &Policy) -> Drawn {
    let graph = StageGraph::new(policy);
    Drawn { svg: draw::svg(policy, &graph), dot: draw::dot(policy, &graph), mermaid: draw::mermaid(policy, &graph) }
}

fn read(text: &str) -> Policy {
    let files = MemoryFiles::new([]);
    let mut project = Project::new(&files, "");
    let file = project.add(Path::new("test.rungs"), text.to_owned());
    let resolved = project.resolve(file);
    resolved.policy.unwrap_or_else(|| panic!("{:?}", resolved.diagnostics))
}

fn read_file(path: &Path) -> Option<Policy> {
    let mut project = Project::new(&DiskFiles, path.parent().expect("a folder"));
    let file = project.load(path).expect("a file that can be read");
    project.resolve(file).policy
}

/// The published policies; `england.rungs` is vocabulary and has none.
fn published() -> Vec<(String, Policy)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).expect("policies").map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "rungs"));
    paths.sort();
    let named = |path: &PathBuf| path.file_stem().expect("a name").to_string_lossy().into_owned();
    paths.iter().filter_map(|path| read_file(path).map(|policy| (named(path), policy))).collect()
}

// ── what they show ───────────────────────────────────────────────────────────────────────────────

macro_rules! snapshot {
    ($name:ident, $text:expr) => {
        #[test]
        fn $name() {
            let text = format!("{VOCABULARY}{}", $text);
            let drawn = drawn(&read(&text));
            assert_is_svg(&drawn.svg);
            assert_is_dot(&drawn.dot);
            assert_is_mermaid(&drawn.mermaid);
            insta::with_settings!({ omit_expression => true }, {
                insta::assert_snapshot!(concat!(stringify!($name), "_svg"), drawn.svg);
                insta::assert_snapshot!(concat!(stringify!($name), "_dot"), drawn.dot);
                insta::assert_snapshot!(concat!(stringify!($name), "_mermaid"), drawn.mermaid);
            });
        }
    };
}

snapshot!(no_stages, "policy empty \"A policy without a ladder\" {\n    publisher wscp\n}\n");

snapshot!(
    two_stages,
    "policy small \"A small policy\" {
    publisher wscp
    dated 2024-05
    should apply unless immediate-risk per 1.1
}
stage 1 \"Workers\" between workers per 2 {
    ends within 3 working days per 2.1
    ends within 5 working days per table 1
    workers must discuss per 2.2
    may consult own manager per 2.3
    should notify office by email per 2.4
    must notify office per flowchart
    when unresolved, raising worker should escalate to stage 2 per 2.5
}
stage 2 \"The Chair\" heard by chair per 3 {
    chair may convene review-panel per 3.1
}
panel review-panel \"Review Panel\" per 4 {
    must have \"senior people\" from at least 3 agencies per 4.1
}
"
);

snapshot!(
    every_way_on,
    "policy ways \"Every way on\" {
    publisher wscp
}
throughout {
    if every worker agrees and every manager agrees, may skip any stage
    before stage 1, workers should consult own manager
    must record \"every step\" on childs-file
    the case must end within 4 weeks
    every stage should end within 7 working days
    if looked-after, must escalate to stage 4
}
stage 1 \"Workers\" between workers {
    when unresolved, may repeat once
    when unresolved, if raising manager agrees, should escalate to stage 2
    if looked-after, may skip stage 2
    if \"nothing can be done\", may close \"with a note to the office\"
}
stage 2 \"Managers\" between managers {
    should discuss
    when unresolved, must escalate to stage 3
    when unresolved, if raising agency agrees, may escalate to stage 3
}
stage 3 \"Directors\" between directors {
    ends with no limit
    when unresolved, should repeat with next tier until resolved
}
stage 4 \"The partnership\" heard by wscp {
    wscp must decide within 5 working days
}
afterwards {
    should review \"what was learned\"
}
route danger \"Immediate danger\" if immediate-risk instead {
    must refer \"the child\" to social-care immediately
}
route alone \"Alone with it\" if \"nobody listens\" alongside {
    worker may do one of {
        contact office
        escalate to stage 3
    }
}
route complaint \"A complaint\" afterwards {
    may \"complain to the partnership\"
}
"
);

#[test]
fn every_published_policy_says_what_it_must() {
    for (name, policy) in published() {
        let Drawn { svg, dot, mermaid } = drawn(&policy);
        assert_is_svg(&svg);
        assert_is_dot(&dot);
        assert_is_mermaid(&mermaid);
        for text in [&svg, &dot, &mermaid] {
            let plain = unescaped(text);
            assert!(plain.contains("This encoding is not advice"), "{name}");
            assert!(plain.contains(&format!("generated from {} by rungs", policy.name)), "{name}");
            for stage in &policy.stages {
                assert!(words_of(&plain).contains(&words_of(&stage.title)), "{name}: {}", stage.title);
            }
        }
        assert_eq!(svg, drawn(&policy).svg, "the same bytes every time");
    }
}

#[test]
fn croydons_gate_is_drawn() {
    let Some((_, policy)) = published().into_iter().find(|(name, _)| name == "croydon") else { return };
    let Drawn { svg, dot, mermaid } = drawn(&policy);
    assert!(svg.contains("data-box=\"gate-2\"") && svg.contains("says no: stops"), "a gate before the third stage");
    assert!(dot.contains("g1 [group=main, shape=hexagon"));
    assert!(mermaid.contains("gate1{{\""));
}

/// Only letters, digits and marks: how a text is broken into rows does not matter.
fn words_of(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Markup out, character references back.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut in_tag = false;
    for c in text.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => out.push(c),
            _ => {}
        }
    }
    for (escaped, c) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
        ("#quot;", "\""),
        ("#amp;", "&"),
        ("#35;", "#"),
        ("#59;", ";"),
        ("\\\"", "\""),
    ] {
        out = out.replace(escaped, c);
    }
    out
}

// ── nothing an author types gets out of its place ────────────────────────────────────────────────

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_typed_text_is_escaped(typed in prop_oneof![
        proptest::collection::vec(prop_oneof![
            Just("<script>alert(1)</script>"), Just("]]>"), Just("<!--"), Just("&amp;"), Just("&#60;"), Just("\""), Just("'"), Just("\\"), Just("\\N"), Just(">]"),
            Just("%%{init: {}}%%"), Just("%%"), Just("#quot;"), Just("#35;"), Just("`"), Just("|"), Just("-->"), Just(";"), Just("end"), Just("{{"), Just("}}"), Just("1. one"), Just("- two"),
            Just("\u{202E}"), Just("\u{200F}"), Just("\u{2066}"), Just("\u{0}"), Just("\u{1B}[31m"), Just("\u{85}"), Just("\u{2028}"), Just("\u{FFFE}"), Just("\u{E0041}"), Just("\t"),
            Just(" "), Just("word"), Just("é"), Just("漢字"), Just("🙂"), Just("e\u{301}"), Just("\u{FDFD}"), Just("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"),
        ], 1..6).prop_map(|parts| parts.concat()),
        "[^\"“”„«»\\r\\n]{1,40}",
    ]) {
        let Drawn { svg, dot, mermaid } = drawn(&read(&typed_everywhere(&typed)));
        assert_is_svg(&svg);
        assert_is_dot(&dot);
        assert_is_mermaid(&mermaid);
    }
}

// ── size ─────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn ten_thousand_stages_take_ten_times_as_much_as_a_thousand() {
    let thousand = drawn(&read(&long(1_000, |at| format!("Stage number {at}"))));
    let ten_thousand = drawn(&read(&long(10_000, |at| format!("Stage number {at}"))));
    for (small, large) in
        [(&thousand.svg, &ten_thousand.svg), (&thousand.dot, &ten_thousand.dot), (&thousand.mermaid, &ten_thousand.mermaid)]
    {
        assert!(large.len() < small.len() * 12, "{} against {}", large.len(), small.len());
    }
    assert!(ten_thousand.svg.contains("data-box=\"stage-9999\""));
}

// ── in a browser ─────────────────────────────────────────────────────────────────────────────────

#[test]
#[allow(clippy::print_stderr)]
fn no_text_leaves_its_box_and_no_boxes_overlap() {
    let required = std::env::var("RUNGS_BROWSER").is_ok_and(|value| value == "required");
    let browser = Path::new("/usr/bin/chromium");
    if !browser.exists() {
        assert!(!required, "there is no {}, and RUNGS_BROWSER=required", browser.display());
        eprintln!("skipped: there is no {} to measure flowcharts with (RUNGS_BROWSER=required makes that a failure)", browser.display());
        return;
    }
    let mut charts: Vec<(String, String)> = published().into_iter().map(|(name, policy)| (name, drawn(&policy).svg)).collect();
    charts.push(("twelve-long".into(), drawn(&read(&twelve_with_long_names())).svg));
    charts.push(("twelve".into(), drawn(&read(&long(12, |at| format!("Stage {at}")))).svg));
    charts.push(("typed".into(), drawn(&read(&typed_everywhere("<b>Ünïcödé & \"q\" — 漢字 \u{202E}x</b>"))).svg));
    charts.push(("wide".into(), drawn(&read(&typed_everywhere(&"Ж漢W".repeat(30)))).svg));
    charts.push(("empty".into(), drawn(&read(&format!("{VOCABULARY}policy empty \"Nothing yet\" {{\n    publisher wscp\n}}\n"))).svg));
    let mut page = String::from("<!doctype html><meta charset=\"utf-8\"><title>flowcharts</title><body>\n");
    for (name, svg) in &charts {
        let _ = writeln!(page, "<section id=\"{name}\">{svg}</section>");
    }
    let _ = writeln!(page, "<script>\n{}</script>", include_str!("browser/measure.js"));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("page.html");
    std::fs::write(&file, page).expect("written");
    let run = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--timeout=60000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .expect("a browser");
    let dom = String::from_utf8_lossy(&run.stdout);
    let result =
        dom.rsplit_once("<pre id=\"result\">").and_then(|(_, rest)| rest.split_once("</pre>")).map(|(result, _)| result.to_owned());
    let result = result.unwrap_or_else(|| panic!("the browser measured nothing: {}", String::from_utf8_lossy(&run.stderr)));
    assert!(result.trim_end().ends_with("done"), "{result}");
    assert!(!result.contains("PROBLEM"), "{result}");
    assert!(charts.iter().all(|(name, _)| result.contains(&format!("{name}: "))), "{result}");
}

// ── with Graphviz ────────────────────────────────────────────────────────────────────────────────

#[test]
#[allow(clippy::print_stderr)]
fn graphviz_reads_the_graph() {
    if Command::new("dot").arg("-V").output().is_err() {
        eprintln!("skipped: there is no `dot` to draw graphs with");
        return;
    }
    let mut graphs: Vec<(String, String)> = published().into_iter().map(|(name, policy)| (name, drawn(&policy).dot)).collect();
    graphs.push(("typed".into(), drawn(&read(&typed_everywhere("<b>Ünïcödé & \"q\" \\N \\ &amp; 漢字 \u{202E}x</b>"))).dot));
    let folder = tempfile::tempdir().expect("a folder");
    for (name, graph) in graphs {
        let file = folder.path().join("graph.dot");
        std::fs::write(&file, graph).expect("written");
        let run = Command::new("dot").arg("-Tsvg").arg(&file).output().expect("dot");
        let said = String::from_utf8_lossy(&run.stderr);
        assert!(
            run.status.success() && !said.to_lowercase().contains("error") && !said.to_lowercase().contains("warning"),
            "{name}: {said}"
        );
    }
}
