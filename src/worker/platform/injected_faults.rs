//! Faults built into the test build and triggered by a header: what a panic, a trap and endless recursion cost.
//! No other build knows this file.

use std::hint::black_box;

use worker::web_sys;

/// `X-Planted: <panic|trap|overflow> <place>` ends the instance at that place.
pub fn at(place: &str, request: &web_sys::Request) {
    let asked = request.headers().get("x-planted").ok().flatten().unwrap_or_default();
    end(asked.strip_suffix(place).map(str::trim_end));
}

/// A run of the canary's that is named `planted <panic|trap|overflow>` ends the instance when a message of it is taken.
pub fn in_run(run: &str) {
    end(run.strip_prefix("planted "));
}

fn end(how: Option<&str>) {
    match how {
        Some("panic") => panic!("planted-words-that-quote-a-secret"),
        Some("trap") => core::arch::wasm32::unreachable(),
        Some("overflow") => drop(black_box(deeper(1))),
        _ => {}
    }
}

fn deeper(depth: u64) -> u64 {
    let here = black_box([depth; 64]);
    if depth == u64::MAX { 0 } else { deeper(here[63] + 1) + here[0] }
}
