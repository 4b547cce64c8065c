// A run whose tests go through the Worker's queue: the page follows it, counts its own tests alone, and says how they went.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rowOf } from "./browser.mjs";
import { HOUR, RESULTS, accepted, ago, failing, inconclusive, open, rejected, saved } from "./canary.mjs";
import { browser, worker } from "./on-sandbox.mjs";

const RUN = "r-now";
const PAUSES = [1, 2, 4, 8, 15, 30];

const well = (id, last_test) => ({ id, health: "healthy", since: last_test.at, last_test });

/** The page with a run whose answer is `run`, asked for and confirmed; `told` is what the results say. */
async function start(told, run, more = {}) {
  const also = async (page) => {
    await page.clock.install();
    await page.route("**/canary/run", (route) => {
      more.atRun?.();
      return route.fulfill({ status: run.queued ? 202 : 200, json: { run: RUN, total: 2, selected: 2, ...run } });
    });
  };
  const visited = await open({ browser, worker }, told, { also });
  more.beforeRun?.();
  await visited.page.getByRole("button", { name: "Test all" }).click();
  await visited.page.getByRole("button", { name: "Send tests" }).click();
  return visited;
}

/** Lets a pause pass, after which the results are loaded. */
async function pass(page, seconds) {
  const done = page.waitForResponse(RESULTS);
  await page.clock.fastForward(seconds * 1_000);
  await (await done).finished();
}

const loadings = (requests) => requests.filter(({ path }) => path.endsWith("/canary/results")).length;
const toasts = (page) => page.locator(".toasts");

test("tests of an older run that this page has not loaded are not counted as tests of this run", async () => {
  const [one, two] = [await saved(worker, "First"), await saved(worker, "Second")];
  const told = { data: [well(one, { ...accepted(ago(90 * HOUR)), run: "r-old" })] };
  // After the page was loaded, the schedule has tested both.
  const beforeRun = () => (told.data = [one, two].map((id) => well(id, { ...accepted(ago(HOUR)), run: "r-scheduled" })));
  const { page, leave } = await start(told, { queued: 2 }, { beforeRun });
  await toasts(page).getByText("2 tests are under way.").waitFor();
  await pass(page, 1);
  assert.equal(await toasts(page).getByText("accepted").count(), 0);
  told.data = [well(one, { ...accepted(ago(0)), run: RUN }), well(two, { ...accepted(ago(HOUR)), run: "r-scheduled" })];
  await pass(page, 2);
  assert.equal(await toasts(page).getByText("accepted").count(), 0);
  // A single test in between takes the place of one that was seen already.
  told.data = [well(one, { ...rejected(ago(0), "test"), run: "single" }), failing(two, { ...rejected(ago(0)), run: RUN })];
  await pass(page, 4);
  await toasts(page).getByText("2 tests: 1 accepted, 1 failed.").waitFor();
  await leave();
});

test("if the Worker names no run, tests from before the run are not counted", async () => {
  const [one, two] = [await saved(worker, "First"), await saved(worker, "Second")];
  const told = { data: [well(one, accepted(ago(90 * HOUR)))] };
  const beforeRun = () => (told.data = [one, two].map((id) => well(id, accepted(ago(HOUR)))));
  const { page, requests, leave } = await start(told, { queued: 2 }, { beforeRun });
  await toasts(page).getByText("2 tests are under way.").waitFor();
  assert.equal(loadings(requests), 2);
  await pass(page, 1);
  assert.equal(await toasts(page).getByText("accepted").count(), 0);
  told.data = [well(one, accepted(ago(0))), failing(two, rejected(ago(0)))];
  await pass(page, 2);
  await toasts(page).getByText("2 tests: 1 accepted, 1 failed.").waitFor();
  await rowOf(page, "Second").getByText("The target answered 410 Gone.").waitFor();
  await page.clock.fastForward(60_000);
  await page.waitForTimeout(200);
  assert.equal(loadings(requests), 4, "and then nobody asks any more");
  await leave();
});

test("a run that is queued in part is followed, and all its tests are counted", async () => {
  const [one, two] = [await saved(worker, "First"), await saved(worker, "Second")];
  const told = { data: [] };
  const atRun = () => (told.data = [failing(one, { ...rejected(ago(0), "run"), run: RUN })]);
  const run = {
    total: 5,
    selected: 3,
    queued: 1,
    accepted: 0,
    rejected: 1,
    inconclusive: 0,
    retired: 0,
    not_reached: 1,
    failed: [{ id: one, ...rejected(ago(0), "run"), run: RUN, detail: "Said in place." }],
  };
  const { page, leave } = await start(told, run, { atRun });
  await toasts(page).getByText("One test is under way.").waitFor();
  await rowOf(page, "First").getByText("The target answered 410 Gone.").waitFor();
  assert.equal(await rowOf(page, "First").getByText("Said in place.").count(), 0, "what is remembered says it better");
  told.data.push(well(two, { ...accepted(ago(0), "run"), run: RUN, code: "retired" }));
  await pass(page, 1);
  await toasts(page)
    .getByText("2 tests: 1 accepted, 1 of them by a retired target, 1 failed, 1 left for the next run.")
    .waitFor();
  assert.equal(await toasts(page).locator(".good").getByText("2 tests:").count(), 0);
  await leave();
});

test("if nothing is stored, tests that failed in the run are shown on their rows", async () => {
  const [one, two] = [await saved(worker, "First"), await saved(worker, "Second")];
  const now = ago(0);
  const list = [
    {
      ...{ id: one, health: "failing", since: now, run: RUN, at: now, trigger: "run", result: "rejected" },
      ...{ code: "bad_request", detail: "410 from the target.", request_id: "req-run-1" },
    },
    { id: two, run: RUN, at: ago(0), trigger: "run", result: "inconclusive", code: "timeout", detail: "No answer." },
  ];
  const run = {
    total: 3,
    selected: 3,
    queued: 0,
    accepted: 1,
    rejected: 1,
    inconclusive: 1,
    retired: 0,
    not_reached: 0,
    failed: list,
  };
  const { page, leave } = await start({ persisted: false }, run);
  await toasts(page).getByText("3 tests: 1 accepted, 1 failed, 1 without a clear answer.").waitFor();
  assert.match(
    await rowOf(page, "First").innerText(),
    /410 from the target\.\s+Last test failed just now\.\s+Request ID\s+req-run-1/,
  );
  assert.match(
    await rowOf(page, "Second").innerText(),
    /Last test brought no clear answer just now: The API did not answer in time: No answer\. The test message may have been sent/,
  );
  await page.locator(".attention").getByText("1 integration is not working.").waitFor();
  await leave();
});

test("a run without results is given up after a minute, with a message that stays until it is dismissed", async () => {
  const { page, requests, leave } = await start({}, { queued: 2 });
  await page.getByText("2 tests are under way.").waitFor();
  for (const pause of PAUSES) await pass(page, pause);
  const careful = toasts(page).getByText("Not all results are in after a minute");
  await careful.waitFor();
  assert.equal(loadings(requests), 2 + PAUSES.length);
  await page.clock.fastForward(60_000);
  assert.equal(await careful.count(), 1, "who looks away for a minute still reads it");
  assert.equal(await toasts(page).getByText("under way").count(), 0);
  await toasts(page).getByRole("button", { name: "Dismiss" }).click();
  assert.equal(await careful.count(), 0);
  await leave();
});

test("a run without tests says why nothing was tested", async () => {
  const none = { queued: 0, accepted: 0, rejected: 0, inconclusive: 0, retired: 0, not_reached: 0 };
  for (const [run, words] of [
    [{ ...none, total: 4, selected: 0 }, "Nothing was tested: every integration is excluded from tests."],
    [
      { ...none, total: 4, selected: 3, not_reached: 3 },
      "Nothing was tested: there was no time. 3 tests are left for the next run.",
    ],
  ]) {
    const { page, leave } = await start({}, run);
    await toasts(page).getByText(words).waitFor();
    await leave();
  }
});

test("an inconclusive test of the run is counted as that", async () => {
  const one = await saved(worker, "First");
  const told = { data: [] };
  const { page, leave } = await start(told, { selected: 1, queued: 1 });
  await page.getByText("One test is under way.").waitFor();
  told.data = [{ id: one, last_test: { ...inconclusive(ago(0), "run"), run: RUN } }];
  await pass(page, 1);
  await toasts(page).getByText("1 test: 0 accepted, 1 without a clear answer.").waitFor();
  await leave();
});
