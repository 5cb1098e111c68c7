//! What a run has done, for `--verbose`: which files it read, which rulebooks it asked, where the time went, how often the solver was
//! asked.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::model::Policy;
use crate::verify::{solver_in_use, times_asked};

/// The parts of a run that are measured.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    /// Files and their imports read, and their sentences told apart.
    Reading,
    /// Names looked up.
    Names,
    /// Rules decided.
    Rules,
}

struct Done {
    files: BTreeSet<String>,
    rulebooks: BTreeSet<String>,
    /// For each part, over all processors.
    took: [Duration; 3],
}

static DONE: Mutex<Done> = Mutex::new(Done { files: BTreeSet::new(), rulebooks: BTreeSet::new(), took: [Duration::ZERO; 3] });

fn done() -> MutexGuard<'static, Done> {
    DONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does something, and notes how long it took.
pub(crate) fn measured<T>(part: Part, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let result = work();
    done().took[part as usize] += begun.elapsed();
    result
}

/// Notes that a file was read.
pub(crate) fn read(path: &Path) {
    done().files.insert(path.to_string_lossy().replace('\\', "/"));
}

/// Notes which rulebooks a policy is asked.
pub(crate) fn asked(policy: &Policy) {
    done().rulebooks.extend(policy.rulebooks.iter().map(|book| book.name.clone()));
}

/// All of it, in sentences.
pub(crate) fn told(whole: Duration) -> String {
    let done = done();
    let mut text = String::new();
    for file in &done.files {
        let _ = writeln!(text, "read {file}");
    }
    let rulebooks: Vec<&str> = done.rulebooks.iter().map(String::as_str).collect();
    let _ = writeln!(text, "rulebooks: {}", if rulebooks.is_empty() { "none".to_owned() } else { rulebooks.join(", ") });
    let [reading, names, rules] = done.took.map(|took| took.as_secs_f64() * 1000.0);
    let _ = writeln!(
        text,
        "reading took {reading:.1} ms, names {names:.1} ms, rules {rules:.1} ms, over all processors; the run {:.1} ms",
        whole.as_secs_f64() * 1000.0
    );
    let times = match times_asked() {
        1 => "once".to_owned(),
        times => format!("{times} times"),
    };
    let _ = writeln!(text, "the solver ({}) was asked {times}", solver_in_use());
    text
}
