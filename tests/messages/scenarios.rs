//! Scenarios that cannot be read, do not fit together, cannot be played, or do not go as expected.

use super::{Case, whole};

/// A small policy with a little of everything a case can come to. A scenario stands at its end.
const POLICY: &str = r#"rungs 1
policy town "Escalation policy" {
}
body town-partnership "Town Safeguarding Partnership" is partnership
body partnership "A partnership"
body board "Board" of town-partnership members school and health
agency school "School"
agency social-care "Children's Social Care"
agency health "Health"
role chair "Chair" of town-partnership email "chair@town.example"
role reviewing-officer "Reviewing Officer" for looked-after
fact looked-after "looked after" may change
fact unborn "not born yet"
fact at-risk "at risk of harm" may change
tier manager "Manager"
tier director "Director"

throughout {
    when unresolved, may skip any stage                                     per 1.6
    must not skip stage 3                                                   per 1.7
}

stage 1 "Managers" between managers {
    must end within 2 working days                                          per 1.1
    if looked-after, must notify reviewing-officer                          per 1.2
    managers must record "what was said"                                    per 1.3
    managers may consult chair                                              per 1.4
    before stage 2, managers must try to resolve                            per 1.4
    when unresolved, if receiving manager agrees, should escalate to stage 2  per 1.5
}

stage 2 "Directors" between directors {
    ends with no limit                                                      per 2.1
    if "the child is in danger", must notify chair by phone                 per 2.2
    when no answer, must notify board                                       per 2.3
    when unresolved, may repeat once                                        per 2.4
    when unresolved, must escalate to stage 3                               per 2.4
}

stage 3 "The Chair" heard by chair {
    ends within 5 days                                                      per 3.1
    chair must decide                                                       per 3.2
}

panel resolution-panel "Resolution Panel" {
    must have "officers" from at least 2 agencies                           per 3.3
    must include every disputing agency                                     per 3.4
}

route danger "Danger" if at-risk alongside {
    must refer "the child" to social-care                                   per 4.1
}
"#;

/// A scenario of the small policy.
fn told(title: &'static str, lines: &str) -> Case {
    let body: String = lines.trim_matches('\n').lines().map(|line| format!("    {}\n", line.trim())).collect();
    let scenario = format!("\nscenario \"{title}\" {{\n{body}}}\n");
    let first = POLICY.lines().count() + 1;
    Case { shown: first..first + scenario.lines().count() - 1, ..whole(title, &format!("{POLICY}{scenario}")) }
}

/// A scenario that begins as most do.
fn going_on(title: &'static str, lines: &str) -> Case {
    told(title, &format!("dispute school against social-care\nstarts 2026-04-01 10:00\n{lines}"))
}

pub(super) fn scenarios() -> Vec<Case> {
    let mut cases = unreadable();
    cases.extend(beginning());
    cases.extend(impossible());
    cases.extend(not_so());
    cases
}

/// Lines that cannot be read.
fn unreadable() -> Vec<Case> {
    vec![
        going_on("a line of another kind", "then stage 2 begins"),
        told("who disagrees, without the other side", "dispute school\nstarts 2026-04-01"),
        going_on("nothing given", "given"),
        told("a start that is no date", "dispute school against health\nstarts on Monday"),
        told("the day before the month", "dispute school against health\nstarts 01-04-2026"),
        going_on("no stage", "at managers, unresolved"),
        going_on("no comma", "at stage 1 unresolved"),
        going_on("an outcome in another word", "at stage 1, settled"),
        going_on("an outcome misspelt", "at stage 1, unresolvd"),
        going_on("silence in another word", "at stage 1, no reply on 2026-04-07"),
        going_on("nothing happens", "at stage 1,"),
        going_on("the word `must`", "at stage 1, managers must escalate to stage 2"),
        going_on("a date amid the line", "at stage 1 on 2026-04-02, unresolved"),
        going_on("no `not`", "at stage 1, managers do escalate to stage 2"),
        going_on("`expect` misspelt", "exspect at stage 2"),
        going_on("a panel misspelt", "expect pannel of school and health"),
        going_on("nothing expected", "expect"),
        going_on("expected in another word", "expect chair informed"),
        going_on("due without a date", "expect stage 1 due soon"),
        going_on("told in the passive", "at stage 1, chair informed"),
        going_on("told in the passive, in full", "at stage 1, chair was told"),
        going_on("a list without `and`", "at stage 1, managers, directors consult chair"),
        going_on("a panel without `and`", "expect panel of school, social-care, health"),
        going_on("given without `and`", "given looked-after, at-risk"),
        going_on("an end in another word", "expect the case ends badly"),
        going_on("a reading without a reason", "reading \"day\" as working day"),
    ]
}

/// Beginnings that do not fit together.
fn beginning() -> Vec<Case> {
    vec![
        told("nobody disagrees", "starts 2026-04-01\nat stage 1, unresolved"),
        told("no start", "dispute school against health\nat stage 1, unresolved"),
        told("two who raise it", "dispute school and health against social-care\nstarts 2026-04-01"),
        told("against itself", "dispute school against health and school\nstarts 2026-04-01"),
        told("a post that disagrees", "dispute chair against health\nstarts 2026-04-01"),
        told("an agency that is not declared", "dispute scool against health\nstarts 2026-04-01"),
        told("two disputes", "dispute school against health\ndispute health against school\nstarts 2026-04-01"),
        told("two starts", "dispute school against health\nstarts 2026-04-01\nstarts 2026-04-02"),
        told("no such day", "dispute school against health\nstarts 2026-02-29 10:00"),
        told("no such time of day", "dispute school against health\nstarts 2026-04-01 25:00"),
        told("a month alone", "dispute school against health\nstarts 2026-04"),
        told("beyond the bank holidays", "dispute school against health\nstarts 2041-04-01\nat stage 1, unresolved"),
        told("before the bank holidays", "dispute school against health\nstarts 0001-01-01\nat stage 1, unresolved"),
        going_on("one fact or another", "given looked-after or at-risk"),
        going_on("not both", "given not (looked-after and at-risk)"),
        going_on("so and not so", "given looked-after\ngiven at-risk and not looked-after"),
        going_on("a fact that is not declared", "given looked-afer"),
        going_on("an answer beforehand", "given receiving manager agrees"),
        going_on("a member who is none", "given raising agency is not on board"),
        Case {
            shown: 56..64,
            ..whole(
                "not for such a case",
                &format!(
                    "{}\nscenario \"a complaint\" {{\n    dispute school against health\n    given \"it is a complaint\"\n    starts 2026-04-01\n}}\n",
                    POLICY.replacen(
                        "policy town \"Escalation policy\" {\n",
                        "policy town \"Escalation policy\" {\n    applies unless \"it is a complaint\"\n",
                        1
                    )
                ),
            )
        },
        going_on("words no clause turns on", "given \"the child is in dangr\""),
    ]
}

/// What cannot happen.
fn impossible() -> Vec<Case> {
    vec![
        going_on("back in time", "at stage 1, unresolved on 2026-04-02\nat stage 2, unresolved on 2026-04-01"),
        going_on("further than the date already", "at stage 1, no answer\nat stage 2, unresolved on 2026-04-02"),
        going_on("a stage that is not there", "at stage 7, unresolved"),
        going_on("two stages at once", "at stage 1 or 2, unresolved"),
        going_on("a stage too early", "at stage 2, unresolved"),
        going_on("a stage that is over", "at stage 1, unresolved\nat stage 2, unresolved\nat stage 1, unresolved"),
        going_on("after the end", "at stage 1, resolved\nat stage 2, unresolved"),
        going_on(
            "unresolved twice",
            "at stage 1, unresolved\nat stage 2, they do not escalate to stage 3\nat stage 2, unresolved\nat stage 2, unresolved",
        ),
        going_on("no limit that could pass", "at stage 1, unresolved\nat stage 2, out of time"),
        going_on("a fact that does not change", "at stage 1, unborn begins"),
        going_on("words nobody waits for", "at stage 1, \"the moon is full\""),
        going_on("settled before any stage", "at start, resolved"),
        going_on("done before any stage", "at start, managers consult chair"),
        going_on("nobody asks them", "at stage 1, chair refuses"),
        going_on("nobody is asked", "at stage 1, unresolved\nat stage 2, chair refuses"),
        going_on("nothing in the policy", "at stage 1, managers do not meet"),
        going_on("somebody else", "at stage 1, chair does not record"),
        going_on("another part of the document", "at stage 1, managers do not record per 1.1"),
        going_on("a part where none can be", "at stage 1, unresolved per 1.5"),
        going_on("not asked of this child", "at stage 1, managers do not notify reviewing-officer\nat stage 1, resolved"),
        going_on("not asked at this end", "at stage 1, unresolved\nat stage 2, they do not notify board\nat stage 2, unresolved"),
        going_on("not asked before this stage", "at stage 1, managers do not try to resolve\nat stage 1, resolved"),
        going_on("a way that is barred", "at stage 1, receiving manager refuses\nat stage 1, managers escalate to stage 2"),
        going_on("a way that is not there", "at stage 1, managers escalate to stage 3"),
        going_on("once too often", "at stage 1, unresolved\nat stage 2, they repeat once\nat stage 2, they repeat once"),
        going_on("left out although it must not be", "at stage 1, they skip to end"),
        going_on("nowhere in particular", "at stage 1, they skip any stage"),
        going_on("a route that is closed", "at stage 1, route danger"),
        going_on("a route that is not there", "at stage 1, route dangr"),
        Case { shown: 54..57, ..going_on("longer than any case", &"at stage 1, managers consult chair\n".repeat(1001)) },
        going_on("which of two panels", "expect panel other-panel of school and health"),
    ]
}

/// What is not as expected.
fn not_so() -> Vec<Case> {
    vec![
        going_on("at another stage", "at stage 1, unresolved\nexpect at stage 3"),
        going_on("a case that stays", "at stage 1, unresolved\nat stage 2, they do not escalate to stage 3\nexpect at stage 3"),
        going_on("due on another day", "expect stage 1 due 2026-04-03"),
        going_on("due, and no date", "at stage 1, unresolved\nat stage 2, unresolved\nexpect stage 3 due 2026-04-08"),
        going_on("due before it comes", "expect stage 2 due unstated"),
        going_on("told otherwise", "given \"the child is in danger\"\nat stage 1, unresolved\nexpect chair notified by email"),
        going_on("told though not to be", "given looked-after\nexpect not reviewing-officer notified at stage 1"),
        going_on("not told", "given looked-after\nat stage 1, they do not notify reviewing-officer\nexpect reviewing-officer notified"),
        going_on("nothing missed", "at stage 1, unresolved\nexpect missed record"),
        going_on("something missed", "at stage 1, they do not record\nexpect not missed"),
        going_on("in time", "at stage 1, unresolved on 2026-04-02\nexpect overdue"),
        going_on("a panel too small", "expect panel of school"),
        going_on("ends in another way", "at stage 1, they do not escalate to stage 2\nexpect the case ends resolved"),
        going_on("a route that is not open", "expect route danger"),
    ]
}
