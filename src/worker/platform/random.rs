//! Random numbers for ids and jitter. They are predictable, so nothing secret may depend on them.

use std::cell::Cell;

thread_local! {
    static STATE: Cell<u64> = const { Cell::new(0) };
}

/// Returns an id for one request. It is unlikely to repeat, and not secret.
pub fn new_id() -> String {
    let mut random = random();
    format!("{:016x}{:016x}", random(), random())
}

/// Returns a generator of random numbers, unfit for secrets: SplitMix64 (Steele, Lea and Flood, 2014) from a seed that the
/// platform chose for this instance. Each number from outside would be a crossing.
pub fn random() -> impl FnMut() -> u64 {
    || {
        let mut state = STATE.get();
        if state == 0 {
            let half = || (js_sys::Math::random() * 4_294_967_296.0) as u64;
            state = half() << 32 | half();
        }
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        STATE.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
