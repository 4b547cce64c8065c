//! The platform's clock.

/// Returns the milliseconds since 1970. In production the clock only advances with I/O.
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// Returns a time in ISO 8601, such as `2026-01-31T12:34:56.789Z`.
pub fn iso_time(ms: f64) -> String {
    js_sys::Date::new(&ms.into()).to_iso_string().into()
}
