//! One request's way: seen, let in, routed, read, passed on, answered, dressed, logged. The order is the design: what
//! is refused early costs nothing and reaches nobody.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::{Env, Method, RequestInit, console_error, console_log, web_sys};

use super::access::{self, Access, Scope, admit, check_source};
use super::answer::Answer;
use super::config::{self, Config, Flaw, Upstream};
use super::guise::{self, Kept};
use super::head::Head;
use super::journal::Entry;
use super::mask::mask;
use super::platform::{body_of, head_of, new_id, now_ms, pass, respond, variable};
use super::relay::{Bases, relay, request_id};
use super::routes::{self, Route, nothing_here};
use super::transport::Way;
use super::{page, payload};
use crate::client::{Arguments, Client};
use crate::integration::redact_text;

/// The one object that is everybody's sandbox.
const OBJECT_NAME: &str = "sandbox";

#[wasm_bindgen]
extern "C" {
    /// `WorkerOptions`, checked by [`check_mount`].
    pub type Mount;
    #[wasm_bindgen(method, getter)]
    fn prefix(this: &Mount) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn authorize(this: &Mount) -> JsValue;
}

/// What a request leads to.
enum Reply {
    Answer(Answer),
    File(web_sys::Response, Kept),
}

/// Answers a request.
#[wasm_bindgen(skip_typescript)]
pub async fn serve(request: web_sys::Request, env: Env, mount: Mount) -> Result<web_sys::Response, JsValue> {
    let began = now_ms();
    let visit = Visit::new(request, env, mount);
    let mut entry = Entry { request_id: new_id(), ..Entry::default() };
    let reply = visit.answer(&mut entry).await.unwrap_or_else(Reply::Answer);
    let headers = |kept| visit.headers(&entry.request_id, kept);
    let response = match reply {
        Reply::File(response, kept) => pass(&response, &page::KEPT, &headers(kept)),
        Reply::Answer(answer) => {
            // Confluent's own id for a request is what its support asks for.
            let own = answer.header("x-request-id").is_none();
            let headers: Vec<_> =
                headers(Kept::Never).into_iter().filter(|(name, _)| own || *name != "x-request-id").collect();
            respond(answer, &headers)
        }
    }?;
    entry.status = response.status();
    entry.ms = (now_ms() - began) as u64;
    if entry.counts() {
        console_log!("{}", entry.line());
    }
    Ok(response)
}

/// Answers a request that was lost: the instance that had it is gone, and this is a new one.
#[wasm_bindgen(skip_typescript)]
pub fn lost(request: web_sys::Request, env: Env, mount: Mount) -> Result<web_sys::Response, JsValue> {
    let visit = Visit::new(request, env, mount);
    let id = new_id();
    let words = "A fault in this Worker lost the request; what it should have done may have been done. The next one is served again.";
    console_error!("{}", Entry { status: 500, request_id: id.clone(), ..Entry::default() }.line());
    respond(Answer::refusal(500, "internal", words), &visit.headers(&id, Kept::Never))
}

/// Checks `WorkerOptions`.
#[wasm_bindgen(js_name = checkMount, skip_typescript)]
pub fn check_mount(mount: &Mount) -> Result<(), JsError> {
    if !mount.is_object() {
        return Err(JsError::new("createWorker: options must be an object"));
    }
    let prefix = mount.prefix();
    match prefix.as_string() {
        Some(prefix) => config::check_prefix(&prefix).map_err(|words| JsError::new(&words))?,
        None if prefix.is_undefined() => {}
        None => return Err(JsError::new("createWorker: prefix must be a string")),
    }
    let authorize = mount.authorize();
    if authorize.is_undefined() || authorize.is_function() {
        Ok(())
    } else {
        Err(JsError::new("createWorker: authorize must be a function"))
    }
}

/// Cron.
#[wasm_bindgen(skip_typescript)]
pub fn scheduled() {
    console_log!("nothing is done on a schedule yet: the canary comes with a later release");
}

/// Queue messages.
#[wasm_bindgen(skip_typescript)]
pub fn queue() {
    console_log!("nothing is done with queue messages yet: the canary comes with a later release");
}

thread_local! {
    static DIED: RefCell<Option<Function>> = const { RefCell::new(None) };
    static TOLD: Cell<bool> = const { Cell::new(false) };
}

/// Has `died` called when this instance is about to be lost.
#[wasm_bindgen(skip_typescript)]
pub fn watch(died: Function) {
    DIED.set(Some(died));
    std::panic::set_hook(Box::new(|info| {
        // Where, not what: a message may quote what it stumbled over.
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        console_error!(
            "a fault in the Worker, at {place}: the requests under way are lost, the next is served by a new instance"
        );
        let _ = DIED.with_borrow(|died| died.as_ref().map(|died| died.call0(&JsValue::NULL)));
    }));
}

/// A request with its surroundings.
struct Visit {
    request: web_sys::Request,
    env: Env,
    config: Config,
    head: Option<Head>,
    prefix: String,
    authorize: Option<Function>,
}

impl Visit {
    fn new(request: web_sys::Request, env: Env, mount: Mount) -> Visit {
        let authorize = mount.authorize().dyn_into().ok();
        let config = Config::read(&|name| variable(&env, name), authorize.is_some());
        if !TOLD.replace(true) {
            config.notes().iter().for_each(|note| console_log!("{note}"));
        }
        let head = head_of(&request);
        let prefix = mount.prefix().as_string().unwrap_or_default();
        Visit { request, env, config, head, prefix, authorize }
    }

    fn headers(&self, request_id: &str, kept: Kept) -> Vec<(&'static str, String)> {
        let https = self.head.as_ref().is_some_and(|head| head.url.scheme() == "https");
        guise::headers(self.config.upstream_name(), request_id, https, kept)
    }

    async fn answer(&self, entry: &mut Entry) -> Result<Reply, Answer> {
        let head = self.head.as_ref().ok_or_else(nothing_here)?;
        let path = config::under(&self.prefix, head.url.path());
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
            Access::Session => self.ask().await?,
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

    /// Asks the session of the Worker that this one is mounted in.
    async fn ask(&self) -> Result<Scope, Answer> {
        let fault = |words: &str| {
            console_error!("authorize {words}: the request is refused");
            Answer::refusal(500, "internal", "This Worker's access could not be decided.")
        };
        let thrown = |error: JsValue| {
            let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
            fault(&format!("failed ({})", redact_text(&message.unwrap_or_default())))
        };
        let authorize = self.authorize.as_ref().ok_or_else(|| fault("is missing"))?;
        let shown = self.without_body().map_err(thrown)?;
        let said = authorize.call2(&JsValue::UNDEFINED, &shown, &self.env).map_err(thrown)?;
        let said = JsFuture::from(Promise::resolve(&said)).await.map_err(thrown)?;
        if said.is_null() || said.is_undefined() {
            return Err(access::no_session());
        }
        let scope = said.as_string().and_then(|name| Scope::parse(&name));
        scope.ok_or_else(|| fault("gave neither a scope nor null"))
    }

    /// The body is for the operation: a session that read it would leave nothing.
    fn without_body(&self) -> Result<web_sys::Request, JsValue> {
        let init = Object::new();
        for name in ["method", "headers", "cf"] {
            let value = Reflect::get(&self.request, &name.into())?;
            if !value.is_undefined() {
                Reflect::set(&init, &name.into(), &value)?;
            }
        }
        web_sys::Request::new_with_str_and_init(&self.request.url(), init.unchecked_ref())
    }
}
