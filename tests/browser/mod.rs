//! Pages tried in a browser, as `page.mjs` does it; left out where there is no browser.

use std::path::Path;
use std::process::Command;

/// What an author may have typed, to harm or by chance.
pub(crate) const HOSTILE: [&str; 10] = [
    "</script></style><script>window.hurt=1;document.title='hurt'</script><img src=x onerror=window.hurt=1>",
    "\" onmouseover=\"window.hurt=1\" x='",
    "&lt;b&gt; &amp; &#60;i&#62; <!-- ]]> --> <b>bold</b>",
    "\u{202E}turned\u{2066} round\u{200F} and hid\u{200B}den\u{AD}",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "a | b || `c` ``d`` **e** _f_ ~~g~~ $h$ [i](http://j.example) ![k](l) [^m] <http://n.example>",
    "@chair, #12, GH-12, www.example.org, https://example.org/x, office@example.org, :smile:",
    "# one - two 1. three > four \\| five \\",
    "</details></summary><table></td></tr></table><h1>six</h1>",
    "العربية עברית 漢字 e\u{301} 🙂",
];

/// Tries pages, each with its name and its HTML, that have so many scripts and so many flowcharts each. Pages whose names begin with
/// `shape-` have to have the same elements.
#[allow(clippy::print_stderr)]
pub(crate) fn try_pages(pages: &[(&str, String)], scripts: usize, charts: usize) {
    let required = std::env::var("RUNGS_BROWSER").is_ok_and(|value| value == "required");
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let browser = Path::new("/usr/bin/chromium");
    let missing = [
        (browser.exists(), "there is no /usr/bin/chromium"),
        (Command::new("node").arg("--version").output().is_ok(), "there is no node"),
        (
            tests.join("node_modules/playwright-core").exists(),
            "the packages of tests/browser are not installed (tooling/install-browser does it)",
        ),
    ];
    if let Some((_, why)) = missing.iter().find(|(there, _)| !there) {
        assert!(!required, "{why}, and RUNGS_BROWSER=required");
        eprintln!("skipped: {why}, so no page is tried in a browser (RUNGS_BROWSER=required makes that a failure)");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (name, page) in pages {
        std::fs::write(folder.path().join(format!("{name}.html")), page).expect("written");
    }
    let mut node = Command::new("node");
    node.arg(tests.join("page.mjs")).arg(browser).arg(folder.path()).args([scripts.to_string(), charts.to_string()]);
    let run = node.output().expect("node");
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(said.trim_end().ends_with("done"), "{said}{}", String::from_utf8_lossy(&run.stderr));
    assert!(!said.contains("PROBLEM"), "{said}");
    assert!(pages.iter().all(|(name, _)| said.contains(&format!("{name}: tried"))), "{said}");
}
