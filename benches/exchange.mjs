// The requests and responses of every measurement: the same bytes for each client.
const integration = (number) => ({
  api_version: "notifications/v1",
  kind: "Integration",
  id: `int-${String(number).padStart(5, "0")}`,
  metadata: {
    self: `https://api.confluent.cloud/notifications/v1/integrations/int-${String(number).padStart(5, "0")}`,
    resource_name: `crn://confluent.cloud/organization=9bb441c4-edef-46ac-8a41-c49e44a3fd9a/integration=int-${number}`,
    created_at: "2026-01-02T03:04:05.678Z",
    updated_at: "2026-01-02T03:04:05.678Z",
  },
  display_name: `on call ${number}`,
  description: "Word of trouble for whoever is on call tonight",
  target: { kind: "Slack", webhook_url: "https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx" },
});

const { display_name, description, target } = integration(1);
const one = JSON.stringify(integration(1));
const page = JSON.stringify({
  api_version: "notifications/v1",
  kind: "IntegrationList",
  metadata: { next: null, total_size: 100 },
  data: Array.from({ length: 100 }, (_, index) => integration(index)),
});

export const operations = {
  get: { call: (client) => client.get("int-00001"), status: 200, body: one },
  list: { call: (client) => client.list({ page_size: 100 }), status: 200, body: page },
  create: { call: (client) => client.create({ display_name, description, target }), status: 201, body: one },
};
export const answerHeaders = { "content-type": "application/json", "x-request-id": "0123456789abcdef0123456789abcdef" };
export const credentials = { apiKey: "KEY", apiSecret: "not a secret" };

/** A fetch that answers at once, with a new Response that still has to be read and parsed, like a real one. */
export function instantFetch(operation) {
  const { status, body } = operations[operation];
  return async () => new Response(body, { status, headers: answerHeaders });
}
