// For the tests of a file that imports this: a Worker on the sandbox and a browser, and a sandbox as at the start before each.
import { beforeEach } from "node:test";
import { withBrowser } from "../support/chromium.mjs";
import { withWorker } from "../support/worker.mjs";
import { apiAt } from "./api.mjs";

export const worker = withWorker();
export const browser = withBrowser();
export const api = apiAt(worker);

beforeEach(() => api.reset());
