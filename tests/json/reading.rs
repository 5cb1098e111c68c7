//! Documents are read again, those of other versions included.

use rungs::emit::json;
use serde_json::Value;

use crate::help::*;

#[test]
fn what_is_written_reads_back() {
    let document = aldersea_document();
    assert_eq!(json::read(&document.to_json()), Ok(document));
    let document = checked();
    assert_eq!(json::read_check(&document.to_json()), Ok(document));
    let document = tested();
    assert_eq!(json::read_test(&document.to_json()), Ok(document));
    let document = diary();
    assert_eq!(json::read_diary(&document.to_json()), Ok(document));
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
    let test = tested();
    let mut more = value(&test.to_json());
    add(&mut more);
    assert_eq!(json::read_test(&more.to_string()), Ok(test));
}

#[test]
fn what_cannot_be_read_is_refused_in_plain_words() {
    let policy = aldersea_document().to_json();
    let said = |json: &str| json::read(json).expect_err("it is refused");
    assert_eq!(
        said(&policy.replacen("\"version\": 1", "\"version\": 2", 1)),
        format!(
            "this `policy` document is of version 2; rungs {} reads versions up to 1: use a newer rungs to read it",
            env!("CARGO_PKG_VERSION")
        )
    );
    // A later version may have another shape altogether: only its opening is looked at.
    assert!(said("{\"rungs_document\":\"policy\",\"version\":99}").contains("of version 99"));
    assert_eq!(
        said(&policy.replacen("\"version\": 1", "\"version\": 0", 1)),
        "this `policy` document says that it is of version 0; there is no such version"
    );
    assert_eq!(said(&checked().to_json()), "this is a `check` document; a `policy` document is needed here");
    assert_eq!(json::read_check(&policy).expect_err("it is refused"), "this is a `policy` document; a `check` document is needed here");
    assert!(said("").starts_with("this is not a document written by rungs: "));
    assert!(said("[]").starts_with("this is not a document written by rungs: "));
    assert!(said(&policy[..policy.len() / 2]).starts_with("this is not a document written by rungs: "));
    assert!(
        said(&policy.replacen("\"notice\"", "\"notices\"", 1)).starts_with("this `policy` document is damaged: missing field `notice`")
    );
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
        assert!(
            std::env::var_os("RUNGS_BLESS").is_some_and(|bless| bless == "1"),
            "{} is missing: run `RUNGS_BLESS=1 cargo test --test json`",
            path.display()
        );
        std::fs::write(path, written).expect("it can be written");
    }
}

/// Documents of every version that was ever published still fit the schema of their version and are still read.
#[test]
fn documents_of_earlier_versions_are_still_read() {
    keep("policy", json::POLICY_VERSION, &aldersea_document().to_json());
    keep("check", json::CHECK_VERSION, &checked().to_json());
    keep("test", json::TEST_VERSION, &tested().to_json());
    keep("diary", json::DIARY_VERSION, &diary().to_json());
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
            "test" => {
                json::read_test(&written).unwrap_or_else(|why| panic!("{name}: {why}"));
                json::TEST_VERSION
            }
            "diary" => {
                json::read_diary(&written).unwrap_or_else(|why| panic!("{name}: {why}"));
                json::DIARY_VERSION
            }
            _ => panic!("{name}: no such document"),
        };
        let schema =
            if version == current { format!("schema/{kind}.schema.json") } else { format!("tests/documents/{kind}-{version}.schema.json") };
        assert_valid(&std::fs::read_to_string(in_repository(&schema)).unwrap_or_else(|why| panic!("{schema}: {why}")), &written, &name);
    }
}
