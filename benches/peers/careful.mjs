// What a careful person would write by hand: a timeout that covers the body, abort, retries that do no harm, encoded ids,
// and errors that say what happened.
export function make({ baseUrl, credentials, fetch = globalThis.fetch, timeout = 30_000, maxRetries = 2 }) {
  const root = `${baseUrl.replace(/\/+$/, "")}/notifications/v1/integrations`;
  const headers = { accept: "application/json", authorization: authorizationOf(credentials) };
  const headersWithBody = { ...headers, "content-type": "application/json" };

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {{ signal?: AbortSignal }} [options]
   */
  async function call(method, path, body, { signal } = {}) {
    /** @type {RequestInit} */
    const init = { method, headers: body ? headersWithBody : headers, redirect: "manual" };
    if (body) init.body = JSON.stringify(body);
    for (let retries = 0; ; retries++) {
      try {
        return await attempt(root + path, init, signal);
      } catch (error) {
        signal?.throwIfAborted();
        const wait = error.retryAfter ?? Math.random() * Math.min(8_000, 500 * 2 ** retries);
        if (retries >= maxRetries || wait > 60_000 || !mayRepeat(method, error)) throw error;
        await pause(wait, signal);
      }
    }
  }

  async function attempt(url, init, signal) {
    signal?.throwIfAborted();
    const controller = new AbortController();
    const abort = () => controller.abort(signal.reason);
    const late = () => controller.abort(new DOMException(`No complete answer within ${timeout} ms`, "TimeoutError"));
    const timer = setTimeout(late, timeout);
    signal?.addEventListener("abort", abort);
    try {
      const response = await fetch(url, { ...init, signal: controller.signal });
      const text = await response.text();
      if (response.status === 204) return undefined;
      const json = parse(text);
      if (response.ok && typeof json === "object" && json !== null) return json;
      throw failure(response, json);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }

  return {
    create: (body, options) => call("POST", "", body, options),
    list: (query, options) => call("GET", `?${new URLSearchParams(query)}`, undefined, options),
    get: async (id, options) => call("GET", segment(id), undefined, options),
    update: async (id, patch, options) => call("PATCH", segment(id), patch, options),
    delete: async (id, options) => call("DELETE", segment(id), undefined, options),
    test: (body, options) => call("POST", ":test", body, options),
  };
}

function authorizationOf({ apiKey, apiSecret, token }) {
  if (token) return `Bearer ${token}`;
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${apiKey}:${apiSecret}`)))}`;
}

/** After a 429, nothing was done. Otherwise a POST may have taken effect; a timeout is the caller's limit. */
function mayRepeat(method, { status, name }) {
  if (status === 429) return true;
  return method !== "POST" && (status ? status === 408 || status >= 500 : name !== "TimeoutError");
}

function segment(id) {
  if (typeof id !== "string" || /^\.{0,2}$/.test(id)) throw new TypeError(`${JSON.stringify(id)} is no id`);
  return `/${encodeURIComponent(id)}`;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failure({ ok, status, headers }, json) {
  const words = json?.errors?.[0]?.detail ?? json?.error?.message ?? json?.message ?? (ok ? "The answer is no JSON" : "");
  const requestId = headers.get("x-request-id");
  const seconds = Number(headers.get("retry-after") ?? NaN);
  const retryAfter = seconds >= 0 ? seconds * 1_000 : undefined;
  return Object.assign(new Error(`${status} ${words} (request ${requestId})`), { status, requestId, retryAfter });
}

/** @returns {Promise<void>} */
function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve();
    }, ms);
    signal?.addEventListener("abort", end, { once: true });
  });
}
