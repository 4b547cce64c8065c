//! Work that no caller waits for: cron, the queue, and what continues after a response by the platform's `waitUntil`.

use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;
use worker::Env;

use super::canary::{Canary, Unreported};
use super::deployment::Deployment;
use super::upstream::UpstreamCalls;
use crate::worker::access::Scope;

/// A deployment without a request, so without any address but the prefix.
#[derive(Clone)]
pub struct Background {
    deployment: Rc<Deployment>,
    env: Env,
    base: String,
}

impl Background {
    /// `prefix` is the path that the Worker is mounted on.
    pub fn new(deployment: Rc<Deployment>, env: Env, prefix: &str) -> Background {
        Background { deployment, env, base: format!("http://localhost{prefix}") }
    }

    /// Returns the upstream.
    pub fn upstream(&self) -> UpstreamCalls<'_> {
        UpstreamCalls {
            config: &self.deployment.config,
            env: &self.env,
            own_base: self.base.clone(),
            scope: Scope::Read,
        }
    }

    /// Notifies the operator after the response. `wait_until` takes a promise that the platform is to wait for.
    pub fn notify(&self, wait_until: &Function, unreported: Unreported) {
        let background = self.clone();
        let notified = future_to_promise(async move {
            Canary::new(&background.upstream(), None).flush(unreported).await;
            Ok(JsValue::UNDEFINED)
        });
        let _ = wait_until.call1(&JsValue::UNDEFINED, &notified);
    }
}
