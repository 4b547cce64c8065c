//! Faults that only the test build contains, injected by a header: a panic, a trap and endless recursion.

use std::hint::black_box;

use worker::web_sys;

/// Ends the instance at `place` if the header says so: `X-Inject-Fault: <panic|trap|overflow> <place>`.
pub fn at(place: &str, request: &web_sys::Request) {
    let fault = request.headers().get("x-inject-fault").ok().flatten().unwrap_or_default();
    end_instance(fault.strip_suffix(place).map(str::trim_end));
}

/// Ends the instance if the name of a canary run says so: `inject-fault <panic|trap|overflow>`.
pub fn in_run(run: &str) {
    end_instance(run.strip_prefix("inject-fault "));
}

fn end_instance(fault: Option<&str>) {
    match fault {
        Some("panic") => panic!("planted-message-that-quotes-a-secret"),
        Some("trap") => core::arch::wasm32::unreachable(),
        Some("overflow") => drop(black_box(deeper(1))),
        _ => {}
    }
}

fn deeper(depth: u64) -> u64 {
    let here = black_box([depth; 64]);
    if depth == u64::MAX { 0 } else { deeper(here[63] + 1) + here[0] }
}
