//! The numbers that the API documents, each in one place.
//!
//! Source: Confluent's documentation of Notifications v1, Integrations, editions of 2023 and 2026. A character is a Unicode
//! scalar value: that is this library's reading, the documentation does not say.

/// Longest `display_name`, in characters; the shortest is 1.
pub const DISPLAY_NAME_MAX: usize = 64;
/// Longest `description`, in characters; it may be empty or absent.
pub const DESCRIPTION_MAX: usize = 128;
/// Longest integration `id`, in characters before it is percent-encoded.
pub const ID_MAX: usize = 255;
/// Longest `page_token`, in characters before it is percent-encoded.
pub const PAGE_TOKEN_MAX: usize = 255;
/// Smallest `page_size`, in integrations.
pub const PAGE_SIZE_MIN: u32 = 1;
/// Largest `page_size`, in integrations.
pub const PAGE_SIZE_MAX: u32 = 250;
/// The `page_size` of a request that names none.
pub const PAGE_SIZE_DEFAULT: u32 = 100;

/// The properties of an integration that the API writes. A client drops them from a body, so that what was read may be
/// sent back.
pub const READ_ONLY: [&str; 4] = ["api_version", "kind", "id", "metadata"];
