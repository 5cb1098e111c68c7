//! Rows of text, boxes and lines as SVG.

use std::fmt::Write;

use super::chart::Line;
use super::metrics::{Face, is_known};
use super::palette::{self, Paint};
use super::text::xml;

/// A row of text at its place in a block.
struct Row {
    dx: f64,
    baseline: f64,
    face: Face,
    fill: &'static str,
    text: String,
    /// The width it may take; a row that nearly fills it is held to its computed width in whatever font there is.
    room: f64,
}

/// Rows that belong together, with a text for whoever points at them.
struct Piece {
    whole: String,
    rows: Vec<Row>,
}

/// Text broken into rows, ready to be put into a box.
pub(super) struct Block {
    width: f64,
    /// How high it is.
    pub(super) height: f64,
    pieces: Vec<Piece>,
}

impl Block {
    pub(super) fn new(width: f64) -> Self {
        Self { width, height: 0.0, pieces: Vec::new() }
    }

    /// Leaves some room.
    pub(super) fn gap(&mut self, height: f64) {
        self.height += height;
    }

    /// Adds a text.
    pub(super) fn text(&mut self, text: &str, face: Face, fill: &'static str, whole: &str) {
        let mut rows = Vec::new();
        self.rows(&mut rows, text, face, fill, 0.0, 0.0);
        self.pieces.push(Piece { whole: whole.to_owned(), rows });
    }

    /// Adds a line: the lead on rows of its own, then its strength, then what it says. With a `column` the text
    /// keeps to the right of the strength, otherwise it runs on under it.
    pub(super) fn line(&mut self, line: &Line, lead: Option<&str>, size: f64, ink: &'static str, column: Option<f64>) {
        let mut rows = Vec::new();
        if let Some(lead) = lead {
            self.rows(&mut rows, lead, Face::bold(size), palette::TEXT, 0.0, 0.0);
        }
        let mut said = line.said();
        let (mut dx, mut indent) = (0.0, 0.0);
        if let Some(tag) = line.tag {
            let face = Face::bold(size);
            let word = tag.word();
            let wide = face.width(word) + size * 0.5;
            match column {
                Some(column) if wide <= column => dx = column,
                _ => indent = wide,
            }
            if said.is_empty() {
                said = word.to_owned();
            } else {
                rows.push(Row { dx: 0.0, baseline: self.height + size, face, fill: ink, text: word.to_owned(), room: wide });
            }
        }
        self.rows(&mut rows, &said, Face::plain(size), palette::TEXT, dx, indent);
        self.pieces.push(Piece { whole: line.whole.clone(), rows });
    }

    fn rows(&mut self, rows: &mut Vec<Row>, text: &str, face: Face, fill: &'static str, dx: f64, indent: f64) {
        let room = self.width - dx;
        for (at, text) in face.wrap(text, indent, room).into_iter().enumerate() {
            let indent = if at == 0 { indent } else { 0.0 };
            if !text.is_empty() {
                rows.push(Row { dx: dx + indent, baseline: self.height + face.size, face, fill, text, room: room - indent });
            }
            self.height += (face.size * 1.32).round();
        }
    }

    /// The widest row.
    pub(super) fn widest(&self) -> f64 {
        self.pieces.iter().flat_map(|piece| &piece.rows).map(|row| row.dx + row.face.width(&row.text)).fold(0.0, f64::max)
    }
}

/// How a border is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Border {
    Solid,
    Dashed,
}

/// A rectangle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) w: f64,
    pub(super) h: f64,
}

impl Frame {
    pub(super) fn right(self) -> f64 {
        self.x + self.w
    }

    pub(super) fn bottom(self) -> f64 {
        self.y + self.h
    }
}

/// A picture being drawn: lines below, boxes with their texts above.
#[derive(Default)]
pub(super) struct Canvas {
    pub(super) lines: String,
    pub(super) boxes: String,
}

impl Canvas {
    /// Opens a group that carries a title for whoever points at it.
    pub(super) fn open(&mut self, class: &str, whole: &str) {
        let _ = write!(self.boxes, "<g class=\"{class}\">");
        self.title(whole);
        self.boxes.push('\n');
    }

    pub(super) fn close(&mut self) {
        self.boxes.push_str("</g>\n");
    }

    fn title(&mut self, whole: &str) {
        if !whole.is_empty() {
            let _ = write!(self.boxes, "<title>{}</title>", xml(whole));
        }
    }

    /// A box; `name` pairs it with the texts in it, `within` names the box it lies in.
    pub(super) fn rect(
        &mut self,
        name: &str,
        within: Option<&str>,
        frame: Frame,
        round: f64,
        fill: &str,
        border: Option<(&str, Border, f64)>,
    ) {
        let _ = write!(self.boxes, "<rect data-box=\"{name}\"");
        if let Some(within) = within {
            let _ = write!(self.boxes, " data-within=\"{within}\"");
        }
        let Frame { x, y, w, h } = frame;
        let _ =
            write!(self.boxes, " x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"{fill}\"", n(x), n(y), n(w), n(h), n(round));
        if let Some((stroke, border, wide)) = border {
            let dashes = if border == Border::Dashed { " stroke-dasharray=\"6 4\"" } else { "" };
            let _ = write!(self.boxes, " stroke=\"{stroke}\" stroke-width=\"{}\"{dashes}", n(wide));
        }
        self.boxes.push_str("/>\n");
    }

    /// A shape that is no rectangle, above the lines.
    pub(super) fn shape(&mut self, path: &str, fill: &str, stroke: &str) {
        let _ = writeln!(self.boxes, "<path d=\"{path}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"2\"/>");
    }

    /// Puts a block's rows into a box, from its top left corner; `centre` sets them around the middle instead.
    pub(super) fn block(&mut self, name: &str, block: &Block, x: f64, y: f64, centre: bool) {
        for piece in &block.pieces {
            if !piece.whole.is_empty() {
                self.boxes.push_str("<g>");
                self.title(&piece.whole);
            }
            for row in &piece.rows {
                let wide = row.face.width(&row.text);
                let x = if centre { x + (block.width - wide) / 2.0 } else { x + row.dx };
                let _ = write!(
                    self.boxes,
                    "<text data-in=\"{name}\" x=\"{}\" y=\"{}\" font-size=\"{}\"",
                    n(x),
                    n(y + row.baseline),
                    n(row.face.size)
                );
                if row.face.bold {
                    self.boxes.push_str(" font-weight=\"700\"");
                }
                if wide > row.room * 0.8 && is_known(&row.text) {
                    let _ = write!(self.boxes, " textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", n(wide));
                }
                let _ = write!(self.boxes, " fill=\"{}\">{}</text>", row.fill, xml(&row.text));
            }
            self.boxes.push_str(if piece.whole.is_empty() { "\n" } else { "</g>\n" });
        }
    }

    /// A line; `marker` names the arrow head at its end.
    pub(super) fn path(&mut self, path: &str, stroke: &str, dashed: bool, marker: Option<&str>) {
        let dashes = if dashed { " stroke-dasharray=\"6 4\"" } else { "" };
        let marker = marker.map(|marker| format!(" marker-end=\"url(#{marker})\"")).unwrap_or_default();
        let _ = writeln!(self.lines, "<path d=\"{path}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"1.7\"{dashes}{marker}/>");
    }

    /// A box with a coloured band at its left.
    pub(super) fn banded(&mut self, name: &str, frame: Frame, paint: Paint) {
        self.rect(name, None, frame, 10.0, paint.light, Some((paint.dark, Border::Solid, 2.0)));
        let Frame { x, y, h, .. } = frame;
        let path = format!(
            "M{} {}A10 10 0 0 0 {} {}V{}A10 10 0 0 0 {} {}Z",
            n(x + 10.0),
            n(y),
            n(x),
            n(y + 10.0),
            n(y + h - 10.0),
            n(x + 10.0),
            n(y + h)
        );
        let _ = writeln!(self.boxes, "<path d=\"{path}\" fill=\"{}\"/>", paint.dark);
    }
}

/// A number as short as it can be written, to a tenth.
pub(super) fn n(value: f64) -> String {
    let tenths = (value * 10.0).round();
    if tenths % 10.0 == 0.0 { format!("{:.0}", tenths / 10.0) } else { format!("{:.1}", tenths / 10.0) }
}
