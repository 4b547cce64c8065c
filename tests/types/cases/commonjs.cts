// The same package under `require`: TypeScript finds the CommonJS twins of the declarations.
import notifications = require("confluent-notifications");
import file = require("confluent-notifications/client.wasm");
import init = require("confluent-notifications/init");
import sandboxes = require("confluent-notifications/sandbox");
import workers = require("confluent-notifications/worker");

const sandbox: sandboxes.Sandbox = sandboxes.createSandbox();
const client: notifications.NotificationsClient = new notifications.NotificationsClient({ fetch: sandbox.fetch });
const kinds = async (): Promise<unknown[]> => (await client.integrations.list()).data.map(({ target }) => target.kind);
// @ts-expect-error a name is needed
const wrong: notifications.NewIntegration = { target: { kind: "Webhook", url: "https://example.com" } };
const worker: workers.NotificationsWorker = workers.createWorker({ prefix: "/admin" });
// @ts-expect-error CommonJS has no compiled module to give
init.init(file);

export = { kinds, wrong, worker, init: init.init };
