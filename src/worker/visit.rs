//! How one request is handled: source checked, routed, authenticated, read, forwarded, answered. The order is the design:
//! what is refused early costs little and reaches no upstream.

use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{Either, select};
use js_sys::Function;
use worker::{Delay, Env, Method, web_sys};

use super::access::{Access, Caller, Shown, admit, check_source, is_own_origin, matrix, nobody, session_elsewhere};
use super::answer::Answer;
use super::canary::memory::{Canary, Pending};
use super::canary::record::Cause;
use super::config::Config;
use super::head::Head;
use super::journal::Entry;
use super::js_boundary::read_head;
use super::later::Background;
use super::limits::{bucket, too_often};
use super::platform::{Deployment, body_of, deployment, is_within, now_ms};
use super::response_headers::{self, Kept};
use super::routes::{self, Route, nothing_here};
use super::signature::{self, Refused};
use super::upstream::{Asking, Patience};
use super::{mount, page, payload, session, sign_in};
use crate::client::Arguments;

/// What a request is answered with.
pub enum Reply {
    /// A plain value.
    Answer(Answer),
    /// A file of the page, and how long it may be cached.
    File(web_sys::Response, Kept),
}

/// A request with its context.
pub struct Visit {
    request: web_sys::Request,
    env: Env,
    deployment: Rc<Deployment>,
    head: Option<Head>,
    prefix: String,
    authorize: Option<Function>,
    wait_until: Option<Function>,
}

impl Visit {
    /// Takes a request. `prefix` is where this Worker is mounted, `authorize` decides for the Worker that mounts it.
    pub fn new(
        request: web_sys::Request,
        env: Env,
        prefix: String,
        authorize: Option<Function>,
        wait_until: Option<Function>,
    ) -> Visit {
        let deployment = deployment(&env, authorize.is_some());
        let head = read_head(&request);
        Visit { request, env, deployment, head, prefix, authorize, wait_until }
    }

    /// What the variables say.
    pub fn config(&self) -> &Rc<Config> {
        &self.deployment.config
    }

    /// What every answer to this request carries.
    pub fn headers(&self, request_id: &str, kept: Kept) -> Vec<(&'static str, String)> {
        let https = self.head.as_ref().is_some_and(|head| head.url.scheme() == "https");
        let mut headers = response_headers::headers(self.config().upstream_name(), request_id, https, kept);
        headers.extend(self.config().origins.headers(self.head.as_ref()));
        headers
    }

    /// The answer; `entry` gathers what may be logged. A refusal is an answer too.
    pub async fn answer(&self, entry: &mut Entry) -> Result<Reply, Answer> {
        let head = self.head.as_ref().ok_or_else(nothing_here)?;
        let path = mount::under(&self.prefix, head.url.path());
        let found = path.ok_or_else(nothing_here).and_then(|path| routes::find(&head.method, path));
        let file = found.as_ref().is_ok_and(Route::is_file);
        entry.route = found.as_ref().ok().map(Route::name);
        check_source(&self.config().access, &self.config().origins, head, file)?;
        if let Some(answer) = self.config().origins.preflight(head) {
            return Ok(Reply::Answer(answer));
        }
        if file {
            return match found? {
                Route::Page => {
                    Ok(Reply::File(page::file(head, &self.env).await?, Kept::of_file(path.unwrap_or_default())))
                }
                _ => Ok(Reply::Answer(self.health())),
            };
        }
        let deadline = Delay::from(Duration::from_millis(self.config().deadline_ms.into()));
        match select(Box::pin(self.work(head, found, entry)), Box::pin(deadline)).await {
            Either::Left((answer, _)) => answer.map(Reply::Answer),
            // Pending work is dropped, which also cancels its requests on the wire.
            Either::Right(_) => Err(Answer::refusal(504, "timeout", "There was no complete answer in time.")),
        }
    }

    async fn work(&self, head: &Head, found: Result<Route, Answer>, entry: &mut Entry) -> Result<Answer, Answer> {
        #[cfg(feature = "planted-faults")]
        super::planted::at("before", &self.request);
        let (began_ms, deadline_ms) = (now_ms(), f64::from(self.config().deadline_ms));
        let limited = self.config().access != Access::Loopback;
        if limited && !is_within(self.deployment.by_address.as_ref(), || bucket(head)).await {
            return Err(too_often());
        }
        if let Ok(route) = &found
            && matrix::demand(route) == matrix::Demand::Nothing
        {
            return self.sign_in(route, head, entry).await;
        }
        let caller = self.caller(head, entry).await?;
        let scope = caller.scope;
        let name = &entry.caller.insert(caller).name;
        // The user's own session gives us no names to count by.
        let by_caller =
            self.deployment.by_caller.as_ref().filter(|_| limited && self.config().access != Access::Session);
        if !is_within(by_caller, || name.clone()).await {
            return Err(too_often());
        }
        let route = found?;
        scope.permits(&route)?;
        if !route.reads() {
            payload::check_head(head, route.takes_body())?;
        }
        let own_base = [head.url.origin(), &self.prefix].concat();
        let asking = Asking { config: self.config(), env: &self.env, own_base, scope };
        let later = self.wait_until.as_ref().map(|wait_until| {
            |pending| Background::new(self.deployment.clone(), self.env.clone(), &self.prefix).tell(wait_until, pending)
        });
        let canary = || Canary::new(&asking, later.as_ref().map(|later| later as &dyn Fn(Pending)));
        match route {
            Route::Operation(operation, id) => {
                let mut arguments = Arguments { id, query: payload::query(head)?, ..Arguments::default() };
                // A missing upstream is reported before the body is read.
                self.config().upstream.as_ref().map_err(|flaw| flaw.answer())?;
                if operation.purpose().is_some() {
                    arguments.body = payload::read(&body_of(&self.request).await?)?;
                }
                let answer = asking.operation(operation, arguments, entry).await;
                #[cfg(feature = "planted-faults")]
                super::planted::at("after", &self.request);
                answer
            }
            Route::TestSaved(id) => {
                payload::check_empty(&body_of(&self.request).await?)?;
                canary().test_saved(id, entry, began_ms + deadline_ms).await
            }
            Route::TestAll => {
                payload::check_empty(&body_of(&self.request).await?)?;
                // The last tests that are started have to fit in too.
                let until_ms = began_ms + deadline_ms / 3.0;
                let report = canary().run(Cause::Run, Patience::Visit, until_ms).await;
                report.map(|report| report.answer())
            }
            Route::TestWebhook => {
                payload::check_empty(&body_of(&self.request).await?)?;
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
            Route::Page | Route::Health | Route::WhoAmI | Route::SignIn | Route::SignOut => Err(nothing_here()),
        }
    }

    async fn sign_in(&self, route: &Route, head: &Head, entry: &mut Entry) -> Result<Answer, Answer> {
        let access = &self.config().access;
        match route {
            Route::SignIn => {
                sign_in::gate(access)?;
                payload::check_head(head, true)?;
                let body = payload::read(&body_of(&self.request).await?)?;
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

    async fn caller(&self, head: &Head, entry: &mut Entry) -> Result<Caller, Answer> {
        let access = &self.config().access;
        if *access == Access::Session {
            // What `authorize` reads may be a cookie, which browsers send from every site. A header that a site has to set
            // itself is another matter: before that the browser asks whether it may, and then leaves cookies out.
            if !is_own_origin(head) && head.header("authorization").is_none() {
                return Err(session_elsewhere());
            }
            return session::ask(self.authorize.as_ref(), &self.request, &self.env).await;
        }
        let (text, team) = match admit(access, head, &self.prefix, now_ms())? {
            Shown::Caller(caller) => return Ok(caller),
            Shown::Assertion(text, team) => (text, team),
        };
        signature::caller(text, team).await.map_err(|refused| match refused {
            Refused::Assertion(why) => {
                entry.why = Some(why);
                access.gate().map_or_else(nothing_here, nobody)
            }
            Refused::Unavailable => {
                entry.why = Some("could not be verified: the team's keys cannot be had");
                let words = "Who you are cannot be verified now: Cloudflare Access does not give its keys.";
                Answer::refusal(503, "access_unavailable", words).with("retry-after", "2")
            }
        })
    }

    fn health(&self) -> Answer {
        let broken = matches!(self.config().access, Access::Broken(_)) || self.config().upstream.is_err();
        // The details are only for authenticated callers.
        if broken {
            Answer::json(503, &serde_json::json!({"status": "misconfigured"}))
        } else {
            Answer::json(200, &serde_json::json!({"status": "ok"}))
        }
    }
}
