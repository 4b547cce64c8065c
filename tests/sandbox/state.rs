//! Deliveries, faults, and the state that is saved and restored.

use confluent_notifications::sandbox::{
    ConnectionFault, Fault, InvalidOption, NextAction, Options, RateLimitRule, Sandbox, StatusFault,
};
use serde_json::json;

use crate::api::*;

#[test]
fn test_message_is_recorded_when_it_is_accepted() {
    let mut api = Api::empty();
    let mut body = webhook("a");
    body["metadata"] = json!({"self": "x"});
    body["id"] = json!("int-1");
    let NextAction::Deliver(pending) = api.handle("POST", TEST, Some("application/json"), &body.to_string()) else {
        panic!("no delivery")
    };
    assert_eq!(pending.delivery.at, "2026-09-21T14:13:20.000Z");
    assert!(api.sandbox.deliveries().is_empty());
    let response =
        api.sandbox.complete_delivery(pending.clone(), Err("no such channel at https://h.example/secret-path".into()));
    assert_eq!((response.status, locations(&response)), (400, vec!["/target".into()]));
    let detail = json_of(&response)["errors"][0]["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("no such channel") && !detail.contains("secret-path"), "{detail}");
    assert!(api.sandbox.deliveries().is_empty());

    let response = api.sandbox.complete_delivery(pending, Ok(()));
    assert_eq!((response.status, &response.body), (204, &None));
    assert!(response.header("x-request-id").is_some() && response.header("content-type").is_none());
    assert_eq!(
        serde_json::to_value(api.sandbox.deliveries()).unwrap(),
        json!([{"at": "2026-09-21T14:13:20.000Z", "display_name": "a", "target": body["target"]}])
    );
    assert!(!format!("{:?}", api.sandbox.deliveries()).contains("secret-secret"));
}

#[test]
fn repeating_random_numbers_still_make_different_ids() {
    let seed = ["a", "b", "c"].map(webhook).to_vec();
    let saved = Sandbox::new(Options { seed: Some(seed), ..Options::default() }, 1.8e12, &mut || 7).unwrap().save();
    let text = saved.to_string();
    let ids: Vec<_> =
        ["int-777777", "int-7777771", "int-7777772"].iter().filter(|id| text.contains(&format!("\"{id}\""))).collect();
    assert_eq!(ids.len(), 3, "{text}");
}

#[test]
fn only_the_newest_deliveries_are_kept() {
    let mut api = Api::empty();
    for n in 0..205 {
        assert_eq!(api.send("POST", TEST, webhook(&n.to_string())).status, 204);
    }
    assert_eq!(api.sandbox.deliveries().len(), 200);
    assert_eq!(api.sandbox.deliveries()[0].display_name, "5");
    let mut large = webhook("large");
    large["target"]["x"] = json!("x".repeat(60_000));
    for _ in 0..6 {
        api.send("POST", TEST, large.clone());
    }
    assert_eq!(api.sandbox.deliveries().len(), 4);
}

#[test]
fn each_fault_applies_to_one_request_in_order() {
    let mut api = Api::empty();
    let down = StatusFault {
        status: 503,
        headers: [("Retry-After".to_owned(), "1".to_owned())].into(),
        body: Some("<html>down</html>".into()),
        truncate: false,
    };
    let faults = [Fault::Status(down), Fault::Network, Fault::Stall, Fault::Truncate, Fault::Truncate];
    api.sandbox.fail(faults).unwrap();
    let response = api.send("POST", ALL, webhook("a"));
    assert_eq!((response.status, response.body.as_deref()), (503, Some("<html>down</html>")));
    assert_eq!(response.header("retry-after"), Some("1"));
    assert_eq!(response.header("x-request-id").unwrap().len(), 32);
    for fault in [ConnectionFault::Network, ConnectionFault::Stall] {
        let outcome = api.handle("POST", ALL, Some("application/json"), &webhook("a").to_string());
        assert_eq!(outcome, NextAction::Fail(fault));
    }
    let response = api.send("POST", ALL, webhook("a"));
    assert!(response.truncated && response.status == 201);
    let response = api.send("POST", TEST, webhook("a"));
    assert!(response.truncated && response.body.is_none());
    let response = api.get(ALL);
    assert!(!response.truncated);
    assert_eq!(names_of(&json_of(&response)), ["a"], "a request with a truncated response takes effect");

    let bad = StatusFault { status: 99, headers: Default::default(), body: None, truncate: false };
    assert_eq!(api.sandbox.fail([Fault::Network, Fault::Status(bad)]).unwrap_err().field, "fault.status");
    assert_eq!(api.get(ALL).status, 200, "if one fault is invalid, none is taken");
}

#[test]
fn restored_state_continues_where_it_was_saved() {
    let rate_limit = Some(RateLimitRule { limit: 9, window_seconds: 10.0 });
    let options = Options { rate_limit, ..Options::default() };
    let mut api = Api::new(options.clone());
    let mut body = webhook("deep");
    let depth = 62;
    body["x"] = serde_json::from_str(&format!("{}1.5{}", "[".repeat(depth), "]".repeat(depth))).unwrap();
    assert_eq!(api.send("POST", ALL, body).status, 201);
    api.send("POST", TEST, webhook("sent"));
    let first = json_of(&api.get(ALL));
    let text = api.sandbox.save().to_string();

    let restored = Sandbox::restore(options.clone(), serde_json::from_str(&text).unwrap()).unwrap();
    assert_eq!(restored.save().to_string(), text);
    let mut again = Api { sandbox: restored, ..Api::new(options.clone()) };
    let response = again.get(ALL);
    assert_eq!(json_of(&response), first);
    assert_eq!(response.header("x-ratelimit-remaining"), api.get(ALL).header("x-ratelimit-remaining"));
    assert_eq!(again.sandbox.deliveries(), api.sandbox.deliveries());
    let bad = Sandbox::restore(options, json!({"store": 7})).unwrap_err();
    assert_eq!(bad, InvalidOption::new("saved", "is not what a sandbox saves"));
}

#[test]
fn saved_state_stays_below_the_size_of_one_stored_value() {
    let mut api = Api::empty();
    let mut status = 201;
    for n in 0..40 {
        let mut body = webhook(&n.to_string());
        body["x"] = json!("x".repeat(60_000));
        status = api.send("POST", ALL, body.clone()).status;
        api.send("POST", TEST, body);
    }
    assert_eq!(status, 402);
    assert!(api.sandbox.save().to_string().len() < 1_500_000);
}

#[test]
fn reset_restores_the_initial_state() {
    let mut api = Api::new(Options { seed: Some(vec![webhook("seed")]), ..Options::default() });
    api.create("more");
    api.send("POST", TEST, webhook("x"));
    api.sandbox.fail([Fault::Stall]).unwrap();
    let Api { sandbox, random, .. } = &mut api;
    sandbox.reset(NOW, random);
    assert_eq!(names_of(&json_of(&api.get(ALL))), ["seed"]);
    assert!(api.sandbox.deliveries().is_empty());
}
