//! What an operation works on, and what comes of it.

use serde_json::Value;

use super::Delivery;
use super::store::Store;
use crate::integration::IsUrl;

/// The result of a successful operation.
pub(super) enum Success {
    /// A body, and the URI of what was created.
    Document { status: u16, location: Option<String>, body: Value },
    /// 204.
    NoContent,
    /// A test message. Its delivery decides the response.
    Deliver(Delivery),
}

/// What operations work on, besides the request.
pub(super) struct Context<'a> {
    pub store: &'a mut Store,
    pub is_url: IsUrl,
    pub quota: u32,
    pub organization: &'a str,
    pub now_ms: u64,
    pub random: &'a mut dyn FnMut() -> u64,
}
