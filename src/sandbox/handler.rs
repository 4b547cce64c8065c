//! Routes and the six operations.

use serde_json::{Map, Value, json};

use super::Delivery;
use super::body::read;
use super::exchange::Request;
use super::page::Cursor;
use super::refusal::Refusal;
use super::store::{Record, Store, size};
use super::text::{percent_decode, query_value};
use super::time::rfc3339;
use crate::integration::limits::PAGE_SIZE_DEFAULT;
use crate::integration::{Kind, Problem, ProblemLocation, Purpose, Target, check_body, check_id, check_list_query};

/// Most that a store holds, as JSON, so that a saved state stays within what a Durable Object keeps under one key.
const STORE_MAX: usize = 1024 * 1024;

/// What a successful operation returns.
pub(super) enum Reply {
    /// A body, and where the thing created is.
    Document { status: u16, location: Option<String>, body: Value },
    /// 204.
    Nothing,
    /// A test message, whose outcome decides the answer.
    Test(Delivery),
}

/// What the operations work on.
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
    One(String),
}

fn route(path: &str) -> Result<Route, Refusal> {
    let unknown = || Refusal::no_such_path(path);
    // As one segment, `integrations:test` may also come with its colon encoded.
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
                return Err(Refusal::problems(
                    400,
                    vec![Problem { location: ProblemLocation::Parameter("id"), detail }],
                ));
            };
            match check_id(&id) {
                Some(problem) => Err(Refusal::problems(400, vec![problem])),
                None => Ok(Route::One(id)),
            }
        }
        _ => Err(unknown()),
    }
}

impl Handler<'_> {
    pub fn handle(mut self, request: &Request<'_>) -> Result<Reply, Refusal> {
        match (route(request.path)?, request.method) {
            (Route::Collection, "GET") => self.list(request),
            (Route::Collection, "POST") => self.create(request),
            (Route::Collection, _) => Err(not_allowed("GET, POST")),
            (Route::Test, "POST") => self.test(request),
            (Route::Test, _) => Err(not_allowed("POST")),
            (Route::One(id), "GET") => self.get(request, &id),
            (Route::One(id), "PATCH") => self.update(request, &id),
            (Route::One(id), "DELETE") => self.delete(&id),
            (Route::One(_), _) => Err(not_allowed("GET, PATCH, DELETE")),
        }
    }

    /// The filters `resource` and `resource_type` are taken and carried on in the links. They filter nothing: an integration
    /// does not say which resources it serves.
    fn list(&self, request: &Request<'_>) -> Result<Reply, Refusal> {
        let given = |name| query_value(request.query, name);
        let mut query = Map::new();
        if let Some(size) = given("page_size") {
            // Digits only: a number's other spellings are no `page_size`, and `check_list_query` refuses a string.
            let digits = !size.is_empty() && size.len() < 10 && size.bytes().all(|byte| byte.is_ascii_digit());
            let number = size.parse::<u32>().ok().filter(|_| digits);
            query.insert("page_size".into(), number.map_or(Value::String(size), Value::from));
        }
        for name in ["page_token", "resource", "resource_type"] {
            query.extend(given(name).map(|value| (name.to_owned(), value.into())));
        }
        let problems = check_list_query(&Value::Object(query.clone()));
        if !problems.is_empty() {
            return Err(Refusal::problems(400, problems));
        }
        let size = query.get("page_size").and_then(Value::as_u64).unwrap_or(PAGE_SIZE_DEFAULT.into());
        let cursor = match given("page_token") {
            None => Cursor::start(size as usize),
            Some(token) => Cursor::parse(&token).ok_or_else(|| {
                let detail = "is no token that a page of this list gave".to_owned();
                Refusal::problems(400, vec![Problem { location: ProblemLocation::Parameter("page_token"), detail }])
            })?,
        };
        let filters: Vec<_> =
            ["resource", "resource_type"].into_iter().filter_map(|name| Some((name, given(name)?))).collect();
        let records = self.store.all();
        let data: Vec<Value> = records[cursor.range(records)].iter().map(|record| self.show(record, request)).collect();
        let body = json!({
            "api_version": "notifications/v1",
            "kind": "IntegrationList",
            "metadata": cursor.links(records, request.base_url, &filters),
            "data": data,
        });
        Ok(Reply::Document { status: 200, location: None, body })
    }

    fn create(&mut self, request: &Request<'_>) -> Result<Reply, Refusal> {
        let fields = read(request, Purpose::Create)?;
        self.name_is_free(&fields, "", request)?;
        if self.store.all().len() >= self.quota as usize {
            let detail = format!("The quota integrations_per_org allows {} integrations.", self.quota);
            return Err(Refusal::new(402, detail));
        }
        self.has_room_for(size(&fields))?;
        let record = self.store.insert(fields, self.now_ms, self.random);
        let (location, body) = (record.uri(request.base_url), record.show(request.base_url, self.organization));
        Ok(Reply::Document { status: 201, location: Some(location), body })
    }

    fn get(&self, request: &Request<'_>, id: &str) -> Result<Reply, Refusal> {
        let body = self.show(self.find(id)?, request);
        Ok(Reply::Document { status: 200, location: None, body })
    }

    fn update(&mut self, request: &Request<'_>, id: &str) -> Result<Reply, Refusal> {
        self.find_writable(id)?;
        let fields = read(request, Purpose::Update)?;
        self.kind_is_known_or_kept(&fields, id)?;
        self.name_is_free(&fields, id, request)?;
        self.has_room_for(size(&fields))?;
        let record = self.store.update(id, fields, self.now_ms).ok_or_else(no_such_integration)?;
        let body = record.show(request.base_url, self.organization);
        Ok(Reply::Document { status: 200, location: None, body })
    }

    fn delete(&mut self, id: &str) -> Result<Reply, Refusal> {
        self.find_writable(id)?;
        self.store.remove(id);
        Ok(Reply::Nothing)
    }

    fn test(&self, request: &Request<'_>) -> Result<Reply, Refusal> {
        let mut fields = read(request, Purpose::Test)?;
        let (Some(Value::String(display_name)), Some(Value::Object(target))) =
            (fields.remove("display_name"), fields.remove("target"))
        else {
            return Err(Refusal::new(400, "The body lacks a name or a target."));
        };
        Ok(Reply::Test(Delivery { at: rfc3339(self.now_ms), display_name, target: Target::from(target) }))
    }

    fn show(&self, record: &Record, request: &Request<'_>) -> Value {
        record.show(request.base_url, self.organization)
    }

    fn find(&self, id: &str) -> Result<&Record, Refusal> {
        self.store.get(id).ok_or_else(no_such_integration)
    }

    fn find_writable(&self, id: &str) -> Result<&Record, Refusal> {
        let record = self.find(id)?;
        if record.is_confluents() {
            return Err(Refusal::new(403, "Confluent itself makes integrations of this kind: they cannot be changed."));
        }
        Ok(record)
    }

    /// A kind that this release does not know may be written back to where it was read, and nowhere else: no API
    /// takes kinds that it does not know.
    fn kind_is_known_or_kept(&self, fields: &Map<String, Value>, id: &str) -> Result<(), Refusal> {
        let Some(target) = fields.get("target") else {
            return Ok(());
        };
        let kind = target["kind"].as_str().unwrap_or("");
        if Kind::parse(kind) != Kind::Unknown || kind == self.find(id)?.kind_name() {
            return Ok(());
        }
        let as_new = json!({ "display_name": "new", "target": target });
        Err(Refusal::problems(422, check_body(&as_new, Purpose::Create)))
    }

    fn name_is_free(&self, fields: &Map<String, Value>, id: &str, request: &Request<'_>) -> Result<(), Refusal> {
        let name = fields.get("display_name").and_then(Value::as_str);
        match name.and_then(|name| self.store.named(name, id)) {
            None => Ok(()),
            Some(in_the_way) => Err(Refusal::at(409, "/display_name", "An integration of this name exists already.")
                .with("Location", in_the_way.uri(request.base_url))),
        }
    }

    fn has_room_for(&self, bytes: usize) -> Result<(), Refusal> {
        match self.store.bytes() + bytes > STORE_MAX {
            true => Err(Refusal::new(402, "The sandbox is full: it holds 1 MB of integrations.")),
            false => Ok(()),
        }
    }
}

fn no_such_integration() -> Refusal {
    Refusal::new(404, "There is no integration with this id.")
}

fn not_allowed(methods: &'static str) -> Refusal {
    Refusal::gateway(405, "This path does not take this method.").with("Allow", methods)
}
