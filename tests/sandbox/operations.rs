//! The six operations when all is well, and what a sandbox starts with.

use std::collections::HashSet;

use confluent_notifications::integration::{Retirement, retirement};
use confluent_notifications::sandbox::Options;
use serde_json::json;

use crate::api::*;

#[test]
fn an_integration_lives_from_creation_to_deletion() {
    let mut api = Api::empty();
    let answer = api.send("POST", ALL, webhook("a"));
    assert_eq!(answer.status, 201);
    let created = json_of(&answer);
    let id = created["id"].as_str().unwrap();
    let uri = format!("{BASE}{ALL}/{id}");
    assert_eq!(answer.header("Location"), Some(uri.as_str()));
    assert_eq!(answer.header("X-Request-Id").unwrap().len(), 32);
    assert_eq!(created["metadata"]["self"], uri);
    assert_eq!(created["metadata"]["created_at"], "2026-09-21T14:13:20.000Z");
    assert_eq!(created["metadata"]["updated_at"], created["metadata"]["created_at"]);
    assert!(created["metadata"]["resource_name"].as_str().unwrap().starts_with("crn://confluent.cloud/organization="));
    assert_eq!((&created["api_version"], &created["kind"]), (&json!("notifications/v1"), &json!("Integration")));

    let read = api.get(&one(id));
    assert_eq!((read.status, json_of(&read)), (200, created.clone()));

    let patched = json_of(&api.send("PATCH", &one(id), json!({"description": "now with words"})));
    assert_eq!(patched["description"], "now with words");
    assert_eq!((&patched["display_name"], &patched["target"]), (&created["display_name"], &created["target"]));
    assert_eq!(patched["metadata"]["created_at"], created["metadata"]["created_at"]);
    assert!(patched["metadata"]["updated_at"].as_str() > created["metadata"]["updated_at"].as_str());

    let deleted = api.text("DELETE", &one(id), None, "");
    assert_eq!((deleted.status, deleted.body), (204, None));
    for method in ["GET", "DELETE"] {
        assert_eq!(places(&api.text(method, &one(id), None, "")), ["-"]);
        assert_eq!(api.text(method, &one(id), None, "").status, 404);
    }
    assert_eq!(api.send("PATCH", &one(id), json!({"description": "x"})).status, 404);
}

#[test]
fn unknown_fields_are_kept_and_read_only_ones_ignored() {
    let mut api = Api::empty();
    let mut body = webhook("a");
    body["muted"] = json!({"until": null});
    body["target"]["headers"] = json!([{"name": "x"}]);
    body["id"] = json!("mine");
    body["metadata"] = json!("mine");
    body["api_version"] = json!("v9");
    let created = json_of(&api.send("POST", ALL, body));
    assert_ne!(created["id"], "mine");
    assert_eq!(created["muted"], json!({"until": null}));
    assert_eq!(created["target"]["headers"], json!([{"name": "x"}]));
    assert_eq!(created["api_version"], "notifications/v1");
    let id = created["id"].as_str().unwrap();

    let patched = json_of(&api.send("PATCH", &one(id), json!({"colour": "red", "id": "other", "kind": 7})));
    assert_eq!((&patched["muted"], &patched["colour"]), (&created["muted"], &json!("red")));
    assert_eq!((&patched["id"], &patched["kind"]), (&created["id"], &json!("Integration")));
    let nothing = api.send("PATCH", &one(id), json!({"id": "other"}));
    assert_eq!((nothing.status, places(&nothing)), (422, vec![String::new()]));
}

#[test]
fn kinds_that_cannot_be_written_are_refused() {
    let mut api = Api::new(Options::default());
    let all = json_of(&api.get(ALL));
    for integration in all["data"].as_array().unwrap() {
        let kind = integration["target"]["kind"].as_str().unwrap();
        let body = json!({"display_name": "other", "target": integration["target"]});
        let writable = ["Slack", "MsTeams", "Webhook"].contains(&kind);
        for (url, refused, granted) in [(ALL, 422, 201), (TEST, 400, 204)] {
            let answer = api.send("POST", url, body.clone());
            assert_eq!(answer.status, if writable { granted } else { refused }, "{kind} {answer:?}");
            if !writable {
                assert_eq!(places(&answer), ["/target/kind"]);
            } else if url == ALL {
                api.text("DELETE", &one(json_of(&answer)["id"].as_str().unwrap()), None, "");
            }
        }
        let confluents = ["RoleEmail", "UserEmail", "InApp"].contains(&kind);
        let id = integration["id"].as_str().unwrap();
        let patched = api.send("PATCH", &one(id), json!({"description": "x"}));
        assert_eq!(patched.status, if confluents { 403 } else { 200 }, "{kind}");
        assert_eq!(api.text("DELETE", &one(id), None, "").status, if confluents { 403 } else { 204 }, "{kind}");
    }
}

#[test]
fn an_unknown_kind_goes_back_where_it_came_from_and_nowhere_else() {
    let mut api = Api::new(Options::default());
    let all = json_of(&api.get(ALL));
    let of = |kind: &str| all["data"].as_array().unwrap().iter().find(|one| one["target"]["kind"] == kind).unwrap();
    let (pager, slack) = (of("PagerDuty"), of("Slack"));
    let mut target = pager["target"].clone();
    target["severity"]["info"] = json!("ticket");
    let answer = api.send("PATCH", &one(pager["id"].as_str().unwrap()), json!({"target": target}));
    assert_eq!((answer.status, &json_of(&answer)["target"]), (200, &target));
    let answer = api.send("PATCH", &one(slack["id"].as_str().unwrap()), json!({"target": target}));
    assert_eq!((answer.status, places(&answer)), (422, vec!["/target/kind".into()]));
}

#[test]
fn the_first_integrations_are_of_every_kind_and_lead_nowhere() {
    let mut api = Api::new(Options::default());
    let all = json_of(&api.get(ALL));
    let all = all["data"].as_array().unwrap();
    let kinds: HashSet<_> = all.iter().map(|one| one["target"]["kind"].as_str().unwrap()).collect();
    for kind in ["Slack", "MsTeams", "Webhook", "RoleEmail", "UserEmail", "InApp", "PagerDuty"] {
        assert!(kinds.contains(kind), "{kind}");
    }
    let users: HashSet<_> = all
        .iter()
        .filter(|one| one["target"]["kind"] == "UserEmail")
        .map(|one| one["target"]["user"].is_string())
        .collect();
    assert_eq!(users.len(), 2, "both editions");
    let mut ages = vec![];
    for integration in all {
        let Some(url) = ["url", "webhook_url"].iter().find_map(|field| integration["target"][field].as_str()) else {
            continue;
        };
        ages.push(retirement(url));
        let host = url.split('/').nth(2).unwrap();
        let recognised = [".webhook.office.com", ".logic.azure.com:443", ".api.powerplatform.com:443"];
        assert!(
            host.ends_with(".example")
                || host.ends_with(".invalid")
                || recognised.iter().any(|end| host.ends_with(end)),
            "{host}"
        );
    }
    for age in [Some(Retirement::Retired), Some(Retirement::Doubtful), None] {
        assert!(ages.contains(&age), "{age:?}");
    }
    let created: Vec<_> = all.iter().map(|one| one["metadata"]["created_at"].as_str().unwrap()).collect();
    assert!(created.is_sorted());
}

#[test]
fn the_same_requests_give_the_same_answers() {
    let run = || {
        let mut api = Api::new(Options::default());
        [api.send("POST", ALL, webhook("a")), api.get(ALL), api.get("/nowhere")]
    };
    assert_eq!(run(), run());
}
