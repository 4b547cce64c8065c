//! The Rust client and driver: it runs the same state machine as the JavaScript driver, over any [`Transport`].
//!
//! It makes no decisions of its own. Native tests run it on the sandbox with a virtual clock, and the Worker on the
//! platform's `fetch`.

mod browser;
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

use crate::integration::is_url;
use crate::integration::{Integration, IntegrationPage, IntegrationPatch, ListQuery, NewIntegration};
#[cfg(doc)]
use crate::protocol::ErrorCode;
use crate::protocol::{
    self, Attempt, Body, Call, Error, Failure, Operation, Settings, Step, integrations, next_page_token,
};

/// A client of Confluent Cloud's Notifications API v1, Integrations.
///
/// Fields, limits and statuses are those of Confluent's documentation of Notifications v1, Integrations, in its editions
/// of 2023 and 2026; the retries, timeouts and checks before sending are this library's. Every operation can fail with
/// [`ErrorCode::InvalidRequest`] before anything is sent, with the code of a status after the retries, with
/// [`ErrorCode::Network`] or [`ErrorCode::Timeout`] if no response came, and with [`ErrorCode::InvalidResponse`] if a
/// success is not as documented. Each method names the errors that are its own.
///
/// One client serves many calls at a time; dropping a call's future cancels it.
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
///         let response = self.0.lock().unwrap().respond(&request, self.now_ms(), &mut random_from(1));
///         let response = response.map_err(|fault| TransportError { why: format!("{fault:?}"), head: None })?;
///         let headers = response.headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
///         Ok(HttpResponse { status: response.status, headers, body: response.body.unwrap_or_default() })
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
    /// Creates a client with these options. Nothing is sent.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidRequest`] with all problems at once, as [`ClientOptions::check`].
    pub fn new(options: &ClientOptions, transport: T) -> Result<Client<T>, Error> {
        Ok(Client { settings: options.settings()?, transport })
    }

    /// Returns the client's transport.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Creates an integration. It is tried again after 429 only: after [`ErrorCode::Network`], [`ErrorCode::Timeout`] or
    /// [`ErrorCode::ServerError`] it may have taken effect.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] if the name is taken, [`ErrorCode::QuotaExceeded`] over `integrations_per_org`,
    /// [`ErrorCode::Unprocessable`] for fields that the API rejects.
    pub async fn create(&self, integration: &NewIntegration) -> Result<Integration, Error> {
        self.typed(&integrations::CREATE, Arguments { body: to_value(integration), ..Arguments::default() }).await
    }

    /// Reads one page, of 100 integrations unless the query asks for 1 to 250. [`Client::next`] returns the query of the
    /// next page. Of a page only `data` and `metadata` are kept; [`Client::exchange`] returns all of it.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidResponse`] if `data` is not an array of [`Integration`]s.
    pub async fn list(&self, query: &ListQuery) -> Result<IntegrationPage, Error> {
        self.typed(&integrations::LIST, Arguments { query: to_value(query), ..Arguments::default() }).await
    }

    /// Returns the query of the page after `page`. Returns `None` after the last page. `seen` collects the tokens that
    /// were used.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidResponse`] if the link to the next page has no token, or one that was used before.
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
    /// [`ErrorCode::NotFound`] if there is none.
    pub async fn get(&self, id: &str) -> Result<Integration, Error> {
        self.typed(&integrations::GET, Arguments { id: id.to_owned(), ..Arguments::default() }).await
    }

    /// Changes the given fields of an integration, and no other.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] if there is none, [`ErrorCode::Conflict`] if the new name is taken,
    /// [`ErrorCode::Unprocessable`] for fields that the API rejects.
    pub async fn update(&self, id: &str, patch: &IntegrationPatch) -> Result<Integration, Error> {
        let arguments = Arguments { id: id.to_owned(), body: to_value(patch), ..Arguments::default() };
        self.typed(&integrations::UPDATE, arguments).await
    }

    /// Deletes an integration. If a repeated attempt finds none, the first one has deleted it, and the call succeeds.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] if the first attempt finds none.
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        self.exchange(&integrations::DELETE, Arguments { id: id.to_owned(), ..Arguments::default() })
            .await
            .result
            .map(drop)
    }

    /// Makes Confluent send one test message to a target, saved or not. Success means that the message was accepted, not
    /// that somebody saw it. It is tried again after 429 only.
    ///
    /// # Errors
    /// The API does not document its response if the target refuses the message; it lists 400 and 404. The error
    /// has the API's words.
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

    /// Runs one call to its end, with plain JSON as arguments and value: for callers that forward responses, and for
    /// properties newer than the types. Arguments are checked as for the typed operations; an error is in
    /// [`Exchange::result`].
    pub async fn exchange(&self, operation: &'static Operation, arguments: Arguments) -> Exchange {
        let Arguments { id, query, mut body } = arguments;
        if let (Some(schema), Value::Object(fields)) = (operation.body, &mut body) {
            fields.retain(|name, _| !schema.read_only.contains(&name.as_str()));
        }
        // A query of null stands for none.
        let query = if query.is_null() { Value::Object(Map::new()) } else { query };
        let arguments = protocol::Arguments {
            id: Some(&id),
            query: &query,
            page_token: None,
            body: &body,
            body_is_json: true,
            is_url,
        };
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

    /// Returns the value of a future, or `None` if it takes longer than [`Settings::timeout_ms`].
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

/// Parses the body. Of a success nothing in its lists is kept, since nothing there is checked.
fn parse(response: &HttpResponse) -> Option<Value> {
    match response.status {
        200..=299 => read_json(&response.body).ok().map(|Skeleton(value)| value),
        _ => read_json(&response.body).ok(),
    }
}

/// Converts one of this crate's types to JSON, which cannot fail.
fn to_value(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}
