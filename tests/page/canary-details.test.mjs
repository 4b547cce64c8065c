/** What the page shows of the canary beside the rows: the details, who may start a run, and without its results. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asScope, rowOf } from "./browser.mjs";
import { DAY, HOUR, RESULTS, accepted, ago, failing, inconclusive, open, rejected, reload, saved } from "./canary.mjs";
import { browser, worker } from "./on-sandbox.mjs";

test("the list does not wait for the canary, and works if that fails or does not exist", async () => {
  await saved(worker, "Undisturbed");
  let answer;
  const held = new Promise((resolve) => (answer = resolve));
  for (const [status, line] of [
    [404, 0],
    [503, 1],
    [200, 1],
  ]) {
    const also = (page) =>
      page.route(RESULTS, (route) => held.then(() => route.fulfill({ status, body: status === 200 ? "[null]" : "" })));
    const { page, leave } = await open({ browser, worker }, {}, { provokes: [404, 503], also });
    if (status === 404) assert.equal(await page.locator(".list .note").count(), 0);
    answer();
    if (line)
      await page
        .getByText(
          status === 503
            ? "The last results could not be loaded. The API has a problem (503): The Worker answered 503 to canary/results."
            : "The last results could not be loaded. The answer could not be understood: Not the Worker",
        )
        .waitFor();
    else await page.waitForTimeout(200);
    assert.equal(await page.locator(".canary p").count(), line);
    assert.equal(await page.getByRole("alert").count(), 0);
    assert.equal(await page.getByRole("button", { name: "Test all" }).count(), status === 404 ? 0 : 1);
    await rowOf(page, "Undisturbed")
      .getByRole("button", { name: /^Send a test/ })
      .click();
    await page.getByText("Last test accepted just now").waitFor();
    await leave();
  }
});

test("those who may only read see the results and no button for a run", async () => {
  const id = await saved(worker, "Seen");
  const also = asScope("read");
  const { page, leave } = await open({ browser, worker }, { data: [failing(id, rejected(ago(HOUR)))] }, { also });
  await page.getByText("You can view integrations.").waitFor();
  await rowOf(page, "Seen").getByText("Last test failed 1 hour ago.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Test all" }).count(), 0);
  await leave();
});

test("the details list the last tests, the newest first", async () => {
  const [tested, untested] = [await saved(worker, "Tested"), await saved(worker, "Untested")];
  const tests = [
    rejected(ago(HOUR)),
    inconclusive(ago(2 * HOUR), "run"),
    accepted(ago(26 * HOUR), "test"),
    { ...accepted(ago(30 * HOUR)), code: "retired" },
  ];
  for (let day = 2; day < 12; day += 1) tests.push(accepted(ago(day * DAY)));
  const told = {};
  const { page, leave } = await open({ browser, worker }, told, { of: { [tested]: tests, [untested]: [] } });
  const dialog = page.getByRole("dialog");
  const look = (name) => rowOf(page, name).getByRole("button", { name, exact: true }).click();
  await look("Tested");
  await dialog.getByRole("heading", { name: "Last tests" }).waitFor();
  const lines = await dialog.locator(".tests li:visible").allInnerTexts();
  assert.equal(lines.length, 8);
  assert.match(
    lines[0],
    /^Failed\s*1 hour ago · on schedule\s+.+\s+The API could not accept this \(400\): The target answered 410 Gone\./,
  );
  assert.match(lines[1], /^No clear answer\s*2 hours ago · test of all, by hand\s+.+\s+The API has a problem \(503\)/);
  assert.match(lines[2], /^Accepted\s*1 day ago · single test, by hand/);
  assert.match(lines[3], /^Accepted, but the target is retired\s*1 day ago/);
  assert.deepEqual(await dialog.locator(".tests li.good").count(), tests.length - 3, "where nothing arrives, nothing is good");
  await dialog.getByText("6 older").click();
  assert.equal(await dialog.locator(".tests li:visible").count(), tests.length);
  await page.keyboard.press("Escape");
  await look("Untested");
  await dialog.getByText("Not tested yet.").waitFor();
  await page.keyboard.press("Escape");

  told.persisted = false;
  await reload(page);
  await look("Untested");
  await page.waitForLoadState("networkidle");
  assert.equal(await dialog.getByText("Last tests").count(), 0);
  await leave();
});

test("all that the canary shows fits a phone", async () => {
  const [dead, limping] = [await saved(worker, "Dead"), await saved(worker, "Limping")];
  const long = `${"w".repeat(90)} https://${"h".repeat(60)}.example/${"p".repeat(90)}`;
  const told = {
    notes: [long],
    data: [
      failing(dead, { ...rejected(ago(HOUR)), detail: long, request_id: "r".repeat(120) }, ago(99 * HOUR)),
      failing(limping, { ...inconclusive(ago(HOUR)), detail: long }),
    ],
    last_run: { at: ago(HOUR), trigger: "schedule", code: "server_error", detail: long },
  };
  const { page, leave } = await open({ browser, worker }, told, {
    of: { [dead]: [{ ...rejected(ago(HOUR)), detail: long }] },
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
  });
  const fits = async (what) =>
    assert.deepEqual(
      await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll("dialog, .dialog-body, main")]
          .filter((node) => node.scrollWidth > node.clientWidth + 1)
          .map((node) => node.outerHTML.slice(0, 80)),
      ),
      [],
      what,
    );
  await rowOf(page, "Limping").getByText("Not working").waitFor();
  await fits("the list");
  await rowOf(page, "Dead").getByRole("button", { name: "Dead", exact: true }).click();
  await page.getByRole("dialog").getByText("Last tests").waitFor();
  await fits("the details");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Test all" }).click();
  await page.getByRole("alertdialog").waitFor();
  await fits("the question");
  await leave();
});
