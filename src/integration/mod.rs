//! The API's data types: integrations and their targets, and the rules that the API documents for them.
//!
//! Source of the fields and limits: Confluent's documentation of Notifications v1, Integrations, editions of 2023 and 2026.
//!
//! Nothing here performs I/O. The rules read any [`Document`], so that the same ones check a JavaScript object in the client
//! and a parsed body in the sandbox.

#[cfg(feature = "json")]
mod debug;
mod document;
mod kind;
pub mod limits;
mod problem;
mod redact;
mod retirement;
pub mod schema;
mod text;
#[cfg(feature = "json")]
mod types;
mod url;
mod validate;

pub use document::{Document, DocumentPath, JsonType};
pub use kind::Kind;
pub(crate) use problem::Problems;
pub use problem::{Problem, ProblemLocation};
#[cfg(any(
    feature = "_wasm-worker",
    all(test, feature = "client", feature = "sandbox", not(target_arch = "wasm32"))
))]
pub(crate) use redact::UrlSecrets;
pub(crate) use redact::{contains_redacted_url, redact_header_value, redact_url_parts};
pub use redact::{is_redacted, redact_text, redact_url};
#[cfg(any(feature = "_wasm-worker", all(test, feature = "client", feature = "sandbox")))]
pub(crate) use retirement::is_workflow;
pub use retirement::{Retirement, retirement};
pub use schema::{Property, Schema};
pub(crate) use text::{characters, percent_encode, truncate, u32_to_string};
#[cfg(feature = "json")]
pub use types::{
    GlobalObjectReference, Integration, IntegrationPage, IntegrationPatch, ListQuery, Metadata, NewIntegration,
    PageMetadata, Target,
};
#[cfg(feature = "client")]
pub use url::is_url;
pub use url::{IsUrl, is_absolute_http_url};
pub use validate::{check_body, check_id, check_query};
