//! The team's JSON Web Key Set, as its certs URL serves it: the keys in it that can verify a JWT.

use serde_json::Value;

/// Access serves two: the current signing key and the previous one.
const KEYS_MAX: usize = 16;
/// Of 2048 bits, in base64.
const MODULUS_MIN: usize = 342;

/// A public key, ready to be imported.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// The key's id.
    pub kid: String,
    /// A JSON Web Key with only the fields that RS256 needs.
    pub jwk: String,
}

/// Reads a key set. Keys that are not RSA signing keys are skipped. Returns `None` if no key is left.
pub fn read(text: &str) -> Option<Vec<Key>> {
    let document: Value = serde_json::from_str(text).ok()?;
    let keys: Vec<_> = document.get("keys")?.as_array()?.iter().take(KEYS_MAX).filter_map(key).collect();
    (!keys.is_empty()).then_some(keys)
}

fn key(value: &Value) -> Option<Key> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let is = |name: &str, expected: &str| value.get(name).is_none_or(|found| found == expected);
    let (kid, n, e) = (text("kid")?, text("n")?, text("e")?);
    let fits = text("kty") == Some("RSA") && is("alg", "RS256") && is("use", "sig");
    if !fits || kid.is_empty() || n.len() < MODULUS_MIN {
        return None;
    }
    let jwk = serde_json::json!({"kty": "RSA", "n": n, "e": e, "alg": "RS256", "ext": true}).to_string();
    Some(Key { kid: kid.to_owned(), jwk })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_that_cannot_verify_rs256_are_skipped() {
        let good = json!({"kid": "k", "kty": "RSA", "alg": "RS256", "use": "sig", "e": "AQAB", "n": "x".repeat(342)});
        let with = |name: &str, value: Value| {
            let mut key = good.clone();
            key[name] = value;
            key
        };
        let set = |keys: Value| read(&json!({"keys": keys, "public_cert": {}}).to_string());
        let [key] = &set(json!([good])).unwrap()[..] else { panic!() };
        assert!(key.kid == "k" && !key.jwk.contains("kid") && key.jwk.contains(r#""alg":"RS256""#));
        for bad in [
            with("kty", json!("oct")),
            with("kty", json!("EC")),
            with("alg", json!("HS256")),
            with("alg", json!("RS512")),
            with("use", json!("enc")),
            with("kid", json!("")),
            with("kid", json!(1)),
            with("n", json!("short")),
            with("n", Value::Null),
            with("e", Value::Null),
            json!("key"),
        ] {
            assert_eq!(set(json!([bad])), None, "{bad}");
            assert_eq!(set(json!([bad, good])).unwrap().len(), 1, "{bad}");
        }
        let many: Vec<_> = (0..1000).map(|_| good.clone()).collect();
        assert_eq!(set(json!(many)).unwrap().len(), KEYS_MAX);
        for text in ["", "<html>", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[]}"#] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
