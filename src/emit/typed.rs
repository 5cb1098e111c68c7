//! What an author can type, put where it means nothing but what it says: on a page, and in Markdown.

use std::fmt::Write as _;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::source::is_hidden;

/// A text is cut after so many characters.
const LONGEST: usize = 200;

/// A blank of no width, which keeps apart what would be read together.
pub(crate) const NO_WIDTH: &str = "&#8203;";

/// The document with every character nobody can see, or that turns the text around it, made visible: as `\u{202e}`.
pub(crate) fn made_visible<D: Clone + Serialize + DeserializeOwned>(document: &D) -> D {
    let shown = serde_json::to_value(document).map(|mut value| {
        show_hidden(&mut value);
        value
    });
    shown.and_then(serde_json::from_value).unwrap_or_else(|_| document.clone())
}

fn show_hidden(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) if text.contains(is_unseen) => {
            *text = shown(text);
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(show_hidden),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(show_hidden),
        _ => {}
    }
}

/// Whether a character is not to be seen on a page, or acts on the others. What joins the parts of a letter is left alone.
pub(crate) fn is_unseen(c: char) -> bool {
    let acts = is_hidden(c) && c != '\n';
    acts || matches!(c, '\u{AD}' | '\u{180E}' | '\u{200B}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
        || matches!(c, '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The same of one text.
pub(crate) fn shown(text: &str) -> String {
    text.chars().map(|c| if is_unseen(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect()
}

/// Words that may be an author's, cut where they are very long, for anywhere but the start of a line. Marks become character
/// references, which are never read as Markdown and mean the same inside HTML. GitHub also reads what it has rendered, and makes
/// links of `@somebody`, `#12` and addresses: a blank of no width keeps these apart.
pub(crate) fn typed(words: &str) -> String {
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => escaped(&format!("{} …", &words[..end]), true),
        None => escaped(words, true),
    }
}

/// The same with nothing cut.
pub(crate) fn typed_in_full(words: &str) -> String {
    escaped(words, true)
}

/// The same with nothing cut, for a document of one's own: addresses stay as they are, so that they can be copied, and there is no
/// HTML in it.
pub(crate) fn typed_whole(words: &str) -> String {
    escaped(words, false)
}

fn escaped(words: &str, in_a_comment: bool) -> String {
    let mut text = String::with_capacity(words.len());
    let mut chars = words.chars().peekable();
    let mut before = ['\0'; 3];
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let small = before.map(|c| c.to_ascii_lowercase());
        if in_a_comment && c == '.' && small == ['w', 'w', 'w'] {
            text.push_str(NO_WIDTH);
        }
        match c {
            c if c.is_whitespace() => text.push(' '),
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '$' if in_a_comment => text.push_str("<span>&#36;</span>"),
            '$' | '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '^' | '{' | '}' => {
                let _ = write!(text, "&#{};", u32::from(c));
            }
            c => text.push(c),
        }
        let begins = match c {
            '@' | '#' => in_a_comment || !before[2].is_alphanumeric(),
            ':' => in_a_comment && next.is_some_and(|next| !next.is_whitespace()),
            '-' => in_a_comment && small[1..] == ['g', 'h'],
            _ => false,
        };
        if begins {
            text.push_str(NO_WIDTH);
        }
        before = [before[1], before[2], c];
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{typed, typed_whole};

    #[test]
    fn what_is_typed_is_not_read_as_markdown() {
        assert_eq!(typed("a | b\n`c` <d>"), "a &#124; b &#96;c&#96; &lt;d&gt;");
        assert_eq!(typed("ask @chair in #12"), "ask @&#8203;chair in #&#8203;12");
        assert_eq!(typed("https://example.org"), "https:&#8203;//example.org");
        assert_eq!(typed("www.example.org, GH-12"), "www&#8203;.example.org, GH-&#8203;12");
        assert_eq!(
            typed_whole("office@example.org, @chair, $5 | https://example.org"),
            "office@example.org, @&#8203;chair, &#36;5 &#124; https://example.org"
        );
        assert_eq!(typed("(2.3 and flowchart item 2)"), "(2.3 and flowchart item 2)");
    }
}
