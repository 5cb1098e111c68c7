//! Writing: to standard output, which may be closed, and to files, of which no half is ever left.

use std::io::{self, Write};
use std::path::Path;

use super::Exit;

/// Writes to standard output. A reader that has gone away ends the run quietly.
pub(crate) fn print(text: &str) -> Exit {
    match io::stdout().lock().write_all(text.as_bytes()).and_then(|()| io::stdout().flush()) {
        Ok(()) => Exit::Fine,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Fine,
        Err(error) => {
            complain(&format!("standard output cannot be written: {error}"));
            Exit::CannotWork
        }
    }
}

/// Says on standard error why the tool could not work. A line that begins with `::`, as a file can be called, would be a command in
/// GitHub Actions: it is put behind the line before.
pub(crate) fn complain(message: &str) {
    let mut lines = super::render::visible(message).lines().map(str::to_owned).collect::<Vec<_>>().into_iter();
    let first = lines.next().unwrap_or_default();
    let whole =
        lines.fold(first, |whole, line| if line.trim_start().starts_with("::") { whole + "\\n" + &line } else { whole + "\n" + &line });
    let _ = writeln!(io::stderr().lock(), "rungs: {whole}");
}

/// Shows messages about a policy on standard error, where standard output is for a document.
pub(crate) fn explain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Writes what was made from policies, but never onto one of them.
pub(crate) fn write_beside(policies: &[impl AsRef<Path>], path: &Path, text: &str) -> Exit {
    if policies.iter().any(|policy| is_same(policy.as_ref(), path)) {
        complain(&format!("{} is the policy itself; name another file for the output", path.display()));
        return Exit::CannotWork;
    }
    write(path, text)
}

/// Whether two paths lead to one file.
pub(crate) fn is_same(one: &Path, other: &Path) -> bool {
    std::fs::canonicalize(one).is_ok_and(|one| std::fs::canonicalize(other).is_ok_and(|other| one == other))
}

/// Writes a whole file beside its place and then moves it there: whatever goes wrong, what was there stays.
pub(crate) fn write(path: &Path, text: &str) -> Exit {
    match try_write(path, text) {
        Ok(()) => Exit::Fine,
        Err(error) => {
            complain(&format!("{} cannot be written: {error}; nothing was changed", path.display()));
            Exit::CannotWork
        }
    }
}

fn try_write(path: &Path, text: &str) -> io::Result<()> {
    // Through a link, the file it leads to is replaced, not the link.
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if path.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    if path.exists() && !path.is_file() {
        // A pipe or a device is written to; there is nothing to put in its place.
        let mut open = std::fs::OpenOptions::new().write(true).open(&path)?;
        open.write_all(text.as_bytes())?;
        return open.flush();
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let old = std::fs::metadata(&path).ok();
    if old.as_ref().is_some_and(|old| old.permissions().readonly()) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut beside = tempfile::Builder::new().prefix(".rungs-").tempfile_in(folder)?;
    beside.write_all(text.as_bytes())?;
    beside.as_file().sync_all()?;
    set_permissions(beside.as_file(), old)?;
    beside.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(unix)]
fn set_permissions(file: &std::fs::File, old: Option<std::fs::Metadata>) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = old.map_or_else(|| std::fs::Permissions::from_mode(0o644), |old| old.permissions());
    file.set_permissions(permissions)
}

#[cfg(not(unix))]
fn set_permissions(_file: &std::fs::File, _old: Option<std::fs::Metadata>) -> io::Result<()> {
    Ok(())
}
