//! Policies to draw: long ones, and one in which an author's text stands wherever it can.

use std::fmt::Write as _;

/// Who and what there is.
pub(crate) const VOCABULARY: &str = "rungs 1
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

/// A policy in which every text an author can type is `typed`.
pub(crate) fn typed_everywhere(typed: &str) -> String {
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

/// A ladder of any length in which every stage has duties, somebody to tell, a way past the next and a repetition.
pub(crate) fn long(stages: usize, title: impl Fn(usize) -> String) -> String {
    let mut text = format!(
        "{VOCABULARY}policy long \"{}\" {{\n    publisher wscp\n}}\nthroughout {{\n    every stage should end within 7 working days\n    must record \"{}\" on childs-file\n}}\n",
        title(0),
        title(0)
    );
    for at in 1..=stages {
        let _ = writeln!(text, "stage {at} \"{}\" {} {{", title(at), if at == stages { "heard by chair" } else { "between managers" });
        let _ = writeln!(
            text,
            "    managers must discuss \"{}\"\n    should notify office \"{}\" by email\n    if looked-after, must notify chair within 2 working days",
            title(at),
            title(at)
        );
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
    let _ =
        writeln!(text, "route danger \"{}\" if immediate-risk instead {{\n    must refer \"{}\" to social-care\n}}", title(0), title(0));
    let _ = writeln!(
        text,
        "route alone \"{}\" if \"{}\" {{\n    worker may do one of {{\n        contact office\n        escalate to stage {stages}\n    }}\n}}",
        title(0),
        title(0)
    );
    let _ = writeln!(text, "afterwards {{\n    should review \"{}\"\n}}", title(0));
    text
}

/// Eighty characters, with and without anywhere to break them.
pub(crate) fn long_name(at: usize) -> String {
    let words = [
        "Designated",
        "safeguarding",
        "professional",
        "for",
        "vulnerable",
        "children",
        "and",
        "families",
        "in",
        "every",
        "setting",
        "of",
        "the",
        "partnership",
    ];
    let name = if at.is_multiple_of(3) {
        "W".repeat(80)
    } else {
        (0..14).map(|word| words[(word * 5 + at) % words.len()]).collect::<Vec<_>>().join(" ")
    };
    name.chars().take(80).collect()
}

/// Twelve stages with names of eighty characters everywhere.
pub(crate) fn twelve_with_long_names() -> String {
    let renamed = |line: &str| match line.splitn(3, '"').collect::<Vec<_>>()[..] {
        [before, _, after] => format!("{before}\"{}\"{after}\n", long_name(before.len())),
        _ => format!("{line}\n"),
    };
    long(12, long_name).replace(VOCABULARY, &VOCABULARY.lines().map(renamed).collect::<String>())
}
