const client = require("confluent-notifications");
const sandbox = require("confluent-notifications/sandbox");

import("./program/main.js").then(({ useClient }) => useClient(client, sandbox)).then((seen) => console.log(JSON.stringify(seen)));
