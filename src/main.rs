//! rungs
use rungs::project::*;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "check").collect();
    for path in args {
        let path = std::path::PathBuf::from(path);
        let mut p = Project::new(&DiskFiles, path.parent().unwrap());
        let f = match p.load(&path) { Ok(f) => f, Err(e) => { println!("{}: {e}", path.display()); continue } };
        let r = p.resolve(f);
        println!("{}: {} problems; policy {:?}", path.display(), r.diagnostics.len(), r.policy.as_ref().map(|p| &p.name));
        for d in r.diagnostics.iter().take(30) {
            let at = p.sources.start(d.span());
            println!("  {}:{}:{} [{}] {} | {}", p.sources.get(d.span().file).name(), at.line, at.column, d.name, d.message, d.labels[0].text);
        }
    }
}
