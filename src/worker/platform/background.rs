//! Work that unauthorized waits for: cron's, the queue's, and what goes on after an answer by the platform's `waitUntil`.

use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;
use worker::Env;

use super::deployment::Deployment;
use super::upstream::UpstreamCalls;
use crate::worker::access::Scope;
use crate::worker::canary::memory::{Canary, Pending};

/// A deployment, without a request: no address is known but the prefix.
#[derive(Clone)]
pub struct Background {
    deployment: Rc<Deployment>,
    env: Env,
    base: String,
}

impl Background {
    /// `prefix` is where the Worker is mounted.
    pub fn new(deployment: Rc<Deployment>, env: Env, prefix: &str) -> Background {
        Background { deployment, env, base: format!("http://localhost{prefix}") }
    }

    /// The upstream.
    pub fn asking(&self) -> UpstreamCalls<'_> {
        UpstreamCalls {
            config: &self.deployment.config,
            env: &self.env,
            own_base: self.base.clone(),
            scope: Scope::Read,
        }
    }

    /// Tells the operator after the answer. `wait_until` takes a promise that the platform is to wait for.
    pub fn tell(&self, wait_until: &Function, pending: Pending) {
        let background = self.clone();
        let told = future_to_promise(async move {
            Canary::new(&background.asking(), None).tell_now(pending).await;
            Ok(JsValue::UNDEFINED)
        });
        let _ = wait_until.call1(&JsValue::UNDEFINED, &told);
    }
}
