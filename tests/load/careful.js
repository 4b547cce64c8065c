// The second peer: the same in plain JavaScript with the duties that this Worker has at each request, and none of its
// choices: a deadline that cancels, the answer read and looked at, headers of every answer, one line of log.
const KEPT = ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-request-id"];
const HEADERS = {
  "content-type": "application/json",
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

async function digest(text) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

export default {
  async fetch(request, env) {
    const began = Date.now();
    const id = crypto.randomUUID();
    const { pathname, search, origin } = new URL(request.url);
    const from = request.headers.get("origin");
    const site = request.headers.get("sec-fetch-site");
    if ((from && from !== origin) || (site && site !== "same-origin"))
      return new Response(null, { status: 403, headers: HEADERS });
    const shown = request.headers.get("authorization") ?? "";
    if (!crypto.subtle.timingSafeEqual(await digest(shown), await digest(`Bearer ${env.ADMIN_TOKEN}`)))
      return new Response(null, { status: 401, headers: HEADERS });
    const cancel = new AbortController();
    const timer = setTimeout(() => cancel.abort(), 25_000);
    const answer = await fetch(env.CONFLUENT_BASE_URL + pathname + search, {
      method: request.method,
      headers: {
        accept: "application/json",
        authorization: `Basic ${btoa(`${env.CONFLUENT_API_KEY}:${env.CONFLUENT_API_SECRET}`)}`,
        "user-agent": "careful",
      },
      body: request.method === "GET" ? undefined : await request.text(),
      redirect: "manual",
      cache: "no-store",
      signal: cancel.signal,
    });
    const text = await answer.text();
    clearTimeout(timer);
    const { data } = JSON.parse(text);
    if (!Array.isArray(data)) return new Response(null, { status: 502, headers: HEADERS });
    const headers = new Headers(HEADERS);
    for (const name of KEPT) {
      const value = answer.headers.get(name);
      if (value) headers.set(name, value);
    }
    const ms = Date.now() - began;
    headers.set("x-worker-request-id", id);
    headers.set("server-timing", `total;dur=${ms}`);
    console.log(
      JSON.stringify({
        route: "list",
        status: answer.status,
        ms,
        request_id: id,
        token: "ADMIN_TOKEN",
        scope: "admin",
        upstream_request_id: headers.get("x-request-id"),
      }),
    );
    return new Response(text, { status: answer.status, headers });
  },
};
