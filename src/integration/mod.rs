//! What travels: integrations, their targets, and the rules that the API documents for them.
//!
//! Source of the fields and limits: Confluent's documentation of Notifications v1, Integrations, editions of 2023 and 2026.
//!
//! Nothing here performs I/O or knows who asks. The rules read any [`Document`], so that the same
//! ones judge a JavaScript object in the client and a parsed body in the sandbox.

#[cfg(feature = "json")]
mod debug;
mod document;
mod kind;
pub mod limits;
mod text;
#[cfg(feature = "json")]
mod types;
mod url;
mod validate;

pub use document::{Document, DocumentPath, Shape};
pub use kind::{Kind, Retirement, retirement};
pub(crate) use text::{characters, clip, decimal, percent_encode, split_before};
#[cfg(feature = "json")]
pub use types::{
    GlobalObjectReference, Integration, IntegrationPage, IntegrationPatch, ListQuery, Metadata, NewIntegration,
    PageMetadata, Target,
};
pub(crate) use url::blank_out;
pub use url::{is_absolute_http_url, is_redacted, redact_text, redact_url};
pub(crate) use validate::Problems;
pub use validate::{Problem, ProblemLocation, Purpose, check_body, check_id, check_list_query};
