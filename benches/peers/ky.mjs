// ky, as its documentation shows it, with its default timeout and retries unless the options say otherwise.
import ky from "ky";

export function make({ baseUrl, credentials, fetch, timeout, maxRetries }) {
  const { apiKey, apiSecret, token } = credentials;
  const api = ky.create({
    prefix: `${baseUrl}/notifications/v1`,
    headers: { authorization: token ? `Bearer ${token}` : `Basic ${btoa(`${apiKey}:${apiSecret}`)}` },
    ...(fetch && { fetch }),
    ...(timeout !== undefined && { timeout }),
    ...(maxRetries !== undefined && { retry: maxRetries }),
  });

  return {
    create: (json, options) => api.post("integrations", { json, ...options }).json(),
    list: (searchParams, options) => api.get("integrations", { searchParams, ...options }).json(),
    get: (id, options) => api.get(`integrations/${id}`, options).json(),
    update: (id, json, options) => api.patch(`integrations/${id}`, { json, ...options }).json(),
    delete: async (id, options) => void (await api.delete(`integrations/${id}`, options)),
    test: async (json, options) => void (await api.post("integrations:test", { json, ...options })),
  };
}
