//! Which route requires which scope: the one table, which SECURITY.md shows and tests/worker/permissions.test.mjs exercises.

use super::access::Scope;
use super::response::ApiResponse;
use super::routes::Route;

/// What a route requires of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequiredScope {
    /// None: the page's files (public in the npm package anyway), the health check, and signing in and out.
    None,
    /// This scope, or one that includes it.
    Scope(Scope),
}

/// The required scopes, by the routes' names. Of the writes, `test` is the most dangerous: its body makes Confluent post to any URL that the
/// caller chooses. Testing a saved integration does not.
pub const PERMISSIONS: [(&str, &str, RequiredScope); 19] = [
    ("page", "GET /", RequiredScope::None),
    ("health", "GET /healthz", RequiredScope::None),
    ("whoami", "GET /session", RequiredScope::None),
    ("sign-in", "POST /session", RequiredScope::None),
    ("sign-out", "DELETE /session", RequiredScope::None),
    ("ready", "GET /readyz", RequiredScope::Scope(Scope::Read)),
    ("integrations.list", "GET /notifications/v1/integrations", RequiredScope::Scope(Scope::Read)),
    ("integrations.get", "GET /notifications/v1/integrations/{id}", RequiredScope::Scope(Scope::Read)),
    ("results", "GET /canary/results", RequiredScope::Scope(Scope::Read)),
    ("results-of", "GET /canary/results/{id}", RequiredScope::Scope(Scope::Read)),
    ("deliveries", "GET /sandbox/deliveries", RequiredScope::Scope(Scope::Read)),
    ("test-saved", "POST /canary/test/{id}", RequiredScope::Scope(Scope::Test)),
    ("test-all", "POST /canary/run", RequiredScope::Scope(Scope::Test)),
    ("test-webhook", "POST /canary/webhook:test", RequiredScope::Scope(Scope::Test)),
    ("integrations.test", "POST /notifications/v1/integrations:test", RequiredScope::Scope(Scope::Admin)),
    ("integrations.create", "POST /notifications/v1/integrations", RequiredScope::Scope(Scope::Admin)),
    ("integrations.update", "PATCH /notifications/v1/integrations/{id}", RequiredScope::Scope(Scope::Admin)),
    ("integrations.delete", "DELETE /notifications/v1/integrations/{id}", RequiredScope::Scope(Scope::Admin)),
    ("reset", "POST /sandbox/reset", RequiredScope::Scope(Scope::Admin)),
];

/// Refuses a caller whose scope does not include what the route requires.
pub fn check(scope: Scope, route: &Route) -> Result<(), ApiResponse> {
    match required(route) {
        RequiredScope::Scope(least) if scope < least => {
            Err(ApiResponse::error(403, "forbidden", &format!("This takes the scope {}.", least.name())))
        }
        _ => Ok(()),
    }
}

/// Returns what a route requires: `admin` for a route that is not in the table.
pub fn required(route: &Route) -> RequiredScope {
    let row = PERMISSIONS.iter().find(|(name, _, _)| *name == route.name());
    row.map_or(RequiredScope::Scope(Scope::Admin), |(_, _, required)| *required)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::routes::find;

    #[test]
    fn each_row_is_a_route_of_its_name() {
        for (name, written, row) in PERMISSIONS {
            let (method, path) = written.split_once(' ').unwrap();
            let route = find(method, &path.replace("{id}", "n-1")).unwrap();
            assert_eq!((route.name(), required(&route)), (name, row), "{written}");
        }
    }

    #[test]
    fn a_scope_is_allowed_exactly_the_routes_that_require_it_or_less() {
        for scope in [Scope::Read, Scope::Test, Scope::Admin] {
            for (row, written, required) in PERMISSIONS {
                let (method, path) = written.split_once(' ').unwrap();
                let route = find(method, &path.replace("{id}", "n-1")).unwrap();
                let allowed = match required {
                    RequiredScope::None => true,
                    RequiredScope::Scope(least) => scope >= least,
                };
                assert_eq!(check(scope, &route).is_ok(), allowed, "{row} {scope:?}");
            }
        }
    }

    #[test]
    fn the_table_in_security_md_equals_this_one() {
        let security = include_str!("../../SECURITY.md");
        let marked = security.split("<!-- permissions -->").nth(1).expect("the marks are there");
        // The cells are padded, so that the columns stand below each other.
        let cells = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let written: Vec<_> = marked.lines().filter(|line| line.starts_with("| `")).map(cells).collect();
        let expected: Vec<_> = PERMISSIONS.iter().map(|(_, route, required)| row(route, *required)).collect();
        assert_eq!(written, expected);
    }

    fn row(route: &str, required: RequiredScope) -> String {
        let is_allowed = |scope: Option<Scope>| match required {
            RequiredScope::None => "yes",
            RequiredScope::Scope(least) if scope.is_some_and(|scope| scope >= least) => "yes",
            RequiredScope::Scope(_) => "–",
        };
        let cells = [None, Some(Scope::Read), Some(Scope::Test), Some(Scope::Admin)].map(is_allowed);
        format!("| `{route}` | {} |", cells.join(" | "))
    }
}
