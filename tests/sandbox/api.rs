//! A sandbox with a clock and random numbers, and the reads of its responses that the tests share.

use confluent_notifications::sandbox::{NextAction, Options, Sandbox, SandboxRequest, SandboxResponse, random_from};
use serde_json::{Value, json};

pub const BASE: &str = "https://api.confluent.cloud";
pub const ALL: &str = "/notifications/v1/integrations";
pub const TEST: &str = "/notifications/v1/integrations:test";
pub const NOW: f64 = 1_790_000_000_000.0;

/// A sandbox with its clock and its random numbers.
pub struct Api {
    pub sandbox: Sandbox,
    pub now_ms: f64,
    pub random: Box<dyn FnMut() -> u64>,
    pub authorization: Option<&'static str>,
}

impl Api {
    pub fn new(options: Options) -> Api {
        let mut random: Box<dyn FnMut() -> u64> = Box::new(random_from(7));
        let sandbox = Sandbox::new(options, NOW, &mut random).unwrap();
        Api { sandbox, now_ms: NOW, random, authorization: None }
    }

    pub fn empty() -> Api {
        Api::new(Options { seed: Some(vec![]), ..Options::default() })
    }

    pub fn handle(&mut self, method: &str, url: &str, media_type: Option<&str>, body: &str) -> NextAction {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let authorization = self.authorization;
        let header = |name: &str| match name.to_ascii_lowercase().as_str() {
            "content-type" => media_type.map(str::to_owned),
            "authorization" => authorization.map(str::to_owned),
            _ => None,
        };
        let request = SandboxRequest { method, path, query, header: &header, body, base_url: BASE };
        self.sandbox.handle(&request, self.now_ms, &mut self.random)
    }

    pub fn send_text(&mut self, method: &str, url: &str, media_type: Option<&str>, body: &str) -> SandboxResponse {
        match self.handle(method, url, media_type, body) {
            NextAction::Respond(response) => response,
            NextAction::Deliver(pending) => self.sandbox.complete_delivery(pending, Ok(())),
            NextAction::Fail(fault) => panic!("{fault:?}"),
        }
    }

    pub fn send(&mut self, method: &str, url: &str, body: Value) -> SandboxResponse {
        self.send_text(method, url, Some("application/json; charset=utf-8"), &body.to_string())
    }

    pub fn get(&mut self, url: &str) -> SandboxResponse {
        self.send_text("GET", url, None, "")
    }

    pub fn create(&mut self, name: &str) -> String {
        let response = self.send("POST", ALL, webhook(name));
        assert_eq!(response.status, 201, "{response:?}");
        json_of(&response)["id"].as_str().unwrap().to_owned()
    }

    /// Returns the names of all integrations, page by page as `metadata.next` links them.
    pub fn list_names(&mut self, page_size: usize) -> Vec<String> {
        let mut url = format!("{ALL}?page_size={page_size}");
        let mut names = vec![];
        loop {
            let page = json_of(&self.get(&url));
            names.extend(names_of(&page));
            assert!(names.len() <= 1_000, "pages lead in a circle");
            match page["metadata"]["next"].as_str() {
                Some(next) => url = next.strip_prefix(BASE).unwrap().to_owned(),
                None => return names,
            }
        }
    }
}

pub fn webhook(name: &str) -> Value {
    json!({"display_name": name, "target": {"kind": "Webhook", "url": "https://hooks.example/secret-secret-secret"}})
}

pub fn path_of(id: &str) -> String {
    format!("{ALL}/{id}")
}

pub fn json_of(response: &SandboxResponse) -> Value {
    assert_eq!(response.header("content-type"), Some("application/json"));
    serde_json::from_str(response.body.as_deref().unwrap()).unwrap()
}

pub fn names_of(page: &Value) -> Vec<String> {
    page["data"].as_array().unwrap().iter().map(|one| one["display_name"].as_str().unwrap().to_owned()).collect()
}

/// Returns the pointers or parameters of an `errors[]` body, and checks what every entry must have.
pub fn locations(response: &SandboxResponse) -> Vec<String> {
    let body = json_of(response);
    let entries = body["errors"].as_array().unwrap_or_else(|| panic!("no errors in {body}"));
    assert!(!entries.is_empty());
    let location = |entry: &Value| {
        assert_eq!(entry["status"], response.status.to_string());
        assert_eq!(entry["id"].as_str(), response.header("x-request-id"));
        for field in ["code", "title", "detail"] {
            assert!(!entry[field].as_str().unwrap().is_empty());
        }
        let source = &entry["source"];
        source["pointer"].as_str().or(source["parameter"].as_str()).unwrap_or("-").to_owned()
    };
    entries.iter().map(location).collect()
}
