//! `GET /canary/results` and `GET /canary/results/{id}`: the recorded results.

use serde_json::{Value, json};

use super::history::{BINDING, Results, Unavailable};
use super::memory::Canary;
use super::message::integrations;
use super::record::ResultRow;
use super::webhook::VARIABLE;
use crate::worker::config::Upstream;
use crate::worker::response::ApiResponse;

impl Canary<'_> {
    /// Every integration that was tested, with its last test, and the last runs.
    pub async fn results(&self) -> Result<ApiResponse, ApiResponse> {
        let notes: Vec<_> = self.notes().collect();
        let webhook = matches!(self.asking.config.canary_webhook, Ok(Some(_)));
        let mut shown = json!({"kept": self.history.is_some(), "webhook": webhook, "notes": notes, "data": []});
        if let Some(history) = &self.history {
            let Results { rows, last_run, last_scheduled, overdue } = history.results().await.map_err(unavailable)?;
            shown["data"] = rows.iter().map(ResultRow::shown).collect();
            shown["notes"] = self.notes_of(&rows, overdue.len()).collect();
            for (name, value) in
                [("last_run", last_run.map(|run| json!(run))), ("last_scheduled", last_scheduled.map(Value::from))]
            {
                if let Some(value) = value {
                    shown[name] = value;
                }
            }
        }
        Ok(ApiResponse::json(200, &shown))
    }

    /// The latest tests of one integration.
    pub async fn results_of(&self, id: &str) -> Result<ApiResponse, ApiResponse> {
        let tests = match &self.history {
            Some(history) => history.tests_of(id).await.map_err(unavailable)?,
            None => Vec::new(),
        };
        Ok(ApiResponse::json(200, &json!({"kept": self.history.is_some(), "data": tests})))
    }

    /// What the operator should know about the configuration. Holds no secret.
    fn notes(&self) -> impl Iterator<Item = String> {
        let config = self.asking.config;
        let told = match &config.canary_webhook {
            Ok(Some(_)) => None,
            Ok(None) => Some(format!("{VARIABLE} is not set: nobody is told when an integration stops working.")),
            Err(error) => Some(format!("{}: nobody is told when an integration stops working.", error.describe())),
        };
        let sandbox = matches!(config.upstream, Ok(Upstream::Sandbox)) && matches!(config.canary_webhook, Ok(Some(_)));
        let sandbox = sandbox.then(|| {
            format!("{VARIABLE} is set, but there are no credentials: the sandbox is tested, not your organization.")
        });
        let kept = self.history.is_none().then(|| format!("{BINDING} is not bound: results are not remembered."));
        told.into_iter().chain(sandbox).chain(kept)
    }

    /// The same, and what the results themselves reveal.
    fn notes_of(&self, rows: &[ResultRow], overdue: usize) -> impl Iterator<Item = Value> {
        let untold = rows.iter().filter(|row| row.is_untold()).count();
        let untold = (untold > 0 && matches!(self.asking.config.canary_webhook, Ok(Some(_)))).then(|| {
            format!("{VARIABLE} does not take messages: what became of {} could not be told.", integrations(untold))
        });
        let overdue = (overdue > 0).then(|| {
            let many = integrations(overdue);
            format!(
                "No result has come for {many} since a scheduled run: look at the queue's dead letters and the log."
            )
        });
        self.notes().chain(untold).chain(overdue).map(Value::from)
    }
}

fn unavailable(_: Unavailable) -> ApiResponse {
    let words = "The results of earlier tests cannot be read right now; the integrations themselves can.";
    ApiResponse::error(503, "history_unavailable", words).with_header("retry-after", "10")
}
