//! How wide text is, and where to break it: Helvetica's own widths, which Arial and Liberation Sans share.

/// Widths of the characters from space to `~`, in thousandths of the size.
const REGULAR: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278,
    278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722,
    667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556,
    556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The same for bold text.
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333,
    333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722,
    667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611,
    611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// The width of one character in thousandths of the size, and whether that is known rather than guessed.
fn advance(c: char, bold: bool) -> (u16, bool) {
    let plain = match c {
        ' '..='~' => c,
        'À'..='Å' => 'A',
        'Ç' => 'C',
        'È'..='Ë' => 'E',
        'Ì'..='Ï' => 'I',
        'Ñ' => 'N',
        'Ò'..='Ö' => 'O',
        'Ù'..='Ü' => 'U',
        'Ý' => 'Y',
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        '£' | '€' | '–' => '0',
        '·' => '.',
        '‘' | '’' if !bold => '\u{6a}',
        '‘' | '’' => '.',
        '“' | '”' if !bold => '(',
        '“' | '”' => 'z',
        '…' | '—' => return (1000, true),
        _ => return (guessed(c), false),
    };
    let table = if bold { &BOLD } else { &REGULAR };
    (table.get((plain as usize).wrapping_sub(32)).copied().unwrap_or(1000), true)
}

/// A width no common font goes beyond, for characters outside the tables.
fn guessed(c: char) -> u16 {
    match c {
        '\u{300}'..='\u{36F}' | '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' => 0,
        '\u{FDFD}' => 12_000,
        '\u{FDF0}'..='\u{FDFC}' => 4_000,
        '\u{12000}'..='\u{1254F}' => 6_000,
        '\u{1F000}'..='\u{1FAFF}' => 1_400,
        '\u{A9}' | '\u{AE}' | '\u{2000}'..='\u{3000}' | '\u{FFFD}' => 1_100,
        _ => 1_050,
    }
}

/// How wide a text is at a size.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    text.chars().map(|c| f64::from(advance(c, bold).0)).sum::<f64>() * size / 1000.0
}

/// Whether every character's width is known.
pub(super) fn is_known(text: &str) -> bool {
    text.chars().all(|c| advance(c, false).1)
}

/// A size and a weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Face {
    /// In pixels.
    pub(super) size: f64,
    /// Bold.
    pub(super) bold: bool,
}

impl Face {
    pub(super) const fn plain(size: f64) -> Self {
        Self { size, bold: false }
    }

    pub(super) const fn bold(size: f64) -> Self {
        Self { size, bold: true }
    }

    pub(super) fn width(self, text: &str) -> f64 {
        width(text, self.size, self.bold)
    }

    /// Breaks a text into rows no wider than `max`; the first begins `indent` further in. A word that is wider
    /// than a row is broken where the row ends. There is always at least one row.
    pub(super) fn wrap(self, text: &str, indent: f64, max: f64) -> Vec<String> {
        let mut rows = vec![String::new()];
        let mut used = indent;
        let space = self.width(" ");
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let wide = self.width(word);
            let start_of_row = rows.last().is_none_or(String::is_empty);
            if !start_of_row && used + space + wide <= max {
                push(&mut rows, ' ');
                rows.last_mut().into_iter().for_each(|row| row.push_str(word));
                used += space + wide;
                continue;
            }
            // The first row may be too short for a word that a whole row holds.
            if !start_of_row || (used > 0.0 && used + wide > max && wide <= max) {
                rows.push(String::new());
                used = 0.0;
            }
            for c in word.chars() {
                let more = f64::from(advance(c, self.bold).0) * self.size / 1000.0;
                if used + more > max && more > 0.0 && rows.last().is_some_and(|row| !row.is_empty()) {
                    rows.push(String::new());
                    used = 0.0;
                }
                push(&mut rows, c);
                used += more;
            }
        }
        rows
    }
}

fn push(rows: &mut [String], c: char) {
    if let Some(row) = rows.last_mut() {
        row.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_never_wider_than_asked() {
        let face = Face::bold(12.0);
        for text in [
            "",
            "a",
            "one two three four five",
            &"w".repeat(300),
            &format!("short {} short", "W".repeat(80)),
            "Ünïcödé — “quoted” …",
            "漢字漢字漢字漢字漢字漢字",
        ] {
            for max in [40.0, 60.0, 200.0] {
                let rows = face.wrap(text, 20.0, max);
                assert!(!rows.is_empty());
                assert!(
                    rows.iter()
                        .enumerate()
                        .all(|(at, row)| face.width(row) <= max - if at == 0 && row.chars().count() > 1 { 20.0 } else { 0.0 }),
                    "{text:?} at {max}: {rows:?}"
                );
                assert_eq!(rows.concat().replace(' ', ""), text.replace(' ', ""));
            }
        }
    }

    #[test]
    fn a_word_that_fits_a_row_is_not_broken() {
        assert_eq!(Face::plain(10.0).wrap("safeguarding", 60.0, 70.0), ["", "safeguarding"]);
    }
}
