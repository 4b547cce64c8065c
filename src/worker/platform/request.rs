//! How one request is handled: source checked, routed, authenticated, read, forwarded, answered. The order is the design:
//! what is refused early costs little and reaches no upstream.

use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{Either, select};
use js_sys::Function;
use worker::{Delay, Env, Method, web_sys};

use super::access_jwt_verify::{self, Refused};
use super::background::Background;
use super::clock::now_ms;
use super::deployment::{Deployment, deployment};
use super::js::read_head;
use super::rate_limiter::allows;
use super::request_body::read_body;
use super::upstream::{CallPolicy, UpstreamCalls};
use super::{assets, authorize};
use crate::client::Arguments;
use crate::worker::access::{
    Access, Caller, Proof, authenticate, check_source, is_own_origin, session_elsewhere, unauthorized,
};
use crate::worker::access_log::LogEntry;
use crate::worker::canary::memory::{Canary, Pending};
use crate::worker::canary::record::Cause;
use crate::worker::config::Config;
use crate::worker::limits::{client_key, rate_limited};
use crate::worker::permissions::{self, RequiredScope};
use crate::worker::request_head::RequestHead;
use crate::worker::response::ApiResponse;
use crate::worker::response_headers::{self, CachePolicy};
use crate::worker::routes::{self, Route, not_found};
use crate::worker::{payload, prefix, sign_in};

/// What a request is answered with.
pub enum Reply {
    /// A plain value.
    ApiResponse(ApiResponse),
    /// A file of the page, and how long it may be cached.
    File(web_sys::Response, CachePolicy),
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
    /// Takes a request. `prefix` is where this Worker is mounted, `authorize` decides for the Worker that mounts it.
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

    /// What the variables say.
    pub fn config(&self) -> &Rc<Config> {
        &self.deployment.config
    }

    /// What every answer to this request carries.
    pub fn headers(&self, request_id: &str, kept: CachePolicy) -> Vec<(&'static str, String)> {
        let https = self.head.as_ref().is_some_and(|head| head.url.scheme() == "https");
        let mut headers = response_headers::headers(self.config().upstream_name(), request_id, https, kept);
        headers.extend(self.config().origins.headers(self.head.as_ref()));
        headers
    }

    /// The answer; `entry` gathers what may be logged. A refusal is an answer too.
    pub async fn answer(&self, entry: &mut LogEntry) -> Result<Reply, ApiResponse> {
        let head = self.head.as_ref().ok_or_else(not_found)?;
        let path = prefix::strip(&self.prefix, head.url.path());
        let found = path.ok_or_else(not_found).and_then(|path| routes::find(&head.method, path));
        let file = found.as_ref().is_ok_and(Route::is_file);
        entry.route = found.as_ref().ok().map(Route::name);
        check_source(&self.config().access, &self.config().origins, head, file)?;
        if let Some(answer) = self.config().origins.preflight(head) {
            return Ok(Reply::ApiResponse(answer));
        }
        if file {
            return match found? {
                Route::Page => Ok(Reply::File(
                    assets::file(head, &self.env).await?,
                    CachePolicy::of_file(path.unwrap_or_default()),
                )),
                _ => Ok(Reply::ApiResponse(self.health())),
            };
        }
        let deadline = Delay::from(Duration::from_millis(self.config().deadline_ms.into()));
        match select(Box::pin(self.work(head, found, entry)), Box::pin(deadline)).await {
            Either::Left((answer, _)) => answer.map(Reply::ApiResponse),
            // Pending work is dropped, which also cancels its requests on the wire.
            Either::Right(_) => Err(ApiResponse::error(504, "timeout", "There was no complete answer in time.")),
        }
    }

    async fn work(
        &self,
        head: &RequestHead,
        found: Result<Route, ApiResponse>,
        entry: &mut LogEntry,
    ) -> Result<ApiResponse, ApiResponse> {
        #[cfg(feature = "_test-faults")]
        super::injected_faults::at("before", &self.request);
        let (began_ms, deadline_ms) = (now_ms(), f64::from(self.config().deadline_ms));
        let limited = self.config().access != Access::Loopback;
        if limited && !allows(self.deployment.by_address.as_ref(), || client_key(head)).await {
            return Err(rate_limited());
        }
        if let Ok(route) = &found
            && permissions::required(route) == RequiredScope::None
        {
            return self.sign_in(route, head, entry).await;
        }
        let caller = self.caller(head, entry).await?;
        let scope = caller.scope;
        let name = &entry.caller.insert(caller).name;
        // The user's own session gives us no names to count by.
        let by_caller =
            self.deployment.by_caller.as_ref().filter(|_| limited && self.config().access != Access::Session);
        if !allows(by_caller, || name.clone()).await {
            return Err(rate_limited());
        }
        let route = found?;
        permissions::check(scope, &route)?;
        if !route.reads() {
            payload::check_head(head, route.takes_body())?;
        }
        let own_base = [head.url.origin(), &self.prefix].concat();
        let asking = UpstreamCalls { config: self.config(), env: &self.env, own_base, scope };
        let later = self.wait_until.as_ref().map(|wait_until| {
            |pending| Background::new(self.deployment.clone(), self.env.clone(), &self.prefix).tell(wait_until, pending)
        });
        let canary = || Canary::new(&asking, later.as_ref().map(|later| later as &dyn Fn(Pending)));
        match route {
            Route::Operation(operation, id) => {
                let mut arguments = Arguments { id, query: payload::query(head)?, ..Arguments::default() };
                // A missing upstream is reported before the body is read.
                self.config().upstream.as_ref().map_err(|error| error.response())?;
                if operation.body.is_some() {
                    arguments.body = payload::read(&read_body(&self.request).await?)?;
                }
                let answer = asking.operation(operation, arguments, entry).await;
                #[cfg(feature = "_test-faults")]
                super::injected_faults::at("after", &self.request);
                answer
            }
            Route::TestSaved(id) => {
                payload::check_empty(&read_body(&self.request).await?)?;
                canary().test_saved(id, entry, began_ms + deadline_ms).await
            }
            Route::TestAll => {
                payload::check_empty(&read_body(&self.request).await?)?;
                // The last tests that are started have to fit in too.
                let until_ms = began_ms + deadline_ms / 3.0;
                let report = canary().run(Cause::Run, CallPolicy::RequestHandler, until_ms).await;
                report.map(|report| report.answer())
            }
            Route::TestWebhook => {
                payload::check_empty(&read_body(&self.request).await?)?;
                canary().test_webhook().await
            }
            Route::Results => canary().results().await,
            Route::ResultsOf(id) => canary().results_of(&id).await,
            Route::Ready => asking.ready(entry).await,
            Route::Deliveries => asking.sandbox_s_own(Method::Get, "/sandbox/deliveries").await,
            Route::Reset => {
                let answer = asking.sandbox_s_own(Method::Post, "/sandbox/reset").await?;
                // Its integrations have new ids now.
                canary().forget_all().await;
                Ok(answer)
            }
            Route::Page | Route::Health | Route::WhoAmI | Route::SignIn | Route::SignOut => Err(not_found()),
        }
    }

    async fn sign_in(
        &self,
        route: &Route,
        head: &RequestHead,
        entry: &mut LogEntry,
    ) -> Result<ApiResponse, ApiResponse> {
        let access = &self.config().access;
        match route {
            Route::SignIn => {
                sign_in::credentials(access)?;
                payload::check_head(head, true)?;
                let body = payload::read(&read_body(&self.request).await?)?;
                sign_in::start(access, head, &self.prefix, &body, now_ms())
            }
            Route::SignOut => {
                payload::check_head(head, false)?;
                Ok(sign_in::end(head, &self.prefix))
            }
            _ => match self.caller(head, entry).await {
                Ok(caller) => {
                    let answer = sign_in::who(access, Some(&caller));
                    entry.caller = Some(caller);
                    Ok(answer)
                }
                Err(refusal) if matches!(refusal.status, 401 | 403) => Ok(sign_in::who(access, None)),
                Err(refusal) => Err(refusal),
            },
        }
    }

    async fn caller(&self, head: &RequestHead, entry: &mut LogEntry) -> Result<Caller, ApiResponse> {
        let access = &self.config().access;
        if *access == Access::Session {
            // What `authorize` reads may be a cookie, which browsers send from every site. A header that a site has to set
            // itself is another matter: before that the browser asks whether it may, and then leaves cookies out.
            if !is_own_origin(head) && head.header("authorization").is_none() {
                return Err(session_elsewhere());
            }
            return authorize::caller(self.authorize.as_ref(), &self.request, &self.env).await;
        }
        let (text, team) = match authenticate(access, head, &self.prefix, now_ms())? {
            Proof::Caller(caller) => return Ok(caller),
            Proof::AccessJwt(text, team) => (text, team),
        };
        access_jwt_verify::caller(text, team).await.map_err(|refused| match refused {
            Refused::AccessJwt(why) => {
                entry.why = Some(why);
                access.credentials().map_or_else(not_found, unauthorized)
            }
            Refused::Unavailable => {
                entry.why = Some("could not be verified: the team's keys cannot be had");
                let words = "Who you are cannot be verified now: Cloudflare Access does not give its keys.";
                ApiResponse::error(503, "access_unavailable", words).with_header("retry-after", "2")
            }
        })
    }

    fn health(&self) -> ApiResponse {
        let broken = matches!(self.config().access, Access::Invalid(_)) || self.config().upstream.is_err();
        // The details are only for authenticated callers.
        if broken {
            ApiResponse::json(503, &serde_json::json!({"status": "misconfigured"}))
        } else {
            ApiResponse::json(200, &serde_json::json!({"status": "ok"}))
        }
    }
}
