//! The map of the crate: which module knows which, and what is re-exported.
