//! What the canary stores in D1: tests, the health of integrations, and runs. The statements are in `canary/sql`.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use worker::Env;

use super::database::{Database, Unavailable, rows};
use crate::worker::canary::candidate::Candidate;
use crate::worker::canary::health::UNKNOWN_AFTER;
use crate::worker::canary::records::{QueuedTest, TestResult, Trigger};
use crate::worker::canary::rows::{HealthChange, HealthRow, KnownRow, ResultRow, RunRow, TestRow};
use crate::worker::canary::sql;
use crate::worker::platform::clock::{iso_time, now_ms};
use crate::worker::platform::random::new_id;

/// How many days tests and runs are kept.
const KEPT_DAYS: f64 = 90.0;
/// How many tests of one integration are shown.
const TESTS_SHOWN: usize = 50;
/// After how many lists without it an integration is forgotten: one list may be short by accident.
const FORGET_AFTER: usize = 2;
/// After how long a result is overdue, in milliseconds: Confluent may put off a test in the queue for an hour, three times.
const OVERDUE_MS: f64 = 4.0 * 3_600_000.0;
/// How long a lease lasts, in milliseconds: longer than a notification takes. A later event reports a change whose event was lost.
const LEASE_MS: f64 = 30_000.0;

/// The store of one upstream.
pub struct Store {
    database: Database,
    /// Where the integrations are saved: those of the sandbox are not reported as those of an organization.
    upstream: String,
}

/// What is stored of all integrations.
pub struct Results {
    /// Each integration with its last test.
    pub rows: Vec<ResultRow>,
    /// The run that began last.
    pub last_run: Option<RunRow>,
    /// When the last scheduled run began, as RFC 3339.
    pub last_scheduled: Option<String>,
    /// The integrations whose results are overdue.
    pub overdue: Vec<KnownRow>,
}

#[derive(Deserialize)]
struct LastScheduled {
    at: Option<String>,
}

impl Store {
    /// `None` if no database is bound.
    pub fn bound(env: &Env, upstream: &str) -> Option<Store> {
        Some(Store { database: Database::bound(env)?, upstream: upstream.to_owned() })
    }

    /// Stores tests, and gives the health of their integrations since.
    pub async fn save_tests(&self, tests: &[TestResult]) -> Result<Vec<HealthRow>, Unavailable> {
        let all: Vec<_> = tests.iter().map(|test| test.row(&self.upstream)).collect();
        let all = json!({"tests": all, "unknown_after": UNKNOWN_AFTER}).to_string();
        let mut statements = vec![(sql::SAVE_TESTS, Some(&*all)), (sql::SAVE_HEALTH, Some(&all))];
        let old = match tests {
            [test] if test.trigger == Trigger::Test => {
                Some(json!({"id": test.candidate.id, "oldest": oldest()}).to_string())
            }
            _ => None,
        };
        statements.extend(old.as_deref().map(|old| (sql::FORGET_OLD_TESTS_OF_ONE, Some(old))));
        let results = self.database.batch(&statements).await?;
        // A change that only seems to be stored would be reported by nobody.
        let stored = results.len() == statements.len() && results.iter().all(|one| matches!(one.meta(), Ok(Some(_))));
        if stored { rows(results.get(1)) } else { Err(Unavailable::new("it did not say what it stored").logged()) }
    }

    /// Stores a run, and forgets what is too old.
    pub async fn save_run(&self, row: &RunRow) -> Result<(), Unavailable> {
        let (row, oldest) = (json!(row).to_string(), oldest());
        let statements = [
            (sql::SAVE_RUN, Some(&*row)),
            (sql::FORGET_OLD_TESTS, Some(&*oldest)),
            (sql::FORGET_OLD_RUNS, Some(&*oldest)),
        ];
        self.database.batch(&statements).await.map(drop)
    }

    /// Stores how many tests a run did not reach.
    pub async fn save_not_reached(&self, row: &RunRow) -> Result<(), Unavailable> {
        let not_reached = json!({"run": row.run, "not_reached": row.not_reached}).to_string();
        self.database.batch(&[(sql::SAVE_NOT_REACHED, Some(&not_reached))]).await.map(drop)
    }

    /// Stores that a run begins, unless another has begun after `not_after` and could be carried out. Says whether it may.
    pub async fn claim_run(&self, row: &RunRow, not_after: &str) -> Result<bool, Unavailable> {
        let claim = json!({"run": row.run, "at": row.at, "trigger": row.trigger, "not_after": not_after}).to_string();
        // Not twice: a claim that was stored although it seemed to fail would bar its own run.
        let results = self.database.batch_once(&[(sql::CLAIM_RUN, Some(&claim))]).await?;
        let meta = results.first().and_then(|result| result.meta().ok().flatten());
        let meta = meta.ok_or_else(|| Unavailable::new("it did not say what it stored").logged())?;
        Ok(meta.changes.is_some_and(|changes| changes > 0))
    }

    /// Forgets the integrations that several lists in a row did not have.
    pub async fn forget_missing(&self, listed: &[&str]) -> Result<(), Unavailable> {
        let listed = json!({"listed": listed, "forget_after": FORGET_AFTER}).to_string();
        // Not twice: it counts.
        let statements = [(sql::COUNT_MISSED_LISTS, Some(&*listed)), (sql::FORGET_MISSING, Some(&*listed))];
        self.database.batch_once(&statements).await.map(drop)
    }

    /// Forgets all integrations.
    pub async fn forget_all(&self) -> Result<(), Unavailable> {
        self.database.batch(&[(sql::FORGET_ALL, None)]).await.map(drop)
    }

    /// What is known of these integrations, by id.
    pub async fn known(&self, ids: &[&str]) -> Result<HashMap<String, KnownRow>, Unavailable> {
        let known: Vec<KnownRow> = self.select(sql::KNOWN, &json!(ids).to_string()).await?;
        Ok(known.into_iter().map(|row| (row.id.clone(), row)).collect())
    }

    /// The integrations that the previous list had.
    pub async fn listed(&self) -> Result<Vec<KnownRow>, Unavailable> {
        self.select(sql::LISTED, &self.upstream).await
    }

    /// Stores from which integrations a scheduled run expects a result, and gives those whose results are overdue from an
    /// earlier run.
    pub async fn save_due(&self, run: &RunRow, selected: &[&Candidate]) -> Result<Vec<KnownRow>, Unavailable> {
        let selected: Vec<_> =
            selected.iter().map(|one| json!({"id": one.id, "name": one.name, "kind": one.kind})).collect();
        let due = json!({"upstream": self.upstream, "at": run.at, "selected": selected}).to_string();
        let overdue = self.overdue();
        let statements =
            [(sql::ADD_SELECTED, Some(&*due)), (sql::SAVE_DUE, Some(&*due)), (sql::OVERDUE, Some(&*overdue))];
        rows(self.database.batch(&statements).await?.get(2))
    }

    /// Expects these results from this run on: that they are overdue has been reported.
    pub async fn renew_due(&self, run: &RunRow, ids: &[&str]) -> Result<(), Unavailable> {
        let due = json!({"at": run.at, "ids": ids}).to_string();
        self.database.batch(&[(sql::RENEW_DUE, Some(&due))]).await.map(drop)
    }

    /// Which of these tests have been sent before.
    pub async fn tested(&self, queued: impl Iterator<Item = &QueuedTest>) -> Result<HashSet<QueuedTest>, Unavailable> {
        let queued = json!(queued.collect::<Vec<_>>()).to_string();
        self.select::<QueuedTest>(sql::TESTED, &queued).await.map(HashSet::from_iter)
    }

    /// Leases up to `limit` changes that the operator has not been notified of and no other event is reporting. Gives them with
    /// the lease.
    pub async fn lease_changes(&self, limit: usize) -> Result<(Vec<HealthChange>, String), Unavailable> {
        let (now, until) = (iso_time(now_ms()), iso_time(now_ms() + LEASE_MS));
        let lease = format!("{until} {}", new_id());
        let wanted = json!({"upstream": self.upstream, "now": now, "lease": lease, "limit": limit}).to_string();
        let statements = [(sql::LEASE_CHANGES, Some(&*wanted)), (sql::LEASED_CHANGES, Some(&*lease))];
        let changes = rows(self.database.batch(&statements).await?.get(1))?;
        Ok((changes, lease))
    }

    /// Stores that the operator has been notified, which ends the lease.
    pub async fn save_notified(&self, changes: &[HealthChange]) -> Result<(), Unavailable> {
        let notified: Value = changes.iter().map(|one| json!({"id": one.id, "health": one.health})).collect();
        self.database.batch(&[(sql::SAVE_NOTIFIED, Some(&notified.to_string()))]).await.map(drop)
    }

    /// Ends a lease: the operator could not be notified.
    pub async fn release_lease(&self, lease: &str) -> Result<(), Unavailable> {
        self.database.batch(&[(sql::RELEASE_LEASE, Some(lease))]).await.map(drop)
    }

    /// Each integration with its last test, and the last runs.
    pub async fn results(&self) -> Result<Results, Unavailable> {
        let wanted = json!({"upstream": self.upstream, "now": iso_time(now_ms())}).to_string();
        let overdue = self.overdue();
        let statements = [
            (sql::RESULTS, Some(&*wanted)),
            (sql::LAST_RUN, None),
            (sql::LAST_SCHEDULED, None),
            (sql::OVERDUE, Some(&*overdue)),
        ];
        let results = self.database.batch(&statements).await?;
        let scheduled: Vec<LastScheduled> = rows(results.get(2))?;
        Ok(Results {
            rows: rows(results.first())?,
            last_run: rows(results.get(1))?.into_iter().next(),
            last_scheduled: scheduled.into_iter().next().and_then(|scheduled| scheduled.at),
            overdue: rows(results.get(3))?,
        })
    }

    /// The last tests of one integration, newest first.
    pub async fn tests_of_one(&self, id: &str) -> Result<Vec<TestRow>, Unavailable> {
        self.select(sql::TESTS_OF_ONE, &json!({"id": id, "limit": TESTS_SHOWN}).to_string()).await
    }

    fn overdue(&self) -> String {
        json!({"upstream": self.upstream, "due_before": iso_time(now_ms() - OVERDUE_MS)}).to_string()
    }

    async fn select<T: DeserializeOwned>(&self, sql: &str, parameter: &str) -> Result<Vec<T>, Unavailable> {
        rows(self.database.batch(&[(sql, Some(parameter))]).await?.first())
    }
}

fn oldest() -> String {
    iso_time(now_ms() - KEPT_DAYS * 86_400_000.0)
}
