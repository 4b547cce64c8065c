//! The imports of a TypeScript file.

/// Returns the modules that a file imports or re-exports from, as it writes them.
pub fn imported(code: &str) -> Vec<&str> {
    let after_from = code.split(" from \"").skip(1);
    let without_names = code.split("import \"").skip(1);
    after_from.chain(without_names).filter_map(|rest| rest.split('"').next()).collect()
}

/// Returns the path below `src/` that a relative import in a file leads to, or `None` if it leads elsewhere.
pub fn resolve(file: &str, import: &str) -> Option<String> {
    if !import.starts_with('.') {
        return None;
    }
    let mut path: Vec<&str> = file.split('/').collect();
    path.pop();
    for segment in import.split('/') {
        match segment {
            "." => {}
            ".." => {
                path.pop()?;
            }
            name => path.push(name),
        }
    }
    Some(path.join("/"))
}
