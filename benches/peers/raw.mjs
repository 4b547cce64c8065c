// The shortest solution: fetch and json(), as in a first draft. Everything is measured against it.
export function make({ baseUrl, credentials, fetch = globalThis.fetch }) {
  const { apiKey, apiSecret, token } = credentials;
  const headers = {
    authorization: token ? `Bearer ${token}` : `Basic ${btoa(`${apiKey}:${apiSecret}`)}`,
    "content-type": "application/json",
  };

  async function call(method, path, body, options) {
    const init = { method, headers, body: body && JSON.stringify(body), signal: options?.signal };
    const response = await fetch(`${baseUrl}/notifications/v1/integrations${path}`, init);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response.status === 204 ? undefined : response.json();
  }

  return {
    create: (body, options) => call("POST", "", body, options),
    list: (query, options) => call("GET", `?${new URLSearchParams(query)}`, undefined, options),
    get: (id, options) => call("GET", `/${id}`, undefined, options),
    update: (id, patch, options) => call("PATCH", `/${id}`, patch, options),
    delete: (id, options) => call("DELETE", `/${id}`, undefined, options),
    test: (body, options) => call("POST", ":test", body, options),
  };
}
