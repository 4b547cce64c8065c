//! The operations on integrations, performed on the store.

use serde_json::{Map, Value, json};

use super::Delivery;
use super::api_error::ApiError;
use super::arguments::{read_body, read_query};
use super::context::{Context, Success};
use super::exchange::SandboxRequest;
use super::page::Cursor;
use super::store::{Record, json_size};
use super::time::rfc3339;
use crate::integration::schema::NEW_INTEGRATION;
use crate::integration::{Kind, Target, check_body};
use crate::protocol::integrations as operations;

/// How many bytes of JSON a store holds, so that a saved state fits into one value of a Durable Object's storage.
const STORE_BYTES_MAX: usize = 1024 * 1024;

/// The filters `resource` and `resource_type` filter nothing, because an integration does not say which resources it serves.
pub(super) fn list(context: &mut Context<'_>, request: &SandboxRequest<'_>, _: &str) -> Result<Success, ApiError> {
    let query = read_query(&operations::LIST, request.query)?;
    let cursor = Cursor::of(&query)?;
    let records = context.store.records();
    let data: Vec<Value> =
        records[cursor.range(records)].iter().map(|record| context.to_json(record, request)).collect();
    let body = json!({
        "api_version": "notifications/v1",
        "kind": "IntegrationList",
        "metadata": cursor.metadata(records, &operations::LIST, &query, request.base_url),
        "data": data,
    });
    Ok(Success::Document { status: 200, location: None, body })
}

pub(super) fn create(context: &mut Context<'_>, request: &SandboxRequest<'_>, _: &str) -> Result<Success, ApiError> {
    let fields = read_body(request, &operations::CREATE, context.is_url)?;
    context.check_name_is_free(&fields, "", request)?;
    if context.store.records().len() >= context.quota as usize {
        let detail = format!("The quota integrations_per_org allows {} integrations.", context.quota);
        return Err(ApiError::new(402, detail));
    }
    context.check_room_for(json_size(&fields))?;
    let record = context.store.insert(fields, context.now_ms, context.random);
    let (location, body) = (record.uri(request.base_url), record.to_json(request.base_url, context.organization));
    Ok(Success::Document { status: 201, location: Some(location), body })
}

pub(super) fn get(context: &mut Context<'_>, request: &SandboxRequest<'_>, id: &str) -> Result<Success, ApiError> {
    let body = context.to_json(context.find(id)?, request);
    Ok(Success::Document { status: 200, location: None, body })
}

pub(super) fn update(context: &mut Context<'_>, request: &SandboxRequest<'_>, id: &str) -> Result<Success, ApiError> {
    context.find_writable(id)?;
    let fields = read_body(request, &operations::UPDATE, context.is_url)?;
    context.check_kind(&fields, id)?;
    context.check_name_is_free(&fields, id, request)?;
    context.check_room_for(json_size(&fields))?;
    let record = context.store.update(id, fields, context.now_ms).ok_or_else(not_found)?;
    let body = record.to_json(request.base_url, context.organization);
    Ok(Success::Document { status: 200, location: None, body })
}

pub(super) fn delete(context: &mut Context<'_>, _: &SandboxRequest<'_>, id: &str) -> Result<Success, ApiError> {
    context.find_writable(id)?;
    context.store.remove(id);
    Ok(Success::NoContent)
}

pub(super) fn test(context: &mut Context<'_>, request: &SandboxRequest<'_>, _: &str) -> Result<Success, ApiError> {
    let mut fields = read_body(request, &operations::TEST, context.is_url)?;
    let (Some(Value::String(display_name)), Some(Value::Object(target))) =
        (fields.remove("display_name"), fields.remove("target"))
    else {
        return Err(ApiError::new(400, "The body lacks a name or a target."));
    };
    Ok(Success::Deliver(Delivery { at: rfc3339(context.now_ms), display_name, target: Target::from(target) }))
}

impl Context<'_> {
    fn to_json(&self, record: &Record, request: &SandboxRequest<'_>) -> Value {
        record.to_json(request.base_url, self.organization)
    }

    fn find(&self, id: &str) -> Result<&Record, ApiError> {
        self.store.get(id).ok_or_else(not_found)
    }

    fn find_writable(&self, id: &str) -> Result<&Record, ApiError> {
        let record = self.find(id)?;
        if record.is_read_only() {
            let detail = "Confluent itself makes integrations of this kind: they cannot be changed.";
            return Err(ApiError::new(403, detail));
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
        Err(ApiError::problems(422, check_body(&as_new, &NEW_INTEGRATION, self.is_url)))
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

fn not_found() -> ApiError {
    ApiError::new(404, "There is no integration with this id.")
}
