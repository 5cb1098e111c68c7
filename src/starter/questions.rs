//! What is asked for a first policy, and what an answer may be.

use crate::diagnostic::did_you_mean;
use crate::emit::typed::is_unseen;
use crate::model::{Date, NameKind, in_words, listed};
use crate::project::{MemoryFiles, Project};
use crate::source::is_hidden;

use super::{Agency, Answers, Channel, ENGLAND, ENGLAND_FILE, FEWEST_STAGES, MOST_STAGES};

/// Titles and names are cut by nobody later on; more than this is a slip.
const LONGEST_TITLE: usize = 120;
const LONGEST_NAME: usize = 40;
/// A partnership has fewer.
const MOST_AGENCIES: usize = 20;
/// A stage that takes longer is no stage of an escalation.
const MOST_DAYS: u32 = 20;

/// One thing to be asked, in the order of [`Question::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The area the policy is for.
    Area,
    /// The partnership's name.
    Name,
    /// Its short name, as it stands in the policy.
    ShortName,
    /// Which agencies take part.
    Agencies,
    /// How many stages there are.
    Stages,
    /// How many working days each may take.
    Days,
    /// Who decides in the end.
    Decider,
    /// Whether a panel does it for them.
    Panel,
    /// Whether the partnership is told by email or by phone.
    Channel,
    /// The address or the number.
    Contact,
    /// How often the policy is reviewed.
    Review,
}

impl Question {
    /// Every question; what is usual for a later one can follow from an earlier answer.
    pub const ALL: [Question; 11] = [
        Question::Area,
        Question::Name,
        Question::ShortName,
        Question::Agencies,
        Question::Stages,
        Question::Days,
        Question::Decider,
        Question::Panel,
        Question::Channel,
        Question::Contact,
        Question::Review,
    ];

    /// The question, in a sentence or two.
    pub fn words(self, so_far: &Answers) -> String {
        match self {
            Question::Area => "Which area is the policy for? A town, a borough or a county.".to_owned(),
            Question::Name => "What is the partnership called?".to_owned(),
            Question::ShortName => {
                "What is it called for short? Small letters, with hyphens between words; it stands in the policy in place of the name."
                    .to_owned()
            }
            Question::Agencies => {
                let known: Vec<String> =
                    shared_agencies().into_iter().map(|agency| format!("{} ({})", agency.name, agency.title)).collect();
                format!(
                    "Which agencies take part? Put commas between them. Known are {}. Others can be written out, such as Housing.",
                    listed(known, "and")
                )
            }
            Question::Stages => format!(
                "How many stages are there, from the first talk to the decision? {FEWEST_STAGES} to {MOST_STAGES}: practitioners, \
                 managers, with four also senior managers, with five also directors, and whoever decides."
            ),
            Question::Days => format!(
                "How many working days may each of the {} stages take? Put commas between the numbers. The rulebook `england` allows ten for the whole.",
                so_far.stages
            ),
            Question::Decider => "Who decides in the end? The title of a post that belongs to none of the agencies.".to_owned(),
            Question::Panel => "Does a panel decide, called together by them? Yes or no; with no, they decide alone.".to_owned(),
            Question::Channel => "How is the partnership told, by email or by phone?".to_owned(),
            Question::Contact => match so_far.channel {
                Channel::Email => "To which address? That of an office, never of a person.".to_owned(),
                Channel::Phone => "On which number? That of an office, never of a person.".to_owned(),
            },
            Question::Review => "How often is the policy reviewed? Such as 1 year, or 18 months.".to_owned(),
        }
    }

    /// The answer that is taken if nobody gives another.
    pub fn usual(self, so_far: &Answers) -> String {
        match self {
            Question::Area => so_far.area.clone(),
            Question::Name => so_far.name(),
            Question::ShortName => so_far.short_name(),
            Question::Agencies => {
                let shown = |agency: &Agency| if agency.shared { agency.name.clone() } else { agency.title.clone() };
                so_far.agencies.iter().map(shown).collect::<Vec<_>>().join(", ")
            }
            Question::Stages => so_far.stages.to_string(),
            Question::Days => so_far.days().iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
            Question::Decider => so_far.decider.clone(),
            Question::Panel => if so_far.panel { "yes" } else { "no" }.to_owned(),
            Question::Channel => so_far.channel.word().to_owned(),
            Question::Contact => so_far.contact(),
            Question::Review => so_far.review.clone(),
        }
    }

    /// The answers so far with one more.
    ///
    /// # Errors
    /// Why this cannot be the answer, and what could be, in a sentence without a full stop. That the policy made from it keeps every rule
    /// is part of that: `today` is the day it is checked for.
    pub fn take(self, so_far: &Answers, said: &str, today: Date) -> Result<Answers, String> {
        let mut answers = so_far.clone();
        let said = plain(said)?;
        match self {
            Question::Area => answers.area = title(&said)?,
            Question::Name => answers.name = Some(title(&said)?),
            Question::ShortName => answers.short_name = Some(short_name(&said)?),
            Question::Agencies => answers.agencies = agencies(&said)?,
            Question::Stages => answers.stages = stages(&said)?,
            Question::Days => answers.days = Some(days(&said, answers.stages)?),
            Question::Decider => answers.decider = title(&said)?,
            Question::Panel => answers.panel = yes_or_no(&said)?,
            Question::Channel => answers.channel = channel(&said)?,
            Question::Contact => {
                answers.contact = Some(match answers.channel {
                    Channel::Email => email(&said)?,
                    Channel::Phone => phone(&said)?,
                });
            }
            Question::Review => answers.review = review(&said)?,
        }
        match answers.written(ENGLAND, today) {
            Ok(_) => Ok(answers),
            Err(why) if self == Question::ShortName => Err(format!(
                "`{}` cannot be used, for the policy has other things of this name, or it is a word of the language ({why}); add to it, such as `{0}-scp`",
                answers.short_name()
            )),
            Err(why) => Err(format!("with this answer, {why}; write it otherwise, or give another")),
        }
    }
}

/// The agencies of the shared names that still exist.
pub(super) fn shared_agencies() -> Vec<Agency> {
    let files = MemoryFiles::default();
    let mut project = Project::new(&files, "/");
    let text = format!("{ENGLAND}\npolicy all \"All\" {{\n}}\n");
    let file = project.add(std::path::Path::new("/").join(ENGLAND_FILE).as_path(), text);
    let Some(policy) = project.resolve(file).policy else { return Vec::new() };
    let of_today = policy.names().filter(|(_, named)| named.kind == NameKind::Agency && named.until.is_none());
    of_today.map(|(id, named)| Agency { name: named.name.clone(), title: in_words(&policy).title(id), shared: true }).collect()
}

/// Plain letters and digits in lower case, with a hyphen for everything between; begins with a letter.
pub(super) fn plain_name(words: &str) -> String {
    let mut name = String::new();
    for c in words.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' => name.push(c),
            '0'..='9' if !name.is_empty() => name.push(c),
            '\'' | '’' => {}
            _ if name.is_empty() || name.ends_with('-') => {}
            _ => name.push('-'),
        }
        if name.len() == LONGEST_NAME {
            break;
        }
    }
    name.trim_end_matches('-').to_owned()
}

/// What was said, with single blanks, if it is one line of characters that can be seen.
fn plain(said: &str) -> Result<String, String> {
    if said.trim().contains(['\n', '\r']) {
        return Err("an answer is one line".to_owned());
    }
    if let Some(c) = said.trim().chars().find(|c| *c != '\t' && (c.is_control() || is_hidden(*c) || is_unseen(*c))) {
        return Err(format!("there is a character in it that cannot be seen ({}); type it again without", c.escape_unicode()));
    }
    Ok(said.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn title(said: &str) -> Result<String, String> {
    let letters = said.chars().filter(|c| c.is_alphabetic()).count();
    match said.chars().count() {
        0 => Err("something has to stand here".to_owned()),
        long if long > LONGEST_TITLE => Err(format!("that is {long} characters long; at most {LONGEST_TITLE} will do")),
        _ if letters == 0 => Err("there is no letter in it".to_owned()),
        _ => Ok(said.to_owned()),
    }
}

fn short_name(said: &str) -> Result<String, String> {
    let name = plain_name(said);
    if name.is_empty() || name != said.to_lowercase() {
        let such = if name.is_empty() { "marlshire-scp".to_owned() } else { name };
        return Err(format!(
            "a short name has small letters, digits and hyphens, begins with a letter and has at most {LONGEST_NAME} of them, such as `{such}`"
        ));
    }
    Ok(name)
}

fn agencies(said: &str) -> Result<Vec<Agency>, String> {
    let shared = shared_agencies();
    let mut agencies: Vec<Agency> = Vec::new();
    for one in said.split(',').flat_map(|part| part.split(" and ")).map(|part| part.trim().trim_start_matches("and ").trim()) {
        if one.is_empty() {
            continue;
        }
        let agency = agency(one, &shared)?;
        if agencies.iter().all(|known| known.name != agency.name) {
            agencies.push(agency);
        }
    }
    if agencies.iter().all(|agency| agency.name != "social-care") {
        return Err("`social-care` has to be among them, for a child at immediate risk is referred there".to_owned());
    }
    match agencies.len() {
        1 => Err("at least one more has to take part: nobody disagrees alone".to_owned()),
        many if many > MOST_AGENCIES => Err(format!("these are {many}; at most {MOST_AGENCIES} will do")),
        _ => Ok(agencies),
    }
}

fn agency(said: &str, shared: &[Agency]) -> Result<Agency, String> {
    let wanted = said.to_lowercase();
    if let Some(known) = shared.iter().find(|agency| agency.name == wanted || agency.title.to_lowercase() == wanted) {
        return Ok(known.clone());
    }
    let names = shared.iter().flat_map(|agency| [agency.name.as_str(), agency.title.as_str()]);
    if let Some(close) = did_you_mean(said, names) {
        return Err(format!("there is no agency {said} among those that are known; did you mean {close}?"));
    }
    let title = title(said)?;
    let name = plain_name(said);
    if name.is_empty() {
        return Err(format!("{said} has no plain letter that a name could be made of; write it as it would be typed, such as Housing"));
    }
    Ok(Agency { name, title, shared: false })
}

fn stages(said: &str) -> Result<usize, String> {
    let number = ["three", "four", "five"].iter().position(|word| word.eq_ignore_ascii_case(said)).map(|at| at + FEWEST_STAGES);
    let number = number.or_else(|| said.parse().ok()).filter(|number| (FEWEST_STAGES..=MOST_STAGES).contains(number));
    number.ok_or_else(|| format!("a ladder made here has {FEWEST_STAGES} to {MOST_STAGES} stages; type a number"))
}

fn days(said: &str, stages: usize) -> Result<Vec<u32>, String> {
    let numbers: Vec<Option<u32>> = said
        .split([',', ' ', '+'])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days)))
        .collect();
    let whole: Option<Vec<u32>> = numbers.iter().copied().collect();
    match whole {
        Some(days) if days.len() == stages => Ok(days),
        Some(days) => Err(format!("there are {stages} stages and {} numbers of days; give one for each, such as 1, 2, 2, 3", days.len())),
        None => Err(format!("each stage takes 1 to {MOST_DAYS} working days; type numbers with commas between them, such as 1, 2, 2, 3")),
    }
}

fn yes_or_no(said: &str) -> Result<bool, String> {
    match said.to_lowercase().as_str() {
        "yes" | "y" => Ok(true),
        "no" | "n" => Ok(false),
        _ => Err("type yes or no".to_owned()),
    }
}

fn channel(said: &str) -> Result<Channel, String> {
    match said.to_lowercase().as_str() {
        "email" | "e-mail" | "by email" | "mail" => Ok(Channel::Email),
        "phone" | "telephone" | "by phone" => Ok(Channel::Phone),
        _ => Err("type email or phone".to_owned()),
    }
}

fn email(said: &str) -> Result<String, String> {
    let fits = said.split_once('@').is_some_and(|(before, after)| {
        let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || "._-+'".contains(c));
        plain(before) && plain(after) && after.trim_matches('.').contains('.') && said.len() <= LONGEST_TITLE
    });
    if fits {
        Ok(said.to_owned())
    } else {
        Err("that is no address that an email could be sent to; type one such as office@marlshire-scp.example".to_owned())
    }
}

fn phone(said: &str) -> Result<String, String> {
    let digits = said.chars().filter(char::is_ascii_digit).count();
    let fits = (3..=15).contains(&digits) && said.len() <= LONGEST_NAME && said.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c));
    if fits {
        Ok(said.to_owned())
    } else {
        Err("that is no telephone number; type digits, with blanks between them if you like, such as 01632 960000".to_owned())
    }
}

fn review(said: &str) -> Result<String, String> {
    let said = said.to_lowercase();
    let said = said.strip_prefix("every ").unwrap_or(&said);
    let (number, unit) = said.split_once(' ').unwrap_or(if said == "year" { ("1", "year") } else { (said, "") });
    let (most, unit) = match unit.trim_end_matches('s') {
        "year" => (5, "year"),
        "month" => (36, "month"),
        _ => (0, ""),
    };
    let number: Option<u32> = match number {
        "one" | "a" => Some(1),
        "two" => Some(2),
        "three" => Some(3),
        number => number.parse().ok(),
    };
    match number.filter(|number| (1..=most).contains(number)) {
        Some(1) => Ok(format!("1 {unit}")),
        Some(number) => Ok(format!("{number} {unit}s")),
        None => Err("say it in months (at most 36) or years (at most 5), such as 1 year or 18 months".to_owned()),
    }
}
