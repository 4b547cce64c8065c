// For the tests of a file that imports this: a Worker on the sandbox and a browser, and a sandbox as at the start before each.
import { after, before, beforeEach } from "node:test";
import { startWorker } from "../support/worker.mjs";
import { apiAt } from "./api.mjs";
import { openBrowser } from "./browser.mjs";

/** Set before the first test. */
export let worker, browser, api;

before(async () => {
  worker = await startWorker({ vars: {} });
  browser = await openBrowser();
  api = apiAt(worker.url);
});
after(async () => {
  await browser?.close();
  await worker?.dispose();
});
beforeEach(() => api.reset());
