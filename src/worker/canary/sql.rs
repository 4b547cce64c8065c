//! What is asked of D1, in SQL. Lists go in as one JSON text, and so does each row: a statement for many rows counts as one
//! query, of which a Worker may run 50 an event on the free plan.

/// Created where they are missing, so that nobody has to run a migration before the first run.
pub const TABLES: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS canary_tests (integration_id TEXT NOT NULL, run TEXT NOT NULL, at TEXT NOT NULL, \
     cause TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT, status INTEGER, detail TEXT, request_id TEXT, \
     PRIMARY KEY (integration_id, run)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS canary_tests_at ON canary_tests (integration_id, at)",
    // `run` is that of the last test, `decided_by` that of the test that gave `health`; `told` is the health that the operator
    // was last told of, `lease` marks changes that are being told right now; `expected` is when the scheduled run began from
    // which a result is due.
    "CREATE TABLE IF NOT EXISTS canary_health (integration_id TEXT PRIMARY KEY, upstream TEXT NOT NULL, name TEXT NOT NULL, \
     kind TEXT NOT NULL, run TEXT NOT NULL, at TEXT NOT NULL, health TEXT, since TEXT, decided_by TEXT, \
     unclear INTEGER NOT NULL, told TEXT NOT NULL DEFAULT 'well', lease TEXT NOT NULL DEFAULT '', \
     expected TEXT NOT NULL DEFAULT '', missing INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS canary_runs (run TEXT PRIMARY KEY, at TEXT NOT NULL, cause TEXT NOT NULL, \
     found INTEGER NOT NULL, chosen INTEGER NOT NULL, left INTEGER NOT NULL, code TEXT, detail TEXT) WITHOUT ROWID",
];

pub const INSERT_TESTS: &str = "INSERT OR REPLACE INTO canary_tests \
     SELECT value->>'id', value->>'run', value->>'at', value->>'cause', value->>'outcome', value->>'code', \
     value->>'status', value->>'detail', value->>'request_id' FROM json_each(?1)";

/// The rule of [`Health`](super::health::Health), applied to the row as it stands now rather than as some event read it
/// earlier: tests of one integration may end in several events at once. A test that is older than the last one changes
/// nothing, and one that is stored twice counts once. (`WHERE true`: without it SQLite would read ON as a join's.)
pub const UPSERT_HEALTH: &str = "INSERT INTO canary_health \
     (integration_id, upstream, name, kind, run, at, health, since, decided_by, unclear) \
     SELECT value->>'id', value->>'upstream', value->>'name', value->>'kind', value->>'run', value->>'at', \
     value->>'health', iif(value->>'health' IS NULL, NULL, value->>'at'), \
     iif(value->>'health' IS NULL, NULL, value->>'run'), value->>'unclear' FROM json_each(?1) WHERE true \
     ON CONFLICT (integration_id) DO UPDATE SET upstream = excluded.upstream, run = excluded.run, at = excluded.at, \
     missing = 0, name = iif(excluded.name = '', name, excluded.name), \
     kind = iif(excluded.kind = '', kind, excluded.kind), \
     unclear = iif(excluded.health IS NULL, unclear + iif(run IS excluded.run, 0, excluded.unclear), 0), \
     decided_by = CASE WHEN excluded.health IS NOT NULL THEN excluded.run \
         WHEN health IS NOT 'ill' AND health IS NOT 'unknown' AND unclear + iif(run IS excluded.run, 0, excluded.unclear) >= 2 THEN excluded.run \
         ELSE decided_by END, \
     since = CASE WHEN excluded.health IS NOT NULL AND excluded.health IS NOT health THEN excluded.at \
         WHEN excluded.health IS NULL AND health IS NOT 'ill' AND health IS NOT 'unknown' \
             AND unclear + iif(run IS excluded.run, 0, excluded.unclear) >= 2 THEN excluded.at \
         ELSE since END, \
     health = CASE WHEN excluded.health IS NOT NULL THEN excluded.health \
         WHEN health IS NOT 'ill' AND unclear + iif(run IS excluded.run, 0, excluded.unclear) >= 2 THEN 'unknown' \
         ELSE health END \
     WHERE excluded.at >= canary_health.at";

pub const INSERT_RUN: &str = "INSERT OR REPLACE INTO canary_runs \
     SELECT value->>'run', value->>'at', value->>'by', value->>'found', value->>'chosen', value->>'left', \
     value->>'code', value->>'detail' FROM json_each(json_array(json(?1)))";

/// D1 runs one statement after the other: of two claims at once, the second finds the first. A run that could not be done
/// bars nobody from trying again.
pub const CLAIM: &str = "INSERT INTO canary_runs \
     SELECT value->>'run', value->>'at', value->>'by', 0, 0, 0, NULL, NULL FROM json_each(json_array(json(?1))) \
     WHERE NOT EXISTS (SELECT 1 FROM canary_runs WHERE code IS NULL AND at > value->>'not_after')";

/// The rest of a run, which had no time or no requests left.
pub const LEFT: &str = "UPDATE canary_runs SET left = ?1->>'left' WHERE run = ?1->>'run'";

pub const COUNT_MISSING: &str = "UPDATE canary_health SET missing = \
     iif(integration_id IN (SELECT value FROM json_each(?1)), 0, missing + 1)";
pub const FORGET_MISSING: &str = "DELETE FROM canary_health WHERE missing > 1";
pub const FORGET_ALL: &str = "DELETE FROM canary_health";

/// Every integration that a scheduled run chose has a row from then on, tested or not.
pub const EXPECT_NEW: &str = "INSERT OR IGNORE INTO canary_health \
     (integration_id, upstream, name, kind, run, at, unclear, expected) \
     SELECT value->>'id', ?1->>'upstream', value->>'name', value->>'kind', '', '', 0, ?1->>'at' \
     FROM json_each(?1, '$.chosen')";
/// A result is due from the earliest run that did not bring one.
pub const EXPECT: &str = "UPDATE canary_health SET expected = CASE \
     WHEN integration_id NOT IN (SELECT value->>'id' FROM json_each(?1, '$.chosen')) THEN '' \
     WHEN at >= expected THEN ?1->>'at' ELSE expected END";
pub const OVERDUE: &str = "SELECT integration_id AS id, name, health, at, expected FROM canary_health \
     WHERE upstream = ?1->>'upstream' AND missing = 0 AND at < expected AND expected < ?1->>'settled' \
     ORDER BY name, integration_id";
/// The operator has been told that results are overdue: the next run starts the wait anew.
pub const EXPECT_ANEW: &str = "UPDATE canary_health SET expected = ?1->>'at' \
     WHERE integration_id IN (SELECT value FROM json_each(?1, '$.ids'))";

/// The tests that are needed are kept for as long as the integration is there.
pub const FORGET_OLD_TESTS: &str = "DELETE FROM canary_tests WHERE at < ?1 AND NOT EXISTS (SELECT 1 FROM canary_health h \
     WHERE h.integration_id = canary_tests.integration_id AND canary_tests.run IN (h.run, h.decided_by))";
/// The same for one integration: where tests are sent by hand alone, no run does it.
pub const FORGET_OLD_TESTS_OF: &str = "DELETE FROM canary_tests WHERE integration_id = ?1->>'id' AND at < ?1->>'oldest' \
     AND NOT EXISTS (SELECT 1 FROM canary_health h WHERE h.integration_id = ?1->>'id' \
     AND canary_tests.run IN (h.run, h.decided_by))";
pub const FORGET_OLD_RUNS: &str = "DELETE FROM canary_runs WHERE at < ?1";

pub const KNOWN: &str = "SELECT integration_id AS id, name, health, at, expected FROM canary_health \
     WHERE integration_id IN (SELECT value FROM json_each(?1))";
/// What the list before this one had.
pub const LISTED: &str = "SELECT integration_id AS id, name, health, at, expected FROM canary_health \
     WHERE upstream = ?1 AND missing = 0";
pub const DONE: &str = "SELECT run, cause AS \"by\", integration_id AS id FROM canary_tests \
     WHERE (run, integration_id) IN (SELECT value->>'run', value->>'id' FROM json_each(?1))";

/// A lease begins with the time until which it holds. Of two events that have something to tell, each change goes to one.
pub const LEASE_NEWS: &str = "UPDATE canary_health SET lease = ?1->>'lease' WHERE integration_id IN ( \
     SELECT integration_id FROM canary_health WHERE upstream = ?1->>'upstream' AND health IS NOT NULL \
     AND health <> told AND missing = 0 AND lease < ?1->>'now' ORDER BY name, integration_id LIMIT ?1->>'limit')";
pub const NEWS: &str = "SELECT h.integration_id AS id, h.name, h.kind, h.health, t.run, t.at, t.cause AS \"by\", t.outcome, \
     t.code, t.status, t.detail, t.request_id FROM canary_health h \
     JOIN canary_tests t ON t.integration_id = h.integration_id AND t.run = h.decided_by \
     WHERE h.lease = ?1 ORDER BY h.name, h.integration_id";
pub const TOLD: &str = "UPDATE canary_health SET told = n.health, lease = '' FROM \
     (SELECT value->>'id' AS id, value->>'health' AS health FROM json_each(?1)) AS n \
     WHERE canary_health.integration_id = n.id";
pub const RELEASE: &str = "UPDATE canary_health SET lease = '' WHERE lease = ?1";

/// `untold`: the operator believes something else, and nobody is telling them.
pub const RESULTS: &str = "SELECT h.integration_id AS id, h.health, h.since, \
     h.health IS NOT NULL AND h.health <> h.told AND h.lease < ?1->>'now' AS untold, t.run, t.at, t.cause AS \"by\", \
     t.outcome, t.code, t.status, t.detail, t.request_id FROM canary_health h \
     JOIN canary_tests t ON t.integration_id = h.integration_id AND t.run = h.run \
     WHERE h.upstream = ?1->>'upstream' AND h.missing = 0 ORDER BY h.integration_id";
pub const LAST_RUN: &str =
    "SELECT run, at, cause AS \"by\", found, chosen, left, code, detail FROM canary_runs ORDER BY at DESC LIMIT 1";
/// The last run may be one that somebody asked for, which says nothing of cron.
pub const LAST_SCHEDULED: &str = "SELECT max(at) AS at FROM canary_runs WHERE cause = 'schedule'";
pub const TESTS_OF: &str = "SELECT run, at, cause AS \"by\", outcome, code, status, detail, request_id FROM canary_tests \
     WHERE integration_id = ?1 ORDER BY at DESC LIMIT 50";
