//! Flowcharts: what they show, that nothing an author types gets out of its place, and how they look in a browser.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use rungs::emit::draw;
use rungs::graph::StageGraph;
use rungs::model::Policy;
use rungs::project::{DiskFiles, MemoryFiles, Project};

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

const VOCABULARY: &str = "rungs 1
agency social-care \"Children's Social Care\"
agency school \"Schools\"
agency health \"Health\"
body partnership \"The safeguarding partnership\"
body wscp \"Wexhaven Safeguarding Children Partnership\" is partnership
role chair \"Independent Chair\" of wscp
role office \"Partnership Office\" of wscp
fact immediate-risk \"at risk of immediate harm\" may change
fact looked-after \"looked after\" may change
file childs-file \"the child's file\" kept by unstated
tier worker \"Worker\"
tier manager \"Manager\"
tier director \"Director\"
";

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
    for (escaped, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"), ("#quot;", "\""), ("#amp;", "&"), ("#35;", "#"), ("#59;", ";"), ("\\\"", "\"")] {
        out = out.replace(escaped, c);
    }
    out
}

// ── nothing an author types gets out of its place ────────────────────────────────────────────────

/// Every tag is one of these, complete and closed; every `&` begins a known reference; nothing unseen is left.
fn assert_is_markup(text: &str, tags: &[&str]) {
    assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || matches!(c, '\u{200E}' | '\u{200F}' | '\u{61C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')), "{text}");
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&', '>']) {
        let (_, from) = rest.split_at(at);
        if let Some(reference) = from.strip_prefix('&') {
            assert!(["amp;", "lt;", "gt;", "quot;", "#39;", "#160;"].iter().any(|known| reference.starts_with(known)), "{:.40}", from);
            rest = reference;
            continue;
        }
        let end = from.find('>').unwrap_or_else(|| panic!("an open tag: {from:.60}"));
        let tag = from.get(1..end).unwrap_or_else(|| panic!("a stray `>`: {from:.60}"));
        rest = &from[end + 1..];
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "{text}");
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        assert!(tags.contains(&name), "<{tag}>");
        let mut attributes = tag[name.len()..].trim_end_matches('/');
        while !attributes.is_empty() {
            let (key, value) = attributes.trim_start().split_once("=\"").unwrap_or_else(|| panic!("<{tag}>"));
            assert!(key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "<{tag}>");
            attributes = value.split_once('"').unwrap_or_else(|| panic!("<{tag}>")).1;
        }
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

fn assert_is_svg(svg: &str) {
    assert_is_markup(svg, &["svg", "title", "desc", "defs", "marker", "path", "rect", "g", "text"]);
}

/// Outside quoted strings and HTML-like labels there is nothing but the graph's own words.
fn assert_is_dot(dot: &str) {
    let mut chars = dot.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => loop {
                match chars.next() {
                    Some('\\') => assert!(chars.next().is_some()),
                    Some('"') => break,
                    Some(c) => assert!(c != '<' && c != '>'),
                    None => panic!("a string without an end"),
                }
            },
            '<' => {
                let (mut depth, mut label) = (1, String::new());
                while depth > 0 {
                    let c = chars.next().expect("a label without an end");
                    depth += match c {
                        '<' => 1,
                        '>' => -1,
                        _ => 0,
                    };
                    label.push(c);
                }
                label.pop();
                assert_is_markup(&label, &["TABLE", "TR", "TD", "FONT", "B", "BR"]);
            }
            '-' if chars.peek() == Some(&'>') => {
                chars.next();
            }
            c => assert!(c.is_ascii_alphanumeric() || " \n{}[]=;,._".contains(c), "{c:?} in {dot}"),
        }
    }
}

/// Every text is in quotes and holds none of what Mermaid reads; comments and the description keep to their line.
fn assert_is_mermaid(mermaid: &str) {
    assert!(!mermaid.contains("%%{"), "a directive");
    for line in mermaid.lines().map(str::trim_start) {
        let free = line.strip_prefix("%% ").or_else(|| line.strip_prefix("accTitle: ")).or_else(|| line.strip_prefix("accDescr: "));
        if let Some(text) = free {
            assert!(!text.contains(['"', '<', '>', '%', '`', '{', '}']), "{line}");
            continue;
        }
        for (at, part) in line.split('"').enumerate() {
            if at % 2 == 1 {
                assert_is_markup(part, &["b", "i", "br"]);
                assert!(!part.contains(['%', '`', '{', '}', '\\']), "{part}");
                for reference in part.split('#').skip(1) {
                    let name = reference.split(';').next().unwrap_or_default();
                    assert!(["quot", "amp", "lt", "gt"].contains(&name) || name.bytes().all(|b| b.is_ascii_digit()), "{part}");
                }
            } else {
                assert!(part.chars().all(|c| c.is_ascii_alphanumeric() || " _[](){}|-.>~:#,".contains(c)), "{line}");
            }
        }
        assert!(line.matches('"').count() % 2 == 0, "{line}");
    }
}

/// A policy in which every text an author can type is `typed`.
fn typed_everywhere(typed: &str) -> String {
    let quoted = format!("\"{}\"", typed.replace('\\', "\\\\").replace('"', "\\\""));
    "rungs 1
agency social-care T
agency school T
body partnership T
body wscp T is partnership
role chair T of wscp email T phone T
fact danger T may change
file childs-file T kept by unstated
form notice T {
    asks T
}
tier worker T
tier manager T
policy p T {
    publisher wscp
    version T
    should apply unless danger per T
    applies to T
}
throughout {
    if T and every worker agrees, may skip any stage per T
    before stage 1, workers should consult own manager
    must record T on childs-file per T
    should not T per T
    resolved if every worker agrees
}
stage 1 T between workers per T {
    ends within 2 working days or sooner T per T
    ends within T per table 1
    workers must discuss T with manager about T per T
    when T, if T, should notify chair T by email T using notice per T
    must notify chair per flowchart
    meanwhile T
    if danger, may skip stage 2
    when unresolved, may repeat until T
    when unresolved, if manager agrees and T, should escalate to stage 2 via manager
    when unresolved, should escalate to stage 2 per flowchart
    if T, may close T
}
stage 2 T between managers {
    may do one of {
        T
        convene T or similar
        convene council
    }
}
stage last T heard by chair {
    should resolve T collectively
}
panel council T {
    must have T from 3 agencies
    will hear T
}
afterwards {
    should review T
}
route aside T if T instead {
    must refer T to social-care
}
route then T afterwards {
    may T
}
background {
    T
}
"
    .replace(" T", &format!(" {quoted}"))
}

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

/// A ladder of any length in which every stage has duties, somebody to tell, a way past the next and a repetition.
fn long(stages: usize, title: impl Fn(usize) -> String) -> String {
    let mut text = format!("{VOCABULARY}policy long \"{}\" {{\n    publisher wscp\n}}\nthroughout {{\n    every stage should end within 7 working days\n    must record \"{}\" on childs-file\n}}\n", title(0), title(0));
    for at in 1..=stages {
        let _ = writeln!(text, "stage {at} \"{}\" {} {{", title(at), if at == stages { "heard by chair" } else { "between managers" });
        let _ = writeln!(text, "    managers must discuss \"{}\"\n    should notify office \"{}\" by email\n    if looked-after, must notify chair within 2 working days", title(at), title(at));
        if at < stages {
            let _ = writeln!(text, "    when unresolved, if \"{}\", should escalate to stage {}", title(at), at + 1);
        }
        match at % 4 {
            0 if at < stages => text.push_str("    when unresolved, if raising manager agrees, may escalate to next stage\n"),
            1 if at + 2 <= stages => {
                let _ = writeln!(text, "    if looked-after, may skip stage {}", at + 1);
            }
            2 => text.push_str("    when unresolved, may repeat with next tier until resolved\n    ends within 48 hours per table 1\n"),
            3 if at > 1 => {
                let _ = writeln!(text, "    if immediate-risk, may escalate to stage {}", at - 1);
            }
            _ => {}
        }
        text.push_str("}\n");
    }
    let _ = writeln!(text, "route danger \"{}\" if immediate-risk instead {{\n    must refer \"{}\" to social-care\n}}", title(0), title(0));
    let _ = writeln!(text, "route alone \"{}\" if \"{}\" {{\n    worker may do one of {{\n        contact office\n        escalate to stage {stages}\n    }}\n}}", title(0), title(0));
    let _ = writeln!(text, "afterwards {{\n    should review \"{}\"\n}}", title(0));
    text
}

#[test]
fn ten_thousand_stages_take_ten_times_as_much_as_a_thousand() {
    let thousand = drawn(&read(&long(1_000, |at| format!("Stage number {at}"))));
    let ten_thousand = drawn(&read(&long(10_000, |at| format!("Stage number {at}"))));
    for (small, large) in [(&thousand.svg, &ten_thousand.svg), (&thousand.dot, &ten_thousand.dot), (&thousand.mermaid, &ten_thousand.mermaid)] {
        assert!(large.len() < small.len() * 12, "{} against {}", large.len(), small.len());
    }
    assert!(ten_thousand.svg.contains("data-box=\"stage-9999\""));
}

// ── in a browser ─────────────────────────────────────────────────────────────────────────────────

/// Eighty characters, with and without anywhere to break them.
fn long_name(at: usize) -> String {
    let words = ["Designated", "safeguarding", "professional", "for", "vulnerable", "children", "and", "families", "in", "every", "setting", "of", "the", "partnership"];
    let name = if at % 3 == 0 { "W".repeat(80) } else { (0..14).map(|word| words[(word * 5 + at) % words.len()]).collect::<Vec<_>>().join(" ") };
    name.chars().take(80).collect()
}

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
    let names: String = VOCABULARY.lines().map(|line| line.split_once('"').map_or_else(|| format!("{line}\n"), |(before, after)| format!("{before}\"{}\"{}\n", long_name(before.len()), after.split_once('"').map_or("", |(_, after)| after)))).collect();
    let twelve = long(12, long_name).replace(VOCABULARY, &names);
    charts.push(("twelve-long".into(), drawn(&read(&twelve)).svg));
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
    let result = dom.rsplit_once("<pre id=\"result\">").and_then(|(_, rest)| rest.split_once("</pre>")).map(|(result, _)| result.to_owned());
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
        assert!(run.status.success() && !said.to_lowercase().contains("error") && !said.to_lowercase().contains("warning"), "{name}: {said}");
    }
}
