//! The team's keys as last fetched, and when to fetch them again: never once per request, whatever callers send.

/// How long keys are used before they are fetched again, so that revoked keys disappear.
const FRESH_MS: f64 = 60.0 * 60.0 * 1000.0;
/// How long they are still used while fetching them fails.
const USABLE_MS: f64 = 24.0 * FRESH_MS;
/// The shortest time between two fetches: made-up key ids must not cause a stream of requests.
const FLOOR_MS: f64 = 60_000.0;
/// The same after a failed fetch, when unauthorized can be authenticated.
const FLOOR_FAILED_MS: f64 = 2_000.0;
/// How many requests may fetch at the same time while there are no keys: one cannot wait for another's fetch.
const AT_ONCE_MAX: u32 = 8;

/// What to do about a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Plan<K> {
    /// Verify with this key.
    Verify(K),
    /// Fetch the keys, then plan again.
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
    under_way: u32,
}

impl<K> Default for KeyCache<K> {
    fn default() -> KeyCache<K> {
        KeyCache { keys: Vec::new(), fetched_at: None, failed_at: None, under_way: 0 }
    }
}

impl<K: Clone> KeyCache<K> {
    /// What to do for an assertion signed with the key `kid`.
    pub fn plan(&self, kid: &str, now: f64) -> Plan<K> {
        let within = |since: Option<f64>, ms: f64| since.is_some_and(|since| (since..since + ms).contains(&now));
        let known = self.keys.iter().find(|(known, _)| known == kid).map(|(_, key)| key.clone());
        let usable = within(self.fetched_at, USABLE_MS);
        let may_fetch = !within(self.failed_at, FLOOR_FAILED_MS)
            && !within(self.fetched_at, FLOOR_MS)
            && self.under_way < if usable { 1 } else { AT_ONCE_MAX };
        match known.filter(|_| usable) {
            Some(key) if within(self.fetched_at, FRESH_MS) || !may_fetch => Plan::Verify(key),
            _ if may_fetch => Plan::Fetch,
            _ if within(self.fetched_at, FRESH_MS) => Plan::Unknown,
            _ => Plan::Unavailable,
        }
    }

    /// A fetch begins. Each ends with [`KeyCache::ended`].
    pub fn begun(&mut self) {
        self.under_way += 1;
    }

    /// A fetch has ended: with keys, without, or given up.
    pub fn ended(&mut self, keys: Option<Vec<(String, K)>>, now: f64) {
        self.under_way = self.under_way.saturating_sub(1);
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

    fn fetched(ring: &mut KeyCache<u8>, keys: Option<&[(&str, u8)]>, now: f64) {
        ring.begun();
        ring.ended(keys.map(|keys| keys.iter().map(|(kid, key)| ((*kid).to_owned(), *key)).collect()), now);
    }

    fn ring() -> KeyCache<u8> {
        let mut ring = KeyCache::default();
        fetched(&mut ring, Some(&[("a", 1), ("b", 2)]), 0.0);
        ring
    }

    #[test]
    fn a_known_key_is_fetched_once_an_hour() {
        assert_eq!(KeyCache::<u8>::default().plan("a", 0.0), Plan::Fetch);
        let ring = ring();
        assert_eq!((ring.plan("a", 0.0), ring.plan("b", FRESH_MS - 1.0)), (Plan::Verify(1), Plan::Verify(2)));
        assert_eq!(ring.plan("a", FRESH_MS), Plan::Fetch);
    }

    #[test]
    fn unknown_keys_cause_one_fetch_a_minute_however_many_are_sent() {
        let mut ring = ring();
        let mut fetches = 0;
        for at in 0..600_000 {
            let now = f64::from(at) * 0.5;
            if ring.plan(&format!("made-up-{at}"), now) == Plan::Fetch {
                fetches += 1;
                fetched(&mut ring, Some(&[("a", 1)]), now);
            }
        }
        assert_eq!(fetches, 4);
        assert_eq!(ring.plan("made-up", 300_000.0 - 1.0), Plan::Unknown);
    }

    #[test]
    fn while_one_fetches_others_do_not() {
        let mut ring = ring();
        let later = FLOOR_MS + 1.0;
        assert_eq!(ring.plan("new", later), Plan::Fetch);
        ring.begun();
        assert_eq!(ring.plan("new", later), Plan::Unknown);
        assert_eq!(ring.plan("a", FRESH_MS + 1.0), Plan::Verify(1));
        ring.ended(Some(vec![("new".into(), 3)]), later);
        assert_eq!((ring.plan("new", later), ring.plan("a", later)), (Plan::Verify(3), Plan::Unknown));
    }

    #[test]
    fn a_team_that_cannot_be_asked_is_asked_again_soon_and_its_keys_serve_on_for_a_day() {
        let mut ring = ring();
        fetched(&mut ring, None, FRESH_MS);
        assert_eq!(ring.plan("a", FRESH_MS + 1.0), Plan::Verify(1));
        assert_eq!(ring.plan("a", FRESH_MS + FLOOR_FAILED_MS), Plan::Fetch);
        fetched(&mut ring, None, USABLE_MS);
        assert_eq!(ring.plan("a", USABLE_MS + 1.0), Plan::Unavailable);
        let mut cold = KeyCache::<u8>::default();
        fetched(&mut cold, None, 5.0);
        assert_eq!((cold.plan("a", 6.0), cold.plan("a", 5.0 + FLOOR_FAILED_MS)), (Plan::Unavailable, Plan::Fetch));
    }

    #[test]
    fn with_no_keys_a_few_may_fetch_at_once_and_no_more() {
        let mut cold = KeyCache::<u8>::default();
        for _ in 0..AT_ONCE_MAX {
            assert_eq!(cold.plan("a", 0.0), Plan::Fetch);
            cold.begun();
        }
        assert_eq!(cold.plan("a", 0.0), Plan::Unavailable);
    }

    #[test]
    fn a_clock_that_went_back_believes_nothing() {
        assert_eq!(ring().plan("a", -1.0), Plan::Fetch);
    }
}
