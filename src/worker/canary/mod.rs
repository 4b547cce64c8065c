//! The canary: tests every saved integration on a schedule, so that dead ones are found before they are needed. These files
//! decide; `platform/canary` carries their decisions out.
//!
//! | file | what it is for |
//! |---|---|
//! | `candidate` | which integrations are tested |
//! | `outcome` | what the response to a test says about the integration |
//! | `health` | whether an integration works, as far as its tests show |
//! | `message` | the messages to the operator |
//! | `webhook` | the operator's webhook |
//! | `secrets` | the secret parts of a target's URL, redacted in texts |
//! | `records` | tests: queued, sent, and stored |
//! | `rows` | the rows of the database, and what the page is shown of them |
//! | `report` | the report of a run, for its caller and the log |
//! | `test_response` | the response to the test of one integration |
//! | `sql` | the statements for D1, and the migrations |

pub mod candidate;
pub mod health;
pub mod message;
pub mod outcome;
pub mod records;
pub mod report;
pub mod rows;
pub mod sql;
pub mod test_response;
pub mod webhook;
