//! The pages of the repository and the blocks in them.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub(crate) fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub(crate) fn blessing() -> bool {
    std::env::var_os("RUNGS_BLESS").is_some_and(|bless| bless == "1")
}

pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(in_repository(path)).unwrap_or_else(|why| panic!("{path}: {why}")).replace("\r\n", "\n")
}

/// Files under a folder of the repository whose names end so, by path.
pub(crate) fn files_under(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(in_repository(&folder)).unwrap_or_else(|why| panic!("{folder}: {why}")) {
            let entry = entry.expect("a readable folder");
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                open.push(path);
            } else if path.ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every page there is.
pub(crate) fn pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned(), "CHANGELOG.md".to_owned()];
    pages.extend(files_under("docs", ".md"));
    pages
}

/// Compares a written file with what it should be; blessing writes it.
pub(crate) fn assert_fresh(path: &str, now: &str) {
    let kept = std::fs::read_to_string(in_repository(path)).unwrap_or_default().replace("\r\n", "\n");
    if kept == now {
        return;
    }
    assert!(
        blessing(),
        "{path} is stale{}: run `RUNGS_BLESS=1 cargo test --test docs`, then read what has changed",
        first_difference(&kept, now)
    );
    // Other tests may be reading it.
    let beside = in_repository(&format!("{path}.new"));
    std::fs::write(&beside, now).and_then(|()| std::fs::rename(beside, in_repository(path))).unwrap_or_else(|why| panic!("{path}: {why}"));
}

fn first_difference(kept: &str, now: &str) -> String {
    let place = kept.lines().zip(now.lines()).position(|(a, b)| a != b).unwrap_or_else(|| kept.lines().count().min(now.lines().count()));
    let shown = |text: &str| text.lines().nth(place).unwrap_or("(nothing)").chars().take(120).collect::<String>();
    format!(" from line {}:\n  it says  {}\n  now      {}\n", place + 1, shown(kept), shown(now))
}

/// Changes one page; several tests change README.md, one at a time.
pub(crate) fn assert_fresh_part(path: &str, part: impl Fn(&str) -> String) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _held = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let now = part(&read(path));
    assert_fresh(path, &now);
}

/// The text with what stands between a page's two marks put in place: `<!-- name: begin -->`, `<!-- name: end -->`.
pub(crate) fn between_marks(text: &str, name: &str, now: &str) -> String {
    let (begin, end) = (format!("<!-- {name}: begin -->\n"), format!("<!-- {name}: end -->"));
    let from = text.find(&begin).unwrap_or_else(|| panic!("there is no `{}` on the page", begin.trim())) + begin.len();
    let to = from + text[from..].find(&end).unwrap_or_else(|| panic!("there is no `{end}` on the page"));
    format!("{}{now}{}", &text[..from], &text[to..])
}

/// A fenced block of a page.
pub(crate) struct Block {
    /// What stands behind the opening fence, such as `rungs stage`.
    pub(crate) info: String,
    /// The comment on the line above it, such as `file: first.rungs`.
    pub(crate) mark: String,
    pub(crate) text: String,
    /// The line of the opening fence, from 1.
    pub(crate) line: usize,
    /// Where its text lies on the page.
    pub(crate) at: Range<usize>,
}

/// The fenced blocks of a page, in order.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String, String, usize, usize)> = None;
    let mut above = "";
    let mut at = 0;
    for (number, line) in page.split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        let line = line.trim_end();
        let ticks = line.len() - line.trim_start_matches('`').len();
        match &open {
            None if ticks >= 3 => {
                let mark = above.strip_prefix("<!-- ").and_then(|mark| mark.strip_suffix(" -->")).unwrap_or_default();
                open = Some((ticks, line[ticks..].trim().to_owned(), mark.to_owned(), number + 1, at));
            }
            Some((fence, info, mark, opened, from)) if ticks >= *fence && line.len() == ticks => {
                found.push(Block {
                    info: info.clone(),
                    mark: mark.clone(),
                    text: page[*from..start].to_owned(),
                    line: *opened,
                    at: *from..start,
                });
                open = None;
            }
            _ => {}
        }
        above = line;
    }
    assert!(open.is_none(), "a fence is never closed");
    found
}

/// A page without its fenced blocks.
pub(crate) fn prose(page: &str) -> String {
    let mut text = page.to_owned();
    for block in blocks(page).iter().rev() {
        text.replace_range(block.at.clone(), "");
    }
    text
}

/// What stands between single backticks on a page.
pub(crate) fn code_words(page: &str) -> Vec<String> {
    prose(page).split("```").flat_map(|part| part.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// A page's prose without what stands between backticks.
pub(crate) fn plain_prose(page: &str) -> String {
    prose(page)
        .split("```")
        .flat_map(|part| part.split('`').step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What a heading can be linked to as: GitHub's way.
pub(crate) fn anchors(page: &str) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for heading in prose(page).lines().filter(|line| line.starts_with('#')) {
        let title = heading.trim_start_matches('#').trim().to_lowercase();
        let anchor: String =
            title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_')).map(|c| if c == ' ' { '-' } else { c }).collect();
        let again = known.iter().filter(|one| **one == anchor).count();
        known.push(if again == 0 { anchor } else { format!("{anchor}-{again}") });
    }
    known
}
