//! A comparison as one page for a committee.

use maud::{DOCTYPE, html};

use crate::emit::json::CompareDocument;

/// The comparison as one page.
pub fn html(document: &CompareDocument, _charts: [&str; 2]) -> String {
    let document = &super::made_visible(document);
    html! { (DOCTYPE) p { (super::in_short(document)) } }.into_string()
}
