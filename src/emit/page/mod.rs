//! The frame of every page: complete in itself, with nothing fetched from anywhere, and one style for all.
//!
//! maud escapes every text as it is put in; what must not be escaped says `PreEscaped`, and here that is the style and the script. Both
//! are allowed by their hash, and nothing else is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("base.css");

/// What a page has around what it says.
pub(crate) struct Frame<'f> {
    /// Its title.
    pub(crate) title: &'f str,
    /// The version of rungs that makes it.
    pub(crate) made_by: &'f str,
    /// Its own style, after that of every page.
    pub(crate) style: &'f str,
    /// Its script, if it has one.
    pub(crate) script: Option<&'f str>,
    /// What stands in its body.
    pub(crate) body: &'f Markup,
}

/// A page as HTML.
pub(crate) fn page(frame: &Frame<'_>) -> String {
    let style = format!("{STYLE}\n{}", frame.style);
    let script = frame.script.map_or_else(|| "'none'".to_owned(), |script| format!("'sha256-{}'", sha256(script)));
    let policy =
        format!("default-src 'none'; style-src 'sha256-{}'; script-src {script}; base-uri 'none'; form-action 'none'", sha256(&style));
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content={ "rungs " (frame.made_by) };
                title { (frame.title) }
                style { (PreEscaped(style)) }
            }
            body {
                (frame.body)
                @if let Some(script) = frame.script { script { (PreEscaped(script)) } }
            }
        }
    };
    page.into_string()
}

fn sha256(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}
