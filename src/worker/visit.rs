//! One request's way: seen, let in, routed, read, passed on, answered. The order is the design: what is refused early
//! costs nothing and reaches nobody.

use js_sys::Function;
use worker::{Env, Method, RequestInit, web_sys};

use super::access::{Access, Scope, admit, check_source};
use super::answer::Answer;
use super::config::{self, Config, Flaw, Upstream};
use super::guise::{self, Kept};
use super::head::Head;
use super::journal::Entry;
use super::links::Bases;
use super::mask::mask;
use super::platform::{body_of, head_of, variable};
use super::relay::{relay, request_id};
use super::routes::{self, Route, nothing_here};
use super::transport::Way;
use super::{mount, page, payload, session};
use crate::client::{Arguments, Client};

/// The one object that is everybody's sandbox.
const OBJECT_NAME: &str = "sandbox";

/// What a request leads to.
pub enum Reply {
    /// A plain value.
    Answer(Answer),
    /// A file of the page, and for how long it may be kept.
    File(web_sys::Response, Kept),
}

/// A request with its surroundings.
pub struct Visit {
    request: web_sys::Request,
    env: Env,
    /// What the variables say.
    pub config: Config,
    head: Option<Head>,
    prefix: String,
    authorize: Option<Function>,
}

impl Visit {
    /// Sees a request. `prefix` is where this Worker is mounted, `authorize` the session of who mounted it.
    pub fn new(request: web_sys::Request, env: Env, prefix: String, authorize: Option<Function>) -> Visit {
        let config = Config::read(&|name| variable(&env, name), authorize.is_some());
        let head = head_of(&request);
        Visit { request, env, config, head, prefix, authorize }
    }

    /// What every answer to this request carries.
    pub fn headers(&self, request_id: &str, kept: Kept) -> Vec<(&'static str, String)> {
        let https = self.head.as_ref().is_some_and(|head| head.url.scheme() == "https");
        guise::headers(self.config.upstream_name(), request_id, https, kept)
    }

    /// The answer; `entry` learns what the log may know. A refusal is an answer too.
    pub async fn answer(&self, entry: &mut Entry) -> Result<Reply, Answer> {
        let head = self.head.as_ref().ok_or_else(nothing_here)?;
        let path = mount::under(&self.prefix, head.url.path());
        let found = path.ok_or_else(nothing_here).and_then(|path| routes::find(&head.method, path));
        let public = found.as_ref().is_ok_and(Route::is_public);
        entry.route = found.as_ref().ok().map(Route::name);
        check_source(&self.config.access, head, public)?;
        if public {
            return match found? {
                Route::Page => {
                    Ok(Reply::File(page::file(head, &self.env).await?, Kept::of_file(path.unwrap_or_default())))
                }
                _ => Ok(Reply::Answer(self.health())),
            };
        }
        let scope = match self.config.access {
            Access::Session => session::ask(self.authorize.as_ref(), &self.request, &self.env).await?,
            _ => admit(&self.config.access, head)?,
        };
        entry.scope = Some(scope);
        let route = found?;
        scope.permits(&route)?;
        if !route.reads() {
            payload::check_head(head, head.method != "DELETE")?;
        }
        let upstream = self.config.upstream.as_ref().map_err(Flaw::answer)?;
        self.pass_on(route, head, upstream, scope, entry).await.map(Reply::Answer)
    }

    async fn pass_on(
        &self,
        route: Route,
        head: &Head,
        upstream: &Upstream,
        scope: Scope,
        entry: &mut Entry,
    ) -> Result<Answer, Answer> {
        let own_base = head.origin() + &self.prefix;
        let Route::Operation(operation, id) = route else {
            return match upstream {
                Upstream::Sandbox => self.ask_sandbox(&route, &own_base, scope).await,
                Upstream::Confluent(_) => Err(nothing_here()),
            };
        };
        let (options, way) = match upstream {
            Upstream::Confluent(options) => ((**options).clone(), Way::Internet),
            Upstream::Sandbox => (config::sandbox_options(&own_base), Way::Object(self.sandbox()?)),
        };
        let bases = Bases { upstream: config::base_of(&options), own: &own_base };
        let client = Client::new(&options, way).map_err(|error| Flaw::of_options(&error).answer())?;
        let mut arguments = Arguments { id, query: payload::query(head)?, ..Arguments::default() };
        if operation.purpose().is_some() {
            arguments.body = payload::read(&body_of(&self.request).await?)?;
        }
        let exchange = client.exchange(operation, arguments).await;
        entry.upstream_request_id = request_id(&exchange).map(str::to_owned);
        Ok(relay(&exchange, &bases, scope))
    }

    fn health(&self) -> Answer {
        match &self.config.upstream {
            Ok(_) => Answer::json(200, &serde_json::json!({"status": "ok"})),
            // What exactly, who may ask for more is told.
            Err(_) => Answer::json(503, &serde_json::json!({"status": "misconfigured"})),
        }
    }

    fn sandbox(&self) -> Result<worker::Stub, Answer> {
        let namespace = self.env.durable_object("SANDBOX");
        namespace.and_then(|namespace| namespace.get_by_name(OBJECT_NAME)).map_err(|_| Flaw::no_sandbox().answer())
    }

    async fn ask_sandbox(&self, route: &Route, own_base: &str, scope: Scope) -> Result<Answer, Answer> {
        let path = if *route == Route::Reset { "/sandbox/reset" } else { "/sandbox/deliveries" };
        let mut init = RequestInit::new();
        init.with_method(if *route == Route::Reset { Method::Post } else { Method::Get });
        let failed = |_| Answer::refusal(502, "network", "The sandbox did not answer.");
        let request = worker::Request::new_with_init(&[own_base, path].concat(), &init).map_err(failed)?;
        let mut response = self.sandbox()?.fetch_with_request(request).await.map_err(failed)?;
        let status = response.status_code();
        let text = response.text().await.map_err(failed)?;
        let Ok(mut value) = serde_json::from_str(&text) else { return Ok(Answer::empty(status)) };
        if scope != Scope::Admin {
            mask(&mut value);
        }
        Ok(Answer::json(status, &value))
    }
}
