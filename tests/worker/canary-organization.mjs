// For the tests of a file that imports this: an organization, the operator's webhook, and a Worker whose canary tests the one and
// tells the other. Each test starts a Worker of its own.
import assert from "node:assert/strict";
import { after, before, beforeEach } from "node:test";
import { startWorker } from "../support/worker.mjs";
import { startCustomWorker } from "./custom-worker.mjs";
import { slackRow, startOrganization } from "./organization.mjs";
import { pointedAt, say, startUpstream } from "./upstream.mjs";

/** Without a queue, tests are sent by the run itself. */
export const IN_PLACE = { queueProducers: {}, queueConsumers: {} };
export const HOOK_PATH = "/planted-hook-secretsecret";

/** Set before the first test; `worker` by whatever starts one. */
export let organization, hook, worker;

before(async () => {
  [organization, hook] = await Promise.all([startOrganization(), startUpstream()]);
});
beforeEach(async () => {
  await worker?.dispose();
  worker = undefined;
  Object.assign(organization, { rows: [slackRow("a"), slackRow("b")], verdicts: {}, refusal: undefined });
  organization.forget();
  hook.seen.length = 0;
  hook.answer = say(200, {});
});
after(async () => {
  await worker?.dispose();
  await Promise.all([organization.stop(), hook.stop()]);
});

export const hookUrl = () => hook.url + HOOK_PATH;
const vars = (more) => pointedAt(organization, { CANARY_WEBHOOK_URL: hookUrl(), ...more });

/** @param {{ vars?: Record<string, unknown>, [more: string]: unknown }} [options] */
export const start = ({ vars: more, ...rest } = {}) => startAlone({ ...rest, vars: vars(more) });

/** With these variables alone. */
export async function startAlone(options) {
  worker = await startWorker({ ...IN_PLACE, ...options });
}

/** A Worker of a user's own around it, from this module's source. */
export async function startAround(source) {
  worker = await startCustomWorker(source, { vars: vars(), ...IN_PLACE });
}

/** On a plan that allows an event so many requests; logs how many statements D1 was given in it. */
export const startWithin = (requests) =>
  startAround(`
    import worker, { Sandbox } from "./worker.js";
    export { Sandbox };
    let left, statements;
    const { fetch } = globalThis;
    globalThis.fetch = async (...sent) => {
      if ((left -= 1) < 0) throw new Error("Too many subrequests by single Worker invocation.");
      return fetch(...sent);
    };
    const counted = (db) => new (class D1Database {
      prepare(sql) { return db.prepare(sql); }
      batch(list) { statements += list.length; return db.batch(list); }
    })();
    export default {
      fetch: worker.fetch,
      async scheduled(event, env, context) {
        [left, statements] = [${requests}, 0];
        await worker.scheduled(event, { ...env, CANARY_DB: counted(env.CANARY_DB) }, context);
        console.log("statements " + statements);
      },
    };`);

export const cron = async () =>
  assert.equal((await (await worker.miniflare.getWorker()).scheduled({ cron: "0 8 * * mon" })).outcome, "ok");
export const get = async (path) => (await worker.fetch(path)).json();
export const healths = async () => Object.fromEntries((await get("/canary/results")).data.map(({ id, health }) => [id, health]));
export const told = () => hook.seen.map(({ body }) => JSON.parse(body));
export const database = () => worker.miniflare.getD1Database("CANARY_DB");
