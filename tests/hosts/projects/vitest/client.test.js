import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { expect, it } from "vitest";
import { expectedIn, useClient } from "./program/main.js";

it("works", async () => {
  // jsdom and happy-dom have a window, and are no browsers.
  expect(await useClient(client, sandbox)).toEqual(expectedIn({ browser: false }));
});
