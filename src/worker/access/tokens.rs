//! Bearer tokens with scopes, from `READ_TOKEN`, `TEST_TOKEN` and `ADMIN_TOKEN`, and which of them a caller sent.
//!
//! Only digests are kept and compared: all of them, each in constant time, so that the time taken reveals nothing about
//! any token, not even its length.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::scope::Scope;
use crate::worker::config_error::ConfigError;

/// The variables, and the scopes of their tokens.
const VARIABLES: [(&str, Scope); 3] =
    [("READ_TOKEN", Scope::Read), ("TEST_TOKEN", Scope::Test), ("ADMIN_TOKEN", Scope::Admin)];
/// A shorter token is accepted with a warning: trying the Worker out must not need a generator, and refusing short tokens
/// would drive people to use none at all.
const SHORT_LEN: usize = 16;

/// One token.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// What its bearer may do.
    pub scope: Scope,
    /// Its name in the log: the variable, and the place in it where there are several.
    pub name: String,
    digest: [u8; 32],
    short: bool,
}

/// Without the digest: a short token could be guessed from it.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({})", self.name)
    }
}

impl Token {
    /// Returns bytes that identify the token where the token itself must not appear.
    pub fn fingerprint(&self) -> &[u8] {
        &self.digest
    }
}

/// All configured tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens(Vec<Token>);

impl Tokens {
    /// Reads the three variables: each holds one token or several, separated by commas, each plain or as `sha256:` with
    /// the hexadecimal digest of one. An empty one is no token.
    pub fn read(read: &dyn Fn(&str) -> Option<String>) -> Result<Tokens, ConfigError> {
        let mut tokens: Vec<Token> = Vec::new();
        for (variable, scope) in VARIABLES {
            let text = read(variable).unwrap_or_default();
            let listed = text.split(',').map(str::trim).filter(|text| !text.is_empty());
            for (index, text) in listed.enumerate() {
                let digest = digest_of(text).map_err(|detail| ConfigError::new(variable, detail))?;
                // Which scope was meant cannot be known.
                if tokens.iter().any(|known| known.digest == digest) {
                    return Err(ConfigError::new(variable, "holds a token that stands twice: each may have one place"));
                }
                let name = if index == 0 { variable.to_owned() } else { format!("{variable}#{}", index + 1) };
                let short = !text.starts_with(DIGEST_PREFIX) && text.len() < SHORT_LEN;
                tokens.push(Token { scope, name, digest, short });
            }
        }
        Ok(Tokens(tokens))
    }

    /// Returns whether no token is configured.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Iterates over all of them.
    pub fn iter(&self) -> impl Iterator<Item = &Token> {
        self.0.iter()
    }

    /// Returns the token that was sent, if it is configured. All are compared, whichever matches.
    pub fn find(&self, sent: &str) -> Option<&Token> {
        let sent: [u8; 32] = Sha256::digest(sent.as_bytes()).into();
        let mut found = None;
        for token in &self.0 {
            if token.digest.ct_eq(&sent).into() {
                found = Some(token);
            }
        }
        found
    }

    /// Returns the variables that hold tokens, for messages.
    pub fn variables(&self) -> Vec<&'static str> {
        let holds = |scope| self.0.iter().any(|token| token.scope == scope);
        VARIABLES.iter().filter(|(_, scope)| holds(*scope)).map(|(variable, _)| *variable).collect()
    }

    /// Returns warnings for the log.
    pub fn warnings(&self) -> impl Iterator<Item = String> {
        self.0
            .iter()
            .filter(|token| token.short)
            .map(|token| format!("{} is shorter than {SHORT_LEN} characters: it can be guessed", token.name))
    }
}

const DIGEST_PREFIX: &str = "sha256:";

fn digest_of(text: &str) -> Result<[u8; 32], &'static str> {
    if let Some(hex) = text.strip_prefix(DIGEST_PREFIX) {
        return from_hex(hex).ok_or("must go on with 64 hexadecimal digits after sha256:");
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("must be of letters, digits and signs, without blanks inside");
    }
    Ok(Sha256::digest(text.as_bytes()).into())
}

fn from_hex(hex: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> =
        hex.chars().map(|digit| digit.to_digit(16).map(|value| value as u8)).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or_default()).collect();
    if digits.len() == 64 { bytes.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SHA256_OF_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    pub fn tokens(variables: &[(&str, &str)]) -> Result<Tokens, ConfigError> {
        Tokens::read(&|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    fn found(variables: &[(&str, &str)], sent: &str) -> Option<(Scope, String)> {
        tokens(variables).unwrap().find(sent).map(|token| (token.scope, token.name.clone()))
    }

    #[test]
    fn a_token_has_the_scope_of_its_variable_and_a_name_by_its_position() {
        let variables = [("READ_TOKEN", "r1, r2,,"), ("TEST_TOKEN", " t1 "), ("ADMIN_TOKEN", ",a1,a2")];
        for (sent, scope, name) in [
            ("r1", Scope::Read, "READ_TOKEN"),
            ("r2", Scope::Read, "READ_TOKEN#2"),
            ("t1", Scope::Test, "TEST_TOKEN"),
            ("a1", Scope::Admin, "ADMIN_TOKEN"),
            ("a2", Scope::Admin, "ADMIN_TOKEN#2"),
        ] {
            assert_eq!(found(&variables, sent), Some((scope, name.to_owned())), "{sent}");
        }
        for sent in ["", " ", ",", "r1, r2", "r1,", "R1", "r", "r11", "a1,a2", "r1\0"] {
            assert_eq!(found(&variables, sent), None, "{sent:?}");
        }
        assert_eq!(tokens(&variables).unwrap().variables(), ["READ_TOKEN", "TEST_TOKEN", "ADMIN_TOKEN"]);
    }

    #[test]
    fn a_digest_accepts_its_token_and_not_itself() {
        let upper = SHA256_OF_ABC.to_uppercase();
        for hex in [SHA256_OF_ABC, upper.as_str()] {
            let variables = [("TEST_TOKEN", format!("sha256:{hex},other"))];
            let variables = [(variables[0].0, variables[0].1.as_str())];
            assert_eq!(found(&variables, "abc"), Some((Scope::Test, "TEST_TOKEN".into())));
            assert_eq!(found(&variables, hex), None);
            assert_eq!(found(&variables, &format!("sha256:{hex}")), None);
        }
    }

    #[test]
    fn an_empty_token_is_no_token() {
        for text in ["", " ", ",", " , ,"] {
            let none = tokens(&[("ADMIN_TOKEN", text)]).unwrap();
            assert!(none.is_empty() && none.find("").is_none(), "{text:?}");
        }
        assert!(Tokens::default().find("").is_none());
    }

    #[test]
    fn an_invalid_token_is_an_error_that_does_not_repeat_it() {
        let long = format!("sha256:{SHA256_OF_ABC}00");
        for text in ["sha256:", "sha256:planted", &long, "planted token", "planted\u{e9}", "planted,planted"] {
            let error = tokens(&[("TEST_TOKEN", text)]).unwrap_err();
            assert_eq!(error.variable, "TEST_TOKEN", "{text}");
            assert!(!error.describe().contains("planted"), "{}", error.describe());
        }
        let digest = format!("sha256:{SHA256_OF_ABC}");
        assert_eq!(tokens(&[("READ_TOKEN", "abc"), ("ADMIN_TOKEN", &digest)]).unwrap_err().variable, "ADMIN_TOKEN");
    }

    #[test]
    fn debug_output_and_warnings_contain_no_token_or_digest() {
        let tokens = tokens(&[("ADMIN_TOKEN", "planted-short,a-much-longer-planted-one")]).unwrap();
        let printed =
            format!("{tokens:?} {:?} {:?}", tokens.find("planted-short"), tokens.warnings().collect::<Vec<_>>());
        assert!(!printed.contains("planted") && printed.contains("ADMIN_TOKEN#2"), "{printed}");
        assert_eq!(
            tokens.warnings().collect::<Vec<_>>(),
            ["ADMIN_TOKEN is shorter than 16 characters: it can be guessed"]
        );
    }

    proptest! {
        #[test]
        fn only_an_equal_token_is_found(a in "[ab]{1,6}", b in "[ab]{0,6}") {
            prop_assert_eq!(found(&[("ADMIN_TOKEN", &a)], &b).is_some(), a == b);
        }
    }
}
