//! Who may call: the trust boundary, in one folder that can be reviewed on its own. It fails closed.
//!
//! 1. With nothing configured, the request must be addressed to this machine, by its URL and by its `Host` (`source`): a
//!    name rebound to this machine (DNS rebinding) is still a foreign name.
//! 2. A write, and a read of data, that a browser sends from another site is refused (`source`): by `Origin`, and by
//!    `Sec-Fetch-Site`. Browsers always send them on writes; curl sends neither. Listed sites are allowed (`origins`),
//!    but only with a token: browsers add cookies, and Access its JWT, to any site's requests.
//! 3. With tokens (`tokens`) or Cloudflare Access (`team`, `access_jwt`, `jwks`, `key_cache`) configured, everything but
//!    the page's files and the health check requires one of them, or a cookie that stands for a token (`cookie`). The
//!    `authorize` function of a surrounding Worker decides instead if there is one. With an incomplete configuration,
//!    nobody is authenticated (`config`, `authenticate`).
//!
//! The scope that each route requires (`scope`) is in one table, `permissions`, beside this folder. `payload` demands
//! `application/json`, which no cross-site form can send. The platform's WebCrypto verifies the signature of a JWT
//! (`platform/access_jwt_verify`).

pub mod access_jwt;
pub mod authenticate;
pub mod config;
pub mod cookie;
pub mod jwks;
pub mod key_cache;
pub mod origins;
pub mod scope;
pub mod source;
pub mod team;
pub mod tokens;

pub use config::{Access, AuthConfig};
pub use scope::{Caller, Scope};
