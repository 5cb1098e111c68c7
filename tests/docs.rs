//! What the pages say is so: every policy on them can be read, every command prints what they show, every list is
//! complete, every link leads somewhere.
//!
//! `RUNGS_BLESS=1 cargo test --test docs` writes afresh what is generated: the outputs in console blocks, the picture,
//! the page of the command line, the table of verdicts, the list of words that cannot be names.

#![cfg(feature = "cli")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rungs::diagnostic::Severity;
use rungs::graph::StageGraph;
use rungs::project::{DiskFiles, MemoryFiles, Project};
use rungs::rules::pages as rule_pages;
use rungs::source::Sources;
use rungs::syntax::{format, parse};
use rungs::verify::{Report, RuleReport, Verdict, check};

#[path = "docs/command_line.rs"]
mod command_line;
#[path = "docs/console.rs"]
mod console;
#[path = "docs/page.rs"]
mod page;

use page::*;

// ── policies on pages ────────────────────────────────────────────────────────────────────────────

/// The wrapper round the blocks of docs/language.md that are no complete files: the last policy on that page.
fn wrapper() -> String {
    let page = read("docs/language.md");
    let wrapper = blocks(&page).into_iter().rev().find(|block| block.info == "rungs").expect("the page ends with its wrapper").text;
    for place in ["// the clauses go here\n", "// the items go here\n"] {
        assert_eq!(wrapper.matches(place).count(), 1, "the wrapper needs one line `{}`", place.trim());
    }
    wrapper
}

/// What is wrong with a policy's text, names included, if it lies beside the published policies and the examples.
fn problems(text: &str) -> Vec<String> {
    let mut shared: Vec<(String, String)> = Vec::new();
    for path in files_under("policies", ".rungs").into_iter().chain(["vocabulary", "borough"].map(|name| format!("examples/{name}.rungs")))
    {
        let text = read(&path);
        shared.extend(path.rsplit_once('/').map(|(_, name)| (name.to_owned(), text.clone())));
        shared.push((path, text));
    }
    let files = MemoryFiles::new(shared.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let mut project = Project::new(&files, "");
    let file = project.add("on-a-page.rungs".as_ref(), text.to_owned());
    let resolved = project.resolve(file);
    resolved.diagnostics.iter().map(|found| format!("line {}: {}", project.sources.start(found.span()).line, found.message)).collect()
}

#[test]
fn every_policy_on_a_page_can_be_read() {
    let wrapper = wrapper();
    let mut wrong = Vec::new();
    let mut read_well = 0;
    for path in pages() {
        for block in blocks(&read(&path)) {
            let text = match block.info.as_str() {
                "rungs" => block.text.clone(),
                // tests/semantics.rs reads these, and plays them.
                "rungs case" => continue,
                "rungs stage" => wrapper.replace("// the clauses go here\n", &block.text),
                "rungs items" => wrapper.replace("// the items go here\n", &block.text),
                info => {
                    assert!(!info.starts_with("rungs"), "{path}, line {}: `{info}` is no kind of block", block.line);
                    continue;
                }
            };
            read_well += 1;
            wrong.extend(problems(&text).into_iter().map(|problem| format!("{path}, line {}: {problem}", block.line)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(read_well > 30, "only {read_well} blocks were found");
}

/// The policies a reader is to copy look as `rungs fmt` would leave them.
#[test]
fn every_policy_in_the_readme_is_laid_out() {
    for block in blocks(&read("README.md")).iter().filter(|block| block.info == "rungs") {
        let mut sources = Sources::new();
        let file = sources.add("readme.rungs", block.text.as_str());
        let parsed = parse(&sources, file);
        assert_eq!(format(&sources, &parsed).as_deref(), Some(block.text.as_str()), "README.md, line {}", block.line);
    }
}

#[test]
fn every_example_can_be_read_and_says_what_it_shows() {
    let mut wrong = Vec::new();
    for path in files_under("examples", ".rungs") {
        let first = read(&path).lines().next().unwrap_or_default().to_owned();
        if first.strip_prefix("// ").is_none_or(|said| said.len() < 10) {
            wrong.push(format!("{path}: its first line should be a comment that says what it shows"));
        }
        let file = in_repository(&path);
        let mut project = Project::new(&DiskFiles, in_repository("examples"));
        let file = project.load(&file).unwrap_or_else(|why| panic!("{path}: {why}"));
        let found = project.resolve(file).diagnostics;
        wrong.extend(found.iter().map(|found| format!("{path}, line {}: {}", project.sources.start(found.span()).line, found.message)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_example_is_linked_from_the_language_page() {
    let page = read("docs/language.md");
    let missing: Vec<String> =
        files_under("examples", ".rungs").into_iter().filter(|path| !page.contains(&format!("(../{path})"))).collect();
    assert_eq!(missing, Vec::<String>::new(), "docs/language.md should link to them");
}

// ── what is generated ────────────────────────────────────────────────────────────────────────────

#[test]
fn every_command_prints_what_the_page_shows() {
    for path in pages() {
        assert_fresh_part(&path, |page| console::run(&path, page));
    }
}

#[test]
fn the_page_of_the_command_line_is_fresh() {
    assert_fresh("docs/command-line.md", &command_line::page());
}

#[test]
fn the_picture_is_fresh() {
    let mut rungs = assert_cmd::Command::new(env!("CARGO_BIN_EXE_rungs"));
    let output =
        rungs.current_dir(in_repository("")).args(["draw", "policies/bromley.rungs"]).assert().success().get_output().stdout.clone();
    assert_fresh("docs/bromley.svg", &String::from_utf8(output).expect("a picture in UTF-8"));
}

const PUBLISHED: [(&str, &str); 5] = [
    ("bromley", "Bromley"),
    ("havering", "Havering"),
    ("croydon", "Croydon"),
    ("barnsley", "Barnsley"),
    ("ready-steady-grow", "Ready Steady Grow"),
];

fn report(policy: &str) -> Report {
    let path = in_repository(&format!("policies/{policy}.rungs"));
    let mut project = Project::new(&DiskFiles, in_repository("policies"));
    let file = project.load(&path).unwrap_or_else(|why| panic!("{policy}: {why}"));
    let policy = project.resolve(file).policy.expect("it can be read");
    check(&policy, &StageGraph::new(&policy), None)
}

#[test]
fn the_table_of_verdicts_is_fresh() {
    let reports = PUBLISHED.map(|(name, _)| report(name));
    let table = |rules: &str, wanted: &dyn Fn(&RuleReport) -> bool| {
        let mut table = format!(
            "| What the policy should guarantee | {} |\n| --- |{}\n",
            PUBLISHED.map(|(_, title)| title).join(" | "),
            " --- |".repeat(PUBLISHED.len())
        );
        for rule in reports[0].rules.iter().filter(|rule| wanted(rule)) {
            let verdicts =
                reports.each_ref().map(|report| report.rule(&rule.rule).map_or("not checked", |found| in_the_table(found.verdict)));
            let _ = writeln!(table, "| [{}]({rules}/{}.md) | {} |", rule.title, rule.rule, verdicts.join(" | "));
        }
        table
    };
    // What fails a policy on the first page, the rest on the page of the policies.
    let failing = table("docs/rules", &|rule| rule.severity == Severity::Error);
    assert_fresh_part("README.md", |page| between_marks(page, "verdicts", &failing));
    assert_fresh_part("docs/policies.md", |page| between_marks(page, "verdicts", &table("rules", &|_| true)));
}

fn in_the_table(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Advice => "if advised",
        Verdict::Broken => "**broken**",
        Verdict::DoesNotApply => "–",
        other => other.words(),
    }
}

/// The words of the rule `reserved` in the grammar.
fn reserved() -> BTreeSet<String> {
    let grammar = read("grammar/rungs.pest");
    let rule = grammar.split_once("\nreserved = _{").expect("the grammar has the rule").1.split_once("\n}").expect("it is closed").0;
    alternatives(&mut rule.chars().filter(|c| !c.is_whitespace() && *c != '^').collect::<String>().as_str()).into_iter().collect()
}

/// What `"a" ~ ("b" | "c") | "d"` stands for: `ab`, `ac`, `d`. A look ahead, `&(…)`, stands for nothing.
fn alternatives(rest: &mut &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut sequence = vec![String::new()];
    while let Some(next) = rest.chars().next() {
        *rest = &rest[1..];
        let mut then =
            |ends: Vec<String>| sequence = sequence.iter().flat_map(|start| ends.iter().map(move |end| format!("{start}{end}"))).collect();
        match next {
            '"' => {
                let (word, after) = rest.split_once('"').expect("a quotation mark closes it");
                *rest = after;
                then(vec![word.to_owned()]);
            }
            '(' => then(alternatives(rest)),
            '&' => *rest = rest.split_once(')').expect("a bracket closes it").1,
            '|' => all.append(&mut std::mem::replace(&mut sequence, vec![String::new()])),
            ')' => break,
            '~' => {}
            other => panic!("`{other}` is not understood in the rule `reserved`"),
        }
    }
    all.append(&mut sequence);
    all
}

#[test]
fn the_list_of_words_that_cannot_be_names_is_fresh() {
    let words = reserved();
    assert!(words.len() > 150 && words.contains("afterwards") && words.contains("a") && words.contains("years"), "{words:?}");
    for word in words.iter().map(String::as_str).chain(["notification"]) {
        let taken = !problems(&format!("rungs 1\nrole {word} \"Somebody\"\n")).is_empty();
        assert_eq!(taken, word != "notification", "{word}");
    }
    let mut by_letter: BTreeMap<char, Vec<String>> = BTreeMap::new();
    for word in &words {
        by_letter.entry(word.chars().next().expect("a word")).or_default().push(format!("`{word}`"));
    }
    let list: String = by_letter.into_values().map(|words| wrapped(&words)).collect::<Vec<_>>().join("\n");
    assert_fresh_part("docs/language.md", |page| between_marks(page, "reserved words", &list));
}

/// Words in lines of the pages' width.
fn wrapped(words: &[String]) -> String {
    let mut lines = vec![String::new()];
    for word in words {
        let line = lines.last_mut().expect("there is a line");
        if line.len() + 1 + word.len() > 115 {
            lines.push(word.clone());
        } else {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    lines.join("\n") + "\n"
}

// ── what is written by hand, and true ────────────────────────────────────────────────────────────

/// The findings on the page of the policies: bullets that begin `**Broken: no-review.**`.
fn bullets(section: &str) -> BTreeMap<String, String> {
    let bullets = section.lines().filter_map(|line| line.strip_prefix("- **")).filter_map(|line| line.split_once(".**"));
    bullets
        .filter_map(|(said, _)| said.split_once(": "))
        .flat_map(|(verdict, rules)| rules.split(", ").map(move |rule| (rule.trim_matches('`').to_owned(), verdict.to_lowercase())))
        .collect()
}

#[test]
fn the_page_of_the_policies_says_what_is_found() {
    let page = read("docs/policies.md");
    for (name, title) in PUBLISHED {
        let section = page.split_once(&format!("\n## {title}\n")).unwrap_or_else(|| panic!("docs/policies.md has no section `{title}`")).1;
        let said = bullets(section.split("\n## ").next().unwrap_or_default());
        let report = report(name);
        let found = report.rules.iter().map(|rule| (rule.rule.clone(), rule.verdict.words().to_owned()));
        let trouble: BTreeMap<String, String> =
            found.clone().filter(|(_, verdict)| !matches!(verdict.as_str(), "holds" | "does not apply")).collect();
        let more: BTreeMap<String, String> = found.filter(|(rule, _)| said.contains_key(rule)).collect();
        let wanted: BTreeMap<String, String> = trouble.into_iter().chain(more).collect();
        assert_eq!(said, wanted, "docs/policies.md on {title} (left) says something else than is found (right)");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for path in pages() {
        let page = plain_prose(&read(&path));
        let links = page.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link);
        let pictures = page.split("src=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(link, _)| link);
        for link in links.chain(pictures).filter(|link| !link.starts_with("https://")) {
            let (file, anchor) = link.split_once('#').map_or((link, None), |(file, anchor)| (file, Some(anchor)));
            let target = if file.is_empty() { path.clone() } else { normal(&path, file) };
            if !in_repository(&target).exists() {
                broken.push(format!("{path}: {link}: there is no {target}"));
            } else if anchor.is_some_and(|anchor| !anchors(&read(&target)).iter().any(|known| known == anchor)) {
                broken.push(format!("{path}: {link}: {target} has no such heading"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A link's path from the repository's root.
fn normal(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." { parts.pop().map_or((), drop) } else { parts.push(part) }
    }
    parts.join("/")
}

/// Files and folders that pages name are there.
#[test]
fn every_path_on_a_page_is_there() {
    let mut gone = Vec::new();
    for path in pages() {
        for word in code_words(&read(&path)) {
            let rooted = ["src/", "tests/", "docs/", "policies/", "examples/", "grammar/", "schema/", "benches/", "fuzz/"]
                .iter()
                .any(|root| word.starts_with(root));
            // `policy-N.json` stands for several, `your-rule` for one that is not there yet.
            let named = !word.contains("-N.")
                && !word.contains("/your")
                && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_'));
            if rooted && named && !in_repository(&word).exists() {
                gone.push(format!("{path}: {word}"));
            }
        }
    }
    assert!(gone.is_empty(), "{}", gone.join("\n"));
}

/// Every `make …` on a page is a target of the Makefile.
#[test]
fn every_make_target_on_a_page_is_there() {
    let makefile = read("Makefile");
    for path in pages() {
        let page = read(&path);
        let shown: Vec<String> = blocks(&page).into_iter().filter(|block| block.info == "sh").map(|block| block.text).collect();
        let words = code_words(&page);
        for line in shown.iter().flat_map(|text| text.lines()).chain(words.iter().map(String::as_str)) {
            if let Some(target) = line.strip_prefix("make ").and_then(|rest| rest.split_whitespace().next()) {
                assert!(makefile.lines().any(|line| line.starts_with(&format!("{target}:"))), "{path}: the Makefile has no `{target}`");
            }
        }
    }
}

/// The map of the code names every file, but for folders that hold many alike.
#[test]
fn the_map_of_the_code_is_complete() {
    let page = read("docs/architecture.md");
    let alike = ["src/rules/", "src/emit/json/", "src/emit/draw/", "src/model/resolve/", "src/cli/"];
    let mut wanted: BTreeSet<String> = alike.iter().map(|folder| (*folder).to_owned()).collect();
    for path in files_under("src", ".rs") {
        if !alike.iter().any(|folder| path.starts_with(folder)) && !path.ends_with("/mod.rs") {
            wanted.insert(path);
        }
    }
    let named: BTreeSet<String> = code_words(&page).into_iter().collect();
    let missing: Vec<&String> = wanted.iter().filter(|path| !named.contains(*path)).collect();
    assert!(missing.is_empty(), "docs/architecture.md should name {missing:?}");
}

#[test]
fn every_page_is_in_the_index_and_every_command_in_the_readme() {
    let index = read("docs/README.md");
    for path in files_under("docs", ".md") {
        let name = path.trim_start_matches("docs/");
        assert!(
            name == "README.md" || (name.contains('/') && !name.ends_with("/README.md")) || index.contains(&format!("({name})")),
            "docs/README.md does not list {name}"
        );
    }
    let readme = read("README.md");
    for command in rungs::cli::command().get_subcommands() {
        assert!(readme.contains(&format!("| `rungs {}", command.get_name())), "README.md does not list `rungs {}`", command.get_name());
    }
    let rules = read("docs/rules/README.md");
    for page in rule_pages() {
        assert!(rules.contains(&format!("({}.md)", page.name)), "docs/rules/README.md does not list {}", page.name);
    }
}

#[test]
fn the_readme_can_be_read_in_ten_minutes() {
    let words = read("README.md").split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    assert!(words <= 2_300, "README.md has {words} words; ten minutes are about 2,300");
}

#[test]
fn the_changelog_has_this_version() {
    assert!(read("CHANGELOG.md").contains(&format!("\n## {}", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn no_page_speaks_of_one_machine() {
    let mut machine: Vec<String> = ["/home/", "/tmp/", "/usr/", "C:\\", "target/debug", "localhost"].map(str::to_owned).to_vec();
    machine.push(env!("CARGO_MANIFEST_DIR").to_owned());
    machine.extend(std::env::var("HOME").ok().filter(|home| home.len() > 2).map(|home| format!("{home}/")));
    let mut found = Vec::new();
    for path in pages().into_iter().chain(files_under("examples", ".rungs")).chain(files_under("policies", ".rungs")) {
        let text = read(&path);
        found.extend(machine.iter().filter(|wrong| text.contains(*wrong)).map(|wrong| format!("{path}: {wrong}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
