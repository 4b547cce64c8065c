//! The page's sign-in: a signed cookie that stands for a token, valid for twelve hours or until that token is removed.
//!
//! Its value is its expiry and a signature over that and the token's fingerprint. Its scope is looked up on each request:
//! that of the token as configured now. So it holds no scope that could outlive a change, no token, and no digest of one
//! that could be guessed offline.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::tokens::{Token, Tokens};
use crate::protocol::Secret;
use crate::worker::config_error::ConfigError;
use crate::worker::request_head::RequestHead;

/// How long a sign-in lasts.
const LIFETIME_S: u64 = 12 * 60 * 60;
/// Whoever has a cookie can try keys against it offline: keys must be generated, not made up by a person.
const KEY_MIN: usize = 32;
/// Domain separation: a signature made for this purpose is valid for no other.
const PURPOSE: &[u8] = b"confluent-notifications session 1";

/// The keys in `SESSION_KEYS`: the first signs, all verify.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SigningKeys(Vec<Secret>);

impl SigningKeys {
    /// Reads the variable: keys separated by commas.
    pub fn read(text: Option<String>) -> Result<SigningKeys, ConfigError> {
        let text = text.unwrap_or_default();
        let keys: Vec<&str> = text.split(',').map(str::trim).filter(|key| !key.is_empty()).collect();
        if keys.iter().any(|key| key.len() < KEY_MIN) {
            return Err(ConfigError::new("SESSION_KEYS", "must have at least 32 characters in each key"));
        }
        Ok(SigningKeys(keys.into_iter().map(|key| Secret::new(key.to_owned())).collect()))
    }

    /// Returns whether there are no keys, and so no sign-in by cookie.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns a cookie value for a token, or `None` without a key.
    pub fn sign(&self, token: &Token, now_ms: f64) -> Option<String> {
        let expires = seconds(now_ms) + LIFETIME_S;
        let signature = signature(self.0.first()?, expires, token).finalize().into_bytes();
        Some(format!("{expires}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// Returns the token that a cookie value stands for, if it is still configured.
    pub fn verify<'a>(&self, value: &str, tokens: &'a Tokens, now_ms: f64) -> Option<&'a Token> {
        let (expires, sent) = value.split_once('.')?;
        let expires: u64 = Some(expires).filter(|text| text.len() <= 12 && !text.starts_with('+'))?.parse().ok()?;
        let sent = URL_SAFE_NO_PAD.decode(sent).ok()?;
        let now = seconds(now_ms);
        if expires <= now || expires > now + LIFETIME_S {
            return None;
        }
        let signed =
            |token: &&Token| self.0.iter().any(|key| signature(key, expires, token).verify_slice(&sent).is_ok());
        tokens.iter().find(signed)
    }
}

fn seconds(ms: f64) -> u64 {
    (ms / 1000.0) as u64
}

fn signature(key: &Secret, expires: u64, token: &Token) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key.reveal().as_bytes()).expect("a key of any length");
    mac.update(PURPOSE);
    mac.update(&expires.to_be_bytes());
    mac.update(token.fingerprint());
    mac
}

/// The names and the path of the cookie.
#[derive(Clone, Copy, Debug)]
pub struct CookieNames<'a> {
    /// Where this Worker is mounted.
    prefix: &'a str,
    /// Whether the page was requested on this machine over plain http, where some browsers keep no `Secure` cookie.
    on_loopback: bool,
}

/// The name without a prefix, for loopback only.
const INSECURE_NAME: &str = "notifications";

impl CookieNames<'_> {
    /// Returns the names for a request under the prefix that this Worker is mounted on.
    pub fn of<'a>(head: &RequestHead, prefix: &'a str) -> CookieNames<'a> {
        CookieNames { prefix, on_loopback: head.url.scheme() == "http" && head.url.is_loopback() }
    }

    /// `__Host-` guarantees that no other host set it, but requires the path `/`, which is not ours under a prefix.
    fn secure(&self) -> &'static str {
        if self.prefix.is_empty() { "__Host-notifications" } else { "__Secure-notifications" }
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        [Some(self.secure()), self.on_loopback.then_some(INSECURE_NAME)].into_iter().flatten()
    }

    /// Returns the values under these names in a `Cookie` header.
    pub fn values<'a>(&self, header: &'a str) -> impl Iterator<Item = &'a str> {
        let names: Vec<_> = self.names().collect();
        let pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
        // Others on this host may have set any number of them: only the first few are checked.
        pairs.filter(move |(name, _)| names.contains(name)).map(|(_, value)| value).take(4)
    }

    /// Returns the `Set-Cookie` headers for a value; `None` removes the cookie.
    pub fn set_cookie(&self, value: Option<&str>) -> Vec<String> {
        let max_age = if value.is_some() { LIFETIME_S } else { 0 };
        let (value, path) = (value.unwrap_or_default(), if self.prefix.is_empty() { "/" } else { self.prefix });
        self.names()
            .map(|name| {
                let secure = if name == INSECURE_NAME { "" } else { " Secure;" };
                format!("{name}={value}; Path={path}; Max-Age={max_age}; HttpOnly;{secure} SameSite=Strict")
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: f64 = 1_800_000_000_000.0;
    const HOUR: f64 = 3_600_000.0;
    const KEY: &str = "0123456789abcdef0123456789abcdef";
    const OTHER: &str = "fedcba9876543210fedcba9876543210";

    fn keys(text: &str) -> SigningKeys {
        SigningKeys::read(Some(text.to_owned())).unwrap()
    }

    fn tokens(variable: &'static str, text: &str) -> Tokens {
        Tokens::read(&|name| (name == variable).then(|| text.to_owned())).unwrap()
    }

    fn signed(keys: &SigningKeys, tokens: &Tokens, given: &str) -> String {
        keys.sign(tokens.find(given).unwrap(), NOW).unwrap()
    }

    #[test]
    fn a_cookie_expires_after_twelve_hours() {
        let (keys, tokens) = (keys(KEY), tokens("ADMIN_TOKEN", "one,two"));
        let value = signed(&keys, &tokens, "two");
        for (hours, accepted) in [(0.0, true), (11.99, true), (12.0, false), (100.0, false), (-0.5, false)] {
            let verified = keys.verify(&value, &tokens, NOW + hours * HOUR);
            assert_eq!(verified.map(|token| token.name.as_str()), accepted.then_some("ADMIN_TOKEN#2"), "{hours}");
        }
    }

    #[test]
    fn a_cookie_expires_with_its_token_and_has_its_current_scope() {
        let keys = keys(KEY);
        let value = signed(&keys, &tokens("ADMIN_TOKEN", "one,two"), "two");
        assert!(keys.verify(&value, &tokens("ADMIN_TOKEN", "one"), NOW).is_none());
        assert!(keys.verify(&value, &Tokens::default(), NOW).is_none());
        let lowered = tokens("READ_TOKEN", "two");
        assert_eq!(keys.verify(&value, &lowered, NOW).unwrap().scope, crate::worker::access::Scope::Read);
    }

    #[test]
    fn the_first_key_signs_and_all_verify() {
        let tokens = tokens("ADMIN_TOKEN", "one");
        let old = signed(&keys(KEY), &tokens, "one");
        let both = keys(&format!("{OTHER}, {KEY}"));
        assert!(both.verify(&old, &tokens, NOW).is_some());
        let new = signed(&both, &tokens, "one");
        assert!(keys(OTHER).verify(&new, &tokens, NOW).is_some());
        assert!(keys(KEY).verify(&new, &tokens, NOW).is_none());
        assert!(keys(OTHER).verify(&old, &tokens, NOW).is_none());
        assert!(
            keys("").verify(&old, &tokens, NOW).is_none() && keys("").sign(tokens.find("one").unwrap(), NOW).is_none()
        );
    }

    #[test]
    fn a_changed_cookie_is_refused() {
        let (keys, tokens) = (keys(KEY), tokens("ADMIN_TOKEN", "one"));
        let value = signed(&keys, &tokens, "one");
        let (expires, signature) = value.split_once('.').unwrap();
        let later = expires.parse::<u64>().unwrap() - 1;
        for forged in [
            String::new(),
            ".".into(),
            expires.into(),
            format!("{expires}."),
            format!("{later}.{signature}"),
            format!("+{expires}.{signature}"),
            format!("{value}="),
            format!("{value}A"),
            value[..value.len() - 1].to_owned(),
            format!("{expires}.{}", signature.to_lowercase()),
            format!("99999999999999999999.{signature}"),
            format!("-1.{signature}"),
        ] {
            assert!(keys.verify(&forged, &tokens, NOW).is_none(), "{forged}");
        }
    }

    #[test]
    fn short_keys_are_refused_and_keys_are_never_printed() {
        for text in ["planted", &format!("{KEY},planted")] {
            let error = SigningKeys::read(Some(text.to_owned())).unwrap_err();
            assert!(error.variable == "SESSION_KEYS" && !error.describe().contains("planted"));
        }
        assert!(SigningKeys::read(None).unwrap().is_empty() && keys(" , ").is_empty());
        assert!(!format!("{:?}", keys(KEY)).contains("0123"));
    }

    #[test]
    fn the_cookie_is_limited_to_this_host_and_path_and_hidden_from_scripts() {
        let set_cookie = |prefix, on_loopback, value| CookieNames { prefix, on_loopback }.set_cookie(value);
        assert_eq!(
            set_cookie("", false, Some("v")),
            ["__Host-notifications=v; Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=Strict"]
        );
        assert_eq!(
            set_cookie("", true, None),
            [
                "__Host-notifications=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict",
                "notifications=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"
            ]
        );
        assert_eq!(
            set_cookie("/admin", false, Some("v")),
            ["__Secure-notifications=v; Path=/admin; Max-Age=43200; HttpOnly; Secure; SameSite=Strict"]
        );
    }

    #[test]
    fn only_our_names_are_read_and_the_plain_one_only_on_loopback() {
        let header = "a=b; notifications=plain; __Host-notifications=host; __Secure-notifications=secure;x";
        let values = |prefix, on_loopback| CookieNames { prefix, on_loopback }.values(header).collect::<Vec<_>>();
        assert_eq!(values("", false), ["host"]);
        assert_eq!(values("", true), ["plain", "host"]);
        assert_eq!(values("/p", false), ["secure"]);
        let many = "__Host-notifications=x; ".repeat(100);
        assert_eq!(CookieNames { prefix: "", on_loopback: false }.values(&many).count(), 4);
    }

    proptest! {
        #[test]
        fn no_made_up_value_panics_or_is_accepted(value in any::<String>(), digits in "[0-9]{1,14}\\.[A-Za-z0-9_-]{0,50}") {
            let tokens = tokens("ADMIN_TOKEN", "one");
            for value in [value, digits] {
                prop_assert!(keys(KEY).verify(&value, &tokens, NOW).is_none());
            }
        }
    }
}
