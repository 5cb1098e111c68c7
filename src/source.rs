//! Source files and places in them.
//!
//! A place is a pair of byte offsets; lines and columns are worked out once, here, so that text, JSON and
//! every other output count them the same way.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

/// The largest file rungs reads, in bytes (64 MiB). A policy is a few kilobytes; anything near this is a mistake.
pub const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// One file among [`Sources`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) u32);

/// A stretch of one file, in bytes from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The stretch from the start of `self` to the end of `other`.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start, end: other.end.max(self.start) }
    }

    /// Whether the whole of another stretch lies within this one.
    pub fn holds(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One source file: where it came from, its text, and an index of its lines.
#[derive(Debug)]
pub struct SourceFile {
    path: PathBuf,
    text: Arc<str>,
    lines: Vec<u32>,
}

impl SourceFile {
    /// Where the file was read from, as given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path with forward slashes, the same on every system.
    pub fn name(&self) -> String {
        self.path.to_string_lossy().replace('\\', "/")
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// SHA-256 of the text as read, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        Sha256::digest(self.text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The line a byte lies on, from 0.
    pub fn line_index(&self, offset: u32) -> usize {
        self.lines.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// First byte of a line (from 0); past the last line, the end of the text.
    pub fn line_start(&self, line: usize) -> u32 {
        self.lines.get(line).copied().unwrap_or(self.text.len() as u32)
    }

    /// How many lines there are.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// Line and column of a byte.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = self.line_index(offset);
        let start = self.lines[line] as usize;
        let end = floor_char(&self.text, offset as usize).max(start);
        LineColumn { line: line as u32 + 1, column: self.text[start..end].chars().count() as u32 + 1 }
    }
}

/// Whether a character acts on a terminal or on a page instead of being seen: control and direction characters.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{061C}')
}

fn floor_char(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Every file of one run: the policies and what they import.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and says which it is.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let lines =
            std::iter::once(0).chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1)).collect();
        self.files.push(SourceFile { path: path.into(), text: text.into(), lines });
        FileId(self.files.len() as u32 - 1)
    }

    /// The file itself.
    pub fn get(&self, file: FileId) -> &SourceFile {
        &self.files[file.0 as usize]
    }

    /// Every file, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(at as u32), file))
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &str {
        let text = self.get(span.file).text();
        &text[floor_char(text, span.start as usize)..floor_char(text, span.end as usize)]
    }

    /// Line and column where a span starts.
    pub fn start(&self, span: Span) -> LineColumn {
        self.get(span.file).line_column(span.start)
    }

    /// Line and column where a span ends.
    pub fn end(&self, span: Span) -> LineColumn {
        self.get(span.file).line_column(span.end)
    }
}
