// The other entries, as users write them.
import { NotificationsClient, redactUrl } from "confluent-notifications";
import module from "confluent-notifications/client.wasm";
import { init } from "confluent-notifications/init";
import { type Delivery, type Fault, createSandbox } from "confluent-notifications/sandbox";
import worker, { type WorkerOptions, createWorker } from "confluent-notifications/worker";

const credentials = { apiKey: "key", apiSecret: "secret" };
const delivered: Delivery[] = [];
const sandbox = createSandbox({
  seed: [{ display_name: "on call", target: { kind: "Webhook", url: "https://example.com" } }],
  credentials,
  quota: 10,
  rateLimit: { limit: 5, windowSeconds: 60 },
  deliver: (delivery) => void delivered.push(delivery),
});
const fault: Fault = { status: 503, headers: { "retry-after": "1" } };
sandbox.fail("network", "stall", "truncate", fault);
sandbox.reset();
export const told: readonly Delivery[] = sandbox.deliveries;
export const client = new NotificationsClient({ credentials, fetch: sandbox.fetch });

export const handed = init(module);
export const same: typeof redactUrl = handed.redactUrl;
export const other: NotificationsClient = new handed.NotificationsClient({ fetch: sandbox.fetch });

const options: WorkerOptions = { prefix: "/admin", authorize: async (request) => (request.url ? "read" : null) };
export const mounted: typeof worker = createWorker(options);

// @ts-expect-error no such fault
sandbox.fail("earthquake");
// @ts-expect-error what was delivered is read-only
sandbox.deliveries.push();
// @ts-expect-error no such scope
createWorker({ authorize: () => "root" });
