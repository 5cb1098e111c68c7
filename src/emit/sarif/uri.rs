//! Paths as URIs.

use std::fmt::Write as _;

use super::types::ArtifactLocation;

/// The name of the folder relative paths begin in.
pub(super) const BASE: &str = "%SRCROOT%";

/// A path, as given, as a URI: one from the top of a disk stands for itself, any other begins in the folder of the run.
pub(super) fn location(path: &str) -> ArtifactLocation {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes().get(2) == Some(&b'/');
    if drive {
        return ArtifactLocation { uri: format!("file:///{}:{}", &path[..1], encoded(&path[2..])), uri_base_id: None };
    }
    if path.starts_with("//") {
        return ArtifactLocation { uri: format!("file:{}", encoded(path)), uri_base_id: None };
    }
    if path.starts_with('/') {
        return ArtifactLocation { uri: format!("file://{}", encoded(path)), uri_base_id: None };
    }
    ArtifactLocation { uri: encoded(&on_paper(path)), uri_base_id: Some(BASE) }
}

/// A relative path without `.`, and with `..` worked out where it can be.
fn on_paper(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Everything but letters, digits, `-._~` and what keeps folders apart, as bytes.
fn encoded(path: &str) -> String {
    path.bytes().fold(String::with_capacity(path.len()), |mut uri, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
        uri
    })
}

#[cfg(test)]
mod tests {
    use super::location;

    #[test]
    fn paths_become_uris() {
        let uri = |path| location(path).uri;
        assert_eq!(uri("policies/bromley.rungs"), "policies/bromley.rungs");
        assert_eq!(uri("./policies//../policies/bromley.rungs"), "policies/bromley.rungs");
        assert_eq!(uri("../a b/ü%#?:,.rungs"), "../a%20b/%C3%BC%25%23%3F%3A%2C.rungs");
        assert_eq!(uri("/srv/a b.rungs"), "file:///srv/a%20b.rungs");
        assert_eq!(uri("C:/a b.rungs"), "file:///C:/a%20b.rungs");
        assert_eq!(uri("//server/share/a.rungs"), "file://server/share/a.rungs");
        assert_eq!(location("/a").uri_base_id, None);
        assert_eq!(location("a").uri_base_id, Some("%SRCROOT%"));
    }
}
