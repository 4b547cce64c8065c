//! The response to `POST /canary/test/{id}`. Only an accepted test of a living target is a success, so that a script that
//! looks at the status alone learns of every dead channel.

use serde_json::{Value, json};

use super::outcome::{RETIRED, TestVerdict};
use super::records::RecordedTest;
use crate::client::read_json;
use crate::worker::response::ApiResponse;

/// `relayed` is what the API's response to the test would be relayed as: its status and headers are kept for a test that was
/// not accepted, its headers for one that was.
pub fn test_response(relayed: ApiResponse, recorded: &RecordedTest) -> ApiResponse {
    let outcome = &recorded.result.outcome;
    let (status, mut body) = match outcome.verdict {
        TestVerdict::Accepted if outcome.retired() => {
            let detail = "The test was accepted, but the target has been retired: nothing arrives there.";
            (409, errors(409, RETIRED, detail))
        }
        TestVerdict::Accepted => (200, json!({})),
        _ => (relayed.status, with_errors(&relayed, recorded)),
    };
    body["result"] = recorded.to_json();
    body["persisted"] = recorded.persisted.into();
    let mut response = ApiResponse { is_own_error: relayed.is_own_error, ..ApiResponse::json(status, &body) };
    response.headers.extend(relayed.headers.into_iter().filter(|(name, _)| name != "content-type"));
    response
}

/// The relayed body, which gets `errors` if the API described its error in another form.
fn with_errors(relayed: &ApiResponse, recorded: &RecordedTest) -> Value {
    let body = relayed.body.as_deref().and_then(|body| read_json::<Value>(body).ok());
    let mut body = body.filter(Value::is_object).unwrap_or_else(|| json!({}));
    if !body["errors"].is_array() {
        let outcome = &recorded.result.outcome;
        let (code, detail) = (outcome.code.unwrap_or_default(), outcome.detail.as_deref().unwrap_or_default());
        body["errors"] = errors(relayed.status, code, detail)["errors"].take();
    }
    body
}

fn errors(status: u16, code: &str, detail: &str) -> Value {
    json!({"errors": [{"status": status.to_string(), "code": code, "detail": detail}]})
}

#[cfg(test)]
mod tests {
    use super::super::outcome::TestOutcome;
    use super::super::records::TestResult;
    use super::super::records::tests::rejected;
    use super::*;

    fn respond(relayed: ApiResponse, outcome: TestOutcome) -> (ApiResponse, Value) {
        let recorded = RecordedTest::unsaved(TestResult { outcome, ..rejected() });
        let response = test_response(relayed, &recorded);
        let body = serde_json::from_str(response.body.as_deref().unwrap()).unwrap();
        (response, body)
    }

    #[test]
    fn an_accepted_test_is_a_success_with_its_result() {
        let relayed = ApiResponse::empty(204).with_header("x-request-id", "up-1");
        let (response, body) = respond(relayed, TestOutcome::accepted(false));
        assert_eq!((response.status, response.header("x-request-id")), (200, Some("up-1")));
        assert_eq!((&body["result"]["result"], &body["result"]["health"]), (&json!("accepted"), &json!("healthy")));
        assert_eq!((&body["persisted"], body.get("errors")), (&json!(false), None));
    }

    #[test]
    fn an_accepted_test_of_a_retired_target_is_a_conflict() {
        let (response, body) = respond(ApiResponse::empty(204), TestOutcome::accepted(true));
        assert_eq!((response.status, &body["errors"][0]["code"]), (409, &json!("retired")));
        assert_eq!((&body["errors"][0]["status"], &body["result"]["code"]), (&json!("409"), &json!("retired")));
        assert_eq!(body["result"]["health"], "failing");
    }

    #[test]
    fn a_rejected_or_inconclusive_test_keeps_status_body_and_headers() {
        for status in [400, 404, 422, 429, 500, 502, 504] {
            let relayed =
                ApiResponse::error(status, "from_the_api", "The API's words.").with_header("retry-after", "7");
            let (response, body) = respond(relayed, rejected().outcome);
            assert_eq!((response.status, response.header("retry-after")), (status, Some("7")));
            assert_eq!(
                (&body["errors"][0]["code"], &body["result"]["result"]),
                (&json!("from_the_api"), &json!("rejected"))
            );
            assert_eq!(response.headers.iter().filter(|(name, _)| name == "content-type").count(), 1);
        }
    }

    #[test]
    fn an_error_in_another_form_gets_errors_too() {
        for body in [r#"{"error_code":40002,"message":"gone"}"#, r#"{"errors":"gone"}"#, "[]", "no JSON"] {
            let (response, body) = respond(ApiResponse::json_text(400, body.to_owned()), rejected().outcome);
            let error = json!({"status": "400", "code": "bad_request", "detail": "400 gone"});
            assert_eq!((response.status, &body["errors"]), (400, &json!([error])));
        }
    }
}
