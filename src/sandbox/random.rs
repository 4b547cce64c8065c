//! A small random number generator, for drivers without a better one and for tests that need the same numbers again.

/// Returns a generator of numbers over the whole range of `u64` that depend on the seed alone (Steele, Lea and Flood's
/// `SplitMix64`). Every seed is equally good. It is unfit for secrets, because one number determines all that follow.
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

/// Returns `length` characters out of `0-9a-z`.
pub(super) fn word(length: usize, random: &mut dyn FnMut() -> u64) -> String {
    (0..length).map(|_| char::from(b"0123456789abcdefghijklmnopqrstuvwxyz"[(random() % 36) as usize])).collect()
}

/// Returns 32 hexadecimal digits, as request ids have.
pub(super) fn hex(random: &mut dyn FnMut() -> u64) -> String {
    format!("{:016x}{:016x}", random(), random())
}
