//! Small conversions to and from the platform's own types, so that the rest works with plain values.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::StreamExt;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::{Env, Response, web_sys};

use super::answer::Answer;
use super::config::Config;
use super::js_boundary;
use super::limits;
use super::payload::{BODY_MAX, too_large};

/// The contents of one `env`.
pub struct Deployment {
    env: JsValue,
    session: bool,
    /// What the variables say.
    pub config: Rc<Config>,
    /// The limiter by address, before the caller is authenticated.
    pub by_address: Option<Limiter>,
    /// The limiter by token, or by the caller's name at Cloudflare Access.
    pub by_caller: Option<Limiter>,
}

thread_local! {
    static KNOWN: RefCell<Option<Rc<Deployment>>> = const { RefCell::new(None) };
}

/// The platform gives one `env` to all requests of a deployment, and a new isolate to another deployment: it is read once.
pub fn deployment(env: &Env, session: bool) -> Rc<Deployment> {
    KNOWN.with_borrow_mut(|known| match known {
        Some(known) if known.session == session && js_sys::Object::is(&known.env, env) => known.clone(),
        _ => {
            let made = Rc::new(Deployment {
                env: JsValue::clone(env),
                session,
                config: Rc::new(Config::read(&|name| variable(env, name), session)),
                by_address: limiter(env, limits::BY_ADDRESS),
                by_caller: limiter(env, limits::BY_CALLER),
            });
            *known = Some(made.clone());
            made
        }
    })
}

/// A variable or secret as text; none where there is none. A number or an object is taken as the JSON that it was
/// configured as: what was meant to be set must not count as unset.
fn variable(env: &Env, name: &str) -> Option<String> {
    let value = js_sys::Reflect::get(env, &name.into()).ok()?;
    if value.is_undefined() || value.is_null() {
        return None;
    }
    value.as_string().or_else(|| js_sys::JSON::stringify(&value).ok()?.as_string())
}

/// The whole body; reading stops once it is too large.
pub async fn body_of(request: &web_sys::Request) -> Result<Vec<u8>, Answer> {
    let mut body = Vec::new();
    let Ok(mut chunks) = worker::Request::from(Clone::clone(request)).stream() else { return Ok(body) };
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Answer::refusal(400, "invalid_request", "The body broke off."))?;
        if body.len() + chunk.len() > BODY_MAX {
            return Err(too_large());
        }
        body.extend(chunk);
    }
    Ok(body)
}

/// A rate limiter of the platform's.
pub struct Limiter {
    binding: JsValue,
    limit: js_sys::Function,
}

fn limiter(env: &Env, name: &str) -> Option<Limiter> {
    let binding = js_sys::Reflect::get(env, &name.into()).ok().filter(JsValue::is_object)?;
    let limit = js_sys::Reflect::get(&binding, &"limit".into()).ok()?.dyn_into().ok()?;
    Some(Limiter { binding, limit })
}

/// Whether a key is within the limit. A limiter that is not bound, or fails, limits nothing: it must not stop who is on
/// call.
pub async fn is_within(limiter: Option<&Limiter>, key: impl FnOnce() -> String) -> bool {
    let Some(limiter) = limiter else { return true };
    limiter.ask(&key()).await.unwrap_or(true)
}

impl Limiter {
    async fn ask(&self, key: &str) -> Option<bool> {
        let asked = js_sys::Object::new();
        js_sys::Reflect::set(&asked, &"key".into(), &key.into()).ok()?;
        let outcome = js_sys::Promise::resolve(&self.limit.call1(&self.binding, &asked).ok()?);
        js_sys::Reflect::get(&JsFuture::from(outcome).await.ok()?, &"success".into()).ok()?.as_bool()
    }
}

/// An answer as the platform's. `headers` go over those of the same name.
pub fn respond(answer: &Answer, headers: &[(&str, String)]) -> Result<web_sys::Response, JsValue> {
    js_boundary::respond(answer.status, &answer.headers, headers, answer.body.as_deref())
}

/// An answer whose body is passed through unread. `kept` are the headers that are passed on.
pub fn pass(
    response: &web_sys::Response,
    kept: &[&'static str],
    headers: &[(&str, String)],
) -> Result<web_sys::Response, JsValue> {
    let given = response.headers();
    let kept: Vec<_> = kept.iter().filter_map(|name| Some((*name, given.get(name).ok()??))).collect();
    let all = worker::Headers::new();
    for (name, value) in kept.iter().chain(headers) {
        all.set(name, value)?;
    }
    let builder = Response::builder().with_status(response.status()).with_headers(all);
    Ok(match response.body() {
        Some(stream) => builder.stream(stream),
        None => builder.empty(),
    }
    .into())
}

/// Milliseconds since 1970. In production the clock only advances with I/O.
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// Such as `2026-01-31T12:34:56.789Z`.
pub fn iso_time(ms: f64) -> String {
    js_sys::Date::new(&ms.into()).to_iso_string().into()
}

thread_local! {
    static CHANCE: Cell<u64> = const { Cell::new(0) };
}

/// An id for one request: unlikely to repeat, and not secret.
pub fn new_id() -> String {
    let mut random = random();
    format!("{:016x}{:016x}", random(), random())
}

/// Random numbers for ids and jitter; unfit for secrets. SplitMix64 (Steele, Lea and Flood, 2014) from a start that the
/// platform chose for this instance: each number from outside would be a crossing.
pub fn random() -> impl FnMut() -> u64 {
    || {
        let mut state = CHANCE.get();
        if state == 0 {
            let half = || (js_sys::Math::random() * 4_294_967_296.0) as u64;
            state = half() << 32 | half();
        }
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        CHANCE.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
