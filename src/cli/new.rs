//! `rungs new`.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::model::Date;
use crate::starter::{Answers, ENGLAND, ENGLAND_FILE, Question};

use super::Exit;
use super::check::today;
use super::output::{complain, explain, print, write};
use super::render::{Look, visible};
use super::talk::Talk;

/// Asks a few questions and writes a first policy, complete with scenarios, that keeps every rule.
///
/// Beside it goes england.rungs, with the names and the rulebook it follows. What is given as an option is not asked; no file that is there
/// is written over.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// Ask nothing: take the usual answer for whatever is not given
    #[arg(short, long)]
    yes: bool,
    /// The file to write, or - to show it [default: named for the area]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The area: a town, a borough or a county
    #[arg(long, value_name = "AREA", allow_hyphen_values = true)]
    area: Option<String>,
    /// What the partnership is called
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    name: Option<String>,
    /// What it is called for short, such as marlshire-scp
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    short_name: Option<String>,
    /// The agencies that take part, with commas between them
    #[arg(long, value_name = "AGENCIES", allow_hyphen_values = true)]
    agencies: Option<String>,
    /// How many stages there are, 3 to 5
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    stages: Option<String>,
    /// How many working days each stage may take, such as 1,2,2,3
    #[arg(long, value_name = "DAYS", allow_hyphen_values = true)]
    days: Option<String>,
    /// The post that decides in the end, such as "Independent Chair"
    #[arg(long, value_name = "TITLE", allow_hyphen_values = true)]
    decided_by: Option<String>,
    /// Whether a panel decides, called together by that post: yes or no
    #[arg(long, value_name = "YES", allow_hyphen_values = true)]
    panel: Option<String>,
    /// How the partnership is told: email or phone
    #[arg(long, value_name = "HOW", allow_hyphen_values = true)]
    told_by: Option<String>,
    /// The address or number on which it is told
    #[arg(long, value_name = "ADDRESS", allow_hyphen_values = true)]
    contact: Option<String>,
    /// How often the policy is reviewed, such as "1 year"
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    review: Option<String>,
}

impl New {
    pub(crate) fn run(self, look: &Look) -> Exit {
        let today = today();
        let unanswered: Vec<Question> = Question::ALL.into_iter().filter(|question| self.given(*question).1.is_none()).collect();
        if !self.yes && !unanswered.is_empty() && !io::stdin().is_terminal() {
            let missing: Vec<&str> = unanswered.iter().map(|question| self.given(*question).0).collect();
            complain(&format!(
                "`rungs new` asks its questions at a terminal, and here is none; give the answers as options ({}), or --yes to take what is usual",
                missing.join(", ")
            ));
            return Exit::CannotWork;
        }
        if let Some(path) = self.output.as_deref().filter(|path| is_there(path)) {
            return occupied(path);
        }
        let answers = match self.answers(look, today) {
            Ok(answers) => answers,
            Err(why) => {
                complain(&why);
                return Exit::CannotWork;
            }
        };
        let path = self.output.clone().unwrap_or_else(|| PathBuf::from(answers.file_name()));
        if path.as_os_str() == "-" {
            return show(&answers, today);
        }
        if is_there(&path) {
            return occupied(&path);
        }
        put(&answers, &path, today, look)
    }

    /// The option that answers a question, and what it says.
    fn given(&self, question: Question) -> (&'static str, Option<&String>) {
        match question {
            Question::Area => ("--area", self.area.as_ref()),
            Question::Name => ("--name", self.name.as_ref()),
            Question::ShortName => ("--short-name", self.short_name.as_ref()),
            Question::Agencies => ("--agencies", self.agencies.as_ref()),
            Question::Stages => ("--stages", self.stages.as_ref()),
            Question::Days => ("--days", self.days.as_ref()),
            Question::Decider => ("--decided-by", self.decided_by.as_ref()),
            Question::Panel => ("--panel", self.panel.as_ref()),
            Question::Channel => ("--told-by", self.told_by.as_ref()),
            Question::Contact => ("--contact", self.contact.as_ref()),
            Question::Review => ("--review", self.review.as_ref()),
        }
    }

    fn answers(&self, look: &Look, today: Date) -> Result<Answers, String> {
        let mut answers = Answers::usual();
        let mut talk = Talk::new(look, !io::stdout().is_terminal());
        let mut greeted = false;
        for question in Question::ALL {
            if let (option, Some(said)) = self.given(question) {
                answers = question.take(&answers, said, today).map_err(|why| format!("{option}: {why}"))?;
                continue;
            }
            if self.yes {
                continue;
            }
            if !greeted {
                talk.say(&look.paragraph(
                    "A few questions, and there is a first policy to work on. Enter alone takes the answer in brackets; `quit` leaves it, and nothing is written.",
                ));
                greeted = true;
            }
            answers = ask(question, answers, &mut talk, today)?;
        }
        Ok(answers)
    }
}

/// Asks until there is an answer.
fn ask(question: Question, so_far: Answers, talk: &mut Talk<'_>, today: Date) -> Result<Answers, String> {
    loop {
        let asks = format!("{} [{}]", question.words(&so_far), question.usual(&so_far));
        match talk.ask(&visible(&asks)).as_deref() {
            None | Some("quit") => return Err("nothing was written".to_owned()),
            Some("") => return Ok(so_far),
            Some(said) => match question.take(&so_far, said, today) {
                Ok(answers) => return Ok(answers),
                Err(why) => talk.say(&format!("\n{}\n", visible(&why))),
            },
        }
    }
}

/// Whether something has this name, a link that leads nowhere included.
fn is_there(path: &Path) -> bool {
    path.as_os_str() != "-" && path.symlink_metadata().is_ok()
}

fn occupied(path: &Path) -> Exit {
    complain(&format!("{} is there already, and is left as it is; name another file with -o", path.display()));
    Exit::CannotWork
}

fn show(answers: &Answers, today: Date) -> Exit {
    match answers.written(ENGLAND, today) {
        Ok(text) => {
            let exit = print(&text);
            explain(&format!("{}\nIt imports {ENGLAND_FILE}, which has to lie beside it; `-o FILE` writes both.\n", super::NOT_ADVICE));
            exit
        }
        Err(why) => {
            complain(&why);
            Exit::CannotWork
        }
    }
}

/// Writes the policy, and the file it imports where that is not there yet.
fn put(answers: &Answers, path: &Path, today: Date, look: &Look) -> Exit {
    let england = path.with_file_name(ENGLAND_FILE);
    let there = std::fs::read_to_string(&england).ok();
    let text = match answers.written(there.as_deref().unwrap_or(ENGLAND), today) {
        Ok(text) => text,
        Err(why) if there.is_some() => {
            complain(&format!(
                "{} is not the one that came with this rungs, and with it {why}; name a file in another folder with -o",
                england.display()
            ));
            return Exit::CannotWork;
        }
        Err(why) => {
            complain(&why);
            return Exit::CannotWork;
        }
    };
    if path.file_name() == england.file_name() {
        complain(&format!("{ENGLAND_FILE} is the name of what the policy imports; name another file with -o"));
        return Exit::CannotWork;
    }
    if there.is_none() && is_there(&england) {
        complain(&format!("{} is there and cannot be read; name a file in another folder with -o", england.display()));
        return Exit::CannotWork;
    }
    let mut exit = write(path, &text);
    if exit == Exit::Fine && there.is_none() {
        exit = write(&england, ENGLAND);
    }
    if exit != Exit::Fine || look.quiet {
        return exit;
    }
    exit.max(print(&written(answers, path, &england, there.is_none())))
}

/// What was written, and what to do with it.
fn written(answers: &Answers, path: &Path, england: &Path, both: bool) -> String {
    let [name, england] = [path, england].map(|path| visible(&path.to_string_lossy()));
    let imported = if both { "written too" } else { "was there, and is left as it is" };
    let beyond = answers.beyond_the_rulebook().map(|beyond| format!("Mind that {beyond}.\n")).unwrap_or_default();
    format!(
        "{name}: a first policy, with scenarios\n{england}: the names and the rulebook it follows; {imported}\n{}{beyond}\n\
         Its first lines say what to do next. Then:\n  rungs check {name}\n  rungs test {name}\n  rungs draw {name} -o picture.svg\n{}\n",
        if both { "Both belong in one folder.\n" } else { "" },
        super::NOT_ADVICE
    )
}
