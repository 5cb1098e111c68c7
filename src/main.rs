//! rungs
use rungs::project::*;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "check").collect();
    let long = std::env::var("LONG").is_ok();
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
        if let Some(policy) = &r.policy {
            let g = rungs::graph::StageGraph::new(policy);
            let rep = rungs::verify::check(policy, &g, None);
            for rr in &rep.rules {
                println!("  {} {}", rr.verdict.letter(), rr.rule);
                if long { for f in &rr.findings {
                    println!("      {}", f.message);
                    for l in &f.labels { let at = p.sources.start(l.span); println!("         {}:{} {} | {}", at.line, at.column, l.text, p.sources.text(l.span).split_whitespace().collect::<Vec<_>>().join(" ")); }
                    if let Some(s) = &f.story { for l in &s.lines { println!("        > {} [{}]", l.text, l.place); } println!("        > never: {}", s.never_done); }
                    for h in &f.holes { println!("        hole {h:?}"); }
                } }
            }
        }
    }
}
