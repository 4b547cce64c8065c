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
    (in_page || in_worker) && user_agent.starts_with("Mozilla/")
}

/// Returns whether it does: a program for this target never does.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub fn is_browser() -> bool {
    false
}
