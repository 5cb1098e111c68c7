//! The JSON documents: what is in them, that they fit their schemas, and that they can be read again.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use rungs::diagnostic::{Label, Severity};
use rungs::emit::json::{self, CheckDocument, Checked, Document, Outcome};
use rungs::graph::StageGraph;
use rungs::model::{ClauseId, Date, Policy};
use rungs::project::{DiskFiles, Files, MemoryFiles, Project};
use rungs::verify::{self, Finding, Hole, Report, RuleReport, Story, StoryLine, Verdict};
use serde_json::Value;

// ── help ─────────────────────────────────────────────────────────────────────────────────────────

/// A page of policy, to be read as a whole.
const SMALL: &str = "rungs 1

policy castlehythe \"When professionals disagree\" {
    publisher cscp
    dated 2026-01
    parts 1.1 to 1.3, table 1
}

body cscp \"Castlehythe Safeguarding Children Partnership\"
agency health \"Health\"
role chair \"Chair of the partnership\" of cscp email personal per 1.3
tier manager \"Manager\" {
    health e.g. \"Named Nurse\" or equivalent
}

stage 1 \"Managers\" between managers per 1.1 {
    ends within 2 days                              per table 1
    when unresolved, managers should escalate to stage 2   per 1.2
}

stage 2 \"The Chair\" heard by chair {
    chair must decide                               per 1.3
}

background {
    \"What the policy is for\" per 1.1
}
";

/// A made-up policy with a little of everything.
const ALDERSEA: &str = include_str!("documents/aldersea.rungs");
const SHARED: &str = "rungs 1\nagency school \"Schools\"\nagency health \"Health\"\nbody partnership \"The safeguarding partnership\"\nfact looked-after \"looked after\" may change\n";

fn aldersea() -> MemoryFiles {
    MemoryFiles::new([("policies/aldersea.rungs", ALDERSEA), ("shared/names.rungs", SHARED)])
}

/// One policy in a file of its own.
fn one(text: &str) -> MemoryFiles {
    MemoryFiles::new([("p.rungs", text)])
}

fn with_policy<T>(files: &dyn Files, root: &str, path: &str, then: impl FnOnce(&Policy, &Project<'_>) -> T) -> T {
    let mut project = Project::new(files, root);
    let file = project.load(Path::new(path)).unwrap_or_else(|why| panic!("{path}: {why}"));
    let resolved = project.resolve(file);
    let policy = resolved.policy.unwrap_or_else(|| panic!("{path} holds no policy: {:#?}", resolved.diagnostics));
    then(&policy, &project)
}

fn compiled_with(files: &dyn Files, root: &str, path: &str, report: impl FnOnce(&Policy) -> Report) -> Document {
    with_policy(files, root, path, |policy, project| json::compile(policy, &StageGraph::new(policy), &report(policy), &project.sources))
}

fn compiled(text: &str) -> Document {
    compiled_with(&one(text), "", "p.rungs", |_| Report::default())
}

fn clause(policy: &Policy, id: &str) -> ClauseId {
    let found = policy.clauses().find(|(_, clause)| clause.id == id);
    found.unwrap_or_else(|| panic!("no clause {id}: {:?}", policy.clauses.iter().map(|clause| &clause.id).collect::<Vec<_>>())).0
}

/// A report with every kind of verdict and all that can stand behind one.
fn report(policy: &Policy) -> Report {
    let told = clause(policy, "tell-the-office");
    let up = clause(policy, "stage-2/escalate-to-stage-3");
    let finding = Finding {
        message: "a case can reach stage 3 without the partnership being told".into(),
        labels: vec![
            Label { span: policy.clause(up).span, text: "it goes up here".into() },
            Label { span: policy.clause(told).span, text: "only `should`".into() },
        ],
        clauses: vec![up, told],
        story: Some(Story {
            lines: vec![StoryLine { text: "A school and health disagree about a child.".into(), place: "stage 1, 2.1".into() }, StoryLine { text: "Nothing is settled.".into(), place: String::new() }],
            never_done: "the partnership is never told".into(),
        }),
        advice: vec![told],
        holes: vec![Hole { what: "who sits on the Executive".into(), keeps: "every agency".into(), breaks: "no school".into() }],
        help: "write `must` for `should`".into(),
    };
    let rule = |rule: &str, severity, rulebook: Option<&str>, verdict, findings: &[Finding]| RuleReport {
        rule: rule.into(),
        title: format!("What `{rule}` asks"),
        severity,
        rulebook: rulebook.map(str::to_owned),
        verdict,
        findings: findings.to_vec(),
    };
    let plain = Finding { labels: Vec::new(), clauses: Vec::new(), story: None, advice: Vec::new(), holes: Vec::new(), ..finding.clone() };
    Report {
        rules: vec![
            rule("told-too-late", Severity::Error, Some("aldersea-rules"), Verdict::Broken, &[finding]),
            rule("panel-too-small", Severity::Error, Some("aldersea-rules"), Verdict::Undetermined, std::slice::from_ref(&plain)),
            rule("ends-in-authority", Severity::Error, Some("aldersea-rules"), Verdict::Advice, std::slice::from_ref(&plain)),
            rule("stuck-stage", Severity::Error, None, Verdict::GaveUp, std::slice::from_ref(&plain)),
            rule("ambiguous-day", Severity::Warning, None, Verdict::Broken, &[plain]),
            rule("no-review", Severity::Warning, None, Verdict::Holds, &[]),
            rule("personal-mailbox", Severity::Note, None, Verdict::DoesNotApply, &[]),
        ],
    }
}

fn checked() -> CheckDocument {
    let files = MemoryFiles::new([
        ("policies/aldersea.rungs", ALDERSEA),
        ("shared/names.rungs", SHARED),
        ("policies/slip.rungs", "rungs 1\nimport \"../shared/names.rungs\"\npolicy slip \"A policy with a slip\" {\n    publisher partnershop\n}\n"),
    ]);
    let mut project = Project::new(&files, "");
    let mut resolve = |path: &str| {
        let file = project.load(Path::new(path)).expect("the file is there");
        project.resolve(file)
    };
    let (good, names, slip) = (resolve("policies/aldersea.rungs"), resolve("shared/names.rungs"), resolve("policies/slip.rungs"));
    let report = report(good.policy.as_ref().expect("it resolves"));
    let read = |resolved: &'static rungs::model::Resolved, report| (resolved, report);
    let leak = |resolved| &*Box::leak(Box::new(resolved));
    let all = [("policies/aldersea.rungs", read(leak(good), Some(&report))), ("shared/names.rungs", read(leak(names), None)), ("policies/slip.rungs", read(leak(slip), None))];
    let mut checked: Vec<Checked<'_>> = all
        .iter()
        .map(|(path, (resolved, report))| Checked {
            path,
            outcome: Outcome::Read { sources: &project.sources, policy: resolved.policy.as_ref(), problems: &resolved.diagnostics, report: *report },
        })
        .collect();
    checked.push(Checked { path: "policies\\gone.rungs", outcome: Outcome::Unreadable("there is no such file".into()) });
    let mut document = json::check(&checked).as_of(Date::parse("2026-11-02"));
    document.generator.version = "0.0.0".into();
    document
}

fn small_document() -> Document {
    let mut document = compiled_with(&one(SMALL), "", "p.rungs", |policy| {
        let up = clause(policy, "stage-1/escalate-to-stage-2");
        let finding = Finding {
            message: "managers need not take it to the Chair".into(),
            labels: Vec::new(),
            clauses: vec![up],
            story: None,
            advice: vec![up],
            holes: Vec::new(),
            help: "write `must` for `should`".into(),
        };
        let title = "Every path ends in an authority".into();
        Report { rules: vec![RuleReport { rule: "ends-in-authority".into(), title, severity: Severity::Error, rulebook: None, verdict: Verdict::Advice, findings: vec![finding] }] }
    });
    document.generator.version = "0.0.0".into();
    document
}

fn aldersea_document() -> Document {
    let mut document = compiled_with(&aldersea(), "", "policies/aldersea.rungs", report);
    document.generator.version = "0.0.0".into();
    document
}

fn value(json: &str) -> Value {
    serde_json::from_str(json).expect("it is JSON")
}

fn assert_valid(schema: &str, json: &str, what: &str) {
    let validator = jsonschema::draft202012::new(&value(schema)).expect("the schema is one");
    let document = value(json);
    let errors: Vec<String> = validator.iter_errors(&document).take(5).map(|error| format!("{} at {}", error, error.instance_path)).collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn files_in(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(in_repository(folder)).expect("the folder is there").map(|entry| entry.expect("it can be read").path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with(ending));
    files.sort();
    assert!(!files.is_empty(), "nothing in {folder}");
    files
}

// ── what is in them ──────────────────────────────────────────────────────────────────────────────

#[test]
fn policy_document() {
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("policy_document", small_document().to_json()) });
}

#[test]
fn check_document() {
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("check_document", checked().to_json()) });
}

#[test]
fn fails_are_broken() {
    assert_eq!(aldersea_document().broken, ["told-too-late", "panel-too-small", "stuck-stage"]);
    assert_eq!(compiled_with(&aldersea(), "", "policies/aldersea.rungs", |_| Report::default()).broken, Vec::<String>::new());
}

#[test]
fn same_document_wherever_the_policy_lies() {
    let here = compiled_with(&aldersea(), "", "policies/aldersea.rungs", report);
    let there = MemoryFiles::new([("/srv/a/policies/aldersea.rungs", ALDERSEA), ("/srv/a/shared/names.rungs", SHARED)]);
    let there = compiled_with(&there, "/srv/a", "/srv/a/policies/aldersea.rungs", report);
    assert_eq!(here.to_json(), there.to_json());
    assert_eq!(here.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["aldersea.rungs", "../shared/names.rungs"]);
}

#[test]
fn hash_is_of_the_text_as_read() {
    let document = compiled("rungs 1\r\npolicy p \"P\" {\r\n}\r\n");
    // printf 'rungs 1\r\npolicy p "P" {\r\n}\r\n' | sha256sum
    assert_eq!(document.files[0].sha256, "766b34c704a15e19d5826f3ee72143792760406121ff84cd5a91dd1716e0b9e0");
}

#[test]
fn a_stated_reading_is_kept_apart_from_what_is_written() {
    let policy = |reading: &str| format!("rungs 1\npolicy p \"P\" {{\n{reading}\n}}\nrole chair \"Chair\"\nstage 1 \"One\" heard by chair {{\nends within 2 days\nends within 1 week\nends within 3 school days\n}}\n");
    let kinds = |document: &Document| -> Vec<(Option<json::KindOfDay>, Option<json::KindOfDay>)> {
        let duration = |limit: &json::Limit| match &limit.time {
            json::LimitTime::Within(within) => match &within.length {
                json::Length::Time(duration) => (duration.kind_of_day, duration.read_as),
                json::Length::Words { .. } => panic!("a length"),
            },
            other => panic!("{other:?}"),
        };
        document.stages[0].limits.iter().map(duration).collect()
    };
    let (working, school) = (Some(json::KindOfDay::Working), Some(json::KindOfDay::School));
    assert_eq!(kinds(&compiled(&policy(""))), [(None, None), (None, None), (school, None)]);
    assert_eq!(kinds(&compiled(&policy("reading \"day\" as working day because \"agreed\""))), [(None, working), (None, None), (school, None)]);
    let both = "reading \"day\" as working day because \"agreed\"\nreading \"day\" as calendar day because \"agreed\"";
    assert_eq!(kinds(&compiled(&policy(both))), [(None, None), (None, None), (school, None)]);
}

#[test]
fn limits_stand_where_an_engine_looks_for_them() {
    let document = compiled(
        "rungs 1\npolicy p \"P\" {\n}\nrole chair \"Chair\"\ntier worker \"Worker\"\nfact urgent \"in urgent need\"\n\
         throughout {\nevery stage should end within 7 working days\nthe case must end within 4 weeks\nthe stage or the case must end within 5 weeks\nevery stage must start within 1 day\n}\n\
         stage 1 \"One\" between workers {\nif urgent, ends within 1 day\nworkers must resolve within 3 days\nwhen unresolved, must escalate to stage 2\n}\n\
         stage 2 \"Two\" heard by chair {\nends with no limit\nmust start within 2 days of end of stage 1\n}\n",
    );
    let said = |limits: &[json::Limit]| limits.iter().map(|limit| format!("{:?} {:?} {:?} {}{}", limit.stated_as, limit.of, limit.edge, limit.words, if limit.condition.is_some() { " if" } else { "" })).collect::<Vec<_>>();
    assert_eq!(
        said(&document.stages[0].limits),
        [
            "Limit EveryStage Starts within 1 day",
            "Limit ThisStage Ends within 1 day if",
            "DutyToResolve ThisStage Ends within 3 days",
            "Limit EveryStage Ends within 7 working days",
            "Limit StageOrCase Ends within 5 weeks"
        ]
    );
    assert_eq!(
        said(&document.stages[1].limits),
        [
            "Limit EveryStage Starts within 1 day",
            "Limit ThisStage Starts within 2 days of the end of stage 1",
            "Limit ThisStage Ends no limit",
            "Limit EveryStage Ends within 7 working days",
            "Limit StageOrCase Ends within 5 weeks"
        ]
    );
    assert_eq!(said(&document.case_limits), ["Limit TheCase Ends within 4 weeks", "Limit StageOrCase Ends within 5 weeks"]);
}

#[test]
fn every_repetition_of_a_choice_keeps_its_own_bound() {
    let document = compiled(
        "rungs 1\npolicy p \"P\" {\n}\nrole chair \"Chair\"\ntier worker \"Worker\"\n\
         stage 1 \"One\" between workers {\nwhen unresolved, workers may do one of {\nrepeat once\nrepeat with next tier until \"they run out\"\nrepeat until resolved\nescalate to stage 2\n}\n}\n\
         stage 2 \"Two\" heard by chair {\nchair must decide\n}\n",
    );
    let bounds: Vec<_> = document.moves.iter().filter_map(|step| step.repetition.as_ref()).map(|repetition| (repetition.with_next_tier, repetition.times, repetition.until.clone())).collect();
    assert_eq!(bounds, [(false, Some(1), None), (true, None, Some(json::Event::Words { words: "they run out".into() })), (false, None, Some(json::Event::Resolved))]);
    assert!(document.moves.iter().all(|step| (step.kind == json::MoveKind::Repeat) == step.repetition.is_some()));
}

#[test]
fn refusing_is_withdrawing_for_the_agency_that_raised_it() {
    let document = compiled(
        "rungs 1\npolicy p \"P\" {\n}\nrole chair \"Chair\"\ntier worker \"Worker\"\ntier manager \"Manager\"\n\
         stage 1 \"One\" between workers {\nwhen unresolved or no answer, if raising agency agrees and raising manager agrees, must escalate to stage 2\n}\n\
         stage 2 \"Two\" heard by chair {\nchair must decide\n}\n",
    );
    let step = &document.moves[0];
    assert_eq!(step.holders.iter().map(|holder| holder.refusing).collect::<Vec<_>>(), [json::Refusing::Withdraws, json::Refusing::Blocks]);
    assert_eq!((step.trigger, step.when.as_slice()), (json::Trigger::Unresolved, [json::Event::Unresolved, json::Event::NoAnswer].as_slice()));
}

// ── nothing in them leads nowhere ────────────────────────────────────────────────────────────────

/// Follows everything in a document that refers to something else in it.
struct References<'d> {
    names: HashMap<&'d str, &'d str>,
    stages: BTreeSet<&'d str>,
    clauses: BTreeSet<&'d str>,
    routes: BTreeSet<&'d str>,
    rules: BTreeSet<&'d str>,
    files: BTreeSet<&'d str>,
    followed: usize,
}

impl<'d> References<'d> {
    fn follow(document: &'d Value) -> usize {
        let each = |list: &str, key: &str| -> Vec<&'d str> { document[list].as_array().expect("a list").iter().map(|item| item[key].as_str().expect("text")).collect() };
        let unique = |list: &str, key: &str| {
            let all = each(list, key);
            let set: BTreeSet<&str> = all.iter().copied().collect();
            assert_eq!(set.len(), all.len(), "{list} are unique");
            set
        };
        let mut references = References {
            stages: unique("stages", "label"),
            clauses: unique("clauses", "id"),
            routes: unique("routes", "name"),
            rules: unique("verdicts", "name"),
            files: unique("files", "name"),
            names: unique("names", "name").into_iter().zip(document["names"].as_array().expect("a list")).map(|(_, name)| (name["name"].as_str().expect("text"), name["kind"].as_str().expect("text"))).collect(),
            followed: 0,
        };
        references.visit(document, &mut Vec::new());
        references.followed
    }

    fn visit(&mut self, value: &'d Value, path: &mut Vec<&'d str>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(key, field)| {
                path.push(key);
                self.visit(field, path);
                path.pop();
            }),
            Value::Array(items) => items.iter().for_each(|item| self.visit(item, path)),
            Value::String(text) => self.check(text, path),
            _ => {}
        }
    }

    fn check(&mut self, text: &str, path: &[&str]) {
        let kind = self.names.get(text).copied();
        let (last, before) = path.split_last().expect("a document is an object");
        let known = match (path.first().copied().unwrap_or_default(), before.last().copied().unwrap_or_default(), *last) {
            // A rulebook's stages are rungs; they need not be on this ladder.
            ("rulebooks", _, "stage") => return,
            ("broken", ..) => self.rules.contains(text),
            (_, _, "stage" | "stages") => self.stages.contains(text),
            (_, _, "route") => self.routes.contains(text),
            (_, _, "clause" | "clauses" | "advice" | "throughout" | "afterwards" | "upkeep") => self.clauses.contains(text),
            (_, _, "file") => self.files.contains(text),
            (_, _, "fact") => kind == Some("fact"),
            (_, _, "document") => kind == Some("document"),
            (_, _, "panel") | (_, "panels", "name") => kind == Some("panel"),
            (_, _, "form") | (_, "forms", "name") => kind == Some("form"),
            (_, "tiers", "name") => kind == Some("tier"),
            (_, "noun", "name") | (_, _, "publisher" | "replaced_by" | "using" | "on" | "is") => kind.is_some(),
            _ => return,
        };
        assert!(known, "{}: `{text}` leads nowhere", path.join("."));
        self.followed += 1;
    }
}

#[test]
fn every_reference_leads_somewhere() {
    assert!(References::follow(&value(&aldersea_document().to_json())) > 150);
}

#[test]
fn every_policy_and_example_compiles_fits_its_schema_and_reads_back() {
    let (schema, check_schema) = (json::policy_schema(), json::check_schema());
    let today = Date::parse("2026-11-02");
    let mut policies = 0;
    for path in files_in("policies", ".rungs").into_iter().chain(files_in("examples", ".rungs")) {
        let mut project = Project::new(&DiskFiles, path.parent().expect("it lies in a folder"));
        let file = project.load(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        let resolved = project.resolve(file);
        let Some(policy) = resolved.policy else {
            assert_eq!(resolved.diagnostics, [], "{}", path.display());
            continue;
        };
        policies += 1;
        let graph = StageGraph::new(&policy);
        let report = verify::check(&policy, &graph, today);
        let document = json::compile(&policy, &graph, &report, &project.sources).as_of(today);
        let written = document.to_json();
        assert_valid(&schema, &written, &path.display().to_string());
        References::follow(&value(&written));
        assert_eq!(json::read(&written).as_ref(), Ok(&document), "{}", path.display());
        let name = path.to_string_lossy();
        let outcome = Outcome::Read { sources: &project.sources, policy: Some(&policy), problems: &resolved.diagnostics, report: Some(&report) };
        let check = json::check(&[Checked { path: &name, outcome }]).as_of(today);
        assert_valid(&check_schema, &check.to_json(), &name);
        assert_eq!(json::read_check(&check.to_json()).as_ref(), Ok(&check), "{name}");
        assert_eq!(check.files[0].fails, !document.broken.is_empty(), "{name}");
        assert!(!written.contains(env!("CARGO_MANIFEST_DIR")), "{}: says where it was compiled", path.display());
    }
    assert!(policies > 20);
}

// ── schemas ──────────────────────────────────────────────────────────────────────────────────────

fn assert_fresh(path: &str, now: &str) {
    let file = in_repository(path);
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    if serde_json::from_str::<Value>(&kept).is_ok_and(|kept| kept == value(now)) {
        return;
    }
    if std::env::var_os("RUNGS_BLESS").is_some_and(|bless| bless == "1") {
        std::fs::create_dir_all(file.parent().expect("it lies in a folder")).expect("the folder can be made");
        std::fs::write(&file, now).expect("the schema can be written");
        return;
    }
    panic!("{path} is stale: run `RUNGS_BLESS=1 cargo test --test json`, and read docs/json.md on what raises the version");
}

#[test]
fn schemas_are_fresh() {
    assert_fresh("schema/policy.schema.json", &json::policy_schema());
    assert_fresh("schema/check.schema.json", &json::check_schema());
}

#[test]
fn documents_fit_their_schemas() {
    assert_valid(&json::policy_schema(), &aldersea_document().to_json(), "policy");
    assert_valid(&json::check_schema(), &checked().to_json(), "check");
}

#[test]
fn schemas_are_of_the_version_that_is_written_and_demand_every_field() {
    for (schema, document, version) in
        [(json::policy_schema(), aldersea_document().to_json(), json::POLICY_VERSION), (json::check_schema(), checked().to_json(), json::CHECK_VERSION)]
    {
        let validator = jsonschema::draft202012::new(&value(&schema)).expect("the schema is one");
        let good = value(&document);
        assert_eq!(good["version"], version);
        for key in good.as_object().expect("an object").keys() {
            let mut bad = good.clone();
            bad.as_object_mut().expect("an object").remove(key);
            assert!(!validator.is_valid(&bad), "a document without `{key}` fits");
        }
        let mut bad = good.clone();
        bad["version"] = (version + 1).into();
        assert!(!validator.is_valid(&bad), "a later version fits");
        let mut more = good;
        more["something_new"] = true.into();
        assert!(validator.is_valid(&more), "a field added later does not fit");
    }
}

/// Every field a schema defines.
fn fields(schema: &Value, into: &mut Vec<(String, Value)>) {
    match schema {
        Value::Object(object) => {
            for (key, inner) in object {
                match inner.as_object() {
                    Some(properties) if key == "properties" => {
                        for (name, property) in properties {
                            into.push((name.clone(), property.clone()));
                            fields(property, into);
                        }
                    }
                    _ => fields(inner, into),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| fields(item, into)),
        _ => {}
    }
}

#[test]
fn every_field_is_described_in_the_schema_and_in_the_docs() {
    let docs = std::fs::read_to_string(in_repository("docs/json.md")).expect("docs/json.md is there");
    for schema in [json::policy_schema(), json::check_schema()] {
        let mut found = Vec::new();
        fields(&value(&schema), &mut found);
        assert!(found.len() > 20);
        for (name, property) in found {
            // The tag of a tagged value is described with the value.
            assert!(name == "kind" || property.get("description").is_some(), "`{name}` is not described in the schema");
            assert!(docs.contains(&format!("`{name}`")), "`{name}` is not in docs/json.md");
        }
        let mut words = BTreeSet::new();
        constants(&value(&schema), &mut words);
        for word in words {
            assert!(docs.contains(&format!("`{word}`")), "the word `{word}` is not in docs/json.md");
        }
    }
}

#[test]
fn every_example_in_the_docs_is_from_a_document() {
    let docs = std::fs::read_to_string(in_repository("docs/json.md")).expect("docs/json.md is there");
    let documents = [value(&small_document().to_json()), value(&checked().to_json())];
    let mut examples = 0;
    for example in docs.split("```json\n").skip(1) {
        let example = value(example.split("```").next().expect("the block ends"));
        assert!(documents.iter().any(|document| holds(document, &example)), "made up: {example:#}");
        examples += 1;
    }
    assert!(examples > 2);
}

fn holds(document: &Value, wanted: &Value) -> bool {
    document == wanted
        || match document {
            Value::Object(fields) => fields.values().any(|field| holds(field, wanted)),
            Value::Array(items) => items.iter().any(|item| holds(item, wanted)),
            _ => false,
        }
}

fn constants(schema: &Value, into: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            into.extend(object.get("const").and_then(Value::as_str).map(str::to_owned));
            into.extend(object.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
            object.values().for_each(|inner| constants(inner, into));
        }
        Value::Array(items) => items.iter().for_each(|item| constants(item, into)),
        _ => {}
    }
}

// ── reading them again ───────────────────────────────────────────────────────────────────────────

#[test]
fn what_is_written_reads_back() {
    let document = aldersea_document();
    assert_eq!(json::read(&document.to_json()), Ok(document));
    let document = checked();
    assert_eq!(json::read_check(&document.to_json()), Ok(document));
}

#[test]
fn unknown_fields_are_left_out() {
    fn add(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.values_mut().for_each(add);
                fields.insert("added_later".into(), serde_json::json!({ "any": ["thing", 1, null] }));
            }
            Value::Array(items) => items.iter_mut().for_each(add),
            _ => {}
        }
    }
    let policy = aldersea_document();
    let mut more = value(&policy.to_json());
    add(&mut more);
    assert_eq!(json::read(&more.to_string()), Ok(policy));
    let check = checked();
    let mut more = value(&check.to_json());
    add(&mut more);
    assert_eq!(json::read_check(&more.to_string()), Ok(check));
}

#[test]
fn what_cannot_be_read_is_refused_in_plain_words() {
    let policy = aldersea_document().to_json();
    let said = |json: &str| json::read(json).expect_err("it is refused");
    assert_eq!(
        said(&policy.replacen("\"version\": 1", "\"version\": 2", 1)),
        format!("this `policy` document is of version 2; rungs {} reads versions up to 1: use a newer rungs to read it", env!("CARGO_PKG_VERSION"))
    );
    // A later version may have another shape altogether: only its opening is looked at.
    assert!(said("{\"rungs_document\":\"policy\",\"version\":99}").contains("of version 99"));
    assert_eq!(said(&policy.replacen("\"version\": 1", "\"version\": 0", 1)), "this `policy` document says that it is of version 0; there is no such version");
    assert_eq!(said(&checked().to_json()), "this is a `check` document; a `policy` document is needed here");
    assert_eq!(json::read_check(&policy).expect_err("it is refused"), "this is a `policy` document; a `check` document is needed here");
    assert!(said("").starts_with("this is not a document written by rungs: "));
    assert!(said("[]").starts_with("this is not a document written by rungs: "));
    assert!(said(&policy[..policy.len() / 2]).starts_with("this is not a document written by rungs: "));
    assert!(said(&policy.replacen("\"notice\"", "\"notices\"", 1)).starts_with("this `policy` document is damaged: missing field `notice`"));
    assert!(json::read(&format!("\u{FEFF}{policy}")).is_ok());
}

#[test]
fn a_sentence_nested_beyond_reason_is_refused_and_breaks_nothing() {
    let nested = |depth: usize| {
        let condition = (0..depth).fold("f".to_owned(), |inner, at| format!("not ({inner} {} f)", if at % 2 == 0 { "and" } else { "or" }));
        compiled(&format!("rungs 1\npolicy p \"P\" {{\n}}\nfact f \"f\"\nthroughout {{\nif {condition}, must record \"it\"\n}}\n"))
    };
    let document = nested(20);
    assert_eq!(json::read(&document.to_json()), Ok(document));
    assert!(json::read(&nested(60).to_json()).expect_err("too deep").contains("recursion limit"));
}

/// Keeps a document of this version, once: a kept document is never written again.
fn keep(kind: &str, version: u32, written: &str) {
    let path = in_repository(&format!("tests/documents/{kind}-{version}.json"));
    if !path.exists() {
        assert!(std::env::var_os("RUNGS_BLESS").is_some_and(|bless| bless == "1"), "{} is missing: run `RUNGS_BLESS=1 cargo test --test json`", path.display());
        std::fs::write(path, written).expect("it can be written");
    }
}

/// Documents of every version that was ever published still fit the schema of their version and are still read.
#[test]
fn documents_of_earlier_versions_are_still_read() {
    keep("policy", json::POLICY_VERSION, &aldersea_document().to_json());
    keep("check", json::CHECK_VERSION, &checked().to_json());
    for path in files_in("tests/documents", ".json") {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        if name.ends_with(".schema.json") {
            continue;
        }
        let (kind, version) = name.trim_end_matches(".json").split_once('-').expect("KIND-VERSION.json");
        let version: u32 = version.parse().expect("KIND-VERSION.json");
        let written = std::fs::read_to_string(&path).expect("it can be read");
        let current = match kind {
            "policy" => {
                json::read(&written).unwrap_or_else(|why| panic!("{name}: {why}"));
                json::POLICY_VERSION
            }
            "check" => {
                json::read_check(&written).unwrap_or_else(|why| panic!("{name}: {why}"));
                json::CHECK_VERSION
            }
            _ => panic!("{name}: no such document"),
        };
        let schema = if version == current { format!("schema/{kind}.schema.json") } else { format!("tests/documents/{kind}-{version}.schema.json") };
        assert_valid(&std::fs::read_to_string(in_repository(&schema)).unwrap_or_else(|why| panic!("{schema}: {why}")), &written, &name);
    }
}
