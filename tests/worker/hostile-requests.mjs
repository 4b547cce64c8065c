// The table of hostile requests: a name, the request, and the status that it must get. Whoever finds another way in
// adds a row. `have` is what the attacker may hold: good credentials to misuse, and forged ones.
import { COLLECTION, slack } from "./raw-http.mjs";

const JSON_TYPE = ["Content-Type", "application/json"];
const bearer = (token) => ["Authorization", `Bearer ${token}`];
const cookie = (value) => ["Cookie", `__Host-notifications=${value}`];
const jwt = (text) => ["Cf-Access-Jwt-Assertion", text];
const ONE = `${COLLECTION}/n-1`;
const BODY = JSON.stringify(slack());

const get = (path, ...headers) => ({ path, headers });
const write = (method, path, body, ...headers) => ({ method, path, body, headers: [JSON_TYPE, ...headers] });
const post = (body, ...headers) => write("POST", COLLECTION, body, ...headers);

/** Who shows nothing, or something that is nothing. */
export const credentials = (have) => [
  ["no token", get(COLLECTION), 401],
  ["no token, a write", post(BODY), 401],
  ["an empty header", get(COLLECTION, ["Authorization", ""]), 401],
  ["an empty token", get(COLLECTION, bearer("")), 401],
  ["a wrong token", get(COLLECTION, bearer("wrong-token-0123456789")), 401],
  ["a token cut short", get(COLLECTION, bearer(have.admin.slice(0, -1))), 401],
  ["a token with one more", get(COLLECTION, bearer(`${have.admin}x`)), 401],
  ["a token in capitals", get(COLLECTION, bearer(have.admin.toUpperCase())), 401],
  ["the digest in place of its token", get(COLLECTION, bearer(have.readDigest)), 401],
  ["the digest as it is configured", get(COLLECTION, bearer(`sha256:${have.readDigest}`)), 401],
  ["a token as Basic", get(COLLECTION, ["Authorization", `Basic ${btoa(`${have.admin}:`)}`]), 401],
  ["a token without its scheme", get(COLLECTION, ["Authorization", have.admin]), 401],
  ["two headers, the good one first", get(COLLECTION, bearer(have.admin), bearer("other")), 401],
  ["two headers, the good one last", get(COLLECTION, bearer("other"), bearer(have.admin)), 401],
  ["a token in the address", get(`${COLLECTION}?access_token=${have.admin}&token=${have.admin}`), 401],
  ["a token as a cookie", get(COLLECTION, ["Cookie", `token=${have.admin}; __Host-notifications=${have.admin}`]), 401],
  [
    "a token in a header of another name",
    get(COLLECTION, ["X-Api-Key", have.admin], ["Proxy-Authorization", `Bearer ${have.admin}`]),
    401,
  ],
  [
    "a cookie that ends later than it was signed for",
    get(COLLECTION, cookie(have.cookie.replace(/^\d+/, (ends) => Number(ends) + 3600))),
    401,
  ],
  ["a cookie cut short", get(COLLECTION, cookie(have.cookie.slice(0, -1))), 401],
  [
    "a cookie under a name that any host may set",
    get(COLLECTION, ["Host", "notifications.example"], ["Cookie", `notifications=${have.cookie}`]),
    401,
  ],
  ["a good cookie beside a wrong token", get(COLLECTION, cookie(have.cookie), bearer("wrong")), 401],
  ["a JWT, alg none", get(COLLECTION, jwt(have.team.unsigned("none"))), 401],
  ["a JWT, alg nOnE", get(COLLECTION, jwt(have.team.unsigned("nOnE"))), 401],
  ["a JWT without its signature", get(COLLECTION, jwt(have.team.unsigned("RS256"))), 401],
  ["a JWT, the public key as an HMAC's secret", get(COLLECTION, jwt(have.team.confused())), 401],
  ["a JWT by another's key", get(COLLECTION, jwt(have.team.jwt({ key: have.strangersKey }))), 401],
  [
    "a JWT that brings its own key",
    get(COLLECTION, jwt(have.team.jwt({ header: { jwk: have.strangersKey.export({ format: "jwk" }) }, key: have.strangersKey }))),
    401,
  ],
  ["a JWT for another audience", get(COLLECTION, jwt(have.team.jwt({ claims: { aud: ["other"] } }))), 401],
  ["a JWT of another team's", get(COLLECTION, jwt(have.team.jwt({ claims: { iss: "https://evil.cloudflareaccess.com" } }))), 401],
  ["a JWT that has expired", get(COLLECTION, jwt(have.team.jwt({ claims: { exp: 1_700_000_000 } }))), 401],
  ["a JWT of tomorrow", get(COLLECTION, jwt(have.team.jwt({ claims: { nbf: 4_000_000_000 } }))), 401],
  ["a JWT cut short", get(COLLECTION, jwt(have.team.jwt().slice(0, -8))), 401],
  ["a valid JWT as a bearer token", get(COLLECTION, bearer(have.team.jwt())), 401],
  ["a valid JWT as a cookie", get(COLLECTION, ["Cookie", `CF_Authorization=${have.team.jwt()}`]), 401],
  [
    "a JWT's scope widened by a header",
    post(BODY, jwt(have.team.jwt({ claims: { scope: "admin" } })), ["X-Scope", "admin"]),
    403,
  ],
];

/** Who may something, and wants more. */
export const scopes = (have) => [
  ["read creates", post(BODY, bearer(have.read)), 403],
  ["read changes", write("PATCH", ONE, '{"description":"d"}', bearer(have.read)), 403],
  ["read deletes", { method: "DELETE", path: ONE, headers: [bearer(have.read)] }, 403],
  ["read tests what is saved", { method: "POST", path: "/canary/test/n-1", headers: [bearer(have.read)] }, 403],
  ["read has Confluent post anywhere", write("POST", `${COLLECTION}:test`, BODY, bearer(have.read)), 403],
  ["test has Confluent post anywhere", write("POST", `${COLLECTION}:test`, BODY, bearer(have.test)), 403],
  ["test creates", post(BODY, bearer(have.test)), 403],
  ["test brings a target of its own", write("POST", "/canary/test/n-1", BODY, bearer(have.test)), 400],
  ["test, by an id that is a path", { method: "POST", path: "/canary/test/..%2f..%2fx/y", headers: [bearer(have.test)] }, 404],
  ["read, as a method that is overridden", { ...post(BODY, bearer(have.read), ["X-HTTP-Method-Override", "GET"]) }, 403],
  ["a cookie of the read token writes", post(BODY, cookie(have.cookie)), 403],
];

/** Requests that another site has a browser send, with good credentials. */
export const sites = (have) => [
  ["a post from another origin", post(BODY, bearer(have.admin), ["Origin", "https://evil.example"]), 403],
  ["a post from a sandboxed frame", post(BODY, bearer(have.admin), ["Origin", "null"]), 403],
  ["a post from a subdomain of a listed one", post(BODY, bearer(have.admin), ["Origin", "https://x.dashboard.example"]), 403],
  ["a post from a listed one over http", post(BODY, bearer(have.admin), ["Origin", "http://dashboard.example"]), 403],
  [
    "two origins",
    post(BODY, bearer(have.admin), ["Origin", "https://dashboard.example"], ["Origin", "https://evil.example"]),
    403,
  ],
  ["a cross-site read without an Origin", get(COLLECTION, bearer(have.admin), ["Sec-Fetch-Site", "cross-site"]), 403],
  ["a post typed into the address bar", post(BODY, bearer(have.admin), ["Sec-Fetch-Site", "none"]), 403],
  [
    "a saved test from another site",
    { method: "POST", path: "/canary/test/n-1", headers: [cookie(have.cookie), ["Origin", "https://evil.example"]] },
    403,
  ],
  [
    "a sign-in from another site",
    write("POST", "/session", JSON.stringify({ token: have.admin }), ["Origin", "https://evil.example"]),
    403,
  ],
  ["a cookie from a listed site", get(COLLECTION, cookie(have.cookie), ["Origin", "https://dashboard.example"]), 401],
  [
    "a JWT from a listed site",
    { method: "POST", path: "/canary/run", headers: [jwt(have.team.jwt()), ["Origin", "https://dashboard.example"]] },
    401,
  ],
  [
    "a form",
    {
      method: "POST",
      path: COLLECTION,
      body: "a=b",
      headers: [bearer(have.admin), ["Content-Type", "application/x-www-form-urlencoded"]],
    },
    415,
  ],
  [
    "a form that is JSON",
    { method: "POST", path: COLLECTION, body: BODY, headers: [bearer(have.admin), ["Content-Type", "text/plain"]] },
    415,
  ],
  [
    "a form of many parts",
    {
      method: "POST",
      path: COLLECTION,
      body: BODY,
      headers: [bearer(have.admin), ["Content-Type", "multipart/form-data; boundary=application/json"]],
    },
    415,
  ],
  ["no content type", { method: "POST", path: COLLECTION, body: BODY, headers: [bearer(have.admin)] }, 415],
  [
    "two content types",
    { method: "POST", path: COLLECTION, body: BODY, headers: [bearer(have.admin), ["Content-Type", "text/plain"], JSON_TYPE] },
    415,
  ],
  [
    "a preflight from another origin",
    {
      method: "OPTIONS",
      path: COLLECTION,
      headers: [
        ["Origin", "https://evil.example"],
        ["Access-Control-Request-Method", "POST"],
      ],
    },
    403,
  ],
];

/** Bodies. */
export const bodies = (have) => {
  const as = bearer(have.admin);
  const pad = (length) => `${BODY.slice(0, -1)}${" ".repeat(length - BODY.length)}}`;
  return [
    ["65 KB", post(pad(65 * 1024), as), 413],
    ["65 KB in pieces", post([pad(65 * 1024)], as, ["Transfer-Encoding", "chunked"]), 413],
    ["100 MB streamed", post(Array(100).fill("x".repeat(1024 * 1024)), as, ["Transfer-Encoding", "chunked"]), 413],
    [
      "100 MB streamed as a token",
      write("POST", "/session", Array(100).fill("x".repeat(1024 * 1024)), ["Transfer-Encoding", "chunked"]),
      413,
    ],
    ["compressed", post(BODY, as, ["Content-Encoding", "gzip"]), 415],
    ["empty", post("", as), 400],
    ["cut short", post(BODY.slice(0, -5), as), 400],
    ["twenty thousand brackets", post("[".repeat(20_000), as), 400],
    ["no JSON, with a URL in it", post(`{"webhook_url": https://hooks.slack.com/services/T00/B00/secretsecreta1b2}`, as), 400],
    ["an array", post(`[${BODY}]`, as), 422],
    ["__proto__ for what is missing", post('{"__proto__":{"display_name":"x","target":{"kind":"Slack"}}}', as), 422],
    [
      "a target of a prototype",
      post('{"display_name":"x","target":{"__proto__":{"kind":"Slack","webhook_url":"https://h.example"}}}', as),
      422,
    ],
    [
      "a kind that only Confluent makes",
      post('{"display_name":"x","target":{"kind":"RoleEmail","role_name":"OrganizationAdmin"}}', as),
      422,
    ],
    ["a redacted URL", write("PATCH", ONE, '{"target":{"kind":"Slack","webhook_url":"https://hooks.slack.com/…a1b2"}}', as), 422],
    [
      "a redacted URL, encoded",
      write("PATCH", ONE, '{"target":{"kind":"Webhook","url":"https://h.example/%E2%80%A6a1b2"}}', as),
      422,
    ],
    ["a redacted field of an unknown kind", write("PATCH", ONE, '{"target":{"kind":"Beacon","routing_key":"…"}}', as), 422],
    ["a script's address", post('{"display_name":"x","target":{"kind":"Webhook","url":"javascript:alert(1)"}}', as), 422],
    ["an empty patch", write("PATCH", ONE, "{}", as), 422],
  ];
};

/** Paths, queries and methods. */
export const paths = (have) => {
  const as = bearer(have.admin);
  return [
    ["dot segments", get(`${ONE}/../../../../iam/v2/api-keys`, as), 404],
    ["encoded dot segments", get(`${COLLECTION}/%2e%2e/%2e%2e/%2e%2e/iam/v2/api-keys`, as), 404],
    ["two slashes before", get(`/${COLLECTION}`, as), 404],
    ["two slashes within", get(`${COLLECTION}//n-1`, as), 404],
    ["a slash after", get(`${COLLECTION}/`, as), 404],
    ["a parameter in the path", get(`${COLLECTION};x=1/n-1`, as), 404],
    ["an encoded slash for a real one", get(`${COLLECTION}%2Fn-1`, as), 404],
    ["a colon encoded twice", write("POST", `${COLLECTION}%253Atest`, BODY, as), 404],
    ["a backslash", get("/\\evil.example/notifications/v1/integrations", as), 404],
    ["capitals", get(COLLECTION.toUpperCase(), as), 404],
    ["another API of Confluent's", get("/iam/v2/api-keys", as), 404],
    ["the Worker's own file", get("/worker.wasm", as), 404],
    ["the variables' file", get("/.dev.vars", as), 404],
    ["an id that is not UTF-8", get(`${COLLECTION}/%ff`, as), 400],
    ["half an escape", get(`${COLLECTION}/%2`, as), 400],
    ["an id of 256", get(`${COLLECTION}/${"x".repeat(256)}`, as), 400],
    ["a path of 60 KB", get(`${COLLECTION}/${"x".repeat(60_000)}`, as), [400, 414, 431, 0]],
    ["DELETE on the collection", { method: "DELETE", path: COLLECTION, headers: [as] }, 405],
    ["DELETE with an empty id", { method: "DELETE", path: `${COLLECTION}/`, headers: [as] }, 404],
    ["PUT", write("PUT", ONE, BODY, as), 405],
    ["TRACE", { method: "TRACE", path: COLLECTION, headers: [as] }, [405, 500, 501, 400]],
    [
      "a method overridden in the query",
      { method: "POST", path: `${ONE}?_method=DELETE`, headers: [as, JSON_TYPE], body: "{}" },
      405,
    ],
    ["a parameter given twice", get(`${COLLECTION}?page_size=1&page_size=250`, as), 400],
    ["the same under two spellings", get(`${COLLECTION}?page_token=a&page%5Ftoken=b`, as), 400],
    ["a page of 251", get(`${COLLECTION}?page_size=251`, as), 400],
    ["a page of 1e2", get(`${COLLECTION}?page_size=1e2`, as), 400],
    ["a page token of 256", get(`${COLLECTION}?page_token=${"x".repeat(256)}`, as), 400],
  ];
};

/** Bytes that two servers might read as different requests: [name, the bytes, the statuses]. 0: hung up. Whatever the
 *  platform makes of them, a request that was hidden in another's body has no token of its own, and gets nowhere. */
export const bytes = (have, host) => {
  const auth = `Authorization: Bearer ${have.admin}`;
  const lines = (...all) => `${all.join("\r\n")}\r\n\r\n`;
  const hidden = `DELETE ${ONE} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const refused = [400, 413, 415, 500, 501, 505, 0];
  return [
    [
      "a length and chunks at once",
      `${lines(`POST ${COLLECTION} HTTP/1.1`, `Host: ${host}`, auth, "Content-Type: application/json", "Content-Length: 5", "Transfer-Encoding: chunked")}0\r\n\r\n${hidden}`,
      refused,
    ],
    [
      "two lengths",
      `${lines(`POST ${COLLECTION} HTTP/1.1`, `Host: ${host}`, auth, "Content-Type: application/json", "Content-Length: 2", `Content-Length: ${hidden.length + 2}`)}{}${hidden}`,
      refused,
    ],
    [
      "chunks by another name",
      `${lines(`POST ${COLLECTION} HTTP/1.1`, `Host: ${host}`, auth, "Content-Type: application/json", "Transfer-Encoding: xchunked")}0\r\n\r\n`,
      refused,
    ],
    [
      "a negative length",
      `${lines(`POST ${COLLECTION} HTTP/1.1`, `Host: ${host}`, auth, "Content-Type: application/json", "Content-Length: -1")}`,
      refused,
    ],
    [
      "a header without a colon",
      lines(`GET ${COLLECTION} HTTP/1.1`, `Host: ${host}`, "Authorization Bearer x", auth.slice(0, -1)),
      [...refused, 401],
    ],
    ["a null byte in a header", lines(`GET ${COLLECTION} HTTP/1.1`, `Host: ${host}`, `X-A: a\0b`, auth), [...refused, 401]],
    ["no request at all", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", refused],
    [
      "an absolute address of another host",
      lines(`GET http://evil.example${COLLECTION} HTTP/1.1`, `Host: evil.example`),
      [...refused, 401, 403, 404],
    ],
  ];
};
