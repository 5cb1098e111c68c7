//! What the page about calendars says is so.

use super::*;
use rungs::calendar::edition;

fn page() -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/calendars.md");
    std::fs::read_to_string(path).unwrap().replace("\r\n", "\n")
}

fn block(page: &str, info: &str) -> String {
    let block = page.split_once(&format!("```{info}\n")).unwrap().1;
    block.split_once("```").unwrap().0.to_owned()
}

#[test]
fn every_example_on_the_page_is_counted_so() {
    let page = page();
    let (calendar, assumptions) = common::with_text(&block(&page, "rungs"), |policy, _, _| Calendar::of(policy.unwrap()));
    assert_eq!(assumptions, [Assumption::SchoolDays]);
    let lines = block(&page, "text");
    assert!(lines.lines().count() > 10);
    for line in lines.lines() {
        let (length, rest) = line.split_once(" from ").unwrap();
        let (start, _) = rest.split_once(" is ").or_else(|| rest.split_once(" are ")).unwrap();
        let start = match start.split_once(" on ") {
            Some((time, day)) => format!("{}T{time}", Date::strptime("%a %d %b %Y", day).unwrap()),
            None => format!("{}T15:15", Date::strptime("%a %d %b %Y", start).unwrap()),
        };
        says(&calendar, &start, length, line);
    }
}

#[test]
fn the_page_says_how_far_the_bank_holidays_go() {
    let edition = edition();
    let (page, day) = (page(), |date: Date| date.strftime("%-d %B %Y").to_string());
    let covered = format!("**every day from {} to {}**", day(edition.first), day(edition.last));
    assert!(page.contains(&covered), "docs/calendars.md should say: {covered}");
    assert!(page.contains(&format!("]({})", edition.source)) && page.replace('\n', "").contains(edition.licence));
    let compared = Date::strptime("%Y-%m-%d", format!("{}-01", edition.version)).unwrap().strftime("last compared in %B %Y").to_string();
    assert!(page.contains(&compared), "docs/calendars.md should say: {compared}");
}
