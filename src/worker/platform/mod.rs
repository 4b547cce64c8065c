//! Everything of the Worker that needs Cloudflare: it carries values between the platform and the pure files beside
//! this folder, which decide.
//!
//! | file | what it is for |
//! |---|---|
//! | `entry` | the functions that the JavaScript entry calls: one per event |
//! | `request` | handles one request |
//! | `background` | work that no caller waits for: cron, the queue, and what continues after a response |
//! | `deployment` | the variables and bindings of one deployment, read once |
//! | `upstream` | calls to Confluent or to the sandbox for an authenticated request |
//! | `fetcher` | the client's transport: the platform's fetch, or a Durable Object's |
//! | `canary` | the canary's runs, queue, store and notifications |
//! | `durable_object` | the Durable Object that holds the sandbox |
//! | `assets` | the page's files from the assets binding |
//! | `authorize` | the scope that the `authorize` function of the surrounding Worker returns |
//! | `access_jwt_verify` | the keys of Cloudflare Access, and signatures by WebCrypto |
//! | `rate_limiter` | the platform's rate limiters |
//! | `request_body`, `respond` | request bodies, and responses of the platform's own type |
//! | `clock`, `random` | time, and random numbers that are not secret |
//! | `js` | everything that crosses to JavaScript for each request, in one crossing each |
//! | `injected_faults` | faults for tests, in the test build only |

pub mod access_jwt_verify;
pub mod assets;
pub mod authorize;
pub mod background;
pub mod canary;
pub mod clock;
pub mod deployment;
pub mod durable_object;
pub mod entry;
pub mod fetcher;
#[cfg(feature = "_test-faults")]
pub mod injected_faults;
pub mod js;
pub mod random;
pub mod rate_limiter;
pub mod request;
pub mod request_body;
pub mod respond;
pub mod upstream;
