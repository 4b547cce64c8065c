// Requests to the sandbox, as its tests send them.
export const BASE = "https://api.confluent.cloud/notifications/v1/integrations";
export const webhook = (url = "https://hooks.example/a", display_name = "a") => ({
  display_name,
  target: { kind: "Webhook", url },
});
export const post = (body, more) => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
  ...more,
});
