//! Flowcharts.
use std::path::Path;
use rungs::emit::draw;
use rungs::graph::StageGraph;
use rungs::project::{DiskFiles, Project};

#[test]
fn look() {
    let Ok(out) = std::env::var("RUNGS_LOOK") else { return };
    for path in std::env::var("RUNGS_FILES").unwrap().split(' ') {
        let path = Path::new(path);
        let mut project = Project::new(&DiskFiles, path.parent().unwrap());
        let file = project.load(path).unwrap();
        let resolved = project.resolve(file);
        let Some(policy) = resolved.policy else { eprintln!("{path:?} {:?}", resolved.diagnostics.iter().map(|d| d.message.clone()).collect::<Vec<_>>()); continue };
        let graph = StageGraph::new(&policy);
        let stem = path.file_stem().unwrap().to_str().unwrap();
        std::fs::write(format!("{out}/{stem}.svg"), draw::svg(&policy, &graph)).unwrap();
        std::fs::write(format!("{out}/{stem}.dot"), draw::dot(&policy, &graph)).unwrap();
        std::fs::write(format!("{out}/{stem}.mmd"), draw::mermaid(&policy, &graph)).unwrap();
    }
}
