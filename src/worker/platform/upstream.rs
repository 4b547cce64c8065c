//! Calls to the upstream for an authenticated request: the API's operations, the sandbox's own two routes, and the check
//! whether the upstream responds at all.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::json;
use worker::{Env, Method, RequestInit, console_error};

use super::clock::now_ms;
use super::fetcher::{Fetcher, WithoutTimer};
use crate::client::{Arguments, Client, ClientOptions, Exchange, Transport};
use crate::integration::redact_text;
use crate::protocol::{Operation, integrations};
use crate::worker::access::Scope;
use crate::worker::access_log::LogEntry;
use crate::worker::config::{self, Config, Upstream};
use crate::worker::config_error::ConfigError;
use crate::worker::links::Bases;
use crate::worker::ready::Readiness;
use crate::worker::redact_response::redact;
use crate::worker::relay::{relay, relay_operation, request_id};
use crate::worker::response::ApiResponse;
use crate::worker::routes::not_found;

/// The name of the one object that is the sandbox for all callers.
const OBJECT_NAME: &str = "sandbox";

/// The longest that `GET /readyz` waits: monitoring must learn of a hanging upstream too.
const READY_TIMEOUT_MS: u32 = 5_000;

/// How long one of the canary's own calls may take, and whether it is retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallPolicy {
    /// No caller waits: the client's own timeout and retries.
    Background,
    /// The queue does the retrying.
    QueueMessage,
    /// A caller waits: several such calls have to fit into one request.
    Request,
}

/// A client, with the options that it was made from.
pub struct ClientWithOptions<T> {
    pub client: Client<T>,
    pub options: ClientOptions,
}

/// A client, and the configuration that it is for.
type CachedClient = (Rc<Config>, Rc<ClientWithOptions<WithoutTimer>>);

thread_local! {
    /// Confluent's client: credentials and addresses are prepared once.
    static CLIENT: RefCell<Option<CachedClient>> = const { RefCell::new(None) };
    static READINESS: RefCell<Option<Readiness>> = const { RefCell::new(None) };
}

/// The upstream, for one request.
pub struct UpstreamCalls<'a> {
    /// The settings that the variables give.
    pub config: &'a Rc<Config>,
    /// The bindings.
    pub env: &'a Env,
    /// This Worker's own base URL, prefix included.
    pub own_base: String,
    /// The scope of the caller, which decides what is redacted.
    pub scope: Scope,
}

impl UpstreamCalls<'_> {
    fn upstream(&self) -> Result<&Upstream, ApiResponse> {
        self.config.upstream.as_ref().map_err(ConfigError::response)
    }

    fn fetcher(&self) -> Result<(ClientOptions, Fetcher), ApiResponse> {
        Ok(match self.upstream()? {
            Upstream::Confluent(options) => ((**options).clone(), Fetcher::Internet),
            Upstream::Sandbox => {
                (config::sandbox_options(&self.own_base), Fetcher::DurableObject(self.sandbox()?.into_rpc()))
            }
        })
    }

    /// Returns a client for calls that end with the request's deadline and are not retried.
    pub fn client(&self) -> Result<Rc<ClientWithOptions<WithoutTimer>>, ApiResponse> {
        let cached = CLIENT.with_borrow(|cached| {
            let cached = cached.as_ref().filter(|(config, _)| Rc::ptr_eq(config, self.config));
            cached.map(|(_, client)| client.clone())
        });
        if let Some(client) = cached {
            return Ok(client);
        }
        let (options, fetcher) = self.fetcher()?;
        // The object's stub is made for each request, under the address that the request came to.
        let is_reusable = matches!(fetcher, Fetcher::Internet);
        let client = new_client(&options, WithoutTimer(fetcher))?;
        let client = Rc::new(ClientWithOptions { client, options });
        if is_reusable {
            CLIENT.set(Some((self.config.clone(), client.clone())));
        }
        Ok(client)
    }

    /// Calls one of the API's operations.
    pub async fn call(
        &self,
        operation: &'static Operation,
        arguments: Arguments,
        entry: &mut LogEntry,
    ) -> Result<ApiResponse, ApiResponse> {
        let client = self.client()?;
        let exchange = call_logged(&client.client, operation, arguments, entry).await;
        Ok(relay_operation(operation, &exchange, &self.bases(&client.options), self.scope))
    }

    /// Returns a client for the canary's own calls, which no caller would retry.
    pub fn canary_client(&self, policy: CallPolicy) -> Result<ClientWithOptions<Fetcher>, ApiResponse> {
        let (mut options, fetcher) = self.fetcher()?;
        match policy {
            CallPolicy::Background => options.max_retries = None,
            CallPolicy::QueueMessage => {}
            CallPolicy::Request => options.timeout_ms = Some((self.config.deadline_ms / 4).max(1)),
        }
        let client = new_client(&options, fetcher)?;
        Ok(ClientWithOptions { client, options })
    }

    /// Answers whether the upstream responds.
    pub async fn ready(&self, entry: &mut LogEntry) -> Result<ApiResponse, ApiResponse> {
        let (mut options, fetcher) = self.fetcher()?;
        // Well before the request's own deadline, whose response would say less.
        options.timeout_ms = options.timeout_ms.map(|ms| (ms / 2).min(READY_TIMEOUT_MS));
        let client = new_client(&options, fetcher)?;
        let upstream = self.config.upstream_key();
        let current = READINESS.with_borrow(|last| last.clone().filter(|last| last.is_current(upstream, now_ms())));
        if let Some(readiness) = current {
            return Ok(readiness.response(now_ms()));
        }
        let arguments = Arguments { query: json!({"page_size": 1}), ..Arguments::default() };
        let exchange = call_logged(&client, &integrations::LIST, arguments, entry).await;
        let status = exchange.response.as_ref().map(|response| response.status);
        let readiness = Readiness::new(upstream.to_owned(), now_ms(), exchange.result.as_ref().err(), status);
        let response = readiness.response(now_ms());
        READINESS.set(Some(readiness));
        Ok(response)
    }

    /// Calls one of the sandbox's own routes: its deliveries, and its reset.
    pub async fn sandbox_route(&self, method: Method, path: &str) -> Result<ApiResponse, ApiResponse> {
        if !matches!(self.upstream()?, Upstream::Sandbox) {
            return Err(not_found());
        }
        let mut init = RequestInit::new();
        init.with_method(method);
        let failed = |error: worker::Error| {
            console_error!("the sandbox did not answer: {}", redact_text(&error.to_string()));
            ApiResponse::error(502, "network", "The sandbox did not answer.")
        };
        let request = worker::Request::new_with_init(&[&self.own_base, path].concat(), &init).map_err(failed)?;
        let mut response = self.sandbox()?.fetch_with_request(request).await.map_err(failed)?;
        let status = response.status_code();
        let text = response.text().await.map_err(failed)?;
        let Ok(mut value) = serde_json::from_str(&text) else { return Ok(ApiResponse::empty(status)) };
        if self.scope != Scope::Admin {
            redact(&mut value);
        }
        Ok(ApiResponse::json(status, &value))
    }

    /// Returns the outcome of a call as a response to the caller.
    pub fn relay(&self, exchange: &Exchange, options: &ClientOptions) -> ApiResponse {
        relay(exchange, &self.bases(options), self.scope)
    }

    fn bases<'b>(&'b self, options: &'b ClientOptions) -> Bases<'b> {
        Bases { upstream: config::base_of(options), own: &self.own_base }
    }

    fn sandbox(&self) -> Result<worker::Stub, ApiResponse> {
        let namespace = self.env.durable_object("SANDBOX");
        let stub = namespace.and_then(|namespace| namespace.get_by_name(OBJECT_NAME));
        stub.map_err(|_| ConfigError::no_sandbox().response())
    }
}

fn new_client<T: Transport>(options: &ClientOptions, transport: T) -> Result<Client<T>, ApiResponse> {
    Client::new(options, transport).map_err(|error| ConfigError::of_options(&error).response())
}

/// Makes a call, and records in the log entry how long it took, and the upstream's request id.
pub async fn call_logged<T: Transport>(
    client: &Client<T>,
    operation: &'static Operation,
    arguments: Arguments,
    entry: &mut LogEntry,
) -> Exchange {
    let started_ms = now_ms();
    let exchange = client.exchange(operation, arguments).await;
    log_call(entry, started_ms, &exchange);
    exchange
}

/// Records in the log entry how long a call took, and the upstream's request id.
pub fn log_call(entry: &mut LogEntry, started_ms: f64, exchange: &Exchange) {
    entry.upstream_ms = Some(entry.upstream_ms.unwrap_or_default() + (now_ms() - started_ms) as u64);
    entry.upstream_request_id = request_id(exchange).map(str::to_owned);
}
