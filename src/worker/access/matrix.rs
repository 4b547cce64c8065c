//! Which route requires which scope: the one table, which SECURITY.md shows and tests/worker/permissions.test.mjs exercises.

use super::Scope;
use crate::worker::routes::Route;

/// What a route requires of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Nothing: the page's files (public in the npm package anyway), the health check, and signing in and out.
    Nothing,
    /// This scope, or one that includes it.
    Scope(Scope),
}

/// By the routes' names. Of the writes, `test` is the most dangerous: its body makes Confluent post to any URL that the
/// caller chooses. Testing a saved integration does not.
pub const MATRIX: [(&str, &str, Demand); 19] = [
    ("page", "GET /", Demand::Nothing),
    ("health", "GET /healthz", Demand::Nothing),
    ("whoami", "GET /session", Demand::Nothing),
    ("sign-in", "POST /session", Demand::Nothing),
    ("sign-out", "DELETE /session", Demand::Nothing),
    ("ready", "GET /readyz", Demand::Scope(Scope::Read)),
    ("list", "GET /notifications/v1/integrations", Demand::Scope(Scope::Read)),
    ("get", "GET /notifications/v1/integrations/{id}", Demand::Scope(Scope::Read)),
    ("results", "GET /canary/results", Demand::Scope(Scope::Read)),
    ("results-of", "GET /canary/results/{id}", Demand::Scope(Scope::Read)),
    ("deliveries", "GET /sandbox/deliveries", Demand::Scope(Scope::Read)),
    ("test-saved", "POST /canary/test/{id}", Demand::Scope(Scope::Test)),
    ("test-all", "POST /canary/run", Demand::Scope(Scope::Test)),
    ("test-webhook", "POST /canary/webhook:test", Demand::Scope(Scope::Test)),
    ("test", "POST /notifications/v1/integrations:test", Demand::Scope(Scope::Admin)),
    ("create", "POST /notifications/v1/integrations", Demand::Scope(Scope::Admin)),
    ("update", "PATCH /notifications/v1/integrations/{id}", Demand::Scope(Scope::Admin)),
    ("delete", "DELETE /notifications/v1/integrations/{id}", Demand::Scope(Scope::Admin)),
    ("reset", "POST /sandbox/reset", Demand::Scope(Scope::Admin)),
];

/// What a route requires; `admin` for a route that is not in the table.
pub fn demand(route: &Route) -> Demand {
    let row = MATRIX.iter().find(|(name, _, _)| *name == route.name());
    row.map_or(Demand::Scope(Scope::Admin), |(_, _, demand)| *demand)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::routes::find;

    #[test]
    fn each_row_is_a_route_of_that_name() {
        for (name, written, row) in MATRIX {
            let (method, path) = written.split_once(' ').unwrap();
            let route = find(method, &path.replace("{id}", "n-1")).unwrap();
            assert_eq!((route.name(), demand(&route)), (name, row), "{written}");
        }
    }

    #[test]
    fn the_table_in_security_md_is_this_one() {
        let security = include_str!("../../../SECURITY.md");
        let marked = security.split("<!-- matrix -->").nth(1).expect("the marks are there");
        let written: Vec<_> = marked.lines().filter(|line| line.starts_with("| `")).collect();
        let told: Vec<_> = MATRIX.iter().map(|(_, route, demand)| row(route, *demand)).collect();
        assert_eq!(written, told);
    }

    fn row(route: &str, demand: Demand) -> String {
        let may = |scope: Option<Scope>| match demand {
            Demand::Nothing => "yes",
            Demand::Scope(least) if scope.is_some_and(|scope| scope >= least) => "yes",
            Demand::Scope(_) => "–",
        };
        let cells = [None, Some(Scope::Read), Some(Scope::Test), Some(Scope::Admin)].map(may);
        format!("| `{route}` | {} |", cells.join(" | "))
    }
}
