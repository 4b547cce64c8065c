//! A variable that is missing or wrong. With such a configuration, the Worker refuses to answer rather than guess.

use super::response::ApiResponse;
use crate::protocol::{Error, Field};

/// What is wrong, and with which variable. Holds no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Its name.
    pub variable: &'static str,
    detail: String,
}

impl ConfigError {
    /// `detail` follows the variable's name.
    pub fn new(variable: &'static str, detail: &str) -> ConfigError {
        ConfigError { variable, detail: detail.to_owned() }
    }

    /// The client's validation error for its options, in terms of the variables that they came from.
    pub fn of_options(error: &Error) -> ConfigError {
        let problem = error.errors.first();
        let variable = match problem.and_then(|problem| problem.get(Field::Pointer)) {
            Some("/baseUrl") => "CONFLUENT_BASE_URL",
            Some("/credentials/apiKey") => "CONFLUENT_API_KEY",
            Some("/credentials/apiSecret") => "CONFLUENT_API_SECRET",
            Some("/credentials/token") => "CONFLUENT_TOKEN",
            _ => "CONFLUENT_TIMEOUT_MS",
        };
        ConfigError::new(variable, problem.and_then(|problem| problem.get(Field::Detail)).unwrap_or("is wrong"))
    }

    /// The one binding that the sandbox needs.
    pub fn no_sandbox() -> ConfigError {
        ConfigError::new("SANDBOX", "is not bound to the Durable Object class Sandbox, and no credentials are set")
    }

    /// As a sentence, for people.
    pub fn describe(&self) -> String {
        format!("{} {}", self.variable, self.detail)
    }

    /// What callers are told.
    pub fn response(&self) -> ApiResponse {
        let detail = format!("This Worker is not completely configured: {}.", self.describe());
        ApiResponse::error(503, "misconfigured", &detail)
    }
}
