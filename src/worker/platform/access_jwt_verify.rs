//! The platform's part of Cloudflare Access: fetches the team's keys, and verifies signatures by WebCrypto.

use std::cell::RefCell;
use std::time::Duration;

use futures_util::future::{Either, select};
use js_sys::{JSON, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use worker::Delay;

use super::clock::now_ms;
use super::fetcher::Fetcher;
use crate::client::{HttpRequest, Transport};
use crate::worker::access::access_jwt::AccessJwt;
use crate::worker::access::key_cache::{KeyCache, Plan};
use crate::worker::access::team::Team;
use crate::worker::access::{Caller, jwks};
use crate::worker::config::USER_AGENT;

/// How long fetching the team's keys may take.
const WAIT: Duration = Duration::from_secs(5);

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

thread_local! {
    /// The keys of one team, by its domain: another domain means another configuration.
    static RING: RefCell<(String, KeyCache<JsValue>)> = RefCell::default();
}

/// Why a caller is not admitted.
pub enum Refused {
    /// The assertion is not valid; the reason is for the log.
    AccessJwt(&'static str),
    /// The keys cannot be fetched.
    Unavailable,
}

/// The caller that an assertion identifies.
pub async fn caller(text: &str, team: &Team) -> Result<Caller, Refused> {
    let assertion = AccessJwt::read(text).map_err(Refused::AccessJwt)?;
    let key = key(&assertion.kid, team).await?;
    let bytes = |bytes: &[u8]| Uint8Array::from(bytes);
    let good = verify(ALGORITHM, &key, &bytes(&assertion.signature), &bytes(assertion.signed.as_bytes())).await;
    if good.ok().and_then(|good| good.as_bool()) != Some(true) {
        return Err(Refused::AccessJwt("has a wrong signature"));
    }
    let name = assertion.check(team, now_ms()).map_err(Refused::AccessJwt)?;
    Ok(Caller { scope: team.scope, name, by: "access" })
}

async fn key(kid: &str, team: &Team) -> Result<JsValue, Refused> {
    for _ in 0..2 {
        match ring(team, |ring| ring.plan(kid, now_ms())) {
            Plan::Verify(key) => return Ok(key),
            Plan::Unknown => return Err(Refused::AccessJwt("is signed by a key that the team does not have")),
            Plan::Unavailable => return Err(Refused::Unavailable),
            Plan::Fetch => {
                let mut fetch = Fetch::begun(team);
                fetch.keys = fetched(team).await;
            }
        }
    }
    Err(Refused::Unavailable)
}

fn ring<T>(team: &Team, work: impl FnOnce(&mut KeyCache<JsValue>) -> T) -> T {
    RING.with_borrow_mut(|(domain, ring)| {
        if *domain != team.domain {
            *domain = team.domain.clone();
            *ring = KeyCache::default();
        }
        work(ring)
    })
}

/// A fetch in progress, which also ends when its request is abandoned.
struct Fetch<'a> {
    team: &'a Team,
    keys: Option<Vec<(String, JsValue)>>,
}

impl Fetch<'_> {
    fn begun(team: &Team) -> Fetch<'_> {
        ring(team, KeyCache::begun);
        Fetch { team, keys: None }
    }
}

impl Drop for Fetch<'_> {
    fn drop(&mut self) {
        let keys = self.keys.take();
        ring(self.team, |ring| ring.ended(keys, now_ms()));
    }
}

async fn fetched(team: &Team) -> Option<Vec<(String, JsValue)>> {
    let request = HttpRequest {
        method: crate::protocol::Method::Get,
        url: team.certs_url(),
        headers: vec![("accept".into(), "application/json".into()), ("user-agent".into(), USER_AGENT.into())],
        body: None,
    };
    let answer = match select(Box::pin(Fetcher::Internet.send(request)), Box::pin(Delay::from(WAIT))).await {
        Either::Left((Ok(answer), _)) if answer.status == 200 => answer,
        _ => return None,
    };
    let mut keys = Vec::new();
    for key in jwks::read(&answer.body)? {
        if let Some(imported) = imported(&key.jwk).await {
            keys.push((key.kid, imported));
        }
    }
    (!keys.is_empty()).then_some(keys)
}

async fn imported(jwk: &str) -> Option<JsValue> {
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &ALGORITHM.into()).ok()?;
    Reflect::set(&algorithm, &"hash".into(), &"SHA-256".into()).ok()?;
    import_key("jwk", &JSON::parse(jwk).ok()?, &algorithm, false, vec!["verify".to_owned()]).await.ok()
}
