//! The words of the language, the words people use for them, and what each of them looks like in use.
//!
//! Tables only; what people write instead stands in `phrases.txt`.

use std::sync::OnceLock;

use rungs_grammar::Rule;

/// One section of `phrases.txt`: what people write, and what rungs says for it.
pub(super) type Phrases = Vec<(&'static str, &'static str)>;

/// What people write, wherever it stands.
pub(super) fn anywhere() -> &'static Phrases {
    static PHRASES: OnceLock<Phrases> = OnceLock::new();
    PHRASES.get_or_init(|| section("anywhere"))
}

/// What people begin a part of a policy with.
pub(super) fn parts_by_other_names() -> &'static Phrases {
    static PHRASES: OnceLock<Phrases> = OnceLock::new();
    PHRASES.get_or_init(|| section("at the start of a part"))
}

/// What was done to somebody or something.
pub(super) fn done() -> &'static Phrases {
    static PHRASES: OnceLock<Phrases> = OnceLock::new();
    PHRASES.get_or_init(|| section("what was done"))
}

/// Numbers in words.
pub(super) fn figures() -> &'static Phrases {
    static PHRASES: OnceLock<Phrases> = OnceLock::new();
    PHRASES.get_or_init(|| section("figures"))
}

fn section(name: &str) -> Phrases {
    let mut here = false;
    let mut phrases = Vec::new();
    for line in include_str!("phrases.txt").lines().map(str::trim) {
        match line.split_once(':') {
            _ if line.starts_with('[') => here = line.trim_matches(['[', ']']) == name,
            Some((meant, said)) if here && !line.starts_with('#') => {
                phrases.extend(said.split(',').map(|said| (said.trim(), meant.trim())));
            }
            _ => {}
        }
    }
    phrases
}

/// Whether a word is one of a list of words with blanks between them.
pub(super) fn among(word: &str, list: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// The word of the language that people write another for, where that one could pass for a name.
pub(crate) fn other_word(word: &str) -> Option<&'static str> {
    let first = |meant: &str| meant.split(' ').next().is_some_and(|first| among(first, MODALS) || among(first, VERBS));
    meant_by(anywhere(), word).filter(|meant| first(meant) || among(meant, "they everyone when if before after"))
}

/// The figure a number in words stands for.
pub(crate) fn figure(word: &str) -> Option<&'static str> {
    meant_by(figures(), word)
}

/// What stands for a word that people write, in one of the sections.
pub(super) fn meant_by(phrases: &Phrases, word: &str) -> Option<&'static str> {
    phrases.iter().find(|(said, _)| *said == word).map(|(_, meant)| *meant)
}

/// What a part of a policy can begin with.
pub(super) const PARTS: &str = "rungs import policy allow agency party body role fact file document calendar tier form panel stage route throughout \
     afterwards upkeep background rulebook scenario";

pub(super) const VERBS: &str = "discuss meet contact consult notify record review reply refer request convene escalate skip repeat withdraw close \
     decide resolve agree recommend have include exclude hear be try";

/// What can stand behind `expect` or `expect not`.
pub(super) const EXPECTED: &str = "stage missed overdue panel no heard the route at";

pub(super) const MODALS: &str = "must shall will should may can";

/// The words that can stand where a rule of the grammar stands.
pub(super) fn words_of(rule: Rule) -> &'static str {
    match rule {
        Rule::verb_word | Rule::verb_form | Rule::act | Rule::duty | Rule::choice => VERBS,
        Rule::modal | Rule::modal_word => MODALS,
        Rule::detail | Rule::detail_word => "within by with via using copying without about immediately promptly urgently verbally",
        Rule::clause => "when unless before after every meanwhile asks ends",
        Rule::per => "per",
        Rule::timing | Rule::within => "within immediately promptly urgently periodically",
        Rule::unit => "hours days weeks months years",
        Rule::kind_of_day => "working calendar school",
        Rule::event => "resolved unresolved extended withdrawn",
        Rule::severity => "error warning note",
        Rule::channel | Rule::mean | Rule::means => "phone email letter meeting video discussion",
        Rule::header_only => "publisher under follows cites dated version applies parts reading",
        Rule::line_only | Rule::line => "dispute given reading starts at expect",
        Rule::s_expect => "expect",
        Rule::e_due | Rule::e_missed | Rule::e_overdue | Rule::e_panel | Rule::e_heard | Rule::e_ends | Rule::e_route | Rule::e_at => {
            EXPECTED
        }
        Rule::e_told | Rule::missed_word => EXPECTED,
        Rule::ending_word => "resolved withdrawn heard handed-over refused dropped stuck unheard outside closed",
        Rule::calendar_line_only => "open closed school time",
        Rule::weekday => "monday tuesday wednesday thursday friday saturday sunday",
        Rule::nation => "england scotland northern",
        Rule::place => "stage",
        Rule::source | Rule::paragraph | Rule::part => "flowchart table appendix annex footnote item",
        Rule::who | Rule::party | Rule::which | Rule::side => {
            "raising receiving disputing concerned every any both own other relevant agency agencies they everyone"
        }
        Rule::manner => "collectively unanimously finally",
        Rule::book_rule => "rule",
        _ => "",
    }
}

/// Words that add nothing rungs could keep.
pub(super) const FILLERS: &str = "the a an also then either always formally further there please still first initially that";

pub(super) const MONTHS: &str = "january february march april may june july august september october november december";

/// What a word of the language looks like in use; the last such word before a slip decides which is shown.
pub(super) const EXAMPLES: &[(&str, &str)] = &[
    ("rungs", "the first line of a file reads `rungs 1`"),
    ("import", "a file is imported by its name in quotation marks: `import \"england.rungs\"`"),
    ("policy", "a policy's heading reads `policy town \"Escalation policy\" { … }`"),
    ("publisher", "who issues the policy is named by its short name: `publisher town-partnership`"),
    ("under", "the policy above is named by its short name: `under county-policy`"),
    ("follows", "a rulebook is named by its short name: `follows england`, or `follows england with told-too-late stage 3`"),
    ("cites", "a document is named by its short name: `cites guidance per 1.2`"),
    ("dated", "dates are written year, month, day: `dated 2026-04-01`, or `dated 2026-04` where only the month is known"),
    ("version", "a version stands in quotation marks: `version \"3.1\"`"),
    ("applies", "what it covers is written `applies to every agency`, `applies to \"any child\"` or `applies if looked-after`"),
    ("apply", "what it covers is written `should apply unless immediate-risk`"),
    ("parts", "the parts of the document are listed like this: `parts 1.1 to 1.8, 2.2, table 1, \"Introduction\" and flowchart`"),
    ("reading", "a reading is written `reading \"day\" as working day because \"agreed in March 2026\"`"),
    (
        "allow",
        "an exception gives its reason, and who answers for it: `allow no-review because \"to be settled in 2026\" by \"Executive\"`",
    ),
    ("agency", "an agency is written `agency school \"Schools\"`"),
    ("party", "it is written `party parent \"A parent or carer\"`"),
    ("body", "a body is written `body town-partnership \"Town Safeguarding Partnership\" is partnership`"),
    ("role", "a role is written `role business-manager \"Business Manager\" of town-partnership email \"office@town.example\"`"),
    ("fact", "a fact is written `fact looked-after \"looked after\"`"),
    ("file", "a file is written `file childs-file \"the child's file\" kept by social-care`"),
    ("document", "a document is written `document guidance \"Working Together 2023\"`"),
    ("calendar", "a calendar is written `calendar working-days \"Monday to Friday, not bank holidays\"`"),
    ("tier", "a tier is written `tier manager \"Manager\"`, and may list its posts between `{` and `}`"),
    ("form", "a form is written `form escalation-form \"Escalation form\" { … }`"),
    ("panel", "a panel is written `panel resolution-panel \"Resolution Panel\" { … }`"),
    ("stage", "a stage is written `stage 2 \"Manager to manager\" between managers { … }` or `stage 5 \"The Chair\" heard by chair { … }`"),
    ("route", "a route is written `route immediate-harm \"Immediate harm\" if immediate-risk alongside { … }`"),
    ("rulebook", "a rulebook is written `rulebook town-rules \"What Town requires\" { … }`"),
    ("scenario", "a scenario is written `scenario \"over Easter\" { … }`"),
    (
        "rule",
        "a rule is written `rule told-too-late error \"The partnership is told\" with stage 4 { every path notifies partnership before that stage }`",
    ),
    ("between", "a stage is `between managers`, or `between raising worker and receiving manager`"),
    ("heard", "a stage is `heard by chair`"),
    ("of", "after `of` stands a name: `of town-partnership`"),
    ("when", "a moment reads `when unresolved, …`, `when no answer, …` or `when out of time, …`"),
    ("if", "a condition reads `if looked-after, …`, `if chair agrees, …` or `if \"the matter is complex\", …`"),
    ("unless", "a condition reads `unless immediate-risk, …`"),
    ("before", "a place reads `before stage 3, …`"),
    ("after", "a place reads `after stage 2, …`"),
    ("only", "what has to come first is written `only after they consult chair`"),
    ("asks", "what a form asks is quoted: `asks \"name\", \"post\" and \"agency\"`"),
    ("meanwhile", "what holds meanwhile is quoted: `meanwhile \"the plan stays in place\"`"),
    ("ends", "a limit reads `ends within 2 working days`, `ends with no limit` or `ends unstated`"),
    ("end", "a limit reads `must end within 2 working days`, `must end with no limit` or `must end unstated`"),
    ("starts", "a limit reads `starts within 2 working days of end of stage 1`"),
    (
        "within",
        "a length of time reads `within 2 working days`, `within 24 hours` or `within 1 week`, or in words, `within \"a reasonable time\"`",
    ),
    ("every", "it reads `every disputing agency`, `every 2 years` or `every stage`"),
    ("by", "it reads `by email`, `by phone or meeting`, `by letter` or `by video`"),
    ("via", "somebody in between reads `via business-manager`"),
    ("using", "a form reads `using escalation-form`"),
    ("on", "where a record goes reads `on childs-file`"),
    ("discuss", "`discuss` reads `managers must discuss \"the plan\" with chair by phone`"),
    ("meet", "`meet` reads `managers must meet with chair within 2 working days`"),
    ("contact", "`contact` names whom: `must contact chair by phone`"),
    ("consult", "`consult` names whom: `should consult chair \"on thresholds\"`"),
    ("notify", "`notify` names whom, then perhaps what: `must notify chair \"the outcome\" by email`"),
    ("record", "`record` reads `must record \"the outcome\" on childs-file`"),
    ("review", "`review` reads `must review \"this policy\" every 2 years`"),
    ("reply", "`reply` reads `must reply to raising manager \"the reasons\" within 2 working days`"),
    ("refer", "`refer` says what and to whom: `must refer \"the child\" to social-care`"),
    ("request", "`request` reads `must request \"a meeting\" from receiving manager`"),
    ("convene", "`convene` reads `must convene resolution-panel` or `must convene \"a meeting\"`"),
    ("escalate", "a step up reads `must escalate to stage 3` or `must escalate to next stage`"),
    ("skip", "`skip` reads `may skip stage 2` or `may skip any stage`"),
    ("repeat", "`repeat` reads `repeat once`, `repeat at most 2 times` or `repeat until resolved`"),
    ("close", "`close` says how it ends: `may close \"agreed to disagree\"`"),
    ("decide", "`decide` reads `chair must decide \"the case\"`, with `collectively`, `unanimously`, `by majority` or `finally`"),
    ("resolve", "`resolve` reads `panel must resolve collectively`, `unanimously`, `by majority` or `finally`"),
    ("have", "`have` counts: `must have \"senior officers\" from at least 3 agencies`"),
    (
        "be",
        "`be` reads `be drawn from executive` or `be chaired by chair`; anything else stands in quotation marks: `must \"be assertive\"`",
    ),
    ("include", "`include` reads `must include every disputing agency`"),
    ("exclude", "`exclude` reads `should exclude \"anyone involved before\"`"),
    ("hear", "`hear` reads `will hear \"each agency's account\"`"),
    ("do", "a choice reads `may do one of { … }`, `do any of { … }` or `do in turn { … }`, each on a line of its own"),
    ("per", "say where in the document it stands: `per 2.4`, `per table 3`, `per \"Stage 1\" item 2`, `per 2.5 and flowchart`"),
    ("called", "a clause's own name reads `called early-notice`"),
    ("quoting", "the document's words stand in quotation marks: `per 2.4 quoting \"the Chair will settle it\"`"),
    ("dispute", "a scenario begins `dispute school against social-care`"),
    ("given", "what is so at the start reads `given looked-after`"),
    ("expect", "what ought to be so reads `expect at stage 3`, `expect chair notified at stage 2` or `expect not overdue`"),
];
