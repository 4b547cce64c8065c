//! Routes requests to the operations, and runs the operations on the store.

use serde_json::{Map, Value, json};

use super::Delivery;
use super::api_error::ApiError;
use super::body::read_body;
use super::encoding::{percent_decode, query_value};
use super::exchange::SandboxRequest;
use super::page::Cursor;
use super::store::{Record, Store, json_size};
use super::time::rfc3339;
use crate::integration::limits::PAGE_SIZE_DEFAULT;
use crate::integration::schema::NEW_INTEGRATION;
use crate::integration::{Kind, Problem, ProblemLocation, Target, check_body, check_id, check_query};
use crate::protocol::integrations;

/// How many bytes of JSON a store holds, so that a saved state fits into one value of a Durable Object's storage.
const STORE_BYTES_MAX: usize = 1024 * 1024;

/// The result of a successful operation.
pub(super) enum Success {
    /// A body, and the URI of what was created.
    Document { status: u16, location: Option<String>, body: Value },
    /// 204.
    NoContent,
    /// A test message. Its delivery decides the response.
    Deliver(Delivery),
}

/// The state and the context that operations work on.
pub(super) struct Handler<'a> {
    pub store: &'a mut Store,
    pub quota: u32,
    pub organization: &'a str,
    pub now_ms: u64,
    pub random: &'a mut dyn FnMut() -> u64,
}

enum Route {
    Collection,
    Test,
    Item(String),
}

fn route(path: &str) -> Result<Route, ApiError> {
    let unknown = || ApiError::unknown_path(path);
    // `integrations:test` is one segment, whose colon may be percent-encoded.
    let segments: Vec<&str> = path.split('/').collect();
    match segments[..] {
        ["", "notifications", "v1", collection] => match percent_decode(collection).as_deref() {
            Some("integrations") => Ok(Route::Collection),
            Some("integrations:test") => Ok(Route::Test),
            _ => Err(unknown()),
        },
        ["", "notifications", "v1", "integrations", id] if !id.is_empty() => {
            let Some(id) = percent_decode(id) else {
                let detail = "is not UTF-8".to_owned();
                return Err(ApiError::problems(
                    400,
                    vec![Problem { location: ProblemLocation::Parameter("id"), detail }],
                ));
            };
            match check_id(&id) {
                Some(problem) => Err(ApiError::problems(400, vec![problem])),
                None => Ok(Route::Item(id)),
            }
        }
        _ => Err(unknown()),
    }
}

impl Handler<'_> {
    pub fn handle(mut self, request: &SandboxRequest<'_>) -> Result<Success, ApiError> {
        match (route(request.path)?, request.method) {
            (Route::Collection, "GET") => self.list(request),
            (Route::Collection, "POST") => self.create(request),
            (Route::Collection, _) => Err(method_not_allowed("GET, POST")),
            (Route::Test, "POST") => self.test(request),
            (Route::Test, _) => Err(method_not_allowed("POST")),
            (Route::Item(id), "GET") => self.get(request, &id),
            (Route::Item(id), "PATCH") => self.update(request, &id),
            (Route::Item(id), "DELETE") => self.delete(&id),
            (Route::Item(_), _) => Err(method_not_allowed("GET, PATCH, DELETE")),
        }
    }

    /// The links repeat the filters `resource` and `resource_type`, which filter nothing, because an integration does not say
    /// which resources it serves.
    fn list(&self, request: &SandboxRequest<'_>) -> Result<Success, ApiError> {
        let parameter = |name| query_value(request.query, name);
        let mut query = Map::new();
        if let Some(size) = parameter("page_size") {
            // Other spellings of a number than digits are no `page_size`: they stay strings, which `check_query` rejects.
            let is_digits = !size.is_empty() && size.len() < 10 && size.bytes().all(|byte| byte.is_ascii_digit());
            let number = size.parse::<u32>().ok().filter(|_| is_digits);
            query.insert("page_size".into(), number.map_or(Value::String(size), Value::from));
        }
        for name in ["page_token", "resource", "resource_type"] {
            query.extend(parameter(name).map(|value| (name.to_owned(), value.into())));
        }
        let problems = check_query(&Value::Object(query.clone()), integrations::LIST.query);
        if !problems.is_empty() {
            return Err(ApiError::problems(400, problems));
        }
        let size = query.get("page_size").and_then(Value::as_u64).unwrap_or(PAGE_SIZE_DEFAULT.into());
        let cursor = match parameter("page_token") {
            None => Cursor::start(size as usize),
            Some(token) => Cursor::parse(&token).ok_or_else(|| {
                let detail = "is no token that a page of this list gave".to_owned();
                ApiError::problems(400, vec![Problem { location: ProblemLocation::Parameter("page_token"), detail }])
            })?,
        };
        let filters: Vec<_> =
            ["resource", "resource_type"].into_iter().filter_map(|name| Some((name, parameter(name)?))).collect();
        let records = self.store.records();
        let data: Vec<Value> =
            records[cursor.range(records)].iter().map(|record| self.to_json(record, request)).collect();
        let body = json!({
            "api_version": "notifications/v1",
            "kind": "IntegrationList",
            "metadata": cursor.links(records, request.base_url, &filters),
            "data": data,
        });
        Ok(Success::Document { status: 200, location: None, body })
    }

    fn create(&mut self, request: &SandboxRequest<'_>) -> Result<Success, ApiError> {
        let fields = read_body(request, &integrations::CREATE)?;
        self.check_name_is_free(&fields, "", request)?;
        if self.store.records().len() >= self.quota as usize {
            let detail = format!("The quota integrations_per_org allows {} integrations.", self.quota);
            return Err(ApiError::new(402, detail));
        }
        self.check_room_for(json_size(&fields))?;
        let record = self.store.insert(fields, self.now_ms, self.random);
        let (location, body) = (record.uri(request.base_url), record.to_json(request.base_url, self.organization));
        Ok(Success::Document { status: 201, location: Some(location), body })
    }

    fn get(&self, request: &SandboxRequest<'_>, id: &str) -> Result<Success, ApiError> {
        let body = self.to_json(self.find(id)?, request);
        Ok(Success::Document { status: 200, location: None, body })
    }

    fn update(&mut self, request: &SandboxRequest<'_>, id: &str) -> Result<Success, ApiError> {
        self.find_writable(id)?;
        let fields = read_body(request, &integrations::UPDATE)?;
        self.check_kind(&fields, id)?;
        self.check_name_is_free(&fields, id, request)?;
        self.check_room_for(json_size(&fields))?;
        let record = self.store.update(id, fields, self.now_ms).ok_or_else(integration_not_found)?;
        let body = record.to_json(request.base_url, self.organization);
        Ok(Success::Document { status: 200, location: None, body })
    }

    fn delete(&mut self, id: &str) -> Result<Success, ApiError> {
        self.find_writable(id)?;
        self.store.remove(id);
        Ok(Success::NoContent)
    }

    fn test(&self, request: &SandboxRequest<'_>) -> Result<Success, ApiError> {
        let mut fields = read_body(request, &integrations::TEST)?;
        let (Some(Value::String(display_name)), Some(Value::Object(target))) =
            (fields.remove("display_name"), fields.remove("target"))
        else {
            return Err(ApiError::new(400, "The body lacks a name or a target."));
        };
        Ok(Success::Deliver(Delivery { at: rfc3339(self.now_ms), display_name, target: Target::from(target) }))
    }

    fn to_json(&self, record: &Record, request: &SandboxRequest<'_>) -> Value {
        record.to_json(request.base_url, self.organization)
    }

    fn find(&self, id: &str) -> Result<&Record, ApiError> {
        self.store.get(id).ok_or_else(integration_not_found)
    }

    fn find_writable(&self, id: &str) -> Result<&Record, ApiError> {
        let record = self.find(id)?;
        if record.is_read_only() {
            return Err(ApiError::new(
                403,
                "Confluent itself makes integrations of this kind: they cannot be changed.",
            ));
        }
        Ok(record)
    }

    /// A kind that this release does not know may be written back to the integration that has it, and to no other, because an
    /// API rejects kinds that it does not know.
    fn check_kind(&self, fields: &Map<String, Value>, id: &str) -> Result<(), ApiError> {
        let Some(target) = fields.get("target") else {
            return Ok(());
        };
        let kind = target["kind"].as_str().unwrap_or("");
        if Kind::parse(kind) != Kind::Unknown || kind == self.find(id)?.kind_name() {
            return Ok(());
        }
        let as_new = json!({ "display_name": "new", "target": target });
        Err(ApiError::problems(422, check_body(&as_new, &NEW_INTEGRATION)))
    }

    fn check_name_is_free(
        &self,
        fields: &Map<String, Value>,
        id: &str,
        request: &SandboxRequest<'_>,
    ) -> Result<(), ApiError> {
        let name = fields.get("display_name").and_then(Value::as_str);
        match name.and_then(|name| self.store.find_by_name(name, id)) {
            None => Ok(()),
            Some(conflicting) => Err(ApiError::at(409, "/display_name", "An integration of this name exists already.")
                .with_header("Location", conflicting.uri(request.base_url))),
        }
    }

    fn check_room_for(&self, bytes: usize) -> Result<(), ApiError> {
        match self.store.bytes() + bytes > STORE_BYTES_MAX {
            true => Err(ApiError::new(402, "The sandbox is full: it holds 1 MB of integrations.")),
            false => Ok(()),
        }
    }
}

fn integration_not_found() -> ApiError {
    ApiError::new(404, "There is no integration with this id.")
}

fn method_not_allowed(methods: &'static str) -> ApiError {
    ApiError::gateway(405, "This path does not take this method.").with_header("Allow", methods)
}
