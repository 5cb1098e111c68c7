//! The binary asks the solver's library for nothing that the oldest version rungs promises to run with does not have.
//!
//! `tests/data/libz3-4.8.12.symbols` holds the names that version offers, one on a line, sorted:
//! `nm -D --defined-only libz3.so.4 | awk '{ print $3 }' | grep '^Z3_' | LC_ALL=C sort -u`.

use std::collections::BTreeSet;
use std::process::Command;

const OFFERED: &str = include_str!("data/libz3-4.8.12.symbols");

/// Why there is nothing to look at, where there is not.
fn imported() -> Result<BTreeSet<String>, &'static str> {
    if !cfg!(feature = "solver") {
        return Err("rungs was built without the feature `solver`");
    }
    if !cfg!(target_os = "linux") {
        return Err("only Linux binaries are looked into");
    }
    let Some(binary) = option_env!("CARGO_BIN_EXE_rungs") else {
        return Err("rungs was built without the feature `cli`, so there is no binary");
    };
    let Ok(listing) = Command::new("nm").args(["-D", "--undefined-only", binary]).output() else {
        return Err("the command `nm` is not there");
    };
    assert!(listing.status.success(), "nm: {}", String::from_utf8_lossy(&listing.stderr));
    Ok(solver_names(&String::from_utf8_lossy(&listing.stdout)))
}

/// The solver's names in what `nm` prints, without the versions some systems add (`Z3_mk_and@Z3_4.8`).
fn solver_names(listing: &str) -> BTreeSet<String> {
    listing
        .lines()
        .filter_map(|line| line.split_whitespace().last())
        .filter_map(|name| name.split('@').next())
        .filter(|name| name.starts_with("Z3_"))
        .map(str::to_owned)
        .collect()
}

#[test]
#[allow(clippy::print_stderr)]
fn the_oldest_supported_solver_has_everything_the_binary_asks_for() {
    let imported = match imported() {
        Ok(imported) => imported,
        Err(why) => return eprintln!("skipped: {why}"),
    };
    if imported.is_empty() {
        return eprintln!("skipped: the solver is built into the binary, which asks no library for it");
    }
    let offered: BTreeSet<String> = OFFERED.lines().map(str::to_owned).collect();
    let missing: Vec<&String> = imported.difference(&offered).collect();
    assert!(missing.is_empty(), "libz3 4.8.12 does not have {missing:?}: the binary would not start beside it");
}

#[test]
fn the_list_is_sorted_and_holds_names_only() {
    let names: Vec<&str> = OFFERED.lines().collect();
    assert!(names.is_sorted());
    assert!(names.len() > 500, "{} names", names.len());
    assert!(names.iter().all(|name| name.starts_with("Z3_") && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')));
}

#[test]
fn versions_and_other_names_are_left_out() {
    let listing = "                 U Z3_mk_and@Z3_4.8\n                 U Z3_mk_or\n                 U malloc@GLIBC_2.2.5\n";
    assert_eq!(solver_names(listing), BTreeSet::from(["Z3_mk_and".to_owned(), "Z3_mk_or".to_owned()]));
}
