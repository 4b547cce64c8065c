//! D1 itself: brings its schema up to date, tries once more after a failure, and does not wait long for an answer.

use std::cell::Cell;
use std::fmt;
use std::time::Duration;

use futures_util::future::{Either, select};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use worker::{D1Database, D1Result, Delay, Env, console_error};

use crate::integration::redact_text;
use crate::worker::canary::sql;
use crate::worker::platform::clock::now_ms;

/// The binding.
pub const BINDING: &str = "CANARY_DB";
/// The longest that D1 is waited for. The tests that it would store have been sent already.
const TIMEOUT: Duration = Duration::from_secs(3);
/// How long it is not asked again after that, in milliseconds: longer than a request has time, and short for a run.
const SILENT_MS: f64 = 10_000.0;

/// Statements, each with its parameter.
pub type Statements<'a> = [(&'a str, Option<&'a str>)];

/// Why D1 could not be used.
#[derive(Debug)]
pub struct Unavailable(String);

impl Unavailable {
    /// Gives the reason; URLs in it are redacted.
    pub fn new(reason: &str) -> Unavailable {
        Unavailable(redact_text(reason))
    }

    /// Writes the reason into the log.
    pub fn logged(self) -> Unavailable {
        console_error!("canary: {self}");
        self
    }

    /// Whether the tables have gone, as when the database was created anew.
    fn is_missing_table(&self) -> bool {
        self.0.contains("no such table")
    }
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{BINDING} cannot be used: {}", self.0)
    }
}

#[derive(Deserialize)]
struct Schema {
    version: usize,
}

thread_local! {
    /// Whether this instance has seen the schema up to date, so that only its first event asks.
    static SCHEMA_IS_CURRENT: Cell<bool> = const { Cell::new(false) };
}

/// The database that is bound.
pub struct Database {
    d1: D1Database,
    /// Until when it is not asked again, in milliseconds since 1970.
    silent_until: Cell<f64>,
}

impl Database {
    /// `None` if no database is bound.
    pub fn bound(env: &Env) -> Option<Database> {
        Some(Database { d1: env.d1(BINDING).ok()?, silent_until: Cell::new(0.0) })
    }

    /// Runs statements in one transaction. It is tried again if it fails: one failure must not cost a run its results.
    ///
    /// # Errors
    /// It has failed twice, or does not answer. The reason is in the log.
    pub async fn batch(&self, statements: &Statements<'_>) -> Result<Vec<D1Result>, Unavailable> {
        match self.run(statements).await {
            Err(_) if !self.is_silent() => self.run(statements).await,
            result => result,
        }
        .map_err(Unavailable::logged)
    }

    /// The same, tried once: for statements that would have another effect the second time.
    ///
    /// # Errors
    /// It has failed, or does not answer. The reason is in the log.
    pub async fn batch_once(&self, statements: &Statements<'_>) -> Result<Vec<D1Result>, Unavailable> {
        self.run(statements).await.map_err(Unavailable::logged)
    }

    async fn run(&self, statements: &Statements<'_>) -> Result<Vec<D1Result>, Unavailable> {
        self.migrate().await?;
        let results = self.send(statements).await;
        if results.as_ref().is_err_and(Unavailable::is_missing_table) {
            SCHEMA_IS_CURRENT.set(false);
        }
        results
    }

    /// Applies the migrations that the database lacks, each in one transaction, which fails if another instance has applied
    /// that migration already.
    async fn migrate(&self) -> Result<(), Unavailable> {
        if SCHEMA_IS_CURRENT.get() {
            return Ok(());
        }
        let mut version = self.version().await?;
        while let Some(migration) = sql::MIGRATIONS.get(version) {
            version = match self.apply(version + 1, migration).await {
                Ok(()) => version + 1,
                // Another instance may have applied it, or this one although that seemed to fail.
                Err(unavailable) => match self.version().await? {
                    now if now > version => now,
                    _ => return Err(unavailable),
                },
            };
        }
        SCHEMA_IS_CURRENT.set(true);
        Ok(())
    }

    async fn version(&self) -> Result<usize, Unavailable> {
        let results = self.send_twice(&[(sql::CREATE_SCHEMA, None), (sql::SCHEMA_VERSION, None)]).await?;
        let schema: Vec<Schema> = read(results.get(1))?;
        schema.first().map(|schema| schema.version).ok_or_else(|| Unavailable::new("it has no version of the schema"))
    }

    async fn apply(&self, version: usize, migration: &str) -> Result<(), Unavailable> {
        let (version, statements) = (version.to_string(), sql::split_migration(migration));
        let claim = (sql::CLAIM_VERSION, Some(version.as_str()));
        let all: Vec<_> = [claim].into_iter().chain(statements.iter().map(|sql| (sql.as_str(), None))).collect();
        self.send_twice(&all).await.map(drop)
    }

    async fn send_twice(&self, statements: &Statements<'_>) -> Result<Vec<D1Result>, Unavailable> {
        match self.send(statements).await {
            Err(_) if !self.is_silent() => self.send(statements).await,
            result => result,
        }
    }

    async fn send(&self, statements: &Statements<'_>) -> Result<Vec<D1Result>, Unavailable> {
        if self.is_silent() {
            return Err(Unavailable::new("it did not answer a moment ago"));
        }
        let failed = |error: worker::Error| Unavailable::new(&error.to_string());
        let prepared = statements.iter().map(|(sql, parameter)| match parameter {
            Some(parameter) => self.d1.prepare(*sql).bind(&[(*parameter).into()]),
            None => Ok(self.d1.prepare(*sql)),
        });
        let prepared = prepared.collect::<Result<Vec<_>, _>>().map_err(failed)?;
        match select(Box::pin(self.d1.batch(prepared)), Box::pin(Delay::from(TIMEOUT))).await {
            Either::Left((results, _)) => results.map_err(failed),
            Either::Right(_) => {
                self.silent_until.set(now_ms() + SILENT_MS);
                Err(Unavailable::new("no answer in time"))
            }
        }
    }

    fn is_silent(&self) -> bool {
        now_ms() < self.silent_until.get()
    }
}

/// The rows of one result.
///
/// # Errors
/// The result is missing, or its rows are not of this type. The reason is in the log.
pub fn rows<T: DeserializeOwned>(result: Option<&D1Result>) -> Result<Vec<T>, Unavailable> {
    read(result).map_err(Unavailable::logged)
}

fn read<T: DeserializeOwned>(result: Option<&D1Result>) -> Result<Vec<T>, Unavailable> {
    let result = result.ok_or_else(|| Unavailable::new("it left out a result"))?;
    result.results().map_err(|error| Unavailable::new(&error.to_string()))
}
