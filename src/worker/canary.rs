//! The canary: has the test of each saved integration sent on a schedule, so that the dead ones are found before they are
//! needed. What is decided is pure; what touches the platform carries values to and fro, as in the Worker around it.
//!
//! | file | what it is for | platform |
//! |---|---|---|
//! | `choice` | which integrations are tested | |
//! | `outcome` | what the answer to a test says of the integration | |
//! | `health` | what is known of one after some tests | |
//! | `message` | what the operator is told | |
//! | `record` | what is remembered, as rows and as what the page asks for | |
//! | `report` | what came of a run, for whoever asked for it | |
//! | `sql` | the statements | |
//! | `webhook` | where the operator is told | |
//! | `history` | D1: what is remembered | Cloudflare |
//! | `secrets` | the secret parts of a target's URL, taken out of texts | |
//! | `memory` | what was known before a test and is after it, and who is told | Cloudflare |
//! | `run` | one run: list, choose, test or hand on, remember, tell | Cloudflare |
//! | `batch` | messages of the queue, each one integration of a run | Cloudflare |
//! | `saved` | `POST /canary/test/{id}` | Cloudflare |
//! | `shown` | what is remembered, as the routes show it | Cloudflare |
//! | `telling` | the message that goes to the operator | Cloudflare |

pub mod choice;
pub mod health;
pub mod message;
pub mod outcome;
pub mod record;
pub mod report;
pub mod secrets;
pub mod sql;
pub mod webhook;

#[cfg(feature = "worker")]
pub mod batch;
#[cfg(feature = "worker")]
pub mod history;
#[cfg(feature = "worker")]
pub mod memory;
#[cfg(feature = "worker")]
pub mod run;
#[cfg(feature = "worker")]
pub mod saved;
#[cfg(feature = "worker")]
pub mod shown;
#[cfg(feature = "worker")]
mod telling;
