//! A case, played: what a policy does with one disagreement, step by step. `docs/semantics.md` is its specification.
//!
//! [`Setup`] holds what stays as it is for the whole case; [`State`] where the case stands. [`Setup::step`] makes of a
//! state and an event the next state, and of what happened the lines of a diary. No solver, no search, no clock.

mod answers;
mod assumed;
mod choices;
mod coverage;
mod dates;
mod dialogue;
mod diary;
mod duties;
mod expect;
mod facts;
mod impossible;
mod lines;
mod matching;
mod moves;
mod panel;
mod play;
mod player;
mod setup;
mod state;
mod step;

pub use answers::read_moment;
pub use coverage::{Coverage, Covered, Way};
pub use dates::{Dated, NoDate};
pub(crate) use dates::{counted, counts_from_the_decision, timings};
pub use dialogue::{Dialogue, Opening, Question, Reply, given_named};
pub use diary::{
    By, Diary, Line, LineKind, Missed, Recipient, day_words, ending_words, is_end_of_day, moment_words, place_words, stage_words,
};
pub use facts::{Disputants, Point};
pub(crate) use lines::recipient;
pub use play::{Expected, Played, moment, play};
pub use setup::{Basis, Filled, Setup};
pub(crate) use setup::{Sure, asks_for_something, duties_by_stage, hands_over, is_the_raising_agency, runs_out_of_time};
pub use state::*;
pub(crate) use step::{decides, is_asked_for_once};
