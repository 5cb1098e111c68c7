pub(super) fn render(_c: &super::chart::Chart) -> String { String::new() }
