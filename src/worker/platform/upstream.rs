//! Calls to the upstream for an admitted request: the six operations, the sandbox's own two routes, and whether the
//! upstream answers at all.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::json;
use worker::{Env, Method, RequestInit};

use super::clock::now_ms;
use super::fetcher::{Fetcher, WithoutTimer};
use crate::client::{Arguments, Client, ClientOptions, Exchange, Transport};
use crate::protocol::{Operation, integrations};
use crate::worker::access::Scope;
use crate::worker::access_log::LogEntry;
use crate::worker::config::{self, Config, Upstream};
use crate::worker::config_error::ConfigError;
use crate::worker::links::Bases;
use crate::worker::ready::Readiness;
use crate::worker::redact_response::mask;
use crate::worker::relay::{relay, request_id};
use crate::worker::response::ApiResponse;
use crate::worker::routes::not_found;

/// The one object that is the sandbox for all callers.
const OBJECT_NAME: &str = "sandbox";

/// The longest that readiness waits: monitoring must learn of a hanging upstream too.
const READY_WAIT_MS: u32 = 5_000;

/// How long one of our own calls may take, and whether it is retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallPolicy {
    /// Nobody waits: the client's own timeout and retries.
    Long,
    /// The queue does the retrying.
    Queue,
    /// A caller waits: several such calls have to fit into one request.
    RequestHandler,
}

/// A client, with the options that it was made from.
pub struct ClientWithOptions<T> {
    pub client: Client<T>,
    pub options: ClientOptions,
}

/// A client, and the configuration that it is for.
type Known = (Rc<Config>, Rc<ClientWithOptions<WithoutTimer>>);

thread_local! {
    /// Confluent's client, and the configuration that it is for: credentials and addresses are prepared once.
    static MADE: RefCell<Option<Known>> = const { RefCell::new(None) };
    static READY: RefCell<Option<Readiness>> = const { RefCell::new(None) };
}

/// The upstream, for one request.
pub struct UpstreamCalls<'a> {
    /// What the variables say.
    pub config: &'a Rc<Config>,
    /// The bindings.
    pub env: &'a Env,
    /// This Worker's own base URL, prefix included.
    pub own_base: String,
    /// The scope of the caller, which decides what is masked.
    pub scope: Scope,
}

impl UpstreamCalls<'_> {
    fn upstream(&self) -> Result<&Upstream, ApiResponse> {
        self.config.upstream.as_ref().map_err(ConfigError::response)
    }

    fn way(&self) -> Result<(ClientOptions, Fetcher), ApiResponse> {
        Ok(match self.upstream()? {
            Upstream::Confluent(options) => ((**options).clone(), Fetcher::Internet),
            Upstream::Sandbox => (config::sandbox_options(&self.own_base), Fetcher::Object(self.sandbox()?.into_rpc())),
        })
    }

    /// A client for calls that end with the request's deadline and are not retried.
    pub fn client(&self) -> Result<Rc<ClientWithOptions<WithoutTimer>>, ApiResponse> {
        let known = MADE.with_borrow(|made| {
            made.as_ref().filter(|(config, _)| Rc::ptr_eq(config, self.config)).map(|(_, made)| made.clone())
        });
        if let Some(made) = known {
            return Ok(made);
        }
        let (options, way) = self.way()?;
        // The object's stub is made for each request, under the address that the request came to.
        let lasts = matches!(way, Fetcher::Internet);
        let client = new_client(&options, WithoutTimer(way))?;
        let made = Rc::new(ClientWithOptions { client, options });
        if lasts {
            MADE.set(Some((self.config.clone(), made.clone())));
        }
        Ok(made)
    }

    /// One of the six operations.
    pub async fn operation(
        &self,
        operation: &'static Operation,
        arguments: Arguments,
        entry: &mut LogEntry,
    ) -> Result<ApiResponse, ApiResponse> {
        let made = self.client()?;
        let exchange = call_logged(&made.client, operation, arguments, entry).await;
        Ok(self.relay(&exchange, &made.options))
    }

    /// A client for the canary's own calls, which no caller would retry.
    pub fn own_client(&self, patience: CallPolicy) -> Result<ClientWithOptions<Fetcher>, ApiResponse> {
        let (mut options, way) = self.way()?;
        match patience {
            CallPolicy::Long => options.max_retries = None,
            CallPolicy::Queue => {}
            CallPolicy::RequestHandler => options.timeout_ms = Some((self.config.deadline_ms / 4).max(1)),
        }
        let client = new_client(&options, way)?;
        Ok(ClientWithOptions { client, options })
    }

    /// Whether the upstream answers.
    pub async fn ready(&self, entry: &mut LogEntry) -> Result<ApiResponse, ApiResponse> {
        let (mut options, way) = self.way()?;
        // Well before the request's own deadline, whose answer would say less.
        options.timeout_ms = options.timeout_ms.map(|ms| (ms / 2).min(READY_WAIT_MS));
        let client = new_client(&options, way)?;
        let upstream = self.config.upstream_key();
        let known = READY.with_borrow(|found| found.clone().filter(|found| found.stands(upstream, now_ms())));
        if let Some(found) = known {
            return Ok(found.answer(now_ms()));
        }
        let arguments = Arguments { query: json!({"page_size": 1}), ..Arguments::default() };
        let exchange = call_logged(&client, &integrations::LIST, arguments, entry).await;
        let status = exchange.response.as_ref().map(|answer| answer.status);
        let found = Readiness::new(upstream.to_owned(), now_ms(), exchange.result.as_ref().err(), status);
        let answer = found.answer(now_ms());
        READY.set(Some(found));
        Ok(answer)
    }

    /// The sandbox's own routes: its deliveries, and its reset.
    pub async fn sandbox_s_own(&self, method: Method, path: &str) -> Result<ApiResponse, ApiResponse> {
        if !matches!(self.upstream()?, Upstream::Sandbox) {
            return Err(not_found());
        }
        let mut init = RequestInit::new();
        init.with_method(method);
        let failed = |_| ApiResponse::error(502, "network", "The sandbox did not answer.");
        let request = worker::Request::new_with_init(&[&self.own_base, path].concat(), &init).map_err(failed)?;
        let mut response = self.sandbox()?.fetch_with_request(request).await.map_err(failed)?;
        let status = response.status_code();
        let text = response.text().await.map_err(failed)?;
        let Ok(mut value) = serde_json::from_str(&text) else { return Ok(ApiResponse::empty(status)) };
        if self.scope != Scope::Admin {
            mask(&mut value);
        }
        Ok(ApiResponse::json(status, &value))
    }

    /// The outcome of a call, as an answer to the caller.
    pub fn relay(&self, exchange: &Exchange, options: &ClientOptions) -> ApiResponse {
        relay(exchange, &Bases { upstream: config::base_of(options), own: &self.own_base }, self.scope)
    }

    fn sandbox(&self) -> Result<worker::Stub, ApiResponse> {
        let namespace = self.env.durable_object("SANDBOX");
        namespace
            .and_then(|namespace| namespace.get_by_name(OBJECT_NAME))
            .map_err(|_| ConfigError::no_sandbox().response())
    }
}

fn new_client<T: Transport>(options: &ClientOptions, transport: T) -> Result<Client<T>, ApiResponse> {
    Client::new(options, transport).map_err(|error| ConfigError::of_options(&error).response())
}

/// A call, recorded in the log entry: how long it took, and the upstream's request id.
pub async fn call_logged<T: Transport>(
    client: &Client<T>,
    operation: &'static Operation,
    arguments: Arguments,
    entry: &mut LogEntry,
) -> Exchange {
    let began = now_ms();
    let exchange = client.exchange(operation, arguments).await;
    entry.upstream_ms = Some(entry.upstream_ms.unwrap_or_default() + (now_ms() - began) as u64);
    entry.upstream_request_id = request_id(&exchange).map(str::to_owned);
    exchange
}
