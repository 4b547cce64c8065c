import { exports } from "cloudflare:workers";
import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { expect, it } from "vitest";
import { expectedIn, useClient } from "../program/main.js";

it("runs the client against the sandbox", async () => {
  expect(await useClient(client, sandbox)).toEqual(expectedIn({ browser: false }));
});

it("runs a Worker that mounts the package's", async () => {
  const answer = await exports.default.fetch("http://localhost/admin/notifications/v1/integrations");
  expect(answer.status).toBe(200);
  expect((await answer.json()).data.length).toBeGreaterThan(0);
});
