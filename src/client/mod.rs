//! The Rust driver: the same state machine as JavaScript's, over any [`Transport`].
//!
//! It makes no decisions of its own. Native tests run it on the sandbox with a virtual clock, the Worker on the platform's
//! fetch.

mod exchange;
mod json;
mod options;
mod skeleton;
mod transport;

use futures_util::future::{Either, select};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub use exchange::{Arguments, Exchange};
pub use json::read_json;
use options::page_token;
pub use options::{ClientOptions, Credentials};
use skeleton::Skeleton;
pub use transport::{HttpRequest, HttpResponse, Transport, TransportError};

use crate::integration::{Integration, IntegrationPage, IntegrationPatch, ListQuery, NewIntegration};
#[cfg(doc)]
use crate::protocol::ErrorCode;
use crate::protocol::{
    self, Attempt, Body, Call, Error, Failure, Operation, Settings, Step, integrations, next_page_token,
};

/// A client of Confluent Cloud's Notifications API v1, Integrations.
///
/// What is said of fields, limits and statuses is from Confluent's documentation of Notifications v1, Integrations, in its
/// editions of 2023 and 2026; the retries, timeouts and checks before sending are this library's. Every operation fails with
/// [`ErrorCode::InvalidRequest`] before anything is sent, with a status's code after the retries, with
/// [`ErrorCode::Network`] or [`ErrorCode::Timeout`] without an answer, with [`ErrorCode::InvalidResponse`] where a success is
/// not of the documented shape; what is its own stands with it.
///
/// One client serves many calls at a time; a call is cancelled by dropping its future.
///
/// ```
/// use confluent_notifications::client::*;
/// use confluent_notifications::sandbox::{self, Sandbox, random_from};
/// # use std::sync::Mutex;
///
/// /// The API in memory. Over a network, `send` is an HTTP library's request, and `sleep` a timer.
/// struct InMemory(Mutex<Sandbox>);
///
/// impl Transport for InMemory {
///     async fn send(&self, out: HttpRequest) -> Result<HttpResponse, TransportError> {
///         let url = out.url.strip_prefix("https://api.confluent.cloud").unwrap_or_default();
///         let (path, query) = url.split_once('?').unwrap_or((url, ""));
///         let header = |name: &str| out.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
///         let (method, body) = (out.method.as_str(), out.body.as_deref().unwrap_or_default());
///         let request = sandbox::SandboxRequest { method, path, query, header: &header, body, base_url: "" };
///         let answer = self.0.lock().unwrap().respond(&request, self.now_ms(), &mut random_from(1));
///         let answer = answer.map_err(|fault| TransportError { why: format!("{fault:?}"), head: None })?;
///         let headers = answer.headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
///         Ok(HttpResponse { status: answer.status, headers, body: answer.body.unwrap_or_default() })
///     }
///     async fn sleep(&self, _ms: f64) {}
///     fn now_ms(&self) -> f64 { 1.8e12 }
///     fn random(&self) -> f64 { 0.5 }
/// }
///
/// let sandbox = Sandbox::new(sandbox::Options::default(), 1.8e12, &mut random_from(2))?;
/// let client = Client::new(&ClientOptions::default(), InMemory(Mutex::new(sandbox)))?;
/// let error = futures::executor::block_on(client.get("int-none")).unwrap_err();
/// assert!(error.message.starts_with("404 There is no integration with this id."));
/// # fn is_send<F: Send>(_: F) {}
/// # is_send(client.delete("int-none"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Client<T> {
    settings: Settings,
    transport: T,
}

impl<T: Transport> Client<T> {
    /// A client with these options. Nothing is sent.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidRequest`] as [`ClientOptions::check`] has it: all that is wrong at once.
    pub fn new(options: &ClientOptions, transport: T) -> Result<Client<T>, Error> {
        Ok(Client { settings: options.settings()?, transport })
    }

    /// What the client sends with.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Creates an integration. Tried again after 429 only: after [`ErrorCode::Network`], [`ErrorCode::Timeout`] or
    /// [`ErrorCode::ServerError`] it may have taken effect.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] where the name is taken, [`ErrorCode::QuotaExceeded`] over `integrations_per_org`,
    /// [`ErrorCode::Unprocessable`] for fields that the API does not take.
    pub async fn create(&self, integration: &NewIntegration) -> Result<Integration, Error> {
        self.typed(&integrations::CREATE, Arguments { body: to_value(integration), ..Arguments::default() }).await
    }

    /// Reads one page, of 100 integrations unless the query asks for 1 to 250. The next one's token: [`Client::next`]. Of the
    /// page only `data` and `metadata` are kept: [`Client::exchange`] has the rest.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidResponse`] where `data` is no array, or holds what is no [`Integration`].
    pub async fn list(&self, query: &ListQuery) -> Result<IntegrationPage, Error> {
        self.typed(&integrations::LIST, Arguments { query: to_value(query), ..Arguments::default() }).await
    }

    /// The query of the page after `page`; none after the last. `seen` collects the tokens used, and ends a loop.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidResponse`] where the link to the next page has no token, or one that was seen before.
    pub fn next(
        &self,
        query: &ListQuery,
        page: &IntegrationPage,
        seen: &mut Vec<String>,
    ) -> Result<Option<ListQuery>, Error> {
        let token = next_page_token(&to_value(page), &to_value(&*seen), Some(&integrations::LIST), &page_token)?;
        Ok(token.map(|token| {
            seen.push(token.clone());
            ListQuery { page_size: None, page_token: Some(token), ..query.clone() }
        }))
    }

    /// Reads one integration by its id, 1 to 255 characters.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] where there is none.
    pub async fn get(&self, id: &str) -> Result<Integration, Error> {
        self.typed(&integrations::GET, Arguments { id: id.to_owned(), ..Arguments::default() }).await
    }

    /// Changes the fields given, and no other.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] where there is none, [`ErrorCode::Conflict`] where the new name is taken,
    /// [`ErrorCode::Unprocessable`] for fields that the API does not take.
    pub async fn update(&self, id: &str, patch: &IntegrationPatch) -> Result<Integration, Error> {
        let arguments = Arguments { id: id.to_owned(), body: to_value(patch), ..Arguments::default() };
        self.typed(&integrations::UPDATE, arguments).await
    }

    /// Deletes an integration. Gone at a repetition, it has been deleted.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] where there was none from the first.
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        self.exchange(&integrations::DELETE, Arguments { id: id.to_owned(), ..Arguments::default() })
            .await
            .result
            .map(drop)
    }

    /// Has one test message sent to a target, saved or not. Success means accepted, not seen. Tried again after 429 only.
    ///
    /// # Errors
    /// What the API answers where the target refuses is not documented; 400 and 404 are listed. Its words are the error's.
    pub async fn test(&self, integration: &NewIntegration) -> Result<(), Error> {
        let arguments = Arguments { body: to_value(integration), ..Arguments::default() };
        self.exchange(&integrations::TEST, arguments).await.result.map(drop)
    }

    async fn typed<V: DeserializeOwned>(
        &self,
        operation: &'static Operation,
        arguments: Arguments,
    ) -> Result<V, Error> {
        let exchange = self.exchange(operation, arguments).await;
        exchange.value().map_err(|mut error| {
            error.operation = Some(operation);
            error
        })
    }

    /// Runs one call to its end, on JSON as it stands: for callers that pass answers on, and for properties newer than the
    /// types. Arguments are checked as for the typed operations; an error is in [`Exchange::result`].
    pub async fn exchange(&self, operation: &'static Operation, arguments: Arguments) -> Exchange {
        let Arguments { id, query, mut body } = arguments;
        if let (Some(schema), Value::Object(fields)) = (operation.body, &mut body) {
            fields.retain(|name, _| !schema.read_only.contains(&name.as_str()));
        }
        // A query of null stands for none.
        let query = if query.is_null() { Value::Object(Map::new()) } else { query };
        let arguments =
            protocol::Arguments { id: Some(&id), query: &query, page_token: None, body: &body, body_is_json: true };
        match Call::prepare(&self.settings, operation, arguments) {
            Ok(call) => self.drive(call, operation.body.map(|_| body.to_string())).await,
            Err(error) => Exchange { result: Err(error), response: None },
        }
    }

    async fn drive(&self, mut call: Call, body: Option<String>) -> Exchange {
        let (settings, transport) = (&self.settings, &self.transport);
        let mut response = None;
        let mut step = call.start(settings);
        loop {
            step = match step {
                Step::Token => match self.within_timeout(transport.token()).await {
                    Some(token) => call.on_token(settings, token.as_deref().map_err(String::as_str)),
                    None => call.on_failure(settings, Failure::Timeout, transport.random()),
                },
                Step::Send => {
                    let began = transport.now_ms();
                    let request = HttpRequest::new(&call, settings, body.as_deref());
                    let outcome = self.within_timeout(transport.send(request)).await;
                    let next = match &outcome {
                        Some(Ok(response)) => {
                            let parsed = parse(response);
                            let body = response.body(parsed.as_ref());
                            call.on_response(settings, &response.head(), body, transport.now_ms(), transport.random())
                        }
                        Some(Err(TransportError { why, head: Some(head) })) => {
                            let body = Body::<Value>::Truncated(why);
                            call.on_response(settings, &head.head(), body, transport.now_ms(), transport.random())
                        }
                        Some(Err(TransportError { why, head: None })) => {
                            call.on_failure(settings, Failure::Network { why }, transport.random())
                        }
                        None => call.on_failure(settings, Failure::Timeout, transport.random()),
                    };
                    response = outcome.and_then(Result::ok);
                    if let Some(attempt) = call.take_attempt() {
                        self.report(&call, &attempt, transport.now_ms() - began);
                    }
                    next
                }
                Step::Wait(ms) => {
                    transport.sleep(ms).await;
                    call.on_wait_elapsed(settings)
                }
                Step::Done => {
                    if let Some(response) = response.as_mut().filter(|_| !call.operation().has_response_body()) {
                        response.body.clear();
                    }
                    return Exchange { result: Ok(()), response };
                }
                Step::Failed(error) => {
                    let redacted = |response: HttpResponse| {
                        response.map_texts(&|text| settings.redact_secrets(text, call.token_sent()))
                    };
                    return Exchange { result: Err(error), response: response.map(redacted) };
                }
            }
        }
    }

    /// What a future gives, or `None` if it takes longer than an attempt may.
    async fn within_timeout<V>(&self, future: impl Future<Output = V>) -> Option<V> {
        let timeout = self.transport.sleep(f64::from(self.settings.timeout_ms));
        match select(Box::pin(future), Box::pin(timeout)).await {
            Either::Left((value, _)) => Some(value),
            Either::Right(_) => None,
        }
    }

    fn report(&self, call: &Call, attempt: &Attempt, duration_ms: f64) {
        self.transport.on_attempt(call.operation(), call.path(), attempt, duration_ms);
    }
}

/// Nothing in the lists of a success is examined before it is passed on.
fn parse(response: &HttpResponse) -> Option<Value> {
    match response.status {
        200..=299 => read_json(&response.body).ok().map(|Skeleton(value)| value),
        _ => read_json(&response.body).ok(),
    }
}

/// Our own types always become JSON.
fn to_value(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}
