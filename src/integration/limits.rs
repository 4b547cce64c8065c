//! The limits that the API documents.
//!
//! Source: Confluent's documentation of Notifications v1, Integrations, editions of 2023 and 2026. A character is a Unicode
//! scalar value: that is how this library reads the documentation, which does not say.

/// The longest `display_name`, in characters; the shortest is 1.
pub const DISPLAY_NAME_MAX: usize = 64;
/// The longest `description`, in characters; it may be empty or absent.
pub const DESCRIPTION_MAX: usize = 128;
/// The longest integration `id`, in characters before it is percent-encoded.
pub const ID_MAX: usize = 255;
/// The longest `page_token`, in characters before it is percent-encoded.
pub const PAGE_TOKEN_MAX: usize = 255;
/// The smallest `page_size`, in integrations.
pub const PAGE_SIZE_MIN: u32 = 1;
/// The largest `page_size`, in integrations.
pub const PAGE_SIZE_MAX: u32 = 250;
/// The `page_size` of a request that names none.
pub const PAGE_SIZE_DEFAULT: u32 = 100;

/// The properties of an integration that the API writes. A client removes them from a body, so that an integration can be
/// sent back as it was read.
pub const READ_ONLY: [&str; 4] = ["api_version", "kind", "id", "metadata"];
