// openapi-fetch, as its documentation shows it. It has neither a timeout nor retries, so it ignores both options.
import createClient from "openapi-fetch";

const path = "/notifications/v1/integrations";

export function make({ baseUrl, credentials, fetch }) {
  const { apiKey, apiSecret, token } = credentials;
  const authorization = token ? `Bearer ${token}` : `Basic ${btoa(`${apiKey}:${apiSecret}`)}`;
  const client = createClient({ baseUrl, headers: { authorization }, ...(fetch && { fetch }) });

  return {
    create: (body, options) => dataOf(client.POST(path, { body, ...options })),
    list: (query, options) => dataOf(client.GET(path, { params: { query }, ...options })),
    get: (id, options) => dataOf(client.GET(`${path}/{id}`, { params: { path: { id } }, ...options })),
    update: (id, body, options) => dataOf(client.PATCH(`${path}/{id}`, { params: { path: { id } }, body, ...options })),
    delete: (id, options) => dataOf(client.DELETE(`${path}/{id}`, { params: { path: { id } }, ...options })),
    test: (body, options) => dataOf(client.POST(`${path}:test`, { body, ...options })),
  };
}

async function dataOf(call) {
  const { data, error, response } = await call;
  if (error !== undefined) throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status, error });
  return data;
}
