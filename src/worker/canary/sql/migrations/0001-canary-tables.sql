-- The tables of the canary. Tables that an unversioned database has under these names are dropped: the next run tests every
-- integration anew.
DROP TABLE IF EXISTS canary_tests;
DROP TABLE IF EXISTS canary_health;
DROP TABLE IF EXISTS canary_runs;

CREATE TABLE canary_tests (
    integration_id TEXT NOT NULL,
    run TEXT NOT NULL,
    at TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    result TEXT NOT NULL,
    code TEXT,
    status INTEGER,
    detail TEXT,
    request_id TEXT,
    PRIMARY KEY (integration_id, run)
) WITHOUT ROWID;
CREATE INDEX canary_tests_at ON canary_tests (integration_id, at);

-- run: of the last test; health_run: of the test that gave health; inconclusive: how many scheduled tests in a row were;
-- notified_health: what the operator was last notified of; lease: marks changes that are being reported right now;
-- due_since: when the scheduled run began from which a result is due, empty if none is; missed_lists: how many lists of
-- integrations in a row did not have it.
CREATE TABLE canary_health (
    integration_id TEXT PRIMARY KEY,
    upstream TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    run TEXT NOT NULL,
    at TEXT NOT NULL,
    health TEXT,
    since TEXT,
    health_run TEXT,
    inconclusive INTEGER NOT NULL,
    notified_health TEXT NOT NULL DEFAULT 'healthy',
    lease TEXT NOT NULL DEFAULT '',
    due_since TEXT NOT NULL DEFAULT '',
    missed_lists INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE canary_runs (
    run TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    total INTEGER NOT NULL,
    selected INTEGER NOT NULL,
    not_reached INTEGER NOT NULL,
    code TEXT,
    detail TEXT
) WITHOUT ROWID;
