//! The JSON documents: what is in them, that they fit their schemas, and that they can be read again.

use std::collections::{BTreeSet, HashMap};

use rungs::emit::json::{self, Checked, Document, Outcome};
use rungs::graph::StageGraph;
use rungs::model::Date;
use rungs::project::{DiskFiles, MemoryFiles, Project};
use rungs::verify::{self, Report};
use serde_json::Value;

#[path = "json/help.rs"]
mod help;
#[path = "json/reading.rs"]
mod reading;
#[path = "json/schemas.rs"]
mod schemas;

use help::*;

// ── what is in them ─────────────────────────────────────────────────────────────────────────────────

#[test]
fn policy_document() {
    // The days that count have a snapshot of their own.
    let document = Document { counting: None, ..small_document() };
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("policy_document", document.to_json()) });
}

#[test]
fn check_document() {
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("check_document", checked().to_json()) });
}

#[test]
fn test_document() {
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("test_document", tested().to_json()) });
}

#[test]
fn fails_are_broken() {
    assert_eq!(aldersea_document().broken, ["told-too-late", "panel-too-small", "stuck-stage"]);
    assert_eq!(compiled_with(&aldersea(), "", "policies/aldersea.rungs", |_| Report::default()).broken, Vec::<String>::new());
}

#[test]
fn same_document_wherever_the_policy_lies() {
    let here = compiled_with(&aldersea(), "", "policies/aldersea.rungs", report);
    let there = MemoryFiles::new([("/srv/a/policies/aldersea.rungs", ALDERSEA), ("/srv/a/vocabulary/names.rungs", SHARED)]);
    let there = compiled_with(&there, "/srv/a", "/srv/a/policies/aldersea.rungs", report);
    assert_eq!(here.to_json(), there.to_json());
    assert_eq!(here.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["aldersea.rungs", "../vocabulary/names.rungs"]);
}

#[test]
fn hash_is_of_the_text_as_read() {
    let document = compiled("rungs 1\r\npolicy p \"P\" {\r\n}\r\n");
    // printf 'rungs 1\r\npolicy p "P" {\r\n}\r\n' | sha256sum
    assert_eq!(document.files[0].sha256, "766b34c704a15e19d5826f3ee72143792760406121ff84cd5a91dd1716e0b9e0");
}

#[test]
fn a_stated_reading_is_kept_apart_from_what_is_written() {
    let policy = |reading: &str| {
        format!(
            "rungs 1\npolicy p \"P\" {{\n{reading}\n}}\nrole chair \"Chair\"\nstage 1 \"One\" heard by chair {{\nends within 2 days\nends within 1 week\nends within 3 school days\n}}\n"
        )
    };
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
    assert_eq!(
        kinds(&compiled(&policy("reading \"day\" as working day because \"agreed\""))),
        [(None, working), (None, None), (school, None)]
    );
    let both = "reading \"day\" as working day because \"agreed\"\nreading \"day\" as calendar day because \"agreed\"";
    assert_eq!(kinds(&compiled(&policy(both))), [(None, None), (None, None), (school, None)]);
}

#[test]
fn calendars_are_there_with_all_they_say() {
    let with = |lines: &str| compiled(&format!("rungs 1\npolicy p \"P\" {{\n}}\ncalendar in-words \"Monday to Friday\"\n{lines}"));
    let said = "calendar office \"Office\" {\nopen friday to sunday from 09:00 to 24:00 per 1.2\nopen monday\nclosed on bank holidays in northern ireland\n\
                closed on 2026-09-02\nschool term from 2026-09-03 to 2026-12-18 \"Autumn\"\ntime zone \"europe/london\"\n}\n";
    let document = with(said);
    let written = value(&document.to_json());
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("calendars", serde_json::to_string_pretty(&written["calendars"]).expect("it can be written"));
    });
    assert_valid(&json::policy_schema(), &document.to_json(), "calendars");
    assert_eq!(json::read(&document.to_json()).as_ref(), Ok(&document));
    let unsaid = value(&with("calendar empty \"Empty\" {\nclosed on bank holidays\n}\n").to_json());
    assert_eq!(unsaid["calendars"][0]["bank_holidays"], serde_json::json!({ "kind": "closed", "nation": null }));
    assert_eq!(unsaid["calendars"][0]["time_zone"], Value::Null);
    // Without lines there is nothing to say, as in documents that were written before there were any.
    assert!(value(&with("").to_json()).get("calendars").is_none());
}

/// What is counted with is all in one place, with what the policy leaves to be assumed.
#[test]
fn the_days_that_count_need_nothing_to_be_looked_up() {
    let counting = |items: &str| {
        let document = compiled(&format!("rungs 1\npolicy p \"P\" {{\n}}\n{items}"));
        assert_valid(&json::policy_schema(), &document.to_json(), "counting");
        assert_eq!(json::read(&document.to_json()).as_ref(), Ok(&document));
        value(&document.to_json())["counting"].clone()
    };
    let said = "calendar office \"Office\" {\nopen friday to sunday from 09:00 to 24:00\nopen monday\nclosed on bank holidays in northern ireland\n\
                closed from 2026-12-24 to 2027-01-01 \"Christmas\"\nclosed on 2026-09-02\nschool term from 2026-09-03 to 2026-10-23\n\
                school term from 2026-11-02 to 2026-12-18\ntime zone \"europe/paris\"\n}\ncalendar in-words \"Monday to Friday\"\n";
    let mut said = counting(said);
    for closed in ["/closed", "/school/closed"] {
        let days = said.pointer_mut(closed).and_then(Value::as_array_mut).expect("a list");
        days.retain(|days| days["first"].as_str().is_some_and(|first| first.starts_with("2026")));
    }
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("counting", serde_json::to_string_pretty(&said).expect("it can be written"));
    });
    // What nobody said is assumed, and named.
    let unsaid = counting("");
    assert_eq!(unsaid["calendar"], Value::Null);
    assert_eq!(unsaid["weekdays"], serde_json::json!(["monday", "tuesday", "wednesday", "thursday", "friday"]));
    assert_eq!(unsaid["bank_holidays"]["nation"], "england-and-wales");
    assert_eq!((&unsaid["hours"], &unsaid["school"]), (&serde_json::json!([]), &Value::Null));
    assert_eq!(unsaid["time_zone"], "Europe/London");
    assert_eq!(
        unsaid["assumed"],
        serde_json::json!([
            "working days are read as Monday to Friday without the bank holidays of England and Wales; the policy does not say",
            "times are read as those of clocks in the United Kingdom; the policy does not say"
        ])
    );
    // A calendar in words has a name and no lines.
    assert_eq!(counting("calendar in-words \"Monday to Friday\"\n")["calendar"], "in-words");
    // Bank holidays that count like other days bound nothing.
    let open = counting("calendar office \"Office\" {\nopen monday\nopen on bank holidays\n}\n");
    assert_eq!((&open["bank_holidays"], &open["closed"]), (&Value::Null, &serde_json::json!([])));
}

#[test]
fn limits_stand_where_an_engine_looks_for_them() {
    let document = compiled(
        "rungs 1\npolicy p \"P\" {\n}\nrole chair \"Chair\"\ntier worker \"Worker\"\nfact urgent \"in urgent need\"\n\
         throughout {\nevery stage should end within 7 working days\nthe case must end within 4 weeks\nthe stage or the case must end within 5 weeks\nevery stage must start within 1 day\n}\n\
         stage 1 \"One\" between workers {\nif urgent, ends within 1 day\nworkers must resolve within 3 days\nwhen unresolved, must escalate to stage 2\n}\n\
         stage 2 \"Two\" heard by chair {\nends with no limit\nmust start within 2 days of end of stage 1\n}\n",
    );
    let said = |limits: &[json::Limit]| {
        limits
            .iter()
            .map(|limit| {
                format!(
                    "{:?} {:?} {:?} {}{}",
                    limit.stated_as,
                    limit.of,
                    limit.edge,
                    limit.words,
                    if limit.condition.is_some() { " if" } else { "" }
                )
            })
            .collect::<Vec<_>>()
    };
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
    let bounds: Vec<_> = document
        .moves
        .iter()
        .filter_map(|step| step.repetition.as_ref())
        .map(|repetition| (repetition.with_next_tier, repetition.times, repetition.until.clone()))
        .collect();
    assert_eq!(
        bounds,
        [
            (false, Some(1), None),
            (true, None, Some(json::Event::Words { words: "they run out".into() })),
            (false, None, Some(json::Event::Resolved))
        ]
    );
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
    assert_eq!(
        (step.trigger, step.when.as_slice()),
        (json::Trigger::Unresolved, [json::Event::Unresolved, json::Event::NoAnswer].as_slice())
    );
}

// ── nothing in them leads nowhere ───────────────────────────────────────────────────────────────────

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
        let each = |list: &str, key: &str| -> Vec<&'d str> {
            document[list].as_array().expect("a list").iter().map(|item| item[key].as_str().expect("text")).collect()
        };
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
            names: unique("names", "name")
                .into_iter()
                .zip(document["names"].as_array().expect("a list"))
                .map(|(_, name)| (name["name"].as_str().expect("text"), name["kind"].as_str().expect("text")))
                .collect(),
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
            (_, "dispute", "raising" | "against") | (_, "what", "of") => matches!(kind, Some("agency" | "party")),
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
        let outcome = Outcome::Read {
            sources: &project.sources,
            policy: Some(&policy),
            problems: &resolved.diagnostics,
            report: Some(&report),
            parsed: project.parsed(file),
        };
        let check = json::check(&[Checked { path: &name, outcome }]).as_of(today);
        assert_valid(&check_schema, &check.to_json(), &name);
        assert_eq!(json::read_check(&check.to_json()).as_ref(), Ok(&check), "{name}");
        assert_eq!(check.files[0].fails, !document.broken.is_empty(), "{name}");
        assert!(!written.contains(env!("CARGO_MANIFEST_DIR")), "{}: says where it was compiled", path.display());
    }
    assert!(policies > 20);
}
