//! The schemas of bodies and queries: which properties they have, and the rule for each value. `validate.rs` checks against
//! them.
//!
//! Source: Confluent's documentation of Notifications v1, editions of 2023 and 2026.

use super::limits::{DESCRIPTION_MAX, DISPLAY_NAME_MAX, READ_ONLY};

/// The schema of an operation's body: an object with these properties. Other properties are allowed, since the API may know
/// them.
#[derive(Debug)]
pub struct Schema {
    /// The properties that are checked.
    pub properties: &'static [Property],
    /// Whether the body is a patch: any property may be absent, but not all, and a target of a kind that is newer than this
    /// release may be written back as it was read.
    pub is_patch: bool,
    /// The properties that only the API writes. They are never sent, so that a resource can be sent back as it was read.
    pub read_only: &'static [&'static str],
}

/// One property of a body, or one parameter of a query.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// Whether a body without it is refused. A patch needs no property.
    pub required: bool,
    /// The rule for its value.
    pub value: ValueRule,
}

/// The rule for the value of a property or parameter.
#[derive(Debug)]
pub enum ValueRule {
    /// A string, with a length in characters (Unicode scalar values).
    Text {
        /// The least number of characters.
        min: usize,
        /// The greatest number of characters.
        max: usize,
    },
    /// A whole number within the limits of `page_size`.
    PageSize,
    /// A string within the limits of `page_token`.
    PageToken,
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

/// The query of `integrations.list`. The filters `resource` and `resource_type` are those of the edition of 2026, an open
/// set.
pub static INTEGRATION_QUERY: [Property; 4] = [
    property("page_size", false, ValueRule::PageSize),
    property("page_token", false, ValueRule::PageToken),
    property("resource", false, text(1, usize::MAX)),
    property("resource_type", false, text(1, usize::MAX)),
];
