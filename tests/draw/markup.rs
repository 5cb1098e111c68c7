//! Whether a text is what it should be in its format, and nothing an author typed is more than text in it.

/// Every tag is one of these, complete and closed; every `&` begins a known reference; nothing unseen is left.
pub(crate) fn assert_is_markup(text: &str, tags: &[&str]) {
    assert!(
        !text.chars().any(|c| (c.is_control() && c != '\n')
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{61C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')),
        "{text}"
    );
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&', '>']) {
        let (_, from) = rest.split_at(at);
        if let Some(reference) = from.strip_prefix('&') {
            assert!(["amp;", "lt;", "gt;", "quot;", "#39;", "#160;"].iter().any(|known| reference.starts_with(known)), "{:.40}", from);
            rest = reference;
            continue;
        }
        let end = from.find('>').unwrap_or_else(|| panic!("an open tag: {from:.60}"));
        let tag = from.get(1..end).unwrap_or_else(|| panic!("a stray `>`: {from:.60}"));
        rest = &from[end + 1..];
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "{text}");
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        assert!(tags.contains(&name), "<{tag}>");
        let mut attributes = tag[name.len()..].trim_end_matches('/');
        while !attributes.is_empty() {
            let (key, value) = attributes.trim_start().split_once("=\"").unwrap_or_else(|| panic!("<{tag}>"));
            assert!(key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "<{tag}>");
            attributes = value.split_once('"').unwrap_or_else(|| panic!("<{tag}>")).1;
        }
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

pub(crate) fn assert_is_svg(svg: &str) {
    assert_is_markup(svg, &["svg", "title", "desc", "defs", "marker", "path", "rect", "g", "text"]);
}

/// Outside quoted strings and HTML-like labels there is nothing but the graph's own words.
pub(crate) fn assert_is_dot(dot: &str) {
    let mut chars = dot.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => loop {
                match chars.next() {
                    Some('\\') => assert!(chars.next().is_some()),
                    Some('"') => break,
                    Some(c) => assert!(c != '<' && c != '>'),
                    None => panic!("a string without an end"),
                }
            },
            '<' => {
                let (mut depth, mut label) = (1, String::new());
                while depth > 0 {
                    let c = chars.next().expect("a label without an end");
                    depth += match c {
                        '<' => 1,
                        '>' => -1,
                        _ => 0,
                    };
                    label.push(c);
                }
                label.pop();
                assert_is_markup(&label, &["TABLE", "TR", "TD", "FONT", "B", "BR"]);
            }
            '-' if chars.peek() == Some(&'>') => {
                chars.next();
            }
            c => assert!(c.is_ascii_alphanumeric() || " \n{}[]=;,._".contains(c), "{c:?} in {dot}"),
        }
    }
}

/// Every text is in quotes and holds none of what Mermaid reads; comments and the description keep to their line.
pub(crate) fn assert_is_mermaid(mermaid: &str) {
    assert!(!mermaid.contains("%%{"), "a directive");
    for line in mermaid.lines().map(str::trim_start) {
        let free = line.strip_prefix("%% ").or_else(|| line.strip_prefix("accTitle: ")).or_else(|| line.strip_prefix("accDescr: "));
        if let Some(text) = free {
            assert!(!text.contains(['"', '<', '>', '%', '`', '{', '}']), "{line}");
            continue;
        }
        for (at, part) in line.split('"').enumerate() {
            if at % 2 == 1 {
                assert_is_markup(part, &["b", "i", "br"]);
                assert!(!part.contains(['%', '`', '{', '}', '\\']), "{part}");
                for reference in part.split('#').skip(1) {
                    let name = reference.split(';').next().unwrap_or_default();
                    assert!(["quot", "amp", "lt", "gt"].contains(&name) || name.bytes().all(|b| b.is_ascii_digit()), "{part}");
                }
            } else {
                assert!(part.chars().all(|c| c.is_ascii_alphanumeric() || " _[](){}|-.>~:#,".contains(c)), "{line}");
            }
        }
        assert!(line.matches('"').count() % 2 == 0, "{line}");
    }
}
