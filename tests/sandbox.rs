//! The sandbox as its callers see it: requests in, answers out.
#![cfg(feature = "sandbox")]

use std::collections::HashSet;

use confluent_notifications::integration::{Retirement, retirement};
use confluent_notifications::sandbox::{
    Answer, BadOption, Credentials, Dead, Fault, Options, Outcome, RateLimit, Request, Sandbox, StatusFault,
    random_from,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const BASE: &str = "https://api.confluent.cloud";
const ALL: &str = "/notifications/v1/integrations";
const TEST: &str = "/notifications/v1/integrations:test";
const NOW: f64 = 1_790_000_000_000.0;

/// A sandbox with its clock and its random numbers.
struct Api {
    sandbox: Sandbox,
    now_ms: f64,
    random: Box<dyn FnMut() -> u64>,
    authorization: Option<&'static str>,
}

impl Api {
    fn new(options: Options) -> Api {
        let mut random: Box<dyn FnMut() -> u64> = Box::new(random_from(7));
        let sandbox = Sandbox::new(options, NOW, &mut random).unwrap();
        Api { sandbox, now_ms: NOW, random, authorization: None }
    }

    fn empty() -> Api {
        Api::new(Options { seed: Some(vec![]), ..Options::default() })
    }

    fn outcome(&mut self, method: &str, url: &str, media_type: Option<&str>, body: &str) -> Outcome {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let authorization = self.authorization;
        let header = |name: &str| match name.to_ascii_lowercase().as_str() {
            "content-type" => media_type.map(str::to_owned),
            "authorization" => authorization.map(str::to_owned),
            _ => None,
        };
        let request = Request { method, path, query, header: &header, body, base_url: BASE };
        self.sandbox.answer(&request, self.now_ms, &mut self.random)
    }

    fn text(&mut self, method: &str, url: &str, media_type: Option<&str>, body: &str) -> Answer {
        match self.outcome(method, url, media_type, body) {
            Outcome::Answer(answer) => answer,
            Outcome::Deliver(pending) => self.sandbox.delivered(pending, Ok(())),
            Outcome::Fault(dead) => panic!("{dead:?}"),
        }
    }

    fn send(&mut self, method: &str, url: &str, body: Value) -> Answer {
        self.text(method, url, Some("application/json; charset=utf-8"), &body.to_string())
    }

    fn get(&mut self, url: &str) -> Answer {
        self.text("GET", url, None, "")
    }

    fn create(&mut self, name: &str) -> String {
        let answer = self.send("POST", ALL, webhook(name));
        assert_eq!(answer.status, 201, "{answer:?}");
        json_of(&answer)["id"].as_str().unwrap().to_owned()
    }

    /// Follows `metadata.next` from the first page on.
    fn walk(&mut self, page_size: usize) -> Vec<String> {
        let mut url = format!("{ALL}?page_size={page_size}");
        let mut names = vec![];
        loop {
            let page = json_of(&self.get(&url));
            names.extend(names_of(&page));
            match page["metadata"]["next"].as_str() {
                Some(next) => url = next.strip_prefix(BASE).unwrap().to_owned(),
                None => return names,
            }
        }
    }
}

fn webhook(name: &str) -> Value {
    json!({"display_name": name, "target": {"kind": "Webhook", "url": "https://hooks.example/secret-secret-secret"}})
}

fn one(id: &str) -> String {
    format!("{ALL}/{id}")
}

fn json_of(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("application/json"));
    serde_json::from_str(answer.body.as_deref().unwrap()).unwrap()
}

fn names_of(page: &Value) -> Vec<String> {
    page["data"].as_array().unwrap().iter().map(|one| one["display_name"].as_str().unwrap().to_owned()).collect()
}

/// The pointers or parameters that an `errors[]` body names, having checked what every entry must have.
fn places(answer: &Answer) -> Vec<String> {
    let body = json_of(answer);
    let entries = body["errors"].as_array().unwrap_or_else(|| panic!("no errors in {body}"));
    assert!(!entries.is_empty());
    let place = |entry: &Value| {
        assert_eq!(entry["status"], answer.status.to_string());
        assert_eq!(entry["id"].as_str(), answer.header("x-request-id"));
        for field in ["code", "title", "detail"] {
            assert!(!entry[field].as_str().unwrap().is_empty());
        }
        let source = &entry["source"];
        source["pointer"].as_str().or(source["parameter"].as_str()).unwrap_or("-").to_owned()
    };
    entries.iter().map(place).collect()
}

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
fn each_bad_field_is_an_entry_of_422() {
    let mut api = Api::empty();
    let id = api.create("a");
    let bad =
        json!({"display_name": "x".repeat(65), "description": 7, "target": {"kind": "Slack", "webhook_url": "no"}});
    for (method, url, status) in [("POST", ALL, 422), ("PATCH", one(&id).as_str(), 422), ("POST", TEST, 400)] {
        let answer = api.send(method, url, bad.clone());
        assert_eq!(answer.status, status, "{method} {url}");
        assert_eq!(places(&answer), ["/display_name", "/description", "/target/webhook_url"]);
    }
    let answer = api.send("POST", ALL, json!({}));
    assert_eq!((answer.status, places(&answer)), (422, vec!["/display_name".into(), "/target".into()]));
    assert_eq!(api.send("POST", ALL, json!([1])).status, 422);
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
fn a_name_is_taken_once() {
    let mut api = Api::empty();
    let (first, second) = (api.create("first"), api.create("second"));
    let uri = format!("{BASE}{ALL}/{first}");
    for (method, url) in [("POST", ALL), ("PATCH", one(&second).as_str())] {
        let answer = api.send(method, url, webhook("first"));
        assert_eq!((answer.status, places(&answer)), (409, vec!["/display_name".into()]));
        assert_eq!(answer.header("location"), Some(uri.as_str()));
    }
    assert_eq!(api.send("PATCH", &one(&first), webhook("first")).status, 200);
    assert_eq!(api.send("POST", ALL, webhook("First")).status, 201);
}

#[test]
fn over_the_quota_nothing_is_created() {
    let mut api = Api::new(Options { seed: Some(vec![webhook("seed")]), quota: Some(2), ..Options::default() });
    let id = api.create("a");
    let answer = api.send("POST", ALL, webhook("b"));
    assert_eq!(answer.status, 402);
    assert!(json_of(&answer)["errors"][0]["detail"].as_str().unwrap().contains("integrations_per_org"));
    assert_eq!(api.send("PATCH", &one(&id), webhook("b")).status, 200);
    api.text("DELETE", &one(&id), None, "");
    api.create("b");
}

#[test]
fn bodies_that_are_no_json_are_refused() {
    let mut api = Api::empty();
    let json = Some("application/json");
    for text in ["", "{", "{\"display_name\": \"\\ud800\"}", "{} {}", "nil", &"[".repeat(5_000)] {
        let answer = api.text("POST", ALL, json, text);
        assert_eq!((answer.status, places(&answer)), (400, vec!["-".into()]));
    }
    let deep = format!(r#"{{"x": {}{}}}"#, "[".repeat(64), "]".repeat(64));
    assert_eq!(api.text("POST", ALL, json, &deep).status, 400);
    for media_type in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("")] {
        assert_eq!(api.text("POST", ALL, media_type, &webhook("a").to_string()).status, 415);
    }
    assert_eq!(api.text("POST", ALL, Some("Application/JSON;charset=utf-8"), &webhook("a").to_string()).status, 201);
    let mut large = webhook("b");
    large["x"] = json!("x".repeat(64 * 1024));
    assert_eq!(api.send("POST", ALL, large).status, 413);
}

#[test]
fn paths_and_methods_that_do_not_exist() {
    let mut api = Api::empty();
    let id = api.create("a");
    for path in ["/", "", "/notifications/v1", "/notifications/v2/integrations", "/notifications/v1/integrations/"] {
        let answer = api.get(path);
        assert_eq!(answer.status, 404);
        let body = json_of(&answer);
        assert_eq!((&body["error"]["code"], &body["error"]["path"]), (&json!("RESOURCE_NOT_FOUND"), &json!(path)));
        assert_eq!(body["requestId"].as_str(), answer.header("x-request-id"));
    }
    assert_eq!(api.get(&format!("{ALL}/{id}/more")).status, 404);
    for (method, path, allow) in [
        ("PUT", ALL, "GET, POST"),
        ("GET", TEST, "POST"),
        ("POST", one(&id).as_str(), "GET, PATCH, DELETE"),
        ("patch", one(&id).as_str(), "GET, PATCH, DELETE"),
    ] {
        let answer = api.send(method, path, json!({}));
        assert_eq!((answer.status, answer.header("allow")), (405, Some(allow)));
        assert_eq!(json_of(&answer)["error_code"], 405);
    }
}

#[test]
fn ids_are_decoded_once() {
    let mut api = Api::empty();
    let id = api.create("a");
    let encoded: String = id.bytes().map(|byte| format!("%{byte:02x}")).collect();
    assert_eq!(api.get(&one(&encoded)).status, 200);
    assert_eq!(api.get(&one(&encoded.replace('%', "%25"))).status, 404);
    assert_eq!(api.get(&one("%zz")).status, 404);
    for bad in ["%ff", "%2e%2e", &"x".repeat(256)] {
        let answer = api.get(&one(bad));
        assert_eq!((answer.status, places(&answer)), (400, vec!["id".into()]));
    }
    assert_eq!(api.send("POST", "/notifications/v1/integrations%3Atest", webhook("a")).status, 204);
}

#[test]
fn credentials_are_demanded_where_set() {
    let basic = Credentials::Basic { key: "key".into(), secret: "secret".into() };
    let mut api = Api::new(Options { credentials: Some(basic), ..Options::default() });
    for (authorization, status) in [
        (None, 401),
        (Some("Basic a2V5Og=="), 401),
        (Some("Bearer secret"), 401),
        (Some("Basic a2V5OnNlY3JldA=="), 200),
    ] {
        api.authorization = authorization;
        let answer = api.get(ALL);
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("www-authenticate").is_some(), status == 401);
    }
    api.sandbox.set_credentials(Some(Credentials::Bearer("next".into())));
    assert_eq!(api.get(ALL).status, 401);
    api.authorization = Some("Bearer next");
    assert_eq!(api.get(ALL).status, 200);
}

#[test]
fn too_many_requests_get_429_until_the_window_ends() {
    let rate_limit = Some(RateLimit { limit: 2, window_seconds: 10.0 });
    let mut api = Api::new(Options { rate_limit, ..Options::default() });
    let limits = |answer: &Answer| {
        ["limit", "remaining", "reset"].map(|name| answer.header(&format!("X-RateLimit-{name}")).unwrap().to_owned())
    };
    assert_eq!(limits(&api.get(ALL)), ["2", "1", "10"]);
    api.now_ms += 2_500.0;
    assert_eq!(limits(&api.get("/nowhere")), ["2", "0", "8"]);
    let answer = api.send("POST", ALL, webhook("a"));
    assert_eq!((answer.status, places(&answer)), (429, vec!["-".into()]));
    assert_eq!((limits(&answer), answer.header("retry-after")), (["2", "0", "8"].map(String::from), Some("8")));
    api.now_ms += 7_500.0;
    let answer = api.send("POST", ALL, webhook("a"));
    assert_eq!((answer.status, limits(&answer)), (201, ["2", "1", "10"].map(String::from)));
    assert_eq!(Api::empty().get(ALL).header("x-ratelimit-limit"), None);
}

#[test]
fn queries_of_list_are_checked() {
    let mut api = Api::empty();
    for (query, place) in [
        ("page_size=0", "page_size"),
        ("page_size=251", "page_size"),
        ("page_size=", "page_size"),
        ("page_size=1.5", "page_size"),
        ("page_size=+5", "page_size"),
        ("page_size=99999999999999999999", "page_size"),
        ("page_token=", "page_token"),
        ("page_token=foreign", "page_token"),
        (&format!("page_token={}", "x".repeat(256)), "page_token"),
        ("resource_type=", "resource_type"),
    ] {
        let answer = api.get(&format!("{ALL}?{query}"));
        assert_eq!((answer.status, places(&answer)), (400, vec![place.to_owned()]), "{query}");
    }
    let answer = api.get(&format!("{ALL}?page_size=250&resource=crn%3A%2F%2Fx&resource_type=TOPIC&unheard_of=1"));
    let body = json_of(&answer);
    assert_eq!(answer.status, 200);
    assert_eq!(
        body,
        json!({
            "api_version": "notifications/v1", "kind": "IntegrationList", "data": [],
            "metadata": {
                "first": format!("{BASE}{ALL}?page_size=250&resource=crn%3A%2F%2Fx&resource_type=TOPIC"),
                "last": format!("{BASE}{ALL}?page_size=250&resource=crn%3A%2F%2Fx&resource_type=TOPIC"),
                "prev": null, "next": null, "total_size": 0,
            },
        })
    );
}

#[test]
fn pages_lead_forward_and_back() {
    let seed = (1..=7).map(|n| webhook(&n.to_string())).collect();
    let mut api = Api::new(Options { seed: Some(seed), ..Options::default() });
    let mut follow = |page: &Value, link: &str| {
        let url = page["metadata"][link].as_str().unwrap().strip_prefix(BASE).unwrap().to_owned();
        json_of(&api.get(&url))
    };
    let first = follow(&json!({"metadata": {"x": format!("{BASE}{ALL}?page_size=3")}}), "x");
    assert_eq!(names_of(&first), ["1", "2", "3"]);
    let second = follow(&first, "next");
    assert_eq!(names_of(&second), ["4", "5", "6"]);
    let third = follow(&second, "next");
    assert_eq!(names_of(&third), ["7"]);
    assert_eq!((&third["metadata"]["next"], &third["metadata"]["total_size"]), (&Value::Null, &json!(7)));
    assert_eq!(follow(&first, "last"), third);
    assert_eq!(names_of(&follow(&third, "prev")), ["4", "5", "6"]);
    assert_eq!(names_of(&follow(&second, "prev")), ["1", "2", "3"]);
    assert_eq!(names_of(&follow(&third, "first")), ["1", "2", "3"]);
}

#[test]
fn without_a_page_size_a_hundred_come() {
    let seed = (0..101).map(|n| webhook(&n.to_string())).collect();
    let mut api = Api::new(Options { seed: Some(seed), ..Options::default() });
    assert_eq!(json_of(&api.get(ALL))["data"].as_array().unwrap().len(), 100);
}

#[test]
fn a_test_message_is_recorded_once_it_is_accepted() {
    let mut api = Api::empty();
    let mut body = webhook("a");
    body["metadata"] = json!({"self": "x"});
    body["id"] = json!("int-1");
    let Outcome::Deliver(pending) = api.outcome("POST", TEST, Some("application/json"), &body.to_string()) else {
        panic!("no delivery")
    };
    assert_eq!(pending.delivery.at, "2026-09-21T14:13:20.000Z");
    assert!(api.sandbox.deliveries().is_empty());
    let answer = api.sandbox.delivered(pending.clone(), Err("no such channel at https://h.example/secret-path".into()));
    assert_eq!((answer.status, places(&answer)), (400, vec!["/target".into()]));
    let detail = json_of(&answer)["errors"][0]["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("no such channel") && !detail.contains("secret-path"), "{detail}");
    assert!(api.sandbox.deliveries().is_empty());

    let answer = api.sandbox.delivered(pending, Ok(()));
    assert_eq!((answer.status, &answer.body), (204, &None));
    assert!(answer.header("x-request-id").is_some() && answer.header("content-type").is_none());
    assert_eq!(
        serde_json::to_value(api.sandbox.deliveries()).unwrap(),
        json!([{"at": "2026-09-21T14:13:20.000Z", "display_name": "a", "target": body["target"]}])
    );
    assert!(!format!("{:?}", api.sandbox.deliveries()).contains("secret-secret"));
}

#[test]
fn the_newest_deliveries_are_remembered() {
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
fn faults_come_in_order_one_an_answer() {
    let mut api = Api::empty();
    let down = StatusFault {
        status: 503,
        headers: [("Retry-After".to_owned(), "1".to_owned())].into(),
        body: Some("<html>down</html>".into()),
    };
    let faults = [Fault::Status(down), Fault::Network, Fault::Stall, Fault::Truncate, Fault::Truncate];
    api.sandbox.fail(faults).unwrap();
    let answer = api.send("POST", ALL, webhook("a"));
    assert_eq!((answer.status, answer.body.as_deref()), (503, Some("<html>down</html>")));
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert_eq!(answer.header("x-request-id").unwrap().len(), 32);
    for dead in [Dead::Network, Dead::Stall] {
        let outcome = api.outcome("POST", ALL, Some("application/json"), &webhook("a").to_string());
        assert_eq!(outcome, Outcome::Fault(dead));
    }
    let answer = api.send("POST", ALL, webhook("a"));
    assert!(answer.cut && answer.status == 201);
    let answer = api.send("POST", TEST, webhook("a"));
    assert!(answer.cut && answer.body.is_none());
    let answer = api.get(ALL);
    assert!(!answer.cut);
    assert_eq!(names_of(&json_of(&answer)), ["a"], "what a cut answer reports has happened");

    let bad = StatusFault { status: 99, headers: Default::default(), body: None };
    assert_eq!(api.sandbox.fail([Fault::Network, Fault::Status(bad)]).unwrap_err().field, "fault.status");
    assert_eq!(api.get(ALL).status, 200, "of faults refused none is played");
}

#[test]
fn a_saved_state_goes_on_where_it_was() {
    let rate_limit = Some(RateLimit { limit: 9, window_seconds: 10.0 });
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
    let answer = again.get(ALL);
    assert_eq!(json_of(&answer), first);
    assert_eq!(answer.header("x-ratelimit-remaining"), api.get(ALL).header("x-ratelimit-remaining"));
    assert_eq!(again.sandbox.deliveries(), api.sandbox.deliveries());
    let bad = Sandbox::restore(options, json!({"store": 7})).unwrap_err();
    assert_eq!(bad, BadOption::new("saved", "is not what a sandbox saves"));
}

#[test]
fn the_state_stays_small_enough_to_be_kept_in_one_piece() {
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
fn reset_starts_over() {
    let mut api = Api::new(Options { seed: Some(vec![webhook("seed")]), ..Options::default() });
    api.create("more");
    api.send("POST", TEST, webhook("x"));
    api.sandbox.fail([Fault::Stall]).unwrap();
    let Api { sandbox, random, .. } = &mut api;
    sandbox.reset(NOW, random);
    assert_eq!(names_of(&json_of(&api.get(ALL))), ["seed"]);
    assert!(api.sandbox.deliveries().is_empty());
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

#[derive(Clone, Debug)]
enum Step {
    Turn,
    Create,
    Delete(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![Just(Step::Turn), Just(Step::Create), (0usize..50).prop_map(Step::Delete)];
    prop::collection::vec(step, 0..40)
}

proptest! {
    #[test]
    fn a_walk_sees_what_stays_exactly_once(count in 0usize..25, page_size in 1usize..8, steps in steps()) {
        let seed = (0..count).map(|n| webhook(&format!("seed {n}"))).collect();
        let mut api = Api::new(Options { seed: Some(seed), ..Options::default() });
        let mut url = Some(format!("{ALL}?page_size={page_size}"));
        let (mut seen, mut deleted, mut created) = (vec![], HashSet::new(), 0);
        let mut turn = |api: &mut Api, url: &mut Option<String>| {
            let Some(at) = url.take() else { return };
            let page = json_of(&api.get(&at));
            assert!(page["data"].as_array().unwrap().len() <= page_size);
            seen.extend(names_of(&page));
            *url = page["metadata"]["next"].as_str().map(|next| next.strip_prefix(BASE).unwrap().to_owned());
        };
        for step in steps {
            match step {
                Step::Turn => turn(&mut api, &mut url),
                Step::Create => {
                    api.create(&format!("new {created}"));
                    created += 1;
                }
                Step::Delete(index) => {
                    let all = json_of(&api.get(&format!("{ALL}?page_size=250")));
                    if let Some(one_of) = all["data"].get(index) {
                        deleted.insert(one_of["display_name"].as_str().unwrap().to_owned());
                        api.text("DELETE", &one(one_of["id"].as_str().unwrap()), None, "");
                    }
                }
            }
        }
        while url.is_some() {
            turn(&mut api, &mut url);
        }
        let unique: HashSet<_> = seen.iter().cloned().collect();
        prop_assert_eq!(unique.len(), seen.len(), "none twice");
        for n in 0..count {
            let name = format!("seed {n}");
            prop_assert!(unique.contains(&name) || deleted.contains(&name), "{} was missed", name);
        }
        prop_assert_eq!(api.walk(3).len(), count + created - deleted.len());
    }

    #[test]
    fn no_request_panics_and_every_answer_has_a_request_id(
        method in "GET|POST|PATCH|DELETE|[A-Z]{0,6}",
        path in "(/notifications/v1/integrations(:test|/int-[0-9a-z%]{0,8}|.{0,6}))|.{0,30}",
        query in ".{0,40}",
        body in ".{0,60}",
    ) {
        let mut api = Api::new(Options::default());
        let answer = api.text(&method, &format!("{path}?{query}"), Some("application/json"), &body);
        prop_assert!((200..500).contains(&answer.status));
        prop_assert!(answer.header("x-request-id").is_some());
    }

    #[test]
    fn no_refusal_repeats_a_webhook_url(field in "display_name|description|kind", broken: bool) {
        let mut api = Api::empty();
        let mut body = webhook("a");
        body[&field] = json!(7);
        body["target"][&field] = json!(7);
        let mut text = body.to_string();
        if broken {
            text.pop();
        }
        for url in [ALL, TEST] {
            let answer = api.text("POST", url, Some("application/json"), &text);
            prop_assert!(answer.status >= 400);
            prop_assert!(!answer.body.unwrap().contains("secret-secret"));
        }
    }
}
