// What the canary tells the page in a test: made up, since no test waits for days, or for an API that is down.
import { apiAt, slack } from "./api.mjs";
import { loaded, visit } from "./browser.mjs";

export const RESULTS = "**/canary/results";
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const REJECTED = {
  result: "rejected",
  code: "bad_request",
  status: 400,
  detail: "The target answered 410 Gone.",
  request_id: "req-dead-1",
};
const DOWN = { result: "inconclusive", code: "server_error", status: 503, detail: "Upstream is being repaired." };

export const ago = (ms) => new Date(Date.now() - ms).toISOString();
export const accepted = (at, trigger = "schedule") => ({ at, trigger, result: "accepted" });
export const rejected = (at, trigger = "schedule") => ({ at, trigger, ...REJECTED });
export const inconclusive = (at, trigger = "schedule") => ({ at, trigger, ...DOWN });
export const failing = (id, last_test, since = last_test.at) => ({ id, health: "failing", since, last_test });

let answers = 0;
/** What the Worker answers to a test of one integration: this status, the errors where it was not accepted, and the result. */
export function testAnswer(status, result, errors) {
  answers += 1;
  // Health that begins with this test begins at its time, to the millisecond.
  const isFirst = Date.now() - Date.parse(result.since) < 1_000;
  const answered = { run: `by-hand-${answers}`, trigger: "test", at: isFirst ? result.since : ago(0), ...result };
  return { status, json: { ...(errors && { errors }), persisted: true, result: answered } };
}

/** The id of an integration made in the sandbox under this name. */
export async function saved(worker, name, target) {
  const { id } = await apiAt(worker).create(target ? { display_name: name, target } : slack(name));
  return id;
}

/**
 * The page, told `told` as the canary's results, and `of` as the tests of each id. What is changed in `told` comes with the
 * next loading. `also` prepares more. To the page all integrations are months old.
 * @param {any} running
 * @param {any} told
 * @param {{ of?: any, also?: (page: any) => any, [option: string]: any }} [options]
 */
export async function open({ browser, worker }, told, { of = {}, also = () => {}, ...options } = {}) {
  async function prepare(page) {
    await page.route("**/notifications/v1/integrations?*", async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      for (const row of body.data) row.metadata.updated_at = ago(90 * DAY);
      await route.fulfill({ response, json: body });
    });
    await page.route(RESULTS, (route) => route.fulfill({ json: { persisted: true, notes: [], data: [], ...told } }));
    await page.route(`${RESULTS}/*`, (route) =>
      route.fulfill({ json: { persisted: true, data: of[route.request().url().split("/").at(-1)] ?? [] } }),
    );
    await also(page);
  }
  const visited = await visit(browser, worker.url, { ...options, prepare });
  await loaded(visited.page);
  return visited;
}

/** Loads list and results again. */
export async function reload(page) {
  const answers = [RESULTS, "**/notifications/v1/integrations?*"].map((url) => page.waitForResponse(url));
  await page.getByRole("button", { name: "Reload", exact: true }).click();
  await Promise.all(answers.map(async (answer) => (await answer).finished()));
}

/** The line above the list. */
export const attention = (page) => page.locator(".attention");
