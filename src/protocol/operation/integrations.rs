//! The operations on integrations: the channels to which Confluent sends notifications.

use super::{Method, Operation, RequiredProperty};
use crate::integration::JsonType;
use crate::integration::schema::{INTEGRATION_PATCH, INTEGRATION_QUERY, NEW_INTEGRATION};

/// The path of the collection, below the base URL.
pub const COLLECTION: &str = "/notifications/v1/integrations";
const ONE: &str = "/notifications/v1/integrations/{id}";

/// What the body of every integration must have.
const INTEGRATION: Option<&[RequiredProperty]> = Some(&[("id", JsonType::String), ("target.kind", JsonType::String)]);
/// What a page of a list must have.
const PAGE: Option<&[RequiredProperty]> = Some(&[("data", JsonType::Array)]);

/// Creates an integration: 201 with the integration and its `Location`.
pub static CREATE: Operation = Operation {
    name: "integrations.create",
    method: Method::Post,
    path: COLLECTION,
    query: &[],
    body: Some(&NEW_INTEGRATION),
    response: INTEGRATION,
    repeatable: false,
};

/// Lists integrations: 200 with one page.
pub static LIST: Operation = Operation {
    name: "integrations.list",
    method: Method::Get,
    path: COLLECTION,
    query: &INTEGRATION_QUERY,
    body: None,
    response: PAGE,
    repeatable: true,
};

/// Reads an integration: 200 with the integration. The documentation calls this operation read.
pub static GET: Operation = Operation {
    name: "integrations.get",
    method: Method::Get,
    path: ONE,
    query: &[],
    body: None,
    response: INTEGRATION,
    repeatable: true,
};

/// Changes an integration: 200 with the integration.
pub static UPDATE: Operation = Operation {
    name: "integrations.update",
    method: Method::Patch,
    path: ONE,
    query: &[],
    body: Some(&INTEGRATION_PATCH),
    response: INTEGRATION,
    repeatable: true,
};

/// Deletes an integration: 204.
pub static DELETE: Operation = Operation {
    name: "integrations.delete",
    method: Method::Delete,
    path: ONE,
    query: &[],
    body: None,
    response: None,
    repeatable: true,
};

/// Makes Confluent send a test message: 204 if the target accepted it, whether or not somebody saw it.
pub static TEST: Operation = Operation {
    name: "integrations.test",
    method: Method::Post,
    path: "/notifications/v1/integrations:test",
    query: &[],
    body: Some(&NEW_INTEGRATION),
    response: None,
    repeatable: false,
};
