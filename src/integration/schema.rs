//! What bodies and queries must be, as tables, one per operation that has any. `validate.rs` checks against them.
//!
//! Source: Confluent's documentation of Notifications v1, editions of 2023 and 2026.

use super::limits::{DESCRIPTION_MAX, DISPLAY_NAME_MAX, PAGE_TOKEN_MAX, READ_ONLY};

/// What an operation's body must be: an object with these properties. Others are no problem, since the API may know them.
#[derive(Debug)]
pub struct Schema {
    /// The properties that are checked.
    pub properties: &'static [Property],
    /// Whether the body is a patch: any property may be absent, but not all, and a target of a kind that is newer than this
    /// release may be written back as it was read.
    pub is_patch: bool,
    /// The properties that the API writes itself. They are never sent, so that what was read may be given back.
    pub read_only: &'static [&'static str],
}

/// One property of a body, or one parameter of a query.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there; of a patch, no property must.
    pub required: bool,
    /// What its value must be.
    pub value: ValueRule,
}

/// What the value of a property or parameter must be.
#[derive(Debug)]
pub enum ValueRule {
    /// A string of so many characters (Unicode scalar values).
    Text {
        /// At least so many.
        min: usize,
        /// At most so many.
        max: usize,
    },
    /// A number: a whole one within the limits of `page_size`.
    PageSize,
    /// A target of a kind that clients may write ([`Kind`](super::Kind)).
    Target,
}

const fn property(name: &'static str, required: bool, value: ValueRule) -> Property {
    Property { name, required, value }
}

const fn text(min: usize, max: usize) -> ValueRule {
    ValueRule::Text { min, max }
}

static INTEGRATION: [Property; 3] = [
    property("display_name", true, text(1, DISPLAY_NAME_MAX)),
    property("description", false, text(0, DESCRIPTION_MAX)),
    property("target", true, ValueRule::Target),
];

/// The body of `integrations.create` and `integrations.test`.
pub static NEW_INTEGRATION: Schema = Schema { properties: &INTEGRATION, is_patch: false, read_only: &READ_ONLY };

/// The body of `integrations.update`.
pub static INTEGRATION_PATCH: Schema = Schema { properties: &INTEGRATION, is_patch: true, read_only: &READ_ONLY };

/// The query of `integrations.list`. The filters `resource` and `resource_type` are those of the edition of 2026, an open set.
pub static INTEGRATION_QUERY: [Property; 4] = [
    property("page_size", false, ValueRule::PageSize),
    property("page_token", false, text(1, PAGE_TOKEN_MAX)),
    property("resource", false, text(1, usize::MAX)),
    property("resource_type", false, text(1, usize::MAX)),
];
