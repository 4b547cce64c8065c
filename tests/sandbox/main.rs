//! The sandbox as its callers see it: requests in, answers out.
#![cfg(feature = "sandbox")]

mod api;
mod operations;
mod pages;
mod refusals;
mod state;
