//! Words an author typed, made safe to show: first for reading, then for each format.

/// Characters nobody can see, or that turn the text around them, do not reach a picture: a control or direction
/// mark becomes U+FFFD, a line break a space, a soft hyphen nothing.
pub(crate) fn clean(text: &str) -> String {
    let seen = text.chars().filter_map(|c| match c {
        '\t'
        | '\n'
        | '\r'
        | '\u{0B}'
        | '\u{0C}'
        | '\u{85}'
        | '\u{A0}'
        | '\u{2000}'..='\u{200A}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202F}'
        | '\u{205F}'
        | '\u{3000}' => Some(' '),
        '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' => None,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2061}'..='\u{206F}' | '\u{180E}' => Some('\u{FFFD}'),
        '\u{FFF9}'..='\u{FFFF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{E0000}'..='\u{E0FFF}' => Some('\u{FFFD}'),
        c if c.is_control() || (c as u32) & 0xFFFE == 0xFFFE => Some('\u{FFFD}'),
        c => Some(c),
    });
    let mut out = String::with_capacity(text.len());
    for c in seen {
        if c != ' ' || !(out.is_empty() || out.ends_with(' ')) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Cleaned, and cut at a word's end with "…" if it is longer than a box can carry.
pub(crate) fn short(text: &str, most: usize) -> String {
    let text = clean(text);
    let Some((cut, _)) = text.char_indices().nth(most) else { return text };
    let head = text.get(..cut).unwrap_or(&text);
    let head = head.rfind(' ').filter(|space| space * 2 > cut).and_then(|space| head.get(..space)).unwrap_or(head);
    format!("{head}…")
}

/// For the text or an attribute of an XML document, and for the HTML-like labels of DOT.
pub(crate) fn xml(text: &str) -> String {
    escape(text, |c| {
        Some(match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            _ => return None,
        })
    })
}

/// For a quoted string of DOT. Graphviz reads character references inside quotes too.
pub(super) fn dot(text: &str) -> String {
    escape(text, |c| {
        Some(match c {
            '&' => "&amp;",
            '"' => "\\\"",
            '\\' => "\\\\",
            '<' => "&lt;",
            '>' => "&gt;",
            _ => return None,
        })
    })
}

/// For a quoted label of Mermaid, whose only escapes are character references written `#35;`. Everything that
/// could close the label, begin a directive, a comment, markup or Markdown is written that way.
pub(super) fn mermaid(text: &str) -> String {
    let mut out = escape(text, |c| {
        Some(match c {
            '"' => "#quot;",
            '#' => "#35;",
            '&' => "#amp;",
            '<' => "#lt;",
            '>' => "#gt;",
            '%' => "#37;",
            '`' => "#96;",
            '{' => "#123;",
            '}' => "#125;",
            '\\' => "#92;",
            '*' => "#42;",
            '_' => "#95;",
            '~' => "#126;",
            '$' => "#36;",
            ';' => "#59;",
            '\u{FB02}' => "#64258;",
            _ => return None,
        })
    });
    // A label that begins like a list is taken for Markdown.
    let digits = out.chars().take_while(char::is_ascii_digit).count();
    match out.chars().nth(digits) {
        Some('.') if digits > 0 => out.replace_range(digits..=digits, "#46;"),
        Some(')') if digits > 0 => out.replace_range(digits..=digits, "#41;"),
        Some('-') if digits == 0 => out.replace_range(0..1, "#45;"),
        Some('+') if digits == 0 => out.replace_range(0..1, "#43;"),
        _ => {}
    }
    out
}

fn escape(text: &str, replaced: impl Fn(char) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in clean(text).chars() {
        match replaced(c) {
            Some(safe) => out.push_str(safe),
            None => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unseen_survives() {
        assert_eq!(
            clean("a\u{202E}b\u{0}c\u{200F}d\u{AD}e\tf\u{A0}g\u{E0041}\u{FFFE}"),
            "a\u{FFFD}b\u{FFFD}c\u{FFFD}de f g\u{FFFD}\u{FFFD}"
        );
        assert_eq!(clean("  a  b "), "a b");
    }

    #[test]
    fn long_texts_end_at_a_word() {
        assert_eq!(short("one two three", 9), "one two…");
        assert_eq!(short("onetwothree", 6), "onetwo…");
        assert_eq!(short("one", 3), "one");
    }

    #[test]
    fn each_format_has_its_own_escapes() {
        let typed = "<b> & \"q\" 'a' \\N #1; %%{init}%% `x`";
        assert_eq!(xml(typed), "&lt;b&gt; &amp; &quot;q&quot; &#39;a&#39; \\N #1; %%{init}%% `x`");
        assert_eq!(dot(typed), "&lt;b&gt; &amp; \\\"q\\\" 'a' \\\\N #1; %%{init}%% `x`");
        assert_eq!(mermaid(typed), "#lt;b#gt; #amp; #quot;q#quot; 'a' #92;N #35;1#59; #37;#37;#123;init#125;#37;#37; #96;x#96;");
        assert_eq!(
            (mermaid("1. first"), mermaid("- item"), mermaid("2 days")),
            ("1#46; first".into(), "#45; item".into(), "2 days".into())
        );
    }
}
