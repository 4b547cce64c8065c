//! The sandbox as its callers use it: requests and responses.
#![cfg(feature = "sandbox")]

mod api;
mod api_errors;
mod operations;
mod pages;
mod state;
