//! A policy as an XState machine: how it is made, and that nothing an author typed is a name in it.

#![allow(clippy::unwrap_used, unreachable_pub)]

#[path = "common/shipped.rs"]
mod shipped;

use rungs::emit::xstate::xstate;
use rungs::graph::StageGraph;
use rungs::process::process;
use rungs::project::{MemoryFiles, Project};
use serde_json::Value as Json;
use shipped::shipped;

/// The machine of a policy in a text that stands beside the examples.
fn machine(text: &str) -> Json {
    let files = MemoryFiles::new([("p.rungs", text)]);
    let mut project = Project::new(&files, "");
    let file = project.load("p.rungs".as_ref()).unwrap();
    let policy = project.resolve(file).policy.unwrap();
    serde_json::from_str(&xstate(&process(&policy, &StageGraph::new(&policy), None))).unwrap()
}

#[test]
fn a_small_machine() {
    let mut machine = machine(
        "rungs 1\npolicy small \"Small\" {\n}\nagency school \"Schools\"\nagency social-care \"Social care\"\ntier worker \"Worker\"\n\
         role chair \"The Chair\" email \"chair@example.org\"\nfact at-risk \"at risk\" may change\n\
         stage 1 \"Workers\" between workers {\n    ends within 2 working days\n    if at-risk, workers must notify chair by email\n    \
         when unresolved, if chair agrees, must escalate to stage 2\n}\nstage 2 \"The Chair\" heard by chair {\n    chair must decide\n}\n",
    );
    // What stands beside the machine has a page of its own, and the calendar is long.
    machine["meta"]["rungs"]["counting"] = "the days and hours that count".into();
    insta::assert_json_snapshot!(machine);
}

/// Every key and every value of a name's place: states, variables, events, targets, guards, actions, delays.
fn names(of: &Json, path: &str, found: &mut Vec<(String, String)>) {
    match of {
        Json::Object(fields) => {
            for (key, value) in fields {
                // Data: what stands beside the machine, what is told, and words for people.
                if matches!(key.as_str(), "meta" | "description" | "entry" | "log") && path.ends_with("params") || key == "meta" {
                    continue;
                }
                found.push((path.to_owned(), key.clone()));
                if key != "description" && key != "points" {
                    names(value, key, found);
                }
            }
        }
        Json::Array(all) => all.iter().for_each(|one| names(one, path, found)),
        Json::String(text) => found.push((path.to_owned(), text.clone())),
        _ => {}
    }
}

#[test]
fn what_an_author_typed_is_no_name() {
    let hostile = "${process.exit()} __proto__ constructor </script> ' or 1";
    let text = format!(
        "rungs 1\npolicy constructor \"{hostile}\" {{\n}}\nagency to-string \"{hostile}\"\nagency has-own-property \"{hostile}\"\n\
         role value-of \"{hostile}\" email \"chair@example.org\"\nfact proto \"{hostile}\" may change\n\
         route prototype \"{hostile}\" if \"{hostile} again\" {{\n    must notify value-of \"{hostile}\"\n}}\n\
         stage constructor \"{hostile}\" {{\n    ends within 2 working days\n    if proto or \"{hostile}\", must notify value-of \"{hostile}\"\n    \
         when \"{hostile}\", must close \"{hostile}\"\n    when unresolved, if value-of agrees, must escalate to stage name\n}}\n\
         stage name \"{hostile}\" heard by value-of {{\n}}\n"
    );
    let machine = machine(&text);
    let mut found = Vec::new();
    names(&machine, "", &mut found);
    assert!(found.len() > 200, "{}", found.len());
    for (at, name) in &found {
        let plain = name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_-.#".contains(letter));
        assert!(plain, "{at}: {name}");
        assert!(
            !["constructor", "prototype", "proto", "to-string", "has-own-property", "value-of"].contains(&name.as_str()),
            "{at}: {name}"
        );
    }
    assert_eq!(machine["meta"]["rungs"]["policy"]["title"], hostile);
}

/// Every policy of the folders `policies` and `examples` comes to a machine, the same each time.
#[test]
fn every_policy_is_a_machine() {
    let mut machines = 0;
    shipped(&["policies", "examples"], &mut |name, policy| {
        let written = || xstate(&process(policy, &StageGraph::new(policy), None));
        let machine: Json = serde_json::from_str(&written()).unwrap();
        assert_eq!(written(), written(), "{name}");
        // Every target is there.
        let states = machine["states"].as_object().unwrap();
        let mut found = Vec::new();
        names(&machine["states"], "", &mut found);
        for (_, target) in found.iter().filter(|(at, target)| at == "target" && target.starts_with('#')) {
            assert!(states.contains_key(&target[1..]), "{name}: {target}");
        }
        machines += 1;
    });
    assert!(machines > 40, "{machines}");
}
