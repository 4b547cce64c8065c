//! The Cloudflare Worker: serves the page, and forwards the API's operations to Confluent or to the sandbox.
//!
//! Every decision is pure and tested natively. Everything that needs Cloudflare is in `platform`.
//!
//! | file | what it is for |
//! |---|---|
//! | `access` | who may call: the trust boundary |
//! | `permissions` | which route requires which scope |
//! | `sign_in` | signing in and out with the page's cookie |
//! | `limits` | rate limits, and what counts as one client |
//! | `routes` | maps methods and paths to routes |
//! | `payload` | request bodies and queries: size, type, parsing into plain JSON |
//! | `relay` | the outcome of a call as a response to the caller |
//! | `redact_response` | redacts webhook URLs for callers without the scope `admin` |
//! | `links`, `body_links` | rewrite the upstream's links, in `Location` and in bodies, into this Worker's |
//! | `canary` | tests on a schedule, what they show, and the notifications about it |
//! | `ready` | whether the upstream responds, and how long that result is reused |
//! | `config`, `config_error` | variables, read into settings, or an error that names the variable |
//! | `prefix` | the path prefix that this Worker is mounted under |
//! | `request_url`, `request_head`, `response` | a request's URL and head, and a response, as plain values |
//! | `response_headers` | the headers of every response |
//! | `access_log` | the line that is logged for each request |
//! | `platform` | everything that needs Cloudflare |

// Natively the pure files are compiled for their tests alone: functions that only `platform` calls look unused.
#![cfg_attr(not(feature = "_wasm-worker"), allow(dead_code))]

mod access;
mod access_log;
mod body_links;
mod canary;
mod config;
mod config_error;
mod limits;
mod links;
mod payload;
mod permissions;
mod prefix;
mod ready;
mod redact_response;
mod relay;
mod request_head;
mod request_url;
mod response;
mod response_headers;
mod routes;
mod sign_in;

#[cfg(feature = "_wasm-worker")]
mod platform;
