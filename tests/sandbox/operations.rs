//! Successful operations, and the default integrations.

use std::collections::HashSet;

use confluent_notifications::integration::{Retirement, retirement};
use confluent_notifications::sandbox::Options;
use serde_json::json;

use crate::api::*;

#[test]
fn integration_is_created_read_updated_and_deleted() {
    let mut api = Api::empty();
    let response = api.send("POST", ALL, webhook("a"));
    assert_eq!(response.status, 201);
    let created = json_of(&response);
    let id = created["id"].as_str().unwrap();
    let uri = format!("{BASE}{ALL}/{id}");
    assert_eq!(response.header("Location"), Some(uri.as_str()));
    assert_eq!(response.header("X-Request-Id").unwrap().len(), 32);
    assert_eq!(created["metadata"]["self"], uri);
    assert_eq!(created["metadata"]["created_at"], "2026-09-21T14:13:20.000Z");
    assert_eq!(created["metadata"]["updated_at"], created["metadata"]["created_at"]);
    assert!(created["metadata"]["resource_name"].as_str().unwrap().starts_with("crn://confluent.cloud/organization="));
    assert_eq!((&created["api_version"], &created["kind"]), (&json!("notifications/v1"), &json!("Integration")));

    let read = api.get(&path_of(id));
    assert_eq!((read.status, json_of(&read)), (200, created.clone()));

    let patched = json_of(&api.send("PATCH", &path_of(id), json!({"description": "now with words"})));
    assert_eq!(patched["description"], "now with words");
    assert_eq!((&patched["display_name"], &patched["target"]), (&created["display_name"], &created["target"]));
    assert_eq!(patched["metadata"]["created_at"], created["metadata"]["created_at"]);
    assert!(patched["metadata"]["updated_at"].as_str() > created["metadata"]["updated_at"].as_str());

    let deleted = api.send_text("DELETE", &path_of(id), None, "");
    assert_eq!((deleted.status, deleted.body), (204, None));
    for method in ["GET", "DELETE"] {
        assert_eq!(locations(&api.send_text(method, &path_of(id), None, "")), ["-"]);
        assert_eq!(api.send_text(method, &path_of(id), None, "").status, 404);
    }
    assert_eq!(api.send("PATCH", &path_of(id), json!({"description": "x"})).status, 404);
}

#[test]
fn unknown_fields_are_kept_and_read_only_fields_are_ignored() {
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

    let patched = json_of(&api.send("PATCH", &path_of(id), json!({"color": "red", "id": "other", "kind": 7})));
    assert_eq!((&patched["muted"], &patched["color"]), (&created["muted"], &json!("red")));
    assert_eq!((&patched["id"], &patched["kind"]), (&created["id"], &json!("Integration")));
    let nothing = api.send("PATCH", &path_of(id), json!({"id": "other"}));
    assert_eq!((nothing.status, locations(&nothing)), (422, vec![String::new()]));
}

#[test]
fn kind_that_is_not_writable_is_rejected() {
    let mut api = Api::new(Options::default());
    let all = json_of(&api.get(ALL));
    for integration in all["data"].as_array().unwrap() {
        let kind = integration["target"]["kind"].as_str().unwrap();
        let body = json!({"display_name": "other", "target": integration["target"]});
        let writable = ["Slack", "MsTeams", "Webhook"].contains(&kind);
        for (url, rejected, accepted) in [(ALL, 422, 201), (TEST, 400, 204)] {
            let response = api.send("POST", url, body.clone());
            assert_eq!(response.status, if writable { accepted } else { rejected }, "{kind} {response:?}");
            if !writable {
                assert_eq!(locations(&response), ["/target/kind"]);
            } else if url == ALL {
                api.send_text("DELETE", &path_of(json_of(&response)["id"].as_str().unwrap()), None, "");
            }
        }
        let is_read_only = ["RoleEmail", "UserEmail", "InApp"].contains(&kind);
        let id = integration["id"].as_str().unwrap();
        let patched = api.send("PATCH", &path_of(id), json!({"description": "x"}));
        assert_eq!(patched.status, if is_read_only { 403 } else { 200 }, "{kind}");
        assert_eq!(
            api.send_text("DELETE", &path_of(id), None, "").status,
            if is_read_only { 403 } else { 204 },
            "{kind}"
        );
    }
}

#[test]
fn unknown_kind_is_accepted_only_by_the_integration_that_has_it() {
    let mut api = Api::new(Options::default());
    let all = json_of(&api.get(ALL));
    let of = |kind: &str| all["data"].as_array().unwrap().iter().find(|one| one["target"]["kind"] == kind).unwrap();
    let (pager, slack) = (of("Beacon"), of("Slack"));
    let mut target = pager["target"].clone();
    target["severity"]["info"] = json!("ticket");
    let response = api.send("PATCH", &path_of(pager["id"].as_str().unwrap()), json!({"target": target}));
    assert_eq!((response.status, &json_of(&response)["target"]), (200, &target));
    let response = api.send("PATCH", &path_of(slack["id"].as_str().unwrap()), json!({"target": target}));
    assert_eq!((response.status, locations(&response)), (422, vec!["/target/kind".into()]));
}

#[test]
fn default_integrations_are_of_every_kind_and_on_hosts_that_do_not_exist() {
    let mut api = Api::new(Options::default());
    let all = json_of(&api.get(ALL));
    let all = all["data"].as_array().unwrap();
    let kinds: HashSet<_> = all.iter().map(|one| one["target"]["kind"].as_str().unwrap()).collect();
    for kind in ["Slack", "MsTeams", "Webhook", "RoleEmail", "UserEmail", "InApp", "Beacon"] {
        assert!(kinds.contains(kind), "{kind}");
    }
    let users: HashSet<_> = all
        .iter()
        .filter(|one| one["target"]["kind"] == "UserEmail")
        .map(|one| one["target"]["user"].is_string())
        .collect();
    assert_eq!(users.len(), 2, "both editions");
    let mut retirements = vec![];
    for integration in all {
        let Some(url) = ["url", "webhook_url"].iter().find_map(|field| integration["target"][field].as_str()) else {
            continue;
        };
        retirements.push(retirement(url));
        let host = url.split('/').nth(2).unwrap();
        let recognized = [".webhook.office.com", ".logic.azure.com:443", ".api.powerplatform.com:443"];
        assert!(
            host.ends_with(".example")
                || host.ends_with(".invalid")
                || recognized.iter().any(|end| host.ends_with(end)),
            "{host}"
        );
    }
    for expected in [Some(Retirement::Retired), Some(Retirement::MaybeMoved), None] {
        assert!(retirements.contains(&expected), "{expected:?}");
    }
    let created: Vec<_> = all.iter().map(|one| one["metadata"]["created_at"].as_str().unwrap()).collect();
    assert!(created.is_sorted());
}

#[test]
fn same_requests_get_the_same_responses() {
    let run = || {
        let mut api = Api::new(Options::default());
        [api.send("POST", ALL, webhook("a")), api.get(ALL), api.get("/nowhere")]
    };
    assert_eq!(run(), run());
}
