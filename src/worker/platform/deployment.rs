//! The variables and bindings of one deployment, read from its `env` once.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use worker::Env;

use super::rate_limiter::RateLimiter;
use crate::worker::config::Config;
use crate::worker::limits;

/// The contents of one `env`.
pub struct Deployment {
    env: JsValue,
    has_authorize: bool,
    /// The settings that the variables give.
    pub config: Rc<Config>,
    /// The limiter by address, before the caller is authenticated.
    pub by_address: Option<RateLimiter>,
    /// The limiter by token, or by the caller's name at Cloudflare Access.
    pub by_caller: Option<RateLimiter>,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Deployment>>> = const { RefCell::new(None) };
}

/// Returns the deployment that `env` belongs to. The platform gives one `env` to all requests of a deployment, and a new
/// isolate to another deployment, so it is read once.
///
/// `has_authorize`: whether an `authorize` function of the surrounding Worker decides about access.
pub fn deployment(env: &Env, has_authorize: bool) -> Rc<Deployment> {
    CURRENT.with_borrow_mut(|current| match current {
        Some(current) if current.has_authorize == has_authorize && js_sys::Object::is(&current.env, env) => {
            current.clone()
        }
        _ => {
            let deployment = Rc::new(Deployment {
                env: JsValue::clone(env),
                has_authorize,
                config: Rc::new(Config::read(&|name| variable(env, name), has_authorize)),
                by_address: RateLimiter::bound_as(env, limits::BY_ADDRESS),
                by_caller: RateLimiter::bound_as(env, limits::BY_CALLER),
            });
            *current = Some(deployment.clone());
            deployment
        }
    })
}

/// Returns a variable or secret as text, or `None` if it is not set. A number or an object is returned as the JSON that
/// it was configured as: a variable that was meant to be set must not count as unset.
fn variable(env: &Env, name: &str) -> Option<String> {
    let value = js_sys::Reflect::get(env, &name.into()).ok()?;
    if value.is_undefined() || value.is_null() {
        return None;
    }
    value.as_string().or_else(|| js_sys::JSON::stringify(&value).ok()?.as_string())
}
