// A dashboard whose host refuses WebAssembly: it is drawn, and what the package says can be shown in it.
import * as client from "confluent-notifications";
import { createSandbox } from "confluent-notifications/sandbox";

const uses = [
  () => new client.NotificationsClient({ baseUrl: location.origin }),
  () => createSandbox(),
  () => client.redactUrl("x"),
];

function failureOf(use) {
  try {
    return `${use()} works`;
  } catch (error) {
    return client.isNotificationsError(error) ? { code: error.code, message: error.message } : `not ours: ${error}`;
  }
}

globalThis.seen = uses.map(failureOf);
