//! The canary: tests every saved integration on a schedule, so that dead ones are found before they are needed. Decisions are
//! pure; files that touch the platform only carry values, as in the rest of the Worker.
//!
//! | file | what it is for | platform |
//! |---|---|---|
//! | `choice` | which integrations are tested | |
//! | `outcome` | what the response to a test says about the integration | |
//! | `health` | whether an integration works, as far as its tests tell | |
//! | `message` | what the operator is told | |
//! | `webhook` | where the operator is told | |
//! | `secrets` | the secret parts of a target's URL, removed from texts | |
//! | `record` | what is stored, as rows and as the page sees it | |
//! | `report` | the result of a run, for the caller and the log | |
//! | `sql` | the statements for D1 | |
//! | `history` | D1: what is remembered of tests, integrations and runs | Cloudflare |
//! | `memory` | one event: what it knew before, what it records, what it reports | Cloudflare |
//! | `run` | one run: list, choose, test or hand to the queue, record, report | Cloudflare |
//! | `batch` | messages from the queue, each one integration of a run | Cloudflare |
//! | `saved` | `POST /canary/test/{id}` | Cloudflare |
//! | `shown` | `GET /canary/results` and `GET /canary/results/{id}` | Cloudflare |
//! | `telling` | posts to the operator's webhook | Cloudflare |

pub mod choice;
pub mod health;
pub mod message;
pub mod outcome;
pub mod record;
pub mod report;
pub mod secrets;
pub mod sql;
pub mod webhook;

#[cfg(feature = "_wasm-worker")]
pub mod batch;
#[cfg(feature = "_wasm-worker")]
pub mod history;
#[cfg(feature = "_wasm-worker")]
pub mod memory;
#[cfg(feature = "_wasm-worker")]
pub mod run;
#[cfg(feature = "_wasm-worker")]
pub mod saved;
#[cfg(feature = "_wasm-worker")]
pub mod shown;
#[cfg(feature = "_wasm-worker")]
mod telling;
