//! Words in lines that are not too long.

use std::fmt::Write as _;

/// A title and a list below it; nothing for an empty one.
pub(crate) fn list(title: &str, points: &[String], width: usize, text: &mut String) {
    if points.is_empty() {
        return;
    }
    paragraph(&format!("{title}:"), 0, width, text);
    for point in points {
        let mut lines = wrap(point, width.saturating_sub(4)).into_iter();
        let _ = writeln!(text, "  - {}", lines.next().unwrap_or_default());
        lines.for_each(|line| {
            let _ = writeln!(text, "    {line}");
        });
    }
}

/// Words in lines of one indent.
pub(crate) fn paragraph(words: &str, indent: usize, width: usize, text: &mut String) {
    for line in wrap(words, width.saturating_sub(indent)) {
        let _ = writeln!(text, "{:indent$}{line}", "");
    }
}

/// Words in lines; one that is longer than a line stands alone.
pub(crate) fn wrap(words: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in words.split_whitespace() {
        let long = word.chars().count();
        if used > 0 && used + 1 + long > width {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += long;
        }
    }
    lines
}
