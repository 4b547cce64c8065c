//! Whether this program runs in a browser, where every visitor can read what it holds: the rule of the JavaScript client
//! (`isBrowser` in `src/js/options.ts`), for Rust programs that are compiled for one.

/// Returns whether it does: in a page or one of its workers. Only `wasm32-unknown-unknown` can be one.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub fn is_browser() -> bool {
    use js_sys::wasm_bindgen::JsValue;

    let get = |object: &JsValue, name: &str| js_sys::Reflect::get(object, &name.into()).unwrap_or_default();
    let global = JsValue::from(js_sys::global());
    let user_agent = get(&get(&global, "navigator"), "userAgent").as_string().unwrap_or_default();
    let in_page = get(&get(&global, "window"), "document").is_object();
    let in_worker = get(&global, "WorkerGlobalScope").is_function();
    // Workers of other hosts have such a scope too, and name themselves.
    (in_page || in_worker) && names_browser(&user_agent)
}

/// Returns whether it does: a program for this target never does.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub fn is_browser() -> bool {
    false
}

/// Returns whether a user agent is a browser's: jsdom and happy-dom are documents in Node, and name themselves.
#[cfg(any(test, all(target_arch = "wasm32", target_os = "unknown")))]
fn names_browser(user_agent: &str) -> bool {
    user_agent.starts_with("Mozilla/") && !["jsdom/", "HappyDOM/"].iter().any(|name| user_agent.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_agent_is_a_browsers_as_the_table_that_javascript_shares_says() {
        let table: serde_json::Value = serde_json::from_str(include_str!("../../tests/user-agents.json")).unwrap();
        for row in table.as_array().unwrap() {
            let agent = row["agent"].as_str().unwrap();
            assert_eq!(names_browser(agent), row["browser"].as_bool().unwrap(), "{agent}");
        }
    }
}
