//! The Cloudflare Worker: the page and the six operations, passed on to Confluent or to the sandbox.
//!
//! Every decision is pure and tested natively; what touches the platform carries values to and fro.
//!
//! | file | what it is for | platform |
//! |---|---|---|
//! | `access` | who may ask, and for what: the trust boundary | |
//! | `sign_in` | signing in and out with the page's cookie | |
//! | `limits` | how often one may ask, and who counts as one | |
//! | `routes` | which method and path is what | |
//! | `payload` | bodies and queries that come in: how large, of which kind, read into plain JSON | |
//! | `relay` | what came of a call, as an answer to hand back | |
//! | `mask` | webhook URLs hidden from who may only read | |
//! | `links` | the upstream's links as links of this Worker's | |
//! | `canary` | tests sent on a schedule, what is known by them, and who is told; in part on the platform | |
//! | `ready` | whether the upstream answers, and for how long that stands | |
//! | `config`, `flaw` | variables, read into settings or a flaw that is named | |
//! | `mount` | the path prefix that this Worker lies under | |
//! | `head`, `answer` | a request and an answer as plain values | |
//! | `guise` | the headers that every answer carries | |
//! | `journal` | what is logged | |
//! | `entry` | what the JavaScript entry calls | Cloudflare |
//! | `visit` | one request's way through all of these | Cloudflare |
//! | `later` | work that nobody waits for: cron's, the queue's, and what goes on after an answer | Cloudflare |
//! | `upstream` | what is asked once a request is let in | Cloudflare |
//! | `signature` | Cloudflare Access: its keys, and signatures by WebCrypto | Cloudflare |
//! | `session` | the scope that a session of the user's own gives | Cloudflare |
//! | `transport` | the client's fetch: the platform's, or the sandbox object's | Cloudflare |
//! | `object` | the Durable Object that keeps the sandbox | Cloudflare |
//! | `border` | what crosses for each request, in one piece | Cloudflare |
//! | `platform` | small reads and writes of the platform's own types | Cloudflare |
//! | `page` | the page's files out of the assets binding | Cloudflare |
//! | `planted` | faults for the tests of what a fault costs; in no other build | Cloudflare |
//! | `declarations` | what TypeScript sees | Cloudflare |

// Natively the pure files are compiled for their tests alone: what only the platform's files call looks unused.
#![cfg_attr(not(feature = "worker"), allow(dead_code))]

mod access;
mod address;
mod answer;
mod canary;
mod config;
mod flaw;
mod guise;
mod head;
mod journal;
mod limits;
mod links;
mod mask;
mod mount;
mod payload;
mod ready;
mod relay;
mod routes;
mod sign_in;

#[cfg(feature = "worker")]
mod border;
#[cfg(feature = "worker")]
mod declarations;
#[cfg(feature = "worker")]
mod entry;
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
