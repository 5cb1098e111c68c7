//! Colours, dark enough on light to be read by everybody. Nothing is said by colour alone.

/// The colours of one kind of box.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    /// Border, band and filled badges.
    pub(super) dark: &'static str,
    /// Background.
    pub(super) light: &'static str,
    /// Coloured text on the background.
    pub(super) ink: &'static str,
}

/// Stages take these in turn.
const STAGES: [Paint; 4] = [
    Paint { dark: "#1D6996", light: "#E4F0F8", ink: "#17587E" },
    Paint { dark: "#1E7B7A", light: "#E3F4F3", ink: "#186463" },
    Paint { dark: "#4C7F28", light: "#EDF6E6", ink: "#3F6C20" },
    Paint { dark: "#9C5E00", light: "#FDF1DD", ink: "#855000" },
];
/// An authority's stage.
const AUTHORITY: Paint = Paint { dark: "#A8242A", light: "#FBE7E7", ink: "#961F25" };
/// The start, what holds everywhere, and labels of arrows.
pub(super) const NEUTRAL: Paint = Paint { dark: "#5B6B7B", light: "#F4F6F8", ink: "#44546A" };
/// Resolved.
pub(super) const DONE: Paint = Paint { dark: "#2E7D32", light: "#E8F5E9", ink: "#1B5E20" };
/// Routes, and whatever stops the case.
pub(super) const ROUTE: Paint = Paint { dark: "#B3282D", light: "#FFF0F0", ink: "#961F25" };
/// Who is told.
pub(super) const TELL: Paint = Paint { dark: "#B08F00", light: "#FFFBE6", ink: "#6B5600" };
/// Panels.
pub(super) const PANEL: Paint = Paint { dark: "#7A5BA6", light: "#F5F0FB", ink: "#5E4385" };
/// Gates.
pub(super) const GATE: Paint = Paint { dark: "#7A4B00", light: "#FFF6E0", ink: "#7A4B00" };
/// Running text.
pub(super) const TEXT: &str = "#1B2733";
/// Titles.
pub(super) const TITLE: &str = "#16324F";
/// Arrows.
pub(super) const ARROW: &str = "#44546A";

/// A stage's colours.
pub(super) fn stage(at: usize, authority: bool) -> Paint {
    if authority { AUTHORITY } else { STAGES[at % STAGES.len()] }
}

/// The colours of a note.
pub(super) fn note(kind: super::chart::NoteKind) -> Paint {
    use super::chart::NoteKind;
    match kind {
        NoteKind::Tell => TELL,
        NoteKind::Panel => PANEL,
        NoteKind::End => ROUTE,
        NoteKind::Repeat | NoteKind::Skip | NoteKind::Time => NEUTRAL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("hexadecimal")) / 255.0;
            if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_text_can_be_read() {
        let stages = (0..4).map(|at| stage(at, false)).chain([stage(0, true)]).collect::<Vec<_>>();
        for paint in stages.iter().chain([&NEUTRAL, &DONE, &ROUTE, &TELL, &PANEL, &GATE]) {
            for ink in [paint.ink, TEXT] {
                assert!(contrast(ink, paint.light) >= 4.5, "{ink} on {}: {}", paint.light, contrast(ink, paint.light));
                assert!(contrast(ink, "#FFFFFF") >= 4.5);
            }
        }
        for paint in &stages {
            assert!(contrast("#FFFFFF", paint.dark) >= 4.5, "white on {}", paint.dark);
        }
        for ink in [TITLE, ARROW, TEXT] {
            assert!(contrast(ink, "#FFFFFF") >= 4.5);
        }
        // Lines and borders need three to one.
        for paint in stages.iter().chain([&NEUTRAL, &DONE, &ROUTE, &TELL, &PANEL, &GATE]) {
            assert!(contrast(paint.dark, "#FFFFFF") >= 3.0, "{}", paint.dark);
        }
    }
}
