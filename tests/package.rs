//! What is published: all that a build needs, the licences, and nothing else.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

fn in_repository(path: impl AsRef<Path>) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The files of a package, as cargo would publish them.
fn packaged(name: &str) -> BTreeSet<String> {
    let cargo = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline", "--package", name])
        .current_dir(in_repository(""))
        .output()
        .expect("cargo starts");
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
    String::from_utf8(cargo.stdout).expect("UTF-8").lines().map(|line| line.replace('\\', "/")).collect()
}

/// Which kinds of files are in which folder: a file more in `src` changes nothing here, another kind of file does.
#[test]
fn nothing_is_published_that_need_not_be() {
    let mut told = String::new();
    for name in ["rungs", "rungs-grammar"] {
        let kinds: BTreeSet<String> = packaged(name)
            .iter()
            .map(|path| match path.split_once('/') {
                Some((folder, rest)) => format!("{folder}/*.{}", rest.rsplit_once('.').map_or("", |(_, ending)| ending)),
                None => path.clone(),
            })
            .filter(|kind| kind != ".cargo_vcs_info.json")
            .collect();
        told.push_str(&format!("{name}\n"));
        kinds.iter().for_each(|kind| told.push_str(&format!("    {kind}\n")));
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("kinds", told) });
}

/// Every file that a source file takes in is published with it.
#[test]
fn what_the_sources_take_in_is_published() {
    let files = packaged("rungs");
    let mut taken_in = 0;
    for source in files.iter().filter(|path| path.starts_with("src/") && path.ends_with(".rs")) {
        let text = std::fs::read_to_string(in_repository(source)).expect("it can be read");
        for part in text.split("include_str!(\"").skip(1) {
            let name = part.split('"').next().unwrap_or_default();
            let wanted = normal(&Path::new(source).parent().unwrap_or(Path::new("")).join(name));
            assert!(files.contains(&wanted), "{source} takes in {wanted}, which is not published");
            taken_in += 1;
        }
    }
    assert!(taken_in > 20);
    for page in rungs::rules::pages() {
        for side in ["good", "bad"] {
            let wanted = format!("tests/rules/{}/{side}-1.rungs", page.name);
            assert!(files.contains(&wanted), "the page of a rule shows {wanted}, which is not published");
        }
    }
}

/// A path with `..` worked out.
fn normal(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            part => parts.push(part.as_os_str().to_string_lossy().into_owned()),
        }
    }
    parts.join("/")
}

#[test]
fn both_packages_have_their_licences() {
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        let [ours, grammars] =
            [name.to_owned(), format!("grammar/{name}")].map(|path| std::fs::read(in_repository(path)).expect("a licence"));
        assert_eq!(ours, grammars, "{name}");
    }
    for package in ["rungs", "rungs-grammar"] {
        assert!(["LICENSE-MIT", "LICENSE-APACHE"].iter().all(|name| packaged(package).contains(*name)), "{package}");
    }
}
