//! The body of a request, read no further than it may be long.

use futures_util::StreamExt;
use worker::web_sys;

use crate::worker::payload::{BODY_MAX, too_large};
use crate::worker::response::ApiResponse;

/// Returns the whole body of a request. Reading stops once it is too large.
pub async fn read_body(request: &web_sys::Request) -> Result<Vec<u8>, ApiResponse> {
    let mut body = Vec::new();
    let Ok(mut chunks) = worker::Request::from(Clone::clone(request)).stream() else { return Ok(body) };
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| ApiResponse::error(400, "invalid_request", "The body broke off."))?;
        if body.len() + chunk.len() > BODY_MAX {
            return Err(too_large());
        }
        body.extend(chunk);
    }
    Ok(body)
}
