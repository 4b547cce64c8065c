// What the hostile server answers where it answers well, for rows to compare with.
export const requestId = "req-4711";
export const integration = {
  api_version: "notifications/v1",
  kind: "Integration",
  id: "n-1",
  metadata: {
    self: "https://api.confluent.cloud/notifications/v1/integrations/n-1",
    created_at: "2026-01-02T03:04:05.678901Z",
    region: "eu",
  },
  display_name: "on call",
  target: { kind: "Webhook", url: "https://hooks.example/in", thread: 7 },
  muted: false,
};
export const unknown = { ...integration, target: { kind: "Beacon", number: "+41", nested: { deep: [1, null] } } };
