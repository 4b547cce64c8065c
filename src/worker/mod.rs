//! The Cloudflare Worker: serves the page, and forwards the six operations to Confluent or to the sandbox.
//!
//! Every decision is pure and tested natively; the code that touches the platform only carries values back and forth.
//!
//! | file | what it is for | platform |
//! |---|---|---|
//! | `access` | who may call, and what for: the trust boundary | |
//! | `sign_in` | signing in and out with the page's cookie | |
//! | `limits` | rate limits, and what counts as one caller | |
//! | `routes` | maps methods and paths to routes | |
//! | `payload` | request bodies and queries: size, type, parsing into plain JSON | |
//! | `relay` | the outcome of a call as an answer to the caller | |
//! | `mask` | hides webhook URLs from callers without the scope `admin` | |
//! | `links` | rewrites the upstream's links into this Worker's | |
//! | `canary` | tests on a schedule, what they reveal, and who is told; in part on the platform | |
//! | `ready` | whether the upstream answers, and how long that result is reused | |
//! | `config`, `flaw` | variables, read into settings or a flaw that is named | |
//! | `mount` | the path prefix that this Worker is mounted under | |
//! | `head`, `answer` | a request and an answer as plain values | |
//! | `response_headers` | the headers on every answer | |
//! | `journal` | what is logged | |
//! | `entry` | what the JavaScript entry calls | Cloudflare |
//! | `later` | work that nobody waits for: cron's, the queue's, and what goes on after an answer | Cloudflare |
//! | `visit` | handles one request by means of all of these | Cloudflare |
//! | `upstream` | calls the upstream for an admitted request | Cloudflare |
//! | `signature` | Cloudflare Access: its keys, and signatures by WebCrypto | Cloudflare |
//! | `session` | the scope that the user's own session gives | Cloudflare |
//! | `transport` | the client's fetch: the platform's, or the sandbox object's | Cloudflare |
//! | `object` | the Durable Object that keeps the sandbox | Cloudflare |
//! | `js_boundary` | what crosses to JavaScript per request, in one piece | Cloudflare |
//! | `platform` | small conversions to and from the platform's own types | Cloudflare |
//! | `page` | the page's files from the assets binding | Cloudflare |
//! | `planted` | faults for tests, in the test build only | Cloudflare |
//! | `declarations` | what TypeScript sees | Cloudflare |

// Natively the pure files are compiled for their tests alone: what only the platform's files call looks unused.
#![cfg_attr(not(feature = "worker"), allow(dead_code))]

mod access;
mod address;
mod answer;
mod canary;
mod config;
mod flaw;
mod head;
mod journal;
mod limits;
mod links;
mod mask;
mod mount;
mod payload;
mod ready;
mod relay;
mod response_headers;
mod routes;
mod sign_in;

#[cfg(feature = "worker")]
mod declarations;
#[cfg(feature = "worker")]
mod entry;
#[cfg(feature = "worker")]
mod js_boundary;
#[cfg(feature = "worker")]
mod later;
#[cfg(feature = "worker")]
mod object;
#[cfg(feature = "worker")]
mod page;
#[cfg(feature = "planted-faults")]
mod planted;
#[cfg(feature = "worker")]
mod platform;
#[cfg(feature = "worker")]
mod session;
#[cfg(feature = "worker")]
mod signature;
#[cfg(feature = "worker")]
mod transport;
#[cfg(feature = "worker")]
mod upstream;
#[cfg(feature = "worker")]
mod visit;
