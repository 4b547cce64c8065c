// The same where TypeScript makes CommonJS of it.
import * as client from "confluent-notifications";
import sandbox = require("confluent-notifications/sandbox");

const options: client.ClientOptions = { fetch: sandbox.createSandbox().fetch };
export const { integrations } = new client.NotificationsClient(options);

import("./program/main.js").then(({ useClient }) => useClient(client, sandbox)).then((seen) => console.log(JSON.stringify(seen)));
