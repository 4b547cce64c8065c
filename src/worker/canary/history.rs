//! D1: what is remembered of tests, integrations and runs. The statements are in `sql`.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

use futures_util::future::{Either, select};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use worker::{D1Database, D1Result, Delay, Env, console_error};

use super::choice::Chosen;
use super::record::{Cause, KnownRow, News, ResultRow, RunRow, Sent, TestRow};
use super::run::Handed;
use super::sql;
use crate::integration::redact_text;
use crate::worker::platform::clock::{iso_time, now_ms};
use crate::worker::platform::random::new_id;

/// The binding.
pub const BINDING: &str = "CANARY_DB";
/// Tests and runs are kept for this many days.
const KEPT_DAYS: f64 = 90.0;
/// The longest that D1 is waited for: what it would slow down has been done already.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long it is then left alone, in milliseconds: longer than a visit has time, and short for a run.
const SILENT_MS: f64 = 10_000.0;
/// A result is overdue after so long, in milliseconds: Confluent may put off a test in the queue for an hour, three times.
const SETTLED_MS: f64 = 4.0 * 3_600_000.0;
/// Longer than it takes to tell the operator, in milliseconds: a change that an event was lost with is told by a later one.
const LEASE_MS: f64 = 30_000.0;

/// D1 could not be used; what there is to say about it is in the log.
#[derive(Debug)]
pub struct Unavailable;

/// The database, where one is bound.
pub struct History {
    database: D1Database,
    /// Whose integrations these are: those of the sandbox are not told as those of an organization.
    upstream: String,
    /// Until when it is left alone, after it was waited for in vain; in milliseconds since 1970.
    silent_until: Cell<f64>,
}

/// What is remembered of all integrations.
pub struct Results {
    /// Each with its last test.
    pub rows: Vec<ResultRow>,
    /// The run that began last.
    pub last_run: Option<RunRow>,
    /// When the last scheduled run began, as RFC 3339.
    pub last_scheduled: Option<String>,
    /// The integrations whose results are overdue.
    pub overdue: Vec<KnownRow>,
}

#[derive(Deserialize)]
struct Scheduled {
    at: Option<String>,
}

thread_local! {
    static TABLES_ARE_THERE: Cell<bool> = const { Cell::new(false) };
}

impl History {
    /// The one that is bound.
    pub fn of(env: &Env, upstream: &str) -> Option<History> {
        let database = env.d1(BINDING).ok()?;
        Some(History { database, upstream: upstream.to_owned(), silent_until: Cell::new(0.0) })
    }

    /// Remembers tests, and what is known of their integrations since.
    pub async fn keep(&self, tests: &[Sent]) -> Result<(), Unavailable> {
        let rows = Value::from_iter(tests.iter().map(|test| test.row(&self.upstream))).to_string();
        let mut statements = vec![(sql::INSERT_TESTS, Some(&*rows)), (sql::UPSERT_HEALTH, Some(&rows))];
        let old = match tests {
            [test] if test.cause == Cause::Test => Some(json!({"id": test.chosen.id, "oldest": oldest()}).to_string()),
            _ => None,
        };
        statements.extend(old.as_deref().map(|old| (sql::FORGET_OLD_TESTS_OF, Some(old))));
        let results = self.batch(&statements).await?;
        // What only seems to be stored would be told by nobody.
        let stored = results.len() == statements.len() && results.iter().all(|one| matches!(one.meta(), Ok(Some(_))));
        if stored { Ok(()) } else { Err(unavailable("it did not say what it stored")) }
    }

    /// Remembers a run, and forgets what is too old.
    pub async fn keep_run(&self, row: &RunRow) -> Result<(), Unavailable> {
        let (row, oldest) = (json!(row).to_string(), oldest());
        let statements = [
            (sql::INSERT_RUN, Some(&*row)),
            (sql::FORGET_OLD_TESTS, Some(&*oldest)),
            (sql::FORGET_OLD_RUNS, Some(&*oldest)),
        ];
        self.batch(&statements).await.map(drop)
    }

    /// Remembers how many tests a run did not come to.
    pub async fn keep_left(&self, row: &RunRow) -> Result<(), Unavailable> {
        let left = json!({"run": row.run, "left": row.left}).to_string();
        self.batch(&[(sql::LEFT, Some(&left))]).await.map(drop)
    }

    /// Whether a run may begin: none has begun after `not_after` that could be done. It is noted at once.
    pub async fn claim(&self, row: &RunRow, not_after: &str) -> Result<bool, Unavailable> {
        let claim = json!({"run": row.run, "at": row.at, "by": row.by, "not_after": not_after}).to_string();
        // Not twice: a claim that was made although it seemed to fail would bar its own run.
        let results = self.batch_once(&[(sql::CLAIM, Some(&claim))]).await?;
        let meta = results.first().and_then(|result| result.meta().ok().flatten()).ok_or(Unavailable)?;
        Ok(meta.changes.is_some_and(|changes| changes > 0))
    }

    /// Forgets the integrations that two runs in a row did not list: one list may be short by accident.
    pub async fn keep_only(&self, ids: &[&str]) -> Result<(), Unavailable> {
        // Not twice: it counts.
        let listed = json!(ids).to_string();
        self.batch_once(&[(sql::COUNT_MISSING, Some(&listed)), (sql::FORGET_MISSING, None)]).await.map(drop)
    }

    /// Forgets all integrations.
    pub async fn forget_all(&self) -> Result<(), Unavailable> {
        self.batch(&[(sql::FORGET_ALL, None)]).await.map(drop)
    }

    /// What is known of these integrations, by id.
    pub async fn known(&self, ids: &[&str]) -> Result<HashMap<String, KnownRow>, Unavailable> {
        let rows: Vec<KnownRow> = self.rows(sql::KNOWN, Some(&json!(ids).to_string())).await?;
        Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
    }

    /// The integrations that the list before this one had.
    pub async fn listed(&self) -> Result<Vec<KnownRow>, Unavailable> {
        self.rows(sql::LISTED, Some(&self.upstream)).await
    }

    /// Notes which integrations a scheduled run has chosen; gives those whose results are overdue from an earlier one.
    pub async fn expect(&self, run: &RunRow, chosen: &[&Chosen]) -> Result<Vec<KnownRow>, Unavailable> {
        let chosen: Vec<_> =
            chosen.iter().map(|one| json!({"id": one.id, "name": one.name, "kind": one.kind})).collect();
        let expected = json!({"upstream": self.upstream, "at": run.at, "chosen": chosen}).to_string();
        let overdue = self.overdue_at();
        let statements =
            [(sql::EXPECT_NEW, Some(&*expected)), (sql::EXPECT, Some(&*expected)), (sql::OVERDUE, Some(&*overdue))];
        read(self.batch(&statements).await?.get(2).ok_or(Unavailable)?)
    }

    /// Waits anew for results, from this run on: that they are overdue has been told.
    pub async fn expect_anew(&self, run: &RunRow, ids: &[&str]) -> Result<(), Unavailable> {
        self.batch(&[(sql::EXPECT_ANEW, Some(&json!({"at": run.at, "ids": ids}).to_string()))]).await.map(drop)
    }

    /// Which of these messages were dealt with before.
    pub async fn done(&self, handed: impl Iterator<Item = &Handed>) -> Result<HashSet<Handed>, Unavailable> {
        let handed = json!(handed.collect::<Vec<_>>()).to_string();
        self.rows::<Handed>(sql::DONE, Some(&handed)).await.map(HashSet::from_iter)
    }

    /// What the operator has not been told and nobody else is telling now, up to `limit` changes, with the lease on them.
    pub async fn lease_news(&self, limit: usize) -> Result<(Vec<News>, String), Unavailable> {
        let (now, until) = (iso_time(now_ms()), iso_time(now_ms() + LEASE_MS));
        let lease = format!("{until} {}", new_id());
        let asked = json!({"upstream": self.upstream, "now": now, "lease": lease, "limit": limit}).to_string();
        let results = self.batch(&[(sql::LEASE_NEWS, Some(&asked)), (sql::NEWS, Some(&lease))]).await?;
        Ok((read(results.get(1).ok_or(Unavailable)?)?, lease))
    }

    /// Remembers that the operator has been told, which ends the lease.
    pub async fn told(&self, news: &[News]) -> Result<(), Unavailable> {
        let told: Value = news.iter().map(|one| json!({"id": one.id, "health": one.health})).collect();
        self.batch(&[(sql::TOLD, Some(&told.to_string()))]).await.map(drop)
    }

    /// Ends a lease: the operator could not be told.
    pub async fn release(&self, lease: &str) -> Result<(), Unavailable> {
        self.batch(&[(sql::RELEASE, Some(lease))]).await.map(drop)
    }

    /// Each integration with its last test, and the last runs.
    pub async fn results(&self) -> Result<Results, Unavailable> {
        let asked = json!({"upstream": self.upstream, "now": iso_time(now_ms())}).to_string();
        let overdue = self.overdue_at();
        let statements = [
            (sql::RESULTS, Some(&*asked)),
            (sql::LAST_RUN, None),
            (sql::LAST_SCHEDULED, None),
            (sql::OVERDUE, Some(&*overdue)),
        ];
        let results = self.batch(&statements).await?;
        let [rows, run, scheduled, overdue] = &results[..] else { return Err(Unavailable) };
        let scheduled: Vec<Scheduled> = read(scheduled)?;
        Ok(Results {
            rows: read(rows)?,
            last_run: read(run)?.into_iter().next(),
            last_scheduled: scheduled.into_iter().next().and_then(|scheduled| scheduled.at),
            overdue: read(overdue)?,
        })
    }

    /// The last tests of an integration, newest first.
    pub async fn tests_of(&self, id: &str) -> Result<Vec<TestRow>, Unavailable> {
        self.rows(sql::TESTS_OF, Some(id)).await
    }

    fn overdue_at(&self) -> String {
        json!({"upstream": self.upstream, "settled": iso_time(now_ms() - SETTLED_MS)}).to_string()
    }

    fn is_silent(&self) -> bool {
        now_ms() < self.silent_until.get()
    }

    async fn rows<T: DeserializeOwned>(&self, sql: &str, given: Option<&str>) -> Result<Vec<T>, Unavailable> {
        read(self.batch(&[(sql, given)]).await?.first().ok_or(Unavailable)?)
    }

    /// One transaction, tried again where it fails: a single failure must not cost a run its results.
    async fn batch(&self, statements: &[(&str, Option<&str>)]) -> Result<Vec<D1Result>, Unavailable> {
        match self.batch_once(statements).await {
            Err(Unavailable) if !self.is_silent() => self.batch_once(statements).await,
            result => result,
        }
    }

    /// One transaction, which also creates the tables where this instance has not seen them yet.
    async fn batch_once(&self, statements: &[(&str, Option<&str>)]) -> Result<Vec<D1Result>, Unavailable> {
        if self.is_silent() {
            return Err(Unavailable);
        }
        let there = TABLES_ARE_THERE.get();
        let tables = sql::TABLES.iter().map(|sql| (*sql, None)).filter(|_| !there);
        let before = if there { 0 } else { sql::TABLES.len() };
        let prepared = tables.chain(statements.iter().copied()).map(|(sql, given)| match given {
            Some(given) => self.database.prepare(sql).bind(&[given.into()]),
            None => Ok(self.database.prepare(sql)),
        });
        let prepared = prepared.collect::<Result<Vec<_>, _>>().map_err(|error| unavailable(&error.to_string()))?;
        match select(Box::pin(self.database.batch(prepared)), Box::pin(Delay::from(PATIENCE))).await {
            Either::Left((Ok(results), _)) => {
                TABLES_ARE_THERE.set(true);
                Ok(results.into_iter().skip(before).collect())
            }
            Either::Left((Err(error), _)) => Err(unavailable(&error.to_string())),
            Either::Right(_) => {
                self.silent_until.set(now_ms() + SILENT_MS);
                Err(unavailable("no answer in time"))
            }
        }
    }
}

fn oldest() -> String {
    iso_time(now_ms() - KEPT_DAYS * 86_400_000.0)
}

fn read<T: DeserializeOwned>(result: &D1Result) -> Result<Vec<T>, Unavailable> {
    result.results().map_err(|error| unavailable(&error.to_string()))
}

fn unavailable(why: &str) -> Unavailable {
    // The database may have been recreated.
    TABLES_ARE_THERE.set(false);
    console_error!("canary: {BINDING} cannot be used: {}", redact_text(why));
    Unavailable
}
