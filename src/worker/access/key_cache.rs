//! The public keys of the team as last fetched, and when to fetch them again: never once per request, whatever callers
//! send.

/// How long keys are used before they are fetched again, so that revoked keys disappear.
const FRESH_MS: f64 = 60.0 * 60.0 * 1000.0;
/// How long they are still used while fetching them fails.
const USABLE_MS: f64 = 24.0 * FRESH_MS;
/// The shortest time between two fetches: made-up key ids must not cause a stream of requests.
const FETCH_INTERVAL_MS: f64 = 60_000.0;
/// The same after a failed fetch, when unauthorized can be authenticated.
const FETCH_INTERVAL_FAILED_MS: f64 = 2_000.0;
/// How many requests may fetch at the same time while there are no keys: one cannot wait for another's fetch.
const FETCHES_MAX: u32 = 8;

/// The result of looking up a key.
#[derive(Debug, PartialEq, Eq)]
pub enum KeyLookup<K> {
    /// The key to verify with.
    Found(K),
    /// The keys must be fetched first, and the key looked up again.
    Fetch,
    /// There is no such key.
    Unknown,
    /// The keys cannot be fetched right now.
    Unavailable,
}

/// The keys, by their ids.
#[derive(Debug)]
pub struct KeyCache<K> {
    keys: Vec<(String, K)>,
    fetched_at: Option<f64>,
    failed_at: Option<f64>,
    fetches_in_flight: u32,
}

impl<K> Default for KeyCache<K> {
    fn default() -> KeyCache<K> {
        KeyCache { keys: Vec::new(), fetched_at: None, failed_at: None, fetches_in_flight: 0 }
    }
}

impl<K: Clone> KeyCache<K> {
    /// Looks up the key `kid`, which a JWT claims to be signed with.
    pub fn lookup(&self, kid: &str, now: f64) -> KeyLookup<K> {
        let within = |since: Option<f64>, ms: f64| since.is_some_and(|since| (since..since + ms).contains(&now));
        let known = self.keys.iter().find(|(known, _)| known == kid).map(|(_, key)| key.clone());
        let usable = within(self.fetched_at, USABLE_MS);
        let may_fetch = !within(self.failed_at, FETCH_INTERVAL_FAILED_MS)
            && !within(self.fetched_at, FETCH_INTERVAL_MS)
            && self.fetches_in_flight < if usable { 1 } else { FETCHES_MAX };
        match known.filter(|_| usable) {
            Some(key) if within(self.fetched_at, FRESH_MS) || !may_fetch => KeyLookup::Found(key),
            _ if may_fetch => KeyLookup::Fetch,
            _ if within(self.fetched_at, FRESH_MS) => KeyLookup::Unknown,
            _ => KeyLookup::Unavailable,
        }
    }

    /// Records that a fetch starts. Each must be followed by [`KeyCache::fetch_finished`].
    pub fn fetch_started(&mut self) {
        self.fetches_in_flight += 1;
    }

    /// Records that a fetch has finished, with `None` if it failed or was given up.
    pub fn fetch_finished(&mut self, keys: Option<Vec<(String, K)>>, now: f64) {
        self.fetches_in_flight = self.fetches_in_flight.saturating_sub(1);
        match keys {
            Some(keys) => {
                self.keys = keys;
                self.fetched_at = Some(now);
                self.failed_at = None;
            }
            None => self.failed_at = Some(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fetched(cache: &mut KeyCache<u8>, keys: Option<&[(&str, u8)]>, now: f64) {
        cache.fetch_started();
        cache.fetch_finished(keys.map(|keys| keys.iter().map(|(kid, key)| ((*kid).to_owned(), *key)).collect()), now);
    }

    fn cache() -> KeyCache<u8> {
        let mut cache = KeyCache::default();
        fetched(&mut cache, Some(&[("a", 1), ("b", 2)]), 0.0);
        cache
    }

    #[test]
    fn a_known_key_is_fetched_once_an_hour() {
        assert_eq!(KeyCache::<u8>::default().lookup("a", 0.0), KeyLookup::Fetch);
        let cache = cache();
        assert_eq!(
            (cache.lookup("a", 0.0), cache.lookup("b", FRESH_MS - 1.0)),
            (KeyLookup::Found(1), KeyLookup::Found(2))
        );
        assert_eq!(cache.lookup("a", FRESH_MS), KeyLookup::Fetch);
    }

    #[test]
    fn unknown_key_ids_cause_at_most_one_fetch_a_minute() {
        let mut cache = cache();
        let mut fetches = 0;
        for at in 0..600_000 {
            let now = f64::from(at) * 0.5;
            if cache.lookup(&format!("made-up-{at}"), now) == KeyLookup::Fetch {
                fetches += 1;
                fetched(&mut cache, Some(&[("a", 1)]), now);
            }
        }
        assert_eq!(fetches, 4);
        assert_eq!(cache.lookup("made-up", 300_000.0 - 1.0), KeyLookup::Unknown);
    }

    #[test]
    fn while_keys_are_usable_only_one_request_fetches_them() {
        let mut cache = cache();
        let later = FETCH_INTERVAL_MS + 1.0;
        assert_eq!(cache.lookup("new", later), KeyLookup::Fetch);
        cache.fetch_started();
        assert_eq!(cache.lookup("new", later), KeyLookup::Unknown);
        assert_eq!(cache.lookup("a", FRESH_MS + 1.0), KeyLookup::Found(1));
        cache.fetch_finished(Some(vec![("new".into(), 3)]), later);
        assert_eq!((cache.lookup("new", later), cache.lookup("a", later)), (KeyLookup::Found(3), KeyLookup::Unknown));
    }

    #[test]
    fn after_a_failed_fetch_known_keys_are_used_for_a_day_and_fetched_again_soon() {
        let mut cache = cache();
        fetched(&mut cache, None, FRESH_MS);
        assert_eq!(cache.lookup("a", FRESH_MS + 1.0), KeyLookup::Found(1));
        assert_eq!(cache.lookup("a", FRESH_MS + FETCH_INTERVAL_FAILED_MS), KeyLookup::Fetch);
        fetched(&mut cache, None, USABLE_MS);
        assert_eq!(cache.lookup("a", USABLE_MS + 1.0), KeyLookup::Unavailable);
        let mut cold = KeyCache::<u8>::default();
        fetched(&mut cold, None, 5.0);
        assert_eq!(
            (cold.lookup("a", 6.0), cold.lookup("a", 5.0 + FETCH_INTERVAL_FAILED_MS)),
            (KeyLookup::Unavailable, KeyLookup::Fetch)
        );
    }

    #[test]
    fn with_no_keys_a_few_may_fetch_at_once_and_no_more() {
        let mut cold = KeyCache::<u8>::default();
        for _ in 0..FETCHES_MAX {
            assert_eq!(cold.lookup("a", 0.0), KeyLookup::Fetch);
            cold.fetch_started();
        }
        assert_eq!(cold.lookup("a", 0.0), KeyLookup::Unavailable);
    }

    #[test]
    fn a_clock_that_was_set_back_causes_a_fetch() {
        assert_eq!(cache().lookup("a", -1.0), KeyLookup::Fetch);
    }
}
