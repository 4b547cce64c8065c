//! Which route requires which scope: the one table, which SECURITY.md shows and tests/worker/permissions.test.mjs exercises.

use super::access::Scope;
use super::response::ApiResponse;
use super::routes::Route;
use crate::protocol::{Method, Operation};

/// What a route requires of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequiredScope {
    /// None: the page's files (public in the npm package anyway), the health check, and signing in and out.
    None,
    /// This scope, or one that includes it.
    Scope(Scope),
}

/// The required scopes of the Worker's own routes, by the routes' names. The API's operations have a rule instead, see
/// [`required`].
const WORKER_ROUTES: [(&str, &str, RequiredScope); 13] = [
    ("page", "GET /", RequiredScope::None),
    ("health", "GET /healthz", RequiredScope::None),
    ("session", "GET /session", RequiredScope::None),
    ("sign-in", "POST /session", RequiredScope::None),
    ("sign-out", "DELETE /session", RequiredScope::None),
    ("ready", "GET /readyz", RequiredScope::Scope(Scope::Read)),
    ("results", "GET /canary/results", RequiredScope::Scope(Scope::Read)),
    ("results-of-one", "GET /canary/results/{id}", RequiredScope::Scope(Scope::Read)),
    ("deliveries", "GET /sandbox/deliveries", RequiredScope::Scope(Scope::Read)),
    ("test-one", "POST /canary/test/{id}", RequiredScope::Scope(Scope::Test)),
    ("run-canary", "POST /canary/run", RequiredScope::Scope(Scope::Test)),
    ("test-webhook", "POST /canary/webhook:test", RequiredScope::Scope(Scope::Test)),
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
///
/// Of the API's operations, those by GET require `read` and all others `admin`. Of the writes, `test` is the most dangerous:
/// its body makes Confluent post to any URL that the caller chooses. Testing a saved integration does not.
pub fn required(route: &Route) -> RequiredScope {
    if let Route::Operation(operation, _) = route {
        return RequiredScope::Scope(required_for(operation));
    }
    let row = WORKER_ROUTES.iter().find(|(name, _, _)| *name == route.name());
    row.map_or(RequiredScope::Scope(Scope::Admin), |(_, _, required)| *required)
}

fn required_for(operation: &Operation) -> Scope {
    match operation.method {
        Method::Get => Scope::Read,
        Method::Post | Method::Patch | Method::Delete => Scope::Admin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::routes::find;

    /// All routes: the Worker's own, and the API's operations.
    fn rows() -> Vec<(&'static str, String, RequiredScope)> {
        let own = WORKER_ROUTES.map(|(name, route, required)| (name, route.to_owned(), required));
        let operations = Operation::ALL.map(|operation| {
            let route = [operation.method.as_str(), " ", operation.path].concat();
            (operation.name, route, RequiredScope::Scope(required_for(operation)))
        });
        [own.as_slice(), operations.as_slice()].concat()
    }

    #[test]
    fn each_row_is_a_route_of_its_name() {
        for (name, written, row) in rows() {
            let (method, path) = written.split_once(' ').unwrap();
            let route = find(method, &path.replace("{id}", "n-1")).unwrap();
            assert_eq!((route.name(), required(&route)), (name, row), "{written}");
        }
    }

    #[test]
    fn a_scope_is_allowed_exactly_the_routes_that_require_it_or_less() {
        for scope in [Scope::Read, Scope::Test, Scope::Admin] {
            for (name, written, required) in rows() {
                let (method, path) = written.split_once(' ').unwrap();
                let route = find(method, &path.replace("{id}", "n-1")).unwrap();
                let allowed = match required {
                    RequiredScope::None => true,
                    RequiredScope::Scope(least) => scope >= least,
                };
                assert_eq!(check(scope, &route).is_ok(), allowed, "{name} {scope:?}");
            }
        }
    }

    #[test]
    fn only_admin_may_write_through_the_api_s_operations() {
        for operation in Operation::ALL {
            let is_read = operation.method.as_str() == "GET";
            assert_eq!(required_for(operation) < Scope::Admin, is_read, "{operation:?}");
        }
    }

    #[test]
    fn the_table_in_security_md_equals_this_one() {
        let security = include_str!("../../SECURITY.md");
        let marked = security.split("<!-- permissions -->").nth(1).expect("the marks are there");
        // The cells are padded, so that the columns stand below each other.
        let cells = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut written: Vec<_> = marked.lines().filter(|line| line.starts_with("| `")).map(cells).collect();
        let mut expected: Vec<_> = rows().iter().map(|(_, route, required)| row(route, *required)).collect();
        written.sort();
        expected.sort();
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
