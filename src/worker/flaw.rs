//! A variable that is missing or wrong. With such a configuration, the Worker refuses to answer rather than guess.

use super::answer::Answer;
use crate::protocol::{Error, Field};

/// What is wrong, and with which variable. Holds no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Its name.
    pub variable: &'static str,
    detail: String,
}

impl Flaw {
    /// `detail` follows the variable's name.
    pub fn new(variable: &'static str, detail: &str) -> Flaw {
        Flaw { variable, detail: detail.to_owned() }
    }

    /// The client's validation error for its options, in terms of the variables that they came from.
    pub fn of_options(error: &Error) -> Flaw {
        let problem = error.errors.first();
        let variable = match problem.and_then(|problem| problem.get(Field::Pointer)) {
            Some("/baseUrl") => "CONFLUENT_BASE_URL",
            Some("/credentials/apiKey") => "CONFLUENT_API_KEY",
            Some("/credentials/apiSecret") => "CONFLUENT_API_SECRET",
            Some("/credentials/token") => "CONFLUENT_TOKEN",
            _ => "CONFLUENT_TIMEOUT_MS",
        };
        Flaw::new(variable, problem.and_then(|problem| problem.get(Field::Detail)).unwrap_or("is wrong"))
    }

    /// The one binding that the sandbox needs.
    pub fn no_sandbox() -> Flaw {
        Flaw::new("SANDBOX", "is not bound to the Durable Object class Sandbox, and no credentials are set")
    }

    /// As a sentence, for people.
    pub fn words(&self) -> String {
        format!("{} {}", self.variable, self.detail)
    }

    /// What callers are told.
    pub fn answer(&self) -> Answer {
        let detail = format!("This Worker is not completely configured: {}.", self.words());
        Answer::refusal(503, "misconfigured", &detail)
    }
}
