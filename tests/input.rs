//! Arbitrary and damaged input through everything: parse, format, resolve, check, draw, compile. Nothing panics, and
//! the same text gives the same bytes every time.

use proptest::prelude::*;
use rungs::emit::{draw, json};
use rungs::graph::StageGraph;
use rungs::project::{MemoryFiles, Project};
use rungs::syntax::format;
use rungs::verify::check;

const ENGLAND: &str = include_str!("../policies/england.rungs");
const POLICIES: [&str; 4] = [
    include_str!("../policies/bromley.rungs"),
    include_str!("../policies/croydon.rungs"),
    include_str!("../policies/barnsley.rungs"),
    include_str!("../policies/model.rungs"),
];

/// Everything rungs makes of a text, as one string.
fn everything(text: &str) -> String {
    let files = MemoryFiles::new([("england.rungs", ENGLAND), ("input.rungs", text)]);
    let mut project = Project::new(&files, "");
    let file = project.load("input.rungs".as_ref()).expect("it is in memory");
    let mut all = format(&project.sources, project.parsed(file)).unwrap_or_default();
    let resolved = project.resolve(file);
    for found in &resolved.diagnostics {
        let at = project.sources.start(found.span());
        assert!(!found.message.is_empty());
        all.push_str(&format!("{}:{} {} {:?}\n", at.line, at.column, found.message, found.help));
    }
    let Some(policy) = resolved.policy else { return all };
    let graph = StageGraph::new(&policy);
    let report = check(&policy, &graph, None);
    all.push_str(&format!("{report:?}"));
    all.push_str(&draw::svg(&policy, &graph));
    all.push_str(&draw::dot(&policy, &graph));
    all.push_str(&draw::mermaid(&policy, &graph));
    all.push_str(&json::compile(&policy, &graph, &report, &project.sources).to_json());
    all
}

/// One slip of the pen, at a place given as a share of the text.
#[derive(Debug, Clone)]
enum Slip {
    Delete,
    Double,
    Swap,
    Misspell,
    Insert(String),
}

fn slip() -> impl Strategy<Value = (usize, Slip)> {
    let words = prop_oneof![
        Just("must"),
        Just("{"),
        Just("}"),
        Just("\""),
        Just("not"),
        Just("stage 2"),
        Just("per"),
        Just("("),
        Just("when unresolved,"),
        Just("//"),
        Just("“"),
        Just("\u{202E}"),
        Just("unstated"),
        Just("0 days")
    ];
    let slip = prop_oneof![
        Just(Slip::Delete),
        Just(Slip::Double),
        Just(Slip::Swap),
        Just(Slip::Misspell),
        words.prop_map(|word| Slip::Insert(word.into()))
    ];
    (any::<usize>(), slip)
}

fn damaged(text: &str, slips: &[(usize, Slip)]) -> String {
    let mut words: Vec<String> = text.split_inclusive(char::is_whitespace).map(str::to_owned).collect();
    for (place, slip) in slips {
        if words.len() < 2 {
            break;
        }
        let at = place % (words.len() - 1);
        match slip {
            Slip::Delete => {
                words.remove(at);
            }
            Slip::Double => words.insert(at, words[at].clone()),
            Slip::Swap => words.swap(at, at + 1),
            Slip::Misspell => words[at] = words[at].chars().rev().collect(),
            Slip::Insert(word) => words.insert(at, format!("{word} ")),
        }
    }
    words.concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_text_is_survived(text in "\\PC{0,400}") {
        everything(&text);
    }

    #[test]
    fn arbitrary_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        everything(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn words_of_the_language_in_any_order_are_survived(words in proptest::collection::vec(prop_oneof![
        Just("rungs 1\n"), Just("stage 1 \"x\" "), Just("between "), Just("{\n"), Just("}\n"), Just("when unresolved, "), Just("if "), Just("a "), Just("and "),
        Just("or "), Just("not "), Just("must "), Just("notify "), Just("within 2 days "), Just("per 2.4\n"), Just("policy p \"P\" {\n"), Just("role a \"A\"\n"), Just("every "), Just("( "), Just(") "),
    ], 0..80)) {
        everything(&words.concat());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damaged_policies_are_survived(which in 0..POLICIES.len(), slips in proptest::collection::vec(slip(), 1..6)) {
        everything(&damaged(POLICIES[which], &slips));
    }
}

#[test]
fn the_same_text_gives_the_same_bytes() {
    for policy in POLICIES {
        let once = everything(policy);
        let elsewhere = std::thread::spawn(move || everything(policy)).join().expect("no panic");
        assert_eq!(once, elsewhere);
        assert_eq!(once, everything(policy));
    }
}
