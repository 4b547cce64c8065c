//! The numbers that the API documents, each in one place.

/// Longest `display_name`, in characters.
pub const DISPLAY_NAME_MAX: usize = 64;
/// Longest `description`, in characters.
pub const DESCRIPTION_MAX: usize = 128;
/// Longest integration `id`, in characters.
pub const ID_MAX: usize = 255;
/// Longest `page_token`, in characters.
pub const PAGE_TOKEN_MAX: usize = 255;
/// Smallest `page_size`.
pub const PAGE_SIZE_MIN: u32 = 1;
/// Largest `page_size`.
pub const PAGE_SIZE_MAX: u32 = 250;
/// The `page_size` of a request that names none.
pub const PAGE_SIZE_DEFAULT: u32 = 100;

/// The properties that the API writes and a client never sends.
pub const READ_ONLY: [&str; 4] = ["api_version", "kind", "id", "metadata"];
