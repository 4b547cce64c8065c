//! Random numbers for ids and jitter. They are predictable, so nothing secret may depend on them.

use std::cell::RefCell;

use crate::sandbox::random_from;

thread_local! {
    static RANDOM: RefCell<Option<Box<dyn FnMut() -> u64>>> = const { RefCell::new(None) };
}

/// Returns an id for one request. It is unlikely to repeat, and not secret.
pub fn new_id() -> String {
    let mut random = random();
    format!("{:016x}{:016x}", random(), random())
}

/// Returns a generator of random numbers, unfit for secrets. The platform's own generator only seeds it, because each number
/// from outside would be a crossing.
pub fn random() -> impl FnMut() -> u64 {
    || RANDOM.with_borrow_mut(|random| random.get_or_insert_with(|| Box::new(random_from(seed())))())
}

fn seed() -> u64 {
    let half = || (js_sys::Math::random() * 4_294_967_296.0) as u64;
    half() << 32 | half()
}
