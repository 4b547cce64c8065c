//! A sandbox with its clock and random numbers, and the few reads that the tests share.

use confluent_notifications::sandbox::{Answer, Options, Outcome, Request, Sandbox, random_from};
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

    pub fn outcome(&mut self, method: &str, url: &str, media_type: Option<&str>, body: &str) -> Outcome {
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

    pub fn text(&mut self, method: &str, url: &str, media_type: Option<&str>, body: &str) -> Answer {
        match self.outcome(method, url, media_type, body) {
            Outcome::Answer(answer) => answer,
            Outcome::Deliver(pending) => self.sandbox.delivered(pending, Ok(())),
            Outcome::Fault(dead) => panic!("{dead:?}"),
        }
    }

    pub fn send(&mut self, method: &str, url: &str, body: Value) -> Answer {
        self.text(method, url, Some("application/json; charset=utf-8"), &body.to_string())
    }

    pub fn get(&mut self, url: &str) -> Answer {
        self.text("GET", url, None, "")
    }

    pub fn create(&mut self, name: &str) -> String {
        let answer = self.send("POST", ALL, webhook(name));
        assert_eq!(answer.status, 201, "{answer:?}");
        json_of(&answer)["id"].as_str().unwrap().to_owned()
    }

    /// Follows `metadata.next` from the first page on.
    pub fn walk(&mut self, page_size: usize) -> Vec<String> {
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

pub fn one(id: &str) -> String {
    format!("{ALL}/{id}")
}

pub fn json_of(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("application/json"));
    serde_json::from_str(answer.body.as_deref().unwrap()).unwrap()
}

pub fn names_of(page: &Value) -> Vec<String> {
    page["data"].as_array().unwrap().iter().map(|one| one["display_name"].as_str().unwrap().to_owned()).collect()
}

/// The pointers or parameters that an `errors[]` body names, having checked what every entry must have.
pub fn places(answer: &Answer) -> Vec<String> {
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
