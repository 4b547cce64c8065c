//! Rate limits: the key by which the platform's rate limiter counts, and the response to callers over the limit.

use std::net::IpAddr;

use super::request_head::RequestHead;
use super::response::ApiResponse;

/// The binding that counts by address, before the caller is authenticated.
pub const BY_ADDRESS: &str = "RATE_LIMIT_ADDRESS";
/// The binding that counts by token, or by the caller's name at Cloudflare Access.
pub const BY_CALLER: &str = "RATE_LIMIT_TOKEN";

/// Returns the key for the client's address. Whoever has one IPv6 address usually has a /64, so
/// its addresses count as one.
pub fn client_key(head: &RequestHead) -> String {
    match head.header("cf-connecting-ip").map(str::parse) {
        Some(Ok(IpAddr::V4(address))) => address.to_string(),
        Some(Ok(IpAddr::V6(address))) => match address.to_ipv4_mapped() {
            Some(address) => address.to_string(),
            None => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        },
        // The platform always sets the header; without it, all callers share one key.
        _ => "unknown".to_owned(),
    }
}

/// Returns the response to a caller over the limit. The limiter does not say when the limit resets.
pub fn rate_limited() -> ApiResponse {
    ApiResponse::error(429, "rate_limited", "Too many requests to this Worker.").with_header("retry-after", "10")
}

#[cfg(test)]
mod tests {
    use super::super::request_head::tests::head;
    use super::*;

    #[test]
    fn ipv4_addresses_count_singly_and_ipv6_addresses_by_their_64() {
        for (address, expected) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
            ("", "unknown"),
            ("192.0.2.7, 192.0.2.8", "unknown"),
            ("made up", "unknown"),
        ] {
            let head = head("GET", "http://localhost/", &[("cf-connecting-ip", address)]);
            assert_eq!(client_key(&head), expected, "{address}");
        }
        let forged = head("GET", "http://localhost/", &[("x-forwarded-for", "192.0.2.7"), ("x-real-ip", "192.0.2.7")]);
        assert_eq!(client_key(&forged), "unknown");
    }
}
