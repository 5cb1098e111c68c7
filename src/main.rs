//! rungs
fn main() {
    for path in std::env::args().skip(1) {
        let mut s = rungs::source::Sources::new();
        let f = s.add(path.clone(), std::fs::read_to_string(&path).unwrap());
        let p = rungs::syntax::parse(&s, f);
        println!("{path}: {} problems", p.diagnostics.len());
        for d in &p.diagnostics {
            let at = s.start(d.span());
            println!("  {}:{} [{}] {} | {}", at.line, at.column, d.name, d.message, d.labels[0].text);
        }
    }
}
