//! What is asked of D1, in SQL. Lists go in as one JSON text, and so does each row: a statement for many rows counts as one
//! query, of which a Worker may run 50 an event on the free plan.

/// Created where they are missing, so that nobody has to run a migration before the first run.
pub const TABLES: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS canary_tests (integration_id TEXT NOT NULL, run TEXT NOT NULL, at TEXT NOT NULL, \
     cause TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT, status INTEGER, detail TEXT, request_id TEXT, \
     PRIMARY KEY (integration_id, run)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS canary_tests_at ON canary_tests (integration_id, at)",
    // `told` is the health that the operator was last told of, `lease` marks changes that are being told right now.
    "CREATE TABLE IF NOT EXISTS canary_health (integration_id TEXT PRIMARY KEY, run TEXT NOT NULL, name TEXT NOT NULL, \
     kind TEXT NOT NULL, at TEXT NOT NULL, health TEXT, since TEXT, unclear INTEGER NOT NULL, \
     told TEXT NOT NULL DEFAULT 'well', lease TEXT NOT NULL DEFAULT '', missing INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS canary_runs (run TEXT PRIMARY KEY, at TEXT NOT NULL, cause TEXT NOT NULL, \
     found INTEGER NOT NULL, chosen INTEGER NOT NULL, left INTEGER NOT NULL, code TEXT, detail TEXT) WITHOUT ROWID",
];

pub const INSERT_TESTS: &str = "INSERT OR REPLACE INTO canary_tests \
     SELECT value->>'id', value->>'run', value->>'at', value->>'cause', value->>'outcome', value->>'code', \
     value->>'status', value->>'detail', value->>'request_id' FROM json_each(?1)";

/// The rule of [`Health`](super::health::Health), applied to the row as it stands now rather than as some event read it
/// earlier: tests of one integration may end in several events at once. A test that is older than the last one changes
/// nothing. (`WHERE true`: without it SQLite would read ON as a join's.)
pub const UPSERT_HEALTH: &str = "INSERT INTO canary_health \
     (integration_id, run, name, kind, at, health, since, unclear) \
     SELECT value->>'id', value->>'run', value->>'name', value->>'kind', value->>'at', value->>'health', \
     iif(value->>'health' IS NULL, NULL, value->>'at'), value->>'unclear' FROM json_each(?1) WHERE true \
     ON CONFLICT (integration_id) DO UPDATE SET run = excluded.run, at = excluded.at, missing = 0, \
     name = iif(excluded.name = '', name, excluded.name), kind = iif(excluded.kind = '', kind, excluded.kind), \
     unclear = iif(excluded.health IS NULL, unclear + excluded.unclear, 0), \
     health = coalesce(excluded.health, iif(unclear + excluded.unclear >= 2, 'ill', health)), \
     since = iif(coalesce(excluded.health, iif(unclear + excluded.unclear >= 2, 'ill', health)) IS health, since, \
     excluded.at) WHERE excluded.at >= canary_health.at";

pub const INSERT_RUN: &str = "INSERT OR REPLACE INTO canary_runs \
     SELECT value->>'run', value->>'at', value->>'by', value->>'found', value->>'chosen', value->>'left', \
     value->>'code', value->>'detail' FROM json_each(json_array(json(?1)))";

/// D1 runs one statement after the other: of two claims at once, the second finds the first. A run that could not be done
/// bars nobody from trying again.
pub const CLAIM: &str = "INSERT INTO canary_runs \
     SELECT value->>'run', value->>'at', value->>'by', 0, 0, 0, NULL, NULL FROM json_each(json_array(json(?1))) \
     WHERE NOT EXISTS (SELECT 1 FROM canary_runs WHERE code IS NULL AND at > value->>'not_after')";

pub const COUNT_MISSING: &str = "UPDATE canary_health SET missing = \
     iif(integration_id IN (SELECT value FROM json_each(?1)), 0, missing + 1)";
pub const FORGET_MISSING: &str = "DELETE FROM canary_health WHERE missing > 1";
pub const FORGET_ALL: &str = "DELETE FROM canary_health";

/// The last test of each integration is kept for as long as the integration is there.
pub const FORGET_OLD_TESTS: &str = "DELETE FROM canary_tests WHERE at < ?1 AND NOT EXISTS (SELECT 1 FROM canary_health h \
     WHERE h.integration_id = canary_tests.integration_id AND h.run = canary_tests.run)";
/// The same for one integration: where tests are sent by hand alone, no run does it.
pub const FORGET_OLD_TESTS_OF: &str =
    "DELETE FROM canary_tests WHERE integration_id = ?1->>'id' AND at < ?1->>'oldest'";
pub const FORGET_OLD_RUNS: &str = "DELETE FROM canary_runs WHERE at < ?1";

pub const KNOWN: &str = "SELECT integration_id AS id, name, health, at FROM canary_health \
     WHERE integration_id IN (SELECT value FROM json_each(?1))";
pub const DONE: &str = "SELECT run, cause AS \"by\", integration_id AS id FROM canary_tests \
     WHERE (run, integration_id) IN (SELECT value->>'run', value->>'id' FROM json_each(?1))";

/// A lease begins with the time until which it holds. Of two events that have something to tell, each change goes to one.
pub const LEASE_NEWS: &str = "UPDATE canary_health SET lease = ?1->>'lease' \
     WHERE health IS NOT NULL AND health <> told AND missing = 0 AND lease < ?1->>'now'";
pub const NEWS: &str = "SELECT h.integration_id AS id, h.name, h.kind, h.health, t.run, t.at, t.cause AS \"by\", t.outcome, \
     t.code, t.status, t.detail, t.request_id FROM canary_health h \
     JOIN canary_tests t ON t.integration_id = h.integration_id AND t.run = h.run \
     WHERE h.lease = ?1 ORDER BY h.name, h.integration_id";
pub const TOLD: &str = "UPDATE canary_health SET told = n.health, lease = '' FROM \
     (SELECT value->>'id' AS id, value->>'health' AS health FROM json_each(?1)) AS n \
     WHERE canary_health.integration_id = n.id";
pub const RELEASE: &str = "UPDATE canary_health SET lease = '' WHERE lease = ?1";

/// `untold`: the operator believes something else, and nobody is telling him.
pub const RESULTS: &str = "SELECT h.integration_id AS id, h.health, h.since, \
     h.health IS NOT NULL AND h.health <> h.told AND h.lease < ?1 AS untold, t.run, t.at, t.cause AS \"by\", t.outcome, \
     t.code, t.status, t.detail, t.request_id FROM canary_health h \
     JOIN canary_tests t ON t.integration_id = h.integration_id AND t.run = h.run \
     WHERE h.missing = 0 ORDER BY h.integration_id";
pub const LAST_RUN: &str =
    "SELECT run, at, cause AS \"by\", found, chosen, left, code, detail FROM canary_runs ORDER BY at DESC LIMIT 1";
/// The last run may be one that somebody asked for, which says nothing of cron.
pub const LAST_SCHEDULED: &str = "SELECT max(at) AS at FROM canary_runs WHERE cause = 'schedule'";
pub const TESTS_OF: &str = "SELECT run, at, cause AS \"by\", outcome, code, status, detail, request_id FROM canary_tests \
     WHERE integration_id = ?1 ORDER BY at DESC LIMIT 50";
