//! The page's files from the assets binding, under the same rules and headers as everything else.

use worker::{Env, Headers, Method, RequestInit, RequestRedirect, console_error, web_sys};

use crate::integration::redact_text;
use crate::worker::request_head::RequestHead;
use crate::worker::response::ApiResponse;
use crate::worker::routes::not_found;

/// The headers of the assets binding that are forwarded.
pub const FORWARDED_HEADERS: [&str; 3] = ["content-type", "etag", "location"];

/// Returns the file at the request's path. The query and all headers are dropped, except `If-None-Match`, which saves
/// sending the file again.
pub async fn file(head: &RequestHead, env: &Env) -> Result<web_sys::Response, ApiResponse> {
    let assets = env.assets("ASSETS").map_err(|_| not_found())?;
    let mut headers = Headers::new();
    if let Some(known) = head.header("if-none-match") {
        headers.set("if-none-match", known).map_err(|_| not_found())?;
    }
    let mut init = RequestInit::new();
    init.with_method(if head.method == "HEAD" { Method::Head } else { Method::Get })
        .with_headers(std::mem::take(&mut headers))
        .with_redirect(RequestRedirect::Manual);
    let url = [head.url.origin(), head.url.path()].concat();
    let response = assets.fetch(url, Some(init)).await.map_err(|error| {
        console_error!("the assets binding did not respond: {}", redact_text(&error.to_string()));
        not_found()
    })?;
    match response.status_code() {
        // A redirect leads from a folder to its slash, from index.html to its folder.
        200 | 304 | 307 | 308 => Ok(response.into()),
        _ => Err(not_found()),
    }
}
