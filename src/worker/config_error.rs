//! A missing or invalid variable. With such a configuration, the Worker answers with an error rather than guess.

use super::response::ApiResponse;
use crate::protocol::{Error, Field};

/// A variable, and the reason why it is invalid. Contains no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The variable's name.
    pub variable: &'static str,
    detail: String,
}

impl ConfigError {
    /// Creates an error. `detail` continues a sentence that starts with the variable's name.
    pub fn new(variable: &'static str, detail: &str) -> ConfigError {
        ConfigError { variable, detail: detail.to_owned() }
    }

    /// Converts the client's error about its options: it names the variable that the option came from.
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

    /// Returns the error for a missing binding of the sandbox's Durable Object.
    pub fn no_sandbox() -> ConfigError {
        ConfigError::new("SANDBOX", "is not bound to the Durable Object class Sandbox, and no credentials are set")
    }

    /// Returns a sentence for people.
    pub fn describe(&self) -> String {
        format!("{} {}", self.variable, self.detail)
    }

    /// Returns the response to callers.
    pub fn response(&self) -> ApiResponse {
        let detail = format!("This Worker is not completely configured: {}.", self.describe());
        ApiResponse::error(503, "misconfigured", &detail)
    }
}
