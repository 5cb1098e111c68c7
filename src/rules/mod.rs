//! Rules (stub)
/// Built in.
pub fn built_in(_name: &str) -> Option<()> { None }
