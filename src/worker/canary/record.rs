//! What is remembered: one test, one integration, one run, as rows and as what the page asks for. It holds no secret.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::choice::Chosen;
use super::health::{Health, Known};
use super::outcome::{Outcome, RETIRED, Verdict};
use crate::worker::answer::Answer;

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

/// A test, and what is known of its integration with it.
#[derive(Clone, Debug)]
pub struct Tested {
    /// The test.
    pub sent: Sent,
    /// What is known after it.
    pub known: Known,
    /// Whether it is remembered.
    pub kept: bool,
}

impl Tested {
    /// The row of a test, and of its integration: written together, so that one is never without the other.
    pub fn row(&self) -> Value {
        let Tested { sent: Sent { chosen, outcome, at, run, cause }, known, .. } = self;
        json!({
            "id": chosen.id,
            "run": run,
            "at": at,
            "cause": cause.name(),
            "outcome": outcome.verdict.name(),
            "code": outcome.code,
            "status": outcome.status,
            "detail": outcome.detail,
            "request_id": outcome.request_id,
            "name": chosen.name,
            "kind": chosen.kind,
            "health": known.health.map(Health::name),
            "since": known.since,
            "unclear": known.unclear,
        })
    }

    /// What there is to tell of it to who remembers nothing of what he was told: that it is ill.
    pub fn news(&self) -> Option<News> {
        let Sent { chosen, outcome, at, cause, .. } = &self.sent;
        let ill = self.known.health.filter(|health| *health == Health::Ill)?;
        Some(News {
            id: chosen.id.clone(),
            name: chosen.name.clone(),
            kind: chosen.kind.to_owned(),
            health: ill.name().to_owned(),
            last: TestRow {
                at: at.clone(),
                by: cause.name().to_owned(),
                outcome: outcome.verdict.name().to_owned(),
                code: outcome.code.map(str::to_owned),
                status: outcome.status,
                detail: outcome.detail.clone(),
                request_id: outcome.request_id.clone(),
            },
        })
    }
}

/// What is known of an integration, as it is stored.
#[derive(Clone, Debug, Deserialize)]
pub struct KnownRow {
    /// Of which.
    pub id: String,
    health: Option<String>,
    since: Option<String>,
    unclear: u32,
    /// When it was tested last.
    pub at: String,
}

impl From<&KnownRow> for Known {
    fn from(row: &KnownRow) -> Known {
        Known { health: row.health.as_deref().and_then(Health::parse), since: row.since.clone(), unclear: row.unclear }
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
    /// When, as RFC 3339.
    pub at: String,
    /// Why: [`Cause::name`].
    pub by: String,
    /// What it says: [`super::outcome::Verdict::name`].
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
    #[serde(flatten)]
    last: TestRow,
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
}

/// A run, as it is stored and shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRow {
    /// When it began, as RFC 3339.
    pub at: String,
    /// Why: [`Cause::name`].
    pub by: String,
    /// So many integrations there were.
    pub found: u32,
    /// So many of them are tested.
    pub chosen: u32,
    /// Why it could not be done, and in whose words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What came of a run, for who asked for it.
#[derive(Debug)]
pub struct Report {
    run: String,
    row: RunRow,
    /// Whether a queue has taken all.
    pub queued: bool,
    /// The tests that were sent here.
    pub tests: Vec<Tested>,
    /// So many were neither sent nor handed on: there was no time left for them.
    pub left: usize,
}

impl Report {
    /// Before any test.
    pub fn new(run: String, row: RunRow) -> Report {
        Report { run, row, queued: false, tests: Vec::new(), left: 0 }
    }

    /// The answer.
    pub fn answer(&self) -> Answer {
        let RunRow { found, chosen, .. } = self.row;
        let mut body = json!({"run": self.run, "found": found, "chosen": chosen, "queued": self.queued});
        if self.queued {
            return Answer::json(202, &body);
        }
        let count =
            |which: &dyn Fn(&Outcome) -> bool| self.tests.iter().filter(|test| which(&test.sent.outcome)).count();
        for verdict in [Verdict::Accepted, Verdict::Refused, Verdict::Unclear] {
            body[verdict.name()] = count(&|outcome| outcome.verdict == verdict).into();
        }
        body[RETIRED] = count(&Outcome::retired).into();
        body["left"] = self.left.into();
        Answer::json(200, &body)
    }

    /// The line of the log.
    pub fn line(&self) -> Value {
        let RunRow { by, found, chosen, .. } = &self.row;
        json!({"canary": by, "found": found, "chosen": chosen, "queued": self.queued, "left": self.left})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tested() -> Tested {
        let chosen = Chosen { name: "on call".into(), kind: "Slack", ..Chosen::unread("n-1".into()) };
        let outcome = Outcome {
            verdict: Verdict::Refused,
            code: Some("bad_request"),
            status: Some(400),
            detail: Some("400 gone".into()),
            request_id: None,
        };
        let known = Known::NOTHING.after(&outcome, "now", false);
        let sent = Sent { chosen, outcome, at: "now".into(), run: "r-1".into(), cause: Cause::Schedule };
        Tested { sent, known, kept: true }
    }

    #[test]
    fn a_row_has_the_test_and_what_is_known_with_it() {
        assert_eq!(
            tested().row(),
            json!({
                "id": "n-1", "run": "r-1", "at": "now", "cause": "schedule", "outcome": "refused", "code": "bad_request",
                "status": 400, "detail": "400 gone", "request_id": null, "name": "on call", "kind": "Slack",
                "health": "ill", "since": "now", "unclear": 0,
            })
        );
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let row: KnownRow =
            serde_json::from_value(json!({"id": "n-1", "health": "ill", "since": "then", "unclear": 1, "at": "then"}))
                .unwrap();
        let known = Known { health: Some(Health::Ill), since: Some("then".into()), unclear: 1 };
        assert_eq!(Known::from(&row), known);
        // Of another release, or of somebody's hand.
        let odd: KnownRow =
            serde_json::from_value(json!({"id": "n-1", "health": "odd", "since": null, "unclear": 0, "at": "then"}))
                .unwrap();
        assert_eq!(Known::from(&odd), Known::NOTHING);
    }

    #[test]
    fn the_page_is_shown_what_there_is_and_no_nulls() {
        let row = json!({
            "id": "n-1", "health": null, "since": null, "at": "now", "by": "test", "outcome": "unclear", "code": "timeout",
            "status": null, "detail": "No answer.", "request_id": null,
        });
        let last = json!({"at": "now", "by": "test", "outcome": "unclear", "code": "timeout", "detail": "No answer."});
        let row: ResultRow = serde_json::from_value(row).unwrap();
        assert_eq!(row.shown(), json!({"id": "n-1", "last_test": last}));
    }

    #[test]
    fn there_is_news_of_what_is_ill_for_who_remembers_nothing() {
        let news = tested().news().unwrap();
        assert_eq!((news.health.as_str(), news.last.detail.as_deref()), ("ill", Some("400 gone")));
        let well = Tested { known: Known::NOTHING.after(&Outcome::accepted(false), "now", false), ..tested() };
        assert_eq!(well.news(), None);
    }
}
