// CommonJS, as jest takes it without a setting; program.cjs is made of ../../program/main.js.
const client = require("confluent-notifications");
const sandbox = require("confluent-notifications/sandbox");
const { expectedIn, useClient } = require("./program.cjs");

it("works", async () => {
  // jsdom and happy-dom have a window, and are no browsers.
  expect(await useClient(client, sandbox)).toEqual(expectedIn({ browser: false }));
});
