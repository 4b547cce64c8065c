//! The three scopes, and an authenticated caller, who has one of them.

/// What a caller may do; each includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// See, with webhook URLs redacted.
    Read,
    /// Also send the tests of saved integrations.
    Test,
    /// Everything.
    Admin,
}

/// An authenticated caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// What the caller may do.
    pub scope: Scope,
    /// The name in the log: a variable's name or the name that Cloudflare Access gives, never a token.
    pub name: String,
    /// The kind of credential, as `GET /session` names it.
    pub credential: &'static str,
}

impl Scope {
    /// Parses a scope's name, such as the result of `authorize`.
    pub fn parse(name: &str) -> Option<Scope> {
        [Scope::Read, Scope::Test, Scope::Admin].into_iter().find(|scope| scope.name() == name)
    }

    /// Returns its name, as in `ACCESS_SCOPE`, in the log and in messages.
    pub fn name(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Test => "test",
            Scope::Admin => "admin",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_scope_includes_the_one_before() {
        assert!(Scope::Admin > Scope::Test && Scope::Test > Scope::Read);
        for scope in [Scope::Read, Scope::Test, Scope::Admin] {
            assert_eq!(Scope::parse(scope.name()), Some(scope));
        }
        for name in ["", "Admin", "write", "admin,read"] {
            assert_eq!(Scope::parse(name), None, "{name}");
        }
    }
}
