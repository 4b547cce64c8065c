//! The Rust driver: the same state machine as JavaScript's, over any [`Transport`].
//!
//! It makes no decisions of its own. Native tests run it on the sandbox with a virtual clock, the Worker on the platform's
//! fetch.

mod exchange;
mod json;
mod options;
mod outline;
mod transport;

use futures_util::future::{Either, select};
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use exchange::{Arguments, Exchange};
pub use json::read_json;
use options::page_token;
pub use options::{ClientOptions, Credentials};
use outline::Outline;
pub use transport::{Incoming, Outgoing, Transport, TransportError};

use crate::integration::limits::READ_ONLY;
use crate::integration::{
    Integration, IntegrationPage, IntegrationPatch, ListQuery, NewIntegration, Problem, check_body, check_id,
    check_list_query,
};
#[cfg(doc)]
use crate::protocol::ErrorCode;
use crate::protocol::{
    Attempt, Body, Call, Error, Failure, Operation, Request, Settings, Step, list_query, next_page_token,
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
///     async fn send(&self, out: Outgoing) -> Result<Incoming, TransportError> {
///         let url = out.url.strip_prefix("https://api.confluent.cloud").unwrap_or_default();
///         let (path, query) = url.split_once('?').unwrap_or((url, ""));
///         let header = |name: &str| out.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
///         let (method, body) = (out.method.as_str(), out.body.as_deref().unwrap_or_default());
///         let request = sandbox::SandboxRequest { method, path, query, header: &header, body, base_url: "" };
///         let answer = self.0.lock().unwrap().respond(&request, self.now_ms(), &mut random_from(1));
///         let answer = answer.map_err(|fault| TransportError { why: format!("{fault:?}"), head: None })?;
///         let headers = answer.headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
///         Ok(Incoming { status: answer.status, headers, body: answer.body.unwrap_or_default() })
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
        self.typed(Operation::Create, Arguments { body: to_value(integration), ..Arguments::default() }).await
    }

    /// Reads one page, of 100 integrations unless the query asks for 1 to 250. The next one's token: [`Client::next`]. Of the
    /// page only `data` and `metadata` are kept: [`Client::exchange`] has the rest.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidResponse`] where `data` is no array, or holds what is no [`Integration`].
    pub async fn list(&self, query: &ListQuery) -> Result<IntegrationPage, Error> {
        self.typed(Operation::List, Arguments { query: to_value(query), ..Arguments::default() }).await
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
        let token = next_page_token(&to_value(page), &to_value(&*seen), &page_token)?;
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
        self.typed(Operation::Get, Arguments { id: id.to_owned(), ..Arguments::default() }).await
    }

    /// Changes the fields given, and no other.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] where there is none, [`ErrorCode::Conflict`] where the new name is taken,
    /// [`ErrorCode::Unprocessable`] for fields that the API does not take.
    pub async fn update(&self, id: &str, patch: &IntegrationPatch) -> Result<Integration, Error> {
        let arguments = Arguments { id: id.to_owned(), body: to_value(patch), ..Arguments::default() };
        self.typed(Operation::Update, arguments).await
    }

    /// Deletes an integration. Gone at a repetition, it has been deleted.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] where there was none from the first.
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        self.exchange(Operation::Delete, Arguments { id: id.to_owned(), ..Arguments::default() }).await.result.map(drop)
    }

    /// Has one test message sent to a target, saved or not. Success means accepted, not seen. Tried again after 429 only.
    ///
    /// # Errors
    /// What the API answers where the target refuses is not documented; 400 and 404 are listed. Its words are the error's.
    pub async fn test(&self, integration: &NewIntegration) -> Result<(), Error> {
        let arguments = Arguments { body: to_value(integration), ..Arguments::default() };
        self.exchange(Operation::Test, arguments).await.result.map(drop)
    }

    async fn typed<V: DeserializeOwned>(&self, operation: Operation, arguments: Arguments) -> Result<V, Error> {
        let exchange = self.exchange(operation, arguments).await;
        exchange.value().map_err(|mut error| {
            error.operation = Some(operation);
            error
        })
    }

    /// Runs one call to its end, on JSON as it stands: for callers that pass answers on, and for properties newer than the
    /// types. Arguments are checked as for the typed operations; an error is in [`Exchange::result`].
    pub async fn exchange(&self, operation: Operation, arguments: Arguments) -> Exchange {
        let Arguments { id, query, mut body } = arguments;
        if let Value::Object(fields) = &mut body {
            fields.retain(|name, _| !READ_ONLY.contains(&name.as_str()));
        }
        let problems = check(operation, &id, &query, &body);
        if !problems.is_empty() {
            return Exchange { result: Err(Error::invalid_request(Some(operation), problems)), answer: None };
        }
        let request = Request::new(
            operation,
            &id,
            if operation == Operation::List { list_query(&query, None) } else { String::new() },
        );
        let body = operation.purpose().map(|_| body.to_string());
        self.drive(Call::new(&self.settings, operation, request), body).await
    }

    async fn drive(&self, mut call: Call, body: Option<String>) -> Exchange {
        let (settings, transport) = (&self.settings, &self.transport);
        let mut answer = None;
        let mut step = call.start(settings);
        loop {
            step = match step {
                Step::Token => {
                    let token = transport.token().await;
                    call.token(settings, token.as_deref().map_err(String::as_str))
                }
                Step::Send => {
                    let began = transport.now_ms();
                    let outgoing = Outgoing::new(&call, settings, body.as_deref());
                    let patience = transport.sleep(f64::from(settings.timeout_ms));
                    let outcome = match select(Box::pin(transport.send(outgoing)), Box::pin(patience)).await {
                        Either::Left((outcome, _)) => outcome.map_err(Some),
                        Either::Right(_) => Err(None),
                    };
                    let next = match &outcome {
                        Ok(incoming) => {
                            let parsed = parse(incoming);
                            let head = incoming.head();
                            let body = incoming.body(parsed.as_ref());
                            call.answered(settings, &head, body, transport.now_ms(), transport.random())
                        }
                        Err(Some(TransportError { why, head: Some(head) })) => {
                            let body = Body::<Value>::Broken(why);
                            call.answered(settings, &head.head(), body, transport.now_ms(), transport.random())
                        }
                        Err(Some(TransportError { why, head: None })) => {
                            call.failed(settings, Failure::Network { why }, transport.random())
                        }
                        Err(None) => call.failed(settings, Failure::Timeout, transport.random()),
                    };
                    answer = outcome.ok();
                    if let Some(attempt) = call.take_attempt() {
                        self.report(&call, &attempt, transport.now_ms() - began);
                    }
                    next
                }
                Step::Wait(ms) => {
                    transport.sleep(ms).await;
                    call.waited(settings)
                }
                Step::Done => {
                    if let Some(answer) = answer.as_mut().filter(|_| !call.operation().has_answer()) {
                        answer.body.clear();
                    }
                    return Exchange { result: Ok(()), answer };
                }
                Step::Failed(error) => {
                    let answer =
                        answer.map(|answer: Incoming| answer.cleaned(&|text| call.without_secrets(settings, text)));
                    return Exchange { result: Err(error), answer };
                }
            }
        }
    }

    fn report(&self, call: &Call, attempt: &Attempt, duration_ms: f64) {
        self.transport.on_attempt(call.operation(), call.path(), attempt, duration_ms);
    }
}

/// Nothing in the lists of a success is examined before it is passed on.
fn parse(incoming: &Incoming) -> Option<Value> {
    match incoming.status {
        200..=299 => read_json(&incoming.body).ok().map(|Outline(value)| value),
        _ => read_json(&incoming.body).ok(),
    }
}

fn check(operation: Operation, id: &str, query: &Value, body: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    if operation.has_id() {
        problems.extend(check_id(id));
    }
    if operation == Operation::List && !query.is_null() {
        problems.extend(check_list_query(query));
    }
    if let Some(purpose) = operation.purpose() {
        problems.extend(check_body(body, purpose));
    }
    problems
}

/// Our own types always become JSON.
fn to_value(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}
