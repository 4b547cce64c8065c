//! The JWT by which Cloudflare Access identifies the caller (`Cf-Access-Jwt-Assertion`), parsed and checked except for its
//! signature, which the platform's WebCrypto verifies (`platform/access_jwt_verify`). Only RS256, the team's keys, this
//! application, and the current time are accepted.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::team::Team;

/// Access's own are 1 to 2 KB long.
const LENGTH_MAX: usize = 16 * 1024;
/// The clock skew that is tolerated.
const SKEW_S: f64 = 60.0;

/// A JWT, parsed but not yet trusted.
#[derive(Debug)]
pub struct AccessJwt {
    /// The id of the key that it claims to be signed with.
    pub kid: String,
    /// The text that was signed: header and claims.
    pub signed: String,
    /// The signature.
    pub signature: Vec<u8>,
    claims: Map<String, Value>,
}

impl AccessJwt {
    /// Parses a JWT. Anything not exactly as Access writes it is refused; the error is the reason, for the log.
    pub fn parse(text: &str) -> Result<AccessJwt, &'static str> {
        if text.len() > LENGTH_MAX {
            return Err("is too long");
        }
        let mut parts = text.split('.');
        let (Some(head), Some(claims), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err("is not of three parts");
        };
        let header = object(head).ok_or("has a header that is no JSON object")?;
        // Before anything else: the verifier chooses the algorithm, not the sender.
        if header.get("alg").and_then(Value::as_str) != Some("RS256") {
            return Err("is not signed by RS256");
        }
        if header.contains_key("crit") {
            return Err("demands an extension");
        }
        let kid = header.get("kid").and_then(Value::as_str).filter(|kid| !kid.is_empty() && kid.len() <= 256);
        Ok(AccessJwt {
            kid: kid.ok_or("names no key")?.to_owned(),
            signed: text[..head.len() + 1 + claims.len()].to_owned(),
            signature: bytes(signature).filter(|bytes| !bytes.is_empty()).ok_or("has no signature")?,
            claims: object(claims).ok_or("has claims that are no JSON object")?,
        })
    }

    /// Checks the claims, and returns the caller's name for the log. Only meaningful after the signature has been verified.
    pub fn check_claims(&self, team: &Team, now_ms: f64) -> Result<String, &'static str> {
        let text = |name: &str| self.claims.get(name).and_then(Value::as_str);
        let now = now_ms / 1000.0;
        if text("iss").and_then(|issuer| issuer.strip_prefix("https://")) != Some(&team.domain) {
            return Err("is of another issuer");
        }
        let is_ours = |audience: &Value| audience.as_str().is_some_and(|text| team.audiences.iter().any(|a| a == text));
        if !match self.claims.get("aud") {
            Some(Value::Array(audiences)) => audiences.iter().any(is_ours),
            Some(audience) => is_ours(audience),
            None => false,
        } {
            return Err("is for another audience");
        }
        match self.claims.get("exp").and_then(Value::as_f64) {
            Some(end) if now < end + SKEW_S => {}
            Some(_) => return Err("has expired"),
            None => return Err("never expires"),
        }
        for name in ["nbf", "iat"] {
            match self.claims.get(name).map(Value::as_f64) {
                None => {}
                Some(Some(start)) if now > start - SKEW_S => {}
                Some(_) => return Err("is not valid yet"),
            }
        }
        // "org" tokens open the team's own pages, not an application.
        if self.claims.get("type").is_some_and(|kind| kind != "app") {
            return Err("is not for an application");
        }
        // People have a subject, services a common name. Neither is a secret or an email address.
        let name = [text("sub"), text("common_name")].into_iter().flatten().find(|name| !name.is_empty());
        let plain: String = name
            .unwrap_or("unnamed")
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c))
            .take(64)
            .collect();
        Ok(format!("access:{plain}"))
    }
}

fn bytes(part: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part).ok()
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&bytes(part)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::access::Scope;
    use proptest::prelude::*;
    use serde_json::json;

    const NOW_S: f64 = 1_800_000_000.0;

    fn team() -> Team {
        Team { domain: "team.cloudflareaccess.com".into(), audiences: vec!["ours".into()], scope: Scope::Read }
    }

    fn encoded(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.c2lnbmVk", part(header), part(claims))
    }

    fn header() -> Value {
        json!({"alg": "RS256", "kid": "k-1", "typ": "JWT"})
    }

    fn claims(change: &Value) -> Value {
        let mut claims = json!({
            "iss": "https://team.cloudflareaccess.com", "aud": ["ours"], "exp": NOW_S + 600.0, "nbf": NOW_S - 5.0,
            "iat": NOW_S - 5.0, "type": "app", "sub": "7335d417-61da-459d-899c-0a01c76a2f94", "email": "u@h.example",
        });
        for (name, value) in change.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    }

    fn checked(change: Value) -> Result<String, &'static str> {
        AccessJwt::parse(&encoded(&header(), &claims(&change))).unwrap().check_claims(&team(), NOW_S * 1000.0)
    }

    #[test]
    fn a_malformed_jwt_or_another_algorithm_is_refused() {
        let good = encoded(&header(), &claims(&json!({})));
        let read = AccessJwt::parse(&good).unwrap();
        assert_eq!((read.kid.as_str(), read.signature.as_slice()), ("k-1", &b"signed"[..]));
        assert_eq!(format!("{}.c2lnbmVk", read.signed), good);
        let with = |change: Value| {
            let mut header = header();
            for (name, value) in change.as_object().unwrap() {
                header[name] = value.clone();
            }
            encoded(&header, &claims(&json!({})))
        };
        let (signed, _) = good.rsplit_once('.').unwrap();
        for bad in [
            String::new(),
            "..".into(),
            signed.to_owned(),
            format!("{signed}."),
            format!("{good}.x"),
            format!("{good}="),
            format!(" {good}"),
            format!("{good}, {good}"),
            good[1..].to_owned(),
            with(json!({"alg": "none"})),
            with(json!({"alg": "None"})),
            with(json!({"alg": "HS256"})),
            with(json!({"alg": "RS512"})),
            with(json!({"alg": "rs256"})),
            with(json!({"alg": ["RS256"]})),
            with(json!({"alg": null})),
            with(json!({"kid": ""})),
            with(json!({"kid": 1})),
            with(json!({"kid": "x".repeat(257)})),
            with(json!({"crit": ["exp"]})),
            encoded(&json!("RS256"), &claims(&json!({}))),
            encoded(&header(), &json!([1])),
            "x".repeat(LENGTH_MAX + 1),
        ] {
            assert!(AccessJwt::parse(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn issuer_audience_times_and_type_must_all_be_valid() {
        assert_eq!(checked(json!({})).unwrap(), "access:7335d417-61da-459d-899c-0a01c76a2f94");
        for good in [
            json!({"aud": "ours"}),
            json!({"aud": ["other", "ours"]}),
            json!({"exp": NOW_S - 59.0}),
            json!({"nbf": NOW_S + 59.0}),
            json!({"email": null}),
        ] {
            assert!(checked(good.clone()).is_ok(), "{good}");
        }
        for (bad, why) in [
            (json!({"iss": "https://other.cloudflareaccess.com"}), "is of another issuer"),
            (json!({"iss": "http://team.cloudflareaccess.com"}), "is of another issuer"),
            (json!({"iss": "https://team.cloudflareaccess.com/"}), "is of another issuer"),
            (json!({"iss": ["https://team.cloudflareaccess.com"]}), "is of another issuer"),
            (json!({"iss": null}), "is of another issuer"),
            (json!({"aud": "other"}), "is for another audience"),
            (json!({"aud": []}), "is for another audience"),
            (json!({"aud": {"0": "ours"}}), "is for another audience"),
            (json!({"aud": "ours,other"}), "is for another audience"),
            (json!({"aud": null}), "is for another audience"),
            (json!({"exp": NOW_S - 60.0}), "has expired"),
            (json!({"exp": 0}), "has expired"),
            (json!({"exp": null}), "never expires"),
            (json!({"exp": "9999999999"}), "never expires"),
            (json!({"nbf": NOW_S + 61.0}), "is not valid yet"),
            (json!({"nbf": "0"}), "is not valid yet"),
            (json!({"iat": NOW_S + 61.0}), "is not valid yet"),
            (json!({"type": "org"}), "is not for an application"),
        ] {
            assert_eq!(checked(bad.clone()), Err(why), "{bad}");
        }
    }

    #[test]
    fn services_have_a_name_too_and_a_name_is_one_word() {
        assert_eq!(checked(json!({"sub": "", "common_name": "ci.access"})).unwrap(), "access:ci.access");
        assert_eq!(checked(json!({"sub": "a\n\"b\" é"})).unwrap(), "access:ab");
        assert_eq!(checked(json!({"sub": null})).unwrap(), "access:unnamed");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>(), parts in "[A-Za-z0-9_-]{0,20}\\.[A-Za-z0-9_-]{0,20}\\.[A-Za-z0-9_-]{0,9}") {
            for text in [text, parts] {
                if let Ok(jwt) = AccessJwt::parse(&text) {
                    let _ = jwt.check_claims(&team(), 0.0);
                }
            }
        }
    }
}
