//! `Call::prepare`: which checks a call's arguments go through, in which order, and what request they become
//! (docs/decisions/0018).

use super::{Call, Error, Operation, RequestTarget, Secret, Settings};
use crate::integration::{Document, IsUrl, Problems, check_id};

/// The arguments of a call. An operation uses those that it has and ignores the others.
#[derive(Clone, Copy, Debug)]
pub struct Arguments<'a, D> {
    /// The id, before it is percent-encoded; `None` if the caller's is not a string.
    pub id: Option<&'a str>,
    /// The query, an object or absent.
    pub query: &'a D,
    /// The token of a later page, in place of the query's own.
    pub page_token: Option<&'a str>,
    /// The body as it will be sent: without the properties of [`Schema::read_only`](crate::integration::Schema::read_only).
    pub body: &'a D,
    /// Whether the body could be written as JSON.
    pub body_is_json: bool,
    /// The host's URL parser, for the URLs in the body.
    pub is_url: IsUrl,
}

impl Call {
    /// Checks a call's arguments and makes its request: first the id, then the query, then the body. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidRequest`](super::ErrorCode::InvalidRequest) with all that is wrong at once, in that order: see
    /// [`check_id`], [`check_query`](crate::integration::check_query) and
    /// [`check_body`](crate::integration::check_body).
    pub fn prepare<D: Document>(
        settings: &Settings,
        operation: &'static Operation,
        arguments: Arguments<'_, D>,
    ) -> Result<Call, Error> {
        let mut problems = Problems::default();
        if operation.has_id() {
            match arguments.id.map(check_id) {
                Some(None) => {}
                Some(Some(problem)) => problems.0.push(problem),
                None => problems.parameter("id", "must be a string"),
            }
        }
        if !operation.query.is_empty() {
            problems.check_query(arguments.query, operation.query);
        }
        if let Some(schema) = operation.body {
            let before = problems.0.len();
            problems.check_body(arguments.body, schema, arguments.is_url);
            if problems.0.len() == before && !arguments.body_is_json {
                problems.property("", "must be JSON");
            }
        }
        if !problems.0.is_empty() {
            return Err(Error::invalid_request(Some(operation), problems.0));
        }
        let id = arguments.id.unwrap_or("");
        let target = RequestTarget::new(operation, id, arguments.query, arguments.page_token);
        Ok(Call::new(settings, operation, target, problems.1.map(Secret::new)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Field, integrations};
    use super::*;
    use crate::integration::is_url;
    use serde_json::{Value, json};

    fn prepare(operation: &'static Operation, id: Option<&str>, query: &Value, body: &Value) -> Result<Call, Error> {
        let settings = Settings::read(&json!({}), None, false).unwrap();
        let arguments = Arguments { id, query, page_token: None, body, body_is_json: true, is_url };
        Call::prepare(&settings, operation, arguments)
    }

    #[test]
    fn problems_of_the_id_are_reported_before_those_of_the_body() {
        let error = prepare(&integrations::UPDATE, Some(""), &json!({}), &json!({})).unwrap_err();
        let details: Vec<_> = error.errors.iter().map(|detail| detail.get(Field::Detail).unwrap()).collect();
        assert_eq!(details, ["must not be empty", "must not be empty"]);
        assert_eq!(error.errors[0].get(Field::Parameter), Some("id"));
        assert_eq!(error.errors[1].get(Field::Pointer), Some(""));
    }

    #[test]
    fn a_url_that_no_url_parser_accepts_is_refused() {
        let table: Value = serde_json::from_str(include_str!("../../tests/redaction.json")).unwrap();
        for url in table["not_urls"].as_array().unwrap() {
            let body = json!({"display_name": "x", "target": {"kind": "Webhook", "url": url}});
            for (operation, id) in
                [(&integrations::CREATE, None), (&integrations::UPDATE, Some("n-1")), (&integrations::TEST, None)]
            {
                let error = prepare(operation, id, &json!({}), &body).unwrap_err();
                let place = error.errors[0].get(Field::Pointer);
                assert_eq!((place, error.errors.len()), (Some("/target/url"), 1), "{url}");
                assert!(!format!("{error:?}{error}").contains("a55"), "{url} is in {error}");
            }
        }
    }

    #[test]
    fn a_url_that_url_parsers_accept_is_accepted() {
        let table: Value = serde_json::from_str(include_str!("../../tests/redaction.json")).unwrap();
        for url in table["are_urls"].as_array().unwrap() {
            let body = json!({"display_name": "x", "target": {"kind": "Webhook", "url": url}});
            assert!(prepare(&integrations::CREATE, None, &json!({}), &body).is_ok(), "{url}");
        }
    }

    #[test]
    fn arguments_that_an_operation_does_not_have_are_ignored() {
        let odd = json!(7);
        for operation in [&integrations::GET, &integrations::DELETE] {
            let call = prepare(operation, Some("a b"), &odd, &odd).unwrap();
            assert_eq!(call.url(), "https://api.confluent.cloud/notifications/v1/integrations/a%20b");
        }
        assert!(
            prepare(&integrations::LIST, None, &json!({"page_size": 5}), &odd).unwrap().url().ends_with("?page_size=5")
        );
    }

    #[test]
    fn an_id_that_is_not_a_string_is_refused() {
        let error = prepare(&integrations::GET, None, &json!(null), &json!(null)).unwrap_err();
        assert_eq!(error.errors[0].get(Field::Detail), Some("must be a string"));
    }

    #[test]
    fn a_body_that_cannot_be_written_as_json_is_refused() {
        let body = json!({"display_name": "x", "target": {"kind": "Webhook", "url": "https://h"}});
        let settings = Settings::read(&json!({}), None, false).unwrap();
        let none = json!(null);
        let arguments =
            Arguments { id: None, query: &none, page_token: None, body: &body, body_is_json: false, is_url };
        let error = Call::prepare(&settings, &integrations::CREATE, arguments).unwrap_err();
        assert_eq!(error.errors[0].get(Field::Detail), Some("must be JSON"));
    }
}
