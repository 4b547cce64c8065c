/** Every fault of the table in Node, against the hostile server on loopback. */
import { after, test } from "node:test";
import { make } from "../../benches/peers/ours.mjs";
import { host } from "./hosts/node.mjs";
import { hostileServerAt } from "./connectivity.mjs";
import { check, rows } from "./rows.mjs";
import { startHostileServer } from "./server.mjs";

const running = await startHostileServer();
const server = await hostileServerAt(running.origin);
after(() => running.close());

for (const row of rows) test(row.name, () => check(row, "ours", make, server, host));
