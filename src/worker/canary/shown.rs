//! `GET /canary/results` and `GET /canary/results/{id}`: what is remembered.

use serde_json::{Value, json};

use super::history::{BINDING, Unavailable};
use super::memory::Canary;
use super::record::ResultRow;
use super::webhook::VARIABLE;
use crate::worker::answer::Answer;

impl Canary<'_> {
    /// Each integration that was tested with its last test, and the last run.
    pub async fn results(&self) -> Result<Answer, Answer> {
        let mut shown = json!({"kept": self.history.is_some(), "notes": self.notes(), "data": []});
        if let Some(history) = &self.history {
            let (rows, run) = history.results().await.map_err(unavailable)?;
            shown["data"] = rows.iter().map(ResultRow::shown).collect();
            if let Some(run) = run {
                shown["last_run"] = json!(run);
            }
        }
        Ok(Answer::json(200, &shown))
    }

    /// The last tests of one.
    pub async fn results_of(&self, id: &str) -> Result<Answer, Answer> {
        let tests = match &self.history {
            Some(history) => history.tests_of(id).await.map_err(unavailable)?,
            None => Vec::new(),
        };
        Ok(Answer::json(200, &json!({"kept": self.history.is_some(), "data": tests})))
    }

    /// What an operator should think about. Holds no secret.
    fn notes(&self) -> Value {
        let told = match &self.asking.config.canary_webhook {
            Ok(Some(_)) => None,
            Ok(None) => Some(format!("{VARIABLE} is not set: nobody is told when an integration stops working.")),
            Err(flaw) => Some(format!("{}: nobody is told when an integration stops working.", flaw.words())),
        };
        let kept = self.history.is_none().then(|| format!("{BINDING} is not bound: results are not remembered."));
        json!(told.into_iter().chain(kept).collect::<Vec<_>>())
    }
}

fn unavailable(_: Unavailable) -> Answer {
    let words = "What is remembered of tests cannot be had now; the integrations themselves can.";
    Answer::refusal(503, "history_unavailable", words).with("retry-after", "10")
}
