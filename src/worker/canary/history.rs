//! D1: what is remembered of tests, integrations and runs. Lists go in as one JSON text, and so does each row: a statement
//! for many rows counts as one, of which a Worker may run only so many.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

use futures_util::future::{Either, select};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use worker::{D1Database, D1Result, Delay, Env, console_error};

use super::record::{KnownRow, News, ResultRow, RunRow, TestRow, Tested};
use super::run::Handed;
use crate::integration::redact_text;

/// The binding.
pub const BINDING: &str = "CANARY_DB";
/// For so many days tests and runs are kept.
pub const KEPT_DAYS: u32 = 90;
/// The longest that it is waited for: what it is slow for has been done already.
const PATIENCE: Duration = Duration::from_secs(3);

/// Made where they are missing: nobody has to run a migration before the first run.
const TABLES: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS canary_tests (integration_id TEXT NOT NULL, run TEXT NOT NULL, at TEXT NOT NULL, \
     cause TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT, status INTEGER, detail TEXT, request_id TEXT, \
     PRIMARY KEY (integration_id, run)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS canary_health (integration_id TEXT PRIMARY KEY, run TEXT NOT NULL, name TEXT NOT NULL, \
     kind TEXT NOT NULL, at TEXT NOT NULL, health TEXT, since TEXT, unclear INTEGER NOT NULL, \
     told TEXT NOT NULL DEFAULT 'well', missing INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS canary_runs (run TEXT PRIMARY KEY, at TEXT NOT NULL, cause TEXT NOT NULL, \
     found INTEGER NOT NULL, chosen INTEGER NOT NULL, code TEXT, detail TEXT) WITHOUT ROWID",
];
const INSERT_TESTS: &str = "INSERT OR REPLACE INTO canary_tests \
     SELECT value->>'id', value->>'run', value->>'at', value->>'cause', value->>'outcome', value->>'code', \
     value->>'status', value->>'detail', value->>'request_id' FROM json_each(?1)";
/// An older test than the last one changes nothing. What was told stays: it changes with the telling alone; so do name and kind where it could not be read. (`WHERE true`: SQLite would take ON for a join's.)
const UPSERT_HEALTH: &str = "INSERT INTO canary_health (integration_id, run, name, kind, at, health, since, unclear) \
     SELECT value->>'id', value->>'run', value->>'name', value->>'kind', value->>'at', value->>'health', \
     value->>'since', value->>'unclear' FROM json_each(?1) WHERE true \
     ON CONFLICT (integration_id) DO UPDATE SET run = excluded.run, at = excluded.at, missing = 0, \
     name = iif(excluded.name = '', name, excluded.name), kind = iif(excluded.kind = '', kind, excluded.kind), \
     health = excluded.health, since = excluded.since, unclear = excluded.unclear WHERE excluded.at >= canary_health.at";
const INSERT_RUN: &str = "INSERT OR REPLACE INTO canary_runs \
     SELECT value->>'run', value->>'at', value->>'by', value->>'found', value->>'chosen', value->>'code', \
     value->>'detail' FROM json_each(json_array(json(?1)))";
/// The platform runs one statement after the other: of two claims at once, the second finds the first.
const CLAIM: &str = "INSERT INTO canary_runs \
     SELECT value->>'run', value->>'at', value->>'by', 0, 0, NULL, NULL FROM json_each(json_array(json(?1))) \
     WHERE NOT EXISTS (SELECT 1 FROM canary_runs WHERE cause = value->>'by' AND at > value->>'not_after')";
const COUNT_MISSING: &str = "UPDATE canary_health SET missing = \
     iif(integration_id IN (SELECT value FROM json_each(?1)), 0, missing + 1)";
const FORGET_MISSING: &str = "DELETE FROM canary_health WHERE missing > 1";
const FORGET_ALL: &str = "DELETE FROM canary_health";
/// The last test of each integration is kept for as long as the integration is there.
const FORGET_OLD_TESTS: &str = "DELETE FROM canary_tests WHERE at < ?1 AND NOT EXISTS (SELECT 1 FROM canary_health h \
     WHERE h.integration_id = canary_tests.integration_id AND h.run = canary_tests.run)";
const FORGET_OLD_RUNS: &str = "DELETE FROM canary_runs WHERE at < ?1";
const KNOWN: &str = "SELECT integration_id AS id, health, since, unclear, at FROM canary_health \
     WHERE integration_id IN (SELECT value FROM json_each(?1))";
const DONE: &str = "SELECT run, cause AS \"by\", integration_id AS id FROM canary_tests \
     WHERE (run, integration_id) IN (SELECT value->>'run', value->>'id' FROM json_each(?1))";
const NEWS: &str = "SELECT h.integration_id AS id, h.name, h.kind, h.health, t.at, t.cause AS \"by\", t.outcome, \
     t.code, t.status, t.detail, t.request_id FROM canary_health h JOIN canary_tests t ON t.integration_id = h.integration_id AND t.run = h.run \
     WHERE h.health IS NOT NULL AND h.health <> h.told ORDER BY h.name, h.integration_id";
const TOLD: &str = "UPDATE canary_health SET told = n.health FROM \
     (SELECT value->>'id' AS id, value->>'health' AS health FROM json_each(?1)) AS n \
     WHERE canary_health.integration_id = n.id";
const RESULTS: &str = "SELECT h.integration_id AS id, h.health, h.since, t.at, t.cause AS \"by\", t.outcome, t.code, \
     t.status, t.detail, t.request_id FROM canary_health h JOIN canary_tests t \
     ON t.integration_id = h.integration_id AND t.run = h.run ORDER BY h.integration_id";
const LAST_RUN: &str =
    "SELECT at, cause AS \"by\", found, chosen, code, detail FROM canary_runs ORDER BY at DESC LIMIT 1";
const TESTS_OF: &str = "SELECT at, cause AS \"by\", outcome, code, status, detail, request_id FROM canary_tests \
     WHERE integration_id = ?1 ORDER BY at DESC LIMIT 50";

/// It could not be had; what there is to say of it is in the log.
#[derive(Debug)]
pub struct Unavailable;

/// The database, where one is bound.
pub struct History(D1Database);

thread_local! {
    static TABLES_ARE_THERE: Cell<bool> = const { Cell::new(false) };
}

impl History {
    /// The one that is bound.
    pub fn of(env: &Env) -> Option<History> {
        env.d1(BINDING).ok().map(History)
    }

    /// Remembers a test, with what is known of its integration since.
    pub async fn keep(&self, test: &Tested) -> Result<(), Unavailable> {
        let rows = json!([test.row()]).to_string();
        self.batch(&[(INSERT_TESTS, Some(&rows)), (UPSERT_HEALTH, Some(&rows))]).await.map(drop)
    }

    /// Remembers a run, and forgets what is too old.
    pub async fn keep_run(&self, run: &str, row: &RunRow, oldest: &str) -> Result<(), Unavailable> {
        let mut row = json!(row);
        row["run"] = run.into();
        let statements =
            [(INSERT_RUN, Some(&*row.to_string())), (FORGET_OLD_TESTS, Some(oldest)), (FORGET_OLD_RUNS, Some(oldest))];
        self.batch(&statements).await.map(drop)
    }

    /// Whether a run may begin that somebody asked for: none that was has begun after a time. It is noted at once.
    pub async fn claim(&self, run: &str, row: &RunRow, not_after: &str) -> Result<bool, Unavailable> {
        let claim = json!({"run": run, "at": row.at, "by": row.by, "not_after": not_after}).to_string();
        let results = self.batch(&[(CLAIM, Some(&claim))]).await?;
        let meta = results.first().and_then(|result| result.meta().ok().flatten()).ok_or(Unavailable)?;
        Ok(meta.changes.is_some_and(|changes| changes > 0))
    }

    /// Forgets the integrations that were not among those of two runs: one list may be short by an accident.
    pub async fn keep_only(&self, ids: &[&str]) -> Result<(), Unavailable> {
        self.batch(&[(COUNT_MISSING, Some(&json!(ids).to_string())), (FORGET_MISSING, None)]).await.map(drop)
    }

    /// Forgets them all.
    pub async fn forget_all(&self) -> Result<(), Unavailable> {
        self.batch(&[(FORGET_ALL, None)]).await.map(drop)
    }

    /// What is known of these integrations.
    pub async fn known(&self, ids: &[&str]) -> Result<HashMap<String, KnownRow>, Unavailable> {
        let rows: Vec<KnownRow> = self.rows(KNOWN, Some(&json!(ids).to_string())).await?;
        Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
    }

    /// Which of these were tested already.
    pub async fn done(&self, handed: impl Iterator<Item = &Handed>) -> Result<HashSet<Handed>, Unavailable> {
        let handed = json!(handed.collect::<Vec<_>>()).to_string();
        self.rows::<Handed>(DONE, Some(&handed)).await.map(HashSet::from_iter)
    }

    /// What the operator has not been told.
    pub async fn news(&self) -> Result<Vec<News>, Unavailable> {
        self.rows(NEWS, None).await
    }

    /// Remembers that he has.
    pub async fn told(&self, news: &[News]) -> Result<(), Unavailable> {
        let told: Value = news.iter().map(|one| json!({"id": one.id, "health": one.health})).collect();
        self.batch(&[(TOLD, Some(&told.to_string()))]).await.map(drop)
    }

    /// Each integration with its last test, and the last run.
    pub async fn results(&self) -> Result<(Vec<ResultRow>, Option<RunRow>), Unavailable> {
        let results = self.batch(&[(RESULTS, None), (LAST_RUN, None)]).await?;
        let [rows, run] = &results[..] else { return Err(Unavailable) };
        Ok((read(rows)?, read(run)?.into_iter().next()))
    }

    /// The last tests of an integration, the newest first.
    pub async fn tests_of(&self, id: &str) -> Result<Vec<TestRow>, Unavailable> {
        self.rows(TESTS_OF, Some(id)).await
    }

    async fn rows<T: DeserializeOwned>(&self, sql: &str, given: Option<&str>) -> Result<Vec<T>, Unavailable> {
        read(self.batch(&[(sql, given)]).await?.first().ok_or(Unavailable)?)
    }

    /// One transaction, in which the tables are made where this instance has not seen them yet.
    async fn batch(&self, statements: &[(&str, Option<&str>)]) -> Result<Vec<D1Result>, Unavailable> {
        let there = TABLES_ARE_THERE.get();
        let tables = TABLES.iter().map(|sql| (*sql, None)).filter(|_| !there);
        let before = if there { 0 } else { TABLES.len() };
        let prepared = tables.chain(statements.iter().copied()).map(|(sql, given)| match given {
            Some(given) => self.0.prepare(sql).bind(&[given.into()]),
            None => Ok(self.0.prepare(sql)),
        });
        let prepared = prepared.collect::<Result<Vec<_>, _>>().map_err(|error| unavailable(&error.to_string()))?;
        match select(Box::pin(self.0.batch(prepared)), Box::pin(Delay::from(PATIENCE))).await {
            Either::Left((Ok(results), _)) => {
                TABLES_ARE_THERE.set(true);
                Ok(results.into_iter().skip(before).collect())
            }
            Either::Left((Err(error), _)) => Err(unavailable(&error.to_string())),
            Either::Right(_) => Err(unavailable("no answer in time")),
        }
    }
}

fn read<T: DeserializeOwned>(result: &D1Result) -> Result<Vec<T>, Unavailable> {
    result.results().map_err(|error| unavailable(&error.to_string()))
}

fn unavailable(why: &str) -> Unavailable {
    // Somebody may have made it anew.
    TABLES_ARE_THERE.set(false);
    console_error!("canary: {BINDING} cannot be used: {}", redact_text(why));
    Unavailable
}
