//! The resolved policy: every name leads to what it names, every clause to where it stands and comes from.
//!
//! Nothing is filled in. What the document does not say is `None`, an empty list, or a value named `Unstated`.

mod calendar;
mod clause;
mod language;
mod names;
mod people;
mod policy;
mod resolve;
mod rulebook;
mod scenario;
mod sentences;
mod time;
mod used;
mod words;

pub use calendar::*;
pub use clause::*;
pub(crate) use language::{in_language, quoted};
pub use names::*;
pub use policy::*;
pub use resolve::{Resolved, read_value, resolve, wrong_value};
pub use rulebook::*;
pub use scenario::*;
pub use sentences::Sentence;
pub use time::*;
pub use words::{Wording, in_sentences, in_words};
pub(crate) use words::{capitalised, is_one, listed, uncapitalised, ways_words};
