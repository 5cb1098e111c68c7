//! The one layout: what it looks like, and that it never changes what a file says.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use rungs::source::Sources;
use rungs::syntax::{Kind, Parsed, format, parse};

fn read(text: &str) -> (Sources, Parsed) {
    let mut sources = Sources::new();
    let file = sources.add("test.rungs", text);
    let parsed = parse(&sources, file);
    (sources, parsed)
}

fn formatted(text: &str) -> Option<String> {
    let (sources, parsed) = read(text);
    format(&sources, &parsed)
}

// ── what it looks like ───────────────────────────────────────────────────────────────────────────

macro_rules! snapshot {
    ($name:ident, $text:expr) => {
        #[test]
        fn $name() {
            let text: &str = $text;
            assert_eq!(read(text).1.diagnostics, []);
            let after = formatted(text).expect("no errors");
            assert_eq!(formatted(&after).as_ref(), Some(&after), "formatting twice");
            assert_same_words(text, &after);
            insta::with_settings!({ omit_expression => true }, {
                insta::assert_snapshot!(stringify!($name), format!("{}\n════ formatted ════\n{after}", visible(text)));
            });
        }
    };
}

/// Shows the characters nobody sees on a page.
fn visible(text: &str) -> String {
    let unseen = |c: char| {
        c == '\r'
            || c == '\t'
            || matches!(c, '\u{A0}' | '\u{AD}' | '\u{200B}' | '\u{2010}'..='\u{2012}' | '\u{202F}' | '\u{FEFF}' | '\u{F0B7}')
    };
    text.chars().map(|c| if unseen(c) { c.escape_default().to_string() } else { c.to_string() }).collect()
}

snapshot!(
    pasted_from_word,
    "\u{FEFF}Rungs 1\r\n\
     Import “england.rungs”\r\n\
     POLICY example “A policy, as \u{2018}pasted\u{2019}” {\r\n\
     \u{F0B7}\tpublisher\u{A0}example-partnership;\r\n\
     \u{F0B7}\tfollows england.\r\n\
     •\u{A0}Parts 1.1\u{A0}to 1.8 , 2.2,table 3 and Appendix B .\r\n\
     }\r\n\
     \r\n\r\n\r\n\
     Role Business\u{2011}Manager “the \\ manager” of example\u{2010}partnership email “A@example.org\u{201D} per table A\r\n\
     role chair \u{201E}the chair\u{201C} per A1.2.\r\n\
     \r\n\r\n\
     role clerk «the clerk» per 2.4\r\n\
     tier Worker \"Worker\" per table 3 { \r\n\
     – Health\tEG “nurse” , \"doctor\" or \"midwife\".\r\n\
     }\r\n\
     Stage 1 “Between workers” Between workers {\r\n\
     Ends within 2 Working Days per Table 3;\r\n\
     - raising worker MUST discuss with receiving worker immediately per 1.1, 1.2 And flowchart.\r\n\
     \r\n\r\n\
     * when unresolved ,\r\n raising worker should escalate\r\nto stage 2 per 1.2}"
);

snapshot!(
    comments_everywhere,
    "// What this file is.

// Who wrote it.
rungs 1 // the edition
// about the import
import \"england.rungs\"
import \"more.rungs\" // trailing


// a paragraph of comment,
// in two lines

// right above the policy
policy example \"Example\" { // after the brace
// first in the block

    publisher someone // who publishes


    // between headers
    parts 1.1, // amid a list
        1.2

    // last in the block

} // after the closing brace
// still about the policy

stage 1 \"First\" // before a brace
{
    // above a clause
    when unresolved, // amid a clause
        // a second one
        chair must escalate // a third one
            to stage 2 per 1.1 // at its end
    chair may do one of { // choices
            // above a choice
        \"this\" // a choice
        \"that // not a comment\"
    // below the choices
    } // amid the end
    or similar // at the end
    should notify chair by email \"someone@example.org\" within 2 working days of request copying everyone // a long one
}
role first \"A\"
// about the second
role second \"B\"

role third \"C\"
// the last word"
);

snapshot!(
    long_clauses,
    "rungs 1
policy example \"Example\" {
    parts 1.1 to 1.8, 2.2, 2.4, 1.4 item 1 to 4, table 3, footnote 1, flowchart, \"Stage 1\" item 1 to 3, appendix A, appendix B not included and annex 2
    should apply if \"the disagreement holds up decisions or actions\" and immediate-risk and not (looked-after or at-risk)  per \"Resolving disagreements\"
    applies to \"the children's workforce at early help, in need, protection and looked after\" per \"Purpose and scope\"
    reading \"day\" as working day because \"every other limit in the document is in working days, and the flowchart says so\" per 2.1
}
body partners-executive \"Safeguarding Partners Executive\" of board members social-care, health and police per footnote 3
role business-manager \"business manager\" of board email \"business-manager@example.org\" phone \"020 7946 0000\" per 2.8
role short \"Short\" of board called nickname
tier worker \"Worker\" per table 3
tier director \"Director\" per table 3 {
    health e.g. \"Director of Nursing\", \"Head of Nursing\", \"Chief Nurse\" or \"Assistant Director\" or equivalent advised by designated-professional per table 3
}
route agency-complaint \"Complaint about an agency\" if \"the complaint is about an agency\" and serious-risk instead per \"Purpose\" {
    should \"follow that agency's complaints procedure\"
}
stage 1 \"A stage whose title is so long that what follows it has to go to the next line\" between workers per \"Stage 1\" {
    chair must notify board within 2 days per 1.1
    chair must notify board \"and these are words of a length to reach it\" per 1.1
    chair must notify board \"and these are words of a length to reach it.\" per 1.1
    chair must notify board \"and these are words of a length to reach it..\" per 1.1
    when unresolved at stage 3 or 4, concerned agency to notify business-manager by email per flowchart
    if child-protection-plan or looked-after, must notify relevant child-protection-chair or reviewing-officer per 2.5 and flowchart
    should notify business-manager \"the nature of the challenge\" using escalation-notification per \"Stage 3\"
    should record \"dates, who was involved, issues and outcome, and the stages used, all in one long text that cannot be broken\" per 1.4
    should notify social-care, health, police, early-years, voluntary, general-practice, school, board and everyone per 1.4
    when unresolved, if \"the board member is not known or has not replied\", raising manager must contact administrator by phone, email or letter within 5 working days of request or sooner if immediate-risk using escalation-notification copying chair, business-manager and board-member per 2.4, 2.5 and flowchart called late-notice
    before stage 4, when \"something happens that takes a long time to say in so many words\" or withdrawn {
        chair may do one of {
            notify social-care, health, police, early-years, voluntary, general-practice, school, board and everyone \"the outcome\" by email per 1.1
        } or similar per 1.4 called the-choice
    }
}
"
);

snapshot!(
    every_kind_of_item,
    "rungs 1
import \"england.rungs\"
import \"local.rungs\"
allow ambiguous-day at stage 1 because \"settled in the review\" by \"Policy Lead\" until 2027-04-01
agency social-care \"Children's Social Care\"
agency icb \"Integrated care board\" from 2022-07-01


agency ccg \"Clinical Commissioning Group\" until 2022-07-01 replaced by icb
fact looked-after \"looked after\" may change
document working-together \"Working Together\" until 2023-12 replaced by working-together-2023
form notification \"Notification\" undefined per appendix A
form letter \"Letter\" per appendix b {
asks \"name\", \"role\" and \"contact\"
}
panel resolution \"Resolution panel\" {
must have \"senior officers\" from 3 agencies per 2.17
be chaired by chair or vice-chair}
stage 4 \"Directors\" between directors unstated
stage 5 \"The chair\" heard by chair per 2.1 unstated
stage 6 \"Nobody\" {
}
throughout {
every stage should end within 7 working days}
afterwards { }
upkeep {
must review \"the policy\" every 1 year }
background {
\"What the policy is for\" per 1.2
}
rulebook england \"What a ladder must guarantee\" {
rule told-too-late Error \"The partnership is told before Stage 4\" with Stage 4 per \"law\" { every path notifies partnership before that stage }

rule panel-too-small error \"A panel has at least three agencies\" { every panel has at least 3 agencies }
}
scenario \"over Easter\" {
dispute school against social-care
given   (looked-after and not at-risk ) or immediate-risk
starts  2026-04-01 10:00

at stage 1, unresolved on 2026-04-02 09:00
At start,looked-after  Begins on 2026-04-02
at stage 1, raising manager does Not notify chair on 2026-04-02 09:30 per 2.4 and table 1
at stage 2, Managers skip to END;
expect no panel
at stage 2, they \"ring the clerk, whoever that is, and say that it has come to this, as politely as they can\" on 2026-04-08 per flowchart item 3

expect  not chair notified before stage 4
expect the Case ends Handed-Over
}"
);

snapshot!(
    calendars,
    "rungs 1
calendar in-words “Monday to Friday” per 1.1
calendar working\u{2011}days “Council working days” per 1.1 {
•\u{A0}Open Monday to Wednesday ,Friday and Sunday from 09:00 to 17:00 per 1.2.
closed On bank Holidays in England and Wales
// the council's own days

– closed from 2026-12-24 to 2027-01-01 “Christmas closure”;
closed on 2026-09-02 per 1.3 and table 1 }
calendar school-days \"School days\" until 2030-01-01 {
open from 08:30 to 24:00
school
term from 2026-09-03 to 2026-12-18 \"Autumn\" // to be confirmed
time zone \"Europe/London\"
}"
);

snapshot!(
    quotes_and_backslashes,
    concat!(
        r#"rungs 1
role École "Accents keep their case"
role r1 "plain"
role r2 "say \"no\" and \\ more"
role r3 “curly \ backslash”
role r4 “curly ends with \”
role r5 "mixed end with \”
role r6 "one \ alone"
role r7 «”
role r8 “two \\ in curly marks”
"#,
        "role r9 \"a no-break\u{A0}space\"\n"
    )
);

#[test]
fn a_file_with_errors_is_left_alone() {
    assert_eq!(formatted("rungs 1\nstage 1 \"x\" {\n"), None);
    assert_eq!(formatted("role a \"A\"\n"), None);
    assert_eq!(formatted(""), None);
    assert_eq!(formatted("rungs 1"), Some("rungs 1\n".to_owned()));
}

/// Examples of how a file may come in, left as they came.
const AS_PASTED: &[&str] = &["word.rungs"];

#[test]
fn formatted_files_are_canonical() {
    for folder in ["policies", "examples"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for path in
            entries.map(|entry| entry.expect("a readable folder").path()).filter(|path| path.extension().is_some_and(|end| end == "rungs"))
        {
            let text = std::fs::read_to_string(&path).expect("a readable file");
            let after = formatted(&text);
            if AS_PASTED.iter().any(|name| path.ends_with(name)) {
                assert!(
                    after.is_some_and(|after| after != text && meaning(&after) == meaning(&text)),
                    "{} should be untidy and mean something",
                    path.display()
                );
                continue;
            }
            let line = after.iter().flat_map(|after| text.lines().zip(after.lines()).position(|(left, right)| left != right)).next();
            assert!(
                after.as_ref() == Some(&text),
                "{} is not formatted, or cannot be read (line {})",
                path.display(),
                line.map_or(0, |line| line + 1)
            );
        }
    }
}

// ── it never changes what a file says ────────────────────────────────────────────────────────────

/// Every node with the words of its leaves, as far as they carry meaning.
fn meaning(text: &str) -> Vec<(Kind, String)> {
    let (_, parsed) = read(text);
    assert_eq!(parsed.diagnostics, [], "in {text}");
    parsed.tree.nodes().map(|node| (node.kind(), if node.is_leaf() { plain(node.kind(), node.text()) } else { String::new() })).collect()
}

fn plain(kind: Kind, text: &str) -> String {
    match kind {
        Kind::part_label | Kind::paragraph => text.to_owned(),
        Kind::eg => "eg".to_owned(),
        Kind::text => {
            let inner: String = text.chars().skip(1).take(text.chars().count() - 2).collect();
            inner.replace("\\\"", "\"").replace("\\\\", "\\").replace('\u{A0}', " ")
        }
        _ => text.chars().map(|c| if matches!(c, '\u{2010}'..='\u{2013}') { '-' } else { c }).collect::<String>().to_ascii_lowercase(),
    }
}

/// How often each comment occurs.
fn comments(text: &str) -> BTreeMap<String, usize> {
    let (_, parsed) = read(text);
    let mut found = BTreeMap::new();
    let mut read = 0;
    for node in parsed.tree.nodes().filter(|node| node.is_leaf()) {
        for line in text[read..node.span().start as usize].split(['\n', '\r']) {
            if let Some(at) = line.find("//") {
                *found.entry(line[at..].trim_end().to_owned()).or_default() += 1;
            }
        }
        read = node.span().end as usize;
    }
    found
}

fn assert_same_words(before: &str, after: &str) {
    assert_eq!(meaning(before), meaning(after));
    assert_eq!(comments(before), comments(after));
    assert!(!after.starts_with('\n') && after.ends_with('\n') && !after.ends_with("\n\n"), "ends with one line end");
    assert!(!after.contains("\n\n\n") && !after.contains('\r') && !after.contains(" \n"), "no stray blanks");
}

const CLAUSES: &[&str] = &[
    "they must discuss as soon as possible by phone or meeting per 2.2 and flowchart",
    "when unresolved , raising worker should escalate to stage 2 per 2.4",
    "if child-protection-plan or looked-after , must notify relevant reviewing-officer per 2.5 and flowchart called early-notice",
    "before stage 4 , relevant director to \"be engaged in seeking resolution\" per \"Stage 1\" item 2",
    "should record \"every stage\" on childs-file in writing per 1.4 item b quoting \"as it says // there\"",
    "ends within 2 working days of request or notice or sooner if immediate-risk extendable to 5 days per table A",
    "when no answer at stage 1 , 2 or 3 , if ( a-fact and not another ) or line-manager agrees , must escalate to next stage",
    "should notify chair , business-manager , social-care , early-years , voluntary-sector and else-where by email \"x@example.org\"",
    "asks \"name\" , \"role\" and \"contact\"",
    "must have \"senior officers\" from at least 3 agencies per appendix B",
    "raising manager may consult own safeguarding-team within \"a reasonable time\" using the-form copying chair without \"delay\" about \"it\" at stage 2 per A1.2",
    "resolved if everyone agrees",
    "do not include \"details of any child\"",
    "the stage or the case must end within 1 week",
];

const OPTIONS: &[&str] = &[
    "convene resolution-panel per 2.15",
    "\"advice\"",
    "notify social-care , health , police , early-years , voluntary-sector , general-practice , school and board \"the outcome\" by email",
];

const ITEMS: &[&str] = &[
    "import \"england.rungs\"",
    "role business-manager \"business manager\" of board email \"someone@example.org\" phone \"0208 461 7816\" per 2.8",
    "role chair \"the chair\"",
    "body board \"the board\" of partnership members unstated per 2.10 called the-board",
    "file childs-file \"the child's file\" kept by unstated",
    "stage 3a \"no more is said\" between managers per \"Stage 3\" unstated",
    "document guidance \"C:\\dir and \\\"more\\\"\" until 2021-09 replaced by later-guidance",
    "allow ambiguous-day at stage 1 because \"settled\" until 2027-04-01 by \"Policy Lead\"",
];

const BLOCKS: &[(&str, &[&str])] = &[
    ("stage 1 \"Worker to worker\" between workers {", CLAUSES),
    ("stage 5 \"A rather long title for a stage that is heard by somebody\" heard by partners-executive per \"Stage 5\" {", CLAUSES),
    ("throughout {", CLAUSES),
    ("panel resolution-panel \"Panel\" undefined per 2.17 {", CLAUSES),
    ("route immediate-risk \"Risk\" if immediate-risk instead per 1.5 {", CLAUSES),
    (
        "policy example \"Example\" {",
        &[
            "publisher board per 1.1",
            "parts 1.1 to 1.8 , 2.2 , table C and \"Stage 1\" item 1 to 3",
            "dated 2018-11",
            "should apply unless immediate-risk per 1",
        ],
    ),
    (
        "tier manager \"Manager\" per table 3 {",
        &[
            "health e.g. \"nurse\" , \"doctor\" or \"midwife\"",
            "every agency at least \"Head\" or equivalent advised by expert per 2.10",
            "police unstated",
        ],
    ),
    ("background {", &["\"Openness to challenge\" per 1.1", "\"Status\""]),
    ("rulebook england \"Guarantees\" {", &["rule ends-well error \"Title\" with stage 4 { every path ends in an authority }"]),
    (
        "scenario \"over Easter\" {",
        &[
            "dispute school against social-care , health and police",
            "given looked-after and not \"the child is known to the team\"",
            "reading \"day\" as working day because \"agreed by everybody who was there\"",
            "starts 2026-04-01 10:00",
            "at start , route immediate-risk",
            "at stage 1 , unresolved on 2026-04-02 09:00",
            "at stage 1 , receiving manager refuses",
            "at stage 2 , raising manager of social-care does not try to resolve \"what is left\" on 2026-04-08 per 2.7 and flowchart item 2",
            "at stage 2 , chair convenes resolution-panel or similar per 2.9",
            "at stage 2 , they skip to end",
            "expect stage 2 due unstated",
            "expect not chair and every raising manager notified before stage 4 by email",
            "expect missed managers notify chair \"of it\" at stage 1 , 2 or 3",
            "expect panel resolution-panel of school , health and police",
            "expect the case ends handed-over",
        ],
    ),
];

/// The lines of a small policy, their words apart; with whether a line must not be broken.
type Lines = Vec<(Vec<String>, bool)>;

fn words_of(line: &str, unbroken: bool) -> (Vec<String>, bool) {
    let mut words = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in line.chars() {
        if c == ' ' && !quoted {
            words.push(String::new());
        } else if let Some(word) = words.last_mut() {
            word.push(c);
        }
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
    }
    (words, unbroken)
}

fn clause_lines() -> impl Strategy<Value = Lines> {
    let plain = prop::sample::select(CLAUSES).prop_map(|line| vec![words_of(line, false)]);
    let choice = prop::collection::vec(prop::sample::select(OPTIONS), 1..4).prop_map(|options| {
        let mut lines = vec![words_of("chair may do one of {", false)];
        lines.extend(options.iter().map(|line| words_of(line, true)));
        lines.push(words_of("} or similar per 2.1", false));
        lines
    });
    let nested = prop::collection::vec(prop::sample::select(CLAUSES), 0..3).prop_map(|clauses| {
        let mut lines = vec![words_of("when unresolved , if looked-after {", false)];
        lines.extend(clauses.iter().map(|line| words_of(line, false)));
        lines.push(words_of("}", false));
        lines
    });
    prop_oneof![4 => plain, 1 => choice, 1 => nested]
}

fn item_lines() -> impl Strategy<Value = Lines> {
    let single = prop::sample::select(ITEMS).prop_map(|line| vec![words_of(line, false)]);
    let block = (
        prop::sample::select(BLOCKS),
        prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        prop::collection::vec(clause_lines(), 0..4),
    )
        .prop_map(|((head, inner), picks, clauses)| {
            let mut lines = vec![words_of(head, false)];
            if inner == CLAUSES {
                lines.extend(clauses.into_iter().flatten());
            } else {
                lines.extend(picks.iter().map(|pick| words_of(inner[pick.index(inner.len())], false)));
            }
            lines.push(words_of("}", false));
            lines
        });
    prop_oneof![single, block]
}

fn policy() -> impl Strategy<Value = Lines> {
    prop::collection::vec(item_lines(), 0..6)
        .prop_map(|items| std::iter::once(words_of("rungs 1", false)).chain(items.into_iter().flatten()).collect())
}

/// Choices made one after another from a list of random numbers.
struct Whims<'w> {
    numbers: &'w [u8],
    at: usize,
}

impl Whims<'_> {
    fn next(&mut self) -> usize {
        self.at += 1;
        self.numbers.get(self.at % self.numbers.len().max(1)).copied().map_or(0, usize::from)
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.next().is_multiple_of(many)
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.next() % of.len()]
    }
}

/// The same policy as a careless hand and a word processor would leave it.
fn mess(lines: &Lines, numbers: &[u8], commented: bool) -> String {
    let mut whims = Whims { numbers, at: 0 };
    let mut out = String::from(whims.pick(&["", "", "\u{FEFF}", "\n\n"]));
    if commented {
        out += whims.pick(&["", "", "// top\n", "// top\n\n// of file\n"]);
    }
    for (words, unbroken) in lines {
        out += whims.pick(&["", "", "    ", "\t", "• ", "- ", "– ", "\u{F0B7}\t", "\u{A0}\u{A0}", "\n\n\n  "]);
        for (at, word) in words.iter().enumerate() {
            if at > 0 {
                let tight = matches!(word.as_str(), "," | "{" | "}" | "(" | ")") || matches!(words[at - 1].as_str(), "," | "{" | "(" | ")");
                let gaps: &[&str] = match (unbroken, commented) {
                    _ if tight && whims.one_in(2) => &[""],
                    (true, _) => &[" ", "   ", "\u{A0}", "\t"],
                    (false, false) => &[" ", " ", " ", "  ", "\u{A0}", "\t", " \u{200B}", "\n", "\n\n\n    ", " \n • "],
                    (false, true) => &[" ", " ", " ", " ", " ", "\n  ", " // amid\n", " // amid\n\n//again \t\n", "\n\n// “own” line\n"],
                };
                out += whims.pick(gaps);
            }
            out += &messy_word(word, at.checked_sub(1).map(|at| words[at].as_str()), &mut whims);
        }
        out += whims.pick(&["", "", "", ".", ";", " .", " ; "]);
        if commented && !out.ends_with(['.', ';', ' ']) {
            out += whims.pick(&["", "", " // trailing “note”", "// tight ", "\n// below", "\n\n//below\n\n// and below \"that\n"]);
        }
        out += whims.pick(&["\n", "\n", "\n", "\n\n", " \n\t\n\n"]);
    }
    if whims.one_in(3) {
        out.truncate(out.trim_end().len());
    }
    if whims.one_in(3) { out.replace('\n', "\r\n") } else { out }
}

fn messy_word(word: &str, before: Option<&str>, whims: &mut Whims<'_>) -> String {
    if let Some(inner) = word.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        if inner.contains('\\') {
            return word.to_owned();
        }
        let (open, close) = [("\"", "\""), ("“", "”"), ("„", "“"), ("«", "»"), ("\"", "”")][whims.next() % 5];
        return format!("{open}{}{close}", inner.replace(' ', whims.pick(&[" ", " ", "\u{A0}"])));
    }
    if word == "e.g." {
        return whims.pick(&["e.g.", "E.G.", "eg", "Eg"]).to_owned();
    }
    if matches!(before, Some("table" | "item" | "appendix")) || word.contains(|c: char| c.is_ascii_digit()) {
        return word.to_owned();
    }
    let hyphen = whims.pick(&["-", "-", "\u{2011}", "\u{2013}", "\u{2010}"]);
    let word = match whims.next() % 6 {
        0 => word.to_uppercase(),
        1 => word[..1].to_uppercase() + &word[1..],
        _ => word.to_owned(),
    };
    word.replace('-', hyphen)
}

fn anything() -> impl Strategy<Value = String> {
    "(rungs 1\n)?([a-z\"“”{}(),.;/\\\\ \n\r\u{A0}-]|// |per |stage 1 |role |chair |must |notify |\"x\" ){0,60}\\PC{0,20}"
}

/// A policy with a stretch cut out and another character put in.
fn damaged() -> impl Strategy<Value = String> {
    let numbers = prop::collection::vec(any::<u8>(), 1..60);
    (policy(), numbers, any::<prop::sample::Index>(), 0..4usize, "[\"“ \r\n{}/\\\\a.]?").prop_map(|(lines, numbers, at, length, put)| {
        let text: Vec<char> = mess(&lines, &numbers, true).chars().collect();
        let at = at.index(text.len() + 1);
        let (before, after) = (&text[..at], &text[(at + length).min(text.len())..]);
        before.iter().copied().chain(put.chars()).chain(after.iter().copied()).collect()
    })
}

fn check(text: &str) -> Result<String, TestCaseError> {
    let (sources, parsed) = read(text);
    prop_assert_eq!(&parsed.diagnostics, &vec![], "the generator writes what can be read");
    let Some(after) = format(&sources, &parsed) else { return Err(TestCaseError::fail("not formatted")) };
    assert_same_words(text, &after);
    prop_assert_eq!(formatted(&after), Some(after.clone()), "formatting twice");
    Ok(after)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn formatting_keeps_every_word_and_comment(lines in policy(), numbers in prop::collection::vec(any::<u8>(), 1..60)) {
        check(&mess(&lines, &numbers, true))?;
    }

    #[test]
    fn there_is_one_layout(lines in policy(), numbers in prop::collection::vec(any::<u8>(), 1..60)) {
        let tidy: String = lines.iter().map(|(words, _)| words.join(" ").replace("appendix b", "appendix B") + "\n").collect();
        let without_blank_lines = |text: String| text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(without_blank_lines(check(&mess(&lines, &numbers, false))?), without_blank_lines(check(&tidy)?));
    }

    #[test]
    fn formatting_never_panics(text in prop_oneof![anything(), damaged()]) {
        if let Some(after) = formatted(&text) {
            assert_same_words(&text, &after);
            prop_assert_eq!(formatted(&after), Some(after.clone()));
        }
    }
}
