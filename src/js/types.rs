//! The TypeScript declarations: what Rust structs describe is generated from them by tsify; written by hand are the open
//! union of targets (an arm with `kind: string` would break the narrowing of all the others) and what holds functions.
#![allow(dead_code)]

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

/// One attempt of a call, for logs, traces and gauges. It never holds a secret or a webhook URL.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(rename = "AttemptFields")]
struct Attempt {
    /// Which operation was called.
    #[tsify(type = "Operation")]
    operation: String,
    /// The HTTP method.
    method: String,
    /// The path under the base URL, without the query.
    path: String,
    /// The number of this attempt, from 1.
    attempt: f64,
    /// How long it took, body included, in milliseconds. In production a Cloudflare Worker's clock moves only with I/O.
    duration_ms: f64,
    /// Present where an answer came.
    #[tsify(optional)]
    status: Option<f64>,
    /// The answer's X-Request-Id: what Confluent's support asks for.
    #[tsify(optional)]
    request_id: Option<String>,
    /// The API's limits, as the answer reported them.
    #[tsify(optional, type = "RateLimit")]
    rate_limit: Option<String>,
    /// How the attempt failed, where it did.
    #[tsify(optional, type = "ErrorCode")]
    error: Option<String>,
    /// In how many milliseconds the next attempt follows, where one does.
    #[tsify(optional)]
    retry_in_ms: Option<f64>,
}

/// The API's limits, from the X-RateLimit-* headers.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(rename = "RateLimitFields")]
struct RateLimit {
    /// Requests allowed in a window.
    #[tsify(optional)]
    limit: Option<f64>,
    /// Requests left in this window.
    #[tsify(optional)]
    remaining: Option<f64>,
    /// Seconds until the window ends: relative, not an epoch.
    #[tsify(optional)]
    reset_seconds: Option<f64>,
}

/// One problem, in the API's own terms. All fields are optional in practice.
#[derive(Serialize, Tsify)]
#[tsify(rename = "ErrorDetailFields")]
struct ErrorDetail {
    /// This occurrence's id.
    #[tsify(optional)]
    id: Option<String>,
    /// The status that this problem alone would have.
    #[tsify(optional)]
    status: Option<String>,
    /// The API's code for it.
    #[tsify(optional)]
    code: Option<String>,
    /// In short.
    #[tsify(optional)]
    title: Option<String>,
    /// What is wrong.
    #[tsify(optional)]
    detail: Option<String>,
    /// Where in the body or the options, as a JSON pointer (RFC 6901).
    #[tsify(optional)]
    pointer: Option<String>,
    /// Which parameter of the path or query.
    #[tsify(optional)]
    parameter: Option<String>,
    /// What to do about it.
    #[tsify(optional)]
    suggestion: Option<String>,
}

/// Options of one call; they take precedence over the client's.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
struct CallOptions {
    /// Aborting it ends the call at once, also while it waits, and rejects with the signal's reason as fetch does.
    #[tsify(optional, type = "AbortSignal")]
    signal: Option<String>,
    /// Milliseconds for one attempt, body included, 1 to 2 147 483 647.
    #[tsify(optional)]
    timeout: Option<f64>,
    /// Attempts beyond the first.
    #[tsify(optional)]
    max_retries: Option<f64>,
    /// More headers. Accept, Content-Type and, with credentials, Authorization are the library's own.
    /// Secrets (Authorization, Proxy-Authorization, Cookie, X-API-Key) go over https or to this machine alone.
    #[tsify(optional, type = "Record<string, string>")]
    headers: Option<String>,
}

/// Options of a client. The constructor throws one error that names everything wrong with them.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
struct ClientOptions {
    /// Leave them out if a server of yours adds them, as the Worker does for a page (whose session is a cookie).
    #[tsify(optional, type = "Credentials")]
    credentials: Option<String>,
    /// Default https://api.confluent.cloud. May carry a path prefix; no user info, query or fragment.
    /// Credentials over plain http are refused, but to a loopback address.
    #[tsify(optional, type = "string | URL")]
    base_url: Option<String>,
    /// Default: the global fetch, looked up at each call. Any fetch will do: a service binding's, the sandbox's,
    /// a test's. Called as a plain function with a string and an init.
    #[tsify(optional, type = "(url: string, init: RequestInit) => Promise<Response>")]
    fetch: Option<String>,
    /// Milliseconds for one attempt, body included, 1 to 2 147 483 647. Default 30 000.
    #[tsify(optional)]
    timeout: Option<f64>,
    /// Attempts beyond the first. Default 2. Create and test are tried again only when the first attempt certainly did
    /// nothing (429). A timeout is not tried again.
    #[tsify(optional)]
    max_retries: Option<f64>,
    /// More headers. Accept, Content-Type and, with credentials, Authorization are the library's own.
    /// Secrets (Authorization, Proxy-Authorization, Cookie, X-API-Key) go over https or to this machine alone.
    #[tsify(optional, type = "Record<string, string>")]
    headers: Option<String>,
    /// Credentials inside a browser can be read by every script and visitor: they are refused unless this is true.
    #[tsify(optional)]
    dangerously_allow_browser: Option<bool>,
    /// One event per attempt, but for one that your signal ended, for logs and traces. It never holds a secret or a webhook URL. What it throws is ignored.
    #[tsify(optional, type = "(attempt: Attempt) => void")]
    on_attempt: Option<String>,
}

#[wasm_bindgen(typescript_custom_section)]
const BY_HAND: &'static str = include_str!("types.d.ts");
