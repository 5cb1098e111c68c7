//! The schemas are fresh, exact and explained.

use std::collections::BTreeSet;

use rungs::emit::json;
use serde_json::Value;

use crate::help::*;

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
    assert_fresh("schema/test.schema.json", &json::test_schema());
    assert_fresh("schema/diary.schema.json", &json::diary_schema());
    assert_fresh("schema/compare.schema.json", &json::compare_schema());
    assert_fresh("schema/matrix.schema.json", &json::matrix_schema());
    assert_fresh("schema/config.schema.json", &rungs::config::schema());
    assert_fresh("schema/baseline.schema.json", &json::baseline_schema());
}

#[test]
fn documents_fit_their_schemas() {
    assert_valid(&json::policy_schema(), &aldersea_document().to_json(), "policy");
    assert_valid(&json::check_schema(), &checked().to_json(), "check");
    assert_valid(&json::test_schema(), &tested().to_json(), "test");
    assert_valid(&json::diary_schema(), &diary().to_json(), "diary");
}

#[test]
fn schemas_are_of_the_version_that_is_written_and_demand_every_field() {
    // Added to a version that had been published without it.
    let added_later = ["counting"];
    for (schema, document, version) in [
        (json::policy_schema(), aldersea_document().to_json(), json::POLICY_VERSION),
        (json::check_schema(), checked().to_json(), json::CHECK_VERSION),
        (json::test_schema(), tested().to_json(), json::TEST_VERSION),
        (json::diary_schema(), diary().to_json(), json::DIARY_VERSION),
    ] {
        let validator = jsonschema::draft202012::new(&value(&schema)).expect("the schema is one");
        let good = value(&document);
        assert_eq!(good["version"], version);
        for key in good.as_object().expect("an object").keys().filter(|key| !added_later.contains(&key.as_str())) {
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
    for schema in [json::policy_schema(), json::check_schema(), json::test_schema(), json::diary_schema(), json::baseline_schema()] {
        let mut found = Vec::new();
        fields(&value(&schema), &mut found);
        assert!(found.len() > 5);
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
    let documents =
        [small_document().to_json(), checked().to_json(), tested().to_json(), diary().to_json()].map(|document| value(&document));
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
