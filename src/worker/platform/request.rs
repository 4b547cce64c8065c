//! Handles one request: checks its source, finds its route, authenticates it, reads and forwards it. The order is the
//! design: whatever is refused early costs little and reaches no upstream.

use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{Either, select};
use js_sys::Function;
use worker::{Delay, Env, Method, web_sys};

use super::access_jwt_verify::{self, Rejection};
use super::background::Background;
use super::canary::{Canary, Unreported};
use super::clock::now_ms;
use super::deployment::{Deployment, deployment};
use super::js::read_head;
use super::rate_limiter::allows;
use super::request_body::read_body;
use super::upstream::{CallPolicy, UpstreamCalls};
use super::{assets, authorize};
use crate::client::Arguments;
use crate::worker::access::authenticate::{Proof, authenticate, cross_site_without_authorization, unauthorized};
use crate::worker::access::source::{check_source, is_own_origin};
use crate::worker::access::{Access, Caller};
use crate::worker::access_log::LogEntry;
use crate::worker::canary::records::Trigger;
use crate::worker::config::Config;
use crate::worker::limits::{client_key, rate_limited};
use crate::worker::permissions::{self, RequiredScope};
use crate::worker::request_head::RequestHead;
use crate::worker::response::ApiResponse;
use crate::worker::response_headers::{self, CachePolicy};
use crate::worker::routes::{self, Route, not_found};
use crate::worker::{payload, prefix, sign_in};

/// The response to a request.
pub enum HandlerResponse {
    /// A plain value.
    Api(ApiResponse),
    /// A file of the page, and how long it may be cached.
    Asset(web_sys::Response, CachePolicy),
}

/// A request with its context.
pub struct RequestHandler {
    request: web_sys::Request,
    env: Env,
    deployment: Rc<Deployment>,
    head: Option<RequestHead>,
    prefix: String,
    authorize: Option<Function>,
    wait_until: Option<Function>,
}

impl RequestHandler {
    /// Takes a request. `prefix` is the path that this Worker is mounted on; `authorize` decides for the Worker that mounts
    /// it.
    pub fn new(
        request: web_sys::Request,
        env: Env,
        prefix: String,
        authorize: Option<Function>,
        wait_until: Option<Function>,
    ) -> RequestHandler {
        let deployment = deployment(&env, authorize.is_some());
        let head = read_head(&request);
        RequestHandler { request, env, deployment, head, prefix, authorize, wait_until }
    }

    /// Returns the settings that the variables give.
    pub fn config(&self) -> &Rc<Config> {
        &self.deployment.config
    }

    /// Returns the headers of every response to this request.
    pub fn headers(&self, request_id: &str, policy: CachePolicy) -> Vec<(&'static str, String)> {
        let https = self.head.as_ref().is_some_and(|head| head.url.scheme() == "https");
        let mut headers = response_headers::headers(self.config().upstream_name(), request_id, https, policy);
        headers.extend(self.config().origins.headers(self.head.as_ref()));
        headers
    }

    /// Handles the request. `entry` collects what may be logged.
    pub async fn handle(&self, entry: &mut LogEntry) -> Result<HandlerResponse, ApiResponse> {
        let head = self.head.as_ref().ok_or_else(not_found)?;
        let path = prefix::strip(&self.prefix, head.url.path());
        let route =
            path.ok_or_else(|| prefix::not_under(&self.prefix)).and_then(|path| routes::find(&head.method, path));
        let is_static = route.as_ref().is_ok_and(Route::is_static);
        entry.route = route.as_ref().ok().map(Route::name);
        check_source(&self.config().access, &self.config().origins, head, is_static)?;
        if let Some(response) = self.config().origins.preflight(head) {
            return Ok(HandlerResponse::Api(response));
        }
        if is_static {
            return match route? {
                Route::Asset => {
                    let policy = CachePolicy::of_asset(path.unwrap_or_default());
                    Ok(HandlerResponse::Asset(assets::file(head, &self.env).await?, policy))
                }
                _ => Ok(HandlerResponse::Api(self.health())),
            };
        }
        let deadline = Delay::from(Duration::from_millis(self.config().deadline_ms.into()));
        match select(Box::pin(self.dispatch(head, route, entry)), Box::pin(deadline)).await {
            Either::Left((response, _)) => response.map(HandlerResponse::Api),
            // Pending work is dropped, which also cancels its requests on the wire.
            Either::Right(_) => Err(ApiResponse::error(504, "timeout", "There was no complete answer in time.")),
        }
    }

    async fn dispatch(
        &self,
        head: &RequestHead,
        route: Result<Route, ApiResponse>,
        entry: &mut LogEntry,
    ) -> Result<ApiResponse, ApiResponse> {
        #[cfg(feature = "_test-faults")]
        super::injected_faults::at("before", &self.request);
        let (started_ms, deadline_ms) = (now_ms(), f64::from(self.config().deadline_ms));
        let is_limited = self.config().access != Access::Loopback;
        if is_limited && !allows(self.deployment.by_address.as_ref(), || client_key(head)).await {
            return Err(rate_limited());
        }
        if let Ok(route) = &route
            && permissions::required(route) == RequiredScope::None
        {
            return self.session(route, head, entry).await;
        }
        let caller = self.caller(head, entry).await?;
        let scope = caller.scope;
        let name = &entry.caller.insert(caller).name;
        // `authorize` gives no names to count by.
        let by_caller = self.deployment.by_caller.as_ref();
        let by_caller = by_caller.filter(|_| is_limited && self.config().access != Access::Authorize);
        if !allows(by_caller, || name.clone()).await {
            return Err(rate_limited());
        }
        let route = route?;
        permissions::check(scope, &route)?;
        if !route.is_read() {
            payload::check_headers(head, route.takes_body())?;
        }
        let own_base = [head.url.origin(), &self.prefix].concat();
        let upstream = UpstreamCalls { config: self.config(), env: &self.env, own_base, scope };
        let notify_later = self.wait_until.as_ref().map(|wait_until| {
            |unreported| {
                let background = Background::new(self.deployment.clone(), self.env.clone(), &self.prefix);
                background.notify(wait_until, unreported);
            }
        });
        let canary = || Canary::new(&upstream, notify_later.as_ref().map(|later| later as &dyn Fn(Unreported)));
        match route {
            Route::Operation(operation, id) => {
                let mut arguments =
                    Arguments { id, query: payload::parse_query(head, operation.query)?, ..Arguments::default() };
                // A missing upstream is reported before the body is read.
                self.config().upstream.as_ref().map_err(|error| error.response())?;
                if operation.body.is_some() {
                    arguments.body = payload::parse_body(&read_body(&self.request).await?)?;
                }
                let response = upstream.call(operation, arguments, entry).await;
                #[cfg(feature = "_test-faults")]
                super::injected_faults::at("after", &self.request);
                response
            }
            Route::TestOne(id) => {
                payload::require_empty(&read_body(&self.request).await?)?;
                canary().test_by_id(id, entry, started_ms).await
            }
            Route::RunCanary => {
                payload::require_empty(&read_body(&self.request).await?)?;
                // The last tests that are started have to fit in too.
                let until_ms = started_ms + deadline_ms / 3.0;
                let report = canary().run(Trigger::Run, CallPolicy::Request, until_ms).await;
                report.map(|report| report.response())
            }
            Route::TestWebhook => {
                payload::require_empty(&read_body(&self.request).await?)?;
                canary().test_webhook().await
            }
            Route::Results => canary().results().await,
            Route::ResultsOfOne(id) => canary().results_of_one(&id).await,
            Route::Ready => upstream.ready(entry).await,
            Route::Deliveries => upstream.sandbox_route(Method::Get, "/sandbox/deliveries").await,
            Route::Reset => {
                let response = upstream.sandbox_route(Method::Post, "/sandbox/reset").await?;
                // Its integrations have new ids now.
                canary().forget_all().await;
                Ok(response)
            }
            Route::Asset | Route::Health | Route::Session | Route::SignIn | Route::SignOut => Err(not_found()),
        }
    }

    async fn session(
        &self,
        route: &Route,
        head: &RequestHead,
        entry: &mut LogEntry,
    ) -> Result<ApiResponse, ApiResponse> {
        let access = &self.config().access;
        match route {
            Route::SignIn => {
                sign_in::cookie_credentials(access)?;
                payload::check_headers(head, true)?;
                let body = payload::parse_body(&read_body(&self.request).await?)?;
                sign_in::sign_in(access, head, &self.prefix, &body, now_ms())
            }
            Route::SignOut => {
                payload::check_headers(head, false)?;
                Ok(sign_in::sign_out(head, &self.prefix))
            }
            _ => match self.caller(head, entry).await {
                Ok(caller) => {
                    let response = sign_in::session(access, Some(&caller));
                    entry.caller = Some(caller);
                    Ok(response)
                }
                Err(error) if matches!(error.status, 401 | 403) => Ok(sign_in::session(access, None)),
                Err(error) => Err(error),
            },
        }
    }

    async fn caller(&self, head: &RequestHead, entry: &mut LogEntry) -> Result<Caller, ApiResponse> {
        let access = &self.config().access;
        if *access == Access::Authorize {
            // `authorize` may read a cookie, which browsers send from every site. A header that a site has to set itself is
            // another matter: before that the browser asks whether it may, and then leaves cookies out.
            if !is_own_origin(head) && head.header("authorization").is_none() {
                return Err(cross_site_without_authorization());
            }
            return authorize::caller(self.authorize.as_ref(), &self.request, &self.env).await;
        }
        let (jwt, team) = match authenticate(access, head, &self.prefix, now_ms())? {
            Proof::Caller(caller) => return Ok(caller),
            Proof::AccessJwt(jwt, team) => (jwt, team),
        };
        access_jwt_verify::caller(jwt, team).await.map_err(|rejection| match rejection {
            Rejection::Invalid(reason) => {
                entry.rejection = Some(reason);
                access.credentials().map_or_else(not_found, unauthorized)
            }
            Rejection::KeysUnavailable => {
                entry.rejection = Some("could not be verified: the team's keys cannot be had");
                let detail = "Who you are cannot be verified now: Cloudflare Access does not give its keys.";
                ApiResponse::error(503, "access_unavailable", detail).with_header("retry-after", "2")
            }
        })
    }

    fn health(&self) -> ApiResponse {
        let misconfigured = matches!(self.config().access, Access::Invalid(_)) || self.config().upstream.is_err();
        // The details are only for authenticated callers.
        if misconfigured {
            ApiResponse::json(503, &serde_json::json!({"status": "misconfigured"}))
        } else {
            ApiResponse::json(200, &serde_json::json!({"status": "ok"}))
        }
    }
}
