//! What is remembered: one test, one integration, one run, as rows and as what the page asks for. It holds no secret.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::choice::Chosen;
use super::health::Health;
use super::outcome::{Outcome, Verdict};

/// Why a test was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// Cron.
    Schedule,
    /// `POST /canary/run`.
    Run,
    /// `POST /canary/test/{id}`.
    Test,
}

impl Cause {
    /// As it is stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Schedule => "schedule",
            Cause::Run => "run",
            Cause::Test => "test",
        }
    }
}

/// A test that was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Of which integration.
    pub chosen: Chosen,
    /// What came of it.
    pub outcome: Outcome,
    /// When its answer came, as RFC 3339.
    pub at: String,
    /// In which run. One by hand is a run of its own.
    pub run: String,
    /// Why.
    pub cause: Cause,
}

impl Sent {
    /// The row of the test and of its integration, which is one of `upstream`: written together, so that one is never without
    /// the other. `health` and `unclear` are what this test says by itself.
    pub fn row(&self, upstream: &str) -> Value {
        let Sent { chosen, outcome, .. } = self;
        let mut row = json!(self.as_test());
        row["upstream"] = upstream.into();
        row["id"] = chosen.id.as_str().into();
        row["cause"] = row["by"].take();
        row["name"] = chosen.name.as_str().into();
        row["kind"] = chosen.kind.into();
        row["health"] = json!(Health::by(outcome).map(Health::name));
        // Trying twice in a minute by hand teaches nothing new.
        let counts = outcome.verdict == Verdict::Unclear && self.cause == Cause::Schedule;
        row["unclear"] = u8::from(counts).into();
        row
    }

    fn as_test(&self) -> TestRow {
        let Sent { outcome, at, run, cause, .. } = self;
        TestRow {
            run: run.clone(),
            at: at.clone(),
            by: cause.name().to_owned(),
            outcome: outcome.verdict.name().to_owned(),
            code: outcome.code.map(str::to_owned),
            status: outcome.status,
            detail: outcome.detail.clone(),
            request_id: outcome.request_id.clone(),
        }
    }
}

/// A test that was sent, and what became of it here.
#[derive(Clone, Debug)]
pub struct Tested {
    /// The test.
    pub sent: Sent,
    /// Whether its integration was known to be ill before.
    pub was_ill: bool,
    /// Whether the test is remembered.
    pub kept: bool,
}

impl Tested {
    /// What to tell about it where there is no database to ask: that the integration is ill, unless it was before.
    pub fn news(&self) -> Option<News> {
        let Sent { chosen, outcome, .. } = &self.sent;
        let ill = Health::by(outcome).filter(|health| *health == Health::Ill && !self.was_ill)?;
        Some(News {
            id: chosen.id.clone(),
            name: chosen.name.clone(),
            kind: chosen.kind.to_owned(),
            health: ill.name().to_owned(),
            last: self.sent.as_test(),
        })
    }
}

/// What is known of an integration, as it is stored.
#[derive(Clone, Debug, Deserialize)]
pub struct KnownRow {
    /// Of which.
    pub id: String,
    /// Its name.
    pub name: String,
    health: Option<String>,
    /// When it was last tested; empty where it never was.
    pub at: String,
    /// When the scheduled run began from which a result is due; empty where there is none.
    pub expected: String,
}

impl KnownRow {
    /// Whether it is known to be ill.
    pub fn is_ill(&self) -> bool {
        self.health.as_deref() == Some(Health::Ill.name())
    }
}

/// An integration of which the operator believes something else than what is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct News {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The kind of its target.
    pub kind: String,
    /// What is known: [`Health::name`].
    pub health: String,
    /// Its last test.
    #[serde(flatten)]
    pub last: TestRow,
}

/// A test, as it is stored and shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestRow {
    /// In which run.
    pub run: String,
    /// When, as RFC 3339.
    pub at: String,
    /// Why: [`Cause::name`].
    pub by: String,
    /// What it says: [`Verdict::name`].
    pub outcome: String,
    /// Its code, status, words and request id, where it had them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// An integration with its last test, as it is stored.
#[derive(Clone, Debug, Deserialize)]
pub struct ResultRow {
    id: String,
    health: Option<String>,
    since: Option<String>,
    untold: u8,
    /// Its last test.
    #[serde(flatten)]
    pub last: TestRow,
}

impl ResultRow {
    /// What the page is shown.
    pub fn shown(&self) -> Value {
        let mut shown = json!({"id": self.id});
        if let (Some(health), Some(since)) = (&self.health, &self.since) {
            shown["health"] = health.as_str().into();
            shown["since"] = since.as_str().into();
        }
        shown["last_test"] = json!(self.last);
        shown
    }

    /// Whether the operator believes something else, and nobody is telling him now.
    pub fn is_untold(&self) -> bool {
        self.untold != 0
    }
}

/// A run, as it is stored and shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRow {
    /// Its id.
    pub run: String,
    /// When it began, as RFC 3339.
    pub at: String,
    /// Why: [`Cause::name`].
    pub by: String,
    /// How many integrations there were.
    pub found: usize,
    /// How many of them are tested.
    pub chosen: usize,
    /// How many of those were neither tested nor handed on, for want of time or of requests.
    pub left: usize,
    /// Why it could not be done, and in whose words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused() -> Sent {
        let chosen = Chosen { name: "on call".into(), kind: "Slack", ..Chosen::unread("n-1".into()) };
        let outcome = Outcome {
            verdict: Verdict::Refused,
            code: Some("bad_request"),
            status: Some(400),
            detail: Some("400 gone".into()),
            request_id: None,
        };
        Sent { chosen, outcome, at: "now".into(), run: "r-1".into(), cause: Cause::Schedule }
    }

    #[test]
    fn a_row_has_the_test_and_what_it_says_of_its_integration() {
        let row = refused().row("sandbox");
        for (field, value) in [
            ("id", json!("n-1")),
            ("upstream", json!("sandbox")),
            ("run", json!("r-1")),
            ("at", json!("now")),
            ("cause", json!("schedule")),
            ("outcome", json!("refused")),
            ("code", json!("bad_request")),
            ("status", json!(400)),
            ("detail", json!("400 gone")),
            ("name", json!("on call")),
            ("kind", json!("Slack")),
            ("health", json!("ill")),
            ("unclear", json!(0)),
        ] {
            assert_eq!(row[field], value, "{field}");
        }
    }

    #[test]
    fn only_scheduled_tests_that_say_nothing_count() {
        let unclear = Outcome { verdict: Verdict::Unclear, ..Outcome::accepted(false) };
        for (cause, counts) in [(Cause::Schedule, 1), (Cause::Run, 0), (Cause::Test, 0)] {
            let row = Sent { outcome: unclear.clone(), cause, ..refused() }.row("sandbox");
            assert_eq!((&row["health"], &row["unclear"]), (&Value::Null, &json!(counts)), "{cause:?}");
        }
    }

    #[test]
    fn the_page_is_shown_what_there_is_and_no_nulls() {
        let row = json!({
            "id": "n-1", "health": null, "since": null, "untold": 0, "run": "r", "at": "now", "by": "test",
            "outcome": "unclear", "code": "timeout", "status": null, "detail": "No answer.", "request_id": null,
        });
        let last = json!({
            "run": "r", "at": "now", "by": "test", "outcome": "unclear", "code": "timeout", "detail": "No answer.",
        });
        let row: ResultRow = serde_json::from_value(row).unwrap();
        assert_eq!(row.shown(), json!({"id": "n-1", "last_test": last}));
        assert!(!row.is_untold());
    }

    #[test]
    fn without_a_database_there_is_news_of_what_has_become_ill() {
        let tested = Tested { sent: refused(), was_ill: false, kept: false };
        let news = tested.news().unwrap();
        assert_eq!((news.health.as_str(), news.last.detail.as_deref()), ("ill", Some("400 gone")));
        assert_eq!(Tested { was_ill: true, ..tested.clone() }.news(), None);
        let accepted = Sent { outcome: Outcome::accepted(false), ..refused() };
        assert_eq!(Tested { sent: accepted, ..tested }.news(), None);
    }
}
