//! The platform's rate limiters, which bindings of the deployment give.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::Env;

/// A rate limiter of the platform's.
pub struct RateLimiter {
    binding: JsValue,
    limit: js_sys::Function,
}

/// Returns whether a key is within the limit. A limiter that is not bound, or fails, allows everything: it must not stop
/// whoever is on call.
pub async fn allows(limiter: Option<&RateLimiter>, key: impl FnOnce() -> String) -> bool {
    let Some(limiter) = limiter else { return true };
    limiter.success(&key()).await.unwrap_or(true)
}

impl RateLimiter {
    /// Returns the rate limiter that is bound by this name, or `None` if there is none.
    pub fn bound_as(env: &Env, name: &str) -> Option<RateLimiter> {
        let binding = js_sys::Reflect::get(env, &name.into()).ok().filter(JsValue::is_object)?;
        let limit = js_sys::Reflect::get(&binding, &"limit".into()).ok()?.dyn_into().ok()?;
        Some(RateLimiter { binding, limit })
    }

    async fn success(&self, key: &str) -> Option<bool> {
        let options = js_sys::Object::new();
        js_sys::Reflect::set(&options, &"key".into(), &key.into()).ok()?;
        let outcome = js_sys::Promise::resolve(&self.limit.call1(&self.binding, &options).ok()?);
        js_sys::Reflect::get(&JsFuture::from(outcome).await.ok()?, &"success".into()).ok()?.as_bool()
    }
}
