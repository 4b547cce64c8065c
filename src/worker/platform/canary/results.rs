//! `GET /canary/results` and `GET /canary/results/{id}`: the stored results.

use serde_json::{Value, json};

use super::Canary;
use super::database::{BINDING, Unavailable};
use super::store::Results;
use crate::worker::canary::message::integrations;
use crate::worker::canary::rows::ResultRow;
use crate::worker::canary::webhook::VARIABLE;
use crate::worker::config::Upstream;
use crate::worker::response::ApiResponse;

impl Canary<'_> {
    /// Every integration that was tested, with its last test, and the last runs.
    pub async fn results(&self) -> Result<ApiResponse, ApiResponse> {
        let notes: Vec<_> = self.notes().collect();
        let webhook = matches!(self.calls.config.canary_webhook, Ok(Some(_)));
        let mut body = json!({"persisted": self.store.is_some(), "webhook": webhook, "notes": notes, "data": []});
        if let Some(store) = &self.store {
            let Results { rows, last_run, last_scheduled, overdue } = store.results().await.map_err(unavailable)?;
            body["data"] = rows.iter().map(ResultRow::to_json).collect();
            body["notes"] = self.notes_of(&rows, overdue.len()).collect();
            for (name, value) in
                [("last_run", last_run.map(|run| json!(run))), ("last_scheduled", last_scheduled.map(Value::from))]
            {
                if let Some(value) = value {
                    body[name] = value;
                }
            }
        }
        Ok(ApiResponse::json(200, &body))
    }

    /// The last tests of one integration.
    pub async fn results_of_one(&self, id: &str) -> Result<ApiResponse, ApiResponse> {
        let tests = match &self.store {
            Some(store) => store.tests_of_one(id).await.map_err(unavailable)?,
            None => Vec::new(),
        };
        Ok(ApiResponse::json(200, &json!({"persisted": self.store.is_some(), "data": tests})))
    }

    /// What the operator should know about the configuration. Holds no secret.
    fn notes(&self) -> impl Iterator<Item = String> {
        let config = self.calls.config;
        let webhook = match &config.canary_webhook {
            Ok(Some(_)) => None,
            Ok(None) => Some(format!("{VARIABLE} is not set: nobody is told when an integration stops working.")),
            Err(error) => Some(format!("{}: nobody is told when an integration stops working.", error.describe())),
        };
        let sandbox = matches!(config.upstream, Ok(Upstream::Sandbox)) && matches!(config.canary_webhook, Ok(Some(_)));
        let sandbox = sandbox.then(|| {
            format!("{VARIABLE} is set, but there are no credentials: the sandbox is tested, not your organization.")
        });
        let store = self.store.is_none().then(|| format!("{BINDING} is not bound: results are not remembered."));
        webhook.into_iter().chain(sandbox).chain(store)
    }

    /// The same, and what the results themselves show.
    fn notes_of(&self, rows: &[ResultRow], overdue: usize) -> impl Iterator<Item = Value> {
        let unreported = rows.iter().filter(|row| row.is_unreported()).count();
        let unreported = (unreported > 0 && matches!(self.calls.config.canary_webhook, Ok(Some(_)))).then(|| {
            format!("{VARIABLE} does not take messages: what became of {} could not be told.", integrations(unreported))
        });
        let overdue = (overdue > 0).then(|| {
            let many = integrations(overdue);
            format!(
                "No result has come for {many} since a scheduled run: look at the queue's dead letters and the log."
            )
        });
        self.notes().chain(unreported).chain(overdue).map(Value::from)
    }
}

/// The reason is in the log.
fn unavailable(_: Unavailable) -> ApiResponse {
    let words = "The results of earlier tests cannot be read right now; the integrations themselves can.";
    ApiResponse::error(503, "history_unavailable", words).with_header("retry-after", "10")
}
