//! The platform's part of Cloudflare Access: fetches the team's keys, and verifies signatures by WebCrypto.

use std::cell::RefCell;
use std::time::Duration;

use futures_util::future::{Either, select};
use js_sys::{JSON, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use worker::{Delay, console_error};

use super::clock::now_ms;
use super::fetcher::Fetcher;
use crate::client::{HttpRequest, Transport};
use crate::integration::redact_text;
use crate::worker::access::access_jwt::AccessJwt;
use crate::worker::access::key_cache::{KeyCache, KeyLookup};
use crate::worker::access::team::Team;
use crate::worker::access::{Caller, jwks};
use crate::worker::config::USER_AGENT;

/// How long fetching the team's keys may take.
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    async fn import_key(
        format: &str,
        key: &JsValue,
        algorithm: &JsValue,
        extractable: bool,
        uses: Vec<String>,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], catch)]
    async fn verify(
        algorithm: &str,
        key: &JsValue,
        signature: &Uint8Array,
        data: &Uint8Array,
    ) -> Result<JsValue, JsValue>;
}

const ALGORITHM: &str = "RSASSA-PKCS1-v1_5";

/// The imported keys, by their ids.
type ImportedKeys = Vec<(String, JsValue)>;

thread_local! {
    /// The keys of one team, by its domain: another domain means another configuration.
    static CACHE: RefCell<(String, KeyCache<JsValue>)> = RefCell::default();
}

/// Why a caller is not authenticated.
pub enum Rejection {
    /// The JWT is invalid; the reason is for the log.
    Invalid(&'static str),
    /// The team's keys cannot be fetched.
    KeysUnavailable,
}

/// Returns the caller that a JWT identifies.
pub async fn caller(text: &str, team: &Team) -> Result<Caller, Rejection> {
    let jwt = AccessJwt::parse(text).map_err(Rejection::Invalid)?;
    let key = key(&jwt.kid, team).await?;
    let bytes = |bytes: &[u8]| Uint8Array::from(bytes);
    let is_valid = verify(ALGORITHM, &key, &bytes(&jwt.signature), &bytes(jwt.signed.as_bytes())).await;
    if is_valid.ok().and_then(|is_valid| is_valid.as_bool()) != Some(true) {
        return Err(Rejection::Invalid("has a wrong signature"));
    }
    let name = jwt.check_claims(team, now_ms()).map_err(Rejection::Invalid)?;
    Ok(Caller { scope: team.scope, name, credential: "access" })
}

async fn key(kid: &str, team: &Team) -> Result<JsValue, Rejection> {
    for _ in 0..2 {
        match with_cache(team, |cache| cache.lookup(kid, now_ms())) {
            KeyLookup::Found(key) => return Ok(key),
            KeyLookup::Unknown => return Err(Rejection::Invalid("is signed by a key that the team does not have")),
            KeyLookup::Unavailable => return Err(Rejection::KeysUnavailable),
            KeyLookup::Fetch => {
                let mut fetch = KeyFetch::start(team);
                match fetch_keys(team).await {
                    Ok(keys) => fetch.keys = Some(keys),
                    Err(reason) => console_error!("the keys of Cloudflare Access cannot be fetched: {reason}"),
                }
            }
        }
    }
    Err(Rejection::KeysUnavailable)
}

fn with_cache<T>(team: &Team, use_cache: impl FnOnce(&mut KeyCache<JsValue>) -> T) -> T {
    CACHE.with_borrow_mut(|(domain, cache)| {
        if *domain != team.domain {
            *domain = team.domain.clone();
            *cache = KeyCache::default();
        }
        use_cache(cache)
    })
}

/// A fetch in progress, which also finishes when its request is abandoned.
struct KeyFetch<'a> {
    team: &'a Team,
    keys: Option<ImportedKeys>,
}

impl KeyFetch<'_> {
    fn start(team: &Team) -> KeyFetch<'_> {
        with_cache(team, KeyCache::fetch_started);
        KeyFetch { team, keys: None }
    }
}

impl Drop for KeyFetch<'_> {
    fn drop(&mut self) {
        let keys = self.keys.take();
        with_cache(self.team, |cache| cache.fetch_finished(keys, now_ms()));
    }
}

/// Fetches the team's keys. The error is the reason, for the log.
async fn fetch_keys(team: &Team) -> Result<ImportedKeys, String> {
    let request = HttpRequest {
        method: crate::protocol::Method::Get,
        url: team.certs_url(),
        headers: vec![("accept".into(), "application/json".into()), ("user-agent".into(), USER_AGENT.into())],
        body: None,
    };
    let response = match select(Box::pin(Fetcher::Internet.send(request)), Box::pin(Delay::from(FETCH_TIMEOUT))).await {
        Either::Left((Ok(response), _)) if response.status == 200 => response,
        Either::Left((Ok(response), _)) => return Err(format!("the status was {}", response.status)),
        Either::Left((Err(error), _)) => return Err(redact_text(&error.why)),
        Either::Right(_) => return Err("there was no response in time".to_owned()),
    };
    let mut keys = Vec::new();
    for key in jwks::read(&response.body).ok_or("the response holds no keys that verify RS256")? {
        if let Some(imported) = import(&key.jwk).await {
            keys.push((key.kid, imported));
        }
    }
    if keys.is_empty() { Err("none of the keys can be imported".to_owned()) } else { Ok(keys) }
}

async fn import(jwk: &str) -> Option<JsValue> {
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &ALGORITHM.into()).ok()?;
    Reflect::set(&algorithm, &"hash".into(), &"SHA-256".into()).ok()?;
    import_key("jwk", &JSON::parse(jwk).ok()?, &algorithm, false, vec!["verify".to_owned()]).await.ok()
}
