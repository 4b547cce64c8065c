//! A small random source for drivers that have nothing better, and for tests that want the same numbers again.

/// An endless stream of numbers over the whole of `u64` that the seed determines (Steele, Lea and Flood's `SplitMix64`). Any
/// seed is as good as another. Unfit for secrets: one number tells all that follow.
pub fn random_from(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// `length` characters out of `0-9a-z`.
pub(super) fn word(length: usize, random: &mut dyn FnMut() -> u64) -> String {
    (0..length).map(|_| char::from(b"0123456789abcdefghijklmnopqrstuvwxyz"[(random() % 36) as usize])).collect()
}

/// 32 hexadecimal digits, as request ids have.
pub(super) fn hex(random: &mut dyn FnMut() -> u64) -> String {
    format!("{:016x}{:016x}", random(), random())
}
